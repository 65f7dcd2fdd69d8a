"""A copy of the ledger of seven operations: a tenth of all claims, which every reading of it validates."""

import csv
import io
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from liberterra_analysis.schema.tables import LEDGER
from liberterra_analysis.schema.validate import FIRST_ROW
from liberterra_analysis.workspace import Workspace

DATA = Path(__file__).parents[1] / "data"
KEPT = ("liberterra-1", "liberterra-2", "liberterra-3", "nawa", "lucero", "turquesa-1", "channel-action-2022")


@dataclass(frozen=True)
class Copy:
    """A copy of the ledger, with the means to change one thing in its files."""

    workspace: Workspace

    def path(self, table: str) -> Path:
        return self.workspace.data / f"{table}.csv"

    def rows(self, table: str) -> list[dict[str, str]]:
        with self.path(table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        text = io.StringIO()
        names = [column.name for column in LEDGER[table].columns]
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.path(table).write_bytes(text.getvalue().encode("utf-8"))

    def row(self, table: str, key: str) -> int:
        """Return the row of a record as a spreadsheet counts."""
        first = LEDGER[table].key[0]
        return next(at for at, row in enumerate(self.rows(table), FIRST_ROW) if row[first] == key)

    def set(self, table: str, key: str, **cells: str) -> int:
        """Change cells of one record, and return its row."""
        rows, at = self.rows(table), self.row(table, key)
        rows[at - FIRST_ROW] |= cells
        self.write(table, rows)
        return at

    def lines(self, table: str) -> list[str]:
        return self.path(table).read_bytes().decode("utf-8").splitlines()

    def write_lines(self, table: str, lines: list[str]) -> None:
        self.path(table).write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def copy_of_the_ledger(root: Path) -> Copy:
    shutil.copytree(DATA, root / "data", ignore=shutil.ignore_patterns("texts", "context", ".*"))
    copy = Copy(Workspace(root))
    for table, lines in _select_lines().items():
        copy.write_lines(table, lines)
    return copy


@cache
def _select_lines() -> dict[str, list[str]]:
    """Return the lines of the tables of which a copy holds a part."""
    whole, kept, found = Copy(Workspace(DATA.parent)), set[str](), {}
    for table, column, wanted in (("claims", "operation_id", {*KEPT}), ("routes", "claim_id", kept)):
        header, *lines = whole.lines(table)
        rows = whole.rows(table)
        found[table] = [header, *(line for line, row in zip(lines, rows, strict=True) if row[column] in wanted)]
        kept |= {row["claim_id"] for row in rows if row[column] in wanted}
    return found
