"""Sentences about the whole ledger: how much it holds, and how far it leads to the words of its sources."""

import pandas as pd

from liberterra_analysis.hedges import Intervals, share
from liberterra_analysis.hedges.shares import format_share
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
    """Return sentences on how much the ledger holds, and how much of it no source of the organisation states.

    >>> rows = pd.DataFrame({"figures": [3], "far": [1], "days": ["not recorded"]})
    >>> print(*summarise_audit(pd.DataFrame({"scope": ["operation", "case", "context"]}), rows, table="gaps"))
    The ledger holds 2 claims about 3 figures of operations. For 1 of these figures no source from the organisation
    itself was read. For 1 of the 1 operations no exact dates are recorded.
    """
    claims = link_number((frame["scope"] != "context").sum(), "claims")
    figures, far = (link_number(gaps[name].sum(), table) for name in ("figures", "far"))
    undated, total = (link_number(count, table) for count in ((gaps["days"] == "not recorded").sum(), len(gaps)))
    return [
        phrase("The ledger holds {} claims about {} figures of operations.", claims, figures),
        phrase("For {} of these figures no source from the organisation itself was read.", far),
        phrase("For {} of the {} operations no exact dates are recorded.", undated, total),
    ]
