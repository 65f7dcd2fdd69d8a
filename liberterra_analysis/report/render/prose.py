"""Prose from Markdown cells: paragraphs, headings and lists; anything else is refused with what to write instead."""

from __future__ import annotations

import functools
import html
import re
from typing import TYPE_CHECKING, Any

from liberterra_analysis.document import Block, Heading, Inline, Inlines, Items, Link, Paragraph, Text, join, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mistune import InlineParser, InlineState, Markdown

__all__ = ["make_parser", "read_markdown"]

_TARGET = re.compile(r"#[a-z0-9][a-z0-9._-]*|https?://\S+")
_REFUSED = {
    "list": "a list within a list is not shown; make it one list, or use headings",
    "block_html": "raw HTML is not shown; write it as Markdown, or show a block with liberterra_analysis.display",
    "inline_html": "raw HTML is not shown; write it as Markdown, or put it in backticks",
    "image": "images are not shown; draw a figure and show it with liberterra_analysis.display",
    "table": "Markdown tables are not shown; show a frame with liberterra_analysis.display",
    "block_code": "code blocks are not shown; a report holds no code",
    "block_quote": "block quotes are not shown; show a note with liberterra_analysis.display",
    "thematic_break": "rules are not shown; begin a section with a heading",
    "math": "formulas are not shown; say it in words, put it in backticks, or write \\$ for a dollar sign",
    "footnote": "footnotes are not shown; put the note in brackets in the text",
    "directive": "blocks between ':::' are not shown; show a note with liberterra_analysis.display",
    "def_list": "definition lists are not shown; write a list whose items begin with the term in bold",
    "task_list_item": "check boxes are not shown; write in words what is done",
}

# Matched before links and emphasis, which would claim their content. A dollar sign after a letter or digit,
# or before a digit and then words, begins an amount of money.
_OUT_OF_PLACE = {
    "math": r"\$\$|(?<![\w$])\$(?![\s$])(?![\d.,]+\s[^\\^_=+*/<>{}$]*\$)[^$\n]*[^\s$]\$(?![\w$])|\\\\[(\[]|\\begin\{",
    "footnote": r"\[\^[^\]\s]+\]",
    "directive": r"(?:^|(?<=\n)):{3,}",
}


class _RefusedError(Exception):
    """Markdown for which a report has no block."""


def read_markdown(source: str) -> Iterator[Block | str]:
    """Yield the blocks of a Markdown text, and a message for all that a report cannot show.

    >>> list(read_markdown("# Routes"))
    ["heading 'Routes' has level 1; write '## ' or '### '"]
    """
    tokens: Any = make_parser()(source)
    for token in tokens:
        if token["type"] != "blank_line":
            try:
                yield _read_block(token)
            except _RefusedError as error:
                yield str(error)


@functools.cache
def make_parser() -> Markdown:
    """Return the parser of Markdown cells, which also knows the markup that a report refuses."""
    import mistune  # lazy: costs 30 ms, which `--help` need not pay

    parser = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough", "url", "task_lists", "def_list"])
    for kind, pattern in _OUT_OF_PLACE.items():
        parser.inline.register(kind, pattern, functools.partial(_mark, kind), before="escape")
    return parser


def _mark(kind: str, _: InlineParser, found: re.Match[str], state: InlineState) -> int:
    """Add a token for markup that JupyterLab renders in its own way and a report cannot show."""
    state.append_token({"type": kind, "raw": found[0]})
    return found.end()


_STYLES = {"emphasis": "emphasis", "strong": "strong", "strikethrough": "strike"}
_STRENGTH = ("plain", "emphasis", "strong", "strike")
"""Styles of text, weakest first; of nested styles the strongest is shown."""


def _read_block(token: Mapping[str, Any]) -> Block:
    kind = token["type"]
    if kind == "paragraph":
        return Paragraph(inlines=_inlines(token["children"]))
    if kind == "heading":
        return _heading(token)
    if kind == "list":
        items = tuple(_item(item) for item in token["children"])
        return Items(ordered=token["attrs"]["ordered"], start=token["attrs"].get("start", 1), items=items)
    raise _refuse(kind)


def _heading(token: Mapping[str, Any]) -> Heading:
    level, text = token["attrs"]["level"], _plain_text(token, "a heading")
    if level not in (2, 3):
        raise _RefusedError(f"heading {text!r} has level {level}; write '## ' or '### '")
    return Heading(level=level, text=text)


def _plain_text(token: Mapping[str, Any], where: str) -> str:
    """Return the text of a heading or link, which may hold neither a link nor struck-out text."""
    inlines = _inlines(token["children"])
    for inline in inlines:
        if isinstance(inline, Link) or inline.style == "strike":
            what = "the link" if isinstance(inline, Link) else "the struck out text"
            raise _RefusedError(f"{where} holds {what} {inline.text!r}; put it in the text below")
    return plain(inlines).replace("\n", " ")


def _item(token: Mapping[str, Any]) -> Inlines:
    if token["type"] != "list_item":
        raise _refuse(token["type"])
    parts: list[Inline] = []
    for child in token["children"]:
        if child["type"] in ("block_text", "paragraph"):
            parts += [*([Text(text=" ")] if parts else []), *_inlines(child["children"])]
        elif child["type"] != "blank_line":
            raise _refuse(child["type"])
    return join(parts)


def _inlines(tokens: Sequence[Mapping[str, Any]]) -> Inlines:
    return join(inline for token in tokens for inline in _inline(token, "plain"))


def _inline(token: Mapping[str, Any], style: str) -> Iterator[Inline]:
    kind = token["type"]
    if kind == "text":
        yield Text.model_validate({"text": html.unescape(token["raw"]), "style": style})
    elif kind in ("softbreak", "linebreak"):
        yield Text.model_validate({"text": " " if kind == "softbreak" else "\n", "style": style})
    elif kind == "codespan":
        yield Text(text=html.unescape(token["raw"]), style="code")
    elif kind in _STYLES:
        inner = max(style, _STYLES[kind], key=_STRENGTH.index)
        for child in token["children"]:
            yield from _inline(child, inner)
    elif kind == "link":
        yield _link(token)
    else:
        raise _refuse(kind)


def _link(token: Mapping[str, Any]) -> Link:
    text, target = _plain_text(token, "a link"), token["attrs"]["url"]
    if "title" in token["attrs"]:
        raise _RefusedError(f"the link {text!r} has a title, which is not shown; put it in the text")
    if not _TARGET.fullmatch(target):
        raise _RefusedError(
            f"the link {text!r} leads to {target!r}; write an address that begins with http:// or https://, "
            "or '#' and the name of a table, table row or figure"
        )
    return Link(text=text, target=target)


def _refuse(kind: str) -> _RefusedError:
    return _RefusedError(_REFUSED.get(kind, f"Markdown of the kind {kind!r} is not shown"))
