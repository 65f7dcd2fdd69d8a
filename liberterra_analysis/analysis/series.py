"""Several operations side by side: what each of them reports, and which figures may stand in one panel."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from liberterra_analysis.analysis.comparability import SPLIT
from liberterra_analysis.analysis.figures import Figure, join_cells
from liberterra_analysis.errors import UsageError, one_of

PANEL_COLUMNS = ["panel", "label", "operation_id", "name", "claim_id", "words", "lower", "upper"]


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


def align_figures(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return the figures to quote of whole operations, with `row`: equal where two count the same with one status.

    That two stand in one row does not mean that they may be compared. Rows are in the order of `metrics`, wholes before
    parts, with one figure of an operation at most.
    """
    used = frame["quoted"] & (frame["scope"] == "operation") & ~frame["is_duration"]
    chosen = frame[used & frame["operation_id"].isin(operations["operation_id"])]
    alike = chosen.assign(status=chosen["status"].where(chosen["takes_status"] != "never", ""))
    keys = join_cells(alike, ["metric", "unit", "status", *SPLIT])
    chosen = chosen.assign(row=pd.Series(keys, index=chosen.index, dtype="str"), part=chosen["subset_of"].notna())
    chosen = chosen.sort_values(["order", "part", "row"], kind="stable")
    return chosen.drop_duplicates(["row", "operation_id"])


def arrange_panels(frame: pd.DataFrame, operations: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Put figures into panels such that no two of a panel are `not comparable`; a figure alone is left out.

    A figure joins the first panel of what it counts in which it may be compared with all others. Key `panel`,
    `operation_id`, in the order of `metrics`, then of the operations: `label` (what the panel counts), `name`,
    `claim_id`, `words`, `lower`, `upper`.
    """
    allowed = pairs[pairs["state"] != "not comparable"]
    may = set(zip(allowed["earlier_claim_id"], allowed["later_claim_id"], strict=True))
    order = {key: at for at, key in enumerate(operations["operation_id"])}
    chosen = align_figures(frame, operations)
    chosen = chosen[chosen["hedge"].notna() & (chosen["kind"] != "setting")]
    panels: list[list[Figure]] = []
    for _, row in chosen.groupby("row", sort=False):
        panels += _split_row(sorted(Figure.rows(row), key=lambda one: order[one.operation_id or ""]), may)
    rows = [
        (
            at,
            max(panel, key=lambda one: one.upper).noun,
            one.operation_id,
            one.claim_id,
            one.words,
            one.lower,
            one.upper,
        )
        for at, panel in enumerate(panel for panel in panels if len(panel) > 1)
        for one in panel
    ]
    table = pd.DataFrame(rows, columns=[name for name in PANEL_COLUMNS if name != "name"])
    names = operations.set_index("operation_id")["name"]
    return table.assign(name=table["operation_id"].map(names))[PANEL_COLUMNS]


def _split_row(figures: Sequence[Figure], may: set[tuple[str, str]]) -> list[list[Figure]]:
    panels: list[list[Figure]] = []
    for one in figures:
        home = next((panel for panel in panels if all((other.claim_id, one.claim_id) in may for other in panel)), None)
        if home is None:
            panels.append([one])
        else:
            home.append(one)
    return panels


def select_latest_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of each figure with the latest earlier one with which it may be compared."""
    allowed = pairs[pairs["state"] != "not comparable"]
    return allowed.drop_duplicates("later_claim_id", keep="last")
