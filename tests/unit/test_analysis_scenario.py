import pytest
from hypothesis import given
from hypothesis import strategies as st

from liberterra_analysis import analysis
from liberterra_analysis.analysis import Assumptions
from liberterra_analysis.errors import UsageError

ranges = lambda low, high: st.tuples(st.floats(low, high), st.floats(low, high)).map(lambda ends: tuple(sorted(ends)))  # noqa: E731
ASSUMED = st.builds(Assumptions, days=ranges(1, 30), surge=ranges(1, 50), overlap=ranges(0, 1))


@given(assumed=ASSUMED, at=st.tuples(*[st.floats(0, 1)] * 3))
def test_the_bounds_hold_every_year_that_the_assumptions_allow(
    assumed: Assumptions, at: tuple[float, float, float]
) -> None:
    days, surge, overlap = (
        ends[0] + (ends[1] - ends[0]) * place
        for ends, place in zip((assumed.days, assumed.surge, assumed.overlap), at, strict=True)
    )
    times, found = assumed.multiply(), 1 + (365 - days) / days / surge * (1 - overlap)
    assert times.lower - 1e-6 <= found <= times.upper + 1e-6
    assert times.lower >= 1


@pytest.mark.parametrize("assumed", [((7, 5), (1, 2), (0, 1)), ((5, 7), (0.5, 2), (0, 1)), ((5, 7), (1, 2), (0, 1.5))])
def test_assumptions_out_of_range_are_refused(assumed: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(UsageError, match=r"^Assumption '(days|surge|overlap)' runs from"):
        Assumptions(*assumed)


def test_each_assumption_is_varied_alone_and_all_together() -> None:
    assumed = Assumptions((5, 7), (1, 20), (0, 0.5))
    found = analysis.vary_assumptions(assumed)
    assert found[["assumption", "runs", "words"]].to_numpy().tolist() == [
        ["length in days", "5 to 7", "4.6 to 6.2"],
        ["surge factor", "1 to 20", "3.2 to 46"],
        ["overlap", "0 to 0.5", "3.8 to 6.7"],
        ["all together", "as above", "2.2 to 73"],
    ]
    by_surge = analysis.vary_surge(assumed, [20, 1])
    assert by_surge[["surge", "words"]].to_numpy().tolist() == [[1, "26 to 73"], [20, "2.2 to 4.6"]]
