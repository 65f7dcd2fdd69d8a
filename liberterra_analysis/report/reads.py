"""Which files a notebook reads or looks for while it runs: a report depends on them, and on no others of the ledger.

A kernel that is told to record notes each path below a folder as it is first opened, listed or looked for, in vain too,
by an audit hook, which no code that opens a file can miss and none that runs in the kernel can take away.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from liberterra_analysis.workspace import LOOKED_FOR

FOLDER = "LIBERTERRA_READS_BELOW"
"""Environment variable that names the folder below which paths are noted."""

LOG = "LIBERTERRA_READS_LOG"
"""Environment variable that names the file in which they are noted, one a line."""

EVENTS = frozenset({"open", "os.listdir", "os.scandir", LOOKED_FOR})
"""Audit events whose first argument is a path on which a report depends."""

START = "import liberterra_analysis.report.reads as _reads; _reads.record(); del _reads"
"""What a kernel runs before its notebook."""


def record() -> None:
    """Note each path below a folder that this process reads or looks for from now on; nothing if it was not told where.

    Examples
    --------
    >>> record()
    """
    folder, log = os.environ.get(FOLDER), os.environ.get(LOG)
    if not folder or not log:
        return
    below = os.path.join(os.path.realpath(folder), "")  # noqa: PTH118 (on the way of every file that is opened)
    seen: set[str] = set()

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event not in EVENTS or not isinstance(arguments[0], str | os.PathLike):
            return
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT:
            return  # what is written is no input
        path = os.path.realpath(os.fspath(arguments[0]))
        if isinstance(path, str) and path.startswith(below) and path not in seen:
            seen.add(path)
            with open(log, "a", encoding="utf-8") as file:  # noqa: PTH123
                file.write(path + "\n")

    sys.addaudithook(hook)


def read_log(log: Path, folder: Path) -> tuple[str, ...]:
    """Give the paths that were noted.

    Parameters
    ----------
    log : pathlib.Path
        Where they were noted; no file if none was.
    folder : pathlib.Path
        The folder below which they are; it may be a link.

    Returns
    -------
    tuple of str
        Paths, beginning with the folder's name, whether there is such a file or not; sorted, each once.

    Examples
    --------
    >>> read_log(Path("nowhere"), Path("."))
    ()
    """
    if not log.is_file():
        return ()
    real = folder.resolve()
    paths = {Path(line) for line in log.read_text("utf-8").splitlines()}
    return tuple(sorted((folder.name / path.relative_to(real)).as_posix() for path in paths))
