"""Slices: the rows of the ledger on which the loaders of some operations, of a country, or of a series, depend.

A report on them depends on their slice, not on the tables, and is not made again for a change elsewhere.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from liberterra_analysis.csvfile import read_records
from liberterra_analysis.errors import LiberterraError
from liberterra_analysis.files import hash_json, stamp
from liberterra_analysis.journal import find_standing
from liberterra_analysis.places import find_country
from liberterra_analysis.schema.tables import LEDGER, TABLES

SEPARATOR = ", "
"""Between the operations of a slice."""

SERIES = "series "
"""Before the name of a series whose slice it is; no key has a blank."""

Stamps: TypeAlias = tuple[tuple[int, ...], ...]
Hashes: TypeAlias = dict[tuple[str, int], str]
"""Hashes of rows by table and position."""


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


def hash_slice(data: Path, of: str) -> str | None:
    """Return the hash of the slice of a country, of a series, or of operations with `SEPARATOR` between their keys.

    None if there is no such operation or series, nothing names the country, or a table cannot be read.
    """
    hashes = _gather_rows(data, of)
    return hash_json([hashes[place] for place in sorted(hashes)]) if hashes else None


def is_in_slice(data: Path, of: str, table: str, at: int) -> bool:
    """Return whether a slice, named as for `hash_slice`, has the row of a table at a position."""
    return (table, at) in _gather_rows(data, of)


def _gather_rows(data: Path, of: str) -> Hashes:
    """Return the rows of a slice; none if there is no such slice, or a table cannot be read."""
    with suppress(LiberterraError, OSError, KeyError, ValueError):
        rows, naming = _index(data, stamp_tables(data))
        parts = [rows[operation] for operation in naming.get(of) or of.split(SEPARATOR)]
        return {place: hashed for part in parts for place, hashed in part.items()}
    return {}


def find_operations(data: Path, of: str) -> set[str]:
    """Return the operations of a series, or those that name a country in a claim, statement, route or their regions."""
    return _index(data, stamp_tables(data))[1].get(of, set())


@lru_cache(maxsize=2)
def _index(data: Path, _: Stamps) -> tuple[Mapping[str, Hashes], Mapping[str | None, set[str]]]:
    """Return the rows of each operation, those outside any under "", and the operations of each country and series."""
    tables = {name: read_records(data / f"{name}.csv", f"data/{name}.csv") for name in LEDGER}
    claims = {row["claim_id"]: row for row in tables["claims"]}
    # One number with decimals anywhere decides the type of its column everywhere.
    has_decimals = [any(float(row.get(name) or 0) % 1 for row in claims.values()) for name in ("value", "high")]
    common = hash_json([tables["metrics"], has_decimals])
    rows, naming = defaultdict[str, Hashes](lambda: {("", 0): common}), defaultdict(set)
    claiming, citing, series = defaultdict(set), defaultdict(set), defaultdict(list)
    for row in claims.values():  # what is outside any operation goes with what its source claims of operations
        claiming[row["source_id"]].add(row.get("operation_id", ""))
    for row in tables["operations"]:
        series[row.get("series")].append(_hash_row(row))
    for name in ("operations", "claims", "statements", "routes"):
        for at, row in enumerate(tables[name]):
            of = claims[row["claim_id"]] if name == "routes" else row
            own = of.get("operation_id", "")
            # An operation goes with the others of its series.
            hashed = hash_json(series[row["series"]]) if row.get("series") else _hash_row(row)
            for operation in [own] if own else {"", *claiming[of["source_id"]]}:
                rows[operation][name, at] = hashed
                citing[of.get("source_id") or of.get("dates_source_id")].add(operation)
            for named in _list_names(row):
                naming[named].add(own)
    for at, row in enumerate(tables["sources"]):
        for operation in citing[row["source_id"]]:
            rows[operation]["sources", at] = _hash_row(row)
    return dict(rows), naming


def _hash_row(row: Mapping[str, str]) -> str:
    """Return the hash of a row; a column that is missing is one whose cells are blank."""
    return hash_json({column: cell for column, cell in row.items() if cell})


def _list_names(row: Mapping[str, str]) -> Iterable[str | None]:
    place = row.get("place_code") if row.get("place_scheme") == "iso3166" else None
    series = f"{SERIES}{row['series']}" if row.get("series") else None
    regions = row.get("regions", "").split("; ")
    return [row.get("country_iso3"), row.get("nationality_iso3"), place, series, *map(find_country, regions)]
