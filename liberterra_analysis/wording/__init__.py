"""Sentences about the frames of `analysis`, and tables of sentences, in which each number leads to where it is found.

`figures` are the rows of `analysis.resolve_claims` and must hold every claim that is cited. `table` is the name of the
table of the report to which a computed number leads. `sentences` has the parts, `reference` references to claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis import (
    LOCAL,
    Check,
    Days,
    Figure,
    Pair,
    Reason,
    align_figures,
    find_silent_operations,
)
from liberterra_analysis.hedges import Interval, Intervals, format_hedged
from liberterra_analysis.ledger.verify import CHANGED, DIFFERS, NO_PASSAGE, NO_TEXT, VERIFIED
from liberterra_analysis.vocabulary import RANKS, RELEASE_STATUSES, STATUSES
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    cite_figure,
    cite_figures,
    cite_number,
    describe_lack,
    join_parts,
    join_words,
    link_claims,
    link_number,
    mark_name,
    operation_anchor,
    phrase,
    phrase_absence,
    source_anchor,
)

MAX_FIGURES = 4
"""Figures named in the first sentence; the others stand in the tables."""

UNVERIFIED = {
    DIFFERS: "the passage says something else",
    CHANGED: "the text has changed since",
    NO_TEXT: "no text of the source is held",
    NO_PASSAGE: "no passage is named",
}

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

WAYS = {
    "territory": "{} about what happened there",
    "nationals": "{} about its nationals",
    "route": "{} with a route",
}
"""How a number of claims can be about a country."""


# One operation


def link_dates(operation: pd.Series[Any]) -> Sentence:
    """Return the dates of an operation, linked to the source that states them."""
    starts, ends, source = operation["starts"], operation["ends"], operation["dates_source_id"]
    if pd.isna(starts):
        return join_parts(["not recorded"])
    text = str(starts) if pd.isna(ends) else f"{starts} to {ends}"
    return join_parts([text if pd.isna(source) else link_number(text, source_anchor(source))])


def summarise_operation(
    headline: pd.DataFrame,
    coverage: pd.DataFrame | None = None,
    read: pd.DataFrame | None = None,
    *,
    table: str = "",
) -> list[Sentence]:
    """Return sentences on an operation's main figures and how far they break down; none without a total.

    `table` is the name of the table of the coverage, which comes with the sources that were `read`.
    """
    cited = cite_figures(headline)
    sentences = [*_phrase_main(headline, cited)]
    if coverage is None or read is None:
        return sentences
    return [*sentences, *_phrase_coverage(coverage, cited, table), *_phrase_rest(coverage, cited, read)]


def _phrase_main(headline: pd.DataFrame, cited: Mapping[str, Sentence]) -> Iterator[Sentence]:
    main = headline[(headline["kind"] == "outcome") & ~headline["part"]].head(MAX_FIGURES)
    for (publisher, rank), group in main.groupby(["publisher", "rank"], sort=False):
        # How near a source is matters where it does not publish the organisation's own words.
        near = "" if rank in {"primary", "copy"} else f" ({RANKS[str(rank)].words})"
        yield phrase("{}{} gives {}.", mark_name(publisher), near, _list_cited(group, cited))
    countries = main["country_iso3"].unique()
    if len(countries) == 1 and pd.notna(countries[0]):
        yield phrase("All of it was counted in {}.", mark_name(places.country_in_prose(countries[0])))
    for status, group in main[main["release_status"] != "unspecified"].groupby("release_status", sort=False):
        nouns = join_words(map(mark_name, group["noun"]), last=" and ")
        yield phrase("The source says of the figures of {}: {}.", nouns, RELEASE_STATUSES[str(status)].words)
    for whole, group in headline[headline["subset_of"].isin(main["claim_id"])].groupby("subset_of", sort=False):
        yield phrase("Parts of {}: {}.", cited[str(whole)], _list_cited(group, cited))


def _phrase_coverage(coverage: pd.DataFrame, cited: Mapping[str, Sentence], table: str) -> Iterator[Sentence]:
    named = coverage[coverage["countries"] > 0]
    for claim, words, share in zip(named["total_claim_id"], named["named_words"], named["share_words"], strict=True):
        yield phrase(
            "What is recorded country by country comes to {} of {}: {}, if all of it is counted in the total.",
            *(link_number(words, table), cited[claim], link_number(share, table)),
        )


def _phrase_rest(coverage: pd.DataFrame, cited: Mapping[str, Sentence], read: pd.DataFrame) -> Iterator[Sentence]:
    rest = coverage.loc[coverage["countries"] == 0, "total_claim_id"].map(cited)
    if len(rest):
        denial, recorded = "No source names a country's part of {}.", "No breakdown by country is recorded here of {}"
        yield phrase_absence(denial, recorded, read, join_words(rest, last=" or "))


def _list_cited(group: pd.DataFrame, cited: Mapping[str, Sentence]) -> Sentence:
    return join_words(group["claim_id"].map(cited), last=" and ")


def phrase_checks(
    checks: pd.DataFrame, figures: pd.DataFrame, operations: pd.DataFrame, *, name_operation: bool = False
) -> Iterator[Sentence]:
    """Yield a sentence on each check of `check_consistency`, after the operation's name if `name_operation` is set."""
    by_id = {one.claim_id: one for one in Figure.rows(figures)}
    about = {row["operation_id"]: row for _, row in operations.iterrows()}
    for check in Check.rows(checks):
        operation = about[check.operation_id]
        said = _phrase_check(check, [by_id[claim] for claim in check.claim_ids.split()], link_dates(operation))
        yield phrase("{}: {}", mark_name(operation["name"]), said) if name_operation else said


def _phrase_check(check: Check, claims: Sequence[Figure], dates: Sentence) -> Sentence:
    first, cited = claims[0], [phrase("{}{}", cite_figure(one), _mark_derived(one)) for one in claims]
    opening = "The text of {} leads to {}" if first.derived else "{} prints {}"
    prints = phrase(opening, _name_source(first), cited[0])
    match check.check:
        case "dates":
            return phrase("{}; {} are {} days, both ends counted.", prints, dates, _format_result(check))
        case "parts":
            return phrase("Stated as a part of {}: {}.", *cited)
        case "sum of parts":
            parts, end = join_words(cited[1:], by="; "), _end_sum(check, first)
            return phrase("Stated as parts of {}: {}; together {}{}", cited[0], parts, _format_result(check), end)
    if check.finding == "same":
        also = (phrase("{} {}{}", _name_source(one), cite_number(one), _mark_derived(one)) for one in claims[1:])
        same = "comes from" if any(one.derived for one in claims) else "is printed by"
        return phrase(f"{{}}; the same {same} {{}}.", prints, join_words(also))
    return phrase("{}, {} {}: {}.", prints, _name_source(claims[1]), cited[1], _phrase_difference(check, claims))


def _mark_derived(claim: Figure) -> str:
    return " (derived)" if claim.derived else ""


def _format_result(check: Check) -> str:
    return format_hedged(Interval(check.lower, check.upper))


def _end_sum(check: Check, whole: Figure) -> str:
    if check.finding == "fewer":
        rest = whole.interval - Interval(check.lower, check.upper)
        return f"; the other {format_hedged(rest)} are not recorded."
    ends = {"more": ", which is more than the whole.", "equal": ", which is the whole."}
    return ends.get(check.finding, ", which may or may not be the whole.")


def _phrase_difference(check: Check, claims: Sequence[Figure]) -> str:
    if check.finding == "other status":
        there, here = (STATUSES[one.status].words for one in claims)
        return f"the same number, but the status is '{there}' there, '{here}' here"
    if check.finding == "no common number":
        return "no number fits both"
    other = "the same number under another hedge; " if check.finding == "other hedge" else ""
    return f"{other}{_format_result(check)} would fit both"


def _name_source(claim: Figure) -> Sentence:
    return phrase("{} in its headline" if claim.paragraph == 0 else "{}", mark_name(claim.publisher))


def summarise_verification(checked: pd.DataFrame) -> list[Sentence]:
    """Return how many figures were verified and why the others were not; nothing if there is no claim.

    >>> print(*summarise_verification(pd.DataFrame({"state": ["verified", "no text"]})))
    1 of 2 figures verified against the source text. Not verified, as no text of the source is held: 1.
    """
    counts = checked["state"].value_counts().to_dict()
    if not counts:
        return []
    total, verified = (link_number(count, "claims") for count in (len(checked), counts.get(VERIFIED, 0)))
    if [*counts] == [NO_TEXT]:
        return [phrase("No text of a source is held here, so none of the {} figures could be verified.", total)]
    rest = [
        phrase(f"Not verified, as {why}: {{}}.", link_number(counts[state], "claims"))
        for state, why in UNVERIFIED.items()
        if state in counts
    ]
    return [phrase("{} of {} figures verified against the source text.", verified, total), *rest]


# Several operations side by side


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


# One country


def summarise_country(country: str, about: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on how much is published about a country.

    >>> print(*summarise_country("LUX", pd.DataFrame({"about": [], "claim_id": [], "operation_id": []})))
    The ledger holds no figure about Luxembourg. That is no sign that nothing happened there.
    """
    place = mark_name(places.country_in_prose(country))
    if about.empty:
        return [phrase("The ledger holds no figure about {}. That is no sign that nothing happened there.", place)]
    count = about.groupby("about")["claim_id"].nunique()
    ways = (phrase(said, link_number(count[way], "claims")) for way, said in WAYS.items() if way in count)
    number = about["operation_id"].nunique()
    said = "; they are of {} operation" if number == 1 else "; they are of {} operations"
    of = phrase(said, link_number(number, "operations")) if number else ""
    return [phrase("Claims about {} in the ledger: {}{}.", place, join_words(ways), of)]


def phrase_shares(
    shares: pd.DataFrame, figures: pd.DataFrame, operations: pd.DataFrame, *, table: str
) -> list[Sentence]:
    """Return a sentence on each share of `measure_shares`."""
    cited, names = cite_figures(figures), _name_operations(shares, operations)
    rows = zip(names, shares["claim_id"], shares["whole_claim_id"], shares["words"], strict=True)
    return [
        phrase("{}: {} of {}, {}.", mark_name(name), cited[part], cited[whole], link_number(words, table))
        for name, part, whole, words in rows
    ]


def tabulate_shares(shares: pd.DataFrame, figures: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return shares as the rows of a table: `operation`, `part`, `whole`, `words`."""
    wholes = shares["whole_claim_id"]
    words = figures.set_index("claim_id").loc[wholes, "words"]
    return pd.DataFrame(
        {
            "operation": _name_operations(shares, operations),
            "part": shares["claim_id"].map(cite_figures(figures)),
            "whole": link_claims(words, wholes),
            "words": shares["words"],
        }
    )


def tabulate_claims(claims: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return claims as the rows of a table: `operation`, `cited`, `interval` (how it is read), `publisher`."""
    table = claims.assign(
        operation=_name_operations(claims, operations),
        cited=claims["claim_id"].map(cite_figures(claims)),
        interval=[format_hedged(interval, "table") for interval in Intervals.of(claims)],
    )
    return table[["claim_id", "operation", "cited", "interval", "publisher", "lower", "upper"]]


def phrase_unknown(
    country: str, about: pd.DataFrame, shares: pd.DataFrame, operations: pd.DataFrame
) -> Iterator[Sentence]:
    """Yield sentences on what is not known about a country."""
    territory = about[(about["about"] == "territory") & about["quoted"]]
    local = territory[territory["scope"].isin(LOCAL) & ~territory["claim_id"].isin(shares["claim_id"])]
    local = local[local["subset_of"].isna()]  # a part of a case's own figure is counted there
    for name, cited in zip(_name_operations(local, operations), cite_figures(local).values(), strict=True):
        unknown = "{}: {}; whether that is part of a total of the operation is not recorded."
        yield phrase(unknown, mark_name(name), cited)
    if not (about["about"] == "nationals").any():
        yield phrase("No figure about nationals of the country is recorded here.")
    if territory.empty:
        yield phrase("No figure about what happened in the country is recorded here.")
    for name in find_silent_operations(country, about, operations)["name"]:
        alone = "{} took place there by what was read; a figure of the country alone is not recorded here."
        yield phrase(alone, mark_name(name))
    yield phrase(
        "Which countries took part in an operation is seldom recorded: one that is not recorded may have taken part."
    )


def _name_operations(frame: pd.DataFrame, operations: pd.DataFrame) -> list[str]:
    names = operations.set_index("operation_id")["name"]
    return frame["operation_id"].map(names).fillna("outside any operation").tolist()


# The whole ledger


def summarise_audit(frame: pd.DataFrame, gaps: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return sentences on how much the ledger holds, and how much of it no source of the organisation states.

    >>> rows = pd.DataFrame({"figures": [3], "far": [1], "undated": ["not recorded"]})
    >>> print(*summarise_audit(pd.DataFrame({"operation_id": ["a", "a", None]}), rows, table="gaps"))
    2 claims about 3 figures of operations; for 1 of these no source of the organisation was read. Of 1 operations 1
    lack their days.
    """
    said = (
        "{} claims about {} figures of operations; for {} of these no source of the organisation was read. "
        "Of {} operations {} lack their days."
    )
    counts = gaps["figures"].sum(), gaps["far"].sum(), len(gaps), (gaps["undated"] == "not recorded").sum()
    claims = link_number(frame["operation_id"].notna().sum(), "claims")
    return [phrase(said, claims, *(link_number(count, table) for count in counts))]


def phrase_lost_hedges(lost: pd.DataFrame, figures: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on each claim of `find_lost_hedges`."""
    by_id = {one.claim_id: one for one in Figure.rows(figures)}
    rows = zip(lost["near_claim_id"].map(by_id), lost["far_claim_id"].map(by_id), lost["loss"], strict=True)
    return [_phrase_loss(near, far, loss) for near, far, loss in rows]


def _phrase_loss(near: Figure, far: Figure, loss: str) -> Sentence:
    held, lost = (phrase("{}{}", cite_figure(one), describe_lack(one)) for one in (near, far))
    elsewhere = "the same source, elsewhere" if near.source_id == far.source_id else mark_name(far.publisher)
    return phrase("{}: {}; {}: {}. {}.", mark_name(near.publisher), held, elsewhere, lost, loss.capitalize())
