"""Exceptions that explain themselves, each with its exit code on the command line.

A message states what is wrong, where, what was expected and what to do. The command line prints it alone; a traceback
is for bugs, not for bad input.
"""

import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAX_ROWS_SHOWN = 5
MAX_PROBLEMS_SHOWN = 50
MAX_SHOWN = 120
"""Characters of a value that a message shows."""

EXIT_CODES: Mapping[int, str] = {
    0: "done",
    1: "a report or a download failed",
    2: "wrong call",
    3: "bad data",
    4: "bad catalogue or notebook",
    5: "not a report",
    6: "no workspace, or a file that cannot be read or written",
    7: "no text",
    8: "another command did not finish in the time to wait",
    9: "a fault of liberterra_analysis",
    130: "interrupted",
}
"""What the exit codes of the command mean."""

FAULT = 9
"""Exit code of an error that this package did not foresee."""


class LiberterraError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = 1


class ReportError(LiberterraError):
    """A report could not be built; what is published stays as it was. `log` holds the traceback in the notebook."""

    def __init__(self, message: str, *, log: str = "") -> None:
        super().__init__(message)
        self.log = log


class UsageError(LiberterraError):
    """The call itself is wrong: an unknown name, a value of the wrong type."""

    exit_code = 2


class CatalogueError(LiberterraError):
    """`reports/reports.toml`, or a notebook it names, cannot be used as it stands."""

    exit_code = 4


class DocumentError(LiberterraError):
    """An executed notebook does not add up to a report: an unknown output, a figure without alternative text."""

    exit_code = 5


class WorkspaceError(LiberterraError):
    """The folder that holds `data/`, `notebooks/` and `reports/` was not found, or cannot be read or written."""

    exit_code = 6


class BusyError(LiberterraError):
    """Another command holds the lock, and did not finish in the time to wait."""

    exit_code = 8


class TextError(LiberterraError):
    """A file with an announcement holds no text that can be read, or none in a language that is read."""

    exit_code = 7

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a data file.

    `rows` are counted as a spreadsheet does, the header being row 1; empty if the whole file is concerned.

    >>> str(Problem("data/claims.csv", "'approx' is no hedge", rows=(14, 20, 31), column="hedge"))
    "data/claims.csv, row 14, column 'hedge': 'approx' is no hedge. 3 rows affected, first: 14, 20, 31."
    """

    file: str
    message: str
    rows: tuple[int, ...] = ()
    column: str = ""

    def __str__(self) -> str:
        where = [self.file]
        if self.rows:
            where.append(f"row {self.rows[0]}")
        if self.column:
            where.append(f"column {self.column!r}")
        text = f"{', '.join(where)}: {self.message}"
        text += "" if text.endswith("?") else "."
        if len(self.rows) > 1:
            shown = ", ".join(map(str, self.rows[:MAX_ROWS_SHOWN]))
            text += f" {len(self.rows)} rows affected, first: {shown}."
        return text


class DataError(LiberterraError):
    """Data files cannot be used; `problems` holds all that is wrong, in the order in which it should be mended."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:MAX_PROBLEMS_SHOWN]]
        if len(self.problems) > MAX_PROBLEMS_SHOWN:
            lines.append(f"… and {len(self.problems) - MAX_PROBLEMS_SHOWN:,} more problems.")
        super().__init__("\n".join(lines))


def shorten(value: object) -> str:
    """Return the repr of a value, cut where a reader has seen enough of it."""
    text = repr(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}… ({len(text):,} characters)"


def one_of(value: object, allowed: Iterable[str], *, most: int = 8) -> str:
    """Return a message on an unknown value: what is allowed, and what may have been meant.

    >>> one_of("approx", ["exact", "about", "approximate"])
    "'approx' is not one of 'about', 'approximate', 'exact'; did you mean 'approximate'?"
    """
    names = sorted(allowed)
    folded = {name.casefold(): name for name in names}
    near = [folded[one] for one in difflib.get_close_matches(str(value)[:MAX_SHOWN].casefold(), folded, 1, 0.5)]
    # The near miss is the alternative that helps, so it is listed even where the list is cut short.
    shown = names if len(names) <= most else sorted({*names[: most - 1], *near})
    listed = ", ".join(map(shorten, shown)) + (f", … ({len(names)} in all)" if len(shown) < len(names) else "")
    if not names:
        return f"{shorten(value)} is unknown: there is nothing to choose from"
    return f"{shorten(value)} is not one of {listed}" + (f"; did you mean {near[0]!r}?" if near else "")


def require_known(what: str, name: str, allowed: Iterable[str]) -> None:
    """Raise `UsageError` if a name is not allowed; `what` is the kind of thing it names."""
    names = list(allowed)
    if name not in names:
        raise UsageError(f"{what} {one_of(name, names)}")


def explain(error: Exception) -> tuple[str, int]:
    """Return the message and the exit code of an error; the traceback of an unforeseen one goes to a file."""
    if isinstance(error, LiberterraError):
        return str(error), error.exit_code
    if isinstance(error, OSError) and error.strerror:
        file = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else error.filename
        where = repr(file) if file else "A file of this command, perhaps in the folder for temporary files,"
        return f"{where} cannot be used: {error.strerror}.", WorkspaceError.exit_code
    if isinstance(error, MemoryError):
        return "There is not enough memory for this.", WorkspaceError.exit_code
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return f"this is a fault of liberterra_analysis: {what}; {_keep_traceback(error)}", FAULT


def _keep_traceback(error: Exception) -> str:
    import tempfile  # lazy, as almost no command needs them
    import traceback

    try:
        number, path = tempfile.mkstemp(prefix="liberterra-fault-", suffix=".txt")
        with open(number, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123 (a descriptor)
            file.writelines(traceback.format_exception(error))
    except OSError as failure:
        return f"the traceback could not be kept: {failure.strerror}."
    return f"the traceback is in {path}"
