"""What reports print of Liberterra II and of like cases says no more than the words of the sources."""

from __future__ import annotations

from functools import cache

import pytest

from liberterra_analysis.document import Document, Heading, KeyFigures, Table, plain
from tests.notebooks.test_denials import texts
from tests.notebooks.test_notebooks import WORKSPACE, document_of

FLAGSHIP = "liberterra-2"


@cache
def report(operation: str) -> Document:
    return document_of(WORKSPACE.notebooks / "operation.ipynb", operation=operation)


@cache
def printed(operation: str) -> str:
    return "\n".join(texts(report(operation)))


def rows(operation: str, name: str) -> list[str]:
    """Return the rows of a table, the cells of each joined by bars."""
    (table,) = (one for one in report(operation).blocks if isinstance(one, Table) and one.name == name)
    return [" | ".join(map(plain, row.cells)) for row in table.rows]


def cards(operation: str) -> list[str]:
    (strip,) = (one for one in report(operation).blocks if isinstance(one, KeyFigures))
    return [f"{card.number.text} {card.label} [{card.detail}]" for card in strip.figures]


def test_what_is_not_stated_is_not_filled_in() -> None:
    text = printed(FLAGSHIP)
    assert "No source names" not in text
    assert "at least 178 migrants smuggled" in text
    assert "Middle East" not in text.split("The route to Bosnia and Herzegovina is one that")[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "INTERPOL reported that the operation detected a growing number of Asian migrants, above all Vietnamese, in ",
        "Regional coordination units were set up in Argentina, Senegal, the Philippines and North Macedonia.",
        "“So what about 51 other weeks of the year?”, asked INTERPOL's director of organised and emerging crime.",
        "persons sentenced, members of a smuggling gang",
        "arrests in connection with trafficking in persons (forced begging)",
        "What is recorded country by country comes to 174 of 2,517 arrests: 6.9%, if all of it is counted in",
        "A hedge before the first number of a list is read as governing that number only.",
        "Of several claims about one figure, that of a release goes before the press",
    ],
)
def test_a_sentence_says_what_its_source_says(sentence: str) -> None:
    assert sentence in printed(FLAGSHIP)


def test_key_figures_keep_verb_noun_and_release_status() -> None:
    assert cards(FLAGSHIP) == [
        "3,222 potential victims rescued [preliminary]",
        "17,793 irregular migrants identified [preliminary]",
        "2,517 arrests [preliminary]",
        "850 arrests for trafficking in persons or migrant smuggling [part of the total; preliminary]",
        "nearly 24,000 flights monitored [preliminary]",
        "116 countries and territories [preliminary]",
    ]


def test_figures_of_one_country_say_whose_they_are() -> None:
    found = [row for row in rows(FLAGSHIP, "local") if row.startswith("United Kingdom")]
    assert [row.rsplit(" | ", 2)[0] for row in found] == [
        "United Kingdom | arrest for migrant smuggling, nationality Syria; arrest in Nottingham, part of 9 | 1",
        "United Kingdom | arrests; NCA | 9",
        "United Kingdom | arrest; PSNI | 1",
        "United Kingdom | arrests for migrant smuggling; language trip, part of 9 | 3",
        "United Kingdom | arrests; wanted abroad, part of 9 | 7",
    ]


@pytest.mark.parametrize(
    ("operation", "cited", "twice"),
    [
        ("turquesa-5", "257 arrests (all of them for trafficking in persons or migrant smuggling)", "257 arrests for"),
        (
            "west-africa-2022",
            "15 arrests (all of them for trafficking in persons according to INTERPOL)",
            "15 arrests for",
        ),
    ],
)
def test_two_claims_of_one_number_are_one_line(operation: str, cited: str, twice: str) -> None:
    assert cited in printed(operation)
    assert [card.partition(" [")[0] for card in cards(operation) if card.startswith(cited[:3])] == [cited]
    assert twice not in "\n".join([*cards(operation), *rows(operation, "totals")])


def test_a_day_is_one_day_and_an_empty_section_is_gone() -> None:
    facts = {label: plain(value) for label, value in report("channel-action-2022").title.facts}
    assert facts["Dates"] == "2022-07-05 (1 day)"
    headings = [one.text for one in report("channel-action-2022").blocks if isinstance(one, Heading)]
    assert "Outside the operation" not in headings
    assert "Outside the operation" in [one.text for one in report(FLAGSHIP).blocks if isinstance(one, Heading)]
