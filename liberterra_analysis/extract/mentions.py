"""A number as it stands in a text, with what is read around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from liberterra_analysis.extract import context
from liberterra_analysis.extract.kinds import kind_of
from liberterra_analysis.extract.money import currency_of
from liberterra_analysis.extract.numbers import Number, numbers_of
from liberterra_analysis.extract.phrases import Noun, Verb, find_noun, find_verbs
from liberterra_analysis.extract.sentences import Sentence, Token, sentences, tokens_of, word_at
from liberterra_analysis.extract.tables import Cell, Column, columns_of, metric_in, read_cell
from liberterra_analysis.extract.words import PERSONS
from liberterra_analysis.places import find_nationality


@dataclass(slots=True, kw_only=True)
class Passage:
    """A sentence, line or row, and what was read before it that holds for its numbers."""

    sentence: Sentence
    tokens: list[Token]
    verbs: list[Verb]
    operation: str
    named: bool
    """Whether it names an operation itself."""
    own: bool
    """Whether its operation is the one that the text is about."""
    first: bool
    end: bool
    """Whether it is in the last paragraph."""
    quarter: int
    """How far into the text it stands, from 0 to 3."""
    opening: str
    """First two words of its paragraph."""
    heading: str


@dataclass(slots=True, kw_only=True, eq=False)
class Mention:
    """A number in its passage, with its noun, its label, its cell, and the mention that it is part of."""

    number: Number
    passage: Passage
    at: int
    """Its place among the numbers of the passage."""
    before: Number | None
    noun: Noun | None
    currency: str
    kind: str
    cell: Cell | None = None
    label: str = ""
    labelled: str = ""
    """How its label stands: "colon", "line", "above", "below", "topic"."""
    header: Mention | None = None
    whole: Mention | None = None
    linked: str = ""
    features: list[str] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)

    @property
    def tokens(self) -> list[Token]:
        """Tokens of its passage."""
        return self.passage.tokens

    @property
    def sentence(self) -> Sentence:
        """Sentence in which it stands."""
        return self.passage.sentence

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

    def words_until(self, other: Mention) -> list[str]:
        """Return the words between this mention and a later one of its passage."""
        return [token.word for token in self.tokens[self.number.last : other.number.first]]


class _Text(NamedTuple):
    """What holds for a whole text: its operation, how to find others, the persons it is about, its last paragraph."""

    printed: str
    clean: str
    main: str
    operations: Callable[[str], list[str]]
    people: str
    last: int


@dataclass(slots=True)
class _State:
    """What was read before the current sentence."""

    operation: str
    opening: str = ""
    heading: str = ""
    topic: str = ""
    topic_at: int = -9
    columns: list[Column] | None = None
    paragraph: int = -1
    alone: Mention | None = None
    header: Mention | None = None


def read_mentions(text: str, clean: str, most: int) -> Iterator[Mention]:
    """Yield the numbers of a text in their order, at most about `most` of them."""
    every = [*sentences(clean)]
    operations = context.find_operations(clean)
    named = operations(clean)
    whole = _Text(
        text,
        clean,
        named[0] if named else "",
        operations,
        context.people_of(clean),
        every[-1].paragraph if every else 0,
    )
    state = _State(whole.main if len({*named}) == 1 else "")
    count = 0
    for sentence in every:
        found = _read(whole, sentence, state)
        yield from found
        if (count := count + len(found)) >= most:
            return


def _read(text: _Text, sentence: Sentence, state: _State) -> list[Mention]:
    tokens = tokens_of(text.clean, sentence)
    raw = text.clean[sentence.start : sentence.end]
    numbers = numbers_of(text.printed, tokens) if tokens else []
    row = any(token.word == "|" for token in tokens)
    fresh = sentence.paragraph != state.paragraph
    listed = sentence.bullet or row or raw[:1].islower() or (sentence.heading and bool(numbers))
    if fresh:
        _open(state, sentence, raw, listed=listed)
    if row and (columns := columns_of(text.clean, tokens)):
        state.columns = columns
        return []
    operations = text.operations(raw)
    if operations or fresh:
        state.operation = operations[-1] if operations else text.main
    if not numbers:
        _announce(state, sentence, tokens, raw)
        return []
    passage = Passage(
        sentence=sentence,
        tokens=tokens,
        verbs=find_verbs(tokens),
        operation=state.operation,
        named=bool(operations),
        own=state.operation == text.main,
        first=sentence.start < 200 and sentence.paragraph <= 1,
        end=sentence.paragraph == text.last,
        quarter=min(4 * sentence.paragraph // max(text.last, 1), 3),
        opening=state.opening,
        heading=state.heading,
    )
    found = [_mention(text.clean, passage, numbers, at) for at in range(len(numbers))]
    for one in found:
        _label(one, state, text, row=row)
        one.header = state.header if listed else None
    if raw.endswith(":"):
        state.header = found[-1]
    state.alone = found[0] if (numbers[0].first, numbers[0].last) == (0, len(tokens)) else None
    return found


def _open(state: _State, sentence: Sentence, raw: str, *, listed: bool) -> None:
    """Forget what held for the paragraphs before, and note how this one opens."""
    state.paragraph = sentence.paragraph
    state.opening = " ".join(raw.lower().split()[:2])
    if not listed:
        state.columns = state.header = None
        state.topic = state.topic if state.topic_at >= sentence.paragraph - 1 else ""


def _announce(state: _State, sentence: Sentence, tokens: list[Token], raw: str) -> None:
    """Keep what a line or question without a number says of the numbers after it."""
    asks, heads = raw.endswith("?"), (sentence.heading or raw.endswith(":")) and not sentence.bullet
    if asks or heads:
        state.topic, state.topic_at = metric_in(tokens[-6:-1] if asks else tokens), sentence.paragraph
    if heads and not asks:
        state.heading = raw.lower() if sentence.paragraph > 1 else ""
        if state.alone is not None and state.topic and not state.alone.label:
            state.alone.label, state.alone.labelled, state.topic = state.topic, "below", ""
    state.alone = None


def _mention(clean: str, passage: Passage, numbers: list[Number], at: int) -> Mention:
    tokens, number = passage.tokens, numbers[at]
    after = number.last + (number.first == 0 and word_at(tokens, number.last) == "|")  # "14 | arrests"
    noun = find_noun(tokens, after) or _people(clean, tokens, number.last) or _shared(tokens, numbers, at)
    return Mention(
        number=number,
        passage=passage,
        at=at,
        before=numbers[at - 1] if at else None,
        noun=noun,
        currency=currency_of(tokens, number),
        kind=kind_of(clean, tokens, number, counts=noun is not None),
    )


def _people(clean: str, tokens: list[Token], last: int) -> Noun | None:
    """Return a demonym after a number as a noun for persons: "200 South Asians", "14 Syrian"."""
    for at in range(last, min(last + 3, len(tokens))):
        word = tokens[at].word
        if not clean[tokens[at].start].isupper():
            return None
        if find_nationality(word) or find_nationality(word[:-1]) or word.endswith("ans"):
            return Noun("person", "demonym", at + 1)
    return None


def _shared(tokens: list[Token], numbers: list[Number], at: int) -> Noun | None:
    """Return the noun of the next number if both count it: "14 of 39 suspects", "three of the 14 victims"."""
    if at + 1 == len(numbers):
        return None
    gap = [token.word for token in tokens[numbers[at].last : numbers[at + 1].first]]
    joined = gap[:1] in (["of"], ["out"]) and set(gap) <= {"of", "out", "the", "these", "those", "its", "their"}
    noun = find_noun(tokens, numbers[at + 1].last) if joined else None
    return noun._replace(last=numbers[at].last) if noun else None


def _label(one: Mention, state: _State, text: _Text, *, row: bool) -> None:
    """Set the cell of a number in a table, or the label beside, above or before it."""
    tokens, number = one.tokens, one.number
    if row:
        cell = read_cell(text.clean, tokens, number.core, state.columns, state.topic, text.people)
        one.cell = cell._replace(metric="money") if cell and one.currency else cell
    before = tokens[one.before.last if one.before else 0 : number.first]
    end = len(before)
    while end and before[end - 1].word in _SEPARATORS:
        end -= 1
    colon, start = end < len(before), max((at + 1 for at in range(end) if before[at].word in _CUTS), default=0)
    closed = number.last >= len(tokens) or tokens[number.last].word in _CLOSES
    line = closed and (one.sentence.heading or one.sentence.bullet or row)
    if 0 < end - start <= _LONGEST_LABEL and (colon or line):
        one.label, one.labelled = metric_in(before[start:end]), ("colon" if closed else "open") if colon else "line"
    elif (number.first, number.last) == (0, len(tokens)) and state.topic_at == one.sentence.paragraph - 1:
        one.label, one.labelled = state.topic, "above"
    if state.topic and not one.label:
        one.hints["topic"] = state.topic
    if text.people and (one.noun is None or one.noun.cls in PERSONS):
        one.hints["people"] = text.people


_SEPARATORS = frozenset({":", "-", "–", "—", "=", "|"})
_CUTS = frozenset({",", ";", "|", "/", "(", ".", ":"})
_CLOSES = frozenset({".", ";", ",", "|", ")", "(", "/"})
_LONGEST_LABEL = 8
