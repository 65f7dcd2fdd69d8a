"""A sentence about what a year could hold under assumptions."""

from collections.abc import Iterator

import pandas as pd

from liberterra_analysis.wording.sentences import Sentence, link_number, phrase


def summarise_scenario(sensitivity: pd.DataFrame, *, table: str) -> Iterator[Sentence]:
    """Yield a sentence on the bounds under all assumptions, the last row of `analysis.vary_assumptions`.

    >>> print(*summarise_scenario(pd.DataFrame({"words": ["3 to 4", "2.2 to 73"]}), table="assumptions"))
    By assumption alone, a year holds 2.2 to 73 times what the operation found. That is no estimate.
    """
    said = "By assumption alone, a year holds {} times what the operation found. That is no estimate."
    yield phrase(said, link_number(sensitivity["words"].iloc[-1], table))
