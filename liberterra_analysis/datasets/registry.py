"""The registry of public data sets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from liberterra_analysis.datasets import cbp, frontex, glotip, missing_migrants, nrm, population, small_boats, transit
from liberterra_analysis.datasets.dataset import Dataset
from liberterra_analysis.errors import UsageError, one_of

_MODULES = (missing_migrants, glotip, frontex, cbp, small_boats, nrm, population)

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {dataset.name: dataset for dataset in (*(module.DATASET for module in _MODULES), *transit.DATASETS)}
)
"""All data sets by name."""


def find_dataset(name: str) -> Dataset:
    """Return the data set of that name; UsageError if there is none."""
    if name not in DATASETS:
        raise UsageError(f"data set {one_of(name, DATASETS, most=len(DATASETS))}")
    return DATASETS[name]
