"""Time how long a ledger of many claims takes to load and validate, and the commands that read all of it.

`python tests/benchmarks/bench_ledger.py [CLAIMS]`. The claims are those of `data/`, copied under new keys with their
parts and wholes into one operation, so that every rule has work to do and other reports stay as large as they are. The
commands are run with `LEDGER=commands`; each is shown with its processor time and its peak of memory.
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

import pandas as pd

from liberterra_analysis.ledger import load, load_claims
from liberterra_analysis.ledger.rules import check_rows
from liberterra_analysis.schema.tables import LEDGER
from liberterra_analysis.schema.validate import narrow, validate
from liberterra_analysis.workspace import Workspace, find_workspace

CLAIMS = 100_000
RUNS = 5
TARGET = 2.0
OF = "lucero"
ANNOUNCEMENT = "Kenyan police arrested 12 suspects in Liberterra III."


def many_claims(data: Path, wanted: int) -> None:
    """Write copies of all claims below the claims, each with its own key and its own whole."""
    path = data / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    copies = (
        row
        | {name: row[name] and f"{row[name]}-copy-{number}" for name in ("claim_id", "subset_of")}
        | {"operation_id": OF}
        for number in count(1)
        for row in claims
    )
    # Whole copies only: a part of a copy cut off would refer to nothing.
    number = -(-(wanted - len(claims)) // len(claims)) * len(claims)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(claims[0]), lineterminator="\n").writerows(islice(copies, number))


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def load_anew(workspace: Workspace) -> None:
    """Read and validate everything, as a new process does."""
    load._PARSED.clear()
    load_claims(workspace=workspace)


def steps(workspace: Workspace) -> dict[str, Callable[[], object]]:
    table = LEDGER["claims"]
    texts = load.read_texts(workspace.data)
    tables = {name: narrow(LEDGER[name], text) for name, text in texts.items() if isinstance(text, pd.DataFrame)}

    return {
        "read": lambda: load.read_texts(workspace.data),
        "validate cells": lambda: validate(table, texts["claims"]),
        "give dtypes": lambda: narrow(table, texts["claims"]),
        "check rules": lambda: check_rows(table, tables),
        "load_claims, all of it": lambda: load_anew(workspace),
    }


def run_commands(workspace: Workspace) -> Iterator[str]:
    """Run the commands that read the whole ledger, each in a process of its own."""
    text, sheet = workspace.root / "t.txt", workspace.root / "s.csv"
    text.write_text(ANNOUNCEMENT, "utf-8")
    source = ["--id", "aaa", "--publisher", "A", "--rank", "secondary"]
    for arguments in (
        ["check"],
        ["extract", text, "-o", sheet],
        ["source", "add", text, *source],
        ["add", sheet, "--source", "aaa", "--operation", "liberterra-3"],
        ["verify"],
        ["build", "liberterra-2"],
    ):
        place = [] if arguments[0] == "extract" else ["--workspace", workspace.root]
        run = [sys.executable, "-c", COMMAND, *map(str, [*arguments, *place])]
        found = subprocess.run(run, capture_output=True, text=True, check=True)
        yield f"{' '.join(map(str, arguments[:1])):10}{found.stderr.splitlines()[-1]}"


COMMAND = """
import atexit, resource, sys, time
def tell():
    own, of_children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(one.ru_utime + one.ru_stime for one in (own, of_children))
    print(f"{time.perf_counter() - start:8.1f} s, {cpu:6.1f} s CPU, {own.ru_maxrss / 1024:6.0f} MiB", file=sys.stderr)
start = time.perf_counter()
atexit.register(tell)
from liberterra_analysis.cli import main
main()
"""


def main(wanted: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        here = find_workspace(Path(__file__))
        shutil.copytree(here.data, workspace.data)
        many_claims(workspace.data, wanted)
        if os.environ.get("LEDGER") == "commands":
            shutil.copytree(here.notebooks, workspace.notebooks)
            workspace.reports.mkdir()
            shutil.copy(here.catalogue, workspace.catalogue)
            sys.stdout.write("\n".join(run_commands(workspace)) + "\n")
            return
        rows = len(load_claims(workspace=workspace))
        lines = [f"{rows:,} claims, median and fastest of {RUNS} runs, in seconds"]
        for name, call in steps(workspace).items():
            taken = [seconds(call) for _ in range(RUNS)]
            lines.append(f"{name:24}{statistics.median(taken):8.2f}{min(taken):8.2f}")
    lines.append(f"{'target':24}{TARGET:8.2f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS)
