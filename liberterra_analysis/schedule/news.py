"""What a look found that is news, and the messages in which people hear of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from liberterra_analysis.errors import LiberterraError
from liberterra_analysis.report.publish.catalogue import CatalogueFile, read_catalogue
from liberterra_analysis.report.publish.changes import FigureChange, describe_change
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.report.publish.timetable import Notice
from liberterra_analysis.schedule.history import Run, is_over, kind_of
from liberterra_analysis.schedule.send import send
from liberterra_analysis.schedule.steps import Look, read_settings
from liberterra_analysis.workspace import Workspace

MAX_UNSENT = 50
"""Most lines that are kept for the next look to send."""


def send_news(run: Run, runs: Sequence[Run], look: Look, addresses: str) -> Run:
    """Send what is news, and what could not be sent before; return the look with what was sent."""
    file, last = read_settings(look.workspace) or CatalogueFile(), runs[-1] if runs else run
    titles, site = _find_titles(look.workspace), file.site.address
    news = [one for one in _find_news(look, run, last, file, titles) if one[0] in file.tell.on]
    places = {key: f" {site}{key.removeprefix('report ')}/" for key in titles if site}
    lines = [*last.unsent, *(f"{line}.{places.get(key, '')}" for _, key, line in news)]
    # Where messages are sent, a person who calls this without an address takes no news from them.
    if not lines or not (addresses or any(one.sent or one.unsent for one in runs)):
        return run
    names = [key.removeprefix("report ") for notice, key, _ in news if notice == "moved" and file.tell.attach]
    files = [Store(look.workspace).folder(name, run.reports[name].edition) / "report.pdf" for name in names]
    why = send(addresses, file.site.title or "Reports", lines, [path for path in files if path.is_file()])
    sent = {key: run.troubles[key].model_copy(update={"sent": run.at}) for _, key, _ in news if key in run.troubles}
    outcome = {"unsent": tuple(lines[-MAX_UNSENT:]), "problems": (why,)} if why else {"sent": tuple(lines)}
    return run.model_copy(update={"troubles": run.troubles | sent, **outcome})


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
        if look.states.get(key) == "" and trouble.sent:
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
