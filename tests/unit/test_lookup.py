"""What an analyst looks up first: an operation, a claim, a word."""

import json
from pathlib import Path

import pytest

import liberterra_analysis as lt
from liberterra_analysis.errors import UsageError
from liberterra_analysis.starter import create_workspace
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
    assert "flights were monitored" in repr(shown)  # the sentence that follows the title's
    assert {"claims", "figures", "headline", "coverage", "routes", "sources", "cite", "show"} <= set(dir(operation))


def test_a_name_that_is_no_operation_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"operation 'librterra-2' is not one of .*; did you mean 'liberterra-2'\?"):
        lt.operation("librterra-2")
    with pytest.raises(UsageError) as caught:
        lt.load_claims("Operation Liberterra II")
    assert str(caught.value) == "'Operation Liberterra II' is the name of an operation; its key is 'liberterra-2'."
    with pytest.raises(UsageError, match="'liberterra ii' is the name of an operation; its key is 'liberterra-2'"):
        lt.load_claims("liberterra ii")
    with pytest.raises(UsageError, match=r"operation 'librterra-2' is not one of .*; did you mean 'liberterra-2'\?"):
        lt.load_claims(["nawa", "librterra-2"])
    with pytest.raises(UsageError, match="operation 5 is not one of 'adwenpa-1'"):
        lt.load_claims(5)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="country code 'Turkey' is not one of"):
        lt.load_claims(country="Turkey")
    with pytest.raises(UsageError, match="name an operation or a country, not both"):
        lt.load_claims("nawa", country="TUR")


def test_an_operation_is_found_by_its_name_without_its_first_word_in_any_spelling(ledger: Copy) -> None:
    ledger.set("operations", "liberterra-2", name="Operación Marea Ámbar")
    for name in ("Marea Ámbar", "marea ambar", "Operación Marea Ámbar"):
        assert lt.operation(name, workspace=ledger.workspace).key == "liberterra-2"


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


def test_whatever_a_search_finds_can_be_shown() -> None:
    found = lt.search("liberterra ii venezuelans")
    assert "statement" in set(found["kind"])
    for row in found.to_dict("records"):
        assert repr(lt.show(row["key"])).splitlines()[0] == row["says"]
    lines = repr(lt.show("liberterra-2-national-venezuelans-largest")).splitlines()
    assert lines[1] == "Operation Liberterra II"
    assert lines[2].startswith("The National, paragraph 17: ")
    assert "Statement and source: liberterra-2-national-venezuelans-largest, national-liberterra-2" in lines


def test_a_statement_without_a_passage_is_shown() -> None:
    statements = lt.load_statements()
    row = statements[statements["paragraph"].isna()].iloc[0]
    assert repr(lt.show(row["statement_id"])).splitlines()[0] == row["statement"]


def test_a_workspace_can_be_its_path(ledger: Copy) -> None:
    ledger.set("claims", CLAIM, note="Only here.")
    root = ledger.workspace.root
    for place in (ledger.workspace, root, str(root)):
        assert "Note: Only here." in repr(lt.show(CLAIM, workspace=place))
        assert lt.operation("liberterra-2", workspace=place).claims["note"].eq("Only here.").sum() == 1
    assert "Only here." not in repr(lt.show(CLAIM))


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
    assert lt.search("Turkey").equals(lt.search("Türkiye"))
    # An operation by who led it, a claim by the name of its case.
    assert "jad-danube-2021" in lt.search("Frontex")["key"].tolist()
    assert "liberterra-3-barcelona-arrests-esp" in lt.search("beauty salons")["key"].tolist()
    assert lt.search("").empty
    assert lt.search("!? -").empty
    assert lt.search("zzz flights").empty


@pytest.mark.parametrize("word", ["ITA", "Italia", "italian", "Italy"])
def test_a_search_finds_a_country_by_its_names_and_code(word: str) -> None:
    found = lt.search(f"{word} suspects")
    assert "labour-agriculture-2021-poandpo-suspects-ita" in found["key"].tolist()
    assert not found["key"].str.contains("capital").any()
    assert len(found) < len(lt.search("suspects")) / 4


def test_the_name_of_a_series_is_no_operation_but_the_key_of_one_is() -> None:
    assert lt.operation("Operation Liberterra").key == "liberterra-1"
    assert lt.operation("nawa").key == "nawa"
    with pytest.raises(UsageError) as error:
        lt.operation("liberterra")
    keys = "'liberterra-1', 'liberterra-2', 'liberterra-3'"
    assert str(error.value) == f"operation 'liberterra' is not one of {keys}; did you mean 'liberterra-3'?"


@pytest.mark.parametrize("printed", ["3,744", "3744", "3 744"])
def test_a_search_finds_a_number_as_a_whole_however_it_is_printed(printed: str) -> None:
    assert lt.search(f"{printed} arrests")["says"].iloc[0] == "3,744 arrests"
    assert lt.search(f"5{printed}").empty
    assert lt.search(printed[:-1]).empty


def test_a_search_in_a_ledger_without_rows_finds_nothing(tmp_path: Path) -> None:
    found = lt.search("flights", workspace=create_workspace(tmp_path / "new"))
    assert found.empty
    assert list(found) == ["kind", "key", "says", "operation", "publisher"]
