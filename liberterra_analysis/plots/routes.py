"""Routes from origin over transit to destination, as sources give them."""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.plots.style import (
    BLUE,
    INK,
    QUIET,
    Description,
    NothingToDrawError,
    describe,
    new_axes,
    style,
    wrap,
)
from liberterra_analysis.vocabulary import ROLES

COLUMN = {role: at for at, role in enumerate(ROLES)}
"""Column of each role, from left to right."""

NOT_STATED = "not stated"

ROW = 28.8
"""Points of a row of a chart."""

PLACE_WIDTH, TEXT_WIDTH = 14, 56
"""Characters in a line of a box, and of the label above the boxes of a route."""

LINE, EDGE, APART, HEAD = 12.5, 6.0, 16.0, 34.0
"""Points of a line of text, of the edge of a box, between two routes, and of the heads of columns."""


def plot_routes(routes: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each route as a line from origin over transit to destination.

    `routes` come from `analysis.name_routes`. One row is one claim; its label says what it counts and where.
    A place is a box, dashed grey where the source does not state the origin or destination. An arrow joins one place to
    the next that the source names.

    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import analysis
    >>> frame = analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> ax = plot_routes(analysis.name_routes(lt.load_routes("liberterra-2"), frame))
    >>> ax.get_title(loc="left")
    '4 routes are named'
    """
    if routes.empty:
        raise NothingToDrawError("There are no routes to draw.")
    lanes = [lane for _, lane in routes.groupby("claim_id", sort=False)]
    with style():
        above, below = _heights(lanes)
        lane_height = above + below
        ax = ax or new_axes(math.ceil((len(lanes) * lane_height + HEAD) / ROW) - 1)
        for at, lane in enumerate(lanes):
            _draw_lane(ax, at, lane, below - APART)
        top = -(above + APART / 2) / lane_height
        for role, column in COLUMN.items():
            ax.text(column, top, ROLES[role].words.capitalize(), ha="center", color=QUIET, fontweight="bold")
        ax.set_xlim(-0.5, 2.5)
        ax.set_ylim(len(lanes) - 1 + below / lane_height, top - (HEAD - APART) / lane_height)
        ax.axis("off")
        describe(ax, _description(lanes))
    return ax


def _draw_lane(ax: Axes, at: int, lane: pd.DataFrame, half: float) -> None:
    """Draw a route; `half` is half the height of its boxes in points."""
    what = wrap(_label_route(lane), TEXT_WIDTH)
    ax.annotate(what, (-0.48, at), xytext=(0, half), textcoords="offset points", va="bottom", color=INK)
    stops = _stops(lane)
    boxes = []
    for column, place in stops:
        known = place != NOT_STATED
        box = {
            "boxstyle": "round,pad=0.45",
            "facecolor": "white",
            "edgecolor": BLUE if known else QUIET,
            "linestyle": "-" if known else "--",
        }
        text = ax.text(
            column,
            at,
            wrap(place, PLACE_WIDTH),
            ha="center",
            va="center",
            color=INK if known else QUIET,
            bbox=box,
            zorder=3,
        )
        boxes.append(text.get_bbox_patch())
    for (here, there), (start, end) in zip(pairwise(stops), pairwise(boxes), strict=True):
        # Drawn after the boxes, whose size is known only once they are drawn.
        arrow = {"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.2, "patchA": start, "patchB": end, "shrinkB": 2}
        ax.annotate("", (there[0], at), (here[0], at), arrowprops=arrow, zorder=4)


def _stops(lane: pd.DataFrame) -> list[tuple[float, str]]:
    stops = {COLUMN["origin"]: NOT_STATED, COLUMN["destination"]: NOT_STATED}
    for role, places in lane.groupby("role", sort=False):
        stops[COLUMN[str(role)]] = ", ".join(places["place"])
    return [(float(column), place) for column, place in sorted(stops.items())]


def _label_route(lane: pd.DataFrame) -> str:
    row = lane.iloc[0]
    return str(row["says"]) + (f" ({row['country']})" if row["country"] else "")


def _heights(lanes: list[pd.DataFrame]) -> tuple[float, float]:
    """Return the points that a route takes above and below the middle of its boxes, with the space to the next."""
    texts = [wrap(_label_route(lane), TEXT_WIDTH) for lane in lanes]
    places = [wrap(place, PLACE_WIDTH) for lane in lanes for _, place in _stops(lane)]
    half = (max(text.count("\n") for text in places) + 1) * LINE / 2 + EDGE
    return half + (max(text.count("\n") for text in texts) + 1) * LINE, half + APART


def _description(lanes: list[pd.DataFrame]) -> Description:
    parts = [f"{_label_route(lane)}: {' to '.join(place for _, place in _stops(lane))}" for lane in lanes]
    return Description(
        title="1 route is named" if len(lanes) == 1 else f"{len(lanes)} routes are named",
        subtitle="Origin, transit and destination as the source gives them; dashed: not stated. One row is one claim.",
        alt=f"Boxes joined by arrows, one row for each route. {'; '.join(parts)}.",
        header=("Route", *(ROLES[role].words.capitalize() for role in COLUMN)),
        rows=tuple(
            (_label_route(lane), *(dict(_stops(lane)).get(at, "none named") for at in COLUMN.values()))
            for lane in lanes
        ),
    )
