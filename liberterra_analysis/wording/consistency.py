"""Sentences about checks: who prints a figure, who prints it otherwise, and what parts come to."""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis import places
from liberterra_analysis.analysis.agreement import AGREEMENTS, is_rounded
from liberterra_analysis.analysis.consistency import Check
from liberterra_analysis.analysis.figures import LOCAL, Figure, group_rows
from liberterra_analysis.analysis.nouns import bracket
from liberterra_analysis.wording.operation import link_dates
from liberterra_analysis.wording.results import list_parts
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    cite_figure,
    cite_number,
    claim_anchor,
    is_copied_title,
    join_words,
    mark_name,
    name_publisher,
    phrase,
    prefix_operation,
)

MAX_NAMED = 3
"""Sources that print the same and are named before it; more are counted, and listed after it."""

OPENINGS = {
    "agrees": "",
    "by rounding": "rounded, ",
    "less rounded": "less rounded, ",
    "in different words": "in different words, ",
    "cannot tell": "not clearly the same, ",
    "differs": "but ",
}
"""Words before the sources that agree in one way, by rounding in one of two."""


def phrase_checks(
    checks: pd.DataFrame, operations: pd.DataFrame, names: Mapping[str, str] | None = None
) -> Iterator[Sentence]:
    """Yield a sentence on each check of `check_consistency`; `names` of operations are put before the sentences."""
    checked = operations[operations["operation_id"].isin(checks["operation_id"])]
    about = {row["operation_id"]: row for _, row in checked.iterrows()}
    for check in Check.rows(checks):
        operation = about[check.operation_id]
        said = _phrase_check(check, link_dates(operation))
        yield prefix_operation(said, check.operation_id, names)


def _phrase_check(check: Check, dates: Sentence) -> Sentence:
    first, *others = check.claims
    if check.check == "dates" and check.number:
        opening, days = phrase("{} is {} days, both ends counted", dates, f"{check.number}"), check.number.lower
        fits = group_rows(check.claims, lambda one: AGREEMENTS[0 if days in one.interval else -1])
        return _list_witnesses(opening, fits)
    if check.check == "same figure":
        fits = group_rows(others, lambda one: _name_agreement(one, first))
        end = "; these do not all agree with each other" if check.state == "differs" and "differs" not in fits else ""
        return _list_witnesses(_phrase_witnesses([first]), fits, first, end)
    return _phrase_parts(check, first, others)


def _name_agreement(claim: Figure, first: Figure) -> str:
    is_finer = claim.agreement == "by rounding" and not is_rounded(claim, first)
    return "less rounded" if is_finer else claim.agreement


def _list_witnesses(
    opening: Sentence, claims: Mapping[str, Sequence[Figure]], first: Figure | None = None, end: str = ""
) -> Sentence:
    """Add to an opening who agrees with it, in which way; it prints the claim `first`, or states no claim."""
    said, named = [opening], [first] if first else []
    for agreement, before in OPENINGS.items():
        alike = group_rows(claims.get(agreement, ()), lambda one: (one.derived is None, one.words, one.noun))
        witnesses = []
        for group in alike.values():
            witnesses.append(_phrase_witnesses(group, first, named))
            named += group
        if witnesses:
            said.append(phrase(f"{before}{{}}", join_words(witnesses, last=" and ")))
    return phrase("{}{}.", join_words(said, by="; "), end)


def _phrase_witnesses(claims: Sequence[Figure], first: Figure | None = None, named: Sequence[Figure] = ()) -> Sentence:
    """Return a phrase that names and links the sources of claims that print, or imply, the same number.

    `named` are the claims whose sources the sentence names before them.
    """
    claims = [one for group in group_rows(claims, attrgetter("source_id")).values() for one in group]
    befores = [None, *claims[:-1]]
    number = _cite_beside(claims[0], first)
    names = [_link_witness(one, before, named) for one, before in zip(claims, befores, strict=True)]
    # The number of a single claim leads to it already.
    alone = len(claims) == 1 and not isinstance(number, str)
    listed = mark_name(names[0].text) if alone else join_words(names, last=" and ")
    if claims[0].derived:
        return phrase("{} implied {} (derived)", listed, number)
    if len(claims) > MAX_NAMED:
        return phrase("{} others printed {}: {}", str(len(claims)), number, listed)
    return phrase("{} printed {}", listed, number)


def _link_witness(claim: Figure, before: Figure | None, named: Sequence[Figure]) -> doc.Link:
    """Link to a claim by its publisher, or as a headline of the source named `before` it."""
    name, where = name_publisher(claim.publisher).text, " in its headline" if claim.paragraph == 0 else ""
    if before and claim.source_id == before.source_id and claim.paragraph == 0:
        name, where = "the headline of a copy" if is_copied_title(claim) else "its headline", ""
    elif is_copied_title(claim):
        where = " in the headline of a copy"
    elif any(claim.source_id == one.source_id for one in named):
        is_again = before and claim.source_id == before.source_id
        name, where = ("once more", "") if is_again else (name, where or " elsewhere")
    elif any(name == name_publisher(one.publisher).text for one in named):
        name = f"another text of {name}"
    return doc.Link(text=f"{name}{where}", target=f"#{claim_anchor(claim.claim_id)}")


def _cite_beside(claim: Figure, first: Figure | None) -> Part:
    """Cite the number of a claim, without its noun where the first claim has the same one."""
    if first is None:
        return _cite_whole(claim)
    if first.noun == claim.noun and first.words == claim.words:
        return "the same"
    if first.noun != claim.noun or claim.hedge in {None, "order_of_magnitude"}:  # which have no digits
        return cite_figure(claim, bracket(claim.noun))
    return cite_number(claim)


def _phrase_parts(check: Check, whole: Figure, parts: Sequence[Figure]) -> Sentence:
    the = "the " if whole.hedge == "exact" else ""
    cited = phrase("{}{}", the, _mark_derived(_cite_whole(whole), whole))
    listed = join_words(map(_mark_derived, list_parts(parts, whole), parts), last=" and ")
    if check.check == "parts" and check.finding:
        end = "more than the whole, unless some are counted in two of these parts"
        return phrase(f"of {{}}, {{}}: {{}} together, {end}.", cited, listed, f"{check.number}")
    if check.check == "parts":
        result = "the part is no" if len(parts) == 1 else "no part is"
        return phrase(f"of {{}}, {{}}: {result} larger than the whole.", cited, listed)
    sums = {"more": "more than the whole", "equal": "the whole"}
    found = sums.get(check.finding, "which may or may not be the whole")
    return phrase("of {}, {}: {} together, {}.", cited, listed, f"{check.number}", found)


def _cite_whole(claim: Figure) -> Sentence:
    """Return the number of a claim and what it counts; of a part of an operation with its country, and its case."""
    where = ""
    if claim.country_iso3 and claim.scope in LOCAL:
        where = f" in {places.country_in_prose(claim.country_iso3)}"
    if claim.case not in where:
        where += f" ({claim.case})"
    return phrase("{}{}", cite_figure(claim, bracket(claim.noun)), mark_name(where))


def _mark_derived(said: Part, claim: Figure) -> Sentence:
    return phrase("{} (derived)" if claim.derived else "{}", said)
