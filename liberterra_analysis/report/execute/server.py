"""A process that has the libraries loaded and forks another one for each report, which ends with the report.

multiprocessing's own fork server is not used: it would import the caller's main module into each fork, refuse to work
within a daemon or a fork of its owner, need a socket with a short path, and its forks could not pass for what an
ordinary process is (their pools count, their end skips). This one talks over a socket pair that it inherits.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import liberterra_analysis
from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute.temporary import own_folder
from liberterra_analysis.workspace import VARIABLE, Workspace

__all__ = ["Child", "Server", "can_fork"]

STANDARD_ERROR = 2
PACKAGE = Path(liberterra_analysis.__file__).resolve().parent
START = """
import importlib.util, os, sys
found, package = importlib.util.find_spec("liberterra_analysis"), sys.argv[1]
if found is None or os.path.dirname(found.origin) != package:  # the caller has another one, or one not installed
    sys.path.insert(0, os.path.dirname(package))
from liberterra_analysis.report.execute.server import main
main()
"""

INLINE = "module://matplotlib_inline.backend_inline"
FIXED = {"MPLBACKEND": INLINE, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", "TZ": "UTC"}
"""What must not depend on who builds. A kernel of Jupyter sets the first as well."""

MODULES = (
    "liberterra_analysis.report.execute.jobs", "liberterra_analysis.report.execute.engines",
    "liberterra_analysis.report.render.assemble", "liberterra_analysis.report.render.html",
    "liberterra_analysis.report.render.pdf",
)  # fmt: skip
"""What each process needs to run and render a notebook; nothing that a setting in a notebook could still influence."""

HIDDEN = ("pyarrow", "rfc3987_syntax")
"""What is not to be loaded with them: papermill asks for the one, which brings numpy, for Hadoop; of the other
jsonschema builds a grammar for addresses, which takes a second and which no schema of notebooks asks for."""

LIBRARIES = (
    "babel.dates", "babel.numbers", "liberterra_analysis.display", "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg", "matplotlib.pyplot", "pandas", "typst",
)  # fmt: skip
"""What notebooks import, loaded ahead."""

LEDGER = "liberterra_analysis.ledger.load:preload"
"""Parses the ledger ahead: named, not imported, for reports know nothing of claims."""

AHEAD = (
    "liberterra_analysis.report.execute.jobs:find_loaded", "liberterra_analysis.report.render.html:load_templates",
    "liberterra_analysis.report.render.markdown:make_parser",
)  # fmt: skip
"""What to call ahead: notes of what version this is, templates and a parser that each report needs."""

Task = Callable[..., Any]


def can_fork() -> bool:
    """Return whether this system can fork a process that has threads and frameworks loaded: Linux, not Windows."""
    return hasattr(os, "fork") and hasattr(socket, "recv_fds")


@dataclass(slots=True)
class Child:
    """A process at work: what it sends comes through `connection`, which ends with it."""

    pid: int
    connection: Connection
    folder: Path
    wait: Callable[[], int | None]
    """Waits for its end and returns what `Popen.returncode` would be; None if that is not known."""
    begun: float = field(default_factory=time.time)

    def kill(self) -> int | None:
        """Kill it and all that it started, and return how it ended."""
        kill_all(self.pid, self.folder, self.begun)
        return self.wait()


class Server:
    """A server for the reports of one workspace: it is started at once and loads while others do something else.

    A `bare` one loads no library of notebooks, so that what a notebook sets before its imports has an effect.
    """

    def __init__(self, workspace: Workspace, *, bare: bool = False) -> None:
        self._workspace, self._bare = workspace, bare
        self._folder = tempfile.TemporaryDirectory(dir=own_folder())
        self._log = Path(self._folder.name, "server.log")
        self._control: socket.socket | None = None
        self._lock = threading.Lock()
        if can_fork():
            self._start()

    def _start(self) -> None:
        ours, theirs = _socket_pair()
        arguments = [str(PACKAGE), str(theirs.fileno()), str(self._workspace.root), *([] if self._bare else LIBRARIES)]
        with self._log.open("wb") as log:
            # -P: nothing is imported from the folder of the call, which may hold anything.
            self._process = subprocess.Popen(  # noqa: S603 (this Python)
                [sys.executable, "-P", "-c", START, *arguments],
                cwd=self._workspace.notebooks, env=_environment(self._workspace, self._folder.name),
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        theirs.close()
        self._control = ours

    def is_alive(self) -> bool:
        """Return whether it can be asked for processes: it may have been killed."""
        return self._control is None or self._process.poll() is None

    def __del__(self) -> None:
        if hasattr(self, "_lock"):  # else the folder could not be made
            self.close()

    def close(self) -> None:
        """End the server and all its children."""
        if self._control is not None:
            self._control.close()  # at which it kills them
            self._control = None
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    @contextmanager
    def child(self, task: Task, *arguments: object) -> Iterator[Child]:
        """Have a process call a function, which is handed besides one to send with; it and its kin end with the block.

        Raises
        ------
        ReportError
            If the server is gone, or could not load what it needs.
        """
        with tempfile.TemporaryDirectory(dir=own_folder()) as folder:
            child = self._fork(self._control, Path(folder)) if self._control else _spawn(Path(folder))
            try:
                with suppress(OSError):  # it is gone: whoever listens to it is told so
                    child.connection.send((task, arguments, folder))
                yield child
            finally:
                child.kill()
                child.connection.close()

    def _fork(self, control: socket.socket, folder: Path) -> Child:
        ours, theirs = _socket_pair()
        tells, told = os.pipe()
        connection = Connection(ours.detach())
        try:
            with self._lock:
                socket.send_fds(control, [os.fsencode(folder)], [theirs.fileno(), told])
                theirs.close()  # or the end of the server would not be heard
                pid = connection.recv()
        except (EOFError, OSError):
            os.close(tells)
            raise ReportError(self._explain(), log=self._log.read_text("utf-8", "replace")) from None
        finally:
            theirs.close()
            os.close(told)

        @cache
        def wait() -> int | None:
            with open(tells, "rb") as pipe:  # noqa: PTH123 (a descriptor)
                packed = pipe.read()
            return struct.unpack("i", packed)[0] if packed else None

        return Child(pid, connection, folder, wait)

    def _explain(self) -> str:
        code = self._process.wait()
        said, _, raised = self._log.read_text("utf-8", "replace").partition("Traceback (most recent call last):")
        lines = [text.strip().splitlines()[-1] for text in (said, raised) if text.strip()]
        why = " ".join(lines) or f"it ended with {describe_exit(code)}"
        return f"the process from which those of notebooks are forked did not start: {why}"


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    """Return a pair whose numbers are not those of standard streams, which may be closed."""
    opened: list[int] = []
    while not opened or opened[-1] <= STANDARD_ERROR:
        opened.append(os.open(os.devnull, os.O_RDWR))
    pair = socket.socketpair()
    os.close(opened.pop())
    return pair


def _environment(workspace: Workspace, folder: str) -> dict[str, str]:
    environment = {**os.environ, **FIXED, VARIABLE: str(workspace.root)}
    try:
        home = Path.home()
    except RuntimeError:  # neither HOME nor a user of this number
        environment["HOME"] = folder
        home = Path(folder)
    config = Path(environment.get("MPLCONFIGDIR") or environment.get("XDG_CONFIG_HOME") or home)
    if not os.access(next(one for one in (config, *config.parents) if one.exists()), os.W_OK):
        # matplotlib would make a folder, and say so
        environment["MPLCONFIGDIR"] = folder
    return environment


def _spawn(folder: Path) -> Child:
    """Start a process where there is no fork."""
    import multiprocessing

    ours, theirs = Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(theirs,))
    process.start()
    theirs.close()
    ours.recv()

    def wait() -> int | None:
        process.join()
        return process.exitcode

    return Child(process.pid or 0, ours, folder, wait)


def kill_all(pid: int, folder: Path, begun: float) -> None:
    """Kill a process, its session, and what came of it and left: known by its parent, its environment or open files."""
    import psutil

    def came_of(process: psutil.Process) -> bool:
        if os.name == "posix" and os.getsid(process.pid) == pid:
            return True
        within = os.path.join(folder, "")  # noqa: PTH118
        return process.environ().get(RUN) == str(folder) or any(
            file.path.startswith(within) for file in process.open_files()
        )

    with suppress(psutil.Error):
        leader = psutil.Process(pid)
        for process in (*leader.children(recursive=True), leader):
            with suppress(psutil.Error):
                process.kill()
    if os.name == "posix":
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            # The system counts in ticks.
            if process.pid != os.getpid() and process.create_time() > begun - 1 and came_of(process):
                process.kill()


LONGEST_OUTPUT = 32_000_000
"""Characters that a notebook may put out in all: one that prints without end is broken."""

OUT, ERR = "stdout", "stderr"
"""Files in the folder of a run that hold what was written past Python: by programs, say."""

RUN = "LIBERTERRA_RUN"
"""Environment variable that names, to a report's process and what it starts, the folder of its run."""


def describe_exit(code: int | None) -> str:
    """Name what a process ended with.

    Examples
    --------
    >>> describe_exit(-9), describe_exit(3)
    ('signal SIGKILL', 'exit code 3')
    """
    if code is None:
        return "an unknown exit code"
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def last_words(log: Path) -> str:
    """Return the last line of a log, before what Python itself says of a crash."""
    text = log.read_text("utf-8", "replace") if log.exists() else ""
    lines = [line.strip() for line in text.partition("Fatal Python error:")[0].splitlines() if line.strip()]
    return lines[-1] if lines else ""


# Within the server


def main() -> None:
    """Load, then fork for each request, until whoever asks is gone."""
    number, root, *libraries = sys.argv[2:]
    control = socket.socket(fileno=int(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load(Workspace(Path(root)), libraries)
    _serve(control)


def _load(workspace: Workspace, libraries: list[str]) -> None:
    import builtins

    modules: dict[str, Any] = sys.modules
    modules |= dict.fromkeys(HIDDEN)
    for name in MODULES:
        importlib.import_module(name)
    for name in HIDDEN:
        del modules[name]
    for name in AHEAD:
        pkgutil.resolve_name(name)()
    if libraries:
        # pandas chooses its settings as it is imported, by whether it is in a notebook.
        vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=True)
        for name in libraries:
            importlib.import_module(name)
        del vars(builtins)["get_ipython"]
        pkgutil.resolve_name(LEDGER)(workspace)
    gc.collect()
    gc.freeze()  # what is loaded stays: the collector need not look at it, and pages stay shared


@dataclass(frozen=True, slots=True)
class _Forked:
    folder: Path
    descriptors: list[int]
    begun: float = field(default_factory=time.time)


def _serve(control: socket.socket) -> None:
    children: dict[int, _Forked] = {}
    woken, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready, _, _ = select.select([control, woken], [], [])
        if woken in ready:
            woken.recv(4096)
            _bury(children)
        if control in ready:
            request, descriptors, _, _ = socket.recv_fds(control, 4096, 2)
            if not request:
                break
            pid = os.fork()
            if pid == 0:
                inherited = [fd for child in children.values() for fd in child.descriptors]
                _become_child(descriptors, [control, woken, wakes], inherited)
            children[pid] = _Forked(Path(os.fsdecode(request)), descriptors)
    for pid, child in children.items():
        kill_all(pid, child.folder, child.begun)


def _bury(children: dict[int, _Forked]) -> None:
    """Tell how children ended, and end their connections, which processes that they left could hold open."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            connection, told = children.pop(ended[0]).descriptors
            with suppress(OSError):
                os.write(told, struct.pack("i", os.waitstatus_to_exitcode(ended[1])))
            os.close(told)
            with socket.socket(fileno=connection) as end, suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


# Within a fork


def _become_child(descriptors: list[int], sockets: list[socket.socket], inherited: list[int]) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    for end in sockets:
        end.close()
    connection, told = descriptors
    for descriptor in (told, *inherited):
        os.close(descriptor)
    os.set_inheritable(connection, False)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # as Python itself does with its own random numbers
    _work(Connection(connection))


def _work(connection: Connection) -> None:
    """Do what is asked for, send what came of it, and wait to be killed: nothing of the notebook can delay that."""
    lock = threading.Lock()

    def send(kind: str, value: object) -> None:
        with lock:
            connection.send((kind, value))

    try:
        connection.send(os.getpid())
        task, arguments, folder = connection.recv()
        os.environ[RUN] = folder
        _redirect(Path(folder))
        send("result", task(*arguments, folder=Path(folder), send=send))
    except BaseException:  # noqa: BLE001 (a fault of ours, or the end of whoever asked)
        with suppress(OSError):
            send("error", traceback.format_exc())
    finally:
        with suppress(EOFError, OSError):
            connection.recv()
        os.kill(os.getpid(), signal.SIGKILL if os.name == "posix" else signal.SIGTERM)


def _redirect(folder: Path) -> None:
    """Let what is written past Python go to two files, which outlive the process."""
    for number, name in ((1, OUT), (2, ERR)):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), number)
