"""Analyses of the ledger: each takes frames, changes none of them, and returns a frame of numbers.

`resolve_claims` comes first: it names what each claim counts ("3,222 potential victims") and which claim to quote. Most
others take its rows, which `analysis` calls `frame`, and `wording` `figures`. `wording` makes sentences of what they
return, and `arguments.csv` says which frame each argument is.
"""

from __future__ import annotations

from liberterra_analysis.analysis.audit import count_claims, find_gaps, measure_evidence
from liberterra_analysis.analysis.comparison import Pair, Reason, compare_operations
from liberterra_analysis.analysis.consistency import check_consistency
from liberterra_analysis.analysis.corroboration import corroborate
from liberterra_analysis.analysis.country import (
    count_country_claims,
    measure_shares,
    relate_countries,
    select_country_claims,
    select_country_operations,
)
from liberterra_analysis.analysis.coverage import measure_coverage, measure_parts, sum_named_actions
from liberterra_analysis.analysis.fates import trace_fates
from liberterra_analysis.analysis.figures import resolve_claims, select_headline, select_local_figures
from liberterra_analysis.analysis.lengths import measure_lengths
from liberterra_analysis.analysis.restatements import trace_restatements
from liberterra_analysis.analysis.routes import name_routes
from liberterra_analysis.analysis.scenario import Assumptions, vary_assumptions, vary_surge
from liberterra_analysis.analysis.series import arrange_panels, choose_operations, select_latest_pairs
from liberterra_analysis.analysis.totals import total
from liberterra_analysis.arguments import export

__all__ = [
    "Assumptions",
    "Pair",
    "Reason",
    "arrange_panels",
    "check_consistency",
    "choose_operations",
    "compare_operations",
    "corroborate",
    "count_claims",
    "count_country_claims",
    "find_gaps",
    "measure_coverage",
    "measure_evidence",
    "measure_lengths",
    "measure_parts",
    "measure_shares",
    "name_routes",
    "relate_countries",
    "resolve_claims",
    "select_country_claims",
    "select_country_operations",
    "select_headline",
    "select_latest_pairs",
    "select_local_figures",
    "sum_named_actions",
    "total",
    "trace_fates",
    "trace_restatements",
    "vary_assumptions",
    "vary_surge",
]

export(globals())
