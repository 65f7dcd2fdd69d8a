"""Decide the metric of a number from its noun, verb, label or list, or from the figure before it."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from liberterra_analysis.extract.beside import (
    _closing,
    _counts_origins,
    _label,
    _of_class,
    _opening,
    _restriction,
    _subject,
    _total,
)
from liberterra_analysis.extract.counting import PERSONS, Noun, event_of, metric_of, metric_of_event
from liberterra_analysis.extract.events import Event
from liberterra_analysis.extract.grid import metric_in
from liberterra_analysis.extract.lexicon import ELLIPTIC, MINORS, POPULATIONS, VERBS
from liberterra_analysis.extract.model import PERSON_METRICS, Candidate, Reading, State
from liberterra_analysis.extract.nouns import NOUNS
from liberterra_analysis.extract.numbers import Number
from liberterra_analysis.extract.sentences import Token, word_at
from liberterra_analysis.extract.setting import found_as, is_scene
from liberterra_analysis.hedges import Hedged

_PARTS = frozenset({"including", "includes", "included", "include", "comprising"})
_THESE = frozenset({"whom", "which", "them", "these", "those"})
_ALIVE = PERSONS | {"officer", "missing"}


def last_metric(state: State) -> str:
    """Return the metric of the antecedent of an elliptic number; "" if there is none."""
    return state.found[state.last].metric if state.last is not None else ""


def last_persons(state: State) -> str:
    """Return the metric of the persons counted last; "" if there are none."""
    return state.found[state.persons].metric if state.persons is not None else ""


def _again(tokens: list[Token], number: Number, state: State) -> str:
    """Return the metric of a repeated number: "17 boys were freed. Of the 17, eleven are Thai"; "" of any other."""
    if number.first != 2 or word_at(tokens, number.last) != "," or (tokens[0].word, tokens[1].word) not in _OF_ALL:
        return ""
    alike = (one.metric for one in reversed(state.found[-_RECENT:]) if one.hedged.value == number.hedged.value)
    return next(alike, "")


def counted(reading: Reading, at: int, number: Number, noun: Noun | None, state: State) -> tuple[str, str, int | None]:
    """Return the metric of a number that may be an outcome, the rule that decided it, and the index of its whole.

    The metric is "" if no rule decides it; the index is None if the number is not part of another.

    Examples
    --------
    >>> from liberterra_analysis.extract import extract
    >>> [(one.metric, one.rule) for one in extract("Arrests: 12")]
    [('arrests', 'label')]
    """
    tokens = reading.tokens
    last = noun.last if noun else number.last
    event, cost = event_of(tokens, reading.events, number.first, noun, last)
    if event is None and (deed := _deed_above(reading, at, state)):
        event, cost = deed, 0
    if word_at(tokens, number.first - 1) == "of" and (
        word_at(tokens, number.first - 2) in _KIN or (at and reading.numbers[at - 1].last == number.first - 1)
    ):
        event, cost = None, FAR  # "the parents of six girls", "14 of 39 suspects": it was done to the others
    if event and event.passive and event.cls != "die" and word_at(tokens, number.first - 1) == "with":
        aboard = NOUNS.get(word_at(tokens, number.first - 2)) in {"vehicles", "vessels"}
        event, cost = (None, FAR) if aboard else (event, cost)  # "a lorry with 38 people was stopped"
    after = [token.word for token in tokens[number.last : number.last + 3]]
    if after[:1] in (["dead"], ["drowned"], ["lifeless"], ["deceased"]):
        return "deaths", "noun", None
    if (
        number.first
        and tokens[number.first - 1].word == "remaining"
        and state.persons is not None
        and not _is_thing(noun)
    ):
        sought = event is not None and event.cls in {"accuse", "arrest"}
        return _of_class("suspect", state) if sought else state.found[state.persons].metric, "part", None
    alive = state.persons is not None and ((noun is not None and noun.cls in _ALIVE) or tuple(after[:2]) in _OF_THEM)
    told = bool(state.found) and state.found[-1].metric in PERSON_METRICS
    here = state.last is not None and state.found[state.last].paragraph == reading.sentence.paragraph
    whole = _whole(reading, at, number, state, state.persons if alive and (noun or not here or told) else state.last)
    if whole is not None and not _fits(number, noun, state.found[whole]):
        whole = None
    named = _named_as(tokens, last)
    if named and (noun is None or noun.cls == "person"):
        return _of_class(named, state), "noun and verb", None
    if (noun is None or noun.cls in _ALIVE) and (
        named := _opening(tokens, number.first, event)
        or _closing(tokens, last)
        or (_subject(tokens, number) if noun is None and tuple(after[:2]) in _OF_THEM else "")
    ):
        recent = range(len(state.found) - 1, max(len(state.found) - _RECENT, -1), -1)
        last_told = state.found[-1].metric if state.found else ""
        total = {"total": last_persons(state), "again": last_told}
        named = total[named] if named in total else _of_class(named, state)
        wholes = (one for one in recent if state.found[one].metric == named and state.found[one].subset_of is None)
        if named:
            return named, "part", next(wholes, None)
    if noun is None and (again := _again(tokens, number, state)):
        return again, "same as before", None
    if noun is None:
        return _without_noun(reading, number, state, event, whole)
    if noun.cls == "thing" and event is None:
        if whole is None:
            state.last = None  # "of these" are then of what is not known
            return "", "thing", None
        return _without_noun(reading, number, state, None, whole)
    if noun.cls == "countries" and _counts_origins(tokens, number):
        return "nationalities", "nationalities", None
    if noun.cls in _ALIVE:
        decided = _persons(reading, at, number, noun, (event, cost), state, whole)
        if decided is not None:
            return decided
    if noun.cls in _GOODS and not (event or whole is not None or _found_here(reading) or _in_list(reading, at, state)):
        return "", "thing", None
    if noun.cls == "officer" and cost > 4:
        event = None
    metric = metric_of(noun, event, tokens)
    same = whole is not None and state.found[whole].metric == metric
    return metric, "noun and verb" if event else "noun", whole if same else None


_RECENT = 40
"""Number of candidates before a number among which its whole is looked for."""

_KIN = frozenset("parents parent mother mothers father fathers family families relatives guardian guardians".split())


def _is_thing(noun: Noun | None) -> bool:
    return noun is not None and noun.cls not in _ALIVE


def _deed_above(reading: Reading, at: int, state: State) -> Event | None:
    """Return the action that a heading, or a sum before a list, applies to it: "Checked:", "900 checks, including"."""
    if state.deed is not None and not reading.events:
        return state.deed
    whole = state.header if state.header is not None and reading.sentence.bullet else state.last if at else None
    if (
        whole is None
        or not state.found[whole].metric.endswith(("checks", "_checked"))
        or reading.sentence.start > state.found[whole].passage[1]
    ):
        return None
    first = reading.numbers[at].first
    since = max(reading.numbers[at - 1].last, first - 6) if at else first
    if any(token.word in {"carrying", "containing", "transporting"} for token in reading.tokens[since:first]):
        return None  # "stopped five vans carrying a total of 94 migrants"
    return Event(0, "check", "checked", passive=True)


_GOODS = frozenset({"items", "parcels", "platforms", "documents"})


def _found_here(reading: Reading) -> bool:
    """Return whether a sentence may report what was found or seized, by its verbs or as a heading or short line."""
    if reading.sentence.heading or reading.sentence.bullet or len(reading.tokens) < 8:
        return True
    return not reading.events or any(
        event.cls in {"seize", "identify", "search", "check", "dismantle"} for event in reading.events
    )


def _in_list(reading: Reading, at: int, state: State) -> bool:
    before = state.found[-1] if at and state.found else None
    return before is not None and before.kind == "outcome" and before.passage[0] == reading.sentence.start


def _named_as(tokens: list[Token], at: int) -> str:
    """Return the class that a predicate gives persons: "were classified as victims", "believed to be migrants"."""
    words = [token.word for token in tokens[at : at + 14]]
    words = words[2:] if words[:1] == ["of"] else words  # "546 of them were …"
    words = words[: next((here for here, word in enumerate(words) if word in _CLAUSE_ENDS), len(words))]
    deed = next((here for here, word in enumerate(words) if word in _DEEMED), None)
    if deed is None or not {"as", "be", "been"} & set(words[deed + 1 : deed + 5]):
        return ""
    for word in words[deed + 1 :]:
        if (cls := NOUNS.get(word, "")) in {"victim", "suspect", "migrant", "irregular"}:
            return cls
    return ""


def _here(reading: Reading, state: State) -> bool:
    return state.persons is not None and state.found[state.persons].paragraph == reading.sentence.paragraph


_DID = frozenset(
    "asked agreed told required needed came said chose accepted declined requested wanted received remain remained "
    "live lived lives appeared travelled traveled refused opted suffered claimed admitted spoke arrived entered "
    "decided stayed tested gave went showed presented held hold worked work applied returned need require".split()
)
"""Verbs whose subject can be persons given by a number alone: "18 asked for help"."""

_CLAUSE_ENDS = frozenset({",", ";", ".", "who", "by", "of", "and", "while", "but", "(", "–", "—"})
_DEEMED = frozenset(
    "classified treated recognised recognized considered deemed confirmed regarded categorised categorized found "
    "believed thought suspected determined assessed identified screened-in proved turned certified presumed "
    "acknowledged listed designated formally".split()
)
_OF_ALL = frozenset({("of", "the"), ("among", "the"), ("of", "those"), ("of", "these")})
_OF_THE = frozenset({("of", "the"), ("of", "these"), ("of", "those")})
_OF_THEM = frozenset({("of", "whom"), ("of", "them"), ("of", "those")})


def _persons(  # noqa: PLR0913, PLR0917 (all that tells who is counted)
    reading: Reading,
    at: int,
    number: Number,
    noun: Noun,
    doing: tuple[Event | None, int],
    state: State,
    whole: int | None,
) -> tuple[str, str, int | None] | None:
    """Return metric, rule and whole of a number of persons from the figures before; None if noun and verb decide."""
    tokens, (event, cost) = reading.tokens, doing
    last = noun.last
    counted_before = at and number.first - reading.numbers[at - 1].last <= 4  # "11 Sri Lankans and 27 others"
    if (
        noun.word == "others"
        and not counted_before
        and any(place.last in {number.first - 1, number.first - 2} for place in reading.places)
    ):
        return "countries", "noun", None  # "Albania, Austria and 14 others"
    if noun.cls in {"person", "officer"} and (named := _subject(tokens, number)):
        return (
            _of_class(named, state),
            "part",
            whole if whole is None or _same_metric(named, whole, state) else None,
        )
    before = state.found[-1] if at and state.found else None
    if (
        before
        and before.rule == "part"
        and number.first - reading.numbers[at - 1].last == 2
        and word_at(tokens, number.first - 1) == "and"
    ):
        return before.metric, "part", before.subset_of  # "the victims, 32 females and 15 males, were about to be moved"
    if whole is not None and state.found[whole].metric in PERSON_METRICS:
        own = event if event and event.passive and event.at >= last and cost <= 4 else None
        if own is None or own.cls == "identify":
            return state.found[whole].metric, "part", whole
        return metric_of(noun, own, tokens), "part", whole
    if noun.cls == "person" and "missing" in {token.word for token in tokens[last : last + 6]} and noun.word in MINORS:
        return "missing_children", "noun", None
    if noun.cls != "person":
        return None
    if event is None or event.cls == "identify":
        inherited = _inherited(reading, at, number, state)
        if inherited:
            return inherited, "part", whole if whole is not None else state.last
    if event is None and not reading.sentence.heading:
        if (word_at(tokens, number.last), word_at(tokens, number.last + 1)) in _OF_THE and _here(reading, state):
            return last_persons(state), "part", whole  # "Eight of the children are siblings"
        young = POPULATIONS.get(noun.word) in {"minors", "girls", "women"} and not state.people
        if not young and not is_scene(tokens, number.first, last):
            return "", "", None  # nothing tells that they were found
        return "victims" if young else found_as(tokens, number.first, last, state.people), "bare person", None
    if event is not None and event.cls == "identify" and metric_of(noun, event, tokens) == "persons_found":
        return found_as(tokens, number.first, last, state.people), "noun and verb", None
    return None


def _same_metric(named: str, whole: int, state: State) -> bool:
    return _of_class(named, state) == state.found[whole].metric


FAR = 14
"""Cost set for a number whose nearest verb does not apply to it."""


def _fits(number: Number, noun: Noun | None, whole: Candidate) -> bool:
    """Return whether a number can be part of a whole: not larger, nor victims among arrests, suspects or officers."""
    size, value = _largest(whole.hedged), number.hedged.value
    if noun is not None and noun.cls == "victim" and whole.metric in {"arrests", "suspects", "officers"}:
        return False
    return value is None or value <= size


@lru_cache(maxsize=1024)
def _largest(hedged: Hedged) -> float:
    return hedged.interval.upper


def _inherited(reading: Reading, at: int, number: Number, state: State) -> str:
    """Return the metric of the figure before in a list of persons: "12 men, 3 women and 2 minors"; "" elsewhere."""
    if state.last is None or not at:
        return ""
    before = state.found[-1] if state.found else None
    if before is None or before.metric not in PERSON_METRICS or before.passage[0] != reading.sentence.start:
        return ""
    between = {token.word for token in reading.tokens[reading.numbers[at - 1].last : number.first]}
    if between & VERBS.keys():
        return ""
    return before.metric if between & {",", "and", ":", "(", "–", "-", "including"} and not between & {";"} else ""


def _whole(reading: Reading, at: int, number: Number, state: State, last: int | None) -> int | None:
    """Return the index of the candidate that a number is stated to be part of; None if there is none."""
    tokens = reading.tokens
    since = reading.numbers[at - 1].last if at else 0
    words = [token.word for token in tokens[max(since, number.first - 9) : number.first]]
    between = set(words)
    after = [token.word for token in tokens[number.last : number.last + 4]]
    if last is None:
        return None
    of = any(one in {"of", "among", "amongst"} and two in _THESE for one, two in pairwise(words))
    parts = of or bool(between & _PARTS)
    parts = parts or after[:2] in (["of", "which"], ["of", "whom"], ["of", "them"], ["of", "these"], ["of", "those"])
    opening = [token.word for token in tokens[:3]]
    parts = parts or (
        opening[:2]
        in (["of", "these"], ["of", "those"], ["of", "them"], ["among", "them"], ["among", "these"], ["among", "those"])
    )
    acted = any(since <= event.at < number.first for event in reading.events)
    if parts or (":" in between and state.found[last].passage[0] == reading.sentence.start):
        return last
    if (
        at
        and state.found
        and state.found[-1].subset_of is not None
        and state.found[-1].passage[0] == reading.sentence.start
    ):
        return (
            state.found[-1].subset_of
            if between & {",", "and", ";"} and not between & VERBS.keys() and not acted
            else None
        )
    return None


def _without_noun(
    reading: Reading, number: Number, state: State, event: Event | None, whole: int | None
) -> tuple[str, str, int | None]:
    tokens = reading.tokens
    behind = [token.word for token in tokens[number.last : number.last + 4]]
    if behind[:2] == ["on", "board"] or behind[:1] == ["aboard"]:
        return found_as(tokens, number.first, number.last, state.people), "bare person", None
    if behind[:2] in (["in", "all"], ["in", "total"]) and (named := _subject(tokens, number)):
        return _of_class(named, state), "part", None
    if behind[:2] in (["of", "those"], ["of", "the"]) and (named := _restriction(reading, number, behind[2:], state)):
        return named, "part", whole
    label = _label(reading, number, state.deed)
    if label and event and event.passive and label[1] in {"officers", "units"}:
        label = None  # "Police press release: Four jailed"
    if label:
        if state.header is not None and reading.sentence.bullet and (label[0] == "place" or label[0] in _ALIVE):
            return state.found[state.header].metric, "listed", state.header
        if label[0] != "place":
            return label[1], "label", None
    if event is not None and (event.passive or number.first - event.at <= 2) and abs(event.at - number.last) <= 5:
        metric = metric_of_event(event)
        if metric:
            return metric, "verb", whole
    if total := _total(tokens, number, reading.events):
        return total, "total", None
    told = state.found[-1].passage[0] == reading.sentence.start if state.found else False
    if not told and number.first > 1 and tokens[number.first - 1].word == "(":
        metric = metric_in(tokens[max(number.first - 4, 0) : number.first - 1])
        if metric:  # "raids (3 in Bradford"
            return metric, "label", None
    after = tokens[number.last].word if number.last < len(tokens) else "."
    if state.asked and not reading.events and number.first <= 3:
        return state.asked, "label", None
    if whole is None and state.persons is not None and after in _DID and _here(reading, state):
        return state.found[state.persons].metric, "same as before", None
    listed = reading.sentence.heading or reading.sentence.bullet or number.first < 7
    if whole is None and not listed and tokens[number.first - 1].word == ":":
        return "", "", None  # "she had counted the days on the wall: 203"
    if whole is not None or (state.last is not None and (after in ELLIPTIC or after.endswith("ing") or label)):
        metric = last_metric(state) if whole is None else state.found[whole].metric
        return metric, "same as before" if whole is None else "part", whole
    return "", "", None
