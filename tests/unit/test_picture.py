"""A picture says alone what it shows: title, unit, how to read it, source and what else is noted."""

import re
from pathlib import Path

import pytest
from PIL import Image

from liberterra_analysis import document as doc
from liberterra_analysis.display.shown import Shown, show_paragraph
from liberterra_analysis.errors import UsageError
from liberterra_analysis.picture import draw_picture, frame_picture

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 345.6 40"><path d="M0 0h345"/></svg>'
FIGURE = doc.Chart(
    name="bar",
    title="Seven of the arrests that were recorded in this operation were made in one country",
    subtitle="Persons. One bar, from zero.",
    alt="One bar: 7 < 8.",
    svg=DRAWING,
    source=(doc.Text(text="Source: "), doc.Link(text="Gazette", target="#source-a"), doc.Text(text=".")),
)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_a_picture_says_what_it_shows_and_where_it_is_from() -> None:
    svg = frame_picture(FIGURE, ["Edition 12ab. https://example.org/weka-2/"])
    first, *others = texts(svg)
    assert len(first) < 60
    assert " ".join([first, *others]) == (
        f"{FIGURE.title} {FIGURE.subtitle} Source: Gazette. Edition 12ab. https://example.org/weka-2/"
    )
    assert 'aria-label="One bar: 7 &lt; 8."' in svg
    assert svg.count("@font-face") == 2
    assert "http" not in svg.replace("http://www.w3.org", "").replace("https://example.org/weka-2/", "")
    heights = [float(y) for y in re.findall(r'<text x="16" y="([\d.]+)"', svg)]
    assert heights == sorted(heights)


def test_a_notebook_saves_the_same_picture(tmp_path: Path) -> None:
    Shown(FIGURE).save(tmp_path / "bar.svg")
    Shown(FIGURE).save(str(tmp_path / "bar.PNG"))
    svg = frame_picture(FIGURE)
    assert (tmp_path / "bar.svg").read_text("utf-8") == svg
    assert (tmp_path / "bar.PNG").read_bytes() == draw_picture(svg)
    with Image.open(tmp_path / "bar.PNG") as png:
        assert png.width == 2000


@pytest.mark.parametrize(
    ("shown", "name", "says"),
    [
        (Shown(FIGURE), "bar.pdf", "bar.pdf: a chart is saved as '.svg' or '.png'; name the file so."),
        (
            show_paragraph("Seven."),
            "bar.png",
            "bar.png: only a chart can be saved as a picture, and this is a paragraph.",
        ),
    ],
)
def test_what_is_no_chart_is_not_saved(shown: Shown, name: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        shown.save(name)
    assert str(caught.value) == says
