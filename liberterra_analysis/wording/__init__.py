"""Sentences about the frames of `analysis`, in which each number leads to where it is found.

`figures` are the rows of `analysis.resolve_claims` and must hold every claim that is cited. `table` is the name of the
table of the report to which a computed number leads.
"""

from __future__ import annotations

from liberterra_analysis.wording.audit import phrase_lost_hedges, summarise_audit
from liberterra_analysis.wording.comparison import (
    label_operations,
    phrase_definitions,
    phrase_pairs,
    phrase_title,
    summarise_pairs,
    tabulate_figures,
    tabulate_operations,
    tabulate_pairs,
)
from liberterra_analysis.wording.country import (
    phrase_shares,
    phrase_unknown,
    summarise_country,
    tabulate_claims,
    tabulate_shares,
)
from liberterra_analysis.wording.operation import (
    phrase_checks,
    summarise_operation,
    summarise_verification,
)
from liberterra_analysis.wording.reference import cite_claim
from liberterra_analysis.wording.sentences import (
    Sentence,
    cite_figure,
    cite_number,
    join_words,
    link_claims,
    operation_anchor,
    phrase,
    phrase_absence,
)

__all__ = [
    "Sentence",
    "cite_claim",
    "cite_figure",
    "cite_number",
    "join_words",
    "label_operations",
    "link_claims",
    "operation_anchor",
    "phrase",
    "phrase_absence",
    "phrase_checks",
    "phrase_definitions",
    "phrase_lost_hedges",
    "phrase_pairs",
    "phrase_shares",
    "phrase_title",
    "phrase_unknown",
    "summarise_audit",
    "summarise_country",
    "summarise_operation",
    "summarise_pairs",
    "summarise_verification",
    "tabulate_claims",
    "tabulate_figures",
    "tabulate_operations",
    "tabulate_pairs",
    "tabulate_shares",
]
