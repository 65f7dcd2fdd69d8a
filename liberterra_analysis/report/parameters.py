"""The parameters that a notebook declares, read without running it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from liberterra_analysis.errors import CatalogueError, one_of
from liberterra_analysis.workspace import Workspace

__all__ = ["Parameter", "read_notebook", "read_parameters"]

SCALARS: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
PARAMETERS = "parameters"
"""Tag of the notebook cell that declares the parameters."""


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


def read_notebook(workspace: Workspace, notebook: str) -> dict[str, Any]:
    """Read a notebook as JSON.

    Parameters
    ----------
    workspace : Workspace
        Where the notebook is.
    notebook : str
        Its name, without suffix.

    Returns
    -------
    dict
        The notebook, the source of each cell as one string.

    Raises
    ------
    CatalogueError
        If there is no such notebook, or the file is none.

    Examples
    --------
    >>> from pathlib import Path
    >>> read_notebook(Workspace(Path("/nowhere")), "day")
    Traceback (most recent call last):
    liberterra_analysis.errors.CatalogueError: notebooks/day.ipynb: there is no such notebook, nor any other.
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
