"""The careful recipe: what somebody writes who knows papermill, nbconvert and Chromium well and counts seconds.

One script, a pool of two processes; in each papermill's own function, one exporter and one browser for all reports, and
with `--reset` one kernel, emptied by `%reset` before each notebook.

    python careful.py NOTEBOOK FOLDER [--reset] OPERATION...
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import papermill
from jupyter_client import KernelManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from papermill.parameterize import parameterize_notebook
from playwright.sync_api import sync_playwright
from recipes import AT_ONCE, CHROMIUM, QUIET


@cache
def exporter() -> HTMLExporter:
    return HTMLExporter(exclude_input=True)


@cache
def page() -> Any:
    playwright = sync_playwright().start()
    return playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET[1:]).new_page()


@cache
def kernel() -> tuple[Any, Any]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready()
    return manager, client


def execute_in_one_kernel(notebook: Path, operation: str) -> Any:
    node = parameterize_notebook(papermill.iorw.load_notebook_node(str(notebook)), {"operation": operation})
    manager, connected = kernel()
    connected.execute_interactive("%reset -f", silent=True)
    client = NotebookClient(node, km=manager)
    client.kc = connected
    for index, cell in enumerate(node.cells):
        client.execute_cell(cell, index)
    return node


def make(notebook: Path, folder: Path, operation: str, *, reset: bool) -> None:
    if reset:
        node = execute_in_one_kernel(notebook, operation)
    else:
        target = folder / f"{operation}.ipynb"
        node = papermill.execute_notebook(
            notebook, target, {"operation": operation}, kernel_name="python3", progress_bar=False
        )
    path = folder / f"{operation}.html"
    path.write_text(exporter().from_notebook_node(node)[0], "utf-8")
    if CHROMIUM:
        page().goto(path.as_uri())
        page().pdf(path=path.with_suffix(".pdf"), tagged=True, outline=True)


def end() -> None:
    """End what a process of the pool has started; the browser ends with it."""
    if kernel.cache_info().currsize:
        manager, client = kernel()
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main() -> None:
    notebook, folder, *operations = sys.argv[1:]
    reset = operations[0] == "--reset"
    wanted = operations[reset:]
    shares = [wanted[at::AT_ONCE] for at in range(AT_ONCE)]
    with ProcessPoolExecutor(AT_ONCE) as pool:
        list(pool.map(make_all, *zip(*((Path(notebook), Path(folder), share, reset) for share in shares), strict=True)))


def make_all(notebook: Path, folder: Path, operations: list[str], reset: bool) -> None:
    for operation in operations:
        try:
            make(notebook, folder, operation, reset=reset)
        except RuntimeError:  # two kernels that start at once sometimes choose the same ports, and one of them dies
            kernel.cache_clear()
            make(notebook, folder, operation, reset=reset)
    end()


if __name__ == "__main__":
    main()
