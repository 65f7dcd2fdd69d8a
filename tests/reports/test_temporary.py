"""Temporary folders: of those that are left behind none stays, of those in use none goes."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from liberterra_analysis.report.execute.temporary import PREFIX, clear_abandoned
from tests.reports.stage import surroundings

HOLD = "from liberterra_analysis.report.execute.temporary import own_folder\nprint(own_folder(), flush=True)\ninput()"


def hold(temporary: Path) -> tuple[subprocess.Popen[str], Path]:
    """Start a process that has a folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env=surroundings(temporary),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, Path(process.stdout.readline().strip())


def test_a_folder_is_there_as_long_as_its_process(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    lives, mine = hold(temporary)
    killed, other = hold(temporary)
    other.joinpath("file").touch()
    killed.kill()
    killed.communicate()
    stranger = temporary / "liberterra-notes"
    stranger.mkdir()
    (temporary / f"{PREFIX}link").symlink_to(stranger)
    assert {path.name[: len(PREFIX)] for path in (mine, other)} == {PREFIX}
    clear_abandoned()
    assert (mine.exists(), other.exists(), stranger.exists()) == (True, False, True)
    assert mine.stat().st_mode & 0o77 == 0
    lives.communicate("\n")
    assert not mine.exists()


FORK = """
import os
from liberterra_analysis.report.execute.temporary import clear_abandoned, own_folder
mine = own_folder()
reads, writes = os.pipe()
if os.fork() == 0:
    os.write(writes, str(own_folder()).encode())
    os._exit(0)
os.wait()
theirs = type(mine)(os.read(reads, 1000).decode())
print(theirs != mine, theirs.exists())
clear_abandoned()
print(mine.exists(), theirs.exists())
"""


def test_a_fork_has_a_folder_of_its_own(temporary: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FORK], env=surroundings(temporary), check=True, capture_output=True, text=True
    )
    assert ran.stdout == "True True\nTrue False\n"
    assert list(temporary.iterdir()) == []
