"""Numbers in a text: none loses its hedge or its unit, and what is no count is not proposed as one."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from liberterra_analysis.extract import Candidate, counting, extract, sheet
from liberterra_analysis.hedges import parse
from liberterra_analysis.hedges.currency import CODES, NAMES, SIGNS
from liberterra_analysis.hedges.grammar import BEFORE
from liberterra_analysis.ledger.append import Origin, add_record, add_review
from liberterra_analysis.schema import packaged_metrics

if TYPE_CHECKING:
    from tests.unit.conftest import Copy

ROOT = Path(__file__).parents[2]
METRICS = packaged_metrics()


def outcomes(text: str) -> list[tuple[str, str]]:
    return [(one.as_printed, one.metric) for one in extract(text) if one.kind == "outcome"]


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
    for printed, code, hedge in amounts():
        found = [one for one in extract(f"Police froze {printed}.") if one.metric == "money"]
        assert [(one.unit, one.hedged.hedge) for one in found] == [(code, hedge)], printed
        assert found[0].hedged.value in {500_000, 2_500_000}
        assert parse(found[0].as_printed) == found[0].hedged


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
    assert (one.hedged.value, one.hedged.hedge, one.metric, one.unit) == (value, hedge, "money", unit)


@pytest.mark.parametrize(
    "text",
    [
        "ALL 1,500 OFFICERS TOOK PART.",
        "Leaders met at COP26. In all, 14 of the top 10 states, all 12 of them, took part.",
        "The TOP 10 suspects were held. They try 12 men.",
    ],
)
def test_word_is_no_currency(text: str) -> None:
    assert [one for one in extract(text) if one.metric == "money"] == []


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
    assert (one.hedged.value, one.hedged.hedge, one.unit, one.kind) == (value, hedge, unit, "outcome")
    (row,) = rows(text)
    assert (row["add"], row["doubt"]) == ("", f"the ledger holds whole numbers, and this is {value} {unit}")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Officers seized 46 kilograms of cocaine.", ""),
        ("Officers seized 46 tonnes of cocaine.", "'drugs' counts kilograms, and this is tonnes"),
        ("Officers seized 500 cannabis plants.", "'drugs' counts kilograms, and this is items"),
        ("Officers seized 46 kilograms of gold.", "'items_seized' counts items, and this is kilograms"),
        ("Officers seized 1.250 kg of cocaine.", "'1.250' may be a decimal"),
        ("Officers seized 3 aircraft.", "the ledger has no metric 'aircraft'"),
        ("Judges imposed 12 fines.", "the ledger has no metric 'fines'"),
        ("Police found 12 shell companies.", "the ledger has no metric 'companies'"),
        ("Police froze 400,000 dinars.", "the text does not say which currency this is"),
        ("Police froze 400,000 Kuwaiti dinars.", ""),
        ("Around 100-150 victims were rescued.", "the ledger has no hedge for 'Around 100-150'"),
        ("More than 20 to 30 men were arrested.", "the ledger has no hedge for 'More than 20 to 30'"),
        ("Police arrested 20 or 30 people.", ""),
        ("Police froze EUR 2.50.", "the ledger holds whole numbers, and this is 2.5 EUR"),
    ],
)
def test_row_that_the_ledger_cannot_take_is_blank_and_says_why(text: str, doubt: str) -> None:
    (row,) = rows(text)
    assert (row["kind"], row["doubt"], row["add"]) == ("outcome", doubt, "" if doubt else "yes")
    (record,) = json.loads(sheet.to_json(extract(text)))
    assert record["doubt"] == (doubt or None)


def test_what_is_marked_is_a_metric_of_the_ledger_in_its_unit() -> None:
    tables = (counting._DIRECT, counting._ALONE, *counting._BY_EVENT.values())  # ours, and all that decides
    assert {metric for table in tables for metric in table.values()} - {*METRICS} == {
        "aircraft", "companies", "fines", "deaths",
    }  # fmt: skip
    assert outcomes("12 deaths were counted.") == []


def test_ledger_takes_every_row_that_is_marked(ledger: Copy) -> None:
    own = [path.read_text("utf-8") for path in sorted((ROOT / "tests/unit/announcements").glob("*.txt"))]
    own += [f"Police froze {printed}." for printed, _, _ in amounts()]
    text = "\n\n".join([*own, "Judges imposed 12 fines.", "Officers seized 3 aircraft and 3.5 tonnes of gold."])
    add_record(
        "sources",
        {"source_id": "all", "publisher": "P", "title": "T", "rank": "primary"},
        text,
        workspace=ledger.workspace,
    )
    review = ledger.workspace.root / "review.csv"
    review.write_text(sheet.to_sheet(extract(text), text), "utf-8")
    added = add_review(review, Origin("all", "liberterra-2"), workspace=ledger.workspace)
    assert len(added.claims) == sum(row["add"] == "yes" for row in rows(text)) > len(own)


@pytest.mark.parametrize(
    "text",
    [
        "On 12.11.2024 police arrested 12 suspects.",
        "On the night of 24.4.2019, 12 suspects were arrested.",
        "Police arrested 12 suspects between 3.5.2024 and 5.5.2024.",
        "From 3.5.-5.5.2024 police arrested 12 suspects.",
        "On 03.09. police arrested 12 suspects.",
        "On 24.4 police arrested 12 suspects.",
        "On 05.05.2019 12 suspects were arrested.",
        "On 2024-05-03 12 suspects were arrested.",
        "On 3-5-24 police arrested 12 suspects.",
        "At 21.30 officers arrested 12 suspects.",
        "Operation Harbour 2023 arrested 12 suspects.",
        "Operation Harbour 2023 suspects: police arrested 12 suspects.",
        "Under Vision 2030 officers arrested 12 suspects.",
        "In the 2022 raids officers arrested 12 suspects.",
        "The 2022 suspects are known. Officers arrested 12 suspects.",
        "Operation Harbour 2 arrested 12 suspects.",
        "Police arrested 12 suspects: A. Sample, 29; B. Example, 41.",
        "Police arrested 12 suspects, among them Jo Sample, 29, Bo Example, 41 and Al Other, 33.",
        "Police arrested 12 suspects. Smith, 34, ran the ring.",
        "Police arrested 12 suspects. A baker, 34, is wanted.",
        "Police arrested 12 suspects. The ring was led by a 34-year-old.",
        "Police arrested 12 suspects. Any victims?\nNo.\nNone.\nThe inquiry goes on.\nIn a way, 42, all told.",
    ],
)
def test_dates_years_and_ages_are_no_counts(text: str) -> None:
    assert outcomes(text) == [("12", "arrests")]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Police arrested 2024 suspects.", "2024"),
        ("In total 2024 suspects were arrested.", "2024"),
        ("2024 suspects were arrested.", "2024"),
        ("Police arrested 1,950 suspects in 2024.", "1,950"),
        ("Kenya: 12 arrested", "12"),
        ("In Nairobi 12 detained suspects were charged.", "12"),
        ("Police arrested 2 million suspects.", "2 million"),
        ("The suspects, 34 in all, were arrested.", "34"),
    ],
)
def test_count_that_looks_like_a_year_or_an_age_is_kept(text: str, printed: str) -> None:
    assert [one for one, _ in outcomes(text)] == [printed]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Police arrested 12 men and seized €5 million-worth of goods.", ["12"]),
        ("Between 2019 and 2021 police arrested 30 suspects.", ["30"]),
        ("Police arrested 12 men and two Bulgarians (31 and 35).", ["12", "two"]),
        ("Police arrested 12 men. The victims, both 14, were rescued.", ["12"]),
        ("Police arrested c.50 women and est. 60 minors.", ["c.50", "est. 60"]),
        ("Police arrested 10 (or more) people and perhaps 14 men.", ["10 (or more)", "perhaps 14"]),
        ("Police arrested two or three men.", ["two or three"]),
        ("Police arrested a hundred and fifty-four men and seized 3 M€.", ["a hundred and fifty-four", "3 M"]),
        ("They handed over 31 suspects and rescued over 30 victims.", ["31", "over 30"]),
    ],
)
def test_no_figure_is_more_certain_or_other_than_printed(text: str, printed: list[str]) -> None:
    assert [row["as_printed"] for row in rows(text) if row["add"] == "yes"] == printed


def test_question_is_answered_by_the_next_paragraph() -> None:
    assert outcomes("Any victims?\nNineteen, all adults.") == [("Nineteen", "victims")]


PIECES = [
    "€1.2: 4",
    "4-p",
    "4–n",
    "N",
    "|",
    "%",
    "½",
    "1.2.",
    "0,5",
    "²",
    "٣",
    "\ud800",
    "\r",
    "\x00",
    "a half",
    "BAM",
    "-",
]


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
    for _ in range(1500):
        text = mutated(rng, rng.choice(own))
        found = extract(text)
        assert all(text[one.start : one.end] == one.as_printed for one in found)
        assert sheet.to_sheet(found, text)
    for text in (
        "€1.2: 4",
        "EUR 1.5 : 8",
        "| Cash seized | €1.2 | arrests: 4 |",
        "12 held, 4-p",
        "4–n",
        "arrested 4-r",
    ):
        assert extract(f"Police arrested 12 men.\n\n{text}")[0].metric == "arrests"
