from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liberterra_analysis import analysis
from liberterra_analysis.wording import phrase_fates
from tests.unit.conftest import noted

if TYPE_CHECKING:
    from tests.unit.conftest import Operations

Make = Callable[..., pd.DataFrame]

STAGES = ("persons_charged", "persons_convicted", "persons_released")


def later(metric: str, **cells: object) -> dict[str, object]:
    return {"metric": metric, "unit": "persons", **cells}


@st.composite
def printed(draw: st.DrawFn, true: int) -> dict[str, object]:
    """Print a true number with a hedge that is right."""
    hedge, value = draw(
        st.sampled_from(
            [("exact", true), ("up_to", true + 3), ("at_least", max(true - 2, 0)), ("fewer_than", true + 1)]
        )
    )
    return {"value": value, "hedge": hedge}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), number=st.integers(1, 40))
def test_shares_and_rest_hold_what_became_of_the_arrested(figures_of: Make, data: st.DataObject, number: int) -> None:
    arrested = range(number)
    became = {metric: data.draw(st.frozensets(st.sampled_from(arrested))) for metric in STAGES}
    tied = data.draw(st.booleans())
    rows = [data.draw(printed(number))]
    rows += [
        later(metric, subset_of="c0" if tied else "", **data.draw(printed(len(who)))) for metric, who in became.items()
    ]
    frame = figures_of(*rows)
    fates = analysis.trace_fates(frame)
    pd.testing.assert_frame_equal(fates, analysis.trace_fates(frame[::-1]))
    found = {f"c{at}": len(became[metric]) for at, metric in enumerate(STAGES, 1)}
    assert set(fates["claim_id"]) == set(found)
    true = fates["claim_id"].map(found) / number
    assert ((fates["share_lower"] <= true) & (true <= fates["share_upper"])).all()
    assert (fates["rest"] <= number - len(frozenset().union(*became.values()))).all()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"subset_of": "c0"}, "A: 5 persons charged, of 20 arrests: 25%."),
        (
            {},
            "A: 5 persons charged, beside 20 arrests: 25%, if all are among these arrests, which is not recorded.",
        ),
        (
            {"source_id": "b"},
            "B: 5 persons charged, beside 20 arrests (A): 25%, if all are among these arrests, which is not recorded.",
        ),
        ({"value": 30}, None),  # more than were arrested: they cannot all be among them
        ({"country_iso3": "FRA", "scope": "country"}, None),
        ({"country_iso3": "FRA", "scope": "case", "detail": "trial"}, None),
        (
            {"scope": "case", "detail": "trial"},
            "A: 5 persons charged, beside 20 arrests: 25%, if all are among these arrests, which is not recorded.",
        ),
        ({"metric": "persons_in_custody"}, None),  # for whatever reason
        (
            {"metric": "persons_in_custody", "subset_of": "c0", "release_status": "preliminary"},
            "A (preliminary): 5 persons in custody, of 20 arrests: 25%.",
        ),
        (
            {"subset_of": "c0", "hedge": "more_than"},
            "A: more than 5 persons charged, of 20 arrests: at least 30%.",
        ),
    ],
)
def test_what_is_said(cells: dict[str, object], said: str | None, figures_of: Make) -> None:
    frame = figures_of({"value": 20}, later("persons_charged", value=5) | cells)
    assert next(map(str, phrase_fates(analysis.trace_fates(frame), frame)), None) == said


def test_open_numbers_have_no_share_and_other_arrests_are_named(figures_of: Make) -> None:
    over = {"hedge": "more_than"}
    frame = figures_of(
        over | {"value": 1000},
        over | later("persons_convicted", value=540, subset_of="c0"),
        {"value": 22, "source_id": "b"},
    )
    assert [*map(noted, phrase_fates(analysis.trace_fates(frame), frame))] == [
        "A: {c1} persons convicted, of {c0} arrests: no share follows, as the arrests have no upper end. "
        "Elsewhere: {c2} arrests (B)."
    ]


def test_a_trial_without_arrests_is_the_whole(figures_of: Make) -> None:
    frame = figures_of(
        later("persons_before_court", value=21), later("persons_convicted", value=20, subset_of="c0", source_id="b")
    )
    assert next(map(noted, phrase_fates(analysis.trace_fates(frame), frame))) == (
        "B: {c1} persons convicted, of {c0} persons brought before a prosecutor or court (A): {95.2%|claims}."
    )


def test_operations_of_the_ledger(analysed: Operations) -> None:
    frames = [analysed[key].frame for key in ("san-pedro-2015", "nawa", "liberterra-2")]
    akoma, nawa, none = ([*map(str, phrase_fates(analysis.trace_fates(frame), frame))] for frame in frames)
    assert akoma == [
        "AFP (on VOA Afrique): 22 persons brought before a prosecutor or court for trafficking in persons, beside "
        "about 100 arrests for trafficking in persons: between 14.7% and 44%, if all are among these arrests, which is "
        "not recorded. Elsewhere: 22 arrests for trafficking in persons (IOM)."
    ]
    assert nawa[0].endswith("9.5%, if all are among these arrests, which is not recorded.")
    assert nawa[1] == "What became of at least 76 of the 84 arrests is not recorded here."
    assert none == []
