"""Frontex: monthly detections of illegal border-crossing at the external borders of the European Union."""

from __future__ import annotations

import re

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset, counts, dates, given, iso3, period

MONTH = re.compile(r"[A-Z]{3}\d{4}")


def _tidy(raw: pd.DataFrame) -> pd.DataFrame:
    months = [name for name in raw if MONTH.fullmatch(str(name))]
    if months:
        keys = ["route", "border", "nationality"]
        raw = raw.melt(keys, months, var_name="month", value_name="published").astype("category")
        raw.index = raw.index + 2
    raw = given(raw)
    first = dates(raw["month"], "%b%Y" if months else "%Y-%m-%d")
    return pd.DataFrame(
        {
            "series": "detections of illegal border-crossing",
            **period(first, "M"),
            "nationality": raw["nationality"],
            "nationality_iso3": iso3(raw["nationality"]),
            "place": raw["route"],
            "border": raw["border"],
            **counts(raw["published"]),
        }
    )


DATASET = Dataset(
    name="frontex",
    title="Monthly detections of illegal border-crossing",
    publisher="Frontex",
    licence="None stated on the file; Frontex's publications may be reproduced if the source is named",
    may="aggregate",
    page="https://www.frontex.europa.eu/what-we-do/monitoring-and-risk-analysis/migratory-map/",
    link=r"/assets/Migratory_routes/\d{4}/Monthly_detections_of_IBC_[\d_]+\.xlsx",
    unit="detections",
    bias=(
        "Detections, not persons: one person may be detected several times, and at more than one border.",
        "Late reports are added, so that the last months grow from file to file.",
        "A cell left blank was not reported; it gives no row.",
        "The English Channel and the Americas are not covered.",
        "Nationality is as assumed or stated at the border.",
    ),
    layouts=(
        {"Route": "route", "Border type or inland": "border", "Nationality": "nationality"},
        {"route": "route", "type": "border", "nat": "nationality", "t": "month", "n": "published"},
    ),
    tidy=_tidy,
    breakdown=("border",),
    region="150",
    ceiling=500_000,
)
