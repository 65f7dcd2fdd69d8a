"""Find what a text names: operations, the people it is about, countries."""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from liberterra_analysis import places
from liberterra_analysis.extract.sentences import Token, word_at
from liberterra_analysis.extract.words import PEOPLE

_OPERATION = re.compile(
    r"\b[Oo]perations? (?:code-?named )?[\"“'‘]?((?:[A-Z][\w'’-]{1,30}|[IVX]{1,5}|\d{1,4})"
    r"(?: (?:[–-] )?(?:[A-Z][\w'’-]{0,30}|[IVX]{1,5}|\d{4}))"
    r"{0,4})"
)
_NUMERAL = r"I{1,3}|I?V|VI{0,3}|I?X|\d{1,2}|20\d\d"


def people_of(clean: str) -> str:
    """Return the metric of persons whom a text does not specify: that whose words are twice as frequent; else ""."""
    counts = Counter(PEOPLE[word] for word in _WORD.findall(clean[:_MOST].lower()) if word in PEOPLE)
    (most, first), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return most if first >= 2 * second else ""


_WORD = re.compile(r"[a-z]+")
_MOST = 200_000  # characters of a text that are enough to decide what it is about


def find_operations(clean: str) -> Callable[[str], list[str]]:
    """Return a function that finds the operations which a sentence of a text names, without the word "Operation".

    The name of an operation with another number is another operation, also without that word.

    >>> find_operations("Operation Ash II led to 9 arrests. In Ash I, 4 were arrested.")("In Ash I, 4 were arrested.")
    ['Ash I']
    """
    names = sorted({match[1].split()[0] for match in _OPERATION.finditer(clean)})
    again = rf"\b((?:{'|'.join(map(re.escape, names))}) (?:{_NUMERAL}))\b" if names else r"((?!))"
    pattern = re.compile(f"{_OPERATION.pattern}|{again}")
    return lambda sentence: [(match[1] or match[2]).strip() for match in pattern.finditer(sentence)]


_LONGEST = 5  # most tokens of the name of a country
_LINKS = frozenset("the and , northern southern eastern western central".split())
_IN = frozenset("in across within throughout".split())


class Place(NamedTuple):
    """A country named in a sentence: its tokens, its code, whether a word for its people names it.

    `where` is the token after the "in" of a place ("in northern Kenya", "across Peru and Chile"); 0 if it is none.
    """

    first: int
    last: int
    code: str
    people: bool
    where: int = 0


def places_of(clean: str, tokens: list[Token]) -> list[Place]:
    """Return the countries that a sentence names, by name or by their people."""
    found: list[Place] = []
    for at, token in enumerate(tokens):
        if (not found or at >= found[-1].last) and clean[token.start].isupper() and _may_begin(token.word):
            lasts = range(min(at + _LONGEST, len(tokens)), at, -1)
            known = (Place(at, last, *_known(clean[token.start : tokens[last - 1].end])) for last in lasts)
            found += [_placed(tokens, place, found) for place in known if place.code][:1]
    return found


def _placed(tokens: list[Token], place: Place, found: list[Place]) -> Place:
    """Return a country with where its place begins, which may be before others that it is joined to."""
    at = place.first - 1
    while at > place.first - 5 and word_at(tokens, at) in _LINKS:
        at -= 1
    joined = at < place.first - 1 and bool(found) and found[-1].last == at + 1
    where = at + 1 if word_at(tokens, at) in _IN else found[-1].where if joined else 0
    return place if place.people else place._replace(where=where)


@lru_cache(maxsize=8192)
def _may_begin(word: str) -> bool:
    first = places.fold_name(word).partition(" ")[0]
    return not places.first_words().isdisjoint({first, first.removesuffix("s")})  # "Filipinos"


@lru_cache(maxsize=8192)
def _known(words: str) -> tuple[str, bool]:
    code = places.find_country(words) if words[-1].isalpha() and words != "Us" else ""
    return (code, False) if code else (places.find_nationality(words) or "", True)
