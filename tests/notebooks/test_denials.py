"""What no source says is known only if all were read whole: a report denies nothing else."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from liberterra_analysis.document import Document, plain
from liberterra_analysis.workspace import Workspace
from tests.ledger import Copy
from tests.notebooks.test_notebooks import WORKSPACE, document_of

DENIES = re.compile(
    r"\bno source (that we have read )?(names|gives|states|breaks|says|dates|ranks|prints|tells)"
    r"|not stated|none named|not named|is silent"
    r"|\bsources? (do|does) not (name|give|state|say)|\bno (country|route|figure) is (named|given|stated)",
    re.IGNORECASE,
)
OPERATION = "labour-jad-may"
"""An operation of which no country, no route and no case is recorded."""

REPORTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("operation", {"operation": OPERATION}),
    ("operation", {"operation": "liberterra-2"}),
    ("comparison", {"operations": [OPERATION, "labour-jad-may-june"]}),
    ("country", {"country": "GBR"}),
    ("country", {"country": "LUX"}),
    ("ledger", {}),
    ("scenario", {"basis": OPERATION}),
    ("context", {"operation": OPERATION}),
)

World = Callable[[str], None]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a function that makes a copy of the ledger all of whose sources were read whole, but perhaps one."""

    def make(read: str) -> None:
        shutil.copytree(WORKSPACE.data, tmp_path / "data")
        copy = Copy(Workspace(tmp_path))
        cited = {row["operation_id"]: row["source_id"] for row in copy.rows("claims")}
        partly = {cited[OPERATION], cited["liberterra-2"]}
        rows = [row | {"read": read if row["source_id"] in partly else "whole"} for row in copy.rows("sources")]
        copy.write("sources", rows)
        monkeypatch.chdir(tmp_path)

    return make


def texts(value: object) -> Iterator[str]:
    """Yield all that a reader sees or hears of a report; statements and notes are the words of the ledger."""
    if isinstance(value, BaseModel):
        for name, inner in value:
            if name not in {"csv", "svg"}:
                yield from texts(inner)
    elif isinstance(value, tuple) and value and all(getattr(one, "kind", "") in {"text", "link"} for one in value):
        yield plain(value)
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def denials(document: Document, notes: set[str]) -> list[str]:
    return [text for text in texts(document) if DENIES.search(text) and text not in notes]


def notes() -> set[str]:
    """Return what the ledger itself says in its own words, which no report can know to be wrong."""
    tables = ("sources", "operations", "claims", "routes", "statements")
    return {cell for table in tables for row in Copy(WORKSPACE).rows(table) for cell in row.values()}


@pytest.mark.parametrize("read", ["part", "totals", ""])
def test_a_source_that_was_read_in_part_denies_nothing(read: str, world: World) -> None:
    world(read)
    for notebook, parameters in REPORTS if read == "part" else REPORTS[:1]:
        document = document_of(WORKSPACE.notebooks / f"{notebook}.ipynb", **parameters)
        assert denials(document, notes()) == [], (notebook, parameters)
    found = [*texts(document_of(WORKSPACE.notebooks / "operation.ipynb", operation=OPERATION))]
    assert [
        text
        for text in found
        if re.fullmatch(r"We have recorded no breakdown of the figures by country; .+ only in part\.", text)
    ]


def test_sources_that_were_read_whole_are_said_to_name_nothing(world: World) -> None:
    world("whole")
    found = denials(document_of(WORKSPACE.notebooks / "operation.ipynb", operation=OPERATION), notes())
    assert "No source that we have read breaks the figures down by country." in found
    assert any(text.startswith("No source that we have read states a breakdown by country of the ") for text in found)
