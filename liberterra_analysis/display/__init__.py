"""Blocks of a report as a notebook shows them: each `show_…` is the last line of a cell and returns a `Shown`.

Frames come from `analysis` and the loaders of the ledger, and must hold every claim that is shown or cited. `name` is
the unique name of a table or chart in the report, `caption` what the table shows, and `empty` the text shown where
there is nothing else to show; a report leaves out an empty text.
"""

from liberterra_analysis.arguments import export
from liberterra_analysis.display.charts import show_chart as show_chart
from liberterra_analysis.display.corroboration import show_corroboration as show_corroboration
from liberterra_analysis.display.corroboration import show_fetchable as show_fetchable
from liberterra_analysis.display.corroboration import show_verdicts as show_verdicts
from liberterra_analysis.display.csvtext import to_csv as to_csv
from liberterra_analysis.display.objects import ref as ref
from liberterra_analysis.display.objects import show as show
from liberterra_analysis.display.sentences import show_checks as show_checks
from liberterra_analysis.display.sentences import show_note as show_note
from liberterra_analysis.display.sentences import show_pairs as show_pairs
from liberterra_analysis.display.sentences import show_sentences as show_sentences
from liberterra_analysis.display.tables import show_claims as show_claims
from liberterra_analysis.display.tables import show_countries as show_countries
from liberterra_analysis.display.tables import show_coverage as show_coverage
from liberterra_analysis.display.tables import show_figures as show_figures
from liberterra_analysis.display.tables import show_rules as show_rules
from liberterra_analysis.display.tables import show_sources as show_sources
from liberterra_analysis.display.tables import show_statements as show_statements
from liberterra_analysis.display.tables import show_table as show_table
from liberterra_analysis.display.title import list_topics as list_topics
from liberterra_analysis.display.title import show_key_figures as show_key_figures
from liberterra_analysis.display.title import show_report_title as show_report_title
from liberterra_analysis.display.title import show_title as show_title

export(globals())
