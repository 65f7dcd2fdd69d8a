"""Time how long public data sets take to read and to load: `python tests/benchmarks/bench_datasets.py [FILE_OF_UNODC]`.

The rows are made here, in the publishers' layouts; UNODC's own workbook is read where its path is given, or where it
was fetched. Each step runs in a process of its own, which says what it took, without starting Python and importing, and
its memory at the peak.
"""

import importlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from liberterra_analysis.datasets import add_file, load_dataset
from liberterra_analysis.workspace import Workspace

HEAD = (
    "fiscal_year,month_grouping,month_abbv,component,land_border_region,area_of_responsibility,aor_abbv,demographic,"
    "citizenship,title_of_authority,encounter_type,encounter_count\n"
)
BLOCK = 100_000
HELD = Path(__file__).parents[2] / "data" / "context" / "glotip"
FEW = ("start", "nationality_iso3", "lower", "upper")
SIZES = {500_000: "< 3 s", 1_500_000: ""}


class Step(NamedTuple):
    """Seconds, and those of a processor, which others do not lengthen; bytes of memory at the peak; rows."""

    seconds: float
    cpu: float
    memory: int
    rows: int


def encounters(path: Path, rows: int) -> Path:
    """Write rows in the layout of US CBP; blocks of them repeat, which changes nothing for who reads them."""
    choose = random.Random(7)  # noqa: S311 (nothing secret)
    areas = [f"Sector {number},S{number:02d}" for number in range(40)]
    people = ["VENEZUELA", "MEXICO", "CUBA", "HAITI", "OTHER", "CHINA, PEOPLES REPUBLIC OF", "COLOMBIA", "INDIA"]
    lines = []
    for _ in range(BLOCK):
        year, month = choose.randint(2020, 2024), choose.choice(["OCT", "JAN", "MAR", "SEP"])
        border, who = choose.choice(["Northern", "Southwest"]), choose.choice(["Single Adults", "FMUA"])
        lines.append(
            f"{year},FYTD,{month},U.S. Border Patrol,{border} Land Border,{choose.choice(areas)},{who},"
            f'"{choose.choice(people)}",Title 8,Apprehensions,{choose.randint(1, 3000)}\n'
        )
    block = "".join(lines)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for _ in range(rows // BLOCK):
            file.write(block)
    return path


def step(*arguments: object) -> Step:
    done = subprocess.run(
        [sys.executable, __file__, "--step", *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return Step(*json.loads(done.stdout))


def measured(unodc: Path | None = None) -> Iterator[tuple[str, Step, str]]:
    """Measure one line after the other: what, what it took, what was aimed at."""
    unodc = unodc or next(HELD.glob("*/*.xlsx"), None)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if unodc is not None:
            yield "UNODC: read and tidy the workbook", step("read", "glotip", unodc, root), "< 5 s"
            yield "UNODC: load again, all columns", step("load", "glotip", root), "< 0.3 s"
        for rows, aim in SIZES.items():
            file, place = encounters(root / "nationwide.csv", rows), root / str(rows)
            name = f"CBP, {rows:,} rows"
            yield f"{name}: read and tidy {file.stat().st_size / 1e6:.0f} MB", step("read", "cbp", file, place), aim
            # The aim of a second load is that of the real files; ten times as many rows have none.
            again = "< 0.3 s" if rows == min(SIZES) else ""
            yield f"{name}: load again, all columns", step("load", "cbp", place), again
            yield f"{name}: load again, {len(FEW)} columns", step("load", "cbp", place, *FEW), again
            file.unlink()


def main(arguments: list[str]) -> None:
    if arguments[:1] != ["--step"]:
        for what, took, aim in measured(Path(arguments[0]) if arguments else None):
            cost = f"{took.seconds:7.2f} s ({took.cpu:.2f} CPU) {took.memory / 2**20:6,.0f} MiB"
            sys.stdout.write(f"{what:52}{took.rows:10,} rows {cost}  {aim}\n")
            sys.stdout.flush()
        return
    for library in ("pyarrow.csv", "pyarrow.parquet"):
        importlib.import_module(library)  # what importing takes is not what reading takes
    kind, name, *rest = arguments[1:]
    place = Workspace(Path(rest[1] if kind == "read" else rest[0]))
    began, used = time.perf_counter(), time.process_time()
    if kind == "read":
        add_file(name, Path(rest[0]), vintage="2026-01-01", workspace=place)
        rows = 0
    else:
        rows = len(load_dataset(name, columns=rest[1:], workspace=place))
    took, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps([took, cpu, peak, rows]))


if __name__ == "__main__":
    main(sys.argv[1:])
