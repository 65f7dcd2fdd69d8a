"""Reviewed figures and new sources into the ledger: everything or nothing, and no line moved that need not be.

The new tables are written beside the old ones and validated as a whole; only then does each take the place of the old
one, sources before claims and claims before routes, so that whatever interrupts it leaves a sound ledger.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import DataError, Problem, one_of
from liberterra_analysis.hedges import Hedged, Interval, Intervals, compare, word
from liberterra_analysis.ledger.load import check_ledger, load_claims, load_metrics
from liberterra_analysis.ledger.read import read_text
from liberterra_analysis.ledger.transaction import Change, Row, commit, locked, write
from liberterra_analysis.schema import LEDGER, TABLES, Column, Table
from liberterra_analysis.vocabulary import OFFENCES, ROLES
from liberterra_analysis.workspace import Workspace, find_workspace

WAIT = 10.0
"""Seconds to wait for another `add` to finish."""

YES, NO = frozenset({"yes", "y", "x", "1", "true"}), frozenset({"", "no", "n", "0", "false"})
_PROVISIONAL = re.compile(r"c[0-9]+")
_SAME_FIGURE = (
    "operation_id", "metric", "scope", "detail", "country_iso3", "nationality_iso3", "population", "offence",
    "exploitation", "phase", "unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition did: keys of new claims, how many stood there already, what they contradict."""

    claims: tuple[str, ...] = ()
    known: int = 0
    warnings: tuple[str, ...] = ()


def add_review(
    sheet: Path, *, source: str = "", operation: str = "", workspace: Workspace | None = None, wait: float = WAIT
) -> Added:
    """Append the rows of a review sheet that are marked "yes" to the claims of the ledger.

    A row whose figure the ledger has already, in the same passage of the same source, is not added again.

    Parameters
    ----------
    sheet : pathlib.Path
        As `extract.to_sheet` writes it; columns may be missing or more.
    source, operation : str
        Source and operation of rows that name none.
    wait : float
        Seconds to wait for another addition to finish.

    Returns
    -------
    Added
        What was added. A figure that contradicts one of the ledger is recorded all the same, and told.

    Raises
    ------
    DataError
        If the sheet, or the ledger with its rows, is wrong; nothing was changed.
    WorkspaceError
        If the ledger cannot be written; nothing was changed.

    Examples
    --------
    >>> add_review(Path("nowhere.csv"))
    Traceback (most recent call last):
    liberterra_analysis.errors.DataError: nowhere.csv: there is no such file.
    """
    place = workspace or find_workspace()
    marked = _marked(sheet)
    with locked(place, wait):
        old = _texts(place)
        rows, known = _claims(marked, old, place, source, operation, sheet)
        if not rows:
            return Added(known=known)
        before = load_claims(workspace=place)
        changes = {
            "claims": Change([(_after(old["claims"], row), row) for _, row in rows]),
            "routes": Change(
                [(len(old["routes"]), leg) for at, row in rows for leg in _legs(marked[at], row, at, sheet)]
            ),
        }
        origin = {row["claim_id"]: at for at, row in rows}
        commit(
            place, changes, lambda table, key: origin.get(key) if table in {"claims", "routes"} else None, str(sheet)
        )
        keys = tuple(row["claim_id"] for _, row in rows)
        return Added(keys, known, tuple(_contradictions(before, load_claims(workspace=place), keys)))


def add_source(row: Mapping[str, str], text: str, *, workspace: Workspace | None = None, wait: float = WAIT) -> str:
    """Register a source and hold its text in `data/texts/`.

    Parameters
    ----------
    row : mapping of str to str
        Cells of `sources.csv`; `sha256` is set here. A source that the ledger has already gets the hash, and nothing
        else of it is changed.
    text : str
        The text into which passages point.
    wait : float
        Seconds to wait for another addition to finish.

    Returns
    -------
    str
        `added`, `text added`, or `known` where nothing changed.

    Raises
    ------
    DataError
        If the row is wrong, or the ledger has another text for this source; nothing was changed.
    WorkspaceError
        If the ledger cannot be written; nothing was changed.

    Examples
    --------
    >>> add_source({"source_id": "Not a key"}, "12 arrests", wait=1)
    Traceback (most recent call last):
    liberterra_analysis.errors.DataError: source 'Not a key', column 'source_id': 'Not a key' is not a key of
    lower-case letters, digits and single hyphens, such as 'liberterra-2'.
    source 'Not a key', column 'publisher': a value is required; the cell is blank.
    source 'Not a key', column 'rank': a value is required; the cell is blank.
    """
    place = workspace or find_workspace()
    raw = text.encode("utf-8")
    cells = {column.name: row.get(column.name, "").strip() for column in TABLES["sources"].columns}
    cells["sha256"] = hashlib.sha256(raw).hexdigest()
    key = cells["source_id"]
    with locked(place, wait):
        old = _texts(place)["sources"]
        at = next((at for at, one in enumerate(old) if one["source_id"] == key), None)
        if at is None:
            keys = [one["source_id"] for one in old]
            put = (
                next((at for at, one in enumerate(keys) if one > key), len(keys)) if keys == sorted(keys) else len(keys)
            )
            change, what = Change([(put, cells)]), "added"
        elif old[at]["sha256"] not in {"", cells["sha256"]}:
            message = f"{key!r} has another text in the ledger; register this one under a name of its own"
            raise DataError([Problem("data/sources.csv", message, (at + 2,), "sha256")])
        else:
            change = Change(replaced={} if old[at]["sha256"] else {at: old[at] | {"sha256": cells["sha256"]}})
            what = "text added" if change.replaced else "known"
        if change.rows or change.replaced:
            commit(
                place,
                {"sources": change},
                lambda table, name: -1 if (table, name) == ("sources", key) else None,
                f"source {key!r}",
            )
        held = place.data / "texts" / f"{key}.txt"
        if not held.is_file() or held.read_bytes() != raw:
            held.parent.mkdir(exist_ok=True)
            write(held, raw)
    return what


def _marked(sheet: Path) -> dict[int, Row]:
    """Read the rows of a sheet that are to be added, by their number as a spreadsheet counts."""
    wanted = ("add", *(column.name for column in TABLES["claims"].columns))
    if not sheet.is_file():
        raise DataError([Problem(str(sheet), "there is no such file")])
    # The reader of the ledger's own files says the same of a sheet that is no CSV or has the wrong encoding.
    with_header = sheet.read_bytes().decode("utf-8-sig", errors="replace").split("\n", 1)[0]
    names = next(csv.reader([with_header.strip()]), [])
    missing = [name for name in ("add", "start", "end", "as_printed", "metric", "value", "hedge") if name not in names]
    if names and missing:
        raise DataError([Problem(str(sheet), f"column {missing[0]!r} is missing; is this a review sheet?", (1,))])
    table = Table(sheet.stem, "", "", (), tuple(Column(name, "text", "") for name in names or wanted))
    frame, problems = read_text(table, sheet.parent)
    if frame is None or sheet.suffix.lower() != ".csv":
        found = problems or [Problem("", "is not a CSV file; name a review sheet that ends in .csv")]
        raise DataError([Problem(str(sheet), one.message, one.rows, one.column) for one in found])
    rows = {
        at: {name: cell.strip() for name, cell in _cells(row).items()}
        for at, row in enumerate(frame.to_dict("records"), 2)
    }
    unclear = [at for at, row in rows.items() if row["add"].lower() not in YES | NO]
    if unclear:
        message = f"{rows[unclear[0]]['add']!r} is neither 'yes' nor 'no'"
        raise DataError([Problem(str(sheet), message, tuple(unclear), "add")])
    return {at: row for at, row in rows.items() if row["add"].lower() in YES}


def _claims(
    marked: Mapping[int, Row], old: Mapping[str, list[Row]], place: Workspace, source: str, operation: str, sheet: Path
) -> tuple[list[tuple[int, Row]], int]:
    """Make claims of marked rows; leave out those that the ledger has."""
    names = {row["name"]: row["operation_id"] for row in old["operations"]}
    units = dict(zip(*(load_metrics(workspace=place)[name] for name in ("metric", "unit")), strict=True))
    passages = {tuple(row[name] for name in _PASSAGE): row["claim_id"] for row in old["claims"] if row["start"]}
    taken = {row["claim_id"] for row in old["claims"]}
    keys: dict[str, str] = {}
    rows: list[tuple[int, Row]] = []
    known = 0
    homeless: list[int] = []
    for at, cells in marked.items():
        row = {column.name: cells.get(column.name, "") for column in TABLES["claims"].columns}
        row["source_id"] = row["source_id"] or source
        if row["scope"] != "context":
            row["operation_id"] = (
                row["operation_id"] or operation or names.get(f"Operation {cells.get('operation', '')}", "")
            )
            if not row["operation_id"]:
                homeless.append(at)
        if units.get(row["metric"], "currency") != "currency":
            row["unit"] = units[row["metric"]]
        row["iccs"] = row["iccs"] or (OFFENCES[row["offence"]].code if row["offence"] in OFFENCES else "")
        there = passages.get(tuple(row[name] for name in _PASSAGE))
        provisional = row["claim_id"]
        if there is None:
            row["claim_id"] = (
                _key(row, taken) if not provisional or _PROVISIONAL.fullmatch(provisional) else provisional
            )
            rows.append((at, row))
        else:
            known += 1
        taken.add(row["claim_id"])
        keys[provisional] = there or row["claim_id"]
    if homeless:
        message = "names no operation of the ledger; give one with --operation, or the scope 'context'"
        raise DataError([Problem(str(sheet), message, tuple(homeless), "operation_id")])
    for _, row in rows:
        # A whole that was not marked is no claim; the part stands for itself.
        whole = row["subset_of"]
        row["subset_of"] = keys.get(whole, "" if _PROVISIONAL.fullmatch(whole) else whole)
    return rows, known


_PASSAGE = ("source_id", "start", "end", "metric")


def _key(row: Row, taken: set[str]) -> str:
    """Make a key of what a claim says: operation, source, metric, and what narrows it."""
    operation = row["operation_id"] or "context"
    publisher = row["source_id"].replace(operation, "").strip("-").replace("--", "-")
    parts = (
        operation,
        publisher,
        row["metric"].replace("_", "-"),
        row["population"],
        row["country_iso3"].lower(),
        row["detail"],
    )
    base = re.sub(r"[^a-z0-9]+", "-", "-".join(part for part in parts if part).lower()).strip("-")
    key, at = base, 1
    while key in taken:
        at += 1
        key = f"{base}-{at}"
    return key


def _legs(cells: Row, row: Row, at: int, sheet: Path) -> Iterator[Row]:
    """Read "origin: Bulgaria; destination: Netherlands" as rows of the table of routes."""
    stated = [part.partition(":") for part in cells.get("route", "").split(";") if part.strip()]
    for leg, (role, _, name) in enumerate(stated, 1):
        if role.strip() not in ROLES:
            raise DataError([Problem(str(sheet), one_of(role.strip(), ROLES), (at,), "route")])
        code = places.find_country(name)
        yield {
            "claim_id": row["claim_id"],
            "leg": str(leg),
            "role": role.strip(),
            "place_as_printed": name.strip(),
            "place_code": code or "",
            "place_scheme": "iso3166" if code else "",
            "note": "",
        }


def _after(rows: Sequence[Row], row: Row) -> int:
    """Give the place after the last claim of the same operation and source, or of the same operation, or the end."""
    for names in (("operation_id", "source_id"), ("operation_id",)):
        same = [at for at, one in enumerate(rows) if all(one[name] == row[name] for name in names)]
        if same:
            return same[-1] + 1
    outside = [at for at, one in enumerate(rows) if not one["operation_id"]]
    return outside[0] if outside else len(rows)


def _texts(place: Workspace) -> dict[str, list[Row]]:
    """Read the ledger as text, after checking that it is sound."""
    check_ledger(place)
    found = {}
    for name, table in LEDGER.items():
        frame, _ = read_text(table, place.data)
        found[name] = [] if frame is None else [_cells(row) for row in frame.to_dict("records")]
    return found


def _cells(row: Mapping[Any, Any]) -> Row:
    return {str(name): str(cell) for name, cell in row.items()}


def _contradictions(before: pd.DataFrame, after: pd.DataFrame, keys: Sequence[str]) -> Iterator[str]:
    """Say which new claims and old ones are about the same figure and cannot both be right."""
    new = after[after["claim_id"].isin(keys)]
    for row in new.to_dict("records"):
        same = before
        for column in _SAME_FIGURE:
            same = same[same[column].isna() if pd.isna(row[column]) else same[column] == row[column]]
        for other in same.to_dict("records"):
            if compare(Intervals.of([Interval.of(row)]), Intervals.of([Interval.of(other)]))[0] in {"more", "fewer"}:
                yield (
                    f"{row['metric']}: {row['claim_id']!r} says {word(Hedged.of(row))!r}, {other['claim_id']!r} of "
                    f"{other['source_id']!r} says {word(Hedged.of(other))!r}; both are recorded"
                )
