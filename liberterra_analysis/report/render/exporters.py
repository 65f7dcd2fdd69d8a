"""The two renderers as nbconvert exporters, for `jupyter nbconvert --to liberterra-html FILE.ipynb`."""

import re
from pathlib import Path
from typing import Any, get_args

from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import FilenameExtension
from nbformat import NotebookNode
from traitlets import Enum
from traitlets.config import Application

from liberterra_analysis.document import Document
from liberterra_analysis.errors import DocumentError, LiberterraError
from liberterra_analysis.report.execute.cells import attach_pictures
from liberterra_analysis.report.render.assemble import assemble, take_warnings
from liberterra_analysis.report.render.html import render_html
from liberterra_analysis.report.render.lint import Evidence
from liberterra_analysis.report.render.pdf import render_pdf


class LiberterraHTMLExporter(Exporter):  # type: ignore[misc]  # nbconvert is untyped
    """An executed notebook as one HTML file; on the command line an error is one line, without traceback."""

    export_from_notebook = "Liberterra report (HTML)"
    output_mimetype = "text/html"
    file_extension = FilenameExtension(".html").tag(config=True)
    evidence = Enum(
        get_args(Evidence), default_value="open", help="Whether what has no source is marked, or is an error."
    ).tag(config=True)

    def render(self, document: Document) -> str | bytes:
        """Render the report."""
        return render_html(document)

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Assemble and render a notebook, which nbconvert has run by then with `--execute`."""
        about = (resources or {}).get("metadata") or {}
        name = str(Path(about.get("path", ""), f"{about['name']}.ipynb")) if "name" in about else ""
        try:
            prepared, resources = super().from_notebook_node(nb, resources, **kw)
            _check_executed(prepared, name)
            attach_pictures(prepared, Path(about.get("path", "")))
            if warnings := take_warnings(prepared):
                self.log.warning("%s", warnings)
            title = re.sub(r"[-_]+", " ", str(about.get("name", ""))).strip()
            document = assemble(prepared, name=name, title=title or "Report", evidence=self.evidence)
            for gap in document.gaps:
                self.log.warning("%s, %s", name or "notebook", gap)
            return self.render(document), resources
        except (LiberterraError, CellExecutionError) as error:
            if not (Application.initialized() and Application.instance().name == "jupyter-nbconvert"):
                raise
            failed = f"{name}: {error.ename}: {error.evalue}" if isinstance(error, CellExecutionError) else str(error)
            raise SystemExit("\n".join(f"error: {line}" for line in failed.splitlines())) from None


class LiberterraPDFExporter(LiberterraHTMLExporter):
    """An executed notebook as tagged PDF."""

    export_from_notebook = "Liberterra report (PDF)"
    output_mimetype = "application/pdf"
    file_extension = FilenameExtension(".pdf").tag(config=True)

    def render(self, document: Document) -> str | bytes:
        """Render the report."""
        return render_pdf(document)


def _check_executed(notebook: NotebookNode, name: str) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if code and not any(cell.outputs or cell.execution_count for cell in code):
        where = f"{name}: " if name else ""
        raise DocumentError(f"{where}no cell has been run; add --execute, or run the notebook and save it")
