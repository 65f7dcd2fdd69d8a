"""`reports/reports.toml`: which notebook makes which report with which parameters, all checked before anything runs."""

from __future__ import annotations

import ast
import csv
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from liberterra_analysis.errors import CatalogueError, UsageError, one_of
from liberterra_analysis.workspace import Workspace

__all__ = ["Catalogue", "Entry", "Parameter", "check_parameters", "read_catalogue", "read_parameters"]

Format = Literal["html", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
SCALARS: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
PARAMETERS = "parameters"
"""Tag of the notebook cell that declares the parameters."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
NotebookName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
TableColumn = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]

_PATTERNS = {
    "notebook": "the name of a file in notebooks/, without .ipynb, in small letters, digits, '-' and '_'",
    "choices": "the name of a table in data/ and of its column, as 'operations.operation_id'",
    "reports": "a report's name is made of small letters, digits and '-', for it names a folder and an address",
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Entry(_Strict):
    """One report of the catalogue.

    `notebook` is the name of a notebook without its suffix; `parameters` override what the notebook declares.
    """

    title: Annotated[str, StringConstraints(min_length=1)]
    notebook: NotebookName
    formats: Annotated[tuple[Format, ...], Field(min_length=1, strict=False)] = FORMATS
    parameters: dict[str, Any] = {}


class Catalogue(_Strict):
    """All reports by name, in the order of the file, and the columns whose values a parameter is limited to."""

    choices: dict[str, TableColumn] = {}
    reports: dict[Slug, Entry] = {}

    def select(self, names: Sequence[str] | None = None) -> dict[str, Entry]:
        """Give the reports of these names; all if no name is given.

        Raises
        ------
        UsageError
            With every name that the catalogue does not hold.
        """
        unknown = [name for name in names or () if name not in self.reports]
        if unknown:
            raise UsageError("\n".join(f"report {one_of(name, self.reports)}" for name in unknown))
        return {name: entry for name, entry in self.reports.items() if not names or name in names}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as a notebook declares it: `name: annotation = default`."""

    name: str
    annotation: str
    default: object

    def accepts(self, value: object) -> bool:
        """Tell whether a value has the declared type; `bool` is no `int`, and an `int` is a `float` too.

        Examples
        --------
        >>> Parameter("days", "int", 6).accepts(True), Parameter("rates", "list[float]", []).accepts([1, 2.5])
        (False, True)
        """
        inner = self.annotation.removeprefix("list[").removesuffix("]")
        if inner != self.annotation:
            return isinstance(value, list) and all(_is_a(item, inner) for item in value)
        return _is_a(value, self.annotation)


def _is_a(value: object, scalar: str) -> bool:
    return type(value) is SCALARS[scalar] or (scalar == "float" and type(value) is int)


def read_catalogue(workspace: Workspace) -> Catalogue:
    r"""Read and validate `reports/reports.toml`.

    Parameters
    ----------
    workspace : Workspace
        Where it is.

    Returns
    -------
    Catalogue
        Its notebooks and parameters are not looked at: `check_parameters` does that.

    Raises
    ------
    CatalogueError
        If the file is missing or no TOML (with the line), or with everything in it that is not as it should be.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     workspace.reports.mkdir()
    ...     _ = workspace.catalogue.write_text('[reports.daily]\ntitle = "Daily"\nnotebook = "day"\n', "utf-8")
    ...     read_catalogue(workspace).reports["daily"].formats
    ('html', 'pdf')
    """
    name = _name(workspace)
    try:
        data = tomllib.loads(workspace.catalogue.read_text("utf-8"))
    except FileNotFoundError:
        raise CatalogueError(f"{name}: there is no such file in {workspace.root}; it lists the reports.") from None
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{name}: byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        found = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", str(error), re.DOTALL)
        what, where = (found[1], f", line {found[2]}") if found else (str(error), "")
        raise CatalogueError(f"{name}{where}: {what}.") from None
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        raise CatalogueError("\n".join(f"{name}: {text}" for text in _explain(error))) from None


def _name(workspace: Workspace) -> str:
    return workspace.catalogue.relative_to(workspace.root).as_posix()


def _explain(error: ValidationError) -> Iterator[str]:
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and item["input"]:
            continue  # it is short because its items were refused, and that is told
        path = [str(part) for part in item["loc"] if part != "[key]"]
        where, last = ".".join(path), path[-1]
        if item["type"] == "extra_forbidden":
            fields = Entry.model_fields if len(path) > 1 else Catalogue.model_fields
            yield f"[{'.'.join(path[:-1])}] {one_of(last, fields)}" if len(path) > 1 else one_of(last, fields)
        elif item["type"] == "literal_error":
            yield f"{where}: {one_of(item['input'], FORMATS)}"
        elif item["type"] == "string_pattern_mismatch":
            kind = "notebook" if last == "notebook" else path[0]
            yield f"{where}: {item['input']!r} will not do; expected {_PATTERNS[kind]}"
        elif item["type"] == "missing":
            yield f"{where} is missing"
        else:
            yield f"{where}: {item['msg']}, not {item['input']!r}"


def read_notebook(workspace: Workspace, notebook: str) -> dict[str, Any]:
    """Read a notebook's JSON, its sources as one string each.

    Raises
    ------
    CatalogueError
        If there is no such notebook, or the file is none.
    """
    path = workspace.notebooks / f"{notebook}.ipynb"
    where = f"notebooks/{notebook}.ipynb"
    if not path.is_file():
        names = [file.stem for file in workspace.notebooks.glob("*.ipynb")]
        others = f": {one_of(notebook, names)}" if names else ", nor any other."
        raise CatalogueError(f"{where}: there is no such notebook{others}")
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["nbformat"] != 4:  # noqa: PLR2004 - the format's own number
            raise CatalogueError(f"{where} has format {data['nbformat']}; open and save it in JupyterLab for format 4.")
        cells = [{**cell, "source": "".join(cell["source"])} for cell in data["cells"]]
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogueError(f"{where} is no notebook: {type(error).__name__}: {error}") from None
    return {**data, "cells": cells}


def read_parameters(workspace: Workspace, notebook: str) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares, without running it.

    Parameters
    ----------
    workspace : Workspace
        Where the notebook is.
    notebook : str
        Its name, without suffix.

    Returns
    -------
    dict of str to Parameter
        In the order of the notebook's `parameters` cell; empty if it has none.

    Raises
    ------
    CatalogueError
        With every line of the cell that is not `name: type = literal`.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> cell = {"cell_type": "code", "source": "days: int = 6", "metadata": {"tags": ["parameters"]}}
    >>> with TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     workspace.notebooks.mkdir()
    ...     path = workspace.notebooks / "day.ipynb"
    ...     _ = path.write_text(json.dumps({"nbformat": 4, "cells": [cell]}), "utf-8")
    ...     read_parameters(workspace, "day")
    {'days': Parameter(name='days', annotation='int', default=6)}
    """
    cells = read_notebook(workspace, notebook)["cells"]
    tagged = [(n, c) for n, c in enumerate(cells, 1) if PARAMETERS in c.get("metadata", {}).get("tags", [])]
    if len(tagged) > 1:
        numbers = ", ".join(str(number) for number, _ in tagged)
        raise CatalogueError(f"notebooks/{notebook}.ipynb: cells {numbers} are tagged 'parameters'; tag one.")
    found: dict[str, Parameter] = {}
    problems: list[str] = []
    for number, cell in tagged:
        where = f"notebooks/{notebook}.ipynb, cell {number}"
        for line, item in _declarations(cell["source"]):
            if isinstance(item, str):
                problems.append(f"{where}, line {line}: {item}")
            else:
                found[item.name] = item
    if problems:
        raise CatalogueError("\n".join(problems))
    return found


def _declarations(source: str) -> Iterator[tuple[int, Parameter | str]]:
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        yield error.lineno or 1, f"this is no Python: {error.msg}"
        return
    for node in body:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield node.lineno, _declaration(node)


def _declaration(node: ast.stmt) -> Parameter | str:
    expected = "a parameter is declared as 'name: type = literal'"
    if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None):
        return f"{expected}, not {ast.unparse(node).splitlines()[0]!r}"
    annotation = ast.unparse(node.annotation)
    allowed = [*SCALARS, *(f"list[{scalar}]" for scalar in SCALARS)]
    if annotation not in allowed:
        return f"the type of parameter {node.target.id!r}: {one_of(annotation, allowed)}"
    try:
        parameter = Parameter(node.target.id, annotation, ast.literal_eval(node.value))
    except ValueError:
        return f"{expected}; {ast.unparse(node.value)!r} is no literal"
    if not parameter.accepts(parameter.default):
        return f"parameter {parameter.name!r} is declared {annotation}, but its value is {parameter.default!r}"
    return parameter


def check_parameters(workspace: Workspace, catalogue: Catalogue, names: Sequence[str] | None = None) -> None:
    """Check the parameters of reports against what their notebooks declare and the ledger holds.

    Parameters
    ----------
    workspace : Workspace
        Where notebooks and data are.
    catalogue : Catalogue
        The catalogue.
    names : sequence of str, optional
        Reports to check; all if omitted.

    Raises
    ------
    CatalogueError
        With all problems of all reports: no such notebook, an unknown parameter, a value of the wrong type, a value
        that is not among the choices.

    Examples
    --------
    >>> from pathlib import Path
    >>> entry = Entry(title="Daily", notebook="day")
    >>> check_parameters(Workspace(Path("/nowhere")), Catalogue(reports={"daily": entry}))
    Traceback (most recent call last):
    liberterra_analysis.errors.CatalogueError: notebooks/day.ipynb: there is no such notebook, nor any other.
    """
    problems: dict[str, None] = {}
    for name, entry in catalogue.select(names).items():
        try:
            declared = read_parameters(workspace, entry.notebook)
            texts = list(_check_values(workspace, catalogue, entry, declared))
        except CatalogueError as error:
            problems.setdefault(str(error))
        else:
            problems |= dict.fromkeys(f"{_name(workspace)}, report {name!r}: {text}" for text in texts)
    if problems:
        raise CatalogueError("\n".join(problems))


def _check_values(
    workspace: Workspace, catalogue: Catalogue, entry: Entry, declared: Mapping[str, Parameter]
) -> Iterator[str]:
    for name, value in entry.parameters.items():
        if name not in declared:
            yield f"parameter {one_of(name, declared)}"
        elif not declared[name].accepts(value):
            kind = type(value).__name__
            yield f"parameter {name!r} is {value!r} ({kind}), but the notebook declares {declared[name].annotation}"
        elif name in catalogue.choices:
            allowed = read_choices(workspace, catalogue.choices[name])
            given: Iterable[object] = value if isinstance(value, list) else [value]
            yield from (f"parameter {name!r}: {one_of(item, allowed)}" for item in given if str(item) not in allowed)


def read_choices(workspace: Workspace, column: str) -> list[str]:
    """Give the values of a column of the ledger, written as `table.column`; each once, in the order of the file.

    Raises
    ------
    CatalogueError
        If there is no such table or column.
    """
    table, _, name = column.partition(".")
    path = workspace.data / f"{table}.csv"
    where = f"{_name(workspace)}, choices {column!r}"
    if not path.is_file():
        raise CatalogueError(f"{where}: table {one_of(table, [file.stem for file in workspace.data.glob('*.csv')])}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if name not in (rows.fieldnames or ()):
            raise CatalogueError(f"{where}: column {one_of(name, rows.fieldnames or ())}")
        return list(dict.fromkeys(row[name] for row in rows if row[name]))
