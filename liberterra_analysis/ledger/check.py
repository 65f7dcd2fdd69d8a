"""All checks of a ledger, the same for `liberterra check` and `liberterra build`."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from liberterra_analysis.csvfile import read_file, read_rows
from liberterra_analysis.errors import DataError, Problem
from liberterra_analysis.ledger.load import read_ledger
from liberterra_analysis.ledger.rules import Tables, check_printed, languages_of
from liberterra_analysis.ledger.terms import NO_TERMS, list_terms, read_own_terms, write_terms
from liberterra_analysis.ledger.verify import find_disagreements, verify_claims
from liberterra_analysis.schema.datapackage import datapackage
from liberterra_analysis.schema.tables import LEDGER, Table
from liberterra_analysis.schema.validate import widen
from liberterra_analysis.workspace import Workspace


def check_everything(workspace: Workspace) -> Mapping[str, int]:
    """Check tables, wording, stored texts and generated files; return the number of rows of each table.

    With it, where there are any, the number of claims whose wording was not read.
    """
    tables = read_ledger(workspace)
    problems = [*check_printed(tables), *_check_texts(tables, workspace), *_check_descriptions(workspace)]
    if problems:
        raise DataError(problems)
    claims, languages = tables["claims"], languages_of(tables["sources"])
    unread = sum(languages[source] == "" for source in claims["source_id"][claims["as_printed"].notna()])
    counts = {name: len(frame) for name, frame in tables.items()}
    return counts | ({"claims in languages that no rule reads": unread} if unread else {})


def generate_descriptions(workspace: Workspace | None = None) -> Mapping[str, str]:
    """Return the text of the generated files of `data/`, by file name; what the workspace adds to them stays."""
    path = workspace and workspace.data / "datapackage.json"
    before = path.read_text("utf-8", errors="replace") if path and path.is_file() else ""
    terms = read_own_terms(workspace.data) if workspace else NO_TERMS
    columns = {name: _read_header(workspace, table) for name, table in LEDGER.items()} if workspace else {}
    return {"datapackage.json": datapackage(before, list_terms(terms), columns), "terms.csv": write_terms(terms)}


def _read_header(workspace: Workspace, table: Table) -> list[str]:
    with suppress(DataError):
        return next(read_rows(read_file(workspace.root / table.file, table.file), table.file))
    return []


def _check_texts(tables: Tables, workspace: Workspace) -> list[Problem]:
    sources, claims = tables["sources"], tables["claims"]
    held = sources[sources["sha256"].notna()]
    concerned = claims[claims["source_id"].isin(held["source_id"])]
    return find_disagreements(verify_claims(widen(concerned), widen(held), workspace=workspace))


def _check_descriptions(workspace: Workspace) -> Iterator[Problem]:
    try:
        generated = generate_descriptions(workspace)
    except DataError as error:
        yield from error.problems
        return
    for name, text in generated.items():
        path = workspace.data / name
        if not path.is_file() or path.read_bytes().replace(b"\r\n", b"\n") != text.encode():
            yield Problem(
                f"data/{name}", "is not as this version writes it; 'liberterra data' does, and keeps what is yours"
            )
