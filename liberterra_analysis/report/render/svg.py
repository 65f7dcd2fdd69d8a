"""Charts made safe to stand inside a report: one SVG text for the page, the PDF and the downloads."""

from __future__ import annotations

import functools
import re
from functools import partial
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # entity declarations are refused before the parser sees the text

from liberterra_analysis.document import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["UnsafeSvgError", "clean_svg", "rename_ids", "share_glyphs"]

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

ELEMENTS = re.compile(
    "svg|g|defs|symbol|use|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|image|clipPath|mask|pattern|marker|"
    "linearGradient|radialGradient|stop"
)
DROPPED = frozenset({"metadata", "title", "desc"})
"""Elements left out: the document describes the chart, and a `title` would pop up as a tooltip."""

PROPERTIES = re.compile(
    "(alignment|clip|dominant|fill|font|image|letter|paint|shape|stop|stroke|text|vector|word)(-[a-z]+)+|"
    "baseline-shift|clip-path|color|display|fill|marker-(start|mid|end)|mask|opacity|overflow|stroke|visibility"
)
"""Style properties that SVG also has as attributes, which a page without inline styles shows."""

FUNCTIONS = frozenset({"url", "rgb", "rgba", "matrix", "translate", "scale", "rotate", "skewX", "skewY"})

AT_ONCE = 64
"""Charts cached while a report is rendered, since the page, the PDF and the downloads each need them."""

LETTERS = 1024
"""Shortened paths cached: the outlines of letters recur in each chart."""

POINTS = {"M": 2, "L": 2, "Q": 4, "C": 6}
"""Numbers that follow each command of a path as matplotlib writes it."""

LONG_PATH = 300
"""Letters from which a path is a coast or the like, for which a tenth of a point is fine enough."""

GLYPH = ("scale(0.015625)", "scale(0.5)", 1 / 32)
"""Scale of a letter's outline by matplotlib, a coarser one that is fine enough, and their ratio."""

_CALL = re.compile(r"([\w-]*)\s*\(")
_FOR_ALL = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*")
_REFERENCE = re.compile(r"url\(\s*['\"]?([^)'\"]*)['\"]?\s*\)")
_TOKENS = re.compile(r"[MLCQZz]|-?(?:\d+\.?\d*|\.\d+)(?:[eE]-?\d+)?")
_OTHER_COMMANDS = re.compile(r"[^MLCQZz\s\d.,eE+-]")
_ASIDE = re.compile(r"translate\(([-\d.]+)(?:[ ,]+0)?\)")
_MOVED = re.compile(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)")
_OUTLINE = re.compile(r'<path id="([^"]+)" d="([^"]+)" transform="scale\(0\.5\)"/>')
_USED = re.compile(r'href="#([^"]+)"')
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+")


class UnsafeSvgError(ValueError):
    """An SVG text that cannot stand inside a report."""


@functools.lru_cache(AT_ONCE)
def clean_svg(figure: Figure) -> str:
    """Return the SVG of a chart as one element that loads nothing, runs nothing and clashes with nothing on the page.

    Styles become attributes, since the page's policy forbids inline styles; ids become the name of the chart, unique in
    the report, and a number, or are dropped if nothing refers to them; the alternative text becomes the label. Lengths
    are rounded to a hundredth. UnsafeSvgError if the text is not SVG, or holds an element, attribute, style or address
    that a report does not allow.

    >>> svg = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><path d="M 0 0" style="fill: red"/></g></svg>'
    >>> clean_svg(Figure(name="bar", title="Bars", alt="One bar", svg=svg))
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="One bar"><path d="m0 0" fill="red"/></svg>'
    """
    root = _parse(figure.svg)
    targets = dict.fromkeys(target for element in root.iter() for target in _find_targets(element))
    ids = {target: f"{figure.name}_{number}" for number, target in enumerate(targets)}
    kept = _clean(root, ids)
    kept.attrib = {"xmlns": SVG, **kept.attrib, "role": "img", "aria-label": figure.alt}
    return ET.tostring(kept, encoding="unicode").replace(" />", "/>")


def rename_ids(svg: str, figure: Figure, prefix: str) -> str:
    """Replace the name of the chart in the ids of its cleaned SVG by a prefix unique on the page.

    >>> rename_ids('<use href="#bar_0"/>', Figure(name="bar", title="Bars", alt="One bar", svg=""), "f")
    '<use href="#f0"/>'
    """
    return re.sub(rf'((?: id="|="#|url\(#)){re.escape(figure.name)}_(?=\d+["\)])', rf"\g<1>{prefix}", svg)


def share_glyphs(drawings: Iterable[str]) -> list[str]:
    """Remove outlines of letters that an earlier drawing of the page holds, and refer to that one instead.

    >>> letter = '<path id="{0}" d="M0 0" transform="scale(0.5)"/><use href="#{0}"/>'
    >>> share_glyphs([letter.format("a"), letter.format("b")])[1]
    '<use href="#a"/>'
    """
    known: dict[str, str] = {}
    shared = []
    for drawing in drawings:
        outlines = _OUTLINE.findall(drawing)
        same = {name: known[path] for name, path in outlines if known.setdefault(path, name) != name}
        rest = _OUTLINE.sub(partial(_drop_outline, same), drawing)
        shared.append(_USED.sub(partial(_redirect_use, same), rest))
    return shared


def _drop_outline(same: Mapping[str, str], match: re.Match[str]) -> str:
    return "" if match[1] in same else match[0]


def _redirect_use(same: Mapping[str, str], match: re.Match[str]) -> str:
    return f'href="#{same.get(match[1], match[1])}"'


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


def _find_targets(element: ET.Element) -> list[str]:
    """Return the ids to which an element refers."""
    found = []
    for name, value in element.attrib.items():
        found += [match.removeprefix("#") for match in _REFERENCE.findall(value)]
        if name in {"href", f"{{{XLINK}}}href"}:
            found.append(value.removeprefix("#"))
    return found


def _clean(element: ET.Element, ids: Mapping[str, str]) -> ET.Element:
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    kept = ET.Element(tag, _shorten(_attributes(element, tag, ids), tag))
    kept.text = element.text if tag in {"text", "tspan"} else None
    for child in element:
        name = child.tag.removeprefix(f"{{{SVG}}}")
        if name == "style":
            kept.attrib.update(_shared_style(child, element))
        elif name in DROPPED:
            continue
        elif not ELEMENTS.fullmatch(name):
            raise UnsafeSvgError(f"it holds the element {_local_name(child.tag)!r}, which a report does not allow")
        else:
            copy = _clean(child, ids)
            copy.tail = child.tail if tag in {"text", "tspan"} else None
            kept.extend(copy if copy.tag == "g" and not copy.attrib else [copy])
    if tag == "svg":
        _lift_defs(kept)
    return kept


def _lift_defs(root: ET.Element) -> None:
    """Move what matplotlib sets for all elements to the root, and drop the `defs` that only held it."""
    for child in list(root):
        if child.tag == "defs" and not len(child):
            root.attrib.update({k: v for k, v in child.attrib.items() if PROPERTIES.fullmatch(k)})
            root.remove(child)


def _shared_style(style: ET.Element, parent: ET.Element) -> dict[str, str]:
    """Parse the one style sheet that matplotlib writes: a rule for all elements, which can inherit it as well."""
    rule = _FOR_ALL.fullmatch(style.text or "")
    if rule is None or parent.tag not in {f"{{{SVG}}}svg", f"{{{SVG}}}defs"}:
        raise UnsafeSvgError("it holds a style sheet, which would style the whole page")
    return _declarations(rule.group(1))


def _attributes(element: ET.Element, tag: str, ids: Mapping[str, str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    styles: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == "style":
            styles = _declarations(value)
        elif name == "id":
            kept |= {"id": ids[value]} if value in ids else {}
        elif name in {"href", f"{{{XLINK}}}href"}:
            kept["href"] = _check_address(value, tag, ids)
        elif name.lower().startswith("on"):
            raise UnsafeSvgError(f"it holds the attribute {name!r}, which would run code")
        elif not name.startswith(("{", "aria-", "role", "class", "tabindex")):
            kept[name] = re.sub(r"\s+", " ", value).strip()
    # A style wins over the attribute of the same name, as it does in a browser.
    return {name: _check_value(value, ids) for name, value in (kept | styles).items()}


def _declarations(text: str) -> dict[str, str]:
    found = {}
    for declaration in filter(str.strip, text.split(";")):
        name, colon, value = (part.strip() for part in declaration.partition(":"))
        if not colon or not PROPERTIES.fullmatch(name):
            raise UnsafeSvgError(f"it holds the style {declaration.strip()!r}, which SVG has no attribute for")
        found[name] = value
    return found


def _shorten(attributes: dict[str, str], tag: str) -> dict[str, str]:
    """Return shorter attributes for the same drawing: a page holds each twice, to be seen and to be saved."""
    if tag == "path" and attributes.get("transform") == GLYPH[0]:
        attributes |= {"d": _shorten_path(attributes.get("d", ""), GLYPH[2], 1), "transform": GLYPH[1]}
    elif tag == "path" and "d" in attributes:
        steps = 100 if len(attributes["d"]) < LONG_PATH else 10
        attributes["d"] = _shorten_path(attributes["d"], steps, steps)
    if "transform" in attributes:
        attributes["transform"] = _MOVED.sub(_round_move, attributes["transform"])
    for name in attributes.keys() & {"x", "y"} if tag == "use" else ():
        attributes[name] = f"{round(float(attributes[name]), 2):.7g}"
    moved = _ASIDE.fullmatch(attributes.get("transform", ""))
    if tag == "use" and moved and not attributes.keys() & {"x", "y"}:
        del attributes["transform"]
        attributes |= {"x": f"{float(moved[1]):.1f}"} if float(moved[1]) else {}
    return attributes


@functools.lru_cache(LETTERS)
def _shorten_path(path: str, factor: float = 100, steps: int = 100) -> str:
    """Round a path and make it relative, without adding up rounding errors.

    Numbers are multiplied by `factor` and rounded to whole steps; `steps` of them are one unit of the result.
    """
    tokens = _TOKENS.findall(path)
    if _OTHER_COMMANDS.search(path) or not tokens or tokens[0] != "M":
        return path
    shown, drawn, at, start, here = [], "", 0, (0, 0), (0, 0)
    while at < len(tokens):
        command = tokens[at].upper()
        size = POINTS.get(command, 0)
        at += 1
        if command != drawn or not size:  # a repeated command is implied, and after a move it draws lines
            shown.append(command.lower())
        drawn = {"M": "L"}.get(command, command)
        while size and at < len(tokens) and not tokens[at].isalpha():
            pairs = [round(float(number) * factor) for number in tokens[at : at + size]]
            shown += [_format_step(value - here[place % 2], steps) for place, value in enumerate(pairs)]
            here = (pairs[-2], pairs[-1])
            start = here if command == "M" else start
            at += size
        here = here if size else start
    return re.sub(r" (?=-)| ?(?<=[a-zA-Z]) ?| (?=[a-zA-Z])", "", " ".join(shown))


def _round_move(match: re.Match[str]) -> str:
    x, y = (round(float(number), 2) for number in match.groups())
    return f"translate({x:.7g} {y:.7g})"


def _format_step(value: int, steps: int) -> str:
    text = f"{value / steps:.7g}"
    return text.replace("0.", ".", 1) if abs(value) < steps else text


def _check_address(value: str, tag: str, ids: Mapping[str, str]) -> str:
    if value.startswith("#"):
        return f"#{ids[value[1:]]}"
    packed = re.sub(r"\s+", "", value)
    if tag == "image" and _DATA_IMAGE.fullmatch(packed):
        return packed
    raise UnsafeSvgError(f"it refers to {value[:60]!r}; a report loads nothing from elsewhere")


def _check_value(value: str, ids: Mapping[str, str]) -> str:
    def local(match: re.Match[str]) -> str:
        target = match.group(1)
        if not target.startswith("#"):
            raise UnsafeSvgError(f"it refers to {target[:60]!r}; a report loads nothing from elsewhere")
        return f"url(#{ids[target[1:]]})"

    changed = _REFERENCE.sub(local, value)
    # Browsers undo escapes and close open brackets, so other text may also become a call.
    odd = [name for name in _CALL.findall(changed) if name not in FUNCTIONS]
    if odd or "\\" in changed or changed.count("(") != changed.count(")"):
        raise UnsafeSvgError(f"it holds the value {value[:60]!r}, which a report does not allow")
    return changed


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]
