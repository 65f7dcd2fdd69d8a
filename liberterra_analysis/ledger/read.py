"""Read a table of the ledger as text."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

import numpy as np
import pandas as pd

from liberterra_analysis.csvfile import MAX_COLUMNS, find_ragged, read_rows
from liberterra_analysis.errors import DataError, Problem, one_of
from liberterra_analysis.schema.tables import Table
from liberterra_analysis.schema.validate import TEXT

AT_ONCE = 10_000
"""Rows that are turned into columns at a time."""


def read_text(table: Table, data: bytes) -> pd.DataFrame:
    """Read a table as text in exactly the columns of its schema, each as category; a blank is ""."""
    # Not by pandas, which fills short rows with blanks and makes an index of the first column if all rows are too long.
    expected = f"'{','.join(table.names)}'"
    rows = read_rows(data, table.file, header=expected)
    header = next(rows)
    optional = [column.name for column in table.columns if not column.required]
    if faults := find_header_faults(table.names, header, expected, optional=optional):
        raise DataError(Problem(table.file, fault, (1,)) for fault in faults)
    columns = _read_columns(table, header, rows)
    size = len(columns[table.names[0]])
    columns |= {
        name: pd.Categorical([""] * size, pd.Index([""], dtype=TEXT)) for name in set(optional).difference(header)
    }
    return pd.DataFrame(columns, columns=pd.Index(table.names, dtype=TEXT))


def _read_columns(table: Table, header: list[str], rows: Iterator[list[str]]) -> dict[str, pd.Categorical]:
    lengths = array("I", [len(header)])
    # Each value gets its number when it is first met: a million rows are read in six seconds and little memory.
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


def find_header_faults(
    names: Sequence[str],
    found: list[str],
    expected: str,
    *,
    optional: Collection[str] = (),
    may_have_more: bool = False,
) -> list[str]:
    """Return what is wrong with the header of a file that should hold the columns `names`."""
    if len(found) > MAX_COLUMNS:
        return [f"{len(found):,} columns; expected {expected}"]
    missing = [name for name in names if name not in found]
    twice = [name for name in found if found.count(name) > 1]
    lacks = [repr(name) for name in missing if name not in optional]
    verb = "column {} is" if len(lacks) == 1 else "columns {} are"
    unknown = [] if may_have_more else [name for name in found if name not in names]
    return [
        *([f"{verb.format(', '.join(lacks))} missing; expected {expected}"] if lacks else []),
        *(f"unknown column: {one_of(name, missing or names)}" for name in unknown),
        *(f"column {name!r} stands more than once; keep one" for name in dict.fromkeys(filter(None, twice))),
    ]
