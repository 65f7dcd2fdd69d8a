"""What a report must be before it is rendered: links have targets, charts words, tables headers.

Each rule sees the blocks with the numbers of their cells and yields complaints; all rules run before any is reported.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel

from liberterra_analysis.document import (
    Block,
    Checks,
    Figure,
    Heading,
    Inline,
    Inlines,
    Items,
    KeyFigures,
    Link,
    Note,
    Paragraph,
    Row,
    Table,
    Text,
    Title,
)
from liberterra_analysis.report.render.svg import UnsafeSvgError, clean_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


__all__ = ["Complaint", "Placed", "lint"]


_UNIT = r"(?:k|K|m|M|mn|bn|tn)"
_NUMBER = re.compile(rf"(?<![\w.,/-])\d+(?:[.,]\d+)*{_UNIT}?(?:-\d+(?:[.,]\d+)*{_UNIT}?)*(?![\w-])")
_DATE = re.compile(r"\b\d{4}-\d{2}(-\d{2})?\b")


class Placed(NamedTuple):
    """A block, and the number of the notebook cell that shows it, counted from 1."""

    cell: int
    block: Block


class Complaint(NamedTuple):
    """A problem, and its cell (0: the report as a whole)."""

    cell: int
    message: str

    def locate(self, notebook: str = "") -> str:
        """Format the complaint with its cell, and the notebook if it has a name."""
        where = ", ".join(filter(None, [notebook, f"cell {self.cell}" if self.cell else ""]))
        return f"{where}: {self.message}" if where else self.message


def lint(blocks: Sequence[Placed]) -> list[Complaint]:
    """Return everything wrong with the blocks of a report, the title block among them, by cell.

    >>> lint([Placed(1, Title(title="Routes")), Placed(2, Heading(level=3, text="By land"))])
    [Complaint(cell=2, message="heading 'By land' has level 3, but no heading of level 2 stands above it; write '## '")]
    """
    found = [*_titles(blocks), *_headings(blocks), *_anchors(blocks), *_claims(blocks)]
    for cell, block in blocks:
        found += [Complaint(cell, message) for message in _one_block(block)]
    return sorted(found, key=lambda complaint: complaint.cell)


def _titles(blocks: Sequence[Placed]) -> Iterator[Complaint]:
    titles = [place for place in blocks if isinstance(place.block, Title)]
    if not titles:
        yield Complaint(0, "no cell shows a title block; let the first block of the report be one")
    elif blocks[0] is not titles[0]:
        yield Complaint(titles[0].cell, f"the title block must be the first block; cell {blocks[0].cell} shows another")
    for cell, _ in titles[1:]:
        yield Complaint(cell, f"a second title block; a report has one, and cell {titles[0].cell} shows it")


def _headings(blocks: Sequence[Placed]) -> Iterator[Complaint]:
    above = 1
    for cell, block in blocks:
        if isinstance(block, Heading):
            if block.level > above + 1:
                yield Complaint(
                    cell,
                    f"heading {block.text!r} has level {block.level}, but no heading of level 2 stands above it; "
                    "write '## '",
                )
            above = block.level


def _anchors(blocks: Sequence[Placed]) -> Iterator[Complaint]:
    owners: dict[str, list[int]] = defaultdict(list)
    for cell, block in blocks:
        for anchor in anchors(block):
            owners[anchor].append(cell)
    for anchor, cells in owners.items():
        if len(cells) > 1:
            where = ", ".join(map(str, cells))
            yield Complaint(
                cells[1], f"the name {anchor!r} is given {len(cells)} times (cells {where}); make it unique"
            )
    for cell, block in blocks:
        missing = {target: None for target in _targets(block) if target not in owners}
        for target in missing:
            yield Complaint(cell, f"a link leads to '#{target}', but no table, table row or figure has that name")


def _claims(blocks: Sequence[Placed]) -> Iterator[Complaint]:
    """Find numbers that lead to no claim: links to anything but a table or row, and bare digits in prose.

    Dates, names and code are not numbers. In a check, a computed number needs no link if another number has one.
    """
    rows = {anchor for _, block in blocks if isinstance(block, Table) for anchor in anchors(block)}
    for cell, block in blocks:
        name = block.kind.replace("_", " ")
        for link in _links(block):
            if link.number and link.target.startswith("#") and link.target[1:] not in rows:
                yield Complaint(cell, f"{name}: the number {link.text!r} leads to {link.target!r}, which is no claim")
        if isinstance(block, KeyFigures):
            for figure in block.figures:
                if not figure.number.number:
                    yield Complaint(cell, f"{name}: {figure.number.text!r} is not marked as a number with a claim")
        for number in _bare_numbers(block):
            yield Complaint(
                cell,
                f"{name}: the number {number!r} leads to no claim; "
                "let it come from a claim, link it, or put it in backticks if it counts nothing",
            )


def _bare_numbers(block: Block) -> Iterator[str]:
    for inlines in _prose(block):
        for inline in inlines:
            yield from _numbers(inline)
    if isinstance(block, Checks):
        for check in block.checks:
            if not any(isinstance(inline, Link) for inline in check.inlines):
                yield from itertools.chain.from_iterable(map(_numbers, check.inlines))


def _numbers(inline: Inline) -> list[str]:
    """Return the unlinked numbers of an inline in prose; names and code have none."""
    if not isinstance(inline, Text) or inline.name or inline.style == "code":
        return []
    return _NUMBER.findall(_DATE.sub("", inline.text))


def _prose(block: Block) -> Iterator[Inlines]:
    if isinstance(block, Paragraph | Note):
        yield block.inlines
    elif isinstance(block, Items):
        yield from block.items
        yield from (item for points in block.points for item in points.items)


def anchors(block: Block) -> list[str]:
    """Return the names within a block to which links can lead."""
    if isinstance(block, Table):
        return [block.name, *(row.anchor for row in block.rows if row.anchor)]
    if isinstance(block, Figure):
        return [block.name, *(anchors(block.data) if block.data else ())]
    return []


def _targets(block: Block) -> Iterator[str]:
    return (link.target[1:] for link in _links(block) if link.target.startswith("#"))


def _links(value: object) -> Iterator[Link]:
    if isinstance(value, Link):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _links(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _links(item)


def _one_block(block: Block) -> Iterator[str]:
    name = f"{block.kind.replace('_', ' ')}{f' {block.name!r}' if isinstance(block, Table | Figure) else ''}"
    suspects = set().union(*(text for text in _texts(block) if not text.isprintable()))
    for character in sorted(filter(_is_forbidden, suspects)):
        yield f"{name}: the text holds the character U+{ord(character):04X}, which no page can show; remove it"
    if isinstance(block, Figure):
        yield from (f"{name}: {message}" for message in _figure(block))
    if isinstance(block, Table):
        yield from (f"{name}: {message}" for message in _table(block))
    if isinstance(block, Title) and not _is_date(block.date):
        yield f"title: the date {block.date!r} is no ISO 8601 date; write it as 2024-09-29"
    if isinstance(block, Heading) and not block.text.strip():
        yield "a heading without text"


def _figure(figure: Figure) -> Iterator[str]:
    if not figure.title.strip():
        yield "it has no title; say in it what the figure shows"
    if _same(figure.alt, figure.title):
        yield "the alternative text repeats the title; say in words and numbers what the figure shows"
    if not any(character.isdigit() for character in figure.alt):
        yield f"the alternative text {figure.alt!r} has no number; say in words and numbers what the figure shows"
    if figure.data:
        yield from (f"its data: {message}" for message in _table(figure.data))
    try:
        clean_svg(figure)
    except UnsafeSvgError as error:
        yield f"its SVG cannot stand in a report: {error}"


def _table(table: Table) -> Iterator[str]:
    if not table.caption.strip():
        yield "it has no caption; say in it what one row is and what is covered"
    if not table.columns:
        yield "it has no columns"
    blank = [str(number) for number, column in enumerate(table.columns, 1) if not column.label.strip()]
    if blank:
        yield f"column {', '.join(blank)} has no label; every column needs a header"
    ragged = [(number, row) for number, row in enumerate(table.rows, 1) if len(row.cells) != len(table.columns)]
    if ragged:
        number, row = ragged[0]
        yield (
            f"row {number} has {_count(row)}, but the table has {len(table.columns)} columns; "
            f"{len(ragged)} of {len(table.rows)} rows are like that"
        )


def _count(row: Row) -> str:
    return f"{len(row.cells)} cell{'' if len(row.cells) == 1 else 's'}"


def _same(first: str, second: str) -> bool:
    return first.strip(" .").casefold() == second.strip(" .").casefold()


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        return False
    return True


def _is_forbidden(character: str) -> bool:
    """Return whether no format can hold a character: control characters, NUL among them, and lone surrogates."""
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
