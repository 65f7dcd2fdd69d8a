"""The blocks a report is made of: plain data, no drawing.

A notebook cell shows one block; it travels through the executed notebook as `MIME`, and the report layer renders the
whole `Document` twice, to HTML and to Typst. Nothing here knows what a claim is: a number that can be traced is a
`Link` to an anchor, and the passage it leads to is a row of a `Table` that carries that anchor.

All text is plain text. Escaping is the renderer's duty, and it escapes everything.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MIME = "application/vnd.liberterra.block+json"
"""MIME type under which a block travels in a notebook's outputs."""

ANCHOR = r"^[a-z0-9][a-z0-9._-]*$"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Frozen):
    """A run of text; a line feed in it is a line break. `name` marks a name: digits in it are no figures."""

    kind: Literal["text"] = "text"
    text: str
    style: Literal["plain", "strong", "emphasis", "code", "strike"] = "plain"
    name: bool = False


class Link(_Frozen):
    """Text that leads somewhere: `#anchor` within the report, or an http(s) address.

    `number` marks a figure that leads to the claim it rests on; lint counts on it.
    """

    kind: Literal["link"] = "link"
    text: str
    target: str = Field(pattern=r"^(#[a-z0-9][a-z0-9._-]*|https?://\S+)$")
    number: bool = False


Inline = Annotated[Text | Link, Field(discriminator="kind")]
Inlines = tuple[Inline, ...]


class Title(_Frozen):
    """The title block: one a report, first of all blocks.

    `badges` are short warnings beside the title ("preliminary figures"); `facts` are label and value ("Dates", …);
    `finding` is what the report says, in one sentence of plain text, for lists of reports and previews of links;
    `date` is the date of the data in ISO 8601 (the document's date: never the clock), or "" where none is known.
    """

    kind: Literal["title"] = "title"
    title: str
    subtitle: str = ""
    badges: tuple[str, ...] = ()
    facts: tuple[tuple[str, Inlines], ...] = ()
    finding: str = ""
    date: str = ""


class Heading(_Frozen):
    """A heading of level 2 or 3; level 1 is the title."""

    kind: Literal["heading"] = "heading"
    level: Literal[2, 3]
    text: str


class Paragraph(_Frozen):
    """A paragraph."""

    kind: Literal["paragraph"] = "paragraph"
    inlines: Inlines


class Points(_Frozen):
    """What stands under an item of a list: `label` in short, `items` in full; nothing where there are no items."""

    label: str = ""
    items: tuple[Inlines, ...] = ()


class Items(_Frozen):
    """A list of items, each one a paragraph's worth of inlines; `points`, if any, holds one for each item.

    An ordered list counts from `start`.
    """

    kind: Literal["items"] = "items"
    ordered: bool = False
    start: int = Field(default=1, ge=0)
    items: tuple[Inlines, ...]
    points: tuple[Points, ...] = ()


class Note(_Frozen):
    """A remark set apart. `tone` is `info` or `warning`; the title says it in words, never the colour alone."""

    kind: Literal["note"] = "note"
    tone: Literal["info", "warning"] = "info"
    title: str
    inlines: Inlines


class KeyFigure(_Frozen):
    """One figure of the strip: `number` is the hedged number in words, linked to its claim.

    `source` leads to who says so; `change` says in words what became of it since the edition before; `lower` and
    `upper` are the ends of its interval; None is an open end.
    """

    number: Link
    label: str
    detail: str = ""
    source: Link | None = None
    change: str = ""
    lower: float | None = None
    upper: float | None = None


class KeyFigures(_Frozen):
    """The strip of key figures."""

    kind: Literal["key_figures"] = "key_figures"
    label: str = "Key figures"
    figures: tuple[KeyFigure, ...]


class Cell(_Frozen):
    """One cell of a table."""

    inlines: Inlines = ()


class Column(_Frozen):
    """One column of a table. Numbers are aligned `right`; the unit, where there is one, is part of `label`."""

    label: str
    align: Literal["left", "right"] = "left"


class Row(_Frozen):
    """One row. `anchor` lets links lead to it. `cells[0]` is the row's header."""

    cells: tuple[Cell, ...]
    anchor: str | None = Field(default=None, pattern=ANCHOR)


class Table(_Frozen):
    """A table with its caption and, below it, where the data come from. `csv` is the same data as a CSV file."""

    kind: Literal["table"] = "table"
    name: str = Field(pattern=ANCHOR)
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: Inlines = ()
    csv: str = ""


class Figure(_Frozen):
    """A figure as SVG text. `alt` says in words and numbers what it shows.

    `data` is what it draws as a table, to be shown with it, and `csv` the same data as a CSV file.
    """

    kind: Literal["figure"] = "figure"
    name: str = Field(pattern=ANCHOR)
    title: str
    subtitle: str = ""
    alt: str = Field(min_length=1)
    svg: str
    source: Inlines = ()
    data: Table | None = None
    csv: str = ""


class Code(_Frozen):
    """Lines to be copied as they are, such as a reference for a bibliography; `label` says what they are."""

    kind: Literal["code"] = "code"
    label: str
    text: str


class Check(_Frozen):
    """One check: `state` in one word, and what was compared with what."""

    state: Literal["agrees", "differs", "cannot tell"]
    inlines: Inlines


class Checks(_Frozen):
    """A list of checks."""

    kind: Literal["checks"] = "checks"
    label: str
    checks: tuple[Check, ...]


Block = Annotated[
    Title | Heading | Paragraph | Items | Note | KeyFigures | Table | Figure | Code | Checks,
    Field(discriminator="kind"),
]


class Document(_Frozen):
    """A whole report: its title block, then its blocks in order.

    Parameters
    ----------
    title : Title
        The title block.
    blocks : tuple of Block
        All other blocks, in reading order; none of them is a `Title`.
    language : str
        BCP 47 language of the text.
    """

    title: Title
    blocks: tuple[Block, ...]
    language: str = "en"


_BLOCK: TypeAdapter[Block] = TypeAdapter(Block)


def read_block(data: object) -> Block:
    """Read a block from what a notebook's output holds under `MIME`.

    Parameters
    ----------
    data : object
        The JSON value, as `Block.model_dump(mode="json")` wrote it.

    Returns
    -------
    Block
        The block, validated.

    Raises
    ------
    pydantic.ValidationError
        If the value is no block.

    Examples
    --------
    >>> read_block({"kind": "heading", "level": 2, "text": "Where"}).text
    'Where'
    """
    return _BLOCK.validate_python(data)


def plain(inlines: Inlines) -> str:
    """Return the text of inlines without their markup.

    Examples
    --------
    >>> plain((Text(text="There were "), Link(text="2,517", target="#claim-1"), Text(text=" arrests.")))
    'There were 2,517 arrests.'
    """
    return "".join(inline.text for inline in inlines)


def join(inlines: Iterable[Inline]) -> Inlines:
    """Return inlines with neighbouring texts of one kind joined, and empty texts left out."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if (
            isinstance(inline, Text)
            and isinstance(last, Text)
            and (inline.style, inline.name) == (last.style, last.name)
        ):
            joined[-1] = inline.model_copy(update={"text": last.text + inline.text})
        elif inline.text:
            joined.append(inline)
    return tuple(joined)


def spell_unprintable(text: str, is_printable: Callable[[str], bool]) -> str:
    """Return a text with the Unicode name of each character that cannot be printed in its place, in brackets.

    What shows nothing by itself, such as a space of no width, is left out.

    Examples
    --------
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
