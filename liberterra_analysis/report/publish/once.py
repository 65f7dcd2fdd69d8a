"""Make one report that is not in the catalogue: the same checks and files, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from liberterra_analysis.errors import CatalogueError, ReportError, UsageError, WorkspaceError, one_of
from liberterra_analysis.report.event import Progress
from liberterra_analysis.report.execute.parameters import Parameter, read_notebook, read_parameters
from liberterra_analysis.report.execute.run import Run
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish.catalogue import (
    CATALOGUE,
    FORMATS,
    Catalogue,
    Entry,
    check_parameters,
    read_catalogue,
)
from liberterra_analysis.report.publish.job import Job, Made, make_report
from liberterra_analysis.report.publish.plan import find_present, plan_reports
from liberterra_analysis.workspace import Workspace

__all__ = ["make_once"]

ONCE = "once"
"""Name of the report, which no folder has."""


def make_once(
    workspace: Workspace,
    notebook: str,
    given: Sequence[str],
    folder: Path,
    *,
    only: str = "",
    progress: Progress = lambda _: None,
) -> list[Path]:
    """Run a notebook with parameters, as `name=value`, and write the files of its report into a folder.

    Raises `UsageError` or `CatalogueError` if a parameter is wrong, `WorkspaceError` if the folder holds something, and
    `ReportError` if the notebook fails or is no report.
    """
    if only and only not in FORMATS:
        raise UsageError(f"--only {one_of(only, FORMATS)}")
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise WorkspaceError(f"{folder} is there already, and not an empty folder; name a new one.")
    parameters = dict(_read_values(given, read_parameters(workspace, notebook)))
    entry = Entry(title=notebook, notebook=notebook, parameters=parameters, formats=(only,) if only else FORMATS)
    known = read_catalogue(workspace) if workspace.catalogue.is_file() else Catalogue()
    try:
        check_parameters(workspace, Catalogue(choices=known.choices, reports={ONCE: entry}))
    except CatalogueError as error:
        raise UsageError(str(error).replace(f"{CATALOGUE}, report {ONCE!r}: ", "-p: ")) from None
    (plan,) = plan_reports(workspace, {ONCE: entry}, find_present(workspace), force=True)
    run = Run(name=f"notebooks/{notebook}.ipynb", notebook=read_notebook(workspace, notebook), parameters=parameters)
    with Servers(workspace) as servers:
        made = make_report(Job(root=str(workspace.root), inputs=plan.inputs, run=run), progress, servers)
    if not isinstance(made, Made):
        raise ReportError(getattr(made, "message", ""), log=getattr(made, "log", ""))
    return [*_write(folder, {**made.files, "manifest.json": made.manifest.model_dump_json(indent=1).encode()})]


def _read_values(given: Sequence[str], declared: Mapping[str, Parameter]) -> Iterator[tuple[str, Any]]:
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"-p {text!r}: write it as name=value.")
        if name not in declared:
            raise UsageError(f"parameter {one_of(name, declared)}")
        yield name, value if declared[name].annotation == "str" else _parse(name, value, declared[name])


def _parse(name: str, value: str, declared: Parameter) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        example = json.dumps(
            declared.default or ["a", "b"] if "str" in declared.annotation else declared.default or [1]
        )
        raise UsageError(
            f"-p {name}={value}: the notebook declares {declared.annotation}, such as {example}."
        ) from None


def _write(folder: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    for name, data in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise WorkspaceError(f"{path} cannot be written: {error.strerror}.") from error
        yield path
