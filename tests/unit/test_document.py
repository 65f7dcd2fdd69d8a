from typing import Any

import pytest
from pydantic import ValidationError

from liberterra_analysis.document import (
    Block,
    Chart,
    Check,
    Checks,
    Code,
    Column,
    Formula,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Link,
    Note,
    Paragraph,
    Quote,
    Row,
    Rule,
    Table,
    Text,
    Title,
    read_block,
)

ARRESTS = Link(text="2,517", target="#claim-1", number=True)
WORDS = (Text(text="There were "), ARRESTS, Text(text=" arrests", style="strong"))

BLOCKS: list[Block] = [
    Title(title="Operation", badges=("preliminary",), facts=(("Dates", WORDS),), date="2024-11-06"),
    Heading(level=2, text="Where"),
    Paragraph(inlines=WORDS),
    Items(ordered=True, items=(WORDS, WORDS), under=((), (Items(items=(WORDS,)), Code(text="x"))), names=("a", "")),
    Note(title="Preliminary", inlines=WORDS),
    KeyFigures(figures=(KeyFigure(number=ARRESTS, label="arrests"),)),
    Table(
        name="claims",
        title="Claims",
        columns=(Column(label="Claim"), Column(label="Value", align="right")),
        rows=(Row(cells=(WORDS, ()), anchor="claim-1"),),
        csv="claim,value\n",
    ),
    Chart(name="coverage", title="Coverage", alt="94 of 2,517 arrests.", svg="<svg/>"),
    Code(label="BibTeX", text="@misc{a,\n}"),
    Checks(label="Checks", checks=(Check(state="cannot tell", inlines=WORDS),)),
    Quote(blocks=(Paragraph(inlines=WORDS), Quote(blocks=(Formula(text="x^2"),)))),
    Rule(),
    Formula(text=r"\frac{n}{p}"),
]


def test_every_kind_of_block_survives_the_notebook() -> None:
    assert [read_block(block.model_dump(mode="json")) for block in BLOCKS] == BLOCKS
    with pytest.raises(ValidationError) as caught:
        read_block({"kind": "?"})
    assert caught.value.errors()[0]["ctx"]["expected_tags"] == ", ".join(repr(block.kind) for block in BLOCKS)


@pytest.mark.parametrize(
    ("block", "where", "message"),
    [
        ({}, (), "Unable to extract tag using discriminator 'kind'"),
        (
            {"kind": "heading", "level": 1, "text": "x"},
            ("heading", "level"),
            "Input should be greater than or equal to 2",
        ),
        (
            {"kind": "paragraph", "inlines": [{"kind": "html", "text": "<b>"}]},
            ("paragraph", "inlines", 0),
            "Input tag 'html' found using 'kind' does not match any of the expected tags: 'text', 'link'",
        ),
        (
            {"kind": "checks", "label": "x", "checks": [{"state": "fine", "inlines": []}]},
            ("checks", "checks", 0, "state"),
            "Input should be 'agrees', 'by rounding', 'in different words', 'differs' or 'cannot tell'",
        ),
    ],
)
def test_what_is_no_block_is_refused(block: dict[str, Any], where: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_block(block)
    assert [(error["loc"], error["msg"]) for error in caught.value.errors()] == [(where, message)]


@pytest.mark.parametrize(
    "target", ["", "#", "#Claim 1", "claim-1", "javascript:alert(1)", "file:///a", "https://", "https://a b", "data:,x"]
)
def test_link_leads_into_the_report_or_to_the_web_alone(target: str) -> None:
    assert Link(text="x", target="#liberterra-2.arrests_total")
    assert Link(text="x", target="https://example.org/a?b=c#d")
    with pytest.raises(ValidationError, match=r"1 validation error for Link\ntarget\n"):
        Link(text="x", target=target)


@pytest.mark.parametrize("anchor", ["", "-a", "A", "a b", "#a", "a\n"])
def test_anchor_is_one_that_a_link_can_name(anchor: str) -> None:
    with pytest.raises(ValidationError, match=r"1 validation error for Row\nanchor\n"):
        Row(cells=(), anchor=anchor)
