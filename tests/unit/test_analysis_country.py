import pandas as pd
import pytest

import liberterra_analysis as lt
from liberterra_analysis import analysis, wording
from liberterra_analysis.errors import UsageError
from tests.unit.conftest import Make, noted

OPERATIONS = pd.DataFrame(
    {
        "operation_id": ["one", "two"],
        "name": ["One", "Two"],
        "regions": ["Mali", "Mali; Niger"],
        "starts": ["2020", "2024"],
        "ends": None,
        "dates_source_id": None,
    }
)
NO_ROUTES = pd.DataFrame({"claim_id": [], "place_code": [], "place_scheme": []})
SOURCES = pd.DataFrame({"source_id": ["a", "b"], "published": [None, "2021-03-01"]})
MALI = {"scope": "country", "country_iso3": "MLI"}


def about(frame: pd.DataFrame, country: str = "MLI") -> pd.DataFrame:
    return analysis.select_country_claims(frame, NO_ROUTES, country)


def test_territory_and_nationals_are_apart(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 5, "nationality_iso3": "NER"}, {"value": 7, "nationality_iso3": "MLI"})
    assert about(frame)[["claim_id", "about"]].to_numpy().tolist() == [["c0", "territory"], ["c1", "nationals"]]
    assert about(frame, "NER")[["claim_id", "about"]].to_numpy().tolist() == [["c0", "nationals"]]
    assert about(frame, "FRA").empty


def test_a_route_is_neither_and_may_begin_or_end_in_the_country(figures_of: Make) -> None:
    routes = pd.DataFrame({"claim_id": ["c0"], "place_code": ["MLI"], "place_scheme": ["iso3166"]})
    frame = figures_of({"value": 5, "scope": "case", "detail": "x", "country_iso3": "NER"}, MALI | {"value": 2})
    found = analysis.select_country_claims(frame, routes, "MLI")
    assert found[["claim_id", "about"]].to_numpy().tolist() == [["c1", "territory"], ["c0", "route"]]
    dated = OPERATIONS.assign(starts=None, ends=None, dates_source_id=None)
    said = str(wording.summarise_country("MLI", found, dated, SOURCES)[-1])
    assert said.startswith("We have recorded 2 claims")


def test_a_way_to_nowhere_but_where_it_was_counted_is_no_route(figures_of: Make) -> None:
    frame = figures_of(*[MALI | {"value": 5, "offence": offence} for offence in ("trafficking", "smuggling", "other")])
    rows = [
        ("c0", "destination", "MLI"),
        ("c1", "origin", "MLI"),
        ("c2", "origin", "NER"),
        ("c2", "destination", "MLI"),
    ]
    routes = pd.DataFrame(rows, columns=["claim_id", "role", "place_code"])
    assert analysis.select_country_routes(routes, about(frame))["claim_id"].tolist() == ["c1", "c2", "c2"]
    elsewhere = routes.replace({"place_code": {"MLI": "TCD"}})
    assert len(analysis.select_country_routes(elsewhere, about(frame))) == len(routes)


def test_of_the_same_people_counted_more_narrowly_no_second_row_stands_in_the_territory(figures_of: Make) -> None:
    girls = MALI | {"metric": "victims", "unit": "persons", "population": "girls", "value": 37}
    narrow = {"exploitation": "sexual", "source_id": "b"}
    found = analysis.select_territory(about(figures_of(girls | narrow, MALI | {"value": 5}, girls)))
    assert found[["claim_id", "all_of"]].to_numpy().tolist() == [
        ["c1", ""],
        ["c2", "all of them victims of sexual exploitation according to B"],
    ]
    both = analysis.select_territory(about(figures_of(girls, girls | narrow, girls | {"offence": "other"})))
    assert both["claim_id"].tolist() == ["c0", "c2"], "of which all_of has no words"
    apart = analysis.select_territory(about(figures_of(girls | narrow | {"value": 36}, girls)))
    assert apart["claim_id"].tolist() == ["c0", "c1"]
    contradicted = girls | narrow, girls, girls | narrow | {"source_id": "c", "value": 100}
    assert analysis.select_territory(about(figures_of(*contradicted)))["claim_id"].tolist() == ["c0", "c1"]


@pytest.mark.parametrize(
    ("whole", "part", "words"),
    [
        ({"value": 20}, {"value": 5}, ["25%"]),
        ({"value": 19}, {"value": 5}, [""]),
        ({"value": 20, "hedge": "at_least"}, {"value": 5}, ["at most 25%"]),
        ({"value": 20}, {"value": 5, "subset_of": ""}, []),  # not recorded as a part
        ({"value": 20, "metric": "suspects", "unit": "persons"}, {"value": 5}, []),  # another metric
        ({"value": "", "hedge": ""}, {"value": 5}, []),
        ({"value": 20, "scope": "case", "detail": "x"}, {"value": 5}, []),  # no total of the operation
        ({"value": 20, "derived": "fifteen and five added"}, {"value": 5}, []),  # no source has the total
    ],
)
def test_shares_only_of_what_is_stated_as_a_part(
    whole: dict[str, object], part: dict[str, object], words: list[str], figures_of: Make
) -> None:
    frame = figures_of(whole, MALI | {"subset_of": "c0"} | part)
    assert analysis.measure_shares(frame, about(frame))["words"].tolist() == words


def test_what_is_not_known_is_said(figures_of: Make) -> None:
    dated = OPERATIONS.assign(starts=["2021-03", "2024"])
    silent = "Two (2024) took place there, but no figure for the country alone is recorded here."
    said = wording.phrase_unknown("MLI", about(figures_of(MALI | {"value": 5})), dated)
    assert [*map(str, said)] == [silent]
    abroad = about(figures_of({"value": 7, "nationality_iso3": "MLI"}))
    assert [*map(str, wording.phrase_unknown("MLI", abroad, dated))] == [
        "We have recorded no figure about what happened in the country.",
        "One (March 2021) took place there, but no figure for the country alone is recorded here.",
        silent,
    ]


def test_a_part_that_another_source_states_has_its_share(figures_of: Make) -> None:
    case = MALI | {"scope": "case", "detail": "mine", "value": 10}
    frame = figures_of({"value": 90}, case, case | {"source_id": "b", "subset_of": "c0"})
    assert about(frame).set_index("claim_id")["quoted"].to_dict() == {"c1": True, "c2": False}
    assert analysis.measure_shares(frame, about(frame))["words"].tolist() == ["11.1%"]
    other = figures_of({"value": 90}, case, case | {"source_id": "b", "subset_of": "c0", "value": 14})
    assert analysis.measure_shares(other, about(other)).empty, "what is within the 90 is another number"


def test_a_part_of_what_has_a_share_and_the_same_people_again_have_none(figures_of: Make) -> None:
    in_mali = MALI | {"value": 5, "subset_of": "c0"}
    girls = MALI | {"value": 2, "population": "girls", "subset_of": "c1"}
    frame = figures_of({"value": 20}, in_mali, girls, in_mali | {"offence": "trafficking"})
    assert analysis.measure_shares(frame, about(frame))["claim_id"].tolist() == ["c1"]


def test_two_sources_that_state_each_others_whole_as_a_part_end(figures_of: Make) -> None:
    smuggling = MALI | {"value": 5, "offence": "smuggling"}
    frame = figures_of(
        smuggling | {"subset_of": "c1"},
        MALI | {"value": 5},
        smuggling | {"source_id": "b"},
        MALI | {"value": 5, "source_id": "b", "subset_of": "c2"},
    )
    assert analysis.measure_shares(frame, about(frame)).empty


def test_the_share_is_of_the_nearest_total_that_is_a_number(figures_of: Make) -> None:
    smuggling = {"offence": "smuggling", "subset_of": "c0"}
    part = MALI | smuggling | {"value": 10, "subset_of": "c1"}
    frame = figures_of({"value": 200}, smuggling | {"value": 40}, part)
    assert analysis.measure_shares(frame, about(frame))[["whole_claim_id", "words"]].to_numpy().tolist() == [
        ["c1", "25%"]
    ]
    frame = figures_of({"value": 200}, smuggling | {"value": 24, "hedge": "order_of_magnitude"}, part)
    assert analysis.measure_shares(frame, about(frame))["whole_claim_id"].tolist() == ["c0"]


def test_a_whole_that_differs_from_the_number_to_quote_has_no_share(figures_of: Make) -> None:
    frame = figures_of({"value": 50}, {"value": 47, "source_id": "b"}, MALI | {"value": 3, "subset_of": "c1"})
    assert analysis.measure_shares(frame, about(frame)).empty


def test_a_share_stands_with_the_whole_of_which_it_is(figures_of: Make) -> None:
    frame = figures_of({"value": 20}, MALI | {"value": 5, "subset_of": "c0"}, {"value": 9, "operation_id": "two"})
    shares = analysis.measure_shares(frame, about(frame))
    table = wording.tabulate_claims(about(frame), frame, OPERATIONS, shares=shares)
    assert [*map(str, table["cited"])] == ["5 arrests; part of 20 (25%)"]
    farther = shares.assign(whole_claim_id="c2")
    table = wording.tabulate_claims(about(frame), frame, OPERATIONS, shares=farther)
    assert [*map(str, table["cited"])] == ["5 arrests; part of 20"]


def test_an_accent_does_not_move_a_country_behind_the_others_of_its_letter(figures_of: Make) -> None:
    local = [{"scope": "country", "value": 2, "country_iso3": code} for code in ("CYP", "CIV", "CRI", "HRV")]
    counts = analysis.count_country_claims(analysis.relate_countries(figures_of(*local), NO_ROUTES))
    assert counts["country"].tolist() == ["Costa Rica", "Côte d’Ivoire", "Croatia", "Cyprus"]


def cited(frame: pd.DataFrame, way: str = "territory") -> list[tuple[str, str]]:
    """Return where each quoted figure was counted, and how the table cites it."""
    found = about(frame)
    claims = found[(found["about"] == way) & found["quoted"]]
    table = wording.tabulate_claims(claims, frame, OPERATIONS.assign(starts="2024"))
    return [*zip(table["where"], map(noted, table["cited"]), strict=True)]


def test_claims_of_the_newest_operation_come_first(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 5}, MALI | {"value": 9, "operation_id": "two"})
    table = wording.tabulate_claims(about(frame), frame, OPERATIONS.assign(starts=["2020", "2024-09-29"]))
    assert [*map(noted, table["cited"])] == ["{c1} arrests", "{c0} arrests"]
    assert [str(one) for one in table["began"]] == ["September 2024", "2020"]
    assert [one.target for one in table["operation"]] == ["index:two", "index:one"]


def test_what_was_counted_in_the_whole_country_comes_before_single_cases(figures_of: Make) -> None:
    case, victims = MALI | {"scope": "case", "detail": "mine"}, {"metric": "victims", "unit": "persons"}
    in_order = ["{c1} arrests", "{c0} victims; mine"]
    assert [said for _, said in cited(figures_of(case | victims | {"value": 4}, MALI | {"value": 5}))] == in_order


def test_people_come_before_goods_and_wholes_before_parts(figures_of: Make) -> None:
    goods, part = (
        MALI | {"value": 900, "metric": "vehicles", "unit": "vehicles"},
        MALI | {"value": 2, "subset_of": "c2"},
    )
    frame = figures_of(goods, part, MALI | {"value": 9}, MALI | {"value": 5, "metric": "victims", "unit": "persons"})
    in_order = ["{c3} victims", "{c2} arrests", "{c1} arrests; part of {c2}", "{c0} vehicles seized"]
    assert [said for _, said in cited(frame)] == in_order


def test_a_whole_that_may_be_less_than_its_part_comes_first_too(figures_of: Make) -> None:
    part, whole = MALI | {"value": 185, "subset_of": "c1"}, MALI | {"value": 190, "hedge": "nearly"}
    assert [said for _, said in cited(figures_of(part, whole))] == ["{c1} arrests", "{c0} arrests; part of {c1}"]


def test_the_whole_of_a_part_is_the_claim_that_the_table_prints(figures_of: Make) -> None:
    frame = figures_of(
        MALI | {"value": 17},
        MALI | {"value": 17, "hedge": "at_least", "source_id": "b"},
        MALI | {"value": 7, "detail": "guides", "source_id": "b", "subset_of": "c1"},
    )
    assert [said for _, said in cited(frame)] == ["{c0} arrests", "{c2} arrests, guides; part of {c0}"]


def test_a_whole_that_counts_something_else_says_what(figures_of: Make) -> None:
    suspects = MALI | {"value": 32, "metric": "suspects", "unit": "persons", "status": "suspected"}
    frame = figures_of(suspects, MALI | {"value": 3, "subset_of": "c0"})
    assert [said for _, said in cited(frame)] == ["{c1} arrests; part of {c0} suspects", "{c0} suspects"]


def test_nationals_stand_with_the_place_and_with_what_they_are_part_of(figures_of: Make) -> None:
    of_mali = {"value": 9, "scope": "country", "country_iso3": "NER", "nationality_iso3": "MLI", "subset_of": "c0"}
    whole = {"value": 20, "scope": "country", "country_iso3": "NER"}
    assert cited(figures_of(whole, of_mali), "nationals") == [("Niger", "{c1} arrests; part of {c0}")]
    assert cited(figures_of(whole, of_mali | {"country_iso3": ""}), "nationals")[0][0] == "not recorded"


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"value": 1}, "{c0} arrest"),
        ({"value": 2, "offence": "smuggling"}, "{c0} arrests for migrant smuggling"),
        ({"value": 1, "metric": "victims", "unit": "persons"}, "{c0} victim"),
        ({"value": 3, "metric": "victims", "unit": "persons", "detail": "at sea"}, "{c0} victims, at sea"),
    ],
)
def test_a_table_of_nationals_does_not_repeat_whose_they_are(
    figure: dict[str, object], words: str, figures_of: Make
) -> None:
    frame = figures_of({"scope": "country", "country_iso3": "NER", "nationality_iso3": "MLI"} | figure)
    assert cited(frame, "nationals") == [("Niger", words)]


def test_a_part_that_is_the_whole_is_all_of_it(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 12}, MALI | {"value": 12, "offence": "trafficking", "subset_of": "c0"})
    assert cited(frame)[1][1] == "{c1} arrests for human trafficking; all of {c0}"


@pytest.mark.parametrize(
    ("columns", "rival"),
    [
        ({}, " ({c1} according to B)"),
        ({"rank": ["primary", "retelling"]}, ""),  # which contradicts nobody
        ({"publisher": "A"}, " ({c1} according to another text of A)"),
        ({"publisher": "A", "source_id": "a"}, " ({c1} according to the same source elsewhere)"),
    ],
)
def test_another_number_stands_beside_the_one_that_is_quoted(
    columns: dict[str, object], rival: str, figures_of: Make
) -> None:
    frame = figures_of(MALI | {"value": 63}, MALI | {"value": 68, "source_id": "b"})
    assert cited(frame.assign(**columns)) == [("Mali", "{c0} arrests" + rival)]


def test_another_number_stands_before_the_whole_for_which_it_is_not(figures_of: Make) -> None:
    frame = figures_of({"value": 99}, MALI | {"value": 63, "subset_of": "c0"}, MALI | {"value": 68, "source_id": "b"})
    assert cited(frame)[-1] == ("Mali", "{c1} arrests ({c2} according to B); part of {c0}")


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"metric": "money", "unit": "USD", "detail": "farms"}, "{c0} seized, frozen or moved (farms)"),
        ({"metric": "accounts", "unit": "accounts"}, "{c0} bank accounts seized, frozen or acted on"),
        ({"metric": "weapons", "unit": "weapons"}, "{c0} weapons seized"),
        ({"metric": "victims", "unit": "persons", "verb": "rescued"}, "{c0} victims rescued"),
    ],
)
def test_what_was_done_stands_with_a_figure(figure: dict[str, object], words: str, figures_of: Make) -> None:
    assert cited(figures_of(MALI | {"value": 24} | figure)) == [("Mali", words)]


def summary(frame: pd.DataFrame, starts: list[str | None], name: str = "One") -> list[str]:
    dated = OPERATIONS.assign(starts=starts, ends=None, dates_source_id=None).replace({"name": {"One": name}})
    return [*map(noted, wording.summarise_country("MLI", about(frame), dated, SOURCES))]


def test_a_country_without_a_result_has_the_number_of_claims(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 2, "metric": "duration_days", "unit": "days"}, MALI | {"value": 5})
    assert summary(frame, [None, None]) == ["We have recorded {1|claims} claim about Mali."]


def test_a_country_without_a_result_of_its_own_has_the_newest_of_its_nationals(figures_of: Make) -> None:
    abroad = {"nationality_iso3": "MLI", "operation_id": "two", "source_id": "c"}
    frame = figures_of(
        abroad | {"value": 7, "country_iso3": "FRA", "scope": "country"},
        abroad | {"value": 3},
        abroad | {"value": 100, "scope": "context", "metric": "victims", "unit": "persons"},
        abroad | {"value": 99, "operation_id": "one"},
    )
    assert summary(frame, ["2023", "2024"]) == [
        "Two (2024; its nationals in France): {c0} arrests, according to C.",
        "Two (2024; its nationals, place not recorded): {c1} arrests, according to C.",
    ]


def test_a_country_without_a_count_has_the_newest_cases(figures_of: Make) -> None:
    case = MALI | {"scope": "case", "detail": "blanket-factory", "operation_id": "two", "source_id": "c"}
    victims = {"metric": "victims", "unit": "persons", "verb": "rescued", "nationality_iso3": "MWI"}
    rows = [
        case | {"value": 5},
        case | {"value": 6, "source_id": "d"},
        case | victims | {"value": 17},
        case | victims | {"value": 3, "population": "minors", "subset_of": "c2"},
        case | {"value": 200, "metric": "money", "unit": "USD"},
        case | {"value": 99, "operation_id": "one"},
        case | {"value": 7, "metric": "searches", "unit": "searches", "source_id": "d", "detail": "raid by D"},
    ]
    newest = (
        "{c2} victims rescued (nationals of Malawi) and {c0} arrests ({c1} according to D) in the case “blanket "
        "factory”, according to C."
    )
    none = "Two (2024; single cases, no recorded countrywide count of people found or arrested): "
    assert summary(figures_of(*rows), ["2021-03", "2024"]) == [none + newest]
    outside = MALI | {"value": 8, "operation_id": "", "scope": "context"}
    assert summary(figures_of(*rows, outside), ["2021-03", "2024"]) == ["Two (2024; single cases): " + newest]
    counted = figures_of(*rows, MALI | {"value": 4})
    assert summary(counted, ["2021", "2024"])[1] == "Two (2024; single cases): " + newest, "newer than the count"
    assert len(summary(counted, ["2024", "2021"])) == 1, "older than that"


def test_the_lead_of_a_country_is_about_people_alone(figures_of: Make) -> None:
    inquiries = {"metric": "investigations", "unit": "investigations", "value": 2}
    case = MALI | {"scope": "case", "detail": "mine", "operation_id": "two"}
    frame = figures_of(MALI | inquiries, MALI | {"value": 5}, case | inquiries, case | {"value": 3})
    first, second = summary(frame, ["2021-03", "2024"])
    assert first.endswith(": A said {c1} arrests were made.")
    assert second == "Two (2024; single cases): {c3} arrests in the case “mine”, according to A."
    assert summary(figures_of(MALI | inquiries), ["2021-03", "2024"]) == [
        "We have recorded {1|claims} claim about Mali."
    ]


def test_a_long_name_drops_no_arrests(figures_of: Make) -> None:
    frame = figures_of(
        MALI | {"value": 5, "metric": "victims", "unit": "persons", "exploitation": "sexual"},
        MALI | {"value": 27, "offence": "trafficking", "source_id": "b"},
    )
    name = "Action day " + "against a network of many words " * 3
    assert summary(frame, ["2024-02-01", None], name)[0].endswith(
        ": A said {c0} victims of sexual exploitation were found; B reported that {c1} arrests were made for human "
        "trafficking."
    )


def test_the_lead_says_that_arrests_were_for_other_offences(figures_of: Make) -> None:
    parts = [MALI | {"value": at, "detail": f"d{at}", "subset_of": "c0"} for at in (13, 25)]
    other = MALI | {"value": 121, "offence": "other", "subset_of": "c0"}
    assert not any("Of the" in one for one in summary(figures_of(MALI | {"value": 160}, *parts), ["2024-02", None]))
    assert summary(figures_of(MALI | {"value": 160}, *parts, other), ["2024-02", None])[1] == (
        "Of the {c0} arrests, {c3} were for other offences, {c2} were listed here under “d25” and {c1} under “d13”."
    )


def is_newest(frame: pd.DataFrame, starts: list[str | None]) -> bool:
    return "; newest recorded countrywide count of people found or arrested): " in summary(frame, starts)[0]


def test_what_has_no_day_may_be_newer(figures_of: Make) -> None:
    outside = MALI | {"value": 8, "scope": "context", "operation_id": ""}
    assert not is_newest(figures_of(MALI | {"value": 5}, outside), ["2021-03-01", None])


@pytest.mark.parametrize(
    ("starts", "is_newer"), [("2020-12", True), ("2021", True), ("2021-03-01", True), ("2021-03-02", False)]
)
def test_what_is_outside_any_operation_is_no_newer_than_its_source(
    starts: str, is_newer: bool, figures_of: Make
) -> None:
    outside = MALI | {"value": 8, "scope": "context", "operation_id": "", "source_id": "b"}
    assert is_newest(figures_of(MALI | {"value": 5}, outside), [starts, None]) == (not is_newer)


def test_arrests_that_a_source_does_not_keep_apart_are_not_of_the_operation_alone(figures_of: Make) -> None:
    joined = MALI | {"value": 8, "scope": "context", "detail": "with Operation Itzel"}
    assert summary(figures_of(joined), ["2021", None]) == ["We have recorded {1|claims} claim about Mali."]
    assert cited(figures_of(joined))[0][1] == "{c0} arrests, with Operation Itzel; outside the operation"
    earlier = MALI | {"value": 3, "operation_id": "two"}
    assert summary(figures_of(joined, earlier), ["2021", "2019"]) == [
        "Two (2019; countrywide count of people found or arrested): A said {c1} arrests were made."
    ]


def test_a_retelling_is_called_one(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 5}).assign(rank="retelling")
    assert summary(frame, ["2021", None])[0].endswith(
        "): A, which retells other reports, reported that {c0} arrests were made."
    )


def test_operations_stand_newest_first_with_those_of_statements(figures_of: Make) -> None:
    dated = pd.concat([OPERATIONS, OPERATIONS.assign(operation_id=["three", "four"], regions=None)])
    dated = dated.assign(starts=["2019", "2021", "2024", "2023"])
    said = pd.DataFrame({"operation_id": ["three", None]})
    chosen = analysis.select_country_operations("MLI", about(figures_of(MALI | {"value": 5})), dated, said)
    assert chosen["operation_id"].tolist() == ["three", "two", "one"]


def test_what_was_found_in_an_operation_of_one_country_is_said_of_the_country() -> None:
    said = pd.DataFrame(
        [
            ("one", "operation", "finding", None, None),
            ("one", "operation", "background", None, None),
            ("one", "context", "finding", None, None),
            ("two", "operation", "finding", None, None),  # in two countries
            ("two", "country", "finding", "MLI", None),
            ("two", "case", "background", "NER", "MLI"),
        ],
        columns=["operation_id", "scope", "kind", "country_iso3", "nationality_iso3"],
    )
    newest_first = [4, 5, 0]
    assert analysis.select_country_statements("MLI", said, OPERATIONS).index.tolist() == newest_first


def test_how_long_an_operation_took_is_no_result(figures_of: Make) -> None:
    frame = figures_of(MALI | {"value": 2, "metric": "duration_days", "unit": "days"}, MALI | {"value": 0})
    assert about(frame)["claim_id"].tolist() == ["c1"]


def test_many_figures_are_counted_and_the_newest_result_leads(figures_of: Make) -> None:
    cases = [MALI | {"value": at, "scope": "case", "detail": f"d{at}", "operation_id": "two"} for at in range(1, 5)]
    total = {"value": 90, "operation_id": "two"}
    frame = figures_of(MALI | {"value": 5}, MALI | {"value": 9, "operation_id": "two"}, *cases, total)
    assert summary(frame, ["2021-03", "2024"]) == [
        "Two (2024; newest recorded countrywide count of people found or arrested): A said {c1} arrests were made."
    ]
    assert not is_newest(frame, ["2024", "2024-05"])


def test_a_part_of_the_operations_total_is_the_countrys_result_all_the_same(figures_of: Make) -> None:
    frame = figures_of({"value": 20}, MALI | {"value": 5, "subset_of": "c0"}, MALI | {"value": 2, "subset_of": "c1"})
    assert summary(frame, ["2024", None])[0].endswith("): A said {c1} arrests were made.")


def test_an_unknown_code_is_refused(all_figures: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="country code 'TUX'"):
        analysis.select_country_claims(all_figures, lt.load_routes(), "TUX")
