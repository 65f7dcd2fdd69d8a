"""Words around numbers by language: hedges, magnitudes, scales and ranges, loaded from `words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from liberterra_analysis.errors import UsageError, one_of
from liberterra_analysis.vocabulary import HEDGES, index_printed

_PRINTED = index_printed(HEDGES)
_ENGLISH_HEDGES = {
    "before": {words: hedge for words, hedge in _PRINTED.items() if not words.startswith("…")},
    "after": {words[1:]: hedge for words, hedge in _PRINTED.items() if words.startswith("…")},
}

_WORD = r" [^\s\d,;:()]+"
_FAR = rf"(?:{_WORD}){{,4}}(?:(?:,(?:{_WORD}){{1,6}},| \([^()]{{1,60}}\))(?:{_WORD}){{,4}})?,? "
"""What parts a word from the number that it limits: "did not, according to the ministry, arrest more than"."""


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """The words of a language around numbers, by their meaning, as `words.toml` explains them."""

    language: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    scales: Mapping[str, int]
    rough: frozenset[str]
    magnitudes: Mapping[str, int]
    rounded: Mapping[str, int]
    numbers: Mapping[str, int]
    currencies: Mapping[str, str]
    durations: frozenset[str]
    of: str
    several: re.Pattern[str]
    uncounted: re.Pattern[str]
    decimal: re.Pattern[str]
    half: re.Pattern[str]
    bounding: re.Pattern[str]
    turning: re.Pattern[str]
    between: frozenset[str]
    """The words that open a range: "between", Italian "tra" and "fra"."""
    ranging: frozenset[str]
    """These, and the words that begin a range or join its ends: "from", "and", "to", "or"."""
    articles: frozenset[str]
    """Articles before the ends of a range: "entre los 30 y los 45"."""
    range: re.Pattern[str]
    noun: re.Pattern[str]
    """The noun in "300 people or more", between a number and the hedge after it."""

    @classmethod
    def of_words(cls, language: str, words: Mapping[str, Any]) -> Grammar:
        """Compile the words of a language."""
        hedges = _ENGLISH_HEDGES if language == "en" else {}
        after = dict(hedges.get("after") or _invert(words["after"]))
        of, scales, (between, joint), (start, to) = words["of"], words["scales"], words["between"], words["to"]
        tens = {f"{a} {of} {b}": words["small"][a] * words["large"][b] for a in words["small"] for b in words["large"]}
        rounded, sizes = words.get("rounded", {}), words.get("sizes", [])
        sized = {phrase.replace(" ", f" {size} ", 1): value for phrase, value in rounded.items() for size in sizes}
        bounding, turning = (re.compile(rf"\b({one}){_FAR}$") for one in words["limits"])
        the, loose = words.get("the", "(?!)"), [phrase for phrase in after if phrase.split()[0] in to.split("|")]
        scale = "|".join(sorted(scales, key=len, reverse=True))
        return cls(
            language=language,
            before=hedges.get("before") or _invert(words["before"]),
            after=after | {f", {phrase}": after[phrase] for phrase in loose},  # "47 men, or more"
            scales=words["small"] | words["large"] | scales,
            rough=frozenset({*words["small"], *words["large"]} - {*scales}),  # "dos centenares" are about 200
            magnitudes={**words["small"], **words["large"], **tens},
            rounded=rounded | sized,
            numbers=words["numbers"],
            currencies=words.get("currencies", {}),
            durations=frozenset(words.get("durations", [])),
            of=of,
            several=re.compile(rf"(?:{words['several']})(?: {of})? (.+)"),
            uncounted=re.compile(words["uncounted"]),
            decimal=re.compile(words["decimal"]),
            half=re.compile(rf"(.+?) ({scale}) {words['half']}"),
            bounding=bounding,
            turning=turning,
            between=frozenset(between.split("|")),
            ranging=frozenset("|".join((between, joint, start, to)).split("|")),
            articles=frozenset(the.split("|")),
            range=re.compile(
                rf"(?:{between}) (?:(?:{the}) )?(.+?) {joint} (?:(?:{the}) )?(.+)"
                rf"|(?:{start}) (?:{the}) (.+?) (?:{to}) (?:{the}) (.+)"
                rf"|(?:(?:{start}) )?(.+?)(?:\s*[–—-]\s*| (?:{to}) )(.+)"
            ),
            noun=re.compile(rf"(?: (?!(?:{scale}|{of}|{joint}|{to})\b)[^\W\d_][\w'-]{{1,29}}){{1,3}}$"),
        )


def _invert(words: Mapping[str, list[str]]) -> Mapping[str, str]:
    """Return the hedge of each phrase, also without accents, as headlines in capitals print it."""
    spelt = {phrase: hedge for hedge, phrases in words.items() for phrase in phrases}
    bare = {_ACCENTS.sub("", unicodedata.normalize("NFD", phrase)): hedge for phrase, hedge in spelt.items()}
    return bare | spelt


_ACCENTS = re.compile("[\u0300-\u036f]")


_WORDS = tomllib.loads(resources.files("liberterra_analysis.hedges").joinpath("words.toml").read_text("utf-8"))

LANGUAGES = tuple(_WORDS)
"""The languages whose numbers and hedges are read, by their ISO 639-1 codes."""


@cache
def grammar_of(language: str) -> Grammar:
    """Return the grammar of a language by its BCP 47 tag; an unknown one raises `UsageError`."""
    code = language.partition("-")[0].lower()
    if code not in _WORDS:
        raise UsageError(f"language {one_of(language, LANGUAGES)}")
    return Grammar.of_words(code, _WORDS[code])


ENGLISH = grammar_of("en")

_POINTED = {words.removesuffix(".") for one in LANGUAGES for words in grammar_of(one).before if words.endswith(".")}
ABBREVIATED = frozenset({*_POINTED, *map(str.capitalize, _POINTED)} - {"C"})
"""Hedges of all languages that a point ends, without it: "approx", "Approx", "ca"; "C." is an initial."""

BEFORE = ENGLISH.before
"""Hedge of each English phrase that stands before a number."""

MAGNITUDES = ENGLISH.magnitudes
"""Unit of each English word for a magnitude ("hundreds", "tens of thousands")."""
