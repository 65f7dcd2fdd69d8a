"""One chart of a report to stand in other pages: a small page for a frame, and a picture for a link that is shared."""

from __future__ import annotations

import io

from liberterra_analysis.document import Document, Figure
from liberterra_analysis.report.render.html import render_template
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.typesetting import typeset

__all__ = ["draw_card", "render_embed"]

COLOURS = 32
"""Colours of a card: with all of them its file would be three times as large."""

# 1200 by 630 pixels, which sites show of a link that is shared, at 96 an inch.
_CARD = b"""#set page(width: 900pt, height: 472.5pt, margin: 18pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%, fit: "contain")"""


def render_embed(figure: Figure, document: Document, site: Site, address: str) -> str:
    """Render a page that shows the picture of a chart and leads to its report.

    `address` is where the edition stands, or "".
    """
    return render_template("embed.html.j2", figure=figure, document=document, site=site, address=address)


def draw_card(picture: str) -> bytes:
    """Draw the SVG of a picture on a card of 1200 by 630 pixels, as a PNG."""
    from PIL import Image  # lazy: `--help` need not load it

    drawn = Image.open(io.BytesIO(typeset(_CARD, {"svg": picture}, ppi=96, format="png"))).convert("RGB")
    card = io.BytesIO()
    drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(card, "PNG")
    return card.getvalue()
