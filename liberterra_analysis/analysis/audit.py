"""Audit of the ledger: kinds of claims, countries, and what to collect next."""

from __future__ import annotations

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.restatements import NEAR
from liberterra_analysis.hedges import format_hedge
from liberterra_analysis.vocabulary import LISTS


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
