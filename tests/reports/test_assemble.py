"""From cells to blocks, and what a report refuses."""

from itertools import chain

import pytest
from nbformat import v4

from liberterra_analysis.document import MIME, Heading, Items, Link, Paragraph, Text, plain
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render.assemble import INSTEAD, assemble, take_warnings
from tests.reports import sample
from tests.reports.ordinary import png


def problems(notebook: object, name: str = "") -> list[str]:
    with pytest.raises(DocumentError) as caught:
        assemble(notebook, name=name)
    return str(caught.value).split("\n")


def code_cell(**output: object) -> object:
    kind = output.pop("kind")
    return v4.new_code_cell("x", outputs=[v4.new_output(kind, **output)])


def test_markdown_becomes_blocks() -> None:
    text = (
        "## Where *it* was &amp; why\n\nOne **strong *both* word** and *one* `a < b`,\nsee [all **claims**](https://a.org/x)."
        "\n\n- first\n- second\n\n  more\n\n3. a  \nb\n4. b\n\n"
        "**~~was~~** is at https://a.org/2024/x.\n\n### Deeper"
    )
    document = assemble(sample.notebook_of(text))
    assert document.title.title == "Routes"
    assert document.blocks == (
        Heading(level=2, text="Where it was & why"),
        Paragraph(
            inlines=(
                Text(text="One "),
                Text(text="strong both word", style="strong"),
                Text(text=" and "),
                Text(text="one", style="emphasis"),
                Text(text=" "),
                Text(text="a < b", style="code"),
                Text(text=", see "),
                Link(text="all claims", target="https://a.org/x"),
                Text(text="."),
            )
        ),
        Items(items=((Text(text="first"),), (Text(text="second more"),))),
        Items(ordered=True, start=3, items=((Text(text="a\nb"),), (Text(text="b"),))),
        Paragraph(
            inlines=(
                Text(text="was", style="strike"),
                Text(text=" is at "),
                Link(text="https://a.org/2024/x", target="https://a.org/2024/x"),
                Text(text="."),
            )
        ),
        Heading(level=3, text="Deeper"),
    )


def test_a_section_that_shows_nothing_vanishes_with_its_heading_and_prose() -> None:
    title = {"kind": "title", "title": "Report"}
    empty, full = (
        {"kind": "paragraph", "inlines": inlines}
        for inlines in ([{"kind": "text", "text": ""}], [{"kind": "text", "text": "Mali"}])
    )
    sections = [
        ("In short.", [title, empty]),
        ("## Where\n\nBy country.", [empty, full]),
        ("## Routes\n\nAs printed.", [empty, empty]),
        ("## Who\n\nOf all.", [empty]),
        ("### Children", [empty]),
        ("### Women\n\nAdults.", [full]),
        ("## Method", []),
    ]
    shown = [(text, [v4.new_output("display_data", {MIME: one}) for one in blocks]) for text, blocks in sections]
    cells = [[v4.new_markdown_cell(text), v4.new_code_cell("x", outputs=outputs)] for text, outputs in shown]
    blocks = assemble(v4.new_notebook(cells=[*reversed(cells[0]), *chain.from_iterable(cells[1:])])).blocks
    found = [plain(one.inlines) if isinstance(one, Paragraph) else one.text for one in blocks]
    assert " ".join(found) == "In short. Where By country. Mali Who Of all. Women Adults. Mali Method"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{a*b}} #read {a|b}", None),
        ("US$ or A$, $ and \\$x$", "US$ or A$, $ and $x$"),
        ("it cost US$ a lot, and $ more", None),
        ("H~x~O, x^a^, ==m==", None),
    ],
)
def test_text_that_looks_like_a_template_stays_text(source: str, text: str | None) -> None:
    document = assemble(sample.notebook_of(source))
    assert document.blocks == (Paragraph(inlines=(Text(text=text or source),)),)


@pytest.mark.parametrize(
    "text", ["$5 and US$ 6", "US$332,000 to $5 or A$7", "$1.5m-$2m", "**$5** and $6", "a $5 note, a 7$ bill"]
)
def test_money_is_no_formula(text: str) -> None:
    assert all("leads to no claim" in problem for problem in problems(sample.notebook_of(text)))


def test_code_is_not_shown_and_an_empty_cell_is_fine() -> None:
    cells = [
        v4.new_code_cell("x = 1"),
        v4.new_code_cell("days: int = 6", metadata={"tags": ["parameters"]}),
        v4.new_raw_cell(" "),
        "",
    ]
    assert assemble(sample.notebook_of(*cells)).blocks == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| a |\n|---|\n| 1 |", ["a Markdown table has no source; show a frame with liberterra_analysis.display"]),
        ("> q 9", ["quote: the number '9' leads to no claim; {how}"]),
        ("- a\n  - b 9", ["items: the number '9' leads to no claim; {how}"]),
        ("a <b>9</b> <script>7</script>", ["paragraph: the number '9' leads to no claim; {how}"]),
        ("[x](#gone)", ["a link leads to '#gone', but no table, table row or figure has that name"]),
    ],
)
def test_markdown_that_a_report_of_claims_refuses(text: str, expected: list[str]) -> None:
    how = "let it come from a claim, link it, or put it in backticks if it counts nothing"
    assert problems(sample.notebook_of(text)) == [f"cell 2: {one.format(how=how)}" for one in expected]


def test_years_and_references_are_no_figures_but_counts_that_look_like_years_are() -> None:
    harmless = (
        "In 2024, since March 2023, from 2019 to 2022 (2021), 2019–2024; Article 3, Figure 2.1, the 21st of $x_1$."
    )
    assert len(assemble(sample.notebook_of(harmless)).blocks) == 1
    found = problems(sample.notebook_of("Of 2024 people, 2,019 in 2020.5 and in 2020 % rose; it had 1999."))
    assert [one.split("'")[1] for one in found] == ["2024", "2,019", "2020.5", "2020", "1999"]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (
            {"kind": "stream", "name": "stdout", "text": "\x1b[31mold\x1b[0m\n"},
            "cell 2: it writes 'old' to stdout; a report shows blocks only, so remove what writes it",
        ),
        (
            {"kind": "stream", "name": "stdout", "text": "\n"},
            "cell 2: it writes '\\n' to stdout; a report shows blocks only, so remove what writes it",
        ),
        (
            {"kind": "stream", "name": "stdout", "text": "x" * 99},
            f"cell 2: it writes '{'x' * 59}…' to stdout; a report shows blocks only, so remove what writes it",
        ),
        (
            {"kind": "display_data", "data": {"image/png": "iVBO", "text/plain": "<Figure>"}},
            f"cell 2: '<Figure>' is no block that leads to claims; {INSTEAD}",
        ),
        (
            {"kind": "display_data", "data": {"application/vnd.plotly.v1+json": {}}},
            f"cell 2: 'application/vnd.plotly.v1+json' is no block that leads to claims; {INSTEAD}",
        ),
        ({"kind": "error", "ename": "ValueError", "evalue": "no", "traceback": []}, "cell 2: ValueError: no"),
        (
            {"kind": "error", "ename": "E", "evalue": "\x1b[0;31mno\x1b[0m\n  more\x1b[K", "traceback": []},
            "cell 2: E: no more",
        ),
        (
            {"kind": "display_data", "data": {MIME: {"kind": "heading", "level": 9, "text": "x"}}},
            "cell 2: an output is not a block this version knows: heading.level: "
            "Input should be less than or equal to 6",
        ),
        (
            {"kind": "display_data", "data": {MIME: {"kind": "table", "name": "A B", "x": 1}}},
            "cell 2: an output is not a block this version knows: table.name: String should match pattern "
            "'^[a-z0-9][a-z0-9._-]*$'; and 4 more",
        ),
    ],
)
def test_outputs_that_are_no_blocks(output: dict[str, object], expected: str) -> None:
    assert problems(sample.notebook_of(code_cell(**dict(output)))) == [expected]


def test_sections_are_folded_from_the_appendix_on() -> None:
    appendix = v4.new_markdown_cell("## B", metadata={"tags": ["appendix"]})
    blocks = assemble(sample.notebook_of("## A", appendix, "## C\n\n### D")).blocks
    assert [(one.text, one.folded) for one in blocks] == [("A", False), ("B", True), ("C", True), ("D", False)]


def test_a_picture_of_a_cell_that_states_source_and_words_is_shown_and_another_is_refused() -> None:
    def show(alt: str) -> object:
        picture = {"red.png": {"image/png": png(9, 9)}}
        return sample.notebook_of(
            v4.new_markdown_cell(f"![{alt}](attachment:red.png)", attachments=picture, metadata={"source": "Port log"})
        )

    assert problems(show(""))[0] == (
        "cell 2: a picture has no source; draw a chart and show it with liberterra_analysis.display"
    )
    assert not any("has no source" in problem for problem in problems(show("A red square of 9")))


def test_a_raw_cell_is_refused() -> None:
    assert problems(sample.notebook_of(v4.new_raw_cell("NOTE: not\nfor citation"))) == [
        "cell 2: a raw cell is not shown: 'NOTE: not for citation'; make it a Markdown cell, or delete it"
    ]


def test_what_is_written_to_stderr_is_taken_whole_and_stops_nothing() -> None:
    written = "a/b.py:87: \x1b[31mUserWarning\x1b[0m: " + "x" * 500 + "\n  tail\n"
    notebook = sample.notebook_of(
        code_cell(kind="stream", name="stderr", text=written),
        "Text.",
        code_cell(kind="stream", name="stderr", text="b"),
    )
    assert assemble(notebook).blocks == (Paragraph(inlines=(Text(text="Text."),)),)
    assert take_warnings(notebook) == "cell 2:\na/b.py:87: UserWarning: " + "x" * 500 + "\n  tail\n\ncell 4:\nb\n"
    assert [cell.outputs for cell in notebook.cells[1:] if cell.cell_type == "code"] == [[], []]


def test_all_problems_are_told_at_once_by_cell_as_stored() -> None:
    notebook = sample.notebook_of("In 9", code_cell(kind="stream", name="stdout", text="x"), "[y](#nowhere)")
    notebook.cells.insert(1, v4.new_code_cell("days = 6", metadata={"tags": ["injected-parameters"]}))
    assert problems(notebook, "notebooks/routes.ipynb") == [
        "notebooks/routes.ipynb, cell 2: paragraph: the number '9' leads to no claim; "
        "let it come from a claim, link it, or put it in backticks if it counts nothing",
        "notebooks/routes.ipynb, cell 3: it writes 'x' to stdout; a report shows blocks only, so remove what writes it",
        "notebooks/routes.ipynb, cell 4: a link leads to '#nowhere', but no table, table row or figure has that name",
    ]


def test_the_svg_of_a_figure_is_clean_or_the_figure_refused() -> None:
    def show(body: str) -> object:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>'
        block = {"kind": "figure", "name": "f", "title": "A", "alt": "7", "svg": svg}
        return sample.notebook_of(code_cell(kind="display_data", data={MIME: block}), "[f](#f)")

    assert assemble(show("<g style='fill: red'/>")).blocks[0].svg == (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="7"><g fill="red"/></svg>'
    )
    assert problems(show("<script/>")) == [
        "cell 2: figure 'f': its SVG cannot stand in a report: "
        "it holds the element 'script', which a report does not allow"
    ]
