"""What an operation's figures could mean for a year: bounds under named assumptions, never a forecast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import pandas as pd

from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval, format_hedged

YEAR = 365
"""Days of a year."""

NAMES = {"days": "length in days", "surge": "surge factor", "overlap": "overlap"}

COLUMNS = ["claim_id", "noun", "figure_words", "words", "lower", "upper", "year_lower", "year_upper"]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Assumptions about a year, each from lowest to highest; one backwards or out of range raises `UsageError`.

    `days` is the length of the operation as sources state it; `surge`, at least 1, how many times more an operation
    finds in a day than ordinary work does; `overlap`, 0 to 1, the share of what ordinary days find that is counted
    twice, or in the operation already.
    """

    days: tuple[float, float]
    surge: tuple[float, float]
    overlap: tuple[float, float]

    def __post_init__(self) -> None:
        for name, least, most in (("days", 1, YEAR), ("surge", 1, float("inf")), ("overlap", 0, 1)):
            low, high = getattr(self, name)
            if not least <= low <= high <= most:
                raise UsageError(
                    f"Assumption {name!r} runs from {low} to {high}; expected {least} <= low <= high <= {most}."
                )

    def year(self, figure: Interval) -> Interval:
        """Return bounds for a year: the operation, and the other days at the rate of ordinary work."""
        ends = [
            number * (1 + (YEAR - days) / days / surge * (1 - overlap))
            for number, days, surge, overlap in (
                (figure.lower, self.days[1], self.surge[1], self.overlap[1]),
                (figure.upper, self.days[0], self.surge[0], self.overlap[0]),
            )
        ]
        # There are no parts of persons; rounded outwards, so that rounding cannot narrow the bounds.
        return Interval(math.floor(ends[0]), math.ceil(ends[1]) if math.isfinite(ends[1]) else ends[1])


def project_year(headline: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Return bounds for a year of each result of an operation that counts persons or arrests, parts left out.

    The operation is a surge: its days are not ordinary days, so its figure times the weeks of a year is no estimate.
    Formula: year = figure x (1 + (365 - days) / days / surge x (1 - overlap)), on intervals; as the surge grows without
    limit, the year is the operation's figure alone. Key `claim_id`: `noun`, `figure_words`, `lower`, `upper` (the
    figure), `words`, `year_lower`, `year_upper` (the bounds), `naive` (without surge and overlap).
    """
    figures = _choose_results(headline)
    multiplied_up = replace(assumptions, surge=(1, 1), overlap=(0, 0))
    naive = [format_hedged(multiplied_up.year(one.interval), "table") for one in figures]
    return _project([(one, assumptions) for one in figures]).assign(naive=naive)


def _choose_results(headline: pd.DataFrame) -> list[Figure]:
    people = headline["counts_persons"] & (headline["kind"] == "outcome") & headline["has_rate"]
    return Figure.rows(headline[people & ~headline["part"] & headline["hedge"].notna() & (headline["upper"] > 0)])


def _project(results: Sequence[tuple[Figure, Assumptions]]) -> pd.DataFrame:
    years = [assumptions.year(figure.interval) for figure, assumptions in results]
    rows = [
        (one.claim_id, one.noun, one.words, format_hedged(year), one.lower, one.upper, year.lower, year.upper)
        for (one, _), year in zip(results, years, strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def project_surges(headline: pd.DataFrame, assumptions: Assumptions, surges: list[float]) -> pd.DataFrame:
    """Return bounds for a year of an operation's first result by surge factor, the other assumptions as they are.

    Key `surge`, sorted; otherwise the columns of `project_year`, without `naive`. Empty for an operation without such a
    result.
    """
    assumed = [replace(assumptions, surge=(surge, surge)) for surge in sorted(surges)]
    results = [(one, each) for one in _choose_results(headline)[:1] for each in assumed]
    return _project(results).assign(surge=[float(each.surge[0]) for _, each in results])


def vary_assumptions(headline: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Return what each assumption alone does to the year of an operation's first result.

    One runs over its whole range while the others stand at the middle of theirs. Key `assumption`: `runs` (its range);
    otherwise the columns of `project_year`, without `naive`.
    """
    ranges = asdict(assumptions)
    middle = {name: (sum(ends) / 2,) * 2 for name, ends in ranges.items()}
    varied = [Assumptions(**middle | {name: ends}) for name, ends in ranges.items()]
    runs = [(NAMES[name], f"{low:g} to {high:g}") for name, (low, high) in ranges.items()]
    years = _project([(one, each) for one in _choose_results(headline)[:1] for each in varied])
    return pd.concat([pd.DataFrame(runs[: len(years)], columns=["assumption", "runs"]), years], axis=1)
