"""One report as a job: all that is needed to make it, here or elsewhere, and one function that makes it.

A job holds all that a report needs but the ledger, and brings back all files of an edition. Only the process that
started the build writes to the folder of published reports, so no two can disturb each other.
"""

import tempfile
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from liberterra_analysis.errors import ReportError
from liberterra_analysis.files import write_files
from liberterra_analysis.report.event import Event, Phase, Progress
from liberterra_analysis.report.execute.fingerprint import find_versions, hash_package, name_input
from liberterra_analysis.report.execute.reads import find_changed
from liberterra_analysis.report.execute.run import Run, run_in_child, run_notebook
from liberterra_analysis.report.execute.server import ChildContext, Failed, Servers, explain_error
from liberterra_analysis.report.execute.temporary import own_folder
from liberterra_analysis.report.publish.edition import hash_content, make_edition
from liberterra_analysis.report.publish.manifest import Inputs, Manifest
from liberterra_analysis.workspace import Workspace

ATTEMPTS = 3
"""How often a notebook is run while what it reads changes."""

HELD_TEXTS = "texts"
"""Folder of the texts of sources in `data/`: other people's property, which is not sent to others."""

Packed = tuple[tuple[str, bytes], ...]
"""Files by their path within the workspace."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that one report needs to be made, in this process or another.

    `root` is the folder of the workspace, and `data` its ledger, for a worker that does not share that folder.
    `newest` is the newest edition, and `before` the one with which that was compared; `content` is that of the newest
    if only data changed since it was made, or "". A `draft` is marked as one.
    What is made `once` leaves no edition that would have to know what it read, so that its notebook may write there.
    """

    root: str
    run: Run
    inputs: Inputs
    newest: Manifest | None = None
    before: Manifest | None = None
    data: Packed = ()
    content: str = ""
    draft: bool = False
    once: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """The newest edition has the content that a new one would have; `data` is what it depends on now."""

    data: dict[str, str | None]
    log: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """An edition that is made: its manifest, its files by their path within it, and what was written to stderr."""

    manifest: Manifest
    files: dict[str, bytes]
    log: str = ""


NOT_BEGUN = Failed("it was not begun: the build was interrupted.", 130)
"""What became of a report that an interrupt kept from being built."""


def make_report(job: Job, progress: Progress = lambda _: None, servers: Servers | None = None) -> Made | Same | Failed:
    """Make one report, in a process of its own; whatever goes wrong is in the result, not raised.

    Without `servers`, as on a cluster, a server is started that lives as long as this process makes reports of the
    same workspace by the same code.
    """

    def tell(phase: Phase, text: str = "", **cells: int) -> None:
        progress(Event(job.inputs.report, phase, text, **cells))

    try:
        servers = servers or _remember_servers(job.root, job.data, hash_package())
        for _ in range(ATTEMPTS):
            tell("starts")
            made = run_in_child(servers, _run_and_render, job, job.run, tell)
            if isinstance(made, Made | Same | Failed):
                return made
            tell("repeats", f"runs again: {name_input(made[0])} changed meanwhile")
    except Exception as error:  # noqa: BLE001 (a fault in this package must not stop the other reports either)
        return explain_error(error)
    more = f" and {len(made) - 1} more" if made[1:] else ""
    return Failed(
        f"{job.run.name}: {name_input(made[0])}{more} changed while the notebook ran, {ATTEMPTS} times; "
        "build the report when nothing writes to it, and let the notebook itself write elsewhere."
    )


@lru_cache(maxsize=1)
def _remember_servers(root: str, data: Packed, package: str) -> Servers:  # noqa: ARG001 (a changed package needs another server)
    return Servers(Workspace(_unpack(data) if data else Path(root)))


@cache
def find_loaded() -> dict[str, str]:
    """Return the versions that this process has loaded, if called as soon as they are: the files may change later."""
    return {"liberterra_analysis": hash_package(), **find_versions()}


def _check_versions(inputs: Inputs) -> None:
    """Refuse to make a report by another package or other libraries than its edition would name."""
    here, wanted = find_loaded(), {"liberterra_analysis": inputs.package, **inputs.versions}
    differ = [f"{name} {here[name][:12]} instead of {wanted[name][:12]}" for name in here if here[name] != wanted[name]]
    if differ:
        raise ReportError(
            f"it was not made: the process that was to make it has {', '.join(differ)}; "
            "install the same version for all workers and start them again."
        )


def _run_and_render(job: Job, context: ChildContext) -> Made | Same | tuple[str, ...]:
    """Run the notebook and render what it shows, if it is new; return the paths that changed since it read them."""
    from liberterra_analysis.report.render.assemble import assemble, take_warnings  # no build without work needs it

    _check_versions(job.inputs)
    notebook, reads = run_notebook(job.run, context)
    if not job.once and (changed := find_changed(context.root, reads)):
        return changed
    warnings = take_warnings(notebook)
    if warnings and job.inputs.warnings == "error":
        where = warnings.partition("\n")[0]  # the first of the cells
        raise ReportError(f"{job.run.name}, {where} it warns, and the catalogue says 'error'.", log=warnings)
    document = assemble(notebook, name=job.run.name, title=job.inputs.title, evidence=job.inputs.evidence)
    badges = ("Draft, not published",) if job.draft else ()
    title = document.title.model_copy(update={"badges": (*badges, *document.title.badges)})
    document = document.model_copy(update={"title": title, "draft": job.draft, "alone": job.once})
    if job.content and job.content == hash_content(document):
        return Same(dict(reads.data), warnings)
    context.send("renders", {"text": "renders " + " and ".join(name.upper() for name in job.inputs.formats)})
    inputs = job.inputs.model_copy(update={"data": dict(reads.data), "untracked": reads.untracked})
    manifest, files = make_edition(document, notebook, inputs, job.newest, job.before)
    return Made(manifest, files, warnings)


def pack_data(workspace: Workspace) -> Packed:
    """Return the files of `data/` that notebooks read, for workers that do not share the workspace's folder."""
    packed = []
    for path in sorted(workspace.data.rglob("*")):
        name = path.relative_to(workspace.root)
        if path.is_file() and name.parts[1] != HELD_TEXTS and not any(part.startswith(".") for part in name.parts):
            packed.append((name.as_posix(), path.read_bytes()))
    return tuple(packed)


def _unpack(data: Packed) -> Path:
    root = Path(tempfile.mkdtemp(dir=own_folder()))
    write_files(root, dict(data) | {"notebooks/.made": b""})
    return root
