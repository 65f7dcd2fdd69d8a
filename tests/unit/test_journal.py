"""Files that are replaced together: whatever fails or kills, all are the old ones or all are the new ones."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from liberterra_analysis import journal
from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.journal import find_standing, finish_interrupted, replace_all

NAMES = ("sources.csv", "claims.csv", "texts/a.txt")
OLD = {"sources.csv": b"old s", "claims.csv": b"old c", "texts/a.txt": None}
NEW = {"sources.csv": b"new s", "claims.csv": b"new c", "texts/a.txt": b"new t"}
FAULTS = {
    "an error": OSError(errno.EIO, "Input/output error"),
    "Ctrl-C": KeyboardInterrupt(),
    "an end": SystemExit(143),
}
CALLS = ("fsync", "replace", "unlink", "open", "close")


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
    return {name: find_standing(folder / name).read_bytes() for name in NAMES[:2]}


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
        finish_interrupted(folder)
        assert state(folder) in ([OLD, NEW] if raised else [NEW])
        replace(folder)
        assert (state(folder), leftovers(folder)) == (NEW, [])
        number += 1
    assert number > 2
    assert leftovers(folder) == []


WATCHED = {"open", "os.rename", "os.remove", "os.mkdir"}


def kill_at(number: int, folder: Path) -> bool:
    """Replace the files in a process that is killed at a file event; return whether it came to that."""
    process = os.fork()
    if not process:
        made = 0

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal made
            if event in WATCHED and str(arguments[0]).startswith(str(folder)):
                made += 1
                if made == number:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        replace(folder)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is killed like that there")
def test_killed_at_any_step_all_is_old_or_all_is_new_and_the_next_finishes_it(tmp_path: Path) -> None:
    seen, number = set(), 1
    while kill_at(number, folder := fill(tmp_path / str(number))):
        read = as_read(folder)
        seen.add((read.items() <= OLD.items(), state(folder) in (OLD, NEW)))
        finish_interrupted(folder)
        assert state(folder) in (OLD, NEW)
        assert read.items() <= state(folder).items()
        replace(folder)
        assert (state(folder), leftovers(folder)) == (NEW, [])
        number += 1
    assert state(folder) == NEW
    assert seen == {(True, True), (False, True), (False, False)}, "some kills came between two replacements"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is killed like that there")
@pytest.mark.parametrize("call", ["replace", "unlink", "fsync"])
def test_finishing_may_be_interrupted_too(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = 1
    while state(folder := fill(tmp_path / str(number))) == OLD or state(folder) == NEW:
        kill_at(number, folder)
        if state(folder) not in (OLD, NEW):
            break
        number += 1
    for at in range(1, 4):
        with monkeypatch.context() as patched:
            fail_at(at, KeyboardInterrupt(), patched, call)
            with suppress(KeyboardInterrupt):
                finish_interrupted(folder)
        assert as_read(folder).items() <= NEW.items()
    finish_interrupted(folder)
    assert (state(folder), leftovers(folder)) == (NEW, [])


def test_file_system_that_stays_broken_is_read_as_new_until_it_is_mended(
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
        f"{folder} cannot be written: Read-only file system. It is read with all that was added, and the next "
        "'liberterra add' or 'liberterra source add' writes it."
    )
    assert state(folder) not in (OLD, NEW)
    assert as_read(folder).items() <= NEW.items()
    monkeypatch.undo()
    finish_interrupted(folder)
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
        fail_at(2, OSError(errno.EIO, "Input/output error"), monkeypatch, "fsync")
        with pytest.raises(WorkspaceError):
            replace(folder)
    else:
        replace(folder)
    assert (folder / "claims.csv").is_symlink()
    assert target.read_bytes() == (OLD if fails else NEW)["claims.csv"]
    assert (leftovers(folder), leftovers(shared)) == ([], [])


@pytest.mark.parametrize("raw", [b"", b"{", b'["../x.csv"]', b'["/etc/x.csv"]', b"\xff", b'{"claims.csv": 1}', b"[1]"])
def test_journal_that_says_nothing_sound_is_told_and_nothing_is_touched(raw: bytes, folder: Path) -> None:
    (folder.parent / "x.csv").touch()
    (folder / journal.JOURNAL).write_bytes(raw)
    for read in (lambda: finish_interrupted(folder), lambda: find_standing(folder / "claims.csv")):
        with pytest.raises(WorkspaceError) as caught:
            read()
        assert str(caught.value) == (
            f"{folder / '.adding'} does not say which files an interrupted addition was replacing. Compare each file "
            "of that folder with the hidden one beside it whose name ends in .new, keep the right one, and delete the "
            "journal."
        )
    assert (folder.parent / "x.csv").exists()
    assert state(folder) == OLD
