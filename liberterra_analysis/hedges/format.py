"""Format hedged numbers, for prose, tables and axes.

Not from here are the words of a source, which the table of claims prints as they are, and the sign of a currency, which
`analysis.nouns` puts before the digits.
"""

import math
from collections.abc import Callable
from typing import Literal

from liberterra_analysis.errors import require_known
from liberterra_analysis.hedges.grammar import MAGNITUDES
from liberterra_analysis.vocabulary import HEDGES

Style = Literal["prose", "table", "axis", "full"]

NOT_COUNTED = "not counted"
NOT_ESTABLISHED = "not established"
MEASURED = " (measured)"
OR_NEGATIVE = " or negative"
MILLION = 1_000_000
MAX_DECIMALS = 9
"""Most decimals that are read of a printed number."""

_MAGNITUDE_WORDS = {unit: word for word, unit in MAGNITUDES.items()}


def format_number(value: float, style: Style = "prose") -> str:
    """Format a number that has no hedge of its own (a count of rows, the days of a year).

    `prose` and `axis` shorten millions, `table` prints every digit. A fraction has one decimal from 100 up, and three
    significant digits below; in `full` it has all its digits.

    >>> format_number(8_000_000), format_number(8_000_000, "table"), format_number(17_793), format_number(0.4)
    ('8 million', '8,000,000', '17,793', '0.4')
    """
    if style != "table" and abs(value) >= MILLION and value % (MILLION / 10) == 0:
        return f"{value / MILLION:,.1f}".removesuffix(".0") + " million"
    if float(value).is_integer():
        return f"{int(value):,}"
    if style == "full":
        return f"{value:,}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 (three digits are shown)


def format_hedge(hedge: str | None) -> str:
    """Format a hedge alone, "no hedge" for an exact number; an unknown one raises `UsageError`."""
    if hedge is None:
        return NOT_COUNTED
    require_known("hedge", hedge, HEDGES)
    return HEDGES[hedge].words or "no hedge"


def format_printed(value: float | None, hedge: str | None, high: float | None, style: Style) -> str:
    """Format a number with its hedge, as it was printed."""
    if value is None:
        return NOT_COUNTED
    if hedge == "range" and high is not None:
        return _format_range(value, high, style)
    if hedge == "order_of_magnitude":
        return _MAGNITUDE_WORDS.get(int(value), f"in the order of {format_number(value, style)}")
    words = "" if hedge == "exact" else format_hedge(hedge) + " "
    # Every decimal that a source printed; a number with more of them was calculated.
    return words + format_number(value, "full" if value % 1 and round(value, MAX_DECIMALS) == value else style)


def format_ends(lower: float, upper: float, style: Style) -> str:
    """Format what a calculation returned, by the ends of its interval."""
    if lower == upper:
        return format_number(lower, style)
    bounded, full = math.isfinite(lower) and math.isfinite(upper), style == "full"
    if not full:
        lower, upper = _round_outward(lower, math.floor), _round_outward(upper, math.ceil)
    if bounded and lower:
        return _format_range(lower, upper, style)
    if math.isfinite(upper):
        return f"at most {format_number(upper, style)}{OR_NEGATIVE if full and lower < 0 <= upper else ''}"
    if lower > 0 or (full and math.isfinite(lower)):
        return f"at least {format_number(lower, style)}"
    return NOT_ESTABLISHED


def _round_outward(end: float, direction: Callable[[float], int]) -> float:
    """Round a fraction to the digits that are shown, away from the inside of its interval."""
    shown = -1 if abs(end) >= 100 else find_place(end) - 2  # noqa: PLR2004 (as format_number)
    return end if end.is_integer() else round_end(end, shown, direction)


def _format_range(lower: float, upper: float, style: Style) -> str:
    low, high = (format_number(end, style) for end in (lower, upper))
    # "between 7.5 million and 7,999,999" would read as two kinds of number, "1 to 2 million" as 1 million.
    if low.endswith("million") != high.endswith("million"):
        low, high = (format_number(end, style if end % 1 else "table") for end in (lower, upper))
    return join_ends(low, high, style)


def join_ends(low: str, high: str, style: Style, unit: str = "") -> str:
    """Join the two ends of an interval, each in words."""
    if style == "axis":
        return f"{low}–{high}{unit}"
    return f"{low}{unit} to {high}{unit}" if style == "table" else f"between {low}{unit} and {high}{unit}"


def find_place(end: float) -> int:
    """Return the power of ten of a number's first digit: 2 of 178; 0 of zero and of an open end."""
    return math.floor(math.log10(abs(end))) if end and math.isfinite(end) else 0


def round_end(end: float, place: int, direction: Callable[[float], int]) -> float:
    """Round a number down or up to a power of ten; an open end stays open."""
    if not math.isfinite(end):
        return end
    # Binary fractions make 0.3 less than three tenths, but it is printed as 0.3.
    return round(direction(round(end / 10.0**place, 6)) * 10.0**place, max(-place, 0))
