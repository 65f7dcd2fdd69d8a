"""What a build is doing, step by step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["waits", "starts", "runs", "repeats", "renders", "published", "failed", "not begun", "note"]
"""What is happening to a report; a note concerns the build, or what keeps it from its end."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a build: of a report, or "" for the whole; `cell` of `cells` is running."""

    report: str
    phase: Phase
    text: str = ""
    cell: int = 0
    cells: int = 0

    def __str__(self) -> str:
        """Return the step in words."""
        return self.text or (f"cell {self.cell} of {self.cells}" if self.cells else self.phase)


Progress = Callable[[Event], None]
