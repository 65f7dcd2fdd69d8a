"""The document as one HTML file: nothing loaded from elsewhere, every text escaped.

One small script, allowed by its hash, marks the section being read in the contents; the page is complete without it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from liberterra_analysis.document import Block, Document, Figure, Heading, Inlines, Table, plain
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render.mentions import Mentions
from liberterra_analysis.report.render.raster import draw_png
from liberterra_analysis.report.render.svg import UnsafeSvgError, clean_svg, rename_ids, share_glyphs
from liberterra_analysis.report.render.typesetting import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

__all__ = ["render_html", "render_index"]

LONG_TEXT, MIDDLE_TEXT = 48, 18
"""Characters beyond which a column needs room: on a phone a table scrolls rather than breaks every word."""

PHONE = 400
"""Largest width of a drawing, in its own unit, that a phone shows whole with legible letters."""

FEW_COLUMNS = 2
"""Most columns of a table that fits a phone; the rows of a wider one become cards there."""

BOM = "\ufeff"
"""Byte order mark of a CSV file, by which Excel recognises UTF-8."""

_URL_SAFE = " !$'()*+,-./:;<=>?@_~"
"""Characters that browsers accept in an address as they are; quoted, they would be three times as long."""

_OPENERS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_VIEW = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ')
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNING = frozenset({"R", "AL", "AN", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def render_html(document: Document) -> str:
    """Render a report as one self-contained HTML page, with the same bytes for the same document.

    DocumentError if the SVG of a chart is unsafe.

    >>> from liberterra_analysis.document import Paragraph, Text, Title
    >>> page = render_html(Document(title=Title(title="A < B"), blocks=(Paragraph(inlines=(Text(text="<b>"),)),)))
    >>> "<title>A &lt; B</title>" in page, "<p>&lt;b&gt;</p>" in page
    (True, True)
    """
    page = environment().get_template("report.html.j2")
    headings = name_headings(document.blocks)
    contents = [(block, headings[index]) for index, block in enumerate(document.blocks) if isinstance(block, Heading)]
    return page.render(
        document=document,
        title=document.title,
        style=read_source("style.css"),
        script=read_source("contents.js"),
        description=_describe(document),
        linked_data=_linked_data(document),
        headings=headings,
        contents=contents,
        mentions=Mentions(document),
        drawings=_drawings(document),
        file=_file_name(document.title.title),
    )


def render_index(title: str, edition: str, formats: Sequence[str]) -> str:
    """Render the page at a report's own address, which leads to an edition at any address and without script."""
    page = environment().get_template("index.html.j2")
    return page.render(title=title, edition=edition, formats=formats)


def name_headings(blocks: tuple[Block, ...]) -> dict[int, str]:
    """Return a unique id for the heading at each position; the underscore sets it apart from anchors.

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
    r"""Isolate a text's direction, so that neither Arabic nor an override turns its neighbours around.

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
    """Return the length in characters of the longest text in each column, without headers."""
    return [
        max((len(plain(row.cells[index])) for row in table.rows if index < len(row.cells)), default=0)
        for index in range(len(table.columns))
    ]


def is_broad(drawing: str) -> bool:
    """Return whether a cleaned SVG is too wide for a phone to show it whole."""
    found = _VIEW.search(drawing)
    return bool(found) and float(found[1]) > PHONE  # type: ignore[index]  # it is there if it was found


@functools.cache
def environment() -> Environment:
    """Return the environment of the templates, which escapes all text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # lazy: `--help` need not pay for it

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {
        "lines": _break_lines,
        "widths": _class_columns,
        "hash": _hash_source,
        "downloads": _downloads,
        "broad": is_broad,
    }
    environment.globals["few_columns"] = FEW_COLUMNS
    return environment


def _finalize(value: Any) -> Any:
    return isolate(value) if type(value) is str else value


def _break_lines(text: str) -> Any:
    """Escape the lines of a text and join them with breaks."""
    from markupsafe import Markup, escape  # lazy: comes with Jinja2

    return Markup("<br>").join(escape(isolate(line)) for line in text.split("\n"))


def _drawings(document: Document) -> dict[str, Any]:
    """Return the drawings of the page by name; a dot sets their ids apart from those of headings and mentions."""
    from markupsafe import Markup  # lazy: comes with Jinja2

    figures = [block for block in document.blocks if isinstance(block, Figure)]
    named = [rename_ids(_clean(figure), figure, f"_{number}.") for number, figure in enumerate(figures)]
    pairs = zip(figures, share_glyphs(named), strict=True)
    return {figure.name: Markup(drawing) for figure, drawing in pairs}  # noqa: S704 - an element tree of allowed names, escaped by its writer


def _clean(figure: Figure) -> str:
    try:
        return clean_svg(figure)
    except UnsafeSvgError as error:
        raise DocumentError(f"figure {figure.name!r}: its SVG cannot stand in a report: {error}") from None


class _Download(NamedTuple):
    label: str
    name: str
    address: str


def _downloads(figure: Figure, file: str) -> list[_Download]:
    """Return the files that a reader can save from a chart, each as a data address within the page."""
    from markupsafe import Markup  # lazy: comes with Jinja2

    drawing = rename_ids(_clean(figure), figure, "_").replace('"', "'")
    made = [
        ("SVG", "svg", f"data:image/svg+xml;charset=utf-8,{quote(drawing, safe=_URL_SAFE)}"),
        ("PNG", "png", f"data:image/png;base64,{_base64(draw_png(figure))}"),
        ("CSV", "csv", f"data:text/csv;charset=utf-8,{quote(BOM + figure.csv, safe=_URL_SAFE)}" if figure.csv else ""),
    ]
    # Characters that end an attribute or begin an entity are quoted already; escaping would add half to the length.
    return [
        _Download(label, f"{file}-{figure.name}.{suffix}", Markup(address))  # noqa: S704
        for label, suffix, address in made
        if address
    ]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _hash_source(text: str) -> str:
    """Return the hash by which the page's policy allows a style sheet or script."""
    return f"sha256-{_base64(hashlib.sha256(text.encode()).digest())}"


def _file_name(title: str) -> str:
    """Return a title as the start of a file name: letters, digits and hyphens, which every system accepts."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-") or "report"


def _linked_data(document: Document) -> Any:
    """Describe the report and its tables as JSON-LD that no text can break out of."""
    from markupsafe import Markup  # lazy: comes with Jinja2

    report: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": document.title.title,
        "description": _describe(document),
        "inLanguage": document.language,
        "hasPart": [
            {
                "@type": "Dataset",
                "name": block.caption,
                "description": f"{block.caption}; part of the report {document.title.title}",
                "variableMeasured": [column.label for column in block.columns],
            }
            for block in document.blocks
            if isinstance(block, Table)
        ],
    }
    if document.title.date:
        report["datePublished"] = document.title.date
    text = json.dumps(report, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704


def _class_columns(table: Table) -> list[str]:
    """Return the class of each column that keeps it readable."""
    return [
        ("long" if length > LONG_TEXT else "mid" if length > MIDDLE_TEXT else "short")
        + (" num" if column.align == "right" else "")
        for column, length in zip(table.columns, measure_columns(table), strict=True)
    ]


@functools.cache
def read_source(name: str) -> str:
    """Read a style sheet or script of the templates, without comments and indentation."""
    text = (TEMPLATES / name).read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    if name.endswith(".css"):
        text = re.sub(r"(?<=[{};:,]) +| +(?=[{}])", "", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def _describe(document: Document) -> str:
    if said := document.title.finding or document.title.subtitle:
        return said
    first: Inlines = next((block.inlines for block in document.blocks if block.kind == "paragraph"), ())
    return plain(first)[:200]
