"""Ways from one notebook to many reports: this package, the ordinary recipe with three programs, a careful one."""

import csv
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from measure import BIN, run

from liberterra_analysis.workspace import VARIABLE, Workspace, find_workspace

NOTEBOOK = "operation"
AT_ONCE = 2
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def workspace(reports: int, *, largest: int | None = None) -> Iterator[Workspace]:
    """Make a workspace with the ledger, the notebook of operations, and a catalogue of so many reports of them.

    Beyond the operations of the ledger, or those `largest` of which most claims are held, each is there several times:
    a parameter that the notebook does not look at tells them apart.
    """
    source = find_workspace(Path(__file__))
    with tempfile.TemporaryDirectory(prefix="liberterra-bench-") as folder:
        made = Workspace(Path(folder))
        shutil.copytree(source.data, made.data)
        made.notebooks.mkdir()
        made.reports.mkdir()
        notebook = json.loads((source.notebooks / f"{NOTEBOOK}.ipynb").read_text("utf-8"))
        # A catalogue holds products only, and this one must hold exactly so many reports.
        known = operations(made) if largest is None else by_claims(made)[:largest]
        shown = max(number for number in range(1, len(known) + 1) if reports % number == 0)
        if reports > shown:
            (cell,) = (one for one in notebook["cells"] if "parameters" in one["metadata"].get("tags", ()))
            cell["source"] = "".join(cell["source"]) + "\ncopy: int = 1"
        (made.notebooks / f"{NOTEBOOK}.ipynb").write_text(json.dumps(notebook), "utf-8")
        made.catalogue.write_text(_catalogue(known[:shown], reports // shown), "utf-8")
        yield made


def _catalogue(shown: Sequence[str], copies: int) -> str:
    axes = [f"operation = {json.dumps(shown)}"]
    axes += [f"copy = {json.dumps([*range(1, copies + 1)])}"] if copies > 1 else []
    name = "{operation}-{copy}" if copies > 1 else "{operation}"
    return (
        f'[choices]\noperation = "operations.operation_id"\n\n[reports."{name}"]\ntitle = "{{operation}}"\n'
        f'notebook = "{NOTEBOOK}"\nfor_each = {{ {", ".join(axes)} }}\n'
    )


def operations(place: Workspace) -> list[str]:
    with (place.data / "operations.csv").open(encoding="utf-8", newline="") as file:
        return [row["operation_id"] for row in csv.DictReader(file)]


def by_claims(place: Workspace) -> list[str]:
    """Return the operations, those of which most claims are held first."""
    with (place.data / "claims.csv").open(encoding="utf-8", newline="") as file:
        held = Counter(row["operation_id"] for row in csv.DictReader(file))
    return sorted(operations(place), key=lambda operation: -held[operation])


def build(place: Workspace, *options: str, workers: int = AT_ONCE) -> list[dict[str, str]]:
    """Build with this package; give what became of each report."""
    told = run(BIN / "liberterra", "build", "--workspace", place.root, "--workers", str(workers), "--json", *options)
    states: list[dict[str, str]] = json.loads(told)
    return states


@dataclass(frozen=True, slots=True)
class Ordinary:
    """The ordinary recipe: papermill, nbconvert and Chromium, one after another, two reports at a time."""

    place: Workspace

    def __call__(self, wanted: Sequence[str]) -> None:
        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda operation: self._one(operation, Path(folder)), wanted))

    def _one(self, operation: str, folder: Path) -> None:
        notebook, page = folder / f"{operation}.ipynb", folder / f"{operation}.html"
        source = self.place.notebooks / f"{NOTEBOOK}.ipynb"
        where = {VARIABLE: str(self.place.root)}
        run(BIN / "papermill", source, notebook, "-p", "operation", operation, "-k", "python3", env=where, cwd=folder)
        run(BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", notebook)
        if CHROMIUM:
            # A profile of its own, or a second Chromium would hand its work to the first.
            profile = f"--user-data-dir={folder / operation}"
            run(CHROMIUM, *QUIET, profile, f"--print-to-pdf={page.with_suffix('.pdf')}", page.as_uri())


@dataclass(frozen=True, slots=True)
class Careful:
    """The careful recipe of `careful.py`; `options` are its own."""

    place: Workspace
    options: tuple[str, ...] = ()

    def __call__(self, wanted: Sequence[str]) -> None:
        script, notebook = Path(__file__).with_name("careful.py"), self.place.notebooks / f"{NOTEBOOK}.ipynb"
        with tempfile.TemporaryDirectory() as folder:
            run(sys.executable, script, notebook, folder, *self.options, *wanted, env={VARIABLE: str(self.place.root)})
