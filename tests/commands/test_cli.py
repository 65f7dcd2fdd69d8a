"""The command as a person calls it: what it says, where, and with which exit code; the package as they import it."""

import importlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from nbformat import v4

import liberterra_analysis as lt
from liberterra_analysis import cli, workspace
from liberterra_analysis.document import MIME
from liberterra_analysis.errors import EXIT_CODES
from liberterra_analysis.workspace import Workspace
from tests.commands.conftest import CATALOGUE
from tests.conftest import Said
from tests.ledger import copy_of_the_ledger
from tests.reports.stage import MAIN, contents, rewrite

HERE = workspace.find_workspace(Path(__file__).parent)
COMMANDS = (
    "build", "list", "editions", "rollback", "diff", "check", "data", "fetch", "datasets", "extract", "add", "source",
    "operation", "verify", "init", "preview", "where", "set", "run", "update", "schedule", "runs", "publish",
)  # fmt: skip
OF_ONE_REPORT = ("editions", "rollback", "diff")

CELLS = (
    "operation: str = 'liberterra-2'\nseconds: int = 0\nfail: bool = False",
    "import os, pathlib, time\nfrom IPython.display import display\n"
    f"display({{'{MIME}': dict(kind='title', title=f'Operation {{operation}}', date='2024-11-06')}}, raw=True)",
    "if seconds:\n    pathlib.Path('running').write_text(str(os.getpid()))\n    time.sleep(seconds)",
    "if fail:\n    raise ValueError('the ledger holds no such operation')",
)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """Make a workspace with a part of the ledger, its notebook, and a catalogue of one small report."""
    made = copy_of_the_ledger(tmp_path).workspace
    shutil.copytree(HERE.notebooks, made.notebooks, ignore=shutil.ignore_patterns(".*"))
    cells = [v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(CELLS)]
    cells[0].metadata["tags"] = ["parameters"]
    (made.notebooks / "tiny.ipynb").write_text(json.dumps(v4.new_notebook(cells=cells)), "utf-8")
    made.reports.mkdir()
    made.catalogue.write_text(CATALOGUE, "utf-8")
    return made


def parameters(place: Workspace, text: str) -> None:
    rewrite(place.catalogue, 'operation = "liberterra-2"', text)


# Help


def test_help_names_every_command_and_every_exit_code(call: Any) -> None:
    said = call("--help")
    assert (said.code, said.err) == (0, "")
    for command in COMMANDS:
        assert re.search(rf"^\s+{command}\s+\S", said.out, re.MULTILINE), command
    epilog = " ".join(said.out.partition("Exit codes:")[2].split())
    assert epilog == "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items()) + "."
    assert set(exit_codes()) <= set(EXIT_CODES)


def exit_codes() -> list[int]:
    from liberterra_analysis import errors

    classes = [item for item in vars(errors).values() if isinstance(item, type)]
    return [item.exit_code for item in classes if issubclass(item, errors.LiberterraError)]


def test_every_command_is_tested() -> None:
    assert set(typer.main.get_command(cli.app).commands) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented(call: Any, command: str) -> None:
    said = call(command, "--help")
    assert (said.code, said.err) == (0, "")
    for parameter in typer.main.get_command(cli.app).commands[command].params:
        assert parameter.help or parameter.param_type_name == "argument", parameter.name
        for name in parameter.opts:
            assert name.startswith("-") <= (name in said.out), name
    listed = set(re.findall(r"(?<!\S)--[a-z-]+", said.out))
    known = {name for one in typer.main.get_command(cli.app).commands[command].params for name in one.opts}
    assert listed - {"--help"} == {name for name in known if name.startswith("--")}


@pytest.mark.parametrize("arguments", [[], ["biuld"], ["build", "--frobnicate"], ["data", "extra"]])
def test_a_wrong_call_is_told(call: Any, arguments: list[str]) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert "Traceback" not in said.out + said.err
    assert "Usage: liberterra" in said.out + said.err
    if arguments:
        assert said.out == ""


# list


def test_list_names_reports_and_editions(call: Any, place: Workspace) -> None:
    said = call("list", "--workspace", place.root)
    counts = "1 report: 1 not built, 0 stale, 0 current.\n"
    told = f"tiny: A tiny report (tiny: operation='liberterra-2')\n    no edition; stale: not built yet\n{counts}"
    assert said == Said(0, told, "")
    said = call("list", "--json", "-w", place.root)
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out) == [
        {
            "report": "tiny",
            "title": "A tiny report",
            "notebook": "tiny",
            "parameters": {"operation": "liberterra-2"},
            "formats": ["html"],
            "edition": None,
            "stale": ["not built yet"],
        }
    ]


def test_list_names_what_waits_for_data(call: Any, place: Workspace) -> None:
    with place.catalogue.open("a", encoding="utf-8") as file:
        file.write('[reports.later]\ntitle = "Later"\nnotebook = "tiny"\nneeds = "data/more/*.csv"\n')
    waits = "later: not in the catalogue until there is data/more/*.csv\n"
    assert waits in call("list", "-w", place.root).out
    assert "later" not in call("list", "tiny", "-w", place.root).out
    (place.data / "more").mkdir()
    (place.data / "more" / "a.csv").touch()
    assert "later: Later (tiny)\n" in call("list", "-w", place.root).out


def test_list_names_what_is_published_though_it_left_the_catalogue(call: Any, place: Workspace) -> None:
    (place.published / "gone" / "editions" / "0a1b2c").mkdir(parents=True)
    (place.published / "empty").mkdir()
    told = call("list", "-w", place.root).out.splitlines()[-2]
    delete = f"delete {place.published / 'gone'} to withdraw it"
    assert told == f"gone: published, but no longer in the catalogue; {delete}"


def test_the_projects_own_catalogue_is_listed_and_checked(call: Any) -> None:
    said = call("list", "--workspace", HERE.root)
    assert "liberterra-2: Operation Liberterra II (operation: operation='liberterra-2')\n" in said.out
    said = call("check", "--workspace", HERE.root)
    assert (said.code, said.err) == (0, "")
    holds = rf"The ledger holds .+ {len(lt.load_claims())} claims, .+; the catalogue \d+ reports\. Nothing is wrong\.\n"
    assert re.fullmatch(holds, said.out), said.out


# check and data


def test_data_writes_what_check_misses(call: Any, place: Workspace) -> None:
    path = place.data / "datapackage.json"
    current = path.read_bytes()
    path.write_bytes(current.replace(b"text/csv", b"text/plain"))
    (place.data / "terms.csv").unlink()
    said = call("check", "-w", place.root)
    expected = "is not as this version writes it; 'liberterra data' does, and keeps what is yours."
    assert said == Said(3, "", f"error: data/datapackage.json: {expected}\ndata/terms.csv: {expected}\n")
    said = call("data", "-w", place.root)
    assert said == Said(0, f"Wrote {path}\nWrote {place.data / 'terms.csv'}\n", "")
    assert path.read_bytes() == current
    assert (place.data / "terms.csv").read_bytes() == (HERE.data / "terms.csv").read_bytes()
    assert call("check", "-w", place.root).code == 0


# Faults of the catalogue


@pytest.mark.parametrize("command", ["build", "check"])
def test_parameters_are_checked_before_anything_runs(call: Any, place: Workspace, command: str) -> None:
    parameters(place, "operation = 6")
    says = "reports/reports.toml, report 'tiny': parameter 'operation' is 6 (int), but the notebook declares str"
    assert call(command, "-w", place.root) == Said(4, "", f"error: {says}\n")
    assert not place.published.exists()


def test_a_missing_workspace(call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "__file__", str(tmp_path / "lib" / "liberterra_analysis" / "workspace.py"))
    monkeypatch.chdir(tmp_path)
    needed = {name: ["tiny"] for name in (*OF_ONE_REPORT, "add", "preview")} | {"fetch": ["nrm"], "where": ["c"]}
    needed |= {"set": ["c", "note=n", "--reason", "r"], "run": ["tiny", "--to", "out"]}
    for command in (name for name in COMMANDS if name not in {"extract", "init", "operation", "source"}):
        said = call(command, *needed.get(command, []))
        assert said == Said(
            6,
            "",
            f"error: No data/claims.csv in {tmp_path} or any folder above it. Go to the folder that holds data/, "
            "notebooks/ and reports/, set LIBERTERRA_WORKSPACE to it, or make a new one: liberterra init FOLDER\n",
        )


def test_the_option_names_the_workspace_and_nothing_else_does(
    call: Any, place: Workspace, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    said = call("list", "-w", elsewhere)
    assert said == Said(
        6,
        "",
        f"error: No data/claims.csv in {elsewhere}. Name the folder that holds data/, notebooks/ and reports/, or make "
        "a new one: liberterra init FOLDER\n",
    )
    monkeypatch.setenv(workspace.VARIABLE, str(HERE.root))
    assert call("list", "-w", place.root).out.startswith("tiny: ")


# build


def test_build_publishes_and_a_failing_notebook_leaves_it(call: Any, place: Workspace) -> None:
    said = call("build", "-w", place.root)
    report = place.published / "tiny"
    (edition,) = (report / "editions").iterdir()
    assert (said.code, said.out) == (0, f"tiny (built): {edition / 'report.html'}\n")
    assert said.err.splitlines() == [f"tiny: published edition {edition.name}"]
    assert f"    edition {edition.name}; current\n" in call("list", "-w", place.root).out

    before = contents(report)
    parameters(place, 'operation = "liberterra-2", fail = true')
    said = call("build", "--quiet", "-w", place.root)
    assert said == Said(
        1,
        "",
        "error: report 'tiny' was not built: notebooks/tiny.ipynb, cell 4: ValueError: the ledger holds no such "
        f"operation; edition {edition.name} is still published; more in {place.reports / 'logs/tiny.log'}\n",
    )
    assert {**contents(report), "editions.json": before["editions.json"]} == before
    assert "ValueError: the ledger holds no such operation" in (place.reports / "logs/tiny.log").read_text("utf-8")

    parameters(place, 'operation = "liberterra-1"')
    rewrite(place.catalogue, ", fail = true", "")
    assert call("build", "-q", "-w", place.root) == Said(0, "", "")
    assert len(list((report / "editions").iterdir())) == 2


# Standard streams, and folders that are gone

FULL = "error: Standard output cannot be written: No space left on device.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is of Linux")
@pytest.mark.parametrize(
    ("line", "code", "out", "err"),
    [
        ("{} list >/dev/full", 6, "", FULL),
        ("{} list tinny 2>/dev/full", 2, "", ""),
        ("{} list >&-", 0, "", ""),
        ("{} list | (read -rN 4 text; echo $text); exit ${{PIPESTATUS[0]}}", 0, "tiny", ""),
        ("{} extract - <&-", 7, "", "error: standard input: is empty.\n"),
        ("{} build <&- >&- && {} list", 0, "tiny: A tiny", "tiny: published edition "),
        (
            "mkdir gone && cd gone && rm -r ../gone && {} build -w {root}",
            0,
            "tiny (built): ",
            "tiny: published edition ",
        ),
        (
            "mkdir gone && cd gone && rm -r ../gone && {} list",
            6,
            "",
            "error: The working folder was deleted. Go to one that is there, or name the workspace by an absolute "
            "path.\n",
        ),
        ("PYTHONIOENCODING=latin-1 {} list --json", 0, '[\n  {\n    "report": "tiny",\n    "title": "A tiny ř', ""),
    ],
)
def test_standard_streams_in_any_state(place: Workspace, line: str, code: int, out: str, err: str) -> None:
    rewrite(place.catalogue, "A tiny report", "A tiny ř" if "latin" in line else "A tiny")
    # Not the script, which in a folder with a space is started by a shell that has its own complaints.
    command = shlex.join([sys.executable, "-P", "-c", MAIN])
    known = {name: value for name, value in os.environ.items() if name not in {workspace.VARIABLE, "PYTHONIOENCODING"}}
    done = subprocess.run(
        [
            "bash",
            "-c",
            line.replace("{}", command).replace("{root}", str(place.root)).replace("{{", "{").replace("}}", "}"),
        ],
        cwd=place.root,
        env=known,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith(out) and done.stderr.startswith(err)  # noqa: PT018
    assert bool(done.stdout) == bool(out) and done.stderr.count("\n") == bool(err)  # noqa: PT018


@pytest.mark.parametrize("seconds", ["nan", "0"])
def test_a_limit_that_is_none(call: Any, place: Workspace, seconds: str) -> None:
    says = f"error: --limit is {float(seconds):g}; give the seconds that a report may take, up to 1,000,000.\n"
    assert call("build", f"--limit={seconds}", "-w", place.root) == Said(2, "", says)


@pytest.mark.parametrize("name", ["line\nbreak", os.fsdecode(b"no utf-8 \xff")])
def test_a_path_of_any_letters(call: Any, place: Workspace, name: str) -> None:
    try:
        root = place.root.rename(place.root.with_name(name))
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system has no such names")
    assert call("build", "-q", "-w", root) == Said(0, "", "")
    assert "; current\n" in call("list", "-w", root).out
    assert call("check", "-w", root).code == 0


# The package as it is imported


def test_the_package_offers_its_names_and_no_others() -> None:
    assert dir(lt) == sorted(lt.__all__)
    for name in lt.__all__:
        assert getattr(lt, name) is not None
    loaders = {name for name in dir(importlib.import_module("liberterra_analysis.ledger")) if name.startswith("load_")}
    assert loaders == {name for name in lt.__all__ if name.startswith("load_")}
    namespace: dict[str, object] = {}
    exec("from liberterra_analysis import *", namespace)  # noqa: S102 (what a person may type)
    assert set(lt.__all__) <= set(namespace)


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(AttributeError) as caught:
        lt.load_claim  # noqa: B018
    assert str(caught.value) == "module 'liberterra_analysis' has no attribute 'load_claim'"
    with pytest.raises(ImportError, match="cannot import name 'nonsense'"):
        exec("from liberterra_analysis import nonsense")  # noqa: S102


def test_tab_completion_offers_what_there_is() -> None:
    from IPython.core.completer import IPCompleter, provisionalcompleter

    completer = IPCompleter(namespace={"lt": lt})
    completer.use_jedi = False
    with provisionalcompleter():
        assert [found.text for found in completer.completions("lt.load_c", 9)] == [".load_claims"]


# A person at work

CLAIM = "liberterra-2-publicnow-arrests"


def show_claim(place: Workspace) -> None:
    """Have the small report show one claim, as a key figure and in a table."""
    link = {"kind": "link", "text": "2,517", "target": f"#claim-{CLAIM}", "number": True}
    row = {"cells": [[{"kind": "text", "text": "arrests", "name": True}]], "anchor": f"claim-{CLAIM}"}
    table = {"kind": "table", "name": "claims", "title": "Claims", "columns": [{"label": "What"}], "rows": [row]}
    blocks = [{"kind": "key_figures", "figures": [{"number": link, "label": "arrests"}]}]
    blocks += [{**table, "csv": f"claim_id\n{CLAIM}\n"}]
    path = place.notebooks / "tiny.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    sources = [f"display({{{MIME!r}: {block!r}}}, raw=True)" for block in blocks]
    shown = [v4.new_code_cell(source, id=f"b{at}") for at, source in enumerate(sources)]
    path.write_text(json.dumps({**notebook, "cells": [*notebook["cells"], *shown]}), "utf-8")


def test_where_names_the_reports_that_rest_on_a_claim(call: Any, place: Workspace) -> None:
    show_claim(place)
    assert call("where", CLAIM, "-w", place.root).out == f"0 published reports rest on '{CLAIM}'.\n"
    assert call("list", "-w", place.root).out.splitlines()[-1] == "1 report: 1 not built, 0 stale, 0 current."
    assert call("build", "-w", place.root).code == 0
    edition = call("where", CLAIM, "-w", place.root).out.splitlines()
    assert re.fullmatch(r"tiny: edition [0-9a-f]{12}, as a key figure", edition[0])
    assert edition[1:] == [f"1 published report rests on '{CLAIM}'."]
    # The key of another claim that begins the same is another claim.
    assert call("where", f"{CLAIM}-trafficking-or-smuggling", "-w", place.root).out.startswith("0 published")
    assert call("list", "--stale", "-w", place.root).out == "1 report: 0 not built, 0 stale, 1 current.\n"
    unknown = call("where", "arests", "-w", place.root)
    assert (unknown.code, unknown.err[:35]) == (2, "error: claim 'arests' is not one of")


def test_set_corrects_all_cells_or_none_and_keeps_the_reason(call: Any, place: Workspace) -> None:
    (place.data / "corrections.csv").unlink(missing_ok=True)
    before = (place.data / "claims.csv").read_bytes()
    wrong = call("set", CLAIM, "value=2571", "--reason", "A digit.", "-w", place.root)
    message = "column 'as_printed': '2,517' is read as '2,517', but the claim says '2,571'.\n"
    assert (wrong.code, wrong.err) == (3, f"error: claim '{CLAIM}', {message}")
    assert call("set", CLAIM, "vlaue=1", "--reason", "A digit.", "-w", place.root).code == 2
    assert call("set", CLAIM, "note=Counted twice.", "--reason", "=1+1", "-w", place.root).code == 2
    assert (place.data / "claims.csv").read_bytes() == before
    done = call("set", CLAIM, "note=Counted twice.", "--reason", "Told by the publisher.", "-w", place.root)
    assert done.out.startswith(f"{CLAIM}: note was ")
    changed = (place.data / "claims.csv").read_bytes().splitlines()
    assert sum(one != other for one, other in zip(before.splitlines(), changed, strict=True)) == 1
    log = (place.data / "corrections.csv").read_text("utf-8").splitlines()
    assert log[0] == "day,claim_id,column,was,now,reason"
    assert log[1].endswith(",Counted twice.,Told by the publisher.")
    again = call("set", CLAIM, "note=Counted twice.", "--reason", "Told by the publisher.", "-w", place.root)
    assert again.out == f"{CLAIM}: it is so already.\n"
    assert call("check", "-w", place.root).code == 0


OPEN = f"""
import csv
from IPython.display import display
with open("../data/claims.csv", encoding="utf-8", newline="") as file:
    (total,) = [one["value"] for one in csv.DictReader(file) if one["claim_id"] == "{CLAIM}"]
table = {{"kind": "table", "name": "arrests", "title": "Arrests", "columns": [{{"label": "Arrests"}}]}}
cell = [[{{"kind": "text", "text": total}}]]
table = {{**table, "rows": [{{"cells": cell}}], "csv": "arrests\\n" + total + "\\n"}}
display({{"{MIME}": table}}, raw=True)
"""


def test_open_reports_that_name_no_claims_are_not_passed_over(call: Any, place: Workspace, tmp_path: Path) -> None:
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# Mine", id="a"), v4.new_code_cell(OPEN, id="b")])
    (place.notebooks / "mine.ipynb").write_text(json.dumps(notebook), "utf-8")
    for name, country in (("there", "SYR"), ("elsewhere", "GHA")):
        load = f"import liberterra_analysis as lt\nlen(lt.load_claims(country='{country}'))"
        notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# It", id="a"), v4.new_code_cell(load, id="b")])
        (place.notebooks / f"{name}.ipynb").write_text(json.dumps(notebook), "utf-8")
    unknown = call("build", "mine", "-w", place.root)
    assert unknown.err.splitlines()[1:] == [
        "'mine' is a notebook: 'build --draft mine', or an entry in reports/reports.toml."
    ]
    entry = '[reports.mine]\ntitle = "Mine"\nnotebook = "mine"\nevidence = "open"\nformats = ["html"]\n'
    others = (entry.replace("mine", name) for name in ("there", "elsewhere"))
    place.catalogue.write_text("".join([entry, *others]), "utf-8")
    assert "is a notebook" not in call("build", "mine", "other", "-w", place.root).err
    assert call("build", "-w", place.root).code == 0
    said = call("where", CLAIM, "-w", place.root).out.splitlines()
    for line, name in zip(said[:-1], ("mine", "there"), strict=True):
        assert re.fullmatch(f"{name}: edition [0-9a-f]{{12}}, perhaps: it names no claims", line)
    assert said[-1] == f"0 published reports rest on '{CLAIM}'; 2 that read the ledger without naming claims may."
    assert call("set", CLAIM, "value=2516", "as_printed=", "quote=", "--reason", "Tried", "-w", place.root).code == 0
    assert call("build", "-w", place.root).code == 0
    said = call("diff", "mine", "-w", place.root).out.splitlines()
    assert re.fullmatch("mine: from edition [0-9a-f]{12} to [0-9a-f]{12}, no key figures to compare.", said[0])
    assert said[1:] == ["    tables/arrests.csv differs", "        - 2517", "        + 2516"]
    assert [line.split(": ")[-1] for line in call("editions", "mine", "-w", place.root).out.splitlines()] == [
        "no key figures"
    ] * 2
    assert "It has no key figures to compare." in (place.published / "feed.xml").read_text("utf-8")
    once = call("run", "mine", "--to", tmp_path / "once", "--only", "html", "-w", place.root)
    assert once.code == 0
    assert once.err == "mine: cell 2: table 'arrests' has no source\n"


def test_run_makes_a_report_outside_the_catalogue(call: Any, place: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "once"
    asked = ("run", "tiny", "--to", folder, "--only", "html", "-w", place.root)
    for given, message in {
        "operation=liberterra-9": "-p: parameter 'operation': 'liberterra-9' is not one of",
        "operatoin=x": "parameter 'operatoin' is not one of 'fail', 'operation', 'seconds'; did you mean",
        "seconds=soon": "-p seconds=soon: the notebook declares int, such as",
        "seconds": "-p takes NAME=VALUE, such as 'operation=liberterra-3'; got 'seconds'.",
    }.items():
        said = call(*asked, "-p", given)
        assert said.code == 2
        assert said.err.startswith(f"error: {message}")
    failed = call(*asked, "-p", "fail=true")
    assert failed.code == 1
    assert "the ledger holds no such operation" in failed.err
    assert not folder.exists()
    made = call(*asked, "-p", "operation=liberterra-3")
    assert (made.code, made.out) == (0, f"{folder / 'report.html'}\n")
    assert "Operation liberterra-3" in (folder / "report.html").read_text("utf-8")
    assert not place.published.exists()
    assert call(*asked).err == f"error: {folder} is there already, and not an empty folder; name a new one.\n"


def test_the_version_and_the_completion_of_a_shell(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("--version").out == f"liberterra_analysis {lt.__version__}\n"
    assert call("list", "-h").out == call("list", "--help").out
    monkeypatch.setenv("_LIBERTERRA_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "liberterra roll")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert call().out.split() == ["rollback"]
