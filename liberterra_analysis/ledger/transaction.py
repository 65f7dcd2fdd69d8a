"""Change the ledger, one command at a time: validate the whole, then write all of it or nothing."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from liberterra_analysis.csvfile import format_rows
from liberterra_analysis.errors import DataError, Problem, WorkspaceError
from liberterra_analysis.files import locked
from liberterra_analysis.journal import finish_interrupted, replace_all
from liberterra_analysis.ledger.load import check_tables, read_texts
from liberterra_analysis.ledger.passages import find_passage
from liberterra_analysis.ledger.review import Row
from liberterra_analysis.ledger.rules import Tables, check_printed
from liberterra_analysis.ledger.verify import find_disagreements, find_text, verify_claims
from liberterra_analysis.schema.tables import LEDGER, TABLES
from liberterra_analysis.schema.validate import FIRST_ROW, TEXT, widen
from liberterra_analysis.workspace import Workspace

NONE: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """Rows to append to a table, each after its row of the sheet (or 0), and new cells of old rows, counted from 0."""

    new: Sequence[tuple[int, Row]] = ()
    replaced: Mapping[int, Row] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.new or self.replaced)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A sound ledger that nobody else changes: its tables as text, and narrow."""

    workspace: Workspace
    texts: Mapping[str, pd.DataFrame]
    tables: Tables

    def find_row(self, table: str, key: str) -> tuple[int, Row] | None:
        """Return the row of a key, with its place from 0; None if there is none."""
        for at in np.flatnonzero(self.texts[table][TABLES[table].key[0]] == key).tolist():
            return at, {str(name): str(cell) for name, cell in self.texts[table].iloc[at].items()}
        return None

    def find_passage(self, row: Row, held: Mapping[str, bytes] = NONE, *, anywhere: bool = False) -> Row:
        """Return a claim with the passage that its printed number has in the text of its source."""
        source, texts = row["source_id"], self.workspace.data / "texts"
        if source in held:
            return find_passage(row, held[source].decode(), anywhere=anywhere)
        found = self.find_row("sources", source)
        if not found:
            return row
        text, _ = find_text(source, found[1]["sha256"] or None, texts)
        return find_passage(row, text, anywhere=anywhere)

    def commit(
        self,
        changes: Mapping[str, Change],
        sheet: str,
        *,
        held: Mapping[str, bytes] = NONE,
        beside: Mapping[str, bytes] = NONE,
    ) -> Tables:
        """Validate the ledger with its changes, then write them, texts to hold by source, and files beside."""
        data = self.workspace.data
        new = {f"texts/{source}.txt": raw for source, raw in held.items()}
        changes = {table: change for table, change in changes.items() if change}
        if not changes and all((data / name).is_file() and (data / name).read_bytes() == new[name] for name in new):
            return self.tables
        try:
            _check_columns(data, changes)
            changed = {name: _apply(text, changes[name]) for name, text in self.texts.items() if name in changes}
            unchanged = {name: table for name, table in self.tables.items() if name not in changes}
            tables = check_tables({**self.texts, **changed}, unchanged)
            problems = check_printed(tables)
        except DataError as error:
            problems = list(error.problems)
        if problems:
            raise DataError(self._locate(problem, changes, sheet) for problem in problems)
        claims, change = tables["claims"], changes.get("claims", Change())
        rows = {row["claim_id"]: at for at, row in change.new}
        keys = {row["claim_id"] for row in change.replaced.values()}.union(rows)
        concerned = widen(claims[claims["claim_id"].isin(keys) | claims["source_id"].isin(held)])
        checked = verify_claims(concerned, widen(tables["sources"]), workspace=self.workspace, given=held)
        if disagreements := find_disagreements(checked, sheet, rows):
            raise DataError(disagreements)
        files: dict[str, Iterable[bytes]] = {name: [raw] for name, raw in {**new, **beside}.items()}
        files |= {f"{name}.csv": _write(data / f"{name}.csv", change) for name, change in changes.items()}
        replace_all(data, files)
        return tables

    def _locate(self, problem: Problem, changes: Mapping[str, Change], sheet: str) -> Problem:
        """Return a problem of rows that change as one of their rows of the sheet, if they have any.

        A new source or operation has none: it is named, with the option that states the cell.
        """
        origins: dict[int, int] = {}
        for table, change in changes.items():
            if LEDGER[table].file == problem.file:
                if change.new and not change.new[0][0]:
                    sheet = f"{table.removesuffix('s')} {change.new[0][1][TABLES[table].key[0]]!r}"
                origins = {at + FIRST_ROW: 0 for at in change.replaced}
                origins |= {at: row for at, (row, _) in enumerate(change.new, len(self.texts[table]) + FIRST_ROW)}
        rows = [origins[row] for row in problem.rows if row in origins]
        return Problem(sheet, problem.message, tuple(sorted(filter(None, rows))), problem.column) if rows else problem


@contextmanager
def open_ledger(
    workspace: Workspace, wait: float = inf, tell: Callable[[str], None] = lambda _: None
) -> Iterator[Ledger]:
    """Lock the ledger for one writer, finish an interrupted addition, and read it."""
    try:
        with locked(workspace.data / ".lock", wait=wait, tell=tell):
            finish_interrupted(workspace.data)
            texts = read_texts(workspace.data)
            tables = check_tables(texts)
            sound = {name: text for name, text in texts.items() if not isinstance(text, DataError)}
            yield Ledger(workspace, sound, tables)
    except OSError as error:
        raise WorkspaceError(f"{workspace.data} cannot be written: {error.strerror}. Nothing was changed.") from error


def _apply(text: pd.DataFrame, change: Change) -> pd.DataFrame:
    old = text.astype(TEXT) if change.replaced else text
    for at, row in change.replaced.items():
        old.loc[at] = [row[name] for name in text.columns]
    new = pd.DataFrame([row for _, row in change.new], columns=text.columns, dtype=TEXT)
    both = {name: [pd.Categorical(rows[name]) for rows in (old, new)] for name in text.columns}
    return pd.DataFrame({name: union_categoricals(columns) for name, columns in both.items()})


def _check_columns(data: Path, changes: Mapping[str, Change]) -> None:
    """Refuse a cell for whose column the file has no place; without one it would be lost."""
    for table in changes:
        with (data / f"{table}.csv").open("rb") as file:
            names = next(csv.reader([file.readline().decode("utf-8-sig")]))
        rows = [*(row for _, row in changes[table].new), *changes[table].replaced.values()]
        filled = {name for row in rows for name, cell in row.items() if cell}
        if absent := sorted(filled.difference(names)):
            said = "is missing; add it to the header, and a cell to each row"
            raise DataError(Problem(LEDGER[table].file, f"column {name!r} {said}", (1,)) for name in absent)


def _write(path: Path, change: Change) -> Iterator[bytes]:
    """Yield the lines of the new file: old lines keep every byte, and new ones end as the first one does."""
    with path.open("rb") as file:
        line = file.readline()
        names = next(csv.reader([line.decode("utf-8-sig")]))
        end = "\r\n" if line.endswith(b"\r\n") else "\n"
        yield line
        for at, line in enumerate(file):  # a row is a line: no cell of a sound table holds a line break
            yield _format_row(names, change.replaced[at], end) if at in change.replaced else line
        if change.new and not line.endswith(b"\n"):
            yield end.encode()
        yield from (_format_row(names, row, end) for _, row in change.new)


def _format_row(names: Sequence[str], row: Row, end: str) -> bytes:
    return format_rows([[row[name] for name in names]], end).encode()
