"""Send messages and pings to addresses of the environment, which nothing that is written may hold."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from liberterra_analysis.retry import retry

TELL, PING = "LIBERTERRA_TELL", "LIBERTERRA_PING"
MAX_LINES = 30
SILENCE = 10.0
"""Seconds without an answer after which a ping fails."""


def take_addresses() -> tuple[str, str]:
    """Remove the addresses of messages and pings from the environment, so that no later process or log holds them."""
    return os.environ.pop(TELL, "").strip(), os.environ.pop(PING, "").strip()


def send(addresses: str, title: str, lines: Sequence[str], files: Sequence[Path] = ()) -> str:
    """Send a message to Apprise addresses; return why it was not sent, or ""."""
    if not addresses:
        return f"the message was not sent, for {TELL} is not set; the next look sends it"
    try:
        from apprise import Apprise
    except ImportError:
        return f"{TELL} is set, but nothing can send: pip install 'liberterra_analysis[tell]'"
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it would print addresses
    more = [f"… and {len(lines) - MAX_LINES} more: 'liberterra runs'."] if len(lines) > MAX_LINES else []

    def notify() -> None:
        apprise, text = Apprise(), "\n".join([*lines[:MAX_LINES], *more])
        if not (apprise.add(addresses) and apprise.notify(text, title, attach=[*map(str, files)] or None)):
            raise ConnectionError

    try:
        retry(notify)
    except Exception:  # noqa: BLE001 (its message may hold the address, and no message is worth a look)
        return f"the message was not sent to the addresses in {TELL}; the next look tries again"
    return ""


def ping(address: str, sign: str, text: str = "") -> str:
    """Send a sign of life, `start` or an exit code; return why it was not sent, or ""."""
    if not address:
        return ""
    import httpx

    path, _, query = address.partition("?")
    url = f"{path.rstrip('/')}/{sign}" + (f"?{query}" if query else "")
    try:
        retry(lambda: httpx.post(url, content=text.encode(), timeout=SILENCE).raise_for_status())
    except Exception:  # noqa: BLE001 (as above)
        return f"the ping '{sign}' was not sent"
    return ""
