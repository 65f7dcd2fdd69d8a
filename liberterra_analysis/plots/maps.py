"""A map of the countries of which a figure is recorded, and below it a larger one of where they crowd."""

import math
from collections.abc import Mapping
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from liberterra_analysis import places
from liberterra_analysis.analysis.coverage import CASE_MARK, choose_main_metric
from liberterra_analysis.hedges.format import NOT_COUNTED
from liberterra_analysis.picture import name_panel
from liberterra_analysis.plots import style

Points = npt.NDArray[np.float64]
Shapes = Mapping[str, list[Points]]

LOWEST, HIGHEST, LEAST_SPAN, PAD, FAR = 130.0, 215.0, 20.0, 0.09, 15.0
"""Points of the lowest and of the highest map; least degrees that a map spans, so that a country has neighbours; its
margin, as a share of the span; and degrees from a country's main land within which its other parts are on the map."""

CROWDED, FEW, GAP, INSIDE = 36.0, 3, 12.0, (0.9, 0.9)
"""Points between countries below which their names crowd; the fewest that get a map of their own; points above that
map; and the share of its sides within which a country is named there."""

GRID, SMALLEST, LONGEST = 0.25, 3, 20
"""Points between the places at which an outline may turn, the most corners of what is left out, and the letters of a
line."""

NOTE = (
    "Outlines are those of Natural Earth, simplified; a territory is drawn with the country under whose code "
    "ISO 3166-1 has it, which implies no opinion on its status."
)


def plot_map(actions: pd.DataFrame) -> Axes:
    """Draw the countries of which a figure is recorded, each with its name and its number of one metric.

    It is the first metric counted in over two thirds as many countries as the commonest. `actions` come from
    `analysis.sum_named_actions`; one country alone is not drawn. Where countries crowd, a frame shows what the larger
    map below holds.

    >>> import liberterra_analysis as lt
    >>> ax = plot_map(lt.analysis.sum_named_actions(lt.operation("liberterra-2").figures, lt.load_metrics()))
    >>> len(ax.child_axes), lt.plots.description_of(ax).title
    (2, '13 countries are on the map; the most arrests in Türkiye: 94')
    """
    drawn = actions[actions["upper"] > 0]
    countries = drawn["country_iso3"].unique().tolist()
    counted = drawn[~drawn["words"].str.startswith(NOT_COUNTED)]
    style.require_rows(counted.head(len(countries) - 1), "There are no two countries to draw.")
    counted = counted[counted["metric"] == choose_main_metric(actions)].sort_values("lower", ascending=False)
    words = dict(zip(counted["country_iso3"], counted["short"], strict=True))
    names = {code: f"{places.country_name(code)} {words.get(code, '')}".strip() for code in countries}
    label = counted["label"].iloc[0].lower()
    most = _phrase_most(counted, label, len(countries))
    title = f"{len(countries)} countries are on the map; {most}"
    of_cases = f" ({CASE_MARK} of single cases alone)" if any(CASE_MARK in one for one in counted["short"]) else ""
    said = drawn.groupby("country")["says"].agg("; ".join)
    with style.apply_style():
        ax = _draw_maps(names)
        style.describe(
            ax,
            title=title,
            subtitle=f"Number beside a name: {label}{of_cases}. What is recorded; sources may name more. {NOTE}",
            alt=f"{title}. {'; '.join(names.values())}.",
            header=("Country", "What is recorded there"),
            rows=zip(said.index, said, strict=True),
        )
    return ax


def _phrase_most(counted: pd.DataFrame, label: str, countries: int) -> str:
    """Return where most is counted, else for how many countries it is: others may have as many, or all is retold."""
    first, others = counted.iloc[0], counted["upper"].iloc[1:]
    if first["lower"] > others.max() and not first["retold"]:
        return f"the most {label} in {places.country_in_prose(first['country_iso3'])}: {first['words']}"
    return f"{label} for {'each' if len(counted) == countries else len(counted)} of them"


def _draw_maps(names: Mapping[str, str]) -> Axes:
    """Draw one map, or two with the crowd on the second."""
    shapes = {code: [np.array(ring) for ring in places.country_shape(code)] for code in names}
    boxes = [_choose_box(shapes)]
    crowd = _find_crowd({code: _centroid(shape[0]) * boxes[0][1] for code, shape in shapes.items()})
    larger = _choose_box({code: shapes[code] for code in crowd})
    # Of a country at the very edge the larger map would show a piece.
    inside = larger[0].expanded(*INSIDE)
    within = {code for code, shape in shapes.items() if inside.contains(*_centroid(shape[0]))}
    groups = [names]
    if len(crowd) >= FEW and within != names.keys():
        boxes.append(larger)
        groups = [{code: name for code, name in names.items() if (code in within) == inner} for inner in (False, True)]
    heights = [round(float(box.height * degree[1])) for box, degree in boxes]
    whole = sum(heights) + GAP * (len(boxes) - 1)
    ax = style.new_axes(whole)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    top = whole
    for at, ((box, degree), height, group) in enumerate(zip(boxes, heights, groups, strict=True)):
        name = name_panel(at, whole - top) if len(boxes) > 1 else None
        inner = ax.inset_axes((0, (top - height) / whole, 1, height / whole), gid=name)
        inner.set(xlim=box.intervalx, ylim=box.intervaly, xticks=[], yticks=[])
        inner.spines[:].set(visible=len(boxes) > 1, color=style.RULE)
        _draw_land(inner, box, degree, shapes)
        edges = [] if box is boxes[-1][0] else [boxes[-1][0].corners()[[0, 1, 3, 2, 0]]]
        for edge in edges:
            inner.plot(*edge.T, color=style.INK, linewidth=1.0)
        _write_names(inner, {code: _centroid(shapes[code][0]) for code in group}, group, edges)
        top -= height + GAP
    return ax


def _find_crowd(centres: Mapping[str, Points]) -> list[str]:
    """Return the largest group of countries of which each is close to another one."""
    groups: list[list[str]] = []
    for code, centre in centres.items():
        near = [group for group in groups if any(math.dist(centre, centres[other]) < CROWDED for other in group)]
        groups = [group for group in groups if group not in near] + [[code, *chain.from_iterable(near)]]
    return max(groups, key=len)


def _choose_box(shapes: Shapes) -> tuple[Bbox, Points]:
    """Return the edge of a map that shows every country, in degrees, and the points of a degree in either direction."""
    near = [
        ring for shape in shapes.values() for ring in shape if math.dist(_centroid(ring), _centroid(shape[0])) < FAR
    ]
    extent = Bbox.union([Path(ring).get_extents() for ring in near])
    middle = (extent.p0 + extent.p1) / 2
    narrow = max(0.35, math.cos(math.radians(middle[1])))
    width, height = np.maximum(extent.size, LEAST_SPAN) * (1 + 2 * PAD)
    width = max(width, height * style.WIDTH / HIGHEST / narrow)
    height = max(height, width * narrow * LOWEST / style.WIDTH)
    half = np.array([width, height]) / 2
    return Bbox([middle - half, middle + half]), np.array([1.0, 1 / narrow]) * style.WIDTH / width


def _centroid(ring: Points) -> Points:
    """Return the centroid of a piece of land, which lies inside it unless it is strongly bent."""
    there = np.roll(ring, -1, axis=0)
    cross = ring[:, 0] * there[:, 1] - there[:, 0] * ring[:, 1]
    found: Points = cross @ (ring + there) / (3 * cross.sum()) if cross.sum() else ring[0]
    return found


def _draw_land(ax: Axes, box: Bbox, degree: Points, shapes: Shapes) -> None:
    """Draw all countries, cut at the edge of the map lest the drawing hold the whole earth; a small one is a dot."""
    codes = sorted(places.country_codes() - shapes.keys())
    others = [np.array(ring) for code in codes for ring in places.country_shape(code)]
    named = [ring for shape in shapes.values() for ring in shape]
    middles = np.array([*map(_centroid, others)])
    within = np.any([Path(one).contains_points(middles) for one in named], axis=0)
    inside = [ring for ring, hidden in zip(others, within, strict=True) if hidden]
    for rings, colour in ((others, style.RULE), (named, style.BLUE), (inside, style.RULE)):
        parts = [Path(snapped) for ring in rings if len(snapped := _snap(ring, box, degree)) > SMALLEST]
        parts = [part for one in parts if len(part := one.clip_to_bbox(box))]
        if parts:  # as one path, for each would be written with its style
            whole = Path.make_compound_path(*parts)
            ax.add_patch(PathPatch(whole, facecolor=colour, edgecolor="white", linewidth=0.6, clip_on=False))
    dots = np.array([ring[0] for ring in named if len(ring) == 1]).reshape(-1, 2)
    ax.plot(*dots.T, "o", color=style.BLUE, markeredgecolor="white", markersize=7)


def _snap(ring: Points, box: Bbox, degree: Points) -> Points:
    """Return a ring with its corners on a fine grid, each once: a page need not hold what nobody can see."""
    steps = np.round((ring - box.p0) * degree / GRID)
    kept = np.append(True, (np.diff(steps, axis=0) != 0).any(axis=1))
    snapped: Points = steps[kept] * GRID / degree + box.p0
    return snapped


def _write_names(ax: Axes, centres: Mapping[str, Points], names: Mapping[str, str], edges: list[Points]) -> None:
    """Write each name where there is room, with a line to its country that crosses no other name."""
    import textalloc

    # From north to south, names leave each other the most room: of six orders it has the shortest lines.
    codes = sorted(centres, key=lambda code: -centres[code][1])
    x, y = np.array([centres[code] for code in codes]).T
    texts = [_wrap_evenly(names[code]) for code in codes]
    # Where countries crowd, a name may stand beside a neighbour: the line from it ends at a dot in its own country.
    ax.plot(x, y, "o", color="white", markeredgecolor=style.INK, markeredgewidth=0.8, markersize=3.5, zorder=5)
    ground = style.HALO | {"alpha": 0.7}  # a country keeps its shape below a name
    textalloc.allocate(
        ax, x, y, texts, x_lines=[edge[:, 0] for edge in edges], y_lines=[edge[:, 1] for edge in edges],
        x_scatter=x, y_scatter=y, textsize=style.SIZE, linecolor=style.INK, linewidth=0.9, min_distance=0.01,
        max_distance=0.3, margin=0.008, nbr_candidates=800, avoid_label_lines_overlap=True,
        avoid_crossing_label_lines=True, bbox=ground, zorder=6, plot_kwargs={"zorder": 4.9, "clip_on": False},
    )  # fmt: skip


def _wrap_evenly(name: str) -> str:
    """Break a long name into lines of much the same length, which take the least room."""
    lines, longest = style.count_lines(style.wrap(name, LONGEST)), max(map(len, name.split()))
    wrapped = (style.wrap(name, width) for width in range(longest, max(longest, LONGEST) + 1))
    return next(one for one in wrapped if style.count_lines(one) <= lines)
