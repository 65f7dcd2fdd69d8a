"""Environments in which builds ran into trouble: the same bytes, or one line that names the cause; nothing is left."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from liberterra_analysis.report.publish.build import build
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import (
    SHOW,
    contents,
    is_whole,
    left_over,
    make_workspace,
    processes,
    surroundings,
    wait_until,
    write_catalogue,
    write_notebook,
)

DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.close()\n"
DRAW += "show(dict(kind='title', title=str(plt.get_backend())))"
BUILD = """
import os, sys
from pathlib import Path
from liberterra_analysis.report.execute import server
from liberterra_analysis.report.publish.build import build
from liberterra_analysis.workspace import Workspace
if "NO_FORK" in os.environ:
    server.can_fork = lambda: False
if "plots" not in sys.argv:
    server.LIBRARIES = ()
errors = [one.error for one in build(Workspace(Path(sys.argv[1]))) if one.error]
if errors and sys.stdout:
    print(*errors, sep="\\n")
"""


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def close(*numbers: int) -> Callable[[], None]:
    return lambda: [os.close(number) for number in numbers] and None


SURROUNDINGS: dict[str, dict[str, Any]] = {
    "backend of windows, and no streams": {
        "MPLBACKEND": "TkAgg", "PYTHONWARNINGS": "error", "preexec_fn": close(0, 1, 2),
    },
    "no home, a backend that is none, and few files": {
        "MPLBACKEND": "bogus", "HOME": "/proc/nowhere", "umask": 0o077, "preexec_fn": limit_files,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[str, str]]:
    """Make a workspace, with a trap in the working folder, and build it in an ordinary environment."""
    workspace = make_workspace(tmp_path_factory.mktemp("one"))
    write_notebook(workspace, "", SHOW, DRAW)
    write_catalogue(workspace, {"a": ""})
    (workspace.root / "statistics.py").write_text("raise SystemExit('a file of the working folder is run')", "utf-8")
    return workspace, contents_of(workspace)


def contents_of(workspace: Workspace, **surroundings: Any) -> dict[str, str]:
    said = run(workspace, Path(surroundings.pop("TMPDIR", "/tmp")), "plots", **surroundings)  # noqa: S108
    assert said == ("", ""), said
    made = contents(workspace.published / "a" / "editions")
    shutil.rmtree(workspace.published)
    return made


def run(workspace: Workspace, temporary: Path, *arguments: str, **options: Any) -> tuple[str, str]:
    variables = {name: options.pop(name) for name in list(options) if name.isupper()}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, workspace.root, *arguments], check=False, capture_output=True, text=True,
        env=surroundings(temporary, **variables), cwd=workspace.root, timeout=100, **options,
    )  # fmt: skip
    return done.stdout, done.stderr


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_same_bytes_without_noise(one: tuple[Workspace, dict[str, str]], name: str) -> None:
    workspace, expected = one
    assert contents_of(workspace, **SURROUNDINGS[name]) == expected


def test_where_no_process_can_be_forked_a_notebook_runs_as_elsewhere(one: tuple[Workspace, dict[str, str]]) -> None:
    workspace, expected = one
    made = [
        {Path(name).name: hashed for name, hashed in files.items()}
        for files in (contents_of(workspace, NO_FORK="1"), expected)
    ]
    assert made[0]["notebook.ipynb"] == made[1]["notebook.ipynb"]


def test_a_long_folder_for_temporary_files_serves_both_engines(tmp_path: Path, temporary: Path) -> None:
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, "", SHOW, "show(dict(kind='title', title='A'))")
    write_catalogue(workspace, {"a": "", "b": 'engine = "kernel"'})
    long = temporary / ("x" * 60) / ("y" * 60)
    long.mkdir(parents=True)
    assert run(workspace, long) == ("", "")
    one, other = (workspace.published / name / "editions" / is_whole(workspace, name) for name in "ab")
    assert (one / "notebook.ipynb").read_bytes() == (other / "notebook.ipynb").read_bytes()
    assert list(long.iterdir()) == []


def test_what_keeps_the_server_from_starting_is_told(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, "", SHOW)
    write_catalogue(workspace, {"a": ""})
    (workspace.notebooks / "matplotlibrc").write_bytes("font.family: caf\xe9".encode("latin-1"))
    out, err = run(workspace, tmp_path, "plots")
    assert err == ""
    told = (
        "the process from which those of notebooks are forked did not start: Cannot decode configuration file "
        "'matplotlibrc' as utf-8. UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 0: "
        "unexpected end of data"
    )
    assert out.splitlines() == [told]


def test_a_build_that_is_stopped_leaves_no_process_and_says_nothing(tmp_path: Path, temporary: Path) -> None:
    workspace = make_workspace(tmp_path)
    stay = "import os, subprocess, sys, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)\n"
    stay += (
        "subprocess.Popen(['sleep', '60'], env={}, start_new_session=True)\nopen('begun', 'w').close()\ntime.sleep(60)"
    )
    write_notebook(workspace, "", SHOW, stay)
    write_catalogue(workspace, {"a": ""})
    with subprocess.Popen(
        [sys.executable, "-c", BUILD, workspace.root], env=surroundings(temporary), cwd=temporary,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as command:  # fmt: skip
        assert wait_until((workspace.notebooks / "begun").exists, seconds=60)
        started = [child.pid for one in processes(temporary) for child in one.children(recursive=True)]
        command.terminate()
        assert command.communicate(timeout=20) == ("", "")
    assert left_over(temporary) == []
    assert wait_until(lambda: not any(map(psutil.pid_exists, started)))


def test_a_server_that_is_killed_is_started_again(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    murder = "import os, pathlib\nif not pathlib.Path('died').exists():\n    pathlib.Path('died').touch()\n"
    murder += "    os.kill(os.getppid(), 9)\n    __import__('time').sleep(2)"
    write_notebook(workspace, "", SHOW, murder, "show(dict(kind='title', title='A'))")
    write_catalogue(workspace, {"a": "", "b": ""})
    assert {one.report: one.error for one in build(workspace)} == {"a": "", "b": ""}
