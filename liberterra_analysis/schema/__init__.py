"""What the tables of `data/` hold, how they are checked, and their description as a Data Package."""

from __future__ import annotations

from liberterra_analysis.schema.datapackage import datapackage, terms_csv
from liberterra_analysis.schema.tables import LEDGER, TABLES, Column, Table
from liberterra_analysis.schema.validate import FIRST_ROW, is_date, typed, validate

__all__ = [
    "FIRST_ROW",
    "LEDGER",
    "TABLES",
    "Column",
    "Table",
    "datapackage",
    "is_date",
    "terms_csv",
    "typed",
    "validate",
]
