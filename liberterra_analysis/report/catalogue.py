"""`reports/reports.toml`: which notebook makes which report with which parameters, all checked before anything runs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from math import prod
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from liberterra_analysis import places
from liberterra_analysis.csvfile import read_records
from liberterra_analysis.errors import CatalogueError, UsageError, one_of, shorten
from liberterra_analysis.report.execute import EngineName
from liberterra_analysis.report.parameters import Parameter, read_parameters, read_source
from liberterra_analysis.workspace import Workspace

__all__ = ["Catalogue", "Entry", "check_parameters", "read_catalogue", "read_choices"]

Format = Literal["html", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
ENGINES: tuple[EngineName, ...] = get_args(EngineName)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9{][a-z0-9{}._-]{0,127}$")]
NotebookName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
TableColumn = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Values = TableColumn | Annotated[list[str | int | float | bool], Field(min_length=1)]

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""What a report may be called: its name is that of a folder and part of an address."""

MOST_PRODUCTS = 10_000
"""Reports that one entry with `for_each` may stand for."""

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?)\}")
_PATTERNS = {
    "notebook": "the name of a file in notebooks/, without .ipynb, in small letters, digits, '-' and '_'",
    "choices": "the name of a table in data/ and of its column, as 'operations.operation_id'",
    "for_each": "the name of a table in data/ and of its column, as 'operations.operation_id', or a list of values",
    "needs": "a pattern of files below the workspace, as 'data/context/*/*/source.json'",
    "reports": "a report's name is made of small letters, digits and '-', for it names a folder and an address",
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Entry(_Strict):
    """One report of the catalogue.

    `notebook` is the name of a notebook without its suffix; `parameters` override what the notebook declares; `keep`
    is how many editions stay (all, if it is not given); without `cache` the report is built every time; `engine` runs
    the notebook: in a forked process, or in an ordinary kernel.
    """

    title: Annotated[str, StringConstraints(min_length=1)]
    notebook: NotebookName
    formats: Annotated[tuple[Format, ...], Field(min_length=1, strict=False)] = FORMATS
    parameters: dict[str, Any] = {}
    keep: Annotated[int, Field(ge=1)] | None = None
    cache: bool = True
    engine: EngineName = "process"


class _Listed(Entry):
    """An entry as the file holds it: with `for_each` it stands for one report for each value, or product of values.

    With `needs`, a pattern of files below the workspace, it is in the catalogue only while there is such a file.
    """

    for_each: dict[str, Values] = {}
    needs: Annotated[str, StringConstraints(pattern=r"^[^/\\].*$")] = ""


class _File(_Strict):
    choices: dict[str, TableColumn] = {}
    reports: dict[Name, _Listed] = {}


class Catalogue(_Strict):
    """All reports by name, in the order of the file, and the columns whose values a parameter is limited to.

    `waiting` holds the reports that are left out until there is what they need, and the pattern of it.
    """

    choices: dict[str, TableColumn] = {}
    reports: dict[str, Entry] = {}
    waiting: dict[str, str] = {}

    def select(self, names: Sequence[str] | None = None) -> dict[str, Entry]:
        """Give the reports of these names, which may hold `*` and `?`; all if no name is given.

        Raises
        ------
        UsageError
            With every name that the catalogue does not hold, or not yet.
        """
        wanted = {name: [one for one in self.reports if fnmatchcase(one, name)] for name in names or ["*"]}
        unknown = [name for name, found in wanted.items() if not found and names]
        if unknown:
            raise UsageError("\n".join(map(self._unknown, unknown)))
        chosen = {one for found in wanted.values() for one in found}
        return {name: entry for name, entry in self.reports.items() if name in chosen}

    def _unknown(self, name: str) -> str:
        if name in self.waiting:
            return f"report {name!r} needs {self.waiting[name]}, and there is no such file yet."
        return f"report {one_of(name, self.reports)}"


def read_catalogue(workspace: Workspace) -> Catalogue:
    r"""Read and validate `reports/reports.toml`, but not the notebooks and parameters: `check_parameters` does that.

    Raises CatalogueError with everything in the file that is not as it should be.

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
        file = _File.model_validate(_parse(workspace))
    except ValidationError as error:
        raise CatalogueError("\n".join(f"{name}: {text}" for text in _explain(error))) from None
    reports, waiting = _expand(workspace, file)
    return Catalogue(choices=file.choices, reports=reports, waiting=waiting)


def _parse(workspace: Workspace) -> dict[str, Any]:
    name = _name(workspace)
    try:
        return tomllib.loads(read_source(workspace.catalogue, name))
    except FileNotFoundError:
        raise CatalogueError(f"{name}: there is no such file in {workspace.root}; it lists the reports.") from None
    except tomllib.TOMLDecodeError as error:
        found = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", str(error), re.DOTALL)
        what, where = (found[1], f", line {found[2]}") if found else (str(error), "")
        raise CatalogueError(f"{name}{where}: {what}.") from None
    except ValueError:
        raise CatalogueError(f"{name}: a number has more digits than can be read.") from None
    except RecursionError:
        raise CatalogueError(f"{name}: lists or tables are nested too deeply.") from None


def _expand(workspace: Workspace, file: _File) -> tuple[dict[str, Entry], dict[str, str]]:
    """Make the reports of all entries, each name once, and set those that wait apart."""
    reports: dict[str, Entry] = {}
    waiting: dict[str, str] = {}
    problems: list[str] = []
    is_there = cache(lambda pattern: _is_there(workspace, pattern))
    for template, listed in file.reports.items():
        try:
            for name, entry in _entries(workspace, template, listed):
                if name in reports:
                    raise _EntryError(f"the name {name!r} stands for two reports; put a {{parameter}} into it")
                reports[name] = entry
                if listed.needs and not is_there(listed.needs):
                    waiting[name] = listed.needs
        except _EntryError as error:
            problems.append(f"reports.{template}: {error}")
    if problems:
        raise CatalogueError("\n".join(f"{_name(workspace)}: {text}" for text in problems))
    return {name: entry for name, entry in reports.items() if name not in waiting}, waiting


class _EntryError(Exception):
    """What is wrong with one entry."""


def _is_there(workspace: Workspace, pattern: str) -> bool:
    try:
        if ".." in pattern.split("/") or not pattern.isprintable():
            raise ValueError
        return any(workspace.root.glob(pattern))
    except (ValueError, NotImplementedError, OSError):
        raise _EntryError(f"needs: {shorten(pattern)} will not do; expected {_PATTERNS['needs']}") from None


def _entries(workspace: Workspace, template: str, listed: _Listed) -> Iterator[tuple[str, Entry]]:
    """Make the reports of one entry."""
    fields = {name: getattr(listed, name) for name in Entry.model_fields}
    for context in _contexts(workspace, listed.for_each):
        try:
            name, title = _slug(_fill(template, context)), _fill(listed.title, context)
        except KeyError as error:
            raise _EntryError(f"placeholder {one_of(error.args[0], context)}") from None
        if SLUG.fullmatch(name) is None:
            raise _EntryError(f"{name!r} will not do; {_PATTERNS['reports']}")
        given = {key: value for key, value in context.items() if "." not in key}
        yield name, Entry.model_construct(**fields | {"title": title, "parameters": listed.parameters | given})


def _contexts(workspace: Workspace, for_each: Mapping[str, str | list[Any]]) -> Iterator[dict[str, Any]]:
    """Return the values of each report to make, and what else the rows that they come from hold: `operation.name`."""
    axes = [
        [_context(name, row, column) for row in _read_rows(workspace, column)]
        if isinstance(column, str)
        else [_listed(name, value) for value in column]
        for name, column in for_each.items()
    ]
    if (size := prod(map(len, axes))) > MOST_PRODUCTS:
        raise _EntryError(f"for_each makes {size:,} reports; at most {MOST_PRODUCTS:,} are made of one entry")
    for combination in product(*axes):
        yield {key: value for context in combination for key, value in context.items()}


def _context(name: str, row: Mapping[str, str], column: str) -> dict[str, str]:
    return {name: row[column.partition(".")[2]], **{f"{name}.{key}": value for key, value in row.items()}}


def _listed(name: str, value: object) -> dict[str, Any]:
    """Give a value that the catalogue lists, and for a country's code its name as prose has it: `country.name`."""
    code = str(value)
    return {name: value} | ({f"{name}.name": places.country_in_prose(code)} if places.is_country(code) else {})


def _fill(template: str, context: Mapping[str, Any]) -> str:
    return _PLACEHOLDER.sub(lambda found: str(context[found[1]]), template)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", text.lower()) if "{" not in text else text


def _name(workspace: Workspace) -> str:
    return workspace.catalogue.relative_to(workspace.root).as_posix()


def _explain(error: ValidationError) -> Iterator[str]:
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and item["input"]:
            continue  # it is short because its items were refused, and that is told
        path = [str(part) for part in item["loc"] if part != "[key]"]
        where, last = ".".join(path), path[-1]
        if item["type"] == "extra_forbidden":
            fields = _Listed.model_fields if len(path) > 1 else _File.model_fields
            yield f"[{'.'.join(path[:-1])}] {one_of(last, fields)}" if len(path) > 1 else one_of(last, fields)
        elif item["type"] == "literal_error":
            yield f"{where}: {one_of(item['input'], ENGINES if last == 'engine' else FORMATS)}"
        elif item["type"] == "string_pattern_mismatch":
            kind = last if last in {"notebook", "needs"} else path[0]
            yield f"{where}: {shorten(item['input'])} will not do; expected {_PATTERNS[kind]}"
        elif item["type"] == "missing":
            yield f"{where} is missing"
        else:
            yield f"{where}: {item['msg']}, not {shorten(item['input'])}"


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
    # Thousands of reports share a few notebooks and columns: each is read once.
    declare = cache(lambda notebook: read_parameters(workspace, notebook))
    choose = cache(lambda parameter: read_choices(workspace, catalogue.choices[parameter]))
    problems: dict[str, None] = {}
    for name, entry in catalogue.select(names).items():
        try:
            texts = list(_check_values(entry, declare(entry.notebook), catalogue.choices, choose))
        except CatalogueError as error:
            problems.setdefault(str(error))
        else:
            problems |= dict.fromkeys(f"{_name(workspace)}, report {name!r}: {text}" for text in texts)
    if problems:
        raise CatalogueError("\n".join(problems))


def _check_values(
    entry: Entry,
    declared: Mapping[str, Parameter],
    limited: Container[str],
    choose: Callable[[str], Sequence[str]],
) -> Iterator[str]:
    for name, value in entry.parameters.items():
        if name not in declared:
            yield f"parameter {one_of(name, declared)}"
        elif not declared[name].accepts(value):
            kind = type(value).__name__
            declares = declared[name].annotation
            yield f"parameter {name!r} is {shorten(value)} ({kind}), but the notebook declares {declares}"
        elif name in limited:
            allowed = choose(name)
            given: Iterable[object] = value if isinstance(value, list) else [value]
            yield from (f"parameter {name!r}: {one_of(item, allowed)}" for item in given if str(item) not in allowed)


def read_choices(workspace: Workspace, column: str) -> list[str]:
    r"""Give the values of a column of the ledger.

    Parameters
    ----------
    workspace : Workspace
        Where the ledger is.
    column : str
        Written as `table.column`.

    Returns
    -------
    list of str
        Each value once, in the order of the file; no blank.

    Raises
    ------
    CatalogueError
        If there is no such table or column.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     workspace.data.mkdir()
    ...     _ = (workspace.data / "routes.csv").write_text("leg\n1\n2\n2\n", "utf-8")
    ...     read_choices(workspace, "routes.leg")
    ['1', '2']
    """
    return [row[column.partition(".")[2]] for row in _read_rows(workspace, column)]


def _read_rows(workspace: Workspace, column: str) -> list[dict[str, str]]:
    """Give the first row for each value of a column, written as `table.column`, in the order of the file."""
    table, _, name = column.partition(".")
    path = workspace.data / f"{table}.csv"
    where = f"{_name(workspace)}, column {column!r}"
    names = sorted(file.stem for file in workspace.data.glob("*.csv"))
    if table not in names:
        raise CatalogueError(f"{where}: table {one_of(table, names)}")
    rows = _read_table(path, path.stat().st_mtime_ns)
    if rows and name not in rows[0]:
        raise CatalogueError(f"{where}: column {one_of(name, rows[0])}")
    first: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.get(name):
            first.setdefault(row[name], row)
    return list(first.values())


@cache
def _read_table(path: Path, _: int) -> list[dict[str, str]]:
    return read_records(path, f"data/{path.name}")
