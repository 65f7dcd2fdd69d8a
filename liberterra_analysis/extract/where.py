"""Find the countries that a sentence names: where a figure was counted, whose nationals, and along which route."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from liberterra_analysis import places
from liberterra_analysis.extract.numbers import Number
from liberterra_analysis.extract.sentences import Token, word_at
from liberterra_analysis.extract.words import CUES, VERBS, stem

_LONGEST = 5
"""Most tokens of the name of a country."""
_BETWEEN = frozenset("the and , northern southern eastern western central".split())
_IN = frozenset("in across within throughout".split())


class Place(NamedTuple):
    """A country named in a sentence: its tokens, its code, and whether a word for its people names it."""

    first: int
    last: int
    code: str
    people: bool


def places_of(clean: str, tokens: list[Token]) -> list[Place]:
    """Return the countries that a sentence names, by name or by their people.

    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "Serbian police arrested 12 in Bosnia and Herzegovina"
    >>> tokens = tokens_of(text, Sentence(0, len(text), 1, False, False))
    >>> [(place.code, place.people) for place in places_of(text, tokens)]
    [('SRB', True), ('BIH', False)]
    """
    found: list[Place] = []
    for at, token in enumerate(tokens):
        if (not found or at >= found[-1].last) and clean[token.start].isupper() and _may_begin(token.word):
            lasts = range(min(at + _LONGEST, len(tokens)), at, -1)
            known = (Place(at, last, *_known(clean[token.start : tokens[last - 1].end])) for last in lasts)
            found += [place for place in known if place.code][:1]
    return found


@lru_cache(maxsize=8192)
def _may_begin(word: str) -> bool:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if letter.isalnum()) in places.first_words()


@lru_cache(maxsize=8192)
def _known(words: str) -> tuple[str, bool]:
    code = places.find_country(words) if words[-1].isalpha() and words != "Us" else ""
    return (code, False) if code else (places.find_nationality(words) or "", True)


def country_of(tokens: list[Token], found: list[Place], number: Number, last: int, until: int) -> str:
    """Return the country where a figure was counted; "" if the sentence names none, or several.

    >>> country_of([], [], Number(0, 1, 0, 0, 1, None, ""), 1, 1)
    ''
    """
    behind = {place.code for place in found if last <= place.first < until and _is_where(tokens, place)}
    if behind:
        return behind.pop() if len(behind) == 1 else ""
    before = [place for place in found if place.last <= number.first]
    if before and before[-1].last == number.first - 1 and tokens[number.first - 1].word in {":", "(", "|"}:
        return before[-1].code  # "Kenya: 12"
    before = [place for place in before if _is_actor(tokens, place) or _is_where(tokens, place)]
    if not before:
        return ""
    twins = {place.code for place in found if before[-1].first - 2 <= place.last < before[-1].first}
    joined = word_at(tokens, before[-1].first - 1) in {"and", ",", "or"}
    return "" if joined and twins - {before[-1].code} else before[-1].code


def _is_where(tokens: list[Token], place: Place) -> bool:
    """Return whether a country is a place: "in Kenya", "in northern Kenya", "across Peru and Chile"."""
    at = place.first - 1
    while at > place.first - 5 and word_at(tokens, at) in _BETWEEN:
        at -= 1
    return not place.people and word_at(tokens, at) in _IN


def _is_actor(tokens: list[Token], place: Place) -> bool:
    """Return whether a country or its authorities act: "Serbian police", "Kenya reported"."""
    word = word_at(tokens, place.last)
    reports = place.first == 0 and not place.people and (stem(word) in VERBS or word in {"reported", "made", "saw"})
    return word in CUES["authority"] or reports


def nationality_of(tokens: list[Token], found: list[Place], first: int, last: int) -> str:
    """Return the nationality of the persons counted: a word for a people in the phrase, or "from" a country after it.

    "" if there is none, or several.

    >>> nationality_of([], [Place(2, 3, "SYR", True)], 1, 4)
    'SYR'
    """
    codes = {place.code for place in found if first <= place.first < last and place.people}
    after = {place.code for place in found if place.first == last + 1 and word_at(tokens, last) == "from"}
    return (codes or after).pop() if len(codes or after) == 1 else ""


def route_of(tokens: list[Token], found: list[Place]) -> str:
    """Return the route that a sentence states, as "origin: X; transit: Y; destination: Z".

    "" unless it names an origin or a transit, and one more place.

    >>> route_of([], [])
    ''
    """
    words = [word_at(tokens, place.first - 1 - (word_at(tokens, place.first - 1) == "the")) for place in found]
    legs = [
        (_ROLES[word], places.country_name(place.code))
        for word, place in zip(words, found, strict=True)
        if word in _ROLES and not place.people
    ]
    roles = [role for role, _ in legs]
    if len(legs) < 2 or not {"origin", "transit"} & {*roles}:
        return ""
    goal = max((at for at, role in enumerate(roles) if role == "destination"), default=len(roles))
    shown = (("transit" if role == "destination" and at < goal else role, name) for at, (role, name) in enumerate(legs))
    return "; ".join(f"{role}: {name}" for role, name in shown)


_ROLES = {
    "from": "origin", "via": "transit", "through": "transit",
    "to": "destination", "into": "destination", "towards": "destination",
}  # fmt: skip
