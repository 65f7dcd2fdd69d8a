"""Build the stale reports of the catalogue and publish each in one step, or leave what is published as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from math import inf
from pathlib import Path
from typing import Any, Literal

from liberterra_analysis.document import KeyFigure
from liberterra_analysis.errors import LiberterraError, ReportError, UsageError
from liberterra_analysis.report.execute.fingerprint import KINDS, fingerprint, fingerprint_again
from liberterra_analysis.report.execute.job import NOT_BEGUN, Job, Made, pack_data
from liberterra_analysis.report.execute.parameters import read_notebook
from liberterra_analysis.report.execute.pool import Progress, make_all
from liberterra_analysis.report.execute.run import LIMIT, Run
from liberterra_analysis.report.execute.server import Failed, Servers
from liberterra_analysis.report.execute.temporary import clear_abandoned
from liberterra_analysis.report.publish.catalogue import Entry, check_parameters, read_catalogue
from liberterra_analysis.report.publish.manifest import (
    MANIFEST,
    Inputs,
    Manifest,
    Moved,
    find_reasons,
    find_versions,
    hash_cells,
    hash_package,
)
from liberterra_analysis.report.publish.site import write_page, write_site
from liberterra_analysis.report.publish.store import Editions, Store
from liberterra_analysis.workspace import Workspace

__all__ = ["Built", "Options", "Plan", "build", "plan"]

MOST_SECONDS = 1_000_000
"""Longest time for a report; what waits for it cannot count much further."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a build.

    `force` builds current reports too; `workers` is a number or `auto`; `scheduler` is the address of a Dask scheduler;
    `ship` sends the ledger along, for workers that do not share the workspace; `limit` is the time that one report may
    take, and `wait` that for another command to finish, in seconds.
    """

    force: bool = False
    workers: str = "auto"
    scheduler: str = ""
    ship: bool = False
    limit: float = LIMIT
    wait: float = inf

    def __post_init__(self) -> None:
        """Refuse a limit that no clock can keep."""
        if not 0 < self.limit <= MOST_SECONDS:
            raise UsageError(
                f"--limit is {self.limit:g}; give the seconds that a report may take, up to {MOST_SECONDS:,}."
            )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do with one report: `reasons` say why it is stale, and are empty if it is current.

    `untracked` says why the newest edition depends on every file of the workspace, `blocked` why none can be published.
    """

    name: str
    entry: Entry
    inputs: Inputs
    editions: Editions
    reasons: tuple[str, ...]
    untracked: tuple[str, ...] = ()
    blocked: str = ""

    @property
    def edition(self) -> str:
        """Return the id of the edition shown, or ""."""
        return self.editions.shown or ""

    @property
    def note(self) -> str:
        """Return which edition stays shown instead of the newest, or ""."""
        return note_rollback(self.name, self.editions)


def note_rollback(report: str, editions: Editions) -> str:
    """Return which edition stays shown until it is released, and how to release it; "" if it is the newest."""
    if not editions.rolled_back:
        return ""
    return (
        f"edition {editions.shown} stays shown, to which the report was rolled back; "
        f"'liberterra rollback {report} --release' shows the newest, {editions.newest}"
    )


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome for one report.

    `folder` is the published edition, after an error the one that is still published, or None. `exit_code` is that of
    the error, else 0; `log` is a file with its details; `note` is set if the report is rolled back.
    """

    report: str
    state: Literal["built", "unchanged", "failed", "stopped"]
    edition: str
    folder: Path | None
    error: str = ""
    exit_code: int = 0
    log: Path | None = None
    note: str = ""


def plan(workspace: Workspace, names: Sequence[str] | None = None, *, force: bool = False) -> list[Plan]:
    """Return a plan for each report named (None: all), in the order of the catalogue; `force` makes all of them stale.

    Raises `UsageError` for an unknown report, and `CatalogueError` if the catalogue, or the parameters of a notebook or
    their values, are wrong.
    """
    catalogue = read_catalogue(workspace)
    entries = catalogue.select(names)
    check_parameters(workspace, catalogue, names)
    if not entries:
        return []
    store = Store(workspace)
    package, versions = hash_package(), find_versions()
    cells = cache(lambda notebook: hash_cells(read_notebook(workspace, notebook)))
    present = _present(workspace)
    plans = []
    for name, entry in entries.items():
        inputs = Inputs(
            report=name,
            title=entry.title,
            cells=cells(entry.notebook),
            parameters=entry.parameters,
            formats=entry.formats,
            package=package,
            versions=versions,
        )
        untracked: tuple[str, ...] = ()
        blocked = ""
        try:
            editions = store.editions(name)
            manifest = store.find(name, editions.newest) if editions.newest else None
            untracked = manifest.inputs.untracked if manifest else ()
            reasons = tuple(_reasons(store, entry, inputs, (editions.newest, manifest), present))
        except ReportError as error:  # the other reports go on
            editions, reasons, blocked = Editions(), (str(error),), str(error)
        plans.append(Plan(name, entry, inputs, editions, ("--force",) if force else reasons, untracked, blocked))
    return plans


Present = Callable[[dict[str, str | None]], dict[str, str | None]]
"""Finds the present fingerprints of what an edition depended on."""


def _present(workspace: Workspace) -> Present:
    """Return a function that computes the fingerprint of each name once, for thousands of reports share a few."""
    root = os.path.realpath(workspace.root)
    again = cache(partial(fingerprint_again, root))
    return lambda data: {name: again(name, was in KINDS) for name, was in data.items()}


def _reasons(
    store: Store, entry: Entry, inputs: Inputs, newest: tuple[str, Manifest | None], present: Present
) -> Iterator[str]:
    edition, manifest = newest
    if not edition:
        yield "not built yet"
        return
    if manifest is None:
        yield f"edition {edition} has no manifest that this version can read"
        return
    if not entry.cache:
        yield "cache = false"
    yield from find_reasons(manifest.inputs, inputs, present(manifest.inputs.data))
    yield from _find_damage(os.fspath(store.folder(inputs.report, edition)), manifest)


def _find_damage(folder: str, manifest: Manifest) -> Iterator[str]:
    """Yield which files of an edition are missing or changed, by size and time: hashing all would take too long.

    A file modified later than the manifest, which is written last, is hashed.
    """
    # Thousands of reports hold tens of thousands of files, and a Path for each would take longer than all the rest.
    whole = os.stat(f"{folder}/{MANIFEST}").st_mtime_ns  # noqa: PTH116
    for name, digest in manifest.outputs.items():
        try:
            found = os.stat(f"{folder}/{name}")  # noqa: PTH116
        except OSError:
            yield f"{name} is gone from the edition"
            continue
        touched = found.st_mtime_ns > whole and fingerprint(f"{folder}/{name}", folder) != digest
        if touched or found.st_size != manifest.sizes.get(name):
            yield f"{name} of the edition is damaged"


def build(
    workspace: Workspace,
    names: Sequence[str] | None = None,
    *,
    options: Options = Options(),
    progress: Progress | None = None,
    check: Callable[[], object] | None = None,
) -> list[Built]:
    """Build the reports named (None: all) that are stale and publish them; return the outcome for each.

    A failed report does not stop the others, and its published edition stays. `check` is called before the first report
    is built, and only if there is one to build; an error that it raises ends the build. Raises the errors of `plan`
    before anything runs, and `BusyError` if another command takes longer than `options.wait`.
    """
    tell = progress or (lambda _report, _what: None)
    plans = plan(workspace, names, force=options.force)  # what is wrong is said before another build is waited for
    stale = [one for one in plans if one.reasons]
    store = Store(workspace)
    with Servers(workspace) as servers:
        if stale and check:
            if not options.scheduler:
                servers.full.start()  # it loads while the ledger is checked
            check()
        with store.locked(wait=options.wait, tell=lambda what: tell("", what)):
            store.clear()
            clear_abandoned()
            if stale:  # another build may have made some of them meanwhile
                plans = plan(workspace, names, force=options.force)
                stale = [one for one in plans if one.reasons]
            done = {one.name: _unchanged(store, one) for one in plans if not one.reasons}
            done |= {
                one.name: _finish(store, one.name, Failed(one.blocked), None, tell) for one in stale if one.blocked
            }
            stale = [one for one in stale if not one.blocked]
            jobs = _jobs(workspace, store, stale, options)
            keep = {one.name: one.entry.keep for one in stale}
            how = {"workers": options.workers, "scheduler": options.scheduler}
            for name, result in make_all(jobs, servers, **how, tell=tell):
                done[name] = _finish(store, name, result, keep[name], tell)
            built = [done[one.name] for one in plans if one.name in done]
            if not store.write_states([_state(one, workspace) for one in built]):
                tell("", "build.json could not be written: it is gone")
            for page in write_site(store, package=plans[0].inputs.package if plans else hash_package()):
                tell("", f"{store.root / page} could not be written: it shows what was published before")
    return built


def _unchanged(store: Store, one: Plan) -> Built:
    return Built(one.name, "unchanged", one.edition, store.folder(one.name, one.edition), note=one.note)


def _state(one: Built, workspace: Workspace) -> dict[str, Any]:
    log = one.log.relative_to(workspace.root).as_posix() if one.log else None
    return {"report": one.report, "state": one.state, "edition": one.edition, "error": one.error, "log": log}


def _jobs(workspace: Workspace, store: Store, plans: Sequence[Plan], options: Options) -> list[Job]:
    notebooks = {name: read_notebook(workspace, name) for name in {one.entry.notebook for one in plans}}
    data = pack_data(workspace) if options.ship else ()
    present = _present(workspace)
    jobs = []
    for one in plans:
        previous, before, moved = _before(store, one, present)
        jobs.append(
            Job(
                root=str(workspace.root),
                run=Run(
                    name=f"notebooks/{one.entry.notebook}.ipynb",
                    notebook=notebooks[one.entry.notebook],
                    parameters=one.entry.parameters,
                    engine=one.entry.engine,
                    limit=options.limit,
                ),
                # Of the notebook as it is run: it may have changed since it was planned.
                inputs=one.inputs.model_copy(update={"cells": hash_cells(notebooks[one.entry.notebook])}),
                previous=previous,
                before=before,
                moved=moved,
                data=data,
            )
        )
    return jobs


def _before(store: Store, one: Plan, present: Present) -> tuple[str, tuple[KeyFigure, ...], tuple[Moved, ...] | None]:
    """Find the edition to compare with: the newest readable one, or for a rebuild the one it was compared with.

    If that is no longer kept, the moved figures are those of the newest.
    """
    found = ((edition, store.find(one.name, edition)) for edition in reversed(one.editions.kept))
    previous, newest = next(((edition, manifest) for edition, manifest in found if manifest), ("", None))
    if newest is None:
        return "", (), None
    manifest: Manifest | None = newest
    old = newest.inputs
    same = one.inputs.model_copy(update={"data": present(old.data), "untracked": old.untracked})
    if same.edition == previous:
        previous = newest.previous
        manifest = store.find(one.name, previous) if previous else None
    return (previous, manifest.key_figures, None) if manifest else (previous, (), newest.moved)


def _finish(store: Store, name: str, result: Made | Failed, keep: int | None, tell: Progress) -> Built:
    if isinstance(result, Made):
        try:
            folder = store.publish(result.manifest, result.files, keep=keep)
        except LiberterraError as error:
            result = Failed(str(error), error.exit_code)
        else:
            write_page(store, name)
            log = store.write_log(name, result.log)
            edition = result.manifest.edition
            tell(name, f"published edition {edition}{f'; warnings in {log}' if log else ''}")
            note = note_rollback(name, store.editions(name))
            return Built(name, "built", edition, folder, log=log, note=note)
    begun = result != NOT_BEGUN
    tell(name, "failed" if begun else "not begun")
    log = store.write_log(name, f"{result.message}\n\n{result.log}".strip()) if begun else None
    state: Literal["failed", "stopped"] = "failed" if begun else "stopped"
    standing, folder_or_none = _find_standing(store, name)
    return Built(name, state, standing, folder_or_none, result.message, result.exit_code, log)


def _find_standing(store: Store, name: str) -> tuple[str, Path | None]:
    with suppress(ReportError):
        if shown := store.current(name):
            return shown, store.folder(name, shown)
    return "", None
