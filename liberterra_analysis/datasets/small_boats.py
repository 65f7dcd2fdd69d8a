"""UK Home Office: people detected crossing the English Channel in small boats, by day and by week."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset, counts, dates, each, given, period

SERIES = {
    "Migrants arrived": ("arrivals in small boats", "people detected on arrival"),
    "Boats arrived": ("boats arrived", "boats"),
    "Boats arrived - involved in uncontrolled landings": ("boats in uncontrolled landings", "boats"),
    "Migrants prevented": ("preventions", "people prevented, by French estimates"),
    "Events prevented": ("events prevented", "events, by French estimates"),
}
"""Series and unit of each column. Boats in uncontrolled landings are also counted among the boats arrived."""


def _tidy(raw: pd.DataFrame) -> pd.DataFrame:
    weekly = "Week ending" in raw
    raw = raw[raw["Week ending" if weekly else "Date"].astype(str) != ""]
    about = pd.DataFrame(
        {
            **period(dates(raw["Week ending" if weekly else "Date"], "%Y-%m-%d"), "W" if weekly else "D"),
            "place": "English Channel",
            # Weeks repeat the days; only preventions are given by week alone.
            "split": "week" if weekly else "day",
            "is_total": weekly,
            "revised": each(raw["Notes"], lambda text: "revised" if "revised" in text.lower() else ""),
        }
    )
    rows = pd.concat(
        given(about.assign(series=name, unit=unit, published=raw[column]))
        for column, (name, unit) in SERIES.items()
        if column in raw
    )
    return rows.assign(**counts(rows["published"]))


DATASET = Dataset(
    name="small-boats",
    title="Migrants detected crossing the English Channel in small boats",
    publisher="Home Office, United Kingdom",
    licence="Open Government Licence v3.0",
    may="redistribute",
    page=("https://www.gov.uk/government/publications/migrants-detected-crossing-the-english-channel-in-small-boats"),
    link=r"https://assets\.publishing\.service\.gov\.uk/media/[0-9a-f]+/[^\"' ]*time[_+-]series[^\"' ]*\.ods",
    unit="people detected on arrival",
    bias=(
        "Provisional operational data: counts may rise or fall, and rows that changed are marked as revised.",
        "A dash means that nothing was collected, which is not zero.",
        "Differ from figures of the Ministry of Defence for 14 April 2022 to 30 January 2023, which count events.",
        "Preventions are operational estimates of the French authorities.",
        "Who arrives undetected is not counted; nationality is not given.",
    ),
    layouts=(
        {"Date": "Date", "Migrants arrived": "Migrants arrived", "Boats arrived": "Boats arrived", "Notes": "Notes"},
        {"Week ending": "Week ending", "Migrants arrived": "Migrants arrived", "Notes": "Notes"},
    ),
    tidy=_tidy,
    breakdown=("revised",),
    country="GBR",
    whole="day",
    ceiling=20_000,
)
