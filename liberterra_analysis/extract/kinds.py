"""Numbers that are no outcome: ages, durations, dates, prices, percentages, comparisons, names, background."""

from __future__ import annotations

from itertools import pairwise

from liberterra_analysis.extract.lexicon import DISTANCES, MONTHS, NAMED, TIMES
from liberterra_analysis.extract.numbers import Number, is_digits, is_number
from liberterra_analysis.extract.sentences import Token

FIRST_YEAR, LAST_YEAR, MOST_DAYS = 1900, 2100, 31
OLDEST = 99

_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_BEFORE_YEAR = frozenset(
    "in since of from by until till during early late mid year to and between for than after before through "
    "spring summer autumn winter fall ( – - / , quarter end january-december late-".split()
)
_PRICES = frozenset(
    "each per apiece fetch fetches fetched cost costs costing fee fees fare fares paid pay pays paying receive "
    "received charging charged fine fined fines penalty underpaid price prices priced salary salaries wage wages debt "
    "debts ransom sold earned head earn".split()
)
_OWNERS = frozenset("its all our the has have with among 's ’s s".split())
_CALLS = frozenset("call dial phone text ring telephone hotline freephone".split())
_RATES = frozenset("head month week day hour year person night piece".split())
_CHANGES = frozenset(
    "rose rise risen rising increase increased increasing grew up down fell fall fallen decrease decreased "
    "decline declined drop dropped dropping jumped climbed soared surged reduction".split()
)
_EARLIER = (
    "previous year|previous quarter|preceding quarter|preceding year|previous edition|previous operation|previous month"
    "|prior year|last year's|year earlier|year before|same period|same quarter|previous phase|earlier operation"
    "|earlier actions|earlier action|previous actions|earlier operations|earlier raids|previous raids"
    "|previous operations"
    "|first edition|years ago|last edition|prior quarter|previous week|year ago|preceding month|previous years"
)
_GENERAL = frozenset(["worldwide", "globally", "annually", "yearly"])
_PLANS = frozenset("aims aim plans plan target could would may might".split())


def kind_of(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> tuple[str, str, str]:
    """Tell what a number is that is no outcome.

    Parameters
    ----------
    clean : str
        The text, blanked.
    tokens : list of Token
        The sentence.
    number : Number
        The number.
    counts : bool
        Whether a noun of the lexicon follows it.

    Returns
    -------
    kind, metric, rule : str
        All blank for what may be an outcome; kind `skip` for what is no number at all, such as an ordinal.

    Examples
    --------
    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "a 32-year-old man"
    >>> tokens = tokens_of(text, Sentence(0, len(text), 1, False, False))
    >>> kind_of(text, tokens, numbers_of(text, tokens)[0], counts=False)
    ('age', 'age', 'age')
    """
    core, last = tokens[number.core], number.last
    after, before = _word(tokens, last), _word(tokens, number.first - 1)
    glued = last < len(tokens) and tokens[last].start == number.end
    if glued and after in _ORDINALS:
        return "skip", "", ""
    if (clean[core.start - 1 : core.start].isalpha() if core.start else False) or (glued and after[:1].isalpha()):
        return "background", "", "name"
    if core.start > 1 and clean[core.start - 1] in "-‑" and clean[core.start - 2].isalpha():
        return "background", "", "name"
    if (
        after == "%"
        or after in {"percent", "percentage", "pc"}
        or (after == "per" and _word(tokens, last + 1) == "cent")
    ):
        return "percentage", "percentage", "percentage"
    if _is_ratio(tokens, number):
        return "percentage", "percentage", "ratio"
    if _is_age(clean, tokens, number, counts=counts):
        return "age", "age", "age"
    unit = _unit(tokens, last)
    if unit in TIMES:
        return "duration", _duration(tokens, TIMES[unit]), "duration"
    if _is_date(clean, tokens, number, counts=counts):
        return "date", "date", "date"
    if unit in DISTANCES and not number.currency:
        return "background", "", "measure"
    named = number.first - 1 - (before == ".")
    if _word(tokens, named) in NAMED and number.hedged.hedge == "exact" and clean[tokens[named].start].isupper():
        return "background", "", "name"
    if before in _CALLS or (before == ":" and _word(tokens, number.first - 2) in _CALLS):
        return "background", "", "name"
    if after == "-" and glued:
        return "background", "", "compound"
    if is_money(tokens, number) and _has_price(tokens, number):
        return "price", "price", "price"
    if _is_comparison(tokens, number):
        return "comparison", "", "comparison"
    if _is_background(tokens, number):
        return "background", "", "background"
    return "", "", ""


def is_money(tokens: list[Token], number: Number) -> str:
    """Give the currency of an amount of money.

    Parameters
    ----------
    tokens : list of Token
        The sentence.
    number : Number
        The number.

    Returns
    -------
    str
        An ISO 4217 code; "" if it is no money.

    Examples
    --------
    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> tokens = tokens_of("2 million euros", Sentence(0, 15, 1, False, False))
    >>> is_money(tokens, numbers_of("2 million euros", tokens)[0])
    'EUR'
    """
    sign = number.currency.strip()
    after = " ".join(_word(tokens, at) for at in (number.last, number.last + 1))
    for words in (sign, after, _word(tokens, number.last)):
        if words in _CURRENCIES:
            return _CURRENCIES[words]
    return ""


_CURRENCIES = {
    **dict.fromkeys(("$", "us$", "usd", "dollars", "us dollars", "us", "usdollars"), "USD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pounds", "pounds sterling", "sterling"), "GBP"),
    "chf": "CHF",
    "swiss francs": "CHF",
    "cad": "CAD",
    "canadian dollars": "CAD",
    "c$": "CAD",
    "aud": "AUD",
    "australian dollars": "AUD",
    "a$": "AUD",
    "baht": "THB",
    "thb": "THB",
    "thai baht": "THB",
    "rand": "ZAR",
    "zar": "ZAR",
    "naira": "NGN",
    "yen": "JPY",
    "zloty": "PLN",
    "lei": "RON",
    "ron": "RON",
    "rupees": "INR",
    "pesos": "MXN",
    "mexican pesos": "MXN",
    "lira": "TRY",
    "turkish lira": "TRY",
    "yuan": "CNY",
    "kroner": "DKK",
}


def _word(tokens: list[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def _unit(tokens: list[Token], last: int) -> str:
    """Give the word that says the unit, past a hyphen and what may stand between."""
    at = last + (_word(tokens, last) == "-")
    for _ in range(3):
        word = _word(tokens, at)
        if word not in {
            "full",
            "consecutive",
            "working",
            "calendar",
            "action",
            "more",
            "other",
            "whole",
            "intense",
            "intensive",
        }:
            return word.partition("-")[0].removesuffix("'")
        at += 1
    return ""


def _is_ratio(tokens: list[Token], number: Number) -> bool:
    """Tell whether a number is part of "one in five" or "two out of three"."""
    at = number.last
    out = _word(tokens, at) == "out" and _word(tokens, at + 1) == "of"
    if (_word(tokens, at) == "in" or out) and number.hedged.value is not None and number.hedged.value < 20:
        after = _word(tokens, at + 1 + out)
        if after in {"two", "three", "four", "five", "ten", "every", "six", "eight"} or (out and is_digits(after)):
            return True
    back = number.first
    return _word(tokens, back - 1) == "in" and _word(tokens, back - 2) == "one"


def _is_age(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> bool:
    last = number.last
    after = [_word(tokens, at) for at in range(last, last + 4)]
    if after[0] == "-" and after[1].startswith("year") and ("old" in after[1] or "old" in after[2]):
        return True
    if after[0].startswith("year") and ("old" in after[:2] or "old" in after[0] or after[1:3] == ["of", "age"]):
        return True
    before = [_word(tokens, at) for at in range(number.first - 4, number.first)]
    if (
        before[-1] in {"aged", "age", "ages"}
        or before[-3:] in (["as", "young", "as"], ["as", "old", "as"])
        or (before[-1] in {"between", "of", "from", "and", "to"} and {"aged", "ages", "age"} & set(before))
    ):
        return True
    value = number.hedged.value
    if value is None or not 0 < value <= OLDEST:
        return False
    back = number.first - 1
    while back >= 0 and (tokens[back].word in {",", "and", "or"} or is_number(tokens[back].word)):
        back -= 1
    if _word(tokens, back) in {"aged", "ages"} and not counts:
        return True
    if tokens[number.first].word in {"under", "below"} and value <= 21 and not counts:
        return True
    # "X, 32, was arrested", "X (32)": a name, then the age.
    if (
        number.hedged.hedge == "exact"
        and before[-1] in {",", "("}
        and after[0] in {",", ")"}
        and value >= 14
        and not counts
    ):
        named = tokens[number.first - 2] if number.first > 1 else None
        several = sum(one.word == "(" for one in tokens) > 1
        cited = (before[-1] == "(" and not several) or after[1] in {
            "was",
            "who",
            "from",
            "and",
            "of",
            "were",
            "is",
            "a",
            "has",
        }
        return bool(
            named and cited and clean[named.start].isupper() and not is_digits(named.word) and _is_name(named.word)
        )
    return False


def _is_name(word: str) -> bool:
    from liberterra_analysis.places import find_country, find_nationality

    return not find_country(word) and not find_nationality(word) and len(word) > 2


def _duration(tokens: list[Token], metric: str) -> str:
    words = {token.word for token in tokens}
    prison = words & {
        "sentenced",
        "prison",
        "jail",
        "jailed",
        "imprisonment",
        "sentence",
        "sentences",
        "terms",
        "imprisoned",
    }
    return "sentence_years" if metric == "duration_years" and prison else metric


def _is_date(clean: str, tokens: list[Token], number: Number, *, counts: bool) -> bool:
    value, last = number.hedged.value, number.last
    exact = number.hedged.hedge in {"exact", "range"}
    if clean[number.end : number.end + 1] == ":" and clean[number.end + 1 : number.end + 3].isdigit():
        return True
    after, before = _word(tokens, last), _word(tokens, number.first - 1)
    if value is None or not exact:
        return False
    if value <= MOST_DAYS and (after in MONTHS or before in MONTHS) and (after in MONTHS or not counts):
        return True
    if (
        value <= MOST_DAYS
        and after in {"and", "to", "-", "–", "/", ","}
        and _word(tokens, last + 2) in MONTHS
        and is_digits(_word(tokens, last + 1))
    ):
        return True
    if value <= MOST_DAYS and before in {"and", "to", "-", "–", "/"} and _word(tokens, number.first - 3) in MONTHS:
        return True
    if after == "of" and _word(tokens, last + 1) in MONTHS and value <= MOST_DAYS:
        return True
    start, end = number.start, number.end
    if clean[end : end + 1] in {"/", ":", "-"} and clean[end + 1 : end + 2].isdigit():
        return True
    if start > 1 and clean[start - 1] in "/:-" and clean[start - 2].isdigit():
        return True
    if after in {"am", "pm", "a.m", "p.m", "gmt", "utc", "cet", "o'clock"}:
        return True
    core = tokens[number.core].word
    if not (FIRST_YEAR <= value <= LAST_YEAR and core.isdigit() and len(core) == 4):
        return False
    return before in _BEFORE_YEAR or before in MONTHS or not counts


def _has_price(tokens: list[Token], number: Number) -> bool:
    near = tokens[max(number.first - 8, 0) : number.last + 7]
    words = [token.word for token in near]
    if "per" in words and words[words.index("per") + 1 : words.index("per") + 2] == ["cent"]:
        words.remove("per")
    after = [_word(tokens, at) for at in range(number.last, number.last + 5)]
    rate = any(after[at : at + 1] in (["a"], ["an"]) and after[at + 1] in _RATES for at in range(4))
    return bool(_PRICES & set(words)) or rate


def _is_comparison(tokens: list[Token], number: Number) -> bool:
    first = number.first
    before = [_word(tokens, at) for at in range(max(first - 4, 0), first)]
    text = " ".join(token.word for token in tokens)
    if before[-2:] in (["compared", "with"], ["compared", "to"], ["up", "from"], ["down", "from"], ["opposed", "to"]):
        return True
    if before[-1:] == ["from"] and _CHANGES & {token.word for token in tokens[max(first - 10, 0) : first]}:
        return True
    if before[-1:] in (["versus"], ["vs"]) or (before[-1:] == ["against"] and ("last" in text or "year" in text)):
        return True
    if before[-2:] and before[-1] in {"of", "by"} and before[-2] in _CHANGES and before[-2] not in {"up", "down"}:
        return True
    words = [token.word for token in tokens]
    if words[number.last : number.last + 2] in (["more", "than"], ["fewer", "than"], ["less", "than"]):
        return True
    opening = [token.word for token in tokens[:3]]
    if opening[:1] == ["in"] and opening[1:2] and opening[1].isdigit() and len(opening[1]) == 4 and "had" in words:
        return True
    if before[-1:] == ["("]:  # "December 2022 (4,413)", "the preceding quarter (4,131)"
        year = before[-2] if len(before) > 1 else ""
        dated = year.isdigit() and FIRST_YEAR <= int(year[:5]) <= LAST_YEAR
        return dated or any(
            words in text[: max(text.find("("), 0) + 400] and _near(tokens, first, words)
            for words in _EARLIER.split("|")
        )
    return any(words in text and _same_clause(tokens, number, words) for words in _EARLIER.split("|"))


def _near(tokens: list[Token], first: int, words: str) -> bool:
    return words in " ".join(token.word for token in tokens[max(first - 5, 0) : first])


def _same_clause(tokens: list[Token], number: Number, words: str) -> bool:
    """Tell whether an earlier period is named in the clause of a number."""
    near = tokens[max(number.first - 12, 0) : number.last + 12]
    left = [token.word for token in near if token.end <= number.start]
    right = [token.word for token in near if token.start >= number.end]
    for at in range(len(left) - 1, -1, -1):
        if left[at] in {";", "compared"}:
            left = left[at:]
            break
    for at, word in enumerate(right):
        if word in {",", ";", "compared", "(", "up", "down", "against", "than", "from"}:
            right = right[:at]
            break
    return (words in " ".join(left) and "compared" not in left[:1]) or words in " ".join(right)


def _is_background(tokens: list[Token], number: Number) -> bool:
    first, last = number.first, number.last
    before = [_word(tokens, at) for at in range(first - 3, first)]
    after = [_word(tokens, at) for at in range(last, last + 8)]
    if before[-2:] == ["network", "of"]:
        return True
    if after[0] == "member" and after[1] in {"states", "countries"} and before[-1] in _OWNERS:
        return True
    if before[-1].endswith(("'s", "’s")) and after[0] in {"member", "members"}:
        return True
    spread = [_word(tokens, at) for at in range(last, min(last + 14, len(tokens)))]
    yearly = any(one in {"every", "each", "a", "per"} and two in {"year", "day"} for one, two in pairwise(spread))
    words = {token.word for token in tokens}
    if "since" in words and {"has", "have"} & words and not words & {"smuggled", "transported", "moved", "brought"}:
        year = _word(tokens, [token.word for token in tokens].index("since") + 1)
        if year.isdigit() and len(year) == 4:
            return True
    estimate: object = words & {"estimates", "estimated", "estimate", "according"} and words & _GENERAL
    estimate = estimate or {"according", "estimates"} <= words or {"currently", "estimates"} <= words
    return yearly or bool(estimate)
