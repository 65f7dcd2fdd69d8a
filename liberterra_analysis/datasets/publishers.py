"""Tidy the columns of each publisher's file into the columns of public data sets."""

import re
from collections.abc import Callable, Mapping

import pandas as pd

from liberterra_analysis.datasets.columns import bound_periods, find_iso3, map_texts, parse_counts, parse_dates

TOTAL = "Total"
OCTOBER = 10
MONTH = re.compile(r"[A-Z]{3}\d{4}")
FIRST_MONTHS = {"Q1": "01", "Q2": "04", "Q3": "07", "Q4": "10"}
LEAKED = re.compile(r"Q\d+\.\d+")
"""Name of a questionnaire's cell, which UNODC's file has where a citizenship belongs."""

MEASURED = ["series", "start", "country_iso3", "place", "dimension", "category", "sex", "age"]
"""Columns that determine what a row of UNODC's file counts."""


def tidy_missing_migrants(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidy the incidents of IOM: deaths and disappearances on migration routes."""
    # The first generation writes "January 05, 2020", the second "Thu, 01/02/2026 - 12:00", month before day.
    slashes = rows["date"].astype(str).str.contains("/").any()
    days = parse_dates(rows["date"], "%a, %m/%d/%Y - %H:%M" if slashes else "%B %d, %Y")
    # A cumulative entry rolls up incidents of a time; it stands beside entries of single ones.
    kind = rows.get("kind", pd.Series("", rows.index))
    cumulative = kind.astype(str).str.lower().str.contains("cumulative")
    split = cumulative.map({True: "cumulative", False: "incident"})
    return rows.assign(**bound_periods(days, "D"), split=split, is_total=cumulative)


def tidy_glotip(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidy what national authorities reported to UNODC, country by country and year by year."""
    dimension = rows["dimension"].astype(str)
    by_sex, by_age = rows["sex"] != TOTAL, rows["age"] != TOTAL
    whole, people = dimension == TOTAL, dimension == "by citizenship"
    named = map_texts(rows["category"], lambda text: text.replace("\ufffd", "?"))
    tidy = rows.assign(
        **bound_periods(parse_dates(rows["year"], "%Y"), "Y"),
        **parse_counts(rows["published"]),
        category=named,
        nationality=named.astype(object).where(people, ""),
        split=dimension.mask(whole, "whole")
        + by_sex.map({True: ", sex", False: ""})
        + by_age.map({True: ", age", False: ""}),
        # Only the whole and the forms of exploitation are divided further, by sex and age.
        is_total=(whole | (dimension == "by form of exploitation")) & ~(by_sex & by_age),
        doubt=map_texts(named, lambda text: "name of a questionnaire's cell" if LEAKED.match(text) else ""),
    )
    return _merge_repeats(tidy)


def _merge_repeats(rows: pd.DataFrame) -> pd.DataFrame:
    """Merge rows that hold different numbers for the same thing: the truth lies between the largest and their sum."""
    again = rows.duplicated(MEASURED, keep=False)
    if not again.any():
        return rows
    groups = rows[again].astype({"published": object}).groupby(MEASURED, sort=False, observed=True)
    others = dict.fromkeys(rows.columns.difference(MEASURED), "first")
    merged = groups.agg(others | {"lower": "max", "upper": "sum", "published": "; ".join}).reset_index()
    return pd.concat([rows[~again], merged], ignore_index=True)


def tidy_frontex(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidy the monthly detections of Frontex, whose own workbook has a column for each month."""
    months = [name for name in map(str, rows) if MONTH.fullmatch(name)]
    if months:
        keys = ["place", "border", "nationality"]
        rows = rows.melt(keys, months, "month", "published", ignore_index=False).astype("category")
    days = parse_dates(rows["month"], "%b%Y" if months else "%Y-%m-%d")
    return rows.assign(**bound_periods(days, "M"))


def tidy_cbp(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidy the encounters of US CBP, or the compilation of IOM, which holds only one of the borders."""
    if "fiscal_year" in rows:
        # "2025 (FYTD)" and "OCT" are October 2024: a fiscal year starts in October of the calendar year before.
        text = rows["fiscal_year"].astype(str).str[:4] + rows["month"].astype(str)
        days = parse_dates(text.rename("fiscal_year"), "%Y%b")
        days = days.mask(days.dt.month >= OCTOBER, days - pd.DateOffset(years=1))
    else:
        days = parse_dates(rows["month"], "%Y-%m-%d")
        rows = rows.assign(series="encounters at the south-west land border", border="Southwest Land Border")
    return rows.assign(**bound_periods(days, "M"))


def tidy_small_boats(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidy the crossings of the English Channel, by day and by week, of the UK Home Office."""
    # Weeks repeat the days; only preventions are counted by week alone.
    split = "week" if "week" in rows else "day"
    rows = rows[rows[split].astype(str) != ""]
    return rows.assign(
        **bound_periods(parse_dates(rows[split], "%Y-%m-%d"), split[0].upper()),
        place="English Channel",
        split=split,
        is_total=split == "week",
        revised=map_texts(rows["revised"], lambda text: "revised" if "revised" in text.lower() else ""),
    )


def tidy_nrm(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidy the referrals of potential victims to the UK National Referral Mechanism, by quarter."""
    months = map_texts(rows["quarter"], lambda text: FIRST_MONTHS.get(text[:2].upper(), text))
    first = (rows["year"].astype(str) + "-" + months.astype(str)).rename("quarter")
    divided = rows[["age", "location"]].apply(lambda column: column.astype(str).str.lower() != TOTAL.lower())
    return rows.assign(
        **bound_periods(parse_dates(first, "%Y-%m"), "Q"),
        split=[", ".join(divided.columns[row]) for row in divided.to_numpy()],
        is_total=~divided.all(axis="columns"),
    )


def tidy_population(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidy the population of countries and of groups of countries, of the World Bank."""
    country = find_iso3(rows["country_iso3"])
    group = country == ""
    return rows.assign(
        **bound_periods(parse_dates(rows["year"], "%Y"), "Y"),
        country_iso3=country,
        split=group.map({True: "group of countries", False: "country"}),
        is_total=group,
    )


def tidy_transit(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidy the monthly counts of people in transit through one country, by nationality."""
    return rows.assign(**bound_periods(parse_dates(rows["month"], "%Y-%m-%d"), "M"))


TIDY: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "missing-migrants": tidy_missing_migrants,
    "glotip": tidy_glotip,
    "frontex": tidy_frontex,
    "cbp": tidy_cbp,
    "small-boats": tidy_small_boats,
    "nrm": tidy_nrm,
    "population": tidy_population,
    **dict.fromkeys(("darien", "honduras", "mexico"), tidy_transit),
}
"""The function for each data set: rows as text in, under the names of one of its layouts; tidy rows out."""
