"""Whether the figures of an operation agree: parts with wholes, days with dates, source with source.

A check decides nothing: both claims stay in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis.sentences import (
    Sentence,
    cite_figure,
    cite_number,
    claims_in,
    join_words,
    link_number,
    mark_name,
    sentence,
    source_anchor,
)
from liberterra_analysis.hedges import Interval, Intervals, format_hedged
from liberterra_analysis.vocabulary import STATUSES

COLUMNS = ["check", "state", "sentence", "claim_ids"]
SPLITS = (
    (("phase",), ("country_iso3",)),  # phases do not overlap, wherever they took place
    (("population", "detail"), ()),
    (("offence", "detail"), ()),
    (("country_iso3",), ()),
    (("metric",), ()),
    (("nationality_iso3",), ()),
)
"""Ways in which sources divide a whole: columns by which the parts differ, and columns that do not matter.

The first of the former must be stated. Parts that differ in one way alone are added up.
"""

DIVIDES = tuple(sorted({name for split, _ in SPLITS for name in split}))
"""All columns by which parts differ."""

OVERLAPS = (
    {"minors", "girls"},
    {"adults", "women"},
    {"adults", "men"},
    {"trafficking_or_smuggling", "trafficking"},
    {"trafficking_or_smuggling", "smuggling"},
)
"""Terms of which one includes the other: what they count is never added up."""

Record: TypeAlias = Mapping[Any, Any]
Values: TypeAlias = tuple[str | None, ...]
Finding: TypeAlias = tuple[str, str, Sentence]
"""Check, state and sentence."""


def check_consistency(frame: pd.DataFrame, operation: Record) -> pd.DataFrame:
    """Check the figures of one operation, a row of `load_operations`, against each other.

    One row a check: `check` (`parts`: each against its whole; `sum of parts`; `dates`: days stated against the dates;
    `same figure`: other claims against the one to quote), `state` (`differs`, `cannot tell`, `agrees`, in this order),
    `sentence`, `claim_ids` (cited in it, separated by a space).
    """
    inside: list[Record] = [*frame[frame["scope"] != "context"].to_dict("records")]
    findings = [*_check_dates(inside, operation), *_check_same(inside), *_check_sums(inside), *_check_parts(inside)]
    found = pd.DataFrame(findings, columns=["check", "state", "sentence"])
    found = found.assign(claim_ids=[" ".join(claims_in(said)) for said in found["sentence"]])
    states = pd.CategoricalDtype(["differs", "cannot tell", "agrees"], ordered=True)
    order = found["state"].astype(states).sort_values(kind="stable").index
    return found.loc[order, COLUMNS].reset_index(drop=True)


def _check_dates(claims: Sequence[Record], operation: Record) -> Iterator[Finding]:
    stated = [row for row in claims if (row["metric"], row["scope"]) == ("duration_days", "operation")]
    if pd.isna(operation["days"]):
        return
    days = Interval(operation["days"], operation["days"])
    dates, anchor = f"{operation['starts']} to {operation['ends']}", source_anchor(operation["dates_source_id"])
    for row in stated:
        yield (
            "dates",
            "agrees" if days.lower in Interval.of(row) else "differs",
            sentence(
                *_who(row),
                " prints ",
                cite_figure(row),
                "; ",
                link_number(dates, anchor),
                f" are {format_hedged(days)} days, both ends counted.",
            ),
        )


def _check_parts(claims: Sequence[Record]) -> Iterator[Finding]:
    by_id = {row["claim_id"]: row for row in claims}
    for row in claims:
        whole = by_id.get(row["subset_of"])
        if whole is None:
            continue
        state = "agrees" if row["lower"] <= whole["upper"] else "differs"
        # Sources that repeat a part which fits its whole are no further check.
        if row["quoted"] or state != "agrees":
            yield "parts", state, sentence("Stated as a part of ", cite_figure(whole), ": ", cite_figure(row), ".")


def _check_sums(claims: Sequence[Record]) -> Iterator[Finding]:
    by_id = {row["claim_id"]: row for row in claims}
    parts: dict[str, list[Record]] = {}
    for row in claims:
        if row["quoted"] and row["subset_of"] in by_id:
            parts.setdefault(row["subset_of"], []).append(row)
    for whole, group in parts.items():
        for split, free in SPLITS:
            same = [name for name in DIVIDES if name not in (*split, *free)]
            alike: dict[Values, list[Record]] = {}
            for row in group:
                alike.setdefault(_values(row, same), []).append(row)
            for together in alike.values():
                if len(together) > 1 and _are_apart(together, split):
                    found = _compare_sum(together, by_id[whole])
                    # One person can be a victim and be returned: two metrics of one unit need not be apart.
                    units = [row["unit"] for row in together]
                    if split != ("metric",) or len(set(units)) == len(units) or found[1] == "agrees":
                        yield found


def _values(row: Record, names: Iterable[str]) -> Values:
    return tuple(row[name] if pd.notna(row[name]) else None for name in names)


def _are_apart(parts: Sequence[Record], split: tuple[str, ...]) -> bool:
    """Return whether no two parts count the same thing."""
    values = [_values(row, split) for row in parts]
    first = [value for value, *_ in values]
    if None in first or any(pair <= set(first) for pair in OVERLAPS):
        return False
    # A part without a detail includes those of the same group that have one.
    whole_groups = any(None in one and first.count(one[0]) > 1 for one in values)
    return not whole_groups and len(set(values)) == len(values)


def _compare_sum(parts: Sequence[Record], whole: Record) -> Finding:
    total, size = Intervals.of([Interval.of(row) for row in parts]).total(), Interval.of(whole)
    verdict = total.compare(size)
    state, ending = "cannot tell", ", which may or may not be the whole."
    if verdict == "more":
        state, ending = "differs", ", which is more than the whole."
    elif verdict == "equal":
        state, ending = "agrees", ", which is the whole."
    elif verdict == "fewer":
        ending = f"; the other {format_hedged(size - total)} are not named."
    listed = join_words((cite_figure(row) for row in parts), by="; ")
    says = sentence(
        "Stated as parts of ", cite_figure(whole), ": ", listed, f"; together {format_hedged(total)}{ending}"
    )
    return "sum of parts", state, says


def _check_same(claims: Sequence[Record]) -> Iterator[Finding]:
    groups: dict[str, list[Record]] = {}
    for row in claims:
        groups.setdefault(row["figure"], []).append(row)
    for group in (group for group in groups.values() if len(group) > 1):
        # Each is compared with the one quoted; what agrees with it is not compared with the others as well.
        best = next(row for row in group if row["quoted"])
        others = [row for row in group if not row["quoted"]]
        same = [row for row in others if _is_same(row, best)]
        if same:
            also = join_words(sentence(*_who(row), " ", cite_number(row)) for row in same)
            says = sentence(*_who(best), " prints ", cite_figure(best), "; the same is printed by ", also, ".")
            yield "same figure", "agrees", says
        for row in others:
            if not _is_same(row, best):
                state, verdict = _compare_claims(best, row)
                says = sentence(
                    *_who(best), " prints ", cite_figure(best), ", ", *_who(row), " ", cite_figure(row), f": {verdict}."
                )
                yield "same figure", state, says


def _is_same(one: Record, two: Record) -> bool:
    return bool(one["words"] == two["words"] and one["status"] == two["status"])


def _compare_claims(best: Record, other: Record) -> tuple[str, str]:
    if best["words"] == other["words"]:
        statuses = (f"'{STATUSES[row['status']].words}'" for row in (best, other))
        return "differs", f"the same number, but the status is {' there, '.join(statuses)} here"
    one, two = Interval.of(best), Interval.of(other)
    if one.compare(two) != "not established":
        return "differs", "no number fits both"
    both = format_hedged(Interval(max(one.lower, two.lower), min(one.upper, two.upper)))
    if best["value"] == other["value"]:
        return "differs", f"the same number under another hedge; {both} would fit both"
    return "agrees", f"{both} would fit both"


def _who(row: Record) -> tuple[doc.Text, str]:
    in_headline = bool(pd.notna(row["paragraph"]) and row["paragraph"] == 0)
    return mark_name(row["publisher"]), " in its headline" if in_headline else ""
