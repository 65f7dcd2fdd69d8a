"""One report as a job: all that is needed to make it, here or elsewhere, and one function that makes it.

A job holds all that a report needs but the ledger, and gives back all files of an edition. Only the process that
started the build writes to the folder of published reports, so no two can disturb each other.
"""

from __future__ import annotations

import io
import tempfile
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, cast

from liberterra_analysis.errors import LiberterraError, ReportError
from liberterra_analysis.report.event import Event, Phase, Progress
from liberterra_analysis.report.execute.fingerprint import find_versions, hash_package
from liberterra_analysis.report.execute.reads import expect, find_changed
from liberterra_analysis.report.execute.run import EngineName, LostError, Servers, Settings, call, run_notebook
from liberterra_analysis.report.execute.temporary import own_folder
from liberterra_analysis.report.publish.edition import NOTHING_BEFORE, Before, make_edition
from liberterra_analysis.report.publish.manifest import Inputs, Manifest
from liberterra_analysis.report.render.assemble import assemble, take_warnings
from liberterra_analysis.workspace import Workspace

__all__ = ["NOT_BEGUN", "Failed", "Job", "Made", "make", "pack_data"]

ATTEMPTS = 3
"""How often a notebook is run before what changes under its hands is told."""

HELD_TEXTS = "texts"
"""Folder of the texts of sources in `data/`: other people's property, which is not sent to others."""

LIMIT = 1800.0
"""Seconds that one report may take."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that one report needs to be made, in this process or another.

    `data` is the ledger packed by `pack_data`, for a worker that does not share the folder `root`; `limit` is in
    seconds, for all of it.
    """

    root: str
    inputs: Inputs
    notebook: dict[str, Any]
    notebook_name: str
    before: Before = NOTHING_BEFORE
    engine: EngineName = "process"
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
    """Why a report could not be made: one line, the exit code, and all that is known.

    `lost` tells that its process was killed from outside, so that it may be made another time.
    """

    message: str
    exit_code: int = ReportError.exit_code
    log: str = ""
    lost: bool = False


NOT_BEGUN = Failed("it was not begun: the build was interrupted.", 130)
"""What became of a report that an interrupt kept from being built."""


def make(job: Job, progress: Progress = lambda _: None, servers: Servers | None = None) -> Made | Failed:
    """Make one report, in a process of its own; whatever goes wrong is told in the result, not raised.

    The process is forked from `servers`, or else, as on a cluster, from one that lives as long as this process makes
    reports of the same workspace by the same code.

    Examples
    --------
    >>> inputs = Inputs(
    ...     report="daily", title="Daily", cells=[], parameters={}, formats=["html"],
    ...     package=hash_package(), versions=find_versions(),
    ... )
    >>> notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Workspace(Path(folder)).notebooks.mkdir()
    ...     make(Job(folder, inputs, notebook, "notebooks/daily.ipynb")).message
    'notebooks/daily.ipynb: no cell shows a title block; let the first block of the report be one'
    """
    tell = partial(_tell, progress, job.inputs.report)
    settings = Settings(notebook_limit=job.limit, progress=lambda cell, cells: tell("runs", cell=cell, cells=cells))
    try:
        if servers is None:
            unpacked = _unpack(job.data) if job.data is not None else None
            job = replace(job, root=unpacked.name if unpacked else job.root, data=None)
            servers = _keep_servers(job.root, hash_package())
        for _ in range(ATTEMPTS):
            tell("starts")
            server = servers.for_notebook(job.notebook, job.engine)
            made = call(
                server, partial(_try, job), name=job.notebook_name, settings=settings, tell=partial(tell, "renders")
            )
            if isinstance(made, Made | Failed):
                return made
            changed = cast("tuple[str, ...]", made)
            tell("repeats", f"runs again: {changed[0]} changed meanwhile")
    except LostError as error:
        return Failed(str(error), error.exit_code, error.log, lost=True)
    except LiberterraError as error:
        return Failed(str(error), error.exit_code, getattr(error, "log", ""))
    except Exception as error:  # noqa: BLE001 (a fault in this package must not stop the other reports either)
        return Failed(f"{type(error).__name__}: {error}", log=traceback.format_exc())
    more = f" and {len(changed) - 1} more" if changed[1:] else ""
    return Failed(
        f"{job.notebook_name}: {changed[0]}{more} changed while the notebook ran, {ATTEMPTS} times; "
        "build the report when nothing writes to it, and let the notebook itself write elsewhere."
    )


def _tell(progress: Progress, report: str, phase: Phase, text: str = "", **cells: int) -> None:
    progress(Event(report, phase, text, **cells))


@lru_cache(maxsize=1)
def _keep_servers(root: str, package: str) -> Servers:  # noqa: ARG001 (a changed package needs another server)
    return Servers(Workspace(Path(root)))


@cache
def find_loaded() -> dict[str, str]:
    """Return the versions of what this process has loaded, if it is first called then: files may change later."""
    return {"liberterra_analysis": hash_package(), **find_versions()}


def _try(job: Job, *, folder: Path, send: Callable[[str, Any], None]) -> Made | Failed | tuple[str, ...]:
    """Make a report in this process, or name what did not stay as the notebook came upon it."""
    try:
        _check_versions(job.inputs)
        return _make(job, folder, send)
    except LiberterraError as error:
        return Failed(str(error), error.exit_code, getattr(error, "log", ""))
    except Exception as error:  # noqa: BLE001 (as above)
        return Failed(f"{type(error).__name__}: {error}", log=traceback.format_exc())


def _check_versions(inputs: Inputs) -> None:
    """Refuse to make a report by another package or other libraries than its edition would name."""
    here, wanted = find_loaded(), {"liberterra_analysis": inputs.package, **inputs.versions}
    differ = [f"{name} {here[name][:12]} instead of {wanted[name][:12]}" for name in here if here[name] != wanted[name]]
    if differ:
        raise ReportError(
            f"it was not made: the process that was to make it has {', '.join(differ)}; "
            "install the same version for all workers and start them again."
        )


def _make(job: Job, folder: Path, send: Callable[[str, Any], None]) -> Made | tuple[str, ...]:
    root = Path(job.root)
    expected = expect(root, job.notebook["cells"])
    notebook, noted = run_notebook(
        job.notebook, job.inputs.parameters, job.notebook_name, job.root, job.engine, folder=folder, send=send
    )
    reads = noted.merge(expected)
    if changed := find_changed(root, reads):
        return changed
    send("renders", "renders " + " and ".join(name.upper() for name in job.inputs.formats))
    warnings = take_warnings(notebook)
    document = assemble(notebook, name=job.notebook_name)
    inputs = job.inputs.model_copy(update={"data": dict(reads.data), "untracked": reads.untracked})
    manifest, files = make_edition(document, notebook, inputs, job.before)
    return Made(manifest, files, warnings)


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
            name = path.relative_to(workspace.root)
            hidden = any(part.startswith(".") for part in name.parts)
            if path.is_file() and not hidden and name.parts[1] != HELD_TEXTS:
                entry = zipfile.ZipInfo(name.as_posix())
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@lru_cache(maxsize=1)
def _unpack(data: bytes) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(dir=own_folder())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder.name)
    Path(folder.name, "notebooks").mkdir(exist_ok=True)
    return folder
