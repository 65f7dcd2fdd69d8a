"""The document of an executed notebook: prose from its Markdown cells, blocks from its outputs, no code.

Anything else is an error, so that nothing an author sees in JupyterLab is silently missing from the report. Warnings
that libraries write to stderr are the exception: `take_warnings` returns them for the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from liberterra_analysis.document import MIME, Block, Document, Figure, Heading, Paragraph, plain, read_block
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.execute.cells import number_cells, strip_colours
from liberterra_analysis.report.render.lint import Complaint, Placed, lint
from liberterra_analysis.report.render.prose import read_markdown
from liberterra_analysis.report.render.svg import UnsafeSvgError, clean_svg

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from nbformat import NotebookNode

__all__ = ["assemble", "take_warnings"]

MAX_TEXT_QUOTED = 60

APPENDIX = "appendix"
"""Tag of the Markdown cell from which on the sections of a notebook are folded."""


def assemble(notebook: NotebookNode, *, name: str = "") -> Document:
    """Return the document of an executed notebook, ready to be rendered.

    DocumentError with every problem found, each with `name` and its cell, counted from 1 without the cell of
    papermill.

    >>> import nbformat.v4 as v4
    >>> title = v4.new_output("display_data", {MIME: {"kind": "title", "title": "Routes"}})
    >>> cells = [v4.new_code_cell("show_title()", outputs=[title]), v4.new_markdown_cell("Routes *as printed*.")]
    >>> document = assemble(v4.new_notebook(cells=cells))
    >>> document.title.title, [inline.text for inline in document.blocks[0].inlines]
    ('Routes', ['Routes ', 'as printed', '.'])
    """
    read: list[Placed] = []
    complaints: list[Complaint] = []
    shown: set[int] = set()
    folded = False
    for number, cell in number_cells(notebook):
        shown |= {number} if cell.cell_type == "code" else set()
        folded = folded or APPENDIX in cell.metadata.get("tags", ())
        for item in _read_cell(cell):
            if isinstance(item, str):
                complaints.append(Complaint(number, item))
            else:
                read.append(Placed(number, _fold(item) if folded else item))
    blocks = _drop_empty(read, shown)
    complaints = sorted([*complaints, *lint(blocks)], key=lambda complaint: complaint.cell)
    if complaints:
        raise DocumentError("\n".join(complaint.locate(name) for complaint in complaints))
    title, *rest = (block for _, block in blocks)
    return Document.model_validate({"title": title, "blocks": tuple(rest)})


def _drop_empty(blocks: list[Placed], shown: Container[int]) -> list[Placed]:
    """Drop texts that are empty, shown for nothing, and each section whose cells of code, `shown`, show nothing else.

    Its heading and its prose go with it; a section below it that stays keeps them.
    """
    kept: list[Placed] = []
    section: list[Placed] = []
    for placed in reversed(blocks):
        section.append(placed)
        if not isinstance(heading := placed.block, Heading):
            continue
        under = kept[-1].block if kept else None  # the heading that follows
        is_above = isinstance(under, Heading) and under.level > heading.level
        results = [one for one in section if one.cell in shown]
        if is_above or not results or not all(map(_is_empty, results)):
            kept += section
        section = []
    return [placed for placed in reversed([*kept, *section]) if not _is_empty(placed)]


def _fold(block: Block) -> Block:
    is_section = isinstance(block, Heading) and block.level == 2  # noqa: PLR2004 (the highest below the title)
    return block.model_copy(update={"folded": True}) if is_section else block


def _is_empty(placed: Placed) -> bool:
    return isinstance(placed.block, Paragraph) and not plain(placed.block.inlines)


def _read_cell(cell: NotebookNode) -> Iterator[Block | str]:
    """Yield the blocks of a cell, and a message for everything else in it."""
    if cell.cell_type == "markdown":
        yield from read_markdown(cell.source)
    elif cell.cell_type == "code":
        for output in cell.outputs:
            if not _is_warning(output):
                yield from _read_output(output)
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
            taken.append(f"cell {number}:\n{strip_colours(''.join(texts)).strip()}\n")
            cell.outputs = [output for output in outputs if not _is_warning(output)]
    return "\n".join(taken)


def _read_output(output: NotebookNode) -> Iterator[Block | str]:
    if output.output_type == "error":
        yield _one_line(f"{output.ename}: {output.evalue}")
    elif output.output_type == "stream":
        text = _quote("".join(output.text))
        yield f"it writes {text} to {output.name}; a report shows blocks only, so remove what writes it"
    elif MIME in output.data:
        yield from _read_block(output.data[MIME])
    else:
        what = _quote("".join(output.data.get("text/plain", output.data)))
        yield f"{what} is no block; show it with liberterra_analysis.display, or end the line with ';'"


def _read_block(data: object) -> Iterator[Block | str]:
    """Yield a block, and a message if it is not one or its SVG is unsafe; later steps trust the SVG."""
    try:
        block = read_block(data)
    except ValidationError as error:
        first, *more = error.errors(include_url=False, include_context=False, include_input=False)
        where = ".".join(map(str, first["loc"])) or "the whole"
        others = f"; and {len(more)} more" if more else ""
        yield f"an output is not a block this version knows: {where}: {first['msg']}{others}"
        return
    if isinstance(block, Figure):
        try:
            block = block.model_copy(update={"svg": clean_svg(block.svg, block.name, block.alt)})
        except UnsafeSvgError as error:
            yield f"figure {block.name!r}: its SVG cannot stand in a report: {error}"
    yield block


def _one_line(text: str) -> str:
    return " ".join(strip_colours(text).split())


def _quote(text: str) -> str:
    line = _one_line(text) or text
    return repr(line if len(line) <= MAX_TEXT_QUOTED else line[: MAX_TEXT_QUOTED - 1] + "…")
