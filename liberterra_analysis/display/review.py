"""An announcement with its candidates marked in place, above their table, and the sheet that a reviewer edits."""

import io
from collections.abc import Sequence
from html import escape
from pathlib import Path

import pandas as pd
from IPython.display import HTML

from liberterra_analysis.extract import Candidate
from liberterra_analysis.extract.sheet import COLUMNS, IN_SIGHT, to_rows, to_sheet
from liberterra_analysis.files import write_whole

_SHADES = {"an outcome's number": "#cfe3f7", "its metric": "#d3ecd6", "its hedge": "#f9d9a8", "no outcome": "#e4e4e4"}
_OUTCOME, _METRIC, _HEDGE, _OTHER = _SHADES.values()


def show_review(text: str, found: Sequence[Candidate]) -> HTML:
    """Return a text with its candidates marked in place, and their table below it, doubtful ones first.

    Each mark names metric and hedge in words, each in a colour of its own; numbers that are not outcomes are grey,
    with their kind. It is no block of a report.
    """
    parts, at = [], 0
    for number, one in enumerate(found, 1):
        parts += [escape(text[at : one.start]), _mark(number, one)]
        at = one.end
    parts.append(escape(text[at:]))
    body = "".join(parts).replace("\n", "<br>")
    legend = " ".join(_chip(label, shade) for label, shade in _SHADES.items())
    rows = sort_rows(pd.DataFrame(to_rows(found, text), columns=list(COLUMNS)).set_index("claim_id"))
    with pd.option_context("display.max_colwidth", None):
        table = rows[[*IN_SIGHT, "confidence"]].replace("unspecified", "").to_html(border=0)
    page = f"<p>{legend}</p><div style='line-height:1.9'>{body}</div><div style='overflow-x:auto'>{table}</div>"
    return HTML(page)  # type: ignore[no-untyped-call]  # typed in part


def sort_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort the rows of a sheet: rows that need a decision, then marked rows, each from the least certain."""
    order = rows["add"].map({"": 0, "yes": 1}).fillna(2)
    return rows.assign(order=order).sort_values(["order", "confidence"], kind="stable").drop(columns="order")


def open_sheet(text: str, found: Sequence[Candidate], sheet: str = "") -> pd.DataFrame:
    """Load the rows of a review sheet by key from its file, or make a new sheet where there is none."""
    saved = Path(sheet).read_text("utf-8-sig") if sheet and Path(sheet).is_file() else to_sheet(found, text)
    rows = pd.read_csv(io.StringIO(saved), dtype=str, keep_default_na=False).set_index("claim_id", drop=False)
    return sort_rows(rows.assign(confidence=pd.to_numeric(rows["confidence"])))


def save_sheet(rows: pd.DataFrame, sheet: str) -> str:
    """Write the rows of a sheet to a file, in the order of the text, and print what is marked; no name writes none."""
    if sheet:
        at = pd.to_numeric(rows["start"])
        in_text = rows.loc[at.sort_values(kind="stable").index]
        write_whole(Path(sheet), in_text.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))  # as Excel wants
    marked = f"{int((rows['add'] == 'yes').sum())} of {len(rows)} rows are marked to be added"
    return f"{marked}; written to {sheet}." if sheet else f"{marked}; name a sheet to write them."


def _chip(label: str, shade: str) -> str:
    return f"<span style='background:{shade};color:#111;padding:0 .2em'>{escape(label.replace('_', ' '))}</span>"


def _mark(number: int, one: Candidate) -> str:
    outcome = one.kind == "outcome"
    labels = [_chip(one.metric if outcome else one.kind, _METRIC if outcome else _OTHER), *_hedge(one)]
    shade = _OUTCOME if outcome else _OTHER
    mark = f"<mark style='background:{shade};color:#111'>{escape(one.as_printed)}</mark>"
    return f"{mark}<sub>{number} {' '.join(labels)}</sub>"


def _hedge(one: Candidate) -> list[str]:
    hedge = one.hedged.hedge
    return [] if hedge == "exact" else [_chip(hedge or "not counted", _HEDGE if one.kind == "outcome" else _OTHER)]
