"""What a year could hold for each surge factor: a band between bounds, not the line of a forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.hedges import Interval, format_hedged
from liberterra_analysis.plots.style import (
    BLUE,
    HALO,
    INK,
    QUIET,
    Description,
    NothingToDrawError,
    describe,
    new_axes,
    style,
)


def plot_scenario(fan: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the bounds of a year for each surge factor.

    `fan` comes from `analysis.project_surges`. The band runs from the lower to the upper bound; no value inside is
    likelier than another, so no line is drawn in it. The horizontal line is the operation's own figure, below which no
    year can fall. Where a bound is open, only the other is drawn.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> assumed = lt.analysis.Assumptions(days=(5, 7), surge=(1, 20), overlap=(0, 0.5))
    >>> ax = plot_scenario(lt.analysis.project_surges(lt.analysis.select_headline(frame), assumed, [1, 2, 5, 10, 20]))
    >>> len(ax.collections)
    1
    """
    if fan.empty:
        raise NothingToDrawError("No result of the operation counts persons.")
    surge, lower = fan["surge"].to_numpy(np.float64), fan["year_lower"].to_numpy(np.float64)
    upper = fan["year_upper"].to_numpy(np.float64)
    bounded = np.isfinite(upper).all()
    with style():
        ax = ax or new_axes(9)
        if bounded:
            ax.fill_between(surge, lower, upper, color=BLUE, alpha=0.25, linewidth=0)
            ax.plot(surge, upper, color=BLUE, marker="o", markersize=4)
        ax.plot(surge, lower, color=BLUE, marker="o", markersize=4)
        ax.axhline(fan["lower"].iloc[0], color=QUIET, linewidth=1.2, linestyle="--")
        label = f"The operation alone: {fan['figure_words'].iloc[0]}"
        place = (surge[-1], fan["lower"].iloc[0])
        ax.annotate(
            label, place, xytext=(0, -5), textcoords="offset points", ha="right", va="top", color=INK, bbox=HALO
        )
        ax.set_yscale("log")
        ax.set_ylim(fan["lower"].iloc[0] / 2.2, (upper if bounded else lower).max() * 1.5)
        ax.yaxis.set_major_formatter(lambda value, _: format_hedged(Interval(value, value), "axis"))
        ax.set_xticks(surge, [f"{one:g}" for one in surge])
        ax.set_xlabel("surge factor: how many times more the operation\nfinds in a day than ordinary work", color=QUIET)
        ax.tick_params(axis="y", which="both", labelcolor=QUIET)
        ax.grid(visible=True, axis="y")
        describe(ax, _describe(fan))
    return ax


def _describe(fan: pd.DataFrame) -> Description:
    rows = [(f"{row['surge']:g}", row["words"]) for row in fan.to_dict("records")]
    noun = fan["noun"].iloc[0]
    return Description(
        title=f"What a year could hold of {noun} depends on the surge factor, which no source states",
        subtitle=f"Bounds for {noun} in a year, on a logarithmic scale, under the assumptions of this report. No value "
        "in the band is likelier than another; it is computed at the dots, which lines join. Dashed: the operation's "
        "own figure.",
        alt=f"A band that narrows as the surge factor grows. {'; '.join(f'surge {s}: {words}' for s, words in rows)}. "
        f"The operation alone: {fan['figure_words'].iloc[0]}.",
        header=("Surge factor>", "In a year>"),
        rows=tuple(rows),
    )
