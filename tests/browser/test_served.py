"""The site as a static host gives it: over HTTP, at a deep path with letters that an address has to quote."""

import functools
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin
from xml.etree import ElementTree as ET

import pytest

from tests.browser.pages import REPORTS
from tests.loopback import serve

pytestmark = pytest.mark.browser

DEEP = "a folder/of ünits/100 %/reports"


class Quiet(SimpleHTTPRequestHandler):
    """A plain static host; it says nothing of what it gave."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("host")
    (root / DEEP).parent.mkdir(parents=True)
    (root / DEEP).symlink_to(published, target_is_directory=True)
    with serve(functools.partial(Quiet, directory=str(root))) as server:
        yield f"http://127.0.0.1:{server.server_port}/{quote(DEEP)}/"


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """Return a page that may ask its own host only; what else it asks for, or does not get, fails the test."""
    context = browser.new_context(accept_downloads=True)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda one: None if one.url.startswith((address, "data:")) else faults.append(one.url))
    opened.on("response", lambda one: None if one.status < 400 else faults.append(f"{one.status} {one.url}"))
    yield opened
    context.close()
    assert faults == []


def test_the_index_leads_to_reports_their_editions_and_back_references(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_label("Find reports with the words").fill("liberterra ii 2024")
    page.locator("#liberterra-2").wait_for()
    assert page.locator("output").inner_text().endswith(f" of {len(REPORTS)} reports")
    page.get_by_role("link", name="Operation Liberterra II", exact=True).click()
    assert page.url.startswith(f"{address}liberterra-2/editions/")
    assert page.locator("h1").inner_text() == "Operation Liberterra II"
    page.locator(".key-figures .value a").first.click()
    assert "/report.html#claim-" in page.url
    assert page.locator("tr:target").count() == 1


def test_every_address_of_the_index_and_the_feed_answers(page: Any, address: str) -> None:
    page.goto(address)
    found = {link.get_attribute("href") for link in page.locator("a, link[rel=alternate]").all()}
    feed = page.request.get(f"{address}feed.xml")
    assert "xml" in feed.headers["content-type"]
    entries = ET.fromstring(feed.text()).findall("{*}entry")  # noqa: S314 (our own)
    assert len(entries) == min(len(REPORTS), 50)
    found |= {entry.find("{*}link").get("href") for entry in entries}
    files = sorted(one for one in found if not one.startswith(("#", "data:", "http")))
    assert len(files) > 2 * len(entries)
    kinds = {"html": "text/html", "pdf": "application/pdf", "xml": "xml"}
    for name in files:
        answer = page.request.get(f"{address}{quote(name)}")
        assert answer.ok, name
        assert kinds.get(name.rpartition(".")[2], "") in answer.headers["content-type"]
        assert len(answer.body()) > 400


@pytest.mark.parametrize(("kind", "begins"), [("PNG", b"\x89PNG"), ("CSV", b"\xef\xbb\xbf")])
def test_a_figure_can_be_downloaded(page: Any, address: str, tmp_path: Path, kind: str, begins: bytes) -> None:
    page.goto(f"{address}liberterra-2/")
    page.wait_for_url("**/editions/*/report.html")
    with page.expect_download() as started:
        page.locator("#figure-map .downloads a", has_text=kind).click()
    started.value.save_as(tmp_path / "taken")
    data = (tmp_path / "taken").read_bytes()
    assert data.startswith(begins)
    assert len(data) > 100


def test_a_figure_opens_in_full_size(page: Any, address: str) -> None:
    page.goto(f"{address}liberterra-2/")
    page.wait_for_url("**/editions/*/report.html")
    drawing = page.locator("#figure-map .downloads a", has_text="Full size").get_attribute("href")
    answer = page.request.get(urljoin(page.url, drawing))
    assert "svg" in answer.headers["content-type"]
    assert "Türkiye" in answer.text()
