"""Sums of counts that keep what is unknown, never count twice, and never single out a few persons."""

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np
import pandas as pd

from liberterra_analysis.datasets.registry import COUNTS_OF, DATASETS, THRESHOLD, Dataset
from liberterra_analysis.datasets.store import list_vintages, load_dataset
from liberterra_analysis.errors import UsageError, require_known
from liberterra_analysis.hedges import Interval
from liberterra_analysis.workspace import WorkspaceLike

SAME = ("dataset", "series", "unit", "split")
"""Columns that must agree in what is added: else kinds, or parts and their totals, would be mixed."""

HIDDEN = "not shown"
ALL = "Total"
MAX_SINGLE = 0.5
"""Largest share of sums of one row alone; beyond it the sums are the rows themselves."""


def add_up(rows: pd.DataFrame, by: Iterable[str] = ()) -> pd.DataFrame:
    """Add up the counts of a data set by columns, or all of them into one sum.

    Formula: [sum of lower ends, sum of upper ends]. One row a group, sorted by `by`: the columns of `by`, `dataset`,
    `series`, `unit`, `split`, `lower`, `upper` (`inf`: open end), `counts` (rows added), `suppressed` (how many are
    not known exactly) and `left_out` (rows in doubt, which are not added). UsageError if a group mixes counts of two
    kinds, or parts and their total.

    >>> rows = pd.DataFrame({"dataset": "glotip", "series": "victims", "unit": "victims", "split": "whole",
    ...     "lower": [1.0, 18.0], "upper": [4.0, 18.0], "doubt": ""})
    >>> add_up(rows)[["lower", "upper", "suppressed"]].to_numpy().tolist()
    [[19.0, 22.0, 1.0]]
    """
    keys = list(by)
    for name in keys:
        require_known("column", name, rows.columns)
    same = [name for name in SAME if name not in keys]
    known = rows["doubt"].astype(str) == ""
    measures: dict[str, pd.Series] = {
        "lower": rows["lower"].where(known, 0).astype(float),
        "upper": rows["upper"].where(known, 0).astype(float),
        "counts": known.astype(int),
        "suppressed": (known & (rows["lower"] != rows["upper"])).astype(int),
        "left_out": (~known).astype(int),
    }
    groups = rows.assign(**measures).groupby([*keys, *same], observed=True, dropna=False)
    sums = groups[list(measures)].sum().reset_index().astype(dict.fromkeys(same, object))
    _refuse_mixed(sums, keys, same)
    # Where all rows are in doubt, nothing is known.
    sums["upper"] = sums["upper"].mask(sums["counts"] == 0, np.inf)
    sums.attrs = dict(rows.attrs)
    return sums


def load_counts(*, workspace: WorkspaceLike = None) -> pd.DataFrame:
    """Load the undivided counts of all data sets that are held and can be compared with an announcement.

    One row for each data set, series, period, country and nationality, sorted by them: `dataset`, `series`, `unit`,
    `split`, `start`, `end`, `country_iso3`, `nationality_iso3` (blank: not divided, not named, or not a country) and
    `vintage`; `lower`, `upper`, `counts`, `suppressed` and `left_out` as in `add_up`. Empty if no data set is held.
    """
    by = ["series", "unit", "start", "end", "country_iso3", "nationality_iso3", "vintage"]
    needed = ["dataset", "split", "lower", "upper", "doubt", *by]
    sums = []
    for one in DATASETS.values():
        if one.whole is not None and list_vintages(one.name, workspace=workspace):
            rows = load_dataset(one.name, columns=needed, workspace=workspace)
            sums.append(
                add_up(rows[rows["split"] == one.whole], by).astype(dict.fromkeys([*by[:2], *by[4:]], "object"))
            )
    if not sums:
        return pd.DataFrame(columns=needed)
    return pd.concat(sums).sort_values(["dataset", *by], ignore_index=True)


def _refuse_mixed(sums: pd.DataFrame, keys: list[str], same: list[str]) -> None:
    mixed = sums[sums.duplicated(keys, keep=False)] if keys else sums
    if len(mixed) < 2:  # noqa: PLR2004
        return
    first, group = next(iter(mixed.groupby(keys, observed=True, dropna=False))) if keys else ((), mixed)
    name = next(name for name in same if len(set(group[name])) > 1)
    where = f" for {', '.join(map(repr, first))}" if keys else ""
    listed = ", ".join(map(repr, sorted(set(group[name].astype(str)))[:8]))
    why = "parts stand beside their total" if name == "split" else "they are not counts of one kind"
    message = f"Rows cannot be added up{where}: {name!r} is {listed}; {why}."
    raise UsageError(f"{message} Choose one of them, or add {name!r} to 'by'.")


def protect(table: pd.DataFrame, row: str, column: str) -> pd.DataFrame:
    """Hide small counts of persons in a table of sums, and as many others as keep them from being worked out.

    `table` holds one row a cell, as `add_up` returns them by `row` and `column`; a missing cell is 0. Returned is one
    row a cell, with a `Total` for each row and column: `row`, `column`, `lower`, `upper` (what may be shown: [0, inf)
    for a cell not shown) and `shown`, in words. UsageError if a cell occurs twice, a row or column is called `Total`,
    or the cells are rows that may not be redistributed.

    A count from one to below the threshold of its data set becomes "fewer than" it; a total that small, and a count
    that one incident alone makes, is not shown. Since totals are shown, each hidden count needs three others hidden
    with it: one in its row, one in its column, and the one where those meet, each so large that the hidden count could
    be anything below the threshold. Where a table has no such three, the totals of the row and of the column, and the
    grand total, are hidden instead. No other table of an edition may show what this one hides.

    >>> cells = pd.DataFrame({"sex": ["f", "f", "m", "m"], "age": ["child", "adult"] * 2, "dataset": "nrm",
    ...     "lower": [2, 40, 30, 60], "upper": [2, 40, 30, 60], "counts": 3})
    >>> protect(cells, "sex", "age")["shown"].tolist()[:3]
    ['fewer than 5', 'not shown', '42']
    """
    of = _find_datasets(table)
    for dataset in of:
        _refuse_rows(table, dataset)
    threshold = max((dataset.threshold for dataset in of), default=THRESHOLD)
    table = table.astype({row: str, column: str})
    names = [list(dict.fromkeys(table[name])) for name in (row, column)]
    if table.duplicated([row, column]).any() or ALL in (*names[0], *names[1]):
        raise UsageError(f"A table has one cell for each {row!r} and {column!r}, and none called {ALL!r}.")
    cells = table.set_index([row, column])
    lower, upper = (_arrange(cells[end], *names) for end in ("lower", "upper"))
    small = (upper > 0) & (lower < threshold)
    if any(dataset.row_level for dataset in of):
        small |= _arrange(cells["counts"], *names) == 1
    hidden = small | _choose_hidden(lower, small[:-1, :-1], threshold)
    # A small total is not shown: four cells of "fewer than 5" in a total of "fewer than 5" would be one each.
    few = small & (upper < threshold)
    few[-1, :] = few[:, -1] = False
    shown = pd.DataFrame(product([*names[0], ALL], [*names[1], ALL]), columns=[row, column])
    shown["lower"] = np.where(few, 1, np.where(hidden, 0, lower)).ravel()
    shown["upper"] = np.where(few, threshold - 1, np.where(hidden, np.inf, upper)).ravel()
    words = [Interval(*ends).format("table") for ends in shown[["lower", "upper"]].to_numpy()]
    shown["shown"] = np.select([few.ravel(), hidden.ravel()], [f"fewer than {threshold}", HIDDEN], words)
    return shown


def _arrange(cells: pd.Series, rows: list[str], columns: list[str]) -> np.ndarray:
    """Return cells in rows and columns of these names, with their totals."""
    places = pd.MultiIndex.from_product([rows, columns])
    inside = cells.reindex(places, fill_value=0).to_numpy(np.float64).reshape(len(rows), len(columns))
    under = np.vstack([inside, inside.sum(axis=0)])
    return np.hstack([under, under.sum(axis=1, keepdims=True)])


def _choose_hidden(cells: np.ndarray, small: np.ndarray, threshold: int) -> np.ndarray:
    """Return the hidden cells: the smallest corners that leave each small count open below the threshold."""
    hidden = np.zeros(cells.shape, dtype=bool)
    for at, to in zip(*np.nonzero(small), strict=True):
        corners = min(_corners(cells, hidden, (int(at), int(to)), threshold), default=None)
        places = corners[1] if corners else [(at, -1), (-1, to), (-1, -1)]
        for place in (*places, (at, to)):
            hidden[place] = True
    return hidden


def _corners(
    cells: np.ndarray, hidden: np.ndarray, at: tuple[int, int], threshold: int
) -> Iterator[tuple[float, list[tuple[int, int]]]]:
    enough = 2 * threshold - 2  # less up to threshold - 2, it still is not a small count
    inside = cells[:-1, :-1]
    others = np.argwhere((inside >= enough) & (np.arange(len(inside)) != at[0])[:, None])
    for row, column in others.tolist():
        places = [(at[0], column), (row, at[1]), (row, column)]
        if column != at[1] and all(inside[place] >= enough for place in places):
            # A cell that is hidden already costs nothing.
            yield sum(float(inside[place]) for place in places if not hidden[place]), places


def format_count(count: Interval, dataset: Dataset) -> str:
    """Format a sum of a data set for a sentence of an edition, with few persons as "fewer than".

    >>> [format_count(Interval(count, count), DATASETS["darien"]) for count in (0, 3, 1234)]
    ['0', 'fewer than 5', '1,234']
    >>> format_count(Interval(3, 12), DATASETS["glotip"])
    'at most 12'
    """
    if count.upper == 0 or count.lower >= dataset.threshold:
        return str(count)
    if count.upper < dataset.threshold:
        return f"fewer than {dataset.threshold}"
    return HIDDEN if count.upper == np.inf else f"at most {count.upper:,.0f}"


def check_publishable(frame: pd.DataFrame) -> None:
    """Refuse a frame that no edition may hold.

    UsageError if it holds rows that may not be redistributed, rows that are single incidents, or counts of persons that
    did not pass through `protect`.
    """
    for dataset in _find_datasets(frame):
        _refuse_rows(frame, dataset)
        if dataset.threshold:
            raise UsageError(
                f"Counts of {dataset.name!r} may not be published as they are: those below {dataset.threshold} could "
                "single out persons. Make a table of them: 'datasets.protect(datasets.add_up(rows, [row, column]), "
                "row, column)'."
            )


def _find_datasets(frame: pd.DataFrame) -> list[Dataset]:
    """Return the data sets whose counts a frame holds, by its columns, or by its mark if those were dropped."""
    named = {str(frame.attrs.get(COUNTS_OF, ""))}
    if "dataset" in frame and {"lower", "upper", "published"} & set(frame.columns):
        named |= set(frame["dataset"].astype(str))
    return [DATASETS[name] for name in sorted(named) if name in DATASETS]


def _refuse_rows(frame: pd.DataFrame, dataset: Dataset) -> None:
    """Refuse rows, and sums that are rows under another name: more than half of them of one count alone."""
    if dataset.may == "redistribute" and not dataset.row_level:
        return
    if "published" not in frame and "counts" in frame and (frame["counts"] <= 1).mean() <= MAX_SINGLE:
        return
    why = "a row is a single incident" if dataset.row_level else "its terms do not allow rows to be passed on"
    raise UsageError(
        f"Rows of {dataset.name!r} may not be published: {why} ({dataset.licence}). "
        "Add up more of them ('datasets.add_up'), and show the sums by 'datasets.protect'."
    )
