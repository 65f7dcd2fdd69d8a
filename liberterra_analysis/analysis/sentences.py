"""Sentences about figures in which every number is traceable.

A template holds `{claim_id}` where a claim's number stands, so that no such number can be typed into prose, and
`{text|anchor}` where a computed number or a date stands, with the table or source in which it is found. Whoever shows
the sentence links each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from liberterra_analysis.errors import UsageError, one_of

PLACEHOLDER = re.compile(r"\{([^{}|]+)(?:\|([a-z0-9-]+))?\}")
"""A claim in a template, or a text with the anchor to which it leads."""


def claim_anchor(claim_id: str) -> str:
    """Name the anchor of a claim in a report.

    Parameters
    ----------
    claim_id : str
        Key of the claim.

    Returns
    -------
    str
        Anchor, unique in the report.

    Examples
    --------
    >>> claim_anchor("liberterra-2-national-arrests")
    'claim-liberterra-2-national-arrests'
    """
    return f"claim-{claim_id}"


def source_anchor(source_id: str) -> str:
    """Name the anchor of a source in a report.

    Parameters
    ----------
    source_id : str
        Key of the source.

    Returns
    -------
    str
        Anchor, unique in the report.

    Examples
    --------
    >>> source_anchor("national-liberterra-2")
    'source-national-liberterra-2'
    """
    return f"source-{source_id}"


def operation_anchor(operation_id: str) -> str:
    """Name the anchor of an operation in a report.

    Examples
    --------
    >>> operation_anchor("liberterra-2")
    'operation-liberterra-2'
    """
    return f"operation-{operation_id}"


def named(text: str, anchor: str) -> str:
    """Make the piece of a template that gives a name; a name that holds a number leads to where it is found.

    Examples
    --------
    >>> named("Operation Weka", "operation-weka-1"), named("Hackathon 2022", "operation-hackathon")
    ('Operation Weka', '{Hackathon 2022|operation-hackathon}')
    """
    return f"{{{text}|{anchor}}}" if any(character.isdigit() for character in text) else text


def operation_name(row: Mapping[Any, Any]) -> str:
    """Make the piece of a template that names an operation, of its row."""
    return named(row["name"], operation_anchor(row["operation_id"]))


def claims_in(template: str) -> list[str]:
    """List the claims that a template cites, each once, in order.

    Returns
    -------
    list of str
        Keys of claims.

    Examples
    --------
    >>> claims_in("{a-1} of {b-2}, not {a-1}, on {4 October|source-c}")
    ['a-1', 'b-2']
    """
    return list(dict.fromkeys(text for text, anchor in PLACEHOLDER.findall(template) if not anchor))


def cite(row: Mapping[Any, Any]) -> str:
    """Make the piece of a template that gives a figure: its number, then what is counted.

    Parameters
    ----------
    row : mapping
        A row of `figures`: `claim_id`, `hedge`, `noun`.

    Returns
    -------
    str
        For a template.

    Examples
    --------
    >>> cite({"claim_id": "a-1", "hedge": "order_of_magnitude", "noun": "arrests"})
    '{a-1} of arrests'
    >>> cite({"claim_id": "a-1", "hedge": None, "noun": "suspects"})
    'suspects ({a-1})'
    """
    claim = f"{{{row['claim_id']}}}"
    if pd.isna(row["hedge"]):
        return f"{row['noun']} ({claim})"
    return f"{claim} of {row['noun']}" if row["hedge"] == "order_of_magnitude" else f"{claim} {row['noun']}"


def pieces(template: str, frame: pd.DataFrame) -> Iterator[tuple[str, str | None]]:
    """Cut a template into runs of text, each number with the anchor to which it leads.

    Yields
    ------
    text : str
        A run of the sentence, or a number with its hedge.
    anchor : str or None
        Where the number is found; None for a run of text.

    Examples
    --------
    >>> frame = pd.DataFrame({"claim_id": ["a-1"], "words": ["about 20"]})
    >>> list(pieces("They made {a-1} arrests.", frame))
    [('They made ', None), ('about 20', 'claim-a-1'), (' arrests.', None)]
    """
    words = dict(zip(frame["claim_id"], frame["words"], strict=True))
    end = 0
    for match in PLACEHOLDER.finditer(template):
        if match.start() > end:
            yield template[end : match.start()], None
        text, anchor = match.groups()
        if anchor:
            yield text, anchor
        elif text in words:
            yield words[text], claim_anchor(text)
        else:
            raise UsageError(f"The sentence cites a claim that is not at hand: {one_of(text, words)}")
        end = match.end()
    if end < len(template):
        yield template[end:], None


def render(template: str, frame: pd.DataFrame) -> str:
    """Write a template out as plain text.

    Returns
    -------
    str
        The sentence.

    Examples
    --------
    >>> render("They made {a-1} arrests.", pd.DataFrame({"claim_id": ["a-1"], "words": ["about 20"]}))
    'They made about 20 arrests.'
    """
    return "".join(text for text, _ in pieces(template, frame))
