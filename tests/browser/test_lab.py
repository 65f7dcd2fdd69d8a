"""Notebooks as a person uses them: in a real JupyterLab, with an ordinary kernel, seen by a real browser."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import TimeoutError

from tests.browser.pages import PROJECT

pytestmark = pytest.mark.browser

SHOWN = "Python 3 (ipykernel)"

PATIENCE = 90_000
"""Milliseconds that JupyterLab and a first kernel may take on a busy machine."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab on a copy of the workspace, with settings of its own, and return its address."""
    root = tmp_path_factory.mktemp("lab")
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    (root / "reports").mkdir()
    write_settings(root / "settings")
    own = {f"JUPYTER_{name}": str(root / name) for name in ("CONFIG_DIR", "DATA_DIR")}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(root / "settings"), "IPYTHONDIR": str(root / "ipython")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    with (root / "lab.log").open("w") as log:
        command = [sys.executable, "-m", "jupyterlab", *options]
        server = subprocess.Popen(command, cwd=root / "notebooks", env=os.environ | own, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, root / "lab.log")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def write_settings(folder: Path) -> None:
    """Have all cells on the page, seen or not, and no question about news."""
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for name, values in settings.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), "utf-8")


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{address}/api"):  # noqa: S310 (our own server)
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text('utf-8')[-2000:]}")


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    context.close()


def run_all(page: Any, address: str, notebook: str) -> Any:
    """Open a notebook, run all its cells from the menu, and give the notebook once all have run."""
    cells = json.loads((PROJECT / "notebooks" / notebook).read_text("utf-8"))["cells"]
    last = sum(cell["cell_type"] == "code" for cell in cells)
    # In a JupyterLab workspace of its own, or the idle kernel may be that of a notebook that is opened beside it.
    page.goto(f"{address}/lab/workspaces/{Path(notebook).stem}/tree/{notebook}")
    page.get_by_text(f"{SHOWN} | Idle").wait_for()
    opened = page.locator(".jp-NotebookPanel:visible")
    begun = opened.locator(".jp-InputPrompt", has_text=re.compile(r"\[[*1]\]:")).first
    for _ in range(9):  # JupyterLab runs nothing while it still connects to a kernel that says it is idle
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with suppress(TimeoutError):
            begun.wait_for(timeout=PATIENCE / 9)
            break
    opened.locator(".jp-InputPrompt", has_text=f"[{last}]:").wait_for()
    assert opened.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    return opened


def test_the_review_shows_an_announcement_with_its_figures_marked_above_their_table(page: Any, lab: str) -> None:
    notebook = run_all(page, lab, "review.ipynb")
    marks, rows = notebook.locator("mark"), notebook.locator("table tbody tr")
    assert marks.count() == rows.count() > 5
    assert notebook.get_by_text("more than").count() > 0, "hedges are said in words"
    text, table = marks.first.bounding_box(), rows.first.bounding_box()
    assert table["y"] > text["y"], "the table stands below the text"
    colours = set(marks.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)"))
    assert len(colours) == 2, "results and the rest differ, after JupyterLab took out what it holds unsafe"


def test_the_notebook_of_operations_shows_its_figures_and_tables(page: Any, lab: str) -> None:
    notebook = run_all(page, lab, "operation.ipynb")
    assert notebook.get_by_text("more than 250").count() > 0
    assert notebook.locator(".jp-OutputArea-output figure > div > svg").count() == 3, "a drawing has lines of its own"
    assert notebook.locator("caption", has_text="Every claim").count() == 1
