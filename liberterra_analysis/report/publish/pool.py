"""Reports made side by side, on this machine or a Dask cluster: as many as asked for, or as there is room for."""

import logging
import os
import re
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.pool import ThreadPool
from pathlib import Path

from liberterra_analysis.errors import UsageError
from liberterra_analysis.report.event import Event, Progress
from liberterra_analysis.report.execute.server import Failed, Servers
from liberterra_analysis.report.publish.job import NOT_BEGUN, Job, Made, Same, make_report

PATIENCE = 0.2
"""Seconds after which an interrupt is noticed."""

MEMORY = 500 * 2**20
"""Bytes of memory to count on for each report that is made at the same time."""

CONTROL_GROUPS = Path("/sys/fs/cgroup")
"""Folder in which Linux states the limits of containers and services."""

OWN_GROUPS = Path("/proc/self/cgroup")

ANSWERS_WITHIN = 15
"""Seconds within which a scheduler of Dask answers and has a worker."""

ADDRESS = re.compile(r"[a-z]+://.+:\d+")


def make_reports(
    jobs: Sequence[Job], servers: Servers, *, workers: str, scheduler: str = "", progress: Progress
) -> Iterator[tuple[str, Made | Same | Failed]]:
    """Make reports side by side, and yield each as it is done: its name, and what became of it."""
    if not jobs:
        return
    with _note_interrupts() as interrupted, _open_pool(choose_workers(workers, len(jobs)), scheduler) as pool:
        lost: list[Job] = []
        for job, result in _make_each(pool, jobs, servers, interrupted, progress):
            if isinstance(result, Failed) and result.lost:
                lost.append(job)
            else:
                yield job.inputs.report, result
        for one in lost:  # once more, each by itself: it may have been another that took the memory
            for job, result in _make_each(pool, [one], servers, interrupted, progress):
                if isinstance(result, Failed) and result.lost:
                    result = replace(result, message=f"{result.message} This happened twice.")  # noqa: PLW2901
                yield job.inputs.report, result


@contextmanager
def _open_pool(workers: int, scheduler: str) -> Iterator[Executor]:
    if scheduler:
        with open_cluster(scheduler) as cluster:
            yield cluster
        return
    threads = ThreadPoolExecutor(workers)
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _make_each(
    pool: Executor, jobs: Sequence[Job], servers: Servers, interrupted: threading.Event, progress: Progress
) -> Iterator[tuple[Job, Made | Same | Failed]]:
    for job in jobs:
        progress(Event(job.inputs.report, "waits"))
    here = (progress, servers) if isinstance(pool, ThreadPoolExecutor) else ()
    futures = {pool.submit(make_report, job, *here): job for job in jobs}
    stopping = False
    while futures:
        done, _ = wait(futures, timeout=PATIENCE, return_when=FIRST_COMPLETED)
        if interrupted.is_set() and not stopping:
            stopping = True
            running = [future for future in futures if not future.cancel() and future not in done]
            if running:
                progress(Event("", "note", "stops when what has begun is finished; interrupt again to stop at once"))
            done |= {future for future in futures if future.cancelled()}
        yield from ((futures.pop(future), _take_result(future)) for future in done)


def _take_result(future: Future[Made | Same | Failed]) -> Made | Same | Failed:
    try:
        return future.result()
    except CancelledError:
        return NOT_BEGUN
    except Exception as error:  # noqa: BLE001 (whatever a cluster raises, as of a worker that died, concerns this report)
        return Failed(f"it was not made: {type(error).__name__}: {error}")


@contextmanager
def _note_interrupts() -> Iterator[threading.Event]:
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


# How many at a time


def choose_workers(asked: str, jobs: int) -> int:
    """Return how many of these jobs are done at a time, for a number or `auto`: at least 1."""
    if asked == "auto":
        import psutil

        cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        quota, memory = find_quotas()
        memory = min(memory, psutil.virtual_memory().available)
        return max(1, int(min(jobs, cpus, quota, memory // MEMORY)))
    if not asked.isdecimal() or int(asked) < 1:
        raise UsageError(f"--workers takes a number from 1 up, or 'auto'; got {asked!r}.")
    return max(1, min(jobs, int(asked)))


def find_quotas() -> tuple[float, float]:
    """Return the processors and the free bytes of memory that the control groups of this process leave to it."""
    cpus = memory = float("inf")
    for group in _own_groups():
        # The second version of control groups has the first file of each list, the first version the others.
        cpu = _read_numbers(group, "cpu.max", "cpu.cfs_quota_us", "cpu.cfs_period_us")
        if len(cpu) > 1 and cpu[0] > 0:
            cpus = min(cpus, cpu[0] / cpu[1])
        for limit in _read_numbers(group, "memory.max", "memory.limit_in_bytes"):
            used = sum(_read_numbers(group, "memory.current", "memory.usage_in_bytes"))
            # What holds files gives way.
            files = re.findall(r"^(?:total_)?inactive_file (\d+)$", _read(group / "memory.stat"), re.MULTILINE)
            memory = min(memory, limit - used + max(map(float, files), default=0))
    return cpus, memory


def _own_groups() -> Iterator[Path]:
    """Yield the folders of the control groups that this process is in, from its own to the topmost."""
    for line in _read(OWN_GROUPS).splitlines():
        _, kinds, path = line.split(":", 2)
        top = CONTROL_GROUPS / kinds
        group = top / path.strip("/")
        yield from (folder for folder in (group, *group.parents) if folder.is_relative_to(top))


def _read_numbers(group: Path, *files: str) -> list[float]:
    """Return the numbers in the files of a control group; a file that is missing, or holds "max", has none."""
    numbers: list[float] = []
    for file in files:
        with suppress(ValueError):
            numbers += [float(word) for word in _read(group / file).split()]
    return numbers


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""


# Clusters


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """Open an executor that runs jobs on a Dask cluster."""
    try:
        import distributed
    except ImportError:
        raise UsageError("--scheduler needs Dask: pip install 'liberterra_analysis[cluster]'.") from None
    if not ADDRESS.fullmatch(address):
        raise UsageError(f"--scheduler takes an address such as 'tcp://127.0.0.1:8786'; got {address!r}.")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is raised, once
    options = {"timeout": ANSWERS_WITHIN, "set_as_default": False}
    try:
        # In a thread, which ends with the program: Dask waits without end for a peer that accepts but never answers.
        with ThreadPool(1) as pool:
            client = pool.apply_async(distributed.Client, (address,), options).get(ANSWERS_WITHIN + 1)
    except Exception as error:  # noqa: BLE001 (whatever Dask raises)
        why = str(error) or f"it does not speak within {ANSWERS_WITHIN} s"
        raise UsageError(f"No Dask scheduler answers at {address!r}: {why}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWERS_WITHIN)
        except TimeoutError:
            raise UsageError(
                f"The Dask scheduler at {address!r} has had no worker for {ANSWERS_WITHIN} s; "
                f"start some: dask worker {address}"
            ) from None
        yield client.get_executor(pure=False)
