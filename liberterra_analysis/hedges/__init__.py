"""Hedged numbers: parse a printed phrase, compute with its interval, and format the result."""

from __future__ import annotations

from liberterra_analysis.hedges.interval import Interval, Intervals, compare, rate, share
from liberterra_analysis.hedges.parse import MAGNITUDES, Hedged, parse
from liberterra_analysis.hedges.rules import RULES, Rule, add_bounds, bounds, interval_of
from liberterra_analysis.hedges.wording import NOT_COUNTED, word, word_hedge, word_number, word_share

__all__ = [
    "MAGNITUDES",
    "NOT_COUNTED",
    "RULES",
    "Hedged",
    "Interval",
    "Intervals",
    "Rule",
    "add_bounds",
    "bounds",
    "compare",
    "interval_of",
    "parse",
    "rate",
    "share",
    "word",
    "word_hedge",
    "word_number",
    "word_share",
]
