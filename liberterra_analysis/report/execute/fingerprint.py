"""Present fingerprints of what a report depends on: files, folders, existence, a whole workspace."""

import json
import os
import platform
import stat
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from liberterra_analysis.files import hash_bytes, hash_file, hash_json
from liberterra_analysis.slices import hash_slice

WORKSPACE = "**"
"""Name of everything in the workspace, as a dependency."""

BYTES = "bytes:"
"""Prefix for a file name that is not valid text; its bytes follow, percent-encoded."""

MADE = frozenset({"reports/published", "reports/drafts", "reports/logs"})
"""Folders of the workspace into which builds write."""

SLICE = "/*.csv, rows of "
"""Between the folder of a ledger and the name of a slice."""

CACHES = frozenset({"__pycache__", "node_modules"})

PACKAGE = Path(__file__).resolve().parents[2]
LIBRARIES = (
    "jinja2", "latex2mathml", "lxml", "matplotlib", "mistune", "nbconvert", "numpy", "pandas", "papermill", "pillow",
    "seaborn", "typst",
)  # fmt: skip
"""Libraries that render a report: another version may render it differently."""

UNREADABLE = "not readable"
"""Fingerprint of a path that exists but may not be read."""

KINDS = frozenset({"a file", "a folder"})
"""Fingerprints of a path that a notebook only asked about, without reading it."""


def name_input(path: str) -> str:
    """Return the words for a dependency in a message."""
    return "a file of the workspace" if path == WORKSPACE else path if path.isprintable() else ascii(path)


def encode_name(path: str) -> str:
    """Encode a path so that JSON in UTF-8 can hold it, with `/` on every system."""
    path = path.replace(os.sep, "/")
    try:
        path.encode()
    except UnicodeEncodeError:
        return BYTES + quote_from_bytes(os.fsencode(path))
    return path


def decode_name(name: str) -> str:
    r"""Decode what `encode_name` returned.

    >>> decode_name(encode_name("data/\\udcff.csv")) == "data/\\udcff.csv"
    True
    """
    return os.fsdecode(unquote_to_bytes(name.removeprefix(BYTES))) if name.startswith(BYTES) else name


def fingerprint(path: str, root: str, *, exists: bool = False) -> str | None:
    """Return the SHA-256 of a file, or of the names in a folder; None where there is neither.

    Hidden names and caches are ignored. With `exists` it is "a file" or "a folder", whatever they hold.
    """
    try:
        mode = os.stat(path).st_mode
        if exists or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return "a folder" if stat.S_ISDIR(mode) else "a file"
        if stat.S_ISDIR(mode):
            return hash_bytes(json.dumps(sorted(map(encode_name, _keep(os.listdir(path), path, root)))).encode())
        return hash_file(path)
    except PermissionError:
        return UNREADABLE
    except (OSError, ValueError):
        return None


def fingerprint_again(root: str, name: str, exists: bool) -> str | None:
    """Return the present fingerprint of a name in a workspace, by its real path.

    That of all files of the workspace leaves out hidden and published ones, logs and caches.
    """
    if name == WORKSPACE:
        lines = [[encode_name(os.path.relpath(path, root)), fingerprint(path, root)] for path in _walk(root)]
        return hash_bytes(json.dumps(sorted(lines)).encode())
    folder, is_slice, of = name.partition(SLICE)
    if is_slice:
        return hash_slice(Path(root, decode_name(folder)), of)
    return fingerprint(os.path.join(root, decode_name(name)), root, exists=exists)


def hash_cells(notebook: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the SHA-256 of each cell without its outputs and id, which do not affect the result."""
    return tuple(
        hash_json([c["cell_type"], c["source"], c.get("metadata", {}).get("tags", [])]) for c in notebook["cells"]
    )


def hash_package() -> str:
    """Return the SHA-256 of the package's files, including templates and fonts."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return hash_json([[path.relative_to(PACKAGE).as_posix(), hash_file(path)] for path in files])


def find_versions() -> dict[str, str]:
    """Return the versions of Python and of the rendering libraries."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in LIBRARIES}}


def _keep(names: list[str], folder: str, root: str) -> list[str]:
    """Return the names in a folder without what builds, caches and editors write."""
    here = os.path.relpath(folder, root).replace(os.sep, "/")
    kept = (name for name in names if name[0] != "." and name not in CACHES)
    return [name for name in kept if f"{here}/{name}" not in MADE]


def _walk(root: str) -> Iterator[str]:
    """List the files below a folder, through links, each folder once, without virtual environments."""
    seen: set[str] = set()
    for folder, folders, files in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        is_over = real in seen or "pyvenv.cfg" in files
        seen.add(real)
        folders[:] = [] if is_over else _keep(folders, folder, root)
        for name in [] if is_over else _keep(files, folder, root):
            yield os.path.join(folder, name)
