"""Sentences about numbers that several sources print, and what was lost from one to another."""

from collections.abc import Callable, Mapping

import pandas as pd

from liberterra_analysis.analysis.figures import Figure, shorten_publisher
from liberterra_analysis.analysis.restatements import Restatement
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    capitalise,
    cite_figure,
    describe_lack,
    join_words,
    link_number,
    mark_name,
    name_beside,
    name_publisher,
    phrase,
)

MAX_NAMED = 3
"""Numbers of several organisations that are named; more are counted."""


def summarise_restatements(restated: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return how many numbers more than one source prints, and how many more than one organisation; none if none is."""
    every = [one for one in Restatement.rows(restated) if one.near.source_id != one.far.source_id]
    again = [one for one in every if not one.near.is_duration]  # how long it took is no count
    if not again:
        return []
    # Who says "more than 48" does not state the 48.
    own = {one.near.claim_id: cite_figure(one.near) for one in again if one.own and not one.loss}
    named = phrase(" ({})", join_words(own.values(), by="; ")) if len(own) <= MAX_NAMED else ""
    stated = phrase(
        "More than one organisation states {} of them in its own release{}", link_number(len(own), table), named
    )
    apart = ", leaving out lengths of time" if len(again) < len(every) else ""
    said = (
        f"Numbers that more than one source prints{apart}: {{}}. {{}}. Copies, agencies and newspapers do not count as "
        "second sources, and two organisations may rest on one count."
    )
    none = "We have recorded none that more than one organisation states in its own release"
    numbers = link_number(len({one.near.claim_id for one in again}), table)
    return [phrase(said, numbers, stated if own else none)]


def phrase_losses(restated: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on each claim of `trace_restatements` that lost something."""
    said = "{} printed {}; {} printed {}. {}."
    return [capitalise(phrase(said, *_name_sides(one), one.loss.capitalize())) for one in _list_losses(restated)]


def tabulate_losses(restated: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return each claim of `trace_restatements` that lost something as a row of a table, what was dropped first.

    `operation` (by its name in `names`), `quoted` and `restated` (what the source of the quoted claim says, and what
    the other one does), `loss`.
    """
    rows = []
    for one in sorted(_list_losses(restated), key=lambda one: "dropped" not in one.loss):
        near, quoted, far, again = _name_sides(one, lambda publisher: mark_name(shorten_publisher(publisher)))
        said = phrase("{}: {}", near, quoted), phrase("{}: {}", far, again)
        rows.append((names.get(one.near.operation_id or "", ""), *said, one.loss.capitalize()))
    return pd.DataFrame(rows, columns=["operation", "quoted", "restated", "loss"])


def _list_losses(restated: pd.DataFrame) -> list[Restatement]:
    return Restatement.rows(restated[restated["loss"] != ""])


def _name_sides(one: Restatement, name: Callable[[str], Part] = name_publisher) -> tuple[Part, Part, Part, Part]:
    """Return the source of the quoted claim and what it prints, then the same of the other claim."""
    return name(one.near.publisher), _cite(one.near), name_beside(one.far, one.near, name), _cite(one.far)


def _cite(figure: Figure) -> Sentence:
    return phrase("{}{}", cite_figure(figure), describe_lack(figure))
