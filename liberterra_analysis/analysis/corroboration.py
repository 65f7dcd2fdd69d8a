"""Whether public counts bear out what sources assert: who is the largest group, who increases, how large a figure is.

A verdict is about a series of counts, never about the truth of a statement: what is counted, where and by whom differs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.scale import (
    CANNOT_TELL,
    Record,
    Verdict,
    format_period,
    name_series,
    not_held,
    scale,
    series_beside,
    span,
)
from liberterra_analysis.datasets import DATASETS, Dataset, format_count
from liberterra_analysis.hedges import Interval, Intervals

COLUMNS = [
    "about",
    "dataset",
    "series",
    "verdict",
    "strength",
    "says",
    "starts",
    "ends",
    "unit",
    "difference",
    "vintage",
]
REVISION = 0.05
"""Share by which publishers may still revise a count, up or down; a verdict must outlive it."""

MONTHS = 12
"""Months of a trend, compared with as many before, so that seasons do not pass for one."""

SIGNIFICANT = 1.96
"""Standard errors beyond which a steady rise or fall is no accident (5%, two-sided)."""


def corroborate(
    statements: pd.DataFrame, figures: pd.DataFrame, operation: Record, counts: pd.DataFrame
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
    spoken = statements[statements["kind"].isin(["ranking", "trend"]) & statements["nationality_iso3"].notna()]
    spoken = spoken[spoken["scope"] == "operation"]
    rows = [row for statement in spoken.to_dict("records") for row in _check_statement(statement, operation, counts)]
    named = set(spoken["nationality_iso3"])
    rows += [row for figure in figures.to_dict("records") for row in _scale_figure(figure, operation, counts, named)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _check_statement(statement: Record, operation: Record, counts: pd.DataFrame) -> Iterator[dict[str, str]]:
    region: str = str(statement["region_code"]) if pd.notna(statement["region_code"]) else ""
    for dataset in DATASETS.values():
        if not dataset.region or (region and region != dataset.region):
            continue
        series = counts[counts["dataset"] == dataset.name]
        found = _test_statement(statement, operation, dataset, series)
        if not region and found.strength:
            found = found._replace(strength="weak")
        yield _verdict_row(statement["statement_id"], dataset, found, series, _difference(statement, dataset, region))


def _scale_figure(figure: Record, operation: Record, counts: pd.DataFrame, named: set[str]) -> Iterator[dict[str, str]]:
    for dataset, name, why, countries in series_beside(figure, operation):
        series = counts[(counts["dataset"] == dataset.name) & ((counts["series"] == name) | (name == ""))]
        inside = series[series["country_iso3"].isin(countries)] if countries else series
        found = not_held(dataset) if series.empty else scale(operation, dataset, inside, named)
        unit = series["unit"].iloc[0] if len(series) else dataset.unit
        difference = f"The figure counts {figure['noun']}, the series {unit}. {why}"
        yield _verdict_row(figure["claim_id"], dataset, found, series, difference)


def _verdict_row(about: str, dataset: Dataset, found: Verdict, series: pd.DataFrame, difference: str) -> dict[str, str]:
    return {
        "about": about,
        "dataset": dataset.name,
        "series": name_series(series, dataset),
        "verdict": found.verdict,
        "strength": found.strength,
        "says": found.says,
        "starts": found.first.date().isoformat() if found.first is not None else "",
        "ends": found.last.date().isoformat() if found.last is not None else "",
        "unit": str(series["unit"].iloc[0]) if len(series) else dataset.unit,
        "difference": difference,
        "vintage": str(series["vintage"].iloc[0]) if len(series) else "",
    }


def _difference(statement: Record, dataset: Dataset, region: str) -> str:
    says = f"The statement is about persons, the series counts {dataset.unit}; {dataset.publisher} alone counts them."
    if statement["kind"] == "trend":
        says += f" Only people from {places.country_name(statement['nationality_iso3'])} are looked at."
    return says if region else f"{says} The source names no region; the series covers one place."


def _test_statement(statement: Record, operation: Record, dataset: Dataset, series: pd.DataFrame) -> Verdict:
    if series.empty:
        return not_held(dataset)
    days = span(operation)
    if days is None:
        return Verdict(CANNOT_TELL, "", "No date of the operation is recorded.")
    nationality = str(statement["nationality_iso3"])
    if nationality not in set(series["nationality_iso3"]):
        name = places.country_name(nationality)
        return Verdict(CANNOT_TELL, "", f"{name_series(series, dataset)}: {name} is not among the nationalities named.")
    first, last = (day.to_period("M") for day in days)
    test = _test_rank if statement["kind"] == "ranking" else _test_trend
    return test(dataset, series.assign(month=series["start"].dt.to_period("M")), nationality, (first, last))


Window: TypeAlias = tuple[pd.Period, pd.Period]


def _choose_months(series: pd.DataFrame, window: Window) -> pd.DataFrame | None:
    """Return the counts of the months of a window; None where the series lacks a month."""
    found = series[(series["month"] >= window[0]) & (series["month"] <= window[1])]
    return found if found["month"].nunique() == (window[1] - window[0]).n + 1 else None


def _test_rank(dataset: Dataset, series: pd.DataFrame, nationality: str, window: Window) -> Verdict:
    inside = _choose_months(series, window)
    if inside is None:
        return Verdict(CANNOT_TELL, "", f"{name_series(series, dataset)}: the months of the operation are not covered.")
    if nationality not in set(inside["nationality_iso3"]):
        # Publishers leave blank what was not reported: a missing row is no count of zero.
        says = f"no {dataset.unit} of people from {places.country_name(nationality)} are given"
        return Verdict(
            CANNOT_TELL, "", f"{_opening(inside, window)}: {says}.", window[0].start_time, window[1].end_time
        )
    verdict, own, other, rival = _compare_largest(inside, nationality)
    others = [_choose_months(series, (window[0] - 1, window[1] + 1))]
    others += [_choose_months(series, (month, month)) for month in pd.period_range(*window, freq="M")]
    steady = all(one is not None and _compare_largest(one, nationality)[0] == verdict for one in others)
    name = places.country_name(rival) if rival else "nationalities not named, together"
    says = (
        f"{_opening(inside, window)}: {format_count(own, dataset)} {dataset.unit} of people from "
        f"{places.country_name(nationality)}; the largest other group, {name}, has {format_count(other, dataset)}."
    )
    strength = "" if verdict == CANNOT_TELL else "strong" if steady else "weak"
    return Verdict(verdict, strength, says, window[0].start_time, window[1].end_time)


def _compare_largest(inside: pd.DataFrame, nationality: str) -> tuple[str, Interval, Interval, str]:
    """Return whether a nationality is ahead, its count, the largest other count, and whose that is."""
    sums = inside.groupby("nationality_iso3")[["lower", "upper"]].sum()
    if nationality not in sums.index:
        sums.loc[nationality] = 0.0
    groups = {str(name): Interval(low, high) for name, low, high in sums.itertuples()}
    own = groups.pop(nationality)
    if not groups:
        return CANNOT_TELL, own, Interval(0, 0), ""
    ahead = {name: _compare(own, other) for name, other in groups.items()}
    rival = max(groups, key=lambda name: groups[name].upper)
    if any(verdict == "fewer" for name, verdict in ahead.items() if name):
        return "disagrees", own, groups[rival], rival
    return "agrees" if set(ahead.values()) == {"more"} else CANNOT_TELL, own, groups[rival], rival


def _test_trend(dataset: Dataset, series: pd.DataFrame, nationality: str, window: Window) -> Verdict:
    end = window[1]
    months = pd.period_range(end - (2 * MONTHS - 1), end, freq="M")
    if _choose_months(series, (months[0], end)) is None:
        return Verdict(
            CANNOT_TELL, "", f"{name_series(series, dataset)}: {2 * MONTHS} months up to {end} are not covered."
        )
    # Only what was seen has a row: a month with rows of others alone counts zero.
    own = series[series["nationality_iso3"] == nationality].groupby("month")[["lower", "upper"]].sum()
    own = own.reindex(months, fill_value=0.0)
    before, after = (Intervals.of(half).total() for half in (own.iloc[:MONTHS], own.iloc[MONTHS:]))
    verdict = {"more": "agrees", "fewer": "disagrees"}.get(_compare(after, before), CANNOT_TELL)
    steady = compute_mann_kendall(((own["lower"] + own["upper"].clip(upper=1e12)) / 2).tolist())
    same = steady > SIGNIFICANT if verdict == "agrees" else steady < -SIGNIFICANT
    says = (
        f"{_opening(series, (months[MONTHS], end))}: {format_count(after, dataset)} {dataset.unit} of people from "
        f"{places.country_name(nationality)}, against {format_count(before, dataset)} in the {MONTHS} months before "
        f"(Mann-Kendall over {2 * MONTHS} months: z = {steady:.1f})."
    )
    strength = "" if verdict == CANNOT_TELL else "strong" if same else "weak"
    return Verdict(verdict, strength, says, months[0].start_time, end.end_time)


def _opening(series: pd.DataFrame, window: Window) -> str:
    when = format_period(window[0].start_time, window[1].end_time.normalize())
    return f"{name_series(series)}, {when}"


def _compare(one: Interval, other: Interval) -> str:
    """Compare counts, each of which may still be revised."""
    return _widen(one).compare(_widen(other))


def _widen(count: Interval) -> Interval:
    return Interval(count.lower * (1 - REVISION), count.upper * (1 + REVISION))


def compute_mann_kendall(values: list[float]) -> float:
    """Return the standard normal statistic of the Mann-Kendall test; above zero is a steady rise."""
    pairs = [(a, b) for at, a in enumerate(values) for b in values[at + 1 :]]
    score = sum((b > a) - (b < a) for a, b in pairs)
    ties = pd.Series(values).value_counts()
    number = len(values)
    variance = (number * (number - 1) * (2 * number + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    return 0.0 if score == 0 or variance == 0 else float((score - math.copysign(1, score)) / math.sqrt(variance))
