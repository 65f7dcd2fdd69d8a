"""What tests see of a PDF, by libraries from wheels: its text, where its words stand, and how its pages look."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdf
import pypdfium2
from PIL import Image, ImageOps


class Word(NamedTuple):
    """A word and its box in points, from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def read_lines(data: bytes | Path) -> list[str]:
    """Return the text of each page, laid out in lines as on the page."""
    reader = pypdf.PdfReader(io.BytesIO(data) if isinstance(data, bytes) else data)
    return [page.extract_text(extraction_mode="layout") for page in reader.pages]


def read_text(data: bytes | Path) -> str:
    """Return the text as a reader copies it."""
    with pypdfium2.PdfDocument(data) as file:
        return "\n".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in file)


def read_words(data: bytes | Path) -> list[tuple[float, list[Word]]]:
    """Return the width of each page, and its words from left to right."""
    with pypdfium2.PdfDocument(data) as file:
        return [(page.get_width(), sorted(_words(page.get_textpage()))) for page in file]


def _words(text: pypdfium2.PdfTextPage) -> Iterator[Word]:
    letters: list[tuple[float, float, float, float]] = []
    word = ""
    for at, letter in enumerate(f"{text.get_text_range()} "):
        box = text.get_charbox(at, loose=True) if not letter.isspace() else None
        # A word that goes on in the next line or column is another one; kerning is a tenth of a letter's height.
        broken = box and letters and abs(box[0] - letters[-1][2]) > max(2, (box[3] - box[1]) / 5)
        if word and (box is None or broken):
            lefts, bottoms, rights, tops = zip(*letters, strict=True)
            yield Word(min(lefts), min(bottoms), max(rights), max(tops), word)
            letters, word = [], ""
        if box:
            letters.append(box)
            word += letter


SIX_LINES = 86
"""Points that six lines of text and the space between them take."""
BODY = (0, 68, 10_000, -62)
"""Left, top, right and bottom of a page without its header and footer, in points."""


def walk_tags(node: Any) -> Iterator[Any]:
    """Yield the tags of a PDF in the order in which they are read; `node` is what the root of them holds."""
    if isinstance(node, pikepdf.Array):
        for item in node:
            yield from walk_tags(item)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from walk_tags(node.get("/K"))


def list_faults(pdf: Path) -> list[str]:
    """Return what a typesetter would mend: pages with fewer than six lines, but the last, and broken addresses."""
    heights = [_measure_ink(page) for page in draw_pages(pdf)]
    found = [f"page {at}: fewer than six lines" for at, one in enumerate(heights[:-1], 1) if one < SIX_LINES]
    broken = re.findall(r"\S*\bhttps?:?/?$", read_text(pdf), re.MULTILINE)
    return found + [f"an address is broken after {one!r}" for one in broken]


def _measure_ink(page: Image.Image) -> int:
    """Return how far the text and drawings of a page reach down from its upper margin, in points."""
    left, top, _, bottom = BODY
    box = ImageOps.invert(page.convert("L").crop((left, top, page.width, page.height + bottom))).getbbox()
    return box[3] if box else 0


def draw_pages(pdf: Path) -> Iterator[Image.Image]:
    """Draw each page in shades of grey, a pixel a point."""
    with pypdfium2.PdfDocument(pdf) as file:
        for page in file:
            yield page.render(grayscale=True).to_pil()
