"""Whether public counts bear out what sources assert: who is the largest group, who increases, how large a figure is.

A verdict is about a series of counts, never about the truth of a statement: what is counted, where and by whom differs.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import NamedTuple, TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.datasets import DATASETS, HIDDEN, Dataset, format_count
from liberterra_analysis.hedges import Interval, Intervals

CANNOT_TELL = "cannot tell"
REVISION = 0.05
"""Share by which publishers may still revise a count, up or down; a verdict must outlive it."""

MONTHS = 12
"""Months of a trend, compared with as many before, so that seasons do not pass for one."""

SIGNIFICANT = 1.96
"""Standard errors beyond which a steady rise or fall is not chance (5%, two-sided)."""

FEW = 3
YEAR = 360
"""Days; a longer period is a year."""

_MONTHS = "Events of whole months at one border or in one country; who is met again is counted again."
_VICTIMS = "Victims whom authorities reported for a whole year, at a later stage."
_CONTACT = "For trafficking alone, in a whole year; an arrest need not lead there."

BESIDE = {
    "victims": (
        ("glotip", "Detected trafficking victims", _VICTIMS),
        ("nrm", "referrals of potential victims", "One country, whole quarters, before any decision."),
    ),
    "irregular_migrants": (
        *((name, "", _MONTHS) for name in ("frontex", "cbp", "darien", "honduras", "mexico")),
        ("small-boats", "arrivals in small boats", "Arrivals at one coast on the days of the operation."),
    ),
    "detections": (("frontex", "", "The same unit, but whole months and all borders."),),
    "arrests": (("glotip", "Persons brought into formal contact", _CONTACT),),
}
"""Data set and series ("": its only one) for the scale of each metric, and what differs besides the unit.

An arrest is no conviction, and no series counts checks.
"""

TRAFFICKING = frozenset({"trafficking", "trafficking_or_smuggling"})
"""Offences for which a series counts arrests."""

COLUMNS = (
    "about", "dataset", "series", "verdict", "strength", "says", "starts", "ends", "unit", "difference", "vintage",
)  # fmt: skip

Days: TypeAlias = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class _Series:
    """What is held of a series of public counts."""

    dataset: Dataset
    counts: pd.DataFrame

    def cell(self, column: str, default: str) -> str:
        """Return what all counts have in common."""
        return default if self.counts.empty else str(self.counts[column].iloc[0])

    @property
    def unit(self) -> str:
        return self.cell("unit", self.dataset.unit)

    @property
    def name(self) -> str:
        name = self.cell("series", self.dataset.title)
        return name[0].upper() + name[1:]


class _Found(NamedTuple):
    """What a series shows from the first to the last of some days; `says` follows the name of the series."""

    says: str
    days: Days | None = None
    verdict: str = CANNOT_TELL
    steady: bool = False


def corroborate(
    statements: pd.DataFrame, figures: pd.DataFrame, operation: pd.Series, counts: pd.DataFrame
) -> pd.DataFrame:
    """Compare statements on the rank or the trend of a nationality, and figures, with public counts.

    Rank: the counts of the operation's months are added up by nationality. `agrees` if the one named is ahead of all
    others, `disagrees` if one is ahead of it, even after a revision of every count by 5%; an unnamed group can prevent
    `agrees`, but not cause `disagrees`. `strong` if the same holds in each month, and with one more month on either
    side; else `weak`.
    Trend: the 12 months up to the operation's last month are compared with the 12 before, with the same allowance.
    `strong` if the 24 months also rise or fall steadily by the Mann-Kendall test at 5%; else `weak`.
    Where a statement names no region, each series covers only a part of what is meant, and is `weak`.
    Figure: the counts of the operation's time stand beside it for its scale; the verdict is always `cannot tell`.

    One row for each statement or figure and data set, in their order; what no series speaks to is left out. All text,
    blank where not known: `about` (statement_id or claim_id), `dataset`, `series`, `verdict`, `strength`, `says` (few
    persons as "fewer than 5"), `starts`, `ends` (of the counts, ISO 8601), `unit`, `difference` (why the series is not
    what is asserted), `vintage` (blank: not held).
    """
    testable = statements["kind"].isin(["ranking", "trend"]) & statements["nationality_iso3"].notna()
    spoken = statements[testable & (statements["scope"] == "operation")]
    spoken = spoken[["statement_id", "kind", "nationality_iso3", "region_code"]].fillna({"region_code": ""})
    days = _find_days(operation)
    rows: list[tuple[str, ...]] = []
    for key, kind, nationality, region in spoken.itertuples(index=False, name=None):
        rows += _judge_statement(key, kind, nationality, region, days, counts)
    named = {*spoken["nationality_iso3"]}
    for one in Figure.rows(figures):
        for series, countries, why in _find_series_beside(one, operation["regions"], counts):
            differs = f"The figure counts {one.noun}, the series {series.unit}. {why}"
            rows.append(_judge(one.claim_id, series, differs, days, partial(_scale, countries, named)))
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def _find_days(operation: pd.Series) -> Days | None:
    """Return the first and the last day of an operation, as closely as they are stated; None if they are not."""
    starts, ends = operation["starts"], operation["ends"]
    if pd.isna(starts):
        return None
    last = pd.Period(starts if pd.isna(ends) else ends)
    return pd.Period(starts).start_time.normalize(), last.end_time.normalize()


def _judge(
    about: str, series: _Series, difference: str, days: Days | None, test: Callable[[_Series, Days], _Found]
) -> tuple[str, ...]:
    if series.counts.empty:
        found = _Found(f": not held. Run '{series.dataset.command}'")
    else:
        found = test(series, days) if days else _Found("")
    says = f"{series.name}{found.says}." if found.says else "No date of the operation is recorded."
    strength = "" if found.verdict == CANNOT_TELL else "strong" if found.steady else "weak"
    starts, ends = (day.date().isoformat() for day in found.days) if found.days else ("", "")
    what, vintage = (series.dataset.name, series.name, found.verdict, strength), series.cell("vintage", "")
    return about, *what, says, starts, ends, series.unit, difference, vintage


def _judge_statement(
    statement: str, kind: str, nationality: str, region: str, days: Days | None, counts: pd.DataFrame
) -> Iterator[tuple[str, ...]]:
    for dataset in DATASETS.values():
        if not dataset.region or region not in {"", dataset.region}:
            continue
        differs = (
            f"The statement is about persons, the series counts {dataset.unit}; {dataset.publisher} alone counts them."
        )
        if kind == "trend":
            differs += f" Only people from {places.country_name(nationality)} are looked at."
        if not region:
            differs += " The source names no region; the series covers one place."
        series = _Series(dataset, counts[counts["dataset"] == dataset.name])
        yield _judge(statement, series, differs, days, partial(_test_statement, kind, nationality, region))


def _find_series_beside(
    figure: Figure, regions: str | None, counts: pd.DataFrame
) -> Iterator[tuple[_Series, list[str], str]]:
    """Yield what could stand beside a figure: a series, the countries to look at (none: all), and what differs.

    Beside a figure of one country stands only what counts there, beside a total what counts where the operation took
    place, beside a single case or narrower group nothing.
    """
    narrowed = figure.population or figure.nationality_iso3 or figure.exploitation or figure.phase
    other_offence = figure.metric == "arrests" and figure.offence not in TRAFFICKING
    if figure.scope not in {"operation", "country"} or narrowed or other_offence:
        return
    where = str(regions).split("; ") if pd.notna(regions) else []
    if figure.country_iso3:
        where = [places.country_name(figure.country_iso3)]
    countries = [places.find_country(name) or "" for name in where]
    for name, title, why in BESIDE.get(figure.metric, ()):
        dataset = DATASETS[name]
        each_reports = not dataset.country and not dataset.region
        inside = dataset.country in countries if dataset.country else each_reports and countries and all(countries)
        if "worldwide" in where:
            inside, each_reports = True, False
        if inside or (dataset.region and places.place_name(dataset.region, "m49") in where):
            held = counts[(counts["dataset"] == name) & ((counts["series"] == title) | (title == ""))]
            yield _Series(dataset, held), countries if each_reports else [], why


def _scale(countries: list[str], named: set[str], series: _Series, days: Days) -> _Found:
    """Return what a series counts in some days; the verdict is always `cannot tell`.

    The periods that the days touch are added up; of a yearly series that ends before them, only the last year counts.
    The counts of nationalities in `named` are shown elsewhere: a total from which the count of few persons could be
    worked out is not shown.
    """
    counts, dataset = series.counts, series.dataset
    inside, note = _choose_periods(counts[counts["country_iso3"].isin(countries)] if countries else counts, days)
    if inside.empty:
        return _Found(": the time of the operation is not covered")
    covered = inside["start"].min(), inside["end"].max()
    number = format_count(Intervals.of(inside).total(), dataset) if _hides_rest(inside, dataset, named) else HIDDEN
    says = f"{number} {series.unit}"
    if number == HIDDEN:
        says = "the total is not shown, for it would give away a count of few persons"
    elif not dataset.country and not dataset.region:
        reporting = sorted(map(places.country_name, inside["country_iso3"].unique()), key=places.fold_name)
        says += f", reported by {', '.join(reporting) if len(reporting) <= FEW else f'{len(reporting)} countries'}"
    return _Found(f", {format_period(*covered)}{note}: {says}", covered)


def _choose_periods(counts: pd.DataFrame, days: Days) -> tuple[pd.DataFrame, str]:
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


def _test_statement(kind: str, nationality: str, region: str, series: _Series, days: Days) -> _Found:
    if nationality not in set(series.counts["nationality_iso3"]):
        return _Found(f": {places.country_name(nationality)} is not among the nationalities named")
    series = _Series(series.dataset, series.counts.assign(month=series.counts["start"].dt.to_period("M")))
    first, last = (day.to_period("M") for day in days)
    ranking = kind == "ranking"
    found = _test_rank(series, nationality, first, last) if ranking else _test_trend(series, nationality, last)
    return found._replace(steady=found.steady and bool(region))


def _choose_months(series: _Series, first: pd.Period, last: pd.Period) -> pd.DataFrame | None:
    """Return the counts of some months; None where the series lacks one."""
    found = series.counts[(series.counts["month"] >= first) & (series.counts["month"] <= last)]
    return found if found["month"].nunique() == (last - first).n + 1 else None


def _test_rank(series: _Series, nationality: str, first: pd.Period, last: pd.Period) -> _Found:
    inside = _choose_months(series, first, last)
    if inside is None:
        return _Found(": the months of the operation are not covered")
    days = first.start_time, last.end_time.normalize()
    dataset, of = series.dataset, f"{series.dataset.unit} of people from {places.country_name(nationality)}"
    if nationality not in set(inside["nationality_iso3"]):
        # Publishers leave blank what was not reported: a missing row is no count of zero.
        return _Found(f", {format_period(*days)}: no {of} are given", days)
    verdict, own, other, rival = _compare_largest(inside, nationality)
    others = [_choose_months(series, first - 1, last + 1)]
    others += [_choose_months(series, month, month) for month in pd.period_range(first, last, freq="M")]
    steady = all(one is not None and _compare_largest(one, nationality)[0] == verdict for one in others)
    name = places.country_name(rival) if rival else "nationalities not named, together"
    says = f"{format_count(own, dataset)} {of}; the largest other group, {name}, has {format_count(other, dataset)}"
    return _Found(f", {format_period(*days)}: {says}", days, verdict, steady)


def _compare_largest(inside: pd.DataFrame, nationality: str) -> tuple[str, Interval, Interval, str]:
    """Return whether a nationality is ahead, its count, the largest other count, and whose that is."""
    sums = inside.groupby("nationality_iso3")[["lower", "upper"]].sum()
    groups = {str(name): Interval(low, high) for name, low, high in sums.itertuples()}
    own = groups.pop(nationality, Interval(0, 0))
    if not groups:
        return CANNOT_TELL, own, Interval(0, 0), ""
    ahead = {name: _compare(own, other) for name, other in groups.items()}
    rival = max(groups, key=lambda name: groups[name].upper)
    verdict = "agrees" if set(ahead.values()) == {"more"} else CANNOT_TELL
    if any(found == "fewer" for name, found in ahead.items() if name):
        verdict = "disagrees"
    return verdict, own, groups[rival], rival


def _test_trend(series: _Series, nationality: str, end: pd.Period) -> _Found:
    months = pd.period_range(end - (2 * MONTHS - 1), end, freq="M")
    inside, dataset = _choose_months(series, months[0], end), series.dataset
    if inside is None:
        return _Found(f": {2 * MONTHS} months up to {end} are not covered")
    # Only what was seen has a row: a month with rows of others alone counts zero.
    own = inside[inside["nationality_iso3"] == nationality].groupby("month")[["lower", "upper"]].sum()
    own = own.reindex(months, fill_value=0.0)
    before, after = (Intervals.of(half).total() for half in (own.iloc[:MONTHS], own.iloc[MONTHS:]))
    verdict = {"more": "agrees", "fewer": "disagrees"}.get(_compare(after, before), CANNOT_TELL)
    steady = compute_mann_kendall(((own["lower"] + own["upper"].clip(upper=1e12)) / 2).tolist())
    same = steady > SIGNIFICANT if verdict == "agrees" else steady < -SIGNIFICANT
    says = (
        f", {format_period(months[MONTHS].start_time, end.end_time.normalize())}: {format_count(after, dataset)} "
        f"{dataset.unit} of people from {places.country_name(nationality)}, against {format_count(before, dataset)} in "
        f"the {MONTHS} months before (Mann-Kendall over {2 * MONTHS} months: z = {steady:.1f})"
    )
    return _Found(says, (months[0].start_time, end.end_time), verdict, same)


def _compare(one: Interval, other: Interval) -> str:
    """Compare counts that may still be revised."""
    a, b = (Interval(count.lower * (1 - REVISION), count.upper * (1 + REVISION)) for count in (one, other))
    return a.compare(b)


def compute_mann_kendall(values: list[float]) -> float:
    """Return the standard normal statistic of the Mann-Kendall test; above zero is a steady rise."""
    score = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    ties = pd.Series(values).value_counts()
    number = len(values)
    variance = (number * (number - 1) * (2 * number + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    return 0.0 if score == 0 or variance == 0 else float((score - math.copysign(1, score)) / math.sqrt(variance))


def format_period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Format a time as closely as it is known: "September 2024 to October 2024", "2022"."""
    form = "%-d %B %Y"
    if first.is_month_start and last.is_month_end:
        form = "%Y" if first.is_year_start and last.is_year_end else "%B %Y"
    said = first.strftime(form), last.strftime(form)
    return said[0] if said[0] == said[1] else " to ".join(said)
