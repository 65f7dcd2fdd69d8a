"""The command `liberterra`: parse arguments, call one function, map errors to exit codes."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liberterra_analysis import __version__, intake, workbench
from liberterra_analysis.console import check_output, explain, open_streams, warn
from liberterra_analysis.errors import (
    EXIT_CODES,
    CatalogueError,
    DataError,
    ReportError,
    UsageError,
    WorkspaceError,
)
from liberterra_analysis.files import save_text
from liberterra_analysis.options import (
    AsJson,
    Given,
    GivenFile,
    Name,
    Names,
    Quiet,
    Root,
    Wait,
    open_workspace,
    print_json,
    read_given,
)
from liberterra_analysis.progress import show_progress
from liberterra_analysis.report.event import Event
from liberterra_analysis.report.execute import LIMIT
from liberterra_analysis.schedule import commands
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from liberterra_analysis.report.publish.plan import Plan
    from liberterra_analysis.report.publish.store import Edition, Store
    from liberterra_analysis.report.publish.timetable import Publishing

app = typer.Typer(
    name="liberterra",
    help="Build reports from notebooks and a ledger of cited figures.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=f"Exit codes: {'; '.join(f'{code} {meaning}' for code, meaning in EXIT_CODES.items())}.",
)

STOPPED = 130
"""Exit code after Ctrl-C, as a shell gives it; Typer turns the interrupt into it without a word."""


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"liberterra_analysis {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    pass


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
    with show_progress(quiet or as_json) as progress, _ledger_first(workspace):
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
    with Servers(workspace) as servers, show_progress(quiet) as progress:
        for name in names:
            made = make_draft(workspace, name, given, servers=servers, limit=limit, progress=progress)
            for path in sorted(made.folder.glob("report.[hp]*")):
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
    from liberterra_analysis.preview import preview as show

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
    counts = [len(planned), *(sum(map(is_so, planned)) for is_so in (_is_new, _is_outdated))]
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
    total, new, outdated = counts
    noun = "report" if total == 1 else "reports"
    typer.echo(f"{total} {noun}: {new} not built, {outdated} stale, {total - new - outdated} current.")


def _is_new(one: Plan) -> bool:
    return bool(one.reasons) and not one.edition


def _is_outdated(one: Plan) -> bool:
    return bool(one.reasons and one.edition)


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


To = Annotated[
    str, typer.Option("--to", metavar="ADDRESS", help="A folder, or an address such as s3://bucket/reports.")
]


@app.command()
def publish(
    to: To = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be sent, and send nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Send what is there already too.")] = False,
    wait: Wait = inf,
    root: Root = None,
    quiet: Quiet = False,
) -> None:
    """Send the published reports to the target of [publish] in reports/reports.toml: only what it lacks."""
    from liberterra_analysis.report.publish.target import publish_site

    workspace, tell = open_workspace(root), warn if not quiet else lambda _: None
    target = _find_target(workspace, to)
    sent = publish_site(workspace, target, force=force, dry_run=dry_run, wait=wait, tell=tell)
    counts = ((sent.editions, "edition", "sent"), (sent.pages, "page", "sent"), (sent.deleted, "edition", "deleted"))
    done = [f"{len(found)} {noun}{'s' if len(found) != 1 else ''} {verb}" for found, noun, verb in counts if found]
    if not quiet:
        typer.echo(f"{target.to}: {', '.join(done) or 'nothing to send'}{' (not done: --dry-run)' if dry_run else ''}.")


def _find_target(workspace: Workspace, to: str) -> Publishing:
    from pydantic import ValidationError

    from liberterra_analysis.report.publish.catalogue import read_tables
    from liberterra_analysis.report.publish.timetable import Publishing

    if to and "://" not in to:
        to = str(Path(to).expanduser().absolute())  # that of the catalogue is relative to the workspace
    given = read_tables(workspace).publish.model_dump() | ({"to": to} if to else {})
    try:
        return Publishing.model_validate(given)
    except ValidationError as error:
        raise UsageError(f"--to: {error.errors()[0]['msg']}.") from None


@app.command()
def editions(
    name: Annotated[
        str, typer.Argument(metavar="[REPORT]", help="A report; with --verify, all if omitted.", show_default=False)
    ] = "",
    verify: Annotated[bool, typer.Option("--verify", help="Compare each file with its hash in the manifest.")] = False,
    to: To = "",
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """List the editions of a report, oldest first; an asterisk marks the edition shown."""
    from liberterra_analysis.report.publish.store import Store

    workspace = open_workspace(root)
    if not name and not verify:
        raise UsageError("editions needs the name of a report, or --verify.")
    store = _open_store(root, name) if name else Store(workspace)
    names = [name] if name else store.reports()
    rows = {one: store.list_editions(one) for one in names}
    damaged = {(one, row.edition): store.verify(one, row.edition) for one in names for row in rows[one] if verify}
    if as_json:
        print_json([_to_listed(one, row, damaged.get((one, row.edition))) for one in names for row in rows[one]])
    else:
        for one in names:
            for row in rows[one]:
                typer.echo(f"{'' if name else f'{one}: '}{'*' if row.shown else ' '} {row.edition}{_describe(row)}")
    faults = [f"edition {edition} of {one!r}: {fault}." for (one, edition), found in damaged.items() for fault in found]
    if verify and (target := _find_target(workspace, to).to):
        from liberterra_analysis.report.publish.target import verify_target

        faults += [f"{target}: {fault}." for fault in verify_target(workspace, target, name)]
    if faults:
        raise ReportError("\n".join(faults))


def _to_listed(report: str, row: Edition, damage: list[str] | None) -> dict[str, Any]:
    listed = {"report": report, "edition": row.edition, "shown": row.shown}
    listed |= {"date": row.manifest.date if row.manifest else None}
    listed |= {"files": [*row.manifest.outputs] if row.manifest else []}
    return listed | ({} if damage is None else {"damage": damage})


def _describe(row: Edition) -> str:
    if row.manifest is None:
        return f": {row.problem}"
    holds = _count_figures(row.manifest.key_figures)
    if row.manifest.previous:
        holds = f"{_count_figures(row.manifest.moved)} moved since {row.manifest.previous}"
    return f"{f', data of {row.manifest.date}' if row.manifest.date else ''}: {holds}"


def _count_figures(figures: Sequence[object]) -> str:
    return f"{len(figures) or 'no'} key figure{'s' if len(figures) != 1 else ''}"


@app.command()
def rollback(
    name: Name,
    edition: Annotated[str, typer.Argument(metavar="EDITION", help="The one before, if omitted.")] = "",
    release: Annotated[bool, typer.Option("--release", help="Show the newest again, and what is built next.")] = False,
    wait: Wait = inf,
    root: Root = None,
) -> None:
    """Show an earlier edition of a report again, and go on showing it until --release; nothing is deleted."""
    from liberterra_analysis.report.publish.catalogue import read_tables
    from liberterra_analysis.report.publish.site import write_site

    if edition and release:
        raise UsageError("--release shows the newest edition; leave out EDITION.")
    store = _open_store(root, name)
    # What is meant is what is before the edition shown now, not before what a running build may yet publish.
    before = store.editions(name)
    edition = edition or (before.newest if release else store.find_before(name))
    what = f"{name}: rollback from edition {before.shown} to {edition}"
    with store.locked(wait=wait, tell=lambda text: warn(f"{what} {text}")):
        found = store.editions(name)
        shown = store.rollback(name, found.newest if release else edition)
        try:
            site = read_tables(open_workspace(root)).site
        except CatalogueError:  # an edition goes back also while the catalogue is being mended
            site = store.read(name, shown).inputs.site
        lost = write_site(store, site)
    typer.echo(f"{name}: edition {shown} is shown" + (f", no longer {found.shown}." if shown != found.shown else "."))
    if shown != found.newest:
        typer.echo(f"{name}: builds leave it so until 'liberterra rollback {name} --release'.")
    if lost:
        raise ReportError(f"{store.root / lost[0]} could not be written; the next build writes it.")


@app.command()
def diff(
    name: Name,
    old: Annotated[str, typer.Argument(metavar="A", help="The edition before, if omitted.")] = "",
    new: Annotated[str, typer.Argument(metavar="B", help="The edition shown, if omitted.")] = "",
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Print which key figures moved between two editions of a report."""
    then, now, moved = _open_store(root, name).diff(name, old, new)
    if as_json:
        print_json({"old": then, "new": now, "moved": [one.model_dump() for one in moved]})
        return
    typer.echo(f"{name}: from edition {then} to {now}, {_count_figures(moved)} moved.")
    for one in moved:
        typer.echo(f"    {one.label}: {one.was or 'not given'} -> {one.now or 'not given'} ({one.kind})")


def _open_store(root: Path | None, name: str) -> Store:
    """Return the published reports; raise `UsageError` for a report without editions that is not in the catalogue."""
    from liberterra_analysis.report.publish.catalogue import read_catalogue
    from liberterra_analysis.report.publish.store import Store

    workspace = open_workspace(root)
    store = Store(workspace)
    if not store.editions(name).kept:
        read_catalogue(workspace).select([name])
    return store


@app.command()
def check(root: Root = None) -> None:
    """Check ledger, catalogue, notebooks and the newest edition of each report without running anything."""
    from liberterra_analysis.ledger import check_everything
    from liberterra_analysis.report.publish.catalogue import check_notebooks, check_parameters, read_catalogue
    from liberterra_analysis.report.publish.store import Store
    from liberterra_analysis.schedule.steps import check_schedule

    workspace = open_workspace(root)
    rows = check_everything(workspace)
    catalogue = read_catalogue(workspace)
    check_parameters(workspace, catalogue)
    check_notebooks(workspace, catalogue)
    check_schedule(workspace)
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
    root: Root = None,
    quiet: Quiet = False,
) -> None:
    """Download a public data set to data/context/, which is not committed; earlier vintages stay."""
    from liberterra_analysis import datasets

    workspace = open_workspace(root)
    with show_progress(quiet) as progress:
        if file is None:
            held, new = datasets.fetch(
                name, workspace=workspace, progress=lambda of, text: progress(Event(of, "note", text))
            )
        else:
            held, new = datasets.add_file(name, file, vintage=vintage, workspace=workspace)
    if not quiet:
        typer.echo(f"{name}: vintage {held.vintage} {'stored' if new else 'is held already'} ({held.bytes:,} bytes).")
    if revised:
        changed = datasets.compare_vintages(name, workspace=workspace)
        typer.echo(f"{name}: {len(changed):,} counts differ between the two latest vintages.")
        if len(changed):
            typer.echo(changed.to_string(index=False, max_rows=20))


@app.command("datasets")
def list_datasets(root: Root = None, as_json: AsJson = False) -> None:
    """List the public data sets, what one may do with them, and the vintages held."""
    from liberterra_analysis import datasets

    rows = datasets.list_datasets(workspace=open_workspace(root))
    if as_json:
        print_json(rows)
    else:
        typer.echo("\n".join(map(_dataset, rows)))
    problems = [problem for row in rows for problem in row["problems"]]
    if problems:
        warn("error: " + "\n".join(problems))
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


intake.register(app)
workbench.register(app)
commands.register(app)


def main() -> None:
    """Run the command; an error is one message and an exit code, never a traceback."""
    open_streams()
    try:
        app(prog_name="liberterra")
    except SystemExit as end:
        code = end.code
        if code == STOPPED:
            warn("error: stopped; what was published stands.")
    except Exception as error:  # noqa: BLE001 (whoever calls the command can do nothing with a traceback)
        code = _fail(error)
    try:
        check_output()
    except WorkspaceError as error:
        code = code or _fail(error)
    sys.exit(code)


def _fail(error: Exception) -> int:
    message, code = explain(error)
    warn(f"error: {message}")
    return code
