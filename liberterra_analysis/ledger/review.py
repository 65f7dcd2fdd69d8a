"""Read a review sheet, whatever program saved it."""

import io
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from liberterra_analysis.csvfile import SAVE, UTF_16, find_ragged, read_file, read_rows
from liberterra_analysis.errors import DataError, Problem
from liberterra_analysis.ledger.read import find_header_faults

Row = dict[str, str]

YES, NO = frozenset({"yes", "y", "x", "1", "true"}), frozenset({"", "no", "n", "0", "false"})
_WORKBOOK = b"PK"
NEEDED = ("add", "start", "end", "as_printed", "metric", "value", "hedge")


def read_marked(sheet: Path) -> dict[int, Row]:
    """Return the rows of a sheet that are marked "yes", by their row number in a spreadsheet; more columns are allowed.

    Cells may be separated by commas, semicolons or tabs, and the file may be "Unicode text" (UTF-16), or a workbook,
    where python-calamine is installed.
    """
    name = str(sheet)
    header, *rows = _read_rows(read_file(sheet, name), name)
    if faults := find_header_faults(NEEDED, header, "a sheet that 'extract -o' wrote", may_have_more=True):
        raise DataError([Problem(name, fault, (1,)) for fault in faults])
    records = {at: row for at, row in enumerate(rows, 2) if row}
    ragged = find_ragged([len(header), *(len(row) for row in records.values())], name)
    if ragged:
        raise DataError(ragged)
    cells = {at: {key: cell.strip() for key, cell in zip(header, row, strict=True)} for at, row in records.items()}
    unclear = [at for at, row in cells.items() if row["add"].lower() not in YES | NO]
    if unclear:
        message = f"{cells[unclear[0]]['add']!r} is neither 'yes' nor 'no'; write one of them"
        raise DataError([Problem(name, message, tuple(unclear), "add")])
    return {at: row for at, row in cells.items() if row["add"].lower() in YES}


def _read_rows(data: bytes, name: str) -> Iterator[list[str]]:
    if data.startswith(_WORKBOOK) and find_spec("python_calamine"):
        return _read_workbook(data, name)
    if data.startswith(UTF_16):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            raise DataError([Problem(name, f"is not readable as 'Unicode text' (UTF-16); {SAVE}")]) from None
    delimiter = max(",;\t", key=lambda one: data.partition(b"\n")[0].count(one.encode()))
    return read_rows(data, name, header="of a review sheet", delimiter=delimiter)


def _read_workbook(data: bytes, name: str) -> Iterator[list[str]]:
    """Yield the rows of the first sheet of a workbook; numbers as a CSV file would have them."""
    from python_calamine import CalamineError, load_workbook  # an extra

    try:
        rows = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError:
        raise DataError([Problem(name, f"is a workbook or another archive; {SAVE}")]) from None
    if not rows:
        raise DataError([Problem(name, "its first sheet is empty; expected a review sheet")])
    for row in rows:
        yield [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row]
