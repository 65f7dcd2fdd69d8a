"""Files replaced as a whole, and the lock: who waits is told, and waits no longer than asked."""

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import filelock
import pytest

from liberterra_analysis import files
from liberterra_analysis.errors import BusyError, UsageError, WorkspaceError

HOLDER = """
import sys
from pathlib import Path
from liberterra_analysis.files import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    return holder


def test_who_waits_longer_than_asked_is_told(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with hold(path) as holder:
        with pytest.raises(BusyError) as caught, files.locked(path, wait=0.1):
            pass
        holder.stdin.close()
    assert str(caught.value) == (
        f"{path} is held by another process, which did not finish within 0.1 seconds; "
        "try again, or wait longer with --wait."
    )
    assert caught.value.exit_code == 8
    with files.locked(path, wait=0):
        pass


def test_who_waits_for_some_time_is_told_once_and_then_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "NOTICE", 0.05)
    path, told = tmp_path / ".lock", list[str]()
    with hold(path) as holder:

        def tell(what: str) -> None:
            told.append(what)
            holder.stdin.close()

        with files.locked(path, tell=tell):
            pass
    assert told == [f"waits for another process, which holds {path}"]


def test_a_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with hold(path) as holder:
        holder.kill()
    with files.locked(path, wait=5):
        pass


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL])
def test_a_file_system_without_locks_is_told_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / ".lock"
    path.touch()  # left there by another system: none of ours waits for it
    monkeypatch.setattr(fcntl, "flock", fail)
    with pytest.raises(WorkspaceError) as caught, files.locked(path):
        pass
    assert str(caught.value) == (
        f"{path} cannot be locked: {os.strerror(number)}. The file system has no locks; "
        f"put {tmp_path} on one that has, such as a local disk (a symbolic link to it will do)."
    )


@pytest.mark.parametrize("wait", [-1, float("nan")])
def test_a_time_that_is_none_is_refused(tmp_path: Path, wait: float) -> None:
    with pytest.raises(UsageError) as caught, files.locked(tmp_path / ".lock", wait=wait):
        pass
    assert str(caught.value) == f"--wait is {wait:g}; give the seconds to wait, 0 or more."


# Files


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EACCES, errno.EPERM])
def test_a_folder_that_cannot_be_synced_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fail_folders(monkeypatch, number)
    files.write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_folder_that_lost_something_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    fail_folders(monkeypatch, number)
    with pytest.raises(OSError, match=os.strerror(number)):
        files.write_whole(tmp_path / "a", b"new")


def fail_folders(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    fsync = os.fsync

    def fail(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_file_that_cannot_be_written_is_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(path, b"new")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"a": b"old"}


def test_the_thread_that_holds_a_lock_keeps_others_of_its_process_out(tmp_path: Path) -> None:
    path, seen = tmp_path / ".lock", list[str]()

    def enter() -> None:
        try:
            with files.locked(path, wait=0.05):
                seen.append("in")
        except BusyError:
            seen.append("out")

    with filelock.FileLock(path):
        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
    enter()
    assert seen == ["out", "in"]
