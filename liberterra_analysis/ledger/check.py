"""All checks of a ledger in one list, the same for `liberterra check` and `liberterra build`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from liberterra_analysis.errors import DataError, Problem
from liberterra_analysis.ledger.load import check_ledger, check_wording, read_ledger
from liberterra_analysis.ledger.verify import find_disagreements, verify_claims
from liberterra_analysis.schema import datapackage, widen
from liberterra_analysis.vocabulary import TERMS_CSV
from liberterra_analysis.workspace import Workspace, find_workspace


def check_everything(workspace: Workspace | None = None) -> Mapping[str, int]:
    """Check tables, wording, stored texts and generated files; return the number of rows of each table."""
    place = workspace or find_workspace()
    counts = check_ledger(place)
    problems = [*check_wording(place), *_texts(place), *_descriptions(place)]
    if problems:
        raise DataError(problems)
    return counts


def describe() -> Mapping[str, str]:
    """Return the text of the generated files of `data/`, by file name."""
    return {"datapackage.json": datapackage(), "terms.csv": TERMS_CSV}


def _texts(place: Workspace) -> list[Problem]:
    tables = read_ledger(place)
    sources = widen(tables["sources"])
    with_text = sources[sources["sha256"].notna()]
    claims = tables["claims"]
    return find_disagreements(
        verify_claims(widen(claims[claims["source_id"].isin(with_text["source_id"])]), with_text, workspace=place)
    )


def _descriptions(place: Workspace) -> Iterator[Problem]:
    for name, text in describe().items():
        path = place.data / name
        if not path.is_file() or path.read_bytes().replace(b"\r\n", b"\n") != text.encode():
            yield Problem(f"data/{name}", "is not what the schemas give; run 'liberterra data' and commit it")
