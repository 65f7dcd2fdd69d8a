"""What an operation's figures could mean for a year: bounds under named assumptions, never a forecast."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from liberterra_analysis.analysis.sentences import cite_number, sentence
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval, format_hedged

YEAR = 365
"""Days of a year."""

SCENARIO_HEADERS = {
    "noun": "What is counted",
    "figure": "In the operation>",
    "naive": "Multiplied up (misleading)>",
    "words": "In a year, under the assumptions>",
}
"""Headers of the columns of `scenario` in a report."""


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
    limit, the year is the operation's figure alone. Columns: `claim_id`, `noun`, `figure` (Sentence), `naive` (without
    surge and overlap), `words` (the bounds), `lower`, `upper` (of the figure), `year_lower`, `year_upper`.
    """
    rows = [
        {
            "claim_id": row["claim_id"],
            "noun": row["noun"],
            "figure": sentence(cite_number(row)),
            "naive": format_hedged(_multiply_up(Interval.of(row), assumptions), "table"),
            "words": format_hedged(year),
            "lower": row["lower"],
            "upper": row["upper"],
            "year_lower": year.lower,
            "year_upper": year.upper,
        }
        for row in _choose_results(headline).to_dict("records")
        for year in [assumptions.year(Interval.of(row))]
    ]
    return pd.DataFrame(rows, columns=["claim_id", *SCENARIO_HEADERS, "lower", "upper", "year_lower", "year_upper"])


def _choose_results(headline: pd.DataFrame) -> pd.DataFrame:
    people = headline["counts_persons"] & (headline["kind"] == "outcome") & headline["has_rate"]
    return headline[people & ~headline["part"] & headline["hedge"].notna() & (headline["upper"] > 0)]


def _multiply_up(figure: Interval, assumptions: Assumptions) -> Interval:
    return replace(assumptions, surge=(1, 1), overlap=(0, 0)).year(figure)


def project_surges(headline: pd.DataFrame, assumptions: Assumptions, surges: list[float]) -> pd.DataFrame:
    """Return bounds for a year of an operation's first result by surge factor, the other assumptions as they are.

    Key `surge`, sorted: `noun`, `figure_words`, `words` (the bounds), `lower`, `upper` (of the figure), `year_lower`,
    `year_upper`. Empty for an operation without such a result.
    """
    columns = ["noun", "figure_words", "words", "surge", "lower", "upper", "year_lower", "year_upper"]
    rows = []
    for row in _choose_results(headline).head(1).to_dict("records"):
        figure = Interval.of(row)
        for surge in sorted(surges):
            year = replace(assumptions, surge=(surge, surge)).year(figure)
            rows.append((row["noun"], row["words"], format_hedged(year), float(surge), *_ends(figure), *_ends(year)))
    return pd.DataFrame(rows, columns=columns)


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.lower, interval.upper


def vary_assumptions(headline: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Return what each assumption alone does to the year of an operation's first result.

    One runs over its whole range while the others stand at the middle of theirs. Columns: `assumption`, `runs` (its
    range), `words` (the bounds), `noun`, `year_lower`, `year_upper`.
    """
    middle = {name: (sum(getattr(assumptions, name)) / 2,) * 2 for name in ("days", "surge", "overlap")}
    names = {"days": "length in days", "surge": "surge factor", "overlap": "overlap"}
    rows = []
    for row in _choose_results(headline).head(1).to_dict("records"):
        for name, words in names.items():
            low, high = getattr(assumptions, name)
            year = Assumptions(**middle | {name: (low, high)}).year(Interval.of(row))
            rows.append((words, f"{low:g} to {high:g}", format_hedged(year), row["noun"], year.lower, year.upper))
    return pd.DataFrame(rows, columns=["assumption", "runs", "words", "noun", "year_lower", "year_upper"])
