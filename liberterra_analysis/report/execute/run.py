"""Run a notebook: papermill behind one function, its result free of times and random ids, its faults in one family."""

from __future__ import annotations

import logging
import math
import os
import re
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute import reads
from liberterra_analysis.report.execute.server import (
    ERR,
    LONGEST_OUTPUT,
    OUT,
    Child,
    Server,
    Task,
    can_fork,
    describe_exit,
    last_words,
)
from liberterra_analysis.report.render.assemble import INJECTED, number_cells
from liberterra_analysis.workspace import VARIABLE, Workspace

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["EngineName", "Executed", "LostError", "Servers", "Settings", "call", "execute", "run_notebook"]

EngineName = Literal["process", "kernel"]

LONGEST_MESSAGE = 500
"""Characters of an error's text that are told in one line; the log has all."""

PATIENCE = 0.5
"""Seconds after which it is looked whether too much was written past Python."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_SETS_ENVIRONMENT = re.compile(r"\benviron\b|\bputenv\b|^\s*%(?:set_)?env\b", re.MULTILINE)
_FURTHER = "For further information visit"
"""Begins a line of each error of pydantic."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a notebook is run: seconds for one cell and in all, the engine, and what hears of each cell that begins.

    `process` runs the cells in a process forked with the libraries loaded; `kernel` in an ordinary kernel, which is
    the only one where there is no fork.
    """

    cell_limit: float = 600
    notebook_limit: float = 1800
    engine: EngineName = "process"
    progress: Callable[[int, int], None] | None = None


class Executed(NamedTuple):
    """An executed notebook, and what it depended on."""

    notebook: NotebookNode
    reads: reads.Reads


class LostError(ReportError):
    """The process of a report was killed from outside, as when memory runs out."""


class Servers:
    """The servers of a build, each started when it is first needed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._started: dict[bool, Server] = {}
        self._lock = threading.Lock()

    def for_notebook(self, notebook: Mapping[str, Any], engine: EngineName = "process") -> Server:
        """Return the server for a notebook: a bare one if it sets an environment for the libraries that it imports."""
        code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
        return self.start(bare=engine == "kernel" or _SETS_ENVIRONMENT.search(code) is not None)

    def start(self, *, bare: bool = False) -> Server:
        """Start a server, unless there is one, and return it."""
        with self._lock:
            server = self._started.get(bare)
            if server is None or not server.is_alive():
                if server is not None:
                    server.close()
                self._started[bare] = server = Server(self._workspace, bare=bare)
            return server

    def __enter__(self) -> Servers:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._started.values():
            server.close()
        self._started.clear()


def execute(
    notebook: Mapping[str, Any],
    parameters: Mapping[str, object],
    *,
    name: str,
    workspace: Workspace,
    settings: Settings = Settings(),
    servers: Servers | None = None,
) -> Executed:
    """Execute a notebook with parameters, in a process of its own, forked from `servers` if they are there.

    It is run in `notebooks/` as by JupyterLab and told where the workspace is; `parameters` were checked before:
    papermill itself would only warn. Two runs give equal results if the notebook itself is repeatable.

    Raises
    ------
    ReportError
        If a cell fails or takes too long, or its process dies: with `name`, cell, counted from 1 as stored, and error.

    Examples
    --------
    >>> import tempfile
    >>> cell = {"cell_type": "code", "source": "1 / 0", "metadata": {}}
    >>> notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     workspace.notebooks.mkdir()
    ...     execute(notebook, {}, name="notebooks/daily.ipynb", workspace=workspace)
    Traceback (most recent call last):
    liberterra_analysis.errors.ReportError: notebooks/daily.ipynb, cell 1: ZeroDivisionError: division by zero
    """
    task = partial(_try_notebook, dict(notebook), dict(parameters), name, str(workspace.root), settings.engine)
    with nullcontext(servers) if servers else Servers(workspace) as own:
        done = call(own.for_notebook(notebook, settings.engine), task, name=name, settings=settings)
    if isinstance(done, ReportError):
        raise done
    return cast("Executed", done)


def call(
    server: Server, task: Task, *, name: str, settings: Settings, tell: Callable[[str], None] = lambda _: None
) -> object:
    """Call a function that runs a notebook in a process of its own, and return what it returns.

    Raises
    ------
    ReportError
        If it takes too long, puts out too much, or its process dies.
    """
    with server.child(task) as child:
        watch = _Watch(child, name, settings)
        for kind, value in watch.messages():
            if kind == "result":
                return value
            if kind == "cell":
                watch.enter(*value)
            elif kind == "renders":
                watch.render()
                tell(value)
            else:
                raise watch.explain(kind, value)
    raise AssertionError


class _Watch:
    """What is known of a run by what its process sends, and when it must have ended."""

    def __init__(self, child: Child, name: str, settings: Settings) -> None:
        self._child, self._name, self._settings = child, name, settings
        self._cell: int | None = 1
        now = time.monotonic()
        self._last, self._last_of_cell = now + settings.notebook_limit, now + settings.cell_limit

    def messages(self) -> Iterator[tuple[str, Any]]:
        """Yield what the process sends; "late" when time is over, "died" when it is gone."""
        child = self._child
        while True:
            left = min(self._last, self._last_of_cell) - time.monotonic()
            try:
                if child.connection.poll(max(0, min(left, PATIENCE))):
                    yield child.connection.recv()
                elif left <= 0:
                    yield "late", None
                elif any(_size(child.folder / name) > LONGEST_OUTPUT for name in (OUT, ERR)):
                    yield "stop", f"the notebook put out more than {LONGEST_OUTPUT:,} characters"
            except (EOFError, OSError):
                yield "died", describe_exit(child.wait())

    def enter(self, cell: int, cells: int) -> None:
        """Let the time of a cell begin."""
        self._cell, self._last_of_cell = cell, time.monotonic() + self._settings.cell_limit
        if self._settings.progress and cells:
            self._settings.progress(cell, cells)

    def render(self) -> None:
        """Let only the limit of the whole report hold: no cell runs any more."""
        self._cell, self._last_of_cell = None, math.inf

    def explain(self, kind: str, value: Any) -> ReportError:
        """Return the error that a message stands for."""
        where = f"{self._name}, cell {self._cell}" if self._cell else self._name
        if kind == "late" and self._last < self._last_of_cell:
            what, limit = "notebook" if self._cell else "report", self._settings.notebook_limit
            return ReportError(f"{where}: the {what} took longer than {limit:g} s in all; it was stopped.")
        if kind == "late":
            return ReportError(
                f"{where}: it ran longer than a cell may ({self._settings.cell_limit:g} s); it was stopped."
            )
        if kind == "stop":
            return ReportError(f"{where}: {value}; it was stopped.")
        if kind == "quit":
            return ReportError(f"{self._name}, cell {value}: it quits, though cells follow; remove what quits.")
        log = _read(self._child.folder)
        if kind == "died":
            error = LostError if value == "signal SIGKILL" else ReportError
            during = "" if self._cell else " while the report was rendered"
            return error(f"{where}: its process ended{during} with {value}.{_said(self._child.folder)}", log=log)
        return ReportError(f"{where}: {str(value).strip().splitlines()[-1]}", log=str(value))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _read(folder: Path) -> str:
    return (folder / ERR).read_text("utf-8", "replace") if (folder / ERR).exists() else ""


def _said(folder: Path) -> str:
    words = last_words(folder / ERR)
    return f" It said: {words}" if words else ""


# In the process of a notebook


def _try_notebook(*arguments: Any, **options: Any) -> Executed | ReportError:
    try:
        return run_notebook(*arguments, **options)
    except ReportError as error:
        return error


def run_notebook(  # noqa: PLR0913 (what is needed where nothing else is known)
    notebook: Mapping[str, Any],
    parameters: Mapping[str, object],
    name: str,
    root: str,
    engine: EngineName,
    *,
    folder: Path,
    send: Callable[[str, Any], None],
) -> Executed:
    """Run a notebook in this process, which serves for nothing else; `send` takes each cell that begins."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from liberterra_analysis.report.execute import engines  # noqa: F401 (registers them)

    log = folder / "reads.log"
    node = load_notebook_node(_prepare(notebook))
    engine = engine if can_fork() else "kernel"
    _check_language(node, name)
    options: dict[str, Any] = {"kernel_name": "python3", "language": "python"}  # whatever kernel it names
    if parameters:
        node = parameterize_notebook(node, dict(parameters), **options)
    numbers = [number for number, _ in number_cells(node)]
    injected = [INJECTED in cell.metadata.get("tags", []) for cell in node.cells]
    at = 1

    def tell(kind: str, value: Any) -> None:
        nonlocal at
        if kind == "cell":
            at = numbers[value]
            send(kind, (at, 0 if injected[value] else numbers[-1]))
        else:
            send(kind, numbers[value] if kind == "quit" else value)

    os.environ.update({VARIABLE: root, reads.LOG: str(log)})
    os.chdir(Workspace(Path(root)).notebooks)
    try:
        with _as_before():
            options |= {"engine_name": f"liberterra-{engine}", "progress_bar": False, "tell": tell, "folder": folder}
            executed = execute_notebook(node, None, **options)
    except PapermillExecutionError as error:
        said, details = (_COLOURS.sub("", text) for text in (str(error.evalue), "\n".join(error.traceback)))
        _, found, notes = details.rpartition(f"\n{error.ename}: {said}\n")  # what `add_note` added
        text = _explain(error.ename, f"{said}\n{notes}" if found else said)
        raise ReportError(f"{name}, cell {numbers[error.cell_index]}: {text}", log=details) from None
    except DeadKernelError:
        raise ReportError(f"{name}, cell {at}: its process ended.{_said(folder)}") from None
    except CellTimeoutError:
        raise ReportError(f"{name}, cell {at}: not all that it put out came in time from its kernel.") from None
    except RuntimeError as error:
        raise ReportError(f"{name}: the kernel did not start: {error}.{_said(folder)}") from None
    return Executed(_strip(executed), reads.read_log(log))


def _check_language(node: NotebookNode, name: str) -> None:
    language = node.metadata.get("kernelspec", {}).get("language") or node.metadata.get("language_info", {}).get("name")
    if language and language.lower() not in {"python", "ipython"}:
        raise ReportError(f"{name} is written in {language}; a report is made by a notebook in Python.")


def _prepare(notebook: Mapping[str, Any]) -> NotebookNode:
    """Copy a notebook, without outputs, and give each cell an id, or papermill would give it a random one."""
    import nbformat

    node = nbformat.from_dict(dict(notebook))
    node.nbformat_minor = max(node.nbformat_minor, 5)
    for number, cell in enumerate(node.cells, 1):
        cell.setdefault("id", f"cell-{number}")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return node


def _explain(name: str, text: str) -> str:
    """Tell an error in one line: all that it says, as far as it is not too long."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and _FURTHER not in line]
    said = "; ".join(lines)
    said = said if len(said) <= LONGEST_MESSAGE else said[: LONGEST_MESSAGE - 1] + "…"
    return f"{name}: {said}" if said else name


def _strip(executed: NotebookNode) -> NotebookNode:
    """Take out what differs from run to run: times, the id of papermill's cell, where a text was sent in pieces."""
    executed.metadata.pop("papermill", None)
    for _, cell in number_cells(executed):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED
        if cell.cell_type == "code":
            cell.outputs = list(_join_streams(cell.outputs))
    return executed


def _join_streams(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    for name, group in groupby(outputs, key=lambda one: one.get("name")):
        first, *rest = group
        if name:
            first.text += "".join(one.text for one in rest)
            yield first
        else:
            yield from (first, *rest)


@contextmanager
def _as_before() -> Iterator[None]:
    """Put back what a notebook is given, or may change, for those who come after it in its process."""
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is raised, once
    before = sys.stdout, sys.stderr, os.getcwd()  # noqa: PTH109
    try:
        with warnings.catch_warnings():
            yield
    finally:
        sys.stdout, sys.stderr = before[:2]
        os.chdir(before[2])
