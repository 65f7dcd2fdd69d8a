"""Title, key figures, sentences and checks of a report."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import (
    Sentence,
    cite_number,
    link_number,
    select_headline,
    sentence,
    source_anchor,
)
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.vocabulary import RELEASE_STATUSES, STATUSES
from liberterra_analysis.wording import summarise_operation

DAY = len("2024-09-29")


def show_title(operation: Mapping[Any, Any], frame: pd.DataFrame, sources: pd.DataFrame) -> Shown:
    """Return the title block of a report on one operation, dated by the newest dated source.

    `operation` is a row of `load_operations`.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> operation = lt.load_operations().set_index("operation_id", drop=False).loc["liberterra-2"]
    >>> show_title(operation, frame, lt.load_sources()).block.badges
    ('Preliminary figures',)
    """
    used = sources[sources["source_id"].isin(frame["source_id"])]
    return Shown(
        doc.Title(
            title=operation["name"],
            subtitle="Published figures, each with its hedge and its source",
            badges=_badges(frame),
            facts=tuple(_facts(operation, frame, used)),
            finding=_state_finding(frame),
            date=newest_day(used),
        )
    )


def newest_day(used: pd.DataFrame) -> str:
    """Return the date of the newest source with a full date; "" if there is none."""
    published = used["published"].dropna()
    return str(max(published[published.str.len() == DAY], default=""))


def count_claims(claims: int, sources: int) -> doc.Inlines:
    """Return the number of claims and sources of a report as text, each linked to their table."""
    if not claims:
        return (doc.Text(text="none"),)
    return (
        link_number(claims, "claims"),
        doc.Text(text=f" {'claim' if claims == 1 else 'claims'} from "),
        link_number(sources, "sources"),
        doc.Text(text=f" {'source' if sources == 1 else 'sources'}"),
    )


def _state_finding(frame: pd.DataFrame) -> str:
    """Return the totals of the operation in one sentence; "" if no source gives one."""
    totals = select_headline(frame)
    sentences = summarise_operation(totals, pd.DataFrame(columns=["countries", "total_claim_id"]))
    return str(sentences[0]) if sentences else ""


def _badges(frame: pd.DataFrame) -> tuple[str, ...]:
    stated = set(frame.loc[frame["quoted"] & (frame["scope"] == "operation"), "release_status"])
    return tuple(
        f"{RELEASE_STATUSES[name].words.capitalize()}{' figures' if name == 'preliminary' else ''}"
        for name in ("preliminary", "initial")
        if name in stated
    )


def _facts(operation: Mapping[Any, Any], frame: pd.DataFrame, used: pd.DataFrame) -> Iterable[tuple[str, doc.Inlines]]:
    yield "Dates", _dates(operation)
    for label, column in (("Led by", "lead_organisations"), ("Series", "series"), ("Where", "regions")):
        if pd.notna(operation[column]):
            yield label, (doc.Text(text=operation[column]),)
    yield "Figures", count_claims(int((frame["scope"] != "context").sum()), len(used))
    published = used["published"].dropna().sort_values()
    if len(published):
        first, last = published.iloc[0], published.iloc[-1]
        yield "Published", (doc.Text(text=first if first == last else f"{first} to {last}"),)
    if pd.notna(operation["note"]):
        yield "Note", (doc.Text(text=operation["note"]),)


def _dates(operation: Mapping[Any, Any]) -> doc.Inlines:
    starts, ends = operation["starts"], operation["ends"]
    if pd.isna(starts):
        return (doc.Text(text="not stated"),)
    text = str(starts) if pd.isna(ends) else f"{starts} to {ends}"
    if pd.isna(operation["dates_source_id"]):
        return (doc.Text(text=text),)
    link = link_number(text, source_anchor(operation["dates_source_id"]))
    days = operation["days"]
    end = "; the end is not stated" if pd.isna(ends) else ""
    return link, doc.Text(text=end if pd.isna(days) else f" ({days} days, both ends counted)")


def show_key_figures(totals: pd.DataFrame, *, most: int = 6) -> Shown:
    """Return the first `most` totals of `analysis.select_headline` as key figures; a note if there are none."""
    rows = totals.head(most).to_dict("records")
    if not rows:
        return show_note("No totals", "No source gives a figure of the operation as a whole.")
    return Shown(doc.KeyFigures(figures=tuple(_key_figure(row) for row in rows)))


def _key_figure(row: Mapping[Any, Any]) -> doc.KeyFigure:
    status = row["status"]
    stated = status if status not in {"unspecified"} and STATUSES[status].words not in row["noun"] else ""
    return doc.KeyFigure(
        number=cite_number(row),
        label=row["noun"],
        lower=_finite_or_none(row["lower"]),
        upper=_finite_or_none(row["upper"]),
        detail="; ".join(
            part
            for part in (
                STATUSES[stated].words if stated else "",
                RELEASE_STATUSES[row["release_status"]].words if row["release_status"] != "unspecified" else "",
            )
            if part
        ),
        source=doc.Link(text=row["publisher"], target=f"#{source_anchor(row['source_id'])}"),
    )


def _finite_or_none(end: float) -> float | None:
    return end if math.isfinite(end) else None


def show_note(title: str, text: str) -> Shown:
    """Return a note with a title and a text."""
    return Shown(doc.Note(title=title, inlines=(doc.Text(text=text),)))


def show_sentences(sentences: Iterable[Sentence | str], *, empty: str) -> Shown:
    """Return sentences as a list in which each number links to its claim; a string is plain text."""
    items = tuple(sentence(said).parts for said in sentences)
    return Shown(doc.Items(items=items)) if items else Shown(doc.Paragraph(inlines=(doc.Text(text=empty),)))


def show_checks(checks: pd.DataFrame, *, label: str, empty: str) -> Shown:
    """Return the checks of `analysis.check_consistency`, each with the claims that it compares."""
    if checks.empty:
        return Shown(doc.Paragraph(inlines=(doc.Text(text=empty),)))
    found = zip(checks["state"], checks["sentence"], strict=True)
    return Shown(
        doc.Checks(label=label, checks=tuple(doc.Check(state=state, inlines=said.parts) for state, said in found))
    )
