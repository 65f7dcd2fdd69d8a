"""Where reports are made: the executors that run jobs here, in a pool of processes, or on a cluster.

In a pool as many notebooks run at a time as there are workers. One process more than that lets the kernel of the next
start, and the notebook begin, while a report is rendered, so that no processor waits.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from liberterra_analysis.errors import UsageError
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event, Semaphore

__all__ = ["PATIENCE", "RENDERING", "NoTurnError", "Pool", "choose_workers", "open_executor", "prepare", "turn"]

MEMORY = 700 * 2**20
"""Bytes of memory to count on for each report that is made at the same time: a worker, its warm server, a kernel."""

PATIENCE = 0.2
"""Seconds after which an interrupt is noticed."""

RENDERING = 1
"""Processes of a pool beyond those that run notebooks."""

PRELOAD = [
    "liberterra_analysis.report.lean", "jinja2", "mistune", "nbclient", "nbformat", "papermill", "typst",
    "liberterra_analysis.report.execute", "liberterra_analysis.report.pdf", "liberterra_analysis.report.jobs",
    "liberterra_analysis.report.preload",
]  # fmt: skip
"""What the server has loaded from which the workers of a pool are forked, and their kernels; it freezes all at last."""


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
    >>> from pathlib import Path
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
        Notebooks that a pool runs at the same time.
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
    pool = ThreadPoolExecutor(1) if thread else Pool(workers, root)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class Pool(ProcessPoolExecutor):
    """Processes forked with the libraries loaded and without the main module, which end with this one.

    Parameters
    ----------
    workers : int
        Notebooks that run at the same time.
    root : str
        As for `open_executor`.

    Examples
    --------
    >>> with Pool(1, "") as pool:
    ...     pool.begin_no_more()
    """

    def __init__(self, workers: int, root: str) -> None:
        from liberterra_analysis.report.kernels import can_fork, forkserver

        context = forkserver(PRELOAD) if can_fork() else multiprocessing.get_context()
        self._ended = context.Event()
        turns = _Turns(context.Semaphore(workers), self._ended)
        super().__init__(workers + RENDERING, mp_context=context, initializer=_start_worker, initargs=(turns,))
        self._root = root

    def submit(self, *arguments: Any, **options: Any) -> Future[Any]:
        """Submit as any executor does."""
        from liberterra_analysis.report.kernels import clean_start

        with clean_start(self._root):
            return super().submit(*arguments, **options)

    def begin_no_more(self) -> None:
        """Let no further notebook begin: what waits for its turn gives `NOT_BEGUN`."""
        self._ended.set()


@dataclass(frozen=True, slots=True)
class _Turns:
    """Who in a pool may run a notebook: `free` counts how many more may, `ended` tells that nobody may any more."""

    free: Semaphore
    ended: Event


class NoTurnError(Exception):
    """A notebook may not run any more."""


_turns: _Turns | None = None
"""Those of this process, if it belongs to a pool."""


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the turn to run a notebook, if this process belongs to a pool, and have it within the context.

    Yields
    ------
    None
        Within the context.

    Raises
    ------
    NoTurnError
        If the turn will not come.

    Examples
    --------
    >>> with turn():
    ...     print("runs")
    runs
    """
    if _turns is None:
        yield
        return
    while not _turns.free.acquire(timeout=PATIENCE):
        if _turns.ended.is_set():
            raise NoTurnError
    try:
        if _turns.ended.is_set():
            raise NoTurnError
        yield
    finally:
        _turns.free.release()


def _start_worker(turns: _Turns) -> None:
    from liberterra_analysis.report.kernels import end_with_parent, share_server

    global _turns  # noqa: PLW0603 (the process belongs to one pool, for all its life)
    _turns = turns
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
