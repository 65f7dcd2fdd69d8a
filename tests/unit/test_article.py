"""The ledger against the article from which its first claims come. The article is not part of the repository."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from liberterra_analysis.ledger import load_claims, load_sources, load_statements
from liberterra_analysis.schema import TABLES
from liberterra_analysis.workspace import Workspace

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT.parent / "shared" / "sources" / "the-national-liberterra-ii.txt"
SOURCE = "national-liberterra-2"
HERE = Workspace(ROOT)
MOST_WORDS = 7

pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason="the article is held beside the repository, if at all")

NUMBER = re.compile(
    r"\d[\d,.]*\d|\d"
    r"|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?"
    r"|dozens?|scores?|hundreds?|thousands?|millions?|billions?|half|twice|couple|pair|several)\b",
    re.IGNORECASE,
)
NO_FIGURES = {"32": "the age of the person arrested; no person is described"}


@pytest.fixture(scope="module")
def text() -> str:
    return ARTICLE.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    frame = load_claims(workspace=HERE)
    return frame[frame["source_id"] == SOURCE]


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    frame = load_statements(workspace=HERE)
    return frame[frame["source_id"] == SOURCE]


def spans(text: str) -> dict[int, tuple[int, int]]:
    """Give the span of each paragraph, from 1: the text that is held has no headline."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    return dict(enumerate(lines, 1))


@cache
def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Give all runs of words that are too long to be the same by chance."""
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[at : at + MOST_WORDS + 1]) for at in range(len(words) - MOST_WORDS))


def test_text_is_the_one_into_which_passages_point() -> None:
    sources = load_sources(workspace=HERE).set_index("source_id")
    assert hashlib.sha256(ARTICLE.read_bytes()).hexdigest() == sources.loc[SOURCE, "sha256"]


def test_every_claim_prints_what_stands_in_its_passage(text: str, claims: pd.DataFrame) -> None:
    assert len(claims) > 0
    printed = [text[start:end] for start, end in zip(claims["start"], claims["end"], strict=True)]
    assert printed == claims["as_printed"].tolist()


@pytest.mark.parametrize("table", ["claims", "statements"])
def test_every_passage_lies_within_its_paragraph(table: str, text: str, request: pytest.FixtureRequest) -> None:
    frame = request.getfixturevalue(table)
    paragraphs = spans(text)
    for row in frame.to_dict("records"):
        start, end = paragraphs[row["paragraph"]]
        assert start <= row["start"] < row["end"] <= end, row


def test_statements_point_at_whole_words(text: str, statements: pd.DataFrame) -> None:
    for row in statements.to_dict("records"):
        passage = text[row["start"] : row["end"]]
        assert passage == passage.strip()
        around = (text[max(row["start"] - 1, 0)], text[row["start"]], text[row["end"] - 1], text[row["end"]])
        assert not (around[0].isalnum() and around[1].isalnum()), passage
        assert not (around[2].isalnum() and around[3].isalnum()), passage


def test_claims_do_not_share_their_passages(claims: pd.DataFrame) -> None:
    ordered = claims.sort_values("start")
    assert (ordered["start"].iloc[1:].to_numpy() >= ordered["end"].iloc[:-1].to_numpy()).all()


def test_every_number_of_the_article_is_a_claim(text: str, claims: pd.DataFrame) -> None:
    covered = list(zip(claims["start"], claims["end"], strict=True))
    missing = [
        (match[0], text[max(match.start() - 30, 0) : match.end() + 30])
        for match in NUMBER.finditer(text)
        if match[0].lower() not in NO_FIGURES
        and not any(start <= match.start() and match.end() <= end for start, end in covered)
    ]
    assert missing == []


def test_the_age_of_a_person_is_not_in_the_ledger(text: str) -> None:
    age = re.search(r"(\d+)-year-old", text)
    assert age is not None
    claims = load_claims("liberterra-2", workspace=HERE)
    assert int(age[1]) not in claims["value"].dropna().tolist()


@pytest.mark.parametrize("table", TABLES)
def test_nothing_of_the_wording_is_copied(table: str, text: str) -> None:
    cells = pd.read_csv(HERE.root / TABLES[table].file, dtype=str, keep_default_na=False).to_numpy().ravel()
    assert [cell for cell in dict.fromkeys(cells) if runs(cell) & runs(text)] == []


def test_copying_would_be_noticed(text: str) -> None:
    passage = " ".join(text.split()[100 : 101 + MOST_WORDS])
    assert runs(f"He said: “{passage.upper()}”") & runs(text)
