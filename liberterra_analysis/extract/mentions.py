"""Read the numbers of a text, each with its noun, verbs, label or cell, and the number that includes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from liberterra_analysis.extract.kinds import kind_of
from liberterra_analysis.extract.names import Place, find_operations, people_of, places_of
from liberterra_analysis.extract.numbers import Number, currency_of, numbers_of
from liberterra_analysis.extract.phrases import Noun, Verb, find_noun, find_verbs
from liberterra_analysis.extract.sentences import Sentence, Token, sentences, tokens_of, word_at
from liberterra_analysis.extract.tables import Cell, Column, columns_of, metric_in, read_cell
from liberterra_analysis.extract.words import CUES, PERSONS, status_in


class Passage(NamedTuple):
    """A sentence, line or row, and what was read before it that holds for its numbers."""

    sentence: Sentence
    tokens: list[Token]
    verbs: list[Verb]
    places: list[Place]
    operation: str
    features: list[str]
    """What its numbers have from its place and from the people whom the text is about, as in `features`."""


@dataclass(slots=True, kw_only=True, eq=False)
class Mention:
    """A number in its passage, with its noun, its label, its cell, and the mention that it is part of."""

    number: Number
    passage: Passage
    tokens: list[Token]
    sentence: Sentence
    before: Mention | None
    until: int
    """Token at which the next number of its passage begins."""
    noun: Noun | None
    currency: str
    kind: str
    cell: Cell | None = None
    label: str = ""
    status: str = ""
    """What its label or the topic states."""
    header: Mention | None = None
    at: int = 0
    """Its index among the mentions of its text."""
    whole: Mention | None = None
    linked: str = ""
    features: list[str] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """Its number; 0 for what is not counted."""
        return self.number.hedged.value or 0

    @property
    def last(self) -> int:
        """Token after its noun, or after the number if it has none."""
        return self.noun.last if self.noun else self.number.last

    @property
    def counts_nothing(self) -> bool:
        """Whether it is an age, a date, a price or another number that is no count."""
        return bool(self.kind or self.currency)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What holds for a whole text, and what was read before the current sentence."""

    clean: str
    operations: Callable[[str], list[str]]
    """Finds the operations that a sentence names."""
    main: str
    people: str
    operation: str = ""
    topic: str = ""
    topic_at: int = -9
    status: str = ""
    columns: list[Column] | None = None
    paragraph: int = -1
    alone: Mention | None = None
    header: Mention | None = None


def read_mentions(clean: str) -> Iterator[Mention]:
    """Yield the numbers of a blanked text in their order."""
    operations = find_operations(clean)
    main = next(iter(operations(clean)), "")
    reading = _Reading(clean=clean, operations=operations, main=main, people=people_of(clean))
    for sentence in sentences(clean):
        yield from _read(reading, sentence)


def _read(reading: _Reading, sentence: Sentence) -> list[Mention]:
    tokens = tokens_of(reading.clean, sentence)
    raw = reading.clean[sentence.start : sentence.end]
    numbers = numbers_of(reading.clean, tokens)
    row = any(token.word == "|" for token in tokens)
    fresh = sentence.paragraph != reading.paragraph
    listed = sentence.bullet or row or raw[:1].islower() or (sentence.heading and bool(numbers))
    if fresh and not listed:
        reading.columns = reading.header = None
        reading.topic = reading.topic if reading.topic_at >= sentence.paragraph - 1 else ""
    reading.paragraph = sentence.paragraph
    if row and (columns := columns_of(reading.clean, tokens)):
        reading.columns = columns
        return []
    operations = reading.operations(raw)
    if operations or fresh:
        reading.operation = operations[-1] if operations else reading.main
    if not numbers:
        _announce(reading, sentence, tokens, raw)
        return []
    places = places_of(reading.clean, tokens)
    flags = {"lead": sentence.paragraph <= 1, "bullet": sentence.bullet, "line": sentence.heading}
    features = [f"people={reading.people}", *(f"is={name}" for name, is_so in flags.items() if is_so)]
    passage = Passage(sentence, tokens, find_verbs(tokens), places, reading.operation, features)
    found: list[Mention] = []
    for at in range(len(numbers)):
        found.append(one := _mention(reading.clean, passage, numbers, at, found[-1] if found else None))
        _label(one, reading, row=row)
        one.header = reading.header if listed else None
    if raw.endswith(":"):
        reading.header = found[-1]
    reading.alone = found[0] if (numbers[0].first, numbers[0].last) == (0, len(tokens)) else None
    return found


def _announce(reading: _Reading, sentence: Sentence, tokens: list[Token], raw: str) -> None:
    """Store what a heading or question states of the numbers after it, or of the one above it."""
    asks, heads = raw.endswith("?"), (sentence.heading or raw.endswith(":")) and not sentence.bullet
    if asks or heads:
        reading.topic, reading.topic_at = metric_in(tokens[-6:-1] if asks else tokens), sentence.paragraph
        reading.status = status_in(token.word for token in tokens)
    if heads and not asks and reading.alone is not None and reading.topic and not reading.alone.label:
        reading.alone.label, reading.alone.status, reading.topic = reading.topic, reading.status, ""
    reading.alone = None


def _mention(clean: str, passage: Passage, numbers: list[Number], at: int, before: Mention | None) -> Mention:
    tokens, number = passage.tokens, numbers[at]
    after = number.last + (number.first == 0 and word_at(tokens, number.last) == "|")  # "14 | arrests"
    noun, currency = find_noun(tokens, after), currency_of(tokens, number)
    placed = any(number.first - 3 <= place.first < number.first for place in passage.places)
    return Mention(
        number=number, passage=passage, tokens=tokens, sentence=passage.sentence, noun=noun, currency=currency,
        before=before,
        until=numbers[at + 1].first if at + 1 < len(numbers) else len(tokens),
        kind=kind_of(clean, tokens, number, money=bool(currency), counts=noun is not None, placed=placed),
    )  # fmt: skip


def _label(one: Mention, reading: _Reading, *, row: bool) -> None:
    """Set the cell of a number in a table, or the label beside, above or before it."""
    tokens, number = one.tokens, one.number
    if row:
        cell = read_cell(reading.clean, tokens, number.core, reading.columns, reading.people)
        one.cell = cell._replace(metric="money") if cell and one.currency else cell
    before = tokens[one.before.number.last if one.before else 0 : number.first]
    end = len(before)
    while end and before[end - 1].word in _SEPARATORS:
        end -= 1
    colon, start = end < len(before), max((at + 1 for at in range(end) if before[at].word in _CUTS), default=0)
    closed = number.last >= len(tokens) or tokens[number.last].word in _CLOSES
    line = closed and (one.sentence.heading or one.sentence.bullet or row)
    if 0 < end - start <= _LONGEST_LABEL and (colon or line):
        one.label = metric_in(before[start:end])
        one.status = status_in(token.word for token in before[start:end])
    elif (number.first, number.last) == (0, len(tokens)) and reading.topic_at == one.sentence.paragraph - 1:
        one.label, one.status = reading.topic, reading.status
    if reading.topic and not one.label:
        one.hints["topic"], one.status = reading.topic, one.status or reading.status


_SEPARATORS = frozenset({":", "-", "–", "—", "=", "|"})
_CUTS = frozenset({",", ";", "|", "/", "(", ".", ":"})
_CLOSES = frozenset({".", ";", ",", "|", ")", "(", "/"})
_LONGEST_LABEL = 8


PART_OF = frozenset({"of number", "marked", "bracketed", "divided", "listed", "of them", "headed"})
"""Links that tell that a number is part of its whole; others tell only what it may count."""

_COLONS = frozenset({":", "-", "–", "—"})
_FILL = frozenset("of out the these those total our its his them all whom which".split())
_NEAR = 8  # most numbers between a number and the one that it is part of


def link(found: Sequence[Mention]) -> None:
    """Set the `whole` of each mention, and by what it is linked; a whole is not smaller than its part."""
    for at, one in enumerate(found):
        one.at = at
        if not one.counts_nothing:
            one.linked, one.whole = _find_whole(found, at)


def _find_whole(found: Sequence[Mention], at: int) -> tuple[str, Mention | None]:
    one, words = found[at], [token.word for token in found[at].tokens]
    before, after = (found[near] if 0 <= near < len(found) else None for near in (at - 1, at + 1))
    if after and after.passage is one.passage and not after.counts_nothing:
        gap = words[one.number.last : after.number.first]  # "nine of the 29": the 29 named before, else this one
        if gap[:1] in (["of"], ["out"]) and _FILL.issuperset(gap):
            return "of number", _same(found, at, after.value) or after
    inside = before if before and before.passage is one.passage else None
    if inside and (linked := _by_gap(found, at, inside)):
        return linked
    opening, following = words[: one.number.first], words[one.number.last : one.number.last + 2]
    if 1 < len(opening) < 9 and opening[0] in {"of", "among"} and opening[1] in _FILL:  # "Of the 83, nine"
        return "of them", (_same(found, at - 1, inside.value) or inside) if inside else _larger(found, at)
    if following[:1] in (["of"], ["among"]) and following[-1] in CUES["pronoun"]:
        return "of them", _larger(found, at)
    if one.header is not None:
        return "headed", one.header
    person = one.noun is not None and one.noun.cls == "person"
    whole = _larger(found, at, persons=True) if person or not (one.noun or one.label) else None
    near = whole is not None and one.sentence.paragraph - whole.sentence.paragraph < 2 + (not person)
    return ("beside" if person else "elliptic", whole) if near else ("", None)


def _by_gap(found: Sequence[Mention], at: int, before: Mention) -> tuple[str, Mention] | None:
    """Return the whole that the words between two numbers state: "of whom", "including", brackets, a list."""
    one = found[at]
    gap = [token.word for token in one.tokens[before.number.last : one.number.first]]
    pronoun = any(word in CUES["pronoun"] and other in {"of", "among"} for other, word in pairwise(gap))
    opened = gap.count("(") - gap.count(")")
    whole = _larger(found, at)
    if whole and whole.passage is one.passage:
        if pronoun or CUES["including"] & {*gap}:
            return "marked", whole
        if opened > 0:
            return "bracketed", whole
        if _COLONS & {*gap} and not (whole.label or _CUTS - _COLONS & {*gap}):  # "23 held: 7 in Spain, 16 in Peru"
            return "divided", whole
    closed = before.linked == "bracketed" and opened < 0
    listed = before.linked in PART_OF - {"of them"} and len(gap) < 10 and ";" not in gap and not closed
    return ("listed", before.whole) if listed and before.whole and before.whole.value >= one.value else None


def _larger(found: Sequence[Mention], at: int, *, persons: bool = False) -> Mention | None:
    """Return the nearest earlier mention that can include this one."""
    for other in reversed(found[max(at - _NEAR, 0) : at]):
        person = other.linked or (other.noun is not None and other.noun.cls in PERSONS)
        if not other.counts_nothing and other.value >= found[at].value and (person or not persons):
            return other
    return None


def _same(found: Sequence[Mention], at: int, value: float) -> Mention | None:
    return next((one for one in found[max(at - 40, 0) : at] if one.value == value and not one.counts_nothing), None)
