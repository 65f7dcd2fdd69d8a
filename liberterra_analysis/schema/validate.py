"""Check a table's cells against its schema: all problems at once, each with its rows, column, value and the mend.

Works on text, as a file holds it, so that no conversion can change a value before it is checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import Problem, one_of
from liberterra_analysis.schema.tables import Column, Kind, Table
from liberterra_analysis.vocabulary import LISTS

if TYPE_CHECKING:
    from pandera.pandas import Column as Checked

FIRST_ROW = 2
"""Row of the first record as a spreadsheet counts: row 1 is the header."""

_PATTERNS: Mapping[Kind, str] = MappingProxyType(
    {
        "key": r"[a-z0-9]+(-[a-z0-9]+)*",
        "count": r"0|[1-9][0-9]{0,14}",
        "date": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
        "code": r"[A-Z0-9]+( [A-Z0-9]+)*",
        "url": r"https?://[^\s<>\"]+",
        "sha256": r"[0-9a-f]{64}",
        "language": r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    }
)
_EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "key": "is not a key of lower-case letters, digits and single hyphens, such as 'liberterra-2'",
        "count": "is not a whole number of 0 or more, written in digits alone, such as 17793",
        "date": "is not a date of the calendar written YYYY-MM-DD, YYYY-MM or YYYY",
        "code": "is not a code of capital letters and digits",
        "url": "is not an address that begins with http:// or https://",
        "sha256": "is not a SHA-256 of 64 lower-case hexadecimal digits",
        "language": "is not a BCP 47 language, such as 'en'",
        "blank": "a value is required; the cell is blank",
        "formula": "begins with a character that spreadsheets run as a formula (=, +, -, @); put a word before it",
        "control": "holds a control character or a line break, which a cell may not",
    }
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def validate(table: Table, frame: pd.DataFrame) -> list[Problem]:
    """Check every cell of a table, and that its key is unique.

    Parameters
    ----------
    table : Table
        The schema.
    frame : pandas.DataFrame
        The table as text: exactly the schema's columns, str, "" for blank, one row a record in the file's order.

    Returns
    -------
    list of Problem
        All that is wrong, by column, then row; empty if nothing is. References to other tables are not looked up.

    Examples
    --------
    >>> from liberterra_analysis.schema.tables import OPERATIONS
    >>> frame = pd.DataFrame({column.name: [""] for column in OPERATIONS.columns}, dtype=str)
    >>> frame[["operation_id", "name", "starts"]] = [["liberterra-2", "Operation Liberterra II", "29.9.2024"]]
    >>> print(*validate(OPERATIONS, frame))
    data/operations.csv, row 2, column 'starts': '29.9.2024' is not a date of the calendar written YYYY-MM-DD,
    YYYY-MM or YYYY.
    """
    failures = _failures(table, frame)
    problems = [
        Problem(table.file, _message(table.column(name), reason, value), rows, name)
        for (name, reason, value), rows in failures.items()
    ]
    return problems + _duplicates(table, frame)


def typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a validated table its dtypes.

    Parameters
    ----------
    table : Table
        The schema.
    frame : pandas.DataFrame
        The table as text, valid.

    Returns
    -------
    pandas.DataFrame
        `count` columns as Int64, all others as str; a blank is missing in both.

    Examples
    --------
    >>> from liberterra_analysis.schema.tables import ROUTES
    >>> frame = pd.DataFrame({column.name: [""] for column in ROUTES.columns}, dtype=str).assign(leg="1")
    >>> typed(ROUTES, frame)["leg"].dtype
    Int64Dtype()
    """
    columns = {
        column.name: _numbers(frame[column.name]) if column.kind == "count" else frame[column.name].replace("", None)
        for column in table.columns
    }
    return pd.DataFrame(columns, index=frame.index)


def _numbers(column: pd.Series[str]) -> pd.Series[int]:
    return pd.to_numeric(column.replace("", None)).astype("Int64")


def _failures(table: Table, frame: pd.DataFrame) -> dict[tuple[str, str, str], tuple[int, ...]]:
    import pandera.pandas as pa  # slow to import, and only data needs it

    schema = pa.DataFrameSchema({column.name: _checked(column) for column in table.columns}, strict=True)
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        grouped = cases.groupby(["column", "check", "failure_case"], sort=False)["index"]
        return {key: tuple(int(at) + FIRST_ROW for at in sorted(rows)) for key, rows in grouped}
    return {}


def _checked(column: Column) -> Checked:
    import pandera.pandas as pa

    checks = [pa.Check(_each(_has_form(column)), error=column.kind)]
    if column.required:
        checks.append(pa.Check(_each(bool), error="blank"))
    if column.kind == "text":
        checks.append(pa.Check(_each(lambda value: not value.startswith(("=", "+", "-", "@"))), error="formula"))
        checks.append(pa.Check(_each(lambda value: not _CONTROL.search(value)), error="control"))
    return pa.Column(checks=checks)  # that it is text need not be checked: it was read as such


def _each(good: Callable[[str], bool]) -> Callable[[pd.Series[str]], pd.Series[bool]]:
    """Check each different value once: most columns hold few."""

    def check(column: pd.Series[str]) -> pd.Series[bool]:
        bad = [value for value in column.unique().tolist() if not good(value)]
        return ~column.isin(bad)

    return check


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
    form = re.compile(_PATTERNS[column.kind])
    return lambda value: not value or form.fullmatch(value) is not None


@cache
def is_date(text: str) -> bool:
    """Say whether a text is a date of the calendar in ISO 8601, to the day, the month or the year.

    Parameters
    ----------
    text : str
        The text; a blank is no date.

    Returns
    -------
    bool
        Whether it is one.

    Examples
    --------
    >>> is_date("2024-09-29"), is_date("2023-05"), is_date("2023-02-30"), is_date("2024-9-29")
    (True, True, False, False)
    """
    if re.fullmatch(_PATTERNS["date"], text) is None:
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


def _duplicates(table: Table, frame: pd.DataFrame) -> list[Problem]:
    keys = list(table.key)
    repeated = frame[frame.duplicated(keys, keep=False) & (frame[keys] != "").all(axis=1)]
    return [
        Problem(
            table.file,
            f"{', '.join(map(repr, key))} stands more than once; it must be unique",
            _rows(group.index),
            keys[0],
        )
        for key, group in repeated.groupby(keys, sort=False)
    ]


def _rows(index: Iterable[int]) -> tuple[int, ...]:
    return tuple(at + FIRST_ROW for at in index)
