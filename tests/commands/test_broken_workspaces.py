"""Every command in every broken workspace: what it can do it does, else it ends in few lines that name the file."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from nbformat import v4

from liberterra_analysis import datasets
from liberterra_analysis.document import MIME
from liberterra_analysis.report.execute import server
from liberterra_analysis.report.execute.server import Failed, Server
from liberterra_analysis.report.publish import build
from tests.commands.conftest import CATALOGUE
from tests.conftest import Said
from tests.ledger import copy_of_the_ledger
from tests.unit.conftest import review_of

NOBODY = 65534
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions and links are those of POSIX")

CELLS = (
    ("operation: str = 'liberterra-2'", ["parameters"]),
    (
        "from IPython.display import display\n"
        f"display({{'{MIME}': dict(kind='title', title='Report', date='2024-11-06')}}, raw=True)",
        [],
    ),
)
OTHER = """
[reports.other]
title = "Another report"
notebook = "other"
formats = ["html"]
"""
TEXT = "Police in 14 countries arrested more than 40 suspects and rescued 12 victims."
POPULATION = "Country Name,Country Code,Year,Value\nAruba,ABW,1960,{}\n"

COMMANDS: dict[str, list[str]] = {
    "list": ["list"],
    "check": ["check"],
    "datasets": ["datasets"],
    "editions": ["editions", "tiny"],
    "diff": ["diff", "tiny"],
    "verify": ["verify"],
    "build": ["build"],
    "add": ["add", "ROOT/review.csv", "--source", "national-liberterra-2", "--operation", "liberterra-2"],
    "source": ["source", "add", "ROOT/release.txt", "--id", "new", "--publisher", "New", "--rank", "primary"],
    "fetch": ["fetch", "population", "--from", "ROOT/population_2026-01-02.csv"],
    "rollback": ["rollback", "tiny"],
    "data": ["data"],
}
"""Every command that looks at a workspace; those that change it come last."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace in which every command succeeds, with two editions of a report and a public data set."""
    place = copy_of_the_ledger(tmp_path_factory.mktemp("whole")).workspace
    place.notebooks.mkdir()
    place.reports.mkdir()
    cells = [v4.new_code_cell(source, id=f"c{at}", metadata={"tags": tags}) for at, (source, tags) in enumerate(CELLS)]
    (place.notebooks / "tiny.ipynb").write_text(json.dumps(v4.new_notebook(cells=cells)), "utf-8")
    (place.notebooks / "other.ipynb").write_text(json.dumps(v4.new_notebook(cells=cells[1:])), "utf-8")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(server, "LIBRARIES", ())  # these notebooks need none
    for operation in ("liberterra-1", "liberterra-2"):
        place.catalogue.write_text((CATALOGUE + OTHER).replace("liberterra-2", operation), "utf-8")
        assert [one.error for one in build.build(place)] == ["", ""]
    monkeypatch.undo()
    (place.root / "review.csv").write_text(review_of(TEXT), "utf-8")
    (place.root / "release.txt").write_text(TEXT, "utf-8")
    for day, value in (("01", 5), ("02", 6)):
        (place.root / f"population_2026-01-{day}.csv").write_text(POPULATION.format(value), "utf-8")
    datasets.add_file("population", place.root / "population_2026-01-01.csv", workspace=place)
    return place.root


@pytest.fixture
def call(call: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, str], Said]:
    """Call a command in this process; a report that is stale fails without being run, and a fault is an error."""
    failed = Failed("it was not run")
    monkeypatch.setattr(build, "make_reports", lambda jobs, _, **__: ((job.inputs.report, failed) for job in jobs))
    monkeypatch.setattr(Server, "start", lambda _: None)
    return lambda root, name: call(*(word.replace("ROOT", str(root)) for word in COMMANDS[name]), "-w", root)


CATALOGUE_FILE, NOTEBOOK = "reports/reports.toml", "notebooks/other.ipynb"


def write(path: str, content: str | bytes) -> Callable[[Path], object]:
    return lambda root: (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())


def folder(path: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        remove(path)(root)
        (root / path).mkdir()

    return change


def remove(path: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        shutil.rmtree(root / path) if (root / path).is_dir() else (root / path).unlink()

    return change


def into_file(path: str) -> Callable[[Path], object]:
    return lambda root: (remove(path)(root), (root / path).touch())


def dangle(path: str) -> Callable[[Path], object]:
    return lambda root: (remove(path)(root), (root / path).symlink_to(root / "nowhere"))


def rename(path: str, name: str) -> Callable[[Path], object]:
    return lambda root: (root / path).rename((root / path).with_name(name))


def encode(path: str, encoding: str, name: str = "Liberterra") -> Callable[[Path], object]:
    def change(root: Path) -> None:
        text = (root / path).read_text("utf-8").replace("Liberterra", name)
        (root / path).write_bytes(text.encode(encoding, "replace"))

    return change


def chmod(path: str, mode: int) -> Callable[[Path], object]:
    return lambda root: (root / path).chmod(mode)


def replace(path: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda root: (root / path).write_text((root / path).read_text("utf-8").replace(old, new), "utf-8")


class State(NamedTuple):
    """What is broken, the file that messages name, and the commands that fail, by exit code; all others succeed."""

    spoil: Callable[[Path], object]
    names: str
    fails: dict[int, str]


CONTEXT = "data/context/population"
RECORD = f"{CONTEXT}/2026-01-01/source.json"
OPERATIONS, CLAIMS, PACKAGE = "data/operations.csv", "data/claims.csv", "data/datapackage.json"
PUBLISHED = "reports/published"
EDITIONS = "editions diff rollback"
READ_LEDGER = {3: "list check verify build add source"}
READ_CATALOGUE = {4: "list check build"}
ALL = {6: " ".join(COMMANDS)}
DENIED = "Permission denied"

STATES: dict[str, State] = {
    "whole": State(lambda _: None, "", {}),
    "catalogue missing": State(remove(CATALOGUE_FILE), CATALOGUE_FILE, READ_CATALOGUE),
    "catalogue unreadable": State(
        chmod(CATALOGUE_FILE, 0), f"{CATALOGUE_FILE}: cannot be read: {DENIED}", READ_CATALOGUE
    ),
    "reports unreadable": State(chmod("reports", 0), DENIED, READ_CATALOGUE | {1: EDITIONS}),
    "reports file": State(into_file("reports"), CATALOGUE_FILE, {4: f"list check build {EDITIONS}"}),
    "notebook missing": State(remove(NOTEBOOK), NOTEBOOK, READ_CATALOGUE),
    "notebook unreadable": State(chmod(NOTEBOOK, 0), f"{NOTEBOOK}: cannot be read: {DENIED}", READ_CATALOGUE),
    "notebooks file": State(into_file("notebooks"), NOTEBOOK, READ_CATALOGUE),
    "operations Latin-1": State(
        encode(OPERATIONS, "latin-1", "Libertärra"), f"{OPERATIONS}: is not in UTF-8", READ_LEDGER
    ),
    "operations missing": State(remove(OPERATIONS), f"{OPERATIONS}: there is no such file", READ_LEDGER),
    "operations unreadable": State(chmod(OPERATIONS, 0), f"{OPERATIONS}: cannot be read: {DENIED}", READ_LEDGER),
    "claims folder": State(folder(CLAIMS), CLAIMS, ALL),
    "claims unreadable": State(chmod(CLAIMS, 0), f"{CLAIMS}: cannot be read", {3: "check verify build add source"}),
    "data unreadable": State(chmod("data", 0), CLAIMS, ALL),
    "data read-only": State(chmod("data", 0o555), "/data", {6: "add source data"}),
    "package UTF-16": State(encode(PACKAGE, "utf-16"), PACKAGE, {3: "check build"}),
    "package folder": State(folder(PACKAGE), PACKAGE, {3: "check build", 6: "data"}),
    "terms missing": State(remove("data/terms.csv"), "data/terms.csv", {3: "check build"}),
    "vintage without record": State(lambda root: (root / CONTEXT / "odd").mkdir(), "", {}),
    "vintage renamed": State(
        rename(f"{CONTEXT}/2026-01-01", "odd-name"), f"{CONTEXT}/odd-name/source.json", {3: "datasets"}
    ),
    "record of odd types": State(replace(RECORD, '"bytes": ', '"bytes": "x", "x": '), RECORD, {3: "datasets"}),
    "record nested": State(write(RECORD, "[" * 200_000), RECORD, {3: "datasets"}),
    "record unreadable": State(chmod(RECORD, 0), RECORD, {3: "datasets"}),
    "context file": State(into_file("data/context"), CONTEXT, {6: "fetch"}),
    "context read-only": State(chmod(CONTEXT, 0o555), CONTEXT, {6: "fetch"}),
    "context unreadable": State(chmod("data/context", 0), "data/context", {6: "datasets fetch"}),
    "published dangling": State(dangle(PUBLISHED), "", {1: "build", 2: "diff rollback"}),
    "published file": State(into_file(PUBLISHED), "", {6: "build", 2: "diff rollback"}),
    "published read-only": State(chmod(PUBLISHED, 0o555), "", {1: "rollback"}),
    "published unreadable": State(chmod(PUBLISHED, 0), PUBLISHED, {1: EDITIONS, 6: "list check build"}),
    "root read-only": State(chmod(".", 0o555), "", {}),
    "review missing": State(remove("review.csv"), "review.csv: there is no such file", {3: "add"}),
    "review unreadable": State(chmod("review.csv", 0), "review.csv: cannot be read", {3: "add"}),
    "release unreadable": State(chmod("release.txt", 0), "release.txt: cannot be read", {7: "source"}),
    "file to take unreadable": State(chmod("population_2026-01-02.csv", 0), "population_2026-01-02.csv", {6: "fetch"}),
}


OF_LEDGER, OF_CONTEXT = "check verify add source data list build", "datasets fetch"
OF_REPORTS = f"list check build {EDITIONS}"
AREAS: dict[str, str] = {
    **dict.fromkeys(("catalogue", "reports", "notebook", "notebooks", "published", "page", "lock", "logs"), OF_REPORTS),
    **dict.fromkeys(("list", "editions", "manifests"), OF_REPORTS),
    **dict.fromkeys(("operations", "package", "terms"), OF_LEDGER),
    **dict.fromkeys(("vintage", "record", "context", "file"), OF_CONTEXT),
    "review": "add",
    "release": "source",
}
"""Commands that could notice a state, by its first word; for those not listed, all."""

SHELF = f"{PUBLISHED}/tiny"
LISTED, PAGE = f"{SHELF}/editions.json", f"{SHELF}/index.html"
ALL_STORE = {1: f"check build {EDITIONS}"}


def each(name: str, change: Callable[[str], Callable[[Path], object]]) -> Callable[[Path], object]:
    """Change a file of each edition of a report."""
    return lambda root: [change(str(path.relative_to(root)))(root) for path in root.glob(f"{SHELF}/editions/*/{name}")]


STATES |= {
    **{
        f"list of editions {name}": State(write(LISTED, content), "", {})
        for name, content in {"binary": b"\xff\x00", "nested": "[" * 200_000}.items()
    },
    "list of editions folder": State(folder(LISTED), LISTED, ALL_STORE),
    "list of editions unreadable": State(chmod(LISTED, 0), LISTED, ALL_STORE),
    "editions unreadable": State(chmod(f"{SHELF}/editions", 0), SHELF, ALL_STORE),
    "editions file": State(into_file(f"{SHELF}/editions"), "", {1: "build", 2: "diff rollback"}),
    **{
        f"manifests {name}": State(each("manifest.json", change), "", {1: "check build diff rollback"})
        for name, change in {
            "nested": lambda path: write(path, "[" * 200_000),
            "gone": remove,
            "unreadable": lambda path: chmod(path, 0),
        }.items()
    },
    "editions damaged": State(each("report.html", lambda path: write(path, "")), "report", {1: "check build"}),
    "page folder": State(folder(PAGE), PAGE, {1: "rollback"}),
    "lock folder": State(folder(f"{PUBLISHED}/.lock"), ".lock", {6: "build rollback"}),
    "logs file": State(write("reports/logs", ""), "", {}),
}


@pytest.fixture
def copy(whole: Path) -> Iterator[Path]:
    """Copy the workspace to where nobody, as whom the commands run if this runs as root, may read and write it."""
    root = Path(tempfile.mkdtemp(prefix="liberterra-"))
    shutil.copytree(whole, root, symlinks=True, dirs_exist_ok=True)
    for path in (root, *root.rglob("*")) if IS_ROOT else ():
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    yield root
    for path in (root, *(root / name for name in ("data", "reports", "notebooks"))):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(root)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Nothing is refused to root."""
    if not IS_ROOT:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("state", STATES)
def test_every_command_in_a_broken_workspace(copy: Path, call: Any, state: str) -> None:
    spoil, names, fails = STATES[state]
    expected = {name: code for code, several in fails.items() for name in several.split()}
    spoil(copy)
    said = {}
    with as_nobody() if "unreadable" in state or "read-only" in state else nullcontext():
        named = AREAS.get(state.split(maxsplit=1)[0], " ".join(COMMANDS)).split()
        for name in filter(named.__contains__, COMMANDS):
            said[name] = call(copy, name)
    assert {name: one.code for name, one in said.items() if one.code} == expected
    for name in expected:
        lines = said[name].err.splitlines()
        assert any(line.startswith("error: ") for line in lines)
        assert names in said[name].err
        assert len(lines) <= 2
        assert "Traceback" not in said[name].err


def test_an_error_that_nobody_foresaw_is_a_line_and_a_file(
    whole: Path, call: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr(datasets, "list_datasets", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = call(whole, "datasets")
    (kept,) = tmp_path.iterdir()
    assert said == Said(
        9,
        "",
        "error: this is a fault of liberterra_analysis: ZeroDivisionError: division by zero; "
        f"the traceback is in {kept}\n",
    )
    assert kept.read_text("utf-8").endswith("ZeroDivisionError: division\nby zero\n")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert call(whole, "datasets").err.endswith("; the traceback could not be kept: No such file or directory.\n")
    monkeypatch.setattr(tempfile, "tempdir", None)
