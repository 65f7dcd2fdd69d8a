"""The figures that a report shows: its headline, what leads it, its key figures, and its local ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.figures import (
    LOCAL,
    Figure,
    group_rows,
    list_differences,
    list_rivals,
    quote_wholes,
    shorten_publisher,
)
from liberterra_analysis.analysis.nouns import NARROWS
from liberterra_analysis.analysis.restatements import TELLING

SAME_NUMBER = ("operation_id", "metric", "unit", "detail", "phase")
"""Columns in which figures of the whole operation agree that are joined where they count as many."""

PEOPLE_UNITS = frozenset({"persons", "arrests", "detections"})
"""The units of people who were found or arrested."""

MAX_KEY_FIGURES = 6

PEOPLE = attrgetter("operation_id", "population", "lower", "upper")
"""In what people found agree with victims who seem to be the same people."""


def select_headline(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims to quote about operations as a whole, by the order of `metrics`, wholes before parts.

    Of each, what is narrowed least comes first, and a figure of all before one with a detail. A narrower figure of the
    same number is no row of its own: `all_of` of the wider one says what narrows it, such as "all of them for migrant
    smuggling". Durations are left out: `check_consistency` compares them with the dates.
    Columns of `resolve_claims`, with `part`: whether the figure is a part of another; `rivals`: the `Figure` of each
    other number that sources print for it.
    """
    frame = frame.reset_index(drop=True)
    # By the columns asked for: to filter and to sort wide frames took most of the time.
    is_asked = frame["quoted"] & (frame["scope"] == "operation") & ~frame["is_duration"]
    asked = frame[["order", "lower", "detail", *NARROWS]][is_asked]
    subset_of = quote_wholes(frame)[asked.index]
    part, narrow = subset_of.notna(), asked[list(NARROWS)].notna().sum(axis=1)
    asked = asked.assign(part=part, detailed=asked["detail"].notna() & ~part, narrow=narrow)
    keys = ["order", "part", "detailed", "narrow", "lower"]
    asked = asked.sort_values(keys, ascending=[*[True] * 4, False], kind="stable")
    rivals = list_rivals(frame)[asked.index]
    headline = frame.loc[asked.index].assign(subset_of=subset_of, part=asked["part"], rivals=rivals)
    return join_equal(headline).reset_index(drop=True)


def join_equal(headline: pd.DataFrame) -> pd.DataFrame:
    """Leave out a figure that narrows one before it and counts as many, which says so in its `all_of`."""
    keys = [*SAME_NUMBER, "lower"]
    exact = headline[keys][(headline["lower"] == headline["upper"]) & (headline["lower"] > 1)]
    exact = exact[exact.duplicated(keep=False)]
    all_of, joined = headline["all_of"].copy(), []
    for _, group in exact.groupby(keys, dropna=False, observed=True) if len(exact) else ():
        first, *others = Figure.rows(headline.loc[group.index])
        for at, other in zip(group.index[1:], others, strict=True):
            words = " and ".join(list_differences(other, first))
            alike = first.takes_status == "never" or first.status == other.status
            if words and alike and all(getattr(first, name) in {None, getattr(other, name)} for name in NARROWS):
                by = "" if other.publisher == first.publisher else f" according to {shorten_publisher(other.publisher)}"
                all_of[group.index[0]] = f"all of them {words}{by}"
                joined.append(at)
                break
    # To drop nothing takes as long.
    return headline.assign(all_of=all_of).drop(index=joined) if joined else headline


def select_lead(headline: Sequence[Figure], *leads: str) -> list[Figure]:
    """Return the figures of `select_headline` that a sentence can name side by side, by the order of `leads`.

    Of each metric the figures that are narrowed least, and no parts: parts of different wholes would read as a sum. But
    where no whole counts victims, the victims among people found stand for these. Adults and children whom a source
    counts apart are both named, though one of them is narrowed once more, and so is a larger number of a source. No
    retelling stands beside an organisation or an agency, and no number twice, as victims and as people found.
    """
    things = {one.noun.removesuffix(" seized") for one in headline}
    wholes = [one for one in headline if one.lead in leads and not one.subset_of]
    if any(one.metric == "persons_checked" for one in wholes):  # who are among all that was checked
        wholes = [one for one in wholes if one.metric != "checks"]
    wholes = [one for one in wholes if not (one.is_money and one.detail_words in things)]  # the value of these
    asked = _leave_out_renamed(_leave_out_retellings(wholes, headline))
    if all(one.metric != "victims" for one in asked):
        asked = [_find_victims(one, headline) or one for one in asked]
    groups = group_rows(asked, lambda one: (one.metric, one.unit))
    least = {key: min(map(_count_narrowings, group)) for key, group in groups.items()}
    widest = [one for one in asked if _count_narrowings(one) == least[one.metric, one.unit]]
    chosen = [one for one in asked if one in widest or any(_stands_beside(one, two) for two in widest)]
    return sorted(chosen, key=lambda one: leads.index(str(one.lead)))


def _find_victims(found: Figure, headline: Sequence[Figure]) -> Figure | None:
    """Return how many of the people found are victims, if nothing but the offence tells these from the others."""
    same = ("population", "nationality_iso3", "phase", "country_iso3")
    parts = (one for one in _leave_out_retellings(headline, headline) if one.subset_of == found.claim_id)
    victims = (one for one in parts if one.metric == "victims" and one.hedge and one.detail in {None, found.detail})
    return next((one for one in victims if all(getattr(one, name) == getattr(found, name) for name in same)), None)


def _stands_beside(one: Figure, two: Figure) -> bool:
    """Return whether a source counts more in one figure, or children as against adults, narrowed once more."""
    is_alike = (one.source_id, one.metric, one.unit) == (two.source_id, two.metric, two.unit)
    is_near = _count_narrowings(one) == _count_narrowings(two) + 1
    is_half = is_near and {one.population, two.population} == {"adults", "minors"}
    return is_alike and (is_half or one.lower > two.upper)


def _count_narrowings(figure: Figure) -> int:
    return sum(getattr(figure, name) is not None for name in NARROWS) + len(NARROWS) * (figure.detail is not None)


def _leave_out_retellings(figures: Iterable[Figure], headline: Iterable[Figure]) -> list[Figure]:
    """Leave out retellings, unless no organisation or agency is a source of the headline."""
    is_retold = all(one.rank in {"secondary", "retelling"} for one in headline)
    return [one for one in figures if is_retold or one.rank != "retelling"]


def find_renamed(figures: Sequence[Figure]) -> list[Figure]:
    """Return people found who are exactly as many as the victims of another source."""
    exact = (one for one in figures if one.metric == "victims" and one.lower == one.upper >= TELLING)
    victims = group_rows(exact, PEOPLE)
    found = [one for one in figures if one.metric == "persons_found"]
    return [one for one in found if any(two.source_id != one.source_id for two in victims.get(PEOPLE(one), ()))]


def _leave_out_renamed(figures: Sequence[Figure]) -> list[Figure]:
    """Leave out who would be counted twice by a reader who adds them to the victims of another source."""
    renamed = {one.claim_id for one in find_renamed(figures)}
    return [one for one in figures if one.claim_id not in renamed]


def select_key_figures(headline: Sequence[Figure], most: int = MAX_KEY_FIGURES) -> list[Figure]:
    """Return the first figures of `select_headline`, the last of them how many countries took part, if more than one.

    What is not counted, and one of 180 arrests, is left out. The people whom the first sentence counts are never left
    out for others. Parts that add up to a whole of their metric are: who reads "128 women" beside "130 victims" adds
    them.
    """
    headline = _leave_out_renamed(_leave_out_retellings(headline, headline))
    # A part of another number than the one that is quoted would read as a part of that.
    known = {None, *(one.claim_id for one in headline)}
    headline = [one for one in headline if one.hedge and one.subset_of in known]
    # One country is no number that took part, and "1 vehicle" tells less than any other figure.
    headline = [one for one in headline if one.upper != 1 or not (one.metric == "countries" or one.lead == "seized")]
    wholes = {one.claim_id: one.metric for one in headline}
    exact = (one for one in headline if one.lower == one.upper and one.metric == wholes.get(one.subset_of or ""))
    parts = group_rows(exact, lambda one: one.subset_of)
    sums = {whole: sum(one.lower for one in group) for whole, group in parts.items()}
    split = {one.claim_id for one in headline if one.lower == one.upper == sums.get(one.claim_id)}
    split |= {one.claim_id for one in headline if one.subset_of in split}  # 13 of the 51 of 277
    chosen = [one for one in headline if one.subset_of not in split and not (one.subset_of and one.upper == 1)]
    countries = [one for one in chosen if one.metric == "countries"][:1]
    others = [one for one in chosen if one not in countries]
    leading = select_lead(headline, "found", "arrested")
    lead = {one.claim_id for one in leading if one.unit in PEOPLE_UNITS}
    first = sorted(others, key=lambda one: one.claim_id not in lead)[: most - len(countries)]
    return [*[one for one in others if one in first], *countries]


def select_local_figures(frame: pd.DataFrame, scopes: Sequence[str] = LOCAL) -> pd.DataFrame:
    """Return the claims to quote of some scopes (countries and cases), by country and the order of `metrics`.

    Of a metric, wholes come before parts. Columns of `resolve_claims`, with `country` (name; blank: not recorded);
    `subset_of` is the claim to quote of a whole.
    """
    chosen = frame.assign(subset_of=quote_wholes(frame))[frame["quoted"] & frame["scope"].isin(scopes)]
    names = [places.country_name(code) if pd.notna(code) else "" for code in chosen["country_iso3"]]
    chosen = chosen.assign(country=names, part=chosen["subset_of"].isin(chosen["claim_id"]))
    chosen = chosen.assign(place=chosen["country"].map(places.fold_name))
    placed = chosen.sort_values(["place", "order", "part"], ignore_index=True, kind="stable")
    return placed.drop(columns=["place", "part"])
