"""A folder for what a process needs while it lives.

Its process holds a lock on it, so a folder that nobody holds was left behind by a process that was killed.
"""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

PREFIX = ".liberterra-"


def own_folder() -> Path:
    """Return the folder of this process, which is removed when it ends."""
    return _make_folder(os.getpid())


@cache
def _make_folder(owner: int) -> Path:  # a fork knows the folder of its parent, and makes another one
    clear_abandoned()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        _lock(folder, wait=True)
        if folder.exists():  # until it was locked, another process could take it for abandoned
            atexit.register(_remove, folder, owner)
            return folder


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned() -> None:
    """Remove the folders of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = _lock(folder, wait=False)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _lock(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder for as long as the descriptor is open; return None if another process holds it, or on Windows."""
    if os.name != "posix":
        return None
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
