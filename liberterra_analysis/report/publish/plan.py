"""Plan a build: which reports are stale, and why."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pydantic_core import to_jsonable_python

from liberterra_analysis.errors import ReportError, UsageError
from liberterra_analysis.report.execute.fingerprint import (
    KINDS,
    find_versions,
    fingerprint_again,
    hash_cells,
    hash_package,
    name_input,
)
from liberterra_analysis.report.execute.parameters import read_notebook
from liberterra_analysis.report.execute.run import Run
from liberterra_analysis.report.publish.catalogue import CATALOGUE, Catalogue, Entry, check_parameters, read_catalogue
from liberterra_analysis.report.publish.manifest import Inputs, Manifest
from liberterra_analysis.report.publish.store import Editions, Store
from liberterra_analysis.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do with one report: `reasons` why it is stale, none if it is current.

    `notebook` is read as JSON. `newest` is the manifest of the newest edition that can be read; `blocked` is why none
    can be published, or is "".
    """

    name: str
    entry: Entry
    notebook: Mapping[str, Any]
    inputs: Inputs
    editions: Editions = field(default_factory=Editions)
    newest: Manifest | None = None
    reasons: tuple[str, ...] = ()
    blocked: str = ""

    @property
    def edition(self) -> str:
        """Return the id of the edition shown, or ""."""
        return self.editions.shown

    @property
    def untracked(self) -> tuple[str, ...]:
        """Return why the newest edition depends on every file of the workspace, if it does."""
        return self.newest.inputs.untracked if self.newest and self.newest.edition == self.editions.newest else ()

    @property
    def note(self) -> str:
        """Return which edition stays shown instead of the newest, or ""."""
        return describe_rollback(self.name, self.editions)

    def make_run(self, limit: float) -> Run:
        """Return the run of its notebook."""
        entry = self.entry
        return Run(f"notebooks/{entry.notebook}.ipynb", self.notebook, entry.parameters, entry.engine, limit)


def describe_rollback(report: str, editions: Editions) -> str:
    """Describe which edition stays shown until it is released, and how to release it; "" if it is the newest."""
    if not editions.rolled_back:
        return ""
    return (
        f"edition {editions.shown} stays shown, to which the report was rolled back; "
        f"'liberterra rollback {report} --release' shows the newest, {editions.newest}"
    )


def plan(workspace: Workspace, names: Sequence[str] | None = None) -> list[Plan]:
    """Plan each report named (None: all), in the order of the catalogue; see `select_reports` for its errors."""
    return plan_reports(workspace, select_reports(workspace, names))


def select_reports(workspace: Workspace, names: Sequence[str] | None = None) -> Catalogue:
    """Return the catalogue with the reports named (None: all), whose parameters are checked."""
    catalogue = read_catalogue(workspace)
    try:
        chosen = catalogue.select(names)
    except UsageError as error:
        unknown = (name for name in names or () if name not in catalogue.reports)
        loose = [name for name in unknown if (workspace.notebooks / f"{name}.ipynb").is_file()]
        hints = [f"{name!r} is a notebook: 'build --draft {name}', or an entry in {CATALOGUE}." for name in loose]
        raise UsageError("\n".join([str(error), *hints])) from None
    check_parameters(workspace, chosen)
    return chosen


def plan_reports(workspace: Workspace, catalogue: Catalogue, *, force: bool = False) -> list[Plan]:
    """Plan each report of a catalogue; `force` makes all of them stale."""
    store, plans, root = Store(workspace), [], os.path.realpath(workspace.root)
    again = cache(lambda name, exists: fingerprint_again(root, name, exists))  # of what several reports read
    package, versions = (hash_package(), find_versions()) if catalogue.reports else ("", {})
    read = cache(lambda notebook: read_notebook(workspace, notebook))
    cells = cache(lambda notebook: hash_cells(read(notebook)))
    for name, entry in catalogue.reports.items():
        inputs = Inputs(
            report=name,
            title=entry.title,
            cells=cells(entry.notebook),
            parameters=to_jsonable_python(entry.parameters),  # as the manifest holds them: a date as its text
            formats=entry.formats,
            evidence=entry.evidence,
            warnings=entry.warnings,
            site=catalogue.file.site,
            package=package,
            versions=versions,
        )
        one = Plan(name, entry, read(entry.notebook), inputs)
        try:
            editions = store.editions(name)
            newest = next(filter(None, (store.find(name, edition) for edition in reversed(editions.kept))), None)
            one = replace(one, editions=editions, newest=newest)
            plans.append(replace(one, reasons=("--force",) if force else tuple(_find_reasons(store, one, again))))
        except ReportError as error:  # the other reports go on
            plans.append(replace(one, reasons=(str(error),), blocked=str(error)))
    return plans


def _find_reasons(store: Store, one: Plan, again: Callable[[str, bool], str | None]) -> Iterator[str]:
    """Yield why the newest edition is stale; `again` returns the present fingerprint of what it depended on."""
    edition, newest = one.editions.newest, one.newest
    if not edition:
        yield "not built yet"
        return
    if newest is None or newest.edition != edition:
        yield f"edition {edition} has no manifest that this version can read"
        return
    old, new = newest.inputs, one.inputs
    data = old.data if one.editions.data is None else one.editions.data
    if old.cells != new.cells:
        yield _describe_cells(old.cells, new.cells)
    whole = ("title", "formats", "evidence", "warnings", "site", "package")
    yield from (f"{name} changed" for name in whole if getattr(old, name) != getattr(new, name))
    for name, was, now in _find_changed(old.parameters, new.parameters):
        yield f"parameter {name} was {was!r}, is {now!r}"
    for name, was, now in _find_changed(old.versions, new.versions):
        yield f"{name} was {was}, is {now}"
    for path, was, now in _find_changed(data, {path: again(path, was in KINDS) for path, was in data.items()}):
        yield f"{name_input(path)} {'is gone' if now is None else 'appeared' if was is None else 'changed'}"
    yield from store.find_damage(newest)


def _find_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    pairs = ((name, old.get(name), new.get(name)) for name in sorted(old.keys() | new.keys()))
    # 1, 1.0 and True are equal, and print differently.
    return (pair for pair in pairs if repr(pair[1]) != repr(pair[2]))


def _describe_cells(old: Sequence[str], new: Sequence[str]) -> str:
    if len(old) != len(new):
        return f"notebook: {len(new)} cells instead of {len(old)}"
    changed = [str(at) for at, (was, now) in enumerate(zip(old, new, strict=True), 1) if was != now]
    return f"notebook: cell{'s' if len(changed) > 1 else ''} {', '.join(changed)} changed"
