"""Find the countries that a sentence names: where a figure was counted, whose nationals, and along which route."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from liberterra_analysis import places
from liberterra_analysis.extract.words import VERBS, stem
from liberterra_analysis.extract.numbers import Number
from liberterra_analysis.extract.sentences import Token

_FORCES = frozenset(
    "police authorities officers law officials prosecutors border customs coast gendarmerie agents security "
    "investigators guard guards forces national federal army detectives immigration judicial enforcement cops "
    "ministry government".split()
)


_INTO = frozenset({"in", "across", "within", "throughout"})


class Place(NamedTuple):
    """A country named in a sentence: its tokens, its code, and whether a word for its people names it."""

    first: int
    last: int
    code: str
    people: bool


def places_of(clean: str, tokens: list[Token]) -> list[Place]:
    """Return the countries that a sentence names, by name or by their people.

    Examples
    --------
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "Serbian police arrested 12 in Bosnia and Herzegovina"
    >>> tokens = tokens_of(text, Sentence(0, len(text), 1, False, False))
    >>> [(place.code, place.people) for place in places_of(text, tokens)]
    [('SRB', True), ('BIH', False)]
    """
    found: list[Place] = []
    at = 0
    while at < len(tokens):
        place = _place(clean, tokens, at) if clean[tokens[at].start].isupper() else None
        if place:
            found.append(place)
        at = place.last if place else at + 1
    return found


def _place(clean: str, tokens: list[Token], at: int) -> Place | None:
    if _bare(tokens[at].word) not in places.first_words():
        return None
    for size in range(min(5, len(tokens) - at), 0, -1):
        words = clean[tokens[at].start : tokens[at + size - 1].end]
        if not words[-1].isalpha():
            continue
        code, people = _known(words)
        if code and not (words in {"US", "us"} and _is_pronoun(clean, tokens[at])):
            return Place(at, at + size, code, people)
    return None


def _is_pronoun(clean: str, token: Token) -> bool:
    return clean[token.start : token.end] != "US"


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if letter.isalnum())


@lru_cache(maxsize=8192)
def _known(words: str) -> tuple[str, bool]:
    code = places.find_country(words)
    if code:
        return code, False
    return places.find_nationality(words) or "", True


def country_of(tokens: list[Token], found: list[Place], number: Number, last: int, until: int) -> str:
    """Return the country where a figure was counted; "" if the sentence names none, or several.

    Examples
    --------
    >>> country_of([], [], Number(0, 1, 0, 0, 1, None, ""), 1, 1)
    ''
    """
    behind = [place for place in found if last <= place.first < until and _is_where(tokens, place)]
    if behind:
        return behind[0].code if len({place.code for place in behind}) == 1 else ""
    label = [place for place in found if place.last == number.first - 1 and tokens[place.last].word in {":", "(", "|"}]
    before = [place for place in found if place.last <= number.first and _is_actor(tokens, place)]
    before += [place for place in found if place.last <= number.first and _is_where(tokens, place)]
    if label or not before:
        return label[0].code if label else ""
    nearest = max(before, key=lambda place: place.first)
    twin = [
        place for place in found if place.last in {nearest.first - 1, nearest.first - 2} and place.code != nearest.code
    ]
    return "" if twin and tokens[nearest.first - 1].word in {"and", ",", "or"} else nearest.code


def _is_where(tokens: list[Token], place: Place) -> bool:
    if place.people:
        return False
    for back in range(place.first - 1, max(place.first - 6, -1), -1):
        word = tokens[back].word
        if word in _INTO:
            return True
        if (
            word not in {"the", "and", ",", "northern", "southern", "eastern", "western", "central"}
            and back < place.first - 4
        ):
            return False
        if word in {"from", "to", "into", "of", "via", "through", "towards", "against", "by"}:
            return False
    return False


def _is_actor(tokens: list[Token], place: Place) -> bool:
    """Return whether a country or its authorities act: "Serbian police", "UK authorities", "Kenya reported"."""
    if place.first == 0 and not place.people and place.last < len(tokens):
        word = tokens[place.last].word
        return stem(word) in VERBS or word in _FORCES or word in {"reported", "made", "accounted", "saw"}
    return place.last < len(tokens) and tokens[place.last].word in _FORCES


def nationality_of(tokens: list[Token], found: list[Place], first: int, last: int) -> str:
    """Return the nationality of the persons counted: a word for a people in the phrase, or "from" a country after it.

    "" if there is none, or several.

    Examples
    --------
    >>> nationality_of([], [Place(2, 3, "SYR", True)], 1, 4)
    'SYR'
    """
    codes = {place.code for place in found if first <= place.first < last and place.people}
    after = [place for place in found if place.first == last + 1 and not place.people and tokens[last].word == "from"]
    codes |= (
        {place.code for place in after if not codes and tokens[place.last : place.last + 1] != []} if after else set()
    )
    return codes.pop() if len(codes) == 1 else ""


def route_of(tokens: list[Token], found: list[Place]) -> str:
    """Return the route that a sentence states, as "origin: X; transit: Y; destination: Z".

    "" unless it names an origin or a transit, and one more place.

    Examples
    --------
    >>> route_of([], [])
    ''
    """
    if not {"from", "via", "through"} & {token.word for token in tokens}:
        return ""
    legs = []
    for place in found:
        before = [token.word for token in tokens[max(place.first - 3, 0) : place.first] if token.word != "the"]
        role = _ROLES.get(before[-1] if before else "")
        if role and not place.people:
            legs.append((role, places.country_name(place.code)))
    roles = [role for role, _ in legs]
    if len(legs) < 2 or not ({"origin", "transit"} & set(roles)):
        return ""
    ends = [at for at, role in enumerate(roles) if role == "destination"]
    legs = [("transit", name) if at in ends[:-1] else (role, name) for at, (role, name) in enumerate(legs)]
    return "; ".join(f"{role}: {name}" for role, name in legs)


_ROLES = {
    "from": "origin",
    "via": "transit",
    "through": "transit",
    "to": "destination",
    "into": "destination",
    "towards": "destination",
}
