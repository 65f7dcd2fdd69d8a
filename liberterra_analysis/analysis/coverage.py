"""What the named actions of countries add up to, and how much of the operation's totals that accounts for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.figures import say
from liberterra_analysis.hedges import Interval, Intervals, share, word, word_share

ACTION_COLUMNS = ["country_iso3", "country", "metric", "label", "lower", "upper", "words", "says", "claim_ids"]

PEOPLE = frozenset({"persons", "arrests"})
"""Units of the results that a report breaks down."""


Record: TypeAlias = Mapping[Any, Any]


def named_actions(frame: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Add up what sources name for each country: one row is one country and one metric.

    Within one source, cases of a country add up. A source's figure for the country as a whole may include its cases,
    two sources may tell of the same case, and figures about one case, or about the country as a whole, may count the
    same persons; what is then counted lies between the larger of the two and their sum.
    Formula: [largest, over the sources and scopes, of the sum over the cases of the largest lower end; sum of all upper
    ends]. Parts of another figure counted here are left out, since the figure counts them already.

    Returns
    -------
    pandas.DataFrame
        Key `country_iso3`, `metric`; sorted by the order of metrics, then the upper end (largest first), then country.
        `country_iso3`, `country` (its name), `metric`, `label` (str); `lower`, `upper` (float64; `inf`: open end);
        `words` (str, the number with its hedge), `says` (str, the same with what is counted); `claim_ids` (str,
        separated by a space).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis.analysis import figures
    >>> metrics = lt.load_metrics()
    >>> frame = figures(lt.load_claims("liberterra-2"), lt.load_sources(), metrics)
    >>> actions = named_actions(frame, metrics)
    >>> actions.set_index(["metric", "country"]).loc[("arrests", "United Kingdom"), "words"]
    'between 10 and 11'
    """
    groups: dict[tuple[str, str], list[Record]] = {}
    for row in _local(frame).to_dict("records"):
        groups.setdefault((row["country_iso3"], row["metric"]), []).append(row)
    columns = [name for name in ACTION_COLUMNS if name not in {"label", "says"}]
    found = pd.DataFrame([_action(group) for group in groups.values()], columns=columns)
    names = metrics[["metric", "label", "singular", "plural"]].assign(order=range(len(metrics)))
    found = found.merge(names, on="metric", how="left")
    noun = found["plural"].where((found["lower"] != 1) | (found["upper"] != 1), found["singular"])
    found = found.assign(says=[say(words, one) for words, one in zip(found["words"], noun, strict=True)])
    found = found.sort_values(["order", "upper", "lower", "country_iso3"], ascending=[True, False, False, True])
    return found[ACTION_COLUMNS].reset_index(drop=True)


def _local(frame: pd.DataFrame) -> pd.DataFrame:
    local = frame[frame["quoted"] & frame["scope"].isin(["country", "case"]) & frame["country_iso3"].notna()]
    local = local[~local["unit"].str.isupper()]  # money may be of several currencies
    counts = dict(zip(local["figure"], local["metric"] + " " + local["country_iso3"], strict=True))
    above = _above(frame)
    inside = [any(counts.get(one) == here for one in above.get(figure, ())) for figure, here in counts.items()]
    return local[~np.array(inside, dtype=bool)]


def _above(frame: pd.DataFrame) -> dict[str, set[str]]:
    """Give the figures of which each figure is a part, through other parts, by whichever claim says so."""
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


def _action(claims: Sequence[Record]) -> dict[str, Any]:
    """Add up the claims about one metric of one country."""
    largest: dict[tuple[str, str, str], float] = {}
    for row in claims:
        case = (row["source_id"], row["scope"], row["detail"] if row["scope"] == "case" else "")
        largest[case] = max(largest.get(case, 0.0), row["lower"])
    least: dict[tuple[str, str], float] = {}
    for (source, scope, _), lower in largest.items():
        least[source, scope] = least.get((source, scope), 0.0) + lower
    bounds = Interval(max(least.values()), sum(row["upper"] for row in claims))
    country = claims[0]["country_iso3"]
    return {
        "country_iso3": country,
        "country": places.country_name(country),
        "metric": claims[0]["metric"],
        "lower": bounds.lower,
        "upper": bounds.upper,
        # A single claim keeps its own wording; "about 150" would otherwise come out as an interval.
        "words": claims[0]["words"] if len(claims) == 1 else word(bounds),
        "claim_ids": " ".join(row["claim_id"] for row in claims),
    }


def coverage(headline: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """Say how much of each total of the operation the named country actions account for.

    Only results that count people are covered, and no total of an operation in one country, which is that country's
    own. That the named actions are counted within the totals is likely, but
    seldom said; the share is what they would make up if they are.
    Formula: share = [named.lower / total.upper, min(1, named.upper / total.lower)]; rest = total - named, not below 0.

    Returns
    -------
    pandas.DataFrame
        Key `metric`, one row for each total, in the order of `headline`.
        `metric`, `noun`, `total_claim_id`, `total_words`, `named_words`, `share_words` (str); `countries` (Int64, how
        many are named); `total_lower`, `total_upper`, `named_lower`, `named_upper`, `share_lower`, `share_upper`,
        `rest_lower`, `rest_upper` (float64; `inf`: open end); `claim_ids` (str, the named ones, separated by a space).
        Where no country is named, the named ends are 0.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> metrics = lt.load_metrics()
    >>> from liberterra_analysis.analysis import figures
    >>> frame = figures(lt.load_claims("liberterra-2"), lt.load_sources(), metrics)
    >>> found = coverage(lt.analysis.headline(frame), named_actions(frame, metrics))
    >>> found.set_index("metric").loc["arrests", "share_words"]
    'between 6.3% and 6.4%'
    """
    people = headline["unit"].isin(PEOPLE) & (headline["kind"] == "outcome")
    totals = headline[people & ~headline["part"] & headline["country_iso3"].isna()]
    totals = totals[totals["upper"] > 0].drop_duplicates("metric")  # there is no share of nothing
    by_metric = dict(list(actions.groupby("metric")))
    none = actions.iloc[:0]
    named = [Intervals.of(by_metric.get(metric, none)).total() for metric in totals["metric"]]
    total, part = Intervals.of(totals), Intervals.of(named)
    part_inside = Intervals(np.minimum(part.lower, total.upper), np.minimum(part.upper, total.upper))
    shares, rest = share(part_inside, total), total - part_inside
    return pd.DataFrame(
        {
            "metric": totals["metric"].to_numpy(),
            "noun": totals["noun"].to_numpy(),
            "total_claim_id": totals["claim_id"].to_numpy(),
            "total_words": totals["words"].to_numpy(),
            "named_words": [word(one) for one in named],
            "share_words": [word_share(one) for one in shares],
            "countries": pd.array([len(by_metric.get(metric, none)) for metric in totals["metric"]], dtype="Int64"),
            "total_lower": total.lower,
            "total_upper": total.upper,
            "named_lower": part.lower,
            "named_upper": part.upper,
            "share_lower": shares.lower,
            "share_upper": shares.upper,
            "rest_lower": np.maximum(rest.lower, 0.0),
            "rest_upper": rest.upper,
            "claim_ids": [" ".join(by_metric.get(metric, none)["claim_ids"]) for metric in totals["metric"]],
        }
    )
