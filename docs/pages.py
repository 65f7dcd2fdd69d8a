"""The pages of the site that are made from the code and from the ledger, so that they cannot disagree with it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import gallery
from pydantic import BaseModel
from sphinx.pycode import ModuleAnalyzer

import liberterra_analysis as lt
from liberterra_analysis import analysis, hedges
from liberterra_analysis.analysis.comparison import STATES
from liberterra_analysis.report.publish.catalogue import CatalogueFile, ListedEntry
from liberterra_analysis.report.publish.timetable import Publishing, Schedule, Telling
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.vocabulary import HEDGES, LISTS
from liberterra_analysis.wording.comparison import REASONS, phrase_reason

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
    """Write all pages into a folder; Sphinx need not read again what stays as it is."""
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
    r"""Return a table in Markdown.

    >>> print(make_table(["key", "meaning"], [["a|b", "either"]]), end="")
    | key | meaning |
    |---|---|
    | a\|b | either |
    """
    cells = [[re.sub(r"\s+", " ", cell).replace("|", r"\|") for cell in row] for row in rows]
    first, *rest = (f"| {' | '.join(line)} |\n" for line in (head, *cells))
    return "".join([first, f"{'|---' * len(head)}|\n", *rest])


def make_hedges() -> str:
    """Return the table of hedges, what each is read as and why, and the table of their words."""
    rows = []
    for name, rule in hedges.RULES.items():
        words, example = (HEDGES[name].words or "none") if name else "not counted", EXAMPLES[name]
        rows.append([words, example, hedges.parse(example).interval.format("table"), rule.reads, rule.why])
    printed = [[f"**{one.words}**", ", ".join(one.printed)] for one in HEDGES.values() if one.printed]
    parts = [make_table(["hedge", "for example", "interval", "read as", "why"], rows)]
    parts += ["## Words that are read as a hedge\n", make_table(["hedge", "printed words"], printed)]
    return "\n".join(parts)


def make_comparability() -> str:
    """Return the tables of reasons against a comparison and for caution, counted in the ledger, with an example."""
    claims, sources, metrics = lt.load_claims(), lt.load_sources(), lt.load_metrics()
    figures = analysis.resolve_claims(claims, sources, metrics)
    pairs = analysis.Pair.rows(analysis.compare_operations(figures, lt.load_operations()))
    states = {state: sum(pair.state == state for pair in pairs) for state in STATES}
    found: dict[str, list[tuple[analysis.Pair, analysis.Reason]]] = {}
    for pair in pairs:
        for reason in pair.reasons:
            found.setdefault(reason.cause, []).append((pair, reason))
    against = {cause for cause, cases in found.items() if cases[0][0].state == "not comparable"}
    head = ["reason", "pairs", "for example"]
    tables = []
    for title, is_it in (("Not comparable", True), ("Comparable with caution", False)):
        rows = [
            [
                f"**{short}**: {full.replace('{}', '…')}",
                f"{len(found[cause]):,}",
                _describe(min(found[cause], key=_rate)),
            ]
            for cause, (short, full) in REASONS.items()
            if cause in found and (cause in against) == is_it
        ]
        tables += [f"## {title}\n", make_table(head, rows)]
    rest = [full.replace("{}", "…") for cause, (_, full) in REASONS.items() if cause not in found]
    tables += [f"No pair of the ledger is kept apart because {'; or '.join(rest)}.\n"] if rest else []
    counts = ", ".join(f"{number:,} {state.replace('with', 'comparable with')}" for state, number in states.items())
    return "\n".join([f"Of {len(pairs):,} pairs of figures in the ledger are {counts}.\n", *tables])


def _rate(case: tuple[analysis.Pair, analysis.Reason]) -> tuple[bool, int]:
    """Return how little a case shows: nothing, if it names the same words twice, else by its length."""
    details = [str(one) for one in case[1].details]
    return len(set(details)) < len(details), len(_describe(case))


def _describe(case: tuple[analysis.Pair, analysis.Reason]) -> str:
    pair, reason = case
    said = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", str(phrase_reason(reason)))
    sides = [f"{one.quoted.noun}, {one.quoted.words} ({one.name})" for one in (pair.earlier, pair.later)]
    return f"{' and '.join(sides)}: {said}"


def make_cli() -> str:
    """Return the help of every command, as typer writes it."""
    command = [sys.executable, "-m", "typer", "liberterra_analysis.cli", "utils", "docs", "--name", "liberterra"]
    text = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    # The contents of the page list the commands; typer's own list cuts what they do.
    text = re.sub(r"\*\*Commands\*\*:\n\n(\* .*\n)+\n?", "", text)
    return re.sub(r"\{(\S+?)\}", r"\1", text)


def make_catalogue() -> str:
    """Return a table for each table of `reports.toml`, from the models that check it."""
    parts = [("The file", CatalogueFile), ("`[reports.NAME]`", ListedEntry), ("`[site]`", Site)]
    parts += [("`[schedule]`", Schedule), ("`[publish]`", Publishing), ("`[tell]`", Telling)]
    return "\n".join(
        f"## {title}\n\n{make_table(['key', 'value', 'if omitted', 'meaning'], _list_keys(model))}"
        for title, model in parts
    )


def _list_keys(model: type[BaseModel]) -> Iterator[list[str]]:
    told: dict[str, str] = {}
    for one in reversed(model.mro()):
        if one.__module__.startswith("liberterra"):
            docs = ModuleAnalyzer.for_module(one.__module__).find_attr_docs()
            told |= {name: " ".join(lines).strip() for (owner, name), lines in docs.items() if owner == one.__name__}
    for name, part in model.model_json_schema()["properties"].items():
        field = model.model_fields[name]
        default = "must be there" if field.is_required() else _format_default(field.default)
        yield [f"`{name}`", _describe_type(part), default, told.get(name, "")]


def _format_default(value: object) -> str:
    if isinstance(value, BaseModel) or value in (None, "", {}, ()):
        return ""
    return f"`{json.dumps(value, default=lambda time: f'{time.days} d')}`"


def _describe_type(part: dict[str, Any]) -> str:
    if "enum" in part:
        return " or ".join(f'`"{value}"`' for value in part["enum"])
    if "anyOf" in part or "oneOf" in part:
        kinds = [_describe_type(one) for one in part.get("anyOf", part.get("oneOf")) if one.get("type") != "null"]
        return " or ".join(kinds)
    if "$ref" in part or part.get("type") == "object":
        return "table"
    if part.get("type") == "array":
        return f"list of {_describe_type(part['items'])}"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(part.get("type", ""), "value")


def make_dictionary() -> str:
    """Return the columns of each table of the ledger, and the terms of each closed list."""
    package = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
    parts = []
    for table in package["resources"]:
        keys = {
            key["fields"][0]: key["reference"]["resource"] or table["name"]
            for key in table["schema"].get("foreignKeys", ())
        }
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
    return f"# `{title}`\n\n```{{eval-rst}}\n.. automodule:: {module}\n   :members:\n```\n"


TUTORIAL = """# Tutorial

This is `notebooks/explore.ipynb` of the example, as it runs. Open yours with `jupyter lab notebooks/explore.ipynb`,
change `operation` and `metric` in the first cell, and run all cells: nothing here changes the ledger."""


def make_tutorial() -> str:
    """Return the guided notebook under a title, for Sphinx to execute."""
    notebook = json.loads((ROOT / "notebooks/explore.ipynb").read_text("utf-8"))
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": TUTORIAL}
    notebook["cells"] = [title, *notebook["cells"][1:]]
    return json.dumps(notebook, indent=1)
