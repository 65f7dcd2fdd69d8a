"""IOM Missing Migrants Project: deaths and disappearances on migration routes, incident by incident."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset, counts, dates, each, given, iso3, period

SERIES = {
    "Number Dead": "dead",
    "Minimum Estimated Number of Missing": "missing",
    "Number of Survivors": "survivors",
    "Number of Females": "females among the dead and missing",
    "Number of Males": "males among the dead and missing",
    "Number of Children": "children among the dead and missing",
}
"""Columns of figures. "Total Dead and Missing" of earlier files, the sum of the first two, is left out."""

SAME = {name: name for name in SERIES} | {"Cause of Death": "cause"}


def _tidy(raw: pd.DataFrame) -> pd.DataFrame:
    # The first generation writes "January 05, 2020", the second "Thu, 01/02/2026 - 12:00", month before day.
    slashes = raw["date"].astype(str).str.contains("/").any()
    form = "%m/%d/%Y - %H:%M" if slashes else "%B %d, %Y"
    day = dates(each(raw["date"], lambda text: text.partition(", ")[2] if slashes else text), form)
    origin = raw["Country of Origin"] if "Country of Origin" in raw else pd.Series("", index=raw.index)
    kind = raw["Incident Type"] if "Incident Type" in raw else pd.Series("", index=raw.index)
    about = pd.DataFrame(
        {
            **period(day.dt.normalize(), "D"),
            "place": raw["region"],
            "nationality": origin,
            "nationality_iso3": iso3(origin),
            "route": raw["route"],
            "cause": raw["cause"],
            "incident": raw["incident"],
            # A cumulative entry rolls up incidents of a time; it stands beside entries of single ones.
            "split": each(kind, lambda text: "cumulative" if "cumulative" in text.lower() else "incident"),
        }
    )
    about = about.assign(is_total=about["split"] == "cumulative")
    parts = [given(about.assign(series=name, published=raw[column])) for column, name in SERIES.items()]
    rows = pd.concat(parts)
    found = counts(rows["published"])
    # The publisher calls its figures minimum estimates, so every one is open upwards.
    return rows.assign(lower=found["lower"], upper=float("inf"))


DATASET = Dataset(
    name="missing-migrants",
    title="Missing Migrants Project",
    publisher="International Organization for Migration",
    licence="CC BY 4.0",
    may="redistribute",
    page="https://missingmigrants.iom.int/downloads",
    url=(
        "https://missingmigrants.iom.int/sites/g/files/tmzbdl601/files/report-migrant-incident/"
        "Missing_Migrants_Global_Figures_allData.csv"
    ),
    unit="persons recorded, at least",
    bias=(
        "Minimum estimates: deaths without witness or body are not known, most of all at sea and in deserts.",
        "Cumulative entries roll up incidents of a time; they are kept apart from entries of single ones.",
        "Years that are long past are restated; the date of the download belongs to every figure.",
        "How well routes are watched differs, and with it what a comparison of routes says.",
    ),
    layouts=(
        SAME
        | {
            "Incident ID": "incident",
            "Region": "region",
            "Incident Date": "date",
            "Migration route": "route",
            "Country of Origin": "Country of Origin",
        },
        SAME
        | {
            "Web ID": "incident",
            "Region of Incident": "region",
            "Reported Date": "date",
            "Migration Route": "route",
        },
    ),
    tidy=_tidy,
    breakdown=("route", "cause", "incident"),
    whole="-",
    row_level=True,
    ceiling=10_000,
)
