"""The exporters as people call them: through `jupyter nbconvert`, and through its library."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import nbformat
import pytest
from nbconvert.exporters import get_exporter

from liberterra_analysis.report.assemble import assemble
from liberterra_analysis.report.html import render_html
from liberterra_analysis.report.pdf import render_pdf
from liberterra_analysis.workspace import Workspace


@pytest.mark.parametrize(("name", "suffix"), [("html", ".html"), ("pdf", ".pdf")])
def test_an_exporter_gives_what_the_build_gives(sample: ModuleType, name: str, suffix: str) -> None:
    notebook = sample.notebook_of("## Where\n\nIn *Mali*.")
    given, resources = get_exporter(f"liberterra-{name}")().from_notebook_node(notebook)
    document = assemble(notebook)
    assert given == (render_html(document) if name == "html" else render_pdf(document))
    assert resources["output_extension"] == suffix


def test_nbconvert_executes_and_renders_from_the_command_line(workspace: Workspace) -> None:
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--execute", "--to", "liberterra-html", "tiny.ipynb"]
    done = subprocess.run(command, cwd=workspace.notebooks, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (workspace.notebooks / "tiny.html").read_text("utf-8")
    assert "<h1>Operation one</h1>" in page
    assert "ipython" not in page.lower()


def test_nbconvert_says_what_is_wrong_with_a_notebook(workspace: Workspace) -> None:
    nbformat.write(nbformat.v4.new_notebook(), workspace.notebooks / "empty.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "liberterra-pdf", "empty.ipynb"]
    done = subprocess.run(command, cwd=workspace.notebooks, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "no cell shows a title block; let the first block of the report be one" in done.stderr
