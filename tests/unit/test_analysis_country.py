from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import liberterra_analysis as lt
from liberterra_analysis import analysis, wording
from liberterra_analysis.errors import UsageError
from tests.unit.conftest import noted

Make = Callable[..., pd.DataFrame]
OPERATIONS = pd.DataFrame({"operation_id": ["one", "two"], "name": ["One", "Two"], "regions": ["Mali", "Mali; Niger"]})
NO_ROUTES = pd.DataFrame({"claim_id": [], "place_code": [], "place_scheme": []})
MALI = {"scope": "country", "country_iso3": "MLI"}


def about(frame: pd.DataFrame, country: str = "MLI") -> pd.DataFrame:
    return analysis.select_country_claims(frame, NO_ROUTES, country)


def test_territory_and_nationals_are_apart(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 5, "nationality_iso3": "NER"}, {"value": 7, "nationality_iso3": "MLI"})
    assert about(frame)[["claim_id", "about"]].to_numpy().tolist() == [["c0", "territory"], ["c1", "nationals"]]
    assert about(frame, "NER")[["claim_id", "about"]].to_numpy().tolist() == [["c0", "nationals"]]
    assert about(frame, "FRA").empty


def test_a_route_is_neither(figures_of: Make) -> None:
    routes = pd.DataFrame({"claim_id": ["c0"], "place_code": ["MLI"], "place_scheme": ["iso3166"]})
    frame = figures_of({"value": 5, "scope": "case", "detail": "x", "country_iso3": "NER"})
    assert analysis.select_country_claims(frame, routes, "MLI")["about"].tolist() == ["route"]


@pytest.mark.parametrize(
    ("whole", "part", "words"),
    [
        ({"value": 20}, {"value": 5}, ["25%"]),
        ({"value": 20, "hedge": "at_least"}, {"value": 5}, ["at most 25%"]),
        ({"value": 20}, {"value": 5, "subset_of": ""}, []),  # not recorded as a part
        ({"value": 20, "metric": "suspects", "unit": "persons"}, {"value": 5}, []),  # another metric
        ({"value": "", "hedge": ""}, {"value": 5}, []),
        ({"value": 20, "scope": "case", "detail": "x"}, {"value": 5}, []),  # no total of the operation
    ],
)
def test_shares_only_of_what_is_stated_as_a_part(
    whole: dict[str, object], part: dict[str, object], words: list[str], figures_of: Make
) -> None:
    frame = figures_of(whole, MALI | {"subset_of": "c0"} | part)
    assert analysis.measure_shares(frame, about(frame))["words"].tolist() == words


def test_what_is_not_known_is_said(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 5})
    found = about(frame)
    said = wording.phrase_unknown("MLI", found, analysis.measure_shares(frame, found), OPERATIONS)
    assert [*map(noted, said)] == [
        "One: whether its totals include {c0} arrests is not recorded.",
        "We have recorded no figure about nationals of the country.",
        "Two took place there, but no figure for the country alone is recorded here.",
        "We have seldom recorded which countries took part, so others than those named may have.",
    ]


def test_what_narrows_a_figure_does_not_run_into_the_sentence(figures_of: Make) -> None:
    found = about(figures_of(MALI | {"value": 5, "detail": "perhaps of One"}, MALI | {"value": 3, "metric": "victims"}))
    said = next(wording.phrase_unknown("MLI", found, analysis.measure_shares(found, found), OPERATIONS))
    assert (
        noted(said) == "One: whether its totals include {c0} arrests (perhaps of One) and {c1} victims is not recorded."
    )


def test_a_country_with_figures_says_what_is_not_among_them(figures_of: Make) -> None:
    found = about(figures_of(MALI | {"value": 2, "metric": "duration_days", "unit": "days"}, MALI | {"value": 5}))
    dated = OPERATIONS.assign(starts=None, ends=None, dates_source_id=None)
    assert " ".join(map(str, wording.summarise_country("MLI", found, dated))) == (
        "We have recorded 1 claim about Mali, in sources on 1 operation: all about what happened there. Claims on how "
        "long an operation took, or who took part, are not among these."
    )


def test_how_long_an_operation_took_is_no_result_and_nobody_is_in_no_total(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 2, "metric": "duration_days", "unit": "days"}, MALI | {"value": 0})
    found = about(frame)
    assert found["claim_id"].tolist() == ["c1"]
    unknown = wording.phrase_unknown("MLI", found, analysis.measure_shares(frame, found), OPERATIONS)
    assert "whether its totals include" not in "\n".join(map(str, unknown))


def test_many_figures_are_counted_and_the_newest_result_leads(figures_of: Make) -> None:
    cases = [MALI | {"value": at, "scope": "case", "detail": f"d{at}", "operation_id": "two"} for at in range(1, 5)]
    frame = figures_of(MALI | {"value": 5}, MALI | {"value": 9, "operation_id": "two"}, *cases)
    found, dated = about(frame), OPERATIONS.assign(starts=["2021-03", "2024"], ends=None, dates_source_id=None)
    first, *rest = wording.summarise_country("MLI", found, dated)
    assert noted(first) == "Two (2024): A said {c1} arrests were made."
    assert str(rest[0]) == "We have recorded no newer count of people found or arrested in the whole country."
    _, undated, *_ = wording.summarise_country("MLI", found, dated.assign(starts=["2024", "2024-05"]))
    assert str(undated) == "Others may be newer, as sources do not date them to the day."
    _, unknown, *_ = wording.phrase_unknown("MLI", found, analysis.measure_shares(frame, found), OPERATIONS)
    assert str(unknown) == "Two: whether its totals include 5 of the figures above is not recorded."


def test_a_part_of_the_operations_total_is_the_countrys_result_all_the_same(figures_of: Make) -> None:
    frame = figures_of({"value": 20}, MALI | {"value": 5, "subset_of": "c0"}, MALI | {"value": 2, "subset_of": "c1"})
    dated = OPERATIONS.assign(starts=["2024", None], ends=None, dates_source_id=None)
    assert (
        noted(wording.summarise_country("MLI", about(frame), dated)[0]) == "One (2024): A said {c1} arrests were made."
    )


def test_an_unknown_code_is_refused() -> None:
    frame = analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    with pytest.raises(UsageError, match="country code 'TUX'"):
        analysis.select_country_claims(frame, lt.load_routes(), "TUX")
