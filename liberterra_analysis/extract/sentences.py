"""Split a text into sentences, and a sentence into tokens, in time linear in the text.

Markup and addresses are replaced by as many spaces, so that every span is valid in the original text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from liberterra_analysis.extract.words import CUES
from liberterra_analysis.hedges.currency import CODES, LETTERS, code_of
from liberterra_analysis.hedges.currency import TOKEN as CURRENCY
from liberterra_analysis.hedges.currency import WORDS as WORDS_TOO
from liberterra_analysis.hedges.grammar import ABBREVIATED, ENGLISH, Grammar
from liberterra_analysis.hedges.parse import try_parse

_DATE = (
    r"(?:0?[1-9]|[12]\d|3[01])(?P<by>[./-]) ?(?:0?[1-9]|1[0-2])(?P=by) ?(?:(?:19|20)\d\d|\d\d)(?![\d.]\d)"
    r"|(?:19|20)\d\d(?P<of>[./-])(?:0[1-9]|1[0-2])(?P=of)(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
"""A date in numbers: "24.4.2019", "3/5/24", "2019-04-24"."""

_TELEPHONE = (
    r"(?:\+\d|(?<![\d][./-])\b(?!\d\d?[./-]\d\d?[./-](?:19|20)\d\d\b)0\d)\d{0,14}(?:[ \-./]{1,2}\(?\d{1,8}\)?){2,6}"
    r"|\b\d{3}-\d{3}-\d{4}\b"
)

_BLANKED = re.compile(
    r"https?://\S{1,2000}|www\.\S{1,2000}|\S{1,64}@\S{1,200}|<[^<>\n]{1,300}>"
    rf"|{_TELEPHONE}|(?<!\d)\*|\*(?!\d)|[`#\\]|(?<!\w)_|_(?!\w)"
)

_GAP = re.compile(r"(?<=[^\s|])(?:\t[\t ]{0,80}| {3,80}| {0,3}(?:\.{4,80}|(?:\. ){3,40}\.?|_{4,80}) ?)(?=[^\s|])")
"""Gap between the cells of a table that is laid out by spaces, tabs or dots."""

_RULING = re.compile(r"^(?:[ \t]{0,3}>){1,9}(?= |$)|^[ \t]*[-+=|_:][-+=|_: \t]{2,}$", re.MULTILINE)
"""The signs of mail before a line of an earlier message; a ruling line of a table."""

_SEPARATED = re.compile(r"^[^;\n]{1,80}(?:;[^;\s][^;\n]{0,40}){1,20}$", re.MULTILINE)
"""A row of a table whose cells are separated by semicolons without spaces."""

_LINE = re.compile(r"[^\n]*\n?")
_HEADLINE, _LONGEST_SENTENCE = 200, 2000
_SPACE = re.compile(r"\s+|(?<=\w)(?=\W)")
_BULLET = re.compile(r"\s{0,40}(?:[-–—•·▪●◦‣o]\s|\d{1,2}[.)]\s)")
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]{0,2}[^\Wa-z_])|[;]\s+")

_ABBREVIATION = re.compile(
    r"(?:(?<!['’\w])ss?|\b(?:paras?|[Ss]ecs?|[Aa]rts|[BR]s|Rp|[BS]/|Mr|Mrs|Ms|Dr|St|No|Nos|Gen|Col|Lt|Sgt|Jr|Sr|vs|Art|e\.g|i\.e|U\.S|U\.K|U\.N|Inc|Ltd|Prof"
    rf"|{'|'.join(ABBREVIATED)}|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec)|\b[A-Z])\.$"
)

_TOKEN = re.compile(
    rf"(?<![\d.])(?:{_DATE})|\d+ ?[¼½¾]|\d+ [13]/[24](?![\d/])"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d{1,3}(?:[.'’\u00a0\u2009\u202f ]\d{3})+,\d{1,2}(?![\d,.]\d|\d)"
    r"|\d{1,3}(?:[,.'’\u00a0\u2009\u202f ]\d{3})+(?!\d)(?:\.\d+)?|\d{1,3},\d{1,2}(?!\d|[,.]\d)|\d+(?:\.\d+)?"
    rf"|{CURRENCY}|(?:[dD]|(?:[Ll]ors|[Pp]uis|[Qq]uoi)?[Qq]u)['’](?=[^\W\d_])"
    r"|[^\W\d_]+(?:(?:['’.](?=[^\W\d_])|[-‐‑]|\u00ad+)[^\W\d_]+)*|[^\s\w]"
)

WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split()
)
ARTICLES = frozenset("a an ones un una uno une um uma ein eine einen einem einer een".split())
"""Words that read as 1, and are no numbers by themselves."""
SCALE = frozenset(ENGLISH.scales) - {"score", "k", "m"}

_NUMERALS = "".join(rf"(?<!\b{word})" for word in sorted({*WORDS, "half"}))
_BROKEN = re.compile(rf"(?<=[^\W\d_]){_NUMERALS}-[ \t]*\n[ \t]*(?=[a-z])")
"""The hyphen and break inside a word, "res-/cued", but not in "twenty-/five"; `tokens_of` leaves soft hyphens out."""


class Token(NamedTuple):
    """A word in lower case, a number, or a sign, with its span."""

    word: str
    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence, list item or line as a span of the text; `bullet` and `heading` describe its line."""

    start: int
    end: int
    paragraph: int
    bullet: bool
    heading: bool


def blank(text: str, grammar: Grammar = ENGLISH) -> str:
    """Replace markup, addresses and telephone numbers by spaces, and join lines that were wrapped.

    The result is as long as the text. Which words a line goes on after, or with, is a matter of its language.

    >>> blank("**12** arrests, see https://example.org/4")
    '  12   arrests, see                      '
    """
    clean = _RULING.sub(lambda match: " " * len(match[0]), text.replace("\r", " "))
    clean = _GAP.sub(lambda gap: "|".ljust(len(gap[0])), clean)
    clean = _SEPARATED.sub(lambda match: match[0].replace(";", "|"), clean)
    clean = _BLANKED.sub(lambda match: " " * len(match[0]), clean)
    clean = _BROKEN.sub(lambda match: "\u00ad" * len(match[0]), clean)
    lines = clean.split("\n")
    wrapped = len(lines) > 3 and sorted(map(len, lines))[len(lines) * 9 // 10] <= 130
    parts = [lines[0]]
    for before, line in pairwise(lines):
        parts += [" " if _continues(before, line, grammar, wrapped=wrapped) else "\n", line]
    return "".join(parts)


_CARD = re.compile(r"\W*\d[\d.,]*\n.*|.*\d\n.*(?::.*|\d\s*)")
"""Lines of which each has a figure: "4,414" above its label; "arrests 12" and "victims: 5"."""

_CONJUNCTIONS = frozenset("and or the a an of in by from y o et ou".split())


@cache
def _joining(grammar: Grammar) -> tuple[frozenset[str], frozenset[str], frozenset[tuple[str, str]]]:
    """Return the last words of a line that goes on, the first ones of the next, and both within one hedge."""
    before, after = ([words.split() for words in hedges] for hedges in (grammar.before, grammar.after))
    ends = _CONJUNCTIONS | CUES["limit"] | {words[-1] for words in before}
    starts = grammar.ranging | {words[0] for words in after} - {",", "no"}
    return ends, starts, frozenset(pair for words in (*before, *after) for pair in pairwise(words))


def _continues(before: str, line: str, grammar: Grammar, *, wrapped: bool) -> bool:
    """Return whether a line continues the sentence of the line before."""
    before, start = before.rstrip(), line.lstrip()[:1]
    if not before or not start or _BULLET.match(line) or "|" in line or "\t" in line or before[-1] == "|":
        return False
    printed, first = before.rsplit(None, 1)[-1], line.split(None, 1)[0]
    last = printed if len(printed) == 1 else printed.lower()  # "Storm I" and "Plan A" are names
    ends, starts, pairs = _joining(grammar)
    currency = start.isdigit() and (code_of(printed.removesuffix(".")) or printed.lower() in LETTERS)
    if currency or last in ends or (last[-1].isdigit() and first.rstrip(".,") in grammar.scales):
        return True
    if before[-1] in ".!?:;":
        return False
    broken = re.search(r"\d,$|[^\W\d_]-$", last) is not None
    long = len(before) > 45 and (start.islower() or (wrapped and (before[-1].islower() or before[-1] in ",-–(")))
    word = first.rstrip(".,;)+")
    counted = start.islower() and (last[-1].isdigit() or last[-1] == ",") and not _CARD.fullmatch(f"{before}\n{line}")
    return broken or long or counted or (last.lstrip("("), word) in pairs or word in starts


def sentences(clean: str) -> Iterator[Sentence]:
    r"""Split a blanked text into sentences, list items and lines.

    A paragraph is a line that is not empty, counted from 1; a headline is 0.

    >>> [one[:3] for one in sentences("Arrests: 12. Mr. X spoke.\n- one gun")]
    [(0, 12, 1), (13, 25, 1), (28, 35, 2)]
    """
    top, _, rest = clean.lstrip().partition("\n")
    headed = bool(rest.strip()) and top.rstrip()[-1:] not in {*'.!?"”’:', ""} and len(top) < _HEADLINE
    lines = (line for line in _LINE.finditer(clean) if line[0].strip())
    for paragraph, line in enumerate(lines, 0 if headed else 1):
        bullet = _BULLET.match(line[0])
        indent = bullet.end() if bullet else len(line[0]) - len(line[0].lstrip())
        start, end = line.start() + indent, line.start() + len(line[0].rstrip())
        heading = bullet is None and clean[end - 1] not in ".!?\"”’'" and end - start < _HEADLINE
        for first, last in _spans(clean, start, end):
            yield Sentence(first, last, paragraph, bullet is not None, heading and last == end)


def _spans(clean: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a line; one longer than `_LONGEST_SENTENCE` is cut at spaces."""
    stops = [(stop.start() + len(stop[0].rstrip()), stop.end()) for stop in _END.finditer(clean, start, end)
             if not _ABBREVIATION.search(clean, max(start, stop.start() - 8), stop.start())]  # fmt: skip
    for last, following in [*stops, (end, end)]:
        while last - start > _LONGEST_SENTENCE and (cut := _SPACE.search(clean, start + _LONGEST_SENTENCE, last)):
            yield start, cut.start()
            start = cut.end()
        if start < last:
            yield start, last
        start = following


def word_at(tokens: Sequence[Token], at: int) -> str:
    """Return the word at an index; "" before the first and after the last."""
    return tokens[at].word if 0 <= at < len(tokens) else ""


def tokens_of(clean: str, sentence: Sentence) -> list[Token]:
    """Split a sentence into words, numbers and signs."""
    found: list[Token] = []
    codes: list[int] = []
    for match in _TOKEN.finditer(clean, sentence.start, sentence.end):
        word, start = match[0].lower().replace("\u00ad", "").replace("’", "'"), match.start()
        if match[0] in CODES or match[0] == "KM":
            codes.append(len(found))
        head, dash, tail = word.partition("-")
        if dash and head in WORDS and not is_number(word):  # "five-day", but not "twenty-two"
            middle = start + len(head)
            found += [Token(head, start, middle), Token("-", middle, middle + 1), Token(tail, middle + 1, match.end())]
        else:
            found.append(Token(word, start, match.end()))
    for at in codes:  # in capitals if a number stands beside it: "ALL 500,000" is not "all"
        beside = any(is_number(word) or word in SCALE for word in (word_at(found, at - 1), word_at(found, at + 1)))
        code = code_of(clean[found[at].start : found[at].end])
        if beside and not (code in WORDS_TOO and clean[sentence.start : sentence.end].isupper()):
            found[at] = found[at]._replace(word=code)
    return found


@lru_cache(maxsize=65536)
def is_number(word: str, grammar: Grammar = ENGLISH) -> bool:
    """Return whether a token is a number by itself, in digits or words; nought, articles and scales are none."""
    read = try_parse(word, grammar.language) if word.replace("-", "").isalpha() else None
    known = read is not None and read.hedge == "exact" and bool(read.value)
    return word[:1].isdigit() or (known and word not in {*ARTICLES, *grammar.scales, *grammar.before})
