"""Read what the words around a number state: operation, status, population, offence, exploitation, verb."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from liberterra_analysis.extract.words import PEOPLE, POPULATIONS, STATUSES
from liberterra_analysis.extract.sentences import Token
from liberterra_analysis.vocabulary import EXPLOITATIONS, OFFENCES, VERBS, index_printed

if TYPE_CHECKING:
    from liberterra_analysis.extract.mentions import Mention

_OPERATION = re.compile(
    r"\b[Oo]perations? (?:code-?named )?[\"“'‘]?((?:[A-Z][\w'’-]{1,30}|[IVX]{1,5}|\d{1,4})"
    r"(?: (?:[–-] )?(?:[A-Z][\w'’-]{0,30}|[IVX]{1,5}|\d{4}))"
    r"{0,4})"
)
_ABOUT = (
    r"(?:About|ABOUT) (?!(?:the |THE )?(?:\w{1,20} )?(?i:operation|raid|investigation|case|result|arrest|EUR|USD)s?\b)"
)
_NOTES = r"(?i:notes? (?:to|for) editors|editor['’]?s['’]? notes?)"
_ASIDE = re.compile(rf"(?:{_ABOUT}(?:[A-Z]|us\b|the )[\w' ]{{0,60}}|{_NOTES}|(?i:media contacts?)):?\s*$")
_RUN_IN = re.compile(
    rf"{_ABOUT}(?:the |us\b)?(?:[A-Z][^.:;!?\d\n]{{0,80}}?)?"
    r"(?::|\.|,? (?:[–—-]|is|has|was|works|serves|helps|supports) )"
    rf"|(?:{_NOTES}|(?i:(?:for |further )?(?:background|context|reference)(?: information| notes?)?))\s?(?:[:.]|[–—-] )"
)
_PRELIMINARY = re.compile(r"\bpreliminary\b|\bprovisional\b|\bso far\b", re.IGNORECASE)
_INITIAL = re.compile(r"\binitial (?:report|result|figure|finding|data|count)|\bfirst results\b", re.IGNORECASE)
_FINAL = re.compile(r"\bfinal (?:result|figure|count|tall)", re.IGNORECASE)


def release_status(clean: str) -> str:
    """Return how final a text calls its figures, as a release status.

    Examples
    --------
    >>> release_status("The results are still preliminary.")
    'preliminary'
    """
    for name, pattern in (("preliminary", _PRELIMINARY), ("initial", _INITIAL), ("final", _FINAL)):
        if pattern.search(clean):
            return name
    return "unspecified"


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


def is_aside(heading: str) -> bool:
    """Return whether a heading opens a section about the organisation, notes to editors, or media contacts.

    Examples
    --------
    >>> is_aside("About INTERPOL"), is_aside("About 40 arrested")
    (True, False)
    """
    return _ASIDE.match(heading) is not None


def runs_in(paragraph: str) -> bool:
    """Return whether a paragraph begins with a heading as in `is_aside`, with the text on the same line.

    Examples
    --------
    >>> runs_in("About INTERPOL: It has 196 members."), runs_in("About EUR 40 was seized.")
    (True, False)
    """
    return _RUN_IN.match(paragraph) is not None


def operations_of(clean: str, start: int = 0, end: int | None = None) -> list[str]:
    """Return the operations that a text, or a sentence of it, names, without the word "Operation".

    Examples
    --------
    >>> text = "In Operation Liberterra III police made arrests."
    >>> operations_of(text)
    ['Liberterra III']
    """
    return [match[1].strip() for match in _OPERATION.finditer(clean, start, len(clean) if end is None else end)]


def status_of(tokens: list[Token], first: int, last: int) -> str:
    """Return the status that a phrase states for what it counts; "unspecified" if none.

    Examples
    --------
    >>> status_of([Token("potential", 0, 9), Token("victims", 10, 17)], 0, 2)
    'potential'
    """
    for token in tokens[first : last + 1]:
        if token.word in STATUSES:
            return STATUSES[token.word]
    return "unspecified"


def population_of(tokens: list[Token], first: int, last: int) -> str:
    """Return the group of persons that a phrase counts; "" if it names none, or several.

    Examples
    --------
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

    Examples
    --------
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

    Examples
    --------
    >>> exploitation_of("a ring involved in forced begging")
    'forced_begging'
    """
    found = {_FORM_OF[phrase] for phrase in _FORM.findall(words)}
    return found.pop() if len(found) == 1 else ""


_FORM_OF = index_printed(EXPLOITATIONS)
_FORM = re.compile("|".join(_FORM_OF))
