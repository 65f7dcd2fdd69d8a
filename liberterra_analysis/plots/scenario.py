"""How many times an operation's figures a year could hold by surge factor: bounds, not the line of a forecast."""

import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.plots import style

ROW, LEFT = 26.0, 0.22
"""Points of a row, and where the bars begin, as a share of the drawing."""


def plot_scenario(fan: pd.DataFrame) -> Axes:
    """Draw the bounds of a year for each surge factor, in multiples of what the operation found.

    A bar runs from the lower to the upper bound, on a scale from zero; no value
    inside is likelier than another. Grey is the factor 1, with which other days find as much as one of the operation.

    >>> import liberterra_analysis as lt
    >>> assumed = lt.analysis.Assumptions(days=(5, 7), surge=(1, 20), overlap=(0, 0.5))
    >>> len(plot_scenario(lt.analysis.vary_surge(assumed, [1, 2, 5, 10, 20])).patches)
    5
    """
    style.require_rows(fan, "No surge factor is assumed.")
    surge = fan["surge"].map("{:g}".format)
    words = fan["words"] + " times"
    with style.apply_style():
        height = (len(fan) + 0.7) * ROW
        ax = style.new_axes(height)
        unit = (1 - LEFT - 0.24) / fan["upper"].max()
        at = [(row + 1) * ROW for row in range(len(fan))]
        colours = [style.GREY if factor == 1 else style.BLUE for factor in fan["surge"]]
        # Not seaborn's barplot, whose bars begin at zero.
        ax.barh(at, (fan["upper"] - fan["lower"]) * unit, ROW * 0.6, LEFT + fan["lower"] * unit, color=colours)
        ax.vlines(LEFT + unit, ROW * 0.5, height, color=style.QUIET, linestyle="--", linewidth=1)
        ax.text(LEFT + unit, 0, "the operation alone", va="top", color=style.QUIET)
        for row, factor, end, said in zip(at, surge, fan["upper"], words, strict=True):
            ax.text(0, row, f"surge × {factor}", va="center")
            ax.annotate(said, (LEFT + end * unit, row), (4, 0), textcoords="offset points", va="center")
        ax.set(xlim=(0, 1), ylim=(height, 0))
        ax.axis("off")
        style.describe(
            ax,
            title="How much a year could hold depends on the surge factor, which is assumed",
            subtitle="Bounds for a year, in multiples of the operation's figure, from zero. The surge factor is how "
            "many times more the operation finds in a day than ordinary work. No value in a bar is likelier than "
            "another. Grey: as if other days found as much, less what is counted twice.",
            alt=f"Bars that shrink as the surge factor grows. {'; '.join('surge × ' + surge + ': ' + words)}.",
            header=(style.right("Surge factor"), style.right("Times the operation's figure")),
            rows=zip(surge, fan["words"], strict=True),
        )
    return ax
