"""Find the noun that a number counts and the verb it goes with, and choose the metric from the two."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from liberterra_analysis.extract.events import FARTHEST, Event, cost_of, is_bare_passive, place_of
from liberterra_analysis.extract.lexicon import ADJECTIVES, OFFENCES, POPULATIONS, STOPS, UNLAWFUL, VERBS
from liberterra_analysis.extract.nouns import NOUNS
from liberterra_analysis.extract.numbers import is_number
from liberterra_analysis.extract.sentences import Token, word_at
from liberterra_analysis.places import find_nationality

_PEOPLE = frozenset({"people", "men", "women", "children", "police", "personnel", "aircraft", "staff"})
_SINGULAR_USE = frozenset({"people", "drugs", "arms", "weapons", "sex", "asylum", "police", "drug", "human"})

PERSONS = frozenset({"person", "victim", "migrant", "irregular", "suspect"})
"""Classes of nouns for persons who are found by an operation, not for officers and experts."""


class Noun(NamedTuple):
    """The noun that a number counts: its class, its words, the tokens of its whole phrase."""

    cls: str
    word: str
    first: int
    last: int
    others: frozenset[str] = frozenset()


_SAME = (
    "arrests investigations countries nationalities groups weapons ammunition drugs accounts detections refusals "
    "referrals notices units searches firearms fines companies aircraft locations vehicles vessels checks"
)
_DIRECT: Mapping[str, str] = MappingProxyType(
    {name: name for name in _SAME.split()}
    | {"expert": "experts", "officer": "officers", "missing": "missing_children", "hits": "database_hits"}
    | {"prosecutions": "persons_charged", "interceptions": "intercepted", "sentences": "persons_sentenced"}
    | {"returns": "persons_returned", "warrants": "arrest_warrants", "rescues": "victims", "victim": "victims"}
    | {"irregular": "irregular_migrants", "migrant": "irregular_migrants", "suspect": "suspects"}
    | {"person": "persons_found", "flights": "flights_monitored", "documents": "documents_seized"}
    | {"properties": "properties", "items": "items_seized", "parcels": "parcels_checked"}
    | {"platforms": "platforms_suspected"}
)

_OF_PERSONS = {
    "arrest": "arrests",
    "sentence": "persons_sentenced",
    "charge": "persons_charged",
    "check": "persons_checked",
    "refuse": "refusals",
    "give_back": "persons_returned",
    "smuggle": "migrants_smuggled",
    "intercept": "intercepted",
    "accuse": "suspects",
    "die": "deaths",
}
_BY_EVENT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "person": _OF_PERSONS
        | {"deploy": "officers", "identify": "persons_found"}
        | {"rescue": "victims", "traffic": "victims", "refer": "referrals"},
        "victim": {"refer": "referrals"},
        "thing": {"seize": "items_seized"},
        "missing": {},
        "migrant": _OF_PERSONS | {"rescue": "migrants_rescued"},
        "irregular": {name: metric for name, metric in _OF_PERSONS.items() if name not in {"check", "intercept"}},
        "suspect": {name: metric for name, metric in _OF_PERSONS.items() if name not in {"smuggle"}},
        "officer": {"arrest": "arrests", "sentence": "persons_sentenced", "charge": "persons_charged", "die": "deaths"},
        "vehicles": {"check": "vehicles_checked", "search": "vehicles_checked", "intercept": "vehicles_checked"},
        "documents": {"check": "documents_checked"},
        "locations": {"check": "locations_checked", "search": "searches", "seize": "properties"},
        "properties": {"check": "locations_checked", "search": "searches"},
        "aircraft": {"monitor": "flights_monitored", "check": "flights_checked", "search": "flights_checked"},
        "flights": {"check": "flights_checked", "search": "flights_checked"},
        "vessels": {"check": "checks", "search": "checks"},
        "units": {"check": "checks"},
        "platforms": {"check": "platforms_checked", "monitor": "sites_monitored"},
        "parcels": {"check": "parcels_checked", "seize": "items_seized"},
    }
)
_ALONE: Mapping[str, str] = MappingProxyType(
    {
        **{name: metric for name, metric in _OF_PERSONS.items() if name != "smuggle"},
        "rescue": "victims",
        "refer": "referrals",
    }
)
"""Metric of each class of verbs where a number has no noun: "12 arrested"."""


def noun_after(tokens: list[Token], at: int) -> Noun | None:
    """Return the noun that a number counts: the head of its phrase.

    None if the phrase has neither a noun of the lexicon nor a plural.

    Examples
    --------
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "human trafficking victims were found"
    >>> noun_after(tokens_of(text, Sentence(0, len(text), 1, False, False)), 0).word
    'victims'
    """
    noun = _phrase(tokens, at)
    if noun is None:
        return None
    if noun.cls in {"measure", "group_of"} and word_at(tokens, noun.last - (noun.cls == "group_of")) == "of":
        inner = _phrase(tokens, noun.last + (noun.cls == "measure"))
        if inner is None:
            return Noun("items", noun.word, noun.first, noun.last) if noun.cls == "measure" else None
        return inner._replace(first=noun.first)
    if noun.cls in {"measure", "group_of"}:
        return Noun("items", noun.word, noun.first, noun.last) if noun.cls == "measure" else None
    return _coordinated(tokens, noun)


def _phrase(tokens: list[Token], at: int) -> Noun | None:
    here = at + (word_at(tokens, at) == "of")
    here += word_at(tokens, here) in {"the", "our", "his", "their"} and here > at
    found: tuple[str, str, int] | None = None
    end = min(here + 14, len(tokens))
    while here < end:
        word = tokens[here].word
        if found is None and word in {",", "and"} and _is_adjective(word_at(tokens, here - 1)) and here > at:
            here += 1  # "20 federal, state and local agencies"
            continue
        if skipped := _skipped(tokens, here):
            here += skipped
            continue
        size, cls = _noun(tokens, here)
        if (found and _is_verb_after(tokens, found[1], here)) or (not size and _ends(tokens, here, found is not None)):
            break
        if size:
            found = (cls, " ".join(token.word for token in tokens[here : here + size]), here + size)
        elif _is_plural(word):  # "two farm managers": the last noun is the one that counts
            who = (word.endswith(_WHO) and word not in _NOT_WHO) or find_nationality(word)
            found = ("person" if who else "thing", word, here + 1)
        here += size or 1
    if found is None:
        return None
    if found[1] == "members" and _SERVICES & {token.word for token in tokens[at : found[2] + 4]}:
        return Noun("officer", "members", at, found[2])
    if found[1] in {"card", "cards"} and _FORGED & {token.word for token in tokens[at : found[2]]}:
        found = ("documents", *found[1:])
    told = {token.word for token in tokens[at : found[2]]} if found[0] in {"person", "suspect"} else set[str]()
    if done := next((word for word in _DONE_TO if word in told), ""):
        return Noun(_DONE_TO[done], found[1], at, found[2])
    unlawful = found[0] == "person" and UNLAWFUL & told
    return Noun("irregular" if unlawful else found[0], found[1], at, found[2])


_SERVICES = frozenset(
    "police force forces border guard coast army military service services agency task afp nca rcmp hsi ice frontex "
    "europol interpol staff".split()
)
_DONE_TO = {"arrested": "arrests", "detained": "arrests", "rescued": "victim", "freed": "victim"}
"""Class of persons for each participle that decides it before a noun: "three of the arrested men"."""
_FORGED = frozenset(
    "forged false falsified fake counterfeit counterfeited sham bogus identity id national voter".split()
)
KINDS = frozenset(
    "federal state local national regional international domestic foreign public private civil military provincial "
    "municipal adult male female law".split()
)


def _is_adjective(word: str) -> bool:
    return word in KINDS or (find_nationality(word) is not None and not word.endswith("s"))


_WHO = ("ers", "ors", "ists", "ants", "ees", "eurs", "men", "women", "ians", "icans", "asians")
"""Endings of nouns for persons that the lexicon lacks."""


_NOT_WHO = frozenset(
    "shelters papers numbers orders offers letters matters quarters powers towers centers barriers chambers dinners "
    "meters factors sectors doors floors errors flowers rivers borders headquarters corridors motors hours".split()
)


def _skipped(tokens: list[Token], at: int) -> int:
    """Return how many tokens to skip that do not end a noun phrase: quotes, "U.S.", ".45-calibre", "M16", "9 mm"."""
    word = tokens[at].word
    glued = at > 0 and tokens[at - 1].end == tokens[at].start
    if word in _QUOTES or (word in {".", "/"} and glued and ("." in tokens[at - 1].word or word == "/")):
        return 1
    if word == "." and is_number(word_at(tokens, at + 1)) and tokens[at + 1].start == tokens[at].end:
        return 1 + _skipped(tokens, at + 1)
    if word_at(tokens, at + 1) == "-" and word_at(tokens, at + 2).startswith("year"):
        return 3  # "two 26-year-old nationals"
    if word[0].isdigit():
        after = at + 1 + (word_at(tokens, at + 1) == "-")
        if glued and (tokens[at - 1].word.isalpha() or tokens[at - 1].word in {"-", "/"}):
            return 1
        if word_at(tokens, after).partition("-")[0] in _SIZES:
            return after + 1 - at
    return 0


_QUOTES = frozenset("“”'’\"‘")
_SIZES = frozenset("mm cm caliber calibre gauge hp cc horsepower inch foot metre meter seater page star".split())


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "ous", "ics", "'s", "’s")) and len(word) > 3


def _noun(tokens: list[Token], at: int) -> tuple[int, str]:
    """Return the length in tokens and the class of the longest noun that begins here; (0, "") if none does."""
    if tokens[at].word not in _FIRST_WORDS:
        return 0, ""
    for size in (4, 3, 2, 1):
        cls = NOUNS.get(" ".join(token.word for token in tokens[at : at + size])) if at + size <= len(tokens) else None
        if cls is not None:
            return size, cls
    return 0, ""


_FIRST_WORDS = frozenset(noun.split()[0] for noun in NOUNS)


def _ends(tokens: list[Token], at: int, found: bool) -> bool:
    word = tokens[at].word
    if (
        word in STOPS
        or is_number(word)
        or not word[0].isalpha()
        or word == "the"
        or (found and word in {"and", "or", "of", "the"})
    ):
        return True
    if found:
        return word.endswith("ed") and word not in ADJECTIVES and word not in VERBS
    return (
        at > 0 and (word in VERBS or word in _HIDDEN) and bool(find_nationality(tokens[at - 1].word))
    )  # "22 Sudanese hidden in a van"


def _is_verb_after(tokens: list[Token], noun: str, at: int) -> bool:
    """Return whether a word after a noun is its verb: "men smuggling", but not "people smuggling networks"."""
    word = tokens[at].word
    if word not in VERBS and not (word.endswith("ing") and word not in ADJECTIVES):
        return False
    last = noun.rsplit(maxsplit=1)[-1]
    plural = (last.endswith("s") or last in _PEOPLE) and last not in _SINGULAR_USE
    plural = plural or (last == "people" and word not in OFFENCES)  # "people using false papers"
    return plural or _noun(tokens, at + 1)[0] == 0 if at + 1 < len(tokens) else True


def _coordinated(tokens: list[Token], noun: Noun) -> Noun:
    """Add the classes of coordinated nouns that share the number: "firearms, explosives and other weapons"."""
    others: set[str] = set()
    last = noun.last
    while (joint := word_at(tokens, last)) in {",", "and", "or", "&"} and len(others) < 6:
        after = last + 1 + (joint == "," and word_at(tokens, last + 1) in {"and", "or"})
        if after >= len(tokens) or tokens[after].word in STOPS:
            break
        more = _phrase(tokens, after)
        if more is None or more.last - after > 5 or _acts(tokens, more.last):
            break
        others.add(more.cls)
        last = more.last
    return noun._replace(others=frozenset(others), last=last) if others else noun


def _acts(tokens: list[Token], at: int) -> bool:
    """Return whether an active verb or "who" stands here, so that the noun before is a subject."""
    word = word_at(tokens, at)
    if word in {"have", "has", "had", "who"}:
        return True
    return word in VERBS and not is_bare_passive(tokens, at)


def event_of(
    tokens: list[Token], events: list[Event], core: int, noun: Noun | None, last: int
) -> tuple[Event | None, int]:
    """Return the verb that a number goes with, and its cost by `cost_of`; (None, `FARTHEST`) if there is none.

    It is the nearest verb that fits what is counted: a passive one after the number, or an active one before it.
    """
    near = bisect_left(events, core - FARTHEST, key=place_of), bisect_left(events, last + FARTHEST, key=place_of)
    events = events[slice(*near)]
    fitting = _BY_EVENT.get(noun.cls, {}) if noun else _ALONE
    best: tuple[Event | None, int] = (None, FARTHEST)
    for event in events:
        if event.cls not in fitting and not (noun and event.cls in {"seize", "identify", "rescue", "arrest"}):
            continue
        if (event.passive and event.at >= last) or (noun is None and event.at == last):
            cost = cost_of(tokens, last, event.at, events)
        elif (not event.passive or event.word == "custody") and event.at < core:
            cost = cost_of(tokens, event.at + 1, core, events)
            if event.word in _SCENES and cost > 4 and word_at(tokens, event.at + 1) not in {"on", "of"}:
                continue
        else:
            continue
        if cost < best[1]:
            best = (event, cost)
    return best


_SCENES = frozenset("searches raids checks inspections controls visits".split())
"""Action nouns that, at a distance, are the occasion of another action: "In 7 searches, agents took 11 vehicles"."""


def metric_of(noun: Noun, event: Event | None, tokens: list[Token]) -> str:
    """Return the metric for a noun and the verb it goes with; "" if there is none.

    Examples
    --------
    >>> metric_of(Noun("person", "people", 0, 1), Event(2, "rescue", "rescued", True), [])
    'victims'
    """
    cls = noun.cls
    doing = event.cls if event else ""
    if cls == "person" and event and (doing in {"rescue", "identify"} or event.word == "picked"):
        return _found_or_rescued(noun, event.word, doing, tokens)
    both = {cls, *noun.others}
    if doing in {"check", "search"} and len(both & {"person", "vehicles", "locations", "documents", "flights"}) > 1:
        return "checks"
    if cls == "warrants":
        return "arrest_warrants" if _ISSUED & {token.word for token in tokens} else "arrests"
    if cls == "firearms" and both & {"weapons"}:
        return "weapons"
    if cls == "checks" and any(token.word.startswith("database") for token in tokens):
        return "database_checks"
    if cls in {"migrant", "irregular"} and event and doing == "arrest" and not event.word.startswith("arrest"):
        return "irregular_migrants"
    return _BY_EVENT.get(cls, {}).get(doing) or _DIRECT.get(cls, "")


def _found_or_rescued(noun: Noun, word: str, doing: str, tokens: list[Token]) -> str:
    """Return the metric of persons rescued or found: "migrants_rescued" at sea, else by the verb and the noun."""
    if doing == "rescue" or word == "picked" or word.startswith("recover"):
        near = [token.word for token in tokens[noun.last : noun.last + 6]]
        at_sea = _AT_SEA & {token.word for token in tokens[max(noun.first - 12, 0) : noun.last + 12]} or (
            near[:1] == ["from"] and _BOATS & {*near}
        )
        return "migrants_rescued" if at_sea else "arrests" if word == "picked" else "victims"
    return "victims" if POPULATIONS.get(noun.word) in {"minors", "girls", "women"} else "persons_found"


_ISSUED = frozenset("issued issue sought requested obtained outstanding active pending signed remain".split())
"""Words that show that a warrant has not led to an arrest yet."""
_BOATS = frozenset("boat boats raft rafts vessel vessels yacht ship".split())
_AT_SEA = frozenset(
    "adrift shipwreck dinghy dinghies sea seas capsized sinking drifting overboard water waters sank lifeboat "
    "lifeboats coastguard".split()
)
_HIDDEN = frozenset(
    "hold compartment compartments lorry trailer truck van container barge boot back wagon wagons trunk hidden hiding "
    "concealed illegally irregularly clandestinely lorries trucks vans trailers containers stowed "
    "refrigerated aboard dinghy raft".split()
)


def metric_of_event(event: Event) -> str:
    """Return the metric for a verb without a noun: "12 were arrested"; "" if there is none."""
    return _ALONE.get(event.cls, "")
