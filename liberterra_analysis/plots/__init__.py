"""Figures: each `plot_…` draws an already computed frame and returns its axes, described in words and numbers.

What the functions have in common is said here, and not again at each of them.

Parameters
----------
ax : matplotlib.axes.Axes, optional
    Where to draw; new axes if omitted.

Returns
-------
matplotlib.axes.Axes
    With a description (see `description_of`).

Raises
------
NothingToDrawError
    If there is nothing to draw.
"""

from __future__ import annotations

from liberterra_analysis.plots.comparison import plot_panels, plot_rates
from liberterra_analysis.plots.coverage import plot_coverage
from liberterra_analysis.plots.intervals import plot_actions, plot_headline
from liberterra_analysis.plots.ledger import plot_lost_hedges, plot_matrix
from liberterra_analysis.plots.maps import plot_map
from liberterra_analysis.plots.routes import plot_routes
from liberterra_analysis.plots.scenario import plot_scenario
from liberterra_analysis.plots.style import (
    Description,
    NothingToDrawError,
    describe,
    description_of,
    new_axes,
    spell,
    style,
    wrap,
)

__all__ = [
    "Description",
    "NothingToDrawError",
    "describe",
    "description_of",
    "new_axes",
    "plot_actions",
    "plot_coverage",
    "plot_headline",
    "plot_lost_hedges",
    "plot_map",
    "plot_matrix",
    "plot_panels",
    "plot_rates",
    "plot_routes",
    "plot_scenario",
    "spell",
    "style",
    "wrap",
]
