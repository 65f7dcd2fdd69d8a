"""Time how long a ledger of many claims takes to load and validate: `python tests/benchmarks/bench_ledger.py [CLAIMS]`.

The claims are those of `data/`, copied under new keys with their parts and wholes, so that every rule has work to do.
The import of pandera is paid once a process and shown apart.
"""

from __future__ import annotations

import csv
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path

from liberterra_analysis.ledger import load, load_claims
from liberterra_analysis.ledger.read import read_text
from liberterra_analysis.ledger.rules import references, rows_of
from liberterra_analysis.schema import LEDGER, typed, validate
from liberterra_analysis.workspace import Workspace, find_workspace

CLAIMS = 100_000
RUNS = 5
TARGET = 2.0


def many_claims(data: Path, wanted: int) -> None:
    """Write copies of all claims below the claims, each with its own key and its own whole."""
    path = data / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    copies = (
        row | {name: row[name] and f"{row[name]}-copy-{number}" for name in ("claim_id", "subset_of")}
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
    load._read.cache_clear()
    load._parse.cache_clear()
    load_claims(workspace=workspace)


def steps(workspace: Workspace) -> dict[str, Callable[[], object]]:
    table, data = LEDGER["claims"], workspace.data
    text = {name: read_text(other, data)[0] for name, other in LEDGER.items()}
    tables = {name: typed(LEDGER[name], frame) for name, frame in text.items()}

    return {
        "read": lambda: read_text(table, data),
        "validate cells": lambda: validate(table, text["claims"]),
        "give dtypes": lambda: typed(table, text["claims"]),
        "look up references": lambda: references(table, tables),
        "check rules": lambda: rows_of(table, tables),
        "load_claims, all of it": lambda: load_anew(workspace),
    }


def main(wanted: int) -> None:
    imported = seconds(lambda: __import__("pandera.pandas"))
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        shutil.copytree(find_workspace(Path(__file__)).data, workspace.data)
        many_claims(workspace.data, wanted)
        rows = len(load_claims(workspace=workspace))
        lines = [f"{rows:,} claims, median and fastest of {RUNS} runs, in seconds"]
        lines += [f"{'import pandera, once':24}{imported:8.2f}"]
        for name, call in steps(workspace).items():
            taken = [seconds(call) for _ in range(RUNS)]
            lines.append(f"{name:24}{statistics.median(taken):8.2f}{min(taken):8.2f}")
    lines.append(f"{'target':24}{TARGET:8.2f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS)
