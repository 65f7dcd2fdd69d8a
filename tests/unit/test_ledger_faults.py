"""Bad data, each case by really writing it into a copy of the ledger; the whole text of the error is compared."""

from collections.abc import Callable

import pytest

from liberterra_analysis.errors import DataError
from liberterra_analysis.hedges import Hedged
from liberterra_analysis.ledger.load import read_ledger
from liberterra_analysis.ledger.rules import check_printed, find_misreading
from liberterra_analysis.schema.tables import LEDGER
from tests.ledger import Copy

ARRESTS = "liberterra-2-national-arrests"
PART = "liberterra-2-national-arrests-trafficking-or-smuggling"
RAID = "liberterra-2-national-persons-found-romance-scams"
HEADER = "'claim_id,leg,role,place_as_printed,place_code,place_scheme,note'"
QUOTES = "is not CSV: a quotation mark is never closed, or stands inside a text without being doubled"


def fault(ledger: Copy) -> str:
    with pytest.raises(DataError) as caught:
        read_ledger(ledger.workspace)
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "key", "cells", "column", "message"),
    [
        ("claims", ARRESTS, {"metric": "arests"}, "metric",
         "'arests' is not one of 'accounts', 'ammunition', 'arrest_warrants', 'arrests', 'checkpoints', 'checks', "
         "'companies_checked', … ({metrics} in all); did you mean 'arrests'?"),
        ("claims", ARRESTS, {"hedge": "atleast"}, "hedge",
         "'atleast' is not one of 'about', 'at_least', 'exact', 'fewer_than', 'more_than', 'nearly', "
         "'order_of_magnitude', … (9 in all); did you mean 'at_least'?"),
        ("claims", ARRESTS, {"source_id": "national-liberterra-22"}, "source_id",
         "'national-liberterra-22' is not in column 'source_id' of data/sources.csv; "
         "did you mean 'national-liberterra-2'?"),
        ("claims", ARRESTS, {"operation_id": "xyz"}, "operation_id",
         "'xyz' is not in column 'operation_id' of data/operations.csv; 'liberterra operation add' registers one"),
        ("claims", PART, {"subset_of": f"{ARRESTS}-all"}, "subset_of",
         f"'{ARRESTS}-all' is not in column 'claim_id' of data/claims.csv; did you mean '{ARRESTS}'?"),
        ("claims", ARRESTS, {"subset_of": ARRESTS}, "subset_of",
         "a claim cannot be part of itself, here or through others"),
        ("claims", PART, {"value": "2518"}, "subset_of",
         f"the part is '2,518', more than its whole, '{ARRESTS}', which is '2,517'"),
        ("claims", PART, {"value": "2517", "hedge": "more_than"}, "subset_of",
         f"the part is 'more than 2,517', more than its whole, '{ARRESTS}', which is '2,517'"),
        ("claims", PART, {"subset_of": "liberterra-2-national-irregular-migrants-tur"}, "country_iso3",
         "a part of a country's figure is counted in that country, which its 'country_iso3' names"),
        ("claims", RAID, {"derived": "a person: a man"}, "derived",
         "a number is printed or derived; leave 'as_printed' or 'derived' blank"),
        ("claims", RAID, {"quote": "more than 250 " + "word " * 11 + "more"}, "quote", "a quote has at most 14 words"),
        ("claims", RAID, {"quote": "more than 250,000 people"}, "quote",
         "the quote lacks the printed number 'more than 250'; write both as the source does"),
        ("claims", RAID, {"quote": "2,340 people", "as_printed": "340", "value": "340", "hedge": "exact"}, "quote",
         "the quote lacks the printed number '340'; write both as the source does"),
        ("claims", RAID, {"hedge": "range", "high": "250"}, "high", "the high end of a range lies above its value"),
        ("claims", RAID, {"hedge": "range"}, "high", "a high end belongs to the hedge 'range', and to no other"),
        ("claims", RAID, {"high": "300"}, "high", "a high end belongs to the hedge 'range', and to no other"),
        ("claims", RAID, {"hedge": ""}, "hedge",
         "a counted figure needs both its value and its hedge; an uncounted one neither"),
        ("claims", RAID, {"value": ""}, "hedge",
         "a counted figure needs both its value and its hedge; an uncounted one neither"),
        ("claims", RAID, {"value": "0", "hedge": "fewer_than"}, "value", "nothing is fewer than zero"),
        ("claims", RAID, {"value": "50", "hedge": "order_of_magnitude"}, "value",
         "the value of an order of magnitude is the unit of the word printed: 12 for dozens, 100 for hundreds"),
        ("claims", RAID, {"value": "250.5"}, "value",
         "250.5 has more decimals than the 0 that 'decimals' in data/metrics.csv gives to "
         "'persons_found'; its point is a decimal point"),
        ("claims", RAID, {"hedge": "range", "high": "300.25"}, "high",
         "300.25 has more decimals than the 0 that 'decimals' in data/metrics.csv gives to "
         "'persons_found'; its point is a decimal point"),
        ("claims", RAID, {"detail": ""}, "detail", "a claim of scope 'case' names its case"),
        ("claims", RAID, {"operation_id": ""}, "scope", "a claim outside any operation has the scope 'context'"),
        ("claims", RAID, {"unit": "people"}, "unit",
         "'people' is not the unit of the metric 'persons_found', which counts 'persons'"),
        ("claims", "lucero-ice-money-cash", {"unit": "dollars"}, "unit",
         "'dollars' is not the unit of the metric 'money', which counts a currency by its code, such as 'EUR'"),
        ("claims", PART, {"iccs": "0204"}, "iccs",
         "the offence 'trafficking_or_smuggling' has the code '0204 08051' in the ICCS"),
        ("claims", PART, {"iccs": ""}, "iccs",
         "the offence 'trafficking_or_smuggling' has the code '0204 08051' in the ICCS"),
        ("claims", "liberterra-2-national-arrests-money-laundering", {"iccs": "0204"}, "iccs",
         "the offence 'money_laundering' has the code '' in the ICCS"),
        ("claims", RAID, {"iccs": "0204"}, "iccs", "the offence '' has the code '' in the ICCS"),
        ("claims", RAID, {"end": ""}, "start", "a passage needs both its start and its end, or neither"),
        ("claims", RAID, {"end": "4239"}, "end", "a passage ends after its start"),
        ("claims", RAID, {"scope": ""}, "scope", "a value is required; the cell is blank"),
        ("operations", "liberterra-2", {"ends": "2024-09-28"}, "ends",
         "ends before it starts: 'starts' is '2024-09-29', 'ends' is '2024-09-28'"),
        ("operations", "liberterra-2", {"ends": "2024-08"}, "ends",
         "ends before it starts: 'starts' is '2024-09-29', 'ends' is '2024-08'"),
        ("statements", "liberterra-2-national-raids", {"end": "1"}, "end", "a passage ends after its start"),
        ("metrics", "victims", {"decimals": "1"}, "decimals", "persons are counted in whole numbers; leave it blank"),
        ("routes", "liberterra-2-national-intercepted-language-trip", {"leg": "0"}, "leg",
         "the places of a route are numbered from 1"),
        ("routes", "liberterra-2-national-intercepted-language-trip", {"place_code": ""}, "place_scheme",
         "a place has both a code and its scheme, or neither"),
        ("routes", "liberterra-2-national-intercepted-language-trip", {"place_code": "UK"}, "place_code",
         "'UK' is no code of the scheme 'iso3166'"),
    ],
)  # fmt: skip
def test_cell(table: str, key: str, cells: dict[str, str], column: str, message: str, ledger: Copy) -> None:
    row = ledger.set(table, key, **cells)
    stop = "" if message.endswith("?") else "."
    told = message.replace("{metrics}", str(len(ledger.rows("metrics"))))
    assert fault(ledger) == f"data/{table}.csv, row {row}, column {column!r}: {told}{stop}"


@pytest.mark.parametrize("hedge", ["at_least", "more_than", "up_to", "about"])
def test_part_that_may_fit_its_whole_is_no_error(hedge: str, ledger: Copy) -> None:
    ledger.set("claims", PART, value="2516", hedge=hedge)
    read_ledger(ledger.workspace)


def test_end_to_the_month_may_hold_the_start(ledger: Copy) -> None:
    ledger.set("operations", "liberterra-2", ends="2024-09")
    read_ledger(ledger.workspace)


def test_cycle_through_others_names_every_claim_in_it(ledger: Copy) -> None:
    row = ledger.set("claims", ARRESTS, subset_of=PART, value="850")
    other = ledger.row("claims", PART)
    assert fault(ledger) == (
        f"data/claims.csv, row {row}, column 'subset_of': a claim cannot be part of itself, here or through others. "
        f"2 rows affected, first: {row}, {other}."
    )


def test_chain_that_leads_into_a_cycle_is_not_itself_a_cycle(ledger: Copy) -> None:
    row = ledger.set("claims", ARRESTS, subset_of=ARRESTS)
    assert str(row) in fault(ledger)
    assert str(ledger.row("claims", PART)) not in fault(ledger)


def test_duplicate_key(ledger: Copy) -> None:
    lines = ledger.lines("sources")
    ledger.write_lines("sources", [*lines, lines[3]])
    key = lines[3].split(",")[0]
    assert fault(ledger) == (
        f"data/sources.csv, row 4, column 'source_id': {key!r} stands more than once; it must be unique. "
        f"2 rows affected, first: 4, {len(lines) + 1}."
    )


def test_rows_with_the_same_fault_are_told_together_and_five_are_shown(ledger: Copy) -> None:
    rows = ledger.rows("claims")
    ledger.write("claims", [row | {"release_status": "finale"} for row in rows])
    assert fault(ledger) == (
        "data/claims.csv, row 2, column 'release_status': 'finale' is not one of 'final', 'initial', 'preliminary', "
        f"'so_far', 'unspecified'; did you mean 'final'? {len(rows)} rows affected, first: 2, 3, 4, 5, 6."
    )


def line(number: int, change: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    """Change one line of a file, counted as a spreadsheet counts its rows."""
    return lambda lines: [*lines[: number - 1], change(lines[number - 1]), *lines[number:]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (line(1, lambda text: text.replace("role,", "")), ", row 1: column 'role' is missing; expected " + HEADER),
        (
            line(1, lambda text: text.replace("place_code", "code")),
            ", row 1: unknown column: 'code' is not one of 'place_code'; did you mean 'place_code'?",
        ),
        (
            lambda lines: [f"{text},{'colour' if at == 0 else ''}" for at, text in enumerate(lines)],
            ", row 1: unknown column: 'colour' is not one of 'claim_id', 'leg', 'note', 'place_as_printed', "
            "'place_code', 'place_scheme', 'role'",
        ),
        (
            lambda lines: [f"{text},{'note' if at == 0 else ''}" for at, text in enumerate(lines)],
            ", row 1: column 'note' stands more than once; keep one",
        ),
        (
            line(1, lambda text: text.replace(",", ";")),
            ": is separated by semicolons; save it as 'CSV UTF-8' with commas",
        ),
        (
            line(2, lambda text: f"{text},"),
            ", row 2: 8 cells where the header has 7; is a comma inside a text without quotation marks?",
        ),
        (
            line(4, lambda text: f"{text},x,y"),
            ", row 4: 9 cells where the header has 7; is a comma inside a text without quotation marks?",
        ),
        (
            lambda lines: [lines[0], *(f"{text}," for text in lines[1:])],
            ", row 2: 8 cells where the header has 7; is a comma inside a text without quotation marks? "
            "{rows} rows affected, first: 2, 3, 4, 5, 6.",
        ),
        (line(2, lambda text: text[:-1]), ", row 2: 6 cells where the header has 7; is a comma missing?"),
        (line(2, lambda _: "a"), ", row 2: 1 cell where the header has 7; is a comma missing?"),
        (
            lambda lines: [*lines, "a,b", "c,d", ""],
            ", row {end}: 2 cells where the header has 7; is a comma missing? 2 rows affected, first: {end}, {next}.\n"
            "data/routes.csv, row {last}: the line is blank; take it away",
        ),
        (line(3, lambda _: ""), ", row 3: the line is blank; take it away"),
        (line(4, lambda text: text.replace("destination", '"destination')), f", row 4: {QUOTES}"),
        (line(4, lambda text: text.replace("destination", '"desti"nation')), f", row 4: {QUOTES}"),
        (lambda lines: [*lines, '"'], ", row {end}: " + QUOTES),
        (line(3, lambda text: text.replace("transit", "tran\0sit")),
         ", row 3: holds a NUL character; is it a text file, in UTF-8?"),
        (lambda _: [""], f": is empty; expected at least the header {HEADER}"),
        (lambda _: ["  ", ""], f": is empty; expected at least the header {HEADER}"),
    ],
)  # fmt: skip
def test_file(change: Callable[[list[str]], list[str]], message: str, ledger: Copy) -> None:
    rows = len(ledger.rows("routes"))
    ledger.write_lines("routes", change(ledger.lines("routes")))
    found = fault(ledger)
    stop = "" if message.endswith(("?", ".")) else "."
    told = message.format(rows=rows, end=rows + 2, next=rows + 3, last=rows + 4)
    assert found == f"data/routes.csv{told}{stop}"


def test_empty_file(ledger: Copy) -> None:
    ledger.path("routes").write_bytes(b"")
    assert fault(ledger) == f"data/routes.csv: is empty; expected at least the header {HEADER}."


@pytest.mark.parametrize("table", LEDGER)
def test_missing_file(table: str, ledger: Copy) -> None:
    ledger.path(table).unlink()
    assert fault(ledger) == f"data/{table}.csv: there is no such file; a table without rows still needs its header."


def test_folder_in_the_place_of_a_file(ledger: Copy) -> None:
    ledger.path("routes").unlink()
    ledger.path("routes").mkdir()
    assert fault(ledger) == "data/routes.csv: cannot be read: Is a directory."


NOT_UTF_8 = "is not in UTF-8: byte 0xF4 at position {}, row 2; save it as 'CSV UTF-8'."
UNICODE_TEXT = "is 'Unicode text' (UTF-16), not UTF-8; save it as 'CSV UTF-8'."
BEFORE = "claim_id,leg,role,place_as_printed,place_code,place_scheme,note\na,1,origin,C"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.encode("cp1252"), NOT_UTF_8.format(len(BEFORE))),
        (lambda text: text.encode("utf-16"), UNICODE_TEXT),
        (lambda text: text.encode("utf-16-be"), UNICODE_TEXT),
        (lambda _: ("مصر" * 50).encode("utf-16"), UNICODE_TEXT),  # with hardly a NUL
        (lambda text: text.replace(",", "\t").encode("utf-16"), UNICODE_TEXT),
        (lambda text: text.replace(",", "\t").encode(), "is separated by tabs; save it as 'CSV UTF-8' with commas."),
        (
            lambda text: f'"{text}'.replace(",", '";"').encode(),
            "is separated by semicolons; save it as 'CSV UTF-8' with commas.",
        ),
        (lambda text: b"PK\x03\x04" + text.encode(), "is a workbook or another archive; save it as 'CSV UTF-8'."),
    ],
)
def test_wrong_encoding_or_separator(change: Callable[[str], bytes], message: str, ledger: Copy) -> None:
    ledger.path("routes").write_bytes(change(f"{BEFORE}ôte d'Ivoire,CIV,iso3166,\n"))
    assert fault(ledger) == f"data/routes.csv: {message}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,1,origin,Chad,TCD,iso3166," + "x" * 131_073, ", row 2: a cell holds more than 131,072 characters, or its "
         "quotation mark is never closed."),
        ("a,1,origin,Chad,TCD,iso3166,\rb,1,origin,Chad,TCD,iso3166,", ", row 2: a line ends in a carriage return (CR) "
         "alone; save it as 'CSV UTF-8', whose lines end in LF or CRLF."),
    ],
    ids=["long cell", "CR alone"],
)  # fmt: skip
def test_line_that_is_not_read(line: str, message: str, ledger: Copy) -> None:
    ledger.write_lines("routes", [ledger.lines("routes")[0], line])
    assert fault(ledger) == f"data/routes.csv{message}"


def test_lines_that_all_end_in_a_carriage_return(ledger: Copy) -> None:
    ledger.path("routes").write_bytes(ledger.path("routes").read_bytes().replace(b"\n", b"\r"))
    assert fault(ledger) == (
        "data/routes.csv, row 1: a line ends in a carriage return (CR) alone; save it as 'CSV UTF-8', whose lines end "
        "in LF or CRLF."
    )


def test_very_many_columns_and_values_are_told_in_few_lines(ledger: Copy) -> None:
    ledger.write_lines("routes", [",".join(map(str, range(100_000)))])
    rows = ledger.rows("claims")
    ledger.write("claims", [row | {"metric": f"m{at}", "note": f"={at}"} for at, row in enumerate(rows)])
    found = fault(ledger).splitlines()
    assert found[-1] == f"data/routes.csv, row 1: 100,000 columns; expected {HEADER}."
    assert len(found) == 22
    assert found[20].startswith(
        f"data/claims.csv, row 22, column 'note': {len(rows) - 20:,} more values will not do. {len(rows) - 20} rows "
    )


def test_ledger_without_rows_is_valid(ledger: Copy) -> None:
    for table in LEDGER:
        ledger.write(table, [])
    assert all(table.empty for table in read_ledger(ledger.workspace).values())


def test_faults_of_all_files_are_told_at_once(ledger: Copy) -> None:
    ledger.path("metrics").unlink()
    operation = ledger.set("operations", "liberterra-2", starts="soon", dates_source_id="nowhere")
    source = ledger.set("sources", "national-liberterra-2", rank="best", language="English")
    claim = ledger.set("claims", RAID, value="250+", hedge="over")
    ledger.write_lines("routes", ["claim_id"])
    statement = ledger.set("statements", "liberterra-2-national-raids", operation_id="liberterra-9")
    found = fault(ledger).splitlines()
    assert [text.split(": ")[0] for text in found] == [
        f"data/sources.csv, row {source}, column 'language'",
        f"data/sources.csv, row {source}, column 'rank'",
        f"data/operations.csv, row {operation}, column 'starts'",
        "data/metrics.csv",
        f"data/claims.csv, row {claim}, column 'value'",
        f"data/claims.csv, row {claim}, column 'hedge'",
        "data/routes.csv, row 1",
    ]
    # What refers to a table that cannot be used is looked up once that table is mended.
    assert not any(f"row {statement}" in text for text in found)


def test_a_fault_in_one_table_does_not_hide_what_does_not_depend_on_it(ledger: Copy) -> None:
    ledger.write_lines("routes", ["claim_id"])
    row = ledger.set("claims", RAID, subset_of="nothing")
    assert f"data/claims.csv, row {row}, column 'subset_of': 'nothing' is not in column" in fault(ledger)


def test_problems_carry_their_fields(ledger: Copy) -> None:
    row = ledger.set("claims", RAID, unit="people")
    with pytest.raises(DataError) as caught:
        read_ledger(ledger.workspace)
    (problem,) = caught.value.problems
    assert (problem.file, problem.rows, problem.column) == ("data/claims.csv", (row,), "unit")
    assert caught.value.exit_code == 3


def test_wording_that_says_something_else_is_found(ledger: Copy) -> None:
    flights = ledger.set("claims", "liberterra-2-national-flights-monitored", hedge="exact")
    raid = ledger.set("claims", RAID, as_printed="plenty of", quote="")
    assert [str(problem) for problem in check_printed(read_ledger(ledger.workspace))] == [
        f"data/claims.csv, row {flights}, column 'as_printed': 'about 24,000' is read as 'about 24,000', "
        "but the claim says '24,000'.",
        f"data/claims.csv, row {raid}, column 'as_printed': 'plenty of' is not read as a number with its hedge, "
        "such as 'more than 250' or 'hundreds'.",
    ]


@pytest.mark.parametrize(
    ("printed", "claimed", "is_misread"),
    [
        ("suspects", Hedged(None, None), False),
        ("Women", Hedged(None, None), False),
        ("suspects", Hedged(10, "exact"), True),
        ("suspect", Hedged(None, None), True),  # one is a number
        ("dozens", Hedged(None, None), True),
        ("10 suspects", Hedged(None, None), True),
    ],
)
def test_what_is_not_counted_may_be_printed_as_a_plural_alone(printed: str, claimed: Hedged, is_misread: bool) -> None:
    assert bool(find_misreading(printed, "en", claimed)) == is_misread


def test_wording_in_another_language_is_not_read(ledger: Copy) -> None:
    ledger.set("claims", RAID, as_printed="más de 250", quote="")
    assert len(check_printed(read_ledger(ledger.workspace))) == 1
    ledger.set("sources", "national-liberterra-2", language="sv")
    assert check_printed(read_ledger(ledger.workspace)) == []
