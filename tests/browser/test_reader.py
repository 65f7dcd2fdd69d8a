"""Each kind of report and the page over them, as readers meet them: with and without script, sight, mouse."""

import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.browser.conftest import Visit
from tests.browser.pages import KINDS, OPERATIONS, REPORTS

pytestmark = pytest.mark.browser

PAGES = ("index", *REPORTS)
TEMPLATES = ("index", *KINDS)
"""Pages one of which stands for all that differ from it in their figures and words only."""

FITS = [*(("light", width) for width in (320, 390, 768, 1280, 2560)), ("dark", 390), ("dark", 1280)]
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (390, 768, 1280)]
FEW_LOOKS = [("light", 1280), ("dark", 390)]  # of a report that has the template and the style of another
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LARGEST = 500_000
DEAD_LINKS = """() => [...document.querySelectorAll('a')].map(a => a.getAttribute('href'))
  .filter(href => href.startsWith('#') && !document.getElementById(decodeURIComponent(href.slice(1))))"""
ADDRESSES = "[...document.querySelectorAll('a, img, link')].map(e => e.getAttribute('href') || e.src)"
FOCUSED = "[document.activeElement.tagName, document.activeElement.className]"
PLACE = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
# Only what fails is told: to carry all that passes out of the browser takes five times as long as to find it.
AXE = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(found => ({
  passes: found.passes.length,
  violations: found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.target)])}))"""


def path_of(published: Path, name: str) -> Path:
    if name == "index":
        return published / "index.html"
    store = Store(Workspace(published.parent.parent))
    return store.folder(name, store.current(name)) / "report.html"


def assert_fits(page: Any) -> None:
    """No width of the screen and no scheme of colours makes the page scroll sideways."""
    for scheme, width in FITS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (scheme, width)


def assert_tab_walks_in_reading_order(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)[:2] == ["A", "skip"]
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    places = []
    for _ in range(40):
        page.keyboard.press("Tab")
        places.append(page.evaluate(PLACE))
    # After the last one the page itself has the focus, and the walk begins anew.
    end = next((at for at, (one, other) in enumerate(pairwise(places), 1) if other < one), len(places))
    assert places[:end] == sorted(set(places[:end]))
    assert end > 4


@pytest.mark.parametrize("name", PAGES)
def test_no_fault_no_request_no_sideways_scroll_no_dead_link(visit: Visit, published: Path, name: str) -> None:
    path = path_of(published, name)
    page, faults = visit(path, viewport={"width": 390, "height": 900})
    if name in TEMPLATES:
        assert_tab_walks_in_reading_order(page)
    assert page.evaluate(DEAD_LINKS) == []
    files = [one for one in page.evaluate(ADDRESSES) if not re.match(r"https?:|data:|#|file:", one)]
    assert [one for one in files if not (path.parent / one.partition("#")[0]).exists()] == []
    assert files or name != "index"
    assert_fits(page)
    assert faults == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_page_is_whole_without_script(visit: Visit, published: Path, name: str) -> None:
    page, faults = visit(path_of(published, name), java_script_enabled=False)
    assert_fits(page)
    assert page.locator("h1").inner_text().strip()
    hidden = "[...document.querySelectorAll('main h2, main tr, main svg')].filter(e => !e.getClientRects().length"
    assert page.evaluate(f"{hidden} && !e.closest('details')).length") == 0
    assert faults == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_axe_finds_no_violation(visit: Visit, published: Path, axe: str, name: str) -> None:
    page, _ = visit(path_of(published, name), bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.evaluate(axe)
    for scheme, width in LOOKS if name in {"index", "liberterra-2"} else FEW_LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(AXE, WCAG)
        assert found["violations"] == [], (scheme, width)
        assert found["passes"] > 10


def test_html_is_valid(published: Path, html_validate: Path, tmp_path: Path) -> None:
    pages = [*published.glob("*.html"), *published.glob("*/index.html"), *published.glob("*/editions/*/report.html")]
    assert len(pages) == 1 + len(REPORTS) + len(REPORTS) + 1
    config = Path(__file__).with_name("htmlvalidate.json")
    command = [html_validate, "--config", config, "--formatter", f"json={tmp_path / 'found.json'}", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert [(one["ruleId"], one["message"], one["line"]) for page in found for one in page["messages"]][:10] == []
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_report_on_an_operation_is_small(published: Path, name: str) -> None:
    assert path_of(published, name).stat().st_size < LARGEST


def test_rows_of_a_wide_table_are_cards_on_a_phone_and_stay_a_table_to_assistive_technology(
    visit: Visit, published: Path
) -> None:
    page, _ = visit(path_of(published, "liberterra-2"), viewport={"width": 390, "height": 900})
    page.goto(f"{page.url}#claims")
    row = page.locator("#claims tbody tr").first
    assert page.evaluate("getComputedStyle(document.querySelector('#claims tbody tr')).display") == "grid"
    label = "getComputedStyle(document.querySelector('#claims tbody td'), '::before').content"
    assert "Number" in page.evaluate(label)
    assert row.bounding_box()["width"] <= 390
    assert page.get_by_role("table", name="Every claim").get_by_role("columnheader").count() == 6
    rows = page.locator("#claims tbody tr").count()
    assert page.get_by_role("table", name="Every claim").get_by_role("rowheader").count() == rows > 40


def test_the_lines_of_a_text_above_a_bar_begin_below_each_other(visit: Visit, published: Path) -> None:
    page, _ = visit(path_of(published, "liberterra-2"), viewport={"width": 1280, "height": 900})
    edges = "a => new Set([...a.getClientRects()].map(line => Math.round(line.left))).size"
    counts = page.evaluate(f"[...document.querySelectorAll('td:has(> .bar) a')].map({edges})")
    assert len(counts) > 5
    assert set(counts) == {1}


def test_the_contents_follow_the_reader(visit: Visit, published: Path) -> None:
    page, _ = visit(path_of(published, "liberterra-2"), viewport={"width": 1280, "height": 800})
    page.evaluate("document.getElementById('_routes').scrollIntoView()")
    for _ in range(40):
        if page.locator(".contents [aria-current]").all_inner_texts() == ["Routes"]:
            break
        page.wait_for_timeout(50)
    assert page.locator(".contents [aria-current]").all_inner_texts() == ["Routes"]


def test_a_claim_leads_back_to_where_its_number_stands(visit: Visit, published: Path) -> None:
    page, _ = visit(path_of(published, "liberterra-2"), viewport={"width": 1280, "height": 800})
    page.locator(".key-figures .value a").first.click()
    row = page.locator("tr:target")
    assert row.is_visible(), "the folded section opens for what leads into it"
    assert page.evaluate("document.activeElement.id") == row.get_attribute("id"), "and the keyboard goes on from there"
    row.locator(".back summary").click()
    row.locator(".back details a").first.click()
    target = page.locator("a:target")
    assert target.inner_text() == "3,222"
    assert 0 <= target.bounding_box()["y"] < 800


def test_the_index_finds_reports_by_names_as_people_type_them_and_by_what_they_are_about(
    visit: Visit, published: Path
) -> None:
    page, faults = visit(published / "index.html")
    reports = page.locator("[data-at]:not([hidden])")  # of many, those of early years are folded
    assert reports.count() == len(REPORTS)
    asked = (("Turkey", "liberterra-2"), ("Britain", "country-gbr"), ("U.K.", "country-gbr"), ("(UK)", "country-gbr"))
    for words, name in (*asked, ('"liberterra"', "liberterra-2"), ("arrests;", "liberterra-2")):
        page.get_by_label("Find reports with the words").fill(words)
        page.locator(f"#{name}").wait_for()
        assert 0 < reports.count() <= len(REPORTS)
    page.get_by_label("Find reports with the words").fill("zzzz")
    assert reports.count() == 0
    page.get_by_label("Find reports with the words").fill("")
    page.get_by_label("Year").select_option("2021")
    assert {one.get_attribute("id") for one in reports.all()} >= {"liberterra-1"}
    assert not page.locator("#liberterra-2").is_visible()
    page.get_by_label("Year").select_option("all")
    page.locator("#liberterra-2").get_by_text("Earlier editions").click()
    page.locator("#liberterra-2 a", has_text="edition 0123456789ab").click()
    assert page.url.endswith("liberterra-2/editions/0123456789ab/report.html")
    page.get_by_role("link", name="Türkiye", exact=True).click()
    # It leads to the report on the country, or where there is none, to the reports that name it.
    page.wait_for_url(re.compile("/country-tur/|country=TUR"))
    page.goto(f"{published.as_uri()}/index.html#country=TUR")
    assert page.get_by_label("Country").input_value() == "TUR"
    assert page.locator("#liberterra-2").is_visible()
    assert not page.locator("#ledger").is_visible()
    assert [fault for fault in faults if "report.html" not in fault and "index.html" not in fault] == []


def test_reports_lead_to_each_other_and_keep_the_place(visit: Visit, published: Path) -> None:
    """No link is dead where what it leads to is not published: the index then shows what there is."""
    claim = "claim-liberterra-2-national-victims"
    page, _ = visit(published / "index.html")
    for address, place in (
        (f"liberterra-2/index.html#{claim}", f"liberterra-2/editions/[0-9a-f]+/report.html#{claim}"),
        (f"index.html#liberterra-2&at={claim}", f"liberterra-2/editions/[0-9a-f]+/report.html#{claim}"),
        ("index.html#group=Series&series=Liberterra", "series-liberterra/editions/[0-9a-f]+/report.html"),
        ("index.html#group=Countries&country=GBR", "country-gbr/editions/[0-9a-f]+/report.html"),
        ("index.html#liberterra-2.editions", "index.html#liberterra-2.editions"),
    ):
        page.goto("about:blank")
        page.goto(f"{published.as_uri()}/{address}")
        page.wait_for_url(re.compile(re.escape(published.as_uri()) + f"/{place}$"), timeout=5000)
    page.goto(f"{published.as_uri()}/index.html#group=Countries&country=ATA")
    assert page.locator("[data-at]").count() == len(REPORTS)


def test_the_index_is_whole_without_script(visit: Visit, published: Path) -> None:
    page, _ = visit(published / "index.html", java_script_enabled=False)
    folded = page.locator("details:has([data-at]):not([open]) > summary")
    while folded.count():
        folded.first.click()
    assert page.locator("[data-at]:visible").count() == len(REPORTS)
    assert not page.locator(".find").is_visible()
