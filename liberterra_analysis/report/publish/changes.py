"""What moved between two editions of a report: the changes of its key figures, and their words."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Literal

from pydantic import BaseModel, ConfigDict

from liberterra_analysis.document import Document, KeyFigure, KeyFigures, Note, Text

_WORDS = {
    "appeared": ("new in this edition", "now {now}; the edition before had no such figure"),
    "vanished": ("", "no longer a key figure; the edition before had {was}"),
    "changed": ("{was} in the edition before", "now {now}; the edition before had {was}"),
    "other source": ("as in the edition before, from another source", "{now} as before, now from another source"),
    "other detail": ("as in the edition before, now {mark}", "{now} as before, now {note}"),
    "other label": (
        "called “{called}” in the edition before", "{now} as before; the edition before called it “{called}”",
    ),
}  # fmt: skip
"""The words of each kind of change: beside the figure, and after its label."""


class FigureChange(BaseModel):
    """A key figure that differs from the edition before; `was` or `now` is "" where there was none.

    `detail` is the note that it has now, of `other detail`; `called` its label in the edition before, of `other label`.
    """

    model_config = ConfigDict(frozen=True)

    label: str
    was: str
    now: str
    kind: Literal["appeared", "vanished", "changed", "other source", "other detail", "other label"]
    detail: str = ""
    called: str = ""


def compare_figures(old: Sequence[KeyFigure], new: Sequence[KeyFigure]) -> tuple[FigureChange, ...]:
    """Compare the key figures of two editions by claim and label, else by label, else by claim and number."""
    changes = (_compare(was, now) for was, now in _pair(old, new))
    return tuple(change for change in changes if change)


def _pair(old: Sequence[KeyFigure], new: Sequence[KeyFigure]) -> Iterator[tuple[KeyFigure | None, KeyFigure | None]]:
    """Yield each figure before and now, in the order of now; what has no counterpart stands with None."""
    # A part may have the label of its whole: the claim decides first. What leads to no claim has its label alone.
    left, found = [*old], dict[int, KeyFigure]()
    for name in (attrgetter("target", "label"), attrgetter("label"), attrgetter("target", "number.text")):
        for at, now in ((at, now) for at, now in enumerate(new) if at not in found):
            same = (one for one in left if name(one) == name(now) and (now.target or one.label == now.label))
            if was := next(same, None):
                found[at] = was
                left.remove(was)
    yield from ((found.get(at), now) for at, now in enumerate(new))
    yield from ((one, None) for one in left)


def _compare(was: KeyFigure | None, now: KeyFigure | None) -> FigureChange | None:
    """Return what differs most of a figure before and now."""
    if now is None:
        return FigureChange(label=was.label, was=was.number.text, now="", kind="vanished") if was else None
    if was is None:
        return FigureChange(label=now.label, was="", now=now.number.text, kind="appeared")
    change = partial(FigureChange, label=now.label, was=was.number.text, now=now.number.text)
    if was.label != now.label:
        return change(kind="other label", called=was.label)
    if was.number.text != now.number.text:
        return change(kind="changed")
    if was.source != now.source:
        return change(kind="other source")
    return change(kind="other detail", detail=now.detail) if was.detail != now.detail else None


def add_change_note(document: Document, previous: str, changes: Sequence[FigureChange]) -> Document:
    """Add what moved since edition `previous`, if anything did: to each key figure, and in a note below them."""
    places = [at for at, block in enumerate(document.blocks) if isinstance(block, KeyFigures)]
    if not previous or not places or not changes:
        return document
    text = ". ".join(said[:1].upper() + said[1:] for said in map(describe_change, changes)) + "."
    note = Note(title="Corrections and changes since the edition before", inlines=(Text(text=text),))
    marks = {(one.label, one.now): _fill(one, 0) for one in changes}
    blocks = [_mark(block, marks) if isinstance(block, KeyFigures) else block for block in document.blocks]
    blocks.insert(places[-1] + 1, note)
    return document.model_copy(update={"blocks": tuple(blocks)})


def _mark(block: KeyFigures, marks: Mapping[tuple[str, str], str]) -> KeyFigures:
    figures = (one.model_copy(update={"change": marks.get((one.label, one.number.text), "")}) for one in block.figures)
    return block.model_copy(update={"figures": tuple(figures)})


def describe_change(change: FigureChange) -> str:
    """Describe the change of a key figure.

    >>> describe_change(FigureChange(label="arrests", was="about 20", now="21", kind="changed"))
    'arrests: now 21; the edition before had about 20'
    """
    return f"{change.label}: {_fill(change, 1)}"


def _fill(change: FigureChange, form: int) -> str:
    mark = note = "without a note"
    if change.detail:  # beside the figure, the note stands right above
        mark, note = "with this note", f"with the note “{change.detail}”"
    return _WORDS[change.kind][form].format_map({**vars(change), "mark": mark, "note": note})
