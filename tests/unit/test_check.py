"""One reader and one list of checks: what `check` says of a ledger, all commands say, and `build` runs nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis.ledger.append import add_record
from liberterra_analysis.ledger.transaction import open_ledger
from liberterra_analysis.vocabulary import OPEN
from liberterra_analysis.workspace import Workspace
from tests.ledger import Copy

ROOT = Path(__file__).parents[2]
HEADER = "operation_id,name,series,starts,ends,lead_organisations,regions,dates_source_id,note"
SAVE = "save it as 'CSV UTF-8'"


@pytest.fixture
def place(ledger: Copy) -> Workspace:
    workspace = ledger.workspace
    shutil.copytree(ROOT / "notebooks", workspace.notebooks)
    workspace.reports.mkdir()
    shutil.copy(ROOT / "reports" / "reports.toml", workspace.reports)
    return workspace


FAULTS: dict[str, tuple[Callable[[bytes], bytes] | None, str]] = {
    "cp1252": (
        lambda raw: raw.replace(b"Liberterra II,", b"Libert\xe9rra II,", 1),
        f": is not in UTF-8: byte 0xE9 at position {{at}}, row {{row}}; {SAVE}.",
    ),
    "missing": (None, ": there is no such file; a table without rows still needs its header."),
    "a column misspelt": (
        lambda raw: raw.replace(b"operation_id", b"id", 1),
        f", row 1: column 'operation_id' is missing; expected '{HEADER}'.\n"
        "data/operations.csv, row 1: unknown column: 'id' is not one of 'operation_id'.",
    ),
}
"""A fault that is found at each step of reading: `test_ledger_faults` has all others."""


@pytest.mark.parametrize("fault", FAULTS)
def test_every_command_says_the_same_of_a_table(fault: str, place: Workspace, call: Any, tmp_path: Path) -> None:
    spoil, message = FAULTS[fault]
    path = place.data / "operations.csv"
    before = path.read_bytes()
    path.write_bytes(spoil(before)) if spoil else path.unlink()
    at = before.find(b"Liberterra II,") + len("Libert")
    row = before[:at].count(b"\n") + 1
    expected = f"data/operations.csv{message.format(at=at, row=row)}"
    (tmp_path / "t.txt").write_text("12 arrests.", "utf-8")
    sheet = tmp_path / "s.csv"
    sheet.write_text("add,start,end,as_printed,metric,value,hedge\n", "utf-8")
    for command in (
        ["check"],
        ["list"],
        ["build"],
        ["build", "liberterra-2"],
        ["add", sheet],
        ["source", "add", tmp_path / "t.txt", "--id", "a", "--publisher", "A", "--rank", "wire"],
        ["verify"],
    ):
        assert call(*command, "-w", place.root) == (3, "", f"error: {expected}\n"), command
    assert not place.published.exists()


TEXT = "Police arrested 12 people."


def change_wording(ledger: Copy) -> str:
    row = ledger.set("claims", "liberterra-2-national-flights-monitored", hedge="exact")
    says = "'about 24,000' is read as 'about 24,000', but the claim says '24,000'"
    return f"data/claims.csv, row {row}, column 'as_printed': {says}."


def change_text(ledger: Copy) -> str:
    key, claim = "afcoa-nawa", next(row for row in ledger.rows("claims") if row["source_id"] == "afcoa-nawa")
    with open_ledger(ledger.workspace) as opened:
        add_record(opened, "sources", {"source_id": key}, TEXT)
    ledger.set("claims", claim["claim_id"], start="16", end="18", as_printed="12", quote="", value="12", hedge="exact")
    (ledger.workspace.data / "texts" / f"{key}.txt").write_text(TEXT + " ", "utf-8")
    mine = [row["claim_id"] for row in ledger.rows("claims") if row["source_id"] == key]
    says = "the text of 'afcoa-nawa' is no longer the one into which the passage points"
    return "\n".join(f"data/claims.csv: {one}: {says}." for one in mine)


def change_passage(ledger: Copy) -> str:
    key, claim = "afcoa-nawa", next(row for row in ledger.rows("claims") if row["source_id"] == "afcoa-nawa")
    with open_ledger(ledger.workspace) as opened:
        add_record(opened, "sources", {"source_id": key}, TEXT)
    ledger.set("claims", claim["claim_id"], start="16", end="18", as_printed="13", quote="", value="13", hedge="exact")
    return f"data/claims.csv: {claim['claim_id']}: the passage reads '12', the claim prints '13'."


def change_description(ledger: Copy) -> str:
    path = ledger.workspace.data / "datapackage.json"
    path.write_bytes(path.read_bytes().replace(b"ledger", b"l\xe9dger"))
    return "data/datapackage.json: is not as this version writes it; 'liberterra data' does, and keeps what is yours."


def add_words(ledger: Copy) -> str:
    path = ledger.workspace.data / "terms.csv"
    path.write_text(path.read_text("utf-8").replace("nearly;almost;", "nearly;halos;almost;"), "utf-8")
    said = (
        "'nearly' is a term of the package, which does not read 'halos' so; take them out: a term of your own can have "
    )
    return f"data/terms.csv, row 4, column 'printed': {said}them in the lists {', '.join(OPEN)}."


def test_words_of_ones_own_are_not_lost_in_silence(ledger: Copy, call: Any) -> None:
    expected, path = (3, "", f"error: {add_words(ledger)}\n"), ledger.workspace.data / "terms.csv"
    before = path.read_bytes()
    assert call("data", "-w", ledger.workspace.root) == expected
    assert path.read_bytes() == before


@pytest.mark.parametrize("change", [change_wording, change_text, change_passage, change_description, add_words])
def test_check_and_build_refuse_what_is_no_fault_of_a_table(
    change: Callable[[Copy], str], ledger: Copy, place: Workspace, call: Any
) -> None:
    expected = (3, "", f"error: {change(ledger)}\n")
    assert call("check", "-w", place.root) == expected
    if change is change_text:
        assert call("build", "liberterra-2", "-w", place.root) == expected
        assert not list(place.published.glob("*/editions/*"))
    place.catalogue.write_text("", "utf-8")  # also where no report is stale
    assert call("build", "-w", place.root) == expected


def test_very_many_problems_are_told_in_few_lines(ledger: Copy, call: Any) -> None:
    ledger.write("claims", [row | {"value": str(10**9 + at)} for at, row in enumerate(ledger.rows("claims"))])
    said = call("check", "-w", ledger.workspace.root)
    lines = said.err.splitlines()
    assert (said.code, len(lines)) == (3, 51)
    assert lines[-1].startswith("… and ")
    assert lines[-1].endswith(" more problems.")
