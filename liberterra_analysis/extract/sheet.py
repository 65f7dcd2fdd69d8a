"""Candidates as JSON, as a table, and as the sheet that a person reviews before its rows become claims."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from liberterra_analysis.extract.model import Candidate
from liberterra_analysis.schema import TABLES

ABOUT = ("add", "kind", "confidence", "rule", "operation", "route", "passage")
"""Columns of a sheet beside those of the ledger: whether to add the row, and what the reviewer needs to decide it."""

COLUMNS = (*ABOUT[:4], *(column.name for column in TABLES["claims"].columns), *ABOUT[4:])


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


def to_sheet(found: Sequence[Candidate], text: str) -> str:
    """Write candidates as a review sheet.

    Outcomes are marked to be added; a reviewer changes `add` and any other cell. Keys `c1`, `c2`, … stand for claims
    that get their own when they are added.

    Parameters
    ----------
    found : sequence of Candidate
        As `extract` gives them.
    text : str
        The text they were found in.

    Returns
    -------
    str
        CSV text with the columns `COLUMNS`.

    Examples
    --------
    >>> from liberterra_analysis.extract import extract
    >>> text = "12 arrests were made."
    >>> to_sheet(extract(text), text).splitlines()[1][:30]
    'yes,outcome,0.96,noun,c1,,,1,0'
    """
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(_row(at, one, text) for at, one in enumerate(found, 1))
    return written.getvalue()


def _row(at: int, one: Candidate, text: str) -> Mapping[str, object]:
    passage = " ".join(text[slice(*one.passage)].split())
    outcome = one.kind == "outcome"
    where = "country" if one.country_iso3 else "operation"
    return {
        "add": "yes" if outcome else "no",
        "kind": one.kind,
        "confidence": one.confidence,
        "rule": one.rule,
        "claim_id": f"c{at}",
        "paragraph": one.paragraph,
        "start": one.start,
        "end": one.end,
        "as_printed": one.as_printed,
        "metric": one.metric,
        "value": one.amount if one.hedged.value is None and one.amount is not None else one.hedged.value,
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
            one.metric + (f" ({one.unit})" if one.metric == "money" else ""),
            " ".join(filter(None, (one.kind, one.country_iso3, one.population))),
            f"{one.confidence:g}",
            one.rule,
        )
        for one in found
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
