"""The page: complete, closed to the outside, and blind to what its texts try."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import get_args

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
    Link,
    Paragraph,
    Points,
    Row,
    Table,
    Text,
    Title,
)
from liberterra_analysis.picture import embed_fonts
from liberterra_analysis.report.render.html import render_html, render_template
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.layout import TEMPLATES, isolate
from liberterra_analysis.report.render.pdf import render_pdf
from liberterra_analysis.report.render.provenance import add_provenance
from tests.page import Page
from tests.reports import sample
from tests.reports.stage import make_inputs


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(sample.sample())


def test_every_link_within_has_its_target_and_no_id_stands_twice() -> None:
    for document in (sample.sample(), sample.hostile()):
        read = Page(render_html(document))
        ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        targets = {a["href"][1:] for a in read.all("a") if a["href"].startswith("#")}
        labels = {a["aria-labelledby"] for _, a in read.elements if "aria-labelledby" in a}
        assert (targets | labels) - set(ids) == set()


def test_nothing_is_loaded_and_the_one_script_is_the_packages_own(page: str) -> None:
    read = Page(page)
    assert {tag for tag, _ in read.elements} & {"img", "iframe", "object", "embed", "base", "form"} == set()
    assert read.all("script") == [{"type": "application/ld+json"}, {}]
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script.split() == re.sub(r"/\*.*?\*/", "", (TEMPLATES / "contents.js").read_text("utf-8")).split()
    assert not [a for _, a in read.elements if "src" in a or "style" in a or any(key.startswith("on") for key in a)]
    assert [a["href"] for a in read.all("link")] == ["data:,"]
    assert "@import" not in page
    assert "url(http" not in page


def test_the_policy_allows_style_sheet_and_script_by_their_hashes_alone(page: str) -> None:
    texts = [re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1] for tag in ("style", "script")]
    style, script = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    policy = Page(page).all("meta")[1]
    assert policy == {
        "http-equiv": "Content-Security-Policy",
        "content": f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'",
    }
    assert len((TEMPLATES / "style.css").read_bytes()) < 30_000


def render(*blocks: Block) -> str:
    return render_html(Document(title=Title(title="A"), blocks=blocks))


def test_hostile_texts_are_text() -> None:
    text = render_html(sample.hostile())
    read = Page(text)
    plain_elements = {tag for tag, _ in Page(render_html(sample.sample())).elements}
    assert {tag for tag, _ in read.elements} <= plain_elements
    said = "".join(read.texts)
    for hostile in sample.HOSTILE:
        assert isolate(hostile) in said
    assert "49" not in said.replace(embed_fonts(), "").split("<script>")[0]


def test_words_of_another_language_say_so() -> None:
    foreign = (Text(text="mil 293", language="es"), Link(text="Cité", target="https://a.org/b", language="fr"))
    found = render(Paragraph(inlines=foreign))
    assert '<p><span lang="es">mil 293</span><a href="https://a.org/b" lang="fr" class="outside">Cité</a></p>' in found


def test_a_direction_override_ends_with_its_text() -> None:
    assert isolate("a\u202eb\u2067c") == "\u2068a\u202eb\u2067c\u2069\u202c\u2069"
    assert isolate("a\u2067b\u202ec\u2069d") == "\u2068a\u2067b\u202ec\u2069d\u2069"
    assert isolate("stray\u2069 \u202c") == "\u2068stray\u2069 \u202c\u2069"
    assert isolate("العربية") == "\u2068العربية\u2069"
    assert isolate("Łódź, Київ 😀") == "Łódź, Київ 😀"


def test_links_from_a_row_to_its_numbers_name_their_sections() -> None:
    number = Link(text="7", target="#claim-a", number=True)
    row = Row(cells=((Text(text="arrests"),),), anchor="claim-a")
    table = Table(name="t", title="T", columns=(Column(label="What"),), rows=(row,))
    blocks = Paragraph(inlines=(number,)), Heading(level=2, text="Routes"), Paragraph(inlines=(number,)), table
    page = render_html(Document(title=Title(title="Raid"), blocks=blocks))
    assert '<summary>2 places<span class="hidden">: arrests</span></summary>' in page
    assert re.findall(r'<a href="#_[.]\d+" aria-label="(.*?)">', page) == ["1: Raid", "2: Routes"]


def test_head_says_what_the_page_is(page: str) -> None:
    read = Page(page)
    assert read.all("html") == [{"lang": "en"}]
    named = {a.get("name") or a.get("property"): a["content"] for a in read.all("meta") if "content" in a}
    assert "<title>Operation Liberterra II</title>" in page
    assert named["og:title"] == "Operation Liberterra II"
    assert (
        named["description"]
        == named["og:description"]
        == "What was announced, who said it, and what the words leave open"
    )
    assert named["dcterms.date"] == "2024-11-06"


def test_landmarks_headings_and_contents(page: str) -> None:
    read = Page(page)
    assert [len(read.all(tag)) for tag in ("header", "main", "nav", "h1")] == [1, 1, 1, 1]
    assert read.all("a")[0] == {"class": "skip", "href": "#_report"}
    assert read.all("main") == [{"id": "_report", "tabindex": "-1"}]
    headings = [f"#{a['id']}" for tag in ("h2", "h3") for a in read.all(tag) if "id" in a]
    entries = [a["href"] for a in read.all("a") if re.match(r"#_(?!report$|\.)", a["href"])]
    # Once in the contents, once beside the heading itself.
    assert sorted(entries) == sorted(headings * 2)
    names = [a.get("aria-label") for a in read.all("a") if a.get("class") == "anchor" and a["href"] in headings]
    assert len(names) == len(headings)
    assert all(names)


def test_a_table_has_caption_scopes_anchors_and_a_region_to_scroll_in() -> None:
    read = Page(render_html(sample.sample(rows=3)))
    regions = [a for a in read.all("div") if a.get("role") == "region"]
    assert {"class": "scroll", "role": "region", "tabindex": "0", "aria-labelledby": "claims_caption"} in regions
    assert {"id": "claims_caption"} in read.all("caption")
    scopes = [a.get("scope") for a in read.all("th")]
    assert scopes.count("col") == 14
    assert scopes.count("row") == 11
    assert None not in scopes
    widths = [a["class"] for a in read.all("th") if a.get("scope") == "col"]
    actions, claims = widths[:3], widths[3:]
    assert actions == ["mid", "short num", "short num"]
    assert claims[:3] == ["short", "short", "short num"]
    assert claims[3:] == ["mid", "short", "short", "mid", "mid", "short", "long", "back"]
    assert {"role": "row", "id": "claim-03", "tabindex": "-1"} in read.all("tr")
    # The narrow table, which a phone shows as it is, needs no roles.
    roles = {tag: {a["role"] for a in read.all(tag) if "role" in a} for tag in ("table", "thead", "tbody", "tr", "td")}
    assert roles == {"table": {"table"}, "thead": {"rowgroup"}, "tbody": {"rowgroup"}, "tr": {"row"}, "td": {"cell"}}
    labels = {a.get("data-label") for a in read.all("td")}
    assert {"As printed", "Interval", "Passage"} <= labels


def test_claims_lead_back_to_every_number_that_leads_to_them() -> None:
    page = render_html(sample.sample(rows=9))
    row = re.search(r'<tr role="row" id="claim-01" .*?</tr>', page, re.DOTALL)[0]
    back = re.findall(r'<a href="#(_\.\d+)" aria-label', row)
    there = re.findall(r'<a href="#claim-01" id="(_\.\d+)"', page)
    assert back == there
    assert '<a href="#claim-01" aria-label="Link to this row: liberterra-2-01">' in row
    assert len(back) > 2


def test_a_figure_leads_to_the_files_beside_the_page() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9" fill="#ff0000"/></svg>'
    data = Table(name="f-data", title="Data", columns=(Column(label="a"),), rows=())
    document = Document(title=Title(title="A"), blocks=(Chart(name="f", title="A", alt="7", svg=svg, data=data),))
    files = ["figures/f.png", "figures/f.svg", "figures/g.svg", "tables/f.csv"]
    links = [(a["href"], "download" in a) for a in Page(render_html(document, files)).all("a") if a["href"] in files]
    assert links == [("figures/f.svg", False), ("figures/f.png", True), ("tables/f.csv", True)]
    alone = render_html(document)
    assert "Full size" not in alone
    assert svg in alone
    assert "<summary>Data as a table<" in alone


def test_what_machines_read_holds_no_markup() -> None:
    title = Title(title="</script><b>", subtitle="<!-- & \u202e", date="2024-11-06")
    text = re.search(r'ld\+json">(.*?)</script>', render_html(Document(title=title, blocks=())), re.DOTALL)[1]
    assert not set("<>&\u202e") & set(text)
    read = json.loads(text)["@graph"][0]
    assert (read["@type"], read["name"], read["dateModified"]) == ("Report", "</script><b>", "2024-11-06")


def test_a_figure_says_its_alternative_text_title_unit_and_source(page: str) -> None:
    drawing = Page(page).all("svg")[0]
    assert drawing["role"] == "img"
    assert drawing["aria-label"].startswith("Bar chart of arrests in 8 countries: Türkiye 178 to 208")
    assert '<h4 class="finding">Half of the arrests that were placed fell in one country</h4>' in page
    assert "Arrests by country as published, persons; lines show what the wording leaves open</span>" in page


def test_a_check_says_its_state_in_words() -> None:
    states = get_args(Check.model_fields["state"].annotation)
    checks = tuple(Check(state=state, inlines=(Text(text="Six."),)) for state in states)
    page = render(Checks(label="Checks", checks=checks))
    for state in states:
        assert re.search(rf'<span aria-hidden="true">[^<]</span> {state}</span>', page)


def test_a_folded_section_holds_its_blocks_and_its_heading_stays_in_sight() -> None:
    table = Table(name="t", title="T", columns=(Column(label="a"),), rows=(Row(cells=((Text(text="b"),),)),) * 20)
    after = Heading(level=2, text="About")
    blocks = (Heading(level=2, text="All", folded=True), Heading(level=3, text="Below"), table, after)
    page = render(*blocks)
    seen, fold = page.split('<details class="section">')
    assert '<h2 id="_all">All</h2>' in seen
    assert "<summary>Show 20 rows<" in fold
    inside = fold.partition("</details>")[0]
    assert '<h3 id="_below"' in inside
    assert "<table" in inside
    assert '<h2 id="_about"' not in inside


def test_what_is_long_goes_on_in_details_before_the_appendix_alone() -> None:
    """A browser searches closed details, too, and opens them for a link into them."""
    texts = tuple((Text(text=f"one {at}"),) for at in range(20))
    remarks = tuple(Points(label=f"remark {at}", items=(one,)) for at, one in enumerate(texts))
    columns, rows = (Column(label="b"),) * 5, tuple(Row(cells=(one,) * 5) for one in texts)
    long = (
        Items(ordered=True, items=texts, points=remarks),
        Table(name="t", title="T", columns=columns, rows=rows),
        Checks(label="C", checks=tuple(Check(state="differs", inlines=one) for one in texts)),
    )
    blocks = (*long, Heading(level=2, text="All", folded=True), *long)
    page, appendix = render(*blocks).split('<details class="section">')
    rests = re.findall(r'<details class="more"><summary>(\d+) more.*?</details>', page, re.DOTALL)
    assert rests == ["14", "10", "14"]
    assert '<ol class="items" start="7">' in page
    assert page.count(">one 19<") == appendix.count(">one 19<")
    assert "more" not in appendix
    assert re.findall(r"remark (\d+)", page.partition('start="7"')[2])[0] == "6"


def test_a_list_of_names_with_numbers_that_comes_first_stays_whole() -> None:
    columns = (Column(label="Port"), Column(label="kg", align="right"))
    table = Table(name="t", title="T", columns=columns, rows=(Row(cells=((Text(text="a"),), (Text(text="8"),))),) * 20)
    assert 'class="more"' not in render(table)
    assert 'class="more"' in render(table, table.model_copy(update={"name": "u"}))
    assert 'class="more"' not in render(table, table.model_copy(update={"name": "u", "rows": table.rows[:13]}))


def test_in_the_prose_of_a_section_a_link_stands_once_and_a_number_says_where_it_leads() -> None:
    table = Table(name="t", title="Ports", columns=(Column(label="a"),), rows=())
    text = Paragraph(inlines=(Link(text="9", target="#t", number=True),))
    page = render(text, text, Heading(level=2, text="Where"), text, table)
    assert page.count('<a href="#t" class="number" aria-label="9: in the table Ports">9</a>') == 2


@pytest.mark.parametrize(("width", "how"), [(390, "card"), (450, "card broad"), (600, "card broad scroll")])
def test_a_drawing_too_wide_for_a_phone_is_drawn_out_or_scrolls(width: int, how: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 9"/>'
    (card,) = (a for a in Page(render(Chart(name="f", title="A", alt="7", svg=svg))).all("div") if "card" in str(a))
    assert card["class"] == how


def test_headings_of_one_text_have_ids_of_their_own() -> None:
    blocks = tuple(Heading(level=2, text=text) for text in ("Where", "Where?", "…", "…"))
    read = Page(render(*blocks))
    assert [a["id"] for a in read.all("h2")] == ["_where", "_where.2", "_section", "_section.2"]


def test_a_page_without_subtitle_is_described_by_its_first_paragraph() -> None:
    page = render(Paragraph(inlines=(Text(text='Six "days" & <more>'),)))
    assert '<meta name="description" content="Six &#34;days&#34; &amp; &lt;more&gt;">' in page


def test_days_are_written_out_but_not_in_addresses_and_code() -> None:
    kept = ("https://tv.example/2022-07-06/a", "https://tv.example/a?day=2022-07-06", "2022-07-06.pdf")
    days = Paragraph(inlines=(Text(text=f"On 2022-07-05. {' '.join(kept)}"),))
    page = render(days, Code(label="BibTeX", text="note = {as of 2022-07-04}"))
    for text in (*kept, '<time datetime="2022-07-05">5 July 2022</time>', "as of 2022-07-04"):
        assert text in page


SITE = {
    "title": "All of it",
    "publisher": "A newsroom",
    "authors": ("Ann", "Bo"),
    "licence": "CC-BY-4.0",
    "address": "https://example.org/r/",
    "contact": "desk@example.org",
    "accent": "#7a4a00",
}


def test_an_edition_says_who_publishes_it_and_dates_itself_by_its_sources_and_not_by_the_clock() -> None:
    title = Title(title="Routes", date="2024-11-06", checked="2026-01-02")
    inputs = make_inputs("routes", site=Site(**SITE), versions={"python": "3.11.7"})
    document = add_provenance(Document(title=title, blocks=()), inputs)
    address = "https://example.org/r/routes/editions/1/"
    page = render_html(document, ["report.pdf", "figures/a.card.png"], Site(**SITE), address=address)
    for text in (
        "Ann, Bo. “Routes”",
        "author = {{Ann} and {Bo}}",
        "year = {2026}",
        "url = {https://example.org/r/routes/}",
    ):
        assert text in page
    for text in (
        '<meta property="og:url" content="https://example.org/r/routes/editions/1/report.html">',
        '<meta property="og:image" content="https://example.org/r/routes/editions/1/figures/a.card.png">',
        'href="https://spdx.org/licenses/CC-BY-4.0.html"',
        "desk@example.org",
        ">2 January 2026</time>",
        "#7a4a00",
        f"<code>liberterra_analysis {metadata.version('liberterra_analysis')}, python 3.11.7</code>",
    ):
        assert text in page
    report, *others = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])["@graph"]
    named = {one["@id"]: one["name"] for one in others}
    assert [named[one["@id"]] for one in [*report["creator"], report["publisher"]]] == ["Ann", "Bo", "A newsroom"]
    assert report["version"] == document.edition
    mail = add_provenance(document, make_inputs(site=Site(contact="https@example.org")))
    assert 'href="https@' not in render_html(mail)
    nobody = render_html(add_provenance(Document(title=Title(title="Routes"), blocks=()), make_inputs()))
    assert not re.search("Publisher|Authors|Licence|author|None|og:(url|image)", nobody)


RENDER = """
import hashlib, sys
from pathlib import Path
from liberterra_analysis.document import Document
from liberterra_analysis.report.render.html import render_html
from liberterra_analysis.report.render.layout import isolate
from liberterra_analysis.report.render.pdf import render_pdf
document = Document.model_validate_json(Path(sys.argv[1]).read_text("utf-8"))
print(*(hashlib.sha256(data).hexdigest() for data in (render_html(document).encode(), render_pdf(document))))
"""


def test_the_same_document_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    document = sample.sample()
    path = tmp_path / "document.json"
    path.write_text(document.model_dump_json(), "utf-8")
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu"}
    there = subprocess.run(
        [sys.executable, "-c", RENDER, path], env=environment, capture_output=True, text=True, check=True
    )
    here = [hashlib.sha256(data).hexdigest() for data in (render_html(document).encode(), render_pdf(document))]
    assert there.stdout.split() == here


def test_the_index_leads_to_what_the_edition_holds() -> None:
    page = render_template("index.html.j2", title="A <b>", edition="0f1e2d3c4b5a", formats=["pdf"])
    assert [a["href"] for a in Page(page).all("a")] == ["editions/0f1e2d3c4b5a/report.pdf"]
    assert "refresh" not in page
    assert "<h1>A &lt;b&gt;</h1>" in page
    both = render_template("index.html.j2", title="A", edition="0f1e2d3c4b5a", formats=["html", "pdf"])
    assert '<meta http-equiv="refresh" content="0; url=editions/0f1e2d3c4b5a/report.html">' in both
