"""Make a workspace: the files of a new one, or of the example that the package brings."""

from collections.abc import Iterator
from pathlib import Path

from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.files import write_files
from liberterra_analysis.ledger.check import generate_descriptions
from liberterra_analysis.schema.tables import LEDGER
from liberterra_analysis.workspace import Workspace, resolve_folder

PACKAGE = Path(__file__).parents[1]
FILES = Path(__file__).parent / "workspace"
"""Files of every workspace; a name that begins with a dot begins with `DOT` here."""

DOT = "dot-"

EXAMPLE = ("data/*.csv", "data/datapackage.json", "notebooks/*.ipynb", "notebooks/*.txt", "reports/reports.toml")
"""Files of the example, which `setup.py` puts into the wheel."""


def create_workspace(folder: Path, *, example: bool = False) -> Workspace:
    """Write a new workspace with empty tables and one notebook, or with the example's ledger; replace nothing."""
    root = resolve_folder(folder)
    common = (path for path in sorted(FILES.rglob("*")) if path.is_file())
    files = {path.relative_to(FILES).as_posix().replace(DOT, "."): path.read_bytes() for path in common}
    files |= _list_example() if example else _list_empty_tables()
    if held := sorted(name for name in files if (root / name).exists()):
        raise WorkspaceError(f"{root} holds {held[0]} already; name a new folder, or take the file away.")
    write_files(root, files)
    return Workspace(root)


def _list_empty_tables() -> Iterator[tuple[str, bytes]]:
    for table in LEDGER.values():
        yield table.file, (",".join(table.names) + "\n").encode()
    for name, text in generate_descriptions().items():
        yield f"data/{name}", text.encode()


def _list_example() -> Iterator[tuple[str, bytes]]:
    """Yield the files of the example; in a checkout it is the checkout itself."""
    root = PACKAGE / "example" if (PACKAGE / "example").is_dir() else PACKAGE.parent
    for pattern in EXAMPLE:
        for path in sorted(root.glob(pattern)):
            yield path.relative_to(root).as_posix(), path.read_bytes()
