"""A map of the countries that sources name, and of the routes between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import ConnectionStyle
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from liberterra_analysis import places
from liberterra_analysis.plots import style

Point = tuple[float, float]
Points = npt.NDArray[np.float64]

LOWEST, HIGHEST, LEAST_SPAN, PAD, FAR = 190.0, 274.0, 14.0, 0.07, 15.0
"""Points of the lowest and of the highest map; least degrees that a map spans, so that one country has neighbours; its
margin, as a share of the span; and degrees from a country's main land within which its other parts are on the map."""

PALE = "#9ccbe4"
"""Fill of a country that is named on a route only: far from the other fill in grey too."""

SIZE, LETTER, NAME_WIDTH, EDGE = 8.0, 0.6, 18, 3.0
"""Points of a name's type, width of a letter as a share of it, letters in a line, and points around a name."""

AWAY = (0.0, 13.0, 22.0, 33.0, 46.0, 62.0, 80.0, 100.0)
"""Points between a country and its name, tried one after the other."""

BEND = ConnectionStyle.Arc3(rad=0.2)
"""Bend of an arrow, so that a route and the way back are two arrows."""

NOUNS = ("country", "countries")
NOTE = (
    "Outlines are those of Natural Earth, simplified; a territory is drawn with the country under whose code "
    "ISO 3166-1 has it, which implies no opinion on its status."
)


def plot_map(named: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the countries that sources name, and the routes between them.

    `named` comes from `analysis.name_countries`. A dark country has a figure in a source, a pale one is named on
    a route only; a dot is a country too small to see. An arrow leads from one country of a route to the next that the
    source names. No other boundary is drawn. Regions, which have no one place, are listed in the description.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> routes = lt.analysis.name_routes(lt.load_routes("liberterra-2"), frame)
    >>> plot_map(lt.analysis.name_countries(frame, routes)).get_title(loc="left")[:7]
    'Results'
    """
    drawn = named[named["country_iso3"] != ""].set_index("country_iso3")
    style.require_rows(drawn, "There is no country to draw.")
    box, degree = _choose_box(map(places.country_shape, drawn.index))
    shapes = {code: [np.multiply(ring, degree) for ring in places.country_shape(code)] for code in drawn.index}
    centres = {code: _centroid(shape[0]) for code, shape in shapes.items()}
    legs = [(centres[here], centres[to]) for here, onward in drawn["onward"].items() for to in onward.split()]
    with style.apply_style():
        ax = ax or style.new_axes(box.height)
        ax.set(xlim=box.intervalx, ylim=box.intervaly, aspect="equal")
        ax.axis("off")
        for fill, rings in zip((style.RULE, "white"), places.land(), strict=True):
            _fill(ax, [np.multiply(ring, degree) for ring in rings], box, fill)
        for fill, chosen in ((PALE, drawn["says"] == ""), (style.BLUE, drawn["says"] != "")):
            _fill(ax, [ring for code in drawn.index[chosen] for ring in shapes[code]], box, fill)
        for start, end in legs:
            arrow = {"arrowstyle": "-|>", "color": style.ORANGE, "linewidth": 1.3, "connectionstyle": BEND}
            ax.annotate("", end, start, arrowprops=arrow, zorder=4)
        names = {style.wrap(place, NAME_WIDTH): centres[code] for code, place in drawn["place"].items()}
        _write_names(ax, box, names, [BEND(start, end) for start, end in legs])
        _describe(ax, named)
    return ax


def _choose_box(shapes: Iterable[tuple[places.Ring, ...]]) -> tuple[Bbox, Points]:
    """Return the edge of a map that shows every country, in points, and the points of a degree in either direction."""
    near = [ring for shape in shapes for ring in shape if math.dist(_centroid(ring), _centroid(shape[0])) < FAR]
    extent = Bbox.union([Path(ring).get_extents() for ring in near])
    middle = (extent.p0 + extent.p1) / 2
    narrow = max(0.35, math.cos(math.radians(middle[1])))
    width, height = np.maximum(extent.size, LEAST_SPAN) * (1 + 2 * PAD)
    width = max(width, height * style.WIDTH / HIGHEST / narrow)
    height = max(height, width * narrow * LOWEST / style.WIDTH)
    degree = np.array([1.0, 1 / narrow]) * style.WIDTH / width
    half = np.array([width, height]) / 2
    return Bbox([(middle - half) * degree, (middle + half) * degree]), degree


def _centroid(ring: npt.ArrayLike) -> Point:
    """Return the centroid of a piece of land, which lies inside it unless it is strongly bent."""
    here = np.array(ring)
    there = np.roll(here, -1, axis=0)
    cross = here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1]
    x, y = cross @ (here + there) / (3 * cross.sum()) if cross.sum() else here[0]
    return float(x), float(y)


def _fill(ax: Axes, rings: Iterable[Points], box: Bbox, colour: str) -> None:
    """Fill rings, cut at the edge of the map lest the drawing hold the whole earth; a ring of one point is a dot."""
    for ring in rings:
        if len(ring) == 1:
            ax.plot(*ring[0], "o", color=colour, markeredgecolor="white", markersize=6)
    parts = [part for ring in rings if len(ring) > 1 and len(part := Path(ring).clip_to_bbox(box))]
    ax.add_collection(PathCollection(parts, facecolor=colour, edgecolor="white", linewidth=0.5), autolim=False)


def _write_names(ax: Axes, box: Bbox, names: Mapping[str, Point], arrows: Iterable[Path]) -> None:
    """Write each name as near to its country as there is room, the most crowded first, with a line to it."""
    on_arrows = [point for arrow in arrows for point in np.array(arrow.to_polygons(closed_only=False)[0])]
    taken: list[Bbox] = []
    for name in sorted(names, key=lambda name: sorted(math.dist(names[name], at) for at in names.values())[:2]):
        others = np.array([*on_arrows, *(centre for other, centre in names.items() if other != name)])
        tries = list(_boxes_around(names[name], name.split("\n")))
        inside = [one for one in tries if box.fully_contains(*one.p0) and box.fully_contains(*one.p1)]
        free = [one for one in inside if not one.count_overlaps(taken) and not one.count_contains(others)]
        chosen = (free or tries)[0]
        taken.append(chosen)
        place = (chosen.p0 + chosen.p1) / 2
        ax.plot(*zip(names[name], place, strict=True), color=style.QUIET, linewidth=0.6, zorder=5)
        ax.text(place[0], place[1], name, ha="center", va="center", fontsize=SIZE, zorder=6, bbox=style.HALO)


def _boxes_around(centre: Point, lines: list[str]) -> Iterator[Bbox]:
    """Yield the boxes that a name could take, from the nearest to the farthest."""
    size = np.array([max(map(len, lines)) * SIZE * LETTER + EDGE, len(lines) * SIZE * 1.32 + EDGE])
    for away in AWAY:
        for angle in np.arange(12 if away else 1) * math.pi / 6:
            place = centre + np.array([math.cos(angle), math.sin(angle)]) * (away + size / 2 * bool(away))
            yield Bbox([place - size / 2, place + size / 2])


def _describe(ax: Axes, named: pd.DataFrame) -> None:
    places_of = named.set_index("country_iso3")["place"]
    onward = [[places_of[code] for code in codes.split()] for codes in named["onward"]]
    legs = [f"{here} to {there}" for here, next_ones in zip(places_of, onward, strict=True) for there in next_ones]
    drawn, counted = named["country_iso3"] != "", named["says"] != ""
    passed, regions = named.loc[drawn & ~counted, "place"], ", ".join(named.loc[~drawn, "place"])
    results = named[drawn & counted]
    title = f"Results are recorded for {style.count_nouns(len(results), *NOUNS)}"
    if results.empty:
        title = f"{style.count_nouns(len(passed), *NOUNS)} on routes, no result recorded"
    elif len(passed):
        title += f"; {len(passed)} more {'is' if len(passed) == 1 else 'are'} recorded on routes"
    missing = f" Not drawn, as they are no single country: {regions}." if regions else ""
    parts = {
        "With results": "; ".join(results["place"] + ", " + results["says"]),
        "On routes only": ", ".join(passed),
        "Arrows": "; ".join(legs),
    }
    sentences = "".join(f" {opening}: {part}." for opening, part in parts.items() if part)
    nothing = drawn.map({True: "on a route only", False: "a region, not drawn"})
    joined = [", ".join(next_ones) or "none recorded" for next_ones in onward]
    style.describe(
        ax,
        title=title,
        subtitle="What is recorded, not all that sources name. Dark: a result of the operation there; pale: on a route "
        f"only; arrow: route from one country to the next.{missing} {NOTE}",
        alt=f"Map of {style.count_nouns(drawn.sum(), *NOUNS)}.{sentences}{missing}",
        header=("Where", "What is recorded there", "Routes lead on to"),
        rows=zip(places_of, named["says"].where(counted, nothing), joined, strict=True),
    )
