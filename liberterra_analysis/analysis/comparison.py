"""Whether figures of two operations may be compared, and what the comparison then shows.

A change, a rate or a rank is computed only here; its columns are blank for a pair that may not be compared.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from operator import attrgetter
from typing import Any

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.fates import LATER
from liberterra_analysis.analysis.figures import NEAR, Figure, group_rows, join_cells
from liberterra_analysis.analysis.lengths import list_countries, measure_lengths, sort_operations
from liberterra_analysis.analysis.nouns import NARROWS, bracket
from liberterra_analysis.hedges import Interval
from liberterra_analysis.hedges.interval import round_outwards
from liberterra_analysis.vocabulary import EXPLOITATIONS, RANKS, VERBS

STATES = ("comparable", "with caution", "not comparable")

EARLY = frozenset({"preliminary", "so_far", "initial"})
"""Release statuses of figures that may still change."""

GROUP = ("detail", *NARROWS)
"""Columns that tell groups of what is counted apart."""

SPLIT = ("country_iso3", *GROUP)
"""Columns that narrow a figure to a part of its operation."""

ROUND = 100
"""A multiple of this that is printed without a hedge may have been rounded."""


@dataclass(frozen=True)
class Others:
    """The claims that print other numbers for a figure, with the claim that is quoted."""

    quoted: Figure
    claims: tuple[Figure, ...]


@dataclass(frozen=True)
class Reason:
    """Why two figures may not be compared, or only with caution.

    `details` are the names and numbers that differ: of a `Side` its days, of figures the fewest and the most.
    """

    cause: str
    details: tuple[Figure | Side | Others | tuple[Figure, ...] | str, ...] = ()

    @property
    def kind(self) -> str:
        """What differs: `length` of the cause `length:unstated`."""
        return self.cause.partition(":")[0]


@dataclass(frozen=True)
class Side:
    """A figure of an operation by all claims about it, the claim to quote first, and what its rates are divided by.

    `countries` are the figures of the fewest and the most, `is_rated` whether it falls in the days of the operation.
    """

    claims: tuple[Figure, ...]
    name: str
    year: str
    days: Interval | None
    countries: tuple[Figure, ...]
    is_rated: bool

    @property
    def quoted(self) -> Figure:
        """The claim to quote."""
        return self.claims[0]

    @cached_property
    def nearest(self) -> tuple[Figure, ...]:
        """The claims of sources as near to the organisation as the source that is quoted."""
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
    def parties(self) -> Interval | None:
        """How many countries took part."""
        return Interval(self.countries[0].lower, self.countries[-1].upper) if self.countries else None

    @cached_property
    def rates(self) -> dict[str, Interval]:
        """The figure by `day` and by `country`, where the operation has the number to divide by."""
        divisors = {"day": self.days, "country": self.parties} if self.is_rated else {}
        return {name: self.quoted.interval / one for name, one in divisors.items() if one and one.lower > 0}

    @cached_property
    def key(self) -> tuple[str | None, ...]:
        """What is counted, in whatever country."""
        return tuple(getattr(self.quoted, name) for name in ("metric", "unit", *GROUP))

    @cached_property
    def is_total(self) -> bool:
        """Whether nothing narrows the figure to a part of its operation, which may be in one country only."""
        return not any(getattr(self.quoted, name) for name in ("subset_of", *GROUP))


@dataclass(frozen=True)
class Pair:
    """Two figures of two operations, and what comparing them finds."""

    earlier: Side
    later: Side
    state: str
    reasons: tuple[Reason, ...]
    difference: str

    @cached_property
    def change(self) -> Interval:
        """The later figure minus the earlier."""
        found: Interval = self.later.quoted.interval - self.earlier.quoted.interval
        return found

    @cached_property
    def rates(self) -> Mapping[str, tuple[Interval, Interval]]:
        """The rates of the earlier and the later by `day` and `country`; none if the figures are not comparable."""
        names = [] if self.state == STATES[-1] else [name for name in self.earlier.rates if name in self.later.rates]
        return {name: self._round_rates(name) for name in names}

    def _round_rates(self, name: str) -> tuple[Interval, Interval]:
        """Round rates outwards to two digits, exact ones to three where that is exact, or tells the two apart.

        A round number may have been rounded itself.
        """
        sides = self.earlier, self.later
        full = [one.rates[name] for one in sides]
        digits = [3 if rate.is_exact and not one.is_round else 2 for rate, one in zip(full, sides, strict=True)]
        sharp = [*map(round_outwards, full, digits)]
        plain = [one if one.is_exact else round_outwards(rate) for one, rate in zip(sharp, full, strict=True)]
        one, two = sharp if _find_difference(*sharp) and not _find_difference(*plain) else plain
        return one, two

    @cached_property
    def day_difference(self) -> str:
        """How the rates by day differ, before they are rounded if both are exact."""
        if "day" not in self.rates:
            return ""
        exact = [one.rates["day"] for one in (self.earlier, self.later)]
        is_known = self.difference and all(rate.is_exact for rate in exact)
        return _find_difference(*(exact if is_known else self.rates["day"]))

    @cached_property
    def turned(self) -> bool:
        """Whether more in all is fewer a day, or the reverse."""
        return {self.difference, self.day_difference} == {"more", "fewer"}

    def __repr__(self) -> str:
        return f"{self.earlier.quoted}; {self.later.quoted}"

    @staticmethod
    def rows(frame: pd.DataFrame) -> list[Pair]:
        """Return the pairs of a frame in their order."""
        return list(frame["pair"])


def compare_operations(frame: pd.DataFrame, operations: pd.DataFrame, aims: pd.DataFrame | None = None) -> pd.DataFrame:
    """Compare each pair of figures of two operations, as far as they may be compared.

    Not comparable: figures that count different things (another metric, currency, status or country; a narrower group
    and a whole; a part, unless its columns tell it from its whole, and a whole); figures of which one is not counted;
    figures of operations of which one has no date, for which was later is then not known.
    With caution: another length, number of countries, verb or rank of source (a copy is as its release), or a length
    or number not certain or not recorded (of countries, where the figure is not of a single one); figures that are
    preliminary, contradicted (a claim `differs`, see `AGREEMENTS`), or round and printed without a hedge; intervals
    that overlap, of a round number also with the hedge of another claim; other exploitation that the operations were
    directed against, by the statements in `aims`. How many countries or agencies took part is no result, and not
    paired.
    All claims of the sources nearest to the organisation count, and their least comparable pair decides: a further
    claim can rule a comparison out but never allow one, unless its source is nearer or it states a missing status.

    One row a pair, in the order of `metrics`, then of the operations. `metric` (of the earlier), `state` (of `STATES`),
    `kinds` (of the reasons, separated by spaces), `pair` (a `Pair`, with its reasons); `difference` (`more`, `fewer`,
    `equal`; blank: not established), `lower`, `upper` (later - earlier); `day_difference` (as `difference`, of the
    rates by day), `turned` (more in all is fewer a day, or the reverse). With `earlier_` and with `later_` before them:
    `operation_id`, `name`, `claim_id`, `noun`, `words`, `year` (str), `total_lower`, `total_upper`, and the rates
    `day_lower`, `day_upper`, `country_lower`, `country_upper` (figure / days or countries, on intervals, rounded
    outwards to two digits, exact ones to three where that tells more; blank where there is none, where a length or
    number of countries is not recorded, of what became of the arrested, and of what came before or after the days, or
    partly).
    """
    known = measure_lengths(frame, sort_operations(operations))
    found = _group_figures(frame, known)
    ordered = [found[key] for key in known["operation_id"] if key in found]
    pairs = [pair for both in itertools.combinations(ordered, 2) for pair in _match_figures(*both)]
    pairs.sort(key=lambda pair: pair[0].quoted.order)
    named = {} if aims is None else _find_aims(aims)
    return _tabulate([_compare_pair(*pair, named) for pair in pairs])


def _tabulate(pairs: Sequence[Pair]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    numbers = [{"total": (pair.earlier.quoted.interval, pair.later.quoted.interval), **pair.rates} for pair in pairs]
    for at, side in enumerate(("earlier", "later")):
        for name in ("quoted.operation_id", "name", "quoted.claim_id", "quoted.noun", "quoted.words", "year"):
            read = attrgetter(f"{side}.{name}")
            columns[f"{side}_{name.removeprefix('quoted.')}"] = [read(pair) for pair in pairs]
        for name in ("total", "day", "country"):
            ends = [one.get(name, (None, None))[at] for one in numbers]
            columns |= {f"{side}_{name}_{end}": [getattr(one, end, nan) for one in ends] for end in ("lower", "upper")}
    columns |= {
        "metric": [pair.earlier.quoted.metric for pair in pairs],
        "state": [pair.state for pair in pairs],
        "kinds": [" ".join(dict.fromkeys(reason.kind for reason in pair.reasons)) for pair in pairs],
        "pair": pairs,
        "difference": [pair.difference for pair in pairs],
        "lower": [pair.change.lower if pair.difference else nan for pair in pairs],
        "upper": [pair.change.upper if pair.difference else nan for pair in pairs],
        "day_difference": [pair.day_difference for pair in pairs],
        "turned": [pair.turned for pair in pairs],
    }
    # Of empty lists pandas would make columns of floats.
    table = pd.DataFrame(columns, dtype=None if pairs else "object")
    return table.astype({"state": pd.CategoricalDtype(list(STATES), ordered=True)})


def _group_figures(frame: pd.DataFrame, operations: pd.DataFrame) -> dict[str | None, list[Side]]:
    """Return the figures of each operation as a whole, totals first, so that no part takes their place."""
    columns = operations[["operation_id", "name", "starts", "days_lower", "days_upper"]]
    about = {key: row for key, *row in columns.itertuples(index=False, name=None)}
    wholes = frame[(frame["scope"] == "operation") & ~frame["is_duration"] & (frame["kind"] != "setting")]
    wholes = wholes[wholes["operation_id"].isin([*about])]
    # A part that another metric or a narrower group tells from its whole is compared by these.
    keys = dict(zip(frame["claim_id"], join_cells(frame, ["metric", "unit", *SPLIT]), strict=True))
    of = wholes["subset_of"].map(keys)
    wholes = wholes.assign(subset_of=wholes["subset_of"].mask(of.notna() & (of != wholes["claim_id"].map(keys))))
    wholes = wholes.assign(part=wholes["subset_of"].notna())
    wholes = wholes.sort_values(["order", "quoted", "part"], ascending=[True, False, True], kind="stable")
    countries = list_countries(frame)
    beside = frame[frame["phase"].notna() & (frame["phase"] != "action")]  # before and after the days of an operation
    unrated = {*beside["claim_id"], *beside["subset_of"]}
    sides = []
    for claims in group_rows(Figure.rows(wholes), lambda one: one.figure).values():
        first = claims[0]
        is_rated = first.has_rate and first.metric not in LATER and unrated.isdisjoint(one.claim_id for one in claims)
        name, starts, low, high = about[first.operation_id]
        year, days = "" if pd.isna(starts) else starts[:4], None if pd.isna(low) else Interval(low, high)
        sides.append(Side(tuple(claims), name, year, days, countries.get(first.operation_id, ()), is_rated))
    return group_rows(sides, lambda side: side.quoted.operation_id)


def _match_figures(earlier: list[Side], later: list[Side]) -> Iterator[tuple[Side, Side]]:
    """Pair figures that count the same; pair one without counterpart with what readers take for it.

    Of an earlier operation without a total, readers take its largest figure for one, and of equal ones a total.
    """
    by_key = group_rows(later, lambda one: one.key)
    matched = {one.key for one in earlier}
    by_size = sorted(earlier, key=lambda one: (one.quoted.value or 0.0, one.is_total, one.quoted.claim_id))
    largest = {one.quoted.metric: one for one in by_size}.values()
    for one in earlier:
        if alike := by_key.get(one.key):
            yield one, min(alike, key=lambda two: two.quoted.country_iso3 != one.quoted.country_iso3)
        elif one.is_total or any(one is side for side in largest):
            yield from ((one, two) for two in later if two.key not in matched and _could_be_taken_for(one, two))


def _could_be_taken_for(one: Side, two: Side) -> bool:
    """Return whether one of two figures counts less of what the other counts, or both are totals of a family."""
    a, b = one.quoted, two.quoted
    if a.metric == b.metric:
        return _is_wider(a, b) or _is_wider(b, a)
    families = [{*(figure.families or "").split()} for figure in (a, b)]
    return one.is_total and two.is_total and not families[0].isdisjoint(families[1])


def _is_wider(one: Figure, other: Figure) -> bool:
    """Return whether a figure is no part, and all that narrows it also narrows the other."""
    return not one.subset_of and all(getattr(one, name) in {None, getattr(other, name)} for name in GROUP)


def _find_aims(statements: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the exploitation that operations were directed against, by operation and term, in the printed words."""
    found: dict[str, dict[str, str]] = {}
    for key, said in zip(statements["operation_id"], statements["statement"], strict=True):
        for name, term in EXPLOITATIONS.items():
            if words := [match[0] for one in term.printed if (match := re.search(rf"{re.escape(one)}\w*", said))]:
                found.setdefault(key, {})[name] = words[0]
    return found


def _compare_pair(one: Side, two: Side, aims: Mapping[str, Mapping[str, str]]) -> Pair:
    against = tuple(dict.fromkeys(_find_objections(one, two)))
    difference = "" if against else _find_difference(one.possible, two.possible)
    reasons = against or (*_compare_aims(one, two, aims), *_find_cautions(one, two, difference))
    return Pair(one, two, STATES[2 if against else 1 if reasons else 0], reasons, difference)


def _find_difference(earlier: Interval, later: Interval) -> str:
    """Return `more`, `fewer` or `equal`; "" where that is not established."""
    verdict = later.compare(earlier)
    return "" if verdict == "not established" else verdict


def _find_objections(one: Side, two: Side) -> Iterator[Reason]:
    """Yield the reasons why a comparison would be wrong."""
    if not (one.year and two.year):
        yield Reason("order")
    if one.quoted.metric != two.quoted.metric:
        yield Reason("metric", (bracket(one.quoted.noun), bracket(two.quoted.noun)))
    elif one.quoted.unit != two.quoted.unit:
        yield Reason("unit", (one.quoted.unit, two.quoted.unit))
    elif one.key != two.key:
        yield Reason("group", (bracket(one.quoted.noun), bracket(two.quoted.noun)))
    codes = [side.quoted.country_iso3 for side in (one, two)]
    if codes[0] != codes[1]:
        yield Reason("place", tuple(places.country_in_prose(code) if code else "no single country" for code in codes))
    for a, b in itertools.product(one.nearest, two.nearest):
        if (a.subset_of is None) != (b.subset_of is None):
            yield Reason("part")
        if a.value is None or b.value is None:
            yield Reason("not-counted")
        # Others often drop a word: a claim without a status has that of the claim to quote.
        stated = [side.quoted if each.status == "unspecified" else each for side, each in ((one, a), (two, b))]
        if one.key == two.key and stated[0].status != stated[1].status and a.takes_status != "never":
            # Where the quoted claims agree, another passage, or another source as near, does not.
            cause = "status:elsewhere" if one.quoted.status == two.quoted.status else "status"
            yield Reason(cause, tuple(bracket(claim.noun) for claim in stated))


def _compare_aims(one: Side, two: Side, aims: Mapping[str, Mapping[str, str]]) -> Iterator[Reason]:
    both = [aims.get(side.quoted.operation_id or "", {}) for side in (one, two)]
    if all(both) and both[0].keys().isdisjoint(both[1]):
        yield Reason("aim", tuple(" and ".join(each.values()) for each in both))


def _find_cautions(one: Side, two: Side, difference: str) -> Iterator[Reason]:
    sides = one, two
    yield from _compare_measures(one, two)
    verbs = [sorted({claim.verb for claim in side.nearest if claim.verb}) for side in sides]
    if all(verbs) and verbs[0] != verbs[1]:
        yield Reason("verb", tuple(" or ".join(VERBS[name].words for name in stated) for stated in verbs))
    for side in sides:
        yield from _find_doubts(side)
    ranks = [side.quoted.rank for side in sides]
    if ranks[0] != ranks[1] and not {*ranks} <= {*NEAR}:  # a copy of a release has the words of the release
        yield Reason("source", tuple(RANKS[name].words for name in ranks))
    if not difference:
        yield Reason("overlap")


def _compare_measures(one: Side, two: Side) -> Iterator[Reason]:
    for side in (one, two):
        if side.days is None:
            yield Reason("length:unstated", (side.name,))
        if not side.countries and side.quoted.country_iso3 is None:
            yield Reason("countries:unstated", (side.name,))
    if one.days and two.days and (found := one.days.compare(two.days)) != "equal":
        # Ranges that overlap need not be another length.
        yield Reason("length:open" if found == "not established" else "length", (one, two))
    if one.parties and two.parties:
        found = one.parties.compare(two.parties)
        if found != "equal" or one.countries[0].noun != two.countries[0].noun:
            cause = "countries:open" if found == "not established" else "countries"
            yield Reason(cause, (one.countries, two.countries))


def _find_doubts(side: Side) -> Iterator[Reason]:
    quoted = side.quoted
    if quoted.release_status in EARLY:
        yield Reason("early", (side.name,))
    if misfits := tuple(one for one in side.claims if one.agreement == "differs"):
        yield Reason("contradicted", (side.name, Others(quoted, misfits)))
    if side.is_round:
        yield Reason("round", (quoted,))
