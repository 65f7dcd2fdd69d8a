"""A number as it stands in a text, with what is read around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from liberterra_analysis.extract import context
from liberterra_analysis.extract.kinds import kind_of
from liberterra_analysis.extract.money import currency_of
from liberterra_analysis.extract.numbers import MAX_NUMBERS, Number, numbers_of
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
    aside: str
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


@dataclass(slots=True)
class _State:
    """What was read before the current sentence."""

    operation: str
    aside: str = ""
    heading: str = ""
    topic: str = ""
    topic_at: int = -9
    columns: list[Column] | None = None
    paragraph: int = -1
    alone: Mention | None = None
    header: Mention | None = None


def read_mentions(text: str, clean: str, most: int) -> Iterator[Mention]:
    """Yield the numbers of a text in their order, at most about `most` of them."""
    named = context.operations_of(clean)
    main = named[0] if named else ""
    people = context.people_of(clean)
    every = [*sentences(clean)]
    state = _State(main if len(set(named)) == 1 else "")
    count = 0
    for sentence in every:
        for one in _read(text, clean, sentence, state, main, people, every[-1].paragraph):
            count += 1
            yield one
        if count >= most:
            return


def _read(text: str, clean: str, sentence: Sentence, state: _State, main: str, people: str, last: int) -> list[Mention]:
    tokens = tokens_of(clean, sentence)
    raw = clean[sentence.start : sentence.end]
    numbers = numbers_of(text, tokens) if tokens else []
    row = any(token.word == "|" for token in tokens)
    fresh = sentence.paragraph != state.paragraph
    listed = sentence.bullet or row or raw[:1].islower() or (sentence.heading and bool(numbers))
    _open(state, sentence, raw, fresh=fresh, listed=listed, numbers=bool(numbers))
    if row and (columns := columns_of(clean, tokens)):
        state.columns = columns
        return []
    operations = context.operations_of(raw)
    if operations or fresh:
        state.operation = operations[-1] if operations else main
    if not numbers:
        _announce(state, sentence, tokens, raw)
        return []
    passage = Passage(
        sentence=sentence,
        tokens=tokens,
        verbs=find_verbs(tokens),
        operation=state.operation,
        named=bool(operations),
        own=state.operation == main,
        first=sentence.start < 200 and sentence.paragraph <= 1,  # noqa: PLR2004
        end=sentence.paragraph == last,
        quarter=min(4 * sentence.paragraph // max(last, 1), 3),
        aside=state.aside,
        heading=state.heading,
    )
    found = [_mention(clean, passage, numbers, at) for at in range(len(numbers))]
    for one in found:
        _label(one, numbers, state, clean, people, row=row)
        if listed and state.header is not None:
            one.header = state.header
    if raw.endswith(":"):
        state.header = found[-1]
    state.alone = found[0] if (numbers[0].first, numbers[0].last) == (0, len(tokens)) else None
    return found


def _open(state: _State, sentence: Sentence, raw: str, *, fresh: bool, listed: bool, numbers: bool) -> None:
    """Forget what held for the paragraphs before."""
    if not fresh:
        return
    state.paragraph = sentence.paragraph
    if state.aside == "runs in" or (sentence.heading and not sentence.bullet and not numbers):
        state.aside = ""
    if context.runs_in(raw):
        state.aside = "runs in"
    elif sentence.heading and context.is_aside(raw):
        state.aside = "headed"
    if not listed:
        state.columns = state.header = None
        if state.topic_at < sentence.paragraph - 1:
            state.topic = ""


def _announce(state: _State, sentence: Sentence, tokens: list[Token], raw: str) -> None:
    """Keep what a line or question without a number says of the numbers after it."""
    if raw.endswith("?"):
        state.topic, state.topic_at = metric_in(tokens[-6:-1]), sentence.paragraph
    elif (sentence.heading or raw.endswith(":")) and not sentence.bullet:
        state.heading = raw.lower() if sentence.paragraph > 1 else ""
        state.topic, state.topic_at = metric_in(tokens), sentence.paragraph
        if state.alone is not None and state.topic and not state.alone.label:
            state.alone.label, state.alone.labelled = state.topic, "below"
            state.topic = ""
    state.alone = None


def _mention(clean: str, passage: Passage, numbers: list[Number], at: int) -> Mention:
    tokens, number = passage.tokens, numbers[at]
    after = number.last + (number.first == 0 and word_at(tokens, number.last) == "|")  # "14 | arrests"
    noun = find_noun(tokens, after) or _people(clean, tokens, number.last) or _shared(tokens, numbers, at)
    if noun is not None and noun.last - number.last > _FAR:
        noun = noun._replace(others=frozenset())
    counts = noun is not None
    return Mention(
        number=number,
        passage=passage,
        at=at,
        before=numbers[at - 1] if at else None,
        noun=noun,
        currency=currency_of(tokens, number),
        kind=kind_of(clean, tokens, number, counts=counts),
    )


_FAR = 12


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


def _label(one: Mention, numbers: list[Number], state: _State, clean: str, people: str, *, row: bool) -> None:
    """Set the cell of a number in a table, or the label beside, above or before it."""
    tokens, number = one.tokens, one.number
    if row:
        one.cell = read_cell(clean, tokens, number.core, state.columns, state.topic, people)
        if one.cell and one.currency:
            one.cell = one.cell._replace(metric="money")
    before = tokens[numbers[one.at - 1].last if one.at else 0 : number.first]
    end = len(before)
    while end and before[end - 1].word in {":", "-", "–", "—", "=", "|"}:
        end -= 1
    colon, before = end < len(before), before[:end]
    for at in range(len(before) - 1, -1, -1):
        if before[at].word in _CUTS:
            before = before[at + 1 :]
            break
    closed = number.last >= len(tokens) or word_at(tokens, number.last) in _CLOSES
    line = closed and (one.sentence.heading or one.sentence.bullet or row)
    if before and len(before) <= _LONGEST_LABEL and (colon or line):
        one.label, one.labelled = metric_in(before), ("colon" if closed else "open") if colon else "line"
    elif (number.first, number.last) == (0, len(tokens)) and state.topic_at == one.sentence.paragraph - 1:
        one.label, one.labelled = state.topic, "above"
    if state.topic and not one.label:
        one.hints["topic"] = state.topic
    if people and (one.noun is None or one.noun.cls in PERSONS):
        one.hints["people"] = people


_CUTS = frozenset({",", ";", "|", "/", "(", ".", ":"})
_CLOSES = frozenset({".", ";", ",", "|", ")", "(", "/"})
_LONGEST_LABEL = 8
MOST_AT_ONCE = MAX_NUMBERS
