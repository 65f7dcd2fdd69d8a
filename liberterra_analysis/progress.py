"""The progress of a build as a live table on a terminal."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from liberterra_analysis.report.event import Event, Progress

__all__ = ["live_table"]

MAX_ROWS = 12
"""Reports that are named at a time: what is going on now."""


class _State:
    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.doing: dict[str, str] = {}
        self.ended = Counter[str]()
        self.note = ""

    def add(self, event: Event) -> None:
        if not event.report:
            self.note = str(event)
        elif event.phase in {"published", "failed", "not begun"}:
            self.doing.pop(event.report, None)
            self.ended[event.phase] += 1
        else:
            self.doing[event.report] = str(event)

    def __rich__(self) -> Group:
        summary = f"{self.ended['published']} done, {self.ended['failed']} failed, {len(self.doing)} to go"
        if self.doing and (ended := self.ended["published"] + self.ended["failed"]):
            left = (time.monotonic() - self.begun) / ended * len(self.doing)
            summary += f", about {left:.0f} s left"
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for row in list(self.doing.items())[:MAX_ROWS]:
            table.add_row(*row)
        return Group(Text(summary, style="bold"), *([Text(self.note)] if self.note else []), table)


@contextmanager
def live_table() -> Iterator[Progress]:
    """Show a live table on standard error: reports done, failed and to go, and the time left.

    >>> with live_table() as progress:
    ...     progress(Event("daily", "starts"))
    """
    state = _State()
    with Live(state, console=Console(stderr=True), refresh_per_second=8, transient=True):
        yield state.add
