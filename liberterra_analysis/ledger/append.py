"""Add reviewed figures and new sources to the ledger: all or nothing, without touching any other line."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import DataError, Problem, UsageError, one_of
from liberterra_analysis.files import hash_bytes
from liberterra_analysis.ledger.claims import SAME_FIGURE, add_intervals
from liberterra_analysis.ledger.review import Row, read_marked
from liberterra_analysis.ledger.transaction import Change, Ledger
from liberterra_analysis.schema.tables import TABLES
from liberterra_analysis.schema.validate import FIRST_ROW, widen
from liberterra_analysis.vocabulary import ROLES, code_of_offence

_PROVISIONAL = re.compile(r"c[0-9]+")
"""Keys of a sheet that stand for claims until they get their own."""

_PASSAGE = ("source_id", "start", "end", "metric")
NOTHING: Mapping[str, str] = MappingProxyType({})
_STATED = tuple(name for name in TABLES["claims"].names if name not in {"claim_id", "subset_of"})


@dataclass(frozen=True, slots=True)
class Added:
    """The result of an addition; `routed` counts the known claims that got the route that the sheet states."""

    claims: tuple[str, ...] = ()
    known: int = 0
    warnings: tuple[str, ...] = ()
    routed: int = 0


def add_review(
    ledger: Ledger,
    sheet: Path,
    source: Mapping[str, str] = NOTHING,
    operation: Mapping[str, str] = NOTHING,
    text: str | None = None,
) -> Added:
    """Append the rows of a review sheet that are marked "yes" to the ledger, and their origin if new: all, or none.

    `source` and `operation` stand for blank ones in the rows: the key, and the other cells and the text to hold where
    the ledger lacks them. Without a marked row nothing is registered. A row whose printed number does not stand at its
    place gets the place where it stands, if that is one. A figure that the ledger already holds for the same passage of
    the same source is not added again. A row whose text names another operation goes to that one. A figure that
    contradicts the ledger is added, with a warning. Raises `UsageError` if too little is known of what is new, and
    `DataError` if the sheet, or the ledger with its rows, is wrong.
    """
    marked = read_marked(sheet)
    if not marked:
        return Added()
    texts, key, home = ledger.texts, source.get("source_id", ""), operation.get("operation_id", "")
    held = {} if text is None else {key: text.encode("utf-8")}
    changes = _find_new(ledger, source, operation, held)
    named = _name_operations(texts["operations"], changes["operations"], marked, home)
    rows = {at: _complete(cells, texts["metrics"], key, named) for at, cells in marked.items()}
    known = _find_known(rows, texts["claims"])
    rows |= {at: ledger.find_passage(row, held) for at, row in rows.items() if at not in known}
    _check_rows(rows, str(sheet), {at: cells.get("operation", "") for at, cells in marked.items() if home})
    known |= _find_known(rows, texts["claims"])
    new = _name_claims(rows, known, texts["claims"]["claim_id"].cat.categories)
    routed = set(known.values()) - set(texts["routes"]["claim_id"])
    keys = {at: row["claim_id"] for at, row in new.items()}
    keys |= {at: key for at, key in known.items() if key in routed}
    legs = [(at, leg) for at, key in keys.items() for leg in _parse_route(marked[at], key, at, str(sheet))]
    changes |= {"claims": Change([*new.items()]), "routes": Change(legs)}
    after = ledger.commit(changes, str(sheet), held=held)["claims"]
    added = tuple(row["claim_id"] for row in new.values())
    elsewhere = (
        f"{row['claim_id']}: added to {repr(row['operation_id']) if row['operation_id'] else 'no operation'}"
        for row in new.values()
        if home and row["operation_id"] != home
    )
    warnings = (*elsewhere, *_find_contradictions(after, ledger.tables["metrics"], added))
    return Added(added, len(known), warnings, len(routed & {leg["claim_id"] for _, leg in legs}))


def _find_new(
    ledger: Ledger, source: Mapping[str, str], operation: Mapping[str, str], held: Mapping[str, bytes]
) -> dict[str, Change]:
    """Return the source and operation to add; ask for what is missing."""
    for option, cells in {"source": source, "operation": operation}.items():
        stated = [name for name, cell in cells.items() if cell and name not in {"language", "dates_source_id"}]
        if stated and not cells.get(f"{option}_id"):
            raise UsageError(f"--{stated[0]} describes a new {option}; name that, too: --{option} ID.")
    changes = {
        "sources": _add_row("sources", ledger, source, held) if source.get("source_id") else Change(),
        "operations": _add_row("operations", ledger, operation, {}) if operation.get("operation_id") else Change(),
    }
    new = {table: row for table, change in changes.items() for _, row in change.new}
    asked = [question for table, row in new.items() for name, question in _ASKED[table].items() if not row[name]]
    if asked:
        lacks = " and ".join(repr(row[TABLES[table].key[0]]) for table, row in new.items())
        raise UsageError(f"The ledger lacks {lacks}. {' '.join(asked)}")
    return changes


_ASKED: Mapping[str, Mapping[str, str]] = {
    "sources": {
        "publisher": "Who published it? --publisher NAME.",
        "rank": "How near is it to who counted? --rank primary, copy, wire, secondary or retelling.",
        "read": "How far was it read? --read whole, part or totals.",
    },
    "operations": {"name": "What is the operation called? --name NAME."},
}
"""What a new source or operation must state."""


def _name_operations(
    operations: pd.DataFrame, new: Change, marked: Mapping[int, Row], operation: str
) -> Mapping[str, str]:
    """Return the operation that each name in a sheet stands for, if there is one: the commonest for its own."""
    added = ((row["name"], row["operation_id"]) for _, row in new.new)
    ids: dict[str, list[str]] = {}
    for name, key in (*operations[["name", "operation_id"]].astype(str).to_numpy().tolist(), *added):
        ids.setdefault(name.removeprefix("Operation "), []).append(key)
    names = Counter(row.get("operation", "") for row in marked.values())
    names[""] = 0
    own = max(names, key=names.__getitem__)
    known = {name: one[0] for name, one in ids.items() if len(one) == 1}
    several = dict.fromkeys((name for name, one in ids.items() if len(one) > 1), operation)
    return {**several, **known, own: operation, "": operation} if operation else known


def add_record(ledger: Ledger, table: str, row: Mapping[str, str], text: str | None = None) -> str:
    """Add a source or an operation by its cells, and store the text of a source in `data/texts/`, if any.

    Returns `added`, `text added` or `known`. `sha256` is computed; a source that is registered without a text gets the
    hash, and nothing else of its row changes. Raises `DataError` if the row is wrong or the ledger states something
    else, or has another text.
    """
    key = row[TABLES[table].key[0]].strip()
    held = {} if text is None else {key: text.encode("utf-8")}
    change = _add_row(table, ledger, row, held)
    ledger.commit({table: change}, f"{table.removesuffix('s')} {key!r}", held=held)
    return "added" if change.new else "text added" if change else "known"


def _add_row(table: str, ledger: Ledger, row: Mapping[str, str], held: Mapping[str, bytes]) -> Change:
    """Return the change that adds a record, or the hash of its text, which is the only one held."""
    cells = {name: row.get(name, "").strip() for name in TABLES[table].names}
    if table == "sources":
        cells["sha256"] = "".join(map(hash_bytes, held.values()))
    found = ledger.find_row(table, cells[TABLES[table].key[0]])
    if found is None:
        return Change([(0, cells)])
    return _add_text(*found, cells) if held else _compare_rows(table, *found, cells)


def _compare_rows(table: str, at: int, old: Row, cells: Row) -> Change:
    """Return no change; raise `DataError` if a record has another cell than is stated."""
    for name in (name for name, cell in cells.items() if cell and cell != old[name]):
        key, held = cells[TABLES[table].key[0]], repr(old[name]) if old[name] else "blank"
        message = f"is {held} for {key!r}, not {cells[name]!r}; change it in the file, or add under another name"
        raise DataError([Problem(TABLES[table].file, message, (at + FIRST_ROW,), name)])
    return Change()


def _add_text(at: int, old: Row, cells: Row) -> Change:
    if old["sha256"] and old["sha256"] != cells["sha256"]:
        message = f"{cells['source_id']!r} has another text in the ledger; register this one under a name of its own"
        raise DataError([Problem("data/sources.csv", message, (at + FIRST_ROW,), "sha256")])
    return Change() if old["sha256"] else Change(replaced={at: old | {"sha256": cells["sha256"]}})


def _complete(cells: Row, metrics: pd.DataFrame, source: str, named: Mapping[str, str]) -> Row:
    """Fill in what a row leaves to the command, and what follows from its metric and offence."""
    row = {name: cells.get(name, "") for name in TABLES["claims"].names}
    row["source_id"] = row["source_id"] or source
    if row["scope"] != "context":
        row["operation_id"] = row["operation_id"] or named.get(cells.get("operation", ""), "")
    units = metrics["unit"][metrics["metric"] == row["metric"]].tolist()
    if units and units[0] != "currency":
        row["unit"] = units[0]
    row["iccs"] = row["iccs"] or code_of_offence(row["offence"])
    return row


def _check_rows(rows: Mapping[int, Row], sheet: str, named: Mapping[int, str]) -> None:
    homeless: dict[str, list[int]] = {}
    for at, row in rows.items():
        if row["operation_id"] or row["scope"] == "context":
            continue
        message = "names no operation of the ledger; write its id, give one with --operation, or the scope 'context'"
        if name := named.get(at):
            message = f"is of {name!r}, as the text calls it, which the ledger lacks; write the id of the operation"
        homeless.setdefault(message, []).append(at)
    if homeless:
        raise DataError([Problem(sheet, message, tuple(at), "operation_id") for message, at in homeless.items()])
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, row in rows.items():
        alike.setdefault(tuple(row[name] for name in _STATED), []).append(at)
    message = "the same figure stands in several rows; mark one of them 'yes' and the others 'no'"
    problems = [Problem(sheet, message, tuple(several)) for several in alike.values() if len(several) > 1]
    if problems := [*problems, *_find_lone_parts(rows, sheet)]:
        raise DataError(problems)


def _find_lone_parts(rows: Mapping[int, Row], sheet: str) -> Iterator[Problem]:
    """Yield a problem for each part whose whole is no claim yet and not marked: alone it would count as a total."""
    marked = {row["claim_id"] for row in rows.values()}
    for at, row in rows.items():
        whole = row["subset_of"]
        if _PROVISIONAL.fullmatch(whole) and whole not in marked:
            message = f"is part of {whole!r}, which is not marked; mark that row 'yes' too, or write the key of a claim"
            yield Problem(sheet, f"{message}, or nothing if it is no part", (at,), "subset_of")


def _find_known(rows: Mapping[int, Row], claims: pd.DataFrame) -> dict[int, str]:
    """Return the keys of the claims that the ledger holds already, by the rows that state them again."""
    mine = claims[claims["source_id"].isin({row["source_id"] for row in rows.values()})].astype(object)
    keys = {_identify(row): row["claim_id"] for row in mine.to_dict("records")}
    return {at: keys[_identify(row)] for at, row in rows.items() if _identify(row) in keys}


def _identify(row: Mapping[Any, str]) -> tuple[str, ...]:
    """Return what a figure is known by: where it stands and what it counts, or else all that is stated of it."""
    return tuple(row[name] for name in (_PASSAGE if row["start"] else _STATED))


def _name_claims(rows: Mapping[int, Row], known: Mapping[int, str], taken: Container[str]) -> dict[int, Row]:
    """Return the new rows with keys of their own, to which their parts refer."""
    keys = {rows[at]["claim_id"]: key for at, key in known.items()}
    used = set(known.values())
    new: dict[int, Row] = {}
    for at in [at for at in rows if at not in known]:
        given = rows[at]["claim_id"]
        is_own = given and not _PROVISIONAL.fullmatch(given)
        key = given if is_own else next(key for key in _propose_keys(rows[at]) if key not in used and key not in taken)
        used.add(key)
        keys |= {given: key} if given else {}
        new[at] = rows[at] | {"claim_id": key}
    for at, row in new.items():
        new[at] = row | {"subset_of": keys.get(row["subset_of"], row["subset_of"])}
    return new


def _propose_keys(row: Row) -> Iterator[str]:
    """Yield keys made of operation, source, metric, and what narrows the figure; then the same, numbered."""
    operation = row["operation_id"] or "context"
    publisher = row["source_id"].replace(operation, "")
    narrowed = (row[name] for name in ("metric", "population", "country_iso3", "detail"))
    parts = unicodedata.normalize("NFKD", "-".join([operation, publisher, *narrowed]).lower())
    base = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", parts)).strip("-")  # "são-paulo": "sao-paulo"
    return chain([base], (f"{base}-{at}" for at in count(2)))


def _parse_route(cells: Row, claim: str, at: int, sheet: str) -> Iterator[Row]:
    """Parse "origin: Bulgaria; destination: Netherlands" into rows of the table of routes."""
    stated = [part.partition(":") for part in cells.get("route", "").split(";") if part.strip()]
    for leg, (printed, _, place) in enumerate(stated, 1):
        role, name = printed.strip(), place.strip()
        if role not in ROLES:
            raise DataError([Problem(sheet, one_of(role, ROLES), (at,), "route")])
        code = places.find_country(name) or ""
        scheme = "iso3166" if code else ""
        yield dict(zip(TABLES["routes"].names, (claim, str(leg), role, name, code, scheme, ""), strict=True))


def _find_contradictions(after: pd.DataFrame, metrics: pd.DataFrame, added: Sequence[str]) -> Iterator[str]:
    """Yield a warning for each new claim that contradicts another one about the same figure, and is no part of it."""
    near = after["operation_id"].isin(after.loc[after["claim_id"].isin(added), "operation_id"].dropna())
    claims = add_intervals(widen(after[near]), metrics).assign(new=lambda frame: frame["claim_id"].isin(added))
    pairs = claims[claims["new"]].merge(claims, on=list(SAME_FIGURE), suffixes=("", "_other"))
    pairs["own"] = pairs["source_id"] == pairs["source_id_other"]
    is_part = pairs["own"] & (pairs["subset_of"].notna() | pairs["subset_of_other"].notna())
    is_again = pairs["new_other"] & (pairs["claim_id"] <= pairs["claim_id_other"])
    are_apart = (pairs["lower"] > pairs["upper_other"]) | (pairs["upper"] < pairs["lower_other"])
    for row in pairs[are_apart & ~is_part & ~is_again].to_dict("records"):
        advice = "; what tells them apart belongs into 'detail', the whole of a part into 'subset_of'"
        yield (
            f"{row['metric']}: {row['claim_id']!r} says '{row['number']}', {row['claim_id_other']!r} of "
            f"{row['source_id_other']!r} says '{row['number_other']}'; both are recorded{advice if row['own'] else ''}"
        )
