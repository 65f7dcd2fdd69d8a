"""How many times an operation's figures a year could hold: bounds under named assumptions, never a forecast."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import pandas as pd

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval
from liberterra_analysis.hedges.interval import round_outwards

YEAR = 365
"""Days of a year."""

NAMES = {"days": "length in days", "surge": "surge factor", "overlap": "overlap"}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Assumptions about a year, each from lowest to highest; one backwards or out of range raises `UsageError`.

    `days` is the length of the operation, as `measure_lengths` returns it; `surge`, at least 1, how many times more an
    operation finds in a day than ordinary work does; `overlap`, 0 to 1, the share of what ordinary days find that is
    counted twice, or in the operation already.
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

    def multiply(self) -> Interval:
        """Return how many times the operation's figure a year holds, rounded outwards to two digits.

        The operation is a surge: its days are not ordinary days, so its figure times the weeks of a year is no
        estimate. Formula: 1 + (365 - days) / days / surge x (1 - overlap), which is the operation, and the other days
        at the rate of ordinary work. As the surge grows without limit, the year is the operation alone.

        >>> Assumptions(days=(5, 7), surge=(1, 20), overlap=(0, 0.5)).multiply()
        Interval(lower=2.2, upper=73.0)
        """
        corners = ((self.days[1], self.surge[1], self.overlap[1]), (self.days[0], self.surge[0], self.overlap[0]))
        low, high = (1 + (YEAR - days) / days / surge * (1 - overlap) for days, surge, overlap in corners)
        return round_outwards(Interval(low, high))


def vary_surge(assumptions: Assumptions, surges: Iterable[float]) -> pd.DataFrame:
    """Return how many times the operation's figure a year holds by surge factor, the other assumptions as they are.

    Key `surge`, sorted: `words`, `lower`, `upper`.
    """
    factors = sorted(map(float, surges))
    assumed = [replace(assumptions, surge=(factor, factor)) for factor in factors]
    return _tabulate(assumed).assign(surge=factors)


def vary_assumptions(assumptions: Assumptions) -> pd.DataFrame:
    """Return what each assumption alone does to a year, and what all of them do together.

    One runs over its whole range while the others stand at the middle of theirs. Key `assumption`: `runs` (its range),
    `words`, `lower`, `upper` (how many times the operation's figure).
    """
    ranges = asdict(assumptions)
    middle = {name: (sum(ends) / 2,) * 2 for name, ends in ranges.items()}
    varied = [Assumptions(**middle | {name: ends}) for name, ends in ranges.items()]
    runs = [f"{low:g} to {high:g}" for low, high in ranges.values()]
    names = [*map(NAMES.__getitem__, ranges), "all together"]
    return _tabulate([*varied, assumptions]).assign(assumption=names, runs=[*runs, "as above"])


def _tabulate(assumed: Iterable[Assumptions]) -> pd.DataFrame:
    times = [one.multiply() for one in assumed]
    rows = [(one.format("table"), one.lower, one.upper) for one in times]
    return pd.DataFrame(rows, columns=["words", "lower", "upper"])
