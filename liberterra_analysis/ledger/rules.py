"""Rules between the cells of a row, between rows, and between tables.

A rule forbids only what no source could have meant, such as a part larger than its whole. Contradictions between
sources are data, which `analysis.check_consistency` reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import Problem, UsageError, one_of
from liberterra_analysis.hedges import MAGNITUDES, Hedged, add_bounds, format_hedged, parse
from liberterra_analysis.schema import FIRST_ROW, LEDGER, TABLES, Column, Table, problems_of, widen
from liberterra_analysis.vocabulary import OFFENCES

Tables = Mapping[str, pd.DataFrame]
"""Narrow tables of the ledger by name."""


def references(table: Table, tables: Tables) -> list[Problem]:
    """Return a problem for each reference of a narrow table to a row that another table lacks.

    >>> references(TABLES["routes"], {"routes": pd.DataFrame({"claim_id": ["a"]}),
    ...                               "claims": pd.DataFrame({"claim_id": ["b"]})})[0].message
    "'a' is not in column 'claim_id' of data/claims.csv"
    """
    problems: list[Problem] = []
    for column in table.columns:
        if column.refers:
            values = tables[table.name][column.name]
            known = tables[column.refers][TABLES[column.refers].key[0]].unique()
            dangling = values[values.notna() & ~values.isin(known)]
            if len(dangling):
                problems += problems_of(table, column, dangling, partial(_dangling, column, list(known)))
    return problems


def _dangling(column: Column, known: list[str], value: str) -> str:
    if column.refers == "metrics":
        return one_of(value, known)
    near = one_of(value, known).rpartition("; did you mean ")
    hint = f"; did you mean {near[2]}" if near[1] else ""
    return f"{value!r} is not in column {TABLES[column.refers].key[0]!r} of {TABLES[column.refers].file}{hint}"


def rows_of(table: Table, tables: Tables) -> list[Problem]:
    """Check the rules of one table that concern several cells; all tables are narrow and their references sound.

    >>> frame = pd.DataFrame({"starts": ["2024-10-04"], "ends": ["2024-09-29"]})
    >>> rows_of(LEDGER["operations"], {"operations": frame})[0].message
    "ends before it starts: 'starts' is '2024-10-04', 'ends' is '2024-09-29'"
    """
    rule = _RULES.get(table.name)
    return rule(tables) if rule else []


def wording(claims: pd.DataFrame) -> list[Problem]:
    """Return a problem for each stored wording that states another number or hedge than its claim.

    >>> claims = pd.DataFrame({"as_printed": ["about 20"], "value": [20], "high": [None], "hedge": ["exact"]})
    >>> wording(claims)[0].message
    "'about 20' is read as 'about 20', but the claim says '20'"
    """
    said = claims[["as_printed", "value", "high", "hedge"]]
    alike = said.groupby(list(said), dropna=False, observed=True, sort=False).ngroup()  # each wording is read once
    first = said[said["as_printed"].notna() & ~alike.duplicated()]
    found = [misread(row["as_printed"], Hedged.of(row)) for row in first.to_dict("records")]
    wrong = [(number, message) for number, message in zip(alike[first.index], found, strict=True) if message]
    return [_at(LEDGER["claims"], message, said[alike == number], "as_printed") for number, message in wrong]


def misread(phrase: str, claimed: Hedged) -> str:
    """Return how a phrase reads if that differs from the claimed number, else ""."""
    try:
        read = parse(phrase)
    except UsageError as error:
        return str(error).rstrip(".")
    if read == claimed:
        return ""
    return f"{phrase!r} is read as {format_hedged(read)!r}, but the claim says {format_hedged(claimed)!r}"


def _operations(tables: Tables) -> list[Problem]:
    frame = widen(tables["operations"])
    # Dates may be less precise than a day: compare what both state.
    shared = frame[["starts", "ends"]].apply(lambda column: column.str.len()).min(axis=1)
    cut = frame[["starts", "ends"]][shared.notna() & frame["starts"].notna() & frame["ends"].notna()]
    return [
        _at(
            LEDGER["operations"],
            f"ends before it starts: 'starts' is {row['starts']!r}, 'ends' is {row['ends']!r}",
            cut.loc[[at]],
            "ends",
        )
        for at, row in cut.iterrows()
        if row["ends"][: int(shared[at])] < row["starts"][: int(shared[at])]
    ]


def _cited(table: Table, frame: pd.DataFrame) -> list[Problem]:
    half = frame["start"].isna() != frame["end"].isna()
    empty = (frame["end"] <= frame["start"]).fillna(False)
    return _where(table, frame, half, "start", "a passage needs both its start and its end, or neither") + _where(
        table, frame, empty, "end", "a passage ends after its start"
    )


def _claims(tables: Tables) -> list[Problem]:
    table, frame = LEDGER["claims"], tables["claims"]
    numbers = _numbers(frame)
    checks: list[tuple[pd.Series[bool], str, str]] = [
        *numbers,
        (
            frame["detail"].isna() & (frame["scope"] == "case"),
            "detail",
            "a claim of scope 'case' names its case",
        ),
        (
            frame["operation_id"].isna() & (frame["scope"] != "context"),
            "scope",
            "a claim outside any operation has the scope 'context'",
        ),
    ]
    problems = _cited(table, frame)
    for wrong, column, message in checks:
        problems += _where(table, frame, wrong, column, message)
    # A number that is wrong in itself has no interval, and is not held against its whole or its parts.
    sound = frame[~pd.concat([wrong for wrong, _, _ in numbers], axis=1).any(axis=1)]
    wholes = _wholes(frame)
    links = _cycles(frame, wholes) + _elsewhere(frame, wholes) + _larger(sound, wholes)
    return problems + _iccs(frame) + _units(frame, tables["metrics"]) + links


def _numbers(frame: pd.DataFrame) -> list[tuple[pd.Series[bool], str, str]]:
    return [
        (
            frame["value"].isna() != frame["hedge"].isna(),
            "hedge",
            "a counted figure needs both its value and its hedge; an uncounted one neither",
        ),
        (
            frame["high"].isna() == (frame["hedge"] == "range"),
            "high",
            "a high end belongs to the hedge 'range', and to no other",
        ),
        ((frame["high"] <= frame["value"]).fillna(False), "high", "the high end of a range lies above its value"),
        (
            frame["hedge"].isin(["fewer_than", "nearly"]) & (frame["value"] == 0).fillna(False),
            "value",
            "nothing is fewer than zero",
        ),
        (
            (frame["hedge"] == "order_of_magnitude") & ~frame["value"].isin(list(MAGNITUDES.values())),
            "value",
            "the value of an order of magnitude is the unit of the word printed: 12 for dozens, 100 for hundreds",
        ),
    ]


def _iccs(frame: pd.DataFrame) -> list[Problem]:
    offence, iccs = (frame[name].astype(object).fillna("") for name in ("offence", "iccs"))
    expected = offence.map({name: term.code for name, term in OFFENCES.items()}).fillna("")
    wrong = iccs != expected
    return [
        _at(LEDGER["claims"], _iccs_message(str(name), expected[group.index[0]]), group, "iccs")
        for name, group in frame[wrong].groupby(offence[wrong], sort=False)
    ]


def _iccs_message(offence: str, code: str) -> str:
    if not offence:
        return "a code of the ICCS belongs to an offence; name the offence, or leave the code blank"
    if not code:
        return f"the offence {offence!r} has no code in the ICCS; leave the cell blank"
    return f"the offence {offence!r} has the code {code!r} in the ICCS"


def _units(frame: pd.DataFrame, metrics: pd.DataFrame) -> list[Problem]:
    unit, metric = frame["unit"].astype(object), frame["metric"].astype(object)
    expected = metric.map(dict(zip(metrics["metric"], metrics["unit"], strict=True)))
    money = expected == "currency"
    unknown = money & ~unit.isin([code for code in unit[money].unique() if re.fullmatch(r"[A-Z]{3}", code)])
    problems = _where(
        LEDGER["claims"], frame, unknown, "unit", "money needs a currency code of ISO 4217, such as 'EUR'"
    )
    wrong = ~money & expected.notna() & (unit != expected)  # an unknown metric is reported as such
    for name, group in frame[wrong].groupby(metric[wrong], sort=False):
        found, counts = unit[group.index[0]], expected[group.index[0]]
        message = f"{found!r} is not the unit of the metric {name!r}, which counts {counts!r}"
        problems.append(_at(LEDGER["claims"], message, group, "unit"))
    return problems


def _wholes(frame: pd.DataFrame) -> pd.Series[int]:
    """Find the row of the whole of each part, by the row of the part; rows are numbered from 0."""
    parts = frame["subset_of"].dropna()
    found = pd.Index(frame["claim_id"]).get_indexer(parts)
    return pd.Series(found[found >= 0], index=parts.index[found >= 0])


def _cycles(frame: pd.DataFrame, wholes: pd.Series[int]) -> list[Problem]:
    both = wholes[wholes.index.isin(wholes) & wholes.isin(wholes.index)]  # who is in a circle is a part and a whole
    whole_of = dict(zip(both.index, both, strict=True))
    in_cycle = frame.index.isin([at for at in whole_of if _leads_back(at, whole_of)])
    message = "a claim cannot be part of itself, here or through others"
    return _where(LEDGER["claims"], frame, pd.Series(in_cycle, frame.index), "subset_of", message)


def _leads_back(part: int, whole_of: Mapping[int, int]) -> bool:
    seen: set[int] = set()
    at = whole_of.get(part)
    while at is not None and at not in seen:
        if at == part:
            return True
        seen.add(at)
        at = whole_of.get(at)
    return False


def _elsewhere(frame: pd.DataFrame, wholes: pd.Series[int]) -> list[Problem]:
    """Find parts of a country's figure that lie outside it and would be counted for both countries."""
    country = frame["country_iso3"].astype(object).fillna("")
    whole = country[wholes].set_axis(wholes.index)
    wrong = ((whole != "") & (country[wholes.index] != whole)).reindex(frame.index, fill_value=False)
    message = "a part of a country's figure is counted in that country, which its 'country_iso3' names"
    return _where(LEDGER["claims"], frame, wrong, "country_iso3", message)


def _larger(frame: pd.DataFrame, wholes: pd.Series[int]) -> list[Problem]:
    bounded = add_bounds(frame[["claim_id", "value", "high", "hedge"]])
    wholes = wholes[wholes.index.isin(frame.index) & wholes.isin(frame.index)]
    more = bounded["lower"][wholes.index].to_numpy() > bounded["upper"][wholes].to_numpy()
    problems = []
    for at in wholes[more].index:
        part, whole = (bounded.loc[[row]].to_dict("records")[0] for row in (at, wholes[at]))
        message = (
            f"the part is {format_hedged(Hedged.of(part))!r}, more than its whole, "
            f"{whole['claim_id']!r}, which is {format_hedged(Hedged.of(whole))!r}"
        )
        problems.append(_at(LEDGER["claims"], message, frame.loc[[at]], "subset_of"))
    return problems


def _routes(tables: Tables) -> list[Problem]:
    table, frame = LEDGER["routes"], tables["routes"]
    half = frame["place_code"].isna() != frame["place_scheme"].isna()
    problems = _where(table, frame, frame["leg"] == 0, "leg", "the places of a route are numbered from 1")
    problems += _where(table, frame, half, "place_scheme", "a place has both a code and its scheme, or neither")
    coded = frame[["place_code", "place_scheme"]].dropna()
    different = coded.drop_duplicates()
    wrong = different[[not places.is_place(code, scheme) for code, scheme in different.to_numpy().tolist()]]
    for code, scheme in wrong.to_numpy().tolist():
        message = f"{code!r} is no code of the scheme {scheme!r}"
        problems += _where(table, coded, (coded == [code, scheme]).all(axis=1), "place_code", message)
    return problems


def _statements(tables: Tables) -> list[Problem]:
    return _cited(LEDGER["statements"], tables["statements"])


_RULES: Mapping[str, Callable[[Tables], list[Problem]]] = MappingProxyType(
    {
        "operations": _operations,
        "claims": _claims,
        "routes": _routes,
        "statements": _statements,
    }
)


def _where(table: Table, frame: pd.DataFrame, wrong: pd.Series[bool], column: str, message: str) -> list[Problem]:
    return [_at(table, message, frame[wrong], column)] if wrong.any() else []


def _at(table: Table, message: str, rows: pd.DataFrame | pd.Series[str], column: str) -> Problem:
    return Problem(table.file, message, tuple(int(at) + FIRST_ROW for at in rows.index), column)
