"""Sums that keep what is suppressed, and tables in which no person is singled out."""

import dataclasses
import math
from itertools import product
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes

from liberterra_analysis import datasets, display, plots
from liberterra_analysis.datasets import DATASETS, add_up, format_count, protect, sums
from liberterra_analysis.datasets.registry import COUNTS_OF
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval, Intervals, share

KIND = {"dataset": "glotip", "series": "victims", "unit": "detected victims", "split": "whole", "doubt": ""}


def counts(values: list[int | None], **others: object) -> pd.DataFrame:
    """Make rows: None is a count that was suppressed as `<5`."""
    ends = {"lower": [1.0 if one is None else one for one in values]}
    ends |= {"upper": [4.0 if one is None else one for one in values]}
    return pd.DataFrame(ends).assign(**(KIND | others))


true_counts = st.lists(st.integers(0, 60), min_size=1, max_size=12)


def suppressed(true: list[int]) -> list[int | None]:
    return [None if 0 < one < 5 else one for one in true]


@settings(max_examples=40)
@given(true_counts, st.integers(0, 11), st.randoms())
def test_sums_and_shares_hold_what_is_true(true: list[int], at: int, random: Random) -> None:
    rows = counts(suppressed(true)).assign(country=[f"c{row % 3}" for row in range(len(true))])
    whole, groups = add_up(rows), add_up(rows, ["country"])
    total = whole.iloc[0]
    assert total["lower"] <= sum(true) <= total["upper"]
    assert total["upper"] - total["lower"] == 3 * total["suppressed"]
    assert total["counts"] == len(true)
    for column in ("lower", "upper", "counts", "suppressed", "left_out"):
        assert groups[column].sum() == total[column]
    mixed = rows.sample(frac=1, random_state=random.randrange(2**32))
    pd.testing.assert_frame_equal(add_up(mixed, ["country"]), groups)
    if sum(true):
        part = true[at % len(true)]
        found = share(Intervals.of(add_up(counts(suppressed([part])))), Intervals.of(whole))[0]
        assert found.lower <= part / sum(true) <= found.upper


def test_a_total_is_never_used_to_work_out_what_was_suppressed() -> None:
    """The total says 13, so the part suppressed is 3; a sum of the parts does not know."""
    parts = add_up(counts([10, None], split="whole, sex")).iloc[0]
    assert (parts["lower"], parts["upper"]) == (11, 14)
    with pytest.raises(UsageError, match="parts stand beside their total"):
        add_up(pd.concat([counts([10, None], split="whole, sex"), counts([13])]))


@pytest.mark.parametrize("column", ["dataset", "series", "unit"])
def test_counts_of_two_kinds_are_not_added(column: str) -> None:
    rows = pd.concat([counts([1], place="a"), counts([1], place="a", **{column: "other"})])
    with pytest.raises(UsageError) as caught:
        add_up(rows, ["place"])
    first, second = sorted(["other", str(KIND[column])])
    assert str(caught.value) == (
        f"Rows cannot be added up for 'a': {column!r} is {first!r}, {second!r}; they are not counts of one kind. "
        f"Choose one of them, or add {column!r} to 'by'."
    )
    assert len(add_up(rows, [column])) == 2


def test_rows_in_doubt_are_counted_and_left_out() -> None:
    rows = pd.concat([counts([7]), counts([61_212_020], doubt="more than 1,000,000")])
    assert add_up(rows).iloc[0][["lower", "upper", "counts", "left_out"]].tolist() == [7, 7, 1, 1]
    nothing = add_up(rows[rows["doubt"] != ""]).iloc[0]
    assert nothing[["lower", "upper", "counts", "left_out"]].tolist() == [0, math.inf, 0, 1]


def test_an_unknown_column_is_told() -> None:
    with pytest.raises(UsageError, match=r"^column 'countri' is not one of .*; did you mean 'country'\?$"):
        add_up(counts([1], country="x"), ["countri"])


# Small counts of persons


def table(cells: np.ndarray) -> pd.DataFrame:
    places = list(product(range(cells.shape[0]), range(cells.shape[1])))
    values = [float(cells[place]) for place in places]
    return pd.DataFrame(
        {
            "row": [f"r{row}" for row, _ in places],
            "column": [f"c{column}" for _, column in places],
            "lower": values,
            "upper": values,
        }
    )


def shown(cells: np.ndarray, **about: object) -> np.ndarray:
    found = protect(table(cells).assign(**about), "row", "column")["shown"].to_numpy()
    return found.reshape(cells.shape[0] + 1, cells.shape[1] + 1)


def with_totals(cells: np.ndarray) -> np.ndarray:
    rows = np.vstack([cells, cells.sum(axis=0)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)])


def other_tables(cells: np.ndarray, at: tuple[int, int], to: int) -> list[np.ndarray]:
    """Return tables in which one count is another: made by moving counts round a rectangle, or into the totals."""
    move, found = to - cells[at], []
    for row, column in product(range(cells.shape[0]), range(cells.shape[1])):
        if row != at[0] and column != at[1]:
            other = cells.copy()
            other[at] += move
            other[row, at[1]] -= move
            other[at[0], column] -= move
            other[row, column] += move
            found.append(other)
    alone = cells.copy()
    alone[at] += move
    return [one for one in [*found, alone] if (one >= 0).all()]


cells_of = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    ).map(lambda values: np.array(values).reshape(shape))
)


@given(cells_of)
def test_no_small_count_is_shown_or_can_be_worked_out(cells: np.ndarray) -> None:
    seen = shown(cells)
    visible = np.array([[text.replace(",", "").isdigit() for text in line] for line in seen])
    whole = with_totals(cells)
    assert not (visible & (whole > 0) & (whole < 5)).any()
    for at in zip(*np.nonzero((cells > 0) & (cells < 5)), strict=True):
        assert seen[at] == "fewer than 5"
        for to in range(1, 5):
            # Some table that is shown in the same way has any other small count in this place.
            same = [one for one in other_tables(cells, at, to) if (with_totals(one)[visible] == whole[visible]).all()]
            assert same, (cells, seen, at, to)


@settings(max_examples=50)
@given(cells_of)
def test_what_is_shown_is_true(cells: np.ndarray) -> None:
    found = protect(table(cells), "row", "column")
    true = with_totals(cells).ravel()
    assert ((found["lower"] <= true) & (true <= found["upper"])).all()
    known = found[found["lower"] == found["upper"]]
    assert known["shown"].tolist() == [f"{int(value):,}" for value in true[known.index]]
    if not ((cells > 0) & (cells < 5)).any():
        assert len(known) == len(found), "a table without small counts is shown whole"


def test_the_fewest_are_hidden() -> None:
    cells = np.array([[2, 40, 100], [30, 60, 200], [300, 400, 500]])
    assert shown(cells).tolist() == [
        ["fewer than 5", "not shown", "100", "142"],
        ["not shown", "not shown", "200", "290"],
        ["300", "400", "500", "1,200"],
        ["332", "500", "800", "1,632"],
    ]


def test_where_nothing_can_stand_for_it_the_totals_are_hidden() -> None:
    lines = [["fewer than 5", "50", "not shown"], ["not shown", "50", "not shown"]]
    assert shown(np.array([[3, 50]])).tolist() == lines


def test_small_totals_of_small_counts_give_none_away() -> None:
    assert shown(np.array([[1, 1, 1, 1]]))[0].tolist() == ["fewer than 5"] * 4 + ["not shown"]


def test_the_threshold_is_that_of_the_data_set(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = dataclasses.replace(DATASETS["nrm"], threshold=10)
    monkeypatch.setattr(sums, "DATASETS", {**DATASETS, "nrm": strict})
    assert shown(np.array([[7]]), dataset="nrm")[0, 0] == "fewer than 10"
    assert shown(np.array([[7]]), dataset="cbp")[0, 0] == "7"
    assert shown(np.array([[2]]), dataset="population")[0, 0] == "2"
    assert format_count(Interval(7, 7), strict) == "fewer than 10"


@pytest.mark.parametrize(("name", "dataset"), DATASETS.items())
def test_every_data_set_that_counts_persons_declares_a_threshold(name: str, dataset: datasets.Dataset) -> None:
    assert dataset.threshold == (0 if name == "population" else 5)


@given(cells_of)
def test_an_attacker_who_solves_for_intervals_learns_nothing_of_small_counts(cells: np.ndarray) -> None:
    """Each count is at most its total less what the others are at least, and so on, until nothing changes any more."""
    found = protect(table(cells), "row", "column")
    shape = (cells.shape[0] + 1, cells.shape[1] + 1)
    low, high = (found[end].to_numpy().reshape(shape) for end in ("lower", "upper"))
    told = low == high
    sides = [low.copy(), high.copy()]
    for _ in range(6):
        for turned in (False, True):
            sides = [tighten(*(side.T if turned else side for side in sides), end) for end in (0, 1)]
            sides = [side.T if turned else side for side in sides]
    whole = with_totals(cells)
    for at in zip(*np.nonzero((whole > 0) & (whole < 5)), strict=True):
        assert not told[at]
        known = (cells, found["shown"].tolist(), at, sides[0][at], sides[1][at])
        assert sides[1][at] - sides[0][at] >= 3, known
        if at[0] < cells.shape[0] and at[1] < cells.shape[1]:
            assert sides[0][at] <= 1, known
            assert sides[1][at] >= 4, known


def tighten(low: np.ndarray, high: np.ndarray, end: int) -> np.ndarray:
    """Bound each count of a row, and its total, by the others; give the lower or the upper bounds."""
    own = (low, high)[end].copy()
    for row in range(len(low)):
        for at in range(low.shape[1] - 1):
            others = [column for column in range(low.shape[1] - 1) if column != at]
            if end == 0:
                own[row, at] = max(own[row, at], low[row, -1] - high[row, others].sum())
            else:
                own[row, at] = min(own[row, at], high[row, -1] - low[row, others].sum())
        parts = (low, high)[end][row, :-1].sum()
        own[row, -1] = max(own[row, -1], parts) if end == 0 else min(own[row, -1], parts)
    return own


def test_a_sum_that_one_incident_makes_is_not_shown() -> None:
    rows = table(np.array([[60.0, 70.0], [80.0, 90.0]])).assign(dataset="missing-migrants", counts=[1, 9, 9, 9])
    assert protect(rows, "row", "column")["shown"].tolist() == [
        *("not shown", "not shown", "130"),
        *("not shown", "not shown", "170"),
        *("140", "160", "300"),
    ]
    assert protect(rows.assign(dataset="cbp"), "row", "column")["shown"].tolist()[:2] == ["60", "70"]


def test_a_count_that_may_be_small_is_not_shown() -> None:
    maybe = table(np.array([[3.0]])).assign(upper=9.0)
    found = protect(maybe, "row", "column")
    assert found["shown"].tolist() == ["not shown"] * 4
    assert found[["lower", "upper"]].to_numpy().tolist() == [[0, math.inf]] * 4


def test_a_table_has_each_cell_once() -> None:
    with pytest.raises(UsageError) as caught:
        protect(pd.concat([table(np.ones((1, 1)))] * 2), "row", "column")
    assert str(caught.value) == "A table has one cell for each 'row' and 'column', and none called 'Total'."


# What may be published


PROTECTED = (
    "Counts of {name!r} may not be published as they are: those below 5 could single out persons. "
    "Make a table of them: 'datasets.protect(datasets.add_up(rows, [row, column]), row, column)'."
)
ROWS = (
    "Rows of {name!r} may not be published: {why} ({licence}). "
    "Add up more of them ('datasets.add_up'), and show the sums by 'datasets.protect'."
)


def refused(frame: pd.DataFrame) -> str:
    """Return the error with which a frame is stopped on its way into an edition; "" if it is not."""
    try:
        display.to_csv(frame)
    except UsageError as error:
        return str(error)
    return ""


def marked(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Mark rows as `load_dataset` does."""
    rows = rows.assign(dataset=name, published="7", place=[f"p{at % 2}" for at in range(len(rows))])
    rows.attrs[COUNTS_OF] = name
    return rows


@pytest.mark.parametrize(("name", "dataset"), DATASETS.items())
def test_no_way_leads_rows_into_an_edition(name: str, dataset: datasets.Dataset) -> None:
    rows = marked(counts([7, 8, 9, 700], age=["a", "a", "b", "b"]), name)
    if not dataset.threshold:
        assert refused(rows) == ""
        return
    why = "a row is a single incident" if dataset.row_level else "its terms do not allow rows to be passed on"
    free = dataset.may == "redistribute" and not dataset.row_level
    says = PROTECTED.format(name=name) if free else ROWS.format(name=name, why=why, licence=dataset.licence)
    for frame in (
        rows,
        rows.drop(columns="published"),
        rows.drop(columns=["dataset", "published"]),
        rows[["place", "lower"]].rename(columns={"lower": "deaths"}),
        rows[rows["lower"] > 100].sort_values("place").reset_index(drop=True),
        pd.DataFrame(rows.to_dict("records")),  # without the mark
    ):
        assert refused(frame) == says
    with pytest.raises(UsageError, match=r"^Rows of|^A table has one cell"):
        datasets.protect(rows.assign(age=range(4)) if not free else rows, "place", "dataset")


@pytest.mark.parametrize("name", [name for name, dataset in DATASETS.items() if dataset.threshold])
def test_sums_of_persons_enter_an_edition_only_when_they_are_protected(name: str) -> None:
    rows = marked(counts([7, 8, 9, 700, 1, 1, 30, 40] * 2, age=["a", "a", "b", "b"] * 4), name)
    totals = add_up(rows, ["age", "place"])
    for frame in (totals, totals[totals["lower"] > 5], totals[["age", "lower"]], totals.drop(columns="dataset")):
        assert refused(frame) != ""
    assert refused(totals) == PROTECTED.format(name=name)
    assert refused(protect(totals, "age", "place")) == ""


@pytest.mark.parametrize("name", ["glotip", "frontex", "darien", "honduras", "mexico", "missing-migrants"])
def test_a_sum_of_one_row_is_the_row(name: str) -> None:
    rows = marked(counts([70, 80, 90, 700], age=["a", "a", "b", "b"]), name)
    with pytest.raises(UsageError, match=rf"^Rows of '{name}' may not be published: "):
        protect(add_up(rows, ["age", "place"]), "age", "place")


def test_no_block_carries_what_may_not_be_published() -> None:
    rows = marked(counts([7]), "missing-migrants")
    labels = {"name": "rows", "caption": "Rows", "empty": "None."}
    with pytest.raises(UsageError, match=r"^Rows of 'missing-migrants' may not be published"):
        display.show_table(rows[["lower"]], {"lower": "Dead>"}, **labels)
    with pytest.raises(UsageError, match=r"^Rows of 'missing-migrants' may not be published"):
        display.show_chart(lambda _: described(), rows, name="f", cited=rows, empty="None.")


def described() -> Axes:
    ax = plots.new_axes(1)
    plots.describe(ax, title="Two arrests", subtitle="Arrests", alt="One bar of 2 arrests.")
    return ax
