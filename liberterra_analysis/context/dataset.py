"""What a public data set is here: where it comes from, what it counts, and the columns its rows are given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import DataError, Problem

CORE = (
    "dataset",
    "series",
    "start",
    "end",
    "country_iso3",
    "nationality_iso3",
    "nationality",
    "place",
    "unit",
    "lower",
    "upper",
    "published",
    "split",
    "is_total",
    "doubt",
    "vintage",
    "downloaded",
)
"""Columns of every data set; a data set's own breakdowns stand beside them. A blank is "not stated"."""

THRESHOLD = 5
"""Fewer persons than these are not told, unless a data set declares another number."""

MEASURES = ("lower", "upper", "published", "doubt", "vintage", "downloaded")
"""Columns that a revision may change; all others say what a row counts."""

COUNTS_OF = "counts_of"
"""Key of a frame's `attrs` that names the data set whose counts it holds, until they are protected."""

Layout: TypeAlias = Mapping[str, str]
"""A header generation: names as the publisher prints them, all of them needed, to names here."""

_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_SUPPRESSED = re.compile(r"<\s*(\d+)")
NOT_COLLECTED = frozenset({"-", "–", ":", "z", "[z]", "x", "[x]"})


@dataclass(frozen=True, slots=True)
class Dataset:
    """One public data set.

    Parameters
    ----------
    name, title, publisher, licence : str
        Its name here, its name, who publishes it, and the terms as far as they were read.
    may : str
        `redistribute`: rows may be passed on with the source named; `aggregate`: only sums may, because the terms
        forbid more or were not found.
    page : str
        Where the publisher describes it.
    unit : str
        What one of its counts is, in words; never "migrants" where it counts events.
    bias : tuple of str
        What a reader must know before comparing anything with it.
    layouts : tuple of Layout
        Header generations that are read.
    tidy : callable
        Gives the rows of one chunk of the file, which is read as text, under the names of its layout.
    breakdown : tuple of str
        Columns of its own.
    url : str
        The file; "" where the address changes (see `link`) or there is none.
    link : str
        Pattern of the file's address on `page`; of several, the last in the order of the alphabet is taken.
    country : str
        The one country in which all of it is counted, or "".
    region : str
        M49 code of the region in which it counts by nationality and month; "" if it does not.
    whole : str
        `split` of the rows that count everything once; "-" where it is not put beside what an operation counts.
    threshold : int
        The smallest count of persons that an edition may show; 0 where it counts none that could be singled out.
    row_level : bool
        Whether a row is one incident or one person: then no row is ever shown, only sums.
    ceiling : float
        No true value of one row is larger.
    most_bytes : int
        No true file is larger.
    """

    name: str
    title: str
    publisher: str
    licence: str
    may: Literal["redistribute", "aggregate"]
    page: str
    unit: str
    bias: tuple[str, ...]
    layouts: tuple[Layout, ...]
    tidy: Callable[[pd.DataFrame], pd.DataFrame]
    breakdown: tuple[str, ...] = ()
    url: str = ""
    link: str = ""
    country: str = ""
    region: str = ""
    whole: str = ""
    threshold: int = THRESHOLD
    row_level: bool = False
    ceiling: float = 1_000_000.0
    most_bytes: int = 200_000_000

    @property
    def command(self) -> str:
        """What to run to hold it."""
        return f"liberterra fetch {self.name}{'' if self.url or self.link else ' --from FILE'}"

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in order."""
        at = CORE.index("unit")
        return (*CORE[:at], *self.breakdown, *CORE[at:])


def each(column: pd.Series, give: Callable[[str], str]) -> pd.Series:
    """Apply a function once to each different text of a column rather than to each row."""
    held = column.astype("category").cat.remove_unused_categories()
    found = [give(str(text)) for text in held.cat.categories]
    names = list(dict.fromkeys(found))
    to = np.array([names.index(text) for text in found], dtype=np.int32)
    codes = held.cat.codes.to_numpy()
    return pd.Series(
        pd.Categorical.from_codes(to[codes] if len(to) else codes, pd.Index(names, dtype=str)), index=column.index
    )


def iso3(column: pd.Series) -> pd.Series:
    """Give the country of each name or code; blank for what is no country, or several: stateless, other, mixed."""
    return each(column, lambda text: text if places.is_country(text) else places.find_country(text) or "")


def dates(column: pd.Series, form: str) -> pd.Series:
    """Read dates of one form, each different text once."""
    held = column.astype("category")
    read = pd.to_datetime(pd.Series(held.cat.categories.astype(str)), format=form, errors="coerce")
    _refuse(held, read.isna().to_numpy(), f"is no date of the form {form!r}")
    return pd.Series(read.to_numpy("datetime64[s]")[held.cat.codes], index=column.index)


def period(start: pd.Series, unit: Literal["D", "W", "M", "Q", "Y"]) -> dict[str, pd.Series]:
    """Give first and last day of periods that start on a day; a week is known by its last one."""
    first = start.to_numpy("datetime64[D]")
    if unit == "W":
        return {"start": pd.Series(first - 6, index=start.index).astype("datetime64[s]"), "end": start}
    months = {"D": 0, "M": 1, "Q": 3, "Y": 12}[unit]
    last = (first.astype("datetime64[M]") + months).astype("datetime64[D]") - 1 if months else first
    return {"start": start, "end": pd.Series(last, index=start.index).astype("datetime64[s]")}


def counts(published: pd.Series) -> pd.DataFrame:
    """Read published counts as intervals, each different text once.

    `<5` is [1, 4]; a sign for "not collected" is [0, inf), which is not zero; commas separate thousands.
    """
    held = published.astype("category")
    texts = [str(text).strip() for text in held.cat.categories]
    ends = np.array([_ends(text) for text in texts], dtype=np.float64).reshape(-1, 2)
    _refuse(held, np.isnan(ends[:, 0]), "is no count")
    found = ends[held.cat.codes]
    return pd.DataFrame({"lower": found[:, 0], "upper": found[:, 1], "published": published}, index=published.index)


def _ends(text: str) -> tuple[float, float]:
    if _NUMBER.fullmatch(text):
        value = float(text.replace(",", ""))
        return value, value
    suppressed = _SUPPRESSED.fullmatch(text)
    if suppressed:
        return 1.0, float(suppressed[1]) - 1
    return (0.0, np.inf) if text in NOT_COLLECTED else (np.nan, np.nan)


def _refuse(held: pd.Series, wrong: np.ndarray, message: str) -> None:
    rows = held.index[wrong[held.cat.codes]] if wrong.any() else held.index[:0]
    if len(rows):
        text = str(held.loc[rows[0]])
        raise DataError([Problem("the file", f"{text!r} {message}", tuple(int(row) for row in rows), str(held.name))])


def given(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows whose `published` is blank: nothing was reported, which is not a count of zero."""
    return frame[frame["published"].astype(str).str.strip() != ""]


def finish(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Give rows all columns of their data set, and name those that cannot be true."""
    columns = [name for name in dataset.columns if name not in {"dataset", "vintage", "downloaded"}]
    blank = {"unit": dataset.unit, "country_iso3": dataset.country, "is_total": False, "doubt": ""}
    found = pd.DataFrame({name: rows.get(name, blank.get(name, "")) for name in columns}, index=rows.index)
    low, high = found["lower"], found["upper"]
    impossible = {
        f"more than {dataset.ceiling:,.0f}": low > dataset.ceiling,
        "below zero": low < 0,
        "no whole number": low % 1 != 0,
        "ends before it starts": found["end"] < found["start"],
    }
    doubt = found["doubt"].astype(object)
    for says, where in impossible.items():
        doubt = doubt.mask(where & (doubt == ""), says)
    # An impossible count stays as published beside the doubt; an interval is never below nothing.
    found = found.assign(doubt=doubt, lower=low.clip(lower=0), upper=high.clip(lower=0))
    texts = [name for name in columns if name not in {"start", "end", "lower", "upper", "is_total"}]
    kinds: dict[str, str] = dict.fromkeys(texts, "category") | {"is_total": "bool"}
    return found.astype(kinds)
