"""The page of an ordinary notebook, as readers and assistive technology meet it."""

import subprocess
from pathlib import Path

import pytest

from liberterra_analysis.report.render.assemble import assemble, take_warnings
from liberterra_analysis.report.render.html import render_html
from tests.browser.conftest import Visit
from tests.browser.test_reader import AXE, DEAD_LINKS, WCAG
from tests.reports.ordinary import make_notebook

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    notebook = make_notebook()
    take_warnings(notebook)
    path = tmp_path_factory.mktemp("ordinary") / "report.html"
    path.write_text(render_html(assemble(notebook, evidence="open", title="Ports")), "utf-8")
    return path


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_page_fits_loads_nothing_and_can_be_read_by_all(
    visit: Visit, axe: str, ordinary: Path, scheme: str, width: int
) -> None:
    page, faults = visit(ordinary, color_scheme=scheme, viewport={"width": width, "height": 900})
    assert (faults, page.evaluate(DEAD_LINKS)) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate(axe)
    assert page.evaluate(AXE, WCAG)["violations"] == []


def test_the_page_is_valid(html_validate: Path, ordinary: Path) -> None:
    config = Path(__file__).with_name("htmlvalidate.json")
    done = subprocess.run([html_validate, "--config", config, ordinary], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
