"""An ordinary notebook as an open report: all that it shows has a place, and what lacks a source a mark."""

import base64
import io
import json
import re
import struct
import zlib
from functools import cache

import lxml.html
import pytest
from nbformat import v4
from PIL import Image

from liberterra_analysis.document import (
    MIME,
    Chart,
    Code,
    Document,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Link,
    Table,
    Text,
    plain,
    walk,
)
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render.assemble import assemble, take_warnings
from liberterra_analysis.report.render.formula import read_formula, write_mathml
from liberterra_analysis.report.render.html import render_html
from liberterra_analysis.report.render.jsonld import list_claims
from liberterra_analysis.report.render.lint import count_numbers
from liberterra_analysis.report.render.markdown import render_markdown
from liberterra_analysis.report.render.markup import read_html
from liberterra_analysis.report.render.outputs import read_bundle
from liberterra_analysis.report.render.pdf import render_pdf
from tests.markdown import find_lost, to_html
from tests.pdf import read_text
from tests.reports.ordinary import cell, make_notebook, png, show


@cache
def document() -> Document:
    notebook = make_notebook()
    assert take_warnings(notebook) == "cell 16:\nFutureWarning: soon\n"
    return assemble(notebook, name="seizures.ipynb", evidence="open")


def read(*cells: object) -> Document:
    made = [v4.new_markdown_cell(one) if isinstance(one, str) else one for one in cells]
    return assemble(v4.new_notebook(cells=made), title="Untitled", evidence="open")


def as_markdown(*cells: object) -> str:
    """Return what an open report of some cells shows below its title."""
    return render_markdown(read(*cells)).partition("\n\n")[2]


def page(html: str) -> object:
    """Return a cell that shows HTML."""
    return cell("x", v4.new_output("display_data", {"text/html": html}))


def test_every_output_has_a_block_and_what_is_removed_has_none() -> None:
    kinds = " ".join(block.kind for block in document().blocks)
    assert kinds == (
        "paragraph items quote rule table code paragraph formula formula paragraph figure items items table table code "
        "code figure heading paragraph paragraph code note note note figure figure code code code heading "
        "paragraph code"
    )
    assert "1258" in read_text(render_pdf(document()))  # the value, of which two more are removed
    assert sum(getattr(block, "text", "") == "1258" for block in document().blocks) == 1
    assert document().title.title == "Seizures at ports"


def test_what_lacks_a_source_or_words_is_told_and_marked() -> None:
    assert list(document().gaps) == [
        "cell 1: table 'table-1' has no source",
        "cell 1: figure 'figure-1' has no source",
        "cell 2: table 'table-2' has no source",
        "cell 6: figure 'figure-2' has no source and no alternative text",
        "cell 14: figure 'figure-4' has no source and no alternative text",
    ]
    marks = re.findall(r"No source[^<]*stated\.", render_html(document()))
    assert [mark.count("alternative text") for mark in marks] == [0, 0, 0, 1, 1]


def test_key_figures_stand_without_a_table_of_their_claims() -> None:
    number = Link(text="2,517", target="#claim-a", number=True)
    figures = KeyFigures(figures=(KeyFigure(number=number, label="arrests"),))
    output = v4.new_output("display_data", {MIME: figures.model_dump(mode="json")})
    made = read(v4.new_code_cell("show()", outputs=[output]))
    assert "2,517 arrests" in render_markdown(made)
    assert "2,517" in render_html(made)
    assert "2,517" in read_text(render_pdf(made))
    assert list_claims(made) == []


def test_a_report_of_claims_refuses_each_of_them() -> None:
    with pytest.raises(DocumentError) as caught:
        assemble(make_notebook())
    refused = {int(line.split()[1].rstrip(":,")) for line in str(caught.value).splitlines()}
    assert refused == {1, 2, *range(4, 13), 14, 15, 17, 22}


def test_tables_are_tables_whoever_made_them() -> None:
    markdown, frame, great = (block for block in document().blocks if isinstance(block, Table))
    assert [[plain(one) for one in row.cells] for row in markdown.rows][1] == ["Haiphong", "8", "x | y"]
    assert [(column.label, column.align) for column in frame.columns] == [
        ("port", "left"), ("weight, mean", "right"), ("weight, max", "right"),
    ]  # fmt: skip
    assert (frame.title, [plain(one) for one in frame.rows[0].cells]) == (
        "Table 2: 2 rows and 2 columns",
        ["Haiphong", "8.5", "NaN"],
    )
    assert (great.title, plain(great.source), [plain(one) for one in great.rows[0].cells]) == (
        "Seizures", "Source: Port log", ["Africa", ""],
    )  # fmt: skip


def test_a_picture_has_the_labels_of_its_cell_and_no_name_of_axes_is_shown() -> None:
    labelled = next(block for block in document().blocks if getattr(block, "title", "") == "Two ports")
    assert isinstance(labelled, Chart)
    assert (labelled.alt, plain(labelled.source)) == ("Bars of 8 and 1,250 kg.", "Source: Port log")
    assert "Axes" not in render_markdown(document())
    alone = v4.new_output("display_data", {"text/plain": "<Figure size 640x480 with 0 Axes>"})
    assert as_markdown(cell("plt.figure()", alone)) == ""


def test_links_lead_to_headings_and_notes_or_are_text() -> None:
    links = {part.text: part.target for part in walk(document().blocks) if isinstance(part, Link)}
    assert links == {
        "the agency": "https://example.org/a", "below": "#section-where-they-were", "[1]": "#note-1-1",
        "Port log": "https://example.org",
    }  # fmt: skip
    page = lxml.html.fromstring(render_html(document()))
    assert {"section-where-they-were", "note-1-1"} <= {*page.xpath("//@id")}


def test_the_page_holds_nothing_of_the_markup_and_all_of_the_words() -> None:
    page = lxml.html.fromstring(render_html(document()))
    (main,) = page.xpath("//main")
    assert main.xpath(".//script|.//iframe|.//style|.//@style|.//@onclick|.//input") == []
    assert len(main.xpath(".//math")) == 4
    assert main.xpath("string(.//math[1]//mfrac)") == "np"
    assert [one.text for one in main.xpath(".//sub|.//sup")] == ["2", "6"]
    text = " ".join(main.text_content().split())
    for words in ("nested", "with a second paragraph", "fourth", "KeyError: 'port'", "100%|####| made red"):
        assert words in text
    assert " 10%" not in text


def test_markdown_and_pdf_hold_all_of_the_words() -> None:
    page = to_html(render_markdown(document()))
    lost = find_lost(document(), page)
    maths = [part.text for part in walk(document().blocks) if getattr(part, "style", "") == "math"]
    assert [one for one in lost if one not in maths and "|" not in one] == []
    printed = " ".join(read_text(render_pdf(document())).split())
    for words in ("fourth", "its definition", "IntSlider", "KeyError: 'port'", "preliminary", "Source: Port log"):
        assert words in printed


def test_headings_follow_each_other_below_the_title() -> None:
    levels = [(one.text, one.level) for one in read("### A\n# B\n#### C\n# D").blocks if isinstance(one, Heading)]
    assert levels == [("A", 2), ("B", 2), ("C", 3), ("D", 2)]
    assert [one.level for one in read("# T\n## A\n### B").blocks if isinstance(one, Heading)] == [2, 3]
    assert read("## A").title.title == "Untitled"


def test_numbers_that_lead_to_a_record_are_counted() -> None:
    title = {"kind": "table", "name": "t", "title": "T", "columns": [{"label": "a"}], "rows": [{"cells": [[]]}]}
    block = v4.new_output("display_data", {"application/vnd.liberterra.block+json": title})
    found = read(cell("t", block), "In 2024 [14](#t) of 20, and 7; see [the 9](https://a.org).")
    assert count_numbers(found.blocks) == (1, 3)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a",
        r"\text{<script>}",
        '#read("/etc/passwd")',
        r"\href{javascript:x}{y}",
        r"\color{red}x \boxed{y}",
        "\u65e5",
    ],
)
def test_no_formula_is_read_as_markup_or_as_typst(tex: str) -> None:
    made = read(f"so ${tex}$ is")
    page = lxml.html.fromstring(render_html(made))
    assert page.xpath("//main//script|//main//@href[contains(., 'javascript')]|//mstyle|//menclose") == []
    assert render_pdf(made).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        (r"people ($ a $ and $ b $) with $ U = A k^\alpha $ near $ 0 $", ["a", "b", r"U = A k^\alpha", "0"]),
        (r"$x$, and $ 1 - \theta $", ["x", r"1 - \theta"]),
        ("between $ 3 million and $ 4 million, at $ 5 or $ 7", []),
    ],
)
def test_spaces_may_stand_within_the_dollars_of_a_formula(text: str, formulas: list[str]) -> None:
    assert [part.text for part in walk(read(text).blocks) if getattr(part, "style", "") == "math"] == formulas


def test_a_formula_is_a_tree() -> None:
    tree = read_formula(r"\begin{align} a &= b \end{align}", display=True)
    assert tree is not None
    assert "(1)" not in str(tree)


@pytest.mark.parametrize("name", ["aligned", "alignat*", "eqnarray", "gather", "gathered", "multline", "split"])
def test_the_lines_of_a_formula_stand_below_each_other(name: str) -> None:
    count = "{2}" if name == "alignat*" else ""
    shown = write_mathml(rf"x \begin{{{name}}}{count} a &= b \\ c &= d \end{{{name}}}").partition("<annotation")[0]
    assert (shown.count("<mtr>"), "amp;" in shown) == (2, False)


def test_characters_that_no_page_can_hold_and_empty_cells_are_mended() -> None:
    made = read(
        "a\x00b\x1bc",
        cell("x", v4.new_output("stream", name="stdout", text="\n")),
        "<p></p>",
        "#",
        cell("y", show("value")),
    )
    assert [getattr(block, "kind", "") for block in made.blocks] == ["paragraph", "code"]
    assert render_html(made)


def test_an_image_from_elsewhere_is_linked_and_not_loaded() -> None:
    made = read("![Map](https://example.org/m.png) and <img src='file:///etc/passwd'>")
    assert [part.target for part in walk(made.blocks) if isinstance(part, Link)] == ["https://example.org/m.png"]
    assert "<img" not in render_html(made)


def test_items_keep_their_numbers_under_quotes() -> None:
    quoted = document().blocks[2]
    (items,) = (part for part in walk(quoted) if isinstance(part, Items))
    assert (items.start, [plain(one) for one in items.items]) == (3, ["third", "fourth"])
    assert all(isinstance(part, Text) for one in items.items for part in one)


SEEN = {
    "what is hidden": ("<p>shown<span style='display: none'>hidden</span><b hidden> too</b></p>", "shown\n"),
    "links to files, and that run": (
        "<a href='javascript:x()'>run</a> <a href='data/a b%20c.csv'>data</a> <a href='./a'>a</a>",
        "run data (`data/a b c.csv`) a\n",
    ),
    "lines": ("one<br> two", "one\\\ntwo\n"),
    "lines of headings": ("<h2>Large<br>ports</h2>", "## Large ports\n"),
    "lines of labels": ("<table><tr><th>in<br>kg</tr><tr><td>8</table>", "| in kg |"),
    "cells over several rows": (
        "<table><tr><th>a<th>b</tr><tr><td rowspan=2>x<td>1</tr><tr><td>2</tr></table>", "| x | 1 |\n| x | 2 |\n",
    ),
    "tables in tables": ("<table><tr><td>outer<table><tr><td>inner</table></table>", "| inner |\n"),
    "pictures in tables": ("<table><tr><td><img alt=Map src=https://a.org/m.png></table>", "[Picture: Map](https://a.org/m.png)"),
    "definitions without their term": ("<dl><dd>alone</dd><dt>kg</dt><dd>8</dd></dl>", "- alone\n- **kg** 8\n"),
    "cells over more columns than there are": (
        "<table><tr><th colspan=900>Port<th colspan=100>kg</tr><tr><td colspan=900>Lomé<td colspan=100>8</tr></table>",
        "| Port | kg |\n| ----- | ---: |\n| Lomé | 8 |",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_the_html_of_a_library_is_read_as_it_is_seen(name: str) -> None:
    html, expected = SEEN[name]
    assert expected in as_markdown(page(html))


def test_options_of_a_cell_say_what_of_it_is_shown() -> None:
    cells = (cell(f"#| {option}\nx = {at}", show("value")) for at, option in enumerate(("echo: true", "output: false")))
    assert as_markdown(*cells, cell("#| include: false\nx = 3", show("value"))) == "```\nx = 0\n```\n\n```\n1258\n```\n"


def test_a_title_and_a_name_are_of_the_first_table_of_a_cell_and_a_source_of_all() -> None:
    tables = "<table><tr><td>a</table><table><tr><td>b</table>"
    first, second = read(cell("#| title: Ports\n#| label: table-1\n#| source: Log", *page(tables).outputs)).blocks
    assert [(one.name, one.title) for one in (first, second)] == [("table-1", "Ports"), ("table-2", "Table 2")]
    assert plain(first.source) == plain(second.source) == "Source: Log"


def test_tables_of_one_title_differ_by_their_numbers() -> None:
    html = "<table><caption>Ports</caption><tr><td>a</table>"
    assert [one.title for one in read(page(html), page(html)).blocks] == ["Ports", "Table 2: Ports"]


def test_a_table_whose_rows_lead_to_sources_needs_no_other() -> None:
    assert read(page("<table><tr><td><a href=https://a.org>Log</a></table>")).gaps == ()


def test_a_table_without_labels_has_no_header() -> None:
    assert "<thead>" not in render_html(read(page("<table><tr><td>Lomé<td>8</table>")))
    assert "<thead>" in render_html(read(page("<table><tr><th><th>kg<tr><td>Lomé<td>8</table>")))


def test_a_link_leads_to_the_first_heading_of_its_words() -> None:
    headings = [one.name for one in read("[there](#Where)", "## Where", "## Where").blocks if one.kind == "heading"]
    assert headings == ["section-where", ""]


def test_a_picture_keeps_its_words_and_its_size_and_is_made_one_that_pages_show() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "GIF")
    about = {"image/gif": {"alt": "A map of 2 ports", "width": 30}}
    data = {"image/gif": base64.b64encode(picture.getvalue()).decode()}
    (chart,) = read(cell("x", v4.new_output("display_data", data, metadata=about))).blocks
    assert chart.alt == "A map of 2 ports"
    assert 'viewBox="0 0 448 20"' in chart.svg  # it is not blown up to the width of the page
    assert '<image width="30" height="20" href="data:image/png;base64,' in chart.svg


def test_a_drawing_in_html_is_shown_whole_and_an_icon_is_not() -> None:
    drawing = "<svg width='700' height='300'><defs><linearGradient id='g'/></defs><rect fill='url(#g)'/></svg>"
    icons = "<svg viewBox='0 0 24 24'></svg><svg style='width: 0'><symbol viewBox='0 0 99 99'/></svg>"
    _, chart, _ = read_html(f"<p>before</p>{icons}{drawing}<p>after</p>")
    assert isinstance(chart, Chart)
    assert 'viewBox="0 0 700 300"' in chart.svg
    assert "linearGradient" in chart.svg


def test_a_picture_in_a_row_has_the_name_of_the_row() -> None:
    rows = "".join(f'<tr><td><img src="data:image/png;base64,{png()}"></td><td>{port}</td></tr>' for port in "ab")
    shown = read(page(f"<table><tr><th>Flag</th><th>Port</th></tr>{rows}</table>")).blocks
    assert [block.title for block in shown if isinstance(block, Chart)] == ["a", "b"]


def test_printed_prose_is_wrapped_and_columns_of_text_are_not() -> None:
    html = render_html(read(v4.new_raw_cell("Prose of a raw cell."), cell("x", show("series"))))
    assert re.findall(r'<pre class="(.*?)"', html) == ["printed prose", "printed"]


def test_an_interactive_output_is_named_in_few_words() -> None:
    shown = {"application/vnd.x+json": {}, "text/plain": f"<folium.Map at 0x7f00> {'x' * 400}"}
    (note,) = read(cell("x", v4.new_output("display_data", shown))).blocks
    assert plain(note.inlines) == f"<folium.Map> {'x' * 286}…"
    film = {"text/html": "<video src='a.mp4'></video>", "text/plain": "<HTML object>"}
    assert [block.kind for block in read_bundle(v4.new_output("display_data", film))] == ["note"]


def test_what_a_notebook_does_not_show_is_not_named() -> None:
    script = "<!-- a --><style>p {}</style>\n<script>load()</script>"
    records = {"application/papermill.record/text/plain": "8", "application/papermill.record/image/png": ""}
    bar = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "read:   0%|          | 0/30 [00:00<?, ?it/s]"}
    for data in ({"text/html": script, "text/plain": "<HTML object>"}, records, bar, {"text/html": "<pre></pre>"}):
        assert read_bundle(v4.new_output("display_data", data)) == []
    for html in (f"<p>8</p>{script}", "<div id=chart></div><script>draw()</script>", "<script src=a.js></script>"):
        assert len(read_bundle(v4.new_output("display_data", {"text/html": html, "text/plain": "8"}))) == 1


def test_json_that_is_a_list_is_shown_as_json() -> None:
    for data in (["Haiphong", "Mombasa"], [{"port": 1}], []):
        output = v4.new_output("display_data", {"application/json": data, "text/plain": "<JSON object>"})
        assert [json.loads(block.text) for block in read_bundle(output) if isinstance(block, Code)] == [data]


@pytest.mark.parametrize("page", ["<ol start='{}'><li>a</ol>", "<table><tr><td colspan='{}'>a</table>"])
def test_a_count_that_no_page_has_is_one(page: str) -> None:
    one, again = ([*read_html(page.format(count))] for count in ("1", "9" * 5000))
    assert one == again


def test_a_picture_too_large_for_any_memory_is_named_and_not_drawn() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    page = f'<img alt="Map" src="data:image/png;base64,{base64.b64encode(data).decode()}">'
    assert [plain(block.inlines) for block in read_html(page)] == ["Picture: Map (not shown: it cannot be read)"]


def test_no_text_of_html_is_lost_however_deep() -> None:
    for depth in (150, 300, 5000):
        page = "<div>" * depth + "Inside &amp; <b>bold</b>" + "</div>" * depth + "<p>after</p><script>x</script>"
        assert " ".join(plain(block.inlines) for block in read_html(page)) == "Inside & bold after"


def test_html_is_read_before_the_markdown_that_r_puts_beside_it() -> None:
    page = "<dl><dt>$kg</dt><dd>8</dd><dt>$port</dt><dd>'Lomé'</dd></dl>"
    output = v4.new_output("display_data", {"text/html": page, "text/markdown": "$kg\n:   8\n$port\n:   'Lomé'"})
    (found,) = read_bundle(output)
    assert [plain(item) for item in found.items] == ["$kg 8", "$port 'Lomé'"]
