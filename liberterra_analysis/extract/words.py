"""Classes of the words of announcements, by their stems: nouns by what they count, verbs by what was done."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from liberterra_analysis import vocabulary
from liberterra_analysis.schema.metrics import packaged_metrics


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without the endings of plurals, participles and possessives.

    >>> stem("stopped"), stem("seizures"), stem("rescue"), stem("rescued")
    ('stop', 'seizur', 'rescu', 'rescu')
    """
    for ending in ("'s", "’s", "ings", "ing", "ies", "ied", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            doubled = ending in {"ing", "ed"} and word[-1] == word[-2] and word[-1] in "bdgmnprt"
            word = word[:-1] if doubled else word
            break
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word


def _rows(name: str) -> list[list[str]]:
    text = resources.files("liberterra_analysis.extract").joinpath(name).read_text(encoding="utf-8")
    return [*csv.reader(text.splitlines())][1:]


_LEXICON = _rows("lexicon.csv")


def _classes(kind: str) -> Mapping[tuple[str, ...], str]:
    found = ((word.split(), name) for of, name, word in _LEXICON if of == kind)
    return MappingProxyType({(*words[:-1], stem(words[-1])): name for words, name in found})


NOUNS = _classes("noun")
"""Class of each noun, as the words of a phrase with the last one stemmed."""

FIRST_WORDS = frozenset(words[0] for words in NOUNS)
LONGEST_NOUN = max(map(len, NOUNS))
VERBS: Mapping[str, str] = MappingProxyType({words[0]: name for words, name in _classes("verb").items()})
"""Class of each verb and action noun, by its stem."""

PHRASES: Mapping[tuple[str, str], str] = MappingProxyType(
    {(one, two): name for of, name, word in _LEXICON if of == "phrase" for one, two in [word.split()]}
)
"""Class of each verb together with the word after it."""

MODIFIERS: Mapping[str, str] = MappingProxyType({word: name for of, name, word in _LEXICON if of == "modifier"})
"""Class of persons, or "false" of documents, for each word before a noun."""

METRICS = packaged_metrics()
DEEDS: Mapping[tuple[str, str], str] = MappingProxyType(
    {(noun, verb): metric for noun, verb, metric in _rows("deeds.csv")} | {(name, ""): name for name in METRICS}
)
"""Metric of each class of nouns with a class of verbs; "" stands for any verb, or for no noun."""

DONE = frozenset(verb for _, verb in DEEDS if verb)
"""Classes of verbs for results."""

PERSONS = frozenset({"person", "victim", "migrant", "irregular", "suspect", "missing", "arrested"})
"""Classes of nouns for persons who are found by an operation, not for officers and experts."""

MEASURES: Mapping[str, str] = MappingProxyType({word: name for of, name, word in _LEXICON if of == "unit"})
"""Name of each unit of weight or volume as printed."""

_OTHER = {of: frozenset(word for kind, _, word in _LEXICON if kind == of) for of in ("stop", "month", "time", "length")}
STOPS, MONTHS, TIMES, LENGTHS = _OTHER.values()
"""Words that end a noun phrase; months; units of time; units of length and what else is measured in numbers."""

POPULATIONS = vocabulary.index_printed(vocabulary.POPULATIONS)
STATUSES = vocabulary.index_printed(vocabulary.STATUSES)

_CUES = [(name, word) for of, name, word in _LEXICON if of in {"cue", "text"}] + [("month", word) for word in MONTHS]
CUES: Mapping[str, frozenset[str]] = MappingProxyType(
    {cue: frozenset(word for name, word in _CUES if name == cue) for cue, _ in _CUES}
)
"""Words that tell something of the numbers near them, by what they tell."""


def _index(names: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    words = {word for cue, word in _CUES if cue in names}
    return MappingProxyType({word: tuple(cue for cue, one in _CUES if one == word and cue in names) for word in words})


SENTENCE_CUES = _index(
    frozenset(
        "compared then planned general standing training room each paid gain funds taken term gang force speaker dead "
        "corrected denied now part law other month".split()
    )
)
"""What each word tells of the numbers in its sentence."""

TEXT_CUES = _index(frozenset(name for of, name, _ in _LEXICON if of == "text"))
"""What each word tells of its text."""

PEOPLE: Mapping[str, str] = MappingProxyType({word: name for of, name, word in _LEXICON if of == "people"})
"""Metric of the persons whom a text is about that uses a word."""
