"""HTML read into blocks, as libraries show tables and texts and as Markdown becomes; no markup passes through."""

import base64
import html
import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice, zip_longest
from typing import Any, get_args
from urllib.parse import unquote

import lxml.html
from lxml import etree
from PIL import Image

from liberterra_analysis import document as doc
from liberterra_analysis.errors import DocumentError
from liberterra_analysis.picture import measure_drawing
from liberterra_analysis.report.render.svg import UnsafeSvgError, clean_svg
from liberterra_analysis.typesetting import draw_png

DROPPED = frozenset({"script", "style", "template", "head", "title", "meta", "link", "noscript", "colgroup", "svg"})
UNSHOWN = frozenset({"iframe", "video", "audio", "canvas", "object", "embed", "button", "select", "textarea", "form"})
"""Elements without text of their own; and elements that a page without scripts cannot show, or not in print."""

BLOCKS = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|h[1-6r]|header|"
    f"html|img|li|main|nav|ol|p|pre|section|summary|table|ul|x-display|{'|'.join(sorted(UNSHOWN))}"
)

STYLES = {
    **dict.fromkeys(("b", "strong", "mark", "u", "ins"), "strong"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "emphasis"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("del", "s", "strike"), "strike"),
    "sup": "superscript",
    "sub": "subscript",
    "x-math": "math",
    "x-display": "math",
}
STRENGTH = get_args(doc.Text.model_fields["style"].annotation)
"""Styles of text, weakest first; of nested styles the strongest is shown."""

WIDEST_ICON = 48
"""Most units across a drawing in HTML that is an icon, which is left out."""

PIXELS = 1600
"""Pixels across a drawing that cannot stand in a page as it is."""

LEAST_WIDTH = 448
"""Width to which a page draws out what is narrower."""

DEEPEST = 200
"""Most levels of nested elements; of deeper ones, which the parser would drop, only the text is shown."""

INNER = doc.Paragraph | doc.Items | doc.Quote | doc.Code | doc.Formula

_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_TARGET = re.compile(r"(https?://|mailto:)\S+")
_FIGURE = re.compile(r"[<>≈~]?[-+−]?[$€£¥]?\s?[-+−]?\d[\d.,\s]*(e[-+]?\d+)?\s?(%|[kKMGT]|bn|tn)?")
_BLANK = re.compile(r"|NaN|NaT|None|<NA>|nan|-|–|—|\.\.\.|…")
_SHAPE = re.compile(r"\d[\d,]* rows × \d[\d,]* columns")
_SVG = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL | re.IGNORECASE)
_HEAD = re.compile(r"<svg\b[^>]*", re.IGNORECASE)
_SIZE = re.compile(r"""\s(width|height)\s*=\s*["']([\d.]+)(?:px)?["']""")
_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,(.+)", re.DOTALL)

Pictures = Mapping[str, str]
"""What stands in a cell for the address of a picture: its bytes in base64."""


def read_html(text: str, pictures: Pictures | None = None) -> Iterator[doc.Block]:
    """Yield the blocks of a fragment of HTML; `pictures` are those attached to its cell."""
    if not text.strip():
        return
    drawn = _SVG.sub(_pack_drawing, text.replace("\0", "\ufffd"))  # of which a parser of HTML would change the names
    root = lxml.html.fragment_fromstring(drawn, create_parent="div")
    if _is_deep(root):
        bare = html.unescape(_MARKUP.sub(" ", text))
        yield doc.Paragraph(inlines=(doc.Text(text=" ".join(bare.split())),))
        return
    for node in root.iter("img"):
        if data := (pictures or {}).get(node.get("src", "").strip().removeprefix("attachment:")):
            node.set("src", f"data:image/png;base64,{data}")  # of whatever kind: its bytes tell
    blocks = [*_read_children(root)]
    for block, below in zip_longest(blocks, blocks[1:]):
        if isinstance(block, doc.Table) and not block.title and (shape := _read_shape(below)):
            yield block.model_copy(update={"title": shape})
        elif not _read_shape(block):
            yield block


def _pack_drawing(found: re.Match[str]) -> str:
    """Return a drawing as an element of HTML, "" for an icon."""
    svg = _complete_head(found[0])
    head = svg[: svg.index(">")]
    if "viewBox" not in head or measure_drawing(head)[0] <= WIDEST_ICON:
        return ""
    return f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}">'


def _complete_head(svg: str) -> str:
    """Return an SVG with its namespace, and with a view box of its size, without which it is cut and not shrunk."""
    head = found[0] if (found := _HEAD.search(svg)) else ""
    size = dict(_SIZE.findall(head))
    view = f' viewBox="0 0 {size["width"]} {size["height"]}"' if "viewBox" not in head and len(size) > 1 else ""
    space = "" if "xmlns=" in head else ' xmlns="http://www.w3.org/2000/svg"'
    return svg.replace(head, head.replace("<svg", f"<svg{space}{view}", 1), 1)


def _is_deep(root: Any) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def _read_shape(block: doc.Block | None) -> str:
    """Return the shape of a frame, which pandas writes below its table."""
    text = doc.plain(block.inlines) if isinstance(block, doc.Paragraph) else ""
    return text.replace("rows ×", "rows and") if _SHAPE.fullmatch(text) else ""


def _read_children(node: Any) -> Iterator[doc.Block]:
    """Yield the blocks within an element, with the text between them as paragraphs."""
    pending: list[doc.Inline] = []
    for child in [node.text, *chain.from_iterable((child, child.tail) for child in node)]:
        if isinstance(child, str):
            pending += _make_text(child, "plain")
        elif child is None or not isinstance(child.tag, str) or _is_hidden(child):
            continue
        elif any(map(_is_block, child.iter())):
            yield from _flush(pending)
            pending = []
            yield from _read_element(child)
        else:
            pending += _read_inline(child, "plain")
    yield from _flush(pending)


def _is_block(node: Any) -> bool:
    return isinstance(node.tag, str) and bool(BLOCKS.fullmatch(node.tag))


def _is_hidden(node: Any) -> bool:
    hides = "display:none" in node.get("style", "").replace(" ", "") or node.get("hidden") is not None
    return node.tag in DROPPED or hides


def _flush(pending: list[doc.Inline]) -> Iterator[doc.Block]:
    if inlines := _strip(pending):
        yield doc.Paragraph(inlines=inlines)


def _read_element(node: Any) -> Iterator[doc.Block]:  # noqa: C901 (one a kind of element)
    match node.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            yield from _read_heading(node)
        case "ul" | "ol" | "dl":
            yield from _read_list(node)
        case "blockquote":
            inner, outer = _split([*_read_children(node)])
            if inner:
                yield doc.Quote(blocks=inner)
            yield from outer
        case "pre":
            if text := node.text_content().strip("\n"):
                yield doc.Code(text=text)
        case "table":
            yield from _read_table(node)
        case "img":
            yield _read_picture(node)
        case "hr":
            yield doc.Rule()
        case "x-display":
            yield doc.Formula(text=node.text_content().strip())
        case tag if tag in UNSHOWN:
            yield note_unshown(node.get("src") or node.get("title") or tag)
        case _:
            yield from _read_children(node)


def note_unshown(text: str) -> doc.Note:
    """Return a note in the place of an output that neither a page without scripts nor print can show."""
    inlines = (doc.Text(text=text, style="code"),)
    return doc.Note(title="This output is interactive; its text form", inlines=inlines)


def _read_heading(node: Any) -> Iterator[doc.Block]:
    """Yield a heading of plain text, then what else stands in it: its links and pictures."""
    if text := _squeeze(node):
        yield doc.Heading.model_construct(kind="heading", level=int(node.tag[1]), text=text, folded=False, name="")
    links = [one for one in _read_inline(node, "plain") if isinstance(one, doc.Link) and one.target[0] != "#"]
    if links:
        yield doc.Paragraph(inlines=tuple(links))
    yield from (_read_picture(one) for one in node.iter("img"))


def _read_list(node: Any) -> Iterator[doc.Block]:
    """Yield a list, then the tables and pictures in it; each definition begins with its term in bold."""
    found: list[list[doc.Block]] = []
    for child in node:
        blocks = [*_read_children(child)]
        if child.tag == "dt":
            found.append([_embolden(doc.plain(one.inlines)) for one in blocks if isinstance(one, doc.Paragraph)])
        elif child.tag == "dd" and found:
            found[-1] += blocks
        elif child.tag in {"li", "dd"}:
            found.append(blocks)
    parts = [_split(blocks) for blocks in found]
    texts, under = zip(*(_take_text(inner) for inner, _ in parts), strict=True) if parts else ((), ())
    if parts:
        yield doc.Items(
            ordered=node.tag == "ol",
            start=_read_count(node.get("start")),
            items=texts,
            under=under if any(under) else (),
            names=tuple(one.get("id", "") for one in node) if node.get("class") == "notes" else (),
        )
    yield from chain.from_iterable(outer for _, outer in parts)


def _split(blocks: list[doc.Block]) -> tuple[tuple[Any, ...], list[doc.Block]]:
    """Return the blocks that can stand within another, and the others."""
    inner = [one for one in blocks if isinstance(one, INNER | doc.Heading)]
    bold = (_embolden(one.text) if isinstance(one, doc.Heading) else one for one in inner)
    return tuple(bold), [one for one in blocks if not isinstance(one, INNER | doc.Heading)]


def _embolden(text: str) -> doc.Paragraph:
    return doc.Paragraph(inlines=(doc.Text(text=text, style="strong"),))


def _take_text(blocks: tuple[Any, ...]) -> tuple[doc.Inlines, tuple[Any, ...]]:
    """Return the text of an item, in which its first paragraphs follow each other, and the blocks below it."""
    texts: list[doc.Inline] = []
    at = 0
    while at < len(blocks) and isinstance(blocks[at], doc.Paragraph):
        texts += [*([doc.Text(text=" ")] if texts else []), *blocks[at].inlines]
        at += 1
    return doc.join(texts), blocks[at:]


def _read_picture(node: Any) -> doc.Block:
    """Return a picture; a picture at another address is linked, not loaded."""
    address = (node.get("src") or "").strip()
    alt, title = (" ".join((node.get(name) or "").split()) for name in ("alt", "title"))
    if packed := _DATA.match(address):
        try:
            content = base64.b64decode(packed[1])
            drawn = draw_vector(content.decode()) if content.lstrip()[:1] == b"<" else draw_raster(content)
            return drawn.model_copy(update={"alt": alt, "title": title})
        except (DocumentError, OSError, ValueError):
            address = "it cannot be read"
    words = f"Picture: {alt or title or address}"
    if _TARGET.fullmatch(address):
        return doc.Paragraph(inlines=(doc.Link(text=words, target=address),))
    return doc.Paragraph(inlines=(doc.Text(text=f"{words} (not shown: {address[:80]})", style="emphasis"),))


def draw_raster(data: bytes, width: float = 0) -> doc.Chart:
    """Return a PNG, JPEG, GIF or WebP as a picture, `width` units wide or by its pixels; OSError if it is none."""
    try:
        image = Image.open(io.BytesIO(data))
        image.load()
    except (Image.DecompressionBombError, SyntaxError) as error:  # too large, or broken
        raise OSError(str(error)) from error
    kind = (image.format or "").lower()
    if kind not in {"png", "jpeg"}:
        packed = io.BytesIO()
        image.convert("RGBA").save(packed, "PNG")
        data, kind = packed.getvalue(), "png"
    across = width or image.width
    tall = across * image.height / image.width
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    view = f"0 0 {max(across, LEAST_WIDTH):g} {tall:g}"  # a small picture is not blown up
    shown = f'<image width="{across:g}" height="{tall:g}" href="{source}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{shown}</svg>'
    return doc.Chart(name=doc.UNNAMED, title="", alt="", svg=svg)


def draw_vector(svg: str) -> doc.Chart:
    """Return an SVG as a picture; an SVG with a style sheet, which a page may not hold, is drawn in pixels."""
    svg = _complete_head(svg)
    try:
        clean_svg(svg, doc.UNNAMED, "")
    except UnsafeSvgError:
        width = measure_drawing(svg)[0]
        return draw_raster(draw_png(svg, width, PIXELS), width)
    return doc.Chart(name=doc.UNNAMED, title="", alt="", svg=svg)


def _read_table(node: Any) -> Iterator[doc.Block]:
    """Yield a table, then the pictures and tables that stand in its cells, and notes below it."""
    captions = [*map(_squeeze, node.iter("caption"))]
    rows = [*_span_cells([row for row in node.iter("tr") if _find_table(row) is node])]
    if not rows:
        return
    # What spans the whole width above or below the columns, as great_tables writes titles and sources.
    heads, body, feet = _part_rows(rows)
    captions += [_squeeze(cells[0]) for cells in heads if _is_whole(cells)]
    heads = [cells for cells in heads if not _is_whole(cells)]
    labels = [_join_labels([cells[at] for cells in heads]) for at in range(len(rows[0][1]))]
    if body or any(labels):
        table = _make_table(labels, [_read_row(cells) for cells in body], " ".join(filter(None, captions)))
        notes = doc.join(chain.from_iterable((*_read_cell(cells[0]), doc.Text(text=" ")) for cells in feet))
        yield table.model_copy(update={"source": _strip(notes)})
    for row, cells in rows:
        for one in row.iter("img"):  # it stands below the table, and its row is named
            one.set("title", one.get("title") or next(filter(None, map(_squeeze, cells)), ""))
    yield from (_read_picture(one) for one in node.iter("img") if _find_table(one) is node)
    nested = [one for one in node.iter("table") if one is not node and _find_table(one) is node]
    yield from chain.from_iterable(_read_table(one) for one in nested)


def _squeeze(node: Any) -> str:
    return " ".join(doc.plain(_read_cell(node)).split())


def _is_whole(cells: list[Any]) -> bool:
    return len(cells) > 1 and all(cell is cells[0] for cell in cells)


def _part_rows(rows: list[tuple[Any, list[Any]]]) -> tuple[list[Any], list[Any], list[Any]]:
    """Return the rows of a table's head, body and foot."""
    has_head = any(row.getparent().tag == "thead" for row, _ in rows)
    parts: dict[str, list[Any]] = {"thead": [], "tbody": [], "tfoot": []}
    for at, (row, cells) in enumerate(rows):
        is_head = not has_head and at == 0 and all(cell.tag == "th" for cell in cells)
        tag = "thead" if is_head else row.getparent().tag
        parts[tag if tag == "thead" or (tag == "tfoot" and _is_whole(cells)) else "tbody"].append(cells)
    return parts["thead"], parts["tbody"], parts["tfoot"]


def _read_row(cells: list[Any]) -> list[doc.Inlines]:
    """Return the texts of a row; a cell that spans columns stands in the first of them."""
    return [_read_cell(cell) if at == 0 or cell is not cells[at - 1] else () for at, cell in enumerate(cells)]


def _find_table(node: Any) -> Any:
    return next(node.iterancestors("table"))


def _span_cells(rows: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each row with a cell for each column, repeating cells that span several."""
    grid: dict[tuple[int, int], Any] = {}
    for at, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (at, column) in grid:
                column += 1
            down, across = (min(max(_read_count(cell.get(name)), 1), 1000) for name in ("rowspan", "colspan"))
            places = ((at + low, column + right) for low in range(min(down, len(rows) - at)) for right in range(across))
            grid |= dict.fromkeys(places, cell)
    across = 1 + max((column for _, column in grid), default=-1)
    blank = lxml.html.Element("td")
    columns = [[grid.get((at, column), blank) for at in range(len(rows))] for column in range(across)]
    # What spans columns in every row needs one of them.
    kept = [one for one, before in zip(columns, [[], *columns], strict=False) if one != before]
    for row, cells in zip(rows, zip(*kept, strict=True), strict=False):
        yield row, [*cells]


def _read_count(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else 1


def _join_labels(cells: list[Any]) -> str:
    return ", ".join(dict.fromkeys(filter(None, map(_squeeze, cells))))


def _make_table(labels: list[str], body: list[list[doc.Inlines]], title: str) -> doc.Table:
    """Return a table without a name, in which columns of numbers are aligned right."""
    columns = zip_longest(labels, islice(zip(*body, strict=True), len(labels)), fillvalue=())
    return doc.Table(
        name=doc.UNNAMED,
        title=title,
        columns=tuple(
            doc.Column(label=label, align="right" if _is_numeric(cells) else "left") for label, cells in columns
        ),
        rows=tuple(doc.Row(cells=tuple(cells)) for cells in body),
    )


def _is_numeric(cells: tuple[doc.Inlines, ...]) -> bool:
    texts = [text for cell in cells if not _BLANK.fullmatch(text := doc.plain(cell).strip())]
    return bool(texts) and all(map(_FIGURE.fullmatch, texts))


def _read_cell(cell: Any) -> doc.Inlines:
    return _strip(_read_inline_children(cell, "plain"))


def _read_inline(node: Any, style: str) -> Iterator[doc.Inline]:
    """Yield the texts of an element; of a picture its words."""
    if not isinstance(node.tag, str) or _is_hidden(node) or node.tag == "table":
        return
    if node.tag == "br":
        yield from _make_text("", style, broken=True)
    elif node.tag == "img":
        yield doc.Text(text=node.get("alt") or "")
    elif node.tag == "input" and node.get("type") == "checkbox":
        yield doc.Text(text="[x] " if node.get("checked") is not None else "[ ] ")
    elif node.tag == "a" and node.get("href"):
        yield from _read_link(node, style)
    else:
        yield from _read_inline_children(node, max(style, STYLES.get(node.tag, "plain"), key=STRENGTH.index))
        if _is_block(node):
            yield doc.Text(text=" ")  # between the paragraphs of a cell


def _make_text(text: str, style: str, *, broken: bool = False) -> Iterator[doc.Inline]:
    """Yield a text with its spaces as one, or a vertical tab, which `_strip` makes a line break."""
    text = "\v" if broken else text if style in {"code", "math"} else re.sub(r"[ \t\r\n\f]+", " ", text)
    if text:
        yield doc.Text.model_validate({"text": text, "style": style})


def _read_link(node: Any, style: str) -> Iterator[doc.Inline]:
    """Yield a link; a link to a local file becomes its text, with the path in brackets."""
    target = re.sub(r"\s", "%20", node.get("href").strip())
    inner = [*_read_inline_children(node, style)]
    text = " ".join(doc.plain(tuple(inner)).replace("\v", " ").split())
    if not text:
        return
    if _TARGET.fullmatch(target):
        yield doc.Link(text=text, target=target)
    elif target.startswith("#"):
        is_number = bool(_FIGURE.fullmatch(text)) or doc.ROW in target
        yield doc.Link.model_construct(kind="link", text=text, target=target, number=is_number)
    else:
        yield from inner
        path = unquote(target).removeprefix("./")
        if path not in {"", text} and not path.lower().startswith(("javascript:", "data:", "vbscript:")):
            yield doc.Text(text=" (")
            yield doc.Text(text=path, style="code")
            yield doc.Text(text=")")


def _read_inline_children(node: Any, style: str) -> Iterator[doc.Inline]:
    yield from _make_text(node.text or "", style)
    for child in node:
        yield from _read_inline(child, style)
        yield from _make_text(child.tail or "", style)


def _strip(inlines: Any) -> doc.Inlines:
    """Join texts, with one space between words, none at the edges and beside line breaks."""
    joined: list[doc.Inline] = []
    ends = " "
    for inline in doc.join(inlines):
        text = inline.text
        if not (isinstance(inline, doc.Text) and inline.style in {"code", "math"}):
            text = re.sub(r" *\v *", "\n", text)
            text = text.lstrip(" ") if ends in " \n" else text
        if text:
            joined.append(inline.model_copy(update={"text": text}))
            ends = text[-1]
    while joined and not (last := joined[-1].text.rstrip(" \n")):
        joined.pop()
    if joined and last != joined[-1].text:
        joined[-1] = joined[-1].model_copy(update={"text": last})
    return doc.join(joined)
