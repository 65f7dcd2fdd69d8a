"""Workspaces whose notebooks show raw blocks, which is all the report layer knows, and the processes of a build."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psutil
from nbformat import v4

from liberterra_analysis.document import MIME
from liberterra_analysis.errors import ReportError
from liberterra_analysis.files import hash_bytes
from liberterra_analysis.report.execute.run import Executed, Run, run_in_child, run_notebook
from liberterra_analysis.report.execute.server import Failed, Server, Servers
from liberterra_analysis.report.publish.manifest import Inputs, Manifest
from liberterra_analysis.workspace import VARIABLE, Workspace
from tests.ledger import copy_of_the_ledger

SHOW = f"from IPython.display import display\nshow = lambda block: display({{'{MIME}': block}}, raw=True)"
TITLE = f"{SHOW}\nshow(dict(kind='title', title='Report', date='2024-11-06'))"
MURDER = """
import os, pathlib, signal
if {condition}:
    pathlib.Path(f'{{name}}.died').touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""A cell that, on a condition, kills the process that makes the report, as a system without memory does."""

COMMAND = str(Path(sys.executable).with_name("liberterra"))
MAIN = """
from liberterra_analysis.report.execute import server
server.LIBRARIES = ()  # the notebooks of tests need none
from liberterra_analysis.cli import main
main()
"""

OVERVIEW = {".checked", ".site.json", "catalog.jsonld", "feed.xml", "index.html", "llms.txt", "words.js"}
"""Files over all reports, in the folder of published reports."""

MEND = "without editions.json, the editions are found by folder."
"""What is said of a list of editions that cannot be read."""

MOMENT = 30.0
"""Seconds within which what is left of a stopped build must be gone; on a busy machine a process takes some to end."""


def write_notebook(workspace: Workspace, *sources: str, name: str = "tiny", prose: str = "") -> Path:
    """Write a notebook: its `parameters` cell ("" for none), then code cells, then prose."""
    parameters, *rest = sources
    cells = [v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(rest, 2)]
    if parameters:
        cells.insert(0, v4.new_code_cell(parameters, id="c1", metadata={"tags": ["parameters"]}))
    if prose:
        cells.append(v4.new_markdown_cell(prose, id="prose"))
    path = workspace.notebooks / f"{name}.ipynb"
    path.write_text(json.dumps(v4.new_notebook(cells=cells)), "utf-8")
    return path


def write_catalogue(workspace: Workspace, reports: Mapping[str, str]) -> None:
    """Write a catalogue of reports in HTML: the notebook `tiny`, or what the lines of a report say instead."""
    texts = []
    for name, lines in reports.items():
        given = {line.partition("=")[0].strip() for line in lines.splitlines() if not line.startswith("[")}
        defaults = {"title": '"Report"', "notebook": '"tiny"', "formats": '["html"]'}
        filled = [f"{key} = {value}" for key, value in defaults.items() if key not in given]
        texts.append("\n".join([f'[reports."{name}"]', *filled, lines]))
    workspace.catalogue.write_text("\n\n".join(texts), "utf-8")


def make_workspace(root: Path, *, ledger: bool = False) -> Workspace:
    """Make folders and a ledger: a tiny one, or a part of the real one, without which the command runs nothing."""
    made = copy_of_the_ledger(root).workspace if ledger else Workspace(root)
    for folder in (made.data, made.notebooks, made.reports):
        folder.mkdir(parents=True, exist_ok=ledger)
    if not ledger:
        (made.data / "claims.csv").write_text("claim_id\n1\n", "utf-8")
        (made.data / "operations.csv").write_text("operation_id,name\none,One\ntwo,Two\n", "utf-8")
    return made


def make_inputs(report: str = "a", **fields: Any) -> Inputs:
    """Return the inputs of an edition, of which a test states those that matter to it."""
    needed = {"title": "A", "cells": (), "parameters": {}, "formats": ("html",), "package": "", "versions": {}}
    return Inputs(report=report, **needed | fields)


def make_manifest(inputs: Inputs, files: Mapping[str, bytes], **fields: Any) -> Manifest:
    """Return the manifest of an edition that has these files."""
    needed = {
        "edition": inputs.edition,
        "date": "",
        "outputs": {name: hash_bytes(data) for name, data in files.items()},
        "sizes": {name: len(data) for name, data in files.items()},
    }
    return Manifest(inputs=inputs, **needed | fields)


def contents(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a folder by its path within it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def is_whole(workspace: Workspace, report: str) -> str:
    """Return the edition that a reader of a report is led to, after checking that all of it is there; "" if none is."""
    from liberterra_analysis.report.publish.store import Store

    edition = Store(workspace).current(report)
    if edition:
        folder = workspace.published / report / "editions" / edition
        files = contents(folder)
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        files.pop("manifest.json")
        assert files == manifest["outputs"]
        assert manifest["edition"] == edition
        assert edition in Store(workspace).editions(report).kept
    return edition


def execute(
    notebook: Mapping[str, Any],
    parameters: Mapping[str, object] = {},
    *,
    workspace: Workspace,
    servers: Servers | None = None,
    tell: Callable[..., None] = lambda *_, **__: None,
    **options: Any,
) -> Executed:
    """Execute a notebook as a build does; raise what failed."""
    run = Run(**{"name": "n.ipynb", "notebook": notebook, "parameters": parameters} | options)
    with nullcontext(servers) if servers else Servers(workspace) as own:
        done = run_in_child(own, run_notebook, run, run, tell)
    if isinstance(done, Failed):
        raise ReportError(done.message, log=done.log)
    return done


class _Lent(Server):
    """A server for the reports of one workspace whose processes are forked by another server."""

    def __init__(self, owner: Server, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.start, self.fork = owner.start, owner.fork


def lend_servers(full: Server, bare: Server, workspace: Workspace) -> Servers:
    """Return servers for a workspace that fork from existing servers, since each takes two seconds to start."""
    lent = Servers(workspace)
    lent.full, lent.bare = _Lent(full, workspace), _Lent(bare, workspace)
    return lent


LEND = """
import sys
from functools import partial
from pathlib import Path
from liberterra_analysis.report.execute import server
from liberterra_analysis.report.publish import build, job
from liberterra_analysis.workspace import Workspace
sys.path.append({root!r})
from tests.reports.stage import lend_servers
server.LIBRARIES = ()  # the notebooks need none
owner = server.Server(Workspace(Path({place!r})), bare=True)
build.Servers = job.Servers = partial(lend_servers, owner, owner)
"""
"""Code after which all builds of a process fork from one server of a workspace."""


def write_lender(workspace: Workspace) -> str:
    return LEND.format(root=str(Path(__file__).parents[2]), place=str(workspace.root))


# Processes: each build gets a temporary folder of its own, by which all that it starts can be found.


def surroundings(temporary: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a build."""
    kept = {name: value for name, value in os.environ.items() if name != VARIABLE}
    return {**kept, "TMPDIR": str(temporary), **variables}


BUILDER = """
import json, sys
sys.path.append(sys.argv[2])
from pathlib import Path
from liberterra_analysis.report.execute import server
from liberterra_analysis.report.publish.build import Options, build
from liberterra_analysis.workspace import Workspace
server.LIBRARIES = ()  # these notebooks need none
tell = lambda event: print(event.report, event, sep=": ", flush=True)
built = build(Workspace(Path(sys.argv[1])), options=Options(**json.loads(sys.argv[3])), progress=tell)
print(json.dumps([[one.report, one.state, one.error] for one in built]), flush=True)
sys.stdin.read()
"""


def start_builder(
    workspace: Workspace, temporary: Path, *, options: Mapping[str, Any] = {}, **settings: Any
) -> subprocess.Popen[str]:
    """Start a process that builds, says what happens and, as JSON, what came of it, then waits for its input to end."""
    return subprocess.Popen(
        [sys.executable, "-c", BUILDER, workspace.root, Path(__file__).parents[2], json.dumps(settings)],
        cwd=temporary,
        env=surroundings(temporary),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def outcome(builder: subprocess.Popen[str]) -> list[list[str]]:
    """Return report, state and error of each report that a builder was to build."""
    for line in builder.stdout:
        if line.startswith("["):
            return list(json.loads(line))
    raise AssertionError("it ended without a word")


def start(workspace: Workspace, temporary: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start the command, in a session of its own, as a shell would."""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", MAIN, "build", "--workspace", str(workspace.root), *arguments],
        env=surroundings(temporary),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def processes(temporary: Path) -> list[psutil.Process]:
    """List the processes that belong to a build; what is dead and waits to be buried is not among them."""
    found = []
    for process in psutil.process_iter():
        try:
            mine = process.environ().get("TMPDIR") == str(temporary)
            if mine and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_until(happens: Callable[[], Any], *, seconds: float = MOMENT, step: float = 0.02) -> Any:
    """Wait until something is so; give the last answer."""
    end = time.monotonic() + seconds
    while not (answer := happens()) and time.monotonic() < end:
        time.sleep(step)
    return answer


def left_over(temporary: Path, *, but: Iterable[int] = ()) -> list[str]:
    """Return what still runs of a build after a moment."""
    known = set(but)

    def running() -> list[psutil.Process]:
        return [process for process in processes(temporary) if process.pid not in known]

    wait_until(lambda: not running())
    return [f"{process.pid} {' '.join(process.cmdline())}" for process in running()]
