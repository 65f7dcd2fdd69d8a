"""A block as a notebook cell shows it: HTML for a person, data for the report."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from liberterra_analysis import document as doc
from liberterra_analysis.errors import UsageError
from liberterra_analysis.picture import draw_picture, frame_picture
from liberterra_analysis.wording.sentences import Sentence, to_inlines

TAGS = {"strong": "strong", "emphasis": "em", "code": "code", "strike": "s"}
"""Elements of HTML by the style of a text."""

LABELS = "liberterra"
"""Key of the labels in the metadata of an output, where the report finds them."""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A block that a notebook displays when it is the last value of a cell.

    >>> sorted(Shown(doc.Heading(level=2, text="Where"))._repr_mimebundle_())
    ['application/vnd.liberterra.block+json', 'text/html']
    """

    block: doc.Block
    labels: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        # Jupyter stores it beside the HTML, where the whole block would appear a third time.
        return f"<{self.block.kind}>"

    def save(self, path: str | Path) -> None:
        """Save a chart as `.svg` or `.png` with its title, unit, how to read it and source, as an edition holds it.

        UsageError if the block is no chart, or the name has another ending.
        """
        ending = Path(path).suffix.lower()
        if not isinstance(self.block, doc.Chart):
            raise UsageError(f"{path}: only a chart can be saved as a picture, and this is a {self.block.kind}.")
        if ending not in {".svg", ".png"}:
            raise UsageError(f"{path}: a chart is saved as '.svg' or '.png'; name the file so.")
        svg = frame_picture(self.block)
        Path(path).write_bytes(svg.encode() if ending == ".svg" else draw_picture(svg))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any] | tuple[dict[str, Any], dict[str, Any]]:
        bundle = {doc.MIME: self.block.model_dump(mode="json"), "text/html": to_html(self.block)}
        return (bundle, {LABELS: dict(self.labels)}) if self.labels else bundle


def check_name(name: str) -> str:
    """Return the name of a table or chart, to which links lead; UsageError if it cannot be one."""
    if not re.fullmatch(doc.ANCHOR, name):
        like = doc.to_slug(name) or "figure-1"
        raise UsageError(f"name {name!r}: expected small letters, digits, '.', '_' and '-', such as {like!r}.")
    return name


def show_paragraph(text: str | Sentence) -> Shown:
    """Return a sentence, or plain text, as a paragraph."""
    return Shown(doc.Paragraph(inlines=to_inlines(text)))


def to_html(block: doc.Block) -> str:  # noqa: C901, PLR0911 (one a kind of block)
    """Render a block as a plain HTML fragment for JupyterLab, with all text escaped."""
    match block:
        case doc.Title():
            facts = _bullets(f"{escape(label)}: {_inlines(value)}" for label, value in block.facts)
            badges = "".join(f"<p><strong>{escape(badge)}</strong></p>" for badge in block.badges)
            lead = f"<p>{escape(block.subtitle)}</p>{badges}<p>{_inlines(block.finding)}</p>"
            return f"<h1>{escape(block.title)}</h1>{lead}{facts}"
        case doc.Heading():
            return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        case doc.Paragraph():
            return f"<p>{_inlines(block.inlines)}</p>"
        case doc.Note():
            return f"<p><strong>{escape(block.title)}</strong> {_inlines(block.inlines)}</p>"
        case doc.Items():
            folds = [*map(_fold_points, block.points)] or [""] * len(block.items)
            return _bullets(map(str.__add__, map(_inlines, block.items), folds))
        case doc.KeyFigures():
            return _bullets(map(_key_figure, block.figures))
        case doc.Checks():
            return _bullets(f"<strong>{check.state}</strong>: {_inlines(check.inlines)}" for check in block.checks)
        case doc.Code() | doc.Formula():
            return f"<p>{escape(getattr(block, 'label', ''))}</p><pre>{escape(block.text)}</pre>"
        case doc.Quote():
            return f"<blockquote>{''.join(map(to_html, block.blocks))}</blockquote>"
        case doc.Rule():
            return "<hr>"
        case doc.Table():
            head = _row(block, "th", (escape(column.label) for column in block.columns))
            body = "".join(_row(block, "td", map(_inlines, row.cells)) for row in block.rows)
            table = f"<table><caption style='text-align:left'>{escape(block.title)}</caption>{head}{body}</table>"
            return f"{table}<p>{_inlines(block.source)}</p>"
        case doc.Chart():
            data = _fold("Data", to_html(block.data)) if block.data else ""
            # A drawing stands in lines of its own, or it cuts the text before it.
            title = f"<strong>{escape(block.title)}</strong><br>{escape(block.subtitle)}<div>{block.svg}</div>"
            return f"<figure>{title}<figcaption>{_inlines(block.source)}</figcaption></figure>{data}"


def _bullets(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _key_figure(figure: doc.KeyFigure) -> str:
    number, source = _inlines((figure.number,)), _inlines((figure.source,) if figure.source else ())
    rest = "; ".join(filter(None, (escape(figure.detail), source)))
    return f"<strong>{number}</strong> {escape(figure.label)}{f' ({rest})' if rest else ''}"


def _fold_points(points: doc.Points) -> str:
    return _fold(points.label, _bullets(map(_inlines, points.items))) if points.items else ""


def _fold(label: str, body: str) -> str:
    return f"<details><summary>{escape(label)}</summary>{body}</details>"


def _row(table: doc.Table, tag: str, cells: Iterable[str]) -> str:
    aligned = zip(cells, table.columns, strict=True)
    row = "".join(f"<{tag} style='text-align:{column.align}'>{cell}</{tag}>" for cell, column in aligned)
    return f"<tr>{row}</tr>"


def _inlines(inlines: doc.Inlines) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: doc.Inline) -> str:
    text = escape(inline.text)
    if isinstance(inline, doc.Link):
        # Anchors lead nowhere in a notebook, whose claims table may not have been run yet, nor does the index.
        return text if inline.target.startswith(("#", "index:")) else f'<a href="{escape(inline.target)}">{text}</a>'
    tag = TAGS.get(inline.style)
    return f"<{tag}>{text}</{tag}>" if tag else text
