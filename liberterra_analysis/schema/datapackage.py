"""The description of `data/` as a Frictionless Data Package (https://datapackage.org), generated from the schemas."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from liberterra_analysis import places
from liberterra_analysis.schema.tables import TABLES, Column, Table
from liberterra_analysis.schema.validate import PATTERNS, Lists

_WITH_PATTERN = ("key", "date", "sha256")

_HEAD: Mapping[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "ledger",
    "title": "Published figures",
    "description": "Each figure as a claim: the number with its hedge, in one passage of one source. "
    "A blank is 'not recorded', never zero.",
}


def datapackage(before: str, lists: Lists, columns: Mapping[str, Collection[str]]) -> str:
    """Return the JSON text of `data/datapackage.json`; the description of the whole stays as in the text `before`.

    `columns` are the columns of the file of each table; all, where it is not named.
    """
    try:
        held = json.loads(before)
    except (ValueError, RecursionError):
        held = None
    head = held if isinstance(held, dict) else {}
    tables = [_describe_table(table, lists, columns.get(table.name) or table.names) for table in TABLES.values()]
    return json.dumps({**_HEAD, **head, "resources": tables}, indent=2, ensure_ascii=False) + "\n"


def _describe_table(table: Table, lists: Lists, names: Collection[str]) -> dict[str, Any]:
    columns = [column for column in table.columns if column.name in names]
    schema = {
        "fields": [_describe_column(table, column, lists) for column in columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        "foreignKeys": [_describe_reference(table, column) for column in columns if column.refers],
    }
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {name: value for name, value in schema.items() if value},
    }


def _describe_reference(table: Table, column: Column) -> dict[str, Any]:
    # A table that refers to itself is "" in the standard, because its name is not known inside it.
    resource = "" if column.refers == table.name else column.refers
    reference = {"resource": resource, "fields": list(TABLES[column.refers].key)}
    return {"fields": [column.name], "reference": reference}


def _describe_column(table: Table, column: Column, lists: Lists) -> dict[str, Any]:
    form = {"count": "integer", "number": "number", "flag": "boolean"}.get(column.kind, "string")
    enum = sorted(places.country_codes()) if column.kind == "country" else list(lists.get(column.terms, ()))
    constraints = {
        "required": column.required,
        "unique": table.key == (column.name,),
        "pattern": PATTERNS[column.kind] if column.kind in _WITH_PATTERN else "",
        "enum": enum,
    }
    least = {"minimum": 0} if form in {"integer", "number"} else {}
    field = {
        "name": column.name,
        "type": form,
        "description": column.description,
        "constraints": {name: value for name, value in constraints.items() if value} | least,
    }
    return {name: value for name, value in field.items() if value}
