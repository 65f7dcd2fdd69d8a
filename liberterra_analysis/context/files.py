"""Files as publishers make them, read as text in chunks: CSV, and the sheets of XLSX and ODS workbooks."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from liberterra_analysis.context.dataset import Dataset, Layout, finish
from liberterra_analysis.errors import DataError, Problem, UsageError

HEADER_WITHIN = 20
"""The header stands among so many first rows; publishers put titles and dates above it."""

BLOCK = 1 << 22
"""Bytes of a CSV file that are read at once; larger blocks take more memory and are no faster."""


def tidy_chunks(dataset: Dataset, path: Path) -> Iterator[pd.DataFrame]:
    """Read a file of a data set chunk by chunk.

    Parameters
    ----------
    dataset : Dataset
        What the file holds.
    path : pathlib.Path
        The file, in one of the data set's layouts.

    Yields
    ------
    pandas.DataFrame
        Rows with the data set's columns but `dataset`, `vintage` and `downloaded`.

    Raises
    ------
    DataError
        If the file is in no known layout, or holds what is no count or date where one belongs.
    """
    read = _csv if path.suffix.lower() == ".csv" else _workbook
    try:
        for chunk in read(dataset, path):
            yield finish(dataset.tidy(chunk), dataset)
    except DataError as error:
        raise DataError(
            Problem(path.name, one.message, one.rows, one.column) if one.file == "the file" else one
            for one in error.problems
        ) from error


def _csv(dataset: Dataset, path: Path) -> Iterator[pd.DataFrame]:
    pa = _arrow()
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            first = list(islice(csv.reader(file), HEADER_WITHIN))
        except UnicodeDecodeError as error:
            raise DataError([Problem(path.name, f"is not UTF-8 text ({error.reason})")]) from error
    at, layout = _header(dataset, first, path.name)
    names = [layout.get(name.strip(), name.strip()) for name in first[at]]
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        reader = pa.csv.open_csv(
            path,
            pa.csv.ReadOptions(block_size=BLOCK, skip_rows=at + 1, column_names=names),
            pa.csv.ParseOptions(newlines_in_values=True),
            # Every cell is text until it is understood: Namibia's "NA" is no missing value.
            pa.csv.ConvertOptions(column_types=dict.fromkeys(names, text), strings_can_be_null=False),
        )
        row = at + 2
        for batch in reader:
            chunk = pa.Table.from_batches([batch]).to_pandas()
            yield chunk.set_axis(pd.RangeIndex(row, row + len(chunk)))
            row += len(chunk)
    except pa.ArrowInvalid as error:
        # A file that breaks off ends in a row of too few columns.
        raise DataError([Problem(path.name, f"is no whole CSV file: {error}")]) from error


def _workbook(dataset: Dataset, path: Path) -> Iterator[pd.DataFrame]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except CalamineError as error:
        raise DataError([Problem(path.name, f"is no workbook that can be read: {error}")]) from error
    held = [cells for cells in sheets if _found(dataset, cells)]
    if not held:
        raise DataError([Problem(path.name, f"holds no sheet with the columns of {_expected(dataset)}")])
    for cells in held:
        at, layout = _header(dataset, cells, path.name)
        names = [layout.get(name.strip(), name.strip()) for name in map(_text, cells[at])]
        columns = [
            (name, values) for name, values in zip(names, zip(*cells[at + 1 :], strict=True), strict=True) if name
        ]
        index = pd.RangeIndex(at + 2, len(cells) + 1)
        yield pd.DataFrame({name: pd.Categorical(list(map(_text, values))) for name, values in columns}, index=index)


def _text(cell: Any) -> str:
    """Give a cell as a CSV file would have it: workbooks keep whole numbers as fractions, and dates as dates."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell)


def _found(dataset: Dataset, rows: Sequence[Sequence[Any]]) -> tuple[int, Layout] | None:
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        names = {str(cell).strip() for cell in row}
        for layout in dataset.layouts:
            if set(layout) <= names:
                return at, layout
    return None


def _header(dataset: Dataset, rows: Sequence[Sequence[Any]], file: str) -> tuple[int, Layout]:
    found = _found(dataset, rows)
    if found is None:
        first = ", ".join(map(repr, rows[0])) if rows else "nothing"
        message = f"has another header than {_expected(dataset)}; its first row is {first[:200]}"
        raise DataError([Problem(file, message)])
    return found


def _expected(dataset: Dataset) -> str:
    return f"{dataset.title}: " + " or ".join(", ".join(map(repr, layout)) for layout in dataset.layouts)


def _arrow() -> Any:
    try:
        import pyarrow as pa
        import pyarrow.csv
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError("Public data sets need more libraries: pip install 'liberterra_analysis[context]'") from error
    return pa
