"""A folder for what a process needs while it lives; the next build removes it if the process could not.

A process holds a lock on its folder as long as it lives, so a folder that nobody holds was left behind.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX = ".liberterra-"

_made: dict[int, Path] = {}
"""The folder of this process, by its id: a fork knows that of its parent."""


def own_folder() -> Path:
    """Return the folder of this process, made if there is none; it is removed when the process ends.

    What others left behind is cleared away first, so that it does not gather where no build but only workers run.

    Examples
    --------
    >>> own_folder().name.startswith(PREFIX), own_folder() == own_folder()
    (True, True)
    """
    here = os.getpid()
    if here not in _made:
        clear_abandoned()
    while here not in _made:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        _hold(folder, wait=True)
        if folder.exists():  # until it was held, another process could take it for one that was left behind
            _made[here] = folder
            atexit.register(_remove, here, folder)
    return _made[here]


def _remove(owner: int, folder: Path) -> None:
    if os.getpid() == owner:  # what is forked ends too
        shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned() -> None:
    """Remove the folders of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        held = _hold(folder, wait=False)
        if held is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)


def _hold(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder until the descriptor is closed; None if it cannot be had, or the system has no such lock."""
    if os.name != "posix":
        return None
    import fcntl

    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
        else:
            return descriptor
    return None
