"""The commands of a person at work: where a claim is used, a correction, a report made once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liberterra_analysis.errors import UsageError, one_of
from liberterra_analysis.options import AsJson, Claim, Root, Wait, open_workspace, print_json, split_given

if TYPE_CHECKING:
    from liberterra_analysis.report.publish.store import Store


def _where(claim: Claim, root: Root = None, as_json: AsJson = False) -> None:
    """List the published reports that rest on a claim, by the edition shown."""
    from liberterra_analysis.ledger import load_claims
    from liberterra_analysis.report.publish.store import Store

    workspace = open_workspace(root)
    used = [*_find_uses(Store(workspace), claim)]
    if not used and claim not in set(known := load_claims(workspace=workspace)["claim_id"]):
        raise UsageError(f"claim {one_of(claim, known)}")
    if as_json:
        print_json(used)
        return
    for one in used:
        typer.echo(f"{one['report']}: edition {one['edition']}{', as a key figure' if one['key_figure'] else ''}")
    typer.echo(f"{len(used)} published report{' rests' if len(used) == 1 else 's rest'} on {claim!r}.")


def _find_uses(store: Store, claim: str) -> Iterator[dict[str, Any]]:
    cell = re.compile(rb"(?<![\w-])" + re.escape(claim.encode()) + rb"(?![\w-])")
    for name in store.reports():
        if (edition := store.current(name)) and (manifest := store.find(name, edition)):
            tables = (store.folder(name, edition) / path for path in manifest.outputs if path.startswith("tables/"))
            key = any(one.number.target == f"#claim-{claim}" for one in manifest.key_figures)
            if key or any(path.is_file() and cell.search(path.read_bytes()) for path in tables):
                yield {"report": name, "edition": edition, "key_figure": key}


def _set(
    claim: Claim,
    cells: Annotated[list[str], typer.Argument(metavar="COLUMN=VALUE", help="Cells as they should be.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in one line; kept in data/corrections.csv.")],
    root: Root = None,
    wait: Wait = math.inf,
) -> None:
    """Correct cells of a claim: all or none, checked against the ledger and against the text, where it is held."""
    from liberterra_analysis.ledger.correct import correct_claim

    wrong = [cell for cell in cells if "=" not in cell]
    if wrong:
        raise UsageError(f"{wrong[0]!r}: write it as COLUMN=VALUE.")
    pairs = {name: value for name, _, value in (cell.partition("=") for cell in cells)}
    workspace = open_workspace(root)
    changed = correct_claim(
        claim, pairs, reason, workspace=workspace, wait=wait, tell=lambda text: typer.echo(text, err=True)
    )
    for name, (was, now) in changed.items():
        typer.echo(f"{claim}: {name} was {repr(was) if was else 'blank'}, is {repr(now) if now else 'blank'}")
    typer.echo("'liberterra list --stale' names the reports to build." if changed else f"{claim}: it is so already.")


def _run(
    notebook: Annotated[
        str, typer.Argument(metavar="NOTEBOOK", help="A notebook of the workspace, such as operation.")
    ],
    folder: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="A new or empty folder for the report.")],
    given: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A parameter; as often as needed."),
    ] = None,
    only: Annotated[str, typer.Option("--only", metavar="html|pdf", help="One format; both if omitted.")] = "",
    root: Root = None,
) -> None:
    """Make one report that is not in the catalogue, with the same checks."""
    from liberterra_analysis.ledger import check_everything
    from liberterra_analysis.report.publish.draft import make_once

    workspace = open_workspace(root)
    check_everything(workspace)
    name = Path(notebook).stem if notebook.endswith(".ipynb") else notebook
    for path in make_once(workspace, name, split_given(given or []), folder, only=only):
        if path.suffix in {".html", ".pdf"} and path.parent == folder:
            typer.echo(path)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("where")(_where)
    app.command("set")(_set)
    app.command("run")(_run)
