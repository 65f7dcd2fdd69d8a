"""Sentences about operations side by side: which pairs of figures may be compared, and why not."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis import measure_lengths
from liberterra_analysis.analysis.comparison import Others, Pair, Reason, Side
from liberterra_analysis.analysis.figures import Figure, group_rows
from liberterra_analysis.analysis.lengths import list_countries, sort_operations
from liberterra_analysis.analysis.nouns import WIDER_NOUN, bracket
from liberterra_analysis.analysis.series import align_figures, choose_nouns
from liberterra_analysis.hedges import Interval
from liberterra_analysis.hedges.interval import round_outwards
from liberterra_analysis.wording.operation import link_dates
from liberterra_analysis.wording.results import phrase_main_result
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    capitalise,
    cite_figure,
    cite_number,
    join_parts,
    join_words,
    link_claims,
    link_index,
    link_number,
    mark_name,
    name_beside,
    operation_anchor,
    phrase,
)

REASONS = {
    "metric": ("other things", "they count different things: {} and {}"),
    "unit": ("other units", "they are in different units: {} and {}"),
    "group": ("other groups", "they count different groups: {} and {}"),
    "place": ("other country", "one is of {}, the other of {}"),
    "part": ("part and whole", "one is stated as a part of a larger figure, the other is not"),
    "not-counted": ("not counted", "one is reported, but not counted"),
    "order": ("order not recorded", "which of the two operations came first is not recorded"),
    "status": ("status", "one says {}, the other {}"),
    "status:elsewhere": ("status", "in another passage, or a source as near, one says {}, the other {}"),
    "aim": ("other aim", "one was directed against {}, the other against {}"),
    "verb": ("other verb", "the sources use different verbs: {} and {}"),
    "length": ("other length", "they lasted {} and {}"),
    "length:open": ("length not certain", "how long they lasted is not certain: {} and {}"),
    "length:unstated": ("length not recorded", "how many days {} lasted is not recorded"),
    "countries": ("other number of countries", "{} and {} countries took part"),
    "countries:open": ("number of countries not certain", "how many countries took part is not certain: {} and {}"),
    "countries:unstated": ("countries not recorded", "how many countries took part in {} is not recorded"),
    "early": ("early results", "the figure of {} rests on early results"),
    "contradicted": ("contradicted", "the figure of {} is also given as {}"),
    "round": ("perhaps rounded", "{} is printed without a hedge, but may be rounded"),
    "source": ("other kind of source", "they come from different kinds of sources: {} and {}"),
    "overlap": ("difference not certain", "no difference is established: the hedges leave open which is larger"),
}
"""Causes of `Reason`: in words short enough for a table, and in full, with a place for each of its details."""


def phrase_reason(reason: Reason) -> Sentence:
    """Return a reason for caution, or against a comparison, in full."""
    return phrase(REASONS[reason.cause][1], *map(_phrase_detail, reason.details))


def _phrase_detail(detail: Figure | Side | Others | tuple[Figure, ...] | str) -> Part:
    match detail:
        case Figure():
            return cite_number(detail)
        case Side(days=Interval() as days):
            words = f"{days.format('table')} day{'' if days == Interval(1, 1) else 's'}"
            return link_number(words, operation_anchor(detail.quoted.operation_id or ""))
        case Others(quoted, claims):
            groups = group_rows(claims, attrgetter("words")).values()
            return join_words((_phrase_other(group, quoted) for group in groups), last=" and ")
        case tuple():
            return _phrase_countries(detail)
        case _:
            return mark_name(detail)


def _phrase_other(claims: Sequence[Figure], quoted: Figure) -> Sentence:
    """Return another number than the quoted one, with the sources that print it."""
    sources = dict.fromkeys(name_beside(one, quoted) for one in claims)
    return phrase("{} ({})", _cite_figure(claims[0]), join_words(sources))


def _join_reasons(reasons: Iterable[Reason]) -> Sentence:
    return join_words(map(phrase_reason, reasons), by="; ")


def _list_kinds(reasons: Sequence[Reason]) -> str:
    """Return the kinds of some reasons, each once, in words short enough for a table."""
    return ", ".join(dict.fromkeys(REASONS[reason.cause][0] for reason in reasons))


SUMMARY = {
    "comparable": ("{} is directly comparable", "{} are directly comparable"),
    "with caution": ("{} needs care", "{} need care"),
    "not comparable": ("{} cannot be compared", "{} cannot be compared"),
}
"""What a number of pairs of figures is, by their state: one, and several."""


def summarise_pairs(pairs: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return a sentence on how many pairs of figures may be compared.

    >>> states = ["not comparable", "not comparable", "with caution"]
    >>> print(*summarise_pairs(pd.DataFrame({"state": states}), table="all"))
    None of the 3 pairs of figures is directly comparable: 1 needs care and 2 cannot be compared.
    """
    if pairs.empty:
        return [phrase("Nothing can be compared: no two operations have figures as a whole that count the same.")]
    counts = {state: number for state in SUMMARY if (number := int((pairs["state"] == state).sum()))}
    said = (phrase(SUMMARY[state][number > 1], link_number(number, table)) for state, number in counts.items())
    listed, total = join_words(said, last=" and "), link_number(len(pairs), table)
    if len(pairs) == 1:
        return [phrase("The one pair of figures {}.", SUMMARY[next(iter(counts))][0].removeprefix("{} "))]
    if "comparable" in counts:
        return [phrase("Of the {} pairs of figures, {}.", total, listed)]
    if [*counts] == ["with caution"]:
        return [phrase("Each of the {} pairs of figures needs care.", total)]
    if [*counts] == ["not comparable"]:
        why = _list_kinds([reason for pair in Pair.rows(pairs) for reason in pair.reasons])
        return [phrase("None of the {} pairs of figures can be compared: {}.", total, why)]
    return [phrase("None of the {} pairs of figures is directly comparable: {}.", total, listed)]


def summarise_latest(pairs: pd.DataFrame, operations: pd.DataFrame, headline: pd.DataFrame) -> Iterator[Sentence]:
    """Yield how many people were found, or arrested, in the last operation and the nearest it may be compared with.

    `pairs` come from `analysis.select_latest_pairs`. What weakens either figure follows, and which operations are
    between the two. Where nothing may be compared, it is the newest result of `headline` that counts people.
    """
    newest = Pair.rows(pairs[pairs["later_year"] == pairs["later_year"].max()])
    people = [pair for pair in newest if pair.later.quoted.lead in {"found", "arrested"}]
    alike = [pair for pair in people if pair.later.quoted.metric == people[0].later.quoted.metric]
    dated = sort_operations(operations).set_index("operation_id")[["name", "starts"]].fillna("")
    order = dated["name"].combine(dated["starts"], _add_year)
    between = [
        order.loc[pair.earlier.quoted.operation_id : pair.later.quoted.operation_id].iloc[1:-1] for pair in alike
    ]
    for pair, names in sorted(zip(alike, between, strict=True), key=lambda found: len(found[1]))[:1]:
        one, two = pair.earlier, pair.later
        name = order[one.quoted.operation_id or ""]  # in full, where `pairs` have the year alone
        later = _add_year(two.name, dated["starts"][two.quoted.operation_id or ""])
        parts = _cite_figure(one.quoted), mark_name(name), cite_number(two.quoted), mark_name(later)
        said = phrase("Sources report {} in {} and {} in {}.", *parts)
        have = f" Between the two, {{}} {'has' if len(names) == 1 else 'have'} none that may be compared."
        gap = phrase(have, join_words(map(mark_name, names), last=" and ")) if len(names) else ""
        weak = [reason for reason in pair.reasons if reason.cause in {"early", "contradicted", "status:elsewhere"}]
        why = phrase(" {}.", capitalise(_join_reasons(weak))) if weak else ""
        yield join_parts([said, *_phrase_found(pair, "comparison"), why, gap])
    if people:
        return
    for key, name in order[::-1].items():
        if result := [*phrase_main_result(headline[headline["operation_id"] == key], phrase("{}: ", mark_name(name)))]:
            yield from result
            return


def _add_year(name: str, starts: str) -> str:
    """Return the name of an operation with its year, unless the name has it or no year is recorded."""
    return name if (year := starts[:4]) in name else f"{name} ({year})"


def phrase_pair(pair: Pair, *, table: str, full: bool = False) -> Sentence:
    """Return sentences on a pair of figures: what their comparison shows, and the reasons for caution or against it.

    The reasons are in short, or in `full`.
    """
    end: Part = " Nothing recorded here speaks against the comparison."
    if pair.reasons:
        why = _join_reasons(pair.reasons) if full else _list_kinds(pair.reasons)
        end = phrase(" {}: {}.", pair.state.capitalize(), why)
    return join_parts([_name_pair(pair), ".", *_phrase_found(pair, table), end])


def _phrase_found(pair: Pair, table: str) -> Iterator[Part]:
    if pair.difference == "equal":
        yield " They are equal."
    elif pair.difference:
        later = f" The later figure is {'higher' if pair.difference == 'more' else 'lower'} by {{}}."
        yield phrase(later, link_number(_format_change(pair), table))
    numbers = [link_number(rate.format("table"), table) for rate in pair.rates.get("day", ())]
    if pair.day_difference == "equal":
        yield phrase(" Per day: {} both times.", numbers[0])
    elif numbers:
        unsure = "" if pair.day_difference else "; which is higher is not certain"
        turned = "fell" if pair.difference == "more" else "rose"
        opening = f" But per day it {turned}" if pair.turned else " Per day"
        yield phrase(f"{opening}: {{}}, then {{}}{unsure}.", *numbers)


def _name_pair(pair: Pair) -> Sentence:
    return join_words(map(_cite_side, (pair.earlier, pair.later)), by="; ")


def _format_change(pair: Pair) -> str:
    change = Interval(*sorted((abs(pair.change.lower), abs(pair.change.upper))))
    return (change if change.is_exact else round_outwards(change)).format("table")  # "nearly 700" has no last digit


def phrase_pairs(pairs: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return sentences on each pair of figures: what may be compared, and the reasons against it or for caution."""
    return [phrase_pair(pair, table=table, full=True) for pair in Pair.rows(pairs)]


def tabulate_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs as the rows of a table; what may not be printed is blank.

    `earlier`, `later` (the figures), `state`, `change`, `per_day`, `per_country`, `why` and `reasons` (in short, and in
    full).
    """
    rows = Pair.rows(pairs)
    columns = {
        "earlier": [_cite_side(pair.earlier) for pair in rows],
        "later": [_cite_side(pair.later) for pair in rows],
        "state": [pair.state for pair in rows],
        "change": [
            f"{_format_change(pair)} {pair.difference}" if pair.difference in {"more", "fewer"} else pair.difference
            for pair in rows
        ],
        **{
            f"per_{name}": [", then ".join(rate.format("table") for rate in pair.rates.get(name, ())) for pair in rows]
            for name in ("day", "country")
        },
        "why": [_list_kinds(pair.reasons) for pair in rows],
        "reasons": [str(_join_reasons(pair.reasons)) for pair in rows],
    }
    return pd.DataFrame(columns)


def _cite_figure(figure: Figure) -> Sentence:
    return cite_figure(figure, bracket(figure.noun))


def _phrase_countries(ends: Sequence[Figure]) -> Sentence:
    wider = " (with territories)" if any(one.noun == WIDER_NOUN for one in ends) else ""
    return phrase("{}{}", join_words(map(cite_number, ends), by=" to ") if ends else "not recorded", wider)


def _cite_side(side: Side) -> Sentence:
    return phrase("{}: {}", mark_name(side.name), _cite_figure(side.quoted))


def tabulate_operations(operations: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return operations as the rows of a table, with what their figures are measured by.

    `anchor`, `operation_id`, `name`, `dates`, `days` (of `measure_lengths`), `stated` (the lengths that sources state),
    `countries`, `claims` (how many), `dates_source_id` (blank: no source).
    """
    stated = frame[(frame["scope"] == "operation") & frame["is_duration"]].drop_duplicates(["operation_id", "says"])
    lengths = group_rows(Figure.rows(stated), attrgetter("operation_id"))
    countries, keys = list_countries(frame), operations["operation_id"]
    ends = measure_lengths(frame, operations)[["days_lower", "days_upper"]].itertuples(index=False, name=None)
    columns: dict[str, Any] = {
        "anchor": keys.map(operation_anchor),
        "operation_id": keys,
        "name": [link_index(*pair) for pair in zip(operations["name"], keys, strict=True)],
        # Row by row: `apply` to a frame without rows returns a frame.
        "dates": [link_dates(row) for _, row in operations.iterrows()],
        "days": ["not recorded" if pd.isna(low) else Interval(low, high).format("table") for low, high in ends],
        "stated": [join_words(map(cite_figure, lengths.get(key, ()))) for key in keys],
        "countries": [_phrase_countries(countries.get(key, ())) for key in keys],
        "claims": keys.map(frame["operation_id"].value_counts()).fillna(0).astype(int),
        "dates_source_id": operations["dates_source_id"],
    }
    return pd.DataFrame(columns)


def tabulate_figures(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what operations report side by side: `noun`, then a column for each, named by its key.

    Cells are Sentences with the number to quote, of countries the fewest to the most ("": none is recorded); the rows
    are the rows of `align_figures`. The country follows the noun where the figures are not all of one.
    """
    aligned = align_figures(frame, operations)
    ends = {figure.claim_id: _phrase_countries(group) for group in list_countries(frame).values() for figure in group}
    numbers = link_claims(aligned["words"], aligned["claim_id"])
    cells = [ends.get(claim, number) for claim, number in zip(aligned["claim_id"], numbers, strict=True)]
    table = aligned.assign(cell=cells).pivot_table("cell", "row", "operation_id", aggfunc="first")
    rows, nouns = aligned.drop_duplicates("row").set_index("row")["country_iso3"], choose_nouns(aligned, "row")
    table = table.reindex(index=rows.index, columns=operations["operation_id"]).fillna("").reset_index(drop=True)
    several = len({*rows.fillna("")}) > 1
    where = [f", {places.country_name(code)}" if several and pd.notna(code) else "" for code in rows]
    table.insert(0, "noun", [bracket(f"{nouns[row]}{country}") for row, country in zip(rows.index, where, strict=True)])
    return table.rename_axis(columns=None)


def label_operations(operations: pd.DataFrame) -> dict[str, str]:
    """Return the headers of the columns of `tabulate_figures`."""
    return {"noun": "What is counted"} | dict(zip(operations["operation_id"], operations["name"], strict=True))


def phrase_title(operations: pd.DataFrame, *, series: str = "", keys: Sequence[str] = ()) -> str:
    """Return a title for operations, chosen by series or by keys.

    >>> phrase_title(pd.DataFrame({"name": ["Operation One", "Operation Two"]}), keys=["one", "two"])
    'Operation One and Operation Two'
    """
    return str(join_words(operations["name"], last=" and ")) if keys else f"Series: {series}"
