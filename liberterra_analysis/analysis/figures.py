"""Figures: which claims report the same one, which of them to quote, and what is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
import pandas as pd
from babel.numbers import get_currency_name, get_currency_symbol

from liberterra_analysis import places
from liberterra_analysis.analysis.agreement import judge_claims
from liberterra_analysis.hedges.format import NOT_COUNTED
from liberterra_analysis.hedges.grammar import MAGNITUDES
from liberterra_analysis.hedges.rules import last_place
from liberterra_analysis.ledger.claims import SAME_FIGURE, Claim
from liberterra_analysis.schema.metrics import Metric, metrics_of
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

MONEY = "money"
"""The noun of an amount of money; the sign of the currency stands with the number."""

PREPOSITIONS = ("from ", "in ", "on ", "with ", "without ")
"""Beginnings of details that go on after "were"."""

WIDER_NOUN = "countries and territories"
"""A noun that is printed where the quoted words have it, instead of the narrower one of the metric."""

LOCAL = ("country", "case")
"""Scopes of figures about a part of an operation."""

SAME_NUMBER = ("operation_id", "metric", "unit", "detail", "phase")
"""Columns in which figures of the whole operation agree that are joined where they count as many."""

OF_METRIC = (
    "kind", "counts_persons", "takes_status", "takes_offence", "has_rate", "is_duration", "families", "passive",
    "active", "lead",
)  # fmt: skip
"""Columns of `metrics` that analyses ask for."""


@dataclass(frozen=True, slots=True)
class Figure(Claim):
    """A claim with the figure that it reports: a row of `resolve_claims`."""

    figure: str
    quoted: bool
    agreement: str
    words: str
    head: str
    noun: str
    says: str
    all_of: str
    rank: str
    publisher: str
    order: int
    kind: str
    takes_status: str
    takes_offence: str
    has_rate: bool
    families: str | None
    passive: str
    active: str | None
    lead: str | None

    def __repr__(self) -> str:
        return self.says

    @classmethod
    def by_id(cls, frame: pd.DataFrame) -> dict[str, Self]:
        """Return the rows of a frame by `claim_id`."""
        return {one.claim_id: one for one in cls.rows(frame)}


def resolve_claims(claims: pd.DataFrame, sources: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with the figure that each reports, and whether it is the claim to quote.

    Of several claims about one figure the one to quote comes, in this order of preference, from a release, on the
    organisation's own page or copied, rather than the press; from the text rather than the headline; with the number
    that is least rounded, and that most sources print; with its hedge, with its status; from the source nearest to the
    organisation, with most figures, first in the ledger. Rows and order stay. New columns: `figure` (equal for claims
    about the same one), `quoted`, `agreement` (with the claim to quote: one of `AGREEMENTS`), `words` (number with
    hedge; money with its currency), `noun` (what is counted), `head` (the same, without an offence and what follows
    it), `says` (number and noun), `all_of` ("": see `select_headline`), `rank`, `publisher` (of the source), `order`
    (of the metric), and its columns `OF_METRIC`.

    >>> import liberterra_analysis as lt
    >>> frame = resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> frame.loc[frame["quoted"] & (frame["metric"] == "flights_monitored"), "words"].item()
    'nearly 24,000'
    """
    rows = Claim.rows(claims)
    words = [_format_amount(one) for one in rows]
    by_metric = metrics_of(metrics)
    head = [_describe_head(one, by_metric[one.metric]) for one in rows]
    noun = [_describe_unit(one, by_metric[one.metric]) for one in rows]
    says = [phrase_count(number, counted) for number, counted in zip(words, noun, strict=True)]
    frame = claims.assign(figure=_figure_keys(claims), words=words, head=head, noun=noun, says=says, all_of="")
    frame = frame.reset_index(drop=True)
    order = metrics[["metric", *OF_METRIC]].assign(order=range(len(metrics)))
    for other, key in ((sources[["source_id", "rank", "publisher"]], "source_id"), (order, "metric")):
        # To merge frames as wide as these takes twice as long.
        found = other.set_index(key).reindex(frame[key]).set_axis(frame.index)
        frame = pd.concat([frame, found], axis=1)
    frame = frame.assign(quoted=_choose_quoted(frame))
    return frame.assign(agreement=judge_claims(rows, frame))


def _format_amount(claim: Claim) -> str:
    """Format the number with its hedge; the sign of the currency stands before the digits: "more than US$2 million"."""
    words = str(claim.printed)
    if not claim.unit.isupper() or words == NOT_COUNTED:
        return words
    if words in MAGNITUDES:
        return f"{words} of {get_currency_name(claim.unit, count=2, locale='en')}"
    sign = get_currency_symbol(claim.unit, locale="en_GB")
    return re.sub(r"(?<![\d.,])(?=\d)", sign if len(sign.rstrip("$")) < len(claim.unit) else f"{sign} ", words)


def phrase_count(words: str, noun: str) -> str:
    """Join a number in words and what it counts.

    >>> phrase_count("hundreds", "arrests"), phrase_count("not counted", "suspects"), phrase_count("€5", "money, cash")
    ('hundreds of arrests', 'suspects, not counted', '€5 in cash')
    """
    if words == NOT_COUNTED:
        return f"{noun}, {words}"
    if noun.startswith(MONEY):
        return f"{words}{describe_money(noun)}"
    of = " of" if words.rpartition(" ")[2] in MAGNITUDES else ""
    return f"{words}{of} {noun}"


def describe_money(noun: str) -> str:
    """Return what narrows an amount of money, which has no noun of its own: " in cash"."""
    rest = noun.removeprefix(MONEY).strip(" ,")
    return " in cash" if rest == "cash" else f" ({rest})" if rest else ""


def bracket(noun: str) -> str:
    """Put what follows the first comma of a noun into brackets, for a sentence that goes on."""
    first, comma, rest = noun.partition(", ")
    return f"{first} ({rest})" if comma else noun


def _describe_unit(claim: Claim, metric: Metric) -> str:
    """Return what a claim counts, with its status ("potential victims"); singular for exactly one."""
    narrows, head = list_narrowings(claim, metric.takes_offence), _describe_head(claim, metric)
    if metric.unit == "arrests" and " of " not in head and (people := narrows.pop("nationality_iso3", "")):
        head += f" of {people}" if people.startswith("nationals") else f" of a {people}"
    if metric.takes_offence == "before":
        head = f"{narrows.pop('offence', '')} {head}".strip()
    close = [narrows[name] for name in ("offence", "exploitation") if name in narrows]
    after = [narrows[name] for name in ("phase", "nationality_iso3", "detail") if name in narrows]
    if claim.status != "unspecified" and metric.takes_status == "after":
        after.append(STATUSES[claim.status].words)
    return ", ".join([" ".join([head, *close]), *after])


def _describe_head(claim: Claim, metric: Metric) -> str:
    """Return what is counted without an offence: "potential child victims", "children found", "arrests of women"."""
    one = claim.lower == claim.upper == 1
    noun = metric.singular if one else metric.plural
    if claim.unit.isupper():
        return MONEY
    if metric.unit == "items" and claim.detail:
        noun = noun.replace("items", claim.detail_words)
    if WIDER_NOUN.startswith(noun) and WIDER_NOUN in (claim.quote or ""):
        noun = WIDER_NOUN
    if claim.population:
        noun = narrow_noun(noun, POPULATIONS[claim.population], one=one)
    if claim.status != "unspecified" and metric.takes_status == "before":
        noun = f"{STATUSES[claim.status].words} {noun}"
    return noun


def narrow_noun(noun: str, group: Term, *, one: bool) -> str:
    """Return a noun with the people whom it counts alone: "child victims", "arrests of women"."""
    words = group.singular if one else group.words
    bare = re.sub(r"^(people|person)\b", words, noun)
    if bare != noun:
        return bare
    if noun.startswith("arrest"):
        return f"{noun} of {words}"
    beside = {"women": "female", "men": "male"}.get(group.words, group.singular)
    return re.sub(r"^(irregular )?", rf"\1{beside} ", noun)


def list_narrowings(claim: Claim, takes_offence: str) -> dict[str, str]:
    """Return what narrows the figure of a claim, in words, by column: {"offence": "for migrant smuggling"}.

    `takes_offence` is that of its metric.
    """
    plural = claim.lower != 1 or claim.upper != 1
    found = dict.fromkeys(NARROWS, "")
    if claim.population:
        group = POPULATIONS[claim.population]
        found["population"] = group.words if plural else group.singular
    if claim.offence and takes_offence != "never":
        words = OFFENCES[claim.offence].words
        found["offence"] = (
            words if takes_offence == "before" else f"{_choose_preposition(claim, takes_offence)} {words}"
        )
    if claim.exploitation:
        words = EXPLOITATIONS[claim.exploitation].words
        found["exploitation"] = f"of {words}" if takes_offence == "of" and not claim.offence else f"({words})"
    if claim.phase:
        found["phase"] = PHASES[claim.phase].words
    if claim.nationality_iso3:
        country = places.country_in_prose(claim.nationality_iso3)
        found["nationality_iso3"] = f"national{'s' if plural else ''} of {country}"
    # The name of a case is no part of what is counted, and that of items is what is; any other detail narrows it.
    narrows = claim.detail and claim.scope != "case" and claim.unit != "items"
    found["detail"] = claim.detail_words if narrows else ""
    return {name: words for name, words in found.items() if words}


def list_differences(part: Figure, whole: Figure) -> list[str]:
    """Return what narrows a figure and not the wider one, as a sentence says it: ["for migrant smuggling"]."""
    narrowed = list_narrowings(part, part.takes_offence)
    found = {name: words for name, words in narrowed.items() if getattr(part, name) != getattr(whole, name)}
    one, of = part.upper == 1, {"of": "victim", "before": "suspected of"}.get(part.takes_offence, "")
    if of == "victim":
        status = "" if part.status == "unspecified" else f"{STATUSES[part.status].words} "
        of = f"{'a ' * one}{status}{of}{'s' * (not one)}"
    for name in found.keys() & {"population", "nationality_iso3"}:
        a = "an " if found[name].startswith("a") else "a "
        found[name] = f"{'of ' * (part.unit == 'arrests')}{a * one}{found[name]}"
    for name in found.keys() & {"offence", "exploitation"} if of else ():
        found[name] = f"{of} {found[name]}"
    if "exploitation" in found and not of and "offence" not in found:
        found["exploitation"] = f"listed here under “{found['exploitation'].strip('()')}”"
    if "phase" in found:
        found["phase"] = f"{part.passive.partition(' ')[2]} {found['phase']}"
    if "offence" in found and found.get("exploitation", "").startswith("("):
        found["offence"] += f" {found.pop('exploitation')}"
    said = [found[name] for name in NARROWS if name in found]
    if detail := found.get("detail", ""):
        is_group = detail in POPULATIONS["minors"].printed  # "boys"
        goes_on = is_group or detail.startswith(PREPOSITIONS)  # "3 were from Austria"
        alone = [detail if goes_on else f"listed here under “{detail}”"]
        said = [*said[:-1], f"{said[-1]} ({detail})"] if said and not is_group else alone
    return said


def shorten_publisher(publisher: str) -> str:
    """Return a publisher without its country and where its text was read, which its row among the sources says.

    >>> shorten_publisher("INTERPOL (copy on publicnow.com)"), shorten_publisher("First Lady (National Committee)")
    ('INTERPOL', 'First Lady (National Committee)')
    >>> shorten_publisher("Alwihda Info, Chad")
    'Alwihda Info'
    """
    return re.sub(r"(, [A-Z](?!.* and )[^,(]+)?( \((?:copy (?:on|of|in)|on|in|version on) .+\))?$", "", publisher)


def _choose_preposition(claim: Claim, takes_offence: str) -> str:
    """Return how the offence is joined; an arrest in connection with an offence need not be for it."""
    tied = OFFENCE_WORDS["in_connection_with"]
    quote = claim.quote or ""
    is_tied = takes_offence == "for" and any(re.search(rf"(?<!not ){words}", quote) for words in tied.printed)
    return tied.words if is_tied else takes_offence


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


def follow_wholes(part: Figure, by_id: Mapping[str, Figure]) -> Iterator[Figure]:
    """Yield the figure of which a claim is stated as a part, then the one that includes that, and so on."""
    met: set[str] = set()  # two sources may each state the other's whole as a part
    while (whole := by_id.get(part.subset_of or "")) and whole.claim_id not in met:
        yield whole
        met.add(whole.claim_id)
        part = whole


def quote_wholes(frame: pd.DataFrame) -> pd.Series[str]:
    """Return for each claim the claim to quote of its whole, or the whole itself if that contradicts it."""
    quoted = frame["quoted"]
    whole = dict(zip(frame["figure"][quoted], frame["claim_id"][quoted], strict=True))
    stands_for = frame["figure"].map(whole).where(frame["agreement"] != "differs", frame["claim_id"])
    quoted_of = dict(zip(frame["claim_id"], stands_for, strict=True))
    return frame["subset_of"].map(quoted_of).astype(frame["subset_of"].dtype)


def group_rows(rows: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Return rows by a key, in their order."""
    groups: dict[Key, list[Item]] = {}
    for one in rows:
        groups.setdefault(key(one), []).append(one)
    return groups


def select_headline(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims to quote about operations as a whole, by the order of `metrics`, wholes before parts.

    Of each, what is narrowed least comes first, and a figure of all before one with a detail. A narrower figure of the
    same number is no row of its own: `all_of` of the wider one says what narrows it, such as "all of them for migrant
    smuggling". Durations are left out: `check_consistency` compares them with the dates.
    Columns of `resolve_claims`, with `part`: whether the figure is a part of another.
    """
    frame = frame.reset_index(drop=True)
    quoted = frame["quoted"]
    figure = dict(zip(frame["claim_id"], frame["figure"], strict=True))
    # By the columns asked for: to filter and to sort wide frames took most of the time.
    asked = frame[["operation_id", "source_id", "order", "unit", "lower", "upper", "detail", *NARROWS]][
        quoted & (frame["scope"] == "operation") & ~frame["is_duration"]
    ]
    subset_of = quote_wholes(frame)[asked.index]
    part = subset_of.notna()
    asked = asked.assign(
        part=part,
        exceeded=find_exceeded(asked[~part]).reindex(asked.index, fill_value=False),
        detailed=asked["detail"].notna() & ~part,
        narrow=asked[list(NARROWS)].notna().sum(axis=1),
    )
    keys = ["order", "part", "exceeded", "detailed", "narrow", "lower"]
    asked = asked.sort_values(keys, ascending=[*[True] * 5, False], kind="stable")
    headline = frame.loc[asked.index].assign(subset_of=subset_of, part=asked["part"]).reset_index(drop=True)
    stated = frame["offence"].dropna().groupby(frame["subset_of"].map(figure)).unique()
    return _join_equal(headline, {str(whole): {*offences} for whole, offences in stated.items()})


def find_exceeded(figures: pd.DataFrame) -> pd.Series[bool]:
    """Return whether a source has a larger figure of the same metric: 20 arrests, and 29 for migrant smuggling."""
    of_all = figures["lower"].where(figures["detail"].isna() & figures["phase"].isna())
    of_source = [figures[name] for name in ("operation_id", "source_id", "order", "unit")]
    return of_all.groupby(of_source, dropna=False).transform("max") > figures["upper"]


def _join_equal(headline: pd.DataFrame, offences: Mapping[str, Set[str]]) -> pd.DataFrame:
    """Leave out each figure that narrows another and counts as many, and say so in `all_of` of the wider one.

    None is joined to a figure of which a part has another offence; `offences` holds the offences of parts, by figure.
    """
    keys = [*SAME_NUMBER, "lower"]
    exact = headline[keys][(headline["lower"] == headline["upper"]) & (headline["lower"] > 1)]
    exact = exact[exact.duplicated(keep=False)]
    all_of, joined = headline["all_of"].copy(), []
    for _, group in exact.groupby(keys, dropna=False, observed=True):
        first, *others = Figure.rows(headline.loc[group.index])
        for at, other in zip(group.index[1:], others, strict=True):
            words = " and ".join(list_differences(other, first))
            alike = first.takes_status == "never" or first.status == other.status
            alike &= offences.get(first.figure, set()) <= {other.offence}
            if words and alike and all(getattr(first, name) in {None, getattr(other, name)} for name in NARROWS):
                by = "" if other.publisher == first.publisher else f" according to {shorten_publisher(other.publisher)}"
                said = all_of[group.index[0]]
                all_of[group.index[0]] = f"{said} and {words}{by}" if said else f"all of them {words}{by}"
                joined.append(at)
    if not joined:  # to drop nothing takes as long
        return headline
    return headline.assign(all_of=all_of).drop(index=joined).reset_index(drop=True)


def select_lead(headline: Sequence[Figure], *leads: str) -> list[Figure]:
    """Return the figures of `select_headline` that a sentence can name side by side, by the order of `leads`.

    Of each metric the figures that are narrowed least, and no parts: parts of different wholes would read as a sum. No
    retelling stands beside an organisation or an agency.
    """
    asked = [one for one in headline if one.lead in leads and not one.subset_of]
    if any(one.metric == "persons_checked" for one in asked):  # a sum of all checks is said twice beside it
        asked = [one for one in asked if one.metric != "checks"]
    asked = _leave_out_retellings(asked, headline)
    things = {one.noun.removesuffix(" seized") for one in asked}
    asked = [one for one in asked if not (one.unit.isupper() and one.detail_words in things)]  # the value of these
    groups = group_rows(asked, lambda one: (one.metric, one.unit))
    least = {key: min(map(_count_narrowings, group)) for key, group in groups.items()}
    widest = (one for one in asked if _count_narrowings(one) == least[one.metric, one.unit])
    return sorted(widest, key=lambda one: leads.index(str(one.lead)))


def _count_narrowings(figure: Figure) -> int:
    return sum(getattr(figure, name) is not None for name in NARROWS) + len(NARROWS) * (figure.detail is not None)


def _leave_out_retellings(figures: Iterable[Figure], headline: Iterable[Figure]) -> list[Figure]:
    """Leave out retellings, unless no organisation or agency is a source of the headline."""
    is_retold = all(one.rank in {"secondary", "retelling"} for one in headline)
    return [one for one in figures if is_retold or one.rank != "retelling"]


def select_key_figures(headline: Sequence[Figure], most: int) -> list[Figure]:
    """Return the first figures of `select_headline`, the last of them how many countries took part, if more than one.

    The people whom the first sentence counts are never left out for others.
    Parts that add up to a whole of their metric are left out: who reads "128 women" beside "130 victims" adds them.
    """
    # A part of another number than the one that is quoted would read as a part of that.
    known = {None, *(one.claim_id for one in headline)}
    headline = [one for one in _leave_out_retellings(headline, headline) if one.subset_of in known]
    headline = [one for one in headline if not (one.metric == "countries" and one.upper == 1)]
    wholes = {one.claim_id: one.metric for one in headline}
    exact = (one for one in headline if one.lower == one.upper and one.metric == wholes.get(one.subset_of or ""))
    parts = group_rows(exact, lambda one: one.subset_of)
    sums = {whole: sum(one.lower for one in group) for whole, group in parts.items()}
    split = {one.claim_id for one in headline if one.lower == one.upper == sums.get(one.claim_id)}
    chosen = [one for one in headline if one.subset_of not in split]
    countries = [one for one in chosen if one.metric == "countries"][:1]
    others = [one for one in chosen if one not in countries]
    people = (one for one in select_lead(headline, "found", "arrested") if one.unit in {"persons", "arrests"})
    lead = {one.claim_id for one in people}
    first = sorted(others, key=lambda one: one.claim_id not in lead)[: most - len(countries)]
    return [*[one for one in others if one in first], *countries]


def select_local_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims to quote about single countries and cases, by country, then the order of `metrics`.

    Columns of `resolve_claims`, with `country` (name; blank: not recorded).
    """
    chosen = frame[frame["quoted"] & frame["scope"].isin(LOCAL)]
    names = [places.country_name(code) if pd.notna(code) else "" for code in chosen["country_iso3"]]
    return chosen.assign(country=names).sort_values(["country", "order"], ignore_index=True, kind="stable")
