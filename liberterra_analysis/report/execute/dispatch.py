"""Hand jobs to threads, each of which has a process make a report, or to a cluster; notice who interrupts."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace

from liberterra_analysis.report.event import Event, Progress
from liberterra_analysis.report.execute.jobs import NOT_BEGUN, Failed, Job, Made, make
from liberterra_analysis.report.execute.run import Servers
from liberterra_analysis.report.execute.workers import choose_workers, open_cluster

__all__ = ["dispatch"]

PATIENCE = 0.2
"""Seconds after which an interrupt is noticed."""


def dispatch(
    jobs: Sequence[Job], *, servers: Servers, workers: str, scheduler: str = "", tell: Progress
) -> Iterator[tuple[str, Made | Failed]]:
    """Make reports side by side, and yield each as it is done: its name, and what became of it.

    Raises
    ------
    UsageError
        If there is no such number of workers, or no such scheduler.
    """
    if not jobs:
        return
    with servers, _interrupts() as interrupted, _open(choose_workers(workers, len(jobs)), scheduler) as executor:
        lost: list[Job] = []
        for job, result in _make_all(executor, jobs, servers, interrupted, tell):
            if isinstance(result, Failed) and result.lost:
                lost.append(job)
            else:
                yield job.inputs.report, result
        for job in lost:  # once more, each by itself: it may have been another that took the memory
            for _, result in _make_all(executor, [job], servers, interrupted, tell):
                if isinstance(result, Failed) and result.lost:
                    result = replace(result, message=f"{result.message} This happened twice.")  # noqa: PLW2901
                yield job.inputs.report, result


@contextmanager
def _open(workers: int, scheduler: str) -> Iterator[Executor]:
    if scheduler:
        with open_cluster(scheduler) as executor:
            yield executor
        return
    threads = ThreadPoolExecutor(workers)
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _make_all(
    executor: Executor, jobs: Sequence[Job], servers: Servers, interrupted: threading.Event, tell: Progress
) -> Iterator[tuple[Job, Made | Failed]]:
    for job in jobs:
        tell(Event(job.inputs.report, "waits"))
    futures = {_submit(executor, job, servers, tell): job for job in jobs}
    told = False
    while futures:
        done, _ = wait(futures, timeout=PATIENCE, return_when=FIRST_COMPLETED)
        if interrupted.is_set() and not told:
            told = True
            running = [future for future in futures if not future.cancel() and future not in done]
            if running:
                tell(Event("", "note", "stops when what has begun is finished; interrupt again to stop at once"))
            done |= {future for future in futures if future.cancelled()}
        yield from ((futures.pop(future), _result(future)) for future in done)


def _submit(executor: Executor, job: Job, servers: Servers, tell: Progress) -> Future[Made | Failed]:
    if isinstance(executor, ThreadPoolExecutor):
        return executor.submit(make, job, tell, servers)
    return executor.submit(make, job)


def _result(future: Future[Made | Failed]) -> Made | Failed:
    try:
        return future.result()
    except CancelledError:
        return NOT_BEGUN
    except Exception as error:  # noqa: BLE001 (whatever a cluster raises concerns this report alone)
        said = f"{type(error).__name__}: {error}"
        if type(error).__name__ == "KilledWorker":  # of Dask, which need not be there
            return Failed("it was not made: every worker that made it died.", log=said)
        return Failed(f"it was not made: {said}")


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Note a first interrupt, so that what has begun can finish; a second one is raised."""
    interrupted = threading.Event()
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
