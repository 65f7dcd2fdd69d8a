"""Find the number that another one is part of, repeats or continues: "of whom 12", "nine of the 29", "(Kenya 3)"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.words import CUES, PERSONS

PART_OF = frozenset({"of number", "marked", "bracketed", "listed", "of them", "headed"})
"""Links that tell that a number is part of its whole; others tell only what it may count."""

_FILL = frozenset("of out the these those total our its his them all whom which".split())
_NEAR = 8
"""Most numbers between a number and the one that it is part of."""


def link(found: Sequence[Mention]) -> None:
    """Set the `whole` of each mention, and by what it is linked; a whole is not smaller than its part."""
    for at, one in enumerate(found):
        if not one.counts_nothing:
            one.linked, one.whole = _find_whole(found, at)


def _find_whole(found: Sequence[Mention], at: int) -> tuple[str, Mention | None]:
    one, before = found[at], found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if after and after.passage is one.passage and not after.counts_nothing:
        gap = one.words_until(after)  # "nine of the 29": the 29 told before, else this one
        if gap[:1] in (["of"], ["out"]) and _FILL.issuperset(gap):
            return "of number", _same(found, at, after.value) or after
    if before and before.passage is one.passage and (linked := _by_gap(found, at, before)):
        return linked
    opening = [token.word for token in one.tokens[: one.number.first]]
    following = [token.word for token in one.tokens[one.number.last : one.number.last + 2]]
    if 1 < len(opening) < 9 and opening[0] in {"of", "among"} and opening[1] in _FILL:
        inside = before if before and before.passage is one.passage else None  # "Of the 83, nine"
        return "of them", (_same(found, at - 1, inside.value) or inside) if inside else _larger(found, at)
    if following[:1] in (["of"], ["among"]) and following[1:] and following[1] in CUES["pronoun"]:
        return "of them", _larger(found, at)
    if one.header is not None:
        return "headed", one.header
    told = one.noun is None and one.number.first and opening[-1] in {"the", "these", "those", "all"}
    if told and (again := _same(found, at, one.value)):
        return "again", again
    person = one.noun is not None and one.noun.cls == "person"
    whole = _larger(found, at, persons=True) if person or not (one.noun or one.label) else None
    near = whole is not None and one.sentence.paragraph - whole.sentence.paragraph < 2 + (not person)
    return ("beside" if person else "elliptic", whole) if near else ("", None)


def _by_gap(found: Sequence[Mention], at: int, before: Mention) -> tuple[str, Mention] | None:
    """Return the whole that the words between two numbers tell: "of whom", "including", brackets, a list."""
    one = found[at]
    gap = before.words_until(one)
    pronoun = any(two in CUES["pronoun"] and first in {"of", "among"} for first, two in pairwise(gap))
    opened = gap.count("(") - gap.count(")")
    listed = before.linked in PART_OF - {"of them"} and len(gap) < 10 and ";" not in gap
    closed = before.linked == "bracketed" and opened < 0
    if pronoun or CUES["including"] & {*gap}:
        name, whole = "marked", _larger(found, at)
    elif opened > 0 and gap.index("(") < 6:
        name, whole = "bracketed", _larger(found, at, most=3)
    elif listed and not closed and before.whole and before.whole.value >= one.value:
        name, whole = "listed", before.whole
    else:
        return None
    return (name, whole) if whole and (whole.passage is one.passage or name == "listed") else None


def _larger(found: Sequence[Mention], at: int, *, persons: bool = False, most: int = _NEAR) -> Mention | None:
    """Return the nearest mention before one that can include it."""
    for other in reversed(found[max(at - most, 0) : at]):
        person = other.linked or (other.noun is not None and other.noun.cls in PERSONS)
        if not other.counts_nothing and other.value >= found[at].value and (person or not persons):
            return other
    return None


def _same(found: Sequence[Mention], at: int, value: float) -> Mention | None:
    return next((one for one in found[max(at - 40, 0) : at] if one.value == value and not one.counts_nothing), None)
