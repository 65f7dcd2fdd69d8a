import csv
import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from liberterra_analysis import places
from liberterra_analysis.schema.datapackage import datapackage
from liberterra_analysis.schema.tables import TABLES, Column, Table
from liberterra_analysis.schema.validate import narrow, validate, widen
from liberterra_analysis.vocabulary import LISTS, PACKAGED, RANKS, TERMS_CSV
from tests.ledger import DATA

COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
each_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
each_column = pytest.mark.parametrize(
    ("table", "column"), COLUMNS, ids=[f"{table.name}-{column.name}" for table, column in COLUMNS]
)


def test_frictionless_finds_the_data_package_valid() -> None:
    # In a process of its own: its imports warn, and warnings are errors here.
    script = (
        "from frictionless import validate; report = validate('datapackage.json'); "
        "print(*report.flatten(['title', 'rowNumber', 'fieldName', 'type', 'message']), sep='\\n'); "
        "print(report.valid, len(report.tasks))"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=DATA, capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["True", str(len(TABLES))], run.stdout + run.stderr


@each_table
def test_table_is_described_and_written_as_it_is_described(table: Table) -> None:
    assert table.title
    assert table.description.startswith("One row is ")
    with (DATA.parent / table.file).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header == [column.name for column in table.columns if column.required or column.name in header]
    assert set(table.key) <= set(header)
    assert table.column(table.key[0]).required


@each_column
def test_column_is_described(table: Table, column: Column) -> None:
    assert column.description.endswith(".")
    assert (column.kind == "term") == bool(column.terms or column.name in {"metric", "term"})
    if column.refers:
        assert TABLES[column.refers].key == (TABLES[column.refers].key[0],)
        assert list(TABLES).index(column.refers) <= list(TABLES).index(table.name)


def test_data_package_describes_every_column_with_its_type_and_limits() -> None:
    package = json.loads(datapackage("", PACKAGED, {}))
    assert [resource["path"] for resource in package["resources"]] == [f"{name}.csv" for name in TABLES]
    # Version 2 of the standard has `$schema` in place of `profile`, and lists what a resource may have.
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    known = {"name", "title", "description", "path", "type", "format", "mediatype", "encoding", "schema"}
    assert all(set(resource) == known for resource in package["resources"])
    fields = {
        (resource["name"], field["name"]): field
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    }
    assert list(fields) == [(table.name, column.name) for table, column in COLUMNS]
    assert all(field["description"] for field in fields.values())
    assert fields["claims", "value"]["type"] == "number"
    assert fields["claims", "value"]["constraints"] == {"minimum": 0}
    assert fields["claims", "hedge"]["constraints"]["enum"] == list(LISTS["hedge"])
    assert fields["claims", "claim_id"]["constraints"]["unique"] is True
    assert set(fields["claims", "country_iso3"]["constraints"]["enum"]) == places.country_codes()


def test_data_package_knows_what_refers_to_what() -> None:
    resources = {
        resource["name"]: resource["schema"] for resource in json.loads(datapackage("", PACKAGED, {}))["resources"]
    }
    keys = [
        (name, key["fields"][0], key["reference"]["resource"], key["reference"]["fields"][0])
        for name, schema in resources.items()
        for key in schema.get("foreignKeys", [])
    ]
    assert sorted(keys) == [
        ("claims", "metric", "metrics", "metric"),
        ("claims", "operation_id", "operations", "operation_id"),
        ("claims", "source_id", "sources", "source_id"),
        ("claims", "subset_of", "", "claim_id"),
        ("operations", "dates_source_id", "sources", "source_id"),
        ("routes", "claim_id", "claims", "claim_id"),
        ("statements", "operation_id", "operations", "operation_id"),
        ("statements", "source_id", "sources", "source_id"),
    ]
    assert resources["routes"]["primaryKey"] == ["claim_id", "leg"]


def test_table_of_terms_holds_every_term_once() -> None:
    rows = list(csv.DictReader(io.StringIO(TERMS_CSV)))
    assert [(row["list"], row["term"]) for row in rows] == [
        (name, term) for name, terms in PACKAGED.items() for term in terms
    ]
    assert all(row["definition"] for row in rows)


# One table of each kind of column; the first is the key, and required.
KINDS = Table(
    "kinds",
    "Kinds",
    "One row is one example.",
    ("key",),
    (
        Column("key", "key", "Key.", required=True),
        Column("text", "text", "Text."),
        Column("count", "count", "Count."),
        Column("date", "date", "Date."),
        Column("term", "term", "Term.", terms="rank"),
        Column("metric", "term", "Term of an open list."),
        Column("country", "country", "Country."),
        Column("code", "code", "Code."),
        Column("url", "url", "Address."),
        Column("sha256", "sha256", "Hash."),
        Column("language", "language", "Language."),
        Column("flag", "flag", "Flag."),
    ),
)


def example(**cells: str) -> pd.DataFrame:
    return pd.DataFrame([{column.name: "" for column in KINDS.columns} | {"key": "a"} | cells], dtype="str")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("key", "liberterra-2"),
        ("key", "7"),
        ("text", 'plain, with "quotes" and é – ü'),
        ("text", "5 - 3 = 2 + 0 @ home"),
        ("count", "0"),
        ("count", "999999999999999"),
        ("date", "2024-09-29"),
        ("date", "2024-02-29"),
        ("date", "2024-09"),
        ("date", "2024"),
        ("term", "wire"),
        ("metric", "irregular_migrants"),
        ("country", "NAM"),
        ("code", "0204 08051"),
        ("url", "https://example.org/a?b=c,d#e"),
        ("sha256", "0" * 64),
        ("language", "zh-Hant"),
        ("flag", "false"),
    ],
)
def test_good_value(column: str, value: str) -> None:
    assert validate(KINDS, example(**{column: value})) == []


FORMULA = "begins with a character that spreadsheets run as a formula (=, +, -, @); put a word before it"
CONTROL = "holds a control character or a line break, which a cell may not"
SPACE = "begins or ends with a space; take it away"
KEY = "is not a key of lower-case letters, digits and single hyphens, such as 'liberterra-2'"
COUNT = "is not a whole number of 0 or more, written in digits alone, such as 17793"
NO_DATES = [
    "24", "20240929", "2024-9-29", "2024-13", "2023-02-29", "2024-09-31", "29.9.2024", "0000", "2024-09-29T00:00",
    " 2024", "2024-", "2024-W39", "٢٠٢٤",
]  # fmt: skip
DATE = "is not a date of the calendar written YYYY-MM-DD, YYYY-MM or YYYY"


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("key", "Liberterra 2", KEY),
        ("key", "a--b", KEY),
        ("key", "a-", KEY),
        ("key", "a_b", KEY),
        ("text", "=SUM(A1)", FORMULA),
        ("text", "+250", FORMULA),
        ("text", "-5", FORMULA),
        ("text", "@home", FORMULA),
        ("text", "a\tb", CONTROL),
        ("text", "a\nb", CONTROL),
        ("text", "a\x85b", CONTROL),
        ("text", "a\u2028b", CONTROL),
        ("text", " a", SPACE),
        ("text", "a ", SPACE),
        ("text", "a\u00a0", SPACE),
        ("count", "-1", COUNT),
        ("count", "2.5", COUNT),
        ("count", "2,517", COUNT),
        ("count", "1e3", COUNT),
        ("count", "007", COUNT),
        ("count", " 7", COUNT),
        ("count", "٧", COUNT),
        ("count", "1" * 16, COUNT),
        *(("date", text, DATE) for text in NO_DATES),
        ("term", "primery", f"is not one of {', '.join(map(repr, sorted(RANKS)))}; did you mean 'primary'?"),
        ("metric", "Irregular migrants", "is not a name of lower-case letters, digits and underscores"),
        ("country", "Turkey", "is not an ISO 3166-1 alpha-3 code; did you mean 'TUR' (Türkiye)?"),
        ("country", "GB", "is not an ISO 3166-1 alpha-3 code; did you mean 'GBR' (United Kingdom)?"),
        ("country", "XXZ", "is not an ISO 3166-1 alpha-3 code"),
        ("code", "0204,08051", "is not a code of capital letters and digits"),
        *(
            ("url", url, "is not an address that begins with http:// or https:// and names no user or password")
            for url in ("www.example.org", "javascript:alert(1)", "https://me:Hush@example.org/page")
        ),
        ("sha256", "A" * 64, "is not a SHA-256 of 64 lower-case hexadecimal digits"),
        ("language", "English", "is not a BCP 47 language, such as 'en'"),
        ("flag", "yes", "is neither 'true' nor 'false'"),
    ],
)
def test_bad_value_is_named_with_what_was_expected(column: str, value: str, message: str) -> None:
    problems = validate(KINDS, example(**{column: value}))
    stop = "" if message.endswith("?") else "."
    assert [str(problem) for problem in problems] == [
        f"data/kinds.csv, row 2, column {column!r}: {value!r} {message}{stop}"
    ]


def test_blank_is_allowed_unless_required() -> None:
    assert validate(KINDS, example()) == []
    assert [str(problem) for problem in validate(KINDS, example(key=""))] == [
        "data/kinds.csv, row 2, column 'key': a value is required; the cell is blank."
    ]


def test_all_problems_are_found_at_once_and_equal_ones_told_once() -> None:
    frame = pd.concat(
        [example(key=f"k{number}", count="x" if number % 2 else "", date="never") for number in range(14)],
        ignore_index=True,
    )
    frame.loc[3, "key"] = "k2"
    assert [str(problem) for problem in validate(KINDS, frame)] == [
        f"data/kinds.csv, row 3, column 'count': 'x' {COUNT}. 7 rows affected, first: 3, 5, 7, 9, 11.",
        f"data/kinds.csv, row 2, column 'date': 'never' {DATE}. 14 rows affected, first: 2, 3, 4, 5, 6.",
        "data/kinds.csv, row 4, column 'key': 'k2' stands more than once; it must be unique. "
        "2 rows affected, first: 4, 5.",
    ]


def test_key_of_two_columns_is_unique_as_a_whole() -> None:
    routes = TABLES["routes"]
    row = {column.name: "" for column in routes.columns} | {"claim_id": "a", "leg": "1", "role": "origin"}
    row |= {"place_as_printed": "Asia"}
    frame = pd.DataFrame([row, row | {"leg": "2"}, row | {"claim_id": "b"}], dtype="str")
    assert validate(routes, frame) == []
    assert [str(problem) for problem in validate(routes, frame.assign(leg="1"))] == [
        "data/routes.csv, row 2, column 'claim_id': 'a', '1' stands more than once; it must be unique. "
        "2 rows affected, first: 2, 3."
    ]


def test_table_without_rows_is_valid() -> None:
    assert validate(KINDS, example().iloc[:0]) == []
    assert len(widen(narrow(KINDS, example().iloc[:0]))) == 0


def test_validation_changes_nothing() -> None:
    frame = example(count="x")
    before = frame.copy(deep=True)
    validate(KINDS, frame)
    pd.testing.assert_frame_equal(frame, before)


def test_wide_tables_hold_counts_and_texts_and_keeps_blanks_missing() -> None:
    frame = widen(narrow(KINDS, pd.concat([example(count="999999999999999", text="NA"), example()], ignore_index=True)))
    assert {str(frame[column.name].dtype) for column in KINDS.columns if column.kind not in {"count", "flag"}} == {
        "str"
    }
    assert str(frame["count"].dtype) == "Int64"
    assert frame["count"].tolist() == [999_999_999_999_999, pd.NA]
    assert frame["text"].isna().tolist() == [False, True]  # "NA" is a text; a blank is none
