"""The document of an executed notebook: prose from its Markdown cells, blocks from its outputs, no code.

Anything else is an error, so that nothing an author sees in JupyterLab is silently missing from the report. Warnings
that libraries write to stderr are the exception: `take_warnings` returns them for the log.
"""

from __future__ import annotations

import functools
import html
import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from liberterra_analysis.document import (
    MIME,
    Block,
    Document,
    Heading,
    Inline,
    Inlines,
    Items,
    Link,
    Paragraph,
    Text,
    join,
    read_block,
)
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.render.lint import Complaint, Placed, lint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mistune import InlineParser, InlineState, Markdown
    from nbformat import NotebookNode

__all__ = ["assemble", "number_cells", "take_warnings"]

INJECTED = "injected-parameters"
"""Tag of the cell that papermill adds."""

MOST_TEXT_QUOTED = 60
MOST_ERRORS_PER_BLOCK = 3

_TARGET = re.compile(r"#[a-z0-9][a-z0-9._-]*|https?://\S+")
_REFUSED = {
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
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def assemble(notebook: NotebookNode, *, name: str = "") -> Document:
    """Return the document of an executed notebook, ready to be rendered.

    DocumentError with every problem found, each with `name` and its cell, counted from 1 without the one that papermill
    adds.

    >>> import nbformat.v4 as v4
    >>> title = v4.new_output("display_data", {MIME: {"kind": "title", "title": "Routes"}})
    >>> cells = [v4.new_code_cell("show_title()", outputs=[title]), v4.new_markdown_cell("Routes *as printed*.")]
    >>> document = assemble(v4.new_notebook(cells=cells))
    >>> document.title.title, [inline.text for inline in document.blocks[0].inlines]
    ('Routes', ['Routes ', 'as printed', '.'])
    """
    blocks: list[Placed] = []
    complaints: list[Complaint] = []
    for number, cell in number_cells(notebook):
        for item in _read_cell(cell):
            if isinstance(item, str):
                complaints.append(Complaint(number, item))
            elif not (isinstance(item, Paragraph) and not item.inlines):  # an empty text shown for nothing
                blocks.append(Placed(number, item))
    complaints = sorted([*complaints, *lint(blocks)], key=lambda complaint: complaint.cell)
    if complaints:
        raise DocumentError("\n".join(complaint.locate(name) for complaint in complaints))
    title, *rest = (block for _, block in blocks)
    return Document.model_validate({"title": title, "blocks": tuple(rest)})


def number_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Yield each cell with its number, from 1, in the notebook as stored.

    A cell that papermill adds has the number of the cell before it.

    >>> import nbformat.v4 as v4
    >>> cells = [v4.new_code_cell(), v4.new_code_cell(metadata={"tags": [INJECTED]}), v4.new_markdown_cell()]
    >>> [number for number, _ in number_cells(v4.new_notebook(cells=cells))]
    [1, 1, 2]
    """
    number = 0
    for cell in notebook.cells:
        number += INJECTED not in cell.metadata.get("tags", [])
        yield max(number, 1), cell


def _read_cell(cell: NotebookNode) -> Iterator[Block | str]:
    """Yield the blocks of a cell, and a message for everything else in it."""
    if cell.cell_type == "markdown":
        yield from _read_markdown(cell.source)
    elif cell.cell_type == "code":
        yield from (_read_output(output) for output in cell.outputs if not _is_warning(output))
    elif cell.source.strip():
        yield f"a raw cell is not shown: {_quote(cell.source)}; make it a Markdown cell, or delete it"


def _is_warning(output: NotebookNode) -> bool:
    return bool(output.output_type == "stream" and output.name == "stderr")


def take_warnings(notebook: NotebookNode) -> str:
    """Remove stderr output from a notebook, and return it, each text after the number of its cell."""
    taken = []
    for number, cell in number_cells(notebook):
        outputs = cell.get("outputs", [])
        texts = ["".join(output.text) for output in outputs if _is_warning(output)]
        if texts:
            taken.append(f"cell {number}:\n{_ESCAPES.sub('', ''.join(texts)).strip()}\n")
            cell.outputs = [output for output in outputs if not _is_warning(output)]
    return "\n".join(taken)


def _read_output(output: NotebookNode) -> Block | str:
    if output.output_type == "error":
        return _one_line(f"{output.ename}: {output.evalue}")
    if output.output_type == "stream":
        text = "".join(output.text)
        return f"it writes {_quote(text)} to {output.name}; a report shows blocks only, so remove what writes it"
    if MIME not in output.data:
        return _describe(output.data)
    try:
        return read_block(output.data[MIME])
    except ValidationError as error:
        return f"an output is not a block this version knows: {_first_errors(error)}"


def _describe(data: Mapping[str, Any]) -> str:
    shown = "show it with liberterra_analysis.display"
    if any(kind.startswith("image/") for kind in data):
        return f"a bare figure, without title, source and alternative text; {shown}"
    text = "".join(data.get("text/plain", ""))
    other = [kind for kind in data if kind not in {"text/html", "text/plain"}]
    if other or not data:
        return f"an output of type {', '.join(other) or 'nothing'}, which a report cannot show; {shown}"
    if "text/html" in data:
        return f"a bare table or other HTML, without caption and source; {shown}"
    return f"a bare result, {_quote(text)}; {shown}, or end the line with ';'"


def _first_errors(error: ValidationError) -> str:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    texts = [f"{'.'.join(map(str, item['loc'])) or 'the whole'}: {item['msg']}" for item in errors]
    more = len(texts) - MOST_ERRORS_PER_BLOCK
    return "; ".join(texts[:MOST_ERRORS_PER_BLOCK]) + (f"; and {more} more" if more > 0 else "")


def _one_line(text: str) -> str:
    return " ".join(_ESCAPES.sub("", text).split())


def _quote(text: str) -> str:
    line = _one_line(text) or text
    return repr(line if len(line) <= MOST_TEXT_QUOTED else line[: MOST_TEXT_QUOTED - 1] + "…")


def _read_markdown(source: str) -> Iterator[Block | str]:
    tokens: Any = _parser()(source)
    for token in tokens:
        try:
            block = _read_token(token)
        except _UnknownMarkdownError as error:
            yield str(error)
        else:
            if block is not None:
                yield block


@functools.cache
def _parser() -> Markdown:
    import mistune  # lazy: costs 30 ms, which `--help` need not pay

    parser = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough", "url", "task_lists", "def_list"])
    _find_out_of_place(parser)
    return parser


def _find_out_of_place(parser: Markdown) -> None:
    """Register markup that JupyterLab renders in its own way and a report cannot show."""

    def mark(_: InlineParser, found: re.Match[str], state: InlineState) -> int:
        kind = next(name for name in _OUT_OF_PLACE if found.groupdict().get(name) is not None)
        state.append_token({"type": kind, "raw": found[0]})
        return found.end()

    for kind, pattern in _OUT_OF_PLACE.items():
        parser.inline.register(kind, pattern, mark, before="escape")


_STYLES = {"emphasis": "emphasis", "strong": "strong", "strikethrough": "strike"}
_STRENGTH = ("plain", "emphasis", "strong", "strike")
"""Styles of text, weakest first; of nested styles the strongest is shown."""


class _UnknownMarkdownError(Exception):
    """Markdown for which a report has no block."""


def _read_token(token: Mapping[str, Any]) -> Block | None:
    kind = token["type"]
    if kind == "blank_line":
        return None
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
    if level == 1:
        raise _UnknownMarkdownError(f"heading {text!r} has level 1; the title block holds the title, so write '## '")
    if level not in (2, 3):
        raise _UnknownMarkdownError(f"heading {text!r} has level {level}; a report has levels 2 and 3")
    return Heading(level=level, text=text)


def _plain_text(token: Mapping[str, Any], where: str) -> str:
    """Return the text of a heading or link, which may hold neither a link nor struck-out text."""
    inlines = _inlines(token["children"])
    for inline in inlines:
        if isinstance(inline, Link):
            raise _UnknownMarkdownError(f"{where} holds the link {inline.text!r}; put the link in the text below it")
        if inline.style == "strike":
            raise _UnknownMarkdownError(
                f"{where} holds the struck out text {inline.text!r}; say in words what is withdrawn"
            )
    return " ".join("".join(inline.text for inline in inlines).split("\n"))


def _item(token: Mapping[str, Any]) -> Inlines:
    if token["type"] != "list_item":
        raise _refuse(token["type"])
    parts: list[Inline] = []
    for child in token["children"]:
        if child["type"] == "list":
            raise _UnknownMarkdownError("a list within a list; make it one list, or use headings")
        if child["type"] == "blank_line":
            continue
        if child["type"] not in ("block_text", "paragraph"):
            raise _refuse(child["type"])
        parts += [*([Text(text=" ")] if parts else []), *_inlines(child["children"])]
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
        raise _UnknownMarkdownError(
            f"the link {text!r} has the title {token['attrs']['title']!r}, which is not shown; put it in the text"
        )
    if not _TARGET.fullmatch(target):
        raise _UnknownMarkdownError(
            f"the link {text!r} leads to {target!r}; write an address that begins with http:// or https://, "
            "or '#' and the name of a table, table row or figure"
        )
    return Link(text=text, target=target)


def _refuse(kind: str) -> _UnknownMarkdownError:
    return _UnknownMarkdownError(_REFUSED.get(kind, f"Markdown of the kind {kind!r} is not shown"))
