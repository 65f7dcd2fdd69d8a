"""Figures made safe to stand inside a report: one SVG text that serves the page, the PDF and the file of its own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET  # entity declarations are refused before the parser sees the text

from liberterra_analysis.document import Figure

__all__ = ["UnsafeSvgError", "clean_svg"]

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

ELEMENTS = re.compile(
    "svg|g|defs|symbol|use|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|image|clipPath|mask|pattern|marker|"
    "linearGradient|radialGradient|stop"
)
DROPPED = frozenset({"metadata", "title", "desc"})
"""Left out: the document says what the figure shows, and a `title` would hover over it as a tooltip."""

PROPERTIES = re.compile(
    "(alignment|clip|dominant|fill|font|image|letter|paint|shape|stop|stroke|text|vector|word)(-[a-z]+)+|"
    "baseline-shift|clip-path|color|display|fill|marker-(start|mid|end)|mask|opacity|overflow|stroke|visibility"
)
"""Style properties that SVG also knows as attributes, so that a page that allows no inline style shows them."""

FUNCTIONS = frozenset({"url", "rgb", "rgba", "matrix", "translate", "scale", "rotate", "skewX", "skewY"})

_CALL = re.compile(r"([\w-]*)\s*\(")
_FOR_ALL = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*")
_REFERENCE = re.compile(r"url\(\s*['\"]?([^)'\"]*)['\"]?\s*\)")
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+")


class UnsafeSvgError(ValueError):
    """An SVG text that cannot stand inside a report."""


def clean_svg(figure: Figure) -> str:
    """Give the figure's SVG as one element that loads nothing, runs nothing and clashes with nothing on the page.

    Styles become attributes, for the page's policy forbids inline styles; ids that something refers to get the
    figure's name in front, the others go; the alternative text becomes the element's label.

    Parameters
    ----------
    figure : Figure
        The figure; its name must be unique in the report.

    Returns
    -------
    str
        An `<svg>` element in the SVG namespace, without XML declaration.

    Raises
    ------
    UnsafeSvgError
        If the text is no SVG, or holds an element, attribute, style or address that a report does not allow.

    Examples
    --------
    >>> svg = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><path d="M 0 0" style="fill: red"/></g></svg>'
    >>> clean_svg(Figure(name="bar", title="Bars", alt="One bar", svg=svg))
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="One bar"><g><path d="M 0 0" fill="red" /></g></svg>'
    """
    root = _parse(figure.svg)
    used = {target for element in root.iter() for target in _targets(element)}
    kept = _clean(root, f"{figure.name}_", used)
    kept.attrib = {"xmlns": SVG, **kept.attrib, "role": "img", "aria-label": figure.alt}
    return ET.tostring(kept, encoding="unicode")


def _parse(text: str) -> ET.Element:
    if "<!ENTITY" in text:
        raise UnsafeSvgError("it declares entities")
    try:
        root = ET.fromstring(text)  # noqa: S314 - without entity declarations there is nothing to expand
    except (ET.ParseError, ValueError) as error:
        raise UnsafeSvgError(f"it is not well-formed XML: {error}") from None
    if root.tag != f"{{{SVG}}}svg":
        raise UnsafeSvgError("it is not an <svg> element in the SVG namespace")
    return root


def _targets(element: ET.Element) -> list[str]:
    """Give the ids within the figure to which an element refers."""
    found = []
    for name, value in element.attrib.items():
        found += [match.removeprefix("#") for match in _REFERENCE.findall(value)]
        if name in {"href", f"{{{XLINK}}}href"}:
            found.append(value.removeprefix("#"))
    return found


def _clean(element: ET.Element, prefix: str, used: set[str]) -> ET.Element:
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    kept = ET.Element(tag, _attributes(element, tag, prefix, used))
    kept.text = element.text if tag in {"text", "tspan"} else None
    for child in element:
        name = child.tag.removeprefix(f"{{{SVG}}}")
        if name == "style":
            kept.attrib.update(_shared_style(child, element))
        elif name in DROPPED:
            continue
        elif not ELEMENTS.fullmatch(name):
            raise UnsafeSvgError(f"it holds the element {_local(child.tag)!r}, which a report does not allow")
        else:
            copy = _clean(child, prefix, used)
            copy.tail = child.tail if tag in {"text", "tspan"} else None
            kept.append(copy)
    if tag == "svg":
        _lift_defs(kept)
    return kept


def _lift_defs(root: ET.Element) -> None:
    """Give the root what matplotlib sets for all elements, and drop the `defs` that only held it."""
    for child in list(root):
        if child.tag == "defs" and not len(child):
            root.attrib.update({k: v for k, v in child.attrib.items() if PROPERTIES.fullmatch(k)})
            root.remove(child)


def _shared_style(style: ET.Element, parent: ET.Element) -> dict[str, str]:
    """Read the one style sheet that matplotlib writes: a rule for all elements, which they inherit just as well."""
    rule = _FOR_ALL.fullmatch(style.text or "")
    if rule is None or parent.tag not in {f"{{{SVG}}}svg", f"{{{SVG}}}defs"}:
        raise UnsafeSvgError("it holds a style sheet, which would style the whole page")
    return _declarations(rule.group(1))


def _attributes(element: ET.Element, tag: str, prefix: str, used: set[str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    styles: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == "style":
            styles = _declarations(value)
        elif name == "id":
            kept |= {"id": prefix + value} if value in used else {}
        elif name in {"href", f"{{{XLINK}}}href"}:
            kept["href"] = _address(value, tag, prefix)
        elif name.lower().startswith("on"):
            raise UnsafeSvgError(f"it holds the attribute {name!r}, which would run code")
        elif not name.startswith(("{", "aria-", "role", "class", "tabindex")):
            kept[name] = re.sub(r"\s+", " ", value).strip()
    # A style wins over the attribute of the same name, as it does in a browser.
    return {name: _local_reference(value, prefix) for name, value in (kept | styles).items()}


def _declarations(text: str) -> dict[str, str]:
    found = {}
    for declaration in filter(str.strip, text.split(";")):
        name, colon, value = (part.strip() for part in declaration.partition(":"))
        if not colon or not PROPERTIES.fullmatch(name):
            raise UnsafeSvgError(f"it holds the style {declaration.strip()!r}, which SVG has no attribute for")
        found[name] = value
    return found


def _address(value: str, tag: str, prefix: str) -> str:
    if value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    packed = re.sub(r"\s+", "", value)
    if tag == "image" and _DATA_IMAGE.fullmatch(packed):
        return packed
    raise UnsafeSvgError(f"it refers to {value[:60]!r}; a report loads nothing from elsewhere")


def _local_reference(value: str, prefix: str) -> str:
    def local(match: re.Match[str]) -> str:
        target = match.group(1)
        if not target.startswith("#"):
            raise UnsafeSvgError(f"it refers to {target[:60]!r}; a report loads nothing from elsewhere")
        return f"url(#{prefix}{target[1:]})"

    changed = _REFERENCE.sub(local, value)
    # What is no plain call may still be one to a browser, which undoes escapes and closes what is left open.
    odd = [name for name in _CALL.findall(changed) if name not in FUNCTIONS]
    if odd or "\\" in changed or changed.count("(") != changed.count(")"):
        raise UnsafeSvgError(f"it holds the value {value[:60]!r}, which a report does not allow")
    return changed


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
