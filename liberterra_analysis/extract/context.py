"""Read what the words around a number state: operation, status, population, offence, exploitation, verb."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from liberterra_analysis.extract.sentences import Token
from liberterra_analysis.extract.words import PEOPLE, POPULATIONS, STATUSES
from liberterra_analysis.vocabulary import EXPLOITATIONS, OFFENCES, VERBS, index_printed

if TYPE_CHECKING:
    from liberterra_analysis.extract.mentions import Mention

_OPERATION = re.compile(
    r"\b[Oo]perations? (?:code-?named )?[\"“'‘]?((?:[A-Z][\w'’-]{1,30}|[IVX]{1,5}|\d{1,4})"
    r"(?: (?:[–-] )?(?:[A-Z][\w'’-]{0,30}|[IVX]{1,5}|\d{4}))"
    r"{0,4})"
)
_NUMERAL = r"I{1,3}|I?V|VI{0,3}|I?X|\d{1,2}|20\d\d"
_NUMBERED = re.compile(rf"\b([A-Z][\w'’-]{{3,30}}) ({_NUMERAL})\b")
_RELEASE = {
    "preliminary": r"\bpreliminary\b|\bprovisional\b|\bso far\b",
    "initial": r"\binitial (?:report|result|figure|finding|data|count)|\bfirst results\b",
    "final": r"\bfinal (?:result|figure|count|tall)",
}


def release_status(clean: str) -> str:
    """Return how final a text calls its figures, as a release status.

    >>> release_status("The results are still preliminary.")
    'preliminary'
    """
    found = (name for name, pattern in _RELEASE.items() if re.search(pattern, clean, re.IGNORECASE))
    return next(found, "unspecified")


def people_of(clean: str) -> str:
    """Return the metric of persons whom a text does not specify: victims or irregular migrants, by its words.

    "" unless the words of one are at least twice as frequent as the words of the other.

    >>> people_of("Smugglers hid migrants in a lorry at the border.")
    'irregular_migrants'
    """
    counts = Counter(PEOPLE[word] for word in _WORD.findall(clean[:_MOST].lower()) if word in PEOPLE)
    (most, first), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return most if first >= 2 * second else ""


_WORD = re.compile(r"[a-z]+")
_MOST = 200_000
"""Characters of a text that are enough to decide what it is about."""


def find_operations(clean: str) -> Callable[[str], list[str]]:
    """Return a function that finds the operations which a sentence of a text names, without the word "Operation".

    A name of the text with another number is another operation, also without that word.

    >>> find_operations("Operation Ash II led to 9 arrests. In Ash I, 4 were arrested.")("In Ash I, 4 were arrested.")
    ['Ash I']
    """
    names = {match[1].split()[0] for match in _OPERATION.finditer(clean)}
    numbers: dict[str, set[str]] = {}
    for match in _NUMBERED.finditer(clean):
        numbers.setdefault(match[1], set()).add(match[2])
    series = sorted(name for name, found in numbers.items() if name in names or len(found) > 1)
    again = rf"\b((?:{'|'.join(map(re.escape, series))}) (?:{_NUMERAL}))\b" if series else r"((?!))"
    pattern = re.compile(f"{_OPERATION.pattern}|{again}")
    return lambda sentence: [(match[1] or match[2]).strip() for match in pattern.finditer(sentence)]


def status_of(tokens: list[Token], first: int, last: int) -> str:
    """Return the status that a phrase states for what it counts; "unspecified" if none.

    >>> status_of([Token("potential", 0, 9), Token("victims", 10, 17)], 0, 2)
    'potential'
    """
    return next((STATUSES[token.word] for token in tokens[first : last + 1] if token.word in STATUSES), "unspecified")


def population_of(tokens: list[Token], first: int, last: int) -> str:
    """Return the group of persons that a phrase counts; "" if it names none, or several.

    >>> population_of([Token("teenage", 0, 7), Token("girls", 8, 13)], 0, 2)
    'girls'
    """
    groups = {POPULATIONS[token.word] for token in tokens[first:last] if token.word in POPULATIONS}
    if groups > {"girls"} and groups == {"girls", "minors"}:
        return "girls"
    return groups.pop() if len(groups) == 1 else ""


def offence_of(tokens: list[Token], metric: str) -> str:
    """Return the offence in the words after a number of arrests, charges, sentences, groups or smuggled migrants.

    "" for other metrics, or if none is named.

    >>> offence_of([Token("smugglers", 0, 9)], "arrests")
    'smuggling'
    """
    if metric not in {"arrests", "persons_sentenced", "persons_charged", "groups", "migrants_smuggled"}:
        return ""
    words = {token.word for token in tokens}
    found = {name for phrase, name in index_printed(OFFENCES).items() if words.issuperset(phrase.split())}
    if words & {"drug", "drugs", "firearms", "weapons"}:
        found.discard("trafficking")
    if "money_laundering" in found:
        return "money_laundering"
    return "trafficking_or_smuggling" if len(found) > 1 else next(iter(found), "")


def verb_of(one: Mention) -> str:
    """Return the term of the closed list of verbs for the verb nearest to a number; "" if the list has none."""
    near = min(one.passage.verbs, key=lambda verb: abs(verb.at - one.number.first), default=None)
    word = one.tokens[near.at].word if near else ""
    return next((term for stem, term in _DEEDS.items() if word.startswith(stem)), "")


_DEEDS = index_printed(VERBS)


def exploitation_of(words: str) -> str:
    """Return the form of exploitation that a passage names; "" if it names none, or several.

    >>> exploitation_of("a ring involved in forced begging")
    'forced_begging'
    """
    found = {_FORM_OF[phrase] for phrase in _FORM.findall(words)}
    return found.pop() if len(found) == 1 else ""


_FORM_OF = index_printed(EXPLOITATIONS)
_FORM = re.compile("|".join(_FORM_OF))
