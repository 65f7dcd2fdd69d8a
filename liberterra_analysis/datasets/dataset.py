"""The description of a public data set, and the columns of its rows."""

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
"""Columns of every data set, to which each adds its breakdowns. A blank is "not stated"."""

THRESHOLD = 5
"""Smallest count of persons that is shown, unless a data set declares another."""

MEASURES = ("lower", "upper", "published", "doubt", "vintage", "downloaded")
"""Columns that a revision may change; all others say what a row counts."""

COUNTS_OF = "counts_of"
"""Key of a frame's `attrs` that names the data set whose counts it holds, until they are protected."""

Layout: TypeAlias = Mapping[str, str]
"""One generation of a file's header: names as the publisher prints them, all of them needed, to names here."""

_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_SUPPRESSED = re.compile(r"<\s*(\d+)")
NOT_COLLECTED = frozenset({"-", "–", ":", "z", "[z]", "x", "[x]"})


@dataclass(frozen=True, slots=True)
class Dataset:
    """One public data set.

    `may` is `redistribute` if rows may be published with their source, or `aggregate` if only sums may, because the
    terms forbid more or were not found. `page` describes the data set; `url` is its file, or `link` a pattern of the
    file's address on that page, of which the last in alphabetical order is taken. `unit` is what one count is, in
    words: never "migrants" for events. `bias` is what a reader must know before any comparison.

    `tidy` returns the rows of one chunk of the file, read as text, under the names of one of its `layouts`; `breakdown`
    holds columns beyond the common ones. `country` is the one country in which everything is counted, or ""; `region`
    the M49 code of the region in which it counts by nationality and month, or "". `whole` is the `split` of the rows
    that count everything once, or "-" if the data set is not held against operations.

    `threshold` is the smallest count of persons that an edition may show, 0 if nobody could be singled out. With
    `row_level` a row is one incident or person, and only sums are shown. No true value of a row exceeds `ceiling`, and
    no true file `most_bytes`.
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
        """The command that fetches the data set."""
        return f"liberterra fetch {self.name}{'' if self.url or self.link else ' --from FILE'}"

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in order."""
        at = CORE.index("unit")
        return (*CORE[:at], *self.breakdown, *CORE[at:])


def each(column: pd.Series, give: Callable[[str], str]) -> pd.Series:
    """Apply a function once to each distinct text of a column."""
    held = column.astype("category").cat.remove_unused_categories()
    found = [give(str(text)) for text in held.cat.categories]
    names = list(dict.fromkeys(found))
    to = np.array([names.index(text) for text in found], dtype=np.int32)
    codes = held.cat.codes.to_numpy()
    return pd.Series(
        pd.Categorical.from_codes(to[codes] if len(to) else codes, pd.Index(names, dtype=str)), index=column.index
    )


def iso3(column: pd.Series) -> pd.Series:
    """Return the ISO 3166 code of each name or code; blank for none or several: stateless, other, mixed."""
    return each(column, lambda text: text if places.is_country(text) else places.find_country(text) or "")


def dates(column: pd.Series, form: str) -> pd.Series:
    """Parse dates in one format, each distinct text once."""
    held = column.astype("category")
    read = pd.to_datetime(pd.Series(held.cat.categories.astype(str)), format=form, errors="coerce")
    _refuse(held, read.isna().to_numpy(), f"is no date of the form {form!r}")
    return pd.Series(read.to_numpy("datetime64[s]")[held.cat.codes], index=column.index)


def period(start: pd.Series, unit: Literal["D", "W", "M", "Q", "Y"]) -> dict[str, pd.Series]:
    """Return the first and last day of periods by their first day, or of weeks by their last."""
    first = start.to_numpy("datetime64[D]")
    if unit == "W":
        return {"start": pd.Series(first - 6, index=start.index).astype("datetime64[s]"), "end": start}
    months = {"D": 0, "M": 1, "Q": 3, "Y": 12}[unit]
    last = (first.astype("datetime64[M]") + months).astype("datetime64[D]") - 1 if months else first
    return {"start": start, "end": pd.Series(last, index=start.index).astype("datetime64[s]")}


def counts(published: pd.Series) -> pd.DataFrame:
    """Parse published counts as intervals, each distinct text once.

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
    """Drop rows with a blank `published`: nothing was reported, which is not a count of zero."""
    return frame[frame["published"].astype(str).str.strip() != ""]


def finish(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Add the missing columns of a data set to its rows, and mark rows that cannot be true in `doubt`."""
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
    # An impossible count stays as published beside the doubt; an interval never goes below zero.
    found = found.assign(doubt=doubt, lower=low.clip(lower=0), upper=high.clip(lower=0))
    texts = [name for name in columns if name not in {"start", "end", "lower", "upper", "is_total"}]
    kinds: dict[str, str] = dict.fromkeys(texts, "category") | {"is_total": "bool"}
    return found.astype(kinds)
