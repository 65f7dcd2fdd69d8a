"""Hedged numbers one below the other: the chart of any frame with a column of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.analysis.coverage import NAMED, phrase_terms
from liberterra_analysis.errors import UsageError, one_of
from liberterra_analysis.plots import style
from liberterra_analysis.schema.metrics import packaged_metrics

ROW, GAP, DOT = 12.0, 12.0, 6.0
"""Points of the place of a mark, between a mark and the next text, and across a dot."""

MOST, SOME = 30, 3
"""Most numbers of a chart, and most of those left out that are named."""


def plot_intervals(rows: pd.DataFrame, *, label: str = "name", number: str = "number", title: str = "") -> Axes:
    """Draw hedged numbers on one scale from zero: a dot is exact, a line an interval, an arrow an open end.

    `label` names the column of the names of rows, and `number` the column of dtype `hedged`. At most thirty are drawn,
    the largest by their lower ends, in their order; how many there are, what all rows count (`metric`, `unit`,
    `status`), and up to three rows without a number, are named below the title, by default that of the largest.
    UsageError if two rows have one label, or if they count in different units.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> arrests = lt.analysis.total(frame[frame["metric"] == "arrests"])
    >>> chosen = arrests[arrests["operation_id"].str.startswith("liberterra")]
    >>> lt.plots.description_of(plot_intervals(chosen, label="operation_id")).title
    'liberterra-3: 3,744, the largest of 3'
    """
    known = _choose_rows(rows, label, number)
    style.require_rows(known, "No row has a number.")
    largest = np.argsort(-known[number].hedged.lower.to_numpy(), kind="stable")[:MOST]
    drawn = known.iloc[np.sort(largest)]
    words = drawn[number].hedged.words
    said = (drawn[label].astype(str) + ": " + words).tolist()
    with style.apply_style():
        ax = _draw_rows(said, drawn[number].hedged.lower, drawn[number].hedged.upper)
        style.describe(
            ax,
            title=title or _find_largest(drawn[number], said),
            subtitle=f"{_name_counted(drawn, number)} zero, on one scale. A dot is an exact number, a line runs from "
            f"the least to the most possible, an arrow means: or more.{_name_left_out(rows, known, label)}",
            alt=f"{'; '.join(said)}.",
            header=(label, style.right("Number")),
            rows=zip(drawn[label].astype(str), words, strict=True),
        )
    return ax


def _choose_rows(rows: pd.DataFrame, label: str, number: str) -> pd.DataFrame:
    """Return the rows with a number; refuse what a chart would confuse."""
    for what, name in {"label": label, "number": number}.items():
        if name not in rows:
            raise UsageError(f"plot_intervals: {what}={one_of(name, list(map(str, rows)))}")
    if rows[number].dtype != "hedged":
        raise UsageError(f"column {number!r} is {rows[number].dtype}; draw one of dtype 'hedged', such as 'number'.")
    if rows[label].duplicated().any():
        twice = str(rows.loc[rows[label].duplicated(), label].iloc[0])
        raise UsageError(f"two rows are labelled {twice!r}; draw fewer, or name a column with label=… that differs.")
    units = sorted(rows["unit"].dropna().unique()) if "unit" in rows else []
    if len(units) > 1:
        raise UsageError(f"the rows count in different units ({', '.join(units)}), which share no scale; choose one.")
    ends = rows[number].hedged
    has_end = ends.lower.notna() & np.isfinite(ends.lower) & (ends.upper.lt(np.inf) | ends.lower.gt(0))
    known: pd.DataFrame = rows.loc[has_end]
    return known


def _name_counted(rows: pd.DataFrame, number: str) -> str:
    """Return what all rows count, as the start of a sentence: "Victims, in persons, some potential, from"."""
    known = [rows[name].dropna().unique() for name in ("metric", "unit") if name in rows]
    words = dict.fromkeys(str(found[0]).replace("_", " ") for found in known if len(found) == 1)
    # What was worked out of counts, such as a rate, has another unit.
    counted = ", in ".join(words) if number == "number" else number.replace("_", " ")
    never = [name for name, metric in packaged_metrics().items() if metric.takes_status == "never"]
    doubted = rows[~rows["metric"].isin(never)] if "metric" in rows else rows
    stated = [cell for name in ("status", "statuses") if name in rows for cell in doubted[name].dropna()]
    said = ", ".join(filter(None, (counted, phrase_terms(" ".join(stated).split(), NAMED["status"]))))
    return f"{said[:1].upper()}{said[1:]}, from" if said else "From"


def _name_left_out(rows: pd.DataFrame, known: pd.DataFrame, label: str) -> str:
    lost = rows.loc[~rows.index.isin(known.index), label].astype(str).tolist()
    more = f" and {len(lost) - SOME} more" if len(lost) > SOME else ""
    said = f" Left out, without a number: {', '.join(lost[:SOME])}{more}." if lost else ""
    return said + (f" The {MOST} of {len(known)} with the largest lower ends." if len(known) > MOST else "")


def _find_largest(numbers: pd.Series[Any], said: list[str]) -> str:
    """Return which number is the largest, if that is established, in words."""
    lower, upper = numbers.hedged.lower.to_numpy(), numbers.hedged.upper.to_numpy()
    if len(said) == 1:
        return said[0]
    at = int(lower.argmax())
    if lower[at] > np.delete(upper, at).max():
        return f"{said[at]}, the largest of {len(said)}"
    return f"Which of these {len(said)} numbers is the largest is not established"


def _draw_rows(said: list[str], lower: pd.Series[float], upper: pd.Series[float]) -> Axes:
    ax, heads, bottoms = style.stack_rows(said, ROW, GAP)
    least = min(0.0, *lower)
    most = max(float(upper[np.isfinite(upper)].max()) if np.isfinite(upper).any() else 0.0, *lower, 1.0)
    # An open end runs to the edge, beyond all that is bounded.
    ax.set_xlim(least - (most - least) * 0.02, most + (most - least) * 0.1)
    edge = most + (most - least) * 0.08
    for head, bottom, low, high in zip(heads, bottoms, lower, upper, strict=True):
        at = bottom - ROW / 2
        ax.plot([least, edge], [at, at], color=style.RULE, linewidth=1)
        ax.plot([0], [at], "|", color=style.QUIET, markersize=ROW)
        ax.annotate(head, (0, bottom - ROW), xycoords=("axes fraction", "data"), va="bottom")
        if low == high:
            ax.plot([low], [at], "o", color=style.BLUE, markersize=DOT)
            continue
        end = edge if np.isinf(high) else high
        ax.plot([low, end], [at, at], color=style.BLUE, linewidth=DOT / 2, solid_capstyle="butt")
        if np.isinf(high):
            ax.plot([end], [at], ">", color=style.BLUE, markersize=DOT + 2)
    return ax
