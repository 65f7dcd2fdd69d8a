"""Read what a number counts from the words beside it: labels, totals, "among the victims", "of those arrested"."""

from __future__ import annotations

from liberterra_analysis.extract.counting import metric_of, noun_after
from liberterra_analysis.extract.events import Event
from liberterra_analysis.extract.grid import metric_in
from liberterra_analysis.extract.lexicon import OFFENCES, REACHES, VERBS
from liberterra_analysis.extract.model import PERSON_METRICS, Reading, State
from liberterra_analysis.extract.nouns import NOUNS
from liberterra_analysis.extract.numbers import Number, is_digits, is_number
from liberterra_analysis.extract.sentences import Token


def _subject(tokens: list[Token], number: Number) -> str:
    """Return the class of the persons named just before a number: "among the victims were 27 girls"; "" if none."""
    near = tokens[max(number.first - 9, 0) : number.first]
    words = [token.word for token in near]
    if (
        words[-1:]
        and words[-1] in {",", "(", ":", "–"}
        and (cls := NOUNS.get(words[-2] if len(words) > 1 else "")) in {"victim", "migrant", "arrests", "suspect"}
    ):
        return cls
    if words[-1:] == [","] and "members" in words and NOUNS.get(words[-2]) == "groups":
        return "suspect"
    if not {"were", "included", "include", "are", "includes", "comprised", "was", "comprise"} & set(words[-1:]):
        return ""
    for at in range(len(words) - 2, -1, -1):
        cls = NOUNS.get(words[at], "")
        if cls in {"victim", "migrant", "suspect"}:
            return cls
        if words[at] in {"those", "arrested", "detained", "rescued"}:
            event = VERBS.get(words[at + 1], "") if words[at] == "those" else VERBS.get(words[at], "")
            return {"arrest": "arrests", "rescue": "victim", "identify": ""}.get(event, "")
    return ""


def _opening(tokens: list[Token], first: int, event: Event | None) -> str:
    """Return the class of persons in an opening partitive: "Of the workers rescued, 94 are from Peru and 37 Thais".

    "again" if it repeats a number ("Of the 17, …"), "total" after "Of the total", "" if there is none.
    """
    if tokens[0].word not in {"of", "among", "amongst"}:
        return ""
    words = [token.word for token in tokens[: min(first, 10)]]
    if "," not in words:
        return ""
    comma = words.index(",")
    if words[1] == "the" and comma == 3 and is_number(words[2]):
        return "again"
    if any(is_number(word) for word in words) or (event and (event.cls in _DONE_TOO or event.at > comma)):
        return ""
    return "total" if words[2:comma] == ["total"] else _class_in(words[1:comma])


def _closing(tokens: list[Token], last: int) -> str:
    """Return the class of persons in a closing phrase: "Nine boys and two men were among the workers rescued"."""
    for at, token in enumerate(tokens[last : last + 16], last):
        if token.word in {",", ";", "who"}:
            return ""
        if token.word == "among" and tokens[at - 1].word in {"were", "are", "was", "is"}:
            return _class_in([one.word for one in tokens[at + 1 : at + 6]])
    return ""


def _class_in(words: list[str]) -> str:
    done = {VERBS.get(word) for word in words}
    named = {NOUNS.get(word) for word in words}
    if "arrest" in done or "arrests" in named:
        return "arrests"
    return "victim" if "rescue" in done or "victim" in named else "suspect" if "suspect" in named else ""


_DONE_TOO = frozenset({"charge", "sentence", "refer", "give_back", "die"})


def _of_class(cls: str, state: State) -> str:
    if cls == "irregular":
        return "irregular_migrants"
    if cls == "victim":
        return "victims"
    if cls == "arrests" or (cls == "suspect" and any(one.metric == "arrests" for one in state.found)):
        return "arrests"
    if cls == "migrant":
        known = [one.metric for one in state.found if one.metric in {"migrants_rescued", "irregular_migrants"}]
        return known[-1] if known else "irregular_migrants"
    return "suspects"


def _restriction(reading: Reading, number: Number, words: list[str], state: State) -> str:
    """Return the metric of a partitive after a number: "26 of those arrested", "seven of those under investigation"."""
    after = [event for event in reading.events if number.last < event.at <= number.last + 9 and event.passive]
    done = [event.cls for event in after] + [VERBS.get(word, "") for word in words]
    if "arrest" in done:
        return "arrests"
    return _of_class("suspect", state) if NOUNS.get(words[0] if words else "") == "suspect" else ""


def _label(reading: Reading, number: Number, deed: Event | None) -> tuple[str, str] | None:
    """Return the class and metric of the label in "label: number"; ("place", "") for a country, None without one."""
    tokens, sign = reading.tokens, number.first - 1
    if sign < 1 or tokens[sign].word not in {":", "|", "–", "—", "-", "=", "("}:
        return None
    first = sign
    while first > 0 and tokens[first - 1].word not in {";", "|", ":"} and not is_digits(tokens[first - 1].word):
        first -= 1
    if any(place.last == sign for place in reading.places):
        return "place", ""
    if (
        tokens[sign].word == "("
        or (tokens[sign].start == tokens[sign - 1].end and tokens[sign].word == "-")
        or sign - first > 9
    ):
        return None
    if tokens[sign - 1].word in OFFENCES:
        return None  # "Forced labour: 69" tells no more than what the line before counts
    metric = metric_in(tokens[first:sign], deed)
    return (_alive_class(metric), metric) if metric else None


def _total(tokens: list[Token], number: Number, events: list[Event]) -> str:
    """Return the metric of a stated total: "the number of arrests rose to 148", "arrests totalled 148"; "" if none."""
    before = number.first - 1
    if before < 1 or tokens[before].word not in REACHES:
        return ""
    for at in range(before - 1, max(before - 9, -1), -1):
        if tokens[at].word in {",", ";", "."}:
            return ""
        if tokens[at].word in NOUNS and (noun := noun_after(tokens, at)):
            if noun.cls == "units" and tokens[before].word == "of":
                return ""  # "a team of six"
            doing = [event for event in events if noun.last <= event.at < number.first]
            return metric_of(noun, doing[0] if doing else None, tokens)
    return ""


def _counts_origins(tokens: list[Token], number: Number) -> bool:
    """Return whether a number of countries counts countries of origin: "775 migrants from 30 countries"."""
    if number.first < 2 or tokens[number.first - 1].word not in {"from", "of"}:
        return False
    for token in reversed(tokens[max(number.first - 7, 0) : number.first - 1]):
        cls = NOUNS.get(token.word, "")
        if cls in {"victim", "migrant", "irregular", "person"}:
            return True
    return False


def _alive_class(metric: str) -> str:
    return "person" if metric in PERSON_METRICS else "thing"
