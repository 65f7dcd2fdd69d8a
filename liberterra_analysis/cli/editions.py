"""Commands of published editions: publish, editions, rollback, diff, where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liberterra_analysis.cli.console import warn
from liberterra_analysis.cli.options import Claim, Name, Quiet, Root, Wait, open_workspace
from liberterra_analysis.errors import CatalogueError, ReportError, UsageError, require_known
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from liberterra_analysis.report.publish.store import Store
    from liberterra_analysis.report.publish.timetable import Publishing

app = typer.Typer()

MOST_LINES, WIDEST = 5, 120
"""Most lines of a table that `diff` prints as gone or new, and their most characters."""

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
        for name in sorted({one.partition("/")[0] for one in sent.after.editions} - {*_open_store(root).reports()}):
            typer.echo(f"{name}: at the target, but not here; delete its folder there to withdraw it.")


def _find_target(workspace: Workspace, to: str) -> Publishing:
    from pydantic import ValidationError

    from liberterra_analysis.report.publish.catalogue import read_catalogue_file
    from liberterra_analysis.report.publish.timetable import Publishing

    if to and "://" not in to and not to.startswith("~"):
        to = str(Path(to).absolute())  # that of the catalogue is relative to the workspace
    given = read_catalogue_file(workspace).publish.model_dump() | ({"to": to} if to else {})
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
) -> None:
    """List the editions of a report, oldest first; an asterisk marks the edition shown."""
    workspace = open_workspace(root)
    if not name and not verify:
        raise UsageError("editions needs the name of a report, or --verify.")
    store = _open_store(root, name)
    names = [name] if name else store.reports()
    listed = [(one, edition, found.shown) for one in names for found in [store.editions(one)] for edition in found.kept]
    for one, edition, shown in listed:
        mark = "*" if edition == shown else " "
        typer.echo(f"{'' if name else f'{one}: '}{mark} {edition}{_describe(store, one, edition)}")
    damaged = {(one, edition): store.verify(one, edition) for one, edition, _ in listed if verify}
    faults = [f"edition {edition} of {one!r}: {fault}." for (one, edition), found in damaged.items() for fault in found]
    if verify and (target := _find_target(workspace, to).to):
        from liberterra_analysis.report.publish.target import verify_target

        lost = [f"{target}: {fault}." for fault in verify_target(workspace, target, name)]
        faults += [*lost, "'liberterra publish --force' sends all of it."] if lost else []
    if faults:
        raise ReportError("\n".join(faults))
    if not listed:
        typer.echo("No edition is published here.")
    elif verify:
        typer.echo("All files are as they were published.")


def _describe(store: Store, name: str, edition: str) -> str:
    try:
        manifest = store.read(name, edition)
    except ReportError as error:
        return f": {error}"
    holds = _count_figures(manifest.key_figures)
    if manifest.previous and (manifest.key_figures or manifest.moved):
        holds = f"{_count_figures(manifest.moved)} moved since {manifest.previous}"
    return f"{f', data of {manifest.date}' if manifest.date else ''}: {holds}"


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
    from liberterra_analysis.report.publish.catalogue import read_catalogue_file
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
            site = read_catalogue_file(open_workspace(root)).site
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
) -> None:
    """Print which key figures moved between two editions of a report, and which lines of its tables."""
    store = _open_store(root, name)
    then, now, moved = store.diff(name, old, new)
    before, after = (store.read(name, edition) for edition in (then, now))
    files = {one[0] for one in before.outputs.items() ^ after.outputs.items() if one[0].startswith("tables/")}
    has_figures = before.key_figures or after.key_figures
    said = f"{_count_figures(moved)} moved" if has_figures else "no key figures to compare"
    typer.echo(f"{name}: from edition {then} to {now}, {said}.")
    for one in moved:
        typer.echo(f"    {one.label}: {one.was or 'not given'} -> {one.now or 'not given'} ({one.kind})")
    for file in sorted(files):
        typer.echo(f"    {file} differs")
        was, is_now = (_read_lines(store.folder(name, edition) / file) for edition in (then, now))
        for sign, lines in (("-", sorted(was - is_now)), ("+", sorted(is_now - was))):
            for line in lines[:MOST_LINES]:
                typer.echo(f"        {sign} {line:.{WIDEST}}")
            if len(lines) > MOST_LINES:
                typer.echo(f"        {sign} … ({len(lines)} lines in all)")


def _read_lines(path: Path) -> set[str]:
    return set(path.read_text("utf-8-sig").splitlines()) if path.is_file() else set()


def _open_store(root: Path | None, name: str = "") -> Store:
    """Return the published reports; raise `UsageError` for a report without editions that is not in the catalogue."""
    from liberterra_analysis.report.publish.catalogue import read_catalogue
    from liberterra_analysis.report.publish.store import Store

    workspace = open_workspace(root)
    store = Store(workspace)
    if name and not store.editions(name).kept:
        read_catalogue(workspace).select([name])
    return store


@app.command()
def where(claim: Claim, root: Root = None) -> None:
    """List the published reports that rest on a claim, by the edition shown, and open reports that may."""
    from liberterra_analysis.ledger import load_claims
    from liberterra_analysis.report.execute.fingerprint import SLICE, WORKSPACE
    from liberterra_analysis.slices import is_in_slice

    workspace = open_workspace(root)
    claims = load_claims(workspace=workspace)["claim_id"].tolist()
    at = claims.index(claim) if claim in claims else -1

    def is_used(name: str) -> bool:
        _, is_slice, of = name.partition(SLICE)
        return is_in_slice(workspace.data, of, "claims", at) if is_slice else name in {WORKSPACE, "data/claims.csv"}

    used = [*_find_uses(_open_store(root), claim, is_used)]
    named = sum(is_named for _, is_named in used)
    if not named:
        require_known("claim", claim, claims)
    for use, _ in used:
        typer.echo(use)
    more = f"; {len(used) - named} that read the ledger without naming claims may" if len(used) > named else ""
    typer.echo(f"{named} published report{' rests' if named == 1 else 's rest'} on {claim!r}{more}.")


def _find_uses(store: Store, claim: str, is_used: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """Yield each report that uses a claim, and whether it names it; an open one that depends on what holds it may."""
    cell = re.compile(rb"(?<![\w-])" + re.escape(claim.encode()) + rb"(?![\w-])")
    for name in store.reports():
        if (edition := store.current(name)) and (manifest := store.find(name, edition)):
            tables = (store.folder(name, edition) / path for path in manifest.outputs if path.startswith("tables/"))
            key = any(one.target == f"#claim-{claim}" for one in manifest.key_figures)
            named = key or any(path.is_file() and cell.search(path.read_bytes()) for path in tables)
            if named or (manifest.inputs.evidence == "open" and any(map(is_used, manifest.inputs.data))):
                how = ", as a key figure" if key else "" if named else ", perhaps: it names no claims"
                yield f"{name}: edition {edition}{how}", named
