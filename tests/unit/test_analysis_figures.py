import math

import pandas as pd
import pytest

from liberterra_analysis import analysis, wording
from liberterra_analysis.analysis import name_routes, resolve_claims, select_headline, select_local_figures
from liberterra_analysis.analysis.figures import Figure, list_differences
from liberterra_analysis.ledger import load_claims, load_metrics, load_operations, load_routes, load_sources
from liberterra_analysis.wording.sentences import describe_result
from tests.unit.conftest import HERE, Make, Operations

OPERATIONS = pd.read_csv(HERE.data / "operations.csv", dtype=str)["operation_id"].tolist()
some_operations = pytest.mark.parametrize("operation", ["liberterra-2", *OPERATIONS[::12]])


def words(frame: pd.DataFrame) -> list[str]:
    return frame["words"].tolist()


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    return frame.sample(frac=1, random_state=seed).reset_index(drop=True)


def test_headline_of_liberterra_2(analysed: Operations) -> None:
    found = analysed["liberterra-2"].headline
    assert list(zip(found["words"], found["noun"], strict=True)) == [
        ("3,222", "potential victims"),
        ("17,793", "irregular migrants"),
        ("2,517", "arrests"),
        ("850", "arrests for human trafficking or migrant smuggling"),
        ("nearly 24,000", "flights monitored"),
        ("nearly 8 million", "checks against databases"),
        ("15", "units"),
        ("116", "countries and territories"),
    ]
    assert found["part"].tolist() == [False, False, False, True, *[False] * 4]


@some_operations
def test_every_operation_is_analysed(operation: str, analysed: Operations) -> None:
    found = analysed[operation]
    assert len(found.frame) > 0
    assert found.frame["words"].str.len().min() > 0
    # Each figure is quoted once, and by a claim about it.
    assert found.frame.groupby("figure")["quoted"].sum().eq(1).all()
    assert set(found.headline["scope"]) <= {"operation"}
    assert not found.headline["metric"].str.startswith("duration").any()
    local = select_local_figures(found.frame)
    assert set(local["scope"]) <= {"country", "case"}
    routes = name_routes(load_routes(operation, workspace=HERE), found.frame)
    assert routes["place"].notna().all()


@some_operations
def test_inputs_are_never_changed_and_figures_stay_as_they_are(operation: str) -> None:
    tables = {
        "claims": load_claims(operation, workspace=HERE),
        "sources": load_sources(workspace=HERE),
        "metrics": load_metrics(workspace=HERE),
        "routes": load_routes(operation, workspace=HERE),
    }
    operations = load_operations(workspace=HERE).set_index("operation_id", drop=False)
    before = {name: frame.copy(deep=True) for name, frame in tables.items()}
    frame = resolve_claims(tables["claims"], tables["sources"], tables["metrics"])
    tables["frame"], before["frame"] = frame, frame.copy(deep=True)
    pd.testing.assert_frame_equal(resolve_claims(frame, tables["sources"], tables["metrics"]), frame)
    tables["headline"] = select_headline(frame)
    tables["actions"] = analysis.sum_named_actions(frame, tables["metrics"])
    before |= {name: tables[name].copy(deep=True) for name in ("headline", "actions")}
    covered = analysis.measure_coverage(tables["headline"], frame)
    tables["covered"], before["covered"] = covered, covered.copy(deep=True)
    wording.summarise_operation(tables["headline"], covered, table="coverage")
    analysis.check_consistency(frame, operations.loc[[operation]])
    select_local_figures(frame)
    name_routes(tables["routes"], frame)
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, before[name], obj=name)


@some_operations
def test_order_of_rows_does_not_matter(operation: str, analysed: Operations) -> None:
    found = analysed[operation]
    sources, metrics = load_sources(workspace=HERE), load_metrics(workspace=HERE)
    claims = shuffled(load_claims(operation, workspace=HERE), 1)
    frame = resolve_claims(claims, shuffled(sources, 1), metrics)
    assert frame["claim_id"].tolist() == claims["claim_id"].tolist()
    columns = ["figure", "lower", "upper", "words", "noun"]
    quoted, expected = (one[one["quoted"]][columns] for one in (frame, found.frame))
    assert sorted(quoted.to_numpy().tolist()) == sorted(expected.to_numpy().tolist())
    actions = analysis.sum_named_actions(frame, metrics).drop(columns="claim_ids")
    pd.testing.assert_frame_equal(actions, found.actions.drop(columns="claim_ids"))
    covered = analysis.measure_coverage(select_headline(frame), frame)
    dropped = ["claim_ids", "total_claim_id"]
    pd.testing.assert_frame_equal(covered.drop(columns=dropped), found.coverage.drop(columns=dropped))
    routes = load_routes(operation, workspace=HERE)
    pd.testing.assert_frame_equal(name_routes(shuffled(routes, 1), frame), name_routes(routes, found.frame))


def test_claims_keep_their_rows_and_their_order(analysed: Operations) -> None:
    claims = load_claims("liberterra-2", workspace=HERE)
    pd.testing.assert_frame_equal(analysed["liberterra-2"].frame[claims.columns], claims)


@pytest.mark.parametrize(
    ("one", "two", "quoted"),
    [
        # A release before the press; text before headline; what is least rounded; what most sources print; what keeps
        # its limits; the nearest source; what has a hedge; then order.
        ({"source_id": "b", "value": 5}, {"source_id": "a", "value": 9, "hedge": "at_least"}, 1),
        ({"source_id": "b", "value": 20_000}, {"source_id": "c", "value": 19_370}, 1),
        ({"source_id": "b", "value": 900}, {"source_id": "c", "value": 900, "hedge": "about"}, 1),
        ({"value": 1374, "hedge": "more_than"}, {"value": 1374}, 1),
        ({"value": 32, "hedge": "at_least"}, {"value": 32}, 0),
        ({"value": 32}, {"value": 32, "hedge": "at_least"}, 1),
        ({"metric": "victims", "unit": "persons", "value": 7},
         {"metric": "victims", "unit": "persons", "value": 7, "status": "potential"}, 1),
        ({"value": 100, "hedge": "order_of_magnitude"}, {"value": 200}, 1),
        ({"value": 5, "paragraph": 0}, {"value": 9, "hedge": "at_least", "paragraph": 1}, 1),
        ({"value": 5, "paragraph": 0}, {"value": 9, "hedge": "at_least"}, 1),
        ({"value": 5, "hedge": "about"}, {"value": 5}, 1),
        ({"value": 5, "hedge": "more_than"}, {"value": 5, "hedge": "up_to"}, 1),
        ({"value": 5}, {"value": 6}, 0),
        ({"value": 5, "hedge": "more_than"}, {"value": 9, "hedge": "at_least"}, 1),
        ({"value": "", "hedge": ""}, {"value": 1000, "hedge": "range", "high": 9000}, 1),
        ({"source_id": "c", "value": "", "hedge": ""}, {"source_id": "d", "value": 3}, 1),
        ({"source_id": "c", "value": "", "hedge": ""}, {"source_id": "e", "value": 3}, 0),
        ({"source_id": "c", "value": 5, "hedge": "about"}, {"source_id": "e", "value": 3}, 1),
    ],
)  # fmt: skip
def test_which_claim_is_quoted(one: dict[str, object], two: dict[str, object], quoted: int, figures_of: Make) -> None:
    frame = figures_of(one, two)
    assert frame["figure"].eq(frame["figure"][0]).all()
    assert frame["quoted"].tolist() == [quoted == 0, quoted == 1]


def test_the_number_that_most_sources_print_is_quoted(figures_of: Make) -> None:
    frame = figures_of(*({"source_id": source, "value": value} for source, value in (("b", 41), ("c", 42), ("d", 42))))
    assert frame["quoted"].tolist() == [False, True, False]


def test_of_equal_claims_that_of_the_fullest_source_is_quoted(figures_of: Make) -> None:
    frame = figures_of(
        {"source_id": "b", "value": 5},
        {"source_id": "c", "value": 5},
        {"source_id": "c", "metric": "suspects", "unit": "persons", "value": 2},
    )
    assert frame["quoted"].tolist() == [True, False, True]  # a wire is nearer than a fuller secondary source
    sources = pd.DataFrame({"source_id": ["b", "c"], "rank": "wire", "publisher": "P"})
    again = resolve_claims(frame, sources, load_metrics(workspace=HERE))
    assert again["quoted"].tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("column", "value", "are_apart"),
    [
        ("metric", "suspects", True),
        ("scope", "country", True),
        ("detail", "other", True),
        ("country_iso3", "FRA", True),
        ("nationality_iso3", "FRA", True),
        ("population", "women", True),
        ("offence", "smuggling", True),
        ("exploitation", "sexual", True),
        ("phase", "action", True),
        ("status", "suspected", False),
        ("release_status", "final", False),
        ("note", "x", False),
    ],
)
def test_what_is_counted_tells_figures_apart(column: str, value: str, are_apart: bool, figures_of: Make) -> None:
    assert figures_of({"value": 5}, {"value": 5, column: value})["figure"].nunique() == 1 + are_apart


def test_numbers_outside_any_operation_do_not_contradict_each_other(figures_of: Make) -> None:
    outside = {"operation_id": "", "scope": "context"}
    frame = figures_of(outside | {"value": 436}, outside | {"value": 1440, "source_id": "b"})
    assert frame["agreement"].tolist() == ["agrees", "agrees"]


def test_part_that_agrees_with_its_whole_in_all_columns_is_another_figure(figures_of: Make) -> None:
    frame = figures_of({"value": 182}, {"value": 15, "subset_of": "c0"})
    assert frame["figure"].nunique() == 2
    assert frame["quoted"].tolist() == [True, True]
    assert words(select_headline(frame)) == ["182", "15"]


def test_like_parts_of_two_wholes_or_of_a_part_do_not_contradict_each_other(figures_of: Make) -> None:
    """12 men of the 64 of one phase and 25 of the 73 of another are two figures, and so are 228 and 8 of its 12."""
    phases = [{"value": value, "detail": name, "subset_of": "c0"} for value, name in ((64, "in May"), (73, "in June"))]
    men = [{"value": value, "population": "men", "subset_of": of} for value, of in ((12, "c1"), (25, "c2"))]
    frame = figures_of({"value": 137}, *phases, *men, {"value": 8, "subset_of": "c1"})
    assert frame["figure"].nunique() == 6
    beside = figures_of(
        {"value": 64, "detail": "in May"}, men[0] | {"subset_of": "c0"}, {"value": 12, "population": "men"}
    )
    assert beside["figure"].nunique() == 2


@pytest.mark.parametrize(
    ("cells", "noun"),
    [
        ({"value": 1}, "arrest"),
        ({"value": 2}, "arrests"),
        ({"value": 1, "hedge": "about"}, "arrests"),
        ({"value": 2, "status": "suspected"}, "arrests"),
        ({"value": 2, "offence": "smuggling"}, "arrests for migrant smuggling"),
        ({"value": 2, "offence": "trafficking", "quote": "2 held in connection with a ring"},
         "arrests in connection with human trafficking"),
        ({"value": 2, "offence": "other", "quote": "2 not related to the action"}, "arrests for other offences"),
        ({"value": 2, "population": "women", "phase": "action"}, "arrests of women, during the action days"),
        ({"value": 2, "nationality_iso3": "SYR"}, "arrests of nationals of Syria"),
        ({"metric": "convictions", "unit": "convictions", "value": 2, "population": "men"}, "convictions of men"),
        ({"metric": "missing_children", "unit": "persons", "value": 1, "population": "minors"}, "missing child found"),
        ({"value": 2, "detail": "irregular-migration"}, "arrests, irregular migration"),
        ({"value": 2, "detail": "nca", "scope": "case"}, "arrests"),
        ({"metric": "victims", "unit": "persons", "value": 2, "status": "potential"}, "potential victims"),
        ({"metric": "victims", "unit": "persons", "value": 1}, "victim"),
        ({"metric": "duration_weeks", "unit": "weeks", "value": 1, "hedge": "at_least"}, "week"),
        ({"metric": "duration_weeks", "unit": "weeks", "value": 1, "hedge": "more_than"}, "weeks"),
        (
            {"metric": "victims", "unit": "persons", "value": 2, "exploitation": "organ_removal"},
            "victims of trafficking for organ removal",  # that an organ was removed is not said
        ),
        (
            {"value": 2, "offence": "trafficking", "exploitation": "organ_removal"},
            "arrests for human trafficking (for organ removal)",
        ),
        (
            {"metric": "police_forces", "unit": "police forces", "value": 392},
            "law enforcement agencies",  # the FBI counts agencies and partners
        ),
        (
            {"metric": "victims", "unit": "persons", "value": 2, "offence": "trafficking", "exploitation": "sexual"},
            "victims of human trafficking (sexual exploitation)",
        ),
        ({"value": 9, "exploitation": "organ_removal"}, "arrests (trafficking for organ removal)"),
        ({"metric": "intercepted", "unit": "persons", "value": 2, "status": "suspected"},
         "people intercepted, suspected"),
        ({"metric": "money", "unit": "EUR", "value": 2}, "money"),
    ],
)  # fmt: skip
def test_noun_says_what_is_counted(cells: dict[str, object], noun: str, figures_of: Make) -> None:
    frame = figures_of(cells)
    assert frame["noun"].tolist() == [noun]
    words = frame["words"].item()
    assert frame["says"].tolist() == [words if noun == "money" else f"{words} {noun}"]


def test_headline_of_operations_put_together_has_each_row_once(figures_of: Make) -> None:
    one, two = (figures_of({"value": value, "operation_id": name}) for value, name in ((5, "one"), (9, "two")))
    both = pd.concat([one, two.assign(claim_id="c9", figure="other")])
    assert analysis.select_headline(both)["claim_id"].tolist() == ["c9", "c0"]


def test_headline_puts_wholes_before_their_parts_and_totals_before_narrower_figures(figures_of: Make) -> None:
    frame = figures_of(
        {"value": 3, "subset_of": "c4", "offence": "smuggling"},
        {"value": 950, "detail": "later total"},
        {"value": 900, "population": "men", "source_id": "b"},
        {"value": 7, "metric": "victims", "unit": "persons"},
        {"value": 10},
        {"value": 4, "scope": "country", "country_iso3": "FRA"},
        {"value": 4, "scope": "context", "detail": "x"},
        {"value": 5, "metric": "duration_days", "unit": "days"},
    )
    assert words(select_headline(frame)) == ["7", "10", "900", "950", "3"]


@pytest.mark.parametrize(
    ("other", "says"), [(134, []), (130, ["Of the 133 arrests (B), 29 were for human trafficking, according to C."])]
)
def test_no_part_is_held_against_a_number_that_contradicts_its_own_whole(
    other: int, says: list[str], figures_of: Make
) -> None:
    headline = select_headline(
        figures_of(
            {"value": 133, "source_id": "b"},
            {"value": other, "source_id": "c"},
            {"value": 29, "source_id": "c", "subset_of": "c1", "offence": "trafficking"},
        )
    )
    assert headline["part"].tolist() == [False, True]
    assert [*map(str, wording.results.phrase_parts(headline))] == says
    assert analysis.coverage.measure_parts(headline)["part_words"].tolist() == ["29"] * len(says)
    assert len(analysis.headline.select_key_figures(Figure.rows(headline), 6)) == 1 + len(says)


def test_people_of_the_first_sentence_are_key_figures_before_parts(figures_of: Make) -> None:
    headline = select_headline(
        figures_of(
            {"value": 300},
            {"value": 88, "subset_of": "c0", "offence": "trafficking"},
            {"value": 83, "subset_of": "c0", "offence": "smuggling"},
            {"value": 4000, "metric": "persons_found", "unit": "persons"},
            {"value": 44, "metric": "countries", "unit": "countries"},
        )
    )
    chosen = analysis.headline.select_key_figures(Figure.rows(headline), 4)
    assert [one.words for one in chosen] == ["300", "88", "4,000", "44"]


def test_part_of_a_part_that_is_no_key_figure_is_none_either(figures_of: Make) -> None:
    of_all = [
        {"value": 51, "detail": "buyers", "subset_of": "c0"},
        {"value": 226, "detail": "others", "subset_of": "c0"},
    ]
    headline = select_headline(figures_of({"value": 277}, *of_all, {"value": 13, "subset_of": "c1"}))
    assert [one.words for one in analysis.headline.select_key_figures(Figure.rows(headline), 6)] == ["277"]


@pytest.mark.parametrize(("source", "named"), [("a", ["141", "84"]), ("b", ["141"])])
def test_children_stand_beside_the_adults_of_their_source(source: str, named: list[str], figures_of: Make) -> None:
    victims = {"metric": "victims", "unit": "persons"}
    children = victims | {"population": "minors", "exploitation": "sexual", "source_id": source}
    frame = figures_of(
        victims | {"value": 141, "population": "adults"},
        children | {"value": 84},
        children | {"value": 28, "detail": "Georgia"},  # may be among the 84
        victims | {"value": 30, "exploitation": "sexual", "nationality_iso3": "MEX"},
    )
    lead = analysis.headline.select_lead(Figure.rows(select_headline(frame)), "found")
    assert [one.words for one in lead] == named


@pytest.mark.parametrize(
    ("source", "value", "whole"),
    [("c", 70, "c1"), ("c", 64, "c0"), ("b", 70, "c0")],
)
def test_a_part_of_the_number_of_another_source_is_no_part_of_a_third(
    source: str, value: int, whole: str, figures_of: Make
) -> None:
    victims = {"metric": "victims", "unit": "persons"}
    frame = figures_of(
        victims | {"value": 64, "hedge": "about", "source_id": "a"},
        victims | {"value": value, "hedge": "nearly", "source_id": "b"},
        victims | {"value": 3, "population": "minors", "source_id": source, "subset_of": "c1"},
    )
    headline = select_headline(frame)
    assert headline.loc[headline["words"] == "3", "subset_of"].tolist() == [whole]


CHILDREN = {"unit": "persons", "population": "minors"}
FOUND = CHILDREN | {"metric": "persons_found", "value": 177}
VICTIMS = CHILDREN | {"metric": "victims", "value": 103, "status": "suspected", "subset_of": "c0"}


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([FOUND, VICTIMS], ["103"]),
        ([FOUND, VICTIMS | {"offence": "trafficking"}], ["103"]),
        ([FOUND, VICTIMS | {"population": "girls"}], ["177"]),  # other victims may be boys
        ([FOUND, VICTIMS | {"detail": "at the airport"}], ["177"]),
        ([FOUND, VICTIMS | {"value": "", "hedge": ""}], ["177"]),
        ([FOUND, VICTIMS | {"source_id": "e"}], ["177"]),
        ([FOUND, VICTIMS, VICTIMS | {"value": 120, "population": "", "subset_of": ""}], ["120", "177"]),
        ([FOUND | {"detail": "workers"}, VICTIMS], ["103"]),
    ],
)
def test_victims_among_people_found_lead(rows: list[dict[str, object]], named: list[str], figures_of: Make) -> None:
    headline = Figure.rows(select_headline(figures_of(*rows)))
    assert [one.words for one in analysis.headline.select_lead(headline, "found")] == named


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"value": 387, "source_id": "b"}, ["387"]),
        ({"value": 387, "source_id": "a"}, ["387", "387"]),  # who counts both tells them apart
        ({"value": 386, "source_id": "b"}, ["387", "386"]),
        ({"value": 387, "source_id": "b", "population": "women"}, ["387", "387"]),
    ],
)
def test_victims_of_one_source_are_not_named_again_as_people_found(
    found: dict[str, object], said: list[str], figures_of: Make
) -> None:
    people = CHILDREN | {"metric": "persons_found"} | found
    frame = figures_of(CHILDREN | {"metric": "victims", "value": 387, "source_id": "a"}, people)
    headline = Figure.rows(select_headline(frame))
    assert [one.words for one in analysis.headline.select_lead(headline, "found")] == said
    assert [one.words for one in analysis.headline.select_key_figures(headline, 6)] == said


def test_one_thing_seized_and_one_of_many_arrests_are_no_key_figures(figures_of: Make) -> None:
    one = {"value": 1, "metric": "vehicles", "unit": "vehicles"}
    many = {"value": 126, "metric": "items_seized", "unit": "items", "detail": "mobile-phones"}
    member = {"value": 1, "detail": "suspected-member", "subset_of": "c2"}
    headline = Figure.rows(select_headline(figures_of(one, many, {"value": 180}, member)))
    assert [one.words for one in analysis.headline.select_key_figures(headline, 6)] == ["180", "126"]


def test_the_entries_of_the_first_sentence_are_key_figures(figures_of: Make) -> None:
    entries = {"value": 2229, "metric": "detections", "unit": "detections"}
    headline = Figure.rows(select_headline(figures_of({"value": 566}, {"value": 218, "subset_of": "c0"}, entries)))
    assert [one.words for one in analysis.headline.select_key_figures(headline, 2)] == ["566", "2,229"]


def test_what_only_a_retelling_counts_is_no_key_figure(figures_of: Make) -> None:
    drugs = {"offence": "other", "detail": "drugs"}
    headline = select_headline(
        figures_of(
            {"value": 18, "source_id": "c"},
            drugs | {"value": 3, "source_id": "e"},
            drugs | {"value": "", "hedge": "", "source_id": "c"},
        )
    )
    assert words(headline) == ["18", "not counted"]
    assert [one.words for one in analysis.headline.select_key_figures(Figure.rows(headline), 4)] == ["18"]


def test_without_totals_the_headline_has_no_rows(figures_of: Make) -> None:
    frame = figures_of(
        {"value": 3, "scope": "case", "detail": "raid"}, {"value": 4, "country_iso3": "USA", "scope": "country"}
    )
    headline = select_headline(frame)
    assert headline.empty
    assert analysis.measure_coverage(headline, frame).empty


def test_local_figures_are_sorted_by_country_and_keep_those_without(analysed: Operations) -> None:
    local = select_local_figures(analysed["liberterra-2"].frame)
    assert local["country"].is_monotonic_increasing
    assert "" in set(local["country"])
    assert set(local[local["country"] == "United Kingdom"]["words"]) == {"1", "3", "7", "9"}


def test_local_parts_follow_the_claim_to_quote_of_their_whole(figures_of: Make) -> None:
    britain = {"scope": "country", "country_iso3": "GBR"}
    part = {"value": 2, "source_id": "c", "detail": "raid", "subset_of": "c1"}
    frame = figures_of(
        britain | part, britain | {"value": 6, "source_id": "c"}, britain | {"value": 6, "source_id": "a"}
    )
    local = select_local_figures(frame)
    assert local[["claim_id", "subset_of"]].fillna("").to_numpy().tolist() == [["c2", ""], ["c0", "c2"]]


def test_routes_of_liberterra_2(analysed: Operations) -> None:
    routes = name_routes(load_routes("liberterra-2", workspace=HERE), analysed["liberterra-2"].frame)
    told = routes.groupby("claim_id", sort=False).apply(
        lambda legs: (
            legs["country"].iloc[0],
            *(f"{role} {place}" for role, place in legs[["role", "place"]].to_numpy()),
        )
    )
    assert told.tolist() == [
        ("Mali", "origin Togo", "destination Mali"),
        ("United Kingdom", "origin Bulgaria", "transit Romania", "destination Netherlands"),
        ("Tunisia", "destination United Kingdom"),
        ("Montenegro", "origin Asia", "destination European Union"),
        ("Serbia", "destination Bosnia and Herzegovina"),
        ("Brazil", "origin Brazil", "destination United States"),
    ]
    # Where the 178 set out is not stated; the Middle East is said of the route.
    assert routes["place_code"].notna().all()


def test_what_is_reported_and_not_counted_says_so(figures_of: Make) -> None:
    organs = {"metric": "suspects", "unit": "persons", "offence": "trafficking", "exploitation": "organ_removal"}
    (row,) = figures_of(organs | {"value": "", "hedge": ""}).to_dict("records")
    said = "human trafficking suspects (for organ removal), not counted"
    assert (row["says"], row["lower"], row["upper"]) == (said, 1, math.inf)


FORCED = {"metric": "victims", "unit": "persons", "exploitation": "forced_labour"}


@pytest.mark.parametrize(
    ("part", "said"),
    [
        # A detail that begins with a preposition goes on; what the ledger alone calls a part comes last.
        ({"detail": "from Austria"}, ["from Austria"]),
        ({"detail": "for modern slavery"}, ["for modern slavery"]),
        ({"detail": "experts"}, ["listed here under “experts”"]),
        ({"value": 1, "nationality_iso3": "UKR", "exploitation": "sexual"},
         ["of a national of Ukraine", "listed here under “sexual exploitation”"]),
        # A group of victims of one thing is one part.
        (FORCED | {"population": "minors"}, ["child victims of forced labour"]),
        (FORCED | {"population": "minors", "value": 1, "status": "potential"},
         ["a potential child victim of forced labour"]),
        (FORCED | {"population": "adults", "value": 1}, ["an adult victim of forced labour"]),
    ],
)  # fmt: skip
def test_what_a_part_is(part: dict[str, object], said: list[str], figures_of: Make) -> None:
    whole = {name: part[name] for name in ("metric", "unit", "status") if name in part}
    of, one = Figure.rows(figures_of(whole | {"value": 85}, {"value": 8} | part))
    assert list_differences(one, of) == said


@pytest.mark.parametrize(
    ("detail", "said"),
    [("gold", "value of gold seized"), ("later total", "money seized (later total)"), ("cash", "money seized in cash")],
)
def test_only_goods_have_a_value(detail: str, said: str, figures_of: Make) -> None:
    money = {"metric": "money", "unit": "EUR", "value": 5, "detail": detail, "quote": "seized 5"}
    assert describe_result(next(iter(Figure.rows(figures_of(money))))) == said
