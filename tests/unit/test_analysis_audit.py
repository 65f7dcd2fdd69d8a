from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import liberterra_analysis as lt
from liberterra_analysis import analysis, wording
from tests.unit.conftest import noted

Make = Callable[..., pd.DataFrame]
VICTIMS = {"metric": "victims", "unit": "persons"}


@pytest.mark.parametrize(
    ("near", "far", "losses"),
    [
        ({"hedge": "nearly"}, {}, ["hedge dropped"]),
        ({}, {"hedge": "at_least"}, ["hedge added"]),
        ({"hedge": "nearly"}, {"hedge": "about"}, ["hedge changed"]),
        ({"status": "potential"}, {}, ["status dropped"]),
        ({"status": "potential"}, {"status": "identified"}, ["status changed"]),
        ({"status": "potential", "hedge": "about"}, {}, ["hedge dropped, status dropped"]),
        ({}, {"status": "potential"}, []),
        ({"hedge": "nearly"}, {"value": 60}, []),  # another number is a contradiction, not a loss
        ({"status": "suspected", "metric": "arrests", "unit": "arrests"}, {"metric": "arrests", "unit": "arrests"}, []),
    ],
)
def test_what_was_lost(near: dict[str, object], far: dict[str, object], losses: list[str], figures_of: Make) -> None:
    usual = VICTIMS | {"value": 50}
    lost = analysis.find_lost_hedges(figures_of(usual | near, usual | {"source_id": "c"} | far))
    assert lost["loss"].tolist() == losses


def test_both_wordings_are_given(figures_of: Make) -> None:
    near = {"value": 50, "hedge": "nearly", "as_printed": "nearly 50"}
    frame = figures_of(near, {"value": 50, "source_id": "b"})
    said = wording.phrase_lost_hedges(analysis.find_lost_hedges(frame), frame)
    assert [*map(noted, said)] == ["one: A, {c0} arrests; B, {c1} arrests (wording not held). Hedge dropped."]


def test_gaps_are_counted_and_the_most_come_first(figures_of: Make) -> None:
    frame = figures_of({"value": 5}, {"value": 7, "source_id": "c", "operation_id": "two", "as_printed": "7"})
    about = pd.DataFrame({"operation_id": ["two", "one"], "name": ["Two", "One"]})
    found = analysis.find_gaps(frame, about.assign(days=pd.array([6, None], dtype="Int64")))
    assert found.drop(columns="name").to_numpy().tolist() == [
        ["one", 1, 0, 1, "not recorded", "not recorded", 3],
        ["two", 1, 1, 0, "recorded", "not recorded", 2],
    ]


def test_counts_hold_every_claim() -> None:
    frame = analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    for by in ("rank", "hedge", "status", "verb", "scope"):
        assert analysis.count_claims(frame, by)["claims"].sum() == len(frame)
