"""From an executed notebook to the document: prose from its Markdown cells, blocks from its outputs, no code.

What is no block is an error, so that nothing an author sees in JupyterLab is silently missing from the report.
"""

from __future__ import annotations

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
    read_block,
)
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.lint import Complaint, Placed, lint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nbformat import NotebookNode

__all__ = ["assemble", "number_cells"]

INJECTED = "injected-parameters"
"""Tag of the cell that papermill adds; it is no cell of the author's."""

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
}


def assemble(notebook: NotebookNode, *, name: str = "") -> Document:
    """Make the document of an executed notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The notebook, as executed.
    name : str
        What to call the notebook in messages; nothing if omitted.

    Returns
    -------
    Document
        The report, complete and free of problems: it can be rendered.

    Raises
    ------
    DocumentError
        With every problem found, each with the number of its cell: counted from 1 among all cells of the notebook,
        without the one that papermill adds.

    Examples
    --------
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
            elif not (isinstance(item, Paragraph) and not item.inlines):  # there was nothing to show, nor to say
                blocks.append(Placed(number, item))
    complaints = sorted([*complaints, *lint(blocks)], key=lambda complaint: complaint.cell)
    if complaints:
        raise DocumentError("\n".join(complaint.locate(name) for complaint in complaints))
    title, *rest = (block for _, block in blocks)
    return Document.model_validate({"title": title, "blocks": tuple(rest)})


def number_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Give each cell its number in the notebook as stored, from 1.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The notebook, executed or not.

    Yields
    ------
    tuple of int, nbformat.NotebookNode
        Number and cell; the cell that papermill adds takes the number of the one before it.

    Examples
    --------
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
    """Give the blocks of a cell, and a text for each thing in it that is no block."""
    if cell.cell_type == "markdown":
        yield from _read_markdown(cell.source)
    elif cell.cell_type == "code":
        for output in cell.outputs:
            yield _read_output(output)


def _read_output(output: NotebookNode) -> Block | str:
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    if output.output_type == "stream":
        text = "".join(output.text).strip()
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
    if "text/html" in data:
        return f"a bare table or other HTML, without caption and source; {shown}"
    text = "".join(data.get("text/plain", ""))
    return f"a bare result, {_quote(text)}; {shown}, or end the line with ';'"


def _first_errors(error: ValidationError) -> str:
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    texts = [f"{'.'.join(map(str, item['loc'])) or 'the whole'}: {item['msg']}" for item in errors]
    more = len(texts) - MOST_ERRORS_PER_BLOCK
    return "; ".join(texts[:MOST_ERRORS_PER_BLOCK]) + (f"; and {more} more" if more > 0 else "")


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= MOST_TEXT_QUOTED else line[: MOST_TEXT_QUOTED - 1] + "…")


def _read_markdown(source: str) -> Iterator[Block | str]:
    import mistune  # lazy: costs 30 ms, which `--help` need not pay

    parse = mistune.create_markdown(renderer=None, plugins=["table"])
    tokens: Any = parse(source)
    for token in tokens:
        try:
            block = _read_token(token)
        except _UnknownMarkdownError as error:
            yield str(error)
        else:
            if block is not None:
                yield block


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
        return Items(ordered=token["attrs"]["ordered"], items=items)
    raise _refuse(kind)


def _heading(token: Mapping[str, Any]) -> Heading:
    level, text = token["attrs"]["level"], "".join(inline.text for inline in _inlines(token["children"]))
    if level == 1:
        raise _UnknownMarkdownError(f"heading {text!r} has level 1; the title block holds the title, so write '## '")
    if level not in (2, 3):
        raise _UnknownMarkdownError(f"heading {text!r} has level {level}; a report has levels 2 and 3")
    return Heading(level=level, text=text)


def _item(token: Mapping[str, Any]) -> Inlines:
    parts: list[Inline] = []
    for child in token["children"]:
        if child["type"] == "list":
            raise _UnknownMarkdownError("a list within a list; make it one list, or use headings")
        if child["type"] == "blank_line":
            continue
        if child["type"] not in ("block_text", "paragraph"):
            raise _refuse(child["type"])
        parts += [*([Text(text=" ")] if parts else []), *_inlines(child["children"])]
    return _join(parts)


def _inlines(tokens: Sequence[Mapping[str, Any]]) -> Inlines:
    return _join([inline for token in tokens for inline in _inline(token, "plain")])


def _inline(token: Mapping[str, Any], style: str) -> Iterator[Inline]:
    kind = token["type"]
    if kind == "text":
        yield Text.model_validate({"text": html.unescape(token["raw"]), "style": style})
    elif kind in ("softbreak", "linebreak"):
        yield Text.model_validate({"text": " ", "style": style})
    elif kind == "codespan":
        yield Text(text=html.unescape(token["raw"]), style="code")
    elif kind in ("strong", "emphasis"):
        inner = "strong" if "strong" in (kind, style) else kind
        for child in token["children"]:
            yield from _inline(child, inner)
    elif kind == "link":
        yield _link(token)
    else:
        raise _refuse(kind)


def _link(token: Mapping[str, Any]) -> Link:
    text = "".join(inline.text for inline in _inlines(token["children"]))
    target = token["attrs"]["url"]
    if not _TARGET.fullmatch(target):
        raise _UnknownMarkdownError(
            f"the link {text!r} leads to {target!r}; write an address that begins with http:// or https://, "
            "or '#' and the name of a table, table row or figure"
        )
    return Link(text=text, target=target)


def _join(inlines: Sequence[Inline]) -> Inlines:
    """Join neighbours of one style: the parser splits text where it looks for markup."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Text) and isinstance(last, Text) and inline.style == last.style:
            joined[-1] = Text(text=last.text + inline.text, style=last.style)
        else:
            joined.append(inline)
    return tuple(joined)


def _refuse(kind: str) -> _UnknownMarkdownError:
    return _UnknownMarkdownError(_REFUSED.get(kind, f"Markdown of the kind {kind!r} is not shown"))
