"""An announcement with its candidate figures marked in place, beside their table, for a person who reviews them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from liberterra_analysis.extract import Candidate

_HEDGED, _EXACT, _OTHER = "#f9d9a8", "#cfe3f7", "#e4e4e4"


@dataclass(frozen=True, slots=True, repr=False)
class Review:
    """A marked text as a notebook displays it; no block of a report."""

    text: str
    found: tuple[Candidate, ...]

    def __repr__(self) -> str:
        return f"<review of {len(self.found)} candidates>"

    def _repr_html_(self) -> str:
        parts, at = [], 0
        for number, one in enumerate(self.found, 1):
            parts += [escape(self.text[at : one.start]), _mark(number, one)]
            at = one.end
        parts.append(escape(self.text[at:]))
        body = "".join(parts).replace("\n", "<br>")
        legend = "".join(
            f"<span style='background:{shade};padding:0 .3em'>{label}</span> "
            for shade, label in ((_EXACT, "outcome, no hedge"), (_HEDGED, "outcome, hedged"), (_OTHER, "no outcome"))
        )
        rows = "".join(_row(number, one) for number, one in enumerate(self.found, 1))
        head = "".join(f"<th scope='col'>{label}</th>" for label in ("", "Printed", "Hedge", "Metric", "Kind", "Rule"))
        table = f"<table><caption>Candidates</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        columns = "display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1.5em"
        return (
            f"<p>{legend}</p><div style='{columns}'><div style='line-height:1.9'>{body}</div><div>{table}</div></div>"
        )


def show_review(text: str, found: Sequence[Candidate]) -> Review:
    """Show a text with its candidates marked in place, and their table beside it.

    Parameters
    ----------
    text : str
        The text.
    found : sequence of extract.Candidate
        As `extract.extract` gives them.

    Returns
    -------
    Review
        Shown as HTML. A mark says number, hedge and metric in words; its colour tells outcomes without a hedge,
        outcomes with one, and what is no outcome.

    Examples
    --------
    >>> from liberterra_analysis.extract import extract
    >>> show_review("12 arrests", extract("12 arrests"))
    <review of 1 candidates>
    """
    return Review(text, tuple(found))


def _mark(number: int, one: Candidate) -> str:
    shade = _OTHER if one.kind != "outcome" else _EXACT if one.hedged.hedge == "exact" else _HEDGED
    label = one.metric if one.kind == "outcome" else one.kind
    hedge = f", {one.hedged.hedge}" if one.hedged.hedge not in {"exact", None} else ""
    return (
        f"<mark style='background:{shade};color:#111'>{escape(one.as_printed)}</mark>"
        f"<sub>{number} {escape(label.replace('_', ' ') + hedge.replace('_', ' '))}</sub>"
    )


def _row(number: int, one: Candidate) -> str:
    cells = (one.as_printed, one.hedged.hedge or "not counted", one.metric, one.kind, f"{one.rule}, {one.confidence:g}")
    return f"<tr><th scope='row'>{number}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
