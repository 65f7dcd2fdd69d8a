"""Totals of figures: only what may be added is, and what may be counted twice makes an interval."""

import pytest

from liberterra_analysis.analysis import total
from liberterra_analysis.errors import UsageError
from tests.unit.conftest import Make, Operations

FRANCE = {"scope": "country", "country_iso3": "FRA"}
PAPERS = {"metric": "documents_seized", "unit": "documents"}
BETWEEN = "between 35 and 52"


def test_arrests_of_liberterra_2_are_those_that_interpol_counted(analysed: Operations) -> None:
    frame = analysed["liberterra-2"].frame
    assert frame.loc[frame["metric"] == "arrests", "value"].sum() > 2517  # the sum of the column
    assert str(total(frame).set_index("metric").loc["arrests", "number"]) == "2,517"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"value": 50}, {"value": 20, "subset_of": "c0", "offence": "smuggling"}], "50"),  # a part is in its whole
        ([{"value": 50}, FRANCE | {"value": 20}], "50"),  # what happened in France is in the whole
        ([{"value": 50}, {"value": 50, "source_id": "b", "offence": "trafficking"}], "50"),  # some of the same arrests
        (
            [{"value": 22}, FRANCE | {"value": 30, "hedge": "more_than", "source_id": "b"}],
            "at least 31",
        ),  # France has more
        (
            [
                {"value": 50},
                {"value": 70, "source_id": "b"},
                {"value": 60, "source_id": "b", "offence": "other", "subset_of": "c1"},
            ],
            "between 60 and 110",  # 60 of the 70 of another source are no part of 50
        ),
        ([{"value": 20}, {"value": 29, "offence": "smuggling"}], "between 29 and 49"),  # the 20 are not all
        ([{"value": 50}, {"value": 20, "offence": "other"}], "between 50 and 70"),  # may come on top
        ([{"value": 50}, {"value": 20, "phase": "preparatory"}], "between 50 and 70"),
        ([{"value": 50}, {"value": 20, "scope": "context", "detail": "y"}], "50"),  # of another action
        ([{"value": 50, "population": "women"}, FRANCE | {"value": 20}], "between 50 and 70"),  # in it, or beside it
        ([FRANCE | {"value": 50}, FRANCE | {"value": 20, "source_id": "b", "detail": "y"}], "between 50 and 70"),
        ([FRANCE | {"value": 35, "population": "women"}, FRANCE | {"value": 17, "population": "men"}], "52"),
        ([FRANCE | {"value": 3, "offence": "trafficking"}, FRANCE | {"value": 7, "offence": "other"}], "10"),
        ([FRANCE | {"value": 35, "population": "adults"}, FRANCE | {"value": 17, "population": "men"}], BETWEEN),
        ([FRANCE | {"value": 35, "population": "women"}, FRANCE | {"value": 17, "offence": "other"}], BETWEEN),
        ([FRANCE | {"value": 35, "detail": "fraud"}, FRANCE | {"value": 17, "detail": "theft"}], BETWEEN),
        ([FRANCE | {"value": 35, "detail": "fraud"}, FRANCE | {"value": 17, "detail": "others"}], "52"),
        ([FRANCE | {"value": 35}, FRANCE | {"value": 17, "detail": "others"}], BETWEEN),  # of them, perhaps
        (
            [
                FRANCE | PAPERS | {"value": 35, "detail": "passports"},
                FRANCE | PAPERS | {"value": 17, "detail": "visas"},
            ],
            "52",
        ),
        (
            [
                FRANCE | {"value": 35, "detail": "fraud"},
                FRANCE | {"value": 10, "detail": "theft"},
                FRANCE | {"value": 7, "detail": "others"},
            ],
            BETWEEN,
        ),
        ([{"value": 50, "hedge": "about"}], "about 50"),  # a single figure keeps its words
        ([{"value": 50}, {"value": 20, "operation_id": "other", "hedge": "more_than"}], "at least 71"),
    ],
)
def test_what_may_be_added(rows: list[dict[str, object]], words: str, figures_of: Make) -> None:
    assert total(figures_of(*rows), [])["number"].astype(str).tolist() == [words]


def test_unlike_things_are_never_added(figures_of: Make) -> None:
    frame = figures_of({"value": 50}, {"value": 20, "metric": "victims", "unit": "persons"})
    assert total(frame, "operation_id")["number"].astype(str).tolist() == ["50", "20"]


def test_a_sum_looks_no_more_certain_than_what_was_added(figures_of: Make) -> None:
    raid = {"scope": "case", "detail": "raid", "country_iso3": "ITA", "status": "suspected", "population": "minors"}
    frame = figures_of(raid, FRANCE | {"value": 20}, FRANCE | {"value": 7, "status": "potential", "detail": "y"})
    found = total(frame, "country_iso3").set_index("country_iso3")[["statuses", "populations", "offences", "scopes"]]
    assert found.loc["FRA"].tolist() == ["potential unspecified", "unspecified", "unspecified", "country"]
    assert found.loc["ITA"].tolist() == ["suspected", "minors", "unspecified", "case"]


def test_groups_may_be_numbers(figures_of: Make) -> None:
    frame = figures_of({"value": 50}, {"value": 20, "subset_of": "c0"}, {"value": 7, "operation_id": "other"})
    found = total(frame.assign(year=[2024, 2024, 2025]), "year")
    assert found["number"].astype(str).tolist() == ["50", "7"]


def test_a_claim_that_a_frame_repeats_counts_once_in_each_group(figures_of: Make) -> None:
    frame = figures_of({"value": 50}, {"value": 20, "subset_of": "c0"}, {"value": 7, "operation_id": "other"})
    led_by = [["Europol", "Frontex"], ["Europol", "Frontex"], ["Frontex"]]
    each = frame.assign(organisation=led_by).explode("organisation")
    assert total(each, "organisation")["number"].astype(str).tolist() == ["50", "57"]
    assert total(each, [])["number"].astype(str).tolist() == ["57"]


def test_a_frame_may_repeat_its_labels(figures_of: Make) -> None:
    frame = figures_of({"value": 50}, FRANCE | {"value": 20})
    each = frame.assign(organisation=[["Europol", "Frontex"]] * 2).explode("organisation")
    assert total(each, "organisation")["number"].astype(str).tolist() == ["50", "50"]


def test_an_unknown_column_is_named(figures_of: Make) -> None:
    with pytest.raises(UsageError, match=r"column 'contry_iso3' is not one of .* did you mean 'country_iso3'"):
        total(figures_of({"value": 50}), "contry_iso3")
