"""Publishers' files read as text in chunks: CSV, and the sheets of XLSX and ODS workbooks."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from liberterra_analysis.datasets import workbook
from liberterra_analysis.datasets.dataset import Dataset, Layout, finish
from liberterra_analysis.errors import DataError, Problem, UsageError

HEADER_WITHIN = 20
"""First rows in which the header is looked for, below titles and dates."""

BLOCK = 1 << 22
"""Bytes of a CSV file read at once; larger blocks take more memory and are no faster."""

MOST_SECONDS = 120
"""Seconds in which a workbook must be read."""


def tidy_chunks(dataset: Dataset, path: Path) -> Iterator[pd.DataFrame]:
    """Yield the rows of a file, chunk by chunk, in the columns of its data set that the file itself determines.

    `dataset`, `vintage` and `downloaded` are missing. DataError if no layout fits, there is no row, or a count or date
    cannot be parsed.
    """
    read = _read_csv if path.suffix.lower() == ".csv" else _read_workbook
    rows = 0
    try:
        for chunk in read(dataset, path):
            rows += len(chunk)
            yield finish(dataset.tidy(chunk), dataset)
    except DataError as error:
        raise DataError(
            Problem(path.name, one.message, one.rows, one.column) if one.file == "the file" else one
            for one in error.problems
        ) from error
    if not rows:
        raise DataError([Problem(path.name, "holds a header and no rows")])


def _read_csv(dataset: Dataset, path: Path) -> Iterator[pd.DataFrame]:
    yield from _read_table(dataset, path, _first_rows(path, path.name), path.name, BLOCK)


def _first_rows(path: Path, name: str) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(islice(csv.reader(file), HEADER_WITHIN))
    except UnicodeDecodeError as error:
        raise DataError([Problem(name, f"is not UTF-8 text ({error.reason})")]) from error
    except csv.Error as error:
        raise DataError([Problem(name, f"is no CSV file: {error}")]) from error


def _read_table(dataset: Dataset, path: Path, first: list[list[str]], name: str, block: int) -> Iterator[pd.DataFrame]:
    """Yield the chunks of a CSV file below its header; `name` is how messages name the file."""
    pa = load_arrow()
    at, layout = _require_header(dataset, first, name)
    names = [layout.get(column.strip(), column.strip()) for column in first[at]]
    twice = [column for column in layout.values() if names.count(column) > 1]
    if twice:
        raise DataError([Problem(name, "stands more than once in the header", (at + 1,), twice[0])])
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        reader = pa.csv.open_csv(
            path,
            pa.csv.ReadOptions(block_size=block, skip_rows=at + 1, column_names=names),
            pa.csv.ParseOptions(newlines_in_values=True),
            # Every cell is read as text: Namibia's "NA" is not a missing value.
            pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, text),
                strings_can_be_null=False,
                include_columns=[column for column in dict.fromkeys(names) if column],
            ),
        )
        row = at + 2
        for batch in reader:
            chunk = pa.Table.from_batches([batch]).to_pandas()
            yield chunk.set_axis(pd.RangeIndex(row, row + len(chunk)))
            row += len(chunk)
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error):
            return
        # A truncated file ends in a row with too few columns.
        message = f"is no whole CSV file: {' '.join(str(error).split())[:300]}"
        raise DataError([Problem(name, message)]) from error


def _read_workbook(dataset: Dataset, path: Path) -> Iterator[pd.DataFrame]:
    with TemporaryDirectory(prefix="liberterra-") as folder:
        _write_sheets(path, folder)
        sheets = {sheet: _first_rows(sheet, path.name) for sheet in sorted(Path(folder).iterdir())}
        held = {sheet: first for sheet, first in sheets.items() if _find_header(dataset, first)}
        if not held:
            raise DataError([Problem(path.name, f"holds no sheet with the columns of {_describe_layouts(dataset)}")])
        for sheet, first in held.items():
            # Rows that belong together may stand anywhere in a sheet, so it is one chunk.
            yield from _read_table(dataset, sheet, first, path.name, sheet.stat().st_size + 1)


def _write_sheets(path: Path, folder: str) -> None:
    """Convert a workbook to CSV in a separate process, which its reader may abort for lack of memory."""
    load_arrow()
    command = [sys.executable, "-P", workbook.__file__, str(path), folder]
    try:
        done = subprocess.run(  # noqa: S603 (our own script)
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise DataError([Problem(path.name, f"was not read within {MOST_SECONDS} seconds; it was refused")]) from None
    if done.returncode == workbook.NO_WORKBOOK:
        why = done.stderr.decode("utf-8", "replace")
        raise DataError([Problem(path.name, f"is no workbook that can be read: {why}")])
    if done.returncode:
        message = f"cannot be read within {workbook.MOST_MEMORY:,} bytes of memory; it was refused"
        raise DataError([Problem(path.name, message)])


def _find_header(dataset: Dataset, rows: Sequence[Sequence[Any]]) -> tuple[int, Layout] | None:
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        names = {str(cell).strip() for cell in row}
        for layout in dataset.layouts:
            if set(layout) <= names:
                return at, layout
    return None


def _require_header(dataset: Dataset, rows: Sequence[Sequence[Any]], file: str) -> tuple[int, Layout]:
    found = _find_header(dataset, rows)
    if found is None:
        first = ", ".join(map(repr, rows[0])) if rows else "nothing"
        message = f"has another header than {_describe_layouts(dataset)}; its first row is {first[:200]}"
        raise DataError([Problem(file, message)])
    return found


def _describe_layouts(dataset: Dataset) -> str:
    return f"{dataset.title}: " + " or ".join(", ".join(map(repr, layout)) for layout in dataset.layouts)


def load_arrow() -> Any:
    """Import pyarrow with its readers; UsageError if the libraries for public data sets are missing."""
    try:
        import pyarrow as pa
        import pyarrow.csv
        import pyarrow.parquet
        import python_calamine  # noqa: F401 (a separate process uses it)
    except ImportError as error:
        raise UsageError("Public data sets need more libraries: pip install 'liberterra_analysis[datasets]'") from error
    return pa
