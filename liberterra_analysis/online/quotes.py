"""Find the quotes of claims in the text of a page, and what stands there in their place."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from liberterra_analysis.errors import UsageError, shorten
from liberterra_analysis.hedges import Hedged, parse

FOUND, AMBIGUOUS, CHANGED, GONE = "found", "ambiguous", "changed", "gone"

_ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛′`´ʼ", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff*†‡", "")
)
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SPACE = r"[\s|]+(?:- )?"
"""What a page may put between two words: ends of lines, cells of a table, marks of a list."""

_NEAR = 60
"""Characters beside a number in which its hedge is looked for."""

_BEHIND = re.compile(r" (?:or|ou?) \w+| ?\+")
"""A hedge behind a noun: "300 people or more"."""

_UNIT = r"(?!\d|(?<=\D)\w)"
"""End of a printed number in its quote, where a unit may follow without a space: "60kgs"."""

_LETTERS = 4
"""Fewest letters of the words beside a number by which its place on a page is known."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a claim: its number as printed, and what stands before and after it.

    `printed` is "" where the number is derived, `language` "" and `number` None where numbers in it are not read.
    """

    before: str
    printed: str
    after: str
    number: Hedged | None
    language: str

    @classmethod
    def of(cls, row: Mapping[Any, Any], language: str) -> Self:
        """Return the quote of a row of claims."""
        words, printed = normalise(row["quote"]), "" if pd.isna(row["as_printed"]) else normalise(row["as_printed"])
        found = _compile(_spell(printed), printed, _UNIT).search(words) if printed else None
        start, end = found.span() if found else (len(words), len(words))
        return cls(words[:start], words[start:end], words[end:], Hedged.of(row) if language else None, language)

    def __str__(self) -> str:
        return self.before + self.printed + self.after

    def compile(self, number: str = "") -> re.Pattern[str]:
        """Return the pattern of the words, in which another pattern may stand for the number."""
        within = f"(?P<number>{number or _spell(self.printed)})"
        return _compile(_spell(self.before) + within + _spell(self.after), str(self))


def normalise(text: str) -> str:
    """Replace characters that print alike by one of them; drop unprintable characters and note marks; keep lines."""
    text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), unicodedata.normalize("NFC", text))
    return "\n".join(" ".join(line.split()) for line in text.translate(_ALIKE).split("\n")).strip()


def has_words(text: str, words: str) -> bool:
    """Return whether the normalised text of a page contains some words."""
    return _compile(_spell(normalise(words)), words).search(text) is not None


def check_quotes(text: str, quotes: Sequence[Quote]) -> list[tuple[str, str]]:
    """Return the state of each quote on a page of normalised text (see `verify_online`), and what is wrong, or ""."""
    found = [[*quote.compile().finditer(text)] for quote in quotes]
    taken = [match.span() for matches in found for match in matches]
    return [_judge(text, quote, matches, taken) for quote, matches in zip(quotes, found, strict=True)]


def _judge(
    text: str, quote: Quote, found: Sequence[re.Match[str]], taken: Sequence[tuple[int, int]]
) -> tuple[str, str]:
    others = [other for match in found if (other := _read_beside(text, quote, match))]
    if len(others) < len(found):
        said = f"{shorten(str(quote))} stands {len(found)} times on the page" if len(found) > 1 else ""
        return AMBIGUOUS if said else FOUND, said
    others = others or [*_find_replaced(text, quote, taken)]
    if len({other.casefold() for other in others}) != 1:
        return GONE, f"{shorten(str(quote))} is not on the page"
    return CHANGED, f"the page reads {shorten(others[0])}, the claim quotes {shorten(str(quote))}"


def _read_beside(text: str, quote: Quote, match: re.Match[str]) -> str:
    """Return a quote with the hedge outside it that makes its number another one, or ""."""
    if not quote.printed or quote.number is None:
        return ""
    start, end = match.span("number")
    known = quote.before or text[:start].rstrip()[-1:].isdigit()  # a word of the claim, or the number of a line above
    left = start if known else max(text.rfind("|", 0, start) + 1, start - _NEAR)
    behind = _BEHIND.match(text, match.end())
    starts = [left + word.start() for word in re.finditer(r"(?<!\S)\S", text[left:start])]
    for first, last in [*((at, end) for at in starts), *([(start, behind.end())] if behind else ())]:
        if (number := _parse(text[first:last], quote.language)) is not None:
            whole = text[min(first, match.start()) : max(last, match.end())]
            return "" if number == quote.number else " ".join(whole.split())
    return ""


def _find_replaced(text: str, quote: Quote, taken: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield the words of a quote where they stand with another number, and are no other claim's."""
    if not quote.printed or sum(map(str.isalpha, quote.before + quote.after)) < _LETTERS:
        return
    most = 3 if quote.number is None else 5
    gap = rf"(?<!\S)(?:[^\s|]++\s++){{0,{most}}}{'?' if quote.after else ''}[^\s|]+"
    for match in quote.compile(gap).finditer(text):
        at = match.start("number")
        words = [(at + word.start(), at + word.end()) for word in re.finditer(r"\S+", match["number"])]
        starts = [first for first, _ in words][: 1 if quote.before else None]
        ends = [last for _, last in reversed(words)][: 1 if quote.after else None]
        numbers = ((first, last) for first in starts for last in ends if _has_number(text[first:last], quote))
        for first, last in [*numbers][:1]:  # the longest: in "3 222", 222 is not the number
            if quote.number is not None and _parse(text[first:last], quote.language) == quote.number:
                continue
            whole = match.start() if quote.before else first, match.end() if quote.after else last
            if not any(start < whole[1] and whole[0] < end for start, end in taken):
                yield " ".join(text[slice(*whole)].split())


def _has_number(phrase: str, quote: Quote) -> bool:
    return any(map(str.isdigit, phrase)) if quote.number is None else _parse(phrase, quote.language) is not None


def _parse(phrase: str, language: str) -> Hedged | None:
    try:
        number = parse(phrase.strip("\"'.,;:()"), language)
    except UsageError:
        return None
    return None if number.value is None else number


def _spell(words: str) -> str:
    """Return the pattern of words, which a page may break with a hyphen at the end of a line."""
    spelt = [re.sub(r"(?<=[^\W\d])(?=[^\W\d])", "\0", word) for word in words.split(" ")]
    patterns = (re.escape(word).replace("\0", r"(?:-\n)?").replace(r"\-", r"-\n?") for word in spelt)
    return _SPACE.join(patterns)


def _compile(pattern: str, words: str, end: str = r"(?!\w)") -> re.Pattern[str]:
    """Compile a pattern of whole words and whole numbers: "500" is not in "1,500" or "1 500"."""
    before = r"(?<!\w)" + (r"(?<!\d[ .,'-])" if words[:1].isdigit() else "")
    after = end + (r"(?![.,'-]\d| \d{3}(?!\d))" if words[-1:].isdigit() else "")
    return re.compile(before + pattern + after, re.IGNORECASE)
