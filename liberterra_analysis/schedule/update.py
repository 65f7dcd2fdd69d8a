"""One look for work: fetch, verify, build and publish what is due, send messages, and record it all."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from liberterra_analysis.errors import LiberterraError, WorkspaceError
from liberterra_analysis.files import locked
from liberterra_analysis.report.publish.build import Built
from liberterra_analysis.report.publish.catalogue import CatalogueFile, read_catalogue, read_tables
from liberterra_analysis.report.publish.changes import FigureChange, describe_change
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.report.publish.timetable import Notice, Schedule
from liberterra_analysis.schedule.history import Made, Run, Trouble, append_run, read_runs
from liberterra_analysis.schedule.send import ping, send, take_addresses
from liberterra_analysis.schedule.steps import Look, build_stale, fetch, find_vintages, publish, verify
from liberterra_analysis.workspace import Workspace

__all__ = ["plan_update", "update"]

STATUS = "status.json"
MAX_UNSENT = 50
"""Most lines that are kept for the next look to send."""

CALLERS = {
    "AIRFLOW_CTX_DAG_ID": "Airflow", "DAGSTER_RUN_JOB_NAME": "Dagster", "PREFECT__FLOW_RUN_ID": "Prefect",
    "GITHUB_ACTIONS": "GitHub Actions", "GITLAB_CI": "GitLab CI", "KUBERNETES_SERVICE_HOST": "Kubernetes",
    "INVOCATION_ID": "systemd",
}  # fmt: skip
"""Environment variables by which the engine that calls is known."""


class News(NamedTuple):
    """A line of a message, what kind of news it is, and what it concerns."""

    notice: Notice
    key: str
    line: str


def plan_update(look: Look) -> Iterator[str]:
    """Yield what a look would do now."""
    file = read_tables(look.workspace)
    names, is_due = _find_due(look.now, file.schedule, read_runs(look.workspace))
    yield from (f"fetch {name}" for name in names)
    yield from ["verify the sources"] * is_due
    yield from (f"build {one.name}: {'; '.join(one.reasons)}" for one in plan(look.workspace) if one.reasons)
    yield from [f"publish to {file.publish.to}, if it lacks anything"] * bool(file.publish.to)


def update(look: Look) -> Run:
    """Do all that is due, and return what was done; a step that fails does not stop the others.

    Raises `BusyError` if another look takes longer than `look.wait`, and `WorkspaceError` if the history cannot be
    written.
    """
    (tell, signs), started = take_addresses(), time.monotonic()
    with locked(look.workspace.reports / ".update.lock", wait=look.wait, tell=look.note):
        problems = [ping(signs, "start")]
        run = _look(look, read_runs(look.workspace), tell)
        run = run.model_copy(update={"seconds": round(time.monotonic() - started, 1)})
        try:
            append_run(look.workspace, run)
        except WorkspaceError as error:
            ping(signs, str(error.exit_code), str(error))
            raise
        problems += [ping(signs, str(run.code), "\n".join(one.text for one in run.troubles.values()))]
    return run.model_copy(update={"problems": (*run.problems, *filter(None, problems))})


def _look(look: Look, runs: Sequence[Run], tell: str) -> Run:
    before = runs[-1].troubles if runs else {}
    try:
        file, is_read = read_tables(look.workspace), True
    except LiberterraError:  # the build finds what is wrong with it
        file, is_read = CatalogueFile(), False
    names, is_due = _find_due(look.now, file.schedule, runs)
    asked, verified = fetch(look, names), is_due and verify(look)
    built = build_stale(look)
    if is_read:  # of another catalogue nothing is known but that: what was wrong before may still be
        look.states |= {"fetch": ""} | ({} if file.schedule.verify else {"verify": "", "source": ""})
        _write_status(look, file, runs, _settle(look.now, before, look.states | {"publish": ""}))  # as it is published
        publish(look, file.publish)
        if look.states.get("publish"):
            _write_status(look, file, runs, _settle(look.now, before, look.states))
    run = Run(
        at=look.now,
        by=_find_caller(),
        code=look.code,
        reports=dict(
            _describe(look, built, {name: made.edition for run in runs for name, made in run.reports.items()})
        ),
        asked=asked,
        verified=verified,
        troubles=_settle(look.now, before, look.states),
    )
    return _tell(look, run, runs, file, tell)


def _find_due(now: dt.datetime, schedule: Schedule, runs: Sequence[Run]) -> tuple[list[str], bool]:
    """Return the data sets to fetch, and whether to verify the sources."""
    asked = {name: run.at for run in runs for name in run.asked}
    verified = [run.at for run in runs if run.verified]
    names = [name for name, age in schedule.fetch.items() if name not in asked or _is_over(now, asked[name], age)]
    return names, bool(schedule.verify and (not verified or _is_over(now, verified[-1], schedule.verify)))


def _is_over(now: dt.datetime, since: dt.datetime, age: dt.timedelta) -> bool:
    """Return whether a time is over, for looks that engines start some minutes early or late."""
    return now - since >= age - min(age / 10, dt.timedelta(hours=1))


def _find_caller() -> str:
    """Return what called the command; a terminal comes first, for systemd starts terminals, too."""
    if os.isatty(2):  # not of sys.stderr, which a live table replaces
        return "a person"
    return next((engine for name, engine in CALLERS.items() if name in os.environ), "a program")


def _settle(now: dt.datetime, before: Mapping[str, Trouble], states: Mapping[str, str]) -> dict[str, Trouble]:
    """Return the troubles after a look, the oldest first; what went on, or no step looked at, keeps its beginning."""
    kinds = {_kind(key) for key in states}
    after = {key: trouble for key, trouble in before.items() if _kind(key) not in kinds}
    for key, text in states.items():
        old = before.get(key)
        if old and text and (_kind(key) != "source" or _kind(old.text) == _kind(text)):
            after[key] = old.model_copy(update={"text": text})
        elif text:
            after[key] = Trouble(since=now, text=text)
    return dict(sorted(after.items(), key=lambda one: one[1].since))


def _kind(text: str) -> str:
    return re.split("[ :]", text, maxsplit=1)[0]


def _describe(look: Look, built: Sequence[Built], before: Mapping[str, str]) -> Iterator[tuple[str, Made]]:
    """Yield the reports that changed or failed, by name; `before` are the editions that the look before saw."""
    for one in built:
        if one.state != "unchanged" or one.edition != before.get(one.report, ""):
            yield (
                one.report,
                Made(
                    state=one.state,
                    edition=one.edition,
                    seconds=look.seconds.get(one.report, 0),
                    moved=tuple(map(format_move, _find_moved(Store(look.workspace), one, before.get(one.report, "")))),
                    log=look.shorten(one.log or ""),
                ),
            )


def _find_moved(store: Store, one: Built, before: str) -> tuple[FigureChange, ...]:
    if not before or before == one.edition:
        return ()
    try:
        return store.diff(one.report, before, one.edition)[2]
    except LiberterraError:  # the edition of the last look is no longer kept
        manifest = store.find(one.report, one.edition)
        return manifest.moved if manifest else ()


def format_move(change: FigureChange) -> str:
    """Format how a key figure moved, its hedged numbers in quotation marks.

    >>> format_move(FigureChange(label="flights", was="about 24,000", now="nearly 24,000", kind="changed"))
    "flights 'about 24,000' → 'nearly 24,000'"
    """
    if change.kind != "changed":
        return describe_change(change)
    was, now = (one if re.fullmatch(r"[\d.,]+", one) else f"'{one}'" for one in (change.was, change.now))
    return f"{change.label} {was} → {now}"


def _write_status(look: Look, file: CatalogueFile, runs: Sequence[Run], troubles: Mapping[str, Trouble]) -> None:
    """Write `status.json`, by which others watch the reports, if that is possible; it holds no paths or messages."""
    store = Store(look.workspace)
    vintages = sorted(find_vintages(look.workspace).items(), key=lambda one: one[1][:10])
    good = [run.at for run in runs if not run.code] if look.code else [look.now]
    names = {*store.reports(), *(key.removeprefix("report ") for key in troubles if key.startswith("report "))}
    status = {
        "looked": look.now.isoformat(),
        "last_good_look": good[-1].isoformat() if good else None,
        "next_look": next((at.astimezone(dt.UTC).isoformat() for at in file.schedule.next_looks(1, look.now)), None),
        "oldest_vintage": dict(zip(("data_set", "vintage"), vintages[0], strict=True)) if vintages else None,
        "failing_since": {key: one.since.isoformat() for key, one in sorted(troubles.items())},
        "editions": {name: _find_shown(store, name) for name in sorted(names)},
    }
    with suppress(OSError):
        store.replace(STATUS, json.dumps(status, indent=1) + "\n")


def _find_shown(store: Store, name: str) -> str | None:
    with suppress(LiberterraError):
        return store.current(name) or None
    return None


def _tell(look: Look, run: Run, runs: Sequence[Run], file: CatalogueFile, addresses: str) -> Run:
    """Send what is news, and what could not be sent before; return the look with what was sent."""
    last = runs[-1] if runs else run
    titles = _find_titles(look.workspace)
    news = [one for one in _find_news(look, run, last, file, titles) if one.notice in file.tell.on]
    site = file.site.address
    places = {key: f" {site}{key.removeprefix('report ')}/" for key in titles if site}
    lines = [*last.unsent, *(f"{one.line}.{places.get(one.key, '')}" for one in news)]
    # Where messages are sent, a person who calls this without an address takes no news from them.
    if not lines or not (addresses or any(one.sent or one.unsent for one in runs)):
        return run
    moved = [one.key.removeprefix("report ") for one in news if one.notice == "moved" and file.tell.attach]
    store = Store(look.workspace)
    files = [store.folder(name, run.reports[name].edition) / "report.pdf" for name in moved]
    why = send(addresses, file.site.title or "Reports", lines, [path for path in files if path.is_file()])
    keys = {one.key for one in news}
    troubles = {
        key: one.model_copy(update={"sent": look.now}) if key in keys else one for key, one in run.troubles.items()
    }
    outcome = {"unsent": tuple(lines[-MAX_UNSENT:]), "problems": (why,)} if why else {"sent": tuple(lines)}
    return run.model_copy(update={"troubles": troubles, **outcome})


def _find_titles(workspace: Workspace) -> dict[str, str]:
    """Return the title of each report by what it is called in states."""
    with suppress(LiberterraError):
        return {f"report {name}": entry.title for name, entry in read_catalogue(workspace).reports.items()}
    return {}


def _find_news(look: Look, run: Run, last: Run, file: CatalogueFile, titles: Mapping[str, str]) -> Iterator[News]:
    """Yield what began, what fails still, what is good again, and which figures moved."""
    for key, trouble in run.troubles.items():
        label = titles.get(key, key)
        if trouble.sent is None and _kind(key) == "source":
            yield News("source-changed", key, f"Source {key.partition(' ')[2]}: {trouble.text}")
        elif trouble.sent is None:
            yield News("failed", key, f"Failed: {label}: {trouble.text}")
        elif _kind(key) != "source" and _is_over(look.now, trouble.sent, file.tell.again):
            yield News("failed", key, f"Failing since {trouble.since:%Y-%m-%d}: {label}: {trouble.text}")
    for key, trouble in last.troubles.items():
        if look.states.get(key) == "" and trouble.sent:
            yield News("recovered", key, f"Recovered: {titles.get(key, key)}, wrong since {trouble.since:%Y-%m-%d}")
    for name, made in run.reports.items():
        if made.moved:
            key = f"report {name}"
            yield News("moved", key, f"{titles.get(key, name)}: {'; '.join(made.moved)}")
