"""Sentences about what became of the arrested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isinf

import pandas as pd

from liberterra_analysis.analysis import Fate, Figure
from liberterra_analysis.hedges import format_number
from liberterra_analysis.vocabulary import RELEASE_STATUSES
from liberterra_analysis.wording.sentences import (
    Sentence,
    cite_figure,
    join_words,
    link_number,
    mark_name,
    phrase,
    prefix_operation,
)


def phrase_fates(
    fates: pd.DataFrame, figures: pd.DataFrame, names: Mapping[str, str] | None = None
) -> Iterator[Sentence]:
    r"""Yield a sentence on each row of `trace_fates`, and one on the arrested of whom nothing more is recorded.

    `names` are those of operations, to put before the sentences.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("aidant-may-2018"), lt.load_sources(), lt.load_metrics())
    >>> print(*phrase_fates(lt.analysis.trace_fates(frame), frame), sep="\n")
    NCA: 2 persons charged, of 4 arrests: 50%.
    What became of at least 2 of the 4 arrests is not recorded here.
    """
    by_id = {one.claim_id: one for one in Figure.rows(figures)}
    for key, group in fates.groupby("whole_claim_id", sort=False):
        arrests = by_id[str(key)]
        said = [_phrase_fate(fate, by_id) for fate in Fate.rows(group)]
        if (rest := group["rest"].min()) > 0:
            number = link_number(format_number(rest), "claims")
            said.append(
                phrase("What became of at least {} of the {} is not recorded here.", number, cite_figure(arrests))
            )
        yield from (prefix_operation(one, arrests.operation_id, names) for one in said)


def _phrase_fate(fate: Fate, by_id: Mapping[str, Figure]) -> Sentence:
    one, arrests = by_id[fate.claim_id], by_id[fate.whole_claim_id]
    status = "" if one.release_status == "unspecified" else f" ({RELEASE_STATUSES[one.release_status].words})"
    others = [_cite_with_publisher(by_id[key]) for key in fate.others.split()]
    return phrase(
        "{}{}: {}, {} {}: {}.{}",
        mark_name(one.publisher),
        status,
        cite_figure(one),
        "of" if fate.among else "beside",
        cite_figure(arrests) if one.source_id == arrests.source_id else _cite_with_publisher(arrests),
        _phrase_share(fate, arrests),
        phrase(" Elsewhere: {}.", join_words(others)) if others else "",
    )


def _phrase_share(fate: Fate, arrests: Figure) -> Sentence:
    if fate.share_words == "not established":
        return phrase("no share follows{}", ", as the arrests have no upper end" if isinf(arrests.upper) else "")
    share = link_number(fate.share_words, "claims")
    return phrase("{}{}", share, "" if fate.among else ", if all are among these arrests, which is not recorded")


def _cite_with_publisher(figure: Figure) -> Sentence:
    return phrase("{} ({})", cite_figure(figure), mark_name(figure.publisher))
