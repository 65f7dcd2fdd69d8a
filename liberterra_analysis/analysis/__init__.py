"""Frame in, frame out: what the claims of an operation add up to, and whether they agree."""

from __future__ import annotations

from liberterra_analysis.analysis.consistency import consistency
from liberterra_analysis.analysis.coverage import coverage, named_actions
from liberterra_analysis.analysis.figures import figures, headline, local_figures, nouns, say
from liberterra_analysis.analysis.routes import named_routes
from liberterra_analysis.analysis.sentences import cite, claim_anchor, claims_in, pieces, render, source_anchor
from liberterra_analysis.analysis.summary import summarise

__all__ = [
    "cite",
    "claim_anchor",
    "claims_in",
    "consistency",
    "coverage",
    "figures",
    "headline",
    "local_figures",
    "named_actions",
    "named_routes",
    "nouns",
    "pieces",
    "render",
    "say",
    "source_anchor",
    "summarise",
]
