"""Classes of the words of announcements, by their stems: nouns by what they count, verbs by what was done."""

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from itertools import groupby
from types import MappingProxyType

from liberterra_analysis import vocabulary
from liberterra_analysis.schema.metrics import packaged_metrics


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without the endings of plurals, participles and possessives.

    >>> stem("stopped"), stem("seizures"), stem("rescue"), stem("rescued")
    ('stop', 'seizur', 'rescu', 'rescu')
    """
    for ending in ("'s", "ings", "ing", "ies", "ied", "ed", "es", "s"):
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


def _classes(kind: str) -> Mapping[str, str]:
    return MappingProxyType({word: name for of, name, word in _LEXICON if of == kind})


NOUNS: Mapping[tuple[str, ...], str] = MappingProxyType(
    {(*words.split()[:-1], stem(words.split()[-1])): name for words, name in _classes("noun").items()}
)
"""Class of each noun, as the words of a phrase with the last one stemmed."""

VERBS: Mapping[str, str] = MappingProxyType({stem(word): name for word, name in _classes("verb").items()})
"""Class of each verb and action noun, by its stem."""

PHRASES = _classes("phrase")
"""Class of each verb together with the word after it."""

MODIFIERS = _classes("modifier")
"""Class of persons, or "false" of documents, for each word before a noun."""

MEASURES = _classes("unit")
"""Name of each unit of weight or volume as printed."""

PEOPLE = _classes("people")
"""Metric of the persons whom a text is about that uses a word."""

CUES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        name: frozenset(word for _, _, word in rows)
        for (kind, name), rows in groupby(sorted(_LEXICON), key=lambda row: row[:2])
        if kind == "cue"
    }
)
"""Words that state something of the numbers near them, by what they state."""

METRICS = packaged_metrics()
WITH_STATUS = frozenset(name for name, metric in METRICS.items() if metric.takes_status != "never")
DEEDS: Mapping[tuple[str, str], str] = MappingProxyType(
    {(noun, verb): metric for noun, verb, metric in _rows("deeds.csv")} | {(name, ""): name for name in METRICS}
)
"""Metric of each class of nouns with a class of verbs; "" stands for any verb, or for no noun."""

DONE = frozenset(verb for _, verb in DEEDS if verb)
"""Classes of verbs for results."""

PERSONS = frozenset({"person", "victim", "migrant", "irregular", "suspect", "missing", "arrested"})
"""Classes of nouns for persons who are found by an operation, not for officers and experts."""


def printed_terms(name: str) -> Mapping[str, str]:
    """Return the terms of a closed list by their printed words, with the terms that workspaces added."""
    return vocabulary.index_printed(vocabulary.LISTS[name])


def status_in(words: Iterable[str]) -> str:
    """Return the first status that words state; "" if they state none."""
    statuses = printed_terms("status")
    return next((statuses[word] for word in words if word in statuses), "")
