"""What all charts share: the look, the fonts, wrapped text, and the description that accompanies each chart."""

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

INK, QUIET, RULE, GREY, BLUE = "#1f2933", "#59636e", "#d9dfe5", "#87919c", "#0072b2"
"""Blue by M. Okabe and K. Ito, Color Universal Design, 2008; words state what colours tell apart."""

FAMILIES = ["Inter", "DejaVu Sans"]
SIZE = 11.5
"""Points of all type: on a phone, where a drawing is a little larger than its size in points, as many pixels."""

LOOK = {
    "axes.edgecolor": QUIET,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titleweight": "bold",
    **dict.fromkeys(("axes.labelsize", "axes.titlesize", "font.size", "xtick.labelsize", "ytick.labelsize"), SIZE),
    "font.family": [*FAMILIES, "sans-serif"],
    "font.sans-serif": FAMILIES[1:],  # before any font of a reader who has neither
    "grid.color": RULE,
    "svg.fonttype": "none",  # text, which can be selected; pages and pictures embed the fonts
    "svg.hashsalt": "liberterra",  # the same bytes for the same chart
    "text.color": INK,
    "text.parse_math": False,  # a dollar is a dollar
    "xtick.labelcolor": QUIET,
}
"""What charts change in seaborn's theme."""

WIDTH, POINTS, LINE = 345.6, 72, 15.0
"""Points across a drawing, about the pixels of a phone; points of an inch; and of a line of text."""

TITLE_WIDTH, LINE_WIDTH, LONGEST_ALT = 32, 54, 250
"""Characters in a line of a title, and of a text that runs across a drawing; and the most of an alternative text."""

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
        # The first figure loads the backend, and Jupyter shows charts only while what that sets holds.
        interactive = mpl.is_interactive()
    mpl.interactive(interactive)


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


def wrap(text: str, width: int = LINE_WIDTH) -> str:
    """Break a text into lines of at most `width` characters, as `spell` returns it."""
    return textwrap.fill(spell(text), width)


def require_rows(frame: pd.DataFrame, message: str) -> None:
    """Raise NothingToDrawError with the message if a frame is empty."""
    if frame.empty:
        raise NothingToDrawError(message)


def count_nouns(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun, as "1 country" or "2 countries"."""
    return f"{number} {singular if number == 1 else plural}"


def new_axes(height: float) -> Axes:
    """Return the axes of a new chart, so many points high, which they fill."""
    return plt.figure(figsize=(WIDTH / POINTS, height / POINTS)).add_axes((0, 0, 1, 1))


def count_lines(*texts: str) -> int:
    """Return how many lines of text the longest of some wrapped texts has."""
    return max(text.count("\n") + 1 for text in texts)


def stack_rows(texts: Iterable[str], mark: float, gap: float) -> tuple[Axes, list[str], list[float]]:
    """Reserve a row for each text and, below it, its mark; return the axes, the wrapped texts and the bottoms of marks.

    `mark` is the height of a mark, `gap` the space below it, and bottoms count from the top, all in points.
    """
    wrapped, bottoms, below = [wrap(text) for text in texts], list[float](), 3.0
    for text in wrapped:
        below += count_lines(text) * LINE + mark
        bottoms.append(below)
        below += gap
    ax = new_axes(below)
    ax.set(ylim=(below - gap + 1, 0))
    ax.axis("off")
    return ax, wrapped, bottoms


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
    """Attach a description to axes, as `Description` has it, and show its title; `header` names the columns.

    A long alternative text is cut: the rows have all.
    """
    ax.set_title(textwrap.fill(title, TITLE_WIDTH), loc="left")
    columns = tuple(Column(label=label) if isinstance(label, str) else label for label in header)
    alt = textwrap.shorten(alt, LONGEST_ALT, placeholder=" … The table has the rest.")
    _DESCRIPTIONS[ax] = Description(title, subtitle, alt, columns, tuple(map(tuple, rows)))


def is_described(ax: Axes) -> bool:
    """Return whether axes have a description."""
    return ax in _DESCRIPTIONS


def description_of(ax: Axes) -> Description:
    """Return the description of axes; UsageError if they have none."""
    if not is_described(ax):
        raise UsageError(
            "This figure has no description. Give it one, so that everyone can read it: "
            "plots.describe(ax, title=…, subtitle=…, alt=…)."
        )
    return _DESCRIPTIONS[ax]
