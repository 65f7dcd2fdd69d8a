"""What a report must be before it is rendered: links have targets, charts words, tables headers, numbers claims.

All rules run before any complaint is reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from liberterra_analysis import document as doc

__all__ = ["Complaint", "Evidence", "Placed", "lint"]

Evidence = Literal["claims", "open"]
"""What a report must show for itself: a claim for each number, or marks where there is none."""

_UNIT = r"(?:k|K|m|M|mn|bn|tn)"
_NUMBER = re.compile(rf"(?<![\w.,/-])\d+(?:[.,]\d+)*{_UNIT}?(?:-\d+(?:[.,]\d+)*{_UNIT}?)*(?![\w-])")
_DATE = re.compile(r"\b\d{4}-\d{2}(-\d{2})?\b")


class Placed(NamedTuple):
    """A block, and the number of the notebook cell that shows it, counted from 1."""

    cell: int
    block: doc.Block


class Complaint(NamedTuple):
    """A problem, and its cell (0: the report as a whole)."""

    cell: int
    message: str

    def locate(self, notebook: str = "") -> str:
        """Format the complaint with its cell, and the notebook if it has a name."""
        where = ", ".join(filter(None, [notebook, f"cell {self.cell}" if self.cell else ""]))
        return f"{where}: {self.message}" if where else self.message


Parts = Sequence[tuple[int, doc.Block, Any]]
"""Each part and each text of a report, after its cell and its block."""


RULES: dict[type, list[tuple[Callable[[Any], object], str]]] = {
    doc.Title: [
        (lambda it: not _is_date(it.date), "the date {date!r} is no ISO 8601 date; write it as 2024-09-29"),
        (lambda it: not _is_date(it.checked), "the date {checked!r} is no ISO 8601 date; write it as 2024-09-29"),
    ],
    doc.Heading: [(lambda it: not it.text.strip(), "it has no text")],
    doc.KeyFigure: [(lambda it: not it.number.number, "{number.text!r} is not marked as a number with a claim")],
    doc.Figure: [
        (lambda it: not it.title.strip(), "it has no title; say in it what the figure shows"),
        (
            lambda it: it.alt.strip(" .").casefold() == it.title.strip(" .").casefold(),
            "the alternative text repeats the title; say in words and numbers what the figure shows",
        ),
        (
            lambda it: not any(map(str.isdigit, it.alt)),
            "the alternative text {alt!r} has no number; say in words and numbers what the figure shows",
        ),
    ],
    doc.Table: [
        (lambda it: not it.caption.strip(), "it has no caption; say in it what one row is and what is covered"),
        (lambda it: not it.columns, "it has no columns"),
        (lambda it: not all(one.label.strip() for one in it.columns), "a column has no label; give it a header"),
        (lambda it: {len(row.cells) for row in it.rows} - {len(it.columns)}, "rows have not one cell for each column"),
    ],
}
"""For each kind of part, when it is wrong, and the complaint, in which its fields stand in braces."""


def lint(blocks: Sequence[Placed]) -> list[Complaint]:
    """Return everything wrong with the blocks of a report, the title block among them, by cell.

    >>> lint([Placed(1, doc.Title(title="Routes")), Placed(2, doc.Heading(level=3, text="By land"))])
    [Complaint(cell=2, message="heading 'By land' has level 3, but no heading of level 2 stands above it; write '## '")]
    """
    parts = [(cell, block, part) for cell, block in blocks for part in doc.walk(block)]
    rules = (_check_titles(blocks), _check_headings(blocks), _check_links(parts), _check_parts(parts))
    found = [complaint for rule in rules for complaint in rule]
    found += [complaint for placed in blocks for complaint in _check_prose(*placed)]
    return sorted(found, key=lambda complaint: complaint.cell)


def _check_titles(blocks: Sequence[Placed]) -> Iterator[Complaint]:
    titles = [place for place in blocks if isinstance(place.block, doc.Title)]
    if not titles:
        yield Complaint(0, "no cell shows a title block; let the first block of the report be one")
    elif blocks[0] is not titles[0]:
        yield Complaint(titles[0].cell, f"the title block must be the first block; cell {blocks[0].cell} shows another")
    for cell, _ in titles[1:]:
        yield Complaint(cell, f"a second title block; a report has one, and cell {titles[0].cell} shows it")


def _check_headings(blocks: Sequence[Placed]) -> Iterator[Complaint]:
    above = 1
    for cell, block in blocks:
        if isinstance(block, doc.Heading):
            if block.level > above + 1:
                problem = f"has level {block.level}, but no heading of level 2 stands above it; write '## '"
                yield Complaint(cell, f"heading {block.text!r} {problem}")
            above = block.level


def _check_links(parts: Parts) -> Iterator[Complaint]:
    """Find names that are not unique, and links within the report that lead nowhere or, of numbers, to no claim."""
    owners: dict[str, list[int]] = defaultdict(list)
    claims = set()
    for cell, _, part in parts:
        name = part.anchor if isinstance(part, doc.Row) else getattr(part, "name", "")
        if isinstance(part, doc.Table | doc.Figure | doc.Row) and name:
            owners[name].append(cell)
            claims |= set() if isinstance(part, doc.Figure) else {name}
    for name, cells in owners.items():
        if len(cells) > 1:
            where = ", ".join(map(str, cells))
            yield Complaint(cells[1], f"the name {name!r} is given {len(cells)} times (cells {where}); make it unique")
    links = [(cell, block, part) for cell, block, part in parts if isinstance(part, doc.Link) and part.target[0] == "#"]
    for cell, target in dict.fromkeys((cell, link.target) for cell, _, link in links if link.target[1:] not in owners):
        yield Complaint(cell, f"a link leads to {target!r}, but no table, table row or figure has that name")
    for cell, block, link in links:
        if link.number and link.target[1:] not in claims:
            yield Complaint(
                cell, f"{_name(block)}: the number {link.text!r} leads to {link.target!r}, which is no claim"
            )


def _check_parts(parts: Parts) -> Iterator[Complaint]:
    """Find parts that break a rule, and characters that no format can hold."""
    for cell, block, part in parts:
        name = _name(part if isinstance(part, doc.Table) else block)
        for is_wrong, complaint in RULES.get(type(part), ()):
            if is_wrong(part):
                yield Complaint(cell, f"{name}: {complaint.format(**vars(part))}")
        if isinstance(part, str) and not part.isprintable():
            for character in sorted(filter(_is_forbidden, set(part))):
                problem = f"the text holds the character U+{ord(character):04X}, which no page can show; remove it"
                yield Complaint(cell, f"{name}: {problem}")


def _check_prose(cell: int, block: doc.Block) -> Iterator[Complaint]:
    """Find bare digits in prose, but for dates, names and code; a check with one link needs no other."""
    prose: object = block if isinstance(block, doc.Paragraph | doc.Note | doc.Items) else ()
    if isinstance(block, doc.Title):
        prose = block.finding
    if isinstance(block, doc.Checks):
        prose = tuple(one.inlines for one in block.checks if all(isinstance(part, doc.Text) for part in one.inlines))
    for part in doc.walk(prose):
        if isinstance(part, doc.Text) and not part.name and part.style != "code":
            for number in _NUMBER.findall(_DATE.sub("", part.text)):
                problem = "let it come from a claim, link it, or put it in backticks if it counts nothing"
                yield Complaint(cell, f"{_name(block)}: the number {number!r} leads to no claim; {problem}")


def _name(block: doc.Block) -> str:
    name = f" {block.name!r}" if isinstance(block, doc.Table | doc.Figure) else ""
    return block.kind.replace("_", " ") + name


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        return False
    return True


def _is_forbidden(character: str) -> bool:
    """Return whether no format can hold a character: control characters, NUL among them, and lone surrogates."""
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r"
