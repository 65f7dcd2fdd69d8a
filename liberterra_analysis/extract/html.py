"""Read the text of a page without its menus, notices, teasers and comments, or all of it."""

import re
import warnings
from collections.abc import Mapping
from typing import Any

from liberterra_analysis.errors import TextError

_UNREAD = frozenset("script style noscript template title svg object audio video".split())
_DROPPED = frozenset("nav footer aside button iframe select menu dialog head figcaption".split())
_DROPPED_ROLES = frozenset("navigation banner contentinfo complementary search dialog alert menu".split())
_DROPPED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|cookies?|consent|share|sharing|social|related"
    r"|newsletter|subscribe|promo|advert|advertisement|ads|comments?|recommended|popup|modal|skip|masthead|byline-links)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_KEPT = frozenset({"html", "body", "main", "article"})
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol table tr section article main header blockquote br dl dt dd pre hr figure".split()
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What lxml reads but does not write, as it must where an element is dropped."""

_LINKED = 0.6  # share of the text of a list above which links make it a menu
_FEW_LINKS = 2
_SHORT = 200  # characters of less than which no announcement consists
_LITTLE = 0.3  # share of the text of a page below which what was read may not be the announcement

Counts = Mapping[Any, int]
"""How many characters of text each element of a page holds outside of links."""


def read(raw: bytes, name: str, *, whole: bool = False) -> str:
    """Return the text of a page in UTF-8, all of it if `whole`; warn if little of it was read."""
    root = _parse(raw.decode(), name)
    if root is None:
        return ""
    _drop([element for element in root.iter() if _is_unread(element) or not (whole or _is_shown(element))])
    if whole:
        return _text_of(root)
    counts = _count(root)
    top = _find_top(root, counts)
    _drop([element for element in top.iter() if element is not top and _is_boilerplate(element, counts, counts[top])])
    text = _text_of(top)
    if len(text) < _LITTLE * counts[root]:
        read_part = f"{name}: {len(text):,} of the page's {counts[root]:,} characters were read"
        warnings.warn(f"{read_part}; the rest stands in comments, forms or other stories", stacklevel=2)
    return text


def _parse(text: str, name: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_NO_TEXT.sub("\ufffd", _DECLARATION.sub("", text)), parser=parser)
    except etree.ParserError:  # it holds nothing but a declaration
        return None
    if limits := [entry.message for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]:
        raise TextError(name, f"is no page that can be read: {limits[0].partition(', ')[0].strip()}")
    return root


def _is_unread(element: Any) -> bool:
    return not isinstance(element.tag, str) or element.tag in _UNREAD or element.get("hidden") is not None


def _is_shown(element: Any) -> bool:
    hidden = element.get("aria-hidden") == "true" or element.get("role") in _DROPPED_ROLES
    return not hidden and element.tag not in _DROPPED


def _drop(elements: list[Any]) -> None:
    """Remove elements from their page, but not the text after them."""
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _count(root: Any) -> Counts:
    counts = {element: len((element.text or "").strip()) for element in root.iter()}
    for element in reversed(list(root.iter())):
        parent = element.getparent()
        if parent is not None:
            held = 0 if element.tag == "a" else counts[element]
            counts[parent] += held + len((element.tail or "").strip())
    return counts


def _find_top(root: Any, counts: Counts) -> Any:
    """Return the main part or article that holds most of what such parts hold; the page where none does."""
    main = [found for path in (".//main", ".//*[@role='main']") for found in root.findall(path)]
    for marked in (main, root.findall(".//article")):
        words = [counts[one] for one in marked]
        if marked and min(_SHORT, counts[root] / 2) <= max(words) >= sum(words) / 2:
            return marked[words.index(max(words))]
    return root


def _is_boilerplate(element: Any, counts: Counts, words: int) -> bool:
    """Return whether an element is no part of the announcement; its name does not count where little else is there."""
    if element.tag in {"ul", "ol"} and len(links := element.findall(".//a")) > _FEW_LINKS:
        linked = sum(len("".join(link.itertext()).strip()) for link in links)
        return linked > _LINKED * max(linked + counts[element], 1)
    named = _DROPPED_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    if element.tag in _KEPT or not (named or element.tag == "form"):
        return False
    return words - counts[element] >= _SHORT or counts[element] < _SHORT


def _text_of(top: Any) -> str:
    top.tail = None
    for element in top.iter():
        opening = "\n- " if element.tag == "li" else " | " if element.tag in {"td", "th"} else "\n"
        element.text = re.sub(r"\s+", " ", element.text or "")
        element.tail = re.sub(r"\s+", " ", element.tail or "")
        if element.tag in _BLOCKS | {"td", "th"}:
            element.text = opening + element.text
        if element.tag in _BLOCKS:
            element.tail = "\n" + element.tail
    lines = (re.sub(r"[ \t]+", " ", line).strip().strip("|").strip() for line in "".join(top.itertext()).split("\n"))
    return "\n".join(line for line in lines if line not in {"", "-"}) + "\n"
