"""A map of the countries that sources name, and of the routes between them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from liberterra_analysis import places
from liberterra_analysis.plots.style import (
    BLUE,
    COLOURS,
    INK,
    QUIET,
    RULE,
    WIDTH,
    Description,
    NothingToDrawError,
    describe,
    style,
    wrap,
)

LOWEST, HIGHEST = 2.6, 3.8
"""Inches of the lowest and of the highest map."""

PALE = "#9ccbe4"
"""Fill of a country that is named on a route only: far from the other fill in grey too."""

LEAST_SPAN, PAD = 14.0, 0.07
"""Least degrees that a map spans, so that one country has neighbours; and its margin, as a share of the span."""

FAR = 15.0
"""Degrees from a country's main land within which its other parts are on the map."""

SIZE, LETTER, NAME_WIDTH, EDGE = 8.0, 0.6, 18, 3.0
"""Points of a name's type, width of a letter as a share of it, letters in a line, and points around a name."""

AWAY = (0.0, 13.0, 22.0, 33.0, 46.0, 62.0, 80.0, 100.0)
"""Points between a country and its name, tried one after the other."""

NOTE = (
    "Outlines are those of Natural Earth, simplified; a territory is drawn with the country under whose code "
    "ISO 3166-1 has it, which implies no opinion on its status."
)

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class _Frame(NamedTuple):
    """The box of a map in degrees, the ratio of a degree of longitude to one of latitude, and the points of a degree.

    No name may stand on `busy`, the places on arrows.
    """

    box: Box
    narrow: float
    scale: float
    busy: tuple[tuple[float, float], ...] = ()


def plot_map(named: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the countries that sources name, and the routes between them.

    `named` comes from `analysis.name_countries`. A dark country has a figure in a source, a pale one is named on
    a route only; a dot is a country too small to see. An arrow leads from one country of a route to the next that the
    source names. No other boundary is drawn. Regions, which have no one place, are listed in the description.

    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import analysis
    >>> frame = analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> routes = analysis.name_routes(lt.load_routes("liberterra-2"), frame)
    >>> ax = plot_map(analysis.name_countries(frame, routes))
    >>> ax.get_title(loc="left")[:7]
    'Results'
    """
    drawn = named[named["country_iso3"] != ""]
    if drawn.empty:
        raise NothingToDrawError("There is no country to draw.")
    shapes = {code: places.country_shape(code) for code in drawn["country_iso3"]}
    frame, height = _choose_frame([ring for shape in shapes.values() for ring in shape if _is_near(ring, shape[0])])
    with style():
        ax = ax or plt.subplots(figsize=(WIDTH, height))[1]
        for ground, outlines in zip((RULE, "white"), places.land(), strict=True):
            _fill(ax, [ring for ring in outlines if _is_seen(ring, frame)], frame, ground)
        for fill, chosen in ((PALE, drawn[drawn["says"] == ""]), (BLUE, drawn[drawn["says"] != ""])):
            rings = [ring for code in chosen["country_iso3"] for ring in shapes[code]]
            _fill(ax, [ring for ring in rings if len(ring) > 1 and _is_seen(ring, frame)], frame, fill)
            dots = [_project(ring[0], frame) for ring in rings if len(ring) == 1]
            ax.plot(*zip(*dots, strict=True), "o", color=fill, markeredgecolor="white", markersize=6) if dots else None
        points = {code: _project(_centroid(shape[0]), frame) for code, shape in shapes.items()}
        for row in drawn.to_dict("records"):
            for code in row["onward"].split():
                arrow = {"arrowstyle": "-|>", "color": COLOURS[1], "linewidth": 1.3, "connectionstyle": "arc3,rad=0.2"}
                ax.annotate("", points[code], points[row["country_iso3"]], arrowprops=arrow, zorder=4)
        names = {row["country_iso3"]: wrap(row["place"], NAME_WIDTH) for row in drawn.to_dict("records")}
        _label(ax, points, names, _Frame(frame.box, frame.narrow, frame.scale, tuple(_points_on_arrows(drawn, points))))
        left, bottom, right, top = frame.box
        ax.set_xlim(left * frame.narrow, right * frame.narrow)
        ax.set_ylim(bottom, top)
        ax.set_aspect("equal")
        ax.axis("off")
        describe(ax, _description(named))
    return ax


def _choose_frame(rings: list[places.Ring]) -> tuple[_Frame, float]:
    """Return a frame that shows the main land of every country, and its height in inches."""
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    narrow = max(0.35, math.cos(math.radians((min(ys) + max(ys)) / 2)))
    wide, high = (max(LEAST_SPAN, max(axis) - min(axis)) * (1 + 2 * PAD) for axis in (xs, ys))
    wide, high = max(wide, high * WIDTH / HIGHEST / narrow), max(high, wide * narrow * LOWEST / WIDTH)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    height = min(HIGHEST, max(LOWEST, WIDTH * high / (wide * narrow)))
    return _Frame(box, narrow, WIDTH * 72 / (wide * narrow)), height


def _project(point: tuple[float, float], frame: _Frame) -> tuple[float, float]:
    return point[0] * frame.narrow, point[1]


def _centroid(ring: places.Ring) -> tuple[float, float]:
    """Return the centroid of a piece of land, which lies inside it unless it is strongly bent."""
    total = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = ax * by - bx * ay
        total, x, y = total + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return (x / (3 * total), y / (3 * total)) if total else ring[0]


def _is_near(ring: places.Ring, main: places.Ring) -> bool:
    return all(abs(a - b) < FAR for a, b in zip(_centroid(ring), _centroid(main), strict=True))


def _is_seen(ring: places.Ring, frame: _Frame) -> bool:
    xs, ys = zip(*ring, strict=True)
    left, bottom, right, top = frame.box
    return bool(min(xs) < right and max(xs) > left and min(ys) < top and max(ys) > bottom)


def _fill(ax: Axes, rings: list[places.Ring], frame: _Frame, colour: str) -> None:
    outlines = [[_project(point, frame) for point in part] for ring in rings if (part := _clip(ring, frame.box))]
    ax.add_collection(PolyCollection(outlines, facecolor=colour, edgecolor="white", linewidth=0.5), autolim=False)


def _clip(ring: places.Ring, box: Box) -> list[tuple[float, float]]:
    """Clip a ring to the edges of the map, one after the other (Sutherland and Hodgman)."""
    points = list(ring)
    for axis, edge, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept: list[tuple[float, float]] = []
        for a, b in zip(points, points[1:] + points[:1], strict=True):
            inside, on = (a[axis] - edge) * sign >= 0, (b[axis] - edge) * sign >= 0
            if inside:
                kept.append(a)
            if inside != on:
                share = (edge - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))
        points = kept
    return points


def _label(ax: Axes, points: dict[str, tuple[float, float]], names: dict[str, str], frame: _Frame) -> None:
    """Write each name as near to its country as there is room, the most crowded first, with a line to it."""
    taken: list[Box] = []
    for code in sorted(points, key=lambda code: _nearest(code, points)):
        lines = names[code].split("\n")
        width, height = max(map(len, lines)) * SIZE * LETTER + EDGE, len(lines) * SIZE * 1.32 + EDGE
        half = width / 2 / frame.scale, height / 2 / frame.scale
        others = [*frame.busy, *(point for other, point in points.items() if other != code)]
        tries = list(_candidate_boxes(points[code], half, frame))
        free = [box for box in tries if not _hits(box, taken, others) and _is_within(box, frame)]
        box = (free or tries)[0]
        taken.append(box)
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if (x, y) != points[code]:
            ax.plot([points[code][0], x], [points[code][1], y], color=QUIET, linewidth=0.6, zorder=5)
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.9}
        ax.text(x, y, names[code], ha="center", va="center", fontsize=SIZE, color=INK, zorder=6, bbox=ground)


def _points_on_arrows(drawn: pd.DataFrame, points: dict[str, tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield places along each arrow, which bends to the right by a tenth of its length."""
    for row in drawn.to_dict("records"):
        for code in row["onward"].split():
            (x, y), (to_x, to_y) = points[row["country_iso3"]], points[code]
            for share in (0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0):
                bend = 0.4 * share * (1 - share)
                yield x + (to_x - x) * share + (to_y - y) * bend, y + (to_y - y) * share - (to_x - x) * bend


def _nearest(code: str, points: dict[str, tuple[float, float]]) -> float:
    return min((math.dist(points[code], point) for other, point in points.items() if other != code), default=0)


def _candidate_boxes(point: tuple[float, float], half: tuple[float, float], frame: _Frame) -> Iterator[Box]:
    for away in AWAY:
        for turn in range(12 if away else 1):
            angle = turn * math.pi / 6
            x = point[0] + math.cos(angle) * (away / frame.scale + half[0] * bool(away))
            y = point[1] + math.sin(angle) * (away / frame.scale + half[1] * bool(away))
            yield x - half[0], y - half[1], x + half[0], y + half[1]


def _hits(box: Box, taken: list[Box], points: list[tuple[float, float]]) -> bool:
    over = any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in taken)
    return over or any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points)


def _is_within(box: Box, frame: _Frame) -> bool:
    left, bottom, right, top = frame.box
    return box[0] > left * frame.narrow and box[2] < right * frame.narrow and box[1] > bottom and box[3] < top


def _description(named: pd.DataFrame) -> Description:
    drawn, regions = named[named["country_iso3"] != ""], named.loc[named["country_iso3"] == "", "place"].tolist()
    told, passed = drawn[drawn["says"] != ""], drawn[drawn["says"] == ""]
    names = dict(zip(drawn["country_iso3"], drawn["place"], strict=True))
    legs = [f"{row['place']} to {names[code]}" for row in drawn.to_dict("records") for code in row["onward"].split()]
    title = f"Results are named for {_count(len(told))}"
    title += f"; {len(passed)} more {'is' if len(passed) == 1 else 'are'} named on routes" if len(passed) else ""
    if told.empty:
        title = f"{_count(len(passed))} on routes, none with a result"
    parts = (
        [f"With results: {'; '.join(f'{row.place}, {row.says}' for row in told.itertuples())}."] if len(told) else []
    )
    parts += [f"On routes only: {', '.join(passed['place'])}."] if len(passed) else []
    parts += [f"Arrows: {'; '.join(legs)}."] if legs else []
    missing = f" Not drawn, as no country is named: {', '.join(regions)}." if regions else ""
    return Description(
        title=title,
        subtitle="Dark: a source names a result of the operation there; pale: named on a route only; arrow: route from "
        f"one named country to the next.{missing} {NOTE}",
        alt=f"Map of {_count(len(drawn))}. {' '.join(parts)}{missing}",
        header=("Where", "What is named there", "Routes lead on to"),
        rows=tuple(
            (
                row["place"],
                row["says"] or ("on a route only" if row["country_iso3"] else "a region, not drawn"),
                ", ".join(names[code] for code in row["onward"].split()) or "none named",
            )
            for row in named.to_dict("records")
        ),
    )


def _count(number: int) -> str:
    return "1 country" if number == 1 else f"{number} countries"
