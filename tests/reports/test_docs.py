"""The documentation does what it says.

A page that begins with `liberterra init` is run from top to bottom in an empty folder: its commands, its Python, and
the files whose names stand over them. A block of text below commands is what they print. Of other pages the Python is
run. Everywhere commands must have the options that they are shown with, and links to files lead somewhere.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
import typer

from liberterra_analysis.cli import app
from liberterra_analysis.report.publish.catalogue import CatalogueFile
from liberterra_analysis.workspace import VARIABLE

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(page for page in sorted(ROOT.glob("docs/**/*.md")) if "made" not in page.parts)]
BLOCK = re.compile(r"^```(?:\{code-block\} )?(\w+)\n(?::caption: (\S+)\n\n)?(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS

HOWTOS = [page for page in PAGES if "```console\nliberterra init" in page.read_text("utf-8") and page.parent != ROOT]
OTHERS = [page for page in PAGES if page not in HOWTOS and page.parent != ROOT and ">>>" in page.read_text("utf-8")]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.skipif(
    not os.environ.get("LIBERTERRA_EVERY_REPORT"),
    reason="instructions that build reports; set LIBERTERRA_EVERY_REPORT, as .ci/run does",
)
@pytest.mark.parametrize("page", HOWTOS, ids=name_of)
def test_a_page_of_instructions_works(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    printed, names = "", {}
    for language, file, body in BLOCK.findall(page.read_text("utf-8")):
        if file:
            write_file(Path(file), body, language)
        elif language == "console":
            printed = run(body, tmp_path / "folder")
        elif language == "text":
            assert doctest.OutputChecker().check_output(body, printed, FLAGS), printed
        elif language == "pycon":
            run_python(body, names, page)


@pytest.mark.parametrize("page", OTHERS, ids=name_of)
def test_the_python_of_a_page_works(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    run_python(page.read_text("utf-8"), {}, page)


def write_file(path: Path, body: str, language: str) -> None:
    """Write a file as its reader would: a notebook of cells between marks, and entries at the end of the catalogue."""
    if path.suffix == ".ipynb":
        body = nbformat.writes(nbformat.v4.new_notebook(cells=[*map(make_cell, body.split("# %%")[1:])]))
    before = path.read_text("utf-8") + "\n" if language == "toml" else ""
    path.write_text(before + body, "utf-8")


def make_cell(text: str) -> Any:
    mark, _, source = text.partition("\n")
    if "[markdown]" in mark:
        return nbformat.v4.new_markdown_cell(re.sub(r"^# ?", "", source.strip(), flags=re.MULTILINE))
    return nbformat.v4.new_code_cell(source.strip(), metadata={"tags": re.findall(r'"(\w+)"', mark)})


def run(commands: str, mark: Path) -> str:
    """Run commands in a shell, and stay in the folder that they end in."""
    script = f"{commands}\npwd > {shlex.quote(str(mark))}"
    done = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    os.chdir(mark.read_text("utf-8").strip())
    return done.stdout


def run_python(text: str, names: dict[str, Any], page: Path) -> None:
    test = doctest.DocTestParser().get_doctest(text, names, page.name, str(page), 0)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    failed = runner.run(test, out=told.append, clear_globs=False).failed
    names |= test.globs
    assert not failed, "".join(told)


def find_commands(page: Path) -> list[str]:
    """Return the commands of a page, in its text and in its blocks, each on one line."""
    text = page.read_text("utf-8")
    blocks = "".join(re.findall(r"^```console\n(.*?)^```", text, re.M | re.S)).replace("\\\n", " ")
    return [
        line
        for line in (*re.findall(r"`(liberterra [^`]+)`", text), *blocks.splitlines())
        if line.startswith("liberterra ")
    ]


def test_commands_have_the_options_that_they_are_shown_with() -> None:
    shown = [(name_of(page), line) for page in PAGES for line in find_commands(page)]
    command: Any = typer.main.get_command(app)
    names = {name for name, one in command.commands.items() if not hasattr(one, "commands")}
    assert names <= {line.split()[1] for _, line in shown}
    assert [one for one in shown if not exists(shlex.split(one[1], comments=True)[1:])] == []


def exists(words: list[str]) -> bool:
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    options = {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | {"--help", "-h"}
    given = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    return given <= options and (not hasattr(command, "commands") or not words or words[0].startswith("-"))


def test_parts_of_the_catalogue_are_valid() -> None:
    parts = [
        body for page in PAGES for language, _, body in BLOCK.findall(page.read_text("utf-8")) if language == "toml"
    ]
    assert len(parts) > 5
    for part in parts:
        CatalogueFile.model_validate(tomllib.loads(part))


def test_links_to_files_lead_somewhere() -> None:
    texts = {page: re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL) for page in PAGES}
    links = [(page, link) for page, text in texts.items() for link in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text)]
    assert len(links) > 20
    assert [
        (name_of(page), link) for page, link in links if not (page.parent / link).exists() and "made/" not in link
    ] == []
