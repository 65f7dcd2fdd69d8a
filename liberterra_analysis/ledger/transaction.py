"""Add rows to the end of tables of the ledger: validate the whole, then write all of it or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd
from pandas.api.types import union_categoricals

from liberterra_analysis.errors import DataError, Problem, WorkspaceError
from liberterra_analysis.files import locked
from liberterra_analysis.journal import finish_interrupted, replace_all
from liberterra_analysis.ledger.load import check_tables, read_texts
from liberterra_analysis.ledger.review import Row
from liberterra_analysis.ledger.rules import Tables, check_printed
from liberterra_analysis.ledger.verify import find_disagreements, verify_claims
from liberterra_analysis.schema.tables import LEDGER
from liberterra_analysis.schema.validate import FIRST_ROW, TEXT, widen
from liberterra_analysis.workspace import Workspace

SoundTexts = Mapping[str, pd.DataFrame]
"""Tables of text by name, where every table could be read."""


@dataclass(frozen=True, slots=True)
class Change:
    """Rows to append to a table, each after its row of the sheet (or 0), and new cells of old rows, counted from 0."""

    new: Sequence[tuple[int, Row]] = ()
    replaced: Mapping[int, Row] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.new or self.replaced)


@contextmanager
def lock_ledger(workspace: Workspace, wait: float, tell: Callable[[str], None]) -> Iterator[None]:
    """Lock the ledger for one writer, and finish an interrupted addition."""
    try:
        with locked(workspace.data / ".lock", wait=wait, tell=tell):
            finish_interrupted(workspace.data)
            yield
    except OSError as error:
        raise WorkspaceError(f"{workspace.data} cannot be written: {error.strerror}. Nothing was changed.") from error


def read_sound(workspace: Workspace) -> tuple[SoundTexts, Tables]:
    """Read the ledger as text and as tables; raise `DataError` if it is not sound."""
    texts = read_texts(workspace.data)
    tables = check_tables(texts)
    return {name: text for name, text in texts.items() if isinstance(text, pd.DataFrame)}, tables


def commit(
    workspace: Workspace,
    texts: SoundTexts,
    changes: Mapping[str, Change],
    name: str,
    *,
    held: Mapping[str, bytes],
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> Tables:
    """Validate the ledger with its changes, then write them, texts to hold, and files beside; return the tables.

    Raises `DataError` if the new rows are wrong, with their rows of the sheet `name`, or disagree with a held text.
    """
    changed = {table: _apply(text, changes.get(table, Change())) for table, text in texts.items()}
    try:
        _check_columns(workspace, changes)
        tables = check_tables(changed)
        problems = check_printed(tables)
    except DataError as error:
        problems = list(error.problems)
    if problems:
        origins = {LEDGER[table].file: _find_origins(len(texts[table]), change) for table, change in changes.items()}
        raise DataError(_locate(problem, origins.get(problem.file, {}), name) for problem in problems)
    if disagreements := _find_disagreements(workspace, tables, changes.get("claims", Change()), name, held):
        raise DataError(disagreements)
    files: dict[str, Iterable[bytes]] = {f"texts/{source}.txt": [raw] for source, raw in held.items()}
    files |= {name: [raw] for name, raw in beside.items()}
    files |= {
        f"{name}.csv": _write(workspace.data / f"{name}.csv", change) for name, change in changes.items() if change
    }
    replace_all(workspace.data, files)
    return tables


def _apply(text: pd.DataFrame, change: Change) -> pd.DataFrame:
    if not change:
        return text
    old = text.astype(TEXT) if change.replaced else text
    for at, row in change.replaced.items():
        old.loc[at] = [row[name] for name in text.columns]
    new = pd.DataFrame([row for _, row in change.new], columns=text.columns, dtype=TEXT)
    both = {name: [pd.Categorical(rows[name]) for rows in (old, new)] for name in text.columns}
    return pd.DataFrame({name: union_categoricals(columns) for name, columns in both.items()})


def _check_columns(workspace: Workspace, changes: Mapping[str, Change]) -> None:
    """Refuse a cell for whose column the file has no place; without one it would be lost."""
    for table in (name for name, change in changes.items() if change):
        with (workspace.data / f"{table}.csv").open("rb") as file:
            names = next(csv.reader([file.readline().decode("utf-8-sig")]))
        rows = [*(row for _, row in changes[table].new), *changes[table].replaced.values()]
        filled = {name for row in rows for name, cell in row.items() if cell}
        if absent := sorted(filled.difference(names)):
            said = "is missing; add it to the header, and a cell to each row"
            raise DataError(Problem(LEDGER[table].file, f"column {name!r} {said}", (1,)) for name in absent)


def _find_origins(size: int, change: Change) -> dict[int, int]:
    """Return the row of the sheet for each row of a table of that size that is new, or 0 if there is none."""
    new = {size + at + FIRST_ROW: origin for at, (origin, _) in enumerate(change.new)}
    return new | {at + FIRST_ROW: 0 for at in change.replaced}


def _locate(problem: Problem, origins: Mapping[int, int], name: str) -> Problem:
    rows = [origins[row] for row in problem.rows if row in origins]
    return Problem(name, problem.message, tuple(sorted(filter(None, rows))), problem.column) if rows else problem


def _find_disagreements(
    workspace: Workspace, tables: Tables, change: Change, name: str, held: Mapping[str, bytes]
) -> list[Problem]:
    """Compare new and changed claims, and all claims of a source whose text is new, with the texts."""
    rows = {row["claim_id"]: at for at, row in change.new}
    changed = {row["claim_id"] for row in change.replaced.values()}
    claims = tables["claims"]
    concerned = widen(claims[claims["claim_id"].isin(changed.union(rows)) | claims["source_id"].isin(held)])
    return find_disagreements(
        verify_claims(concerned, widen(tables["sources"]), workspace=workspace, given=held), name, rows
    )


def _write(path: Path, change: Change) -> Iterator[bytes]:
    """Yield the lines of the new file: old lines keep every byte, and new ones end as the first one does."""
    with path.open("rb") as file:
        line = file.readline()
        names = next(csv.reader([line.decode("utf-8-sig")]))
        end = "\r\n" if line.endswith(b"\r\n") else "\n"
        yield line
        for at, line in enumerate(file):  # a row is a line: no cell of a sound table holds a line break
            yield _format_line(names, change.replaced[at], end) if at in change.replaced else line
        if change.new and not line.endswith(b"\n"):
            yield end.encode()
        yield from (_format_line(names, row, end) for _, row in change.new)


def _format_line(names: Sequence[str], row: Row, end: str) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator=end).writerow([row[name] for name in names])
    return written.getvalue().encode("utf-8")
