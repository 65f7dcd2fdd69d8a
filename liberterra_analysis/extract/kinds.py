"""Recognise numbers that count nothing: shares, ages, durations, dates, measures, telephone numbers, names, prices."""

from __future__ import annotations

from liberterra_analysis.extract.money import currency_of
from liberterra_analysis.extract.numbers import Number, is_digits, is_number, measure_of
from liberterra_analysis.extract.sentences import SCALE, Token, word_at
from liberterra_analysis.extract.words import CUES, LENGTHS, MONTHS, NOUNS, PERSONS, TIMES, VERBS, stem
from liberterra_analysis.places import find_country, find_nationality

MAX_DAYS, OLDEST, FIRST_YEAR, LAST_YEAR = 31, 99, 1900, 2100


def kind_of(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> str:
    """Return the kind of a number that cannot be a result; "" if it may be one. `counts` says that it has a noun.

    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "a 32-year-old man"
    >>> tokens = tokens_of(text, Sentence(0, len(text), 1, False, False))
    >>> kind_of(text, tokens, numbers_of(text, tokens)[0], counts=False)
    'age'
    """
    last, after = number.last, word_at(tokens, number.last)
    glued = last < len(tokens) and tokens[last].start == number.end
    noted = after == "]" and word_at(tokens, number.first - 1) == "["
    if noted or (glued and after in {"st", "nd", "rd", "th"}) or _touches_letters(clean, tokens, number):
        return "name"
    if _is_share(tokens, number):
        return "percentage"
    if _is_age(clean, tokens, number, counts=counts):
        return "age"
    unit = _unit(tokens, _after_list(tokens, last))
    if unit in TIMES:
        return "sentence" if CUES["term"] & {token.word for token in tokens} else "duration"
    if _is_date(clean, tokens, number, counts=counts):
        return "date"
    if unit in LENGTHS and not number.currency and not is_digits(word_at(tokens, last + 1)):
        return "measure"
    if _is_telephone(tokens, number, counts=counts):
        return "telephone"
    if (
        _is_name(clean, tokens, number, counts=counts)
        or (after == "-" and glued)
        or after.partition("-")[0] in SCALE - {after}
    ):
        return "name"
    money = bool(currency_of(tokens, number))
    if (number.hedged.value or 0) % 1 and not (money or measure_of(tokens, last)):
        return "decimal"  # nothing that is counted comes in parts: "On 24.4 police arrested 12"
    return "price" if money and _is_price(tokens, number) else ""


def is_year(word: str) -> bool:
    """Return whether a word is a year from 1900 to 2100."""
    return len(word) == 4 and word.isdecimal() and FIRST_YEAR <= int(word) <= LAST_YEAR  # noqa: PLR2004


def _touches_letters(clean: str, tokens: list[Token], number: Number) -> bool:
    """Return whether a number is part of a name such as "G7", "COVID-19" or "131AFP"."""
    start, last = tokens[number.core].start, number.last
    if last < len(tokens) and tokens[last].start == number.end and tokens[last].word[:1].isalpha():
        return not measure_of(tokens, last) and tokens[last].word not in {"m", "k", "bn", "mn"}
    if number.currency or not start:
        return False
    return (
        clean[start - 1].isalpha()
        or clean[start - 1] in "*#"
        or (clean[start - 1] in "-‑" and start > 1 and clean[start - 2].isalpha())
    )


def _after_list(tokens: list[Token], last: int) -> int:
    """Return the token after a list of numbers that goes on here: "sentences of 14, 8 and 10 years"."""
    while word_at(tokens, last) in {",", "and", "or", "to"} and is_number(word_at(tokens, last + 1)):
        last += 2
    return last


def _unit(tokens: list[Token], last: int) -> str:
    """Return the word where a unit may stand, past a hyphen and up to two words such as "full"."""
    at = last + (word_at(tokens, last) == "-")
    while at < last + 3 and word_at(tokens, at) in CUES["long"]:
        at += 1
    return word_at(tokens, at).partition("-")[0].removesuffix("'").removesuffix("’")


def _is_share(tokens: list[Token], number: Number) -> bool:
    """Return whether a number is a percentage, a fraction or part of a ratio: "one in five", "two out of three"."""
    one, two, three = (word_at(tokens, number.last + at) for at in range(3))
    if one in {"%", "percent", "percentage", "pc"} or (one, two) == ("per", "cent") or one in CUES["fraction"]:
        return True
    small = number.hedged.value is not None and number.hedged.value < 20  # noqa: PLR2004
    if small and ((one == "in" and is_number(two)) or ((one, two) == ("out", "of") and is_number(three))):
        return not find_noun_word(word_at(tokens, number.last + 2)) or one == "out"
    before = [word_at(tokens, number.first - at) for at in (3, 2, 1)]
    return (before[2] == "in" and is_number(before[1])) or (before[1:] == ["out", "of"] and is_number(before[0]))


def find_noun_word(word: str) -> str:
    """Return the class of a word that is a noun of the lexicon; "" for any other."""
    return NOUNS.get((stem(word),), "")


def _is_age(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> bool:
    value, last = number.hedged.value, number.last
    after = [word_at(tokens, at) for at in range(last, last + 4)]
    if (after[0] == "-" and after[1].startswith("year") and "old" in after[1] + after[2]) or after[0] in {"yo", "y.o"}:
        return True
    if after[0].startswith("year") and ("old" in after[0] or "old" in after[:2] or after[1:3] == ["of", "age"]):
        return True
    before = [word_at(tokens, at) for at in range(number.first - 4, number.first)]
    if before[-1] in _AGED or (before[-1] in _LINKS and _AGED & set(before)):
        return True
    if before[-3:] in (["as", "young", "as"], ["as", "old", "as"]):
        return True
    near = {word_at(tokens, at) for at in range(number.first - 7, number.first)}
    if value is None or not 0 < value <= OLDEST or counts:
        return False
    if near & {"oldest", "youngest", "eldest"} or (before[-1] == "at" and near & CUES["somebody"]):
        return True
    if {"average", "median", "mean"} & near and "age" in near:
        return True
    if tokens[number.first].word in {"under", "below"} and value <= 21:  # noqa: PLR2004
        return True
    back = number.first - 1
    while back >= 0 and (tokens[back].word in {",", "and", "or", "("} or is_number(tokens[back].word)):
        back -= 1
    several = back < number.first - 2 and word_at(tokens, last) in {",", ")", "and", "", ".", "&"}
    person = find_noun_word(word_at(tokens, back)) in PERSONS or find_nationality(word_at(tokens, back)) is not None
    if several and value >= 14 and (person or word_at(tokens, back) == "of"):  # noqa: PLR2004
        return True  # "two brothers, 28 and 31,", "two Bulgarians (31 and 35)", "women of 58 and 61"
    if (
        word_at(tokens, back) == "of"
        and find_noun_word(word_at(tokens, back - 1)) in {"person", "victim"}
        and before[-1] != "("
    ):
        return True
    if before[-1] in {"is", "was"} and after[0] in {"when", ".", ",", "and"} and near & CUES["somebody"]:
        return True
    return number.hedged.hedge == "exact" and value >= 14 and _follows_name(clean, tokens, number)  # noqa: PLR2004


_AGED = frozenset({"aged", "age", "ages"})
_LINKS = frozenset({"between", "of", "from", "and", "to", "under", "over", "the"})


def _follows_name(clean: str, tokens: list[Token], number: Number) -> bool:
    """Return whether a number is the age after a name or one person: "Jo Doe, 32, was", "the driver (36)"."""
    before, after = word_at(tokens, number.first - 1), word_at(tokens, number.last)
    if before not in {",", "("} or after not in {",", ")", "", ".", ";", "and", "&"} or number.first < 2:  # noqa: PLR2004
        return False
    named = tokens[number.first - 2]
    if not named.word[:1].isalpha():
        return False
    if clean[named.start].islower():
        determined = CUES["one"] & {word_at(tokens, number.first - 2 - at) for at in (1, 2, 3)}
        return bool(determined) and not named.word.endswith("s") and named.word not in CUES["sum"]
    if find_country(named.word) or named.word in MONTHS:
        return False
    several = sum(token.word == "(" for token in tokens) > 1
    goes_on = after in {"", ";", "&", "and"} or word_at(tokens, number.last + 1) in CUES["goes on"]
    return (before == "(" and not several) or goes_on


def _is_date(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> bool:
    value, last, start, end = number.hedged.value, number.last, number.start, number.end
    if value is None or number.hedged.hedge not in {"exact", "range"}:
        return False
    if clean[end : end + 1] in {"/", ":", "-"} and clean[end + 1 : end + 2].isdigit():
        return True
    if start > 1 and clean[start - 1] in "/:-" and clean[start - 2].isdigit():
        return True
    after, first = word_at(tokens, last), number.first - (word_at(tokens, number.first - 1) == ".")
    before = word_at(tokens, first - 1)
    if value <= MAX_DAYS:
        joined = after in {"and", "to", "-", "–", "/", ","} and word_at(tokens, last + 2) in MONTHS
        if after in MONTHS or joined or (after == "of" and word_at(tokens, last + 1) in MONTHS):
            return True
        if before in MONTHS and (not counts or number.hedged.hedge == "range"):
            return True
        if before in {"and", "to", "-", "–", "/"} and word_at(tokens, first - 3) in MONTHS:
            return True
    if after in CUES["clock"]:
        return True
    if not is_year(tokens[number.core].word):
        return False
    if number.hedged.hedge == "range" or before in CUES["year"] or before in MONTHS or not counts:
        return True
    named = before[:1].isalpha() and clean[tokens[first - 1].start].isupper() and VERBS.get(stem(before)) is None
    return number.hedged.hedge == "exact" and (named or before in CUES["one"])


def _is_telephone(tokens: list[Token], number: Number, *, counts: bool) -> bool:
    """Return whether a number is called: "call 112", "reach us on 112", "hotline: 116 006"."""
    core, before = tokens[number.core].word, word_at(tokens, number.first - 1)
    if counts or number.first != number.core or not is_digits(core):
        return False
    if core[0] == "0" and len(core) > 2:  # noqa: PLR2004
        return True
    near = {word_at(tokens, number.first - at) for at in range(1, 9)}
    return before in CUES["call"] or (
        bool(near & CUES["call"]) and len(core) > 2 and before in {"on", "at", "(", "or", ":", "is", "to"}
    )  # noqa: PLR2004


def _is_name(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> bool:
    """Return whether a number belongs to a name: "Section 14", "Zones 4, 5 and 6", "RA 11862", "No. 118"."""
    at = number.first - 1
    if at < 0 or number.hedged.hedge != "exact" or number.currency:
        return False
    while at > max(number.first - 10, 0) and (
        tokens[at].word in {",", "and", "or", "&", ".", "to", "-"} or is_digits(tokens[at].word)
    ):
        at -= 1
    word, upper = tokens[at].word, clean[tokens[at].start].isupper()
    if word in CUES["legal"] or (word in CUES["named"] and (upper or not counts)):
        return at == number.first - 1 or not counts or is_digits(tokens[at + 1].word)
    if counts or not upper or at < number.first - 1 or not is_digits(tokens[number.core].word) or find_country(word):
        return False
    shouted = clean[tokens[at].start : tokens[at].end].isupper() and 1 < len(word) < 6  # noqa: PLR2004
    titled = (
        at > 0
        and clean[tokens[at - 1].start].isupper()
        and word_at(tokens, number.last) in {"", ":", ",", ")", "(", "."}
    )
    return (
        (shouted or titled)
        and not find_nationality(word)
        and not find_noun_word(word)
        and VERBS.get(stem(word)) is None
    )


def _is_price(tokens: list[Token], number: Number) -> bool:
    """Return whether an amount of money is a price, or what one person gets or pays."""
    before = [token.word for token in tokens[max(number.first - 8, 0) : number.first]]
    after = [token.word for token in tokens[number.last : number.last + 7]]
    if CUES["recovered"] & {*before[-4:], *after[:3]}:
        return False
    if number.hedged.hedge == "range" or after[:1] == ["per"] or CUES["each"] & {*before, *after}:
        return True
    if any(
        one in {"a", "an", "per", "every"} and two in CUES["rate"] for one, two in zip(after, after[1:], strict=False)
    ):
        return True
    return bool(CUES["paid"] & {*before, *after}) or before[-1:] == ["for"]
