"""Load the tables of the ledger as tidy frames, validated on load.

Every loader takes the workspace, found from the working folder if omitted, and raises `DataError` with all that is
wrong with the ledger. The ledger is licensed under CC BY 4.0; `load_sources` names the source of each claim.
"""

from __future__ import annotations

from liberterra_analysis.arguments import export
from liberterra_analysis.ledger.check import check_everything
from liberterra_analysis.ledger.claims import SAME_FIGURE, Claim
from liberterra_analysis.ledger.load import (
    load_claims,
    load_metrics,
    load_operations,
    load_routes,
    load_sources,
    load_statements,
)

__all__ = [
    "SAME_FIGURE",
    "Claim",
    "check_everything",
    "load_claims",
    "load_metrics",
    "load_operations",
    "load_routes",
    "load_sources",
    "load_statements",
]

export(globals())
