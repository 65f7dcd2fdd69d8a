"""One look for work: fetch, verify, build and publish what is due, send messages, and record it all."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from liberterra_analysis.errors import BusyError, CatalogueError, LiberterraError, WorkspaceError, one_of
from liberterra_analysis.files import locked
from liberterra_analysis.report.publish.build import Built
from liberterra_analysis.report.publish.catalogue import CATALOGUE, read_catalogue, read_site, read_timetable
from liberterra_analysis.report.publish.changes import FigureChange, describe_change
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.report.publish.timetable import Notice, Publishing, Schedule, Telling
from liberterra_analysis.report.render.imprint import NO_SITE, Site
from liberterra_analysis.schedule.history import Made, Memory, Run, Trouble, append_run, read_runs, recall
from liberterra_analysis.schedule.send import Addresses, ping, send, take_addresses
from liberterra_analysis.schedule.steps import Call, Step, build_stale, fetch, find_vintages, publish, verify
from liberterra_analysis.workspace import Workspace

__all__ = ["check_schedule", "plan_update", "update"]

STATUS = "status.json"
MAX_UNSENT = 50
"""Most lines that are kept for the next look to send."""

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
CALLERS = {
    "AIRFLOW_CTX_DAG_ID": "Airflow", "DAGSTER_RUN_JOB_NAME": "Dagster", "PREFECT__FLOW_RUN_ID": "Prefect",
    "GITHUB_ACTIONS": "GitHub Actions", "GITLAB_CI": "GitLab CI", "KUBERNETES_SERVICE_HOST": "Kubernetes",
    "INVOCATION_ID": "systemd",
}  # fmt: skip
"""Environment variables by which the engine that calls is known."""


class Setting(NamedTuple):
    """What the catalogue says about looks, and the title of each report by `report NAME`; defaults unless `is_read`."""

    schedule: Schedule
    publishing: Publishing
    telling: Telling
    site: Site = NO_SITE
    titles: Mapping[str, str] = {}
    is_read: bool = False


class News(NamedTuple):
    """A line of a message, what kind of news it is, and what it concerns."""

    notice: Notice
    key: str
    line: str


def check_schedule(workspace: Workspace) -> None:
    """Raise `CatalogueError` if `[schedule]` names an unknown data set."""
    if names := read_timetable(workspace)[0].fetch:
        from liberterra_analysis.datasets import DATASETS

        if unknown := [
            f"{CATALOGUE}: schedule.fetch: {one_of(name, DATASETS)}" for name in names if name not in DATASETS
        ]:
            raise CatalogueError("\n".join(unknown))


def plan_update(call: Call) -> Iterator[str]:
    """Yield what a look would do now."""
    setting = _read_setting(call.workspace)
    names, is_due = _find_due(call, setting.schedule, recall(read_runs(call.workspace)))
    yield from (f"fetch {name}" for name in names)
    yield from ["verify the sources"] * is_due
    yield from (f"build {one.name}: {'; '.join(one.reasons)}" for one in plan(call.workspace) if one.reasons)
    yield from [f"publish to {setting.publishing.to}, if it lacks anything"] if setting.publishing.to else []


def update(call: Call) -> Run:
    """Do all that is due, and return what was done.

    A step that fails does not stop the others. Raises `BusyError` if another look takes longer than `call.wait`, and
    `WorkspaceError` if the history cannot be written.
    """
    addresses, started = take_addresses(), time.monotonic()
    with locked(call.workspace.reports / ".update.lock", wait=call.wait, tell=call.note):
        late = [ping(addresses, "start")]
        memory = recall(read_runs(call.workspace))
        run = _look(call, memory, addresses)
        problems = tuple(filter(None, (*run.problems, *late)))
        run = run.model_copy(update={"problems": problems, "seconds": round(time.monotonic() - started, 1)})
        try:
            append_run(call.workspace, run, memory.troubles)
        except WorkspaceError as error:
            ping(addresses, str(error.exit_code), str(error))
            raise
        late = [ping(addresses, str(run.code), "\n".join(one.text for one in run.troubles.values()))]
    return run.model_copy(update={"problems": tuple(filter(None, (*run.problems, *late)))})


def _look(call: Call, memory: Memory, addresses: Addresses) -> Run:
    setting = _read_setting(call.workspace)
    before = memory.editions or _find_editions(Store(call.workspace))
    names, is_due = _find_due(call, setting.schedule, memory)
    fetched, asked = fetch(call, names) if names else (Step({"fetch": ""}), {})
    verified = [verify(call)] if is_due else []
    forgotten = [] if setting.schedule.verify else [Step({"source": ""})]  # what is verified no more
    done, built = build_stale(call)
    # Of a catalogue that cannot be read nothing is known but that it fails: what was wrong before may still be.
    steps = [done, *([fetched, *verified, *forgotten] if setting.is_read else [])]
    _write_status(call, setting, memory, [*steps, *[Step({"publish": ""})] * setting.is_read])  # as the target shows it
    if setting.is_read:
        steps.append(publish(call, setting.publishing))
        if steps[-1].code:
            _write_status(call, setting, memory, steps)
    made = {one.report: _describe(call, one, before.get(one.report, "")) for one in built}
    same = {name: Made(state="unchanged", edition=edition) for name, edition in memory.editions.items()}
    run = Run(
        at=call.now,
        by=_find_caller(),
        code=_find_code(steps),
        reports={name: one for name, one in made.items() if one != same.get(name)},
        asked=asked,
        verified=any("verify" in step.states and not step.code for step in verified),
        troubles=_settle(call, memory, steps),
    )
    good = {key for step in steps for key, text in step.states.items() if not text}
    return _tell(call, run, memory, setting, addresses, good)


def _read_setting(workspace: Workspace) -> Setting:
    """Read as much of the catalogue as can be used; the build finds what is wrong with it."""
    setting = Setting(Schedule(), Publishing(), Telling())
    with suppress(LiberterraError):
        setting = Setting(*read_timetable(workspace), read_site(workspace), is_read=True)
        reports = read_catalogue(workspace).reports
        return setting._replace(titles={f"report {name}": entry.title for name, entry in reports.items()})
    return setting


def _find_due(call: Call, schedule: Schedule, memory: Memory) -> tuple[list[str], bool]:
    """Return the data sets to fetch, and whether to verify the sources."""
    names = [name for name, age in schedule.fetch.items() if _is_over(call, memory.asked.get(name, NEVER), age)]
    return names, schedule.verify is not None and _is_over(call, memory.verified or NEVER, schedule.verify)


def _is_over(call: Call, since: dt.datetime, age: dt.timedelta) -> bool:
    """Return whether a time is over, for looks that engines start some minutes early or late."""
    return call.now - since >= age - min(age / 10, dt.timedelta(hours=1))


def _find_editions(store: Store) -> dict[str, str]:
    """Return the editions shown before the first look."""
    editions = {}
    for name in store.reports():
        with suppress(LiberterraError):
            editions[name] = store.current(name)
    return editions


def _find_code(steps: Iterable[Step]) -> int:
    """Return the exit code of the first step that failed; of a step that found another command at work, if no other."""
    return min((step.code for step in steps if step.code), key=lambda code: code == BusyError.exit_code, default=0)


def _find_caller() -> str:
    """Return what called the command; a terminal comes first, for systemd starts terminals, too."""
    if os.isatty(2):  # not of sys.stderr, which a live table replaces
        return "a person"
    return next((engine for name, engine in CALLERS.items() if name in os.environ), "a program")


def _settle(call: Call, memory: Memory, steps: Sequence[Step]) -> dict[str, Trouble]:
    """Return the troubles after a look: what no step looked at stays, and what went on keeps its beginning."""
    states = {key: text for step in steps for key, text in step.states.items()}
    known, before = {_kind(key) for key in states}, memory.troubles
    after = {key: trouble for key, trouble in before.items() if _kind(key) not in known}
    for key, text in states.items():
        old = before.get(key)
        if old and text and (_kind(key) != "source" or _kind(old.text) == _kind(text)):
            after[key] = old.model_copy(update={"text": text})
        elif text:
            after[key] = Trouble(since=call.now, text=text)
    return after


def _kind(text: str) -> str:
    return re.split("[ :]", text, maxsplit=1)[0]


def _describe(call: Call, one: Built, before: str) -> Made:
    return Made(
        state=one.state,
        edition=one.edition,
        seconds=call.seconds.get(one.report, 0),
        moved=tuple(map(format_move, _find_moved(Store(call.workspace), one, before))),
        error=call.shorten(one.error),
        log=call.shorten(one.log or ""),
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


def _write_status(call: Call, setting: Setting, memory: Memory, steps: Sequence[Step]) -> None:
    """Write `status.json`, by which others watch the reports, if that is possible; it holds no paths or messages."""
    store, vintages = Store(call.workspace), find_vintages(call.workspace)
    since = {key: one.since.isoformat() for key, one in sorted(_settle(call, memory, steps).items())}
    good = memory.good if _find_code(steps) else call.now
    oldest = min(vintages.items(), key=lambda one: one[1][:10], default=None)
    looks = setting.schedule.next_looks(1, call.now)
    failing = {key.removeprefix("report ") for key in since if key.startswith("report ")}
    editions = dict.fromkeys(sorted(failing)) | _find_editions(store)
    status: dict[str, Any] = {
        "looked": call.now.isoformat(),
        "last_good_look": good and good.isoformat(),
        "next_look": looks[0].astimezone(dt.UTC).isoformat() if looks else None,
        "oldest_vintage": dict(zip(("data_set", "vintage"), oldest, strict=True)) if oldest else None,
        "failing_since": since,
        "editions": editions,
    }
    with suppress(OSError):
        store.replace(STATUS, json.dumps(status, indent=1) + "\n")


def _find_news(call: Call, run: Run, memory: Memory, setting: Setting, good: Set[str]) -> Iterator[News]:
    """Yield what began, what fails still, what is good again, and which figures moved."""
    titles = setting.titles
    for key, trouble in run.troubles.items():
        label = titles.get(key, key)
        if trouble.sent is None and _kind(key) == "source":
            yield News("source-changed", key, f"Source {key.partition(' ')[2]}: {trouble.text}")
        elif trouble.sent is None:
            yield News("failed", key, f"Failed: {label}: {trouble.text}")
        elif _kind(key) != "source" and _is_over(call, trouble.sent, setting.telling.again):
            yield News("failed", key, f"Failing since {trouble.since:%Y-%m-%d}: {label}: {trouble.text}")
    for key, trouble in memory.troubles.items():
        if key in good and trouble.sent:
            yield News("recovered", key, f"Recovered: {titles.get(key, key)}, wrong since {trouble.since:%Y-%m-%d}")
    for name, made in run.reports.items():
        if made.moved:
            key = f"report {name}"
            yield News("moved", key, f"{titles.get(key, name)}: {'; '.join(made.moved)}")


def _tell(call: Call, run: Run, memory: Memory, setting: Setting, addresses: Addresses, good: Set[str]) -> Run:
    """Send what is news, and what could not be sent before; return the look with what was sent."""
    site, wanted = setting.site, setting.telling.on
    news = [one for one in _find_news(call, run, memory, setting, good) if one.notice in wanted]
    places = {key: f" {site.address}{key.removeprefix('report ')}/" for key in setting.titles if site.address}
    lines = [*memory.unsent, *(f"{one.line}.{places.get(one.key, '')}" for one in news)]
    # Where messages are sent, a person who calls this without an address takes no news from them.
    if not lines or not (addresses.tell or memory.tells):
        return run
    files = [*_find_files(call, run, news)] if setting.telling.attach else []
    why = send(addresses, site.title or "Reports", lines, files)
    written = {
        one.key: run.troubles[one.key].model_copy(update={"sent": call.now}) for one in news if one.key in run.troubles
    }
    outcome = {"unsent": tuple(lines[-MAX_UNSENT:]), "problems": (why,)} if why else {"sent": tuple(lines)}
    return run.model_copy(update={"troubles": run.troubles | written, **outcome})


def _find_files(call: Call, run: Run, news: Iterable[News]) -> Iterator[Path]:
    for name in (one.key.removeprefix("report ") for one in news if one.notice == "moved"):
        path = Store(call.workspace).folder(name, run.reports[name].edition) / "report.pdf"
        if path.is_file():
            yield path
