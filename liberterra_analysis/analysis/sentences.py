"""Sentences about figures, made of parts: plain text, names, and numbers that lead to where they are found.

A part is never parsed again, so no text of the ledger can pass for markup or for a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd

from liberterra_analysis import document as doc


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the parts that a report shows; as a string it is plain text."""

    parts: doc.Inlines = ()

    def __str__(self) -> str:
        return doc.plain(self.parts)


Part: TypeAlias = str | doc.Text | doc.Link | Sentence


def sentence(*parts: Part) -> Sentence:
    """Join parts into a sentence; a string is plain text, whatever it holds.

    >>> str(sentence("They made ", link_number("6.4%", "coverage"), " of {all} arrests."))
    'They made 6.4% of {all} arrests.'
    """
    inlines: list[doc.Inline] = []
    for part in parts:
        inlines += (
            part.parts if isinstance(part, Sentence) else (doc.Text(text=part),) if isinstance(part, str) else (part,)
        )
    return Sentence(doc.join(inlines))


def join_words(items: Iterable[Part], *, by: str = ", ", last: str = "") -> Sentence:
    """Join the items of an enumeration, the last two by `last` where it is given.

    >>> str(join_words(["a", "b", "c"], last=" and "))
    'a, b and c'
    """
    parts: list[Part] = []
    for item in items:
        parts += [by, item] if parts else [item]
    if last and len(parts) > 1:
        parts[-2] = last
    return sentence(*parts)


def link_number(text: object, anchor: str) -> doc.Link:
    """Return a number or date that links to the table, row or source in which it is found."""
    return doc.Link(text=str(text), target=f"#{anchor}", number=True)


def mark_name(text: object) -> doc.Text:
    """Return text marked as a name, in which digits are no figures."""
    return doc.Text(text=str(text), name=True)


def claim_anchor(claim_id: str) -> str:
    """Return the anchor of a claim in a report."""
    return f"claim-{claim_id}"


def source_anchor(source_id: str) -> str:
    """Return the anchor of a source in a report."""
    return f"source-{source_id}"


def operation_anchor(operation_id: str) -> str:
    """Return the anchor of an operation in a report."""
    return f"operation-{operation_id}"


def cite_number(row: Mapping[Any, Any]) -> doc.Link:
    """Return the number of a row of `figures`, linked to its claim."""
    return link_number(row["words"], claim_anchor(row["claim_id"]))


def cite_figure(row: Mapping[Any, Any]) -> Sentence:
    """Return the number of a row of `figures`, linked to its claim, and what it counts.

    >>> str(cite_figure({"claim_id": "a-1", "words": "hundreds", "hedge": "order_of_magnitude", "noun": "arrests"}))
    'hundreds of arrests'
    >>> str(cite_figure({"claim_id": "a-1", "words": "not counted", "hedge": None, "noun": "suspects"}))
    'suspects (not counted)'
    """
    if pd.isna(row["hedge"]):
        return sentence(mark_name(row["noun"]), " (", cite_number(row), ")")
    return sentence(cite_number(row), " of " if row["hedge"] == "order_of_magnitude" else " ", mark_name(row["noun"]))


def claims_in(said: Sentence) -> list[str]:
    """Return the keys of the claims that a sentence cites, each once, in order."""
    lead = f"#{claim_anchor('')}"
    targets = (part.target for part in said.parts if isinstance(part, doc.Link))
    return list(dict.fromkeys(target.removeprefix(lead) for target in targets if target.startswith(lead)))
