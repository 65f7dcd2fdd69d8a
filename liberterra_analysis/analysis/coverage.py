"""What the named actions of countries add up to, and how much of the operation's totals they account for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.figures import LOCAL, Figure, phrase_count
from liberterra_analysis.hedges import Interval, Intervals, format_hedged, format_share, share

ACTION_COLUMNS = ["country_iso3", "country", "metric", "label", "lower", "upper", "words", "says", "claim_ids"]


def sum_named_actions(frame: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Add up what sources name for each country and metric; parts of another figure counted here are left out.

    Cases of a country within one source add up. Two sources may report the same case, and figures about a case or the
    whole country may count the same persons; the sum lies between the largest of these and their total. Formula:
    [largest, over sources and scopes, of the sum over cases of the largest lower end; sum of all upper ends].

    Key `country_iso3`, `metric`, in the order of metrics, then the largest upper end first: `country` (name), `label`,
    `lower`, `upper`, `words`, `says` (words, and what is counted), `claim_ids` (separated by a space).
    """
    groups: dict[tuple[str, str], list[Figure]] = {}
    for one in Figure.rows(_choose_local(frame)):
        groups.setdefault((one.country_iso3 or "", one.metric), []).append(one)
    rows = []
    for (country, metric), claims in groups.items():
        bounds = _add_up(claims)
        # A single claim keeps its own wording; "about 150" would otherwise come out as an interval.
        words = claims[0].words if len(claims) == 1 else format_hedged(bounds)
        keys = " ".join(one.claim_id for one in claims)
        rows.append((country, places.country_name(country), metric, bounds.lower, bounds.upper, words, keys))
    found = pd.DataFrame(rows, columns=[name for name in ACTION_COLUMNS if name not in {"label", "says"}])
    names = metrics[["metric", "label", "singular", "plural"]].assign(order=range(len(metrics)))
    found = found.merge(names, on="metric", how="left")
    noun = found["plural"].where((found["lower"] != 1) | (found["upper"] != 1), found["singular"])
    found = found.assign(says=[phrase_count(words, one) for words, one in zip(found["words"], noun, strict=True)])
    found = found.sort_values(["order", "upper", "lower", "country_iso3"], ascending=[True, False, False, True])
    return found[ACTION_COLUMNS].reset_index(drop=True)


def _choose_local(frame: pd.DataFrame) -> pd.DataFrame:
    local = frame[frame["quoted"] & frame["scope"].isin(LOCAL) & frame["country_iso3"].notna()]
    local = local[~local["unit"].str.isupper()]  # money may be of several currencies
    counts = dict(zip(local["figure"], local["metric"] + " " + local["country_iso3"], strict=True))
    above = _find_wholes(frame)
    inside = [any(counts.get(one) == here for one in above.get(figure, ())) for figure, here in counts.items()]
    return local[~np.array(inside, dtype=bool)]


def _find_wholes(frame: pd.DataFrame) -> dict[str, set[str]]:
    """Return the wholes of each figure, direct and indirect, by whichever claim names them."""
    figure = dict(zip(frame["claim_id"], frame["figure"], strict=True))
    parts = frame[frame["subset_of"].isin(list(figure))]
    direct: dict[str, set[str]] = {}
    for part, whole in zip(parts["figure"], parts["subset_of"].map(figure), strict=True):
        direct.setdefault(part, set()).add(whole)
    found = {part: set(wholes) for part, wholes in direct.items()}
    for _ in found:  # no chain is longer than there are parts
        found = {part: wholes.union(*(found.get(one, ()) for one in wholes)) for part, wholes in found.items()}
    # Where sources contradict each other on which is the part, neither is left out.
    return {part: {one for one in wholes if part not in found.get(one, ())} for part, wholes in found.items()}


def _add_up(claims: Sequence[Figure]) -> Interval:
    """Add up the claims about one metric of one country."""
    largest: dict[tuple[str, str, str | None], float] = {}
    for one in claims:
        case = (one.source_id, one.scope, one.detail if one.scope == "case" else None)
        largest[case] = max(largest.get(case, 0.0), one.lower)
    least: dict[tuple[str, str], float] = {}
    for (source, scope, _), lower in largest.items():
        least[source, scope] = least.get((source, scope), 0.0) + lower
    return Interval(max(least.values()), sum(one.upper for one in claims))


def measure_coverage(headline: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each total of people the named country actions account for.

    Totals of an operation in one country are that country's own, and left out. That the named actions are counted
    within the totals is likely, but seldom stated; the share is what they would make up if they are (formula as in
    `hedges.share`). Rest = total - named, not below 0.

    Key `metric`, in the order of `headline`: `noun`, `total_claim_id`, `countries` (how many are named), `claim_ids`
    (the named ones, separated by a space); `total_`, `named_`, `share_`, `rest_`: `lower`, `upper`, and (not `rest_`)
    `words`. The named ends are 0 where no country is named.
    """
    people = headline["counts_persons"] & (headline["kind"] == "outcome")
    totals = headline[people & ~headline["part"] & headline["country_iso3"].isna()]
    totals = totals[totals["upper"] > 0].drop_duplicates("metric")  # there is no share of nothing
    groups = [actions[actions["metric"] == metric] for metric in totals["metric"]]
    named = [Intervals.of(group).total() for group in groups]
    total, part = Intervals.of(totals), Intervals.of(named)
    part_inside = Intervals(np.minimum(part.lower, total.upper), np.minimum(part.upper, total.upper))
    shares, rest = share(part_inside, total), total - part_inside
    return pd.DataFrame(
        {
            "metric": totals["metric"].to_numpy(),
            "noun": totals["noun"].to_numpy(),
            "total_claim_id": totals["claim_id"].to_numpy(),
            "total_words": totals["words"].to_numpy(),
            "named_words": [format_hedged(one) for one in named],
            "share_words": [format_share(one) for one in shares],
            "countries": pd.array([len(group) for group in groups], dtype="Int64"),
            "total_lower": total.lower,
            "total_upper": total.upper,
            "named_lower": part.lower,
            "named_upper": part.upper,
            "share_lower": shares.lower,
            "share_upper": shares.upper,
            "rest_lower": np.maximum(rest.lower, 0.0),
            "rest_upper": rest.upper,
            "claim_ids": [" ".join(group["claim_ids"]) for group in groups],
        }
    )
