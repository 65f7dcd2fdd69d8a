"""What is published about one country: its territory, its nationals, routes through it, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.figures import LOCAL, Figure
from liberterra_analysis.hedges import Intervals, format_share, share

SHARE_COLUMNS = ["operation_id", "claim_id", "noun", "whole_claim_id", "lower", "upper", "words"]


def select_country_claims(frame: pd.DataFrame, routes: pd.DataFrame, country: str) -> pd.DataFrame:
    """Return the claims about a country, once for each way in `about`: `territory`, `nationals`, `route`.

    Nationals say nothing of the territory, nor a route of what was counted there. An unknown code raises `UsageError`.
    """
    places.country_name(country)
    on_route = routes.loc[(routes["place_code"] == country) & (routes["place_scheme"] == "iso3166"), "claim_id"]
    ways = {
        "territory": frame["country_iso3"] == country,
        "nationals": frame["nationality_iso3"] == country,
        "route": frame["claim_id"].isin(on_route),
    }
    found = [frame[chosen.fillna(value=False)].assign(about=way) for way, chosen in ways.items()]
    return pd.concat(found, ignore_index=True)


def measure_shares(frame: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return a country's share of each total in which a source includes its figure.

    Formula as in `hedges.share`. Key `claim_id`: `operation_id`, `noun`, `whole_claim_id`, `lower`, `upper`, `words`.
    """
    by_id = {one.claim_id: one for one in Figure.rows(frame)}
    local = about[(about["about"] == "territory") & about["quoted"] & about["scope"].isin(LOCAL)]
    pairs = [(one, total) for one in Figure.rows(local) if (total := _find_total(one, by_id))]
    part, whole = (Intervals.of([pair[at].interval for pair in pairs]) for at in (0, 1))
    rows = [
        (one.operation_id, one.claim_id, one.noun, total.claim_id, found.lower, found.upper, format_share(found))
        for (one, total), found in zip(pairs, share(part, whole), strict=True)
    ]
    return pd.DataFrame(rows, columns=SHARE_COLUMNS)


def _find_total(part: Figure, by_id: Mapping[str, Figure]) -> Figure | None:
    """Return the operation's total that a claim is part of, directly or through other parts."""
    found = None
    above = by_id.get(part.subset_of or "")
    while above is not None:
        counts_the_same = (above.metric, above.unit) == (part.metric, part.unit)
        if above.scope == "operation" and not above.country_iso3 and counts_the_same and above.upper > 0:
            found = above
        above = by_id.get(above.subset_of or "")
    return found if part.value is not None and found is not None and found.value is not None else None


def find_silent_operations(country: str, about: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the operations that took place in a country and have no figure about it."""
    counted = about.loc[about["about"] == "territory", "operation_id"]
    rest = operations[~operations["operation_id"].isin(counted) & operations["regions"].notna()]
    inside = [country in {places.find_country(name) for name in regions.split("; ")} for regions in rest["regions"]]
    return rest[inside]


def select_country_operations(country: str, about: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the operations with a claim about a country, and the operations that took place in it.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> about = select_country_claims(frame, lt.load_routes(), "TUR")
    >>> select_country_operations("TUR", about, lt.load_operations())["operation_id"].tolist()
    ['storm-makers-1', 'storm-makers-2', 'liberterra-2']
    """
    silent = find_silent_operations(country, about, operations)["operation_id"]
    return operations[operations["operation_id"].isin({*about["operation_id"].dropna(), *silent})]
