"""Lists of sentences, in which each number links to its claim, notes and checks."""

from collections.abc import Iterable

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis.comparison import Pair
from liberterra_analysis.display.shown import Shown, show_paragraph
from liberterra_analysis.wording.comparison import phrase_pair, phrase_reason
from liberterra_analysis.wording.sentences import Sentence, to_inlines


def show_note(title: str, text: str) -> Shown:
    """Return a note with a title and a text."""
    return Shown(doc.Note(title=title, inlines=to_inlines(text)))


def show_sentences(sentences: Iterable[Sentence | str], *, empty: str) -> Shown:
    """Return sentences as a list in which each number links to its claim; a string is plain text."""
    items = tuple(map(to_inlines, sentences))
    return Shown(doc.Items(items=items)) if items else show_paragraph(empty)


def show_pairs(pairs: pd.DataFrame, *, table: str, empty: str) -> Shown:
    """Return pairs of figures as a list of sentences, each with the reasons for caution in short, and in full below.

    `pairs` come from `analysis.select_latest_pairs`; `table` is the name of the table of all pairs.
    """
    rows = Pair.rows(pairs)
    if not rows:
        return show_paragraph(empty)
    sentences = tuple(phrase_pair(pair, table=table).parts for pair in rows)
    reasons = (tuple(phrase_reason(reason).parts for reason in pair.reasons) for pair in rows)
    points = tuple(doc.Points(label="Why with caution", items=items) for items in reasons)
    return Shown(doc.Items(items=sentences, points=points))


def show_checks(checks: pd.DataFrame, sentences: Iterable[Sentence], *, label: str, empty: str) -> Shown:
    """Return the checks of `analysis.check_consistency`, each with its sentence from `wording.phrase_checks`."""
    found = zip(checks["state"], sentences, strict=True)
    shown = tuple(doc.Check(state=state, inlines=said.parts) for state, said in found)
    return Shown(doc.Checks(label=label, checks=shown)) if shown else show_paragraph(empty)
