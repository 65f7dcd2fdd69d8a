"""What of an SVG is let into a report, and what is refused."""

from __future__ import annotations

import re

import pytest

from liberterra_analysis.report.render.svg import UnsafeSvgError, clean_svg
from tests.reports import sample

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def clean(body: str, head: str = HEAD) -> str:
    return clean_svg(f"{head}{body}</svg>", "bar", '7 "bars" & <more>')


def test_a_drawing_of_matplotlib_passes_without_styles_and_with_its_own_ids() -> None:
    svg = clean_svg(sample.draw_svg(), "bar", "7 bars")
    assert "style" not in svg
    assert "metadata" not in svg
    assert 'role="img" aria-label="7 bars"' in svg
    assert 'stroke-linejoin="round"' in svg.split(">")[0]
    ids = set(re.findall(r' id="([^"]*)"', svg))
    targets = set(re.findall(r'href="#([^"]*)"', svg)) | set(re.findall(r"url\(#([^)]*)\)", svg))
    assert targets <= ids
    assert all(name.startswith("__bar.") for name in ids)
    assert len(ids) > 2


def test_alternative_text_is_escaped() -> None:
    assert 'aria-label="7 &quot;bars&quot; &amp; &lt;more&gt;"' in clean("")


def test_text_keeps_its_content_and_an_embedded_image_stays() -> None:
    assert "<text>a &lt; <tspan>b</tspan> c</text>" in clean("<text>a &lt; <tspan>b</tspan> c</text>")
    assert 'href="data:image/png;base64,iVBO"' in clean('<image xlink:href="data:image/png;base64,\niVBO"/>')


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<script>x</script>", "it holds the element 'script', which a report does not allow"),
        ("<foreignObject/>", "it holds the element 'foreignObject', which a report does not allow"),
        ("<a href='https://a.org'/>", "it holds the element 'a', which a report does not allow"),
        ("<x:g xmlns:x='https://a.org'/>", "it holds the element 'g', which a report does not allow"),
        ("<g onclick='x'/>", "it holds the attribute 'onclick', which would run code"),
        ("<g OnLoad='x'/>", "it holds the attribute 'OnLoad', which would run code"),
        (
            "<use href='https://a.org/x.svg#a'/>",
            "it refers to 'https://a.org/x.svg#a'; a report loads nothing from elsewhere",
        ),
        (
            "<image xlink:href='data:image/svg+xml;base64,AA'/>",
            "it refers to 'data:image/svg+xml;base64,AA'; a report loads nothing from elsewhere",
        ),
        ("<g fill='url(https://a.org)'/>", "it refers to 'https://a.org'; a report loads nothing from elsewhere"),
        ("<g style='fill: url(\"//a.org\")'/>", "it refers to '//a.org'; a report loads nothing from elsewhere"),
        ("<g style='position: fixed'/>", "it holds the style 'position: fixed', which SVG has no attribute for"),
        ("<g fill='url(//a.org'/>", "it holds the value 'url(//a.org', which a report does not allow"),
        (r"<g fill='\75rl(//a.org)'/>", r"it holds the value '\\75rl(//a.org)', which a report does not allow"),
        (
            "<g mask='image-set(\"//a.org\")'/>",
            "it holds the value 'image-set(\"//a.org\")', which a report does not allow",
        ),
        ("<style>g { fill: red }</style>", "it holds a style sheet, which would style the whole page"),
        ("<g><style>*{fill: red}</style></g>", "it holds a style sheet, which would style the whole page"),
        ("<g>", "it is not well-formed XML: mismatched tag: line 1, column 88"),
    ],
)
def test_what_is_refused(body: str, expected: str) -> None:
    with pytest.raises(UnsafeSvgError) as caught:
        clean(body)
    assert str(caught.value) == expected


def test_entities_are_not_expanded_and_html_is_no_svg() -> None:
    with pytest.raises(UnsafeSvgError, match=r"^it declares entities$"):
        clean("&a;", head=f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}')
    with pytest.raises(UnsafeSvgError, match=r"^it is not an <svg> element in the SVG namespace$"):
        clean("", head="<svg>")
