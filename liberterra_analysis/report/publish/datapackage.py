"""`data.zip`: the tables of an edition as a Frictionless Data Package (https://datapackage.org)."""

import csv
import io
import json
import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any
from zipfile import ZipFile, ZipInfo

from liberterra_analysis.document import Chart, Document, Table, plain
from liberterra_analysis.report.publish.manifest import Inputs
from liberterra_analysis.report.render.jsonld import drop_blanks

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

BLANK = "A blank is 'not recorded', never zero; of 'upper' beside a number in 'lower', that there is no upper end."

_TYPES = {
    "boolean": re.compile("True|False"),
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?"),
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
}


def list_tables(document: Document) -> dict[str, Table | Chart]:
    """Return the tables and charts of a report that have a CSV file, by the path of that file."""
    blocks = (block for block in document.blocks if isinstance(block, Table | Chart) and block.csv)
    return {f"tables/{block.name}.csv": block for block in blocks}


def pack_tables(document: Document, inputs: Inputs) -> bytes:
    """Return the tables of a report as a zipped Data Package, not compressed, as libraries differ in how."""
    tables = list_tables(document)
    rows = {path: [*csv.reader(io.StringIO(block.csv, newline=""))] for path, block in tables.items()}
    sources = {row[0] for row in rows.get("tables/sources.csv", [])}
    described = [_describe_table(path, block, rows[path], sources) for path, block in tables.items()]
    package = _describe_package(document, inputs) | {"resources": described}
    files = {"datapackage.json": json.dumps(package, ensure_ascii=False).encode()}
    files |= {path: block.csv.encode("utf-8-sig") for path, block in tables.items()}
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(ZipInfo(name), data)  # which has a fixed date
    return packed.getvalue()


def _describe_package(document: Document, inputs: Inputs) -> dict[str, Any]:
    title, site = document.title, inputs.site
    package = {
        "$schema": PROFILE,
        "name": inputs.report,
        "title": title.title,
        "description": " ".join(filter(None, [plain(title.finding), BLANK])),
        "version": inputs.edition,
        "homepage": inputs.home,
        "licenses": site.licence and [{"name": site.licence, "path": site.terms}],
        "contributors": [{"title": name, "roles": ["creator"]} for name in site.creators],
    }
    return drop_blanks(package)


def _describe_table(path: str, block: Table | Chart, rows: Sequence[list[str]], sources: set[str]) -> dict[str, Any]:
    names, *lines = rows
    columns = dict.fromkeys(names, ()) | dict(zip(names, zip_longest(*lines, fillvalue=""), strict=False))
    fields = [_describe_field(name, cells, block.name) for name, cells in columns.items()]
    schema: dict[str, Any] = {"fields": fields}
    if names[0].endswith("_id") and len({*columns[names[0]]}) == len(lines):
        schema["primaryKey"] = [names[0]]
    if path != "tables/sources.csv" and {*columns.get("source_id", "-")} <= {*sources, ""}:
        reference = {"resource": "sources", "fields": ["source_id"]}
        schema["foreignKeys"] = [{"fields": ["source_id"], "reference": reference}]
    return {
        "name": block.name,
        "title": block.title,
        "path": path,
        "type": "table",
        "schema": schema,
    }


def _describe_field(name: str, cells: Sequence[str], table: str) -> dict[str, Any]:
    from liberterra_analysis.schema.tables import describe_column  # lazy: it loads pandas

    filled = [cell for cell in cells if cell]
    fits = (kind for kind, pattern in _TYPES.items() if filled and all(map(pattern.fullmatch, filled)))
    field = {"name": name, "type": next(fits, "string"), "description": describe_column(name, table)}
    return drop_blanks(field)
