"""The parameters of public functions: what each is, and the columns by which a frame is known.

`parameters.csv` has a row for each name, which means the same in all functions, or in those of a package, as
`datasets.name`. Columns that begin with "+" are those of another frame.
"""

from __future__ import annotations

import csv
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from liberterra_analysis.errors import LiberterraError, UsageError

_STARS: Mapping[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}

TELLING = 3
"""Columns from which a frame is told by what it holds."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: what it is, and of a frame the function that makes it and the columns that are needed."""

    made_by: str
    columns: frozenset[str]
    text: str


def _read_parameters() -> Mapping[str, Parameter]:
    table = resources.files("liberterra_analysis").joinpath("parameters.csv").read_text(encoding="utf-8")
    found: dict[str, Parameter] = {}
    for name, made_by, columns, text in [*csv.reader(table.splitlines())][1:]:
        own = {column for column in columns.split() if not column.startswith("+")}
        above = (found[column[1:]].columns for column in columns.split() if column.startswith("+"))
        found[name] = Parameter(made_by, frozenset(own.union(*above)), text)
    return found


PARAMETERS = _read_parameters()


def export(namespace: dict[str, Any]) -> None:
    """Finish what a module exports: frames are checked, parameters explained, and `dir` lists nothing else.

    Exported is `__all__`, or else what the module defines. Where a function fails, a frame that
    lacks a column raises `UsageError`.
    """
    module = namespace["__name__"]
    own = [key for key, item in namespace.items() if getattr(item, "__module__", "") == module and key[0] != "_"]
    names = sorted(namespace.get("__all__", own))
    for name in names:
        if inspect.isfunction(namespace[name]):
            namespace[name] = _finish(namespace[name], module.split(".")[1])
    namespace["__dir__"] = lambda: names


def _finish(function: Callable[..., Any], package: str) -> Callable[..., Any]:
    signature, text = inspect.signature(function), inspect.getdoc(function) or ""
    known = {name: PARAMETERS.get(f"{package}.{name}") or PARAMETERS.get(name) for name in signature.parameters}
    # A name that the docstring explains is explained there.
    told = {name: one for name, one in known.items() if one and (one.columns or f"`{name}`" not in text)}
    lines = [
        f"{_STARS.get(signature.parameters[name].kind, '')}{name}\n    {one.text or f'What `{one.made_by}` returns.'}"
        for name, one in told.items()
    ]
    if lines and "\nParameters\n" not in text:
        function.__doc__ = "\n".join([text, "", "Parameters", "----------", *lines, ""])
    frames = {
        name: one
        for name, one in known.items()
        if one and one.columns and str(signature.parameters[name].annotation).startswith("pd.")
    }

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        try:
            result = function(*args, **kwargs)
            return iter([*result]) if inspect.isgenerator(result) else result
        except LiberterraError:
            raise
        except Exception:
            given = signature.bind(*args, **kwargs).arguments
            for name, one in frames.items():
                values = given.get(name)
                for value in values if isinstance(values, tuple) else [values] * (values is not None):
                    if fault := _find_fault(one, value):
                        a_row = "a row of what" if name == "operation" else "what"
                        wanted = f"`{name}` must be {a_row} {one.made_by} returns"
                        raise UsageError(f"{function.__name__}: {wanted}, but this {fault}.") from None
            raise

    return checked if frames else function


def _find_fault(wanted: Parameter, value: Any) -> str:
    """Return how a frame, or the row of one, is not what is wanted; "" if it holds all columns."""
    held = getattr(value, "columns", getattr(value, "index", None))
    if held is None or callable(held):
        return f"is a {type(value).__name__}"
    lacks = sorted(wanted.columns.difference(held))
    if not lacks:
        return ""
    lack = f"lacks the column {lacks[0]!r}" + (f" and {len(lacks) - 1} more" if len(lacks) > 1 else "")
    alike = [one for one in PARAMETERS.values() if len(one.columns) >= TELLING and one.columns <= set(held)]
    made_by = max(alike, key=lambda one: len(one.columns)).made_by if alike else wanted.made_by
    return lack if made_by == wanted.made_by else f"looks like what {made_by} returns, and {lack}"
