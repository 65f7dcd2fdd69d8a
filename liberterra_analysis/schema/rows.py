"""Frames as typed rows, where rows are handled one by one."""

from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from typing import Any, Self, get_type_hints

import pandas as pd

_DTYPES = {str: "str", float: "float64", bool: "bool"}


@dataclass(frozen=True, slots=True)
class Row:
    """Base of frozen dataclasses whose fields are columns of a frame; a blank is None, or NaN in a column of floats.

    A field with a default, which comes last, is a column that not every frame has.
    """

    @classmethod
    def rows(cls, frame: pd.DataFrame) -> list[Self]:
        """Return the rows of a frame in their order; columns without a field are left out."""
        if not len(frame):
            return []
        columns = [frame[field.name].array for field in fields(cls) if field.default is MISSING or field.name in frame]
        # By lists: pandas' own way to replace blanks was the slowest line of a report, and to iterate over its arrays
        # takes twice as long. Only what is not a number differs from itself; `pd.isna` would look into a tuple.
        cells = (
            one.tolist()
            if one.dtype == "float64"
            else [None if cell is pd.NA or cell != cell else cell for cell in one.to_numpy(object).tolist()]  # noqa: PLR0124
            for one in columns
        )
        return [cls(*row) for row in zip(*cells, strict=True)]

    @classmethod
    def to_frame(cls, rows: Iterable[Self]) -> pd.DataFrame:
        """Return rows as a frame, with the same types of columns where there is none."""
        types: Any = {name: _DTYPES.get(kind, "object") for name, kind in get_type_hints(cls).items()}
        rows = [*rows]
        columns = {name: pd.Series([getattr(row, name) for row in rows], dtype=one) for name, one in types.items()}
        return pd.DataFrame(columns, index=range(len(rows)))
