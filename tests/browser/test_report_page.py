"""The report's page in a real browser: nothing asked of the network, nothing wider than the screen."""

import re
from pathlib import Path

import pytest

from liberterra_analysis.document import (
    Chart,
    Check,
    Checks,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Table,
    Title,
)
from liberterra_analysis.report.render.html import render_html
from tests.browser.conftest import Visit
from tests.pdf import read_lines
from tests.reports import sample

pytestmark = pytest.mark.browser

LOWEST_CONTRAST = """() => {
  const linear = value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = colour => {
    const [r, g, b] = colour.match(/\\d+/g).map(value => linear(value / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const contrast = element => {
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const texts = 'h1, h2, p, li, a, dt, dd, th, td, caption span, .source, .unit, .state';
  return Math.min(...[...document.querySelectorAll(texts)].map(contrast));
}"""
WIDTHS = (320, 390, 768, 1280)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, document in (("sample", sample.sample()), ("hostile", sample.hostile())):
        path = folder / f"{name}.html"
        path.write_text(render_html(document), "utf-8")
        found[name] = path
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_no_fault_no_request_no_sideways_scroll(visit: Visit, pages: dict[str, Path], name: str, scheme: str) -> None:
    page, faults = visit(pages[name], color_scheme=scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults == []


def test_dark_and_light_differ_and_both_can_be_read(visit: Visit, pages: dict[str, Path]) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page, _ = visit(pages["sample"], color_scheme=scheme)
        assert page.evaluate(LOWEST_CONTRAST) >= 4.5
        grounds.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds[0] != grounds[1]


def test_figures_are_seen_with_forced_colours(visit: Visit, pages: dict[str, Path]) -> None:
    for scheme in ("light", "dark"):
        page, _ = visit(pages["sample"], color_scheme=scheme, forced_colors="active")
        style = "(({backgroundColor}, {mixBlendMode}) => [backgroundColor, mixBlendMode])"
        found = page.evaluate(f"{style}(getComputedStyle(document.querySelector('.card')), "
                              "getComputedStyle(document.querySelector('.card svg')))")  # fmt: skip
        assert found == ["rgb(255, 255, 255)", "normal"]


def test_assistive_technology_meets_all_parts_by_name_in_the_order_of_the_report(
    visit: Visit, pages: dict[str, Path]
) -> None:
    page, _ = visit(pages["sample"], viewport={"width": 1280, "height": 800})
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    of = {node["nodeId"]: node for node in nodes}
    pending, read = [nodes[0]["nodeId"]], []
    while pending:
        node = of.get(pending.pop())
        if node:
            pending += reversed(node.get("childIds", []))
            read += [] if node["ignored"] else [(node["role"]["value"], node.get("name", {}).get("value", ""))]
    claims = "Every claim of this report, with its source and passage. One row is one published figure"
    assert [pair for pair in read if pair[0] in {"heading", "navigation", "note", "image", "table"}] == [
        ("heading", "Operation Liberterra II"),
        ("navigation", "Contents"),
        ("heading", "What was announced"),
        ("note", "Preliminary"),
        ("heading", "Where"),
        ("heading", "Arrests that were placed in a country"),
        ("heading", "Half of the arrests that were placed fell in one country"),
        ("image", sample.ALT),
        ("table", "Arrests by country, as published"),
        ("heading", "Checks"),
        ("heading", "How to read the hedges"),
        ("note", "Method"),
        ("heading", "Every claim"),
        ("table", claims),
    ]
    links = [name for role, name in read if role == "link"]
    assert all(links)
    # A number tells what it counts, but in a table, whose headers do.
    assert {name for name in links if re.fullmatch(r"[\d,]+", name)} == {"9", "16", "23", "30", "37", "44", "51", "58"}


def test_contents_are_beside_on_a_wide_screen_and_folded_on_a_narrow_one(visit: Visit, pages: dict[str, Path]) -> None:
    page, _ = visit(pages["sample"])
    entry = page.locator("nav a", has_text="How to read the hedges")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert entry.is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert not entry.is_visible()
    page.locator(".contents summary").click()
    entry.click()
    assert page.evaluate("location.hash") == "#_how-to-read-the-hedges"


def test_a_caption_is_not_broken_by_a_narrow_table(visit: Visit, tmp_path: Path) -> None:
    table = Table(
        name="narrow",
        title="What is recorded of single countries",
        columns=(Column(label="Country"), Column(label="Victims")),
        rows=(Row(cells=(sample.words("Mali"), sample.words("47"))),),
    )
    document = sample.sample()
    path = tmp_path / "narrow.html"
    path.write_text(render_html(document.model_copy(update={"blocks": (*document.blocks, table)})), "utf-8")
    page, _ = visit(path, viewport={"width": 1280, "height": 800})
    caption = page.locator("#narrow caption > span")
    line = caption.evaluate("span => parseFloat(getComputedStyle(span).lineHeight)")
    assert caption.bounding_box()["height"] < 2 * line


def test_the_words_of_a_check_do_not_run_into_it(visit: Visit, tmp_path: Path) -> None:
    check = Check(state="in different words", inlines=sample.words("The National prints the same."))
    path = tmp_path / "checks.html"
    checks = Checks(label="Compared", checks=(check,))
    path.write_text(render_html(Document(title=Title(title="A"), blocks=(checks,))), "utf-8")
    page, _ = visit(path, viewport={"width": 1280, "height": 800})
    assert page.locator(".state").evaluate("state => state.scrollWidth <= state.clientWidth")


def test_a_high_drawing_is_printed_with_its_headings(visit: Visit, tmp_path: Path) -> None:
    texts = '<text x="9" y="20">Top</text><text x="9" y="690">Bottom</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 345 700" width="345" height="700">{texts}</svg>'
    blocks = (
        Paragraph(inlines=(sample.words("A line.\n" * 30))),
        Heading(level=2, text="Side by side"),
        Chart(name="f", title="Measures", alt="7", svg=svg),
    )
    path = tmp_path / "drawing.html"
    path.write_text(render_html(Document(title=Title(title="A"), blocks=blocks)), "utf-8")
    page, _ = visit(path)
    printed = read_lines(page.pdf(format="A4"))
    words = ("Side by side", "Measures", "Top", "Bottom")
    assert [[word in lines for word in words] for lines in printed] == [[False] * 4, [True] * 4]


def test_keys_reach_the_report_and_scroll_a_wide_table(visit: Visit, pages: dict[str, Path]) -> None:
    page, _ = visit(pages["sample"], viewport={"width": 960, "height": 800})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "_report"
    page.locator("#claims .more > summary").press("Enter")
    region = page.locator("#claims .scroll").first
    region.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(50):  # scrolling is smooth, and the page's policy forbids playwright to wait for it inside the page
        if page.evaluate("document.querySelector('#claims .scroll').scrollLeft") > 0:
            break
        page.wait_for_timeout(50)
    assert page.evaluate("document.querySelector('#claims .scroll').scrollLeft") > 0
