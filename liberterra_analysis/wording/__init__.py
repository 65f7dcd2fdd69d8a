"""Sentences about the frames of `analysis`, and tables of sentences, in which each number leads to where it is found.

`figures` are the rows of `analysis.resolve_claims` and must hold every claim that is cited. `table` is the name of the
table of the report to which a computed number leads. `sentences` has the parts, `reference` references to claims.
"""

from __future__ import annotations

from liberterra_analysis.arguments import export
from liberterra_analysis.wording.audit import summarise_audit, tabulate_evidence
from liberterra_analysis.wording.comparison import (
    label_operations,
    phrase_pairs,
    phrase_title,
    phrase_wordings,
    summarise_latest,
    summarise_pairs,
    tabulate_figures,
    tabulate_operations,
    tabulate_pairs,
)
from liberterra_analysis.wording.consistency import phrase_checks
from liberterra_analysis.wording.country import (
    phrase_unknown,
    summarise_countries,
    summarise_country,
    tabulate_claims,
    tabulate_shares,
)
from liberterra_analysis.wording.fates import phrase_fates
from liberterra_analysis.wording.operation import (
    phrase_aims,
    phrase_no_country,
    phrase_routes,
    phrase_series,
    summarise_evidence,
    summarise_operation,
    summarise_verification,
    tabulate_terms,
)
from liberterra_analysis.wording.restatements import phrase_losses, summarise_restatements, tabulate_losses
from liberterra_analysis.wording.sentences import select_cited

__all__ = [
    "label_operations",
    "phrase_aims",
    "phrase_checks",
    "phrase_fates",
    "phrase_losses",
    "phrase_no_country",
    "phrase_pairs",
    "phrase_routes",
    "phrase_series",
    "phrase_title",
    "phrase_unknown",
    "phrase_wordings",
    "select_cited",
    "summarise_audit",
    "summarise_countries",
    "summarise_country",
    "summarise_evidence",
    "summarise_latest",
    "summarise_operation",
    "summarise_pairs",
    "summarise_restatements",
    "summarise_verification",
    "tabulate_claims",
    "tabulate_evidence",
    "tabulate_figures",
    "tabulate_losses",
    "tabulate_operations",
    "tabulate_pairs",
    "tabulate_shares",
    "tabulate_terms",
]

export(globals())
