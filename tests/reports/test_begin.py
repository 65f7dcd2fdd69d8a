"""Begin anywhere: from a wheel, in a fresh environment and an empty folder, to reports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.starter import EXAMPLE, create_workspace
from liberterra_analysis.workspace import VARIABLE
from tests.reports.stage import contents

ROOT = Path(__file__).parents[2]
SDIST = "import sys; from setuptools.build_meta import build_sdist; build_sdist(sys.argv[1])"


def run(*command: object, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in {VARIABLE, "PYTHONPATH"}}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a source archive, install it in an environment of its own, and give its folder of commands.

    Dependencies are those of this environment, without the checkout that is installed in it for editing.
    """
    place = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns(
        ".*", "build", "*.egg-info", "tests", "published", "context", "texts", "__pycache__"
    )
    shutil.copytree(ROOT, place / "source", ignore=ignored)
    run(sys.executable, "-c", SDIST, place, cwd=place / "source")
    (archive,) = place.glob("*.tar.gz")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", place, archive, cwd=place)
    run(sys.executable, "-m", "venv", "--without-pip", place / "env", cwd=place)
    (wheel,) = place.glob("*.whl")
    paths = sysconfig.get_paths(vars={"base": str(place / "env"), "platbase": str(place / "env")})
    run(*pip, "--python", place / "env", "install", "-q", "--no-deps", wheel, cwd=place)
    (Path(paths["purelib"]) / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    return Path(paths["scripts"])


def test_from_a_wheel_to_a_first_report(installed: Path, tmp_path: Path) -> None:
    command = installed / "liberterra"
    assert run(command, "init", "my own", cwd=tmp_path) == (
        f"Made {tmp_path / 'my own'}. Next: cd 'my own' && liberterra build\n"
    )
    built = run(command, "build", cwd=tmp_path / "my own")
    assert [Path(line.split(": ", 1)[1]).name for line in built.splitlines()] == ["report.html", "report.pdf"]
    assert run(command, "check", cwd=tmp_path / "my own").endswith("the catalogue 1 reports. Nothing is wrong.\n")
    assert run(command, "list", cwd=tmp_path / "my own").splitlines()[1].endswith("; current")


def test_the_example_of_the_wheel_is_this_repository(installed: Path, tmp_path: Path) -> None:
    run(installed / "liberterra", "init", "--example", "example", cwd=tmp_path)
    made = contents(tmp_path / "example")
    here = {path.relative_to(ROOT).as_posix() for pattern in EXAMPLE for path in ROOT.glob(pattern)}
    assert {name: made[name] for name in here} == {
        name: contents((ROOT / name).parent)[Path(name).name] for name in here
    }
    run(installed / "liberterra", "check", cwd=tmp_path / "example")


def test_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", "utf-8")
    with pytest.raises(WorkspaceError) as caught:
        create_workspace(tmp_path)
    assert str(caught.value) == (f"{tmp_path} holds README.md already; name a new folder, or take the file away.")
    assert contents(tmp_path).keys() == {"README.md"}
