"""Where `data/`, `notebooks/` and `reports/` are."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from liberterra_analysis.errors import WorkspaceError

VARIABLE = "LIBERTERRA_WORKSPACE"
"""Environment variable that names the workspace; the report engine sets it for the kernels it starts."""

MARKER = Path("data") / "claims.csv"
"""File by which a folder is known to be a workspace."""


LOOKED_FOR = "liberterra.looked_for"
"""Audit event of a path on which a result depends, whether it is there or not."""


def look_for(path: Path) -> Path:
    """Say that what is done depends on a path: a report that says so is rebuilt when the path appears or goes.

    To open a file or to list a folder from Python says it too, even in vain. What asks by `is_file` or `glob`, or reads
    by a library that is not Python, says it here.

    Parameters
    ----------
    path : pathlib.Path
        A file, or a folder: of a folder the names of what it holds count.

    Returns
    -------
    pathlib.Path
        The same.

    Examples
    --------
    >>> look_for(Path("nowhere.txt")).is_file()
    False
    """
    sys.audit(LOOKED_FOR, os.fspath(path))
    return path


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder that holds the ledger, the notebooks and the reports.

    Parameters
    ----------
    root : pathlib.Path
        An absolute path. Nothing is read or checked here.

    Examples
    --------
    >>> Workspace(Path("/srv/liberterra")).catalogue.as_posix()
    '/srv/liberterra/reports/reports.toml'
    """

    root: Path

    @property
    def data(self) -> Path:
        """Folder of the ledger's tables."""
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        """Folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """Folder of the catalogue and of what is published."""
        return self.root / "reports"

    @property
    def catalogue(self) -> Path:
        """The catalogue of reports."""
        return self.reports / "reports.toml"

    @property
    def published(self) -> Path:
        """Folder of the published editions."""
        return self.reports / "published"


def resolve_folder(folder: Path) -> Path:
    """Return the absolute path of a folder; raise WorkspaceError if the working folder that leads to it is gone."""
    try:
        return folder.resolve()
    except FileNotFoundError:
        raise WorkspaceError(
            "The working folder was deleted. Go to one that is there, or name the workspace by an absolute path."
        ) from None


def find_workspace(start: Path | None = None) -> Workspace:
    """Find the workspace.

    The environment variable `LIBERTERRA_WORKSPACE` decides where it is set; else the nearest folder at or above
    `start` that holds `data/claims.csv`; else the checkout from which the package is imported.

    Parameters
    ----------
    start : pathlib.Path, optional
        Where to begin; the working directory if omitted.

    Returns
    -------
    Workspace
        With an absolute root.

    Raises
    ------
    WorkspaceError
        If no such folder is found, or the variable names a folder without a ledger.

    Examples
    --------
    >>> find_workspace().data.name
    'data'
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
        f"No {MARKER.as_posix()} in {begin} or any folder above it. "
        f"Go to the folder that holds data/, notebooks/ and reports/, or set {VARIABLE} to it."
    )
