"""Compare claims with the texts they cite: the text is unchanged, and its passage states the number and the hedge."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from liberterra_analysis.arguments import export
from liberterra_analysis.errors import Problem, WorkspaceError, shorten
from liberterra_analysis.files import hash_file
from liberterra_analysis.hedges import Hedged
from liberterra_analysis.ledger.passages import find_misreading_around, find_other_unit
from liberterra_analysis.ledger.rules import find_misreading, languages_of
from liberterra_analysis.schema.validate import TEXT
from liberterra_analysis.workspace import WorkspaceLike, look_for, to_workspace

VERIFIED, DIFFERS, CHANGED, UNREAD = "verified", "differs", "text changed", "not read"
NO_TEXT, NO_PASSAGE = "no text", "no passage"

_REASONS = {
    VERIFIED: "",
    CHANGED: "the text of {!r} is no longer the one into which the passage points",
    NO_TEXT: "no text of {!r} is held",
}


def verify_claims(
    claims: pd.DataFrame,
    sources: pd.DataFrame,
    *,
    texts: Path | None = None,
    workspace: WorkspaceLike = None,
    given: Mapping[str, bytes] | None = None,
) -> pd.DataFrame:
    """Compare each claim with the text of its source in the folder `texts`, by default `data/texts/`.

    A text is known by its name, `<source_id>.txt`, or else by its SHA-256, whatever its name; `given` are texts of
    sources that are not held yet. Returns one row a claim, in their order: `claim_id`, `source_id`, `state`
    (`verified`, `differs`, `text changed`, `not read`, `no text`, `no passage`), and `problem` (what is wrong, or why
    the claim cannot be checked; blank where it is verified).

    >>> import liberterra_analysis as lt
    >>> nowhere = Path("no such folder")
    >>> set(verify_claims(lt.load_claims("lucero"), lt.load_sources(), texts=nowhere)["state"])
    {'no text'}
    """
    folder = texts or to_workspace(workspace).data / "texts"
    hashes = dict(zip(sources["source_id"], sources["sha256"], strict=True))
    hash_once = cache(_hash)
    cited = claims["source_id"].unique()
    found = {source: find_text(source, hashes.get(source), folder, hash_once) for source in cited}
    found |= {source: (raw.decode(), VERIFIED) for source, raw in (given or {}).items()}
    checked = claims[["claim_id", "source_id"]].astype(TEXT)
    checked["state"] = checked["source_id"].map({source: state for source, (_, state) in found.items()})
    checked["problem"] = checked["source_id"].map(
        {one: _REASONS[state].format(one) for one, (_, state) in found.items()}
    )
    rows = claims[(checked["state"] == VERIFIED).to_numpy()]
    if len(rows):  # few workspaces hold texts
        languages = languages_of(sources)
        verdicts = [
            _check_claim(row, found[row["source_id"]][0], languages.get(row["source_id"], ""))
            for row in rows.to_dict("records")
        ]
        checked.loc[rows.index, ["state", "problem"]] = pd.DataFrame(verdicts, rows.index, ["state", "problem"], TEXT)
    return checked.astype(TEXT).reset_index(drop=True)


def find_disagreements(
    checked: pd.DataFrame, name: str = "data/claims.csv", rows: Mapping[str, int] | None = None
) -> list[Problem]:
    """Return a problem for each claim of a file whose passage states something else, or whose text changed."""
    at = {key: (row,) for key, row in (rows or {}).items()}
    return [
        Problem(name, f"{row['claim_id']}: {row['problem']}", at.get(row["claim_id"], ()))
        for row in checked[checked["state"].isin([DIFFERS, CHANGED])].to_dict("records")
    ]


def _hash(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read: {error.strerror}.") from None


def find_text(source: str, sha256: Any, folder: Path, hash_once: Callable[[Path], str] = _hash) -> tuple[str, str]:
    """Return the text of a source, or "", and the state of its claims."""
    named = folder / f"{source}.txt"
    if pd.isna(sha256):
        return "", NO_TEXT
    files = [named] if look_for(named).is_file() else sorted(folder.iterdir()) if look_for(folder).is_dir() else []
    for path in files:
        if path.is_file() and hash_once(path) == sha256:
            return path.read_bytes().decode("utf-8", "replace"), VERIFIED
    return "", CHANGED if named.is_file() else NO_TEXT


def _check_claim(row: Mapping[Any, Any], text: str, language: str) -> tuple[str, str]:
    if pd.isna(row["start"]):
        return NO_PASSAGE, "the claim names no passage"
    passage = text[int(row["start"]) : int(row["end"])]
    if pd.isna(row["as_printed"]) or passage != row["as_printed"]:
        printed = "nothing" if pd.isna(row["as_printed"]) else repr(row["as_printed"])
        is_same = re.sub(r"[\s.,']", "", passage) == re.sub(r"[\s.,']", "", printed)
        advice = "; print it as the passage does" if is_same else ""
        return DIFFERS, f"the passage reads {shorten(passage)}, the claim prints {printed}{advice}"
    if other := find_other_unit(text, int(row["start"]), int(row["end"]), row["unit"]):
        return DIFFERS, f"the passage {passage!r} is {other}, but the claim counts {row['unit']}"
    if not language:
        return UNREAD, "no rule reads the numbers of its language"
    claimed, place = Hedged.of(row), (int(row["start"]), int(row["end"]))
    wrong = find_misreading(passage, language, claimed) or find_misreading_around(text, *place, language, claimed)
    return (DIFFERS, f"the passage {wrong}") if wrong else (VERIFIED, "")


export(globals())
