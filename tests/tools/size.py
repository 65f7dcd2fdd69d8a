"""Print how many lines the package has, by folder, and how many of them are code.

    python tests/tools/size.py

Code is what is neither blank nor a comment nor a docstring.
"""

import ast
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "liberterra_analysis"


def count(path: Path) -> tuple[int, int]:
    """Return the lines of a module, and those that are code."""
    text = path.read_text(encoding="utf-8")
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            docstrings.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = text.splitlines()
    numbered = enumerate(map(str.strip, lines), 1)
    return len(lines), sum(bool(line) and line[0] != "#" and number not in docstrings for number, line in numbered)


def main() -> None:
    lines: Counter[str] = Counter()
    code: Counter[str] = Counter()
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        # `report` is split further, as its folders are the size of others.
        name = "/".join(parts[:2] if parts[0] == "report" and len(parts) > 2 else parts[:1])
        for names in (name, "whole package", *([] if parts[0] == "extract" else ["without extract"])):
            here = count(path)
            lines[names] += here[0]
            code[names] += here[1]
    for name, number in lines.most_common():
        print(f"{name:20}{number:8,} lines{code[name]:8,} of code")  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
