"""Data beside tables and charts, as CSV that no spreadsheet runs."""

from __future__ import annotations

import math
import re

import pandas as pd

from liberterra_analysis.datasets import check_publishable

# First characters of what a spreadsheet runs as a formula, and what is a number all the same.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")

_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?%?")


def to_csv(rows: pd.DataFrame) -> str:
    r"""Format rows as the CSV text that accompanies a table or chart.

    Lines end in a line feed; a blank is "not recorded", and of an upper end, that there is none. An apostrophe precedes
    a text that a spreadsheet would run as a formula. UsageError if there are rows of a public data set that may
    not be redistributed.

    >>> to_csv(pd.DataFrame({"upper": [float("inf"), 251.0], "note": ["=1+1", "-1.5"]}))
    "upper,note\n,'=1+1\n251,-1.5\n"
    """
    check_publishable(rows)
    shown = rows.rename(columns=_escape_formula).replace([math.inf, -math.inf], math.nan)
    for column in shown.select_dtypes(exclude=["number", "bool", "datetime", "datetimetz", "timedelta"]):
        shown[column] = shown[column].astype("object").map(_escape_formula, na_action="ignore")
    return str(shown.to_csv(index=False, lineterminator="\n", float_format="%.15g"))


def _escape_formula(value: object) -> str:
    """Return a value as text that no spreadsheet runs as a formula; a signed number is not a formula."""
    text = str(value)
    text = "\n".join(text.splitlines()) if "\r" in text else text  # the CSV writer would not quote a carriage return
    runs = text.lstrip(" \u00a0\u3000\ufeff")[:1] in _FORMULA and not _NUMBER.fullmatch(text)
    return f"'{text}" if text and runs else text
