"""Read a table of the ledger as text."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import numpy as np
import pandas as pd

from liberterra_analysis.csvfile import MOST_COLUMNS, find_ragged, read_rows
from liberterra_analysis.errors import DataError, Problem, one_of
from liberterra_analysis.schema import TEXT, Table

AT_ONCE = 10_000
"""Rows that are turned into columns at a time."""


def read_text(table: Table, file: BinaryIO) -> pd.DataFrame:
    """Read a table as text in exactly the columns of its schema, each as category; a blank is "".

    Not by pandas, which fills short rows with blanks and makes an index of the first column if all rows are too long.
    Raises `DataError` with all that is wrong with the form of the file.
    """
    rows = read_rows(file, table.file, header=_header(table))
    header = next(rows)
    problems = _header_problems(table, header)
    if problems:
        raise DataError(problems)
    columns = _read_columns(table, header, rows)
    return pd.DataFrame({column.name: columns[column.name] for column in table.columns})


def _read_columns(table: Table, header: list[str], rows: Iterator[list[str]]) -> dict[str, pd.Categorical]:
    lengths = array("I", [len(header)])
    # Each value gets its number when it is first met; a million rows are read in a minute's tenth and little memory.
    numbers = [defaultdict[str, int]() for _ in header]
    codes = [array("i") for _ in header]
    for number in numbers:
        number.default_factory = number.__len__
    while chunk := list(islice(rows, AT_ONCE)):
        lengths.extend(map(len, chunk))
        for code, number, cells in zip(codes, numbers, zip(*chunk, strict=False), strict=False):
            code.extend(map(number.__getitem__, cells))
    if lengths.count(len(header)) < len(lengths):
        raise DataError(find_ragged(lengths, table.file))
    return {
        name: pd.Categorical.from_codes(np.frombuffer(code, dtype=np.intc), pd.Index(list(number), dtype=TEXT))
        for name, code, number in zip(header, codes, numbers, strict=True)
    }


def _header_problems(table: Table, found: list[str]) -> list[Problem]:
    if len(found) > MOST_COLUMNS:
        return [Problem(table.file, f"{len(found):,} columns; expected {_header(table)}", (1,))]
    expected = [column.name for column in table.columns]
    extra = [name for name in found if name not in expected]
    missing = [name for name in expected if name not in found]
    problems = [Problem(table.file, f"column {name!r} is missing; expected {_header(table)}", (1,)) for name in missing]
    problems += [Problem(table.file, f"unknown column: {one_of(name, missing or expected)}", (1,)) for name in extra]
    twice = [name for name in expected if found.count(name) > 1]
    problems += [Problem(table.file, f"column {name!r} stands more than once", (1,)) for name in twice]
    return problems


def _header(table: Table) -> str:
    return "'" + ",".join(column.name for column in table.columns) + "'"
