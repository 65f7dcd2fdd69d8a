"""Analyses of the ledger: each takes frames, changes none of them, and returns a frame or sentences.

`claims` come from `load_claims`, `frame` from `resolve_claims`, `headline` from `select_headline`, `actions` from
`sum_named_actions`, `about` from `select_country_claims`, `shares` from `measure_shares`, and `pairs` from
`compare_operations`; `operation` is a row of `load_operations`.
"""

from __future__ import annotations

from liberterra_analysis.analysis.audit import (
    GAP_HEADERS,
    count_claims,
    count_countries,
    find_contradictions,
    find_gaps,
    find_lost_hedges,
    summarise_audit,
)
from liberterra_analysis.analysis.comparability import compare_operations
from liberterra_analysis.analysis.consistency import check_consistency
from liberterra_analysis.analysis.corroboration import corroborate
from liberterra_analysis.analysis.country import (
    CLAIM_HEADERS,
    SHARE_HEADERS,
    measure_shares,
    phrase_unknown,
    select_cited_claims,
    select_country_claims,
    select_country_operations,
    summarise_country,
    tabulate_shares,
)
from liberterra_analysis.analysis.coverage import measure_coverage, sum_named_actions
from liberterra_analysis.analysis.figures import (
    describe_units,
    phrase_count,
    resolve_claims,
    select_headline,
    select_local_figures,
)
from liberterra_analysis.analysis.routes import name_countries, name_routes
from liberterra_analysis.analysis.scale import format_period
from liberterra_analysis.analysis.scenario import (
    SCENARIO_HEADERS,
    Assumptions,
    project_surges,
    project_year,
    vary_assumptions,
)
from liberterra_analysis.analysis.sentences import (
    Sentence,
    cite_figure,
    cite_number,
    claim_anchor,
    claims_in,
    join_words,
    link_number,
    mark_name,
    operation_anchor,
    sentence,
    source_anchor,
)
from liberterra_analysis.analysis.series import (
    PAIR_HEADERS,
    WHY,
    arrange_panels,
    choose_operations,
    label_operations,
    phrase_title,
    select_latest_pairs,
    summarise_pairs,
    tabulate_figures,
    tabulate_operations,
    tabulate_pairs,
)

__all__ = [
    "CLAIM_HEADERS",
    "GAP_HEADERS",
    "PAIR_HEADERS",
    "SCENARIO_HEADERS",
    "SHARE_HEADERS",
    "WHY",
    "Assumptions",
    "Sentence",
    "arrange_panels",
    "check_consistency",
    "choose_operations",
    "cite_figure",
    "cite_number",
    "claim_anchor",
    "claims_in",
    "compare_operations",
    "corroborate",
    "count_claims",
    "count_countries",
    "describe_units",
    "find_contradictions",
    "find_gaps",
    "find_lost_hedges",
    "format_period",
    "join_words",
    "label_operations",
    "link_number",
    "mark_name",
    "measure_coverage",
    "measure_shares",
    "name_countries",
    "name_routes",
    "operation_anchor",
    "phrase_count",
    "phrase_title",
    "phrase_unknown",
    "project_surges",
    "project_year",
    "resolve_claims",
    "select_cited_claims",
    "select_country_claims",
    "select_country_operations",
    "select_headline",
    "select_latest_pairs",
    "select_local_figures",
    "sentence",
    "source_anchor",
    "sum_named_actions",
    "summarise_audit",
    "summarise_country",
    "summarise_pairs",
    "tabulate_figures",
    "tabulate_operations",
    "tabulate_pairs",
    "tabulate_shares",
    "vary_assumptions",
]
