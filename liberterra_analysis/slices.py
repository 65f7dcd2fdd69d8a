"""The slice of an operation: all rows of the ledger on which the loaders of one operation depend.

A report of one operation depends on its slice, not on the tables, and is not made again for a change elsewhere.
"""

import os
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from liberterra_analysis.csvfile import read_records
from liberterra_analysis.errors import LiberterraError
from liberterra_analysis.files import hash_json, stamp
from liberterra_analysis.journal import find_standing
from liberterra_analysis.schema.tables import LEDGER, TABLES

Stamps: TypeAlias = tuple[tuple[int, ...], ...]
Records: TypeAlias = list[dict[str, str]]


def stamp_tables(data: Path) -> Stamps:
    """Return the stamp of each table of a ledger, blank where there is none, (-1,) where it cannot be read."""
    return tuple(_stamp(find_standing(data / f"{name}.csv")) for name in TABLES)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        with path.open("rb") as file:  # what may not be read any more is no table that was read before
            return stamp(os.fstat(file.fileno()))
    except FileNotFoundError:
        return ()
    except OSError:
        return (-1,)


def hash_slice(data: Path, operation: str) -> str | None:
    """Return the hash of an operation's slice; None if there is no such operation, or a table cannot be read."""
    try:
        return _hash_slices(data, stamp_tables(data)).get(operation)
    except (LiberterraError, OSError, KeyError, ValueError):
        return None


@lru_cache(maxsize=2)
def _hash_slices(data: Path, _: Stamps) -> Mapping[str, str]:
    tables = {name: read_records(data / f"{name}.csv", f"data/{name}.csv") for name in LEDGER}
    claims, statements = tables["claims"], tables["statements"]
    # One number with decimals anywhere decides the type of its column everywhere.
    has_decimals = [any(float(row.get(name) or 0) % 1 for row in claims) for name in ("value", "high")]
    status = {row["source_id"]: row.get("release_status") for row in tables["sources"]}
    legs = _group(tables["routes"], "claim_id")
    own = [(_group(rows, "operation_id"), _group(rows, "source_id", outside=True)) for rows in (claims, statements)]
    metrics, found = hash_json(tables["metrics"]), {}
    for row in tables["operations"]:
        key = row["operation_id"]
        sources = sorted({claims[at]["source_id"] for at in own[0][0][key]})
        # In the order of the file, which is that of the frame.
        mine, said = (sorted([*of[key], *(at for one in sources for at in around[one])]) for of, around in own)
        route = [tables["routes"][at] for one in mine for at in legs[claims[one]["claim_id"]]]
        parts = ([row], [claims[at] for at in mine], [statements[at] for at in said], route)
        # A column that is missing is one whose cells are blank.
        filled = [[{name: cell for name, cell in one.items() if cell} for one in part] for part in parts]
        found[key] = hash_json([*filled, [status.get(one) for one in sources], metrics, has_decimals])
    return found


def _group(rows: Records, key: str, *, outside: bool = False) -> defaultdict[str, list[int]]:
    """Group the positions of rows by a cell; with `outside`, only rows without an operation."""
    places = defaultdict(list)
    for at, row in enumerate(rows):
        if not (outside and row.get("operation_id")):
            places[row.get(key, "")].append(at)
    return places
