"""Fetch the pages of sources: one at a time from a host, with pauses, as its robots.txt allows, and within limits."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import mktime_tz, parsedate_tz
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

from liberterra_analysis import __version__
from liberterra_analysis.datasets.download import BUSY, UNCHANGED, open_client
from liberterra_analysis.errors import LiberterraError, shorten
from liberterra_analysis.extract.reading import MAX_BYTES

if TYPE_CHECKING:
    import httpx

AGENT = f"liberterra_analysis/{__version__} (looks whether the words that it cites stand on a page)"

PAUSE = 2.0
"""Seconds between two requests to a host, or more if its robots.txt says so."""

MAX_PAUSE = 60.0
"""Longest pause that a host is granted; where it asks for more, the page is left."""

MAX_SECONDS = 60.0
"""Seconds for one request, whatever the server sends."""

MAX_REDIRECTS = 5
TRIES = 2
"""Requests for a page whose server is busy."""

_VALIDATORS = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
PERMANENT = frozenset({301, 308})

_TUNNELS = [ipaddress.ip_network(network) for network in ("2002::/16", "64:ff9b::/96", "::/96")]
"""Networks that hold every IPv4 address, private ones too: 6to4, NAT64 and IPv4-compatible."""


class UnreachableError(LiberterraError):
    """A page could not be fetched."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its server sent it: its bytes, None if they are as they were, and the encoding stated for them, or "".

    `next` are the headers with which to ask for it the next time, `moved` where it stands now if that changed for good.
    """

    raw: bytes | None
    charset: str
    next: Mapping[str, str]
    moved: str


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: RobotFileParser | None = None
    pause: float = 0.0
    free: float = 0.0
    """When the next request may be sent, by the monotonic clock."""


class Visitor:
    """Fetches pages with the proxies and certificates that the environment names.

    An address in the ledger is data from others. An address in a private network is refused unless
    `allow_private`: else a ledger could have a server read its neighbours. It is looked up here before the request,
    also where a proxy looks it up again: a name that is unknown here is refused; a name whose address differs there, or
    changes in between, is not caught.
    """

    def __init__(self, pause: float, *, allow_private: bool) -> None:
        import httpx

        self._client = open_client(httpx.AsyncClient, AGENT, 2 * MAX_SECONDS)
        self._allow_private = allow_private
        self._hosts = defaultdict[str, _Host](lambda: _Host(pause=pause))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def fetch(self, url: str, headers: Mapping[str, str]) -> Page:
        """Fetch a page, through redirects; raise `UnreachableError` if that fails, or is not allowed."""
        import httpx

        try:
            response, raw, moved = await self._follow(self._client.build_request("GET", url, headers=headers), True)
        except TimeoutError:
            raise UnreachableError(f"it took more than {MAX_SECONDS:g} seconds") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, OverflowError) as error:
            raise UnreachableError(str(error) or type(error).__name__) from error
        unchanged = response.status_code == UNCHANGED and any(name in response.request.headers for name in _VALIDATORS)
        if not (unchanged or response.is_success):
            raise UnreachableError(f"the server answered {response.status_code}")
        given = {name: response.headers.get(of, "") for name, of in _VALIDATORS.items()}
        later = {name: value for name, value in given.items() if value}
        return Page(None if unchanged else raw, response.charset_encoding or "", later, moved)

    async def _follow(self, request: httpx.Request, obey: bool) -> tuple[httpx.Response, bytes, str]:
        """Return the last response of a chain of redirects, its body, and where the page moved for good."""
        moved, lasting = "", True
        for _ in range(MAX_REDIRECTS + 1):
            if request.url.scheme not in {"http", "https"}:
                raise UnreachableError(f"it leads to {shorten(str(request.url))}, which is no web page")
            if obey:
                await self._check_robots(request.url)
            response, raw = await self._ask(request)
            if response.next_request is None:
                return response, raw, moved
            request, lasting = response.next_request, lasting and response.status_code in PERMANENT
            moved = str(request.url) if lasting else moved
            for name in _VALIDATORS:  # httpx sends them along, though they are of another page
                request.headers.pop(name, None)
        raise UnreachableError(f"it is redirected more than {MAX_REDIRECTS} times")

    async def _check_robots(self, url: httpx.URL) -> None:
        host = self._hosts[url.netloc.decode()]
        if host.robots is None:
            rules = RobotFileParser()
            response, raw, _ = await self._follow(self._client.build_request("GET", url.join("/robots.txt")), False)
            if response.is_server_error:
                raise UnreachableError(f"the server answered {response.status_code} for robots.txt")
            rules.parse(raw.decode("utf-8-sig", "replace").splitlines() if response.is_success else [])
            host.robots, host.pause = rules, max(host.pause, min(float(rules.crawl_delay(AGENT) or 0), MAX_PAUSE))
        if not host.robots.can_fetch(AGENT, str(url)):
            raise UnreachableError("the robots.txt of its host forbids it")

    async def _ask(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        """Send one request when the host is free, and again later if it is busy."""
        host = self._hosts[request.url.netloc.decode()]
        async with host.lock:
            for left in reversed(range(TRIES)):
                await asyncio.sleep(host.free - time.monotonic())
                try:
                    response, raw = await self._send(request)
                finally:
                    host.free = time.monotonic() + host.pause
                again = _find_pause(response.headers.get("Retry-After", "")) if response.status_code in BUSY else None
                if again is None or not left or again > MAX_PAUSE:
                    break
                host.free = max(host.free, time.monotonic() + again)
        return response, raw

    async def _send(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        async with asyncio.timeout(MAX_SECONDS):
            if not self._allow_private:
                await _check_public(request.url.raw_host.decode("ascii"))  # what is connected to
            response = await self._client.send(request, stream=True)
            raw = bytearray()
            try:
                async for chunk in response.aiter_bytes():
                    raw += chunk
                    if len(raw) > MAX_BYTES:
                        raise UnreachableError(f"it is larger than {MAX_BYTES / 1e6:,.0f} MB")
            finally:
                await response.aclose()
        return response, bytes(raw)


async def _check_public(host: str) -> None:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except OSError as error:
        said = "if only the proxy knows it, allow private networks"
        raise UnreachableError(f"{host} cannot be looked up ({error.strerror}); {said}") from error
    if not all(_is_public(str(address[0])) for *_, address in found):
        raise UnreachableError(f"{host} is in a private network, or may lead into one")


def _is_public(address: str) -> bool:
    read = ipaddress.ip_address(address)
    return read.is_global and not read.is_multicast and not any(read in network for network in _TUNNELS)


def _find_pause(retry_after: str) -> float:
    """Return the seconds after which a busy server wants to be asked again; `PAUSE` if it states none."""
    if retry_after.isdecimal():
        return float(retry_after)
    date = parsedate_tz(retry_after)
    return max(mktime_tz(date) - time.time(), 0.0) if date else PAUSE
