"""All public data sets that are read here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from liberterra_analysis.context import cbp, frontex, glotip, missing_migrants, nrm, population, small_boats, transit
from liberterra_analysis.context.dataset import Dataset
from liberterra_analysis.errors import UsageError, one_of

_MODULES = (missing_migrants, glotip, frontex, cbp, small_boats, nrm, population)

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {dataset.name: dataset for dataset in (*(module.DATASET for module in _MODULES), *transit.DATASETS)}
)
"""Every data set by its name."""


def find_dataset(name: str) -> Dataset:
    """Find a data set by its name.

    Parameters
    ----------
    name : str
        One of `DATASETS`.

    Returns
    -------
    Dataset
        What is known about it.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> find_dataset("frontex").unit
    'detections'
    """
    if name not in DATASETS:
        raise UsageError(f"data set {one_of(name, DATASETS, most=len(DATASETS))}")
    return DATASETS[name]
