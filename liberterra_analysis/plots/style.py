"""What all charts share: the look, the fonts, wrapped text, and the description that accompanies each chart."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

import matplotlib as mpl
import pandas as pd
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

from liberterra_analysis.document import Column, spell_unprintable
from liberterra_analysis.errors import UsageError

INK, QUIET, RULE, BLUE = "#1f2933", "#59636e", "#d9dfe5", "#0072b2"
COLOURS = (BLUE, "#d55e00", "#009e73", "#aa3377", "#8a6d00", "#333333")
MARKERS = ("o", "s", "D", "^", "v", "P")
"""Distinct to colour-blind eyes and in grey, after M. Okabe and K. Ito, Color Universal Design, 2008; and a shape with
each colour, so that colour is never the only sign."""

FAMILIES = ["Inter", "DejaVu Sans"]
LOOK = {
    "axes.edgecolor": QUIET,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "font.family": FAMILIES,
    "grid.color": RULE,
    "svg.fonttype": "path",  # as text, letters would change with the fonts of the reader
    "svg.hashsalt": "liberterra",  # the same bytes for the same chart
    "text.color": INK,
    "text.parse_math": False,  # a dollar is a dollar
    "xtick.labelcolor": QUIET,
    "ytick.labelsize": "medium",
}
"""What charts change in seaborn's theme."""

WIDTH, POINTS, LINES_OF_ROW = 4.8, 72, 2.4
"""Inches across, the width of a page, which on a phone still leaves text of 9 pixels; points of an inch; and lines of
text that fit into one row of a chart, with the space between two rows."""

TITLE_WIDTH, LABEL_WIDTH = 32, 24
"""Characters in a line of a title, and of a label: a third of the chart, so that the marks keep room."""

HALO = {"facecolor": "white", "edgecolor": "none", "pad": 1}
"""Ground of a text, so that no line runs through it."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a chart shows, in words.

    `title` is the finding, without a full stop; `subtitle` what is counted, in which unit, and what the marks mean;
    `alt` the alternative text. `columns` and `rows` are the data drawn as a table in words, one row for each mark.
    """

    title: str
    subtitle: str
    alt: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class NothingToDrawError(UsageError):
    """A frame without a row that a chart could show."""


_DESCRIPTIONS: WeakKeyDictionary[Axes, Description] = WeakKeyDictionary()


@contextmanager
def apply_style() -> Iterator[None]:
    """Apply the look of charts and the packaged fonts within the context, whatever settings hold outside."""
    import seaborn as sns

    _register_fonts()
    with mpl.style.context([sns.axes_style("ticks"), sns.plotting_context("paper"), LOOK], after_reset=True):
        yield


@cache
def _register_fonts() -> None:
    """Register the packaged fonts, so that charts look the same on every machine."""
    known = font_manager.fontManager
    for font in sorted((Path(__file__).parent.parent / "fonts").glob("*.otf")):
        known.addfont(font)
    # DejaVu Sans, which stands in for what Inter lacks, has a bold but no semibold: both are found as bold.
    semibold = [entry for entry in known.ttflist if entry.fname.endswith("Inter-SemiBold.otf")]
    known.ttflist += [replace(entry, weight=700) for entry in semibold]


@cache
def _drawable() -> frozenset[int]:
    """Return the code points for which the fonts of charts have a glyph, both in regular type and in bold."""
    known = []
    with apply_style():
        for weight in ("normal", "bold"):
            fonts = [font_manager.findfont(FontProperties(family=family, weight=weight)) for family in FAMILIES]
            known.append(frozenset().union(*(font_manager.get_font(font).get_charmap() for font in fonts)))
    return frozenset.intersection(*known)


def spell(text: str) -> str:
    """Return a text in which each character without a glyph is replaced by its name in brackets."""
    return spell_unprintable(text, lambda character: ord(character) in _drawable() or character == "\n")


def wrap(text: str, width: int = LABEL_WIDTH) -> str:
    r"""Break a label into lines of about equal length, at most `width` characters wide, as `spell` returns it.

    >>> wrap("arrests for migrant smuggling", 20)
    'arrests for\nmigrant smuggling'
    """
    text = spell(text)
    fewest = len(textwrap.wrap(text, width))
    longest = min(width, max(map(len, text.split()), default=1))
    tries = (textwrap.wrap(text, narrow) for narrow in range(longest, width + 1))
    return "\n".join(next((lines for lines in tries if len(lines) == fewest), []))


def require_rows(frame: pd.DataFrame, message: str) -> None:
    """Raise NothingToDrawError with the message if a frame is empty."""
    if frame.empty:
        raise NothingToDrawError(message)


def count_nouns(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun, as "1 country" or "2 countries"."""
    return f"{number} {singular if number == 1 else plural}"


def new_axes(rows: float, *, width: float = WIDTH) -> Axes:
    """Return the axes of a new chart, `width` inches wide and high enough for `rows` rows of text or marks."""
    _, ax = plt.subplots(figsize=(width, 0.8 + 0.4 * rows))
    return ax


def count_rows(*columns: Sequence[str]) -> int:
    """Return the number of rows, for `new_axes`, that a chart needs for its wrapped labels."""
    lines = max(text.count("\n") + 1 for column in columns for text in column)
    return math.ceil(len(columns[0]) * max(1.0, lines / LINES_OF_ROW))


def name_rows(ax: Axes, names: Sequence[str], at: Sequence[float] | None = None) -> None:
    """Name the rows of a chart from the top, without a line or ticks beside them."""
    rows = range(len(names)) if at is None else at
    ax.set_yticks(rows, names)
    ax.set_ylim(max(rows) + 0.5, -0.5)
    ax.tick_params(axis="y", length=0, pad=7)
    ax.spines["left"].set_visible(False)


def right(label: str) -> Column:
    """Return a column of numbers, for `describe`."""
    return Column(label=label, align="right")


def describe(
    ax: Axes,
    *,
    title: str,
    subtitle: str,
    alt: str,
    header: Iterable[str | Column] = (),
    rows: Iterable[Sequence[str]] = (),
) -> None:
    """Attach a description to axes, as `Description` has it, and show its title; `header` names the columns."""
    ax.set_title(textwrap.fill(title, TITLE_WIDTH), loc="left")
    columns = tuple(Column(label=label) if isinstance(label, str) else label for label in header)
    _DESCRIPTIONS[ax] = Description(title, subtitle, alt, columns, tuple(map(tuple, rows)))


def description_of(ax: Axes) -> Description:
    """Return the description of axes; UsageError if they have none."""
    if ax not in _DESCRIPTIONS:
        raise UsageError(
            "This figure has no description. Give it one, so that everyone can read it: "
            "plots.describe(ax, title=…, subtitle=…, alt=…)."
        )
    return _DESCRIPTIONS[ax]
