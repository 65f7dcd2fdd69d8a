"""The same inputs make the same bytes, whoever builds, where, and with which settings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from liberterra_analysis.workspace import VARIABLE, find_workspace
from tests.ledger import copy_of_the_ledger

HERE = find_workspace(Path(__file__).parent)
REPORT = "liberterra-2"
SURROUNDINGS = (
    {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1", "COLUMNS": "40", "MPLBACKEND": "svg"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "1"},
)
UMASKS = (0o022, 0o077)
LATER = 1_000_000_000
"""Seconds since 1970 to which the files of one workspace are set: when they were written must not matter."""


def start_build(root: Path, surroundings: dict[str, str], umask: int) -> subprocess.Popen[str]:
    copy_of_the_ledger(root)
    shutil.copytree(HERE.notebooks, root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (root / "reports").mkdir()
    shutil.copy(HERE.catalogue, root / "reports")
    if umask != UMASKS[0]:
        for path in root.rglob("*"):
            os.utime(path, (LATER, LATER))
    kept = {name: value for name, value in os.environ.items() if name != VARIABLE and not name.startswith("LC_")}
    return subprocess.Popen(
        [Path(sys.executable).with_name("liberterra"), "build", REPORT, "--workspace", root],
        cwd=root,
        env={**kept, **surroundings},
        umask=umask,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_report_is_the_same_bytes_wherever_it_is_built(tmp_path_factory: pytest.TempPathFactory) -> None:
    roots = [tmp_path_factory.mktemp(name) for name in ("a", "another folder, with a longer näme")]
    builds = [start_build(*each) for each in zip(roots, SURROUNDINGS, UMASKS, strict=True)]
    said = [build.communicate(timeout=120) for build in builds]
    assert [build.returncode for build in builds] == [0, 0], said

    one, other = (contents(root / "reports" / "published" / REPORT) for root in roots)
    assert sorted(one) == sorted(other), "the edition's id, or what it holds, depends on where it was built"
    assert [name for name in one if one[name] != other[name]] == []

    held = {Path(name).parts[2] for name in one if name.startswith("editions/")}
    whole = {"data.zip", "report.html", "report.md", "report.pdf", "ro-crate-metadata.json"}
    assert held == {"embed", "figures", "manifest.json", "notebook.ipynb", "tables", *whole}
    for root, files in zip(roots, (one, other), strict=True):
        traces = [str(root).encode(), str(HERE.root).encode()]
        assert [name for name, data in files.items() if any(trace in data for trace in traces)] == []
