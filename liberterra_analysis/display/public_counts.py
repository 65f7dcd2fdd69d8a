"""What public counts say to the statements of sources, as a table of a report."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.context import DATASETS
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.display.tables import Cells, _Labels, _table, _text


def show_corroboration(found: pd.DataFrame, statements: pd.DataFrame, *, name: str, caption: str, empty: str) -> Shown:
    """Show how statements stand beside public counts.

    Parameters
    ----------
    found : pandas.DataFrame
        As `analysis.corroborate` gives it.
    statements : pandas.DataFrame
        As `load_statements` gives them; holds every statement of `found`.

    Returns
    -------
    Shown
        A table: one row for each statement and series.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> found = lt.analysis.corroborate(lt.load_statements(), {}, lt.context.load_by_nationality()).head(0)
    >>> show_corroboration(found, lt.load_statements(), name="counts", caption="Counts", empty="None.").block.kind
    'paragraph'
    """
    frame = found.merge(statements[["statement_id", "statement"]], on="statement_id", validate="m:1")
    cells: Cells = {
        "Statement": lambda row: _text(row["statement"]),
        "Verdict": lambda row: _text(f"{row['verdict']}{', ' + row['strength'] if row['strength'] else ''}"),
        "Counts": lambda row: _text(row["says"]),
        "What differs": lambda row: _text(row["difference"]),
        "Source of the counts": lambda row: _origin(row["dataset"], row["vintage"]),
    }
    return _table(frame, cells, _Labels(name, caption, empty), found)


def _origin(name: str, vintage: str) -> doc.Inlines:
    dataset = DATASETS[name]
    publisher = doc.Link(text=dataset.publisher, target=dataset.page)
    return (publisher, *_text(f", vintage {vintage}" if vintage else ""))
