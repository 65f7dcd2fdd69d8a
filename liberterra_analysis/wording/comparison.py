"""Sentences about operations side by side: which pairs of figures may be compared, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from liberterra_analysis.analysis import Days, Figure, Pair, Reason, align_figures
from liberterra_analysis.hedges import Interval, format_hedged
from liberterra_analysis.wording.operation import link_dates
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    cite_figures,
    cite_number,
    join_parts,
    join_words,
    link_claims,
    link_number,
    mark_name,
    operation_anchor,
    phrase,
)

REASONS = {
    "metric": ("other things", "they count different things, {} and {}"),
    "unit": ("other units", "they are in different units, {} and {}"),
    "group": ("other groups", "they do not count the same group, {} and {}"),
    "machine": ("written by a machine", "one is known only from a text written by a machine"),
    "part": ("part and whole", "one is stated as a part of a larger figure, the other is not"),
    "not-counted": ("not counted", "one is reported, but not counted"),
    "status": ("status", "the status differs, {} and {}"),
    "status:elsewhere": ("status", "in another passage or source as near, the status differs, {} and {}"),
    "verb": ("verb", "the verb differs, {} and {}"),
    "length": ("length", "they lasted {} and {} days"),
    "length:unstated": ("length", "how long {} lasted is not recorded to the day"),
    "countries": ("countries", "{} and {} countries took part"),
    "countries:unstated": ("countries", "how many countries took part in {} is not recorded"),
    "early": ("early results", "the figure of {} rests on early results"),
    "contradicted": ("contradicted", "the figure of {} is also given as {} ({})"),
    "round": ("perhaps rounded", "{} is printed without a hedge, but may be rounded"),
    "source": ("kind of source", "they were read in different kinds of sources, {} and {}"),
    "overlap": ("could be the same", "no difference is established, for both could be the same number"),
}
"""Causes of `Reason`: in words short enough for a table, and in full, with a place for each of its details."""

DEFINITION = frozenset({"metric", "unit", "group", "part", "status", "verb"})
"""Kinds of reason that lie in what is counted, not in how long, where or by whom."""


def phrase_reason(reason: Reason) -> Sentence:
    """Return a reason for caution, or against a comparison, in full."""
    return phrase(REASONS[reason.cause][1], *map(_phrase_detail, reason.details))


def _phrase_detail(detail: Figure | Days | str) -> Part:
    match detail:
        case Figure():
            return cite_number(detail)
        case Days():
            return link_number(f"{detail.days:.0f}", operation_anchor(detail.operation_id))
        case _:
            return mark_name(detail)


def _join_reasons(reasons: Iterable[Reason]) -> Sentence:
    return join_words(map(phrase_reason, reasons), by="; ")


def list_kinds(reasons: Sequence[Reason]) -> str:
    """Return the kinds of some reasons, each once, in words short enough for a table."""
    return ", ".join(dict.fromkeys(REASONS[reason.cause][0] for reason in reasons))


def summarise_pairs(pairs: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return a sentence on how many pairs of figures may be compared; none where there is no pair.

    >>> print(*summarise_pairs(pd.DataFrame({"state": ["comparable", "not comparable", "with caution"]}), table="all"))
    Of 3 pairs of figures, 1 may be compared as they stand, 1 with caution and 1 not at all.
    """
    if pairs.empty:
        return []
    states = ("comparable", "with caution", "not comparable")
    counts = len(pairs), *((pairs["state"] == state).sum() for state in states)
    said = "of figures, {} may be compared as they stand, {} with caution and {} not at all."
    opening = "Of {} pair" if len(pairs) == 1 else "Of {} pairs"
    return [phrase(f"{opening} {said}", *(link_number(count, table) for count in counts))]


def phrase_pair(pair: Pair, cited: Mapping[str, Sentence], *, table: str) -> Sentence:
    """Return a sentence on a pair of figures: what their comparison shows, without its reasons.

    `cited` are the figures of `cite_figures`.
    """
    parts: list[Part] = [_name_pair(pair, cited), "."]
    if pair.difference == "equal":
        parts.append(" They are equal.")
    elif pair.difference:
        later = " The later is higher by {}." if pair.difference == "more" else " The later is lower by {}."
        parts.append(phrase(later, link_number(_format_change(pair), table)))
    if pair.earlier_per_day:
        rates = " For each day: {}, then {}, the other way round." if pair.turned else " For each day: {}, then {}."
        parts.append(phrase(rates, *(link_number(rate, table) for rate in (pair.earlier_per_day, pair.later_per_day))))
    return join_parts([*parts, " Comparable." if pair.state == "comparable" else ""])


def _name_pair(pair: Pair, cited: Mapping[str, Sentence]) -> Sentence:
    earlier, later = mark_name(pair.earlier_name), mark_name(pair.later_name)
    return phrase("{}: {}; {}: {}", earlier, cited[pair.earlier_claim_id], later, cited[pair.later_claim_id])


def _format_change(pair: Pair) -> str:
    return format_hedged(Interval(*sorted((abs(pair.lower), abs(pair.upper)))))


def phrase_pairs(pairs: pd.DataFrame, figures: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return a sentence on each pair of figures: what may be compared, and the reasons against it or for caution."""
    cited = cite_figures(figures)
    return [
        phrase("{} {}: {}.", said, pair.state.capitalize(), _join_reasons(pair.reasons)) if pair.reasons else said
        for pair in Pair.rows(pairs)
        for said in [phrase_pair(pair, cited, table=table)]
    ]


def phrase_definitions(pairs: pd.DataFrame, figures: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on each pair of figures whose definitions differ."""
    cited = cite_figures(figures)
    return [
        phrase("{}. {}.", _name_pair(pair, cited), _capitalise(_join_reasons(differing)))
        for pair in Pair.rows(pairs)
        if (differing := [reason for reason in pair.reasons if reason.kind in DEFINITION])
    ]


def _capitalise(said: Sentence) -> Sentence:
    first, *rest = said.parts
    return join_parts([first.model_copy(update={"text": first.text[:1].upper() + first.text[1:]}), *rest])


def tabulate_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs as the rows of a table; what may not be printed is blank.

    `earlier`, `later` (the figures), `state`, `change`, `per_day`, `per_country`, `why` and `reasons` (in short, and in
    full).
    """
    rows = Pair.rows(pairs)
    return pd.DataFrame(
        {
            "earlier": _cite_side(pairs, "earlier"),
            "later": _cite_side(pairs, "later"),
            "state": pairs["state"].to_list(),
            "change": [_phrase_change(one) for one in rows],
            "per_day": [_join_rates(one.earlier_per_day, one.later_per_day) for one in rows],
            "per_country": [_join_rates(one.earlier_per_country, one.later_per_country) for one in rows],
            "why": [list_kinds(one.reasons) for one in rows],
            "reasons": [str(_join_reasons(one.reasons)) for one in rows],
        }
    )


def _phrase_change(pair: Pair) -> str:
    return f"{_format_change(pair)} {pair.difference}" if pair.difference not in {"", "equal"} else pair.difference


def _cite_side(pairs: pd.DataFrame, side: str) -> list[Sentence]:
    numbers = link_claims(pairs[f"{side}_words"], pairs[f"{side}_claim_id"])
    cells = zip(pairs[f"{side}_name"], numbers, pairs[f"{side}_noun"], strict=True)
    return [phrase("{}: {} {}", mark_name(name), number, mark_name(noun)) for name, number, noun in cells]


def _join_rates(earlier: str, later: str) -> str:
    return f"{earlier}, then {later}" if earlier else ""


def tabulate_operations(operations: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return operations as the rows of a table, with what their figures are measured by.

    `anchor`, `operation_id`, `name`, `dates`, `days`, `countries` (or `not recorded`), `claims` (how many),
    `dates_source_id` (blank: no source).
    """
    counted = frame[frame["quoted"] & (frame["metric"] == "countries") & (frame["scope"] == "operation")]
    countries = {one.operation_id: cite_number(one) for one in reversed(Figure.rows(counted))}
    keys = operations["operation_id"]
    # Row by row: `apply` to a frame without rows returns a frame.
    dates: list[Any] = [link_dates(row) for _, row in operations.iterrows()]
    table = operations.assign(
        anchor=keys.map(operation_anchor),
        dates=dates,
        days=operations["days"].astype("str").where(operations["days"].notna(), "not recorded"),
        countries=keys.map(lambda key: join_parts([countries.get(key, "not recorded")])),
        claims=keys.map(frame["operation_id"].value_counts()).fillna(0).astype(int),
    )
    return table[["anchor", "operation_id", "name", "dates", "days", "countries", "claims", "dates_source_id"]]


def tabulate_figures(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what operations report side by side: `noun`, then a column for each, named by its key.

    Cells are Sentences with the number to quote ("": none is recorded); the rows are the rows of `align_figures`.
    """
    aligned = align_figures(frame, operations)
    cells = aligned.assign(cell=link_claims(aligned["words"], aligned["claim_id"]))
    cells = cells.pivot_table(index="row", columns="operation_id", values="cell", aggfunc="first")
    plural = aligned.sort_values("upper", ascending=False, kind="stable").drop_duplicates("row").set_index("row")
    order = aligned["row"].unique()
    table = cells.reindex(index=order, columns=operations["operation_id"]).fillna("").reset_index(drop=True)
    table.insert(0, "noun", plural.loc[order, "noun"].to_list())
    return table.rename_axis(columns=None)


def label_operations(operations: pd.DataFrame) -> dict[str, str]:
    """Return the headers of the columns of `tabulate_figures`."""
    return {"noun": "What is counted"} | dict(zip(operations["operation_id"], operations["name"], strict=True))


def phrase_title(operations: pd.DataFrame, *, series: str = "", keys: Sequence[str] = ()) -> str:
    """Return a title for operations, chosen by series or by keys.

    >>> phrase_title(pd.DataFrame({"name": ["Operation One", "Operation Two"]}), keys=["one", "two"])
    'Operation One and Operation Two'
    """
    return str(join_words(operations["name"], last=" and ")) if keys else f"The {series} series"
