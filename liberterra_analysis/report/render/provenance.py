"""What a report says of its own edition: its id, how to cite it, and what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from typing import TYPE_CHECKING

from liberterra_analysis.document import (
    Block,
    Code,
    Column,
    Document,
    Heading,
    Inlines,
    Paragraph,
    Row,
    Table,
    Text,
)
from liberterra_analysis.report.execute.fingerprint import WORKSPACE, is_hash

if TYPE_CHECKING:
    from liberterra_analysis.report.publish.manifest import Inputs

__all__ = ["add_provenance"]

PACKAGE = "liberterra_analysis"

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    character: f"\\{character}" for character in "{}#$%&_"
}


def add_provenance(document: Document, inputs: Inputs, previous: str = "") -> Document:
    """Return a report with the id of its edition, and at its end how to cite it and what it was made from.

    `inputs` must be complete; `previous` is the id of the edition before, or "".
    """
    edition: Inlines = (Text(text=inputs.edition, style="code"),)
    data: Inlines = (Text(text=f", data of {document.title.date}"),) if document.title.date else ()
    title = document.title.model_copy(update={"facts": (*document.title.facts, ("Edition", (*edition, *data)))})
    blocks: tuple[Block, ...] = (
        Heading(level=2, text="How to cite"),
        Paragraph(inlines=(Text(text=_reference(document, inputs)),)),
        Code(label="BibTeX", text=_bibtex(document, inputs)),
        Heading(level=2, text="Provenance"),
        Paragraph(
            inlines=(
                Text(text="The same inputs make this edition again, byte for byte. The command, in a copy of the "),
                Text(text="project with the same data: "),
                Text(text=f"make install && .venv/bin/liberterra build --force {inputs.report}", style="code"),
            )
        ),
        _provenance(inputs, previous),
    )
    return document.model_copy(update={"title": title, "blocks": (*document.blocks, *blocks)})


def _reference(document: Document, inputs: Inputs) -> str:
    data = f", data of {document.title.date}" if document.title.date else ""
    return f"“{_whole_title(document)}”. Edition {inputs.edition}{data}. Made with {_name_software()}."


def _whole_title(document: Document) -> str:
    return ": ".join(filter(None, [document.title.title, document.title.subtitle]))


def _name_software() -> str:
    return f"{PACKAGE} {metadata.version(PACKAGE)}"


def _bibtex(document: Document, inputs: Inputs) -> str:
    fields = {
        "title": _escape(_whole_title(document)),
        "year": document.title.date[:4],
        "note": _escape(", ".join(filter(None, [f"Edition {inputs.edition}", _date_data(document)]))),
        "howpublished": _escape(f"Report made with {_name_software()}"),
    }
    key = re.sub(r"[^A-Za-z0-9-]", "-", f"{inputs.report}-{inputs.edition}")
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _date_data(document: Document) -> str:
    return f"data of {document.title.date}" if document.title.date else ""


def _escape(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


def _provenance(inputs: Inputs, previous: str) -> Table:
    lines = list(_lines(inputs, previous))
    return Table(
        name="imprint-provenance",
        caption="What this edition was made from",
        columns=(Column(label="What"), Column(label="Which"), Column(label="Value")),
        rows=tuple(
            Row(cells=tuple((Text(text=text, style=style),) for text, style in zip(line, _STYLES, strict=True)))
            for line in lines
        ),
    )


_STYLES = ("plain", "plain", "code")


def _lines(inputs: Inputs, previous: str) -> Iterator[tuple[str, str, str]]:
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
