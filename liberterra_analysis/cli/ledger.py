"""Commands of the ledger: check, data, set, verify."""

from __future__ import annotations

import math
from collections.abc import Sized
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liberterra_analysis.cli.console import warn
from liberterra_analysis.cli.options import Claim, Root, Wait, open_workspace
from liberterra_analysis.errors import (
    CatalogueError,
    DataError,
    Problem,
    ReportError,
    UsageError,
    WorkspaceError,
    one_of,
)
from liberterra_analysis.files import write_whole

if TYPE_CHECKING:
    from liberterra_analysis.online import Visit
    from liberterra_analysis.report.publish.store import Store
    from liberterra_analysis.workspace import Workspace

app = typer.Typer()


@app.command()
def check(root: Root = None) -> None:
    """Check ledger, catalogue, notebooks and the newest edition of each report without running anything."""
    from liberterra_analysis.datasets import DATASETS
    from liberterra_analysis.ledger import check_everything
    from liberterra_analysis.report.publish.catalogue import (
        CATALOGUE,
        check_notebooks,
        check_parameters,
        read_catalogue,
    )
    from liberterra_analysis.report.publish.store import Store

    workspace = open_workspace(root)
    rows = check_everything(workspace)
    catalogue = read_catalogue(workspace)
    check_parameters(workspace, catalogue)
    check_notebooks(workspace, catalogue)
    fetched = catalogue.file.schedule.fetch
    if unknown := [f"{CATALOGUE}: schedule.fetch: {one_of(one, DATASETS)}" for one in fetched if one not in DATASETS]:
        raise CatalogueError("\n".join(unknown))
    store = Store(workspace)
    damaged = [line for name in store.reports() for line in _find_damage(store, name)]
    if damaged:
        raise ReportError("\n".join(damaged))
    counts = ", ".join(f"{number} {name}" for name, number in rows.items())
    typer.echo(f"The ledger holds {counts}; the catalogue {len(catalogue.reports)} reports. Nothing is wrong.")


def _find_damage(store: Store, name: str) -> list[str]:
    """Compare the files of the newest edition with their hashes, for which a build has no time."""
    try:
        newest = store.editions(name).newest
    except ReportError as error:
        return [str(error)]
    faults = store.verify(name, newest) if newest else []
    mend = f"'liberterra build --force {name}' makes it again."
    return [f"edition {newest} of {name!r}: {fault}; {mend}" for fault in faults]


@app.command()
def data(root: Root = None) -> None:
    """Write data/datapackage.json and data/terms.csv, which describe the ledger, from the schemas."""
    workspace = open_workspace(root)
    from liberterra_analysis.ledger.check import generate_descriptions

    for name, text in generate_descriptions(workspace).items():
        path = workspace.data / name
        write_whole(path, text.encode())
        typer.echo(f"Wrote {path}")


@app.command("set")
def set_cells(
    claim: Claim,
    cells: Annotated[list[str], typer.Argument(metavar="COLUMN=VALUE", help="Cells as they should be.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in one line; kept in data/corrections.csv.")],
    root: Root = None,
    wait: Wait = math.inf,
) -> None:
    """Correct cells of a claim: all or none, checked against the ledger and against the text, where it is held."""
    from liberterra_analysis.ledger.correct import correct_claim
    from liberterra_analysis.ledger.transaction import open_ledger

    wrong = [cell for cell in cells if "=" not in cell]
    if wrong:
        raise UsageError(f"{wrong[0]!r}: write it as COLUMN=VALUE.")
    pairs = {name: value for name, _, value in (cell.partition("=") for cell in cells)}
    with open_ledger(open_workspace(root), wait, warn) as ledger:
        changed = correct_claim(ledger, claim, pairs, reason)
    for name, (was, now) in changed.items():
        typer.echo(f"{claim}: {name} was {repr(was) if was else 'blank'}, is {repr(now) if now else 'blank'}")
    typer.echo("'liberterra list --stale' names the reports to build." if changed else f"{claim}: it is so already.")


@app.command()
def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="With --online: sources, also as 'interpol-*'; all if omitted."),
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Fetch the pages of sources, and look for the quotes of their claims.")
    ] = False,
    private: Annotated[
        bool, typer.Option("--private", help="With --online: visit addresses in private networks too.")
    ] = False,
    texts: Annotated[
        Path | None, typer.Option("--texts", metavar="FOLDER", help="Folder of the texts; data/texts/ if omitted.")
    ] = None,
    root: Root = None,
    wait: Wait = math.inf,
) -> None:
    """Check each claim whose text is held: the text is the same, and the passage has number and hedge.

    With --online, check each claim against the page of its source as it stands on the web now.
    """
    if (texts is not None) if online else (names or private):
        raise UsageError("SOURCE and --private belong to --online, --texts does not.")
    if online:
        _verify_online(names, open_workspace(root), wait=wait, private=private)
        return
    from liberterra_analysis.ledger import load_claims, load_sources
    from liberterra_analysis.ledger.verify import find_disagreements, verify_claims
    from liberterra_analysis.wording import summarise_verification

    workspace = open_workspace(root)
    if texts is not None and not texts.is_dir():
        raise WorkspaceError(f"There is no folder {texts}.")
    checked = verify_claims(
        load_claims(workspace=workspace), load_sources(workspace=workspace), texts=texts, workspace=workspace
    )
    typer.echo(" ".join(map(str, summarise_verification(checked))) or "There is no claim.")
    wrong = find_disagreements(checked)
    if wrong:
        raise DataError(wrong)


def _verify_online(names: list[str] | None, workspace: Workspace, *, wait: float, private: bool) -> None:
    from liberterra_analysis.online import CHANGED, GONE, UNREACHABLE, verify_online
    from liberterra_analysis.online.pages import UnreachableError

    def tell(what: Visit | str) -> None:
        warn(what) if isinstance(what, str) else typer.echo(str(what))

    checked = verify_online(names, workspace=workspace, wait=wait, tell=tell, allow_private=private)
    counts = ", ".join(f"{number:,} {state}" for state, number in checked["state"].value_counts().items())
    why = "a claim is looked for by its quote, at the address of its source, and none has both"
    typer.echo(f"{_count(checked, 'claim')}: {counts or why}.")
    wrong = checked.loc[checked["state"].isin([CHANGED, GONE]), "claim_id"]
    lost = checked.loc[checked["state"] == UNREACHABLE, "source_id"].drop_duplicates()
    if len(wrong):
        message = f"{_count(wrong, 'claim')} not found on the page as quoted, first: {wrong.iloc[0]!r}"
        raise DataError([Problem("data/claims.csv", message)])
    if len(lost):
        raise UnreachableError(f"{_count(lost, 'source')} could not be checked, first: {lost.iloc[0]!r}.")


def _count(found: Sized, noun: str) -> str:
    return f"{len(found):,} {noun}{'s' if len(found) != 1 else ''}"
