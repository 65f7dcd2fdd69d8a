"""Parse a printed phrase ("more than 250", "about eight million", "hundreds") to a hedged number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pandas as pd

from liberterra_analysis.errors import UsageError, shorten
from liberterra_analysis.hedges.currency import strip_currency
from liberterra_analysis.hedges.interval import Interval, UncertainNumber
from liberterra_analysis.hedges.rules import interval_of
from liberterra_analysis.hedges.wording import MAGNITUDES, Style, format_printed
from liberterra_analysis.vocabulary import HEDGES, POPULATIONS, index_printed

_PRINTED = index_printed(HEDGES)

BEFORE: Mapping[str, str] = {words: hedge for words, hedge in _PRINTED.items() if not words.startswith("…")}
"""Hedge of each phrase that stands before a number."""

AFTER: Mapping[str, str] = {words[1:]: hedge for words, hedge in _PRINTED.items() if words.startswith("…")}
"""Hedge of each phrase that stands after a number."""

_LONGEST_FIRST = sorted(BEFORE, key=len, reverse=True)
_MAX_HEDGES = 3
"""Most hedges read before one number."""

SCALES: Mapping[str, int] = MappingProxyType(
    {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1000, "k": 1000}
    | dict.fromkeys(("million", "mn", "m"), 1_000_000)
    | {"lakh": 100_000, "lakhs": 100_000, "crore": 10_000_000, "crores": 10_000_000}
    | dict.fromkeys(("billion", "bn"), 1_000_000_000)
)
"""Factor of each word that multiplies the number before it."""

UNCOUNTED = re.compile(r"(a|an|the|several|many|some|a number of)?\s*(groups?|number|several|many)?( of)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}([ ,.'\u00a0\u2009\u202f])\d{3}(?:\1\d{3})*")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_DECIMAL = re.compile(
    r"(\d{1,3}(?:[ .'\u00a0\u2009\u202f]\d{3})*),(\d{1,2})|(\d{1,3}(?:[ ,'\u00a0\u2009\u202f]\d{3})*|\d+)\.(\d{1,9})"
)
"""A number with a decimal point or a decimal comma: "1,234.5", "3,5"."""
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}
_FRACTIONS |= {"half": "0.5", "quarter": "0.25", "three quarters": "0.75", "three-quarters": "0.75"}
_MIXED = re.compile(r"(\d+)(?: ?([¼½¾])| (1/2|[13]/4))")
_AND_A_HALF = re.compile(r"\b(?:an?|one) (hundred|thousand|million|billion) and a half\b")
MAX_DIGITS = 15
"""Most digits of a number, decimals apart."""
_SEVERAL_OF_A_SCALE = re.compile(r"(?:several|a few|many) (dozen|hundred|thousand|million)")
_HEDGE_AFTER = re.compile(r"(?: (?:or [a-z]+|at (?:least|most)|and more|plus|odd)| ?\+)$")
_NOUN_BETWEEN = re.compile(rf"(?: (?!(?:{'|'.join(SCALES)}|and|or|of)\b)[^\W\d_][\w'-]{{1,29}}){{1,3}}$")
"""The noun in "300 people or more", between a number and the hedge after it."""
_GROUP = re.compile(rf" (?:{'|'.join(index_printed(POPULATIONS))})(?:,? and |, |$)")
_SYMBOL = re.compile(r"([~<>≥≤]|^(?:c|ca|est|approx)\.)(?=\S)")
_RANGE = re.compile(r"(?:between\s+|from\s+)?(.+?)\s*(?:–|—|-|\bto\b|\band\b|\bor\b)\s*(.+)")


@dataclass(frozen=True, slots=True)
class Hedged(UncertainNumber):
    """A number with its hedge, as printed; value and hedge are None for what is not counted.

    `value` is the low end of a range, or the unit of an order of magnitude; an int unless decimals are printed.

    >>> Hedged(250, "more_than").interval
    Interval(lower=251.0, upper=inf)
    """

    value: float | None
    hedge: str | None
    high: float | None = None

    @classmethod
    def of(cls, row: Mapping[Any, Any] | pd.Series[Any]) -> Hedged:
        """Return the hedged number of a row of claims."""
        value, high = (None if pd.isna(row[name]) else int(row[name]) for name in ("value", "high"))
        return cls(value, None if pd.isna(row["hedge"]) else str(row["hedge"]), high)

    @property
    def interval(self) -> Interval:
        """The interval of the true number, by `RULES`."""
        return interval_of(self.value, self.hedge, self.high)

    def format(self, style: Style = "prose") -> str:
        """Format as `format_hedged`."""
        return format_printed(self.value, self.hedge, self.high, style)


def parse(phrase: str) -> Hedged:
    """Parse a printed number with its hedge; `Hedged(None, None)` for what is not counted ("a group").

    A currency may touch the number, a noun stand before a hedge that follows it ("300 people or more"), and persons be
    added up ("128 women and two men"). Of several hedges the first that is not "about" counts: "more than an estimated
    20" is more than 20. Anything else raises `UsageError`.

    >>> parse("about eight million")
    Hedged(value=8000000, hedge='about', high=None)
    >>> parse("between 20 and 30")
    Hedged(value=20, hedge='range', high=30)
    >>> parse("Hundreds of")
    Hedged(value=100, hedge='order_of_magnitude', high=None)
    """
    text = _SYMBOL.sub(r"\1 ", strip_currency(" ".join(phrase.split())).lower())
    text = re.sub(r"\ba half-(million|billion)", r"half a \1", _AND_A_HALF.sub(r"1.5 \1", text))
    hedge, number = _split_hedge(text)
    vague = _SEVERAL_OF_A_SCALE.fullmatch(number.removesuffix(" of"))
    magnitude = MAGNITUDES.get(f"{vague[1]}s" if vague else number.removesuffix(" of"))
    if hedge == "exact" and magnitude is not None:
        return Hedged(magnitude, "order_of_magnitude")
    value = _parse_number(_NOUN_BETWEEN.sub("", number) if _HEDGE_AFTER.search(text) else number)
    if value is not None:
        return Hedged(value, hedge)
    if (total := _parse_sum(text)) is not None:
        return Hedged(total, "exact")
    ends = _parse_range(text)
    if ends is not None:
        return Hedged(ends[0], "range", ends[1])
    if text and UNCOUNTED.fullmatch(text):
        return Hedged(None, None)
    raise UsageError(
        f"{shorten(phrase)} is not read as a number with its hedge, such as 'more than 250' or 'hundreds'."
    )


def _split_hedge(text: str) -> tuple[str, str]:
    hedges: list[str] = []
    while len(hedges) < _MAX_HEDGES:
        words = next((words for words in _LONGEST_FIRST if text.startswith(words + " ")), "")
        if not words:
            break
        hedges.append(BEFORE[words])
        text = text[len(words) + 1 :].strip()
    for words, hedge in AFTER.items():
        if text.endswith(words) and text != words:
            hedges.append(hedge)
            text = text[: -len(words)].rstrip(" -")
            break
    clear = [hedge for hedge in hedges if hedge != "about"]
    return [*clear, *hedges, "exact"][0], text


def _parse_sum(text: str) -> float | None:
    """Add up "128 women and two men"; None for any other text."""
    *parts, rest = _GROUP.split(text)
    numbers = [_parse_number(part) for part in parts]
    known = [number for number in numbers if number is not None]
    return sum(known) if not rest and len(known) == len(parts) > 1 else None


def _parse_range(text: str) -> tuple[float, float] | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    low, high = _parse_number(match[1]), _parse_number(match[2])
    # "2 to 3 million" starts at 2 million; "500 to 2 million" cannot start at 500 million.
    scale = re.search(r"[a-z]*$", match[2])
    scaled = _parse_number(f"{match[1]} {scale[0]}") if scale and scale[0] in SCALES else None
    if scaled is not None and high is not None and scaled < high:
        low = scaled
    return (low, high) if low is not None and high is not None and low < high else None


def _parse_number(text: str) -> float | None:
    """Parse a number without a hedge, to an int where it is whole; None for any other text."""
    if text in MAGNITUDES:  # "up to hundreds" is not up to 100
        return None
    if text in {"a", "an"}:
        return 1
    if text in {"a pair of", "a pair", "a couple of", "a couple"}:
        return 2
    plain = _parse_digits(text)
    if plain is not None:
        return _shortest(plain)
    head, _, tail = text.removesuffix(" of").rpartition(" ")
    glued = re.fullmatch(r"([\d.,]+)([a-z]+)", text)
    if glued is not None:
        head, tail = glued[1], glued[2]
    if tail in SCALES and head:
        factor = _parse_factor(head)
        return None if factor is None else _shortest(factor * SCALES[tail])
    return None


def _parse_factor(text: str) -> Decimal | None:
    if text in {"a", "an"}:
        return Decimal(1)
    if (part := text.removeprefix("a ").removesuffix(" of a").removesuffix(" a")) in _FRACTIONS:
        return Decimal(_FRACTIONS[part])
    # Before a scale word a point is a decimal point: "1.234 million" is no 1,234 million.
    return Decimal(text) if re.fullmatch(r"\d+\.\d+", text) else _parse_digits(text)


def _parse_digits(text: str) -> Decimal | None:
    if text.isdecimal() or _GROUPED.fullmatch(text) or _INDIAN.fullmatch(text):
        return Decimal(re.sub(r"\D", "", text))
    if decimal := _DECIMAL.fullmatch(text):
        whole, part = decimal[1] or decimal[3], decimal[2] or decimal[4]
        return Decimal(re.sub(r"\D", "", whole) + "." + part)
    if mixed := _MIXED.fullmatch(text):
        return int(mixed[1]) + Decimal(_FRACTIONS[mixed[2] or mixed[3]])
    return _parse_words(text)


def _parse_words(text: str) -> Decimal | None:
    from text_to_num import text2num  # compiled; needed for words alone

    whole, _, part = text.rpartition(" and ")
    if (fraction := part.removeprefix("a ")) in _FRACTIONS:
        number = _parse_digits(whole)
        return None if number is None else number + Decimal(_FRACTIONS[fraction])
    whole, point, part = text.partition(" point ")
    try:
        number = Decimal(text2num(whole, "en"))
        digits = "".join(str(text2num(word, "en")) for word in part.split())
    except ValueError:
        return None
    return Decimal(f"{number}.{digits}") if point else number


def _shortest(number: Decimal) -> float | None:
    """Return an int where the number is whole; None above `MAX_DIGITS`."""
    if number >= 10**MAX_DIGITS:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
