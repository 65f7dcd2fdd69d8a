"""Files that are replaced together: whatever fails or kills, all are the old ones or all are the new ones."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from liberterra_analysis import journal
from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.journal import replace_all, standing, undo_interrupted

NAMES = ("sources.csv", "claims.csv", "texts/a.txt")
OLD = {"sources.csv": b"old s", "claims.csv": b"old c", "texts/a.txt": None}
NEW = {"sources.csv": b"new s", "claims.csv": b"new c", "texts/a.txt": b"new t"}
FAULTS = {
    "an error": OSError(errno.EIO, "Input/output error"),
    "Ctrl-C": KeyboardInterrupt(),
    "an end": SystemExit(143),
}
CALLS = ("fsync", "replace", "link", "unlink", "open", "close")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "data")


def fill(folder: Path) -> Path:
    folder.mkdir()
    for name, raw in OLD.items():
        if raw is not None:
            (folder / name).write_bytes(raw)
    return folder


def replace(folder: Path) -> None:
    replace_all(folder, {name: [raw[:3], raw[3:]] for name, raw in NEW.items()})


def as_read(folder: Path) -> dict[str, bytes | None]:
    """Read the files as a reader of tables does; the text is of no account without its source."""
    return {name: standing(folder / name).read_bytes() for name in NAMES[:2]}


def state(folder: Path) -> dict[str, bytes | None]:
    return {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in NAMES}


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".*"))


def fail_at(number: int, error: BaseException, monkeypatch: pytest.MonkeyPatch, call: str) -> Callable[[], bool]:
    """Let the call of this number fail, and only that; tell whether it came to it."""
    made, real = [0], getattr(os, call)

    def count(*arguments: object, **options: object) -> object:
        made[0] += 1
        if made[0] == number:
            raise error
        return real(*arguments, **options)

    monkeypatch.setattr(os, call, count)
    return lambda: made[0] >= number


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_fails_all_files_are_old_or_all_are_new(
    call: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = 1
    while True:
        folder, raised = fill(tmp_path / str(number)), False
        with monkeypatch.context() as patched:
            came = fail_at(number, FAULTS[fault], patched, call)
            try:
                replace(folder)
            except (WorkspaceError, KeyboardInterrupt, SystemExit) as error:
                raised = True
                told = str(error)
        if not came():
            break
        if raised and fault == "an error":
            assert told == f"{folder} cannot be written: Input/output error. Nothing was changed."
            assert state(folder) == OLD
        assert state(folder) in ([OLD, NEW] if raised else [NEW])
        assert as_read(folder).items() <= state(folder).items()
        undo_interrupted(folder)
        assert state(folder) in ([OLD, NEW] if raised else [NEW])
        replace(folder)
        assert (state(folder), leftovers(folder)) == (NEW, [])
        number += 1
    assert number > 2
    assert leftovers(folder) == []


SCRIPT = """
import os, signal, sys
from pathlib import Path
from liberterra_analysis.journal import replace_all
made = 0
def watch(event, arguments):
    global made
    if event in {"open", "os.rename", "os.link", "os.remove", "os.mkdir"} and str(arguments[0]).startswith(sys.argv[1]):
        made += 1
        if made == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
files = {"sources.csv": [b"new s"], "claims.csv": [b"new c"], "texts/a.txt": [b"new t"]}
replace_all(Path(sys.argv[1]), files)
"""


@pytest.mark.skipif(os.name == "nt", reason="no process is killed like that there")
def test_killed_at_any_step_it_is_read_as_it_was_and_undone_by_the_next(tmp_path: Path) -> None:
    seen = []
    for number in range(1, 100):
        folder = fill(tmp_path / str(number))
        run = subprocess.run([sys.executable, "-B", "-c", SCRIPT, str(folder), str(number)], check=False)
        if run.returncode != -signal.SIGKILL:
            break
        read = as_read(folder)
        seen.append((state(folder) in (OLD, NEW), (folder / journal.JOURNAL).exists(), read == as_read(folder)))
        assert read.items() <= OLD.items() or state(folder) == NEW
        undo_interrupted(folder)
        assert state(folder) in (OLD, NEW)
        assert read.items() <= state(folder).items()
        replace(folder)
        assert (state(folder), leftovers(folder)) == (NEW, [])
    assert (run.returncode, state(folder)) == (0, NEW)
    assert (False, True, True) in seen  # some kills came between two replacements


@pytest.mark.parametrize("call", ["replace", "unlink"])
def test_undoing_may_be_interrupted_too(call: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(journal, "_undo", lambda *_: None)  # as after a kill between two tables
        fail_at(4, SystemExit(), patched, "replace")
        with pytest.raises(SystemExit):
            replace(folder)
    assert state(folder) != OLD
    for number in range(1, 4):
        with monkeypatch.context() as patched:
            fail_at(number, KeyboardInterrupt(), patched, call)
            try:
                undo_interrupted(folder)
            except KeyboardInterrupt:
                assert as_read(folder).items() <= OLD.items()
    undo_interrupted(folder)
    assert (state(folder), leftovers(folder)) == (OLD, [])


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS])
def test_folder_that_cannot_be_synced_is_no_error(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if os.path.isdir(f"/dev/fd/{descriptor}"):  # noqa: PTH112 (a link that pathlib resolves otherwise)
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    replace(folder)
    assert (state(folder), leftovers(folder)) == (NEW, [])


def test_file_system_that_stays_broken_is_read_as_it_was_until_it_is_mended(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def broken(old: Path, new: Path) -> None:
        if made.append(new) or len(made) > 2:  # type: ignore[func-returns-value]
            raise OSError(errno.EROFS, "Read-only file system")
        real(old, new)

    made: list[Path] = []
    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(WorkspaceError) as caught:
        replace(folder)
    assert str(caught.value) == (
        f"{folder} cannot be written: Read-only file system. It is read as it was, and the next 'liberterra add' or "
        "'liberterra source add' puts it back."
    )
    assert state(folder) != OLD
    assert as_read(folder).items() <= OLD.items()
    monkeypatch.undo()
    undo_interrupted(folder)
    assert (state(folder), leftovers(folder)) == (OLD, [])


def test_without_hard_links_old_files_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with monkeypatch.context() as patched:
        fail_at(3, OSError(errno.EIO, "Input/output error"), patched, "replace")
        with pytest.raises(WorkspaceError):
            replace(folder)
    assert (state(folder), leftovers(folder)) == (OLD, [])
    replace(folder)
    assert (state(folder), leftovers(folder)) == (NEW, [])


@pytest.mark.skipif(os.name == "nt", reason="files have no modes and owners there")
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o640])
def test_mode_and_owner_stay(mode: int, folder: Path) -> None:
    path = folder / "claims.csv"
    path.chmod(mode)
    owner = (65534, 65534) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(path, *owner)
    replace(folder)
    there = path.stat()
    assert (there.st_mode & 0o777, there.st_uid, there.st_gid) == (mode, *owner)


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("fails", [False, True])
def test_link_is_written_through(fails: bool, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    target = (folder / "claims.csv").rename(shared / "c")
    (folder / "claims.csv").symlink_to(target)
    if fails:
        fail_at(3, OSError(errno.EIO, "Input/output error"), monkeypatch, "replace")
        with pytest.raises(WorkspaceError):
            replace(folder)
    else:
        replace(folder)
    assert (folder / "claims.csv").is_symlink()
    assert target.read_bytes() == (OLD if fails else NEW)["claims.csv"]
    assert (leftovers(folder), leftovers(shared)) == ([], [])


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'{"../x.csv": false}', b'{"/etc/x.csv": false}', b"\xff", b'{"a": 1}']
)
def test_journal_that_says_nothing_sound_is_told_and_nothing_is_touched(raw: bytes, folder: Path) -> None:
    (folder.parent / "x.csv").touch()
    (folder / journal.JOURNAL).write_bytes(raw)
    for read in (lambda: undo_interrupted(folder), lambda: standing(folder / "claims.csv")):
        with pytest.raises(WorkspaceError) as caught:
            read()
        assert str(caught.value) == (
            f"{folder / '.adding'} does not say which files an interrupted addition was replacing. Compare each file "
            "of that folder with the hidden one beside it whose name ends in .old, keep the right one, and delete the "
            "journal."
        )
    assert (folder.parent / "x.csv").exists()
    assert state(folder) == OLD
