"""Charts: each `plot_…` draws an already computed frame and returns its axes, described in words and numbers.

Sizes are points, so each chart has a figure of its own. `description_of` returns the description of the axes.
NothingToDrawError if the frame holds nothing to draw.
"""

from liberterra_analysis.arguments import export
from liberterra_analysis.plots.intervals import plot_intervals as plot_intervals
from liberterra_analysis.plots.maps import plot_map as plot_map
from liberterra_analysis.plots.scenario import plot_scenario as plot_scenario
from liberterra_analysis.plots.series import plot_panels as plot_panels
from liberterra_analysis.plots.shares import plot_coverage as plot_coverage
from liberterra_analysis.plots.shares import plot_parts as plot_parts
from liberterra_analysis.plots.style import apply_style as apply_style
from liberterra_analysis.plots.style import describe as describe
from liberterra_analysis.plots.style import description_of as description_of
from liberterra_analysis.plots.style import new_axes as new_axes

export(globals())
