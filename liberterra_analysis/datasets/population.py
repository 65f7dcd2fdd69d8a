"""World Bank: population of countries and of groups of countries, by year."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset, counts, dates, given, iso3, period


def _tidy(raw: pd.DataFrame) -> pd.DataFrame:
    raw = given(raw)
    country = iso3(raw["code"])
    group = country.astype(str) == ""
    return pd.DataFrame(
        {
            "series": "population",
            **period(dates(raw["year"], "%Y"), "Y"),
            "country_iso3": country,
            "place": raw["name"],
            **counts(raw["published"]),
            "split": group.map({True: "group of countries", False: "country"}),
            "is_total": group,
        }
    )


DATASET = Dataset(
    name="population",
    title="Population, total (SP.POP.TOTL)",
    publisher="World Bank",
    licence="CC BY 4.0",
    may="redistribute",
    page="https://data.worldbank.org/indicator/SP.POP.TOTL",
    url="https://raw.githubusercontent.com/datasets/population/main/data/population.csv",
    unit="residents at mid-year",
    bias=(
        "Estimates, smoothed between censuses and restated with each of them.",
        "Groups of countries stand among the countries; they are marked and kept apart.",
        "Taiwan is missing; Kosovo has the code XKX, which is not in ISO 3166-1; the Channel Islands are one group.",
    ),
    layouts=({"Country Name": "name", "Country Code": "code", "Year": "year", "Value": "published"},),
    tidy=_tidy,
    whole="-",
    threshold=0,
    ceiling=12_000_000_000,
)
