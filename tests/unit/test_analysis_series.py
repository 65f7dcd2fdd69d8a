import pandas as pd
import pytest

import liberterra_analysis as lt
from liberterra_analysis import analysis, plots, wording
from liberterra_analysis.errors import UsageError
from tests.unit.conftest import Make, noted
from tests.unit.test_analysis_comparison import both, operations


def test_an_unknown_series_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        analysis.choose_operations(lt.load_operations(), series="Liberterre")
    assert str(caught.value).startswith("series 'Liberterre' is not one of ")
    assert str(caught.value).endswith("did you mean 'Liberterra'?")
    with pytest.raises(UsageError, match="operation 'liberterra-4' is not one of"):
        analysis.choose_operations(lt.load_operations(), keys=["liberterra-4"])


def test_one_operation_is_no_comparison() -> None:
    with pytest.raises(UsageError) as caught:
        analysis.choose_operations(lt.load_operations(), keys=["liberterra-1"])
    says = "Operation 'liberterra-1' alone has none to be compared with; choose two, or a series of two."
    assert str(caught.value) == says


def test_no_panel_holds_figures_that_may_not_be_compared(all_figures: pd.DataFrame, all_pairs: pd.DataFrame) -> None:
    found = analysis.arrange_panels(all_figures, lt.load_operations(), all_pairs)
    allowed = all_pairs[all_pairs["state"] != "not comparable"]
    may = set(zip(allowed["earlier_claim_id"], allowed["later_claim_id"], strict=True))
    for _, panel in found.groupby("panel"):
        claims = panel["claim_id"].tolist()
        assert len(claims) > 1
        assert all((one, two) in may for at, one in enumerate(claims) for two in claims[at + 1 :])


def test_another_status_stands_in_another_row_and_panel(figures_of: Make) -> None:
    victims = {"metric": "victims", "unit": "persons", "value": 5}
    frame = figures_of(*both(victims | {"status": "potential"}, victims)[:2])
    table = wording.tabulate_figures(frame, operations())
    assert table.astype("str").to_numpy().tolist() == [["potential victims", "5", ""], ["victims", "", "5"]]
    assert analysis.arrange_panels(frame, operations(), analysis.compare_operations(frame, operations())).empty


def test_a_part_stands_in_its_place_between_wholes(figures_of: Make) -> None:
    suspects = {"metric": "suspects", "unit": "persons", "value": 90, "operation_id": "two"}
    part = {"value": 40, "operation_id": "two", "subset_of": "c0"}
    frame = figures_of(suspects, {"value": 371}, part, {"value": 53, "operation_id": "three"})
    panels = analysis.arrange_panels(frame, THREE, analysis.compare_operations(frame, THREE))
    assert panels["words"].tolist() == ["371", "40", "53"]


@pytest.mark.parametrize(
    ("quotes", "noun"),
    [
        (("9 for drugs", "5 linked to drugs"), "arrests for other offences"),
        (("9 linked to drugs", "5 for drugs"), "arrests for other offences"),
        (("9 linked to drugs", "5 related to drugs"), "arrests in connection with other offences"),
    ],
)
def test_a_noun_is_true_of_all_figures_that_share_it(quotes: tuple[str, str], noun: str, figures_of: Make) -> None:
    rows = ({"value": int(quote[0]), "quote": quote, "offence": "other"} for quote in quotes)
    frame = figures_of(*both(*rows)[:2])
    panels = analysis.arrange_panels(frame, operations(), analysis.compare_operations(frame, operations()))
    assert panels["label"].tolist() == [noun, noun]
    assert wording.tabulate_figures(frame, operations())["noun"].tolist() == [noun]


def test_operations_without_figures_or_dates_are_listed(figures_of: Make) -> None:
    frame = figures_of({"value": 5})
    about = operations((None, 6)).assign(starts=[None, "2021"], ends=None, dates_source_id=[None, "a"])
    listed = wording.tabulate_operations(about, frame)
    assert listed[["dates", "days", "countries", "claims"]].astype("str").to_numpy().tolist() == [
        ["not recorded", "not recorded", "not recorded", "1"],
        ["2021", "6", "not recorded", "0"],
    ]
    assert noted(listed["dates"][1]) == "{2021|source-a}"
    assert wording.tabulate_operations(about.head(0), frame).empty


def test_each_figure_is_held_against_the_last_before_it(all_pairs: pd.DataFrame) -> None:
    found = analysis.select_latest_pairs(all_pairs)
    assert not found["later_claim_id"].duplicated().any()
    assert (found["state"] != "not comparable").all()


def test_an_operation_without_claims_has_empty_frames() -> None:
    operations = lt.load_operations()
    frame = analysis.resolve_claims(lt.load_claims().head(0), lt.load_sources(), lt.load_metrics())
    pairs = analysis.compare_operations(frame, operations)
    tables = [frame, pairs, analysis.arrange_panels(frame, operations, pairs), wording.tabulate_pairs(pairs)]
    tables += [wording.tabulate_figures(frame, operations), analysis.check_consistency(frame, operations)]
    assert [len(table) for table in tables] == [0] * len(tables)


THREE = pd.DataFrame(
    {"operation_id": ["one", "two", "three"], "name": ["One", "Two", "Three"], "starts": ["2020", "2021", "2022"]}
).assign(days=pd.array([6, 6, 6], dtype="Int64"))


def test_the_lead_names_the_nearest_operation_and_those_between(figures_of: Make) -> None:
    victims = {"metric": "victims", "unit": "persons", "status": "potential"}
    rows = [
        {"value": 11},
        {"value": 22, "operation_id": "three"},
        {"value": 5, "offence": "trafficking"},
        victims | {"value": 6, "offence": "trafficking"},
        victims | {"value": 7, "offence": "trafficking", "operation_id": "three"},
        victims | {"value": 8, "operation_id": "two"},
        victims | {"value": 9, "operation_id": "three"},
    ]
    for used, says in (
        (
            rows,
            "Sources report 8 potential victims in Two (2021) and 9 in Three (2022). The later figure is higher by 1. "
            "Per day: ",
        ),
        (
            rows[:5],
            "Sources report 6 potential victims of human trafficking in One (2020) and 7 in Three (2022). The later "
            "figure is higher by 1. Per day: ",
        ),
    ):
        frame = figures_of(*used)
        latest = analysis.select_latest_pairs(analysis.compare_operations(frame, THREE))
        (said,) = wording.summarise_latest(latest, THREE, analysis.select_headline(frame))
        assert str(said).startswith(says)
        assert str(said).endswith(" Between the two, Two (2021) has none that may be compared.") == (used is not rows)


def test_where_nothing_may_be_compared_the_newest_result_leads(figures_of: Make) -> None:
    vehicles = {"value": 3, "metric": "vehicles", "unit": "vehicles", "operation_id": "three"}
    frame = figures_of({"value": 11}, {"value": 5, "offence": "trafficking", "operation_id": "two"}, vehicles)
    latest = analysis.select_latest_pairs(analysis.compare_operations(frame, THREE))
    named = THREE.assign(name=["One", "Two of 2021", "Three"])
    for ops, name in ((THREE, "Two (2021)"), (named, "Two of 2021"), (THREE.assign(starts=None), "Two")):
        (said,) = wording.summarise_latest(latest, ops, analysis.select_headline(frame))
        assert str(said) == f"{name}: A said 5 arrests were made for human trafficking."


def test_editions_that_share_a_name_go_by_their_years() -> None:
    named = pd.DataFrame({"name": ["Days in fields 2021", "Days in fields 2023"]})
    assert analysis.shorten_names(named)["name"].tolist() == ["2021", "2023"]
    for other in ("Days in towns 2023", "Days in fields"):
        apart = named.replace("Days in fields 2023", other)
        assert analysis.shorten_names(apart).equals(apart)


def test_an_operation_of_no_panel_has_its_place(figures_of: Make) -> None:
    frame = figures_of(
        {"value": 11},
        {"value": 22, "operation_id": "three"},
        {"value": 5, "operation_id": "two", "offence": "smuggling"},
    )
    panels = analysis.arrange_panels(frame, THREE, analysis.compare_operations(frame, THREE))
    assert panels[["panel", "operation_id", "words"]].astype("str").fillna("").to_numpy().tolist() == [
        ["0", "one", "11"],
        ["0", "three", "22"],
        ["", "two", ""],
    ]
    ax = plots.plot_panels(panels)
    # No line for countries, which are recorded of none.
    assert [label.get_text() for label in ax.child_axes[0].get_xticklabels()] == ["2020\n6", "2021\n6", "2022\n6"]
    assert plots.description_of(ax).rows == (
        ("arrests", "One", "2020", "6", "–", "11"),
        ("arrests", "Three", "2022", "6", "–", "22"),
    )


def test_of_what_nothing_can_be_compared_it_is_said_why(figures_of: Make) -> None:
    rows = [{"value": at, "country_iso3": code} for at, code in ((11, "CIV"), (22, "GHA"))]
    pairs = analysis.compare_operations(figures_of(rows[0], rows[1] | {"operation_id": "two"}), operations())
    pairs = pd.concat([pairs, pairs])
    (said,) = wording.summarise_pairs(pairs, table="all")
    assert str(said) == "None of the 2 pairs of figures can be compared: other country."
    (said,) = wording.summarise_pairs(pairs.head(0), table="all")
    assert str(said) == "Nothing can be compared: no two operations have figures as a whole that count the same."
