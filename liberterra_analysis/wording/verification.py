"""Sentences on how many figures were verified against the text that they cite."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.analysis.sentences import Sentence, link_number, sentence
from liberterra_analysis.ledger.verify import CHANGED, DIFFERS, NO_PASSAGE, NO_TEXT, VERIFIED

_WHY = {
    DIFFERS: "the passage says something else",
    CHANGED: "the text has changed since",
    NO_TEXT: "no text of the source is held",
    NO_PASSAGE: "no passage is named",
}


def summarise_verification(checked: pd.DataFrame) -> list[Sentence]:
    """Return how many figures were verified and why the others were not; nothing if there is no claim.

    >>> print(*summarise_verification(pd.DataFrame({"state": ["verified", "no text"]})))
    1 of 2 figures verified against the source text. Not verified, as no text of the source is held: 1.
    """
    counts = checked["state"].value_counts()
    if checked.empty:
        return []
    total, verified = link_number(len(checked), "claims"), link_number(counts.get(VERIFIED, 0), "claims")
    if counts.get(NO_TEXT, 0) == len(checked):
        none = "No text of a source is held here, so none of the "
        return [sentence(none, total, " figures could be verified.")]
    rest = (
        sentence(f"Not verified, as {why}: ", link_number(counts[state], "claims"), ".")
        for state, why in _WHY.items()
        if state in counts
    )
    return [sentence(verified, " of ", total, " figures verified against the source text."), *rest]
