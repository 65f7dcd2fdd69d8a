"""Frames as typed rows, where rows are handled one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

import pandas as pd

Row = TypeVar("Row")

_DTYPES = {"str": "str", "float": "float64", "bool": "bool"}


def list_rows(frame: pd.DataFrame, kind: type[Row]) -> list[Row]:
    """Return the rows of a frame as instances of a dataclass."""
    return [kind(*row) for row in zip(*(frame[name].tolist() for name in _list_names(kind)), strict=True)]


def to_frame(rows: Iterable[Row], kind: type[Row]) -> pd.DataFrame:
    """Return instances of a dataclass as a frame, with the same types of columns where there is none."""
    names = _list_names(kind)
    table = pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names)
    types: Any = {field.name: _DTYPES.get(str(field.type), "object") for field in fields(kind)}  # type: ignore[arg-type]
    return table.astype(types)


def _list_names(kind: type[Any]) -> list[str]:
    return [field.name for field in fields(kind)]
