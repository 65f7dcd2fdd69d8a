"""What a year could hold for each surge factor: a band between bounds, not the line of a forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.hedges import format_number
from liberterra_analysis.plots import style


def plot_scenario(fan: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the bounds of a year for each surge factor.

    `fan` comes from `analysis.project_surges`. The band runs from the lower to the upper bound; no value inside is
    likelier than another, so no line is drawn in it. The horizontal line is the operation's own figure, below which no
    year can fall. An open bound is not drawn.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> assumed = lt.analysis.Assumptions(days=(5, 7), surge=(1, 20), overlap=(0, 0.5))
    >>> ax = plot_scenario(lt.analysis.project_surges(lt.analysis.select_headline(frame), assumed, [1, 2, 5, 10, 20]))
    >>> len(ax.collections)
    1
    """
    style.require_rows(fan, "No result of the operation counts persons.")
    surge, noun, alone = fan["surge"].map("{:g}".format), fan["noun"].iloc[0], fan["lower"].iloc[0]
    label = f"The operation alone: {fan['figure_words'].iloc[0]}"
    bounds = fan[["year_lower", "year_upper"]].loc[:, lambda bound: np.isfinite(bound).all()]
    with style.apply_style():
        ax = ax or style.new_axes(9)
        # Not seaborn's lineplot, whose band surrounds a central line.
        ax.plot(fan["surge"], bounds, color=style.BLUE, marker="o", markersize=4, linewidth=1.6)
        if "year_upper" in bounds:
            ax.fill_between(
                fan["surge"], fan["year_lower"], fan["year_upper"], color=style.BLUE, alpha=0.25, linewidth=0
            )
        ax.axhline(alone, color=style.QUIET, linestyle="--")
        ax.text(fan["surge"].iloc[-1], alone * 0.93, label, ha="right", va="top", bbox=style.HALO)
        ax.set(yscale="log", ylim=(alone / 2.2, bounds.to_numpy().max() * 1.5))
        ax.yaxis.set_major_formatter(lambda value, _: format_number(value, "axis"))
        ax.set_xticks(fan["surge"], surge)
        ax.set_xlabel("surge factor: how many times more the operation\nfinds in a day than ordinary work")
        ax.tick_params(axis="y", which="both", labelcolor=style.QUIET)
        ax.grid(visible=True, axis="y")
        style.describe(
            ax,
            title=f"What a year could hold of {noun} depends on the surge factor, which is assumed",
            subtitle=f"Bounds for {noun} in a year, on a logarithmic scale, under the assumptions of this report. No "
            "value in the band is likelier than another; it is computed at the dots, which lines join. Dashed: the "
            "operation's own figure.",
            alt="A band that narrows as the surge factor grows. "
            f"{'; '.join('surge ' + surge + ': ' + fan['words'])}. {label}.",
            header=(style.right("Surge factor"), style.right("In a year")),
            rows=zip(surge, fan["words"], strict=True),
        )
    return ax
