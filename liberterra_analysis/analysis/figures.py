"""Claims and figures: which claims report the same thing, which of them to quote, and how to say what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from babel.numbers import get_currency_name

from liberterra_analysis import places
from liberterra_analysis.hedges import MAGNITUDES, NOT_COUNTED, Hedged, word
from liberterra_analysis.vocabulary import EXPLOITATIONS, OFFENCES, PHASES, POPULATIONS, RANKS, STATUSES, Term

SAME_FIGURE = (
    "operation_id",
    "metric",
    "scope",
    "detail",
    "country_iso3",
    "nationality_iso3",
    "population",
    "offence",
    "exploitation",
    "phase",
    "unit",
)
"""Columns that say what is counted. Claims that agree in all of them report the same figure, whatever they print."""

NARROWS = ("population", "offence", "exploitation", "nationality_iso3", "phase")
"""Columns that narrow what is counted; a total has none of them."""

DURATIONS = frozenset({"duration_days", "duration_weeks", "duration_months"})
"""Metrics of how long an operation took."""

NO_OFFENCE = frozenset({"migrants_smuggled", "irregular_migrants", "groups", "sentence_years"})
"""Metrics after which the offence would say nothing more, or the wrong thing."""

NO_STATUS = frozenset({"arrests", "suspects", "persons_sentenced", "detained_or_arrested", "identified_or_arrested"})
"""Metrics that are a status: "suspected arrests" would say that the arrest is in doubt, not the person."""


def figures(claims: pd.DataFrame, sources: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Tell which claims report the same figure, and which of them to quote.

    Of several claims about one figure the one to quote is, in this order: of the source nearest to the organisation;
    from the text rather than the headline; the closest (the narrowest interval); of the source that gives most figures;
    the first in the ledger. The others stay, so that a disagreement can be shown.

    Returns
    -------
    pandas.DataFrame
        The claims, rows and order unchanged, with columns at the end: `figure` (str, equal for claims about the same
        figure), `quoted` (bool, whether this is the claim to quote), `words` (str, the number with its hedge),
        `noun` (str, what is counted), `says` (str, both together), `rank`, `publisher` (str, of the source), `kind`
        (str, of the metric), `order` (int64, place of the metric in reports).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> frame.loc[frame["quoted"] & (frame["metric"] == "flights_monitored"), "words"].item()
    'nearly 24,000'
    """
    words = [word(Hedged.of(row)) for row in claims.to_dict("records")]
    noun = nouns(claims, metrics)
    says = [say(number, counted) for number, counted in zip(words, noun, strict=True)]
    frame = claims.assign(figure=_figure(claims), words=words, noun=noun, says=says)
    frame = frame.merge(sources[["source_id", "rank", "publisher"]], on="source_id", how="left", validate="m:1")
    order = metrics[["metric", "kind"]].assign(order=range(len(metrics)))
    frame = frame.merge(order, on="metric", how="left", validate="m:1")
    return frame.assign(quoted=_quoted(frame))


def say(words: str, noun: str) -> str:
    """Put a number and what is counted together.

    Parameters
    ----------
    words : str
        The number with its hedge, as `hedges.word` gives it.
    noun : str
        What is counted.

    Returns
    -------
    str
        A phrase.

    Examples
    --------
    >>> say("about 20", "arrests"), say("hundreds", "arrests"), say("not counted", "suspects")
    ('about 20 arrests', 'hundreds of arrests', 'suspects, not counted')
    """
    if words == NOT_COUNTED:
        return f"{noun}, {words}"
    of = " of" if words.rpartition(" ")[2] in MAGNITUDES else ""
    return f"{words}{of} {noun}"


def nouns(claims: pd.DataFrame, metrics: pd.DataFrame) -> list[str]:
    """Say what each claim counts, with the status that the source gives it: "potential victims".

    Returns
    -------
    list of str
        One phrase a row; singular where the number is exactly one.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> claims = lt.load_claims("liberterra-2").set_index("claim_id", drop=False)
    >>> nouns(claims.loc[["liberterra-2-national-victims"]], lt.load_metrics())
    ['potential victims']
    """
    by_metric = metrics.set_index("metric")[["singular", "plural", "unit"]].to_dict("index")
    return [_noun(row, by_metric[row["metric"]]) for row in claims.to_dict("records")]


def _noun(row: Mapping[Any, Any], metric: Mapping[Any, str]) -> str:
    if metric["unit"] == "currency":
        return str(get_currency_name(row["unit"], count=2, locale="en"))
    noun = metric["singular"] if row["lower"] == row["upper"] == 1 else metric["plural"]
    status = STATUSES[row["status"]]
    stated = status.words if status.name != "unspecified" and row["metric"] not in NO_STATUS else ""
    if stated and row["metric"] == "victims":
        noun = f"{stated} {noun}"
    if pd.notna(row["offence"]) and row["metric"] not in NO_OFFENCE:
        noun += f" {'of' if row['metric'] == 'victims' else 'for'} {OFFENCES[row['offence']].words}"
    if pd.notna(row["exploitation"]):
        noun += f" ({EXPLOITATIONS[row['exploitation']].words})"
    # The name of a case is no part of what is counted; any other detail is.
    detail = str(row["detail"]).replace("-", " ") if pd.notna(row["detail"]) and row["scope"] != "case" else ""
    groups = [_group(row["population"], POPULATIONS), _group(row["phase"], PHASES), _nationality(row), detail]
    groups.append("" if row["metric"] == "victims" else stated)
    return noun + "".join(f", {group}" for group in groups if group)


def _group(name: Any, terms: Mapping[str, Term]) -> str:
    return terms[name].words if pd.notna(name) else ""


def _nationality(row: Mapping[Any, Any]) -> str:
    code = row["nationality_iso3"]
    return f"nationality {places.country_name(code)}" if pd.notna(code) else ""


def _figure(claims: pd.DataFrame) -> list[str]:
    """Join what is counted; a part that agrees with its own whole in all columns is another figure still."""
    columns = (claims[name].fillna("").astype(str) for name in SAME_FIGURE)
    keys = ["|".join(row) for row in zip(*columns, strict=True)]
    ids = claims["claim_id"].tolist()
    key_of = dict(zip(ids, keys, strict=True))
    rows = zip(ids, keys, claims["subset_of"], strict=True)
    return [f"{key}|{claim}" if key_of.get(whole) == key else key for claim, key, whole in rows]


def _quoted(frame: pd.DataFrame) -> pd.Series[bool]:
    order = frame.assign(
        rank_order=frame["rank"].map({name: at for at, name in enumerate(RANKS)}),
        headline=(frame["paragraph"] == 0).fillna(False),
        width=np.where(np.isinf(frame["upper"]), np.inf, frame["upper"] - frame["lower"]),
        few=-frame.groupby("source_id")["claim_id"].transform("size"),
        at=range(len(frame)),
    ).sort_values(["rank_order", "headline", "width", "few", "at"])
    return pd.Series(frame.index.isin(order.drop_duplicates("figure").index), index=frame.index)


def headline(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the figures of the operation as a whole, each by the claim to quote.

    Left out: figures of single countries and cases, what lies outside the operation, and how long sources say that it
    took, which `consistency` holds against its dates.

    Returns
    -------
    pandas.DataFrame
        The claims to quote with `scope` `operation`, in the order of `metrics`, each whole before its parts; columns as
        in `figures`, with `others` (Int64, how many further claims are about the same figure) and `part` (bool).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> headline(frame)[["words", "noun"]].head(1).to_numpy().tolist()
    [['3,222', 'potential victims']]
    """
    count = frame.groupby("figure")["claim_id"].transform("size")
    chosen = frame.assign(
        others=(count - 1).astype("Int64"),
        part=frame["subset_of"].notna(),
        narrow=frame[list(NARROWS)].notna().sum(axis=1),
    )[frame["quoted"] & (frame["scope"] == "operation") & ~frame["metric"].isin(DURATIONS)]
    order = {"order": True, "part": True, "narrow": True, "lower": False}
    chosen = chosen.sort_values(list(order), ascending=list(order.values()), ignore_index=True, kind="stable")
    return chosen.drop(columns="narrow")


def local_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the figures of single countries and cases, each by the claim to quote.

    Returns
    -------
    pandas.DataFrame
        The claims to quote with `scope` `country` or `case`, sorted by country, then the order of `metrics`; columns
        as in `figures`, with `country` (str, name; blank: not stated).

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> local_figures(frame)["country"].iloc[0]
    'Algeria'
    """
    chosen = frame[frame["quoted"] & frame["scope"].isin(["country", "case"])]
    names = [places.country_name(code) if pd.notna(code) else "" for code in chosen["country_iso3"]]
    return chosen.assign(country=names).sort_values(["country", "order"], ignore_index=True, kind="stable")
