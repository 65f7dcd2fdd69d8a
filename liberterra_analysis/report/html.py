"""The document as one HTML file: nothing loaded from elsewhere, no script, every text escaped."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liberterra_analysis.document import Block, Document, Figure, Heading, Inlines, Table, plain
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.svg import UnsafeSvgError, clean_svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

__all__ = ["render_html", "render_index"]

TEMPLATES = Path(__file__).parent / "templates"

LONG_TEXT, MIDDLE_TEXT = 48, 18
"""Characters from which a column needs room: a table on a phone scrolls rather than breaks every word."""

_OPENERS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNING = frozenset({"R", "AL", "AN", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def render_html(document: Document) -> str:
    """Render a report as one self-contained HTML page.

    Parameters
    ----------
    document : Document
        A report without problems, as `assemble` gives it.

    Returns
    -------
    str
        The page; the same text for the same document.

    Raises
    ------
    DocumentError
        If a figure's SVG cannot stand in a page.

    Examples
    --------
    >>> from liberterra_analysis.document import Paragraph, Text, Title
    >>> page = render_html(Document(title=Title(title="A < B"), blocks=(Paragraph(inlines=(Text(text="<b>"),)),)))
    >>> "<title>A &lt; B</title>" in page, "<p>&lt;b&gt;</p>" in page
    (True, True)
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = _environment().get_template("report.html.j2")
    headings = name_headings(document.blocks)
    contents = [(block, headings[index]) for index, block in enumerate(document.blocks) if isinstance(block, Heading)]
    return page.render(
        document=document,
        title=document.title,
        style=style,
        style_hash=f"sha256-{digest}",
        description=_describe(document),
        headings=headings,
        contents=contents,
    )


def render_index(title: str, edition: str, formats: Sequence[str]) -> str:
    """Render the page at a report's own address, which leads to its published edition.

    Parameters
    ----------
    title : str
        The report's title.
    edition : str
        Id of the edition.
    formats : sequence of str
        Of "html" and "pdf": what the edition holds.

    Returns
    -------
    str
        The page; it works at any address, and without script.

    Examples
    --------
    >>> "editions/0f1e2d3c4b5a/report.html" in render_index("Routes", "0f1e2d3c4b5a", ["html"])
    True
    """
    page = _environment().get_template("index.html.j2")
    return page.render(title=title, edition=edition, formats=formats)


def name_headings(blocks: tuple[Block, ...]) -> dict[int, str]:
    """Give the heading at each position an id of its own.

    The underscore keeps it apart from the names of tables, rows and figures, which hold none.

    Examples
    --------
    >>> name_headings((Heading(level=2, text="Where?"), Heading(level=2, text="Where")))
    {0: '_where', 1: '_where-2'}
    """
    names: dict[int, str] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            slug = re.sub(r"\W+", "-", block.text.lower()).strip("-_")[:60] or "section"
            name, count = f"_{slug}", 1
            while name in names.values():
                count += 1
                name = f"_{slug}-{count}"
            names[index] = name
    return names


def isolate(text: str) -> str:
    """Keep a text's direction to itself: neither a name in Arabic nor an override turns its neighbours around.

    Examples
    --------
    >>> isolate("plain"), isolate("a\u202eb") == "\u2068a\u202eb\u202c\u2069"
    ('plain', True)
    """
    if text.isascii() or not any(unicodedata.bidirectional(character) in _TURNING for character in text):
        return text
    pending: list[str] = []
    for control in _CONTROLS.findall(text):
        if control in _OPENERS:
            pending.append(_OPENERS[control])
        elif control in pending:
            # The end of an isolate also ends what was opened within it.
            while pending.pop() != control:
                pass
    return f"\u2068{text}{''.join(reversed(pending))}\u2069"


def measure_columns(table: Table) -> list[int]:
    """Give the length of the longest text in each column, its header aside, in characters."""
    return [
        max((len(plain(row.cells[index].inlines)) for row in table.rows if index < len(row.cells)), default=0)
        for index in range(len(table.columns))
    ]


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # lazy: `--help` need not pay for it

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {"svg": _svg, "widths": _widths}
    return environment


def _finalize(value: Any) -> Any:
    return isolate(value) if type(value) is str else value


def _svg(figure: Figure) -> Any:
    from markupsafe import Markup  # lazy: comes with Jinja2

    try:
        return Markup(clean_svg(figure))  # noqa: S704 - an element tree of allowed names, escaped by its writer
    except UnsafeSvgError as error:
        raise DocumentError(f"figure {figure.name!r}: its SVG cannot stand in a report: {error}") from None


def _widths(table: Table) -> list[str]:
    """Give each column the class that keeps it readable."""
    return [
        ("long" if length > LONG_TEXT else "mid" if length > MIDDLE_TEXT else "short")
        + (" num" if column.align == "right" else "")
        for column, length in zip(table.columns, measure_columns(table), strict=True)
    ]


@functools.cache
def _style() -> str:
    text = (TEMPLATES / "style.css").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def _describe(document: Document) -> str:
    if document.title.subtitle:
        return document.title.subtitle
    first: Inlines = next((block.inlines for block in document.blocks if block.kind == "paragraph"), ())
    return plain(first)[:200]
