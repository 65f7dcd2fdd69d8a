"""The document as Markdown, for editors and for other programs: every number has its claim in a footnote.

CommonMark with pipe tables and footnotes, as GitHub and pandoc read it. All text is escaped, for either.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from liberterra_analysis.document import Document
from liberterra_analysis.report.render.imprint import NO_SITE, Site
from liberterra_analysis.report.render.layout import dump_document, find_links, isolate, measure_columns, measure_text

WIDEST = 60
"""Most dashes under the header of a column: by them pandoc shares out the width of a table."""

IN_ADDRESS = "%/:?#@!$&'+,;=~-._*"
"""Characters of an address that stay as they are; brackets would end it."""

_MARKS = {"strong": "**", "emphasis": "*", "strike": "~~"}
_ELEMENTS = {"superscript": "sup", "subscript": "sub"}
_SPECIAL = re.compile(r"[\\`*_\[\]{<|~^$@]|&(?=#?\w+;)|:(?=[\w+-]+:)")
_FIRST = re.compile(r"^([-+=:%#>]|\(?\w{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)


def render_markdown(document: Document, files: Collection[str] = (), site: Site = NO_SITE) -> str:
    """Render a report as Markdown, with the same text for the same document.

    `files` are paths beside it, such as `figures/NAME.png`, which it shows or leads to.
    """
    data = dump_document(document, site.address or "")
    notes = _write_notes(data)
    parts, level = list(_render_title(data["title"])), 1
    for block in data["blocks"]:
        level = block.get("level", level)
        parts += _render_block(block | {"level": level}, files)
    return "\n\n".join(filter(None, [*parts, *notes])) + "\n"


def escape_markdown(text: str) -> str:
    r"""Escape what Markdown, or pandoc's, would read as markup; a line feed is a line break.

    >>> escape_markdown("1. US$5 [a](b)\n# c")
    '1\\. US\\$5 \\[a\\](b)\\\n\\# c'
    """
    return _FIRST.sub(_escape_first, _escape(text))


def _escape(text: str) -> str:
    """Escape what is markup anywhere in a line."""
    lines = _SPECIAL.sub(r"\\\g<0>", isolate(text)).split("\n")
    return "\\\n".join(" ".join(line.split()) for line in lines)


def _escape_first(found: re.Match[str]) -> str:
    """Escape what is markup at the beginning of a line: the mark itself, or what follows the number of an item."""
    return f"{found[0]}\\" if found[0][-1].isalnum() else f"\\{found[0]}"


def _write_notes(data: dict[str, Any]) -> list[str]:
    """Add the number of its footnote to each link that leads to a row; return the footnotes, one for each row."""
    tables = [block for block in data["blocks"] if block["kind"] == "table"]
    rows = {row["anchor"]: (table, row) for table in tables for row in table["rows"] if row["anchor"]}
    numbers: dict[str, int] = {}
    for link in find_links([data["title"], data["blocks"]]):
        if "row" in link:
            link["note"] = numbers.setdefault(link["target"][1:], len(numbers) + 1)
    return [f"[^{number}]: {_describe_row(*rows[anchor])}" for anchor, number in numbers.items()]


def _describe_row(table: dict[str, Any], row: dict[str, Any]) -> str:
    pairs = zip(table["columns"], row["cells"], strict=True)
    texts = [(escape_markdown(column["label"]), _write_cell(cell)) for column, cell in pairs]
    return ". ".join([texts[0][1], *(f"{label}: {text.removesuffix('.')}" for label, text in texts[1:] if text)]) + "."


def _render_title(title: dict[str, Any]) -> Iterator[str]:
    yield f"# {_write_line(title['title'])}"
    yield _write_line(title["subtitle"])
    yield f"**Status:** {'; '.join(map(_write_line, title['badges']))}" if title["badges"] else ""
    yield _write(title["finding"])
    yield _write_list(f"{_write_line(label)}: {_write_cell(value)}" for label, value in title["facts"])


def _render_block(block: dict[str, Any], files: Collection[str]) -> Iterator[str]:  # noqa: C901 (one a kind of block)
    match block["kind"]:
        case "heading":
            yield f"{'#' * block['level']} {_write_line(block['text'])}"
        case "paragraph":
            yield _write(block["inlines"])
        case "items":
            first = block["start"] if block["ordered"] else None
            under = [*map(_write_points, block["points"])] or [_write_under(one, files) for one in block["under"]]
            yield _write_list(map(_write, block["items"]), under, first=first)
        case "note":
            text = f"**{_write_line(block['title'])}:** {_write(block['inlines'])}"
            yield "> " + text.replace("\n", "\n> ")
        case "key_figures":
            yield _write_list(map(_write_key_figure, block["figures"]))
        case "checks":
            yield f"**{_write_line(block['label'])}**"
            yield _write_list(f"*{check['state']}:* {_write(check['inlines'])}" for check in block["checks"])
        case "code":
            yield f"{_write_line(block['label'])}:" if block["label"] else ""
            yield _fence(block["text"])
        case "table":
            yield from _render_table(block, files)
        case "figure":
            yield from _render_figure(block, files)
        case "quote":
            yield "> " + _write_under(block["blocks"], files).replace("\n", "\n> ")
        case "formula":
            yield f"$$\n{block['text']}\n$$"
        case "rule":
            yield "---"


def _write_under(blocks: list[dict[str, Any]], files: Collection[str]) -> str:
    return "\n\n".join(filter(None, (part for block in blocks for part in _render_block(block, files))))


def _render_figure(figure: dict[str, Any], files: Collection[str]) -> Iterator[str]:
    yield f"{'#' * (figure['level'] + 1)} {_write_line(figure['title'])}"
    yield _write_line(figure["subtitle"])
    picture, alt = f"figures/{figure['name']}.png", _write_line(figure["alt"])
    shown = f"![{alt}]({picture})" if picture in files else f"Chart: {alt}"
    # In one paragraph with it, pandoc does not set the alternative text below the picture as well.
    yield "\\\n".join(filter(None, [shown, _write(figure["source"]), _link_file(figure, files)]))
    if figure["data"]:
        yield from _render_table(figure["data"], ())


def _render_table(table: dict[str, Any], files: Collection[str]) -> Iterator[str]:
    columns, widths = table["columns"], measure_columns(table, measure_text)
    lengths = [min(max(width, len(column["label"]), 3), WIDEST) for width, column in zip(widths, columns, strict=True)]
    ends = [":" if column["align"] == "right" else "-" for column in columns]
    lines = [
        [_write_line(column["label"]) for column in columns],
        ["-" * length + end for length, end in zip(lengths, ends, strict=True)],
        *([_write_cell(cell) for cell in row["cells"]] for row in table["rows"]),
    ]
    yield f"Table: {_write_line(table['title'])}"
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
    yield "\\\n".join(filter(None, [_write(table["source"]), _link_file(table, files)]))


def _link_file(block: dict[str, Any], files: Collection[str]) -> str:
    path = f"tables/{block['name']}.csv"
    return f"Data: [{escape_markdown(path)}]({path})" if path in files else ""


def _write_key_figure(figure: dict[str, Any]) -> str:
    source = _write([figure["source"]]) if figure["source"] else ""
    more = [_write_line(figure["detail"]), source, _write_line(figure["change"])]
    note = "; ".join(filter(None, more))
    number = _write([figure["number"]])
    return f"{number} {_write_line(figure['label'])}{f' ({note})' if note else ''}"


def _write_points(points: dict[str, Any]) -> str:
    items = _write_list(map(_write, points["items"]))
    return _write_list([_write_line(points["label"])], [items]) if items else ""


def _write_list(items: Iterable[str], under: Iterable[str] = (), *, first: int | None = None) -> str:
    """Write a list, numbered from `first`, with what stands `under` each item."""
    lines, below = [], [*under]
    for at, item in enumerate(items):
        mark = "-" if first is None else f"{first + at}."
        lines.append(f"{mark} {item}")
        if below and below[at]:
            lines.append("    " + below[at].replace("\n", "\n    "))
    return "\n".join(lines)


def _fence(text: str) -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", f"{text}`")))
    return f"{fence}\n{text}\n{fence}"


def _write_line(text: str) -> str:
    return escape_markdown(" ".join(text.split()))


def _write_cell(inlines: list[dict[str, Any]]) -> str:
    return _write(inlines).replace("\\\n", " ")


def _write(inlines: list[dict[str, Any]]) -> str:
    return _FIRST.sub(_escape_first, "".join(map(_write_inline, inlines)).strip())


def _write_inline(inline: dict[str, Any]) -> str:
    text: str = inline["text"]
    inner = _escape(text)
    if not inner:
        return text
    if inline["kind"] == "link":
        outside = not inline["target"].startswith("#")
        shown = f"[{inner}]({_escape_address(inline['target'])})" if outside else inner
        return shown + (f"[^{inline['note']}]" if "note" in inline else "")
    if inline["style"] == "math":
        return f"${' '.join(text.split())}$"
    if inline["style"] in _ELEMENTS:
        return f"<{_ELEMENTS[inline['style']]}>{inner}</{_ELEMENTS[inline['style']]}>"
    if inline["style"] == "code" and not re.search(r"[`|\n]", text):
        return f"`{isolate(text)}`"
    mark = _MARKS.get(inline["style"], "")
    # Spaces stand outside the marks, which would not be read as such.
    before, after = (" " if edge.isspace() else "" for edge in (text[0], text[-1]))
    return f"{before}{mark}{inner}{mark}{after}"


def _escape_address(address: str) -> str:
    return _SPECIAL.sub(lambda found: f"\\{found[0]}" if found[0] == "&" else found[0], quote(address, safe=IN_ADDRESS))
