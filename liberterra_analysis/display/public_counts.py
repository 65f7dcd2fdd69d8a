"""What public counts say to the statements and figures of sources, as tables of a report."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import cite_number, say_span
from liberterra_analysis.context import DATASETS
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.display.tables import Cells, Record, _Labels, _table, _text


def show_corroboration(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, *, name: str, caption: str, empty: str
) -> Shown:
    """Show how statements and figures stand beside public counts.

    Parameters
    ----------
    found : pandas.DataFrame
        As `analysis.corroborate` gives it.
    statements : pandas.DataFrame
        As `load_statements` gives them.
    figures : pandas.DataFrame
        As `analysis.figures` gives it; both together hold all that `found` is about.

    Returns
    -------
    Shown
        A table: one row for each statement or figure and series; a figure leads to its claim.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> found = pd.DataFrame(columns=["about", "dataset", "verdict", "vintage"])
    >>> show_corroboration(found, lt.load_statements(), frame, name="a", caption="A", empty="None.").block.kind
    'paragraph'
    """
    said = _said(statements, figures)
    cells: Cells = {
        "Said": lambda row: said[row["about"]],
        "Verdict": _verdict,
        "Counts": lambda row: _text(row["says"]),
        "What differs": lambda row: _text(row["difference"]),
        "Source of the counts": lambda row: (_origin(row["dataset"], f"{{publisher}}, vintage {row['vintage']}"),),
    }
    held = found[found["vintage"] != ""]
    return _table(held, cells, _Labels(name, caption, empty), held)


def show_verdicts(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, *, name: str, caption: str, empty: str
) -> Shown:
    """Show in short how statements and figures stand beside public counts.

    Parameters
    ----------
    found, statements, figures : pandas.DataFrame
        As for `show_corroboration`.
    name, caption, empty : str
        As for `show_figures`.

    Returns
    -------
    Shown
        A table: one row for each statement or figure, verdict and time, with the series that give it and what they
        count.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> columns = ["about", "dataset", "series", "unit", "verdict", "strength", "starts", "ends", "vintage"]
    >>> found = pd.DataFrame(columns=columns)
    >>> show_verdicts(found, lt.load_statements(), frame, name="a", caption="A", empty="None.").block.kind
    'paragraph'
    """
    said = _said(statements, figures)
    held = found[found["vintage"] != ""]
    series = [f"{row['series']} ({row['unit']})" for row in held.to_dict("records")]
    keys = ["about", "verdict", "strength", "starts", "ends"]
    rows = held.assign(series=series).groupby(keys, sort=False).agg(series=("series", "; ".join)).reset_index()
    cells: Cells = {
        "Said": lambda row: said[row["about"]],
        "Verdict": _verdict,
        "Series, and what it counts": lambda row: _text(row["series"]),
        "Time": lambda row: _text(say_span(*map(pd.Timestamp, (row["starts"], row["ends"]))) if row["starts"] else ""),
    }
    return _table(rows, cells, _Labels(name, caption, empty), rows)


def show_fetchable(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, *, name: str, caption: str, empty: str
) -> Shown:
    """Show which data sets that are not held could speak to statements and figures, and how to get them.

    Parameters
    ----------
    found, statements, figures : pandas.DataFrame
        As for `show_corroboration`.
    name, caption, empty : str
        As for `show_figures`.

    Returns
    -------
    Shown
        A table: one row for each data set; of a figure it says what is counted.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> claim = "liberterra-2-publicnow-victims"
    >>> found = pd.DataFrame({"about": [claim], "dataset": ["nrm"], "unit": ["referrals"], "vintage": [""]})
    >>> shown = show_fetchable(found, lt.load_statements(), frame, name="a", caption="A", empty="None.")
    >>> shown.block.rows[0].cells[3].inlines[0].text
    'liberterra fetch nrm --from FILE'
    """
    said = dict(zip(statements["statement_id"], statements["statement"].str.rstrip("."), strict=True))
    said |= dict(zip(figures["claim_id"], figures["noun"], strict=True))
    groups = found[found["vintage"] == ""].groupby("dataset", sort=False)
    frame = groups.agg(unit=("unit", "first"), about=("about", " ".join)).reset_index()
    frame = frame.assign(command=[DATASETS[one].command for one in frame["dataset"]])
    cells: Cells = {
        "Data set": lambda row: (_origin(row["dataset"], "{title}"),),
        "Counts": lambda row: _text(row["unit"]),
        "Could speak to": lambda row: _text("; ".join(dict.fromkeys(said[one] for one in row["about"].split()))),
        "How to get it": lambda row: (doc.Text(text=row["command"], style="code"),),
    }
    return _table(frame, cells, _Labels(name, caption, empty), frame)


def _said(statements: pd.DataFrame, figures: pd.DataFrame) -> dict[str, doc.Inlines]:
    said = {row["statement_id"]: _text(row["statement"]) for row in statements.to_dict("records")}
    return said | {row["claim_id"]: (cite_number(row), *_text(f" {row['noun']}")) for row in figures.to_dict("records")}


def _verdict(row: Record) -> doc.Inlines:
    return _text(f"{row['verdict']}{', ' + row['strength'] if row['strength'] else ''}")


def _origin(name: str, text: str) -> doc.Link:
    dataset = DATASETS[name]
    return doc.Link(text=text.format(publisher=dataset.publisher, title=dataset.title), target=dataset.page)
