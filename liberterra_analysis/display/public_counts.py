"""Tables that hold the statements and figures of sources against public data sets."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import cite_number, format_period
from liberterra_analysis.datasets import DATASETS
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.display.tables import Cells, Labels, Record, as_text, build_table


def show_corroboration(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, *, name: str, caption: str, empty: str
) -> Shown:
    """Return a table of how each series of a public data set bears on a statement or figure.

    `found` comes from `analysis.corroborate`; `statements` and `figures` together hold everything it is about.
    """
    said = _quote_by_id(statements, figures)
    cells: Cells = {
        "Said": lambda row: said[row["about"]],
        "Verdict": _format_verdict,
        "Counts": lambda row: as_text(row["says"]),
        "What differs": lambda row: as_text(row["difference"]),
        "Source of the counts": lambda row: (
            _link_dataset(row["dataset"], f"{{publisher}}, vintage {row['vintage']}"),
        ),
    }
    held = found[found["vintage"] != ""]
    return build_table(held, cells, Labels(name, caption, empty), held)


def show_verdicts(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, *, name: str, caption: str, empty: str
) -> Shown:
    """Return the table of `show_corroboration` in short: one row for each statement or figure, verdict and time."""
    said = _quote_by_id(statements, figures)
    held = found[found["vintage"] != ""]
    series = [f"{row['series']} ({row['unit']})" for row in held.to_dict("records")]
    keys = ["about", "verdict", "strength", "starts", "ends"]
    rows = held.assign(series=series).groupby(keys, sort=False).agg(series=("series", "; ".join)).reset_index()
    cells: Cells = {
        "Said": lambda row: said[row["about"]],
        "Verdict": _format_verdict,
        "Series, and what it counts": lambda row: as_text(row["series"]),
        "Time": lambda row: as_text(
            format_period(*map(pd.Timestamp, (row["starts"], row["ends"]))) if row["starts"] else ""
        ),
    }
    return build_table(rows, cells, Labels(name, caption, empty), rows)


def show_fetchable(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, *, name: str, caption: str, empty: str
) -> Shown:
    """Return a table of data sets that are not held but bear on a statement or figure, and how to fetch each."""
    said = dict(zip(statements["statement_id"], statements["statement"].str.rstrip("."), strict=True))
    said |= dict(zip(figures["claim_id"], figures["noun"], strict=True))
    groups = found[found["vintage"] == ""].groupby("dataset", sort=False)
    frame = groups.agg(unit=("unit", "first"), about=("about", " ".join)).reset_index()
    frame = frame.assign(command=[DATASETS[one].command for one in frame["dataset"]])
    cells: Cells = {
        "Data set": lambda row: (_link_dataset(row["dataset"], "{title}"),),
        "Counts": lambda row: as_text(row["unit"]),
        "Could speak to": lambda row: as_text("; ".join(dict.fromkeys(said[one] for one in row["about"].split()))),
        "How to get it": lambda row: (doc.Text(text=row["command"], style="code"),),
    }
    return build_table(frame, cells, Labels(name, caption, empty), frame)


def _quote_by_id(statements: pd.DataFrame, figures: pd.DataFrame) -> dict[str, doc.Inlines]:
    said = {row["statement_id"]: as_text(row["statement"]) for row in statements.to_dict("records")}
    return said | {
        row["claim_id"]: (cite_number(row), *as_text(f" {row['noun']}")) for row in figures.to_dict("records")
    }


def _format_verdict(row: Record) -> doc.Inlines:
    return as_text(f"{row['verdict']}{', ' + row['strength'] if row['strength'] else ''}")


def _link_dataset(name: str, text: str) -> doc.Link:
    dataset = DATASETS[name]
    return doc.Link(text=text.format(publisher=dataset.publisher, title=dataset.title), target=dataset.page)
