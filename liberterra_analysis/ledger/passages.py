"""Find the passage of a claim, and read it together with the words around it, which may make it another number."""

import re
from collections.abc import Iterator, Mapping
from itertools import product

from liberterra_analysis.hedges import Hedged
from liberterra_analysis.hedges.currency import is_sign
from liberterra_analysis.hedges.grammar import ABBREVIATED
from liberterra_analysis.hedges.parse import try_parse
from liberterra_analysis.vocabulary import POPULATIONS, index_printed

_FARTHEST = 7
"""Most words before and after a passage that are read with it."""

_REACH = 90
"""Most characters in which they stand."""

_AFTER_NO_HEDGE = "".join(rf"(?<!\b{word})" for word in ABBREVIATED)
_END = re.compile(
    rf"(?<!\W[Rr]s){_AFTER_NO_HEDGE}[.!?;:]['\"”’»)]?\s"
    r"|\n\s*\n|[|\t]|(?<=\S)   +(?=\S)|(?<=\d)  +(?=\d)"
    r"|(?<=\d)\s*\n\s*(?![a-zà-ÿ])|^[ >]*>",
    re.MULTILINE,
)
"""The end of what is read together: of a sentence, a paragraph, a cell, or a line with a number at its end."""

_BROKEN = re.compile(r"(?<=\d[.,])\s*\n\s*(?=\d{3})")
"""A line break inside a number: "1,⏎200"."""

_BEGIN, _STOP = re.compile(r"(?<!\w)(?<!\d[.,])(?=\S)"), re.compile(r"(?<=\S)(?!\w)")
_SHARE = re.compile(r"\s?(?:%|(?:per ?cent|pour cent|por ciento|por cento|per cento|Prozent)\b)", re.IGNORECASE)
_LONGER = re.compile(r"[.,]?\d|(?<=\D)\w")
"""What shows that a number or a word is longer; a unit may follow a number without a space: "60kgs"."""

_NO_HEDGE = re.compile(
    r"\b(?:(?:hand|turn|pull|sign)\w* over|(?:what|how) about|adds? up to|over \S+ (?:hour|day|week|month|year)s)\b",
    re.IGNORECASE,
)
"""What ends, or begins, as a hedge does: "handed over 31", "raids over ten days"."""

_BESIDE = re.compile(rf"^\d+ [mk]$|\b(?:{'|'.join(index_printed(POPULATIONS))})\b", re.IGNORECASE)
"""Words beside a number that add nothing to it: "8 M, 1 F", "128 women and two men"."""

_FROM = re.compile(r"\b(?:from|de|desde|von|da|du)\s+(?=\S*$|\d)", re.IGNORECASE)
"""A word before two numbers of which one may have become the other: "rose from 410 to 562"."""

_LISTED = re.compile(r"\s*(?:\d|(?:than|de|que|als|di)\b|d['’])")
"""What shows that the words before it are no end: "9 men plus 2 boys", "1.2m and more than 40"."""


def find_printed(text: str, printed: str) -> Iterator[int]:
    """Yield the places of a printed number in a text where it is no part of a word or of another number.

    >>> [*find_printed("12,340 of 340", "340")]
    [10]
    """
    at = text.find(printed)
    while at >= 0:
        if _BEGIN.match(text, at) and not _LONGER.match(text, at + len(printed)):
            yield at
        at = text.find(printed, at + 1)


def find_passage(claim: Mapping[str, str], text: str, *, anywhere: bool = False) -> dict[str, str]:
    """Return the cells of a claim with the place of its printed number, where the text has one.

    A place that is stated stays, unless the other holds it or may be `anywhere`: who mistyped a number must hear of it.

    >>> find_passage({"as_printed": "340", "start": "", "end": "", "paragraph": ""}, "It rescued 340.")
    {'as_printed': '340', 'start': '11', 'end': '14', 'paragraph': ''}
    """
    printed, start = claim["as_printed"], claim["start"]
    is_there = (
        start.isdecimal() and text.startswith(printed, int(start)) and claim["end"] == str(int(start) + len(printed))
    )
    found = [*find_printed(text, printed)] if printed and not is_there else []
    if len(found) != 1:
        return {**claim}
    first, last = found[0], found[0] + len(printed)
    is_stated = start.isdecimal() and claim["end"].isdecimal()
    if is_stated and not anywhere and not (first < int(claim["end"]) and int(start) < last):
        return {**claim}
    moved = start.isdecimal() and not first <= int(start) < last
    return {**claim, "start": str(first), "end": str(last), "paragraph": "" if moved else claim["paragraph"]}


def find_other_unit(text: str, start: int, end: int, unit: str) -> str:
    """Return "a share" or "money" where a passage is that, and the unit of its claim is not; else ""."""
    if unit != "percent" and _SHARE.match(text, end):
        return "a share"
    is_money = any(map(is_sign, text[max(0, start - 1) : end + 1]))
    return "money" if is_money and not unit.isupper() else ""


def find_misreading_around(text: str, start: int, end: int, language: str, claimed: Hedged) -> str:
    """Return how a passage reads with the words around it if that is another number or hedge, else ""."""
    marks = [*_END.finditer(text, max(0, start - _REACH), end + _REACH)]
    first = max((mark.end() for mark in marks if mark.end() <= start), default=max(0, start - _REACH))
    last = min((mark.start() for mark in marks if mark.start() >= end), default=end + _REACH)
    begins = [mark.start() for mark in _BEGIN.finditer(text, first, start)][-_FARTHEST:]
    stops = [mark.start() for mark in _STOP.finditer(text, end + 1, last)][:_FARTHEST]
    passage = text[start:end]
    for begin, stop in product((*begins, start), (*reversed(stops), end)):
        words, following = text[begin:stop], text[stop:last]
        read = _read(words, language) if words != passage else None
        plus = words.endswith("plus") and following.lstrip()[:1].isalpha()
        is_listed = stop > end and (plus or _LISTED.match(following))
        if read and not is_listed and not _is_apart(text[first:begin], words, following, read):
            if read == claimed:
                break
            said = f"{passage!r} stands in {_join(words)!r}, which is read as {str(read)!r}"
            return f"{said}, but the claim says {str(claimed)!r}"
    inside = [mark.start() for mark in _BEGIN.finditer(text, start + 1, end) if text[mark.start()].isalpha()]
    for begin, stop in product(inside, reversed(stops)):
        has_number = any(_read(word, language) for word in text[end:stop].split())
        read = _read(text[begin:stop], language) if has_number else None
        if read and read.hedge not in {"exact", "range"}:
            return f"{passage!r} ends in another number, {_join(text[begin:stop])!r}"
    return ""


def _join(words: str) -> str:
    return " ".join(words.split())


def _read(words: str, language: str) -> Hedged | None:
    """Parse a number with its hedge, also where a line breaks in it; None if it is no number, or not counted."""
    return try_parse(_BROKEN.sub("", words), language) or try_parse(words, language)


def _is_apart(before: str, words: str, following: str, read: Hedged) -> bool:
    """Return whether the words read with a passage belong to something else."""
    no_hedge = _NO_HEDGE.search(_join(f"{before}{words}{following}"))
    is_sum = read.hedge == "exact" and _BESIDE.search(words)
    if is_sum or (no_hedge and no_hedge.start() <= len(_join(before)) + 1 < no_hedge.end()):
        return True
    return read.hedge == "range" and bool(_FROM.search(before) or _FROM.match(words))
