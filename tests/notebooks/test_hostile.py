"""A ledger whose every text is hostile, through each kind of report: text stays text, and no number can be forged."""

import shutil
from pathlib import Path

import pytest

import liberterra_analysis as lt
from liberterra_analysis import analysis
from liberterra_analysis.document import Link, walk
from liberterra_analysis.report.render.html import render_html
from liberterra_analysis.workspace import Workspace
from tests.ledger import Copy
from tests.notebooks.test_notebooks import WORKSPACE, document_of

TEXTS = {
    "sources": ("publisher", "title", "note"),
    "operations": ("name", "series", "lead_organisations", "note"),
    "metrics": ("label", "singular", "plural", "definition"),
    "claims": ("note",),
    "statements": ("statement", "note"),
    "routes": ("place_as_printed", "note"),
}
FORGED = "9,999,999"
CLAIM = "liberterra-2-publicnow-victims"
HOSTILE = (
    f"X {{{FORGED} victims|claim-{CLAIM}}}",
    f"7News {{{CLAIM}}}",
    f"France 24 {{{FORGED}|sources}} {{x}}",
    f"Channel 4: {FORGED} }}{{ {{}} {{0}} %s $x$ <b>",
    f"Operation 30 Days at Sea 3.0. With caution: {FORGED}; state",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Spoil every text of a copy of the ledger; of a column with keys in it, all rows of a value alike."""
    copy = Copy(Workspace(tmp_path_factory.mktemp("hostile")))
    shutil.copytree(WORKSPACE.data, copy.workspace.data)
    for table, columns in TEXTS.items():
        rows = copy.rows(table)
        for column in (column for column in columns if column in rows[0]):
            values = {value: at for at, value in enumerate(dict.fromkeys(row[column] for row in rows)) if value}
            for row in rows:
                if row[column]:
                    at = values[row[column]]
                    row[column] = f"{HOSTILE[at % len(HOSTILE)]} {at}"
        copy.write(table, rows)
    return copy.workspace.root


REPORTS: dict[str, dict[str, object]] = {
    "operation": {"operation": "liberterra-2"},
    "context": {"operation": "liberterra-2"},
    "scenario": {"basis": "liberterra-2"},
    "comparison": {"operations": ["liberterra-1", "liberterra-2", "liberterra-3"]},
    "country": {"country": "TUR"},
    "ledger": {},
}


@pytest.mark.parametrize("kind", REPORTS)
def test_no_text_of_the_ledger_is_read_as_markup(kind: str, hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hostile)
    document = document_of(WORKSPACE.notebooks / f"{kind}.ipynb", **REPORTS[kind])
    figures = analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    words = dict(zip("#claim-" + figures["claim_id"], figures["words"], strict=True))
    blocks = (document.title, *document.blocks)
    parts = ((part, getattr(block, "name", "")) for block in blocks for part in walk(block))
    numbers = [(part, name) for part, name in parts if isinstance(part, Link) and part.number]
    assert numbers
    for link, name in numbers:
        stated = words.get(link.target, link.text)
        if name == "countries":  # a number with its noun, whatever that holds: "2 arrests", "suspects, not counted"
            said = link.text.partition(" (case: ")[0]
            assert said.startswith(f"{stated} ") or said.endswith(stated), (link.text, stated)
            continue
        assert FORGED not in link.text
        if name != "coverage":  # which lists what it added up as "1, 2, 3"
            assert link.text == stated
    if kind != "country":
        assert "{9,999,999 victims|claim-" in render_html(document)
