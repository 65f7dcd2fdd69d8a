"""The description of `data/` as a Frictionless Data Package, generated from the schemas.

See https://datapackage.org for the standard.
"""

from __future__ import annotations

import json

from liberterra_analysis import places
from liberterra_analysis.schema.tables import PATTERNS, TABLES, Column, Table
from liberterra_analysis.vocabulary import LISTS

_TYPES = {"count": "integer", "flag": "boolean"}
_WITH_PATTERN = ("key", "date", "sha256")


def datapackage() -> str:
    """Return the JSON text of `data/datapackage.json`."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "liberterra-ledger",
        "title": "Published figures of police operations against trafficking in persons and migrant smuggling",
        "description": "Each figure as a claim: the number with its hedge, in one passage of one source. "
        "A blank is 'not stated', never zero.",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Creative Commons Attribution 4.0 International",
            }
        ],
        "resources": [_resource(table) for table in TABLES.values()],
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(table: Table) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    foreign = [_foreign_key(table, column) for column in table.columns if column.refers]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _foreign_key(table: Table, column: Column) -> dict[str, object]:
    # A table that refers to itself is "" in the standard, because its name is not known inside it.
    resource = "" if column.refers == table.name else column.refers
    return {
        "fields": [column.name],
        "reference": {"resource": resource, "fields": list(TABLES[column.refers].key)},
    }


def _field(table: Table, column: Column) -> dict[str, object]:
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    if column.kind == "count":
        constraints["minimum"] = 0
    if column.kind in _WITH_PATTERN:
        constraints["pattern"] = PATTERNS[column.kind]
    if column.terms:
        constraints["enum"] = list(LISTS[column.terms])
    if column.kind == "country":
        constraints["enum"] = sorted(places.country_codes())
    field: dict[str, object] = {
        "name": column.name,
        "type": _TYPES.get(column.kind, "string"),
        "description": column.description,
    }
    if column.kind == "flag":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    if constraints:
        field["constraints"] = constraints
    return field
