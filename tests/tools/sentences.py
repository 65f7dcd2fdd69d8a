"""Print the sentences of every built report in which an editor would find a fault.

    python tests/tools/sentences.py [REPORT ...]

The tests look for the same faults in each report that they make; this reads all of reports/published.
"""

import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from liberterra_analysis.report.publish.store import Store  # noqa: E402 - the tests are no package
from liberterra_analysis.report.render.assemble import assemble  # noqa: E402
from liberterra_analysis.workspace import find_workspace  # noqa: E402
from tests.notebooks.prose import find_faults  # noqa: E402


def main(wanted: list[str]) -> int:
    """Print a line on each fault; the exit code is 1 if there is one, or no report."""
    store = Store(find_workspace(ROOT))
    names = [name for name in store.reports() if store.current(name) and (not wanted or name in wanted)]
    found = 0
    for name in names:
        notebook = nbformat.read(store.folder(name, store.current(name)) / "notebook.ipynb", as_version=4)
        for fault in find_faults(assemble(notebook)):
            found += 1
            print(f"{name}: {fault}", flush=True)  # noqa: T201
    print(f"{len(names)} reports, {found} faults")  # noqa: T201
    return int(bool(found) or not names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
