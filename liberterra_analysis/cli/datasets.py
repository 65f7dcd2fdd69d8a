"""Commands of public data sets: fetch, datasets."""

from pathlib import Path
from typing import Annotated, Any

import typer

from liberterra_analysis.cli.console import warn
from liberterra_analysis.cli.options import Quiet, Root, open_workspace
from liberterra_analysis.cli.progress import show_progress
from liberterra_analysis.errors import DataError
from liberterra_analysis.report.event import Event

app = typer.Typer()


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
    with show_progress(quiet=quiet) as progress:
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
def list_datasets(root: Root = None) -> None:
    """List the public data sets, what one may do with them, and the vintages held."""
    from liberterra_analysis import datasets

    rows = datasets.list_datasets(workspace=open_workspace(root))
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
