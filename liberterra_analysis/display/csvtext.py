"""Data beside tables and charts, as CSV that no spreadsheet runs."""

import math
import re
from typing import Any

import pandas as pd

from liberterra_analysis.csvfile import format_rows
from liberterra_analysis.datasets import check_publishable
from liberterra_analysis.schema.validate import FORMULA

# What a spreadsheet may run too, and what is a number all the same.
_FORMULA = frozenset(f"{FORMULA}\t\r\n＝＋－＠")

_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?(%| million)?")


def to_csv(rows: pd.DataFrame) -> str:
    r"""Format rows as the CSV text that accompanies a table or chart.

    Lines end in a line feed; a blank is "not recorded", and of an upper end, that there is none. An apostrophe precedes
    a text that a spreadsheet would run as a formula. UsageError if there are rows of a public data set that may
    not be redistributed.

    >>> to_csv(pd.DataFrame({"upper": [float("inf"), 251.0], "note": ["=1+1", "-1.5"]}))
    "upper,note\n,'=1+1\n251,-1.5\n"
    """
    check_publishable(rows)
    # By cells: pandas' own way to replace infinite ends and to write took ten times as long.
    cells = zip(*(map(_format_cell, _spell_times(column)) for _, column in rows.items()), strict=True)
    return format_rows([[*map(_escape_formula, rows.columns)], *cells])


def _spell_times(column: pd.Series) -> pd.Series:
    """Return days and times as text, without the time where all are midnight; other columns as they are."""
    return column.astype("str").where(column.notna(), None) if column.dtype.kind in "mM" else column


def _format_cell(value: Any) -> str:
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}" if math.isfinite(value) else ""
    return _escape_formula(value)


def _escape_formula(value: object) -> str:
    """Return a value as text that no spreadsheet runs as a formula; a signed number is not a formula."""
    text = str(value)
    text = "\n".join(text.splitlines()) if "\r" in text else text  # the CSV writer would not quote a carriage return
    runs = text.lstrip(" \u00a0\u3000\ufeff")[:1] in _FORMULA and not _NUMBER.fullmatch(text)
    return f"'{text}" if text and runs else text
