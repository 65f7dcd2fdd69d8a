"""Whether figures of two operations may be compared, and what the comparison then shows.

A change, a rate or a rank is computed only here; its columns are blank for a pair that may not be compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from liberterra_analysis.analysis.figures import NARROWS, Figure
from liberterra_analysis.analysis.rows import to_frame
from liberterra_analysis.hedges import Interval, format_hedged
from liberterra_analysis.vocabulary import RANKS, STATUSES, VERBS

STATES = ("comparable", "with caution", "not comparable")

EARLY = frozenset({"preliminary", "initial"})
"""Release statuses of figures that may still change."""

SPLIT = ("country_iso3", "detail", *NARROWS)
"""Columns that narrow a figure to a part of its operation."""

ROUND = 100
"""A multiple of this that is printed without a hedge may have been rounded."""

SIDES = ("earlier", "later")


class Days(NamedTuple):
    """How long an operation took."""

    operation_id: str
    days: float


@dataclass(frozen=True)
class Reason:
    """Why two figures may not be compared, or only with caution; `details` are the names and numbers that differ."""

    cause: str
    details: tuple[Figure | Days | str, ...] = ()

    @property
    def kind(self) -> str:
        """What differs: `length` of the cause `length:unstated`."""
        return self.cause.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures of two operations: a row of `compare_operations`."""

    metric: str
    earlier: str
    later: str
    earlier_name: str
    later_name: str
    earlier_noun: str
    later_noun: str
    earlier_claim_id: str
    later_claim_id: str
    earlier_words: str
    later_words: str
    earlier_says: str
    later_says: str
    state: str
    kinds: str
    reasons: tuple[Reason, ...]
    difference: str = ""
    lower: float = nan
    upper: float = nan
    earlier_per_day: str = ""
    later_per_day: str = ""
    earlier_day_lower: float = nan
    earlier_day_upper: float = nan
    later_day_lower: float = nan
    later_day_upper: float = nan
    turned: bool = False
    earlier_per_country: str = ""
    later_per_country: str = ""


@dataclass(frozen=True)
class _Group:
    """The claims about a figure of one operation, the claim to quote first."""

    claims: tuple[Figure, ...]

    @property
    def quoted(self) -> Figure:
        return self.claims[0]

    @cached_property
    def nearest(self) -> tuple[Figure, ...]:
        """The claims of sources as near to the organisation as the one quoted: others often drop a word."""
        return tuple(one for one in self.claims if one.rank == self.quoted.rank)

    @cached_property
    def misfits(self) -> dict[str, Figure]:
        """Claims that exclude the number quoted, one for each source."""
        low, high = self.quoted.lower, self.quoted.upper
        return {one.source_id: one for one in self.claims if one.lower > high or one.upper < low}

    @cached_property
    def key(self) -> tuple[str | None, ...]:
        return self.quoted.cells("metric", "unit", *SPLIT)

    @cached_property
    def is_total(self) -> bool:
        return not any((self.quoted.subset_of, *self.key[2:]))


@dataclass(frozen=True)
class _Operation:
    """What figures are measured by: the length of an operation, and how many countries took part."""

    key: str
    name: str
    days: Interval | None
    countries: Figure | None


_Side: TypeAlias = tuple[_Group, _Operation]


def compare_operations(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Compare each pair of figures of two operations, as far as they may be compared.

    Not comparable: figures that count different things (another metric, currency or status; a part, or a narrower
    group, and a whole); figures of which one is not counted, or known only from a text written by a machine.
    With caution: another length, number of countries, verb or rank of source, or a length or number not recorded;
    figures that are preliminary, contradicted, or round and printed without a hedge; intervals that overlap.
    All claims of the sources nearest to the organisation count, and their least comparable pair decides: a further
    claim can rule a comparison out but never allow one, unless its source is nearer.

    One row a pair, in the order of `metrics`, then of the operations. `metric` (of the earlier), `state` (of `STATES`),
    `kinds` (of the reasons, separated by spaces), `reasons` (a tuple of `Reason`); `difference` (`more`, `fewer`,
    `equal`; blank: not established), `lower`, `upper` (later - earlier); `turned` (more in all is fewer a day, or the
    reverse). `earlier`, `later` (keys), and of each `_name`, `_noun`, `_claim_id`, `_words`, `_says`, `_per_day`,
    `_per_country`, `_day_lower`, `_day_upper`; rates are blank where there is none or a length or number of countries
    is not recorded.
    """
    found = _group_figures(frame)
    known = operations[operations["operation_id"].isin(list(found))]
    known = known.sort_values(["starts", "operation_id"], kind="stable", na_position="last")
    about = {
        key: _measure(key, name, days, found[key])
        for key, name, days in zip(known["operation_id"], known["name"], known["days"], strict=True)
    }
    pairs = [
        ((one, about[earlier]), (two, about[later]))
        for earlier, later in itertools.combinations(about, 2)
        for one, two in _match_figures(found[earlier], found[later])
    ]
    pairs.sort(key=lambda pair: pair[0][0].quoted.order)
    table = to_frame((_compare_pair(*pair) for pair in pairs), Pair)
    return table.astype({"state": pd.CategoricalDtype(list(STATES), ordered=True)})


def _group_figures(frame: pd.DataFrame) -> dict[str, list[_Group]]:
    """Return the figures of each operation as a whole, totals first, so that no part takes their place."""
    wholes = frame[(frame["scope"] == "operation") & ~frame["is_duration"]]
    wholes = wholes.assign(part=wholes["subset_of"].notna())
    wholes = wholes.sort_values(["order", "quoted", "part"], ascending=[True, False, True], kind="stable")
    claims: dict[str, list[Figure]] = {}
    for one in Figure.rows(wholes):
        claims.setdefault(one.figure, []).append(one)
    found: dict[str, list[_Group]] = {}
    for group in claims.values():
        found.setdefault(str(group[0].operation_id), []).append(_Group(tuple(group)))
    return found


def _measure(key: str, name: str, days: float, groups: Sequence[_Group]) -> _Operation:
    counted = (one.quoted for one in groups if one.quoted.metric == "countries" and one.is_total)
    return _Operation(key, name, None if pd.isna(days) else Interval(days, days), next(counted, None))


def _match_figures(earlier: Sequence[_Group], later: Sequence[_Group]) -> Iterator[tuple[_Group, _Group]]:
    """Pair figures that count the same; pair a total without counterpart with what readers take for it."""
    by_key = {one.key: one for one in reversed(later)}
    matched = {one.key for one in earlier if one.key in by_key}
    for one in earlier:
        if one.key in by_key:
            yield one, by_key[one.key]
        elif one.is_total:
            yield from ((one, two) for two in later if two.key not in matched and _could_be_taken_for(one, two))


def _could_be_taken_for(one: _Group, two: _Group) -> bool:
    families = [set((side.quoted.families or "").split()) for side in (one, two)]
    return one.quoted.metric == two.quoted.metric or (two.is_total and not families[0].isdisjoint(families[1]))


def _compare_pair(earlier: _Side, later: _Side) -> Pair:
    one, two = earlier[0].quoted, later[0].quoted
    verdict = two.interval.compare(one.interval)
    against = tuple(dict.fromkeys(_find_objections(earlier[0], later[0])))
    reasons = against or tuple(_find_cautions(earlier, later, verdict))
    state = STATES[2] if against else STATES[1] if reasons else STATES[0]
    kinds = " ".join(dict.fromkeys(reason.kind for reason in reasons))
    row: dict[str, Any] = {"metric": one.metric, "state": state, "kinds": kinds, "reasons": reasons}
    for side, (group, operation) in zip(SIDES, (earlier, later), strict=True):
        row |= {side: operation.key, f"{side}_name": operation.name}
        row |= {f"{side}_{name}": getattr(group.quoted, name) for name in ("noun", "claim_id", "words", "says")}
    if not against:
        row |= _compute_change(one, two, verdict) | _compute_rates(earlier, later, verdict)
    return Pair(**row)


def _find_objections(one: _Group, two: _Group) -> Iterator[Reason]:
    """Yield the reasons why a comparison would be wrong."""
    if one.quoted.metric != two.quoted.metric:
        yield Reason("metric", (one.quoted.noun, two.quoted.noun))
    elif one.quoted.unit != two.quoted.unit:
        yield Reason("unit", (one.quoted.unit, two.quoted.unit))
    elif one.key != two.key:
        yield Reason("group", (one.quoted.noun, two.quoted.noun))
    if "machine" in {one.quoted.rank, two.quoted.rank}:
        yield Reason("machine")
    for a, b in itertools.product(one.nearest, two.nearest):
        if (a.subset_of is None) != (b.subset_of is None):
            yield Reason("part")
        if a.value is None or b.value is None:
            yield Reason("not-counted")
        if a.status != b.status and a.takes_status != "never":
            # Where the quoted claims agree, another passage, or another source as near, does not.
            cause = "status:elsewhere" if one.quoted.status == two.quoted.status else "status"
            yield Reason(cause, tuple(STATUSES[side.status].words.removeprefix("status ") for side in (a, b)))


def _find_cautions(earlier: _Side, later: _Side, verdict: str) -> Iterator[Reason]:
    sides = earlier, later
    if earlier[0].quoted.kind != "setting":
        yield from _compare_measures(earlier[1], later[1])
    verbs = [sorted({one.verb for one in group.nearest if one.verb}) for group, _ in sides]
    if all(verbs) and verbs[0] != verbs[1]:
        yield Reason("verb", tuple(" or ".join(VERBS[name].words for name in stated) for stated in verbs))
    for group, operation in sides:
        yield from _find_doubts(group, operation.name)
    ranks = [RANKS[group.quoted.rank].words for group, _ in sides]
    if ranks[0] != ranks[1]:
        yield Reason("source", tuple(ranks))
    if verdict == "not established":
        yield Reason("overlap")


def _compare_measures(before: _Operation, after: _Operation) -> Iterator[Reason]:
    for each in (before, after):
        if each.days is None:
            yield Reason("length:unstated", (each.name,))
        if each.countries is None:
            yield Reason("countries:unstated", (each.name,))
    if before.days and after.days and before.days != after.days:
        yield Reason("length", tuple(Days(each.key, each.days.lower) for each in (before, after) if each.days))
    one, two = before.countries, after.countries
    if one and two and not (one.interval == two.interval and one.interval.is_exact):
        yield Reason("countries", (one, two))


def _find_doubts(group: _Group, operation: str) -> Iterator[Reason]:
    quoted = group.quoted
    if quoted.release_status in EARLY:
        yield Reason("early", (operation,))
    for source, other in group.misfits.items():
        if source == quoted.source_id:
            yield Reason("contradicted:elsewhere", (operation, other))
        else:
            yield Reason("contradicted", (other.publisher, operation, other))
    if quoted.hedge == "exact" and quoted.value and quoted.value >= ROUND and quoted.value % ROUND == 0:
        yield Reason("round", (quoted,))


def _compute_change(one: Figure, two: Figure, verdict: str) -> dict[str, Any]:
    if verdict == "not established":
        return {}
    change = two.interval - one.interval
    return {"difference": verdict, "lower": change.lower, "upper": change.upper}


def _compute_rates(earlier: _Side, later: _Side, verdict: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    sides = earlier, later
    if not earlier[0].quoted.has_rate:
        return row
    a_day = _divide(sides, [operation.days for _, operation in sides])
    for side, rate in zip(SIDES, a_day, strict=False):
        row[f"{side}_per_day"] = format_hedged(rate)
        row |= {f"{side}_day_lower": rate.lower, f"{side}_day_upper": rate.upper}
    if a_day:
        row["turned"] = {verdict, a_day[1].compare(a_day[0])} == {"more", "fewer"}
    countries = [operation.countries.interval if operation.countries else None for _, operation in sides]
    for side, rate in zip(SIDES, _divide(sides, countries), strict=False):
        row[f"{side}_per_country"] = format_hedged(rate)
    return row


def _divide(sides: Sequence[_Side], measures: Sequence[Interval | None]) -> list[Interval]:
    """Divide two figures by what each is measured by; nothing where that is not recorded, or could be nought."""
    known = [measure for measure in measures if measure is not None and measure.lower > 0]
    both = zip(sides, known, strict=False)
    return [group.quoted.interval / measure for (group, _), measure in both] if len(known) == len(sides) else []
