"""Find the numbers among the tokens of a sentence, each with its hedge, its currency and its unit."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from liberterra_analysis.errors import UsageError
from liberterra_analysis.extract.sentences import SCALE, WORDS, Token, is_word, word_at
from liberterra_analysis.extract.words import MEASURES, STOPS
from liberterra_analysis.hedges import Hedged, parse
from liberterra_analysis.hedges.currency import DOTTED, LETTERS, NAMES, SIGNS, UNKNOWN, code_of
from liberterra_analysis.hedges.currency import WORDS as CURRENCY_WORDS
from liberterra_analysis.hedges.grammar import AFTER, BEFORE, MAGNITUDES
from liberterra_analysis.hedges.parse import MAX_DIGITS
from liberterra_analysis.places import find_country, find_nationality

_LETTERS = frozenset({"k", "m", "bn", "mn"})
_HEDGES = {tuple(words.replace(".", " .").split()): hedge for words, hedge in BEFORE.items()}
_LONGEST = max(map(len, _HEDGES))
_AFTER = {tuple(re.findall(r"\w+|\S", words)) for words in AFTER} | {("-", "plus"), ("-", "odd")}


class Number(NamedTuple):
    """A number with its hedge: tokens, span and value; `currency` is the code of the currency before it, or ""."""

    first: int
    last: int
    core: int
    start: int
    end: int
    hedged: Hedged
    currency: str


def numbers_of(text: str, tokens: list[Token]) -> list[Number]:
    """Return the numbers of a sentence, each with its hedges.

    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "more than 250 people and between 20 and 30 cars"
    >>> tokens = tokens_of(text, Sentence(0, len(text), 1, False, False))
    >>> [text[number.start : number.end] for number in numbers_of(text, tokens)]
    ['more than 250', 'between 20 and 30']
    """
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        last = _core(tokens, at) if _may_begin(tokens[at].word) else at
        if last == at:
            at += 1
            continue
        number = _number(text, tokens, at, last, found[-1].last if found else 0)
        if number is not None:
            number = _repeated(tokens, number)
            found.append(number)
            last = max(last, number.last)
        at = last
    return found


def _repeated(tokens: list[Token], number: Number) -> Number:
    """Extend a number over its repetition in brackets: "thirty-two (32) nationals"."""
    at = number.last + 1
    if word_at(tokens, number.last) != "(" or (end := _core(tokens, at)) == at or word_at(tokens, end) != ")":
        return number
    again = _read(" ".join(token.word for token in tokens[at:end]))
    same = again is not None and again.value == number.hedged.value is not None
    return number._replace(last=end + 1) if same else number


def is_digits(word: str) -> bool:
    """Return whether a token is a number in digits."""
    return word[:1].isdigit()


@lru_cache(maxsize=8192)
def is_number(word: str) -> bool:
    """Return whether a token is a number in digits or in words."""
    return word[:1].isdigit() or word in WORDS or (word.partition("-")[0] in WORDS and is_word(word, first=True))


def measure_of(tokens: list[Token], last: int) -> str:
    """Return the unit of weight or volume after a number: "tonnes", "metric tons", "-kilo", "pounds of"; "" if none."""
    at = last + (word_at(tokens, last) in {"-", "metric", "short"})
    if word_at(tokens, at) in {"pound", "pounds"} and word_at(tokens, at + 1) == "of":
        return "pounds"
    return MEASURES.get(word_at(tokens, at), "")


@lru_cache(maxsize=8192)
def _may_begin(word: str) -> bool:
    return is_number(word) or word in MAGNITUDES or word in {"several", "many", "a", "half"}


def _core(tokens: list[Token], at: int) -> int:
    """Return the token after the number that begins here; `at` if none does."""
    word = word_at(tokens, at)
    if is_digits(word):
        return _scaled(tokens, _and_a_half(tokens, at + 1))
    if word in MAGNITUDES:
        many = " ".join(token.word for token in tokens[at : at + 3])
        return at + 3 if many in MAGNITUDES and many != word else at + 1
    if word in {"several", "many", "a", "half"}:
        return next(
            (
                at + size
                for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 1, -1)
                if _is_phrase(tokens[at : at + size])
            ),
            at,
        )
    return _in_words(tokens, at)


_LONGEST_PHRASE = 7  # "a hundred and fifty-four", "a million and a half"


def _is_phrase(tokens: list[Token]) -> bool:
    """Return whether tokens are a number such as "a few hundred", "a quarter of a million", "a pair of"."""
    words = [token.word for token in tokens]
    starts = words[1].removeprefix("half-") in {*SCALE, "a", "few", "quarter", "pair", "couple"}
    ends = words[-1].removeprefix("half-") in {*SCALE, "half", "quarter"} or words[-1].split("-")[0] in WORDS
    pair = words in (["a", "pair", "of"], ["a", "couple", "of"])
    return starts and (ends or pair) and _read(" ".join(words)) is not None


def _and_a_half(tokens: list[Token], last: int) -> int:
    """Return the token after "and a half" or "point five" where this continues a number; `last` where nothing does."""
    words = [word_at(tokens, at) for at in range(last, last + 3)]
    if words[0] == "and" and words[1] in {"a", "three"} and words[2] in {"half", "quarter", "quarters"}:
        return last + 3
    if words[0] == "point" and words[1] in WORDS:
        return last + 2 + (words[2] in WORDS)
    return last


def _in_words(tokens: list[Token], at: int) -> int:
    last = at
    while last < len(tokens) and last - at < 12 and is_word(tokens[last].word, first=last == at):
        last += 1
        if last > at and word_at(tokens, last) == "and" and tokens[last - 1].word in {"hundred", "thousand"}:
            last += word_at(tokens, last + 1).split("-")[0] in WORDS
    after = _and_a_half(tokens, last) if last > at else last
    return _scaled(tokens, after) if after > last else last


def _scaled(tokens: list[Token], last: int) -> int:
    word, sign = word_at(tokens, last), word_at(tokens, last + 1)
    glued = last < len(tokens) and tokens[last].start == tokens[last - 1].end
    signed = unicodedata.category(sign[:1] or " ") == "Sc" and tokens[last + 1].start == tokens[last].end  # "3 M€"
    return last + 1 if word in SCALE or (word in _LETTERS and (glued or signed)) else last


def _number(text: str, tokens: list[Token], core: int, last: int, after: int) -> Number | None:
    ends = _range(tokens, core, last)
    first, currency = currency_before(tokens, core, after)
    hedge = _before(tokens, first, after)
    closing = _behind(tokens, last)
    tries = [(hedge, closing), (hedge, last), (core, closing), (core, last)]
    if parted := _behind_noun(tokens, last):  # the noun stays to be found: `last` is that of the number
        read = _read(text[tokens[core].start : tokens[parted - 1].end])
        if read is not None and hedge == first:
            return Number(first, last, core, tokens[core].start, tokens[parted - 1].end, read, currency)
    if ends is not None:
        between = first - (word_at(tokens, first - 1) in {"between", "from"} and first > after)
        tries.insert(0, (between, ends))
    for begin, end in tries:
        start = tokens[begin if begin < first else core].start
        if word_at(tokens, begin) == "from":
            start = tokens[core].start
        span = text[start : tokens[end - 1].end]
        read = _read(span)
        if read is not None:
            if end == ends and hedge < first:  # "around 100-150": no hedge of the ledger says both
                first, start = hedge, tokens[hedge].start
            shown = begin if begin < first else core
            return Number(min(shown, first), end, core, start, tokens[end - 1].end, read, currency)
    return None


def _before(tokens: list[Token], first: int, after: int) -> int:
    """Return the first token of the hedges before a number; `first` if there are none."""
    hedge = ""
    for _ in range(3):
        sizes = range(min(_LONGEST, first - after), 0, -1)
        found = (tuple(token.word for token in tokens[first - size : first]) for size in sizes)
        words = next((words for words in found if words in _HEDGES), ())
        if not words or _belongs_to_verb(words, word_at(tokens, first - 2), hedge):
            break
        first, hedge = first - len(words), _HEDGES[words]
    return first


def _belongs_to_verb(words: tuple[str, ...], verb: str, hedge: str) -> bool:
    """Return whether words belong to the verb: "handed over 31", "brought over more than 5,000", "what about 51"."""
    taken = verb.startswith(("hand", "turn", "pull", "sign")) or hedge not in {"", "about"}
    return (words == ("over",) and taken) or (words == ("about",) and verb in {"what", "how"})


def _behind(tokens: list[Token], last: int) -> int:
    """Return the token after the hedge that follows a number; `last` if none does."""
    for size in (4, 2, 1):
        if last + size <= len(tokens) and tuple(token.word for token in tokens[last : last + size]) in _AFTER:
            return last + size
    return last


def _behind_noun(tokens: list[Token], last: int) -> int:
    """Return the token after a hedge behind the noun, as in "300 people or more"; 0 if there is none."""
    for at in range(last + 1, min(last + 4, len(tokens))):
        if (tokens[at].word, word_at(tokens, at + 1)) in _AFTER:
            end = at + 2
        elif (tokens[at].word,) in _AFTER:
            end = at + 1
        elif tokens[at].word.isalpha():
            continue
        else:
            return 0
        # "12 people, at least 3 of them", "9 men plus a boy"
        goes_on = is_number(word_at(tokens, end)) if tokens[at].word == "at" else word_at(tokens, end)[:1].isalnum()
        return end if tokens[at].word == "or" or not goes_on else 0
    return 0


def _range(tokens: list[Token], core: int, last: int) -> int | None:
    """Return the token after the second number of a range; None if there is no range."""
    joint, before = word_at(tokens, last), [word_at(tokens, at) for at in range(core - 3, core)]
    if joint not in {"-", "–", "—", "to", "and", "or"} or (joint == "and" and "between" not in before):
        return None
    if before[-1] in {"in", "since"} and len(tokens[core].word) == 4:
        return None
    if joint in {"—", "-", "–"} and last + 1 < len(tokens) and tokens[last].start != tokens[core].end:
        return None
    after = last + 1
    while after < len(tokens) and after - last < 4 and not is_number(tokens[after].word):
        after += 1
    if after == len(tokens):
        return None
    if after > last + 1 and currency_before(tokens, after, last + 1)[0] != last + 1:
        return None
    end = _core(tokens, after)
    return end if end > after else None


@lru_cache(maxsize=4096)
def _read(span: str) -> Hedged | None:
    """Parse a number with its hedge; None if it cannot be parsed."""
    if span.isdecimal() and len(span) <= MAX_DIGITS:
        return Hedged(int(span), "exact")
    try:
        return parse(span)
    except UsageError:
        return None


def currency_before(tokens: list[Token], core: int, after: int) -> tuple[int, str]:
    """Return the first token and the ISO 4217 code of the currency before a number; `core` and "" if there is none."""
    first, code = _sign_before(tokens, core, after)
    if not code:
        return core, ""
    outer, stated = _sign_before(tokens, first, after)
    if stated:
        return outer, stated  # "AUD $500"
    at = first - 1 - (word_at(tokens, first - 1) == ".")
    return (at if at >= after and word_at(tokens, at) in {"us", "u.s"} else first), code


def _sign_before(tokens: list[Token], core: int, after: int) -> tuple[int, str]:
    at = core - 1
    if at < after or core >= len(tokens):
        return core, ""
    sign = tokens[at]
    if sign.word in LETTERS and sign.end == tokens[core].start and _is_large(tokens, core):
        return at, LETTERS[sign.word]
    if sign.word == "." and at > after and (word := tokens[at - 1].word) in DOTTED:
        return at - 1, SIGNS[word]
    joined = tokens[at - 1] if at > after and tokens[at - 1].end == sign.start else None
    if sign.word == "." and joined and joined.word == "/" and word_at(tokens, at - 2) == "s":
        return at - 2, SIGNS["s/"]
    if joined and (both := joined.word + sign.word) in SIGNS:
        return at - 1, SIGNS[both]
    if unicodedata.category(sign.word[0]) == "Sc":
        lettered = joined is not None and joined.word.isalpha() and len(joined.word) <= _LONGEST_PREFIX
        return (at - 1, UNKNOWN) if lettered else (at, SIGNS.get(sign.word, UNKNOWN))
    code = code_of(sign.word)
    if sign.word in CURRENCY_WORDS and not (_is_large(tokens, core) or word_at(tokens, at - 1) in _ENDS_OF_HEDGES):
        code = ""
    return (at, code) if code else (core, "")


_ENDS_OF_HEDGES = frozenset(words.split()[-1] for words in BEFORE)
_LONGEST_PREFIX = 4  # most letters before a currency sign: "Bds$", "US$"


def _is_large(tokens: list[Token], core: int) -> bool:
    word = tokens[core].word
    scaled = core + 1 < len(tokens) and tokens[core + 1].word in {"million", "billion", "m", "bn", "k", "thousand"}
    return scaled or "," in word or "." in word or len(word) > 4


def currency_of(tokens: list[Token], number: Number) -> str:
    """Return the ISO 4217 code of the currency of a number; "" if it is not money."""
    words = [token.word for token in tokens[number.last : number.last + 5] if token.word != "."] + [""]
    code = _code_after(tokens, number, words)
    if number.currency:
        return code or number.currency if word_at(tokens, number.core - 1) == "$" else number.currency
    if code or words[:2] == ["pounds", "of"]:
        return code
    at = next((at for at, word in enumerate(words[:_FARTHEST_NAME]) if word in NAMES), 0)
    if words[0] not in NAMES and not (at and (_country(words[:at]) or set(words[:at]) <= _NEW)):
        return ""
    codes = NAMES[words[at]]
    place = _country(words[:at])
    return next((code for code in codes if at and country_of_code(code) == place), codes[0])


_FARTHEST_NAME = 4
_NEW = frozenset({"convertible", "new"})


def _code_after(tokens: list[Token], number: Number, words: list[str]) -> str:
    """Return the ISO 4217 code of a sign or code right after a number; "" if there is none."""
    word = words[0]
    if word and unicodedata.category(word[0]) == "Sc":
        return SIGNS.get(word, UNKNOWN)
    if len(words) > 1 and words[1] and word + words[1] in SIGNS:
        return SIGNS[word + words[1]]
    if word in CURRENCY_WORDS and not (
        _is_large(tokens, number.core) and (not words[1].isalpha() or words[1] in STOPS | {"or", "and"})
    ):
        return ""
    return code_of(word)


def _country(words: list[str]) -> str:
    """Return the country in the words before a currency: "New Zealand", "Bosnian convertible", "New Taiwan"."""
    bare = [word for word in words if word not in _NEW]
    names = (" ".join(words), " ".join(bare))
    return next((code for name in names if (code := find_nationality(name) or find_country(name))), "")


@cache
def country_of_code(code: str) -> str:
    """Return the country of a currency, whose ISO 4217 code begins with the country's ISO 3166 code."""
    from babel import Locale

    return find_country(str(Locale("en").territories.get(code[:2], ""))) or ""
