"""Routes with the names of their places."""

import pandas as pd

from liberterra_analysis import places

COLUMNS = ["claim_id", "says", "country_iso3", "country", "leg", "role", "place", "place_code", "note"]


def name_routes(routes: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return routes with the names of their places, and what the claim of each route counts.

    Key `claim_id`, `leg`, sorted by it: `says` (number and what is counted), `country_iso3`, `country` (where it was
    counted; "": not recorded), `role`, `place` (usual name; in quotes, as printed, where no standard has a code),
    `place_code`, `note`.
    """
    found = routes.merge(frame[["claim_id", "says", "country_iso3"]], on="claim_id", validate="m:1")
    stops = zip(found["place_code"], found["place_scheme"], found["place_as_printed"], strict=True)
    found = found.assign(
        place=[
            places.place_name(code, scheme) if pd.notna(code) else f"“{printed}”" for code, scheme, printed in stops
        ],
        country=[places.country_name(str(code)) if pd.notna(code) else "" for code in found["country_iso3"]],
    )
    return found[COLUMNS].sort_values(["claim_id", "leg"], ignore_index=True)
