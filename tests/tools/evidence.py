"""Print how far the ledger, and the reports that are published, lead to the words of their sources.

    python tests/tools/evidence.py

Of the ledger: claims with their words, sources with an address and how far each was read, operations with figures by
country. Of each report: every sentence that denies something, and how far the sources that it lists were read.
"""

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
            rests = Counter(read.get(source, "no longer in the ledger") for source in list_sources(document))
            counted = ", ".join(f"{count} {how}" for how, count in sorted(rests.items()))
            yield from (f"{report}: {text} [sources: {counted}]" for text in denials(document, own))


def list_sources(document: Document) -> Iterator[str]:
    """Yield the sources that a report lists."""
    for block in document.blocks:
        if isinstance(block, Table) and block.name == "sources":
            yield from (str(row.anchor).removeprefix("source-") for row in block.rows)


def main() -> None:
    print("\n".join(list_shares()))  # noqa: T201 - what the command is for
    if not (ROOT / "reports" / "published").is_dir():
        sys.exit("No report is built, so no sentence was read: make reports")
    found = [*list_denials()]
    print(f"\n{len(found)} sentences of published reports deny something.")  # noqa: T201
    print("\n".join(found))  # noqa: T201


if __name__ == "__main__":
    main()
