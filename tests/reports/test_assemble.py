"""From cells to blocks, and what a report refuses."""

from __future__ import annotations

from itertools import chain
from types import ModuleType

import pytest
from nbformat import v4

from liberterra_analysis.document import MIME, Heading, Items, Link, Paragraph, Text, plain
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render.assemble import assemble, take_warnings


def problems(notebook: object, name: str = "") -> list[str]:
    with pytest.raises(DocumentError) as caught:
        assemble(notebook, name=name)
    return str(caught.value).split("\n")


def code_cell(**output: object) -> object:
    kind = output.pop("kind")
    return v4.new_code_cell("x", outputs=[v4.new_output(kind, **output)])


def test_markdown_becomes_blocks(sample: ModuleType) -> None:
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
def test_text_that_looks_like_a_template_stays_text(sample: ModuleType, source: str, text: str | None) -> None:
    document = assemble(sample.notebook_of(source))
    assert document.blocks == (Paragraph(inlines=(Text(text=text or source),)),)


@pytest.mark.parametrize(
    "text", ["$5 and US$ 6", "US$332,000 to $5 or A$7", "$1.5m-$2m", "**$5** and $6", "a $5 note, a 7$ bill"]
)
def test_money_is_no_formula(sample: ModuleType, text: str) -> None:
    assert all("leads to no claim" in problem for problem in problems(sample.notebook_of(text)))


def test_code_is_not_shown_and_an_empty_cell_is_fine(sample: ModuleType) -> None:
    cells = [
        v4.new_code_cell("x = 1"),
        v4.new_code_cell("days: int = 6", metadata={"tags": ["parameters"]}),
        v4.new_raw_cell(" "),
        "",
    ]
    assert assemble(sample.notebook_of(*cells)).blocks == ()


FORMULA = "cell 2: formulas are not shown; say it in words, put it in backticks, or write \\$ for a dollar sign"
FOOTNOTE = "cell 2: footnotes are not shown; put the note in brackets in the text"
DIRECTIVE = "cell 2: blocks between ':::' are not shown; show a note with liberterra_analysis.display"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title", "cell 2: heading 'Title' has level 1; write '## ' or '### '"),
        ("#### Deep", "cell 2: heading 'Deep' has level 4; write '## ' or '### '"),
        ("a <b>x", "cell 2: raw HTML is not shown; write it as Markdown, or put it in backticks"),
        (
            "<div>x</div>",
            "cell 2: raw HTML is not shown; write it as Markdown, or show a block with liberterra_analysis.display",
        ),
        ("![x](y.png)", "cell 2: images are not shown; draw a figure and show it with liberterra_analysis.display"),
        ("| a |\n|---|\n| 1 |", "cell 2: Markdown tables are not shown; show a frame with liberterra_analysis.display"),
        ("```\nx\n```", "cell 2: code blocks are not shown; a report holds no code"),
        ("> q", "cell 2: block quotes are not shown; show a note with liberterra_analysis.display"),
        ("---", "cell 2: rules are not shown; begin a section with a heading"),
        ("- a\n  - b", "cell 2: a list within a list is not shown; make it one list, or use headings"),
        ("3. a\n   - b", "cell 2: a list within a list is not shown; make it one list, or use headings"),
        *(
            (text, FORMULA)
            for text in ("a $x_1$ b", "$$\nx\n$$", "$5x$", "\\begin{align}x\\end{align}", "\\\\(x\\\\)", "- $x$")
        ),
        ("w[^a].", FOOTNOTE),
        ("[^a]: two words", FOOTNOTE),
        ("::: note\nx\n:::", DIRECTIVE),
        ("x\n:::{note}\ny", DIRECTIVE),
        (
            "Term\n: what",
            "cell 2: definition lists are not shown; write a list whose items begin with the term in bold",
        ),
        ("- a\n- [x] b", "cell 2: check boxes are not shown; write in words what is done"),
        ("## See [x](https://a.org)", "cell 2: a heading holds the link 'x'; put it in the text below"),
        ("## ~~x~~", "cell 2: a heading holds the struck out text 'x'; put it in the text below"),
        ("[~~x~~](https://a.org)", "cell 2: a link holds the struck out text 'x'; put it in the text below"),
        ('[x](https://a.org "t")', "cell 2: the link 'x' has a title, which is not shown; put it in the text"),
        (
            "[x](javascript:alert)",
            "cell 2: the link 'x' leads to 'javascript:alert'; write an address that begins with http:// or https://, "
            "or '#' and the name of a table, table row or figure",
        ),
    ],
)
def test_markdown_a_report_cannot_show(sample: ModuleType, text: str, expected: str) -> None:
    assert problems(sample.notebook_of(text)) == [expected]


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
            "cell 2: '<Figure>' is no block; show it with liberterra_analysis.display, or end the line with ';'",
        ),
        (
            {"kind": "display_data", "data": {"application/vnd.plotly.v1+json": {}}},
            "cell 2: 'application/vnd.plotly.v1+json' is no block; "
            "show it with liberterra_analysis.display, or end the line with ';'",
        ),
        ({"kind": "error", "ename": "ValueError", "evalue": "no", "traceback": []}, "cell 2: ValueError: no"),
        (
            {"kind": "error", "ename": "E", "evalue": "\x1b[0;31mno\x1b[0m\n  more\x1b[K", "traceback": []},
            "cell 2: E: no more",
        ),
        (
            {"kind": "display_data", "data": {MIME: {"kind": "heading", "level": 9, "text": "x"}}},
            "cell 2: an output is not a block this version knows: heading.level: Input should be 2 or 3",
        ),
        (
            {"kind": "display_data", "data": {MIME: {"kind": "table", "name": "A B", "x": 1}}},
            "cell 2: an output is not a block this version knows: table.name: String should match pattern "
            "'^[a-z0-9][a-z0-9._-]*$'; and 4 more",
        ),
    ],
)
def test_outputs_that_are_no_blocks(sample: ModuleType, output: dict[str, object], expected: str) -> None:
    assert problems(sample.notebook_of(code_cell(**dict(output)))) == [expected]


def test_a_raw_cell_is_refused(sample: ModuleType) -> None:
    assert problems(sample.notebook_of(v4.new_raw_cell("NOTE: not\nfor citation"))) == [
        "cell 2: a raw cell is not shown: 'NOTE: not for citation'; make it a Markdown cell, or delete it"
    ]


def test_what_is_written_to_stderr_is_taken_whole_and_stops_nothing(sample: ModuleType) -> None:
    written = "a/b.py:87: \x1b[31mUserWarning\x1b[0m: " + "x" * 500 + "\n  tail\n"
    notebook = sample.notebook_of(
        code_cell(kind="stream", name="stderr", text=written),
        "Text.",
        code_cell(kind="stream", name="stderr", text="b"),
    )
    assert assemble(notebook).blocks == (Paragraph(inlines=(Text(text="Text."),)),)
    assert take_warnings(notebook) == "cell 2:\na/b.py:87: UserWarning: " + "x" * 500 + "\n  tail\n\ncell 4:\nb\n"
    assert [cell.outputs for cell in notebook.cells[1:] if cell.cell_type == "code"] == [[], []]


def test_all_problems_are_told_at_once_by_cell_as_stored(sample: ModuleType) -> None:
    notebook = sample.notebook_of("# A", code_cell(kind="stream", name="stdout", text="x"), "[y](#nowhere)")
    notebook.cells.insert(1, v4.new_code_cell("days = 6", metadata={"tags": ["injected-parameters"]}))
    assert problems(notebook, "notebooks/routes.ipynb") == [
        "notebooks/routes.ipynb, cell 2: heading 'A' has level 1; write '## ' or '### '",
        "notebooks/routes.ipynb, cell 3: it writes 'x' to stdout; a report shows blocks only, so remove what writes it",
        "notebooks/routes.ipynb, cell 4: a link leads to '#nowhere', but no table, table row or figure has that name",
    ]


def test_the_svg_of_a_figure_is_clean_or_the_figure_refused(sample: ModuleType) -> None:
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
