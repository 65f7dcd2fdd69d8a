"""The dtype `hedged`: pandas' own tests of extension arrays, and what is special to it."""

import io
import operator
import pickle
from collections.abc import Callable

import numpy as np
import pandas as pd
import pandas.testing as tm
import pyarrow as pa
import pytest
import seaborn as sns
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.tests.extension import base
from pandas.tests.extension.conftest import *  # noqa: F403 (the fixtures that pandas' tests ask for)

from liberterra_analysis import display
from liberterra_analysis.hedges import AddedClaimsWarning, Hedged, HedgedArray, HedgedDtype, Interval, NotHedgedError
from liberterra_analysis.hedges.grammar import MAGNITUDES
from liberterra_analysis.vocabulary import HEDGES

COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge"}


@pytest.fixture
def dtype() -> HedgedDtype:
    return HedgedDtype()


@pytest.fixture
def data() -> HedgedArray:
    """Ten bounded numbers."""
    return pd.array(
        ["about 20", "2,517", 3, 3.5, 12, 7, "nearly 1,000", "hundreds", "up to 9", "5 to 9"], dtype="hedged"
    )


@pytest.fixture
def data_for_twos() -> HedgedArray:
    return pd.array([2] * 10, dtype="hedged")


@pytest.fixture
def data_missing() -> HedgedArray:
    return pd.array([None, "about 20"], dtype="hedged")


@pytest.fixture
def data_for_sorting() -> HedgedArray:
    return pd.array(["about 20", "more than 250", "nearly 10"], dtype="hedged")


@pytest.fixture
def data_missing_for_sorting() -> HedgedArray:
    return pd.array(["about 20", None, "nearly 10"], dtype="hedged")


@pytest.fixture
def data_for_grouping() -> HedgedArray:
    b, a, c = "about 20", "nearly 10", "more than 250"
    return pd.array([b, b, None, None, a, a, b, c], dtype="hedged")


class TestByPandas(
    base.BaseAccumulateTests,
    base.BaseCastingTests,
    base.BaseConstructorsTests,
    base.BaseDtypeTests,
    base.BaseGetitemTests,
    base.BaseGroupbyTests,
    base.BaseIndexTests,
    base.BaseInterfaceTests,
    base.BaseParsingTests,
    base.BaseMethodsTests,
    base.BaseMissingTests,
    base.BaseArithmeticOpsTests,
    base.BaseComparisonOpsTests,
    base.BaseUnaryOpsTests,
    base.BasePlottingTests,
    base.BasePrintingTests,
    base.BaseReduceTests,
    base.BaseReshapingTests,
    base.BaseSetitemTests,
):
    """What pandas asks of every dtype; a changed test says why."""

    divmod_exc = TypeError

    def _get_expected_exception(self, op_name: str, obj: object, other: object) -> type[Exception] | None:
        return None if op_name.strip("_").removeprefix("r") in {"add", "sub", "mul", "truediv"} else TypeError

    def _supports_accumulation(self, ser: pd.Series, op_name: str) -> bool:
        return op_name in {"cumsum", "cummin", "cummax"}

    def _supports_reduction(self, ser: pd.Series, op_name: str) -> bool:
        return op_name in {"sum", "min", "max", "mean", "median", "count"}

    def check_accumulate(self, ser: pd.Series, op_name: str, skipna: bool) -> None:
        # pandas compares with the cumulated objects; numpy cannot order those that are not established.
        found = getattr(ser, op_name)(skipna=skipna)
        for end in ("lower", "upper"):
            expected = getattr(getattr(ser.hedged, end), op_name)(skipna=skipna)
            tm.assert_series_equal(getattr(found.hedged, end), expected)

    def check_reduce(self, ser: pd.Series, op_name: str, skipna: bool) -> None:
        if op_name == "count":
            assert ser.count() == len(ser)
            return
        found = getattr(ser, op_name)(skipna=skipna).interval
        ends = [getattr(getattr(ser.hedged, end), op_name)(skipna=skipna) for end in ("lower", "upper")]
        assert [found.lower, found.upper] == ends

    def _cast_pointwise_result(
        self, op_name: str, obj: object, other: object, pointwise_result: pd.Series
    ) -> pd.Series:
        # Item by item pandas finds True, False and NA as objects; a column of them is "boolean".
        return pointwise_result.astype("boolean") if op_name in COMPARISONS else pointwise_result

    # What pandas asks and this dtype does otherwise.

    @pytest.mark.parametrize("op", [operator.eq, operator.ne])
    def test_compare_scalar(self, data: HedgedArray, op: Callable[..., pd.Series]) -> None:
        """Item by item `==` asks for the same statement; of a column, whether the numbers are equal."""
        assert op(pd.Series(data), data[0])[0] is pd.NA

    @pytest.mark.parametrize("op", [operator.eq, operator.ne])
    def test_compare_array(self, data: HedgedArray, op: Callable[..., pd.Series]) -> None:
        assert op(pd.Series(data), pd.Series(data))[:3].tolist() == [pd.NA, op is operator.eq, op is operator.eq]

    def test_value_counts_with_normalize(self, data: HedgedArray) -> None:
        """Shares are numpy floats: none is missing."""
        assert pd.Series(data).value_counts(normalize=True).tolist() == [0.1] * 10

    def test_from_dtype(self, data: HedgedArray) -> None:
        """A frame of a list of items is one of their fields: pandas takes dataclasses for rows."""
        tm.assert_series_equal(pd.Series(list(data), dtype="hedged"), pd.Series(data))

    def test_in_numeric_groupby(self, data_for_grouping: HedgedArray) -> None:
        """Sums work though the dtype is not "numeric": `describe` and `plot` would need one number an item."""
        frame = pd.DataFrame({"key": [1, 1, 2, 2, 3, 3, 1, 4], "number": data_for_grouping, "plain": 1})
        assert list(frame.groupby("key").sum(numeric_only=True)) == ["plain"]
        assert list(frame.groupby("key").sum()) == ["number", "plain"]

    test_combine_le = None  # `combine` makes no column of what is not established
    test_readonly_propagates_to_numpy_array_method = None  # the objects are made anew, and may be written to
    # A dot would hide the hedge: a column is drawn by its ends, and pandas refuses it ("no numeric data to plot").
    test_plot_on_y_axis = test_plot_on_x_axis = None


def hedged(*words: object) -> pd.Series:
    return pd.Series(list(words), dtype="hedged")


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (lambda s: s, ["about 20", "more than 250", "2,517", None]),
        (lambda s: s + 1, ["between 16 and 25", "at least 252", "2,518", None]),
        (lambda s: 1000 - s, ["between 976 and 985", "at most 749 or negative", "-1,517", None]),
        (lambda s: s * s, ["between 225 and 576", "at least 63,001", "6,335,289", None]),
        (lambda s: s / 0, [None, None, None, None]),
        (lambda s: s.cumsum(), ["between 15 and 24", "at least 266", "at least 2,783", None]),
        (lambda s: s.sort_values(ascending=False), ["2,517", "more than 250", "about 20", None]),
        (lambda s: s.fillna(0), ["about 20", "more than 250", "2,517", "0"]),
        (lambda s: pd.concat([s[:1], s[2:3]]), ["about 20", "2,517"]),
        (lambda s: s.groupby([1, 1, 2, 2]).sum(), ["at least 266", "2,517"]),
        (lambda s: s.groupby([1, 1, 2, 3]).max(), ["more than 250", "2,517", None]),
        (lambda s: s.map(lambda one: one * 2), ["between 30 and 48", "at least 502", "5,034", None]),
    ],
)
def test_every_operation_keeps_the_hedge(operation: Callable[[pd.Series], pd.Series], words: list[str | None]) -> None:
    found = operation(hedged("about 20", "more than 250", 2517, None))
    assert found.array.words().tolist() == words


def test_the_absolute_value_of_what_may_be_zero_begins_there() -> None:
    found = abs(hedged(Interval(-5, 3), Interval(-9, -4), 7)).hedged
    assert (found.lower.tolist(), found.upper.tolist()) == ([0, 4, 7], [5, 9, 7])


@pytest.mark.parametrize(
    ("summary", "words"),
    [("sum", "between 40 and 49"), ("min", "about 20"), ("max", "25"), ("mean", "between 20 and 24.5")],
)
def test_a_column_is_summed_up_in_words(summary: str, words: str) -> None:
    assert str(getattr(hedged("about 20", 25, None), summary)()) == words


def test_the_sum_of_nothing_recorded_is_missing_and_not_zero() -> None:
    frame = pd.DataFrame({"port": ["A", "A", "B", "B"], "year": [1, 2, 1, 2], "number": hedged(5, None, 7, "about 20")})
    table = frame.pivot_table(index="port", columns="year", values="number", aggfunc="sum")
    assert table[2].isna().tolist() == [True, False]
    assert hedged(None).sum() is pd.NA


def test_what_other_libraries_read_from_a_file_becomes_the_column_again() -> None:
    number = hedged(
        "about 20", None, "20 to 30", Interval(1, 4), Hedged(90, "more_than", measured=True), Hedged(None, None)
    )
    structs = pa.Table.from_pandas(number.to_frame("number")).column("number").to_pylist()
    assert pd.Series(structs, dtype=object).astype("hedged").equals(number)


def test_seaborn_does_not_draw_hedged_numbers_as_names() -> None:
    frame = pd.DataFrame({"port": ["A", "B"], "number": hedged(5, "more than 30")})
    with pytest.raises(TypeError):
        sns.barplot(frame, x="number", y="port")


def test_a_mean_of_open_ends_is_open() -> None:
    number = hedged(25, "more than 250", "up to 9")
    assert (str(number.mean()), str(number.median())) == ("at least 92", "25")
    assert number.groupby([1, 1, 2]).mean().astype(str).tolist() == ["at least 138", "at most 9"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a lot", "'a lot' is not read as a number with its hedge, such as 'more than 250' or 'hundreds'."),
        ("de 3.500", "'de 3.500' is not read as a number with its hedge, such as 'more than 250' or 'hundreds'."),
        (True, "True is no hedged number: a number, 'more than 250', or an Interval."),
        (np.inf, "inf is no hedged number: a number, 'more than 250', or an Interval."),
    ],
)
def test_what_is_no_hedged_number_is_refused(value: object, message: str) -> None:
    with pytest.raises(NotHedgedError) as caught:
        hedged(20, value)
    assert str(caught.value) == message


def test_two_columns_of_ends_make_a_column_that_misses_what_neither_knows() -> None:
    found = pd.Series(HedgedArray.of_ends(np.array([1, np.nan, 3.0]), np.array([4, np.nan, np.inf])))
    assert found.astype(str).fillna("").tolist() == ["between 1 and 4", "", "at least 3"]
    assert found.isna().tolist() == [False, True, False]


def test_a_plain_number_is_made_of_exact_ones_only() -> None:
    assert hedged(20, 3.5).astype(float).tolist() == [20, 3.5]
    with pytest.raises(NotHedgedError, match=r"'about 20' is no plain number; take an end of its interval"):
        hedged("about 20").astype(float)


def test_another_column_has_no_ends() -> None:
    with pytest.raises(AttributeError, match=r"^Only a column of dtype 'hedged' has this; 'n' is int64\.$"):
        pd.Series([1], name="n").hedged  # noqa: B018


def test_claims_and_comparisons() -> None:
    claims = pd.DataFrame({"value": [20, 100, None], "high": [None, None, None], "hedge": ["about", "exact", None]})
    number = pd.Series(HedgedArray.of_claims(claims))
    assert number.hedged.words.tolist() == ["about 20", "100", "not counted"]
    assert (number > 20).tolist() == [pd.NA, True, pd.NA]
    assert (number <= 24).tolist() == [True, False, pd.NA]
    assert (number < np.inf).tolist() == [True, True, pd.NA]
    assert pd.DataFrame({"number": number}).replace([np.inf, -np.inf], np.nan)["number"].equals(number)
    assert number[number.hedged.lower > 20].tolist() == [Hedged(100, "exact")]
    with pytest.warns(AddedClaimsWarning, match=r"analysis.total\("):
        number[:2].groupby([1, 1]).sum()
    (number + 1).sum()  # computed on purpose


SIMPLE = set(HEDGES) - {"range", "order_of_magnitude"}
SCALARS = st.one_of(
    st.integers(0, 10**6),
    st.builds(Hedged, st.integers(1, 10**6), st.sampled_from(sorted(SIMPLE)), measured=st.booleans()),
    st.builds(lambda low, more: Interval(low, low + more), st.integers(-1000, 1000), st.integers(0, 1000)),
)


@given(st.lists(st.tuples(SCALARS, st.floats(0, 1)), min_size=2, max_size=6), st.integers(0, 1))
def test_every_result_holds_the_true_result(rows: list[tuple[object, float]], skipped: int) -> None:
    column = hedged(*(scalar for scalar, _ in rows))
    lower, upper = column.hedged.lower, column.hedged.upper.clip(upper=10**7).clip(lower=column.hedged.lower)
    true = lower + (upper - lower) * [at for _, at in rows]  # one true number inside each interval
    results = {
        "sum": (column.sum(), true.sum()),
        "max": (column.max(), true.max()),
        "min": (column.min(), true.min()),
        "group": (column.groupby([skipped, *[1] * (len(rows) - 1)]).sum()[1], true[1 - skipped :].sum()),
        "difference": ((column - column[::-1].array)[0], true[0] - true.iloc[-1]),
        "product": ((column * column[::-1].array)[0], true[0] * true.iloc[-1]),
        "ratio": ((column / (column * 0 + 7))[0], true[0] / 7),
        "cumulated": (column.cumsum().iloc[-1], true.sum()),
    }
    for name, (found, expected) in results.items():
        width = 1e-9 * max(1, abs(expected))  # of floating point
        assert found.interval.lower - width <= expected <= found.interval.upper + width, name


@pytest.mark.parametrize("hedge", ["exact", "at_least", "up_to"])
def test_what_reads_alike_is_one_statement(hedge: str) -> None:
    both = [Hedged(90, hedge), Hedged(90, hedge, measured=True)]
    assert hedged(*both).unique().tolist() == both[:1]


def test_a_column_comes_back_from_files_and_other_libraries() -> None:
    kilograms = Hedged(90, "more_than", measured=True)
    open_ends = Interval(0.25, np.inf), Interval(-np.inf, 5)
    column = hedged("about 20", "2 to 3 million", "hundreds", 3.5, Hedged(None, None), kilograms, *open_ends, None)
    frame = pd.DataFrame({"number": column})
    parquet = io.BytesIO()
    frame.to_parquet(parquet)
    assert pd.read_parquet(parquet).equals(frame)
    assert pickle.loads(pickle.dumps(frame)).equals(frame)  # noqa: S301 (our own)
    words = pd.read_csv(io.StringIO(frame.to_csv(index=False)), dtype={"number": "hedged"}, skip_blank_lines=False)
    assert words["number"][:5].equals(column[:5])
    table = pa.table(frame)
    assert table.column("number").type.names == ["value", "high", "hedge", "lower", "upper", "measured"]
    assert table.column("number").to_pylist()[2] == {
        "value": 100,
        "high": None,
        "hedge": "order_of_magnitude",
        "lower": 200,
        "upper": 999,
        "measured": False,
    }
    assert table.to_pandas().equals(frame)


NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.integers(-999, 999).map(lambda one: one * 10**6),
    st.decimals(-9999, 9999, places=3).map(float),
    st.floats(-(10**15), 10**15),
)
COUNTS = NUMBERS.map(abs)
STATED = st.one_of(
    NUMBERS,
    st.builds(Hedged, COUNTS, st.sampled_from(sorted(SIMPLE)), measured=st.booleans()),
    st.builds(
        Hedged, st.sampled_from(sorted(MAGNITUDES.values())), st.just("order_of_magnitude"), measured=st.booleans()
    ),
    st.builds(Hedged, st.none(), st.none(), measured=st.booleans()),
    st.tuples(COUNTS, COUNTS)
    .filter(lambda ends: ends[0] != ends[1])
    .map(lambda ends: Hedged(min(ends), "range", max(ends))),
    st.builds(
        lambda one, other, below, above: Interval(
            -np.inf if below else min(one, other), np.inf if above else max(one, other)
        ),
        NUMBERS,
        NUMBERS,
        st.booleans(),
        st.booleans(),
    ),
    st.none(),
)
"""All that a column holds: printed numbers, counted or measured, and results of calculations."""


@given(st.lists(STATED, min_size=1, max_size=5))
@example([1.234, 14.375, Hedged(2.125, "more_than"), Interval(1.234, 2.5), 1234])
@example([-5, Interval(-np.inf, -10), Interval(-24, -15), Interval(-np.inf, 0.0647), Interval(0, 0.0647), -8_000_000])
@example([Hedged(35_000, "more_than", measured=True), Interval(0, np.inf), Interval(-np.inf, np.inf), None])
def test_what_is_written_reads_back_equal(items: list[object]) -> None:
    frame = pd.DataFrame({"row": 1, "number": hedged(*items)})
    number = frame["number"]
    read = {
        "to_csv": pd.read_csv(io.StringIO(frame.to_csv(index=False)), dtype={"number": "hedged"})["number"],
        "display.to_csv": pd.read_csv(io.StringIO(display.to_csv(frame)), dtype={"number": "hedged"})["number"],
        "astype(str)": number.astype(str).astype("hedged"),
        "to_json": pd.read_json(io.StringIO(frame.to_json()), dtype={"number": "str"})["number"].astype("hedged"),
    }
    for way, column in read.items():
        assert column.equals(number), way


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1.234", 1.234),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567),
        ("12,5", 12.5),
        (" 1.234 ", 1.234),
        ("About  1.234", Hedged(1.234, "about")),
        ("€1.234", 1.234),
        ("1.234 or more", Hedged(1.234, "at_least")),
        ("1.234 to 2.5", Hedged(1.234, "range", 2.5)),
        ("about 2.125", Hedged(2.125, "about")),
        ("at most -10", Interval(-np.inf, -10)),
        ("at least -10", Interval(-10, np.inf)),
        ("between -24 and -15", Interval(-24, -15)),
        ("2 to 3 million", Hedged(2_000_000, "range", 3_000_000)),
        ("At least 9", Hedged(9, "at_least")),
    ],
)
def test_text_of_a_column_is_english(words: str, expected: object) -> None:
    assert hedged(words).equals(hedged(expected))


@pytest.mark.parametrize("words", ["about -5", "between 9 and 5", "more than 9 or negative", "-a", "5 -"])
def test_text_that_makes_no_sense_is_refused(words: str) -> None:
    with pytest.raises(NotHedgedError):
        hedged(words)


def test_rows_are_found_by_what_they_say() -> None:
    column = hedged("about 20", 105, "more than 100", Interval(5, 9), None)
    frame = pd.DataFrame({"where": list("abcde"), "number": column})
    assert column.isin([105, "about 20", "a lot", np.inf, True]).tolist() == [True, True, False, False, False]
    assert column.isin(["between 5 and 9", None]).tolist() == [False, False, False, True, True]
    assert (column == "about 20").tolist() == [True, False, False, False, pd.NA]
    assert (column != "about 20").tolist() == [False, True, True, True, pd.NA]
    assert (column == "a lot").tolist() == [False, False, False, False, pd.NA]
    assert (column == 105).tolist() == [False, True, pd.NA, False, pd.NA]
    assert frame.query("number == 'more than 100'").index.tolist() == [2]
    assert column.replace("about 20", "about 30").equals(hedged("about 30", *column[1:]))
    assert frame.replace("a", "z")["where"].tolist() == ["z", "b", "c", "d", "e"]


@pytest.mark.parametrize("how", ["outer", "inner", "left", "right"])
def test_frames_are_merged_on_what_rows_say(how: str) -> None:
    left = pd.DataFrame({"where": list("abcd"), "number": hedged("about 20", "more than 15", 100, None), "left": 1})
    right = pd.DataFrame({"where": list("abcd"), "number": hedged("about 20", "more than 30", 100, None), "right": 2})
    found = left.merge(right, on=["where", "number"], how=how)
    both = found[found["left"].notna() & found["right"].notna()]
    assert (both["where"].tolist(), both["number"].array.equals(hedged("about 20", 100, None).array)) == (
        ["a", "c", "d"],
        True,
    )
    assert len(found) == {"outer": 5, "inner": 3, "left": 4, "right": 4}[how]


def test_numbers_are_rounded_outwards() -> None:
    column = hedged("1234", 3.14159, 0.3, Interval(2.11, 2.19), "more than 250", "about 20", None)
    assert column.hedged.round(1).array.words().tolist() == [
        "1,234", "3.1", "0.3", "between 2.1 and 2.2", "at least 251", "between 15 and 24", None
    ]  # fmt: skip
    assert hedged(1234, "more than 250").hedged.round(-2).array.words().tolist() == ["1,200", "at least 200"]


def test_a_calculated_number_is_printed_short_and_written_in_full() -> None:
    column = hedged(23, Interval(23, 24)) / 67
    assert column.hedged.words.tolist() == ["0.343", "between 0.343 and 0.359"]
    assert column.to_frame("share").to_string(index=False).split() == [
        "share",
        "0.343",
        *"between 0.343 and 0.359".split(),
    ]
    assert column.array.words().tolist() == [
        "0.34328358208955223",
        "between 0.34328358208955223 and 0.3582089552238806",
    ]
    assert hedged(1234.5678).hedged.words.tolist() == ["1,234.5678"]


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        (lambda s: s.quantile(0.5), "quantile"),
        (lambda s: s.groupby([1, 1, 2]).quantile(0.5), "quantile"),
        (lambda s: s.groupby([1, 1, 2]).rank(), "rank"),
        (lambda s: np.maximum(s, 104), "numpy.maximum"),
        (np.sqrt, "numpy.sqrt"),
        (lambda s: s.std(), "std"),
        (lambda s: s.cumprod(), "cumprod"),
    ],
)
def test_what_has_no_meaning_is_refused(operation: Callable[[pd.Series], object], name: str) -> None:
    with pytest.raises(TypeError) as caught:
        operation(hedged("more than 100", 105, "about 103"))
    assert str(caught.value) == (
        f"dtype 'hedged' does not support operation '{name}'; take an end (series.hedged.lower)."
    )


def test_ranks_are_established_or_refused() -> None:
    assert hedged("about 20", 25, None, 9, "about 20").rank().tolist()[::3] == [2.5, 1]
    with pytest.raises(NotHedgedError, match="The ranks are not established"):
        hedged("more than 100", 105).rank()


@pytest.mark.parametrize(
    "add",
    [
        lambda s: s.sum(), lambda s: s.mean(), lambda s: s.median(), lambda s: s.cumsum(),
        lambda s: s.groupby([1, 1]).mean(), lambda s: s.to_frame("n").sum(),
    ],
)  # fmt: skip
def test_the_warning_of_added_claims_names_the_line_that_adds(add: Callable[[pd.Series], object]) -> None:
    claims = pd.DataFrame({"value": [20, 100], "high": [None, None], "hedge": ["about", "exact"]})
    with pytest.warns(AddedClaimsWarning, match=r"analysis.total\(") as caught:
        add(pd.Series(HedgedArray.of_claims(claims)))
    assert [one.filename for one in caught] == [__file__]


def test_items_have_ends_and_are_plain_numbers_where_exact() -> None:
    about, exact = hedged("about 20", "105")
    assert (about.interval.lower, about.interval.upper, int(exact), float(exact)) == (15, 24, 105, 105.0)
    assert (about < np.inf, about > np.inf) == (True, False)
    with pytest.raises(TypeError, match="'about 20' is no plain number"):
        int(about)
    assert repr(HedgedDtype()) == "HedgedDtype()"


def test_views_of_a_column_know_of_each_others_changes() -> None:
    column = pd.array(["nearly 24,000", "about 20"], dtype="hedged")
    view = column[:1]
    assert (column.ends()[0].tolist(), view.ends()[0].tolist()) == ([23_000, 15], [23_000])
    view[0] = 5
    assert column.ends()[0].tolist() == [5, 15]
    column[0] = 6
    assert view.ends()[0].tolist() == [6]


@pytest.mark.parametrize("item", [slice(1), (slice(1),), (..., slice(1))], ids=["slice", "tuple", "ellipsis"])
def test_a_view_of_what_is_read_only_is_read_only(item: object) -> None:
    column = pd.array(["nearly 24,000", "about 20"], dtype="hedged")
    column._readonly = True
    with pytest.raises(ValueError, match="Cannot modify read-only array"):
        column[item][0] = 5
    column[[0, 1]][0] = 5
    assert str(column[0]) == "nearly 24,000"


def test_the_largest_is_named_where_it_is_established() -> None:
    assert hedged("about 20", "more than 250", 25, None).idxmax() == 1
    assert hedged("about 20", "more than 250", 25, None).idxmin() == 0
    assert hedged(7, "about 7 million", 7).idxmin() == 0
    for column, name, which in (
        (hedged("more than 20", 25), "idxmax", "largest is not established: '25' or 'more than 20'"),
        (hedged("about 20", "at least 16", 90), "idxmin", "smallest is not established: 'about 20' or 'at least 16'"),
    ):
        with pytest.raises(NotHedgedError, match=f"Which is the {which}"):
            getattr(column, name)()


def test_a_text_is_no_index() -> None:
    array = pd.array(["about 20", "3"], dtype="hedged")
    for wrong in (lambda: array["value"], lambda: array.__setitem__("value", 7)):
        with pytest.raises(IndexError, match="only integers"):
            wrong()
    assert list(array.astype(str)) == ["about 20", "3"]
