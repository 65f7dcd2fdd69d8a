"""What a look found that is news, and the messages and pings in which others hear of it.

Their addresses stand in the environment, and in nothing that is written.
"""

import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from liberterra_analysis.errors import LiberterraError
from liberterra_analysis.report.publish.catalogue import CatalogueFile, read_catalogue
from liberterra_analysis.report.publish.changes import FigureChange, describe_change
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.report.publish.timetable import Notice
from liberterra_analysis.retry import retry
from liberterra_analysis.schedule.history import Look, Run, is_over, kind_of
from liberterra_analysis.workspace import Workspace

TELL, PING = "LIBERTERRA_TELL", "LIBERTERRA_PING"
MAX_LINES = 30
"""Most lines of a message, and most that are kept for the next look to send."""

SILENCE = 10.0
"""Seconds without an answer after which a ping fails."""


def send_news(run: Run, runs: Sequence[Run], look: Look, file: CatalogueFile, addresses: str) -> Run:
    """Send what is news, and what could not be sent before; return the look with what was sent."""
    titles, site, last = _find_titles(look.workspace), file.site.address, runs[-1] if runs else run
    news = [one for one in _find_news(look, run, last, file, titles) if one[0] in file.tell.on]
    places = {key: f" {site}{key.removeprefix('report ')}/" for key in titles if site}
    lines = [*last.unsent, *(f"{line}.{places.get(key, '')}" for _, key, line in news)]
    # Where messages are sent, a person who calls this without an address takes no news from them.
    if not lines or not (addresses or any(one.sent or one.unsent for one in runs)):
        return run
    names = [key.removeprefix("report ") for notice, key, _ in news if notice == "moved" and file.tell.attach]
    files = [Store(look.workspace).folder(name, run.reports[name].edition) / "report.pdf" for name in names]
    is_sent, why = send(addresses, file.site.title or "Reports", lines, [path for path in files if path.is_file()])
    sent = {key: run.troubles[key].model_copy(update={"sent": run.at}) for _, key, _ in news if key in run.troubles}
    outcome = {"sent": tuple(lines)} if is_sent else {"unsent": tuple(lines[-MAX_LINES:])}
    return run.model_copy(update={"troubles": run.troubles | sent, "problems": (why,) if why else (), **outcome})


def _find_titles(workspace: Workspace) -> dict[str, str]:
    with suppress(LiberterraError):
        return {f"report {name}": entry.title for name, entry in read_catalogue(workspace).reports.items()}
    return {}


def _find_news(
    look: Look, run: Run, last: Run, file: CatalogueFile, titles: Mapping[str, str]
) -> Iterator[tuple[Notice, str, str]]:
    """Yield what began, what fails still, what is good again, and which figures moved: its kind, key and line."""
    for key, trouble in run.troubles.items():
        label = titles.get(key, key)
        if trouble.sent is None and kind_of(key) == "source":
            yield "source-changed", key, f"S{key[1:]}: {trouble.text}"
        elif trouble.sent is None:
            yield "failed", key, f"Failed: {label}: {trouble.text}"
        elif kind_of(key) != "source" and is_over(run.at, trouble.sent, file.tell.again):
            yield "failed", key, f"Failing since {trouble.since:%Y-%m-%d}: {label}: {trouble.text}"
    for key, trouble in last.troubles.items():
        if key in look.good and trouble.sent:
            yield "recovered", key, f"Recovered: {titles.get(key, key)}, wrong since {trouble.since:%Y-%m-%d}"
    for name, made in run.reports.items():
        if made.moved:
            yield "moved", f"report {name}", f"{titles.get(f'report {name}', name)}: {'; '.join(made.moved)}"


def format_move(change: FigureChange) -> str:
    """Format how a key figure moved, its hedged numbers in quotation marks.

    >>> format_move(FigureChange(label="flights", was="about 24,000", now="nearly 24,000", kind="changed"))
    "flights 'about 24,000' → 'nearly 24,000'"
    """
    if change.kind != "changed":
        return describe_change(change)
    was, now = (one if re.fullmatch(r"[\d.,]+", one) else f"'{one}'" for one in (change.was, change.now))
    return f"{change.label} {was} → {now}"


def take_addresses() -> tuple[str, str]:
    """Remove the addresses of messages and pings from the environment, so that no later process or log holds them."""
    return os.environ.pop(TELL, "").strip(), os.environ.pop(PING, "").strip()


def send(addresses: str, title: str, lines: Sequence[str], files: Sequence[Path] = ()) -> tuple[bool, str]:
    """Send a message to Apprise addresses; return whether one of them took it, and what went wrong, or ""."""
    if not addresses:
        return False, f"the message was not sent, for {TELL} is not set; the next look sends it"
    try:
        from apprise import Apprise
    except ImportError:
        return False, f"{TELL} is set, but nothing can send: pip install 'liberterra_analysis[tell]'"
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it would print addresses
    more = [f"… and {len(lines) - MAX_LINES} more: 'liberterra runs'."] if len(lines) > MAX_LINES else []
    text, attached = "\n".join([*lines[:MAX_LINES], *more]), [*map(str, files)] or None
    given = Apprise()
    is_read = given.add(addresses)
    waiting = [Apprise(one) for one in given]

    def notify() -> None:
        waiting[:] = [one for one in waiting if not one.notify(text, title, attach=attached)]
        if waiting:
            raise ConnectionError

    with suppress(Exception):  # its message may hold the address, and no message is worth a look
        retry(notify)
    is_sent = len(waiting) < len(given)
    why = [] if is_read else [f"{TELL} holds what Apprise cannot read as an address"]
    why += [f"{len(waiting)} of {len(given)} addresses in {TELL} did not take the message"] if waiting else []
    why += [] if is_sent else ["the next look tries again"]
    return is_sent, "; ".join(why)


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
        return f"the ping '{sign}' was not sent to the address in {PING}"
    return ""
