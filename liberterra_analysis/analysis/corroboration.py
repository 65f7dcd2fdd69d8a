"""Whether public counts bear out what sources assert without a number: who is the largest group, and who increases.

A verdict is about a series of counts, never about the truth of a statement: what is counted, where and by whom
differs, and each verdict says how.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.context import DATASETS, Dataset
from liberterra_analysis.hedges import Interval, Intervals, compare, word

COLUMNS = [
    "statement_id",
    "dataset",
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
"""By so much publishers may still revise a count, up or down; a verdict must outlive it."""

MONTHS = 12
"""A trend is read from so many months and as many before, so that seasons do not pass for one."""

SIGNIFICANT = 1.96
"""Standard errors beyond which a steady rise or fall is no accident (5%, two sides)."""

Record: TypeAlias = Mapping[Any, Any]


class _Verdict(NamedTuple):
    verdict: str
    strength: str
    says: str
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None


def corroborate(statements: pd.DataFrame, operation: Record, counts: pd.DataFrame) -> pd.DataFrame:
    """Hold statements on the rank or the trend of a nationality against public monthly counts.

    Rank: the counts of the months in which the operation took place are added up for each nationality. `agrees` if
    the one named is ahead of all others, `disagrees` if one is ahead of it, after every count may have been revised by
    5% either way; a group of nationalities that are not named counts as one that may be ahead. `strong` if the same
    holds in each month, and in those months with one more on either side; else `weak`. Where the source names no
    region, each series covers but a part of what is meant, and is `weak`.

    Trend: the counts of the 12 months up to the end of the operation's last month are held against those of the 12
    before, with the same allowance. `strong` if the 24 months also rise or fall steadily by the Mann-Kendall test at
    5%, else `weak`.

    Parameters
    ----------
    operation : mapping
        The operation's row of `load_operations`: `starts`, `ends`.
    counts : pandas.DataFrame
        As `context.load_by_nationality` gives them.

    Returns
    -------
    pandas.DataFrame
        One row for each statement and data set of its region, or of all regions where the source names none; in the
        order of the statements. All str, blank where not known: `statement_id`, `dataset`, `verdict` (`agrees`,
        `disagrees`, `cannot tell`), `strength` (`strong`, `weak`), `says` (the sentence, with its numbers), `starts`,
        `ends` (ISO 8601, of the counts), `unit`, `difference` (why the series is not what the statement is about),
        `vintage`. Statements without a nationality are left out: no series speaks to them.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import context
    >>> import tempfile, pathlib
    >>> nothing = context.load_by_nationality(workspace=lt.workspace.Workspace(pathlib.Path(tempfile.mkdtemp())))
    >>> operation = lt.load_operations().set_index("operation_id").loc["liberterra-2"]
    >>> found = corroborate(lt.load_statements("liberterra-2"), operation, nothing)
    >>> sorted(set(found["verdict"]))
    ['cannot tell']
    """
    spoken = statements[statements["kind"].isin(["ranking", "trend"]) & statements["nationality_iso3"].notna()]
    spoken = spoken[spoken["scope"] == "operation"]
    rows = [row for statement in spoken.to_dict("records") for row in _each(statement, operation, counts)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _each(statement: Record, operation: Record, counts: pd.DataFrame) -> Iterator[dict[str, str]]:
    region: str = str(statement["region_code"]) if pd.notna(statement["region_code"]) else ""
    for dataset in DATASETS.values():
        if not dataset.region or (region and region != dataset.region):
            continue
        series = counts[counts["dataset"] == dataset.name]
        found = _verdict(statement, operation, dataset, series)
        yield {
            "statement_id": statement["statement_id"],
            "dataset": dataset.name,
            "verdict": found.verdict,
            "strength": "weak" if found.strength and not region else found.strength,
            "says": found.says,
            "starts": found.first.date().isoformat() if found.first is not None else "",
            "ends": found.last.date().isoformat() if found.last is not None else "",
            "unit": dataset.unit,
            "difference": _difference(dataset, region),
            "vintage": str(series["vintage"].iloc[0]) if len(series) else "",
        }


def _difference(dataset: Dataset, region: str) -> str:
    counts = f"The statement is about persons, the series counts {dataset.unit}; {dataset.publisher} alone counts them."
    return counts if region else f"{counts} The source names no region; the series covers one place."


def _verdict(statement: Record, operation: Record, dataset: Dataset, series: pd.DataFrame) -> _Verdict:
    if series.empty:
        return _Verdict("cannot tell", "", f"{dataset.title}: not held. Run 'liberterra fetch {dataset.name}'.")
    if pd.isna(operation["starts"]) or pd.isna(operation["ends"]):
        return _Verdict("cannot tell", "", "No source dates the operation.")
    nationality = str(statement["nationality_iso3"])
    if nationality not in set(series["nationality_iso3"]):
        name = places.country_name(nationality)
        return _Verdict("cannot tell", "", f"{dataset.title}: {name} is not among the nationalities named.")
    first, last = (pd.Period(operation[end][:7], "M") for end in ("starts", "ends"))
    test = _rank if statement["kind"] == "ranking" else _trend
    return test(dataset, series.assign(month=series["start"].dt.to_period("M")), nationality, (first, last))


Window: TypeAlias = tuple[pd.Period, pd.Period]


def _within(series: pd.DataFrame, window: Window) -> pd.DataFrame | None:
    """Give the counts of the months of a window; None where the series lacks a month."""
    found = series[(series["month"] >= window[0]) & (series["month"] <= window[1])]
    return found if found["month"].nunique() == (window[1] - window[0]).n + 1 else None


def _rank(dataset: Dataset, series: pd.DataFrame, nationality: str, window: Window) -> _Verdict:
    inside = _within(series, window)
    if inside is None:
        return _Verdict("cannot tell", "", f"{dataset.title}: the months of the operation are not covered.")
    verdict, own, other, rival = _largest(inside, nationality)
    others = [_within(series, (window[0] - 1, window[1] + 1))]
    others += [_within(series, (month, month)) for month in pd.period_range(*window, freq="M")]
    steady = all(one is not None and _largest(one, nationality)[0] == verdict for one in others)
    name = places.country_name(rival) if rival else "nationalities not named, together"
    says = (
        f"{dataset.title}, {_months(window)}: {word(own)} {dataset.unit} of people from "
        f"{places.country_name(nationality)}; the largest other group, {name}, has {word(other)}."
    )
    strength = "" if verdict == "cannot tell" else "strong" if steady else "weak"
    return _Verdict(verdict, strength, says, window[0].start_time, window[1].end_time)


def _largest(inside: pd.DataFrame, nationality: str) -> tuple[str, Interval, Interval, str]:
    """Say whether a nationality is ahead; give its count, that of the largest other, and who that is."""
    sums = inside.groupby("nationality_iso3")[["lower", "upper"]].sum()
    if nationality not in sums.index:
        sums.loc[nationality] = 0.0
    groups = {str(name): Interval(low, high) for name, low, high in sums.itertuples()}
    own = groups.pop(nationality)
    if not groups:
        return "cannot tell", own, Interval(0, 0), ""
    ahead = {name: _compare(own, other) for name, other in groups.items()}
    rival = max(groups, key=lambda name: groups[name].upper)
    if any(verdict == "fewer" for name, verdict in ahead.items() if name):
        return "disagrees", own, groups[rival], rival
    return "agrees" if set(ahead.values()) == {"more"} else "cannot tell", own, groups[rival], rival


def _trend(dataset: Dataset, series: pd.DataFrame, nationality: str, window: Window) -> _Verdict:
    end = window[1]
    months = pd.period_range(end - (2 * MONTHS - 1), end, freq="M")
    if _within(series, (months[0], end)) is None:
        return _Verdict("cannot tell", "", f"{dataset.title}: {2 * MONTHS} months up to {end} are not covered.")
    # A month in which others are counted and these are not has none of them: only what was seen has a row.
    own = series[series["nationality_iso3"] == nationality].groupby("month")[["lower", "upper"]].sum()
    own = own.reindex(months, fill_value=0.0)
    before, after = (Intervals.of(half).total() for half in (own.iloc[:MONTHS], own.iloc[MONTHS:]))
    verdict = {"more": "agrees", "fewer": "disagrees"}.get(_compare(after, before), "cannot tell")
    steady = _mann_kendall(((own["lower"] + own["upper"].clip(upper=1e12)) / 2).tolist())
    same = steady > SIGNIFICANT if verdict == "agrees" else steady < -SIGNIFICANT
    says = (
        f"{dataset.title}, {_months((months[MONTHS], end))}: {word(after)} {dataset.unit} of people from "
        f"{places.country_name(nationality)}, against {word(before)} in the {MONTHS} months before "
        f"(Mann-Kendall over {2 * MONTHS} months: z = {steady:.1f})."
    )
    strength = "" if verdict == "cannot tell" else "strong" if same else "weak"
    return _Verdict(verdict, strength, says, months[0].start_time, end.end_time)


def _compare(one: Interval, other: Interval) -> str:
    """Compare counts of which each may still be revised."""
    return str(compare(Intervals.of([_revisable(one)]), Intervals.of([_revisable(other)]))[0])


def _revisable(count: Interval) -> Interval:
    return Interval(count.lower * (1 - REVISION), count.upper * (1 + REVISION))


def _mann_kendall(values: list[float]) -> float:
    """Give the standard normal statistic of the Mann-Kendall test for a steady rise (above zero) or fall."""
    pairs = [(a, b) for at, a in enumerate(values) for b in values[at + 1 :]]
    score = sum((b > a) - (b < a) for a, b in pairs)
    ties = pd.Series(values).value_counts()
    number = len(values)
    variance = (number * (number - 1) * (2 * number + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    return 0.0 if score == 0 or variance == 0 else float((score - math.copysign(1, score)) / math.sqrt(variance))


def _months(window: Window) -> str:
    first, last = (period.strftime("%B %Y") for period in window)
    return first if first == last else f"{first} to {last}"
