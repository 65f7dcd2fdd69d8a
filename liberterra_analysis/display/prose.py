"""Title, key figures, sentences and checks of a report."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import Figure, Pair, select_headline
from liberterra_analysis.display.shown import Shown, show_paragraph
from liberterra_analysis.display.tables import link_source, to_inlines
from liberterra_analysis.vocabulary import RELEASE_STATUSES, STATUSES
from liberterra_analysis.wording.comparison import list_kinds, open_pairs, phrase_reason
from liberterra_analysis.wording.operation import link_dates, summarise_operation
from liberterra_analysis.wording.sentences import Sentence, cite_number, join_parts, link_number, phrase

DAY = len("2024-09-29")
BADGES = {"preliminary": "Preliminary figures", "initial": "Initial reporting"}


def show_title(operation: pd.Series[Any], frame: pd.DataFrame, sources: pd.DataFrame) -> Shown:
    """Return the title block of a report on one operation, dated by the newest dated source.

    `operation` is a row of `load_operations`.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> operation = lt.load_operations().set_index("operation_id", drop=False).loc["liberterra-2"]
    >>> show_title(operation, frame, lt.load_sources()).block.badges
    ('Preliminary figures',)
    """
    stated = set(frame.loc[frame["quoted"] & (frame["scope"] == "operation"), "release_status"])
    used = sources[sources["source_id"].isin(frame["source_id"])]
    return Shown(
        doc.Title(
            title=operation["name"],
            subtitle="Published figures, each with its hedge and its source",
            badges=tuple(words for status, words in BADGES.items() if status in stated),
            facts=tuple((label, to_inlines(value)) for label, value in _list_facts(operation, frame, used)),
            finding=" ".join(map(str, summarise_operation(select_headline(frame))[:1])),
            date=_find_newest_day(used),
        )
    )


def show_report_title(
    title: str, frame: pd.DataFrame, sources: pd.DataFrame, *, subtitle: str, finding: Iterable[Sentence] = ()
) -> Shown:
    """Return the title block of a report on more than one operation, dated by the newest dated source.

    `frame` comes from `analysis.resolve_claims`: the claims on which the report rests, all of them shown in it.
    """
    used = sources[sources["source_id"].isin(frame["source_id"])]
    facts = (("Figures", _count_claims(len(frame), len(used)).parts),)
    said = " ".join(map(str, finding))
    return Shown(doc.Title(title=title, subtitle=subtitle, facts=facts, finding=said, date=_find_newest_day(used)))


def _find_newest_day(used: pd.DataFrame) -> str:
    """Return the date of the newest source with a full date; "" if there is none."""
    published = used["published"].dropna()
    return str(max(published[published.str.len() == DAY], default=""))


def _count_claims(claims: int, sources: int) -> Sentence:
    if not claims:
        return join_parts(["none"])
    counted = f"{{}} {'claim' if claims == 1 else 'claims'} from {{}} {'source' if sources == 1 else 'sources'}"
    return phrase(counted, link_number(claims, "claims"), link_number(sources, "sources"))


def _list_facts(
    operation: pd.Series[Any], frame: pd.DataFrame, used: pd.DataFrame
) -> Iterator[tuple[str, Sentence | str]]:
    yield "Dates", _phrase_length(operation)
    for label, column in (("Led by", "lead_organisations"), ("Series", "series"), ("Where", "regions")):
        if pd.notna(operation[column]):
            yield label, operation[column]
    yield "Figures", _count_claims(int((frame["scope"] != "context").sum()), len(used))
    published = used["published"].dropna().sort_values()
    if len(published):
        first, last = published.iloc[0], published.iloc[-1]
        yield "Published", first if first == last else f"{first} to {last}"
    if pd.notna(operation["note"]):
        yield "Note", operation["note"]


def _phrase_length(operation: pd.Series[Any]) -> Sentence:
    dates, days = link_dates(operation), operation["days"]
    if pd.isna(operation["starts"]) or pd.isna(operation["dates_source_id"]):
        return dates
    end = "; the end is not recorded" if pd.isna(operation["ends"]) else ""
    return join_parts([dates, end if pd.isna(days) else f" ({days} days, both ends counted)"])


def show_key_figures(totals: pd.DataFrame, *, most: int = 6) -> Shown:
    """Return the first `most` totals of `analysis.select_headline` as key figures; a note if there are none."""
    figures = tuple(_key_figure(one) for one in Figure.rows(totals.head(most)))
    if not figures:
        return show_note("No totals", "No figure of the operation as a whole is recorded here.")
    return Shown(doc.KeyFigures(figures=figures))


def _key_figure(figure: Figure) -> doc.KeyFigure:
    status, release = STATUSES[figure.status].words, RELEASE_STATUSES[figure.release_status].words
    stated = figure.status != "unspecified" and status not in figure.noun
    details = (status if stated else "", release if figure.release_status != "unspecified" else "")
    return doc.KeyFigure(
        number=cite_number(figure),
        label=figure.noun,
        lower=figure.lower if math.isfinite(figure.lower) else None,
        upper=figure.upper if math.isfinite(figure.upper) else None,
        detail="; ".join(filter(None, details)),
        source=link_source(figure.publisher, figure.source_id),
    )


def show_note(title: str, text: str) -> Shown:
    """Return a note with a title and a text."""
    return Shown(doc.Note(title=title, inlines=to_inlines(text)))


def show_sentences(sentences: Iterable[Sentence | str], *, empty: str) -> Shown:
    """Return sentences as a list in which each number links to its claim; a string is plain text."""
    items = tuple(map(to_inlines, sentences))
    return Shown(doc.Items(items=items)) if items else show_paragraph(empty)


def show_pairs(
    pairs: pd.DataFrame, figures: pd.DataFrame, *, opening: Iterable[Sentence], table: str, empty: str
) -> Shown:
    """Return pairs of figures as a list of sentences, each followed by the reasons for caution, in short and in full.

    `pairs` come from `analysis.select_latest_pairs`; the sentences of `opening` come first; `table` is the name of the
    table of all pairs.
    """
    items = [said.parts for said in opening]
    points = [doc.Points()] * len(items)
    for said, pair in zip(open_pairs(pairs, figures, table=table), Pair.rows(pairs), strict=True):
        items.append(said.parts)
        full = tuple(phrase_reason(reason).parts for reason in pair.reasons)
        points.append(
            doc.Points(label=f"With caution: {list_kinds(pair.reasons)}", items=full) if full else doc.Points()
        )
    return Shown(doc.Items(items=tuple(items), points=tuple(points))) if items else show_paragraph(empty)


def show_checks(checks: pd.DataFrame, sentences: Iterable[Sentence], *, label: str, empty: str) -> Shown:
    """Return the checks of `analysis.check_consistency`, each with its sentence from `wording.phrase_checks`."""
    found = zip(checks["state"], sentences, strict=True)
    shown = tuple(doc.Check(state=state, inlines=said.parts) for state, said in found)
    return Shown(doc.Checks(label=label, checks=shown)) if shown else show_paragraph(empty)
