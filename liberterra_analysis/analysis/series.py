"""Several operations side by side: what each of them reports, and which figures may stand in one panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from liberterra_analysis.analysis.comparability import SPLIT
from liberterra_analysis.analysis.sentences import (
    Sentence,
    cite_number,
    claim_anchor,
    join_words,
    link_number,
    mark_name,
    operation_anchor,
    sentence,
    source_anchor,
)
from liberterra_analysis.errors import UsageError, one_of

PANEL_COLUMNS = ["panel", "label", "operation_id", "name", "claim_id", "words", "lower", "upper"]

PAIR_HEADERS = {
    "earlier": "Earlier",
    "later": "Later",
    "state": "May be compared",
    "change": "Difference",
    "per_day": "A day",
    "per_country": "A country",
    "why": "Why, or why not",
}
"""Headers of the columns of `tabulate_pairs` in a report."""

WHY = {
    "metric": "other things",
    "unit": "other units",
    "group": "other groups",
    "machine": "written by a machine",
    "part": "part and whole",
    "not-counted": "not counted",
    "status": "status",
    "verb": "verb",
    "length": "length",
    "countries": "countries",
    "early": "early results",
    "contradicted": "contradicted",
    "round": "perhaps rounded",
    "source": "kind of source",
    "overlap": "could be the same",
}
"""Kinds of reason of `comparability`, in words short enough for a table."""

Record: TypeAlias = Mapping[Any, Any]


def choose_operations(operations: pd.DataFrame, *, series: str = "", keys: Sequence[str] = ()) -> pd.DataFrame:
    """Return the operations with some keys, or else of a series, in the order of `operations`.

    An unknown series or operation raises `UsageError`.
    """
    column, wanted = ("operation_id", list(keys)) if keys else ("series", [series])
    known = operations[column].dropna().unique().tolist()
    for name in wanted:
        if name not in known:
            raise UsageError(f"{'operation' if keys else 'series'} {one_of(name, known)}")
    return operations[operations[column].isin(wanted)].reset_index(drop=True)


def tabulate_operations(operations: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return operations as the rows of a table, with what their figures are measured by.

    Columns: `anchor`, `operation_id`, `name`, `dates`, `days`, `countries` (`not stated` where no source says),
    `claims` (how many), `dates_source_id` (blank: no source).
    """
    counted = frame[frame["quoted"] & (frame["metric"] == "countries") & (frame["scope"] == "operation")]
    by_operation = {row["operation_id"]: row for row in counted.drop_duplicates("operation_id").to_dict("records")}
    rows = operations.to_dict("records")
    keys = operations["operation_id"]
    return pd.DataFrame(
        {
            "anchor": [operation_anchor(key) for key in keys],
            "operation_id": keys.to_list(),
            "name": operations["name"].to_list(),
            "dates": [_format_dates(row) for row in rows],
            "days": ["not stated" if pd.isna(row["days"]) else str(row["days"]) for row in rows],
            "countries": [
                sentence(cite_number(by_operation[key]) if key in by_operation else "not stated") for key in keys
            ],
            "claims": [int((frame["operation_id"] == key).sum()) for key in keys],
            "dates_source_id": operations["dates_source_id"].to_list(),
        }
    )


def _format_dates(row: Record) -> Sentence:
    if pd.isna(row["starts"]):
        return sentence("not stated")
    text = str(row["starts"]) if pd.isna(row["ends"]) else f"{row['starts']} to {row['ends']}"
    source = row["dates_source_id"]
    return sentence(text if pd.isna(source) else link_number(text, source_anchor(source)))


def tabulate_figures(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what operations report side by side: `noun`, then a column for each, named by its key.

    Figures in one row count the same with the same status, which does not mean that they may be compared. Cells are
    Sentences with the number to quote ("": no source gives one), rows in the order of `metrics`, wholes before parts.
    """
    chosen = _choose_wholes(frame, operations)
    numbers: list[Any] = [sentence(cite_number(row)) for row in chosen.to_dict("records")]
    cells = chosen.assign(cell=numbers)
    cells = cells.pivot_table(index="key", columns="operation_id", values="cell", aggfunc="first")
    plural = chosen.sort_values("upper", ascending=False, kind="stable").drop_duplicates("key").set_index("key")
    order = chosen.drop_duplicates("key")["key"]
    table = cells.reindex(index=order, columns=operations["operation_id"]).fillna("").reset_index(drop=True)
    table.insert(0, "noun", plural.loc[order, "noun"].to_list())
    return table.rename_axis(columns=None)


def _choose_wholes(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the figures to quote of whole operations, with `key`: what they count, and its status."""
    used = frame["quoted"] & (frame["scope"] == "operation") & ~frame["is_duration"]
    chosen = frame[used & frame["operation_id"].isin(operations["operation_id"])]
    status = chosen["status"].where(chosen["takes_status"] != "never", "")
    key = chosen["metric"] + "|" + chosen["unit"] + "|" + status
    for name in SPLIT:
        key = key + "|" + chosen[name].fillna("").astype("str")
    chosen = chosen.assign(key=key, part=chosen["subset_of"].notna())
    order = ["order", "part", "key"]
    return chosen.sort_values(order, kind="stable").drop_duplicates(["key", "operation_id"])


def arrange_panels(frame: pd.DataFrame, operations: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Put figures into panels such that no two of a panel are `not comparable`; a figure alone is left out.

    A figure joins the first panel of what it counts in which it may be compared with all others. Key `panel`,
    `operation_id`, in the order of `metrics`, then of the operations: `label` (what the panel counts), `name`,
    `claim_id`, `words`, `lower`, `upper`.
    """
    allowed = pairs[pairs["state"] != "not comparable"]
    may = set(zip(allowed["earlier_claim_id"], allowed["later_claim_id"], strict=True))
    order = {key: at for at, key in enumerate(operations["operation_id"])}
    names = operations.set_index("operation_id")["name"]
    chosen = _choose_wholes(frame, operations)
    chosen = chosen[chosen["hedge"].notna() & (chosen["kind"] != "setting")]
    rows: list[dict[str, Any]] = []
    for _, group in chosen.groupby("key", sort=False):
        found: list[list[Record]] = []
        for row in sorted(group.to_dict("records"), key=lambda row: order[row["operation_id"]]):
            home = next((one for one in found if all((other["claim_id"], row["claim_id"]) in may for other in one)), [])
            if not home:
                found.append(home)
            home.append(row)
        for panel in found:
            if len(panel) > 1:
                at = rows[-1]["panel"] + 1 if rows else 0
                label = max(panel, key=lambda row: float(row["upper"]))["noun"]
                rows += [{**row, "panel": at, "label": label, "name": names[str(row["operation_id"])]} for row in panel]
    return pd.DataFrame(rows, columns=PANEL_COLUMNS)


def select_latest_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of each figure with the latest earlier one with which it may be compared."""
    allowed = pairs[pairs["state"] != "not comparable"]
    return allowed.drop_duplicates("later_claim_id", keep="last")


def summarise_pairs(pairs: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on how many pairs of figures may be compared; none where there is no pair.

    >>> print(*summarise_pairs(pd.DataFrame({"state": ["comparable", "not comparable", "with caution"]})))
    Of 3 pairs of figures, 1 may be compared as they stand, 1 with caution and 1 not at all.
    """
    if pairs.empty:
        return []
    count = {state: int((pairs["state"] == state).sum()) for state in ("comparable", "with caution", "not comparable")}
    total, free, caution, none = (link_number(found, "comparison") for found in (len(pairs), *count.values()))
    pair = "pair" if len(pairs) == 1 else "pairs"
    return [
        sentence(
            *("Of ", total, f" {pair} of figures, ", free, " may be compared as they stand, "),
            *(caution, " with caution and ", none, " not at all."),
        )
    ]


def tabulate_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs as the rows of a table, with `reasons` in full; what may not be printed is blank."""
    rows = pairs.to_dict("records")
    sides: dict[str, list[Any]] = {side: [_cite_side(row, side) for row in rows] for side in ("earlier", "later")}
    return pairs.assign(
        **sides,
        state=pairs["state"].astype("str"),
        per_day=[_join_rates(row, "day") for row in rows],
        per_country=[_join_rates(row, "country") for row in rows],
        why=[", ".join(WHY[kind] for kind in row["kinds"].split()) for row in rows],
    )[[*PAIR_HEADERS, "reasons"]]


def _cite_side(row: Record, side: str) -> Sentence:
    words = link_number(row[f"{side}_words"], claim_anchor(row[f"{side}_claim_id"]))
    return sentence(mark_name(row[f"{side}_name"]), ": ", words, " ", mark_name(row[f"{side}_noun"]))


def _join_rates(row: Record, unit: str) -> str:
    one, two = row[f"earlier_per_{unit}"], row[f"later_per_{unit}"]
    return f"{one}, then {two}" if one else ""


def label_operations(table: pd.DataFrame, operations: pd.DataFrame) -> dict[str, str]:
    """Return the headers of the columns of `tabulate_figures`; a header of numbers ends in `>`.

    >>> import liberterra_analysis as lt
    >>> operations = choose_operations(lt.load_operations(), keys=["liberterra-2"])
    >>> label_operations(pd.DataFrame({"noun": ["arrests"], "liberterra-2": ["9"]}), operations)
    {'noun': 'What is counted', 'liberterra-2': 'Operation Liberterra II>'}
    """
    names = operations.set_index("operation_id")["name"]
    return {key: "What is counted" if key == "noun" else f"{names[key]}>" for key in table.columns}


def phrase_title(operations: pd.DataFrame, *, series: str = "", keys: Sequence[str] = ()) -> str:
    """Return a title for operations, chosen by series or by keys.

    >>> phrase_title(pd.DataFrame({"name": ["Operation One", "Operation Two"]}), keys=["one", "two"])
    'Operation One and Operation Two'
    """
    if not keys:
        return f"The {series} series"
    names = operations["name"].tolist()
    return str(join_words(names, last=" and "))
