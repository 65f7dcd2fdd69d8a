import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import RULES, Hedged, HedgedArray, Interval
from liberterra_analysis.hedges.grammar import MAGNITUDES
from liberterra_analysis.hedges.rules import last_place
from liberterra_analysis.vocabulary import HEDGES

INF = math.inf
COUNTS = st.one_of(
    st.integers(1, 10_000), st.builds(lambda digits, place: digits * 10**place, st.integers(1, 999), st.integers(0, 9))
)


def interval_of(value: float | None, hedge: str | None, high: float | None = None, measured: bool = False) -> Interval:
    return Hedged(value, hedge, high, measured).interval


@pytest.mark.parametrize(
    ("hedge", "value", "lower", "upper"),
    [
        # The examples of the design.
        ("about", 24_000, 23_500, 24_499),
        ("nearly", 24_000, 23_000, 23_999),
        ("more_than", 250, 251, INF),
        ("at_least", 178, 178, INF),
        ("order_of_magnitude", 100, 200, 999),
        # The other rules, and their small numbers.
        ("exact", 2517, 2517, 2517),
        ("exact", 0, 0, 0),
        ("about", 10, 5, 14),
        ("about", 9, 8, 10),
        ("about", 0, 0, 1),
        ("nearly", 350, 340, 349),
        ("nearly", 900, 810, 899),
        ("nearly", 100, 90, 99),
        ("nearly", 1_000_000, 900_000, 999_999),
        ("nearly", 1_200_000, 1_100_000, 1_199_999),
        ("nearly", 55, 50, 54),
        ("nearly", 10, 9, 9),
        ("nearly", 8, 7, 7),
        ("nearly", 2, 1, 1),
        ("nearly", 1, 0, 0),
        ("more_than", 0, 1, INF),
        ("at_least", 0, 0, INF),
        ("up_to", 15, 0, 15),
        ("up_to", 0, 0, 0),
        ("fewer_than", 15, 0, 14),
        ("fewer_than", 1, 0, 0),
        ("order_of_magnitude", 12, 24, 99),
        ("order_of_magnitude", 20, 40, 99),
        ("order_of_magnitude", 1000, 2000, 9999),
        ("order_of_magnitude", 10, 20, 99),
        ("order_of_magnitude", 100_000, 200_000, 999_999),
        ("order_of_magnitude", 10_000_000, 20_000_000, 99_999_999),
        (None, None, 1, INF),
        # Decimals have no next whole number.
        ("exact", 3.5, 3.5, 3.5),
        ("about", 4.4, 4.35, 4.45),
        ("nearly", 0.1, 0.09, 0.1),
        ("more_than", 4.6, 4.6, INF),
        ("at_least", 4.6, 4.6, INF),
        ("up_to", 4.6, 0, 4.6),
        ("fewer_than", 4.6, 0, 4.6),
    ],
)
def test_rule_of_each_hedge(hedge: str | None, value: float | None, lower: float, upper: float) -> None:
    assert interval_of(value, hedge) == Interval(lower, upper)


@pytest.mark.parametrize(
    ("hedge", "value", "lower", "upper"),
    [
        ("more_than", 90, 90, INF),
        ("fewer_than", 4, 0, 4),
        ("about", 35, 30, 40),
        ("about", 4, 3, 5),
        ("about", 24_000, 23_500, 24_500),
        ("nearly", 19, 17.1, 19),
        ("nearly", 4, 3.6, 4),
        ("nearly", 2_000_000, 1_800_000, 2_000_000),
        ("order_of_magnitude", 100, 200, 1000),
        ("exact", 90, 90, 90),
        ("at_least", 90, 90, INF),
        (None, None, 0, INF),
    ],
)
def test_what_is_measured_has_no_next_whole_number(hedge: str, value: float, lower: float, upper: float) -> None:
    assert interval_of(value, hedge, measured=True) == Interval(lower, upper)


def test_range_is_its_two_ends() -> None:
    assert interval_of(20, "range", 30) == Interval(20, 30)


def test_every_hedge_has_a_rule_that_is_explained() -> None:
    assert list(RULES) == [*HEDGES, ""]
    assert all(rule.reads and rule.why for rule in RULES.values())


@given(COUNTS)
def test_about_holds_the_whole_numbers_that_round_to_the_one_printed(value: int) -> None:
    unit = max(int(last_place(np.array([float(value)]))[0]), 10)
    interval = interval_of(value, "about")
    if value < 10:
        assert interval == Interval(value - 1, value + 1)
    elif value % 10 == 0:
        # Rounding half up: the number just below the interval and the one just above it round to something else.
        ends = (interval.lower - 1, interval.lower, value, interval.upper, interval.upper + 1)
        rounded = [math.floor(end / unit + 0.5) * unit for end in ends]
        assert rounded == [value - unit, value, value, value, value + unit]
    else:
        assert interval == Interval(value - 5, value + 4)


@given(COUNTS)
def test_nearly_lies_below_by_a_tenth_at_most(value: int) -> None:
    interval = interval_of(value, "nearly")
    assert interval.upper == value - 1
    assert min(value - 1, value * 9 / 10) <= interval.lower <= interval.upper
    assert interval.lower >= value - max(int(last_place(np.array([float(value)]))[0]), 10)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("about", "exact"),
        ("at_least", "exact"),
        ("up_to", "exact"),
        ("at_least", "more_than"),
        ("up_to", "fewer_than"),
        ("up_to", "nearly"),
        ("fewer_than", "nearly"),
    ],
)
@given(value=COUNTS)
def test_weaker_hedge_gives_the_wider_interval(weaker: str, stronger: str, value: int) -> None:
    outer, inner = interval_of(value, weaker), interval_of(value, stronger)
    assert outer.lower <= inner.lower <= inner.upper <= outer.upper
    assert outer != inner or value == 1  # nothing but zero is fewer than one


@given(st.integers(1, 10**7).filter(lambda digits: digits % 10), st.integers(1, 4))
def test_decimals_are_read_at_the_place_of_their_last_digit(digits: int, places: int) -> None:
    value, unit = digits / 10**places, 10**-places
    if value % 1 == 0:
        return
    about, nearly = interval_of(value, "about"), interval_of(value, "nearly")
    assert (about.lower, about.upper) == pytest.approx((value - unit / 2, value + unit / 2), abs=unit / 1000)
    assert (nearly.lower, nearly.upper) == pytest.approx((value - min(unit, value / 10), value), abs=unit / 1000)
    assert value in about
    assert all(value in interval_of(value, hedge) for hedge in ("exact", "at_least", "up_to"))


@given(st.sampled_from([hedge for hedge in HEDGES if hedge not in {"range", "order_of_magnitude"}]), COUNTS)
def test_interval_of_a_count_has_whole_ends_not_below_zero(hedge: str, value: int) -> None:
    interval = interval_of(value, hedge)
    assert interval.lower >= 0
    assert all(end == INF or end.is_integer() for end in (interval.lower, interval.upper))


HEDGED = st.one_of(
    st.tuples(COUNTS, st.sampled_from([name for name in HEDGES if name not in {"range", "order_of_magnitude"}])).map(
        lambda pair: (*pair, None)
    ),
    st.tuples(st.sampled_from(sorted(MAGNITUDES.values())), st.just("order_of_magnitude"), st.none()),
    st.tuples(st.integers(0, 999), st.just("range"), st.integers(1000, 2000)),
    st.just((None, None, None)),
)


@given(st.lists(HEDGED, min_size=1, max_size=8))
def test_columns_are_read_as_single_numbers_are(rows: list[tuple[int | None, str | None, int | None]]) -> None:
    frame = pd.DataFrame(rows, columns=["value", "hedge", "high"]).astype({"value": "Int64", "high": "Int64"})
    before = frame.copy(deep=True)
    measured = np.arange(len(rows)) % 2 == 1
    found = HedgedArray.of_claims(frame, measured)
    single = [interval_of(*row, measured=bool(at % 2)) for at, row in enumerate(rows)]
    assert pd.Series(found).hedged.upper.tolist() == [one.upper for one in single]
    assert found.ends()[0].tolist() == [one.lower for one in single]
    assert found.ends()[1].tolist() == [one.upper for one in single]
    pd.testing.assert_frame_equal(frame, before)


def test_column_without_rows_is_read() -> None:
    found = HedgedArray.of_claims(pd.DataFrame({"value": [], "high": [], "hedge": []}))
    assert [end.dtype for end in found.ends()] == [np.dtype("float64")] * 2


@pytest.mark.parametrize(("value", "high", "text"), [(9, 5, "9.0 to 5.0"), (9, None, "9.0 to nan")])
def test_range_without_a_high_end_above_is_refused(value: int, high: int | None, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        interval_of(value, "range", high)
    assert str(caught.value) == f"An interval runs from its lower to its upper end; number 1 runs from {text}."


def test_last_place_is_that_of_the_last_digit_that_is_not_zero() -> None:
    values = np.array([0.0, 7.0, 10.0, 101.0, 24_000.0, 999_999_999_999_999.0, 1e14])
    assert last_place(values).tolist() == [1, 1, 10, 1, 1000, 1, 1e14]
