"""Sentences about the ledger, or the claims of a report: how far they lead to the words of their sources."""

import pandas as pd

from liberterra_analysis.hedges import Intervals, share
from liberterra_analysis.hedges.shares import format_share
from liberterra_analysis.ledger.verify import CHANGED, DIFFERS, NO_PASSAGE, NO_TEXT, UNREAD, VERIFIED
from liberterra_analysis.wording.sentences import Sentence, link_number, phrase

EVIDENCE = {
    "words": "claims with their printed words",
    "quote": "claims with a quote",
    "derived": "claims whose number was derived, and is not printed",
    "address": "sources with an address",
    "whole": "sources read whole",
    "part": "sources read in part",
    "totals": "sources read for the totals of the operation alone",
    "countries": "operations with figures of two or more countries",
}
"""What is counted in each row of `measure_evidence`."""

UNVERIFIED = {
    DIFFERS: "the passage says something else",
    CHANGED: "the text has changed since",
    UNREAD: "no rule reads numbers in their language",
    NO_TEXT: "no text of the source is held",
    NO_PASSAGE: "no passage is named",
}


def tabulate_evidence(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `measure_evidence` in words: `words` (what is counted), `count`, `of`, `share`; none of none.

    Sources read for the totals alone have a row only if there are some.

    >>> tabulate_evidence(pd.DataFrame({"what": ["quote"], "count": [1], "of": [3000]}))["of"].item()
    '3,000'
    """
    evidence = evidence[(evidence["of"] > 0) & ((evidence["what"] != "totals") | (evidence["count"] > 0))]
    numbers = {name: Intervals(evidence[name], evidence[name]) for name in ("count", "of")}
    shares = (format_share(one, "table") for one in share(numbers["count"], numbers["of"]))
    counts = {name: [one.format("table") for one in found] for name, found in numbers.items()}
    return pd.DataFrame({"words": evidence["what"].map(EVIDENCE), **counts, "share": [*shares]})


def summarise_audit(frame: pd.DataFrame, gaps: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return sentences on how many figures no organisation itself states, and how many claims there are.

    >>> rows = pd.DataFrame({"figures": [3], "far": [1], "days": ["not recorded"]})
    >>> print(*summarise_audit(pd.DataFrame({"scope": ["operation", "case", "context"]}), rows, table="gaps"))
    For 1 of the 3 figures of operations we have read no source from the organisation itself, only what others report.
    The figures rest on 2 claims. For 1 of the 1 operations no exact dates are recorded.
    """
    claims = link_number((frame["scope"] != "context").sum(), "claims")
    unread = "no source from the organisation itself, only what others report."
    figures, far = (link_number(gaps[name].sum(), table) for name in ("figures", "far"))
    undated, total = (link_number(count, table) for count in ((gaps["days"] == "not recorded").sum(), len(gaps)))
    return [
        phrase(f"For {{}} of the {{}} figures of operations we have read {unread}", far, figures),
        phrase("The figures rest on {} claims.", claims),
        phrase("For {} of the {} operations no exact dates are recorded.", undated, total),
    ]


def summarise_evidence(claims: pd.DataFrame) -> list[Sentence]:
    """Return how many claims of a report hold the words of their source; nothing if there is no claim.

    >>> rows = {"as_printed": ["ten", None], "quote": [None, None], "derived": [None, "two names"]}
    >>> print(*summarise_evidence(pd.DataFrame(rows)))
    Of 2 claims, the printed number is held for 1 and the words around it for 0; derived: 1.
    """
    if claims.empty:
        return []
    counts = [len(claims), *(int(claims[name].notna().sum()) for name in ("as_printed", "quote", "derived"))]
    said = "Of {} {}, the printed number is held for {} and the words around it for {}; derived: {}."
    total, *others = (link_number(count, "claims") for count in counts)
    return [phrase(said, total, "claim" if len(claims) == 1 else "claims", *others)]


def summarise_verification(checked: pd.DataFrame) -> list[Sentence]:
    """Return how many figures were verified and why the others were not; nothing if there is no claim.

    >>> print(*summarise_verification(pd.DataFrame({"state": ["verified", "no text"]})))
    1 of 2 figures agree with the text of their source. Not checked, as no text of the source is held: 1.
    """
    counts = checked["state"].value_counts().to_dict()
    if not counts:
        return []
    total, verified = (link_number(count, "claims") for count in (len(checked), counts.get(VERIFIED, 0)))
    if [*counts] == [NO_TEXT]:
        return [phrase("We hold no full text of a source, so none of the {} figures was checked against one.", total)]
    rest = [
        phrase(f"Not checked, as {why}: {{}}.", link_number(counts[state], "claims"))
        for state, why in UNVERIFIED.items()
        if state in counts
    ]
    return [phrase("{} of {} figures agree with the text of their source.", verified, total), *rest]
