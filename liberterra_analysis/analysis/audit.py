"""Audit of the ledger: kinds of claims, hedges lost between sources, contradictions, and what to collect next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.consistency import check_consistency
from liberterra_analysis.analysis.sentences import (
    Sentence,
    cite_figure,
    link_number,
    mark_name,
    operation_anchor,
    sentence,
)
from liberterra_analysis.hedges import format_hedge
from liberterra_analysis.vocabulary import LISTS

NEAR = ("primary", "copy")
"""Ranks of sources with the organisation's own words."""

LOST_COLUMNS = [
    "near_claim_id", "far_claim_id", "loss", "near_says", "far_says", "near_words", "far_words", "near_noun",
    "publishers", "operation", "sentence", "value", "near_lower", "near_upper", "far_lower", "far_upper",
]  # fmt: skip

GAP_HEADERS = {
    "name": "Operation",
    "figures": "Figures>",
    "far": "Not from the organisation>",
    "wording": "Claims without wording>",
    "undated": "Days",
    "countries": "Countries",
    "gaps": "To collect>",
}
"""Headers of the columns of `gaps` in a report."""

Record: TypeAlias = Mapping[Any, Any]


def count_claims(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count claims by the terms of a closed list, such as `rank` or `hedge`; blank last.

    >>> count_claims(pd.DataFrame({"rank": ["wire", "primary", "wire"], "operation_id": ["a", "a", "b"]}), "rank")
          term                    words  claims  operations
    0  primary  the organisation itself       1           1
    1     wire              news agency       2           2
    """
    groups = dict(list(frame.assign(term=frame[by].fillna("")).groupby("term")))
    rows = [
        (name, _term(by, name), len(groups[name]), groups[name]["operation_id"].nunique())
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
    `says`, `words`, `lower`, `upper`; `near_noun`, `publishers`, `operation` (its key), `sentence`, `value`.
    """
    best = {row["figure"]: row for row in frame[frame["quoted"]].to_dict("records")}
    rows = [
        _loss_row(best[row["figure"]], row, ", ".join(losses))
        for row in frame[~frame["quoted"] & frame["value"].notna()].to_dict("records")
        if (losses := [*_find_losses(best[row["figure"]], row)])
    ]
    return pd.DataFrame(rows, columns=LOST_COLUMNS)


def _find_losses(near: Record, far: Record) -> Iterator[str]:
    if near["value"] != far["value"]:
        return
    if near["hedge"] != far["hedge"]:
        kind = "dropped" if far["hedge"] == "exact" else "added" if near["hedge"] == "exact" else "changed"
        yield f"hedge {kind}"
    if near["status"] not in {far["status"], "unspecified"} and near["takes_status"] != "never":
        yield f"status {'dropped' if far['status'] == 'unspecified' else 'changed'}"


def _loss_row(near: Record, far: Record, loss: str) -> dict[str, Any]:
    own = near["source_id"] == far["source_id"]
    elsewhere = "the same source, elsewhere" if own else mark_name(far["publisher"])
    return {
        "near_claim_id": near["claim_id"],
        "far_claim_id": far["claim_id"],
        "loss": loss,
        "near_noun": near["noun"],
        "value": float(near["value"]),
        **{
            f"{side}_{column}": row[column]
            for side, row in (("near", near), ("far", far))
            for column in ("says", "words", "lower", "upper")
        },
        "publishers": f"{near['publisher']}, elsewhere" if own else f"{near['publisher']}, {far['publisher']}",
        "operation": near["operation_id"],
        "sentence": sentence(
            *(mark_name(near["publisher"]), ": ", _cite_wording(near), "; "),
            *(elsewhere, ": ", _cite_wording(far), f". {loss.capitalize()}."),
        ),
    }


def _cite_wording(row: Record) -> Sentence:
    return sentence(cite_figure(row), "" if pd.notna(row["as_printed"]) else " (wording not held)")


def find_contradictions(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the checks of `consistency` for all operations, without those that agree.

    The columns are as there, with `operation_id`; each sentence begins with the operation's name.
    """
    groups = dict(list(frame.groupby("operation_id", sort=False)))
    found = [
        check_consistency(groups[row["operation_id"]], row).assign(operation_id=row["operation_id"], name=row["name"])
        for row in operations.to_dict("records")
        if row["operation_id"] in groups
    ]
    checks = pd.concat(found, ignore_index=True)
    led: list[Any] = [
        sentence(mark_name(who), ": ", said) for who, said in zip(checks["name"], checks["sentence"], strict=True)
    ]
    checks = checks.assign(sentence=led)
    return checks[checks["state"] != "agrees"].drop(columns="name").reset_index(drop=True)


def summarise_audit(frame: pd.DataFrame, gaps: pd.DataFrame) -> list[Sentence]:
    """Return sentences on how much the ledger holds, and how much of it no source of the organisation states.

    >>> rows = pd.DataFrame({"figures": [3], "far": [1], "undated": ["not stated"]})
    >>> print(*summarise_audit(pd.DataFrame({"operation_id": ["a", "a", None]}), rows))
    2 claims about 3 figures of operations; for 1 of these no source of the organisation was read. Of 1 operations 1
    lack their days.
    """
    claims, without = int(frame["operation_id"].notna().sum()), int((gaps["undated"] == "not stated").sum())
    figures, far, total, undated = (
        link_number(count, "gaps") for count in (gaps["figures"].sum(), gaps["far"].sum(), len(gaps), without)
    )
    return [
        sentence(
            *(link_number(claims, "claims"), " claims about ", figures, " figures of operations; for ", far),
            *(" of these no source of the organisation was read. Of ", total, " operations ", undated),
            " lack their days.",
        )
    ]


def find_gaps(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what is missing for each operation, most gaps first: what to collect next.

    Key `operation_id`: `anchor`, `name`, `figures` (to quote), `far` (of these not from the organisation or a copy of
    its release), `wording` (claims whose wording is not held), `undated` and `countries` (`stated` or `not stated`),
    `gaps` (`far` + `wording`, and one each for days and countries that are not stated).
    """
    rows = []
    for row in operations.to_dict("records"):
        claims = frame[frame["operation_id"] == row["operation_id"]]
        quoted = claims[claims["quoted"]]
        far, wording = int((~quoted["rank"].isin(NEAR)).sum()), int(claims["as_printed"].isna().sum())
        lacks = [pd.isna(row["days"]), not (claims["metric"] == "countries").any()]
        stated = ["not stated" if lack else "stated" for lack in lacks]
        key = row["operation_id"]
        rows.append(
            (operation_anchor(key), key, row["name"], len(quoted), far, wording, *stated, far + wording + sum(lacks))
        )
    names = ["anchor", "operation_id", *GAP_HEADERS]
    return pd.DataFrame(rows, columns=names).sort_values("gaps", ascending=False, kind="stable", ignore_index=True)


def count_countries(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Count the figures to quote that name a country, by country and operation.

    Key `country_iso3`, `operation_id`, sorted by the country's name: `country`, `operation` (names), `figures`, `place`
    (of the operation in `operations`). Pairs without a figure have no row.
    """
    used = frame[frame["quoted"] & frame["country_iso3"].notna() & frame["operation_id"].notna()]
    counts = used.groupby(["country_iso3", "operation_id"]).size().rename("figures").reset_index()
    found = (
        operations[["operation_id", "name"]].rename(columns={"name": "operation"}).assign(place=range(len(operations)))
    )
    found = found.merge(counts, on="operation_id")
    found = found.assign(country=found["country_iso3"].map(places.country_name))
    found = found.sort_values("country", kind="stable", ignore_index=True)
    return found[["country_iso3", "country", "operation_id", "operation", "figures", "place"]]
