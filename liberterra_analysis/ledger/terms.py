"""The terms that a workspace adds to the closed lists, in `data/terms.csv`."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from liberterra_analysis.csvfile import format_rows, read_file
from liberterra_analysis.errors import DataError, Problem, one_of
from liberterra_analysis.ledger.read import read_text
from liberterra_analysis.schema.tables import TABLES
from liberterra_analysis.schema.validate import FIRST_ROW, Lists
from liberterra_analysis.vocabulary import LISTS, OPEN, PACKAGED, TERMS_CSV, add_terms

TERMS = TABLES["terms"]
NO_TERMS = pd.DataFrame(columns=TERMS.names)


def add_own_terms(text: pd.DataFrame) -> list[Problem]:
    """Add the terms that the package lacks to its lists; return what is wrong with them."""
    problems = [*_find_faults(text)]
    if not problems:
        add_terms(row for _, row in _list_own(text))
    return problems


def list_terms(text: pd.DataFrame) -> Lists:
    """Return the names of the terms that a ledger with this table of terms may hold, by list."""
    own = [row for _, row in _list_own(text)]
    return {name: (*terms, *(row[1] for row in own if row[0] == name)) for name, terms in PACKAGED.items()}


def has_own_terms(folder: Path) -> bool:
    """Return whether a ledger has a table of terms."""
    return (folder / f"{TERMS.name}.csv").is_file()


def read_own_terms(folder: Path) -> pd.DataFrame:
    """Read the table of terms of a ledger, `NO_TERMS` if it has none."""
    if not has_own_terms(folder):
        return NO_TERMS
    return read_text(TERMS, read_file(folder / f"{TERMS.name}.csv", TERMS.file))


def write_terms(text: pd.DataFrame) -> str:
    """Return the text of `data/terms.csv`: the package's terms, then the added ones.

    Raises `DataError` if a term of the package has printed words there that would be lost.
    """
    if problems := [*_find_lost_words(text)]:
        raise DataError(problems)
    return TERMS_CSV + format_rows(row for _, row in _list_own(text))


def _find_lost_words(text: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each term of the package with printed words in the ledger which the package does not read."""
    for at, (of, name, *_, printed) in _list_rows(text):
        known = LISTS[of][name].printed if name in PACKAGED.get(of, ()) else printed.split(";")
        if lost := sorted({*printed.split(";")} - {*known, ""}):
            words, can = ", ".join(map(repr, lost)), f"a term of your own can have them in the lists {', '.join(OPEN)}"
            message = f"{name!r} is a term of the package, which does not read {words} so; take them out: {can}"
            yield Problem(TERMS.file, message, (at,), "printed")


def _find_faults(text: pd.DataFrame) -> Iterator[Problem]:
    for at, (of, _, words, *_) in _list_own(text):
        if of not in OPEN:
            yield Problem(TERMS.file, f"a list to which terms may be added: {one_of(of, OPEN)}", (at,), "list")
        elif not words:
            yield Problem(TERMS.file, "a term is printed in words; the cell is blank", (at,), "words")


def _list_own(text: pd.DataFrame) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of terms that are not the package's, each with its row in the file."""
    return ((at, row) for at, row in _list_rows(text) if row[1] not in PACKAGED.get(row[0], ()))


def _list_rows(text: pd.DataFrame) -> Iterator[tuple[int, list[str]]]:
    return enumerate(text[TERMS.names].astype(object).to_numpy().tolist(), FIRST_ROW)
