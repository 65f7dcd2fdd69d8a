"""Hedged numbers: parse a printed phrase, compute with its interval, and format the result."""

from __future__ import annotations

from liberterra_analysis.api import export
from liberterra_analysis.hedges.array import AddedClaimsWarning, HedgedArray, HedgedDtype, NotHedgedError, add_bounds
from liberterra_analysis.hedges.format import NOT_COUNTED, format_hedge, format_number, format_share
from liberterra_analysis.hedges.grammar import LANGUAGES, MAGNITUDES
from liberterra_analysis.hedges.interval import Interval, Intervals, UncertainNumber, round_outwards, share
from liberterra_analysis.hedges.parse import Hedged, parse
from liberterra_analysis.hedges.rules import RULES, Rule, bounds, interval_of

__all__ = [
    "LANGUAGES",
    "MAGNITUDES",
    "NOT_COUNTED",
    "RULES",
    "AddedClaimsWarning",
    "Hedged",
    "HedgedArray",
    "HedgedDtype",
    "Interval",
    "Intervals",
    "NotHedgedError",
    "Rule",
    "UncertainNumber",
    "add_bounds",
    "bounds",
    "format_hedge",
    "format_number",
    "format_share",
    "interval_of",
    "parse",
    "round_outwards",
    "share",
]

export(globals())
