"""Real kernels: what a run gives, and how its faults are told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute import Executed, execute
from liberterra_analysis.report.run import Settings
from liberterra_analysis.workspace import Workspace

QUICK = Settings(cell_limit=60)


def notebook(*sources: str) -> dict[str, Any]:
    """Make a notebook of format 4.4, whose cells have no ids yet; the first declares parameters."""
    cells = [
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": 7}
        for source in sources
    ]
    cells[0]["metadata"] = {"tags": ["parameters"]}
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}


def run(workspace: Workspace, *sources: str, settings: Settings = QUICK, **parameters: object) -> Executed:
    return execute(notebook(*sources), parameters, name="notebooks/n.ipynb", workspace=workspace, settings=settings)


def test_a_run_is_repeatable_and_knows_its_workspace(workspace: Workspace) -> None:
    text = "a \"quoted\" '#' \\ \n {line} é 😀"
    source = (
        "import os, pathlib\nprint(ascii(word), pathlib.Path.cwd().name, hash('a'), "
        "os.environ['LIBERTERRA_WORKSPACE'] == str(pathlib.Path.cwd().parent), os.environ['TZ'])"
    )
    stored = notebook("word: str = ''", source)
    before = json.dumps(stored)
    steps: list[tuple[int, int]] = []
    settings = Settings(progress=lambda cell, cells: steps.append((cell, cells)))
    first, second = (
        execute(stored, {"word": text}, name="notebooks/n.ipynb", workspace=workspace, settings=settings).notebook
        for _ in range(2)
    )
    assert json.dumps(first) == json.dumps(second)
    assert json.dumps(stored) == before
    assert steps == [(1, 2), (2, 2)] * 2
    assert [cell.id for cell in first.cells] == ["cell-1", "injected-parameters", "cell-2"]
    printed = first.cells[2].outputs[0].text
    assert printed.startswith(f"{text!a} notebooks ")
    assert printed.endswith(" True UTC\n")
    assert "papermill" not in json.dumps(first)


def test_a_failing_cell_is_named_as_stored(workspace: Workspace) -> None:
    with pytest.raises(ReportError) as caught:
        run(workspace, "word: str = ''", "1 + 1", "raise ValueError('no such\\noperation')", "2", word="x")
    assert str(caught.value) == "notebooks/n.ipynb, cell 3: ValueError: operation"


def test_a_cell_that_takes_too_long_is_stopped(workspace: Workspace) -> None:
    with pytest.raises(ReportError) as caught:
        run(workspace, "word: str = ''", "import time; time.sleep(60)", settings=Settings(cell_limit=1), word="x")
    assert str(caught.value) == "notebooks/n.ipynb, cell 2: it ran longer than a cell may, and was stopped."


def test_a_dying_kernel_is_told_with_its_last_words(workspace: Workspace) -> None:
    source = "import os; os.write(2, b'out of memory\\n'); os.abort()"
    with pytest.raises(ReportError) as caught:
        run(workspace, "word: str = ''", "1", source, word="x")
    assert str(caught.value).startswith("notebooks/n.ipynb, cell 3: the kernel died. It said: ")
