"""A workspace in a temporary folder, with notebooks that show raw blocks: the report layer knows no other kind."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from liberterra_analysis.workspace import Workspace
from tests.reports.stage import SHOW, left_over, make_workspace, write_notebook

TINY = (
    "operation: str = 'one'\nfail: bool = False",
    f"{SHOW}\nshow(dict(kind='title', title=f'Operation {{operation}}', date='2024-11-06'))",
    "if fail:\n    raise ValueError('the ledger holds no such operation')",
    "show(dict(kind='table', name='actions', title='Actions', csv='country,arrests\\nMali,3\\n', "
    "columns=[dict(label='Country')], rows=[dict(anchor='claim-1', cells=[[]])]))\n"
    "show(dict(kind='figure', name='bar', title='Mali leads', alt='Mali 3', "
    'svg=\'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>\'))',
)
"""Cells that show a title, a table and a chart, and fail if told to."""

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
    write_notebook(made, *TINY, prose="## Where\n\nIn **Mali**: [3](#claim-1).")
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
