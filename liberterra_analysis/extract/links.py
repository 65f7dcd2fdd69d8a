"""Find the number that another one is part of, repeats or continues: "of whom 12", "nine of the 29", "(Kenya 3)"."""

from __future__ import annotations

from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.words import CUES, PERSONS

_FILL = frozenset("of out the these those total our its his them all whom which".split())
_MARKS = frozenset("including includes included incl comprising namely".split())
_PRONOUNS = frozenset("whom which them these those".split())
_NEAR = 8
"""Most numbers between a number and the one that it is part of."""


def link(found: list[Mention]) -> None:
    """Set the `whole` of each mention, and by what it is linked; a whole is not smaller than its part."""
    for at, one in enumerate(found):
        if one.counts_nothing:
            continue
        for name, rule in _RULES:
            whole = rule(found, at)
            if whole is not None:
                one.whole, one.linked = whole, name
                break


def _larger(
    found: list[Mention], at: int, *, same: bool = False, persons: bool = False, most: int = _NEAR
) -> Mention | None:
    """Return the nearest mention before one that can include it."""
    one = found[at]
    for other in reversed(found[max(at - most, 0) : at]):
        if same and other.sentence is not one.sentence:
            return None
        person = other.linked or (other.noun is not None and other.noun.cls in PERSONS)
        if not other.counts_nothing and other.value >= one.value and (person or not persons):
            return other
    return None


def _of_number(found: list[Mention], at: int) -> Mention | None:
    """ "nine of the 29": the 29 told before, else this one."""
    if at + 1 == len(found) or found[at + 1].sentence is not found[at].sentence or found[at + 1].counts_nothing:
        return None
    gap = found[at].words_until(found[at + 1])
    if gap[:1] not in (["of"], ["out"]) or not _FILL.issuperset(gap):
        return None
    return _same_value(found, at, found[at + 1].value) or found[at + 1]


def _same_value(found: list[Mention], at: int, value: float) -> Mention | None:
    return next((one for one in found[max(at - 40, 0) : at] if one.value == value and not one.counts_nothing), None)


def _marked(found: list[Mention], at: int) -> Mention | None:
    """ "52 people, of whom 12", "39 migrants, including 10 minors"."""
    if not at or found[at - 1].sentence is not found[at].sentence:
        return None
    gap = found[at - 1].words_until(found[at])
    pronoun = any(one in {"of", "among"} and two in _PRONOUNS for one, two in zip(gap, gap[1:], strict=False))
    return _larger(found, at, same=True) if pronoun or _MARKS & set(gap) else None


def _bracketed(found: list[Mention], at: int) -> Mention | None:
    """ "87 persons (52 women", "684 victims (Ghana (118)"."""
    if not at or found[at - 1].sentence is not found[at].sentence:
        return None
    gap = found[at - 1].words_until(found[at])
    opened = gap.count("(") > gap.count(")") and gap.index("(") < 6  # noqa: PLR2004
    return _larger(found, at, same=True, most=3) if opened else None


def _listed(found: list[Mention], at: int) -> Mention | None:
    """ "of whom 20 were women and 15 minors": the whole of the number before."""
    before = found[at - 1] if at else None
    if before is None or before.whole is None or before.sentence is not found[at].sentence:
        return None
    gap = before.words_until(found[at])
    listed = (
        before.linked in {"marked", "bracketed", "of number", "listed", "headed"} and len(gap) < 10 and ";" not in gap
    )  # noqa: PLR2004
    closed = before.linked == "bracketed" and gap.count(")") > gap.count("(")
    return before.whole if listed and not closed and before.whole.value >= found[at].value else None


def _of_them(found: list[Mention], at: int) -> Mention | None:
    """ "Of the 83, nine", "Two of them"."""
    one = found[at]
    before = [token.word for token in one.tokens[: one.number.first]]
    if len(before) in range(2, 9) and before[0] in {"of", "among"} and before[1] in _FILL:
        if at and found[at - 1].sentence is one.sentence:
            return _same_value(found, at - 1, found[at - 1].value) or found[at - 1]
        return _larger(found, at)
    after = [token.word for token in one.tokens[one.number.last : one.number.last + 2]]
    return _larger(found, at) if after[:1] in (["of"], ["among"]) and after[1:] and after[1] in _PRONOUNS else None


def _headed(found: list[Mention], at: int) -> Mention | None:
    """A number in a list, below a line with a number that ends in a colon."""
    return found[at].header


def _again(found: list[Mention], at: int) -> Mention | None:
    """ "All 38", "the 29": told before."""
    one = found[at]
    before = one.tokens[one.number.first - 1].word if one.number.first else ""
    return (
        _same_value(found, at, one.value) if before in {"the", "these", "those", "all"} and one.noun is None else None
    )


def _elliptic(found: list[Mention], at: int) -> Mention | None:
    """ "Twenty-one were foreigners": the persons told before."""
    one = found[at]
    whole = _larger(found, at, persons=True) if one.noun is None and not one.label else None
    return whole if whole and one.sentence.paragraph - whole.sentence.paragraph <= 2 else None  # noqa: PLR2004


def _beside(found: list[Mention], at: int) -> Mention | None:
    """ "Three men lost toes": perhaps of the persons told before."""
    one = found[at]
    whole = _larger(found, at, persons=True) if one.noun and one.noun.cls == "person" else None
    return whole if whole and one.sentence.paragraph - whole.sentence.paragraph <= 1 else None


_RULES = (
    ("of number", _of_number),
    ("marked", _marked),
    ("bracketed", _bracketed),
    ("listed", _listed),
    ("of them", _of_them),
    ("headed", _headed),
    ("again", _again),
    ("elliptic", _elliptic),
    ("beside", _beside),
)
"""Rules in their order; those but the last three tell that a number is part of its whole."""

PART_OF = frozenset(name for name, _ in _RULES[:6])
MARKED = CUES["part"]
