"""What became of the arrested: who was charged, convicted, sentenced, released or acquitted, as shares of arrests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import pandas as pd

from liberterra_analysis.analysis.figures import LOCAL, Figure, follow_wholes, list_rivals
from liberterra_analysis.analysis.nouns import NARROWS
from liberterra_analysis.hedges import Interval, Intervals, share
from liberterra_analysis.schema.rows import Row

ARRESTED = ("arrests", "detained_or_arrested")

CUSTODY = "persons_in_custody"

LATER = (
    CUSTODY, "persons_before_court", "persons_charged", "persons_convicted", "persons_sentenced", "persons_released",
    "persons_acquitted",
)  # fmt: skip
"""Metrics of what follows an arrest, in the order in which reports show them."""

PLACE = attrgetter("operation_id", "scope", "country_iso3")

LIKENESS = ("scope", "source_id", "offence")
"""Columns in which the arrests that a figure is held against should be like it, the most telling first."""

PLAIN = ("subset_of", *(name for name in NARROWS if name != "offence"))
"""Columns that are blank for a total of arrests; its offence may be that of the later stage."""


@dataclass(frozen=True, slots=True)
class Fate(Row):
    """A row of `trace_fates`."""

    figure: Figure
    arrests: Figure
    among: bool
    share: Interval
    others: tuple[Figure, ...]
    rest: float


def trace_fates(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what is recorded of the arrested at each later stage, as a share of the arrests.

    The arrests are the figure that `subset_of` names, or else the earliest stage. A figure tied to none is held
    against a total of the same operation, scope and country, or else of the operation, from the same source if it has
    one; the share then holds only if all are among those arrests. Outside operations only the same source will do.
    Custody has other reasons too: a figure of it that is tied to no arrests is left out.

    One row a figure, by operation, arrests, then stage: `figure`, `arrests` (each a `Figure`); `among` (whether they
    are tied to the arrests); `share` (an Interval; formula as in `hedges.share`); `others` (claims that differ about
    the same arrests, or the claim to quote if these do); `rest` (for how many of the arrested, at least, no later stage
    is recorded: their lower end, or that of one of the `others`, - all upper ends of later stages of the operation that
    are no part of another, not below 0).

    >>> import liberterra_analysis as lt
    >>> fates = trace_fates(lt.operation("nawa").figures)
    >>> print(fates[["figure", "arrests", "among", "rest"]].to_string(index=False))
                figure                         arrests  among  rest
    8 people sentenced 8 arrests for human trafficking   True   0.0
    """
    claims = sorted(Figure.rows(frame.assign(rivals=list_rivals(frame))), key=lambda one: one.claim_id)
    by_id = {one.claim_id: one for one in claims}
    quoted = [one for one in claims if one.quoted and one.metric in LATER]
    # A part of a stage is within its whole.
    later = [one for one in quoted if getattr(by_id.get(one.subset_of or ""), "metric", "") != one.metric]
    apart = [one for one in later if not any(whole.metric in LATER for whole in follow_wholes(one, by_id))]
    rows = []
    for one in later:
        tied = _follow_parts(one, by_id)
        arrests = tied or _choose_arrests(one, claims)
        if arrests and arrests.upper > 0:  # there is no share of nothing
            # Stages overlap, and sources count anew: the sum of all is the most that they can have counted.
            counted = sum(each.upper for each in apart if each.operation_id == one.operation_id)
            others = _list_others(arrests, claims)
            part = share(Intervals.of([one.interval]), Intervals.of([arrests.interval]))[0]
            rest = max(0.0, min(each.lower for each in (arrests, *others)) - counted)
            rows.append(Fate(one, arrests, tied is not None, part, others, rest))
    return Fate.to_frame(sorted(rows, key=_place))


def _place(fate: Fate) -> tuple[bool, str, str, int]:
    key = fate.figure.operation_id
    return key is None, key or "", fate.arrests.claim_id, LATER.index(fate.figure.metric)


def _follow_parts(one: Figure, by_id: Mapping[str, Figure]) -> Figure | None:
    """Return the arrests that a figure is stated to be a part of, or else the earliest other stage."""
    found = None
    for whole in follow_wholes(one, by_id):
        if whole.metric in ARRESTED:
            return whole
        found = whole if whole.metric in LATER and whole.metric != one.metric else found
    return found


def _choose_arrests(later: Figure, claims: Sequence[Figure]) -> Figure | None:
    """Return the arrests most like a figure among which all whom it counts may be."""
    known = (one for one in claims if later.metric != CUSTODY and _may_include(one, later))
    return min(
        known,
        key=lambda one: ([getattr(one, name) != getattr(later, name) for name in LIKENESS], not one.quoted),
        default=None,
    )


def _may_include(arrests: Figure, later: Figure) -> bool:
    """Return whether arrests are a total among which all whom a later figure counts may be."""
    own = arrests.source_id == later.source_id
    return (
        arrests.metric in ARRESTED
        and _is_around(arrests, later)
        and not any(getattr(arrests, name) for name in PLAIN)
        and (arrests.offence == later.offence or None in {arrests.offence, later.offence})
        and later.lower <= arrests.upper
        and (own or (arrests.quoted and later.operation_id is not None))
    )


def _is_around(arrests: Figure, later: Figure) -> bool:
    """Return whether arrests are of the same case or country as a later stage, or of the whole operation."""
    if PLACE(arrests) == PLACE(later):
        return arrests.detail == (later.detail if later.scope == "case" else None)
    # A court can be anywhere: who stands before one in a country may have been arrested in another.
    whole = {(later.operation_id, "operation", country, None) for country in (None, later.country_iso3)}
    return later.scope in LOCAL and (*PLACE(arrests), arrests.detail) in whole


def _list_others(arrests: Figure, claims: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the claims that differ about the same arrests; the claim to quote, if these differ from it."""
    same = (each for each in claims if each.figure == arrests.figure)
    apart = arrests.agreement == "differs"
    return tuple(each for each in same if (each.quoted if apart else each.agreement == "differs"))
