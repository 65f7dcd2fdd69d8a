"""Figures that police operations against trafficking and smuggling publish, as cited claims with their hedges.

>>> import liberterra_analysis as lt
>>> claims = lt.load_claims("liberterra-2")

Importing the package reads nothing and loads no library: each name below is fetched when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liberterra_analysis import analysis, datasets, display, extract, hedges, places, plots, wording
    from liberterra_analysis.ledger import (
        load_claims,
        load_metrics,
        load_operations,
        load_routes,
        load_sources,
        load_statements,
    )
    from liberterra_analysis.ledger.verify import verify_claims
    from liberterra_analysis.wording.reference import cite_claim as cite

__version__ = "0.1.0"

_MODULES = ("analysis", "datasets", "display", "extract", "hedges", "places", "plots", "wording")
_LOADERS = ("load_claims", "load_metrics", "load_operations", "load_routes", "load_sources", "load_statements")

__all__ = [
    "analysis",
    "cite",
    "datasets",
    "display",
    "extract",
    "hedges",
    "load_claims",
    "load_metrics",
    "load_operations",
    "load_routes",
    "load_sources",
    "load_statements",
    "places",
    "plots",
    "verify_claims",
    "wording",
]


def __getattr__(name: str) -> object:
    if name in _LOADERS:
        return getattr(importlib.import_module("liberterra_analysis.ledger"), name)
    if name == "cite":
        return importlib.import_module("liberterra_analysis.wording.reference").cite_claim
    if name == "verify_claims":
        return importlib.import_module("liberterra_analysis.ledger.verify").verify_claims
    if name in _MODULES:
        return importlib.import_module(f"liberterra_analysis.{name}")
    raise AttributeError(f"module 'liberterra_analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
