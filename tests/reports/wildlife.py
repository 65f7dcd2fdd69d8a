"""A workspace of another domain, seizures of wildlife. All of it is invented: names, sources and numbers."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from liberterra_analysis.starter import create_workspace
from liberterra_analysis.workspace import Workspace

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

NOTE = "Invented for a test."

METRICS = [
    {"metric": "ivory", "kind": "outcome", "label": "Ivory", "singular": "kilogram of ivory",
     "plural": "kilograms of ivory", "passive": "were seized", "active": "seized", "lead": "seized",
     "unit": "kilograms", "counts_persons": "false", "takes_status": "never", "takes_offence": "never",
     "has_rate": "true", "is_duration": "false", "decimals": "1", "definition": "Ivory that was seized, in kilograms."},
    {"metric": "arrests", "kind": "outcome", "label": "Arrests", "singular": "arrest", "plural": "arrests",
     "passive": "were made", "lead": "arrested", "unit": "arrests", "counts_persons": "true", "takes_status": "never",
     "takes_offence": "for", "has_rate": "true", "is_duration": "false", "definition": "Persons arrested."},
]  # fmt: skip

SOURCES = [
    {"source_id": source, "publisher": f"Invented {name}", "title": f"{name} of seizures", "rank": rank,
     "read": "whole", "published": "2031-03-09", "last_seen": "2031-04-01", "language": "en",
     "url": f"https://example.org/{source}", "note": NOTE}
    for source, name, rank in (("bureau", "Bureau", "primary"), ("gazette", "Gazette", "secondary"))
]  # fmt: skip

OPERATIONS = [
    {"operation_id": f"tusk-{at}", "name": f"Operation Tusk {at}", "series": "Tusk", "starts": f"203{at}-03-01",
     "ends": f"203{at}-03-07", "dates_source_id": "bureau", "note": NOTE}
    for at in (1, 2)
]  # fmt: skip

CLAIMS = [
    {"claim_id": f"tusk-{at}-{key}", "operation_id": f"tusk-{at}", "status": "unspecified", "scope": "operation",
     **cells}
    for at in (1, 2)
    for key, cells in {
        "ivory": {"source_id": "bureau", "metric": "ivory", "unit": "kilograms", "as_printed": "about 1,250",
                  "value": "1250", "hedge": "about", "quote": "about 1,250 kg of ivory"},
        "ivory-gazette": {"source_id": "gazette", "metric": "ivory", "unit": "kilograms", "as_printed": "1,249.5",
                          "value": "1249.5", "hedge": "exact"},
        "arrests": {"source_id": "bureau", "metric": "arrests", "unit": "arrests", "as_printed": "more than 30",
                    "value": "30", "hedge": "more_than", "offence": "wildlife_trade"},
        "ivory-kenya": {"source_id": "bureau", "metric": "ivory", "unit": "kilograms", "as_printed": "3.5",
                        "value": "3.5", "hedge": "exact", "scope": "country", "country_iso3": "KEN"},
    }.items()
]  # fmt: skip

TERMS = [
    {"list": "offence", "term": "wildlife_trade", "words": "trade in protected species",
     "definition": "Buying, selling or moving protected animals and plants, or parts of them, against the law."}
]  # fmt: skip

REPORTS = (
    ('"{operation}"', "{operation.name}", "operation", 'for_each = { operation = "operations.operation_id" }'),
    ("series", "The Tusk series", "comparison", 'parameters = { series = "Tusk" }'),
    ("kenya", "What is published about Kenya", "country", 'parameters = { country = "KEN" }'),
    ("countries", "What is published about each country", "countries", ""),
    ("ledger", "Audit of the ledger", "ledger", ""),
    ("scenario", "What about the other weeks?", "scenario", 'parameters = { basis = "tusk-2" }'),
)

CATALOGUE = '[site]\ntitle = "Invented seizures"\n' + "".join(
    f'\n[reports.{name}]\ntitle = "{title}"\nnotebook = "{notebook}"\nformats = ["html"]\n{more}\n'
    for name, title, notebook, more in REPORTS
)


def make_wildlife(folder: Path) -> Workspace:
    """Make the workspace: tables with only the columns that are filled, and the notebooks of the example."""
    made = create_workspace(folder)
    tables = {"metrics": METRICS, "sources": SOURCES, "operations": OPERATIONS, "claims": CLAIMS, "terms": TERMS}
    for name, rows in tables.items():
        write_table(made.data / f"{name}.csv", rows)
    for path in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(path, made.notebooks)
    made.catalogue.write_text(CATALOGUE, "utf-8")
    return made


def write_table(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    names = dict.fromkeys(name for row in rows for name in row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
