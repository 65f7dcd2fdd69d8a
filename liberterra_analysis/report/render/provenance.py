"""What a report says of its own edition: its id, how to cite it, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from typing import TYPE_CHECKING

from liberterra_analysis.bibtex import format_bibtex
from liberterra_analysis.document import Block, Code, Column, Document, Heading, Paragraph, Row, Table, Text, Title
from liberterra_analysis.report.execute.fingerprint import WORKSPACE, is_hash

if TYPE_CHECKING:
    from liberterra_analysis.report.publish.manifest import Inputs

__all__ = ["add_provenance"]

PACKAGE = "liberterra_analysis"


def add_provenance(document: Document, inputs: Inputs, previous: str = "") -> Document:
    """Return a report with the id of its edition, and at its end how to cite it and what it was made from.

    `inputs` must be complete; `previous` is the id of the edition before, or "".
    """
    data = f", data of {document.title.date}" if document.title.date else ""
    edition = (Text(text=inputs.edition, style="code"), *([Text(text=data)] if data else []))
    title = document.title.model_copy(update={"facts": (*document.title.facts, ("Edition", edition))})
    blocks = (*document.blocks, *_cite(document.title, inputs, data), *_describe_inputs(inputs, previous))
    return document.model_copy(update={"title": title, "blocks": blocks})


def _cite(title: Title, inputs: Inputs, data: str) -> tuple[Block, ...]:
    whole = ": ".join(filter(None, [title.title, title.subtitle]))
    software = f"{PACKAGE} {metadata.version(PACKAGE)}"
    fields = {"title": whole, "year": title.date[:4], "note": f"Edition {inputs.edition}{data}"}
    fields |= {"howpublished": f"Report made with {software}"}
    return (
        Heading(level=2, text="How to cite"),
        Paragraph(inlines=(Text(text=f"“{whole}”. Edition {inputs.edition}{data}. Made with {software}."),)),
        Code(label="BibTeX", text=format_bibtex(f"{inputs.report}-{inputs.edition}", fields)),
    )


def _describe_inputs(inputs: Inputs, previous: str) -> tuple[Block, ...]:
    again = "The same inputs make this edition again, byte for byte. The command, in a copy of the project with the "
    command = f"make install && .venv/bin/liberterra build --force {inputs.report}"
    return (
        Heading(level=2, text="Provenance"),
        Paragraph(inlines=(Text(text=f"{again}same data: "), Text(text=command, style="code"))),
        Table(
            name="imprint-provenance",
            caption="What this edition was made from",
            columns=tuple(Column(label=label) for label in ("What", "Which", "Value")),
            rows=tuple(_make_row(*line) for line in _list_inputs(inputs, previous)),
        ),
    )


def _make_row(what: str, which: str, value: str) -> Row:
    return Row(cells=((Text(text=what),), (Text(text=which),), (Text(text=value, style="code"),)))


def _list_inputs(inputs: Inputs, previous: str) -> Iterator[tuple[str, str, str]]:
    yield "Edition", "this one", inputs.edition
    if previous:
        yield "Edition", "the one before", previous
    for name, value in inputs.parameters.items():
        yield "Parameter", name, str(value)
    for path, digest in sorted(inputs.data.items()):
        what = "every file of the workspace" if path == WORKSPACE else path if path.isprintable() else ascii(path)
        yield "Data", f"{what}, SHA-256" if is_hash(digest) else what, digest or "not there"
    for why in inputs.untracked:
        yield "Data", "untracked", why
    yield "Software", f"{PACKAGE}, SHA-256 of its files", inputs.package
    for name, version in {PACKAGE: metadata.version(PACKAGE), **inputs.versions}.items():
        yield "Version", name, version
