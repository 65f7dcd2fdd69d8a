"""Find the language of a text, and the figures in it: by all rules in English, else by number and hedge alone."""

from __future__ import annotations

import csv
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources
from itertools import islice

from liberterra_analysis.errors import TextError, UsageError
from liberterra_analysis.extract.candidates import MAX_FIGURES, Candidate, extract
from liberterra_analysis.extract.sentences import blank, sentences
from liberterra_analysis.extract.words import METRICS
from liberterra_analysis.hedges import Hedged, parse
from liberterra_analysis.hedges.currency import NAMES, SIGNS, code_of
from liberterra_analysis.hedges.grammar import LANGUAGES, Grammar, grammar_of
from liberterra_analysis.schema.metrics import Metric

UNSORTED = "unsorted"
"""Kind of a number that a reviewer has yet to give a metric, since the rules do not read its language."""

_MOST = 200_000  # characters of a text that are enough to know its language
_FEWEST, _SHARE = 6, 0.05  # common words that tell a language, and the share of a text that they make
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONGEST = 12  # most tokens of a number with its hedge
_NUMBER = r"\d+(?:[.,'\u00a0\u2009\u202f ]\d{3})*(?:[.,]\d+)?(?![\d/:])"
_TOKEN = re.compile(
    rf"\d+(?:[/:h]\d+)+|\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}|{_NUMBER}|[dD]['’]|[^\W\d_]{{1,3}}\$|[^\W\d_][\w'’-]*|[^\w\s]"
)


@cache
def _common_words() -> Mapping[str, tuple[str, frozenset[str]]]:
    """Return the English name of each language, and its commonest words."""
    text = resources.files("liberterra_analysis.extract").joinpath("languages.csv").read_text("utf-8")
    return {code: (name, frozenset(words.split())) for code, name, words in [*csv.reader(text.splitlines())][1:]}


def name_language(code: str) -> str:
    """Return the English name of a language that `language_of` returned."""
    known = _common_words()
    return known[code][0] if code in known else code


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language of a text, or the name of its script; English unless clearly another.

    >>> language_of("La police a arrêté plus de 250 personnes dans les ports et les gares, avec une équipe du pays.")
    'fr'
    """
    return _language_of(text[:_MOST]) or "en"


def _language_of(text: str) -> str:
    """Return the language of a text, "" if it has too few words to tell."""
    words = _WORD.findall(text.lower())
    scripts = Counter(unicodedata.name(word[0], "").partition(" ")[0] for word in words)
    script = max(scripts, key=scripts.__getitem__, default="LATIN")
    if script != "LATIN" and scripts[script] > len(words) / 2:
        return script.capitalize()
    counts = {code: sum(word in common for word in words) for code, (_, common) in _common_words().items()}
    english = counts.pop("en")
    best = max(counts, key=counts.__getitem__)
    if counts[best] >= max(_FEWEST, _SHARE * len(words), 3 * english):
        return best
    return "en" if english >= max(_FEWEST / 2, _SHARE * len(words)) else ""


def find_figures(
    text: str, metrics: Mapping[str, Metric] = METRICS, *, language: str = "", anyway: bool = False, name: str = "text"
) -> list[Candidate]:
    """Return the figures of a text: of English what they count, of other languages number and hedge alone.

    The language is found where none is given. A language other than English raises `TextError` unless it is given, or
    `anyway`; one that is not in `LANGUAGES` is then read by the English rules, with a warning. Of a text in
    several languages, English among them, the English paragraphs are read, and a warning names the others.

    >>> [(one.as_printed, one.hedged.hedge) for one in find_figures("Près de 40 personnes, 12 pays", language="fr")]
    [('Près de 40', 'nearly'), ('12', 'exact')]
    """
    found = grammar_of(language).language if language else language_of(text)
    read_as = name_language(found)
    if found != "en" and not (language or anyway):
        way = (
            f"--language {found}' finds its numbers, without metrics" if found in LANGUAGES else "--anyway' reads it so"
        )
        raise TextError(name, f"this reads as {read_as}, and the rules are for English; 'extract {way}")
    if found not in LANGUAGES:
        told = f"{name}: the rules are for English and this reads as {read_as}, so take no figure on trust"
        warnings.warn(told, stacklevel=2)
        return extract(text, metrics)
    if found != "en":
        return [*islice(_find_numbers(text, grammar_of(found)), MAX_FIGURES)]
    english, others = _keep_english(text)
    if others:
        names = " and ".join(name_language(other) for other in sorted(set(others)))
        warnings.warn(f"{name}: {len(others)} of its paragraphs are in {names} and were not read", stacklevel=2)
    return extract(english, metrics)


def _keep_english(text: str) -> tuple[str, list[str]]:
    """Return a text without its paragraphs in other languages, and these languages; a short one follows others."""
    lines = text.splitlines(keepends=True)
    known = [_language_of(line) for line in lines]
    current = next(filter(None, known), "en")
    others = []
    for at, language in enumerate(known):
        current = language or current
        if current != "en" and lines[at].strip():
            others.append(current)
            lines[at] = re.sub(r"[^\n]", " ", lines[at])
    return "".join(lines), others


def _find_numbers(text: str, grammar: Grammar) -> Iterator[Candidate]:
    clean = blank(text)
    for sentence in sentences(clean):
        tokens = [*_TOKEN.finditer(clean, sentence.start, sentence.end)]
        words = [token[0] if _is_code(token[0]) else token[0].lower().replace("’", "'") for token in tokens]
        at = 0
        while at < len(tokens):
            last = next((end for end in _ends(words, at, grammar) if _read(_span(clean, tokens, at, end), grammar)), at)
            if last > at:
                found = _candidate(clean, tokens, words, at, last, grammar)
                yield replace(found, paragraph=sentence.paragraph, passage=(sentence.start, sentence.end))
            at = max(last, at + 1)


def _ends(words: list[str], at: int, grammar: Grammar) -> Iterator[int]:
    """Yield the tokens after which a number that begins at a token may end, the longest first."""
    last = at
    while last < min(len(words), at + _LONGEST) and _is_part(words[last], grammar):
        if last > at and words[last][0].isdigit() and words[last - 1][0].isdigit():
            break
        last += 1
    yield from (end for end in range(last, at, -1) if words[end - 1] not in {grammar.of, "d'"})


def _span(clean: str, tokens: list[re.Match[str]], at: int, last: int) -> str:
    return clean[tokens[at].start() : tokens[last - 1].end()]


@lru_cache(maxsize=8192)
def _is_part(word: str, grammar: Grammar) -> bool:
    """Return whether a word may be part of a number with its hedge."""
    named = word in _words_of(grammar) or _is_code(word)
    return named or word[0].isdigit() or _read(word, grammar) is not None


_SIGNS = {sign: code for sign, code in SIGNS.items() if not sign.isalpha()}


def _is_code(word: str) -> bool:
    return word.isupper() and bool(code_of(word))


@cache
def _words_of(grammar: Grammar) -> frozenset[str]:
    tables = (grammar.before, grammar.after, grammar.rounded, grammar.numbers, grammar.magnitudes, grammar.scales)
    joints = re.findall(r"[^\W\d_]+", f"{grammar.several.pattern} {grammar.half.pattern} {grammar.range.pattern}")
    return frozenset(word for table in tables for phrase in table for word in phrase.split()) | {
        *joints,
        *_SIGNS,
        "d'",
        "-",
        "–",
    }


@lru_cache(maxsize=8192)
def _read(phrase: str, grammar: Grammar) -> Hedged | None:
    """Parse a number; None for an article, for what is not counted, and for any other phrase."""
    if phrase.lower() in {"un", "una", "uno", "une"}:
        return None
    try:
        read = parse(phrase, grammar.language)
    except UsageError:
        return None
    return read if read.value is not None else None


def _candidate(
    clean: str, tokens: list[re.Match[str]], words: list[str], at: int, last: int, grammar: Grammar
) -> Candidate:
    printed, number, after = _span(clean, tokens, at, last), words[at:last], words[last : last + 3]
    return Candidate(
        start=tokens[at].start(), end=tokens[last - 1].end(), as_printed=printed, rule="number", metric="",
        hedged=parse(printed, grammar.language), unit=_currency(number, after, grammar),
        kind=_kind(number, after[:2], grammar), confidence=0.0, paragraph=0,
    )  # fmt: skip


def _kind(number: list[str], after: list[str], grammar: Grammar) -> str:
    """Return what a number is that is no result by what stands beside it."""
    from babel import Locale

    months = {name.lower() for name in Locale(grammar.language).months["format"]["wide"].values()}
    if months & {*after} or (len(number) == 1 and re.fullmatch(r"(19|20)\d\d", number[0])):
        return "date"
    if after[:1] == ["%"]:
        return "percentage"
    return "duration" if after and after[0] in grammar.durations else UNSORTED


def _currency(number: list[str], after: list[str], grammar: Grammar) -> str:
    """Return the code of the currency in or after a number; "" if there is none."""
    beside = [word for word in after if word not in {grammar.of, "d'"}]
    for name in (" ".join(beside[:2]), *beside[:1]):
        if code := grammar.currencies.get(name) or (NAMES[name][0] if name in NAMES else ""):
            return code
    signs = (word for word in (*number, *beside[:1]) if not word[0].isdigit())
    codes = (SIGNS.get(word, "") or (code_of(word) if _is_code(word) else "") for word in signs)
    return next(filter(None, codes), "")
