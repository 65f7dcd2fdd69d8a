"""Named actions and coverage; Hypothesis plays the sources of a country whose persons it knows."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liberterra_analysis.analysis import (
    check_consistency,
    measure_coverage,
    measure_parts,
    select_headline,
    sum_named_actions,
)
from liberterra_analysis.errors import UsageError
from liberterra_analysis.ledger import load_operations
from liberterra_analysis.wording import phrase_checks
from tests.unit.conftest import Make, Operations

FRANCE = {"scope": "case", "country_iso3": "FRA"}


def test_actions_of_liberterra_2(analysed: Operations) -> None:
    actions = analysed["liberterra-2"].actions
    assert actions[["country", "says"]].to_numpy().tolist() == [
        ["Argentina", "59 victims (case: farms)"],
        ["Mali", "24 female victims (case: business scheme)"],
        ["Türkiye", "1,500 irregular migrants"],
        ["Türkiye", "94 arrests"],
        ["Iraq", "25 arrests (case: begging ring)"],
        ["Serbia", "12 arrests (case: two groups)"],
        ["Montenegro", "11 arrests (case: Asia-EU group)"],
        ["United Kingdom", "10 arrests (2 cases)"],
        ["Algeria", "7 arrests (case: money laundering)"],
        ["Portugal", "7 arrests"],
        ["Syria", "suspects, not counted (case: group of doctors)"],
        ["Serbia", "at least 178 migrants smuggled (case: two groups)"],
        ["Montenegro", "350 migrants smuggled (suspected; case: Asia-EU group)"],
        ["Brazil", "70 migrants smuggled (suspected; case: route to the United States)"],
        ["Tunisia", "27 people intercepted (case: language trip)"],
        ["Philippines", "more than 250 people found (case: romance scams)"],
        ["Serbia", "2 criminal groups (case: two groups)"],
        ["Portugal", "6 investigations"],
        ["Portugal", "4,203 people checked"],
        ["Portugal", "23 locations checked"],
        ["Portugal", "3 searches"],
    ]


def test_coverage_of_liberterra_2(analysed: Operations) -> None:
    columns = ["metric", "named_words", "total_words", "countries", "share_words", "rest_lower", "rest_upper"]
    assert analysed["liberterra-2"].coverage[columns].to_numpy().tolist() == [
        ["victims", "83", "3,222", 2, "2.6%", 3139, 3139],
        ["irregular_migrants", "1,500", "17,793", 1, "8.4%", 16_293, 16_293],
        ["arrests", "166", "2,517", 7, "6.6%", 2351, 2351],
    ]


def test_coverage_of_a_total_with_an_open_end_is_open(analysed: Operations) -> None:
    row = analysed["maharlika-3"].coverage.set_index("metric").loc["victims"]
    assert (row["named_words"], row["total_words"], row["share_words"]) == ("134", "more than 130", "not established")
    assert (row["rest_lower"], row["rest_upper"]) == (0, math.inf)


def test_cases_of_one_source_add_up(figures_of: Make, metrics: pd.DataFrame) -> None:
    frame = figures_of(FRANCE | {"detail": "x", "value": 5}, FRANCE | {"detail": "y", "value": 7, "hedge": "at_least"})
    assert sum_named_actions(frame, metrics)[["lower", "upper", "words"]].to_numpy().tolist() == [
        [12, math.inf, "at least 12 (2 cases)"]
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"detail": "at-night"}], "5 arrests (at night)"),
        ([{"detail": "at-night"}, {"detail": "at-night", "source_id": "b"}], "5 arrests (at night)"),
        ([{"detail": "at-night"}, {}], "between 5 and 10 arrests"),  # not all of them
        ([{"detail": "trial", "scope": "case"}], "5 arrests (case: trial)"),  # not of the country
        ([{"detail": "case of a trial", "scope": "case"}], "5 arrests (case of a trial)"),
        ([{"detail": "trial", "scope": "case"}, {"detail": "raid", "scope": "case"}], "10 arrests (2 cases)"),
        ([{"detail": "trial", "scope": "case"}, {}], "between 5 and 10 arrests"),
        ([{"detail": "at-night"}, {"detail": "trial", "scope": "case"}], "between 5 and 10 arrests (at night; trial)"),
        ([{"detail": "phones", "unit": "items", "metric": "items_seized"}], "5 items seized"),
        ([{"detail": "at-night", "metric": "victims", "status": "potential"}], "5 victims (potential; at night)"),
        ([{"detail": "x", "phase": "preparatory", "scope": "case"}], "5 arrests (before the action days; case: x)"),
        ([{"phase": "preparatory"}, {}], "between 5 and 10 arrests (some before the action days)"),
        ([{"offence": "trafficking"}, {"offence": "other"}], "10 arrests (some for other offences)"),
        ([{"phase": "action"}], "5 arrests"),
    ],
)
def test_what_narrows_all_figures_of_a_country_stands_after_their_number(
    rows: list[dict[str, object]], said: str, figures_of: Make, metrics: pd.DataFrame
) -> None:
    frame = figures_of(*(FRANCE | {"scope": "country", "value": 5} | row for row in rows))
    assert sum_named_actions(frame, metrics)["says"].tolist() == [said]


@pytest.mark.parametrize(
    "other",
    [
        {"scope": "country"},  # a figure for the country may include the case
        {"source_id": "b", "detail": "y"},  # another source may tell of the same case
        {"detail": "x", "offence": "smuggling", "iccs": "08051"},  # figures about one case may count the same persons
    ],
)
def test_what_may_overlap_lies_between_the_larger_and_the_sum(
    other: dict[str, object], figures_of: Make, metrics: pd.DataFrame
) -> None:
    frame = figures_of(FRANCE | {"detail": "x", "value": 5}, FRANCE | {"value": 7} | other)
    assert sum_named_actions(frame, metrics)[["lower", "upper"]].to_numpy().tolist() == [[7, 12]]


def test_a_case_larger_than_its_country_does_not_stand_for_it(figures_of: Make, metrics: pd.DataFrame) -> None:
    case = FRANCE | {"scope": "case", "detail": "x", "value": 40_000, "hedge": "more_than", "source_id": "b"}
    frame = figures_of(FRANCE | {"scope": "country", "value": 38_717}, case)
    assert sum_named_actions(frame, metrics)["words"].tolist() == ["at least 38,717"]
    assert sum_named_actions(frame[1:], metrics)["words"].tolist() == ["more than 40,000 (case: x)"]


def test_parts_are_left_out_also_where_another_source_is_quoted_for_the_whole(
    figures_of: Make, metrics: pd.DataFrame
) -> None:
    case = FRANCE | {"detail": "x"}
    frame = figures_of(
        case | {"source_id": "a", "value": 27},
        case | {"source_id": "b", "value": 27},
        case | {"source_id": "b", "value": 21, "subset_of": "c1", "population": "minors"},
        case | {"source_id": "b", "value": 15, "subset_of": "c1", "population": "women"},
    )
    actions = sum_named_actions(frame, metrics)
    assert actions[["words", "claim_ids"]].to_numpy().tolist() == [["27 (case: x)", "c0"]]


@pytest.mark.parametrize(
    "rows",
    [
        # Through a part that counts something else.
        [{"value": 27}, {"value": 21, "metric": "suspects", "subset_of": "c0"}, {"value": 9, "subset_of": "c1"}],
        # As another source says than the one quoted.
        [
            {"value": 27, "source_id": "b"},
            {"value": 9, "population": "men"},
            {"value": 9, "population": "men", "source_id": "b", "subset_of": "c0"},
        ],
    ],
)
def test_parts_are_left_out_however_they_are_stated(
    rows: list[dict[str, object]], figures_of: Make, metrics: pd.DataFrame
) -> None:
    frame = figures_of(*(FRANCE | {"detail": "x"} | row for row in rows))
    actions = sum_named_actions(frame, metrics).set_index("metric")
    assert actions.loc["arrests", ["words", "claim_ids"]].tolist() == ["27 (case: x)", "c0"]


def test_of_figures_that_are_said_to_be_parts_of_each_other_none_is_left_out(
    figures_of: Make, metrics: pd.DataFrame
) -> None:
    men, case = {"population": "men"}, FRANCE | {"detail": "x"}
    frame = figures_of(
        case | {"value": 9}, case | {"value": 9, "subset_of": "c0"} | men, case | {"value": 9, "source_id": "b"} | men,
        case | {"value": 9, "source_id": "b", "subset_of": "c2"},
    )  # fmt: skip
    assert sum_named_actions(frame, metrics)["words"].tolist() == ["between 9 and 18 (case: x)"]


def test_arrests_for_other_offences_are_not_added_to_others_and_named(figures_of: Make, metrics: pd.DataFrame) -> None:
    rows = (FRANCE | {"value": 996, "offence": "other"}, FRANCE | {"value": 239, "source_id": "b"})
    found = sum_named_actions(figures_of(*rows), metrics)
    assert found["words"].tolist() == ["239 (counted apart: 996 for other offences)"]
    assert found[["short", "claim_ids"]].to_numpy().tolist() == [["239*", "c1 c0"]]
    told_apart = figures_of(rows[0], FRANCE | {"value": 239, "offence": "trafficking"})
    assert sum_named_actions(told_apart, metrics)["words"].tolist() == ["1,235 (some for other offences)"]
    assert sum_named_actions(figures_of(rows[0]), metrics)["says"].tolist() == ["996 arrests (for other offences)"]


def test_part_of_a_whole_of_another_country_or_metric_is_counted(figures_of: Make, metrics: pd.DataFrame) -> None:
    frame = figures_of({"value": 49}, FRANCE | {"detail": "x", "value": 31, "subset_of": "c0"})
    assert sum_named_actions(frame, metrics)["words"].tolist() == ["31 (case: x)"]


def test_money_and_what_has_no_country_is_left_out(figures_of: Make, metrics: pd.DataFrame) -> None:
    frame = figures_of(
        FRANCE | {"detail": "x", "value": 5, "metric": "money", "unit": "EUR"},
        {"scope": "case", "detail": "y", "value": 5},
    )
    assert sum_named_actions(frame, metrics).empty
    assert measure_coverage(select_headline(frame), frame).empty


def test_a_total_is_not_held_against_another_operations_countries(figures_of: Make) -> None:
    frame = figures_of({"value": 50}, FRANCE | {"value": 20, "operation_id": "other"})
    for totals in (select_headline(frame), select_headline(frame[:1])):
        with pytest.raises(UsageError) as caught:
            measure_coverage(totals, frame)
        assert str(caught.value) == "measure_coverage: the figures are of 2 operations; choose one of them."


def test_of_actions_that_exceed_the_total_no_share_is_established(figures_of: Make, metrics: pd.DataFrame) -> None:
    frame = figures_of({"value": 10}, FRANCE | {"detail": "x", "value": 30, "hedge": "more_than"})
    (row,) = measure_coverage(select_headline(frame), frame).to_dict("records")
    assert (row["share_lower"], row["share_upper"], row["rest_lower"], row["rest_upper"]) == (0, 1, 0, 10)


GIRLS = {"value": 25, "population": "minors", "detail": "Thailand and Laos"}
VICTIMS = {"value": 49, "metric": "victims", "unit": "persons"}


@pytest.mark.parametrize(
    ("total", "named", "found"),
    [
        # Who is arrested for sexual exploitation is no smuggler; who is arrested for what is not known need not be one.
        ({"value": 49, "offence": "smuggling"}, {"value": 8, "exploitation": "sexual"}, ("0", 0, False)),
        ({"value": 49, "offence": "smuggling"}, {"value": 8}, ("0", 0, False)),
        ({"value": 49, "offence": "smuggling"}, {"value": 8, "subset_of": "c0"}, ("8", 1, True)),
        (VICTIMS | {"exploitation": "sexual"}, VICTIMS | {"value": 8}, ("8", 1, False)),
        ({"value": 49, "offence": "smuggling"}, {"value": 8, "offence": "trafficking_or_smuggling"}, ("8", 1, False)),
        ({"value": 49, "offence": "smuggling"}, {"value": 8, "offence": "other", "subset_of": "c0"}, ("8", 1, True)),
        (GIRLS, {"value": 2, "population": "girls", "subset_of": "c0"}, ("2", 1, True)),
        (VICTIMS | {"population": "adults"}, VICTIMS | {"value": 8}, ("0", 0, False)),  # of an age not stated
        (VICTIMS | {"population": "adults"}, VICTIMS | {"value": 8, "population": "women"}, ("8", 1, False)),
        ({"value": 49}, {"value": 8, "phase": "preparatory"}, ("0", 0, False)),
        ({"value": 49}, {"value": 8, "phase": "preparatory", "subset_of": "c0"}, ("8", 1, True)),
        ({"value": 49}, {"value": 0, "subset_of": "c0"}, ("0", 0, False)),  # where nobody was found, none is placed
        ({"value": 49}, {"value": 3, "subset_of": "c1"}, ("3", 1, False)),  # 3 of 47, by a source that differs
    ],
)
def test_only_what_a_total_may_include_is_set_beside_it(
    total: dict[str, object], named: dict[str, object], found: tuple[str, int, bool], figures_of: Make
) -> None:
    frame = figures_of(
        total, total | {"value": 47, "source_id": "b"}, {"scope": "country", "country_iso3": "FRA"} | named
    )
    (row,) = measure_coverage(select_headline(frame), frame).to_dict("records")
    assert (row["named_words"], row["countries"], row["stated"]) == found


def test_what_countries_add_to_a_part_of_a_total_is_in_the_total(figures_of: Make) -> None:
    total, part = {"value": 77, "offence": "smuggling"}, {"value": 46, "detail": "on the day", "subset_of": "c0"}
    frame = figures_of(total, part, FRANCE | {"value": 12, "subset_of": "c1"})
    (row,) = measure_coverage(select_headline(frame), frame).to_dict("records")
    assert (row["named_words"], row["countries"], row["stated"]) == ("12", 1, True)


@pytest.mark.parametrize(("hedge", "stated"), [("exact", True), ("about", False)])
def test_a_total_is_stated_to_include_what_is_named_only_by_its_own_number(
    hedge: str, stated: bool, figures_of: Make
) -> None:
    total = {"value": 133, "source_id": "b"}
    frame = figures_of(total, total | {"source_id": "c", "hedge": hedge}, FRANCE | {"value": 2, "subset_of": "c1"})
    (row,) = measure_coverage(select_headline(frame), frame).to_dict("records")
    assert (row["total_words"], row["named_words"], row["stated"]) == ("133", "2", stated)


def test_arrests_of_a_country_are_placed_in_the_total_of_which_a_source_says_so(figures_of: Make) -> None:
    total = {"value": 107, "metric": "detained_or_arrested", "unit": "persons"}
    frame = figures_of(total, FRANCE | {"value": 5, "subset_of": "c0"}, FRANCE | {"value": 3, "offence": "other"})
    (row,) = measure_coverage(select_headline(frame), frame).to_dict("records")
    assert (row["named_words"], row["countries"], row["stated"]) == ("5", 1, True)


@pytest.mark.parametrize(
    ("total", "named", "words"),
    [
        ({}, {}, "0"),
        ({}, {"verb": "detected"}, "23 (suspected)"),
        ({}, {"subset_of": "c0"}, "23 (suspected)"),
        ({"status": "potential"}, {}, "23"),
    ],
)
def test_victims_that_are_suspected_and_not_said_to_be_found_are_none_of_the_rescued(
    total: dict[str, object], named: dict[str, object], words: str, figures_of: Make
) -> None:
    victims = {"metric": "victims", "unit": "persons"}
    frame = figures_of(
        victims | {"value": 700, "verb": "rescued"} | total,
        FRANCE | victims | {"value": 23, "status": "suspected"} | named,
    )
    assert measure_coverage(select_headline(frame), frame)["named_words"].tolist() == [words]


def test_a_total_without_a_detail_comes_first(figures_of: Make) -> None:
    frame = figures_of({"value": 74, "detail": "reception-centres"}, {"value": 16})
    assert measure_coverage(select_headline(frame), frame)["total_words"].tolist() == ["16"]


def test_no_breakdown_is_denied_of_a_detail_that_figures_of_countries_may_have(figures_of: Make) -> None:
    frame = figures_of(GIRLS, FRANCE | {"value": 16, "population": "minors"})  # perhaps of another place
    assert measure_coverage(select_headline(frame), frame).empty
    assert measure_coverage(select_headline(frame[:1]), frame[:1])["countries"].tolist() == [0]


def test_a_country_of_which_the_operation_has_totals_has_these_beside_others_alone(
    figures_of: Make, metrics: pd.DataFrame
) -> None:
    rows = [{"value": 239, "country_iso3": "FRA"}, FRANCE | {"detail": "Lyon", "value": 30}]
    assert sum_named_actions(figures_of(*rows), metrics).empty  # a case in the only country is no result of a country
    rows.append({"scope": "country", "country_iso3": "DEU", "value": 16})
    assert sum_named_actions(figures_of(*rows), metrics)["says"].tolist() == ["239 arrests", "16 arrests"]


def test_there_is_no_share_of_nothing(figures_of: Make, metrics: pd.DataFrame) -> None:
    frame = figures_of({"value": 0}, FRANCE | {"detail": "x", "value": 1})
    assert measure_coverage(select_headline(frame), frame).empty
    frame = figures_of({"value": 8, "derived": "four and four"}, FRANCE | {"value": 4, "subset_of": "c0"})
    assert measure_coverage(select_headline(frame), frame).empty


HEDGES = {
    "exact": lambda n: {"value": n},
    "at_least": lambda n: {"value": max(n - 1, 0), "hedge": "at_least"},
    "more_than": lambda n: {"value": n - 1, "hedge": "more_than"},
    "up_to": lambda n: {"value": n + 2, "hedge": "up_to"},
    "fewer_than": lambda n: {"value": n + 1, "hedge": "fewer_than"},
    "range": lambda n: {"value": n, "hedge": "range", "high": n + 3},
    "about": lambda n: {"value": n, "hedge": "about"},
    "uncounted": lambda n: {"value": "", "hedge": ""},
}


@st.composite
def told(draw: st.DrawFn) -> tuple[list[dict[str, object]], int]:
    """Draw the true cases of a country, what two sources tell of them, and how many persons that is in truth."""
    cases = [frozenset(range(10 * at, 10 * at + draw(st.integers(1, 9)))) for at in range(draw(st.integers(1, 3)))]
    claims: list[dict[str, object]] = []
    counted: set[int] = set()

    def tell(persons: frozenset[int], **cells: object) -> None:
        counted.update(persons)
        hedge = HEDGES[draw(st.sampled_from(sorted(HEDGES)))]
        claims.append({"country_iso3": "FRA", **hedge(len(persons)), **cells})

    def some(persons: frozenset[int]) -> frozenset[int]:
        return frozenset(draw(st.sets(st.sampled_from(sorted(persons)), min_size=1)))

    for source in ("a", "b"):
        for at, case in enumerate(cases):
            if not draw(st.booleans()):
                continue
            # Two sources may give one case different names, so that nothing shows that it is the same.
            name = draw(st.sampled_from([f"case-{at}", f"case-{at}-of-{source}"]))
            here = {"source_id": source, "scope": "case", "detail": name}
            tell(case, **here)
            whole = f"c{len(claims) - 1}"
            for group in draw(st.sets(st.sampled_from(["women", "minors"]))):
                tell(some(case), **here, population=group, subset_of=draw(st.sampled_from([whole, ""])))
        if draw(st.booleans()):
            everyone = frozenset().union(*cases, {99})
            tell(some(everyone), source_id=source, scope="country")
    return claims, len(counted)


@settings(max_examples=8)
@given(told())
def test_interval_holds_the_number_of_persons_told_of(
    figures_of: Make, metrics: pd.DataFrame, drawn: tuple[list[dict[str, object]], int]
) -> None:
    claims, truth = drawn
    actions = sum_named_actions(figures_of(*claims), metrics) if claims else pd.DataFrame()
    if claims:
        (row,) = actions.to_dict("records")
        assert row["lower"] <= truth <= row["upper"]


WEAKER = [("exact", "about"), ("exact", "at_least"), ("exact", "up_to"), ("more_than", "at_least")]


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(st.sampled_from(["FRA", "DEU"]), st.sampled_from("ab"), st.integers(1, 99), st.sampled_from(WEAKER)),
        min_size=1,
        max_size=6,
    ),
    st.data(),
)
def test_intervals_only_widen_as_hedges_weaken(
    figures_of: Make, metrics: pd.DataFrame, items: list[tuple[str, str, int, tuple[str, str]]], data: st.DataObject
) -> None:
    def rows(weaken: list[bool]) -> list[dict[str, object]]:
        return [{"value": 500}] + [
            {"source_id": source, "scope": "case", "detail": f"case-{at}", "country_iso3": country}
            | {"value": value, "hedge": hedges[weak]}
            for at, ((country, source, value, hedges), weak) in enumerate(zip(items, weaken, strict=True))
        ]

    weak = data.draw(st.lists(st.booleans(), min_size=len(items), max_size=len(items)))
    results = []
    for weaken in ([False] * len(items), weak):
        frame = figures_of(*rows(weaken))
        actions = sum_named_actions(frame, metrics)
        (row,) = measure_coverage(select_headline(frame), frame).to_dict("records")
        ends = {one["country_iso3"]: (one["lower"], one["upper"]) for one in actions.to_dict("records")}
        results.append(
            ends | {name: (row[f"{name}_lower"], row[f"{name}_upper"]) for name in ("share", "rest", "named")}
        )
    for name, (lower, upper) in results[0].items():
        assert results[1][name][0] <= lower
        assert upper <= results[1][name][1]


def test_a_part_does_not_repeat_what_its_whole_counts(figures_of: Make) -> None:
    victims = {"metric": "victims", "status": "potential"}
    frame = figures_of(
        victims | {"value": 334}, victims | {"value": 279, "exploitation": "forced_labour", "subset_of": "c0"}
    )
    narrowed = measure_parts(select_headline(frame))["narrowed"].tolist()
    assert len(narrowed) == 1
    assert narrowed[0].startswith("of ")


@pytest.mark.parametrize(
    ("whole", "parts", "drawn"),
    [
        ({"value": 24}, ({"value": 22}, {"value": 2}), ["22"]),
        ({"value": 23}, ({"value": 1},), []),
        ({"value": 149}, ({"value": 3},), []),
        ({"value": 130}, ({"value": 128}, {"value": 2}), []),
        ({"value": 137}, ({"value": 6, "hedge": "at_least"},), []),
        ({"value": 149}, ({"value": 3}, {"value": 4}), []),
        ({"value": 149}, ({"value": 3}, {"value": 40}), ["3", "40"]),
        ({"value": 20}, ({"value": 2}, {"value": 3}, {"value": 4}), ["2", "3", "4"]),
        ({"value": 100, "hedge": "more_than"}, ({"value": 35},), ["35"]),
    ],
)
def test_a_part_in_which_nothing_is_seen_is_not_drawn(
    whole: dict[str, object], parts: tuple[dict[str, object], ...], drawn: list[str], figures_of: Make
) -> None:
    rows = [one | {"subset_of": "c0", "detail": f"group {at}"} for at, one in enumerate(parts)]
    measured = measure_parts(select_headline(figures_of(whole, *rows)))
    assert sorted(measured["part_words"]) == drawn


def test_a_chart_names_a_part_by_its_detail_alone(figures_of: Make) -> None:
    frame = figures_of({"value": 84}, {"value": 44, "subset_of": "c0", "detail": "placed under observation"})
    assert measure_parts(select_headline(frame))["narrowed"].tolist() == ["placed under observation"]


def test_what_narrows_a_figure_of_a_check_stands_in_brackets(figures_of: Make) -> None:
    rows = [{"value": 5, "detail": "at night", "source_id": source} for source in "ab"]
    operations = load_operations().head(1).assign(operation_id="one")
    said = next(phrase_checks(check_consistency(figures_of(*rows), operations), operations))
    assert str(said) == "A printed 5 arrests (at night); B printed the same."


def test_what_is_only_context_is_in_no_share(figures_of: Make) -> None:
    frame = figures_of(
        {"value": 50},
        {"value": 9, "scope": "country", "country_iso3": "FRA"},
        {"value": 5, "scope": "context", "country_iso3": "DEU"},
    )
    assert measure_coverage(select_headline(frame), frame)["claim_ids"].tolist() == ["c1"]
