"""The command `liberterra`: parse, call one function, map errors to exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from liberterra_analysis.errors import DataError, LiberterraError, Problem, ReportError, WorkspaceError
from liberterra_analysis.workspace import MARKER, Workspace, find_workspace

if TYPE_CHECKING:
    from liberterra_analysis.report.build import Built

app = typer.Typer(
    name="liberterra",
    help="Build reports on police operations against trafficking in persons and migrant smuggling from a ledger of "
    "cited claims.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit codes: 0 done; 1 a report failed; 2 wrong call; 3 bad data; 4 bad catalogue or notebook; "
    "5 not a report; 6 no workspace.",
)

STOPPED = 130
"""Exit code after Ctrl-C, as a shell gives it; Typer turns the interrupt into it without a word."""

Root = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        metavar="FOLDER",
        help="Folder that holds data/, notebooks/ and reports/; found if omitted.",
    ),
]


@app.command()
def build(
    names: Annotated[list[str] | None, typer.Argument(metavar="[REPORT]...", help="Reports; all if omitted.")] = None,
    workspace: Root = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
) -> None:
    """Build reports and publish them under reports/published/."""
    from liberterra_analysis.ledger import check_ledger
    from liberterra_analysis.report.build import build as build_reports

    place = _workspace(workspace)
    check_ledger(place)  # what a notebook would stumble over is said once, before any of them runs
    with _progress(quiet) as tell:
        built = build_reports(place, names, progress=tell)
    for report in built:
        if not report.error and not quiet:
            typer.echo(_published(report))
    failed = [report for report in built if report.error]
    for report in failed:
        typer.echo(f"error: report {report.report!r} was not built: {report.error}{_stands(report)}", err=True)
    if failed:
        raise typer.Exit(ReportError.exit_code)


def _published(report: Built) -> str:
    files = sorted(report.folder.glob("report.*")) if report.folder else []
    return "\n".join(f"{report.report}: {path}" for path in files)


def _stands(report: Built) -> str:
    return f" (edition {report.edition} is still published)" if report.edition else ""


@app.command("list")
def list_reports(
    workspace: Root = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the reports of the catalogue and the edition published of each."""
    from liberterra_analysis.report.build import list_reports as listed

    rows: list[dict[str, Any]] = [
        {
            "report": row.name,
            "title": row.entry.title,
            "notebook": row.entry.notebook,
            "parameters": row.entry.parameters,
            "formats": list(row.entry.formats),
            "edition": row.edition or None,
        }
        for row in listed(_workspace(workspace))
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        given = ", ".join(f"{name}={value!r}" for name, value in row["parameters"].items())
        typer.echo(f"{row['report']}: {row['title']} ({row['notebook']}: {given})")
        typer.echo(f"    {'edition ' + str(row['edition']) if row['edition'] else 'not built yet'}")


@app.command()
def check(workspace: Root = None) -> None:
    """Check ledger, catalogue and notebooks without running anything."""
    from liberterra_analysis.ledger import check_ledger, check_wording
    from liberterra_analysis.report.catalogue import check_parameters, read_catalogue

    place = _workspace(workspace)
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
    place = _workspace(workspace)
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


def _workspace(root: Path | None) -> Workspace:
    """Take the folder that was named as it is: a search from there might build, and publish, somewhere else."""
    if root is None:
        return find_workspace()
    named = Workspace(root.resolve())
    if not (named.root / MARKER).is_file():
        raise WorkspaceError(
            f"No {MARKER.as_posix()} in {named.root}. Name the folder that holds data/, notebooks/ and reports/."
        )
    return named


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """Tell what happens: on one changing line of a terminal, or as a line for each report."""
    if quiet or not sys.stderr.isatty():
        yield (
            lambda report, what: None if quiet or what.startswith("cell") else typer.echo(f"{report} {what}", err=True)
        )
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield lambda report, what: status.update(f"{report} {what}")


def main() -> None:
    """Run the command; an error of ours is one message and an exit code, never a traceback."""
    try:
        app()
    except LiberterraError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except SystemExit as end:
        if end.code == STOPPED:
            typer.echo("error: stopped; what was published stands.", err=True)
        raise
