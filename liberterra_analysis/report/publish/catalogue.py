"""`reports/reports.toml`: which notebook makes which report with which parameters, checked before anything runs."""

import re
import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from itertools import product
from math import isfinite, prod
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, Field, StringConstraints, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from liberterra_analysis import places
from liberterra_analysis.csvfile import read_records
from liberterra_analysis.errors import CatalogueError, UsageError, one_of, shorten
from liberterra_analysis.report.execute.parameters import Parameter, read_notebook, read_parameters, read_source
from liberterra_analysis.report.execute.run import EngineName, Warnings
from liberterra_analysis.report.publish.timetable import Publishing, Schedule, Telling
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.lint import Evidence
from liberterra_analysis.report.render.svg import UnsafeSvgError, clean_svg
from liberterra_analysis.report.settings import STRICT, WHOLE, matching, refuse
from liberterra_analysis.workspace import Workspace

Format = Literal["html", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)

REPORT_NAME = "small letters, digits and '-', for it names a folder and an address, and no device of Windows, as 'con'"
NOTEBOOK = r"\w([\w .()-]{0,62}[\w)-])?"
NOTEBOOK_NAME = "the name of a file in notebooks/, without .ipynb, in letters, digits, spaces and '-_.()'"
NEEDED_FILES = "a pattern of files below the workspace, as 'data/context/*/*/source.json'"
COLUMN = r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*"
COLUMN_NAME = "the name of a table in data/ and of its column, as 'operations.operation_id'"
VALUES = f"{COLUMN_NAME}, a list of values, or {{ columns = ['claims.country_iso3'], at_least = 3 }}"

Name = Annotated[str, matching(r"[a-z0-9{][a-z0-9{}._-]{0,127}", REPORT_NAME)]
TableColumn = Annotated[str, matching(COLUMN, COLUMN_NAME)]
_List = Annotated[list[str | int | float | bool], Field(min_length=1)]

SLUG = re.compile(r"(?!(?:con|prn|aux|nul|(?:com|lpt)\d)$)[a-z0-9][a-z0-9-]{0,63}")
"""Names of reports, which are also names of folders and part of addresses."""

CATALOGUE = "reports/reports.toml"
"""Its name in messages."""

MAX_PRODUCTS = 10_000
"""Most reports that one entry with `for_each` may stand for."""

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?)\}")


def check_notebook_name(name: str) -> None:
    """Raise `UsageError` unless the catalogue could name such a notebook."""
    if re.fullmatch(NOTEBOOK, name) is None:
        raise UsageError(f"notebook {refuse(name, NOTEBOOK_NAME).message()}.")


class _Columns(BaseModel):
    """The values of several columns, each value that stands in at least so many records.

    A record is known by the first cell of its row, such as a claim's key, whichever of the columns holds the value.
    """

    model_config = STRICT

    columns: Annotated[list[TableColumn], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1)] = 1


def _check_for_each(given: object, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(given)
    except ValidationError:  # of all three forms
        raise refuse(given, VALUES) from None


_Values = Annotated[TableColumn | _List | _Columns, WrapValidator(_check_for_each)]


class Entry(BaseModel):
    """One report of the catalogue."""

    model_config = STRICT

    title: Annotated[str, StringConstraints(min_length=1)]
    """What the index calls the report; `{parameter}` and `{parameter.column}` stand for values of `for_each`."""
    notebook: Annotated[str, matching(NOTEBOOK, NOTEBOOK_NAME)]
    """The name of a file in `notebooks/`, without `.ipynb`."""
    formats: Annotated[tuple[Format, ...], Field(min_length=1, strict=False)] = FORMATS
    """What is rendered for readers."""
    parameters: dict[str, Any] = {}
    """Values in place of those that the notebook declares."""
    keep: Annotated[int, Field(ge=1)] | None = None
    """Number of editions kept; all, if omitted."""
    engine: EngineName = "process"
    """Whether a forked process runs the notebook, or an ordinary Jupyter kernel."""
    evidence: Evidence = "claims"
    """With "claims", each number must lead to a claim; with "open", what has no source is marked."""
    warnings: Warnings = "log"
    """Whether warnings that libraries write to stderr go to the log, or are an error."""


class ListedEntry(Entry):
    """An entry `[reports.NAME]` as the file holds it, which may stand for several reports."""

    for_each: dict[str, _Values] = {}
    """Makes one report for each value, or combination of values, of these parameters: a list, a column as
    `operations.operation_id`, or `{ columns = [...], at_least = 3 }`."""
    needs: Annotated[str, matching(r"[^/\\].*", NEEDED_FILES)] = ""
    """A pattern of files below the workspace; the entry is in the catalogue only while such a file exists."""


class CatalogueFile(BaseModel):
    """What `reports/reports.toml` holds."""

    model_config = STRICT

    site: Site = Site()
    """Who publishes the reports."""
    schedule: Schedule = Schedule()
    """When to look for work."""
    publish: Publishing = Publishing()
    """Where to publish."""
    tell: Telling = Telling()
    """What to message about."""
    choices: dict[str, TableColumn] = {}
    """Parameters of all reports that take only values of a column, as `operation = "operations.operation_id"`."""
    reports: dict[Name, ListedEntry] = {}
    """The reports by name, of which each names a folder and an address."""


_SECRETIVE = frozenset({"publish", "tell"})
"""Tables where someone may write a password, so that no message repeats a value."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Reports by name, in the order of the file, and what else the file holds.

    `waiting` maps the reports left out to the pattern of files that they need.
    """

    file: CatalogueFile
    reports: dict[str, Entry]
    waiting: dict[str, str]

    def select(self, names: Sequence[str] | None = None) -> "Catalogue":
        """Return the catalogue with the reports of these names, which may hold `*` and `?`; all by default."""
        wanted = {name: [one for one in self.reports if fnmatchcase(one, name)] for name in names or ["*"]}
        unknown = [name for name, found in wanted.items() if not found and names]
        if unknown:
            raise UsageError("\n".join(map(self._unknown, unknown)))
        chosen = {one for found in wanted.values() for one in found}
        return replace(self, reports={name: entry for name, entry in self.reports.items() if name in chosen})

    def _unknown(self, name: str) -> str:
        if name in self.waiting:
            return f"report {name!r} needs {self.waiting[name]}, and there is no such file yet."
        return f"report {one_of(name, self.reports)}"


def read_catalogue(workspace: Workspace) -> Catalogue:
    """Read and validate `reports/reports.toml`, without notebooks and parameters, which `check_parameters` checks."""
    file = read_catalogue_file(workspace)
    return Catalogue(file, *_expand(workspace, file))


def read_catalogue_file(workspace: Workspace) -> CatalogueFile:
    """Read the tables of the catalogue, with entries as they stand there; `CatalogueError` as for `read_catalogue`."""
    try:
        file = CatalogueFile.model_validate(_parse(workspace))
    except ValidationError as error:
        raise CatalogueError("\n".join(f"{CATALOGUE}: {text}" for text in _explain(error))) from None
    if file.site.logo is None:
        return file
    return file.model_copy(update={"site": _load_logo(workspace, file.site, file.site.logo)})


def _load_logo(workspace: Workspace, site: Site, name: str) -> Site:
    """Return a site with the drawing of its logo, a file beside the catalogue, in place of its name."""
    try:
        if re.fullmatch(r"[\w-]+\.svg", name) is None:
            raise UnsafeSvgError("its name will not do; expected one such as 'logo.svg'")
        text = read_source(workspace.catalogue.with_name(name), name)
        drawing = clean_svg(text, "logo", site.publisher or site.title or "Logo")
        if "viewBox=" not in drawing:
            raise UnsafeSvgError("it has no viewBox, so that it cannot be made smaller")
    except FileNotFoundError:
        raise CatalogueError(f"{CATALOGUE}: site.logo: there is no reports/{name}.") from None
    except UnsafeSvgError as error:
        raise CatalogueError(f"{CATALOGUE}: site.logo: {shorten(name)} cannot be shown: {error}.") from None
    return site.model_copy(update={"logo": drawing})


def _parse(workspace: Workspace) -> dict[str, Any]:
    try:
        return tomllib.loads(read_source(workspace.catalogue, CATALOGUE))
    except FileNotFoundError:
        raise CatalogueError(f"{CATALOGUE}: there is no such file in {workspace.root}; it lists the reports.") from None
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{CATALOGUE}: {error}.") from None
    except (ValueError, RecursionError):
        raise CatalogueError(f"{CATALOGUE}: a number is too long to be read, or lists are nested too deeply.") from None


def _expand(workspace: Workspace, file: CatalogueFile) -> tuple[dict[str, Entry], dict[str, str]]:
    """Return the reports of all entries by name, and apart from them the pattern of each that waits."""
    reports: dict[str, Entry] = {}
    waiting: dict[str, str] = {}
    problems: list[str] = []
    is_there = cache(lambda pattern: _has_files(workspace, pattern))
    for template, listed in file.reports.items():
        try:
            for name, entry in _expand_entry(workspace, template, listed, file.choices):
                if name in reports or name in waiting:
                    lacks = [f"{{{one}}}" for one in listed.for_each if f"{{{one}" not in template]
                    advice = f"put {' and '.join(lacks)} into it" if lacks else "rename one of them"
                    raise _EntryError(f"the name {name!r} stands for two reports; {advice}")
                if listed.needs and not is_there(listed.needs):
                    waiting[name] = listed.needs
                else:
                    reports[name] = entry
        except _EntryError as error:
            problems.append(f"reports.{template}: {error}")
    if problems:
        raise CatalogueError("\n".join(f"{CATALOGUE}: {text}" for text in problems))
    return reports, waiting


class _EntryError(Exception):
    """What is wrong with one entry."""


def _has_files(workspace: Workspace, pattern: str) -> bool:
    try:
        if ".." in pattern.split("/") or not pattern.isprintable():
            raise ValueError
        return any(workspace.root.glob(pattern))
    except (ValueError, NotImplementedError, OSError):
        raise _EntryError(f"needs: {refuse(pattern, NEEDED_FILES).message()}") from None


def _expand_entry(
    workspace: Workspace, template: str, listed: ListedEntry, choices: Mapping[str, str]
) -> Iterator[tuple[str, Entry]]:
    """Yield the name and entry of each report of one entry."""
    axes = [[*_values(workspace, name, given, choices.get(name))] for name, given in listed.for_each.items()]
    if (size := prod(map(len, axes))) > MAX_PRODUCTS:
        raise _EntryError(f"for_each makes {size:,} reports; at most {MAX_PRODUCTS:,} are made of one entry")
    fields = {name: getattr(listed, name) for name in Entry.model_fields}
    for combination in product(*axes):
        context = {key: value for values in combination for key, value in values.items()}
        try:
            name, title = _to_slug(_fill_placeholders(template, context)), _fill_placeholders(listed.title, context)
        except KeyError as error:
            asked, base = error.args[0], error.args[0].partition(".")[0]
            if base in context and not any(key.startswith(f"{base}.") for key in context):
                what = f"{shorten(context[base])} is no code of a country, and in no column of for_each or [choices]"
                raise _EntryError(f"placeholder {asked!r}: {what}") from None
            raise _EntryError(f"placeholder {one_of(asked, context)}") from None
        if SLUG.fullmatch(name) is None:
            raise _EntryError(refuse(name, REPORT_NAME).message())
        given = {key: value for key, value in context.items() if "." not in key}
        yield name, Entry.model_construct(**fields | {"title": title, "parameters": listed.parameters | given})


def _values(workspace: Workspace, name: str, given: _Values, choice: str | None) -> Iterator[dict[str, Any]]:
    """Yield each value with what a title may name beside it: its country, and the first row of the ledger with it."""
    pairs: Iterable[tuple[Any, dict[str, str]]]
    if isinstance(given, list):
        known = find_rows(workspace, [choice]) if choice else {}
        pairs = ((value, known.get(str(value), {})) for value in given)
    elif isinstance(given, str):
        pairs = find_rows(workspace, [given]).items()
    else:
        pairs = sorted(find_rows(workspace, given.columns, given.at_least).items())
    for value, row in pairs:
        country = places.country_in_prose(str(value)) if places.is_country(str(value)) else ""
        more = ({"name": country} if country else {}) | row
        yield {name: value, **{f"{name}.{key}": cell for key, cell in more.items()}}


def _fill_placeholders(template: str, context: Mapping[str, Any]) -> str:
    return _PLACEHOLDER.sub(lambda found: str(context[found[1]]), template)


def _to_slug(text: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", text.lower()) if "{" not in text else text


def _explain(error: ValidationError) -> Iterator[str]:
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and item["input"]:
            continue  # it is short because its items were refused, which is reported
        path = [str(part) for part in item["loc"] if part != "[key]"] or ["[key]"]
        where, last = ".".join(path), path[-1]
        said = item["msg"].replace("valid tuple", "list").replace("valid dictionary", "table")  # the words of TOML
        if item["type"] == "extra_forbidden":
            table = f"[{'.'.join(path[:-1])}] " if path[:-1] else ""
            yield table + one_of(last, _find_table(path).model_fields)
        elif item["type"] == WHOLE or path[0] in _SECRETIVE:
            yield f"{where}: {said}"
        elif item["type"] == "literal_error":
            words = re.findall("'([^']*)'", item["ctx"]["expected"])
            yield f"{where}: {one_of(item['input'], words)}"
        elif item["type"] == "missing":
            yield f"{where} is missing"
        else:
            yield f"{where}: {said}, not {shorten(item['input'])}"


def _find_table(path: Sequence[str]) -> type[BaseModel]:
    """Return the model of the table in which a key stands."""
    if len(path) == 1:
        return CatalogueFile
    if path[0] == "reports":
        return ListedEntry
    return type(CatalogueFile.model_fields[path[0]].default)


def check_parameters(workspace: Workspace, catalogue: Catalogue) -> None:
    """Check the parameters of all reports against what their notebooks declare and the ledger holds.

    CatalogueError with every missing notebook, unknown parameter, value of the wrong type, and value not among the
    choices.
    """
    # Thousands of reports share a few notebooks and columns: each is read once.
    declare = cache(lambda notebook: read_parameters(workspace, notebook))
    choices = catalogue.file.choices
    choose = cache(lambda parameter: find_rows(workspace, [choices[parameter]]))
    problems: dict[str, None] = {}
    for name, entry in catalogue.reports.items():
        try:
            texts = list(_check_values(entry, declare(entry.notebook), choices, choose))
        except CatalogueError as error:
            problems.setdefault(str(error))
        else:
            problems |= dict.fromkeys(f"{CATALOGUE}, report {name!r}: {text}" for text in texts)
    if problems:
        raise CatalogueError("\n".join(problems))


def check_notebooks(workspace: Workspace, catalogue: Catalogue) -> None:
    """Check the prose of the notebooks whose reports need claims, without running them; CatalogueError with all."""
    import nbformat  # lazy: only this check needs it

    from liberterra_analysis.report.render.assemble import check_prose

    names = dict.fromkeys(entry.notebook for entry in catalogue.reports.values() if entry.evidence == "claims")
    read = ((name, nbformat.from_dict(read_notebook(workspace, name))) for name in names)
    if problems := [text for name, notebook in read for text in check_prose(notebook, f"notebooks/{name}.ipynb")]:
        raise CatalogueError("\n".join(problems))


def _check_values(
    entry: Entry,
    declared: Mapping[str, Parameter],
    limited: Container[str],
    choose: Callable[[str], Iterable[str]],
) -> Iterator[str]:
    for name, value in entry.parameters.items():
        if not declared:
            continue  # papermill sets them before the first cell, and a build says so
        if name not in declared:
            yield f"parameter {one_of(name, declared)}"
        elif not declared[name].accepts(value):
            kind = type(value).__name__
            declares = declared[name].annotation
            yield f"parameter {name!r} is {shorten(value)} ({kind}), but the notebook declares {declares}"
        else:
            given: list[object] = value if isinstance(value, list) else [value]
            allowed = choose(name) if name in limited else [*map(str, given)]
            yield from (f"parameter {name!r}: {one_of(item, allowed)}" for item in given if str(item) not in allowed)
            infinite = (item for item in given if isinstance(item, float) and not isfinite(item))
            yield from (f"parameter {name!r} is {item}; a number must be finite" for item in infinite)


def find_rows(workspace: Workspace, columns: Sequence[str], at_least: int = 1) -> dict[str, dict[str, str]]:
    """Return the first row for each value of columns, written as `table.column`, that stands in enough records.

    The values of one column are in the order of the file. CatalogueError if there is no such table or column.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for column in columns:
        name = column.partition(".")[2]
        for row in _read_column(workspace, column):
            if row.get(name):
                found.setdefault(row[name], {}).setdefault(next(iter(row.values())), row)
    return {value: next(iter(rows.values())) for value, rows in found.items() if len(rows) >= at_least}


def _read_column(workspace: Workspace, column: str) -> list[dict[str, str]]:
    """Return the rows of the table of a column, which must be there."""
    table, _, name = column.partition(".")
    path = workspace.data / f"{table}.csv"
    where = f"{CATALOGUE}, column {column!r}"
    names = sorted(file.stem for file in workspace.data.glob("*.csv"))
    if table not in names:
        raise CatalogueError(f"{where}: table {one_of(table, names)}")
    rows = _read_table(path, path.stat().st_mtime_ns)
    if rows and name not in rows[0]:
        raise CatalogueError(f"{where}: column {one_of(name, rows[0])}")
    return rows


@cache
def _read_table(path: Path, _: int) -> list[dict[str, str]]:
    return read_records(path, f"data/{path.name}")
