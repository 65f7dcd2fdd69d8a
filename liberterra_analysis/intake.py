"""The commands that bring an announcement into the ledger: extract, add, source add, verify."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Annotated

import typer

from liberterra_analysis.errors import DataError, UsageError, WorkspaceError, one_of
from liberterra_analysis.options import AsJson, Root, Wait, open_workspace, print_json


def _extract(
    file: Annotated[
        Path, typer.Argument(metavar="FILE|-", help="Text, Markdown, HTML or PDF; - reads what is piped in.")
    ],
    form: Annotated[str, typer.Option("--format", metavar="table|csv|json", help="How to print candidates.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="SHEET", help="Write a review sheet.")
    ] = None,
) -> None:
    """Find the figures of an announcement, each with its hedge and the rule that found it."""
    from liberterra_analysis.extract import extract, read_text_of, sheet, text_of
    from liberterra_analysis.extract.candidates import MOST_FIGURES

    if form not in FORMATS:
        raise UsageError(f"--format {one_of(form, FORMATS)}")
    text = text_of(sys.stdin.buffer.read(), "standard input") if str(file) == "-" else read_text_of(file)
    found = extract(text)
    if len(found) >= MOST_FIGURES:
        typer.echo(f"warning: reading stopped after {len(found)} numbers, at character {found[-1].end}", err=True)
    if output is not None:
        _save(output, sheet.to_sheet(found, text))
        outcomes = sum(one.kind == "outcome" for one in found)
        typer.echo(f"Wrote {output}: {len(found)} candidates, {outcomes} of them marked to be added.")
    elif form == "table":
        typer.echo(sheet.to_lines(found) or "No figure was found.")
    else:
        text = sheet.to_json(found) + "\n" if form == "json" else sheet.to_sheet(found, text)
        typer.echo(text.encode(), nl=False)


FORMATS = ("table", "csv", "json")


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror}.") from None


def _add(
    review: Annotated[Path, typer.Argument(metavar="SHEET", help="A review sheet, as 'extract -o' writes it.")],
    source: Annotated[str, typer.Option("--source", "-s", metavar="ID", help="Source of rows that name none.")] = "",
    operation: Annotated[str, typer.Option("--operation", metavar="ID", help="Operation of rows that name none.")] = "",
    workspace: Root = None,
    wait: Wait = math.inf,
) -> None:
    """Add the rows of a review sheet that are marked 'yes' to the ledger: all of them, or none."""
    from liberterra_analysis.ledger.append import add_review as append

    added = append(
        review, source=source, operation=operation, workspace=open_workspace(workspace), wait=wait, tell=_tell
    )
    for warning in added.warnings:
        typer.echo(f"warning: {warning}", err=True)
    known = f"; {added.known} were in the ledger already" if added.known else ""
    known += f", and {added.routed} of them got a route" if added.routed else ""
    typer.echo("\n".join([f"Added {len(added.claims)} claims{known}.", *(f"    {key}" for key in added.claims)]))


source_app = typer.Typer(help="Register sources and their texts.", no_args_is_help=True, rich_markup_mode=None)


@source_app.command("add")
def _add_source(
    file: Annotated[Path, typer.Argument(metavar="FILE|-", help="Its text: plain, Markdown, HTML or PDF.")],
    key: Annotated[str, typer.Option("--id", metavar="ID", help="Short name of the source.")],
    publisher: Annotated[str, typer.Option("--publisher", help="Who published it.")] = "",
    rank: Annotated[str, typer.Option("--rank", help="primary, copy, wire, secondary or machine.")] = "",
    title: Annotated[str, typer.Option("--title", help="Its title, as printed.")] = "",
    url: Annotated[str, typer.Option("--url", help="Where it was read.")] = "",
    published: Annotated[str, typer.Option("--published", metavar="DATE", help="When it was published.")] = "",
    accessed: Annotated[str, typer.Option("--accessed", metavar="DATE", help="When it was read.")] = "",
    language: Annotated[str, typer.Option("--language", help="Language of the text.")] = "en",
    note: Annotated[str, typer.Option("--note", help="What a reader of the source should know.")] = "",
    workspace: Root = None,
    wait: Wait = math.inf,
) -> None:
    """Register a source, and hold its text in data/texts/, which is not committed."""
    from liberterra_analysis.extract import read_text_of, text_of
    from liberterra_analysis.ledger import append

    text = text_of(sys.stdin.buffer.read(), "standard input") if str(file) == "-" else read_text_of(file)
    cells = {"source_id": key, "publisher": publisher, "title": title, "url": url, "published": published}
    cells |= {"accessed": accessed, "language": language, "rank": rank, "note": note}
    place = open_workspace(workspace)
    typer.echo(f"{key}: {append.add_source(cells, text, workspace=place, wait=wait, tell=_tell)}; its text is held.")


def _tell(what: str) -> None:
    typer.echo(what, err=True)


def _verify(
    texts: Annotated[
        Path | None, typer.Option("--texts", metavar="FOLDER", help="Folder of the texts; data/texts/ if omitted.")
    ] = None,
    workspace: Root = None,
    as_json: AsJson = False,
) -> None:
    """Check each claim whose text is held: the text is the same, and the passage says number and hedge."""
    from liberterra_analysis.analysis import say_verified
    from liberterra_analysis.ledger import load_claims, load_sources
    from liberterra_analysis.ledger.verify import find_disagreements, verify_claims

    place = open_workspace(workspace)
    if texts is not None and not texts.is_dir():
        raise WorkspaceError(f"There is no folder {texts}.")
    checked = verify_claims(load_claims(workspace=place), load_sources(workspace=place), texts=texts, workspace=place)
    if as_json:
        print_json(checked.to_dict("records"))
    else:
        typer.echo(" ".join(map(str, say_verified(checked))) or "There is no claim.")
    wrong = find_disagreements(checked)
    if wrong:
        raise DataError(wrong)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command `liberterra`.

    Examples
    --------
    >>> app = typer.Typer()
    >>> register(app)
    >>> len(app.registered_commands)
    3
    """
    app.command("extract")(_extract)
    app.command("add")(_add)
    app.command("verify")(_verify)
    app.add_typer(source_app, name="source")
