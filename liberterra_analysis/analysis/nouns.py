"""Nouns: what a claim counts, in words, and how its number stands beside it."""

import re

from babel.numbers import get_currency_name, get_currency_symbol

from liberterra_analysis import places
from liberterra_analysis.hedges.format import NOT_COUNTED
from liberterra_analysis.hedges.grammar import MAGNITUDES
from liberterra_analysis.ledger.claims import Claim
from liberterra_analysis.schema.metrics import Metric
from liberterra_analysis.vocabulary import EXPLOITATIONS, OFFENCE_WORDS, OFFENCES, PHASES, POPULATIONS, STATUSES, Term

NARROWS = ("population", "offence", "exploitation", "nationality_iso3", "phase")
"""Columns that narrow what is counted; a total has none of them."""

MONEY = "money"
"""The noun of an amount of money; the sign of the currency stands with the number."""

GOODS = {"cryptocurrency", "gold", "goods", "properties"}
"""Details of an amount of money that is what things are worth, and no money itself."""

DEEDS = ("arrest", "conviction", "indictment")
"""Beginnings of nouns for what is done to persons, and of their units: "arrests of women"."""

WIDER_NOUN = "countries and territories"
"""A noun that is printed where the quoted words have it, instead of the narrower one of the metric."""


def format_amount(claim: Claim) -> str:
    """Format the number with its hedge; the sign of the currency stands before the digits: "more than US$2 million"."""
    words = str(claim.hedged)
    if not claim.is_money or words == NOT_COUNTED:
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
    """Return what narrows an amount of money, which has no noun of its own: " in cash", " worth of gold"."""
    rest = noun.removeprefix(MONEY).strip(" ,")
    if rest in GOODS:
        return f" worth of {rest}"
    return " in cash" if rest == "cash" else f" ({rest})" if rest else ""


def bracket(noun: str) -> str:
    """Put what follows the first comma of a noun into brackets, for a sentence that goes on, but no "of".

    >>> bracket("arrests (sexual exploitation), before the action days")
    'arrests (sexual exploitation; before the action days)'
    """
    first, comma, rest = noun.partition(", ")
    if rest.startswith("of "):
        return f"{first} {rest}"
    if comma and first.endswith(")"):
        return f"{first[:-1]}; {rest})"
    return f"{first} ({rest})" if comma else noun


def describe_unit(claim: Claim, metric: Metric) -> str:
    """Return what a claim counts, with its status ("potential victims"); singular for one."""
    narrows, head = list_narrowings(claim, metric.takes_offence), describe_head(claim, metric)
    if metric.unit.startswith(DEEDS) and " of " not in head and (people := narrows.pop("nationality_iso3", "")):
        head += f" of {people if people.startswith('nationals') else add_article(people)}"
    if metric.takes_offence == "before":
        head = f"{narrows.pop('offence', '')} {head}".strip()
    close = [narrows[name] for name in ("offence", "exploitation") if name in narrows]
    after = [narrows[name] for name in ("phase", "nationality_iso3", "detail") if name in narrows]
    if _is_apart(claim, metric):
        after.insert(0, narrows["population"])
    if claim.status != "unspecified" and metric.takes_status == "after":
        after.insert(0, STATUSES[claim.status].words)
    return ", ".join([" ".join([head, *close]), *after])


def describe_head(claim: Claim, metric: Metric) -> str:
    """Return what is counted without an offence: "potential child victims", "children found", "arrests of women"."""
    one = claim.lower == claim.upper == 1 or str(claim.hedged) == "at least 1"
    noun = metric.singular if one else metric.plural
    if claim.is_money:
        return MONEY
    if metric.unit == "items" and claim.detail:
        noun = noun.replace("items", claim.detail_words)
    if WIDER_NOUN.startswith(noun) and WIDER_NOUN in (claim.quote or ""):
        noun = WIDER_NOUN
    if claim.population and not _is_apart(claim, metric):
        noun = narrow_noun(noun, POPULATIONS[claim.population], one=one)
    if claim.status != "unspecified" and metric.takes_status == "before":
        noun = f"{STATUSES[claim.status].words} {noun}"
    return noun


def _is_apart(claim: Claim, metric: Metric) -> bool:
    """Return whether a group stands behind what is counted: "suspected victims, men", as no males are suspected."""
    has_status = claim.status != "unspecified" and metric.takes_status == "before"
    return has_status and claim.population in {"men", "women"} and claim.lower != 1


def narrow_noun(noun: str, group: Term, *, one: bool) -> str:
    """Return a noun with the people whom it counts alone: "child victims", "arrests of women"."""
    words = group.singular if one else group.words
    if people := re.search(r"^(?:people|person)\b|\bchild(?:ren)?\b", noun):
        return noun.replace(people[0], words)
    if noun.startswith(DEEDS):
        return f"{noun} of {add_article(words) if one else words}"
    beside = {"women": "female", "men": "male"}.get(group.words, group.singular)
    return re.sub(r"^(irregular )?", rf"\1{beside} ", noun)


def add_article(words: str) -> str:
    """Return a noun for one with its article: "an adult"."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


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
        if claim.offence == "trafficking":
            words = words.removeprefix("trafficking ")  # "human trafficking (for organ removal)"
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


def _choose_preposition(claim: Claim, takes_offence: str) -> str:
    """Return how the offence is joined; an arrest in connection with an offence need not be for it."""
    tied = OFFENCE_WORDS["in_connection_with"]
    quote = claim.quote or ""
    is_tied = takes_offence == "for" and any(re.search(rf"(?<!not ){words}", quote) for words in tied.printed)
    return tied.words if is_tied else takes_offence
