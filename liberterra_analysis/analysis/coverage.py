"""What the named actions of countries add up to, and how much of the operation's totals they account for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.consistency import OVERLAPS, SPLITS, are_apart
from liberterra_analysis.analysis.figures import APART, LOCAL, Figure, group_rows, join_cells, list_differences
from liberterra_analysis.analysis.nouns import NARROWS, narrow_noun, phrase_count
from liberterra_analysis.analysis.totals import add_figures, leave_out_parts
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Intervals, share
from liberterra_analysis.hedges.format import NOT_COUNTED
from liberterra_analysis.hedges.shares import LEAST_WHOLE, format_share
from liberterra_analysis.ledger.claims import spell_detail
from liberterra_analysis.vocabulary import OFFENCES, PHASES, POPULATIONS, STATUSES

ACTION_COLUMNS = [
    "country_iso3", "country", "metric", "label", "lower", "upper", "words", "short", "says", "claim_ids", "retold",
]  # fmt: skip

USED = [
    "claim_id", "figure", "quoted", "subset_of", "operation_id", "source_id", "scope", "country_iso3", "metric", "unit",
    "detail", "rank", "status", "verb", "words", "lower", "upper", "agreement", *NARROWS,
]  # fmt: skip
"""Columns that are looked at: to filter wide frames takes long."""

DOUBTS = ("potential", "suspected", "presumed")
"""Statuses without which a figure looks more certain than its source made it."""

NAMED = {
    "status": {name: STATUSES[name].words for name in DOUBTS},
    "phase": {name: PHASES[name].words for name in ("preparatory", "follow_up")},
    "offence": {"other": f"for {OFFENCES['other'].words}"},
}
"""What a sum names, by column, even where it narrows some of its figures alone: no plain results of an operation."""

CASE_MARK = "*"
"""What marks a number that is of single cases alone where their names have no room."""

FEW, SEEN = 2, 0.05
"""Of a whole with so few parts no part of so few persons is drawn; and the share from which a bar alone says much."""

KINDS = (("population",), ("offence", "exploitation"), ("nationality_iso3",), ("phase",))
"""Columns that narrow a figure, those together that have terms for one thing."""


def sum_named_actions(frame: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Add up what sources name for each country and metric; parts of another figure counted here are left out.

    What may be counted twice makes an interval: formula in `add_figures`. A country of which an operation has totals
    has these, beside other countries; an operation of one country is not broken down. What was for other offences is
    added only to what the same source counts beside it, and else named apart from the sum.

    Key `country_iso3`, `metric`, in the order of metrics, then the largest upper end first: `country` (name), `label`,
    `lower`, `upper`, `words`, `short` (the same with `CASE_MARK` for the names of cases, without what stands apart),
    `says` (words, and what is counted), `claim_ids` (separated by a space), `retold` (all are known from retellings
    alone).
    """
    placed = _choose_placed(frame[USED])
    detail = placed["detail"].mask(placed["unit"] == "items")  # that of items is what is counted
    keys = ["country_iso3", "metric"]
    main = placed["offence"].ne("other").fillna(True)
    by_key, by_source = (join_cells(placed, names) for names in (keys, [*keys, "source_id", "scope"]))
    has_main, is_beside = (main.groupby(by).transform("any") for by in (by_key, by_source))
    is_apart = has_main & ~main & ~is_beside
    chosen, by = placed.assign(is_apart=is_apart), [*keys, "is_apart"]
    sums = add_figures(chosen, by)
    # A single claim keeps its own wording; "about 150" would otherwise come out as an interval.
    hedged = pd.Series([one.format() for one in Intervals.of(sums)], index=sums.index, dtype="str")
    words = chosen.groupby(by)["words"].first().where(sums["claims"] == 1, hedged)
    sums = sums.assign(words=words).reset_index("is_apart")
    apart, placed = sums[sums["is_apart"]], placed[~is_apart]
    groups = placed.assign(retold=placed["rank"] == "retelling", detail=detail).groupby(keys)
    found = sums[~sums["is_apart"]].assign(
        **{name: groups[name].agg(partial(phrase_terms, terms=terms)) for name, terms in NAMED.items()},
        part=pd.Series({key: _name_part(group) for key, group in groups}, dtype="str"),
        is_case=groups["scope"].agg(lambda scopes: (scopes == "case").all()),
        population=groups["population"].agg(_share),
        retold=groups["retold"].all(),
    )
    beside = apart.reindex(found.index)[["words", "claim_ids"]].fillna("")
    found = found.assign(apart=beside["words"], claim_ids=(found["claim_ids"] + " " + beside["claim_ids"]).str.strip())
    names = metrics[["metric", "label", "singular", "plural", "takes_status"]].assign(order=range(len(metrics)))
    found = found.reset_index().merge(names, on="metric", how="left", validate="m:1")
    phrased = pd.DataFrame(map(_phrase_sum, found.to_dict("records")), columns=["says", "words", "short"])
    country = found["country_iso3"].map(places.country_name)
    found = pd.concat([found.drop(columns="words").assign(country=country), phrased], axis=1)
    found = found.sort_values(["order", "upper", "lower", "country_iso3"], ascending=[True, False, False, True])
    return found[ACTION_COLUMNS].reset_index(drop=True)


def choose_main_metric(actions: pd.DataFrame) -> str:
    """Return the first metric counted in over two thirds as many countries as the commonest; "" if none is counted.

    Victims of five countries come before investigations of six: `actions` are in the order of metrics.
    """
    counted = actions[(actions["upper"] > 0) & ~actions["words"].str.startswith(NOT_COUNTED)]
    sizes = counted.groupby("metric", sort=False).size()
    return str((3 * sizes > 2 * sizes.max()).idxmax()) if len(sizes) else ""


def _phrase_sum(row: Mapping[Hashable, Any]) -> tuple[str, str, str]:
    """Return the number of a sum with what it counts, without, and in short, each with what narrows all its figures."""
    one = row["lower"] == row["upper"] == 1
    noun = row["singular"] if one else row["plural"]
    if row["population"]:
        noun = narrow_noun(noun, POPULATIONS[row["population"]], one=one)
    # "350" would be more certain than the "350, suspected" of the source.
    status = row["status"] if row["takes_status"] != "never" else ""
    words, part = row["words"], row["part"]
    narrows = status, row["phase"], row["offence"]
    short = _narrow(f"{words}{CASE_MARK}", *narrows) if row["is_case"] else _narrow(words, *narrows, part)
    whole = *narrows, part, f"counted apart: {row['apart']} {NAMED['offence']['other']}" if row["apart"] else ""
    return _narrow(phrase_count(words, noun), *whole), _narrow(words, *whole), short


def _narrow(words: str, *narrows: str) -> str:
    after = "; ".join(filter(None, narrows))
    return f"{words} ({after})" if after else words


def phrase_terms(stated: Iterable[str], terms: Mapping[str, str]) -> str:
    """Return which of some terms narrow the figures of a sum: "suspected", "some potential"."""
    found = set(stated)
    words = [word for name, word in terms.items() if name in found]
    return f"{'some ' * (len(found) > 1)}{' or '.join(words)}" if words else ""


def _name_part(placed: pd.DataFrame) -> str:
    """Return what part of a country a sum is of, such as "in Bavaria" or "case: airport"; "" where it is of all."""
    if placed["detail"].isna().any():
        return ""
    names = [*map(spell_detail, placed["detail"].unique())]
    if (placed["scope"] != "case").any():
        return "; ".join(names)
    if len(names) > 1:
        return f"{len(names)} cases"
    # "3 arrests (girls from Chad)" would be of these girls.
    return names[0] if names[0].startswith("case") else f"case: {names[0]}"


def _share(values: pd.Series[str]) -> str:
    """Return the value that all have, or ""."""
    first = values.iloc[0]
    return first if pd.notna(first) and (values == first).all() else ""


def _choose_placed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with a country; of a country of which its operation has totals, these and no others."""
    is_placed = frame["quoted"] & frame["scope"].isin(["operation", *LOCAL]) & frame["country_iso3"].notna()
    placed = frame[is_placed & ~frame["unit"].str.isupper()]  # money may be of several currencies
    whole = placed["scope"] == "operation"
    place = pd.Series(join_cells(placed, ["operation_id", "country_iso3"]), index=placed.index)
    placed = placed[whole | ~place.isin(place[whole])]
    broken_down = placed.loc[placed["scope"] != "operation", "operation_id"]
    return leave_out_parts(frame, placed[placed["operation_id"].isin(broken_down)], ["metric", "country_iso3"])


def measure_coverage(headline: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each total of people of one operation the figures of single countries account for.

    Totals of an operation in one country are that country's own, and left out; so are figures that count something
    else than a total, unless a source includes them in it. That the others are counted within the totals is likely, but
    seldom stated; the share is what they would make up if they are (formula as in `hedges.share`), and not established
    where they are more than the total. Rest = total - named, not below 0.

    Key `metric`, in the order of `headline`: `noun`, `total_claim_id`, `countries` (how many are named), `claim_ids`
    (the named ones, separated by a space); `total_`, `named_`, `share_`, `rest_`: `lower`, `upper`, and (not `rest_`)
    `words`. The named ends are 0 where no country is named. `stated`: whether sources say that the total includes all
    the named ones, and print the same number for it; `contradicted`: whether one of them counts some in a number for it
    that differs.

    UsageError if the figures are of several operations.
    """
    of = {*headline["operation_id"].dropna(), *frame["operation_id"].dropna()}
    if len(of) > 1:
        raise UsageError(f"measure_coverage: the figures are of {len(of)} operations; choose one of them.")
    headline = headline[[*USED, "counts_persons", "kind", "takes_status", "takes_offence", "part", "derived", "noun"]]
    people = headline["counts_persons"] & (headline["kind"] == "outcome")
    totals = headline[people & ~headline["part"] & headline["country_iso3"].isna()]
    local = _choose_local(frame[USED])
    # There is no share of nothing, and of our own sum of countries none that says anything.
    totals = totals[(totals["upper"] > 0) & ~(totals["derived"].notna() & totals["claim_id"].isin(local["whole"]))]
    totals = pd.concat([totals[totals["detail"].isna()], totals]).drop_duplicates("metric").sort_index()
    # "362 suspects besides the arrested" have no breakdown, and yet countries have suspects.
    is_named = totals["claim_id"].isin(local["whole"]) | ~totals["metric"].isin(local["metric"])
    totals = totals[totals["detail"].isna() | is_named]
    # An arrest is none the less one because the arrested is a suspect.
    sure = (totals["takes_status"] != "never") & ~totals["status"].isin(DOUBTS)
    chosen = [_choose_within(local, total) for _, total in totals.assign(sure=sure).iterrows()]
    sums = [add_figures(group, ["country_iso3"]) for group in chosen]
    totals = totals[["metric", "noun", "claim_id", "words", "lower", "upper"]].reset_index(drop=True)
    total, part = Intervals.of(totals), Intervals.of([Intervals.of(one).total() for one in sums])
    inside = Intervals(np.minimum(part.lower, total.upper), np.minimum(part.upper, total.upper))
    shares, rest = share(inside, total), total - inside
    more = part.lower > total.upper  # then not all of it is counted in the total
    shares = Intervals(np.where(more, 0.0, shares.lower), np.where(more, 1.0, shares.upper))
    stated = [group["status"] if one else () for group, one in zip(chosen, sure, strict=True)]
    doubts = [phrase_terms(statuses, NAMED["status"]) for statuses in stated]
    both = [*zip(chosen, totals["claim_id"], strict=True)]
    table = totals.rename(columns={name: f"total_{name}" for name in ("claim_id", "words", "lower", "upper")})
    return table.assign(
        named_words=[f"{one} ({doubt})" if doubt else str(one) for one, doubt in zip(part, doubts, strict=True)],
        share_words=[format_share(one, whole=end) for one, end in zip(shares, total.upper, strict=True)],
        countries=pd.array([len(one) for one in sums], dtype="Int64"),
        named_lower=part.lower,
        named_upper=part.upper,
        share_lower=shares.lower,
        share_upper=shares.upper,
        rest_lower=np.maximum(rest.lower, 0.0),
        rest_upper=np.where(more, total.upper, rest.upper),
        claim_ids=[" ".join(one["claim_ids"]) for one in sums],
        stated=[set(group["stated"]) == {whole} for group, whole in both],
        contradicted=[(group["rival"] == whole).any() for group, whole in both],
    )


def _choose_local(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of countries and cases that are more than zero, with the quoted claim that includes each.

    `whole` is that claim, or what in turn includes it, and `stated` too, where it is as large as the claim that the
    source of the part includes it in; `rival` is it where that claim contradicts it.
    """
    placed = _choose_placed(frame)
    differing, figures = frame.loc[frame["agreement"] == "differs", "claim_id"], frame.set_index("claim_id")["figure"]
    quoted = frame[["figure", "claim_id"]][frame["quoted"]].set_index("figure")["claim_id"]
    local = placed[placed["scope"].isin(LOCAL) & (placed["upper"] > 0)]
    included, differs = local["subset_of"].map(figures).map(quoted), local["subset_of"].isin(differing)
    whole = included.mask(differs)
    ends = dict(zip(frame["claim_id"], zip(frame["lower"], frame["upper"], strict=True), strict=True))
    is_stated = whole.map(ends) == local["subset_of"].map(ends)
    operation = frame[(frame["scope"] == "operation") & frame["country_iso3"].isna()].set_index("claim_id")
    above = operation["subset_of"].map(figures).map(quoted)
    for _ in above.dropna():  # 8 of the 46 of 77; no further where two sources each state the other's whole as a part
        whole = whole.map(above).fillna(whole)
    return local.assign(whole=whole, stated=whole.where(is_stated), rival=included.where(differs))


def _choose_within(local: pd.DataFrame, total: pd.Series[Any]) -> pd.DataFrame:
    """Return the figures that a source includes in a total, or that count nothing else than it does."""
    # What a detail leaves out is not known, nor whether a total goes back before the action days.
    apart = pd.Series(pd.notna(total["detail"]), index=local.index) | (local["phase"] == "preparatory").fillna(False)
    # Of "the suspected trafficking of 23 girls" nobody need be found.
    apart |= local["status"].isin(DOUBTS) & local["verb"].isna() & bool(total["sure"])
    for names in KINDS:
        terms = set(total[list(names)].dropna())
        terms |= {term for pair in OVERLAPS if pair & terms for term in pair}
        given = local[list(names)]
        # A figure without a phase is taken to be of that of the total, and victims are of what an operation is about;
        # who is arrested there without an offence may be for another, and whose age is not stated need be no child.
        is_implied = "phase" in names or ("offence" in names and total["takes_offence"] == "of")
        if terms:
            apart |= ~given.isin(terms).any(axis=1) & (given.notna().any(axis=1) | (not is_implied))
    # A source may count the arrests of a country among the people detained or arrested.
    found: pd.DataFrame = local[(~apart & (local["metric"] == total["metric"])) | (local["whole"] == total["claim_id"])]
    return found


def measure_parts(headline: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of totals of people that are stated, each as a share of its whole, where that can be computed.

    A part counts the same metric as its whole. Left out are wholes below `LEAST_WHOLE`, one or two persons, unless
    their whole has more parts than two, and all parts if each bar would be as good as empty, full or open. Key
    `claim_id`, in the order of `headline`: `part_words`, `whole_says` (number, and what is counted), `narrowed` (what
    tells the part from its whole), `divided` (whether no two parts of the whole can count the same person),
    `share_lower`, `share_upper`, `share_words`.

    >>> import liberterra_analysis as lt
    >>> parts = measure_parts(lt.operation("liberterra-2").headline)
    >>> parts[["part_words", "whole_says", "share_words"]].iloc[0].tolist()
    ['850', '2,517 arrests', '33.8%']
    """
    people = headline[headline["counts_persons"] & (headline["kind"] == "outcome") & headline["hedge"].notna()]
    wholes = people.loc[people["upper"] >= LEAST_WHOLE, ["claim_id", "metric", "says", "noun", "lower", "upper"]]
    parts = people[[*wholes, "subset_of", "words"]]
    pairs = parts.merge(wholes, left_on=["subset_of", "metric"], right_on=["claim_id", "metric"], suffixes=("", "_of"))
    shares = share(Intervals.of(pairs), Intervals(pairs["lower_of"], pairs["upper_of"]))
    by_id = Figure.by_id(people)
    both = [*zip(pairs["claim_id"].map(by_id), pairs["claim_id_of"].map(by_id), strict=True)]
    # After "279 of 334 potential victims", "of labour exploitation" is enough.
    told = (", ".join(list_differences(*one, "{}")).removeprefix(f"{one[1].noun} ") for one in both)
    narrowed = [words or APART for words in told]
    found = pairs[["claim_id"]].assign(part_words=pairs["words"], whole_says=pairs["says_of"], narrowed=narrowed)
    parts_of = group_rows((part for part, _ in both), lambda one: one.subset_of)
    found["divided"] = [any(are_apart(parts_of[part.subset_of], split) for split, _ in SPLITS) for part, _ in both]
    found = found.assign(
        share_lower=shares.lower, share_upper=shares.upper, share_words=[format_share(one) for one in shares]
    )
    beside = pairs.groupby("claim_id_of")["claim_id"].transform("size")
    is_telling = (pairs["upper"] > FEW) | (beside > FEW)
    found = found[((shares.lower > 0) | (shares.upper < 1)) & is_telling].reset_index(drop=True)
    ends = found[["share_lower", "share_upper"]]
    is_seen = (ends.gt(SEEN) & ends.lt(1 - SEEN)).any(axis=None)
    return found if is_seen else found.head(0)
