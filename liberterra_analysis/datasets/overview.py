"""An overview of data sets: which exist, which are held, and what their publishers changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from liberterra_analysis.datasets.registry import DATASETS, Dataset, find_dataset
from liberterra_analysis.datasets.store import Vintage, find_vintage, list_vintages, load_dataset, read_vintages
from liberterra_analysis.errors import Problem
from liberterra_analysis.hedges import Interval
from liberterra_analysis.workspace import WorkspaceLike

MAY = {
    "redistribute": "rows may be passed on if the source is named",
    "aggregate": "sums may be shown, rows not passed on",
    "incident": "sums may be shown; rows are single incidents and are not",
}
MEASURES = frozenset({"lower", "upper", "published", "doubt", "dataset", "vintage", "downloaded"})
"""Columns that a revision may change; all others describe what a row counts."""


def list_datasets(*, workspace: WorkspaceLike = None) -> list[dict[str, Any]]:
    """Return the data sets with their terms, their bias, the vintages held, and `problems` with vintages.

    >>> [row["dataset"] for row in list_datasets()][:3]
    ['missing-migrants', 'glotip', 'frontex']
    """
    return [_describe(one, *read_vintages(one.name, workspace=workspace)) for one in DATASETS.values()]


def _describe(dataset: Dataset, held: list[Vintage], problems: list[Problem]) -> dict[str, Any]:
    plain = ("title", "publisher", "licence", "unit", "page", "bias")
    kept = ("vintage", "bytes", "downloaded", "sha256")
    return {
        "dataset": dataset.name,
        **{name: getattr(dataset, name) for name in plain},
        "may": MAY["incident" if dataset.row_level else dataset.may],
        "vintages": [{name: getattr(one, name) for name in kept} for one in held],
        "problems": list(map(str, problems)),
    }


def compare_vintages(name: str, *, workspace: WorkspaceLike = None) -> pd.DataFrame:
    """Return the counts that the publisher changed between the two latest vintages held.

    One row for each thing counted, sorted: the columns that describe it, and `was` and `now`, its counts added up, in
    words, blank where there is none. Empty if one vintage is held; UsageError if none is.
    """
    keys = [column for column in find_dataset(name).columns if column not in MEASURES]
    held = list_vintages(name, workspace=workspace) or [find_vintage(name, workspace=workspace)]
    sides = []
    for side, one in (("was", held[-2:][0]), ("now", held[-1])):
        rows = load_dataset(name, vintage=one.vintage, columns=[*keys, "lower", "upper"], workspace=workspace)
        rows = rows.astype(dict.fromkeys(rows.select_dtypes("category"), object))
        sides.append(rows.groupby(keys)[["lower", "upper"]].sum().add_prefix(f"{side}_"))
    both = sides[0].join(sides[1], how="outer")
    both = both[(both["was_lower"] != both["now_lower"]) | (both["was_upper"] != both["now_upper"])]
    ends = {side: both[[f"{side}_lower", f"{side}_upper"]].to_numpy() for side in ("was", "now")}
    words = {
        side: ["" if np.isnan(one).any() else Interval(*one).format("table") for one in of_side]
        for side, of_side in ends.items()
    }
    return pd.DataFrame(words, index=both.index).reset_index()
