"""Sentences about the frames of `analysis`, and tables of sentences, in which each number leads to where it is found.

`figures` are the rows of `analysis.resolve_claims` and must hold every claim that is cited. `table` is the name of the
table of the report to which a computed number leads. `sentences` has the parts, `reference` references to claims.
"""

from liberterra_analysis.arguments import export
from liberterra_analysis.wording.audit import summarise_audit as summarise_audit
from liberterra_analysis.wording.audit import summarise_evidence as summarise_evidence
from liberterra_analysis.wording.audit import summarise_verification as summarise_verification
from liberterra_analysis.wording.audit import tabulate_evidence as tabulate_evidence
from liberterra_analysis.wording.comparison import label_operations as label_operations
from liberterra_analysis.wording.comparison import phrase_pairs as phrase_pairs
from liberterra_analysis.wording.comparison import phrase_title as phrase_title
from liberterra_analysis.wording.comparison import summarise_latest as summarise_latest
from liberterra_analysis.wording.comparison import summarise_pairs as summarise_pairs
from liberterra_analysis.wording.comparison import tabulate_figures as tabulate_figures
from liberterra_analysis.wording.comparison import tabulate_operations as tabulate_operations
from liberterra_analysis.wording.comparison import tabulate_pairs as tabulate_pairs
from liberterra_analysis.wording.consistency import phrase_checks as phrase_checks
from liberterra_analysis.wording.country import phrase_unknown as phrase_unknown
from liberterra_analysis.wording.country import summarise_countries as summarise_countries
from liberterra_analysis.wording.country import summarise_country as summarise_country
from liberterra_analysis.wording.country import tabulate_claims as tabulate_claims
from liberterra_analysis.wording.fates import phrase_fates as phrase_fates
from liberterra_analysis.wording.operation import phrase_aims as phrase_aims
from liberterra_analysis.wording.operation import phrase_no_country as phrase_no_country
from liberterra_analysis.wording.operation import phrase_routes as phrase_routes
from liberterra_analysis.wording.operation import phrase_series as phrase_series
from liberterra_analysis.wording.operation import summarise_corroboration as summarise_corroboration
from liberterra_analysis.wording.operation import summarise_details as summarise_details
from liberterra_analysis.wording.operation import summarise_operation as summarise_operation
from liberterra_analysis.wording.operation import summarise_scenario as summarise_scenario
from liberterra_analysis.wording.operation import tabulate_terms as tabulate_terms
from liberterra_analysis.wording.restatements import phrase_losses as phrase_losses
from liberterra_analysis.wording.restatements import summarise_restatements as summarise_restatements
from liberterra_analysis.wording.restatements import tabulate_losses as tabulate_losses
from liberterra_analysis.wording.sentences import select_cited as select_cited

export(globals())
