"""The tables of `data/`, with their columns from `columns.csv`; validation and `datapackage.json` follow from them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `description` includes the meaning of a blank, unless that is "not recorded".

    `kind` is one of `validate.EXPECTED`; a `term` is in the closed list named by `terms`, if any. `refers` names the
    table whose key the value must be. A file may lack a column that is not `required`, whose cells are then blank.
    """

    name: str
    kind: str
    description: str
    required: bool = False
    terms: str = ""
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, stored as `data/<name>.csv` and unique by `key`."""

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """Return the path relative to the workspace."""
        return f"data/{self.name}.csv"

    @property
    def names(self) -> list[str]:
        """Return the names of the columns."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """Return the column of this name."""
        return next(column for column in self.columns if column.name == name)


def _read_columns() -> Mapping[str, tuple[Column, ...]]:
    text = resources.files("liberterra_analysis.schema").joinpath("columns.csv").read_text(encoding="utf-8")
    columns: dict[str, tuple[Column, ...]] = {}
    for table, name, kind, required, terms, refers, description in [*csv.reader(text.splitlines())][1:]:
        column = Column(name, kind, description, required == "yes", terms, refers)
        columns[table] = (*columns.get(table, ()), column)
    return columns


_COLUMNS = _read_columns()
_DESCRIPTIONS = {
    "sources": "One row is one page or document in which figures were read.",
    "operations": "One row is one operation of one or more organisations, with its name and dates.",
    "metrics": "One row is one kind of thing that sources count, in the order in which reports show them.",
    "claims": "One row is one figure in one passage of one source, with the hedge it is printed with.",
    "routes": "One row is one place on a route that a source gives for a claim.",
    "statements": "One row is one thing that a source asserts without a number, in this ledger's words.",
    "terms": "One row is one term of one of the closed lists. Copied from the package; not edited by hand.",
}
_KEYS = {"routes": ("claim_id", "leg"), "terms": ("list", "term")}

TABLES: Mapping[str, Table] = {
    name: Table(name, name.capitalize(), description, _KEYS.get(name, (_COLUMNS[name][0].name,)), _COLUMNS[name])
    for name, description in _DESCRIPTIONS.items()
}
"""All tables of `data/`, each after those it refers to."""

LEDGER: Mapping[str, Table] = {name: table for name, table in TABLES.items() if name != "terms"}
"""The tables that people edit."""


def describe_column(name: str, table: str = "") -> str:
    """Return what a column of a published table holds, by its name or the end of it, or "".

    >>> describe_column("total_lower")
    'The least number that the hedge leaves possible.'
    """
    known = {one.name: one for part in (*_COLUMNS, "report", "claims", table) for one in _COLUMNS.get(part, ())}
    words = name.split("_")
    ends = ("_".join(words[at:]) for at in range(len(words)))
    return next((known[end].description for end in (*ends, "*") if end in known), "")
