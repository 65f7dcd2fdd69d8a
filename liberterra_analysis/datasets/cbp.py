"""US Customs and Border Protection: encounters, by US fiscal year."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset, counts, dates, each, given, iso3, period

FIRST_MONTHS = frozenset({"OCT", "NOV", "DEC"})
"""Months of a US fiscal year that lie in the calendar year before: fiscal year 2025 starts in October 2024."""

OWN_NAMES = {"CHINA, PEOPLES REPUBLIC OF": "CHN", "MYANMAR (BURMA)": "MMR"}


def _month(fiscal: pd.Series, month: pd.Series) -> pd.Series:
    """Return the calendar month of, for example, "2025 (FYTD)" and "OCT"."""
    text = fiscal.astype(str).str[:4] + month.astype(str)

    def calendar(one: str) -> str:
        year, name = one[:4], one[4:7].upper()
        return f"{int(year) - (name in FIRST_MONTHS)}-{name.title()}" if year.isdigit() else one

    return dates(each(text.rename("fiscal_year"), calendar), "%Y-%b")


def _tidy(raw: pd.DataFrame) -> pd.DataFrame:
    raw = given(raw)
    first = dates(raw["t"], "%Y-%m-%d") if "t" in raw else _month(raw["fiscal_year"], raw["month"])
    people = raw["nationality"]
    return pd.DataFrame(
        {
            # IOM's compilation holds only one of the borders in the publisher's own file.
            "series": "encounters at the south-west land border" if "t" in raw else "encounters at all borders",
            **period(first, "M"),
            "nationality": people,
            "nationality_iso3": iso3(each(people, lambda text: OWN_NAMES.get(text, text))),
            "place": raw["area"],
            "border": raw.get("land_border_region", "Southwest Land Border"),
            "component": raw["component"],
            "demographic": raw["demographic"],
            "authority": raw["authority"],
            "encounter_type": raw["encounter_type"],
            **counts(raw["published"]),
        }
    )


DATASET = Dataset(
    name="cbp",
    title="Nationwide encounters",
    publisher="US Customs and Border Protection",
    licence="Work of the United States government, public domain in the United States",
    may="redistribute",
    page="https://www.cbp.gov/newsroom/stats/nationwide-encounters",
    link=r"/sites/default/files/\d{4}-\d{2}/nationwide-encounters-[a-z0-9-]+-aor\.csv",
    unit="encounters",
    bias=(
        "Encounters are events, not persons: who tries again is counted again.",
        "Expulsions under Title 42, until 11 May 2023, made repeated attempts more frequent.",
        "A US fiscal year starts in October of the calendar year before.",
        "The system is live: counts are final only at the end of a fiscal year.",
        "Only some twenty citizenships are named; all others, Vietnamese among them, are one group.",
        "The publisher's file holds four fiscal years and moves on; earlier ones are lost unless kept.",
    ),
    layouts=(
        {
            "fiscal_year": "fiscal_year",
            "month_abbv": "month",
            "component": "component",
            "area_of_responsibility": "area",
            "demographic": "demographic",
            "citizenship": "nationality",
            "title_of_authority": "authority",
            "encounter_type": "encounter_type",
            "encounter_count": "published",
        },
        {
            "t": "t",
            "t_fy": "t_fy",
            "component": "component",
            "area": "area",
            "demog": "demographic",
            "nat": "nationality",
            "authority": "authority",
            "type": "encounter_type",
            "n": "published",
        },
    ),
    tidy=_tidy,
    breakdown=("border", "component", "demographic", "authority", "encounter_type"),
    country="USA",
    region="019",
    ceiling=500_000,
)
