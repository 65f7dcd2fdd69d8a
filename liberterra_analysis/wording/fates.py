"""Sentences about what became of the arrested."""

from collections.abc import Iterable, Iterator, Mapping
from math import isinf

import pandas as pd

from liberterra_analysis.analysis.fates import LATER, Fate
from liberterra_analysis.analysis.figures import Figure, group_rows
from liberterra_analysis.hedges.format import NOT_ESTABLISHED, format_number
from liberterra_analysis.hedges.shares import format_share
from liberterra_analysis.vocabulary import RELEASE_STATUSES
from liberterra_analysis.wording.results import cite_rival, cite_total, phrase_said
from liberterra_analysis.wording.sentences import (
    Sentence,
    cite_figure,
    join_parts,
    join_words,
    link_number,
    name_publisher,
    phrase,
    prefix_operation,
)

DECISIONS = ("indictments", "convictions")
"""Metrics of what courts decided, which count no persons."""


def phrase_fates(
    fates: pd.DataFrame, figures: pd.DataFrame, names: Mapping[str, str] | None = None
) -> Iterator[Sentence]:
    r"""Yield a sentence on each row of `trace_fates`, and one on the arrested of whom nothing more is recorded.

    `names` of operations are put before the sentences. Other numbers of the same arrests are named once.

    >>> import liberterra_analysis as lt
    >>> frame = lt.operation("aidant-may-2018").figures
    >>> charged, _, rest = phrase_fates(lt.analysis.trace_fates(frame), frame)
    >>> print(charged, rest, sep="\n")
    The NCA said 2 people were charged: 2 of the 4 arrests (Kent Police).
    What followed at least 2 of the 4 arrests (Kent Police) is not recorded here.
    """
    # People in custody whom no source ties to the arrests may be among them.
    own = figures.loc[figures["scope"] != "context", "metric"]
    if fates.empty and (own == "arrests").any() and not own.isin([*LATER, *DECISIONS]).any():
        yield phrase("We have recorded no figure of what became of the people arrested.")
    for group in group_rows(Fate.rows(fates), lambda fate: fate.arrests.claim_id).values():
        first, arrests = group[0], group[0].arrests
        said = [_phrase_fate(fate, fate.others if fate is first else ()) for fate in group]
        if (rest := min(fate.rest for fate in group)) > 0:
            number = link_number(format_number(rest), "claims")
            numbers = {fate.figure.hedge for fate in group if fate.among} | {arrests.hedge}
            least = "" if len(group) == 1 and group[0].among and numbers == {"exact"} else "at least "
            said.append(phrase(f"what followed {least}{{}} of {{}} is not recorded here.", number, cite_total(arrests)))
        yield from (prefix_operation(one, arrests.operation_id, names) for one in said)


def _phrase_fate(fate: Fate, others: Iterable[Figure]) -> Sentence:
    one, arrests = fate.figure, fate.arrests
    numbers = [phrase("{} ({})", cite_figure(each), name_publisher(each.publisher)) for each in others]
    elsewhere = phrase(" Other numbers of these arrests: {}.", join_words(numbers)) if numbers else ""
    of = cite_total(arrests)
    if name_publisher(one.publisher) != (other := name_publisher(arrests.publisher)):
        of = phrase("{} ({})", of, other)
    early = "" if one.release_status == "unspecified" else f" ({RELEASE_STATUSES[one.release_status].words})"
    rivals = join_parts(cite_rival(two, one) for two in one.rivals)
    return phrase("{}{}{}{}.{}", phrase_said([one]), rivals, early, _phrase_share(fate, of), elsewhere)


def _phrase_share(fate: Fate, of: Sentence) -> Sentence:
    if (words := format_share(fate.share, whole=fate.arrests.upper)) == NOT_ESTABLISHED:
        why = ", as the arrests have no upper end" if isinf(fate.arrests.upper) else ""
        return phrase(f"; what share of {{}} that is cannot be worked out{why}", of)
    share = link_number(words or fate.figure.words, "claims")
    if fate.among:
        return phrase(": {} of {}", "all" if words == "100%" else share, of)
    # Of the arrests in all countries, those charged in one make no share that says anything.
    is_local = fate.figure.country_iso3 != fate.arrests.country_iso3
    if is_local or fate.figure.source_id != fate.arrests.source_id:
        return phrase(". Whether they are among {} is not recorded", of)
    return phrase(": {} of {}, if all are among these arrests, which is not recorded", share, of)
