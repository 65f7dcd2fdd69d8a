"""One run of a notebook: its folder, its kernel and how it is reached, its limits, its turn."""

from __future__ import annotations

import math
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any, Self

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

__all__ = ["USUAL", "Run", "Settings", "kernel_manager"]

CellProgress = Callable[[int, int], None]
"""Called with the number of the cell that starts, and the number of cells."""

LONGEST_OUTPUT = 32_000_000
"""Characters that a notebook may put out in all: one that prints without end is broken."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a notebook is run.

    Parameters
    ----------
    cell_limit : int
        Seconds that one cell may take.
    notebook_limit : float
        Seconds that all cells may take.
    scratch : str, optional
        Folder for what is needed while it runs, that of this process if None. Its path must be short, for sockets are
        made in it.
    progress : callable, optional
        Told of each code cell that starts.
    turn : context manager, optional
        Around the run of the cells: entered when the kernel has started, left before it shuts down.

    Examples
    --------
    >>> Settings(notebook_limit=60).cell_limit
    600
    """

    cell_limit: int = 600
    notebook_limit: float = 1800
    scratch: str | None = None
    progress: CellProgress | None = None
    turn: AbstractContextManager[None] = field(default_factory=nullcontext)


USUAL = Settings()
"""What holds unless something else is asked for."""

_running: ContextVar[Run] = ContextVar("_running")
"""The run for which papermill, which knows only a class of kernels, has a kernel started."""


class Run:
    """A run's own folder and processes, and what papermill does not say: at which cell a kernel died, and why.

    Parameters
    ----------
    workspace : Workspace
        Where `notebooks/` and `data/` are.
    settings : Settings
        How it is run.

    Examples
    --------
    >>> with Run(Workspace(Path("nowhere")), USUAL) as run:
    ...     run.folder.is_dir()
    True
    """

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


@cache
def kernel_manager() -> type[AsyncKernelManager]:
    """Make the class of which papermill makes a manager for each run; once, for traitlets asks every class it knows.

    Returns
    -------
    type
        Of managers that start the kernel of the run in whose context they are made.

    Examples
    --------
    >>> kernel_manager().__name__
    'Kernel'
    """
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

        async def shutdown_kernel(  # type: ignore[override]  # as above
            self, now: bool = False, restart: bool = False
        ) -> None:
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


def _environment(run: Run) -> dict[str, str]:
    repeatable = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", "TZ": "UTC"}
    recorded = {reads.LOG: str(run.folder / "reads.log")}
    return {**os.environ, **repeatable, **recorded, VARIABLE: str(run.workspace.root)}
