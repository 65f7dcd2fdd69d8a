"""Metrics as typed rows, and the table of metrics that the package brings for use outside a workspace."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pandas as pd

from liberterra_analysis.schema.rows import Row
from liberterra_analysis.schema.tables import TABLES
from liberterra_analysis.schema.validate import narrow, widen


@dataclass(frozen=True, slots=True)
class Metric(Row):
    """A row of `data/metrics.csv`, as far as a single number needs it; a blank is ""."""

    metric: str
    singular: str
    plural: str
    unit: str
    counts_persons: bool
    takes_status: str
    takes_offence: str
    decimals: int


def metrics_of(table: pd.DataFrame) -> Mapping[str, Metric]:
    """Return the metrics of a loaded table by name, in its order."""
    rows = Metric.rows(table.assign(decimals=table["decimals"].fillna(0)).astype(object).fillna(""))
    return {row.metric: row for row in rows}


@cache
def packaged_metrics() -> Mapping[str, Metric]:
    """Return the metrics that extraction knows by name, from the package's copy of `data/metrics.csv`."""
    with resources.files("liberterra_analysis.schema").joinpath("metrics.csv").open(encoding="utf-8") as file:
        text = pd.read_csv(file, dtype="str", keep_default_na=False)
    return metrics_of(widen(narrow(TABLES["metrics"], text.reindex(columns=TABLES["metrics"].names, fill_value=""))))
