"""PDFs of the catalogue: each is whole to assistive technology, and pages look as when somebody last looked at them.

Of each page a grid of shades is kept: how much ink is in each of its fields. Hashes of the picture itself would differ
with every version of what draws it, and with every edition, whose id is on each page; the grid stays the same until
something moves, grows or goes. `make pages` keeps what there is now: look at the PDFs first.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import bidirectional

import pikepdf
import pytest
from PIL import Image

from liberterra_analysis.report.render.pdf import REST
from tests.browser.pages import KINDS, REPORTS
from tests.browser.test_reader import path_of
from tests.pdf import Word, draw_pages, list_faults, read_words, walk_tags

KEPT = Path(__file__).with_name("kept_pages.json")
ACROSS, DOWN = 12, 16
"""Fields of a page's grid."""
DARK = 40
"""Shades for a field full of ink; text fills a quarter of it, and all above fifteen is black."""
MOST = 6
"""Fields of a page that may be more than a shade off: the letters of an id or a version, not a line."""


def shades(page: Image.Image) -> str:
    """Return the grid of a rendered page, one hexadecimal digit a field."""
    small = page.convert("L").resize((ACROSS, DOWN), Image.Resampling.BOX)
    return "".join(f"{min(15, round(DARK * (1 - grey / 255))):x}" for grey in small.tobytes())


def off(seen: str, kept: str) -> int:
    return sum(abs(int(one, 16) - int(other, 16)) > 1 for one, other in zip(seen, kept, strict=True))


@pytest.mark.parametrize("name", KINDS)
def test_pages_look_as_when_somebody_looked(published: Path, name: str) -> None:
    seen = [shades(page) for page in draw_pages(path_of(published, name).with_suffix(".pdf"))]
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    if os.environ.get("LIBERTERRA_KEEP_PAGES"):
        KEPT.write_text(json.dumps({**kept, name: seen}, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    advice = "look at the PDF; if it is as it should be, keep it with `make pages`"
    assert len(seen) == len(kept[name]), advice
    moved = [number for number, pair in enumerate(zip(seen, kept[name], strict=True), 1) if off(*pair) > MOST]
    assert moved == [], f"pages that look different; {advice}"


def overlaps(words: list[Word]) -> Iterator[tuple[str, str]]:
    for at, word in enumerate(words):
        for other in words[at + 1 :]:
            if other.left > word.right - 0.5:
                break
            height = min(word.top - word.bottom, other.top - other.bottom)
            if min(word.top, other.top) - max(word.bottom, other.bottom) > height / 2:
                yield word.text, other.text


@pytest.mark.parametrize("name", REPORTS)
def test_no_word_runs_into_another(published: Path, name: str) -> None:
    # Letters of Arabic are read from right to left, and their boxes are no words.
    words_of = [words for _, words in read_words(path_of(published, name).with_suffix(".pdf"))]
    pages = [[word for word in words if not {*map(bidirectional, word.text)} & {"AL", "NSM"}] for words in words_of]
    assert sum(map(len, pages)) > 100
    assert [(number, *pair) for number, page in enumerate(pages, 1) for pair in overlaps(page)] == []


@pytest.mark.parametrize("name", REPORTS)
def test_no_page_is_nearly_empty_and_no_address_broken_within_its_scheme(published: Path, name: str) -> None:
    assert list_faults(path_of(published, name).with_suffix(".pdf")) == []


def test_a_page_on_which_something_moved_is_seen() -> None:
    grids = []
    for top in (100, 103, 160):
        page = Image.new("L", (300, 400), 255)
        page.paste(90, (20, top, 280, top + 60))
        grids.append(shades(page))
    assert off(grids[0], grids[0]) == 0
    assert off(grids[0], grids[2]) > MOST


@pytest.mark.parametrize("name", REPORTS)
def test_a_pdf_is_tagged_and_its_figures_tables_and_headings_are_those_of_the_page(published: Path, name: str) -> None:
    page = path_of(published, name).read_text("utf-8")
    with pikepdf.open(path_of(published, name).with_suffix(".pdf")) as pdf:
        assert pdf.Root.MarkInfo.Marked == True  # noqa: E712 - an object of pikepdf, not a bool
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"]
            assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == (
                "1",
                "2",
                "A",
            )
        found = [(str(tag.S), tag) for tag in walk_tags(pdf.Root.StructTreeRoot.K)]
        alts = [str(tag.get("/Alt", "")) for kind, tag in found if kind == "/Figure"]
        tables = [{str(cell.S) for cell in walk_tags(tag.get("/K"))} for kind, tag in found if kind == "/Table"]
        with pdf.open_outline() as outline:
            rests = [one for item in outline.root if item.title == REST for one in item.children]
            bookmarks = [
                title
                for item in outline.root
                if item.title != REST
                for title in (item.title, *(one.title for one in item.children))
            ]
    assert len(alts) == page.count('<figure class="drawing')
    assert all(re.search(r"\d", alt) for alt in alts)
    # What the page folds of a long table is a table of its own in print.
    assert page.count('<figure class="table"') <= len(tables) <= page.count('<figure class="table"') + len(rests)
    assert all("/TH" in cells for cells in tables)
    assert len(bookmarks) == len(re.findall(r'<h[23] id="_', page)) > 2
