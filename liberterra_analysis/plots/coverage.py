"""How much of a total is accounted for: bars with the unknown remainder drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval, word
from liberterra_analysis.plots.style import BLUE, INK, QUIET, Description, describe, new_axes, style


def plot_coverage(coverage: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how much of each total the named country actions would make up.

    Each bar is a total. The solid part is the share that is surely named, the hatched part may be, the outlined rest
    is not named by any source.

    Parameters
    ----------
    coverage : pandas.DataFrame
        As `analysis.coverage` gives it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes if omitted.

    Returns
    -------
    matplotlib.axes.Axes
        With a description (see `description_of`).

    Raises
    ------
    UsageError
        If there is nothing to draw.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import analysis
    >>> metrics = lt.load_metrics()
    >>> frame = analysis.figures(lt.load_claims("liberterra-2"), lt.load_sources(), metrics)
    >>> found = analysis.coverage(analysis.headline(frame), analysis.named_actions(frame, metrics))
    >>> len(plot_coverage(found).containers)
    3
    """
    if coverage.empty:
        raise UsageError("There are no totals to draw.")
    names = [f"{words} {noun}" for words, noun in zip(coverage["total_words"], coverage["noun"], strict=True)]
    low, high = coverage["share_lower"], coverage["share_upper"]
    at = range(len(coverage))
    with style():
        ax = ax or new_axes(len(coverage) + 1)
        ax.barh(at, [1.0] * len(coverage), height=0.55, facecolor="white", edgecolor=QUIET, linewidth=0.9)
        ax.barh(at, high - low, left=low, height=0.55, facecolor="white", edgecolor=BLUE, hatch="////", linewidth=0)
        ax.barh(at, low, height=0.55, color=BLUE)
        for row, words, end in zip(at, _labels(coverage), high, strict=True):
            inside = end > 0.55  # noqa: PLR2004 (beyond this the label no longer fits to the right)
            ax.annotate(
                words,
                (0 if inside else end, row),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                color="white" if inside and low[row] > end / 2 else INK,
            )
        ax.set_yticks(at, names)
        ax.set_ylim(len(coverage) - 0.5, -0.5)
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(PercentFormatter(1.0))
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        describe(ax, _description(coverage))
    return ax


def _labels(coverage: pd.DataFrame) -> list[str]:
    return [
        "none named by country"
        if row["countries"] == 0
        else f"{_named(row)} in {row['countries']} {_countries(row['countries'])}: {row['share_words']}"
        for row in coverage.to_dict("records")
    ]


def _named(row: Mapping[Any, Any]) -> str:
    return word(Interval(row["named_lower"], row["named_upper"]), "axis")


def _countries(number: int) -> str:
    return "country" if number == 1 else "countries"


def _description(coverage: pd.DataFrame) -> Description:
    best = coverage.sort_values("share_lower", kind="stable").to_dict("records")[-1]
    named = coverage["countries"] > 0
    title = (
        f"Country by country, sources name {best['share_words']} of the {best['noun']}"
        if named.any()
        else "No source breaks a total down by country"
    )
    parts = [
        f"{words} {noun}: {label}"
        for words, noun, label in zip(coverage["total_words"], coverage["noun"], _labels(coverage), strict=True)
    ]
    return Description(
        title=title,
        subtitle="Share of each total that named country actions would make up, if all are counted in it. Solid: "
        "named; hatched: perhaps named; outlined: not named.",
        alt=f"One bar for each total, filled by what is named country by country. {'; '.join(parts)}.",
    )
