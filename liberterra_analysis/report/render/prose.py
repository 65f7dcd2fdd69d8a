"""Markdown cells read into blocks, as GitHub and JupyterLab read Markdown, with formulas, footnotes and attachments."""

import functools
import html
import re
from collections.abc import Iterator
from typing import Any

import mistune

from liberterra_analysis.document import Block
from liberterra_analysis.report.render.markup import Pictures, read_html

PLUGINS = ["table", "strikethrough", "url", "task_lists", "def_list", "footnotes"]

_SHOWN = r"\$\$(?P<shown>(?:[^$\\]|\\[\s\S])+?)\$\$|(?P<whole>\\begin\{(?P<name>\w+\*?)\}[\s\S]+?\\end\{(?P=name)\})"

# Matched before links and emphasis, which would claim their content. A dollar sign after a letter or digit,
# or before a digit and then words, begins an amount of money.
_FORMULAS = {
    "display": rf"{_SHOWN}|\\\\\[(?P<boxed>[\s\S]+?)\\\\\]",
    "math": r"(?<![\w$])\$(?P<gap> ?)(?![\s$])(?![\d.,]+\s[^\\^_=+*/<>{}$]+\$)"
    r"(?P<inside>(?:[^$\n\\]|\\.)*?(?:[^\s$\\]|\\.))(?P=gap)\$(?![\w$])|"
    r"\\\\\((?P<bracketed>.+?)\\\\\)",
}
TEXTS = frozenset({"shown", "boxed", "whole", "inside", "bracketed"})
"""Groups of these patterns that hold the text of a formula."""


def read_markdown(source: str, cell: int = 0, pictures: Pictures | None = None) -> Iterator[Block]:
    """Yield the blocks of a Markdown text; the anchors of its footnotes have the number of its cell."""
    page = str(make_parser()(source))
    yield from read_html(
        page.replace('"#fn-', f'"#note-{cell}-').replace('<li id="fn-', f'<li id="note-{cell}-'), pictures
    )


@functools.cache
def make_parser() -> mistune.Markdown:
    """Return the parser of Markdown cells, whose HTML `read_html` reads, with all its patterns compiled."""
    # Addresses are judged where they are read.
    renderer = mistune.HTMLRenderer(escape=False, allow_harmful_protocols=True)
    parser = mistune.create_markdown(renderer=renderer, plugins=PLUGINS)
    parser.block.register(
        "display", rf"^ {{0,3}}(?:{_SHOWN})[ \t]*$", functools.partial(_mark, "display"), before="list"
    )
    for kind, pattern in _FORMULAS.items():
        parser.inline.register(kind, pattern, functools.partial(_mark, kind), before="escape")
        renderer.register(kind, functools.partial(_write_formula, kind))
    renderer.register("footnote_ref", lambda _, key, index: f'<a href="#fn-{index}">[{index}]</a>')  # noqa: ARG005
    renderer.register("footnotes", lambda _, text: f'<ol class="notes">{text}</ol>')
    renderer.register("footnote_item", lambda _, text, key, index: f'<li id="fn-{index}">{text}</li>')  # noqa: ARG005
    parser("- text")  # at which it compiles them
    return parser


def _mark(kind: str, _: object, found: re.Match[str], state: Any) -> int:
    """Add a token for a formula, whose text is in one of the groups of its pattern."""
    groups = found.groupdict()
    state.append_token({"type": kind, "raw": next(groups[name] for name in TEXTS if groups.get(name))})
    return found.end()


def _write_formula(kind: str, _: object, text: str) -> str:
    return f"<x-{kind}>{html.escape(text)}</x-{kind}>"
