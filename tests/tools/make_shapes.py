"""Make `liberterra_analysis/shapes.geojson` from Natural Earth 4.1.0 (public domain), as `world-atlas` 2.0.2 packs it.

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    python tests/tools/make_shapes.py package/countries-110m.json package/countries-10m.json

Natural Earth draws who controls a territory; ISO 3166-1, whose codes the ledger uses, says which country a territory
is counted to. Where the two differ, ISO 3166-1 is followed, in `JOINED`, `MOVED` and `ADDED`; the map says so.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[2] / "liberterra_analysis"

OWN_CODE = {"Kosovo": "XKX"}
"""Has a shape and no numeric code; the ledger's code is the one that ISO 3166-1 leaves to its users."""

JOINED = {"N. Cyprus": "CYP", "Somaliland": "SOM"}
"""Drawn apart by Natural Earth; ISO 3166-1 has one code for the whole."""

MOVED = [
    ("RUS", "UKR", (32.0, 43.5, 37.0, 46.5)),
    ("FRA", "GUF", (-56.0, 1.0, -50.0, 7.0)),
    ("NOR", "SJM", (5.0, 74.0, 40.0, 82.0)),
]
"""Part of one shape in Natural Earth, of another code in ISO 3166: Crimea (UA-43), French Guiana, Svalbard.

From, to, and the longitudes and latitudes within which the part lies."""

ADDED = {
    "GLP": (-61.55, 16.25), "MTQ": (-61.02, 14.64), "REU": (55.53, -21.13), "MYT": (45.15, -12.83),
    "BVT": (3.37, -54.42), "BES": (-68.28, 12.18), "TKL": (-171.83, -9.17), "CXR": (105.63, -10.48),
    "CCK": (96.83, -12.17),
}  # fmt: skip
"""Territories with a code of their own that Natural Earth draws within another country: a point stands for each."""

SPLIT = ("MAR", "ESH", 27.67)
"""Two shapes whose border Natural Earth draws along a line of control, and the latitude at which ISO 3166-1, after
the United Nations' list, parts them: Morocco to the north, Western Sahara to the south."""

TOLERANCE = 0.2
"""Degrees by which a simplified border may be off: a third of a point on a map of the world as wide as a page."""

SMALLEST = 0.6
"""Square degrees below which an island is left out, unless its country has no other."""

Point = tuple[float, float]


def main(small: Path, large: Path) -> None:
    """Read the two files and write the package's."""
    places = list(csv.DictReader((PACKAGE / "places.csv").read_text("utf-8").splitlines()))
    codes = {row["numeric"]: row["code"] for row in places if row["scheme"] == "iso3166" and row["numeric"]}
    topology = json.loads(small.read_text("utf-8"))
    arcs = [simplify(arc) for arc in decode(topology)]
    shapes: dict[str, list[list[list[int]]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        if code := code_of(geometry, codes):
            shapes.setdefault(code, []).extend(polygons(geometry))
    for code in set(JOINED.values()):
        shapes[code] = [[ring] for ring in merge(shapes[code])]
    for old, new, box in MOVED:
        part = [polygon for polygon in shapes[old] if within(trace(polygon[0], arcs), box)]
        shapes[old] = [polygon for polygon in shapes[old] if polygon not in part]
        shapes[new] = [[ring] for ring in merge([*shapes.get(new, []), *part])]
        sys.stdout.write(f"{old} -> {new}: {len(part)} part(s)\n")
    outlines = {code: coordinates(shapes[code], arcs) for code in sorted(shapes)}
    north, south, latitude = SPLIT
    both = trace(merge([*shapes[north], *shapes[south]])[0], arcs)
    outlines[north], outlines[south] = ([[rounded(halve(both, latitude, sign))]] for sign in (1, -1))
    features = [feature(code, "MultiPolygon", rings) for code, rings in outlines.items()]
    points = {code: centre(geometry, large) for code, geometry in large_geometries(large, codes).items()} | ADDED
    missing = sorted(set(points) - set(shapes))
    features += [feature(code, "Point", [round(x, 1) for x in points[code]]) for code in missing]
    without = sorted({row["code"] for row in places if row["scheme"] == "iso3166"} - set(points) - set(shapes))
    sys.stdout.write(f"points: {' '.join(missing)}\nwithout shape: {' '.join(without)}\n")
    note = "Natural Earth 4.1.0, public domain, simplified; territories by ISO 3166-1; made by tools/make_shapes.py"
    collection = {"type": "FeatureCollection", "comment": note, "features": features}
    lines = json.dumps(collection, separators=(",", ":")).replace('{"type":"Feature",', '\n{"type":"Feature",')
    (PACKAGE / "shapes.geojson").write_text(lines + "\n", "utf-8")


def feature(code: str, kind: str, where: Any) -> dict[str, Any]:
    """Return one feature."""
    return {"type": "Feature", "id": code, "properties": {}, "geometry": {"type": kind, "coordinates": where}}


def code_of(geometry: dict[str, Any], codes: dict[str, str]) -> str | None:
    """Return the ISO code to which a shape is counted; None for a shape without one."""
    name = geometry["properties"]["name"]
    return OWN_CODE.get(name) or JOINED.get(name) or codes.get(geometry.get("id", ""))


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Return polygons, each a list of rings, each a list of numbers of arcs."""
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]


def decode(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        found.append(points)
    return found


def simplify(points: list[Point]) -> list[Point]:
    """Leave out points that are off the line between their neighbours by less than the tolerance (Douglas-Peucker)."""
    if len(points) <= 2:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    off = [
        abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
        for x, y in points
    ]
    far = max(range(len(points)), key=off.__getitem__)
    if off[far] < TOLERANCE:
        return [points[0], points[-1]]
    return [*simplify(points[: far + 1])[:-1], *simplify(points[far:])]


def merge(shape: list[list[list[int]]]) -> list[list[int]]:
    """Join polygons along the arcs that two of them share; give the rings that are left."""
    arcs = [arc for polygon in shape for ring in polygon for arc in ring]
    seen = Counter(arcs)
    rest = [arc for arc in arcs if not seen[~arc]]
    return stitch(rest)


def stitch(arcs: list[int]) -> list[list[int]]:
    """Put arcs that follow one another into rings."""
    starts: dict[Point, list[int]] = {}
    for arc in arcs:
        starts.setdefault(end_of(~arc), []).append(arc)
    rings = []
    while any(starts.values()):
        first = next(arcs[-1] for arcs in starts.values() if arcs)
        ring, at = [], end_of(~first)
        while starts.get(at):
            ring.append(starts[at].pop())
            at = end_of(ring[-1])
        rings.append(ring)
    return rings


ENDS: dict[int, tuple[Point, Point]] = {}


def end_of(arc: int) -> Point:
    """Return the point where an arc ends; `~arc` is the arc backwards."""
    return ENDS[arc][1] if arc >= 0 else ENDS[~arc][0]


def trace(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Return the points of a ring."""
    points: list[Point] = []
    for arc in ring:
        part = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points += part[1:] if points else part
    return points


def area(points: list[Point]) -> float:
    """Return the signed area in square degrees."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)) / 2


def coordinates(shape: list[list[list[int]]], arcs: list[list[Point]]) -> list[Any]:
    """Return the outer rings that are large enough; a country keeps its largest in any case."""
    rings = [part for polygon in shape for part in cut(trace(polygon[0], arcs))]
    outer = sorted(rings, key=lambda ring: -abs(area(ring)))
    kept = [ring for at, ring in enumerate(outer) if at == 0 or abs(area(ring)) >= SMALLEST]
    return [[rounded(ring)] for ring in kept if abs(area(ring)) > 0]


def rounded(ring: list[Point]) -> list[list[float]]:
    """Round to a tenth of a degree."""
    return [[round(x, 1), round(y, 1)] for x, y in ring]


def halve(ring: list[Point], latitude: float, sign: int) -> list[Point]:
    """Return the part of a ring to the north (1) or south (-1) of a latitude."""
    kept: list[Point] = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a[1] - latitude) * sign >= 0:
            kept.append(a)
        if (a[1] - latitude) * (b[1] - latitude) < 0:
            kept.append((a[0] + (b[0] - a[0]) * (latitude - a[1]) / (b[1] - a[1]), latitude))
    return [*kept, kept[0]]


def cut(ring: list[Point]) -> list[list[Point]]:
    """Cut a ring that crosses the meridian of 180 degrees: both parts end at it."""
    points = [ring[0]]
    for x, y in ring[1:]:
        turn = round((points[-1][0] - x) / 360) * 360
        points.append((x + turn, y))
    if all(-180 <= x <= 180 for x, _ in points):
        return [points]
    return [[(min(180.0, max(-180.0, x + turn)), y) for x, y in points] for turn in (-360, 0, 360)]


def within(points: list[Point], box: tuple[float, float, float, float]) -> bool:
    """Return whether all points lie within a box."""
    return all(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in points)


def large_geometries(path: Path, codes: dict[str, str]) -> dict[str, Any]:
    """Return the geometries of the large file by code."""
    found = json.loads(path.read_text("utf-8"))["objects"]["countries"]["geometries"]
    return {code: geometry for geometry in found if (code := code_of(geometry, codes)) and geometry.get("arcs")}


CACHE: dict[Path, list[list[Point]]] = {}


def centre(geometry: dict[str, Any], path: Path) -> Point:
    """Return the middle of a country's largest part."""
    arcs = CACHE.setdefault(path, []) or CACHE[path].__iadd__(decode(json.loads(path.read_text("utf-8"))))
    ring = max((trace(polygon[0], arcs) for polygon in polygons(geometry)), key=lambda ring: abs(area(ring)))
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


if __name__ == "__main__":
    small, large = (Path(name) for name in sys.argv[1:])
    ENDS.update({at: (arc[0], arc[-1]) for at, arc in enumerate(decode(json.loads(small.read_text("utf-8"))))})
    main(small, large)
