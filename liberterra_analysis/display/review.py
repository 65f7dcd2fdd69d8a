"""An announcement with its candidates marked in place, beside their table, for a reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from liberterra_analysis.extract import Candidate

_SHADES = {"an outcome's number": "#cfe3f7", "its metric": "#d3ecd6", "its hedge": "#f9d9a8", "no outcome": "#e4e4e4"}
_OUTCOME, _METRIC, _HEDGE, _OTHER = _SHADES.values()


@dataclass(frozen=True, slots=True, repr=False)
class Review:
    """A marked text as a notebook displays it; not a block of a report."""

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
        legend = " ".join(_chip(label, shade) for label, shade in _SHADES.items())
        rows = "".join(_row(number, one) for number, one in enumerate(self.found, 1))
        head = "".join(f"<th scope='col'>{label}</th>" for label in ("", "Printed", "Hedge", "Metric", "Kind", "Rule"))
        table = f"<table><caption>Candidates</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        beside = "<div style='display:flex;flex-wrap:wrap;gap:1.5em'>"
        marked = f"<div style='flex:3 1 20em;line-height:1.9'>{body}</div>"
        return f"<p>{legend}</p>{beside}{marked}<div style='flex:2 1 20em;overflow-x:auto'>{table}</div></div>"


def show_review(text: str, found: Sequence[Candidate]) -> Review:
    """Return a text with its candidates marked in place, and their table beside it.

    Each mark names metric and hedge in words, each in a colour of its own; numbers that are not outcomes are grey,
    with their kind.
    """
    return Review(text, tuple(found))


def _chip(label: str, shade: str) -> str:
    return f"<span style='background:{shade};color:#111;padding:0 .2em'>{escape(label.replace('_', ' '))}</span>"


def _mark(number: int, one: Candidate) -> str:
    outcome = one.kind == "outcome"
    labels = [_chip(one.metric if outcome else one.kind, _METRIC if outcome else _OTHER), *_hedge(one)]
    shade = _OUTCOME if outcome else _OTHER
    mark = f"<mark style='background:{shade};color:#111'>{escape(one.as_printed)}</mark>"
    return f"{mark}<sub>{number} {' '.join(labels)}</sub>"


def _hedge(one: Candidate) -> list[str]:
    hedge = one.hedged.hedge
    return [] if hedge == "exact" else [_chip(hedge or "not counted", _HEDGE if one.kind == "outcome" else _OTHER)]


def _row(number: int, one: Candidate) -> str:
    metric = _chip(one.metric, _METRIC if one.kind == "outcome" else _OTHER)
    cells = (escape(one.as_printed), *(_hedge(one) or ["exact"]), metric, one.kind, f"{one.rule}, {one.confidence:g}")
    return f"<tr><th scope='row'>{number}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
