"""Classify numbers other than outcomes: ages, durations, dates, prices, percentages, comparisons, names, background."""

from __future__ import annotations

from liberterra_analysis.extract import lexicon
from liberterra_analysis.extract.background import FIRST_YEAR, LAST_YEAR, is_year, kind_of_aside
from liberterra_analysis.extract.lexicon import VERBS
from liberterra_analysis.extract.money import currency_of, is_price
from liberterra_analysis.extract.nouns import NOUNS
from liberterra_analysis.extract.numbers import Number, is_digits, is_hedge, is_number, measure_of
from liberterra_analysis.extract.sentences import SCALE, Token, word_at
from liberterra_analysis.places import find_country, find_nationality

MAX_DAYS = 31
OLDEST = 99

_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_BEFORE_YEAR = frozenset(
    "in since of from by until till during early late mid year to and between for than after before through "
    "spring summer autumn winter fall ( – - / , quarter end january-december late-".split()
)
_CALLS = frozenset(
    "call dial phone text ring telephone hotline freephone line tel contact whatsapp sms viber signal helpline mobile "
    "fax toll-free freefone extension calling dialling dialing phoning ringing texting emergency lifeline".split()
)
_SHORTEST = 3
"""Least number of digits of a telephone number."""

_REACHED = _CALLS | {"reach", "reached", "calls"}
_TERMS = frozenset("sentenced prison jail jailed imprisonment sentence sentences terms imprisoned custody".split())


def kind_of(clean: str, tokens: list[Token], shown: list[str], number: Number, *, counts: bool) -> tuple[str, str, str]:
    """Return kind, metric and rule of a number that is not an outcome; all are "" if it may be one.

    `shown` is the sentence in the notation of `background`; `counts` is set if a noun, or the column of a table, states
    what the number counts.

    Examples
    --------
    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "a 32-year-old man"
    >>> tokens = tokens_of(text, Sentence(0, len(text), 1, False, False))
    >>> kind_of(text, tokens, [], numbers_of(text, tokens)[0], counts=False)
    ('age', 'age', 'age')
    """
    last = number.last
    after = word_at(tokens, last)
    glued = last < len(tokens) and tokens[last].start == number.end
    if glued and after in _ORDINALS:
        return "ordinal", "", "ordinal"
    if _is_share(tokens, number):
        return "percentage", "percentage", "percentage"
    if _is_age(clean, tokens, number, counts=counts):
        return "age", "age", "age"
    if _touches_letters(clean, tokens, number):
        return "background", "", "name"
    ends = last
    while (
        ends < last + 8 and word_at(tokens, ends) in {",", "and", "or", "to"} and is_number(word_at(tokens, ends + 1))
    ):
        ends += 2  # "sentences of 14, 8 and 10 years"
    unit = _unit(tokens, last if ends > last and tokens[ends - 2].word == "," else ends)
    if unit in lexicon.TIMES:
        return "duration", _duration(tokens, lexicon.TIMES[unit]), "duration"
    if _is_date(clean, tokens, number, counts=counts):
        return "date", "date", "date"
    if unit in lexicon.DISTANCES and not number.currency and not is_digits(word_at(tokens, last + 1)):
        return "background", "", "measure"
    if _is_telephone(tokens, number, counts=counts):
        return "telephone", "", "telephone"
    if _is_name(clean, tokens, number, counts=counts):
        return "background", "", "name"
    scaled, dash, _ = after.partition("-")  # "EUR 5 million-worth" is not 5
    if (
        (after == "-" and glued)
        or (dash and scaled in SCALE)
        or "=" in {after, word_at(tokens, number.first - 1 - bool(number.currency))}
    ):
        return "background", "", "compound"
    money = bool(currency_of(tokens, number))
    if (number.hedged.value or 0) % 1 and not (money or measure_of(tokens, last)):
        return "background", "", "decimal"  # nothing that is counted comes in parts: "On 24.4 police arrested 12"
    if money and is_price(tokens, number):
        return "price", "price", "price"
    aside = kind_of_aside(shown, number, money=money)
    return aside, "", aside


def _is_telephone(tokens: list[Token], number: Number, *, counts: bool) -> bool:
    """Return whether a number is a telephone number: "call 112", "reach us on 112", "WhatsApp 94906 17111"."""
    at, core = number.first - 1, tokens[number.core].word
    before = word_at(tokens, at)
    if number.first != number.core or not is_digits(core):
        return False
    if counts and (not is_digits(before) or is_year(before)):
        return False
    dialled = any(token.word in _REACHED for token in tokens[max(at - 9, 0) : max(at, 0)])
    if counts:  # "on 1800 123 400 or Border Watch on …"
        return dialled
    if any(word[:1] == "0" and len(word) > 1 and word.isdigit() for word in (core, before)):
        return True
    called = word_at(tokens, at - 1) in _CALLS and (
        before in {":", "("} or is_digits(before) or (before == "is" and at < 4)
    )
    if before in _CALLS or called or (before == "to" and word_at(tokens, at - 1) == "call"):
        return True
    if len(core) < _SHORTEST or "," in core:
        return False
    if before == "is":
        return word_at(tokens, at - 1) == "number"
    return dialled and (before in {"on", "at", "(", "or", ":"} or is_digits(before))


def _touches_letters(clean: str, tokens: list[Token], number: Number) -> bool:
    """Return whether a number is part of a name such as "G7", "COVID-19" or "131AFP"."""
    start, last = tokens[number.core].start, number.last
    glued = last < len(tokens) and tokens[last].start == number.end and tokens[last].word not in lexicon.MEASURES
    if glued and tokens[last].word[:1].isalpha():
        return True
    if number.currency or not start:
        return False
    return (
        clean[start - 1].isalpha()
        or clean[start - 1] in "*#"
        or (start > 1 and clean[start - 1] in "-‑" and clean[start - 2].isalpha())
    )


def _unit(tokens: list[Token], last: int) -> str:
    """Return the word where a unit may stand, past a hyphen and up to two words such as "full"; "" after more."""
    at = last + (word_at(tokens, last) == "-")
    for _ in range(3):
        word = word_at(tokens, at)
        if word not in _BETWEEN:
            return word.partition("-")[0].removesuffix("'").removesuffix("’")
        at += 1
    return ""


_BETWEEN = frozenset("full consecutive working calendar action more other whole intense intensive further long".split())


def _is_share(tokens: list[Token], number: Number) -> bool:
    """Return whether a number is a percentage, or part of a ratio: "one in five", "two out of three"."""
    last = number.last
    after = [word_at(tokens, at) for at in range(last, last + 3)]
    if after[0] in {"%", "percent", "percentage", "pc"} or after[:2] == ["per", "cent"]:
        return True
    if word_at(tokens, number.last - 1) == "%" or after[0] in {
        "thirds",
        "quarters",
        "fifths",
        "tenths",
        "third",
        "fifth",
    }:
        return True
    out = after[:2] == ["out", "of"]
    places = after[0] == "in" and NOUNS.get(word_at(tokens, last + 2)) in {"searches", "locations", "countries"}
    small = number.hedged.value is not None and number.hedged.value < 20
    if small and any(after[at] in {"in", "out"} and _is_rate(tokens, last + at) for at in (1, 2)):
        return True  # "one victim in three is a child"
    whole = after[1 + out]
    places = after[0] == "in" and NOUNS.get(after[2]) in {"searches", "locations", "countries"}
    if (after[0] == "in" or out) and small and not places and (whole in _WHOLES or (out and is_digits(whole))):
        return True
    if word_at(tokens, number.first - 1) not in {"in", "of"}:
        return False
    before = [word_at(tokens, at) for at in range(number.first - 4, number.first)]
    if _is_rate(tokens, number.first - 1) and any(is_number(word) for word in before[:3]):
        return True
    persons = before[2] in {"one", "1"} or NOUNS.get(after[0]) in {"person", "victim", "migrant"}
    of_number = before[2:] == ["out", "of"] and is_number(before[1])
    return of_number or (before[3] == "in" and persons and is_number(before[2]))


def _is_rate(tokens: list[Token], at: int) -> bool:
    """Return whether the end of a ratio stands here, "in three" or "out of three", without a noun after it."""
    at += word_at(tokens, at) == "out" and word_at(tokens, at + 1) == "of"
    out, every = word_at(tokens, at) == "of" and word_at(tokens, at - 1) == "out", word_at(tokens, at + 1) == "every"
    whole, after = word_at(tokens, at + 1 + every), word_at(tokens, at + 2 + every)
    return (
        (word_at(tokens, at) == "in" or out)
        and whole in _WHOLES
        and (after in _AFTER_RATE or not after or after in ".,;)")
    )


_AFTER_RATE = frozenset(
    "is are was were has have had worldwide globally never says said reports reported does do did comes come who "
    "in across among and but goes go will can".split()
)
_WHOLES = frozenset("two three four five ten every six seven eight nine twenty 3 4 5 6 7 8 9 10 20 100".split())


def _is_age(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> bool:
    last = number.last
    after = [word_at(tokens, at) for at in range(last, last + 4)]
    if (after[0] == "-" and after[1].startswith("year") and "old" in after[1] + after[2]) or after[0] in {"yo", "y.o"}:
        return True
    if after[0].startswith("year") and ("old" in after[:2] or "old" in after[0] or after[1:3] == ["of", "age"]):
        return True
    before = [word_at(tokens, at) for at in range(number.first - 4, number.first)]
    aged = {"aged", "age", "ages"}
    if before[-1] in aged or (
        before[-1] in {"between", "of", "from", "and", "to", "under", "over"} and aged & set(before)
    ):
        return True
    near = {word_at(tokens, at) for at in range(number.first - 7, number.first)}
    if not counts and {"average", "mean", "median"} & near and "age" in near:
        return True
    if not counts and near & {"oldest", "youngest", "eldest"} and number.hedged.hedge == "exact":
        return True
    if not counts and before[-1] == "at" and near & {"she", "he", "her", "his", "girl", "boy"}:
        return True  # "she left home at 14"
    if before[-3:] in (["as", "young", "as"], ["as", "old", "as"]):
        return True
    value = number.hedged.value
    of_minors = before[-1] in lexicon.MINORS or (before[-1] in {"were", "are"} and not counts)
    if number.hedged.hedge == "range" and of_minors and value is not None and value < 18:
        return True  # "children between 5 and 16"
    if value is None or not 0 < value <= OLDEST or counts:
        return False
    back = number.first - 1
    while back >= 0 and (tokens[back].word in {",", "and", "or", "("} or is_number(tokens[back].word)):
        back -= 1
    if word_at(tokens, back + 1) == "(" and after[0] == ")" and back + 2 == number.first:
        back = number.first - 1  # "women (58)" counts
    if _is_among_ages(tokens, number) or (before[-1] == "both" and after[0] in {",", ")"}):
        return True
    somebody = before[-2] in _SOMEBODY or (NOUNS.get(before[-2]) == "suspect" and not before[-2].endswith("s"))
    if before[-1] == "(" and after[0] == ")" and somebody and value >= 14:
        return True  # "a woman (34)"
    behind = word_at(tokens, last) in {",", ")"} or is_number(word_at(tokens, last + 1))
    if back < number.first - 1 and NOUNS.get(word_at(tokens, back)) in {"person", "suspect"} and value >= 14 and behind:
        return True  # "two brothers, 28 and 31,"
    if word_at(tokens, back) in aged or (word_at(tokens, back) == "of" and _of_somebody(tokens, back - 1)):
        return True
    if tokens[number.first].word in {"under", "below"} and (value <= 21 or before[-1] in NOUNS):
        return True
    if before[-1] in {"was", "is"} and after[0] in {"when", ".", ","} and near & (_SOMEBODY | {"she", "he", ")"}):
        return True
    return number.hedged.hedge == "exact" and value >= 14 and _follows_name(clean, tokens, number)


def _is_among_ages(tokens: list[Token], number: Number) -> bool:
    """Return whether a number is one of several in brackets: "two Bulgarians (31 and 35)"."""
    first, last = number.first, number.last
    while first > 0 and (tokens[first - 1].word in {",", "and", "&"} or is_digits(tokens[first - 1].word)):
        first -= 1
    while last < len(tokens) and (tokens[last].word in {",", "and", "&"} or is_digits(tokens[last].word)):
        last += 1
    return last - first > 2 and word_at(tokens, first - 1) == "(" and word_at(tokens, last) == ")"


def _of_somebody(tokens: list[Token], at: int) -> bool:
    return NOUNS.get(word_at(tokens, at)) in {"person", "victim"} and word_at(tokens, at - 1) != "of"


_SOMEBODY = frozenset("man woman boy girl person youth victim migrant".split())
_GOES_ON = frozenset("was who from and of were is a has from got both have had are were with along".split())


_LISTED = frozenset("and or in with plus of".split())
_SUMS = frozenset("total number figure tally sum toll count result".split())


def _follows_name(clean: str, tokens: list[Token], number: Number) -> bool:
    """Return whether a number is the age after a name: "Jo Doe, 32, was arrested", "Jo Doe (32)"."""
    before, after = word_at(tokens, number.first - 1), word_at(tokens, number.last)
    if before not in {",", "("} or after not in {",", ")", "", ".", ";", "and", "&"} or number.first < 2:
        return False
    at = number.first - (3 if tokens[number.first - 2].word in {"”", '"', "’"} else 2)
    named = tokens[at]
    if before == "," and named.word.isalpha() and clean[named.start].islower():
        one = word_at(tokens, at - 1) in {"a", "an", "another", "one", "her", "his", "the", "their"}
        somebody = NOUNS.get(named.word) in {"person", "victim", "suspect", "migrant"} or (
            one and named.word not in _SUMS
        )
        return somebody and not named.word.endswith("s")
    several = sum(one.word == "(" for one in tokens) > 1
    end = tokens[number.last].end if number.last < len(tokens) else number.end
    goes_on = after in {"", ";", "and", "&"} or clean[end : end + 30].strip()[:1].isupper()
    follows = word_at(tokens, number.last + 1)
    goes_on = goes_on or follows in _GOES_ON or (after == "," and before == "," and follows not in _LISTED)
    goes_on = goes_on or (
        after == "."
        and not follows
        and (at < 1 or clean[tokens[at - 1].start] in "." or clean[tokens[at - 1].start].isupper())
    )
    cited = (before == "(" and not several) or goes_on
    if (
        before == ","
        and find_nationality(named.word)
        and word_at(tokens, number.first - 3) in {"one", "a", "an", "another"}
    ):
        return True  # "One Kenyan, 28, said"
    upper = clean[named.start].isupper() and len(named.word) > 2 and not is_digits(named.word)
    return (
        cited
        and upper
        and not find_country(named.word)
        and not find_nationality(named.word)
        and named.word not in lexicon.MONTHS
    )


def _duration(tokens: list[Token], metric: str) -> str:
    return "sentence_years" if metric == "duration_years" and _TERMS & {token.word for token in tokens} else metric


def _is_date(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> bool:
    value, last, start, end = number.hedged.value, number.last, number.start, number.end
    if clean[end : end + 1] == ":" and clean[end + 1 : end + 3].isdigit():
        return True
    if value is None or number.hedged.hedge not in {"exact", "range"}:
        return False
    after = word_at(tokens, last)
    first = number.first - (word_at(tokens, number.first - 1) == ".")  # "Aug. 9"
    before = word_at(tokens, first - 1)
    if value <= MAX_DAYS:
        joined = {"and", "to", "-", "–", "/", ","}
        if (
            after in lexicon.MONTHS
            or (before in lexicon.MONTHS and (not counts or number.hedged.hedge == "range"))
            or (after == "of" and word_at(tokens, last + 1) in lexicon.MONTHS)
        ):
            return True
        if after in joined and word_at(tokens, last + 2) in lexicon.MONTHS and is_digits(word_at(tokens, last + 1)):
            return True
        if before in joined - {","} and word_at(tokens, first - 3) in lexicon.MONTHS:
            return True
    if clean[end : end + 1] in {"/", ":", "-"} and clean[end + 1 : end + 2].isdigit():
        return True
    if start > 1 and clean[start - 1] in "/:-" and clean[start - 2].isdigit():
        return True
    if after in {"am", "pm", "a.m", "p.m", "gmt", "utc", "cet", "o'clock", "hrs"}:
        return True
    core = tokens[number.core].word
    if before in {"one", "a", "that", "another", "his", "her"} and is_year(core):
        return True  # "one 2021 case"
    if not (FIRST_YEAR <= value <= LAST_YEAR and core.isdigit() and len(core) == 4):
        return False
    if number.hedged.hedge == "range" and FIRST_YEAR <= (number.hedged.high or 0) <= LAST_YEAR:
        return True  # "Between 2019 and 2021 police arrested 30"
    return before in _BEFORE_YEAR or before in lexicon.MONTHS or not counts or _is_year_of_name(clean, tokens, number)


def _is_year_of_name(clean: str, tokens: list[Token], number: Number) -> bool:
    """Return whether a number is a year before a noun: "Operation Chain 2025 freed victims", "the 2022 raids"."""
    before, after = word_at(tokens, number.first - 1), word_at(tokens, number.last)
    if number.hedged.hedge != "exact" or not before[:1].isalpha() or before in _LEADS_TO_COUNT or before in VERBS:
        return False
    named = clean[tokens[number.first - 1].start].isupper()
    return named or before in _DETERMINERS or (after in VERBS and before not in {"of", "to", "and"})


_DETERMINERS = frozenset("the its this these that his her their our another each every whole".split())
_LEADS_TO_COUNT = frozenset("total altogether overall all were was are is exactly precisely only just".split())


_PREDICATES = frozenset("was were are had have has".split())
_LISTS = frozenset({",", "and", "or", "to", "&", "-", "–", "(", ")", "."})


def _is_listed(tokens: list[Token], last: int) -> bool:
    """Return whether a list of numbered names continues here: "sections 143 and 144", "Zones 4, 5 and 6"."""
    at = last
    while at > max(last - 12, 0) and (tokens[at].word in _LISTS or is_digits(tokens[at].word)):
        at -= 1
    named = tokens[at].word in lexicon.LEGAL or tokens[at].word in lexicon.NAMED
    return named and tokens[at].word[-1] in "s§" and at < last and is_digits(tokens[at + 1].word)


def _acts_by_name(tokens: list[Token], number: Number) -> bool:
    """Return whether a number belongs to a name that is a subject: "Operation Harbour 2 freed nine girls"."""
    at, last = number.first - 1, number.last
    if word_at(tokens, last) not in VERBS or tokens[at].word in VERBS or find_country(tokens[at].word):
        return False
    acts = is_number(word_at(tokens, last + 1)) or is_hedge(tokens, last + 1)
    return acts or "operation" in {token.word for token in tokens[max(at - 4, 0) : at]}


def _is_name(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> bool:
    """Return whether a number belongs to a name: "Section 14", "RA 11862", "Danube 4:"."""
    before = word_at(tokens, number.first - 1)
    at = number.first - 1 - (before == ".")
    word = word_at(tokens, at)
    if number.core == 0 and (number.hedged.value or 0) % 1 and clean[number.end + 1 : number.end + 2].isupper():
        return True  # "3.2 Assistance": the heading of a section
    if at < 0 or number.hedged.hedge != "exact" or number.currency:
        return False
    upper = clean[tokens[at].start].isupper()
    alone = not counts and word_at(tokens, number.last) not in _PREDICATES
    if word in lexicon.LEGAL or (word in lexicon.NAMED and (upper or alone)):
        return True
    if (alone or word in {"and", "or"}) and _is_listed(tokens, at):
        return True
    if upper and before == word and _acts_by_name(tokens, number):
        return True
    if counts or not upper or before == "." or not is_digits(tokens[number.core].word) or find_country(word):
        return False
    shouted = clean[tokens[at].start : tokens[at].end].isupper() and 1 < len(word) < 6
    titled = (
        at > 0
        and clean[tokens[at - 1].start].isupper()
        and word_at(tokens, number.last) in {"", ":", ",", ")", "(", "."}
    )
    return (shouted or titled) and not find_nationality(word) and word not in NOUNS
