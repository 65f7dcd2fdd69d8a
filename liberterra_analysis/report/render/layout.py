"""What HTML and PDF have in common: the document as data with its numbers marked, and the measures of texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from liberterra_analysis.document import Document

__all__ = ["dump_document", "find_links", "isolate", "join_texts", "measure_columns", "measure_text"]

PHONE = 400
"""Largest width of a drawing, in its own unit, that a phone shows whole with legible letters."""

_VIEW = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ')
_OPENERS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNING = frozenset({"R", "AL", "AN", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def dump_document(document: Document) -> dict[str, Any]:
    """Return a document as data, as both renderers take it.

    Each number that leads to a row has a `mark`, and the row its `marks`; a chart too wide for a phone is `broad`.
    """
    data = document.model_dump(mode="json")
    rows: dict[str, dict[str, Any]] = {}
    for block in data["blocks"]:
        if block["kind"] == "table":
            rows |= {row["anchor"]: row for row in block["rows"] if row["anchor"]}
        elif block["kind"] == "figure":
            view = _VIEW.search(block["svg"])
            block["broad"] = view is not None and float(view[1]) > PHONE
    for number, link in enumerate(find_links([data["title"], data["blocks"]])):
        if link["number"] and link["target"][1:] in rows:
            # The dot sets it apart from the ids of headings, and the underscore from anchors.
            link["mark"] = f"_.{number}"
            rows[link["target"][1:]].setdefault("marks", []).append(link["mark"])
    return data


def find_links(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the links within dumped blocks, in reading order, without the links in the data below charts."""
    if isinstance(data, dict):
        if data.get("kind") == "link":
            yield data
        data = [value for name, value in data.items() if name != "data"]
    if isinstance(data, list):
        for value in data:
            yield from find_links(value)


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


def join_texts(inlines: list[dict[str, Any]]) -> str:
    """Return the text of dumped inlines without their markup."""
    return "".join(inline["text"] for inline in inlines)


def measure_text(inlines: list[dict[str, Any]]) -> int:
    """Return the length of dumped inlines in characters."""
    return len(join_texts(inlines))


def measure_columns(table: dict[str, Any], measure: Callable[[Any], int]) -> list[int]:
    """Return the most that a cell of each column measures, 0 for a table without rows."""
    cells = [row["cells"] for row in table["rows"]]
    return [max((measure(row[at]) for row in cells), default=0) for at in range(len(table["columns"]))]
