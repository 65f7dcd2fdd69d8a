"""One report as a job: all that is needed to make it, here or elsewhere, and one function that makes it.

A job holds all that a report needs but the ledger, and gives back all files of an edition. Only the process that
started the build writes to the folder of published reports, so no two can disturb each other.
"""

from __future__ import annotations

import ctypes
import io
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liberterra_analysis.document import KeyFigure
from liberterra_analysis.errors import LiberterraError, ReportError
from liberterra_analysis.report.edition import Inputs, Manifest, Moved
from liberterra_analysis.report.reads import expect, find_changed
from liberterra_analysis.report.temporary import own_folder
from liberterra_analysis.report.workers import NoTurnError, turn
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from liberterra_analysis.report.execute import Executed

__all__ = ["NOT_BEGUN", "Failed", "Job", "Made", "make", "pack_data"]

Tell = Callable[[str], None]
"""Called with what is happening."""

LIMIT = 1800.0
"""Seconds that one report may take."""

ATTEMPTS = 3
"""How often a notebook is run before what changes under its hands is told."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that one report needs to be made, in this process or another.

    `data` is the ledger packed by `pack_data`, for a worker that does not share the folder `root`; `scratch` is the
    folder for what exists only while it is made; `previous` and `before` are the id and key figures of the edition to
    compare with, or `moved` what moved since then, where that edition is no longer kept; `limit` is in seconds, for
    the whole notebook.
    """

    root: str
    inputs: Inputs
    notebook: dict[str, Any]
    notebook_name: str
    previous: str = ""
    before: tuple[KeyFigure, ...] = ()
    moved: tuple[Moved, ...] | None = None
    scratch: str | None = None
    data: bytes | None = None
    limit: float = LIMIT


@dataclass(frozen=True, slots=True)
class Made:
    """An edition that is made: its manifest, its files by their path within it, and what was written to stderr."""

    manifest: Manifest
    files: dict[str, bytes]
    log: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a report could not be made: one line, the exit code, and all that is known."""

    message: str
    exit_code: int = ReportError.exit_code
    log: str = ""


NOT_BEGUN = Failed("it was not begun: the build was interrupted.", 130)
"""What became of a report that an interrupt kept from being built."""


def make(job: Job, tell: Tell | None = None) -> Made | Failed:
    """Make one report.

    Parameters
    ----------
    job : Job
        What to make.
    tell : callable, optional
        Told what happens.

    Returns
    -------
    Made or Failed
        Whatever goes wrong is told in it, not raised.

    Examples
    --------
    >>> inputs = Inputs(
    ...     report="daily", title="Daily", cells=[], parameters={}, formats=["html"], package="", versions={}
    ... )
    >>> notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Workspace(Path(folder)).notebooks.mkdir()
    ...     make(Job(folder, inputs, notebook, "notebooks/daily.ipynb")).message
    'notebooks/daily.ipynb: no cell shows a title block; let the first block of the report be one'
    """
    try:
        return _make(job, tell or (lambda _: None))
    except NoTurnError:
        return NOT_BEGUN
    except LiberterraError as error:
        return Failed(str(error), error.exit_code, getattr(error, "log", ""))
    except Exception as error:  # noqa: BLE001 (a fault in this package must not stop the other reports either)
        return Failed(f"{type(error).__name__}: {error}", log=traceback.format_exc())
    finally:
        _give_back()


def _give_back() -> None:
    """Give the system back the memory that a report took: glibc would keep as much as the largest one needed."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # which other C libraries do not have
        if trim:
            trim(0)


def _make(job: Job, tell: Tell) -> Made:
    from liberterra_analysis.report.assemble import assemble, take_warnings
    from liberterra_analysis.report.edition import (
        claims_of,
        find_moved,
        find_thumbnail,
        find_versions,
        hash_bytes,
        hash_package,
        key_figures_of,
        render_files,
        tell_moved,
    )
    from liberterra_analysis.report.imprint import add_imprint

    unpacked = _unpack(job.data) if job.data is not None else None  # which is there as long as somebody has it
    workspace = Workspace(Path(unpacked.name if unpacked else job.root))
    notebook, reads = _execute(job, workspace, tell)
    tell("renders " + " and ".join(name.upper() for name in job.inputs.formats))
    warnings = take_warnings(notebook)
    document = assemble(notebook, name=job.notebook_name)
    figures = key_figures_of(document)
    moved = job.moved
    if moved is None:
        moved = find_moved(job.before, figures) if job.previous else ()
    here = {"package": hash_package(), "versions": find_versions()}  # the worker's, not those of who asks for it
    inputs = job.inputs.model_copy(update={**here, "data": dict(reads.data), "untracked": reads.untracked})
    whole = add_imprint(tell_moved(document, job.previous, moved), inputs, job.previous)
    files = render_files(whole, notebook, job.inputs.formats)
    manifest = Manifest(
        edition=inputs.edition,
        date=document.title.date,
        inputs=inputs,
        finding=document.title.finding,
        thumbnail=find_thumbnail(document),
        previous=job.previous,
        moved=moved,
        key_figures=figures,
        claims=claims_of(document),
        outputs={name: hash_bytes(data) for name, data in files.items()},
        sizes={name: len(data) for name, data in files.items()},
    )
    return Made(manifest, files, warnings)


def _execute(job: Job, workspace: Workspace, tell: Tell) -> Executed:
    """Run the notebook, again if what it came upon did not stay as it was until its end."""
    from liberterra_analysis.report.execute import Executed, execute
    from liberterra_analysis.report.run import Settings

    for _ in range(ATTEMPTS):
        tell("starts a kernel")
        settings = Settings(
            notebook_limit=job.limit,
            scratch=job.scratch,
            progress=lambda cell, cells: tell(f"cell {cell} of {cells}"),
            turn=turn(),
        )
        expected = expect(workspace.root, job.notebook["cells"])
        notebook, noted = execute(
            job.notebook, job.inputs.parameters, name=job.notebook_name, workspace=workspace, settings=settings
        )
        reads = noted.merge(expected)
        changed = find_changed(workspace.root, reads)
        if not changed:
            return Executed(notebook, reads)
        tell(f"runs again: {changed[0]} changed meanwhile")
    more = f" and {len(changed) - 1} more" if changed[1:] else ""
    raise ReportError(
        f"{job.notebook_name}: {changed[0]}{more} changed while the notebook ran, {ATTEMPTS} times; "
        "build the report when nothing writes to it, and let the notebook itself write elsewhere."
    )


def pack_data(workspace: Workspace) -> bytes:
    """Pack what notebooks read and import, for workers that do not share the workspace's folder.

    Parameters
    ----------
    workspace : Workspace
        Whose `data/` it is.

    Returns
    -------
    bytes
        A ZIP file, the same for the same files.

    Examples
    --------
    >>> len(pack_data(Workspace(Path("/nowhere"))))
    22
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(workspace.data.rglob("*")) if workspace.data.is_dir() else []:
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(workspace.root).as_posix())
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@lru_cache(maxsize=1)
def _unpack(data: bytes) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(dir=own_folder())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder.name)
    Path(folder.name, "notebooks").mkdir(exist_ok=True)
    return folder
