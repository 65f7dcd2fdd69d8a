"""The catalogue and the parameters, wrong in every way that someone will find."""

import io
import json
from collections.abc import Callable

import pikepdf
import pytest
from nbformat import v4

from liberterra_analysis.document import Document, Title
from liberterra_analysis.errors import LiberterraError, shorten
from liberterra_analysis.report.execute.parameters import Parameter, read_parameters
from liberterra_analysis.report.publish.catalogue import (
    check_notebooks,
    check_parameters,
    find_rows,
    read_catalogue,
    read_catalogue_file,
)
from liberterra_analysis.report.render.html import render_html
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.pdf import render_pdf
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import write_catalogue


def message(call: Callable[..., object], *arguments: object) -> list[str]:
    with pytest.raises(LiberterraError) as caught:
        call(*arguments)
    return str(caught.value).split("\n")


def write_notebook(workspace: Workspace, *sources: str, name: str = "tiny") -> None:
    cells = [v4.new_code_cell(source, metadata={"tags": ["parameters"]}) for source in sources]
    (workspace.notebooks / f"{name}.ipynb").write_text(json.dumps(v4.new_notebook(cells=cells)), "utf-8")


def test_reading(workspace: Workspace) -> None:
    catalogue = read_catalogue(workspace)
    assert list(catalogue.reports) == ["first", "second"]
    assert catalogue.reports["first"].formats == ("html", "pdf")
    assert catalogue.reports["second"].parameters == {"operation": "two"}
    assert catalogue.file.choices == {"operation": "operations.operation_id"}
    check_parameters(workspace, catalogue)


ENTRY = '[reports."{n}"]\ntitle = "T"\nnotebook = "tiny"\n'
NESTED = "a number is too long to be read, or lists are nested too deeply."
COLUMN = "expected the name of a table in data/ and of its column, as 'operations.operation_id'"
VALUES = f"{COLUMN}, a list of values, or {{ columns = ['claims.country_iso3'], at_least = 3 }}"
OPEN = "an address with a password, key or query stands in a file that others read; leave it out"
FIELDS = "expected five fields of digits, '*', '-', ',' and '/', as '17 7 * * 1-5', Sunday as 0"

WRONG = [
    ("[reports.a]\ntitle = x", "Invalid value (at line 2, column 9)."),
    ("[a]\n[a]", "Cannot declare ('a',) twice (at line 2, column 3)."),
    ("x = " + "[" * 3000 + "]" * 3000, NESTED),
    ("x = " + "9" * 10_000, NESTED),
    ('[site]\n"" = 1', "[site] '' is not one of 'accent', "),
    ('"[key]" = 1', "'[key]' is not one of 'choices', "),
    ("[report.a]", "'report' is not one of 'choices', 'publish', 'reports', 'schedule', 'site', 'tell'; did you mean "),
    # reports
    (
        '[reports.a]\nnotebook = "../x"\nformat = ["html"]',
        "reports.a.title is missing\n"
        "reports.a.notebook: '../x' will not do; expected the name of a file in notebooks/, without .ipynb, in "
        "letters, digits, spaces and '-_.()'\n"
        "[reports.a] 'format' is not one of 'engine', 'evidence', 'for_each', 'formats', 'keep', 'needs', 'notebook', "
        "… (10 in all); did you mean 'formats'?",
    ),
    *(
        (
            ENTRY.replace("{n}", name),
            f"reports.{name}: '{name}' will not do; expected small letters, digits and '-', for it names a folder and "
            "an address, and no device of Windows, as 'con'",
        )
        for name in ("../up", "con", "lpt1")
    ),
    (
        '[reports.a]\ntitle = 3\nnotebook = "x"\nformats = ["docx"]',
        "reports.a.title: Input should be a valid string, not 3\n"
        "reports.a.formats.0: 'docx' is not one of 'html', 'pdf'",
    ),
    (
        f'[reports.a]\ntitle = "T"\nnotebook = "{"x" * 5000}"',
        f"reports.a.notebook: '{'x' * 119}… (5,002 characters) will not do",
    ),
    (
        f"{ENTRY}for_each = {{ a = {[*range(100)]}, b = {[*range(101)]}, n = [1] }}",
        "reports.{n}: for_each makes 10,100 reports; at most 10,000 are made of one entry",
    ),
    (
        ENTRY.replace("T", "{n.name}") + 'for_each = { n = ["TUR", "XXX"] }',
        "reports.{n}: placeholder 'n.name': 'XXX' is no code of a country, and in no column of for_each or [choices]",
    ),
    (
        f"{ENTRY}for_each = {{ n = ['TUR'], least = [1, 2] }}",
        "reports.{n}: the name 'tur' stands for two reports; put {least} into it",
    ),
    (
        ENTRY.replace("{n}", "a") + 'needs = "x"\n' + ENTRY.replace("n", "n", 1) + 'for_each = { n = ["a"] }',
        "reports.{n}: the name 'a' stands for two reports; rename one of them",
    ),
    *(
        (
            f"{ENTRY.replace('{n}', 'a')}needs = {json.dumps(pattern)}",
            f"reports.a: needs: {shorten(pattern)} will not do; expected a pattern of files below the workspace, "
            "as 'data/context/*/*/source.json'",
        )
        for pattern in ("a**b", "a" * 5000, "a\0b", "a/../../b")
    ),
    # columns
    ('[choices]\noperation = "operations"', f"choices.operation: 'operations' will not do; {COLUMN}"),
    (
        f"{ENTRY}for_each = {{ n = {{ columns = ['claims.claim_id'], atleast = 2 }} }}",
        f"reports.{{n}}.for_each.n: {{'columns': ['claims.claim_id'], 'atleast': 2}} will not do; {VALUES}",
    ),
    (
        f"{ENTRY}for_each = {{ n = {{ columns = ['claims.claim_id', 'claims'] }} }}",
        f"reports.{{n}}.for_each.n: {{'columns': ['claims.claim_id', 'claims']}} will not do; {VALUES}",
    ),
    # site
    ("[site]\ntitel = 'x'", "[site] 'titel' is not one of 'accent', 'address', 'authors', 'contact', 'description', "),
    ("[site]\naddress = 'example.org'", "site.address: 'example.org' will not do; expected where the index of "),
    ("[site]\nlicence = 'CC BY 4.0'", "site.licence: 'CC BY 4.0' will not do; expected an identifier of SPDX, "),
    ("[site]\naccent = 'red'", "site.accent: 'red' will not do; expected a colour in hexadecimal digits, as '#0f4c81'"),
    (
        "[site]\naccent = '#777777'",
        "site.accent: '#777777' will not do; expected one dark enough to be read on white (contrast of 4.5 to 1)",
    ),
    ("[site]\ncontact = 'nobody'", "site.contact: 'nobody' will not do; expected an e-mail address or the "),
    *(
        (f"[site]\n{key} = '{given}'", f"site.{key}: an address with a user or password will not do; expected ")
        for key, given in (
            ("address", "https://me:Hush@host/"),
            ("address", "https://Hush@host"),
            ("contact", "https://me:Hush@host/a"),
            ("contact", "me:Hush@host"),
            ("contact", "https:/me:Hush@host"),
        )
    ),
    ("[site]\nlanguage = 'fr'", "site.language: 'fr' will not do; expected 'en' or a tag such as 'en-GB'"),
    ("[site]\npublisher = ''", "site.publisher: String should have at least 1 character, not ''"),
    # schedule and targets
    ("[schedule]\ncron = '17 7 * * 1'", "schedule: cron needs a time_zone, such as 'Europe/Paris'"),
    *(
        (f"[schedule]\ncron = '{cron}'", f"schedule.cron: '{cron}' will not do; {FIELDS}")
        for cron in ("@daily", "17 7 * * 5-7", "17 7 1 * 1", "17 7 * *", "5/15 7 * * *", "17 7 * * mon")
    ),
    (
        "[schedule]\ncron = '17 7 31 2 *'",
        "schedule.cron: '17 7 31 2 *' will not do; expected minutes, hours, days and months that exist",
    ),
    ("[schedule]\ntime_zone = 'Europe/Pari'", "schedule.time_zone: 'Europe/Pari' is not one of "),
    ("[schedule]\nverify = '12 h'", "schedule.verify: expected a number of days, as '7 d'"),
    ("[schedule]\nfetch = ['frontex']", "schedule.fetch: Input should be a table, not ['frontex']"),
    ("[schedule]\ncorn = 1", "[schedule] 'corn' is not one of 'cron', 'fetch', 'time_zone', 'verify'; did you mean"),
    ("[publish]\nkeep = 0", "publish.keep: Input should be greater than or equal to 1"),
    ("[publish]\nto = 's4://bucket'", "publish.to: 's4' is not one of 'abfs', "),
    *(
        (f"[publish]\nto = '{to}'", f"publish.to: {OPEN}")
        for to in ("s3://key:Hush@bucket", "key:Hush@s3://bucket", "https://Hush@host/", "az://box?sig=Hush")
    ),
    ("[tell]\non = 'failed'", "tell.on: Input should be a list"),
    (
        "[tell]\non = ['mailto://me:Hush@host']",
        "tell.on.0: Input should be 'failed', 'recovered', 'moved' or 'source-changed'",
    ),
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_a_catalogue_that_will_not_do_is_refused_and_no_secret_repeated(
    workspace: Workspace, text: str, expected: str
) -> None:
    workspace.catalogue.write_text(text, "utf-8")
    said = message(read_catalogue, workspace)
    begins = [f"reports/reports.toml: {line}" for line in expected.splitlines()]
    assert [line[: len(begin)] for line, begin in zip(said, begins, strict=True)] == begins
    assert "Hush" not in "".join(said)
    assert all(len(line) < 400 for line in said)


def test_no_catalogue_and_no_utf8(workspace: Workspace) -> None:
    workspace.catalogue.write_bytes(b"a = '\xff'")
    assert message(read_catalogue, workspace) == ["reports/reports.toml: byte 5 is not UTF-8; save the file as UTF-8."]
    workspace.catalogue.unlink()
    assert message(read_catalogue, workspace) == [
        f"reports/reports.toml: there is no such file in {workspace.root}; it lists the reports."
    ]


def test_all_wrong_parameters_are_told_at_once(workspace: Workspace) -> None:
    write_notebook(workspace, "operation: str = 'one'\ndays: int = 6\nshare: float = 0.5\nonly: list[str] = []")
    workspace.catalogue.write_text(
        """
        [choices]
        operation = "operations.operation_id"
        only = "operations.operation_id"
        [reports.a]
        title = "A"
        notebook = "tiny"
        parameters = { operaton = "one", days = true, share = 1, only = ["one", "tow"] }
        [reports.b]
        title = "B"
        notebook = "tiny"
        parameters = { operation = "onee", days = "6", share = inf }
        [reports.c]
        title = "C"
        notebook = "tyni"
        """,
        "utf-8",
    )
    catalogue = read_catalogue(workspace)
    assert message(check_parameters, workspace, catalogue) == [
        "reports/reports.toml, report 'a': parameter 'operaton' is not one of 'days', 'only', 'operation', 'share'; "
        "did you mean 'operation'?",
        "reports/reports.toml, report 'a': parameter 'days' is True (bool), but the notebook declares int",
        "reports/reports.toml, report 'a': parameter 'only': 'tow' is not one of 'one', 'two'; did you mean 'two'?",
        "reports/reports.toml, report 'b': parameter 'operation': 'onee' is not one of 'one', 'two'; "
        "did you mean 'one'?",
        "reports/reports.toml, report 'b': parameter 'days' is '6' (str), but the notebook declares int",
        "reports/reports.toml, report 'b': parameter 'share' is inf; a number must be finite",
        "notebooks/tyni.ipynb: there is no such notebook: 'tyni' is not one of 'tiny'; did you mean 'tiny'?",
    ]
    assert message(check_parameters, workspace, catalogue.select(["c"])) == [
        "notebooks/tyni.ipynb: there is no such notebook: 'tyni' is not one of 'tiny'; did you mean 'tiny'?"
    ]
    (workspace.notebooks / "tiny.ipynb").unlink()
    assert message(check_parameters, workspace, catalogue.select(["c"])) == [
        "notebooks/tyni.ipynb: there is no such notebook, nor any other."
    ]


def test_unknown_reports_are_a_fault_of_the_call(workspace: Workspace) -> None:
    catalogue = read_catalogue(workspace)
    assert message(catalogue.select, ["frist", "second", "x"]) == [
        "report 'frist' is not one of 'first', 'second'; did you mean 'first'?",
        "report 'x' is not one of 'first', 'second'",
    ]
    assert [*catalogue.select(["s*d", "first"]).reports] == ["first", "second"], "in the order of the catalogue"


def test_parameters_are_read_without_running_anything(workspace: Workspace) -> None:
    write_notebook(
        workspace,
        '"""What to report on."""\n# an operation\noperation: str = "one"\nshare: float = -1\nn: list[int] = [1, 2]',
    )
    assert read_parameters(workspace, "tiny") == {
        "operation": Parameter("operation", "str", "one"),
        "share": Parameter("share", "float", -1),
        "n": Parameter("n", "list[int]", [1, 2]),
    }
    write_notebook(workspace)
    assert read_parameters(workspace, "tiny") == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("\nx += 3", "line 2: a parameter is declared as 'name: type = literal', not 'x += 3'"),
        ("x: int", "line 1: a parameter is declared as 'name: type = literal', not 'x: int'"),
        (
            "x: int = open('f')",
            "line 1: a parameter is declared as 'name: type = literal'; \"open('f')\" is no literal",
        ),
        (
            "x: date = date('2031-03-09')",
            "line 1: a parameter is declared as 'name: type = literal'; \"date('2031-03-09')\" is no literal",
        ),
        ("x: int = 1.5", "line 1: parameter 'x' is declared int, but its value is 1.5"),
        ("x: list[str] = ['a', 1]", "line 1: parameter 'x' is declared list[str], but its value is ['a', 1]"),
        (
            "x: list[Path] = []",
            "line 1: the type of parameter 'x': 'Path' is not one of 'Any', 'bool', 'date', 'datetime', 'dict', "
            "'float', 'int', … (9 in all); did you mean 'date'?",
        ),
        ("%matplotlib inline", "line 1: this is no Python: invalid syntax"),
    ],
)
def test_a_parameters_cell_holds_declarations_only(workspace: Workspace, source: str, expected: str) -> None:
    write_notebook(workspace, source)
    assert message(read_parameters, workspace, "tiny") == [f"notebooks/tiny.ipynb, cell 1, {expected}"]


def test_notebooks_that_are_none(workspace: Workspace) -> None:
    write_notebook(workspace, "x: int = 1", "y: int = 2")
    assert message(read_parameters, workspace, "tiny") == [
        "notebooks/tiny.ipynb: cells 1, 2 are tagged 'parameters'; tag one."
    ]


HEAD = '{"nbformat": 4, "metadata": {}, "cells": '


def cell(**changed: object) -> str:
    """Write a notebook of one cell; `...` takes a key away."""
    made = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": []} | changed
    return HEAD + json.dumps([{key: value for key, value in made.items() if value is not ...}]) + "}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nonsense", " is not JSON: expected ident at line 1 column 2."),
        ("", " is not JSON: EOF while parsing a value at line 1 column 0."),
        ("[" * 200_000, " is not JSON: recursion limit exceeded at line 1 column 202."),
        ("9" * 10_000, " is not JSON: number out of range at line 1 column 4302."),
        ("3", ": Input should be a valid dictionary or instance of Notebook; got 3"),
        ('{"nbformat": 3, "cells": []}', ": nbformat: Input should be 4; got 3"),
        ('{"nbformat": 4, "cells": null}', ": cells: Input should be a valid list; got None"),
        ('{"nbformat": 4, "metadata": [], "cells": []}', ": metadata: Input should be a valid dictionary; got []"),
        (
            '{"nbformat": 4, "metadata": {"language_info": {"name": "R"}}, "cells": []}',
            " is written in R, and names no kernel that runs it.",
        ),
        (
            '{"nbformat": 4, "metadata": {"kernelspec": {"language": "julia"}}, "cells": []}',
            " is written in julia, and names no kernel that runs it.",
        ),
        (HEAD + "[3]}", ", cell 1: Input should be a valid dictionary or instance of Cell; got 3"),
        (
            cell(metadata=None),
            ", cell 1: metadata: Input should be a valid dictionary or instance of Metadata; got None",
        ),
        (cell(metadata={"tags": 3}), ", cell 1: metadata.tags: Input should be a valid list; got 3"),
        (cell(metadata={"tags": [3]}), ", cell 1: metadata.tags.0: Input should be a valid string; got 3"),
        (cell(cell_type="x"), ", cell 1: cell_type: Input should be 'code', 'markdown' or 'raw'; got 'x'"),
        (cell(outputs=None), ", cell 1: outputs: Input should be a valid list; got None"),
        (cell(source="x = '\ud800'"), " is not JSON: unexpected end of hex escape at line 1 column 87."),
    ],
)
def test_odd_notebooks_are_refused_by_file_and_cell(workspace: Workspace, text: str, expected: str) -> None:
    (workspace.notebooks / "tiny.ipynb").write_text(text, "utf-8")
    mend = "; save it in JupyterLab for format 4." if "; got" in expected else ""
    assert message(read_parameters, workspace, "tiny") == [f"notebooks/tiny.ipynb{expected}{mend}"]


@pytest.mark.parametrize("metadata", [{"kernelspec": "R"}, {"kernelspec": None}, {"language_info": ["R"]}])
def test_metadata_that_name_no_kernel_are_those_of_python(workspace: Workspace, metadata: dict[str, object]) -> None:
    path = workspace.notebooks / "tiny.ipynb"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"metadata": metadata}), "utf-8")
    assert [*read_parameters(workspace, "tiny")]


def test_a_byte_order_mark_and_metadata_that_are_not_there_do_no_harm(workspace: Workspace) -> None:
    path = workspace.notebooks / "tiny.ipynb"
    for text in (cell(metadata=...), path.read_text("utf-8")):
        path.write_text(text, "utf-8-sig")
        read_parameters(workspace, "tiny")
    before = read_catalogue(workspace)
    workspace.catalogue.write_text(workspace.catalogue.read_text("utf-8"), "utf-8-sig")
    assert read_catalogue(workspace) == before


def test_titles_name_what_their_values_stand_for(workspace: Workspace) -> None:
    workspace.catalogue.write_text(
        """
        [reports."{operation}"]
        title = "{operation.name}"
        notebook = "tiny"
        for_each = { operation = "operations.operation_id" }

        [reports."country-{country}"]
        title = "What is published about {country.name}"
        notebook = "tiny"
        for_each = { country = ["GBR", "TUR"] }
        """,
        "utf-8",
    )
    assert {name: entry.title for name, entry in read_catalogue(workspace).reports.items()} == {
        "one": "One",
        "two": "Two",
        "country-gbr": "What is published about the United Kingdom",
        "country-tur": "What is published about Türkiye",
    }


def test_a_title_names_what_a_few_listed_values_stand_for_in_the_column_of_their_choices(workspace: Workspace) -> None:
    workspace.catalogue.write_text(
        """
        [choices]
        operation = "operations.operation_id"

        [reports."{operation}"]
        title = "{operation.name}"
        notebook = "tiny"
        for_each = { operation = ["two"] }
        """,
        "utf-8",
    )
    assert {name: entry.title for name, entry in read_catalogue(workspace).reports.items()} == {"two": "Two"}


FEW = """
[reports."country-{country}"]
title = "What is published about {country.name}"
notebook = "tiny"
for_each = { country = { columns = ["claims.country", "claims.nationality"], at_least = 2 } }
"""


def test_a_report_is_made_only_of_values_that_stand_in_enough_records(workspace: Workspace) -> None:
    rows = ["claim_id,country,nationality", "a,TUR,TUR", "b,,MLI", "c,GBR,", "d,TUR,GBR"]
    (workspace.data / "claims.csv").write_text("\n".join(rows), "utf-8")
    workspace.catalogue.write_text(FEW, "utf-8")
    found = read_catalogue(workspace).reports
    assert {name: entry.title for name, entry in found.items()} == {
        "country-gbr": "What is published about the United Kingdom",
        "country-tur": "What is published about Türkiye",
    }
    assert [entry.parameters for entry in found.values()] == [{"country": "GBR"}, {"country": "TUR"}]


def test_choices_come_from_the_ledger(workspace: Workspace) -> None:
    assert list(find_rows(workspace, ["operations.operation_id"])) == ["one", "two"]
    assert message(find_rows, workspace, ["operation.operation_id"]) == [
        "reports/reports.toml, column 'operation.operation_id': table 'operation' is not one of 'claims', "
        "'operations'; did you mean 'operations'?"
    ]
    assert message(find_rows, workspace, ["operations.operation_id", "operations.nam"]) == [
        "reports/reports.toml, column 'operations.nam': column 'nam' is not one of 'name', 'operation_id'; did you "
        "mean 'name'?"
    ]


def test_who_publishes_is_read_and_what_is_left_out_is_left_out(workspace: Workspace) -> None:
    text = workspace.catalogue.read_text("utf-8")
    assert read_catalogue_file(workspace).site == Site()
    workspace.catalogue.write_text(f'{text}\n[site]\nauthors = ["A", "B"]\naccent = "#0f4c81"\n', "utf-8")
    assert read_catalogue_file(workspace).site == Site(authors=("A", "B"), accent="#0f4c81")
    assert Site(authors=("A",), publisher="P").creators == ("A",)
    assert [Site(accent=colour).accent for colour in ("#767676", "#d40000")] == ["#767676", "#d40000"]


def test_a_logo_is_read_beside_the_catalogue_and_stands_in_page_and_pdf(workspace: Workspace) -> None:
    workspace.catalogue.write_text("[site]\npublisher = 'A newsroom'\nlogo = 'logo.svg'\n", "utf-8")
    assert message(read_catalogue_file, workspace) == ["reports/reports.toml: site.logo: there is no reports/logo.svg."]
    logo = workspace.catalogue.with_name("logo.svg")
    for drawing, fault in (
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "it has no viewBox, so that it cannot be made smaller"),
        ("<p>Logo</p>", "it is not an <svg> element"),
    ):
        logo.write_text(drawing, "utf-8")
        (said,) = message(read_catalogue_file, workspace)
        assert said.startswith(f"reports/reports.toml: site.logo: 'logo.svg' cannot be shown: {fault}")
    logo.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0H9V9Z' fill='#0f4c81'/></svg>", "utf-8"
    )
    site, document = read_catalogue_file(workspace).site, Document(title=Title(title="Routes"), blocks=())
    assert 'role="img" aria-label="A newsroom"' in render_html(document, site=site)
    with pikepdf.open(io.BytesIO(render_pdf(document, site))) as file:
        texts = [str(item.Alt) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert texts == ["A newsroom"]
    workspace.catalogue.write_text("[site]\nlogo = '../logo.svg'\n", "utf-8")
    assert "its name will not do; expected one such as 'logo.svg'" in message(read_catalogue_file, workspace)[0]


def test_prose_is_checked_without_running_a_notebook(workspace: Workspace) -> None:
    cells = [v4.new_code_cell("1 / 0"), v4.new_markdown_cell("# Ports\n\nIn 2024, of 9 ports.\n\n$x^9$")]
    (workspace.notebooks / "tiny.ipynb").write_text(json.dumps(v4.new_notebook(cells=cells)), "utf-8")
    write_catalogue(workspace, {"a": "", "b": ""})
    assert message(check_notebooks, workspace, read_catalogue(workspace)) == [
        "notebooks/tiny.ipynb, cell 2: paragraph: the number '9' leads to no claim; "
        "let it come from a claim, link it, or put it in backticks if it counts nothing"
    ]
    write_catalogue(workspace, {"a": 'evidence = "open"'})
    check_notebooks(workspace, read_catalogue(workspace))
