"""Sentences on an operation's figures."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis import places
from liberterra_analysis.analysis.sentences import Sentence, cite_figure, join_words, link_number, mark_name, sentence
from liberterra_analysis.vocabulary import RANKS, RELEASE_STATUSES

MOST_FIGURES = 4
"""Figures named in the first sentence; the others stand in the tables."""


def summarise_operation(headline: pd.DataFrame, coverage: pd.DataFrame) -> list[Sentence]:
    """Return sentences on an operation's main figures and how far they break down; none without a total."""
    main = headline[(headline["kind"] == "outcome") & ~headline["part"]].head(MOST_FIGURES)
    if main.empty:
        return []
    return [*_totals(main), *_where(main), *_release(main), *_parts(headline, main), *_covered(headline, coverage)]


def _totals(main: pd.DataFrame) -> list[Sentence]:
    sentences = []
    for (publisher, rank), group in main.groupby(["publisher", "rank"], sort=False):
        # How near a source is matters where it does not publish the organisation's own words.
        near = "" if rank in {"primary", "copy"} else f" ({RANKS[str(rank)].words})"
        sentences.append(sentence(mark_name(publisher), f"{near} gives ", _listed(_cited(group)), "."))
    return sentences


def _where(main: pd.DataFrame) -> list[Sentence]:
    countries = main["country_iso3"].unique()
    if len(countries) > 1 or pd.isna(countries[0]):
        return []
    return [sentence("All of it was counted in ", mark_name(places.country_in_prose(countries[0])), ".")]


def _release(main: pd.DataFrame) -> list[Sentence]:
    stated = main[main["release_status"] != "unspecified"]
    return [
        sentence(
            "The source says of the figures of ",
            _listed([mark_name(noun) for noun in group["noun"]]),
            f": {RELEASE_STATUSES[str(status)].words}.",
        )
        for status, group in stated.groupby("release_status", sort=False)
    ]


def _parts(headline: pd.DataFrame, main: pd.DataFrame) -> list[Sentence]:
    wholes = {row["claim_id"]: row for row in main.to_dict("records")}
    parts = headline[headline["subset_of"].isin(list(wholes))]
    return [
        sentence("Parts of ", cite_figure(wholes[whole]), ": ", _listed(_cited(group)), ".")
        for whole, group in parts.groupby("subset_of", sort=False)
    ]


def _covered(headline: pd.DataFrame, coverage: pd.DataFrame) -> list[Sentence]:
    total = {row["claim_id"]: cite_figure(row) for row in headline.to_dict("records")}
    named = coverage[coverage["countries"] > 0]
    sentences = [
        sentence(
            "What sources name country by country comes to ",
            link_number(row["named_words"], "coverage"),
            " of ",
            total[row["total_claim_id"]],
            ": ",
            link_number(row["share_words"], "coverage"),
            ", if all of it is counted in the total.",
        )
        for row in named.to_dict("records")
    ]
    missing = coverage[coverage["countries"] == 0]
    if not missing.empty:
        listed = join_words([total[claim] for claim in missing["total_claim_id"]], last=" or ")
        sentences.append(sentence("No source names a country's part of ", listed, "."))
    return sentences


def _cited(group: pd.DataFrame) -> list[Sentence]:
    return [cite_figure(row) for row in group.to_dict("records")]


def _listed(items: list[Sentence] | list[doc.Text]) -> Sentence:
    return join_words(items, last=" and ")
