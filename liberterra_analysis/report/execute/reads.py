"""What a notebook reads, lists and asks for, recorded in the process that runs it.

An audit hook records each path, also in vain, with its fingerprint at that moment. Whether something exists is asked
without an audit event, so `os.stat` and its kin are wrapped while a notebook runs. Files read without Python, by
another program or a library in another language, cannot be recorded: the report then depends on the whole workspace.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import re
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import liberterra_analysis
from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute.fingerprint import (
    KINDS,
    MADE,
    WORKSPACE,
    encode_name,
    fingerprint,
    fingerprint_again,
    fingerprint_workspace,
)
from liberterra_analysis.workspace import LOOKED_FOR, VARIABLE

LOG = "LIBERTERRA_READS_LOG"
"""Environment variable that names the file in which a process notes what it depends on."""

START = "import liberterra_analysis.report.execute.reads as _reads; _reads.record(); del _reads"
"""What a kernel runs before its notebook."""

PACKAGE = "liberterra_analysis"

LISTS = frozenset({"os.listdir", "os.scandir"})

PROGRAMS = frozenset({
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "_winapi.CreateProcess",
})  # fmt: skip
"""Audit events of another program that starts."""

ASK_THE_SYSTEM = frozenset({"ctypes.util", "platform", "uuid"})
"""Modules of Python's library that start programs, once in a process, which read nothing of a workspace."""

READ_BY_PYTHON = frozenset({
    "IPython", "PIL", "_brotli", "_cyutility", "_pydevd_bundle", "_pydevd_frame_eval", "_yaml", "bottleneck",
    "charset_normalizer", "contourpy", "debugpy", "fontTools", "greenlet", "hypothesis", "kiwisolver", "markupsafe",
    "matplotlib", "msgpack", "numexpr", "numpy", "orjson", "pandas", "psutil", "pydantic_core", "rapidfuzz", "regex",
    "rpds", "scipy", "shapely", "sklearn", "statsmodels", "tornado", "ujson", "yaml", "zmq",
})  # fmt: skip
"""Libraries that open files through Python, or none, though part of them is written in another language."""

BUT = frozenset({"PIL._imagingft", "_dbm", "_gdbm", "scipy.io._fast_matrix_market._fmm_core"})
"""Modules of these libraries, and of Python's own, that open files themselves."""

LOADED_BY_OTHERS = frozenset({"pyarrow.lib", "pyarrow._compute", "pyarrow._csv", "pyarrow._json"})
"""Modules that pandas loads and gives open files: they read by themselves only for a notebook that imports them."""

READ_THEMSELVES = ("lxml", "pyarrow", "python_calamine", "typst")
"""Libraries that may be loaded before a notebook begins, which read files themselves for one that imports them."""

IMPORTED = re.compile(
    rf"^[^#\n]*\b(?:import|from|import_module|__import__)\b[^#\n]*\b({'|'.join(READ_THEMSELVES)})\b", re.MULTILINE
)
ATTACHED = re.compile(r"\battach\b", re.IGNORECASE)

ASKED = ("stat", "lstat", "access")
"""Functions of `os` that ask what is there."""

QUESTIONS = frozenset({
    "access", "exists", "is_dir", "is_file", "is_symlink", "isdir", "isfile", "islink", "lexists",
})  # fmt: skip
"""Functions of Python's library that ask no more than whether there is a file or a folder."""

IMPORTS = frozenset({"importlib", "_frozen_importlib", "_frozen_importlib_external"})

ON_THE_WAY = frozenset({"_access_check", "_joinrealpath", "_stat", "realpath", "resolve", "samefile", "which"})
"""Functions of Python's library whose questions tell nothing of a notebook."""

SYSTEM = (
    "/proc/", "/sys/", "/dev/", "/run/user/", "/etc/", "/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/var/cache/",
    "/var/lib/", "/nix/store/", "/System/", "/Library/", "C:\\Windows\\", "C:\\Program Files",
)  # fmt: skip
"""Where the system's own files are, on which no report depends."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a notebook depended on: `data` holds the fingerprint of each name when the notebook first met it.

    `untracked` says why it includes the whole workspace; `changed` are the names that changed meanwhile.
    """

    data: Mapping[str, str | None] = field(default_factory=dict)
    untracked: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def merge(self, earlier: Reads) -> Reads:
        """Return these reads with earlier ones."""
        both = _reads([*earlier.data.items(), *self.data.items()], [*earlier.untracked, *self.untracked])
        return replace(both, changed=tuple(sorted({*earlier.changed, *self.changed, *both.changed})))


def record() -> Callable[[], None]:
    """Record what this process depends on, if its environment names a log; return a function that ends that."""
    root, log = os.environ.get(VARIABLE), os.environ.get(LOG)
    if not root or not log:
        return lambda: None
    recorder = _Recorder(root, log)
    sys.addaudithook(recorder.hear)
    return recorder.ask()


class _Recorder:
    """A recorder of what this process, and those forked from it, depend on."""

    def __init__(self, root: str, log: str) -> None:
        self.root = os.path.realpath(root)
        self.log = log
        self.active = True
        self.begun = time.time_ns()
        self.temporary = os.path.join(tempfile.gettempdir(), "")
        self.seen: dict[tuple[str, bool], object] = {}
        self.written: set[str] = set()
        self.busy = threading.local()
        self.roots = {os.path.join(one, "") for one in (os.path.abspath(root), self.root)}
        installed = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}
        installed |= {os.path.dirname(os.path.abspath(liberterra_analysis.__file__)), os.path.dirname(log)}
        installed = {os.path.join(one, "") for path in installed for one in (path, os.path.realpath(path))}
        # A workspace may lie in the folder of an installation, or of the system, and is none of their files.
        self.passed, self.passed_outside = (
            tuple(one for one in folders if not os.path.join(self.root, "").startswith(one))
            for folders in (installed, installed.union(SYSTEM))
        )

    def ask(self) -> Callable[[], None]:
        """Wrap `os.stat` and its kin, and record imports that fail; return a function that undoes it."""
        before = {name: getattr(os, name) for name in (*ASKED, "open")}
        finder = _Missing(self)
        for name, function in before.items():
            noting = self._opening(function) if name == "open" else self._noting(function)
            setattr(os, name, noting)
            for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
                if function in able:
                    able.add(noting)
        sys.meta_path.append(finder)
        for name in [name for name in sys.modules if _starts_python(name)]:
            del sys.modules[name]  # so that it is heard of when it is used

        def end() -> None:
            self.active = False
            vars(os).update(before)
            sys.meta_path.remove(finder)

        return end

    def _noting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def noting(path: Any, *rest: Any, **options: Any) -> Any:
            if self.active and not getattr(self.busy, "now", False):
                self._question(function, path, options.get("dir_fd"))
            return function(path, *rest, **options)

        return noting

    def _opening(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Record files that are opened by name in an open folder, which the audit event does not include."""

        def opening(path: Any, flags: int, *rest: Any, dir_fd: int | None = None, **options: Any) -> Any:
            if dir_fd is None or getattr(self.busy, "now", False):
                return function(path, flags, *rest, dir_fd=dir_fd, **options)
            self.busy.now = True
            try:
                self._open(_in_folder(path, dir_fd), None, flags)
                return function(path, flags, *rest, dir_fd=dir_fd, **options)
            finally:
                self.busy.now = False

        return opening

    def _question(self, function: Callable[..., Any], path: Any, folder: int | None) -> None:
        """Record a question about a path, unless this package asks, which calls `look_for` itself."""
        frame = inspect.currentframe()
        frame = frame and frame.f_back and frame.f_back.f_back
        while frame and frame.f_code.co_name in {"stat", "lstat"} and _top(frame) == "pathlib":
            frame = frame.f_back
        name = frame.f_code.co_name if frame and _top(frame) in sys.stdlib_module_names else ""
        if name not in ON_THE_WAY and not _is_from_package(frame):
            asks = name in QUESTIONS or function.__name__ in QUESTIONS
            exists = asks and _asker(frame) not in READ_BY_PYTHON  # a library asks before it reads
            self.guarded(self.note, path if folder is None else _in_folder(path, folder), exists=exists)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Record the files of an audit event; the audit hook of this process."""
        if not self.active or getattr(self.busy, "now", False):
            return
        if event == "open":
            self.guarded(self._open, *arguments)
        elif event in LISTS:
            caller = inspect.currentframe()
            caller = caller and caller.f_back
            if _top(caller) not in IMPORTS and not _is_from_package(caller):
                self.guarded(self.note, "." if arguments[0] is None else arguments[0], listed=True)
        elif event == LOOKED_FOR:
            self.guarded(self.note, arguments[0])
        elif event in {"os.mkdir", "os.rename"}:
            self.guarded(self._make, *arguments[:2])
        elif event == "sqlite3.connect":
            self.guarded(self._connect, arguments[0])
        elif event == "import":
            self.guarded(self._load, *arguments[:2])
        elif event in PROGRAMS or event == "ctypes.dlopen":
            self.guarded(self._start, event)

    def guarded(self, note: Callable[..., None], *arguments: Any, **options: Any) -> None:
        """Record something without recording what that opens."""
        self.busy.now = True
        try:
            note(*arguments, **options)
        except (OSError, ValueError):
            return  # it is no path, or the working folder is gone: what asks fails too
        finally:
            self.busy.now = False

    def _open(self, path: Any, _: Any, flags: Any) -> None:
        if not isinstance(path, int) and isinstance(flags, int) and flags & os.O_CREAT:
            appended = flags & os.O_RDWR and not flags & (os.O_TRUNC | os.O_EXCL)
            if not appended or not os.path.exists(path):
                self._write(path)
                return
        self.note(path)

    def _make(self, path: Any, to: Any) -> None:
        """Record a folder that is made, or a file that the notebook wrote and moves."""
        if isinstance(to, int):
            if not os.path.exists(path):
                self._write(path)
        elif is_below(self.name(self.path(path)) or "", self.written):
            self._write(to)

    def _write(self, path: Any) -> None:
        """Record that the notebook writes a file or makes a folder: what it reads there later is its own."""
        name = self.name(self.path(path))
        if name is not None and name not in self.written:
            self.written.add(name)
            self.put("written", name, None)

    def _connect(self, database: Any) -> None:
        text = os.fsdecode(database)
        path = url2pathname(urlsplit(text).path) if text.startswith("file:") else text
        if path and path != ":memory:":
            self.note(path)
            if os.path.exists(f"{path}-wal") and os.path.getsize(f"{path}-wal"):
                self.note(f"{path}-wal")

    def _load(self, module: str, file: str | None) -> None:
        """Record an imported module if it reads files itself, or starts processes that cannot be recorded."""
        top = module.partition(".")[0]
        if file is None:
            if _starts_python(module):
                self.untrack("a spawned process reads what it likes")
            return
        python = top in sys.stdlib_module_names or top in READ_BY_PYTHON
        if module in LOADED_BY_OTHERS or (python and module not in BUT) or _is_from_package(inspect.currentframe()):
            return
        self.note(file)
        self.untrack(f"{top.lstrip('_')} reads files itself")

    def _start(self, event: str) -> None:
        asker = _asker(inspect.currentframe())
        asks_the_system = any(
            one.f_globals.get("__name__") in ASK_THE_SYSTEM for one in _frames(inspect.currentframe())
        )
        if asker not in READ_BY_PYTHON - {"IPython"} and asker != PACKAGE and not asks_the_system:
            what = "a library in another language" if event == "ctypes.dlopen" else "a subprocess"
            self.untrack(f"{what} reads what it likes")

    def note(self, path: Any, *, exists: bool = False, listed: bool = False) -> None:
        """Record a path with its present fingerprint, unless it is no input, or recorded and unchanged."""
        if isinstance(path, int):
            return  # it was noted when it was opened
        path = self.path(path)
        name = self.name(path)
        if name is None or is_below(name, self.written) or (listed and _is_hidden(name)):
            return
        state = _state(path)
        if self.seen.get((name, exists), False) != state:
            self.seen[name, exists] = state
            self.put("read", name, fingerprint(path, self.root, exists=exists))

    def untrack(self, why: str) -> None:
        """Record that the notebook depends on the whole workspace, in its state before anything is read."""
        if (why, True) not in self.seen:
            self.seen[why, True] = True
            self.put("untracked", why, None)
        if (WORKSPACE, False) not in self.seen:
            self.seen[WORKSPACE, False] = True
            self.put("read", WORKSPACE, fingerprint_workspace(self.root))

    def put(self, *line: str | None) -> None:
        """Append a line to the log in one write, for forks of this process write to it too."""
        try:
            log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(log, (json.dumps(line) + "\n").encode())
            finally:
                os.close(log)
        except FileNotFoundError:
            return  # the run is over, and this process is one that it left behind
        except OSError as error:
            why = f"{self.log}: {error.strerror}; what the notebook reads cannot be noted. Make room in that folder."
            raise ReportError(why) from error

    @staticmethod
    def path(path: Any) -> str:
        """Return an absolute path that keeps links, except where `..` follows one; for bytecode, that of its source."""
        path = os.fsdecode(path).replace("/", os.sep)
        path = path if os.path.isabs(path) else os.path.join(os.getcwd(), path)
        up = os.sep + os.pardir
        head, found, tail = (path + os.sep).rpartition(up + os.sep)
        path = os.path.normpath(os.path.realpath(head + up) + os.sep + tail if found else path)
        compiled = path.endswith(".pyc") and os.path.basename(os.path.dirname(path)) == "__pycache__"
        return importlib.util.source_from_cache(path) if compiled else path

    def name(self, path: str) -> str | None:
        """Return the name of an absolute path relative to the workspace; None if no report depends on it."""
        if os.path.join(path, "").startswith(self.passed):
            return None
        below = next((one for one in self.roots if os.path.join(path, "").startswith(one)), None)
        if below is None:
            real = os.path.realpath(path)
            inside = os.path.join(real, "").startswith(os.path.join(self.root, ""))
            if not inside or path.startswith(self.passed_outside):
                return self._outside(path)
            path, below = real, self.root
        name = os.path.relpath(path, below).replace(os.sep, "/")
        made = "__pycache__" in name.split("/") or is_below(name, MADE)
        return None if made else encode_name(name)

    def _outside(self, path: str) -> str | None:
        """Return the name of a path outside the workspace; None if hidden, of the system, or made meanwhile."""
        try:
            name = os.path.relpath(path, self.root)
        except ValueError:  # on another drive of Windows
            name = path
        if os.path.join(path, "").startswith(self.passed_outside) or _is_hidden(encode_name(name)):
            return None
        if path.startswith(self.temporary):
            state = _state(path)
            if state is not None and state[-1] > self.begun:
                return None
        return encode_name(name)


class _Missing:
    """A finder of imports, the last one, that records modules of the workspace which were not found."""

    def __init__(self, recorder: _Recorder) -> None:
        self.recorder = recorder

    def find_spec(self, name: str, path: Iterable[str] | None, _: object = None) -> None:
        """Record where a module would be that no other finder found, unless a library asks."""
        asker = _asker(inspect.currentframe(), through=IMPORTS)
        file = getattr(sys.modules.get(asker), "__file__", None)
        if asker != "__main__" and (file is None or self.recorder.name(file) is None):
            return
        for folder in sys.path if path is None else path:
            self.recorder.guarded(self._note, folder or ".", name.rpartition(".")[2])

    def _note(self, folder: str, name: str) -> None:
        module = os.path.join(folder, name)
        for wanted in (f"{module}.py", os.path.join(module, "__init__.py")) if os.path.isdir(folder) else ():
            if not (self.recorder.name(self.recorder.path(wanted)) or "../").startswith("../"):
                self.recorder.note(wanted)


def _state(path: str) -> tuple[int, ...] | None:
    """Return what changes whenever a file does; None if there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _in_folder(path: Any, folder: int) -> str:
    """Return the path of a name in an open folder; the name alone where the system cannot tell."""
    with suppress(OSError):
        return os.path.join(os.readlink(f"/proc/self/fd/{folder}"), os.fsdecode(path))
    return os.fsdecode(path)


def is_below(name: str, folders: Container[str]) -> bool:
    """Return whether a name is one of these folders or below one."""
    parts = name.split("/")
    return any("/".join(parts[:number]) in folders for number in range(1, len(parts) + 1))


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in name.split("/"))


def _starts_python(module: str) -> bool:
    last = module.rpartition(".")[2]
    return last.startswith("popen_") and last != "popen_fork"


def _top(frame: FrameType | None) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] if frame else ""


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield the frames outwards to the notebook's cell."""
    while frame and frame.f_globals.get("__name__") != "__main__":
        yield frame
        frame = frame.f_back
    if frame:
        yield frame


def _asker(frame: FrameType | None, through: Container[str] = sys.stdlib_module_names) -> str:
    """Return the package whose code asked, through Python's own library; "" if there is none."""
    tops = (_top(one) for one in _frames(frame) if one.f_globals.get("__name__") != __name__)
    return next((top for top in tops if top not in through), "")


def _is_from_package(frame: FrameType | None) -> bool:
    """Return whether code of this package asked, other than what runs the notebook."""
    names = (str(one.f_globals.get("__name__", "")) for one in _frames(frame))
    return any(name.startswith(f"{PACKAGE}.") and not name.startswith(f"{PACKAGE}.report.") for name in names)


def read_log(log: Path) -> Reads:
    """Read what was recorded; nothing if there is no log."""
    written: set[str] = set()
    untracked: list[str] = []
    noted: list[tuple[str, str | None]] = []
    for kind, name, now in map(json.loads, log.read_text("ascii").splitlines() if log.is_file() else []):
        if kind == "untracked":
            untracked.append(name)
        elif kind == "written":
            written.add(name)
        elif not is_below(name, written):
            noted.append((name, now))
    return _reads(noted, untracked)


def _reads(noted: Iterable[tuple[str, str | None]], untracked: Iterable[str]) -> Reads:
    """Combine records in order; a fingerprint of contents outweighs one of existence."""
    data: dict[str, str | None] = {}
    changed: set[str] = set()
    for name, now in noted:
        was = data.setdefault(name, now)
        if was in KINDS and now is not None:
            data[name] = now
        elif now != was and (was is None or now not in KINDS):
            changed.add(name)
    return Reads(dict(sorted(data.items())), tuple(sorted(set(untracked))), tuple(sorted(changed)))


def expect(root: Path, cells: Iterable[Mapping[str, Any]]) -> Reads:
    """Return what a notebook is known to depend on before it runs: the workspace, if its code reads files itself."""
    untracked = find_readers(cells)
    return _reads([(WORKSPACE, fingerprint_workspace(os.path.realpath(root)))] if untracked else [], untracked)


def find_readers(cells: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return which code of a notebook may read files unnoticed, for its libraries may be loaded before.

    >>> find_readers([{"cell_type": "code", "source": "import pyarrow as pa"}])
    ('pyarrow reads files itself',)
    """
    code = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    found = {f"{name} reads files itself" for name in IMPORTED.findall(code)}
    if ATTACHED.search(code):
        found.add("a database that another one attaches is not noticed")
    return tuple(sorted(found))


def find_changed(root: Path, reads: Reads) -> tuple[str, ...]:
    """Return the names that changed since a notebook read them."""
    real = os.path.realpath(root)
    later = (name for name, was in reads.data.items() if fingerprint_again(real, name, was in KINDS) != was)
    return tuple(sorted({*reads.changed, *later}))
