"""Sentences about figures, made of parts: plain text, names, and numbers that lead to where they are found.

A part is never parsed again, so no text of the ledger can pass for markup or for a number.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, takewhile
from numbers import Integral
from typing import Any, TypeAlias

import pandas as pd
from babel.dates import get_month_names

from liberterra_analysis import document as doc
from liberterra_analysis import places
from liberterra_analysis.analysis.figures import Figure, shorten_publisher
from liberterra_analysis.analysis.nouns import describe_money
from liberterra_analysis.vocabulary import MONEY_VERBS, VERBS

MONTHS = get_month_names("wide", locale="en")

WITH_ARTICLE = (
    "Carabinieri", "Embassy", "European Labour", "Federal", "First Lady", "Government", "Home Office", "Labour Insp",
    "Ministry", "National ", "Netherlands", "OIJ", "Police ", "Public Prosecutor", "Regional", "Thomson",
    "United Kingdom",
)  # fmt: skip
ACRONYMS_WITH_ARTICLE = {"DHS", "FBI", "NCA"}
"""Beginnings of the names of publishers, and names, that a sentence precedes by "the"."""

UNTIED = "not tied to an operation by the source"
"""The operation of what its source says outside any; by others it may be of one all the same."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the parts that a report shows; as a string it is plain text."""

    parts: doc.Inlines = ()

    def __str__(self) -> str:
        return doc.plain(self.parts)


Part: TypeAlias = str | doc.Text | doc.Link | Sentence


def link_index(text: str, place: str) -> doc.Link:
    """Return a text that leads by way of the index to a report or what stands in it, or to a filter, as `year=2024`."""
    return doc.Link(text=text, target=f"index:{place}")


def link_country(code: str) -> doc.Link:
    """Return the name of a country, which leads to its report, or to the reports about it where it has none."""
    return link_index(places.country_name(code), f"group=Countries&country={code}")


def to_inlines(value: Any) -> doc.Inlines:
    """Return a part, or the value of a cell, as inlines; other values become plain text, and a blank gives none."""
    if isinstance(value, Sentence):
        return value.parts
    if isinstance(value, doc.Text | doc.Link):
        return (value,)
    return () if pd.isna(value) or value == "" else (doc.Text(text=format(value)),)


def join_parts(parts: Iterable[Part]) -> Sentence:
    """Join parts into one sentence; a string is plain text, whatever it holds, and brackets that meet become one."""
    inlines = [one for one in chain.from_iterable(map(to_inlines, parts)) if one.text]
    for at in range(1, len(inlines)):
        before, after = inlines[at - 1 : at + 1]
        if before.text.endswith(")") and after.text.startswith(" ("):
            inlines[at - 1] = before.model_copy(update={"text": before.text[:-1]})
            inlines[at] = after.model_copy(update={"text": f"; {after.text[2:]}"})
    return Sentence(doc.join(inlines))


def phrase(template: str, *parts: Part) -> Sentence:
    """Put parts into the places of a template that are marked `{}`; what the parts hold is not read.

    >>> str(phrase("They made {} of {} arrests.", link_number("6.4%", "coverage"), "{all}"))
    'They made 6.4% of {all} arrests.'
    """
    first, *rest = template.split("{}")
    return join_parts([first, *chain.from_iterable(zip(parts, rest, strict=True))])


def join_words(items: Iterable[Part], *, by: str = ", ", last: str = "") -> Sentence:
    """Join the items of an enumeration, the last two by `last` where it is stated.

    >>> str(join_words(["a", "b", "c"], last=" and "))
    'a, b and c'
    """
    parts = [part for item in items for part in (by, item)][1:]
    if last and len(parts) > 1:
        parts[-2] = last
    return join_parts(parts)


def capitalise(said: Sentence) -> Sentence:
    """Return a sentence that begins with a capital letter."""
    first, *rest = said.parts
    word = first.text.partition(" ")[0]
    if "." in first.text or word != word.lower():  # the name of a site, as "defenceWeb", keeps its spelling
        return said
    return Sentence((first.model_copy(update={"text": first.text[:1].upper() + first.text[1:]}), *rest))


def format_dates(starts: str, ends: str = "") -> str:
    """Format a day, month or year, or the time between two, each in ISO 8601.

    >>> format_dates("2024-09-29", "2024-10-04"), format_dates("2009-06-18", "2009-06-19"), format_dates("2016-09")
    ('29 September to 4 October 2024', '18 to 19 June 2009', 'September 2016')
    """
    first, last = (_spell_date(day) for day in (starts, ends or starts))
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first[::-1], last[::-1], strict=False)))
    if first == last or not last:
        return " ".join(first)
    return f"{' '.join(first[: len(first) - alike] or first)} to {' '.join(last)}"


def _spell_date(day: str) -> list[str]:
    year, *rest = day.split("-")
    return [*(str(int(one)) for one in rest[1:]), *(MONTHS[int(one)] for one in rest[:1]), year]


def phrase_absence(denial: str, recorded: str, read: pd.DataFrame, *parts: Part) -> Sentence:
    """Phrase that no source states something, if all were read whole; else only that it is not recorded.

    `read` are the sources that could state it; `parts` fill the places of both templates, of which `recorded` has no
    full stop.

    >>> read = pd.DataFrame({"read": ["whole", "part", None]})
    >>> print(phrase_absence("No source names a route.", "No route is recorded here", read))
    No route is recorded here; 2 of 3 sources were read only in part.
    >>> print(phrase_absence("No source names a route.", "No route is recorded here", read.tail(2)))
    No route is recorded here; both sources were read only in part.
    """
    partly = int((read["read"] != "whole").sum())
    if not partly:
        return phrase(denial if len(read) else f"{recorded}.", *parts)
    if len(read) == 1:
        return phrase(f"{recorded}; the source was read only in part.", *parts)
    number = link_number(len(read), "sources")
    if partly == len(read):
        which = phrase("both") if partly == len(["one", "other"]) else phrase("all {}", number)
    else:
        which = phrase("{} of {}", link_number(partly, "sources"), number)
    were = "was" if partly == 1 else "were"
    return phrase(f"{recorded}; {{}} sources {were} read only in part.", *parts, which)


def link_number(text: object, anchor: str) -> doc.Link:
    """Return a number or date that links to the table, row or source in which it is found."""
    words = f"{text:,}" if isinstance(text, Integral) else str(text)
    return doc.Link(text=words, target=f"#{anchor}", number=True)


def name_publisher(publisher: str) -> doc.Text:
    """Return a publisher in short, as a sentence needs it: "the FBI", "INTERPOL"."""
    short = shorten_publisher(publisher)
    return mark_name(f"the {short}" if short.startswith(WITH_ARTICLE) or short in ACRONYMS_WITH_ARTICLE else short)


def name_beside(claim: Figure, other: Figure, name: Callable[[str], Part] = name_publisher) -> Sentence:
    """Name the source of a claim beside another claim, whose source or publisher may be the same."""
    if claim.source_id == other.source_id:
        return phrase("the same source elsewhere")
    is_again = shorten_publisher(claim.publisher) == shorten_publisher(other.publisher)
    return phrase("another text of {}" if is_again else "{}", name(claim.publisher))


def is_copied_title(claim: Figure) -> bool:
    """Return whether a number stands in the headline of a site that shows another's text, and may have made it."""
    publisher = claim.publisher
    return claim.paragraph == 0 and publisher.endswith(")") and publisher != shorten_publisher(publisher)


def mark_name(text: object) -> doc.Text:
    """Return text marked as a name, in which digits are no figures."""
    return doc.Text(text=str(text), name=True)


def prefix_operation(said: Sentence, operation: str | None, names: Mapping[str, str] | None) -> Sentence:
    """Put the name of an operation before a sentence, if names are given, else begin it with a capital."""
    if names is None:
        return capitalise(said)
    return phrase("{}: {}", mark_name(names[operation]) if operation else UNTIED.capitalize(), said)


def claim_anchor(claim_id: str) -> str:
    """Return the anchor of a claim in a report."""
    return f"claim-{claim_id}"


def source_anchor(source_id: str) -> str:
    """Return the anchor of a source in a report."""
    return f"source-{source_id}"


def operation_anchor(operation_id: str) -> str:
    """Return the anchor of an operation in a report."""
    return f"operation-{operation_id}"


def link_source(publisher: str, source_id: str, *, as_copy: bool = False) -> doc.Link:
    """Return the publisher of a source, in short or, `as_copy`, with where its text was read, linked to it."""
    text = publisher if as_copy and publisher.endswith(")") else shorten_publisher(publisher)
    return doc.Link(text=text, target=f"#{source_anchor(source_id)}")


def link_claims(words: Iterable[str], claim_ids: Iterable[str]) -> list[Any]:
    """Return numbers in words, each linked to its claim, as the cells of a column."""
    return [Sentence((link_number(*pair),)) for pair in zip(words, map(claim_anchor, claim_ids), strict=True)]


def cite_number(figure: Figure) -> doc.Link:
    """Return the number of a figure, linked to its claim."""
    return link_number(figure.words, claim_anchor(figure.claim_id))


def cite_figure(figure: Figure, noun: str = "") -> Sentence:
    """Return the number of a figure, linked to its claim, and what it counts: "hundreds of arrests"."""
    noun = noun or figure.noun
    number, counted = cite_number(figure), mark_name(noun)
    if figure.hedge is None:
        return phrase("{} ({})", counted, number)
    if figure.is_money:
        return phrase("{}{}", number, mark_name(describe_money(figure.noun)))
    return phrase("{} of {}" if figure.hedge == "order_of_magnitude" else "{} {}", number, counted)


def describe_result(figure: Figure) -> str:
    """Return what a figure counts, with what was done and what all have in common: "potential victims rescued"."""
    if figure.is_money:
        narrowed, deed = describe_money(figure.noun), find_deed(figure) or figure.deed
        of_goods = narrowed.removeprefix(" worth")
        return f"money {deed}{narrowed}" if of_goods == narrowed else f"value{of_goods} {deed}"
    noun, comma, rest = figure.noun.partition(",")
    deed = VERBS[figure.verb].words if figure.verb else figure.deed if figure.lead == "seized" else ""
    noun = noun.removesuffix(" found") if deed else noun  # women safeguarded, as their source has it
    verb = f" {deed}" if deed and not noun.endswith(("ed", "found")) else ""
    return f"{noun}{verb}{comma}{rest}{f' ({figure.all_of})' if figure.all_of else ''}"


def describe_beside_number(figure: Figure) -> str:
    """Return what a figure counts as it goes on after its number: "seized in cash", "worth of gold seized"."""
    said = describe_result(figure)
    if figure.is_money:
        return said.removeprefix("money ").replace("value", "worth", 1)
    return f"of {said}" if figure.hedge == "order_of_magnitude" else said


def find_deed(figure: Figure) -> str:
    """Return what officers did, as "seized"; "" where its source does not say so, or it happened to people."""
    if not figure.is_money:
        return figure.active or ""
    note = f"{figure.note}"
    printed = f"{figure.quote} {'' if ' not ' in note else note}".casefold()  # "not money seized"
    seized = MONEY_VERBS["seized"]
    return seized.words if any(stem in printed for stem in seized.printed) else ""


def describe_case(figure: Figure, beside: Mapping[str, Figure], beyond: Mapping[str, Figure]) -> Sentence:
    """Phrase what distinguishes a figure from others of its kind: "; NCA, part of 9".

    A whole needs no noun `beside` the row that has it, unless it counts something else: "arrests; part of 32 suspects".
    """
    said: list[Part] = [mark_name(figure.case)] if figure.case else []
    key = figure.subset_of or ""
    if whole := beside.get(key) or beyond.get(key):
        is_all = 1 < figure.lower == figure.upper == whole.lower == whole.upper
        is_alike = whole.noun == figure.noun or (key in beside and whole.metric == figure.metric)
        number = cite_number(whole) if is_alike else cite_figure(whole)
        said.append(phrase("all of {}" if is_all else "part of {}", number))
    return phrase("; {}", join_words(said)) if said else join_words(said)


def describe_lack(figure: Figure) -> str:
    """Return why no printed words stand beside a number: " (wording not held)"; "" where they do."""
    if figure.derived:
        return f" (derived: {figure.derived})"
    return "" if figure.as_printed else " (wording not held)"


def select_cited(figures: pd.DataFrame, sentences: Iterable[Sentence]) -> pd.DataFrame:
    """Return the figures to whose claims the numbers of sentences lead."""
    targets = {part.target for said in sentences for part in said.parts if isinstance(part, doc.Link)}
    return figures[("#" + figures["claim_id"].map(claim_anchor)).isin(targets)]
