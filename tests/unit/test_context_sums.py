"""Sums that keep what is suppressed, and tables in which no person is singled out."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liberterra_analysis import display
from liberterra_analysis.context import DATASETS, add_up, check_publishable, protect
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Intervals, share

KIND = {"dataset": "glotip", "series": "victims", "unit": "detected victims", "split": "whole", "doubt": ""}


def counts(values: list[int | None], **others: object) -> pd.DataFrame:
    """Make rows: None is a count that was suppressed as `<5`."""
    ends = {"lower": [1.0 if one is None else one for one in values]}
    ends |= {"upper": [4.0 if one is None else one for one in values]}
    return pd.DataFrame(ends).assign(**(KIND | others))


true_counts = st.lists(st.integers(0, 60), min_size=1, max_size=12)


def suppressed(true: list[int]) -> list[int | None]:
    return [None if 0 < one < 5 else one for one in true]


@given(true_counts)
def test_a_sum_holds_the_true_sum(true: list[int]) -> None:
    total = add_up(counts(suppressed(true))).iloc[0]
    assert total["lower"] <= sum(true) <= total["upper"]
    assert total["upper"] - total["lower"] == 3 * total["suppressed"]
    assert total["counts"] == len(true)


@given(true_counts, st.integers(0, 11))
def test_a_share_holds_the_true_share(true: list[int], at: int) -> None:
    part = suppressed(true)[at % len(true)]
    whole, one = add_up(counts(suppressed(true))), add_up(counts([part]))
    if sum(true) == 0:
        return
    found = share(Intervals.of(one), Intervals.of(whole))[0]
    assert found.lower <= true[at % len(true)] / sum(true) <= found.upper


@given(true_counts, st.randoms())
def test_the_order_of_rows_does_not_matter(true: list[int], random: object) -> None:
    rows = counts(suppressed(true)).assign(country=[f"c{at % 3}" for at in range(len(true))])
    mixed = rows.sample(frac=1, random_state=random.randrange(2**32))  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(add_up(rows, ["country"]), add_up(mixed, ["country"]))


@given(true_counts)
def test_groups_add_up_to_the_whole(true: list[int]) -> None:
    rows = counts(suppressed(true)).assign(country=[f"c{at % 3}" for at in range(len(true))])
    groups, whole = add_up(rows, ["country"]), add_up(rows).iloc[0]
    for column in ("lower", "upper", "counts", "suppressed", "left_out"):
        assert groups[column].sum() == whole[column]


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


def shown(cells: np.ndarray, threshold: int = 5) -> np.ndarray:
    found = protect(table(cells), "row", "column", threshold=threshold)["shown"].to_numpy()
    return found.reshape(cells.shape[0] + 1, cells.shape[1] + 1)


def with_totals(cells: np.ndarray) -> np.ndarray:
    rows = np.vstack([cells, cells.sum(axis=0)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)])


def other_tables(cells: np.ndarray, at: tuple[int, int], to: int) -> list[np.ndarray]:
    """Give tables in which one count is another: made by moving counts round a rectangle, or into the totals."""
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


@given(cells_of)
def test_what_is_shown_is_true(cells: np.ndarray) -> None:
    found = protect(table(cells), "row", "column")
    true = with_totals(cells).ravel()
    assert ((found["lower"] <= true) & (true <= found["upper"])).all()
    known = found[found["lower"] == found["upper"]]
    assert known["shown"].tolist() == [f"{int(value):,}" for value in true[known.index]]


@given(cells_of)
def test_a_table_without_small_counts_is_shown_whole(cells: np.ndarray) -> None:
    large = np.where((cells > 0) & (cells < 5), 5, cells)
    assert all(text.replace(",", "").isdigit() for text in shown(large).ravel())


def test_the_fewest_are_hidden() -> None:
    cells = np.array([[2, 40, 100], [30, 60, 200], [300, 400, 500]])
    assert shown(cells).tolist() == [
        ["fewer than 5", "not shown", "100", "142"],
        ["not shown", "not shown", "200", "290"],
        ["300", "400", "500", "1,200"],
        ["332", "500", "800", "1,632"],
    ]


def test_where_nothing_can_stand_for_it_the_totals_are_hidden() -> None:
    line = ["fewer than 5", "50", "not shown"]
    assert shown(np.array([[3, 50]])).tolist() == [line, line]


def test_the_threshold_is_the_callers() -> None:
    assert shown(np.array([[7]]), threshold=10)[0, 0] == "fewer than 10"
    assert shown(np.array([[7]]))[0, 0] == "7"


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


@pytest.mark.parametrize("name", DATASETS)
def test_rows_are_published_only_where_the_terms_allow_it(name: str) -> None:
    dataset = DATASETS[name]
    rows = counts([7]).assign(dataset=name, published="7")
    check_publishable(add_up(rows))
    check_publishable(pd.DataFrame({"claim_id": ["a"], "published": ["7"]}))
    if dataset.may == "redistribute" and not dataset.row_level:
        check_publishable(rows)
        return
    why = "a row is a single incident" if dataset.row_level else "its terms do not allow rows to be passed on"
    with pytest.raises(UsageError) as caught:
        check_publishable(rows)
    assert str(caught.value) == (
        f"Rows of {name!r} may not be published: {why} ({dataset.licence}). "
        "Show sums of them: 'context.add_up', and 'context.protect' for persons."
    )


def test_no_table_or_figure_carries_rows_that_may_not_be_published() -> None:
    """Every block's data file is written by `to_csv`; there the rows are stopped."""
    rows = counts([7]).assign(dataset="missing-migrants", published="7")
    with pytest.raises(UsageError, match=r"^Rows of 'missing-migrants' may not be published: a row is a single"):
        display.to_csv(rows)
    assert display.to_csv(add_up(rows)).splitlines()[0].startswith("dataset,series,unit,split,lower,upper")
