"""Parse a printed phrase ("more than 250", "about eight million", "hundreds") to a hedged number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from liberterra_analysis.errors import UsageError, shorten
from liberterra_analysis.hedges.currency import strip_currency
from liberterra_analysis.hedges.format import MEASURED, Style, format_printed
from liberterra_analysis.hedges.grammar import ABBREVIATED, Grammar, grammar_of
from liberterra_analysis.hedges.interval import Interval, UncertainNumber
from liberterra_analysis.hedges.rules import ALIKE, bounds
from liberterra_analysis.vocabulary import POPULATIONS, index_printed

UNREAD = "is not read as a number with its hedge, such as 'more than 250' or 'hundreds'."

_MAX_HEDGES = 3
"""Most hedges read before one number."""

_GROUPED = re.compile(r"[1-9]\d{0,2}([ ,.'\u00a0\u2009\u202f])\d{3}(?:\1\d{3})*")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_DECIMAL = re.compile(
    r"(\d{1,3}(?:[ .'\u00a0\u2009\u202f]\d{3})*),(\d{1,2})|(\d{1,3}(?:[ ,'\u00a0\u2009\u202f]\d{3})*|\d+)\.(\d{1,9})"
)
"""A number with a decimal point or a decimal comma: "1,234.5", "3,5"."""
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}
_FRACTIONS |= {"half": "0.5", "quarter": "0.25", "three quarters": "0.75", "three-quarters": "0.75"}
_MIXED = re.compile(r"(\d+)(?: ?([¼½¾])| (1/2|[13]/4))")
_AGAIN = re.compile(r"(.+) \((\d+)\)")
"""A number in words that is repeated in digits: "six (06)"."""
_PARTS = re.compile(r"(?:(.+) )??(\w+) (\d.*)")
"""A number in parts, as Mexico prints it: "4 mil 419", "mil 293", "un millón 200 mil"."""
_MAX_DIGITS = 15
"""Most digits of a number, decimals apart."""
_GROUP = re.compile(rf" (?:{'|'.join(index_printed(POPULATIONS))})(?:,? and |, |$)")
_SYMBOL = re.compile(rf"([~<>≥≤+]|^(?:{'|'.join(ABBREVIATED)})\.)(?=\S)")
_BROKEN = re.compile(r"(?<=[^\W\d_])- (?=[^\W\d_])")
"""The break of a word at the end of a line: "twenty- five", "ap- proximately 40"."""


@dataclass(frozen=True, slots=True)
class Hedged(UncertainNumber):
    """A number with its hedge, as printed; value and hedge are None for what is not counted.

    `value` is the low end of a range, or the unit of an order of magnitude; an int unless decimals are printed. What is
    `measured` has no next whole number, by its metric; `parse` takes every number for a count.

    >>> Hedged(250, "more_than").interval, Hedged(90, "more_than", measured=True).interval
    (Interval(lower=251.0, upper=inf), Interval(lower=90.0, upper=inf))
    """

    value: float | None
    hedge: str | None
    high: float | None = None
    measured: bool = field(default=False, repr=False)

    @classmethod
    def of(cls, row: Mapping[Any, Any] | pd.Series[Any]) -> Hedged:
        """Return number and hedge of a row of claims, read as a count."""
        value, high = (None if pd.isna(row[name]) else to_shortest(float(row[name])) for name in ("value", "high"))
        return cls(value, None if pd.isna(row["hedge"]) else str(row["hedge"]), high)

    @property
    def interval(self) -> Interval:
        """The interval of the true number, by `RULES`."""
        value, high = (np.array([np.nan if end is None else float(end)]) for end in (self.value, self.high))
        return bounds(value, high, self.hedge or "", measured=self.measured)[0]

    def format(self, style: Style = "prose") -> str:
        """Format the number in words."""
        words = format_printed(self.value, self.hedge, self.high, style)
        return words + MEASURED if style == "full" and self.measured and self.hedge not in ALIKE else words


def parse(phrase: str, language: str = "en") -> Hedged:
    """Parse a printed number with its hedge; `Hedged(None, None)` for what is not counted ("a group").

    A currency may touch the number, a noun stand before a hedge that follows it ("300 people or more"), and persons be
    added up ("128 women and two men"). Of several hedges the first that is not "about" counts: "more than an estimated
    20" is more than 20. Anything else, and a language that is not one of `LANGUAGES`, raises `UsageError`.

    >>> parse("about eight million")
    Hedged(value=8000000, hedge='about', high=None)
    >>> parse("between 20 and 30")
    Hedged(value=20, hedge='range', high=30)
    >>> parse("Hundreds of")
    Hedged(value=100, hedge='order_of_magnitude', high=None)
    >>> parse("près d'une centaine", language="fr"), parse("más de 1,5 millones de euros", language="es")
    (Hedged(value=100, hedge='nearly', high=None), Hedged(value=1500000, hedge='more_than', high=None))
    """
    grammar = grammar_of(language)
    line = " ".join(phrase.split())
    for text in dict.fromkeys(_BROKEN.sub(joint, line) for joint in ("-", "")):
        if (read := _parse(_normalise(text, grammar), grammar)) is not None:
            return read
    raise UsageError(f"{shorten(phrase)} {UNREAD}")


@lru_cache(maxsize=65536)
def try_parse(phrase: str, language: str = "en") -> Hedged | None:
    """Return what `parse` returns; None where it cannot parse the phrase, or nothing is counted."""
    try:
        read = parse(phrase, language)
    except UsageError:
        return None
    return None if read.value is None else read


def _normalise(phrase: str, grammar: Grammar) -> str:
    text = strip_currency(phrase, grammar.currencies, grammar.of).lower()
    text = re.sub(r"\bd['’]", "de ", text) if grammar.language == "fr" else text
    text = text.replace("’", "'").replace("≈", "~")
    return re.sub(r"\ba half-(million|billion)", r"half a \1", _SYMBOL.sub(r"\1 ", text))


def _parse(text: str, grammar: Grammar) -> Hedged | None:
    hedge, number = _split_hedge(text, grammar)
    if (magnitude := _parse_magnitude(text, grammar)) is not None:
        return Hedged(magnitude, "order_of_magnitude")
    value = _parse_number(number, grammar)
    if value is None and text.endswith(tuple(grammar.after)):
        value = _parse_number(grammar.noun.sub("", number), grammar)
    if value is not None:
        return Hedged(value, hedge)
    if grammar.language == "en" and (total := _parse_sum(text, grammar)) is not None:
        return Hedged(total, "exact")
    if (ends := _parse_range(text, grammar)) is not None:
        return Hedged(ends[0], "range", ends[1])
    return Hedged(None, None) if text and grammar.uncounted.fullmatch(text) else None


def _parse_magnitude(text: str, grammar: Grammar) -> int | None:
    """Return the unit of a magnitude: "hundreds of", "several hundred", "plusieurs centaines"."""
    word = text.removesuffix(f" {grammar.of}")
    if several := grammar.several.fullmatch(word):
        forms = (several[1], f"{several[1]}s", f"{several[1]}e")  # "several hundred", "mehrere hundert"
        word = next((form for form in forms if form in grammar.magnitudes), word)
    return grammar.magnitudes.get(word)


def _split_hedge(text: str, grammar: Grammar) -> tuple[str, str]:
    hedges: list[str] = []
    while len(hedges) < _MAX_HEDGES:
        words = max((words for words in grammar.before if text.startswith(words + " ")), key=len, default="")
        if not words:
            break
        hedges.append(grammar.before[words])
        text = text[len(words) + 1 :].strip()
    ends = (words for words in grammar.after if text.endswith(words) and text != words)
    if words := max(ends, key=len, default=""):
        hedges.append(grammar.after[words])
        text = text[: -len(words)].rstrip(" -")
    number = text.removesuffix(f" {grammar.of}")
    if number in grammar.rounded or number.rpartition(" ")[2] in grammar.rough:
        hedges.append("about")
    clear = [hedge for hedge in hedges if hedge != "about"]
    return [*clear, *hedges, "exact"][0], text


def _parse_sum(text: str, grammar: Grammar) -> float | None:
    """Add up "128 women and two men"; None for any other text."""
    *parts, rest = _GROUP.split(text)
    numbers = [_parse_number(part, grammar) for part in parts]
    known = [number for number in numbers if number is not None]
    return sum(known) if not rest and len(known) == len(parts) > 1 else None


def _parse_range(text: str, grammar: Grammar) -> tuple[float, float] | None:
    match = grammar.range.fullmatch(text)
    if match is None:
        return None
    first, last = filter(None, match.groups())
    low, high = _parse_number(first, grammar), _parse_number(last, grammar)
    # "2 to 3 million" starts at 2 million, "dos o tres decenas" at 20; "500 to 2 million" cannot start at 500 million.
    scale = re.search(r"[^\W\d_]*$", last)
    scaled = _parse_number(f"{first} {scale[0]}", grammar) if scale and scale[0] in grammar.scales else None
    if scaled is not None and high is not None and scaled < high:
        low = scaled
    return (low, high) if low is not None and high is not None and low < high else None


def _parse_number(text: str, grammar: Grammar) -> float | None:
    """Parse a number without a hedge, to an int where it is whole; None for any other text."""
    number = text.removesuffix(f" {grammar.of}")
    if number in grammar.magnitudes:  # "up to hundreds" is not up to 100
        return None
    if number in grammar.rounded or number in grammar.numbers:
        return grammar.rounded.get(number) or grammar.numbers[number]
    if again := _AGAIN.fullmatch(number):
        value = _parse_number(again[1], grammar)
        return value if value == _parse_number(again[2], grammar) else None
    if number != text and number.rpartition(" ")[2] not in grammar.scales:  # "five of"
        return None
    read = (way(number, grammar) for way in (_parse_half, _parse_digits, _parse_scaled))
    found = next((value for value in read if value is not None), None)
    return None if found is None or found >= 10**_MAX_DIGITS else to_shortest(found)


def _parse_half(text: str, grammar: Grammar) -> Decimal | None:
    """Parse "a million and a half"."""
    half = grammar.half.fullmatch(text)
    whole = _parse_factor(half[1], grammar) if half else None
    return None if half is None or whole is None else (whole + Decimal("0.5")) * grammar.scales[half[2]]


def _parse_scaled(text: str, grammar: Grammar) -> Decimal | None:
    """Parse a number before a word that multiplies it: "1.5 million", "12.5k", "1 millón 200 mil"."""
    if (parts := _PARTS.fullmatch(text)) and parts[2] in grammar.scales:
        whole, rest, factor = parts[1] or "", _parse_factor(parts[3], grammar), grammar.scales[parts[2]]
        # "2 mil 500 millones" is 2,500 millions; "two hundred 15-year-olds" are no 215.
        number = _parse_factor(whole or "1", grammar) if whole.isdecimal() or grammar.language != "en" else None
        if number is not None and rest is not None and rest < factor:
            return number * factor + rest
    glued = re.fullmatch(r"([\d.,]+)([^\W\d_]+)", text)
    head, _, tail = text.rpartition(" ") if glued is None else (glued[1], "", glued[2])
    if tail not in grammar.scales or not head:
        return None
    number = _parse_factor(head, grammar)
    return None if number is None else number * grammar.scales[tail]


def _parse_factor(text: str, grammar: Grammar) -> Decimal | None:
    if text in grammar.numbers and grammar.numbers[text] == 1:
        return Decimal(1)
    if (part := text.removeprefix("a ").removesuffix(" of a").removesuffix(" a")) in _FRACTIONS:
        return Decimal(_FRACTIONS[part])
    # Before a scale word a point is a decimal point: "1.234 million" is no 1,234 million.
    if grammar.decimal.fullmatch(text):
        return Decimal(text.replace(",", "."))
    number = _parse_digits(text, grammar)
    return _parse_scaled(text, grammar) if number is None else number


def _parse_digits(text: str, grammar: Grammar) -> Decimal | None:
    if text.isdecimal() or _GROUPED.fullmatch(text) or _INDIAN.fullmatch(text):
        return Decimal(re.sub(r"\D", "", text))
    if decimal := _DECIMAL.fullmatch(text):
        whole, part = decimal[1] or decimal[3], decimal[2] or decimal[4]
        return Decimal(re.sub(r"\D", "", whole) + "." + part)
    if mixed := _MIXED.fullmatch(text):
        return int(mixed[1]) + Decimal(_FRACTIONS[mixed[2] or mixed[3]])
    return _parse_words(text, grammar)


def _parse_words(text: str, grammar: Grammar) -> Decimal | None:
    from text_to_num import text2num  # compiled; needed for words alone

    whole, _, part = text.rpartition(" and ")
    if (fraction := part.removeprefix("a ")) in _FRACTIONS:
        number = _parse_digits(whole, grammar)
        return None if number is None else number + Decimal(_FRACTIONS[fraction])
    whole, point, part = text.partition(" point ")
    whole = re.sub(r"^an? (?=hundred|thousand|million|billion)", "one ", whole)
    try:
        number = Decimal(text2num(whole, grammar.language))
        digits = [text2num(word, grammar.language) for word in part.split()]
    except ValueError:
        return None
    if not point:
        return number
    return Decimal(f"{number}.{''.join(map(str, digits))}") if max(digits) < len("0123456789") else None


def to_shortest(number: Decimal | float) -> float:
    """Return an int where a number is whole."""
    return int(number) if number % 1 == 0 else float(number)
