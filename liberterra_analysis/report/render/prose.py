"""Markdown cells as blocks: Markdown as GitHub and JupyterLab read it, with formulas, footnotes and attachments."""

from __future__ import annotations

import functools
import html
import re
from typing import TYPE_CHECKING, Any

from liberterra_analysis.document import Title, to_slug
from liberterra_analysis.report.render.markup import Pictures, read_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mistune import Markdown

    from liberterra_analysis.document import Block

PLUGINS = ["table", "strikethrough", "url", "task_lists", "def_list", "footnotes"]

# Matched before links and emphasis, which would claim their content. A dollar sign after a letter or digit,
# or before a digit and then words, begins an amount of money.
_FORMULAS = {
    "display": r"\$\$(?P<shown>(?:[^$\\]|\\.)+?)\$\$|\\\\\[(?P<boxed>[\s\S]+?)\\\\\]|"
    r"(?P<whole>\\begin\{(?P<name>\w+\*?)\}[\s\S]+?\\end\{(?P=name)\})",
    "math": r"(?<![\w$])\$(?![\s$])(?![\d.,]+\s[^\\^_=+*/<>{}$]*\$)"
    r"(?P<inside>(?:[^$\n\\]|\\.)*?(?:[^\s$\\]|\\.))\$(?![\w$])|"
    r"\\\\\((?P<bracketed>.+?)\\\\\)",
}
_REFERENCE = r"\[-?@(?P<cited>(?:fig|tbl)-[\w-]+)\]|(?<![\w/.@-])@(?P<named>(?:fig|tbl)-[\w-]*\w)"
"""A reference to a labelled cell, as Quarto has it: "@fig-ports", "[@tbl-ports]"."""

TEXTS = frozenset({"shown", "boxed", "whole", "inside", "bracketed", "cited", "named"})
"""Groups of these patterns that hold the text of a formula, or the name of a cell."""

_DISPLAY = (
    r"^ {0,3}\$\$(?P<display_shown>(?:[^$\\]|\\[\s\S])+?)\$\$[ \t]*$|"
    r"^ {0,3}(?P<display_whole>\\begin\{(?P<display_name>\w+\*?)\}[\s\S]+?\\end\{(?P=display_name)\})[ \t]*$"
)

# What Quarto writes into Markdown: front matter, attributes of headings and pictures, and the fences of callouts.
_FRONT = re.compile(r"---\n((?:[ \t]*[\w-]+:.*\n|[ \t]+.*\n|- .*\n|\n)*?)---[ \t]*(?:\n|$)")
_FRONT_TITLE = re.compile(r"^title:[ \t]*(\S.*)$", re.MULTILINE)
_ATTRIBUTES = re.compile(
    r"(?<=\))\{(?:[#.]|[\w-]+=)[^{}\n]*\}|"
    r"(?m:(?<=\S)[ \t]+\{[#.][a-z][^{}\n]*\}[ \t]*$|^:{3,}(?:[ \t]*\{.*\})?[ \t]*$)"
)


def read_front(source: str) -> tuple[Title | None, str]:
    """Return the title of the front matter of Quarto that a cell begins with, None without one, and the rest."""
    front = _FRONT.match(source)
    title = _FRONT_TITLE.search(front[1]) if front else None
    if front is None or title is None:
        return None, source
    return Title(title=title[1].strip("\"' ")), source[front.end() :]


def read_markdown(source: str, cell: int = 0, pictures: Pictures | None = None) -> Iterator[Block]:
    r"""Yield the blocks of a Markdown text; the anchors of its footnotes have the number of its cell.

    >>> [block.kind for block in read_markdown("# Routes\n\nBy *land*.")]
    ['heading', 'paragraph']
    """
    title, source = read_front(source)
    if title:
        yield title
    page = str(make_parser()(_ATTRIBUTES.sub("", source)))
    yield from read_html(
        page.replace('"#fn-', f'"#note-{cell}-').replace('<li id="fn-', f'<li id="note-{cell}-'), pictures
    )


@functools.cache
def make_parser() -> Markdown:
    """Return the parser of Markdown cells, whose HTML `read_html` reads."""
    import mistune  # lazy: costs 30 ms, which `--help` need not pay

    # Addresses are judged where they are read.
    renderer = mistune.HTMLRenderer(escape=False, allow_harmful_protocols=True)
    parser = mistune.create_markdown(renderer=renderer, plugins=PLUGINS)
    parser.block.register("display", _DISPLAY, functools.partial(_mark, "display"), before="list")
    for kind, pattern in _FORMULAS.items():
        parser.inline.register(kind, pattern, functools.partial(_mark, kind), before="escape")
        renderer.register(kind, functools.partial(_write_formula, kind))
    parser.inline.register("reference", _REFERENCE, functools.partial(_mark, "reference"), before="link")
    renderer.register("reference", lambda _, name: f'<a href="#{to_slug(name)}">@{to_slug(name)}</a>')
    renderer.register("footnote_ref", lambda _, key, index: f'<a href="#fn-{index}">[{index}]</a>')  # noqa: ARG005
    renderer.register("footnotes", lambda _, text: f'<ol class="notes">{text}</ol>')
    renderer.register("footnote_item", lambda _, text, key, index: f'<li id="fn-{index}">{text}</li>')  # noqa: ARG005
    return parser


def _mark(kind: str, _: object, found: re.Match[str], state: Any) -> int:
    """Add a token for a formula or a reference, whose text is in one of the groups of its pattern."""
    groups = found.groupdict()
    names = (name for name, text in groups.items() if text and name.rpartition("_")[2] in TEXTS)
    state.append_token({"type": kind, "raw": groups[next(names)]})
    return found.end()


def _write_formula(kind: str, _: object, text: str) -> str:
    return f"<x-{kind}>{html.escape(text)}</x-{kind}>"
