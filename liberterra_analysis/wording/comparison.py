"""Sentences and tables on several operations side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from liberterra_analysis.analysis import Days, Figure, Pair, Reason, align_figures
from liberterra_analysis.hedges import Interval, format_hedged
from liberterra_analysis.wording.operation import link_dates
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    cite_figure,
    cite_number,
    claim_anchor,
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
    "contradicted": ("contradicted", "{} gives another number for {}, {}"),
    "contradicted:elsewhere": ("contradicted", "the same source, elsewhere, gives another number for {}, {}"),
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


def list_kinds(reasons: Sequence[Reason]) -> str:
    """Return the kinds of some reasons, each once, in words short enough for a table."""
    return ", ".join(dict.fromkeys(REASONS[reason.cause][0] for reason in reasons))


def summarise_pairs(pairs: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return a sentence on how many pairs of figures may be compared; none where there is no pair.

    `table` is the name of the table of all pairs.

    >>> print(*summarise_pairs(pd.DataFrame({"state": ["comparable", "not comparable", "with caution"]}), table="all"))
    Of 3 pairs of figures, 1 may be compared as they stand, 1 with caution and 1 not at all.
    """
    if pairs.empty:
        return []
    count = [int((pairs["state"] == state).sum()) for state in ("comparable", "with caution", "not comparable")]
    numbers = [link_number(number, table) for number in (len(pairs), *count)]
    one = "pair" if len(pairs) == 1 else "pairs"
    return [
        phrase(
            f"Of {{}} {one} of figures, {{}} may be compared as they stand, {{}} with caution and {{}} not at all.",
            *numbers,
        )
    ]


def open_pairs(pairs: pd.DataFrame, figures: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return a sentence on each pair of figures, with what their comparison shows and without its reasons."""
    by_id = {one.claim_id: one for one in Figure.rows(figures)}
    return [_open_pair(pair, by_id, table) for pair in Pair.rows(pairs)]


def _open_pair(pair: Pair, by_id: Mapping[str, Figure], table: str) -> Sentence:
    parts: list[Part] = [_hold_together(pair, by_id), "."]
    if pair.difference == "equal":
        parts.append(" They are equal.")
    elif pair.difference:
        higher = "higher" if pair.difference == "more" else "lower"
        parts.append(phrase(f" The later is {higher} by {{}}.", link_number(_format_change(pair), table)))
    if pair.earlier_per_day:
        rates = [link_number(words, table) for words in (pair.earlier_per_day, pair.later_per_day)]
        turned = ", the other way round." if pair.turned else "."
        parts.append(phrase(" For each day: {}, then {}{}", *rates, turned))
    if pair.state == "comparable":
        parts.append(" Comparable.")
    return join_parts(parts)


def _hold_together(pair: Pair, by_id: Mapping[str, Figure]) -> Sentence:
    one, two = (cite_figure(by_id[claim]) for claim in (pair.earlier_claim_id, pair.later_claim_id))
    return phrase("{}: {}; {}: {}", mark_name(pair.earlier_name), one, mark_name(pair.later_name), two)


def _format_change(pair: Pair) -> str:
    return format_hedged(Interval(*sorted((abs(pair.lower), abs(pair.upper)))))


def phrase_pairs(pairs: pd.DataFrame, figures: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return a sentence on each pair of figures: what may be compared, and the reasons against it or for caution."""
    rows = zip(open_pairs(pairs, figures, table=table), Pair.rows(pairs), strict=True)
    return [
        phrase("{} {}: {}.", opening, pair.state.capitalize(), _join_reasons(pair.reasons)) if pair.reasons else opening
        for opening, pair in rows
    ]


def _join_reasons(reasons: Iterable[Reason]) -> Sentence:
    return join_words(map(phrase_reason, reasons), by="; ")


def phrase_definitions(pairs: pd.DataFrame, figures: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on each pair of figures whose definitions differ."""
    by_id = {one.claim_id: one for one in Figure.rows(figures)}
    return [
        phrase("{}. {}.", _hold_together(pair, by_id), _capitalise(_join_reasons(differing)))
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
            "earlier": [
                _cite(row.earlier_name, row.earlier_words, row.earlier_claim_id, row.earlier_noun) for row in rows
            ],
            "later": [_cite(row.later_name, row.later_words, row.later_claim_id, row.later_noun) for row in rows],
            "state": [row.state for row in rows],
            "change": [_phrase_change(row) for row in rows],
            "per_day": [_join_rates(row.earlier_per_day, row.later_per_day) for row in rows],
            "per_country": [_join_rates(row.earlier_per_country, row.later_per_country) for row in rows],
            "why": [list_kinds(row.reasons) for row in rows],
            "reasons": [str(_join_reasons(row.reasons)) for row in rows],
        }
    )


def _phrase_change(pair: Pair) -> str:
    return f"{_format_change(pair)} {pair.difference}" if pair.difference not in {"", "equal"} else pair.difference


def _cite(name: str, words: str, claim_id: str, noun: str) -> Sentence:
    return phrase("{}: {} {}", mark_name(name), link_number(words, claim_anchor(claim_id)), mark_name(noun))


def _join_rates(earlier: str, later: str) -> str:
    return f"{earlier}, then {later}" if earlier else ""


def tabulate_operations(operations: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return operations as the rows of a table, with what their figures are measured by.

    `anchor`, `operation_id`, `name`, `dates`, `days`, `countries` (or `not recorded`), `claims` (how many),
    `dates_source_id` (blank: no source).
    """
    counted = frame[frame["quoted"] & (frame["metric"] == "countries") & (frame["scope"] == "operation")]
    countries = {one.operation_id: cite_number(one) for one in reversed(Figure.rows(counted))}
    claims = frame["operation_id"].value_counts()
    keys = operations["operation_id"]
    return pd.DataFrame(
        {
            "anchor": [operation_anchor(key) for key in keys],
            "operation_id": keys.to_list(),
            "name": operations["name"].to_list(),
            "dates": [link_dates(row) for _, row in operations.iterrows()],
            "days": ["not recorded" if pd.isna(days) else str(days) for days in operations["days"]],
            "countries": [join_parts([countries.get(key, "not recorded")]) for key in keys],
            "claims": [int(claims.get(key, 0)) for key in keys],
            "dates_source_id": operations["dates_source_id"].to_list(),
        }
    )


def tabulate_figures(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what operations report side by side: `noun`, then a column for each, named by its key.

    Cells are Sentences with the number to quote ("": none is recorded); the rows are those of `align_figures`.
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
