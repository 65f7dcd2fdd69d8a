"""UNODC data on trafficking in persons: what national authorities reported, country by country and year by year."""

from __future__ import annotations

import re

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset, counts, dates, each, given, iso3, period

UNITS = {
    "Detected trafficking victims": "detected victims",
    "Offences of trafficking in persons": "offences recorded",
    "Persons brought into formal contact": "persons brought into formal contact",
    "Persons prosecuted": "persons prosecuted",
    "Persons convicted": "persons convicted",
}
LEAKED = re.compile(r"Q\d+\.\d+")
"""Name of a questionnaire's cell, which this file has where a citizenship belongs."""

TOTAL = "Total"


def _tidy(raw: pd.DataFrame) -> pd.DataFrame:
    raw = given(raw)
    by_sex, by_age = raw["sex"].astype(str) != TOTAL, raw["age"].astype(str) != TOTAL
    of_whole = raw["dimension"].astype(str) == TOTAL
    people = raw["dimension"].astype(str) == "by citizenship"
    divided = of_whole | (raw["dimension"].astype(str) == "by form of exploitation")
    split = raw["dimension"].astype(str).mask(of_whole, "whole") + by_sex.map({True: ", sex", False: ""})
    named = each(raw["category"], lambda text: text.replace("\ufffd", "?"))
    rows = pd.DataFrame(
        {
            "series": raw["series"],
            **period(dates(raw["year"], "%Y"), "Y"),
            "country_iso3": raw["country"],
            "nationality": named.astype(object).where(people, ""),
            "nationality_iso3": iso3(named).astype(object).where(people, ""),
            "place": raw["region"],
            "dimension": raw["dimension"],
            "category": named,
            "sex": raw["sex"],
            "age": raw["age"],
            "unit": each(raw["series"], lambda text: UNITS.get(text, DATASET.unit)),
            **counts(raw["published"]),
            "split": split + by_age.map({True: ", age", False: ""}),
            # Only the whole and the forms of exploitation are divided further, by sex and age.
            "is_total": divided & ~(by_sex & by_age),
            "doubt": each(named, lambda text: "name of a questionnaire's cell" if LEAKED.match(text) else ""),
        }
    )
    return _merge_repeats(rows)


def _merge_repeats(rows: pd.DataFrame) -> pd.DataFrame:
    """Merge rows that give different numbers for the same thing: the truth lies between the largest and their sum."""
    keys = [name for name in rows if name not in {"lower", "upper", "published"}]
    again = rows.duplicated(keys, keep=False)
    if not again.any():
        return rows
    same = rows[again].astype(dict.fromkeys(set(keys) - {"start", "end", "is_total"}, "object"))
    groups = same.astype({"published": "object"}).groupby(keys, sort=False, dropna=False)
    one = groups.agg(lower=("lower", "max"), upper=("upper", "sum"), published=("published", "; ".join)).reset_index()
    return pd.concat([rows[~again], one], ignore_index=True)


DATASET = Dataset(
    name="glotip",
    title="Trafficking in persons (GLOTIP)",
    publisher="United Nations Office on Drugs and Crime",
    licence="Terms of the United Nations; no open licence was found",
    may="aggregate",
    page="https://dataunodc.un.org/",
    unit="victims, offences and persons reported",
    bias=(
        "Detected by national authorities: a measure of detection as much as of trafficking.",
        "The countries that report change from year to year, so a trend of the world is mostly one of coverage.",
        "Half of the numbers are suppressed as '<5'; they are read as 1 to 4 and never left out.",
        "Some rows hold names of questionnaire cells as if they were counts; they are marked and not added up.",
        "Where one thing stands twice with different numbers, it is taken to lie between the larger and their sum.",
        "A year's cases are those recorded in it; from arrest to conviction takes years.",
    ),
    layouts=(
        {
            "Iso3_code": "country",
            "Region": "region",
            "Indicator": "series",
            "Dimension": "dimension",
            "Category": "category",
            "Sex": "sex",
            "Age": "age",
            "Year": "year",
            "txtVALUE": "published",
        },
    ),
    tidy=_tidy,
    whole="whole",
    breakdown=("dimension", "category", "sex", "age"),
)
