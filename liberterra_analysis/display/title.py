"""The first blocks of a report: its title, key figures and facts."""

import math
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis import places
from liberterra_analysis.analysis import select_headline
from liberterra_analysis.analysis.figures import Figure, contests
from liberterra_analysis.analysis.headline import select_key_figures
from liberterra_analysis.analysis.lengths import list_lengths
from liberterra_analysis.display.shown import Shown, show_paragraph
from liberterra_analysis.display.tables import select_sources
from liberterra_analysis.vocabulary import RELEASE_STATUSES, STATUSES
from liberterra_analysis.wording.operation import link_dates, phrase_lead
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    cite_figure,
    cite_number,
    describe_beside_number,
    format_dates,
    join_parts,
    join_words,
    link_country,
    link_index,
    link_number,
    link_source,
    to_inlines,
)

DAY = len("2024-09-29")

BADGES = {"preliminary": "Preliminary figures", "so_far": "Figures so far", "initial": "Initial reporting"}


def show_title(
    operation: pd.Series,
    frame: pd.DataFrame,
    sources: pd.DataFrame,
    *cited_by: pd.DataFrame,
    headline: pd.DataFrame | None = None,
) -> Shown:
    """Return the title block of a report on one operation, dated as `show_report_title` dates it.

    `operation` is a row of `load_operations`; `headline` is selected from `frame` if it is None.

    >>> import liberterra_analysis as lt
    >>> operation = lt.operation("liberterra-2")
    >>> show_title(operation.about, operation.figures, operation.sources).block.badges
    ('Preliminary figures',)
    """
    subtitle = "What police announced, how certain it is, and where it was published"
    headline = select_headline(frame) if headline is None else headline
    finding = phrase_lead(headline, frame)
    topics = {"group": ("Operations",), **list_topics(operation.to_frame().T, frame)}
    title = show_report_title(
        operation["name"], frame, sources, *cited_by, subtitle=subtitle, finding=finding, topics=topics
    )
    stated = set(frame.loc[frame["quoted"] & (frame["scope"] == "operation"), "release_status"])
    badges = tuple(words for status, words in BADGES.items() if status in stated)
    listed = len(select_sources(sources, frame, *cited_by))
    about = _list_facts(operation, frame, select_sources(sources, frame), topics, listed)
    facts = tuple((label, to_inlines(value)) for label, value in about)
    return Shown(title.block.model_copy(update={"badges": badges, "facts": facts}))


def show_report_title(
    title: str,
    frame: pd.DataFrame,
    sources: pd.DataFrame,
    *cited_by: pd.DataFrame,
    subtitle: str,
    finding: Iterable[Sentence] = (),
    topics: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> Shown:
    """Return the title block of any report, dated by the newest dated source of `frame` and `cited_by`.

    `frame` comes from `analysis.resolve_claims`: the claims on which the report rests, all of them shown in it.
    `cited_by` are the frames from which `show_sources` lists the sources, `topics` the topics of `document.Title`.
    """
    used = select_sources(sources, frame, *cited_by)
    about = doc.Title(
        title=title,
        subtitle=subtitle,
        facts=(("Figures", to_inlines(_count_claims(frame))),),
        finding=join_words(finding, by=" ").parts,
        date=_find_newest(used, "published"),
        checked=_find_newest(used, "last_seen"),
        topics={name: tuple(values) for name, values in topics.items()},
    )
    return Shown(about)


def list_topics(operations: pd.DataFrame, frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return what a report on operations is listed by: its years, organisations, series and countries with results."""
    organisations = operations["lead_organisations"].dropna().str.split(";").explode().str.strip()
    columns = {
        "year": operations["starts"].dropna().str[:4],
        "organisation": organisations,
        "series": operations["series"].dropna(),
        "country": frame.loc[frame["scope"] != "context", "country_iso3"].dropna(),
    }
    return {name: tuple(sorted(set(values))) for name, values in columns.items()}


def _find_newest(sources: pd.DataFrame, column: str) -> str:
    return max((day for day in sources[column].dropna() if len(day) == DAY), default="")


def _count_claims(frame: pd.DataFrame, listed: int = 0) -> Sentence | str:
    if frame.empty:
        return "none"
    claims, sources = len(frame), frame["source_id"].nunique()
    outside = int((frame["scope"] == "context").sum())
    parts: list[Part] = [link_number(claims, "claims"), " claim" if claims == 1 else " claims"]
    if outside:
        whole = "operations" if len(frame["operation_id"].dropna().unique()) > 1 else "operation"
        parts += [", ", link_number(outside, "claims"), f" of them outside the {whole},"]
    of_all: list[Part] = [" of ", link_number(listed, "sources")] if listed > sources else []
    noun = " source" if max(sources, listed) == 1 else " sources"
    return join_parts([*parts, " from ", link_number(sources, "sources"), *of_all, noun])


def _list_facts(
    operation: pd.Series, frame: pd.DataFrame, used: pd.DataFrame, topics: Mapping[str, Iterable[str]], listed: int
) -> Iterator[tuple[str, Any]]:
    yield "Dates", _phrase_length(operation, [one for one in list_lengths(frame) if one.quoted])
    for label, column in (("Led or coordinated by", "lead_organisations"), ("Where", "regions")):
        if pd.notna(operation[column]):
            yield label, operation[column]
    if pd.notna(series := operation["series"]):
        yield "Series", link_index(series, f"group=Series&series={quote(series)}")
    if codes := sorted(topics["country"], key=lambda code: places.fold_name(places.country_name(code))):
        yield "Countries recorded", join_words(map(link_country, codes))
    yield "Figures", _count_claims(frame, listed)
    stated = sorted({*used["published"].dropna()})
    # A month or year that a source without a day states is no end of a range, where another names a day within it.
    if published := [one for one in stated if not any(day.startswith(one) for day in stated if day != one)]:
        yield "Sources published", format_dates(published[0], published[-1])
    if pd.notna(operation["note"]):
        yield "Note", operation["note"]


def _phrase_length(operation: pd.Series, lengths: Iterable[Figure]) -> Sentence:
    dates, days = link_dates(operation), operation["days"]
    if pd.isna(operation["starts"]) or pd.isna(operation["dates_source_id"]):
        return dates
    if pd.isna(days):
        length = join_words(map(cite_figure, lengths), last=" or ")
        lacking = "end is" if len(operation["starts"]) == DAY else "exact dates are" if length.parts else "days are"
        end = f"the {lacking} not recorded" if pd.isna(operation["ends"]) else ""
        return join_words((one for one in (dates, length, end) if str(one)), by="; ")
    return join_parts([dates, " (1 day)" if days == 1 else f" ({days} days)"])


def show_key_figures(headline: pd.DataFrame) -> Shown:
    """Return the first figures of `headline`, and how many countries took part; an empty paragraph if none.

    Of a figure that another source `contests` it is noted that sources differ.
    """
    if headline.empty:
        return show_paragraph("")  # the title says so
    chosen, by_id = select_key_figures(Figure.rows(headline)), Figure.by_id(headline)
    return Shown(doc.KeyFigures(figures=tuple(_key_figure(one, by_id.get(one.subset_of or "")) for one in chosen)))


def _key_figure(figure: Figure, whole: Figure | None) -> doc.KeyFigure:
    status, release = STATUSES[figure.status].words, RELEASE_STATUSES[figure.release_status].words
    stated = figure.status != "unspecified" and figure.takes_status != "never" and status not in figure.noun
    part = "part of the total" if figure.subset_of else ""
    # 16 arrests, of 115 suspects, may be all the arrests there are; 13, of 51 of 277, are no part of the total shown.
    if whole and (whole.metric != figure.metric or whole.subset_of):
        part = f"of {whole.says}"
    counted = "derived by us" if figure.derived else ""
    how_final = release if figure.release_status != "unspecified" else ""
    # Which they are, stands under a heading of this name.
    differ = "sources differ" if any(contests(one, figure) for one in figure.rivals) else ""
    details = (part, counted, status if stated else "", how_final, differ)
    return doc.KeyFigure(
        number=cite_number(figure),
        label=describe_beside_number(figure),
        lower=figure.lower if math.isfinite(figure.lower) else None,
        upper=figure.upper if math.isfinite(figure.upper) else None,
        detail="; ".join(filter(None, details)),
        source=link_source(figure.publisher, figure.source_id),
    )
