"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.workspace import MARKER, Workspace, find_workspace

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Root = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        metavar="FOLDER",
        help="Folder that holds data/, notebooks/ and reports/; found if omitted.",
    ),
]

Wait = Annotated[
    float,
    typer.Option(
        "--wait",
        metavar="SECONDS",
        help="Time to wait for another command to finish; as long as it takes, if omitted.",
        show_default=False,
    ),
]


def open_workspace(root: Path | None) -> Workspace:
    """Take the folder that was named as it is: a search from there might build, and publish, somewhere else.

    Parameters
    ----------
    root : pathlib.Path or None
        What was named; None to find it from the working directory.

    Returns
    -------
    Workspace
        The workspace.

    Raises
    ------
    WorkspaceError
        If the folder that was named is none.

    Examples
    --------
    >>> open_workspace(None).data.name
    'data'
    """
    if root is None:
        return find_workspace()
    named = Workspace(root.resolve())
    if not (named.root / MARKER).is_file():
        raise WorkspaceError(
            f"No {MARKER.as_posix()} in {named.root}. Name the folder that holds data/, notebooks/ and reports/."
        )
    return named
