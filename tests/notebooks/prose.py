"""What an editor would find wrong in the sentences of a report."""

import re
from collections.abc import Iterator

from liberterra_analysis.document import Chart, Checks, Document, Heading, Items, KeyFigures, Note, Paragraph, plain

LONGEST = 35
"""Words of a sentence of the summary."""

FAULTS = {
    "a source says, reports or prints": re.compile(r"\bgives?\b"),
    "a doubled word": re.compile(r"\b([A-Za-z]{3,}) \1\b"),
    "a verb said twice": re.compile(r"\b(\w+ed|found|made) (?:was|were) \1\b"),
    "one of many": re.compile(
        r"(?<![\d.,])\b1 (?:countries|people|arrests|days|claims|sources|pairs|victims|operations)\b"
    ),
    "number and verb": re.compile(r"^(?:\w+ (?:said|reported that) )?1 \w+ were\b"),
    "children, people": re.compile(r"\b(?:minors|persons)\b"),
    "US$": re.compile(r"\bUS dollars\b"),
    "an address in prose": re.compile(r"\(copy (?:on|of|in) "),
    "a date as people write it": re.compile(r"\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b"),
    "stray marks": re.compile(r" [,.;]|\.\.(?!\.)|,,|  |, \("),
}


def _list_sentences(document: Document) -> Iterator[tuple[bool, str]]:
    """Yield each text that the package makes, and whether it stands in the summary; tables hold words of the ledger."""
    summary = True
    yield True, plain(document.title.finding)
    for block in document.blocks:
        if isinstance(block, Heading):
            summary = summary and block.text == "Key figures"
            yield False, block.text
        elif isinstance(block, Paragraph | Note):
            yield False, plain(block.inlines)
        elif isinstance(block, Items):
            yield from ((summary, plain(item)) for item in block.items)
        elif isinstance(block, Checks):
            yield from ((False, plain(check.inlines)) for check in block.checks)
        elif isinstance(block, Chart):
            yield from ((False, text) for text in (block.title, block.subtitle))
        elif isinstance(block, KeyFigures):
            yield from ((False, f"{one.number.text} {one.label}") for one in block.figures)


def find_faults(document: Document) -> list[str]:
    """Return each fault with its sentence."""
    found = []
    for is_summary, text in _list_sentences(document):
        found += [f"{name}: {text}" for name, fault in FAULTS.items() if fault.search(text)]
        longest = max(len(one.split()) for one in re.split(r"(?<=[.;]) ", text)) if text else 0
        if is_summary and longest > LONGEST:
            found.append(f"{longest} words: {text}")
    return found
