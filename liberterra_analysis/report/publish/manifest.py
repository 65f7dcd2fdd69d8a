"""An edition: what it is made from, its id, its manifest and its files."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic_core import to_json

from liberterra_analysis.document import Document, Figure, KeyFigure, KeyFigures, Link, Note, Table, Text, walk
from liberterra_analysis.report.execute.fingerprint import WORKSPACE, hash_bytes
from liberterra_analysis.report.render.typesetting import draw_png

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Inputs", "Manifest", "Moved", "find_moved", "find_reasons"]

PACKAGE = Path(__file__).resolve().parents[2]
MANIFEST = "manifest.json"
LIBRARIES = ("jinja2", "matplotlib", "mistune", "nbconvert", "numpy", "pandas", "papermill", "seaborn", "typst")
"""What renders a report: another version may render it differently."""

ID_LENGTH = 12


def encode_number(value: Any) -> Any:
    """Encode `nan` and `inf`, also in a list, as `{"float": "nan"}`, for JSON has no such numbers."""
    if isinstance(value, list):
        return [encode_number(item) for item in value]
    return {"float": str(value)} if isinstance(value, float) and not math.isfinite(value) else value


def decode_number(value: Any) -> Any:
    """Decode what `encode_number` returned; each `nan` is the same object, and so equal to itself in a list."""
    if isinstance(value, list):
        return [decode_number(item) for item in value]
    value = float(value["float"]) if isinstance(value, dict) else value
    return math.nan if isinstance(value, float) and math.isnan(value) else value


Parameters = Annotated[
    dict[str, Any],
    BeforeValidator(lambda given: {name: decode_number(value) for name, value in given.items()}),
    PlainSerializer(lambda given: {name: encode_number(value) for name, value in given.items()}, when_used="json"),
]


class Inputs(BaseModel):
    """All that decides the contents of an edition; the clock is not part of it.

    `cells` are the hashes of the kind, source and tags of each cell, `package` that of the package's files, and
    `versions` those of the rendering libraries, both where the report was made. `data` holds the fingerprint of each
    path that the notebook read or asked for, relative to the workspace, None where nothing was there; `untracked` says
    why it includes `**`, every file of the workspace.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: str
    title: str
    cells: tuple[str, ...]
    parameters: Parameters
    formats: tuple[str, ...]
    package: str
    versions: dict[str, str]
    data: dict[str, str | None] = {}
    untracked: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        """Return the id of the edition: the same inputs make the same edition."""
        return hash_json(self.model_dump(mode="json"))[:ID_LENGTH]


class Moved(BaseModel):
    """A key figure that differs from the edition before; `was` or `now` is "" where there was none."""

    model_config = ConfigDict(frozen=True)

    label: str
    was: str
    now: str
    kind: Literal["appeared", "vanished", "changed", "other source"]


class Manifest(BaseModel):
    """The content of `manifest.json`: what an edition is made from, what it holds, and what moved.

    `finding` is the result in one sentence and `thumbnail` the file of the first chart, both "" if there is none;
    `previous` is the id of the edition before, or "", and `moved` what moved since; `key_figures` have intervals, whose
    open ends are None; `claims` are the anchors to which numbers lead; `outputs` is the SHA-256 and `sizes` the bytes
    of each file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    date: str
    inputs: Inputs
    finding: str = ""
    thumbnail: str = ""
    previous: str = ""
    moved: tuple[Moved, ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    claims: tuple[str, ...] = ()
    outputs: dict[str, str]
    sizes: dict[str, int] = {}


def find_reasons(old: Inputs, new: Inputs, data: Mapping[str, str | None]) -> Iterator[str]:
    """Yield why an edition made from old inputs is stale.

    `data` holds the present fingerprint of each path on which the old edition depended, None for what is not there; the
    `data` of `new` is ignored.

    >>> new = Inputs(report="a", title="A", cells=["1", "2"], parameters={}, formats=["html"], package="p", versions={})
    >>> old = new.model_copy(update={"cells": ("1", "3"), "data": {"data/claims.csv": "x"}})
    >>> list(find_reasons(old, new, {"data/claims.csv": "y"}))
    ['notebook: cell 2 changed', 'data/claims.csv changed']
    """
    if old.title != new.title:
        yield "title changed"
    if old.cells != new.cells:
        yield _changed_cells(old.cells, new.cells)
    if old.formats != new.formats:
        yield "formats changed"
    if old.package != new.package:
        yield "package changed"
    yield from (
        f"parameter {name} was {was!r}, is {now!r}" for name, was, now in _changed(old.parameters, new.parameters)
    )
    yield from (f"{name} was {was}, is {now}" for name, was, now in _changed(old.versions, new.versions))
    read = {path: data.get(path) for path in old.data}
    for path, was, now in _changed(old.data, read):
        name = "a file of the workspace" if path == WORKSPACE else path if path.isprintable() else ascii(path)
        yield f"{name} {'is gone' if now is None else 'appeared' if was is None else 'changed'}"


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    names = sorted(old.keys() | new.keys())
    pairs = ((name, old.get(name), new.get(name)) for name in names)
    # 1, 1.0 and True are equal, and print differently; nan prints as itself, and is not equal.
    return (pair for pair in pairs if repr(pair[1]) != repr(pair[2]))


def _changed_cells(old: Sequence[str], new: Sequence[str]) -> str:
    if len(old) != len(new):
        return f"notebook: {len(new)} cells instead of {len(old)}"
    changed = [str(at) for at, (was, now) in enumerate(zip(old, new, strict=True), 1) if was != now]
    return f"notebook: cell{'s' if len(changed) > 1 else ''} {', '.join(changed)} changed"


def find_moved(old: Sequence[KeyFigure], new: Sequence[KeyFigure]) -> tuple[Moved, ...]:
    """Compare the key figures of two editions by their labels.

    >>> from liberterra_analysis.document import Link
    >>> def figure(words):
    ...     return KeyFigure(number=Link(text=words, target="#a"), label="arrests")
    >>> [(moved.was, moved.now, moved.kind) for moved in find_moved([figure("about 20")], [figure("21")])]
    [('about 20', '21', 'changed')]
    """
    before, after = ({figure.label: figure for figure in figures} for figures in (old, new))
    moved = []
    for label in [*after, *(label for label in before if label not in after)]:
        was, now = before.get(label), after.get(label)
        words = [figure.number.text if figure else "" for figure in (was, now)]
        if was is None or now is None:
            kind = "appeared" if was is None else "vanished"
        elif words[0] != words[1]:
            kind = "changed"
        elif (was.detail, was.source) != (now.detail, now.source):
            kind = "other source"
        else:
            continue
        moved.append(Moved.model_validate({"label": label, "was": words[0], "now": words[1], "kind": kind}))
    return tuple(moved)


def hash_json(value: object) -> str:
    """Return the SHA-256 of a JSON value, whatever the order of its keys."""
    return hash_bytes(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())


def hash_cells(notebook: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the SHA-256 of each cell without its outputs and id, which do not affect the result."""
    return tuple(
        hash_json([c["cell_type"], c["source"], c.get("metadata", {}).get("tags", [])]) for c in notebook["cells"]
    )


def hash_package() -> str:
    """Return the SHA-256 of the package's files, including templates and fonts."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return hash_json([[path.relative_to(PACKAGE).as_posix(), hash_bytes(path.read_bytes())] for path in files])


def find_versions() -> dict[str, str]:
    """Return the versions of Python and of the rendering libraries."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in LIBRARIES}}


def render_files(document: Document, notebook: NotebookNode, formats: Sequence[str]) -> dict[str, bytes]:
    """Render all files of an edition except its manifest, by their path within it."""
    from liberterra_analysis.report.render.html import render_html
    from liberterra_analysis.report.render.pdf import render_pdf

    files = {"notebook.ipynb": _write_notebook(notebook)}
    for block in document.blocks:
        if isinstance(block, Figure):
            files[f"figures/{block.name}.svg"] = block.svg.encode()
            files[f"figures/{block.name}.png"] = draw_png(block.svg)
        if isinstance(block, Table | Figure) and block.csv:
            files[f"tables/{block.name}.csv"] = block.csv.encode("utf-8-sig")  # by whose first bytes Excel knows it
    if "html" in formats:
        files["report.html"] = render_html(document, files).encode()
    if "pdf" in formats:
        files["report.pdf"] = render_pdf(document)
    return dict(sorted(files.items()))


def _write_notebook(notebook: NotebookNode) -> bytes:
    """Serialise a notebook as nbformat does, in a fifth of the time; outputs are not split into lines."""
    cells = [{**cell, "source": cell.source.splitlines(keepends=True)} for cell in notebook.cells]
    return to_json({**notebook, "cells": cells}, indent=1) + b"\n"


def find_thumbnail(document: Document) -> str:
    """Return the file of the first chart of a report, or ""."""
    return next((f"figures/{block.name}.png" for block in document.blocks if isinstance(block, Figure)), "")


def key_figures_of(document: Document) -> tuple[KeyFigure, ...]:
    """Return the key figures of a report, in order."""
    return tuple(figure for block in document.blocks if isinstance(block, KeyFigures) for figure in block.figures)


def claims_of(document: Document) -> tuple[str, ...]:
    """Return the anchors to which the numbers of a report lead, sorted, without duplicates."""
    links = (part for part in walk(document.blocks) if isinstance(part, Link))
    return tuple(sorted({link.target.removeprefix("#") for link in links if link.number}))


def tell_moved(document: Document, previous: str, moved: Sequence[Moved]) -> Document:
    """Return a report with a note under its key figures of what moved; as it is if there is no edition before."""
    if not previous or not key_figures_of(document):
        return document
    text = "; ".join(map(say_moved, moved)) + "." if moved else "No key figure moved."
    note = Note(title=f"Since edition {previous}", inlines=(Text(text=text),))
    by_label = {one.label: one for one in moved}
    blocks = [_with_changes(block, by_label) if isinstance(block, KeyFigures) else block for block in document.blocks]
    at = max(index for index, block in enumerate(blocks) if isinstance(block, KeyFigures)) + 1
    return document.model_copy(update={"blocks": (*blocks[:at], note, *blocks[at:])})


def _with_changes(block: KeyFigures, moved: Mapping[str, Moved]) -> KeyFigures:
    figures = (one.model_copy(update={"change": _change(moved.get(one.label))}) for one in block.figures)
    return block.model_copy(update={"figures": tuple(figures)})


def _change(moved: Moved | None) -> str:
    if moved is None:
        return "as in the edition before"
    return {
        "appeared": "new in this edition",
        "changed": f"{moved.was} in the edition before",
        "other source": "as in the edition before, from another source",
    }.get(moved.kind, "")


def say_moved(moved: Moved) -> str:
    """Describe the change of a key figure.

    >>> say_moved(Moved(label="arrests", was="about 20", now="21", kind="changed"))
    'arrests: 21, about 20 before'
    """
    if moved.kind == "appeared":
        return f"{moved.label}: {moved.now}, new"
    if moved.kind == "vanished":
        return f"{moved.label}: {moved.was} before, no longer given"
    if moved.kind == "other source":
        return f"{moved.label}: {moved.now}, as before, from another source"
    return f"{moved.label}: {moved.now}, {moved.was} before"
