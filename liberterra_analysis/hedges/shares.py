"""Shares: what part of a whole is, as an interval and as a percentage."""

import math

import numpy as np

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges.format import NOT_ESTABLISHED, Style, join_ends
from liberterra_analysis.hedges.interval import Interval, Intervals

LEAST_WHOLE = 20
"""The smallest whole of which a part is printed as a percentage: 87.5% of 8 arrests looks like a measurement."""


def share(part: Intervals, whole: Intervals) -> Intervals:
    """Return the share that each part makes up of its whole, within 0 and 1.

    No true part exceeds its true whole: [part.lower / whole.upper, min(1, part.upper / whole.lower)].
    A negative end, or a whole of exactly zero, raises `UsageError`.

    >>> share(Intervals([850], [850]), Intervals([2500], [3400]))[0]
    Interval(lower=0.25, upper=0.34)
    """
    if np.any(part.lower < 0) or np.any(whole.lower < 0):
        raise UsageError("A share needs counts, which are not negative.")
    quotient = part / whole
    return Intervals(np.minimum(quotient.lower, 1.0), np.minimum(quotient.upper, 1.0))


def format_share(share: Interval, style: Style = "prose", whole: float = math.inf) -> str:
    """Format a share (0 to 1) as a percentage with one decimal, never narrower than the share is known.

    An exact share is rounded to the nearest tenth, but never to none or all; an interval is rounded outwards. Of a
    `whole` below `LEAST_WHOLE` the text is empty, but for none or all of it.

    >>> format_share(Interval(0.0631, 0.0636)), format_share(Interval(0.5, 0.75), "axis")
    ('between 6.3% and 6.4%', '50–75%')
    >>> format_share(Interval(0.0004, 0.0004)), format_share(Interval(0.9999, 0.9999))
    ('under 0.1%', 'over 99.9%')
    """
    low, high = math.floor(round(share.lower * 1000, 6)) / 10, math.ceil(round(share.upper * 1000, 6)) / 10
    if (share.lower, share.upper) == (0, 1):
        return NOT_ESTABLISHED
    if whole < LEAST_WHOLE and share.upper > 0 and share.lower < 1:
        return ""
    if share.is_exact:
        text = f"{share.lower * 100:.1f}".removesuffix(".0")
        near = {"0": "under 0.1%", "100": "over 99.9%"} if 0 < share.lower < 1 else {}
        return near.get(text, f"{text}%")
    if low == high:
        return f"{low:g}%"
    if low == 0 or high == 100:  # noqa: PLR2004 (all of it)
        return f"at least {low:g}%" if low else f"at most {high:g}%"
    return join_ends(f"{low:g}", f"{high:g}", style, "%")
