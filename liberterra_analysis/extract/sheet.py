"""Write candidates as JSON, as lines, and as the sheet that is reviewed before its rows become claims."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from liberterra_analysis.extract.candidates import Candidate
from liberterra_analysis.extract.words import MEASURES, METRICS
from liberterra_analysis.hedges.currency import CODES
from liberterra_analysis.hedges.grammar import BEFORE
from liberterra_analysis.schema import TABLES, Metric

ABOUT = ("add", "doubt", "kind", "confidence", "rule", "operation", "route", "passage")
"""Columns that a sheet adds to the ledger's: whether to add the row, and what the reviewer needs to decide it."""

COLUMNS = (*ABOUT[:5], *(column.name for column in TABLES["claims"].columns), *ABOUT[5:])

_HEDGES = tuple(f"{words} " for words in BEFORE)
_AMBIGUOUS = re.compile(r"(?<![\d.])[1-9]\d{0,2}\.\d{3}(?![\d.])")


def doubt_of(one: Candidate, metrics: Mapping[str, Metric] = METRICS) -> str:
    """Return why the ledger cannot take an outcome as it stands; "" if it can.

    `metrics` are the metrics of the ledger.

    Examples
    --------
    >>> from liberterra_analysis.extract import extract
    >>> [doubt_of(one) for one in extract("Police seized about 3.5 tonnes of cocaine and 12 cars.")]
    ['the ledger holds whole numbers, and this is 3.5 tonnes', '']
    """
    if one.kind != "outcome":
        return ""
    if one.metric not in metrics:
        return f"the ledger has no metric {one.metric!r}"
    counts = metrics[one.metric].unit
    if counts == "currency":
        unit = "" if one.unit in CODES else "the text does not say which currency this is"
    else:
        unit = "" if one.unit == counts else f"{one.metric!r} counts {counts}, and this is {one.unit}"
    if any((end or 0) % 1 for end in (one.hedged.value, one.hedged.high)):
        return f"the ledger holds whole numbers, and this is {one.hedged.value} {one.unit}"
    if one.hedged.hedge == "range" and one.as_printed.lower().startswith(_HEDGES):
        return f"the ledger has no hedge for {one.as_printed!r}"
    if _AMBIGUOUS.search(one.as_printed) and one.unit in {*MEASURES.values(), *CODES}:
        return unit or f"{one.as_printed!r} may be a decimal"
    return unit


def to_json(found: Sequence[Candidate]) -> str:
    """Write candidates as JSON.

    Parameters
    ----------
    found : sequence of Candidate
        As `extract` gives them.

    Returns
    -------
    str
        An array, one object a candidate, in text order.

    Examples
    --------
    >>> from liberterra_analysis.extract import extract
    >>> json.loads(to_json(extract("12 arrests were made.")))[0]["metric"]
    'arrests'
    """
    return json.dumps([_record(one) for one in found], indent=1, ensure_ascii=False)


def _record(one: Candidate) -> dict[str, Any]:
    return {
        "start": one.start,
        "end": one.end,
        "as_printed": one.as_printed,
        "value": one.value,
        "high": one.hedged.high,
        "hedge": one.hedged.hedge,
        "metric": one.metric,
        "unit": one.unit,
        "kind": one.kind,
        "status": _stated(one.status),
        "release_status": _stated(one.release_status),
        "country_iso3": one.country_iso3 or None,
        "nationality_iso3": one.nationality_iso3 or None,
        "subset_of": one.subset_of,
        "confidence": one.confidence,
        "rule": one.rule,
        "doubt": doubt_of(one) or None,
        "paragraph": one.paragraph,
        "population": one.population or None,
        "offence": one.offence or None,
        "exploitation": one.exploitation or None,
        "verb": one.verb or None,
        "operation": one.operation or None,
        "route": one.route or None,
    }


def _stated(term: str) -> str | None:
    return None if term == "unspecified" else term


def to_sheet(found: Sequence[Candidate], text: str, metrics: Mapping[str, Metric] = METRICS) -> str:
    """Return candidates as a review sheet: CSV text with the columns `COLUMNS`.

    Outcomes that the ledger can take are marked to be added; where `add` is blank, `doubt` says why. A reviewer changes
    `add` and any other cell. Keys `c1`, `c2`, … stand for claims that get their own when they are added.

    Examples
    --------
    >>> from liberterra_analysis.extract import extract
    >>> text = "12 arrests were made."
    >>> to_sheet(extract(text), text).splitlines()[1][:31]
    'yes,,outcome,0.96,noun,c1,,,1,0'
    """
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(_row(at, one, text, doubt_of(one, metrics)) for at, one in enumerate(found, 1))
    return written.getvalue()


def _row(at: int, one: Candidate, text: str, doubt: str) -> Mapping[str, object]:
    passage = " ".join(text[slice(*one.passage)].split())
    outcome = one.kind == "outcome"
    where = "country" if one.country_iso3 else "operation"
    return {
        "add": "" if doubt else "yes" if outcome else "no",
        "doubt": doubt,
        "kind": one.kind,
        "confidence": one.confidence,
        "rule": one.rule,
        "claim_id": f"c{at}",
        "paragraph": one.paragraph,
        "start": one.start,
        "end": one.end,
        "as_printed": one.as_printed,
        "metric": one.metric,
        "value": one.hedged.value,
        "high": one.hedged.high,
        "hedge": one.hedged.hedge,
        "unit": one.unit,
        "status": one.status,
        "release_status": one.release_status,
        "scope": where if outcome else "context",
        "country_iso3": one.country_iso3,
        "nationality_iso3": one.nationality_iso3,
        "population": one.population,
        "offence": one.offence,
        "exploitation": one.exploitation,
        "verb": one.verb,
        "subset_of": "" if one.subset_of is None else f"c{one.subset_of + 1}",
        "operation": one.operation,
        "route": one.route,
        "passage": f"'{passage}" if passage[:1] in {"=", "+", "-", "@"} else passage,
    }


def to_lines(found: Sequence[Candidate]) -> str:
    """Write candidates for a terminal.

    Parameters
    ----------
    found : sequence of Candidate
        As `extract` gives them.

    Returns
    -------
    str
        One line a candidate, in columns.

    Examples
    --------
    >>> from liberterra_analysis.extract import extract
    >>> print(to_lines(extract("12 arrests were made.")))
    12  exact  arrests  outcome  0.96  noun
    """
    rows = [
        (
            " ".join(one.as_printed.split()),
            one.hedged.hedge or "not counted",
            one.metric + (f" ({one.unit})" if one.metric in {"money", "drugs"} else ""),
            " ".join(filter(None, (one.kind, one.country_iso3, one.population))),
            f"{one.confidence:g}",
            one.rule,
            doubt_of(one),
        )
        for one in found
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(7)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
