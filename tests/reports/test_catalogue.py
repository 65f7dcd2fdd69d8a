"""The catalogue and the parameters, wrong in every way that someone will find."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from nbformat import v4

from liberterra_analysis.errors import CatalogueError, LiberterraError, UsageError
from liberterra_analysis.report.catalogue import check_parameters, read_catalogue, read_choices
from liberterra_analysis.report.parameters import Parameter, read_parameters
from liberterra_analysis.workspace import Workspace


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
    assert catalogue.choices == {"operation": "operations.operation_id"}
    check_parameters(workspace, catalogue)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[reports.a]\ntitle = x", ["reports/reports.toml, line 2: Invalid value."]),
        ("[a]\n[a]", ["reports/reports.toml, line 2: Cannot declare ('a',) twice."]),
        ("[report.a]", ["reports/reports.toml: 'report' is not one of 'choices', 'reports'; did you mean 'reports'?"]),
        (
            '[reports.a]\nnotebook = "../x"\nformat = ["html"]',
            [
                "reports/reports.toml: reports.a.title is missing",
                "reports/reports.toml: reports.a.notebook: '../x' will not do; expected the name of a file in "
                "notebooks/, without .ipynb, in small letters, digits, '-' and '_'",
                "reports/reports.toml: [reports.a] 'format' is not one of 'cache', 'for_each', 'formats', 'keep', "
                "'needs', 'notebook', 'parameters', 'title'; did you mean 'formats'?",
            ],
        ),
        (
            '[reports."../up"]\ntitle = "x"\nnotebook = "x"',
            [
                "reports/reports.toml: reports.../up: '../up' will not do; expected a report's name is made of small "
                "letters, digits and '-', for it names a folder and an address"
            ],
        ),
        (
            '[reports.a]\ntitle = 3\nnotebook = "x"\nformats = ["docx"]',
            [
                "reports/reports.toml: reports.a.title: Input should be a valid string, not 3",
                "reports/reports.toml: reports.a.formats.0: 'docx' is not one of 'html', 'pdf'",
            ],
        ),
        (
            '[choices]\noperation = "operations"',
            [
                "reports/reports.toml: choices.operation: 'operations' will not do; expected the name of a table in "
                "data/ and of its column, as 'operations.operation_id'"
            ],
        ),
    ],
)
def test_a_catalogue_that_cannot_be_read(workspace: Workspace, text: str, expected: list[str]) -> None:
    workspace.catalogue.write_text(text, "utf-8")
    assert message(read_catalogue, workspace) == expected


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
        parameters = { operation = "onee", days = "6" }
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
        "notebooks/tyni.ipynb: there is no such notebook: 'tyni' is not one of 'tiny'; did you mean 'tiny'?",
    ]
    assert message(check_parameters, workspace, catalogue, ["c"]) == [
        "notebooks/tyni.ipynb: there is no such notebook: 'tyni' is not one of 'tiny'; did you mean 'tiny'?"
    ]


def test_unknown_reports_are_a_fault_of_the_call(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as caught:
        read_catalogue(workspace).select(["frist", "second", "x"])
    assert str(caught.value).split("\n") == [
        "report 'frist' is not one of 'first', 'second'; did you mean 'first'?",
        "report 'x' is not one of 'first', 'second'",
    ]


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
        ("import os", "line 1: a parameter is declared as 'name: type = literal', not 'import os'"),
        ("\nx = 3", "line 2: a parameter is declared as 'name: type = literal', not 'x = 3'"),
        ("x: int", "line 1: a parameter is declared as 'name: type = literal', not 'x: int'"),
        (
            "x: int = open('f')",
            "line 1: a parameter is declared as 'name: type = literal'; \"open('f')\" is no literal",
        ),
        ("x: int = 1.5", "line 1: parameter 'x' is declared int, but its value is 1.5"),
        ("x: list[str] = ['a', 1]", "line 1: parameter 'x' is declared list[str], but its value is ['a', 1]"),
        (
            "x: dict = {}",
            "line 1: the type of parameter 'x': 'dict' is not one of 'bool', 'float', 'int', 'list[bool]', "
            "'list[float]', 'list[int]', 'list[str]', 'str'; did you mean 'int'?",
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
    path = workspace.notebooks / "tiny.ipynb"
    path.write_text("[]", "utf-8")
    assert message(read_parameters, workspace, "tiny") == [
        "notebooks/tiny.ipynb has format None; open and save it in JupyterLab for format 4."
    ]
    path.write_text('{"nbformat": 3}', "utf-8")
    assert message(read_parameters, workspace, "tiny") == [
        "notebooks/tiny.ipynb has format 3; open and save it in JupyterLab for format 4."
    ]


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


def test_choices_come_from_the_ledger(workspace: Workspace) -> None:
    assert read_choices(workspace, "operations.operation_id") == ["one", "two"]
    with pytest.raises(CatalogueError) as caught:
        read_choices(workspace, "operation.operation_id")
    assert str(caught.value) == (
        "reports/reports.toml, column 'operation.operation_id': table 'operation' is not one of 'claims', "
        "'operations'; did you mean 'operations'?"
    )
    assert message(read_choices, workspace, "operations.id") == [
        "reports/reports.toml, column 'operations.id': column 'id' is not one of 'name', 'operation_id'"
    ]
