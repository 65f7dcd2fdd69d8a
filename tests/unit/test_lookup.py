"""What an analyst looks up first: an operation, a claim, a word."""

from __future__ import annotations

import json

import pytest

import liberterra_analysis as lt
from liberterra_analysis.errors import UsageError
from tests.ledger import Copy

CLAIM = "liberterra-2-national-flights-monitored"


def test_an_operation_keeps_the_frames_that_analysts_begin_with() -> None:
    operation = lt.operation("Operation Liberterra II")
    assert operation.key == lt.operation("liberterra-2").key
    assert operation.claims is operation.claims
    assert operation.sources["source_id"].is_unique
    assert set(operation.figures["claim_id"]) == set(operation.claims["claim_id"])
    assert "arrests" in operation.headline["metric"].tolist()
    assert operation.coverage["named_words"].notna().all()
    assert {"place", "says"} <= set(operation.routes)
    assert len(json.loads(operation.cite("csl"))) == len(operation.headline) == len(operation.cite().splitlines())
    shown = operation.show()
    assert "<h1>Operation Liberterra II" in shown._repr_html_()
    assert "2,517 arrests" in repr(shown)
    assert {"claims", "figures", "headline", "coverage", "routes", "sources", "cite", "show"} <= set(dir(operation))


def test_a_name_that_is_no_operation_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"operation 'librterra-2' is not one of .*; did you mean 'liberterra-2'\?"):
        lt.operation("librterra-2")
    with pytest.raises(UsageError) as caught:
        lt.load_claims("Operation Liberterra II")
    assert str(caught.value) == "'Operation Liberterra II' is the name of an operation; its key is 'liberterra-2'."


def test_a_claim_is_shown_with_its_words_its_source_and_who_else_says_it() -> None:
    lines = repr(lt.show(CLAIM)).splitlines()
    assert lines[:3] == [
        "about 24,000 flights monitored",
        "Operation Liberterra II",
        "The National, paragraph 16: “about 24,000 flights”",
    ]
    assert lines[3].startswith("Taken to mean: 23,500 to 24,499 (")
    quoted = "nearly 24,000 flights monitored: INTERPOL: “monitored nearly 24,000 flights” (the one that reports quote)"
    assert lines[lines.index("Who else says it") + 1 :] == [quoted]
    assert repr(lt.show("Liberterra II")) == repr(lt.operation("liberterra-2").show())
    with pytest.raises(UsageError, match=r"claim 'nothing-of-the-kind' is not one of"):
        lt.show("nothing-of-the-kind")


def test_text_of_the_ledger_is_no_markup(ledger: Copy) -> None:
    ledger.set("claims", CLAIM, note="Told by <script>alert(1)</script> & others.")
    card = lt.show(CLAIM, workspace=ledger.workspace)
    assert "<script" not in card._repr_html_()
    assert "Note: Told by <script>alert(1)</script> & others." in repr(card)


def test_a_search_finds_what_holds_all_words() -> None:
    found = lt.search("FLIGHTS liberterra")
    assert CLAIM in found["key"].tolist()
    assert found["says"].iloc[0] == "nearly 24,000 flights monitored"
    assert set(lt.search("turkiye").kind) >= {"claim"}
    assert lt.search("").empty
    assert lt.search("zzz flights").empty
