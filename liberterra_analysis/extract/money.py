"""Amounts of money: the currency before or after a number, and whether it is the price of something or a result."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol

from liberterra_analysis.extract.sentences import Token
from liberterra_analysis.hedges import Hedged

_SIGNS = "$ USD|us$ USD|a$ AUD|c$ CAD|nz$ NZD|s$ SGD|hk$ HKD|nt$ TWD|r$ BRL|mx$ MXN|€ EUR|£ GBP|¥ JPY|₹ INR|₦ NGN"
_SIGNS += "|₱ PHP|฿ THB|₺ TRY|₴ UAH|₽ RUB|₩ KRW|rs INR|rm MYR|ksh KES|us USD"
_SIGNS += "|au$ AUD|ca$ CAD|n$ NAD|j$ JMD|tt$ TTD|rd$ DOP|₫ VND|₪ ILS|₭ LAK|₵ GHS|gh₵ GHS|gh¢ GHS|₸ KZT|₾ GEL|៛ KHR"
_SIGNS += "|rp IDR|tk BDT|kshs KES|cfa XOF|fcfa XOF"
_CODES = "usd eur gbp chf cad aud nzd zar inr php thb myr ngn kes mxn brl ron pln huf czk sek nok dkk jpy cny aed "
_CODES += "cop pen clp ars ghs xof xaf bdt pkr idr vnd uah egp mad sgd hkd bam rsd mkd gel mdl dzd tnd lyd iqd "
_CODES += "lkr npr zmw ugx tzs rwf etb sar qar kwd twd krw bgn mmk khr"
_BEFORE: Mapping[str, str] = MappingProxyType(
    {code: code.upper() for code in _CODES.split()} | dict(pair.split() for pair in _SIGNS.split("|"))
)
_LETTERS: Mapping[str, str] = MappingProxyType({"n": "NGN", "p": "PHP", "r": "ZAR", "k": "ZMW"})
"""Letters that are a currency where they touch a large number: "N1,370,000"."""

_NAMES = (
    "USD dollars dollar|EUR euros euro|GBP pounds pound sterling|THB baht|ZAR rand rands|NGN naira|JPY yen"
    "|PLN zloty zlotys|RON lei leu|INR rupees rupee|MXN pesos peso|TRY lira liras|CNY yuan renminbi|DKK kroner"
    "|SEK kronor|CZK koruna|HUF forint forints|CHF francs franc|MYR ringgit|IDR rupiah|VND dong|PHP piso"
    "|KES shillings shilling|GHS cedis cedi|BRL reais|AED dirhams dirham|SAR riyals riyal|BDT taka"
    "|MMK kyat kyats|KHR riel|LAK kip|UAH hryvnia|BGN leva lev|RUB roubles rubles|KRW won|PEN soles|ETB birr"
    "|ZMW kwacha|ILS shekels|JOD dinars dinar|BAM marks|ALL leke|MKD denars|GEL lari|AMD dram|KZT tenge|IRR rials"
    "|XOF cfa fcfa|PLN zł|CZK kč|BDT tk"
)
_AFTER: Mapping[str, str] = MappingProxyType(
    {word: names.split()[0] for names in _NAMES.split("|") for word in names.split()[1:]}
)
_OF_PLACE: Mapping[str, str] = MappingProxyType(
    {"canadian": "CAD", "australian": "AUD", "singapore": "SGD", "swiss": "CHF", "mexican": "MXN", "turkish": "TRY"}
    | {
        "philippine": "PHP",
        "egyptian": "EGP",
        "colombian": "COP",
        "thai": "THB",
        "us": "USD",
        "american": "USD",
        "norwegian": "NOK",
    }
    | {"kenyan": "KES", "hong": "HKD", "ugandan": "UGX", "pakistani": "PKR", "nepali": "NPR", "u.s": "USD"}
)

_PAID = frozenset(
    "fetch fetches fetched cost costs costing fee fees fare fares paid pay pays paying charging fine "
    "fined fines penalty underpaid price prices priced salary salaries wage wages debt debts ransom sold owed "
    "owe owes "
    "demanded rent repay reward covers donate donated donation bail buys tariff tariffs cheaper bought buy "
    "buying sell selling asked asking ask asks demand demands demanding extort extorted extorting instalment "
    "instalments "
    "installment installments deposit deposits advance commission monthly weekly hourly daily nightly rate rates loan "
    "loans lent borrow borrowed bribe bribes ticket repaid repaying deducted deduct deducting invoice wired quoted "
    "overcharged bounty bond surety scholarship allowance stipend subsidy compensation".split()
)
_GAINED = frozenset("receive received receives earn earns earned earning give given got promised offered each".split())
_MADE = frozenset(
    "took raked earning earned netting netted making made generating generated grossing grossed pocketed".split()
)
_LAWMEN = frozenset("police officers agents investigators detectives guards gendarmes inspectors".split())
_RECOVERED = frozenset("recovered recouped reclaimed regained secured".split())
_LARGE = 100_000
"""What no one person pays or gets."""
_EACH = frozenset("each per every apiece head".split())
_WAGES = frozenset("pay wage salary salaries apiece".split())
_RATES = frozenset("head month week day hour year person night piece migrant victim trip client shift".split())


class _Numbered(Protocol):
    """What of a number is needed here."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def hedged(self) -> Hedged: ...


def currency_before(tokens: list[Token], core: int, after: int) -> tuple[int, str]:
    """Find the currency that stands before a number.

    Give its first token and the code of ISO 4217; `core` and "" if there is none.

    Examples
    --------
    >>> currency_before([Token("us", 0, 2), Token("$", 2, 3), Token("500", 3, 6)], 2, 0)
    (0, 'USD')
    """
    first = core
    if first <= after:
        return core, ""
    sign = tokens[first - 1]
    if sign.word in _LETTERS and sign.end == tokens[core].start and _is_large(tokens, core):
        return first - 1, _LETTERS[sign.word]
    if first - 2 >= after and tokens[first - 2].end == sign.start and tokens[first - 2].word + sign.word in _BEFORE:
        return first - 2, _BEFORE[tokens[first - 2].word + sign.word]
    if sign.word == "." and first - 2 >= after and tokens[first - 2].word in {"rs", "rp", "tk"}:
        return first - 2, _BEFORE[tokens[first - 2].word]
    return (first - 1, _BEFORE[sign.word]) if sign.word in _BEFORE else (core, "")


def _is_large(tokens: list[Token], core: int) -> bool:
    word = tokens[core].word
    scaled = core + 1 < len(tokens) and tokens[core + 1].word in {"million", "billion", "m", "bn", "k", "thousand"}
    return scaled or "," in word or "." in word or len(word) > 4


def currency_of(tokens: list[Token], number: _Numbered) -> str:
    """Give the currency of an amount of money.

    It is a code of ISO 4217; "" if it is no money.

    Examples
    --------
    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> tokens = tokens_of("2 million euros", Sentence(0, 15, 1, False, False))
    >>> currency_of(tokens, numbers_of("2 million euros", tokens)[0])
    'EUR'
    """
    if number.currency:
        return number.currency
    words = [token.word for token in tokens[number.last : number.last + 3]] + ["", "", ""]
    if words[:2] == ["pounds", "of"]:
        return ""
    for at, word in enumerate(words[:3]):
        if word in _AFTER:
            return _OF_PLACE.get(words[0], _AFTER[word]) if at else _AFTER[word]
        if at == 0 and word in _BEFORE and len(word) == 3:
            return _BEFORE[word]
        if word not in _OF_PLACE and word not in {"kong", "."}:
            return ""
    return ""


def is_price(tokens: list[Token], number: _Numbered) -> bool:
    """Tell whether an amount of money is what something costs, or what one person gets or pays.

    Examples
    --------
    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> tokens = tokens_of("They paid $500", Sentence(0, 14, 1, False, False))
    >>> is_price(tokens, numbers_of("They paid $500", tokens)[0])
    True
    """
    before = [token.word for token in tokens[max(number.first - 8, 0) : number.first]]
    after = [token.word for token in tokens[number.last : number.last + 7]]
    if before[-1:] in (["totalling"], ["totaling"], ["totalled"]) or _RECOVERED & {*before[-4:], *after}:
        return False
    if _MADE & set(before[-5:]) and (number.hedged.value or 0) >= _LARGE and not _RATES & set(after[:3]):
        return False  # "each paid USD 8,000, earning the gang some USD 12 million"
    if number.hedged.hedge == "range" or after[:1] == ["per"] or _WAGES & {token.word for token in tokens}:
        return True  # what is seized is counted, what is asked varies
    if any(one in {"a", "an", "per", "every", "each"} and two in _RATES for one, two in pairwise(after)):
        return True
    if _PAID & {*before, *after} or {"each", "apiece"} & {*before, *after}:
        return True
    if (
        before[-1:] == ["for"]
        or (before[-1:] == ["took"] and not _LAWMEN & {*before})
        or ("from", "every") in pairwise(after)
    ):
        return True
    charged = any(one == "charged" and two != "with" for one, two in pairwise(before))
    if charged or ("in", "every") in pairwise(after):
        return True
    return bool(_GAINED & set(before)) and bool(_EACH & {*before, *after})
