"""Correct cells of a claim, with the reason on record: all or nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime

from liberterra_analysis.csvfile import format_rows
from liberterra_analysis.errors import UsageError, one_of, require_known
from liberterra_analysis.ledger.transaction import Change, Ledger
from liberterra_analysis.schema.tables import TABLES
from liberterra_analysis.schema.validate import FORMULA
from liberterra_analysis.vocabulary import code_of_offence
from liberterra_analysis.workspace import Workspace

CORRECTIONS = "corrections.csv"
"""File in `data/` with each corrected cell, its old and new value, the day and the reason; rows are only appended."""

HEADER = ("day", "claim_id", "column", "was", "now", "reason")

COLUMNS = tuple(name for name in TABLES["claims"].names if name != "claim_id")
"""Columns that can be corrected; a claim by another key is another claim."""


def correct_claim(ledger: Ledger, claim_id: str, cells: Mapping[str, str], reason: str) -> dict[str, tuple[str, str]]:
    """Change cells of a claim, and add the reason to `data/corrections.csv`; return what each cell was and is.

    With another printed number, a claim gets the place where that stands in the held text, if it stands there once;
    with another offence, its code. The ledger is checked as a whole, and the claim against its text. Raises
    `UsageError` for an unknown claim or column, and `DataError` if the ledger would be wrong.
    """
    for name in cells:
        require_known("column", name, COLUMNS)
    if not reason.strip() or reason.lstrip()[0] in FORMULA or not reason.isprintable():
        raise UsageError("A correction needs a reason in words, in one line, which readers of the ledger will see.")
    found = ledger.find_row("claims", claim_id)
    if found is None:
        raise UsageError(f"claim {one_of(claim_id, ledger.texts['claims']['claim_id'])}")
    at, old = found
    new = old | {name: cell.strip() for name, cell in cells.items()}
    if "offence" in cells and "iccs" not in cells:
        new["iccs"] = code_of_offence(new["offence"])
    if "as_printed" in cells and not {"start", "end"} & {*cells}:
        new = ledger.find_passage(new, anywhere=True)
    changed = {name: (old[name], now) for name, now in new.items() if now != old[name]}
    if changed:
        log = _log(ledger.workspace, claim_id, changed, reason.strip())
        ledger.commit({"claims": Change(replaced={at: new})}, f"claim {claim_id!r}", beside={CORRECTIONS: log})
    return changed


def _log(workspace: Workspace, claim_id: str, changed: Mapping[str, tuple[str, str]], reason: str) -> bytes:
    """Return the file of corrections with these at its end."""
    path, day = workspace.data / CORRECTIONS, datetime.now(UTC).date().isoformat()
    before = path.read_bytes() if path.is_file() else format_rows([HEADER]).encode()
    rows = ((day, claim_id, name, was, now, reason) for name, (was, now) in changed.items())
    return before + format_rows(rows).encode()
