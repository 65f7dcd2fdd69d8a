"""Audit of the ledger: kinds of claims, hedges lost between sources, and what to collect next."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.hedges import format_hedge
from liberterra_analysis.vocabulary import LISTS

NEAR = ("primary", "copy")
"""Ranks of sources with the organisation's own words."""

LOST_COLUMNS = [
    "near_claim_id", "far_claim_id", "loss", "near_says", "far_says", "near_words", "far_words", "near_noun",
    "publishers", "operation", "value", "near_lower", "near_upper", "far_lower", "far_upper",
]  # fmt: skip

GAP_COLUMNS = ["operation_id", "name", "figures", "far", "wording", "undated", "countries", "gaps"]


def count_claims(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count claims by the terms of a closed list, such as `rank` or `hedge`; blank last.

    >>> count_claims(pd.DataFrame({"rank": ["wire", "primary", "wire"], "operation_id": ["a", "a", "b"]}), "rank")
          term                    words  claims  operations
    0  primary  the organisation itself       1           1
    1     wire              news agency       2           2
    """
    groups = dict(list(frame.assign(term=frame[by].fillna("")).groupby("term")["operation_id"]))
    rows = [
        (name, _term(by, name), len(groups[name]), groups[name].nunique())
        for name in [*LISTS[by], ""]
        if name in groups
    ]
    return pd.DataFrame(rows, columns=["term", "words", "claims", "operations"])


def _term(by: str, name: str) -> str:
    if by == "hedge":
        return format_hedge(name or None)
    return LISTS[by][name].words if name else "not held"


def find_lost_hedges(frame: pd.DataFrame) -> pd.DataFrame:
    """Find claims that repeat a number of a nearer source, or of their own text, without its hedge or its status.

    Each claim is compared with the claim to quote about the same figure, where their values are equal; it does not
    follow that one text copied the other. Key `far_claim_id`, in the ledger's order: `loss` (`hedge dropped`,
    `hedge changed`, `hedge added`, `status dropped`, `status changed`, or two of them); `near_` and `far_`: `claim_id`,
    `says`, `words`, `lower`, `upper`; `near_noun`, `publishers`, `operation` (its key), `value`.
    """
    best = {one.figure: one for one in Figure.rows(frame[frame["quoted"]])}
    rows = [
        _loss_row(best[one.figure], one, ", ".join(losses))
        for one in Figure.rows(frame[~frame["quoted"] & frame["value"].notna()])
        if not (best[one.figure].derived or one.derived)  # a number that is not printed has no hedge to lose
        and (losses := [*_find_losses(best[one.figure], one)])
    ]
    return pd.DataFrame(rows, columns=LOST_COLUMNS)


def _find_losses(near: Figure, far: Figure) -> Iterator[str]:
    if near.value != far.value:
        return
    if near.hedge != far.hedge:
        kind = "dropped" if far.hedge == "exact" else "added" if near.hedge == "exact" else "changed"
        yield f"hedge {kind}"
    if near.status not in {far.status, "unspecified"} and near.takes_status != "never":
        yield f"status {'dropped' if far.status == 'unspecified' else 'changed'}"


def _loss_row(near: Figure, far: Figure, loss: str) -> dict[str, object]:
    elsewhere = "elsewhere" if near.source_id == far.source_id else far.publisher
    return {
        "loss": loss,
        "near_noun": near.noun,
        "publishers": f"{near.publisher}, {elsewhere}",
        "operation": near.operation_id,
        "value": near.value,
        **{
            f"{side}_{column}": getattr(one, column)
            for side, one in (("near", near), ("far", far))
            for column in ("claim_id", "says", "words", "lower", "upper")
        },
    }


def find_gaps(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what is missing for each operation, most gaps first: what to collect next.

    Key `operation_id`: `name`, `figures` (to quote), `far` (of these not from the organisation or a copy of its
    release), `wording` (claims whose wording is not held), `undated` and `countries` (`recorded` or `not recorded`),
    `gaps` (`far` + `wording`, and one each for days and countries that are not recorded).
    """
    rows = []
    for key, name, days in zip(operations["operation_id"], operations["name"], operations["days"], strict=True):
        claims = frame[frame["operation_id"] == key]
        quoted = claims[claims["quoted"]]
        far = int((~quoted["rank"].isin(NEAR)).sum())
        wording = int((claims["as_printed"].isna() & claims["derived"].isna()).sum())
        lacks = [bool(pd.isna(days)), not (claims["metric"] == "countries").any()]
        stated = ["not recorded" if lack else "recorded" for lack in lacks]
        rows.append((key, name, len(quoted), far, wording, *stated, far + wording + sum(lacks)))
    table = pd.DataFrame(rows, columns=GAP_COLUMNS)
    return table.sort_values("gaps", ascending=False, kind="stable", ignore_index=True)


def count_countries(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Count the figures to quote that name a country, by country and operation.

    Key `country_iso3`, `operation_id`, sorted by the country's name: `country`, `operation` (names), `figures`, `place`
    (of the operation in `operations`). Pairs without a figure have no row.
    """
    used = frame[frame["quoted"] & frame["country_iso3"].notna() & frame["operation_id"].notna()]
    counts = used.groupby(["country_iso3", "operation_id"]).size().rename("figures").reset_index()
    named = operations[["operation_id", "name"]].rename(columns={"name": "operation"})
    found = named.assign(place=range(len(operations))).merge(counts, on="operation_id")
    found = found.assign(country=found["country_iso3"].map(places.country_name))
    found = found.sort_values("country", kind="stable", ignore_index=True)
    return found[["country_iso3", "country", "operation_id", "operation", "figures", "place"]]
