"""What `analysis` makes of the real ledger and of small synthetic ones."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from liberterra_analysis import analysis
from liberterra_analysis import document as doc
from liberterra_analysis.extract import extract
from liberterra_analysis.extract.sheet import to_sheet
from liberterra_analysis.ledger import load_claims, load_metrics, load_operations, load_sources
from liberterra_analysis.ledger.claims import add_intervals
from liberterra_analysis.schema.tables import LEDGER
from liberterra_analysis.schema.validate import narrow, widen
from liberterra_analysis.wording.sentences import Sentence
from liberterra_analysis.workspace import Workspace
from tests.ledger import Copy, copy_of_the_ledger

HERE = Workspace(Path(__file__).parents[2])

Make = Callable[..., pd.DataFrame]
"""What the fixture `figures_of` is: rows of claims in, `figures` out."""


def review_of(text: str) -> str:
    """Return the review sheet of a text as it is when extraction is sure of all that it found."""
    return to_sheet([replace(one, confidence=1.0) for one in extract(text)], text)


@pytest.fixture(scope="module")
def reused_ledger(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """For a test that writes every file it reads, as one with many examples does."""
    return copy_of_the_ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture(scope="module", autouse=True)
def _quick_servers(quick_servers: None) -> None:
    """What is built here is none of the reports of the catalogue."""


@dataclass(frozen=True)
class Analysed:
    """All that `analysis` makes of one operation's claims."""

    frame: pd.DataFrame
    operation: dict[str, object]
    headline: pd.DataFrame
    actions: pd.DataFrame
    coverage: pd.DataFrame
    checks: pd.DataFrame


def analyse(claims: pd.DataFrame, sources: pd.DataFrame, metrics: pd.DataFrame, row: dict[str, object]) -> Analysed:
    frame = analysis.resolve_claims(claims, sources, metrics)
    headline = analysis.select_headline(frame)
    actions = analysis.sum_named_actions(frame, metrics)
    covered = analysis.measure_coverage(headline, frame)
    return Analysed(frame, row, headline, actions, covered, analysis.check_consistency(frame, pd.DataFrame([row])))


class Operations(dict[str, Analysed]):
    """Every operation of the ledger, analysed when it is first asked for."""

    def __missing__(self, operation: str) -> Analysed:
        row = load_operations(workspace=HERE).set_index("operation_id", drop=False).loc[operation].to_dict()
        claims = load_claims(operation, workspace=HERE)
        self[operation] = analyse(claims, load_sources(workspace=HERE), load_metrics(workspace=HERE), row)
        return self[operation]


@pytest.fixture(scope="session")
def analysed() -> Operations:
    return Operations()


@pytest.fixture(scope="session")
def all_figures() -> pd.DataFrame:
    return analysis.resolve_claims(
        load_claims(workspace=HERE), load_sources(workspace=HERE), load_metrics(workspace=HERE)
    )


@pytest.fixture(scope="session")
def all_pairs(all_figures: pd.DataFrame) -> pd.DataFrame:
    return analysis.compare_operations(all_figures, load_operations(workspace=HERE))


USUAL = {column.name: "" for column in LEDGER["claims"].columns}
USUAL |= {"operation_id": "one", "source_id": "a", "metric": "arrests", "unit": "arrests", "hedge": "exact"}
USUAL |= {"status": "unspecified", "release_status": "unspecified", "scope": "operation"}


@cache
def usual_claims(size: int) -> pd.DataFrame:
    return widen(narrow(LEDGER["claims"], pd.DataFrame([USUAL] * size, columns=list(USUAL), dtype="str")))


def synthetic_claims(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Make claims of which only some cells matter: arrests without a hedge, of operation `one`."""
    texts = [{"claim_id": f"c{at}"} | {name: str(value) for name, value in row.items()} for at, row in enumerate(rows)]
    # Only the columns in which a row differs are made anew: all of them take three times as long.
    columns = tuple(column for column in LEDGER["claims"].columns if any(column.name in text for text in texts))
    cells = {column.name: [text.get(column.name, USUAL[column.name]) for text in texts] for column in columns}
    own = widen(narrow(replace(LEDGER["claims"], columns=columns), pd.DataFrame(cells, dtype="str")))
    return add_intervals(usual_claims(len(rows)).assign(**own), pd.DataFrame({"metric": [], "decimals": []}))


@pytest.fixture(scope="session")
def metrics() -> pd.DataFrame:
    return load_metrics(workspace=HERE)


@pytest.fixture(scope="session")
def figures_of(metrics: pd.DataFrame) -> Make:
    """Return a function that makes `figures` of claims by sources `a` to `e`, the nearest first, or by a `copy`."""
    sources = pd.DataFrame(
        {
            "source_id": ["a", "b", "c", "d", "e", "copy"],
            "rank": ["primary", "wire", "secondary", "secondary", "retelling", "copy"],
            "publisher": ["A", "B", "C", "D", "E", "A (copy on B)"],
        }
    )

    def make(*rows: dict[str, object]) -> pd.DataFrame:
        return analysis.resolve_claims(synthetic_claims(list(rows)), sources, metrics)

    return make


def noted(said: Sentence) -> str:
    """Write a sentence with its links: `{claim}` for a claim's number, `{text|anchor}` for another."""
    parts = []
    for part in said.parts:
        if isinstance(part, doc.Link):
            anchor = part.target.removeprefix("#")
            claim = anchor.removeprefix("claim-")
            assert part.number
            parts.append(f"{{{claim}}}" if claim != anchor else f"{{{part.text}|{anchor}}}")
        else:
            parts.append(part.text)
    return "".join(parts)
