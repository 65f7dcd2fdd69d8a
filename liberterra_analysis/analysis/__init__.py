"""Analyses of the ledger: each takes frames, changes none, and returns numbers with their nouns.

`resolve_claims` comes first: it names what each claim counts ("3,222 potential victims") and which claim to quote. Most
others take its rows, which `analysis` calls `frame`, and `wording` `figures`. `wording` makes sentences of what they
return, and `arguments.csv` says which frame each argument is.
"""

from liberterra_analysis.analysis.audit import count_claims as count_claims
from liberterra_analysis.analysis.audit import find_gaps as find_gaps
from liberterra_analysis.analysis.audit import measure_evidence as measure_evidence
from liberterra_analysis.analysis.comparison import Pair as Pair
from liberterra_analysis.analysis.comparison import Reason as Reason
from liberterra_analysis.analysis.comparison import compare_operations as compare_operations
from liberterra_analysis.analysis.consistency import check_consistency as check_consistency
from liberterra_analysis.analysis.corroboration import corroborate as corroborate
from liberterra_analysis.analysis.country import count_country_claims as count_country_claims
from liberterra_analysis.analysis.country import measure_shares as measure_shares
from liberterra_analysis.analysis.country import relate_countries as relate_countries
from liberterra_analysis.analysis.country import select_country_claims as select_country_claims
from liberterra_analysis.analysis.country import select_country_operations as select_country_operations
from liberterra_analysis.analysis.country import select_country_routes as select_country_routes
from liberterra_analysis.analysis.country import select_country_statements as select_country_statements
from liberterra_analysis.analysis.country import select_territory as select_territory
from liberterra_analysis.analysis.coverage import measure_coverage as measure_coverage
from liberterra_analysis.analysis.coverage import measure_parts as measure_parts
from liberterra_analysis.analysis.coverage import sum_named_actions as sum_named_actions
from liberterra_analysis.analysis.fates import trace_fates as trace_fates
from liberterra_analysis.analysis.figures import resolve_claims as resolve_claims
from liberterra_analysis.analysis.headline import select_headline as select_headline
from liberterra_analysis.analysis.headline import select_local_figures as select_local_figures
from liberterra_analysis.analysis.lengths import measure_lengths as measure_lengths
from liberterra_analysis.analysis.restatements import trace_restatements as trace_restatements
from liberterra_analysis.analysis.routes import name_routes as name_routes
from liberterra_analysis.analysis.scenario import Assumptions as Assumptions
from liberterra_analysis.analysis.scenario import vary_assumptions as vary_assumptions
from liberterra_analysis.analysis.scenario import vary_surge as vary_surge
from liberterra_analysis.analysis.series import arrange_panels as arrange_panels
from liberterra_analysis.analysis.series import choose_operations as choose_operations
from liberterra_analysis.analysis.series import select_latest_pairs as select_latest_pairs
from liberterra_analysis.analysis.series import shorten_names as shorten_names
from liberterra_analysis.analysis.totals import total as total
from liberterra_analysis.arguments import export

export(globals())
