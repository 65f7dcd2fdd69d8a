"""Publishers' files, CSV or the sheets of XLSX and ODS workbooks, read as text in chunks and tidied."""

import csv
import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from liberterra_analysis.datasets import workbook
from liberterra_analysis.datasets.columns import THE_FILE, complete_rows, drop_blank_counts, unpivot_measures
from liberterra_analysis.datasets.publishers import TIDY
from liberterra_analysis.datasets.registry import Dataset
from liberterra_analysis.errors import DataError, Problem, UsageError

HEADER_WITHIN = 20
"""First rows in which the header is looked for, below titles and dates."""

MAX_SECONDS = 120
"""Seconds in which a workbook must be read."""


def read_rows(dataset: Dataset, path: Path) -> pd.DataFrame:
    """Read a file, and return its tidy rows in the columns that the file itself determines."""
    broken = (UnicodeError, csv.Error, import_library("pyarrow").ArrowInvalid)
    try:
        with TemporaryDirectory(prefix="liberterra-") as folder:
            tables = _write_sheets(path, folder) if find_kind(path) == "workbook" else [path]
            found = [rows for table in tables for rows in _read_table(dataset, table)]
        if not found:
            wanted = " or ".join(", ".join(map(repr, layout)) for layout in dataset.layouts)
            raise DataError([Problem(THE_FILE, f"holds no row under the columns of {dataset.title}: {wanted}")])
        tidy = (unpivot_measures(TIDY[dataset.name](drop_blank_counts(rows)), dataset) for rows in found)
        return complete_rows(pd.concat(tidy), dataset)
    except DataError as error:
        raise DataError(replace(one, file=path.name) for one in error.problems) from error
    except broken as error:
        # A truncated file ends in a row with too few columns.
        message = f"is no whole CSV file: {' '.join(str(error).split())[:300]}"
        raise DataError([Problem(path.name, message)]) from error


def find_kind(path: Path) -> str:
    """Return the kind of a file by its first bytes: "workbook", "web page", or else "table"."""
    with path.open("rb") as file:
        first = file.read(512)
    if first.startswith(b"PK\x03\x04"):
        return "workbook"
    return "web page" if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "table"


def _read_table(dataset: Dataset, path: Path) -> Iterator[pd.DataFrame]:
    """Yield the rows of a CSV file below a header of the data set, if it has one, numbered as in the file."""
    pa, pa_csv = import_library("pyarrow"), import_library("pyarrow.csv")
    at, names = _find_header(dataset, path)
    if not names:
        return
    table = pa_csv.read_csv(
        path,
        pa_csv.ReadOptions(skip_rows=at, column_names=names),
        pa_csv.ParseOptions(newlines_in_values=True),
        # Every cell is read as text: Namibia's "NA" is not a missing value.
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
            strings_can_be_null=False,
            include_columns=[column for column in dict.fromkeys(names) if column],
        ),
    )
    rows: pd.DataFrame = table.unify_dictionaries().to_pandas()
    yield rows.set_axis(pd.RangeIndex(at + 1, at + 1 + len(rows)))


def _find_header(dataset: Dataset, path: Path) -> tuple[int, list[str]]:
    """Return the row number of the header and its names as a layout has them; no names if no layout fits."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        for number, row in enumerate(islice(rows, HEADER_WITHIN), 1):
            for layout in dataset.layouts:
                known = {**dataset.optional, **layout}
                names = [known.get(cell.strip(), cell.strip()) for cell in row]
                if all(names.count(wanted) == 1 for wanted in layout.values()) and next(rows, None) is not None:
                    return number, names
    return 0, []


def _write_sheets(path: Path, folder: str) -> list[Path]:
    """Convert a workbook to CSV files in a separate process, which its reader may abort for lack of memory."""
    import_library("python_calamine")
    command = [sys.executable, "-P", workbook.__file__, str(path), folder]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=MAX_SECONDS)  # noqa: S603
    except subprocess.SubprocessError:
        limits = f"{MAX_SECONDS} seconds and {workbook.MAX_MEMORY:,} bytes of memory"
        raise DataError([Problem(THE_FILE, f"is no workbook that can be read within {limits}")]) from None
    return sorted(Path(folder).iterdir())


def import_library(name: str) -> Any:
    """Import a library that only public data sets need; UsageError if it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError("Public data sets need more libraries: pip install 'liberterra_analysis[datasets]'") from error
