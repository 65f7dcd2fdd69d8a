"""What is published about one country: its territory, its nationals, routes through it, and what is not known."""

import re
from collections.abc import Mapping

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.figures import LOCAL, Figure, follow_wholes, quote_wholes
from liberterra_analysis.analysis.headline import join_equal
from liberterra_analysis.analysis.nouns import NARROWS
from liberterra_analysis.hedges import Intervals, share
from liberterra_analysis.hedges.shares import format_share

WAYS = ("territory", "nationals", "route")
"""How a claim can be about a country: counted there, of its nationals, with a route that touches it."""


def relate_countries(frame: pd.DataFrame, routes: pd.DataFrame) -> pd.DataFrame:
    """Return the claims about countries, once for each country, in `place`, and each way of `WAYS`, in `about`.

    Nationals say nothing of the territory, nor a route of what was counted there; how long an operation took, and how
    many countries took part, is no result in a country. `subset_of` is the whole by whichever source states one; of a
    whole in a country it is the claim to quote. The `noun` of nationals leaves out whose nationals they are.
    """
    frame = _state_wholes(frame)
    touched = routes.loc[routes["place_scheme"] == "iso3166", ["claim_id", "place_code"]].drop_duplicates()
    found = {
        "territory": frame[frame["kind"] != "setting"].assign(place=frame["country_iso3"]),
        "nationals": frame.assign(place=frame["nationality_iso3"], noun=_name_without_nationality(frame)),
        "route": frame.merge(touched.rename(columns={"place_code": "place"}), on="claim_id"),
    }
    related = [claims[claims["place"].notna()].assign(about=way) for way, claims in found.items()]
    return pd.concat(related, ignore_index=True)


def _name_without_nationality(frame: pd.DataFrame) -> list[str]:
    """Return "arrests" for "arrests of nationals of Mali", and "victims" for "victims, nationals of Mali"."""
    countries = frame["nationality_iso3"].dropna().map(places.country_in_prose).reindex(frame.index, fill_value="")
    pairs = zip(frame["noun"], countries, strict=True)
    return [re.sub(rf"(,| of(?: a)?) nationals? of {re.escape(country)}", "", noun) for noun, country in pairs]


def _state_wholes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return claims with the whole that a source states of their figure, unless its number differs."""
    inside = frame["subset_of"].isin(frame.loc[frame["country_iso3"].notna(), "claim_id"])
    wholes = frame["subset_of"].mask(inside, quote_wholes(frame))
    stated = wholes.where(frame["agreement"] != "differs").groupby(frame["figure"]).transform("first")
    return frame.assign(subset_of=wholes.fillna(stated))


def select_country_claims(frame: pd.DataFrame, routes: pd.DataFrame, country: str) -> pd.DataFrame:
    """Return the rows of `relate_countries` about one country; an unknown code raises `UsageError`."""
    places.country_name(country)
    about = relate_countries(frame, routes)
    return about[about["place"] == country].reset_index(drop=True)


def select_territory(about: pd.DataFrame) -> pd.DataFrame:
    """Return the claims to quote about what happened in one country, in the order of `about`.

    As in `select_headline`, a narrower figure of the same number is no row of its own: "37 girl victims (all of them
    victims of sexual exploitation according to defenceWeb)". A contradicted figure keeps its row.
    """
    there = about[(about["about"] == "territory") & about["quoted"]]
    differs = there["figure"].isin(about.loc[about["agreement"] == "differs", "figure"])
    narrow = there.loc[~differs, list(NARROWS)].notna().sum(axis=1)
    joined = join_equal(there.loc[narrow.sort_values(kind="stable").index])
    return pd.concat([joined, there[differs]]).sort_index().reset_index(drop=True)


def select_country_routes(routes: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return the routes of claims about a country, but none whose one place is where the claim was counted."""
    counted = about.drop_duplicates("claim_id").set_index("claim_id")["country_iso3"]
    chosen = routes[routes["claim_id"].isin(counted.index)]
    is_there = (chosen["place_code"] == chosen["claim_id"].map(counted)) & (chosen["role"] == "destination")
    return chosen[~is_there | chosen["claim_id"].duplicated(keep=False)]


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
    by_name = counts.sort_values("country", key=lambda names: names.map(places.fold_name), kind="stable")
    return by_name.rename_axis(columns=None).reset_index()


def measure_shares(frame: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return a country's share of each total in which a source includes its figure, but not of a part of that figure.

    Formula as in `hedges.share`. Key `claim_id`: `operation_id`, `noun`, `whole_claim_id`, `lower`, `upper`, `words`.
    """
    by_id = Figure.by_id(_state_wholes(frame))
    local = select_territory(about)
    found = [(one, _find_total(one, by_id)) for one in Figure.rows(local[local["scope"].isin(LOCAL)])]
    whole = {one.claim_id for one, total in found if total}
    totals = {one.claim_id: total for one, total in found if total and one.subset_of not in whole}
    parts = local.loc[local["claim_id"].isin(totals)].reset_index(drop=True)
    shares = share(Intervals.of(parts), Intervals.of([one.interval for one in totals.values()]))
    return parts[["operation_id", "claim_id", "noun"]].assign(
        whole_claim_id=[one.claim_id for one in totals.values()],
        lower=shares.lower,
        upper=shares.upper,
        words=[format_share(one, whole=total.upper) for one, total in zip(shares, totals.values(), strict=True)],
    )


def _find_total(part: Figure, by_id: Mapping[str, Figure]) -> Figure | None:
    """Return the nearest figure of the operation that a claim is part of, directly or through other parts."""
    totals = (
        above
        for above in follow_wholes(part, by_id)
        if above.scope == "operation" and not above.country_iso3 and above.upper > 0
        if above.hedge not in {None, "order_of_magnitude"}  # 12 of dozens is no share
        if (above.metric, above.unit) == (part.metric, part.unit)
        if not above.derived  # a sum of parts, made here, of which no source states a part
        if above.agreement != "differs"  # a share of another number than the one to quote
    )
    return next(totals, None) if part.value is not None else None


def find_silent_operations(country: str, about: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the operations that took place in a country, and have no figure counted there."""
    counted = about.loc[about["about"] == "territory", "operation_id"]
    rest = operations[~operations["operation_id"].isin(counted) & operations["regions"].notna()]
    inside = [country in {places.find_country(name) for name in regions.split("; ")} for regions in rest["regions"]]
    return rest[pd.Series(inside, rest.index, dtype=bool)]


def select_country_statements(country: str, statements: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the statements about a country or its nationals, and the results of operations in that country alone.

    The newest operation comes first.
    """
    named = (statements["country_iso3"] == country) | (statements["nationality_iso3"] == country)
    held = operations.loc[operations["regions"].fillna("").map(places.find_country) == country, "operation_id"]
    results = (statements["scope"] == "operation") & (statements["kind"] != "background")
    found = statements[named | (results & statements["operation_id"].isin(held))]
    starts = found["operation_id"].map(operations.set_index("operation_id")["starts"])
    newest = found.assign(starts=starts).sort_values(["starts", "operation_id"], ascending=[False, True], kind="stable")
    return newest.drop(columns="starts")


def select_country_operations(
    country: str, about: pd.DataFrame, operations: pd.DataFrame, statements: pd.DataFrame
) -> pd.DataFrame:
    """Return the operations with a claim or statement about a country or that took place in it, the newest first."""
    silent = find_silent_operations(country, about, operations)
    named = pd.concat([about["operation_id"], statements["operation_id"], silent["operation_id"]]).dropna()
    chosen = operations[operations["operation_id"].isin(named)]
    return chosen.sort_values("starts", ascending=False, kind="stable")
