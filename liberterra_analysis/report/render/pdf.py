"""The document as PDF: tagged for screen readers, archivable, the same bytes for the same document.

A fixed template walks the document, which travels to Typst as data: no text is ever read as Typst code.
"""

from __future__ import annotations

import functools
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from liberterra_analysis.document import Document, Figure, Inline, Link, Table, Text, plain, spell_unprintable
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render.html import is_broad, isolate, measure_columns
from liberterra_analysis.report.render.mentions import Mentions, mark_mentions
from liberterra_analysis.report.render.svg import UnsafeSvgError, clean_svg
from liberterra_analysis.report.render.typesetting import TEMPLATES, typeset

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["render_pdf"]

TEMPLATE = TEMPLATES / "report.typ"

LONGEST_COLUMN, LONGEST_WORD = 46, 17
"""Characters beyond which a text is wrapped, and a word broken."""

LONGEST_CODE = 64
"""Characters of code, such as a hash, that stay on one line."""

SHORT_COLUMN = 18
"""Characters up to which a column is preferably not wrapped."""

LOST = 6.0
"""Characters by which a line is shorter than its column: its edges, and half a word on average."""

PARTS, SAMPLE = 16, 30
"""Parts into which the remaining room is divided among columns, and rows sampled to do so."""

LONG_CELL = 900
"""Characters of a cell beyond which its row may be split between pages."""

SETTINGS = ((9.0, False, 95), (8.0, False, 108), (7.5, False, 116), (8.0, True, 165), (7.5, True, 178))
"""Ways to set a table: size of the type in points, whether the page is turned, and characters of a line."""

MOST_WRAPPING = 2.1
"""Average lines of a wrapped text beyond which a table is set smaller."""

FOOTNOTE_CELLS = 3
"""Cells of a source's row that a footnote quotes: publisher, title, date."""

_VERBATIM = frozenset({"kind", "style", "target", "anchor", "name", "state", "tone", "align", "date"})


def render_pdf(document: Document) -> bytes:
    """Render a report as PDF/UA-1 and PDF/A-2a, with the same bytes for the same document.

    The file has the date of the document, which PDF/A requires: 1970-01-01 if there is none. A character without a
    glyph, such as an emoji, is printed as its Unicode name in brackets, since PDF/UA allows none. DocumentError if the
    SVG of a chart is unsafe, or a link leads nowhere.
    """
    from typst import TypstError  # lazy: 20 MB that `--help` need not load

    data = _prepare(document)
    try:
        return _compile(data, document.title.date)
    except TypstError:
        # Characters without a glyph are rare, so they are looked for only now, by Typst itself.
        data = _map_texts(data, lambda text: spell_unprintable(text, _is_printable))
    try:
        return _compile(data, document.title.date)
    except TypstError as error:
        raise DocumentError(f"The PDF could not be set: {error}") from error


def _compile(data: dict[str, Any], date: str) -> bytes:
    made = typeset(
        TEMPLATE,
        {"document": json.dumps(data)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=_timestamp(date),
        format="pdf",
    )
    return cast("bytes", made)


def _timestamp(date: str) -> int:
    """Return the date in seconds; the epoch if there is none, since the clock must not decide."""
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp()) if date else 0


def _prepare(document: Document) -> dict[str, Any]:
    data: dict[str, Any] = _map_texts(document.model_dump(mode="json", exclude={"blocks"}), isolate)
    data["edition"] = next((isolate(plain(value)) for label, value in document.title.facts if label == "Edition"), "")
    blocks: list[dict[str, Any]] = []
    for block in map(_prepare_block, document.blocks):
        while block.get("turned") and blocks and blocks[-1]["kind"] == "heading":
            # The page turns before the table, and its heading would stay behind alone.
            block["headings"].insert(0, blocks.pop())
        blocks.append(block)
    mark_mentions([data, blocks], Mentions(document))
    _add_footnotes(blocks, _write_footnotes(document))
    return data | {"blocks": blocks}


def _write_footnotes(document: Document) -> dict[str, str]:
    """Return the footnote of each row to which a source line can lead: its first texts, and its address."""
    found = {}
    for block in document.blocks:
        if not isinstance(block, Table):
            continue
        for row in block.rows:
            cells = zip(block.columns, row.cells[:FOOTNOTE_CELLS], strict=False)
            texts = [_quote_cell(column.label, isolate(plain(cell))) for column, cell in cells]
            pages = [link.target for cell in row.cells for link in cell if isinstance(link, Link)]
            pages = [page for page in pages if not page.startswith("#")][:1]
            found[row.anchor or ""] = ", ".join(filter(None, [*texts, *pages])) + "."
    return found


def _quote_cell(label: str, text: str) -> str:
    return f"{label.lower()} {text}" if text.startswith("not ") else text


def _add_footnotes(blocks: list[dict[str, Any]], sources: dict[str, str]) -> None:
    """Attach its footnote to each source named outside of tables, once for each source and block."""
    for block in blocks:
        if block["kind"] in {"figure", "key_figures"}:
            lines = [block.get("source", []), *([figure["source"]] for figure in block.get("figures", ()))]
            links = [part for line in lines for part in line if part and part["kind"] == "link"]
            said: set[str] = set()
            for link in links:
                anchor = link["target"][1:]
                link["footnote"] = sources.get(anchor, "") if anchor not in said else ""
                said.add(anchor)


def _prepare_block(block: Any) -> dict[str, Any]:
    data: dict[str, Any] = _map_texts(block.model_dump(mode="json", exclude={"csv", "svg", "data"}), isolate)
    if isinstance(block, Figure):
        try:
            data["svg"] = clean_svg(block)
            data["broad"] = is_broad(data["svg"])
        except UnsafeSvgError as error:
            raise DocumentError(f"figure {block.name!r}: its SVG cannot stand in a report: {error}") from None
    if isinstance(block, Table):
        data["widths"], data["size"], data["turned"] = lay_out(block)
        data["headings"] = []
        for row, row_data in zip(block.rows, data["rows"], strict=True):
            row_data["long"] = any(len(plain(cell)) > LONG_CELL for cell in row.cells)
    return data


def lay_out(table: Table) -> tuple[list[float], float, bool]:
    """Return the layout of a table that fits its page.

    Shares of the width for each column (empty: as wide as their texts), the size of the type in points, and whether the
    page is turned.
    """
    labels = [max(map(len, column.label.split()), default=1) for column in table.columns]
    least = [max(pair) + 2 for pair in zip(_longest_words(table), labels, strict=True)]
    wanted = [max(least[i], min(length, LONGEST_COLUMN) + 2) for i, length in enumerate(measure_columns(table))]
    size, turned, room = next((way for way in SETTINGS if _has_room(way[2], least, wanted)), SETTINGS[-1])
    if sum(wanted) <= room:
        return [], size, turned
    return _share_width(room, least, wanted, _sample_lengths(table)), size, turned


def _has_room(room: int, least: list[int], wanted: list[int]) -> bool:
    return sum(least) <= room and sum(wanted) <= room * MOST_WRAPPING


def _share_width(room: int, least: list[int], wanted: list[int], lengths: list[list[int]]) -> list[float]:
    """Return the widths of columns: the longest word of each, then each part of the rest where it lowers the rows most.

    A row is as high as its highest cell, so a column that is long in one row only gains little.
    """
    snug = [want if want <= SHORT_COLUMN else width for want, width in zip(wanted, least, strict=True)]
    widths = [float(width) for width in (snug if sum(snug) <= room else least)]
    part = (room - sum(widths)) / PARTS
    for _ in range(PARTS if part > 0 else 0):
        tries = [[width + part * (at == chosen) for at, width in enumerate(widths)] for chosen in range(len(widths))]
        widths = min(tries, key=lambda tried: _measure_rows(tried, lengths))
    return [round(width, 2) for width in widths]


def _measure_rows(widths: list[float], lengths: list[list[int]]) -> tuple[float, float]:
    """Return the lines of all rows at these widths, then of all cells, as a measure to minimise."""
    cells = [[length / max(width - LOST, 1) for length, width in zip(row, widths, strict=True)] for row in lengths]
    return sum(max(1.0, *row) for row in cells), sum(map(sum, cells))


def _sample_lengths(table: Table) -> list[list[int]]:
    """Return the lengths of the texts of a sample of rows, taken evenly from all."""
    rows = table.rows[:: max(1, len(table.rows) // SAMPLE)]
    return [[len(plain(cell)) for cell in row.cells] for row in rows]


def _longest_words(table: Table) -> list[int]:
    cells = zip(*(row.cells for row in table.rows), strict=True) if table.rows else ((),) * len(table.columns)
    return [max((_longest_word(part) for cell in column for part in cell), default=1) for column in cells]


def _longest_word(part: Inline) -> int:
    most = LONGEST_CODE if isinstance(part, Text) and part.style == "code" else LONGEST_WORD
    return min(max(map(len, part.text.split()), default=1), most)


def _map_texts(value: Any, change: Callable[[str], str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _map_texts(item, change, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_map_texts(item, change, key) for item in value]
    return change(value) if isinstance(value, str) and key not in _VERBATIM | {"svg"} else value


@functools.cache
def _is_printable(character: str) -> bool:
    if character.isascii():
        return True
    from typst import TypstError  # lazy: 20 MB that `--help` need not load

    block = {"kind": "paragraph", "inlines": [{"kind": "text", "text": f"a{character}", "style": "strong"}]}
    title = {"title": "a", "subtitle": "", "badges": [], "facts": [], "date": "2000-01-01"}
    try:
        _compile({"title": title, "blocks": [block], "language": "en", "edition": ""}, title["date"])  # type: ignore[arg-type]
    except TypstError:
        return False
    return True
