"""Add reviewed figures and new sources to the ledger: all or nothing, without moving any other line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import DataError, Problem, one_of
from liberterra_analysis.files import hash_bytes
from liberterra_analysis.hedges import Hedged, Intervals, add_bounds, compare, format_hedged
from liberterra_analysis.ledger.claims import SAME_FIGURE
from liberterra_analysis.ledger.review import Row, read_marked
from liberterra_analysis.ledger.transaction import Change, Texts, commit, hold, read_sound
from liberterra_analysis.schema import FIRST_ROW, TABLES, widen
from liberterra_analysis.vocabulary import OFFENCES, ROLES
from liberterra_analysis.workspace import Workspace, find_workspace

Tell = Callable[[str], None]

_PROVISIONAL = re.compile(r"c[0-9]+")


@dataclass(frozen=True, slots=True)
class Added:
    """The result of an addition: keys of the new claims, number of claims known before, and contradictions found.

    `routed` counts the known claims that lacked the route that the sheet states and got it.
    """

    claims: tuple[str, ...] = ()
    known: int = 0
    warnings: tuple[str, ...] = ()
    routed: int = 0


def add_review(
    sheet: Path,
    *,
    source: str = "",
    operation: str = "",
    workspace: Workspace | None = None,
    wait: float = inf,
    tell: Tell = lambda _: None,
) -> Added:
    """Append the rows of a review sheet that are marked "yes" to the ledger: all of them, or none.

    A figure that the ledger already holds for the same passage of the same source is not added again. `source` and
    `operation` apply to rows that name none. A figure that contradicts the ledger is added, with a warning. Raises
    `DataError` if the sheet, or the ledger with its rows, is wrong, and `WorkspaceError` if the ledger cannot be
    written.
    """
    place = workspace or find_workspace()
    marked = read_marked(sheet)
    with hold(place, wait, tell):
        texts, tables = read_sound(place)
        new, known = _claims(marked, texts, source, operation, str(sheet))
        routed = set(known.values()) - set(texts["routes"]["claim_id"])
        keys = {at: row["claim_id"] for at, row in new.items()} | {
            at: key for at, key in known.items() if key in routed
        }
        legs = [(leg, at) for at, key in keys.items() for leg in _legs(marked[at], key, at, str(sheet))]
        changes = {
            "claims": Change([(_after(texts["claims"], row), row, at) for at, row in new.items()]),
            "routes": Change([(len(texts["routes"]), leg, at) for leg, at in legs]),
        }
        if not any(changes.values()):
            return Added(known=len(known))
        after = commit(place, texts, changes, str(sheet))["claims"]
    added = tuple(row["claim_id"] for row in new.values())
    warnings = tuple(_contradictions(tables["claims"], after, added))
    return Added(added, len(known), warnings, len(routed & {leg["claim_id"] for leg, _ in legs}))


def add_source(
    row: Mapping[str, str],
    text: str,
    *,
    workspace: Workspace | None = None,
    wait: float = inf,
    tell: Tell = lambda _: None,
) -> str:
    """Register a source and store its text in `data/texts/`; return `added`, `text added` or `known`.

    The cells of `row` are those of `sources.csv`; `sha256` is computed. A source that is registered without a text gets
    the hash, and nothing else of its row changes. Raises `DataError` if the row is wrong or the ledger has another text
    for this source, and `WorkspaceError` if the ledger cannot be written.
    """
    place = workspace or find_workspace()
    raw = text.encode("utf-8")
    cells = {column.name: row.get(column.name, "").strip() for column in TABLES["sources"].columns}
    cells["sha256"] = hash_bytes(raw)
    name = f"texts/{cells['source_id']}.txt"
    with hold(place, wait, tell):
        texts, _ = read_sound(place)
        change, what = _source(texts["sources"].astype(object), cells)
        held = place.data / name
        if change or not held.is_file() or held.read_bytes() != raw:
            commit(place, texts, {"sources": change}, f"source {cells['source_id']!r}", more={name: raw})
    return what


def _source(sources: pd.DataFrame, cells: Row) -> tuple[Change, str]:
    """Return the change that registers a source, and its name: `added`, `text added` or `known`."""
    key, keys = cells["source_id"], sources["source_id"].tolist()
    if key not in keys:
        later = (at for at, one in enumerate(keys) if one > key and keys == sorted(keys))
        return Change([(next(later, len(keys)), cells, 0)]), "added"
    at = keys.index(key)
    old = {str(name): str(cell) for name, cell in sources.iloc[at].items()}
    if old["sha256"] == cells["sha256"]:
        return Change(), "known"
    if old["sha256"]:
        message = f"{key!r} has another text in the ledger; register this one under a name of its own"
        raise DataError([Problem("data/sources.csv", message, (at + FIRST_ROW,), "sha256")])
    return Change(replaced={at: old | {"sha256": cells["sha256"]}}), "text added"


def _claims(
    marked: Mapping[int, Row], texts: Texts, source: str, operation: str, sheet: str
) -> tuple[dict[int, Row], dict[int, str]]:
    """Return the marked rows as new claims, and the keys of the claims that the ledger already holds."""
    complete = {at: _complete(cells, texts, source, operation) for at, cells in marked.items()}
    homeless = [at for at, row in complete.items() if not row["operation_id"] and row["scope"] != "context"]
    if homeless:
        message = "names no operation of the ledger; give one with --operation, or the scope 'context'"
        raise DataError([Problem(sheet, message, tuple(homeless), "operation_id")])
    _check_single(complete, sheet)
    passages = _passages(texts["claims"], {row["source_id"] for row in complete.values()})
    known = {at: key for at, row in complete.items() if (key := passages.get(_passage(row)))}
    new = {at: row for at, row in complete.items() if at not in known}
    keys = {complete[at]["claim_id"]: key for at, key in known.items()}
    taken = set(keys.values())
    for row in new.values():
        provisional = row["claim_id"]
        if not provisional or _PROVISIONAL.fullmatch(provisional):
            row["claim_id"] = _key(row, lambda key: key in taken or key in texts["claims"]["claim_id"].cat.categories)
        taken.add(row["claim_id"])
        keys[provisional] = row["claim_id"]
    for row in new.values():
        # A whole that was not marked is no claim; the part stands for itself.
        whole = row["subset_of"]
        row["subset_of"] = keys.get(whole, "" if _PROVISIONAL.fullmatch(whole) else whole)
    return new, known


def _complete(cells: Row, texts: Texts, source: str, operation: str) -> Row:
    """Fill in what a row leaves to the command, and what follows from its metric and offence."""
    row = {column.name: cells.get(column.name, "") for column in TABLES["claims"].columns}
    row["source_id"] = row["source_id"] or source
    if row["scope"] != "context":
        named = texts["operations"]["name"] == f"Operation {cells.get('operation', '')}"
        ids = texts["operations"]["operation_id"][named].tolist()
        row["operation_id"] = row["operation_id"] or operation or (ids[-1] if ids else "")
    units = texts["metrics"]["unit"][texts["metrics"]["metric"] == row["metric"]].tolist()
    if units and units[0] != "currency":
        row["unit"] = units[0]
    row["iccs"] = row["iccs"] or (OFFENCES[row["offence"]].code if row["offence"] in OFFENCES else "")
    return row


_PASSAGE = ("source_id", "start", "end", "metric")
_FIGURE = tuple(column.name for column in TABLES["claims"].columns if column.name not in {"claim_id", "subset_of"})


def _check_single(rows: Mapping[int, Row], sheet: str) -> None:
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, row in rows.items():
        alike.setdefault(tuple(row[name] for name in _FIGURE), []).append(at)
    message = "the same figure stands in several rows; mark one of them 'yes' and the others 'no'"
    if problems := [Problem(sheet, message, tuple(several)) for several in alike.values() if len(several) > 1]:
        raise DataError(problems)


def _passage(row: Mapping[Any, str]) -> tuple[str, ...]:
    """Return what a figure is known by: where it stands and what it counts, or all that is said of it."""
    return tuple(row[name] for name in (_PASSAGE if row["start"] else _FIGURE))


def _passages(claims: pd.DataFrame, sources: Collection[str]) -> dict[tuple[str, ...], str]:
    """Return the key of each claim of some sources by its passage and metric."""
    mine = claims[claims["source_id"].isin(sources)].astype(object)
    return {_passage(row): row["claim_id"] for row in mine.to_dict("records")}


def _key(row: Row, is_taken: Callable[[str], bool]) -> str:
    """Return a free key made of operation, source, metric, and what narrows the figure."""
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
    return next(key for key in chain([base], (f"{base}-{at}" for at in count(2))) if not is_taken(key))


def _legs(cells: Row, claim: str, at: int, sheet: str) -> Iterator[Row]:
    """Parse "origin: Bulgaria; destination: Netherlands" into rows of the table of routes."""
    stated = [part.partition(":") for part in cells.get("route", "").split(";") if part.strip()]
    for leg, (role, _, name) in enumerate(stated, 1):
        if role.strip() not in ROLES:
            raise DataError([Problem(sheet, one_of(role.strip(), ROLES), (at,), "route")])
        code = places.find_country(name)
        yield {
            "claim_id": claim,
            "leg": str(leg),
            "role": role.strip(),
            "place_as_printed": name.strip(),
            "place_code": code or "",
            "place_scheme": "iso3166" if code else "",
            "note": "",
        }


def _after(claims: pd.DataFrame, row: Row) -> int:
    """Return the position after the last claim of the same operation and source, or operation, or the end."""
    same = claims["operation_id"] == row["operation_id"]
    for there in (same & (claims["source_id"] == row["source_id"]), same):
        found = np.flatnonzero(there)
        if len(found):
            return int(found[-1]) + 1
    outside = np.flatnonzero(claims["operation_id"] == "")
    return int(outside[0]) if len(outside) else len(claims)


def _contradictions(before: pd.DataFrame, after: pd.DataFrame, keys: Sequence[str]) -> Iterator[str]:
    """Yield a warning for each new claim that contradicts an old one about the same figure."""
    new = widen(after[after["claim_id"].isin(keys)])
    old = before[before["operation_id"].isin(new["operation_id"]) | before["operation_id"].isna()]
    old = widen(old[old["metric"].isin(new["metric"])])
    pairs = add_bounds(new).merge(add_bounds(old), on=list(SAME_FIGURE), suffixes=("", "_other"))
    verdict = compare(Intervals.of(pairs), Intervals(pairs["lower_other"], pairs["upper_other"]))
    for row in pairs[np.isin(verdict, ["more", "fewer"])].to_dict("records"):
        other = {name: row[f"{name}_other"] for name in ("claim_id", "source_id", "value", "hedge", "high")}
        yield (
            f"{row['metric']}: {row['claim_id']!r} says {format_hedged(Hedged.of(row))!r}, {other['claim_id']!r} of "
            f"{other['source_id']!r} says {format_hedged(Hedged.of(other))!r}; both are recorded"
        )
