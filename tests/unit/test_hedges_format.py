import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Hedged, Interval, parse
from liberterra_analysis.hedges.format import Style, format_hedge, format_number
from liberterra_analysis.hedges.grammar import MAGNITUDES
from liberterra_analysis.hedges.shares import format_share
from liberterra_analysis.vocabulary import HEDGES

INF = math.inf
STYLES: list[Style] = ["prose", "table", "axis"]
each_style = pytest.mark.parametrize("style", STYLES)

COUNTS = st.one_of(
    st.integers(0, 10_000),
    st.integers(0, 10**12),
    st.builds(lambda digits, place: digits * 10**place, st.integers(1, 999), st.integers(0, 9)),
)
SIMPLE = [hedge for hedge in HEDGES if hedge not in {"range", "order_of_magnitude"}]
HEDGED = st.one_of(
    st.builds(Hedged, COUNTS, st.sampled_from(SIMPLE)),
    st.builds(lambda a, b: Hedged(min(a, b), "range", max(a, b) + 1), COUNTS, COUNTS),
    st.builds(Hedged, st.sampled_from(sorted(MAGNITUDES.values())), st.just("order_of_magnitude")),
)
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?: million)?")


@each_style
@given(number=HEDGED)
def test_printed_number_is_read_as_it_was(style: Style, number: Hedged) -> None:
    assert parse(number.format(style)) == number


@pytest.mark.parametrize(
    ("number", "prose", "table", "axis"),
    [
        (Hedged(2517, "exact"), "2,517", "2,517", "2,517"),
        (Hedged(24_000, "nearly"), "nearly 24,000", "nearly 24,000", "nearly 24,000"),
        (Hedged(8_000_000, "about"), "about 8 million", "about 8,000,000", "about 8 million"),
        (Hedged(250, "more_than"), "more than 250", "more than 250", "more than 250"),
        (Hedged(178, "at_least"), "at least 178", "at least 178", "at least 178"),
        (Hedged(15, "up_to"), "up to 15", "up to 15", "up to 15"),
        (Hedged(15, "fewer_than"), "fewer than 15", "fewer than 15", "fewer than 15"),
        (Hedged(20, "range", 30), "between 20 and 30", "20 to 30", "20–30"),
        (Hedged(100, "order_of_magnitude"), "hundreds", "hundreds", "hundreds"),
        (Hedged(10_000, "order_of_magnitude"), "tens of thousands", "tens of thousands", "tens of thousands"),
        (Hedged(None, None), "not counted", "not counted", "not counted"),
        # "between 1 and 2 million" would be read as 1 million.
        (Hedged(1, "range", 2_000_000), "between 1 and 2,000,000", "1 to 2,000,000", "1–2,000,000"),
        (Interval(5, 5), "5", "5", "5"),
        (Interval(5, 9), "between 5 and 9", "5 to 9", "5–9"),
        (Interval(178, INF), "at least 178", "at least 178", "at least 178"),
        (Interval(-INF, 12), "at most 12", "at most 12", "at most 12"),
        (Interval(-INF, -10), "at most -10", "at most -10", "at most -10"),
        (Interval(0, 15), "at most 15", "at most 15", "at most 15"),
        (Interval(0, INF), "not established", "not established", "not established"),
        (Interval(-INF, INF), "not established", "not established", "not established"),
        (
            Interval(7_500_000, 7_999_999),
            "between 7,500,000 and 7,999,999",
            "7,500,000 to 7,999,999",
            "7,500,000–7,999,999",
        ),
        (Interval(1e6, 2e6), "between 1 million and 2 million", "1,000,000 to 2,000,000", "1 million–2 million"),
    ],
)
def test_printed_number(number: Hedged | Interval, prose: str, table: str, axis: str) -> None:
    assert [number.format(style) for style in STYLES] == [prose, table, axis]
    assert f"{number}" == prose
    full = {Interval(-INF, 12): "at most 12 or negative", Interval(0, INF): "at least 0"}
    assert str(number) == full.get(number, prose)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (17_793, "17,793"),
        (1_000_000, "1 million"),
        (7_500_000, "7.5 million"),
        (7_550_000, "7,550,000"),
        (8_000_000_000, "8,000 million"),
        (0.4, "0.4"),
        (2.5, "2.5"),
        (420.04, "420.0"),
    ],
)
def test_bare_number(value: float, text: str) -> None:
    assert format_number(value) == text


def ends(text: str) -> tuple[float, float]:
    """Read what a printed interval lets its reader believe."""
    found = [
        float(one.removesuffix(" million").replace(",", "")) * (1e6 if one.endswith("million") else 1)
        for one in NUMBER.findall(text)
    ]
    if text == "not established":
        return -INF, INF
    if text.startswith("at least "):
        return found[0], INF
    if text.startswith("at most "):
        return -INF, found[0]
    return found[0], found[-1]


FRACTIONS = st.integers(0, 10**7).map(lambda number: number / 997)


@pytest.mark.parametrize("style", ["prose", "table"])
@given(st.one_of(st.tuples(COUNTS, COUNTS), st.tuples(FRACTIONS, FRACTIONS)), st.booleans(), st.booleans())
def test_printed_interval_is_never_narrower(style: Style, pair: tuple[float, float], below: bool, above: bool) -> None:
    lower, upper = -INF if below else min(pair), INF if above else max(pair)
    interval = Interval(lower, upper)
    low, high = ends(interval.format(style))
    if not interval.is_exact:  # one number is printed rounded, and says so by its digits
        assert low <= lower * (1 + 1e-8)
        assert high >= upper * (1 - 1e-8)
        assert low < high


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_printed_share_is_never_narrower(a: int, b: int, whole: int) -> None:
    low, high = sorted((min(a, whole) / whole, min(b, whole) / whole))
    text = format_share(Interval(low, high))
    shown = [float(one) / 100 for one in re.findall(r"(\d+(?:\.\d)?)%", text)]
    if text == "not established":
        assert (low, high) == (0, 1)
    elif text.startswith("under "):
        assert 0 < low == high < shown[0]
    elif text.startswith("over "):
        assert shown[0] < low == high < 1
    elif text.startswith("at most "):
        assert low < 0.001
        assert high - 1e-9 <= shown[0] < high + 0.001
    elif text.startswith("at least "):
        assert high > 0.999
        assert low - 0.001 < shown[0] <= low + 1e-9
    elif low == high:
        assert abs(shown[0] - low) <= 0.0005 + 1e-9
        assert (shown[0] == 0) == (low == 0)
        assert (shown[0] == 1) == (low == 1)
    else:
        assert shown[0] <= low + 1e-9
        assert shown[-1] >= high - 1e-9


@pytest.mark.parametrize(
    ("share", "prose", "table", "axis"),
    [
        (Interval(159 / 2517, 160 / 2517), "between 6.3% and 6.4%", "6.3% to 6.4%", "6.3–6.4%"),
        (Interval(0.25, 0.25), "25%", "25%", "25%"),
        (Interval(1 / 3, 1 / 3), "33.3%", "33.3%", "33.3%"),
        (Interval(0, 0), "0%", "0%", "0%"),
        (Interval(1, 1), "100%", "100%", "100%"),
        (Interval(1 / 2517, 1 / 2517), "under 0.1%", "under 0.1%", "under 0.1%"),
        (Interval(2516 / 2517, 2516 / 2517), "over 99.9%", "over 99.9%", "over 99.9%"),
        (Interval(0, 1), "not established", "not established", "not established"),
        (Interval(0, 0.0001), "at most 0.1%", "at most 0.1%", "at most 0.1%"),
        (Interval(0.5, 1), "at least 50%", "at least 50%", "at least 50%"),
    ],
)
def test_printed_share(share: Interval, prose: str, table: str, axis: str) -> None:
    assert [format_share(share, style) for style in STYLES] == [prose, table, axis]


def test_a_part_of_a_small_whole_is_no_percentage() -> None:
    ends = [(0.875, 0.875), (0.5, 0.75), (0, 0), (1, 1)]
    assert [format_share(Interval(*share), whole=19) for share in ends] == ["", "", "0%", "100%"]
    assert format_share(Interval(0.875, 0.875), whole=20) == "87.5%"


def test_hedge_alone() -> None:
    assert [format_hedge(hedge) for hedge in (*HEDGES, None)] == [
        "no hedge",
        "about",
        "nearly",
        "more than",
        "at least",
        "up to",
        "fewer than",
        "between",
        "dozens, hundreds, thousands",
        "not counted",
    ]


def test_unknown_hedge_is_refused() -> None:
    for call in (
        lambda: format_hedge("atmost"),
        lambda: str(Hedged(5, "atmost")),
        lambda: Hedged(5, "atmost").interval,
    ):
        with pytest.raises(UsageError) as caught:
            call()
        assert str(caught.value) == (
            "hedge 'atmost' is not one of 'about', 'at_least', 'exact', 'fewer_than', 'more_than', 'nearly', "
            "'order_of_magnitude', … (9 in all); did you mean 'at_least'?"
        )
