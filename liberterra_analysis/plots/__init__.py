"""Charts: each `plot_…` draws an already computed frame and returns its axes, described in words and numbers.

Sizes are points, so each chart has a figure of its own. `description_of` returns the description of the axes.
NothingToDrawError if the frame holds nothing to draw.
"""

from __future__ import annotations

from liberterra_analysis.arguments import export
from liberterra_analysis.plots.intervals import plot_intervals
from liberterra_analysis.plots.maps import plot_map
from liberterra_analysis.plots.scenario import plot_scenario
from liberterra_analysis.plots.series import plot_panels, plot_rates
from liberterra_analysis.plots.shares import plot_coverage, plot_parts
from liberterra_analysis.plots.style import apply_style, describe, description_of, new_axes

__all__ = [
    "apply_style",
    "describe",
    "description_of",
    "new_axes",
    "plot_coverage",
    "plot_intervals",
    "plot_map",
    "plot_panels",
    "plot_parts",
    "plot_rates",
    "plot_scenario",
]

export(globals())
