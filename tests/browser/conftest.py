"""One Chromium for all pages, and the reports, built once.

What is missing skips the tests that need it, but fails them on the build server.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from liberterra_analysis.report.publish.build import build
from liberterra_analysis.report.publish.site import write_site
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.browser.pages import PROJECT, REPORTS

Visit = Callable[..., tuple[Any, list[str]]]
"""A function that opens a page; see the fixture `visit`."""

MODULES = Path(__file__).parent / "node_modules"


def missing(what: str) -> None:
    """Skip a test that needs what is not installed, or fail it on the build server."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("how pages look and work in a browser, for Chromium is not installed")
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=options)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """Return a function that opens a page without network, and lists all that goes wrong or leaves its folder."""
    contexts = []

    def open_page(path: Path, **options: Any) -> tuple[Any, list[str]]:
        contexts.append(browser.new_context(offline=True, **options))
        page, own, faults = contexts[-1].new_page(), path.parent.as_uri(), list[str]()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.on("request", lambda request: None if request.url.startswith(own) else faults.append(request.url))
        page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
        page.goto(path.as_uri())
        return page, faults

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core."""
    path = MODULES / "axe-core" / "axe.min.js"
    if not path.exists():
        missing("accessibility of pages, for axe-core is not installed: npm ci --prefix tests/browser")
    return path.read_text("utf-8")


@pytest.fixture(scope="session")
def html_validate() -> Path:
    """Return the command html-validate."""
    path = MODULES / ".bin" / "html-validate"
    if not path.exists() or not shutil.which("node"):
        missing("validity of HTML, for html-validate is not installed: npm ci --prefix tests/browser")
    return path


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of published reports, which the first process that asks for it builds for all."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    workspace = Workspace(folder / "published")
    with FileLock(folder / "published.lock"):
        if not (folder / "published.done").exists():
            publish(workspace)
            (folder / "published.done").touch()
    return workspace.published


def publish(workspace: Workspace) -> None:
    """Build the reports; one has an earlier edition."""
    workspace.reports.mkdir(parents=True)
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, workspace.root / name)
    shutil.copy(PROJECT / "reports" / "reports.toml", workspace.catalogue)
    assert {one.state for one in build(workspace, REPORTS)} == {"built"}
    store = Store(workspace)
    add_earlier_edition(store, "liberterra-2")
    assert write_site(store) == []


def add_earlier_edition(store: Store, report: str) -> None:
    shown, earlier = store.current(report), "0123456789ab"
    shutil.copytree(store.folder(report, shown), store.folder(report, earlier))
    manifest = store.folder(report, earlier) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text("utf-8")), "edition": earlier}), "utf-8")
    (store.root / report / "editions.json").write_text(json.dumps({"shown": shown, "kept": [earlier, shown]}), "utf-8")
