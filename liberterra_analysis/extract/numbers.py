"""Find the numbers among the tokens of a sentence, each with its hedge, its currency and its unit."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from liberterra_analysis.extract.sentences import ARTICLES, Token, is_number, word_at
from liberterra_analysis.extract.words import CUES, MEASURES
from liberterra_analysis.hedges import Hedged
from liberterra_analysis.hedges.currency import LETTERS, NAMES, code_of, is_sign
from liberterra_analysis.hedges.currency import WORDS as CURRENCY_WORDS
from liberterra_analysis.hedges.grammar import ENGLISH, Grammar
from liberterra_analysis.hedges.parse import try_parse
from liberterra_analysis.places import find_country, find_nationality

_LONGEST = 9  # most tokens of a number, or of the hedges before it
_GLUED = frozenset("-–+")
_LETTERS = frozenset("km")
_PAIRS = frozenset("pair couple par paire".split())
_FRACTIONS = frozenset(
    "half half-million half-billion quarter quarters three-quarters point "
    "demi demie medio media meio meia mezzo".split()
)
_THOUSANDS = frozenset({"mil", "mille"})  # scales that a number may begin with: "mille deux cents"


class Number(NamedTuple):
    """A number with its hedge: tokens, span and value; `currency` is the code of the currency before it, or ""."""

    first: int
    last: int
    core: int
    start: int
    end: int
    hedged: Hedged
    currency: str


class _Vocabulary(NamedTuple):
    """The words of a language within numbers, at their start, in hedges before them and at the end of these."""

    inside: frozenset[str]
    starts: frozenset[str]
    before: frozenset[str]
    ends: frozenset[str]
    after: Mapping[str, list[list[str]]]
    """Hedges after a number by their first word, the longest first."""


@cache
def _vocabulary(grammar: Grammar) -> _Vocabulary:
    after = sorted((re.findall(r"\w+|\S", phrase) for phrase in (*grammar.after, "-plus", "-odd")), key=len)[::-1]
    before = [phrase.replace(".", " .").split() for phrase in grammar.before]
    tables = (grammar.numbers, grammar.rounded, grammar.magnitudes, grammar.scales)
    phrases = [phrase.split() for table in tables for phrase in table]
    several, half = ({*re.findall(r"[^\W\d_]+", one.pattern)} for one in (grammar.several, grammar.half))
    starts = {words[0] for words in phrases} | several | {"half"}
    joints = {grammar.of, "d'", "-", "–", "(", ",", *grammar.ranging, *grammar.articles, *half, *ARTICLES, *_FRACTIONS}
    return _Vocabulary(
        inside=frozenset(joints | several | {word for words in (*phrases, *after) for word in words}),
        starts=frozenset(starts - ({*grammar.scales} - {*grammar.magnitudes}) - {grammar.of, *grammar.before})
        | (starts & _THOUSANDS),
        before=frozenset({word for words in before for word in words} | grammar.between | grammar.articles | {"d'"}),
        ends=frozenset({words[-1] for words in before} - {"at", "on", "that"}),
        after={words[0]: [one for one in after if one[0] == words[0]] for words in after},
    )


def numbers_of(clean: str, tokens: list[Token], grammar: Grammar = ENGLISH) -> list[Number]:
    """Return the numbers of a sentence, each with its hedges.

    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> text = "more than 250 people and between 20 and 30 cars"
    >>> tokens = tokens_of(text, Sentence(0, len(text), 1, False, False))
    >>> [text[number.start : number.end] for number in numbers_of(text, tokens)]
    ['more than 250', 'between 20 and 30']
    """
    starts = _vocabulary(grammar).starts
    found: list[Number] = []
    at = after = 0
    while at < len(tokens):
        known = tokens[at].word in starts or is_number(tokens[at].word, grammar)
        number = _number(clean, tokens, at, after, grammar) if known else None
        if number is not None:
            found.append(number)
            after = number.last
        at = max(at + 1, after)
    return found


def is_digits(word: str) -> bool:
    """Return whether a token is a number in digits."""
    return word[:1].isdigit()


def measure_of(tokens: list[Token], last: int) -> str:
    """Return the unit of weight or volume after a number: "tonnes", "metric tons", "-kilo", "pounds of"; "" if none."""
    at = last + (word_at(tokens, last) in {"-", "metric", "short"})
    if word_at(tokens, at) in {"pound", "pounds"} and word_at(tokens, at + 1) == "of":
        return "pounds"
    return MEASURES.get(word_at(tokens, at), "")


def _number(clean: str, tokens: list[Token], core: int, after: int, grammar: Grammar) -> Number | None:
    """Return the longest number that begins at a token, with the hedges before it; None if none does."""
    first, currency = _currency_before(tokens, core, after, grammar)
    hedges = _hedges_before(tokens, first, after, grammar)
    for last in _ends(tokens, core, grammar):
        stop = tokens[last - 1].end
        for begin in [*hedges, core]:
            if read := _read(clean[tokens[begin].start : stop], grammar):
                break
        else:
            continue
        if read.hedge == "range":  # "around 100-150": no hedge of the ledger says both
            alone = ((at, clean[tokens[at].start : tokens[core].end]) for at in hedges)
            begin = next((at for at, span in alone if _read(span, grammar)), begin)
        begin = core if read.hedge == "exact" else begin  # "le 40" is no currency
        inside = (_code_of(token.word, grammar, clear=True) for token in tokens[core:last])
        currency = currency or next(filter(None, inside), "")  # "300,000 € or more"
        closing = _behind(tokens, last, grammar) if read.hedge in {"exact", "about"} else last
        hedged = _read(clean[tokens[begin].start : tokens[closing - 1].end], grammar)
        end = tokens[(closing if hedged else last) - 1].end
        after = _repeated(clean, tokens, last, read, grammar)
        return Number(min(begin, first), after, core, tokens[begin].start, end, hedged or read, currency)
    return None


def _repeated(clean: str, tokens: list[Token], last: int, read: Hedged, grammar: Grammar) -> int:
    """Return the token after a number and its repetition in brackets: "thirty-two (32) nationals"."""
    for end in _ends(tokens, last + 1, grammar) if word_at(tokens, last) == "(" else ():
        again = _read(clean[tokens[last + 1].start : tokens[end - 1].end], grammar)
        if again is not None and again.value == read.value and word_at(tokens, end) == ")":
            return end + 1
    return last


def _hedges_before(tokens: list[Token], first: int, after: int, grammar: Grammar) -> list[int]:
    """Return the tokens before a number at which its hedges may begin, the farthest first."""
    words, found = _vocabulary(grammar), list[int]()
    for at in range(first - 1, max(after, first - _LONGEST) - 1, -1):
        word = tokens[at].word
        if word not in words.before:
            break
        if not _belongs_to_verb(word, word_at(tokens, at - 1), word_at(tokens, at + 1)):
            found.insert(0, at)
    return found


def _belongs_to_verb(word: str, before: str, after: str) -> bool:
    """Return whether a word belongs to the verb: "handed over 31", "brought over more than 5,000", "what about 51"."""
    if word == "over":
        return after == "more" or before.startswith(("hand", "turn", "pull", "sign"))
    return word == "about" and before in {"what", "how"}


def _ends(tokens: list[Token], core: int, grammar: Grammar) -> Iterator[int]:
    """Yield the tokens after which a number may end, the last first."""
    last = core + 1
    while last < min(len(tokens), core + _LONGEST) and _goes_on(tokens, last, grammar):
        last += 1
    for end in range(last, core, -1):
        word = tokens[end - 1].word
        if end == core + 2 and word in _PAIRS:  # "a pair of shoes", but "a couple" are two people
            yield from [end + 1] if word_at(tokens, end) == grammar.of else []
        elif not (word in ARTICLES and end == core + 1) and not _opens_next(tokens, end, grammar):
            yield from [] if word in {grammar.of, "d'"} or _code_of(word, grammar) else [end]


def _opens_next(tokens: list[Token], end: int, grammar: Grammar) -> bool:
    """Return whether words before a token go with what follows: "$2m and more than 40 cars", "$2m plus 30 cars"."""
    word, following = tokens[end - 1].word, word_at(tokens, end)
    if following != "than" and word not in _ENDING:
        return False
    joint = word_at(tokens, end - 2)
    if joint in _AND and word in _MORE:
        return following in {"than", "de", "d'", "que"}
    if joint in _OR or word not in _LIMITS:
        return following == "than"
    return joint != "-" and (is_number(following, grammar) or is_sign(following))


_AND, _OR = frozenset({"and", "y", "et"}), frozenset({"or", "o", "ou"})
_MORE = frozenset({"more", "más", "plus"})
_LIMITS = frozenset("plus least most mínimo máximo minimum maximum".split())
_ENDING = _MORE | _LIMITS


def _goes_on(tokens: list[Token], at: int, grammar: Grammar) -> bool:
    """Return whether a token may be part of a number that begins before it."""
    word, glued = tokens[at].word, tokens[at - 1].end == tokens[at].start
    if is_number(word, grammar):
        return not is_digits(tokens[at - 1].word)
    if word in _GLUED:
        return glued and tokens[at - 1].word not in ARTICLES
    if word == "(":
        return not is_number(word_at(tokens, at + 1), grammar)
    if word in _LETTERS:  # "3m" and "3 M€", but not "3 m"
        return glued or (is_sign(word_at(tokens, at + 1)) and tokens[at + 1].start == tokens[at].end)
    return word in _vocabulary(grammar).inside or bool(_code_of(word, grammar))  # "Rs. 500 to Rs. 900"


def _behind(tokens: list[Token], last: int, grammar: Grammar) -> int:
    """Return the token after a hedge behind the noun, as in "300 people or more"; `last` if there is none."""
    after = _vocabulary(grammar).after
    for at in range(last + 1, min(last + 4, len(tokens))):
        words = [one.word for one in tokens[at : at + _LONGEST]]
        if size := next((len(one) for one in after.get(words[0], ()) if words[: len(one)] == one), 0):
            word, following = words[0], word_at(tokens, at + size)
            # "12 people, at least 3 of them", "9 men plus a boy"
            if word == "at" or (grammar is not ENGLISH and word not in _AND):  # "40 personnes environ ont été"
                goes_on = is_number(following, grammar)
            else:
                goes_on = following[:1].isalnum() and word not in {"or", "give", ","}
            return last if goes_on or _opens_next(tokens, at + size, grammar) else at + size
        if not tokens[at - 1].word.isalpha():
            break
    return last


@lru_cache(maxsize=65536)
def _read(span: str, grammar: Grammar) -> Hedged | None:
    return try_parse(span.replace("\u00ad", ""), grammar.language)


def _currency_before(tokens: list[Token], core: int, after: int, grammar: Grammar) -> tuple[int, str]:
    """Return the first token and the ISO 4217 code of the currency before a number; `core` and "" if there is none."""
    first, code = core, ""
    for at in range(core - 1, max(core - 3, after - 1), -1):  # "AUD $500"
        hedged, large = word_at(tokens, at - 1) in _vocabulary(grammar).ends, at == core - 1 and _is_large(tokens, core)
        found = _code_of(tokens[at].word, grammar, clear=hedged or large)
        touches = tokens[at].end == tokens[core].start
        if at == core - 1 and (large and touches if grammar is ENGLISH else hedged or large):
            found = found or LETTERS.get(tokens[at].word, "")
        if not found:
            break
        first, code = at, found
    return first, code


@lru_cache(maxsize=65536)
def _code_of(word: str, grammar: Grammar, *, clear: bool = False) -> str:
    """Return the code of the currency that a token prints: "$", "US$", "Rs.", "EUR"; "" if it prints none.

    A code that is also a word, as "ALL" and "TOP" are, counts only if it is `clear` that it is a code.
    """
    is_word = word == "le" and grammar is not ENGLISH  # "le 3 mai", "600 le matin"
    return "" if is_word or (word in CURRENCY_WORDS and not clear) else code_of(word)


def _is_large(tokens: list[Token], core: int) -> bool:
    word = tokens[core].word
    scaled = word_at(tokens, core + 1) in {"million", "billion", "m", "bn", "k", "thousand"}
    return scaled or "," in word or "." in word or len(word) > 4


def currency_of(tokens: list[Token], number: Number, grammar: Grammar = ENGLISH) -> str:
    """Return the ISO 4217 code of the currency of a number; "" if it is not money."""
    at, after = number.last, word_at(tokens, number.last + 1)
    clear = _is_large(tokens, number.core) and (not after.isalpha() or after in CUES["stop"] | {"or", "and"})
    code = _code_of(word_at(tokens, at), grammar, clear=clear)
    if number.currency and word_at(tokens, number.core - 1) != "$":
        return number.currency
    if code or number.currency or (word_at(tokens, at), after) == ("pounds", "of"):
        return code or number.currency  # "$500,000 CAD"
    words = [token.word for token in tokens[at : at + 5] if token.word not in {".", "d'"}] + [""]
    words = words[words[0] == grammar.of :]
    if named := grammar.currencies.get(" ".join(words[:2])) or grammar.currencies.get(words[0]):
        return named
    at = next((at for at, word in enumerate(words[:_FARTHEST_NAME]) if word in NAMES), 0)
    if words[0] not in NAMES and not (at and (_country(words[:at]) or set(words[:at]) <= _NEW)):
        return ""
    codes, place = NAMES[words[at]], _country(words[:at])
    return next((code for code in codes if at and country_of_code(code) == place), codes[0])


_FARTHEST_NAME = 4
_NEW = frozenset({"convertible", "new"})


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
