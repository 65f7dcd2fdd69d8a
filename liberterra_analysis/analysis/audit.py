"""The ledger itself: what it rests on, where hedges were lost on the way to the reader, and what to collect next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.consistency import consistency
from liberterra_analysis.analysis.figures import NO_STATUS
from liberterra_analysis.analysis.sentences import Sentence, cite, link_number, mark_name, operation_anchor, sentence
from liberterra_analysis.hedges import word_hedge
from liberterra_analysis.vocabulary import LISTS

NEAR = ("primary", "copy")
"""Ranks of sources that give the organisation's own words."""

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
"""Columns of `gaps` with their headers in a report."""

Record: TypeAlias = Mapping[Any, Any]


def count_claims(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count claims by a term of a closed list.

    Parameters
    ----------
    by : str
        `rank`, `hedge`, `status`, `release_status`, `scope` or `verb`.

    Returns
    -------
    pandas.DataFrame
        One row a term that occurs, in the order of the list, blank last. `term`, `words` (str), `claims`, `operations`
        (int64).

    Examples
    --------
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
        return word_hedge(name or None)
    return LISTS[by][name].words if name else "not held"


def lost_hedges(frame: pd.DataFrame) -> pd.DataFrame:
    """Find claims that repeat a number of a nearer source, or of their own text, without its hedge or its status.

    Only claims about the same figure with the same value are held against each other, each against the one to quote.
    That one text took the number from the other is not said.

    Returns
    -------
    pandas.DataFrame
        Key `far_claim_id`, in the ledger's order. `near_claim_id`, `far_claim_id` (str); `loss` (str: `hedge dropped`,
        `hedge changed`, `hedge added`, `status dropped`, `status changed`, or two of them); `near_says`, `far_says`,
        `publishers`, `near_words`, `far_words`, `near_noun`, `operation` (str); `sentence` (Sentence); `value`,
        `near_lower`, `near_upper`, `far_lower`, `far_upper` (float64; `inf`: open end).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> lost = lost_hedges(lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics()))
    >>> lost.set_index("far_claim_id").loc["liberterra-2-national-flights-monitored", "loss"]
    'hedge changed'
    """
    best = {row["figure"]: row for row in frame[frame["quoted"]].to_dict("records")}
    rows = [
        _lost(best[row["figure"]], row, ", ".join(losses))
        for row in frame[~frame["quoted"] & frame["value"].notna()].to_dict("records")
        if (losses := [*_losses(best[row["figure"]], row)])
    ]
    return pd.DataFrame(rows, columns=LOST_COLUMNS)


def _losses(near: Record, far: Record) -> Iterator[str]:
    if near["value"] != far["value"]:
        return
    if near["hedge"] != far["hedge"]:
        kind = "dropped" if far["hedge"] == "exact" else "added" if near["hedge"] == "exact" else "changed"
        yield f"hedge {kind}"
    if near["status"] not in {far["status"], "unspecified"} and near["metric"] not in NO_STATUS:
        yield f"status {'dropped' if far['status'] == 'unspecified' else 'changed'}"


def _lost(near: Record, far: Record, loss: str) -> dict[str, Any]:
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
            *(mark_name(near["publisher"]), ": ", _printed(near), "; "),
            *(elsewhere, ": ", _printed(far), f". {loss.capitalize()}."),
        ),
    }


def _printed(row: Record) -> Sentence:
    return sentence(cite(row), "" if pd.notna(row["as_printed"]) else " (wording not held)")


def contradictions(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Gather what differs within each operation, and which totals are not the sum of their parts.

    Returns
    -------
    pandas.DataFrame
        Columns as in `consistency`, with `operation_id` (str), the sentences led by the operation's name; checks that
        agree are left out.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> found = contradictions(frame, lt.load_operations())
    >>> found.loc[found["operation_id"] == "empact-labour-2024", "check"].tolist()[0]
    'sum of parts'
    """
    groups = dict(list(frame.groupby("operation_id", sort=False)))
    found = [
        consistency(groups[row["operation_id"]], row).assign(operation_id=row["operation_id"], name=row["name"])
        for row in operations.to_dict("records")
        if row["operation_id"] in groups
    ]
    checks = pd.concat(found, ignore_index=True)
    led: list[Any] = [
        sentence(mark_name(who), ": ", said) for who, said in zip(checks["name"], checks["sentence"], strict=True)
    ]
    checks = checks.assign(sentence=led)
    return checks[checks["state"] != "agrees"].drop(columns="name").reset_index(drop=True)


def say_audit(frame: pd.DataFrame, gaps: pd.DataFrame) -> list[Sentence]:
    """Return what the ledger holds and how much of it no source of the organisation gives, in sentences.

    Examples
    --------
    >>> rows = pd.DataFrame({"figures": [3], "far": [1], "undated": ["not stated"]})
    >>> print(*say_audit(pd.DataFrame({"operation_id": ["a", "a", None]}), rows))
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


def gaps(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Say what is missing for each operation, the most first: what to collect next.

    Returns
    -------
    pandas.DataFrame
        Key `operation_id`; most gaps first, then in the order of `operations`. `anchor`, `operation_id`, `name` (str);
        `figures` (int64, to quote), `far` (int64, of these not from the organisation or a copy of its release),
        `wording` (int64, claims whose wording is not held); `undated`, `countries` (str: `stated`, `not stated`);
        `gaps` (int64: `far` + `wording`, and one each for days and countries that are not stated).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> gaps(frame, lt.load_operations()).set_index("operation_id").loc["liberterra-2", "undated"]
    'stated'
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


def country_matrix(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Count the figures that name a country, by country and operation.

    Returns
    -------
    pandas.DataFrame
        Key `country_iso3`, `operation_id`; sorted by the country's name, then in the order of `operations`. Only where
        a figure is named: `country_iso3`, `country`, `operation_id`, `operation` (str, names), `figures` (int64, to
        quote), `place` (int64, of the operation in `operations`).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> found = country_matrix(frame, lt.load_operations())
    >>> found.loc[found["country"] == "Türkiye", ["operation", "figures"]].to_numpy().tolist()
    [['Operation Storm Makers', 1], ['Operation Liberterra II', 2]]
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
