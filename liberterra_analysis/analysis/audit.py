"""Audit of the ledger: kinds of claims, countries, and what to collect next."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis.analysis.figures import LOCAL, NEAR
from liberterra_analysis.hedges.format import format_hedge
from liberterra_analysis.vocabulary import LISTS


def count_claims(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count claims by the terms of a closed list, such as `rank` or `hedge`; blank last.

    >>> count_claims(pd.DataFrame({"rank": ["wire", "primary", "wire"], "operation_id": ["a", "a", "b"]}), "rank")
          term                    words  claims  operations
    0  primary  the organisation itself       1           1
    1     wire              agency text       2           2
    """
    named = rows.assign(term=pd.Categorical(rows[by].fillna(""), [*LISTS[by], ""]))
    groups = named.groupby("term", observed=True)
    counts = groups.agg(claims=("term", "size"), operations=("operation_id", "nunique")).reset_index()
    counts = counts.astype({"term": "str"})
    counts.insert(1, "words", [_describe_term(by, name) for name in counts["term"]])
    return counts


def _describe_term(by: str, name: str) -> str:
    if by == "hedge":
        return format_hedge(name or None)
    return LISTS[by][name].words if name else "not held"


def measure_evidence(claims: pd.DataFrame, sources: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return how much of the ledger leads a reader to the words of a source: `what`, `count`, `of`.

    `what` is `words`, `quote` or `derived` of claims; `address`, or how far they were read, of sources; and `countries`
    of operations: those with figures of two or more single countries.
    """
    local = claims[claims["scope"].isin(LOCAL)].groupby("operation_id")["country_iso3"].nunique()
    held = {
        "words": claims["as_printed"].notna(),
        "quote": claims["quote"].notna(),
        "derived": claims["derived"].notna(),
        "address": sources["url"].notna(),
        **{term: sources["read"] == term for term in LISTS["read"]},
        "countries": operations["operation_id"].isin(local.index[local > 1]),
    }
    rows = [(what, int(found.sum()), len(found)) for what, found in held.items()]
    return pd.DataFrame(rows, columns=["what", "count", "of"])


def find_gaps(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what is missing for each operation, most gaps first: what to collect next.

    Key `operation_id`: `name`, `figures` (to quote), `far` (of these not from the organisation or a copy of its
    release), `wording` (claims whose wording is not held), `days` and `countries` (`recorded` or `not recorded`),
    `gaps` (`far` + `wording`, and one each for days and countries that are not recorded).
    """

    def count(chosen: pd.Series[bool]) -> pd.Series[int]:
        counts = frame.loc[chosen, "operation_id"].value_counts()
        return operations["operation_id"].map(counts).fillna(0).astype("int64")

    far = count(frame["quoted"] & ~frame["rank"].isin(NEAR))
    wording = count(frame["as_printed"].isna() & frame["derived"].isna())
    lacks = [operations["days"].isna(), count(frame["metric"] == "countries") == 0]
    days, countries = (lack.map({True: "not recorded", False: "recorded"}) for lack in lacks)
    table = operations[["operation_id", "name"]].assign(
        figures=count(frame["quoted"]),
        far=far,
        wording=wording,
        days=days,
        countries=countries,
        gaps=far + wording + sum(lacks),
    )
    return table.sort_values("gaps", ascending=False, kind="stable", ignore_index=True)
