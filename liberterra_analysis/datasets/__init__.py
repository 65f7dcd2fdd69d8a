"""Public data sets to hold the figures of an operation against: what they count, and how far they go.

Files are fetched from their publishers into `data/context/`, which is never committed or redistributed.
"""

from __future__ import annotations

from liberterra_analysis.arguments import export
from liberterra_analysis.datasets.download import DownloadError, fetch
from liberterra_analysis.datasets.overview import compare_vintages, list_datasets
from liberterra_analysis.datasets.registry import DATASETS, Dataset
from liberterra_analysis.datasets.store import Vintage, add_file, list_vintages, load_dataset
from liberterra_analysis.datasets.sums import HIDDEN, add_up, check_publishable, format_count, load_counts, protect

__all__ = [
    "DATASETS",
    "HIDDEN",
    "Dataset",
    "DownloadError",
    "Vintage",
    "add_file",
    "add_up",
    "check_publishable",
    "compare_vintages",
    "fetch",
    "format_count",
    "list_datasets",
    "list_vintages",
    "load_counts",
    "load_dataset",
    "protect",
]

export(globals())
