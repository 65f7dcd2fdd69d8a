"""A process that has the libraries loaded and forks another one for each report, which ends with the report.

multiprocessing's own fork server is not used: it would import the caller's main module into each fork, refuse to work
within a daemon or a fork of its owner, need a socket with a short path, and its forks could not pass for what an
ordinary process is (their pools count, their end skips). This one talks over a socket pair that it inherits.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import multiprocessing
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from liberterra_analysis.errors import LiberterraError, ReportError
from liberterra_analysis.report.execute import LIMIT
from liberterra_analysis.report.execute.fingerprint import PACKAGE
from liberterra_analysis.report.execute.temporary import own_folder
from liberterra_analysis.workspace import VARIABLE, Workspace

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
"""Environment variables that must not depend on who builds; a Jupyter kernel sets the first as well."""

MEMORY = dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), f"{2**28}")
"""Settings of Linux's allocator, unless the environment has others: memory that is freed is used again, and not given
back to the system, which would fill it with zeros."""

MODULES = (
    "bdb", "IPython.core.application", "IPython.core.completerlib", "IPython.core.logger", "IPython.core.oinspect",
    "IPython.core.pylabtools", "liberterra_analysis.report.execute.engines", "liberterra_analysis.report.publish.job",
    "liberterra_analysis.report.render.assemble", "liberterra_analysis.report.render.embed",
    "liberterra_analysis.report.render.html", "liberterra_analysis.report.render.markdown",
    "liberterra_analysis.report.render.pdf", "PIL.ImageFont",
)  # fmt: skip
"""Modules that each process needs to run and render a notebook; no setting in a notebook can influence them.

They are named, not imported, as below, because they belong to higher layers than this folder."""

HIDDEN = {
    **dict.fromkeys(("isoduration", "pyarrow", "rfc3339_validator", "rfc3986_validator", "rfc3987_syntax")),
    "requests": ModuleType("requests"),
}
"""Libraries that must not be loaded with them, and what stands for each: papermill imports `pyarrow`, and with it
numpy, for Hadoop, and `requests` for notebooks on the web; jsonschema imports the others, one of which takes a second,
for formats that no notebook schema has."""

LIBRARIES = (
    "babel.dates", "babel.numbers", "liberterra_analysis.display", "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg", "matplotlib.pyplot", "pandas", "seaborn", "textalloc",
)  # fmt: skip
"""Libraries that notebooks import, loaded ahead."""

LEDGER = "liberterra_analysis.ledger.load:preload"
CHARTS = "liberterra_analysis.display.charts:draw_nothing"
CHECK = "liberterra_analysis.ledger.check:check_everything"
"""Functions that parse the ledger and load fonts ahead, and check the ledger; named, not imported, as this layer knows
neither."""

AHEAD = (
    "liberterra_analysis.report.publish.job:find_loaded", "liberterra_analysis.report.render.html:load_templates",
    "liberterra_analysis.report.render.prose:make_parser", "liberterra_analysis.typesetting:make_compiler",
    "nbformat.validator:get_validator", "PIL.Image:preinit",
)  # fmt: skip
"""Functions to call ahead: the versions loaded, and the templates, the parser, the compiler of PDF, the compiled schema
of notebooks and the formats of pictures that each report needs."""

RARELY = 50_000
"""New objects after which a report's process looks for cycles: it ends soon, and to look after 700 took a fiftieth."""

RUN = "LIBERTERRA_RUN"
"""Environment variable with the folder of a report's process, also for the processes that it starts."""

STREAMS = ("stdout", "stderr")
"""Files in that folder to which programs and libraries write past Python."""

LONGEST_OUTPUT = 32_000_000
"""Most characters that a notebook may put out; beyond this it is taken to print without end."""

ENDLESS = f"the notebook put out more than {LONGEST_OUTPUT:,} characters; it was stopped."

BEGUN = time.time()


def can_fork() -> bool:
    """Return whether a process with libraries loaded can be forked here, as on Linux.

    Windows has no fork; on macOS Apple's libraries, which numpy calls as it is imported, may crash or hang after one.
    """
    return hasattr(os, "fork") and hasattr(socket, "recv_fds") and sys.platform != "darwin"


@dataclass(frozen=True, slots=True)
class ChildContext:
    """The workspace and folder of a child process, and the function that sends a message to its builder."""

    root: Path
    folder: Path
    send: Callable[[str, Any], None]


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a notebook or report could not be made: one line, the exit code, and all that is known.

    It is `lost` if its process was killed from outside, as when memory runs out: it may be made another time.
    """

    message: str
    exit_code: int = ReportError.exit_code
    log: str = ""
    lost: bool = False


def explain_error(error: BaseException) -> Failed:
    """Return why something failed, with the traceback of an error that this package did not foresee."""
    if isinstance(error, LiberterraError):
        return Failed(str(error), error.exit_code, getattr(error, "log", ""))
    return Failed(f"{type(error).__name__}: {error}", log="".join(traceback.format_exception(error)))


@dataclass(frozen=True, slots=True)
class Child:
    """A process at work: `connection` brings what it sends, `ended` how it ended."""

    pid: int
    folder: Path
    connection: Connection
    ended: Connection

    def receive(self, seconds: float) -> tuple[str, Any]:
        """Return kind and value of its next message, kind "" if none comes in time; `EOFError` if it has ended."""
        ready = wait([self.connection, self.ended], seconds)
        if self.ended in ready:
            kill_all(self.pid, self.folder)  # what it started could hold the connection open
        try:
            return self.connection.recv() if ready else ("", None)
        except OSError:
            raise EOFError from None

    def kill(self) -> int | None:
        """Kill it and all that it started; return its exit code, None if that is not known."""
        kill_all(self.pid, self.folder)
        try:
            return int(self.ended.recv())
        except (EOFError, OSError):
            return None


class Servers:
    """The servers for the notebooks of one workspace, each started when it is first needed.

    The `bare` one has no library of notebooks loaded, so that what a notebook sets before its imports has an effect.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.full, self.bare = Server(workspace), Server(workspace, bare=True)

    def __enter__(self) -> Servers:
        return self

    def __exit__(self, *_: object) -> None:
        self.full.close()
        self.bare.close()


class Server:
    """A server for the reports of one workspace."""

    def __init__(self, workspace: Workspace, *, bare: bool = False) -> None:
        self._workspace, self._bare = workspace, bare
        self._lock = threading.Lock()
        self._control: socket.socket | None = None

    def __del__(self) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, unless it runs: it loads while others do something else."""
        if can_fork():
            with self._lock:
                self._connect()

    def _connect(self) -> socket.socket:
        if self._control is None or self._process.poll() is not None:
            self.close()
            self._control = self._start()
        return self._control

    def _start(self) -> socket.socket:
        folder = tempfile.mkdtemp(dir=own_folder())
        self._log = Path(folder, "server.log")
        import fcntl

        ours, theirs = socket.socketpair()
        number = fcntl.fcntl(theirs, fcntl.F_DUPFD, 3)  # not that of a standard stream, which may be closed
        libraries = [] if self._bare else LIBRARIES
        with self._log.open("wb") as log, theirs, socket.socket(fileno=number):
            # -P: nothing is imported from the folder of the call, which may hold anything.
            self._process = subprocess.Popen(  # noqa: S603 (this Python)
                [sys.executable, "-P", "-c", START, str(PACKAGE), str(number), *libraries],
                cwd=self._workspace.notebooks, env=_environment(self._workspace, folder),
                pass_fds=[number], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        return ours

    def close(self) -> None:
        """End the process and all its children."""
        if self._control is not None:
            self._control.close()  # at which it kills them
            self._control = None
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()

    @contextmanager
    def start_child(self, task: Callable[[Any, ChildContext], Any], argument: object) -> Iterator[Child]:
        """Have a process call a function, which sends its result; it and all that it started end with the block."""
        with tempfile.TemporaryDirectory(dir=own_folder(), ignore_cleanup_errors=True) as name:
            folder = Path(name)
            child = self.fork(folder) if can_fork() else _spawn(folder, _environment(self._workspace, name))
            try:
                with suppress(OSError):  # it is gone, as whoever receives will find
                    child.connection.send((task, argument, self._workspace.root))
                yield child
            finally:
                child.kill()
                child.connection.close()
                child.ended.close()

    def finds_ledger_right(self) -> bool:
        """Return whether the check passes in a process that has pandas and the ledger loaded; False if none can."""
        with suppress(ReportError, EOFError, OSError):
            if can_fork():
                with self.start_child(_check_ledger, None) as child:
                    return child.receive(LIMIT) == ("result", None)
        return False

    def fork(self, folder: Path) -> Child:
        """Have the process fork another one, which waits for the function to call."""
        ours, theirs = socket.socketpair()
        ended, ends = Pipe(duplex=False)
        connection = Connection(ours.detach())
        with self._lock:
            control = self._connect()
            try:
                with theirs, ends:  # closed before the answer, or the end of the server would not be heard
                    socket.send_fds(control, [os.fsencode(folder)], [theirs.fileno(), ends.fileno()])
                return Child(connection.recv(), folder, connection, ended)
            except (EOFError, OSError):
                raise ReportError(self._explain_end(), log=self._log.read_text("utf-8", "replace")) from None

    def _explain_end(self) -> str:
        code = self._process.wait()
        said, _, raised = self._log.read_text("utf-8", "replace").partition("Traceback (most recent call last):")
        lines = [text.strip().splitlines()[-1] for text in (said, raised) if text.strip()]
        why = " ".join(lines) or f"it ended with {describe_exit(code)}"
        return f"the process from which those of notebooks are forked did not start: {why}"


def _environment(workspace: Workspace, folder: str) -> dict[str, str]:
    environment = {**MEMORY, **os.environ, **FIXED, VARIABLE: str(workspace.root)}
    try:
        home = Path.home()
    except RuntimeError:  # neither HOME nor a user of this number
        environment["HOME"] = folder
        home = Path(folder)
    config = Path(environment.get("MPLCONFIGDIR") or environment.get("XDG_CONFIG_HOME") or home)
    if not os.access(next(one for one in (config, *config.parents) if one.exists()), os.W_OK):
        # matplotlib would make a folder, and warn of it
        environment["MPLCONFIGDIR"] = folder
    return environment


def _spawn(folder: Path, environment: Mapping[str, str]) -> Child:
    """Start a process by spawning it, where none can be forked."""
    ours, theirs = Pipe()
    ended, ends = Pipe(duplex=False)  # of which the end is known by its closing
    multiprocessing.get_context("spawn").Process(target=_child_main, args=(theirs, folder, environment, ends)).start()
    theirs.close()
    ends.close()
    return Child(ours.recv(), folder, ours, ended)


def kill_all(pid: int, folder: Path) -> None:
    """Kill a process, its session, and descendants that left it, found by parent, environment or open files."""
    import psutil

    within = os.path.join(folder, "")  # noqa: PTH118
    family = {pid}

    def came_of(process: psutil.Process) -> bool:
        return (
            process.ppid() in family
            or (os.name == "posix" and os.getsid(process.pid) == pid)
            or process.environ().get(RUN) == str(folder)
            or any(file.path.startswith(within) for file in process.open_files())
        )

    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            # The system counts in ticks.
            if process.pid != os.getpid() and process.create_time() > BEGUN - 1 and came_of(process):
                family.add(process.pid)
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL) if os.name == "posix" else os.kill(pid, signal.SIGTERM)
    for member in family:
        with suppress(psutil.Error):
            psutil.Process(member).kill()


def describe_exit(code: int | None) -> str:
    """Name what a process ended with.

    >>> describe_exit(-9), describe_exit(3)
    ('signal SIGKILL', 'exit code 3')
    """
    if code is None:
        return "an unknown exit code"
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


# Within the server


def main() -> None:
    """Load the libraries, then fork for each request until the process that asks is gone."""
    number, *libraries = sys.argv[2:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load(libraries)
    _serve(socket.socket(fileno=int(number)))


def _load(libraries: list[str]) -> None:
    gc.disable()  # what is loaded stays; to look at it again and again took a tenth of the time
    modules: dict[str, Any] = sys.modules
    modules |= HIDDEN
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
        pkgutil.resolve_name(LEDGER)(Workspace(Path(os.environ[VARIABLE])))
        pkgutil.resolve_name(CHARTS)()
    gc.freeze()  # nor need a fork look at it: pages stay shared
    gc.set_threshold(RARELY)
    gc.enable()


def _serve(control: socket.socket) -> None:
    children: dict[int, tuple[Connection, Path]] = {}
    woken, wakes = socket.socketpair()
    wakes.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready = wait([control, woken])
        if woken in ready:
            woken.recv(4096)
            _bury(children)
        if control in ready:
            request, descriptors, _, _ = socket.recv_fds(control, 4096, 2)
            if not request:
                break
            for descriptor in descriptors:
                os.set_inheritable(descriptor, False)
            folder = Path(os.fsdecode(request))
            connection, ends = [Connection(descriptor) for descriptor in descriptors]
            pid = os.fork()
            if pid == 0:
                for end in (control, woken, wakes):
                    end.close()
                for told in (ends, *(one for one, _ in children.values())):
                    told.close()
                _become_child()
                _child_main(connection, folder, {})
            connection.close()
            children[pid] = ends, folder
    for pid, (_, folder) in children.items():
        kill_all(pid, folder)


def _bury(children: dict[int, tuple[Connection, Path]]) -> None:
    """Send the exit code of each child that has ended to its builder."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            with suppress(OSError), children.pop(ended[0])[0] as ends:
                ends.send(os.waitstatus_to_exitcode(ended[1]))


# Within a fork


def _check_ledger(_: None, context: ChildContext) -> None:
    pkgutil.resolve_name(CHECK)(Workspace(context.root))


def _become_child() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # as Python itself does with its own random numbers


def _child_main(connection: Connection, folder: Path, environment: Mapping[str, str], *_: object) -> None:
    """Call the function asked for, send its result, and wait to be killed: the notebook cannot delay the end."""

    def send(kind: str, value: object) -> None:
        connection.send((kind, value))

    try:
        os.environ |= environment
        connection.send(os.getpid())
        task, argument, root = connection.recv()
        os.environ |= {VARIABLE: str(root), RUN: str(folder)}
        for number, name in enumerate(STREAMS, 1):  # they outlive the process
            os.dup2(os.open(folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), number)
        send("result", task(argument, ChildContext(root, folder, send)))
    except BaseException as error:  # noqa: BLE001 (whatever it is, it must not be lost)
        with suppress(OSError):
            send("result", explain_error(error))
    finally:
        with suppress(EOFError, OSError):
            connection.recv()
        os.kill(os.getpid(), signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
