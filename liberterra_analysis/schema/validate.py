"""Validate the cells of a table: all problems at once, each with its rows, column, value and the correction.

Cells are validated as text, before any conversion can change a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import Problem, one_of
from liberterra_analysis.schema.tables import PATTERNS, Column, Table
from liberterra_analysis.vocabulary import LISTS

FIRST_ROW = 2
"""Row of the first record as a spreadsheet counts: row 1 is the header."""

MOST_VALUES = 20
"""How many wrong values of a column are told one by one."""

# Of the two ways in which pandas may hold text, the one that is always there: it takes the other if pyarrow is.
TEXT = pd.StringDtype("python", na_value=np.nan)
"""Dtype of text."""

_EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "key": "is not a key of lower-case letters, digits and single hyphens, such as 'liberterra-2'",
        "count": "is not a whole number of 0 or more, written in digits alone, such as 17793",
        "date": "is not a date of the calendar written YYYY-MM-DD, YYYY-MM or YYYY",
        "code": "is not a code of capital letters and digits",
        "url": "is not an address that begins with http:// or https://",
        "sha256": "is not a SHA-256 of 64 lower-case hexadecimal digits",
        "language": "is not a BCP 47 language, such as 'en'",
        "flag": "is neither 'yes' nor 'no'",
        "blank": "a value is required; the cell is blank",
        "formula": "begins with a character that spreadsheets run as a formula (=, +, -, @); put a word before it",
        "control": "holds a control character or a line break, which a cell may not",
    }
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def validate(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """Validate every cell of a table, and that its key is unique; each different value is checked once.

    The frame holds text: exactly the schema's columns, str or category, "" for blank, in the file's order. Problems are
    sorted by column, then row; references to other tables are not checked.

    >>> from liberterra_analysis.schema.tables import OPERATIONS
    >>> frame = pd.DataFrame({column.name: [""] for column in OPERATIONS.columns}, dtype=str)
    >>> frame[["operation_id", "name", "starts"]] = [["liberterra-2", "Operation Liberterra II", "29.9.2024"]]
    >>> print(*validate(OPERATIONS, frame))
    data/operations.csv, row 2, column 'starts': '29.9.2024' is not a date of the calendar written YYYY-MM-DD,
    YYYY-MM or YYYY.
    """
    cells = [problem for column in table.columns for problem in _check_column(table, column, frame[column.name])]
    return [*cells, *_duplicates(table, frame)]


def narrow(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a validated table of text in little memory: counts as Int64, flags as bool, all else as category.

    A blank is missing.
    """
    columns = {column.name: _narrow(column, frame[column.name].astype("category")) for column in table.columns}
    return pd.DataFrame(columns, index=frame.index)


def _narrow(column: Column, cells: pd.Series[Any]) -> pd.Series[Any]:
    if column.kind == "count":
        numbers = [int(value) if value else None for value in cells.cat.categories]
        return pd.Series(pd.array(numbers, dtype="Int64").take(cells.cat.codes.to_numpy()), index=cells.index)
    if column.kind == "flag":
        return cells == "yes"
    return cells.cat.remove_categories([""]) if "" in cells.cat.categories else cells


def widen(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with str in place of category."""
    return frame.astype({name: TEXT for name, dtype in frame.dtypes.items() if dtype == "category"})


def _check_column(table: Table, column: Column, cells: pd.Series[str]) -> Iterator[Problem]:
    codes, values = pd.factorize(cells)
    for reason, is_good in _checks(column):
        bad = [at for at, value in enumerate(values) if not is_good(value)]
        if bad:
            wrong = cells[np.isin(codes, bad)]
            yield from problems_of(table, column, wrong, partial(_message, column, reason))


def problems_of(
    table: Table, column: Column, wrong: pd.Series[str], message: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield a problem with its rows for each different wrong value; one for the rest if there are very many."""
    codes, values = pd.factorize(wrong)
    rows = wrong.index.to_numpy() + FIRST_ROW
    for at, value in enumerate(values[:MOST_VALUES]):
        yield Problem(table.file, message(value), tuple(rows[codes == at].tolist()), column.name)
    if len(values) > MOST_VALUES:
        more = f"{len(values) - MOST_VALUES:,} more values will not do"
        yield Problem(table.file, more, tuple(rows[codes >= MOST_VALUES].tolist()), column.name)


def _checks(column: Column) -> Iterator[tuple[str, Callable[[str], bool]]]:
    yield column.kind, _has_form(column)
    if column.required:
        yield "blank", bool
    if column.kind == "text":
        yield "formula", lambda value: not value.startswith(("=", "+", "-", "@"))
        yield "control", lambda value: not _CONTROL.search(value)


def _has_form(column: Column) -> Callable[[str], bool]:
    if column.kind == "term":
        allowed = frozenset(LISTS[column.terms]) if column.terms else None
        pattern = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
        return lambda value: not value or (value in allowed if allowed is not None else bool(pattern.fullmatch(value)))
    if column.kind == "country":
        return lambda value: not value or value in places.country_codes()
    if column.kind == "text":
        return lambda value: value == value.strip()
    if column.kind == "date":
        return lambda value: not value or is_date(value)
    form = re.compile(PATTERNS[column.kind])
    return lambda value: not value or form.fullmatch(value) is not None


@cache
def is_date(text: str) -> bool:
    """Return whether a text is a calendar date in ISO 8601, to the day, the month or the year.

    >>> is_date("2024-09-29"), is_date("2023-05"), is_date("2023-02-30"), is_date("2024-9-29")
    (True, True, False, False)
    """
    if re.fullmatch(PATTERNS["date"], text) is None:
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _message(column: Column, reason: str, value: str) -> str:
    if reason == "blank":
        return _EXPECTED["blank"]
    if reason == "term" and column.terms:
        return one_of(value, LISTS[column.terms])
    if reason == "term":
        return f"{value!r} is not a name of lower-case letters, digits and underscores"
    if reason == "country":
        return _country_message(value)
    if reason == "text":
        return f"{value!r} begins or ends with a space; take it away"
    return f"{value!r} {_EXPECTED[reason]}"


def _country_message(value: str) -> str:
    found = places.find_country(value)
    hint = f"; did you mean {found!r} ({places.country_name(found)})?" if found else ""
    return f"{value!r} is not an ISO 3166-1 alpha-3 code{hint}"


def _duplicates(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    keys = list(table.key)
    repeated = frame[keys][frame.duplicated(keys, keep=False) & (frame[keys] != "").all(axis=1)]
    if len(repeated):
        shown = repeated.astype(object).map(repr).agg(", ".join, axis=1)
        message = "{} stands more than once; it must be unique".format
        yield from problems_of(table, table.column(keys[0]), shown, message)
