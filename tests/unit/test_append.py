"""Reviews and sources into a copy of the ledger, through the command; and what must leave the ledger as it was."""

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from liberterra_analysis.errors import BusyError, DataError
from liberterra_analysis.extract.sheet import COLUMNS
from liberterra_analysis.ledger import check_everything, load_claims, load_operations, load_routes, load_sources
from liberterra_analysis.ledger.append import Added, add_record, add_review
from liberterra_analysis.ledger.correct import correct_claim
from liberterra_analysis.ledger.load import read_ledger
from liberterra_analysis.ledger.passages import find_passage
from liberterra_analysis.ledger.review import read_marked
from liberterra_analysis.ledger.transaction import open_ledger
from liberterra_analysis.ledger.verify import verify_claims
from liberterra_analysis.starter import create_workspace
from tests.conftest import Said
from tests.ledger import Copy, copy_of_the_ledger
from tests.unit.conftest import review_of
from tests.unit.test_datasets_layouts import xlsx

TEXT = """Forty held in Operation Liberterra III

Kenyan police arrested 12 suspects in Liberterra III, five of whom were women, and rescued more than 30 victims.
In Peru, officers freed nine girls taken from Bolivia via Chile to Peru.
"""
SOURCE = {"source_id": "lantern-news", "publisher": "Lantern News", "rank": "secondary", "language": "en"}


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a ledger that holds the text, with its review sheet."""
    ledger = copy_of_the_ledger(tmp_path_factory.mktemp("reviewed"))
    register(ledger, "sources", SOURCE, TEXT)
    path = ledger.workspace.root / "review.csv"
    path.write_text(review_of(TEXT), "utf-8")
    change(path, 2, add="yes")  # the headline and the route are left to the reviewer
    change(path, 6, route="origin: Bolivia; transit: Chile; destination: Peru")
    return ledger.workspace.root


@pytest.fixture
def sheet(ledger: Copy, reviewed: Path) -> Path:
    shutil.copytree(reviewed, ledger.workspace.root, dirs_exist_ok=True)
    return ledger.workspace.root / "review.csv"


def change(path: Path, row: int, **cells: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[row - 2] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def add(ledger: Copy, sheet: Path, wait: float = 2, **origin: Any) -> Added:
    with open_ledger(ledger.workspace, wait) as opened:
        return add_review(opened, sheet, **({"source": {"source_id": "lantern-news"}} | origin))


def register(ledger: Copy, table: str, row: dict[str, str], text: str | None = None) -> str:
    with open_ledger(ledger.workspace) as opened:
        return add_record(opened, table, row, text)


def correct(ledger: Copy, claim: str, cells: dict[str, str]) -> dict[str, tuple[str, str]]:
    with open_ledger(ledger.workspace) as opened:
        return correct_claim(opened, claim, cells, "A slip.")


def refusal(ledger: Copy, act: Callable[[], object]) -> str:
    """Return why something is refused, which leaves the ledger as it was."""
    then = state(ledger.workspace.data)
    with pytest.raises(DataError) as caught:
        act()
    assert state(ledger.workspace.data) == then
    assert not (ledger.workspace.data / ".adding").exists()
    return str(caught.value)


def test_review_becomes_claims_that_verify(ledger: Copy, sheet: Path) -> None:
    before = ledger.lines("claims")
    added = add(ledger, sheet)
    claims = load_claims(workspace=ledger.workspace).set_index("claim_id")
    new = claims.loc[list(added.claims)]
    assert new["as_printed"].tolist() == ["Forty", "12", "five", "more than 30", "nine"]
    assert new["quote"].fillna("").tolist() == ["", "12 suspects", "", "more than 30 victims", "nine girls"]
    assert new["metric"].tolist() == ["arrests", "arrests", "arrests", "victims", "victims"]
    assert set(new["operation_id"]) == {"liberterra-3"}
    assert new["subset_of"].dropna().tolist() == [added.claims[1]]
    assert new["paragraph"].tolist() == [0, 1, 1, 1, 2]
    checked = verify_claims(new.reset_index(), load_sources(workspace=ledger.workspace), workspace=ledger.workspace)
    assert set(checked["state"]) == {"verified"}
    after = ledger.lines("claims")
    assert after[: len(before)] == before  # no old line is touched or moved
    assert [line.split(",")[0] for line in after[len(before) :]] == list(added.claims)


def test_a_key_keeps_the_letters_of_a_name(ledger: Copy, sheet: Path) -> None:
    change(sheet, 3, detail="São Paulo")
    assert add(ledger, sheet).claims[1].endswith("-sao-paulo")


def test_a_row_that_leaves_the_hedge_of_the_text_out_is_refused(ledger: Copy, sheet: Path) -> None:
    start = str(TEXT.index("30 victims"))
    change(sheet, 5, start=start, as_printed="30", hedge="exact", quote="30 victims")
    wrong = "the passage '30' stands in 'more than 30', which is read as 'more than 30', but the claim says '30'"
    assert refusal(ledger, lambda: add(ledger, sheet)).endswith(
        f"review.csv, row 5: liberterra-3-lantern-news-victims-ken: {wrong}."
    )


@pytest.mark.parametrize("place", [{}, {"start": "", "end": ""}, {"start": "40"}])
def test_a_number_that_stands_elsewhere_and_once_is_found_again(
    ledger: Copy, sheet: Path, place: dict[str, str]
) -> None:
    change(sheet, 5, as_printed="more than 30 victims", **place)
    change(sheet, 6, as_printed="nine girls", quote="nine girls taken from Bolivia", **place)
    with pytest.raises(DataError, match="'more than 30 victims' is not read as a number"):
        add(ledger, sheet)
    change(sheet, 5, as_printed="more than 30", **place)
    change(sheet, 6, as_printed="nine", **place)
    added = add(ledger, sheet)
    assert add(ledger, sheet).known == len(added.claims)
    rows = {row["as_printed"]: row for row in ledger.rows("claims") if row["claim_id"] in added.claims}
    assert [rows[one]["start"] for one in ("more than 30", "nine")] == [
        str(TEXT.index("more than 30")),
        str(TEXT.index("nine")),
    ]


def test_a_corrected_number_gets_the_place_where_it_stands(ledger: Copy, sheet: Path) -> None:
    claim = add(ledger, sheet).claims[1]
    cells = {"as_printed": "more than 30", "value": "30", "hedge": "more_than", "quote": "", "metric": "victims"}
    changed = correct(ledger, claim, cells | {"unit": "persons"})
    start = TEXT.index("more than 30")
    assert (changed["start"][1], changed["end"][1]) == (str(start), str(start + len("more than 30")))
    assert changed["paragraph"] == ("1", "")


def test_an_offence_brings_its_code(ledger: Copy, sheet: Path) -> None:
    claim = add(ledger, sheet).claims[1]
    for offence, code in (("trafficking", "0204"), ("", "")):
        correct(ledger, claim, {"offence": offence})
        (row,) = (row for row in ledger.rows("claims") if row["claim_id"] == claim)
        assert (row["offence"], row["iccs"]) == (offence, code)


def test_what_an_option_states_is_no_cell_of_the_sheet(ledger: Copy, sheet: Path) -> None:
    about = {"publisher": "New", "rank": "primary", "read": "whole", "published": "last Friday"}
    said = refusal(ledger, lambda: add(ledger, sheet, source={"source_id": "new-one", **about}))
    assert said.startswith("source 'new-one', column 'published': 'last Friday' is not a date")


def test_without_a_marked_row_nothing_is_registered(ledger: Copy, sheet: Path, call: Callable[..., Said]) -> None:
    then = state(ledger.workspace.data)
    for row in range(2, 7):
        change(sheet, row, add="no")
    options = ("--publisher", "New", "--rank", "primary", "--read", "whole", "-w", ledger.workspace.root)
    said = call("add", sheet, "--source", "new-one", *options)
    assert said.out == "No row is marked 'yes': nothing was added, and no source or operation registered.\n"
    assert state(ledger.workspace.data) == then


def test_a_sheet_that_is_saved_as_a_workbook_is_read(ledger: Copy, sheet: Path) -> None:
    rows = list(csv.reader(io.StringIO(sheet.read_text("utf-8"), newline="")))
    saved = xlsx(
        sheet.with_name("saved.xlsx"), [[float(cell) if cell.isdecimal() else cell for cell in row] for row in rows]
    )
    assert read_marked(saved) == read_marked(sheet)
    assert len(add(ledger, saved).claims) == 5
    with pytest.raises(DataError, match="first sheet is empty"):
        read_marked(xlsx(sheet.with_name("empty.xlsx"), []))


def test_a_number_that_stands_twice_is_not_placed() -> None:
    cells = {"as_printed": "12", "start": "", "end": "", "paragraph": "3"}
    assert find_passage(cells, "12 men and 12 women") == cells
    assert find_passage(cells, "112 men, 12.5 kg and 1,12") == cells
    assert find_passage(cells, "112 men and 12kg") == cells | {"start": "12", "end": "14"}
    moved = cells | {"as_printed": "12 kg", "start": "0", "end": "2"}
    assert find_passage(moved, "On 12 March, 12 kg", anywhere=True)["paragraph"] == ""
    assert find_passage(moved, "On 12 March, 12 kg") == moved  # who mistyped a number must hear of it
    wider = cells | {"as_printed": "nearly 12", "start": "7", "end": "9"}
    assert find_passage(wider, "nearly 12 men") == wider | {"start": "0"}


def test_route_of_a_claim_is_added_with_it(ledger: Copy, sheet: Path) -> None:
    added = add(ledger, sheet)
    routes = load_routes(workspace=ledger.workspace)
    mine = routes[routes["claim_id"] == added.claims[-1]]
    assert mine[["leg", "role", "place_code"]].to_numpy().tolist() == [
        [1, "origin", "BOL"],
        [2, "transit", "CHL"],
        [3, "destination", "PER"],
    ]


def test_a_text_that_went_missing_is_held_again_with_the_same_review(ledger: Copy, sheet: Path) -> None:
    add(ledger, sheet)
    text = ledger.workspace.data / "texts" / "lantern-news.txt"
    text.unlink()
    add(ledger, sheet, text=TEXT)
    assert text.read_text("utf-8") == TEXT


@pytest.mark.parametrize("cells", [{}, {"paragraph": "", "start": "", "end": ""}], ids=["passages", "no passages"])
def test_same_review_twice_changes_nothing(cells: dict[str, str], ledger: Copy, sheet: Path) -> None:
    for row in range(2, 7):
        change(sheet, row, **cells)
    assert len(add(ledger, sheet).claims) == 5
    then = state(ledger.workspace.data)
    assert add(ledger, sheet) == Added(known=5)
    assert state(ledger.workspace.data) == then


def test_row_that_stands_twice_is_refused_unless_something_tells_them_apart(ledger: Copy, sheet: Path) -> None:
    sheet.write_text(sheet.read_text("utf-8") + sheet.read_text("utf-8").splitlines(keepends=True)[2], "utf-8")
    assert refusal(ledger, lambda: add(ledger, sheet)) == (
        f"{sheet}, row 3: the same figure stands in several rows; mark one of them 'yes' and the others 'no'. 2 rows "
        "affected, first: 3, 7."
    )
    change(sheet, 7, note="The same passage speaks of another raid.")
    assert len(add(ledger, sheet).claims) == 6


def test_numbers_of_one_source_that_nothing_tells_apart_are_told_unless_one_is_a_part(
    ledger: Copy, sheet: Path
) -> None:
    alike = {"metric": "arrests", "unit": "arrests", "country_iso3": "", "scope": "operation", "offence": ""}
    alike |= {"population": "", "nationality_iso3": "", "detail": "", "status": "unspecified", "iccs": "", "phase": ""}
    for row in (2, 3):
        change(sheet, row, **alike, exploitation="", subset_of="")
    told = [one for one in add(ledger, sheet).warnings if "'detail'" in one]
    assert len(told) == 1
    assert told[0].endswith(
        "both are recorded; what tells them apart belongs into 'detail', the whole of a part into 'subset_of'"
    )


def test_contradiction_is_told_and_both_are_recorded(ledger: Copy, sheet: Path) -> None:
    change(sheet, 3, country_iso3="", scope="operation", offence="")
    added = add(ledger, sheet)
    assert any(
        "'12'" in warning and "3,744" in warning and "both are recorded" in warning for warning in added.warnings
    )


def test_a_part_whose_whole_is_not_marked_is_refused_and_not_added_as_a_total(ledger: Copy, sheet: Path) -> None:
    change(sheet, 3, add="no")
    assert refusal(ledger, lambda: add(ledger, sheet)) == (
        f"{sheet}, row 4, column 'subset_of': is part of 'c2', which is not marked; mark that row 'yes' too, or write "
        "the key of a claim, or nothing if it is no part."
    )
    change(sheet, 4, subset_of="")
    added = add(ledger, sheet)
    assert len(added.claims) == 4  # of five rows
    assert load_claims(workspace=ledger.workspace).set_index("claim_id")["subset_of"][list(added.claims)].isna().all()


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"hedge": "approx"}, "review.csv, row 3, column 'hedge': 'approx' is not one of "),
        ({"value": "13"}, "review.csv, row 3, column 'as_printed': '12' is read as '12', but the claim says '13'."),
        ({"metric": "arrest"}, "review.csv, row 3, column 'metric': 'arrest' is not one of "),
        ({"source_id": "nobody"}, "review.csv, row 3, column 'source_id': 'nobody' is not in column 'source_id' of "),
        (
            {"add": "perhaps"},
            "review.csv, row 3, column 'add': 'perhaps' is neither 'yes' nor 'no'; write one of them.",
        ),
        ({"route": "start: Kenya"}, "review.csv, row 3, column 'route': 'start' is not one of "),
        (
            {"start": "40", "as_printed": "13", "value": "13", "quote": ""},
            "review.csv, row 3: liberterra-3-lantern-news-arrests-ken: the passage reads 'Kenyan police arrested 12', "
            "the claim prints '13'.",
        ),
    ],
)
def test_wrong_row_is_named_and_nothing_is_added(
    ledger: Copy, sheet: Path, cells: dict[str, str], message: str
) -> None:
    change(sheet, 3, **cells)
    assert message in refusal(ledger, lambda: add(ledger, sheet)).replace(f"{sheet.parent}{os.sep}", "")


def test_text_that_says_something_else_than_its_claims_is_not_held(ledger: Copy, sheet: Path) -> None:
    added = add(ledger, sheet)
    ledger.set("sources", "lantern-news", sha256="")
    text = ledger.workspace.data / "texts" / "lantern-news.txt"
    text.unlink()
    said = refusal(ledger, lambda: register(ledger, "sources", SOURCE, TEXT.replace("nine", "five")))
    assert said == f"source 'lantern-news': {added.claims[-1]}: the passage reads 'five', the claim prints 'nine'."
    assert not text.exists()
    assert register(ledger, "sources", SOURCE, TEXT) == "text added"


def test_a_ledger_without_metrics_is_told_which_table_to_fill(tmp_path: Path, sheet: Path) -> None:
    about = {"publisher": "Lantern News", "rank": "secondary", "read": "whole", "language": "en"}
    source, operation = {"source_id": "lantern-news", **about}, {"operation_id": "lantern", "name": "Lantern"}
    with pytest.raises(DataError) as caught, open_ledger(create_workspace(tmp_path / "new")) as opened:
        add_review(opened, sheet, source, operation)
    says = "'arrests' is unknown: there is nothing to choose from; data/metrics.csv has a row for each metric."
    assert says in str(caught.value)


def test_operation_must_be_known(ledger: Copy, sheet: Path) -> None:
    for row in range(2, 7):
        change(sheet, row, operation="Nowhere")
    assert refusal(ledger, lambda: add(ledger, sheet)) == (
        f"{sheet}, row 2, column 'operation_id': names no operation of the ledger; write its id, give one with "
        "--operation, or the scope 'context'. 5 rows affected, first: 2, 3, 4, 5, 6."
    )
    change(sheet, 3, operation="Elsewhere")
    assert refusal(ledger, lambda: add(ledger, sheet, operation={"operation_id": "liberterra-3"})) == (
        f"{sheet}, row 3, column 'operation_id': is of 'Elsewhere', as the text calls it, which the ledger lacks; "
        "write the id of the operation."
    )
    change(sheet, 4, operation="Beyond")
    both = refusal(ledger, lambda: add(ledger, sheet, operation={"operation_id": "liberterra-3"})).splitlines()
    assert [("row 3" in one, "'Elsewhere'" in one, "'Beyond'" in one) for one in both] == [
        (True, True, False), (False, False, True),
    ]  # fmt: skip
    change(sheet, 4, operation="Nowhere")
    change(sheet, 3, operation="Nowhere", scope="context")
    assert (
        add(ledger, sheet, operation={"operation_id": "liberterra-3"}).warnings[0].endswith(": added to no operation")
    )


def as_saved(sheet: Path, how: str) -> Path:
    """Save the sheet as a spreadsheet program does; a file of like name beside it holds no rows to add."""
    text = sheet.read_text("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    sheet.write_text(text.splitlines()[0] + "\n", "utf-8")
    other = sheet.with_name({"other suffix": "review.CSV", "no suffix": "review"}.get(how, "saved.csv"))
    written = io.StringIO(newline="")
    delimiter = {"semicolons": ";", "tabs": "\t", "Unicode text": "\t", "big-endian": "\t"}.get(how, ",")
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    saved = written.getvalue() + ("\r\n" + "," * (len(rows[0]) - 1) + "\r\n" if how == "blank lines" else "")
    encoding = {"Unicode text": "utf-16", "big-endian": "utf-16-be"}.get(how, "utf-8")
    mark = "\ufeff" if how in {"byte order mark", "big-endian"} else ""
    other.write_bytes(f"{mark}{saved}".encode(encoding))
    return other


@pytest.mark.parametrize("how", [
    "commas", "semicolons", "tabs", "Unicode text", "big-endian", "byte order mark", "other suffix", "no suffix",
    "blank lines",
])  # fmt: skip
def test_sheet_is_read_as_it_was_saved_and_no_other_file(how: str, sheet: Path) -> None:
    rows = read_marked(sheet)
    assert len(rows) == 5
    assert read_marked(as_saved(sheet, how)) == rows  # of which `add_review` makes claims


SAVE = "save it as 'CSV UTF-8'"
WROTE = "expected a sheet that 'extract -o' wrote"
NEEDED = "'add', 'start', 'end', 'as_printed', 'metric', 'value', 'hedge'"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ": is empty; expected at least the header of a review sheet."),
        (b"a,b\n1,2\n", f", row 1: columns {NEEDED} are missing; {WROTE}."),
        (b"\xff\xfea", ": is not readable as 'Unicode text' (UTF-16); " + SAVE + "."),
        (b"add,note\nyes,C\xf4te\n", f": is not in UTF-8: byte 0xF4 at position 14, row 2; {SAVE}."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), f": is a workbook or another archive; {SAVE}."),
        (b"PK\x03\x04\x14\x00", f": is a workbook or another archive; {SAVE}."),
        (b",".join([b"add"] * 100_000), ", row 1: 100,000 columns; expected a sheet that 'extract -o' wrote."),
        (NEEDED[7:].replace("', '", ",").strip("'").encode() + b"\n", f", row 1: column 'add' is missing; {WROTE}."),
    ],
)
def test_file_that_is_no_sheet_is_refused(ledger: Copy, content: bytes, message: str) -> None:
    path = ledger.workspace.root / "review.csv"
    path.write_bytes(content)
    assert refusal(ledger, lambda: add(ledger, path)) == f"{path}{message}"


def test_sheet_that_is_a_folder_or_whose_rows_differ_in_length_is_refused(ledger: Copy, sheet: Path) -> None:
    assert refusal(ledger, lambda: add(ledger, sheet.parent)) == f"{sheet.parent}: cannot be read: Is a directory."
    lines = sheet.read_text("utf-8").splitlines()
    sheet.write_text("\n".join([*lines[:3], f"{lines[3]},", *lines[4:]]), "utf-8")
    assert refusal(ledger, lambda: add(ledger, sheet)) == (
        f"{sheet}, row 4: {len(COLUMNS) + 1} cells where the header has {len(COLUMNS)}; is a comma inside a text "
        "without quotation marks?"
    )


def test_line_break_in_a_note_is_told_with_its_row_of_the_sheet(ledger: Copy, sheet: Path) -> None:
    change(sheet, 3, note="seen\ntwice", passage="one\ntwo")
    holds = "holds a control character or a line break, which a cell may not."
    said = refusal(ledger, lambda: add(ledger, sheet))
    assert said == f"{sheet}, row 3, column 'note': 'seen\\ntwice' {holds}"


@pytest.mark.parametrize(
    ("change_ends", "end"),
    [
        (lambda raw: raw.replace(b"\n", b"\r\n"), b"\r\n"),
        (lambda raw: raw[:20_000] + raw[20_000:].replace(b"\n", b"\r\n"), b"\n"),
        (lambda raw: raw.removesuffix(b"\n"), b"\n"),
        (lambda raw: b"\xef\xbb\xbf" + raw, b"\n"),
    ],
    ids=["CRLF", "half", "no end at the end", "BOM"],
)
def test_old_lines_keep_every_byte_and_new_ones_end_as_the_first(
    change_ends: Callable[[bytes], bytes], end: bytes, ledger: Copy, sheet: Path
) -> None:
    for table in ("sources", "claims", "routes"):
        ledger.path(table).write_bytes(change_ends(ledger.path(table).read_bytes()))
    before = {table: ledger.path(table).read_bytes().splitlines(keepends=True) for table in ("claims", "routes")}
    assert len(read_ledger(ledger.workspace)["claims"]) == len(before["claims"]) - 1
    add(ledger, sheet)
    for table, old in before.items():
        lines = ledger.path(table).read_bytes().splitlines(keepends=True)
        if old[-1] not in lines:  # what has no end gets one where a line is put after it
            old[-1] += end
        new = [line for line in lines if line not in old]
        assert [line for line in lines if line in old] == old
        assert all(line.endswith(end) and line.count(b"\r") == end.count(b"\r") for line in new)
    assert len(read_ledger(ledger.workspace)["claims"]) == len(before["claims"]) + 4


def test_claim_that_is_known_without_its_route_gets_it(ledger: Copy, sheet: Path) -> None:
    added = add(ledger, sheet)
    whole = state(ledger.workspace.data)
    ledger.write("routes", [row for row in ledger.rows("routes") if row["claim_id"] != added.claims[-1]])
    assert add(ledger, sheet) == Added(known=5, routed=1)
    assert state(ledger.workspace.data) == whole
    assert add(ledger, sheet) == Added(known=5)


KILLED = """
import os, pathlib, signal, sys
def watch(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith("routes.csv"):
        os.kill(os.getpid(), signal.SIGKILL)
from liberterra_analysis.ledger.append import add_review
from liberterra_analysis.ledger.transaction import open_ledger
from liberterra_analysis.workspace import Workspace
sys.addaudithook(watch)
sheet, root = map(pathlib.Path, sys.argv[1:])
with open_ledger(Workspace(root)) as ledger:
    add_review(ledger, sheet, {"source_id": "lantern-news"})
"""


@pytest.mark.skipif(os.name == "nt", reason="no process is ended like that there")
def test_killed_between_two_tables_all_is_added_and_the_next_moves_it_into_place(ledger: Copy, sheet: Path) -> None:
    then, claims = state(ledger.workspace.data), len(load_claims(workspace=ledger.workspace))
    routes = len(load_routes(workspace=ledger.workspace))
    run = subprocess.run([sys.executable, "-B", "-c", KILLED, str(sheet), str(ledger.workspace.root)], check=False)
    assert run.returncode == -9
    assert state(ledger.workspace.data) != then
    assert check_everything(ledger.workspace)["claims"] == claims + 5
    assert add(ledger, sheet) == Added(known=5)
    assert len(load_routes(workspace=ledger.workspace)) == routes + 3
    assert [path.name for path in ledger.workspace.data.glob(".*")] == [".lock"]


def test_who_adds_at_the_same_time_waits_and_is_told_in_the_end(ledger: Copy, sheet: Path) -> None:
    then = state(ledger.workspace.data)
    with FileLock(ledger.workspace.data / ".lock"), pytest.raises(BusyError) as caught:
        add(ledger, sheet, wait=0.2)
    assert str(caught.value) == (
        f"{ledger.workspace.data / '.lock'} is held by another process, which did not finish within 0.2 seconds; "
        "try again, or wait longer with --wait."
    )
    assert state(ledger.workspace.data) == then


def command(ledger: Copy, *arguments: object, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    run = [*before, sys.executable, "-B", "-c", "from liberterra_analysis.cli import main; main()"]
    run += map(str, arguments)
    place = ("--workspace", str(ledger.workspace.root))
    return subprocess.run([*run, *place], capture_output=True, text=True, check=False)


def test_two_at_once_add_everything_once(ledger: Copy, sheet: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: command(ledger, "add", sheet, "--source", "lantern-news"), range(2)))
    assert [(run.returncode, run.stderr.startswith("Traceback")) for run in runs] == [(0, False)] * 2
    assert sorted(run.stdout.splitlines()[0] for run in runs) == [
        "Added 0 claims; 5 were in the ledger already.",
        "Added 5 claims.",
    ]
    assert len(load_claims(workspace=ledger.workspace)) == len(set(load_claims(workspace=ledger.workspace)["claim_id"]))


@pytest.mark.skipif(os.name == "nt", reason="a folder has no mode there")
def test_ledger_that_cannot_be_written_is_told(ledger: Copy, sheet: Path) -> None:
    then = state(ledger.workspace.data)
    (ledger.workspace.data / ".lock").unlink(missing_ok=True)
    ledger.workspace.data.chmod(0o555)
    try:
        run = command(ledger, "add", sheet, "--source", "lantern-news", before=_without_power())
    finally:
        ledger.workspace.data.chmod(0o755)
    assert (run.returncode, run.stdout) == (6, "")
    assert run.stderr == f"error: {ledger.workspace.data} cannot be written: Permission denied. Nothing was changed.\n"
    assert state(ledger.workspace.data) == then


def _without_power() -> list[str]:
    """Return what to put before a command, so that a folder's mode holds for root as well."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root writes everywhere, and setpriv of util-linux is not installed")
    return [setpriv, "--bounding-set=-dac_override", "--inh-caps=-dac_override"]


def test_source_is_registered_and_its_text_is_held(ledger: Copy) -> None:
    before = ledger.lines("sources")
    assert register(ledger, "sources", SOURCE, TEXT) == "added"
    assert register(ledger, "sources", SOURCE, TEXT) == "known"
    after = ledger.lines("sources")
    assert (after[:-1], after[-1].split(",")[0]) == (before, "lantern-news")
    assert (ledger.workspace.data / "texts" / "lantern-news.txt").read_text("utf-8") == TEXT


def test_source_that_is_known_gets_its_text(ledger: Copy) -> None:
    assert register(ledger, "sources", {"source_id": "afcoa-nawa"}, TEXT) == "text added"
    row = next(row for row in ledger.rows("sources") if row["source_id"] == "afcoa-nawa")
    assert (row["publisher"], len(row["sha256"])) == ("Eurasia Review (on afcoa.org)", 64)


def test_source_keeps_the_text_it_has(ledger: Copy) -> None:
    said = refusal(ledger, lambda: register(ledger, "sources", {"source_id": "national-liberterra-2"}, TEXT))
    assert "'national-liberterra-2' has another text in the ledger" in said
    assert not (ledger.workspace.data / "texts" / "national-liberterra-2.txt").exists()


def test_source_that_was_read_but_is_not_held(ledger: Copy) -> None:
    told = SOURCE | {"read": "totals", "release_status": "preliminary", "first_seen": "2026-11-28"}
    assert register(ledger, "sources", told) == "added"
    then = state(ledger.workspace.data)
    assert register(ledger, "sources", told) == "known"
    assert state(ledger.workspace.data) == then
    row = ledger.rows("sources")[-1]
    assert {name: cell for name, cell in row.items() if cell} == told
    assert refusal(ledger, lambda: register(ledger, "sources", told | {"read": "whole"})) == (
        f"data/sources.csv, row {ledger.row('sources', 'lantern-news')}, column 'read': is 'totals' for "
        "'lantern-news', not 'whole'; change it in the file, or add under another name."
    )
    assert not (ledger.workspace.data / "texts").exists()


OPERATION = {
    "operation_id": "liberterra-9", "name": "Operation Liberterra IX", "series": "Liberterra", "starts": "2030-01-01",
    "ends": "2030-01-06", "dates_source_id": "national-liberterra-2",
}  # fmt: skip


def test_operation_is_registered_once(ledger: Copy) -> None:
    before = ledger.lines("operations")
    assert register(ledger, "operations", OPERATION) == "added"
    assert register(ledger, "operations", {"operation_id": "liberterra-9"}) == "known"
    after = ledger.lines("operations")
    assert (after[:-1], after[-1].split(",")[0]) == (before, "liberterra-9")
    assert load_operations(workspace=ledger.workspace).set_index("operation_id").loc["liberterra-9", "days"] == 6


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"name": ""}, "operation 'liberterra-9', column 'name': a value is required; the cell is blank."),
        ({"starts": "January"}, "operation 'liberterra-9', column 'starts': 'January' is not a date of the calendar"),
        ({"ends": "2029"}, "operation 'liberterra-9', column 'ends': ends before it starts: "),
        (
            {"dates_source_id": "nobody"},
            "operation 'liberterra-9', column 'dates_source_id': 'nobody' is not in column 'source_id' of "
            "data/sources.csv",
        ),
        (
            {"operation_id": "liberterra-3"},
            "column 'name': is 'Operation Liberterra III' for 'liberterra-3', not 'Operation Liberterra IX'; change "
            "it in the file, or add under another name.",
        ),
    ],
)
def test_wrong_operation_is_told_and_not_added(ledger: Copy, cells: dict[str, str], message: str) -> None:
    assert message in refusal(ledger, lambda: register(ledger, "operations", OPERATION | cells))


def test_operation_and_source_are_added_by_commands(ledger: Copy, call: Any) -> None:
    place = ("-w", ledger.workspace.root)
    source = ("--id", "lantern-news", "--publisher", "Lantern News", "--rank", "wire", "--read", "part")
    said = call("source", "add", *source, "--last-seen", "2026-11-29", *place)
    assert said == Said(0, "lantern-news: added.\n", "")
    about = ("--id", "liberterra-9", "--name", "Operation Liberterra IX", "--led-by", "INTERPOL; Europol")
    when = ("--starts", "2030-01-01", "--dates-source", "lantern-news")
    assert call("operation", "add", *about, *when, *place) == Said(0, "liberterra-9: added.\n", "")
    row = ledger.rows("operations")[-1]
    assert (row["lead_organisations"], row["dates_source_id"]) == ("INTERPOL; Europol", "lantern-news")


ASH = """Police hail Operation Ash

In Operation Ash, Kenyan police arrested 12 suspects and rescued more than 30 victims. Operation Elm had led to 9
arrests. In Operation Liberterra III, police in Peru had freed nine girls.
"""


@pytest.mark.parametrize("day", ["starts", "ends"])
def test_two_commands_bring_a_text_with_its_source_and_operation_into_the_ledger(
    ledger: Copy, call: Any, day: str
) -> None:
    text, review = (str(ledger.workspace.root / name) for name in ("ash.txt", "ash.csv"))
    Path(text).write_text(ASH, "utf-8")
    Path(review).write_text(review_of(ASH), "utf-8")  # as 'extract' writes it
    then, place = state(ledger.workspace.data), ("-w", ledger.workspace.root)
    new = ("add", review, "--source", "ash-release", "--operation", "ash-1", "--text", text, *place)
    asked = call(*new)
    assert (asked.code, state(ledger.workspace.data)) == (2, then)
    assert asked.err == (
        "error: The ledger lacks 'ash-release' and 'ash-1'. Who published it? --publisher NAME. How near is it to "
        "who counted? --rank primary, copy, wire, secondary or retelling. How far was it read? --read whole, "
        "part or totals. What is the operation called? --name NAME.\n"
    )
    told = ("--publisher", "Police of Kenya", "--rank", "primary", "--read", "whole", "--name", "Operation Ash")
    told = (*told, f"--{day}", "2031-03-02")
    change(Path(review), 5, add="yes")  # "nine", of another operation, which is left to the reviewer
    done = call(*new, *told)
    assert (done.code, done.out.partition(".")[0], done.err) == (
        0,
        "Added 3 claims",
        "warning: liberterra-3-ash-release-victims-girls-per: added to 'liberterra-3'\n",
    )
    claims = ledger.rows("claims")[-3:]
    assert [(row["operation_id"], row["as_printed"]) for row in claims] == [
        ("ash-1", "12"),
        ("ash-1", "more than 30"),
        ("liberterra-3", "nine"),  # the text says that it is another operation's
    ]
    assert ledger.rows("sources")[-1]["language"] == "en"
    new_one = ledger.rows("operations")[-1]
    assert (new_one[day], new_one["dates_source_id"]) == ("2031-03-02", "ash-release")
    held = load_claims("ash-1", workspace=ledger.workspace), load_sources(workspace=ledger.workspace)
    assert set(verify_claims(*held, workspace=ledger.workspace)["state"]) == {"verified"}


def test_a_quote_is_not_lost_where_the_ledger_has_no_column_for_it(ledger: Copy, sheet: Path) -> None:
    rows = ledger.rows("claims")
    with ledger.path("claims").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in rows[0] if name != "quote"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    change(sheet, 3, quote="12 suspects in Liberterra III")
    with pytest.raises(DataError, match="column 'quote' is missing"):
        add(ledger, sheet)
    for row in range(2, 7):
        change(sheet, row, quote="")
    assert add(ledger, sheet).claims
