"""The places where numbers of a report stand, to which the row of their claim links back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from liberterra_analysis.document import Document, Figure, Link, Table

__all__ = ["Mentions", "mark_mentions"]


class Mentions:
    """Names, in reading order, for the numbers that lead to a row of a table.

    >>> from liberterra_analysis.document import Column, Paragraph, Row, Title
    >>> row = Row(cells=((),), anchor="claim-1")
    >>> table = Table(name="claims", caption="Claims", columns=(Column(label="A"),), rows=(row,))
    >>> number = Link(text="9", target="#claim-1", number=True)
    >>> mentions = Mentions(Document(title=Title(title="A"), blocks=(Paragraph(inlines=(number, number)), table)))
    >>> mentions.of("claim-1"), mentions.name(number), mentions.name(number)
    (['_m1.1', '_m1.2'], '_m1.1', '_m1.2')
    """

    def __init__(self, document: Document) -> None:
        rows = {row.anchor for block in document.blocks if isinstance(block, Table) for row in block.rows if row.anchor}
        found = Counter(link.target[1:] for link in _links(document) if link.number)
        self._total = {anchor: count for anchor, count in found.items() if anchor in rows}
        self._short = {anchor: f"_m{number}" for number, anchor in enumerate(self._total, 1)}
        self._given: Counter[str] = Counter()

    def of(self, anchor: str | None) -> list[str]:
        """Return the names of all numbers that lead to a row."""
        total = self._total.get(anchor or "", 0)
        return [f"{self._short[anchor]}.{number}" for number in range(1, total + 1)] if anchor and total else []

    def name(self, link: Link) -> str:
        """Return the next name of a number; "" for a link that is not a number or leads to no row."""
        return self.name_target(link.target) if link.number else ""

    def name_target(self, target: str) -> str:
        """Return the next name of a number by its target."""
        anchor = target[1:]
        if anchor not in self._total:
            return ""
        self._given[anchor] += 1
        return f"{self._short[anchor]}.{self._given[anchor]}"


def mark_mentions(data: Any, mentions: Mentions) -> None:
    """Add `mark` to each dumped number and `marks` to each dumped row, in place."""
    if isinstance(data, dict):
        if data.get("kind") == "link":
            data["mark"] = mentions.name_target(data["target"]) if data["number"] else ""
        if "anchor" in data:
            data["marks"] = mentions.of(data["anchor"])
        for value in data.values():
            mark_mentions(value, mentions)
    elif isinstance(data, list):
        for value in data:
            mark_mentions(value, mentions)


def _links(document: Document) -> Iterator[Link]:
    """Yield the links that a report shows; the tables of data below its charts hold none."""
    pending: list[Any] = [fact for _, fact in document.title.facts]
    pending += [_shown(block) for block in document.blocks]
    while pending:
        item = pending.pop()
        if isinstance(item, Link):
            yield item
        elif isinstance(item, tuple):
            pending.extend(item)
        elif isinstance(item, BaseModel):
            pending.extend(value for value in vars(item).values() if not isinstance(value, str))


def _shown(block: Any) -> Any:
    return block.source if isinstance(block, Figure) else block
