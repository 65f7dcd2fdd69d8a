"""Files from their publishers: taken once, resumed where they broke off, refused where they are something else."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from filelock import FileLock

from liberterra_analysis.context.dataset import Dataset
from liberterra_analysis.context.registry import find_dataset
from liberterra_analysis.context.store import Vintage, keep, vintages
from liberterra_analysis.errors import LiberterraError, UsageError
from liberterra_analysis.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    import httpx

Progress = Callable[[str, str], None]
"""Told the data set's name and what happens."""

AGENT = "liberterra_analysis (public data sets; one request for a file)"
ATTEMPTS = 5
MOST_UNPACKED = 1_000_000_000
UNCHANGED, PART, NO_SUCH_PART = 304, 206, 416
BUSY = frozenset({408, 416, 425, 429, 500, 502, 503, 504})
"""Status codes after which another attempt may succeed."""

SUFFIXES = frozenset({".csv", ".xlsx", ".ods"})

_DAY = re.compile(r"(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")


class DownloadError(LiberterraError):
    """A file could not be had from its publisher; what is held stays as it was."""

    exit_code = 1


class _BrokeOffError(Exception):
    """An attempt failed, and another may not."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try.

    Parameters
    ----------
    attempts : int
        How often.
    pause : float
        Seconds before the second attempt; doubled before each further one.
    silence : float
        Seconds without a byte after which an attempt has failed.
    whole : float
        Seconds that one attempt may take.
    """

    attempts: int = ATTEMPTS
    pause: float = 1.0
    silence: float = 30.0
    whole: float = 1800.0


@dataclass(frozen=True, slots=True)
class _Job:
    """What is downloaded, whereto, and what of it is held."""

    dataset: Dataset
    address: str
    folder: Path
    known: Vintage | None
    patience: Patience
    progress: Progress


def fetch(
    name: str,
    *,
    workspace: Workspace | None = None,
    url: str = "",
    progress: Progress = lambda *_: None,
    patience: Patience | None = None,
) -> tuple[Vintage, bool]:
    """Download a data set from its publisher and store it as a vintage; earlier vintages stay.

    Parameters
    ----------
    name : str
        Name of the data set.
    workspace : Workspace, optional
        Where `data/` is; found from the working directory if omitted.
    url : str
        Another address of the same file; the publisher's if omitted.
    progress : callable
        Told the name and what happens.
    patience : Patience, optional
        How long to try.

    Returns
    -------
    vintage : Vintage
        What is held now.
    new : bool
        Whether it is new; the publisher's file may be the one held.

    Raises
    ------
    DownloadError
        If the file could not be had, or is too large, or no such file.
    DataError
        If it is in no known layout.
    UsageError
        If there is no such data set, or no address for it.

    Examples
    --------
    >>> fetch("darien")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    liberterra_analysis.errors.UsageError: The publisher of 'darien' offers no file at a known address. ...
    """
    import httpx

    dataset, patience = find_dataset(name), patience or Patience()
    if not (url or dataset.url or dataset.link):
        raise UsageError(
            f"The publisher of {name!r} offers no file at a known address. "
            f"See {dataset.page}, and give the file: liberterra fetch {name} --from FILE"
        )
    folder = (workspace or find_workspace()).data / "context" / name / ".part"
    folder.mkdir(parents=True, exist_ok=True)
    timeout = httpx.Timeout(patience.silence)
    with (
        FileLock(folder.parent / ".fetch"),
        httpx.Client(headers={"User-Agent": AGENT}, timeout=timeout, follow_redirects=True, max_redirects=5) as client,
    ):
        address = url or dataset.url or _look_up(client, dataset)
        held = [one for one in vintages(name, workspace=workspace) if one.url == address]
        job = _Job(dataset, address, folder, held[-1] if held else None, patience, progress)
        got = _try(client, job)
        if got is None:
            progress(name, f"is the file of {held[-1].vintage}, which is held")
            return held[-1], False
        try:
            _check_kind(dataset, got[0], address)
            return keep(dataset, *got, workspace=workspace)
        finally:
            # Bytes that are no such file would be resumed for ever.
            shutil.rmtree(folder, ignore_errors=True)


def take(name: str, file: Path, *, vintage: str = "", workspace: Workspace | None = None) -> tuple[Vintage, bool]:
    """Store a file that is at hand as a vintage of a data set.

    Parameters
    ----------
    name : str
        Name of the data set.
    file : pathlib.Path
        The publisher's file, unchanged.
    vintage : str
        Date of publication; taken from the file's name if omitted, else today's.
    workspace : Workspace, optional
        Where `data/` is; found from the working directory if omitted.

    Returns
    -------
    vintage : Vintage
        What is held now.
    new : bool
        Whether it is new.

    Raises
    ------
    UsageError
        If there is no such data set or file, or the date is none.
    DataError
        If it is in no known layout.

    Examples
    --------
    >>> take("nrm", Path("nowhere.csv"))
    Traceback (most recent call last):
    liberterra_analysis.errors.UsageError: There is no file 'nowhere.csv'.
    """
    dataset = find_dataset(name)
    if not file.is_file():
        raise UsageError(f"There is no file {str(file)!r}.")
    if vintage and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", vintage):
        raise UsageError(f"vintage {vintage!r} is no date; write it as 2026-05-06.")
    _check_kind(dataset, file, str(file))
    record = {"vintage": vintage or _day_in(file.name) or _today(), "url": file.name, "downloaded": _today()}
    return keep(dataset, file, record, workspace=workspace)


def _look_up(client: httpx.Client, dataset: Dataset) -> str:
    """Find the address of the latest file on the publisher's page."""
    import httpx

    try:
        page = client.get(dataset.page)
    except httpx.HTTPError as error:
        raise DownloadError(f"{dataset.page} could not be read: {error}. {_by_hand(dataset.name)}") from error
    if not page.is_success:
        raise DownloadError(f"{dataset.page}: the server answered {page.status_code}. {_by_hand(dataset.name)}")
    found = sorted(set(re.findall(dataset.link, page.text)))
    if not found:
        raise DownloadError(f"{dataset.page} holds no link to the file. {_by_hand(dataset.name)}")
    return str(urljoin(str(page.url), found[-1]))


def _try(client: httpx.Client, job: _Job) -> tuple[Path, dict[str, str]] | None:
    """Take the file in as many attempts as patience allows."""
    import httpx

    for attempt in range(1, job.patience.attempts + 1):
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
    return None


def _attempt(client: httpx.Client, job: _Job) -> tuple[Path, dict[str, str]] | None:
    """Take the file, or the rest of it; None where the server says that the file held has not changed."""
    part = job.folder / "file.part"
    size, headers = _ask(job, part)
    with client.stream("GET", job.address, headers=headers) as response:
        status = response.status_code
        if status == UNCHANGED and job.known:
            return None
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
        # A weak tag does not promise the same bytes, so nothing is resumed on it.
        state = {"address": job.address, "tag": "" if tag.startswith("W/") else tag or modified}
        (job.folder / "file.json").write_text(json.dumps(state), "utf-8")
        _receive(response, part, size if status == PART else 0, job)
        name = re.sub(r"[^\w.+-]", "_", unquote(Path(response.url.path).name)) or "file"
    file = part.replace(job.folder / (name if Path(name).suffix.lower() in SUFFIXES else f"{name}{_kind(part)}"))
    published = parsedate_to_datetime(modified).date().isoformat() if modified else ""
    record = {"url": job.address, "downloaded": _today(), "etag": tag, "last_modified": modified}
    return file, record | {"vintage": _day_in(name) or published or _today()}


def _ask(job: _Job, part: Path) -> tuple[int, dict[str, str]]:
    """Say what to ask for: the rest of what broke off, else the file if it is another than the one held."""
    about = job.folder / "file.json"
    state = json.loads(about.read_text("utf-8")) if about.is_file() else {}
    same = state.get("address") == job.address and state.get("tag")
    size = part.stat().st_size if same and part.is_file() else 0
    # No server may compress what is resumed by bytes.
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
        # Without a size: gathering bytes into chunks of one would lose what came before a break.
        for chunk in response.iter_raw():
            file.write(chunk)
            size += len(chunk)
            _refuse_large(job, size)
            took = time.monotonic() - began
            if took > job.patience.whole:
                raise _BrokeOffError(f"took more than {job.patience.whole:g} s")
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


def _kind(file: Path) -> str:
    """Tell what a file is by its first bytes: a workbook is a ZIP archive that says which one."""
    with file.open("rb") as opened:
        first = opened.read(512)
    if first.startswith(b"PK\x03\x04"):
        return ".ods" if b"opendocument.spreadsheet" in first else ".xlsx"
    head = first.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head or b"\0" in first or head.startswith((b"\x1f\x8b", b"%PDF")):
        return ""
    return ".html" if head.startswith(b"<") else ".csv"


def _check_kind(dataset: Dataset, file: Path, address: str) -> None:
    kind = _kind(file)
    if kind == ".html":
        raise DownloadError(f"{address} gave a web page, not a file. {_by_hand(dataset.name)}")
    if not kind:
        raise DownloadError(f"{address} gave neither a CSV file nor a workbook. {_by_hand(dataset.name)}")
    if (kind == ".csv") != (file.suffix.lower() == ".csv"):
        raise DownloadError(
            f"{address} is called {file.name!r}, but holds {kind[1:].upper()}. {_by_hand(dataset.name)}"
        )
    if kind != ".csv":
        _unpack(file, address)


def _unpack(file: Path, address: str) -> None:
    """Unpack an archive into nothing, since its own word on how large it is may be false."""
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
    """Give the date in UTC; a download is dated, a report never is."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def _day_in(name: str) -> str:
    found = _DAY.search(name)
    return "-".join(found.groups()) if found else ""


def _by_hand(name: str) -> str:
    page = find_dataset(name).page
    return f"Open {page} in a browser, save the file, and run: liberterra fetch {name} --from FILE"
