"""How much of a total is accounted for: bars with the unknown remainder drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from liberterra_analysis.hedges import Interval, format_hedged
from liberterra_analysis.plots.style import (
    BLUE,
    INK,
    QUIET,
    Description,
    NothingToDrawError,
    describe,
    height_of,
    new_axes,
    style,
    wrap,
)

THICK = 0.42
"""Height of a bar, as a share of its row; its label stands above it."""

ROW = 1.4
"""Rows of a chart that a bar takes with its label."""


def plot_coverage(coverage: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how much of each total the named country actions would make up.

    `coverage` comes from `analysis.measure_coverage`. Each bar is a total: the solid part is the share certainly named,
    the hatched part may be named, and the outlined rest is not named by any source.

    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import analysis
    >>> metrics = lt.load_metrics()
    >>> frame = analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), metrics)
    >>> found = analysis.measure_coverage(analysis.select_headline(frame), analysis.sum_named_actions(frame, metrics))
    >>> len(plot_coverage(found).containers)
    3
    """
    if not (coverage["countries"] > 0).any():
        raise NothingToDrawError("No source names a country's part of a total.")
    names = [wrap(f"{words} {noun}") for words, noun in zip(coverage["total_words"], coverage["noun"], strict=True)]
    labels = _labels(coverage)
    low, high = coverage["share_lower"], coverage["share_upper"]
    at = range(len(coverage))
    with style():
        ax = ax or new_axes(round(height_of(names) * ROW))
        ax.barh(at, low, height=THICK, color=BLUE)
        ax.barh(at, high - low, left=low, height=THICK, facecolor="white", edgecolor=BLUE, hatch="////", linewidth=0)
        # Not clipped: half the outline lies outside the axes.
        ax.barh(
            at, [1.0] * len(coverage), height=THICK, facecolor="none", edgecolor=QUIET, linewidth=0.9, clip_on=False
        )
        for row, label in zip(at, labels, strict=True):
            ax.annotate(label, (0, row - THICK / 2), xytext=(0, 3), textcoords="offset points", va="bottom", color=INK)
        ax.set_yticks(at, names)
        ax.set_ylim(len(coverage) - 0.5, -0.65)
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
    return format_hedged(Interval.of(row, "named_"), "axis")


def _countries(number: int) -> str:
    return "country" if number == 1 else "countries"


def _description(coverage: pd.DataFrame) -> Description:
    best = coverage.sort_values("share_lower", kind="stable").to_dict("records")[-1]
    title = f"Country by country, sources name {best['share_words']} of the {best['noun']}"
    if best["share_lower"] == 0:
        title = "Sources name countries, but what share of a total is theirs is not established"
    parts = [
        f"{words} {noun}: {label}"
        for words, noun, label in zip(coverage["total_words"], coverage["noun"], _labels(coverage), strict=True)
    ]
    return Description(
        title=title,
        subtitle="Share of each total that named country actions would make up, if all are counted in it. Solid: "
        "named; hatched: perhaps named; outlined: not named.",
        alt=f"One bar for each total, filled by what is named country by country. {'; '.join(parts)}.",
        header=("Total", "Countries named>", "Named by country>", "Share of the total>"),
        rows=tuple(
            (f"{row['total_words']} {row['noun']}", str(row["countries"]), _named(row), row["share_words"])
            for row in coverage.to_dict("records")
        ),
    )
