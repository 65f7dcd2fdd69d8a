"""Audit of the ledger: kinds of claims, hedges lost between sources, and what to collect next."""

from __future__ import annotations

import numpy as np
import pandas as pd

from liberterra_analysis.analysis.figures import LOCAL
from liberterra_analysis.hedges import format_hedge
from liberterra_analysis.vocabulary import LISTS

NEAR = ("primary", "copy")
"""Ranks of sources with the organisation's own words."""

LOST_COLUMNS = [
    "near_claim_id", "far_claim_id", "loss", "near_says", "far_says", "near_words", "far_words", "near_noun",
    "publishers", "operation", "value", "near_lower", "near_upper", "far_lower", "far_upper",
]  # fmt: skip


def count_claims(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count claims by the terms of a closed list, such as `rank` or `hedge`; blank last.

    >>> count_claims(pd.DataFrame({"rank": ["wire", "primary", "wire"], "operation_id": ["a", "a", "b"]}), "rank")
          term                    words  claims  operations
    0  primary  the organisation itself       1           1
    1     wire              news agency       2           2
    """
    named = frame.assign(term=pd.Categorical(frame[by].fillna(""), [*LISTS[by], ""]))
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


def find_lost_hedges(frame: pd.DataFrame) -> pd.DataFrame:
    """Find claims that repeat a number of a nearer source, or of their own text, without its hedge or its status.

    Each claim is compared with the claim to quote about the same figure, where their values are equal; it does not
    follow that one text copied the other. Key `far_claim_id`, in the ledger's order: `loss` (`hedge dropped`,
    `hedge changed`, `hedge added`, `status dropped`, `status changed`, or two of them); `near_` and `far_`: `claim_id`,
    `says`, `words`, `lower`, `upper`; `near_noun`, `publishers`, `operation` (its key), `value`.
    """
    near, far = frame[frame["quoted"]].add_prefix("near_"), frame[~frame["quoted"]].add_prefix("far_")
    pairs = far.merge(near, left_on="far_figure", right_on="near_figure", validate="m:1")
    pairs = pairs[(pairs["near_value"] == pairs["far_value"]).fillna(value=False)]
    # A number that is not printed has no hedge to lose.
    pairs = pairs[pairs["near_derived"].isna() & pairs["far_derived"].isna()]
    # A status that the metric never takes, or that is not recorded, cannot be lost.
    stated = (pairs["near_status"] != "unspecified") & (pairs["near_takes_status"] != "never")
    status = pairs["near_status"].where(stated, pairs["far_status"])
    losses = zip(
        _name_losses("hedge", pairs["near_hedge"], pairs["far_hedge"], blank="exact"),
        _name_losses("status", status, pairs["far_status"], blank="unspecified"),
        strict=True,
    )
    elsewhere = pairs["far_publisher"].where(pairs["near_source_id"] != pairs["far_source_id"], "elsewhere")
    pairs = pairs.assign(
        loss=[", ".join(filter(None, both)) for both in losses],
        publishers=pairs["near_publisher"] + ", " + elsewhere,
        operation=pairs["near_operation_id"],
        value=pairs["near_value"].astype("int64"),
    )
    return pairs.loc[pairs["loss"] != "", LOST_COLUMNS].reset_index(drop=True)


def _name_losses(what: str, near: pd.Series[str], far: pd.Series[str], *, blank: str) -> list[str]:
    kinds = ["", f"{what} dropped", f"{what} added"]
    return list(np.select([near == far, far == blank, near == blank], kinds, f"{what} changed"))


def find_gaps(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what is missing for each operation, most gaps first: what to collect next.

    Key `operation_id`: `name`, `figures` (to quote), `far` (of these not from the organisation or a copy of its
    release), `wording` (claims whose wording is not held), `undated` and `countries` (`recorded` or `not recorded`),
    `gaps` (`far` + `wording`, and one each for days and countries that are not recorded).
    """

    def count(chosen: pd.Series[bool]) -> pd.Series[int]:
        counts = frame.loc[chosen, "operation_id"].value_counts()
        return operations["operation_id"].map(counts).fillna(0).astype("int64")

    far = count(frame["quoted"] & ~frame["rank"].isin(NEAR))
    wording = count(frame["as_printed"].isna() & frame["derived"].isna())
    lacks = [operations["days"].isna(), count(frame["metric"] == "countries") == 0]
    undated, countries = (lack.map({True: "not recorded", False: "recorded"}) for lack in lacks)
    table = operations[["operation_id", "name"]].assign(
        figures=count(frame["quoted"]),
        far=far,
        wording=wording,
        undated=undated,
        countries=countries,
        gaps=far + wording + sum(lacks),
    )
    return table.sort_values("gaps", ascending=False, kind="stable", ignore_index=True)
