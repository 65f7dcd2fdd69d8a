"""A draft of a report: whatever its notebook shows, marked as a draft, and never published."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from liberterra_analysis.errors import LiberterraError, ReportError, UsageError, one_of
from liberterra_analysis.files import write_files
from liberterra_analysis.report.event import Progress
from liberterra_analysis.report.execute import LIMIT
from liberterra_analysis.report.execute.parameters import Parameter, read_notebook, read_parameters
from liberterra_analysis.report.execute.run import Run
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish.catalogue import (
    Catalogue,
    Entry,
    check_notebook_name,
    check_parameters,
    read_catalogue,
)
from liberterra_analysis.report.publish.job import Job, Made, make_report
from liberterra_analysis.report.publish.manifest import Manifest
from liberterra_analysis.report.publish.plan import find_present, plan_reports
from liberterra_analysis.workspace import Workspace

__all__ = ["Draft", "convert_given", "make_alone", "make_draft", "plan_alone"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its files by their path in `folder`, and what libraries wrote to stderr."""

    folder: Path
    manifest: Manifest
    files: Mapping[str, bytes]
    log: str


def make_draft(
    workspace: Workspace,
    name: str,
    parameters: Mapping[str, object],
    *,
    servers: Servers,
    limit: float = LIMIT,
    progress: Progress = lambda _: None,
) -> Draft:
    """Make a draft of a report, or of a notebook that no report names, in a folder of `reports/drafts/`.

    `parameters` come before those of the catalogue; a text is converted to the type that the notebook declares. Raises
    `ReportError` if the notebook fails, `WorkspaceError` if the draft cannot be written.
    """
    entry = _find_entry(workspace, name)
    given = convert_given(parameters, read_parameters(workspace, entry.notebook))
    entry = entry.model_copy(update={"evidence": "open", "parameters": entry.parameters | given})
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "draft"  # as in addresses
    made = make_alone(plan_alone(workspace, slug, entry, limit=limit, draft=True), servers, progress)
    folder = workspace.drafts / name
    shutil.rmtree(folder, ignore_errors=True)
    write_files(folder, made.files)
    return Draft(folder, made.manifest, made.files, made.log)


def convert_given(given: Mapping[str, object], declared: Mapping[str, Parameter]) -> dict[str, object]:
    """Return parameters in their declared types, a text as JSON where the type or a notebook without them needs that.

    Raises `UsageError` for a parameter that is not declared, and for a text that is no value of its type.
    """
    if unknown := [name for name in given if declared and name not in declared]:
        raise UsageError(f"parameter {one_of(unknown[0], declared)}")
    return {name: _convert(name, value, declared.get(name)) for name, value in given.items()}


def _convert(name: str, value: object, declared: Parameter | None) -> object:
    converted = declared.convert(value) if declared else value
    if not isinstance(value, str) or (declared and declared.accepts(converted)):
        return converted
    try:
        parsed = json.loads(value)
    except ValueError:
        if declared is None:
            return value
    else:
        return declared.convert(parsed) if declared else parsed
    example = declared.default or (["a", "b"] if "str" in declared.annotation else [1])
    raise UsageError(
        f"-p {name}={value}: the notebook declares {declared.annotation}, such as {json.dumps(example, default=str)}."
    )


def plan_alone(workspace: Workspace, name: str, entry: Entry, *, limit: float = LIMIT, draft: bool = False) -> Job:
    """Return the job of an entry that the catalogue does not hold; errors as for `check_parameters`."""
    known = read_catalogue(workspace) if workspace.catalogue.is_file() else Catalogue()
    check_parameters(workspace, Catalogue(choices=known.choices, reports={name: entry}))
    (plan,) = plan_reports(workspace, {name: entry}, find_present(workspace), force=True)
    run = Run(
        name=f"notebooks/{entry.notebook}.ipynb",
        notebook=read_notebook(workspace, entry.notebook),
        parameters=entry.parameters,
        engine=entry.engine,
        limit=limit,
    )
    return Job(root=str(workspace.root), run=run, inputs=plan.inputs, draft=draft, once=True)


def make_alone(job: Job, servers: Servers, progress: Progress = lambda _: None) -> Made:
    """Make the report of a job that no edition comes from; `ReportError` if its notebook fails."""
    made = make_report(job, progress, servers)
    if isinstance(made, Made):
        return made
    raise ReportError(getattr(made, "message", ""), log=made.log)


def _find_entry(workspace: Workspace, name: str) -> Entry:
    """Return the entry of a report, or one for a notebook of that name."""
    try:
        (entry,) = read_catalogue(workspace).select([name]).values()
    except (LiberterraError, ValueError) as error:
        if (workspace.notebooks / f"{name}.ipynb").is_file():
            check_notebook_name(name)
            return Entry(title=name.replace("-", " ").capitalize(), notebook=name)
        if isinstance(error, LiberterraError):
            raise
        raise UsageError(f"{name!r} stands for several reports; a draft is of one.") from None
    return entry
