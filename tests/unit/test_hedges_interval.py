"""Arithmetic on intervals: the truth is computed in fractions, so that no rounding hides an error."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval, Intervals, share
from liberterra_analysis.hedges.interval import round_outwards

INF = math.inf
OPERATORS: dict[str, Callable] = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
each_operator = pytest.mark.parametrize("sign", OPERATORS)

# Small numbers meet zero and each other often; large ones are as large as the ledger's.
NUMBERS = st.one_of(st.integers(-6, 6), st.integers(-(10**7), 10**7))
COUNTS = NUMBERS.map(abs)


@st.composite
def known(draw: st.DrawFn, numbers: st.SearchStrategy[int] = NUMBERS) -> tuple[Interval, int]:
    """Draw an interval, of which an end may be open, and a true number inside it."""
    low, true, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    lower = draw(st.sampled_from([low, -INF])) if numbers is NUMBERS else low
    return Interval(lower, draw(st.sampled_from([high, INF]))), true


INTERVALS = known().map(lambda drawn: drawn[0])
BOUNDED = st.tuples(NUMBERS, NUMBERS).map(lambda ends: Interval(min(ends), max(ends)))


def holds(interval: Interval, truth: Fraction | int) -> bool:
    """Say whether a number lies inside, give or take the last binary digit of a float."""
    slack = abs(Fraction(truth)) / 2**50
    above = interval.lower == -INF or Fraction(interval.lower) <= truth + slack
    return above and (interval.upper == INF or truth - slack <= Fraction(interval.upper))


@each_operator
@given(known(), known())
def test_result_holds_the_true_result(sign: str, a: tuple[Interval, int], b: tuple[Interval, int]) -> None:
    assume(sign != "/" or (b[1] != 0 and b[0] != Interval(0, 0)))
    truth = OPERATORS[sign](Fraction(a[1]), Fraction(b[1]))
    assert holds(OPERATORS[sign](a[0], b[0]), truth)


@each_operator
@given(BOUNDED, BOUNDED)
def test_result_of_bounded_intervals_is_no_wider_than_it_need_be(sign: str, a: Interval, b: Interval) -> None:
    assume(sign != "/" or 0 not in b)
    corners = [OPERATORS[sign](x, y) for x, y in product((a.lower, a.upper), (b.lower, b.upper))]
    assert OPERATORS[sign](a, b) == Interval(min(corners), max(corners))


@each_operator
@given(st.lists(st.tuples(INTERVALS, INTERVALS), min_size=1, max_size=6))
def test_columns_and_single_intervals_agree(sign: str, pairs: list[tuple[Interval, Interval]]) -> None:
    assume(sign != "/" or all(b != Interval(0, 0) for _, b in pairs))
    found = OPERATORS[sign](Intervals.of([a for a, _ in pairs]), Intervals.of([b for _, b in pairs]))
    assert list(found) == [OPERATORS[sign](a, b) for a, b in pairs]


@given(st.lists(known(COUNTS), max_size=8))
def test_total_holds_the_true_total(items: list[tuple[Interval, int]]) -> None:
    total = Intervals.of([interval for interval, _ in items]).total()
    assert sum(true for _, true in items) in total


@given(known(COUNTS), known(COUNTS))
def test_share_holds_the_true_share(part: tuple[Interval, int], whole: tuple[Interval, int]) -> None:
    assume(whole[1] > 0 and part[1] <= whole[1])
    (found,) = share(Intervals.of([part[0]]), Intervals.of([whole[0]]))
    assert holds(found, Fraction(part[1], whole[1]))
    assert 0 <= found.lower <= found.upper <= 1


@given(known(), known())
def test_comparison_is_true_whatever_the_true_numbers_are(a: tuple[Interval, int], b: tuple[Interval, int]) -> None:
    verdict = a[0].compare(b[0])
    if verdict == "not established":
        # Some true numbers would make them equal, and they are not both known.
        assert max(a[0].lower, b[0].lower) <= min(a[0].upper, b[0].upper)
        assert not (a[0].is_exact and b[0].is_exact)
    else:
        assert {"more": a[1] > b[1], "fewer": a[1] < b[1], "equal": a[1] == b[1]}[verdict]


@pytest.mark.parametrize(
    ("a", "sign", "b", "result"),
    [
        ((1, 2), "/", (0, 5), (0.2, INF)),  # the divisor may be as small as one likes
        ((1, 2), "/", (-5, 0), (-INF, -0.2)),
        ((1, 2), "/", (-1, 5), (-INF, INF)),
        ((0, 2), "/", (0, 5), (0, INF)),
        ((0, 0), "/", (0, 5), (0, 0)),
        ((5, INF), "/", (2, INF), (0, INF)),
        ((5, INF), "/", (2, 10), (0.5, INF)),
        ((-INF, 5), "/", (2, 10), (-INF, 2.5)),
        ((5, 10), "/", (2, INF), (0, 5)),
        ((0, 0), "*", (1, INF), (0, 0)),  # nothing times anything is nothing
        ((0, 2), "*", (1, INF), (0, INF)),
        ((-1, 2), "*", (1, INF), (-INF, INF)),
        ((-INF, INF), "*", (0, 0), (0, 0)),
    ],
)
def test_results_at_zero_and_at_open_ends(
    a: tuple[float, float], sign: str, b: tuple[float, float], result: tuple[float, float]
) -> None:
    assert OPERATORS[sign](Interval(*a), Interval(*b)) == Interval(*result)


def test_share_of_the_design() -> None:
    (found,) = share(Intervals([850], [850]), Intervals([2517], [2517]))
    assert found == Interval(850 / 2517, 850 / 2517)
    assert share(Intervals([251], [INF]), Intervals([2517], [2517]))[0] == Interval(251 / 2517, 1)


def test_interval_knows_what_lies_inside() -> None:
    interval = Interval(178, INF)
    assert (177 in interval, 178 in interval, 10**9 in interval) == (False, True, True)
    assert (interval.is_exact, Interval(3, 3).is_exact) == (False, True)


def test_columns_come_from_frames() -> None:
    frame = pd.DataFrame({"lower": [1, 2], "upper": [1.0, INF]})
    assert list(Intervals.of(frame)) == [Interval(1, 1), Interval(2, INF)]
    assert list(Intervals.of(frame.add_prefix("named_") + 1, "named_")) == [Interval(2, 2), Interval(3, INF)]


@pytest.mark.parametrize(("lower", "upper"), [(2, 1), (math.nan, 1), (1, math.nan), (INF, INF), (-INF, -INF)])
def test_what_is_no_interval_is_refused(lower: float, upper: float) -> None:
    with pytest.raises(UsageError) as caught:
        Interval(lower, upper)
    low, high = float(lower), float(upper)
    assert str(caught.value) == f"An interval runs from its lower to its upper end; got {low} to {high}."
    with pytest.raises(UsageError) as caught:
        Intervals([0, lower], [0, upper])
    assert str(caught.value) == (
        f"An interval runs from its lower to its upper end; number 2 runs from {low} to {high}."
    )


def test_division_by_nothing_is_refused() -> None:
    for divide in (operator.truediv, share):
        with pytest.raises(UsageError) as caught:
            divide(Intervals([1, 1], [1, 1]), Intervals([1, 0], [1, 0]))
        assert str(caught.value) == "Cannot divide by zero: there is no share or rate of nothing."


def test_share_of_what_is_no_count_is_refused() -> None:
    for part, whole in ((-1, 5), (1, -5)):
        with pytest.raises(UsageError) as caught:
            share(Intervals([part], [9]), Intervals([whole], [9]))
        assert str(caught.value) == "A share needs counts, which are not negative."


@given(INTERVALS, st.integers(1, 365))
def test_rounding_outwards_leaves_two_digits_and_loses_nothing(interval: Interval, days: int) -> None:
    rate = interval / Interval(days, days)
    found = round_outwards(rate)
    slack = 1e-6 * max(abs(end) for end in (rate.lower, rate.upper, 1.0) if math.isfinite(end))
    assert found.lower <= rate.lower + slack
    assert found.upper >= rate.upper - slack
    ends = [end for end in (found.lower, found.upper) if math.isfinite(end)]
    assert ends == [float(f"{end:.2g}") for end in ends]
    assert round_outwards(found) == found
