"""What all plots share: the style, the colours, and the description that goes with every figure."""

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
"""Told apart with colour-blind eyes and in grey, after M. Okabe and K. Ito, Color Universal Design, 2008."""

WIDTH = 4.8
"""Inches across: as wide as a page is read, and on a phone a figure still fits the screen with text of 9 pixels."""

TITLE_WIDTH = 32
"""Characters of a line of a title."""

LABEL_WIDTH = 24
"""Characters of a line of a name or label: a third of the figure, so that the marks keep room."""

LINES_OF_ROW = 2.4
"""Lines of text that fit into one row of a figure, with the space that keeps two rows apart."""

LETTER, POINTS_PER_INCH = 5.1, 72
"""Points that a letter takes on average, and points of an inch."""

MARKERS = ("o", "s", "D", "^", "v", "P")
"""One shape with each colour, so that colour is never the only sign."""

HALO = {"facecolor": "white", "edgecolor": "none", "pad": 1}
"""Ground of a label, so that no line of the grid runs through it."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a figure says: its finding, what is drawn, and the same in words for who cannot see it.

    Parameters
    ----------
    title : str
        The finding, as a sentence without its full stop.
    subtitle : str
        What is counted, in which unit, and what the marks mean.
    alt : str
        What the figure shows, in words and numbers.
    header : tuple of str
        Columns of its data as a table; a label that ends in `>` is of numbers, which are aligned right.
    rows : tuple of tuple of str
        What the figure draws, in words, one row for each mark.
    """

    title: str
    subtitle: str
    alt: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class NothingToDrawError(UsageError):
    """A frame without a row that a figure could show."""


_DESCRIPTIONS: WeakKeyDictionary[Axes, Description] = WeakKeyDictionary()


@contextmanager
def style() -> Iterator[None]:
    """Draw in the package's style.

    Yields
    ------
    None
        Within the context matplotlib's settings are those of `liberterra.mplstyle`; after it, what they were.

    Examples
    --------
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
    """Make the packaged fonts known, so that figures look the same on every machine."""
    known = font_manager.fontManager
    for font in sorted(FONTS.glob("*.otf")):
        known.addfont(font)
    # DejaVu Sans, which stands in for what Inter lacks, has a bold but no semibold: both are found as bold.
    known.ttflist = [
        replace(entry, weight=BOLD) if Path(entry.fname).name == "Inter-SemiBold.otf" else entry
        for entry in known.ttflist
    ]


def new_axes(rows: int, *, width: float = WIDTH) -> Axes:
    """Make axes whose height fits a number of rows.

    Parameters
    ----------
    rows : int
        Rows of text or marks.
    width : float
        Width of the figure in inches.

    Returns
    -------
    matplotlib.axes.Axes
        Of a new figure.

    Examples
    --------
    >>> bool(new_axes(3).get_figure().get_figheight() < new_axes(30).get_figure().get_figheight())
    True
    """
    _, ax = plt.subplots(figsize=(width, 0.8 + 0.4 * rows))
    return ax


@cache
def _drawable() -> frozenset[int]:
    """Return the code points for which a font of the figures has a glyph, in regular type and in bold."""
    with style():
        fonts = [
            [font_manager.findfont(FontProperties(family=name, weight=weight)) for name in mpl.rcParams["font.family"]]
            for weight in ("normal", "bold")
        ]
    regular, bold = (set().union(*(font_manager.get_font(font).get_charmap() for font in found)) for found in fonts)
    return frozenset(regular & bold)


def spell(text: str) -> str:
    """Return a text as a figure can draw it: a character without a glyph is spelt."""
    return spell_unprintable(text, lambda character: ord(character) in _drawable() or character == "\n")


def wrap(text: str, width: int = LABEL_WIDTH) -> str:
    r"""Break a label into lines of about one length, at most so many characters wide; what has no glyph is spelt.

    Examples
    --------
    >>> wrap("arrests for migrant smuggling", 20)
    'arrests for\nmigrant smuggling'
    """
    text = spell(text)
    fewest = len(textwrap.wrap(text, width))
    longest = min(width, max(map(len, text.split()), default=1))
    tries = (textwrap.wrap(text, narrow) for narrow in range(longest, width + 1))
    return "\n".join(next((lines for lines in tries if len(lines) == fewest), []))


def height_of(*columns: list[str]) -> int:
    r"""Give the rows that a figure needs for its wrapped labels, of which a row holds two lines, for `new_axes`.

    Examples
    --------
    >>> height_of(["one", "two\nlines", "one"]), height_of(["three\nlines\nhere", "one"])
    (3, 3)
    """
    lines = max(text.count("\n") + 1 for column in columns for text in column)
    return math.ceil(len(columns[0]) * max(1.0, lines / LINES_OF_ROW))


def length_with_room(
    ax: Axes, names: list[str], ends: Sequence[tuple[float, float]], labels: list[str], least: float
) -> float:
    """Give the length of an axis on which the label of each mark has room to its right.

    A label is as long wherever its mark stands, so the marks move to the left by what the labels need. Letters are
    taken to be as wide as they are on average, for their true width is known only once they are drawn.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes with the names at its left.
    names : list of str
        Those names, wrapped.
    ends : sequence of tuple of float, float
        For each mark its end on the axis, from 0, and the points between that end and its label.
    labels : list of str
        The labels, wrapped.
    least : float
        What the axis must hold in any case.

    Returns
    -------
    float
        At least `least`, in the unit of the ends.

    Examples
    --------
    >>> ax = new_axes(2)
    >>> short, long = (length_with_room(ax, ["one"], [(1.0, 9.0)], [label], 1.0) for label in ("2", "222"))
    >>> bool(short < long)
    True
    """
    points = points_across(ax, names)
    needed = [
        end * points / max(points - gap - _width([label]), points / 6)
        for (end, gap), label in zip(ends, labels, strict=True)
    ]
    return max([least, *needed])


def points_across(ax: Axes, names: list[str]) -> float:
    """Give about how many points the names at the left leave to the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes.
    names : list of str
        The names, wrapped.

    Returns
    -------
    float
        Points.

    Examples
    --------
    >>> bool(points_across(new_axes(1), ["one"]) < 72 * WIDTH)
    True
    """
    figure = ax.get_figure(root=True)
    width = float(figure.get_figwidth()) if figure else WIDTH
    return width * POINTS_PER_INCH - _width(names) - LETTER * 2


def _width(texts: list[str]) -> float:
    return LETTER * max((len(line) for text in texts for line in text.split("\n")), default=0)


def name_rows(ax: Axes, names: list[str]) -> None:
    """Name the rows of a figure, from the top; no line or tick stands beside them."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def label_mark(ax: Axes, text: str, place: tuple[float, float], offset: float) -> None:
    """Write a label to the right of a mark, so many points from it; no line of the grid runs through it."""
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
    """Give a figure its description, and its title to the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The figure's axes.
    description : Description
        What it says.

    Examples
    --------
    >>> ax = new_axes(1)
    >>> describe(ax, Description("Two arrests", "Arrests", "One bar of 2 arrests."))
    >>> ax.get_title(loc="left")
    'Two arrests'
    """
    ax.set_title(textwrap.fill(description.title, TITLE_WIDTH), loc="left")
    _DESCRIPTIONS[ax] = description


def description_of(ax: Axes) -> Description:
    """Get the description of a figure.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes that a function of this package drew on.

    Returns
    -------
    Description
        What the figure says.

    Raises
    ------
    UsageError
        If the axes have no description: give them one with `describe`.

    Examples
    --------
    >>> ax = new_axes(1)
    >>> describe(ax, Description("Two arrests", "Arrests", "One bar of 2 arrests."))
    >>> description_of(ax).alt
    'One bar of 2 arrests.'
    """
    if ax not in _DESCRIPTIONS:
        raise UsageError(
            "This figure has no description. Give it one, so that everyone can read it: "
            "plots.describe(ax, plots.Description(title=…, subtitle=…, alt=…))."
        )
    return _DESCRIPTIONS[ax]
