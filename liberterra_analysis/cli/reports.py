"""Commands that make reports: init, build, preview, list, run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liberterra_analysis.cli.console import warn
from liberterra_analysis.cli.options import (
    AsJson,
    Given,
    GivenFile,
    Names,
    Quiet,
    Root,
    Wait,
    open_workspace,
    print_json,
    read_given,
    split_given,
)
from liberterra_analysis.cli.progress import show_progress
from liberterra_analysis.errors import CatalogueError, DataError, ReportError, UsageError
from liberterra_analysis.report.execute import LIMIT
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from liberterra_analysis.report.publish.plan import Plan

app = typer.Typer()


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
    example: Annotated[
        bool, typer.Option("--example", help="With a ledger, its notebooks and reports, to look at and to change.")
    ] = False,
) -> None:
    """Make a workspace: empty tables, a notebook to begin with, and the catalogue of its reports."""
    from liberterra_analysis.starter import create_workspace

    made = create_workspace(folder, example=example)
    one = " liberterra-2" if example else ""  # all of the example take minutes
    typer.echo(f"Made {made.root}. Next: cd {shlex.quote(str(folder))} && liberterra build{one}")
    if example:
        typer.echo("The table [site] of reports/reports.toml names the example's authors and licence; put in yours.")


@app.command()
def build(
    names: Names = None,
    root: Root = None,
    force: Annotated[bool, typer.Option("--force", help="Build what is not stale too.")] = False,
    draft: Annotated[
        bool,
        typer.Option("--draft", help="Make drafts of these reports or notebooks in reports/drafts/."),
    ] = False,
    given: Given = [],  # noqa: B006 (Typer reads it, nothing changes it)
    file: GivenFile = None,
    workers: Annotated[
        str, typer.Option("--workers", "-j", metavar="N|auto", help="Notebooks that run at the same time.")
    ] = "auto",
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="ADDRESS", help="Make them on the cluster of this Dask scheduler.")
    ] = "",
    ship: Annotated[
        bool, typer.Option("--ship", help="Send data/ along: the cluster does not share this folder.")
    ] = False,
    limit: Annotated[float, typer.Option("--limit", metavar="SECONDS", help="Time that one report may take.")] = LIMIT,
    wait: Wait = inf,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Build the reports that are stale and publish them under reports/published/."""
    from liberterra_analysis.report.publish.build import Options
    from liberterra_analysis.report.publish.build import build as build_reports

    workspace = open_workspace(root)
    if draft:
        _draft(workspace, names, read_given(given, file), limit=limit, quiet=quiet)
        return
    if given or file:
        raise UsageError("-p and -f are for drafts: add --draft, or write the parameters into reports/reports.toml.")
    options = Options(force=force, workers=workers, scheduler=scheduler, ship=ship, limit=limit, wait=wait)
    with show_progress(quiet=quiet or as_json) as progress, _ledger_first(workspace):
        built = build_reports(
            workspace, names, options=options, progress=progress, check=lambda: _check_ledger(workspace)
        )
    failed = [one for one in built if one.error]
    if as_json:
        fields = ("report", "state", "edition", "folder", "error", "log")
        print_json([{field: getattr(one, field) or None for field in fields} for one in built])
    for one in () if as_json or quiet else built:
        for path in sorted(one.folder.glob("report.[hp]*")) if one.folder and not one.error else ():
            typer.echo(f"{one.report} ({one.state}): {path}")
        warn(one.note and f"{one.report}: {one.note}")
    for one in failed:
        more = f"; edition {one.edition} is still published" if one.edition else ""
        more += f"; more in {one.log}" if one.log else ""
        warn(f"error: report {one.report!r} was not built: {one.error.removesuffix('.') if more else one.error}{more}")
    if failed:
        stopped = any(one.state == "stopped" for one in failed)
        raise typer.Exit(max(one.exit_code for one in failed) if stopped else ReportError.exit_code)


def _draft(
    workspace: Workspace, names: list[str] | None, given: dict[str, object], *, limit: float, quiet: bool
) -> None:
    from liberterra_analysis.report.execute.server import Servers
    from liberterra_analysis.report.publish.draft import make_draft

    if not names:
        raise UsageError("--draft needs the name of a report or of a notebook.")
    with Servers(workspace) as servers, show_progress(quiet=quiet) as progress:
        for name in names:
            made = make_draft(workspace, name, given, servers=servers, limit=limit, progress=progress)
            for path in sorted((workspace.drafts / name).glob("report.[hp]*")):
                typer.echo(f"{name} (draft): {path}")
            for gap in () if quiet else made.manifest.gaps:
                warn(f"{name}: {gap}")
            warn(made.log)


@app.command()
def preview(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A report, or a notebook that none names.")],
    given: Given = [],  # noqa: B006 (Typer reads it, nothing changes it)
    file: GivenFile = None,
    port: Annotated[int, typer.Option("--port", metavar="N", help="A free one, if omitted.", show_default=False)] = 0,
    root: Root = None,
) -> None:
    """Show a draft in the browser, and make it again whenever its notebook or data are saved."""
    from liberterra_analysis.report.publish.preview import preview as show

    with suppress(KeyboardInterrupt):
        show(open_workspace(root), name, read_given(given, file), port=port, tell=warn)


def _check_ledger(workspace: Workspace) -> None:
    """Check the ledger once, before any notebook runs into what is wrong with it."""
    from liberterra_analysis.ledger import check_everything  # loads pandas, which a build without work does not need

    check_everything(workspace)


@contextmanager
def _ledger_first(workspace: Workspace) -> Iterator[None]:
    """Report what is wrong with the ledger first where the catalogue cannot be used: it may be the cause."""
    try:
        yield
    except (CatalogueError, DataError):
        _check_ledger(workspace)
        raise


@app.command("list")
def list_reports(
    names: Names = None,
    root: Root = None,
    stale: Annotated[bool, typer.Option("--stale", help="Only reports that a build would make.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the reports of the catalogue, the edition published of each, and what is stale, and why."""
    from liberterra_analysis.report.publish.plan import plan

    workspace = open_workspace(root)
    with _ledger_first(workspace):
        planned = plan(workspace, names)
    total, new = len(planned), sum(bool(one.reasons) and not one.edition for one in planned)
    outdated = sum(bool(one.reasons) for one in planned) - new
    planned = [one for one in planned if one.reasons or not stale]
    if as_json:
        print_json([_to_row(one) for one in planned])
        return
    for one in planned:
        given = ", ".join(f"{name}={value!r}" for name, value in one.entry.parameters.items())
        typer.echo(f"{one.name}: {one.entry.title} ({one.entry.notebook}{given and ': '}{given})")
        state = "stale: " + "; ".join(one.reasons) if one.reasons else "current"
        watched = f", untracked: {'; '.join(one.untracked)}; watched: the whole workspace" if one.untracked else ""
        typer.echo(f"    {f'edition {one.edition}' if one.edition else 'no edition'}; {state}{watched}")
        if one.note:
            typer.echo(f"    {one.note}")
    if not names and not stale:
        _list_others(workspace)
    noun = "report" if total == 1 else "reports"
    typer.echo(f"{total} {noun}: {new} not built, {outdated} stale, {total - new - outdated} current.")


def _list_others(workspace: Workspace) -> None:
    """List the reports that wait for data, and published reports that left the catalogue."""
    from liberterra_analysis.report.publish.catalogue import read_catalogue
    from liberterra_analysis.report.publish.store import Store

    catalogue, store = read_catalogue(workspace), Store(workspace)
    for name, needs in catalogue.waiting.items():
        typer.echo(f"{name}: not in the catalogue until there is {needs}")
    for name in store.reports():
        if name not in catalogue.reports and store.current(name):
            typer.echo(f"{name}: published, but no longer in the catalogue; delete {store.root / name} to withdraw it")


def _to_row(one: Plan) -> dict[str, Any]:
    row = {"report": one.name, **one.entry.model_dump(include={"title", "notebook", "parameters", "formats"})}
    row |= {"edition": one.edition or None, "stale": one.reasons}
    return row | {name: value for name, value in (("untracked", one.untracked), ("note", one.note)) if value}


@app.command()
def run(
    notebook: Annotated[
        str, typer.Argument(metavar="NOTEBOOK", help="A notebook of the workspace, such as operation.")
    ],
    folder: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="A new or empty folder for the report.")],
    given: Given = [],  # noqa: B006 (Typer reads it, nothing changes it)
    only: Annotated[str, typer.Option("--only", metavar="html|pdf", help="One format; both if omitted.")] = "",
    root: Root = None,
) -> None:
    """Make one report that is not in the catalogue; it is open unless a report of claims is made of its notebook."""
    from liberterra_analysis.ledger import check_everything
    from liberterra_analysis.report.publish.draft import make_once

    workspace = open_workspace(root)
    check_everything(workspace)
    name = Path(notebook).stem if notebook.endswith(".ipynb") else notebook
    made = make_once(workspace, name, split_given(given), folder, only=only)
    for path in sorted(folder.glob("report.[hp]*")):
        typer.echo(path)
    for gap in made.manifest.gaps:
        warn(f"{name}: {gap}")
    warn(made.log)
