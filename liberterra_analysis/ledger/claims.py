"""A claim as a typed row, and what makes two claims claims about one figure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import pandas as pd

from liberterra_analysis.hedges import Hedged, Interval

SAME_FIGURE = (
    "operation_id", "metric", "scope", "detail", "country_iso3", "nationality_iso3", "population", "offence",
    "exploitation", "phase", "unit",
)  # fmt: skip
"""Columns in which claims about the same figure agree, whatever number they print."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of `load_claims`; a blank is None, and an open end of its interval infinite."""

    claim_id: str
    operation_id: str | None
    source_id: str
    paragraph: int | None
    start: int | None
    end: int | None
    as_printed: str | None
    quote: str | None
    derived: str | None
    metric: str
    value: int | None
    high: int | None
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

    @classmethod
    def rows(cls, frame: pd.DataFrame) -> list[Self]:
        """Return the rows of a frame in their order; a subclass names the columns that it has besides."""
        columns = ([None if pd.isna(cell) else cell for cell in frame[field.name].tolist()] for field in fields(cls))
        return [cls(*cells) for cells in zip(*columns, strict=True)]

    @property
    def hedged(self) -> Hedged:
        """The number with its hedge."""
        return Hedged(self.value, self.hedge, self.high)

    @property
    def interval(self) -> Interval:
        """The numbers that the hedged number leaves possible."""
        return Interval(self.lower, self.upper)
