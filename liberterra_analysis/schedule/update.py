"""One look for work: fetch, verify, build and publish what is due, send messages, and record it all."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from liberterra_analysis.errors import LiberterraError, ReportError, UsageError
from liberterra_analysis.files import locked
from liberterra_analysis.report.event import Event
from liberterra_analysis.report.publish.build import Built, Options, build
from liberterra_analysis.report.publish.catalogue import CatalogueFile, read_catalogue_file
from liberterra_analysis.report.publish.changes import FigureChange, compare_figures
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.report.publish.target import publish_site
from liberterra_analysis.report.publish.timetable import Schedule
from liberterra_analysis.schedule.history import Look, Made, Run, append_run, is_over, read_runs
from liberterra_analysis.schedule.news import format_move, ping, send_news, take_addresses

if TYPE_CHECKING:
    import pandas as pd

STATUS = "status.json"

PAUSES = (0.0, 10.0, 60.0)
"""Seconds before each attempt to read the pages of sources, if none answers."""

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
        look.troubles = dict(runs[-1].troubles) if runs else {}
        file = _read_settings(look)
        run = send_news(_work(look, file, runs), runs, look, file or CatalogueFile(), addresses)
        run = run.model_copy(update={"seconds": round(time.monotonic() - started, 1)})
        append_run(look.workspace, run)  # where that fails, no ping says that all is well
        problems += [ping(signs, str(run.code), "\n".join(one.text for one in run.troubles.values()))]
    return run.model_copy(update={"problems": (*run.problems, *filter(None, problems))})


def _read_settings(look: Look) -> CatalogueFile | None:
    with suppress(LiberterraError):  # the build finds what is wrong with it
        return read_catalogue_file(look.workspace)
    return None


def _work(look: Look, file: CatalogueFile | None, runs: Sequence[Run]) -> Run:
    settings = file or CatalogueFile()
    names, is_due = _find_due(look.now, settings.schedule, runs)
    asked, verified = _fetch(look, names), is_due and _verify(look)
    built, editions = _build(look), {name: made.edition for run in runs for name, made in run.reports.items()}
    if file:  # else nothing is known but that: what was wrong before may still be
        look.forget("fetch", but={f"fetch {name}" for name in names})
        for kind in () if settings.schedule.verify else ("verify", "source"):
            look.forget(kind)
        _write_status(look, settings.schedule, runs, look.troubles.keys() - {"publish"})
        with look.attempt("publish"):
            if settings.publish.to:
                publish_site(look.workspace, settings.publish, wait=look.wait, tell=partial(look.note, "publish"))
    if not file or "publish" in look.troubles:  # not known when the status was written that the target shows
        _write_status(look, settings.schedule, runs, look.troubles)
    return Run(
        at=look.now,
        by=_find_caller(),
        code=look.code,
        reports=dict(_describe(look, built, editions)),
        asked=asked,
        verified=verified,
        troubles=look.troubles,
    )


def _find_due(now: dt.datetime, schedule: Schedule, runs: Sequence[Run]) -> tuple[list[str], bool]:
    """Return the data sets to fetch, and whether to verify the sources."""
    asked = {name: run.at for run in runs for name in run.asked}
    verified = [run.at for run in runs if run.verified]
    names = [name for name, age in schedule.fetch.items() if name not in asked or is_over(now, asked[name], age)]
    return names, bool(schedule.verify and (not verified or is_over(now, verified[-1], schedule.verify)))


def _fetch(look: Look, names: Iterable[str]) -> dict[str, str]:
    """Fetch data sets, and return the latest vintage of each; a failed download keeps the vintage held."""
    asked = {}
    for name in names:
        from liberterra_analysis import datasets

        with look.attempt(f"fetch {name}", reminder=UsageError):  # of some data sets a person must save the file
            held, _ = datasets.fetch(name, workspace=look.workspace, wait=look.wait, progress=look.note)
            asked[name] = held.vintage
    return asked


def _verify(look: Look) -> bool:
    """Read the pages of all sources again, and return whether that was possible."""
    with look.attempt("verify"):
        found = {f"source {key}": _describe_source(rows) for key, rows in _visit(look).groupby("source_id")}
        look.forget("source", but=found)
        for key, wrong in found.items():
            look.find(key, wrong)
    return "verify" in look.good


def _visit(look: Look) -> pd.DataFrame:
    from liberterra_analysis.online import UNREACHABLE, verify_online

    visit = partial(verify_online, workspace=look.workspace, wait=look.wait)
    for pause in PAUSES:
        time.sleep(pause)
        checked = visit(tell=lambda one: look.note("verify", str(one).partition("\n")[0]))
        if not len(checked) or (checked["state"] != UNREACHABLE).any():
            return checked
    first = checked.iloc[0]
    raise ReportError(  # the network is at fault
        f"no page of any source could be reached; the first, of {first['source_id']}: {first['problem']}"
    )


def _describe_source(rows: pd.DataFrame) -> str:
    """Return what is wrong with the page of a source, by the first of its claims that is not found as quoted."""
    from liberterra_analysis.online import AMBIGUOUS, FOUND

    wrong = rows[~rows["state"].isin([FOUND, AMBIGUOUS])].to_dict("records")
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return f"{wrong[0]['state']}: {wrong[0]['problem'] or 'its quote'} ({wrong[0]['claim_id']}{more})" if wrong else ""


def _build(look: Look) -> list[Built]:
    """Build the reports that are stale."""
    begun: dict[str, float] = {}

    def watch(event: Event) -> None:
        if event.phase == "starts":
            begun[event.report] = time.monotonic()
        if event.report in begun:
            look.seconds[event.report] = round(time.monotonic() - begun[event.report], 1)
        look.progress(event)

    def check() -> None:
        from liberterra_analysis.ledger import check_everything  # loads pandas, which an idle look does without

        check_everything(look.workspace)

    built = []
    with look.attempt("build"):
        built = build(look.workspace, options=Options(wait=look.wait), progress=watch, check=check)
        look.forget("report", but={f"report {one.report}" for one in built})
    for one in built:
        rest = f"; edition {one.edition} is still published" if one.edition else ""
        look.find(f"report {one.report}", one.error and look.shorten(one.error) + rest)
        look.code = ReportError.exit_code if one.error else look.code
    return built


def _find_caller() -> str:
    """Return what called the command; a terminal comes first, for systemd starts terminals, too."""
    if os.isatty(2):  # not of sys.stderr, which a live table replaces
        return "a person"
    return next((scheduler for name, scheduler in CALLERS.items() if name in os.environ), "a program")


def _write_status(look: Look, schedule: Schedule, runs: Sequence[Run], failing: Iterable[str]) -> None:
    """Write `status.json`, by which others watch the reports, if that is possible; it holds no paths or messages."""
    store = Store(look.workspace)
    good = [run.at for run in runs if not run.code] if look.code else [look.now]
    held = sorted((look.workspace.data / "context").glob("*/[!.]*/source.json"))
    vintages = {path.parent.parent.name: path.parent.name for path in held}
    oldest = min(vintages, key=vintages.__getitem__, default=None)
    with suppress(OSError, LiberterraError):
        status = {
            "looked": look.now.isoformat(),
            "last_good_look": good[-1].isoformat() if good else None,
            "next_look": next((at.astimezone(dt.UTC).isoformat() for at in schedule.next_looks(1, look.now)), None),
            "oldest_vintage": oldest and {"data_set": oldest, "vintage": vintages[oldest]},
            "failing_since": {key: look.troubles[key].since.isoformat() for key in sorted(failing)},
            "editions": {name: store.current(name) or None for name in store.reports()},
        }
        store.replace(STATUS, json.dumps(status, indent=1) + "\n")


def _describe(look: Look, built: Sequence[Built], before: Mapping[str, str]) -> Iterator[tuple[str, Made]]:
    """Yield the reports that changed or failed, by name; `before` are the editions that the look before saw."""
    store = Store(look.workspace)
    for one in built:
        old = before.get(one.report, "")
        if one.state != "unchanged" or one.edition != old:
            moved: tuple[FigureChange, ...] = ()
            if old not in {"", one.edition} and (now := store.find(one.report, one.edition)):
                then = store.find(one.report, old)  # None where the edition of the last look is gone
                moved = compare_figures(then.key_figures, now.key_figures) if then else now.moved
            seconds, log = look.seconds.get(one.report, 0), look.shorten(one.log or "")
            words = tuple(map(format_move, moved))
            yield one.report, Made(state=one.state, edition=one.edition, seconds=seconds, moved=words, log=log)
