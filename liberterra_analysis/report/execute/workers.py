"""How many reports are made at a time: as many as there are processors and memory for; and clusters of Dask."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from liberterra_analysis.errors import UsageError

__all__ = ["choose_workers", "open_cluster"]

MEMORY = 500 * 2**20
"""Bytes of memory to count on for each report that is made at the same time."""

CONTROL_GROUPS = Path("/sys/fs/cgroup")
"""Where Linux tells what a container, or a service, may use."""

OWN_GROUPS = Path("/proc/self/cgroup")

ANSWERS_WITHIN = 15
"""Seconds within which a scheduler of Dask answers and has a worker."""

ADDRESS = re.compile(r"[a-z]+://.+:\d+")


def choose_workers(asked: str, jobs: int) -> int:
    """Return how many of these jobs are done at a time, for a number or `auto`: at least 1.

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
        files = ("cpu.max", "cpu.cfs_quota_us", "cpu.cfs_period_us")  # the first holds both numbers of the others
        quota, period, *_ = (*chain.from_iterable(_numbers(group / file) for file in files), 0.0, 0.0)
        if quota > 0 and period > 0:
            cpus = min(cpus, quota / period)
        for most, used in (("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes")):
            for limit in _numbers(group / most):
                memory = min(memory, limit - sum(_numbers(group / used)) + _reclaimable(group))
    return cpus, memory


def _own_groups() -> Iterator[Path]:
    """Yield the folders of the control groups that this process is in, from its own to the topmost."""
    with suppress(OSError):
        for line in OWN_GROUPS.read_text("utf-8").splitlines():
            _, kinds, path = line.split(":", 2)
            top = CONTROL_GROUPS / kinds
            group = top / path.strip("/")
            yield from (folder for folder in (group, *group.parents) if folder.is_relative_to(top))


def _numbers(file: Path) -> list[float]:
    """Read the numbers of a file; "max" stands for none, as a missing file does."""
    try:
        return [float(word) for word in file.read_text("utf-8").split()]
    except (OSError, ValueError):
        return []


def _reclaimable(group: Path) -> float:
    """Return how many bytes of the memory used hold files, which give way."""
    with suppress(OSError):
        found = re.findall(
            r"^(?:total_)?inactive_file (\d+)$", (group / "memory.stat").read_text("utf-8"), re.MULTILINE
        )
        return max(map(float, found), default=0)
    return 0


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """Open what runs jobs on a Dask cluster.

    Raises
    ------
    UsageError
        If no scheduler answers there, it has no workers, or Dask is not installed.
    """
    try:
        import distributed
    except ImportError:
        raise UsageError("--scheduler needs Dask: pip install 'liberterra_analysis[cluster]'.") from None
    if not ADDRESS.fullmatch(address):
        raise UsageError(f"--scheduler takes an address such as 'tcp://127.0.0.1:8786'; got {address!r}.")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told, once
    client = _within_limit(lambda: distributed.Client(address, timeout=ANSWERS_WITHIN, set_as_default=False), address)
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWERS_WITHIN)
        except TimeoutError:
            raise UsageError(
                f"The Dask scheduler at {address!r} has had no worker for {ANSWERS_WITHIN} s; "
                f"start some: dask worker {address}"
            ) from None
        yield client.get_executor(pure=False)


def _within_limit(connect: Any, address: str) -> Any:
    """Connect, for no longer than may be: to a peer that accepts and is mute Dask listens without end."""
    found: list[Any] = []

    def try_it() -> None:
        try:
            found.append(connect())
        except Exception as error:  # noqa: BLE001 (told below)
            found.append(error)

    thread = threading.Thread(target=try_it, daemon=True)
    thread.start()
    thread.join(ANSWERS_WITHIN + 1)
    answer = found[0] if found else TimeoutError(f"it does not speak within {ANSWERS_WITHIN} s")
    if isinstance(answer, Exception):
        raise UsageError(f"No Dask scheduler answers at {address!r}: {answer}") from None
    return answer
