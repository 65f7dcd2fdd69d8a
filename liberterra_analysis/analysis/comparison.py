"""Whether figures of two operations may be compared, and what the comparison then shows.

A change, a rate or a rank is computed only here; its columns are blank for a pair that may not be compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isnan, nan
from typing import NamedTuple

import pandas as pd

from liberterra_analysis.analysis.figures import NARROWS, Figure, group_rows
from liberterra_analysis.analysis.lengths import measure_lengths
from liberterra_analysis.hedges import Interval, round_outwards
from liberterra_analysis.schema import Row
from liberterra_analysis.vocabulary import RANKS, STATUSES, VERBS

STATES = ("comparable", "with caution", "not comparable")

EARLY = frozenset({"preliminary", "initial"})
"""Release statuses of figures that may still change."""

SPLIT = ("country_iso3", "detail", *NARROWS)
"""Columns that narrow a figure to a part of its operation."""

ROUND = 100
"""A multiple of this that is printed without a hedge may have been rounded."""

SIDES = ("earlier", "later")


class Length(NamedTuple):
    """How many days an operation took."""

    operation_id: str
    days: Interval


class Others(NamedTuple):
    """Other numbers for a figure, each with the names of who prints it."""

    numbers: tuple[tuple[Figure, str], ...]


@dataclass(frozen=True)
class Reason:
    """Why two figures may not be compared, or only with caution; `details` are the names and numbers that differ."""

    cause: str
    details: tuple[Figure | Length | Others | str, ...] = ()

    @property
    def kind(self) -> str:
        """What differs: `length` of the cause `length:unstated`."""
        return self.cause.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Side(Row):
    """One of two figures that are compared, with its rates; they are NaN where there is none."""

    operation_id: str
    name: str
    claim_id: str
    noun: str
    words: str
    year: str = ""
    total_lower: float = nan
    total_upper: float = nan
    day_lower: float = nan
    day_upper: float = nan
    country_lower: float = nan
    country_upper: float = nan

    @property
    def per_day(self) -> Interval | None:
        """The rate by day, if there is one."""
        return None if isnan(self.day_lower) else Interval(self.day_lower, self.day_upper)

    @property
    def per_country(self) -> Interval | None:
        """The rate by country that took part, if there is one."""
        return None if isnan(self.country_lower) else Interval(self.country_lower, self.country_upper)


@dataclass(frozen=True, slots=True)
class Finding(Row):
    """Whether two figures may be compared, and what then differs."""

    metric: str
    state: str
    kinds: str
    reasons: tuple[Reason, ...]
    difference: str = ""
    lower: float = nan
    upper: float = nan
    day_difference: str = ""
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures of two operations, and what comparing them finds: a row of `compare_operations`."""

    earlier: Side
    later: Side
    found: Finding

    @staticmethod
    def rows(frame: pd.DataFrame) -> list[Pair]:
        """Return the pairs of a frame in their order."""
        sides = (frame.set_axis(frame.columns.str.removeprefix(f"{side}_"), axis=1) for side in SIDES)
        return [Pair(*parts) for parts in zip(*map(Side.rows, sides), Finding.rows(frame), strict=True)]

    @staticmethod
    def to_frame(pairs: Sequence[Pair]) -> pd.DataFrame:
        """Return pairs as a frame, whose columns have the side before their name."""
        sides = [Side.to_frame(getattr(pair, side) for pair in pairs).add_prefix(f"{side}_") for side in SIDES]
        return pd.concat([*sides, Finding.to_frame(pair.found for pair in pairs)], axis=1)


@dataclass(frozen=True, slots=True)
class _Counted(Figure):
    """A figure, with the name of its operation and its length in days."""

    name: str
    starts: str | None
    days_lower: float
    days_upper: float


@dataclass(frozen=True)
class _Side:
    """A figure of an operation by all claims about it, the claim to quote first, and how many countries took part."""

    claims: tuple[_Counted, ...]
    countries: Figure | None = None

    @property
    def quoted(self) -> _Counted:
        return self.claims[0]

    @property
    def days(self) -> Interval | None:
        """The length of the operation; None: not recorded."""
        return None if isnan(self.quoted.days_lower) else Interval(self.quoted.days_lower, self.quoted.days_upper)

    @cached_property
    def rates(self) -> dict[str, float]:
        """The ends of the figure by day and by country, where the operation has the number to divide by."""
        countries = self.countries.interval if self.countries and self.countries.lower > 0 else None
        found: dict[str, float] = {}
        for name, divisor in (("day", self.days), ("country", countries)):
            if divisor and self.quoted.has_rate:
                rate = round_outwards(self.quoted.interval / divisor)
                found |= {f"{name}_lower": rate.lower, f"{name}_upper": rate.upper}
        return found

    def describe(self, rates: Container[str]) -> Side:
        """Return the figure as a side of a pair, with some of its rates."""
        one, shown = self.quoted, {name: end for name, end in self.rates.items() if name in rates}
        year = (one.starts or "")[:4]
        return Side(
            one.operation_id or "", one.name, one.claim_id, one.noun, one.words, year, one.lower, one.upper, **shown
        )

    @cached_property
    def nearest(self) -> tuple[_Counted, ...]:
        """The claims of sources as near to the organisation as the one quoted."""
        return tuple(one for one in self.claims if one.rank == self.quoted.rank)

    @cached_property
    def key(self) -> tuple[str | None, ...]:
        return tuple(getattr(self.quoted, name) for name in ("metric", "unit", *SPLIT))

    def status_of(self, claim: _Counted) -> str:
        """Return the status of a claim, or of the one quoted where it states none: others often drop a word."""
        return self.quoted.status if claim.status == "unspecified" else claim.status

    @property
    def is_total(self) -> bool:
        return not any((self.quoted.subset_of, *self.key[2:]))


def compare_operations(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Compare each pair of figures of two operations, as far as they may be compared.

    Not comparable: figures that count different things (another metric, currency or status; a part, or a narrower
    group, and a whole); figures of which one is not counted. With caution: another length, number of countries, verb or
    rank of source, or a length or number not recorded; figures that are preliminary, contradicted (a claim `differs`,
    see `AGREEMENTS`), or round and printed without a hedge; intervals that overlap. How many countries or police forces
    took part is no result, and not paired.
    All claims of the sources nearest to the organisation count, and their least comparable pair decides: a further
    claim can rule a comparison out but never allow one, unless its source is nearer or it states a missing status.

    One row a pair, in the order of `metrics`, then of the operations. `metric` (of the earlier), `state` (of `STATES`),
    `kinds` (of the reasons, separated by spaces), `reasons` (a tuple of `Reason`); `difference` (`more`, `fewer`,
    `equal`; blank: not established), `lower`, `upper` (later - earlier); `day_difference` (as `difference`, of the
    rates by day), `turned` (more in all is fewer a day, or the reverse). With `earlier_` and with `later_` before them:
    `operation_id`, `name`, `claim_id`, `noun`, `words`, `year`, `total_lower`, `total_upper`, and the rates
    `day_lower`, `day_upper`, `country_lower`, `country_upper` (figure / days or countries, on intervals, rounded
    outwards to two digits; blank where there is none or a length or number of countries is not recorded).
    """
    known = measure_lengths(frame, operations)
    known = known.sort_values(["starts", "operation_id"], kind="stable", na_position="last")
    found = _group_figures(frame, known)
    pairs = [
        pair
        for earlier, later in itertools.combinations([key for key in known["operation_id"] if key in found], 2)
        for pair in _match_figures(found[earlier], found[later])
    ]
    pairs.sort(key=lambda pair: pair[0].quoted.order)
    table = Pair.to_frame([_compare_pair(*pair) for pair in pairs])
    return table.astype({"state": pd.CategoricalDtype(list(STATES), ordered=True)})


def _group_figures(frame: pd.DataFrame, operations: pd.DataFrame) -> dict[str | None, list[_Side]]:
    """Return the figures of each operation as a whole, totals first, so that no part takes their place."""
    wholes = frame[(frame["scope"] == "operation") & ~frame["is_duration"]]
    wholes = wholes.merge(
        operations[["operation_id", "name", "starts", "days_lower", "days_upper"]], on="operation_id", validate="m:1"
    )
    wholes = wholes.assign(part=wholes["subset_of"].notna())
    wholes = wholes.sort_values(["order", "quoted", "part"], ascending=[True, False, True], kind="stable")
    claims = group_rows(_Counted.rows(wholes), lambda one: one.figure)
    sides = [_Side(tuple(group)) for group in claims.values()]
    totals = [side.quoted for side in sides if side.quoted.metric == "countries" and side.is_total]
    countries = {one.operation_id: one for one in reversed(totals)}
    results = [side for side in sides if side.quoted.kind != "setting"]
    sides = [replace(side, countries=countries.get(side.quoted.operation_id)) for side in results]
    return group_rows(sides, lambda side: side.quoted.operation_id)


def _match_figures(earlier: list[_Side], later: list[_Side]) -> Iterator[tuple[_Side, _Side]]:
    """Pair figures that count the same; pair a total without counterpart with what readers take for it."""
    by_key = {one.key: one for one in reversed(later)}
    matched = {one.key for one in earlier if one.key in by_key}
    for one in earlier:
        if one.key in by_key:
            yield one, by_key[one.key]
        elif one.is_total:
            yield from ((one, two) for two in later if two.key not in matched and _could_be_taken_for(one, two))


def _could_be_taken_for(one: _Side, two: _Side) -> bool:
    families = [set((side.quoted.families or "").split()) for side in (one, two)]
    return one.quoted.metric == two.quoted.metric or (two.is_total and not families[0].isdisjoint(families[1]))


def _compare_pair(one: _Side, two: _Side) -> Pair:
    against = tuple(dict.fromkeys(_find_objections(one, two)))
    difference = "" if against else _find_difference(one.quoted.interval, two.quoted.interval)
    reasons = against or tuple(_find_cautions(one, two, difference))
    rates = set() if against else one.rates.keys() & two.rates.keys()
    earlier, later = one.describe(rates), two.describe(rates)
    by_day = _find_difference(earlier.per_day, later.per_day)
    change = two.quoted.interval - one.quoted.interval
    found = Finding(
        metric=one.quoted.metric,
        state=STATES[2 if against else 1 if reasons else 0],
        kinds=" ".join(dict.fromkeys(reason.kind for reason in reasons)),
        reasons=reasons,
        difference=difference,
        lower=change.lower if difference else nan,
        upper=change.upper if difference else nan,
        day_difference=by_day,
        turned={difference, by_day} == {"more", "fewer"},
    )
    return Pair(earlier, later, found)


def _find_difference(earlier: Interval | None, later: Interval | None) -> str:
    """Return `more`, `fewer` or `equal`; "" where that is not established."""
    verdict = later.compare(earlier) if earlier and later else "not established"
    return "" if verdict == "not established" else verdict


def _find_objections(one: _Side, two: _Side) -> Iterator[Reason]:
    """Yield the reasons why a comparison would be wrong."""
    if one.quoted.metric != two.quoted.metric:
        yield Reason("metric", (one.quoted.noun, two.quoted.noun))
    elif one.quoted.unit != two.quoted.unit:
        yield Reason("unit", (one.quoted.unit, two.quoted.unit))
    elif one.key != two.key:
        yield Reason("group", (one.quoted.noun, two.quoted.noun))
    for a, b in itertools.product(one.nearest, two.nearest):
        if (a.subset_of is None) != (b.subset_of is None):
            yield Reason("part")
        if a.value is None or b.value is None:
            yield Reason("not-counted")
        statuses = one.status_of(a), two.status_of(b)
        if statuses[0] != statuses[1] and a.takes_status != "never":
            # Where the quoted claims agree, another passage, or another source as near, does not.
            cause = "status:elsewhere" if one.quoted.status == two.quoted.status else "status"
            yield Reason(cause, tuple(STATUSES[name].words.removeprefix("status ") for name in statuses))


def _find_cautions(one: _Side, two: _Side, difference: str) -> Iterator[Reason]:
    sides = one, two
    yield from _compare_measures(one, two)
    verbs = [sorted({claim.verb for claim in side.nearest if claim.verb}) for side in sides]
    if all(verbs) and verbs[0] != verbs[1]:
        yield Reason("verb", tuple(" or ".join(VERBS[name].words for name in stated) for stated in verbs))
    for side in sides:
        yield from _find_doubts(side)
    ranks = tuple(RANKS[side.quoted.rank].words for side in sides)
    if ranks[0] != ranks[1]:
        yield Reason("source", ranks)
    if not difference:
        yield Reason("overlap")


def _compare_measures(one: _Side, two: _Side) -> Iterator[Reason]:
    for side in (one, two):
        if side.days is None:
            yield Reason("length:unstated", (side.quoted.name,))
        if side.countries is None:
            yield Reason("countries:unstated", (side.quoted.name,))
    if one.days and two.days and not (one.days == two.days and one.days.is_exact):
        sides = (one, one.days), (two, two.days)
        yield Reason("length", tuple(Length(side.quoted.operation_id or "", days) for side, days in sides))
    before, after = one.countries, two.countries
    if before and after and not (before.interval == after.interval and before.interval.is_exact):
        yield Reason("countries", (before, after))


def _find_doubts(side: _Side) -> Iterator[Reason]:
    quoted = side.quoted
    if quoted.release_status in EARLY:
        yield Reason("early", (quoted.name,))
    misfits = group_rows((one for one in side.claims if one.agreement == "differs"), lambda one: one.words).values()
    if misfits:
        others = tuple((claims[0], _name_publishers(claims, quoted)) for claims in misfits)
        yield Reason("contradicted", (quoted.name, Others(others)))
    if quoted.hedge == "exact" and quoted.value and quoted.value >= ROUND and quoted.value % ROUND == 0:
        yield Reason("round", (quoted,))


def _name_publishers(claims: Sequence[Figure], quoted: Figure) -> str:
    names = ("the same source elsewhere" if one.source_id == quoted.source_id else one.publisher for one in claims)
    return ", ".join(dict.fromkeys(names))
