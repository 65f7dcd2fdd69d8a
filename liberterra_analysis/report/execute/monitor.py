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
"""Most characters of output of a notebook: more is an endless loop that prints."""

ENDLESS = f"the notebook put out more than {LONGEST_OUTPUT:,} characters; it was stopped."


class Monitor:
    """What tells the builder which cell begins, and has it stop a notebook."""

    def __init__(self, name: str, send: Callable[[str, Any], None]) -> None:
        self.name = self.where = name
        self._send = send

    def enter(self, notebook: NotebookNode, index: int) -> None:
        """Report which cell begins, by its number in the notebook as stored."""
        numbers = [number for number, _ in number_cells(notebook)]
        where = f"{self.name}, cell {numbers[index]}"
        if where != self.where:  # papermill adds a cell, which has the number of the one before
            self.where = where
            self._send("runs", {"cell": numbers[index], "cells": numbers[-1]})

    def stop(self, why: str) -> None:
        """Have this process killed: an error that is raised could be caught by the notebook."""
        self._send("result", Failed(f"{self.where}: {why}"))
        threading.Event().wait()
