"""The exporters as people call them: through `jupyter nbconvert`, and through its library."""

import base64
import logging
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat import v4

from liberterra_analysis.document import MIME
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render.assemble import assemble
from liberterra_analysis.report.render.html import render_html
from liberterra_analysis.report.render.pdf import render_pdf
from liberterra_analysis.workspace import Workspace
from tests.reports import sample
from tests.reports.ordinary import png


@pytest.mark.parametrize(("name", "suffix"), [("html", ".html"), ("pdf", ".pdf")])
def test_an_exporter_gives_what_the_build_gives(name: str, suffix: str) -> None:
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


TITLE = v4.new_output("display_data", {MIME: {"kind": "title", "title": "Routes"}})


def test_a_refusal_on_the_command_line_is_one_line_a_fault(tmp_path: Path) -> None:
    shown = v4.new_code_cell("x", outputs=[TITLE], execution_count=1)
    nbformat.write(v4.new_notebook(cells=[shown, v4.new_raw_cell("a"), v4.new_raw_cell("b")]), tmp_path / "a.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "liberterra-pdf", "a.ipynb"]
    command += ["--LiberterraPDFExporter.evidence=claims"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if not line.startswith("[")]  # what nbconvert and the kernel log
    assert lines == [
        "error: a.ipynb, cell 2: a raw cell is not shown: 'a'; make it a Markdown cell, or delete it",
        "error: a.ipynb, cell 3: a raw cell is not shown: 'b'; make it a Markdown cell, or delete it",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["a.ipynb"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([v4.new_markdown_cell("a")], "^no cell shows a title block; let the first block of the report be one$"),
        ([v4.new_code_cell("x = 1")], "^no cell has been run; add --execute, or run the notebook and save it$"),
        ([v4.new_code_cell("x", outputs=[TITLE]), v4.new_raw_cell("a")], "^cell 2: a raw cell is not shown"),
    ],
)
def test_a_refusal_in_the_library_is_an_error(cells: list[object], said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        get_exporter("liberterra-html")(evidence="claims").from_notebook_node(v4.new_notebook(cells=cells))


def test_an_ordinary_notebook_needs_no_option_and_what_it_lacks_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "port.png").write_bytes(base64.b64decode(png(9, 9)))
    warning = v4.new_output("stream", name="stderr", text="FutureWarning: soon\n")
    cells = [v4.new_markdown_cell("Of 12 people. ![](port.png)"), v4.new_code_cell("x", outputs=[warning])]
    exporter = get_exporter("liberterra-html")(log=logging.getLogger("nbconvert"))
    about = {"metadata": {"name": "my-first_one", "path": str(tmp_path)}}
    page, _ = exporter.from_notebook_node(v4.new_notebook(cells=cells), about)
    assert "<h1>my first one</h1>" in page
    assert "Of 12 people." in page
    assert caplog.messages == [
        "cell 2:\nFutureWarning: soon\n",
        f"{tmp_path}/my-first_one.ipynb, cell 1: figure 'figure-1' has no source and no alternative text",
    ]
