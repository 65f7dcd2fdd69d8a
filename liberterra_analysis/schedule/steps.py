"""The steps of a look, each of which may fail without the others: fetch data, verify sources, build and publish."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from liberterra_analysis.errors import BusyError, LiberterraError, ReportError, UsageError, explain
from liberterra_analysis.report.event import Event, Progress
from liberterra_analysis.report.publish.build import Built, Options, build
from liberterra_analysis.report.publish.catalogue import CatalogueFile, read_catalogue_file
from liberterra_analysis.report.publish.timetable import Publishing
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

PAUSES = (0.0, 10.0, 60.0)
"""Seconds before each attempt to read the pages of sources, if none answers."""


@dataclass(slots=True)
class Look:
    """A look at work: for which workspace, when, how long it may wait for another command, and what it found.

    `states` is what is wrong with each thing that a step looked at, such as `report NAME`, or "", or None where another
    command kept it from looking; a kind alone, such as `report`, means that the step looked at all of its kind. `code`
    is the lowest exit code of what failed, `seconds` how long each report took.
    """

    workspace: Workspace
    now: dt.datetime
    wait: float = 0
    progress: Progress = lambda _: None
    states: dict[str, str | None] = field(default_factory=dict)
    code: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def note(self, of: str, text: str) -> None:
        """Show what happens to a report, a data set or in a step, or to the whole of it, ""."""
        self.progress(Event(of, "note", text))

    def shorten(self, text: object) -> str:
        """Return a text with paths as they are in the workspace."""
        return str(text).replace(f"{self.workspace.root}{os.sep}", "").rstrip(".")

    @contextmanager
    def attempt(self, key: str, reminder: type[Exception] | tuple[()] = ()) -> Iterator[None]:
        """Note whether what is done in the context fails, and go on in any case; a reminder is no failure."""
        try:
            yield
            self.states.setdefault(key, "")
        except Exception as error:  # noqa: BLE001 (it is recorded, and someone must hear of it)
            text, code = explain(error)
            if not isinstance(error, reminder):
                self.code = min(self.code or code, code)
            is_busy = isinstance(error, BusyError)  # no trouble, for there is a next look
            self.states[key] = None if is_busy else self.shorten(text)
            if is_busy:
                self.note("", text)


def fetch(look: Look, names: Iterable[str]) -> dict[str, str]:
    """Fetch data sets, and return the latest vintage of each; a failed download keeps the vintage held."""
    asked = {}
    for name in names:
        from liberterra_analysis import datasets

        with look.attempt(f"fetch {name}", reminder=UsageError):  # of some data sets a person must save the file
            held, _ = datasets.fetch(name, workspace=look.workspace, wait=look.wait, progress=look.note)
            asked[name] = held.vintage
    return asked


def verify(look: Look) -> bool:
    """Read the pages of all sources again, and return whether that was possible."""
    with look.attempt("verify"):
        look.states |= {f"source {key}": _describe(rows) for key, rows in _visit(look).groupby("source_id")}
        look.states["source"] = ""
    return look.states.get("verify") == ""


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


def _describe(rows: pd.DataFrame) -> str:
    """Return what is wrong with the page of a source, by the first of its claims that is not found as quoted."""
    from liberterra_analysis.online import AMBIGUOUS, FOUND

    wrong = rows[~rows["state"].isin([FOUND, AMBIGUOUS])].to_dict("records")
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return f"{wrong[0]['state']}: {wrong[0]['problem'] or 'its quote'} ({wrong[0]['claim_id']}{more})" if wrong else ""


def build_stale(look: Look) -> list[Built]:
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
        look.states["report"] = ""
    for one in built:
        rest = f"; edition {one.edition} is still published" if one.edition else ""
        look.states[f"report {one.report}"] = one.error and look.shorten(one.error) + rest
        look.code = ReportError.exit_code if one.error else look.code
    return built


def publish(look: Look, publishing: Publishing) -> None:
    """Send the pages to the target, if there is one."""
    with look.attempt("publish"):
        if publishing.to:
            from liberterra_analysis.report.publish.target import publish_site

            publish_site(look.workspace, publishing, wait=look.wait, tell=partial(look.note, "publish"))


def read_settings(workspace: Workspace) -> CatalogueFile | None:
    """Read `reports/reports.toml`; None where it cannot be used."""
    with suppress(LiberterraError):  # the build finds what is wrong with it
        return read_catalogue_file(workspace)
    return None
