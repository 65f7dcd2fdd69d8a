"""The document as one HTML file: nothing loaded from elsewhere, every text escaped.

One small script, allowed by its hash, marks the section being read in the contents; the page is complete without it.
"""

import base64
import functools
import hashlib
import re
from collections import Counter
from collections.abc import Collection
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from liberterra_analysis.document import Document, Title
from liberterra_analysis.picture import embed_fonts
from liberterra_analysis.report.render import layout
from liberterra_analysis.report.render.formula import write_mathml
from liberterra_analysis.report.render.imprint import NO_SITE, Site, mix_with_white
from liberterra_analysis.report.render.jsonld import describe, link_data

LONG_TEXT, MIDDLE_TEXT = 48, 18
"""Characters beyond which a column needs room: on a phone a table scrolls rather than breaks every word."""

FEW_COLUMNS = 2
"""Most columns that fit a phone, unless they are numbers; the rows of a wider table become cards there."""

FRAME, FRAME_TEXT = 480, 190
"""Width at which a frame shows a picture, and the height of the texts around its drawing."""

INDEX = "../../../index.html"
"""Where the index of all reports stands, seen from an edition."""

DEEPEST = 3
"""Level down to which the contents list headings."""

_SPELLED = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(layout.MONTHS)}) (\d{{4}})\b")


def render_html(document: Document, files: Collection[str] = (), site: Site = NO_SITE, *, address: str = "") -> str:
    """Render a report as one self-contained HTML page, with the same bytes for the same document.

    The SVG of its charts must be clean, as `assemble` returns it. `files` are paths beside the page, such as
    `figures/NAME.svg`; a chart links to the paths of its own files. `site` names who publishes the page, and `address`
    where its folder stands, or "".
    """
    data = layout.dump_document(document, INDEX if files and not document.alone else "")
    headings = [block for block in data["blocks"] if block["kind"] == "heading" and block["level"] <= DEEPEST]
    _name_headings(data["blocks"])
    layout.fold_long(data["blocks"])
    return render_template(
        "report.html.j2",
        document=data,
        blocks=_fold_sections(data["blocks"]),
        headings=headings,
        title=data["title"],
        description=describe(document),
        linked_data=link_data(document, files, site),
        files=files,
        address=address,
        cards=sorted(path for path in files if path.endswith(".card.png"))[:1],
        site=site,
        style=style_page(site) + (embed_fonts() if any(block.kind == "figure" for block in document.blocks) else ""),
    )


def style_page(site: Site) -> Markup:
    """Return the style sheet of a page with the colour of its site."""
    style = _read_source("style.css")
    if site.accent is None:
        return style
    dark = f"@media (prefers-color-scheme:dark){{:root{{--accent:{mix_with_white(site.accent)}}}}}"
    return style + Markup(f"\n:root{{--accent:{site.accent}}}\n{dark}")  # noqa: S704 - hexadecimal digits, as `Site` checks


def render_template(name: str, **values: Any) -> str:
    """Render a template of the package, which escapes all text."""
    return _make_environment().get_template(name).render(values)


def _name_headings(blocks: list[dict[str, Any]]) -> None:
    """Add a unique id to each heading; the underscore sets it apart from anchors. Charts are one level down."""
    slugs: Counter[str] = Counter()
    level = 1
    for heading in blocks:
        if heading["kind"] == "figure":
            heading["level"] = min(level + 1, 6)
        if heading["kind"] != "heading":
            continue
        level = heading["level"]
        slug = re.sub(r"\W+", "-", heading["text"].lower()).strip("-_")[:60] or "section"
        slugs[slug] += 1
        made = f"_{slug}.{slugs[slug]}" if slugs[slug] > 1 else f"_{slug}"
        heading["id"] = heading["name"] or made


def _fold_sections(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Nest the blocks of each folded section below its heading; within it nothing is folded again."""
    top: list[dict[str, Any]] = []
    fold: dict[str, Any] | None = None
    for block in blocks:
        if fold and block["kind"] == "heading" and block["level"] <= fold["level"]:
            fold = None
        if fold is not None:
            fold["blocks"].append(block)
            fold["rows"] += len(block.get("rows", ()))
            continue
        top.append(block)
        if block["kind"] == "heading" and block["folded"]:
            fold = block
            block |= {"blocks": [], "rows": 0}
    return top


def load_templates() -> None:
    """Compile the templates of a report and read its style sheet, which processes forked later need."""
    _make_environment().get_template("embed.html.j2")
    render_html(Document(title=Title(title=""), blocks=()))


@functools.cache
def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(layout.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: layout.isolate(value) if type(value) is str else value,
    )
    environment.filters |= {"lines": _break_lines, "hash": _hash_source}
    environment.globals |= {
        "few_columns": FEW_COLUMNS,
        "formula": _write_formula,
        "frame": _write_frame,
        "index": INDEX,
        "is_narrow": layout.is_narrow,
        "read": _read_source,
        "widths": _class_columns,
    }
    return environment


def _break_lines(text: str) -> Markup:
    whole = Markup("<br>").join(escape(layout.isolate(line)) for line in text.split("\n"))
    return Markup(_SPELLED.sub(_mark_day, whole))  # noqa: S704 - escaped above


def _mark_day(found: re.Match[str]) -> str:
    """Mark a day for machines, which read it aloud or in another calendar."""
    day = f"{found[3]}-{layout.MONTHS.index(found[2]) + 1:02}-{int(found[1]):02}"
    return f'<time datetime="{day}">{found[0]}</time>'


def _write_frame(figure: dict[str, Any], address: str) -> str:
    """Return the line that puts a chart of the newest edition into another page; `address` is that of this one."""
    width, height = figure["size"]
    name, tall = escape(figure["title"]), round(FRAME * (height + FRAME_TEXT) / width)
    look = f'width="100%" height="{tall}" style="border:0" loading="lazy"'
    newest = address.partition("editions/")[0]
    return f'<iframe src="{newest}index.html#embed={figure["name"]}" title="{name}" {look}></iframe>'


def _write_formula(tex: str, *, display: bool = False) -> Markup:
    return Markup(write_mathml(tex, display=display))  # noqa: S704 - escaped there


@functools.cache
def _read_source(name: str) -> Markup:
    """Read a style sheet or script of the templates, without comments and indentation."""
    text = (layout.TEMPLATES / name).read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    if name.endswith(".css"):
        text = re.sub(r"(?<=[{};:,]) +| +(?=[{}])", "", text)
    return Markup(re.sub(r"\s*\n\s*", "\n", text).strip())  # noqa: S704 - a file of the package


def _hash_source(text: str) -> str:
    """Return the hash by which the page's policy allows a style sheet or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _class_columns(table: dict[str, Any]) -> list[str]:
    """Return the class of each column that keeps it readable."""
    return [
        ("long" if length > LONG_TEXT else "mid" if length > MIDDLE_TEXT else "short")
        + (" num" if column["align"] == "right" else "")
        for column, length in zip(table["columns"], layout.measure_columns(table, layout.measure_text), strict=True)
    ]
