"""One look for work: fetch, verify, build and publish what is due, send messages, and record it all."""

import datetime as dt
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

from liberterra_analysis.errors import LiberterraError
from liberterra_analysis.files import locked
from liberterra_analysis.report.publish.build import Built
from liberterra_analysis.report.publish.catalogue import read_catalogue_file
from liberterra_analysis.report.publish.changes import FigureChange
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.report.publish.timetable import Schedule
from liberterra_analysis.schedule.history import Made, Run, Trouble, append_run, is_over, kind_of, read_runs
from liberterra_analysis.schedule.news import format_move, ping, send_news, take_addresses
from liberterra_analysis.schedule.steps import Look, build_stale, fetch, publish, read_settings, verify

STATUS = "status.json"

CALLERS = {
    "AIRFLOW_CTX_DAG_ID": "Airflow", "DAGSTER_RUN_JOB_NAME": "Dagster", "PREFECT__FLOW_RUN_ID": "Prefect",
    "GITHUB_ACTIONS": "GitHub Actions", "GITLAB_CI": "GitLab CI", "KUBERNETES_SERVICE_HOST": "Kubernetes",
    "INVOCATION_ID": "systemd",
}  # fmt: skip
"""Environment variables by which the scheduler that calls is known."""


def plan_update(look: Look) -> Iterator[str]:
    """Yield what a look would do now."""
    file = read_catalogue_file(look.workspace)
    names, is_due = _find_due(look.now, file.schedule, read_runs(look.workspace))
    yield from (f"fetch {name}" for name in names)
    if is_due:
        yield "verify the sources"
    yield from (f"build {one.name}: {'; '.join(one.reasons)}" for one in plan(look.workspace) if one.reasons)
    if file.publish.to:
        yield f"publish to {file.publish.to}, if it lacks anything"


def update(look: Look) -> Run:
    """Do all that is due, and return what was done; a step that fails does not stop the others."""
    (addresses, signs), started = take_addresses(), time.monotonic()
    with locked(look.workspace.reports / ".update.lock", wait=look.wait, tell=partial(look.note, "")):
        problems = [ping(signs, "start")]
        runs = read_runs(look.workspace)
        run = send_news(_look(look, runs), runs, look, addresses)
        run = run.model_copy(update={"seconds": round(time.monotonic() - started, 1)})
        append_run(look.workspace, run)  # where that fails, no ping says that all is well
        problems += [ping(signs, str(run.code), "\n".join(one.text for one in run.troubles.values()))]
    return run.model_copy(update={"problems": (*run.problems, *filter(None, problems))})


def _look(look: Look, runs: Sequence[Run]) -> Run:
    file, before = read_settings(look.workspace), runs[-1].troubles if runs else {}
    names, is_due = _find_due(look.now, file.schedule, runs) if file else ([], False)
    asked, verified = fetch(look, names), is_due and verify(look)
    built, editions = build_stale(look), {name: made.edition for run in runs for name, made in run.reports.items()}
    if file:  # else nothing is known but that: what was wrong before may still be
        look.states |= {"fetch": ""} if file.schedule.verify else {"fetch": "", "verify": "", "source": ""}
        _write_status(look, file.schedule, runs, _settle(look.now, before, look.states | {"publish": ""}))
        publish(look, file.publish)
    if not file or look.states.get("publish"):  # not known when the status was written that the target shows
        schedule = file.schedule if file else Schedule()
        _write_status(look, schedule, runs, _settle(look.now, before, look.states))
    return Run(
        at=look.now,
        by=_find_caller(),
        code=look.code,
        reports=dict(_describe(look, built, editions)),
        asked=asked,
        verified=verified,
        troubles=_settle(look.now, before, look.states),
    )


def _find_due(now: dt.datetime, schedule: Schedule, runs: Sequence[Run]) -> tuple[list[str], bool]:
    """Return the data sets to fetch, and whether to verify the sources."""
    asked = {name: run.at for run in runs for name in run.asked}
    verified = [run.at for run in runs if run.verified]
    names = [name for name, age in schedule.fetch.items() if name not in asked or is_over(now, asked[name], age)]
    return names, bool(schedule.verify and (not verified or is_over(now, verified[-1], schedule.verify)))


def _find_caller() -> str:
    """Return what called the command; a terminal comes first, for systemd starts terminals, too."""
    if os.isatty(2):  # not of sys.stderr, which a live table replaces
        return "a person"
    return next((scheduler for name, scheduler in CALLERS.items() if name in os.environ), "a program")


def _settle(now: dt.datetime, before: Mapping[str, Trouble], states: Mapping[str, str | None]) -> dict[str, Trouble]:
    """Return the troubles after a look, the oldest first; what went on, or no step looked at, keeps its beginning."""
    kinds = {kind_of(key) for key in states}
    after = {key: trouble for key, trouble in before.items() if kind_of(key) not in kinds}
    for key, text in states.items():
        old = before.get(key)
        if old and text is None:
            after[key] = old
        elif old and text and (kind_of(key) != "source" or kind_of(old.text) == kind_of(text)):
            after[key] = old.model_copy(update={"text": text})
        elif text:
            after[key] = Trouble(since=now, text=text)
    return dict(sorted(after.items(), key=lambda one: one[1].since))


def _write_status(look: Look, schedule: Schedule, runs: Sequence[Run], troubles: Mapping[str, Trouble]) -> None:
    """Write `status.json`, by which others watch the reports, if that is possible; it holds no paths or messages."""
    store = Store(look.workspace)
    good = [run.at for run in runs if not run.code] if look.code else [look.now]
    vintages: dict[str, str] = {}
    for path in sorted((look.workspace.data / "context").glob("*/[!.]*/source.json")):
        vintages[path.parent.parent.name] = path.parent.name
    oldest = min(vintages, key=vintages.__getitem__, default=None)
    with suppress(OSError, LiberterraError):
        status = {
            "looked": look.now.isoformat(),
            "last_good_look": good[-1].isoformat() if good else None,
            "next_look": next((at.astimezone(dt.UTC).isoformat() for at in schedule.next_looks(1, look.now)), None),
            "oldest_vintage": oldest and {"data_set": oldest, "vintage": vintages[oldest]},
            "failing_since": {key: one.since.isoformat() for key, one in sorted(troubles.items())},
            "editions": {name: _find_shown(store, name) for name in store.reports()},
        }
        store.replace(STATUS, json.dumps(status, indent=1) + "\n")


def _find_shown(store: Store, name: str) -> str | None:
    with suppress(LiberterraError):  # of a report whose editions cannot be read, as the build says
        return store.current(name) or None
    return None


def _describe(look: Look, built: Sequence[Built], before: Mapping[str, str]) -> Iterator[tuple[str, Made]]:
    """Yield the reports that changed or failed, by name; `before` are the editions that the look before saw."""
    store = Store(look.workspace)
    for one in built:
        old = before.get(one.report, "")
        if one.state != "unchanged" or one.edition != old:
            found = _find_moved(store, one, old) if old not in {"", one.edition} else ()
            moved, log = tuple(map(format_move, found)), look.shorten(one.log or "")
            seconds = look.seconds.get(one.report, 0)
            yield one.report, Made(state=one.state, edition=one.edition, seconds=seconds, moved=moved, log=log)


def _find_moved(store: Store, one: Built, before: str) -> tuple[FigureChange, ...]:
    try:
        return store.diff(one.report, before, one.edition)[2]
    except LiberterraError:  # the edition of the last look is no longer kept
        manifest = store.find(one.report, one.edition)
        return manifest.moved if manifest else ()
