"""Make a report apart from the catalogue: a draft, or a report in a folder of its own; never published."""

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from liberterra_analysis.document import to_slug
from liberterra_analysis.errors import (
    CatalogueError,
    LiberterraError,
    ReportError,
    UsageError,
    WorkspaceError,
    require_known,
)
from liberterra_analysis.files import write_files
from liberterra_analysis.report.event import Progress
from liberterra_analysis.report.execute import LIMIT
from liberterra_analysis.report.execute.parameters import Parameter, read_parameters
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish import catalogue
from liberterra_analysis.report.publish.job import Job, Made, make_report
from liberterra_analysis.report.publish.manifest import MANIFEST
from liberterra_analysis.report.publish.plan import plan_reports
from liberterra_analysis.report.render.lint import Evidence
from liberterra_analysis.workspace import Workspace

ONCE = "once"
"""Name of a report that is made once, which no folder has."""


def make_draft(
    workspace: Workspace,
    name: str,
    parameters: Mapping[str, object],
    *,
    servers: Servers,
    limit: float = LIMIT,
    progress: Progress = lambda _: None,
) -> Made:
    """Make a draft of a report, or of a notebook that no report names, in the folder of its name in `reports/drafts/`.

    `parameters` come before those of the catalogue; a text is converted to the type that the notebook declares. Raises
    `ReportError` if the notebook fails, `WorkspaceError` if the draft cannot be written.
    """
    entry = _find_entry(workspace, name).model_copy(update={"evidence": "open"})
    job = _plan(workspace, to_slug(name) or "draft", entry, parameters, limit=limit)
    made = _make(replace(job, draft=True), servers, progress)
    folder = workspace.drafts / name
    shutil.rmtree(folder, ignore_errors=True)
    write_files(folder, made.files)
    return made


def make_once(workspace: Workspace, notebook: str, given: Mapping[str, str], folder: Path, *, only: str = "") -> Made:
    """Make a report of a notebook with parameters, given as text, and write its files into a folder.

    Raises `UsageError` or `CatalogueError` if a parameter is wrong, `WorkspaceError` if the folder holds something, and
    `ReportError` if the notebook fails or is no report.
    """
    if only:
        require_known("--only", only, catalogue.FORMATS)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise WorkspaceError(f"{folder} is there already, and not an empty folder; name a new one.")
    catalogue.check_notebook_name(notebook)
    formats, evidence = (only,) if only else catalogue.FORMATS, _find_evidence(workspace, notebook)
    entry = catalogue.Entry(title=notebook, notebook=notebook, formats=formats, evidence=evidence)
    try:
        job = _plan(workspace, ONCE, entry, given)
    except CatalogueError as error:
        where = f"{catalogue.CATALOGUE}, report {ONCE!r}: "
        if where not in str(error):
            raise
        raise UsageError(str(error).replace(where, "-p: ")) from None
    with Servers(workspace) as servers:
        made = _make(job, servers)
    write_files(folder, made.files | {MANIFEST: made.manifest.model_dump_json(indent=1).encode()})
    return made


def _find_entry(workspace: Workspace, name: str) -> catalogue.Entry:
    """Return the entry of a report, or one for a notebook of that name."""
    try:
        (entry,) = catalogue.read_catalogue(workspace).select([name]).values()
    except (LiberterraError, ValueError) as error:
        if (workspace.notebooks / f"{name}.ipynb").is_file():
            catalogue.check_notebook_name(name)
            return catalogue.Entry(title=name.replace("-", " ").capitalize(), notebook=name)
        if isinstance(error, LiberterraError):
            raise
        raise UsageError(f"{name!r} stands for several reports; a draft is of one.") from None
    return entry


def _find_evidence(workspace: Workspace, notebook: str) -> Evidence:
    """Return `claims` if a report of the catalogue that needs claims is made of the notebook, else `open`."""
    entries = _read_known(workspace).reports.values()
    return "claims" if any(one.notebook == notebook and one.evidence == "claims" for one in entries) else "open"


def _read_known(workspace: Workspace) -> catalogue.Catalogue:
    return catalogue.read_catalogue(workspace) if workspace.catalogue.is_file() else catalogue.Catalogue()


def _set_parameters(workspace: Workspace, entry: catalogue.Entry, given: Mapping[str, object]) -> catalogue.Entry:
    """Return an entry with parameters in the types that its notebook declares; where it declares none, a text is JSON.

    Raises `UsageError` for a parameter that is not declared, and for a text that is no value of its type.
    """
    declared = read_parameters(workspace, entry.notebook)
    for name in given if declared else ():
        require_known("parameter", name, declared)
    values = {name: _convert(name, value, declared.get(name)) for name, value in given.items()}
    return entry.model_copy(update={"parameters": entry.parameters | values})


def _convert(name: str, value: object, declared: Parameter | None) -> object:
    if declared is None:
        with suppress(ValueError):
            return json.loads(value) if isinstance(value, str) else value
        return value
    converted = declared.convert(value)
    if declared.accepts(converted) or not isinstance(value, str):
        return converted
    example = declared.default
    if declared.annotation.startswith("list") and not example:
        example = ["a", "b"] if "str" in declared.annotation else [1]
    such = "" if example in (None, "", {}) else f", such as {json.dumps(example, default=str)}"
    raise UsageError(f"-p {name}={value}: the notebook declares {declared.annotation}{such}.")


def _plan(
    workspace: Workspace, name: str, entry: catalogue.Entry, given: Mapping[str, object], *, limit: float = LIMIT
) -> Job:
    """Return the job of an entry that the catalogue does not hold; errors as for `check_parameters`."""
    entry = _set_parameters(workspace, entry, given)
    choices = _read_known(workspace).choices
    catalogue.check_parameters(workspace, catalogue.Catalogue(choices=choices, reports={name: entry}))
    (plan,) = plan_reports(workspace, {name: entry}, force=True)
    return Job(root=str(workspace.root), run=plan.make_run(limit), inputs=plan.inputs, once=True)


def _make(job: Job, servers: Servers, progress: Progress = lambda _: None) -> Made:
    """Make the report of a job that no edition comes from; `ReportError` if its notebook fails."""
    made = make_report(job, progress, servers)
    if isinstance(made, Made):
        return made
    raise ReportError(getattr(made, "message", ""), log=made.log)
