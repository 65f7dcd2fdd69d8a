"""Read a table of the ledger as text."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from liberterra_analysis.csvfile import MAX_COLUMNS, find_ragged, read_rows
from liberterra_analysis.errors import DataError, Problem, one_of
from liberterra_analysis.schema.tables import Table
from liberterra_analysis.schema.validate import TEXT


def read_text(table: Table, data: bytes) -> pd.DataFrame:
    """Read a table as text in exactly the columns of its schema, each as category; a blank is ""."""
    # Not by pandas, which fills short rows with blanks and makes an index of the first column if all rows are too long.
    expected = f"'{','.join(table.names)}'"
    header, *rows = read_rows(data, table.file, header=expected)
    optional = [column.name for column in table.columns if not column.required]
    if faults := find_header_faults(table.names, header, expected, optional=optional):
        raise DataError(Problem(table.file, fault, (1,)) for fault in faults)
    if ragged := find_ragged([len(header), *map(len, rows)], table.file):
        raise DataError(ragged)
    cells = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}
    columns = {name: _to_categories(cells.get(name, ("",) * len(rows))) for name in table.names}
    return pd.DataFrame(columns, columns=pd.Index(table.names, dtype=TEXT))


def _to_categories(cells: tuple[str, ...]) -> pd.Categorical:
    codes, values = pd.factorize(np.array(cells, dtype=object))
    return pd.Categorical.from_codes(codes, pd.Index(values, dtype=TEXT))


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
    unknown = [] if may_have_more else [name for name in found if name not in names]
    return [
        *(f"column {name!r} is missing; expected {expected}" for name in missing if name not in optional),
        *(f"unknown column: {one_of(name, missing or names)}" for name in unknown),
        *(f"column {name!r} stands more than once" for name in dict.fromkeys(found) if name and found.count(name) > 1),
    ]
