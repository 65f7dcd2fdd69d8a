"""Blocks of a report shown in a notebook: each `show_…` is the last line of a cell.

What the functions have in common is said here, and not again at each of them.

Parameters
----------
frame, figures : pandas.DataFrame
    As `analysis.figures` gives it; holds every claim that is shown or cited.
sources, statements : pandas.DataFrame
    As `load_sources` and `load_statements` give them.
name : str
    Name of a table or figure in the report, unique.
caption : str
    What the table shows.
empty : str
    What to say where there is nothing to show; a report leaves out what says nothing ("").
"""

from __future__ import annotations

from liberterra_analysis.display.comparison import show_pairs, show_report_title, show_table
from liberterra_analysis.display.figures import show_figure
from liberterra_analysis.display.prose import (
    show_checks,
    show_key_figures,
    show_note,
    show_sentences,
    show_title,
)
from liberterra_analysis.display.public_counts import show_corroboration, show_fetchable, show_verdicts
from liberterra_analysis.display.review import show_review
from liberterra_analysis.display.shown import Shown, preview
from liberterra_analysis.display.tables import (
    show_claims,
    show_coverage,
    show_figures,
    show_rules,
    show_sources,
    show_statements,
    to_csv,
)

__all__ = [
    "Shown",
    "preview",
    "show_checks",
    "show_claims",
    "show_corroboration",
    "show_coverage",
    "show_fetchable",
    "show_figure",
    "show_figures",
    "show_key_figures",
    "show_note",
    "show_pairs",
    "show_report_title",
    "show_review",
    "show_rules",
    "show_sentences",
    "show_sources",
    "show_statements",
    "show_table",
    "show_title",
    "show_verdicts",
    "to_csv",
]
