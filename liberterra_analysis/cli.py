"""The command `liberterra`: parse arguments, call one function, map errors to exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liberterra_analysis import intake
from liberterra_analysis.console import check_output, explain, open_streams
from liberterra_analysis.errors import (
    EXIT_CODES,
    CatalogueError,
    DataError,
    ReportError,
    UsageError,
    WorkspaceError,
)
from liberterra_analysis.files import save_text
from liberterra_analysis.options import AsJson, Root, Wait, open_workspace, print_json
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from liberterra_analysis.report.publish.build import Built
    from liberterra_analysis.report.publish.store import Edition, Store

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
    wait: Wait = inf,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build the reports that are stale and publish them under reports/published/."""
    from liberterra_analysis.report.publish.build import Options
    from liberterra_analysis.report.publish.build import build as build_reports

    place = open_workspace(workspace)
    options = Options(force=force, workers=workers, scheduler=scheduler, ship=ship, limit=limit, wait=wait)
    with progress(quiet or as_json) as tell, _ledger_first(place):
        built = build_reports(place, names, options=options, progress=tell, check=lambda: _check_ledger(place))
    if as_json:
        print_json([_state(one) for one in built])
    elif not quiet:
        typer.echo("\n".join(_published(one) for one in built if not one.error))
        for one in built:
            if one.note:
                typer.echo(f"{one.report}: {one.note}", err=True)
    failed = [one for one in built if one.error]
    for one in failed:
        typer.echo(f"error: report {one.report!r} was not built: {_say_error(one)}", err=True)
    if failed:
        raise typer.Exit(max(one.exit_code for one in failed) if _stopped(failed) else ReportError.exit_code)


def _check_ledger(place: Workspace) -> None:
    """Check the ledger once, before any notebook runs into what is wrong with it."""
    from liberterra_analysis.ledger import check_everything  # loads pandas, which a build without work does not need

    check_everything(place)


@contextmanager
def _ledger_first(place: Workspace) -> Iterator[None]:
    """Report what is wrong with the ledger first where the catalogue cannot be used: it may be the cause."""
    try:
        yield
    except (CatalogueError, DataError):
        _check_ledger(place)
        raise


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


def _say_error(one: Built) -> str:
    more = [f"edition {one.edition} is still published"] if one.edition else []
    more += [f"more in {one.log}"] if one.log else []
    return "; ".join([one.error.removesuffix("."), *more]) if more else one.error


@app.command("list")
def list_reports(names: Names = None, workspace: Root = None, as_json: AsJson = False) -> None:
    """List the reports of the catalogue, the edition published of each, and what is stale, and why."""
    from liberterra_analysis.report.publish.build import plan
    from liberterra_analysis.report.publish.catalogue import read_catalogue

    place = open_workspace(workspace)
    with _ledger_first(place):
        planned = plan(place, names)
    rows: list[dict[str, Any]] = [
        {
            "report": one.name,
            "title": one.entry.title,
            "notebook": one.entry.notebook,
            "parameters": one.inputs.model_dump(mode="json")["parameters"] if as_json else one.entry.parameters,
            "formats": list(one.entry.formats),
            "edition": one.edition or None,
            "stale": list(one.reasons),
        }
        | ({"untracked": list(one.untracked)} if one.untracked else {})
        | ({"note": one.note} if one.note else {})
        for one in planned
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        given = ", ".join(f"{name}={value!r}" for name, value in row["parameters"].items())
        typer.echo(f"{row['report']}: {row['title']} ({row['notebook']}: {given})")
        edition = f"edition {row['edition']}" if row["edition"] else "no edition"
        typer.echo(f"    {edition}; {_freshness(row)}")
        if "note" in row:
            typer.echo(f"    {row['note']}")
    for name, needs in ({} if names else read_catalogue(place).waiting).items():
        typer.echo(f"{name}: not in the catalogue until there is {needs}")


def _freshness(row: dict[str, Any]) -> str:
    state = "stale: " + "; ".join(row["stale"]) if row["stale"] else "current"
    untracked = "; ".join(row.get("untracked", ()))
    return state + (f", untracked: {untracked}; watched: the whole workspace" if untracked else "")


@app.command()
def editions(
    name: Name,
    verify: Annotated[bool, typer.Option("--verify", help="Compare each file with its hash in the manifest.")] = False,
    workspace: Root = None,
    as_json: AsJson = False,
) -> None:
    """List the editions of a report, oldest first; an asterisk marks the one that is shown."""
    store = _store(workspace, name)
    rows = store.list_editions(name)
    faults = {row.edition: store.verify(name, row.edition) for row in rows} if verify else {}
    if as_json:
        listed = [
            {"edition": row.edition, "shown": row.shown, "date": row.manifest.date if row.manifest else None}
            | ({"damage": faults[row.edition]} if verify else {})
            for row in rows
        ]
        print_json(listed)
    else:
        for row in rows:
            typer.echo(f"{'*' if row.shown else ' '} {row.edition}{_describe(row)}")
    damaged = [f"edition {edition} of {name!r}: {fault}." for edition, found in faults.items() for fault in found]
    if damaged:
        raise ReportError("\n".join(damaged))


def _describe(row: Edition) -> str:
    if row.manifest is None:
        return f": {row.problem}"
    moved = f"{_key_figures(len(row.manifest.moved))} moved since {row.manifest.previous}"
    says = moved if row.manifest.previous else _key_figures(len(row.manifest.key_figures))
    return f"{f', data of {row.manifest.date}' if row.manifest.date else ''}: {says}"


@app.command()
def rollback(
    name: Name,
    edition: Annotated[str, typer.Argument(metavar="[EDITION]", help="The one before, if omitted.")] = "",
    release: Annotated[bool, typer.Option("--release", help="Show the newest again, and what is built next.")] = False,
    wait: Wait = inf,
    workspace: Root = None,
) -> None:
    """Show an earlier edition of a report again, and go on showing it until --release; nothing is deleted."""
    from liberterra_analysis.report.publish.site import write_site

    if edition and release:
        raise UsageError("--release shows the newest edition; leave out EDITION.")
    store = _store(workspace, name)
    # What is meant is what is before the edition shown now, not before what a running build may yet publish.
    before = store.editions(name)
    edition = edition or (before.newest if release else store.find_before(name))
    with store.locked(
        wait=wait, tell=lambda what: _say(name, f"rollback from edition {before.shown} to {edition} {what}")
    ):
        found = store.editions(name)
        shown = store.rollback(name, found.newest if release else edition)
        lost = write_site(store)
    typer.echo(f"{name}: edition {shown} is shown" + (f", no longer {found.shown}." if shown != found.shown else "."))
    if shown != found.newest:
        typer.echo(f"{name}: builds leave it so until 'liberterra rollback {name} --release'.")
    if lost:
        raise ReportError(f"{store.root / lost[0]} could not be written; the next build writes it.")


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
        print_json({"old": then, "new": now, "moved": [one.model_dump() for one in moved]})
        return
    typer.echo(f"{name}: from edition {then} to {now}, {_key_figures(len(moved))} moved.")
    for one in moved:
        typer.echo(f"    {one.label}: {one.was or 'not given'} -> {one.now or 'not given'} ({one.kind})")


def _key_figures(number: int) -> str:
    return f"{number or 'no'} key figure{'s' if number != 1 else ''}"


def _store(workspace: Path | None, name: str) -> Store:
    from liberterra_analysis.report.publish.catalogue import read_catalogue
    from liberterra_analysis.report.publish.store import Store

    place = open_workspace(workspace)
    store = Store(place)
    if not store.history(name):
        read_catalogue(place).select([name])  # an unknown name is said to be one
    return store


@app.command()
def check(workspace: Root = None) -> None:
    """Check ledger, catalogue, notebooks and the newest edition of each report without running anything."""
    from liberterra_analysis.ledger import check_everything
    from liberterra_analysis.report.publish.catalogue import check_parameters, read_catalogue

    place = open_workspace(workspace)
    rows = check_everything(place)
    catalogue = read_catalogue(place)
    check_parameters(place, catalogue)
    _check_published(place)
    counts = ", ".join(f"{number} {name}" for name, number in rows.items())
    typer.echo(f"The ledger holds {counts}; the catalogue {len(catalogue.reports)} reports. Nothing is wrong.")


def _check_published(place: Workspace) -> None:
    """Compare published files with their hashes, for which a build has no time."""
    from liberterra_analysis.report.publish.store import Store

    store = Store(place)
    damaged = [line for name in (store.reports() if store.root.is_dir() else ()) for line in _damage(store, name)]
    if damaged:
        raise ReportError("\n".join(damaged))


def _damage(store: Store, name: str) -> list[str]:
    try:
        newest = store.editions(name).newest
    except ReportError as error:
        return [str(error)]
    mend = f"'liberterra build --force {name}' makes it again."
    return [
        f"edition {newest} of {name!r}: {fault}; {mend}" for fault in (store.verify(name, newest) if newest else ())
    ]


@app.command()
def data(workspace: Root = None) -> None:
    """Write data/datapackage.json and data/terms.csv, which describe the ledger, from the schemas."""
    place = open_workspace(workspace)
    from liberterra_analysis.ledger.check import describe

    for name, text in describe().items():
        path = place.data / name
        save_text(path, text)
        typer.echo(f"Wrote {path}")


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
    from liberterra_analysis import datasets

    place = open_workspace(workspace)
    with progress(quiet) as tell:
        if file is None:
            held, new = datasets.fetch(name, workspace=place, progress=tell)
        else:
            held, new = datasets.add_file(name, file, vintage=vintage, workspace=place)
    if not quiet:
        typer.echo(f"{name}: vintage {held.vintage} {'stored' if new else 'is held already'} ({held.bytes:,} bytes).")
    if revised:
        changed = datasets.compare_vintages(name, workspace=place)
        typer.echo(f"{name}: {len(changed):,} counts differ between the two latest vintages.")
        if len(changed):
            typer.echo(changed.to_string(index=False, max_rows=20))


@app.command("datasets")
def list_datasets(workspace: Root = None, as_json: AsJson = False) -> None:
    """List the public data sets, what one may do with them, and the vintages held."""
    from liberterra_analysis import datasets

    rows = datasets.list_datasets(workspace=open_workspace(workspace))
    if as_json:
        print_json(rows)
    else:
        typer.echo("\n".join(map(_dataset, rows)))
    problems = [problem for row in rows for problem in row["problems"]]
    if problems:
        typer.echo("error: " + "\n".join(problems), err=True)
        raise typer.Exit(DataError.exit_code)


def _dataset(row: dict[str, Any]) -> str:
    held = ", ".join(f"{one['vintage']} ({one['bytes']:,} bytes)" for one in row["vintages"])
    unreadable = f"{len(row['problems'])} that cannot be read" if row["problems"] else ""
    held = ", ".join(filter(None, (held, unreadable)))
    return (
        f"{row['dataset']}: {row['title']} ({row['publisher']}); counts {row['unit']}\n"
        f"    {row['licence']}: {row['may']}\n"
        f"    {'held: ' + held if held else 'not fetched; see ' + row['page']}"
    )


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """Yield a function that reports progress: as a live table on a terminal, else as a line for each report."""
    if quiet:  # what concerns no single report is about what keeps the build from its end
        yield lambda report, what: None if report else _say(report, what)
    elif sys.stderr.isatty():
        from liberterra_analysis.progress import live_table

        with live_table() as tell:
            yield tell
    else:
        steps = ("cell", "starts", "renders", "waits")
        yield lambda report, what: None if report and what.startswith(steps) else _say(report, what)


def _say(report: str, what: str) -> None:
    typer.echo(f"{report}: {what}" if report else what, err=True)


intake.register(app)


def main() -> None:
    """Run the command; an error is one message and an exit code, never a traceback."""
    open_streams()
    try:
        app(prog_name="liberterra")
    except SystemExit as end:
        code = end.code
        if code == STOPPED:
            typer.echo("error: stopped; what was published stands.", err=True)
    except Exception as error:  # noqa: BLE001 (whoever calls the command can do nothing with a traceback)
        code = _fail(error)
    try:
        check_output()
    except WorkspaceError as error:
        code = code or _fail(error)
    sys.exit(code)


def _fail(error: Exception) -> int:
    message, code = explain(error)
    typer.echo(f"error: {message}", err=True)
    return code
