"""Whether figures of two operations may be compared, and what the comparison then shows.

A change, a rate or a rank is computed only here; its columns are blank for a pair that may not be compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import NamedTuple

import pandas as pd

from liberterra_analysis.analysis.figures import NARROWS, Figure, group_rows
from liberterra_analysis.analysis.lengths import measure_lengths
from liberterra_analysis.hedges import Interval
from liberterra_analysis.hedges.interval import round_outwards
from liberterra_analysis.vocabulary import RANKS, STATUSES, VERBS

STATES = ("comparable", "with caution", "not comparable")

EARLY = frozenset({"preliminary", "initial"})
"""Release statuses of figures that may still change."""

SPLIT = ("country_iso3", "detail", *NARROWS)
"""Columns that narrow a figure to a part of its operation."""

ROUND = 100
"""A multiple of this that is printed without a hedge may have been rounded."""

SIDES = ("earlier", "later")

COLUMNS = [
    *(
        f"{side}_{name}"
        for side in SIDES
        for name in (
            "operation_id", "name", "claim_id", "noun", "words", "year", "total_lower", "total_upper", "day_lower",
            "day_upper", "country_lower", "country_upper",
        )
    ),
    "metric", "state", "kinds", "pair", "difference", "lower", "upper", "day_difference", "turned",
]  # fmt: skip


class Others(NamedTuple):
    """Other numbers for a figure, each with the names of who prints it."""

    numbers: tuple[tuple[Figure, str], ...]


@dataclass(frozen=True)
class Reason:
    """Why two figures may not be compared, or only with caution.

    `details` are the names and numbers that differ; of a `Side` its days.
    """

    cause: str
    details: tuple[Figure | Side | Others | str, ...] = ()

    @property
    def kind(self) -> str:
        """What differs: `length` of the cause `length:unstated`."""
        return self.cause.partition(":")[0]


@dataclass(frozen=True)
class Side:
    """A figure of an operation by all claims about it, the claim to quote first, and what its rates are divided by."""

    claims: tuple[Figure, ...]
    name: str
    year: str
    days: Interval | None
    countries: Figure | None

    @property
    def quoted(self) -> Figure:
        """The claim to quote."""
        return self.claims[0]

    @cached_property
    def nearest(self) -> tuple[Figure, ...]:
        """The claims of sources as near to the organisation as the one quoted."""
        return tuple(one for one in self.claims if one.rank == self.quoted.rank)

    @cached_property
    def is_round(self) -> bool:
        """Whether the number is printed without a hedge, but may have been rounded."""
        value = self.quoted.value or 0.0
        return self.quoted.hedge == "exact" and value > 0 and value % ROUND == 0

    @cached_property
    def possible(self) -> Interval:
        """What the figure can be: of a round number also what claims that print it with a hedge leave possible."""
        same = [one for one in self.claims if self.is_round and one.value == self.quoted.value] or [self.quoted]
        return Interval(min(one.lower for one in same), max(one.upper for one in same))

    @cached_property
    def rates(self) -> dict[str, Interval]:
        """The figure by `day` and by `country`, where the operation has the number to divide by."""
        countries = self.countries.interval if self.countries and self.countries.lower > 0 else None
        divisors = {"day": self.days, "country": countries} if self.quoted.has_rate else {}
        return {name: round_outwards(self.quoted.interval / divisor) for name, divisor in divisors.items() if divisor}

    @cached_property
    def key(self) -> tuple[str | None, ...]:
        """What is counted."""
        return tuple(getattr(self.quoted, name) for name in ("metric", "unit", *SPLIT))

    def status_of(self, claim: Figure) -> str:
        """Return the status of a claim, or of the one quoted where it states none: others often drop a word."""
        return self.quoted.status if claim.status == "unspecified" else claim.status


@dataclass(frozen=True)
class Pair:
    """Two figures of two operations, and what comparing them finds."""

    earlier: Side
    later: Side
    state: str
    reasons: tuple[Reason, ...]
    difference: str

    @property
    def change(self) -> Interval:
        """The later figure without the earlier."""
        found: Interval = self.later.quoted.interval - self.earlier.quoted.interval
        return found

    @property
    def rates(self) -> Mapping[str, tuple[Interval, Interval]]:
        """The rates of the earlier and the later, by what they are of; none if the figures are not comparable."""
        both = {} if self.state == STATES[-1] else self.earlier.rates
        return {name: (rate, self.later.rates[name]) for name, rate in both.items() if name in self.later.rates}

    @property
    def day_difference(self) -> str:
        """How the rates by day differ."""
        return _find_difference(*self.rates["day"]) if "day" in self.rates else ""

    @property
    def turned(self) -> bool:
        """Whether more in all is fewer a day, or the reverse."""
        return {self.difference, self.day_difference} == {"more", "fewer"}

    def __repr__(self) -> str:
        return f"{self.earlier.quoted}; {self.later.quoted}"

    @staticmethod
    def rows(frame: pd.DataFrame) -> list[Pair]:
        """Return the pairs of a frame in their order."""
        return list(frame["pair"])


def compare_operations(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Compare each pair of figures of two operations, as far as they may be compared.

    Not comparable: figures that count different things (another metric, currency or status; a part, or a narrower
    group, and a whole); figures of which one is not counted. With caution: another length, number of countries, verb or
    rank of source, or a length or number not recorded (of countries, where the figure is not of a single one); figures
    that are preliminary, contradicted (a claim `differs`, see `AGREEMENTS`), or round and printed without a hedge;
    intervals that overlap, of a round number also with the hedge of another claim. How many countries or police forces
    took part is no result, and not paired.
    All claims of the sources nearest to the organisation count, and their least comparable pair decides: a further
    claim can rule a comparison out but never allow one, unless its source is nearer or it states a missing status.

    One row a pair, in the order of `metrics`, then of the operations. `metric` (of the earlier), `state` (of `STATES`),
    `kinds` (of the reasons, separated by spaces), `pair` (a `Pair`, with its reasons); `difference` (`more`, `fewer`,
    `equal`; blank: not established), `lower`, `upper` (later - earlier); `day_difference` (as `difference`, of the
    rates by day), `turned` (more in all is fewer a day, or the reverse). With `earlier_` and with `later_` before them:
    `operation_id`, `name`, `claim_id`, `noun`, `words`, `year` (str), `total_lower`, `total_upper`, and the rates
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
    table = pd.DataFrame([_tabulate(_compare_pair(*pair)) for pair in pairs], columns=COLUMNS)
    return table.astype({"state": pd.CategoricalDtype(list(STATES), ordered=True)})


def _tabulate(pair: Pair) -> dict[str, object]:
    cells: dict[str, object] = {}
    for at, (side, one) in enumerate(zip(SIDES, (pair.earlier, pair.later), strict=True)):
        named = {name: getattr(one.quoted, name) for name in ("operation_id", "claim_id", "noun", "words")}
        ends = {"total": one.quoted.interval, **{name: rates[at] for name, rates in pair.rates.items()}}
        named |= {f"{name}_{end}": getattr(found, end) for name, found in ends.items() for end in ("lower", "upper")}
        cells |= {f"{side}_{name}": cell for name, cell in {**named, "name": one.name, "year": one.year}.items()}
    return cells | {
        "metric": pair.earlier.quoted.metric,
        "state": pair.state,
        "kinds": " ".join(dict.fromkeys(reason.kind for reason in pair.reasons)),
        "pair": pair,
        "difference": pair.difference,
        "lower": pair.change.lower if pair.difference else nan,
        "upper": pair.change.upper if pair.difference else nan,
        "day_difference": pair.day_difference,
        "turned": pair.turned,
    }


def _group_figures(frame: pd.DataFrame, operations: pd.DataFrame) -> dict[str | None, list[Side]]:
    """Return the figures of each operation as a whole, totals first, so that no part takes their place."""
    wholes = frame[(frame["scope"] == "operation") & ~frame["is_duration"]]
    wholes = wholes[wholes["operation_id"].isin(operations["operation_id"])]
    wholes = wholes.assign(part=wholes["subset_of"].notna())
    wholes = wholes.sort_values(["order", "quoted", "part"], ascending=[True, False, True], kind="stable")
    groups = group_rows(Figure.rows(wholes), lambda one: one.figure).values()
    about = {
        key: (name, "" if pd.isna(starts) else starts[:4], None if pd.isna(low) else Interval(low, high))
        for key, name, starts, low, high in operations[
            ["operation_id", "name", "starts", "days_lower", "days_upper"]
        ].itertuples(index=False, name=None)
    }
    countries: dict[str | None, Figure] = {}
    for one, *_ in groups:
        if one.metric == "countries" and _is_total(one):
            countries.setdefault(one.operation_id, one)
    sides = [
        Side(tuple(group), *about[group[0].operation_id or ""], countries.get(group[0].operation_id))
        for group in groups
        if group[0].kind != "setting"
    ]
    return group_rows(sides, lambda side: side.quoted.operation_id)


def _is_total(figure: Figure) -> bool:
    """Return whether nothing narrows a figure to a part of its operation."""
    return not any((figure.subset_of, *(getattr(figure, name) for name in SPLIT)))


def _match_figures(earlier: list[Side], later: list[Side]) -> Iterator[tuple[Side, Side]]:
    """Pair figures that count the same; pair a total without counterpart with what readers take for it."""
    by_key = {one.key: one for one in reversed(later)}
    matched = {one.key for one in earlier if one.key in by_key}
    for one in earlier:
        if one.key in by_key:
            yield one, by_key[one.key]
        elif _is_total(one.quoted):
            yield from ((one, two) for two in later if two.key not in matched and _could_be_taken_for(one, two))


def _could_be_taken_for(one: Side, two: Side) -> bool:
    families = [set((side.quoted.families or "").split()) for side in (one, two)]
    return one.quoted.metric == two.quoted.metric or (_is_total(two.quoted) and not families[0].isdisjoint(families[1]))


def _compare_pair(one: Side, two: Side) -> Pair:
    against = tuple(dict.fromkeys(_find_objections(one, two)))
    difference = "" if against else _find_difference(one.possible, two.possible)
    reasons = against or tuple(_find_cautions(one, two, difference))
    return Pair(one, two, STATES[2 if against else 1 if reasons else 0], reasons, difference)


def _find_difference(earlier: Interval, later: Interval) -> str:
    """Return `more`, `fewer` or `equal`; "" where that is not established."""
    verdict = later.compare(earlier)
    return "" if verdict == "not established" else verdict


def _find_objections(one: Side, two: Side) -> Iterator[Reason]:
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


def _find_cautions(one: Side, two: Side, difference: str) -> Iterator[Reason]:
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


def _compare_measures(one: Side, two: Side) -> Iterator[Reason]:
    for side in (one, two):
        if side.days is None:
            yield Reason("length:unstated", (side.name,))
        if side.countries is None and side.quoted.country_iso3 is None:
            yield Reason("countries:unstated", (side.name,))
    if one.days and two.days and not (one.days == two.days and one.days.is_exact):
        yield Reason("length", (one, two))
    before, after = one.countries, two.countries
    if before and after and not (before.interval == after.interval and before.interval.is_exact):
        yield Reason("countries", (before, after))


def _find_doubts(side: Side) -> Iterator[Reason]:
    quoted = side.quoted
    if quoted.release_status in EARLY:
        yield Reason("early", (side.name,))
    misfits = group_rows((one for one in side.claims if one.agreement == "differs"), lambda one: one.words).values()
    if misfits:
        others = tuple((claims[0], _name_publishers(claims, quoted)) for claims in misfits)
        yield Reason("contradicted", (side.name, Others(others)))
    if side.is_round:
        yield Reason("round", (quoted,))


def _name_publishers(claims: Sequence[Figure], quoted: Figure) -> str:
    names = ("the same source elsewhere" if one.source_id == quoted.source_id else one.publisher for one in claims)
    return ", ".join(dict.fromkeys(names))
