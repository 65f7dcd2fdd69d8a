"""Figures of other periods, and of what is general."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from liberterra_analysis.extract import lexicon
from liberterra_analysis.extract.numbers import Number, is_number
from liberterra_analysis.extract.sentences import Token

FIRST_YEAR, LAST_YEAR = 1900, 2100
_NEAR = 14
"""Tokens before and after a number that are its clause, at most."""

_CHANGES = frozenset(
    "rose rise risen rising increase increased increasing grew up down fell fall fallen decrease decreased "
    "decline declined drop dropped dropping jumped climbed soared surged reduction".split()
)
_OWNERS = frozenset("its all our the has have with among 's ’s s each".split())


def _word(tokens: list[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def is_comparison(clean: str, tokens: list[Token], number: Number) -> bool:
    """Tell whether a number is of another period, or all time until now.

    Examples
    --------
    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> tokens = tokens_of("compared with 12", Sentence(0, 16, 1, False, False))
    >>> is_comparison("", tokens, numbers_of("compared with 12", tokens)[0])
    True
    """
    first, last = number.first, number.last
    before = [_word(tokens, at) for at in range(max(first - 4, 0), first)]
    pair = tuple(before[-2:])
    if pair in {("compared", "with"), ("compared", "to"), ("up", "from"), ("down", "from"), ("opposed", "to")}:
        return True
    near = {token.word for token in tokens[max(first - 10, 0) : last + 10]}
    if before[-1:] in (["up"], ["down"]) and before[-2:-1] in ([","], ["("], [";"], ["–"], []):
        return True
    if before[-1:] == ["from"] and _CHANGES & near:
        return True
    if before[-1:] in (["versus"], ["vs"]) or (before[-1:] == ["against"] and near & {"last", "year", "years"}):
        return True
    if before[-2:] and before[-1] in {"of", "by"} and before[-2] in _CHANGES - {"up", "down"}:
        return True
    after = [_word(tokens, at) for at in range(last, last + 2)]
    if after in (["more", "than"], ["fewer", "than"], ["less", "than"], ["percentage", "points"]):
        return True
    if _earlier_year(clean, tokens, number):
        return True
    opening = [token.word for token in tokens[:3]]
    words = {token.word for token in tokens}
    dated = opening[0] in _PERIODS and any(is_year(token.word) for token in tokens[: min(number.first, 6)])
    last_year = ("last", "year") in pairwise(token.word for token in tokens[:6])
    if ((dated or last_year) and "had" in words) or (
        opening[:1] == ["since"] and opening[1:2] and (opening[1] in {"its", "it", "being"} or is_year(opening[1]))
    ):
        return not words & _CARRIED
    if before[-1:] == ["against"] and after[0] == "in" and is_year(after[1]):
        return True
    if before[-1:] == ["("]:  # "December 2022 (4,413)", "the preceding quarter (4,131)"
        if len(before) > 1 and is_year(before[-2]):
            return True
        return bool(lexicon.EARLIER & _pairs(tokens[max(first - 5, 0) : first]))
    return _same_clause(tokens, number)


_DATED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,7}\.? (?:\d{1,2},? )?(20\d\d)\b"
    r"|\b\d{1,2}[./]\d{1,2}[./](20\d\d)\b"
)


@lru_cache(maxsize=4)
def _latest_year(clean: str) -> int:
    """Give the latest year in a date of the text, 0 if there is none."""
    return max((int(match[1] or match[2]) for match in _DATED.finditer(clean)), default=0)


def _earlier_year(clean: str, tokens: list[Token], number: Number) -> bool:
    """Tell whether a sentence opens with a year before the text's own: "In the whole of 2019, …", "Last year …"."""
    words = [token.word for token in tokens[: min(number.first, 14)]]
    words = words[: next((at for at, word in enumerate(words) if word in {",", "had", "have", "has"} and at > 1), 14)]
    if any(pair in {("last", "year"), ("previous", "year")} for pair in pairwise(words[:8])):
        return True
    latest = _latest_year(clean)
    for at, word in enumerate(words[:10]):
        if is_year(word) and words[0] in _PERIODS and words[at - 1] in _OF_YEAR:
            return 0 < int(word) < latest
    return False


_PERIODS = frozenset(
    "in during for over throughout by across the through calendar financial fiscal overall yes".split()
)
_OF_YEAR = frozenset("in of during year for throughout over calendar the".split())


def is_year(word: str) -> bool:
    """Tell whether a word is a year of our time.

    Examples
    --------
    >>> is_year("2019"), is_year("12")
    (True, False)
    """
    return len(word) == 4 and word.isdigit() and FIRST_YEAR <= int(word) <= LAST_YEAR


def _pairs(tokens: list[Token]) -> set[str]:
    return {f"{one.word} {two.word}" for one, two in pairwise(tokens)}


def _same_clause(tokens: list[Token], number: Number) -> bool:
    """Tell whether an earlier period, or all time until now, is named in the clause of a number."""
    left = tokens[max(number.first - _NEAR, 0) : number.first]
    right = tokens[number.last : number.last + _NEAR]
    for at in range(len(left) - 1, -1, -1):
        if left[at].word in {";", "compared"} or (
            left[at].word == "," and left[at + 1 : at + 2] and left[at + 1].word == "and"
        ):
            left = left[at + 1 :] if left[at].word == "compared" else left[at:]
            break
    for at, token in enumerate(right):
        if token.word in {",", ";", "compared", "(", "up", "down", "against", "than", "from"}:
            right = right[:at]
            break
    return bool((lexicon.EARLIER | lexicon.TO_DATE) & (_pairs(left) | _pairs(right)))


def is_background(tokens: list[Token], number: Number) -> bool:
    """Tell whether a number is of what is general: an estimate, a penalty, a training, a yearly sum.

    Examples
    --------
    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> tokens = tokens_of("trained 12 officers", Sentence(0, 19, 1, False, False))
    >>> is_background(tokens, numbers_of("trained 12 officers", tokens)[0])
    True
    """
    first, last = number.first, number.last
    before = [_word(tokens, at) for at in range(first - 3, first)]
    after = [_word(tokens, at) for at in range(last, last + 3)]
    if before[-2:] == ["network", "of"] or " ".join(before[-2:]) in lexicon.ROOM or before[-2:] == ["all", "but"]:
        return True
    if {"member", "members"} & {*after[:2]} and (before[-1] in _OWNERS or before[-1].endswith(("'s", "’s"))):
        return not after[0].startswith("members") or before[-1] not in {"the", "with"}
    if tokens[number.core].word in {"one", "1"} and _is_one_of(before, after):
        return True
    if before[-1] in {"trained", "train", "briefed", "educated", "sensitised", "sensitized", "graduated"}:
        return True
    if _EACH_TIME & _pairs(tokens[max(first - 6, 0) : first] + tokens[last : last + 6]) or "currently" in before:
        return True
    if {*before} & _HOME or before[-2:] in (["home", "to"], ["population", "of"]):
        return True
    if after[0] in {"occupants", "seats", "knots", "degrees"} or "every" in before:
        return True
    if before[-2:] == ["of", "the"] and is_number(before[0]) and number.hedged.hedge == "exact":
        return True  # "nine of the 11": told before
    clause = tokens[max(first - _NEAR, 0) : last + _NEAR]
    words = {token.word for token in clause}
    pairs, soon = _pairs(clause), [token.word for token in tokens[last : last + 6]]
    yearly = pairs & _YEARLY or any(
        one == "a" and two in {"year", "day", "month"} and three not in {"earlier", "ago", "before"}
        for one, two, three in zip(soon, soon[1:], [*soon[2:], ""], strict=False)
    )
    if yearly or words & lexicon.TAUGHT or {"training", "course"} <= words:
        return True
    if number.currency and words & lexicon.FUNDS:
        return True
    if words & lexicon.PENALTIES and {"penalty", "punishable", "penalties"} & words:
        return True
    whole = [token.word for token in tokens]
    since = "since" in whole and is_year(_word(tokens, whole.index("since") + 1))
    if since and {"has", "have"} & set(whole) and not set(whole) & _CARRIED:
        return True
    estimates = lexicon.ESTIMATES & set(whole)
    return bool(estimates) and (
        bool(lexicon.GENERAL & words)
        or {"according", "estimates"} <= set(whole)
        or {"currently", "estimates"} <= set(whole)
    )


_HOME = frozenset({"hosts", "hosting", "hosted", "counts", "accommodates", "employs", "employed", "employing"})
_YEARLY = frozenset(["every year", "each year", "every day", "each day", "per year", "per day", "per month"])
_EACH_TIME = frozenset({"each case", "each time", "a time", "one night", "one go", "per boat", "per trip", "each boat"})
_CARRIED = frozenset("smuggled transported moved brought introduced ferried".split())


def _is_one_of(before: list[str], after: list[str]) -> bool:
    """Tell whether "one" stands for "a certain": "in one case", "one of the largest"."""
    return after[:2] in (["of", "the"], ["of", "its"], ["of", "our"], ["of", "his"], ["of", "their"]) or (
        after[0] in lexicon.CASES or before[-1] in {"this", "that", "no", "any", "not"}
    )
