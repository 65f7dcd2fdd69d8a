"""Figures: which claims report the same one, which of them to quote, and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from babel.numbers import get_currency_name

from liberterra_analysis import places
from liberterra_analysis.analysis.agreement import judge_claims
from liberterra_analysis.hedges import MAGNITUDES, NOT_COUNTED, format_hedged
from liberterra_analysis.hedges.rules import last_place
from liberterra_analysis.ledger.claims import SAME_FIGURE, Claim
from liberterra_analysis.schema import Metric, metrics_of
from liberterra_analysis.vocabulary import (
    EXPLOITATIONS,
    OFFENCE_WORDS,
    OFFENCES,
    PHASES,
    POPULATIONS,
    RANKS,
    STATUSES,
    Term,
)

Item = TypeVar("Item")
Key = TypeVar("Key")

NARROWS = ("population", "offence", "exploitation", "nationality_iso3", "phase")
"""Columns that narrow what is counted; a total has none of them."""

WIDER_NOUN = "countries and territories"
"""A noun that is printed where the quoted words have it, instead of the narrower one of the metric."""

LOCAL = ("country", "case")
"""Scopes of figures about a part of an operation."""

SAME_NUMBER = ("operation_id", "metric", "unit", "detail", "phase")
"""Columns in which figures of the whole operation agree that are joined where they count as many."""

OF_METRIC = ("kind", "counts_persons", "takes_status", "has_rate", "is_duration", "families")
"""Columns of `metrics` that analyses ask for."""


@dataclass(frozen=True, slots=True)
class Figure(Claim):
    """A claim with the figure that it reports: a row of `resolve_claims`."""

    figure: str
    quoted: bool
    agreement: str
    words: str
    noun: str
    says: str
    all_of: str
    rank: str
    publisher: str
    order: int
    kind: str
    takes_status: str
    has_rate: bool
    families: str | None


def resolve_claims(claims: pd.DataFrame, sources: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with the figure that each reports, and whether it is the claim to quote.

    Of several claims about one figure the one to quote comes, in this order of preference, from a release, on the
    organisation's own page or copied, rather than the press; from the text rather than the headline; with the number
    that is least rounded, and that most sources print; with its hedge, with its status; from the source nearest to the
    organisation, with most figures, first in the ledger. Rows and order stay. New columns: `figure` (equal for claims
    about the same one), `quoted`, `agreement` (with the claim to quote: one of `AGREEMENTS`), `words` (number with
    hedge), `noun` (what is counted), `says` (both), `all_of` ("": see `select_headline`), `rank`, `publisher` (of the
    source), `order` (of the metric), and its columns `OF_METRIC`.

    >>> import liberterra_analysis as lt
    >>> frame = resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> frame.loc[frame["quoted"] & (frame["metric"] == "flights_monitored"), "words"].item()
    'nearly 24,000'
    """
    rows = Claim.rows(claims)
    words = [format_hedged(one.hedged) for one in rows]
    noun = describe_units(rows, metrics)
    says = [phrase_count(number, counted) for number, counted in zip(words, noun, strict=True)]
    frame = claims.assign(figure=_figure_keys(claims), words=words, noun=noun, says=says, all_of="")
    frame = frame.merge(sources[["source_id", "rank", "publisher"]], on="source_id", how="left", validate="m:1")
    order = metrics[["metric", *OF_METRIC]].assign(order=range(len(metrics)))
    frame = frame.merge(order, on="metric", how="left", validate="m:1")
    frame = frame.assign(quoted=_choose_quoted(frame))
    return frame.assign(agreement=judge_claims(rows, frame))


def phrase_count(words: str, noun: str) -> str:
    """Join a number in words and what it counts.

    >>> phrase_count("hundreds", "arrests"), phrase_count("not counted", "suspects")
    ('hundreds of arrests', 'suspects, not counted')
    """
    if words == NOT_COUNTED:
        return f"{noun}, {words}"
    of = " of" if words.rpartition(" ")[2] in MAGNITUDES else ""
    return f"{words}{of} {noun}"


def describe_units(claims: Iterable[Claim], metrics: pd.DataFrame) -> list[str]:
    """Return what each claim counts, with its status ("potential victims"); singular for exactly one."""
    by_metric = metrics_of(metrics)
    return [_describe_unit(one, by_metric[one.metric]) for one in claims]


def _describe_unit(claim: Claim, metric: Metric) -> str:
    if metric.unit == "currency":
        return str(get_currency_name(claim.unit, count=2, locale="en"))
    noun = metric.singular if claim.lower == claim.upper == 1 else metric.plural
    if WIDER_NOUN.startswith(noun) and WIDER_NOUN in (claim.quote or ""):
        noun = WIDER_NOUN
    status = STATUSES[claim.status].words if claim.status != "unspecified" else ""
    if status and metric.takes_status == "before":
        noun = f"{status} {noun}"
    if claim.offence and metric.takes_offence != "never":
        noun += f" {_choose_preposition(claim, metric)} {OFFENCES[claim.offence].words}"
    if claim.exploitation:
        noun += f" ({EXPLOITATIONS[claim.exploitation].words})"
    narrowed = [_find_words(claim.population, POPULATIONS), _find_words(claim.phase, PHASES)]
    if claim.nationality_iso3:
        narrowed.append(f"nationality {places.country_name(claim.nationality_iso3)}")
    # The name of a case is no part of what is counted; any other detail is.
    if claim.detail and claim.scope != "case":
        narrowed.append(claim.detail_words)
    narrowed.append(status if metric.takes_status == "after" else "")
    return ", ".join([noun, *filter(None, narrowed)])


def _choose_preposition(claim: Claim, metric: Metric) -> str:
    """Return how the offence is joined; an arrest in connection with an offence need not be for it."""
    tied = OFFENCE_WORDS["in_connection_with"]
    is_tied = metric.takes_offence == "for" and any(words in (claim.quote or "") for words in tied.printed)
    return tied.words if is_tied else metric.takes_offence


def _find_words(name: str | None, terms: Mapping[str, Term]) -> str:
    return terms[name].words if name else ""


def join_cells(frame: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    """Return a key for each row of a frame, made of some of its cells."""
    # Row by row: `agg` of a frame without rows returns a frame.
    cells = frame[list(columns)].astype(object).fillna("")
    return ["|".join(row) for row in cells.itertuples(index=False, name=None)]


def _figure_keys(claims: pd.DataFrame) -> list[str]:
    """Join what is counted; a part that agrees with its own whole in all columns is another figure still."""
    keys = join_cells(claims, SAME_FIGURE)
    key_of = dict(zip(claims["claim_id"], keys, strict=True))
    rows = zip(claims["claim_id"], keys, claims["subset_of"], strict=True)
    return [f"{key}|{claim}" if key_of.get(whole) == key else key for claim, key, whole in rows]


def _choose_quoted(frame: pd.DataFrame) -> pd.Series[bool]:
    rank = frame["rank"].map({name: at for at, name in enumerate(RANKS)})
    value, hedge = frame["value"].to_numpy(np.float64, na_value=0.0), frame["hedge"].astype(object).fillna("")
    uncounted = (frame["value"].isna() | (hedge == "order_of_magnitude")).to_numpy()
    # Who prints 900 may have left out "about"; who prints "over 1,374" has put it in.
    bare = np.where(value % 10 == 0, hedge == "exact", hedge.isin(["about", "nearly", "more_than"]))
    order = pd.DataFrame(
        {
            "figure": frame["figure"],
            "press": rank > [*RANKS].index("copy"),
            "headline": (frame["paragraph"] == 0).fillna(False),
            "place": np.where(uncounted, np.inf, last_place(value)),
            "few_sources": -frame["source_id"].groupby([frame["figure"], value]).transform("nunique"),
            "bare": bare,
            "no_status": (frame["status"] == "unspecified") & (frame["takes_status"] != "never"),
            "rank": rank,
            "few_figures": -frame.groupby("source_id")["claim_id"].transform("size"),
        }
    )
    order = order.sort_values([*order.columns.drop("figure")], kind="stable")
    return pd.Series(frame.index.isin(order.drop_duplicates("figure").index), index=frame.index)


def group_rows(rows: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Return rows by a key, in their order."""
    groups: dict[Key, list[Item]] = {}
    for one in rows:
        groups.setdefault(key(one), []).append(one)
    return groups


def select_headline(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims to quote about operations as a whole, by the order of `metrics`, wholes before parts.

    A narrower figure of the same number is no row of its own: `all_of` of the wider one says what narrows it, such as
    "all of them for migrant smuggling". Durations are left out: `check_consistency` compares them with the dates.
    Columns of `resolve_claims`, with `part`: whether the figure is a part of another.
    """
    chosen = frame[frame["quoted"] & (frame["scope"] == "operation") & ~frame["is_duration"]]
    # A part may name a claim of its whole that is not the one to quote.
    figure, whole = frame.set_index("claim_id")["figure"], frame[frame["quoted"]].set_index("figure")["claim_id"]
    chosen = chosen.assign(subset_of=chosen["subset_of"].map(figure).map(whole).astype(chosen["subset_of"].dtype))
    chosen = chosen.assign(part=chosen["subset_of"].notna(), narrow=chosen[list(NARROWS)].notna().sum(axis=1))
    keys, ascending = ["order", "part", "narrow", "lower"], [True, True, True, False]
    chosen = chosen.sort_values(keys, ascending=ascending, ignore_index=True, kind="stable").drop(columns="narrow")
    return _join_equal(chosen)


def _join_equal(headline: pd.DataFrame) -> pd.DataFrame:
    """Leave out each figure that narrows another and counts as many, and say so in `all_of` of the wider one."""
    exact = headline[(headline["lower"] == headline["upper"]) & (headline["lower"] > 1)]
    all_of, joined = headline["all_of"].copy(), []
    for _, group in exact.groupby([*SAME_NUMBER, "lower"], dropna=False, observed=True):
        first, *others = Figure.rows(group)
        for at, other in zip(group.index[1:], others, strict=True):
            rest = other.noun.removeprefix(first.noun)
            if rest != other.noun and all(getattr(first, name) in {None, getattr(other, name)} for name in NARROWS):
                by = "" if other.publisher == first.publisher else f" according to {other.publisher}"
                words = rest.strip(" ,").replace("nationality", "of nationality")
                said = all_of[group.index[0]]
                all_of[group.index[0]] = f"{said} and {words}{by}" if said else f"all of them {words}{by}"
                joined.append(at)
    return headline.assign(all_of=all_of).drop(index=joined).reset_index(drop=True)


def select_key_figures(headline: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the first figures of `select_headline`, the last of them how many countries took part.

    Parts that add up to their whole are left out: who reads "128 women" beside "130 victims" adds them.
    """
    parts = headline[headline["part"] & (headline["lower"] == headline["upper"])]
    sums = parts.groupby("subset_of")["lower"].sum()
    wholes = headline.set_index("claim_id")[["lower", "upper"]].reindex(sums.index)
    split = sums.index[(wholes["lower"] == sums) & (wholes["upper"] == sums)]
    chosen = headline[~headline["subset_of"].isin(split)]
    countries = chosen[chosen["metric"] == "countries"].head(1)
    return pd.concat([chosen.drop(index=countries.index).head(most - len(countries)), countries])


def select_local_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims to quote about single countries and cases, by country, then the order of `metrics`.

    Columns of `resolve_claims`, with `country` (name; blank: not recorded).
    """
    chosen = frame[frame["quoted"] & frame["scope"].isin(LOCAL)]
    names = [places.country_name(code) if pd.notna(code) else "" for code in chosen["country_iso3"]]
    return chosen.assign(country=names).sort_values(["country", "order"], ignore_index=True, kind="stable")
