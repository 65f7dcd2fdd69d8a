"""A ledger of hostile texts, built with the project's own notebook: text in page, PDF, CSV, feed, index and SVG."""

import csv
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from liberterra_analysis.report.publish.build import build
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.browser.conftest import Visit
from tests.ledger import Copy
from tests.pdf import read_text

pytestmark = pytest.mark.browser

PROJECT = Path(__file__).parent.parent.parent
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '#read("/etc/passwd")',
    "$x$",
    "{{7*7}}",
    "right-to-left \u202eoverride",
    "w" * 5000,
    "emoji 😀",
)


def rewrite(workspace: Workspace, table: str, column: str, wanted: tuple[str, str], texts: tuple[str, ...]) -> None:
    """Put hostile texts into a column of the rows that have a value."""
    copy = Copy(workspace)
    rows = copy.rows(table)
    chosen = [row for row in rows if row[wanted[0]] == wanted[1]]
    for at, row in enumerate(chosen):
        row[column] = texts[at % len(texts)]
    copy.write(table, rows)


def make_workspace(root: Path) -> Workspace:
    workspace = Workspace(root)
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, workspace.root / name)
    workspace.reports.mkdir()
    workspace.catalogue.write_text(
        "[reports.hostile]\ntitle = '<script>alert(1)</script>'\nnotebook = 'operation'\n"
        "parameters = { operation = 'liberterra-2' }\n",
        "utf-8",
    )
    return workspace


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = make_workspace(tmp_path_factory.mktemp("hostile"))
    rewrite(workspace, "claims", "note", ("operation_id", "liberterra-2"), HOSTILE)
    rewrite(workspace, "sources", "publisher", ("rank", "secondary"), HOSTILE[:6])
    rewrite(workspace, "operations", "name", ("operation_id", "liberterra-2"), (HOSTILE[1],))
    (built,) = build(workspace)
    assert built.state == "built", built.error
    return Store(workspace).folder("hostile", built.edition)


def test_the_page_shows_them_and_nothing_runs(visit: Visit, edition: Path) -> None:
    page, faults = visit(edition / "report.html", viewport={"width": 390, "height": 800})
    text = page.locator("main").text_content()
    assert [one for one in HOSTILE if one not in text] == []
    assert page.locator("h1").inner_text() == HOSTILE[1]
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    index, more = visit(edition.parents[2] / "index.html")
    assert index.locator("[data-at] a").first.inner_text() == HOSTILE[0]
    assert faults + more == []


def test_pdf_csv_feed_and_drawings_hold_them_as_text(edition: Path) -> None:
    shown = read_text(edition / "report.pdf")
    flat = re.sub(r"[\s\u200b]", "", shown)  # long words are broken by spaces of no width
    assert [one for one in HOSTILE[:5] if re.sub(r"\s", "", one) not in flat] == []
    assert "root:" not in shown
    with (edition / "tables" / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        notes = {row["note"] for row in csv.DictReader(file)}
    assert set(HOSTILE) <= notes
    feed = ET.parse(edition.parents[2] / "feed.xml")  # noqa: S314
    assert feed.find(".//{*}entry/{*}title").text == HOSTILE[0]
    for drawing in (edition / "figures").glob("*.svg"):
        tags = {element.tag.rpartition("}")[2] for element in ET.parse(drawing).iter()}  # noqa: S314
        assert tags <= {"svg", "style", "text", "g", "defs", "path", "use", "clipPath", "rect", "pattern"}
