"""The tables of the ledger as tidy frames, validated on load."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.csvfile import read_file
from liberterra_analysis.errors import DataError, Problem, UsageError, one_of
from liberterra_analysis.journal import find_standing
from liberterra_analysis.ledger.claims import add_intervals
from liberterra_analysis.ledger.read import read_text
from liberterra_analysis.ledger.rules import Tables, check_rows
from liberterra_analysis.ledger.terms import NO_TERMS, TERMS, add_own_terms, has_own_terms, list_terms
from liberterra_analysis.schema.tables import LEDGER, TABLES
from liberterra_analysis.schema.validate import TEXT, narrow, validate, widen
from liberterra_analysis.slices import SEPARATOR, SERIES, Stamps, find_operations, hash_slice, stamp_tables
from liberterra_analysis.workspace import Workspace, WorkspaceLike, look_for, note_slice, to_workspace

_OPERATION = re.compile("^opera(tion|cion|cao|zione) ")
"""The first word of names, as `fold_name` reduces it, which is left out of most."""

DAY = len("2024-09-29")

FIRST = ("claim_id", "operation_id", "metric", "number")
"""The first columns of claims."""

MAX_KEPT = 4
"""How many states of ledgers are kept in memory."""

TRIES = 5
"""How often a ledger is read again that changes while it is read."""

T = TypeVar("T")
Texts = Mapping[str, pd.DataFrame | DataError]
"""Tables of text by name, or the error where a table cannot be read."""

_PARSED: dict[Stamps, Tables] = {}
"""Ledgers by the stamps of their files; processes that are forked later need not parse them again."""


def load_sources(
    operation: str | Iterable[str] | None = None, *, country: str | None = None, workspace: WorkspaceLike = None
) -> pd.DataFrame:
    """Load the sources, one row for each page or document in which figures were read.

    Every source that a claim or statement cites is listed. With `operation` or `country`, only the sources of what
    `load_claims` and `load_statements` return, and of the dates of these operations. Key `source_id`, sorted by it; all
    columns are str, and a blank is "not recorded". `TABLES["sources"]` describes the columns.

    >>> load_sources().set_index("source_id").loc["national-liberterra-2", "publisher"]
    'The National'
    """
    tables, chosen = _load(workspace, "sources", operation=operation, country=country)
    frame = tables["sources"]
    if chosen is not None:
        operations = tables["operations"]
        dated = operations.loc[operations["operation_id"].isin(chosen), "dates_source_id"]
        claims, statements = (_select(tables, name, chosen)["source_id"] for name in ("claims", "statements"))
        frame = frame[frame["source_id"].isin([*dated, *claims, *statements])]
    return widen(frame).sort_values("source_id", ignore_index=True)


def load_operations(
    operation: str | Iterable[str] | None = None,
    *,
    country: str | None = None,
    series: str | None = None,
    workspace: WorkspaceLike = None,
) -> pd.DataFrame:
    """Load the operations, one row for each operation of one or more organisations.

    The ledger covers operations with published figures, not all that took place. With `series`, only its operations;
    with `operation` or `country`, first those whose claims `load_claims` returns, then the others of their series.
    Key `operation_id`, sorted by `starts` (blank last), then key; a blank is "not recorded". `TABLES["operations"]`
    describes the columns; besides, `days` (Int64, first and last day counted; blank unless both are known to the day).
    """
    tables, chosen = _load(workspace, "operations", operation=operation, country=country, series=series)
    frame = widen(tables["operations"])
    if series is not None and not (frame["series"] == series).any():
        raise UsageError(f"series {one_of(series, frame['series'].dropna().unique())}")
    first, last = (pd.to_datetime(frame[name].where(frame[name].str.len() == DAY)) for name in ("starts", "ends"))
    frame = frame.assign(days=((last - first).dt.days + 1).astype("Int64"))
    frame = frame.sort_values(["starts", "operation_id"], na_position="last")
    if chosen is not None:
        is_chosen = frame["operation_id"].isin(chosen)
        others = frame[~is_chosen & frame["series"].isin(frame.loc[is_chosen, "series"].dropna())]
        frame = pd.concat([frame[is_chosen], others])
    return frame.reset_index(drop=True)


def load_metrics(*, workspace: WorkspaceLike = None) -> pd.DataFrame:
    """Load the metrics, one row for each kind of thing that sources count.

    Key `metric`, in the order in which reports show them. `TABLES["metrics"]` describes the columns. Flags are
    bool, `decimals` is Int64, all others str.
    """
    return widen(_load(workspace, "metrics")[0]["metrics"])


def load_claims(
    operation: str | Iterable[str] | None = None, *, country: str | None = None, workspace: WorkspaceLike = None
) -> pd.DataFrame:
    """Load the claims, one row for each figure in one passage of one source, with its hedge.

    With `operation`, the key of one or of several, only its claims and those outside any operation that the same
    sources make; `UsageError` if there is no such operation. With `country`, all claims of the operations that name it,
    so that the wholes of its figures are there. A report depends only on the rows that it loads. Never add up a column
    of claims: sources that disagree, parts and their wholes, and figures from outside the operation stand side by side.
    `analysis` selects what goes together.

    Key `claim_id`, in the ledger's order; a blank is "not recorded" unless `TABLES["claims"]`, which describes the
    columns, notes something else. A blank `release_status` is that of the source, or else `unspecified`. Counts are
    Int64, all others str; besides, `number` (dtype `hedged`: value, high and hedge in one), and `lower` and `upper`
    (float64, its interval; `inf`: open end; never missing).

    >>> claims = load_claims("liberterra-2").set_index("claim_id")
    >>> flights = claims.loc["liberterra-2-national-flights-monitored"]
    >>> str(flights["number"]), float(flights["lower"]), float(flights["upper"])
    ('about 24,000', 23500.0, 24499.0)
    """
    tables, chosen = _load(workspace, "claims", "sources", "metrics", operation=operation, country=country)
    claims = widen(_select(tables, "claims", chosen))
    status = widen(tables["sources"][["source_id", "release_status"]]).set_index("source_id")["release_status"]
    of_source = claims["source_id"].map(status)
    claims["release_status"] = claims["release_status"].fillna(of_source).fillna("unspecified").astype(TEXT)
    claims = add_intervals(claims, tables["metrics"])
    # What counts comes first: a notebook hides the columns in the middle of a wide frame.
    return claims[[*FIRST, *(name for name in claims if name not in FIRST)]]


def load_routes(
    operation: str | Iterable[str] | None = None, *, country: str | None = None, workspace: WorkspaceLike = None
) -> pd.DataFrame:
    """Load the routes, one row for each place on a route that a source states for a claim.

    With `operation` or `country`, only the routes of the claims that `load_claims` returns. Places that the source
    does not name are missing. Key `claim_id`, `leg`, sorted by it; `TABLES["routes"]` describes the columns.
    """
    tables, chosen = _load(workspace, "routes", operation=operation, country=country)
    frame = tables["routes"]
    if chosen is not None:
        frame = frame[frame["claim_id"].isin(_select(tables, "claims", chosen)["claim_id"])]
    return widen(frame).sort_values(["claim_id", "leg"], ignore_index=True)


def load_statements(
    operation: str | Iterable[str] | None = None, *, country: str | None = None, workspace: WorkspaceLike = None
) -> pd.DataFrame:
    """Load the statements, one row for each thing that a source asserts without a number, in the ledger's words.

    With `operation` or `country`, only statements about the operations whose claims `load_claims` returns, and those
    outside any operation that the same sources make. Key `statement_id`, in the ledger's order; a blank is "not
    recorded". `TABLES["statements"]` describes the columns.
    """
    tables, chosen = _load(workspace, "statements", operation=operation, country=country)
    return widen(_select(tables, "statements", chosen))


def is_named(names: pd.Series[Any], asked: str) -> pd.Series[bool]:
    """Return which names of operations are the one asked for, with or without "Operation", accents and capitals."""
    asked, *folded = (_OPERATION.sub("", places.fold_name(name)) for name in (asked, *names))
    return pd.Series([name == asked for name in folded], names.index, dtype=bool)


def preload(workspace: Workspace) -> None:
    """Load the ledger, if it is right, before processes are forked, which reuse it if the files are the same."""
    with suppress(DataError):
        load_operations(workspace=workspace)  # which has pandas compile what reads days
        hash_slice(workspace.data, "")
        places.find_country("")  # the names of countries, which most reports look up


def _load(
    workspace: WorkspaceLike,
    *names: str,
    operation: str | Iterable[str] | None = None,
    country: str | None = None,
    series: str | None = None,
) -> tuple[Tables, pd.Index[Any] | None]:
    """Return all tables and the operations asked for, after noting on which tables, or on whose slice, that depends."""
    folder = to_workspace(workspace).data
    if operation is not None and country is not None:
        raise UsageError("name an operation or a country, not both.")
    if series is not None and (operation is not None or country is not None):
        raise UsageError("name a series without an operation or a country.")
    if country is not None:
        places.country_name(country)
    of = country if series is None else f"{SERIES}{series}"
    if of is not None:
        note_slice(folder, of)
        return _read_sound(folder), pd.Index(sorted(find_operations(folder, of)), dtype=TEXT)
    if operation is None:
        _note(folder, names)
        return _read_sound(folder), None
    keys = [*operation] if isinstance(operation, Iterable) and not isinstance(operation, str) else [operation]
    note_slice(folder, SEPARATOR.join(map(str, keys)))
    tables = _read_sound(folder)
    operations = tables["operations"]
    for key in keys:
        if key not in operations["operation_id"].cat.categories:
            _note(folder, ["operations"])  # the error names those that there are
            _refuse(key, operations)
    return tables, pd.Index(keys, dtype=TEXT)


def _note(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        look_for(find_standing(folder / f"{name}.csv"))


def _refuse(key: object, operations: pd.DataFrame) -> NoReturn:
    named = operations.loc[is_named(operations["name"], str(key)), "operation_id"]
    if len(named):
        raise UsageError(f"{key!r} is the name of an operation; its key is {named.iloc[0]!r}.")
    raise UsageError(f"operation {one_of(key, operations['operation_id'])}")


def _select(tables: Tables, name: str, operations: pd.Index[Any] | None) -> pd.DataFrame:
    """Return the rows about some operations ("": about none), and those outside any that the same sources make."""
    frame, claims = tables[name], tables["claims"]
    if operations is None:
        return frame
    sources = claims.loc[claims["operation_id"].isin(operations), "source_id"]
    outside = frame["operation_id"].isna() & (frame["source_id"].isin(sources) | ("" in operations))
    return frame[frame["operation_id"].isin(operations) | outside].reset_index(drop=True)


def read_ledger(workspace: WorkspaceLike) -> Tables:
    """Return all tables, validated and narrow: see `schema.narrow`."""
    folder = to_workspace(workspace).data
    _note(folder, LEDGER)
    return _read_sound(folder)


def _read_sound(folder: Path) -> Tables:
    """Return the tables of a ledger, parsed unless its files were parsed before as they are."""
    _note(folder, [TERMS.name])  # what it adds to the closed lists is known to every loader
    for _ in range(TRIES):  # tables of two states do not fit together: if one is replaced meanwhile, all are read again
        stamps = stamp_tables(folder)
        if stamps in _PARSED:
            return _PARSED[stamps]
        found = _attempt(lambda: check_tables(read_texts(folder)))
        is_unchanged = stamp_tables(folder) == stamps
        if is_unchanged:
            break
    if isinstance(found, DataError):
        _note(folder, LEDGER)  # a fault may stand in a table that was not asked for
        raise found
    if is_unchanged:
        while len(_PARSED) >= MAX_KEPT:
            del _PARSED[next(iter(_PARSED))]
        _PARSED[stamps] = found
    return found


def _attempt(action: Callable[..., T], *arguments: Any) -> T | DataError:
    try:
        return action(*arguments)
    except DataError as error:
        return error


def read_texts(folder: Path) -> Texts:
    """Read the tables of a ledger as text, in exactly the columns of the schema, each as category; a blank is ""."""
    texts: dict[str, pd.DataFrame | DataError] = {}
    # All are read before one is parsed: of tables that are replaced meanwhile, all are read as they were.
    names = [*([TERMS.name] if has_own_terms(folder) else []), *LEDGER]
    files = {name: _attempt(read_file, folder / f"{name}.csv", TABLES[name].file) for name in names}
    for name, file in files.items():
        texts[name] = file if isinstance(file, DataError) else _attempt(read_text, TABLES[name], file)
    return texts


def check_tables(texts: Texts, sound: Tables = MappingProxyType({})) -> Tables:
    """Validate tables of text together and return them narrow; raise `DataError` with all problems.

    Of tables that were found `sound` before only the references and rules are checked.
    """
    problems: list[Problem] = []
    tables: dict[str, pd.DataFrame] = {**sound}
    terms = texts.get(TERMS.name)
    lists = list_terms(terms if isinstance(terms, pd.DataFrame) else NO_TERMS)
    for name, text in texts.items():
        if name in sound:
            continue
        found = text.problems if isinstance(text, DataError) else validate(TABLES[name], text, lists)
        if not found and not isinstance(text, DataError):
            if name == TERMS.name:
                found = add_own_terms(text)
            else:
                tables[name] = narrow(LEDGER[name], text)
        problems += found
    for name, table in LEDGER.items():
        if {name, *(column.refers for column in table.columns if column.refers)} <= tables.keys():
            problems += check_rows(table, tables)
    if problems:
        raise DataError(problems)
    return tables
