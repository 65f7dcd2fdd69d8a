"""The history of looks, `reports/runs.jsonl`: a line for each, by which the next knows what is due and what is news."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby

from pydantic import BaseModel, ConfigDict

from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.files import write_through
from liberterra_analysis.workspace import Workspace

__all__ = ["Made", "Memory", "Run", "Trouble", "append_run", "describe_runs", "read_runs", "recall"]

RUNS = "runs.jsonl"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Trouble(_Part):
    """What is wrong since when, and when a message about it was written."""

    since: dt.datetime
    text: str
    sent: dt.datetime | None = None


class Made(_Part):
    """The outcome for a report; `moved` are its figures that moved since the look before."""

    state: str
    edition: str = ""
    seconds: float = 0
    moved: tuple[str, ...] = ()
    error: str = ""
    log: str = ""


class Run(_Part):
    """One look: when, what called it, how it ended.

    `reports` changed or failed; `asked` are data sets looked for, with the latest vintage; `troubles` what was wrong
    in the end, by what it concerns, such as `report NAME`. `sent` are lines of messages, `unsent` lines for the next
    look to send, and `problems` why something could not be sent.
    """

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
        """Return whether there was nothing to do, and nothing was wrong."""
        return not (
            self.code or self.reports or self.asked or self.verified or self.sent or self.problems or self.began
        )

    @property
    def began(self) -> dict[str, Trouble]:
        """Return the troubles that began at this look."""
        return {key: one for key, one in self.troubles.items() if one.since == self.at}

    def __str__(self) -> str:
        """Return the look in words, a line for each thing."""
        made = ((name, one) for name, one in self.reports.items() if one.state != "unchanged" or one.moved)
        older = sorted(self.troubles.keys() - self.began.keys())
        lines = [
            f"{self.at:%Y-%m-%d %H:%M} UTC, by {self.by}, {self.seconds:.1f} s, exit code {self.code}",
            *(f"{name}: the latest vintage is {vintage}" for name, vintage in self.asked.items()),
            *["sources: verified"] * self.verified,
            *("; ".join([f"{name}: {one.state}, edition {one.edition or 'none'}", *one.moved]) for name, one in made),
            *(f"{key}: {one.text}" for key, one in self.began.items()),
            *[f"wrong as before: {', '.join(older)}"] * bool(older),
            *(f"message: {line}" for line in self.sent),
        ]
        return "\n    ".join(lines)


@dataclass(slots=True)
class Memory:
    """What the looks so far leave behind; `good` is the last one at which nothing failed."""

    asked: dict[str, dt.datetime] = field(default_factory=dict)
    verified: dt.datetime | None = None
    good: dt.datetime | None = None
    editions: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)
    unsent: tuple[str, ...] = ()
    tells: bool = False


def recall(runs: Iterable[Run]) -> Memory:
    """Return what looks leave behind, the oldest first."""
    memory = Memory()
    for run in runs:
        memory.asked |= dict.fromkeys(run.asked, run.at)
        memory.editions |= {name: made.edition for name, made in run.reports.items()}
        memory.verified = run.at if run.verified else memory.verified
        memory.good = memory.good if run.code else run.at
        memory.troubles, memory.unsent = run.troubles, run.unsent
        memory.tells |= bool(run.sent or run.unsent)
    return memory


def read_runs(workspace: Workspace) -> Iterator[Run]:
    """Yield all looks; a line that a kill or a power cut left torn is passed over."""
    troubles: dict[str, Trouble] = {}
    with suppress(FileNotFoundError):
        for line in (workspace.reports / RUNS).read_bytes().splitlines():
            with suppress(ValueError):
                run = Run.model_validate_json(line)
                troubles = run.troubles if "troubles" in run.model_fields_set else troubles
                yield run.model_copy(update={"troubles": troubles})


def append_run(workspace: Workspace, run: Run, before: Mapping[str, Trouble]) -> None:
    """Add a look to the history, on the disk, without troubles that are as before.

    Raises `WorkspaceError` if it cannot be written.
    """
    path, parts = workspace.reports / RUNS, run.model_dump(mode="json", exclude_defaults=True, exclude={"troubles"})
    if run.troubles != before:
        parts |= run.model_dump(mode="json", include={"troubles"})
    try:
        with path.open("a+b") as file:
            file.seek(max(file.tell() - 1, 0))
            torn = file.read(1) not in {b"", b"\n"}
            write_through(file, [b"\n" * torn, json.dumps(parts, ensure_ascii=False).encode(), b"\n"])
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror}; the next look will repeat this.") from None


def describe_runs(runs: Iterable[Run]) -> Iterator[str]:
    """Yield looks in words; where there was nothing to do, the last one and how many there were."""
    for idle, found in groupby(runs, key=lambda run: run.is_idle):
        group = list(found)
        yield from [f"{group[-1]}; looks with nothing to do: {len(group)}"] if idle else map(str, group)
