"""Rules by which a hedge becomes an interval; they are choices, so reports print them.

A hedge before the first number of a list governs that number only: "over 127,000 persons and 63,800 vehicles" is more
than 127,000 persons and 63,800 vehicles. What is measured (money, weights, years), and what is printed with decimals,
has no next whole number: intervals begin and end at the number itself. More than 90 kilograms is 90 and above, which
holds 90 too: an end is never left out. Decimals are read at their last digit: about 3.5 is 3.45 to 3.55, nearly 4.6 is
4.5 to 4.6.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from liberterra_analysis.errors import require_known
from liberterra_analysis.hedges.format import MAX_DECIMALS
from liberterra_analysis.hedges.interval import Floats, Intervals
from liberterra_analysis.vocabulary import HEDGES

Ends: TypeAlias = tuple[Floats | float, Floats | float]


def last_place(value: Floats) -> Floats:
    """Return the place value of each number's last non-zero digit (100 of 24,500, 0.1 of 3.5); 1 for zero."""
    place = np.ones_like(value)
    whole, power = np.flatnonzero(value != 0), 1
    while len(whole := whole[value[whole] % 10.0**power == 0]):
        place[whole] = 10.0**power
        power += 1
    fine = np.flatnonzero(value % 1 != 0)
    for power in range(MAX_DECIMALS, 0, -1):
        scaled = value[fine] * 10.0**power
        # Binary fractions make 1.1 * 10 no whole number, but as printed it is one.
        place[fine[np.isclose(scaled, np.round(scaled), rtol=1e-12, atol=0)]] = 10.0**-power
    return place


def bounds(value: Floats, high: Floats, hedge: str, *, measured: bool = False) -> Intervals:
    """Return the intervals of numbers with one hedge, by `RULES`.

    Where nothing is counted, `value` is NaN and `hedge` is ""; `high` is the upper end of a range, and else not used.
    What is `measured` has no next whole number. An unknown hedge, or a range that ends below its start, raises
    `UsageError`.
    """
    if hedge not in RULES:
        require_known("hedge", hedge, HEDGES)
    step = np.where(measured | _has_decimals(value), 0.0, 1.0)
    # A count is never below nothing (a difference may be).
    least = np.full_like(value, -np.inf if hedge == "exact" else 0.0)
    lower, upper = RULES[hedge].ends(value, high, step)
    return Intervals(np.maximum(lower, least), np.maximum(upper, least))


def _has_decimals(value: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.nan_to_num(value) % 1 != 0)


def _round(ends: tuple[Floats, Floats], step: Floats) -> Ends:
    # 3.5 - 0.05 is 3.45, whatever binary fractions make of it.
    low, up = (np.where(step, end, np.round(end, MAX_DECIMALS + 1)) for end in ends)
    return low, up


def _find_unit(value: Floats) -> Floats:
    """Return the place to which a number is taken to be rounded."""
    # A hedge before a number printed to its last unit still says that it is not that number: never closer than a ten.
    place = last_place(value)
    return np.where(_has_decimals(value), place, np.maximum(place, np.where(value < 10, 2.0, 10.0)))  # noqa: PLR2004


def _read_about(value: Floats, _: Floats, step: Floats) -> Ends:
    half = _find_unit(value) / 2
    return _round((value - half, value + np.maximum(half - step, step)), step)


def _read_nearly(value: Floats, _: Floats, step: Floats) -> Ends:
    tenth = np.where(step, np.maximum(np.floor(value / 10), 1), value / 10)
    return _round((value - np.minimum(_find_unit(value), tenth), value - step), step)


def _read_magnitude(value: Floats, _: Floats, step: Floats) -> Ends:
    return 2 * value, 10.0 ** (np.floor(np.log10(np.maximum(value, 1))) + 1) - step


@dataclass(frozen=True, slots=True)
class Rule:
    """How a hedge is read, and why.

    `ends` takes numbers, upper ends of ranges, and steps to the next number (0: measured), and returns intervals.
    """

    reads: str
    why: str
    ends: Callable[[Floats, Floats, Floats], Ends]


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "exact": Rule(
            "the number printed",
            "the source prints no hedge; that does not make the number right",
            lambda value, *_: (value, value),
        ),
        "about": Rule(
            "every number that rounds to the one printed, at its precision, which without decimals is ten or more "
            "(below 10: one either way)",
            "writers who say 'about' have rounded, and 'about 775' does not mean 775",
            _read_about,
        ),
        "nearly": Rule(
            "below the number printed, by no more than its last non-zero place (at least ten) and no more than a tenth "
            "of it, but by one at least where things are counted: nearly 24,000 is 23,000 to 23,999, nearly 1 million "
            "is 900,000 to 999,999",
            "'nearly 24,000' would have been 'nearly 23,000' had it been lower, and nobody calls half a million nearly "
            "a million",
            _read_nearly,
        ),
        "more_than": Rule(
            "above the number printed: from the next whole number where things are counted, else from the number "
            "itself; open upwards",
            "the source gives no upper end",
            lambda value, _, step: (value + step, np.inf),
        ),
        "at_least": Rule(
            "the number printed and above; open upwards",
            "the source gives no upper end",
            lambda value, *_: (value, np.inf),
        ),
        "up_to": Rule(
            "from nothing to the number printed",
            "the source gives no lower end; 'at most 15' can be none",
            lambda value, *_: (0.0, value),
        ),
        "fewer_than": Rule(
            "from nothing to just below the number printed",
            "the source gives no lower end",
            lambda value, _, step: (0.0, value - step),
        ),
        "range": Rule(
            "from the one end printed to the other", "the source prints both", lambda value, high, _: (value, high)
        ),
        "order_of_magnitude": Rule(
            "from twice the unit to the largest number of as many digits: hundreds is 200 to 999",
            "the plural says at least two, and a larger number would be called by the next larger word",
            _read_magnitude,
        ),
        "": Rule(
            "one or more where things are counted, else any amount; open upwards",
            "what is reported but not counted was there, and how many is not recorded",
            lambda _, __, step: (step, np.inf),
        ),
    }
)
"""Rule of each hedge; the rule of "" is for what a source reports without counting."""


ALIKE = ("exact", "at_least", "up_to", "range")
"""Hedges that read the same whether things are counted or measured."""
