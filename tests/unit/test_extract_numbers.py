"""Numbers in a text: none loses its hedge or its unit, and what is no count is not proposed as one."""

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis.extract import Candidate, extract, find_figures, sheet
from liberterra_analysis.extract.sentences import blank
from liberterra_analysis.hedges import parse
from liberterra_analysis.hedges.currency import CODES, NAMES, SIGNS
from liberterra_analysis.hedges.grammar import BEFORE, grammar_of
from liberterra_analysis.ledger.append import add_record, add_review
from liberterra_analysis.ledger.transaction import open_ledger
from tests.ledger import Copy

ROOT = Path(__file__).parents[2]


def only(text: str) -> Candidate:
    (found,) = extract(text)
    return found


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.to_sheet(extract(text), text))))


def amounts() -> Iterator[tuple[str, str, str]]:
    """Print each currency in each form, with the hedges in turn; with them come the currency and the hedge."""
    forms = [
        *((f"{{}} {code} 500,000", code) for code in sorted(CODES)),
        *((f"{{}} 500,000 {code}", code) for code in sorted(CODES)),
        *((f"{{}} {sign} 500,000", code) for sign, code in SIGNS.items()),
        *((f"{{}} {sign}2.5 million", code) for sign, code in SIGNS.items()),
        *((f"{{}} 500,000 {name}", codes[0]) for name, codes in NAMES.items()),
    ]
    for (form, code), (words, hedge) in zip(forms, cycle(BEFORE.items()), strict=False):
        yield form.format(words), code, hedge
    behind = [(form, code) for code in sorted(CODES) for form in (f"{code} 500,000 {{}}", f"500,000 {code} {{}}")]
    for (form, code), (words, hedge) in zip(behind, cycle([("or more", "at_least"), ("or so", "about")]), strict=False):
        yield form.format(words), code, hedge


def test_every_currency_keeps_every_hedge() -> None:
    every = [*amounts()]
    found = iter(extract("\n".join(f"Police froze {printed}." for printed, _, _ in every)))
    for (printed, code, hedge), one in zip(every, found, strict=True):
        assert (one.unit, one.hedged.hedge) == (code, hedge), printed
        assert one.hedged.value in {500_000, 2_500_000}
        assert parse(one.as_printed) == one.hedged


@pytest.mark.parametrize(
    ("printed", "value", "hedge", "unit"),
    [
        ("more than BAM 500,000", 500_000, "more_than", "BAM"),
        ("nearly 500,000 Bosnian marks", 500_000, "nearly", "BAM"),
        ("over 2.5 million New Zealand dollars", 2_500_000, "more_than", "NZD"),
        ("at least 9 million Serbian dinars", 9_000_000, "at_least", "RSD"),
        ("some 400,000 dinars", 400_000, "about", "XXX"),
        ("almost AUD $500,000", 500_000, "nearly", "AUD"),
        ("more than US $2 million", 2_000_000, "more_than", "USD"),
        ("over Bds$300,000", 300_000, "more_than", "BBD"),
        ("over Xyz$300,000", 300_000, "more_than", "XXX"),
        ("close to 500 000 €", 500_000, "nearly", "EUR"),
        ("60 000,50 euros", 60_000.5, "exact", "EUR"),
        ("300,000 € or more", 300_000, "at_least", "EUR"),
    ],
)
def test_amount_of_money_says_its_hedge_and_its_currency(printed: str, value: float, hedge: str, unit: str) -> None:
    one = only(f"Police froze {printed} in accounts.")
    assert (one.hedged.value, one.hedged.hedge, one.unit) == (value, hedge, unit)


@pytest.mark.parametrize(
    "text",
    [
        "ALL 1,500 OFFICERS TOOK PART.",
        "Leaders met at COP26. In all, 14 of the top 10 states, all 12 of them, took part.",
        "The TOP 10 suspects were held. They try 12 men.",
        "Of 19 they kept six. € signs were on the wall.",
    ],
)
def test_word_is_no_currency(text: str) -> None:
    assert [one for one in extract(text) if one.unit in CODES] == []


@pytest.mark.parametrize(
    ("printed", "value", "hedge", "unit"),
    [
        ("about 3.5 tonnes of drugs", 3.5, "about", "tonnes"),
        ("nearly 4.6 tonnes of cocaine", 4.6, "nearly", "tonnes"),
        ("more than 4.6 kilograms of gold", 4.6, "more_than", "kilograms"),
        ("over 1.2 litres of GHB", 1.2, "more_than", "litres"),
        ("at least 3,5 metric tonnes of tobacco", 3.5, "at_least", "tonnes"),
        ("some 3½ tons of ivory", 3.5, "about", "tonnes"),
        ("almost three and a half tonnes of ivory", 3.5, "nearly", "tonnes"),
        ("about 1,234.5kg of ivory", 1234.5, "about", "kilograms"),
        ("two point five tonnes of ivory", 2.5, "exact", "tonnes"),
        ("up to 12 1/2 pounds of heroin", 12.5, "up_to", "pounds"),
        ("between 3.5 and 4.5 tonnes of ivory", 3.5, "range", "tonnes"),
    ],
)
def test_decimal_keeps_its_hedge_and_unit_and_is_left_to_the_reviewer(
    printed: str, value: float, hedge: str, unit: str
) -> None:
    text = f"Officers seized {printed}."
    one = only(text)
    assert (one.hedged.value, one.hedged.hedge, one.unit) == (value, hedge, unit)
    assert {row["add"] for row in rows(text)} <= {"", "no"}


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({}, ""),
        ({"confidence": 0.61}, "61% of such figures are read right; check what it counts"),
        ({"paragraph": 0}, "a headline says this; the text may say it too, or less roundly"),
        ({"unit": "tonnes"}, "'drugs' counts kilograms, and this is tonnes"),
        ({"metric": "wishes"}, "the ledger has no metric 'wishes'; add its row to data/metrics.csv, and extract again"),
        ({"metric": "money", "unit": "XXX"}, "the text does not say which currency this is"),
        ({"hedged": parse("more than 3.5")}, ""),
        ({"hedged": parse("3.1416")}, "the ledger holds at most 3 decimals of 'drugs', and this is 3.1416 kilograms"),
        ({"as_printed": "1.250", "hedged": parse("1250")}, "'1.250' may be a decimal"),
        (
            {"as_printed": "Around 100-150", "hedged": parse("100-150")},
            "the ledger has no hedge for 'Around 100-150'; leave it out, or cut 'as_printed' and 'start' to the range, "
            "and quote the rest in 'note'",
        ),
    ],
)
def test_row_that_is_not_marked_says_why(changed: dict[str, Any], doubt: str) -> None:
    sure = replace(
        only("Officers seized 46 kilograms of cocaine."), metric="drugs", kind="outcome", confidence=1.0, paragraph=1
    )
    one = replace(sure, **changed)
    assert sheet.doubt_of(one) == doubt
    (row,) = sheet.to_rows([one], "46 kilograms")
    assert row["add"] == ("" if doubt else "yes")
    assert json.loads(sheet.to_json([one]))[0]["doubt"] == (doubt or None)


def test_ledger_takes_every_row_that_is_marked(ledger: Copy) -> None:
    own = [path.read_text("utf-8") for path in sorted((ROOT / "tests/unit/announcements").glob("*.txt"))]
    text = "\n\n".join([*own, "Judges imposed 12 fines.", "Officers seized 3 aircraft and 3.5 tonnes of gold."])
    found = [replace(one, confidence=1.0) for one in extract(text)]
    origin = {"source_id": "all", "publisher": "P", "title": "T", "rank": "primary"}
    with open_ledger(ledger.workspace) as opened:
        add_record(opened, "sources", origin, text)
    review = ledger.workspace.root / "review.csv"
    review.write_text(sheet.to_sheet(found, text), "utf-8")
    with open_ledger(ledger.workspace) as opened:
        added = add_review(opened, review, {"source_id": "all"}, {"operation_id": "liberterra-2"})
    assert len(added.claims) == sum(row["add"] == "yes" for row in sheet.to_rows(found, text)) > len(own)


@pytest.mark.parametrize(
    "text",
    [
        "On the night of 24.4.2019, {} suspects were arrested.",
        "From 3.5.-5.5.2024 police arrested {} suspects.",
        "On 03.09. police arrested {} suspects.",
        "On 2024-05-03 {} suspects were arrested.",
        "At 21.30 officers arrested {} suspects.",
        "Operation Harbour 2023 arrested {} suspects.",
        "Under Vision 2030 officers arrested {} suspects.",
        "Police arrested {} suspects, among them Jo Sample, 29, Bo Example, 41 and Al Other, 33.",
        "Police arrested {} suspects. The ring was led by a 34-year-old.",
        "Between 2019 and 2021 police arrested {} suspects.",
        "They searched Zone 4 and {} suspects were arrested.",
    ],
)
@pytest.mark.parametrize("count", ["12", "2024", "1,950", "2 million"])
def test_dates_years_and_ages_are_no_counts(text: str, count: str) -> None:
    found = [one for one in extract(text.format(count)) if one.kind not in {"date", "age", "background"}]
    assert [one.as_printed for one in found] == [count]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Police arrested c.50 women and est. 60 minors.", ["c.50", "est. 60"]),
        ("Police arrested 10 (or more) people and perhaps 14 men.", ["10 (or more)", "perhaps 14"]),
        ("Police arrested two or three men.", ["two or three"]),
        ("Police arrested 12 (5 minors) and 9 boys.", ["12", "5", "9"]),
        ("Police arrested a hundred and fifty-four men and seized 3 M€.", ["a hundred and fifty-four", "3 M"]),
        ("They took 19 + 20 men and 91 BSF officers, and two (2) vans 5 m away.", ["19", "20", "91", "two", "5"]),
        ("They handed over 31 suspects and rescued over 30 victims.", ["31", "over 30"]),
        ("Police found a dozen or so men, upwards of 40 women and no more than 9 boys.",
         ["a dozen or so", "upwards of 40", "no more than 9"]),
        ("Police took a quarter of a million euros, a few hundred phones and a pair of vans.",
         ["a quarter of a million", "a few hundred", "a pair of"]),
        ("Guards met 30 boats, give or take, and took 7 engines at the very most.",
         ["30 boats, give or take", "7 engines at the very most"]),
        ("They froze £3.4m and more than 70 cards, and took $9m plus 6 cars, $2m at least 8 boats and 7 and more vans.",
         ["3.4m", "more than 70", "9m", "6", "2m", "at least 8", "7 and more"]),
        ("They took 12 men or more than last year, 40-plus boys, 8 or more 12-year-old girls and 9 plus officials.",
         ["12", "40-plus", "8 or more", "12", "9 plus"]),
        ("They held 60 men, or more, 9 boys or\nmore and 8, or more than before.",
         ["60 men, or more", "9 boys or\nmore", "8"]),
        ("They freed a good 60 girls, or close on 90 with boys; barely 9 men, a minimum 3 from Peru.",
         ["a good 60", "close on 90", "barely 9", "a minimum 3"]),
        ("It was estimated that 70 women, or perhaps more, were sold; agents estimate 20 or possibly more are held.",
         ["estimated that 70 women, or perhaps more", "estimate 20 or possibly more"]),
        ("Agents held 15 guides, or possibly more, and 4 men at the most 3 of whom, at least 2, had guns.",
         ["15 guides, or possibly more", "4", "at the most 3", "at least 2"]),
    ],
)  # fmt: skip
def test_no_figure_is_more_certain_or_other_than_printed(text: str, printed: list[str]) -> None:
    assert [one.as_printed for one in extract(text)] == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Agents in Chad freed almost\n70 boys.", ["almost 70"]),
        ("Agents held about\n9 men and upwards of\n8 women.", ["about 9", "upwards of 8"]),
        ("The haul was GBP 4.6\nmillion, US$\n7.1 million and Rs.\n80,000.", ["4.6 million", "7.1 million", "80,000"]),
        ("They froze over EUR\n9 million.", ["over EUR 9 million"]),
        ("They held between 30 and\n40 men, and from 6\nto 9 boys.", ["between 30 and 40", "6 to 9"]),
        ("They held ap-\nproximately 60 men and thirty-\nsix women.", ["ap- proximately 60", "thirty- six"]),
        ("They held approx.\n60 men.", ["approx. 60"]),
        ("They held 60 men or\nmore.", ["60 men or more"]),
        ("HARBOUR RAIDS\nNearly 60 men were held.", ["Nearly 60"]),
    ],
)
def test_line_break_separates_no_number_from_its_hedge(text: str, printed: list[str]) -> None:
    assert [" ".join(one.as_printed.split()) for one in extract(text)] == printed
    assert [parse(one.as_printed) for one in extract(text)] == [one.hedged for one in extract(text)]


def test_no_hedge_and_no_currency_is_lost_at_a_break_of_a_line() -> None:
    for words, hedge in BEFORE.items():
        text = f"Chad freed {words} 340 girls."
        for gap in re.finditer(" ", text) if words != ">" else ():  # which begins a line of quoted mail
            (one,) = extract(f"{text[: gap.start()]}\n{text[gap.end() :]}")
            assert one.hedged.hedge == hedge, text
    for printed in (*CODES, *SIGNS):
        (one,) = extract(f"Officers seized {printed}\n500,000 in cash.")
        assert one.metric == "money", printed


@pytest.mark.parametrize("word", ["Approx.", "Est.", "Ca.", "approx.", "c."])
def test_abbreviated_hedge_is_no_end_of_a_sentence(word: str) -> None:
    (one,) = extract(f"The raid is over. {word} 40 men were arrested.")
    assert (one.as_printed, one.hedged.hedge) == (f"{word} 40", "about")


def test_word_that_a_line_breaks_is_read_whole() -> None:
    whole = extract("RAIDS\n\nAgents in Chad rescued 60 potential victims of traffickers.")
    broken = extract("RAIDS\n\nAgents in Chad res-\ncued 60 poten-\ntial vic-\ntims of traffickers.")
    assert [(one.metric, one.status) for one in broken] == [(one.metric, one.status) for one in whole]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Results\n40 arrests\nmigrants: none\n12 vehicles", [("arrests", "40 arrests"), ("vehicles", "12 vehicles")]),
        ("Operation\nspain\n40 arrests\nfrance\n30 arrests", [("arrests", "40 arrests"), ("arrests", "30 arrests")]),
        ("Police seized\ncocaine 12 kg\nheroin 5 kg", [("drugs", ""), ("drugs", "")]),
    ],
)
def test_short_lines_in_small_letters_are_not_joined(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.metric, one.quote) for one in extract(text)] == found


@pytest.mark.parametrize(
    ("language", "text", "joined"),
    [
        ("en", "Operation Storm I\n12 vehicles", False),
        ("en", "Operation Ash I\nPolice arrested 40 people.", False),
        ("en", "Plan A\n12 vehicles", False),
        ("en", "Results in Peru\ns 12", False),
        ("en", "Hilfe die\n12 vehicles", False),
        ("it", "Operazione Storm I\n12 auto", False),
        ("it", "sotto i\n12 anni", True),
        ("de", "fast\n12 Autos", True),
    ],
)
def test_line_goes_on_by_words_of_its_language_but_not_after_a_letter(language: str, text: str, joined: bool) -> None:
    assert ("\n" not in blank(text, grammar_of(language))) == joined


@pytest.mark.parametrize(
    "end", ["or\nmore", "\nor more", "at\nleast", "\nat least", "or\nso", "\nand more", "\nodd", "at the very\nleast"]
)
def test_hedge_in_the_next_short_line_is_read(end: str) -> None:
    for text in (f"They held 60 men {end}.", f"They held 60\nmen {end}."):
        (one,) = extract(text)
        assert one.hedged.hedge in {"at_least", "about"}


def test_lines_of_a_list_are_not_joined() -> None:
    for text in ("arrests: 12\nvictims: 5\nsearches: 4", "arrests 12\nvictims 5\nsearches 4"):
        assert [(one.value, one.metric) for one in extract(f"Results\n\n{text}")] == [
            (12, "arrests"), (5, "victims"), (4, "searches"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Agents held 9 men in the port and\n\n60 women.", True),
        ("In the port of Doha agents arrested\n60 women.", False),
        ("Agents arrested 1, 200 women.", False),
        ("Agents arrested 12 men, 200 women.", True),
        ("Agents came.\n60 women were arrested.", True),
    ],
)
def test_figure_that_a_line_may_cut_off_is_in_doubt(text: str, sure: bool) -> None:
    assert (extract(f"RAIDS\n\n{text}")[-1].doubt == "") == sure


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested 44 suspects, it is thought.",
        "Unconfirmed: police arrested 44 suspects.",
        "Police seized possibly stolen goods and, presumably, arrested 44 suspects.",
        "Police arrested two dozen suspects.",
        "Police reportedly arrested 44 suspects.",
        "Police may have arrested 44 suspects.",
        "Police identified or arrested 44 people.",
    ],
)
def test_exact_number_beside_a_word_that_may_limit_it_is_in_doubt(text: str) -> None:
    one = only(f"RAIDS\n\n{text}")
    assert (one.metric, one.hedged.hedge) == ("arrests", "exact")
    assert "less exact" in sheet.doubt_of(replace(one, confidence=1.0))
    assert sheet.doubt_of(replace(only("RAIDS\n\nPolice arrested 44 suspects."), confidence=1.0)) == ""


@pytest.mark.parametrize(
    ("language", "text", "printed", "doubt"),
    [
        ("en", "Police did not arrest more than 40 suspects.", "more than 40", "the word 'not' may turn its hedge"),
        (
            "en",
            "Police did not, they said, arrest more than 40 suspects.",
            "more than 40",
            "the word 'not' may turn its hedge",
        ),
        (
            "en",
            "Police did not (so far) arrest more than 40 suspects.",
            "more than 40",
            "the word 'not' may turn its hedge",
        ),
        ("en", "Police arrested, at most, 15 suspects.", "15", "the word 'at most,' may make it less exact"),
        ("en", "Not even 40 suspects were arrested.", "40", "the word 'not even' may make it less exact"),
        ("es", "No hubo más de 40 víctimas.", "más de 40", "the word 'no' may turn its hedge"),
        ("es", "Los detenidos superan los 300.", "300", "the word 'superan' may make it less exact"),
        ("es", "Como máximo, 15 personas fueron detenidas.", "15", "the word 'máximo' may make it less exact"),
        ("es", "Arriba de 40 personas.", "40", "the word 'arriba' may make it less exact"),
        ("fr", "La police n’a pas arrêté plus de 40 personnes.", "plus de 40", "the word 'n’a' may turn its hedge"),
        ("fr", "Le nombre de victimes dépasse 300.", "300", "the word 'dépasse' may make it less exact"),
        ("fr", "LE NOMBRE DEPASSE 300.", "300", "the word 'depasse' may make it less exact"),
        ("pt", "A polícia não prendeu mais de 40 pessoas.", "mais de 40", "the word 'não' may turn its hedge"),
        ("pt", "O número de presos ultrapassa os 300.", "300", "the word 'ultrapassa' may make it less exact"),
        ("de", "Es gab keine über 40 Opfer.", "über 40", "the word 'keine' may turn its hedge"),
        ("de", "Die Zahl der Opfer übersteigt 300.", "300", "the word 'übersteigt' may make it less exact"),
        ("it", "Non ci sono state più di 40 vittime.", "più di 40", "the word 'non' may turn its hedge"),
        ("it", "Gli arresti non superano le 40 persone.", "40", "the word 'superano' may make it less exact"),
    ],
)
def test_hedge_at_a_distance_from_its_number_is_a_doubt(language: str, text: str, printed: str, doubt: str) -> None:
    (one,) = find_figures(text, language=language, anyway=True)
    assert one.as_printed == printed
    assert sheet.doubt_of(replace(one, confidence=1.0)).startswith(doubt)


@pytest.mark.parametrize(
    ("language", "text", "hedge"),
    [
        ("es", "No se registraron heridos, y hubo más de 40 detenidos.", "more_than"),
        ("es", "Los detenidos superan los 300, y llevan 12 armas.", "exact"),
        ("pt", "Foram achados 8 passaportes e 17 autorizações.", "exact"),
        ("de", "Die Polizei nahm mehr als 40 Personen fest.", "more_than"),
    ],
)
def test_word_that_bounds_another_number_is_no_doubt(language: str, text: str, hedge: str) -> None:
    one = find_figures(text, language=language, anyway=True)[-1]
    assert (one.hedged.hedge, one.doubt) == (hedge, "")


@pytest.mark.parametrize(
    ("language", "text", "printed", "hedge"),
    [
        ("fr", "Quarante personnes au moins ont été arrêtées.", "Quarante personnes au moins", "at_least"),
        ("fr", "40 personnes environ ont été arrêtées.", "40 personnes environ", "about"),
        ("fr", "On compte 40 femmes, au moins trente hommes.", "40", "exact"),
        ("es", "Detuvieron a 40 personas, aproximadamente.", "40 personas, aproximadamente", "about"),
        ("es", "Hubo 40 hombres y más mujeres.", "40", "exact"),
        ("de", "15 Personen mindestens wurden befreit.", "15 Personen mindestens", "at_least"),
    ],
)
def test_hedge_after_the_noun_is_read(language: str, text: str, printed: str, hedge: str) -> None:
    one = find_figures(text, language=language, anyway=True)[0]
    assert (one.as_printed, one.hedged.hedge) == (printed, hedge)


PIECES = [
    "€1.2: 4", "4-p", "4–n", "N", "|", "%", "½", "1.2.", "0,5", "²", "٣", "\ud800", "\r", "\x00", "a half", "BAM", "-",
]  # fmt: skip


def mutated(rng: random.Random, text: str) -> str:
    """Cut a part of a text, swap its words, or put something odd into it."""
    start = rng.randrange(len(text))
    part = text[start : start + rng.randrange(20, 300)]
    for _ in range(rng.randrange(1, 8)):
        at, to = sorted((rng.randrange(len(part) + 1), rng.randrange(len(part) + 1)))
        odd = rng.choice([*PIECES, str(rng.randrange(10**6)), chr(rng.randrange(0x2FFF))])
        part = rng.choice(
            [part[:at] + odd + part[at:], part[:at] + part[to:], part[to:] + part[at:to] + part[:at], part[:to]]
        )
        part = re.sub(r"\d", lambda _: str(rng.randrange(10)), part, count=1)
    return part + rng.choice(["", *PIECES])


def test_no_text_stops_the_reading() -> None:
    own = [path.read_text("utf-8") for path in sorted((ROOT / "tests/unit/announcements").glob("*.txt"))]
    rng = random.Random(20261128)  # noqa: S311 (no secret)
    odd = ("€1.2: 4", "EUR 1.5 : 8", "| Cash seized | €1.2 | arrests: 4 |", "12 held, 4-p", "4–n", "arrested 4-r", "a")
    for text in [*(mutated(rng, rng.choice(own)) for _ in range(300)), *odd]:
        found = extract(text)
        assert all(text[one.start : one.end] == one.as_printed for one in found)
        assert sheet.to_sheet(found, text)
