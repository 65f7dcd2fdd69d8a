"""How many times an operation's figures a year could hold by surge factor: bounds, not the line of a forecast."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.plots import style


def plot_scenario(fan: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the bounds of a year for each surge factor, in multiples of what the operation found.

    `fan` comes from `analysis.vary_surge`. A bar runs from the lower to the upper bound; no value inside is likelier
    than another, and nothing is drawn between two factors. The line at 1 is the operation alone.

    >>> import liberterra_analysis as lt
    >>> assumed = lt.analysis.Assumptions(days=(5, 7), surge=(1, 20), overlap=(0, 0.5))
    >>> len(plot_scenario(lt.analysis.vary_surge(assumed, [1, 2, 5, 10, 20])).containers[0])
    5
    """
    style.require_rows(fan, "No surge factor is assumed.")
    surge, words = fan["surge"].map("{:g}".format), fan["words"] + " times"
    alone, unit = "the operation alone", "times the operation's figure"
    with style.apply_style():
        ax = ax or style.new_axes(9)
        at = range(len(fan))
        # Not seaborn's barplot, whose bars begin at zero.
        bars = ax.bar(at, fan["upper"] - fan["lower"], bottom=fan["lower"], width=0.5, color=style.BLUE, alpha=0.6)
        ax.bar_label(bars, fan["words"], padding=3)
        ax.axhline(1, color=style.QUIET, linestyle="--")
        ax.text(len(fan) - 0.5, 0.93, alone, ha="right", va="top", bbox=style.HALO)
        ax.set(yscale="log", ylim=(0.5, fan["upper"].max() * 2), ylabel=unit)
        ax.yaxis.set_major_formatter("{x:g}")
        ax.set_xticks(list(at), surge)
        ax.set_xlabel("surge factor: how many times more the operation\nfinds in a day than ordinary work (assumed)")
        ax.tick_params(axis="y", which="both", labelcolor=style.QUIET)
        ax.grid(visible=True, axis="y")
        style.describe(
            ax,
            title="How much a year could hold depends on the surge factor, which is assumed",
            subtitle="Bounds for a year in multiples of the operation's figure, on a logarithmic scale, under the "
            "assumptions of this report. No value in a bar is likelier than another. At 1 every day would be like one "
            "of the operation.",
            alt=f"Bars that shrink as the surge factor grows, in {unit}. "
            f"{'; '.join('surge ' + surge + ': ' + words)}. Dashed, at 1: {alone}.",
            header=(style.right("Surge factor"), style.right("Times the operation's figure")),
            rows=zip(surge, fan["words"], strict=True),
        )
    return ax
