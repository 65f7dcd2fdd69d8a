"""Send messages and pings to addresses of the environment, which nothing that is written may hold."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Addresses", "ping", "send", "take_addresses"]

TELL, PING = "LIBERTERRA_TELL", "LIBERTERRA_PING"
PAUSES = (1.0, 4.0)
"""Seconds between three attempts."""

MAX_LINES = 30
SILENCE = 10.0
"""Seconds without an answer after which an attempt fails."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where messages and pings go: Apprise URLs and a healthchecks URL, or ""; never printed."""

    tell: str = field(default="", repr=False)
    ping: str = field(default="", repr=False)


def take_addresses() -> Addresses:
    """Remove the addresses from the environment, and return them; no later process or log then holds them."""
    return Addresses(os.environ.pop(TELL, "").strip(), os.environ.pop(PING, "").strip())


def send(addresses: Addresses, title: str, lines: Sequence[str], files: Sequence[Path] = ()) -> str:
    """Send a message; return why it was not sent, or ""."""
    if not addresses.tell:
        return f"the message was not sent, for {TELL} is not set; the next look sends it"
    try:
        from apprise import Apprise
    except ImportError:
        return f"{TELL} is set, but nothing can send: pip install 'liberterra_analysis[tell]'"
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it would print addresses
    more = [f"… and {len(lines) - MAX_LINES} more: 'liberterra runs'."] if len(lines) > MAX_LINES else []
    text, attach = "\n".join([*lines[:MAX_LINES], *more]), [str(path) for path in files] or None

    def notify() -> bool:
        apprise = Apprise()
        return bool(apprise.add(addresses.tell) and apprise.notify(text, title, attach=attach))

    return "" if _try(notify) else f"the message was not sent to the addresses in {TELL}; the next look tries again"


def ping(addresses: Addresses, sign: str, text: str = "") -> str:
    """Send a sign of life, `start` or an exit code; return why it was not sent, or ""."""
    if not addresses.ping:
        return ""
    import httpx

    path, _, query = addresses.ping.partition("?")
    url = f"{path.rstrip('/')}/{sign}" + (f"?{query}" if query else "")
    sent = _try(lambda: httpx.post(url, content=text.encode(), timeout=SILENCE).is_success)
    return "" if sent else f"the ping '{sign}' was not sent"


def _try(call: Callable[[], bool]) -> bool:
    """Try three times, with growing pauses."""
    for pause in (0.0, *PAUSES):
        time.sleep(pause)
        try:
            if call():
                return True
        except Exception:  # noqa: BLE001, S112 (its message may hold the address, and no message is worth a look)
            continue
    return False
