"""What HTML and PDF have in common: the document as data with its numbers marked, and the measures of texts."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from liberterra_analysis.document import ROW, Document
from liberterra_analysis.picture import measure_drawing

TEMPLATES = Path(__file__).parent / "templates"

LONG = {"table": ("rows", 13, 10), "items": ("items", 9, 6), "checks": ("checks", 9, 6)}
"""What a block holds, how many of it are long, and how many of those are shown at once."""

FEW_NUMBERS = 4
"""Most columns of numbers beside names that fit a phone."""

PHONE = 400
"""Largest width of a drawing, in its own unit, that a phone shows whole with letters of 11 pixels."""

WHOLE = 500
"""Largest width that a phone shows whole at all, as matplotlib draws by default; a wider drawing is to be scrolled."""

PROSE = frozenset({"paragraph", "items", "quote", "note", "checks", "key_figures"})
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAY_OR_WORD = re.compile(rf"\d{{1,2}} (?:{'|'.join(MONTHS)})\b ?|\S+")
"""What a line of a table does not part: a word, or a day with its month, whose letters are wider by a space."""

_DAY = re.compile(r"(?<![\w./=-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w/-]|\.\w)")
_OPENERS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_PARTS = (dict, list)  # not `dict | list`, which would be made anew for each value
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNING = frozenset({"R", "AL", "AN", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def dump_document(document: Document, index: str = "") -> dict[str, Any]:
    """Return a document as data for the renderers.

    Each number that leads to a row has a `mark` and the `row` that it leads to, and the row its `marks`, each with the
    section in which it stands; in the texts of a section a link stands once. A chart too wide for a phone is `broad`,
    or even `scrolls`; days are spelled out. `index` is the address of the index of all reports, or "".
    """
    data = document.model_dump(mode="json")
    _spell_days(data)
    section, links = data["title"]["title"], list[tuple[str, dict[str, Any]]]()
    for part in find_parts([data["title"], data["blocks"]], but="data"):
        if part.get("kind") == "heading":
            section = part["text"]
        elif part.get("kind") == "link":
            links.append((section, part))
    _link_index([link for _, link in links], index)
    _link_once(data["blocks"])
    rows: dict[str, dict[str, Any]] = {}
    tables = {block["name"]: block["title"] for block in data["blocks"] if block["kind"] == "table"}
    for block in data["blocks"]:
        if block["kind"] == "table":
            rows |= {row["anchor"]: row for row in block["rows"] if row["anchor"]}
        elif block["kind"] == "figure":
            block["size"] = [*measure_drawing(block["svg"])]
            block["broad"], block["scrolls"] = (block["size"][0] > limit for limit in (PHONE, WHOLE))
    for number, (section, link) in enumerate(pair for pair in links if pair[1]["kind"] == "link"):
        link["table"] = tables.get(link["target"][1:], "") if link["number"] else ""
        if link["number"] and link["target"][1:] in rows:
            # The dot sets it apart from the ids of headings, and the underscore from anchors.
            link["mark"] = f"_.{number}"
            link["row"] = join_texts(rows[link["target"][1:]]["cells"][0])
            rows[link["target"][1:]].setdefault("marks", []).append((link["mark"], section))
    return data


def fold_long(blocks: list[dict[str, Any]]) -> None:
    """Move what a reader is not shown at once to the `rest` of a block: a block that goes on where it ends.

    Only before the appendix. A narrow table that comes first stays whole: it is what readers came for.
    """
    first = next((block for block in blocks if block["kind"] == "table"), None)
    for block in blocks:
        if block["kind"] == "heading" and block["folded"]:
            return
        name, long, few = LONG.get(block["kind"], ("", 0, 0))
        if not name or len(block[name]) <= long or (block is first and is_narrow(block)):
            continue
        rest = {**block, name: block[name][few:], "name": f"_{block.get('name')}.rest"}
        if block["kind"] == "items":
            rest |= {"start": block["start"] + few}
            rest |= {one: block[one][few:] for one in ("points", "names", "under") if block[one]}
        block |= {name: block[name][:few], "rest": rest, "long": len(rest[name])}


def is_narrow(table: dict[str, Any]) -> bool:
    """Return whether a table is a list of names with a few numbers, which a phone shows as it is."""
    numbers = table["columns"][1:]
    return len(numbers) <= FEW_NUMBERS and all(column["align"] == "right" for column in numbers)


def _link_index(links: list[dict[str, Any]], index: str) -> None:
    for link in links:
        if link["target"].startswith("index:"):
            target = f"{index}#{link['target'].removeprefix('index:')}"
            link.update({"target": target} if index else {"kind": "text", "style": "plain"})


def _link_once(blocks: list[dict[str, Any]]) -> None:
    """Replace repeated links in the prose of a section by their text.

    The row of a table that a notebook shows holds many numbers, each of which leads there.
    """
    seen: set[str] = set()
    for block in blocks:
        if block["kind"] == "heading":
            seen = set()
        elif block["kind"] in PROSE:
            for link in list(find_links(block)):
                if link["target"] in seen and not (link["number"] and ROW in link["target"]):
                    link.update({"kind": "text", "style": "plain"})
                elif link["target"].startswith("#"):
                    seen.add(link["target"])


def _spell_days(data: Any) -> None:
    """Write each day in the texts of a dumped document as people do; what is quoted from a source is in a table."""
    for part in find_parts(data):
        if "-" in part.get("text", "") and "code" not in (part.get("style"), part.get("kind")):
            part["text"] = spell_day(part["text"])


def spell_day(text: str) -> str:
    """Spell out the days in a text, except within addresses and names of files.

    >>> spell_day("2024-09-29 to 2024-10-04."), spell_day("2024-13-01"), spell_day("tv.com/2022-07-06/a")
    ('29 September 2024 to 4 October 2024.', '2024-13-01', 'tv.com/2022-07-06/a')
    """
    return _DAY.sub(lambda found: f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}", text)


def find_links(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the links within dumped blocks, in reading order, without the links in the data below charts."""
    return (part for part in find_parts(data, but="data") if part.get("kind") == "link")


def find_parts(data: Any, *, but: str = "") -> Iterator[dict[str, Any]]:
    """Yield the parts of dumped blocks, in reading order, but for those in a field."""
    pending = [data]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            yield part
            part = [value for name, value in part.items() if isinstance(value, _PARTS) and name != but]
        if isinstance(part, list):
            pending += reversed(part)


def isolate(text: str) -> str:
    """Isolate a text's direction, so that neither Arabic nor an override turns its neighbours around."""
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
