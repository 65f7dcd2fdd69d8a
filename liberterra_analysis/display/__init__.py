"""Blocks of a report as a notebook shows them: each `show_…` is the last line of a cell and returns a `Shown`.

Frames come from `analysis` and the loaders of the ledger, and must hold every claim that is shown or cited. `name` is
the unique name of a table or chart in the report, `caption` what the table shows, and `empty` the text shown where
there is nothing else to show; a report leaves out an empty text.
"""

from __future__ import annotations

from liberterra_analysis.arguments import export
from liberterra_analysis.display.charts import show_chart
from liberterra_analysis.display.corroboration import show_corroboration, show_fetchable, show_verdicts
from liberterra_analysis.display.csvtext import to_csv
from liberterra_analysis.display.objects import ref, show
from liberterra_analysis.display.sentences import show_checks, show_note, show_pairs, show_sentences
from liberterra_analysis.display.tables import (
    show_claims,
    show_countries,
    show_coverage,
    show_figures,
    show_rules,
    show_sources,
    show_statements,
    show_table,
)
from liberterra_analysis.display.title import list_topics, show_key_figures, show_report_title, show_title

__all__ = [
    "list_topics",
    "ref",
    "show",
    "show_chart",
    "show_checks",
    "show_claims",
    "show_corroboration",
    "show_countries",
    "show_coverage",
    "show_fetchable",
    "show_figures",
    "show_key_figures",
    "show_note",
    "show_pairs",
    "show_report_title",
    "show_rules",
    "show_sentences",
    "show_sources",
    "show_statements",
    "show_table",
    "show_title",
    "show_verdicts",
    "to_csv",
]

export(globals())
