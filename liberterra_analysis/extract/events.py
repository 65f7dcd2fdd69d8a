"""Find the verbs and action nouns of a sentence, each with its class and voice."""

from __future__ import annotations

from typing import NamedTuple

from liberterra_analysis.extract.lexicon import VERB_PHRASES, VERBS
from liberterra_analysis.extract.nouns import NOUNS
from liberterra_analysis.extract.numbers import is_hedge, is_number
from liberterra_analysis.extract.sentences import Token, word_at

FARTHEST = 45
"""Cost at which a verb is too far from a number to go with it."""

_AUXILIARIES = frozenset("was were been being be are is get got".split())

_SKIPPED = frozenset("also then later subsequently since either not all both initially jointly or and".split())

_ENDS_PASSIVE = frozenset(
    "in on at by from for during after before over across as with since following near and or throughout amid "
    "within under of to when while worldwide globally so this last through alive who near through outside "
    "inside into".split()
)

_BREAKS = frozenset({";", ":", "–", "—", "while", "whereas", "after", "before", "when", "where", "with", "but"})

_IRREGULAR = frozenset(
    "found held caught frozen broken taken met behind custody brought safety nicked forced"
    " put led sent given driven flown shut lost sought safe".split()
)

_OF_SUBJECT = frozenset(
    "to died surrendered appear appearing drowned perished suffocated pleaded appeared face faces lost harm's "
    "behind".split()
)
"""Active verbs and phrases whose subject, not object, is counted."""

_OF_SOMEBODY = frozenset("journey journeys passage transportation introduction".split())
"""Action nouns with an object after "of"; without one they only name the occasion of another action."""

_LEADING = frozenset(verb for verb, _ in VERB_PHRASES)


class Event(NamedTuple):
    """A verb or action noun: its token, class and word; `passive` if what it is done to precedes it."""

    at: int
    cls: str
    word: str
    passive: bool


def events_of(tokens: list[Token]) -> list[Event]:
    """Return the verbs and action nouns of a sentence.

    Examples
    --------
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "Police arrested 12 men and 3 cars were seized."
    >>> [(event.cls, event.passive) for event in events_of(tokens_of(text, Sentence(0, 46, 1, False, False)))]
    [('arrest', False), ('seize', True)]
    """
    found: list[Event] = []
    for at, token in enumerate(tokens):
        cls = VERB_PHRASES.get((token.word, word_at(tokens, at + 1))) or VERBS.get(token.word)
        if token.word == "involving" and word_at(tokens, at - 1) in {"case", "cases"}:
            continue
        if token.word == "held" and _holder(tokens, at) in {"vehicles", "vessels"}:
            continue  # "the first van held 31 people"
        if token.word in _OF_SOMEBODY and word_at(tokens, at + 1) != "of":
            continue
        if token.word == "trafficking" and is_number(word_at(tokens, at + 1)):
            cls = "traffic"  # "convicted of trafficking 16 women"
        if cls == "smuggle" and token.word in _TOOK:
            cls = _taken_to(tokens, at)
        if cls is not None and not (found and found[-1].at == at - 1 and found[-1].word in _LEADING):
            linked = bool(found) and found[-1].at >= at - 2 and word_at(tokens, at - 1) in {"and", "or"}
            passive = found[-1].passive if linked and not _is_passive(tokens, at) else _is_passive(tokens, at)
            cls = _led_to(tokens, at) if cls == "smuggle" else _led_from(tokens, at) if cls == "give_back" else cls
            passive = passive and not (
                cls != "sentence" and word_at(tokens, at + 1) == "to" and is_number(word_at(tokens, at + 2))
            )
            passive = passive or (cls == "die" and not token.word.startswith("kill"))
            passive = passive or (cls == "accuse" and token.word in _AUXILIARIES | {"under"})
            found.append(Event(at, cls, token.word, passive))
    return found


def _holder(tokens: list[Token], at: int) -> str:
    """Return the class of the last noun within seven tokens before a verb; "" if there is none."""
    classes = [NOUNS[token.word] for token in tokens[max(at - 7, 0) : at] if token.word in NOUNS]
    return classes[-1] if classes else ""


def _led_to(tokens: list[Token], at: int) -> str:
    """Classify a verb of transport by its destination: "rescue" (to hospital), "arrest" (to jail), else "smuggle"."""
    words = [token.word for token in tokens[at : at + 12]]
    for here, word in enumerate(words[:-1]):
        if word == "ashore":
            return "rescue"
        if word in {"to", "into", "before", "behind"}:
            goal = set(words[here + 1 : here + 5])
            return "rescue" if goal & _SAFE else "arrest" if goal & _JAIL else "smuggle"
    return "smuggle"


def _taken_to(tokens: list[Token], at: int) -> str | None:
    """Classify "took" by its destination as `_led_to` does; None without one such as a hospital or jail."""
    words = {token.word for token in tokens[at : at + 12]}
    cls = _led_to(tokens, at)
    return None if cls == "smuggle" or not words & (_SAFE - _ASHORE | _JAIL) else cls


def _led_from(tokens: list[Token], at: int) -> str:
    """Classify a verb of return: "rescue" if persons were removed from harm, else "give_back"."""
    words = [token.word for token in tokens[at : at + 10]]
    away = words[words.index("from") + 1 :][:4] if "from" in words else []
    return "rescue" if _HARM & {*away} else "give_back"


_HARM = frozenset(
    "harm danger abuse exploitation situation situations conditions mine house brothel farm streets".split()
)
_SAFE = frozenset(
    "hospital hospitals safety shelter shelters shore port harbour clinic protected protection reception care centre "
    "centres accommodation land medical refuge safe".split()
)
_TOOK = frozenset({"took", "take", "takes", "taking"})
_ASHORE = frozenset("shore shores port harbour land reception accommodation centre centres".split())
_JAIL = frozenset("jail prison court courts custody station headquarters detention cells judge magistrate dock".split())


def _is_passive(tokens: list[Token], at: int) -> bool:
    word = tokens[at].word
    if word in _OF_SUBJECT:
        return True
    if not (word.endswith("ed") or word in _IRREGULAR):
        return False
    back = at - 1
    while back >= max(at - 4, 0) and (word_at(tokens, back) in _SKIPPED or word_at(tokens, back).endswith("ly")):
        back -= 1
    before = word_at(tokens, back)
    if before in _AUXILIARIES or (before in {"into", "in", "to"} and word in {"custody", "safety"}):
        return True
    return before not in {"have", "has", "had", "to"} and is_bare_passive(tokens, at)


def is_bare_passive(tokens: list[Token], at: int) -> bool:
    """Return whether a participle without an auxiliary is passive: "12 people arrested in raids"."""
    word, after = word_at(tokens, at), word_at(tokens, at + 1)
    if not (word.endswith("ed") or word in _IRREGULAR):
        return False
    if is_hedge(tokens, at + 1):
        return False
    if word in {"refused", "denied"} and after in _REFUSED:
        return word_at(tokens, at + 2) != "to"
    return after in _ENDS_PASSIVE or (not after[:1].isalnum() and after not in {"$", "€", "£", "~", ">"})


_REFUSED = frozenset({"entry", "boarding", "admission", "leave"})


def place_of(event: Event) -> int:
    """Return the index of the token at which an event stands."""
    return event.at


def cost_of(tokens: list[Token], first: int, last: int, events: list[Event]) -> int:
    """Return the distance between two tokens: the tokens between, and more for each number, clause and verb among them.

    At `FARTHEST` or more they do not belong together.

    Examples
    --------
    >>> cost_of([Token("12", 0, 2), Token("men", 3, 6)], 0, 2, [])
    6
    """
    if last - first > FARTHEST:
        return FARTHEST
    cost = last - first
    for at in range(first, last):
        token = tokens[at]
        if is_number(token.word):
            cost += 4
        elif token.word in {"carrying", "containing", "transporting"} or (
            token.word == "with" and NOUNS.get(word_at(tokens, at - 1)) in {"vehicles", "vessels"}
        ):
            cost += FARTHEST  # what was done to the vehicle was not done to those in it
        elif token.word in _BREAKS:
            cost += 8
    return cost + sum(9 for event in events if first <= event.at < last and event.word not in {"location", "safety"})
