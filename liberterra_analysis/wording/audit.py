"""Sentences about the whole ledger: how much it holds."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.wording.sentences import Sentence, link_number, phrase


def summarise_audit(frame: pd.DataFrame, gaps: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return sentences on how much the ledger holds, and how much of it no source of the organisation states.

    >>> rows = pd.DataFrame({"figures": [3], "far": [1], "undated": ["not recorded"]})
    >>> print(*summarise_audit(pd.DataFrame({"operation_id": ["a", "a", None]}), rows, table="gaps"))
    2 claims about 3 figures of operations; for 1 of these no source of the organisation was read. Of 1 operations 1
    lack their days.
    """
    said = (
        "{} claims about {} figures of operations; for {} of these no source of the organisation was read. "
        "Of {} operations {} lack their days."
    )
    counts = gaps["figures"].sum(), gaps["far"].sum(), len(gaps), (gaps["undated"] == "not recorded").sum()
    claims = link_number(frame["operation_id"].notna().sum(), "claims")
    return [phrase(said, claims, *(link_number(count, table) for count in counts))]
