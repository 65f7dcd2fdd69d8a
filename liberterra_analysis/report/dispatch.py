"""Hand jobs to those who make them, and notice who dies and who interrupts."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from threading import Event

from liberterra_analysis.report.jobs import NOT_BEGUN, Failed, Job, Made, make
from liberterra_analysis.report.workers import PATIENCE, RENDERING, Pool, choose_workers, open_executor

__all__ = ["dispatch"]

Progress = Callable[[str, str], None]
"""Called with the name of a report and what is happening to it."""


def dispatch(
    jobs: Sequence[Job], *, workers: str, scheduler: str = "", tell: Progress
) -> Iterator[tuple[str, Made | Failed]]:
    """Make reports side by side, and give each as it is done.

    Parameters
    ----------
    jobs : sequence of Job
        What to make.
    workers : str
        How many at the same time: a number, or `auto`.
    scheduler : str
        Address of a Dask scheduler, "" for none.
    tell : callable
        Told the name of a report and what is happening to it.

    Yields
    ------
    tuple of str, Made or Failed
        Name of a report, and what became of it.

    Raises
    ------
    UsageError
        If there is no such number, or no such scheduler.

    Examples
    --------
    >>> list(dispatch([], workers="auto", tell=print))
    []
    """
    with _interrupts() as interrupted:
        make_all = partial(_make_all, workers=workers, scheduler=scheduler, interrupted=interrupted, tell=tell)
        orphans = yield from make_all(jobs, thread=len(jobs) == 1)
        for job in orphans:
            # Once more, by itself, so that it is clear which report it is that kills its worker.
            again = yield from make_all([job], thread=False)
            for lost in again:
                yield lost.inputs.report, Failed(f"{lost.notebook_name}: the worker that made it died, twice.")


def _make_all(
    jobs: Sequence[Job], *, workers: str, scheduler: str, interrupted: Event, tell: Progress, thread: bool
) -> Generator[tuple[str, Made | Failed], None, list[Job]]:
    """Make reports side by side; return those whose worker died."""
    number = choose_workers(workers, len(jobs))
    waiting, orphans = deque(jobs), list[Job]()
    for job in jobs:
        tell(job.inputs.report, "waits")
    while waiting:  # a pool of which a worker died takes no more jobs: the others go on in a new one
        with open_executor(number, scheduler, thread=thread, root=jobs[0].root) as executor:
            # No more are handed out than are made at once, so that a death or an interrupt concerns these alone.
            most = len(jobs) if scheduler else number + RENDERING
            orphans += yield from _make_while_whole(executor, waiting, most, interrupted, tell)
    return orphans


def _make_while_whole(
    executor: Executor, waiting: deque[Job], most: int, interrupted: Event, tell: Progress
) -> Generator[tuple[str, Made | Failed], None, list[Job]]:
    """Make reports until all are made or a worker dies; return those that were being made then."""
    futures: dict[Future[Made | Failed], Job] = {}
    orphans: list[Job] = []
    told = False

    def hand_out() -> None:
        while waiting and not orphans and not interrupted.is_set() and len(futures) < most:
            try:
                futures[_submit(executor, waiting[0], tell)] = waiting[0]
            except BrokenExecutor:  # what it was making says so too
                return
            waiting.popleft()

    hand_out()
    while futures:
        done, _ = wait(futures, timeout=PATIENCE, return_when=FIRST_COMPLETED)
        results = [(job, _result(future, job)) for future in done for job in [futures.pop(future)]]
        orphans += [job for job, result in results if result is None]
        if interrupted.is_set() and futures and not told:
            tell("", "stops when what has begun is finished; interrupt again to stop at once")
            if isinstance(executor, Pool):
                executor.begin_no_more()
            told = True
        if interrupted.is_set():
            yield from _stop(futures, waiting)
        hand_out()
        yield from ((job.inputs.report, result) for job, result in results if result is not None)
    if interrupted.is_set():
        yield from _stop(futures, waiting)
    return orphans


def _stop(futures: dict[Future[Made | Failed], Job], waiting: deque[Job]) -> Iterator[tuple[str, Failed]]:
    """Take back what has not begun."""
    stopped = [futures.pop(future) for future in [future for future in futures if future.cancel()]]
    stopped += waiting
    waiting.clear()
    for job in stopped:
        yield job.inputs.report, NOT_BEGUN


def _submit(executor: Executor, job: Job, tell: Progress) -> Future[Made | Failed]:
    if isinstance(executor, ThreadPoolExecutor):
        return executor.submit(make, job, lambda what: tell(job.inputs.report, what))
    return executor.submit(make, job)


def _result(future: Future[Made | Failed], job: Job) -> Made | Failed | None:
    """Give what became of a report; None if its worker died."""
    try:
        return future.result()
    except BrokenExecutor:
        return None
    except Exception as error:  # noqa: BLE001 (whatever a cluster raises concerns this report alone)
        said = f"{type(error).__name__}: {error}"
        if type(error).__name__ == "KilledWorker":  # of Dask, which need not be there
            return Failed(f"{job.notebook_name}: every worker that made it died.", log=said)
        return Failed(f"{job.notebook_name}: {said}")


@contextmanager
def _interrupts() -> Iterator[Event]:
    """Note a first interrupt, so that what has begun can finish; a second one is raised."""
    interrupted = Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return

    def note(*_: object) -> None:
        if interrupted.is_set():
            raise KeyboardInterrupt
        interrupted.set()

    before = signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
