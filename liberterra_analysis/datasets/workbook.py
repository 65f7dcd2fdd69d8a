"""Write the sheets of a workbook as CSV files in a separate process, which a hostile file may end without harm.

Run as a script, without the package: `python workbook.py FILE FOLDER`.
"""

import csv
import datetime as dt
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MAX_MEMORY = 2_000_000_000
MAX_WRITTEN = 500_000_000
"""Bytes of memory, and of each CSV file; no true workbook comes near them."""


def write_sheets(file: str, folder: Path) -> None:
    """Write each sheet as `<number>.csv`, with its own rows and columns, and no line breaks within cells."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(file) as book:
        for number, name in enumerate(book.sheet_names):
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            with (folder / f"{number:04}.csv").open("w", encoding="utf-8", newline="") as opened:
                csv.writer(opened, lineterminator="\n").writerows([format_cell(cell) for cell in row] for row in rows)


def format_cell(cell: Any) -> str:
    """Format a cell as a CSV file would have it: workbooks keep whole numbers as floats, and dates as dates."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return " ".join(str(cell).splitlines())


def set_limits() -> None:
    """Limit memory and file size of this process, where the system can: not on Windows."""
    with suppress(ImportError):
        import resource

        limits = {resource.RLIMIT_AS: MAX_MEMORY, resource.RLIMIT_FSIZE: MAX_WRITTEN, resource.RLIMIT_CORE: 0}
        for kind, most in limits.items():
            with suppress(ValueError):  # a lower limit is set already
                resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    set_limits()
    write_sheets(sys.argv[1], Path(sys.argv[2]))
