"""Building and publishing: what an edition holds, what a build says, and what it leaves standing when it fails."""

import json
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from liberterra_analysis import files
from liberterra_analysis.errors import BusyError, CatalogueError, DataError, ReportError, UsageError
from liberterra_analysis.files import write_whole
from liberterra_analysis.report.event import Event
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish import store
from liberterra_analysis.report.publish.build import Options, build
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import MEND, OVERVIEW, TITLE, contents, rewrite, write_catalogue, write_notebook


def test_build_publishes_editions_that_a_second_build_repeats(workspace: Workspace) -> None:
    told: list[Event] = []
    first, second = build(workspace, progress=told.append)
    assert (first.error, second.error) == ("", "")
    assert first.folder == workspace.published / "first" / "editions" / first.edition
    made = contents(first.folder)
    assert list(made) == [
        "data.zip",
        "embed/bar.html",
        "figures/bar.card.png",
        "figures/bar.png",
        "figures/bar.svg",
        "manifest.json",
        "notebook.ipynb",
        "report.html",
        "report.md",
        "report.pdf",
        "ro-crate-metadata.json",
        "tables/actions.csv",
    ]
    assert "report.pdf" not in contents(second.folder)
    assert f"Edition {first.edition}." in (first.folder / "figures/bar.svg").read_text("utf-8")
    assert "<h1>Operation one</h1>" in (first.folder / "report.html").read_text("utf-8")
    assert (first.folder / "tables/actions.csv").read_bytes() == b"\xef\xbb\xbfcountry,arrests\nMali,3\n"
    assert told[:2] == [Event("first", "waits"), Event("second", "waits")]
    published = {(event.report, str(event)) for event in told if event.phase == "published"}
    assert published == {(one.report, f"published edition {one.edition}") for one in (first, second)}
    assert {path.name for path in workspace.published.iterdir()} == {".lock", *OVERVIEW, "first", "second"}
    manifest = Store(workspace).read("second", second.edition)
    assert {**manifest.outputs, "manifest.json": contents(second.folder)["manifest.json"]} == contents(second.folder)
    assert manifest.edition == second.edition == manifest.inputs.edition
    assert (manifest.date, manifest.previous, manifest.moved) == ("2024-11-06", "", ())
    assert manifest.inputs.parameters == {"operation": "two"}
    assert manifest.inputs.data == {}, "the notebook reads none"
    assert "typst" in manifest.inputs.versions

    told.clear()
    (again,) = build(workspace, ["first"], progress=told.append)
    assert (again.state, again.edition, again.folder) == ("unchanged", first.edition, first.folder)
    assert told == []

    (again,) = build(workspace, ["first"], options=Options(force=True), progress=told.append)
    assert again == first
    assert contents(again.folder) == made
    assert told[:2] == [Event("first", "waits"), Event("first", "starts")]
    assert Event("first", "runs", cell=4, cells=5) in told
    said = ["renders HTML and PDF", f"published edition {first.edition}"]
    assert [(event.report, str(event)) for event in told[-2:]] == [("first", text) for text in said]


def test_a_failure_leaves_what_is_published_and_does_not_stop_the_others(workspace: Workspace) -> None:
    (before,) = build(workspace, ["first"])
    page = (workspace.published / "first/index.html").read_bytes()
    files = contents(before.folder)
    rewrite(
        workspace.catalogue, 'parameters = { operation = "one" }', 'parameters = { operation = "one", fail = true }'
    )
    source = (workspace.notebooks / "tiny.ipynb").read_text("utf-8")
    told = "'token=' + 'terces'[::-1], __import__('os').getcwd()"
    rewrite(workspace.notebooks / "tiny.ipynb", "'the ledger holds no such operation'", told)
    first, second = build(workspace)
    said = f"ValueError: ('token=secret', '{workspace.notebooks}')"
    assert first.error == f"notebooks/tiny.ipynb, cell 3: {said}"
    for path in filter(Path.is_file, workspace.published.rglob("*")):
        assert not re.search(f"=secret|{workspace.root}|Traceback".encode(), path.read_bytes()), path
    assert (first.exit_code, first.edition, first.folder) == (1, before.edition, before.folder)
    assert (workspace.published / "first/index.html").read_bytes() == page
    assert contents(workspace.published / "first/editions") == {f"{before.edition}/{k}": v for k, v in files.items()}
    assert second.error == ""
    assert [(one.name, one.edition) for one in plan(workspace)] == [
        ("first", before.edition),
        ("second", second.edition),
    ]
    assert first.log.read_text("utf-8").rstrip().endswith(said)

    (workspace.notebooks / "tiny.ipynb").write_text(source, "utf-8")
    rewrite(workspace.catalogue, ", fail = true", "")
    (first,) = build(workspace, ["first"])
    assert (first.state, first.edition) == ("unchanged", before.edition)


def test_a_state_file_that_cannot_be_read_stops_its_report_alone(workspace: Workspace) -> None:
    first, second = build(workspace)
    path = workspace.published / "first/editions.json"
    path.unlink()
    path.mkdir()
    said = f"{path} cannot be read: Is a directory; {MEND}"
    assert [one.reasons for one in plan(workspace)] == [(said,), ()]
    rewrite(workspace.notebooks / "tiny.ipynb", "2024-11-06", "2024-11-07")
    one, two = build(workspace)
    assert (one.state, one.error, one.edition, one.folder) == ("failed", said, "", None)
    assert (two.state, two.edition != second.edition) == ("built", True)
    assert two.edition in (workspace.published / "index.html").read_text("utf-8")
    path.rmdir()
    assert [one.state for one in build(workspace)] == ["built", "unchanged"]
    assert Store(workspace).editions("first").kept[0] == first.edition


def test_pages_that_a_build_could_not_write_are_written_by_the_next(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Event] = []
    with monkeypatch.context() as patch:

        def fail(path: Path, *rest: Any, write: Any = write_whole, **more: Any) -> None:
            if path.name == "index.html":
                raise OSError(28, "No space left on device")
            write(path, *rest, **more)

        patch.setattr(store, "write_whole", fail)
        (built,) = build(workspace, ["second"], progress=told.append)
    assert built.state == "built"
    assert [str(event) for event in told[-2:]] == [
        f"{workspace.published / page} could not be written: it shows what was published before"
        for page in ("second/index.html", "index.html")
    ]
    assert not (workspace.published / "index.html").exists()
    (again,) = build(workspace, ["second"])
    assert again.state == "unchanged"
    assert built.edition in (workspace.published / "index.html").read_text("utf-8")


def test_nothing_runs_when_anything_is_wrong(workspace: Workspace) -> None:
    with pytest.raises(UsageError):
        build(workspace, ["third"])
    rewrite(workspace.catalogue, 'operation = "two"', 'operation = "three"')
    with pytest.raises(CatalogueError) as caught:
        build(workspace)
    assert str(caught.value) == (
        "reports/reports.toml, report 'second': parameter 'operation': 'three' is not one of 'one', 'two'"
    )
    assert not workspace.published.exists()


def test_no_report_is_made_of_a_ledger_that_is_wrong(workspace: Workspace) -> None:
    def check() -> None:
        raise DataError([])

    with pytest.raises(DataError):
        build(workspace, check=check)
    assert [path.name for path in workspace.published.iterdir()] == [".lock"]


def test_the_ledger_is_checked_when_it_is_not_as_it_was_when_it_was_right(workspace: Workspace) -> None:
    workspace.catalogue.write_text("", "utf-8")
    checks: list[str] = []

    def check() -> None:
        checks.append((workspace.data / "claims.csv").read_text("utf-8"))
        if "2" in checks[-1]:
            raise DataError([])

    build(workspace, check=check)
    build(workspace, check=check)
    assert len(checks) == 1
    rewrite(workspace.data / "claims.csv", "1", "2")
    for _ in range(2):
        with pytest.raises(DataError):
            build(workspace, check=check)
    rewrite(workspace.data / "claims.csv", "2", "1")
    (workspace.data / "texts").mkdir()
    (workspace.data / "texts" / "a.txt").write_text("Text", "utf-8")
    build(workspace, check=check)
    build(workspace, check=check)
    assert len(checks) == 4


def test_a_build_waits_for_another_no_longer_than_asked(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "NOTICE", 0.1)
    workspace.catalogue.write_text("", "utf-8")
    told = threading.Event()
    with Store(workspace).locked():
        with pytest.raises(BusyError) as caught:
            build(workspace, options=Options(wait=0))
        thread = threading.Thread(target=build, args=[workspace], kwargs={"progress": lambda *_: told.set()})
        thread.start()
        assert told.wait(10)
        assert not (workspace.published / "index.html").exists()
    thread.join(10)
    assert (workspace.published / "index.html").exists()
    assert str(caught.value) == (
        f"{workspace.published}/.lock is held by another process, which did not finish within 0 seconds; "
        "try again, or wait longer with --wait."
    )


def test_a_folder_that_is_a_link_to_nowhere_is_told(workspace: Workspace) -> None:
    workspace.published.symlink_to("elsewhere")
    with pytest.raises(ReportError) as caught:
        build(workspace)
    assert str(caught.value) == f"{workspace.published} is a link to elsewhere, which is not there."


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf"), 1e300])
def test_a_limit_that_no_clock_keeps_is_refused(limit: float) -> None:
    with pytest.raises(UsageError) as caught:
        Options(limit=limit)
    assert str(caught.value) == f"--limit is {limit:g}; give the seconds that a report may take, up to 1,000,000."


def test_what_the_command_line_imports_is_light() -> None:
    code = "import sys, liberterra_analysis.report.publish.build as b; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    slow = set("papermill nbconvert nbformat nbclient matplotlib pandas numpy typst jinja2 mistune".split())
    assert slow & set(done.stdout.split()) == set()


def test_what_a_library_writes_to_stderr_goes_whole_to_the_log_and_into_no_file(workspace: Workspace) -> None:
    noise = "import logging, sys, warnings\nwarnings.warn('old ' + 'x' * 300 + ' end')\nlogging.warning('logged')\n"
    write_notebook(workspace, "a: int = 1", TITLE, f"{noise}print('printed', file=sys.stderr)")
    write_catalogue(workspace, {"noisy": ""})
    told: list[Event] = []
    (made,) = build(workspace, ["noisy"], progress=told.append)
    assert (made.state, made.error, made.log) == ("built", "", workspace.reports / "logs" / "noisy.log")
    log = made.log.read_text("utf-8")
    assert log.startswith("cell 3:\n")
    assert [
        text for text in (f"UserWarning: old {'x' * 300} end", "WARNING:root:logged", "printed") if text not in log
    ] == []
    assert Event("noisy", "published", f"published edition {made.edition}; warnings in {made.log}") in told
    assert not any(b"UserWarning" in path.read_bytes() for path in made.folder.rglob("*.*"))
    write_catalogue(workspace, {"noisy": 'warnings = "error"'})
    (refused,) = build(workspace, ["noisy"])
    assert refused.error == "notebooks/tiny.ipynb, cell 3: it warns, and the catalogue says 'error'."
    assert "UserWarning: old" in refused.log.read_text("utf-8")
    write_notebook(workspace, "a: int = 1", TITLE)
    (made,) = build(workspace, ["noisy"])
    assert (made.log, (workspace.reports / "logs" / "noisy.log").exists()) == (None, False)


OWN = (
    "import pandas as pd\nfrom liberterra_analysis import display\n"
    "seized = pd.read_csv('seized.csv', index_col='port')\n"
    "table = display.show(seized, title='Ivory', source='[Port log](https://example.org)')\ntable",
    "display.show(f\"Customs seized {display.ref(table, 'Mombasa', 'kg')} kg, in 2024, of 9 ports.\")",
    "seized['kg'].plot();",
)


@pytest.mark.parametrize("engine", ["process", "kernel"])
def test_an_own_notebook_quotes_its_table_and_says_what_it_lacks(workspace: Workspace, engine: str) -> None:
    (workspace.notebooks / "seized.csv").write_text("port,kg\nMombasa,1250\n")
    Image.new("RGB", (9, 9)).save(workspace.notebooks / "port.png")
    write_notebook(workspace, "", *OWN, prose="![The port](port.png)\n\n" * 5)
    write_catalogue(workspace, {"own": f'evidence = "open"\nengine = "{engine}"\ntitle = "Ivory at ports"'})
    (made,) = build(workspace)
    assert made.error == ""
    lacks = (
        "cell 3: figure 'figure-1' has no source and no alternative text",
        *(f"cell 4: figure 'figure-{at}' has no source" for at in range(2, 7)),
    )
    assert Store(workspace).find("own", made.edition).gaps == lacks
    assert made.note == "; ".join([*lacks[:5], "1 more in its manifest"])
    text = (made.folder / "report.md").read_text("utf-8")
    assert "# Ivory at ports\n" in text
    assert "Customs seized 1250[^1] kg, in 2024, of 9 ports." in text
    assert "Source: [Port log](https://example.org)" in text
    assert re.search(r"\| Numbers of the text that lead to a record +\| 1 of 2 +\|", text)
    assert {"notebooks/port.png", "notebooks/seized.csv"} <= Store(workspace).find(
        "own", made.edition
    ).inputs.data.keys()


def test_a_notebook_in_another_language_runs_in_its_kernel(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = workspace.root / "jupyter" / "kernels" / "ir"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]  # R need not be there
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "R", "language": "R"}))
    monkeypatch.setenv("JUPYTER_PATH", str(spec.parents[1]))
    monkeypatch.setattr("liberterra_analysis.report.publish.build.Servers", Servers)  # one that knows of the kernel
    shown = "display({'text/plain': f'[1] {weight} {place} {day}'}, raw=True)"
    path = write_notebook(workspace, "weight = 0", shown, prose="## Seizures")
    made = json.loads(path.read_text("utf-8")) | {"metadata": {"kernelspec": {"name": "ir", "language": "R"}}}
    path.write_text(json.dumps(made), "utf-8")
    given = 'parameters = { weight = 14, place = "Lomé", day = 2031-03-09 }'
    write_catalogue(workspace, {"r": f'evidence = "open"\n{given}'})
    (built,) = build(workspace)
    assert built.error == ""
    assert "\n[1] 14 Lomé 2031-03-09\n" in (built.folder / "report.md").read_text("utf-8")
    assert Store(workspace).find("r", built.edition).inputs.untracked == ("the kernel 'ir' reads files itself",)
