"""Run a notebook: papermill behind one function, its result free of times and random ids, its faults in one family."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from liberterra_analysis.errors import ReportError
from liberterra_analysis.report import reads
from liberterra_analysis.report.assemble import INJECTED, number_cells
from liberterra_analysis.report.run import USUAL, Run, Settings, kernel_manager
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Executed", "execute"]

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class Executed(NamedTuple):
    """An executed notebook, and what it depended on."""

    notebook: NotebookNode
    reads: reads.Reads


def execute(
    notebook: Mapping[str, Any],
    parameters: Mapping[str, object],
    *,
    name: str,
    workspace: Workspace,
    settings: Settings = USUAL,
) -> Executed:
    """Execute a notebook with parameters.

    The kernel is this Python, started in `notebooks/` as by JupyterLab and told where the workspace is; the settings
    that make its results repeatable are in its environment.

    Parameters
    ----------
    notebook : mapping
        The notebook as JSON, format 4; it is not changed.
    parameters : mapping of str to object
        Values for the parameters, checked before: papermill itself would only warn.
    name : str
        What to call the notebook in messages.
    workspace : Workspace
        Where `data/` is.
    settings : Settings
        How it is run.

    Returns
    -------
    Executed
        What came of it; two runs give equal ones if the notebook itself is repeatable.

    Raises
    ------
    ReportError
        If a cell fails or takes too long, or the kernel dies: with notebook, cell, counted from 1 as stored, and error.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> cell = {"cell_type": "code", "source": "1 / 0", "metadata": {}}
    >>> notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     workspace.notebooks.mkdir()
    ...     execute(notebook, {}, name="notebooks/daily.ipynb", workspace=workspace)
    Traceback (most recent call last):
    liberterra_analysis.errors.ReportError: notebooks/daily.ipynb, cell 1: ZeroDivisionError: division by zero
    """
    import liberterra_analysis.report.lean  # noqa: F401 (before papermill)

    with _quiet(), _own_loop(), Run(workspace, settings) as run, _explained(name, run):
        # The parts of `papermill.execute_notebook`, which besides writes the notebook out, be it to nowhere.
        from papermill.engines import papermill_engines  # slow, and not needed to read the catalogue
        from papermill.execute import raise_for_execution_errors
        from papermill.iorw import load_notebook_node
        from papermill.parameterize import parameterize_notebook

        node = load_notebook_node(_prepare(notebook))
        if parameters:
            node = parameterize_notebook(node, dict(parameters), kernel_name="python3", language="python")
        executed = papermill_engines.execute_notebook_with_engine(
            None,
            node,
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=settings.cell_limit,
            kernel_manager_class=kernel_manager(),
            on_notebook_start=run.begin,
            on_cell_execute=run.enter,
        )
        raise_for_execution_errors(executed, None)
        return Executed(_strip(executed), reads.read_log(run.folder / "reads.log"))


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


@contextmanager
def _explained(name: str, run: Run) -> Iterator[None]:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    try:
        yield
    except PapermillExecutionError as error:
        said = [line for line in _COLOURS.sub("", str(error.evalue)).splitlines() if line.strip()]
        what = f"{error.ename}: {said[-1].strip()}" if said else error.ename
        log = _COLOURS.sub("", "\n".join(error.traceback))
        raise ReportError(f"{name}, cell {run.numbers[error.cell_index]}: {what}", log=log) from error
    except CellTimeoutError as error:
        raise ReportError(f"{name}, cell {run.cell}: it ran longer than a cell may, and was stopped.") from error
    except DeadKernelError as error:
        why = f"{run.stopped}; it was stopped." if run.stopped else f"the kernel died.{run.last_words()}"
        raise ReportError(f"{name}, cell {run.cell}: {why}", log=run.read_log()) from error
    except RuntimeError as error:
        why = f"the kernel did not start: {error}{run.last_words()}"
        raise ReportError(f"{name}: {why}", log=run.read_log()) from error


def _strip(executed: NotebookNode) -> NotebookNode:
    """Take out what differs from run to run: papermill's and nbclient's times, and the id of papermill's cell."""
    executed.metadata.pop("papermill", None)
    for _, cell in number_cells(executed):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED
    return executed


@contextmanager
def _own_loop() -> Iterator[None]:
    """Close the event loop that papermill leaves behind in this thread: a thread of a pool ends without doing so."""
    from jupyter_core.utils import ensure_event_loop

    try:
        yield
    finally:
        loop = ensure_event_loop()
        if not loop.is_running():
            loop.close()


@contextmanager
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("papermill")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # what goes wrong is raised, once
    try:
        with warnings.catch_warnings():
            yield
    finally:
        logger.setLevel(level)
