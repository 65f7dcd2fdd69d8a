"""Formulas: TeX read into a tree of MathML, which the page shows as it is and the template of the PDF sets in Typst."""

import html
import re
from functools import lru_cache
from typing import Any

ELEMENTS = re.compile("m(ath|row|i|n|o|text|space|frac|sqrt|root|sup|sub|subsup|under|over|underover|table|tr|td)")
ATTRIBUTES = frozenset({"accent", "columnalign", "fence", "form", "linethickness", "mathvariant", "stretchy", "width"})
"""Elements and attributes that stay; others, such as links, are dropped with what they would do."""

_LINES = re.compile(
    r"\\(begin|end)\{(?:(aligned|eqnarray|flalign|align(?:ed)?at)|gather(?:ed)?|multlined?)\*?\}(?:\{\d+\})?"
)
"""Environments of several lines that the converter does not know, aligned at `&` or not."""

_NUMBERED = re.compile(r"\(\d+\)")


@lru_cache(maxsize=1000)
def read_formula(tex: str, *, display: bool = False) -> dict[str, Any] | None:
    """Return the tree of a formula, each element as its tag, attributes, text and children; None if it is no TeX.

    >>> read_formula("x^2")["children"][0]["children"][0]["tag"]
    'msup'
    """
    from latex2mathml.converter import convert_to_element  # lazy: few reports need it

    known = _LINES.sub(lambda found: f"\\{found[1]}{{{'split' if found[2] else 'matrix'}}}", tex)
    try:
        root = convert_to_element(known, display="block" if display else "inline")
    except Exception:  # noqa: BLE001 (it raises IndexError and others, too; such a formula is shown as TeX)
        return None
    return _read_element(root)


def _read_element(element: Any) -> dict[str, Any]:
    children = [_read_element(child) for child in element]
    return {
        "tag": element.tag if ELEMENTS.fullmatch(element.tag) else "mrow",
        "attributes": {name: value for name, value in element.attrib.items() if name in ATTRIBUTES},
        "text": html.unescape(element.text or "") if not children else "",
        "children": [one for one in children if not _is_line_number(one)],
    }


def _is_line_number(node: dict[str, Any]) -> bool:
    """Return whether a cell is the number of its line in an environment, which JupyterLab does not show."""
    inner = node["children"]
    is_text = node["tag"] == "mtd" and len(inner) == 1 and inner[0]["tag"] == "mtext"
    return is_text and bool(_NUMBERED.fullmatch(inner[0]["text"]))


def write_mathml(tex: str, *, display: bool = False) -> str:
    """Return a formula as MathML, with its TeX for those who copy it; TeX that cannot be read as code.

    >>> write_mathml("<b>{")
    '<code>&lt;b&gt;{</code>'
    """
    tree = read_formula(tex, display=display)
    if tree is None:
        return f"<code>{html.escape(tex)}</code>"
    inner = "".join(map(_write_element, tree["children"]))
    note = f'<annotation encoding="application/x-tex">{html.escape(tex)}</annotation>'
    kind = ' display="block"' if display else ""
    return f"<math{kind}><semantics>{inner}{note}</semantics></math>"


def _write_element(node: dict[str, Any]) -> str:
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in node["attributes"].items())
    inner = html.escape(node["text"]) + "".join(map(_write_element, node["children"]))
    return f"<{node['tag']}{attributes}>{inner}</{node['tag']}>"
