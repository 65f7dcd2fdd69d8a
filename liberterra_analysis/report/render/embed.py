"""One chart of a report to stand in other pages: a small page for a frame, and a picture for a link that is shared."""

import io
from collections.abc import Iterable

from PIL import Image

from liberterra_analysis.document import Chart, Document, plain
from liberterra_analysis.report.render.html import render_template
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.layout import TEMPLATES
from liberterra_analysis.typesetting import typeset

COLOURS = 16
"""Colours of a card: with all of them its file would be three times as large."""


def render_embed(figure: Chart, document: Document, site: Site, address: str) -> str:
    """Render a page with the picture of a chart, which leads to its report; `address` is where that stands, or ""."""
    return render_template("embed.html.j2", figure=figure, document=document, site=site, address=address)


def draw_card(figure: Chart, notes: Iterable[str]) -> bytes:
    """Draw a chart beside its title on a card of 1200 by 630 pixels, as a PNG; `notes` are the lines at its foot."""
    foot = "\n".join([plain(figure.source), *notes])
    texts = {"svg": figure.svg, "title": figure.title, "subtitle": figure.subtitle, "foot": foot}
    drawn = Image.open(io.BytesIO(typeset(TEMPLATES / "card.typ", texts, ppi=96, format="png"))).convert("RGB")
    card = io.BytesIO()
    drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(card, "PNG")
    return card.getvalue()
