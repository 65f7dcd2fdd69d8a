"""Build the stale reports of the catalogue and publish each in one step, or leave what is published as it was."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Literal

from liberterra_analysis.errors import LiberterraError, UsageError
from liberterra_analysis.files import hash_json
from liberterra_analysis.report.event import Event, Progress
from liberterra_analysis.report.execute import LIMIT
from liberterra_analysis.report.execute.fingerprint import fingerprint
from liberterra_analysis.report.execute.parameters import PARAMETERS
from liberterra_analysis.report.execute.server import Failed, Servers
from liberterra_analysis.report.execute.temporary import clear_abandoned
from liberterra_analysis.report.publish.job import NOT_BEGUN, Job, Made, Same, pack_data
from liberterra_analysis.report.publish.plan import Plan, describe_rollback, plan_reports, select_reports
from liberterra_analysis.report.publish.pool import make_reports
from liberterra_analysis.report.publish.site import write_page, write_site
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace

MAX_SECONDS = 1_000_000
"""Longest time limit of a report; the functions that wait for it cannot count much further."""

FEW_GAPS = 5
"""Most gaps of a report that are printed."""


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
        if not 0 < self.limit <= MAX_SECONDS:
            raise UsageError(
                f"--limit is {self.limit:g}; give the seconds that a report may take, up to {MAX_SECONDS:,}."
            )


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome for one report.

    `folder` is the published edition, after an error the previous one, or None. `exit_code` is the exit code of the
    error, else 0; `log` is a file with its details; `note` states that the report is rolled back, or what it lacks.
    """

    report: str
    state: Literal["built", "unchanged", "failed", "stopped"]
    edition: str
    folder: Path | None
    error: str = ""
    exit_code: int = 0
    log: Path | None = None
    note: str = ""


def build(
    workspace: Workspace,
    names: Sequence[str] | None = None,
    *,
    options: Options = Options(),
    progress: Progress = lambda _: None,
    check: Callable[[], object] | None = None,
) -> list[Built]:
    """Build the reports named (None: all) that are stale and publish them; return the outcome for each.

    A failed report does not stop the others, and its published edition stays. `check` is called before the first report
    is built, and where the ledger changed since it was last called, unless the process from which reports are forked
    finds the ledger right; an error that it raises ends the build. Raises the errors of `select_reports` before
    anything runs, and `BusyError` if another command takes longer than `options.wait`.
    """
    catalogue, store = select_reports(workspace, names), Store(workspace)  # before another build is waited for
    with (
        store.locked(wait=options.wait, tell=lambda text: progress(Event("", "note", text))),
        Servers(workspace) as servers,
    ):
        store.clear()
        clear_abandoned()
        plans = plan_reports(workspace, catalogue, force=options.force)
        done = {one.name: _pass_over(store, one, progress) for one in plans if one.blocked or not one.reasons}
        stale = [one for one in plans if one.name not in done]
        for one in stale:
            _tell_undeclared(one, progress)
        here = bool(stale) and not options.scheduler
        if here:
            servers.full.start()
        ledger = _hash_ledger(workspace)
        if stale or store.checked != ledger:
            if check and not (here and servers.full.finds_ledger_right()):  # it is loaded there
                check()
            store.note_checked(ledger)
        jobs = list(_make_jobs(workspace, stale, options))
        how = {"workers": options.workers, "scheduler": options.scheduler}
        for name, result in make_reports(jobs, servers, **how, progress=progress):
            done[name] = _finish(store, name, result, catalogue.reports[name].keep, progress)
        for page in write_site(store, catalogue.file.site):
            text = f"{store.root / page} could not be written: it shows what was published before"
            progress(Event("", "note", text))
    return [done[name] for name in catalogue.reports if name in done]


def _tell_undeclared(one: Plan, progress: Progress) -> None:
    tags = [cell.get("metadata", {}).get("tags", ()) for cell in one.notebook["cells"]]
    if one.entry.parameters and not any(PARAMETERS in found for found in tags):
        text = f"notebooks/{one.entry.notebook}.ipynb has no cell tagged 'parameters'; they are set before its first"
        progress(Event(one.name, "note", text))


def _hash_ledger(workspace: Workspace) -> str:
    """Return a hash of the tables, their descriptions and the texts that are held, which `check` reads."""
    tables = [*workspace.data.glob("[!.]*.csv"), workspace.data / "datapackage.json"]
    files = sorted([*tables, *workspace.data.glob("texts/[!.]*")])
    return hash_json([[path.name, fingerprint(str(path), str(workspace.root))] for path in files])


def _pass_over(store: Store, one: Plan, progress: Progress) -> Built:
    if one.blocked:
        return _fail(store, one.name, Failed(one.blocked), progress)
    return Built(one.name, "unchanged", one.edition, store.folder(one.name, one.edition), note=one.note)


def _make_jobs(workspace: Workspace, plans: Sequence[Plan], options: Options) -> Iterator[Job]:
    data, store = pack_data(workspace) if options.ship else (), Store(workspace)
    for one in plans:
        newest, before, content = one.newest, one.newest and store.find(one.name, one.newest.previous), ""
        if newest and newest.inputs.setting == one.inputs.setting and newest.edition == one.editions.newest:
            content = "" if options.force or [*store.find_damage(newest)] else newest.content  # only data changed
        yield Job(str(workspace.root), one.make_run(options.limit), one.inputs, newest, before, data, content)


def _finish(store: Store, name: str, result: Made | Same | Failed, keep: int | None, progress: Progress) -> Built:
    if isinstance(result, Failed):
        return _fail(store, name, result, progress)
    log = store.write_log(name, result.log)
    told = f"; warnings in {log}" if log else ""
    if isinstance(result, Same):
        store.note_same(name, result.data)
        editions = store.editions(name)
        progress(Event(name, "published", f"says the same: edition {editions.newest} stays{told}"))
        note = describe_rollback(name, editions)
        return Built(name, "unchanged", editions.shown, store.folder(name, editions.shown), log=log, note=note)
    edition = result.manifest.edition
    try:
        folder = store.publish(result.manifest, result.files, keep=keep)
    except LiberterraError as error:
        return _fail(store, name, Failed(str(error), error.exit_code), progress)
    write_page(store, name)
    progress(Event(name, "published", f"published edition {edition}{told}"))
    notes = [describe_rollback(name, store.editions(name)), _describe_gaps(result.manifest.gaps)]
    return Built(name, "built", edition, folder, log=log, note="; ".join(filter(None, notes)))


def _describe_gaps(gaps: Sequence[str]) -> str:
    """Return the first of what is shown without source or words; the manifest has all of it."""
    more = [f"{len(gaps) - FEW_GAPS} more in its manifest"] if len(gaps) > FEW_GAPS else []
    return "; ".join([*gaps[:FEW_GAPS], *more])


def _fail(store: Store, name: str, result: Failed, progress: Progress) -> Built:
    shown, begun = store.current(name), result != NOT_BEGUN
    progress(Event(name, "failed" if begun else "not begun"))
    folder = store.folder(name, shown) if shown else None
    log = store.write_log(name, f"{result.message}\n\n{result.log}".strip()) if begun else None
    return Built(name, "failed" if begun else "stopped", shown, folder, result.message, result.exit_code, log)
