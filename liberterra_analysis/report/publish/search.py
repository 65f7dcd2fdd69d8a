"""Index the words of a report for the search of the site, with all names of the countries in it."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import filterfalse

from liberterra_analysis import places
from liberterra_analysis.document import Code, Document, walk

LONGEST = 30
"""Characters of a word that is listed; longer ones are addresses and hashes."""

FIELDS = ("title", "subtitle", "label", "text")
"""Fields of blocks that hold what is read."""

_WORD = re.compile(r"[^\W_](?:[\w,.’'-]*[^\W_])?")
_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")


def list_words(document: Document) -> str:
    """Return the words of a report in alphabetical order, without case and accents, as `site.js` reads them."""
    parts = [one for one in walk((document.title, document.blocks)) if hasattr(one, "__dict__")]
    texts = [vars(part).get(name, "") for part in parts if not isinstance(part, Code) for name in FIELDS]
    texts += [name for code in document.title.topics.get("country", ()) for name in places.country_names(code)]
    found = _WORD.findall(_fold("\n".join(texts)))
    return " ".join(sorted({word for word in found if len(word) <= LONGEST}))


def _fold(text: str) -> str:
    letters = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))
    return _POINT.sub("", letters.lower())


def write_words(reports: Mapping[str, Iterable[str]]) -> str:
    """Return the script that lists for the index which words each report has, by the number of its name.

    With names, the words of a newer site than the index are still listed for the right reports.

    >>> write_words({"ledger": ["arrests", "uk"], "series": ["uk"]})
    'addWords({"arrests":[0],"uk":[0,1]},["ledger","series"]);'
    """
    found: dict[str, list[int]] = {}
    for number, words in enumerate(reports.values()):
        for word in words:
            found.setdefault(word, []).append(number)
    words_and_names = (dict(sorted(found.items())), [*reports])
    return f"addWords({','.join(json.dumps(one, separators=(',', ':')) for one in words_and_names)});"
