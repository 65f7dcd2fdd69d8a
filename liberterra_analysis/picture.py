"""Pictures: a chart with all that a reader needs who finds it alone, as SVG with real text and as PNG.

A page shows the bare drawing, whose title is a heading there; a picture repeats the title, for it leaves the page.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # of a drawing that was cleaned, or that matplotlib has just made

from liberterra_analysis.document import Chart, plain
from liberterra_analysis.typesetting import FONTS, draw_png

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SVG = "http://www.w3.org/2000/svg"
FAMILIES = "Inter, 'DejaVu Sans', sans-serif"
FACES = {400: "Inter-Regular", 700: "Inter-SemiBold"}
"""Fonts of pictures by weight; `.latin.woff2` holds their letters of Latin scripts, small enough to be embedded."""

MARGIN, LEADING, LARGER, PIXELS = 16.0, 1.35, 2.5, 2000
"""Units around a picture; height of a line as a share of its type; how much larger than its units a browser shows it on
its own; and pixels across a PNG: a column of print."""

PANEL = "liberterra-panel-"
"""How the id of one of several panels begins."""

TITLE, TEXT, SMALL = (15.0, 700, "#1f2933"), (11.0, 400, "#59636e"), (9.5, 400, "#59636e")
"""Size, weight and colour of the type."""

Style = tuple[float, int, str]

_VIEW = re.compile(r"""viewBox=["']\s*(?:[-\d.]+[\s,]+){2}([\d.]+)[\s,]+([\d.]+)""")


def name_panel(at: int, below: float) -> str:
    """Return the id of a panel, by its place and how far below the top it begins: print sets two side by side."""
    return f"{PANEL}{at}-{below:.1f}"


def frame_picture(figure: Chart, notes: Iterable[str] = ()) -> str:
    """Return the SVG of a chart with its title, unit, how to read it and source; `notes` are lines at its foot."""
    drawing = ET.fromstring(figure.svg)  # noqa: S314 (see above)
    width, height = measure_drawing(figure.svg)
    across = max(width, 300.0)
    picture = ET.Element(f"{{{SVG}}}svg", {"role": "img", "aria-label": figure.alt})
    ET.SubElement(picture, f"{{{SVG}}}style").text = embed_fonts()
    ground = ET.SubElement(picture, f"{{{SVG}}}rect", fill="#ffffff")
    foot = [(plain(figure.source), SMALL), *((note, SMALL) for note in notes)]
    top = _write(picture, [(figure.title, TITLE), (figure.subtitle, TEXT)], across, MARGIN) + MARGIN / 2
    drawing.attrib |= {"x": f"{MARGIN:g}", "y": f"{top:g}", "width": f"{width:g}", "height": f"{height:g}"}
    picture.append(drawing)
    bottom = _write(picture, foot, across, top + height + MARGIN / 2) + MARGIN
    size = {"width": f"{across + 2 * MARGIN:g}", "height": f"{bottom:g}"}
    ground.attrib |= size
    picture.set("viewBox", f"0 0 {size['width']} {size['height']}")
    picture.attrib |= {side: f"{LARGER * float(length):g}" for side, length in size.items()}
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ET.tostring(picture, encoding="unicode").replace(" />", "/>")


def draw_picture(svg: str) -> bytes:
    """Draw the SVG of `frame_picture` as a PNG, 2,000 pixels wide."""
    return draw_png(svg, float(ET.fromstring(svg).attrib["width"]), PIXELS)  # noqa: S314 (see above)


@cache
def embed_fonts() -> str:
    """Return a style sheet that holds the fonts of pictures, lest letters change with the fonts of the reader."""
    faces = []
    for weight, name in FACES.items():
        data = base64.b64encode((FONTS / f"{name}.latin.woff2").read_bytes()).decode()
        faces.append(f"@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,{data})}}")
    return "\n".join(faces)


def measure_drawing(svg: str) -> tuple[float, float]:
    """Return width and height of a drawing; browsers' default size where it states neither."""
    view = _VIEW.search(svg)
    return (float(view[1]), float(view[2])) if view else (300.0, 150.0)


def _write(picture: ET.Element, texts: Iterable[tuple[str, Style]], across: float, top: float) -> float:
    """Write texts below each other, each in as many lines as it needs, and return where the last one ends."""
    for text, (size, weight, colour) in texts:
        for line in _wrap(text, _load_font(weight), across / size):
            top += size * LEADING
            where = {"x": f"{MARGIN:g}", "y": f"{top - size * (LEADING - 1):g}", "font-size": f"{size:g}"}
            look = {"font-family": FAMILIES, "font-weight": str(weight), "fill": colour}
            ET.SubElement(picture, f"{{{SVG}}}text", where | look).text = line
    return top


def _wrap(text: str, font: FreeTypeFont, ems: float) -> Iterator[str]:
    """Yield the lines of a text, each as long as fits."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > ems * font.size:
            yield line
            longer = word
        line = longer
    if line:
        yield line


@cache
def _load_font(weight: int) -> FreeTypeFont:
    from PIL import ImageFont  # lazy: `--help` need not load it

    return ImageFont.truetype(FONTS / f"{FACES[weight]}.otf", 100)
