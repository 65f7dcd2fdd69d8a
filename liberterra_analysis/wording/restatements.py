"""Sentences about numbers that several sources print, and what was lost from one to another."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    capitalise,
    cite_figure,
    cite_figures,
    describe_lack,
    join_words,
    link_number,
    name_publisher,
    phrase,
)

MAX_NAMED = 3
"""Numbers of several organisations that are named; more are counted."""


def summarise_restatements(restated: pd.DataFrame, figures: pd.DataFrame, *, table: str) -> list[Sentence]:
    """Return how many numbers more than one source prints, and how many more than one organisation; none if none is.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("san-pedro-2015"), lt.load_sources(), lt.load_metrics())
    >>> restated = lt.analysis.trace_restatements(frame, lt.load_sources())
    >>> print(*summarise_restatements(restated, frame, table="claims"))
    More than one source prints 2 of the numbers. More than one organisation states 1 of them in its own words (48 child
    victims). Copies, agencies and newspapers do not count as second sources, and two organisations may rest on one
    count.
    """
    again = restated[restated["near_source_id"] != restated["far_source_id"]]
    if again.empty:
        return []
    own, cited = again.loc[again["own"], "near_claim_id"].unique(), cite_figures(figures)
    named = phrase(" ({})", join_words(map(cited.__getitem__, own))) if 0 < len(own) <= MAX_NAMED else ""
    stated = phrase(
        "More than one organisation states {} of them in its own words{}", link_number(len(own), table), named
    )
    said = (
        "More than one source prints {} of the numbers. {}. Copies, agencies and newspapers do not count as second "
        "sources, and two organisations may rest on one count."
    )
    none = "We have recorded none that more than one organisation states in its own words"
    return [phrase(said, link_number(again["near_claim_id"].nunique(), table), stated if len(own) else none)]


def phrase_losses(restated: pd.DataFrame, figures: pd.DataFrame) -> list[Sentence]:
    """Return a sentence on each claim of `trace_restatements` that lost something."""
    said = "{} prints {}; {} prints {}. {}."
    return [
        capitalise(phrase(said, name_publisher(near.publisher), _cite(near), _name_far(near, far), _cite(far), loss))
        for near, far, loss in _list_losses(restated, figures)
    ]


def tabulate_losses(restated: pd.DataFrame, figures: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return each claim of `trace_restatements` that lost something as a row of a table.

    `operation` (by its name in `names`), `quoted` and `restated` (what the source of the quoted claim says, and what
    the other one does), `loss`.
    """
    rows = [
        {
            "operation": names.get(near.operation_id or "", ""),
            "quoted": phrase("{}: {}", name_publisher(near.publisher), _cite(near)),
            "restated": phrase("{}: {}", _name_far(near, far), _cite(far)),
            "loss": loss,
        }
        for near, far, loss in _list_losses(restated, figures)
    ]
    return pd.DataFrame(rows, columns=["operation", "quoted", "restated", "loss"])


def _list_losses(restated: pd.DataFrame, figures: pd.DataFrame) -> list[tuple[Figure, Figure, str]]:
    by_id = Figure.by_id(figures)
    lost = restated.loc[restated["loss"] != "", ["near_claim_id", "far_claim_id", "loss"]]
    return [(by_id[near], by_id[far], loss.capitalize()) for near, far, loss in lost.itertuples(index=False)]


def _cite(figure: Figure) -> Sentence:
    return phrase("{}{}", cite_figure(figure), describe_lack(figure))


def _name_far(near: Figure, far: Figure) -> Part:
    return "elsewhere the same source" if near.source_id == far.source_id else name_publisher(far.publisher)
