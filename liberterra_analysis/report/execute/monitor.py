"""Messages from the process of a notebook to the builder: which cell begins, and why the notebook is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from liberterra_analysis.report.execute.cells import number_cells
from liberterra_analysis.report.execute.server import Failed

if TYPE_CHECKING:
    from nbformat import NotebookNode

LONGEST_OUTPUT = 32_000_000
"""Most characters that a notebook may put out; beyond this it is taken to print without end."""

ENDLESS = f"the notebook put out more than {LONGEST_OUTPUT:,} characters; it was stopped."


class Monitor:
    """Messages to the builder about one notebook: which cell begins, and that it must be stopped."""

    def __init__(self, name: str, send: Callable[[str, Any], None]) -> None:
        self.name = self.where = name
        self._send = send
        self._numbers: list[int] = []

    def enter(self, notebook: NotebookNode, index: int) -> None:
        """Report the cell that begins, numbered as in the stored notebook."""
        self._numbers = numbers = self._numbers or [number for number, _ in number_cells(notebook)]
        where = f"{self.name}, cell {numbers[index]}"
        if where != self.where:  # papermill adds a cell, which has the number of the one before
            self.where = where
            self._send("runs", {"cell": numbers[index], "cells": numbers[-1]})

    def stop(self, why: str) -> None:
        """Have the builder kill this process: the notebook could catch an error raised here."""
        self._send("result", Failed(f"{self.where}: {why}"))
        threading.Event().wait()
