"""Interval arithmetic: a result holds the true result for every choice of true values inside the inputs.

Where two inputs depend on each other, the result is wider than it need be, never narrower.
"""

from __future__ import annotations

import math
import numbers
import operator
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partialmethod
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges.format import Style, find_place, format_ends, round_end

Comparison = Literal["more", "fewer", "equal", "not established"]
Floats: TypeAlias = NDArray[np.float64]


@numbers.Number.register  # seaborn draws what is no number as names, in the order of the rows
class UncertainNumber:
    """A number of which an interval is known: what arithmetic, comparison and printing need of it.

    Arithmetic with another one or a plain number returns an `Interval`. `<`, `<=`, `>` and `>=` return True, False, or
    `pd.NA` where the intervals overlap; `==` asks whether two are the same statement, not whether they are equal.

    >>> total = sum([Interval(178, float("inf")), 12, Interval(20, 24)])
    >>> f"{total} migrants", total > 200, total > 300
    ('at least 210 migrants', True, <NA>)
    """

    __slots__ = ()

    @property
    @abstractmethod
    def interval(self) -> Interval:
        """The interval of the true number."""

    @abstractmethod
    def format(self, style: Style = "prose") -> str:
        """Format the number in words, calculated fractions rounded; an unknown hedge raises `UsageError`.

        `str` is the style `full`, which a column of dtype `hedged` reads back as it was; f-strings and pages round.

        >>> from liberterra_analysis.hedges import Hedged
        >>> str(Hedged(24_000, "nearly")), str(Hedged(2517, "exact")), str(Hedged(None, None))
        ('nearly 24,000', '2,517', 'not counted')
        >>> str(Interval(5, 9)), Interval(5, 9).format("table"), Interval(5, 9).format("axis")
        ('between 5 and 9', '5 to 9', '5–9')
        >>> str(Interval(178, math.inf)), str(Interval(0, 15)), Interval(0, math.inf).format()
        ('at least 178', 'at most 15', 'not established')
        >>> str(Interval(-math.inf, 15)), str(Interval(2 / 3, 1)), f"{Interval(2 / 3, 1)}"
        ('at most 15 or negative', 'between 0.6666666666666666 and 1', 'between 0.666 and 1')
        """

    def __str__(self) -> str:
        return self.format("full")

    def __format__(self, spec: str) -> str:
        return format(self.format(), spec.replace(",", ""))  # words have separators

    def _repr_html_(self) -> str:
        return self.format()  # a number in words holds no markup

    def __int__(self) -> int:
        return int(float(self))

    def __float__(self) -> float:
        if not self.interval.is_exact:
            raise TypeError(f"'{self}' is no plain number; take an end of its interval (.interval.lower).")
        return self.interval.lower

    def _operate(
        self, other: Number, *, method: Callable[[Intervals, Intervals], Intervals], swap: bool = False
    ) -> Any:
        if not is_number(other):
            return NotImplemented
        a, b = _column(self), _column(other)
        return (method(b, a) if swap else method(a, b))[0]

    __add__ = __radd__ = partialmethod(_operate, method=operator.add)
    __sub__ = partialmethod(_operate, method=operator.sub)
    __rsub__ = partialmethod(_operate, method=operator.sub, swap=True)
    __mul__ = __rmul__ = partialmethod(_operate, method=operator.mul)
    __truediv__ = partialmethod(_operate, method=operator.truediv)
    __rtruediv__ = partialmethod(_operate, method=operator.truediv, swap=True)

    def _order(self, other: Number, *, method: Callable[[float, float], bool]) -> Any:
        if not is_number(other):
            return NotImplemented
        own = self.interval
        least, most = (
            (other.interval.lower, other.interval.upper) if isinstance(other, UncertainNumber) else (other,) * 2
        )
        found = {method(own.lower, most), method(own.upper, least)}
        return found.pop() if len(found) == 1 else pd.NA

    __lt__ = partialmethod(_order, method=operator.lt)
    __le__ = partialmethod(_order, method=operator.le)
    __gt__ = partialmethod(_order, method=operator.gt)
    __ge__ = partialmethod(_order, method=operator.ge)


def is_number(item: object) -> bool:
    """Return whether an item is a plain number or an `UncertainNumber`; True and False are not."""
    kinds = UncertainNumber | int | float | np.integer | np.floating
    return isinstance(item, kinds) and not isinstance(item, bool)


Number: TypeAlias = UncertainNumber | float


@dataclass(frozen=True, slots=True)
class Interval(UncertainNumber):
    """All numbers from `lower` to `upper`; an infinite end is open.

    An end that is not a number, or an upper end below the lower one, raises `UsageError`.

    >>> Interval(178, float("inf")) + Interval(12, 12)
    Interval(lower=190.0, upper=inf)
    >>> Interval(90, 100) / Interval(2500, 3000)
    Interval(lower=0.03, upper=0.04)
    """

    lower: float
    upper: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "lower", float(self.lower))
        object.__setattr__(self, "upper", float(self.upper))
        if not (self.lower <= self.upper and self.lower < np.inf and self.upper > -np.inf):
            raise UsageError(f"An interval runs from its lower to its upper end; got {self.lower} to {self.upper}.")

    def __contains__(self, number: float) -> bool:
        return self.lower <= number <= self.upper

    @property
    def interval(self) -> Interval:
        """The interval itself."""
        return self

    def format(self, style: Style = "prose") -> str:
        """Format the number in words."""
        return format_ends(self.lower, self.upper, style)

    def compare(self, other: Interval) -> Comparison:
        """Compare with another interval: `more`, `fewer`, `equal` (both exact), or `not established` (they overlap).

        >>> Interval(251, float("inf")).compare(Interval(200, 200))
        'more'
        """
        if self.lower > other.upper or self.upper < other.lower:
            return "more" if self.lower > other.upper else "fewer"
        return "equal" if self.is_exact and self == other else "not established"

    @property
    def is_exact(self) -> bool:
        """Whether only one number lies inside."""
        return self.lower == self.upper


def _column(number: Number) -> Intervals:
    ends = number.interval if isinstance(number, UncertainNumber) else Interval(number, number)
    return Intervals([ends.lower], [ends.upper])


class Intervals:
    """A column of intervals, as two arrays of ends; the rules of `Interval` hold for each.

    >>> flights = Intervals([23_500, 23_000], [24_499, 23_999])
    >>> (flights - Intervals([1000, 0], [1000, 0]))[0]
    Interval(lower=22500.0, upper=23499.0)
    """

    __slots__ = ("lower", "upper")

    def __init__(self, lower: ArrayLike, upper: ArrayLike) -> None:
        self.lower: Floats = np.asarray(lower, dtype=np.float64)
        self.upper: Floats = np.asarray(upper, dtype=np.float64)
        good = (self.lower <= self.upper) & (self.lower < np.inf) & (self.upper > -np.inf)
        if not good.all():
            at = int(np.argmin(good))
            raise UsageError(
                "An interval runs from its lower to its upper end; "
                f"number {at + 1} runs from {self.lower[at]} to {self.upper[at]}."
            )

    @classmethod
    def of(cls, source: Iterable[Interval] | pd.DataFrame, which: str = "") -> Intervals:
        """Return a column of single intervals, or of the columns `lower` and `upper` of a frame, after a prefix."""
        if isinstance(source, pd.DataFrame):
            return cls(source[f"{which}lower"], source[f"{which}upper"])
        items = list(source)
        return cls([item.lower for item in items], [item.upper for item in items])

    def __len__(self) -> int:
        return len(self.lower)

    def __getitem__(self, at: int) -> Interval:
        return Interval(self.lower[at], self.upper[at])

    def __iter__(self) -> Iterator[Interval]:
        return map(Interval, self.lower.tolist(), self.upper.tolist())

    def __add__(self, other: Intervals) -> Intervals:
        return Intervals(self.lower + other.lower, self.upper + other.upper)

    def __sub__(self, other: Intervals) -> Intervals:
        return Intervals(self.lower - other.upper, self.upper - other.lower)

    def __mul__(self, other: Intervals) -> Intervals:
        return _hull(_times(a, b) for a in (self.lower, self.upper) for b in (other.lower, other.upper))

    def __truediv__(self, other: Intervals) -> Intervals:
        if np.any((other.lower == 0) & (other.upper == 0)):
            raise UsageError("Cannot divide by zero: there is no share or rate of nothing.")
        # An end at zero is approached from inside the divisor: from above at its lower end, from below at its upper.
        quotient = _hull(
            _over(a, b, side)
            for a in (self.lower, self.upper)
            for b, side in ((other.lower, np.inf), (other.upper, -np.inf))
        )
        everything = (other.lower < 0) & (other.upper > 0)
        return Intervals(
            np.where(everything, -np.inf, quotient.lower),
            np.where(everything, np.inf, quotient.upper),
        )

    def total(self) -> Interval:
        """Return the sum; zero for an empty column."""
        return Interval(float(self.lower.sum()), float(self.upper.sum()))


def _hull(ends: Iterable[Floats]) -> Intervals:
    stacked = np.stack(list(ends))
    return Intervals(stacked.min(axis=0), stacked.max(axis=0))


def _times(a: Floats, b: Floats) -> Floats:
    # Nothing times anything is nothing, also where the other end is unknown; IEEE 754 would give NaN.
    with np.errstate(invalid="ignore"):
        return np.where((a == 0) | (b == 0), 0.0, a * b)


def _over(a: Floats, b: Floats, side: float) -> Floats:
    # `side` is what one over the divisor tends to where the divisor's end is zero. Two unbounded ends leave every
    # quotient between the other corners and zero, so zero is the corner they add.
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.where(b == 0, _times(a, np.full_like(a, side)), a / b)
    return np.where((a == 0) | (np.isinf(a) & np.isinf(b)), 0.0, quotient)


def round_outwards(interval: Interval, digits: int = 2) -> Interval:
    """Round the ends of an interval to significant digits, away from its inside: what is printed holds what is known.

    >>> round_outwards(Interval(367.83, 367.83)), round_outwards(Interval(170_000.2, float("inf")))
    (Interval(lower=360.0, upper=370.0), Interval(lower=170000.0, upper=inf))
    """
    ends = ((interval.lower, math.floor), (interval.upper, math.ceil))
    return Interval(*(round_end(end, find_place(end) - digits + 1, direction) for end, direction in ends))
