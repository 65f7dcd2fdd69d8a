"""What an edition is made from and what it holds: its id, its manifest, its files."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from liberterra_analysis.document import Document, Figure, Table
from liberterra_analysis.report.svg import clean_svg
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Inputs", "Manifest"]

PACKAGE = Path(__file__).resolve().parent.parent
MANIFEST = "manifest.json"
LIBRARIES = ("jinja2", "matplotlib", "mistune", "nbconvert", "numpy", "pandas", "papermill", "seaborn", "typst")
"""What renders a report: another version may render it differently."""

ID_LENGTH = 12


class Inputs(BaseModel):
    """All that decides what is in an edition; the clock is not among it.

    `notebook` is the hash of the cells' kinds, sources and tags; `package` that of the package's files;
    `data` holds the hash of each file of the ledger, by its path in the workspace.
    """

    model_config = ConfigDict(frozen=True)

    report: str
    title: str
    notebook: str
    parameters: dict[str, Any]
    formats: tuple[str, ...]
    package: str
    data: dict[str, str]
    versions: dict[str, str]

    @property
    def edition(self) -> str:
        """The edition's id: the same inputs make the same edition."""
        return hash_json(self.model_dump(mode="json"))[:ID_LENGTH]


class Manifest(BaseModel):
    """What `manifest.json` of an edition says: what it was made from, and the SHA-256 of each file in it."""

    model_config = ConfigDict(frozen=True)

    edition: str
    date: str
    inputs: Inputs
    outputs: dict[str, str]


def hash_bytes(data: bytes) -> str:
    """Give the SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def hash_json(value: object) -> str:
    """Give the SHA-256 of a JSON value in one canonical form.

    Examples
    --------
    >>> hash_json({"b": 1, "a": 2}) == hash_json({"a": 2, "b": 1})
    True
    """
    return hash_bytes(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())


def hash_cells(notebook: Mapping[str, Any]) -> str:
    """Give the SHA-256 of what of a notebook decides its result: not its outputs, not its ids."""
    kept = [[c["cell_type"], c["source"], c.get("metadata", {}).get("tags", [])] for c in notebook["cells"]]
    return hash_json(kept)


def hash_package() -> str:
    """Give the SHA-256 of the package's files, templates and fonts among them."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return hash_json([[path.relative_to(PACKAGE).as_posix(), hash_bytes(path.read_bytes())] for path in files])


def hash_data(workspace: Workspace) -> dict[str, str]:
    """Give the SHA-256 of each table of the ledger by its path in the workspace, sorted."""
    files = sorted(workspace.data.glob("*.csv"))
    return {path.relative_to(workspace.root).as_posix(): hash_bytes(path.read_bytes()) for path in files}


def find_versions() -> dict[str, str]:
    """Give the versions of Python and of what renders a report."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in LIBRARIES}}


def render_files(document: Document, notebook: NotebookNode, formats: Sequence[str]) -> dict[str, bytes]:
    """Render all files of an edition but its manifest, by their path within it.

    Parameters
    ----------
    document : Document
        The report.
    notebook : nbformat.NotebookNode
        The executed notebook it was assembled from.
    formats : sequence of str
        Of "html" and "pdf".

    Returns
    -------
    dict of str to bytes
        Sorted by path.
    """
    import nbformat

    from liberterra_analysis.report.html import render_html
    from liberterra_analysis.report.pdf import render_pdf

    files = {"notebook.ipynb": (nbformat.writes(notebook) + "\n").encode()}
    if "html" in formats:
        files["report.html"] = render_html(document).encode()
    if "pdf" in formats:
        files["report.pdf"] = render_pdf(document)
    for block in document.blocks:
        if isinstance(block, Figure):
            files[f"figures/{block.name}.svg"] = clean_svg(block).encode()
        if isinstance(block, Table | Figure) and block.csv:
            files[f"tables/{block.name}.csv"] = block.csv.encode()
    return dict(sorted(files.items()))


def write_files(folder: Path, files: Mapping[str, bytes], manifest: Manifest) -> None:
    """Write an edition into an empty folder."""
    text = json.dumps(manifest.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    for name, data in {**files, MANIFEST: text.encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
