"""The steps of a look: fetch data sets, verify sources, build reports, publish pages."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from liberterra_analysis.errors import BusyError, ReportError, UsageError, explain
from liberterra_analysis.report.event import Event, Progress
from liberterra_analysis.report.publish.build import Built, Options, build
from liberterra_analysis.report.publish.timetable import Publishing
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Call", "Step", "build_stale", "fetch", "find_vintages", "publish", "verify"]

PAUSES = (0.0, 10.0, 60.0)
"""Seconds before each attempt to read the pages of sources, if none answers."""


class Step(NamedTuple):
    """What a step found: for each thing that it looked at, such as `report NAME`, what is wrong, or ""."""

    states: dict[str, str]
    code: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """How a look was called: for which workspace, when, and how long it may wait for another command.

    `allow_private` lets sources be visited in private networks, too; `seconds` takes how long each report took.
    """

    workspace: Workspace
    now: dt.datetime
    wait: float = 0
    progress: Progress = lambda _: None
    allow_private: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    def note(self, text: str, of: str = "") -> None:
        """Show what happens to a report, a data set or in a step, or "" to the whole."""
        self.progress(Event(of, "note", text))

    def shorten(self, text: object) -> str:
        """Return a text with paths as they are in the workspace."""
        return str(text).replace(f"{self.workspace.root}{os.sep}", "").rstrip(".")

    def fail(self, kind: str, error: Exception) -> Step:
        """Return a step that failed as a whole; a command at work is no trouble, for there is a next look."""
        text, code = explain(error)
        if isinstance(error, BusyError):
            self.note(text)
            return Step({}, code)
        return Step({kind: self.shorten(text)}, code)


def find_vintages(workspace: Workspace) -> dict[str, str]:
    """Return the latest vintage held of each data set."""
    found = [path.parent for path in (workspace.data / "context").glob("*/[!.]*/source.json")]
    return {path.parent.name: path.name for path in sorted(found, key=_sort_key)}


def _sort_key(vintage: Path) -> tuple[str, int, str]:
    return vintage.name[:10], len(vintage.name), vintage.name  # the tenth file of a day comes after the second


def fetch(call: Call, names: Iterable[str]) -> tuple[Step, dict[str, str]]:
    """Fetch data sets, and return also the latest vintage of each; a failed download keeps the vintage held."""
    from liberterra_analysis import datasets

    asked, states, code = {}, {"fetch": ""}, 0
    for name in names:
        try:
            held, _ = datasets.fetch(
                name, workspace=call.workspace, wait=call.wait, progress=lambda of, text: call.note(text, of)
            )
            asked[name], states[f"fetch {name}"] = held.vintage, ""
        except Exception as error:  # noqa: BLE001 (the held vintage will do)
            text, failed = explain(error)
            old = find_vintages(call.workspace).get(name)
            states[f"fetch {name}"] = f"{call.shorten(text)}; {f'vintage {old} is used' if old else 'none is held'}"
            # Of some data sets a person must save the file: that is a reminder, and no failure of the look.
            code = code or (0 if isinstance(error, UsageError) else failed)
    return Step(states, code), asked


def verify(call: Call) -> Step:
    """Read the pages of all sources again; if none answers, the network is at fault."""
    from liberterra_analysis.online import UNREACHABLE, verify_online

    again = partial(verify_online, workspace=call.workspace, wait=call.wait, allow_private=call.allow_private)
    try:
        for pause in PAUSES:
            time.sleep(pause)
            checked = again(tell=lambda visit: call.note(str(visit).partition("\n")[0], "verify"))
            if not len(checked) or (checked["state"] != UNREACHABLE).any():
                states = {f"source {key}": _describe(rows) for key, rows in checked.groupby("source_id")}
                return Step({"verify": "", "source": "", **states})
        raise ReportError("no page of any source could be reached")
    except Exception as error:  # noqa: BLE001 (reports can be built without)
        return call.fail("verify", error)


def _describe(rows: pd.DataFrame) -> str:
    """Return what is wrong with the page of a source, by the first of its claims that is not found as quoted."""
    from liberterra_analysis.online import AMBIGUOUS, FOUND

    wrong = rows[~rows["state"].isin([FOUND, AMBIGUOUS])].to_dict("records")
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return f"{wrong[0]['state']}: {wrong[0]['problem'] or 'its quote'} ({wrong[0]['claim_id']}{more})" if wrong else ""


def build_stale(call: Call) -> tuple[Step, list[Built]]:
    """Build the reports that are stale."""
    begun: dict[str, float] = {}

    def watch(event: Event) -> None:
        if event.phase == "starts":
            begun[event.report] = time.monotonic()
        if event.report in begun:
            call.seconds[event.report] = round(time.monotonic() - begun[event.report], 1)
        call.progress(event)

    def check() -> None:
        from liberterra_analysis.ledger import check_everything  # loads pandas, which an idle look does without

        check_everything(call.workspace)

    try:
        built = build(call.workspace, options=Options(wait=call.wait), progress=watch, check=check)
    except Exception as error:  # noqa: BLE001 (it is recorded, and someone must hear of it)
        return call.fail("build", error), []
    rest = {one.report: f"; edition {one.edition} is still published" if one.edition else "" for one in built}
    states = {f"report {one.report}": one.error and call.shorten(one.error) + rest[one.report] for one in built}
    return Step({"build": "", "report": "", **states}, ReportError.exit_code if any(states.values()) else 0), built


def publish(call: Call, publishing: Publishing) -> Step:
    """Send the pages to the target, if there is one."""
    if publishing.to is None:
        return Step({"publish": ""})
    from liberterra_analysis.report.publish.target import publish_site

    try:
        publish_site(call.workspace, publishing, wait=call.wait, tell=lambda text: call.note(text, "publish"))
    except Exception as error:  # noqa: BLE001 (it is recorded, and someone must hear of it)
        return call.fail("publish", error)
    return Step({"publish": ""})
