"""A block as a notebook cell shows it: HTML for a person, data for the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from liberterra_analysis import document as doc


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


def show_paragraph(text: str) -> Shown:
    """Return a paragraph of plain text."""
    return Shown(doc.Paragraph(inlines=(doc.Text(text=text),)))


def preview(block: doc.Block) -> str:  # noqa: C901, PLR0911 (one a kind of block)
    """Render a block as a plain HTML fragment for JupyterLab, with all text escaped."""
    match block:
        case doc.Title():
            facts = [f"<li>{escape(label)}: {_inlines(value)}</li>" for label, value in block.facts]
            badges = "".join(f" <mark>{escape(badge)}</mark>" for badge in block.badges)
            return f"<h1>{escape(block.title)}{badges}</h1><p>{escape(block.subtitle)}</p><ul>{''.join(facts)}</ul>"
        case doc.Heading():
            return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        case doc.Paragraph():
            return f"<p>{_inlines(block.inlines)}</p>"
        case doc.Note():
            return f"<p><strong>{escape(block.title)}</strong> {_inlines(block.inlines)}</p>"
        case doc.Items():
            tag = "ol" if block.ordered else "ul"
            start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
            points = [_points(one) for one in block.points] or [""] * len(block.items)
            items = (f"<li>{_inlines(item)}{more}</li>" for item, more in zip(block.items, points, strict=True))
            return f"<{tag}{start}>{''.join(items)}</{tag}>"
        case doc.KeyFigures():
            figures = [
                f"<li><strong>{_inlines((figure.number,))}</strong> {escape(figure.label)} {escape(figure.detail)} "
                f"{_inlines((figure.source,) if figure.source else ())}</li>"
                for figure in block.figures
            ]
            return f"<ul>{''.join(figures)}</ul>"
        case doc.Checks():
            checks = [f"<li><strong>{check.state}</strong>: {_inlines(check.inlines)}</li>" for check in block.checks]
            return f"<ul>{''.join(checks)}</ul>"
        case doc.Code():
            return f"<p>{escape(block.label)}</p><pre>{escape(block.text)}</pre>"
        case doc.Table():
            return _table(block)
        case doc.Figure():
            return (
                f"<figure><strong>{escape(block.title)}</strong><br>{escape(block.subtitle)}{block.svg}"
                f"<figcaption>{_inlines(block.source)}</figcaption></figure>"
                f"{f'<details><summary>Data</summary>{_table(block.data)}</details>' if block.data else ''}"
            )


def _points(points: doc.Points) -> str:
    items = "".join(f"<li>{_inlines(item)}</li>" for item in points.items)
    return f"<details><summary>{escape(points.label)}</summary><ul>{items}</ul></details>" if items else ""


def _table(table: doc.Table) -> str:
    head = "".join(
        f"<th scope='col' style='text-align:{column.align}'>{escape(column.label)}</th>" for column in table.columns
    )
    body = "".join(f"<tr>{_cells(row, table.columns)}</tr>" for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{_inlines(table.source)}</p>"


def _cells(row: doc.Row, columns: tuple[doc.Column, ...]) -> str:
    return "".join(
        f"<td style='text-align:{column.align}'>{_inlines(cell)}</td>"
        for cell, column in zip(row.cells, columns, strict=True)
    )


def _inlines(inlines: doc.Inlines) -> str:
    return "".join(_inline(inline) for inline in inlines)


def _inline(inline: doc.Inline) -> str:
    # Anchors lead nowhere in a notebook, whose claims table may not have been run yet.
    if isinstance(inline, doc.Link) and not inline.target.startswith("#"):
        return f'<a href="{escape(inline.target)}">{escape(inline.text)}</a>'
    tags: Mapping[str, str] = {"strong": "strong", "emphasis": "em", "code": "code", "strike": "s"}
    tag = tags.get(inline.style) if isinstance(inline, doc.Text) else None
    return f"<{tag}>{escape(inline.text)}</{tag}>" if tag else escape(inline.text)
