"""Write candidates as JSON, as lines, and as the sheet that is reviewed before its rows become claims."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from liberterra_analysis.csvfile import format_rows
from liberterra_analysis.extract.candidates import Candidate
from liberterra_analysis.extract.languages import UNREAD, UNSORTED
from liberterra_analysis.extract.words import MEASURES, METRICS
from liberterra_analysis.hedges.currency import CODES
from liberterra_analysis.hedges.grammar import BEFORE
from liberterra_analysis.schema.metrics import Metric
from liberterra_analysis.schema.tables import TABLES
from liberterra_analysis.schema.validate import FORMULA

IN_SIGHT = (
    "add", "doubt", "as_printed", "passage", "metric", "hedge", "offence", "country_iso3", "status", "subset_of",
    "operation",
)  # fmt: skip
"""The first columns of a sheet: whether to add the row, and what a reviewer needs to decide it."""

ABOUT = ("add", "doubt", "kind", "confidence", "rule", "operation", "route", "passage")
"""Columns of a sheet that the ledger does not have."""

COLUMNS = tuple(dict.fromkeys((*IN_SIGHT, *ABOUT, *(column.name for column in TABLES["claims"].columns))))

COUNTED = frozenset({"outcome", "other_operation", UNSORTED})
"""Kinds of candidates that may become claims of an operation."""

SURE = 0.95
"""Confidence from which a row is marked "yes"; `make extraction` prints how many of these are right."""

_AROUND = 40  # characters on each side of a number that a line of a terminal shows

_HEDGES = tuple(f"{words} " for words in BEFORE)
_AMBIGUOUS = re.compile(r"(?<![\d.])[1-9]\d{0,2}\.\d{3}(?![\d.])")


def doubt_of(one: Candidate, metrics: Mapping[str, Metric] | None = None) -> str:
    """Return why a row is not marked to be added as it stands; "" if it is, or is no outcome."""
    if one.doubt.startswith(UNREAD):
        return one.doubt
    if one.kind == UNSORTED:
        return "; ".join(filter(None, (one.doubt, "the rules do not read this language; enter what it counts")))
    if one.kind != "outcome":
        return ""
    if one.paragraph == 0:
        return "a headline says this; the text may say it too, or less roundly"
    metrics = METRICS if metrics is None else metrics
    if one.metric not in metrics:
        return f"the ledger has no metric {one.metric!r}; add its row to data/metrics.csv, and extract again"
    metric, doubt = metrics[one.metric], ""
    if metric.unit == "currency" and one.unit not in CODES:
        doubt = "the text does not say which currency this is"
    elif one.unit != metric.unit != "currency":
        doubt = f"{one.metric!r} counts {metric.unit}, and this is {one.unit}"
    elif one.confidence < SURE:
        doubt = f"{one.confidence:.0%} of such figures are read right; check what it counts"
    doubt = "; ".join(filter(None, (one.doubt, doubt)))
    most = metric.decimals
    if any(round(end or 0, most) != (end or 0) for end in (one.hedged.value, one.hedged.high)):
        return f"the ledger holds at most {most} decimals of {one.metric!r}, and this is {one.hedged.value} {one.unit}"
    if one.hedged.hedge == "range" and one.as_printed.lower().startswith(_HEDGES):
        advice = "leave it out, or cut 'as_printed' and 'start' to the range, and quote the rest in 'note'"
        return f"the ledger has no hedge for {one.as_printed!r}; {advice}"
    if _AMBIGUOUS.search(one.as_printed) and one.unit in {*MEASURES.values(), *CODES}:
        return doubt or f"{one.as_printed!r} may be a decimal"
    return doubt


def doubts_of(found: Sequence[Candidate], metrics: Mapping[str, Metric] | None = None) -> list[str]:
    """Return the doubt about each candidate, about its whole, or whether it is of another operation than most."""
    named = Counter(one.operation for one in found if one.operation and one.kind in COUNTED)
    own = max(named, key=named.__getitem__, default="")
    doubts: list[str] = []
    for one in found:  # a whole comes before its parts
        doubt = doubt_of(one, metrics)
        if not doubt and one.kind in COUNTED and one.operation not in {"", own}:
            doubt = f"'yes' adds it to operation {one.operation!r}"
        if not doubt and one.subset_of is not None and doubts[one.subset_of]:
            doubt = f"it is part of c{one.subset_of + 1}, which is not marked"
        doubts.append(doubt)
    return doubts


def to_json(found: Sequence[Candidate]) -> str:
    """Return candidates as JSON: an array, one object a candidate, in text order."""
    return json.dumps([_record(one) for one in found], indent=1, ensure_ascii=False)


def _record(one: Candidate) -> dict[str, Any]:
    stated = {name: value for name, value in vars(one).items() if name not in {"hedged", "passage"}}
    blank_as_none = {name: None if value in ("", "unspecified") else value for name, value in stated.items()}
    read = {"value": one.value, "high": one.hedged.high, "hedge": _hedge_of(one)}
    return blank_as_none | read | {"doubt": doubt_of(one) or None}


def to_sheet(found: Sequence[Candidate], text: str, metrics: Mapping[str, Metric] | None = None) -> str:
    """Return candidates as a review sheet: CSV text with the columns `COLUMNS`.

    Outcomes that the ledger can take are marked to be added; where `add` is blank, `doubt` is why. A reviewer changes
    `add` and any other cell. Keys `c1`, `c2`, … stand for claims that get their own when they are added.
    """
    rows = to_rows(found, text, metrics)
    return format_rows([COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)])


def to_rows(
    found: Sequence[Candidate], text: str, metrics: Mapping[str, Metric] | None = None
) -> list[Mapping[str, object]]:
    """Return candidates as the rows of a review sheet."""
    doubts = doubts_of(found, metrics)
    return [_row(at, one, text, doubt) for at, (one, doubt) in enumerate(zip(found, doubts, strict=True), 1)]


def _row(at: int, one: Candidate, text: str, doubt: str) -> Mapping[str, object]:
    passage = " ".join(text[slice(*one.passage)].split())
    where = "country" if one.country_iso3 else "operation"
    return {name: cell for name, cell in vars(one).items() if name in COLUMNS} | {
        "add": "" if doubt else "yes" if one.kind == "outcome" else "no",
        "doubt": doubt,
        "claim_id": f"c{at}",
        "value": one.hedged.value,
        "high": one.hedged.high,
        "hedge": _hedge_of(one),
        "scope": where if one.kind in COUNTED else "context",
        "subset_of": "" if one.subset_of is None else f"c{one.subset_of + 1}",
        "passage": f"'{passage}" if passage.startswith(tuple(FORMULA)) else passage,
    }


def _hedge_of(one: Candidate) -> str | None:
    """Return the hedge of a candidate; None if no rule reads its language, so that nobody adds it as exact unread."""
    return None if one.doubt.startswith(UNREAD) else one.hedged.hedge


def to_lines(found: Sequence[Candidate], text: str, metrics: Mapping[str, Metric] | None = None) -> str:
    """Return candidates for a terminal: one line each, in columns, with what stands around it; doubts at the end."""
    doubts = doubts_of(found, metrics)
    rows = [_line(at, one, text, doubt) for at, (one, doubt) in enumerate(zip(found, doubts, strict=True), 1)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _line(at: int, one: Candidate, text: str, doubt: str) -> list[str]:
    about = (one.country_iso3, one.population, one.offence, one.status.replace("unspecified", ""), one.operation)
    part = f"of c{one.subset_of + 1}" if one.subset_of is not None else ""
    before = text[max(one.passage[0], one.start - _AROUND) : one.start].rpartition("\n")[2]
    after = text[one.end : min(max(one.passage[1], one.end), one.end + _AROUND)]
    return [
        f"c{at}",
        " ".join(one.as_printed.split()),
        _hedge_of(one) or ("not counted" if one.hedged.value is None else "not read"),
        one.metric + (f" ({one.unit})" if one.metric in {"money", "drugs"} else "") or one.unit,
        " ".join(filter(None, (one.kind, *about, part))),
        f"{one.confidence:g}",
        " ".join(f"{before}[{one.as_printed}]{after}".split()) + (f"  ← {doubt}" if doubt else ""),
    ]
