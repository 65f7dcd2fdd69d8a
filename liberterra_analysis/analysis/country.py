"""What is published about one country: its territory, its nationals, routes through it, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.sentences import (
    Sentence,
    cite_figure,
    cite_number,
    join_words,
    link_number,
    mark_name,
    sentence,
)
from liberterra_analysis.hedges import Interval, Intervals, format_hedged, format_share, share

SHARE_COLUMNS = [
    "operation_id",
    "claim_id",
    "noun",
    "whole_claim_id",
    "lower",
    "upper",
    "words",
    "part",
    "whole",
    "sentence",
]

CLAIM_HEADERS = {
    "operation": "Operation",
    "cited": "What is counted",
    "interval": "Read as>",
    "publisher": "Source",
}
"""Headers of the columns of `select_country_claims` in a report."""

SHARE_HEADERS = {"operation": "Operation", "part": "In the country", "whole": "Whole operation", "words": "Share>"}
"""Headers of the columns of `tabulate_shares` in a report."""

Record: TypeAlias = Mapping[Any, Any]


def select_country_claims(
    frame: pd.DataFrame, routes: pd.DataFrame, operations: pd.DataFrame, country: str
) -> pd.DataFrame:
    """Return the claims about a country, once for each way: `territory`, `nationals`, `route`.

    Nationals say nothing of the territory, nor a route of what was counted there. Columns of `figures`, with `about`
    (the way), `operation` (its name; "outside any operation"), `cited` (Sentence), `interval` (how it is read). An
    unknown code raises `UsageError`.
    """
    places.country_name(country)
    on_route = routes.loc[(routes["place_code"] == country) & (routes["place_scheme"] == "iso3166"), "claim_id"]
    ways = {
        "territory": frame["country_iso3"] == country,
        "nationals": frame["nationality_iso3"] == country,
        "route": frame["claim_id"].isin(on_route),
    }
    found = pd.concat([frame[chosen.fillna(value=False)].assign(about=way) for way, chosen in ways.items()])
    names = dict(zip(operations["operation_id"], operations["name"], strict=True))
    cited: list[Any] = [cite_figure(row) for row in found.to_dict("records")]
    return found.assign(
        operation=found["operation_id"].map(names).fillna("outside any operation"),
        cited=cited,
        interval=[format_hedged(Interval.of(row), "table") for row in found.to_dict("records")],
    ).reset_index(drop=True)


def measure_shares(frame: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return a country's share of each total of which a source states its figure as a part.

    Formula as in `hedges.share`. Key `claim_id`: `operation_id`, `noun`, `whole_claim_id`, `lower`, `upper`, `words`;
    `part`, `whole`, `sentence` (Sentences).
    """
    by_id = {row["claim_id"]: row for row in frame.to_dict("records")}
    local = about[(about["about"] == "territory") & about["quoted"] & about["scope"].isin(["country", "case"])]
    pairs = [(row, total) for row in local.to_dict("records") if (total := _find_total(row, by_id)) is not None]
    part, whole = (Intervals.of([Interval.of(pair[at]) for pair in pairs]) for at in (0, 1))
    rows = [
        {
            "operation_id": row["operation_id"],
            "claim_id": row["claim_id"],
            "noun": row["noun"],
            "whole_claim_id": total["claim_id"],
            "lower": one.lower,
            "upper": one.upper,
            "words": format_share(one),
            "part": cite_figure(row),
            "whole": sentence(cite_number(total)),
            "sentence": sentence(
                *(mark_name(row["operation"]), ": ", cite_figure(row), " of ", cite_figure(total), ", "),
                *(link_number(format_share(one), "shares"), "."),
            ),
        }
        for (row, total), one in zip(pairs, share(part, whole), strict=True)
    ]
    return pd.DataFrame(rows, columns=SHARE_COLUMNS)


def _find_total(row: Record, by_id: Mapping[str, Record]) -> Record | None:
    """Return the operation's total of which a claim counts a part, also through other parts."""
    found = None
    above = by_id.get(row["subset_of"])
    while above is not None:
        counts_the_same = (above["metric"], above["unit"]) == (row["metric"], row["unit"])
        if above["scope"] == "operation" and pd.isna(above["country_iso3"]) and counts_the_same and above["upper"] > 0:
            found = above
        above = by_id.get(above["subset_of"])
    return found if pd.notna(row["value"]) and found is not None and pd.notna(found["value"]) else None


def summarise_country(country: str, about: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on how much is published about a country.

    >>> print(*summarise_country("LUX", pd.DataFrame({"about": [], "claim_id": [], "operation_id": []})))
    The ledger holds no figure about Luxembourg. That is no sign that nothing happened there.
    """
    place = mark_name(places.country_in_prose(country))
    if about.empty:
        nothing = ". That is no sign that nothing happened there."
        return [sentence("The ledger holds no figure about ", place, nothing)]
    words = {"territory": "about what happened there", "nationals": "about its nationals", "route": "with a route"}
    ways = about.groupby("about", sort=False)["claim_id"].nunique()
    parts = (sentence(link_number(ways[way], "claims"), f" {said}") for way, said in words.items() if way in ways)
    count = about["operation_id"].nunique()
    counted = link_number(count, "operations"), " operation" if count == 1 else " operations"
    of = ("; they are of ", *counted) if count else ()
    return [sentence("Claims about ", place, " in the ledger: ", join_words(parts), *of, ".")]


def phrase_unknown(country: str, about: pd.DataFrame, shares: pd.DataFrame, operations: pd.DataFrame) -> list[Sentence]:
    """Return sentences on what is not known about a country."""
    return [*_unknown(country, about, shares, operations)]


def _unknown(country: str, about: pd.DataFrame, shares: pd.DataFrame, operations: pd.DataFrame) -> Iterator[Sentence]:
    territory = about[(about["about"] == "territory") & about["quoted"]]
    local = territory[territory["scope"].isin(["country", "case"]) & ~territory["claim_id"].isin(shares["claim_id"])]
    for row in local.to_dict("records"):
        # A part of a case's own figure is counted there.
        if pd.isna(row["subset_of"]):
            unknown = "; whether that is part of a total of the operation is not stated."
            yield sentence(mark_name(row["operation"]), ": ", cite_figure(row), unknown)
    if not (about["about"] == "nationals").any():
        yield sentence("No source gives a figure about nationals of the country.")
    if territory.empty:
        yield sentence("No source gives a figure about what happened in the country.")
    for silent in _find_silent(country, territory, operations):
        alone = " took place there by what was read, but no source gives a figure for the country alone."
        yield sentence(mark_name(silent["name"]), alone)
    seldom = (
        "Which countries took part in an operation is seldom stated: a country that is not named may have taken part."
    )
    yield sentence(seldom)


def _find_silent(country: str, territory: pd.DataFrame, operations: pd.DataFrame) -> list[Record]:
    """Return the operations that took place in a country and have no figure about it."""
    rest = operations[~operations["operation_id"].isin(territory["operation_id"]) & operations["regions"].notna()]
    rows = rest.to_dict("records")
    return [row for row in rows if country in {places.find_country(name) for name in row["regions"].split("; ")}]


def select_country_operations(country: str, about: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the operations with a claim about a country, and those that took place in it.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> about = select_country_claims(frame, lt.load_routes(), lt.load_operations(), "TUR")
    >>> select_country_operations("TUR", about, lt.load_operations())["operation_id"].tolist()
    ['storm-makers-1', 'liberterra-2']
    """
    silent = {row["operation_id"] for row in _find_silent(country, about, operations)}
    return operations[operations["operation_id"].isin({*about["operation_id"].dropna(), *silent})]


def tabulate_shares(shares: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return shares as the rows of a table.

    >>> tabulate_shares(pd.DataFrame(columns=SHARE_COLUMNS), pd.DataFrame({"operation_id": [], "operation": []})).empty
    True
    """
    names = dict(zip(about["operation_id"], about["operation"], strict=True))
    return shares.assign(operation=[names[key] for key in shares["operation_id"]])[list(SHARE_HEADERS)]


def select_cited_claims(frame: pd.DataFrame, about: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that a report on a country cites: claims about it, and totals of which they are parts.

    >>> claims = pd.DataFrame({"claim_id": ["a-1", "b-2"]})
    >>> select_cited_claims(claims, claims.head(1), pd.DataFrame({"whole_claim_id": []}))["claim_id"].tolist()
    ['a-1']
    """
    cited = {*about["claim_id"], *shares["whole_claim_id"]}
    return frame[frame["claim_id"].isin(cited)].reset_index(drop=True)
