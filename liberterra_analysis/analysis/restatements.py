"""Who prints a number that another source printed, and what of it was lost on the way."""

import re
from dataclasses import dataclass
from operator import attrgetter

import pandas as pd

from liberterra_analysis.analysis.figures import NEAR, Figure, group_rows
from liberterra_analysis.schema.rows import Row

BESIDE = attrgetter("operation_id", "scope", "country_iso3", "nationality_iso3", "population", "phase", "value")
"""In what a claim under another noun agrees with the claim that it restates."""

TELLING = 100
"""Below this value two sources may well print one number for two things."""


@dataclass(frozen=True, slots=True)
class Restatement(Row):
    """A row of `trace_restatements`."""

    near: Figure
    far: Figure
    loss: str
    own: bool


def trace_restatements(frame: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that print the number of the claim to quote again, and what of it they lost.

    A claim restates another one about the same figure, or one of an organisation's own words under another noun, where
    their values are equal; it does not follow that one text copied the other. No release status is lost in a source
    that was not read whole. Only an organisation's own words can be a second source, if it is another organisation;
    that it counted anew is not said.

    One row a claim, in the ledger's order: `near` (the `Figure` that is restated), `far` (the one that restates it),
    `loss` (blank, or some of: noun changed; hedge, status or release status dropped, changed or added), `own` (whether
    it is another organisation's own words).

    >>> import liberterra_analysis as lt
    >>> restated = trace_restatements(lt.operation("liberterra-2").figures, lt.load_sources())
    >>> print(restated.loc[restated["loss"] != "", ["near", "far", "loss"]].head(1).to_string(index=False))
                       near           far           loss
    3,222 potential victims 3,222 victims status dropped
    """
    # A number that is not printed has no hedge to lose.
    claims = Figure.rows(frame[frame["derived"].isna() & frame["value"].notna()])
    quoted = {one.figure: one for one in claims if one.quoted}
    telling = [one for one in quoted.values() if one.rank in NEAR and (one.value or 0) >= TELLING and one.operation_id]
    alike, counted = group_rows(telling, BESIDE), {(one.source_id, one.figure) for one in claims}
    read = dict(zip(sources["source_id"], sources["read"], strict=True))
    found = []
    for far in claims:
        near = quoted.get(far.figure)
        if not near or far.quoted or near.value != far.value:
            # Who counts both has not changed a noun.
            others = alike.get(BESIDE(far), ()) if far.rank not in NEAR else ()
            apart = (one for one in others if not counted & {(far.source_id, one.figure), (one.source_id, far.figure)})
            near = next(apart, None)
        if near:
            loss = ", ".join(_list_losses(near, far, is_whole=read.get(far.source_id) == "whole"))
            own = {near.rank, far.rank} <= {*NEAR} and _name_organisation(near) != _name_organisation(far)
            found.append(Restatement(near, far, loss, own))
    return Restatement.to_frame(found)


def _name_organisation(claim: Figure) -> str:
    """Return who speaks in a release, whichever office, edition or site: "INTERPOL (copy on hstoday.us)"."""
    name = re.split(r" \(|, ", claim.publisher)[0]
    first = name.partition(" ")[0]
    # "FBI Denver" is an office of the FBI; behind a comma stands a region, a country or who speaks, too.
    return first if first.isupper() else name


def _list_losses(near: Figure, far: Figure, *, is_whole: bool) -> list[str]:
    ends = {"hedge": (near.hedge, far.hedge, "exact")}
    # What the metric never takes, or what is not recorded, cannot be lost.
    if near.takes_status != "never" and near.status != "unspecified":
        ends["status"] = (near.status, far.status, "unspecified")
    if is_whole and near.release_status != "unspecified":
        ends["release status"] = (near.release_status, far.release_status, "unspecified")
    if near.hedge == "up_to" and near.source_id == far.source_id:
        del ends["hedge"]  # "as many as 445" may be a count
    changes = [f"{what} {_name_change(*each)}" for what, each in ends.items() if each[0] != each[1]]
    return ["noun changed"] * (near.figure != far.figure) + changes


def _name_change(near: str | None, far: str | None, blank: str) -> str:
    return "dropped" if far == blank else "added" if near == blank else "changed"
