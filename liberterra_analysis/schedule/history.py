"""A look at work, and the history of looks, `reports/runs.jsonl`, by which the next knows what is due and news."""

import datetime as dt
import os
import re
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

from liberterra_analysis.errors import BusyError, explain
from liberterra_analysis.files import write_whole
from liberterra_analysis.report.event import Event, Progress
from liberterra_analysis.workspace import Workspace

RUNS = "runs.jsonl"


class Trouble(BaseModel):
    """What is wrong since when, and when a message about it was written."""

    model_config = ConfigDict(frozen=True)

    since: dt.datetime
    text: str
    sent: dt.datetime | None = None


class Made(BaseModel):
    """The outcome for a report; `moved` are its figures that moved since the look before."""

    model_config = ConfigDict(frozen=True)

    state: str
    edition: str = ""
    seconds: float = 0
    moved: tuple[str, ...] = ()
    log: str = ""


class Run(BaseModel):
    """One look: when, what called it, how it ended.

    `reports` changed or failed; `asked` are data sets looked for, with the latest vintage; `troubles` what was wrong
    in the end, by what it concerns, such as `report NAME`. `sent` are lines of messages, `unsent` lines for the next
    look to send, and `problems` why something was not sent.
    """

    model_config = ConfigDict(frozen=True)

    at: dt.datetime
    by: str
    code: int = 0
    seconds: float = 0
    reports: dict[str, Made] = {}
    asked: dict[str, str] = {}
    verified: bool = False
    troubles: dict[str, Trouble] = {}
    sent: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Return whether there was nothing to do, and nothing failed."""
        return not (self.code or self.describe())

    def describe(self) -> list[str]:
        """Return what was done, what went wrong and what was sent or not, in words."""
        made = (
            [f"{name}: {one.state}, edition {one.edition or 'none'}", *one.moved, *[f"see {one.log}"] * bool(one.log)]
            for name, one in self.reports.items()
            if one.state != "unchanged" or one.moved
        )
        return [
            *(f"{name}: the latest vintage is {vintage}" for name, vintage in self.asked.items()),
            *["sources: verified"] * self.verified,
            *map("; ".join, made),
            *(f"{key}: {one.text}" for key, one in self.troubles.items() if one.since == self.at),
            *(f"message: {line}" for line in self.sent),
            *self.problems,
        ]

    def __str__(self) -> str:
        """Return the look in words, a line for each thing."""
        older = [key for key, one in self.troubles.items() if one.since != self.at]
        head = f"{self.at:%Y-%m-%d %H:%M} UTC, by {self.by}, {self.seconds:.1f} s, exit code {self.code}"
        return "\n    ".join([head, *self.describe(), *[f"wrong as before: {', '.join(older)}"] * bool(older)])


@dataclass(slots=True)
class Look:
    """A look at work: for which workspace, when, how long it may wait for another command, and what it found.

    `troubles` are those of the look before, by what they concern, until a step looks at it; `good` is what a step found
    to be good. `code` is the lowest exit code of what failed, `seconds` how long each report took.
    """

    workspace: Workspace
    now: dt.datetime
    wait: float = 0
    progress: Progress = lambda _: None
    troubles: dict[str, Trouble] = field(default_factory=dict)
    good: set[str] = field(default_factory=set)
    code: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def note(self, of: str, text: str) -> None:
        """Show what happens to a report, a data set or in a step, or to the whole of it, ""."""
        self.progress(Event(of, "note", text))

    def shorten(self, text: object) -> str:
        """Return a text with paths as they are in the workspace."""
        return str(text).replace(f"{self.workspace.root}{os.sep}", "").rstrip(".")

    def find(self, key: str, wrong: str) -> None:
        """Record what is wrong with a thing now, "" for nothing; what goes on keeps its beginning."""
        old = self.troubles.get(key)
        if old and wrong and (kind_of(key) != "source" or kind_of(old.text) == kind_of(wrong)):
            self.troubles[key] = old.model_copy(update={"text": wrong})
            return
        self.troubles.pop(key, None)  # the oldest trouble comes first
        if wrong:
            self.troubles[key] = Trouble(since=self.now, text=wrong)
        else:
            self.good.add(key)

    def forget(self, kind: str, but: Container[str] = ()) -> None:
        """Drop what was wrong with things of a kind that are no longer there, all `but` these."""
        self.troubles = {key: one for key, one in self.troubles.items() if kind_of(key) != kind or key in but}

    @contextmanager
    def attempt(self, key: str, reminder: type[Exception] | tuple[()] = ()) -> Iterator[None]:
        """Record whether what is done in the context fails, and go on in any case; a reminder is no failure."""
        try:
            yield
            self.find(key, "")
        except Exception as error:  # noqa: BLE001 (it is recorded, and someone must hear of it)
            text, code = explain(error)
            if not isinstance(error, reminder):
                self.code = min(self.code or code, code)
            if isinstance(error, BusyError):  # no trouble, for there is a next look
                self.note("", text)
            else:
                self.find(key, self.shorten(text))


def read_runs(workspace: Workspace) -> list[Run]:
    """Return all looks, the oldest first; a line that cannot be read is passed over."""
    runs = []
    for line in _read_lines(workspace):
        with suppress(ValueError):
            runs.append(Run.model_validate_json(line))
    return runs


def append_run(workspace: Workspace, run: Run) -> None:
    """Add a look to the history; raise `OSError` if it cannot be written."""
    lines = [*_read_lines(workspace), run.model_dump_json(exclude_defaults=True), ""]
    write_whole(workspace.reports / RUNS, "\n".join(lines).encode())


def _read_lines(workspace: Workspace) -> list[str]:
    with suppress(FileNotFoundError):
        return (workspace.reports / RUNS).read_text("utf-8", "replace").split("\n")
    return []


def is_over(now: dt.datetime, since: dt.datetime, age: dt.timedelta) -> bool:
    """Return whether an age is reached, less a tenth and at most an hour, for schedulers that start early."""
    return now - since >= age - min(age / 10, dt.timedelta(hours=1))


def kind_of(text: str) -> str:
    """Return the first word of a key or of a trouble: "report" of "report raid"."""
    return re.split("[ :]", text, maxsplit=1)[0]
