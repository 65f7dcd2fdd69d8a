"""What a report must be before it is rendered: links have targets, charts words, tables headers, numbers claims.

All rules run before any complaint is reported.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from liberterra_analysis import document as doc
from liberterra_analysis.report.render.layout import MONTHS

Evidence = Literal["claims", "open"]
"""What a report must show for itself: a claim for each number, or marks where there is none."""

_UNIT = r"(?:k|K|m|M|mn|bn|tn)"
_NUMBER = re.compile(rf"(?<![\w.,/-])\d+(?:[.,]\d+)*{_UNIT}?(?:-\d+(?:[.,]\d+)*{_UNIT}?)*(?![\w-])")
_YEAR = r"(?:19|20)\d\d"
_NO_FIGURE = re.compile(
    r"\b\d{4}-\d{2}(-\d{2})?\b"
    rf"|(?<=\()(?:\w+\s)?{_YEAR}(?=[);,])"
    rf"|\b(?:between|from)\s{_YEAR}\s(?:and|to|until)\s{_YEAR}\b(?!\s*%)|(?<![\w.,]){_YEAR}[–/-](?:{_YEAR}|\d\d)\b(?![.,]?\d)"
    rf"|\b(?:in|since|during|until|before|after|year|years|early|late|mid|{'|'.join(MONTHS)})\s{_YEAR}s?\b(?![.,]?\d|\s*%)"
    r"|\b(?:Annex|Appendix|Article|Chapter|Figure|Page|Part|Section|Step|Table)s?\s\d+(?:\.\d+)*\b",
    re.IGNORECASE,
)
"""Days, years and references, which count nothing."""

PROSE = (doc.Paragraph, doc.Note, doc.Items, doc.Quote, doc.Checks)


class Placed(NamedTuple):
    """A block, and the number of the notebook cell that shows it, counted from 1.

    `refusal` is why a report in which all must lead to a claim does not show it, or is "".
    """

    cell: int
    block: doc.Block
    refusal: str = ""


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

Rules = dict[type, list[tuple[Callable[[Any], object], str]]]
"""For each kind of part, when it is wrong, and the complaint, in which its fields stand in braces."""

RULES: Rules = {
    doc.Title: [
        (lambda it: not _is_date(it.date), "the date {date!r} is no ISO 8601 date; write it as 2024-09-29"),
        (lambda it: not _is_date(it.checked), "the date {checked!r} is no ISO 8601 date; write it as 2024-09-29"),
    ],
    doc.Heading: [(lambda it: not it.text.strip(), "it has no text")],
    doc.Table: [
        (lambda it: not it.columns, "it has no columns"),
        (lambda it: {len(row.cells) for row in it.rows} - {len(it.columns)}, "rows have not one cell for each column"),
    ],
}
"""Rules of every report."""

EVIDENCE_RULES: Rules = {
    doc.KeyFigure: [(lambda it: not it.number.number, "{number.text!r} is not marked as a number with a claim")],
    doc.Chart: [
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
        (lambda it: not it.title.strip(), "it has no caption; say in it what one row is and what is covered"),
        (lambda it: not all(one.label.strip() for one in it.columns), "a column has no label; give it a header"),
    ],
}
"""Rules of a report in which each number leads to a claim."""


def lint(blocks: Sequence[Placed], evidence: Evidence = "claims") -> list[Complaint]:
    """Return everything wrong with the blocks of a report, the title block among them, by cell."""
    parts = [(placed.cell, placed.block, part) for placed in blocks for part in doc.walk(placed.block)]
    found = [*_check_titles(blocks), *_check_links(parts), *_check_parts(parts, RULES), *_check_characters(parts)]
    if evidence == "claims":
        found += [*_check_numbers(parts), *lint_evidence(blocks)]
    return sorted(found, key=lambda complaint: complaint.cell)


def lint_evidence(blocks: Sequence[Placed]) -> Iterator[Complaint]:
    """Yield what a report of claims refuses in single blocks, whatever else it shows."""
    for cell, block, refusal in blocks:
        if refusal:
            yield Complaint(cell, refusal)
        else:
            yield from _check_parts([(cell, block, part) for part in doc.walk(block)], EVIDENCE_RULES)
            yield from _check_prose(cell, block)


def _check_titles(blocks: Sequence[Placed]) -> Iterator[Complaint]:
    titles = [place for place in blocks if isinstance(place.block, doc.Title)]
    if not titles:
        yield Complaint(0, "no cell shows a title block; let the first block of the report be one")
    elif blocks[0] is not titles[0]:
        yield Complaint(titles[0].cell, f"the title block must be the first block; cell {blocks[0].cell} shows another")
    for placed in titles[1:]:
        yield Complaint(placed.cell, f"a second title block; a report has one, and cell {titles[0].cell} shows it")


def _check_links(parts: Parts) -> Iterator[Complaint]:
    """Find names that are not unique, and links within the report that lead nowhere."""
    owners: dict[str, list[int]] = defaultdict(list)
    for cell, _, part in parts:
        for name, _ in doc.list_names([part]) if type(part) in doc.NAMED else ():
            owners[name].append(cell)
    for name, cells in owners.items():
        if len(cells) > 1:
            where = ", ".join(map(str, cells))
            yield Complaint(cells[1], f"the name {name!r} is given {len(cells)} times (cells {where}); make it unique")
    links = [(cell, part) for cell, _, part in parts if isinstance(part, doc.Link) and part.target[0] == "#"]
    for cell, target in dict.fromkeys((cell, link.target) for cell, link in links if link.target[1:] not in owners):
        yield Complaint(cell, f"a link leads to {target!r}, but no table, table row or figure has that name")


def _check_numbers(parts: Parts) -> Iterator[Complaint]:
    """Find links of numbers that lead to no row or table."""
    named = doc.list_names(part for _, _, part in parts)
    claims = {name for name, part in named if isinstance(part, doc.Table | doc.Row)}
    for cell, block, link in parts:
        if isinstance(link, doc.Link) and link.number and link.target[1:] not in claims:
            yield Complaint(
                cell, f"{_name(block)}: the number {link.text!r} leads to {link.target!r}, which is no table or row"
            )


def _check_parts(parts: Parts, rules: Rules) -> Iterator[Complaint]:
    for cell, block, part in parts:
        for is_wrong, complaint in rules.get(type(part), ()):
            if is_wrong(part):
                name = _name(part if isinstance(part, doc.Table) else block)
                yield Complaint(cell, f"{name}: {complaint.format(**vars(part))}")


def _check_characters(parts: Parts) -> Iterator[Complaint]:
    """Find characters that no format can hold."""
    for cell, block, part in parts:
        if isinstance(part, str) and not part.isprintable():
            for character in sorted(filter(is_forbidden, set(part))):
                problem = f"the text holds the character U+{ord(character):04X}, which no page can show; remove it"
                yield Complaint(cell, f"{_name(block)}: {problem}")


def _check_prose(cell: int, block: doc.Block) -> Iterator[Complaint]:
    """Find bare digits in prose, but for dates, names and code; a check with one link needs no other."""
    if isinstance(block, doc.Checks):
        unlinked = (one for one in block.checks if all(isinstance(part, doc.Text) for part in one.inlines))
        block = block.model_copy(update={"checks": tuple(unlinked)})
    for number in find_bare(block):
        problem = "let it come from a claim, link it, or put it in backticks if it counts nothing"
        yield Complaint(cell, f"{_name(block)}: the number {number!r} leads to no claim; {problem}")


def find_bare(block: doc.Block) -> Iterator[str]:
    """Yield the numbers in the prose of a block that lead nowhere: no years, references, dates and names among them."""
    prose: object = block if isinstance(block, PROSE) else block.finding if isinstance(block, doc.Title) else ()
    for part in doc.walk(prose):
        if isinstance(part, doc.Text) and not part.name and part.style not in {"code", "math"}:
            yield from _NUMBER.findall(_NO_FIGURE.sub("", part.text))


def count_numbers(blocks: Sequence[doc.Block]) -> tuple[int, int]:
    """Return how many numbers of the prose lead to a row of a table, and how many there are."""
    links = [part for block in blocks if isinstance(block, (*PROSE, doc.KeyFigures)) for part in doc.walk(block)]
    traced = sum(1 for part in links if isinstance(part, doc.Link) and part.number)
    return traced, traced + sum(1 for block in blocks for _ in find_bare(block))


def _name(block: doc.Block) -> str:
    name = f" {block.name!r}" if isinstance(block, doc.Table | doc.Chart) else ""
    return block.kind.replace("_", " ") + name


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        return False
    return True


def is_forbidden(character: str) -> bool:
    """Return whether no format can hold a character: control characters, NUL among them, and lone surrogates."""
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r"
