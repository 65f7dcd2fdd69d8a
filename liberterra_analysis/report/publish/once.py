"""Make one report that is not in the catalogue: the same checks and files, in a folder of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from liberterra_analysis.errors import CatalogueError, UsageError, WorkspaceError, one_of
from liberterra_analysis.files import write_files
from liberterra_analysis.report.execute.parameters import read_parameters
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish.catalogue import (
    CATALOGUE,
    FORMATS,
    Entry,
    check_notebook_name,
    read_catalogue,
)
from liberterra_analysis.report.publish.draft import convert_given, make_alone, plan_alone
from liberterra_analysis.report.render.lint import Evidence
from liberterra_analysis.workspace import Workspace

__all__ = ["make_once"]

ONCE = "once"
"""Name of the report, which no folder has."""


def make_once(
    workspace: Workspace,
    notebook: str,
    given: Mapping[str, str],
    folder: Path,
    *,
    only: str = "",
) -> list[Path]:
    """Run a notebook with parameters, given as text, and write the files of its report into a folder.

    Raises `UsageError` or `CatalogueError` if a parameter is wrong, `WorkspaceError` if the folder holds something, and
    `ReportError` if the notebook fails or is no report.
    """
    if only and only not in FORMATS:
        raise UsageError(f"--only {one_of(only, FORMATS)}")
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise WorkspaceError(f"{folder} is there already, and not an empty folder; name a new one.")
    check_notebook_name(notebook)
    parameters = convert_given(given, read_parameters(workspace, notebook))
    entry = Entry(
        title=notebook,
        notebook=notebook,
        parameters=parameters,
        formats=(only,) if only else FORMATS,
        evidence=_find_evidence(workspace, notebook),
    )
    try:
        job = plan_alone(workspace, ONCE, entry)
    except CatalogueError as error:
        raise UsageError(str(error).replace(f"{CATALOGUE}, report {ONCE!r}: ", "-p: ")) from None
    with Servers(workspace) as servers:
        made = make_alone(job, servers)
    files = {**made.files, "manifest.json": made.manifest.model_dump_json(indent=1).encode()}
    write_files(folder, files)
    return [folder / name for name in files]


def _find_evidence(workspace: Workspace, notebook: str) -> Evidence:
    """Return `claims` if a report of the catalogue that needs claims is made of the notebook, else `open`."""
    entries = read_catalogue(workspace).reports.values() if workspace.catalogue.is_file() else ()
    return "claims" if any(one.notebook == notebook and one.evidence == "claims" for one in entries) else "open"
