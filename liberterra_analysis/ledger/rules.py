"""Rules between the cells of a row, between rows, and between tables.

A rule forbids only what no source could have meant, such as a part larger than its whole. Contradictions between
sources are data, which `analysis.check_consistency` reports. The tables are narrow: see `schema.narrow`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import Problem, UsageError, one_of
from liberterra_analysis.hedges import Hedged, parse
from liberterra_analysis.hedges.grammar import LANGUAGES, MAGNITUDES
from liberterra_analysis.ledger.claims import add_intervals
from liberterra_analysis.ledger.passages import find_printed
from liberterra_analysis.schema.tables import TABLES, Column, Table
from liberterra_analysis.schema.validate import FIRST_ROW, MOST_QUOTED, problems_of
from liberterra_analysis.vocabulary import OFFENCES, code_of_offence

Tables = Mapping[str, pd.DataFrame]
"""Narrow tables of the ledger by name."""

Mask: TypeAlias = tuple[str, str, "pd.Series[bool]"]
"""A column, what is wrong with it, and the rows in which it is."""

PLURAL = re.compile(r"[^\W\d_]+s|people|women|men|children", re.IGNORECASE)
"""A noun that is printed for what is not counted: "suspects"."""


def check_rows(table: Table, tables: Tables) -> list[Problem]:
    """Return a problem for each broken rule of a table, and each reference to a row that another table lacks.

    >>> frame = pd.DataFrame({"starts": ["2024-10-04"], "ends": ["2024-09-29"], "dates_source_id": [None]})
    >>> tables = {"operations": frame, "sources": pd.DataFrame({"source_id": ["a"]})}
    >>> check_rows(TABLES["operations"], tables)[0].message
    "ends before it starts: 'starts' is '2024-10-04', 'ends' is '2024-09-29'"
    """
    rule = _RULES.get(table.name)
    return [*_check_references(table, tables), *(rule(tables) if rule else ())]


def check_printed(tables: Tables) -> list[Problem]:
    """Return a problem for each stored wording, in a language that is read, that states another number or hedge."""
    claims, languages = tables["claims"], languages_of(tables["sources"])
    columns = ("as_printed", "language", "value", "hedge", "high")
    held = claims[["source_id", "as_printed", "value", "hedge", "high"]].dropna(subset="as_printed")
    held = held.assign(language=held["source_id"].astype(object).map(languages))
    found = _explain("claims", held, columns, lambda said, code, *number: find_misreading(said, code, Hedged(*number)))
    return [*found]


def languages_of(sources: pd.DataFrame) -> dict[str, str]:
    """Return the language in which the numbers of each source are read, English where none is known; "" if none is."""
    codes = sources["language"].astype(object).fillna("en").str.replace("-.*", "", regex=True)
    return dict(zip(sources["source_id"], codes.where(codes.isin(LANGUAGES), ""), strict=True))


def find_misreading(phrase: str, language: str, claimed: Hedged) -> str:
    """Return how a phrase reads if that differs from the claimed number, else ""; nothing is read in language ""."""
    if not language:
        return ""
    try:
        read = parse(phrase, language)
    except UsageError as error:
        is_uncounted = claimed.value is None and PLURAL.fullmatch(phrase)
        return "" if is_uncounted else str(error).rstrip(".")
    if read == claimed:
        return ""
    return f"{phrase!r} is read as {str(read)!r}, but the claim says {str(claimed)!r}"


def _check_references(table: Table, tables: Tables) -> Iterator[Problem]:
    for column in table.columns:
        if column.refers:
            values = tables[table.name][column.name]
            known = tables[column.refers][TABLES[column.refers].key[0]].unique()
            dangling = values[values.notna() & ~values.isin(known)]
            if len(dangling):
                yield from problems_of(table, column, dangling, partial(_format_dangling, column, list(known)))


def _format_dangling(column: Column, known: list[str], value: str) -> str:
    if column.refers == "metrics":
        return one_of(value, known) + ("" if known else "; data/metrics.csv has a row for each metric")
    _, hint, near = one_of(value, known).rpartition("; did you mean ")
    other, singular = TABLES[column.refers], column.refers.removesuffix("s")
    way = f"; 'liberterra {singular} add' registers one" if singular in {"source", "operation"} else ""
    return f"{value!r} is not in column {other.key[0]!r} of {other.file}{hint + near if hint else way}"


def _explain(
    table: str, frame: pd.DataFrame, columns: tuple[str, ...], find_fault: Callable[..., str], column: str = ""
) -> Iterator[Problem]:
    """Yield a problem in `column`, or the first, for each combination of cells in which `find_fault` finds one."""
    # A ledger of a million claims has few different wordings: each is looked at once.
    cells = frame[list(columns)]
    first = cells[~cells.duplicated()].astype(object)
    rows = zip(first.index, first.where(first.notna(), None).to_numpy().tolist(), strict=True)
    faults = {at: message for at, row in rows if (message := find_fault(*row))}
    if faults:
        number = cells.groupby(list(columns), dropna=False, observed=True, sort=False).ngroup()
    for at, message in faults.items():
        yield _problem(table, column or columns[0], message, frame.index[number == number[at]])


def _apply(table: str, masks: Iterable[Mask]) -> Iterator[Problem]:
    for column, message, wrong in masks:
        if wrong.any():
            yield _problem(table, column, message, wrong.index[wrong])


def _problem(table: str, column: str, message: str, rows: Iterable[int]) -> Problem:
    return Problem(TABLES[table].file, message, tuple(int(at) + FIRST_ROW for at in rows), column)


def _check_dates(starts: str | None, ends: str | None) -> str:
    # Dates may be less precise than a day: what both state is compared.
    if not starts or not ends or ends[: len(starts)] >= starts[: len(ends)]:
        return ""
    return f"ends before it starts: 'starts' is {starts!r}, 'ends' is {ends!r}"


def _check_claims(tables: Tables) -> Iterator[Problem]:
    frame = tables["claims"]
    numbers = _mask_numbers(frame)
    yield from _apply("claims", [*_mask_passages(frame), *numbers, *_mask_words(frame)])
    printed = frame[["quote", "as_printed"]].dropna()
    yield from _explain("claims", printed, ("quote", "as_printed"), _check_quote)
    yield from _explain("claims", frame, ("iccs", "offence"), _check_code)
    units = dict(zip(tables["metrics"]["metric"], tables["metrics"]["unit"], strict=True))
    yield from _explain("claims", frame, ("unit", "metric"), partial(_check_unit, units))
    decimals = dict(zip(tables["metrics"]["metric"], tables["metrics"]["decimals"].fillna(0), strict=True))
    for column in ("value", "high") if "Float64" in frame[["value", "high"]].dtypes.to_list() else ():
        yield from _explain("claims", frame, (column, "metric"), partial(_check_decimals, decimals))
    # A number that is wrong in itself has no interval, and is not held against its whole or its parts.
    unsound = pd.concat([wrong for _, _, wrong in numbers], axis=1).any(axis=1)
    sound = frame.loc[~unsound, ["claim_id", "metric", "value", "high", "hedge"]]
    yield from _check_parts(frame, add_intervals(sound, tables["metrics"]))


def _mask_words(frame: pd.DataFrame) -> Iterator[Mask]:
    both = frame["derived"].notna() & frame["as_printed"].notna()
    yield "derived", "a number is printed or derived; leave 'as_printed' or 'derived' blank", both
    long = [quote for quote in frame["quote"].dropna().unique() if len(quote.split()) > MOST_QUOTED]
    yield "quote", f"a quote has at most {MOST_QUOTED} words", frame["quote"].isin(long)
    lacks_case = frame["detail"].isna() & (frame["scope"] == "case")
    yield "detail", "a claim of scope 'case' names its case", lacks_case
    outside = frame["operation_id"].isna() & (frame["scope"] != "context")
    yield "scope", "a claim outside any operation has the scope 'context'", outside


def _check_quote(quote: str, printed: str) -> str:
    words, number = (" ".join(text.split()).lower() for text in (quote, printed))
    found = next(find_printed(words, number), None)
    return f"the quote lacks the printed number {printed!r}; write both as the source does" if found is None else ""


def _mask_passages(frame: pd.DataFrame) -> list[Mask]:
    half = frame["start"].isna() != frame["end"].isna()
    empty = (frame["end"] <= frame["start"]).fillna(False)
    return [
        ("start", "a passage needs both its start and its end, or neither", half),
        ("end", "a passage ends after its start", empty),
    ]


def _mask_numbers(frame: pd.DataFrame) -> list[Mask]:
    value, high, hedge = frame["value"], frame["high"], frame["hedge"]
    half = value.isna() != hedge.isna()
    below_zero = hedge.isin(["fewer_than", "nearly"]) & (value == 0).fillna(False)
    no_unit = (hedge == "order_of_magnitude") & ~value.isin(list(MAGNITUDES.values()))
    reads = "the value of an order of magnitude is the unit of the word printed: 12 for dozens, 100 for hundreds"
    return [
        ("hedge", "a counted figure needs both its value and its hedge; an uncounted one neither", half),
        ("high", "a high end belongs to the hedge 'range', and to no other", high.isna() == (hedge == "range")),
        ("high", "the high end of a range lies above its value", (high <= value).fillna(False)),
        ("value", "nothing is fewer than zero", below_zero),
        ("value", reads, no_unit),
    ]


def _check_code(code: str | None, offence: str | None) -> str:
    if offence and offence not in OFFENCES:
        return ""  # a term whose own row is faulty, which is a problem of its own
    expected = code_of_offence(offence or "")
    return "" if (code or "") == expected else f"the offence {offence or ''!r} has the code {expected!r} in the ICCS"


def _check_unit(units: Mapping[str, str], unit: str, metric: str) -> str:
    expected = units.get(metric, unit)  # an unknown metric is a problem of its own
    if re.fullmatch(r"[A-Z]{3}", unit) if expected == "currency" else unit == expected:
        return ""
    counts = "a currency by its code, such as 'EUR'" if expected == "currency" else repr(expected)
    return f"{unit!r} is not the unit of the metric {metric!r}, which counts {counts}"


def _check_decimals(decimals: Mapping[str, int], number: float | None, metric: str) -> str:
    most = int(decimals.get(metric, 0))
    if number is None or round(number, most) == number:
        return ""
    gives = f"than the {most} that 'decimals' in data/metrics.csv gives to {metric!r}"
    return f"{number:g} has more decimals {gives}; its point is a decimal point"


def _check_parts(frame: pd.DataFrame, sound: pd.DataFrame) -> Iterator[Problem]:
    """Check that each part lies within its whole; rows are numbered from 0."""
    parts = frame["subset_of"].dropna()
    found = pd.Index(frame["claim_id"]).get_indexer(parts)
    wholes = pd.Series(found[found >= 0], index=parts.index[found >= 0])
    circular = pd.Series(frame.index.isin(_find_circle(wholes)), frame.index)
    country = frame["country_iso3"].astype(object).fillna("")
    above = country[wholes].set_axis(wholes.index)
    elsewhere = ((above != "") & (country[wholes.index] != above)).reindex(frame.index, fill_value=False)
    counted = "a part of a country's figure is counted in that country, which its 'country_iso3' names"
    itself = "a claim cannot be part of itself, here or through others"
    yield from _apply("claims", [("subset_of", itself, circular), ("country_iso3", counted, elsewhere)])
    yield from _find_larger(sound, wholes[wholes.index.isin(sound.index) & wholes.isin(sound.index)])


def _find_circle(wholes: pd.Series[int]) -> set[int]:
    """Return the claims that are parts of themselves."""
    left = wholes
    while True:  # what is no part, or no whole, closes no circle
        kept = left[left.index.isin(left) & left.isin(left.index)]
        if len(kept) == len(left):
            return set(left.index)
        left = kept


def _find_larger(frame: pd.DataFrame, wholes: pd.Series[int]) -> Iterator[Problem]:
    more = frame["lower"][wholes.index].to_numpy() > frame["upper"][wholes].to_numpy()
    for at in wholes[more].index:
        part, whole = (frame["number"][row].format() for row in (at, wholes[at]))
        key = frame["claim_id"][wholes[at]]
        message = f"the part is {part!r}, more than its whole, {key!r}, which is {whole!r}"
        yield _problem("claims", "subset_of", message, [at])


def _mask_decimals(frame: pd.DataFrame) -> Iterator[Mask]:
    divided = (frame["counts_persons"] & (frame["decimals"] > 0)).fillna(False)
    yield "decimals", "persons are counted in whole numbers; leave it blank", divided


def _check_routes(tables: Tables) -> Iterator[Problem]:
    frame = tables["routes"]
    half = frame["place_code"].isna() != frame["place_scheme"].isna()
    numbered, both = "the places of a route are numbered from 1", "a place has both a code and its scheme, or neither"
    yield from _apply("routes", [("leg", numbered, frame["leg"] == 0), ("place_scheme", both, half)])
    yield from _explain("routes", frame[~half], ("place_code", "place_scheme"), _check_place)


def _check_place(code: str | None, scheme: str | None) -> str:
    is_known = not code or not scheme or places.is_place(code, scheme)
    return "" if is_known else f"{code!r} is no code of the scheme {scheme!r}"


_RULES: Mapping[str, Callable[[Tables], Iterator[Problem]]] = {
    "operations": lambda tables: _explain("operations", tables["operations"], ("starts", "ends"), _check_dates, "ends"),
    "claims": _check_claims,
    "metrics": lambda tables: _apply("metrics", _mask_decimals(tables["metrics"])),
    "routes": _check_routes,
    "statements": lambda tables: _apply("statements", _mask_passages(tables["statements"])),
}
