"""The progress of a build as a live table on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

MOST_ROWS = 12
"""Reports that are named at a time: what is going on now."""


class _State:
    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.doing: dict[str, str] = {}
        self.done = self.failed = 0
        self.said = ""

    def tell(self, report: str, what: str) -> None:
        if not report:
            self.said = what
        elif what.startswith(("published", "failed", "not begun")):
            self.doing.pop(report, None)
            self.done += what.startswith("published")
            self.failed += what.startswith("failed")
        else:
            self.doing[report] = what

    def __rich__(self) -> Group:
        ended = self.done + self.failed
        left = (time.monotonic() - self.begun) / ended * len(self.doing) if ended else None
        summary = f"{self.done} done, {self.failed} failed, {len(self.doing)} to go"
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for report, what in list(self.doing.items())[:MOST_ROWS]:
            table.add_row(report, what)
        time_left = f", about {left:.0f} s left" if left is not None and self.doing else ""
        return Group(Text(summary + time_left, style="bold"), *([Text(self.said)] if self.said else []), table)


@contextmanager
def live_table() -> Iterator[Callable[[str, str], None]]:
    """Show a live table on standard error: reports done, failed and to go, and the time left.

    Yields a function that takes the name of a report and what is happening to it.

    >>> with live_table() as tell:
    ...     tell("daily", "starts a kernel")
    """
    state = _State()
    with Live(state, console=Console(stderr=True), refresh_per_second=8, transient=True):
        yield state.tell
