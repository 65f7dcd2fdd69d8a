"""Sentences on the audit of the ledger."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.analysis import Figure
from liberterra_analysis.wording.sentences import Sentence, cite_figure, describe_lack, link_number, mark_name, phrase


def summarise_audit(frame: pd.DataFrame, gaps: pd.DataFrame, *, claims: str, table: str) -> list[Sentence]:
    """Return sentences on how much the ledger holds, and how much of it no source of the organisation states.

    `claims` and `table` are the names of the tables of claims and of gaps.

    >>> rows = pd.DataFrame({"figures": [3], "far": [1], "undated": ["not recorded"]})
    >>> frame = pd.DataFrame({"operation_id": ["a", "a", None]})
    >>> print(*summarise_audit(frame, rows, claims="claims", table="gaps"))
    2 claims about 3 figures of operations; for 1 of these no source of the organisation was read. Of 1 operations 1
    lack their days.
    """
    counts = gaps["figures"].sum(), gaps["far"].sum(), len(gaps), (gaps["undated"] == "not recorded").sum()
    return [
        phrase(
            "{} claims about {} figures of operations; for {} of these no source of the organisation was read. "
            "Of {} operations {} lack their days.",
            link_number(frame["operation_id"].notna().sum(), claims),
            *(link_number(count, table) for count in counts),
        )
    ]


def phrase_lost_hedges(lost: pd.DataFrame, figures: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on each claim of `find_lost_hedges`."""
    by_id = {one.claim_id: one for one in Figure.rows(figures)}
    sentences = []
    for pair, loss in zip(lost[["near_claim_id", "far_claim_id"]].to_numpy(), lost["loss"], strict=True):
        near, far = (by_id[claim] for claim in pair)
        elsewhere = "the same source, elsewhere" if near.source_id == far.source_id else mark_name(far.publisher)
        held = [phrase("{}{}", cite_figure(one), describe_lack(one)) for one in (near, far)]
        said = "{}: {}; {}: {}. {}."
        sentences.append(phrase(said, mark_name(near.publisher), held[0], elsewhere, held[1], loss.capitalize()))
    return sentences
