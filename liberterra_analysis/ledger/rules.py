"""What must hold between the cells of a row, between rows, and between tables.

A rule speaks only of what no source could have meant (a part larger than its whole, an end before its start). What
sources contradict each other about is data, and `analysis.consistency` reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import Problem, UsageError, one_of
from liberterra_analysis.hedges import MAGNITUDES, Hedged, add_bounds, parse, word
from liberterra_analysis.schema import FIRST_ROW, LEDGER, TABLES, Column, Table
from liberterra_analysis.vocabulary import OFFENCES

Tables = Mapping[str, pd.DataFrame]


def references(table: Table, tables: Tables) -> list[Problem]:
    """Look up every reference of a typed table to another.

    Examples
    --------
    >>> references(TABLES["routes"], {"routes": pd.DataFrame({"claim_id": ["a"]}),
    ...                               "claims": pd.DataFrame({"claim_id": ["b"]})})[0].message
    "'a' is not in column 'claim_id' of data/claims.csv"
    """
    problems = []
    for column in table.columns:
        if column.refers:
            values = tables[table.name][column.name]
            key = TABLES[column.refers].key[0]
            known = tables[column.refers][key]
            dangling = values[values.notna() & ~values.isin(known)]
            for value, group in dangling.groupby(dangling, sort=False):
                problems.append(_at(table, _dangling(str(value), column, list(known)), group, column.name))
    return problems


def _dangling(value: str, column: Column, known: list[str]) -> str:
    if column.refers == "metrics":
        return one_of(value, known)
    near = one_of(value, known).rpartition("; did you mean ")
    hint = f"; did you mean {near[2]}" if near[1] else ""
    return f"{value!r} is not in column {TABLES[column.refers].key[0]!r} of {TABLES[column.refers].file}{hint}"


def rows_of(table: Table, tables: Tables) -> list[Problem]:
    """Check the rules of one table that reach over several cells; all are typed, and their references sound.

    Examples
    --------
    >>> from liberterra_analysis.schema import LEDGER
    >>> frame = pd.DataFrame({"starts": ["2024-10-04"], "ends": ["2024-09-29"]})
    >>> rows_of(LEDGER["operations"], {"operations": frame})[0].message
    "ends before it starts: 'starts' is '2024-10-04', 'ends' is '2024-09-29'"
    """
    return _RULES[table.name](tables)


def wording(claims: pd.DataFrame) -> list[Problem]:
    """Check that the wording of each claim, where it is held, says the number and the hedge of the claim.

    Examples
    --------
    >>> claims = pd.DataFrame({"as_printed": ["about 20"], "value": [20], "high": [None], "hedge": ["exact"]})
    >>> wording(claims)[0].message
    "'about 20' is read as 'about 20', but the claim says '20'"
    """
    problems = []
    for at, row in claims[claims["as_printed"].notna()].iterrows():
        claimed = Hedged.of(row)
        try:
            read = parse(row["as_printed"])
        except UsageError as error:
            problems.append(_at(LEDGER["claims"], str(error).rstrip("."), claims.loc[[at]], "as_printed"))
            continue
        if read != claimed:
            message = f"{row['as_printed']!r} is read as {word(read)!r}, but the claim says {word(claimed)!r}"
            problems.append(_at(LEDGER["claims"], message, claims.loc[[at]], "as_printed"))
    return problems


def _operations(tables: Tables) -> list[Problem]:
    frame = tables["operations"]
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
    links = _cycles(frame) + _elsewhere(frame) + _larger(sound)
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
    expected = frame["offence"].map({name: term.code or None for name, term in OFFENCES.items()})
    wrong = frame["iccs"].fillna("") != expected.fillna("")
    return [
        _at(LEDGER["claims"], _iccs_message(str(offence), expected[group.index[0]]), group, "iccs")
        for offence, group in frame[wrong].groupby(frame["offence"].fillna("")[wrong], sort=False)
    ]


def _iccs_message(offence: str, code: Any) -> str:
    if not offence:
        return "a code of the ICCS belongs to an offence; name the offence, or leave the code blank"
    if pd.isna(code):
        return f"the offence {offence!r} has no code in the ICCS; leave the cell blank"
    return f"the offence {offence!r} has the code {code!r} in the ICCS"


def _units(frame: pd.DataFrame, metrics: pd.DataFrame) -> list[Problem]:
    unit = frame["metric"].map(metrics.set_index("metric")["unit"])
    money = unit == "currency"
    currency = frame["unit"].str.fullmatch(r"[A-Z]{3}")
    problems = _where(
        LEDGER["claims"], frame, money & ~currency, "unit", "money needs a currency code of ISO 4217, such as 'EUR'"
    )
    wrong = ~money & unit.notna() & (frame["unit"] != unit)  # an unknown metric is reported as such
    for _, group in frame[wrong].groupby(frame["metric"][wrong], sort=False):
        metric, expected = group["metric"].iloc[0], unit[group.index[0]]
        message = f"{group['unit'].iloc[0]!r} is not the unit of the metric {metric!r}, which counts {expected!r}"
        problems.append(_at(LEDGER["claims"], message, group, "unit"))
    return problems


def _cycles(frame: pd.DataFrame) -> list[Problem]:
    parts = frame.loc[frame["subset_of"].notna(), ["claim_id", "subset_of"]]
    whole_of = dict(zip(parts["claim_id"], parts["subset_of"], strict=True))
    cyclic = {claim for claim in whole_of if _leads_back(claim, whole_of)}
    in_cycle = frame["claim_id"].isin(cyclic)
    message = "a claim cannot be part of itself, here or through others"
    return _where(LEDGER["claims"], frame, in_cycle, "subset_of", message)


def _leads_back(claim: str, whole_of: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    at = whole_of.get(claim)
    while at is not None and at not in seen:
        if at == claim:
            return True
        seen.add(at)
        at = whole_of.get(at)
    return False


def _elsewhere(frame: pd.DataFrame) -> list[Problem]:
    """Find parts of a country's figure that lie outside it: they would be counted for both countries."""
    where = frame.drop_duplicates("claim_id").set_index("claim_id")["country_iso3"]
    whole = frame["subset_of"].map(where)
    wrong = whole.notna() & (frame["country_iso3"].fillna("") != whole)
    message = "a part of a country's figure is counted in that country, which its 'country_iso3' names"
    return _where(LEDGER["claims"], frame, wrong, "country_iso3", message)


def _larger(frame: pd.DataFrame) -> list[Problem]:
    bounded = add_bounds(frame.drop_duplicates("claim_id")).set_index("claim_id")
    whole_upper = frame["subset_of"].map(bounded["upper"])
    wrong = frame["claim_id"].map(bounded["lower"]) > whole_upper
    problems = []
    for at, part in frame[wrong].iterrows():
        whole = bounded.loc[part["subset_of"]]
        message = (
            f"the part is {word(Hedged.of(part))!r}, more than its whole, "
            f"{part['subset_of']!r}, which is {word(Hedged.of(whole))!r}"
        )
        problems.append(_at(LEDGER["claims"], message, frame.loc[[at]], "subset_of"))
    return problems


def _routes(tables: Tables) -> list[Problem]:
    table, frame = LEDGER["routes"], tables["routes"]
    half = frame["place_code"].isna() != frame["place_scheme"].isna()
    problems = _where(table, frame, frame["leg"] == 0, "leg", "the places of a route are numbered from 1")
    problems += _where(table, frame, half, "place_scheme", "a place has both a code and its scheme, or neither")
    coded = frame[frame["place_code"].notna() & frame["place_scheme"].notna()]
    return problems + [
        _at(
            table,
            f"{row['place_code']!r} is no code of the scheme {row['place_scheme']!r}",
            coded.loc[[at]],
            "place_code",
        )
        for at, row in coded.iterrows()
        if not places.is_place(row["place_code"], row["place_scheme"])
    ]


def _statements(tables: Tables) -> list[Problem]:
    return _cited(LEDGER["statements"], tables["statements"])


def _nothing(_: Tables) -> list[Problem]:
    return []


_RULES: Mapping[str, Callable[[Tables], list[Problem]]] = MappingProxyType(
    {
        "sources": _nothing,
        "operations": _operations,
        "metrics": _nothing,
        "claims": _claims,
        "routes": _routes,
        "statements": _statements,
    }
)


def _where(table: Table, frame: pd.DataFrame, wrong: pd.Series[bool], column: str, message: str) -> list[Problem]:
    return [_at(table, message, frame[wrong], column)] if wrong.any() else []


def _at(table: Table, message: str, rows: pd.DataFrame | pd.Series[str], column: str) -> Problem:
    return Problem(table.file, message, tuple(int(at) + FIRST_ROW for at in rows.index), column)
