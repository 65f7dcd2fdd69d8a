"""`liberterra preview` as an author uses it: save the notebook, and look at the browser."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from liberterra_analysis.starter import create_workspace
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import write_notebook

pytestmark = pytest.mark.browser

PATIENCE = 60_000
"""Milliseconds that a draft may take on a busy machine."""


class Previewed(NamedTuple):
    workspace: Workspace
    address: str
    process: subprocess.Popen[str]


@pytest.fixture
def previewed(tmp_path: Path) -> Iterator[Previewed]:
    """Start the command, as a person would, on a notebook that no report names."""
    workspace = create_workspace(tmp_path)
    write_notebook(workspace, "place: str = 'harbour'", "open('../data/own.txt').read()", name="own", prose="# First")
    (workspace.data / "own.txt").write_text("one box", "utf-8")
    command = [Path(sys.executable).with_name("liberterra"), "preview", "own", "-w", tmp_path]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split(" at ")[1].split(";")[0]
        yield Previewed(workspace, address, process)
        process.kill()


def test_a_draft_follows_its_notebook_and_data(previewed: Previewed, browser: Any) -> None:
    page = browser.new_page()
    page.goto(previewed.address)
    page.get_by_text("'one box'").wait_for(timeout=PATIENCE)
    assert page.locator(".badges").inner_text().endswith("Draft, not published")
    assert page.locator("#preview-message").is_hidden()

    (previewed.workspace.data / "own.txt").write_text("two boxes", "utf-8")
    page.get_by_text("'two boxes'").wait_for(timeout=PATIENCE)

    write_notebook(previewed.workspace, "", "1 / 0", name="own", prose="# Second")
    page.get_by_text("notebooks/own.ipynb, cell 1: ZeroDivisionError: division by zero").wait_for(timeout=PATIENCE)
    assert page.get_by_role("heading", level=1).inner_text() == "First", "the last good draft stays"

    write_notebook(previewed.workspace, "", "1 / 2", name="own", prose="# Third")
    page.get_by_role("heading", level=1, name="Third").wait_for(timeout=PATIENCE)
    page.locator("#preview-message").wait_for(state="hidden", timeout=PATIENCE)
    page.close()

    with pytest.raises(HTTPError, match="404"):
        urlopen(Request(previewed.address, headers={"Host": "elsewhere.example"}))  # noqa: S310 - this machine
    previewed.process.send_signal(signal.SIGINT)
    assert previewed.process.wait(20) == 0
    assert list(previewed.workspace.published.glob("own*")) == []
