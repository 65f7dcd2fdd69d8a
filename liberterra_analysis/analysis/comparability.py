"""Whether figures of two operations may be compared, and what the comparison then shows.

A change, a rate or a rank is computed only here; its columns are blank for a pair that may not be compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis.figures import NARROWS
from liberterra_analysis.analysis.sentences import (
    Part,
    Sentence,
    cite_figure,
    cite_number,
    join_words,
    link_number,
    mark_name,
    operation_anchor,
    sentence,
)
from liberterra_analysis.hedges import Interval, Intervals, compare, format_hedged
from liberterra_analysis.vocabulary import RANKS, STATUSES, VERBS

STATES = ["comparable", "with caution", "not comparable"]

DEFINITION = frozenset({"metric", "unit", "group", "part", "status", "verb"})
"""Kinds of reason that lie in what is counted, not in how long, where or by whom."""

EARLY = frozenset({"preliminary", "initial"})
"""Release statuses of figures that may still change."""

SPLIT = ("country_iso3", "detail", *NARROWS)
"""Columns that narrow a figure to a part of its operation."""

ROUND = 100
"""A multiple of this that is printed without a hedge may have been rounded."""

TEXT = [
    "metric", "earlier", "later", "earlier_name", "later_name", "earlier_noun", "later_noun", "earlier_claim_id",
    "later_claim_id", "earlier_words", "later_words", "earlier_says", "later_says", "state", "kinds", "reasons",
    "difference", "change",
    "earlier_per_day", "later_per_day", "earlier_per_country", "later_per_country",
]  # fmt: skip
SAID = ["sentence", "opening", "why", "definition"]
ENDS = ["lower", "upper", "earlier_day_lower", "earlier_day_upper", "later_day_lower", "later_day_upper"]

Record: TypeAlias = Mapping[Any, Any]
Reason: TypeAlias = tuple[str, Sentence]
"""Kind and words of a reason."""


@dataclass(frozen=True)
class _Figure:
    """A figure of one operation: the claim to quote, then every other claim about it."""

    claims: tuple[Record, ...]

    @property
    def quoted(self) -> Record:
        return self.claims[0]

    @cached_property
    def nearest(self) -> tuple[Record, ...]:
        """The claims of sources as near to the organisation as the one quoted: others often drop a word."""
        return tuple(row for row in self.claims if row["rank"] == self.quoted["rank"])

    @cached_property
    def misfits(self) -> dict[str, Record]:
        """Claims that exclude the number quoted, one for each source."""
        low, high = self.quoted["lower"], self.quoted["upper"]
        return {row["source_id"]: row for row in self.claims if row["lower"] > high or row["upper"] < low}

    @cached_property
    def key(self) -> tuple[object, ...]:
        return tuple(None if pd.isna(self.quoted[name]) else self.quoted[name] for name in ("metric", "unit", *SPLIT))

    @cached_property
    def is_total(self) -> bool:
        return pd.isna(self.quoted["subset_of"]) and all(value is None for value in self.key[2:])

    @property
    def interval(self) -> Interval:
        return Interval(self.quoted["lower"], self.quoted["upper"])


@dataclass(frozen=True)
class _Operation:
    """What figures are measured by: name and length of an operation, and how many countries took part."""

    key: str
    called: doc.Text
    days: float | None
    countries: _Figure | None


@dataclass(frozen=True)
class _Pair:
    one: _Figure
    two: _Figure
    before: _Operation
    after: _Operation

    @cached_property
    def against(self) -> tuple[Reason, ...]:
        return tuple(dict.fromkeys(_find_objections(self.one, self.two)))

    @property
    def sides(self) -> tuple[tuple[_Figure, _Operation], ...]:
        return (self.one, self.before), (self.two, self.after)


def compare_operations(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Compare each pair of figures of two operations, as far as they may be compared.

    Not comparable: figures that count different things (another metric, currency or status; a part, or a narrower
    group, and a whole); figures of which one is not counted, or known only from a text written by a machine.
    With caution: another length, number of countries, verb or rank of source, or a length or number not stated; figures
    that are preliminary, contradicted, or round and printed without a hedge; intervals that overlap.
    All claims of the sources nearest to the organisation count, and their least comparable pair decides: a further
    claim can rule a comparison out but never allow one, unless its source is nearer.

    One row a pair, in the order of `metrics`, then of the operations. `metric` (of the earlier), `state` (of `STATES`);
    `kinds` (of the reasons, separated by spaces), `reasons`; `difference` (`more`, `fewer`, `equal`; blank: not
    established), `change`, `lower`, `upper` (later - earlier); `sentence`, `opening` (without the reasons), `why` (the
    reasons), `definition` (about what is counted; None where that is the same); `turned` (more in all is fewer a day,
    or the reverse).
    `earlier`, `later` (keys), and of each `_name`, `_noun`, `_claim_id`, `_words`, `_says`, `_per_day`, `_per_country`,
    `_day_lower`, `_day_upper`; rates are blank where there is none or a length or number of countries is not stated.
    """
    found = _group_figures(frame)
    known = operations[operations["operation_id"].isin(list(found))]
    known = known.sort_values(["starts", "operation_id"], kind="stable", na_position="last")
    about = {row["operation_id"]: _measure(row, found[row["operation_id"]]) for row in known.to_dict("records")}
    pairs = [
        _Pair(one, two, about[earlier], about[later])
        for earlier, later in itertools.combinations(about, 2)
        for one, two in _match_figures(found[earlier], found[later])
    ]
    pairs.sort(key=lambda pair: pair.one.quoted["order"])
    rows = [_pair_row(pair, verdict) for pair, verdict in zip(pairs, _compare_pairs(pairs), strict=True)]
    table = pd.DataFrame(rows, columns=[*TEXT, *SAID, *ENDS, "turned"])
    dtypes: dict[str, Any] = dict.fromkeys(TEXT, "str") | dict.fromkeys(ENDS, "float64")
    return table.astype(dtypes | {"state": pd.CategoricalDtype(STATES, ordered=True), "turned": "bool"})


def _group_figures(frame: pd.DataFrame) -> dict[str, list[_Figure]]:
    """Return the figures of each operation as a whole, totals first, so that no part takes their place."""
    wholes = frame[(frame["scope"] == "operation") & ~frame["is_duration"]]
    wholes = wholes.assign(part=wholes["subset_of"].notna())
    wholes = wholes.sort_values(["order", "quoted", "part"], ascending=[True, False, True], kind="stable")
    claims: dict[str, list[Record]] = {}
    for row in wholes.to_dict("records"):
        claims.setdefault(row["figure"], []).append(row)
    found: dict[str, list[_Figure]] = {}
    for rows in claims.values():
        found.setdefault(rows[0]["operation_id"], []).append(_Figure(tuple(rows)))
    return found


def _measure(operation: Record, figures: Sequence[_Figure]) -> _Operation:
    counted = [one for one in figures if one.quoted["metric"] == "countries" and one.is_total]
    days: float | None = None if pd.isna(operation["days"]) else float(operation["days"])
    key = operation["operation_id"]
    return _Operation(key, mark_name(operation["name"]), days, counted[0] if counted else None)


def _match_figures(earlier: Sequence[_Figure], later: Sequence[_Figure]) -> Iterator[tuple[_Figure, _Figure]]:
    """Pair figures that count the same; pair a total without counterpart with what readers take for it."""
    by_key = {one.key: one for one in reversed(later)}
    matched = {one.key for one in earlier if one.key in by_key}
    for one in earlier:
        if one.key in by_key:
            yield one, by_key[one.key]
        elif one.is_total:
            yield from ((one, two) for two in later if two.key not in matched and _could_be_taken_for(one, two))


def _could_be_taken_for(one: _Figure, two: _Figure) -> bool:
    metrics = {one.quoted["metric"], two.quoted["metric"]}
    families = [set() if pd.isna(named := side.quoted["families"]) else set(named.split()) for side in (one, two)]
    return len(metrics) == 1 or (two.is_total and not families[0].isdisjoint(families[1]))


def _compare_pairs(pairs: Sequence[_Pair]) -> list[str]:
    ends = [
        Intervals([one.quoted["lower"] for one in side], [one.quoted["upper"] for one in side])
        for side in ([pair.two for pair in pairs], [pair.one for pair in pairs])
    ]
    return [str(verdict) for verdict in compare(*ends)]


def _pair_row(pair: _Pair, verdict: str) -> dict[str, Any]:
    reasons = [*(pair.against or _find_cautions(pair, verdict))]
    state = STATES[2] if pair.against else STATES[1] if reasons else STATES[0]
    why = tuple(said for _, said in reasons)
    held = join_words((sentence(side.called, ": ", cite_figure(figure.quoted)) for figure, side in pair.sides), by="; ")
    defined = [said for kind, said in reasons if kind in DEFINITION]
    shown = {} if pair.against else _format_comparison(pair, verdict)
    opening = sentence(held, ".", *shown.pop("says", ()))
    ending = sentence(f" {state.capitalize()}", ": " if why else "", join_words(why, by="; "), ".")
    return {
        **dict.fromkeys(TEXT, ""),
        "turned": False,
        "metric": pair.one.quoted["metric"],
        "earlier": pair.before.key,
        "later": pair.after.key,
        "earlier_name": pair.before.called.text,
        "later_name": pair.after.called.text,
        "earlier_noun": pair.one.quoted["noun"],
        "later_noun": pair.two.quoted["noun"],
        "earlier_claim_id": pair.one.quoted["claim_id"],
        "later_claim_id": pair.two.quoted["claim_id"],
        "earlier_words": pair.one.quoted["words"],
        "later_words": pair.two.quoted["words"],
        "earlier_says": pair.one.quoted["says"],
        "later_says": pair.two.quoted["says"],
        "state": state,
        "kinds": " ".join(dict.fromkeys(kind for kind, _ in reasons)),
        "reasons": "; ".join(map(str, why)),
        "sentence": sentence(opening, ending),
        "opening": opening if why else sentence(opening, ending),
        "why": why,
        "definition": sentence(held, ". ", _capitalize(join_words(defined, by="; ")), ".") if defined else None,
        **shown,
    }


def _capitalize(said: Sentence) -> Sentence:
    first, *rest = said.parts
    return sentence(first.model_copy(update={"text": first.text[:1].upper() + first.text[1:]}), *rest)


def _find_objections(one: _Figure, two: _Figure) -> Iterator[Reason]:
    """Yield the reasons why a comparison would be wrong."""
    if one.quoted["metric"] != two.quoted["metric"]:
        yield "metric", _contrast("they count different things, ", "noun", one, two)
    elif one.quoted["unit"] != two.quoted["unit"]:
        yield "unit", _contrast("they are in different units, ", "unit", one, two)
    elif one.key != two.key:
        yield "group", _contrast("they do not count the same group, ", "noun", one, two)
    if "machine" in {one.quoted["rank"], two.quoted["rank"]}:
        yield "machine", sentence("one is known only from a text written by a machine")
    for a, b in itertools.product(one.nearest, two.nearest):
        if pd.isna(a["subset_of"]) != pd.isna(b["subset_of"]):
            yield "part", sentence("one is stated as a part of a larger figure, the other is not")
        if pd.isna(a["value"]) or pd.isna(b["value"]):
            yield "not-counted", sentence("one is reported, but not counted")
        if a["status"] != b["status"] and a["takes_status"] != "never":
            # Where the quoted claims agree, another passage, or another source as near, does not.
            elsewhere = "in another passage or source as near, " if one.quoted["status"] == two.quoted["status"] else ""
            yield "status", sentence(f"{elsewhere}the status differs, {_status(a)} and {_status(b)}")


def _contrast(opening: str, column: str, one: _Figure, two: _Figure) -> Sentence:
    return sentence(opening, mark_name(one.quoted[column]), " and ", mark_name(two.quoted[column]))


def _status(row: Record) -> str:
    return STATUSES[row["status"]].words.removeprefix("status ")


def _find_cautions(pair: _Pair, verdict: str) -> Iterator[Reason]:
    if pair.one.quoted["kind"] != "setting":
        yield from _compare_measures(pair)
    verbs = [{row["verb"] for row in figure.nearest if pd.notna(row["verb"])} for figure, _ in pair.sides]
    if all(verbs) and verbs[0] != verbs[1]:
        said = (" or ".join(VERBS[name].words for name in sorted(stated)) for stated in verbs)
        yield "verb", sentence(f"the verb differs, {' and '.join(said)}")
    for figure, operation in pair.sides:
        yield from _find_doubts(figure, operation)
    ranks = [RANKS[figure.quoted["rank"]].words for figure, _ in pair.sides]
    if ranks[0] != ranks[1]:
        yield "source", sentence(f"they were read in different kinds of sources, {' and '.join(ranks)}")
    if verdict == "not established":
        yield "overlap", sentence("no difference is established, for both could be the same number")


def _compare_measures(pair: _Pair) -> Iterator[Reason]:
    before, after = pair.before, pair.after
    for each in (before, after):
        if each.days is None:
            yield "length", sentence("how long ", each.called, " lasted is not stated to the day")
        if each.countries is None:
            yield "countries", sentence("how many countries took part in ", each.called, " is not stated")
    if before.days and after.days and before.days != after.days:
        lasted = (link_number(f"{each.days:.0f}", operation_anchor(each.key)) for each in (before, after))
        yield "length", sentence("they lasted ", join_words(lasted, by=" and "), " days")
    one, two = before.countries, after.countries
    if one and two and not (one.interval == two.interval and one.interval.is_exact):
        took_part = sentence(cite_number(one.quoted), " and ", cite_number(two.quoted), " countries took part")
        yield "countries", took_part


def _find_doubts(figure: _Figure, operation: _Operation) -> Iterator[Reason]:
    if figure.quoted["release_status"] in EARLY:
        yield "early", sentence("the figure of ", operation.called, " rests on early results")
    for source, row in figure.misfits.items():
        own = "the same source, elsewhere," if source == figure.quoted["source_id"] else mark_name(row["publisher"])
        yield "contradicted", sentence(own, " gives another number for ", operation.called, ", ", cite_number(row))
    value = figure.quoted["value"]
    if figure.quoted["hedge"] == "exact" and value >= ROUND and value % ROUND == 0:
        yield "round", sentence(cite_number(figure.quoted), " is printed without a hedge, but may be rounded")


def _format_comparison(pair: _Pair, verdict: str) -> dict[str, Any]:
    """Return what may be printed of a pair that may be compared."""
    found: dict[str, Any] = {"says": ()}
    if verdict == "equal":
        found |= {"difference": verdict, "change": verdict, "lower": 0.0, "upper": 0.0, "says": (" They are equal.",)}
    elif verdict != "not established":
        change = pair.two.interval - pair.one.interval
        size = format_hedged(change if verdict == "more" else Interval(-change.upper, -change.lower))
        says = f" The later is {'higher' if verdict == 'more' else 'lower'} by ", link_number(size, "comparison"), "."
        found |= {"difference": verdict, "change": f"{size} {verdict}", "says": says}
        found |= {"lower": change.lower, "upper": change.upper}
    if not pair.one.quoted["has_rate"]:
        return found
    if pair.before.days and pair.after.days:
        found |= _format_rates(pair, verdict, found["says"])
    counted = [operation.countries for _, operation in pair.sides if operation.countries]
    if len(counted) == len(pair.sides) and all(one.interval.lower > 0 for one in counted):
        rates = [
            format_hedged(figure.interval / one.interval) for (figure, _), one in zip(pair.sides, counted, strict=True)
        ]
        found |= {"earlier_per_country": rates[0], "later_per_country": rates[1]}
    return found


def _format_rates(pair: _Pair, verdict: str, says: tuple[Part, ...]) -> dict[str, Any]:
    numbers = Intervals.of([pair.one.interval, pair.two.interval])
    days = np.array([pair.before.days, pair.after.days], dtype=np.float64)
    rates = numbers / Intervals(days, days)
    words = [format_hedged(one) for one in rates]
    turned = {verdict, rates[1].compare(rates[0])} == {"more", "fewer"}
    linked = join_words((link_number(one, "comparison") for one in words), by=", then ")
    found: dict[str, Any] = {"earlier_per_day": words[0], "later_per_day": words[1], "turned": turned}
    found["says"] = *says, " For each day: ", linked, ", the other way round." if turned else "."
    for side, one in zip(("earlier", "later"), rates, strict=True):
        found |= {f"{side}_day_lower": one.lower, f"{side}_day_upper": one.upper}
    return found
