"""Sentences about one operation: its main figures, how far they break down, and what was verified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis import Figure
from liberterra_analysis.ledger.verify import CHANGED, DIFFERS, NO_PASSAGE, NO_TEXT, VERIFIED
from liberterra_analysis.vocabulary import RANKS, RELEASE_STATUSES, ROLES
from liberterra_analysis.wording.sentences import (
    Sentence,
    cite_figure,
    cite_figures,
    describe_result,
    join_parts,
    join_words,
    link_number,
    mark_name,
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


def link_dates(operation: pd.Series[Any]) -> Sentence:
    """Return the dates of an operation, linked to the source that states them."""
    starts, ends, source = operation["starts"], operation["ends"], operation["dates_source_id"]
    if pd.isna(starts):
        return join_parts(["not recorded"])
    text = str(starts) if pd.isna(ends) or ends == starts else f"{starts} to {ends}"
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
    elsewhere = headline.loc[headline["country_iso3"].isna(), "claim_id"]  # a total of one country needs no breakdown
    rest = coverage[(coverage["countries"] == 0) & coverage["total_claim_id"].isin(elsewhere)]
    return [*sentences, *_phrase_coverage(coverage, cited, table), *_phrase_rest(rest, cited, read)]


def phrase_routes(routes: pd.DataFrame, figures: pd.DataFrame) -> list[Sentence]:
    """Return a line on each route, with the figures that sources tie to it; claims about one route share a line.

    `routes` come from `analysis.name_routes`.

    >>> import liberterra_analysis as lt
    >>> figures = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> print(phrase_routes(lt.analysis.name_routes(lt.load_routes("liberterra-2"), figures), figures)[1])
    Bulgaria → Romania → Netherlands: 1 arrest for migrant smuggling, nationality Syria (United Kingdom).
    """
    cited, figure = cite_figures(figures), dict(zip(figures["claim_id"], figures["figure"], strict=True))
    lines: dict[str, dict[str, Sentence]] = {}
    for claim, lane in routes.groupby("claim_id", sort=False):
        said = (
            phrase("{} ({})", cited[str(claim)], mark_name(where))
            if (where := lane["country"].iloc[0])
            else cited[str(claim)]
        )
        lines.setdefault(_name_stops(lane), {}).setdefault(figure[str(claim)], said)
    return [phrase("{}: {}.", mark_name(way), join_words(said.values(), by="; ")) for way, said in lines.items()]


def _name_stops(lane: pd.DataFrame) -> str:
    """Return the places of a route from origin to destination; one that is not recorded is said to be so."""
    places_of = {str(role): ", ".join(named["place"]) for role, named in lane.groupby("role", sort=False)}
    ends = {"origin": "Origin not recorded", "destination": "destination not recorded"}
    return " → ".join(stop for role in ROLES if (stop := places_of.get(role, ends.get(role, ""))))


def _phrase_main(headline: pd.DataFrame, cited: Mapping[str, Sentence]) -> Iterator[Sentence]:
    main = headline[(headline["kind"] == "outcome") & ~headline["part"]].head(MAX_FIGURES)
    for (publisher, rank), group in main.groupby(["publisher", "rank"], sort=False):
        # How near a source is matters where it does not publish the organisation's own words.
        near = "" if rank in {"primary", "copy"} else f" ({RANKS[str(rank)].words})"
        results = join_words((cite_figure(one, describe_result(one)) for one in Figure.rows(group)), last=" and ")
        yield phrase("{}{} gives {}.", mark_name(publisher), near, results)
    countries = main["country_iso3"].unique()
    if len(countries) == 1 and pd.notna(countries[0]):
        yield phrase("These figures are of {}.", mark_name(places.country_in_prose(countries[0])))
    for status, group in main[main["release_status"] != "unspecified"].groupby("release_status", sort=False):
        nouns = join_words(map(mark_name, group["noun"]), last=" and ")
        yield phrase("The source says of the figures of {}: {}.", nouns, RELEASE_STATUSES[str(status)].words)
    for whole in Figure.rows(main):
        parts = Figure.rows(headline[headline["subset_of"] == whole.claim_id])
        # The noun of the whole is not repeated: "850 for migrant smuggling".
        own = [cite_figure(one, one.noun.removeprefix(whole.noun).strip(" ,")) for one in parts]
        if own:
            yield phrase("Of {}: {}.", cited[whole.claim_id], join_words(own, by="; "))


def _phrase_coverage(coverage: pd.DataFrame, cited: Mapping[str, Sentence], table: str) -> Iterator[Sentence]:
    for row in coverage[coverage["countries"] > 0].to_dict("records"):
        named, total = link_number(row["named_words"], table), cited[row["total_claim_id"]]
        share, counted = link_number(row["share_words"], table), "if all of it is counted in the total"
        if (row["share_lower"], row["share_upper"]) == (0, 1):
            yield phrase("Country by country, {} of {} are recorded; what share that is cannot be said.", named, total)
        elif row["share_lower"] == 1:
            yield phrase(f"What is recorded country by country comes to all of {{}}, {counted}.", total)
        else:
            opening = "What is recorded country by country comes to {} of {}"
            yield phrase(f"{opening}: {{}}, {counted}.", named, total, share)


def _phrase_rest(coverage: pd.DataFrame, cited: Mapping[str, Sentence], read: pd.DataFrame) -> Iterator[Sentence]:
    if len(coverage):
        denial, recorded = "No source names a country's part of {}.", "No breakdown by country is recorded here of {}"
        totals = coverage["total_claim_id"].map(cited)
        yield phrase_absence(denial, recorded, read, join_words(totals, last=" or "))


def summarise_evidence(claims: pd.DataFrame) -> list[Sentence]:
    """Return how many claims of a report hold the words of their source; nothing if there is no claim.

    >>> rows = {"as_printed": ["ten", None], "quote": [None, None], "derived": [None, "two names"]}
    >>> print(*summarise_evidence(pd.DataFrame(rows)))
    2 claims: 1 with the printed number, 0 with the words around it, 1 derived.
    """
    if claims.empty:
        return []
    printed, quoted, derived = (int(claims[name].notna().sum()) for name in ("as_printed", "quote", "derived"))
    noun, more = "claim" if len(claims) == 1 else "claims", ", {} derived" if derived else ""
    counts = [len(claims), printed, quoted, *([derived] if derived else [])]
    said = f"{{}} {noun}: {{}} with the printed number, {{}} with the words around it{more}."
    return [phrase(said, *(link_number(count, "claims") for count in counts))]


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
