"""What a report states about its own edition: who publishes it, its id, how to cite it, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import metadata
from typing import TYPE_CHECKING

from liberterra_analysis import document as doc
from liberterra_analysis.bibtex import format_bibtex
from liberterra_analysis.report.execute.fingerprint import KINDS, UNREADABLE, WORKSPACE
from liberterra_analysis.report.render.lint import count_numbers

if TYPE_CHECKING:
    from liberterra_analysis.report.publish.manifest import Inputs

PACKAGE = "liberterra_analysis"


def add_provenance(document: doc.Document, inputs: Inputs, previous: str = "") -> doc.Document:
    """Return a report with the id of its edition, and at its end who publishes it, how to cite it and its inputs.

    `inputs` must be complete; `previous` is the id of the edition before, or "". No clock is asked: the day on which
    sources were last checked dates the edition, so that the same inputs give the same bytes.
    """
    about = (*_describe_edition(document, inputs), *_cite(document.title, inputs))
    blocks = (*document.blocks, *about, *_describe_inputs(inputs, "" if document.alone else inputs.report, previous))
    update = {"blocks": blocks, "language": inputs.site.language, "edition": inputs.edition}
    return document.model_copy(update=update)


def _describe_edition(document: doc.Document, inputs: Inputs) -> tuple[doc.Block, ...]:
    lines = [(label, value) for label, value in _list_imprint(document.title, inputs) if value.text]
    if inputs.evidence == "open":
        traced, all_numbers = count_numbers(document.blocks)
        lines.append(("Numbers of the text that lead to a record", doc.Text(text=f"{traced} of {all_numbers}")))
        lines.append(("Tables and figures without source or description", doc.Text(text=str(len(document.gaps)))))
    rows = ((doc.Text(text=label), value) for label, value in lines)
    table = _make_table("imprint", "About this edition", ("What", "Which"), rows)
    return (doc.Heading(level=2, text="About this report"), table)


def _make_table(name: str, title: str, labels: Iterable[str], rows: Iterable[Iterable[doc.Inline]]) -> doc.Table:
    columns = tuple(doc.Column(label=label) for label in labels)
    made = tuple(doc.Row(cells=tuple((cell,) for cell in row)) for row in rows)
    return doc.Table(name=name, title=title, columns=columns, rows=made)


def _list_imprint(title: doc.Title, inputs: Inputs) -> Iterator[tuple[str, doc.Inline]]:
    site = inputs.site
    yield "Publisher", doc.Text(text=site.publisher or "")
    yield "Authors", doc.Text(text=", ".join(site.authors))
    if site.licence and site.terms:
        yield "Licence", doc.Link(text=site.licence, target=site.terms)
    if site.contact:
        is_page = site.contact.startswith(("http://", "https://"))
        shown = doc.Link(text=site.contact, target=site.contact) if is_page else doc.Text(text=site.contact)
        yield "Contact and corrections", shown
    if site.address:
        yield "All reports", doc.Link(text=site.title or site.address, target=site.address)
    yield "Newest source dated to the day", doc.Text(text=title.date)
    yield "Sources last checked", doc.Text(text=title.checked)
    yield "Edition", doc.Link(text=inputs.edition, target=f"index:{inputs.report}.editions")


def _cite(title: doc.Title, inputs: Inputs) -> tuple[doc.Block, ...]:
    site, whole = inputs.site, ": ".join(filter(None, [title.title, title.subtitle]))
    day, software = title.checked or title.date, f"{PACKAGE} {metadata.version(PACKAGE)}"
    edition = f"Edition {inputs.edition}" + (f", sources as of {day}" if day else "")
    fields: dict[str, str | tuple[str, ...]] = {
        "author": site.creators,
        "title": whole,
        "year": day[:4],
        "url": inputs.home,
        "note": edition,
        "howpublished": f"Report made with {software}",
    }
    names = f"{', '.join(site.creators)}." if site.creators else ""
    words = [names, f"“{whole}”. {edition}. Made with {software}.", inputs.home]
    return (
        doc.Heading(level=3, text="How to cite", folded=True),
        doc.Paragraph(inlines=(doc.Text(text=" ".join(filter(None, words))),)),
        doc.Code(label="BibTeX", text=format_bibtex(f"{inputs.report}-{inputs.edition}", fields)),
    )


def _describe_inputs(inputs: Inputs, report: str, previous: str) -> tuple[doc.Block, ...]:
    again: list[doc.Inline] = [doc.Text(text="The same inputs make this edition again, byte for byte.")]
    if report:
        again.append(doc.Text(text=" The command, in a copy of the project with the same data: "))
        again.append(doc.Text(text=f"liberterra build --force {report}", style="code"))
    rows = (
        (doc.Text(text=what), doc.Text(text=which), doc.Text(text=value, style="code"))
        for what, which, value in _list_inputs(inputs, previous)
    )
    return (
        doc.Heading(level=3, text="Provenance", folded=True),
        doc.Paragraph(inlines=doc.join(again)),
        _make_table("imprint-provenance", "What this edition was made from", ("What", "Which", "Value"), rows),
    )


def _list_inputs(inputs: Inputs, previous: str) -> Iterator[tuple[str, str, str]]:
    yield "Edition", "this one", inputs.edition
    if previous:
        yield "Edition", "the one before", previous
    for name, value in inputs.parameters.items():
        yield "Parameter", name, str(value)
    data = [(path if path.isprintable() else ascii(path), digest) for path, digest in sorted(inputs.data.items())]
    if missing := [path for path, digest in data if not digest]:
        yield "Data", "not there", ", ".join(missing)
    for path, digest in data:
        if digest:
            what = "every file of the workspace" if path == WORKSPACE else path
            yield "Data", what if digest in {*KINDS, UNREADABLE} else f"{what}, SHA-256", digest
    for why in inputs.untracked:
        yield "Data", "untracked", why
    yield "Software", f"{PACKAGE}, SHA-256 of its files", inputs.package
    versions = {PACKAGE: metadata.version(PACKAGE), **inputs.versions}
    yield "Software", "versions", ", ".join(f"{name} {version}" for name, version in versions.items())
