"""What a command takes: wall time, processor time of it and all it starts, and memory at its peak."""

import ctypes
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

BIN = Path(sys.executable).parent
SAMPLED_EVERY = 0.05
ADOPT = 36
"""Linux's number for `prctl`: what a child leaves behind becomes ours, so that its processor time is counted."""


class Took(NamedTuple):
    """Seconds; `cpu` is user and system time, None where a system does not tell it of processes left behind."""

    wall: float
    cpu: float | None = None

    def __str__(self) -> str:
        return seconds(self.wall) + (f" ({seconds(self.cpu)} CPU)" if self.cpu is not None else "")


def seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def adopt_orphans() -> bool:
    """Become the parent of what children leave behind; False where the system has no such thing."""
    return sys.platform == "linux" and ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0) == 0


def take(call: Callable[[], object], *, cpu: bool = True) -> Took:
    """Time a call that leaves no process running but those on their way out."""
    adopts = cpu and adopt_orphans()
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    call()
    wall = time.perf_counter() - start
    if not adopts:
        return Took(wall)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def run(*command: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """Run a command to its end and give what it wrote; what it said of its failure is raised."""
    done = subprocess.run(command, env=os.environ | (env or {}), cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def alternate(calls: Sequence[Callable[[], object]], rounds: int, *, cpu: bool = True) -> list[Took]:
    """Time calls in turn, A B A B, so that what else the machine does meets all of them; give the median of each."""
    taken: list[list[Took]] = [[] for _ in calls]
    for _ in range(rounds):
        for times, call in zip(taken, calls, strict=True):
            times.append(take(call, cpu=cpu))
    return [middle(times) for times in taken]


def middle(times: Sequence[Took]) -> Took:
    cpu = [took.cpu for took in times if took.cpu is not None]
    return Took(statistics.median(took.wall for took in times), statistics.median(cpu) if cpu else None)


class Peak(NamedTuple):
    """Bytes of memory, in which a page that processes share counts once where the system tells, and processes then."""

    used: int
    processes: int


def peak(*command: str | Path) -> Peak:
    """Run a command to its end and give the most memory that it and all processes below it held at one time."""
    highest = Peak(0, 0)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.extend(process.stderr or ()))
        reader.start()
        while process.poll() is None:
            highest = max(highest, _used(process.pid))
            time.sleep(SAMPLED_EVERY)
        reader.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{''.join(said)[-2000:]}")
    return highest


def _used(pid: int) -> Peak:
    total = count = 0
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            with suppress(psutil.Error):
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.uss)
                count += 1
    return Peak(total, count)
