"""The command `liberterra`: parse, call one function, map errors to exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liberterra_analysis import intake
from liberterra_analysis.errors import (
    EXIT_CODES,
    DataError,
    LiberterraError,
    Problem,
    ReportError,
)
from liberterra_analysis.options import AsJson, Root, open_workspace
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from liberterra_analysis.report.build import Built
    from liberterra_analysis.report.store import Store

app = typer.Typer(
    name="liberterra",
    help="Build reports on police operations against trafficking in persons and migrant smuggling from a ledger of "
    "cited claims.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=f"Exit codes: {'; '.join(f'{code} {meaning}' for code, meaning in EXIT_CODES.items())}.",
)

STOPPED = 130
"""Exit code after Ctrl-C, as a shell gives it; Typer turns the interrupt into it without a word."""

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[REPORT]...", help="Reports, also as 'country-*'; all if omitted.")
]
Name = Annotated[str, typer.Argument(metavar="REPORT", help="A report.")]


@app.command()
def build(
    names: Names = None,
    workspace: Root = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Build what is not stale too.")] = False,
    workers: Annotated[
        str, typer.Option("--workers", "-j", metavar="N|auto", help="Notebooks that run at the same time.")
    ] = "auto",
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="ADDRESS", help="Make them on the cluster of this Dask scheduler.")
    ] = "",
    ship: Annotated[
        bool, typer.Option("--ship", help="Send data/ along: the cluster does not share this folder.")
    ] = False,
    limit: Annotated[float, typer.Option("--limit", metavar="SECONDS", help="Time that one report may take.")] = 1800.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build the reports that are stale and publish them under reports/published/."""
    from liberterra_analysis.report.build import Options
    from liberterra_analysis.report.build import build as build_reports

    place = open_workspace(workspace)
    options = Options(force=force, workers=workers, scheduler=scheduler, ship=ship, limit=limit)
    with progress(quiet or as_json) as tell:
        built = build_reports(place, names, options=options, progress=tell, check=lambda: _check_ledger(place))
    if as_json:
        typer.echo(json.dumps([_state(one) for one in built], indent=2, ensure_ascii=False))
    elif not quiet:
        typer.echo("\n".join(_published(one) for one in built if not one.error))
    failed = [one for one in built if one.error]
    for one in failed:
        typer.echo(f"error: report {one.report!r} was not built: {one.error}{_stands(one)}", err=True)
    if failed:
        raise typer.Exit(max(one.exit_code for one in failed) if _stopped(failed) else ReportError.exit_code)


def _check_ledger(place: Workspace) -> None:
    """Say once, before any notebook runs, what all of them would stumble over."""
    from liberterra_analysis.ledger import check_ledger  # loads pandas, which a build without work does not need

    check_ledger(place)


def _stopped(failed: list[Built]) -> bool:
    return any(one.state == "stopped" for one in failed)


def _state(one: Built) -> dict[str, Any]:
    return {
        "report": one.report,
        "state": one.state,
        "edition": one.edition or None,
        "folder": str(one.folder) if one.folder else None,
        "error": one.error or None,
        "log": str(one.log) if one.log else None,
    }


def _published(one: Built) -> str:
    files = sorted(one.folder.glob("report.*")) if one.folder else []
    return "\n".join(f"{one.report} ({one.state}): {path}" for path in files)


def _stands(one: Built) -> str:
    edition = f"; edition {one.edition} is still published" if one.edition else ""
    return edition + (f"; more in {one.log}" if one.log else "")


@app.command("list")
def list_reports(names: Names = None, workspace: Root = None, as_json: AsJson = False) -> None:
    """List the reports of the catalogue, the edition published of each, and what is stale, and why."""
    from liberterra_analysis.report.build import plan
    from liberterra_analysis.report.catalogue import read_catalogue

    place = open_workspace(workspace)
    rows: list[dict[str, Any]] = [
        {
            "report": one.name,
            "title": one.entry.title,
            "notebook": one.entry.notebook,
            "parameters": one.entry.parameters,
            "formats": list(one.entry.formats),
            "edition": one.edition or None,
            "stale": list(one.reasons),
        }
        for one in plan(place, names)
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        given = ", ".join(f"{name}={value!r}" for name, value in row["parameters"].items())
        typer.echo(f"{row['report']}: {row['title']} ({row['notebook']}: {given})")
        edition = f"edition {row['edition']}" if row["edition"] else "no edition"
        typer.echo(f"    {edition}; {'stale: ' + '; '.join(row['stale']) if row['stale'] else 'current'}")
    for name, needs in ({} if names else read_catalogue(place).waiting).items():
        typer.echo(f"{name}: not in the catalogue until there is {needs}")


@app.command()
def editions(name: Name, workspace: Root = None, as_json: AsJson = False) -> None:
    """List the editions of a report, oldest first; an asterisk marks the one that is shown."""
    rows = _store(workspace, name).editions(name)
    if as_json:
        listed = [{"edition": row.edition, "shown": row.shown, "date": row.manifest.date} for row in rows]
        typer.echo(json.dumps(listed, indent=2))
        return
    for row in rows:
        moved = f"{_key_figures(len(row.manifest.moved))} moved since {row.manifest.previous}"
        says = moved if row.manifest.previous else _key_figures(len(row.manifest.key_figures))
        date = f", data of {row.manifest.date}" if row.manifest.date else ""
        typer.echo(f"{'*' if row.shown else ' '} {row.edition}{date}: {says}")


@app.command()
def rollback(
    name: Name,
    edition: Annotated[str, typer.Argument(metavar="[EDITION]", help="The one before, if omitted.")] = "",
    workspace: Root = None,
) -> None:
    """Show an earlier edition of a report again; nothing is deleted."""
    from liberterra_analysis.report.site import write_site

    store = _store(workspace, name)
    with store.locked(lambda _: None):
        shown = store.rollback(name, edition)
        write_site(store)
    typer.echo(f"{name}: edition {shown} is shown.")


@app.command()
def diff(
    name: Name,
    old: Annotated[str, typer.Argument(metavar="[A]", help="The edition before, if omitted.")] = "",
    new: Annotated[str, typer.Argument(metavar="[B]", help="The edition shown, if omitted.")] = "",
    workspace: Root = None,
    as_json: AsJson = False,
) -> None:
    """Say which key figures moved between two editions of a report."""
    then, now, moved = _store(workspace, name).diff(name, old, new)
    if as_json:
        typer.echo(json.dumps({"old": then, "new": now, "moved": [one.model_dump() for one in moved]}, indent=2))
        return
    typer.echo(f"{name}: from edition {then} to {now}, {_key_figures(len(moved))} moved.")
    for one in moved:
        typer.echo(f"    {one.label}: {one.was or 'not given'} -> {one.now or 'not given'} ({one.kind})")


def _key_figures(number: int) -> str:
    return f"{number or 'no'} key figure{'s' if number != 1 else ''}"


def _store(workspace: Path | None, name: str) -> Store:
    from liberterra_analysis.report.catalogue import read_catalogue
    from liberterra_analysis.report.store import Store

    place = open_workspace(workspace)
    store = Store(place)
    if not store.history(name):
        read_catalogue(place).select([name])  # an unknown name is said to be one
    return store


@app.command()
def check(workspace: Root = None) -> None:
    """Check ledger, catalogue and notebooks without running anything."""
    from liberterra_analysis.ledger import check_ledger, check_wording
    from liberterra_analysis.report.catalogue import check_parameters, read_catalogue

    place = open_workspace(workspace)
    rows = check_ledger(place)
    problems = [*check_wording(place), *_generated(place)]
    if problems:
        raise DataError(problems)
    catalogue = read_catalogue(place)
    check_parameters(place, catalogue)
    counts = ", ".join(f"{number} {name}" for name, number in rows.items())
    typer.echo(f"The ledger holds {counts}; the catalogue {len(catalogue.reports)} reports. Nothing is wrong.")


@app.command()
def data(workspace: Root = None) -> None:
    """Write data/datapackage.json and data/terms.csv, which describe the ledger, from the schemas."""
    place = open_workspace(workspace)
    for name, text in _descriptions().items():
        path = place.data / name
        path.write_text(text, encoding="utf-8", newline="\n")
        typer.echo(f"Wrote {path}")


def _descriptions() -> dict[str, str]:
    from liberterra_analysis.schema import datapackage, terms_csv

    return {"datapackage.json": datapackage(), "terms.csv": terms_csv()}


def _generated(place: Workspace) -> Iterator[Problem]:
    for name, text in _descriptions().items():
        path = place.data / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield Problem(f"data/{name}", "is not what the schemas give; run 'liberterra data' and commit it")


@app.command("fetch")
def fetch_dataset(
    name: Annotated[str, typer.Argument(metavar="DATASET", help="A public data set; see 'liberterra datasets'.")],
    file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Take this file in place of a download.")
    ] = None,
    vintage: Annotated[
        str, typer.Option("--vintage", metavar="DATE", help="When FILE was published; read from its name if omitted.")
    ] = "",
    revised: Annotated[bool, typer.Option("--diff", help="Say what was revised since the vintage before.")] = False,
    workspace: Root = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
) -> None:
    """Download a public data set to data/context/, which is not committed; earlier vintages stay."""
    from liberterra_analysis import context

    place = open_workspace(workspace)
    with progress(quiet) as tell:
        if file is None:
            held, new = context.fetch(name, workspace=place, progress=tell)
        else:
            held, new = context.take(name, file, vintage=vintage, workspace=place)
    if not quiet:
        typer.echo(f"{name}: vintage {held.vintage} {'stored' if new else 'is held already'} ({held.bytes:,} bytes).")
    if revised:
        typer.echo("\n".join(context.say_revisions(name, workspace=place)))


@app.command("datasets")
def list_datasets(workspace: Root = None, as_json: AsJson = False) -> None:
    """List the public data sets, what one may do with them, and the vintages held."""
    from liberterra_analysis import context

    rows = context.list_datasets(workspace=open_workspace(workspace))
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['dataset']}: {row['title']} ({row['publisher']}); counts {row['unit']}")
        typer.echo(f"    {row['licence']}: {row['may']}")
        held = ", ".join(f"{one['vintage']} ({one['bytes']:,} bytes)" for one in row["vintages"])
        typer.echo(f"    {'held: ' + held if held else 'not fetched; see ' + row['page']}")


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """Tell what happens: as a table that changes on a terminal, else as a line for each report."""
    if quiet:
        yield lambda *_: None
    elif sys.stderr.isatty():
        from liberterra_analysis.progress import live_table

        with live_table() as tell:
            yield tell
    else:
        yield (
            lambda report, what: None if what.startswith(("cell", "starts", "renders", "waits")) else _say(report, what)
        )


def _say(report: str, what: str) -> None:
    typer.echo(f"{report}: {what}" if report else what, err=True)


intake.register(app)


def main() -> None:
    """Run the command; an error of ours is one message and an exit code, never a traceback."""
    try:
        app(prog_name="liberterra")
    except LiberterraError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code != STOPPED:
            raise
        typer.echo("error: stopped; what was published stands.", err=True)
        sys.exit(STOPPED)
