"""Print how far the ledger, and the reports that are published, lead to the words of their sources.

    python tests/tools/evidence.py [--before FOLDER] [--problems FILE]

FOLDER holds the tables of an older ledger, whose shares come first; FILE is a CSV file with `claim_id` and `problem`,
each of which is printed with what the ledger says of the claim now.

Of the ledger: claims with their words, sources with an address and how far each was read, operations with figures by
country. Of each report: every sentence that denies something, and how far the sources that it lists were read.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import liberterra_analysis as lt  # noqa: E402 - the tests are no installed package
from liberterra_analysis import analysis, wording  # noqa: E402
from liberterra_analysis.analysis.figures import LOCAL  # noqa: E402
from liberterra_analysis.document import Document, Table  # noqa: E402
from liberterra_analysis.report.publish.store import Store  # noqa: E402
from liberterra_analysis.report.render.assemble import assemble  # noqa: E402
from liberterra_analysis.workspace import Workspace  # noqa: E402
from tests.notebooks.test_denials import denials, notes  # noqa: E402

WORKSPACE = Workspace(ROOT)


def list_shares() -> Iterator[str]:
    """Yield a line on each share that the ledger report prints, and the operations with figures by country."""
    claims, operations = lt.load_claims(workspace=WORKSPACE), lt.load_operations(workspace=WORKSPACE)
    evidence = analysis.measure_evidence(claims, lt.load_sources(workspace=WORKSPACE), operations)
    for row in wording.tabulate_evidence(evidence).itertuples():
        yield f"{row.count:>6} of {row.of:>6}  {row.share:>6}  {row.words}"
    named = claims[claims["scope"].isin(LOCAL)].groupby("operation_id")["country_iso3"].nunique()
    yield f"\nOf {len(operations)} operations, the single countries of which figures are recorded:"
    yield from (f"{countries:6}  {operation}" for operation, countries in named[named > 0].items())


def list_denials() -> Iterator[str]:
    """Yield each sentence of a published report that denies something, with the reading of the sources listed there."""
    read = lt.load_sources(workspace=WORKSPACE).set_index("source_id")["read"].fillna("not known")
    store, own = Store(WORKSPACE), notes()
    for report in store.reports():
        if edition := store.current(report):
            notebook = nbformat.read(store.folder(report, edition) / "notebook.ipynb", as_version=4)
            document = assemble(notebook, name=report)
            rests = Counter(read[source] for source in list_sources(document))
            counted = ", ".join(f"{count} {how}" for how, count in sorted(rests.items()))
            yield from (f"{report}: {text} [sources: {counted}]" for text in denials(document, own))


def list_sources(document: Document) -> Iterator[str]:
    """Yield the sources that a report lists."""
    for block in document.blocks:
        if isinstance(block, Table) and block.name == "sources":
            yield from (str(row.anchor).removeprefix("source-") for row in block.rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def list_before(folder: Path) -> Iterator[str]:
    """Yield the shares of an older ledger, which may lack the columns of this one."""
    for table, column in (("claims", "as_printed"), ("claims", "quote"), ("sources", "url")):
        rows = read_rows(folder / f"{table}.csv")
        yield f"{sum(bool(row.get(column)) for row in rows):>6,} of {len(rows):>6,}  {table} with {column}, before"


def list_problems(path: Path) -> Iterator[str]:
    """Yield each claim with a problem, and the words and the note that it has now."""
    now = {row["claim_id"]: row for row in read_rows(WORKSPACE.data / "claims.csv")}
    for row in read_rows(path):
        if row["problem"]:
            claim = now.get(row["claim_id"])
            words = claim and (claim["as_printed"] or f"derived: {claim['derived']}")
            state = (
                f"“{words}” of {claim['source_id']}. {claim['note']}" if claim else "no claim has this name any more"
            )
            yield f"{row['claim_id']}: {row['problem']} -> {state}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Print how far the ledger leads to the words of its sources.")
    parser.add_argument("--before", type=Path)
    parser.add_argument("--problems", type=Path)
    given = parser.parse_args()
    if given.before:
        print("\n".join(list_before(given.before)))  # noqa: T201
    found = [*list_denials()] if (ROOT / "reports" / "published").is_dir() else None
    print("\n".join(list_shares()))  # noqa: T201 - what the command is for
    if found is None:
        parser.exit(1, "No report is built, so no sentence was read: make reports\n")
    print(f"\n{len(found)} sentences of published reports deny something.")  # noqa: T201
    print("\n".join(found))  # noqa: T201
    if given.problems:
        print("\n".join(list_problems(given.problems)))  # noqa: T201


if __name__ == "__main__":
    main()
