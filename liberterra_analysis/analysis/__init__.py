"""Analyses of the ledger: each takes frames, changes none of them, and returns a frame of numbers.

`resolve_claims` comes first: most others take its rows, which `analysis` calls `frame`, and `wording` `figures`.
`wording` makes sentences of what they return, and `parameters.csv` says which frame each parameter is.
"""

from __future__ import annotations

from liberterra_analysis.analysis.agreement import AGREEMENTS
from liberterra_analysis.analysis.audit import count_claims, find_gaps, measure_evidence
from liberterra_analysis.analysis.comparison import Length, Others, Pair, Reason, Side, compare_operations
from liberterra_analysis.analysis.consistency import Check, check_consistency
from liberterra_analysis.analysis.corroboration import corroborate, format_period
from liberterra_analysis.analysis.country import (
    count_country_claims,
    find_silent_operations,
    measure_shares,
    relate_countries,
    select_country_claims,
    select_country_operations,
)
from liberterra_analysis.analysis.coverage import measure_coverage, measure_parts, sum_named_actions
from liberterra_analysis.analysis.fates import Fate, trace_fates
from liberterra_analysis.analysis.figures import (
    LOCAL,
    Figure,
    describe_money,
    group_rows,
    list_differences,
    resolve_claims,
    select_headline,
    select_key_figures,
    select_lead,
    select_local_figures,
    shorten_publisher,
)
from liberterra_analysis.analysis.lengths import measure_lengths
from liberterra_analysis.analysis.restatements import trace_restatements
from liberterra_analysis.analysis.routes import name_routes
from liberterra_analysis.analysis.scenario import Assumptions, vary_assumptions, vary_surge
from liberterra_analysis.analysis.series import align_figures, arrange_panels, choose_operations, select_latest_pairs
from liberterra_analysis.analysis.totals import total
from liberterra_analysis.api import export

__all__ = [
    "AGREEMENTS",
    "LOCAL",
    "Assumptions",
    "Check",
    "Fate",
    "Figure",
    "Length",
    "Others",
    "Pair",
    "Reason",
    "Side",
    "align_figures",
    "arrange_panels",
    "check_consistency",
    "choose_operations",
    "compare_operations",
    "corroborate",
    "count_claims",
    "count_country_claims",
    "describe_money",
    "find_gaps",
    "find_silent_operations",
    "format_period",
    "group_rows",
    "list_differences",
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
    "select_key_figures",
    "select_latest_pairs",
    "select_lead",
    "select_local_figures",
    "shorten_publisher",
    "sum_named_actions",
    "total",
    "trace_fates",
    "trace_restatements",
    "vary_assumptions",
    "vary_surge",
]

export(globals())
