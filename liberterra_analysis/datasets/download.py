"""Publishers' files: downloaded once, resumed where they broke off, refused if they are not what was expected."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import re
import shutil
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urljoin, urlsplit

from liberterra_analysis.datasets.dataset import Dataset
from liberterra_analysis.datasets.registry import find_dataset
from liberterra_analysis.datasets.store import Vintage, keep, read_vintages, writing
from liberterra_analysis.errors import LiberterraError, UsageError
from liberterra_analysis.files import locked
from liberterra_analysis.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    import httpx

Progress = Callable[[str, str], None]
"""Receives the name of the data set and a message."""

AGENT = "liberterra_analysis (public data sets; one request for a file)"
ATTEMPTS = 5
MOST_UNPACKED = 1_000_000_000
MOST_PAGE = 10_000_000
MOST_NAME = 100
LAST_PORT = 65535
UNCHANGED, PART, NO_SUCH_PART = 304, 206, 416
BUSY = frozenset({408, 416, 425, 429, 500, 502, 503, 504})
"""Status codes after which another attempt may succeed."""

SUFFIXES = frozenset({".csv", ".xlsx", ".ods"})

_Result: TypeAlias = "tuple[Path, dict[str, str]] | Vintage"
"""A file with its record, or the vintage held if the publisher has no newer one."""

_DAY = re.compile(r"(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")


class DownloadError(LiberterraError):
    """A file that could not be downloaded; what is held stays as it was."""

    exit_code = 1


class _BrokeOffError(Exception):
    """A failed attempt after which another may succeed."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try, in seconds.

    `pause` is the wait before the second attempt, doubled before each further one; `silence` the time without a byte
    after which an attempt fails; `whole` the time for all attempts together.
    """

    attempts: int = ATTEMPTS
    pause: float = 1.0
    silence: float = 30.0
    whole: float = 1800.0


@dataclass(frozen=True, slots=True)
class _Job:
    """One download: its data set, address ("" until found), folder, and the vintages held."""

    dataset: Dataset
    address: str
    folder: Path
    held: list[Vintage]
    patience: Patience
    progress: Progress

    @property
    def known(self) -> Vintage | None:
        """The latest vintage from this address."""
        return next((one for one in self.held[::-1] if one.url == self.address), None)


def fetch(
    name: str,
    *,
    workspace: Workspace | None = None,
    url: str = "",
    progress: Progress = lambda *_: None,
    patience: Patience | None = None,
) -> tuple[Vintage, bool]:
    """Download a data set from its publisher, store it as a vintage, and return the vintage held and whether it is new.

    Earlier vintages stay; the publisher's file may be the one already held. `url` is another address of the same file.
    DownloadError if the file cannot be downloaded, is too large or of another kind; DataError if no layout fits;
    UsageError if the data set is unknown or has no address.
    """
    dataset, patience = find_dataset(name), patience or Patience()
    if not (url or dataset.url or dataset.link):
        raise UsageError(
            f"The publisher of {name!r} offers no file at a known address. "
            f"See {dataset.page}, and give the file: liberterra fetch {name} --from FILE"
        )
    folder = (workspace or find_workspace()).data / "context" / name / ".part"
    tell = partial(progress, name)
    with writing(folder.parent), _open_client(patience) as client:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder.parent / ".fetch", tell=tell):
            held, _ = read_vintages(name, workspace=workspace)
            job = _Job(dataset, url or dataset.url, folder, held, patience, progress)
            got = _call_within(patience.whole, job, lambda: _download(client, job))
            if not isinstance(got, tuple):
                tell(f"is the file of {got.vintage}, which is held")
                return got, False
            try:
                _check_file(dataset, got[0], got[1]["url"])
                return keep(dataset, *got, workspace=workspace, tell=tell)
            finally:
                # Bytes of another kind of file would be resumed for ever.
                shutil.rmtree(folder, ignore_errors=True)


def _open_client(patience: Patience) -> httpx.Client:
    """Open a client with the proxies and certificates that the environment names."""
    import httpx

    timeout = httpx.Timeout(patience.silence)
    for name in _set_variables("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"):
        if why := _find_fault(os.environ[name]):
            raise _variable_error([name], why)
    try:
        return httpx.Client(headers={"User-Agent": AGENT}, timeout=timeout, follow_redirects=True, max_redirects=5)
    except OSError as error:
        raise _variable_error(_set_variables("SSL_CERT_FILE", "SSL_CERT_DIR"), error) from None
    except (httpx.InvalidURL, ValueError) as error:
        raise _variable_error(_set_variables("NO_PROXY"), error) from None


def _set_variables(*wanted: str) -> list[str]:
    return [name for name in sorted(os.environ) if name.upper() in wanted and os.environ[name]]


def _variable_error(names: list[str], why: object) -> DownloadError:
    """Return an error that names variables but not their values, which can hold passwords."""
    text = " ".join(str(why).split())
    return DownloadError(f"The environment variable {' or '.join(names)} cannot be used: {text}. Correct or unset it.")


def _find_fault(proxy: str) -> str:
    """Return what is wrong with the address of a proxy; "" if nothing is."""
    import httpx

    try:
        url = httpx.Proxy(proxy if "://" in proxy else f"http://{proxy}").url
    except (httpx.InvalidURL, ValueError):
        return "it is not the address of a proxy"
    if url.scheme.startswith("socks") and importlib.util.find_spec("socksio") is None:
        return "SOCKS needs one more library: pip install socksio"
    return f"there is no port {url.port}" if (url.port or 0) > LAST_PORT else ""


def _call_within(seconds: float, job: _Job, call: Callable[[], _Result]) -> _Result:
    """Call a function in a thread and wait so many seconds: no client limits the sum of many slow reads."""
    result: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            result.append(call())
        except BaseException as error:  # noqa: BLE001 (raised again by the waiting thread)
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not result:
        message = f"{job.address or job.dataset.page} was not downloaded within {seconds:g} s"
        raise DownloadError(f"{message}. {_by_hand(job.dataset.name)}")
    return result[0]


def take(name: str, file: Path, *, vintage: str = "", workspace: Workspace | None = None) -> tuple[Vintage, bool]:
    """Store a local file as a vintage, and return the vintage held and whether it is new.

    `vintage` is the date of publication; by default the date in the file's name, else today's. Raises as `fetch` does.
    """
    dataset = find_dataset(name)
    if not file.is_file():
        raise UsageError(f"There is no file {str(file)!r}.")
    if vintage and not _is_day(vintage):
        raise UsageError(f"vintage {vintage!r} is no date; write it as 2026-05-06.")
    _check_file(dataset, file, str(file))
    record = {"vintage": vintage or _day_in(file.name) or _today(), "url": file.name, "downloaded": _today()}
    return keep(dataset, file, record, workspace=workspace)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _download(client: httpx.Client, job: _Job) -> _Result:
    return _retry(client, job if job.address else replace(job, address=_find_address(client, job.dataset)))


def _find_address(client: httpx.Client, dataset: Dataset) -> str:
    """Return the address of the latest file on the publisher's page."""
    import httpx

    body = b""
    try:
        with client.stream("GET", dataset.page) as page:
            if not page.is_success:
                raise DownloadError(f"{dataset.page}: the server answered {page.status_code}. {_by_hand(dataset.name)}")
            for chunk in page.iter_bytes():
                body += chunk
                if len(body) > MOST_PAGE:
                    raise DownloadError(
                        f"{dataset.page} is larger than {MOST_PAGE:,} bytes; it was refused. {_by_hand(dataset.name)}"
                    )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DownloadError(f"{dataset.page} could not be read: {error}. {_by_hand(dataset.name)}") from error
    found = sorted(set(re.findall(dataset.link, body.decode("utf-8", "replace"))))
    if not found:
        raise DownloadError(f"{dataset.page} holds no link to the file. {_by_hand(dataset.name)}")
    return str(urljoin(str(page.url), found[-1]))


def _retry(client: httpx.Client, job: _Job) -> _Result:
    """Download the file in as many attempts as patience allows."""
    import httpx

    attempt = 0
    while True:
        attempt += 1
        try:
            return _attempt(client, job)
        except (httpx.TooManyRedirects, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            message = f"{job.address} leads nowhere: {error}"
            raise DownloadError(f"{message}. {_by_hand(job.dataset.name)}") from error
        except (_BrokeOffError, httpx.TransportError) as error:
            why = str(error) or type(error).__name__
            if attempt == job.patience.attempts:
                message = f"{job.address} could not be downloaded in {attempt} attempt{'s' * (attempt > 1)}: {why}"
                raise DownloadError(f"{message}. {_by_hand(job.dataset.name)}") from error
            wait = job.patience.pause * 2 ** (attempt - 1)
            job.progress(job.dataset.name, f"{why}; tries again in {wait:g} s")
            time.sleep(wait)


def _attempt(client: httpx.Client, job: _Job) -> _Result:
    """Download the file, or the rest of it; return the vintage held if the server reports no change."""
    part = job.folder / "file.part"
    size, headers = _request_headers(job, part)
    with client.stream("GET", job.address, headers=headers) as response:
        status = response.status_code
        if status == UNCHANGED and job.known:
            return job.known
        if status == NO_SUCH_PART or (status == PART and not _starts_at(response, size)):
            part.unlink(missing_ok=True)
            raise _BrokeOffError("the server cannot go on where it broke off")
        if status in BUSY:
            raise _BrokeOffError(f"the server answered {status}")
        if status not in {200, PART}:
            raise DownloadError(f"{job.address}: the server answered {status}. {_by_hand(job.dataset.name)}")
        if urlsplit(job.address).scheme == "https" != response.url.scheme:
            raise DownloadError(f"{job.address} leads to {response.url}, which is not encrypted; it was refused.")
        tag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        # A weak tag does not guarantee the same bytes, so no download is resumed on it.
        state = {"address": job.address, "tag": "" if tag.startswith("W/") else tag or modified}
        (job.folder / "file.json").write_text(json.dumps(state), "utf-8")
        _receive(response, part, size if status == PART else 0, job)
        name = _file_name(response.url.path)
    file = part.replace(job.folder / (name if Path(name).suffix.lower() in SUFFIXES else f"{name}{_find_suffix(part)}"))
    record = {"url": job.address, "downloaded": _today(), "etag": tag, "last_modified": modified}
    return file, record | {"vintage": _day_in(name) or _day_of(modified) or _today()}


def _file_name(path: str) -> str:
    """Return the last part of an address as a name that every file system accepts."""
    name = Path(re.sub(r"[^\w.+-]", "_", unquote(Path(path).name)) or "file")
    return f"{name.stem[:MOST_NAME]}{name.suffix[:MOST_NAME]}"


def _day_of(modified: str) -> str:
    """Return the day of a `Last-Modified` header; "" if there is none."""
    try:
        return parsedate_to_datetime(modified).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _request_headers(job: _Job, part: Path) -> tuple[int, dict[str, str]]:
    """Return the size held and the headers that ask for the rest of a broken-off file, else for a changed one."""
    about = job.folder / "file.json"
    state = json.loads(about.read_text("utf-8")) if about.is_file() else {}
    same = state.get("address") == job.address and state.get("tag")
    size = part.stat().st_size if same and part.is_file() else 0
    # A file that is resumed by bytes must not be compressed.
    headers = {"Accept-Encoding": "identity"}
    if size:
        return size, headers | {"Range": f"bytes={size}-", "If-Range": state["tag"]}
    if job.known and job.known.etag:
        headers["If-None-Match"] = job.known.etag
    if job.known and job.known.last_modified:
        headers["If-Modified-Since"] = job.known.last_modified
    return 0, headers


def _receive(response: httpx.Response, part: Path, start: int, job: _Job) -> None:
    whole = start + int(response.headers.get("Content-Length", 0))
    _refuse_large(job, whole)
    began, told, size = time.monotonic(), 0.0, start
    with part.open("r+b" if start else "wb") as file:
        file.truncate(start)
        file.seek(start)
        # No chunk size: collecting bytes into chunks of one size would lose those before a break.
        for chunk in response.iter_raw():
            file.write(chunk)
            size += len(chunk)
            _refuse_large(job, size)
            took = time.monotonic() - began
            if took - told > 1:
                told = took
                of = f" of {whole / 1e6:.1f} MB" if whole > start else ""
                job.progress(job.dataset.name, f"{size / 1e6:.1f} MB{of}")


def _starts_at(response: httpx.Response, size: int) -> bool:
    return str(response.headers.get("Content-Range", "")).startswith(f"bytes {size}-")


def _refuse_large(job: _Job, size: int) -> None:
    if size > job.dataset.most_bytes:
        shutil.rmtree(job.folder)
        raise DownloadError(
            f"{job.address} is larger than {job.dataset.most_bytes:,} bytes, which no file of {job.dataset.name!r} is; "
            "it was refused."
        )


def _find_suffix(file: Path) -> str:
    """Return the suffix of a file by its first bytes: a workbook is a ZIP archive that names its kind."""
    with file.open("rb") as opened:
        first = opened.read(512)
    if first.startswith(b"PK\x03\x04"):
        return ".ods" if b"opendocument.spreadsheet" in first else ".xlsx"
    head = first.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head or b"\0" in first or head.startswith((b"\x1f\x8b", b"%PDF")):
        return ""
    return ".html" if head.startswith(b"<") else ".csv"


def _check_file(dataset: Dataset, file: Path, address: str) -> None:
    kind = _find_suffix(file)
    if kind == ".html":
        raise DownloadError(f"{address} gave a web page, not a file. {_by_hand(dataset.name)}")
    if not kind:
        raise DownloadError(f"{address} gave neither a CSV file nor a workbook. {_by_hand(dataset.name)}")
    if (kind == ".csv") != (file.suffix.lower() == ".csv"):
        raise DownloadError(
            f"{address} is called {file.name!r}, but holds {kind[1:].upper()}. {_by_hand(dataset.name)}"
        )
    if kind != ".csv":
        _check_unpacked_size(file, address)


def _check_unpacked_size(file: Path, address: str) -> None:
    """Check the unpacked size of an archive by reading it, since the size that it states may be false."""
    size = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                with archive.open(member) as opened:
                    while chunk := opened.read(1 << 20):
                        size += len(chunk)
                        if size > MOST_UNPACKED:
                            message = f"{address} unpacks to more than {MOST_UNPACKED:,} bytes; it was refused."
                            raise DownloadError(message)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise DownloadError(f"{address} is no whole workbook: {error}.") from error


def _today() -> str:
    """Return the date in UTC, for downloads; reports never take the clock."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def _day_in(name: str) -> str:
    found = _DAY.search(name)
    return "-".join(found.groups()) if found else ""


def _by_hand(name: str) -> str:
    page = find_dataset(name).page
    return f"Open {page} in a browser, save the file, and run: liberterra fetch {name} --from FILE"
