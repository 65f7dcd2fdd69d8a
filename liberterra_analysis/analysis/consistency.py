"""Whether the figures of an operation agree: parts with wholes, days with dates, source with source.

A check decides nothing: both claims stay in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import nan
from operator import attrgetter

import pandas as pd

from liberterra_analysis.analysis.figures import Figure, group_rows
from liberterra_analysis.hedges import Interval, Intervals
from liberterra_analysis.schema import Row

STATES = ("differs", "cannot tell", "agrees")

AGREES = {False: "differs", True: "agrees"}
"""State of a check by whether its figures fit."""

SPLITS = (
    (("phase",), ("country_iso3",)),  # phases do not overlap, wherever they took place
    (("population", "detail"), ()),
    (("offence", "detail"), ()),
    (("country_iso3",), ()),
    (("metric",), ()),
    (("nationality_iso3",), ()),
)
"""Ways in which sources divide a whole: columns by which the parts differ, and columns that do not matter.

The first of the former must be stated. Parts that differ in one way alone are added up.
"""

DIVIDES = tuple(sorted({name for split, _ in SPLITS for name in split}))
"""All columns by which parts differ."""

OVERLAPS = (
    {"minors", "girls"},
    {"adults", "women"},
    {"adults", "men"},
    {"trafficking_or_smuggling", "trafficking"},
    {"trafficking_or_smuggling", "smuggling"},
)
"""Pairs of terms where one includes the other, so that their counts are never added up."""


@dataclass(frozen=True, slots=True)
class Check(Row):
    """A row of `check_consistency`."""

    operation_id: str
    check: str
    state: str
    finding: str
    claim_ids: str
    lower: float = nan
    upper: float = nan


def check_consistency(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Check the figures of each operation against each other.

    One row a check, by operation: `operation_id`, `check` (`parts`: each against its whole; `sum of parts`; `dates`:
    days stated against the dates; `same figure`: other claims against the one to quote), `state` (`differs`, `cannot
    tell`, `agrees`, in this order), `finding` (what was found, in a word or two), `claim_ids` (what is compared, the
    claim to quote or the whole first, separated by spaces), `lower`, `upper` (of the number in which the check results:
    the days of the dates, the sum of the parts, what would fit both).
    """
    inside = frame[frame["scope"] != "context"]
    days = operations.set_index("operation_id")["days"]
    rows: list[Check] = []
    for key in operations["operation_id"]:
        claims = Figure.rows(inside[inside["operation_id"] == key])
        dates = [] if pd.isna(days[key]) else _check_dates(claims, float(days[key]))
        checks = [*dates, *_check_same(claims), *_check_sums(claims), *_check_parts(claims)]
        rows += [one for state in STATES for one in checks if one.state == state]
    return Check.to_frame(rows)


def _make_check(
    check: str, state: str, claims: Sequence[Figure], *, finding: str = "", number: Interval | None = None
) -> Check:
    ends = (number.lower, number.upper) if number else (nan, nan)
    keys = " ".join(claim.claim_id for claim in claims)
    return Check(claims[0].operation_id or "", check, state, finding, keys, *ends)


def _check_dates(claims: Sequence[Figure], days: float) -> Iterator[Check]:
    for one in claims:
        if one.metric == "duration_days" and one.scope == "operation":
            yield _make_check("dates", AGREES[days in one.interval], [one], number=Interval(days, days))


def _check_parts(claims: Sequence[Figure]) -> Iterator[Check]:
    by_id = {one.claim_id: one for one in claims}
    for one in claims:
        whole = by_id.get(one.subset_of or "")
        # Sources that repeat a part which fits its whole are no further check.
        if whole and (one.quoted or one.lower > whole.upper):
            yield _make_check("parts", AGREES[one.lower <= whole.upper], [whole, one])


def _check_sums(claims: Sequence[Figure]) -> Iterator[Check]:
    by_id = {one.claim_id: one for one in claims}
    parts = group_rows((one for one in claims if one.quoted and one.subset_of in by_id), attrgetter("subset_of"))
    for (key, group), (split, free) in product(parts.items(), SPLITS):
        same = [name for name in DIVIDES if name not in (*split, *free)]
        for together in group_rows(group, attrgetter(*same)).values():
            if len(together) > 1 and _are_apart(together, split):
                found = _check_sum(by_id[key], together)
                # One person can be a victim and be returned: two metrics of one unit need not be apart.
                units = {one.unit for one in together}
                if split != ("metric",) or len(units) == len(together) or found.state == "agrees":
                    yield found


def _are_apart(parts: Sequence[Figure], split: tuple[str, ...]) -> bool:
    """Return whether no two parts count the same thing."""
    values = [tuple(getattr(one, name) for name in split) for one in parts]
    first = [value for value, *_ in values]
    if None in first or any(pair <= set(first) for pair in OVERLAPS):
        return False
    # A part without a detail includes those of the same group that have one.
    whole_groups = any(None in one and first.count(one[0]) > 1 for one in values)
    return not whole_groups and len(set(values)) == len(values)


def _check_sum(whole: Figure, parts: Sequence[Figure]) -> Check:
    total = Intervals.of([one.interval for one in parts]).total()
    finding = total.compare(whole.interval)
    state = {"more": "differs", "equal": "agrees"}.get(finding, "cannot tell")
    return _make_check("sum of parts", state, [whole, *parts], finding=finding, number=total)


def _check_same(claims: Sequence[Figure]) -> Iterator[Check]:
    for group in group_rows(claims, attrgetter("figure")).values():
        # Each is compared with the one quoted; what agrees with it is not compared with the others as well.
        best = next(one for one in group if one.quoted)
        others = [one for one in group if not one.quoted]
        same = [one for one in others if (one.words, one.status) == (best.words, best.status)]
        if same:
            yield _make_check("same figure", "agrees", [best, *same], finding="same")
        yield from (_compare_claims(best, one) for one in others if one not in same)


def _compare_claims(best: Figure, other: Figure) -> Check:
    claims = [best, other]
    if best.words == other.words:
        return _make_check("same figure", "differs", claims, finding="other status")
    if best.interval.compare(other.interval) != "not established":
        return _make_check("same figure", "differs", claims, finding="no common number")
    both = Interval(max(best.lower, other.lower), min(best.upper, other.upper))
    state, finding = ("differs", "other hedge") if best.value == other.value else ("agrees", "common number")
    return _make_check("same figure", state, claims, finding=finding, number=both)
