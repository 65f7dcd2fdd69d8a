"""The terms that a workspace adds to the closed lists, in `data/terms.csv`."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from liberterra_analysis.csvfile import format_rows
from liberterra_analysis.errors import DataError, Problem, one_of
from liberterra_analysis.schema.tables import TABLES
from liberterra_analysis.schema.validate import FIRST_ROW, PATTERNS, Lists
from liberterra_analysis.vocabulary import OPEN, PACKAGED, TERMS_CSV, add_terms
from liberterra_analysis.workspace import look_for

TERMS = TABLES["terms"]


def add_own_terms(text: pd.DataFrame) -> list[Problem]:
    """Add the terms that the package lacks to its lists; return what is wrong with them."""
    own = _list_own(text)
    problems = [Problem(TERMS.file, *fault) for at, row in own if (fault := _find_fault(at, row))]
    if not problems:
        add_terms(row for _, row in own)
    return problems


def list_terms(text: pd.DataFrame | None) -> Lists:
    """Return the names of the terms that a ledger with this table of terms may hold, by list."""
    own = [] if text is None else [row for _, row in _list_own(text)]
    return {name: (*terms, *(row[1] for row in own if row[0] == name)) for name, terms in PACKAGED.items()}


def has_own_terms(folder: Path) -> bool:
    """Return whether a ledger has a table of terms."""
    return look_for(folder / f"{TERMS.name}.csv").is_file()


def write_terms(text: pd.DataFrame | None) -> str:
    """Return the text of `data/terms.csv`: the package's terms, then the added ones.

    Raises `DataError` if a term of the package has printed words there that would be lost.
    """
    if problems := [] if text is None else find_lost_words(text):
        raise DataError(problems)
    return TERMS_CSV + format_rows(row for _, row in ([] if text is None else _list_own(text)))


def find_lost_words(text: pd.DataFrame) -> list[Problem]:
    """Return a problem for each term of the package that is given printed words which the package does not read."""
    brought = {(of, name): {*printed.split(";")} for of, name, *_, printed in csv.reader(TERMS_CSV.splitlines())}
    problems = []
    for at, (of, name, *_, printed) in enumerate(text[TERMS.names].astype(object).to_numpy().tolist(), FIRST_ROW):
        if lost := sorted({*printed.split(";")} - brought.get((of, name), {*printed.split(";")}) - {""}):
            words, can = ", ".join(map(repr, lost)), f"a term of your own can have them in the lists {', '.join(OPEN)}"
            message = f"{name!r} is a term of the package, which does not read {words} so; take them out: {can}"
            problems.append(Problem(TERMS.file, message, (at,), "printed"))
    return problems


def _list_own(text: pd.DataFrame) -> list[tuple[int, list[str]]]:
    """Return the rows of terms that are not the package's, each with its row in the file."""
    rows = enumerate(text[TERMS.names].astype(object).to_numpy().tolist(), FIRST_ROW)
    return [(at, row) for at, row in rows if row[1] not in PACKAGED.get(row[0], ())]


def _find_fault(at: int, row: Sequence[str]) -> tuple[str, tuple[int, ...], str] | None:
    name, term, words, *_ = row
    if name not in OPEN:
        return f"a list to which terms may be added: {one_of(name, OPEN)}", (at,), "list"
    if re.fullmatch(PATTERNS["term"], term) is None:
        return f"{term!r} is not a name of lower-case letters, digits and underscores", (at,), "term"
    return None if words else ("a term is printed in words; the cell is blank", (at,), "words")
