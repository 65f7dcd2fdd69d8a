"""Extract candidate claims from a text: each is a span of the text, with the rule that found it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from liberterra_analysis.extract import context, where
from liberterra_analysis.extract.background import shown_of
from liberterra_analysis.extract.counting import KINDS, PERSONS, Noun, event_of, metric_of, noun_after
from liberterra_analysis.extract.deciding import counted, last_metric
from liberterra_analysis.extract.events import events_of
from liberterra_analysis.extract.grid import columns_of, decide, metric_in
from liberterra_analysis.extract.kinds import kind_of
from liberterra_analysis.extract.lexicon import MEASURES, POPULATIONS, VERBS
from liberterra_analysis.extract.model import CONFIDENCE, METRICS, PERSON_METRICS, Candidate, Reading, State
from liberterra_analysis.extract.money import currency_of
from liberterra_analysis.extract.nouns import NOUNS
from liberterra_analysis.extract.numbers import MAX_NUMBERS, Number, measure_of, numbers_of
from liberterra_analysis.extract.sentences import TELEPHONE, Sentence, Token, blank, sentences, tokens_of, word_at
from liberterra_analysis.extract.setting import people_of
from liberterra_analysis.hedges import Hedged
from liberterra_analysis.hedges.currency import CODES
from liberterra_analysis.places import find_nationality
from liberterra_analysis.schema import Metric

MAX_FIGURES = 30_000
"""Number of candidates at which reading stops: a text with more is a data set, not an announcement."""


def extract(text: str, metrics: Mapping[str, Metric] = METRICS) -> list[Candidate]:
    """Find the figures of an announcement.

    Parameters
    ----------
    text : str
        The text, in English.
    metrics : mapping of str to Metric
        The metrics of the ledger; one that the lexicon does not know is found by its own noun.

    Returns
    -------
    list of Candidate
        In text order; each is a span of the text.

    Examples
    --------
    >>> [(one.as_printed, one.metric) for one in extract("Police arrested more than 40 suspects in 12 countries.")]
    [('more than 40', 'arrests'), ('12', 'countries')]
    """
    clean = blank(text)
    # A headline comes before the name; where a text names one operation, it is about that one.
    named = context.operations_of(clean)
    state = State(operation=named[0] if len(set(named)) == 1 else "", release=context.release_status(clean))
    state.people = people_of(clean)
    for sentence in sentences(clean):
        if len(state.found) >= MAX_FIGURES:
            break
        _read(text, clean, sentence, state)
    own = {name: one for name, one in metrics.items() if name not in METRICS}
    return [_named(one, clean, own) for one in state.found] if own else state.found


def _named(one: Candidate, clean: str, own: Mapping[str, Metric]) -> Candidate:
    """Return a candidate with the metric of the ledger whose noun follows it, at most two words apart."""
    if one.kind not in {"outcome", "background"} or one.unit in {*MEASURES.values(), *CODES}:
        return one
    for metric in own.values():
        nouns = f"{re.escape(metric.plural)}|{re.escape(metric.singular)}"
        if re.compile(rf"(?:\s+[\w-]+){{0,2}}?\s+(?:{nouns})\b", re.IGNORECASE).match(clean, one.end):
            named = replace(one, metric=metric.metric, unit=metric.unit, kind="outcome", rule="noun")
            return replace(named, confidence=CONFIDENCE["noun"])
    return one


def _read(text: str, clean: str, sentence: Sentence, state: State) -> None:
    """Read a sentence, a line, or a row of a table."""
    named = context.operations_of(clean, sentence.start, sentence.end)
    state.operation = named[-1] if named else state.operation
    below = text[sentence.start].islower()  # "of which smuggling: 141" goes on with the line before
    tokens = tokens_of(clean, sentence)
    row = any(token.word == "|" for token in tokens)
    above = state.topic if sentence.paragraph == state.paragraph + 1 else ""
    card = state.card if sentence.paragraph == state.paragraph + 1 else None
    numbers = numbers_of(text, tokens)
    listed = sentence.bullet or (sentence.heading and bool(numbers) and (state.header is not None or state.topic != ""))
    if sentence.paragraph != state.paragraph and not (state.runs_in and sentence.bullet):
        state.runs_in = context.runs_in(clean[sentence.start : sentence.end])
    if sentence.paragraph != state.paragraph and not listed and not below and not row:
        state.header, state.topic, state.deed, state.last, state.columns = None, "", None, None, None
    state.asked = state.asked if sentence.paragraph <= state.asked_at + 1 else ""
    state.paragraph = sentence.paragraph
    if row and (columns := columns_of(clean, tokens)):
        state.columns = columns
        return
    announces = clean[sentence.end - 1] == ":"
    if sentence.heading and not sentence.bullet:
        state.aside = context.is_aside(clean[sentence.start : sentence.end])
    if not numbers and (announces or sentence.heading) and not sentence.bullet:
        state.topic = metric_in(tokens)
        deeds = events_of(tokens)
        scenes = {one.at for one in deeds for word in tokens[max(one.at - 2, 0) : one.at] if word.word in _SCENE}
        state.deed = next((one for one in reversed(deeds) if one.at not in scenes), deeds[-1] if deeds else None)
        if card is not None and state.topic:  # the number stands on the line above its label
            state.found[card] = _labelled(state.found[card], state.topic)
            state.topic = ""
    if not numbers and clean[sentence.end - 1] == "?":
        state.asked, state.asked_at = metric_in(tokens[-4:-1]), sentence.paragraph
    state.card = None
    before = len(state.found)
    ends = [number.first for number in numbers[MAX_NUMBERS::MAX_NUMBERS]]
    for first, last in pairwise([0, *ends, len(tokens)]):  # a dump of numbers, part by part
        part = tokens[first:last]
        _read_part(Reading(text, clean, sentence, part, numbers_of(text, part) if ends else numbers), state)
    if len(state.found) == before + 1 and numbers and (numbers[0].first, numbers[0].last) == (0, len(tokens)):
        if state.found[-1].rule == "no noun" and above:
            state.found[-1] = _labelled(state.found[-1], above)
        elif state.found[-1].rule == "no noun":
            state.card = before
    if announces and not sentence.bullet and len(state.found) > before:
        outcomes = [at for at in range(before, len(state.found)) if state.found[at].kind == "outcome"]
        state.header = outcomes[-1] if outcomes else None


def _labelled(one: Candidate, metric: str) -> Candidate:
    """Return a candidate that stands alone on its line with the metric of the line above or below."""
    confidence, unit = CONFIDENCE["label"], METRICS[metric].unit if metric in METRICS else metric
    return replace(one, metric=metric, unit=unit, kind="outcome", rule="label", confidence=confidence)


def _read_part(reading: Reading, state: State) -> None:
    tokens, before = reading.tokens, len(state.found)
    singles = _singles(tokens)
    telephones = _telephones(reading)
    if reading.numbers or singles:
        reading.shown = shown_of(reading.clean, tokens)
        reading.places = where.places_of(reading.clean, tokens)
        reading.route, reading.events = where.route_of(tokens, reading.places), events_of(tokens)
    for at, number in enumerate(reading.numbers):
        _figure(reading, at, number, state)
    for first, last, value in singles:
        _single(reading, first, last, value, state)
    for number in telephones:
        _keep(reading, 0, number, state, ("telephone", "unknown", "telephone"), "", number.last, None)
    summed = len(reading.numbers) > 1 and _add_sums(reading, state, before)
    if (singles or telephones or summed) and len(state.found) > before:
        _sort(state, before)


def _add_sums(reading: Reading, state: State, before: int) -> bool:
    """Add the sum of "128 women and two men were freed", with both numbers as its parts; return whether it did."""
    at_start = {state.found[at].start: at for at in range(before, len(state.found))}
    size = len(state.found)
    for run, end in _runs_of_groups(reading):
        parts = [at_start[number.start] for number in run if number.start in at_start]
        first = state.found[parts[0]]
        alike = {(one.kind, one.metric, one.hedged.hedge) for one in (state.found[at] for at in parts)}
        if alike != {("outcome", first.metric, "exact")} or first.rule == "part" or first.subset_of is not None:
            continue
        total = sum(state.found[at].hedged.value or 0 for at in parts)
        whole = replace(first, end=end, as_printed=reading.text[first.start : end], population="")
        for at in parts:
            state.found[at].subset_of = len(state.found)
        state.last = state.persons = len(state.found)
        state.found.append(replace(whole, hedged=Hedged(total, "exact")))
    return len(state.found) > size


def _runs_of_groups(reading: Reading) -> Iterator[tuple[list[Number], int]]:
    """Yield the numbers of each sum such as "128 women and two men", and the end of its last noun."""
    words, run = [token.word for token in reading.tokens], list[Number]()
    for at, number in enumerate(reading.numbers):
        run.append(number)
        until = reading.numbers[at + 1].first if at + 1 < len(reading.numbers) else len(words)
        noun, *joint = words[number.last : until] or [""]
        if noun in POPULATIONS and joint in ([","], ["and"], [",", "and"]) and until < len(words):
            continue
        if len(run) > 1 and noun in POPULATIONS and joint[:1] not in ([","], ["and"]):
            yield run, reading.tokens[number.last].end
        run = []


def _telephones(reading: Reading) -> list[Number]:
    """Return the telephone numbers that `blank` replaced by spaces."""
    tokens, found = reading.tokens, []
    if not tokens:
        return []
    for match in TELEPHONE.finditer(reading.text, *_span_of(reading)):
        if reading.clean[match.start() : match.end()].isspace():
            at = next((at for at, token in enumerate(tokens) if token.start >= match.start()), len(tokens))
            found.append(Number(at, at, at, match.start(), match.end(), Hedged(None, None), ""))
    return found


def _span_of(reading: Reading) -> tuple[int, int]:
    """Return the start of a part of a sentence, and its end with the spaces after it."""
    tokens = reading.tokens
    end = tokens[-1].end
    return tokens[0].start, _BLANK.match(reading.clean, end).end()  # type: ignore[union-attr]


_ANYBODY = Noun("person", "persons", 0, 0)

_BLANK = re.compile(r"[^\S\n]*")

_SCENE = frozenset({"in", "during", "after", "following", "amid"})
"""Prepositions before an action that is only the occasion of another: "Seized in the searches:"."""

_OF_THEM = frozenset(("of", word) for word in ("them", "whom", "which"))
_OF_THESE = _OF_THEM | {("of", "these"), ("of", "those"), ("among", "them"), ("among", "these"), ("among", "those")}


def _sort(state: State, before: int) -> None:
    """Sort the candidates of a sentence into text order, and adapt the indices that refer to them."""
    order = sorted(range(before, len(state.found)), key=lambda at: (state.found[at].start, -state.found[at].end))
    moved = {old: before + new for new, old in enumerate(order)}
    fresh = [state.found[old] for old in order]
    state.found[before:] = [
        replace(one, subset_of=moved.get(one.subset_of, one.subset_of)) if one.subset_of is not None else one
        for one in fresh
    ]
    state.last = moved.get(state.last, state.last) if state.last is not None else None
    state.persons = moved.get(state.persons, state.persons) if state.persons is not None else None


def _figure(reading: Reading, at: int, number: Number, state: State) -> None:
    tokens = reading.tokens
    cell = (
        decide(reading.clean, tokens, number.core, state.columns, state.topic, state.people) if state.columns else None
    )
    noun = noun_after(tokens, number.last) or _people(reading, number) or _shared(reading, at)
    if noun and noun.word in MEASURES and number.first > 1 and NOUNS.get(tokens[number.first - 2].word) == "drugs":
        noun = noun._replace(cls="drugs")  # "cocaine (340 grams)"
    glued = noun is not None and noun.last - number.last <= 6
    kind, metric, rule = kind_of(reading.clean, tokens, reading.shown, number, counts=glued or cell is not None)
    pronoun = tokens[number.core].word == "one" and number.end - number.start == 3 and noun is None and not kind
    of_them = (word_at(tokens, number.last), word_at(tokens, number.last + 1)) in _OF_THEM
    enumerated = word_at(tokens, number.last) in {"for", "in", "from"} and bool(state.found) and at > 0
    if pronoun and not ((of_them or enumerated) and state.last is not None):
        return
    currency = currency_of(tokens, number)
    last = noun.last if noun else number.last
    whole: int | None = None
    if not kind and cell is not None and cell.kind != "outcome":
        kind, metric, rule = cell.kind, cell.metric, "table"
    if not kind and cell is not None and not noun:
        kind, metric, rule = "outcome", cell.metric, "table"
        whole = len(state.found) - 1 if cell.part and state.found else None
    elif not kind and currency:
        kind, metric, rule = "outcome", "money", "money"
    elif not kind:
        metric, rule, whole = counted(reading, at, number, noun, state)
        before = state.found[-1] if state.found and at else None
        if rule == "part" and before and before.metric == "deaths" and before.passage[0] == reading.sentence.start:
            metric, whole = "deaths", None
        kind = "outcome" if metric and metric != "deaths" else "background"
    elif kind in {"comparison", "background"} and rule != "table":
        metric = (metric_of(noun, None, tokens) if noun else last_metric(state)) or ""
    if kind == "outcome" and (state.aside or state.runs_in or _is_part_of_aside(reading, at, number, state.found)):
        kind = "background"
    _keep(reading, at, number, state, (kind, metric or "unknown", rule or "no noun"), currency, last, whole)
    if cell is not None:
        state.found[-1].country_iso3 = cell.code


def _is_part_of_aside(reading: Reading, at: int, number: Number, found: list[Candidate]) -> bool:
    """Return whether a number is part of a figure from the background: "a staff of eight, two of whom work nights"."""
    if not found or found[-1].rule not in {"background", "comparison"}:
        return False
    before = found[-1]
    tokens = reading.tokens
    behind = (word_at(tokens, number.last), word_at(tokens, number.last + 1)) in _OF_THESE
    if not at or before.passage[0] != reading.sentence.start:
        whole = before.paragraph == reading.sentence.paragraph and reading.sentence.start - before.passage[1] < 3
        whole = whole and not any(one.kind == "outcome" and one.passage == before.passage for one in found[-4:])
        return whole and not at and (behind or (word_at(tokens, 0), word_at(tokens, 1)) in _OF_THESE)
    words = [token.word for token in tokens[reading.numbers[at - 1].last : number.first]]
    return behind or "including" in words or any(pair in _OF_THESE for pair in pairwise(words))


def _keep(  # noqa: PLR0913, PLR0917 (what a figure is made of)
    reading: Reading,
    at: int,
    number: Number,
    state: State,
    decided: tuple[str, str, str],
    currency: str,
    last: int,
    whole: int | None,
) -> None:
    tokens, (kind, metric, rule) = reading.tokens, decided
    until = reading.numbers[at + 1].first if at + 1 < len(reading.numbers) else len(tokens)
    alive = metric in PERSON_METRICS
    outcome = kind == "outcome"
    stated = alive and outcome and rule in {"noun and verb", "verb"}
    status = context.status_of(tokens, number.first, last) if outcome else "unspecified"
    candidate = Candidate(
        start=number.start,
        end=number.end,
        as_printed=reading.text[number.start : number.end],
        hedged=number.hedged,
        metric=metric,
        unit=currency or _unit(tokens, number, metric),
        kind=kind,
        rule=rule,
        confidence=CONFIDENCE.get(rule, 0.9),
        paragraph=reading.sentence.paragraph,
        status=status,
        release_status=state.release,
        country_iso3=where.country_of(tokens, reading.places, number, last, until),
        nationality_iso3=where.nationality_of(tokens, reading.places, number.last, last) if alive else "",
        population=context.population_of(tokens, number.last, last) if alive else "",
        offence=context.offence_of(tokens[number.last : until], metric) if outcome else "",
        exploitation=context.exploitation_of(" ".join(token.word for token in tokens[number.last : until]))
        if outcome
        else "",
        verb=context.verb_of(event_of(tokens, reading.events, number.first, _ANYBODY, last)[0]) if stated else "",
        operation=state.operation,
        route=reading.route if alive else "",
        subset_of=whole,
        passage=(reading.sentence.start, reading.sentence.end),
    )
    state.found.append(candidate)
    # A part is no whole for what comes after it: "of whom 20 were women and 15 minors" are parts of the same.
    if outcome and whole is None:
        state.last = len(state.found) - 1
        state.persons = state.last if alive else state.persons


def _unit(tokens: list[Token], number: Number, metric: str) -> str:
    """Return the unit of a number: the printed unit of weight or volume, else the unit of the metric."""
    unit = measure_of(tokens, number.last)
    if metric == "drugs" and not unit:
        return "items"  # tablets, plants, doses
    return unit or (METRICS[metric].unit if metric in METRICS else metric)


def _shared(reading: Reading, at: int) -> Noun | None:
    """Return the noun of the next number if both count it: "14 of 39 suspects", "three of the 14 victims"."""
    if at + 1 == len(reading.numbers):
        return None
    first, last = reading.numbers[at].last, reading.numbers[at + 1].first
    words = [token.word for token in reading.tokens[first:last]]
    kinds = (
        len(words) > 1 and words[-1] == "and" and all(word in KINDS for word in words[:-1])
    )  # "9 federal and 23 state warrants"
    return noun_after(reading.tokens, reading.numbers[at + 1].last) if kinds or words in _PARTITIVES else None


_PARTITIVES = (["of"], ["of", "the"], ["of", "these"], ["of", "those"], ["of", "its"], ["of", "their"], ["out", "of"])


def _people(reading: Reading, number: Number) -> Noun | None:
    """Return a capitalised demonym after a number as a noun for persons: "200 South Asians"."""
    for at in range(number.last, min(number.last + 3, len(reading.tokens))):
        token = reading.tokens[at]
        if not reading.clean[token.start].isupper():
            return None
        if (
            (find_nationality(token.word) or find_nationality(token.word[:-1]))
            and noun_after(reading.tokens, at + 1) is None
        ) or token.word.endswith("ans"):
            return Noun("person", token.word, number.last, at + 1)
    return None


def _singles(tokens: list[Token]) -> list[tuple[int, int, int | None]]:
    """Return the first token, the token after the last, and the value: 1 for "a man", None for "a group of doctors"."""
    found: list[tuple[int, int, int | None]] = []
    for at, token in enumerate(tokens[:-1]):
        if token.word not in {"a", "an"}:
            continue
        after = tokens[at + 1].word
        if after in {"group", "number"} and at + 3 < len(tokens) and tokens[at + 2].word == "of":
            noun = noun_after(tokens, at + 3)
            if (noun is not None and noun.cls in PERSONS) or (after == "group" and tokens[at + 3].word.endswith("s")):
                found.append((at, at + 2, None))
        elif after not in {"number", "group", "total", "further"}:
            found.append((at, at + 1, 1))
    return found


def _single(reading: Reading, first: int, last: int, value: int | None, state: State) -> None:
    tokens = reading.tokens
    start, end = tokens[first].start, tokens[last - 1].end
    number = Number(first, last, first, start, end, Hedged(value, "exact" if value else None), "")
    if any(one.first <= first < one.last for one in reading.numbers):
        return
    noun = _person_after(tokens, last) if value else Noun("suspect", "suspects", last, last + 2)
    if noun is None:
        return
    event, cost = event_of(tokens, reading.events, first, noun, noun.last)
    near = event is not None and cost <= 8
    if value and not (
        near and event is not None and event.cls in {"arrest", "rescue", "sentence", "intercept", "charge"}
    ):
        return
    metric = metric_of(noun, event if near else None, tokens)
    decided = ("outcome", metric, "uncounted") if value is None else ("background", metric, "one person")
    last_known = state.last
    until = next((at for at, one in enumerate(reading.numbers) if one.first >= first), len(reading.numbers))
    _keep(reading, until - 1, number, state, decided, "", noun.last, None)
    state.last = last_known


def _person_after(tokens: list[Token], at: int) -> Noun | None:
    """Return the noun for one person in a phrase such as "a 32-year-old Syrian man"; None if there is none."""
    for here in range(at, min(at + 9, len(tokens))):
        word = tokens[here].word
        cls = NOUNS.get(word, "")
        if cls in PERSONS and not word.endswith("s") and word not in {"suspected", "alleged", "people", "children"}:
            return Noun(cls, word, at, here + 1)
        if word in {"of", "in", "for", ",", ".", "and", "that", "was", "by"} or word in VERBS:
            return None
    return None
