"""Each rule of the lint: one report that breaks it, and the text that says so."""

from typing import Any

import pytest

from liberterra_analysis.document import read_block
from liberterra_analysis.report.render.lint import Placed, lint
from tests.reports import sample

TITLE = {"kind": "title", "title": "Routes"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def figure(**changes: Any) -> dict[str, Any]:
    return {"kind": "figure", "name": "f", "title": "Mali leads", "alt": "Mali 3, Kenya 2", "svg": SVG, **changes}


def table(**changes: Any) -> dict[str, Any]:
    whole = {"kind": "table", "name": "t", "title": "Actions", "columns": [{"label": "Country"}]}
    return {**whole, "rows": [{"cells": [[]]}], **changes}


def text(words: str, **how: Any) -> dict[str, Any]:
    return {"kind": "text", "text": words, **how}


def paragraph(*inlines: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "paragraph", "inlines": [*inlines]}


def link(target: str) -> dict[str, Any]:
    return paragraph({"kind": "link", "text": "x", "target": target})


def messages(*blocks: dict[str, Any]) -> list[str]:
    placed = [Placed(cell, read_block(block)) for cell, block in enumerate(blocks, 1)]
    return [complaint.locate() for complaint in lint(placed)]


def test_a_whole_report_has_no_complaint() -> None:
    for document in (sample.sample(), sample.hostile()):
        found = lint([Placed(1, block) for block in (document.title, *document.blocks)])
        assert [one for one in found if "leads to no claim" not in one.message] == []


def test_a_report_has_one_title_and_begins_with_it() -> None:
    assert messages(link("https://a.org")) == ["no cell shows a title block; let the first block of the report be one"]
    assert messages(link("https://a.org"), TITLE, TITLE) == [
        "cell 2: the title block must be the first block; cell 1 shows another",
        "cell 3: a second title block; a report has one, and cell 2 shows it",
    ]


def test_names_are_unique_and_links_lead_somewhere() -> None:
    row = {"anchor": "f", "cells": [link("#gone")["inlines"]]}
    assert messages(TITLE, figure(), table(rows=[row]), link("#t"), link("#gone")) == [
        "cell 3: the name 'f' is given 2 times (cells 2, 3); make it unique",
        "cell 3: a link leads to '#gone', but no table, table row or figure has that name",
        "cell 5: a link leads to '#gone', but no table, table row or figure has that name",
    ]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            figure(alt="mali leads. "),
            [
                "figure 'f': the alternative text repeats the title; say in words and numbers what the figure shows",
                "figure 'f': the alternative text 'mali leads. ' has no number; "
                "say in words and numbers what the figure shows",
            ],
        ),
        (figure(title=" "), ["figure 'f': it has no title; say in it what the figure shows"]),
        (table(title=" "), ["table 't': it has no caption; say in it what one row is and what is covered"]),
        (table(columns=[], rows=[]), ["table 't': it has no columns"]),
        (table(columns=[{"label": ""}]), ["table 't': a column has no label; give it a header"]),
        (table(columns=[{"label": "a"}, {"label": "b"}]), ["table 't': rows have not one cell for each column"]),
        ({"kind": "heading", "level": 2, "text": " "}, ["heading: it has no text"]),
        (
            paragraph(text("a\x00b\x1b\n")),
            [
                "paragraph: the text holds the character U+0000, which no page can show; remove it",
                "paragraph: the text holds the character U+001B, which no page can show; remove it",
            ],
        ),
        (
            figure(data=table(name="f-data", title=" ")),
            ["table 'f-data': it has no caption; say in it what one row is and what is covered"],
        ),
    ],
)
def test_one_block_complained_of(block: dict[str, Any], expected: list[str]) -> None:
    assert messages(TITLE, block) == [f"cell 2: {text}" for text in expected]


@pytest.mark.parametrize("field", ["date", "checked"])
def test_the_dates_of_a_title_are_dates(field: str) -> None:
    assert messages({**TITLE, field: "6 November"}) == [
        "cell 1: title: the date '6 November' is no ISO 8601 date; write it as 2024-09-29"
    ]


def number(text: str, target: str) -> dict[str, Any]:
    return {"kind": "link", "text": text, "target": target, "number": True}


def test_a_number_leads_to_a_claim() -> None:
    prose = {"kind": "items", "items": [[text("In 9 of them, on 2024-09-29, ISO3 was used 1,500 times.")]]}
    shapes = paragraph(text("10-15 of 1.5bn, 20k-30k or €2m; COVID-19, a 15-strong team, 3D, 2020."))
    code = paragraph(text("9", style="code"), text("Channel 4", name=True))
    strip = {"kind": "key_figures", "figures": [{"number": number("9", "#f"), "label": "arrests"}]}
    unmarked = {"kind": "key_figures", "figures": [{"number": {**number("9", "#t"), "number": False}, "label": "a"}]}
    bare = {"kind": "checks", "label": "Checks", "checks": [{"state": "agrees", "inlines": [text("9 is 9")]}]}
    title = {**TITLE, "finding": [text("Of 9 ports.")]}
    how = "let it come from a claim, link it, or put it in backticks if it counts nothing"
    assert messages(title, table(), figure(), prose, code, strip, unmarked, bare, shapes) == [
        f"cell 1: title: the number '9' leads to no claim; {how}",
        f"cell 4: items: the number '9' leads to no claim; {how}",
        f"cell 4: items: the number '1,500' leads to no claim; {how}",
        "cell 6: key figures: the number '9' leads to '#f', which is no table or row",
        "cell 7: key figures: '9' is not marked as a number with a claim",
        f"cell 8: checks: the number '9' leads to no claim; {how}",
        f"cell 8: checks: the number '9' leads to no claim; {how}",
        *(
            f"cell 9: paragraph: the number '{one}' leads to no claim; {how}"
            for one in ("10-15", "1.5bn", "20k-30k", "2m", "2020")
        ),
    ]
