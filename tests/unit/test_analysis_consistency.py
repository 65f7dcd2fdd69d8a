from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liberterra_analysis.analysis import check_consistency
from liberterra_analysis.analysis.agreement import round_back
from liberterra_analysis.analysis.consistency import STATES, Check
from liberterra_analysis.document import Link
from liberterra_analysis.hedges.rules import last_place
from liberterra_analysis.wording import phrase_checks
from liberterra_analysis.wording.sentences import Sentence
from tests.unit.conftest import Make, Operations

OPERATION: dict[str, object] = {
    "operation_id": "one", "name": "One", "starts": "2024-09-29", "ends": "2024-10-04", "days": 6,
    "dates_source_id": "a",
}  # fmt: skip


def phrase_all(checks: pd.DataFrame, operation: dict[str, object]) -> list[Sentence]:
    return [*phrase_checks(checks, pd.DataFrame([operation]))]


@pytest.mark.parametrize(
    ("operation", "check", "state", "says"),
    [
        (
            "liberterra-2",
            "dates",
            "differs",
            "29 September to 4 October 2024 is 6 days, both ends counted; The Annapurna Express and The New Dispatch "
            "printed 6 days; but The National printed 5 days.",
        ),
        (
            "liberterra-2",
            "same figure",
            "differs",
            "INTERPOL printed 2,517 arrests; The National printed the same; not clearly the same, The "
            "National elsewhere printed hundreds of arrests; but France-Soir printed 2,571.",
        ),
        (
            "liberterra-2",
            "same figure",
            "cannot tell",
            "INTERPOL printed 3,222 potential victims; The National printed the same; rounded, "
            "INTERPOL in the headline of a copy printed 3,200; in different words, JURIST printed 3,222 "
            "victims; not clearly the same, The National elsewhere printed thousands of victims.",
        ),
        (
            "storm-makers-1",
            "same figure",
            "by rounding",
            "INTERPOL printed 121 arrests; another text of INTERPOL and the headline of a copy printed the same; "
            "rounded, Jornal de Notícias printed 120.",
        ),
        (
            "liberterra-3",
            "same figure",
            "differs",
            "INTERPOL printed 4,414 potential victims; rounded, INTERPOL in its headline printed 4,400; in different "
            "words, brief.news printed more than 4,414; but Infobae printed 4,626, Radio Nicaragua printed 4,419 and "
            "Folha Nacional printed 1,800 victims.",
        ),
        ("san-pedro-2015", "same figure", "agrees", "INTERPOL printed 22 arrests; Reuters printed the same."),
        ("epervier-2017", "same figure", "agrees", "INTERPOL implied 5 countries (derived); AP printed the same."),
        (
            "liberterra-2",
            "parts",
            "agrees",
            "Of the 2,517 arrests, 850 were for human trafficking or migrant smuggling and 7 were in Portugal: "
            "no part is larger than the whole.",
        ),
        (
            "empact-labour-2024",
            "sum of parts",
            "differs",
            "Of the 165,896 entities checked, 63,649 were people, 9,564 were locations, 20,556 were vehicles and "
            "76,670 were documents: 170,439 together, more than the whole.",
        ),
        (
            "andes",
            "sum of parts",
            "agrees",
            "Of the 49 arrests for migrant smuggling, 18 were made during the action days and 31 were made before the "
            "action days in Colombia: 49 together, the whole.",
        ),
        (
            "weka-1",
            "parts",
            "agrees",
            "Of the 195 arrests, 88 were for human trafficking, 63 for migrant smuggling, 49 were in Morocco and 1 was "
            "for other offences in Portugal (Lisbon airport; derived): no part is larger than the whole.",
        ),
    ],
)
def test_check_of_a_real_operation(operation: str, check: str, state: str, says: str, analysed: Operations) -> None:
    of = analysed[operation]
    sentences = [*map(str, phrase_all(of.checks, of.operation))]
    assert of.checks.loc[sentences.index(says), ["check", "state"]].tolist() == [check, state]


def test_every_check_names_claims_and_what_differs_comes_first(analysed: Operations) -> None:
    order = {state: at for at, state in enumerate(STATES)}
    for operation in ("liberterra-2", "weka-1", "andes", "empact-labour-2020", "empact-labour-2024"):
        of = analysed[operation]
        sentences = phrase_all(of.checks, of.operation)
        assert of.checks["state"].map(order).is_monotonic_increasing, operation
        assert len(set(map(str, sentences))) == len(sentences), operation
        for said, claims in zip(sentences, of.checks["claims"], strict=True):
            cited = {part.target for part in said.parts if isinstance(part, Link) and "#claim-" in part.target}
            assert cited == {f"#claim-{claim.claim_id}" for claim in claims}


def test_who_prints_the_same_word_for_a_number_prints_the_same(figures_of: Make) -> None:
    hundreds = {"value": 100, "hedge": "order_of_magnitude"}
    frame = figures_of(hundreds, hundreds | {"source_id": "b"})
    (said,) = phrase_all(check_consistency(frame, pd.DataFrame([OPERATION])), OPERATION)
    assert str(said) == "A printed hundreds of arrests; B printed the same."


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
        ({"value": 5, "detail": "of raids"}, ""),
    ],
)
def test_days_against_dates(cells: dict[str, object], state: str, figures_of: Make) -> None:
    frame = figures_of({"metric": "duration_days", "unit": "days"} | cells)
    assert states(frame) == ([["dates", state]] if state else [])
    assert states(frame, OPERATION | {"days": pd.NA, "ends": "2024-10"}) == []  # dates that are not to the day


def test_what_stands_alone_or_outside_the_operation_is_not_checked(figures_of: Make) -> None:
    assert states(figures_of({"value": 5})) == []
    assert states(figures_of({"value": 5, "scope": "context"}, {"value": 6, "scope": "context"})) == []


@pytest.mark.parametrize(
    ("whole", "parts", "state"),
    [
        ({"value": 10}, [4, 6], "agrees"),
        ({"value": 10}, [4, 7], "differs"),
        ({"value": 10, "hedge": "about"}, [4, 7], "cannot tell"),
        ({"value": 10, "hedge": "at_least"}, [4, 7], "cannot tell"),
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


FREED = {"metric": "persons_released", "unit": "persons", "value": 2}
SENTENCED = FREED | {"metric": "persons_sentenced", "value": 22}
ABOUT_8 = {"value": 8, "hedge": "about"}
CALIFORNIA = {"value": 4, "population": "minors", "detail": "California"}
IN_COLOMBIA = {"value": 31, "phase": "preparatory", "scope": "country", "country_iso3": "COL"}
B = {"source_id": "b"}


@pytest.mark.parametrize(
    ("whole", "parts", "state"),
    [
        # Details are added up where they make the whole, places that two sources name may lie in each other, results
        # of other sources are no others, and phases do not overlap, wherever they took place.
        ({"value": 10}, [{"value": 4, "detail": "x"}, {"value": 6, "detail": "y", "offence": "other"}], "agrees"),
        ({"value": 10}, [{"value": 4, "detail": "x"}, {"value": 6, "detail": "y", "offence": "other"} | B], "agrees"),
        ({"value": 10}, [{"value": 4, "detail": "x"}, {"value": 5, "detail": "y", "offence": "other"}], ""),
        ({"value": 10}, [{"value": 4, "detail": "x"}, {"value": 5, "detail": "y", "offence": "other"} | B], ""),
        (ABOUT_8, [CALIFORNIA, CALIFORNIA | {"detail": "San Francisco"}], "cannot tell"),
        (ABOUT_8, [CALIFORNIA, CALIFORNIA | {"detail": "San Francisco"} | B], ""),
        ({"value": 24}, [FREED, SENTENCED], "agrees"),
        ({"value": 24}, [FREED, SENTENCED | B], ""),
        ({"value": 49}, [{"value": 18, "phase": "action"}, IN_COLOMBIA], "agrees"),
    ],
)
def test_which_parts_are_added_up(
    whole: dict[str, object], parts: list[dict[str, object]], state: str, figures_of: Make
) -> None:
    checks = states(figures_of(whole, *(part | {"subset_of": "c0"} for part in parts)))
    assert [found for check, found in checks if check == "sum of parts"] == ([state] if state else [])


def test_a_sum_short_of_its_whole_is_not_made(figures_of: Make) -> None:
    parts = [{"value": 38, "country_iso3": "PRT"}, {"value": 19, "country_iso3": "COL"}]
    assert states(figures_of({"value": 3744}, *({"subset_of": "c0"} | part for part in parts))) == [["parts", "agrees"]]


@pytest.mark.parametrize(
    "parts",
    [
        [{"value": 56, "population": "minors"}, {"value": 35, "country_iso3": "FRA"}],
        [
            {"value": 70, "population": "girls"},
            {"value": 20, "population": "minors", "detail": "boys"},
            {"value": 5, "population": "minors", "detail": "foreign"},
        ],
    ],
)
def test_parts_that_no_column_tells_apart_do_not_exceed_the_whole(
    parts: list[dict[str, object]], figures_of: Make
) -> None:
    assert states(figures_of({"value": 90}, *({"subset_of": "c0"} | part for part in parts))) == [["parts", "agrees"]]


def test_parts_that_exceed_the_whole_are_found_beside_those_of_another_source(figures_of: Make) -> None:
    parts = [{"value": 7, "detail": "x"}, {"value": 3, "detail": "y"}, {"value": 1, "detail": "z", "source_id": "b"}]
    frame = figures_of({"value": 9}, *({"subset_of": "c0"} | part for part in parts))
    assert states(frame) == [["parts", "cannot tell"], ["parts", "agrees"]]


@pytest.mark.parametrize(("last", "source", "state"), [(1, "a", "agrees"), (2, "a", "cannot tell"), (2, "b", "agrees")])
def test_parts_of_one_source_that_exceed_the_whole_together_do_not_agree_with_it(
    last: int, source: str, state: str, figures_of: Make
) -> None:
    details = [{"value": 17, "detail": "x"}, {"value": 6, "detail": "y"}, {"value": last, "detail": "z"}]
    parts = [part | {"subset_of": "c0"} for part in details]
    parts[-1]["source_id"] = source
    checks = check_consistency(figures_of({"value": 24}, *parts), pd.DataFrame([OPERATION]))
    (said,) = phrase_all(checks[checks["state"] == state], OPERATION)
    assert ("25 together, more than the whole, unless some are counted" in str(said)) == (state == "cannot tell")


@pytest.mark.parametrize(("value", "says"), [(40, "40 were vehicles"), (1, "1 vehicle was checked")])
def test_what_was_done_to_the_whole_is_not_said_again_of_several(value: int, says: str, figures_of: Make) -> None:
    whole = {"metric": "entities_checked", "unit": "entities", "value": 252}
    part = {"metric": "vehicles_checked", "unit": "vehicles", "value": value, "subset_of": "c0"}
    (said,) = phrase_all(check_consistency(figures_of(whole, part), pd.DataFrame([OPERATION])), OPERATION)
    assert str(said) == f"Of the 252 entities checked, {says}: the part is no larger than the whole."


def test_a_case_is_named_where_its_figure_is_a_whole(figures_of: Make) -> None:
    case = {"scope": "case", "detail": "Georgia", "country_iso3": "USA", "unit": "persons"}
    frame = figures_of(
        case | {"metric": "victims", "value": 28, "population": "minors"},
        case | {"metric": "missing_children", "value": 18, "subset_of": "c0"},
        case | {"metric": "victims", "value": 1, "population": "minors", "subset_of": "c0", "detail": "Augusta"},
    )
    (said,) = phrase_all(check_consistency(frame, pd.DataFrame([OPERATION])), OPERATION)
    assert str(said) == (
        "Of the 28 child victims in the United States (Georgia), 18 were missing children and 1 was listed here under "
        "“Augusta”: no part is larger than the whole."
    )


CASES = [
    ({"value": 3222}, {"value": 3222}, "agrees"),
    # Rounding: half up, at the last digit that is not zero, from 100, by no more than a tenth.
    ({"value": 3222}, {"value": 3200}, "by rounding"),
    ({"value": 3250}, {"value": 3300}, "by rounding"),
    ({"value": 3249}, {"value": 3300}, "differs"),
    ({"value": 3290}, {"value": 3200}, "differs"),  # cut off
    ({"value": 94}, {"value": 100}, "by rounding"),
    ({"value": 89}, {"value": 100}, "differs"),
    ({"value": 140}, {"value": 100}, "differs"),
    ({"value": 39}, {"value": 40}, "differs"),
    ({"value": 3200}, {"value": 3222}, "by rounding"),  # whichever is quoted
    ({"value": 3222, "hedge": "about"}, {"value": 3000}, "by rounding"),
    ({"value": 3222}, {"value": 3000, "hedge": "about"}, "in different words"),
    ({"value": 3249.6}, {"value": 3200}, "by rounding"),
    ({"value": 3250.2}, {"value": 3200}, "differs"),
    ({"value": 2517}, {"value": 2571}, "differs"),
    ({"value": 4414}, {"value": 4626}, "differs"),
    ({"value": 4500}, {"value": 4400}, "differs"),
    ({"value": 390_000, "hedge": "more_than"}, {"value": 39_000}, "differs"),
    # Words: a hedge, a status or a vague word that the number allows.
    ({"value": 94}, {"value": 100, "hedge": "nearly"}, "in different words"),
    ({"value": 9015}, {"value": 10_000, "hedge": "nearly"}, "cannot tell"),
    ({"value": 10_000, "hedge": "nearly"}, {"value": 9015}, "cannot tell"),
    ({"value": 9500}, {"value": 10_000, "hedge": "nearly"}, "in different words"),
    ({"value": 1426}, {"value": 1500, "hedge": "nearly"}, "in different words"),
    ({"value": 477}, {"value": 500, "hedge": "nearly"}, "in different words"),
    ({"value": 970_440}, {"value": 1_000_000, "hedge": "nearly"}, "in different words"),
    ({"value": 9015}, {"value": 9500, "hedge": "about"}, "differs"),
    ({"value": 94}, {"value": 94, "hedge": "at_least"}, "in different words"),
    ({"value": 94}, {"value": 94, "hedge": "more_than"}, "in different words"),
    ({"value": 94, "hedge": "nearly"}, {"value": 94, "hedge": "more_than"}, "differs"),
    ({"value": 94}, {"value": 95, "hedge": "more_than"}, "differs"),
    # Further apart than a tenth, or vague: a number fits both, but they are no two ways to say the same.
    ({"value": 100}, {"value": 90, "hedge": "more_than"}, "in different words"),
    ({"value": 100}, {"value": 89, "hedge": "more_than"}, "cannot tell"),
    ({"value": 390_000, "hedge": "more_than"}, {"value": 39_000, "hedge": "more_than"}, "cannot tell"),
    ({"value": 150, "hedge": "about"}, {"value": 100, "hedge": "more_than"}, "cannot tell"),
    ({"value": 850}, {"value": 100, "hedge": "order_of_magnitude"}, "cannot tell"),
    ({"value": 1850}, {"value": 100, "hedge": "order_of_magnitude"}, "differs"),
    ({"value": 5}, {"value": "", "hedge": ""}, "cannot tell"),
]
"""Two claims about one figure, and how they agree where both have the same status."""


def pairs_of(pairs: list[tuple[dict[str, object], dict[str, object]]], figures_of: Make, **second: str) -> pd.DataFrame:
    """Make figures of pairs of claims, each pair about a thing of its own and from two sources."""
    usual = {"metric": "victims", "unit": "persons"}
    rows = [
        usual | {"detail": f"thing-{at}", "source_id": source} | more | claim
        for at, (one, two) in enumerate(pairs)
        for source, more, claim in (("a", {}, one), ("c", second, two))
    ]
    return figures_of(*rows)


@pytest.mark.parametrize("status", ["unspecified", "potential"])
def test_how_two_claims_about_one_figure_agree(status: str, figures_of: Make) -> None:
    frame = pairs_of([(one, two) for one, two, _ in CASES], figures_of, status=status)
    checks = check_consistency(frame, pd.DataFrame([OPERATION]))
    keys = [" ".join(one.claim_id for one in claims) for claims in checks["claims"]]
    checks = pd.Series(checks["state"].tolist(), keys)
    same = status == "unspecified"
    for at, (one, two, state) in enumerate(CASES):
        expected = state if same or state in {"cannot tell", "differs"} else "in different words"
        found = frame["agreement"].tolist()[2 * at : 2 * at + 2]
        assert (found, checks[f"c{2 * at} c{2 * at + 1}"]) == (["agrees", expected], expected), (one, two)


def test_only_what_no_number_fits_differs_in_either_order(figures_of: Make) -> None:
    hedges = ("exact", "about", "nearly", "more_than", "at_least", "up_to", "fewer_than")
    claims = [{"value": value, "hedge": hedge} for value in (9, 94, 100, 107, 350) for hedge in hedges]
    pairs = [*product(claims, claims)]
    frame, turned = (pairs_of(given, figures_of) for given in (pairs, [(two, one) for one, two in pairs]))
    found = frame["agreement"][1::2].tolist()
    assert found == turned["agreement"][1::2].tolist()
    ends = zip(frame["lower"][::2], frame["upper"][::2], frame["lower"][1::2], frame["upper"][1::2], strict=True)
    for (one, two), agreement, (low, high, low2, high2) in zip(pairs, found, ends, strict=True):
        if max(low, low2) <= min(high, high2):
            least, most = sorted([one["value"], two["value"]])
            is_strict = least >= 100 and "nearly" in (one["hedge"], two["hedge"])
            far = least < (0.95 if is_strict else 0.9) * most
            expected = "agrees" if one == two else "cannot tell" if far else "in different words"
            assert agreement == expected, (one, two)
        elif "exact" not in (one["hedge"], two["hedge"]):
            assert agreement == "differs", (one, two)


def test_another_status_of_arrests_says_nothing(figures_of: Make) -> None:
    frame = figures_of({"value": 5}, {"value": 5, "status": "suspected", "source_id": "b"})
    assert frame["agreement"].tolist() == ["agrees", "agrees"]


@pytest.mark.parametrize(("source", "agreement"), [("b", "cannot tell"), ("c", "differs")])
def test_a_vague_word_may_mean_a_part_that_its_source_states(source: str, agreement: str, figures_of: Make) -> None:
    part = {"value": 850, "subset_of": "c1", "offence": "smuggling", "source_id": source}
    vague = {"value": 100, "hedge": "order_of_magnitude", "source_id": "b"}
    frame = figures_of({"value": 2517}, {"value": 2517, "source_id": source}, part, vague)
    assert frame["agreement"].tolist()[-1] == agreement


@pytest.mark.parametrize(
    ("hedge", "second", "third", "state"),
    [
        ("about", {"value": 3523}, {"value": 3526}, "differs"),
        ("about", {"value": 3500, "hedge": "nearly"}, {"value": 3500, "hedge": "more_than"}, "differs"),
        ("about", {"value": 3523}, {"value": 3520}, "in different words"),  # rounded
        ("nearly", {"value": 3490}, {"value": 1000, "hedge": "order_of_magnitude"}, "cannot tell"),
    ],
)
def test_claims_that_exclude_each_other_do_not_agree(
    hedge: str, second: dict[str, object], third: dict[str, object], state: str, figures_of: Make
) -> None:
    first = {"value": 3500, "hedge": hedge, "source_id": "a"}
    frame = figures_of(first, second | {"source_id": "b"}, third | {"source_id": "c", "paragraph": 0})
    (check,) = Check.rows(check_consistency(frame, pd.DataFrame([OPERATION])))
    (said,) = phrase_all(Check.to_frame([check]), OPERATION)
    assert check.state == state
    assert str(said).endswith("; these do not all agree with each other.") == (state == "differs")


@pytest.mark.parametrize(("quoted", "other", "says"), [(121, 120, "; rounded, "), (150, 152, "; less rounded, ")])
def test_of_two_numbers_the_round_one_is_called_rounded(quoted: int, other: int, says: str, figures_of: Make) -> None:
    frame = figures_of({"value": quoted}, {"value": other, "source_id": "c"})
    (said,) = phrase_all(check_consistency(frame, pd.DataFrame([OPERATION])), OPERATION)
    assert f"{says}C printed {other}." in str(said)


@given(value=st.integers(1, 10**7))
def test_what_rounds_back_to_a_number_rounds_to_it(value: int) -> None:
    ends, place = round_back(value), int(last_place(np.array([float(value)]))[0])
    assert value in ends
    for number in (int(ends.lower), int(ends.upper)):
        assert (number + place // 2) // place * place == value
        assert abs(number - value) <= value / 10


def test_many_sources_are_counted_and_listed_once(figures_of: Make) -> None:
    rows = [{"value": 5, "source_id": name} for name in "abbbc"] + [{"value": 6, "source_id": "b", "paragraph": 0}]
    frame = figures_of(*rows)
    (said,) = phrase_all(check_consistency(frame, pd.DataFrame([OPERATION])), OPERATION)
    others = "4 others printed the same: B, B, B and C; but B in its headline printed 6"
    assert str(said) == f"A printed 5 arrests; {others}."


def test_a_source_that_prints_a_number_three_times_is_named_twice(figures_of: Make) -> None:
    frame = figures_of(*[{"value": 5}] * 3)
    (said,) = phrase_all(check_consistency(frame, pd.DataFrame([OPERATION])), OPERATION)
    assert str(said) == "A printed 5 arrests; A elsewhere and once more printed the same."


@pytest.mark.parametrize(
    ("source", "publisher", "name"), [("b", "B", "B elsewhere"), ("c", "B", "another text of B"), ("c", "C", "C")]
)
def test_who_prints_two_numbers_is_not_named_as_two(source: str, publisher: str, name: str, figures_of: Make) -> None:
    frame = figures_of({"value": 5}, {"value": 5, "source_id": "b"}, {"value": 9, "source_id": source})
    frame["publisher"] = ["A", "B", publisher]
    (said,) = phrase_all(check_consistency(frame, pd.DataFrame([OPERATION])), OPERATION)
    assert str(said) == f"A printed 5 arrests; B printed the same; but {name} printed 9."
