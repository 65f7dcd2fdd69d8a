"""The tables of `data/`: their columns, their validation, and their description as a Data Package."""

from __future__ import annotations

from liberterra_analysis.schema.datapackage import datapackage
from liberterra_analysis.schema.metrics import Metric, metrics_of, packaged_metrics
from liberterra_analysis.schema.rows import Row
from liberterra_analysis.schema.tables import LEDGER, TABLES, Column, Table, describe_column
from liberterra_analysis.schema.validate import (
    FIRST_ROW,
    PATTERNS,
    TEXT,
    Lists,
    narrow,
    problems_of,
    validate,
    widen,
)

__all__ = [
    "FIRST_ROW",
    "LEDGER",
    "PATTERNS",
    "TABLES",
    "TEXT",
    "Column",
    "Lists",
    "Metric",
    "Row",
    "Table",
    "datapackage",
    "describe_column",
    "metrics_of",
    "narrow",
    "packaged_metrics",
    "problems_of",
    "validate",
    "widen",
]
