"""Public data sets to hold the figures of an operation against: what they count, and how far they go.

Files are fetched from their publishers into `data/context/`, which is never committed or redistributed.
"""

from liberterra_analysis.arguments import export
from liberterra_analysis.datasets.download import DownloadError as DownloadError
from liberterra_analysis.datasets.download import fetch as fetch
from liberterra_analysis.datasets.registry import DATASETS as DATASETS
from liberterra_analysis.datasets.registry import Dataset as Dataset
from liberterra_analysis.datasets.store import Vintage as Vintage
from liberterra_analysis.datasets.store import add_file as add_file
from liberterra_analysis.datasets.store import compare_vintages as compare_vintages
from liberterra_analysis.datasets.store import list_datasets as list_datasets
from liberterra_analysis.datasets.store import list_vintages as list_vintages
from liberterra_analysis.datasets.store import load_dataset as load_dataset
from liberterra_analysis.datasets.sums import HIDDEN as HIDDEN
from liberterra_analysis.datasets.sums import add_up as add_up
from liberterra_analysis.datasets.sums import check_publishable as check_publishable
from liberterra_analysis.datasets.sums import format_count as format_count
from liberterra_analysis.datasets.sums import load_counts as load_counts
from liberterra_analysis.datasets.sums import protect as protect

export(globals())
