"""What the rules find in sentences, in announcements of our own writing, and, where they are at hand, in real ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liberterra_analysis.extract import Candidate, extract
from liberterra_analysis.extract.sentences import blank, sentences
from liberterra_analysis.extract.sheet import to_json
from liberterra_analysis.hedges import parse
from liberterra_analysis.ledger import load_claims
from liberterra_analysis.workspace import Workspace

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT.parent / "shared" / "sources" / "the-national-liberterra-ii.txt"
OWN = sorted((ROOT / "tests/unit/announcements").glob("*.txt"))
WORDS = (
    "police arrested rescued 12 250 1,062 8 300 more than nearly between and to of which whom were was suspects "
    "victims "
    "in Kenya Syrian ( ) : ; . , - – % € $ million half a an group dozens 2024 May aged year-old including "
    "| \n * [ ] ' “"
).split(" ")


def outcomes(text: str) -> list[tuple[str, str | None, str]]:
    return [(one.as_printed, one.hedged.hedge, one.metric) for one in extract(text) if one.kind == "outcome"]


def only(text: str) -> Candidate:
    (found,) = extract(text)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police arrested 12 people.", [("12", "exact", "arrests")]),
        ("More than 40 suspects were detained.", [("More than 40", "more_than", "arrests")]),
        ("It led to the detention of some 30 smugglers.", [("some 30", "about", "arrests")]),
        ("Twenty-two taken into custody", [("Twenty-two", "exact", "arrests")]),
        ("They rescued as many as 1.5 million people.", [("as many as 1.5 million", "up_to", "victims")]),
        ("200 or more victims were freed.", [("200 or more", "at_least", "victims")]),
        ("Between 20 and 30 boats were seized.", [("Between 20 and 30", "range", "vessels")]),
        ("Nearly half a million checks against databases", [("Nearly half a million", "nearly", "database_checks")]),
        ("Dozens of victims were found.", [("Dozens", "order_of_magnitude", "victims")]),
        ("Well over 8 300 officers took part.", [("Well over 8 300", "more_than", "officers")]),
        ("Officers seized in excess of $2 million.", [("in excess of $2 million", "more_than", "money")]),
        ("Police froze 18 million baht.", [("18 million", "exact", "money")]),
        ("60 migrants from 30 countries", [("60", "exact", "irregular_migrants"), ("30", "exact", "nationalities")]),
        ("60 officers from 30 countries", [("60", "exact", "officers"), ("30", "exact", "countries")]),
        ("159 firearms, explosives and other weapons were seized.", [("159", "exact", "weapons")]),
        ("Vehicles checked: 61,200", [("61,200", "exact", "vehicles_checked")]),
        ("The number of arrests rose to 148.", [("148", "exact", "arrests")]),
        ("Two farm managers were arrested.", [("Two", "exact", "arrests")]),
        ("Officers smashed three people smuggling networks.", [("three", "exact", "groups")]),
    ],
)
def test_outcome_is_found(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert outcomes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police seized nearly Rs 1.2 crore.", [("nearly Rs 1.2 crore", "nearly", "money")]),
        ("Agents seized N1,370,000.", [("1,370,000", "exact", "money")]),
        ("Police seized nearly Rs. 500,000.", [("nearly Rs. 500,000", "nearly", "money")]),
        ("Police seized Rs 12,34,567.", [("12,34,567", "exact", "money")]),
        ("They froze over AU$300,000.", [("over AU$300,000", "more_than", "money")]),
        ("They froze 5.7 million ringgit.", [("5.7 million", "exact", "money")]),
        ("Officers found three .45-calibre pistols.", [("three", "exact", "firearms")]),
        ("More than 240 U.S. convictions", [("More than 240", "more_than", "persons_sentenced")]),
        ("17 people were freed and 4 more are investigated.", [("17", "exact", "victims"), ("4", "exact", "suspects")]),
        ("Nine suspects were held, one of them a cook.", [("Nine", "exact", "arrests"), ("one", "exact", "arrests")]),
        ("11 victims were found. Nine of the 11 are ill.", [("11", "exact", "victims"), ("Nine", "exact", "victims")]),
        ("Thirty-two (32) men were arrested.", [("Thirty-two", "exact", "arrests")]),
        ("Getting on for 200 searches", [("Getting on for 200", "nearly", "searches")]),
        ("200-odd searches", [("200-odd", "about", "searches")]),
        ("12 Spaniards were arrested.", [("12", "exact", "arrests")]),
        ("14 people adrift at sea were rescued.", [("14", "exact", "migrants_rescued")]),
        ("Police found 23 men hidden in a lorry.", [("23", "exact", "irregular_migrants")]),
        ("44 undocumented workers were found.", [("44", "exact", "irregular_migrants")]),
        ("Five men were identified as potential victims.", [("Five", "exact", "victims")]),
        ("Tuesday's raids (3 in Leeds)", [("3", "exact", "searches")]),
        ("Key figures\n12\narrests\n30\nvictims", [("12", "exact", "arrests"), ("30", "exact", "victims")]),
        ("Arrests\n12\nVictims\n30", [("12", "exact", "arrests"), ("30", "exact", "victims")]),
        ("Four people drowned.", []),
        ("Our 14 kiosks stopped and spoke with travellers.", []),
    ],
)
def test_syntax_of_announcements_is_read(text: str, expected: list[tuple[str, str, str]]) -> None:
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
        (
            "Arrests by agency\n| Agency | Men | Total |\n| Police | 6 | 7 |\n",
            [("6", "arrests", "", None), ("7", "arrests", "", None)],
        ),
    ],
)
def test_table_is_read_by_its_header(table: str, expected: list[tuple[str, str, str, int | None]]) -> None:
    found = [one for one in extract(table) if one.kind == "outcome"]
    assert [(one.as_printed, one.metric, one.country_iso3, one.subset_of) for one in found] == expected


def test_sentence_of_many_numbers_is_read_in_parts() -> None:
    found = extract("They took " + ", ".join(f"{number} guns" for number in range(200, 350)) + " and 7 boats.")
    assert len(found) == 151
    assert {one.metric for one in found[:150]} == {"firearms"}
    assert (found[-1].as_printed, found[-1].metric) == ("7", "vessels")


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("12 victims were rescued.", "rescued"),
        ("Officers safeguarded 12 victims.", "safeguarded"),
        ("12 migrants were identified.", "identified"),
        ("12 migrants were detected.", "detected"),
        ("12 migrants were found.", ""),
        ("12 boats were seized.", ""),
    ],
)
def test_verb_is_that_of_the_text(text: str, verb: str) -> None:
    assert only(text).verb == verb


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a 32-year-old man", "age"),
        ("aged between 5 and 17", "age"),
        ("a five-day operation", "duration"),
        ("up to 15 years in prison", "duration"),
        ("on 31 October", "date"),
        ("in 2018", "date"),
        ("6% of the victims", "percentage"),
        ("Each paid USD 37,000 for the journey.", "price"),
        ("They earn 30,000 baht a month.", "price"),
        ("compared with 4,413 victims", "comparison"),
        ("under Section 14", "background"),
        ("the G7 ministers", "background"),
        ("INTERPOL has 196 member countries.", "background"),
        ("27 miles off the coast", "background"),
        ("the 21st raid", "ordinal"),
        ("call +33 4 72 44 71 63", "telephone"),
        ("Media line: 555-014-2999", "telephone"),
        ("or dial 101", "telephone"),
        ("under sections 4 and 7 of the act", "background"),
        ("a boat built for 15", "background"),
        ("In one case, police spoke to a witness.", "background"),
        ("a workshop attended by 35 investigators", "background"),
        ("Since its creation the unit has made 300 arrests.", "comparison"),
        ("the brothers, 28 and 31, were there", "age"),
    ],
)
def test_what_is_no_outcome_says_its_kind(text: str, kind: str) -> None:
    assert {one.kind for one in extract(text)} == {kind}


@pytest.mark.parametrize("text", ["one of them said", "Liberterra II", "nobody"])
def test_what_is_no_number_is_no_candidate(text: str) -> None:
    assert extract(text) == []


def test_parts_know_their_whole() -> None:
    found = extract(
        "2,517 arrests were made, 850 of which for smuggling. 39 migrants were rescued, including 10 minors."
    )
    assert [(one.as_printed, one.metric, one.subset_of) for one in found] == [
        ("2,517", "arrests", None),
        ("850", "arrests", 0),
        ("39", "migrants_rescued", None),
        ("10", "migrants_rescued", 2),
    ]
    assert found[3].population == "minors"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They freed 128 women and two men.", [("128 women and two men", 130), ("128", 128), ("two", 2)]),
        (
            "Police held 9 women, 2 men and one boy.",
            [("9 women, 2 men and one boy", 12), ("9", 9), ("2", 2), ("one", 1)],
        ),
        ("12 victims (9 women and 3 men) were freed.", [("12", 12), ("9", 9), ("3", 3)]),
        ("Police arrested 12 men, three women and a boy.", [("12", 12), ("three", 3)]),
    ],
)
def test_groups_of_persons_are_added_up(text: str, expected: list[tuple[str, int]]) -> None:
    found = extract(text)
    assert [(one.as_printed, one.value) for one in found] == expected
    assert all(one.subset_of == 0 for one in found[1:] if found[0].end > one.end)


def test_list_by_country_takes_its_metric_from_its_header() -> None:
    found = extract("148 arrests:\n- Serbia: 100\n- others: 48\n\nArrests by country:\n- Kenya: 3\n")
    assert [(one.metric, one.country_iso3, one.subset_of) for one in found] == [
        ("arrests", "", None),
        ("arrests", "SRB", 0),
        ("arrests", "", 0),
        ("arrests", "KEN", None),
    ]


def test_place_and_nationality_are_told_apart() -> None:
    found = extract("UK authorities arrested a 32-year-old Syrian man in Nottingham. Serbian police held 12 suspects.")
    assert [(one.as_printed, one.kind, one.country_iso3, one.nationality_iso3) for one in found] == [
        ("a", "background", "GBR", "SYR"),
        ("32", "age", "GBR", ""),
        ("12", "outcome", "SRB", ""),
    ]


def test_route_status_offence_and_exploitation_are_read() -> None:
    one = only(
        "Police in Peru arrested 12 suspected traffickers who took girls from Bolivia via Chile to Spain for begging."
    )
    assert (one.country_iso3, one.status, one.offence, one.exploitation) == (
        "PER",
        "suspected",
        "trafficking",
        "forced_begging",
    )
    assert one.route == "origin: Bolivia; transit: Chile; destination: Spain"


def test_text_says_how_final_it_is_and_which_operation_it_is_about() -> None:
    found = extract("12 arrests\n\nOperation Lantern II led to 12 arrests. The results are preliminary.")
    assert {(one.release_status, one.operation) for one in found} == {("preliminary", "Lantern II")}
    both = extract("Operation Lantern led to 12 arrests. Later Operation Harbour brought 3 arrests.")
    assert [one.operation for one in both] == ["Lantern", "Harbour"]


def test_headline_is_paragraph_nought() -> None:
    found = extract("12 arrests in raid\n\nPolice made 12 arrests.\n\nThey seized 3 cars.")
    assert [one.paragraph for one in found] == [0, 1, 2]


def test_candidate_says_what_the_scorer_reads() -> None:
    (one,) = json.loads(to_json(extract("Thousands of victims were rescued.")))
    assert (one["value"], one["hedge"], one["metric"], one["kind"]) == (
        None,
        "order_of_magnitude",
        "victims",
        "outcome",
    )
    assert {"start", "end", "as_printed", "high", "unit", "status", "release_status", "country_iso3"} < set(one)
    assert {"nationality_iso3", "subset_of", "confidence", "rule"} < set(one)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_announcements_of_our_own_are_read_as_they_were_labelled(path: Path) -> None:
    text = path.read_text("utf-8")
    labels = json.loads(path.with_suffix(".gold.json").read_text("utf-8"))
    found = [one for one in extract(text) if one.kind == "outcome" and one.value is not None]
    right = 0
    for label in labels:
        hits = [one for one in found if one.start < label["end"] and label["start"] < one.end]
        right += any(
            (one.value, one.hedged.hedge, one.metric) == (label["value"], label["hedge"], label["metric"])
            for one in hits
        )
    assert right >= 0.9 * len(labels)
    assert len(found) <= len(labels) + 2


def check(text: str) -> None:
    found = extract(text)
    assert found == extract(text)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for at, one in enumerate(found):
        assert text[one.start : one.end] == one.as_printed != ""
        assert one.subset_of is None or 0 <= one.subset_of < at
        assert 0 < one.confidence <= 1
        assert one.rule
        if one.hedged.value is not None:
            assert parse(one.as_printed) == one.hedged


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
@settings(deadline=None, max_examples=300)
def test_every_candidate_is_a_span_that_says_what_it_claims(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read(text: str) -> None:
    check(text)
    assert len(blank(text)) == len(text)
    assert all(0 <= one.start < one.end <= len(text) for one in sentences(blank(text)))


@pytest.mark.parametrize(
    "piece", ["1 ", "9", "more than ", "a man arrested ", "(", "12 men and ", "<", "a@", "A. ", "1,", "+1 "]
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    """Counted in calls, not in seconds: twice the text is at most about twice the work."""
    import sys

    def calls(size: int) -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        text = piece * (size // len(piece))
        sys.setprofile(note)
        try:
            extract(text)
        finally:
            sys.setprofile(None)
        return count

    extract(piece)  # loads what it looks up
    assert calls(4_000) <= 2.3 * calls(2_000) + 1000


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article is held beside the repository, if at all")
def test_every_figure_of_the_article_is_found() -> None:
    text = ARTICLE.read_bytes().decode("utf-8")
    found = {(one.start, one.end): one for one in extract(text)}
    claims = load_claims(workspace=Workspace(ROOT))
    claims = claims[claims["source_id"] == "national-liberterra-2"]
    for row in claims.to_dict("records"):
        one = found.pop((row["start"], row["end"]))
        assert (one.metric, one.paragraph) == (row["metric"], row["paragraph"]), row["claim_id"]
        assert parse(one.as_printed) == one.hedged
    # What is left is no result: an age, and the weeks of a question ("what about 51 other weeks?").
    assert [(one.as_printed, one.kind) for one in found.values()] == [("32", "age"), ("51", "duration")]


@pytest.mark.parametrize(
    "text",
    [
        "So far this year, the agency has arrested 310 smugglers.",
        "Since January, more than 9,000 people have crossed in small boats.",
        "The unit has arrested more than 900 people over the past five years.",
        "In the first nine months of the year, guards recorded 71,000 crossings.",
        "Figures show that 17,004 potential victims were referred to the ministry last autumn.",
        "It comes after 18 suspects were arrested in Spain.",
        "A similar operation in March led to 77 arrests.",
        "Agents made 2,545 arrests in fiscal year 2019.",
        "The raid was on 9 May 2024. A total of 2,300 cases were opened in 2023.",
        "This brings the total number of arrests since 2020 to 1,300.",
        "The agency has 12,000 employees and offices in 40 countries.",
        "The bureau employs more than 20,000 people in all 50 states and 48 countries.",
        "Crime Watch is active in 22 countries.",
        "The alliance is made up of 55 member states.",
        "According to the ILO, 27.6 million people are in forced labour.",
        "Experts believe that as many as 10,000 people live in slavery in the county.",
        "Human trafficking is a USD 150 billion industry.",
        "Every year, hundreds of people, among them 600 children, vanish on this route.",
        "The minister said that 100 more officers will be recruited.",
        "The programme aims to reach 4,000 girls.",
        "Some 60 experts from 25 countries met in Vienna to plan the raids.",
        "At one farm, officers saw mattresses on the floor.",
        "Notes to editors\nThe force patrols 33 countries and 7 seas.",
        "A car can cross three countries in a day.",
        "A survey by the University of Leeds found 900 children at work.",
        "The raids were on 9 May 2024. The first action day, held in June 2022, brought together 70 officers.",
        "Police raided farms.\n" + "More text. " * 60 + "In 2019, the charity helped 210 victims.",
        "The average age of the victims was 15.5.",
        "They were offered for USD 900 or more.",
        "The council unites the 10 national police forces.",
        "The protocol was ratified by 178 states.",
        "The money was moved through 12 countries.",
        "Training was given to 240 officers.",
        "It brings the number of people charged to 57.",
        "So far in 2024, 20,000 migrants were found.",
        "Since the helpline opened, 300 victims have been rescued.",
        "Each trip carried 30 migrants.",
        "The smugglers moved 15 people a week.",
        "Another 100 investigators will join the unit.",
        "Eleven more arrests are expected.",
        "Two defendants were acquitted.",
        "The firm had 36 workers on its books.",
        "The boat sank, killing 7 people.",
        "Some 500 migrants are thought to be waiting in the port.",
        '"We must act", said one investigator.',
        "Prosecutors asked for sentences of 8 and 10 years.",
        "The minister announced a EUR 62 million deal.",
        "The agency's annual report recorded 1,400 referrals.",
        "The raid was on 9 May 2024. Interpol said the 2023 operation had led to 257 arrests.",
        "Last November's operation rescued 140 victims.",
        "A second phase is planned for next year with 20 countries.",
        "Over 1,000 members of the public called.",
        "The camp houses 2,000 refugees.",
        "The men were paid for each of the 40 migrants.",
        "Nationwide, 1,000 detectives work on such cases.",
        "Up to 100,000 people are believed to be held in scam centres.",
        "About AFRIPOL: The mechanism has 55 members and its officers freed 90 victims.",
        "About Europol Europol helps the police of 27 states and has made 4,000 arrests.",
        "Background: The unit, which has 30 staff, rescued 12 women in Leeds.",
        "Notes to editors: 1. The team arrested 90 smugglers.\n2. It freed 14 victims.",
        "By comparison, the sweep in the spring had ended with 51 arrests.",
        "The earlier operation, called Dawn, had led to 99 arrests.",
        "In the week before, guards had stopped 251 migrants.",
        "In the 2022–23 financial year the force received 340 reports.",
        "One victim in three worldwide is a child.",
        "Nine women out of ten are never found.",
        "For every trafficker in jail, for every 10 who are caught, 90 go free.",
        "Members of one clan are suspected of sending children out to beg.",
        "It was one of several gangs in the town.",
        "A third operation, for which eleven states have been invited, is planned for May.",
        "The shelter is looking for 500 people who will give EUR 10.",
        "The force seeks 200 officers, and recruits 30 cadets.",
        "The shelter has a staff of eight, two of whom work nights.",
        "The agency employs 300 people. Of these, 120 are women.",
        "The labour organisation puts the number of people in forced labour at 27.6 million.",
        "The ministry offers rewards of up to $5 million.",
        "A reward of EUR 10,000 is offered for information.",
        "They had to work off a so-called contract of $45,000.",
        "The cash lay in Building 5, and the boat at Pier 3.",
        "They were charged under sections 143 and 144, s. 271 and Articles 5, 6 and 7.",
        "Call 131 AFP (131 237), or Triple Zero (000).",
        "It could be two doors down the street.",
        "Our 40-plus page guide tells more.",
        "Each girl earned EUR 300 for each 20 kg sack.",
        "There are only 120 inspectors for the whole country.",
        "She was taken from home at 14.",
        "A fundraiser has raised $40,000 for the families.",
        "The team of 120 detectives currently runs some 200 investigations.",
        "One victim, 19, was told that she owed money.",
        "The kiln's owner (52) and its manager, Ravi (35) have been warned.",
        "A total of 39 countries had taken part then.",
        "The county's 260 border police officers patrol the coast.",
        "Each worker had a target of 5,000 baht.",
        "Some 3,000 are still waiting to cross.",
        "They plan to post 150 officers to the border and to buy 20 patrol cars.",
        "The line can be reached on 1800 123 400 at any hour.",
    ],
)
def test_background_is_no_outcome(text: str) -> None:
    """Who adds up the outcomes of announcements would count other years, plans and estimates as results."""
    assert outcomes(text) == []


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("More than 300 people wanted since 2019 were arrested.", ["arrests"]),
        ("Police held 12 men who had entered the country last year.", ["arrests"]),
        ("Officers have detained 45 people since the operation began on Monday.", ["arrests"]),
        ("The operation this year brought together 34 countries.", ["countries"]),
        ("Some 45 countries took part this year.", ["countries"]),
        ("The ring is believed to have smuggled 900 people since 2021.", ["migrants_smuggled"]),
        ("The gang made more than EUR 2 million in the last two years.", ["money"]),
        ("They have 12 people in custody.", ["arrests"]),
        ("Globally, police rescued 310 children.", ["victims"]),
        ("About 14 held\nPolice detained 14 people.", ["arrests", "arrests"]),
        ("The gang's 14 members were arrested at dawn.", ["arrests"]),
        ("Preliminary figures show that 310 victims were rescued.", ["victims"]),
        ("Since 23 June police have arrested 19 smugglers.", ["arrests"]),
        ("Since June 23, police have arrested 19 smugglers.", ["arrests"]),
        ("The raid was on 9 January 2024. The operation in December 2023 led to 12 arrests.", ["arrests"]),
        ("Each paid USD 8,000, earning the gang USD 12 million.", ["money"]),
        ("The 46 arrests bring the total to 320.", ["arrests"]),
        ("About Operation Dawn: police arrested 12 men.", ["arrests"]),
        ("About EUR 2 million was seized.", ["money"]),
        ("About UNICEF: It works in 190 states.\nPolice arrested 12 men.", ["arrests"]),
        ("Patrols stopped 214 migrants, against 251 in the week before.", ["intercepted"]),
        ("Police arrested 12 men in the week before the summit.", ["arrests"]),
        ("Police arrested two men in three raids.", ["arrests", "searches"]),
        ("Police dismantled one clan.", ["groups"]),
        ("Police are looking for 12 suspects.", ["suspects"]),
        ("A second operation, in which 12 people were arrested, was held in May.", ["arrests"]),
        ("Some 60 officers, 12 of whom are women, took part.", ["officers", "officers"]),
        ("Police held 12 men, compared with 9 last year. Of these, three are Thai.", ["arrests", "arrests"]),
        ("The ring's profit is estimated at EUR 3 million.", ["money"]),
        ("Officers seized EUR 40,000 in cash, a contract and 12 phones.", ["money", "items_seized"]),
        ("They searched Zone 4 and 12 men were arrested.", ["arrests"]),
        ("Police held 12 men under section 144 and 14 under section 145.", ["arrests", "arrests"]),
        ("The helpline took 340 calls and led to 12 arrests.", ["referrals", "arrests"]),
        ("There are 12 suspects in custody.", ["arrests"]),
        ("Officers knocked on 12 doors.", ["locations"]),
    ],
)
def test_outcome_near_words_of_background_is_kept(text: str, metrics: list[str]) -> None:
    assert [metric for _, _, metric in outcomes(text)] == metrics


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        (
            "Checked:\n- 400 persons\n- 300 documents\n- cars: 45",
            ["persons_checked", "documents_checked", "vehicles_checked"],
        ),
        ("900 entities checked (400 persons, 300 documents)", ["checks", "persons_checked", "documents_checked"]),
        ("Arrested\n12 men\n3 women", ["arrests", "arrests"]),
        ("Goods confiscated: 120", ["items_seized"]),
        ("- 16 suspects identified\n- 5 people arrested, 3 of them at sea", ["suspects", "arrests", "arrests"]),
        ("Two people were held, one for smuggling and one for forgery.", ["arrests", "arrests", "arrests"]),
        ("Twelve people were arrested. The remaining six are wanted by Italy.", ["arrests", "arrests"]),
        ("Peru counted 40 migrants, while Chile reported 20 hoping to go north.", ["irregular_migrants"] * 2),
        ("Agents served 12 search warrants and 7 arrest warrants.", ["searches", "arrests"]),
        ("Judges issued 7 arrest warrants.", ["arrest_warrants"]),
        ("Police arrested nine people wanted abroad.", ["arrests"]),
        ("Around 150 boats were taken in a day of raids.", ["vessels"]),
        ("Officers removed 14 children from harm.", ["victims"]),
        ("Guards picked up 112 people from a boat.", ["migrants_rescued"]),
        ("Entry was refused to 124 travellers.", ["refusals"]),
        ("Some 60 Border Force members and 20 federal, state and local agencies took part.", ["officers", "units"]),
        ("Victims freed - 31; suspects arrested - 12", ["victims", "arrests"]),
        ("In all, 12 children between 5 and 16 were freed.", ["victims"]),
        ("Smugglers hid 30 migrants. Officers took 11 children to safety.", ["irregular_migrants", "victims"]),
        ("Police took nine girls to a shelter and five men into custody.", ["victims", "arrests"]),
        ("The victims, 32 women and 15 men, were about to be moved to Libya.", ["victims", "victims"]),
        ("Police freed 90 workers. Of the rescued workers, 50 are Thai and 40 Lao.", ["victims"] * 3),
        ("Police held 60 people. Among the detainees, 50 were men and 3 women.", ["arrests"] * 3),
        ("Nine adolescents and twelve women were among the workers rescued.", ["victims", "victims"]),
        ("Inspectors recovered R$ 412,700 in unpaid wages.", ["money"]),
        ("The group took in excess of £1.2m from the business.", ["money"]),
        ("Officers seized 38 forged Aadhaar cards and 9 fake SIM cards.", ["documents_seized", "items_seized"]),
        ("Seized in the searches:\n11 firearms\n9 vehicles", ["firearms", "vehicles"]),
        ("Police found two dead men and 30 migrants.", ["irregular_migrants"]),
        ("Police press release: Four jailed", ["persons_sentenced"]),
        ("Three men were sentenced to 14, 12 and nine years.", ["persons_sentenced"]),
        ("Nine people were handed sentences of up to 14 years.", ["persons_sentenced"]),
        ("Three of the arrested men are mayors, and 30 rescued women their voters.", ["arrests", "victims"]),
        ("Police freed 17 boys. Of the 17, eleven are Thai. Eight of the children are ill.", ["victims"] * 4),
        ("Agents executed 9 federal and 23 state search warrants.", ["searches", "searches"]),
        ("Agents took 4.6 pounds of heroin and two Range Rovers.", ["drugs", "vehicles"]),
        (
            "In 7 house searches, 5 of them in Murcia, agents took 3 rifles and 11 cars.",
            "searches searches firearms vehicles".split(),
        ),
        ("The members of the network, 11 men and 3 women, kept the passports.", ["suspects", "suspects"]),
        ("Police freed 62 people. The detainees, 9 of whom are Thai, were locked up.", ["victims", "arrests"]),
        ("Guards at the border found a lorry with 38 Syrians on board was stopped.", ["irregular_migrants"]),
        ("Police stopped five vans carrying 94 migrants.", ["vehicles_checked", "irregular_migrants"]),
        ("Smugglers hid migrants. The first van held 31 people.", ["irregular_migrants"]),
        ("Police freed 119 people. Of the total, 102 are men and 17 women.", ["victims"] * 3),
    ],
)
def test_construction_gives_its_metric(text: str, metrics: list[str]) -> None:
    assert [metric for _, _, metric in outcomes(text)] == metrics


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wardens screened 90 people; 31 of them were classified as victims.", ["persons_checked", "victims"]),
        ("Any victims?\nNineteen, all adults.", ["victims"]),
        ("Smugglers took migrants to the border. Guards found nine men hidden in a lorry.", ["irregular_migrants"]),
        ("What | How many\nHouses visited | 41\nDrivers arrested | 7", ["locations_checked", "arrests"]),
        ("Agents sent 14 smugglers to jail.", ["arrests"]),
        ("Nurses treated 9 women who were brought to hospital.", ["victims"]),
        ("They were asked for a further 900 euros.", []),
        ("The oldest suspect is 71.", []),
        ("On 3 May 2024 it was over. In the whole of 2022, 85 arrests were made.", []),
        ("The country hosts 4,000 refugees.", []),
        ("Nine children were taken into protective custody.", ["victims"]),
        ("Malaysia: 27 persons refused entry", ["refusals"]),
        ("Police arrested the parents of six girls.", ["victims"]),
        ("A patrol stopped a van with 23 migrants.", ["irregular_migrants"]),
        ("Police arrested 14 of 39 suspects.", ["arrests", "suspects"]),
        ("Most of the suspects, 26 in all, are women.", ["suspects"]),
        ("The boat had 54 on board.", ["irregular_migrants"]),
        ("Albania, Austria and 14 others took part.", ["countries"]),
        ("Nine people using false papers were arrested.", ["arrests"]),
        ("Police found girls in the June 1-6 raids.", []),
        ("They were forcing nine girls to beg.", ["victims"]),
        ("They moved 300 people or more to Spain.", ["migrants_smuggled"]),
    ],
)
def test_classes_of_figures(text: str, expected: list[str]) -> None:
    assert [metric for _, _, metric in outcomes(text)] == expected
