"""Real runs: what they return, and how faults are told."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute.run import Executed
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import execute, make_workspace


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Servers]]:
    workspace = make_workspace(tmp_path_factory.mktemp("place"))
    with Servers(workspace) as servers:
        yield workspace, servers


def notebook(*sources: str) -> dict[str, Any]:
    """Make a notebook of format 4.4, whose cells have no ids yet; the first declares parameters."""
    cells = [
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": 7}
        for source in sources
    ]
    cells[0]["metadata"] = {"tags": ["parameters"]}
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}


def run(
    place: tuple[Workspace, Servers], *sources: str, stored: dict[str, Any] | None = None, **options: Any
) -> Executed:
    workspace, servers = place
    stored = stored or notebook(*sources)
    return execute(stored, name="notebooks/n.ipynb", workspace=workspace, servers=servers, **{"limit": 60} | options)


def test_a_run_is_repeatable_and_knows_its_workspace(place: tuple[Workspace, Servers]) -> None:
    text = "a \"quoted\" '#' \\ \n {line} é 😀"
    source = (
        "import os, pathlib\nprint(ascii(word), pathlib.Path.cwd().name, hash('a'), "
        "os.environ['LIBERTERRA_WORKSPACE'] == str(pathlib.Path.cwd().parent), os.environ['TZ'])"
    )
    stored = notebook("word: str = ''", source)
    before = json.dumps(stored)
    steps: list[dict[str, int]] = []
    first, second = (
        run(place, stored=stored, parameters={"word": text}, tell=lambda _, **cell: steps.append(cell)).notebook
        for _ in range(2)
    )
    assert json.dumps(first) == json.dumps(second)
    assert json.dumps(stored) == before
    assert steps == [{"cell": number, "cells": 2} for number in (1, 2)] * 2
    assert [cell.id for cell in first.cells] == ["cell-1", "injected-parameters", "cell-2"]
    printed = first.cells[2].outputs[0].text
    assert printed.startswith(f"{text!a} notebooks ")
    assert printed.endswith(" True UTC\n")
    assert "papermill" not in json.dumps(first)


# What each cell does, and how that is told


FAULTS = {
    "takes too long": ("import time; time.sleep(60)", "the notebook took longer than 5 s in all; it was stopped."),
    "exits": ("import os; os._exit(3)", "its process ended with exit code 3."),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", "its process ended with signal SIGKILL."),
    "crashes": (
        "import os; os.write(2, b'out of memory\\n'); os.abort()",
        "its process ended with signal SIGABRT. It said: out of memory",
    ),
    "crashes in Rust": (
        "import os; os.write(2, b'no memory\\nstack backtrace:\\nnote: some are omitted\\n'); os.abort()",
        "its process ended with signal SIGABRT. It said: no memory",
    ),
    "quits": ("quit()", "it quits, though cells follow; remove what quits."),
    "prints": ("print('x' * 200_000_000)", "the notebook put out more than 32,000,000 characters; it was stopped."),
    "prints in bits": (
        "while True: print('x' * 1_000_000)",
        "the notebook put out more than 32,000,000 characters; it was stopped.",
    ),
    "shows": (
        "for _ in range(200): display({'text/plain': 'x' * 1_000_000}, raw=True)",
        "the notebook put out more than 32,000,000 characters; it was stopped.",
    ),
    "has a program print": (
        "import os; os.system('yes')",
        "the notebook put out more than 32,000,000 characters; it was stopped.",
    ),
    "closes all files": ("import os; os.closerange(0, 200)", "its process ended with signal SIGKILL."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_cell_and_cause(place: tuple[Workspace, Servers], fault: str) -> None:
    source, expected = FAULTS[fault]
    with pytest.raises(ReportError) as caught:
        run(place, "word: str = ''", source, "1", limit=5 if "longer" in expected else 60, parameters={"word": "x"})
    assert str(caught.value) == f"notebooks/n.ipynb, cell 2: {expected}"


IN_A_KERNEL = {
    "exits": "its process ended.",
    "quits": "it quits, though cells follow; remove what quits.",
    "prints": "the notebook put out more than 32,000,000 characters; it was stopped.",
}


@pytest.mark.parametrize("fault", IN_A_KERNEL)
def test_so_it_is_in_a_kernel(place: tuple[Workspace, Servers], fault: str) -> None:
    with pytest.raises(ReportError) as caught:
        run(place, "word: str = ''", FAULTS[fault][0], "1", engine="kernel", parameters={"word": "x"})
    assert str(caught.value) == f"notebooks/n.ipynb, cell 2: {IN_A_KERNEL[fault]}"


@pytest.mark.parametrize("engine", ["process", "kernel"])
def test_a_cell_that_is_to_fail_shows_its_error_and_the_others_run(
    place: tuple[Workspace, Servers], engine: str
) -> None:
    stored = notebook("", "print('before'); 1 / 0", "print('after')")
    stored["cells"][1]["metadata"] = {"tags": ["raises-exception"]}
    cells = run(place, stored=stored, engine=engine).notebook.cells
    assert [[one.get("ename", one.get("text")) for one in cell.outputs] for cell in cells[1:]] == [
        ["before\n", "ZeroDivisionError"],
        ["after\n"],
    ]
    assert cells[1].metadata == {"tags": ["raises-exception"]}


def test_each_run_is_a_process_with_random_states_of_its_own(place: tuple[Workspace, Servers]) -> None:
    cells = (
        "import os, random, numpy as np, pandas as pd\nprint(os.getpid(), random.random(), np.random.rand(), "
        "np.random.default_rng().random())\nprint('left' in globals(), pd.get_option('display.max_rows'))",
        "left = 1\npd.set_option('display.max_rows', 3)",
    )
    texts = [run(place, *cells).notebook.cells[0].outputs[0].text.splitlines() for _ in range(2)]
    (one, state), (other, again) = texts
    assert all(mine != yours for mine, yours in zip(one.split(), other.split(), strict=True)), (one, other)
    assert state == again == "False 60"


def test_a_ledger_loaded_ahead_is_seen_to_be_read_and_read_again_once_it_changed(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, ledger=True)
    claims = workspace.data / "claims.csv"
    rows = []
    with Servers(workspace) as servers:
        for _ in range(2):
            done = run((workspace, servers), "import liberterra_analysis as lt\nlen(lt.load_claims())")
            assert {"data/claims.csv", "data/sources.csv"} <= done.reads.data.keys()
            rows.append(int(done.notebook.cells[0].outputs[0].data["text/plain"]))
            claims.write_text("".join(claims.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    assert rows[1] == rows[0] - 1


IN_A_FORK = """
import multiprocessing as mp, sys, warnings
from pathlib import Path
from liberterra_analysis.report.execute import server
from liberterra_analysis.report.execute.run import Run, run_in_child, run_notebook
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.workspace import Workspace
server.LIBRARIES = ()
cell = {"cell_type": "code", "metadata": {}, "source": "6 * 7", "outputs": []}
notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
def answer(_):
    run = Run("n.ipynb", notebook)
    with Servers(Workspace(Path(sys.argv[1]))) as servers:
        done = run_in_child(servers, run_notebook, run, run)
    return done.notebook.cells[0].outputs[0].data["text/plain"]
if __name__ == "__main__":
    print(answer(0))
    warnings.simplefilter("ignore")
    print(mp.get_context("fork").Pool(1).map(answer, [0]))
"""


def test_a_fork_of_who_ran_a_notebook_runs_one_too(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "workspace")
    (tmp_path / "statistics.py").write_text("raise SystemExit('a file of the working folder is run')", "utf-8")
    command = [sys.executable, "-c", IN_A_FORK, workspace.root]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100)
    assert (done.stdout, done.stderr) == ("42\n['42']\n", "")
