"""Read what the words around a number state: status, persons, offence, place, and what is in doubt."""

import re
from itertools import pairwise

from liberterra_analysis import places
from liberterra_analysis.extract import words as lexicon
from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.names import Place
from liberterra_analysis.extract.numbers import Number
from liberterra_analysis.extract.sentences import Token, word_at
from liberterra_analysis.extract.words import CUES, METRICS, PEOPLE, WITH_STATUS, printed_terms, status_in, stem
from liberterra_analysis.hedges.grammar import ENGLISH, Grammar

_RELEASE = {
    "preliminary": r"\bpr(?:eliminary|ovisional)\b(?! (?:arrest|charge|detention|hearing|inquir|investigat|proceed))",
    "so_far": r"\bso far\b",
    "initial": r"\binitial (?:report|result|figure|finding|data|count)|\bfirst results\b",
    "final": r"\bfinal (?:result|figure|count|tall)",
}


def release_status(clean: str) -> str:
    """Return how final a text calls its figures, as a release status."""
    return next((name for name, words in _RELEASE.items() if re.search(words, clean, re.IGNORECASE)), "unspecified")


def population_of(tokens: list[Token], first: int, last: int) -> str:
    """Return the group of persons that a phrase counts; "" if it names none, or several."""
    populations = printed_terms("population")
    groups = {populations[token.word] for token in tokens[first:last] if token.word in populations}
    groups -= {"minors"} if "girls" in groups else set()
    while (word := word_at(tokens, last)) in (_JOINTS | populations.keys() if groups else _PREDICATES):
        last += 1  # "37 of them were minors", "men, women and children", but not "12 smugglers of women"
        groups |= {populations[one] for one in [word_at(tokens, last)] if one in populations and word != "of"}
    groups -= {"girls"} if "minors" in groups else set()  # "boys and girls"
    if not groups and _UNDER_AGE.match(" ".join(token.word for token in tokens[last : last + 6])):
        return "minors"
    return groups.pop() if len(groups) == 1 else ""


def detail_of(one: Mention, population: str) -> str:
    """Return "boys" of minors who are boys alone, as these are no population of their own; else ""."""
    words = {token.word for token in one.tokens[one.number.last : one.last + 2]}  # also "boys and girls"
    return "boys" if population == "minors" and words & {"boy", "boys"} and not words & {"girl", "girls"} else ""


_UNDER_AGE = re.compile(r"(?:aged )?(?:under|below) (?:the age of )?18\b")
_JOINTS = frozenset({"and", "or", ","})
_PREDICATES = CUES["pronoun"] | CUES["be"] | frozenset("of thought believed to".split())


def status_of(one: Mention, metric: str) -> str:
    """Return the status that a phrase, its predicate or its label states: "38 women, all presumed victims"; else ""."""
    tokens, first, last = one.tokens, one.number.first, one.last
    first -= word_at(tokens, first - 1) in _UNSURE
    while word_at(tokens, last) in _TO_STATUS:
        last += 1
    if (word_at(tokens, last - 1), word_at(tokens, last)) == (",", "confirmed"):  # "14 girls, confirmed the minister"
        last -= 1
    if (
        any(place.people and place.first == last + 3 for place in one.passage.places)
        and word_at(tokens, last + 2) == "be"
    ):
        last -= 1  # "14 men, suspected to be Peruvians"
    named = one.status if one.label or one.hints.get("topic") == metric else ""
    return status_in(token.word for token in tokens[first : last + 1]) or (one.cell.status if one.cell else named)


_UNSURE = frozenset({"suspected", "alleged", "presumed"})  # but not "police confirmed 12 arrests"
_TO_STATUS = _PREDICATES | CUES["skipped"] - {"not"} | frozenset({",", "(", "who", "as", "identified", "recognised"})


def offence_of(tokens: list[Token], metric: str) -> str:
    """Return the offence in the words after a number of arrests, trials, groups or smuggled migrants; "" if none is."""
    if metric not in {"arrests", "persons_sentenced", "persons_charged", "groups", "migrants_smuggled"}:
        return ""
    words = {token.word for token in tokens}
    found = {name for phrase, name in printed_terms("offence").items() if words.issuperset(phrase.split())}
    found -= {"trafficking"} if words & {"drug", "drugs", "firearms", "weapons"} else set()
    if "money_laundering" in found:
        return "money_laundering"
    return "trafficking_or_smuggling" if len(found) > 1 else next(iter(found), "")


def verb_of(one: Mention) -> str:
    """Return the term of the closed list of verbs for the verb nearest to a number; "" if the list has none."""
    near = min(one.passage.verbs, key=lambda verb: abs(verb.at - one.number.first), default=None)
    word = one.tokens[near.at].word if near else ""
    return next((term for stem, term in printed_terms("verb").items() if word.startswith(stem)), "")


def country_of(tokens: list[Token], found: list[Place], number: Number, last: int, until: int) -> str:
    """Return the country where a figure was counted; "" if the sentence names none, or several."""
    ahead = [place for place in found if last <= place.first < until and place.where]
    behind = {place.code for place in ahead if until == len(tokens) or not _opens(tokens, place, until)}
    if behind:
        return behind.pop() if len(behind) == 1 else ""
    before = [place for place in found if place.last <= number.first]
    if _is_labelled(tokens, before, number.first):
        return "" if _is_origin(tokens, before[-1]) else before[-1].code  # "Kenya: 12"
    before = [place for place in before if _may_locate(tokens, place, number.first)]
    if not before:
        return ""
    near = (place for place in found if before[-1].first - 2 <= place.last < before[-1].first)
    twins = {place.code for place in near if tokens[place.last].word in _JOINTS}
    return "" if twins - {before[-1].code} else before[-1].code


def _is_labelled(tokens: list[Token], before: list[Place], first: int) -> bool:
    return bool(before) and before[-1].last == first - 1 and tokens[first - 1].word in {":", "(", "|"}


def _is_origin(tokens: list[Token], place: Place) -> bool:
    """Return whether people come from a country: "victims from Chad (12), Peru (5)", but not "arrests in Peru (5)"."""
    return next((token.word for token in reversed(tokens[: place.first]) if token.word in _PREPOSITIONS), "") == "from"


_PREPOSITIONS = frozenset("across at from in throughout to within".split())


def doubt_about(text: str, one: Mention, metric: str, status: str, country: str) -> str:
    """Return what near a number may limit it, or state another status or country than was read; "" if nothing does."""
    number, tokens, found = one.number, one.tokens, one.passage.places
    if _is_broken(tokens, number.core - 1) or _is_broken(tokens, number.last):
        return "it may be part of a number that is printed with a space"
    if number.first == 0 and not one.cell and _RUNS_ON.search(text, max(number.start - 90, 0), number.start):
        return "a line breaks before it, and may hold its hedge"
    if one.sentence.heading and one.sentence.paragraph == 1 and not one.cell:
        return "a line below the headline says this; the text may say it too, or less roundly"
    if share := _SHARE.search(" ".join(token.word for token in tokens[max(number.first - _NEAR, 0) : number.first])):
        return f"only {share[1]!r} of it may be meant"
    start = max(number.first - _NEAR, one.before.last if one.before else 0)
    words = [token.word for token in tokens[start : min(one.last + 2 * _NEAR, one.until)]]
    local = _LOCAL.search(text[one.sentence.start : tokens[one.until - 1].end])
    if local and (local[2] or not country):
        return f"it may be of {local[2] or local[1]} alone, which its sentence names"
    beside = {word_at(tokens, number.first - 1), word_at(tokens, number.last)}
    if left_out := beside & _LEFT_OUT:
        return f"the word {min(left_out)!r} may leave out some that the text names"
    pairs = pairwise([*words[: one.last + _NEAR - start], ""])
    limit = next((word for word, after in pairs if {word, f"{word} {after}"} & CUES["limit"]), "")
    if limit and number.hedged.hedge == "exact":
        return f"the word {limit!r} may make it less exact than it is read"
    if metric in PEOPLE.values() and PEOPLE.get(noun := word_at(tokens, one.last - 1), metric) != metric:
        return f"the text calls them {noun!r}; whether they are {METRICS[metric].plural} is not said here"
    if doubt := doubt_about_hedge(text[one.sentence.start : number.start], number.hedged.hedge):
        return doubt
    other = status_in(word for word in words if word not in _OF_OTHERS)
    if other and not status and metric in WITH_STATUS:
        return f"its status may be {other!r}, which words near it state"
    if any(place.last == number.first and place.code == country and not place.where for place in found):
        return f"{places.country_name(country)} may be where what it counts comes from"
    behind = [place for place in found if one.last <= place.first < one.until]
    others = behind if any(place.code == country for place in behind) else found
    codes = {place.code for place in others if place.code != country and _may_locate(tokens, place, one.until)}
    return f"it may be of {places.country_name(min(codes))}, which its sentence names too" if country and codes else ""


def doubt_about_hedge(before: str, hedge: str | None, grammar: Grammar = ENGLISH) -> str:
    """Return how a word before a number may make its hedge another; "" if none does."""
    turns = hedge in {"more_than", "at_least", "up_to", "fewer_than"}
    line = " ".join(before.lower().split())
    found = (grammar.turning if turns else grammar.bounding).search(f"{line} ")
    may = "turn its hedge the other way round" if turns else "make it less exact than it is read"
    return f"the word {found[1]!r} may {may}" if found else ""


def _is_broken(tokens: list[Token], comma: int) -> bool:
    """Return whether a comma and a space stand inside a number: "1, 200"."""
    before, word, after = (word_at(tokens, at) for at in (comma - 1, comma, comma + 1))
    return word == "," and (before + after).isdecimal() and len(before) < 4 and len(after) == 3


def words_around(one: Mention) -> frozenset[str]:
    """Return the words of a passage between the numbers before and after one."""
    return frozenset(token.word for token in one.tokens[one.before.number.last if one.before else 0 : one.until])


_SHARE = re.compile(
    r"(%|\b(?:cent|(?:half|halves|third|quarter|fifth|tenth)s?|bulk|fraction|group|handful|majority|minority|number|part|rest"
    r"|remainder|share|few|many|most|several|some))(?: of| the| these| those| all| its| their| his| her)+$"
)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĆČĎĐĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽȘȚ]"
_NAME = rf"{_CAPITAL}[\w.’'-]{{1,30}}(?: {_CAPITAL}[\w.’'-]{{1,30}}){{0,4}}"
_UNITS = "borough|canton|county|counties|department|district|parish|prefecture|province|region|state"
_MONTHS = r"(?:Jan|Febr)uary|March|April|May|June|July|August|\w+ember|October"
_LOCAL = re.compile(
    rf"(?:^|[;,] )[Ii]n (?:the )?(?!(?:{_MONTHS}|Operation)\b)({_NAME}),"
    rf"|\b(?:[Ii]n|[Aa]cross) (?:the )?((?:{_UNITS}|city) of {_NAME}|{_NAME} (?:{_UNITS.title()})\b)"
)
"""A place within a country: "In Kent, …", "in the state of Goa", "across Kent County"."""

_LEFT_OUT = frozenset("additional another further more other others remaining".split())
_RUNS_ON = re.compile(r"[a-z,][ \t]*\r?\n[ \t]*\Z")

_NEAR = 6  # words before a number and after its noun that may limit it; a status may stand twice as far behind
_OF_OTHERS = frozenset({"suspect", "suspects", "confirmed"})  # "40 women were freed from suspects, police confirmed"


def _may_locate(tokens: list[Token], place: Place, first: int) -> bool:
    """Return whether figures may be of a country, as that of a number which begins at a token is in "Kenya 12"."""
    return place.where > 0 or _is_actor(tokens, place) or (place.last == first and not place.people)


def _opens(tokens: list[Token], place: Place, until: int) -> bool:
    """Return whether a place begins the clause of the next number: "60 men, while in Uganda police held 40"."""
    return place.last == until or word_at(tokens, place.where - 2) in _OPENS


_OPENS = frozenset({",", ";", "and", "but", "while", "whereas"})


def _is_actor(tokens: list[Token], place: Place) -> bool:
    """Return whether a country or its authorities act: "Serbian police", "Kenya reported"."""
    word = word_at(tokens, place.last + (word_at(tokens, place.last) == "national"))  # "one Cameroonian national"
    acts = stem(word) in lexicon.VERBS or word in {"reported", "made", "saw"}
    return word in CUES["authority"] or (acts and place.first == 0 and not place.people)


def nationality_of(tokens: list[Token], found: list[Place], number: Number, last: int) -> str:
    """Return the nationality in a phrase, or "from" a country beside it; "" if there is none, or several."""
    first, before = number.last, [place for place in found if place.last <= number.first]
    if _is_labelled(tokens, before, number.first) and _is_origin(tokens, before[-1]):
        return before[-1].code
    codes = {place.code for place in found if first <= place.first < max(last, first + 1) and place.people}
    after = {place.code for place in found if place.first == last + 1 and word_at(tokens, last) == "from"}
    return (codes or after).pop() if len(codes or after) == 1 else ""
