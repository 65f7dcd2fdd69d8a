"""Hedged numbers: parse a printed phrase, compute with its interval, and format the result."""

from liberterra_analysis.arguments import export
from liberterra_analysis.hedges.array import AddedClaimsWarning as AddedClaimsWarning
from liberterra_analysis.hedges.array import HedgedArray as HedgedArray
from liberterra_analysis.hedges.array import HedgedDtype as HedgedDtype
from liberterra_analysis.hedges.array import NotHedgedError as NotHedgedError
from liberterra_analysis.hedges.interval import Interval as Interval
from liberterra_analysis.hedges.interval import Intervals as Intervals
from liberterra_analysis.hedges.interval import UncertainNumber as UncertainNumber
from liberterra_analysis.hedges.parse import Hedged as Hedged
from liberterra_analysis.hedges.parse import parse as parse
from liberterra_analysis.hedges.rules import RULES as RULES
from liberterra_analysis.hedges.shares import share as share

export(globals())
