"""A claim as a typed row, and what makes two claims claims about one figure."""

from dataclasses import dataclass

import pandas as pd

from liberterra_analysis.hedges import Hedged, HedgedArray, Interval
from liberterra_analysis.schema.rows import Row

SAME_FIGURE = (
    "operation_id", "metric", "scope", "detail", "country_iso3", "nationality_iso3", "population", "offence",
    "exploitation", "phase", "unit",
)  # fmt: skip
"""Columns in which claims about the same figure agree, whatever number they print."""


@dataclass(frozen=True, slots=True)
class Claim(Row):
    """A row of `load_claims`; an open end of its interval is infinite.

    `hedged` is number and hedge in our words, `as_printed` in the source's; the interval is `lower` to `upper`.
    """

    claim_id: str
    operation_id: str | None
    source_id: str
    paragraph: int | None
    as_printed: str | None
    quote: str | None
    derived: str | None
    metric: str
    value: float | None
    high: float | None
    hedge: str | None
    unit: str
    status: str
    verb: str | None
    release_status: str
    scope: str
    detail: str | None
    country_iso3: str | None
    nationality_iso3: str | None
    population: str | None
    offence: str | None
    exploitation: str | None
    subset_of: str | None
    phase: str | None
    note: str | None
    lower: float
    upper: float

    @property
    def detail_words(self) -> str:
        """The detail as printed; "" if there is none."""
        return spell_detail(self.detail or "")

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money, whose unit is the code of a currency."""
        return self.unit.isupper()

    @property
    def hedged(self) -> Hedged:
        """The number with its hedge, for its words; what it leaves possible is `interval`, by its metric."""
        return Hedged(self.value, self.hedge, self.high)

    @property
    def interval(self) -> Interval:
        """The numbers that the hedged number leaves possible."""
        return Interval(self.lower, self.upper)


def spell_detail(detail: str) -> str:
    """Return a detail in words: one without a space may be a key, joined by hyphens."""
    return detail if " " in detail else detail.replace("-", " ")


def add_intervals(claims: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Return claims with `number` (dtype `hedged`), `lower` and `upper` (`inf`: open end).

    A metric whose numbers may have decimals measures. An unknown hedge, or a range that ends below its start, raises
    `UsageError`.
    """
    measured = metrics.loc[metrics["decimals"].fillna(0) > 0, "metric"]
    number = HedgedArray.of_claims(claims, claims["metric"].isin(list(measured)).to_numpy())
    lower, upper = number.ends()
    return claims.assign(number=number, lower=lower, upper=upper)
