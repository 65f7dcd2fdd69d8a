"""A CSV file of the ledger to a table of text, or a plain word why not."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from liberterra_analysis.errors import Problem, one_of
from liberterra_analysis.schema import FIRST_ROW, Table


def read_text(table: Table, folder: Path) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Read a table as text, with exactly the columns of its schema.

    Parameters
    ----------
    table : Table
        The schema.
    folder : pathlib.Path
        The folder that holds `<table.name>.csv`.

    Returns
    -------
    frame : pandas.DataFrame or None
        All columns str, "" for blank, in the file's order; None if the file cannot be read as this table.
    problems : list of Problem
        Why it cannot be; empty if it can.

    Examples
    --------
    >>> from liberterra_analysis.schema import TABLES
    >>> read_text(TABLES["routes"], Path("nowhere"))[1][0].message
    'there is no such file; a table without rows still needs its header'
    """
    path = folder / f"{table.name}.csv"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return _unreadable(table, "there is no such file; a table without rows still needs its header")
    except OSError as error:
        return _unreadable(table, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        return _unreadable(table, _encoding(error))
    if not text.strip():
        return _unreadable(table, "is empty; expected at least the header " + _header(table))
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        return _unreadable(table, "holds a NUL character; is it a text file, in UTF-8?", row)
    return _parse(table, path)


def _parse(table: Table, path: Path) -> tuple[pd.DataFrame | None, list[Problem]]:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False)
    except pd.errors.ParserError as error:
        return _unreadable(table, *_parser_message(str(error)))
    problems = _header_problems(table, list(frame.columns))
    if problems:
        return None, problems
    frame = frame[[column.name for column in table.columns]]
    short = frame.isna().any(axis=1)
    if short.any():
        rows = tuple(int(at) + FIRST_ROW for at in frame.index[short])
        return None, [Problem(table.file, f"fewer than the {len(table.columns)} cells of the header", rows)]
    return frame, []


def _unreadable(table: Table, message: str, row: int | None = None) -> tuple[None, list[Problem]]:
    return None, [Problem(table.file, message, () if row is None else (row,))]


def _encoding(error: UnicodeDecodeError) -> str:
    row = error.object[: error.start].count(b"\n") + 1
    return (
        f"is not in UTF-8: byte 0x{error.object[error.start]:02X} at position {error.start}, row {row}; "
        "save it as 'CSV UTF-8'"
    )


def _parser_message(message: str) -> tuple[str, int | None]:
    fields = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message)
    if fields is None:
        return "is not a CSV file: a quotation mark is opened and never closed, perhaps", None
    expected, row, saw = fields.groups()
    return f"{saw} cells where the header has {expected}; is a comma inside a text without quotation marks?", int(row)


def _header_problems(table: Table, found: list[str]) -> list[Problem]:
    expected = [column.name for column in table.columns]
    extra = [name for name in found if name not in expected]
    missing = [name for name in expected if name not in found]
    problems = [Problem(table.file, f"column {name!r} is missing; expected {_header(table)}", (1,)) for name in missing]
    problems += [Problem(table.file, f"unknown column: {one_of(name, missing or expected)}", (1,)) for name in extra]
    return problems


def _header(table: Table) -> str:
    return "'" + ",".join(column.name for column in table.columns) + "'"
