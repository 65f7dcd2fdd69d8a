"""The cells of a notebook as papermill leaves them: their numbers, their pictures, and their text without colours."""

from __future__ import annotations

import base64
import mimetypes
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

PYTHON = "python3"
"""Name of the kernel of notebooks in Python, whichever name they give it."""

INJECTED = "injected-parameters"
"""Tag of the cell that papermill adds."""

EXPECTED = "raises-exception"
"""Tag of a cell that is to fail, as nbclient has it."""

_PICTURE = re.compile(r"""!\[[^\]]*\]\(\s*<?([^)\s>]+)|<img\b[^>]*?\ssrc=["']([^"']+)""", re.IGNORECASE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


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


def find_kernel(notebook: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name of the kernel that runs a notebook, and the language that it states.

    >>> find_kernel({"metadata": {"kernelspec": {"name": "ir", "language": "R"}}}), find_kernel({})
    (('ir', 'R'), ('python3', 'python'))
    """
    parts = (notebook.get("metadata", {}).get(key) for key in ("kernelspec", "language_info"))
    spec, info = (part if isinstance(part, dict) else {} for part in parts)
    language = str(info.get("name") or spec.get("language") or "python")
    is_python = str(spec.get("language") or language).lower() in {"python", "ipython"} or not spec.get("name")
    return PYTHON if is_python else str(spec["name"]), language


def find_error(notebook: NotebookNode) -> NotebookNode | None:
    """Return the output of the error that stopped a notebook; None if there is none, or `sys.exit()` stopped it."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []) if EXPECTED not in cell.metadata.get("tags", []) else []:
            is_end = output.get("ename") == "SystemExit" and output.evalue in {"", "0"}
            if output.output_type == "error" and not is_end:
                return output
    return None


def attach_pictures(notebook: NotebookNode, folder: Path) -> None:
    """Attach the pictures that Markdown cells show to these cells; `folder` is that of the notebook."""
    for cell in notebook.cells:
        for address in (one or other for one, other in _PICTURE.findall(cell.source)):
            kind = mimetypes.guess_type(address)[0] or ""
            if cell.cell_type != "markdown" or ":" in address or not kind.startswith("image/"):
                continue
            with suppress(OSError, ValueError):  # one that is not there is named in the report
                data = base64.b64encode((folder / unquote(address)).read_bytes()).decode()
                cell.setdefault("attachments", {})[address] = {kind: data}


def strip_colours(text: str) -> str:
    """Remove the codes by which a terminal colours a text.

    >>> strip_colours(chr(27) + "[0;31mValueError" + chr(27) + "[0m")
    'ValueError'
    """
    return _COLOURS.sub("", text)
