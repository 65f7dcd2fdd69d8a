"""Drafts, and parameters as those who know papermill give them."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from liberterra_analysis.cli import app
from liberterra_analysis.errors import LiberterraError, UsageError
from liberterra_analysis.report.execute import server
from liberterra_analysis.report.execute.parameters import read_parameters
from liberterra_analysis.report.publish.build import build
from liberterra_analysis.report.publish.draft import make_once
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import SHOW, TITLE, contents, make_workspace, write_catalogue, write_notebook

KINDS = (
    "from datetime import date\nday: date = date(2031, 3, 9)\nname = 'harbour'\nrate: float | None = None\n"
    "days: list[date] = []\nlabels: dict[str, int] = {}"
)
SHOWN = "print([day, name, rate, days, labels])"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(server, "LIBRARIES", ())  # these notebooks need none
    made = make_workspace(tmp_path)
    write_notebook(made, KINDS, SHOWN)
    write_catalogue(made, {"listed": 'evidence = "open"\nparameters = { day = 2031-04-01, labels = { a = 1 } }'})
    return made


def call(place: Workspace, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "-w", str(place.root)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_a_draft_is_marked_and_never_published(place: Workspace) -> None:
    (place.root / "p.yml").write_text("day: 2031-05-01\nrate: 0.5\n", "utf-8")
    given = ["-p", "name=12", "-p", 'days=["2031-05-02"]', "-f", str(place.root / "p.yml")]
    said = call(place, "build", "--draft", "listed", "tiny", *given)
    assert f"tiny (draft): {place.drafts / 'tiny/report.pdf'}" in said
    for name, labels in (("listed", "{'a': 1}"), ("tiny", "{}")):
        text = (place.drafts / name / "report.md").read_text("utf-8")
        assert "**Status:** Draft, not published" in text
        assert f"[datetime.date(2031, 5, 1), '12', 0.5, [datetime.date(2031, 5, 2)], {labels}]" in text
    page = (place.drafts / "listed/report.html").read_text("utf-8")
    assert 'class="draft"' in page
    assert "index.html" not in page
    assert not any(place.published.rglob("report.*"))
    make_once(place, "tiny", {}, place.root / "alone", only="html")
    page = (place.root / "alone/report.html").read_text("utf-8")
    assert not any(said in page for said in ("index.html", "build --force", 'class="draft"'))


def test_a_draft_is_made_of_a_notebook_with_the_name_that_jupyterlab_gives(place: Workspace) -> None:
    (place.notebooks / "tiny.ipynb").rename(place.notebooks / "Copy of été (1).ipynb")
    said = call(place, "build", "--draft", "Copy of été (1)")
    assert f"Copy of été (1) (draft): {place.drafts / 'Copy of été (1)/report.pdf'}" in said


def test_a_draft_is_of_a_notebook_of_the_workspace(place: Workspace) -> None:
    folder = place.root / "mine"
    folder.mkdir()
    (place.notebooks / "tiny.ipynb").rename(place.root / "mine.ipynb")
    for make in (
        lambda: call(place, "build", "--draft", str(folder)),
        lambda: make_once(place, "../mine", {}, place.root / "new"),
    ):
        with pytest.raises(UsageError, match="will not do; expected the name of a file in notebooks/"):
            make()
    assert folder.is_dir()


def test_the_notebook_of_a_draft_may_write_where_it_reads(place: Workspace) -> None:
    code = "import pathlib, subprocess, time\n_ = subprocess.run(['true'])\n"  # so that all of the folder is read
    write_notebook(place, "", f"{code}_ = pathlib.Path('out.txt').write_text(str(time.time_ns()))\nprint('written')")
    call(place, "build", "--draft", "tiny")
    assert "written" in (place.drafts / "tiny/report.md").read_text("utf-8")


def test_a_failed_draft_leaves_the_one_before(place: Workspace) -> None:
    call(place, "build", "--draft", "tiny")
    before = contents(place.drafts)
    write_notebook(place, KINDS, "1 / 0")
    with pytest.raises(LiberterraError, match="cell 2: ZeroDivisionError: division by zero"):
        call(place, "build", "--draft", "tiny")
    assert contents(place.drafts) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--draft"], "--draft needs the name of a report or of a notebook."),
        (["-p", "a=1"], "-p and -f are for drafts: add --draft, or write the parameters into reports/reports.toml."),
        (["--draft", "tiny", "-p", "a"], "-p takes NAME=VALUE, such as 'operation=liberterra-3'; got 'a'."),
        (["--draft", "tiny", "-p", "day=soon"],
         '-p day=soon: the notebook declares date, such as "2031-03-09".'),
        (["--draft", "tiny", "-p", "dya=1"],
         "parameter 'dya' is not one of 'day', 'days', 'labels', 'name', 'rate'; did you mean 'day'?"),
        (["--draft", "nothing"], "report 'nothing' is not one of 'listed'"),
    ],
)  # fmt: skip
def test_calls_that_are_wrong(place: Workspace, arguments: list[str], message: str) -> None:
    with pytest.raises(LiberterraError) as caught:
        call(place, "build", *arguments)
    assert str(caught.value) == message


def test_dates_and_other_plain_types_are_parameters(place: Workspace) -> None:
    declared = read_parameters(place, "tiny")
    assert {name: one.annotation for name, one in declared.items()} == {
        "day": "date", "name": "str", "rate": "float | None", "days": "list[date]", "labels": "dict[str, int]",
    }  # fmt: skip
    assert declared["day"].default == date(2031, 3, 9)
    (built,) = build(place)
    assert built.error == ""
    assert "[datetime.date(2031, 4, 1), " in (built.folder / "report.md").read_text("utf-8")
    assert json.loads((built.folder / "manifest.json").read_bytes())["inputs"]["parameters"]["day"] == "2031-04-01"
    assert [one.reasons for one in plan(place)] == [()]


def test_a_notebook_without_parameters_cell_takes_them_and_the_build_says_so(place: Workspace) -> None:
    write_notebook(place, "", f"title = day\n{SHOW}", TITLE.replace("'Report'", "str(day)"))
    write_catalogue(place, {"listed": "parameters = { day = 2031-04-01 }"})
    said: list[str] = []
    (built,) = build(place, progress=lambda event: said.append(str(event)))
    assert (built.error, said[0]) == (
        "", "notebooks/tiny.ipynb has no cell tagged 'parameters'; they are set before its first"
    )  # fmt: skip
    write_notebook(place, "", TITLE)
    write_catalogue(place, {"listed": ""})
    said.clear()
    build(place, progress=lambda event: said.append(str(event)))
    assert not any("no cell tagged" in one for one in said), "where none is set, none is missed"
