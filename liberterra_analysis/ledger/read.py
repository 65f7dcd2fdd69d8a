"""A CSV file of the ledger to a table of text, or a plain word why not."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from liberterra_analysis.errors import Problem, one_of
from liberterra_analysis.schema import Table


def read_text(table: Table, folder: Path) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Read a table as text, with exactly the columns of its schema; None where it cannot be, and why.

    Examples
    --------
    >>> from liberterra_analysis.schema import TABLES
    >>> read_text(TABLES["routes"], Path("nowhere"))[1][0].message
    'there is no such file; a table without rows still needs its header'
    """
    return parse_text(table, read_file(table, folder))


def read_file(table: Table, folder: Path) -> bytes | str:
    """Read a table's file: what it holds, or a plain word why it cannot be read.

    Parameters
    ----------
    table : Table
        The schema.
    folder : pathlib.Path
        The folder that holds `<table.name>.csv`.

    Returns
    -------
    bytes or str
        What `parse_text` takes.

    Examples
    --------
    >>> from liberterra_analysis.schema import TABLES
    >>> read_file(TABLES["routes"], Path("nowhere"))
    'there is no such file; a table without rows still needs its header'
    """
    try:
        return (folder / f"{table.name}.csv").read_bytes()
    except FileNotFoundError:
        return "there is no such file; a table without rows still needs its header"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def parse_text(table: Table, content: bytes | str) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Take what `read_file` gives for a table of text, as `read_text` does.

    Parameters
    ----------
    table : Table
        The schema.
    content : bytes or str
        The file, or why it cannot be read.

    Returns
    -------
    frame : pandas.DataFrame or None
    problems : list of Problem
        As of `read_text`.

    Examples
    --------
    >>> from liberterra_analysis.schema import TABLES
    >>> parse_text(TABLES["routes"], b"")[1][0].message[:38]
    'is empty; expected at least the header'
    """
    if isinstance(content, str):
        return _unreadable(table, content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(table, _encoding(error))
    if not text.strip():
        return _unreadable(table, "is empty; expected at least the header " + _header(table))
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        return _unreadable(table, "holds a NUL character; is it a text file, in UTF-8?", row)
    return _parse(table, text)


def _parse(table: Table, text: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    # Not pandas: it fills a short row with blanks, and takes the first column for an index if all rows are too long.
    rows: list[list[str]] = []
    same: dict[str, str] = {}  # equal cells become one object, which makes every later look at a column faster
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append([*map(same.setdefault, row, row)])  # noqa: PERF401 (the rows read before an error count)
    except csv.Error:
        message = "is not CSV: a quotation mark is never closed, or stands inside a text without being doubled"
        return _unreadable(table, message, len(rows) + 1)
    problems = _header_problems(table, rows[0]) or _ragged(table, rows)
    if problems:
        return None, problems
    # Of the two ways in which pandas may hold text, the one that is always there: it takes the other if pyarrow is.
    always = pd.StringDtype("python", na_value=float("nan"))
    frame = pd.DataFrame(rows[1:], columns=rows[0], dtype=always)
    return frame[[column.name for column in table.columns]], []


def _unreadable(table: Table, message: str, row: int | None = None) -> tuple[None, list[Problem]]:
    return None, [Problem(table.file, message, () if row is None else (row,))]


def _encoding(error: UnicodeDecodeError) -> str:
    row = error.object[: error.start].count(b"\n") + 1
    return (
        f"is not in UTF-8: byte 0x{error.object[error.start]:02X} at position {error.start}, row {row}; "
        "save it as 'CSV UTF-8'"
    )


def _ragged(table: Table, rows: list[list[str]]) -> list[Problem]:
    by_size: dict[int, list[int]] = {}
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            by_size.setdefault(len(row), []).append(number)
    return [Problem(table.file, _size_message(size, len(rows[0])), tuple(numbers)) for size, numbers in by_size.items()]


def _size_message(size: int, expected: int) -> str:
    if size == 0:
        return "the line is blank; take it away"
    hint = "is a comma inside a text without quotation marks?" if size > expected else "is a comma missing?"
    return f"{size} cell{'' if size == 1 else 's'} where the header has {expected}; {hint}"


def _header_problems(table: Table, found: list[str]) -> list[Problem]:
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
