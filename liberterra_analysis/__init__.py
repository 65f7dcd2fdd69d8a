"""Figures that police operations against trafficking and smuggling publish, as cited claims with their hedges.

>>> import liberterra_analysis as lt
>>> claims = lt.load_claims("liberterra-2")
>>> lt.operation("liberterra-2").headline["says"].head(1).item()
'3,222 potential victims'

A number passes through these folders, each of which knows only those before it: `ledger` (tables to claims, with
`schema` and `hedges` below it), `analysis` (frames of numbers), `wording` and `plots` (sentences, charts), `display`
(blocks of `document`), `report` (`execute` a notebook, `render` its document, `publish` the files). `extract`, `online`
and `datasets` bring in what is new. Above them stand `lookup` (what is known of one thing), `starter` (new workspaces),
`schedule` (rebuilds) and `cli` (the commands); the other modules are basics that the folders share.

Importing the package reads nothing and loads no library: each name below is fetched when it is first used.
"""

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
    from liberterra_analysis.lookup import find_operation as operation
    from liberterra_analysis.lookup import search, show
    from liberterra_analysis.wording.reference import cite_claim as cite

__version__ = "0.1.0"

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
    "operation",
    "places",
    "plots",
    "search",
    "show",
    "verify_claims",
    "wording",
]

_HOMES = {
    **{name: ("ledger", name) for name in __all__ if name.startswith("load_")},
    "cite": ("wording.reference", "cite_claim"),
    "operation": ("lookup", "find_operation"),
    "search": ("lookup", "search"),
    "show": ("lookup", "show"),
    "verify_claims": ("ledger.verify", "verify_claims"),
}


def __getattr__(name: str) -> object:
    module, inner = _HOMES.get(name, (name, ""))
    if name not in __all__:
        raise AttributeError(f"module 'liberterra_analysis' has no attribute {name!r}")
    found = importlib.import_module(f"liberterra_analysis.{module}")
    return getattr(found, inner) if inner else found


def __dir__() -> list[str]:
    return sorted(__all__)
