"""Run a notebook: papermill behind one function, its result free of times and random ids, its faults in one family."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic_core import to_jsonable_python

from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute import LIMIT, cells, reads, server
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from nbformat import NotebookNode

EngineName = Literal["process", "kernel"]

Warnings = Literal["log", "error"]
"""What becomes of the warnings that libraries write."""

LONGEST_MESSAGE = 500
"""Most characters of an error's text in a message; the log has all of it."""

PATIENCE = 0.5
"""Seconds between checks whether too much was written past Python."""

_SETS_ENVIRONMENT = re.compile(r"\benviron\b|\bputenv\b|^\s*%(?:set_)?env\b", re.MULTILINE)
_FURTHER = "For further information visit"
"""Beginning of a line that each error of pydantic contains."""


@dataclass(frozen=True, slots=True)
class Run:
    """A notebook as JSON, the parameters to run it with, and how long all may take, in seconds.

    The engine `process` runs the cells in a process forked with the libraries loaded; `kernel` in an ordinary kernel,
    the only engine on systems without fork, and for other languages than Python.
    """

    name: str
    notebook: Mapping[str, Any]
    parameters: Mapping[str, object] = field(default_factory=dict)
    engine: EngineName = "process"
    limit: float = LIMIT


class Executed(NamedTuple):
    """An executed notebook, and what it depended on."""

    notebook: NotebookNode
    reads: reads.Reads


def run_in_child(
    servers: server.Servers,
    task: Callable[[Any, server.ChildContext], Any],
    argument: Any,
    run: Run,
    tell: Callable[..., None] = lambda *_, **__: None,
) -> Any:
    """Call a function that runs a notebook in a process of its own; return what it returns, or `Failed`.

    `tell` receives the phase of the report, and a text or a cell.
    """
    where, what = run.name, "notebook"
    with _choose_server(servers, run).start_child(task, argument) as child:
        deadline = time.monotonic() + run.limit  # which does not include what the server takes to start
        while (left := deadline - time.monotonic()) > 0:
            try:
                kind, value = child.receive(min(left, PATIENCE))
            except EOFError:
                return _explain_death(child, where, what)
            if kind == "result":
                return value
            if kind:
                where = f"{run.name}, cell {value['cell']}" if kind == "runs" else run.name
                what = "notebook" if kind == "runs" else "report"
                tell(kind, **value)
            elif any(_size(child.folder / name) > server.LONGEST_OUTPUT for name in server.STREAMS):
                return server.Failed(f"{where}: {server.ENDLESS}")
    return server.Failed(f"{where}: the {what} took longer than {run.limit:g} s in all; it was stopped.")


def _choose_server(servers: server.Servers, run: Run) -> server.Server:
    code = "\n".join("".join(cell["source"]) for cell in run.notebook["cells"] if cell["cell_type"] == "code")
    is_kernel = run.engine == "kernel" or cells.find_kernel(run.notebook)[0] != cells.PYTHON
    return servers.bare if is_kernel or _SETS_ENVIRONMENT.search(code) else servers.full


def _explain_death(child: server.Child, where: str, what: str) -> server.Failed:
    code = child.kill()
    during = " while the report was rendered" if what == "report" else ""
    message = f"{where}: its process ended{during} with {server.describe_exit(code)}.{_last_words(child.folder)}"
    return server.Failed(message, log=_read(child.folder), lost=code in {None, -9})  # None: its server was killed


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _read(folder: Path) -> str:
    """Read the text written past Python to standard error."""
    file = folder / server.STREAMS[1]
    return file.read_text("utf-8", "replace") if file.exists() else ""


def _last_words(folder: Path) -> str:
    """Return a sentence with the last line of standard error before the report of a crash; "" if none."""
    lines = re.split("Fatal Python error:|stack backtrace:", _read(folder))[0].split("\n")  # Python's, and Rust's
    said = [line.strip() for line in lines if line.strip()]
    return f" It said: {said[-1]}" if said else ""


# In the process of a notebook


def run_notebook(run: Run, context: server.ChildContext) -> Executed:
    """Run a notebook in this process, which serves for nothing else; `ReportError` if a cell fails."""
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillException
    from papermill.execute import remove_error_markers
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from liberterra_analysis.report.execute.engines import Monitor  # which registers the engines

    monitor = Monitor(run.name, context.send)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what goes wrong is raised, once
    kernel, language = cells.find_kernel(run.notebook)
    _prepare_translators(kernel)
    engine = run.engine if server.can_fork() and kernel == cells.PYTHON else "kernel"
    options = {"engine_name": f"liberterra-{engine}", "kernel_name": kernel, "progress_bar": False}
    parameters = dict(run.parameters)
    if kernel != cells.PYTHON:
        parameters = to_jsonable_python(parameters)
    log = context.folder / "reads.log"
    other = () if kernel == cells.PYTHON else (f"the kernel {kernel!r} reads files itself",)
    reads.note_readers(log, context.root, run.notebook["cells"], other)
    os.environ[reads.LOG] = str(log)
    try:
        # What a notebook changes is put back, for the report is rendered in its process.
        with (
            chdir(Workspace(context.root).notebooks), warnings.catch_warnings(),
            redirect_stdout(sys.stdout), redirect_stderr(sys.stderr),
        ):  # fmt: skip
            # The steps of `execute_notebook`, which would format all as JSON, and raise errors that are expected.
            notebook = load_notebook_node(_prepare(run.notebook))
            if parameters:
                notebook = parameterize_notebook(notebook, parameters, kernel_name=kernel, language=language)
            executed = papermill_engines.execute_notebook_with_engine(
                nb=remove_error_markers(notebook), monitor=monitor, folder=context.folder, **options
            )
            if error := cells.find_error(executed):
                details = cells.strip_colours("\n".join(error.traceback))
                raise ReportError(f"{monitor.where}: {_explain(error.ename, str(error.evalue), details)}", log=details)
            stop_recording = reads.record()
            cells.attach_pictures(executed, Path())
            stop_recording()
    except PapermillException as error:  # it knows no way to pass parameters in this language
        raise ReportError(f"{run.name}: {error}") from None
    except DeadKernelError:
        raise ReportError(f"{monitor.where}: its process ended.{_last_words(context.folder)}") from None
    except CellTimeoutError:
        raise ReportError(f"{monitor.where}: not all that it put out came in time from its kernel.") from None
    except NoSuchKernel:
        advice = "install it; 'jupyter kernelspec list' names those that are"
        raise ReportError(f"{run.name}: its kernel {kernel!r} is not installed here; {advice}.") from None
    except RuntimeError as error:
        raise ReportError(f"{run.name}: the kernel did not start: {error}.{_last_words(context.folder)}") from None
    return Executed(_strip(executed), reads.read_log(log))


def _prepare_translators(kernel: str) -> None:
    """Have papermill write dates as Python, and letters of other languages as they are."""
    from papermill.translators import PythonTranslator, Translator, papermill_translators

    class WithDates(PythonTranslator):  # type: ignore[misc]  # papermill is untyped
        @classmethod
        def translate(cls, val: object) -> str:
            """Return the code of a value."""
            if isinstance(val, date):
                return f"__import__('datetime').{type(val).__name__}.fromisoformat('{val}')"
            return str(super().translate(val))

    papermill_translators.register(cells.PYTHON, WithDates)
    if kernel != cells.PYTHON:
        # Python's code of "é", `\xe9`, is a byte in R and Julia. Translators that escape in their own way go on to.
        Translator.translate_escaped_str = classmethod(lambda _, text: json.dumps(str(text), ensure_ascii=False))


def _prepare(notebook: Mapping[str, Any]) -> NotebookNode:
    """Copy a notebook, without outputs, and set an id for each cell, as papermill would set random ones."""
    import nbformat

    node = nbformat.from_dict(dict(notebook))
    node.nbformat_minor = max(node.nbformat_minor, 5)
    for number, cell in enumerate(node.cells, 1):
        cell.setdefault("id", f"cell-{number}")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return node


def _explain(name: str, text: str, details: str) -> str:
    """Return an error with its notes in one line, cut to `LONGEST_MESSAGE` characters of text."""
    text = cells.strip_colours(text)
    notes = f"{details}\n".split(f"\n{name}: {text}\n")[1:][-1:]  # what `add_note` added, after the last of a chain
    lines = [line.strip() for line in "\n".join([text, *notes]).splitlines() if line.strip() and _FURTHER not in line]
    said = "; ".join(lines)
    said = said if len(said) <= LONGEST_MESSAGE else said[: LONGEST_MESSAGE - 1] + "…"
    return f"{name}: {said}" if said else name


def _strip(executed: NotebookNode) -> NotebookNode:
    """Remove what differs between runs: times, the id of papermill's cell, and the pieces in which a text was sent."""
    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if cells.INJECTED in cell.metadata.get("tags", []):
            cell.id = cells.INJECTED
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
