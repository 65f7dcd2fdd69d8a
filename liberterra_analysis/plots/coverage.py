"""How much of a total is accounted for: bars with the unknown remainder drawn."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from liberterra_analysis.hedges import Intervals, format_hedged, format_share
from liberterra_analysis.plots import style

THICK, ROW = 0.42, 1.4
"""Height of a bar as a share of its row; and rows of a chart that a bar takes with its label, which stands above it."""


def plot_coverage(coverage: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how much of each total the named country actions would make up.

    `coverage` comes from `analysis.measure_coverage`. A bar is a total: solid recorded, hatched perhaps, outlined not.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> headline, actions = lt.analysis.select_headline(frame), lt.analysis.sum_named_actions(frame, lt.load_metrics())
    >>> len(plot_coverage(lt.analysis.measure_coverage(headline, actions)).containers)
    3
    """
    style.require_rows(coverage[coverage["countries"] > 0], "No country's part of a total is recorded.")
    totals = coverage["total_words"] + " " + coverage["noun"]
    named = [format_hedged(part, "axis") for part in Intervals(coverage["named_lower"], coverage["named_upper"])]
    shares = [format_share(one, "axis") for one in Intervals(coverage["share_lower"], coverage["share_upper"])]
    labels = [
        f"{part} in {style.count_nouns(number, 'country', 'countries')}: {share}" if number else "none recorded"
        for part, number, share in zip(named, coverage["countries"], shares, strict=True)
    ]
    best = coverage.sort_values("share_lower", kind="stable").iloc[-1]
    title = f"Recorded country by country: {best['share_words']} of the {best['noun']}, if counted in them"
    if best["share_lower"] == 0:
        title = "Countries are recorded, but what share of a total is theirs is not established"
    with style.apply_style():
        names = [style.wrap(total) for total in totals]
        ax = ax or style.new_axes(round(style.count_rows(names) * ROW))
        style.name_rows(ax, names)
        # Not seaborn's barplot, which aggregates rows: each of these bars is one row, drawn in three parts.
        low, high, at = coverage["share_lower"], coverage["share_upper"], range(len(coverage))
        ax.barh(at, low, THICK, color=style.BLUE, linewidth=0)
        ax.barh(at, high - low, THICK, low, facecolor="white", edgecolor=style.BLUE, hatch="////", linewidth=0)
        # Not clipped: half the outline lies outside the axes.
        ax.barh(at, [1.0] * len(at), THICK, facecolor="none", edgecolor=style.QUIET, clip_on=False)
        for row, label in zip(at, labels, strict=True):
            ax.annotate(label, (0, row - THICK / 2), xytext=(0, 3), textcoords="offset points")
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(PercentFormatter(1.0))
        style.describe(
            ax,
            title=title,
            subtitle="Share of each total that recorded country actions would make up, if all are counted in it. "
            "Solid: recorded; hatched: perhaps; outlined: not recorded, though a source may name it.",
            alt="One bar for each total, filled by what is recorded country by country. "
            f"{'; '.join(totals + ': ' + pd.Series(labels, totals.index))}.",
            header=("Total", *map(style.right, ("Countries recorded", "Recorded by country", "Share of the total"))),
            rows=zip(totals, coverage["countries"].astype(str), named, coverage["share_words"], strict=True),
        )
    return ax
