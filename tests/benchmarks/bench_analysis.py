"""Time the analyses of two operations of one series, each with 90 claims, of which 30 sources report one total.

`python tests/benchmarks/bench_analysis.py`. The claims are those of `data/`, and copies of one under other sources.
"""

import sys
import time
import timeit
from collections.abc import Callable, Iterator

import pandas as pd

from liberterra_analysis import analysis
from liberterra_analysis.ledger import load_claims, load_metrics, load_operations, load_sources

OPERATIONS = ("liberterra-2", "liberterra-3")
TOTALS = ("liberterra-2-publicnow-arrests", "liberterra-3-interpol-arrests")
CLAIMS, WITNESSES, RUNS, MILLION = 90, 30, 9, 1_000_000


def add_witnesses(operation: str, total: str, sources: pd.DataFrame) -> pd.DataFrame:
    """Copy the claim of a total under other sources, half of which print another number."""
    claims = load_claims(operation)
    row = claims[claims["claim_id"] == total]
    copies = [
        row.assign(
            claim_id=f"{total}-{at}",
            source_id=source,
            **{end: row[end] + at % 2 for end in ("value", "lower", "upper")},
        )
        for at, source in enumerate(sources["source_id"].head(WITNESSES))
    ]
    rest = claims[claims["claim_id"] != total].head(CLAIMS - WITNESSES - 1)
    return pd.concat([row, rest, *copies], ignore_index=True)


def best(call: Callable[[], object]) -> float:
    return min(timeit.repeat(call, timer=time.process_time, number=1, repeat=RUNS))


def measured() -> Iterator[tuple[str, float]]:
    """Yield what was run, and the seconds of a processor that the fastest run took."""
    sources, metrics, operations = load_sources(), load_metrics(), load_operations()
    chosen = operations[operations["operation_id"].isin(OPERATIONS)]
    both = [add_witnesses(*one, sources) for one in zip(OPERATIONS, TOTALS, strict=True)]
    claims = pd.concat(both, ignore_index=True)
    frame = analysis.resolve_claims(claims, sources, metrics)
    parts = [frame[frame["operation_id"] == one] for one in OPERATIONS]
    headlines = [analysis.select_headline(one) for one in parts]
    number = pd.concat([claims["number"]] * (MILLION // len(claims)), ignore_index=True) + 0
    groups = pd.Series(range(len(number))) % 1000
    plain = number.hedged.lower
    steps: dict[str, Callable[[], object]] = {
        "figures": lambda: analysis.resolve_claims(claims, sources, metrics),
        "coverage": lambda: [*map(analysis.measure_coverage, headlines, parts)],
        "consistency": lambda: analysis.check_consistency(frame, chosen),
        "comparability": lambda: analysis.compare_operations(frame, chosen),
    }
    for name, column in {"hedged": number, "float64": plain}.items():
        yield f"groupby().sum() of {len(number):,} {name} numbers", best(lambda c=column: c.groupby(groups).sum())
    for name, call in steps.items():
        yield (f"{name} of {len(claims)} claims, {WITNESSES} of one total", best(call))


if __name__ == "__main__":
    sys.stdout.writelines(f"{what:50}{took * 1000:8.1f} ms\n" for what, took in measured())
