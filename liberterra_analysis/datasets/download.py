"""Download the files of publishers: retry when the server is busy, refuse what is too large, too slow or no data."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from functools import partial
from math import inf
from multiprocessing import TimeoutError as LateError
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from urllib.parse import urljoin, urlsplit

import pandas as pd

from liberterra_analysis.datasets.reading import find_kind
from liberterra_analysis.datasets.registry import Dataset, find_dataset
from liberterra_analysis.datasets.store import Vintage, find_day, find_folder, read_vintages, stage_folder, store_file
from liberterra_analysis.errors import LiberterraError, UsageError
from liberterra_analysis.retry import retry
from liberterra_analysis.workspace import WorkspaceLike

if TYPE_CHECKING:
    import httpx

AGENT = "liberterra_analysis (public data sets; one request for a file)"
PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds between attempts."""

SILENCE = 30.0
"""Seconds without a byte after which an attempt fails."""

MAX_SECONDS = 1800.0
"""Seconds for all attempts together."""

MAX_BYTES = 200_000_000
"""Size that no true file exceeds."""

MAX_PAGE_BYTES = 10_000_000
"""Bytes of a page in which the link to a file is looked for."""

UNCHANGED = 304
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Status codes after which another attempt may succeed."""

SUFFIXES = frozenset({".csv", ".xlsx", ".ods"})
VARIABLES = frozenset({"ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"})

Tell: TypeAlias = Callable[[str], None]
C = TypeVar("C", "httpx.Client", "httpx.AsyncClient")


class DownloadError(LiberterraError):
    """A file could not be downloaded; what is held stays as it was."""

    def __init__(self, dataset: Dataset, address: str, why: object) -> None:
        reason = " ".join(str(why).split()).rstrip(".") or type(why).__name__
        super().__init__(
            f"{address} could not be downloaded: {reason}. Open {dataset.page} in a browser, save the file, and run: "
            f"liberterra fetch {dataset.name} --from FILE"
        )


class _BusyError(Exception):
    """A failed attempt after which another may succeed."""


def fetch(
    name: str,
    *,
    workspace: WorkspaceLike = None,
    wait: float = inf,
    progress: Callable[[str, str], None] = lambda *_: None,
) -> tuple[Vintage, bool]:
    """Download a data set, store it as a vintage, and return the vintage held and whether it is new.

    Earlier vintages stay; the file may be the one already held. DownloadError if the file cannot be downloaded,
    DataError if it is not the data set's, UsageError if the data set is unknown or has no address, BusyError if another
    command is at work with it for longer than `wait` seconds.
    """
    dataset, folder, tell = find_dataset(name), find_folder(name, workspace), partial(progress, name)
    if not (dataset.url or dataset.link):
        raise UsageError(
            f"The publisher of {name!r} offers no file at a known address. "
            f"See {dataset.page}, and name the file: {dataset.command}"
        )
    # No client limits the sum of many slow reads. The thread ends with the program, whatever a mute server does.
    with stage_folder(folder, wait, tell) as staged, ThreadPool(1) as pool:
        held, _ = read_vintages(folder)
        try:
            got = pool.apply_async(_download, (dataset, staged / name, held, tell)).get(MAX_SECONDS)
        except LateError:
            late = f"it took more than {MAX_SECONDS:g} seconds"
            raise DownloadError(dataset, dataset.url or dataset.page, late) from None
        if isinstance(got, Vintage):
            tell(f"is the file of {got.vintage}, which is held")
            return got, False
        return store_file(dataset, folder, *got)


def _download(dataset: Dataset, path: Path, held: list[Vintage], tell: Tell) -> tuple[Path, dict[str, str]] | Vintage:
    """Download a file and return it with its origin, or the vintage held if the server reports no change."""
    import httpx

    with open_client(httpx.Client, AGENT, SILENCE) as client:
        get = partial(_get, client, dataset, tell, path)
        address = dataset.url or _find_link(dataset, get(dataset.page, {}), path)
        known = next((one for one in reversed(held) if one.url == address), None)
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified} if known else {}
        response = get(address, {name: value for name, value in headers.items() if value})
    if response.status_code == UNCHANGED and known:
        return known
    if find_kind(path) == "web page":
        raise DownloadError(dataset, address, "it is a web page, not a file")
    name, modified = Path(response.url.path), response.headers.get("Last-Modified", "")
    dated = pd.to_datetime(modified, format="%a, %d %b %Y %H:%M:%S GMT", errors="coerce")
    origin = {"vintage": find_day(name.name, str(dated)), "url": address}
    origin |= {"etag": response.headers.get("ETag", ""), "last_modified": modified}
    return path.rename(path.with_suffix(name.suffix if name.suffix in SUFFIXES else "")), origin


def open_client(kind: type[C], agent: str, timeout: float) -> C:
    """Open a client with the proxies and certificates that the environment names."""
    import httpx

    try:
        return kind(headers={"User-Agent": agent}, timeout=timeout, max_redirects=5)
    except (httpx.InvalidURL, ValueError, ImportError, OSError) as error:
        named = " or ".join(name for name in sorted(os.environ) if name.upper() in VARIABLES and os.environ[name])
        # The message of a wrong address repeats parts of it, which can be a password.
        why = " ".join(str(error).split()) if isinstance(error, ImportError | OSError) else "it holds no address"
        raise LiberterraError(
            f"The environment variable {named} cannot be used ({why}); correct or unset it."
        ) from None


def _find_link(dataset: Dataset, page: httpx.Response, path: Path) -> str:
    """Return the address of the latest file on the publisher's page, which was downloaded to a path."""
    found = re.findall(dataset.link, path.read_bytes()[:MAX_PAGE_BYTES].decode("utf-8", "replace"))
    if not found:
        raise DownloadError(dataset, dataset.page, "it holds no link to the file")
    return str(urljoin(str(page.url), max(found)))


def _get(
    client: httpx.Client, dataset: Dataset, tell: Tell, path: Path, address: str, headers: Mapping[str, str]
) -> httpx.Response:
    """Download a file to a path, in as many attempts as it takes, and return the response without it."""
    import httpx

    def attempt() -> httpx.Response:
        with client.stream("GET", address, headers=headers, follow_redirects=True) as response:
            _receive(dataset, address, response, path, tell)
        return response

    try:
        return retry(attempt, pauses=PAUSES, on=(httpx.TransportError, _BusyError), tell=tell)
    except (httpx.HTTPError, httpx.InvalidURL, OverflowError, _BusyError) as error:
        raise DownloadError(dataset, address, error) from error


def _receive(dataset: Dataset, address: str, response: httpx.Response, path: Path, tell: Tell) -> None:
    if response.status_code in BUSY:
        raise _BusyError(f"the server answered {response.status_code}")
    if response.status_code == UNCHANGED:
        return
    if not response.is_success:
        raise DownloadError(dataset, address, f"the server answered {response.status_code}")
    if urlsplit(address).scheme == "https" != response.url.scheme:
        raise DownloadError(dataset, address, f"it leads to {response.url}, which is not encrypted")
    size, told = 0, time.monotonic()
    with path.open("wb") as file:
        for chunk in response.iter_bytes():
            size += file.write(chunk)
            if size > MAX_BYTES:
                raise DownloadError(dataset, address, f"it is larger than {MAX_BYTES:,} bytes, which no true file is")
            if time.monotonic() - told > 1:
                told = time.monotonic()
                tell(f"{size / 1e6:.1f} MB")
