"""What moved between two editions of a report: the changes of its key figures, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from liberterra_analysis.document import Document, KeyFigure, KeyFigures, Note, Text


class FigureChange(BaseModel):
    """A key figure that differs from the edition before; `was` or `now` is "" where there was none.

    `detail` is what stands below it now; of `other label` it is what the edition before called the same claim.
    """

    model_config = ConfigDict(frozen=True)

    label: str
    was: str
    now: str
    kind: Literal["appeared", "vanished", "changed", "other source", "other detail", "other label"]
    detail: str = ""


def compare_figures(old: Sequence[KeyFigure], new: Sequence[KeyFigure]) -> tuple[FigureChange, ...]:
    """Compare the key figures of two editions by their labels, or by their claims where those have other labels now.

    >>> from liberterra_analysis.document import Link
    >>> def figure(words):
    ...     return KeyFigure(number=Link(text=words, target="#a"), label="arrests")
    >>> [(one.was, one.now, one.kind) for one in compare_figures([figure("about 20")], [figure("21")])]
    [('about 20', '21', 'changed')]
    """
    before, after = ({figure.label: figure for figure in figures} for figures in (old, new))
    return tuple(_compare(before, after))


def _compare(before: Mapping[str, KeyFigure], after: Mapping[str, KeyFigure]) -> Iterator[FigureChange]:
    gone = [one for label, one in before.items() if label not in after]
    renamed = {}
    for label in [label for label in after if label not in before]:
        key = (after[label].target, after[label].number.text)
        if same := [one for one in gone if one.target and (one.target, one.number.text) == key]:
            renamed[label] = same[0]
            gone.remove(same[0])
    for label in dict.fromkeys((*after, *(one.label for one in gone))):
        was, now = before.get(label) or renamed.get(label), after.get(label)
        if was is None or now is None:
            kind = "appeared" if was is None else "vanished"
        elif was.label != now.label:
            kind = "other label"
        elif was.number.text != now.number.text:
            kind = "changed"
        elif was.source != now.source:
            kind = "other source"
        elif was.detail != now.detail:
            kind = "other detail"
        else:
            continue
        detail = {"other detail": now and now.detail, "other label": was and was.label}.get(kind)
        words = {"was": was.number.text if was else "", "now": now.number.text if now else "", "detail": detail or ""}
        yield FigureChange.model_validate({"label": label, "kind": kind, **words})


def add_change_note(document: Document, previous: str, changes: Sequence[FigureChange]) -> Document:
    """Add what moved since edition `previous`, if anything did: to each key figure, and in a note below them."""
    places = [at for at, block in enumerate(document.blocks) if isinstance(block, KeyFigures)]
    if not previous or not places or not changes:
        return document
    text = ". ".join(said[:1].upper() + said[1:] for said in map(describe_change, changes)) + "."
    note = Note(title="Corrections and changes since the edition before", inlines=(Text(text=text),))
    by_label = {one.label: one for one in changes}
    blocks = [_mark_changes(block, by_label) if isinstance(block, KeyFigures) else block for block in document.blocks]
    blocks.insert(places[-1] + 1, note)
    return document.model_copy(update={"blocks": tuple(blocks)})


def _mark_changes(block: KeyFigures, changes: Mapping[str, FigureChange]) -> KeyFigures:
    figures = (one.model_copy(update={"change": _mark(changes.get(one.label))}) for one in block.figures)
    return block.model_copy(update={"figures": tuple(figures)})


def _mark(change: FigureChange | None) -> str:
    if change is None:
        return ""
    return {
        "appeared": "new in this edition",
        "changed": f"{change.was} in the edition before",
        "other source": "as in the edition before, from another source",
        "other detail": f"as in the edition before, now {_quote_detail(change)}",
        "other label": f"called “{change.detail}” in the edition before",
    }.get(change.kind, "")


def _quote_detail(change: FigureChange) -> str:
    return f"with the note “{change.detail}”" if change.detail else "without a note"


def describe_change(change: FigureChange) -> str:
    """Describe the change of a key figure.

    >>> describe_change(FigureChange(label="arrests", was="about 20", now="21", kind="changed"))
    'arrests: now 21; the edition before had about 20'
    """
    return {
        "appeared": f"{change.label}: now {change.now}; the edition before had no such figure",
        "vanished": f"{change.label}: no longer a key figure; the edition before had {change.was}",
        "changed": f"{change.label}: now {change.now}; the edition before had {change.was}",
        "other source": f"{change.label}: {change.now} as before, now from another source",
        "other detail": f"{change.label}: {change.now} as before, now {_quote_detail(change)}",
        "other label": f"{change.label}: {change.now} as before; the edition before called it “{change.detail}”",
    }[change.kind]
