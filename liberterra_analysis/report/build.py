"""Build the reports of the catalogue and publish each by one step, or leave what is published as it was."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liberterra_analysis.errors import LiberterraError, ReportError
from liberterra_analysis.report.catalogue import Entry, check_parameters, read_catalogue, read_notebook
from liberterra_analysis.report.edition import (
    Inputs,
    Manifest,
    find_versions,
    hash_bytes,
    hash_cells,
    hash_data,
    hash_package,
    render_files,
    write_files,
)
from liberterra_analysis.workspace import Workspace

__all__ = ["Built", "Listed", "build", "build_report", "list_reports", "prepare_jobs"]

Progress = Callable[[str, str], None]
"""Called with the name of a report and what is happening to it."""

CELL_TIMEOUT = 600
"""Seconds that one cell may take."""

STAGING, REPLACED = ".staging-", ".replaced-"
_CURRENT = re.compile(r'href="editions/([0-9a-f]+)/')


@dataclass(frozen=True, slots=True)
class Job:
    """All that one report needs to be built, in this process or another."""

    workspace: Workspace
    inputs: Inputs
    notebook: dict[str, Any]
    notebook_name: str


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one report.

    `folder` is the published edition; where `error` says what went wrong, it is the edition that still stands, or
    None. `exit_code` is the error's, else 0.
    """

    report: str
    edition: str
    folder: Path | None
    error: str = ""
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One report as the catalogue and the folder of published reports know it; `edition` is "" if there is none."""

    name: str
    entry: Entry
    edition: str
    folder: Path | None


def build(workspace: Workspace, names: Sequence[str] | None = None, *, progress: Progress | None = None) -> list[Built]:
    """Build reports and publish them.

    Parameters
    ----------
    workspace : Workspace
        Where catalogue, notebooks and data are, and where the reports go.
    names : sequence of str, optional
        Reports to build; all of the catalogue if omitted.
    progress : callable, optional
        Told what happens.

    Returns
    -------
    list of Built
        One for each report, in the order of the catalogue. A report that failed is among them with its error: it does
        not stop the others, and what it had published stays.

    Raises
    ------
    UsageError, CatalogueError
        Before anything runs: an unknown report, or anything wrong with the catalogue, a notebook's parameters or the
        values given for them.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     workspace.reports.mkdir()
    ...     workspace.catalogue.touch()
    ...     build(workspace)
    []
    """
    catalogue = read_catalogue(workspace)
    chosen = catalogue.select(names)
    check_parameters(workspace, catalogue, names)
    tell = progress or (lambda _report, _what: None)
    with _locked(workspace, tell):
        _clear(workspace.published)
        jobs = prepare_jobs(workspace, chosen)
        return [build_report(job, tell) for job in jobs]


def list_reports(workspace: Workspace) -> list[Listed]:
    r"""List the reports of the catalogue with the edition that is published of each.

    Parameters
    ----------
    workspace : Workspace
        Where the catalogue is.

    Returns
    -------
    list of Listed
        In the order of the catalogue.

    Raises
    ------
    CatalogueError
        If the catalogue cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     workspace.reports.mkdir()
    ...     _ = workspace.catalogue.write_text('[reports.daily]\ntitle = "Daily"\nnotebook = "day"\n', "utf-8")
    ...     [(report.name, report.edition) for report in list_reports(workspace)]
    [('daily', '')]
    """
    return [
        Listed(name, entry, edition := read_edition(workspace, name), _edition_folder(workspace, name, edition))
        for name, entry in read_catalogue(workspace).reports.items()
    ]


def read_edition(workspace: Workspace, report: str) -> str:
    """Give the id of the published edition of a report, or "" if none is."""
    page = workspace.published / report / "index.html"
    found = _CURRENT.search(page.read_text("utf-8")) if page.is_file() else None
    return found[1] if found else ""


def _edition_folder(workspace: Workspace, report: str, edition: str) -> Path | None:
    return workspace.published / report / "editions" / edition if edition else None


def prepare_jobs(workspace: Workspace, entries: dict[str, Entry]) -> list[Job]:
    """Make the jobs for reports: read and hash, once for all, what decides their editions.

    Parameters
    ----------
    workspace : Workspace
        Where notebooks and data are.
    entries : dict of str to Entry
        Reports by name, as `Catalogue.select` gives them.

    Returns
    -------
    list of Job
        In the order of the entries; each can be sent to another process.

    Examples
    --------
    >>> prepare_jobs(Workspace(Path("/nowhere")), {})
    []
    """
    package, data, versions = hash_package(), hash_data(workspace), find_versions()
    notebooks = {name: read_notebook(workspace, name) for name in sorted({e.notebook for e in entries.values()})}
    return [
        Job(
            workspace=workspace,
            inputs=Inputs(
                report=name,
                title=entry.title,
                notebook=hash_cells(notebooks[entry.notebook]),
                parameters=entry.parameters,
                formats=entry.formats,
                package=package,
                data=data,
                versions=versions,
            ),
            notebook=notebooks[entry.notebook],
            notebook_name=f"notebooks/{entry.notebook}.ipynb",
        )
        for name, entry in entries.items()
    ]


def build_report(job: Job, tell: Progress) -> Built:
    """Build and publish one report, in this process, under no lock.

    Parameters
    ----------
    job : Job
        What to build.
    tell : callable
        Told what happens.

    Returns
    -------
    Built
        Whatever goes wrong with the report is told in it, not raised.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> inputs = Inputs(report="daily", title="Daily", notebook="", parameters={}, formats=["html"], package="",
    ...                 data={}, versions={})
    >>> with TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     workspace.notebooks.mkdir()
    ...     notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    ...     job = Job(workspace, inputs, notebook, "notebooks/daily.ipynb")
    ...     build_report(job, lambda report, what: None).error
    'notebooks/daily.ipynb: no cell shows a title block; let the first block of the report be one'
    """
    report, edition = job.inputs.report, job.inputs.edition
    try:
        folder = _publish(job, *_make(job, tell))
    except LiberterraError as error:
        message, code = str(error), error.exit_code
    except Exception as error:  # noqa: BLE001 - a fault in this package must not stop the other reports either
        message, code = f"{type(error).__name__}: {error}", ReportError.exit_code
    else:
        tell(report, f"published edition {edition}")
        return Built(report, edition, folder)
    tell(report, "failed")
    standing = read_edition(job.workspace, report)
    return Built(report, standing, _edition_folder(job.workspace, report, standing), message, code)


def _make(job: Job, tell: Progress) -> tuple[dict[str, bytes], Manifest]:
    from liberterra_analysis.report.assemble import assemble
    from liberterra_analysis.report.execute import execute

    report = job.inputs.report
    tell(report, "starts a kernel")
    executed = execute(
        job.notebook,
        job.inputs.parameters,
        name=job.notebook_name,
        workspace=job.workspace,
        timeout=CELL_TIMEOUT,
        progress=lambda cell, cells: tell(report, f"cell {cell} of {cells}"),
    )
    tell(report, "renders " + " and ".join(name.upper() for name in job.inputs.formats))
    document = assemble(executed, name=job.notebook_name)
    files = render_files(document, executed, job.inputs.formats)
    outputs = {name: hash_bytes(data) for name, data in files.items()}
    return files, Manifest(edition=job.inputs.edition, date=document.title.date, inputs=job.inputs, outputs=outputs)


def _publish(job: Job, files: dict[str, bytes], manifest: Manifest) -> Path:
    """Write the edition beside its place, move it there by one rename, then let the report's address lead to it."""
    from liberterra_analysis.report.html import render_index

    published, report = job.workspace.published, job.inputs.report
    folder = published / report / "editions" / manifest.edition
    staging = published / f"{STAGING}{report}-{manifest.edition}"
    try:
        write_files(staging, files, manifest)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _replace_folder(staging, folder, published / f"{REPLACED}{report}-{manifest.edition}")
        index = published / f"{STAGING}{report}.html"
        index.write_text(render_index(job.inputs.title, manifest.edition, job.inputs.formats), "utf-8")
        index.replace(published / report / "index.html")
    except OSError as error:
        raise ReportError(f"{error.filename or folder}: {error.strerror}; it is not published.") from error
    return folder


def _replace_folder(new: Path, place: Path, aside: Path) -> None:
    """Move a folder to its place; one that stands there is put aside first, for no rename replaces a full folder."""
    if place.exists():
        place.replace(aside)
    new.replace(place)
    shutil.rmtree(aside, ignore_errors=True)


def _clear(published: Path) -> None:
    """Remove what a build that was stopped left behind, and put back an edition that it had put aside."""
    for path in published.glob(f"{REPLACED}*"):
        report, _, edition = path.name.removeprefix(REPLACED).rpartition("-")
        place = published / report / "editions" / edition
        if place.exists():
            shutil.rmtree(path)
        else:
            path.replace(place)
    for path in published.glob(f"{STAGING}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _locked(workspace: Workspace, tell: Progress) -> Iterator[None]:
    """Hold the folder of published reports for one build; another one waits."""
    from filelock import FileLock, Timeout

    try:
        workspace.published.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(f"{workspace.published}: {error.strerror}; no report can be published.") from error
    lock = FileLock(workspace.published / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell("", f"waits for another build to finish (process holding {os.fspath(lock.lock_file)})")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
