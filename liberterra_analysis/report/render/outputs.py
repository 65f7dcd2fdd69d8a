"""Outputs of cells read into blocks: of each output the richest form that a page can show at rest."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import dropwhile
from typing import Any

from nbformat import NotebookNode

from liberterra_analysis import document as doc
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.report.execute.cells import strip_colours
from liberterra_analysis.report.render.markup import UNSHOWN, draw_raster, draw_vector, note_unshown, read_html
from liberterra_analysis.report.render.prose import read_markdown

METADATA = "liberterra"
"""Key of the metadata of an output that holds the labels which `display.show` was given."""

LABELS = {
    "title": ("title", (doc.Table, doc.Chart, doc.Code)),
    "fig-cap": ("title", (doc.Chart,)),
    "tbl-cap": ("title", (doc.Table,)),
    "alt": ("alt", (doc.Chart,)),
    "fig-alt": ("alt", (doc.Chart,)),
    "label": ("name", (doc.Table, doc.Chart)),
    "source": ("source", (doc.Table, doc.Chart)),
}
"""Labels in a cell's metadata or comments (`#| fig-cap: …`): the field that each sets, and in which kinds of blocks."""

SWITCHES = ("echo", "include", "output")
LONGEST_TEXT = 300
"""Most characters of the text form of an interactive output."""

Labels = Mapping[str, str]

_OPTION = re.compile(r"#\|\s*([\w-]+)\s*:\s*(.*)")
_DRAWING = re.compile(
    r"\s*[\[({]*(array\(\[+)?(<(Axes|Figure|matplotlib|mpl_toolkits|seaborn|BarContainer|cartopy)|Text\()"
)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_BAR = re.compile(r"[^\n]*\d%\|[^|\n]*\| \d+/\d+ \[[^\n]*\]\s*")
_MOVING = re.compile(rf"<\s*(script|{'|'.join(sorted(UNSHOWN))})\b", re.IGNORECASE)
_SCRIPTED = re.compile(r"<\s*(script|iframe)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b(?![^>]*\bsrc\b).*?</\1\s*>|<!--.*?-->|\s", re.DOTALL | re.IGNORECASE)
_TEX = re.compile(r"\s*(\$\$?|\\\[|\\begin\{(?:equation|align|gather|eqnarray|multline)\*?\})")


def settle(text: str) -> str:
    r"""Return a text as a terminal shows it in the end: without colours, and of a progress bar its last state.

    >>> settle("10%\r100%\nmade")
    '100%\nmade'
    """
    lines = strip_colours(text).split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def read_labels(cell: NotebookNode) -> dict[str, str]:
    """Return what a cell states about its output: in its metadata, or in comments at its top, as Quarto reads them."""
    found = {key: str(value) for key, value in cell.metadata.items() if key in LABELS or key in SWITCHES}
    for line in cell.source.splitlines():
        option = _OPTION.match(line)
        if option is None:
            break
        found[option[1]] = option[2].strip().strip("\"'")
    return found


def hide_options(source: str) -> str:
    """Return the code of a cell without the comments at its top on how its output is shown."""
    return "\n".join(dropwhile(_OPTION.match, source.splitlines()))


def label_blocks(blocks: list[doc.Block], labels: Labels) -> list[doc.Block]:
    """Return blocks with their labels: a source belongs to all, every other label to the first that can have it."""
    labelled = list(blocks)
    for key, (field, kinds) in LABELS.items():
        able = [at for at, block in enumerate(blocks) if isinstance(block, kinds)] if labels.get(key) else []
        for at in able if key == "source" else able[:1]:
            labelled[at] = _label_block(labelled[at], field, labels[key])
    return labelled


def _label_block(block: doc.Block, field: str, text: str) -> doc.Block:
    if field == "title" and isinstance(block, doc.Code):
        field = "label"
    value: Any = text
    if field == "source":
        value = next((one.inlines for one in read_markdown(f"Source: {text}") if isinstance(one, doc.Paragraph)), ())
    elif field == "name":
        value = doc.to_slug(text) or doc.UNNAMED
    return block.model_copy(update={field: value})


def is_name_of_drawing(output: NotebookNode) -> bool:
    """Return whether an output only names what matplotlib draws, as its calls return it."""
    data = output.get("data", {})
    return set(data) == {"text/plain"} and bool(_DRAWING.match(_join(data["text/plain"])))


def read_bundle(output: NotebookNode) -> list[doc.Block]:
    """Return the blocks of an output: of its richest form that is at rest, else a note with its text."""
    data, metadata = output.data, output.get("metadata", {})
    if _is_unseen(data):
        return []
    for kind, read in READERS.items():
        if kind in data:
            about = metadata.get(kind, metadata)
            held = data[kind] if kind == "application/json" else _join(data[kind])  # the list of JSON is no text
            blocks = [*read(held, about if isinstance(about, dict) else {})]
            if blocks and not (kind == "text/plain" and _is_interactive(data)):
                return label_blocks(blocks, metadata.get(METADATA, {}))
    text = " ".join(settle(_join(data.get("text/plain", ""))).split())
    unread = (kind for kind in data if _is_interactive(data) or not kind.startswith("text/"))
    text = _ADDRESS.sub("", text) or next(unread, "")
    return [note_unshown(text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…")] if text else []


def _join(text: Any) -> Any:
    return "".join(text) if isinstance(text, list) else text


def _is_unseen(data: Mapping[str, Any]) -> bool:
    """Return whether no notebook shows such an output in the end: a record for papermill, a library for a page to load.

    Nor is a progress bar shown, whose text is of its beginning; without widgets it goes to stderr.
    """
    kinds = {kind for kind in data if not kind.startswith("application/papermill.record/")}
    code = _join(data.get("text/html", ""))
    is_bar = "application/vnd.jupyter.widget-view+json" in kinds and _BAR.fullmatch(_join(data.get("text/plain", "")))
    return (
        not kinds or bool(is_bar) or bool(code and kinds <= {"text/html", "text/plain"} and not _UNSEEN.sub("", code))
    )


def _is_interactive(data: Mapping[str, Any]) -> bool:
    is_script = any(kind.startswith("application/") and kind != "application/json" for kind in data)
    return is_script or bool(_MOVING.search(_join(data.get("text/html", ""))))


def _read_svg(svg: str, _: Mapping[str, Any]) -> Iterator[doc.Block]:
    with suppress(DocumentError, OSError):
        yield draw_vector(svg)


def _read_raster(data: str, metadata: Mapping[str, Any]) -> Iterator[doc.Block]:
    width = metadata.get("width", 0)
    try:
        figure = draw_raster(base64.b64decode(data), width if isinstance(width, int | float) else 0)
    except (OSError, ValueError):
        return
    yield figure.model_copy(update={"alt": str(metadata.get("alt", ""))})


def _read_page(text: str, _: Mapping[str, Any]) -> Iterator[doc.Block]:
    """Yield the blocks of HTML; none of a page that a script would make, but for its tables and pictures."""
    blocks = [*read_html(text)]
    if not _SCRIPTED.search(text) or any(isinstance(block, doc.Table | doc.Chart) for block in blocks):
        yield from (block for block in blocks if not isinstance(block, doc.Note))


def _read_latex(text: str, _: Mapping[str, Any]) -> Iterator[doc.Block]:
    if _TEX.match(text):
        yield from read_markdown(text.replace("\\displaystyle ", ""))


def _read_plain(text: str, _: Mapping[str, Any]) -> Iterator[doc.Block]:
    if settled := _ADDRESS.sub("", settle(text)).strip("\n"):
        yield doc.Code(text=settled)


READERS: dict[str, Callable[[Any, Mapping[str, Any]], Iterator[doc.Block]]] = {
    "text/latex": _read_latex,
    "image/svg+xml": _read_svg,
    **dict.fromkeys(("image/png", "image/jpeg", "image/gif", "image/webp"), _read_raster),
    "text/html": _read_page,
    "text/markdown": lambda text, _: read_markdown(text),
    "application/json": lambda data, _: _read_plain(json.dumps(data, indent=2, ensure_ascii=False), {}),
    "text/plain": _read_plain,
}
"""How each form of an output is read, the richest first."""
