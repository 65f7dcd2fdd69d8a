"""Public functions refuse frames they cannot use, and explain all that they are given."""

import inspect
import re
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pandas as pd
import pytest

import liberterra_analysis as lt
from liberterra_analysis import analysis, datasets, display, extract, hedges, ledger, lookup, places, plots, wording
from liberterra_analysis.arguments import PARAMETERS, export
from liberterra_analysis.errors import UsageError

MODULES = (analysis, datasets, display, extract, hedges, ledger, lookup, places, plots, wording)


def functions(*modules: Any) -> Iterator[FunctionType]:
    items = (getattr(module, name) for module in modules for name in dir(module) if not name.startswith("__"))
    return (item for item in items if inspect.isfunction(item))


def test_every_parameter_is_explained_where_a_notebook_asks() -> None:
    for function in functions(*MODULES):
        text = inspect.getdoc(function) or ""
        lacks = [name for name in inspect.signature(function).parameters if f"`{name}`" not in text]
        lacks = [name for name in lacks if not re.search(rf"^\**{name}( : .*)?\n    ", text, re.MULTILINE)]
        assert not lacks, f"{function.__module__}.{function.__name__} does not explain {lacks}; see arguments.csv"


def test_modules_complete_to_what_they_export() -> None:
    for module in MODULES:
        assert not {"annotations", "pd", "export", "Any"} & set(dir(module))
    assert dir(analysis) == sorted(analysis.__all__)


@pytest.mark.parametrize(
    "wrong", [pd.DataFrame({"day": ["2024-01-01"], "n": [1]}), "liberterra-2"], ids=["frame", "text"]
)
def test_a_frame_that_a_function_cannot_use_is_refused_in_words(wrong: object) -> None:
    for function in functions(analysis, wording, plots, display):
        named = inspect.signature(function).parameters
        frames = [name for name in named if name in PARAMETERS and PARAMETERS[name].columns]
        if not frames or function.__name__ in {"phrase_title"}:
            continue
        given = {
            name: wrong if name in frames else {"country": "TUR"}.get(name)
            for name, one in named.items()
            if one.kind != one.VAR_KEYWORD
        }
        variadic = [name for name, one in named.items() if one.kind == one.VAR_POSITIONAL]
        args = [given.pop(name) for name in [*given] if variadic and named[name].kind != inspect.Parameter.KEYWORD_ONLY]
        with pytest.raises(UsageError, match=r"must be (a row of )?what .* returns, but this (lacks|is a )"):
            [*function(*args, **given)]


def test_the_refusal_says_what_is_wanted_and_what_this_is() -> None:
    for call, message in {
        lambda: plots.plot_coverage(lt.load_claims("liberterra-2")): "plot_coverage: `coverage` must be what "
        "analysis.measure_coverage returns, but this looks like what load_claims returns, and lacks the column "
        "'claim_ids' and 13 more.",
        lambda: display.show_title(
            "liberterra-2", lt.operation("liberterra-2").figures, lt.load_sources()
        ): "show_title: `operation` must be a row of what load_operations returns, but this is a str.",
    }.items():
        with pytest.raises(UsageError) as caught:
            call()
        assert str(caught.value) == message


def test_blanks_that_are_text_are_refused_and_not_counted_as_known() -> None:
    figures = lt.operation("liberterra-2").figures
    filled = figures.assign(subset_of=figures["subset_of"].fillna(""))
    for call in (lambda: analysis.total(filled), lambda: analysis.select_headline(frame=filled)):
        with pytest.raises(UsageError, match=r"^(total|select_headline): blanks are empty text; keep them missing, "):
            call()


def test_a_fault_inside_a_function_is_not_put_on_its_frame() -> None:
    def measure_lost(fates: pd.DataFrame) -> None:
        raise KeyError("inside")

    measure_lost.__module__ = "liberterra_analysis.made"
    names: dict[str, Any] = {"__name__": "liberterra_analysis.made", "f": measure_lost}
    export(names)
    with pytest.raises(KeyError, match="inside"):
        names["f"](pd.DataFrame(columns=[*PARAMETERS["fates"].columns]))
    with pytest.raises(UsageError, match=r"measure_lost: `fates` must be what analysis.trace_fates returns") as refused:
        names["f"](pd.DataFrame())
    assert isinstance(refused.value.__cause__, KeyError)


def test_a_parameter_that_means_another_thing_in_a_package_has_a_text_of_its_own() -> None:
    assert 'The key or the name of an operation, with or without "Operation".' in (inspect.getdoc(lt.operation) or "")
    assert "What `load_operations` returns." not in (inspect.getdoc(lt.load_claims) or "")
