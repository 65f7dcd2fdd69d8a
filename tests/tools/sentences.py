"""Print the sentences of every report of the catalogue in which an editor would find a fault.

    python tests/tools/sentences.py [REPORT ...]

The tests look for the same faults in each report that they make; this reads all of them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
os.environ["MPLBACKEND"] = "agg"

from liberterra_analysis.report.publish.catalogue import read_catalogue  # noqa: E402 - the tests are no package
from tests.notebooks.prose import find_faults  # noqa: E402
from tests.notebooks.test_notebooks import WORKSPACE, document_of  # noqa: E402


def main(wanted: list[str]) -> int:
    """Print a line on each fault; the exit code is 1 if there is one."""
    found = 0
    for name, report in read_catalogue(WORKSPACE).reports.items():
        if not wanted or name in wanted:
            path = WORKSPACE.notebooks / f"{report.notebook}.ipynb"
            for fault in find_faults(document_of(path, **report.parameters)):
                found += 1
                print(f"{name}: {fault}", flush=True)  # noqa: T201
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
