"""Make a report apart from the catalogue: a draft, or a report in a folder of its own; never published."""

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from liberterra_analysis.document import to_slug
from liberterra_analysis.errors import CatalogueError, ReportError, UsageError, WorkspaceError, require_known
from liberterra_analysis.files import write_files
from liberterra_analysis.report.event import Progress
from liberterra_analysis.report.execute import LIMIT
from liberterra_analysis.report.execute.parameters import Parameter, read_parameters
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish import catalogue
from liberterra_analysis.report.publish.job import Job, Made, make_report
from liberterra_analysis.report.publish.manifest import MANIFEST
from liberterra_analysis.report.publish.plan import plan_reports
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

    `parameters` come before those of the catalogue; a text is converted to the type that the notebook declares.
    """
    known = catalogue.read_catalogue(workspace)
    entry = _find_entry(workspace, known, name).model_copy(update={"evidence": "open"})
    job = _plan(workspace, known, to_slug(name) or "draft", entry, parameters, limit)
    made = _make(replace(job, draft=True), servers, progress)
    folder = workspace.drafts / name
    shutil.rmtree(folder, ignore_errors=True)
    write_files(folder, made.files)
    return made


def make_once(workspace: Workspace, notebook: str, given: Mapping[str, str], folder: Path, *, only: str = "") -> Made:
    """Make a report of a notebook with parameters as text, and write its files into an empty folder.

    It needs claims if a report of the catalogue that does is made of the notebook.
    """
    if only:
        require_known("--only", only, catalogue.FORMATS)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise WorkspaceError(f"{folder} is there already, and not an empty folder; name a new one.")
    catalogue.check_notebook_name(notebook)
    known = catalogue.read_catalogue(workspace)
    needs_claims = any(one.notebook == notebook and one.evidence == "claims" for one in known.reports.values())
    formats, evidence = (only,) if only else catalogue.FORMATS, "claims" if needs_claims else "open"
    entry = catalogue.Entry(title=notebook, notebook=notebook, formats=formats, evidence=evidence)
    try:
        job = _plan(workspace, known, ONCE, entry, given, LIMIT)
    except CatalogueError as error:
        where = f"{catalogue.CATALOGUE}, report {ONCE!r}: "
        if where not in str(error):
            raise
        raise UsageError(str(error).replace(where, "-p: ")) from None
    with Servers(workspace) as servers:
        made = _make(job, servers)
    write_files(folder, made.files | {MANIFEST: made.manifest.model_dump_json(indent=1).encode()})
    return made


def _find_entry(workspace: Workspace, known: catalogue.Catalogue, name: str) -> catalogue.Entry:
    """Return the entry of a report, or one for a notebook of that name."""
    if name not in known.reports and (workspace.notebooks / f"{name}.ipynb").is_file():
        catalogue.check_notebook_name(name)
        return catalogue.Entry(title=name.replace("-", " ").capitalize(), notebook=name)
    entry, *others = known.select([name]).reports.values()
    if others:
        raise UsageError(f"{name!r} stands for several reports; a draft is of one.")
    return entry


def _plan(
    workspace: Workspace,
    known: catalogue.Catalogue,
    name: str,
    entry: catalogue.Entry,
    given: Mapping[str, object],
    limit: float,
) -> Job:
    """Return the job of an entry that the catalogue does not hold, with parameters that its notebook declares."""
    declared = read_parameters(workspace, entry.notebook)
    for one in given if declared else ():
        require_known("parameter", one, declared)
    values = {one: _convert(one, value, declared.get(one)) for one, value in given.items()}
    entry = entry.model_copy(update={"parameters": entry.parameters | values})
    chosen = replace(known, reports={name: entry})
    catalogue.check_parameters(workspace, chosen)
    (plan,) = plan_reports(workspace, chosen, force=True)
    return Job(root=str(workspace.root), run=plan.make_run(limit), inputs=plan.inputs, once=True)


def _convert(name: str, value: object, declared: Parameter | None) -> object:
    """Return a value in the type that the notebook declares; where it declares none, a text is JSON, if it can be."""
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


def _make(job: Job, servers: Servers, progress: Progress = lambda _: None) -> Made:
    """Make the report of a job that no edition comes from; `ReportError` if its notebook fails."""
    made = make_report(job, progress, servers)
    if isinstance(made, Made):
        return made
    raise ReportError(getattr(made, "message", ""), log=made.log)
