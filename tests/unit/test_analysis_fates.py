import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import liberterra_analysis as lt
from liberterra_analysis import analysis
from liberterra_analysis.wording import phrase_fates, summarise_operation
from liberterra_analysis.wording.sentences import capitalise, phrase
from tests.unit.conftest import Make, Operations, noted

STAGES = ("persons_charged", "persons_convicted", "persons_acquitted", "persons_released")


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
    assert {figure.claim_id for figure in fates["figure"]} == set(found)
    true = [found[figure.claim_id] / number for figure in fates["figure"]]
    assert all(share in interval for share, interval in zip(true, fates["share"], strict=True))
    assert (fates["rest"] <= number - len(frozenset().union(*became.values()))).all()


@pytest.mark.parametrize(("whole", "rest"), [("c1", 15), ("c0", 11)])
def test_who_is_counted_at_two_stages_is_counted_once(whole: str, rest: int, figures_of: Make) -> None:
    charged = later("persons_charged", value=5, subset_of="c0")
    convicted = later("persons_convicted", value=4, subset_of=whole)
    fates = analysis.trace_fates(figures_of({"value": 20}, charged, convicted))
    assert fates["rest"].tolist() == [rest, rest]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"subset_of": "c0"}, "A said 5 people were charged: 25% of the 20 arrests."),
        (
            {},
            "A said 5 people were charged: 25% of the 20 arrests, if all are among these arrests, which is not "
            "recorded.",
        ),
        (
            {"source_id": "b"},
            "B reported that 5 people were charged. Whether they are among the 20 arrests (A) is not recorded.",
        ),
        ({"value": 30}, None),  # more than were arrested: they cannot all be among them
        (
            {"country_iso3": "FRA", "scope": "country"},
            "A said 5 people were charged. Whether they are among the 20 arrests is not recorded.",
        ),
        (
            {"scope": "case", "detail": "trial"},
            "A said 5 people were charged: 25% of the 20 arrests, if all are among these arrests, which is not "
            "recorded.",
        ),
        ({"metric": "persons_in_custody"}, None),  # for whatever reason
        (
            {"metric": "persons_in_custody", "subset_of": "c0", "release_status": "preliminary"},
            "A said 5 people were in custody (preliminary): 25% of the 20 arrests.",
        ),
        (
            {"subset_of": "c0", "hedge": "more_than"},
            "A said more than 5 people were charged: at least 30% of the 20 arrests.",
        ),
    ],
)
def test_what_is_said(cells: dict[str, object], said: str | None, figures_of: Make) -> None:
    frame = figures_of({"value": 20}, later("persons_charged", value=5) | cells)
    assert next(map(str, phrase_fates(analysis.trace_fates(frame), frame)), None) == said


@pytest.mark.parametrize(("charged", "said"), [(7, "7 of the 8 arrests"), (8, "all of the 8 arrests")])
def test_of_few_arrests_no_percentage_is_said(charged: int, said: str, figures_of: Make) -> None:
    frame = figures_of({"value": 8}, later("persons_charged", value=charged, subset_of="c0"))
    found = next(map(str, phrase_fates(analysis.trace_fates(frame), frame)))
    assert found == f"A said {charged} people were charged: {said}."


def test_what_became_of_the_arrested_is_said_once_with_who_contradicts_it(analysed: Operations) -> None:
    of = analysed["nawa-2"]
    said = [*summarise_operation(of.headline), *phrase_fates(analysis.trace_fates(of.frame), of.frame)]
    # The 22 are of a headline; the text has 6 and 17.
    assert [str(one) for one in said if "sentenced" in str(one)] == [
        "By the figures of Nord-Sud, 23 people were sentenced (22 according to the same source elsewhere): 95.8% of "
        "the 24 arrests."
    ]


@pytest.mark.parametrize(
    ("total", "fate"),
    [
        ({"scope": "country", "country_iso3": "FRA"}, {"scope": "case", "detail": "trial", "country_iso3": "DEU"}),
        ({"metric": "victims", "unit": "persons"}, {"subset_of": "c0"}),
    ],
)
def test_there_is_no_share_of_arrests_elsewhere_or_of_victims(
    total: dict[str, object], fate: dict[str, object], figures_of: Make
) -> None:
    assert analysis.trace_fates(figures_of({"value": 20} | total, later("persons_charged", value=5) | fate)).empty


def test_more_convicted_than_arrested_in_a_country_may_be_of_all_who_were_arrested(figures_of: Make) -> None:
    france = {"country_iso3": "FRA", "scope": "case", "detail": "trial"}
    frame = figures_of(
        {"value": 39},
        {"value": 9, "country_iso3": "FRA", "scope": "country", "source_id": "b"},
        later("persons_convicted", value=18, source_id="b") | france,
        later("persons_charged", value=8, country_iso3="FRA", scope="country", source_id="b"),
    )
    assert [*map(noted, phrase_fates(analysis.trace_fates(frame), frame))] == [
        "B reported that {c2} people were convicted. Whether they are among the {c0} arrests (A) is not recorded.",
        "What followed at least {13|claims} of the {c0} arrests is not recorded here.",
        "B reported that {c3} people were charged: {8|claims} of the {c1} arrests, if all are among these arrests, "
        "which is not recorded.",
    ]


def test_open_numbers_have_no_share_and_other_arrests_are_named(figures_of: Make) -> None:
    over = {"hedge": "more_than"}
    frame = figures_of(
        over | {"value": 1000},
        over | later("persons_convicted", value=540, subset_of="c0"),
        {"value": 22, "source_id": "b"},
    )
    assert [*map(noted, phrase_fates(analysis.trace_fates(frame), frame))] == [
        "A said {c1} people were convicted; what share of {c0} arrests that is cannot be worked out, as the arrests "
        "have no upper end. Other numbers of these arrests: {c2} arrests (B)."
    ]


def test_other_numbers_of_the_same_arrests_are_named_once(figures_of: Make) -> None:
    rows = [later("persons_charged", value=22), later("persons_convicted", value=20)]
    frame = figures_of({"value": 100}, *rows, {"value": 80, "source_id": "b"})
    said = [*map(str, phrase_fates(analysis.trace_fates(frame), frame))]
    assert [one.count("Other numbers of these arrests: 80 arrests (B).") for one in said] == [1, 0, 0]


def test_a_trial_without_arrests_is_the_whole(figures_of: Make) -> None:
    frame = figures_of(
        later("persons_before_court", value=21), later("persons_convicted", value=20, subset_of="c0", source_id="b")
    )
    assert next(map(noted, phrase_fates(analysis.trace_fates(frame), frame))) == (
        "B reported that {c1} people were convicted: {95.2%|claims} of the {c0} people brought before a prosecutor or "
        "court (A)."
    )


def test_the_rest_is_of_the_arrests_that_are_named(figures_of: Make) -> None:
    frame = figures_of(
        {"value": 163}, {"value": 160, "hedge": "more_than", "paragraph": 0}, later("persons_charged", value=105)
    )
    assert [*map(noted, phrase_fates(analysis.trace_fates(frame), frame))][-1] == (
        "What followed at least {58|claims} of the {c0} arrests is not recorded here."
    )


def test_a_sentence_begins_with_a_capital_and_goes_on_without_one(figures_of: Make) -> None:
    frame = figures_of({"value": 20}, later("persons_charged", value=5)).assign(publisher="FBI")
    fates = analysis.trace_fates(frame)
    assert [str(said)[:8] for said in phrase_fates(fates, frame)] == ["The FBI ", "What fol"]
    named = phrase_fates(fates, frame, dict.fromkeys(frame["operation_id"], "One"))
    assert [str(said)[:9] for said in named] == ["One: the ", "One: what"]
    assert str(capitalise(phrase("defenceWeb prints"))) == "defenceWeb prints"


def test_a_range_of_arrests_makes_one_of_the_share_and_other_arrests_are_named(figures_of: Make) -> None:
    rows = [{"value": 100, "hedge": "about"}, later("persons_charged", value=22), {"value": 22, "source_id": "b"}]
    frame = figures_of(*rows)
    assert [*map(str, phrase_fates(analysis.trace_fates(frame), frame))] == [
        "A said 22 people were charged: between 14.7% and 44% of about 100 arrests, if all are among these arrests, "
        "which is not recorded. Other numbers of these arrests: 22 arrests (B)."
    ]  # and nothing of a rest: by the other source there is none


def test_who_was_convicted_was_charged_before(figures_of: Make) -> None:
    frame = figures_of(
        {"value": 4}, later(STAGES[0], value=2, subset_of="c0"), later(STAGES[1], value=2, subset_of="c1")
    )
    assert analysis.trace_fates(frame)["rest"].tolist() == [2, 2]


def test_the_publisher_of_both_texts_is_named_once(figures_of: Make) -> None:
    frame = figures_of({"value": 20}, later("persons_charged", value=5, subset_of="c0", source_id="b"))
    said = next(phrase_fates(analysis.trace_fates(frame), frame))
    assert str(said) == "B reported that 5 people were charged: 25% of the 20 arrests (A)."
    frame["publisher"] = "A"
    said = next(phrase_fates(analysis.trace_fates(frame), frame))
    assert str(said) == "A reported that 5 people were charged: 25% of the 20 arrests."


def test_that_nothing_is_recorded_of_the_arrested_is_said(figures_of: Make) -> None:
    frame = figures_of({"value": 20})
    said = [*map(str, phrase_fates(analysis.trace_fates(frame), frame))]
    assert said == ["We have recorded no figure of what became of the people arrested."]


def test_columns_have_their_types_also_where_there_is_no_row() -> None:
    figures = lt.operation("nawa").figures
    for fates in (analysis.trace_fates(figures), analysis.trace_fates(figures.head(0))):
        assert fates.dtypes[["among", "rest", "figure"]].astype(str).tolist() == ["bool", "float64", "object"]
    restated = analysis.trace_restatements(figures.head(0), lt.load_sources())
    assert restated.dtypes[["loss", "own"]].astype(str).tolist() == ["str", "bool"]


def test_the_case_of_the_arrested_stands_in_the_brackets_that_they_have(figures_of: Make) -> None:
    case = {"scope": "case", "detail": "begging", "nationality_iso3": "MLI", "country_iso3": "SEN"}
    frame = figures_of({"value": 2, "population": "women", **case}, later(STAGES[0], value=2, subset_of="c0", **case))
    said = str(next(phrase_fates(analysis.trace_fates(frame), frame)))
    assert said.endswith(": all of the 2 arrests of women (nationals of Mali; begging).")
