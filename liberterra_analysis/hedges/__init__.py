"""Hedged numbers: parse a printed phrase, compute with its interval, and format the result."""

from __future__ import annotations

from liberterra_analysis.arguments import export
from liberterra_analysis.hedges.array import AddedClaimsWarning, HedgedArray, HedgedDtype, NotHedgedError
from liberterra_analysis.hedges.interval import Interval, Intervals, UncertainNumber, share
from liberterra_analysis.hedges.parse import Hedged, parse
from liberterra_analysis.hedges.rules import RULES

__all__ = [
    "RULES",
    "AddedClaimsWarning",
    "Hedged",
    "HedgedArray",
    "HedgedDtype",
    "Interval",
    "Intervals",
    "NotHedgedError",
    "UncertainNumber",
    "parse",
    "share",
]

export(globals())
