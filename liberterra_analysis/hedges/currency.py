"""Currencies as announcements print them: codes of ISO 4217, signs and abbreviations, names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
    CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR
    ZMW ZWG ZWL
"""
CODES = frozenset(_CODES.split())
"""ISO 4217 codes, including some lately withdrawn; no funds, metals or test codes."""

UNKNOWN = "XXX"
"""The ISO 4217 code for no currency, used for a sign that names no single one."""

_WORDS = "ALL AMD ANG CAD COP CUP CVE GEL MAD MOP PEN SAR SDG SOS TOP TRY"
WORDS = frozenset(_WORDS.split())
"""Codes that are also words or abbreviations in capitals: "ALL 14 SUSPECTS", "COP 26", "12 SAR officers"."""

_IN_SMALL_LETTERS = "usd eur gbp chf aud nzd inr php thb myr ngn kes mxn brl pln huf czk nok dkk jpy"

_SIGNS = (
    "$ USD|us$ USD|a$ AUD|au$ AUD|c$ CAD|ca$ CAD|can$ CAD|nz$ NZD|s$ SGD|hk$ HKD|nt$ TWD|r$ BRL|mx$ MXN|mex$ MXN|n$ NAD"
    "|j$ JMD|ja$ JMD|tt$ TTD|rd$ DOP|bds$ BBD|b$ BSD|bz$ BZD|fj$ FJD|gy$ GYD|ec$ XCD|col$ COP|clp$ CLP|ar$ ARS"
    "|€ EUR|£ GBP|₤ GBP|e£ EGP|¥ JPY|cn¥ CNY|rmb CNY|₹ INR|rs INR|₨ INR|₦ NGN|₱ PHP|฿ THB|₺ TRY|tl TRY|₴ UAH|₽ RUB"
    "|₩ KRW|₫ VND|₪ ILS|nis ILS|₭ LAK|₮ MNT|₵ GHS|gh₵ GHS|gh¢ GHS|₸ KZT|₾ GEL|₼ AZN|֏ AMD|؋ AFN|៛ KHR|৳ BDT|tk BDT"
    "|﷼ IRR|₲ PYG|₡ CRC|s/ PEN|rp IDR|rm MYR|ksh KES|kshs KES|tsh TZS|tshs TZS|ush UGX|ushs UGX|cfa XXX|fcfa XXX"
    "|zł PLN|kč CZK|kr XXX|лв BGN|din XXX|dh XXX|dhs AED|le EGP"
)
SIGNS: Mapping[str, str] = MappingProxyType(dict(pair.split() for pair in _SIGNS.split("|")))
"""Code of each sign or abbreviation in lower case; `UNKNOWN` where several countries share it."""

DOTTED = frozenset({"rs", "rp", "tk", "s/", "kr", "tl", "kč", "лв", "din", "dh", "le"})
"""Abbreviations that may end in a full stop."""

LETTERS: Mapping[str, str] = MappingProxyType({"n": "NGN", "p": "PHP", "r": "ZAR", "k": "ZMW"})
"""Code of each letter that is a currency where it touches a large number: "N1,370,000"."""

_NAMES = """
    dollars dollar: USD AUD CAD NZD SGD HKD TWD JMD TTD BBD BSD BZD FJD GYD NAD LRD SRD BND KYD SBD BMD ZWL XCD; euros
    euro: EUR; pounds pound: GBP EGP LBP SDG SSP SYP GIP FKP SHP; sterling: GBP; renminbi yuan: CNY; yen: JPY; pesos
    peso: XXX MXN PHP COP ARS CLP CUP DOP UYU; piso: PHP; francs franc: XXX CHF RWF BIF CDF DJF GNF KMF XOF XAF XPF;
    cfa fcfa: XXX XOF XAF; rupees rupee: XXX INR PKR LKR NPR MUR SCR; dinars dinar: XXX JOD RSD IQD KWD BHD DZD TND
    LYD; dirhams dirham: XXX AED MAD; riyals riyal: XXX SAR QAR OMR YER; rials rial: XXX IRR OMR YER; shillings
    shilling: XXX KES TZS UGX SOS; kroner krone: XXX DKK NOK; kronor krona: XXX SEK ISK; kronur krónur króna: ISK; lei
    leu: RON MDL; leva lev: BGN; marks: BAM; roubles rouble rubles ruble: RUB BYN; won: KRW KPW; lira liras: TRY LBP;
    kwacha kwachas: XXX ZMW MWK; som soms: XXX KGS UZS; manat manats: XXX AZN TMT; reals reais: BRL; rand rands: ZAR;
    soles: PEN; kip kips: LAK; dong: VND; baht: THB; tala: WST; taka takas tk: BDT; kyat kyats: MMK; riel riels: KHR;
    tenge tenges: KZT; dram drams: AMD; lari laris: GEL; kina: PGK; leke lekë lek: ALL; denars denar denari: MKD;
    hryvnia hryvnias: UAH; forint forints: HUF; dobra dobras: STN; zloty zlotys zł: PLN; koruna korunas koruny kč:
    CZK; ringgit ringgits: MYR; rupiah rupiahs: IDR; naira nairas: NGN; cedis cedi: GHS; birr birrs: ETB; pula pulas:
    BWP; kwanza kwanzas: AOA; meticais metical meticals: MZN; vatu vatus: VUV; ariary ariaries: MGA; dalasis dalasi:
    GMD; leones leone: SLE; ouguiya ouguiyas: MRU; nakfa nakfas: ERN; lempiras lempira: HNL; quetzals quetzales
    quetzal: GTQ; gourdes gourde: HTG; guarani guaranis guaraníes: PYG; balboas balboa: PAB; bolivianos boliviano:
    BOB; bolivars bolivar bolívars bolívar bolívares bolivares: VES; cordobas córdobas: NIO; colons colóns colones:
    CRC; afghani afghanis: AFN; rufiyaa rufiyaas: MVR; patacas pataca: MOP; ngultrum ngultrums: BTN; tugrik tugriks:
    MNT; pa'anga paʻanga: TOP; somoni somonis: TJS; shekels shekel: ILS; emalangeni lilangeni: SZL; lotis loti maloti:
    LSL; florins florin: AWG; guilders guilder: XCG; escudos escudo: CVE
"""
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        word: tuple(codes.split())
        for words, _, codes in (line.partition(":") for line in _NAMES.split(";"))
        for word in words.split()
    }
)
"""Codes that each name in lower case can stand for, first the one meant where no country is named."""

_PRINTED_SIGNS = "".join(sorted({sign[-1] for sign in SIGNS if unicodedata.category(sign[-1]) == "Sc"}))
_SIGN = rf"[^\W\d_]{{0,4}}[{_PRINTED_SIGNS}\u20a0-\u20c1]|[Ss]/\.?"
_BEFORE = re.compile(
    rf"(?<![\w$])(?:(?:U\.?S\.? )?(?:{_SIGN})|(?P<word>[^\W\d_]{{2,4}}\.?)(?=[\s\d])|[NPRKnprk](?=\d))\s?(?=\S)"
)
_AFTER = re.compile(rf"(?<=\w)\s?(?:{_SIGN}|(?<=[\d\s])(?P<word>[^\W\d_]{{2,4}}))(?![\w-])")


def code_of(word: str) -> str:
    """Return the ISO 4217 code of a printed code or abbreviation; "" if it is neither."""
    if word in CODES or word == "KM":
        return "BAM" if word == "KM" else word
    small = word.lower()
    return small.upper() if small in _IN_SMALL_LETTERS.split() else SIGNS.get(small, "")


def strip_currency(phrase: str) -> str:
    """Remove a currency before or after a number.

    >>> strip_currency("more than BAM 500,000"), strip_currency("US$ 2 to 3 million"), strip_currency("5 € or more")
    ('more than 500,000', '2 to 3 million', '5 or more')
    """
    return _AFTER.sub(_drop, _BEFORE.sub(_drop, phrase))


def _drop(match: re.Match[str]) -> str:
    word = match["word"]
    return match[0] if word and not code_of(word.removesuffix(".")) else ""
