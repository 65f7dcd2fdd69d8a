"""Building and publishing: what an edition holds, what a build says, and what it leaves standing when it fails."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest
from filelock import FileLock

from liberterra_analysis.errors import CatalogueError, UsageError
from liberterra_analysis.report.build import Options, build, plan
from liberterra_analysis.report.edition import Manifest
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import OVERVIEW, contents, rewrite


def test_build_publishes_editions_that_a_second_build_repeats(workspace: Workspace) -> None:
    told: list[tuple[str, str]] = []
    first, second = build(workspace, progress=lambda report, what: told.append((report, what)))
    assert (first.error, second.error) == ("", "")
    assert first.folder == workspace.published / "first" / "editions" / first.edition
    files = contents(first.folder)
    assert list(files) == [
        "figures/bar.png",
        "figures/bar.svg",
        "manifest.json",
        "notebook.ipynb",
        "report.html",
        "report.pdf",
        "tables/actions.csv",
    ]
    assert "report.pdf" not in contents(second.folder)
    assert "<h1>Operation one</h1>" in (first.folder / "report.html").read_text("utf-8")
    assert (first.folder / "tables/actions.csv").read_bytes() == b"\xef\xbb\xbfcountry,arrests\nMali,3\n"
    assert set(told[:2]) == {("first", "waits"), ("second", "waits")}
    assert set(told[2:]) == {(one.report, f"published edition {one.edition}") for one in (first, second)}
    assert {path.name for path in workspace.published.iterdir()} == {".lock", *OVERVIEW, "first", "second"}

    told.clear()
    (again,) = build(workspace, ["first"], progress=lambda report, what: told.append((report, what)))
    assert (again.state, again.edition, again.folder) == ("unchanged", first.edition, first.folder)
    assert told == []

    (again,) = build(
        workspace, ["first"], options=Options(force=True), progress=lambda report, what: told.append((report, what))
    )
    assert again == first
    assert contents(again.folder) == files
    assert told[:2] == [("first", "waits"), ("first", "starts a kernel")]
    assert ("first", "cell 4 of 5") in told
    assert told[-2:] == [("first", "renders HTML and PDF"), ("first", f"published edition {first.edition}")]


def test_the_manifest_says_what_the_edition_was_made_from(workspace: Workspace) -> None:
    (built,) = build(workspace, ["second"])
    manifest = Manifest.model_validate_json((built.folder / "manifest.json").read_text("utf-8"))
    files = contents(built.folder)
    files.pop("manifest.json")
    assert manifest.outputs == files
    assert manifest.edition == built.edition == manifest.inputs.edition
    assert manifest.date == "2024-11-06"
    assert manifest.inputs.parameters == {"operation": "two"}
    assert manifest.inputs.data == {}, "the notebook reads none"
    assert (manifest.previous, manifest.moved, manifest.claims) == ("", (), ())
    assert "typst" in manifest.inputs.versions


def test_a_failure_leaves_what_is_published_and_does_not_stop_the_others(workspace: Workspace) -> None:
    (before,) = build(workspace, ["first"])
    page = (workspace.published / "first/index.html").read_bytes()
    files = contents(before.folder)
    rewrite(
        workspace.catalogue, 'parameters = { operation = "one" }', 'parameters = { operation = "one", fail = true }'
    )
    first, second = build(workspace)
    assert first.error == "notebooks/tiny.ipynb, cell 3: ValueError: the ledger holds no such operation"
    assert (first.exit_code, first.edition, first.folder) == (1, before.edition, before.folder)
    assert (workspace.published / "first/index.html").read_bytes() == page
    assert contents(workspace.published / "first/editions") == {f"{before.edition}/{k}": v for k, v in files.items()}
    assert second.error == ""
    assert [(one.name, one.edition) for one in plan(workspace)] == [
        ("first", before.edition),
        ("second", second.edition),
    ]
    assert json.loads((workspace.published / "build.json").read_text("utf-8")) == {
        "reports": [
            {
                "report": "first",
                "state": "failed",
                "edition": before.edition,
                "error": first.error,
                "log": "reports/logs/first.log",
            },
            {"report": "second", "state": "built", "edition": second.edition, "error": "", "log": None},
        ]
    }
    assert first.log.read_text("utf-8").rstrip().endswith("ValueError: the ledger holds no such operation")

    rewrite(workspace.catalogue, ", fail = true", "")
    (first,) = build(workspace, ["first"])
    assert (first.state, first.edition) == ("unchanged", before.edition)


def test_a_notebook_that_is_no_report_is_told_by_cell(workspace: Workspace) -> None:
    path = workspace.notebooks / "tiny.ipynb"
    path.write_text(
        path.read_text("utf-8").replace("Mali leads', alt='Mali 3'", "Mali leads', alt='Mali leads'"), "utf-8"
    )
    (built,) = build(workspace, ["first"])
    assert built.error.split("\n") == [
        "notebooks/tiny.ipynb, cell 4: figure 'bar': the alternative text repeats the title; say in words and numbers "
        "what the figure shows",
        "notebooks/tiny.ipynb, cell 4: figure 'bar': the alternative text 'Mali leads' has no number; say in words and "
        "numbers what the figure shows",
    ]
    assert (built.exit_code, built.edition, built.folder) == (5, "", None)
    assert not (workspace.published / "first/index.html").exists()


def test_an_edition_put_aside_by_a_build_that_was_killed_comes_back(workspace: Workspace) -> None:
    (built,) = build(workspace, ["second"])
    files = contents(built.folder)
    built.folder.rename(workspace.published / f".replaced-second-{built.edition}")
    (workspace.published / ".staging-second-0").mkdir()
    (workspace.published / ".staging-second.html").touch()
    build(workspace, ["second"])
    assert contents(built.folder) == files
    assert {path.name for path in workspace.published.iterdir()} == {".lock", *OVERVIEW, "second"}


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


def test_two_builds_wait_for_each_other(workspace: Workspace) -> None:
    workspace.published.mkdir()
    workspace.catalogue.write_text("", "utf-8")
    lock, told, done = FileLock(workspace.published / ".lock"), threading.Event(), threading.Event()

    def run() -> None:
        build(workspace, progress=lambda report, what: told.set())
        done.set()

    with lock:
        thread = threading.Thread(target=run)
        thread.start()
        assert told.wait(10)
        assert not done.wait(0.3)
    thread.join(10)
    assert done.is_set()


def test_what_the_command_line_imports_is_light() -> None:
    code = "import sys, liberterra_analysis.report.build as b; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    slow = {
        "papermill",
        "nbconvert",
        "nbformat",
        "nbclient",
        "matplotlib",
        "pandas",
        "numpy",
        "typst",
        "jinja2",
        "mistune",
    }
    assert slow & set(done.stdout.split()) == set()
