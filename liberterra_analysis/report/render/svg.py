"""Charts made safe to stand inside a report: one SVG text for the page, the PDF and the files of an edition."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET  # entity declarations are refused before the parser sees the text

from liberterra_analysis.picture import PANEL

SVG = "{http://www.w3.org/2000/svg}"
HREFS = frozenset({"href", "{http://www.w3.org/1999/xlink}href"})

ELEMENTS = re.compile(
    "svg|g|defs|symbol|use|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|image|clipPath|mask|pattern|marker|"
    "linearGradient|radialGradient|stop"
)
DROPPED = frozenset({f"{SVG}metadata", f"{SVG}title", f"{SVG}desc"})
"""Elements left out: the document describes the chart, and a `title` would pop up as a tooltip."""

PROPERTIES = re.compile(
    "(alignment|clip|dominant|fill|font|image|letter|paint|shape|stop|stroke|text|vector|word)(-[a-z]+)+|"
    "baseline-shift|clip-path|color|display|fill|marker-(start|mid|end)|mask|opacity|overflow|stroke|visibility"
)
"""Style properties that SVG also has as attributes, which a page without inline styles shows."""

FUNCTIONS = frozenset({"url", "rgb", "rgba", "matrix", "translate", "scale", "rotate", "skewX", "skewY"})

_CALL = re.compile(r"([\w-]*)\s*\(")
_FOR_ALL = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*")
_REFERENCE = re.compile(r"url\(\s*['\"]?([^)'\"]*)['\"]?\s*\)")
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+")


class UnsafeSvgError(ValueError):
    """An SVG text that cannot stand inside a report."""


def clean_svg(svg: str, name: str, alt: str) -> str:
    """Return the SVG of a chart as one element that loads nothing, runs nothing and clashes with nothing on the page.

    Styles become attributes, since the page's policy forbids inline styles; ids become the name of the chart, unique in
    the report, and a number, or what marks a panel; the alternative text becomes the label. UnsafeSvgError if the text
    is not SVG, or holds an element, attribute, style or address that a report does not allow.
    """
    root = _parse(svg)
    root.attrib |= _take_shared_style(root)
    ids: dict[str, str] = {}
    for element in root.iter():
        # Two underscores and a dot: neither an anchor nor the id of a heading or of a number can be the same.
        _clean_element(element, lambda key: ids.setdefault(key, f"__{name}.{key if PANEL in key else len(ids)}"))
    root.attrib = {"xmlns": SVG.strip("{}"), **root.attrib, "role": "img", "aria-label": alt}
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _parse(text: str) -> ET.Element:
    if "<!ENTITY" in text:
        raise UnsafeSvgError("it declares entities")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without entity declarations there is nothing to expand
    except (ET.ParseError, ValueError) as error:
        raise UnsafeSvgError(f"it is not well-formed XML: {error}") from None
    if root.tag != f"{SVG}svg":
        raise UnsafeSvgError("it is not an <svg> element in the SVG namespace")
    return root


def _take_shared_style(root: ET.Element) -> dict[str, str]:
    """Remove the style sheet that matplotlib writes, one rule for all elements, and return it for the root.

    Removes the elements that are left out, too.
    """
    shared: dict[str, str] = {}
    for parent in root.iter():
        for child in list(parent):
            if child.tag == f"{SVG}style":
                rule = _FOR_ALL.fullmatch(child.text or "")
                if rule is None or parent.tag not in {f"{SVG}svg", f"{SVG}defs"}:
                    raise UnsafeSvgError("it holds a style sheet, which would style the whole page")
                shared |= _parse_style(rule[1])
            if child.tag in DROPPED | {f"{SVG}style"}:
                parent.remove(child)
    return shared


def _parse_style(text: str) -> dict[str, str]:
    found = {}
    for declaration in filter(str.strip, text.split(";")):
        name, colon, value = (part.strip() for part in declaration.partition(":"))
        if not colon or not PROPERTIES.fullmatch(name):
            raise UnsafeSvgError(f"it holds the style {declaration.strip()!r}, which SVG has no attribute for")
        found[name] = value
    return found


def _clean_element(element: ET.Element, rename: Callable[[str], str]) -> None:
    element.tag = element.tag.removeprefix(SVG)
    if not ELEMENTS.fullmatch(element.tag):
        raise UnsafeSvgError(f"it holds the element {element.tag.rpartition('}')[2]!r}, which a report does not allow")
    element.attrib = _clean_attributes(element, rename)
    if element.tag not in {"text", "tspan"}:
        element.text = None
        for child in element:
            child.tail = None


def _clean_attributes(element: ET.Element, rename: Callable[[str], str]) -> dict[str, str]:
    cleaned: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name.lower().startswith("on"):
            raise UnsafeSvgError(f"it holds the attribute {name!r}, which would run code")
        if name in HREFS:
            cleaned["href"] = _check_address(value, element.tag, rename)
        elif name == "id":
            cleaned["id"] = rename(value)
        elif not name.startswith(("{", "aria-", "role", "class", "tabindex", "style")):
            cleaned[name] = _check_value(" ".join(value.split()), rename)
    # A style wins over the attribute of the same name, as it does in a browser.
    styles = _parse_style(element.get("style", ""))
    cleaned |= {name: _check_value(value, rename) for name, value in styles.items()}
    return cleaned


def _check_address(value: str, tag: str, rename: Callable[[str], str]) -> str:
    if value.startswith("#"):
        return f"#{rename(value[1:])}"
    packed = "".join(value.split())
    if tag == "image" and _DATA_IMAGE.fullmatch(packed):
        return packed
    raise UnsafeSvgError(f"it refers to {value[:60]!r}; a report loads nothing from elsewhere")


def _check_value(value: str, rename: Callable[[str], str]) -> str:
    changed = _REFERENCE.sub(lambda found: f"url({_check_address(found[1], '', rename)})", value)
    # Browsers undo escapes and close open brackets, so other text may also become a call.
    odd = [name for name in _CALL.findall(changed) if name not in FUNCTIONS]
    if odd or "\\" in changed or changed.count("(") != changed.count(")"):
        raise UnsafeSvgError(f"it holds the value {value[:60]!r}, which a report does not allow")
    return changed
