"""Find the language of a text, and the figures in it: by all rules in English, else by number and hedge alone."""

import csv
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import islice, takewhile

from liberterra_analysis.errors import TextError
from liberterra_analysis.extract.candidates import MAX_FIGURES, NO_MORE, Candidate, extract
from liberterra_analysis.extract.context import doubt_about_hedge
from liberterra_analysis.extract.kinds import is_year
from liberterra_analysis.extract.numbers import Number, currency_of, numbers_of
from liberterra_analysis.extract.sentences import Token, blank, sentences, tokens_of, word_at
from liberterra_analysis.hedges.grammar import LANGUAGES, Grammar, grammar_of
from liberterra_analysis.schema.metrics import Metric

UNSORTED = "unsorted"
"""Kind of a number that a reviewer has yet to give a metric, since the rules do not read its language."""

UNREAD = "no rule reads its hedge in "
"""Begins the doubt about each figure of a text in a language without rules."""

_MOST = 200_000  # characters of a text that are enough to know its language
_FEWEST, _SHARE = 6, 0.05  # common words that tell a language, and the share of a text that they make
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PERCENT = frozenset({"%", "prozent", "procent", "por ciento", "por cento", "pour cent", "per cento"})
_CLOCK = re.compile(r"[/:h]\d")


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
    """Return the language of a text, "" if it has too few words."""
    words = _WORD.findall(text.lower())
    scripts = Counter(unicodedata.name(word[0], "").partition(" ")[0] for word in words)
    script = max(scripts, key=scripts.__getitem__, default="LATIN")
    if script != "LATIN" and scripts[script] > len(words) / 2:
        return script.capitalize()
    known = {code: common for code, (_, common) in _common_words().items()}
    counts = {code: sum(word in common for word in words) for code, common in known.items() if code != "en"}
    best = max(counts, key=counts.__getitem__)
    english = sum(word in known["en"] - known[best] for word in words)
    if counts[best] >= max(_FEWEST, _SHARE * len(words), 3 * english):
        return best
    return "en" if english >= max(_FEWEST / 2, _SHARE * len(words)) else ""


def find_figures(
    text: str, metrics: Mapping[str, Metric] = NO_MORE, *, language: str = "", anyway: bool = False, name: str = "text"
) -> list[Candidate]:
    """Return the figures of a text: of English what they count, of other languages number and hedge alone.

    The language is found where none is stated. A text in another language than is stated, or than English, raises
    `TextError` unless `anyway`. The rules of its own language are then used. If there are none, the rules of the
    stated language or of English are, with a warning and a doubt about every hedge. Of a text in several languages,
    English among them, the English paragraphs are read, and a warning names the others.

    >>> [(one.as_printed, one.hedged.hedge) for one in find_figures("Près de 40 personnes, 12 pays", language="fr")]
    [('Près de 40', 'nearly'), ('12', 'exact')]
    """
    expected = grammar_of(language).language if language else "en"
    found = _language_of(text[:_MOST]) or expected
    rules, reads = f"the rules are for {name_language(expected)}", f"this reads as {name_language(found)}"
    if found != expected and not anyway:
        way = "--language en' reads it" if found == "en" else "--anyway' reads it so"
        if found in LANGUAGES and found != "en":
            way = f"--language {found}' finds its numbers, without metrics"
        raise TextError(name, f"{reads}, and {rules}; 'extract {way}")
    if found not in LANGUAGES:
        warnings.warn(f"{name}: {rules} and {reads}, so take no figure on trust", stacklevel=2)
        every = extract(text, metrics) if expected == "en" else _find_numbers(text, grammar_of(expected))
        return [replace(one, doubt=UNREAD + name_language(found)) for one in islice(every, MAX_FIGURES)]
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
    clean = blank(text, grammar)
    for sentence in sentences(clean):
        tokens = tokens_of(clean, sentence)
        for number in numbers_of(clean, tokens, grammar):
            is_sign = f"{word_at(tokens, number.core - 1)} {tokens[number.core].word}" in _PERCENT
            if not is_sign and not _CLOCK.search(clean, number.start - 1, number.end + 2):
                yield Candidate(
                    start=number.start, end=number.end, as_printed=text[number.start : number.end], rule="number",
                    hedged=number.hedged, metric="", unit=currency_of(tokens, number, grammar), confidence=0.0,
                    kind=_kind(tokens, number, grammar), paragraph=sentence.paragraph,
                    passage=(sentence.start, sentence.end), quote=_quote(text, tokens, number, grammar),
                    doubt=doubt_about_hedge(clean[sentence.start : number.start], number.hedged.hedge, grammar),
                )  # fmt: skip


def _quote(text: str, tokens: list[Token], number: Number, grammar: Grammar) -> str:
    """Return the words from a number to what it may count: two at most, before any common word; "" if there is none."""
    _, common = _common_words()[grammar.language]
    first = number.last + (word_at(tokens, number.last) in {grammar.of, "d'"})
    following = takewhile(lambda token: token.word[0].isalpha() and token.word not in common, tokens[first : first + 2])
    end = max((token.end for token in following), default=0)
    return " ".join(text[number.start : end].split())


def _kind(tokens: list[Token], number: Number, grammar: Grammar) -> str:
    """Return what a number is that is no result by what stands beside it."""
    from babel import Locale

    months = {name.lower() for name in Locale(grammar.language).months["format"]["wide"].values()}
    after = [word_at(tokens, number.last), word_at(tokens, number.last + 1)]
    if months & {*after} or (number.last - number.first == 1 and is_year(tokens[number.core].word)):
        return "date"
    if after[0] in _PERCENT or " ".join(after) in _PERCENT:
        return "percentage"
    return "duration" if after[0] in grammar.durations else UNSORTED
