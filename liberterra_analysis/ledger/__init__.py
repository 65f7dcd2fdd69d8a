"""The ledger of claims: `data/*.csv` as tidy frames, validated on load."""

from __future__ import annotations

from liberterra_analysis.ledger.load import (
    check_ledger,
    check_wording,
    load_claims,
    load_metrics,
    load_operations,
    load_routes,
    load_sources,
    load_statements,
)

__all__ = [
    "check_ledger",
    "check_wording",
    "load_claims",
    "load_metrics",
    "load_operations",
    "load_routes",
    "load_sources",
    "load_statements",
]
