"""What an operation's figures could mean for a year: bounds under named assumptions, never a forecast."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval, format_hedged

YEAR = 365
"""Days of a year."""

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
    multiplied_up = replace(assumptions, surge=(1, 1), overlap=(0, 0))
    rows = [
        _project(one, assumptions) | {"naive": format_hedged(multiplied_up.year(one.interval), "table")}
        for one in _choose_results(headline)
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS, "naive"])


def _choose_results(headline: pd.DataFrame) -> list[Figure]:
    people = headline["counts_persons"] & (headline["kind"] == "outcome") & headline["has_rate"]
    return Figure.rows(headline[people & ~headline["part"] & headline["hedge"].notna() & (headline["upper"] > 0)])


def _project(figure: Figure, assumptions: Assumptions) -> dict[str, object]:
    year = assumptions.year(figure.interval)
    cells = figure.claim_id, figure.noun, figure.words, format_hedged(year), figure.lower, figure.upper
    return dict(zip(COLUMNS, (*cells, year.lower, year.upper), strict=True))


def project_surges(headline: pd.DataFrame, assumptions: Assumptions, surges: list[float]) -> pd.DataFrame:
    """Return bounds for a year of an operation's first result by surge factor, the other assumptions as they are.

    Key `surge`, sorted; otherwise the columns of `project_year`, without `naive`. Empty for an operation without such a
    result.
    """
    rows = [
        _project(one, replace(assumptions, surge=(surge, surge))) | {"surge": float(surge)}
        for one in _choose_results(headline)[:1]
        for surge in sorted(surges)
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS, "surge"])


def vary_assumptions(headline: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Return what each assumption alone does to the year of an operation's first result.

    One runs over its whole range while the others stand at the middle of theirs. Key `assumption`: `runs` (its range);
    otherwise the columns of `project_year`, without `naive`.
    """
    names = {"days": "length in days", "surge": "surge factor", "overlap": "overlap"}
    middle = {name: (sum(getattr(assumptions, name)) / 2,) * 2 for name in names}
    rows = []
    for one in _choose_results(headline)[:1]:
        for name, words in names.items():
            low, high = getattr(assumptions, name)
            varied = Assumptions(**middle | {name: (low, high)})
            rows.append(_project(one, varied) | {"assumption": words, "runs": f"{low:g} to {high:g}"})
    return pd.DataFrame(rows, columns=["assumption", "runs", *COLUMNS])
