"""Decide what a text is about, and what persons it counts where a sentence does not specify."""

from __future__ import annotations

import re
from collections import Counter

from liberterra_analysis.extract.sentences import Token

_MIGRATION = (
    "migrant migrants irregular undocumented smuggler smugglers smuggling smuggled border borders crossing crossings "
    "asylum refugee refugees foreigners illegally coast dinghy boat boats checkpoint visa visas immigration migration "
    "passage clandestine clandestinely passengers stowaways facilitators frontier transit coyotes"
)
_EXPLOITATION = (
    "trafficking trafficked traffickers victim victims exploitation exploited exploiting slavery servitude forced "
    "prostitution brothel brothels survivors bonded labour labor rescued rescue coerced begging wages workplace "
    "massage shelter"
)
_WORDS = dict.fromkeys(_MIGRATION.split(), "irregular_migrants") | dict.fromkeys(_EXPLOITATION.split(), "victims")
_WORD = re.compile(r"[a-z]+")
_MOST = 200_000
"""Characters of a text that are enough to decide what it is about."""

_CONFINED = frozenset(
    "locked crammed squeezed living sleeping housed worked working forced exploited confined shed barracks "
    "slept outbuilding compounds flat flats dormitory compound captive chained brothel unpaid passports debt beg "
    "begging shack hut factory farm".split()
)
_CARRIED = frozenset(
    "hidden hiding concealed lorry lorries truck trucks trailer trailers van vans container containers compartment "
    "minivan minibus onboard inside border crossed crossing travelled traveled travelling boat boats dinghy aboard "
    "wall bottom hold stowed "
    "passengers illegally clandestinely smuggled double-bottom bales cargo train bus wagon desert coast sea".split()
)


_RAIDED = frozenset("raid raided raids raiding searched warehouse scam scams".split())


def people_of(clean: str) -> str:
    """Return the metric of persons whom a text does not specify: victims or irregular migrants, by its words.

    "" unless the words of one are at least twice as frequent as the words of the other.

    Examples
    --------
    >>> people_of("Smugglers hid migrants in a lorry at the border.")
    'irregular_migrants'
    """
    counts = Counter(_WORDS[word] for word in _WORD.findall(clean[:_MOST].lower()) if word in _WORDS)
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return ""
    return ranked[0][0]


def is_scene(tokens: list[Token], first: int, last: int) -> bool:
    """Return whether the words around a phrase mention confinement, transport or a raid.

    Examples
    --------
    >>> is_scene([Token("12", 0, 2), Token("men", 3, 6), Token("protested", 7, 16)], 0, 2)
    False
    """
    return bool(_near(tokens, first, last) & (_CONFINED | _CARRIED | _RAIDED))


def _near(tokens: list[Token], first: int, last: int) -> set[str]:
    return {token.word for token in tokens[max(first - 14, 0) : last + 14]}


def found_as(tokens: list[Token], first: int, last: int, people: str) -> str:
    """Return the metric of persons found whom a phrase does not specify.

    Victims if they were confined, irregular migrants if they were carried, else `people`, which also outweighs a single
    word of confinement or transport.

    Examples
    --------
    >>> found_as([Token("12", 0, 2), Token("men", 3, 6), Token("locked", 7, 13)], 0, 2, "")
    'victims'
    """
    near = _near(tokens, first, last)
    confined, carried = len(near & _CONFINED), len(near & _CARRIED)
    if confined != carried and not (people and confined + carried < 2):
        return "victims" if confined > carried else "irregular_migrants"
    return people or "persons_found"
