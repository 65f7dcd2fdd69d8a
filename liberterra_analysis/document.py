"""The blocks of a report: plain data, without layout.

A notebook cell shows one block, which travels through the executed notebook as `MIME`; the report layer renders the
whole `Document` to HTML and to PDF. Nothing here knows what a claim is: a number that can be traced is a `Link` to an
anchor, and the passage it leads to is a row of a `Table` with that anchor. All text is plain text, and renderers escape
all of it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MIME = "application/vnd.liberterra.block+json"
"""MIME type under which a block travels in a notebook's outputs."""

ANCHOR = r"^[a-z0-9][a-z0-9._-]*$"
ANCHOR_OR_BLANK = r"^([a-z0-9][a-z0-9._-]*)?$"

UNNAMED = "output"
"""Name of a table or picture until its report gives it one."""

ROW = "--"
"""Between the name of a table and that of a row, in the anchor of a row that is only needed if a link leads there."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Frozen):
    """A run of text, in which a line feed is a line break; digits of a `name` are not figures.

    A text of the style `math` is TeX, without dollar signs. `language` is a BCP 47 tag, "" for that of the report.
    """

    kind: Literal["text"] = "text"
    text: str
    style: Literal["plain", "emphasis", "strong", "strike", "superscript", "subscript", "code", "math"] = "plain"
    name: bool = False
    language: str = ""


class Link(_Frozen):
    """A text that leads to an `#anchor` of the report, to a web or mail address, or into the index of all reports.

    `index:weka-2&at=claim-1` leads by way of the index to a place in a report, `index:group=Series&series=Weka` to the
    one report that it fits, and to the index filtered so far where none is published. A report that stands alone has
    no index, and shows the text.

    `number` marks a number that must lead to a row or a table, as `lint` checks; `language` is as in `Text`.
    """

    kind: Literal["link"] = "link"
    text: str
    target: str = Field(pattern=r"^(#[a-z0-9][a-z0-9._-]*|https?://\S+|mailto:\S+|index:\S+)$")
    number: bool = False
    language: str = ""

    def __str__(self) -> str:
        """Return the link as Markdown, so that a text in which it stands leads there."""
        return f"[{self.text}]({self.target})"


Inline = Annotated[Text | Link, Field(discriminator="kind")]
Inlines = tuple[Inline, ...]


class Title(_Frozen):
    """The title block: each report has one, before all other blocks.

    `badges` are short warnings beside the title, such as "Preliminary figures"; `facts` are pairs of label and value.
    `finding` is the result in a sentence or two, shown first and in lists of reports. `date` is the date of the data
    and `checked` the newest day on which one of its sources was looked up, in ISO 8601, never of the clock, or "".
    `topics` are what lists of reports are grouped and filtered by: "group", "year", "organisation", "series", and
    "country", by its alpha-3 code.
    """

    kind: Literal["title"] = "title"
    title: str
    subtitle: str = ""
    badges: tuple[str, ...] = ()
    facts: tuple[tuple[str, Inlines], ...] = ()
    finding: Inlines = ()
    date: str = ""
    checked: str = ""
    topics: dict[str, tuple[str, ...]] = {}


class Heading(_Frozen):
    """A heading of level 2 to 6; links lead to its `name`, if it has one.

    The section of a `folded` heading is shown when a reader asks for it; in print it belongs to the appendix.
    """

    kind: Literal["heading"] = "heading"
    level: int = Field(ge=2, le=6)
    text: str
    folded: bool = False
    name: str = Field(default="", pattern=ANCHOR_OR_BLANK)


class Paragraph(_Frozen):
    """A paragraph."""

    kind: Literal["paragraph"] = "paragraph"
    inlines: Inlines


class Points(_Frozen):
    """Remarks under an item of a list: `label` in short, `items` in full; not shown without items."""

    label: str = ""
    items: tuple[Inlines, ...] = ()


class Items(_Frozen):
    """A list, ordered from `start` or unordered.

    For each item, if any: `points` holds remarks, `under` the blocks below its text, and `names` what leads to it.
    """

    kind: Literal["items"] = "items"
    ordered: bool = False
    start: int = Field(default=1, ge=0)
    items: tuple[Inlines, ...]
    points: tuple[Points, ...] = ()
    under: tuple[tuple["Inner", ...], ...] = ()
    names: tuple[str, ...] = ()


class Quote(_Frozen):
    """What is quoted from elsewhere."""

    kind: Literal["quote"] = "quote"
    blocks: tuple["Inner", ...]


class Rule(_Frozen):
    """A line between two parts of a text."""

    kind: Literal["rule"] = "rule"


class Formula(_Frozen):
    """A formula in TeX, on a line of its own."""

    kind: Literal["formula"] = "formula"
    text: str


class Note(_Frozen):
    """A remark set apart."""

    kind: Literal["note"] = "note"
    title: str
    inlines: Inlines


class KeyFigure(_Frozen):
    """A key figure: `number` is the hedged number in words, linked to its claim.

    `source` links to its source; `change` is what became of it since the edition before; `lower` and `upper` are the
    ends of its interval, None for an open end.
    """

    number: Link | Text  # a manifest leaves their kind out
    label: str
    detail: str = ""
    source: Link | Text | None = None
    change: str = ""
    lower: float | None = None
    upper: float | None = None

    @property
    def target(self) -> str:
        """The place of its claim; "" in a report that does not show it."""
        return self.number.target if isinstance(self.number, Link) else ""


class KeyFigures(_Frozen):
    """The strip of key figures."""

    kind: Literal["key_figures"] = "key_figures"
    figures: tuple[KeyFigure, ...]


class Column(_Frozen):
    """One column of a table; numbers are aligned `right`, and `label` includes their unit."""

    label: str
    align: Literal["left", "right"] = "left"


class Row(_Frozen):
    """One row of a table, with its header in `cells[0]`; links lead to its `anchor`.

    `bars`, if any, holds for each cell how far its bar is filled, at least and at most, from 0 to 1; None: no bar.
    """

    cells: tuple[Inlines, ...]
    anchor: str | None = Field(default=None, pattern=ANCHOR)
    bars: tuple[tuple[float, float] | None, ...] = ()


class Table(_Frozen):
    """A table with its title, the source of the data below it, and the same data as `csv`."""

    kind: Literal["table"] = "table"
    name: str = Field(pattern=ANCHOR)
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: Inlines = ()
    csv: str = ""


class Chart(_Frozen):
    """A chart, or another picture, as SVG text, with its alternative text in words and numbers.

    `data` is a table of the data drawn, shown below it, and `csv` the same data as a CSV file.
    """

    kind: Literal["figure"] = "figure"
    name: str = Field(pattern=ANCHOR)
    title: str
    subtitle: str = ""
    alt: str
    svg: str
    source: Inlines = ()
    data: Table | None = None
    csv: str = ""


class Code(_Frozen):
    """Lines as they are: to copy, such as a reference for a bibliography, or as a program printed them."""

    kind: Literal["code"] = "code"
    label: str = ""
    text: str


class Check(_Frozen):
    """One check: its `state`, and what was compared with what."""

    state: Literal["agrees", "by rounding", "in different words", "differs", "cannot tell"]
    inlines: Inlines


class Checks(_Frozen):
    """A list of checks."""

    kind: Literal["checks"] = "checks"
    label: str
    checks: tuple[Check, ...]


Inner = Annotated[Paragraph | Items | Quote | Code | Formula, Field(discriminator="kind")]
"""What can stand within another block."""

Block = Annotated[
    Title | Heading | Paragraph | Items | Note | KeyFigures | Table | Chart | Code | Checks | Quote | Rule | Formula,
    Field(discriminator="kind"),
]


class Document(_Frozen):
    """A whole report: its title block, then all other blocks in reading order.

    `language` is a BCP 47 tag, and `edition` the id of the edition, or "" before it is one. `gaps` are what is shown
    though it lacks a source or an alternative text, each with its cell. A `draft` has a watermark; no
    index of reports, and no other edition, lies beside what stands `alone`.
    """

    title: Title
    blocks: tuple[Block, ...]
    language: str = "en"
    edition: str = ""
    gaps: tuple[str, ...] = ()
    draft: bool = False
    alone: bool = False


Items.model_rebuild()
Quote.model_rebuild()

NAMED: Mapping[type, str] = {Table: "name", Chart: "name", Heading: "name", Row: "anchor", Items: "names"}
"""Field of each kind of part that holds the name, or the names, to which a link may lead."""

_BLOCK: TypeAdapter[Block] = TypeAdapter(Block)


def read_block(data: object) -> Block:
    """Validate a block that a notebook output holds under `MIME`; pydantic.ValidationError if it is not one."""
    return _BLOCK.validate_python(data)


def to_slug(text: str) -> str:
    """Return a text as the name of a block: in small letters and digits, with a hyphen for all else.

    >>> to_slug("fig-Ports_2")
    'fig-ports-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def plain(inlines: Inlines) -> str:
    """Return the text of inlines without their markup.

    >>> plain((Text(text="There were "), Link(text="2,517", target="#claim-1"), Text(text=" arrests.")))
    'There were 2,517 arrests.'
    """
    return "".join(inline.text for inline in inlines)


def walk(value: object) -> Iterator[object]:
    """Yield each part and each text within blocks, in reading order.

    >>> [part.text for part in walk(Paragraph(inlines=(Text(text="Routes"),))) if isinstance(part, Text)]
    ['Routes']
    """
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            pending.extend(reversed(part))
        else:
            yield part
        if fields := getattr(part, "__dict__", None):
            pending.extend(reversed(fields.values()))


def list_names(parts: Iterable[object]) -> Iterator[tuple[str, object]]:
    """Yield each name to which a link within a report may lead, and the part that it names, of parts of `walk`."""
    for part in parts:
        # By type: most parts are texts, and to ask pydantic for the class of each took most of the time.
        if field := NAMED.get(type(part)):
            names = getattr(part, field)
            yield from ((name, part) for name in (names if isinstance(names, tuple) else (names,)) if name)


def replace_parts(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a block, or blocks, with each part and each text within changed, from the inside out.

    >>> replace_parts(Heading(level=2, text="By land"), lambda part: "By sea" if part == "By land" else part).text
    'By sea'
    """
    if isinstance(value, tuple):
        parts = tuple(replace_parts(part, change) for part in value)
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if isinstance(value, BaseModel):
        changed = {name: replace_parts(part, change) for name, part in vars(value).items()}
        update = {name: part for name, part in changed.items() if part is not getattr(value, name)}
        value = value.model_copy(update=update) if update else value
    return change(value)


def join(inlines: Iterable[Inline]) -> Inlines:
    """Return inlines with adjacent texts of one style joined, and empty texts dropped."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if (
            isinstance(inline, Text)
            and isinstance(last, Text)
            and (inline.style, inline.name, inline.language) == (last.style, last.name, last.language)
        ):
            joined[-1] = inline.model_copy(update={"text": last.text + inline.text})
        elif inline.text:
            joined.append(inline)
    return tuple(joined)


def spell_unprintable(text: str, is_printable: Callable[[str], bool]) -> str:
    """Replace each character that cannot be printed by its Unicode name in brackets, and drop invisible ones.

    >>> spell_unprintable("Liberterra 自", str.isascii)
    'Liberterra [cjk unified ideograph-81ea]'
    """
    if text.isascii():
        return text
    return "".join(character if is_printable(character) else _spell(character) for character in text)


def _spell(character: str) -> str:
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    hidden = unicodedata.category(character) == "Cf" or name.startswith("variation selector")
    return "" if hidden else f"[{name}]"
