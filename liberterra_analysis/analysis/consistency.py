"""Whether the figures of an operation agree: parts with wholes, days with dates, source with source.

A check decides nothing: both claims stay in the ledger.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from operator import attrgetter

import pandas as pd

from liberterra_analysis.analysis.agreement import AGREEMENTS, exclude_each_other
from liberterra_analysis.analysis.figures import Figure, group_rows
from liberterra_analysis.hedges import Interval, Intervals
from liberterra_analysis.schema.rows import Row

STATES = AGREEMENTS[::-1]
"""States of checks, what needs a reader most first."""

SPLITS = (
    (("phase",), ("country_iso3",)),  # phases do not overlap, wherever they took place
    (("population", "detail"), ()),
    (("offence", "detail"), ()),
    (("country_iso3",), ()),
    (("metric",), ()),
    (("nationality_iso3",), ()),
    (("detail",), ("offence", "population")),
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
    claims: tuple[Figure, ...]
    number: Interval | None = None
    finding: str = ""


def check_consistency(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Check the figures of each operation against each other.

    One row a check, by operation: `operation_id`, `check` (`dates`: days stated against the dates; `same figure`: all
    claims about it; `sum of parts`; `parts`: parts that are not added up, against their whole), `state` (one of
    `STATES`, in this order; of claims about the same figure that of the one that agrees least with the claim to quote,
    or `differs` if two of them exclude each other), `finding` (how the sum of parts compares with its whole; of
    `parts` only where it is more), `claims` (the `Figure` of each claim compared: the whole first, or the claim to
    quote, then the claims that agree best), `number` (the days of the dates, or the sum of the
    parts, as an Interval).
    """
    figures = group_rows(Figure.rows(frame[frame["scope"] != "context"]), attrgetter("operation_id"))
    days = operations.set_index("operation_id")["days"].dropna().astype(float)
    rows: list[Check] = []
    for key in operations["operation_id"]:
        claims = figures.get(key, [])
        # Parts may differ in two ways, each of which adds them up.
        sums = [*{tuple(one.claim_id for one in check.claims): check for check in _check_sums(claims)}.values()]
        checks = [*_check_figures(claims, days.get(key)), *sums, *_check_parts(claims, sums)]
        rows += [one for state in STATES for one in checks if one.state == state]
    return Check.to_frame(rows)


def _check_figures(claims: Sequence[Figure], days: float | None) -> Iterator[Check]:
    """Compare the claims about each figure with the claim to quote, or with the days of the dates."""
    for group in group_rows(claims, attrgetter("figure")).values():
        first = next(one for one in group if one.quoted)
        key = first.operation_id or ""
        if days is not None and first.metric == "duration_days" and first.scope == "operation" and not first.detail:
            by_fit = sorted(group, key=lambda one: days not in one.interval)
            state = "agrees" if days in by_fit[-1].interval else "differs"
            yield Check(key, "dates", state, tuple(by_fit), Interval(days, days))
        elif len(group) > 1:
            ranked = sorted(
                group, key=lambda one: (not one.quoted, AGREEMENTS.index(one.agreement), one.paragraph == 0)
            )
            state = "differs" if exclude_each_other(group) else ranked[-1].agreement
            yield Check(key, "same figure", state, tuple(ranked))


def _check_parts(claims: Sequence[Figure], sums: Sequence[Check]) -> Iterator[Check]:
    by_id = {one.claim_id: one for one in claims}
    added = {part.claim_id for check in sums for part in check.claims[1:]}
    parts = group_rows((one for one in claims if one.subset_of in by_id), attrgetter("subset_of"))
    for key, group in parts.items():
        whole = by_id[key]
        # Sources that repeat a part are no further check. A part larger than its whole is no part: no ledger holds one.
        fit = [one for one in group if one.quoted and one.claim_id not in added]
        for together in group_rows(fit, attrgetter("source_id")).values():
            total = Intervals.of([one.interval for one in together]).total()
            # Some may be counted in two of the parts; that two sources differ is no news.
            if total.lower > whole.upper and any(_divides(name, together) for name in DIVIDES):
                yield Check(whole.operation_id or "", "parts", "cannot tell", (whole, *together), total, "more")
                fit = [one for one in fit if one not in together]
        if fit:
            yield Check(whole.operation_id or "", "parts", "agrees", (whole, *fit))


def _check_sums(claims: Sequence[Figure]) -> Iterator[Check]:
    by_id = {one.claim_id: one for one in claims}
    quoted = {(one.figure, one.words): one.claim_id for one in claims if one.quoted}

    def find_whole(part: Figure) -> str:
        # Parts of one number stand together, whichever of its claims each names as its whole.
        whole = by_id[part.subset_of or ""]
        return quoted.get((whole.figure, whole.words), whole.claim_id)

    parts = group_rows((one for one in claims if one.quoted and one.subset_of in by_id), find_whole)
    for (key, group), (split, free) in product(parts.items(), SPLITS):
        same = [name for name in DIVIDES if name not in (*split, *free)]
        for together in group_rows(group, attrgetter(*same)).values():
            if len(together) > 1 and are_apart(together, split):
                found = _check_sum(by_id[key], together)
                # One person can be a victim and be returned: two metrics of one unit need not be apart, nor two
                # details, unless one source divides its whole by them, or all details make it.
                units, sources = {one.unit for one in together}, {one.source_id for one in together}
                are_all = split == ("detail",) and len(together) == len(group)
                is_divided = found.state == "agrees" and (len(sources) == 1 or are_all)
                unlike = split == ("metric",) and len(units) == len(together)
                # A sum short of its whole is no mistake, and its parts need not be all that is recorded.
                if found.finding != "fewer" and (split not in {("metric",), ("detail",)} or unlike or is_divided):
                    yield found


def are_apart(parts: Sequence[Figure], split: tuple[str, ...]) -> bool:
    """Return whether no two parts count the same thing."""
    values = [tuple(getattr(one, name) for name in split) for one in parts]
    first = [value for value, *_ in values]
    if None in first or any(pair <= set(first) for pair in OVERLAPS):
        return False
    # A part without a detail includes those of the same group that have one; San Francisco is within California.
    whole_groups = any(None in one and first.count(one[0]) > 1 for one in values)
    by_detail = len(set(first)) < len(values) and len({one.source_id for one in parts}) > 1
    return not (whole_groups or by_detail) and len(set(values)) == len(values)


def _divides(name: str, parts: Sequence[Figure]) -> bool:
    """Return whether a column tells all parts apart; children and people of one country need not be others."""
    values = {getattr(one, name) for one in parts}
    return None not in values and len(values) == len(parts)


def _check_sum(whole: Figure, parts: Sequence[Figure]) -> Check:
    total = Intervals.of([one.interval for one in parts]).total()
    finding = total.compare(whole.interval)
    state = {"more": "differs", "equal": "agrees"}.get(finding, "cannot tell")
    return Check(whole.operation_id or "", "sum of parts", state, (whole, *parts), total, finding)
