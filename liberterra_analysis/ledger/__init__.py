"""Load the tables of the ledger as tidy frames, validated on load.

Every loader takes the workspace, found from the working folder if omitted, and raises `DataError` with all that is
wrong with the ledger. The ledger is licensed under CC BY 4.0; `load_sources` names the source of each claim.
"""

from liberterra_analysis.arguments import export
from liberterra_analysis.ledger.check import check_everything as check_everything
from liberterra_analysis.ledger.claims import SAME_FIGURE as SAME_FIGURE
from liberterra_analysis.ledger.claims import Claim as Claim
from liberterra_analysis.ledger.load import load_claims as load_claims
from liberterra_analysis.ledger.load import load_metrics as load_metrics
from liberterra_analysis.ledger.load import load_operations as load_operations
from liberterra_analysis.ledger.load import load_routes as load_routes
from liberterra_analysis.ledger.load import load_sources as load_sources
from liberterra_analysis.ledger.load import load_statements as load_statements

export(globals())
