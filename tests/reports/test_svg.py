"""What of an SVG is let into a report, and what is refused."""

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


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<text>a &lt; <tspan>b</tspan> c</text>", "<text>a &lt; <tspan>b</tspan> c</text>"),
        ("<g>stray<path/>text</g>", "<g><path/></g>"),
        ("<g class='x' role='img' tabindex='0' aria-label='x'/>", "<g/>"),
        ("<g fill='red' style='fill: blue'/>", '<g fill="blue"/>'),  # as in a browser
        ("<image xlink:href='data:image/png;base64,\niVBO'/>", '<image href="data:image/png;base64,iVBO"/>'),
    ],
)
def test_what_is_drawn_stays_and_nothing_beside_it(body: str, expected: str) -> None:
    label = 'role="img" aria-label="7 &quot;bars&quot; &amp; &lt;more&gt;"'
    assert clean(body) == f'<svg xmlns="http://www.w3.org/2000/svg" {label}>{expected}</svg>'


ELEMENT = "it holds the element {}, which a report does not allow"
CODE = "it holds the attribute {}, which would run code"
ELSEWHERE = "it refers to {}; a report loads nothing from elsewhere"
STYLE = "it holds the style {}, which SVG has no attribute for"
VALUE = "it holds the value {}, which a report does not allow"
SHEET = "it holds a style sheet, which would style the whole page"


@pytest.mark.parametrize(
    ("body", "why", "what"),
    [
        ("<script>x</script>", ELEMENT, "script"),
        ("<foreignObject/>", ELEMENT, "foreignObject"),
        ("<a href='https://a.org'/>", ELEMENT, "a"),
        ("<x:g xmlns:x='https://a.org'/>", ELEMENT, "g"),
        ("<g OnLoad='x'/>", CODE, "OnLoad"),
        ("<use href='https://a.org/x.svg#a'/>", ELSEWHERE, "https://a.org/x.svg#a"),
        ("<use href='data:image/png;base64,AA'/>", ELSEWHERE, "data:image/png;base64,AA"),
        ("<image xlink:href='data:image/svg+xml;base64,AA'/>", ELSEWHERE, "data:image/svg+xml;base64,AA"),
        ("<g fill='url(https://a.org)'/>", ELSEWHERE, "https://a.org"),
        ("<g style='fill: url(\"//a.org\")'/>", ELSEWHERE, "//a.org"),
        ("<g style='position: fixed'/>", STYLE, "position: fixed"),
        ("<g fill='url(//a.org'/>", VALUE, "url(//a.org"),
        (r"<g fill='\75rl'/>", VALUE, r"\75rl"),
        ("<g mask='image-set(\"//a.org\")'/>", VALUE, 'image-set("//a.org")'),
        ("<style>g { fill: red }</style>", SHEET, ""),
        ("<g><style>*{fill: red}</style></g>", SHEET, ""),
        ("<g>", "it is not well-formed XML: mismatched tag: line 1, column 88", ""),
    ],
)
def test_what_would_load_or_run_something_is_refused(body: str, why: str, what: str) -> None:
    with pytest.raises(UnsafeSvgError) as caught:
        clean(body)
    assert str(caught.value) == why.format(repr(what))


def test_entities_are_not_expanded_and_html_is_no_svg() -> None:
    with pytest.raises(UnsafeSvgError, match=r"^it declares entities$"):
        clean("&a;", head=f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}')
    with pytest.raises(UnsafeSvgError, match=r"^it is not an <svg> element in the SVG namespace$"):
        clean("", head="<svg>")
