"""The ledger of claims: `data/*.csv` as tidy frames, validated on load.

What the functions have in common is said here, and not again at each of them.

Parameters
----------
workspace : Workspace, optional
    Where `data/` is; found from the working directory if omitted.

Raises
------
DataError
    If any table of the ledger is wrong; lists all that is.

References
----------
The developers of liberterra_analysis, the ledger in `data/`, CC BY 4.0; each claim's own source in `load_sources`.
"""

from __future__ import annotations

from liberterra_analysis.ledger.check import check_everything
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
    "check_everything",
    "check_ledger",
    "check_wording",
    "load_claims",
    "load_metrics",
    "load_operations",
    "load_routes",
    "load_sources",
    "load_statements",
]
