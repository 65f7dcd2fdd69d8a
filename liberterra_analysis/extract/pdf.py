"""Read the text of a PDF as people do: columns one after the other, paragraphs on a line, cells of a row apart."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from liberterra_analysis.errors import TextError


class Piece(NamedTuple):
    """A run of characters on one line, without a wide gap, and where it stands on its page, from the left and below."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height of its highest character."""
        return self.top - self.bottom


Row = list[Piece]

_GAP = 0.8  # width, in heights of a character, of the gap between two cells or columns
_PITCH = 1.45  # most heights of a character from a line to the next of its paragraph
_PROSE = 20  # characters from which a piece is a line of a column rather than a cell of a table
_FEWEST = 4  # rows that make two columns
_EDGE = 2  # lines at the head and the foot of a page that may stand on every page
_BULLETS = frozenset("-–—•·▪●◦‣")
_HYPHEN = re.compile("[\x02\ufffe\xad]\\s?")
_BROWSER = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}[:.]\d\d( [AP]M)?(\t.*)?|(https?|file)://\S+\t\d+/\d+")
"""What a browser prints at the head and the foot of a page."""


def read(raw: bytes, name: str) -> str:
    """Return the text of a PDF; raise `TextError` if it cannot be read."""
    import pypdfium2

    try:
        pages = [_read_page(page.get_textpage()) for page in pypdfium2.PdfDocument(raw)]
    except pypdfium2.PdfiumError as error:
        raise TextError(name, f"cannot be read as PDF: {error}".replace("\n", " ").rstrip(".")) from None
    running = _find_running(pages)
    kept = (line for page in pages for line in page if _shape(line) not in running and not _BROWSER.fullmatch(line))
    return _HYPHEN.sub("", "\n".join(kept)) + "\n"


def _read_page(textpage: Any) -> list[str]:
    rows: list[Row] = []
    for piece in _pieces(textpage):
        beside = rows and abs(rows[-1][-1].bottom - piece.bottom) < piece.height / 2
        if beside and rows[-1][-1].text in _BULLETS:
            rows[-1][-1] = piece._replace(text=f"{rows[-1][-1].text} {piece.text}")
        elif beside and piece.left > rows[-1][-1].right:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [*_lines(_by_column(rows))]


def _pieces(textpage: Any) -> Iterator[Piece]:
    from pypdfium2 import raw

    piece: Piece | None = None
    for at in range(textpage.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(textpage, at))
        if sign.isspace():
            piece = piece and piece._replace(text=piece.text + " ")
            continue
        left, bottom, right, top = textpage.get_charbox(at, loose=True)
        if piece and not _goes_on(piece, left, bottom, top):
            yield piece._replace(text=piece.text.strip())
            piece = None
        old = piece or Piece("", left, right, bottom, top)
        piece = Piece(old.text + sign, old.left, max(old.right, right), min(old.bottom, bottom), max(old.top, top))
    if piece:
        yield piece._replace(text=piece.text.strip())


def _goes_on(piece: Piece, left: float, bottom: float, top: float) -> bool:
    return bottom < piece.top and top > piece.bottom and -piece.height < left - piece.right < _GAP * piece.height


def _by_column(rows: list[Row]) -> list[Row]:
    """Return the rows of columns that a file holds line by line, the first column first."""
    prose = [row for row in rows if len(row) > 1 and min(len(piece.text) for piece in row) >= _PROSE]
    most = Counter(map(len, prose)).most_common(1)
    edges = [min(row[at].left for row in prose if len(row) == most[0][0]) for at in range(most[0][0])] if most else []
    if len(prose) < _FEWEST or any(row[at - 1].right > edges[at] for row in prose for at in range(1, len(edges))):
        return rows
    ordered: list[Row] = []
    columns: list[list[Row]] = [[] for _ in edges]
    for row in rows:
        across = any(piece.left < edge < piece.right for piece in row for edge in edges[1:])
        if across or (len(row) > 1 and max(len(piece.text) for piece in row) < _PROSE):  # a heading, or a table
            ordered += [line for column in columns for line in column] + [row]
            columns = [[] for _ in edges]
            continue
        for piece in row:
            columns[max(sum(piece.left >= edge - 1 for edge in edges) - 1, 0)].append([piece])
    return ordered + [line for column in columns for line in column]


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield rows as lines, a paragraph as one: its rows end where the next word would not have fitted."""
    ends: dict[tuple[int, int], float] = {}
    for row in rows:
        ends[_column(row)] = max(row[-1].right, ends.get(_column(row), 0.0))
    line = "\t".join(piece.text for piece in rows[0]) if rows else ""
    for above, row in pairwise(rows):
        words = "\t".join(piece.text for piece in row)
        if len(above) == len(row) == 1 and _goes_below(above[0], row[0], ends[_column(above)]):
            line += " " + words
        else:
            yield line
            line = words
    yield line


def _column(row: Row) -> tuple[int, int]:
    """Return left edge and size of a row, which rows of one column have in common."""
    return round(row[0].left), round(row[0].height)


def _goes_below(above: Piece, piece: Piece, end: float) -> bool:
    """Return whether a line goes on with the line above it, in a column that ends there."""
    first = len(piece.text.split(" ", 1)[0]) + 1
    full = above.right + first * (above.right - above.left) / max(len(above.text), 1) > end
    near = 0 < above.bottom - piece.bottom < _PITCH * above.height
    alike = abs(above.left - piece.left) < above.height and abs(above.height - piece.height) < above.height / 8
    apart = piece.text[0] in _BULLETS or any(dots in above.text for dots in ("...", ". . ."))
    return full and near and alike and not apart


def _find_running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Return the lines, without their digits, that stand at the head or the foot of at least half of the pages."""
    edges = [{_shape(line) for line in [*page[:_EDGE], *page[-_EDGE:]]} for page in pages]
    counts = Counter(line for page in edges for line in page)
    return {line for line, times in counts.items() if times > 1 and times >= len(pages) / 2}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)
