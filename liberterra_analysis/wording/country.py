"""Sentences and tables on what is published about one country."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis import LOCAL, Figure, find_silent_operations
from liberterra_analysis.hedges import format_hedged
from liberterra_analysis.wording.sentences import (
    Sentence,
    cite_figure,
    cite_number,
    join_parts,
    join_words,
    link_number,
    mark_name,
    phrase,
)

WAYS = {"territory": "about what happened there", "nationals": "about its nationals", "route": "with a route"}
"""How a claim can be about a country."""


def summarise_country(
    country: str, about: pd.DataFrame, *, claims: str = "claims", operations: str = "operations"
) -> list[Sentence]:
    """Return a sentence on how much is published about a country; `claims` and `operations` name the tables of them.

    >>> print(*summarise_country("LUX", pd.DataFrame({"about": [], "claim_id": [], "operation_id": []})))
    The ledger holds no figure about Luxembourg. That is no sign that nothing happened there.
    """
    place = mark_name(places.country_in_prose(country))
    if about.empty:
        return [phrase("The ledger holds no figure about {}. That is no sign that nothing happened there.", place)]
    count = about.groupby("about")["claim_id"].nunique()
    ways = join_words(
        phrase(f"{{}} {said}", link_number(count[way], claims)) for way, said in WAYS.items() if way in count
    )
    number = about["operation_id"].nunique()
    one = "operation" if number == 1 else "operations"
    of = phrase(f"; they are of {{}} {one}", link_number(number, operations)) if number else ""
    return [phrase("Claims about {} in the ledger: {}{}.", place, ways, of)]


def phrase_shares(
    shares: pd.DataFrame, figures: pd.DataFrame, operations: pd.DataFrame, *, table: str
) -> list[Sentence]:
    """Return a sentence on each share of `measure_shares`; `table` is the name of their table."""
    by_id = {one.claim_id: cite_figure(one) for one in Figure.rows(figures)}
    names = _name_operations(shares, operations)
    rows = zip(names, shares["claim_id"], shares["whole_claim_id"], shares["words"], strict=True)
    return [
        phrase("{}: {} of {}, {}.", mark_name(name), by_id[part], by_id[whole], link_number(words, table))
        for name, part, whole, words in rows
    ]


def tabulate_shares(shares: pd.DataFrame, figures: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return shares as the rows of a table: `operation`, `part`, `whole`, `words`."""
    by_id = {one.claim_id: one for one in Figure.rows(figures)}
    return pd.DataFrame(
        {
            "operation": _name_operations(shares, operations),
            "part": [cite_figure(by_id[claim]) for claim in shares["claim_id"]],
            "whole": [join_parts([cite_number(by_id[claim])]) for claim in shares["whole_claim_id"]],
            "words": shares["words"],
        }
    )


def tabulate_claims(claims: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return claims as the rows of a table: `operation`, `cited`, `interval` (how it is read), `publisher`."""
    figures = Figure.rows(claims)
    return pd.DataFrame(
        {
            "claim_id": claims["claim_id"],
            "operation": _name_operations(claims, operations),
            "cited": [cite_figure(one) for one in figures],
            "interval": [format_hedged(one.interval, "table") for one in figures],
            "publisher": claims["publisher"],
            "lower": claims["lower"],
            "upper": claims["upper"],
        }
    )


def _name_operations(frame: pd.DataFrame, operations: pd.DataFrame) -> list[str]:
    names = operations.set_index("operation_id")["name"]
    return frame["operation_id"].map(names).fillna("outside any operation").tolist()


def phrase_unknown(country: str, about: pd.DataFrame, shares: pd.DataFrame, operations: pd.DataFrame) -> list[Sentence]:
    """Return sentences on what is not known about a country."""
    return [*_phrase_unknown(country, about, shares, operations)]


def _phrase_unknown(
    country: str, about: pd.DataFrame, shares: pd.DataFrame, operations: pd.DataFrame
) -> Iterator[Sentence]:
    territory = about[(about["about"] == "territory") & about["quoted"]]
    local = territory[territory["scope"].isin(LOCAL) & ~territory["claim_id"].isin(shares["claim_id"])]
    local = local[local["subset_of"].isna()]  # a part of a case's own figure is counted there
    for name, one in zip(_name_operations(local, operations), Figure.rows(local), strict=True):
        unknown = "{}: {}; whether that is part of a total of the operation is not recorded."
        yield phrase(unknown, mark_name(name), cite_figure(one))
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
