"""The parameters that a notebook declares, read without running it."""

import ast
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json

from liberterra_analysis.errors import CatalogueError, one_of, shorten
from liberterra_analysis.report.execute.cells import PYTHON, find_kernel
from liberterra_analysis.workspace import Workspace

MAX_PROBLEMS = 5
"""Most problems of one notebook that are reported."""

PLAIN: Mapping[str, Any] = {
    **{kind.__name__: kind for kind in (str, int, float, bool, list, dict, date, datetime)}, "Any": Any,
}  # fmt: skip
"""Types from which the type of a parameter may be composed."""

PARAMETERS = "parameters"
"""Tag of the notebook cell that declares the parameters."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as a notebook declares it: `name: annotation = default`."""

    name: str
    annotation: str
    default: object

    def accepts(self, value: object) -> bool:
        """Return whether a value has the declared type; a `bool` is not an `int`, an `int` is also a `float`.

        >>> Parameter("days", "int", 6).accepts(True), Parameter("rates", "list[float]", []).accepts([1, 2.5])
        (False, True)
        """
        try:
            self._kind.validate_python(value, strict=True)
        except ValidationError:
            return False
        return True

    def convert(self, value: Any) -> object:
        """Return a value, such as the text of an option, in the declared type, or as it is where that cannot be.

        >>> Parameter("day", "date", None).convert("2031-03-09"), Parameter("days", "list[int]", []).convert("[1, 2]")
        (datetime.date(2031, 3, 9), [1, 2])
        """
        kind = self._kind
        for read in (kind.validate_python, kind.validate_json):
            with suppress(ValidationError):
                return read(value)
        return value

    @property
    def _kind(self) -> TypeAdapter[Any]:
        return TypeAdapter(eval(self.annotation, {"__builtins__": {}}, {**PLAIN}))  # noqa: S307 (of names in `PLAIN`)


def read_source(path: Path, name: str) -> str:
    """Read a UTF-8 file, with or without a byte order mark; CatalogueError if there is one that cannot be read."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{name}: byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    except OSError as error:
        raise CatalogueError(f"{name}: cannot be read: {error.strerror}.") from None


class Metadata(BaseModel):
    """What is read of the metadata of a cell."""

    tags: list[str] = []


class Cell(BaseModel):
    """A cell, as far as its form is checked."""

    cell_type: Literal["code", "markdown", "raw"]
    source: str | list[str]
    metadata: Metadata = Metadata()
    outputs: list[Any] = []


class Notebook(BaseModel):
    """A notebook, as far as its form is checked."""

    nbformat: Literal[4]
    metadata: dict[str, Any] = {}
    cells: list[Cell]


def read_notebook(workspace: Workspace, notebook: str) -> dict[str, Any]:
    """Read a notebook as JSON, with the source of each cell as one string; CatalogueError if it is not one."""
    where = f"notebooks/{notebook}.ipynb"
    try:
        text = read_source(workspace.notebooks / f"{notebook}.ipynb", where)
        data = from_json(text)  # json.loads overflows the stack on deep nests
        Notebook.model_validate(data, strict=True)
    except FileNotFoundError:
        names = [file.stem for file in workspace.notebooks.glob("*.ipynb")]
        others = f": {one_of(notebook, names)}" if names else ", nor any other."
        raise CatalogueError(f"{where}: there is no such notebook{others}") from None
    except ValidationError as error:
        raise CatalogueError("\n".join(_explain(where, item) for item in error.errors()[:MAX_PROBLEMS])) from None
    except ValueError as error:
        raise CatalogueError(f"{where} is not JSON: {error}.") from None
    kernel, language = find_kernel(data)
    if kernel == PYTHON and language.lower() not in {"python", "ipython"}:
        raise CatalogueError(f"{where} is written in {language}, and names no kernel that runs it.")
    return {**data, "cells": [{**cell, "source": "".join(cell["source"])} for cell in data["cells"]]}


def _explain(where: str, error: ErrorDetails) -> str:
    """Return what makes JSON not a notebook, and how to mend it."""
    path = [str(part) for part in error["loc"]]
    if len(path) > 1:
        where, path = f"{where}, cell {int(path[1]) + 1}", path[2:]
    what = ": ".join(filter(None, [where, ".".join(path), error["msg"]]))
    return f"{what}; got {shorten(error['input'])}; save it in JupyterLab for format 4."


def read_parameters(workspace: Workspace, notebook: str) -> dict[str, Parameter]:
    """Read the parameters that a notebook declares, in the order of their cell; CatalogueError with all faults."""
    read = read_notebook(workspace, notebook)
    cells = read["cells"] if find_kernel(read)[0] == PYTHON else []  # another language declares nothing that is read
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
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_text and not isinstance(node, ast.Import | ast.ImportFrom):
            yield node.lineno, _declaration(node)


def _declaration(node: ast.stmt) -> Parameter | str:
    """Return a parameter that is declared as `name: type = literal`, or as `name = literal`, else what is wrong."""
    expected = "a parameter is declared as 'name: type = literal'"
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if not (isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and node.value is not None):
        return f"{expected}, not {ast.unparse(node).splitlines()[0]!r}"
    try:
        default = _evaluate(node.value)
    except (ValueError, TypeError):  # TypeError: date("2031-03-09")
        return f"{expected}; {ast.unparse(node.value)!r} is no literal"
    named = node.annotation if isinstance(node, ast.AnnAssign) else None
    annotation = ast.unparse(named) if named else "Any" if default is None else type(default).__name__
    if unknown := _find_unknown(named):
        return f"the type of parameter {target.id!r}: {one_of(unknown, PLAIN)}"
    parameter = Parameter(target.id, annotation, default)
    if not parameter.accepts(parameter.default):
        return f"parameter {parameter.name!r} is declared {annotation}, but its value is {parameter.default!r}"
    return parameter


def _find_unknown(annotation: ast.expr | None) -> str:
    """Return the first part of an annotation that is no plain type, "" if there is none."""
    if annotation is None or (isinstance(annotation, ast.Constant) and annotation.value is None):
        return ""
    if isinstance(annotation, ast.Subscript):
        parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        return next(filter(None, map(_find_unknown, (annotation.value, *parts))), "")
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return _find_unknown(annotation.left) or _find_unknown(annotation.right)
    return "" if isinstance(annotation, ast.Name) and annotation.id in PLAIN else ast.unparse(annotation)


def _evaluate(node: ast.expr) -> object:
    """Return the value of a literal, also of `date(2031, 3, 9)`; ValueError if it is none."""
    if isinstance(node, ast.Call) and not node.keywords:
        kind = {"date": date, "datetime": datetime}.get(ast.unparse(node.func).rpartition(".")[2])
        if kind is not None:
            return kind(*map(ast.literal_eval, node.args))
    return ast.literal_eval(node)
