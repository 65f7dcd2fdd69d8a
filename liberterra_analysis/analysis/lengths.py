"""How long operations took and how many countries took part: what their dates and their sources say."""

from math import nan
from operator import attrgetter

import numpy as np
import pandas as pd

from liberterra_analysis.analysis.figures import Figure, group_rows
from liberterra_analysis.hedges import Interval

DAYS_OF = {"days": 1, "weeks": 7}
"""Days of the units in which sources state a length; a month has no fixed number of days."""


def measure_lengths(frame: pd.DataFrame, operations: pd.DataFrame) -> pd.DataFrame:
    """Return operations with `days_lower` and `days_upper`, from the least to the most days that anything says.

    The dates count with their first and last day, and so does each length that a source states of the whole operation.
    A length that holds another one ("about 10" beside 11) is only less precise, and does not widen the interval. Blank:
    not recorded in days or weeks.

    >>> import liberterra_analysis as lt
    >>> lengths = measure_lengths(lt.operation("liberterra-2").figures, lt.load_operations()).set_index("operation_id")
    >>> lengths.loc["liberterra-2", ["days", "days_lower", "days_upper"]].tolist()
    [6.0, 5.0, 7.0]
    """
    claims = group_rows(list_lengths(frame), lambda one: one.operation_id)
    lengths = []
    for key, days in zip(operations["operation_id"], operations["days"], strict=True):
        said = [one.interval * Interval(DAYS_OF[one.unit], DAYS_OF[one.unit]) for one in claims.get(key, ())]
        lengths.append(_span([*said, *([] if pd.isna(days) else [Interval(days, days)])]))
    lower, upper = zip(*lengths, strict=True) if lengths else ((), ())
    return operations.assign(days_lower=np.array(lower, np.float64), days_upper=np.array(upper, np.float64))


def list_lengths(frame: pd.DataFrame) -> list[Figure]:
    """Return the claims of how many days or weeks a whole operation took."""
    stated = frame[frame["is_duration"] & frame["unit"].isin(list(DAYS_OF)) & frame["hedge"].notna()]
    # A length with a detail is of something else: of raids, or only planned.
    return Figure.rows(stated[(stated["scope"] == "operation") & stated["phase"].isna() & stated["detail"].isna()])


def sort_operations(operations: pd.DataFrame) -> pd.DataFrame:
    """Return operations in order of time, those without a date last."""
    return operations.sort_values(["starts", "operation_id"], na_position="last")


def list_countries(frame: pd.DataFrame) -> dict[str | None, tuple[Figure, ...]]:
    """Return the fewest and the most countries that took part in each operation; one figure where no source differs."""
    counted = frame[(frame["metric"] == "countries") & (frame["scope"] == "operation") & frame["hedge"].notna()]
    counted = counted[(counted["quoted"] | (counted["agreement"] == "differs")) & counted["detail"].isna()]
    counted = counted[counted["subset_of"].isna()]  # "12 of the 119" are no fewest
    rows = Figure.rows(counted.sort_values("quoted", ascending=False, kind="stable"))
    found = {}
    for key, group in group_rows(rows, attrgetter("operation_id")).items():
        ends = min(group, key=attrgetter("lower")), max(group, key=attrgetter("upper"))
        found[key] = tuple(dict.fromkeys(ends))
    return found


def _span(lengths: list[Interval]) -> tuple[float, float]:
    """Return the ends of the interval of all lengths that hold no other length."""
    kept = [one for one in lengths if not any(one != two and two.lower in one and two.upper in one for two in lengths)]
    return (min(one.lower for one in kept), max(one.upper for one in kept)) if kept else (nan, nan)
