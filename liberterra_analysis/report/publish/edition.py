"""Make an edition of a report from its document and executed notebook: all files, and the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic_core import to_json

from liberterra_analysis.document import Chart, Document, KeyFigures, plain
from liberterra_analysis.files import hash_bytes
from liberterra_analysis.picture import draw_picture, frame_picture
from liberterra_analysis.report.publish.changes import add_change_note, compare_figures
from liberterra_analysis.report.publish.datapackage import list_tables, pack_tables
from liberterra_analysis.report.publish.manifest import Inputs, Manifest
from liberterra_analysis.report.publish.search import list_words
from liberterra_analysis.report.render.jsonld import CRATE, DATA, describe_crate
from liberterra_analysis.report.render.layout import spell_day
from liberterra_analysis.report.render.provenance import add_provenance

if TYPE_CHECKING:
    from nbformat import NotebookNode


def make_edition(
    document: Document,
    notebook: NotebookNode,
    inputs: Inputs,
    newest: Manifest | None = None,
    before: Manifest | None = None,
) -> tuple[Manifest, dict[str, bytes]]:
    """Render an edition; return its manifest, and its other files by their path within it.

    Its key figures are compared with the `newest` edition's; if it is the same edition, with `before`'s.
    """
    figures = tuple(one for block in document.blocks if isinstance(block, KeyFigures) for one in block.figures)
    if newest and newest.edition == inputs.edition:
        previous, moved = newest.previous, compare_figures(before.key_figures, figures) if before else newest.moved
    else:
        previous, moved = (newest.edition, compare_figures(newest.key_figures, figures)) if newest else ("", ())
    whole = add_provenance(add_change_note(document, previous, moved), inputs, previous)
    files = render_files(whole, notebook, inputs)
    manifest = Manifest(
        edition=inputs.edition,
        date=document.title.date,
        checked=document.title.checked,
        inputs=inputs,
        finding=plain(document.title.finding),
        topics=document.title.topics,
        words=list_words(document),
        previous=previous,
        moved=moved,
        key_figures=figures,
        gaps=document.gaps,
        content=hash_content(document),
        outputs={name: hash_bytes(data) for name, data in files.items()},
        sizes={name: len(data) for name, data in files.items()},
    )
    return manifest, files


def hash_content(document: Document) -> str:
    """Return the SHA-256 of the content of a document."""
    return hash_bytes(repr(document).encode("utf-8", "backslashreplace"))


def render_files(document: Document, notebook: NotebookNode, inputs: Inputs) -> dict[str, bytes]:
    """Render all files of an edition except its manifest, by their path within it."""
    from liberterra_analysis.report.render.html import render_html
    from liberterra_analysis.report.render.markdown import render_markdown
    from liberterra_analysis.report.render.pdf import render_pdf

    site, formats = inputs.site, inputs.formats
    files = {"notebook.ipynb": _format_notebook(notebook)}
    for block in document.blocks:
        if isinstance(block, Chart):
            files |= _draw_chart(block, document, inputs)
    tables = {path: block.csv.encode("utf-8-sig") for path, block in list_tables(document).items()}  # so Excel knows it
    files |= tables | ({DATA: pack_tables(document, inputs)} if tables else {})
    beside = [*files, "report.md", *(f"report.{one}" for one in formats)]
    files["report.md"] = render_markdown(document, beside, site).encode()
    if "html" in formats:
        files["report.html"] = render_html(document, beside, site, address=inputs.address).encode()
    if "pdf" in formats:
        files["report.pdf"] = render_pdf(document, site)
    files[CRATE] = describe_crate(document, dict(sorted(files.items())), site)
    return dict(sorted(files.items()))


def _draw_chart(chart: Chart, document: Document, inputs: Inputs) -> dict[str, bytes]:
    """Return the files of a chart; one to stand in other pages leads to the page of its report."""
    from liberterra_analysis.report.render.embed import draw_card, render_embed

    path, notes = f"figures/{chart.name}", [*_note_origin(document, inputs)]
    picture = frame_picture(chart, notes)
    files = {f"{path}.svg": picture.encode(), f"{path}.png": draw_picture(picture)}
    if "html" in inputs.formats:
        page = render_embed(chart, document, inputs.site, inputs.address)
        files |= {f"embed/{chart.name}.html": page.encode(), f"{path}.card.png": draw_card(chart, notes)}
    return files


def _note_origin(document: Document, inputs: Inputs) -> Iterator[str]:
    """Yield the lines that name the report a picture is from, in which edition, and where it stands."""
    site, checked = inputs.site, document.title.checked
    day = f", its sources last checked on {spell_day(checked)}" if checked else ""
    title = document.title.title
    yield f"Report: {title}{'' if title.endswith(('.', '!', '?')) else '.'} Edition {inputs.edition}{day}."
    parts = [site.publisher, inputs.home, site.licence]
    if any(parts):
        yield " · ".join(filter(None, parts))


def _format_notebook(notebook: NotebookNode) -> bytes:
    """Format a notebook as nbformat does, in a fifth of the time; outputs are not split into lines."""
    cells = [{**cell, "source": cell.source.splitlines(keepends=True)} for cell in notebook.cells]
    return to_json({**notebook, "cells": cells}, indent=1) + b"\n"
