"""What reports print of Liberterra II and of like cases says no more than the words of the sources."""

from functools import cache

import pytest

from liberterra_analysis.document import Document, Heading, KeyFigures, Table, plain
from tests.notebooks.prose import find_faults
from tests.notebooks.test_denials import texts
from tests.notebooks.test_notebooks import WORKSPACE, document_of

FLAGSHIP = "liberterra-2"
OUTSIDE = "Mentioned in the sources, but not part of the operation"


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


@pytest.mark.parametrize("operation", [FLAGSHIP, "channel-action-2022", "turquesa-5", "west-africa-2022"])
def test_an_editor_finds_no_fault_in_the_sentences(operation: str) -> None:
    assert find_faults(report(operation)) == []


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
        "people sentenced, members of a smuggling gang",
        "arrests in connection with human trafficking (forced begging)",
        "and 166 of the 2,517 arrests (6.6%). This assumes that the totals include them.",
        "A word before the first number of a list applies to that number only.",
        "Where several sources report the same figure, we prefer an official release to the press",
    ],
)
def test_a_sentence_says_what_its_source_says(sentence: str) -> None:
    assert sentence in printed(FLAGSHIP)


def test_key_figures_keep_verb_noun_and_release_status() -> None:
    assert cards(FLAGSHIP) == [
        "3,222 potential victims rescued [preliminary]",
        "17,793 irregular migrants identified [preliminary]",
        "2,517 arrests [preliminary]",
        "850 arrests for human trafficking or migrant smuggling [part of the total; preliminary]",
        "nearly 24,000 flights monitored [preliminary]",
        "116 countries and territories [preliminary]",
    ]


def test_figures_of_one_country_say_whose_they_are() -> None:
    found = [row for row in rows(FLAGSHIP, "local") if row.startswith("United Kingdom")]
    assert [row.rsplit(" | ", 2)[0] for row in found] == [
        "United Kingdom | arrests; NCA | 9",
        "United Kingdom | arrest; PSNI | 1",
        "United Kingdom | arrests for migrant smuggling; language trip, part of 9 | 3",
        "United Kingdom | arrests; wanted abroad, part of 9 | 7",
        "United Kingdom | arrest of a national of Syria for migrant smuggling; sought by Romania, part of 9 | 1",
    ]


@pytest.mark.parametrize(
    ("operation", "cited", "twice"),
    [
        (
            "europol-chinese-network-2024",
            "30 arrests were made (all of them of nationals of China according to pressway.org.uk)",
            "30 arrests of",
        ),
        (
            "san-pedro-2015",
            "22 arrests were made (all of them for human trafficking according to IOM)",
            "22 arrests for",
        ),
    ],
)
def test_two_claims_of_one_number_are_one_line(operation: str, cited: str, twice: str) -> None:
    assert cited in printed(operation)
    assert sum(card.startswith(cited.partition("s ")[0]) for card in cards(operation)) == 1
    assert twice not in "\n".join([*cards(operation), *rows(operation, "totals")])


def test_a_day_is_one_day_and_an_empty_section_is_gone() -> None:
    facts = {label: plain(value) for label, value in report("channel-action-2022").title.facts}
    assert facts["Dates"] == "5 July 2022 (1 day)"
    headings = [one.text for one in report("channel-action-2022").blocks if isinstance(one, Heading)]
    assert OUTSIDE not in headings
    assert OUTSIDE in [one.text for one in report(FLAGSHIP).blocks if isinstance(one, Heading)]
