"""The PDF: tagged, archivable, complete; texts stay texts."""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

import pikepdf
import pytest

from liberterra_analysis.document import (
    Block,
    Chart,
    Check,
    Checks,
    Code,
    Column,
    Document,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Link,
    Paragraph,
    Points,
    Row,
    Table,
    Text,
    Title,
)
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.picture import PANEL
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.pdf import REST, lay_out, render_pdf
from liberterra_analysis.report.render.svg import clean_svg
from liberterra_analysis.typesetting import FONTS, typeset
from tests.pdf import read_lines, read_text, read_words, walk_tags
from tests.reports import sample


@pytest.fixture(scope="module")
def data() -> bytes:
    return render_pdf(sample.sample().model_copy(update={"edition": "0123456789ab"}), Site(publisher="A newsroom"))


@pytest.fixture(scope="module")
def hostile() -> bytes:
    return render_pdf(sample.hostile())


@pytest.fixture
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(data)) as file:
        yield file


def tags(file: pikepdf.Pdf, name: str) -> list[Any]:
    return [node for node in walk_tags(file.Root.StructTreeRoot.K) if name == node.S]


def render(*blocks: Block) -> bytes:
    return render_pdf(Document(title=Title(title="A"), blocks=blocks))


def test_it_is_tagged_titled_and_says_its_language_and_date(opened: pikepdf.Pdf) -> None:
    assert opened.Root.MarkInfo.Marked == True  # noqa: E712 - an object of pikepdf, not a bool
    assert str(opened.Root.Lang) == "en"
    assert opened.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712
    with opened.open_metadata() as metadata:
        assert metadata["dc:title"] == "Operation Liberterra II"
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["xmp:CreateDate"].startswith("2024-11-06")


@pytest.mark.parametrize(
    ("dates", "expected"), [({"date": "2024-11-06", "checked": "2026-01-02"}, "2026-01-02"), ({}, "1970-01-01")]
)
def test_it_names_the_publisher_and_the_day_of_the_check_or_none(dates: dict[str, str], expected: str) -> None:
    document = Document(title=Title(title="A", **dates), blocks=())
    data = io.BytesIO(render_pdf(document, Site(publisher="A newsroom")))
    with pikepdf.open(data) as file, file.open_metadata() as metadata:
        assert metadata["dc:creator"] == ["A newsroom"]
        assert (metadata["pdfuaid:part"], metadata["pdfaid:part"]) == ("1", "2")
        assert metadata["xmp:CreateDate"].startswith(expected)


def test_bookmarks_are_the_headings(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        titles = {item.title: [child.title for child in item.children] for item in outline.root}
    assert titles == {
        "What was announced": [],
        "Where": ["Arrests that were placed in a country"],
        "Checks": [],
        "How to read the hedges": [],
        "Every claim": [],
    }


def test_every_figure_has_its_alternative_text(opened: pikepdf.Pdf) -> None:
    texts = [str(node.get("/Alt", "")) for node in tags(opened, "/Figure")]
    assert texts == [
        "Bar chart of arrests in 8 countries: Türkiye 178 to 208, Mali 105, Kenya 68 to 80, five others below 30."
    ]


def test_tables_have_header_cells_and_all_their_rows(opened: pikepdf.Pdf) -> None:
    assert len(tags(opened, "/Table")) == 2
    assert len(tags(opened, "/TR")) == (1 + 8) + (1 + 60)
    assert len(tags(opened, "/TH")) == 3 + 10


def test_a_table_without_labels_has_no_header_cells() -> None:
    table = Table(name="t", title="T", columns=(Column(label=""),), rows=(Row(cells=(cell("Lomé"),)),))
    with pikepdf.open(io.BytesIO(render(table))) as file:
        assert (len(tags(file, "/TH")), len(tags(file, "/TD"))) == (0, 1)


def test_words_of_another_language_are_tagged_so() -> None:
    words = cell("a"), (Text(text="dvadeset", language="sr-Latn"),), (Text(text="“253”", language="ar"),)
    amid = Paragraph(inlines=(Text(text="An operation: "), Text(text="mil 293 víctimas", language="es-MX")))
    data = render(amid, of_columns(*words))
    with pikepdf.open(io.BytesIO(data)) as file:
        assert b"/Lang (es)" in pikepdf.unparse_content_stream(pikepdf.parse_content_stream(file.pages[0]))
        assert [str(one.get("/Lang", "")) for one in tags(file, "/TD")] == ["", "sr", "ar"]
    assert "“253”" in read_text(data)


def test_numbers_lead_to_the_rows_of_their_claims(opened: pikepdf.Pdf) -> None:
    links = [a for page in opened.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]
    inner = [link for link in links if "/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo"]
    outer = {str(link.A.URI) for link in links if link.get("/A", {}).get("/S") == "/URI"}
    assert len(inner) > 5 + 8
    assert "https://www.example.org" in outer


def test_only_packaged_fonts_are_used(opened: pikepdf.Pdf) -> None:
    fonts = {
        str(font.BaseFont).partition("+")[2].removesuffix("-Identity-H")
        for page in opened.pages
        for font in page.Resources.get("/Font", {}).values()
    }
    assert fonts <= {"Inter-Regular", "Inter-SemiBold", "Inter-Italic", "DejaVuSansMono"}
    assert {path.suffix for path in FONTS.iterdir()} == {".otf", ".woff2", ".txt"}


def test_hostile_texts_are_printed_as_they_are(hostile: bytes) -> None:
    text = " ".join(read_text(hostile).split())
    for one in ("<script>alert(1)</script>", '#read("/etc/passwd")', "{{7*7}} {% raw %}", "&lt;b&gt; &amp;"):
        assert one in text
    assert "$x$ *bold* _it_ @label <label> // no comment" in text
    assert "root:" not in text
    assert "emoji [grinning face] and [regional indicator symbol letter v]" in text
    assert "Ελλάδα Київ Łódź" in text
    assert len(re.findall("w", text)) > 5000


def test_nothing_runs_off_the_page(hostile: bytes) -> None:
    pages = read_words(hostile)
    assert all(word.right < width - 40 for width, words in pages for word in words)


def test_a_table_is_as_wide_as_it_needs_and_no_wider() -> None:
    assert lay_out(sample.narrow().model_dump()) == ([], 9.0, False, True)
    widths, size, turned, _ = lay_out(sample.claims(5).model_dump())
    assert (len(widths), size, turned) == (10, 8.0, True)
    assert sum(widths) < 165.1
    assert widths[0] >= len("liberterra-2-05") + 2


def measure(labels: Sequence[str], cells: Sequence[str], **how: str) -> list[float]:
    """Return the widths of the columns of a table of one row; the first is a column of names."""
    columns = [{"label": label, "align": "right" if at else "left"} for at, label in enumerate(labels)]
    widths, *_ = lay_out({"columns": columns, "rows": [{"cells": [[{"text": text, **how}] for text in cells]}]})
    return widths


def test_long_headers_of_numbers_leave_room_for_the_names_of_the_rows() -> None:
    labels = ["What is counted", *(f"EMPACT Joint Action Day Danube {year}" for year in range(2016, 2023))]
    assert measure(labels, ["checks against databases, Europol", *["13,766"] * 7])[0] > len("against databases,")


def test_the_longest_header_of_numbers_does_not_have_one_word_a_line() -> None:
    years = [*(f"Joint Action Days South-East Europe {year}" for year in range(2020, 2024))]
    labels = ["What is counted", *years, "EMPACT Joint Action Days South East Europe 2024"]
    assert measure(labels, ["arrests in connection with other offences (drugs)", *["13,766"] * 5])[-1] >= 47 / 4 + 1


def test_width_goes_to_the_texts_that_make_rows_high() -> None:
    labels = ["Publisher", "Title, or address", "Published", "Type of source", "How far we read it", "Note"]
    title = "osradio.de/2022/07/06/kriminelles-netzwerk-einer-internationalen-schleuserbande-zerschlagen"
    short = ["Kurdistan 24", title, "18 October 2023", "second-hand report", "in part"]
    notes = ["", "", "", "The release itself, on the page where the police publish; osradio.de has a copy."]
    rows = [{"cells": [[{"text": text}] for text in (*short, note)]} for note in notes]
    columns = [{"label": label, "align": "left"} for label in labels]
    widths, *_ = lay_out({"columns": columns, "rows": rows})
    assert sorted(widths)[-2:] == [widths[5], widths[1]]
    assert widths[1] > len(title) / 3


def test_headers_in_capitals_and_hashes_have_room() -> None:
    labels = ["", "GEONAME", *["LNTITLE"] * 4, *(f"TOT_EST{at}" for at in range(9))]
    cells = ["American Indian or Alaska Native Alone" if label == "LNTITLE" else "1" for label in labels]
    assert measure(labels, cells)[1] >= len("GEONAME") * 1.25 + 2
    assert measure(["SHA-256", "File"], [HASH, "a name of many words " * 9], style="code")[0] > len(HASH)


def test_a_day_stays_with_its_month() -> None:
    day, long = cell("28 September 2024"), cell("A text that takes the room of all columns. " * 4)
    lines = [line for page in read_lines(render(of_columns(day, *[long] * 5))) for line in page.splitlines()]
    assert any("28 September" in line for line in lines)


@pytest.mark.parametrize("source", ["INTERPOL", "defenceWeb", "Devon247"])
def test_a_name_after_a_number_stays_on_the_page(source: str) -> None:
    counted = "2 migrant smuggling suspects, nationals of Nicaragua; speedboat"
    texts = ("Operation Turquesa IV", counted, "at least 2,001", source)
    labels = ("Operation", "What is counted", "Taken to mean", "Source")
    columns = tuple(Column(label=label, align="right" if label[0] == "T" else "left") for label in labels)
    table = Table(name="t", title="T", columns=columns, rows=(Row(cells=tuple(map(cell, texts))),) * 9)
    [(_, words)] = read_words(render_pdf(Document(title=Title(title="A"), blocks=(table,))))
    assert max(word.right for word in words) <= (210 - 21) * 72 / 25.4 + 0.5


def test_a_link_to_nowhere_is_an_error_of_the_document() -> None:
    block = Paragraph(inlines=(Link(text="x", target="#gone"),))
    with pytest.raises(DocumentError, match=r"^Typst could not set it: .*gone"):
        render(block)


def test_typst_sees_the_templates_and_nothing_else() -> None:
    code = b'#read("/../../../document.py")'
    with pytest.raises(DocumentError, match="Typst could not set it"):
        typeset(code, {}, format="pdf")


def test_numbers_and_claims_lead_to_each_other(data: bytes) -> None:
    text = "\n".join(read_lines(data))
    assert re.search(r"liberterra-2-01 .*\n(.*\n){0,3}?\s*page 1", text)


def test_header_and_footer_name_the_edition_and_the_page(data: bytes) -> None:
    pages = read_lines(data)
    for number, page in enumerate(pages, 1):
        assert re.search(rf"Edition 0123456789ab\s+Page {number} of {len(pages)}", page)
        lines = [line for line in page.splitlines() if line.strip()]
        # The title on the first page, the header on the others.
        assert lines[0].split() == ["Operation", "Liberterra", "II", *(["A", "newsroom"] if number > 1 else [])]


@pytest.mark.parametrize(("lines", "page"), [(20, 0), (27, 0), (34, 0), (42, 1)])
def test_a_drawing_and_its_title_stay_together_and_a_page_is_filled(lines: int, page: int) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><text x="9" y="20">Drawn</text></svg>'
    figure = Chart(name="f", title="Arrests drawn", alt="7", svg=svg)
    rows = (Row(cells=(cell("a"),)),) * 9
    table = Table(name="t", title="Arrests listed", columns=(Column(label="a"),), rows=rows)
    text = Paragraph(inlines=(Text(text="A line.\n" * lines),))
    pages = read_lines(render(text, figure, table))
    for words in ("Arrests drawn", "Drawn"):
        assert [at for at, said in enumerate(pages) if words in said] == [page]


def cell(text: str) -> tuple[Text]:
    return (Text(text=text),)


@pytest.mark.parametrize("lines", range(38, 52, 2))
def test_a_sentence_and_its_list_a_check_and_a_short_table_are_not_split(lines: int) -> None:
    long = cell(f"BEGIN {'of a check ' * 40} END")
    rows = tuple(Row(cells=(cell(f"row {at}"),)) for at in range(9))
    together = {
        ("Routes", "Missing", "item 0"): (
            Heading(level=2, text="Routes"),
            Paragraph(inlines=cell("Missing places are not filled in.")),
            Items(items=tuple(cell(f"item {at}") for at in range(9))),
        ),
        ("Compared", "BEGIN", "END"): (Checks(label="Compared", checks=(Check(state="agrees", inlines=long),)),),
        ("Listed", "row 0", "row 8"): (Table(name="t", title="Listed", columns=(Column(label="a"),), rows=rows),),
    }
    above = Paragraph(inlines=cell("A line.\n" * lines))
    for words, blocks in together.items():
        pages = read_lines(render_pdf(Document(title=Title(title="A"), blocks=(above, *blocks))))
        assert len({next(at for at, page in enumerate(pages[::-1]) if word in page) for word in words}) == 1


def test_a_name_of_sixteen_letters_below_a_key_figure_is_not_broken() -> None:
    figure = KeyFigure(number=Text(text="30"), label="arrests according to pressway.org.uk", detail="vozpopuli-es.com")
    pages = read_words(render_pdf(Document(title=Title(title="A"), blocks=(KeyFigures(figures=(figure,) * 4),))))
    texts = [word.text for _, words in pages for word in words]
    assert texts.count("pressway.org.uk") == texts.count("vozpopuli-es.com") == 4


def test_code_is_not_set_in_letters_too_small_to_read() -> None:
    code = Code(text=f"title = {{{'What police announced ' * 9}}}")
    words = read_words(render_pdf(Document(title=Title(title="A"), blocks=(code,))))[0][1]
    assert min(word.top - word.bottom for word in words if word.text == "police") > 5


def test_a_long_table_repeats_its_header_and_no_heading_ends_a_page(data: bytes) -> None:
    pages = read_lines(data)
    with_claims = [page for page in pages if re.search(r"liberterra-2-\d\d ", page)]
    assert len(with_claims) > 1
    assert all("As printed" in page for page in with_claims)
    headings = ("What was announced", "Where", "Checks", "How to read the hedges", "Every claim")
    for page in pages:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert lines[-2] not in headings


HASH = "0123456789abcdef" * 4
BIBTEX = "@misc{liberterra-2-0123456789ab,\n  title = {Operation Liberterra II},\n  url = {https://a.org/x-y}\n}"


def of_columns(*texts: tuple[Text, ...]) -> Table:
    columns = tuple(Column(label=f"Column {at}") for at in range(len(texts)))
    return Table(name="t", title="T", columns=columns, rows=(Row(cells=tuple(texts)),))


def test_text_that_is_copied_is_the_text_and_nothing_leaves_its_page() -> None:
    word = (Text(text="An Iraqi-Kurdish-led case of border-security. " * 9),)
    long = (Text(text=HASH * 9), Text(text=f" {HASH}", style="strong"))
    tables = of_columns(word, (Text(text=HASH, style="code"),)), of_columns(long, word, word, long, word)
    blocks = (
        Paragraph(inlines=(Text(text=HASH), Text(text=" at "), Text(text=HASH, style="code"))),
        Paragraph(
            inlines=(Link(text=f"https://a.org/{HASH * 3}", target="https://a.org/"), *word * 3, Text(text="a\nb"))
        ),
        Items(ordered=True, start=7, items=(word, (Text(text=HASH * 3, style="strike"),))),
        Code(label="BibTeX", text=f"{BIBTEX}\n% {HASH * 3}"),
        tables[0],
        tables[1].model_copy(update={"name": "u"}),
    )
    data = render_pdf(Document(title=Title(title=f"A {HASH}"), blocks=blocks))
    text = read_text(data)
    assert not re.search("[\u200b\u00ad\x02]", text)
    assert text.count("Iraqi-Kurdish-led") == text.count("border-security") == 9 * (4 + 4)
    assert re.sub(r"\n +", "\n", BIBTEX.replace("  ", " ")) in re.sub(r"\n +", "\n", text)
    assert text.count(HASH) >= 3  # in both paragraphs, and in the table that has room for it
    assert max(word.right for _, words in read_words(data) for word in words) <= (210 - 21) * 72 / 25.4 + 1
    assert "\nb\n" in text
    assert re.search(r"7\. An Iraqi", text)


def test_long_labels_and_formulas_as_tex_stay_in_their_columns() -> None:
    formula = (Text(text="a_{abcdefghijklmnopqrstuv}", style="math"),)
    value = (Text(text="value"),)
    blocks = (
        Paragraph(inlines=(Text(text="\N{GRINNING FACE}"),)),  # no font has it, so that formulas are printed as TeX
        of_columns(*[formula] * 5, value),
        Items(items=(value,), points=(Points(label=HASH * 2, items=(value,)),)),
    )
    title = Title(title="A", subtitle=HASH * 2, badges=(HASH,), facts=(("A" * 26, value), ("B" * 26, value)))
    pages = read_words(render_pdf(Document(title=title, blocks=blocks)))
    assert max(word.right for _, words in pages for word in words) <= (210 - 21) * 72 / 25.4 + 1
    for _, words in pages:
        lines = groupby(sorted(words, key=lambda one: (one.bottom, one.left)), key=lambda one: one.bottom)
        assert not [(a, b) for _, line in lines for a, b in pairwise(line) if b.left < a.right - 1]


@pytest.mark.parametrize("text", ["国" * 700, f"{HASH} " * 700, "ไทย " * 300], ids=["one-word", "many-words", "Thai"])
def test_a_long_cell_of_long_words_is_set(text: str) -> None:
    table = of_columns((Text(text=text),), (Text(text="b"),))
    data = render(table, Paragraph(inlines=(Text(text=text),)))
    assert min(word.bottom for _, words in read_words(data) for word in words) > 0


def test_a_table_without_rows_and_one_of_two_wide_columns_are_set_whole() -> None:
    code = (Text(text=HASH, style="code"),)
    text = read_text(render(of_columns(code, code), of_columns(cell("b")).model_copy(update={"name": "u", "rows": ()})))
    assert text.count(HASH) == 2
    assert "columns" not in text


def test_what_a_page_folds_of_a_long_list_is_printed_before_the_appendix() -> None:
    items = Items(items=tuple(cell(f"item {number}.") for number in range(20)))
    text = read_text(render(Heading(level=2, text="Ports"), items, Heading(level=2, text="All", folded=True)))
    assert re.findall(r"item (\d+)\.", text) == [*map(str, range(20))]
    assert text.index("item 5.") < text.index("14 more below") < text.rindex(REST) < text.index("item 6.")


@pytest.mark.parametrize("lines", range(24, 28))
def test_the_link_to_the_other_rows_of_a_short_table_stays_with_it(lines: int) -> None:
    rows = tuple(Row(cells=(cell(f"row {at}."), cell("b"))) for at in range(20))
    table = of_columns(cell("a"), cell("b")).model_copy(update={"rows": rows})
    above = Paragraph(inlines=cell("A line.\n" * lines))
    ends = Heading(level=2, text="All", folded=True)
    pages = read_lines(render(above, Heading(level=2, text="Ports"), table, ends))
    assert ["row 9." in page for page in pages] == ["10 more " in page for page in pages]


@pytest.mark.parametrize("lines", range(30, 35))
def test_no_row_is_alone_on_the_last_page_of_a_table(lines: int) -> None:
    rows = tuple(Row(cells=(cell(f"row {at}."), cell("b"))) for at in range(16))
    table = of_columns(cell("a"), cell("b")).model_copy(update={"rows": rows})
    pages = read_lines(render(Paragraph(inlines=cell("A line.\n" * lines)), table))
    assert len(pages) == 2
    assert all("row 15." not in page or "row 14." in page for page in pages)


@pytest.mark.parametrize("lines", range(0, 48, 6))
def test_what_is_told_of_an_edition_stands_on_one_page(lines: int) -> None:
    about = of_columns(cell("a"), cell("edition")).model_copy(update={"name": "imprint"})
    hashes = tuple(Row(cells=(cell(f"file {at}."), (Text(text=HASH, style="code"),))) for at in range(14))
    provenance = about.model_copy(update={"name": "imprint-provenance", "rows": hashes})
    cited = (Heading(level=3, text="Cite"), Paragraph(inlines=cell("Cited.")), Code(label="BibTeX", text=BIBTEX))
    made = (Heading(level=3, text="Made"), Paragraph(inlines=cell("Made.")), provenance)
    above = Paragraph(inlines=cell("A line.\n" * lines))
    pages = read_lines(render(above, Heading(level=2, text="About this report"), about, *cited, *made))
    (page,) = (page for page in pages if "file 0." in page)
    assert page.count(HASH) == 14
    assert all(one in page for one in ("edition", "Cited.", "@misc{", "Made.", "file 13."))
    assert len(pages) == 1 + (lines >= 24)


def test_a_table_named_as_that_of_an_edition_is_any_table() -> None:
    table = of_columns(cell("a"), cell("b")).model_copy(update={"name": "imprint"})
    assert "The end." in read_text(render(table, Paragraph(inlines=cell("The end."))))


def test_panels_are_printed_two_by_two() -> None:
    # Of two heights: the third stands below the higher of the two above it.
    panels = "".join(
        f'<g id="{PANEL}{at}-{top}"><text x="9" y="{top + 50}">panel{at}</text></g>'
        for at, top in enumerate((0, 140, 200))
    )
    panels += f'<g id="{PANEL}7"/>'  # of a chart that names its own parts so
    svg = clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300">{panels}</svg>', "f", "7")
    ((_, words),) = read_words(render(Chart(name="f", title="Arrests drawn", alt="7", svg=svg)))
    places = {word.text: (round(word.left), round(word.bottom)) for word in words}
    (left, top), (right, beside), (under, below) = (places[f"panel{at}"] for at in range(3))
    assert (left, top) == (under, beside)
    assert right > left
    assert (top - below) / (right - left) == pytest.approx(140 / 324, abs=0.01)


def test_a_chart_that_names_a_part_as_a_panel_is_printed_as_it_is() -> None:
    places = []
    for name in (f"{PANEL}7", "own"):
        part = f'<g id="{name}"><text x="9" y="50">part</text></g>'
        svg = clean_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300">{part}</svg>', "f", "7")
        ((_, words),) = read_words(render(Chart(name="f", title="Arrests drawn", alt="7", svg=svg)))
        places += [(word.left, word.bottom) for word in words if word.text == "part"]
    assert len({*places}) == 1 < len(places)


def test_a_cell_longer_than_a_page_goes_on_on_the_next() -> None:
    long = (Text(text=" ".join(f"word{number}" for number in range(3000))),)
    pages = read_words(render(of_columns(long, cell("b"))))
    assert len(pages) > 2
    assert sum(word.text.startswith("word") and word.bottom > 60 for _, words in pages for word in words) == 3000


@pytest.mark.parametrize(("csv", "turned"), [("", False), ("a,b\n", True)])
def test_a_table_too_wide_for_a_page_is_printed_in_parts(csv: str, turned: bool) -> None:
    """The page turns only for a table with a file of data; links lead to the first part, the last has the source."""
    texts = ["Mombasa", *(f"{at}.25 a_long_word_{at:02}" for at in range(31))]
    table = of_columns(*map(cell, texts)).model_copy(update={"csv": csv, "source": cell("Port log.")})
    row = table.rows[0].model_copy(update={"anchor": "row"})
    pdf = render(Paragraph(inlines=(Link(text="9", target="#row"),)), table.model_copy(update={"rows": (row,)}))
    printed = read_text(pdf)
    assert [printed.count(f"{at}.25") for at in (0, 7, 29)] == [4, 3, 1]  # 0.25 is in 10.25, too
    assert printed.count("Mombasa") == printed.count("T, column") > 1
    assert "T, column 32 of 32" in printed
    assert printed.count("Port log.") == 1
    pages = read_words(pdf)
    assert any(width > 600 for width, _ in pages) == turned
    assert all(word.right < width - 50 for width, words in pages for word in words)
