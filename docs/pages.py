"""The pages of the site that are made from the code and from the ledger, so that they cannot disagree with it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import gallery
from pydantic import BaseModel
from sphinx.pycode import ModuleAnalyzer

import liberterra_analysis as lt
from liberterra_analysis import analysis, hedges, wording
from liberterra_analysis.hedges import Interval
from liberterra_analysis.report.publish.catalogue import CatalogueFile, Entry, ListedEntry
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.vocabulary import HEDGES, LISTS

ROOT = Path(__file__).parents[1]

PACKAGES = [name for name in lt.__all__ if isinstance(getattr(lt, name), ModuleType)]

EXAMPLES = {
    "exact": "250",
    "about": "about 775",
    "nearly": "nearly 24,000",
    "more_than": "more than 250",
    "at_least": "at least 178",
    "up_to": "up to 15",
    "fewer_than": "fewer than 5",
    "range": "between 20 and 30",
    "order_of_magnitude": "hundreds",
    "": "several",
}
"""A phrase for each hedge."""


def write_pages(folder: Path) -> None:
    """Write all pages into a folder; a page that says the same stays as it is, so that Sphinx need not read it again."""
    made = {
        "hedges.md": make_hedges(),
        "comparability.md": make_comparability(),
        "cli.md": make_cli(),
        "catalogue.md": make_catalogue(),
        "dictionary.md": make_dictionary(),
        "gallery.md": gallery.make_gallery(),
        "tutorial.ipynb": make_tutorial(),
        **{f"api/{name}.md": make_api(name) for name in ("liberterra_analysis", *PACKAGES)},
    }
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="")


def make_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown.

    >>> print(make_table(["key", "meaning"], [["a|b", "either"]]), end="")
    | key | meaning |
    |---|---|
    | a\\|b | either |
    """
    cells = [[re.sub(r"\s+", " ", cell).replace("|", r"\|") for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *cells]
    return "".join(f"| {' | '.join(line)} |\n".replace("| --- ", "|---").replace("--- |", "---|") for line in lines)


def make_hedges() -> str:
    """Return the table of hedges: what each is read as, and why."""
    rows = []
    for name, rule in hedges.RULES.items():
        example = EXAMPLES[name]
        rows.append([HEDGES[name].words if name in HEDGES else "", example, _format_ends(hedges.parse(example).interval)])
        rows[-1] += [rule.reads, rule.why]
    words = [[rule[0] or "no hedge" if rule[1] != "several" else "not counted", *rule[1:]] for rule in rows]
    printed = [[f"**{one.words or name}**", ", ".join(one.printed)] for name, one in HEDGES.items() if one.printed]
    return "\n".join(
        [
            make_table(["hedge", "for example", "interval", "read as", "why"], words),
            "## Words that are read as a hedge\n",
            make_table(["hedge", "printed words"], printed),
        ]
    )


def _format_ends(interval: Interval) -> str:
    return interval.format("table")


def make_comparability() -> str:
    """Return the tables of reasons against a comparison and for caution, counted in the ledger, with an example."""
    claims, sources, metrics = lt.load_claims(), lt.load_sources(), lt.load_metrics()
    figures = analysis.resolve_claims(claims, sources, metrics)
    pairs = analysis.Pair.rows(analysis.compare_operations(figures, lt.load_operations()))
    states = {state: sum(pair.found.state == state for pair in pairs) for state in analysis.STATES}
    found: dict[str, list[tuple[Any, Any]]] = {}
    for pair in pairs:
        for reason in pair.found.reasons:
            found.setdefault(reason.cause, []).append((pair, reason))
    against = {cause for cause, cases in found.items() if cases[0][0].found.state == "not comparable"}
    head = ["reason", "pairs", "for example"]
    tables = []
    for title, is_it in (("Not comparable", True), ("Comparable with caution", False)):
        rows = [
            [f"**{short}**: {full.replace('{}', '…')}", f"{len(found[cause]):,}", _describe(*found[cause][0])]
            for cause, (short, full) in wording.REASONS.items()
            if cause in found and (cause in against) == is_it
        ]
        tables += [f"## {title}\n", make_table(head, rows)]
    rest = [f"{short} ({full.replace('{}', '…')})" for cause, (short, full) in wording.REASONS.items() if cause not in found]
    counts = "; ".join(f"{number:,} are {state}" for state, number in states.items())
    tables += [f"Reasons that no pair of the ledger gives: {'; '.join(rest)}.\n"] if rest else []
    return "\n".join([f"The ledger holds {len(pairs):,} pairs of figures: {counts}.\n", *tables])


def _describe(pair: Any, reason: Any) -> str:
    said = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", str(wording.phrase_reason(reason)))
    return f"{pair.earlier.words} {pair.earlier.noun} of {pair.earlier.name} and {pair.later.words} {pair.later.noun} of {pair.later.name}: {said}"


def make_cli() -> str:
    """Return the help of every command, as typer writes it."""
    command = [sys.executable, "-m", "typer", "liberterra_analysis.cli", "utils", "docs", "--name", "liberterra"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def make_catalogue() -> str:
    """Return a table for each table of `reports.toml`, from the models that check it."""
    whole = CatalogueFile.model_json_schema()
    parts = [("The file", CatalogueFile), ("`[site]`", Site), ("`[reports.NAME]`", ListedEntry)]
    return "\n".join(
        f"## {title}\n\n{make_table(['key', 'value', 'if omitted', 'meaning'], _list_keys(model, whole))}"
        for title, model in parts
    )


def _list_keys(model: type[BaseModel], whole: dict[str, Any]) -> Iterator[list[str]]:
    told: dict[str, str] = {}
    for one in reversed(model.mro()):
        if one.__module__.startswith("liberterra"):
            docs = ModuleAnalyzer.for_module(one.__module__).find_attr_docs()
            told |= {name: " ".join(lines) for (owner, name), lines in docs.items() if owner == one.__name__}
    for name, part in model.model_json_schema()["properties"].items():
        field = model.model_fields[name]
        default = "must be there" if field.is_required() else _format_default(field.default)
        yield [f"`{name}`", _describe_type(part, whole), default, told.get(name, "")]


def _format_default(value: object) -> str:
    if isinstance(value, BaseModel) or value in (None, "", {}, ()):
        return ""
    return f"`{json.dumps(value)}`"


def _describe_type(part: dict[str, Any], whole: dict[str, Any]) -> str:
    if "enum" in part:
        return " or ".join(f'`"{value}"`' for value in part["enum"])
    if "anyOf" in part or "oneOf" in part:
        kinds = [_describe_type(one, whole) for one in part.get("anyOf", part.get("oneOf")) if one.get("type") != "null"]
        return " or ".join(kinds)
    if "$ref" in part or part.get("type") == "object":
        return "table"
    if part.get("type") == "array":
        return f"list of {_describe_type(part['items'], whole)}"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(part.get("type", ""), "value")


def make_dictionary() -> str:
    """Return the columns of each table of the ledger, and the terms of each closed list."""
    package = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
    parts = []
    for table in package["resources"]:
        keys = {key["fields"][0]: key["reference"]["resource"] or table["name"] for key in table["schema"].get("foreignKeys", ())}
        rows = [_describe_column(one, keys) for one in table["schema"]["fields"]]
        parts += [f"## `{table['path']}`\n\n{table['description']}\n", make_table(["column", "type", "meaning"], rows)]
    parts.append("## Closed lists\n")
    for name, terms in LISTS.items():
        rows = [[f"`{one.name}`", one.words, one.definition, one.not_to_be_confused_with] for one in terms.values()]
        if any(row[2] for row in rows):
            parts += [f"### {name}\n", make_table(["term", "in words", "definition", "not to be confused with"], rows)]
    return "\n".join(parts)


def _describe_column(column: dict[str, Any], keys: dict[str, str]) -> list[str]:
    limits = column.get("constraints", {})
    values = limits.get("enum", [])
    listed = ", ".join(f"`{value}`" for value in values) if len(values) <= MAX_VALUES else f"{len(values)} values"
    notes = [
        column["description"],
        f"Refers to `{keys[column['name']]}`." if column["name"] in keys else "",
        f"One of {listed}." if values else "",
        "Required." if limits.get("required") else "",
    ]
    return [f"`{column['name']}`", column["type"], " ".join(filter(None, notes))]


MAX_VALUES = 12
"""Most values of a column that are listed in its row; longer lists stand below."""


def make_api(name: str) -> str:
    """Return the page of a package, for autodoc to fill."""
    module = name if name == lt.__name__ else f"{lt.__name__}.{name}"
    title = lt.__name__ if name == lt.__name__ else name
    assert import_module(module).__doc__
    return f"# `{title}`\n\n```{{eval-rst}}\n.. automodule:: {module}\n   :members:\n```\n"


def make_tutorial() -> str:
    """Return the guided notebook under a title, for Sphinx to execute."""
    notebook = json.loads((ROOT / "notebooks/explore.ipynb").read_text("utf-8"))
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Tutorial: a first hour"}
    notebook["cells"] = [title, *notebook["cells"][1:]]
    return json.dumps(notebook, indent=1)
