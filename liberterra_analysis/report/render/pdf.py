"""The document as PDF: tagged for screen readers, archivable, the same bytes for the same document.

A fixed template walks the document, which travels to Typst as data: no text is ever read as Typst code.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from liberterra_analysis.document import Document, Paragraph, Text, Title, spell_unprintable
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render import layout
from liberterra_analysis.report.render.formula import read_formula
from liberterra_analysis.report.render.imprint import NO_SITE, Site
from liberterra_analysis.typesetting import typeset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_COLUMN, LONGEST_WORD = 46, 17
"""Characters beyond which a text is wrapped, and a word broken."""

LONGEST_CODE = 64
"""Characters of code, such as a hash, that stay on one line."""

SHORT_COLUMN = 18
"""Characters up to which a column of numbers is preferably not wrapped, and a header counts; half above numbers."""

MENTIONS = 12
"""Characters of a line of pages from which numbers lead to a row."""

EDGES, LOST = 2, 3
"""Characters that the edges of a column take, and by which a line that is broken is shorter on average."""

LONG_CELL = 600
"""Characters of a cell beyond which its row may be split between pages."""

UPRIGHT, TURNED = ((9.0, 95), (8.0, 108), (7.5, 116)), ((8.0, 165), (7.5, 178))
"""Ways to set a table: size of the type in points, and characters of a line; the page is turned where it must be."""

FEW_SPLIT = 2
"""Columns up to which a table is not split, for each part repeats the first."""

MAX_LINES = 4
"""Average lines of a row beyond which a table is set smaller."""

FEW_LINES = 12
"""Lines up to which a table is not split between pages."""

PARTS = 16
"""Parts in which the width that columns need not is shared."""

TOP = 2
"""Level of the highest headings below the title."""

REST = "The rest of long tables and lists"

_VERBATIM = frozenset(
    {"kind", "style", "target", "anchor", "name", "state", "align", "date", "svg", "logo", "mark", "tree"}
)


def render_pdf(document: Document, site: Site = NO_SITE) -> bytes:
    """Render a report as PDF/UA-1 and PDF/A-2a, with the same bytes for the same document.

    The file has the day on which sources were last checked, or else the date of the document, or else 1970-01-01, as
    PDF/A requires one. A character without a glyph, such as an emoji, is printed as its Unicode name in brackets, since
    PDF/UA allows none. DocumentError if a link leads nowhere.
    """
    data = _prepare(document, site)
    try:
        return _compile(data)
    except DocumentError:
        # Characters without a glyph are rare, so they are looked for only now, by Typst itself.
        # A formula may hold what the template cannot set; it is then printed as TeX.
        _set_formulas(data, lambda *_, **__: None)
        return _compile(_map_texts(data, lambda text: spell_unprintable(text, _is_printable)))


def _compile(data: dict[str, Any]) -> bytes:
    # Without a date the epoch, since the clock must not decide.
    date = datetime.fromisoformat(data["day"] or "1970-01-01").replace(tzinfo=UTC)
    return typeset(
        layout.TEMPLATES / "report.typ",
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
    strong = Text(text=f"a{character}", style="strong")
    probe = Document(title=Title(title="a"), blocks=(Paragraph(inlines=(strong,)),))
    try:
        _compile(_prepare(probe, NO_SITE))
    except DocumentError:
        return False
    return True


def _prepare(document: Document, site: Site) -> dict[str, Any]:
    data = layout.dump_document(document, site.address or "")
    _set_formulas([data["title"], data["blocks"]], read_formula)
    blocks: list[dict[str, Any]] = []
    for block in _move_rests(data["blocks"]):
        for part in _split_table(block) if block["kind"] == "table" else [block]:
            if part["kind"] == "table":
                _prepare_table(part, blocks)
            # The data below a chart is in the page and in a file.
            blocks.append(part | {name: None for name in ("csv", "data") if name in part})
    isolated: dict[str, Any] = _map_texts({**data, "blocks": blocks}, layout.isolate)
    publisher = site.model_dump(exclude_none=True) | {"creators": site.creators}
    return isolated | {"site": publisher, "day": document.title.checked or document.title.date}


def _move_rests(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield blocks, the rests of long ones at the head of the appendix, if there is one, by their sections."""
    is_appendix = [block["kind"] == "heading" and block["folded"] and block["level"] == TOP for block in blocks]
    at = is_appendix.index(True) if any(is_appendix) else 0
    layout.fold_long(blocks[:at])
    moved: list[dict[str, Any]] = []
    section = ""
    for block in blocks[:at]:
        section = block["text"] if block["kind"] == "heading" else section
        rest = block.pop("rest", None)
        yield block
        if rest:
            target = f"_{len(moved)}.rest"
            yield {"kind": "more", "target": target, "long": block["long"]}
            moved += [{"kind": "heading", "level": TOP + 1, "text": section, "name": target, "folded": False}, rest]
    if moved:
        yield {"kind": "heading", "level": TOP, "text": REST, "name": "", "folded": True}
    yield from moved
    yield from blocks[at:]


def _set_formulas(data: Any, read: Callable[..., Any]) -> None:
    """Set the tree of each formula to what `read` returns for its TeX."""
    for part in layout.find_parts(data, but="tree"):
        if part.get("style") == "math" or part.get("kind") == "formula":
            part["tree"] = read(part["text"], display="style" not in part)


def _prepare_table(table: dict[str, Any], above: list[dict[str, Any]]) -> None:
    """Add its layout to a table, and the headings right above one for which the page turns: they would stay behind."""
    table["widths"], table["size"], table["turned"], table["whole"] = lay_out(table)
    table["headings"] = []
    while table["turned"] and above and above[-1]["kind"] == "heading":
        table["headings"].insert(0, above.pop())
    for row in table["rows"]:
        row["long"] = any(layout.measure_text(cell) > LONG_CELL for cell in row["cells"])


def _split_table(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a table that no page is wide enough for in parts that fit, each with the first column.

    A table without a file of data, as notebooks show the first rows of a frame, does not turn its page either.
    """
    least = _measure_least(table)
    room = (TURNED if table["csv"] else UPRIGHT)[-1][1]
    if sum(least) <= room or len(least) <= FEW_SPLIT:
        return [table]
    parts, width = [[0]], least[0]
    for at, need in enumerate(least[1:], 1):
        if width + need > room and len(parts[-1]) > 1:
            parts.append([0])
            width = least[0]
        parts[-1].append(at)
        width += need
    return [_take_part(table, part, is_first=part is parts[0], is_last=part is parts[-1]) for part in parts]


def _take_part(table: dict[str, Any], part: list[int], *, is_first: bool, is_last: bool) -> dict[str, Any]:
    """Return the columns of a table at some places; links lead to the first part, and the source is below the last."""
    keep = ("anchor", "marks") if is_first else ()
    rows = [
        {
            **({"anchor": None} | {name: row[name] for name in keep if name in row}),
            "cells": [row["cells"][at] for at in part],
            "bars": [row["bars"][at] for at in part] if row["bars"] else [],
        }
        for row in table["rows"]
    ]
    first, last = part[1] + 1, part[-1] + 1
    span = f"column {first}" if first == last else f"columns {first} to {last}"
    return {
        **table,
        "name": table["name"] if is_first else None,
        "title": f"{table['title']}, {span} of {len(table['columns'])}",
        "columns": [table["columns"][at] for at in part],
        "rows": rows,
        "source": table["source"] if is_last else [],
    }


def lay_out(table: dict[str, Any]) -> tuple[list[float], float, bool, bool]:
    """Return the layout of a dumped table that fits its page.

    Shares of the width for each column (empty: as wide as their texts), the size of the type in points, whether the
    page is turned, and whether the table is too short to be split between pages.
    """
    least = _measure_least(table)
    longest = layout.measure_columns(table, layout.measure_text)
    wanted = [max(width, min(length, LONGEST_COLUMN) + EDGES) for width, length in zip(least, longest, strict=True)]
    labels = [len(column["label"]) for column in table["columns"]]
    # A long header may break, lest many of them leave no room for the names of the rows.
    most = {"left": SHORT_COLUMN, "right": SHORT_COLUMN // 2}
    header = [min(label, most[column["align"]]) for label, column in zip(labels, table["columns"], strict=True)]
    rows = _measure_rows(table, header)
    natural = sum(max(want, label + EDGES) for want, label in zip(wanted, labels, strict=True))
    # Numbers are not wrapped, nor headers into many lines, unless that makes the rows high.
    whole = [
        max(want if column["align"] == "right" and want <= SHORT_COLUMN else width, label // MAX_LINES + EDGES)
        for column, want, width, label in zip(table["columns"], wanted, least, labels, strict=True)
    ]
    turned = sum(least) > UPRIGHT[-1][1]
    for (size, room), start in product(TURNED if turned else UPRIGHT, (whole, least)):
        if natural <= room:
            return [], size, turned, _is_short(rows, wanted)
        widths = _share_width(room, start, rows)
        if sum(start) <= room and _count_lines(rows, widths).mean() <= MAX_LINES:
            break
    return widths, size, turned, _is_short(rows, widths)


def _measure_least(table: dict[str, Any]) -> list[int]:
    """Return the least width of each column: its longest word."""
    labels = [max(map(_measure_letters, column["label"].split()), default=1) for column in table["columns"]]
    words = map(max, layout.measure_columns(table, _measure_word), labels)
    # A text after a number is set off from it.
    sides = pairwise(["left", *(column["align"] for column in table["columns"])])
    return [word + EDGES + (pair == ("right", "left")) for word, pair in zip(words, sides, strict=True)]


def _measure_letters(word: str) -> int:
    """Return the width of a word, in characters; capitals are wider than others."""
    return len(word) + sum(map(str.isupper, word)) // 3


def _measure_rows(table: dict[str, Any], header: list[int]) -> NDArray[np.int_]:
    """Return the lengths of the texts of each row below the header, with that of the pages that lead to it."""
    import numpy as np  # not before a notebook has set its environment, which numpy reads

    lengths = np.array([header, *([*map(layout.measure_text, row["cells"])] for row in table["rows"])])
    lengths[1:, 0] += MENTIONS * np.array([bool(row.get("marks")) for row in table["rows"]], bool)
    return lengths


def _split_lines(lengths: NDArray[np.int_], widths: Sequence[float]) -> NDArray[np.float64]:
    """Return how many lines texts take in their columns, on average."""
    import numpy as np

    room = np.maximum(np.array(widths) - EDGES, LOST + 1)
    return np.where(lengths <= room, 1.0, lengths / (room - LOST))


def _count_lines(lengths: NDArray[np.int_], widths: Sequence[float]) -> NDArray[np.float64]:
    """Return how many lines high each row is."""
    highest: NDArray[np.float64] = _split_lines(lengths, widths).max(axis=1)
    return highest


def _is_short(rows: NDArray[np.int_], widths: Sequence[float]) -> bool:
    return bool(_count_lines(rows[1:], widths).sum() <= FEW_LINES)


def _share_width(room: int, least: Sequence[float], rows: NDArray[np.int_]) -> list[float]:
    """Return widths that keep rows low: the longest word of each column, and the rest where it saves most lines."""
    widths, part = [*map(float, least)], max(room - sum(least), 0) / PARTS
    for _ in range(PARTS):
        lines = _split_lines(rows, widths)
        # A row is as high as its longest text, so that others count the less, the shorter they are.
        weight = (lines / lines.max(axis=1, keepdims=True)) ** 3
        saved = ((lines > 1) * lines * weight).sum(axis=0) / widths
        if not saved.any():
            break
        widths[int(saved.argmax())] += part
    return [round(width, 2) for width in widths]


def _measure_word(inlines: list[dict[str, Any]]) -> int:
    """Return the width of the longest word that is kept whole."""
    longest = 1
    for inline in inlines:
        most = LONGEST_CODE if inline.get("style") == "code" else LONGEST_WORD
        words = layout.DAY_OR_WORD.findall(inline["text"])
        longest = max(longest, *(_measure_letters(word[:most]) for word in words), 1)
    return longest
