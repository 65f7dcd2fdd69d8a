"""Faults, each made for real: what is published stays whole, the others are built, and one line says what happened."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from liberterra_analysis.report.publish.build import Built, Options, build
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import (
    OVERVIEW,
    TITLE,
    contents,
    is_whole,
    left_over,
    make_workspace,
    outcome,
    rewrite,
    start_builder,
    wait_until,
    write_catalogue,
    write_notebook,
)

GOOD = "good"
FAULTS = {
    "raises": ("raise ValueError('no such\\noperation')", "cell 3: ValueError: no such; operation"),
    "ignores": (
        "import signal, time\nfor number in (signal.SIGINT, signal.SIGTERM):\n"
        "    signal.signal(number, signal.SIG_IGN)\nwhile True: time.sleep(0.01)",
        "cell 3: the notebook took longer than 15 s in all; it was stopped.",
    ),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[str, Built]]:
    """Build a report for each fault, and one that is good, in one build."""
    workspace = make_workspace(tmp_path_factory.mktemp("faulty"))
    sources = {name: source for name, (source, _) in FAULTS.items()} | {GOOD: "pass"}
    for name, source in sources.items():
        write_notebook(workspace, "a: int = 1", TITLE, source, name=name)
    write_catalogue(workspace, {name: f'notebook = "{name}"' for name in sources})
    built = build(workspace, [*FAULTS, GOOD], options=Options(workers="2", limit=15))
    return workspace, {one.report: one for one in built}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_notebook_is_told_in_one_line(faulty: tuple[Workspace, dict[str, Built]], name: str) -> None:
    workspace, built = faulty
    one = built[name]
    assert one.error.startswith(f"notebooks/{name}.ipynb, {FAULTS[name][1]}")
    assert "\n" not in one.error
    assert (one.state, one.edition, one.folder) == ("failed", "", None)
    assert one.log == workspace.reports / "logs" / f"{name}.log"
    assert one.log.read_text("utf-8").startswith(one.error)
    assert not (workspace.published / name).exists()


def test_the_others_are_built_and_machines_are_told(faulty: tuple[Workspace, dict[str, Built]]) -> None:
    workspace, built = faulty
    assert (built[GOOD].state, built[GOOD].error) == ("built", "")
    assert is_whole(workspace, GOOD) == built[GOOD].edition
    assert "ValueError: no such\noperation" in next(iter(built.values())).log.read_text("utf-8")
    assert {path.name for path in workspace.published.iterdir()} == {".lock", *OVERVIEW, GOOD}


def test_a_limit_that_passes_before_the_first_cell_holds(faulty: tuple[Workspace, dict[str, Built]]) -> None:
    workspace, _ = faulty
    (one,) = build(workspace, [GOOD], options=Options(limit=0.001, force=True))
    assert one.error.endswith("the notebook took longer than 0.001 s in all; it was stopped.")
    assert is_whole(workspace, GOOD) == one.edition


STRAYS = """
import multiprocessing, os, subprocess, sys, time
sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
subprocess.Popen(sleep)
subprocess.Popen(sleep, start_new_session=True)
multiprocessing.get_context("fork").Process(target=time.sleep, args=[60], daemon=False).start()
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    time.sleep(60)
    os._exit(0)
time.sleep(0.3)
"""


def test_nothing_that_a_cell_started_outlives_its_report(tmp_path: Path, temporary: Path) -> None:
    workspace = make_workspace(tmp_path)
    ends = {"done": "pass", "raises": "raise ValueError", "dies": "os._exit(1)"}
    for name, end in ends.items():
        write_notebook(workspace, "", TITLE, STRAYS + end, name=name)
    write_catalogue(workspace, {name: f'notebook = "{name}"' for name in ends})
    with start_builder(workspace, temporary, workers="1") as builder:
        built = outcome(builder)
        assert [state for _, state, _ in built] == ["built", "failed", "failed"], built
        servers = {builder.pid, *(child.pid for child in psutil.Process(builder.pid).children())}
        assert left_over(temporary, but=servers) == []
        builder.stdin.close()


# Disks


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    """Make a workspace of two reports."""
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, "n: int = 1", TITLE)
    write_catalogue(workspace, {"a": "", "b": "parameters = { n = 2 }"})
    return workspace


def test_a_file_that_may_not_grow_leaves_what_is_published(two: Workspace, temporary: Path) -> None:
    build(two)
    before = contents(two.published)
    rewrite(two.notebooks / "tiny.ipynb", "2024-11-06", "2024-11-07")
    most = (8192, 8192)
    with start_builder(
        two, temporary, workers="1", options={"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, most)}
    ) as builder:
        built = outcome(builder)
        builder.stdin.close()
    assert [(state, error.partition(": ")[2]) for _, state, error in built] == [
        ("failed", "File too large; it is not published.")
    ] * 2
    assert {path.name for path in two.published.iterdir()} == {".lock", *OVERVIEW, "a", "b"}
    assert contents(two.published) == before
    assert [one.state for one in build(two)] == ["built", "built"]


@pytest.fixture
def mounted(two: Workspace) -> Iterator[Path]:
    """Put the published reports on a file system of their own."""
    two.published.mkdir()
    if not shutil.which("mount"):
        pytest.skip("full and read-only disks, for there is no program mount")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", two.published], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("nothing may be mounted here")
    yield two.published
    subprocess.run(["umount", two.published], check=True)


def test_a_full_disk_leaves_what_is_published(two: Workspace, mounted: Path) -> None:
    build(two, ["a"])
    before = contents(mounted / "a/editions")
    rewrite(two.notebooks / "tiny.ipynb", "2024-11-06", "2024-11-07")
    fill(mounted / "filler", leave=3)
    for name in "ab":
        (one,) = build(two, [name])
        assert one.error.endswith(": No space left on device; it is not published.")
        assert one.log == two.reports / "logs" / f"{name}.log"
        assert is_whole(two, name) == one.edition
    assert contents(mounted / "a/editions") == before
    assert {path.name for path in mounted.iterdir()} <= {".lock", *OVERVIEW, "filler", "a", "b"}
    fill(mounted / "more", leave=0)
    assert {one.error.rpartition(": ")[2] for one in build(two)} == {"No space left on device; it is not published."}
    assert contents(mounted / "a/editions") == before
    for name in ("filler", "more"):
        (mounted / name).unlink()
    assert [one.state for one in build(two)] == ["built", "built"]
    assert {path.name for path in mounted.iterdir()} == {".lock", *OVERVIEW, "a", "b"}


def fill(file: Path, *, leave: int) -> None:
    """Write a file that leaves this many pages free."""
    status = os.statvfs(file.parent)
    file.write_bytes(bytes((status.f_bavail - leave) * status.f_frsize))


def test_a_folder_that_is_read_only_is_told(two: Workspace, mounted: Path) -> None:
    build(two, ["a"])
    before = contents(mounted)
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    with pytest.raises(OSError, match=r"Read-only file system: '.*\.lock'"):
        build(two, options=Options(force=True))
    assert contents(mounted) == before


def test_a_file_in_the_place_of_a_folder_is_told(two: Workspace) -> None:
    build(two, ["b"])
    (two.published / "a").touch()
    (one,) = build(two, ["a"])
    assert one.error == f"{two.published / 'a/editions'}: Not a directory; it is not published."
    assert [state.state for state in build(two)] == ["failed", "unchanged"]
    shutil.rmtree(two.published)
    two.published.touch()
    with pytest.raises(FileExistsError, match="published"):
        build(two)


# Two builds


def test_two_builds_at_once_do_the_work_once(two: Workspace, temporary: Path) -> None:
    with start_builder(two, temporary, workers="1") as builder:
        assert wait_until((two.published / ".lock").exists, seconds=60)
        here = [one.state for one in build(two)]
        there = [state for _, state, _ in outcome(builder)]
        builder.stdin.close()
    assert sorted([here, there]) == [["built"] * 2, ["unchanged"] * 2]
    assert is_whole(two, "a")
    assert is_whole(two, "b")
