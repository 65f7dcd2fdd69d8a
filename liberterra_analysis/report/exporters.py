"""The two renderers as nbconvert exporters, so that `jupyter nbconvert --to liberterra-html FILE.ipynb` works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter

from liberterra_analysis.report.assemble import assemble
from liberterra_analysis.report.html import render_html
from liberterra_analysis.report.pdf import render_pdf

if TYPE_CHECKING:
    from nbformat import NotebookNode


class LiberterraHTMLExporter(Exporter):  # type: ignore[misc]  # nbconvert is untyped
    """An executed notebook as one HTML file: no code, nothing loaded from elsewhere.

    Examples
    --------
    >>> LiberterraHTMLExporter().file_extension
    '.html'
    """

    export_from_notebook = "Liberterra report (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Assemble and render a notebook; with `--execute`, nbconvert has run it by then."""
        prepared, resources = super().from_notebook_node(nb, resources, **kw)
        return render_html(assemble(prepared)), resources


class LiberterraPDFExporter(Exporter):  # type: ignore[misc]  # nbconvert is untyped
    """An executed notebook as tagged PDF.

    Examples
    --------
    >>> LiberterraPDFExporter().file_extension
    '.pdf'
    """

    export_from_notebook = "Liberterra report (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Assemble and render a notebook; with `--execute`, nbconvert has run it by then."""
        prepared, resources = super().from_notebook_node(nb, resources, **kw)
        return render_pdf(assemble(prepared)), resources
