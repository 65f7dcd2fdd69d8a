"""An overview of data sets: which exist, which are held, and what their publishers revised."""

from __future__ import annotations

from typing import Any

import pandas as pd

from liberterra_analysis.datasets.dataset import Dataset
from liberterra_analysis.datasets.registry import DATASETS, find_dataset
from liberterra_analysis.datasets.store import Vintage, load_dataset, read_vintages, revisions, vintages
from liberterra_analysis.datasets.sums import add_up
from liberterra_analysis.errors import Problem
from liberterra_analysis.hedges import Interval, format_hedged
from liberterra_analysis.workspace import Workspace

MAY = {
    "redistribute": "rows may be passed on if the source is named",
    "aggregate": "sums may be shown, rows not passed on",
    "incident": "sums may be shown; rows are single incidents and are not",
}
MOST_SHOWN = 20


def list_datasets(*, workspace: Workspace | None = None) -> list[dict[str, Any]]:
    """Return the data sets with their terms, their bias, the vintages held, and `problems` with vintages.

    >>> [row["dataset"] for row in list_datasets()][:3]
    ['missing-migrants', 'glotip', 'frontex']
    """
    return [_describe(one, *read_vintages(one.name, workspace=workspace)) for one in DATASETS.values()]


def _describe(dataset: Dataset, held: list[Vintage], problems: list[Problem]) -> dict[str, Any]:
    plain = ("title", "publisher", "licence", "unit", "page")
    kept = ("vintage", "bytes", "downloaded", "sha256")
    return {
        "dataset": dataset.name,
        **{name: getattr(dataset, name) for name in plain},
        "may": MAY["incident" if dataset.row_level else dataset.may],
        "bias": list(dataset.bias),
        "vintages": [{name: getattr(one, name) for name in kept} for one in held],
        "problems": list(map(str, problems)),
    }


def load_counts(*, workspace: Workspace | None = None) -> pd.DataFrame:
    """Load the undivided counts of all data sets that are held and can be compared with an announcement.

    One row for each data set, series, period, country and nationality, sorted by them: `dataset`, `series`, `unit`,
    `split`, `start`, `end`, `country_iso3`, `nationality_iso3` (blank: not divided, not named, or not a country) and
    `vintage`; `lower`, `upper`, `counts`, `suppressed` and `left_out` as in `add_up`. Empty if no data set is held.
    """
    by = ["series", "unit", "start", "end", "country_iso3", "nationality_iso3", "vintage"]
    needed = ["dataset", "split", "lower", "upper", "doubt", *by]
    sums = []
    for one in DATASETS.values():
        if one.whole != "-" and vintages(one.name, workspace=workspace):
            rows = load_dataset(one.name, columns=needed, workspace=workspace)
            texts = dict.fromkeys(set(by) - {"start", "end"}, "object")
            sums.append(add_up(rows[rows["split"] == one.whole], by).astype(texts))
    if not sums:
        return pd.DataFrame(columns=needed)
    return pd.concat(sums).sort_values(["dataset", *by], ignore_index=True)


def say_revisions(name: str, *, workspace: Workspace | None = None) -> list[str]:
    """Describe in lines what a publisher revised between the two latest vintages held.

    The first line counts the changes, the others list the first of them, unless a row is an incident. UsageError if the
    data set is unknown.
    """
    held = [one.vintage for one in vintages(name, workspace=workspace)]
    if len(held) < 2:  # noqa: PLR2004
        return [f"{name}: fewer than two vintages are held; there is nothing to compare."]
    changed = revisions(name, workspace=workspace)
    counts = changed["change"].value_counts()
    parts = [f"{counts.get(kind, 0):,} {kind}" for kind in ("revised", "added", "removed")]
    lines = [f"{name}: from {held[-2]} to {held[-1]}, {', '.join(parts)}."]
    if find_dataset(name).row_level:
        return lines
    sides = {f"{side}_{end}" for side in ("was", "now") for end in ("lower", "upper")}
    keys = [column for column in changed if column not in {"change", "start", "end", *sides}]
    for row in changed.head(MOST_SHOWN).to_dict("records"):
        what = ", ".join(str(row[key]) for key in keys if row[key] not in {"", False, True})
        said = (_format_ends(row["was_lower"], row["was_upper"]), _format_ends(row["now_lower"], row["now_upper"]))
        lines.append(f"    {row['start'].date()} to {row['end'].date()}, {what}: {' -> '.join(said)}")
    more = len(changed) - MOST_SHOWN
    return [*lines, f"    and {more:,} more"] if more > 0 else lines


def _format_ends(lower: float, upper: float) -> str:
    return format_hedged(Interval(lower, upper), "table") if lower == lower else "not given"  # noqa: PLR0124 (a missing number is not equal to itself)
