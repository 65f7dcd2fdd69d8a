"""Read the text of a page without its menus, notices, teasers and comments, or all of it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from functools import partial
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
_LINKED = 0.6  # share of the text of a list above which links make it a menu
_FEW_LINKS = 2
_SHORT = 200  # characters of less than which no announcement consists
_LITTLE = 0.3  # share of the text of a page below which what was read may not be the announcement

Counts = Mapping[Any, int]
"""How many characters of text each element of a page holds outside of links and menus."""


def read(raw: bytes, name: str, *, whole: bool = False) -> str:
    """Return the text of a page in UTF-8, all of it if `whole`; raise `TextError` if it cannot be read.

    Warns if little of the page was read, for another part may be the announcement.
    """
    root = _parse(raw.decode(), name)
    if root is None:
        return ""
    if whole:
        return _text_of(root, _is_unread)
    counts = _count(root)
    top = _find_top(root, counts)
    text = _text_of(top, partial(_is_boilerplate, counts, counts[top]))
    if len(text) < _LITTLE * counts[root]:
        said = "the rest stands in comments, forms or other stories"
        warnings.warn(
            f"{name}: {len(text):,} of the page's {counts[root]:,} characters were read; {said}", stacklevel=2
        )
    return text


def _parse(text: str, name: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text), parser=parser)
    except etree.ParserError:  # it holds nothing but a declaration
        return None
    if limits := [entry.message for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]:
        raise TextError(name, f"is no page that can be read: {limits[0].partition(', ')[0].strip()}")
    return root


def _count(root: Any) -> Counts:
    from lxml import etree

    counts: dict[Any, int] = {}
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            counts[element] = 0
            if element.tag == "a" or _is_furniture(element):
                walk.skip_subtree()
            else:
                counts[element] = len((element.text or "").strip())
        elif (parent := element.getparent()) is not None:
            counts[parent] += counts[element] + len((element.tail or "").strip())
    return counts


def _find_top(root: Any, counts: Counts) -> Any:
    """Return the main part or article that holds most of what such parts hold; the page where none does."""
    main = [found for path in (".//main", ".//*[@role='main']") for found in root.findall(path)]
    for marked in (main, root.findall(".//article")):
        words = [counts.get(one, 0) for one in marked]
        if marked and min(_SHORT, counts[root] / 2) <= max(words) >= sum(words) / 2:
            return marked[words.index(max(words))]
    return root


def _text_of(top: Any, is_dropped: Callable[[Any], bool]) -> str:
    from lxml import etree

    parts: list[str] = []
    dropped = set()
    walk = etree.iterwalk(top, events=("start", "end"))
    for event, element in walk:
        if event == "start" and is_dropped(element):
            walk.skip_subtree()
            dropped.add(element)
        elif event == "start":
            parts.append(_opening(element) + re.sub(r"\s+", " ", element.text or ""))
        if event == "end":
            kept = "\n" if element.tag in _BLOCKS and element not in dropped else ""
            parts.append(kept + (re.sub(r"\s+", " ", element.tail or "") if element is not top else ""))
    lines = (re.sub(r"[ \t]+", " ", line).strip().strip("|").strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line not in {"", "-"}) + "\n"


def _is_unread(element: Any) -> bool:
    return not isinstance(element.tag, str) or element.tag in _UNREAD or element.get("hidden") is not None


def _is_furniture(element: Any) -> bool:
    hidden = element.get("aria-hidden") == "true" or element.get("role") in _DROPPED_ROLES
    return _is_unread(element) or element.tag in _DROPPED or hidden


def _is_boilerplate(counts: Counts, words: int, element: Any) -> bool:
    """Return whether an element is no part of the announcement; its name does not count where little else is there."""
    if _is_furniture(element):
        return True
    if element.tag in {"ul", "ol"} and len(links := element.findall(".//a")) > _FEW_LINKS:
        linked = sum(len("".join(link.itertext()).strip()) for link in links)
        return linked > _LINKED * max(linked + counts.get(element, 0), 1)
    named = _DROPPED_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    if element.tag in _KEPT or not (named or element.tag == "form"):
        return False
    return words - counts.get(element, 0) >= _SHORT or counts.get(element, 0) < _SHORT


def _opening(element: Any) -> str:
    if element.tag == "li":
        return "\n- "
    if element.tag in {"td", "th"}:
        return " | "
    return "\n" if element.tag in _BLOCKS else ""
