"""The reports that the browser tests read: each kind of the catalogue, or all of it.

One report of each notebook is enough to try a change. With the variable LIBERTERRA_EVERY_REPORT set, as on the build
server, the same tests read every report: what a template does to one ledger of texts it need not do to another.
"""

import os
from pathlib import Path

from liberterra_analysis.report.publish.catalogue import read_catalogue
from liberterra_analysis.workspace import Workspace

PROJECT = Path(__file__).parent.parent.parent

KINDS = (
    "liberterra-1",
    "liberterra-2",
    "liberterra-3",
    "series-liberterra",
    "country-gbr",
    "ledger",
    "scenario-liberterra-2",
)
ENTRIES = read_catalogue(Workspace(PROJECT)).reports
REPORTS = tuple(ENTRIES) if os.environ.get("LIBERTERRA_EVERY_REPORT") else KINDS
OPERATIONS = tuple(name for name in REPORTS if ENTRIES[name].notebook == "operation")
