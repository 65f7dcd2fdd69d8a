"""A report is rebuilt when something it depends on changed, and only then, and the plan says what that was."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from nbformat import v4
from typer.testing import CliRunner

from liberterra_analysis.cli import app
from liberterra_analysis.report.execute import fingerprint
from liberterra_analysis.report.publish import plan as module
from liberterra_analysis.report.publish.build import Options, build
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.ledger import Copy
from tests.reports.stage import TITLE, contents, make_workspace, rewrite, write_catalogue, write_notebook

Change = Callable[[Workspace], object]

READS = (
    "import pandas as pd\npd.read_csv('../data/operations.csv');",
    "import pathlib\n_ = pathlib.Path('../data/routes.csv').read_text(), open('../data/more/deep.csv', 'rb').read()\n"
    "_ = [pathlib.Path('../data/routes.csv').exists(), pathlib.Path('../data/claims.csv').exists()]\n"
    "import contextlib\nwith contextlib.suppress(FileNotFoundError): open('../data/more/late.csv')\n"
    "with open('../data/written.csv', 'w'): pass\n"
    "pathlib.Path('../data/written.csv').unlink()",
    "import pathlib\nfrom liberterra_analysis.workspace import look_for\n"
    "_ = look_for(pathlib.Path('../data/texts/a.txt')).is_file()\n"
    "_ = list(look_for(pathlib.Path('../data/notes')).glob('*'))",
)
READ = {
    "data/claims.csv": True,
    "data/more/deep.csv": True,
    "data/more/late.csv": False,
    "data/notes": False,
    "data/operations.csv": True,
    "data/routes.csv": True,
    "data/texts/a.txt": False,
}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Build a report that reads three files of the ledger, not all, and looks for two and a folder in vain."""
    workspace = make_workspace(tmp_path_factory.mktemp("original"))
    (workspace.data / "routes.csv").write_text("leg\n1\n", "utf-8")
    (workspace.data / "more").mkdir()
    (workspace.data / "more/deep.csv").write_text("x\n", "utf-8")
    write_notebook(workspace, "days: int = 6", TITLE, *READS, prose="## Where")
    write_catalogue(workspace, {"a": "parameters = { days = 7 }"})
    (built,) = build(workspace)
    assert built.error == ""
    return workspace


@pytest.fixture
def place(original: Workspace, tmp_path: Path) -> Workspace:
    """Copy it."""
    shutil.copytree(original.root, tmp_path / "copy", symlinks=True)
    return Workspace(tmp_path / "copy")


def reasons(workspace: Workspace) -> list[str]:
    (one,) = plan(workspace)
    return list(one.reasons)


# Changes of a workspace


def in_notebook(change: Callable[[dict[str, Any]], object]) -> Change:
    def rewrite_notebook(place: Workspace) -> None:
        path = place.notebooks / "tiny.ipynb"
        data = json.loads(path.read_text("utf-8"))
        change(data)
        path.write_text(json.dumps(data), "utf-8")

    return rewrite_notebook


def in_cell(at: int, **fields: Any) -> Change:
    return in_notebook(lambda data: data["cells"][at].update(fields))


def in_catalogue(old: str, new: str) -> Change:
    return lambda place: rewrite(place.catalogue, old, new)


def in_data(name: str, text: str = "") -> Change:
    """Write a file of the ledger, in a folder that is made if need be."""

    def write(place: Workspace) -> None:
        (place.data / name).parent.mkdir(exist_ok=True)
        (place.data / name).write_text(text, "utf-8")

    return write


def test_what_was_read_is_in_the_manifest_and_what_was_not_there_in_the_report(place: Workspace) -> None:
    (one,) = plan(place)
    assert {path: bool(digest) for path, digest in Store(place).read("a", one.edition).inputs.data.items()} == READ
    text = (Store(place).folder("a", one.edition) / "report.md").read_text("utf-8")
    assert "| Data | not there | `data/more/late.csv, data/notes, data/texts/a.txt` |" in text


@pytest.mark.parametrize(
    "change",
    [
        lambda place: None,
        in_data("statements.csv", "new"),
        lambda place: write_notebook(place, "", TITLE, name="another"),
        lambda place: (place.data / "routes.csv").touch(),
        in_notebook(lambda data: data["metadata"].update(kernelspec={"name": "other"})),
        in_cell(1, id="other", execution_count=3),
        in_notebook(lambda data: data["cells"][1]["metadata"].update(collapsed=True)),
        in_cell(1, outputs=[v4.new_output("stream", text="said")]),
        in_notebook(lambda data: data["cells"][1].update(source=data["cells"][1]["source"].splitlines(keepends=True))),
        in_notebook(lambda data: data.update(nbformat_minor=4)),
        in_catalogue("[reports", "# said\n[reports"),
        in_catalogue("title =", "keep = 3\ntitle ="),
        lambda place: (place.published / "a/editions.json").touch(),
    ],
)
def test_nothing_that_a_report_does_not_depend_on_makes_it_stale(place: Workspace, change: Change) -> None:
    change(place)
    assert reasons(place) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([in_data("routes.csv", "leg\n2\n")], ["data/routes.csv changed"]),
        ([lambda place: (place.data / "more/deep.csv").unlink()], ["data/more/deep.csv is gone"]),
        ([in_data("more/late.csv")], ["data/more/late.csv appeared"]),
        ([in_data("texts/a.txt")], ["data/texts/a.txt appeared"]),
        ([lambda place: (place.data / "notes").mkdir()], ["data/notes appeared"]),
        ([in_cell(2, source="1;")], ["notebook: cell 3 changed"]),
        ([in_cell(4, source="## Who")], ["notebook: cell 5 changed"]),
        ([in_notebook(lambda data: data["cells"].reverse())], ["notebook: cells 1, 2, 3, 4, 5, 6 changed"]),
        ([in_cell(1, metadata={"tags": ["hide"]})], ["notebook: cell 2 changed"]),
        (
            [in_notebook(lambda data: data["cells"].append(v4.new_markdown_cell("More.")))],
            ["notebook: 7 cells instead of 6"],
        ),
        ([in_catalogue("days = 7", "days = 8")], ["parameter days was 7, is 8"]),
        ([in_catalogue("days = 7", "")], ["parameter days was 7, is None"]),
        ([in_catalogue('"Report"', '"A report"')], ["title changed"]),
        ([in_catalogue('["html"]', '["html", "pdf"]')], ["formats changed"]),
        ([in_catalogue("[reports", "[site]\npublisher = 'P'\n[reports")], ["site changed"]),
        (
            [in_catalogue("title =", "evidence = 'open'\nwarnings = 'error'\ntitle =")],
            ["evidence changed", "warnings changed"],
        ),
        (
            [
                in_data("operations.csv", "operation_id,name\n"),
                in_catalogue("days = 7", "days = 8"),
                in_cell(3, source="2;"),
            ],
            ["notebook: cell 4 changed", "parameter days was 7, is 8", "data/operations.csv changed"],
        ),
        ([lambda place: shutil.rmtree(place.published / "a")], ["not built yet"]),
    ],
)
def test_what_a_report_depends_on_makes_it_stale(place: Workspace, changes: list[Change], expected: list[str]) -> None:
    for change in changes:
        change(place)
    assert reasons(place) == expected


def test_a_report_on_a_country_or_some_operations_is_stale_when_their_rows_changed(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, ledger=True)
    ledger = Copy(workspace)
    loaded = ("claims", "routes", "statements", "sources", "operations")
    for name, asked in {"country": "country='TUR'", "some": "['nawa', 'lucero']"}.items():
        load = "\n".join(f"lt.load_{table}({asked})" for table in loaded)
        write_notebook(workspace, "", TITLE, f"import liberterra_analysis as lt\n{load};", name=name)
    write_catalogue(workspace, {"country": "notebook = 'country'", "some": "notebook = 'some'"})
    assert [one.error for one in build(workspace)] == ["", ""]
    stale = []
    for claim, cells in (
        ("liberterra-2-national-arrests", {"note": "Read again."}),
        ("nawa-dominiqueouattara-arrests", {"note": "Read again."}),
        ("nawa-dominiqueouattara-arrests", {"nationality_iso3": "TUR"}),
        ("turquesa-1-hstoday-countries", {"note": "Read again."}),
        ("turquesa-1-hstoday-countries", {"nationality_iso3": "TUR"}),
    ):
        before = ledger.rows("claims")
        ledger.set("claims", claim, **cells)
        stale.append([one.reasons for one in plan(workspace)])
        ledger.write("claims", before)
    sources, claims = ledger.rows("sources"), ledger.rows("claims")
    ledger.write("sources", [sources[0] | {"source_id": "new"}, *sources])
    stale.append([one.reasons for one in plan(workspace)])
    claim = next(row for row in claims if row["operation_id"] == "lucero")
    ledger.write("claims", [*claims, claim | {"claim_id": "new", "source_id": "new"}])
    stale.append([one.reasons for one in plan(workspace)])
    country, some = ("data/*.csv, rows of TUR changed",), ("data/*.csv, rows of nawa, lucero changed",)
    assert stale == [[country, ()], [(), some], [country, some], [(), ()], [country, ()], [(), ()], [(), some]]


def test_an_edition_of_another_version_stays_readable(place: Workspace) -> None:
    (one,) = plan(place)
    path = Store(place).folder("a", one.edition) / "manifest.json"
    data = json.loads(path.read_text("utf-8"))
    needed = {"edition", "date", "inputs", "outputs", "sizes"}
    inputs = {"report", "title", "cells", "parameters", "formats", "package", "versions", "data"}
    older = {name: data[name] for name in needed} | {"inputs": {name: data["inputs"][name] for name in inputs}}
    newer = data | {"fonts": "x", "inputs": data["inputs"] | {"fonts": "x"}}
    for other in (older, newer):
        path.write_text(json.dumps(other), "utf-8")
        assert Store(place).read("a", one.edition)
        assert Store(place).verify("a", one.edition) == []
        assert reasons(place) == []


DAMAGE: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "gone": ("report.html", Path.unlink, "report.html is gone"),
    "emptied": ("report.html", lambda path: path.write_bytes(b""), "report.html is not what was published"),
    "as long": (
        "notebook.ipynb",
        lambda path: path.write_bytes(path.read_bytes()[:-2] + b" \n"),
        "notebook.ipynb is not what was published",
    ),
    "no manifest": ("manifest.json", Path.unlink, "edition {edition} has no manifest that this version can read"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_edition_is_told(place: Workspace, case: str) -> None:
    name, spoil, why = DAMAGE[case]
    (one,) = plan(place)
    spoil(Store(place).folder("a", one.edition) / name)
    assert reasons(place) == [why.format(edition=one.edition)]


@pytest.mark.parametrize("name", ["report.md", "manifest.json"])
def test_a_damaged_edition_is_made_again_though_it_says_the_same(place: Workspace, name: str) -> None:
    (one,) = plan(place)
    folder = Store(place).folder("a", one.edition)
    whole = contents(folder)
    (folder / name).unlink()
    assert [(built.state, built.edition) for built in build(place)] == [("built", one.edition)]
    assert contents(folder) == whole
    assert reasons(place) == []


def test_damage_that_neither_size_nor_time_betrays_is_found_by_hashes(tmp_path: Path) -> None:
    place = make_workspace(tmp_path, ledger=True)
    write_notebook(place, "", TITLE)
    write_catalogue(place, {"a": ""})
    (built,) = build(place)
    page = built.folder / "report.html"
    before, data = page.stat(), page.read_bytes()
    page.write_bytes(data[:-2] + b" \n")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert reasons(place) == []
    fault = f"edition {built.edition} of 'a': report.html is not what was published"
    for command, said in (
        (["check"], f"{fault}; 'liberterra build --force a' makes it again."),
        (["editions", "a", "--verify"], f"{fault}."),
    ):
        done = CliRunner().invoke(app, [*command, "-w", str(place.root)])
        assert (str(done.exception), done.exception.exit_code) == (said, 1)
    build(place, options=Options(force=True))
    assert page.read_bytes() == data


def test_the_package_and_what_renders_are_looked_at(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = fingerprint.find_versions()
    assert {"python", "typst", "nbconvert", "matplotlib", "jinja2"} <= versions.keys()
    monkeypatch.setattr(module, "find_versions", lambda: versions | {"typst": "99"})
    assert reasons(place) == [f"typst was {versions['typst']}, is 99"]
    monkeypatch.undo()
    package = place.root / "package"
    shutil.copytree(fingerprint.PACKAGE, package)
    monkeypatch.setattr(fingerprint, "PACKAGE", package)
    assert reasons(place) == []
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__/x.pyc").touch()
    assert reasons(place) == []
    for changed in ("report/render/templates/style.css", "hedges/__init__.py"):
        text = (package / changed).read_bytes()
        (package / changed).write_bytes(text + b"\n")
        assert reasons(place) == ["package changed"]
        (package / changed).write_bytes(text)
    (package / "new.py").touch()
    assert reasons(place) == ["package changed"]


def test_parameters_that_are_equal_and_print_differently_are_not_the_same(tmp_path: Path) -> None:
    place = make_workspace(tmp_path)
    write_notebook(place, "rate: float = 0.0", TITLE)
    write_catalogue(place, {"a": "parameters = { rate = 1 }"})
    assert [one.error for one in build(place)] == [""]
    assert reasons(place) == []
    write_catalogue(place, {"a": "parameters = { rate = 1.0 }"})
    assert reasons(place) == ["parameter rate was 1, is 1.0"]


def test_a_report_that_a_subprocess_reads_for_depends_on_the_whole_workspace(tmp_path: Path) -> None:
    place = make_workspace(tmp_path)
    write_notebook(
        place, "", TITLE, "import subprocess\n_ = subprocess.run(['cat', '../data/claims.csv'], capture_output=True)"
    )
    write_catalogue(place, {"a": ""})
    (built,) = build(place)
    assert built.error == ""
    why = "a subprocess reads what it likes"
    assert (plan(place)[0].reasons, plan(place)[0].untracked) == ((), (why,))
    assert Store(place).read("a", built.edition).inputs.untracked == (why,)
    assert why in (built.folder / "report.html").read_text("utf-8")
    listed = CliRunner().invoke(app, ["list", "-w", str(place.root)]).output
    assert f"edition {built.edition}; current, untracked: {why}; watched: the whole workspace\n" in listed
    (place.data / ".swap").touch()
    (place.reports / "logs").mkdir(exist_ok=True)
    (place.reports / "logs/a.log").touch()
    assert reasons(place) == []
    (place.root / "elsewhere.txt").touch()
    assert reasons(place) == ["a file of the workspace changed"]


def replace(path: Path, text: str) -> None:
    path.with_name("new").write_text(text, "utf-8")
    path.with_name("new").replace(path)


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


WAITS = """
held = open('../data/claims.csv').read()
open({begun!r}, 'w').close()
_ = open({go!r}).read()
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipe that a notebook could wait for")
@pytest.mark.parametrize(("change", "times"), [(replace, 1), (append, 3)])
def test_a_ledger_that_changes_while_a_report_is_built_is_read_again(
    tmp_path: Path, change: Callable[[Path, str], None], times: int
) -> None:
    place, begun, go = make_workspace(tmp_path / "place"), tmp_path / "begun", tmp_path / "go"
    os.mkfifo(begun)
    os.mkfifo(go)
    shown = f"{TITLE}\nshow(dict(kind='note', title='Held', inlines=[dict(kind='text', text=held[-6:].strip())]))"
    write_notebook(place, "", WAITS.format(begun=str(begun), go=str(go)), shown)
    write_catalogue(place, {"a": ""})
    runs: list[int] = []

    def write() -> None:
        while begun.read_bytes() == b"":  # a notebook has read the ledger, and waits
            if len(runs) < times:
                change(place.data / "claims.csv", "later\n")
            runs.append(1)
            go.write_bytes(b"")

    writer = Thread(target=write, daemon=True)
    writer.start()
    (built,) = build(place, options=Options(limit=60))
    begun.write_bytes(b"that is all")
    writer.join()
    if times == 3:
        assert built.error == (
            "notebooks/tiny.ipynb: data/claims.csv changed while the notebook ran, 3 times; "
            "build the report when nothing writes to it, and let the notebook itself write elsewhere."
        )
    else:
        assert (built.error, len(runs)) == ("", 2)
        assert "later" in (built.folder / "report.html").read_text("utf-8")
        assert reasons(place) == []


def test_an_edition_that_would_say_the_same_stays(place: Workspace) -> None:
    before = contents(place.published / "a" / "editions")
    (place.data / "routes.csv").write_text("leg\n3\n", "utf-8")
    assert reasons(place) == ["data/routes.csv changed"]
    events: list[str] = []
    (one,) = build(place, progress=lambda event: events.append(str(event)))
    assert (one.state, events[-1]) == ("unchanged", f"says the same: edition {one.edition} stays")
    assert "renders HTML" not in events
    assert contents(place.published / "a" / "editions") == before
    assert reasons(place) == []
    (place.data / "more/deep.csv").unlink()  # without which the notebook fails
    assert build(place)[0].state == "failed"
    (place.data / "more/deep.csv").write_text("x\n", "utf-8")
    assert reasons(place) == []
    (place.data / "more/deep.csv").write_text("y\n", "utf-8")
    assert build(place)[0].state == "unchanged"


def test_a_ledger_that_is_a_link_is_read_as_any_other(place: Workspace) -> None:
    (place.data).rename(place.root / "elsewhere")
    place.data.symlink_to(place.root / "elsewhere")
    assert reasons(place) == []
    (one,) = build(place, options=Options(force=True))
    assert (one.error, list(Store(place).read("a", one.edition).inputs.data)) == ("", list(READ))


def test_what_is_put_into_a_folder_that_was_listed_makes_a_report_stale(place: Workspace) -> None:
    notes = place.data / "notes"
    notes.mkdir()
    assert [one.state for one in build(place)] == ["unchanged"]
    (notes / ".swap").touch()
    assert reasons(place) == []
    (notes / "one.md").touch()
    assert reasons(place) == ["data/notes changed"]
    shutil.rmtree(notes)
    assert reasons(place) == ["data/notes is gone"]


def test_a_thousand_entries_are_read_as_one(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    values = ", ".join(map(str, range(1000)))
    write_catalogue(place, {"a-{days}": f"for_each = {{ days = [{values}] }}"})
    edition = next(place.published.glob("a/editions/*"))
    for number in range(0, 1000, 2):
        copy = place.published / f"a-{number}"
        shutil.copytree(edition, copy / "editions" / edition.name)
        (copy / "index.html").write_bytes((place.published / "a/index.html").read_bytes())
    read: list[str] = []
    read_text, read_bytes, again = Path.read_text, Path.read_bytes, module.fingerprint_again

    def note(path: Path) -> None:
        if place.root in path.parents and place.published not in path.parents:
            read.append(path.name)

    monkeypatch.setattr(Path, "read_text", lambda path, *rest, **more: note(path) or read_text(path, *rest, **more))
    monkeypatch.setattr(Path, "read_bytes", lambda path: note(path) or read_bytes(path))
    monkeypatch.setattr(
        module, "fingerprint_again", lambda root, name, exists: read.append(name) or again(root, name, exists)
    )
    plans = plan(place)
    assert len(plans) == 1000
    assert plans[1].reasons == ("not built yet",)
    assert plans[4].reasons == ("parameter days was 7, is 4",)
    assert sorted(read) == sorted(["reports.toml", "tiny.ipynb", "tiny.ipynb", *READ])
