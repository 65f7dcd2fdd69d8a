"""What is read around a number in sentences, lists and tables, and that what is proposed is what the text prints."""

import json
import re
import tomllib
from cProfile import Profile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liberterra_analysis import vocabulary
from liberterra_analysis.extract import Candidate, extract
from liberterra_analysis.extract.candidates import is_proposed
from liberterra_analysis.extract.mentions import read_mentions
from liberterra_analysis.extract.model import NAMES, load_model
from liberterra_analysis.extract.sentences import blank, sentences
from liberterra_analysis.extract.sheet import to_json
from liberterra_analysis.extract.words import DEEDS
from liberterra_analysis.hedges import parse
from liberterra_analysis.schema.metrics import packaged_metrics

EXTRACT = Path(__file__).parents[2] / "liberterra_analysis" / "extract"
RULES = tomllib.loads((EXTRACT / "kinds.toml").read_text("utf-8"))["rules"]
WORDS = (
    "police arrested rescued 12 250 1,062 8 300 more than nearly between and to of which whom were was suspects "
    "victims in Kenya Syrian ( ) : ; . , - – % € $ million half a an group dozens 2024 May aged year-old including "
    "| \n * [ ] ' “"
).split(" ")


def outcomes(text: str) -> list[tuple[str, str]]:
    return [(one.as_printed, one.metric) for one in extract(text) if one.kind == "outcome"]


def only(text: str) -> Candidate:
    (found,) = extract(text)
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule['kind']}: {rule['fires']}")
def test_rule_of_a_kind_fires_and_spares(rule: dict[str, str]) -> None:
    assert _kinds(rule["fires"]) == {rule["kind"]}
    assert rule["kind"] not in _kinds(rule["spares"])


def _kinds(marked: str) -> set[str]:
    """Return the kinds of the number in square brackets."""
    number = re.search(r"\[(.*?)\]", marked)
    assert number
    text = marked[: number.start()] + number[1] + marked[number.end() :]
    found = [*read_mentions(blank(text))]
    last = number.start() + len(number[1])
    kinds = {one.kind for one in found if one.number.start < last and number.start() < one.number.end}
    assert kinds, "the number was not found"
    return kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police arrested 12 people in three raids.", [("12", "arrests"), ("three", "searches")]),
        ("200 or more victims were freed.", [("200 or more", "victims")]),
        ("Nearly half a million checks against databases", [("Nearly half a million", "database_checks")]),
        ("Police arrested 12 men. Officers rescued 30 women.", [("12", "arrests"), ("30", "victims")]),
        ("Vehicles checked: 61,200", [("61,200", "vehicles_checked")]),
        ("Key figures\n12\narrests\n30\nvictims", [("12", "arrests"), ("30", "victims")]),
        ("Arrests ....... 12\nVictims ....... 30", [("12", "arrests"), ("30", "victims")]),
        ("Dear all,\n\n  12   arrests\n   9   searches\n", [("12", "arrests"), ("9", "searches")]),
        ("> Police arrested 12 men and\n> seized 4 cars.", [("12", "arrests"), ("4", "vehicles")]),
    ],
)
def test_metric_is_that_of_noun_verb_or_label(text: str, expected: list[tuple[str, str]]) -> None:
    assert outcomes(text) == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "| Country | Arrests | Victims | of which minors |\n|---|---|---|---|\n| Kenya | 6 | **22** | 9 |\n",
            [("6", "arrests", "KEN", None), ("22", "victims", "KEN", None), ("9", "victims", "KEN", 1)],
        ),
        ("Port    Arrests    Hats\nKenya    6    2\n", [("6", "arrests", "KEN", None)]),
        ("Measure\t2023\t2024\tChange\nArrests\t12\t14\t+17%\n", [("14", "arrests", "", None)]),
        ("| | Kenya | Peru |\n| Arrests | 6 | 7 |\n", [("6", "arrests", "KEN", None), ("7", "arrests", "PER", None)]),
        ("         4 May    today\nArrests      6        7\n", [("7", "arrests", "", None)]),
        ("| Town | No. of accused arrested |\n| Lagos | 7 |\n", [("7", "arrests", "", None)]),
    ],
)  # fmt: skip
def test_table_is_read_by_its_header_and_labels(table: str, expected: list[tuple[str, str, str, int | None]]) -> None:
    found = [one for one in extract(table) if one.kind == "outcome"]
    assert [(one.as_printed, one.metric, one.country_iso3, one.subset_of) for one in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "INTERPOL has 196 member countries.",
        "According to the ILO, 27.6 million people are in forced labour.",
        "The agency has 12,000 employees and offices in 40 countries.",
        "A second phase is planned for next year with 20 countries.",
    ],
)
def test_background_is_no_outcome(text: str) -> None:
    """Who adds up the outcomes of announcements would count other years, plans and estimates as results."""
    assert outcomes(text) == []


@pytest.mark.parametrize("text", ["Liberterra II", "nobody", "call +33 4 72 44 71 63"])
def test_what_is_no_number_is_no_candidate(text: str) -> None:
    assert extract(text) == []


def test_parts_know_their_whole() -> None:
    text = "2,517 arrests were made, 850 of which for smuggling. 39 migrants were rescued, including 10 minors."
    found = extract(text)
    assert [(one.as_printed, one.subset_of) for one in found] == [("2,517", None), ("850", 0), ("39", None), ("10", 2)]
    assert found[3].population == "minors"
    found = extract("Police arrested 23 suspects: 7 in Peru, 13 in Chile. 9 victims, vehicles: 4.")
    assert [one.subset_of for one in found] == [None, 0, 0, None, None]
    found = extract("Officers in Peru rescued 46 children, 16 of whom were at one school.")
    assert [(one.country_iso3, one.subset_of) for one in found[:2]] == [("PER", None), ("PER", 0)]


def test_a_list_of_parts_is_read_to_its_end() -> None:
    listed = "(8 in Austria, 16 in Czechia, 12 in France, 1 in Germany, 4 in Hungary, 3 in Kosovo and 2 in Slovakia)"
    found = extract(f"In addition to the arrests of 46 facilitators {listed}, agents searched a boat.")
    assert [one.subset_of for one in found] == [None, *[0] * 7]
    assert {one.metric for one in found} == {"arrests"}


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        ("Police made 63 arrests. In Lagos they arrested 29 men. In Kano they arrested 34 men.", [None, 0, 0]),
        ("Police arrested 63 men. Kenya: 29 arrests. Peru: 30 arrests. Chad: 4 arrests. They made 9 arrests since.",
         [None, 0, 0, 0, None]),
        ("Police arrested 63 men. Officers in Kano arrested 29 men. Agents seized 34 cars.", [None] * 3),
        ("Police arrested 63 men. They arrested 29 men in Kano. They arrested about 34 men in Lagos.", [None] * 3),
        ("Police arrested 5 men. They arrested 3 men in Kano. They arrested 2 men in Lagos.", [None] * 3),
    ],
)  # fmt: skip
def test_numbers_that_add_up_to_one_before_them_are_its_parts(text: str, wholes: list[int | None]) -> None:
    assert [one.subset_of for one in extract(f"RAIDS\n\n{text}")] == wholes


def test_number_of_which_a_part_was_arrested_is_in_doubt() -> None:
    part, whole = extract("Police arrested 14 of 39 suspects.")
    assert (part.doubt, whole.doubt) == ("", "only '14' of it may be meant")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Agents arrested almost half of the 70 traffickers.", "'half' of it"),
        ("Agents arrested two thirds of these 70 traffickers.", "'thirds' of it"),
        ("Agents arrested a quarter of 70 traffickers.", "'quarter' of it"),
        ("Agents arrested 45 per cent of all the 70 traffickers.", "'cent' of it"),
        ("Agents arrested half the more than 70 traffickers.", "'half' of it"),
        ("Agents arrested most of their 70 traffickers.", "'most' of it"),
        ("Of the 70 traffickers, some were arrested.", "'some' may make it less exact"),
        ("Agents arrested all of the 70 traffickers.", ""),
        ("Agents arrested some 70 traffickers, most of them men.", ""),
        ("The arrest of the 70 traffickers came later.", ""),
        ("Chad and 70 other countries took part.", "the word 'other' may leave out some"),
        ("The other 70 arrests were for fraud.", "the word 'other' may leave out some"),
        ("In 2023, agents arrested 70 traffickers. In 2025 the unit has 4 cars.", "may be of 2023"),
        ("In 2025, agents arrested 70 traffickers. Since 2023 the unit has 4 cars.", ""),
        ("They arrested 70 more traffickers.", "the word 'more' may leave out some"),
        ("An additional 70 traffickers were arrested.", "the word 'additional' may leave out some"),
        ("In Şırnak, agents arrested 70 traffickers.", "Şırnak alone"),
        ("Police raided a scam centre and freed 70 foreigners.", "the text calls them 'foreigners'"),
        ("In Kent, agents arrested 70 traffickers.", "Kent alone"),
        ("In Polk County, agents arrested 70 traffickers.", "Polk County alone"),
        ("Agents arrested 70 men across West Nile Province.", "West Nile Province alone"),
        ("Agents in the state of Goa held 70 men.", "state of Goa alone"),
        ("In September, agents arrested 70 traffickers.", ""),
        ("In Operation Reed, agents arrested 70 traffickers.", ""),
        ("In Chad, agents arrested 70 traffickers.", ""),
        ("Polk County deputies arrested 70 traffickers.", ""),
        ("Agents arrested 70 traffickers yesterday, bringing the total to 90 arrests.", "part of '90'"),
        ("Agents arrested 90 traffickers. Last week, agents arrested 70 traffickers.", "part of '90'"),
        ("Altogether 90 traffickers were arrested. Agents arrested 70 traffickers in a port.", "part of '90'"),
        ("Agents arrested 90 traffickers. Polk County deputies arrested 70 traffickers.", "part of '90'"),
        ("Agents collectively arrested 90 traffickers. The port police arrested 70 traffickers.", "part of '90'"),
        ("Agents arrested 90 traffickers. Agents arrested 70 traffickers.", ""),
        ("A total of 90 cars were seized. Yesterday agents arrested 70 traffickers.", ""),
        ("Agents seized a total of 90 dollars. Yesterday they seized 70 euros.", ""),
        ("Yesterday agents arrested 70 traffickers.", ""),
    ],
)  # fmt: skip
def test_share_or_part_near_a_number_is_a_doubt(text: str, doubt: str) -> None:
    found = [one for one in extract(f"RAIDS\n\n{text}") if one.value == 70]
    assert doubt in found[-1].doubt
    assert bool(doubt) == bool(found[-1].doubt)


def test_offence_is_not_that_of_the_next_figure() -> None:
    text = "Agents arrested 70 people, and freed 9 boys from human trafficking. They held 8 men for human trafficking."
    assert [one.offence for one in extract(text)] == ["", "", "trafficking"]


def test_part_of_the_arrested_who_are_victims_are_victims() -> None:
    text = "Of the 111 persons arrested, 24 were identified as possible trafficking victims."
    assert outcomes(text) == [("111", "arrests"), ("24", "victims")]


def test_place_and_nationality_are_told_apart() -> None:
    found = extract("UK authorities arrested 12 Syrian men in Nottingham. Serbian police held 12 suspects.")
    assert [(one.country_iso3, one.nationality_iso3) for one in found] == [("GBR", "SYR"), ("SRB", "")]
    found = extract("Police in Chad found 12 Filipinos, 57 Vietnamese and 30 Chinese women.")
    assert [(one.country_iso3, one.nationality_iso3) for one in found] == [
        ("TCD", "PHL"),
        ("TCD", "VNM"),
        ("TCD", "CHN"),
    ]
    found = extract("Police freed victims from Chad (12), Peru (57) and Chile (30). They made arrests in Peru (40).")
    assert [(one.country_iso3, one.nationality_iso3) for one in found] == [
        ("", "TCD"), ("", "PER"), ("", "CHL"), ("PER", ""),
    ]  # fmt: skip
    found = extract("They were one Cameroonian national and 12 men. Kenyan national police held 12 suspects.")
    assert [one.country_iso3 for one in found if one.value == 12] == ["", "KEN"]


@pytest.mark.parametrize(
    ("text", "countries", "sure"),
    [
        ("Officers in Peru held 50 suspects, whereas in Chile 20 were held.", ["PER", "CHL"], [False, False]),
        ("Officers in Peru held 50 suspects, and in Chile the coastguard held 20.", ["PER", "CHL"], [False, False]),
        ("Officers in Peru held 50 suspects while in Chile the coastguard held 20.", ["PER", "CHL"], [False, False]),
        ("Peru reported 14 arrests, Chile nine and Brazil at least 3.", ["PER", "CHL", "BRA"], [False] * 3),
        ("14 men were arrested in Peru and nine in Chile.", ["PER", "CHL"], [True, True]),
        ("In Peru 14 men were arrested.", ["PER"], [True]),
        ("14 men were arrested in Peru, northern Chile and Brazil.", [""], [True]),
    ],
)
def test_country_is_that_of_the_clause_and_in_doubt_where_another_may_be_it(
    text: str, countries: list[str], sure: list[bool]
) -> None:
    found = extract(text)
    assert [one.country_iso3 for one in found] == countries
    assert [one.doubt == "" for one in found] == sure


@pytest.mark.parametrize(
    ("text", "statuses", "sure"),
    [
        ("Agents found 70 potential victims of trafficking, 25 of them girls.", ["potential", "potential"], True),
        ("Agents found 70 presumed victims, 25 of whom were Thai.", ["presumed", "presumed"], True),
        ("Agents found 70 victims, including 25 girls.", ["unspecified", "unspecified"], True),
        ("Agents found 70 potential victims: 50 in Peru.", ["potential", "potential"], True),
        ("Agents found 70 potential victims, 25 of them formally recognised.", ["potential", "unspecified"], False),
        ("Agents found 70 potential victims, 25 of them confirmed victims.", ["potential", "confirmed"], True),
        ("Agents found 70 potential victims. Twenty-five were girls.", ["potential", "unspecified"], False),
    ],
)
def test_part_has_the_status_of_its_whole_or_a_doubt(text: str, statuses: list[str], sure: bool) -> None:
    whole, part = extract(text)
    assert [whole.status, part.status] == statuses
    assert (part.doubt == "") == sure


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Agents identified 78 women as potential victims.", "potential"),
        ("Agents found 14 women, presumed victims of trafficking.", "presumed"),
        ("Agents found 14 women (all likely victims of trafficking).", "potential"),
        ("Agents found an alleged 40 victims.", "suspected"),
        ("Potential victims identified: 4,414", "potential"),
        ("Number of presumed trafficking victims - 38", "presumed"),
        ("Key figures\n\n4,414\nPotential victims", "potential"),
        ("Key figures\n\nPotential victims rescued\n4,414", "potential"),
        ("| Country | Potential victims |\n|---|---|\n| Kenya | 12 |", "potential"),
        ("Agents found 14 women, not confirmed victims of trafficking.", "unspecified"),
        ("Agents confirmed 14 victims of trafficking.", "unspecified"),
        ("Agents found 14 victims of trafficking, confirmed the minister.", "unspecified"),
        ("Agents found 14 victims, confirmed the minister.", "unspecified"),
        ("Agents found 14 victims, suspected to be Peruvian nationals.", "unspecified"),
        ("Potential victims:\n- 14 vehicles were seized", "unspecified"),
    ],
)
def test_status_is_also_that_of_a_predicate_a_label_and_a_header(text: str, status: str) -> None:
    assert only(text).status == status


@pytest.mark.parametrize(
    "text",
    [
        "Agents found 14 women in a house that alleged victims had named.",
        "Agents found 14 women who, they added, are possible victims of trafficking.",
        "The gang is suspected of having sold 14 victims.",
    ],
)
def test_status_that_words_near_a_number_state_is_a_doubt(text: str) -> None:
    one = only(text)
    assert one.status == "unspecified"
    assert one.doubt.startswith("its status may be ")


def test_status_of_other_persons_or_of_arrests_is_no_doubt() -> None:
    assert only("Agents freed 14 victims from suspects, police confirmed.").doubt == ""
    assert [one.doubt for one in extract("Police arrested 40 suspects. They arrested 30 women.")] == ["", ""]


def test_terms_that_a_workspace_added_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {name: dict(terms) for name, terms in vocabulary.LISTS.items()}
    monkeypatch.setattr(vocabulary, "_LISTS", own)
    monkeypatch.setattr(vocabulary, "LISTS", own)
    rows = [("status", "rumoured"), ("population", "nurses"), ("offence", "poaching")]
    vocabulary.add_terms([(of, name, name, "", "", "", "", name) for of, name in [*rows, ("verb", "intercepted")]])
    one = only("Police intercepted 14 rumoured nurses on their way to a port.")
    assert (one.status, one.population, one.verb) == ("rumoured", "nurses", "intercepted")
    assert only("Police arrested 14 people for poaching.").offence == "poaching"


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("Agents freed 70 women and girls.", ""),
        ("Agents freed 70 men, women and children.", ""),
        ("Agents freed 70 boys and girls.", "minors"),
        ("Agents freed 70 boys, girls and women.", ""),
        ("Agents freed 70 underage girls.", "girls"),
        ("Agents freed people. 70 of them were thought to be children.", "minors"),
        ("Agents freed people. 70 were women.", "women"),
        ("Agents freed 70 juvenile victims.", "minors"),
        ("Agents arrested 70 traffickers of women.", ""),
    ],
)
def test_population_is_the_group_that_all_belong_to(text: str, population: str) -> None:
    assert only(text).population == population


def test_persons_below_the_age_of_majority_are_minors() -> None:
    found = extract("Agents freed 70 people, 12 of whom were under the age of 18.")
    assert [one.population for one in found if one.kind == "outcome"] == ["", "minors"]


def test_boys_are_told_from_other_children() -> None:
    found = extract("Police rescued 976 children: 591 boys and 385 girls. They rescued 70 boys and girls.")
    assert [(one.population, one.detail) for one in found] == [
        ("minors", ""),
        ("minors", "boys"),
        ("girls", ""),
        ("minors", ""),
    ]


def test_country_status_and_offence_are_read() -> None:
    text = "Peru police arrested 12 suspected traffickers who took girls from Bolivia via Chile to Spain for begging."
    one = only(text)
    assert (one.country_iso3, one.status, one.offence) == ("PER", "suspected", "trafficking")


def test_operations_are_told_apart_also_without_that_word() -> None:
    text = "Operation Lantern II led to 12 arrests. The results are preliminary. In Lantern I, police made 9 arrests."
    found = [(one.as_printed, one.operation, one.release_status) for one in extract(text)]
    assert found == [("12", "Lantern II", "preliminary"), ("9", "Lantern I", "preliminary")]
    assert only("Results so far: police made 12 arrests.").release_status == "so_far"


def test_how_final_figures_are_is_not_that_of_an_earlier_count() -> None:
    text = "Police made 12 arrests. Since 2011 the campaign has so far led to the arrest of more than 5,800 people."
    assert {one.release_status for one in extract(text)} == {"unspecified"}
    for text in ("So far police made 12 arrests, after 9 last year.", "12 arrests so far, after 9 arrests last year."):
        assert {one.release_status for one in extract(text)} == {"so_far"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Police made 12 arrests. Preliminary investigations suggest that more are involved.", "unspecified"),
        ("Police made 12 arrests; preliminary charges followed.", "unspecified"),
        ("Police made 12 arrests, by a provisional count.", "preliminary"),
        ("Police made 12 arrests; all figures are preliminary.", "preliminary"),
    ],
)
def test_a_preliminary_investigation_makes_no_figure_preliminary(text: str, status: str) -> None:
    assert {one.release_status for one in extract(text)} == {status}


def test_headline_is_paragraph_nought() -> None:
    found = extract("12 arrests in raid\n\nPolice made 12 arrests.\n\nThey seized 3 cars.")
    assert [one.paragraph for one in found] == [0, 1, 2]


def test_line_below_the_headline_is_in_doubt() -> None:
    text = "Raid frees many\n\nEighteen children were rescued\n\nPolice said that at least 18 children were rescued."
    assert ["below the headline" in one.doubt for one in extract(text)] == [True, False]


def test_candidate_says_what_the_scorer_reads() -> None:
    (one,) = json.loads(to_json(extract("Thousands of victims were rescued.")))
    assert (one["value"], one["hedge"], one["metric"]) == (None, "order_of_magnitude", "victims")
    read = "start end as_printed high unit kind status release_status country_iso3 nationality_iso3 subset_of"
    assert {*read.split(), "confidence", "rule", "doubt"} < set(one)


def test_age_of_the_oldest_is_no_result() -> None:
    found = extract("Of the 209 arrested men, the youngest was 16 and the oldest 64.")
    assert [one.kind for one in found] == ["outcome", "age", "age"]


def test_only_metrics_of_the_ledger_are_proposed() -> None:
    known = {*packaged_metrics()}
    assert {*DEEDS.values()} <= known
    assert {*NAMES} - known == {"outcome", "background", "comparison", "other_operation", "plan", "price", "unlisted"}
    assert load_model().matrix.any()


@pytest.mark.parametrize(
    ("outcome", "metric", "proposed"), [(0.95, 0.1, True), (0.45, 0.4, True), (0.85, 0.2, False), (0.2, 0.1, False)]
)
def test_number_is_proposed_if_its_metric_is_likely_or_it_is_surely_a_result(
    outcome: float, metric: float, proposed: bool
) -> None:
    shares = np.zeros(len(NAMES))
    shares[0], shares[-1] = outcome, metric
    assert is_proposed(shares) == proposed


def test_sentence_without_an_end_is_cut() -> None:
    """Work on a sentence grows faster than the sentence, so that none may be as long as a text."""
    for text in ("A. " * 3_000, "word " * 2_000):
        spans = [(one.start, one.end) for one in sentences(text)]
        assert max(end - start for start, end in spans) < 2_100
        assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")


def check(text: str) -> None:
    found = extract(text)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for at, one in enumerate(found):
        assert text[one.start : one.end] == one.as_printed != ""
        assert one.subset_of is None or 0 <= one.subset_of < at
        assert 0 < one.confidence <= 1
        assert one.rule
        if one.hedged.value is not None:
            assert parse(one.as_printed) == one.hedged


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200))
@settings(deadline=None, max_examples=150)
def test_every_candidate_is_a_span_that_says_what_it_claims(text: str) -> None:
    check(text)
    assert len(blank(text)) == len(text)
    assert all(0 <= one.start < one.end <= len(text) for one in sentences(blank(text)))


@pytest.mark.parametrize(
    "piece", ["1 ", "9", "more than ", "a man arrested ", "(", "12 men and ", "<", "a@", "A. ", "1,", "+1 ", "> "]
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    """Counted in calls, not in seconds: twice the text is at most about twice the work."""

    def calls(size: int) -> int:
        text = piece * (size // len(piece))
        with Profile() as profile:
            extract(text)
        return sum(one.callcount for one in profile.getstats())

    extract(piece)  # loads what it looks up
    assert calls(4_000) <= 2.3 * calls(2_000) + 500
