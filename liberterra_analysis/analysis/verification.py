"""How many figures were checked against the text that they cite, in words."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.ledger.verify import CHANGED, DIFFERS, NO_PASSAGE, NO_TEXT, VERIFIED

_WHY = {
    DIFFERS: "the passage says something else",
    CHANGED: "the text has changed since",
    NO_TEXT: "no text of the source is held",
    NO_PASSAGE: "no passage is named",
}


def say_verified(checked: pd.DataFrame) -> list[str]:
    """Say how many figures were verified, and why the others were not.

    Parameters
    ----------
    checked : pandas.DataFrame
        As `verify_claims` gives it.

    Returns
    -------
    list of str
        Templates, as `summarise` gives them: numbers lead to the table of claims. Empty if there is no claim.

    Examples
    --------
    >>> say_verified(pd.DataFrame({"state": ["verified", "no text"]}))
    ['{1|claims} of {2|claims} figures verified against the source text.',
     'Not verified, as no text of the source is held: {1|claims}.']
    """
    counts = checked["state"].value_counts()
    total = len(checked)
    if not total:
        return []
    if counts.get(NO_TEXT, 0) == total:
        return [f"No text of a source is held here, so none of the {{{total}|claims}} figures could be verified."]
    verified = f"{{{counts.get(VERIFIED, 0)}|claims}} of {{{total}|claims}} figures verified against the source text."
    rest = (f"Not verified, as {why}: {{{counts[state]}|claims}}." for state, why in _WHY.items() if state in counts)
    return [verified, *rest]
