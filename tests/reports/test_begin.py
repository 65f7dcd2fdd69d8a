"""Begin anywhere: from a wheel, in a fresh environment and an empty folder, to reports."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from liberterra_analysis import load_claims
from liberterra_analysis.errors import DataError, Problem, WorkspaceError
from liberterra_analysis.ledger.check import check_everything, generate_descriptions
from liberterra_analysis.report.publish.build import build
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.starter import EXAMPLE, create_workspace
from liberterra_analysis.workspace import VARIABLE, Workspace
from tests.reports.stage import contents
from tests.reports.wildlife import CLAIMS, METRICS, TERMS, make_wildlife, write_table

ROOT = Path(__file__).parents[2]
SDIST = "import sys; from setuptools.build_meta import build_sdist; build_sdist(sys.argv[1])"


def run(*command: object, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in {VARIABLE, "PYTHONPATH"}}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel of a source archive in an environment of its own, and return its folder of commands.

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
    alone = run(command, "run", "first", "--to", "once", "--only", "html", cwd=tmp_path / "my own")
    assert alone.splitlines()[0].endswith("report.html")
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


def test_a_clone_as_git_makes_it_on_windows_has_the_same_bytes(tmp_path: Path) -> None:
    here = create_workspace(tmp_path / "here").root
    run("git", "init", "-q", cwd=here)
    run("git", "add", ".", cwd=here)
    (here / "data/terms.csv").unlink()
    run("git", "-c", "core.autocrlf=true", "checkout", "-q", ".", cwd=here)
    assert b"\r" not in (here / "data/terms.csv").read_bytes()


def test_another_domain_builds_every_kind_of_report(tmp_path: Path) -> None:
    place = make_wildlife(tmp_path / "wildlife")
    assert [str(problem) for problem in [*find_problems(place)]] == [
        f"data/{name} is not as this version writes it; 'liberterra data' does, and keeps what is yours."
        for name in ("datapackage.json:", "terms.csv:")
    ]
    for name, text in generate_descriptions(place).items():
        (place.data / name).write_text(text, "utf-8", newline="")
    asked: list[str] = []
    built = build(place, check=lambda: asked.append("not found right where reports are made"))
    assert [*asked, *((one.report, one.error) for one in built if one.error)] == []
    write_table(place.data / "claims.csv", [*CLAIMS[:-1], CLAIMS[-1] | {"note": "Read again."}])
    assert {one.name for one in plan(place) if one.reasons} == {
        "tusk-2",
        "series",
        "kenya",
        "countries",
        "ledger",
        "scenario",
    }
    (page,) = place.published.glob("tusk-1/editions/*/report.md")
    text = page.read_text("utf-8")
    assert "Invented Bureau said more than 30[^2] arrests were made for trade in protected species." in text
    assert "| kilograms of ivory seized | about 1,250[^3] | 1,245 to 1,255 | Invented Bureau |" in text
    assert "| Kenya | 3.5 kilograms of ivory[^4] |" in text
    assert f"| trade in protected species | {TERMS[0]['definition']} |" in text
    said = "".join(path.read_text("utf-8") for path in place.published.glob("*.[hjx]*[ml]*"))
    assert not re.search("traffick|smuggl|migrant", said, re.IGNORECASE)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"list": "hedge", "term": "maybe"}, "column 'list': a list to which terms may be added: 'hedge' is not one"),
        ({"term": "Ivory Trade"}, "column 'term': 'Ivory Trade' is not a name of lower-case letters, digits and"),
        ({"words": ""}, "column 'words': a term is printed in words; the cell is blank."),
    ],
)
def test_a_term_that_cannot_be_added(row: dict[str, str], problem: str, tmp_path: Path) -> None:
    place = make_wildlife(tmp_path)
    write_table(place.data / "terms.csv", [TERMS[0] | row])
    (first, *_) = find_problems(place)
    assert str(first).startswith(f"data/terms.csv, row 2, {problem}")


def test_decimals_are_those_of_the_metric(tmp_path: Path) -> None:
    place = make_wildlife(tmp_path)
    write_table(place.data / "metrics.csv", [METRICS[0] | {"decimals": ""}, METRICS[1]])
    assert [str(problem) for problem in find_problems(place)][:1] == [
        "data/claims.csv, row 3, column 'value': 1249.5 has more decimals than the 0 that 'decimals' in "
        "data/metrics.csv gives to 'ivory'; its point is a decimal point. 2 rows affected, first: 3, 7."
    ]


def test_what_is_measured_begins_at_the_number_itself(tmp_path: Path) -> None:
    place = make_wildlife(tmp_path)
    more = {"as_printed": "more than 4", "value": "4", "hedge": "more_than", "quote": ""}
    whole, part = (
        CLAIMS[0] | more,
        CLAIMS[3] | {"subset_of": CLAIMS[0]["claim_id"], "value": "4.5", "as_printed": "4.5"},
    )
    write_table(place.data / "claims.csv", [whole, part, CLAIMS[2]])
    assert [one for one in find_problems(place) if one.file == "data/claims.csv"] == []
    claims = load_claims(workspace=place)
    assert claims["lower"].tolist() == [4, 4.5, 31]  # more than 30 arrests are 31 and above
    assert claims["number"].hedged.words.tolist() == ["more than 4", "4.5", "more than 30"]


def test_the_terms_of_a_workspace_are_no_terms_of_another(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_wildlife(tmp_path / name)
    claims = load_claims(workspace=Workspace(tmp_path / "one"))
    assert {*claims["offence"].dropna()} == {"wildlife_trade"}
    (tmp_path / "two/data/terms.csv").unlink()
    (problem, *_) = find_problems(Workspace(tmp_path / "two"))
    assert str(problem).startswith("data/claims.csv, row 4, column 'offence': 'wildlife_trade' is not one of")


def find_problems(workspace: Workspace) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        check_everything(workspace)
    return caught.value.problems


def test_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", "utf-8")
    with pytest.raises(WorkspaceError) as caught:
        create_workspace(tmp_path)
    assert str(caught.value) == (f"{tmp_path} holds README.md already; name a new folder, or take the file away.")
    assert contents(tmp_path).keys() == {"README.md"}
