"""The document as PDF: tagged for screen readers, archivable, the same bytes for the same document.

A fixed template walks the document, which travels to Typst as data: no text is ever read as Typst code.
"""

from __future__ import annotations

import functools
import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from liberterra_analysis.document import Document, spell_unprintable
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render.imprint import NO_SITE, Site
from liberterra_analysis.report.render.layout import (
    TEMPLATES,
    dump_document,
    isolate,
    measure_columns,
    measure_text,
)
from liberterra_analysis.typesetting import typeset

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["render_pdf"]

LONGEST_COLUMN, LONGEST_WORD = 46, 17
"""Characters beyond which a text is wrapped, and a word broken."""

LONGEST_CODE = 64
"""Characters of code, such as a hash, that stay on one line."""

SHORT_COLUMN = 18
"""Characters up to which a column is preferably not wrapped."""

LOST = 6
"""Characters by which a line is shorter than its column: its edges, and half a word on average."""

LONG_CELL = 900
"""Characters of a cell beyond which its row may be split between pages."""

UPRIGHT, TURNED = ((9.0, 95), (8.0, 108), (7.5, 116)), ((8.0, 165), (7.5, 178))
"""Ways to set a table: size of the type in points, and characters of a line; the page is turned where it must be."""

MAX_WRAPPING = 2.1
"""Average lines of a wrapped text beyond which a table is set smaller."""

_VERBATIM = frozenset({"kind", "style", "target", "anchor", "name", "state", "tone", "align", "date", "svg", "mark"})


def render_pdf(document: Document, site: Site = NO_SITE) -> bytes:
    """Render a report as PDF/UA-1 and PDF/A-2a, with the same bytes for the same document.

    The file has the day on which sources were last checked, or else the date of the document, or else 1970-01-01, as
    PDF/A requires one. A character without a
    glyph, such as an emoji, is printed as its Unicode name in brackets, since PDF/UA allows none. DocumentError if a
    link leads nowhere.
    """
    publisher = site.model_dump(exclude_none=True) | {"creators": site.creators}
    day = document.title.checked or document.title.date
    data = _prepare(document, site.address or "") | {"site": publisher, "day": day}
    try:
        return _compile(data)
    except DocumentError:
        # Characters without a glyph are rare, so they are looked for only now, by Typst itself.
        return _compile(_map_texts(data, lambda text: spell_unprintable(text, _is_printable)))


def _compile(data: dict[str, Any]) -> bytes:
    # Without a date the epoch, since the clock must not decide.
    date = datetime.fromisoformat(data["day"] or "1970-01-01").replace(tzinfo=UTC)
    return typeset(
        TEMPLATES / "report.typ",
        {"document": json.dumps(data)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(date.timestamp()),
        format="pdf",
    )


def _map_texts(value: Any, change: Callable[[str], str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _map_texts(item, change, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_map_texts(item, change, key) for item in value]
    return change(value) if isinstance(value, str) and key not in _VERBATIM else value


@functools.cache
def _is_printable(character: str) -> bool:
    if character.isascii():
        return True
    block = {"kind": "paragraph", "inlines": [{"kind": "text", "text": f"a{character}", "style": "strong"}]}
    title = {"title": "a", "subtitle": "", "badges": [], "facts": [], "finding": [], "date": ""}
    try:
        _compile({"title": title, "blocks": [block], "language": "en", "edition": "", "site": {}, "day": ""})
    except DocumentError:
        return False
    return True


def _prepare(document: Document, index: str) -> dict[str, Any]:
    data = dump_document(document, index)
    blocks: list[dict[str, Any]] = []
    for block in data["blocks"]:
        if block["kind"] == "table":
            _prepare_table(block, blocks)
        elif block["kind"] == "figure":
            # The data below a chart is in the page and in a file.
            block["data"] = None
        blocks.append({name: value for name, value in block.items() if name != "csv"})
    isolated: dict[str, Any] = _map_texts({**data, "blocks": blocks}, isolate)
    return isolated


def _prepare_table(table: dict[str, Any], above: list[dict[str, Any]]) -> None:
    """Add its layout to a table, and the headings right above one for which the page turns: they would stay behind."""
    table["widths"], table["size"], table["turned"] = lay_out(table)
    table["headings"] = []
    while table["turned"] and above and above[-1]["kind"] == "heading":
        table["headings"].insert(0, above.pop())
    for row in table["rows"]:
        row["long"] = any(measure_text(cell) > LONG_CELL for cell in row["cells"])


def lay_out(table: dict[str, Any]) -> tuple[list[float], float, bool]:
    """Return the layout of a dumped table that fits its page.

    Shares of the width for each column (empty: as wide as their texts), the size of the type in points, and whether the
    page is turned.
    """
    labels = [max(map(len, column["label"].split()), default=1) for column in table["columns"]]
    least = [max(pair) + 2 for pair in zip(measure_columns(table, _measure_word), labels, strict=True)]
    longest = measure_columns(table, measure_text)
    wanted = [max(width, min(length, LONGEST_COLUMN) + 2) for width, length in zip(least, longest, strict=True)]
    turned = sum(least) > UPRIGHT[-1][1]
    ways = TURNED if turned else UPRIGHT
    size, room = next((way for way in ways if _has_room(way[1], least, wanted)), ways[-1])
    if sum(wanted) <= room:
        return [], size, turned
    return _share_width(room, least, wanted, _measure_comfort(table)), size, turned


def _measure_comfort(table: dict[str, Any]) -> list[float]:
    """Return the widths at which the texts of a column, and its header, seldom break."""
    lengths = [[measure_text(cell) for cell in row["cells"]] for row in table["rows"]]
    # The root mean square, since a row is as high as its longest text.
    means = [math.hypot(*column) / len(column) ** 0.5 + LOST for column in zip(*lengths, strict=True)]
    return [max(mean, len(column["label"]) + 2) for mean, column in zip(means, table["columns"], strict=True)]


def _has_room(room: int, least: list[int], wanted: list[int]) -> bool:
    return sum(least) <= room and sum(wanted) <= room * MAX_WRAPPING


def _share_width(room: int, least: list[int], wanted: list[int], comfort: list[float]) -> list[float]:
    """Return the widths of columns: the longest word of each, and of the rest a part by what it lacks for comfort."""
    snug = [want if want <= SHORT_COLUMN else width for want, width in zip(wanted, least, strict=True)]
    widths = snug if sum(snug) <= room else least
    lacks = [max(ease - width, 0) for ease, width in zip(comfort, widths, strict=True)]
    part = max(room - sum(widths), 0) / (sum(lacks) or 1)
    return [round(width + part * lack, 2) for width, lack in zip(widths, lacks, strict=True)]


def _measure_word(inlines: list[dict[str, Any]]) -> int:
    """Return the length of the longest word that is kept whole."""
    longest = 1
    for inline in inlines:
        most = LONGEST_CODE if inline.get("style") == "code" else LONGEST_WORD
        longest = max(longest, *(min(len(word), most) for word in inline["text"].split()), 1)
    return longest
