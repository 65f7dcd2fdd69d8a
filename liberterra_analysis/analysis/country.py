"""What is published about one country: what happened in it, who its nationals are among those counted, and what not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.sentences import Sentence, cite, cite_number, joined, link_number, mark_name, sentence
from liberterra_analysis.hedges import Interval, Intervals, share, word, word_share

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
"""Columns of `about_country` with their headers in a report."""

SHARE_HEADERS = {"operation": "Operation", "part": "In the country", "whole": "Whole operation", "words": "Share>"}
"""Columns of `list_shares` with their headers in a report."""

Record: TypeAlias = Mapping[Any, Any]


def about_country(frame: pd.DataFrame, routes: pd.DataFrame, operations: pd.DataFrame, country: str) -> pd.DataFrame:
    """Choose the claims about a country, and say for each in which way it is about it.

    A claim about persons of a nationality says nothing of the country's territory; a route that touches a country says
    nothing of what was counted there.

    Returns
    -------
    pandas.DataFrame
        Columns as in `figures`, with `about` (str: `territory`, `nationals`, `route`), `operation` (str, its name;
        "outside any operation"), `cited` (Sentence), `interval` (str, how it is read); one
        row for each claim and way, in this order, then in that of the ledger.

    Raises
    ------
    UsageError
        If no country has the code.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> about_country(frame, lt.load_routes(), lt.load_operations(), "SYR")["about"].tolist()
    ['territory', 'nationals']
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
    cited: list[Any] = [cite(row) for row in found.to_dict("records")]
    return found.assign(
        operation=found["operation_id"].map(names).fillna("outside any operation"),
        cited=cited,
        interval=[word(Interval.of(row), "table") for row in found.to_dict("records")],
    ).reset_index(drop=True)


def country_shares(frame: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Say what share of an operation's total is a country's, where a source states it as a part of that total.

    Formula: share = [part.lower / whole.upper, min(1, part.upper / whole.lower)].

    Returns
    -------
    pandas.DataFrame
        Key `claim_id`. `operation_id`, `claim_id`, `noun`, `whole_claim_id` (str); `lower`, `upper` (float64, of the
        share, within 0 and 1); `words` (str); `part`, `whole`, `sentence` (Sentence).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> about = about_country(frame, lt.load_routes(), lt.load_operations(), "MEX")
    >>> country_shares(frame, about)["words"].tolist()
    ['33.3%', '9.1%']
    """
    by_id = {row["claim_id"]: row for row in frame.to_dict("records")}
    local = about[(about["about"] == "territory") & about["quoted"] & about["scope"].isin(["country", "case"])]
    pairs = [(row, total) for row in local.to_dict("records") if (total := _whole(row, by_id)) is not None]
    part, whole = (Intervals.of([Interval.of(pair[at]) for pair in pairs]) for at in (0, 1))
    rows = [
        {
            "operation_id": row["operation_id"],
            "claim_id": row["claim_id"],
            "noun": row["noun"],
            "whole_claim_id": total["claim_id"],
            "lower": one.lower,
            "upper": one.upper,
            "words": word_share(one),
            "part": cite(row),
            "whole": sentence(cite_number(total)),
            "sentence": sentence(
                *(mark_name(row["operation"]), ": ", cite(row), " of ", cite(total), ", "),
                *(link_number(word_share(one), "shares"), "."),
            ),
        }
        for (row, total), one in zip(pairs, share(part, whole), strict=True)
    ]
    return pd.DataFrame(rows, columns=SHARE_COLUMNS)


def _whole(row: Record, by_id: Mapping[str, Record]) -> Record | None:
    """Find the total of the operation of which a claim counts a part, through other parts."""
    found = None
    above = by_id.get(row["subset_of"])
    while above is not None:
        counts_the_same = (above["metric"], above["unit"]) == (row["metric"], row["unit"])
        if above["scope"] == "operation" and pd.isna(above["country_iso3"]) and counts_the_same and above["upper"] > 0:
            found = above
        above = by_id.get(above["subset_of"])
    return found if pd.notna(row["value"]) and found is not None and pd.notna(found["value"]) else None


def say_country(country: str, about: pd.DataFrame) -> list[Sentence]:
    """Return in a sentence how much is published about a country.

    Examples
    --------
    >>> print(*say_country("LUX", pd.DataFrame({"about": [], "claim_id": [], "operation_id": []})))
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
    return [sentence("Claims about ", place, " in the ledger: ", joined(parts), *of, ".")]


def say_unknown(country: str, about: pd.DataFrame, shares: pd.DataFrame, operations: pd.DataFrame) -> list[Sentence]:
    """Return sentences on what is not known about a country.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> about = about_country(frame, lt.load_routes(), lt.load_operations(), "TUR")
    >>> print(say_unknown("TUR", about, country_shares(frame, about), lt.load_operations())[1])
    Operation Liberterra II: 1,500 irregular migrants; whether that is part of a total of the operation is not stated.
    """
    return [*_unknown(country, about, shares, operations)]


def _unknown(country: str, about: pd.DataFrame, shares: pd.DataFrame, operations: pd.DataFrame) -> Iterator[Sentence]:
    territory = about[(about["about"] == "territory") & about["quoted"]]
    local = territory[territory["scope"].isin(["country", "case"]) & ~territory["claim_id"].isin(shares["claim_id"])]
    for row in local.to_dict("records"):
        # A part of a case's own figure is counted there.
        if pd.isna(row["subset_of"]):
            unknown = "; whether that is part of a total of the operation is not stated."
            yield sentence(mark_name(row["operation"]), ": ", cite(row), unknown)
    if not (about["about"] == "nationals").any():
        yield sentence("No source gives a figure about nationals of the country.")
    if territory.empty:
        yield sentence("No source gives a figure about what happened in the country.")
    for silent in _silent(country, territory, operations):
        alone = " took place there by what was read, but no source gives a figure for the country alone."
        yield sentence(mark_name(silent["name"]), alone)
    seldom = (
        "Which countries took part in an operation is seldom stated: a country that is not named may have taken part."
    )
    yield sentence(seldom)


def _silent(country: str, territory: pd.DataFrame, operations: pd.DataFrame) -> list[Record]:
    """Give the operations that took place in a country without a figure about it."""
    rest = operations[~operations["operation_id"].isin(territory["operation_id"]) & operations["regions"].notna()]
    rows = rest.to_dict("records")
    return [row for row in rows if country in {places.find_country(name) for name in row["regions"].split("; ")}]


def country_operations(country: str, about: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Choose the operations with a claim about a country, and those that took place in it.

    Returns
    -------
    pandas.DataFrame
        Their rows, in the order of `operations`.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> about = about_country(frame, lt.load_routes(), lt.load_operations(), "TUR")
    >>> country_operations("TUR", about, lt.load_operations())["operation_id"].tolist()
    ['storm-makers-1', 'liberterra-2']
    """
    silent = {row["operation_id"] for row in _silent(country, about, operations)}
    return operations[operations["operation_id"].isin({*about["operation_id"].dropna(), *silent})]


def list_shares(shares: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """List shares for a table.

    Returns
    -------
    pandas.DataFrame
        One row a share, order unchanged; the columns of `SHARE_HEADERS`.

    Examples
    --------
    >>> list_shares(pd.DataFrame(columns=SHARE_COLUMNS), pd.DataFrame({"operation_id": [], "operation": []})).empty
    True
    """
    names = dict(zip(about["operation_id"], about["operation"], strict=True))
    return shares.assign(operation=[names[key] for key in shares["operation_id"]])[list(SHARE_HEADERS)]


def cited_figures(frame: pd.DataFrame, about: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Choose the claims that a report on a country cites: those about it, and the totals of which they are parts.

    Returns
    -------
    pandas.DataFrame
        Their rows of `frame`, order unchanged.

    Examples
    --------
    >>> claims = pd.DataFrame({"claim_id": ["a-1", "b-2"]})
    >>> cited_figures(claims, claims.head(1), pd.DataFrame({"whole_claim_id": []}))["claim_id"].tolist()
    ['a-1']
    """
    cited = {*about["claim_id"], *shares["whole_claim_id"]}
    return frame[frame["claim_id"].isin(cited)].reset_index(drop=True)
