"""Claims against the texts that they cite: the text is the same, and the passage says the number and the hedge."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Hedged, parse, word
from liberterra_analysis.workspace import Workspace, find_workspace, look_for

VERIFIED, DIFFERS, CHANGED, NO_TEXT, NO_PASSAGE = "verified", "differs", "text changed", "no text", "no passage"


def verify_claims(
    claims: pd.DataFrame, sources: pd.DataFrame, *, texts: Path | None = None, workspace: Workspace | None = None
) -> pd.DataFrame:
    """Check each claim against the text of its source.

    Parameters
    ----------
    claims, sources : pandas.DataFrame
        As `load_claims` and `load_sources` give them.
    texts : pathlib.Path, optional
        Folder of the texts; `data/texts/` if omitted. A text is known by its name, `<source_id>.txt`, or else by its
        SHA-256, whatever its name.
    workspace : Workspace, optional
        Where `data/` is; found from the working directory if omitted.

    Returns
    -------
    pandas.DataFrame
        One row a claim, in the order given. `claim_id`, `source_id` (str); `state` (str: `verified`, `differs`,
        `text changed`, `no text`, `no passage`); `says` (str, what is wrong, or why the claim cannot be checked; blank
        where it is verified).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> nowhere = Path("no such folder")
    >>> set(verify_claims(lt.load_claims("lucero"), lt.load_sources(), texts=nowhere)["state"])
    {'no text'}
    """
    folder = texts or (workspace or find_workspace()).data / "texts"
    hashes = sources.set_index("source_id")["sha256"]
    held: dict[str, tuple[str | None, str]] = {}
    rows = []
    for row in claims.to_dict("records"):
        source = row["source_id"]
        if source not in held:
            held[source] = _text(source, hashes.get(source), folder)
        state, says = _check(row, *held[source])
        rows.append((row["claim_id"], source, state, says))
    return pd.DataFrame(rows, columns=["claim_id", "source_id", "state", "says"], dtype="str")


def _text(source: str, sha256: Any, folder: Path) -> tuple[str | None, str]:
    """Give the text of a source and "", or None and the state of its claims."""
    named = folder / f"{source}.txt"
    if pd.isna(sha256):
        return None, NO_TEXT
    files = [named] if look_for(named).is_file() else sorted(folder.iterdir()) if look_for(folder).is_dir() else []
    for path in files:
        raw = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(raw).hexdigest() == sha256:
            return raw.decode("utf-8"), ""
    return None, CHANGED if named.is_file() else NO_TEXT


def _check(row: Mapping[Any, Any], text: str | None, why: str) -> tuple[str, str]:
    if text is None:
        reasons = {
            CHANGED: f"the text of {row['source_id']!r} is no longer the one into which the passage points",
            NO_TEXT: f"no text of {row['source_id']!r} is held",
        }
        return why, reasons[why]
    if pd.isna(row["start"]):
        return NO_PASSAGE, "the claim names no passage"
    passage = text[int(row["start"]) : int(row["end"])]
    if pd.isna(row["as_printed"]) or passage != row["as_printed"]:
        printed = "nothing" if pd.isna(row["as_printed"]) else repr(row["as_printed"])
        return DIFFERS, f"the passage reads {passage!r}, the claim prints {printed}"
    value, high = (None if pd.isna(row[name]) else int(row[name]) for name in ("value", "high"))
    claimed = Hedged(value, None if pd.isna(row["hedge"]) else row["hedge"], high)
    try:
        read = parse(passage)
    except UsageError as error:
        return DIFFERS, str(error).rstrip(".")
    if read != claimed:
        return DIFFERS, f"the passage {passage!r} is read as {word(read)!r}, but the claim says {word(claimed)!r}"
    return VERIFIED, ""
