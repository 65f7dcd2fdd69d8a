"""Several operations side by side: what each of them reports, and which figures may stand in one panel."""

from collections.abc import Hashable, Iterable, Sequence

import pandas as pd

from liberterra_analysis.analysis.comparison import SPLIT
from liberterra_analysis.analysis.figures import join_cells
from liberterra_analysis.analysis.lengths import list_countries, measure_lengths, sort_operations
from liberterra_analysis.analysis.nouns import bracket
from liberterra_analysis.errors import UsageError, require_known
from liberterra_analysis.hedges import Interval
from liberterra_analysis.vocabulary import OFFENCE_WORDS

PANEL_COLUMNS = [
    "panel", "label", "operation_id", "place", "name", "year", "days", "countries", "claim_id", "words", "lower",
    "upper", "caution",
]  # fmt: skip

NOT_RECORDED = "–"


def choose_operations(operations: pd.DataFrame, *, series: str = "", keys: Sequence[str] = ()) -> pd.DataFrame:
    """Return two or more operations with some keys, or else of a series, in the order of `operations`.

    An unknown series or operation, or one operation alone, raises `UsageError`.
    """
    column, wanted = ("operation_id", list(keys)) if keys else ("series", [series])
    known = operations[column].dropna().unique().tolist()
    for name in wanted:
        require_known("operation" if keys else "series", name, known)
    chosen = operations[operations[column].isin(wanted)].reset_index(drop=True)
    if len(chosen) == 1:
        alone = chosen["operation_id"].item()
        raise UsageError(f"Operation {alone!r} alone has none to be compared with; choose two, or a series of two.")
    return chosen


def shorten_names(operations: pd.DataFrame) -> pd.DataFrame:
    """Return operations named by their year alone, "2021", where all share the rest of their names."""
    parts = operations["name"].str.extract(r"^(.+) (\d{4})$")
    is_shared = parts[1].notna().all() and len(set(parts[0])) == 1
    return operations.assign(name=parts[1]) if is_shared else operations


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


def choose_nouns(figures: pd.DataFrame, by: str) -> dict[Hashable, str]:
    """Return a noun for each group of figures: the noun of its largest, with a preposition that is true of all."""
    tied = f" {OFFENCE_WORDS['in_connection_with'].words} "
    nouns: dict[Hashable, str] = {}
    for key, named in figures.sort_values("upper", ascending=False, kind="stable").groupby(by, sort=False)["noun"]:
        largest, *others = named
        nouns[key] = largest if all(tied in noun for noun in others) else largest.replace(tied, " for ")
    return nouns


def arrange_panels(frame: pd.DataFrame, operations: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Put figures into panels such that no two of a panel are `not comparable`; a figure alone is left out.

    A figure joins the first panel of what it counts in which it may be compared with all others. Key `panel` (blank: an
    operation that is in none), `operation_id`, in the order of `metrics`, then of the operations: `label` (what the
    panel counts), `place` (of the operation, by its start), `name`, `year`, `days` and `countries` (in words; a dash:
    not recorded), `claim_id`, `words`, `lower`, `upper`, `caution` (whether it may be compared with
    caution only to each other figure of the panel).
    """
    allowed = pairs[pairs["state"] != "not comparable"]
    may = set(zip(allowed["earlier_claim_id"], allowed["later_claim_id"], strict=True))
    chosen = align_figures(frame, operations)
    chosen = chosen[chosen["hedge"].notna() & (chosen["kind"] != "setting")]
    named = _measure_operations(frame, operations)
    chosen = chosen.merge(named, on="operation_id", validate="m:1").sort_values(["order", "part", "row", "place"])
    panels: list[list[str]] = []
    for _, figures in chosen.groupby("row", sort=False):
        # Pairs are in the order of time, in which a part may come before a whole.
        panels += _split_row(figures.sort_values("place")["claim_id"], may)
    shown = [panel for panel in panels if len(panel) > 1]
    at = {claim: number for number, panel in enumerate(shown) for claim in panel}
    found = chosen[chosen["claim_id"].isin(list(at))]
    found = found.assign(panel=found["claim_id"].map(at)).sort_values(["panel", "place"], ignore_index=True)
    direct = allowed.loc[allowed["state"] == "comparable", ["earlier_claim_id", "later_claim_id"]].to_numpy().tolist()
    free = {claim for one, two in direct if at.get(one, -1) == at.get(two) for claim in (one, two)}
    found = found.assign(caution=~found["claim_id"].isin(free))
    found = found.assign(label=found["panel"].map(choose_nouns(found, "panel")).map(bracket))
    others = named[~named["operation_id"].isin(found["operation_id"]) & bool(len(found))]
    return pd.concat([found.astype({"panel": "Int64"}), others], ignore_index=True)[PANEL_COLUMNS]


def _measure_operations(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return what the figures of operations are measured by: year, days and countries in words, in order of time."""
    known = measure_lengths(frame, sort_operations(operations))
    countries = {key: "–".join(one.words for one in ends) for key, ends in list_countries(frame).items()}
    lengths = zip(known["days_lower"], known["days_upper"], strict=True)
    return known[["operation_id", "name"]].assign(
        place=range(len(known)),
        year=[NOT_RECORDED if pd.isna(day) else day[:4] for day in known["starts"]],
        days=[NOT_RECORDED if pd.isna(low) else Interval(low, high).format("axis") for low, high in lengths],
        countries=[countries.get(key, NOT_RECORDED) for key in known["operation_id"]],
    )


def _split_row(claims: Iterable[str], may: set[tuple[str, str]]) -> list[list[str]]:
    panels: list[list[str]] = []
    for claim in claims:
        home = next((panel for panel in panels if all((other, claim) in may for other in panel)), None)
        if home is None:
            panels.append([claim])
        else:
            home.append(claim)
    return panels


def select_latest_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pair of each figure and the latest earlier figure that it may be compared with."""
    allowed = pairs[pairs["state"] != "not comparable"]
    return allowed.drop_duplicates("later_claim_id", keep="last")
