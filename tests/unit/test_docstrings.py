"""Whatever the package exports explains itself.

Exported is what a module or package names in `__all__`; where it has none, its public functions and classes. Modules
within a package that has `__all__` are its inside. What the functions of a package have in common (the frames they
take, what a plot returns) stands once, in the docstring of the package.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest
from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate
from pydantic import BaseModel

import liberterra_analysis
import liberterra_analysis.errors

ROOT = liberterra_analysis.__name__
# Docstrings in the command line are its help texts.
DESCRIPTION_ONLY = {f"{ROOT}.cli"}

DESCRIPTION = {
    "GL01",  # summary on the first line
    "GL02",
    "GL03",
    "GL06",  # known sections, in their order
    "GL07",
    "GL08",  # there is a docstring
    "SS01",  # there is a summary: one line, capitalised, with a full stop, no spaces before it
    "SS02",
    "SS03",
    "SS04",
    "SS06",
    "PR02",  # what is documented as a parameter is one
    "PR05",  # parameters: type in the right form, description that is a sentence
    "PR06",
    "PR07",
    "PR10",
}
PARAMETERS = {"PR01", "PR03", "PR04"}
FUNCTION = PARAMETERS | {"SS05", "RT01", "RT03", "YD01", "EX01"}


def modules(package: ModuleType) -> Iterator[str]:
    """Name the modules whose exports are the package's own."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield found.name
        if found.ispkg:
            inner = importlib.import_module(found.name)
            if not hasattr(inner, "__all__"):
                yield from modules(inner)


def exported(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name in getattr(module, "__all__", vars(module)):
        item = getattr(module, name)
        if name.startswith("_") or not (inspect.isclass(item) or callable(item)):
            continue
        origin = getattr(item, "__module__", "") or ""
        if origin == module.__name__ or (hasattr(module, "__all__") and origin.startswith(ROOT)):
            yield name, item


def is_plain_data(item: object) -> bool:
    return isinstance(item, type) and (dataclasses.is_dataclass(item) or issubclass(item, BaseModel))


def required(item: object, module: str) -> set[str]:
    """Say which of numpydoc's checks an export must pass."""
    if module in DESCRIPTION_ONLY or module.rpartition(".")[0] in DESCRIPTION_ONLY or is_plain_data(item):
        return DESCRIPTION - {"PR02"}
    if isinstance(item, type):
        return DESCRIPTION | PARAMETERS if "__init__" in vars(item) else DESCRIPTION
    return DESCRIPTION | FUNCTION


def shared(module: str) -> tuple[set[str], bool]:
    """Give the parameters that a package describes for all its functions, and whether it says what they return."""
    said = NumpyDocString(inspect.cleandoc(importlib.import_module(module).__doc__ or ""))
    names = (name.strip() for entry in said["Parameters"] for name in entry.name.split(","))
    return set(names), bool(said["Returns"])


def is_said(code: str, text: str, module: str) -> bool:
    """Tell whether what numpydoc misses at a function stands in the docstring of its package."""
    names, returns = shared(module)
    return (code == "PR01" and set(re.findall(r"'(\w+)'", text)) <= names) or (code == "RT01" and returns)


def faults(item: object, module: str, name: str) -> list[str]:
    found = [(code, text) for code, text in validate(f"{module}.{name}")["errors"] if code in required(item, module)]
    return [f"{code} {text}" for code, text in found if not is_said(code, text, module)]


@pytest.mark.parametrize("module", sorted(modules(liberterra_analysis)))
def test_exports_have_numpydoc_docstrings(module: str) -> None:
    found = importlib.import_module(module)
    wrong = {f"{module}.{name}": faults(item, module, name) for name, item in exported(found)}
    listed = [f"{name}: {fault}" for name, several in wrong.items() for fault in several]
    if listed:
        pytest.fail("\n".join(listed), pytrace=False)


@pytest.mark.parametrize("module", [f"{ROOT}.{name}" for name in ("ledger", "analysis", "plots", "display")])
def test_what_a_package_describes_are_parameters_of_its_functions(module: str) -> None:
    functions = [item for _, item in exported(importlib.import_module(module)) if inspect.isfunction(item)]
    taken = {name for function in functions for name in inspect.signature(function).parameters}
    assert shared(module)[0] <= taken


def test_every_layer_is_looked_at() -> None:
    assert {f"{ROOT}.errors", f"{ROOT}.places", f"{ROOT}.hedges", f"{ROOT}.schema"} <= set(modules(liberterra_analysis))


def undocumented(number: int) -> int:
    return number


def half_documented(number: int) -> int:
    """Returns the number

    Parameters
    ----------
    numbers : int
        The number.
    """
    return number


class Described:
    """Something."""

    def __init__(self, number: int) -> None:
        self.number = number


@dataclasses.dataclass
class Data:
    """Some data."""

    number: int


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (undocumented, ["GL08"]),
        (half_documented, ["SS03", "SS05", "PR01", "PR02", "RT01", "EX01"]),
        (Described, ["PR01"]),
        (Data, []),
    ],
)
def test_faults_are_found(item: type, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # numpydoc loads what it validates by name, and tests are no importable modules.
    monkeypatch.setattr(liberterra_analysis.errors, item.__name__, item, raising=False)
    found = faults(item, f"{ROOT}.errors", item.__name__)
    assert [fault.split()[0] for fault in found] == codes
