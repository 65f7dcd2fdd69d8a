"""Columns of public data sets, parsed from the text of publishers' files, each distinct text once."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.datasets.registry import Dataset
from liberterra_analysis.errors import DataError, Problem

THE_FILE = "the file"
"""Placeholder in a problem for the name of the file, which the function that reads the file knows."""

NOT_COLLECTED = frozenset({"-", "–", ":", "z", "[z]", "x", "[x]"})
_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_SUPPRESSED = re.compile(r"<\s*(\d+)")


def map_texts(column: pd.Series, convert: Callable[[str], str]) -> pd.Series:
    """Convert the texts of a column."""
    return column.astype("category").map(convert).astype("category")


def find_iso3(column: pd.Series) -> pd.Series:
    """Return the ISO 3166 code of each name or code; blank for none or several: stateless, other, mixed."""
    return map_texts(column, lambda text: text if places.is_country(text) else places.find_country(text) or "")


def parse_dates(column: pd.Series, form: str) -> pd.Series:
    """Parse dates in one format."""
    found: pd.Series = pd.to_datetime(column.astype(str), format=form, errors="coerce")
    _refuse(column, found.isna().to_numpy(), f"is no date of the form {form!r}")
    return found


def bound_periods(days: pd.Series, unit: str) -> pd.DataFrame:
    """Return `start` and `end`, the first and the last day of the day, week, month, quarter or year of some days."""
    periods = days.dt.to_period(unit)
    return pd.DataFrame({"start": periods.dt.start_time, "end": periods.dt.end_time.dt.normalize()})


def parse_counts(published: pd.Series) -> pd.DataFrame:
    """Parse published counts as intervals: `<5` is [1, 4], a sign for "not collected" [0, inf), which is not zero."""
    texts = published.astype("category").cat
    ends = np.array([_bound(str(text).strip()) for text in texts.categories], dtype=np.float64).reshape(-1, 2)
    lower, upper = ends[texts.codes].T
    _refuse(published, np.isnan(lower) | published.isna().to_numpy(), "is no count")
    return pd.DataFrame({"lower": lower, "upper": upper}, index=published.index)


def _bound(text: str) -> tuple[float, float]:
    if _NUMBER.fullmatch(text):
        value = float(text.replace(",", ""))
        return value, value
    suppressed = _SUPPRESSED.fullmatch(text)
    if suppressed:
        return 1.0, float(suppressed[1]) - 1
    return (0.0, np.inf) if text in NOT_COLLECTED else (np.nan, np.nan)


def _refuse(column: pd.Series, wrong: np.ndarray, message: str) -> None:
    if wrong.any():
        rows = tuple(map(int, column.index[wrong]))
        raise DataError([Problem(THE_FILE, f"{str(column[wrong].iloc[0])!r} {message}", rows, str(column.name))])


def drop_blank_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop rows with a blank `published`: nothing was reported, which is not a count of zero."""
    return frame[frame["published"].astype(str).str.strip() != ""] if "published" in frame else frame


def unpivot_measures(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Return a row for each measure of each row, if the data set has columns of counts."""
    measures = [name for name in dataset.measures if name in rows]
    others = list(rows.columns.difference(measures))
    return rows.melt(others, measures, "series", "published", ignore_index=False) if measures else rows


def complete_rows(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Add the columns that a data set's rows lack, and mark rows that cannot be true in `doubt`."""
    rows = drop_blank_counts(rows)
    if "lower" not in rows:
        rows = rows.assign(**parse_counts(rows["published"]))
    blank = {"series": dataset.series, "country_iso3": dataset.country, "is_total": False}
    names = [name for name in dataset.columns if name not in {"dataset", "vintage", "downloaded"}]
    found = pd.DataFrame({name: rows.get(name, blank.get(name, "")) for name in names}, index=rows.index)
    low, high = found["lower"], found["upper"]
    doubt = found["doubt"].astype(object)
    for why, where in {
        f"more than {dataset.ceiling:,.0f}": low > dataset.ceiling,
        "below zero": low < 0,
        "no whole number": low % 1 != 0,
        "ends before it starts": found["end"] < found["start"],
    }.items():
        doubt = doubt.mask(where & (doubt == ""), why)
    found["nationality_iso3"] = find_iso3(found["nationality"])
    found["unit"] = map_texts(found["series"], lambda series: dataset.units.get(series, dataset.unit))
    # An impossible count stays as published beside the doubt; an interval never goes below zero.
    found["lower"], found["doubt"] = low.clip(lower=0), doubt
    found["upper"] = np.inf if dataset.minimum else high.clip(lower=0)
    return found.astype(dict.fromkeys(found.select_dtypes(["object", "str"]), "category"))
