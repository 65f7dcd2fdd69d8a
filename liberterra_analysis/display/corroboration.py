"""Tables of public counts beside the statements of sources."""

from __future__ import annotations

from typing import Unpack

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis.corroboration import format_period
from liberterra_analysis.datasets import DATASETS
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.display.tables import Labels, build_table
from liberterra_analysis.wording.sentences import Sentence, link_claims, phrase


def show_corroboration(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, **labels: Unpack[Labels]
) -> Shown:
    """Return a table of how each series of a public data set bears on a statement or figure.

    `found` comes from `analysis.corroborate`; `statements` and `figures` together hold everything it is about.
    """
    held = found[found["vintage"] != ""]
    datasets = zip(held["dataset"].map(DATASETS), held["vintage"], strict=True)
    cells = {
        "Said": held["about"].map(_quote_by_id(statements, figures)),
        "Verdict": _format_verdicts(held),
        "Counts": held["says"],
        "What differs": held["difference"],
        "Source of the counts": (
            doc.Link(text=f"{one.publisher}, vintage {vintage}", target=one.page) for one, vintage in datasets
        ),
    }
    return build_table(cells, held, **labels)


def show_verdicts(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, **labels: Unpack[Labels]
) -> Shown:
    """Return the table of `show_corroboration` in short: one row for each statement or figure, verdict and time."""
    held = found[found["vintage"] != ""]
    held = held.assign(series=held["series"] + " (" + held["unit"] + ")")
    keys = ["about", "verdict", "strength", "starts", "ends"]
    rows = held.groupby(keys, sort=False)["series"].agg("; ".join).reset_index()
    times = zip(rows["starts"], rows["ends"], strict=True)
    cells = {
        "Said": rows["about"].map(_quote_by_id(statements, figures)),
        "Verdict": _format_verdicts(rows),
        "Series, and what it counts": rows["series"],
        "Time": (format_period(pd.Timestamp(first), pd.Timestamp(last)) if first else "" for first, last in times),
    }
    return build_table(cells, rows, **labels)


def show_fetchable(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, **labels: Unpack[Labels]
) -> Shown:
    """Return a table of data sets that are not held but bear on a statement or figure, and how to fetch each."""
    said = dict(zip(statements["statement_id"], statements["statement"].str.rstrip("."), strict=True))
    said |= dict(zip(figures["claim_id"], figures["noun"], strict=True))
    groups = found[found["vintage"] == ""].groupby("dataset", sort=False)
    frame = groups.agg(unit=("unit", "first"), about=("about", " ".join)).reset_index()
    datasets = [DATASETS[name] for name in frame["dataset"]]
    frame["command"] = [one.command for one in datasets]
    cells = {
        "Data set": (doc.Link(text=one.title, target=one.page) for one in datasets),
        "Counts": frame["unit"],
        "Could speak to": ("; ".join(dict.fromkeys(said[one] for one in about.split())) for about in frame["about"]),
        "How to get it": (doc.Text(text=command, style="code") for command in frame["command"]),
    }
    return build_table(cells, frame, **labels)


def _quote_by_id(statements: pd.DataFrame, figures: pd.DataFrame) -> dict[str, Sentence | str]:
    numbers = link_claims(figures["words"], figures["claim_id"])
    quoted = map(lambda number, noun: phrase("{} {}", number, noun), numbers, figures["noun"])
    said = zip(statements["statement_id"], statements["statement"], strict=True)
    return dict(said) | dict(zip(figures["claim_id"], quoted, strict=True))


def _format_verdicts(found: pd.DataFrame) -> pd.Series[str]:
    return found["verdict"] + (", " + found["strength"]).where(found["strength"] != "", "")
