"""Where reports are made: one job, one function, and the executors that run it here, in a pool, or on a cluster.

A job holds all that a report needs but the ledger, and gives back all files of an edition. Only the process that
started the build writes to the folder of published reports, so no two can disturb each other.
"""

from __future__ import annotations

import io
import os
import signal
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from liberterra_analysis.document import KeyFigure
from liberterra_analysis.errors import LiberterraError, ReportError, UsageError
from liberterra_analysis.report.edition import Inputs, Manifest, Moved
from liberterra_analysis.report.temporary import own_folder
from liberterra_analysis.workspace import Workspace

__all__ = ["Failed", "Job", "Made", "choose_workers", "make", "open_executor", "pack_data", "prepare"]

Tell = Callable[[str], None]
"""Called with what is happening."""

MEMORY = 700 * 2**20
"""Bytes of memory to count on for each report that is made at the same time: a worker, its warm server, a kernel."""

LIMIT = 1800.0
"""Seconds that one report may take."""

PRELOAD = [
    "liberterra_analysis.report.lean", "jinja2", "mistune", "nbclient", "nbformat", "papermill", "typst",
    "liberterra_analysis.report.execute", "liberterra_analysis.report.pdf", "liberterra_analysis.report.workers",
    "liberterra_analysis.report.preload",
]  # fmt: skip
"""What the server has loaded from which the workers of a pool are forked, and their kernels; it freezes all at last."""


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
    """An edition that is made: its manifest, and its files by their path within it."""

    manifest: Manifest
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a report could not be made: one line, the exit code, and all that is known."""

    message: str
    exit_code: int = ReportError.exit_code
    log: str = ""


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
    except LiberterraError as error:
        return Failed(str(error), error.exit_code, getattr(error, "log", ""))
    except Exception as error:  # noqa: BLE001 (a fault in this package must not stop the other reports either)
        return Failed(f"{type(error).__name__}: {error}", log=traceback.format_exc())


def _make(job: Job, tell: Tell) -> Made:
    from liberterra_analysis.report.assemble import assemble
    from liberterra_analysis.report.edition import (
        claims_of,
        find_moved,
        find_thumbnail,
        hash_bytes,
        hash_file,
        key_figures_of,
        render_files,
        tell_moved,
    )
    from liberterra_analysis.report.execute import Settings, execute
    from liberterra_analysis.report.imprint import add_imprint

    unpacked = _unpack(job.data) if job.data is not None else None  # which is there as long as somebody has it
    workspace = Workspace(Path(unpacked.name if unpacked else job.root))
    tell("starts a kernel")
    notebook, reads = execute(
        job.notebook,
        job.inputs.parameters,
        name=job.notebook_name,
        workspace=workspace,
        settings=Settings(notebook_limit=job.limit, scratch=job.scratch),
        progress=lambda cell, cells: tell(f"cell {cell} of {cells}"),
    )
    tell("renders " + " and ".join(name.upper() for name in job.inputs.formats))
    document = assemble(notebook, name=job.notebook_name)
    figures = key_figures_of(document)
    moved = job.moved
    if moved is None:
        moved = find_moved(job.before, figures) if job.previous else ()
    inputs = job.inputs.model_copy(update={"data": {path: hash_file(workspace.root / path) for path in reads}})
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
    )
    return Made(manifest, files)


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


def choose_workers(asked: str, jobs: int) -> int:
    """Decide how many reports are made at the same time.

    Parameters
    ----------
    asked : str
        A number, or `auto`: as many as there are processors, and memory for.
    jobs : int
        How many there are to make.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    UsageError
        If it is neither.

    Examples
    --------
    >>> choose_workers("4", 48), choose_workers("4", 2)
    (4, 2)
    """
    if asked == "auto":
        import psutil

        cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return max(1, min(jobs, cpus, int(psutil.virtual_memory().available // MEMORY)))
    if not asked.isdecimal() or int(asked) < 1:
        raise UsageError(f"--workers takes a number from 1 up, or 'auto'; got {asked!r}.")
    return max(1, min(jobs, int(asked)))


def prepare(jobs: int, workspace: Workspace) -> None:
    """Start the server from which the processes for so many jobs will be forked, while something else is done.

    Parameters
    ----------
    jobs : int
        How many there are to make: a single one needs a kernel only, more need workers.
    workspace : Workspace
        Whose ledger they read.

    Examples
    --------
    >>> prepare(1, Workspace(Path("nowhere")))
    """
    from liberterra_analysis.report.kernels import warm_up

    warm_up(PRELOAD if jobs > 1 else (), str(workspace.root))


@contextmanager
def open_executor(workers: int, scheduler: str = "", *, thread: bool = False, root: str = "") -> Iterator[Executor]:
    """Open what runs jobs: a pool of processes here, a thread of this one, or a Dask cluster.

    Parameters
    ----------
    workers : int
        Processes of the pool.
    scheduler : str
        Address of a Dask scheduler; "" for none.
    thread : bool
        Whether to use a thread, which spares a single job the start of a pool.
    root : str
        Folder of the workspace whose ledger the processes of the pool have loaded ahead; "" for none.

    Yields
    ------
    concurrent.futures.Executor
        Takes `make` and jobs.

    Raises
    ------
    UsageError
        If there is no such scheduler, or Dask is not installed.

    Examples
    --------
    >>> with open_executor(1) as executor:
    ...     executor.submit(int, "6").result()
    6
    """
    if scheduler:
        with _cluster(scheduler) as executor:
            yield executor
        return
    pool = ThreadPoolExecutor(1) if thread else _Pool(workers, root)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class _Pool(ProcessPoolExecutor):
    """A pool whose processes are forked with the libraries loaded, without the main module, and end with this one."""

    def __init__(self, workers: int, root: str) -> None:
        from liberterra_analysis.report.kernels import can_fork, forkserver

        context = forkserver(PRELOAD) if can_fork() else None
        super().__init__(workers, mp_context=context, initializer=_start_worker)
        self._root = root

    def submit(self, *arguments: Any, **options: Any) -> Future[Any]:
        from liberterra_analysis.report.kernels import clean_start

        with clean_start(self._root):
            return super().submit(*arguments, **options)


def _start_worker() -> None:
    from liberterra_analysis.report.kernels import end_with_parent, share_server

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()  # an interrupt at the terminal is for the process that was started there
    end_with_parent()
    share_server()


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--scheduler needs Dask: pip install 'liberterra_analysis[cluster]'.") from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"No Dask scheduler answers at {address!r}: {error}") from None
    with client:
        yield client.get_executor(pure=False)
