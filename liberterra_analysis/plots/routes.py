"""Routes from origin over transit to destination, as sources give them: boxes joined by arrows."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.plots import style
from liberterra_analysis.vocabulary import ROLES

COLUMN = {role: at for at, role in enumerate(ROLES)}
"""Column of each role, from left to right."""

NOT_STATED = "not recorded"
Lane = tuple[str, dict[int, str]]  # the label of a route, and its places by column

PLACE_WIDTH, TEXT_WIDTH = 14, 56
"""Characters in a line of a box, and of the label above the boxes of a route."""

HEAD, LABEL, APART = 2.5, 0.9, 1.7
"""Lines of the heads of columns, from a label to its boxes, and from the boxes of a route to the next label."""


def plot_routes(routes: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each route as a line from origin over transit to destination.

    `routes` come from `analysis.name_routes`. One row is one claim; its label says what it counts and where.
    A place is a box, dashed grey where the source does not state the origin or destination. An arrow joins one place to
    the next that the source names.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> plot_routes(lt.analysis.name_routes(lt.load_routes("liberterra-2"), frame)).get_title(loc="left")
    '6 routes are recorded'
    """
    style.require_rows(routes, "There are no routes to draw.")
    labels = routes["says"] + (" (" + routes["country"] + ")").where(routes["country"] != "", "")
    lanes = [(labels[lane.index[0]], _stops(lane)) for _, lane in routes.groupby("claim_id", sort=False)]
    heads = [ROLES[role].words.capitalize() for role in COLUMN]
    with style.apply_style():
        tops, height = _place_lanes(lanes)
        ax = ax or style.new_axes(height / style.LINES_OF_ROW)
        ax.set(xlim=(-0.5, 2.5), ylim=(height, 0))
        ax.axis("off")
        for column, head in enumerate(heads):
            ax.text(column, HEAD / 2, head, ha="center", color=style.QUIET, fontweight="bold")
        for (label, stops), (top, middle) in zip(lanes, tops, strict=True):
            ax.text(-0.48, top, style.wrap(label, TEXT_WIDTH), va="top")
            _draw_boxes(ax, stops, middle)
        parts = [f"{label}: {' to '.join(stops.values())}" for label, stops in lanes]
        style.describe(
            ax,
            title=f"{style.count_nouns(len(lanes), 'route is', 'routes are')} recorded",
            subtitle="Origin, transit and destination as the source gives them; dashed: not recorded. One row is one "
            "claim.",
            alt=f"Boxes joined by arrows, one row for each route, {len(lanes)} in all. {'; '.join(parts)}.",
            header=("Route", *heads),
            rows=((label, *(stops.get(at, "none recorded") for at in COLUMN.values())) for label, stops in lanes),
        )
    return ax


def _stops(lane: pd.DataFrame) -> dict[int, str]:
    """Return the places in each column of a route, from left to right."""
    stops = {COLUMN["origin"]: NOT_STATED, COLUMN["destination"]: NOT_STATED}
    stops |= {COLUMN[str(role)]: ", ".join(named["place"]) for role, named in lane.groupby("role", sort=False)}
    return dict(sorted(stops.items()))


def _place_lanes(lanes: list[Lane]) -> tuple[list[tuple[float, float]], float]:
    """Return for each route, in lines of text, the top of its label and the middle of its boxes; and the sum."""
    places, top = [], HEAD
    for label, stops in lanes:
        inside = 1 + max(style.wrap(place, PLACE_WIDTH).count("\n") for place in stops.values())
        boxes = top + 1 + style.wrap(label, TEXT_WIDTH).count("\n") + LABEL
        places.append((top, boxes + inside / 2))
        top = boxes + inside + APART
    return places, top


def _draw_boxes(ax: Axes, stops: dict[int, str], at: float) -> None:
    boxes = []
    for column, place in stops.items():
        edge, ink, line = (style.QUIET, style.QUIET, "--") if place == NOT_STATED else (style.BLUE, style.INK, "-")
        box = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": edge, "linestyle": line}
        words = style.wrap(place, PLACE_WIDTH)
        text = ax.text(column, at, words, ha="center", va="center", color=ink, bbox=box, zorder=3)
        boxes.append((column, text.get_bbox_patch()))
    for (here, start), (there, end) in pairwise(boxes):
        # Drawn after the boxes, whose size is known only once they are drawn.
        arrow = {"arrowstyle": "-|>", "color": style.QUIET, "patchA": start, "patchB": end, "shrinkB": 2}
        ax.annotate("", (there, at), (here, at), arrowprops=arrow, zorder=4)
