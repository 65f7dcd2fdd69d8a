"""Sentences about one operation: its main figures, how far they break down, its series, aims and routes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, permutations
from math import isinf
from typing import Any

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.fates import ARRESTED, LATER
from liberterra_analysis.analysis.figures import Figure, shorten_publisher
from liberterra_analysis.analysis.headline import find_renamed, select_key_figures, select_lead
from liberterra_analysis.analysis.nouns import bracket
from liberterra_analysis.document import Link
from liberterra_analysis.vocabulary import OFFENCES, PHASES, ROLES, STATUSES, list_own_terms
from liberterra_analysis.wording.results import LEADS, cite_total, phrase_cases, phrase_parts, phrase_results
from liberterra_analysis.wording.sentences import (
    Sentence,
    capitalise,
    cite_figure,
    cite_number,
    claim_anchor,
    format_dates,
    join_parts,
    join_words,
    link_number,
    link_source,
    mark_name,
    name_publisher,
    phrase,
    phrase_absence,
    source_anchor,
)

HOW_FINAL = {
    "preliminary": "According to {}, {} results are preliminary.",
    "so_far": "According to {}, {} results are those so far.",
    "initial": "{} said {} figures rest on initial reporting.",
    "final": "{} called {} results final.",
}
"""How final a publisher calls its results, by their release status."""


def link_dates(operation: pd.Series) -> Sentence:
    """Return the dates of an operation, as "29 September to 4 October 2024", linked to the source that states them.

    >>> print(link_dates(pd.Series({"starts": "2014-06-23", "ends": pd.NA, "dates_source_id": pd.NA})))
    from 23 June 2014
    """
    starts, ends, source = operation["starts"], operation["ends"], operation["dates_source_id"]
    if pd.isna(starts):
        return join_parts(["not recorded"])
    is_open = pd.isna(ends) and len(str(starts)) == len("2014-06-23")
    text = f"from {format_dates(str(starts))}" if is_open else format_dates(str(starts), "" if pd.isna(ends) else ends)
    return join_parts([text if pd.isna(source) else link_number(text, source_anchor(source))])


def phrase_series(chosen: pd.DataFrame, operations: pd.DataFrame) -> Iterator[Sentence]:
    """Yield who leads the series of one or more operations, since when it is recorded, and what else of it is.

    Who leads is left out unless it is recorded for most of its operations.

    >>> import liberterra_analysis as lt
    >>> operations = lt.load_operations()
    >>> print(*phrase_series(operations[operations["operation_id"] == "weka-2"], operations))
    The operation is one of the Weka series, which is led or coordinated by INTERPOL and recorded here from March \
    2021 on. We have also recorded Operation Weka and Operation FLASH-WEKA.
    """
    series, *others = chosen["series"].unique()
    same = operations[operations["series"] == series]
    if others or len(same) <= 1:
        return
    opening = "The operation is one of the {} series, which" if len(chosen) == 1 else "The {} series"
    # Who leads an operation for which nobody is recorded may be another.
    leads = [set(led.split("; ")) for led in same["lead_organisations"].fillna("")]
    led = join_words(map(name_publisher, sorted(set.intersection(*leads) - {""})), last=" and ")
    by = phrase("led or coordinated by {} and ", led) if led.parts else ""
    first = min(same["starts"])[: len("2021-03")] if same["starts"].notna().all() else ""
    since = phrase(" from {} on", mark_name(format_dates(first))) if first else ""
    said = phrase(f"{opening} is {{}}recorded here{{}}.", mark_name(series), by, since)
    rest = same.loc[~same["operation_id"].isin(chosen["operation_id"]), "name"]
    named = join_words(map(mark_name, rest), last=" and ")
    yield phrase("{} We have also recorded {}.", said, named) if len(rest) else said


def phrase_aims(statements: pd.DataFrame, sources: pd.DataFrame, operations: pd.DataFrame) -> Iterator[Sentence]:
    """Yield what sources say operations were directed against, each aim once; of several operations, with their names.

    Aims stand in the order of the operations, after their names without "The operation was".
    """
    names, publishers = operations.set_index("operation_id")["name"], sources.set_index("source_id")["publisher"]
    place = {key: at for at, key in enumerate(names.index)}
    ordered = statements.sort_values("operation_id", key=lambda keys: keys.map(place), kind="stable")
    for said, group in ordered.groupby("statement", sort=False):
        used = {shorten_publisher(publishers[key]): key for key in group["source_id"]}
        cited = join_words(link_source(*pair) for pair in used.items())
        aim = str(said).removesuffix(".")
        if len(operations) > 1:
            named = join_words(names[group["operation_id"].unique()], last=" and ")
            aim = f"{named}: {aim.removeprefix('The operation was ')}"
        yield phrase("{} ({}).", mark_name(aim), cited)


def phrase_lead(headline: pd.DataFrame, frame: pd.DataFrame) -> list[Sentence]:
    """Return the first sentence of `summarise_operation`, behind the people of single cases where it counts none."""
    first = next(_phrase_headline(headline), None)
    if first and select_lead(Figure.rows(headline), *LEADS[0]):
        return [first, *_phrase_doubts(Figure.rows(headline))]
    cited = phrase_cases(frame[(frame["scope"] == "case") & (headline.empty | frame["lead"].isin(LEADS[0]))])
    said = [phrase("In single cases: {}.", cited)] if cited else []
    return [*said, first] if first else [phrase("We have recorded no figure for the operation as a whole."), *said]


def _phrase_doubts(headline: Sequence[Figure]) -> Iterator[Sentence]:
    """Yield who counts as many people as another source has victims, but fewer of them as victims."""
    for found in find_renamed(headline):
        for one in [part for part in headline if part.subset_of == found.claim_id and part.metric == "victims"][:1]:
            counted = cite_figure(found, bracket(found.noun)), cite_number(one), mark_name(bracket(one.noun))
            yield phrase("But {} has {}, {} of them {}.", name_publisher(found.publisher), *counted)


def summarise_details(
    headline: pd.DataFrame, coverage: pd.DataFrame, read: pd.DataFrame, *, table: str
) -> list[Sentence]:
    """Return what `summarise_operation` adds to its first sentence and to the key figures."""
    shown = {f"#{claim_anchor(one.claim_id)}" for one in select_key_figures(Figure.rows(headline))}
    main = summarise_operation(headline)
    rest = summarise_operation(headline, coverage, read, table=table)[len(main) :]
    numbers = [{part.target for part in said.parts if isinstance(part, Link)} for said in main[1:]]
    new = [said for said, found in zip(main[1:], numbers, strict=True) if not found or found - shown]
    return [*new, *rest]


def summarise_operation(
    headline: pd.DataFrame,
    coverage: pd.DataFrame | None = None,
    read: pd.DataFrame | None = None,
    *,
    table: str = "",
) -> list[Sentence]:
    """Return sentences on an operation's main figures and how far they break down; none without a total.

    The first is the most important. `table` is the name of the table of the coverage, which comes with the sources
    that were `read`.
    """
    sentences = [*_phrase_headline(headline)]
    if coverage is None or read is None:
        return sentences
    totals = Figure.by_id(headline)
    elsewhere = headline.loc[headline["country_iso3"].isna(), "claim_id"]  # a total of one country needs no breakdown
    rest = coverage[(coverage["countries"] == 0) & coverage["total_claim_id"].isin(elsewhere)]
    return [*sentences, *_phrase_coverage(coverage, totals, table), *_phrase_rest(rest, totals, read)]


def _phrase_headline(headline: pd.DataFrame) -> Iterator[Sentence]:
    # What became of the arrested has sentences of its own, by `phrase_fates`.
    arrests = headline.loc[headline["metric"].isin(ARRESTED), "claim_id"]
    fates = headline["metric"].isin(LATER) & headline["subset_of"].isin(arrests)
    return chain(phrase_results(headline), _phrase_state(headline), phrase_parts(headline[~fates]))


def phrase_routes(named: pd.DataFrame, figures: pd.DataFrame) -> list[Sentence]:
    """Return a line on each route, with the figures that sources tie to it; claims about one route share a line.

    >>> import liberterra_analysis as lt
    >>> operation = lt.operation("liberterra-2")
    >>> print(phrase_routes(operation.routes, operation.figures)[2])
    Origin not recorded → United Kingdom (not reached): 27 people intercepted (counted in Tunisia).
    """
    by_id = Figure.by_id(figures)
    quoted = {one.figure: one for one in by_id.values() if one.quoted}
    lines: dict[tuple[str, str], dict[str, Sentence]] = {}
    for claim, lane in named.groupby("claim_id", sort=False):
        one = by_id[str(claim)]
        usual = quoted.get(one.figure, one)
        if one.words != usual.words and one.agreement != "differs":  # as the report prints it elsewhere
            one = usual
        where = f"counted in {places.country_in_prose(one.country_iso3)}" if one.country_iso3 else ""
        where = where or (one.detail_words if one.scope == "case" else "")
        cited = phrase("{} ({})", cite_figure(one), mark_name(where)) if where else cite_figure(one)
        tied = ", tied to this route" if one.lead == "arrested" else ""  # they need not have travelled it
        lines.setdefault((_name_stops(lane), tied), {}).setdefault(one.figure, cited)
    stops = {line: {*line[0].split(" → ")} - {*UNKNOWN_ENDS.values()} for line in lines}
    for line, other in permutations(lines, 2):
        if stops[line] < stops[other]:  # the same figure, by a source that names fewer places
            lines[line] = {key: said for key, said in lines[line].items() if key not in lines[other]}
    cited_by = [(way, join_words(said.values(), by="; "), tied) for (way, tied), said in lines.items() if said]
    return [phrase("{}: {}{}.", mark_name(way), said, tied) for way, said, tied in cited_by]


UNKNOWN_ENDS = {"origin": "Origin not recorded", "destination": "destination not recorded"}

NOT_TRAVELLED = "(?i)^(not reached|planned|as believed)"
"""Beginnings of notes on places that a route did not reach, or only as somebody believed."""


def _name_stops(lane: pd.DataFrame) -> str:
    """Format the places of a route from origin to destination; an end that is not recorded is named as such.

    A place on the way without a code, such as a border, is left out where others have one.
    """
    is_coded = lane["place_code"].notna()
    if is_coded.any():
        lane = lane[is_coded | (lane["role"] != "transit")]
    doubt = lane["note"].astype("str").str.extract(NOT_TRAVELLED, expand=False).str.lower()
    lane = lane.assign(place=lane["place"] + (" (" + doubt + ")").fillna(""))
    places_of = {str(role): ", ".join(named["place"]) for role, named in lane.groupby("role", sort=False)}
    return " → ".join(stop for role in ROLES if (stop := places_of.get(role, UNKNOWN_ENDS.get(role, ""))))


def _phrase_state(headline: pd.DataFrame) -> Iterator[Sentence]:
    """Yield a sentence on the country, if all figures are from one, and one on how final they are."""
    main = headline[(headline["kind"] == "outcome") & ~headline["part"]]
    if country := _find_only_country(main):
        yield phrase("All these figures are for {}.", mark_name(places.country_in_prose(country)))
    publishers = main["publisher"].nunique()
    for status, stated in main[main["release_status"] != "unspecified"].groupby("release_status", sort=False):
        named = [name_publisher(publisher) for publisher in stated["publisher"].unique()]
        whose = "these" if len(named) == publishers else "its" if len(named) == 1 else "their"
        yield capitalise(phrase(HOW_FINAL[str(status)], join_words(named, last=" and "), whose))


def _find_only_country(figures: pd.DataFrame) -> str:
    """Return the country of all figures; "" where there are several, or one is not recorded."""
    countries = figures["country_iso3"].unique()
    return str(countries[0]) if len(countries) == 1 and pd.notna(countries[0]) else ""


def phrase_no_country(headline: pd.DataFrame, read: pd.DataFrame) -> Sentence | str:
    """Return that no breakdown by country is recorded; "" where all figures are of one country."""
    if _find_only_country(headline):
        return ""
    figures = "other figures" if headline["country_iso3"].notna().any() else "figures"
    denial = f"No source that we have read breaks the {figures} down by country."
    return phrase_absence(denial, f"We have recorded no breakdown of the {figures} by country", read)


def _phrase_coverage(coverage: pd.DataFrame, totals: Mapping[str, Figure], table: str) -> Iterator[Sentence]:
    rows = coverage[coverage["countries"] > 0].to_dict("records")
    known = [row for row in rows if (row["share_lower"], row["share_upper"]) != (0, 1)]
    for is_stated in (True, False):
        chosen = [row for row in known if row["stated"] == is_stated]
        said = [_cite_share(row, totals, table) for row in chosen]
        include = "totals include" if len(said) > 1 else "total includes"
        but = "; a source counts some of them in another total" * any(row["contradicted"] for row in chosen)
        assumption = "" if is_stated else f" This assumes that the {include} them{but}."
        if said:
            account = "Figures recorded for single countries account for {}.{}"
            yield phrase(account, join_words(said, last=" and "), assumption)
    yield from (_phrase_open_share(row, totals, table) for row in rows if row not in known)


def _cite_share(row: Mapping[Any, Any], totals: Mapping[str, Figure], table: str) -> Sentence:
    total = cite_total(totals[row["total_claim_id"]])
    if row["share_lower"] == 1:
        return phrase("all of {}", total)
    share = phrase(" ({})", link_number(row["share_words"], table)) if row["share_words"] else ""
    return phrase("{} of {}{}", link_number(row["named_words"], table), total, share)


def _phrase_open_share(row: Mapping[Any, Any], totals: Mapping[str, Figure], table: str) -> Sentence:
    total = totals[row["total_claim_id"]]
    why = "the total has no upper end" if isinf(total.upper) else "no source states how many at least"
    if row["named_lower"] > total.upper:
        why = "they are more than the total"
    opening = "{} of the {} are placed in a country; the share cannot be worked out, because {}."
    return capitalise(phrase(opening, link_number(row["named_words"], table), mark_name(bracket(total.noun)), why))


def _phrase_rest(coverage: pd.DataFrame, totals: Mapping[str, Figure], read: pd.DataFrame) -> Iterator[Sentence]:
    if len(coverage):
        denial = "No source that we have read states a breakdown by country of the {}."
        nouns = (mark_name(bracket(totals[key].noun)) for key in coverage["total_claim_id"])
        recorded = "We have recorded no breakdown by country of the {}"
        yield phrase_absence(denial, recorded, read, join_words(nouns, last=" or "))


def tabulate_terms(figures: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Return the terms that figures use, as rows: `term`, `definition`.

    >>> import liberterra_analysis as lt
    >>> tabulate_terms(lt.operation("weka-1").figures, lt.load_metrics())["term"].head(3).tolist()
    ['human trafficking', 'migrant smuggling', 'victims']
    """
    said = " ".join(figures["noun"])
    people = metrics[metrics["counts_persons"] & (metrics["kind"] == "outcome")]
    counted = people[people["metric"].isin(figures["metric"])]
    known = (OFFENCES["trafficking"], OFFENCES["smuggling"], STATUSES["potential"], PHASES["action"])
    rows = [(term.words, term.definition) for term in (*known, *list_own_terms()) if term.words in said]
    rows += [*counted[["plural", "definition"]].itertuples(index=False, name=None)]
    return pd.DataFrame(rows, columns=["term", "definition"])


def summarise_scenario(sensitivity: pd.DataFrame, *, table: str) -> Iterator[Sentence]:
    """Yield a sentence on the bounds under all assumptions, the last row of `analysis.vary_assumptions`.

    >>> print(*summarise_scenario(pd.DataFrame({"words": ["3 to 4", "2.2 to 73"]}), table="assumptions"))
    How many people police find in a year cannot be worked out from one operation: by our assumptions it is anything
    from 2.2 to 73 times what the operation found. That is no estimate.
    """
    said = (
        "How many people police find in a year cannot be worked out from one operation: by our assumptions it is "
        "anything from {} times what the operation found. That is no estimate."
    )
    yield phrase(said, link_number(sensitivity["words"].iloc[-1], table))


def summarise_corroboration(found: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return what public counts show of what sources assert, by the rows of `analysis.corroborate` that are held.

    >>> print(*summarise_corroboration(pd.DataFrame({"verdict": ["agrees", "cannot tell"]}), table="public-counts"))
    We compared what sources assert with 2 series of public counts: 1 agrees and 1 cannot tell.
    """
    if found.empty:
        return [phrase("We have no public counts to compare with what sources assert.")]
    counts = found["verdict"].value_counts(sort=False)
    said = (f"{{}} {verdict if count == 1 else str(verdict).removesuffix('s')}" for verdict, count in counts.items())
    parts = map(phrase, said, (link_number(count, table) for count in counts))
    opening = "We compared what sources assert with {} series of public counts: {}."
    return [phrase(opening, link_number(len(found), table), join_words(parts, last=" and "))]
