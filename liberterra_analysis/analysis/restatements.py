"""Who prints a number that another source printed, and what of it was lost on the way."""

from dataclasses import dataclass

import pandas as pd

from liberterra_analysis.analysis.figures import NEAR, Figure
from liberterra_analysis.schema.rows import Row


@dataclass(frozen=True, slots=True)
class Restatement(Row):
    """A row of `trace_restatements`."""

    near: Figure
    far: Figure
    loss: str
    own: bool


def trace_restatements(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that print the number of the claim to quote again, and what of it they lost.

    A claim restates another one about the same figure where their values are equal; it does not follow that one text
    copied the other. Only an organisation's own words can be a second source, if it is another organisation; that it
    counted anew is not said.

    One row a claim, in the ledger's order: `near` (the `Figure` that is restated), `far` (the one that restates it),
    `loss` (blank, or some of: hedge or status dropped, changed or added), `own` (whether it is another organisation's
    own words).

    >>> import liberterra_analysis as lt
    >>> restated = trace_restatements(lt.operation("liberterra-2").figures)
    >>> print(restated.loc[restated["loss"] != "", ["near", "far", "loss"]].head(1).to_string(index=False))
                       near           far           loss
    3,222 potential victims 3,222 victims status dropped
    """
    # A number that is not printed has no hedge to lose.
    claims = Figure.rows(frame[frame["derived"].isna() & frame["value"].notna()])
    quoted = {one.figure: one for one in claims if one.quoted}
    found = []
    for far in claims:
        near = quoted.get(far.figure)
        if near and not far.quoted and near.value == far.value:
            own = {near.rank, far.rank} <= {*NEAR} and _name_organisation(near) != _name_organisation(far)
            found.append(Restatement(near, far, ", ".join(_list_losses(near, far)), own))
    return Restatement.to_frame(found)


def _name_organisation(claim: Figure) -> str:
    """Return who speaks in a release, whichever edition or site shows it: "INTERPOL (copy on hstoday.us)"."""
    return claim.publisher.partition(" (")[0]


def _list_losses(near: Figure, far: Figure) -> list[str]:
    ends = {"hedge": (near.hedge, far.hedge, "exact")}
    # What the metric never takes, or what is not recorded, cannot be lost.
    if near.takes_status != "never" and near.status != "unspecified":
        ends["status"] = (near.status, far.status, "unspecified")
    return [f"{what} {_name_change(*each)}" for what, each in ends.items() if each[0] != each[1]]


def _name_change(near: str | None, far: str | None, blank: str) -> str:
    return "dropped" if far == blank else "added" if near == blank else "changed"
