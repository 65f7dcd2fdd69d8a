from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from liberterra_analysis.analysis import check_consistency
from liberterra_analysis.document import Link
from liberterra_analysis.wording import phrase_checks
from liberterra_analysis.wording.sentences import Sentence
from tests.unit.conftest import noted

if TYPE_CHECKING:
    from tests.unit.conftest import Operations

Make = Callable[..., pd.DataFrame]
OPERATION: dict[str, object] = {
    "operation_id": "one", "name": "One", "starts": "2024-09-29", "ends": "2024-10-04", "days": 6,
    "dates_source_id": "a",
}  # fmt: skip


def phrase_all(checks: pd.DataFrame, frame: pd.DataFrame, operation: dict[str, object]) -> list[Sentence]:
    return [*phrase_checks(checks, frame, pd.DataFrame([operation]))]


@pytest.mark.parametrize(
    ("operation", "check", "state", "says"),
    [
        (
            "liberterra-2",
            "dates",
            "differs",
            "The National prints 5 days; 2024-09-29 to 2024-10-04 are 6 days, both ends counted.",
        ),
        (
            "liberterra-2",
            "same figure",
            "differs",
            "INTERPOL (copy on publicnow.com) prints nearly 24,000 flights monitored, The National about 24,000 "
            "flights monitored: the same number under another hedge; between 23,500 and 23,999 would fit both.",
        ),
        (
            "liberterra-2",
            "same figure",
            "differs",
            "INTERPOL (copy on publicnow.com) prints 3,222 potential victims, JURIST 3,222 victims: the same number, "
            "but the status is 'potential' there, 'status not recorded' here.",
        ),
        (
            "liberterra-2",
            "same figure",
            "agrees",
            "INTERPOL (copy on publicnow.com) prints 2,517 arrests; the same is printed by The National 2,517.",
        ),
        (
            "liberterra-2",
            "parts",
            "agrees",
            "Stated as a part of 2,517 arrests: 850 arrests for trafficking in persons or migrant smuggling.",
        ),
        (
            "empact-labour-2024",
            "sum of parts",
            "differs",
            "Stated as parts of 165,896 entities checked: 63,649 persons checked; 9,564 locations checked; 20,556 "
            "vehicles checked; 76,670 documents checked; together 170,439, which is more than the whole.",
        ),
        (
            "andes",
            "sum of parts",
            "agrees",
            "Stated as parts of 49 arrests for migrant smuggling: 18 arrests for migrant smuggling, action days; 31 "
            "arrests for migrant smuggling, before the action days; together 49, which is the whole.",
        ),
        (
            "weka-1",
            "sum of parts",
            "cannot tell",
            "Stated as parts of 195 arrests: 88 arrests for trafficking in persons; 63 arrests for migrant smuggling; "
            "together 151; the other 44 are not recorded.",
        ),
    ],
)
def test_check_of_a_real_operation(operation: str, check: str, state: str, says: str, analysed: Operations) -> None:
    of = analysed[operation]
    sentences = [*map(str, phrase_all(of.checks, of.frame, of.operation))]
    assert of.checks.loc[sentences.index(says), ["check", "state"]].tolist() == [check, state]


def test_every_check_names_claims_and_what_differs_comes_first(analysed: Operations) -> None:
    order = {"differs": 0, "cannot tell": 1, "agrees": 2}
    for operation in ("liberterra-2", "weka-1", "andes", "empact-labour-2024"):
        of = analysed[operation]
        sentences = phrase_all(of.checks, of.frame, of.operation)
        assert of.checks["state"].map(order).is_monotonic_increasing, operation
        assert len(set(map(str, sentences))) == len(sentences), operation
        for said, claims in zip(sentences, of.checks["claim_ids"], strict=True):
            cited = [part.target for part in said.parts if isinstance(part, Link) and "#claim-" in part.target]
            assert cited == [f"#claim-{claim}" for claim in claims.split()]


def states(frame: pd.DataFrame, operation: dict[str, object] | None = None) -> list[list[str]]:
    return check_consistency(frame, pd.DataFrame([operation or OPERATION]))[["check", "state"]].to_numpy().tolist()


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"value": 6}, "agrees"),
        ({"value": 5}, "differs"),
        ({"value": 5, "hedge": "more_than"}, "agrees"),
        ({"value": 6, "hedge": "fewer_than"}, "differs"),
        ({"value": 7, "hedge": "nearly"}, "agrees"),
    ],
)
def test_days_against_dates(cells: dict[str, object], state: str, figures_of: Make) -> None:
    frame = figures_of({"metric": "duration_days", "unit": "days"} | cells)
    assert states(frame) == [["dates", state]]


def test_days_are_not_checked_where_the_dates_are_not_to_the_day(figures_of: Make) -> None:
    frame = figures_of({"metric": "duration_days", "unit": "days", "value": 5})
    assert states(frame, OPERATION | {"days": pd.NA, "ends": "2024-10"}) == []


@pytest.mark.parametrize(
    ("whole", "parts", "state"),
    [
        ({"value": 10}, [4, 6], "agrees"),
        ({"value": 10}, [4, 5], "cannot tell"),
        ({"value": 10}, [4, 7], "differs"),
        ({"value": 10, "hedge": "about"}, [4, 7], "cannot tell"),
        ({"value": 10, "hedge": "more_than"}, [4, 6], "cannot tell"),
        ({"value": 10, "hedge": "fewer_than"}, [4, 6], "differs"),
    ],
)
def test_sum_of_parts(whole: dict[str, object], parts: list[int], state: str, figures_of: Make) -> None:
    offences = ("smuggling", "trafficking")
    frame = figures_of(
        whole,
        *({"value": part, "subset_of": "c0", "offence": name} for part, name in zip(parts, offences, strict=True)),
    )
    assert ["sum of parts", state] in states(frame)


@pytest.mark.parametrize(
    "parts",
    [
        [{"offence": "smuggling"}, {"population": "women"}],  # a woman may be arrested for smuggling
        [{"phase": "action"}, {"phase": "action", "country_iso3": "FRA"}],  # France is among all countries
        [{"phase": "action"}],
        [{"detail": "x"}, {"detail": "y"}],  # nothing says that the kinds do not overlap
        [{"country_iso3": "FRA"}, {}],
    ],
)
def test_parts_that_may_overlap_are_not_added_up(parts: list[dict[str, object]], figures_of: Make) -> None:
    frame = figures_of({"value": 10}, *({"value": 6, "subset_of": "c0"} | part for part in parts))
    assert "sum of parts" not in {check for check, _ in states(frame)}


def test_phases_do_not_overlap_wherever_they_took_place(figures_of: Make) -> None:
    frame = figures_of(
        {"value": 49},
        {"value": 18, "subset_of": "c0", "phase": "action"},
        {"value": 31, "subset_of": "c0", "phase": "preparatory", "scope": "country", "country_iso3": "COL"},
    )
    assert ["sum of parts", "agrees"] in states(frame)


@pytest.mark.parametrize(
    ("one", "two", "state", "verdict"),
    [
        ({"value": 5}, {"value": 5}, "agrees", "A prints {c0} arrests; the same is printed by B {c1}."),
        ({"value": 5}, {"value": 6}, "differs", "A prints {c0} arrests, B {c1} arrests: no number fits both."),
        (
            {"value": 94},
            {"value": 100, "hedge": "nearly"},
            "agrees",
            "A prints {c0} arrests, B {c1} arrests: 94 would fit both.",
        ),
        (
            {"value": 94},
            {"value": 94, "hedge": "at_least"},
            "differs",
            "A prints {c0} arrests, B {c1} arrests: the same number under another hedge; 94 would fit both.",
        ),
        (
            {"value": 5},
            {"value": 5, "status": "suspected"},
            "differs",
            "A prints {c0} arrests, B {c1} arrests: the same number, but the status is 'status not recorded' there, "
            "'suspected' here.",
        ),
        (
            {"value": 5},
            {"value": 6, "paragraph": 0},
            "differs",
            "A prints {c0} arrests, B in its headline {c1} arrests: no number fits both.",
        ),
    ],
)
def test_two_claims_about_one_figure(
    one: dict[str, object], two: dict[str, object], state: str, verdict: str, figures_of: Make
) -> None:
    frame = figures_of(one | {"source_id": "a"}, two | {"source_id": "b"})
    checks = check_consistency(frame, pd.DataFrame([OPERATION]))
    (said,) = phrase_all(checks, frame, OPERATION)
    assert [*checks.loc[0, ["check", "state"]], noted(said)] == ["same figure", state, verdict]


def test_what_lies_outside_the_operation_is_not_held_against_it(figures_of: Make) -> None:
    frame = figures_of({"value": 5, "scope": "context"}, {"value": 6, "scope": "context"})
    assert states(frame) == []


def test_operation_without_anything_to_check_has_no_rows(figures_of: Make) -> None:
    assert states(figures_of({"value": 5})) == []
