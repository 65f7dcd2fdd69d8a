"""Whatever the package exports says in one plain sentence what it is, and what it describes is there.

Exported is what a module or package names in `__all__`; where it has none, its public functions and classes. Modules
within a package that has `__all__` are its inside.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest
from numpydoc.validate import validate

import liberterra_analysis
import liberterra_analysis.errors

ROOT = liberterra_analysis.__name__

CHECKS = {
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
}


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


def faults(module: str, name: str) -> list[str]:
    found = validate(f"{module}.{name}")["errors"]
    return [f"{module}.{name}: {code} {text}" for code, text in found if code in CHECKS]


def test_exports_explain_themselves() -> None:
    found = {module: importlib.import_module(module) for module in sorted(modules(liberterra_analysis))}
    names = [(key, name) for key, module in found.items() for name, _ in exported(module)]
    assert len(names) > 300
    if listed := [fault for one in names for fault in faults(*one)]:
        pytest.fail("\n".join(listed), pytrace=False)


def undocumented(number: int) -> int:
    return number


def test_a_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # numpydoc loads what it validates by name, and tests are no importable modules.
    monkeypatch.setattr(liberterra_analysis.errors, "undocumented", undocumented, raising=False)
    assert [fault.split()[1] for fault in faults(f"{ROOT}.errors", "undocumented")] == ["GL08"]
