"""Write CSV text, and read CSV files record by record: errors name what is wrong and how to save the file."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from liberterra_analysis.errors import DataError, Problem
from liberterra_analysis.journal import find_standing

MAX_COLUMNS = 200
"""Columns of a table; a file with more is of another kind."""

SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "vertical bars"}
SAVE = "save it as 'CSV UTF-8'"
MISSING = "there is no such file; a table without rows still needs its header"
BLANK = "the line is blank; take it away"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_file(path: Path, name: str) -> bytes:
    """Return the contents of a file; of an interrupted addition either all or nothing is read."""
    try:
        return find_standing(path).read_bytes()
    except FileNotFoundError:
        _refuse(name, MISSING)
    except OSError as error:
        _refuse(name, f"cannot be read: {error.strerror}")


def read_rows(data: bytes, name: str, *, header: str = "", delimiter: str = ",") -> Iterator[list[str]]:
    """Yield the header and the records of a CSV file in UTF-8; lines end in LF or CRLF, also mixed.

    Raises `DataError` at the record that cannot be read; `header` is what an empty file should at least hold. Rows may
    differ in length: see `find_ragged`.
    """
    _check_form(data, name, delimiter)
    lines, at = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="\n"), 0
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        _refuse(name, f"is empty; expected at least the header {header}".rstrip())
    try:
        for at, row in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), 1):
            if at == 1 and not "".join(row).strip():
                _refuse(name, BLANK, 1)
            yield row
    except csv.Error as error:
        _refuse(name, _describe_fault(str(error)), at + 1)


def read_records(path: Path, name: str) -> list[dict[str, str]]:
    """Read a table without a schema, one mapping from header to cell for each record."""
    header, *rows = read_rows(read_file(path, name), name)
    problems = find_ragged([len(header), *map(len, rows)], name)
    if problems:
        raise DataError(problems)
    return [dict(zip(header, row, strict=True)) for row in rows]


def format_rows(rows: Iterable[Iterable[object]], end: str = "\n") -> str:
    """Format rows as the text of a CSV file, whose lines end in `end`."""
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(rows)
    return text.getvalue()


def find_ragged(lengths: Iterable[int], name: str) -> list[Problem]:
    """Return a problem for each wrong length of rows; the first length is that of the header."""
    by_length: dict[int, list[int]] = {}
    for at, length in enumerate(lengths, 1):
        by_length.setdefault(length, []).append(at)
    expected = next(iter(by_length), 0)
    by_length.pop(expected, None)
    return [Problem(name, _length_message(length, expected), tuple(rows)) for length, rows in by_length.items()]


def _length_message(length: int, expected: int) -> str:
    if length == 0:
        return BLANK
    hint = "is a comma inside a text without quotation marks?" if length > expected else "is a comma missing?"
    return f"{length} cell{'' if length == 1 else 's'} where the header has {expected}; {hint}"


def _check_form(data: bytes, name: str, delimiter: str) -> None:
    """Refuse a file that was saved in another form than CSV in UTF-8."""
    start = data[:200]
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        _refuse(name, f"is a workbook or another archive; {SAVE}")
    if start.startswith(UTF_16) or start.count(b"\0") > len(start) // 3:
        _refuse(name, f"is 'Unicode text' (UTF-16), not UTF-8; {SAVE}")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        at = error.start
        row = data.count(b"\n", 0, at) + 1
        _refuse(name, f"is not in UTF-8: byte 0x{data[at]:02X} at position {at}, row {row}; {SAVE}")
    first = io.BytesIO(data).readline()
    for separator, word in SEPARATORS.items():
        if first.count(separator) > first.count(delimiter.encode()):
            _refuse(name, f"is separated by {word}; {SAVE} with commas")
    if (at := data.find(b"\0")) >= 0:
        _refuse(name, "holds a NUL character; is it a text file, in UTF-8?", data.count(b"\n", 0, at) + 1)


def _describe_fault(reason: str) -> str:
    if reason.startswith("field larger"):
        return f"a cell holds more than {csv.field_size_limit():,} characters, or its quotation mark is never closed"
    if reason.startswith("new-line"):
        return f"a line ends in a carriage return (CR) alone; {SAVE}, whose lines end in LF or CRLF"
    return "is not CSV: a quotation mark is never closed, or stands inside a text without being doubled"


def _refuse(name: str, message: str, *rows: int) -> NoReturn:
    raise DataError([Problem(name, message, rows)])
