"""Read tables in a text: what each column counts, by its header."""

from __future__ import annotations

from typing import NamedTuple

from liberterra_analysis.extract.counting import PERSONS, metric_of, metric_of_event, noun_after
from liberterra_analysis.extract.events import Event, events_of
from liberterra_analysis.extract.numbers import is_digits
from liberterra_analysis.extract.sentences import Token
from liberterra_analysis.extract.where import places_of


class Column(NamedTuple):
    """A column by its header: metric, country and year, whether it is part of the column before, whether a share."""

    metric: str
    code: str
    year: int
    part: bool
    share: bool
    other: bool = False
    """Whether the header names something that the lexicon lacks."""


class Decided(NamedTuple):
    """What a number in a cell counts: its kind, metric and country; `part` if its whole is in the cell before."""

    kind: str
    metric: str
    code: str
    part: bool


def cells_of(tokens: list[Token]) -> list[tuple[int, int]]:
    """Split a row into cells, each given by its first token and the token after its last.

    A "|" at the start or end of the row adds no cell.

    Examples
    --------
    >>> cells_of([Token("kenya", 0, 5), Token("|", 6, 7), Token("3", 8, 9)])
    [(0, 1), (2, 3)]
    """
    cells, first = [], int(bool(tokens) and tokens[0].word == "|")
    for at in range(first, len(tokens)):
        if tokens[at].word == "|":
            cells.append((first, at))
            first = at + 1
    return [*cells, (first, len(tokens))] if first < len(tokens) else cells


def metric_in(tokens: list[Token], deed: Event | None = None) -> str:
    """Return the metric of a label or header; "" if there is none.

    Examples
    --------
    >>> metric_in([Token("vehicles", 0, 8), Token("checked", 9, 16)])
    'vehicles_checked'
    """
    limit = next((at for at, token in enumerate(tokens) if at and token.word in {"by", "per", "in", "at"}), len(tokens))
    tokens = tokens[:limit]
    noun = noun_after(tokens, 0) or noun_after(tokens, 1)
    event = next(reversed(events_of(tokens)), deed)
    while noun is not None and noun.last < len(tokens) and (more := noun_after(tokens, noun.last + 1)):
        noun = more  # "firearms and drug traffickers" counts traffickers
    if noun is None:
        taken = "items_seized" if event and event.cls == "seize" else ""
        return metric_of_event(event) or taken if event else ""
    if noun.others & PERSONS:
        noun = noun._replace(cls=min(noun.others & PERSONS), others=frozenset())
    return metric_of(noun, event, tokens)


def columns_of(clean: str, tokens: list[Token]) -> list[Column] | None:
    """Parse a row as the header of a table: one column for each cell, or None if it is not a header.

    Examples
    --------
    >>> text = "Country | Arrests"
    >>> row = [Token("country", 0, 7), Token("|", 8, 9), Token("arrests", 10, 17)]
    >>> [column.metric for column in columns_of(text, row)]
    ['countries', 'arrests']
    """
    if any(is_digits(token.word) and not (len(token.word) == 4 and token.word[:2] in {"19", "20"}) for token in tokens):
        return None
    columns: list[Column] = []
    for first, last in cells_of(tokens):
        cell = tokens[first:last]
        words = [token.word for token in cell]
        part = words[:2] in (["of", "which"], ["of", "whom"], ["of", "them"]) or words[:1] in (
            ["including"],
            ["thereof"],
        )
        found = places_of(clean, cell)
        years = [int(word) for word in words if word.isdecimal()]
        metric = columns[-1].metric if part and columns else metric_in(cell)
        share = bool({"%", "change", "share", "percent", "percentage", "variation", "trend"} & set(words))
        other = not (metric or found or years or share) and any(word.isalpha() and word not in _PLAIN for word in words)
        columns.append(Column(metric, found[0].code if found else "", years[-1] if years else 0, part, share, other))
    return columns if any(column != Column("", "", 0, False, False) for column in columns) else None


_WHO_DID = frozenset({"officers", "units", "experts", "countries"})
_PLAIN = frozenset(
    "total totals number numbers figure figures result results count counts amount value values all no of the : . what "
    "how many much quantity qty indicator indicators category categories type activity activities action measure "
    "measures outcome outcomes output outputs item description metric data sum overall nr units recorded reported "
    "achieved operational key statistics statistic summary and in".split()
)


def decide(
    clean: str, tokens: list[Token], at: int, columns: list[Column], topic: str, people: str = ""
) -> Decided | None:
    """Return what a number in a cell counts; None if neither header nor row states it.

    `topic` is the metric of the title, `people` the metric of persons whom the text does not specify.

    Examples
    --------
    >>> text = "Kenya | 3"
    >>> row = [Token("kenya", 0, 5), Token("|", 6, 7), Token("3", 8, 9)]
    >>> none = Column("", "", 0, False, False)
    >>> decide(text, row, 2, [none, none._replace(metric="arrests")], "")
    Decided(kind='outcome', metric='arrests', code='KEN', part=False)
    """
    cells = cells_of(tokens)
    here = next((index for index, (first, last) in enumerate(cells) if first <= at < last), 0)
    behind = here - len(cells) + len(columns)  # a header whose first cell is empty may have lost it
    if not here or not 0 <= behind < len(columns):
        return None
    column, label = columns[behind], tokens[slice(*cells[0])]
    latest = max(one.year for one in columns)
    heads, rows = column.metric, metric_in(label)
    metric = heads if heads not in {"countries", "persons_found"} else ""
    metric = metric or (rows if rows not in _WHO_DID else "") or topic or heads or rows
    if column.share:
        return Decided("percentage", "percentage", "", False)
    if (column.other and not (rows and len(columns) == 2)) or column.metric == "deaths":
        return Decided("background", column.metric or "unknown", "", False)
    if not metric:
        return None
    if metric == "persons_found" and people:
        metric = people
    found = places_of(clean, label)
    code = found[0].code if found else column.code
    return Decided("comparison" if column.year < latest and column.year else "outcome", metric, code, column.part)
