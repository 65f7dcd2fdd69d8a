"""Building and publishing: what an edition holds, and what a fault leaves standing."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from liberterra_analysis.errors import CatalogueError, UsageError
from liberterra_analysis.report import build as module
from liberterra_analysis.report.build import build, list_reports, read_edition
from liberterra_analysis.report.edition import Manifest
from liberterra_analysis.workspace import Workspace


def contents(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rewrite(workspace: Workspace, old: str, new: str) -> None:
    text = workspace.catalogue.read_text("utf-8")
    assert old in text
    workspace.catalogue.write_text(text.replace(old, new), "utf-8")


def test_build_publishes_editions_that_a_second_build_repeats(workspace: Workspace) -> None:
    told: list[tuple[str, str]] = []
    first, second = build(workspace, progress=lambda report, what: told.append((report, what)))
    assert (first.error, second.error) == ("", "")
    assert first.folder == workspace.published / "first" / "editions" / first.edition
    files = contents(first.folder)
    assert list(files) == [
        "figures/bar.svg",
        "manifest.json",
        "notebook.ipynb",
        "report.html",
        "report.pdf",
        "tables/actions.csv",
    ]
    assert "report.pdf" not in contents(second.folder)
    assert "<h1>Operation one</h1>" in (first.folder / "report.html").read_text("utf-8")
    assert (first.folder / "tables/actions.csv").read_bytes() == b"country,arrests\nMali,3\n"
    assert told[0] == ("first", "starts a kernel")
    assert ("first", "cell 4 of 5") in told
    assert told[-1] == ("second", f"published edition {second.edition}")
    assert {path.name for path in workspace.published.iterdir()} == {".lock", "first", "second"}

    (again,) = build(workspace, ["first"])
    assert again == first
    assert contents(again.folder) == files


def test_the_manifest_says_what_the_edition_was_made_from(workspace: Workspace) -> None:
    (built,) = build(workspace, ["second"])
    manifest = Manifest.model_validate_json((built.folder / "manifest.json").read_text("utf-8"))
    files = contents(built.folder)
    files.pop("manifest.json")
    assert manifest.outputs == files
    assert manifest.edition == built.edition == manifest.inputs.edition
    assert manifest.date == "2024-11-06"
    assert manifest.inputs.parameters == {"operation": "two"}
    assert manifest.inputs.data == {
        "data/claims.csv": hashlib.sha256(b"claim_id\n1\n").hexdigest(),
        "data/operations.csv": hashlib.sha256(b"operation_id,name\none,One\ntwo,Two\n").hexdigest(),
    }
    assert "typst" in manifest.inputs.versions


def test_an_edition_is_another_one_when_anything_it_is_made_from_is(workspace: Workspace) -> None:
    def edition() -> str:
        entries = module.read_catalogue(workspace).select(["first"])
        return module.prepare_jobs(workspace, entries)[0].inputs.edition

    seen = [edition()]
    assert edition() == seen[0]
    for change in (
        lambda: rewrite(workspace, 'operation = "one"', 'operation = "two"'),
        lambda: rewrite(workspace, "First operation", "First of all"),
        lambda: (workspace.data / "claims.csv").write_text("claim_id\n2\n", "utf-8"),
        lambda: (workspace.data / "routes.csv").write_text("claim_id\n", "utf-8"),
    ):
        change()
        seen.append(edition())
    path = workspace.notebooks / "tiny.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["metadata"]["unrelated"] = 1
    notebook["cells"][0]["id"] = "other"
    path.write_text(json.dumps(notebook), "utf-8")
    assert edition() == seen[-1]
    notebook["cells"][-1]["source"] += " More."
    path.write_text(json.dumps(notebook), "utf-8")
    seen.append(edition())
    assert len(set(seen)) == len(seen)


def test_a_failure_leaves_what_is_published_and_does_not_stop_the_others(workspace: Workspace) -> None:
    (before,) = build(workspace, ["first"])
    page = (workspace.published / "first/index.html").read_bytes()
    files = contents(before.folder)
    rewrite(workspace, 'parameters = { operation = "one" }', 'parameters = { operation = "one", fail = true }')
    first, second = build(workspace)
    assert first.error == "notebooks/tiny.ipynb, cell 3: ValueError: the ledger holds no such operation"
    assert (first.exit_code, first.edition, first.folder) == (1, before.edition, before.folder)
    assert (workspace.published / "first/index.html").read_bytes() == page
    assert contents(workspace.published / "first/editions") == {f"{before.edition}/{k}": v for k, v in files.items()}
    assert second.error == ""
    assert [(listed.name, listed.edition) for listed in list_reports(workspace)] == [
        ("first", before.edition),
        ("second", second.edition),
    ]


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
    assert read_edition(workspace, "first") == ""


def test_a_full_disk_leaves_what_is_published(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (before,) = build(workspace, ["second"])
    files = contents(workspace.published / "second")
    (workspace.data / "claims.csv").write_text("claim_id\n2\n", "utf-8")
    write = module.write_files

    def fail_late(folder: Path, *arguments: object) -> None:
        write(folder, *arguments)
        raise OSError(28, "No space left on device", str(folder / "report.pdf"))

    monkeypatch.setattr(module, "write_files", fail_late)
    (built,) = build(workspace, ["second"])
    assert built.error.endswith("/report.pdf: No space left on device; it is not published.")
    assert contents(workspace.published / "second") == files
    monkeypatch.undo()
    (built,) = build(workspace, ["second"])
    assert built.edition != before.edition
    assert not list(workspace.published.glob(".staging-*"))


def test_an_edition_put_aside_by_a_build_that_was_killed_comes_back(workspace: Workspace) -> None:
    (built,) = build(workspace, ["second"])
    files = contents(built.folder)
    built.folder.rename(workspace.published / f".replaced-second-{built.edition}")
    (workspace.published / ".staging-second-0").mkdir()
    (workspace.published / ".staging-second.html").touch()
    build(workspace, ["first"])
    assert contents(built.folder) == files
    assert {path.name for path in workspace.published.iterdir()} == {".lock", "first", "second"}


def test_nothing_runs_when_anything_is_wrong(workspace: Workspace) -> None:
    with pytest.raises(UsageError):
        build(workspace, ["third"])
    rewrite(workspace, 'operation = "two"', 'operation = "three"')
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
