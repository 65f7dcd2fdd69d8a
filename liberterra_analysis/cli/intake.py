"""The commands that bring an announcement into the ledger: extract, add, source add, operation add."""

from __future__ import annotations

import math
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liberterra_analysis.cli.console import warn
from liberterra_analysis.cli.options import Root, Wait, open_workspace
from liberterra_analysis.errors import LiberterraError, UsageError, require_known
from liberterra_analysis.files import write_whole

if TYPE_CHECKING:
    from liberterra_analysis.schema.metrics import Metric


app = typer.Typer()
source_app = typer.Typer(help="Register sources and their texts.", no_args_is_help=True, rich_markup_mode=None)
operation_app = typer.Typer(help="Register operations.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(source_app, name="source")
app.add_typer(operation_app, name="operation")


@app.command()
def extract(
    file: Annotated[
        Path, typer.Argument(metavar="FILE|-", help="Text, Markdown, HTML, mail or PDF; - reads what is piped in.")
    ],
    form: Annotated[str, typer.Option("--format", metavar="table|csv|json", help="How to print candidates.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="SHEET|-", help="Write a review sheet; - prints it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the sheet of -o, whatever was marked in it.")] = False,
    language: Annotated[
        str,
        typer.Option("--language", metavar="CODE", help="en; or es, fr, pt, de, it, nl: number and hedge alone."),
    ] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="Read the text though it is not English.")] = False,
) -> None:
    """Find the figures of an announcement, each with its hedge and why it was read so."""
    from liberterra_analysis.extract import find_figures, sheet
    from liberterra_analysis.extract.candidates import MAX_FIGURES

    require_known("--format", form, FORMATS)
    is_printed = str(output) == "-"
    if output is not None and not is_printed:
        _check_free(output, file, force=force)
    text, metrics = _read(file), _metrics()
    with _telling_warnings():
        name = "standard input" if str(file) == "-" else str(file)
        found = find_figures(text, metrics, language=language, anyway=anyway, name=name)
    if len(found) >= MAX_FIGURES:
        warn(f"warning: reading stopped after {len(found)} numbers, at character {found[-1].end}")
    if output is None and form == "table":
        typer.echo(sheet.to_lines(found, text, metrics) or "No figure was found.")
    elif output is None and form == "json":
        typer.echo(sheet.to_json(found).encode())
    elif output is None or is_printed:
        typer.echo(sheet.to_sheet(found, text, metrics).encode(), nl=False)
    else:
        write_whole(output, sheet.to_sheet(found, text, metrics).encode("utf-8-sig"))  # as Excel wants it
        marked = [row["add"] for row in sheet.to_rows(found, text, metrics)]
        left = marked.count("")
        told = f"; of {left} more, the column 'doubt' says why they are not" if left else ""
        typer.echo(f"Wrote {output}: {len(found)} candidates, {marked.count('yes')} of them marked to be added{told}.")


FORMATS = ("table", "csv", "json")


def _read(file: Path) -> str:
    from liberterra_analysis.extract import read_stream, read_text_of

    with _telling_warnings():
        return read_stream(sys.stdin.buffer, "standard input") if str(file) == "-" else read_text_of(file)


@contextmanager
def _telling_warnings() -> Iterator[None]:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in told:
        warn(f"warning: {warning.message}")


def _metrics() -> Mapping[str, Metric]:
    """Return the metrics of the ledger; outside a workspace, the metrics of the package."""
    from liberterra_analysis.ledger import load_metrics
    from liberterra_analysis.schema.metrics import metrics_of, packaged_metrics

    try:
        return metrics_of(load_metrics())
    except LiberterraError:
        return packaged_metrics()


def _check_free(output: Path, file: Path, *, force: bool) -> None:
    """Refuse to overwrite the text itself, by whatever name, anything but a file, or a sheet without --force."""
    if not os.path.lexists(output):
        return
    with suppress(OSError, ValueError):  # there is no such input, as reading it will say
        given = os.fstat(sys.stdin.fileno()) if str(file) == "-" else file.stat()
        if os.path.samestat(output.stat(), given):
            raise UsageError(f"{output} is the text that is read; name another file for the sheet.")
    if not output.is_file():
        raise UsageError(f"{output} is there already and is no file; name another, or '-o -' for standard output.")
    if not force:
        raise UsageError(f"{output} is there already, and may hold a review; name another file, or add --force.")


Publisher = Annotated[str, typer.Option("--publisher", help="Who published it.")]
Rank = Annotated[str, typer.Option("--rank", help="primary, copy, wire, secondary or retelling.")]
Title = Annotated[str, typer.Option("--title", help="Its title, as printed.")]
Url = Annotated[str, typer.Option("--url", help="Where it was read.")]
Published = Annotated[str, typer.Option("--published", metavar="DATE", help="When it was published.")]
Accessed = Annotated[str, typer.Option("--accessed", metavar="DATE", help="When it was read.")]
Language = Annotated[str, typer.Option("--language", metavar="CODE", help="Language of the text; found if omitted.")]
HowRead = Annotated[str, typer.Option("--read", help="How far it was read: whole, part or totals.")]
OperationName = Annotated[str, typer.Option("--name", help="Name of the operation, as published.")]
Series = Annotated[str, typer.Option("--series", help="The series it belongs to, by name.")]
Starts = Annotated[str, typer.Option("--starts", metavar="DATE", help="First day of the operation.")]
Ends = Annotated[str, typer.Option("--ends", metavar="DATE", help="Last day of the operation.")]


@app.command()
def add(
    review: Annotated[Path, typer.Argument(metavar="SHEET", help="A review sheet, as 'extract -o' writes it.")],
    source: Annotated[str, typer.Option("--source", "-s", metavar="ID", help="Source of rows that name none.")] = "",
    operation: Annotated[str, typer.Option("--operation", metavar="ID", help="Operation of rows that name none.")] = "",
    file: Annotated[
        Path | None, typer.Option("--text", metavar="FILE", help="The text of a source that is new, to hold it.")
    ] = None,
    publisher: Publisher = "",
    rank: Rank = "",
    read: HowRead = "",
    title: Title = "",
    url: Url = "",
    published: Published = "",
    accessed: Accessed = "",
    language: Language = "",
    name: OperationName = "",
    series: Series = "",
    starts: Starts = "",
    ends: Ends = "",
    root: Root = None,
    wait: Wait = math.inf,
) -> None:
    """Add the rows of a review sheet that are marked 'yes' to the ledger: all of them, or none.

    A source or an operation that the ledger lacks is added with them, if the options describe it.
    """
    from liberterra_analysis.ledger.append import add_review
    from liberterra_analysis.ledger.transaction import open_ledger

    text = None if file is None else _read(file)
    cells = {"source_id": source, "publisher": publisher, "rank": rank, "read": read, "title": title, "url": url}
    cells |= {"published": published, "accessed": accessed, "language": _language_of(language, text)}
    home = {"operation_id": operation, "name": name, "series": series, "starts": starts, "ends": ends}
    home |= {"dates_source_id": source if starts or ends else ""}
    with open_ledger(open_workspace(root), wait, warn) as ledger:
        added = add_review(ledger, review, cells, home, text)
    for warning in added.warnings:
        warn(f"warning: {warning}")
    known = f"; {added.known} were in the ledger already" if added.known else ""
    known += f", and {added.routed} of them got a route" if added.routed else ""
    if not (added.claims or added.known):
        typer.echo("No row is marked 'yes': nothing was added, and no source or operation registered.")
        return
    typer.echo("\n".join([f"Added {len(added.claims)} claims{known}.", *(f"    {key}" for key in added.claims)]))


@source_app.command("add")
def add_source(
    key: Annotated[str, typer.Option("--id", metavar="ID", help="Short name of the source.")],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE|-", help="Its text: plain, Markdown, HTML, mail or PDF; none is held if omitted."),
    ] = None,
    publisher: Publisher = "",
    rank: Rank = "",
    title: Title = "",
    url: Url = "",
    published: Published = "",
    accessed: Accessed = "",
    first_seen: Annotated[str, typer.Option("--first-seen", metavar="DATE", help="When it was first found.")] = "",
    last_seen: Annotated[str, typer.Option("--last-seen", metavar="DATE", help="When it was last found.")] = "",
    language: Language = "",
    read: HowRead = "",
    release_status: Annotated[
        str, typer.Option("--release-status", help="How final it calls its figures, such as preliminary.")
    ] = "",
    note: Annotated[str, typer.Option("--note", help="What a reader of the source should know.")] = "",
    root: Root = None,
    wait: Wait = math.inf,
) -> None:
    """Register a source, and hold its text, if there is one, in data/texts/, which is not committed."""
    from liberterra_analysis.ledger.append import add_record
    from liberterra_analysis.ledger.transaction import open_ledger

    text = None if file is None else _read(file)
    cells = {"source_id": key, "publisher": publisher, "title": title, "url": url, "published": published}
    cells |= {"accessed": accessed, "first_seen": first_seen, "last_seen": last_seen}
    cells |= {"language": _language_of(language, text) or "en"}
    cells |= {"rank": rank, "read": read, "release_status": release_status, "note": note}
    with open_ledger(open_workspace(root), wait, warn) as ledger:
        done = add_record(ledger, "sources", cells, text)
    typer.echo(f"{key}: {done}{'' if text is None else '; its text is held'}.")


@operation_app.command("add")
def add_operation(
    key: Annotated[str, typer.Option("--id", metavar="ID", help="Short name of the operation.")],
    name: OperationName = "",
    series: Series = "",
    starts: Starts = "",
    ends: Ends = "",
    dates: Annotated[str, typer.Option("--dates-source", metavar="ID", help="The source of the dates.")] = "",
    led_by: Annotated[str, typer.Option("--led-by", help="Organisations that led it, separated by '; '.")] = "",
    regions: Annotated[str, typer.Option("--regions", help="Where it took place, separated by '; '.")] = "",
    note: Annotated[str, typer.Option("--note", help="What a reader of the figures should know.")] = "",
    root: Root = None,
    wait: Wait = math.inf,
) -> None:
    """Register an operation, to which claims can then be added."""
    from liberterra_analysis.ledger.append import add_record
    from liberterra_analysis.ledger.transaction import open_ledger

    cells = {"operation_id": key, "name": name, "series": series, "starts": starts, "ends": ends, "note": note}
    cells |= {"lead_organisations": led_by, "regions": regions, "dates_source_id": dates}
    with open_ledger(open_workspace(root), wait, warn) as ledger:
        done = add_record(ledger, "operations", cells)
    typer.echo(f"{key}: {done}.")


def _language_of(language: str, text: str | None) -> str:
    """Return the language named by the caller, else the detected language of the text where its code is known."""
    if language or text is None:
        return language
    from liberterra_analysis.extract import language_of

    found = language_of(text)
    return found if found.islower() else ""
