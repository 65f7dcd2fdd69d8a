"""Charts as PNG: drawn by Typst from the same SVG that the report shows, in few colours."""

from __future__ import annotations

import functools
import io
import re
from typing import TYPE_CHECKING, Any

from liberterra_analysis.document import Figure
from liberterra_analysis.report.render.svg import AT_ONCE, UnsafeSvgError, clean_svg
from liberterra_analysis.report.render.typesetting import typeset

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["draw_png"]

SCREEN = 96
"""Pixels of a screen per inch; the PNG has twice as many."""

COLOURS, MOST_SHADES = 16, 2**16
"""Colours of a PNG, enough for a chart and the shades of its edges; and shades to choose them from."""

RUNS = 3
"""zlib's strategy for runs of one colour: for charts as small as the closest search, in a tenth of the time."""

APART = 10
"""Steps of a channel by which shades must differ, lest one replace a colour that the chart names."""

_COLOUR = re.compile(r'="#([0-9a-f]{6})"')


@functools.lru_cache(AT_ONCE)
def draw_png(figure: Figure) -> bytes:
    """Draw the SVG of a chart as a PNG at twice the resolution of a screen, with the same bytes for the same chart.

    UnsafeSvgError if the SVG is unsafe or cannot be drawn.
    """
    from PIL import Image as Pictures
    from typst import TypstError  # lazy: 20 MB that `--help` need not load

    code = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    try:
        drawn = typeset(code, {"svg": clean_svg(figure)}, ppi=2 * SCREEN, format="png")
    except TypstError as error:
        raise UnsafeSvgError(f"it cannot be drawn: {error}") from None
    if not isinstance(drawn, bytes):
        raise UnsafeSvgError("it cannot be drawn on one page")
    image, palette = Pictures.open(io.BytesIO(drawn)).convert("RGB"), Pictures.new("P", (1, 1))
    palette.putpalette([part for colour in _palette(figure, image) for part in colour])
    packed = io.BytesIO()
    image.quantize(palette=palette, dither=Pictures.Dither.NONE).save(packed, "PNG", compress_type=RUNS, bits=4)
    return packed.getvalue()


def _palette(figure: Figure, image: Image) -> list[tuple[int, ...]]:
    """Return the colours that the chart names, so that none turns into another, then the most frequent shades."""
    chosen = [tuple(bytes.fromhex(colour)) for colour in dict.fromkeys(_COLOUR.findall(clean_svg(figure)))]
    counted: list[Any] = image.getcolors(MOST_SHADES) or []
    for _, shade in sorted(counted, reverse=True):
        if len(chosen) < COLOURS and min((_distance(shade, one) for one in chosen), default=APART) >= APART:
            chosen.append(shade)
    return chosen[:COLOURS]


def _distance(one: Any, other: Any) -> int:
    return int(max(abs(a - b) for a, b in zip(one, other, strict=True)))
