"""A block as a notebook cell shows it: HTML for a person, data for the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from liberterra_analysis import document as doc
from liberterra_analysis.wording.sentences import Sentence


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A block that a notebook displays when it is the last value of a cell.

    >>> sorted(Shown(doc.Heading(level=2, text="Where"))._repr_mimebundle_())
    ['application/vnd.liberterra.block+json', 'text/html']
    """

    block: doc.Block

    def __repr__(self) -> str:
        # Jupyter stores it beside the HTML, where the whole block would appear a third time.
        return f"<{self.block.kind}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {doc.MIME: self.block.model_dump(mode="json"), "text/html": preview(self.block)}


def show_paragraph(text: str | Sentence) -> Shown:
    """Return a sentence, or plain text, as a paragraph."""
    return Shown(doc.Paragraph(inlines=text.parts if isinstance(text, Sentence) else (doc.Text(text=text),)))


def preview(block: doc.Block) -> str:  # noqa: C901, PLR0911 (one a kind of block)
    """Render a block as a plain HTML fragment for JupyterLab, with all text escaped."""
    match block:
        case doc.Title():
            facts = _bullets(f"{escape(label)}: {_inlines(value)}" for label, value in block.facts)
            badges = "".join(f" <mark>{escape(badge)}</mark>" for badge in block.badges)
            return f"<h1>{escape(block.title)}{badges}</h1><p>{escape(block.subtitle)}</p>{facts}"
        case doc.Heading():
            return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        case doc.Paragraph():
            return f"<p>{_inlines(block.inlines)}</p>"
        case doc.Note():
            return f"<p><strong>{escape(block.title)}</strong> {_inlines(block.inlines)}</p>"
        case doc.Items():
            points = block.points or (doc.Points(),) * len(block.items)
            folds = (_fold(one.label, _bullets(map(_inlines, one.items))) if one.items else "" for one in points)
            return _bullets(_inlines(item) + fold for item, fold in zip(block.items, folds, strict=True))
        case doc.KeyFigures():
            return _bullets(
                f"<strong>{_inlines((one.number,))}</strong> {escape(one.label)} {escape(one.detail)} "
                f"{_inlines((one.source,) if one.source else ())}"
                for one in block.figures
            )
        case doc.Checks():
            return _bullets(f"<strong>{check.state}</strong>: {_inlines(check.inlines)}" for check in block.checks)
        case doc.Code():
            return f"<p>{escape(block.label)}</p><pre>{escape(block.text)}</pre>"
        case doc.Table():
            head = "".join(_cell("th", escape(column.label), column) for column in block.columns)
            rows = (zip(row.cells, block.columns, strict=True) for row in block.rows)
            body = "".join(f"<tr>{''.join(_cell('td', _inlines(cell), of) for cell, of in row)}</tr>" for row in rows)
            table = f"<table><caption>{escape(block.caption)}</caption><tr>{head}</tr>{body}</table>"
            return f"{table}<p>{_inlines(block.source)}</p>"
        case doc.Figure():
            data = _fold("Data", preview(block.data)) if block.data else ""
            title = f"<strong>{escape(block.title)}</strong><br>{escape(block.subtitle)}"
            return f"<figure>{title}{block.svg}<figcaption>{_inlines(block.source)}</figcaption></figure>{data}"


def _bullets(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _fold(label: str, body: str) -> str:
    return f"<details><summary>{escape(label)}</summary>{body}</details>"


def _cell(tag: str, html: str, column: doc.Column) -> str:
    return f"<{tag} style='text-align:{column.align}'>{html}</{tag}>"


def _inlines(inlines: doc.Inlines) -> str:
    return "".join(_inline(inline) for inline in inlines)


def _inline(inline: doc.Inline) -> str:
    # Anchors lead nowhere in a notebook, whose claims table may not have been run yet.
    if isinstance(inline, doc.Link) and not inline.target.startswith("#"):
        return f'<a href="{escape(inline.target)}">{escape(inline.text)}</a>'
    tags: Mapping[str, str] = {"strong": "strong", "emphasis": "em", "code": "code", "strike": "s"}
    tag = tags.get(inline.style) if isinstance(inline, doc.Text) else None
    return f"<{tag}>{escape(inline.text)}</{tag}>" if tag else escape(inline.text)
