"""A workspace in a temporary folder, with notebooks that show raw blocks: the report layer knows no other kind."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from nbformat import v4

from liberterra_analysis.workspace import Workspace
from tests.reports.stage import SHOW, left_over, make_workspace


def load_sample() -> ModuleType:
    path = Path(__file__).with_name("sample.py")
    spec = importlib.util.spec_from_file_location("liberterra_sample", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    return load_sample()


TINY = (
    ("parameters", "operation: str = 'one'\nfail: bool = False"),
    ("", f"{SHOW}\nshow(dict(kind='title', title=f'Operation {{operation}}', date='2024-11-06'))"),
    ("", "if fail:\n    raise ValueError('the ledger holds no such operation')"),
    (
        "",
        "show(dict(kind='table', name='actions', title='Actions', csv='country,arrests\\nMali,3\\n', "
        "columns=[dict(label='Country')], rows=[dict(anchor='claim-1', cells=[[]])]))\n"
        "show(dict(kind='figure', name='bar', title='Mali leads', alt='Mali 3', "
        'svg=\'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>\'))',
    ),
)


def tiny_notebook(*, change: Callable[[str], str] = str) -> str:
    """Write a notebook that shows a title, a table and a figure, and fails if told to."""
    cells = [v4.new_code_cell(change(source), metadata={"tags": [tag] if tag else []}) for tag, source in TINY]
    for number, cell in enumerate([*cells], 1):
        cell["id"] = f"c{number}"
    prose = v4.new_markdown_cell("## Where\n\nIn **Mali**: [3](#claim-1).")
    prose["id"] = "prose"
    return json.dumps(v4.new_notebook(cells=[*cells, prose]))


CATALOGUE = """
[choices]
operation = "operations.operation_id"

[reports.first]
title = "First operation"
notebook = "tiny"
parameters = { operation = "one" }

[reports.second]
title = "Second operation"
notebook = "tiny"
formats = ["html"]
parameters = { operation = "two" }
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Make a workspace with a ledger of two operations, a notebook and a catalogue of two reports."""
    made = make_workspace(tmp_path)
    (made.notebooks / "tiny.ipynb").write_text(tiny_notebook(), "utf-8")
    made.catalogue.write_text(CATALOGUE, "utf-8")
    return made


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Make a folder for the temporary files of one build: of a short path, for sockets are made in it."""
    folder = Path(tempfile.mkdtemp(prefix="lt-"))
    yield folder
    running = left_over(folder)
    shutil.rmtree(folder, ignore_errors=True)
    assert running == []


@pytest.fixture(scope="module", autouse=True)
def _quick_servers(quick_servers: None) -> None:
    """These notebooks show raw blocks, and need no libraries."""
