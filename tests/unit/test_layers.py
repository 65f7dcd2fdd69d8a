"""The layers of the package, as CONTRIBUTING.md describes them, and what importing it may cost."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import liberterra_analysis

PACKAGE = Path(liberterra_analysis.__file__).parent
NAME = "liberterra_analysis"

# From the lowest to the highest. Modules that stand together do not import each other. `places` comes before `schema`
# because tables have columns of countries.
LAYERS: list[set[str]] = [
    {"errors", "vocabulary"},
    {"arguments"},
    {"places", "files", "retry"},
    {"journal"},
    {"hedges", "schema", "workspace", "document", "csvfile", "bibtex", "typesetting"},
    {"picture", "slices"},
    {"ledger", "datasets", "extract"},
    {"analysis", "online"},
    {"wording", "plots"},
    {"display"},
    {"lookup"},
    {"report"},
    {"starter", "schedule"},
    {"cli"},
]

# A renderer that knew claims could print a number without its hedge; names of countries and columns are harmless.
OPEN = (
    "bibtex", "csvfile", "document", "errors", "files", "picture", "places", "retry", "schema", "slices", "typesetting",
    "workspace",
)  # fmt: skip
ONLY = {"report": {*OPEN}}


def part(module: str) -> str:
    """Return what stands directly below the project's package: 'ledger' of 'liberterra_analysis.ledger.load'."""
    return [*module.split("."), ""][1]


def module_name(path: Path) -> str:
    relative = path.relative_to(PACKAGE.parent).with_suffix("")
    return ".".join(relative.parts[:-1] if relative.name == "__init__" else relative.parts)


def imported(path: Path, *, for_types: bool) -> set[str]:
    """Return the modules of the project that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(parse(path)) if for_types else walk_at_run_time(parse(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, f"{path}: import by the full name"  # noqa: PT018
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in NAMES else node.module for name in full}
    return found & NAMES


def walk_at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    yield tree
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield from walk_at_run_time(node)


def allowed(name: str) -> set[str]:
    if name in ONLY:
        return ONLY[name] | {name}
    level = next(level for level, names in enumerate(LAYERS) if name in names)
    return {name}.union(*LAYERS[:level])


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = set(map(module_name, MODULES)) - {NAME}


def test_modules_import_only_lower_layers() -> None:
    for path in MODULES:
        module = module_name(path)
        name = part(module)
        if name in {"", "__main__"}:
            # The front of the package may name any part lazily, and __main__ starts the command line.
            continue
        assert name in set().union(*LAYERS), f"{module}: add it to a layer in this test and in CONTRIBUTING.md"
        excess = {*map(part, imported(path, for_types=True))} - allowed(name)
        assert not excess, f"{module} imports {sorted(excess)}; its layer may import {sorted(allowed(name))}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {module_name(path): imported(path, for_types=False) for path in MODULES if module_name(path) != NAME}
    assert graph[f"{NAME}.cli.reports"] > {f"{NAME}.report.publish.build", f"{NAME}.errors"}
    assert tuple(TopologicalSorter(graph).static_order())  # CycleError names the circle


def test_folders_of_report_import_one_way() -> None:
    order = ["execute", "render", "publish"]
    for path in (PACKAGE / "report").rglob("*/*.py"):
        above = order[order.index(path.parent.name) + 1 :]
        names = imported(path, for_types=False)
        excess = {name for name in names if name.startswith(tuple(f"{NAME}.report.{one}" for one in above))}
        assert not excess, f"{module_name(path)} imports {sorted(excess)}, which stand above it"


def private_uses(tree: ast.AST) -> Iterator[str]:
    """Find what a module takes from another one, of ours or of a library, by a name with an underscore."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {(alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names}
    named = {alias.name for node in imports if isinstance(node, ast.ImportFrom) for alias in node.names}
    yield from (name for name in named if is_private(name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            root: ast.AST = node.value
            while isinstance(root, ast.Attribute | ast.Call):
                root = root.func if isinstance(root, ast.Call) else root.value
            if isinstance(root, ast.Name) and root.id in names:
                yield ast.unparse(node)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_private_name_of_another_module_is_used() -> None:
    uses = {path.name: [*private_uses(parse(path))] for path in MODULES}
    assert {name: found for name, found in uses.items() if found} == {}


def test_private_uses_are_found_however_they_are_written() -> None:
    source = "import os.path as p\nfrom a import _b, c\nc._d.e\np._f()._g\nself._h\n"
    assert sorted(private_uses(ast.parse(source))) == ["_b", "c._d", "p._f", "p._f()._g"]


_AUDIT = f"""
import json, sys
opened = []
def watch(event, arguments):
    if event in ("open", "os.mkdir", "subprocess.Popen", "socket.connect"):
        opened.append(str(arguments[0]))
sys.addaudithook(watch)
import {NAME}
print(json.dumps([opened, sorted(sys.modules)]))
"""


def test_importing_the_package_does_no_input_or_output() -> None:
    run = subprocess.run([sys.executable, "-B", "-c", _AUDIT], capture_output=True, text=True, check=True)
    opened, modules = json.loads(run.stdout)
    # Python itself opens the files of modules in order to import them.
    assert opened
    assert [name for name in opened if not name.endswith((".py", ".pyc"))] == []
    assert not {"matplotlib", "pandas", "papermill", "seaborn", "numpy", "babel"} & set(modules)
