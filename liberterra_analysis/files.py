"""Replace files as a whole, safe from a power cut; hash them; lock what one command at a time may change."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from liberterra_analysis.errors import BusyError, UsageError, WorkspaceError

if TYPE_CHECKING:
    from filelock import FileLock

NOTICE = 3.0
"""Seconds after which waiting for a lock is reported; most commands finish sooner."""

_LOST = frozenset({errno.EIO, errno.ENOSPC, errno.EDQUOT})
"""Errors of fsync on a folder that mean lost data; any other means that the file system cannot sync folders."""

_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL})


def hash_bytes(data: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def hash_json(value: object) -> str:
    """Return the SHA-256 of a JSON value, whatever the order of its keys."""
    return hash_bytes(json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode())


def hash_file(path: str | Path) -> str:
    """Return the SHA-256 of the contents of a file."""
    with open(path, "rb") as file:  # noqa: PTH123 (a Path for each of thousands of files would take long)
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader, a kill or a power cut finds the old one or the whole new one.

    A symbolic link stays, and its target is written; the next call overwrites what a kill leaves beside it. An
    `OSError` names the file.
    """
    fresh = name_fresh(path)
    try:
        with fresh.open("wb") as file:
            write_through(file, [data])
        replace_file(fresh, Path(os.path.realpath(path)))
    except BaseException as error:
        with suppress(OSError):
            fresh.unlink()
        if isinstance(error, OSError):
            error.filename = os.fspath(path)
        raise


def name_fresh(path: Path) -> Path:
    """Return the path at which the new contents of a file are written before they replace it."""
    path = Path(os.path.realpath(path))
    return path.with_name(f".{path.name}.new")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their path in a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def write_through(file: BinaryIO, pieces: Iterable[bytes]) -> None:
    """Write to an open file and flush it to the disk."""
    file.writelines(pieces)
    file.flush()
    os.fsync(file.fileno())


def replace_file(fresh: Path, path: Path) -> None:
    """Move a file to a path in one step, whatever is there, and flush its name to the disk."""
    fresh.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Flush the contents of a file to the disk."""
    _sync(path, os.O_RDWR)  # Windows syncs nothing that is open for reading alone


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk; file systems that cannot sync a folder are ignored."""
    try:
        _sync(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno in _LOST:
            raise


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, *, wait: float = inf, tell: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Lock a file within the context; call `tell` once, with what is waited for, if that takes longer than `NOTICE`.

    Raises `BusyError` if another process holds it for longer than `wait` seconds, `WorkspaceError` if the file system
    has no locks, and `OSError` if the file cannot be written.
    """
    from filelock import FileLock

    if not wait >= 0:
        raise UsageError(f"--wait is {wait:g}; give the seconds to wait, 0 or more.")
    lock = FileLock(path, fallback_to_soft=False)  # a soft lock waits for ever for one that a kill left behind
    try:
        _acquire(lock, path, wait, tell)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        raise WorkspaceError(
            f"{path} cannot be locked: {error.strerror}. The file system has no locks; "
            f"put {path.parent} on one that has, such as a local disk (a symbolic link to it will do)."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, path: Path, wait: float, tell: Callable[[str], None]) -> None:
    from filelock import Timeout

    with suppress(Timeout):
        lock.acquire(timeout=min(wait, NOTICE))
        return
    try:
        if wait > NOTICE:
            tell(f"waits for another process, which holds {path}")
        lock.acquire(timeout=-1 if wait == inf else max(wait - NOTICE, 0))
    except Timeout:
        raise BusyError(
            f"{path} is held by another process, which did not finish within {wait:g} seconds; "
            "try again, or wait longer with --wait."
        ) from None


def stamp(found: os.stat_result) -> tuple[int, ...]:
    """Return what changes when a file is edited or replaced."""
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
