"""Routes as sources give them, with the names of their places and what travelled them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from liberterra_analysis import places

COLUMNS = ["claim_id", "says", "country_iso3", "country", "leg", "role", "place", "place_code", "note"]


def named_routes(routes: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Give the places on each route their names, and what the claim of the route counts.

    Parameters
    ----------
    routes : pandas.DataFrame
        As `load_routes` gives them.
    frame : pandas.DataFrame
        As `figures` gives it.

    Returns
    -------
    pandas.DataFrame
        Key `claim_id`, `leg`, sorted by it. `claim_id`, `says` (the number with its hedge, and what is counted),
        `country_iso3`, `country` (where it was counted; "": not stated) (str); `leg` (Int64); `role` (str);
        `place` (str, its usual name, or as printed where no standard has a code); `place_code`, `note` (str; blank:
        no code, nothing to note).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis.analysis import figures
    >>> frame = figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> named = named_routes(lt.load_routes("liberterra-2"), frame)
    >>> named.loc[named["place_code"] == "ROU", ["role", "place"]].to_numpy().tolist()
    [['transit', 'Romania']]
    """
    found = routes.merge(frame[["claim_id", "says", "country_iso3"]], on="claim_id", validate="m:1")
    found = found.assign(
        place=[_place(row) for row in found.to_dict("records")],
        country=[places.country_name(str(code)) if pd.notna(code) else "" for code in found["country_iso3"]],
    )
    return found[COLUMNS].sort_values(["claim_id", "leg"], ignore_index=True)


def _place(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["place_code"]):
        return str(row["place_as_printed"])
    return places.place_name(str(row["place_code"]), str(row["place_scheme"]))
