from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liberterra_analysis import analysis
from liberterra_analysis.analysis import Assumptions
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval

Make = Callable[..., pd.DataFrame]
ranges = lambda low, high: st.tuples(st.floats(low, high), st.floats(low, high)).map(lambda ends: tuple(sorted(ends)))  # noqa: E731
ASSUMED = st.builds(Assumptions, days=ranges(1, 30), surge=ranges(1, 50), overlap=ranges(0, 1))


@given(
    assumed=ASSUMED,
    figure=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
    at=st.tuples(*[st.floats(0, 1)] * 4),
)
def test_the_bounds_hold_every_year_that_the_assumptions_allow(
    assumed: Assumptions, figure: tuple[int, int], at: tuple[float, ...]
) -> None:
    low, high = sorted(figure)
    number, days, surge, overlap = (
        ends[0] + (ends[1] - ends[0]) * place
        for ends, place in zip(((low, high), assumed.days, assumed.surge, assumed.overlap), at, strict=True)
    )
    year = assumed.year(Interval(low, high))
    found = number + (365 - days) * (number / days) / surge * (1 - overlap)
    assert year.lower - 1e-6 * found <= found <= year.upper + 1e-6 * found
    assert year.lower >= low


def test_an_open_end_stays_open() -> None:
    assert Assumptions((5, 7), (1, 20), (0, 0.5)).year(Interval(10, math.inf)).upper == math.inf


@pytest.mark.parametrize("assumed", [((7, 5), (1, 2), (0, 1)), ((5, 7), (0.5, 2), (0, 1)), ((5, 7), (1, 2), (0, 1.5))])
def test_assumptions_out_of_range_are_refused(assumed: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(UsageError, match=r"^Assumption '(days|surge|overlap)' runs from"):
        Assumptions(*assumed)


def test_only_results_that_count_persons_have_a_year(figures_of: Make) -> None:
    frame = figures_of(
        {"value": 10},
        {"value": 5, "subset_of": "c0", "offence": "smuggling"},
        {"value": 9, "metric": "officers", "unit": "persons"},
        {"value": "", "hedge": "", "metric": "suspects", "unit": "persons"},
        {"value": 3, "metric": "groups", "unit": "groups"},
    )
    headline = analysis.select_headline(frame)
    assumed = Assumptions((5, 5), (2, 2), (0, 0))
    assert analysis.project_year(headline, assumed)[["claim_id", "words", "naive"]].to_numpy().tolist() == [
        ["c0", "370", "730"]
    ]
    assert analysis.vary_assumptions(headline, assumed)["words"].tolist() == ["370"] * 3
    assert analysis.project_surges(headline, assumed, [2.0, 1.0])["words"].tolist() == ["730", "370"]
