"""Totals of figures: which of them may be added, and between what ends their sum lies."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from liberterra_analysis.analysis.consistency import OVERLAPS
from liberterra_analysis.analysis.figures import LOCAL, join_cells
from liberterra_analysis.analysis.nouns import NARROWS
from liberterra_analysis.errors import require_known
from liberterra_analysis.hedges import HedgedArray

COUNTED = ("metric", "unit")
"""Figures that differ in these are never added."""

STATED = {"status": "statuses", "population": "populations", "offence": "offences", "scope": "scopes"}
"""Columns by whose terms a reader sees what a sum is of, and what lists them."""

APART = ("population", "offence", "nationality_iso3", "phase")
"""Columns by each of which a source tells persons apart."""


def total(frame: pd.DataFrame, by: str | Sequence[str] = "operation_id") -> pd.DataFrame:
    """Add up what figures of operations may be added, for each metric and unit, by columns of `resolve_claims`.

    Only the claim to quote of a figure counts, once in each group, and numbers that contradict it (`agreement`) do not
    widen the sum; keep the others in the frame, for some of them alone state what is a part. For the sum of what some
    sources print, choose their claims before `resolve_claims`. Left out are parts whose whole is counted, and narrower
    figures where their operation has one of all, unless they are larger; and what is not about an operation. What
    remains of one operation may count the same persons twice, so its sum lies between the largest and the sum of the
    figures (formula in `add_figures`); that two operations do is left out of account. A group blank in a column of `by`
    is left out, and a part whose whole is in another group counts in its own. Status and scope (a country's sum may be
    of one case) are kept apart only where `by` names them.

    Key `by` and `COUNTED`: `number` (dtype `hedged`), `statuses`, `populations`, `offences` and `scopes` (of what was
    added, with spaces between; of children alone, a sum is no total of victims), `claims` (how many), `claim_ids`.

    >>> import liberterra_analysis as lt
    >>> numbers = total(lt.operation("liberterra-2").figures).set_index("metric")["number"]
    >>> numbers.astype(str)[["arrests", "migrants_smuggled"]].tolist()
    ['2,517', 'at least 528']
    """
    keys = [*dict.fromkeys([*([by] if isinstance(by, str) else by), *COUNTED])]
    for name in keys:
        require_known("column", name, frame.columns)
    # What has a rate per day adds up; countries, nationalities and lengths do not.
    countable = frame[
        frame["quoted"] & frame["has_rate"] & frame["operation_id"].notna() & (frame["scope"] != "context")
    ]
    # A frame that was exploded or merged may repeat claims.
    countable = countable.dropna(subset=keys).drop_duplicates([*keys, "claim_id"], ignore_index=True)
    chosen = _leave_out_narrower(leave_out_parts(frame, countable, keys), keys)
    found = add_figures(chosen, keys)
    groups = chosen[[*STATED]].fillna("unspecified").groupby([chosen[key] for key in keys])
    for at, (column, name) in enumerate(STATED.items()):
        found.insert(at, name, groups[column].agg(lambda cells: " ".join(sorted({*cells}))))
    found = found.reset_index()
    number = HedgedArray.of_ends(found.pop("lower").to_numpy(), found.pop("upper").to_numpy())
    # A single figure keeps its own hedge: "about 150" would otherwise come out as an interval.
    single = dict(zip(chosen["claim_id"], chosen["number"], strict=True))
    own = [single.get(ids, one) for ids, one in zip(found["claim_ids"], number, strict=True)]
    found.insert(len(keys), "number", pd.Series(own, dtype="hedged"))
    return found


def _leave_out_narrower(chosen: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Leave out figures of countries, cases or some of the persons whom the operation's own figure counts.

    Arrests for other offences may come on top of it, as may what was before the action days or has a detail.
    """
    groups = pd.Series(join_cells(chosen, [*keys, "operation_id"]), index=chosen.index)
    of_all, bare = chosen["scope"] == "operation", chosen["detail"].isna() & chosen["phase"].isna()
    # 20 arrests are not all where their source has 29 for migrant smuggling.
    of_source = [chosen[name] for name in ("operation_id", "source_id", "order", "unit")]
    largest = chosen["lower"].where(of_all & bare).groupby(of_source, dropna=False).transform("max")
    whole = of_all & bare & chosen[list(NARROWS)].isna().all(axis=1) & ~(largest > chosen["upper"])
    within = chosen["scope"].isin(LOCAL) | (of_all & bare & ~whole & chosen["offence"].ne("other").fillna(True))
    most = chosen["upper"].where(whole).groupby(groups).transform("max")  # blank where there is none of all
    return chosen[~(within & (chosen["lower"] <= most))]


def leave_out_parts(frame: pd.DataFrame, chosen: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Leave out each chosen figure whose whole, by any claim of the frame, is chosen too and equal in the keys.

    A part that is larger than the claim to quote of its whole stays: the two contradict each other.
    """
    places = list(zip(chosen["figure"], join_cells(chosen, keys), strict=True))
    most = dict(zip(places, chosen["upper"], strict=True))
    figure = dict(zip(frame["claim_id"], frame["figure"], strict=True))
    parts = frame[frame["subset_of"].isin(list(figure))]
    wholes = {str(part): set(above) for part, above in parts["subset_of"].map(figure).groupby(parts["figure"])}
    # Where sources contradict each other on which is the part, neither is left out.
    inside = [
        any(
            low <= most.get((one, here), -1) and part not in _find_wholes(one, wholes)
            for one in _find_wholes(part, wholes)
        )
        for (part, here), low in zip(places, chosen["lower"], strict=True)
    ]
    return chosen[~np.array(inside, dtype=bool)]


def _find_wholes(figure: str, direct: Mapping[str, set[str]]) -> set[str]:
    """Return the wholes of a figure, direct and indirect, by whichever claim names them."""
    found: set[str] = set()
    ahead = {figure}
    while ahead := {whole for one in ahead for whole in direct.get(one, ())} - found:
        found |= ahead
    return found


def add_figures(chosen: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Add up figures by keys; what they may count twice makes an interval.

    Cases within one source add up, and so do figures that the source tells apart, as women and men. Two
    sources may report the same case, and other figures about a case, a country or the whole may count the same persons;
    so the sum for an operation lies between the largest of these and their total. Formula: [largest, over sources and
    scopes, of the sum over cases of the largest lower end; sum of all upper ends]; sums for several operations are
    added. Of a key with a country, the sum begins at what is counted in the whole country, if a case there is larger.

    Index `keys`; `lower`, `upper`, `claims` (how many), `claim_ids` (with spaces between).
    """
    cases = chosen.assign(case=chosen["detail"].where(chosen["scope"] == "case"))
    within = [*keys, *({"operation_id"} - {*keys})]
    case = [*within, "source_id", "scope", "case"]
    repeated = cases[cases.duplicated(case, keep=False)]
    for _, group in repeated.groupby(case, dropna=False) if len(repeated) else ():  # to group no rows takes as long
        if _are_apart(group):
            cases.loc[group.index, "case"] = group["claim_id"]
    lower = cases.groupby(case, dropna=False)["lower"].max()
    lower = lower.groupby([*within, "source_id", "scope"], dropna=False).sum().groupby(within, dropna=False).max()
    if "country_iso3" in within:
        whole = chosen[(chosen["scope"] == "country") & chosen[[*NARROWS, "detail"]].isna().all(axis=1)]
        lower = lower.clip(upper=whole.groupby(within, dropna=False)["upper"].min().reindex(lower.index))
    groups = chosen.groupby(list(keys))
    # Column by column: to name the aggregations in one call took several times as long.
    found = pd.DataFrame(
        {"upper": groups["upper"].sum(), "claims": groups.size(), "claim_ids": groups["claim_id"].agg(" ".join)}
    )
    return found.assign(lower=lower.groupby(list(keys)).sum())


def _are_apart(figures: pd.DataFrame) -> bool:
    """Return whether figures differ in one column of `APART` alone, by terms of which none includes another.

    Details may overlap; but a document is of one kind, and "others" are none of those beside whom they are named.
    """
    columns = [*NARROWS, "detail"]
    differ = [name for name in columns if len(figures[name].drop_duplicates()) > 1]
    if len(differ) != 1 or differ[0] not in {*APART, "detail"}:
        return False
    terms = figures[differ[0]]
    if differ == ["detail"] and (figures["unit"] != "documents").any():
        return not terms.hasnans and sorted(terms.str.startswith("other")) == [False, True]
    return not terms.hasnans and terms.is_unique and not any(pair <= {*terms} for pair in OVERLAPS)
