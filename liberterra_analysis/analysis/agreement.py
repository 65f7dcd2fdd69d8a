"""Whether claims about one figure agree: the only place where two printed numbers are called the same or different."""

import math
from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from liberterra_analysis.hedges import Interval
from liberterra_analysis.ledger.claims import Claim

AGREEMENTS = ("agrees", "by rounding", "in different words", "cannot tell", "differs")
"""How a claim agrees with the claim to quote about the same figure, closest first.

`agrees`: number, hedge and status are equal. `by rounding`: one number, printed without a hedge, is the other one
rounded (see `round_back`). `in different words`: the hedge or the status is another, a number fits both, and the
printed numbers are within `MOST_ROUNDED`; or the same number is printed with a hedge and without one. `cannot tell`: a
number fits both, but they are further apart ("more than 100" beside 150), for which half as far is enough with "nearly"
from a hundred up ("nearly 10,000" beside 9,015); or a word such as "hundreds" fits a part of the figure that its source
states. `differs`: none of these.
"""

LEAST_ROUNDED, MOST_ROUNDED = 100, 0.1
"""The smallest number that is read as rounded, and the share of it by which rounding or other words may change it."""


def round_back(value: float) -> Interval:
    """Return the whole numbers that round to a number: half up, at its last digit that is not zero.

    Rounding changes a number by no more than a tenth, and a number below 100 or without a zero at its end is not
    rounded. Digits that are cut off are no rounding.
    """
    place = 1
    while value >= LEAST_ROUNDED and value % (10 * place) == 0:
        place *= 10
    if place == 1:
        return Interval(value, value)
    # By plain numbers: arrays of one took a fifth of the time in which claims are resolved.
    return Interval(value - min(place / 2, value * MOST_ROUNDED), value + min(place / 2 - 1, value * MOST_ROUNDED))


def judge_claims(claims: Sequence[Claim], frame: pd.DataFrame) -> list[str]:
    """Return for each claim how it agrees with the claim to quote about its figure, one of `AGREEMENTS`.

    `frame` holds the columns `figure`, `quoted` and `takes_status` of the claims, in the same order.
    """
    rows = [*zip(claims, frame["figure"], frame["quoted"], frame["takes_status"] != "never", strict=True)]
    figures = {one.claim_id: figure for one, figure, *_ in rows}
    quoted = {figure: one for one, figure, is_quoted, _ in rows if is_quoted}
    parts: dict[tuple[str, str], list[Claim]] = {}
    for one in claims:
        if one.subset_of in figures:
            parts.setdefault((figures[one.subset_of], one.source_id), []).append(one)
    return [
        _judge(one, quoted[figure], parts.get((figure, one.source_id), ()), has_status=has_status)
        for one, figure, _, has_status in rows
    ]


def exclude_each_other(claims: Sequence[Claim]) -> bool:
    """Return whether two of some claims about one figure print numbers that differ from each other.

    Each can agree with a hedged number: 3,523 and 3,526 with about 3,500. A word such as "hundreds" excludes none.
    """
    counted = [one for one in claims if one.hedge not in {None, "order_of_magnitude"}]
    return any(_judge_number(*pair, ()) == "differs" for pair in combinations(counted, 2))


def _judge(claim: Claim, quoted: Claim, parts: Sequence[Claim], *, has_status: bool) -> str:
    found = _judge_number(claim, quoted, parts)
    other_status = has_status and claim.status != quoted.status
    return "in different words" if other_status and found in {"agrees", "by rounding"} else found


def _judge_number(claim: Claim, quoted: Claim, parts: Sequence[Claim]) -> str:
    if claim.hedged == quoted.hedged:
        return "agrees"
    bare = "exact" in {claim.hedge, quoted.hedge}
    vague = parts if claim.hedge == "order_of_magnitude" else ()
    if _overlap(claim, quoted) or (claim.value == quoted.value and bare) or any(_overlap(claim, one) for one in vague):
        return "in different words" if _are_near(claim, quoted) else "cannot tell"
    return "by rounding" if is_rounded(claim, quoted) or is_rounded(quoted, claim) else "differs"


def _overlap(one: Claim | Interval, two: Claim) -> bool:
    return one.lower <= two.upper and two.lower <= one.upper


def _are_near(one: Claim, two: Claim) -> bool:
    """Return whether the printed numbers are so near that one may stand for the other; "hundreds" is near none."""
    if "order_of_magnitude" in {one.hedge, two.hedge} or one.value is None or two.value is None:
        return False
    # 9,015 is hardly "nearly 10,000", but 94 is "nearly 100".
    is_strict = "nearly" in {one.hedge, two.hedge} and min(one.value, two.value) >= LEAST_ROUNDED
    most = MOST_ROUNDED / 2 if is_strict else MOST_ROUNDED
    return abs(one.value - two.value) <= most * max(one.value, two.value)


def is_rounded(one: Claim, two: Claim) -> bool:
    """Return whether a claim prints, without a hedge, what the number of another one rounds to."""
    if one.hedge != "exact" or one.value is None:
        return False
    back = round_back(one.value)
    return back.lower <= two.upper and math.floor(two.lower) <= back.upper  # 3,249.6 kilograms round as 3,249 do
