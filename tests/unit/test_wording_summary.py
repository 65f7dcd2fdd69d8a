import pandas as pd
import pytest

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import measure_coverage, measure_parts, select_headline
from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.wording import (
    phrase_aims,
    phrase_no_country,
    phrase_routes,
    phrase_series,
    summarise_details,
    summarise_evidence,
    summarise_operation,
)
from liberterra_analysis.wording.operation import phrase_lead
from liberterra_analysis.wording.results import phrase_cases, phrase_parts, phrase_results
from liberterra_analysis.wording.sentences import (
    Sentence,
    cite_figure,
    claim_anchor,
    join_parts,
    join_words,
    link_number,
    mark_name,
    name_publisher,
    phrase,
    source_anchor,
)
from tests.unit.conftest import Analysed, Make, Operations, noted


def summarise(of: Analysed, read: str = "part") -> list[Sentence]:
    """Summarise an operation whose sources were all read as far."""
    return summarise_operation(of.headline, of.coverage, of.frame.assign(read=read), table="coverage")


def test_summary_of_liberterra_2(analysed: Operations) -> None:
    assert [*map(str, summarise(analysed["liberterra-2"], "whole"))] == [
        "INTERPOL said 3,222 potential victims were rescued, 17,793 irregular migrants identified and 2,517 arrests "
        "made.",
        "INTERPOL said nearly 24,000 flights were monitored and nearly 8 million checks against databases made.",
        "According to INTERPOL, these results are preliminary.",
        "Of the 2,517 arrests, 850 were for human trafficking or migrant smuggling.",
        "Figures recorded for single countries account for 83 of the 3,222 potential victims (2.6%), 1,500 of the "
        "17,793 irregular migrants (8.4%) and 166 of the 2,517 arrests (6.6%). This assumes that the totals include "
        "them.",
    ]


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        ("weka-2", "\nAccording to INTERPOL and The National, these results are those so far.\n"),
        # Of Akoma the 48 children, the arrests and those brought to court are parts of no common whole.
        (
            "san-pedro-2015",
            "IOM said 48 child victims were rescued; INTERPOL said 22 arrests were made (all of them for ",
        ),
        ("adwenpa-2", "INTERPOL said officers seized US$332,000 in cash, more than 20 vehicles and 90 kilograms of"),
        # The value of the 22 properties, and what the accounts held, would be read as further things.
        ("lucero", "ICE said officers seized US$46,000 in cash, 22 properties, 22 vehicles and 3 boats, and 4 bank"),
        ("southern-crossing", "ICE said officers seized more than US$35,000, 29 vehicles and 9 firearms."),
        ("europol-brazil-ireland-2025", "that officers seized more than €50,000 worth of cryptocurrency."),
        (
            "cross-country-13",
            "The FBI said 200 victims of sexual exploitation were identified, 59 missing children found and 126 "
            "suspects identified or arrested.",
        ),
        (
            "child-trafficking-jad-2020",
            "and 61 were children (confirmed as minors; 60 according to Diário de Notícias).",
        ),
        (
            "empact-labour-2021",
            "150 were into human trafficking (130 according to Der Standard), according to Financial Mirror.",
        ),
        ("turquesa-4", "Of the 130 victims, 128 were women (126 according to EFE) and 2 were men."),
        ("sawiyan", "Of the 14 arrests for human trafficking, 12 were of women and 2 were of men."),
        ("impacs-sica-may-2023", "9 were children and 1 was a national of Guinea."),
        (
            "turquesa-5",
            "Of the 163 potential victims (INTERPOL), dozens were children, according to Reuters.",
        ),  # the 12 of Honduras are among them
        ("turquesa-5", "and 257 arrests made.\n"),  # not "all of them for": some were for other offences
        ("europol-chinese-network-2024", "30 arrests were made (all of them of nationals of China according to "),
        ("empact-labour-2024", "Of the 334 potential victims, 279 were potential victims of labour exploitation."),
        ("child-trafficking-jad-2017", "Of the 115 suspects (the arrested among them), 16 were arrested for human "),
        (
            "djembe",
            "(for offences of all kinds), 71 were listed here under “alleged members of crime groups”.",
        ),
        ("turquesa-1", "about 775 people (migrants) were identified and 53 arrests made."),
        ("empact-hackathon-2023", "said 85 entities (persons or user names) and 371 online platforms were checked."),
        ("channel-february-2024", "Reuters reported that officers seized 24 boats; "),
        ("empact-labour-2024", "Of the 160 human trafficking suspects, 93 were suspected of labour exploitation."),
        ("labour-agriculture-2023", "said 156 inspections were begun and 27,653 people"),  # and not "made"
        ("jad-danube-2020", "assumes that the totals include them; a source counts some of them in another total."),
        ("spartacus-3", "the share cannot be worked out, because the total has no upper end."),
        ("usalama-2013", "account for 258 of hundreds of irregular migrants (at least 25.8%)."),
    ],
)
def test_sentences_of_other_operations(operation: str, said: str, analysed: Operations) -> None:
    assert said in "\n".join(map(str, summarise(analysed[operation])))


def test_boys_are_boys_among_children(figures_of: Make) -> None:
    children = {"metric": "victims", "unit": "persons", "population": "minors"}
    part = children | {"subset_of": "c0"}
    boys, girls = part | {"value": 306, "detail": "boys"}, part | {"value": 81, "population": "girls"}
    (said,) = phrase_parts(select_headline(figures_of(children | {"value": 387}, boys, girls)))
    assert str(said) == "Of the 387 child victims, 306 were boys and 81 were girls."


def test_parts_that_make_the_whole_stand_without_others(figures_of: Make) -> None:
    """Nationals of Mali beside the two phases that make 137 would read as a third part of it."""
    parts = (
        {"value": 73, "detail": "in June"},
        {"value": 64, "detail": "in May"},
        {"value": 35, "nationality_iso3": "MLI"},
    )
    (said,) = phrase_parts(select_headline(figures_of({"value": 137}, *(one | {"subset_of": "c0"} for one in parts))))
    assert str(said) == "Of the 137 arrests, 73 were in June and 64 in May."


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ({"value": 3, "detail": "boys"}, "3 were boys (the sex of the others is not recorded here)"),
        ({"value": 3, "population": "girls"}, "3 were girls (the sex of the others is not recorded here)"),
        ({"value": 31, "population": "girls"}, "31 were girls"),
        ({"value": 3, "detail": "in Kent"}, "3 were in Kent"),
    ],
)
def test_a_few_boys_do_not_make_the_others_girls(part: dict[str, object], says: str, figures_of: Make) -> None:
    children = {"metric": "victims", "unit": "persons", "population": "minors"}
    frame = figures_of(children | {"value": 191}, children | {"subset_of": "c0"} | part)
    assert [*map(str, phrase_parts(select_headline(frame)))] == [f"Of the 191 child victims, {says}."]


def test_no_part_of_a_small_whole_is_drawn(figures_of: Make) -> None:
    rows = [VICTIMS | {"value": value} for value in (19, 20)]
    frames = [figures_of(one, VICTIMS | {"status": "confirmed", "value": 8, "subset_of": "c0"}) for one in rows]
    assert [len(measure_parts(select_headline(frame))) for frame in frames] == [0, 1]


def test_a_part_that_nothing_tells_from_its_whole_is_not_said_to_be_it(figures_of: Make) -> None:
    weapons = {"metric": "weapons", "unit": "items"}
    part = weapons | {"value": 40, "subset_of": "c0"}
    (said,) = phrase_parts(select_headline(figures_of(weapons | {"value": 321}, part)))
    assert str(said) == "Of the 321 weapons, 40 were listed apart."


def test_the_summary_leaves_out_retellings(analysed: Operations) -> None:
    found = analysed["global-chain-2025"]  # Frontex's figures, and some that only an advocacy site and a tabloid print
    assert "retelling" in set(found.headline["rank"])
    said = "\n".join(map(str, summarise_operation(found.headline)))
    assert "1,194" in said
    assert "924,392" not in said
    assert "checks" not in said  # a number of all checks that may be one of euros
    sentences = summarise(analysed["lucero"])
    # ICE counts the arrests of three countries as parts of its total: nothing is assumed.
    assert any(str(one).endswith("for all of the 36 arrests for migrant smuggling.") for one in sentences)


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"value": 5000}, "they are more than the total"),
        ({"value": 5000, "hedge": "up_to"}, "no source states how many at least"),
    ],
)
def test_why_a_share_cannot_be_worked_out(named: dict[str, object], why: str, figures_of: Make) -> None:
    frame = figures_of({"value": 2517}, {"scope": "country", "country_iso3": "FRA", **named})
    headline = select_headline(frame)
    coverage = measure_coverage(headline, frame)
    said = summarise_operation(headline, coverage, frame.assign(read="part"), table="coverage")
    assert f"the share cannot be worked out, because {why}." in "\n".join(map(str, said))


def test_every_number_of_every_summary_leads_somewhere(analysed: Operations) -> None:
    for found in map(analysed.__getitem__, ("liberterra-2", "weka-1", "lucero", "global-chain-2025")):
        for said in summarise(found):
            for part in said.parts:
                free = isinstance(part, doc.Text) and not part.name
                assert not free or not any(character.isdigit() for character in part.text), said


def test_an_organisation_says_and_others_report(figures_of: Make) -> None:
    frame = figures_of(
        {"source_id": "a", "value": 5, "metric": "victims", "unit": "persons"},
        {"source_id": "c", "value": 100, "hedge": "order_of_magnitude"},
    )
    totals = select_headline(frame)
    covered = measure_coverage(totals, frame)
    unrecorded = "We have recorded no breakdown by country of the victims or arrests"
    for read, said in {
        ("whole", "whole"): "No source that we have read states a breakdown by country of the victims or arrests.",
        ("whole", "part"): f"{unrecorded}; 1 of 2 sources was read only in part.",
        (None, "totals"): f"{unrecorded}; both sources were read only in part.",
        ("part",): f"{unrecorded}; the source was read only in part.",
        (): f"{unrecorded}.",
    }.items():
        sentences = summarise_operation(totals, covered, pd.DataFrame({"read": list(read)}), table="coverage")
        assert [*map(str, sentences)] == [
            "A said 5 victims were found; C reported that hundreds of arrests were made.",
            said,
        ]


VICTIMS, SUSPECTS = ({"metric": metric, "unit": "persons"} for metric in ("victims", "suspects"))
GROUPS = {"metric": "groups", "unit": "groups", "value": 7}
MONEY = {"metric": "money", "unit": "EUR", "value": 50}
COPY = {"publisher": "Europol (copy on a.org)", "rank": "copy"}


@pytest.mark.parametrize(
    ("rows", "said", "columns"),
    [
        (  # a verb is not repeated for one beside several
            [VICTIMS | {"value": 7, "verb": "identified"}, SUSPECTS | {"value": 1, "verb": "identified"}],
            "A said 7 victims and 1 suspect were identified.", {},
        ),
        ([SUSPECTS | {"value": 14}, GROUPS], "A said 14 suspects and 7 criminal groups were recorded.", {}),
        ([GROUPS | {"verb": "dismantled"}], "A said 7 criminal groups were dismantled.", {}),
        # Money is seized in the words of other languages too.
        ([MONEY | {"quote": "se incautaron 50 euros"}], "A said officers seized €50.", {}),
        ([MONEY | {"quote": "50 euro in beslag"}], "A said officers seized €50.", {}),
        ([MONEY | {"quote": "foram bloqueados 50 euros"}], "A said €50 was seized, frozen or moved.", {}),
        (  # who contests a number is named
            [VICTIMS | {"value": 63, "source_id": "b"}, VICTIMS | {"value": 68, "source_id": "c"},
             {"value": 24, "source_id": "b", "population": "women"}],
            "B reported that 63 victims were found and 24 arrests of women made; but C has 68 victims.", {},
        ),
        (
            [VICTIMS | {"value": at, "source_id": by} for at, by in ((63, "b"), (68, "c"), (80, "d"))],
            "B reported that 63 victims were found; but C has 68 and D has 80.", {},
        ),
        (  # of two with the same number the first is named
            [VICTIMS | {"value": at, "source_id": by} for at, by in zip((63, 63, 68, 68), "becd", strict=True)],
            "B reported that 63 victims were found; but C has 68.", {},
        ),
        (  # of another status, or without a number, all have their noun
            [VICTIMS | {"value": 63, "source_id": "b"}, VICTIMS | {"value": 68, "source_id": "c"},
             VICTIMS | {"value": 80, "source_id": "d", "status": "potential"}],
            "B reported that 63 victims were found; but C has 68 victims and D has 80 potential victims.", {},
        ),
        (
            [VICTIMS | {"value": 63, "source_id": "b"},
             VICTIMS | {"value": 1000, "source_id": "c", "hedge": "order_of_magnitude"}],
            "B reported that 63 victims were found; but C has thousands of victims.", {},
        ),
        (  # what narrows both is not repeated
            [VICTIMS | {"value": 28, "source_id": "b", "exploitation": "sexual", "detail": "so far"},
             VICTIMS | {"value": 70, "source_id": "c", "exploitation": "sexual", "detail": "so far",
                        "status": "potential"}],
            "B reported that 28 victims of sexual exploitation (so far) were found; but C has 70 potential victims.",
            {},
        ),
        (  # what the first sentence has no room for stands in another one
            [row | {"value": at + more, "source_id": by, "detail": "in all of the towns along the coast and the rivers"}
             for at, row in ((63, VICTIMS), (24, {"offence": "smuggling"})) for more, by in enumerate("bcd")],
            "B reported that 63 victims (in all of the towns along the coast and the rivers) were found; "
            "but C has 64 and D has 65. B reported that 24 arrests were made for migrant smuggling "
            "(in all of the towns along the coast and the rivers); but C has 25 and D has 26.", {},
        ),
        ([{"value": 1, "population": "women"}], "A said 1 arrest of a woman was made.", {}),
        ([{"value": 104, "detail": "of pimps"}], "A said 104 arrests of pimps were made.", {}),
        (  # what they were arrested for follows the verb
            [{"value": 7, "metric": "detained_or_arrested", "unit": "persons", "detail": "for offences such as fraud"}],
            "A said 7 people were detained or arrested (for offences such as fraud).", {},
        ),
        # What was added up is put in nobody's mouth.
        ([{"value": 8, "derived": "4, and 4 more"}], "By the figures of A, 8 arrests were made.", {}),
        # A figure of a title is credited to the copy that has it.
        ([{"value": 9, "paragraph": 0}], "Europol, in the headline of a copy, said 9 arrests were made.", COPY),
        ([{"value": 9, "paragraph": 1}], "Europol said 9 arrests were made.", COPY),
    ],
)  # fmt: skip
def test_the_first_sentence(
    rows: list[dict[str, object]], said: str, columns: dict[str, str], figures_of: Make
) -> None:
    assert str(summarise_operation(select_headline(figures_of(*rows).assign(**columns)))[0]) == said


def test_brackets_that_meet_become_one() -> None:
    said = join_parts(["61 (minors)", mark_name(""), mark_name(" (DN: 60)"), " (late)."])
    assert str(said) == "61 (minors; DN: 60; late)."


def test_where_the_whole_counts_no_people_those_of_single_cases_come_first(figures_of: Make) -> None:
    vehicles = {"metric": "vehicles", "unit": "vehicles", "value": 7}
    cases = [{"value": at, "scope": "case", "detail": f"case-{at}"} for at in (6, 2)]
    searches = {"metric": "searches", "unit": "searches", "value": 9, "scope": "case", "detail": "case-6"}
    frame = figures_of(vehicles, *cases, searches)
    assert [*map(str, phrase_lead(select_headline(frame), frame))] == [
        "In single cases: 6 arrests in the case “case 6” and 2 arrests in the case “case 2”, according to A.",
        "A said officers seized 7 vehicles.",
    ]
    counted = figures_of(vehicles, {"value": 8}, *cases)
    assert [*map(str, phrase_lead(select_headline(counted), counted))] == ["A said 8 arrests were made."]


def test_who_counts_fewer_victims_among_as_many_people_is_in_the_lead(analysed: Operations) -> None:
    of = analysed["tuy"]
    assert str(phrase_lead(of.headline, of.frame)[1]) == (
        "But LeFaso.net has 387 children found, 48 of them child victims (proven cases so far)."
    )


def test_details_repeat_neither_lead_nor_key_figures(analysed: Operations) -> None:
    of = analysed["liberterra-2"]
    said = summarise_details(of.headline, of.coverage, of.frame.assign(read="whole"), table="coverage")
    assert [*map(str, said)] == [str(one) for one in summarise(of, "whole")[1:] if "850" not in str(one)]


def test_a_part_of_what_a_case_counts_stands_behind_it(figures_of: Make) -> None:
    case = {"scope": "case", "detail": "salons"}
    found = {"metric": "persons_found", "unit": "persons", "value": 9}
    rows = [found, VICTIMS | {"value": 4, "subset_of": "c0"}, {"value": 8}]
    said = "9 people found, among them 4 victims, and 8 arrests in the case “salons”, according to A"
    assert str(phrase_cases(figures_of(*(row | case for row in rows)))) == said
    held = {"metric": "persons_in_custody", "unit": "persons", "value": 5, "subset_of": "c0"}
    deed = {"offence": "trafficking", "exploitation": "sexual"}
    rows = [{"value": 8, "phase": "preparatory"}, held]
    assert str(phrase_cases(figures_of(*(row | deed | case for row in rows)))) == (
        "8 arrests for human trafficking (sexual exploitation; before the action days), among them 5 people in custody "
        "in the case “salons”, according to A"
    )


@pytest.mark.parametrize(
    ("part", "words"),
    [({"status": "confirmed"}, "confirmed victims"), ({}, "listed apart")],
)
def test_a_part_is_called_the_same_in_sentence_and_chart(part: dict[str, str], words: str, figures_of: Make) -> None:
    frame = figures_of(VICTIMS | {"value": 61}, VICTIMS | part | {"value": 37, "subset_of": "c0"})
    headline = select_headline(frame)
    (said,) = phrase_parts(headline)
    assert str(said) == f"Of the 61 victims, 37 were {words}."
    assert measure_parts(headline)["narrowed"].tolist() == [words]


def test_the_larger_of_two_narrowed_figures_is_in_the_first_sentence(figures_of: Make) -> None:
    buyers = {"value": 1358, "detail": "sex buyers"}
    (said,) = phrase_results(select_headline(figures_of({"value": 71, "offence": "trafficking"}, buyers)))
    assert str(said) == "A said 71 arrests were made for human trafficking and 1,358 arrests (sex buyers) made."


def test_a_statement_that_does_not_go_on_after_names_stands_as_it_is() -> None:
    said = ["The operation was directed against smuggling.", "It went on for weeks."]
    statements = pd.DataFrame({"operation_id": ["one", "two"], "source_id": "a", "statement": said})
    sources = pd.DataFrame({"source_id": ["a"], "publisher": ["A"]})
    both = pd.DataFrame({"operation_id": ["one", "two"], "name": ["One", "Two"]})
    alone = [*map(str, phrase_aims(statements, sources, both[:1]))]
    assert alone == ["The operation was directed against smuggling (A).", "It went on for weeks (A)."]
    named = [*map(str, phrase_aims(statements, sources, both))]
    assert named == ["One: directed against smuggling (A).", "Two: It went on for weeks (A)."]
    assert [*map(str, phrase_aims(statements, sources, both[::-1]))] == named[::-1]


def test_no_figure_of_a_country_is_missed_where_all_are_of_one(figures_of: Make) -> None:
    read = pd.DataFrame({"read": ["whole"]})
    rows = [{"value": 5, "country_iso3": "FRA"}, {"value": 9, "metric": "groups"}]
    assert phrase_no_country(select_headline(figures_of(rows[0])), read) == ""
    said = phrase_no_country(select_headline(figures_of(*rows)), read)
    assert str(said) == "No source that we have read breaks the other figures down by country."
    assert str(phrase_no_country(select_headline(figures_of(rows[1])), read)).endswith(
        "breaks the figures down by country."
    )


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ({"country_iso3": "FRA", "release_status": "preliminary"}, True),
        ({"release_status": "final"}, True),  # what was done is no result
        ({"metric": "victims", "unit": "persons", "release_status": "final"}, False),
    ],
)
def test_results_of_one_country_and_how_final_they_are(done: dict[str, object], said: bool, figures_of: Make) -> None:
    arrests = {"value": 5, "country_iso3": "FRA", "release_status": "preliminary"}
    other = {"metric": "inspections", "unit": "inspections", "value": 9} | done
    state = [*map(str, summarise_operation(select_headline(figures_of(arrests, other))))][-2:]
    assert (state == ["All these figures are for France.", "According to A, these results are preliminary."]) == said
    so_far = figures_of({"value": 5, "release_status": "so_far"})
    assert str(summarise_operation(select_headline(so_far))[-1]) == "According to A, these results are those so far."
    final, people = {"release_status": "final"}, {"unit": "persons"}
    found = people | final | {"source_id": "c", "metric": "persons_found"}
    three = figures_of(final, people | {"source_id": "b", "metric": "victims"}, found)
    assert "A and C called their results final." in map(str, summarise_operation(select_headline(three)))


STOPS = ["claim_id", "role", "place", "place_code", "note", "country"]


@pytest.mark.parametrize(
    ("claim", "stops", "said"),
    [
        (
            {"country_iso3": "MEX"},
            [("origin", "Cuba", "CUB", None), ("destination", "Mexico", "MEX", None)],
            "Cuba → Mexico: {c0} arrests (counted in Mexico), tied to this route.",
        ),
        (
            {"metric": "intercepted", "unit": "persons", "country_iso3": "TUN"},
            [("destination", "Spain", "ESP", "Not reached; no start is named.")],
            "Origin not recorded → Spain (not reached): {c0} people intercepted (counted in Tunisia).",
        ),
        (
            {"metric": "migrants_smuggled", "unit": "persons", "detail": "Kourémalé"},
            [("destination", "Italy", "ITA", None)],
            "Origin not recorded → Italy: {c0} migrants smuggled (Kourémalé).",
        ),
        (
            {"metric": "victims", "unit": "persons", "country_iso3": "ECU"},
            [
                ("transit", "“the border”", None, None),
                ("transit", "Ecuador", "ECU", None),
                ("destination", "“the North”", None, None),
            ],
            "Origin not recorded → Ecuador → “the North”: {c0} victims (counted in Ecuador).",
        ),
        (
            {"metric": "victims", "unit": "persons", "country_iso3": "FRA"},
            [("transit", "“the Channel”", None, None)],
            "Origin not recorded → “the Channel” → destination not recorded: {c0} victims (counted in France).",
        ),
    ],
)
def test_a_route_says_who_travelled_it_and_how_far(
    claim: dict[str, object], stops: list[tuple[str | None, ...]], said: str, figures_of: Make
) -> None:
    frame = figures_of({"value": 5, "scope": "case", "detail": "x"} | claim)
    names = {"MEX": "Mexico", "TUN": "Tunisia", "ECU": "Ecuador", "FRA": "France"}
    country = names.get(str(claim.get("country_iso3")), "")
    named = pd.DataFrame([("c0", *stop, country) for stop in stops], columns=STOPS)
    assert [*map(noted, phrase_routes(named, frame))] == [said]


@pytest.mark.parametrize(("value", "words"), [(30, "at least 30"), (29, "29")])
def test_a_route_has_the_number_that_reports_quote_unless_it_differs(value: int, words: str, figures_of: Make) -> None:
    smuggled = {"metric": "migrants_smuggled", "unit": "persons"}
    frame = figures_of(
        smuggled | {"value": 30, "hedge": "at_least"}, smuggled | {"value": value, "source_id": "c", "paragraph": 0}
    )
    named = pd.DataFrame([("c1", "destination", "Chile", "CHL", None, "")], columns=STOPS)
    assert [*map(str, phrase_routes(named, frame))] == [f"Origin not recorded → Chile: {words} migrants smuggled."]


def test_what_is_assumed_of_several_totals_is_said_once(analysed: Operations) -> None:
    for found in map(analysed.__getitem__, ("turquesa-5", "weka-1")):
        assert str(summarise(found)).count("This assumes") == 1


def test_operation_without_results_says_who_took_part(figures_of: Make) -> None:
    frame = figures_of({"metric": "officers", "unit": "persons", "value": 5})
    assert [*map(str, summarise_operation(select_headline(frame)))] == ["A said 5 officers took part."]
    assert summarise_operation(select_headline(frame.head(0))) == []
    assert summarise_evidence(frame.head(0)) == []


HOSTILE = ("{a-1}", "{9,999 victims|claim-a-1}", "a {b} c", "France 24", "<b>{}|#%s", "}{")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_the_ledger_is_never_markup(text: str, figures_of: Make) -> None:
    (figure,) = Figure.rows(figures_of({"value": 20, "hedge": "about"}).assign(noun=text))
    said = phrase("{}: {} gives {}{}", text, mark_name(text), cite_figure(figure), text)
    named = doc.Text(text=text, name=True)
    assert said.parts == (
        doc.Text(text=f"{text}: "),
        named,
        doc.Text(text=" gives "),
        doc.Link(text="about 20", target="#claim-c0", number=True),
        *([doc.Text(text=" "), named, doc.Text(text=text)]),
    )


@pytest.mark.parametrize(
    ("publisher", "named"),
    [
        ("FBI", "the FBI"),
        ("Government of Hungary", "the Government of Hungary"),
        ("Netherlands Labour Authority", "the Netherlands Labour Authority"),
        ("Labour Inspectorate of the Netherlands", "the Labour Inspectorate of the Netherlands"),
        ("National Police of Spain (copy on a.org)", "the National Police of Spain"),
        ("The National", "The National"),
        ("INTERPOL (copy on a.org)", "INTERPOL"),
    ],
)
def test_a_publisher_has_an_article_where_english_has_one(publisher: str, named: str) -> None:
    assert name_publisher(publisher).text == named


def test_a_sentence_joins_its_parts() -> None:
    said = join_words([link_number("6.4%", "coverage"), "", phrase("b"), "c"], by="; ", last=" and ")
    assert noted(said) == "{6.4%|coverage}; ; b and c"
    assert join_parts(["Nothing", "", "."]).parts == (doc.Text(text="Nothing."),)
    with pytest.raises(ValueError, match="zip"):
        phrase("{} and {}", "one")


@pytest.mark.parametrize(
    ("cells", "piece"),
    [
        ({"value": 9}, "{c0} arrests"),
        ({"value": 100, "hedge": "order_of_magnitude"}, "{c0} of arrests"),
        ({"value": "", "hedge": ""}, "arrests ({c0})"),
        ({"value": "", "hedge": "", "exploitation": "sexual"}, "arrests (sexual exploitation; {c0})"),
    ],
)
def test_figure_is_cited_with_its_noun(cells: dict[str, object], piece: str, figures_of: Make) -> None:
    (figure,) = Figure.rows(figures_of(cells))
    assert noted(cite_figure(figure)) == piece


def test_the_sex_of_victims_is_not_suspected(figures_of: Make) -> None:
    victims = {"metric": "victims", "unit": "persons", "value": 15, "status": "suspected", "nationality_iso3": "LKA"}
    groups = ("men", "minors", "women")
    rows = figures_of(*(victims | {"population": group, "exploitation": "sexual"} for group in groups))
    assert [one.noun for one in Figure.rows(rows)] == [
        "suspected victims of sexual exploitation, men, nationals of Sri Lanka",
        "suspected child victims of sexual exploitation, nationals of Sri Lanka",
        "suspected victims of sexual exploitation, women, nationals of Sri Lanka",
    ]
    known = victims | {"population": "men", "status": "unspecified"}
    assert figures_of(known)["noun"].item() == "male victims, nationals of Sri Lanka"


def test_anchors_are_told_apart_by_what_they_lead_to() -> None:
    assert (claim_anchor("a-1"), source_anchor("a-1")) == ("claim-a-1", "source-a-1")


def test_a_series_has_no_first_date_where_an_operation_has_none() -> None:
    rows = [{"operation_id": key, "name": f"Operation {key}", "series": "Lamp"} for key in ("One", "Two")]
    operations = pd.DataFrame(rows).assign(starts=[None, "2021-03-01"], lead_organisations=None)
    assert [str(one) for one in phrase_series(operations.head(1), operations)] == [
        "The operation is one of the Lamp series, which is recorded here. We have also recorded Operation Two."
    ]
