"""Add rows to tables of the ledger: validate the whole, then write all of it or nothing."""

from __future__ import annotations

import csv
import io
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import numpy as np
import pandas as pd

from liberterra_analysis.errors import DataError, Problem, WorkspaceError
from liberterra_analysis.files import locked
from liberterra_analysis.journal import finish_interrupted, replace_all
from liberterra_analysis.ledger import rules
from liberterra_analysis.ledger.load import check_tables, open_tables, read_tables
from liberterra_analysis.ledger.review import Row
from liberterra_analysis.ledger.rules import Tables
from liberterra_analysis.ledger.verify import find_disagreements, verify_claims
from liberterra_analysis.schema import FIRST_ROW, LEDGER, TEXT, Table, widen
from liberterra_analysis.workspace import Workspace

Texts = dict[str, pd.DataFrame]


@dataclass(slots=True)
class Change:
    """New rows of a table: each with the position before which it is inserted, and its row of the sheet (or 0).

    `replaced` holds new cells of existing rows.
    """

    rows: list[tuple[int, Row, int]] = field(default_factory=list)
    replaced: dict[int, Row] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.replaced)


@contextmanager
def hold(place: Workspace, wait: float, tell: Callable[[str], None]) -> Iterator[None]:
    """Lock the ledger for one writer, and finish an interrupted addition."""
    try:
        with locked(place.data / ".lock", wait=wait, tell=tell), _interruptible():
            finish_interrupted(place.data)
            yield
    except OSError as error:
        raise WorkspaceError(f"{place.data} cannot be written: {error.strerror}. Nothing was changed.") from error


@contextmanager
def _interruptible() -> Iterator[None]:
    """Raise `SystemExit` on signals that end a process, so that an addition ends with all of it or none."""
    kinds = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        kinds = []
    kinds = [kind for kind in kinds if signal.getsignal(kind) == signal.SIG_DFL]
    for kind in kinds:
        signal.signal(kind, _end)
    try:
        yield
    finally:
        for kind in kinds:
            signal.signal(kind, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def read_sound(place: Workspace) -> tuple[Texts, Tables]:
    """Read the ledger as text and as tables; raise `DataError` if it is not sound."""
    with ExitStack() as stack:
        texts = read_tables(open_tables(place.data, stack))
    tables = check_tables(texts)
    return {name: text for name, text in texts.items() if isinstance(text, pd.DataFrame)}, tables


def commit(
    place: Workspace, texts: Texts, changes: Mapping[str, Change], name: str, *, more: Mapping[str, bytes] | None = None
) -> Tables:
    """Validate the ledger with its changes, then write what changed, and `more` files; return the new tables.

    Raises `DataError` if the new rows are wrong, with their rows of the sheet `name`, or disagree with a held text.
    """
    new = {table: _changed(text, changes.get(table, Change())) for table, text in texts.items()}
    try:
        tables = check_tables(new)
        problems = rules.wording(tables["claims"])
    except DataError as error:
        problems = list(error.problems)
    if problems:
        raise DataError([_locate(problem, changes, name) for problem in problems])
    if disagreements := _disagreements(place, tables, changes, name, more or {}):
        raise DataError(disagreements)
    files: dict[str, Iterable[bytes]] = {
        f"{table}.csv": _merged(LEDGER[table], place.data, change) for table, change in changes.items() if change
    }
    replace_all(place.data, {**{name: [raw] for name, raw in (more or {}).items()}, **files})
    return tables


def _changed(text: pd.DataFrame, change: Change) -> pd.DataFrame:
    if not change:
        return text
    puts = sorted(change.rows, key=lambda one: one[0])
    rows = [*change.replaced.values(), *(row for _, row, _ in puts)]
    columns = {name: _with_cells(text[name], [row[name] for row in rows], change, puts) for name in text.columns}
    return pd.DataFrame(columns)


def _with_cells(
    column: pd.Series[str], cells: list[str], change: Change, puts: list[tuple[int, Row, int]]
) -> pd.Series[str]:
    old = column.cat.categories
    values = old.append(pd.Index([cell for cell in dict.fromkeys(cells) if cell not in old], dtype=TEXT))
    new = values.get_indexer(pd.Index(cells, dtype=TEXT))
    codes = column.cat.codes.to_numpy(np.int32, copy=True)
    codes[list(change.replaced)] = new[: len(change.replaced)]
    codes = np.insert(codes, [at for at, _, _ in puts], new[len(change.replaced) :])
    return pd.Series(pd.Categorical.from_codes(codes, values))


def _locate(problem: Problem, changes: Mapping[str, Change], name: str) -> Problem:
    """Return a problem with rows of the sheet in place of rows of the ledger, where it concerns new rows."""
    change = changes.get(Path(problem.file).stem, Change())
    puts = sorted(change.rows, key=lambda one: one[0])
    came = {at + put: origin for at, (put, _, origin) in enumerate(puts)} | dict.fromkeys(change.replaced, 0)
    new = [came[row - FIRST_ROW] for row in problem.rows if row - FIRST_ROW in came]
    if not new:
        return problem
    return Problem(name, problem.message, tuple(sorted(row for row in new if row)), problem.column)


def _disagreements(
    place: Workspace, tables: Tables, changes: Mapping[str, Change], name: str, more: Mapping[str, bytes]
) -> list[Problem]:
    """Compare new claims, and all claims of a source whose text is new, with the texts, as `liberterra check` will."""
    rows = {row["claim_id"]: at for _, row, at in changes.get("claims", Change()).rows}
    texts = {Path(file).stem: raw for file, raw in more.items()}
    claims = tables["claims"]
    concerned = widen(claims[claims["claim_id"].isin(rows) | claims["source_id"].isin(texts)])
    checked = verify_claims(concerned, widen(tables["sources"]), workspace=place, given=texts)
    return find_disagreements(checked, name, rows)


def _merged(table: Table, folder: Path, change: Change) -> Iterator[bytes]:
    """Yield the lines of the new file: old lines keep every byte, and new ones end as the first one does.

    A row is a line: no cell of a sound table holds a line break.
    """
    puts: dict[int, list[Row]] = {}
    for at, row, _ in sorted(change.rows, key=lambda one: one[0]):
        puts.setdefault(at, []).append(row)
    with (folder / f"{table.name}.csv").open("rb") as file:
        yield (line := file.readline())
        names = next(csv.reader([line.decode("utf-8-sig")]))
        end = "\r\n" if line.endswith(b"\r\n") else "\n"
        for at, line in enumerate(file):
            yield from (_line(names, row, end) for row in puts.pop(at, ()))
            yield _line(names, change.replaced[at], end) if at in change.replaced else line
        if puts and not line.endswith(b"\n"):
            yield end.encode()
        yield from (_line(names, row, end) for rows in puts.values() for row in rows)


def _line(names: Sequence[str], row: Row, end: str) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator=end).writerow([row[name] for name in names])
    return written.getvalue().encode("utf-8")
