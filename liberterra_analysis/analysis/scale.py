"""Public counts beside a figure: its scale and nothing more, for what is counted, where and when differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.datasets import DATASETS, HIDDEN, Dataset, format_count
from liberterra_analysis.hedges import Interval

Record: TypeAlias = Mapping[Any, Any]
CANNOT_TELL = "cannot tell"
WORLDWIDE = "worldwide"
FEW = 3
YEAR = 360
"""Days; a longer period is a year."""

_MONTHS = "Events of whole months at one border or in one country; who is met again is counted again."
_VICTIMS = "Victims whom authorities reported for a whole year, at a later stage."
_CONTACT = "For trafficking alone, in a whole year; an arrest need not lead there."


class _Beside(NamedTuple):
    """A series to put beside a metric, and what differs besides the unit."""

    dataset: str
    series: str
    why: str


BESIDE: Mapping[str, tuple[_Beside, ...]] = MappingProxyType(
    {
        "victims": (
            _Beside("glotip", "Detected trafficking victims", _VICTIMS),
            _Beside("nrm", "referrals of potential victims", "One country, whole quarters, before any decision."),
        ),
        "irregular_migrants": (
            *(_Beside(name, "", _MONTHS) for name in ("frontex", "cbp", "darien", "honduras", "mexico")),
            _Beside("small-boats", "arrivals in small boats", "Arrivals at one coast on the days of the operation."),
        ),
        "detections": (_Beside("frontex", "", "The same unit, but whole months and all borders."),),
        "arrests": (_Beside("glotip", "Persons brought into formal contact", _CONTACT),),
    }
)
"""Series for the scale of each metric. An arrest is no conviction, and no series counts checks."""

TRAFFICKING = frozenset({"trafficking", "trafficking_or_smuggling"})
"""Offences for which a series counts arrests."""


class Verdict(NamedTuple):
    """What a series shows, from the first day to the last."""

    verdict: str
    strength: str
    says: str
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None


def series_beside(figure: Record, operation: Record) -> Iterator[tuple[Dataset, str, str, list[str]]]:
    """Yield what could stand beside a figure: data set, series, what differs, and countries to look at.

    An empty series is the data set's only one, an empty list means all countries. Beside a figure of one country stands
    only what counts there, beside a total what counts where the operation took place, beside a single case or narrower
    group nothing.

    >>> cells = {"metric": "victims", "scope": "operation", "country_iso3": None, "lower": 9}
    >>> [one.name for one, *_ in series_beside(cells, {"regions": "worldwide"})]
    ['glotip', 'nrm']
    >>> [(one.name, where) for one, *_, where in series_beside(cells, {"regions": "Benin; Togo"})]
    [('glotip', ['BEN', 'TGO'])]
    """
    narrowed = any(pd.notna(figure.get(name)) for name in ("population", "nationality_iso3", "exploitation", "phase"))
    if figure["scope"] not in {"operation", "country"} or pd.isna(figure["lower"]) or narrowed:
        return
    if figure["metric"] == "arrests" and figure["offence"] not in TRAFFICKING:
        return
    regions = operation["regions"]
    where = [] if pd.isna(regions) else str(regions).split("; ")
    if pd.notna(figure["country_iso3"]):
        where = [places.country_name(figure["country_iso3"])]
    countries = [places.find_country(name) or "" for name in where]
    for beside in BESIDE.get(figure["metric"], ()):
        dataset = DATASETS[beside.dataset]
        if WORLDWIDE in where:
            yield dataset, beside.series, beside.why, []
        elif dataset.country in countries if dataset.country else countries and all(countries) and not dataset.region:
            yield dataset, beside.series, beside.why, countries
        elif dataset.region and places.place_name(dataset.region, "m49") in where:
            yield dataset, beside.series, beside.why, []


def scale(operation: Record, dataset: Dataset, counts: pd.DataFrame, named: set[str]) -> Verdict:
    """Return what a series counts in the time of an operation; the verdict is always `cannot tell`.

    The periods that the operation touches are added up; of a yearly series that ends before it, only the last year
    counts. The counts of nationalities in `named` are shown elsewhere: a total from which the count of few persons
    could be worked out is not shown.

    >>> scale({"starts": None, "ends": None}, DATASETS["nrm"], pd.DataFrame(), set()).says
    'No date of the operation is recorded.'
    """
    days = span(operation)
    if days is None:
        return Verdict(CANNOT_TELL, "", "No date of the operation is recorded.")
    inside, note = _choose_periods(counts, days)
    if inside.empty:
        return Verdict(CANNOT_TELL, "", f"{name_series(counts, dataset)}: the time of the operation is not covered.")
    first, last = inside["start"].min(), inside["end"].max()
    total = Interval(inside["lower"].sum(), inside["upper"].sum())
    number = format_count(total, dataset) if _hides_rest(inside, dataset, named) else HIDDEN
    says = f"{number} {inside['unit'].iloc[0]}{_reporting(inside, dataset)}"
    if number == HIDDEN:
        says = "the total is not shown, for it would give away a count of few persons"
    return Verdict(CANNOT_TELL, "", f"{name_series(inside)}, {format_period(first, last)}{note}: {says}.", first, last)


def name_series(series: pd.DataFrame, dataset: Dataset | None = None) -> str:
    """Return what was counted, capitalised; the data set's title where nothing of it is held."""
    name = str(series["series"].iloc[0]) if len(series) else dataset.title if dataset else ""
    return f"{name[0].upper()}{name[1:]}"


def _reporting(inside: pd.DataFrame, dataset: Dataset) -> str:
    """Return who reported, where each country does for itself: few by name, many by number."""
    countries = inside["country_iso3"].unique()
    if dataset.country or dataset.region:
        return ""
    names = ", ".join(sorted(map(places.country_name, countries)))
    return f", reported by {names if len(countries) <= FEW else f'{len(countries)} countries'}"


def not_held(dataset: Dataset) -> Verdict:
    """Return the verdict on a data set that is not held, with the command that downloads it."""
    return Verdict(CANNOT_TELL, "", f"{dataset.title}: not held. Run '{dataset.command}'.")


def span(operation: Record) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return the first and the last day of an operation, as closely as they are stated; None if they are not."""
    starts, ends = operation["starts"], operation["ends"]
    if pd.isna(starts):
        return None
    last = pd.Period(starts if pd.isna(ends) else ends)
    return pd.Period(starts).start_time.normalize(), last.end_time.normalize()


def _choose_periods(counts: pd.DataFrame, days: tuple[pd.Timestamp, pd.Timestamp]) -> tuple[pd.DataFrame, str]:
    """Return the periods that touch some days, if they cover them whole; else the last year before, if yearly."""
    touching = counts[(counts["start"] <= days[1]) & (counts["end"] >= days[0])]
    periods = touching[["start", "end"]].drop_duplicates().sort_values("start")
    whole = (periods["start"].iloc[1:].to_numpy() <= periods["end"].iloc[:-1].to_numpy() + pd.Timedelta(days=1)).all()
    if len(periods) and whole and periods["start"].iloc[0] <= days[0] and periods["end"].iloc[-1] >= days[1]:
        return touching, ""
    before = counts[(counts["end"] < days[0]) & ((counts["end"] - counts["start"]).dt.days > YEAR)]
    return before[before["end"] == before["end"].max()], ", the last year before the operation"


def _hides_rest(inside: pd.DataFrame, dataset: Dataset, named: set[str]) -> bool:
    """Return whether no small count of an unnamed nationality can be worked out from the total."""
    if not dataset.region:
        return True
    groups = inside.groupby("nationality_iso3")["lower"].sum().sort_values(ascending=False, kind="stable")
    rest = groups[~groups.index.isin({*named, *groups.index[:2]})].sum()
    # Moved by up to two less than the threshold, the rest still is no small count.
    return bool(rest >= 2 * dataset.threshold - 2)


def format_period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Format a time as closely as it is known: years, months or days.

    >>> format_period(pd.Timestamp("2024-09-01"), pd.Timestamp("2024-10-31"))
    'September 2024 to October 2024'
    >>> format_period(pd.Timestamp("2022-01-01"), pd.Timestamp("2022-12-31"))
    '2022'
    """
    if first.day != 1 or (last + pd.Timedelta(days=1)).day != 1:
        form = "%-d %B %Y"
    elif first.month == 1 and last.month == 12:  # noqa: PLR2004 (December)
        form = "%Y"
    else:
        form = "%B %Y"
    said = first.strftime(form), last.strftime(form)
    return said[0] if said[0] == said[1] else " to ".join(said)
