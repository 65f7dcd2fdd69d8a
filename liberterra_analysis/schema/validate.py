"""Validate the cells of a table: all problems at once, each with its rows, column, value and the correction.

Cells are validated as text, before any conversion can change a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.errors import Problem, one_of
from liberterra_analysis.schema.tables import Column, Table
from liberterra_analysis.vocabulary import LISTS

FIRST_ROW = 2
"""Row of the first record as a spreadsheet counts: row 1 is the header."""

MAX_VALUES = 20
"""How many wrong values of a column have a problem of their own."""

FORMULA = "=+-@"
"""First characters of what a spreadsheet runs as a formula."""

MOST_QUOTED = 14
"""Words of a quote: enough for a number and what it counts, too few for the text of somebody else."""

# Of the two ways in which pandas may hold text, the one that is always there: it takes the other if pyarrow is.
TEXT = pd.StringDtype("python", na_value=np.nan)
"""Dtype of text."""

_KINDS = {
    "key": (
        r"[a-z0-9]+(-[a-z0-9]+)*",
        "is not a key of lower-case letters, digits and single hyphens, such as 'liberterra-2'",
    ),
    "term": (r"[a-z0-9]+(_[a-z0-9]+)*", "is not a name of lower-case letters, digits and underscores"),
    "count": (
        r"0|[1-9][0-9]{0,14}",
        "is not a whole number of 0 or more, written in digits alone, such as 17793",
    ),
    "number": (
        r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?",
        "is not a number of 0 or more, written in digits and at most one point, such as 17793 or 3.5",
    ),
    "date": (
        r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
        "is not a date of the calendar written YYYY-MM-DD, YYYY-MM or YYYY",
    ),
    "code": (r"[A-Z0-9]+( [A-Z0-9]+)*", "is not a code of capital letters and digits"),
    "url": (
        r"https?://[^\s<>\"/?#@]+([/?#][^\s<>\"]*)?",
        "is not an address that begins with http:// or https:// and names no user or password",
    ),
    "sha256": (r"[0-9a-f]{64}", "is not a SHA-256 of 64 lower-case hexadecimal digits"),
    "language": (r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "is not a BCP 47 language, such as 'en'"),
    "flag": (r"[Tt]rue|TRUE|[Ff]alse|FALSE", "is neither 'true' nor 'false'"),
}
PATTERNS: Mapping[str, str] = {kind: pattern for kind, (pattern, _) in _KINDS.items()}
"""Form of the values of a kind; of a `term` where its list is open."""

_FORMS = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

Lists = Mapping[str, Collection[str]]
"""The terms of each closed list, by its name."""


def validate(table: Table, frame: pd.DataFrame, lists: Lists = LISTS) -> list[Problem]:
    """Validate every cell of a table, and that its key is unique; each different value is checked once.

    The frame holds text: exactly the schema's columns, str or category, "" for blank, in the file's order. Problems are
    sorted by column, then row; references to other tables are not checked.
    """
    problems: list[Problem] = []
    for column in table.columns:
        cells = pd.Categorical(frame[column.name])
        # Almost all keys of a large ledger are good, which their pattern alone says.
        is_plain = not column.terms and column.kind not in {"date", "text", "country"}
        is_good = _FORMS[column.kind].fullmatch if is_plain else lambda _: None
        find_fault = partial(_find_fault, column, lists)
        bad = [at for at, value in enumerate(cells.categories.tolist()) if not is_good(value) and find_fault(value)]
        if bad:
            problems += problems_of(table, column, frame.loc[np.isin(cells.codes, bad), column.name], find_fault)
    return [*problems, *_find_duplicates(table, frame)]


def problems_of(
    table: Table, column: Column, wrong: pd.Series[str], message: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield a problem with its rows for each different wrong value; one for the rest if there are very many."""
    codes, values = pd.factorize(wrong)
    rows = wrong.index.to_numpy() + FIRST_ROW
    for at, value in enumerate(values[:MAX_VALUES]):
        yield Problem(table.file, message(value), tuple(rows[codes == at].tolist()), column.name)
    if len(values) > MAX_VALUES:
        more = f"{len(values) - MAX_VALUES:,} more values will not do"
        yield Problem(table.file, more, tuple(rows[codes >= MAX_VALUES].tolist()), column.name)


def _find_fault(column: Column, lists: Lists, value: str) -> str:
    """Return what is wrong with a value; "" if nothing is."""
    kind = column.kind
    if not value:
        return "a value is required; the cell is blank" if column.required else ""
    if kind == "text":
        return _find_fault_of_text(value)
    if column.terms:
        return "" if value in lists[column.terms] else one_of(value, lists[column.terms])
    if kind == "country":
        return "" if places.is_country(value) else _format_country_fault(value)
    is_good = _FORMS[kind].fullmatch(value) and (kind != "date" or _is_in_calendar(value))
    return "" if is_good else f"{value!r} {_KINDS[kind][1]}"


def _find_fault_of_text(value: str) -> str:
    if value != value.strip():
        return f"{value!r} begins or ends with a space; take it away"
    if value[0] in FORMULA:
        return (
            f"{value!r} begins with a character that spreadsheets run as a formula (=, +, -, @); put a word before it"
        )
    if _CONTROL.search(value):
        return f"{value!r} holds a control character or a line break, which a cell may not"
    return ""


def _format_country_fault(value: str) -> str:
    found = places.find_country(value)
    hint = f"; did you mean {found!r} ({places.country_name(found)})?" if found else ""
    return f"{value!r} is not an ISO 3166-1 alpha-3 code{hint}"


def _is_in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _find_duplicates(table: Table, frame: pd.DataFrame) -> Iterator[Problem]:
    keys = list(table.key)
    alike = frame.duplicated(keys, keep=False)
    if not alike.any():
        return
    repeated = frame[keys][alike & (frame[keys] != "").all(axis=1)]
    if len(repeated):
        shown = repeated.astype(object).map(repr).agg(", ".join, axis=1)
        message = "{} stands more than once; it must be unique".format
        yield from problems_of(table, table.column(keys[0]), shown, message)


def narrow(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a validated table of text in little memory: numbers as Int64 or Float64, flags as bool, else category."""
    # Arrays, for the index of a series is compared with that of the frame.
    columns = {column.name: _narrow(column, pd.Categorical(frame[column.name])) for column in table.columns}
    return pd.DataFrame(columns, index=frame.index, columns=frame.columns)


def _narrow(column: Column, cells: pd.Categorical) -> Any:
    if column.kind in {"count", "number"}:
        numbers = [float(value) if value else None for value in cells.categories.tolist()]
        found = pd.array(numbers, dtype="Float64").take(cells.codes)
        is_whole = all(number is None or number.is_integer() for number in numbers)
        return found.astype("Int64") if is_whole else found
    if column.kind == "flag":
        return np.array([value.lower() == "true" for value in cells.categories.tolist()], dtype=bool)[cells.codes]
    if "" not in cells.categories:
        return cells
    # `remove_categories` does the same in four times the time.
    return cells.set_categories(pd.Index(sorted({*cells.categories} - {""}), dtype=TEXT))


def widen(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with str in place of category."""
    # Column by column: `astype` of a frame takes twice as long.
    columns = {name: _widen(cells.array) for name, cells in frame.items()}
    return pd.DataFrame(columns, index=frame.index, columns=frame.columns)


def _widen(cells: Any) -> Any:
    return cells.categories.array.take(cells.codes, allow_fill=True) if isinstance(cells, pd.Categorical) else cells
