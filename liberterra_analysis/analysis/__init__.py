"""Analyses of the ledger: each takes frames, changes none of them, and returns a frame or sentences.

A parameter has the name of what returns it: `claims` comes from `load_claims`, `headline` from `headline`. But `frame`
comes from `figures`, `actions` from `named_actions`, `about` from `about_country`, `shares` from `country_shares`, and
`pairs` from `comparability`; `operation` is a row of `load_operations`.
"""

from __future__ import annotations

from liberterra_analysis.analysis.audit import (
    GAP_HEADERS,
    contradictions,
    count_claims,
    country_matrix,
    gaps,
    lost_hedges,
    say_audit,
)
from liberterra_analysis.analysis.comparability import comparability
from liberterra_analysis.analysis.consistency import consistency
from liberterra_analysis.analysis.corroboration import corroborate
from liberterra_analysis.analysis.country import (
    CLAIM_HEADERS,
    SHARE_HEADERS,
    about_country,
    cited_figures,
    country_operations,
    country_shares,
    list_shares,
    say_country,
    say_unknown,
)
from liberterra_analysis.analysis.coverage import coverage, named_actions
from liberterra_analysis.analysis.figures import figures, headline, local_figures, nouns, say
from liberterra_analysis.analysis.reference import refer
from liberterra_analysis.analysis.routes import named_countries, named_routes
from liberterra_analysis.analysis.scale import say_span
from liberterra_analysis.analysis.scenario import SCENARIO_HEADERS, Assumptions, fan, scenario, sensitivity
from liberterra_analysis.analysis.sentences import (
    Sentence,
    cite,
    cite_number,
    claim_anchor,
    claims_in,
    joined,
    link_number,
    mark_name,
    operation_anchor,
    sentence,
    source_anchor,
)
from liberterra_analysis.analysis.series import (
    PAIR_HEADERS,
    WHY,
    choose_operations,
    headers,
    latest,
    list_operations,
    list_pairs,
    panels,
    say_pairs,
    side_by_side,
    title_of,
)
from liberterra_analysis.analysis.summary import summarise
from liberterra_analysis.analysis.verification import say_verified

__all__ = [
    "CLAIM_HEADERS",
    "GAP_HEADERS",
    "PAIR_HEADERS",
    "SCENARIO_HEADERS",
    "SHARE_HEADERS",
    "WHY",
    "Assumptions",
    "Sentence",
    "about_country",
    "choose_operations",
    "cite",
    "cite_number",
    "cited_figures",
    "claim_anchor",
    "claims_in",
    "comparability",
    "consistency",
    "contradictions",
    "corroborate",
    "count_claims",
    "country_matrix",
    "country_operations",
    "country_shares",
    "coverage",
    "fan",
    "figures",
    "gaps",
    "headers",
    "headline",
    "joined",
    "latest",
    "link_number",
    "list_operations",
    "list_pairs",
    "list_shares",
    "local_figures",
    "lost_hedges",
    "mark_name",
    "named_actions",
    "named_countries",
    "named_routes",
    "nouns",
    "operation_anchor",
    "panels",
    "refer",
    "say",
    "say_audit",
    "say_country",
    "say_pairs",
    "say_span",
    "say_unknown",
    "say_verified",
    "scenario",
    "sensitivity",
    "sentence",
    "side_by_side",
    "source_anchor",
    "summarise",
    "title_of",
]
