"""Public data sets to hold the figures of an operation against: what they count, and how far they go.

Files are fetched from their publishers into `data/context/`, which is never committed or redistributed.
"""

from __future__ import annotations

from liberterra_analysis.datasets.dataset import Dataset
from liberterra_analysis.datasets.download import DownloadError, Patience, fetch, take
from liberterra_analysis.datasets.overview import list_datasets, load_counts, say_revisions
from liberterra_analysis.datasets.registry import DATASETS, find_dataset
from liberterra_analysis.datasets.store import Vintage, find_vintage, load_dataset, revisions, vintages
from liberterra_analysis.datasets.sums import add_up, check_publishable, protect, word_count

__all__ = [
    "DATASETS",
    "Dataset",
    "DownloadError",
    "Patience",
    "Vintage",
    "add_up",
    "check_publishable",
    "fetch",
    "find_dataset",
    "find_vintage",
    "list_datasets",
    "load_counts",
    "load_dataset",
    "protect",
    "revisions",
    "say_revisions",
    "take",
    "vintages",
    "word_count",
]
