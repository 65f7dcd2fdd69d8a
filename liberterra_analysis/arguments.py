"""The meaning of each parameter of public functions, and the columns that its frame has.

A row of `arguments.csv` holds for each parameter of that name, or of that name in one package, as `datasets.name`. A
column written `+claims` stands for all columns of the row `claims`.
"""

import csv
import functools
import inspect
import threading
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from importlib import resources
from typing import Any

from liberterra_analysis.errors import LiberterraError, UsageError

_STARS: Mapping[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}

FEWEST = 3
"""Fewest columns by which a frame is recognised."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A row of `arguments.csv`: the text, or of a frame the function that returns it, and its columns."""

    made_by: str
    columns: frozenset[str]
    text: str


def _read_parameters() -> Mapping[str, Parameter]:
    table = resources.files("liberterra_analysis").joinpath("arguments.csv").read_text(encoding="utf-8")
    found: dict[str, Parameter] = {}
    for name, made_by, columns, text in [*csv.reader(table.splitlines())][1:]:
        own = {column for column in columns.split() if not column.startswith("+")}
        above = (found[column[1:]].columns for column in columns.split() if column.startswith("+"))
        found[name] = Parameter(made_by, frozenset(own.union(*above)), text)
    return found


PARAMETERS = _read_parameters()


def export(namespace: dict[str, Any]) -> None:
    """Document and check the parameters of a module's public functions, and list public names in `__all__` and `dir`.

    Public is what the module defines, or a package imports from its modules, without an underscore. A function that
    fails raises `UsageError` if one of its frames lacks a column; frames with fewer columns than listed are accepted as
    long as it works.
    """
    module, names = namespace["__name__"], _list_public(namespace)
    for name in names:
        if inspect.isfunction(function := namespace[name]):
            known = _find_parameters(function, module.split(".")[1])
            _document(function, known)
            namespace[name] = _check_frames(function, known)
    namespace |= {"__all__": names, "__dir__": lambda: names}


def _list_public(namespace: Mapping[str, Any]) -> list[str]:
    module, inside = namespace["__name__"], f"{namespace['__name__']}."
    is_package = "__path__" in namespace
    homes = {key: getattr(item, "__module__", inside) for key, item in namespace.items() if not inspect.ismodule(item)}
    return sorted(
        key
        for key, home in homes.items()
        if key[0] != "_" and (home == module or (is_package and home.startswith(inside)))
    )


def _find_parameters(function: Callable[..., Any], package: str) -> dict[str, Parameter]:
    rows = {name: (f"{package}.{name}", name) for name in inspect.signature(function).parameters}
    return {name: PARAMETERS[key] for name, keys in rows.items() for key in keys[::-1] if key in PARAMETERS}


def _document(function: Callable[..., Any], known: Mapping[str, Parameter]) -> None:
    """Add the section "Parameters" to a docstring that has none, without what its text explains already."""
    signature, text = inspect.signature(function), inspect.getdoc(function) or ""
    lines = [
        f"{_STARS.get(signature.parameters[name].kind, '')}{name}\n    {one.text or f'What `{one.made_by}` returns.'}"
        for name, one in known.items()
        if one.columns or f"`{name}`" not in text
    ]
    if lines and "\nParameters\n" not in text:
        function.__doc__ = "\n".join([text, "", "Parameters", "----------", *lines, ""])


def _check_frames(function: Callable[..., Any], known: Mapping[str, Parameter]) -> Callable[..., Any]:
    """Wrap a function that takes frames, so that a failure names the frame that lacks a column."""
    signature = inspect.signature(function)
    frames = {name: one for name, one in known.items() if one.columns}

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        import pandas as pd

        held: list[Any] = [one for one in (*args, *kwargs.values()) if isinstance(one, pd.DataFrame)]
        # A blank that is text would count as known: sums come out wrong, and nothing fails. It is looked for among
        # objects: to compare as pandas does took twenty times as long.
        if any((one["subset_of"].to_numpy(object, na_value=None) == "").any() for one in held if "subset_of" in one):
            raise UsageError(f"{function.__name__}: blanks are empty text; keep them missing, without fillna('').")
        # Text as the ledger holds it: where rows are few, and in names of columns, pyarrow takes far longer. The option
        # is the same for all threads, of which two would set it back in the wrong order.
        is_main = threading.current_thread() is threading.main_thread()
        try:
            with pd.option_context("mode.string_storage", "python") if is_main else nullcontext():
                result = function(*args, **kwargs)
                return iter([*result]) if inspect.isgenerator(result) else result
        except LiberterraError:
            raise
        except Exception as error:
            given = signature.bind(*args, **kwargs).arguments
            for name, one in frames.items():
                values = given.get(name)
                for value in values if isinstance(values, tuple) else [values] * (values is not None):
                    if fault := _find_fault(one, value):
                        a_row = "a row of what" if name == "operation" else "what"
                        wanted = f"`{name}` must be {a_row} {one.made_by} returns"
                        raise UsageError(f"{function.__name__}: {wanted}, but this {fault}.") from error
            raise

    return checked if frames else function


def _find_fault(wanted: Parameter, value: Any) -> str:
    """Return what is wrong with a frame, or a row of one; "" if it has all columns."""
    held = getattr(value, "columns", getattr(value, "index", None))
    if held is None or callable(held):
        return f"is a {type(value).__name__}"
    lacks = sorted(wanted.columns.difference(held))
    if not lacks:
        return ""
    lack = f"lacks the column {lacks[0]!r}" + (f" and {len(lacks) - 1} more" if len(lacks) > 1 else "")
    alike = [one for one in PARAMETERS.values() if len(one.columns) >= FEWEST and one.columns <= set(held)]
    made_by = max(alike, key=lambda one: len(one.columns)).made_by if alike else wanted.made_by
    return lack if made_by == wanted.made_by else f"looks like what {made_by} returns, and {lack}"
