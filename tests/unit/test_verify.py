"""Claims against the texts that they cite, and how a report says it."""

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from liberterra_analysis.ledger.verify import verify_claims
from liberterra_analysis.wording import summarise_verification
from tests.unit.conftest import noted

TEXT = "Police arrested more than 40 people."


def table(**cells: Any) -> pd.DataFrame:
    row = {"claim_id": "a-1", "source_id": "a", "start": 16, "end": 28, "as_printed": "more than 40"}
    return pd.DataFrame([row | {"value": 40, "high": None, "hedge": "more_than", "unit": "persons"} | cells])


SOURCES = pd.DataFrame({"source_id": ["a"], "language": ["en"], "sha256": [hashlib.sha256(TEXT.encode()).hexdigest()]})


@pytest.mark.parametrize("name", ["a.txt", "whatever.txt"])
def test_text_is_known_by_its_name_or_by_its_hash(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, "utf-8")
    checked = verify_claims(table(), SOURCES, texts=tmp_path)
    assert checked.to_dict("records") == [{"claim_id": "a-1", "source_id": "a", "state": "verified", "problem": ""}]


@pytest.mark.parametrize(
    ("cells", "state", "problem"),
    [
        (
            {"start": 17},
            "differs",
            "the passage reads 'ore than 40', the claim prints 'more than 40'",
        ),
        (
            {"value": 41},
            "differs",
            "the passage 'more than 40' is read as 'more than 40', but the claim says 'more than 41'",
        ),
        (
            {"hedge": "exact"},
            "differs",
            "the passage 'more than 40' is read as 'more than 40', but the claim says '40'",
        ),
        ({"start": None, "end": None}, "no passage", "the claim names no passage"),
        ({"source_id": "b"}, "no text", "no text of 'b' is held"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, cells: dict[str, Any], state: str, problem: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (row,) = verify_claims(table(**cells), SOURCES, texts=tmp_path).to_dict("records")
    assert (row["state"], row["problem"]) == (state, problem)


@pytest.mark.parametrize(
    ("text", "unit", "problem"),
    [
        ("40% were women.", "persons", "a share, but the claim counts persons"),
        ("40 per cent were women.", "percent", ""),
        ("$40 was seized.", "kilograms", "money, but the claim counts kilograms"),
        ("40€ was seized.", "EUR", ""),
    ],
)
def test_a_share_or_money_is_no_count(tmp_path: Path, text: str, unit: str, problem: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    at = text.index("40")
    cells = {"start": at, "end": at + 2, "as_printed": "40", "hedge": "exact", "unit": unit}
    sources = SOURCES.assign(sha256=hashlib.sha256(text.encode()).hexdigest())
    (row,) = verify_claims(table(**cells), sources, texts=tmp_path).to_dict("records")
    assert row["problem"] == (f"the passage '40' is {problem}" if problem else "")


def test_words_beside_the_passage_count(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    cells = {"start": 26, "as_printed": "40", "hedge": "exact"}
    (row,) = verify_claims(table(**cells), SOURCES, texts=tmp_path).to_dict("records")
    said = "the passage '40' stands in 'more than 40', which is read as 'more than 40', but the claim says '40'"
    assert (row["state"], row["problem"]) == ("differs", said)


def test_what_no_rule_reads_is_not_verified(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (row,) = verify_claims(table(), SOURCES.assign(language="tl"), texts=tmp_path).to_dict("records")
    assert (row["state"], row["problem"]) == ("not read", "no rule reads the numbers of its language")
    assert [*map(noted, summarise_verification(pd.DataFrame([row])))] == [
        "{0|claims} of {1|claims} figures agree with the text of their source.",
        "Not checked, as no rule reads numbers in their language: {1|claims}.",
    ]


def test_text_that_changed_since_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT + " ", "utf-8")
    (row,) = verify_claims(table(), SOURCES, texts=tmp_path).to_dict("records")
    assert row["state"] == "text changed"
    assert row["problem"] == "the text of 'a' is no longer the one into which the passage points"


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], []),
        (
            ["no text"] * 2,
            ["We hold no full text of a source, so none of the {2|claims} figures was checked against one."],
        ),
        (["verified"] * 24, ["{24|claims} of {24|claims} figures agree with the text of their source."]),
        (
            ["verified", "no text", "differs"],
            [
                "{1|claims} of {3|claims} figures agree with the text of their source.",
                "Not checked, as the passage says something else: {1|claims}.",
                "Not checked, as no text of the source is held: {1|claims}.",
            ],
        ),
    ],
)
def test_report_says_how_many_were_verified(states: list[str], said: list[str]) -> None:
    assert [*map(noted, summarise_verification(pd.DataFrame({"state": states}, dtype="str")))] == said
