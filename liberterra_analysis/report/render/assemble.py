"""The document of an executed notebook: prose from its Markdown cells, blocks from its outputs.

Nothing an author sees in JupyterLab is silently missing from the report, but for code, which a tag shows. What a report
of claims refuses is an error; an open one shows and marks it. Warnings that libraries write to stderr are no part of
either: `take_warnings` returns them for the log.
"""

from collections.abc import Container, Iterator

from nbformat import NotebookNode
from pydantic import ValidationError

from liberterra_analysis import document as doc
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.execute.cells import number_cells, strip_colours
from liberterra_analysis.report.render.lint import Complaint, Evidence, Placed, lint, lint_evidence
from liberterra_analysis.report.render.mend import arrange, fill_gaps
from liberterra_analysis.report.render.outputs import (
    METADATA,
    Labels,
    hide_options,
    is_name_of_drawing,
    label_blocks,
    read_bundle,
    read_labels,
    settle,
)
from liberterra_analysis.report.render.prose import read_markdown
from liberterra_analysis.report.render.svg import UnsafeSvgError, clean_svg

MAX_TEXT_QUOTED = 60

APPENDIX = "appendix"
"""Tag of the Markdown cell from which on the sections of a notebook are folded."""

REMOVED = frozenset({"remove_cell", "remove-cell"})
OUTPUT_REMOVED = frozenset({"remove_output", "remove-output"})
SHOWN = frozenset({"show_input", "show-input"})
"""Tags of what is left out, as nbconvert and Jupyter Book have them, and of cells whose code is shown."""

REFUSED = {
    "table": "a Markdown table has no source; show a frame with liberterra_analysis.display",
    "figure": "a picture has no source; draw a chart and show it with liberterra_analysis.display",
}
"""Why a report of claims refuses blocks of a Markdown cell."""

INSTEAD = (
    "show one with a function show_… of liberterra_analysis.display, end the line with ';', or write "
    'evidence = "open" into the report\'s entry in reports/reports.toml'
)
"""What to do about an output of another kind in a report of claims."""


def assemble(notebook: NotebookNode, *, name: str = "", title: str = "", evidence: Evidence = "claims") -> doc.Document:
    """Return the document of an executed notebook, ready to be rendered.

    DocumentError with every problem found, each with `name` and its cell, counted from 1 without the cell of
    papermill. With open `evidence`, `title` is that of a notebook that states none, and the document lists its gaps.
    """
    is_open = evidence == "open"
    read: list[Placed] = []
    complaints: list[Complaint] = []
    shown: set[int] = set()
    folded = False
    for number, cell in number_cells(notebook):
        shown |= {number} if cell.cell_type == "code" else set()
        folded = folded or APPENDIX in cell.metadata.get("tags", ())
        for block, refusal in _read_cell(cell, number):
            if block is None:
                complaints.append(Complaint(number, refusal))
            else:
                read.append(Placed(number, _fold(block) if folded else block, refusal))
    blocks = arrange(_drop_empty(read, shown), (title or name) if is_open else "")
    blocks, gaps = fill_gaps(blocks) if is_open else (blocks, [])
    cleaned = [*_clean_drawings(blocks)]
    complaints += [*lint(blocks, evidence), *(one for one in cleaned if isinstance(one, Complaint))]
    complaints.sort(key=lambda complaint: complaint.cell)
    if complaints:
        raise DocumentError("\n".join(complaint.locate(name) for complaint in complaints))
    first, *rest = (placed.block for placed in cleaned if isinstance(placed, Placed))
    return doc.Document.model_validate({"title": first, "blocks": tuple(rest), "gaps": tuple(gaps)})


def check_prose(notebook: NotebookNode, name: str) -> list[str]:
    """Return what a report of claims refuses in the Markdown cells of a notebook, which need not have been run."""
    cells = [(number, cell) for number, cell in number_cells(notebook) if cell.cell_type != "code"]
    read = [(number, *pair) for number, cell in cells for pair in _read_cell(cell, number)]
    placed = [Placed(number, block, why) for number, block, why in read if block]
    return [complaint.locate(name) for complaint in lint_evidence(placed)]


def _drop_empty(blocks: list[Placed], shown: Container[int]) -> list[Placed]:
    """Drop empty texts, and each section whose cells of code, `shown`, show nothing else.

    Its heading and its prose go with it; a section below it that stays keeps them.
    """
    kept: list[Placed] = []
    section: list[Placed] = []
    for placed in reversed(blocks):
        section.append(placed)
        if not isinstance(heading := placed.block, doc.Heading):
            continue
        under = kept[-1].block if kept else None  # the heading that follows
        is_above = isinstance(under, doc.Heading) and under.level > heading.level
        results = [one for one in section if one.cell in shown]
        if is_above or not results or not all(map(_is_empty, results)):
            kept += section
        section = []
    return [placed for placed in reversed([*kept, *section]) if not _is_empty(placed)]


def _fold(block: doc.Block) -> doc.Block:
    is_section = isinstance(block, doc.Heading) and block.level == 2  # noqa: PLR2004 (the highest below the title)
    return block.model_copy(update={"folded": True}) if is_section else block


def _is_empty(placed: Placed) -> bool:
    return isinstance(placed.block, doc.Paragraph) and not doc.plain(placed.block.inlines)


Read = Iterator[tuple[doc.Block | None, str]]
"""Blocks, and of each why a report in which all leads to a claim refuses it, or ""; None for what no report shows."""


def _read_cell(cell: NotebookNode, number: int) -> Read:
    tags, labels = cell.metadata.get("tags", ()), read_labels(cell)
    if REMOVED.intersection(tags) or labels.get("include") == "false":
        return
    if cell.cell_type == "markdown":
        pictures = {name: next(iter(data.values())) for name, data in cell.get("attachments", {}).items()}
        for block in label_blocks([*read_markdown(cell.source, number, pictures)], labels):
            yield block, _refuse(block, REFUSED.get(block.kind, ""))
    elif cell.cell_type == "code":
        if SHOWN.intersection(tags) or labels.get("echo") == "true":
            yield doc.Code(text=hide_options(cell.source)), ""
        if not OUTPUT_REMOVED.intersection(tags) and labels.get("output") != "false":
            yield from _read_outputs(cell, labels)
    elif cell.source.strip():
        what = f"a raw cell is not shown: {_quote(cell.source)}; make it a Markdown cell, or delete it"
        yield doc.Code(text=cell.source), what


def _refuse(block: doc.Block, why: str) -> str:
    """Return why a block is refused, unless the cell states what it needs."""
    is_told = isinstance(block, doc.Table | doc.Chart) and block.source and (isinstance(block, doc.Table) or block.alt)
    return "" if is_told else why


def _read_outputs(cell: NotebookNode, labels: Labels) -> Read:
    outputs = (output for output in cell.outputs if not _is_warning(output) and not is_name_of_drawing(output))
    pairs = [pair for output in outputs for pair in _read_output(output)]
    labelled = iter(label_blocks([block for block, _ in pairs if block], labels))
    for block, why in pairs:
        shown = next(labelled) if block else None
        yield shown, _refuse(shown, why) if shown else why


def _read_output(output: NotebookNode) -> Read:
    if output.output_type == "error":
        text = _one_line(f"{output.ename}: {output.evalue}")
        yield doc.Code(label="Error", text=text), text
    elif output.output_type == "stream":
        text = "".join(output.text)
        what = f"it writes {_quote(text)} to {output.name}; a report shows blocks only, so remove what writes it"
        yield doc.Code(text=settle(text).strip("\n")), what
    elif doc.MIME in output.data:
        block, why = _read_block(output.data[doc.MIME])
        yield label_blocks([block], output.get("metadata", {}).get(METADATA, {}))[0] if block else None, why
    else:
        what = _quote("".join(output.data.get("text/plain", output.data)))
        what = f"{what} is no block that leads to claims; {INSTEAD}"
        yield from ((block, what) for block in read_bundle(output))


def _read_block(data: object) -> tuple[doc.Block | None, str]:
    """Return a block, or a message if it is not one."""
    try:
        return doc.read_block(data), ""
    except ValidationError as error:
        first, *more = error.errors(include_url=False, include_context=False, include_input=False)
        where = ".".join(map(str, first["loc"])) or "the whole"
        others = f"; and {len(more)} more" if more else ""
        return None, f"an output is not a block this version knows: {where}: {first['msg']}{others}"


def _clean_drawings(blocks: list[Placed]) -> Iterator[Placed | Complaint]:
    """Yield blocks with safe SVG, which later steps trust, or why it is not."""
    for placed in blocks:
        block = placed.block
        if not isinstance(block, doc.Chart):
            yield placed
            continue
        try:
            yield placed._replace(block=block.model_copy(update={"svg": clean_svg(block.svg, block.name, block.alt)}))
        except UnsafeSvgError as error:
            yield Complaint(placed.cell, f"figure {block.name!r}: its SVG cannot stand in a report: {error}")


def _is_warning(output: NotebookNode) -> bool:
    return bool(output.output_type == "stream" and output.name == "stderr")


def take_warnings(notebook: NotebookNode) -> str:
    """Remove stderr output from a notebook, and return it, each text after the number of its cell."""
    taken = []
    for number, cell in number_cells(notebook):
        outputs = cell.get("outputs", [])
        texts = ["".join(output.text) for output in outputs if _is_warning(output)]
        if texts:
            taken.append(f"cell {number}:\n{settle(''.join(texts)).strip()}\n")
            cell.outputs = [output for output in outputs if not _is_warning(output)]
    return "\n".join(taken)


def _one_line(text: str) -> str:
    return " ".join(strip_colours(text).split())


def _quote(text: str) -> str:
    line = _one_line(text) or text
    return repr(line if len(line) <= MAX_TEXT_QUOTED else line[: MAX_TEXT_QUOTED - 1] + "…")
