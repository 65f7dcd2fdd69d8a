"""What a notebook reads, lists and asks for, recorded in the process that runs it.

An audit hook records each path, also in vain, with its fingerprint at that moment. Whether something exists is asked
without an audit event, so `os.stat` and its kin are wrapped while a notebook runs. What cannot be recorded, as files
read without Python, is untracked: the report then depends on the whole workspace.
"""

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
from dataclasses import dataclass, field
from itertools import islice, product
from pathlib import Path
from types import FrameType
from typing import Any

from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute.fingerprint import (
    KINDS,
    MADE,
    PACKAGE,
    SLICE,
    WORKSPACE,
    encode_name,
    fingerprint,
    fingerprint_again,
)
from liberterra_analysis.slices import hash_slice
from liberterra_analysis.workspace import LOOKED_FOR, SLICE_READ, VARIABLE

LOG = "LIBERTERRA_READS_LOG"
"""Environment variable that names the file in which a process notes what it depends on."""

START = "import liberterra_analysis.report.execute.reads as _reads; _reads.record(); del _reads"
"""Code that a kernel runs before its notebook."""

PROGRAMS = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "_winapi.CreateProcess",
)  # fmt: skip
"""Audit events of another program that starts."""

ASK_THE_SYSTEM = frozenset({"ctypes.util", "platform", "uuid"})
"""Modules of Python's library that start programs, once in a process, which read nothing of a workspace."""

READ_BY_PYTHON = frozenset({
    "IPython", "PIL", "_brotli", "_cyutility", "_pydevd_bundle", "_pydevd_frame_eval", "_yaml", "bottleneck", "chardet",
    "charset_normalizer", "contourpy", "debugpy", "fontTools", "greenlet", "hypothesis", "kiwisolver", "markupsafe",
    "matplotlib", "msgpack", "numexpr", "numpy", "orjson", "pandas", "psutil", "pyarrow._compute", "pyarrow._csv",
    "pyarrow._json", "pyarrow.lib", "pydantic_core", "rapidfuzz", "regex", "rpds", "scipy", "shapely", "sklearn",
    "statsmodels", "tornado", "ujson", "yaml", "zmq",
})  # fmt: skip
"""Libraries that open files through Python, or none, though part of them is written in another language. pandas loads
parts of pyarrow and hands them open files. A module that ends in `__mypyc` holds compiled Python of a library."""

OPEN_FILES_NATIVELY = frozenset({"PIL._imagingft", "_dbm", "_gdbm", "scipy.io._fast_matrix_market._fmm_core"})
"""Modules of these libraries, and of Python's own, that open files themselves."""

READ_THEMSELVES = ("lxml", "pyarrow", "python_calamine", "typst")
"""Libraries that may be loaded before a notebook begins, and that read files themselves if it uses them."""

IMPORTED = re.compile(
    rf"^[^#\n]*\b(?:import|from|import_module|__import__)\b[^#\n]*\b({'|'.join(READ_THEMSELVES)})\b", re.MULTILINE
)

EXISTENCE_FUNCTIONS = ("stat", "lstat", "access")
"""Functions of `os` that ask whether a path exists."""

IGNORED_CALLERS = frozenset({
    "_access_check", "_joinrealpath", "_safe_exists", "_stat", "matplotlib_fname", "mtime", "realpath", "resolve",
    "samefile", "which",
})  # fmt: skip
LIBRARY = sys.stdlib_module_names | {"IPython", "matplotlib"}
"""Functions whose questions are not the notebook's own, and where they are: in Python's library, as `mtime` of what
lists what is installed, in IPython, which asks of any text that it shows whether it is a path, and in matplotlib, whose
settings count once a figure is drawn."""

DRAWS = "matplotlib_inline.backend_inline"
"""Module loaded with the first figure, whether matplotlib was loaded before the notebook or by it."""

LOADERS = "liberterra_analysis.ledger.load"
"""Module that opens all tables of a ledger, and notes itself which of them, or which rows, a frame is made of."""

SYSTEM = (
    "/proc/", "/sys/", "/dev/", "/run/user/", "/etc/", "/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/var/cache/",
    "/var/lib/", "/nix/store/", "/System/", "/Library/", "C:\\Windows\\", "C:\\Program Files",
)  # fmt: skip
"""Folders of the system's own files, on which no report depends."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a notebook depended on: `data` holds the fingerprint of each name when the notebook first met it.

    `untracked` is why it includes the whole workspace; `changed` are the names that changed meanwhile.
    """

    data: Mapping[str, str | None] = field(default_factory=dict)
    untracked: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def record() -> Callable[[], None]:
    """Record what this process depends on, if its environment names a log; return a function that ends that."""
    root, log = os.environ.get(VARIABLE), os.environ.get(LOG)
    if not root or not log:
        return lambda: None
    recorder = _Recorder(root, log)
    sys.addaudithook(recorder.hear)
    return recorder.wrap_questions()


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
        installed |= {str(PACKAGE), os.path.dirname(log)}
        installed = {os.path.join(one, "") for path in installed for one in (path, os.path.realpath(path))}
        # A workspace may lie in the folder of an installation, or of the system, and is none of their files.
        self.passed, self.passed_outside = (
            tuple(one for one in folders if not os.path.join(self.root, "").startswith(one))
            for folders in (installed, installed.union(SYSTEM))
        )
        self.handlers: dict[str, Callable[..., None]] = {
            "open": self._open,
            "os.listdir": self._list,
            "os.scandir": self._list,
            "os.mkdir": self._make_folder,
            "os.rename": self._move,
            "import": self._load,
            "sqlite3.connect": lambda *_: self.untrack("a database reads files itself"),
            "ctypes.dlopen": lambda *_: self._start("a library in another language"),
            **dict.fromkeys(PROGRAMS, lambda *_: self._start("a subprocess")),
            LOOKED_FOR: self.note,
            SLICE_READ: self._note_slice,
        }

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Record what an audit event is about; the audit hook of this process."""
        if event in self.handlers:
            self._guard(self.handlers[event], *arguments)

    def wrap_questions(self) -> Callable[[], None]:
        """Wrap `os.stat` and its kin; return a function that ends all recording."""
        before = {name: getattr(os, name) for name in EXISTENCE_FUNCTIONS}
        for name, function in before.items():
            asking = self._wrap(function)
            setattr(os, name, asking)
            for able in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
                if function in able:
                    able.add(asking)
        for name in [name for name in sys.modules if _starts_python(name)]:
            del sys.modules[name]  # so that it is heard of when it is used

        def end() -> None:
            self.active = False
            vars(os).update(before)

        return end

    def _wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def asking(path: Any, *rest: Any, dir_fd: int | None = None, **options: Any) -> Any:
            if dir_fd is not None:  # of a folder that was opened, which is untracked
                options["dir_fd"] = dir_fd
            else:
                self._guard(self._question, path)
            return function(path, *rest, **options)

        return asking

    def _guard(self, handle: Callable[..., None], *arguments: Any) -> None:
        """Record something without recording what that opens."""
        if not self.active or getattr(self.busy, "now", False):
            return
        self.busy.now = True
        try:
            handle(*arguments)
        except (OSError, ValueError):
            return  # it is no path, or the working folder is gone: what asks fails too
        finally:
            self.busy.now = False

    def _question(self, path: Any) -> None:
        """Record a question about a path, unless this package asks, which calls `look_for` itself."""
        near = {one.f_code.co_name for one in islice(_callers(), 3) if _top(one) in LIBRARY}
        if not near & IGNORED_CALLERS and not _is_from_package():
            self.note(path, exists=os.path.isdir(path))

    def _list(self, path: Any) -> None:
        if not _is_from_package() and "importlib" not in _top(next(_callers())):
            self.note("." if path is None else path, listed=True)

    def _open(self, path: Any, _: Any, flags: Any) -> None:
        if isinstance(path, int):
            return  # it was noted when it was opened
        if isinstance(flags, int) and flags & os.O_CREAT:
            appended = flags & os.O_RDWR and not flags & (os.O_TRUNC | os.O_EXCL)
            if not appended or not os.path.exists(path):
                self._write(path)
                return
        callers = [(one.f_globals.get("__name__"), one.f_code.co_name) for one in _callers()]
        if any(module in {LOADERS, "importlib.metadata"} or name == "rmtree" for module, name in callers):
            # It notes what it loads itself; opens whatever Python is to import from; removes in folders that it opens.
            return
        if os.path.isdir(path):
            self.untrack("what is opened in an open folder is not noticed")
        self.note(path)

    def _make_folder(self, path: Any, *_: Any) -> None:
        if not os.path.exists(path):
            self._write(path)

    def _move(self, path: Any, to: Any, *_: Any) -> None:
        if is_below(self.name(self.path(path)) or "", self.written):
            self._write(to)

    def _write(self, path: Any) -> None:
        """Record that the notebook writes a file or makes a folder: what it reads there later is its own."""
        name = self.name(self.path(path))
        if name is not None and name not in self.written:
            self.written.add(name)
            self.put("written", name, None)

    def _load(self, module: str, file: str | None, *_: Any) -> None:
        """Record a module that reads files itself or starts processes, or that the notebook imports in vain."""
        top = module.partition(".")[0]
        if file is None:
            if module == DRAWS:
                self.note("matplotlibrc")
            if _starts_python(module):
                self.untrack("a spawned process reads what it likes")
            if _top(next(_callers())) == "__main__" and importlib.util.find_spec(top) is None:
                for folder, end in product(filter(os.path.isdir, [".", *sys.path]), (".py", "/__init__.py")):
                    file = os.path.join(folder, top + end)
                    if not (self.name(self.path(file)) or "../").startswith("../"):
                        self.note(file)
            return
        # What mypyc compiles is Python, in a module of a name that has its hash.
        python = top in sys.stdlib_module_names or top.endswith("__mypyc") or {top, module} & READ_BY_PYTHON
        if not (python and module not in OPEN_FILES_NATIVELY) and not _is_from_package():
            self.note(file)
            self.untrack(f"{top.lstrip('_')} reads files itself")

    def _start(self, what: str) -> None:
        asker = next((top for top in map(_top, _callers()) if top not in sys.stdlib_module_names), "")
        asks_the_system = any(one.f_globals.get("__name__") in ASK_THE_SYSTEM for one in _callers())
        if asker not in READ_BY_PYTHON - {"IPython"} and asker != PACKAGE.name and not asks_the_system:
            self.untrack(f"{what} reads what it likes")

    def note(self, path: Any, *, exists: bool = False, listed: bool = False) -> None:
        """Record a path with its present fingerprint, unless it is not an input, or is recorded and unchanged."""
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

    def _note_slice(self, data: str, of: str) -> None:
        folder = self.name(self.path(data))
        if folder is None:
            return
        name, now = folder + SLICE + of, hash_slice(Path(data), of)
        if self.seen.get((name, False), False) != now:
            self.seen[name, False] = now
            self.put("read", name, now)

    def untrack(self, why: str) -> None:
        """Record that the notebook depends on the whole workspace, in its state before anything is read."""
        if (why, True) not in self.seen:
            self.seen[why, True] = True
            self.put("untracked", why, None)
        if (WORKSPACE, False) not in self.seen:
            self.seen[WORKSPACE, False] = True
            self.put("read", WORKSPACE, fingerprint_again(self.root, WORKSPACE, exists=False))

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


def _state(path: str) -> tuple[int, ...] | None:
    """Return inode, size and times of a file, which change whenever it does; None if there is no file."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def is_below(name: str, folders: Container[str]) -> bool:
    """Return whether a name is one of these folders or below one."""
    parts = name.split("/")
    return any("/".join(parts[:number]) in folders for number in range(1, len(parts) + 1))


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in name.split("/"))


def _starts_python(module: str) -> bool:
    last = module.rpartition(".")[2]
    return last.startswith("popen_") and last != "popen_fork"


def _top(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _callers() -> Iterator[FrameType]:
    """Yield the frames outwards from what caused a record, to the notebook's cell."""
    frame = inspect.currentframe()
    while frame and frame.f_globals.get("__name__") != "__main__":
        if frame.f_globals.get("__name__") != __name__:
            yield frame
        frame = frame.f_back
    if frame:
        yield frame


def _is_from_package() -> bool:
    """Return whether code of this package asked, other than what runs the notebook."""
    names = (str(one.f_globals.get("__name__", "")) for one in _callers())
    return any(name.startswith(f"{PACKAGE.name}.") and not name.startswith(f"{PACKAGE.name}.report.") for name in names)


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
    data: dict[str, str | None] = {}
    changed: set[str] = set()
    for name, now in noted:
        was = data.setdefault(name, now)
        if was in KINDS and now is not None:  # a fingerprint of contents outweighs one of existence
            data[name] = now
        elif now != was and (was is None or now not in KINDS):
            changed.add(name)
    return Reads(dict(sorted(data.items())), tuple(sorted(set(untracked))), tuple(sorted(changed)))


def note_readers(log: Path, root: Path, cells: Iterable[Mapping[str, Any]], other: tuple[str, ...] = ()) -> None:
    """Record, before a notebook runs, that it depends on the workspace, if its code or `other` reads files itself."""
    recorder = _Recorder(str(root), str(log))
    for why in other or find_readers(cells):
        recorder.untrack(why)


def find_readers(cells: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return which code of a notebook may read files unnoticed, for its libraries may be loaded before."""
    code = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    return tuple(sorted({f"{name} reads files itself" for name in IMPORTED.findall(code)}))


def find_changed(root: Path, reads: Reads) -> tuple[str, ...]:
    """Return the names that changed since a notebook read them."""
    real = os.path.realpath(root)
    later = (name for name, was in reads.data.items() if fingerprint_again(real, name, was in KINDS) != was)
    return tuple(sorted({*reads.changed, *later}))
