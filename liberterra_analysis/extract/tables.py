"""Read what the cells of tables and the numbers beside labels count, by headers and labels."""

from typing import NamedTuple

from liberterra_analysis.extract.kinds import is_year
from liberterra_analysis.extract.names import places_of
from liberterra_analysis.extract.phrases import find_noun, find_verbs, metric_of
from liberterra_analysis.extract.sentences import SCALE, Token, is_number
from liberterra_analysis.extract.words import CUES, status_in


class Column(NamedTuple):
    """A column by its header: its metric, its words, its country, its year."""

    metric: str
    words: frozenset[str]
    code: str
    year: int


class Cell(NamedTuple):
    """What the number in a cell counts: kind, metric, country, status; `part` if its whole is in the cell before."""

    kind: str
    metric: str
    code: str
    status: str = ""
    part: bool = False


def cells_of(tokens: list[Token]) -> list[tuple[int, int]]:
    """Split a row into cells, each by its first token and the token after its last."""
    cells, first = [], int(bool(tokens) and tokens[0].word == "|")
    for at in range(first, len(tokens)):
        if tokens[at].word == "|":
            cells.append((first, at))
            first = at + 1
    return [*cells, (first, len(tokens))] if first < len(tokens) else cells


def metric_in(tokens: list[Token]) -> str:
    """Return the metric of a label or header; "" if there is none."""
    first = next((at for at, token in enumerate(tokens) if token.word not in CUES["counting"]), len(tokens))
    ends = (at for at, token in enumerate(tokens) if at > first and token.word in {"by", "per", "in", "at", "("})
    label = tokens[first : next(ends, len(tokens))]
    noun = find_noun(label, 0) or find_noun(label, 1)
    verb = next((verb.cls for verb in reversed(find_verbs(label))), "")
    return metric_of(noun, verb)


def columns_of(clean: str, tokens: list[Token]) -> list[Column] | None:
    """Parse a row as the header of a table: one column for each cell, or None if it is not a header."""
    columns: list[Column] = []
    if any(_is_prose(tokens[first:last], 8) for first, last in cells_of(tokens)):
        return None
    for first, last in cells_of(tokens):
        cell = tokens[first:last]
        words = [token.word for token in cell]
        if any(is_number(word) for word in words) and not (_year(words) or _DATED & {*words}):
            return None
        found = places_of(clean, cell)
        columns.append(Column(metric_in(cell), frozenset(words), found[0].code if found else "", _year(words)))
    told = any(column.metric or column.code or column.year or column.words & _TIMES for column in columns)
    named = [column for column in columns if any(map(str.isalpha, column.words)) and len(column.words) < 5]
    return columns if told or len(named) > 1 else None


_DATED = CUES["month"] | CUES["named"]


def _year(words: list[str]) -> int:
    return max((int(word) for word in words if is_year(word)), default=0)


_TIMES = CUES["then column"] | CUES["now column"]


def read_cell(clean: str, tokens: list[Token], at: int, columns: list[Column] | None, people: str) -> Cell | None:
    """Return what a number in a cell counts by header or row; None if neither states it."""
    cells = cells_of(tokens)
    here = next((index for index, (first, last) in enumerate(cells) if first <= at < last), 0)
    cell, label = tokens[slice(*cells[here])], tokens[slice(*cells[0])] if here else []
    if columns is None and not (_is_bare(label, cell) and metric_in(label)):
        return None
    columns = columns or [Column("", frozenset(), "", 0)] * len(cells)
    behind = here - len(cells) + len(columns)  # a header whose first cell is empty may have lost it
    inside = 0 <= behind < len(columns) and (here or columns[0].metric)
    if not inside or _is_prose(cell, 1) or _is_prose(label, 6):
        return None
    column = columns[behind]
    if column.words & CUES["share column"] or "%" in {token.word for token in cell}:
        return Cell("percentage", "", "")
    part = bool(column.words & {"whom", "which", "thereof", "including"}) and behind > 0
    metric = (columns[behind - 1].metric if part else column.metric) or metric_in(label)
    if not metric:
        return None
    metric = people if metric == "persons_found" and people else metric
    found = places_of(clean, label)
    latest = max(one.year for one in columns)
    now = any(one.words & CUES["now column"] for one in columns)
    then = 0 < column.year < latest or column.words & CUES["then column"] or (now and column.words & CUES["month"])
    status = status_in([*sorted(column.words), *(token.word for token in label)])
    return Cell("comparison" if then else "outcome", metric, found[0].code if found else column.code, status, part)


def _is_prose(cell: list[Token], most: int) -> bool:
    """Return whether a cell holds more words than one of a table: it is part of a column of text."""
    words = [token.word for token in cell if token.word.isalpha() and token.word not in SCALE]
    return len(words) > most and words[0] not in {"of", "incl"}


def _is_bare(label: list[Token], cell: list[Token]) -> bool:
    """Return whether a number has its cell to itself, in a row that begins with words."""
    return not any(is_number(token.word) for token in label) and all(is_number(token.word) for token in cell)
