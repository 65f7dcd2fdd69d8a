"""Routes with the names of their places, and the countries that sources name."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from liberterra_analysis import places

COLUMNS = ["claim_id", "says", "country_iso3", "country", "leg", "role", "place", "place_code", "note"]


def name_routes(routes: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return routes with the names of their places, and what the claim of each route counts.

    Key `claim_id`, `leg`, sorted by it: `says` (number and what is counted), `country_iso3`, `country` (where it was
    counted; "": not recorded), `role`, `place` (usual name; as printed where no standard has a code), `place_code`,
    `note`.
    """
    found = routes.merge(frame[["claim_id", "says", "country_iso3"]], on="claim_id", validate="m:1")
    stops = zip(found["place_code"], found["place_scheme"], found["place_as_printed"], strict=True)
    found = found.assign(
        place=[places.place_name(code, scheme) if pd.notna(code) else printed for code, scheme, printed in stops],
        country=[places.country_name(str(code)) if pd.notna(code) else "" for code in found["country_iso3"]],
    )
    return found[COLUMNS].sort_values(["claim_id", "leg"], ignore_index=True)


def name_countries(frame: pd.DataFrame, routes: pd.DataFrame) -> pd.DataFrame:
    """Return the countries with a figure, and the places on a route; `routes` is what `name_routes` returns.

    Totals of an operation in one country are figures of that country. Left out are figures from outside the operation,
    and nationalities, which say nothing of where something happened. Key `place`, countries first, by name:
    `country_iso3` ("": a region, or a place without a code), `says` ("": on a route only), `onward` (codes of the
    countries to which a route leads from there, separated by spaces).

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> found = name_countries(frame, name_routes(lt.load_routes("liberterra-2"), frame))
    >>> found.loc[found["onward"] != "", ["place", "says", "onward"]].to_numpy().tolist()
    [['Brazil', '70 migrants smuggled', 'USA'], ['Bulgaria', '', 'ROU'], ['Romania', '', 'NLD'], ['Togo', '', 'MLI']]
    """
    local = frame[frame["quoted"] & (frame["scope"] != "context") & frame["country_iso3"].notna()]
    says = {str(code): "; ".join(group["says"]) for code, group in local.groupby("country_iso3")}
    coded = routes["place_code"].where(routes["place_code"].map(lambda code: places.is_country(str(code))), "")
    stops = routes.assign(code=coded.fillna(""))
    onward: dict[str, dict[str, None]] = {}
    for _, lane in stops.groupby("claim_id", sort=False):
        for here, there in pairwise(lane["code"]):
            if here and there:
                onward.setdefault(here, {})[there] = None
    found = {code: places.country_name(code) for code in [*says, *stops.loc[stops["code"] != "", "code"]]}
    rows = [(code, name, says.get(code, ""), " ".join(onward.get(code, {}))) for code, name in found.items()]
    rows.sort(key=lambda row: row[1])
    rows += [("", name, "", "") for name in dict.fromkeys(stops.loc[stops["code"] == "", "place"])]
    return pd.DataFrame(rows, columns=["country_iso3", "place", "says", "onward"])
