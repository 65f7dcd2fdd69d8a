"""Run a notebook: papermill behind one function, its result free of times and random ids, its faults in one family."""

from __future__ import annotations

import logging
import math
import os
import re
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from liberterra_analysis.errors import ReportError
from liberterra_analysis.report import reads
from liberterra_analysis.report.assemble import INJECTED, number_cells
from liberterra_analysis.report.temporary import own_folder
from liberterra_analysis.workspace import VARIABLE, Workspace

if TYPE_CHECKING:
    import psutil
    import zmq.asyncio
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

__all__ = ["Executed", "execute"]

CellProgress = Callable[[int, int], None]
"""Called with the number of the cell that starts, and the number of cells."""

LONGEST_OUTPUT = 32_000_000
"""Characters that a notebook may put out in all: one that prints without end is broken."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a notebook is run.

    `cell_limit` is the seconds that one cell may take, `notebook_limit` those for all of them; `scratch` is the folder
    for what is needed while it runs, that of this process if None: its path must be short, for sockets are made in it.
    `progress` is told of each code cell that starts. `turn` is a context manager around the run of the cells, entered
    when the kernel has started, left before it shuts down.
    """

    cell_limit: int = 600
    notebook_limit: float = 1800
    scratch: str | None = None
    progress: CellProgress | None = None
    turn: AbstractContextManager[None] = field(default_factory=nullcontext)


class Executed(NamedTuple):
    """An executed notebook, and the files below `data/` that it read: paths in the workspace, sorted."""

    notebook: NotebookNode
    reads: tuple[str, ...]


def execute(
    notebook: Mapping[str, Any],
    parameters: Mapping[str, object],
    *,
    name: str,
    workspace: Workspace,
    settings: Settings = Settings(),
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
        How long it may take, whom to tell, and the like.

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

    with _quiet(), _own_loop(), _Run(workspace, settings) as run, _explained(name, run):
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
            kernel_manager_class=_kernel_manager(),
            on_notebook_start=run.begin,
            on_cell_execute=run.enter,
        )
        raise_for_execution_errors(executed, None)
        return Executed(_strip(executed), reads.read_log(run.folder / "reads.log", workspace.data))


_running: ContextVar[_Run] = ContextVar("_running")
"""The run for which papermill, which knows only a class of kernels, has a kernel started."""


class _Run:
    """A run's own folder and processes, and what papermill does not say: at which cell a kernel died, and why."""

    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        self.workspace = workspace
        self.cell = 1
        self.numbers: list[int] = []
        self.kernel: int | None = None
        self.stopped = ""
        self._put_out = 0
        self._begun = time.time() - 1  # the system counts in ticks
        self._settings = settings
        self._turn = ExitStack()
        self._folder = tempfile.TemporaryDirectory(dir=settings.scratch or own_folder())
        self.folder = Path(self._folder.name)
        late = f"the notebook took longer than {settings.notebook_limit:g} s in all"
        self._timer = threading.Timer(settings.notebook_limit, self.stop, [late])
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._before = _running.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _running.reset(self._before)
        self.end()
        self.kill()
        self._folder.cleanup()

    def stop(self, reason: str) -> None:
        """Stop the kernel, for a reason that is then told in place of its death."""
        self.stopped = reason
        self.kill()

    def kill(self) -> None:
        """Kill what is left: the kernel, and what its cells started and left running, even if it left the session."""
        if self.kernel is not None and os.name == "posix":
            import psutil

            for process in psutil.process_iter():
                with suppress(psutil.Error, ProcessLookupError, PermissionError):
                    if os.getsid(process.pid) == self.kernel or self._started(process):
                        process.kill()

    def _started(self, process: psutil.Process) -> bool:
        """Tell whether a process comes from the kernel: a program by its environment, a fork by its open log."""
        if process.create_time() < self._begun:
            return False
        if process.pid == self.kernel:  # which leads no session yet in its first moments
            return True
        log = str(self.folder / "reads.log")
        return process.environ().get(reads.LOG) == log or any(
            file.path == str(self.folder / "kernel.log") for file in process.open_files()
        )

    def count(self, message: Mapping[str, Any]) -> None:
        """Count what the notebook puts out, and stop one that puts out without end."""
        content = message["content"]
        texts = (content.get("text", ""), *content.get("data", {}).values())
        self._put_out += sum(len(text) for text in texts if isinstance(text, str))
        if self._put_out > LONGEST_OUTPUT and not self.stopped:
            self.stop(f"the notebook put out more than {LONGEST_OUTPUT:,} characters")

    def begin(self, *, notebook: NotebookNode) -> None:
        """Wait for the turn, now that the kernel is ready, and let the notebook's time begin."""
        self.numbers = [number for number, _ in number_cells(notebook)]  # papermill's own cell is among them by now
        self._turn.enter_context(self._settings.turn)
        self._timer.start()

    def end(self) -> None:
        """Let others have their turn: no cell is left to run."""
        self._timer.cancel()
        self._turn.close()

    def enter(self, *, cell: NotebookNode, cell_index: int) -> None:
        """Note that a cell starts."""
        self.cell = self.numbers[cell_index]
        if self._settings.progress and INJECTED not in cell.metadata.get("tags", []):
            self._settings.progress(self.cell, self.numbers[-1])

    def read_log(self) -> str:
        """Give what the kernel wrote for nobody to read."""
        log = self.folder / "kernel.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def last_words(self) -> str:
        """Give the last line that the kernel wrote for nobody to read."""
        lines = self.read_log().split("\n")
        said = [line.strip() for line in lines if line.strip() and "[IPKernelApp] WARNING" not in line]
        return f" It said: {said[-1]}" if said else ""


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


@cache
def _kernel_manager() -> type[AsyncKernelManager]:
    """Make the class of which papermill makes a manager for each run; once, for traitlets asks every class it knows."""
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.channels import AsyncZMQSocketChannel
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import Type

    from liberterra_analysis.report.kernels import LAUNCHER, PROVISIONER

    class Output(AsyncZMQSocketChannel):
        """Count what comes in."""

        async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]  # is async
            message = await super().get_msg(timeout)
            _running.get().count(message)
            return message

    class Client(AsyncKernelClient):
        """Listen through `Output`."""

        iopub_channel_class = Type(Output)

        def _context_default(self) -> zmq.asyncio.Context:
            return _eager(super()._context_default())

        async def wait_for_ready(self, timeout: float | None = None) -> None:
            await _wait_for_ready(self, math.inf if timeout is None else timeout)

    class Kernel(AsyncKernelManager):
        """Start this very Python: a kernel of the same name in the user's folder may be another one."""

        def __init__(self, **options: Any) -> None:
            # Sockets in a folder of its own: nobody else on the machine can listen, and their paths stay short.
            transport = "ipc" if os.name == "posix" else "tcp"
            file = str(_running.get().folder / "kernel.json")
            super().__init__(**options, transport=transport, connection_file=file)
            self.client_factory = Client
            _eager(self.context)

        @property
        def kernel_spec(self) -> KernelSpec:
            # Nobody types into this kernel: it needs no history, which would be a file in the user's folder, nor a rest
            # after each cell in which to listen to others.
            settings = ["--HistoryManager.enabled=False", "--IPythonKernel._execute_sleep=0"]
            settings.append(f"--IPKernelApp.exec_lines={reads.START}")
            argv = [sys.executable, "-m", LAUNCHER, "-f", "{connection_file}", *settings]
            warm = {"kernel_provisioner": {"provisioner_name": PROVISIONER}}
            return KernelSpec(argv=argv, display_name="Python 3", language="python", metadata=warm)

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]  # typed as if it were not async
            run = _running.get()
            with (run.folder / "kernel.log").open("wb") as log:
                options |= {"cwd": str(run.workspace.notebooks), "env": _environment(run), "stderr": log}
                await super().start_kernel(**options)
            run.kernel = getattr(self.provisioner, "pid", None)

        async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]  # as above
            _running.get().end()
            await super().shutdown_kernel(now, restart)

    return Kernel


def _eager(context: zmq.asyncio.Context) -> zmq.asyncio.Context:
    """Let who connects before the kernel listens try again after 2 milliseconds, not after 100."""
    import zmq

    context.setsockopt(zmq.RECONNECT_IVL, 2)
    return context


async def _wait_for_ready(client: AsyncKernelClient, timeout: float) -> None:
    """Wait until the kernel answers and is heard; not, as jupyter_client does, for a silence of 0.2 s besides.

    What may come later answers none of our cells, and nbclient passes over it.
    """
    latest = time.monotonic() + timeout
    while True:
        client.kernel_info()
        with suppress(Empty):
            if (await client.shell_channel.get_msg(timeout=1))["msg_type"] == "kernel_info_reply":
                await client.iopub_channel.get_msg(timeout=0.01)  # often heard a moment after it answers: ask again
                return
        if not await client.is_alive():
            raise RuntimeError("it died before it answered")
        if time.monotonic() > latest:
            raise RuntimeError(f"it did not answer within {timeout:g} seconds")


def _environment(run: _Run) -> dict[str, str]:
    repeatable = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", "TZ": "UTC"}
    recorded = {reads.FOLDER: str(run.workspace.data), reads.LOG: str(run.folder / "reads.log")}
    return {**os.environ, **repeatable, **recorded, VARIABLE: str(run.workspace.root)}


@contextmanager
def _explained(name: str, run: _Run) -> Iterator[None]:
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
