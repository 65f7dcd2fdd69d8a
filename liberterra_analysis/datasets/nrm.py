"""UK National Referral Mechanism: referrals of potential victims of modern slavery, by quarter."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset, counts, dates, each, given, period

TOTAL = "total"
FIRST_MONTH = {"Q1": "01", "Q2": "04", "Q3": "07", "Q4": "10"}


def _tidy(raw: pd.DataFrame) -> pd.DataFrame:
    raw = given(raw)
    months = each(raw["quarter"], lambda text: FIRST_MONTH.get(text[:2].upper(), text))
    first = (raw["year"].astype(str) + "-" + months.astype(str)).rename("Quarter")
    total = {name: raw[name].astype(str).str.lower() == TOTAL for name in ("age", "location")}
    divided = pd.DataFrame(total).apply(lambda row: ", ".join(name for name in row.index if not row[name]), axis=1)
    return pd.DataFrame(
        {
            "series": "referrals of potential victims",
            **period(dates(first, "%Y-%m"), "Q"),
            "age": raw["age"],
            "location": raw["location"],
            **counts(raw["published"]),
            "split": divided,
            "is_total": total["age"] | total["location"],
        }
    )


DATASET = Dataset(
    name="nrm",
    title="National Referral Mechanism, referrals since 2009",
    publisher="Home Office, United Kingdom",
    licence="Open Government Licence v3.0",
    may="redistribute",
    page="https://www.gov.uk/government/collections/national-referral-mechanism-statistics",
    unit="referrals",
    bias=(
        "Referrals of potential victims, before any decision; about half of the decisions are positive.",
        "Rows 'Total' stand beside their parts: added up, every referral would count twice.",
        "Later bulletins revise earlier quarters.",
        "A referral needs the consent of an adult; who refuses is not counted.",
        "Forms of exploitation are combinations ('labour and criminal') and do not add up to forms.",
    ),
    layouts=(
        {
            "Year": "year",
            "Quarter": "quarter",
            "Age at exploitation": "age",
            "Location of exploitation": "location",
            "NRM referrals": "published",
        },
    ),
    tidy=_tidy,
    breakdown=("age", "location"),
    country="GBR",
    whole="age",
    ceiling=50_000,
)
