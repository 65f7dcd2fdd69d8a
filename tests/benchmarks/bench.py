"""Print one table of what building reports takes: `python tests/benchmarks/bench.py [LINE]...`; all lines if omitted.

Where another way exists it is measured in the same run, in turn with this one: A B A B, medians. Figures, never
assertions: a machine that does something else as well is slower, and the table says how busy it was.
"""

import argparse
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import bench_analysis
import bench_datasets
import bench_extract
import bench_ledger
import psutil
from measure import BIN, Peak, Took, alternate, middle, peak, run, seconds, take
from recipes import AT_ONCE, CHROMIUM, NOTEBOOK, Careful, Ordinary, build, operations, workspace

from liberterra_analysis.ledger import load_claims
from liberterra_analysis.report.publish.manifest import Manifest
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace

SHOWN = ("ipykernel", "jupyter_client", "matplotlib", "nbclient", "nbconvert", "papermill", "pandas", "typst")
FEW, MANY, TIMED = 12, 480, 12
ROUNDS = 11


class Line(NamedTuple):
    """One line of the table, as text: what was measured, with what it is compared, and what was aimed at."""

    what: str
    here: str
    other: str = ""
    ratio: str = ""
    aim: str = ""


def reports(number: int, rounds: int, aim: str = "") -> Callable[[], Iterator[Line]]:
    def line() -> Iterator[Line]:
        with workspace(number) as place:
            wanted, ordinary = operations(place)[:number], Ordinary(place)
            ours, theirs = alternate([lambda: build(place, "--force"), lambda: ordinary(wanted)], rounds)
            ours = ours if rounds > 1 else _mean(ours, take(lambda: build(place, "--force")))
        what = f"{number} report{'s' * (number > 1)}, HTML and {'PDF' if CHROMIUM else 'PDF (ordinary recipe: no PDF)'}"
        yield Line(what, str(ours), f"ordinary recipe {theirs}", f"{theirs.wall / ours.wall:.1f}× faster", aim)

    return line


def careful(what: str, aim: str, *options: str) -> Callable[[], Iterator[Line]]:
    """Compare with the careful recipe: by processor time, which depends less on what else the machine does."""

    def line() -> Iterator[Line]:
        with workspace(FEW) as place:
            wanted, theirs = operations(place)[:FEW], Careful(place, options)
            ours, other = alternate([lambda: build(place, "--force"), lambda: theirs(wanted)], 3)
        ratio = f"{other.cpu / ours.cpu:.1f}× less CPU" if ours.cpu and other.cpu else ""
        yield Line(f"{FEW} reports, HTML and PDF", str(ours), f"{what} {other}", ratio, aim)

    return line


def _mean(one: Took, other: Took) -> Took:
    """Return what A took before and after a single long B."""
    cpu = None if one.cpu is None or other.cpu is None else (one.cpu + other.cpu) / 2
    return Took((one.wall + other.wall) / 2, cpu)


def further() -> Iterator[Line]:
    """Time what a further report adds, one at a time, and the cells of the same reports within their processes."""
    few = 2  # a single report is made without a pool, and costs less to begin
    with workspace(TIMED + few) as place:
        names = operations(place)[: TIMED + few]
        timed = _count_cells(place)
        every, first = alternate(
            [lambda: build(place, "--force", workers=1), lambda: build(place, "--force", *names[:few], workers=1)], 3
        )
        cells = _mean_of(_read_times(timed / name) for name in names[few:])
    more = Took((every.wall - first.wall) / TIMED, _difference(every.cpu, first.cpu))
    yield Line(
        "each further report, one at a time", str(more), f"its cells {cells}", f"{more.wall / cells.wall:.2f}×",
        "≤ 1.5×",
    )  # fmt: skip


def _difference(more: float | None, less: float | None) -> float | None:
    return None if more is None or less is None else (more - less) / TIMED


def _read_times(path: Path) -> Took:
    """Return the median of what the cells took in the runs of one report."""
    return middle([Took(*map(float, line.split())) for line in path.read_text("utf-8").splitlines()])


def _mean_of(times: Iterable[Took]) -> Took:
    """Return the mean over reports."""
    walls, cpus = zip(*times, strict=True)
    return Took(sum(walls) / TIMED, sum(cpus) / TIMED)


START = """import time
_cells = []
_note = lambda sign: _cells.append((sign * time.perf_counter(), sign * time.process_time()))
get_ipython().events.register("pre_run_cell", lambda _: _note(-1))
get_ipython().events.register("post_run_cell", lambda _: _cells and _note(1))"""
END = """with open({path!r} + "/" + operation, "a") as _file:
    print(*map(sum, zip(*_cells[: len(_cells) // 2 * 2])), file=_file)"""


def _count_cells(place: Workspace) -> Path:
    """Let the notebook note how long its own cells run, for each operation and each run."""
    import nbformat

    folder = place.root / "timed"
    folder.mkdir()
    path = place.notebooks / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, 4)
    for at, source in ((1, START), (len(notebook.cells) + 1, END.format(path=str(folder)))):
        notebook.cells.insert(at, nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, path)
    return folder


def unchanged(number: int, aim: str = "") -> Callable[[], Iterator[Line]]:
    def line() -> Iterator[Line]:
        with workspace(number) as place:
            _publish_all(place)
            states = build(place)
            if any(one["state"] != "unchanged" for one in states):
                raise SystemExit("a report was built that should not have been; was the package edited meanwhile?")
            ours, python = alternate([lambda: build(place), lambda: run(sys.executable, "-c", "pass")], 5)
        what = f"nothing changed, {len(states):,} entries"
        yield Line(what, str(ours), f"bare Python {seconds(python.wall)}", aim=aim)

    return line


def _publish_all(place: Workspace) -> None:
    """Build one report, and publish what it holds under the name and the inputs of all others."""
    first = plan(place)[0]
    build(place, first.name)
    store = Store(place)
    folder = store.folder(first.name, store.current(first.name))
    manifest = store.read(first.name, folder.name)
    files = {name: (folder / name).read_bytes() for name in manifest.outputs}
    for one in plan(place):
        inputs = one.inputs.model_copy(update={"data": manifest.inputs.data})
        fields = manifest.model_dump() | {"inputs": inputs, "edition": inputs.edition}
        store.publish(Manifest.model_validate(fields), files, keep=None)


def memory() -> Iterator[Line]:
    few, many = (_peak(number) for number in (FEW, MANY))
    megabytes = [f"{one.used / 2**20:,.0f} MiB in {one.processes} processes" for one in (few, many)]
    yield Line(
        f"peak memory, {MANY} reports", megabytes[1], f"{FEW} of them {megabytes[0]}",
        f"{many.used / few.used:.2f}×", "flat",
    )  # fmt: skip


def _peak(number: int) -> Peak:
    """Build so many reports on the operations of which most claims are held: no more than processes that make reports.

    A process keeps some of what its largest report took, so each meets a large one, of few reports as of many.
    """
    with workspace(number, largest=AT_ONCE) as place:
        return peak(BIN / "liberterra", "build", "-w", place.root, "--workers", str(AT_ONCE), "--quiet")


def start() -> Iterator[Line]:
    package, python, help_page = alternate(
        [
            lambda: run(sys.executable, "-c", "import liberterra_analysis"),
            lambda: run(sys.executable, "-c", "pass"),
            lambda: run(BIN / "liberterra", "--help"),
        ],
        ROUNDS,
    )
    more = package.wall - python.wall
    yield Line("import liberterra_analysis", str(package), f"bare Python {python}", f"{seconds(more)} more", "< 100 ms")
    yield Line("liberterra --help", str(help_page), f"bare Python {python}", aim="< 250 ms")


def dask() -> Iterator[Line]:
    number = 24
    with workspace(number) as place, _cluster() as address:
        cluster, pool = alternate(
            [lambda: build(place, "--force", "--scheduler", address), lambda: build(place, "--force")], 3, cpu=False
        )
    yield Line(
        f"{number} reports on Dask, {AT_ONCE} workers", str(cluster), f"pool of {AT_ONCE} {pool}",
        f"{cluster.wall / pool.wall:.2f}×", "≤ 1.25×",
    )  # fmt: skip


@contextmanager
def _cluster() -> Iterator[str]:
    """Start a real scheduler and workers of one thread each, on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [BIN / "dask", "scheduler", "--host", address, "--no-dashboard", "--no-show"]
    worker = [BIN / "dask", "worker", address, "--nthreads", "1", "--nworkers", "1", "--no-dashboard"]
    started = [subprocess.Popen(scheduler, **quiet)]
    try:
        started += [subprocess.Popen(worker, **quiet) for _ in range(AT_ONCE)]
        _wait_for_workers(address)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def _wait_for_workers(address: str) -> None:
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(AT_ONCE, timeout=60)


def claims() -> Iterator[Line]:
    with workspace(1) as place:
        bench_ledger.many_claims(place.data, bench_ledger.CLAIMS)
        rows = len(load_claims(workspace=place))
        (took,) = alternate([lambda: bench_ledger.load_anew(place)], 5, cpu=False)
    yield Line(f"load and validate {rows:,} claims", str(took), aim=f"< {bench_ledger.TARGET:g} s")


def extraction() -> Iterator[Line]:
    for what, took in bench_extract.measured():
        yield Line(what, f"{took:.2f} s", aim="< 5 s")


def analyses() -> Iterator[Line]:
    for what, took in bench_analysis.measured():
        yield Line(what, seconds(took))


def datasets() -> Iterator[Line]:
    for what, took, aim in bench_datasets.measured():
        yield Line(what, f"{seconds(took.seconds)} ({seconds(took.cpu)} CPU), {took.memory / 2**20:,.0f} MiB", aim=aim)


LINES: dict[str, Callable[[], Iterator[Line]]] = {
    "start": start,
    "claims": claims,
    "analyses": analyses,
    "datasets": datasets,
    "extract": extraction,
    "unchanged-10": unchanged(10),
    "unchanged-100": unchanged(100),
    "unchanged-1000": unchanged(1000, "< 1 s"),
    "reports-1": reports(1, 3),
    "reports-12": reports(12, 1),
    "reports-48": reports(48, 1, "≥ 10×"),
    "careful": careful("careful recipe", "≥ 5×"),
    "careful-reset": careful("the same, one kernel a process", "≥ 2×", "--reset"),
    "further": further,
    "dask": dask,
    "memory": memory,
}


def table(lines: list[Line]) -> str:
    head = Line("Line", "This package", "Compared with", "", "Aim")
    widths = [max(len(line[column]) for line in [head, *lines]) for column in range(len(head))]
    rows = [head, Line(*("-" * width for width in widths)), *lines]
    return "\n".join(f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows)


def machine() -> str:
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").is_file():
        model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
                      if line.startswith("model name")), model)  # fmt: skip
    gigabytes = psutil.virtual_memory().total / 2**30
    chromium = run(CHROMIUM, "--version").strip() if CHROMIUM else "no Chromium: the ordinary recipe makes no PDF"
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in SHOWN)
    return (
        f"{model}, {os.cpu_count()} CPUs, {gigabytes:.0f} GiB; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}; {versions}; {chromium}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Print one table of what building reports takes.")
    parser.add_argument("lines", nargs="*", metavar="LINE", help=f"of {', '.join(LINES)}; all if omitted")
    wanted = parser.parse_args().lines or list(LINES)
    unknown = [name for name in wanted if name not in LINES]
    if unknown:
        parser.error(f"no line {', '.join(unknown)}; there are {', '.join(LINES)}")
    # As a user has it: without bytecode each program would compile all that it imports, again and again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    began, busy = time.perf_counter(), os.getloadavg()[0]
    lines: list[Line] = []
    for name in wanted:
        sys.stderr.write(f"{name} …\n")  # the table comes at the end, and that is long
        for line in LINES[name]():
            sys.stderr.write(f"    {'; '.join(filter(None, line))}\n")
            lines.append(line)
    note = f"Two reports at a time unless said otherwise. Load before the run {busy:.1f}; the run took "
    sys.stdout.write(f"{machine()}\n\n{table(lines)}\n\n{note}{(time.perf_counter() - began) / 60:.0f} min.\n")


if __name__ == "__main__":
    main()
