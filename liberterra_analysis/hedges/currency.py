"""Currencies as announcements print them: codes of ISO 4217, signs and abbreviations, names, from `currencies.csv`."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from importlib import resources


def _read_currencies() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the codes that each printed form can stand for, by kind, first the one meant where no country is named."""
    text = resources.files("liberterra_analysis.hedges").joinpath("currencies.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind, printed, codes in [*csv.reader(text.splitlines())][1:]:
        found.setdefault(kind, {})[printed] = tuple(codes.split())
    return found


_PRINTED = _read_currencies()
_CODE_OF = {printed: code for kind in ("code", "code and word", "small") for printed, (code,) in _PRINTED[kind].items()}

CODES = frozenset(_CODE_OF.values())
"""ISO 4217 codes, including some lately withdrawn; no funds, metals or test codes."""

UNKNOWN = "XXX"
"""The ISO 4217 code for no currency, used for a sign that names no single one."""

WORDS = frozenset(_PRINTED["code and word"])
"""Codes that are also words or abbreviations in capitals: "ALL 14 SUSPECTS", "COP 26", "12 SAR officers"."""

SIGNS: Mapping[str, str] = {printed: code for kind in ("sign", "dotted") for printed, (code,) in _PRINTED[kind].items()}
"""Code of each sign or abbreviation in lower case; `UNKNOWN` where several countries share it."""

DOTTED = frozenset(_PRINTED["dotted"])
"""Abbreviations that may end in a full stop."""

LETTERS: Mapping[str, str] = {printed: code for printed, (code,) in _PRINTED["letter"].items()}
"""Code of each letter that is a currency where it touches a large number: "N1,370,000"."""

NAMES = _PRINTED["name"]
"""Codes that each name in lower case can stand for."""

_PRINTED_SIGNS = "".join(sorted({sign[-1] for sign in SIGNS if unicodedata.category(sign[-1]) == "Sc"}))
_SIGN = rf"[^\W\d_]{{0,4}}[{_PRINTED_SIGNS}\u20a0-\u20c1]|[BSbs]/\.?"
_SCALES = frozenset({"k", "m", "mn", "md", "bn"})
"""Letters that multiply a number before a sign: "3 M€"."""

_POINTED = rf"(?:{'|'.join(sorted(DOTTED))})\.(?= ?\d)"
TOKEN = rf"(?i:(?!(?:{'|'.join(sorted(_SCALES))})\W)(?:U\.?S\.? ?)?(?:{_SIGN})|F CFA\b|{_POINTED})"
"""A sign with the letters before it, or an abbreviation before a number with its point: "US $", "Rs.", "S/."."""

_BEFORE = re.compile(
    rf"(?<![\w$])(?:(?:U\.?S\.? )?(?:{_SIGN})|(?P<word>[^\W\d_]{{2,4}}\.?)(?=[\s\d])|[LQ](?=\s?\d)|[NPRKnprk](?=\d))"
    r"\s?(?=\S)"
)
_AFTER = re.compile(rf"(?<=\w)\s?(?:{_SIGN}|(?<=[\d\s])(?P<word>[^\W\d_]{{2,4}}))(?![\w-])")


def code_of(word: str) -> str:
    """Return the ISO 4217 code of a printed code, sign or abbreviation; "" if it is none of them."""
    small = word.lower().replace(".", "").replace(" ", "")
    return _CODE_OF.get(word) or _CODE_OF.get(small) or SIGNS.get(small) or (UNKNOWN if is_sign(word) else "")


def is_sign(word: str) -> bool:
    """Return whether a word ends in the sign of a currency."""
    return unicodedata.category(word[-1:] or " ") == "Sc"


def strip_currency(phrase: str, names: Mapping[str, object] = NAMES, of: str = "of") -> str:
    """Remove a currency before or after a number; `names` are its names in the language, beside the English ones.

    >>> strip_currency("more than BAM 500,000"), strip_currency("US$ 2 to 3 million"), strip_currency("5 € or more")
    ('more than 500,000', '2 to 3 million', '5 or more')
    """
    return _drop_name(_AFTER.sub(_drop, _BEFORE.sub(_drop, phrase)), names, of)


def _drop(match: re.Match[str]) -> str:
    word, letters = match["word"], match[0].strip()[:-1].lower()
    if not word and letters in _SCALES:
        return f" {letters}"
    return match[0] if word and not code_of(word.removesuffix(".")) else ""


def _drop_name(phrase: str, names: Mapping[str, object], of: str) -> str:
    """Remove the name of a currency at the end of a phrase: "1.1 million euros", "15 millions d'euros"."""
    words = phrase.split()
    for size in (2, 1):
        name = re.sub(r"^d['’]", "", " ".join(words[-size:]).lower())
        if len(words) > size and (name in names or name in NAMES):
            return " ".join(words[:-size]).removesuffix(f" {of}")
    return phrase
