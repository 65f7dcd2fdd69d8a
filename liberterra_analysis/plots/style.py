"""What all plots share: the style, the colours, and the description that accompanies every chart."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

from liberterra_analysis.document import spell_unprintable
from liberterra_analysis.errors import UsageError

FONTS = Path(__file__).parent.parent / "fonts"

BOLD = 700

INK = "#1f2933"
QUIET = "#59636e"
RULE = "#d9dfe5"
BLUE = "#0072b2"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#aa3377", "#8a6d00", "#333333")
"""Distinct to colour-blind eyes and in grey, after M. Okabe and K. Ito, Color Universal Design, 2008."""

WIDTH = 4.8
"""Inches across: the width of a page, which on a phone still leaves text of 9 pixels."""

TITLE_WIDTH = 32
"""Characters in a line of a title."""

LABEL_WIDTH = 24
"""Characters in a line of a name or label: a third of the chart, so that the marks keep room."""

LINES_OF_ROW = 2.4
"""Lines of text that fit into one row of a chart, with the space between two rows."""

LETTER, POINTS_PER_INCH = 5.1, 72
"""Average points of a letter, and points of an inch."""

MARKERS = ("o", "s", "D", "^", "v", "P")
"""One shape with each colour, so that colour is never the only sign."""

HALO = {"facecolor": "white", "edgecolor": "none", "pad": 1}
"""Ground of a label, so that no line of the grid runs through it."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a chart shows, in words.

    `title` is the finding, without a full stop; `subtitle` what is counted, in which unit, and what the marks mean;
    `alt` the alternative text. `header` and `rows` are the data drawn as a table in words, one row for each mark; a
    header that ends in `>` is aligned right.
    """

    title: str
    subtitle: str
    alt: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class NothingToDrawError(UsageError):
    """A frame without a row that a chart could show."""


_DESCRIPTIONS: WeakKeyDictionary[Axes, Description] = WeakKeyDictionary()


@contextmanager
def style() -> Iterator[None]:
    """Apply the settings of `liberterra.mplstyle` and the packaged fonts within the context.

    >>> with style():
    ...     mpl.rcParams["svg.hashsalt"]
    'liberterra'
    """
    _register_fonts()
    with mpl.style.context(_read_sheet(), after_reset=True):
        yield


@cache
def _read_sheet() -> dict[str, Any]:
    sheet = resources.files("liberterra_analysis.plots") / "liberterra.mplstyle"
    with resources.as_file(sheet) as path:
        return dict(mpl.rc_params_from_file(path, use_default_template=False).items())


@cache
def _register_fonts() -> None:
    """Register the packaged fonts, so that charts look the same on every machine."""
    known = font_manager.fontManager
    for font in sorted(FONTS.glob("*.otf")):
        known.addfont(font)
    # DejaVu Sans, which stands in for what Inter lacks, has a bold but no semibold: both are found as bold.
    known.ttflist = [
        replace(entry, weight=BOLD) if Path(entry.fname).name == "Inter-SemiBold.otf" else entry
        for entry in known.ttflist
    ]


def new_axes(rows: int, *, width: float = WIDTH) -> Axes:
    """Return the axes of a new chart, `width` inches wide and high enough for `rows` rows of text or marks."""
    _, ax = plt.subplots(figsize=(width, 0.8 + 0.4 * rows))
    return ax


@cache
def _drawable() -> frozenset[int]:
    """Return the code points for which the fonts of charts have a glyph, both in regular type and in bold."""
    with style():
        fonts = [
            [font_manager.findfont(FontProperties(family=name, weight=weight)) for name in mpl.rcParams["font.family"]]
            for weight in ("normal", "bold")
        ]
    regular, bold = (set().union(*(font_manager.get_font(font).get_charmap() for font in found)) for found in fonts)
    return frozenset(regular & bold)


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


def height_of(*columns: list[str]) -> int:
    r"""Return the number of rows, for `new_axes`, that a chart needs for its wrapped labels.

    >>> height_of(["one", "two\nlines", "one"]), height_of(["three\nlines\nhere", "one"])
    (3, 3)
    """
    lines = max(text.count("\n") + 1 for column in columns for text in column)
    return math.ceil(len(columns[0]) * max(1.0, lines / LINES_OF_ROW))


def length_with_room(
    ax: Axes, names: list[str], ends: Sequence[tuple[float, float]], labels: list[str], least: float
) -> float:
    """Return the length of an axis on which the label of each mark has room to its right; at least `least`.

    `names` are the wrapped labels at the left; `ends` holds, for each mark, its end on the axis and the points between
    that end and its label. A label is as long wherever its mark stands, so the marks move left by what the labels need.
    Letters count at their average width, for their true width is known only once they are drawn.
    """
    points = points_across(ax, names)
    needed = [
        end * points / max(points - gap - _width([label]), points / 6)
        for (end, gap), label in zip(ends, labels, strict=True)
    ]
    return max([least, *needed])


def points_across(ax: Axes, names: list[str]) -> float:
    """Estimate the points that the wrapped names at the left leave to the axes."""
    figure = ax.get_figure(root=True)
    width = float(figure.get_figwidth()) if figure else WIDTH
    return width * POINTS_PER_INCH - _width(names) - LETTER * 2


def _width(texts: list[str]) -> float:
    return LETTER * max((len(line) for text in texts for line in text.split("\n")), default=0)


def name_rows(ax: Axes, names: list[str]) -> None:
    """Name the rows of a chart, from the top, without a line or ticks beside them."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def label_mark(ax: Axes, text: str, place: tuple[float, float], offset: float) -> None:
    """Write a label `offset` points to the right of a mark, on a ground that covers the grid."""
    ax.annotate(
        text,
        place,
        xytext=(offset, 0),
        textcoords="offset points",
        va="center_baseline",
        color=INK,
        bbox=HALO,
    )


def describe(ax: Axes, description: Description) -> None:
    """Attach a description to axes, and show its title.

    >>> ax = new_axes(1)
    >>> describe(ax, Description("Two arrests", "Arrests", "One bar of 2 arrests."))
    >>> ax.get_title(loc="left"), description_of(ax).alt
    ('Two arrests', 'One bar of 2 arrests.')
    """
    ax.set_title(textwrap.fill(description.title, TITLE_WIDTH), loc="left")
    _DESCRIPTIONS[ax] = description


def description_of(ax: Axes) -> Description:
    """Return the description of axes; UsageError if they have none."""
    if ax not in _DESCRIPTIONS:
        raise UsageError(
            "This figure has no description. Give it one, so that everyone can read it: "
            "plots.describe(ax, plots.Description(title=…, subtitle=…, alt=…))."
        )
    return _DESCRIPTIONS[ax]
