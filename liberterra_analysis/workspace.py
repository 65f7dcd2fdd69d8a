"""The folder of `data/`, `notebooks/` and `reports/`."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from liberterra_analysis.errors import WorkspaceError

VARIABLE = "LIBERTERRA_WORKSPACE"
"""Environment variable that names the workspace; the report engine sets it for the kernels it starts."""

MARKER = Path("data") / "claims.csv"
"""File by which a folder is known to be a workspace."""

LOOKED_FOR = "liberterra.looked_for"
"""Audit event of a path on which a result depends, whether it is there or not."""


def look_for(path: Path) -> Path:
    """Return a path after noting that the report depends on it, and is rebuilt when it appears or disappears.

    Of a folder the names of its files count. Opening a file or listing a folder in Python is noted without this, even
    in vain; call it before `is_file` or `glob`, or before a library reads that is not Python.
    """
    sys.audit(LOOKED_FOR, os.fspath(path))
    return path


SLICE_READ = "liberterra.slice_read"
"""Audit event of the rows of some operations, on which a result depends and not on the rest of the tables."""


def note_slice(data: Path, of: str) -> None:
    """Note that the report depends on the rows of operations, or of a country; see `slices.hash_slice`."""
    sys.audit(SLICE_READ, os.fspath(data), of)


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder of the ledger, the notebooks and the reports; `root` is absolute, and need not exist."""

    root: Path

    @property
    def data(self) -> Path:
        """Return the folder of the ledger's tables."""
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        """Return the folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """Return the folder of the catalogue and of what is published."""
        return self.root / "reports"

    @property
    def catalogue(self) -> Path:
        """Return the path of the catalogue of reports."""
        return self.reports / "reports.toml"

    @property
    def drafts(self) -> Path:
        """Return the folder of the drafts."""
        return self.reports / "drafts"

    @property
    def published(self) -> Path:
        """Return the folder of the published editions."""
        return self.reports / "published"


WorkspaceLike: TypeAlias = Workspace | Path | str | None
"""A workspace, the path of its folder, or None to find it."""


def to_workspace(given: WorkspaceLike) -> Workspace:
    """Return the workspace that is named; find it where none is."""
    return Workspace(resolve_folder(Path(given))) if isinstance(given, Path | str) else given or find_workspace()


def resolve_folder(folder: Path) -> Path:
    """Return the absolute path of a folder; raise `WorkspaceError` if the working folder was deleted."""
    try:
        return folder.resolve()
    except FileNotFoundError:
        raise WorkspaceError(
            "The working folder was deleted. Go to one that is there, or name the workspace by an absolute path."
        ) from None


def find_workspace(start: Path | None = None) -> Workspace:
    """Find the workspace and return it with an absolute root.

    The environment variable `LIBERTERRA_WORKSPACE` comes first; then the nearest folder at or above `start` (the
    working folder, if omitted) that holds `data/claims.csv`; then the checkout from which the package is imported.
    Raises `WorkspaceError` if there is none, or the variable names a folder without a ledger.
    """
    named = os.environ.get(VARIABLE)
    if named:
        root = resolve_folder(Path(named))
        if not (root / MARKER).is_file():
            raise WorkspaceError(
                f"{VARIABLE} is {named!r}, but there is no {MARKER.as_posix()} in that folder. "
                "Set it to the folder that holds data/, notebooks/ and reports/, or unset it."
            )
        return Workspace(root)
    begin = resolve_folder(start or Path())
    checkout = Path(__file__).resolve().parent.parent
    for folder in (begin, *begin.parents, checkout):
        if (folder / MARKER).is_file():
            return Workspace(folder)
    raise WorkspaceError(
        f"No {MARKER.as_posix()} in {begin} or any folder above it. Go to the folder that holds data/, notebooks/ and "
        f"reports/, set {VARIABLE} to it, or make a new one: liberterra init FOLDER"
    )
