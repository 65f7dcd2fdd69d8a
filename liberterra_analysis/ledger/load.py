"""The tables of the ledger as tidy frames, validated on load."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import lru_cache
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from liberterra_analysis.csvfile import open_file
from liberterra_analysis.errors import DataError, Problem, UsageError, one_of
from liberterra_analysis.hedges import add_bounds
from liberterra_analysis.journal import find_standing
from liberterra_analysis.ledger import rules
from liberterra_analysis.ledger.read import read_text
from liberterra_analysis.ledger.rules import Tables
from liberterra_analysis.schema import LEDGER, Table, narrow, validate, widen
from liberterra_analysis.workspace import Workspace, find_workspace

DAY = len("2024-09-29")

KEPT = 4
"""How many states of ledgers are kept in memory."""

TRIES = 5
"""How often a ledger is read again that changes while it is read."""

_PARSED: dict[tuple[str, ...], Tables] = {}
"""Ledgers by what their files hold, for processes that are forked from one that has read them."""


def load_sources(*, workspace: Workspace | None = None) -> pd.DataFrame:
    """Load the sources, one row for each page or document in which figures were read.

    Every source that a claim or statement cites is listed. Key `source_id`, sorted by it; all columns are str, and a
    blank is "not stated". `source_id`; `publisher`; `title` (as printed); `url`; `published`, `accessed` (ISO 8601, to
    the day, month or year); `language` (BCP 47); `rank` (`primary`, `copy`, `wire`, `secondary`, `machine`); `sha256`
    (of the text into which passages point; blank where no text is held); `note`.

    >>> load_sources().set_index("source_id").loc["national-liberterra-2", "publisher"]
    'The National'
    """
    return _table("sources", workspace).sort_values("source_id", ignore_index=True)


def load_operations(*, workspace: Workspace | None = None) -> pd.DataFrame:
    """Load the operations, one row for each police operation against trafficking in persons or migrant smuggling.

    The ledger covers operations with published figures, not all that took place. Key `operation_id`, sorted by `starts`
    (blank last), then key; a blank is "not stated". `operation_id`, `name`, `series`, `starts`, `ends`,
    `lead_organisations`, `regions`, `dates_source_id`, `note` (str; dates in ISO 8601 as precise as the source); `days`
    (Int64, first and last day counted; blank unless both are stated to the day).
    """
    frame = _table("operations", workspace)
    first, last = (pd.to_datetime(frame[name].where(frame[name].str.len() == DAY)) for name in ("starts", "ends"))
    days = ((last - first).dt.days + 1).astype("Int64")
    return frame.assign(days=days).sort_values(["starts", "operation_id"], na_position="last", ignore_index=True)


def load_metrics(*, workspace: Workspace | None = None) -> pd.DataFrame:
    """Load the metrics, one row for each kind of thing that sources count.

    Key `metric`, in the order in which reports show them. The columns are those of `schema.Metric`; flags are bool, all
    others str.
    """
    return _table("metrics", workspace)


def load_claims(operation: str | None = None, *, workspace: Workspace | None = None) -> pd.DataFrame:
    """Load the claims, one row for each figure in one passage of one source, with its hedge.

    With `operation`, only its claims and those outside any operation that the same sources make; `UsageError` if there
    is no such operation. Never add up a column of claims: sources that disagree, parts and their wholes, and figures
    from outside the operation stand side by side. `analysis` selects what goes together.

    Key `claim_id`, in the ledger's order; a blank is "not stated" unless noted. `claim_id`, `source_id` (str);
    `operation_id` (str; blank: outside any operation); `paragraph` (Int64; 0 is the headline), `start`, `end` (Int64,
    characters from 0; all three blank where no text is held); `as_printed` (str, the number with its hedge; blank where
    the wording is not held); `metric` (str); `value` (Int64; the low end of a range; blank: reported, not counted);
    `high` (Int64, only for ranges); `hedge` (str; blank exactly where `value` is); `unit` (str; a currency code for
    money); `status`, `verb` (blank: not held), `release_status`, `scope` (str); `detail` (str; distinguishes figures
    that agree in all other columns); `country_iso3` (where), `nationality_iso3` (who); `population`, `offence`, `iccs`,
    `exploitation` (str; blank: all, or not stated); `subset_of` (str, the claim of which this one counts a part);
    `phase`, `note` (str); `lower`, `upper` (float64, the interval of the hedged number; `inf`: open end; never
    missing).

    >>> claims = load_claims("liberterra-2").set_index("claim_id")
    >>> flights = claims.loc["liberterra-2-national-flights-monitored"]
    >>> flights["as_printed"], float(flights["lower"]), float(flights["upper"])
    ('about 24,000', 23500.0, 24499.0)
    """
    frame = read_ledger(workspace)["claims"]
    if operation is not None:
        of_operation = frame["operation_id"] == _known_operation(operation, workspace)
        outside = frame["operation_id"].isna() & frame["source_id"].isin(frame.loc[of_operation, "source_id"])
        frame = frame[of_operation | outside].reset_index(drop=True)
    return add_bounds(widen(frame))


def load_routes(operation: str | None = None, *, workspace: Workspace | None = None) -> pd.DataFrame:
    """Load the routes, one row for each place on a route that a source states for a claim.

    With `operation`, only the routes of its claims; `UsageError` if there is no such operation. Places that the source
    does not name are missing. Key `claim_id`, `leg`, sorted by it. `claim_id` (str); `leg` (Int64, from 1); `role`
    (`origin`, `transit`, `destination`); `place_as_printed` (str); `place_code` (str; a country or region; blank where
    no standard has a code); `place_scheme` (`iso3166`, `iso3166_reserved`, `m49`; blank where the code is); `note`
    (str).
    """
    frame = _table("routes", workspace).sort_values(["claim_id", "leg"], ignore_index=True)
    if operation is None:
        return frame
    claims = load_claims(operation, workspace=workspace)
    return frame[frame["claim_id"].isin(claims["claim_id"])].reset_index(drop=True)


def load_statements(operation: str | None = None, *, workspace: Workspace | None = None) -> pd.DataFrame:
    """Load the statements, one row for each thing that a source asserts without a number, in the ledger's words.

    With `operation`, only statements about it and those outside any operation that the same sources make; `UsageError`
    if there is no such operation. Key `statement_id`, in the ledger's order; a blank is "not stated". `statement_id`,
    `source_id` (str); `operation_id` (str; blank: outside any operation); `paragraph`, `start`, `end` (Int64; blank
    where no text is held); `statement`, `kind`, `scope`, `country_iso3`, `nationality_iso3`, `region_code` (UN M49),
    `note` (str).
    """
    frame = _table("statements", workspace)
    if operation is None:
        return frame
    of_operation = frame["operation_id"] == _known_operation(operation, workspace)
    claims = load_claims(operation, workspace=workspace)
    outside = frame["operation_id"].isna() & frame["source_id"].isin(claims["source_id"])
    return frame[of_operation | outside].reset_index(drop=True)


def check_ledger(workspace: Workspace | None = None) -> Mapping[str, int]:
    """Read and validate the whole ledger; return the number of rows of each table."""
    return {name: len(frame) for name, frame in read_ledger(workspace).items()}


def check_wording(workspace: Workspace | None = None) -> list[Problem]:
    """Return a problem for each claim whose stored wording states another number or hedge than the claim."""
    return rules.wording(read_ledger(workspace)["claims"])


def preload(workspace: Workspace) -> None:
    """Parse and validate the ledger before processes are forked, which reuse it if the files are the same by then.

    A ledger that is wrong is ignored here and reported by whoever loads it.
    """
    with suppress(DataError):
        read_ledger(workspace)
    _read.cache_clear()  # so that each process opens the files itself, by which it is known what its report depends on


def _known_operation(operation: str, workspace: Workspace | None) -> str:
    known = read_ledger(workspace)["operations"]["operation_id"].tolist()
    if operation not in known:
        raise UsageError(f"operation {one_of(operation, known)}")
    return operation


def _table(name: str, workspace: Workspace | None) -> pd.DataFrame:
    return widen(read_ledger(workspace)[name])


def read_ledger(workspace: Workspace | None) -> Tables:
    """Return all tables, validated and narrow: see `schema.narrow`."""
    folder = (workspace or find_workspace()).data
    for _ in range(TRIES):  # tables of two states do not fit together: if one is replaced meanwhile, all are read again
        before = _state(folder)
        found = _try_to_read(folder, before)
        if _state(folder) == before:
            break
    if isinstance(found, DataError):
        raise found
    return found


def _state(folder: Path) -> tuple[tuple[int, int] | None, ...]:
    """Return what changes when a file of the ledger is edited, so that it is read again."""
    states = [find_standing(folder / f"{name}.csv") for name in LEDGER]
    return tuple((path.stat().st_mtime_ns, path.stat().st_size) if path.is_file() else None for path in states)


def _try_to_read(folder: Path, state: object) -> Tables | DataError:
    try:
        return _read(folder, state)
    except DataError as error:
        return error


@lru_cache(maxsize=KEPT)
def _read(folder: Path, _: object) -> Tables:
    with ExitStack() as stack:
        files = open_tables(folder, stack)
        key = tuple(_digest(file) for file in files.values())
        if key not in _PARSED:
            while len(_PARSED) >= KEPT:
                del _PARSED[next(iter(_PARSED))]
            _PARSED[key] = check_tables(read_tables(files))
        return _PARSED[key]


def _digest(file: BufferedReader | DataError) -> str:
    if isinstance(file, DataError):
        return str(file)
    with suppress(OSError):  # who reads it will say so
        digest = file_digest(file, "sha256").hexdigest()
        file.seek(0)
        return digest
    return ""


def open_tables(folder: Path, stack: ExitStack) -> dict[str, BufferedReader | DataError]:
    """Open the files of all tables; a file that cannot be opened is represented by its error."""
    files: dict[str, BufferedReader | DataError] = {}
    for name, table in LEDGER.items():
        try:
            files[name] = stack.enter_context(open_file(folder / f"{name}.csv", table.file))
        except DataError as error:
            files[name] = error
    return files


def read_tables(files: Mapping[str, BufferedReader | DataError]) -> dict[str, pd.DataFrame | DataError]:
    """Read open files as tables of text; a file that cannot be read is represented by its error."""
    texts: dict[str, pd.DataFrame | DataError] = {}
    for name, file in files.items():
        try:
            texts[name] = file if isinstance(file, DataError) else read_text(LEDGER[name], file)
        except DataError as error:
            texts[name] = error
    return texts


def check_tables(texts: Mapping[str, pd.DataFrame | DataError]) -> Tables:
    """Validate tables of text together and return them narrow; raise `DataError` with all problems.

    A problem of one table hides only what depends on it.
    """
    problems: list[Problem] = []
    tables: dict[str, pd.DataFrame] = {}
    for name, text in texts.items():
        found = list(text.problems) if isinstance(text, DataError) else validate(LEDGER[name], text)
        if not found and not isinstance(text, DataError):
            tables[name] = narrow(LEDGER[name], text)
        problems += found
    for name, table in LEDGER.items():
        if name in tables:
            problems += _across(table, tables)
    if problems:
        raise DataError(problems)
    return MappingProxyType(tables)


def _across(table: Table, tables: Tables) -> list[Problem]:
    needed = {column.refers for column in table.columns if column.refers}
    if not needed <= tables.keys():
        return []
    return rules.references(table, tables) + rules.rows_of(table, tables)
