"""New tables beside the old ones, validated as a whole, and then in their place: everything or nothing.

Sources come before claims and claims before routes, so that whatever interrupts the last step leaves a sound ledger.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from liberterra_analysis.errors import DataError, Problem, WorkspaceError
from liberterra_analysis.ledger.load import check_ledger, check_wording
from liberterra_analysis.ledger.read import read_text
from liberterra_analysis.schema import LEDGER, Table
from liberterra_analysis.workspace import Workspace

Row = dict[str, str]


@dataclass(slots=True)
class Change:
    """New rows of a table: each with the row of the file before which it is put, and where it came from."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    replaced: dict[int, Row] = field(default_factory=dict)


@contextmanager
def locked(place: Workspace, wait: float) -> Iterator[None]:
    """Hold the ledger for one writer; whoever waits longer than `wait` seconds is told."""
    from filelock import FileLock, Timeout

    lock = FileLock(place.data / ".lock", timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise WorkspaceError(
            f"Another command is adding to {place.data} and did not finish within {wait:g} seconds; try again."
        ) from None
    except OSError as error:
        raise WorkspaceError(f"{place.data} cannot be written: {error.strerror}. Nothing was changed.") from None
    try:
        yield
    except OSError as error:
        raise WorkspaceError(f"{place.data} cannot be written: {error.strerror}. Nothing was changed.") from error
    finally:
        lock.release()


def commit(
    place: Workspace, changes: Mapping[str, Change], origin: Callable[[str, str], int | None], name: str
) -> None:
    """Write the new tables beside the old ones, validate them as a ledger, and let them take the place of the old."""
    room = place.data / ".adding"
    shutil.rmtree(room, ignore_errors=True)
    fresh, kept = room / "data", room / "old"
    fresh.mkdir(parents=True)
    kept.mkdir()
    try:
        for table in LEDGER:
            shutil.copy2(place.data / f"{table}.csv", kept)
            new = _merged(LEDGER[table], place.data, changes.get(table, Change()))
            write(fresh / f"{table}.csv", new)
        _validate(Workspace(room), origin, name)
        done: list[str] = []
        try:
            for table in (table for table in LEDGER if table in changes):
                _replace(fresh / f"{table}.csv", place.data / f"{table}.csv")
                done.append(table)
        except OSError:
            for table in done:
                _replace(kept / f"{table}.csv", place.data / f"{table}.csv")
            raise
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _replace(new: Path, old: Path) -> None:
    os.replace(new, old)  # noqa: PTH105 (one step, whatever is there)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(old.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write(path: Path, raw: bytes) -> None:
    """Write a file that is either the old one or the whole new one."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)  # noqa: PTH105 (one step, whatever is there)


def _merged(table: Table, folder: Path, change: Change) -> bytes:
    """Put new lines between the old ones, which keep every byte."""
    raw = (folder / f"{table.name}.csv").read_bytes()
    end = b"\r\n" if b"\r\n" in raw[:10_000] else b"\n"
    header, *lines = raw.removesuffix(end).split(end)
    names = next(csv.reader([header.decode("utf-8-sig")]))
    for at, row in change.replaced.items():
        lines[at] = _line(names, row)
    for put, row in sorted(change.rows, key=lambda one: one[0])[::-1]:
        lines.insert(put, _line(names, row))
    return end.join([header, *lines]) + end


def _line(names: Sequence[str], row: Row) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([row[name] for name in names])
    return written.getvalue().encode("utf-8")


def _validate(place: Workspace, origin: Callable[[str, str], int | None], name: str) -> None:
    """Check the new ledger; a problem of a new row is told with the row of the sheet."""
    try:
        check_ledger(place)
        problems = check_wording(place)
    except DataError as error:
        problems = list(error.problems)
    if problems:
        raise DataError([_told(problem, place, origin, name) for problem in problems])


def _told(problem: Problem, place: Workspace, origin: Callable[[str, str], int | None], name: str) -> Problem:
    table = Path(problem.file).stem
    frame, _ = read_text(LEDGER[table], place.data)
    keys = [] if frame is None else frame[LEDGER[table].key[0]].tolist()
    came = [origin(table, keys[row - 2]) if 0 <= row - 2 < len(keys) else None for row in problem.rows]
    new = tuple(row for row in came if row is not None)
    if not new:
        return problem
    return Problem(name, problem.message, tuple(sorted(row for row in new if row > 0)), problem.column)
