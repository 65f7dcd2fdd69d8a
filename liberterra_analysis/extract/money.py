"""Find the currency before or after a number."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Protocol

from liberterra_analysis.extract.sentences import Token, word_at
from liberterra_analysis.extract.words import STOPS
from liberterra_analysis.hedges import Hedged
from liberterra_analysis.hedges.currency import DOTTED, LETTERS, NAMES, SIGNS, UNKNOWN, WORDS, code_of
from liberterra_analysis.hedges.grammar import BEFORE
from liberterra_analysis.places import find_country, find_nationality


class _Numbered(Protocol):
    """The fields of `numbers.Number` that this module uses."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def core(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def hedged(self) -> Hedged: ...


def currency_before(tokens: list[Token], core: int, after: int) -> tuple[int, str]:
    """Return the first token and the ISO 4217 code of the currency before a number; `core` and "" if there is none.

    >>> currency_before([Token("us", 0, 2), Token("$", 2, 3), Token("500", 3, 6)], 2, 0)
    (0, 'USD')
    """
    first, code = _sign_before(tokens, core, after)
    if not code:
        return core, ""
    outer, stated = _sign_before(tokens, first, after)
    if stated:
        return outer, stated  # "AUD $500"
    us = {"us", "u.s"} & {word_at(tokens, first - 1 - (word_at(tokens, first - 1) == "."))}
    back = (1 + (word_at(tokens, first - 1) == ".")) * bool(us)
    return (first - back if back and first - back >= after else first), code


def _sign_before(tokens: list[Token], core: int, after: int) -> tuple[int, str]:
    at = core - 1
    if at < after or core >= len(tokens):
        return core, ""
    sign = tokens[at]
    if sign.word in LETTERS and sign.end == tokens[core].start and _is_large(tokens, core):
        return at, LETTERS[sign.word]
    if sign.word == "." and at > after and (word := tokens[at - 1].word) in DOTTED:
        return at - 1, SIGNS[word]
    joined = tokens[at - 1] if at > after and tokens[at - 1].end == sign.start else None
    if sign.word == "." and joined and joined.word == "/" and word_at(tokens, at - 2) == "s":
        return at - 2, SIGNS["s/"]
    if joined and (both := joined.word + sign.word) in SIGNS:
        return at - 1, SIGNS[both]
    if unicodedata.category(sign.word[0]) == "Sc":
        lettered = joined is not None and joined.word.isalpha() and len(joined.word) <= _LONGEST_PREFIX
        return (at - 1, UNKNOWN) if lettered else (at, SIGNS.get(sign.word, UNKNOWN))
    code = code_of(sign.word)
    if sign.word in WORDS and not (_is_large(tokens, core) or word_at(tokens, at - 1) in _ENDS_OF_HEDGES):
        code = ""
    return (at, code) if code else (core, "")


_ENDS_OF_HEDGES = frozenset(words.split()[-1] for words in BEFORE)
_LONGEST_PREFIX = 4
"""Most letters before a currency sign: "Bds$", "US$"."""


def _is_large(tokens: list[Token], core: int) -> bool:
    word = tokens[core].word
    scaled = core + 1 < len(tokens) and tokens[core + 1].word in {"million", "billion", "m", "bn", "k", "thousand"}
    return scaled or "," in word or "." in word or len(word) > 4


def currency_of(tokens: list[Token], number: _Numbered) -> str:
    """Return the ISO 4217 code of the currency of a number; "" if it is not money.

    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "500,000 Serbian dinars"
    >>> tokens = tokens_of(text, Sentence(0, len(text), 1, False, False))
    >>> currency_of(tokens, numbers_of(text, tokens)[0])
    'RSD'
    """
    words = [token.word for token in tokens[number.last : number.last + 5] if token.word != "."] + [""]
    code = _code_after(tokens, number, words)
    if number.currency:
        return code or number.currency if word_at(tokens, number.core - 1) == "$" else number.currency
    if code or words[:2] == ["pounds", "of"]:
        return code
    at = next((at for at, word in enumerate(words[:_FARTHEST_NAME]) if word in NAMES), 0)
    if words[0] not in NAMES and not (at and (_country(words[:at]) or set(words[:at]) <= _NEW)):
        return ""
    codes = NAMES[words[at]]
    place = _country(words[:at])
    return next((code for code in codes if at and country_of_code(code) == place), codes[0])


_FARTHEST_NAME = 4
_NEW = frozenset({"convertible", "new"})


def _code_after(tokens: list[Token], number: _Numbered, words: list[str]) -> str:
    """Return the ISO 4217 code of a sign or code right after a number; "" if there is none."""
    word = words[0]
    if word and unicodedata.category(word[0]) == "Sc":
        return SIGNS.get(word, UNKNOWN)
    if len(words) > 1 and words[1] and word + words[1] in SIGNS:
        return SIGNS[word + words[1]]
    if word in WORDS and not (
        _is_large(tokens, number.core) and (not words[1].isalpha() or words[1] in STOPS | {"or", "and"})
    ):
        return ""
    return code_of(word)


def _country(words: list[str]) -> str:
    """Return the country in the words before a currency: "New Zealand", "Bosnian convertible", "New Taiwan"."""
    bare = [word for word in words if word not in _NEW]
    names = (" ".join(words), " ".join(bare))
    return next((code for name in names if (code := find_nationality(name) or find_country(name))), "")


@cache
def country_of_code(code: str) -> str:
    """Return the country of a currency, whose ISO 4217 code begins with the country's ISO 3166 code."""
    from babel import Locale

    return find_country(str(Locale("en").territories.get(code[:2], ""))) or ""
