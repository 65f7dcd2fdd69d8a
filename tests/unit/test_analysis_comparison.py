"""Which figures may be compared, and that nothing is printed of those that may not."""

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import liberterra_analysis as lt
from liberterra_analysis import analysis
from liberterra_analysis import document as doc
from liberterra_analysis.analysis import compare_operations
from liberterra_analysis.analysis.comparison import STATES
from liberterra_analysis.wording import phrase_pairs, tabulate_figures, tabulate_operations, tabulate_pairs
from tests.unit.conftest import Make, noted

PRINTED = ["difference", "day_difference"]
RATES = [
    f"{side}_{by}_{end}" for side in ("earlier", "later") for by in ("day", "country") for end in ("lower", "upper")
]
ENDS = ["lower", "upper", *RATES]


def operations(days: tuple[int | None, int | None] = (6, 6), names: tuple[str, str] = ("One", "Two")) -> pd.DataFrame:
    rows = {"operation_id": ["one", "two"], "name": list(names), "starts": ["2020", "2021"]}
    return pd.DataFrame(rows).assign(days=pd.array(days, dtype="Int64"))


COUNTRIES = ({"metric": "countries", "unit": "countries", "value": 9},) * 2


def both(earlier: dict[str, Any], later: dict[str, Any]) -> list[dict[str, Any]]:
    """Two figures of two operations in which the same number of countries took part."""
    return [earlier, later | {"operation_id": "two"}, COUNTRIES[0], COUNTRIES[1] | {"operation_id": "two"}]


def pair_of(frame: pd.DataFrame, days: tuple[int | None, int | None] = (6, 6)) -> dict[str, Any]:
    """Return the first pair, with its reasons, its change and its sentence in words."""
    pairs = compare_operations(frame, operations(days))
    row = pairs[pairs["metric"] != "countries"].head(1)
    said = tabulate_pairs(row)[["reasons", "change"]].iloc[0]
    return dict(row.iloc[0]) | dict(said) | {"sentence": phrase_pairs(row, table="all")[0]}


@pytest.mark.parametrize(
    ("earlier", "later", "kinds", "reasons"),
    [
        (
            {"metric": "inspections", "unit": "inspections"},
            {"metric": "database_checks", "unit": "checks"},
            "metric",
            "they count different things: inspections and checks against databases",
        ),
        (
            {"metric": "money", "unit": "USD"},
            {"metric": "money", "unit": "EUR"},
            "unit",
            "they are in different units: USD and EUR",
        ),
        ({}, {"population": "women"}, "group", "they count different groups: arrests and arrests of women"),
        (
            {"subset_of": "c9", "offence": "smuggling"},
            {"offence": "smuggling"},
            "part",
            "one is stated as a part of a larger figure, the other is not",
        ),
        ({"value": "", "hedge": ""}, {}, "not-counted", "one is reported, but not counted"),
        (
            {"metric": "victims", "unit": "persons", "status": "potential"},
            {"metric": "victims", "unit": "persons"},
            "status",
            "one says potential victims, the other victims",
        ),
        ({"country_iso3": "CIV"}, {"country_iso3": "GHA"}, "place", "one is of Côte d’Ivoire, the other of Ghana"),
        ({}, {"country_iso3": "GHA"}, "place", "one is of no single country, the other of Ghana"),
        (
            {},
            {"phase": "preparatory"},
            "group",
            "they count different groups: arrests and arrests (before the action days)",
        ),
    ],
)
def test_why_figures_are_not_comparable(
    earlier: dict[str, Any], later: dict[str, Any], kinds: str, reasons: str, figures_of: Make
) -> None:
    usual = {"value": 11}
    row = pair_of(figures_of(*both(usual | earlier, usual | {"value": 22} | later)))
    assert (row["state"], row["kinds"], row["reasons"]) == ("not comparable", kinds, reasons)
    assert [row[name] for name in PRINTED] == [""] * len(PRINTED)
    assert all(math.isnan(row[name]) for name in ENDS)


@pytest.mark.parametrize(
    ("earlier", "later", "days", "kinds", "reasons"),
    [
        ({}, {}, (6, 12), "length", "they lasted 6 days and 12 days"),
        ({}, {}, (None, 6), "length", "how many days One lasted is not recorded"),
        ({"release_status": "initial"}, {}, (6, 6), "early", "the figure of One rests on early results"),
        ({}, {"release_status": "preliminary"}, (6, 6), "early", "the figure of Two rests on early results"),
        (
            {"verb": "rescued"},
            {"verb": "safeguarded"},
            (6, 6),
            "verb",
            "the sources use different verbs: rescued and safeguarded",
        ),
        ({"value": 200}, {}, (6, 6), "round", "200 is printed without a hedge, but may be rounded"),
        (
            {},
            {"source_id": "b"},
            (6, 6),
            "source",
            "they come from different kinds of sources: the organisation itself and agency text",
        ),
        (
            {"source_id": "copy"},
            {"source_id": "b"},
            (6, 6),
            "source",
            "they come from different kinds of sources: copy of a release and agency text",
        ),
        (
            {"hedge": "more_than"},
            {},
            (6, 6),
            "overlap",
            "no difference is established: the hedges leave open which is larger",
        ),
    ],
)
def test_what_calls_for_caution(
    earlier: dict[str, Any],
    later: dict[str, Any],
    days: tuple[int | None, int | None],
    kinds: str,
    reasons: str,
    figures_of: Make,
) -> None:
    row = pair_of(figures_of(*both({"value": 11} | earlier, {"value": 22} | later)), days)
    assert (row["state"], row["kinds"], row["reasons"]) == ("with caution", kinds, reasons)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [({}, {}), ({"verb": "rescued"}, {}), ({"hedge": "about"}, {}), ({}, {"source_id": "copy"})],
)
def test_nothing_speaks_against_a_comparison(earlier: dict[str, Any], later: dict[str, Any], figures_of: Make) -> None:
    row = pair_of(figures_of(*both({"value": 11} | earlier, {"value": 44} | later)))
    assert (row["state"], row["kinds"], row["reasons"], row["difference"]) == ("comparable", "", "", "more")


@pytest.mark.parametrize(
    ("earlier", "later", "reasons"),
    [
        (
            "modern slavery, with a focus on labour exploitation",
            "human trafficking for sexual exploitation",
            "one was directed against labour exploitation, the other against sexual exploitation",
        ),
        ("sex trafficking", "sexual exploitation and forced labour", ""),
        ("human trafficking", "sex trafficking", ""),  # of which kind, is not said
        ("migrant smuggling", None, ""),
    ],
)
def test_another_aim_calls_for_caution(earlier: str, later: str | None, reasons: str, figures_of: Make) -> None:
    aims = {"one": earlier, "two": later}
    said = [(key, f"The operation was directed against {aim}.") for key, aim in aims.items() if aim]
    frame = figures_of(*both({"value": 11}, {"value": 22}))
    pairs = compare_operations(frame, operations(), pd.DataFrame(said, columns=["operation_id", "statement"]))
    assert tabulate_pairs(pairs)["reasons"].tolist() == [reasons]
    assert pairs["kinds"].tolist() == (["aim"] if reasons else [""])


@pytest.mark.parametrize("counts", [(9, 10), (9, None)])
def test_the_number_of_countries_is_a_caution_and_no_result(counts: tuple[int, int | None], figures_of: Make) -> None:
    rows = both({"value": 11}, {"value": 22})
    rows = rows[:2] + [row | {"value": at} for row, at in zip(rows[2:], counts, strict=True) if at]
    frame = figures_of(*rows)
    said = {9: "9 and 10 countries took part", 0: "how many countries took part in Two is not recorded"}
    assert pair_of(frame)["reasons"] == said[9 if counts[1] else 0]
    assert set(compare_operations(frame, operations())["metric"]) == {"arrests"}  # no measure to compare


def test_no_figure_is_called_later_of_operations_without_a_date(figures_of: Make) -> None:
    undated = operations().assign(starts=["2020", None])
    pair = compare_operations(figures_of(*both({"value": 20}, {"value": 14})), undated).iloc[0]
    assert (pair["state"], pair["kinds"], pair["difference"]) == ("not comparable", "order", "")


def test_countries_on_which_sources_disagree_are_a_range(figures_of: Make) -> None:
    other = COUNTRIES[0] | {"value": 12, "source_id": "b"}
    frame = figures_of(*both({"value": 22}, {"value": 44}), other, other | {"source_id": "c", "value": 11})
    row = pair_of(frame)
    assert row["reasons"] == "how many countries took part is not certain: 9 to 12 and 9"
    assert [row[f"earlier_country_{end}"] for end in ("lower", "upper")] == [1.8, 2.5]
    about = operations().assign(ends=None, dates_source_id=None)
    listed = tabulate_operations(about, frame)["countries"]
    assert [noted(said) for said in listed] == ["{c2} to {c4}", "{c3}"]
    beside = tabulate_figures(frame, operations()).set_index("noun").loc["countries"]
    assert [noted(said) for said in beside] == ["{c2} to {c4}", "{c3}"]
    panels = analysis.arrange_panels(frame, operations(), compare_operations(frame, operations()))
    assert panels["countries"].tolist() == ["9–12", "9"]


def test_ranges_that_overlap_are_not_certain_rather_than_another_length_or_number(figures_of: Make) -> None:
    rows = both({"value": 22}, {"value": 44})
    weeks = [
        {"metric": "duration_weeks", "unit": "weeks", "value": 1, "operation_id": one, "source_id": "b"}
        for one in ("one", "two")
    ]
    longer = [one | {"value": 10, "source_id": "b"} for one in rows[2:]]
    row = pair_of(figures_of(*rows, *weeks, *longer), (11, 11))
    assert (row["state"], row["kinds"], row["reasons"]) == (
        "with caution",
        "length countries",
        "how long they lasted is not certain: 7 to 11 days and 7 to 11 days; how many countries took part is not "
        "certain: 9 to 10 and 9 to 10",
    )
    short = tabulate_pairs(compare_operations(figures_of(*rows, *weeks, *longer), operations((11, 11))))["why"]
    assert short.tolist() == ["length not certain, number of countries not certain"]
    other = pair_of(figures_of(*rows, *weeks, longer[0]), (11, 12))
    assert other["reasons"] == (
        "how long they lasted is not certain: 7 to 11 days and 7 to 12 days; how many countries took part is not "
        "certain: 9 to 10 and 9"
    )


def test_territories_are_no_countries(figures_of: Make) -> None:
    rows = both({"value": 22}, {"value": 44})
    frame = figures_of(*rows[:2], rows[2] | {"quote": "9 countries and territories"}, rows[3])
    assert pair_of(frame)["reasons"] == "9 (with territories) and 9 countries took part"
    listed = tabulate_operations(operations().assign(ends=None, dates_source_id=None), frame)["countries"]
    assert [*map(str, listed)] == ["9 (with territories)", "9"]


def test_who_contradicts_a_figure_is_named_once_for_each_number(figures_of: Make) -> None:
    others = [{"value": 10, "source_id": "a", "paragraph": 0}, {"value": 10, "source_id": "b"}, {"value": 9}]
    row = pair_of(figures_of(*both({"value": 11, "paragraph": 1}, {"value": 22}), *others))
    assert (row["kinds"], row["reasons"]) == (
        "contradicted",
        "the figure of One is also given as 10 arrests (the same source elsewhere, B) and 9 arrests (the same source "
        "elsewhere)",
    )


def test_a_figure_of_one_country_needs_no_number_of_countries(figures_of: Make) -> None:
    frame = figures_of(
        *({"value": at, "operation_id": one, "country_iso3": "USA"} for one, at in (("one", 11), ("two", 22)))
    )
    assert pair_of(frame)["state"] == "comparable"


@pytest.mark.parametrize(("value", "difference"), [(200, ""), (201, "fewer")])
def test_a_hedge_on_a_round_number_leaves_a_difference_open(value: int, difference: str, figures_of: Make) -> None:
    rows = both({"value": 210, "hedge": "more_than"}, {"value": value})
    row = pair_of(figures_of(*rows, {"operation_id": "two", "source_id": "c", "value": value, "hedge": "more_than"}))
    assert row["difference"] == difference


@pytest.mark.parametrize(
    "other", [{"value": 1200}, {"value": 1150, "hedge": "more_than"}, {"value": 1194, "status": "suspected"}]
)
def test_what_agrees_is_no_reason_for_caution(other: dict[str, Any], figures_of: Make) -> None:
    row = pair_of(figures_of(*both({"value": 1194}, {"value": 2222}), {"source_id": "b"} | other))
    assert row["state"] == "comparable"


@pytest.mark.parametrize(
    ("status", "state", "reasons"),
    [
        (
            "identified",
            "not comparable",
            "in another passage, or a source as near, one says identified victims, the other potential victims",
        ),
        ("unspecified", "comparable", ""),  # a word that is left out
    ],
)
def test_another_status_elsewhere(status: str, state: str, reasons: str, figures_of: Make) -> None:
    usual = {"metric": "victims", "unit": "persons", "status": "potential", "paragraph": 1}
    headline = usual | {"value": 11, "status": status, "paragraph": 0}
    row = pair_of(figures_of(*both(usual | {"value": 11}, usual | {"value": 22}), headline))
    assert (row["state"], row["reasons"]) == (state, reasons)


def test_what_is_printed_of_a_pair(figures_of: Make) -> None:
    frame = figures_of(*both({"value": 20, "hedge": "at_least"}, {"value": 11}))
    row = pair_of(frame, (4, 1))
    assert (row["difference"], row["change"], row["lower"], row["upper"]) == (
        "fewer",
        "at least 9 fewer",
        -math.inf,
        -9,
    )
    assert [row[name] for name in RATES] == [5, math.inf, 2.2, math.inf, 11, 11, 1.2, 1.3]
    assert row["day_difference"] == ""  # one of at least 5 a day, and 11
    assert str(row["sentence"]) == (
        "One: at least 20 arrests; Two: 11 arrests. The later figure is lower by at least 9. Per day: at least 5, then "
        "11; which is higher is not certain. With caution: they lasted 4 days and 1 day."
    )


def test_a_length_on_which_sources_disagree_makes_an_interval_of_each_rate(figures_of: Make) -> None:
    length = {"metric": "duration_days", "unit": "days", "operation_id": "one"}
    disputed = [length | {"value": 5}, length | {"value": 1, "metric": "duration_weeks", "unit": "weeks"}]
    vague = length | {"value": 10, "hedge": "about"}  # 5 to 14 holds the others, and only is less precise
    rows = both({"value": 850}, {"value": 2000, "hedge": "at_least"})
    without, with_lengths = figures_of(*rows), figures_of(*rows, *disputed, vague)
    lengths = analysis.measure_lengths(with_lengths, operations((6, 12)))
    assert lengths[["days_lower", "days_upper"]].to_numpy().tolist() == [[5, 7], [12, 12]]
    planned = figures_of(*rows, length | {"value": 90, "detail": "planned"})
    assert analysis.measure_lengths(planned, operations((6, 12)))["days_upper"].tolist() == [6, 12]
    about = operations((6, 12)).assign(ends=None, dates_source_id=None)
    listed = tabulate_operations(about, with_lengths)[["days", "stated"]].astype("str")
    assert listed.to_numpy().tolist() == [["5 to 7", "5 days, 1 week, about 10 days"], ["12", ""]]
    before, after = (pair_of(frame, (6, 12)) for frame in (without, with_lengths))
    assert (before["day_difference"], after["day_difference"]) == ("more", "")
    assert [after[name] for name in ("earlier_day_lower", "earlier_day_upper", "later_day_lower")] == [120, 170, 160]
    assert "Per day: 120 to 170, then at least 160; which is higher is not certain." in str(after["sentence"])
    assert "they lasted 5 to 7 days and 12 days" in str(after["sentence"])


@pytest.mark.parametrize("metric", ["officers", "nationalities"])
def test_there_is_no_rate_of_what_does_not_grow_by_the_day(metric: str, figures_of: Make) -> None:
    unit = {"officers": "persons"}.get(metric, metric)
    row = {"metric": metric, "unit": unit}
    pairs = compare_operations(figures_of(*both(row | {"value": 11}, row | {"value": 22})), operations())
    assert pairs[PRINTED].to_numpy().tolist() == [["more", ""]]
    assert pairs[RATES].isna().all(axis=None)


@pytest.mark.parametrize(
    ("part", "whole", "state"),
    [
        ({"offence": "smuggling"}, {}, "comparable"),
        ({"population": "minors"}, {"population": ""}, "comparable"),
        ({}, {"metric": "suspects", "unit": "persons"}, "comparable"),
        ({}, {"source_id": "b"}, "not comparable"),  # only that it is a part tells it from its whole
    ],
)
def test_a_part_is_compared_by_what_tells_it_from_its_whole(
    part: dict[str, Any], whole: dict[str, Any], state: str, figures_of: Make
) -> None:
    rows = both(part | {"value": 11, "subset_of": "c4"}, part | {"value": 22})
    pairs = compare_operations(figures_of(*rows, {"value": 33} | whole), operations())
    found = pairs.loc[pairs["earlier_claim_id"] == "c0", ["later_claim_id", "state"]]
    assert found.to_numpy().tolist() == [["c1", state]]


@pytest.mark.parametrize(
    ("earlier", "later", "pairs"),
    [
        ([{"offence": "trafficking"}], [{}], [("c0", "c1")]),
        ([{}], [{"offence": "trafficking"}], [("c0", "c1")]),
        ([{"population": "minors", "exploitation": "sexual"}], [{"population": "minors"}], [("c0", "c1")]),
        ([{"population": "women"}], [{"population": "minors"}], []),
        ([{"detail": "d"}, {"detail": "e", "value": 44}], [{}], [("c1", "c2")]),  # the largest stands for the total
        ([{}, {"detail": "d"}], [{}], [("c0", "c2")]),
        ([{"offence": "trafficking"}], [{"offence": "trafficking"}, {}], [("c0", "c1")]),
    ],
)
def test_what_readers_take_for_one_figure_is_refused_whichever_is_narrower(
    earlier: list[dict[str, Any]], later: list[dict[str, Any]], pairs: list[tuple[str, str]], figures_of: Make
) -> None:
    usual = {"metric": "victims", "unit": "persons", "value": 11}
    frame = figures_of(*(usual | row for row in earlier), *(usual | row | {"operation_id": "two"} for row in later))
    found = compare_operations(frame, operations())
    assert [*zip(found["earlier_claim_id"], found["later_claim_id"], strict=True)] == pairs
    is_alike = found["earlier_noun"] == found["later_noun"]
    assert (found.loc[~is_alike, "state"] == "not comparable").all()


def test_what_is_before_the_days_of_an_operation_has_no_daily_rate(figures_of: Make) -> None:
    early, in_days = {"phase": "preparatory", "value": 11, "subset_of": "c0"}, {"phase": "action", "value": 22}
    rows = [{"value": 33}, early, in_days]
    frame = figures_of(*rows, *({"operation_id": "two"} | row | {"subset_of": ""} for row in rows))
    pairs = compare_operations(frame, operations()).set_index("earlier_claim_id")
    assert pairs["later_claim_id"].to_dict() == {"c0": "c3", "c1": "c4", "c2": "c5"}
    assert pairs[RATES].dropna(how="all", axis=1).dropna().index.tolist() == ["c2"]


def test_there_is_no_rate_of_what_became_of_the_arrested(figures_of: Make) -> None:
    row = {"metric": "persons_sentenced", "unit": "persons"}
    pairs = compare_operations(figures_of(*both(row | {"value": 11}, row | {"value": 22})), operations())
    assert pairs[RATES].isna().all(axis=None)


@pytest.mark.parametrize(
    ("values", "days", "says"),
    [
        ((1374, 1194), (7, 6), "lower by 180. But per day it rose: 196 to 197, then 199."),
        ((166, 330), (4, 4), "higher by 164. Per day: 41.5, then 82.5."),
        ((82, 108), (11, 11), "higher by 26. Per day: 7.4 to 7.5, then 9.8 to 9.9."),
        ((5, 6), (8, 11), "higher by 1. But per day it fell: 0.625, then 0.54 to 0.55."),
        ((88, 88), (6, 6), "They are equal. Per day: 14 to 15 both times."),
        ((1374, 1375), (7, 7), "higher by 1. Per day: 190 to 200, then 190 to 200. Nothing"),
        ((1300, 1194), (7, 6), "lower by 106. But per day it rose: 180 to 190, then 199."),
    ],
)
def test_exact_rates_have_a_third_digit_where_it_tells_more_and_are_equal_only_if_they_are(
    values: tuple[int, int], days: tuple[int, int], says: str, figures_of: Make
) -> None:
    row = pair_of(figures_of(*both(*({"value": value} for value in values))), days)
    assert says in str(row["sentence"])


@pytest.mark.parametrize("country", ["CIV", "GHA"])
def test_figures_of_one_country_are_compared_with_its_own(country: str, figures_of: Make) -> None:
    later = [{"value": at, "country_iso3": code, "operation_id": "two"} for at, code in ((22, "CIV"), (33, "GHA"))]
    pairs = compare_operations(figures_of({"value": 11, "country_iso3": country}, *later), operations())
    assert pairs[["later_claim_id", "state"]].to_numpy().tolist() == [
        ["c1" if country == "CIV" else "c2", "comparable"]
    ]


def test_a_part_that_agrees_with_its_whole_in_all_columns_does_not_take_its_place(figures_of: Make) -> None:
    frame = figures_of({"value": 5, "subset_of": "c1"}, {"value": 11}, {"value": 22, "operation_id": "two"})
    pairs = compare_operations(frame, operations())
    assert pairs[["earlier_claim_id", "state"]].to_numpy().tolist()[0] == ["c1", "with caution"]
    assert pairs.loc[pairs["earlier_claim_id"] == "c0", "state"].tolist() == ["not comparable"]


def test_a_name_with_a_number_is_a_name(figures_of: Make) -> None:
    frame = figures_of({"value": 11}, {"value": 22, "operation_id": "two"})
    pairs = compare_operations(frame, operations(names=("Hackathon 2022", "Two")))
    said = phrase_pairs(pairs, table="all")[0]
    assert said.parts[0] == doc.Text(text="Hackathon 2022", name=True)
    assert noted(said).startswith("Hackathon 2022: {c0} arrests; Two: {c1} arrests.")


# The Liberterra series


LIBERTERRA = [
    ("victims", "1", "2", "not comparable", "", "status"),
    ("victims", "1", "3", "not comparable", "", "status"),
    ("victims", "2", "3", "with caution", "1,192 more", "length countries verb early contradicted"),
    ("irregular_migrants", "1", "2", "with caution", "13,000 to 15,000 more", "length countries early"),
    ("irregular_migrants", "1", "3", "with caution", "8,400 to 9,500 more", "length countries early contradicted"),
    ("irregular_migrants", "2", "3", "with caution", "4,801 fewer", "length countries verb early contradicted"),
    ("arrests", "1", "2", "with caution", "2,231 more", "length countries early contradicted"),
    ("arrests", "1", "3", "with caution", "3,458 more", "length countries early"),
    ("arrests", "2", "3", "with caution", "1,227 more", "length countries early contradicted"),
    ("arrests", "2", "3", "with caution", "at least 950 more", "length countries early"),
    ("investigations", "1", "3", "with caution", "at least 660 more", "length countries early"),
    ("inspections", "1", "2", "not comparable", "", "metric"),
]


def test_the_liberterra_series(all_pairs: pd.DataFrame) -> None:
    pairs = all_pairs.rename(columns={"earlier_operation_id": "earlier", "later_operation_id": "later"})
    series = pairs[pairs["earlier"].str.startswith("liberterra") & pairs["later"].str.startswith("liberterra")]
    change = tabulate_pairs(all_pairs.loc[series.index])["change"].to_list()
    numbers = series.assign(earlier=series["earlier"].str[-1], later=series["later"].str[-1], change=change)
    columns = ["metric", "earlier", "later", "state", "change", "kinds"]
    assert [tuple(row) for row in numbers[columns].astype("str").to_numpy().tolist()] == LIBERTERRA


@pytest.mark.parametrize(
    ("metric", "says"),
    [
        (
            "victims",
            "Operation Liberterra II: 3,222 potential victims; Operation Liberterra III: 4,414 potential victims."
            " The later figure is higher by 1,192. But per day it fell: 460 to 650, then 360 to 370. With "
            "caution: they lasted 5 to 7 days and 12 days; 116 (with territories) and 119 countries took "
            "part; the sources use different verbs: rescued and safeguarded; the figure of Operation Liberterra "
            "II rests on early results; the figure of Operation Liberterra III rests on early results; the figure"
            " of Operation Liberterra III is also given as 4,626 potential victims (Infobae), 4,419 potential "
            "victims (Radio Nicaragua) and 1,800 victims (Folha Nacional).",
        ),
    ],
)
def test_a_sentence_on_liberterra_2_and_3(metric: str, says: str, all_pairs: pd.DataFrame) -> None:
    of = all_pairs[["earlier_operation_id", "later_operation_id"]]
    found = all_pairs[(of == ["liberterra-2", "liberterra-3"]).all(axis=1)]
    assert [*map(str, phrase_pairs(found[found["metric"] == metric], table="all"))] == [says]


def test_all_operations(all_figures: pd.DataFrame, all_pairs: pd.DataFrame) -> None:
    pairs = all_pairs
    assert set(pairs["state"]) == set(STATES)
    assert not pairs.duplicated(["earlier_claim_id", "later_claim_id"]).any()
    none = pairs[pairs["state"] == "not comparable"]
    assert (none[PRINTED] == "").all(axis=None)
    assert none[ENDS].isna().all(axis=None)
    assert (pairs["kinds"] == "").equals(pairs["state"] == "comparable")
    shuffled = compare_operations(all_figures.sample(frac=1, random_state=1), lt.load_operations())
    key = ["earlier_claim_id", "later_claim_id"]
    pd.testing.assert_frame_equal(
        shuffled.drop(columns="pair").sort_values(key, ignore_index=True),
        pairs.drop(columns="pair").sort_values(key, ignore_index=True),
        check_categorical=False,
    )


# What holds whatever the claims


ROWS = st.fixed_dictionaries(
    {
        "value": st.integers(1, 40),
        "hedge": st.sampled_from(["exact", "about", "nearly", "more_than", "at_least", "up_to"]),
        "status": st.sampled_from(["potential", "identified"]),
        # Mostly the same, so that claims about one figure are many.
        "offence": st.sampled_from(["", "", "", "smuggling"]),
        "metric": st.sampled_from(["victims", "victims", "victims", "victims", "persons_found"]),
        "unit": st.just("persons"),
        "source_id": st.sampled_from(["a", "b", "c"]),
        "operation_id": st.sampled_from(["one", "two"]),
        "paragraph": st.sampled_from([0, 1]),
    }
)


def figures_compared(frame: pd.DataFrame) -> pd.DataFrame:
    pairs = compare_operations(frame, operations())
    by_claim = frame.set_index("claim_id")["figure"]
    return pairs.assign(one=pairs["earlier_claim_id"].map(by_claim), two=pairs["later_claim_id"].map(by_claim))


@settings(max_examples=8)
@given(first=ROWS, others=st.lists(ROWS, max_size=4), added=ROWS, same=st.booleans())
def test_a_further_claim_never_allows_a_comparison(
    first: dict[str, Any], others: list[dict[str, Any]], added: dict[str, Any], figures_of: Make, *, same: bool
) -> None:
    # The first two may not be compared: they have another status.
    first |= {"operation_id": "one", "status": "potential"}
    rows = [first, first | {"operation_id": "two", "status": "identified"}, *others]
    if same:  # the first source again, about the same figure and more exactly, so that it is the claim to quote
        added = rows[0] | {"value": added["value"], "status": added["status"], "hedge": "exact", "paragraph": 1}
    before = figures_of(*rows)
    quoted = before[before["quoted"]].set_index("figure")["rank"]
    after = figures_of(*rows, added)
    new = after.iloc[-1]
    nearness = ["primary", "wire", "secondary"]
    if new["figure"] in quoted.index and nearness.index(new["rank"]) < nearness.index(quoted[new["figure"]]):
        return  # a nearer source is the one to believe
    earlier, second = figures_compared(before), figures_compared(after)
    refused = earlier[earlier["state"] == "not comparable"].set_index(["one", "two"]).index
    now = second[second.set_index(["one", "two"]).index.isin(refused)]
    assert (now["state"] == "not comparable").all()
    none = second[second["state"] == "not comparable"]
    assert (none[PRINTED] == "").all(axis=None)
    assert none[ENDS].isna().all(axis=None)


WEAKER = {
    "exact": ["about", "at_least", "up_to"],
    "more_than": ["at_least"],
    "fewer_than": ["up_to"],
    "nearly": ["up_to"],
    "about": ["about"],
}
"""Hedges whose interval holds that of the hedge before them, for the same number."""


@settings(max_examples=8)
@given(
    values=st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
    hedges=st.tuples(
        *[st.sampled_from(list(WEAKER)).flatmap(lambda one: st.sampled_from([(one, w) for w in WEAKER[one]]))] * 2
    ),
    days=st.tuples(st.integers(1, 30), st.integers(1, 30)),
)
def test_weaker_hedges_only_widen_what_is_printed(
    values: tuple[int, int], hedges: Any, days: tuple[int, int], figures_of: Make
) -> None:
    frames = [
        figures_of(*both(*({"value": v, "hedge": h[at]} for v, h in zip(values, hedges, strict=True)))) for at in (0, 1)
    ]
    strong, weak = (pair_of(frame, days) for frame in frames)
    for low, high in (
        ("lower", "upper"),
        ("earlier_day_lower", "earlier_day_upper"),
        ("later_day_lower", "later_day_upper"),
    ):
        if weak[low] == weak[low]:  # blank where no difference is established any more
            assert weak[low] <= strong[low] <= strong[high] <= weak[high]
    assert weak["difference"] in {strong["difference"], ""}
    # As wide as the hedges: the ends are those of the numbers that the sources leave open.
    (low, high), (low2, high2) = frames[1][["lower", "upper"]].to_numpy()[:2].tolist()
    if weak["difference"]:
        assert (weak["lower"], weak["upper"]) == (low2 - high, high2 - low)
    # Rounded outwards, to two digits: a rate holds the true one, and is at most a tenth wider at either end.
    for side, ends, length in zip(("earlier", "later"), ((low, high), (low2, high2)), days, strict=True):
        lower, upper = weak[f"{side}_day_lower"], weak[f"{side}_day_upper"]
        assert ends[0] / length * 0.9 <= lower <= ends[0] / length + 1e-9
        assert ends[1] / length - 1e-9 <= upper <= ends[1] / length * 1.1 + 1e-9
