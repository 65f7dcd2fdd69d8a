"""What is published about one country: its territory, its nationals, routes through it, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.figures import LOCAL, Figure, follow_wholes
from liberterra_analysis.hedges import Intervals, share
from liberterra_analysis.hedges.format import format_share

WAYS = ("territory", "nationals", "route")
"""How a claim can be about a country: counted there, of its nationals, with a route that touches it."""

SHARE_COLUMNS = ["operation_id", "claim_id", "noun", "whole_claim_id", "lower", "upper", "words"]


def relate_countries(frame: pd.DataFrame, routes: pd.DataFrame) -> pd.DataFrame:
    """Return the claims about countries, once for each country, in `place`, and each way of `WAYS`, in `about`.

    Nationals say nothing of the territory, nor a route of what was counted there; how long an operation took, and who
    took part, is no result in a country.
    """
    touched = routes.loc[routes["place_scheme"] == "iso3166", ["claim_id", "place_code"]].drop_duplicates()
    found = {
        "territory": frame[frame["kind"] != "setting"].assign(place=frame["country_iso3"]),
        "nationals": frame.assign(place=frame["nationality_iso3"]),
        "route": frame.merge(touched.rename(columns={"place_code": "place"}), on="claim_id"),
    }
    related = [claims[claims["place"].notna()].assign(about=way) for way, claims in found.items()]
    return pd.concat(related, ignore_index=True)


def select_country_claims(frame: pd.DataFrame, routes: pd.DataFrame, country: str) -> pd.DataFrame:
    """Return the rows of `relate_countries` about one country; an unknown code raises `UsageError`."""
    places.country_name(country)
    about = relate_countries(frame, routes)
    return about[about["place"] == country].reset_index(drop=True)


def count_country_claims(about: pd.DataFrame) -> pd.DataFrame:
    """Count the claims about each country.

    `about` comes from `relate_countries`. Key `place`, sorted by name: `country`, the columns of `WAYS`, `claims`
    (counted there, or of its nationals), `operations`.
    """
    counts = pd.crosstab(about["place"], about["about"]).reindex(columns=list(WAYS), fill_value=0)
    own = about[about["about"] != "route"].groupby("place")["claim_id"].nunique()
    counts["claims"] = own.reindex(counts.index, fill_value=0)
    counts["operations"] = about.groupby("place")["operation_id"].nunique()
    counts.insert(0, "country", counts.index.map(places.country_name))
    return counts.sort_values("country", kind="stable").rename_axis(columns=None).reset_index()


def measure_shares(frame: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return a country's share of each total in which a source includes its figure.

    Formula as in `hedges.share`. Key `claim_id`: `operation_id`, `noun`, `whole_claim_id`, `lower`, `upper`, `words`.
    """
    by_id = Figure.by_id(frame)
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
    totals = [
        above
        for above in follow_wholes(part, by_id)
        if above.scope == "operation" and not above.country_iso3 and above.upper > 0
        if (above.metric, above.unit) == (part.metric, part.unit)
    ]
    return totals[-1] if totals and part.value is not None and totals[-1].value is not None else None


def find_silent_operations(country: str, about: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the operations that took place in a country and have no figure about it."""
    counted = about.loc[about["about"] == "territory", "operation_id"]
    rest = operations[~operations["operation_id"].isin(counted) & operations["regions"].notna()]
    inside = [country in {places.find_country(name) for name in regions.split("; ")} for regions in rest["regions"]]
    return rest[pd.Series(inside, rest.index, dtype=bool)]


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
