"""Every notebook: how it is stored, how thin it is, and that it makes a report of unlike operations of the ledger."""

import ast
import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from matplotlib import pyplot as plt
from nbformat import v4

import liberterra_analysis as lt
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.document import Document, KeyFigures, Paragraph, Table, plain
from liberterra_analysis.report.execute.parameters import read_notebook
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish.catalogue import read_parameters
from liberterra_analysis.report.publish.datapackage import list_tables
from liberterra_analysis.report.render.assemble import assemble
from liberterra_analysis.report.render.markdown import render_markdown
from liberterra_analysis.schema.tables import describe_column
from liberterra_analysis.workspace import find_workspace
from tests.markdown import find_lost, to_html
from tests.reports.stage import execute

WORKSPACE = find_workspace(Path(__file__).parent)
NOTEBOOKS = sorted(WORKSPACE.notebooks.glob("*.ipynb"))
EXTREMES = ("global-chain-2025", "aidant-2022")
"""The fullest operation, and one of those of which least is published."""

UNLIKE = ("liberterra-2", "liberterra-3", "lucero", "storm-makers-1", "andes")
"""Operations with figures of countries, with many or few of them, and with figures that are the setting of others.

That every operation makes a report is seen where all are built, by `make reports` and .ci/run.
"""

LONGEST_CELL = 14
FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.While,
    ast.If,
    ast.Try,
    ast.With,
    ast.comprehension,
    ast.Assert,
    ast.Delete,
)
"""What makes a notebook a program; it belongs in the package, where it is tested."""

PLACES = ("Path", "open", "os", "sys", "glob", "rcParams", "figsize", "style", "color", "colour", "print", "datetime")
"""Names that stand for paths, styles, printing or the clock."""


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")


def run(path: Path, **parameters: object) -> Any:
    """Run a notebook in this process: each cell's last value becomes the cell's output, as in a kernel."""
    notebook = nbformat.read(path, as_version=4)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"cell {number}", "exec"), namespace)  # noqa: S102 (the project's own notebook)
        if "parameters" in cell.metadata.get("tags", []):
            namespace |= parameters
        if last is not None:
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), namespace)  # noqa: S307
            assert isinstance(value, Shown), f"cell {number} ends in {value!r}, which no report shows"
            bundle = json.loads(json.dumps(value._repr_mimebundle_()))
            cell.outputs = [v4.new_output("execute_result", bundle, execution_count=number)]
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_stored_without_outputs(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    kept = [cell["id"] for cell in code_cells(path) if cell["outputs"] or cell["execution_count"] is not None]
    assert kept == []
    traces = [cell["id"] for cell in notebook["cells"] if set(cell["metadata"]) - {"tags"}]
    assert traces == []
    # Nothing of the machine on which it was last saved.
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert "version" not in notebook["metadata"].get("language_info", {})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_parameters_come_first_and_imports_right_after_and_each_once(path: Path) -> None:
    cells = code_cells(path)
    assert [at for at, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", [])] == [0]
    assert read_parameters(WORKSPACE, path.stem)
    trees = [ast.walk(ast.parse(source(cell))) for cell in cells]
    importing = [any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree) for tree in trees]
    assert [at for at, is_one in enumerate(importing) if is_one] == [1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_thin(path: Path) -> None:
    for cell in code_cells(path):
        tree = ast.parse(source(cell))
        found = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, FORBIDDEN)]
        assert (source(cell), found) == (source(cell), [])
        assert (source(cell), set(names(tree)) & set(PLACES)) == (source(cell), set())
        assert not any(line.startswith(("%", "!")) for line in source(cell).splitlines())
        assert len(source(cell).splitlines()) <= LONGEST_CELL
        # One figure or table a cell: what is shown is the last value, and nothing else is.
        shown = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("show_")]
        assert len(shown) <= 1
        assert bool(shown) == isinstance(tree.body[-1], ast.Expr)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_holds_no_number(path: Path) -> None:
    """Every number in prose comes from a cell; the second level of a heading is no number."""
    cells = [source(cell) for cell in read(path)["cells"] if cell["cell_type"] == "markdown"]
    prose = [re.sub(r"\]\(https:[^)]*\)", "]", text) for text in cells]
    assert [text for text in prose if any(character.isdigit() for character in text)] == []


def document_of(path: Path, **parameters: object) -> Document:
    before = plt.get_fignums()
    document = assemble(run(path, **parameters), name=path.name)
    assert plt.get_fignums() == before, "a figure was left open; JupyterLab would show it a second time"
    for block in list_tables(document).values():
        header = next(csv.reader(io.StringIO(block.csv)))
        assert [name for name in header if not describe_column(name, block.name)] == [], block.name
    return document


OF_OPERATIONS = [path for path in NOTEBOOKS if "operation" in read_parameters(WORKSPACE, path.stem)]


@pytest.mark.parametrize("operation", [*EXTREMES, *UNLIKE])
@pytest.mark.parametrize("path", OF_OPERATIONS, ids=lambda path: path.stem)
def test_an_operation_makes_a_report(path: Path, operation: str) -> None:
    document = document_of(path, operation=operation)
    claims = lt.load_claims(operation)
    assert document.title.title.endswith(lt.load_operations().set_index("operation_id").loc[operation, "name"])
    tables = {block.name: block for block in document.blocks if isinstance(block, Table)}
    assert {row.anchor for row in tables["claims"].rows} == {f"claim-{claim}" for claim in claims["claim_id"]}
    cited = {f"source-{source}" for source in claims["source_id"]}
    assert cited <= {row.anchor for row in tables["sources"].rows}
    if (claims["scope"] == "operation").any():
        assert any(isinstance(block, KeyFigures) for block in document.blocks)
    assert find_lost(document, to_html(render_markdown(document))) == []


def test_a_build_gives_what_the_cells_give() -> None:
    with Servers(WORKSPACE) as servers:
        for path in OF_OPERATIONS:
            name, notebook = f"notebooks/{path.name}", read_notebook(WORKSPACE, path.stem)
            executed = execute(notebook, {"operation": "liberterra-2"}, name=name, workspace=WORKSPACE, servers=servers)
            assert assemble(executed.notebook, name=name) == document_of(path, operation="liberterra-2")


def test_the_fullest_and_the_rarest_operations_make_a_report() -> None:
    sizes = lt.load_claims().groupby("operation_id").size()
    assert sizes[list(EXTREMES)].tolist() == [sizes.max(), sizes.min()]


def test_a_country_has_routes_of_what_was_counted_there_and_of_its_nationals() -> None:
    smuggled = r"→ Chile: .*migrants smuggled, suspected, nationals of Venezuela \(counted in Peru\)"
    for country in ("PER", "VEN"):
        page = render_markdown(document_of(WORKSPACE.notebooks / "country.ipynb", country=country))
        assert re.search(smuggled, page), country


@pytest.mark.parametrize("claims", [0, 1])
@pytest.mark.parametrize("path", OF_OPERATIONS, ids=lambda path: path.stem)
def test_an_operation_of_which_little_is_published_makes_a_report(
    path: Path, claims: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(WORKSPACE.data, tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    kept = lt.load_claims("san-pedro-2015")["claim_id"].tolist()[:claims]
    for table in ("claims", "routes", "statements"):
        file = tmp_path / "data" / f"{table}.csv"
        header, *rows = file.read_text("utf-8").splitlines(keepends=True)
        left = [row for row in rows if "san-pedro-2015" not in row or row.split(",")[0] in kept]
        file.write_text("".join([header, *left]), "utf-8")
    monkeypatch.chdir(tmp_path)
    document = document_of(path, operation="san-pedro-2015")
    tables = {block.name: block for block in document.blocks if isinstance(block, Table)}
    said = [plain(block.inlines) for block in document.blocks if isinstance(block, Paragraph)]
    assert len(tables["claims"].rows if claims else []) == claims
    assert ("No claim." in said) == (claims == 0)
    assert any(isinstance(block, KeyFigures) for block in document.blocks) == (claims == 1)
    sources = "1 of 2 sources" if path.stem == "operation" else "1 source"  # it lists that of a statement, too
    assert plain(dict(document.title.facts)["Figures"]) == (f"1 claim from {sources}" if claims else "none")
