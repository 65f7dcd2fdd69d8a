"""Hedged numbers as dots with whiskers: headline figures, and what is named country by country."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval, word
from liberterra_analysis.plots.style import COLOURS, INK, MARKERS, Description, describe, new_axes, style

ROOM = 60.0
"""How far the axis runs beyond the largest number, as a factor: there the labels stand."""

OPEN_END = 2.2
"""Length of the arrow of an open end, as a factor."""


def plot_headline(headline: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the figures of an operation as a whole, each with its interval, on a logarithmic scale.

    A filled dot is a number printed without a hedge; a hollow dot is a hedged one, drawn in the middle of its interval,
    or at its known end. A line is the interval; an arrow is an end that the source leaves open. The label gives the
    number with its hedge. What is reported without a number is not drawn.

    Parameters
    ----------
    headline : pandas.DataFrame
        As `analysis.headline` gives it; what measures the setting (countries, days) is not drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes if omitted.

    Returns
    -------
    matplotlib.axes.Axes
        With a description (see `description_of`).

    Raises
    ------
    UsageError
        If there is nothing to draw.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import analysis
    >>> frame = analysis.figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> ax = plot_headline(analysis.headline(frame))
    >>> ax.get_xscale()
    'log'
    """
    counted = _counted(headline)
    with style():
        ax = ax or new_axes(len(counted))
        names = ["\n".join(textwrap.wrap(noun, 30)) for noun in counted["noun"]]
        _draw(ax, counted, names, counted["words"].tolist())
        describe(
            ax,
            Description(
                title=_listed(counted["says"].head(3).tolist()),
                subtitle="Figures of the operation as a whole, on a logarithmic scale. Filled dot: printed without a "
                "hedge; hollow dot: hedged; line: interval; arrow: open end.",
                alt=_alt(
                    "Dots on a logarithmic scale, one for each figure of the operation as a whole",
                    counted,
                    counted["says"],
                ),
            ),
        )
    return ax


def plot_actions(actions: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what sources name country by country, on a logarithmic scale.

    One row is one country and one metric; colour and shape of the dot tell the metric, and the label names it. A line
    is the interval; an arrow is an end that the source leaves open. What is reported without a number is drawn as an
    arrow from one.

    Parameters
    ----------
    actions : pandas.DataFrame
        As `analysis.named_actions` gives it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes if omitted.

    Returns
    -------
    matplotlib.axes.Axes
        With a description (see `description_of`).

    Raises
    ------
    UsageError
        If there is nothing to draw.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import analysis
    >>> metrics = lt.load_metrics()
    >>> frame = analysis.figures(lt.load_claims("liberterra-2"), lt.load_sources(), metrics)
    >>> ax = plot_actions(analysis.named_actions(frame, metrics))
    >>> ax.get_yticklabels()[0].get_text()
    'Türkiye'
    """
    if actions.empty:
        raise UsageError("There are no named actions to draw.")
    countries = actions["country"].nunique()
    most = actions.groupby("metric", sort=False).head(1).iloc[0]
    with style():
        ax = ax or new_axes(len(actions))
        _draw(ax, actions, actions["country"].tolist(), actions["says"].tolist(), by=actions["metric"].tolist())
        describe(
            ax,
            Description(
                title=f"{countries} {'country is' if countries == 1 else 'countries are'} named; "
                f"the most {most['label'].lower()} in {most['country']}: {most['words']}",
                subtitle="What sources name for single countries, on a logarithmic scale. Shape and colour: what is "
                "counted; line: interval; arrow: open end.",
                alt=_alt(
                    f"Dots on a logarithmic scale for {countries} countries",
                    actions,
                    actions["country"] + ": " + actions["says"],
                ),
            ),
        )
    return ax


def _counted(headline: pd.DataFrame) -> pd.DataFrame:
    drawn = headline["hedge"].notna() & (headline["upper"] > 0) & (headline["kind"] != "setting")
    counted = headline[drawn].reset_index(drop=True)
    if counted.empty:
        raise UsageError("There are no figures of the operation as a whole to draw.")
    return counted


def _draw(ax: Axes, frame: pd.DataFrame, names: list[str], labels: list[str], by: list[str] | None = None) -> None:
    groups = list(dict.fromkeys(by or []))
    lower = np.maximum(frame["lower"].to_numpy(np.float64), 1.0)  # a logarithmic scale has no zero
    upper = frame["upper"].to_numpy(np.float64)
    largest = float(np.max(np.where(np.isinf(upper), lower * OPEN_END, upper)))
    for at, (low, high) in enumerate(zip(lower, upper, strict=True)):
        kind = groups.index(by[at]) % len(COLOURS) if by else 0
        _mark(ax, at, float(low), float(high), kind)
        end = float(low) * OPEN_END if np.isinf(high) else float(high)
        ax.annotate(labels[at], (end, at), xytext=(9, 0), textcoords="offset points", va="center", color=INK)
    ax.set_yticks(range(len(frame)), names)
    ax.set_ylim(len(frame) - 0.5, -0.5)
    ax.set_xscale("log")
    ax.set_xlim(max(float(lower.min()) / 2, 0.5), largest * ROOM)
    ax.xaxis.set_major_locator(_powers(largest))
    ax.xaxis.set_major_formatter(lambda value, _: word(Interval(value, value), "axis"))
    ax.minorticks_off()
    ax.grid(visible=True, axis="x")
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _mark(ax: Axes, at: int, low: float, high: float, kind: int) -> None:
    colour, marker = COLOURS[kind], MARKERS[kind]
    is_open, exact = bool(np.isinf(high)), low == high
    if is_open:
        arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (low * OPEN_END, at), (low, at), arrowprops=arrow)
    elif not exact:
        ax.plot([low, high], [at, at], color=colour, solid_capstyle="butt", marker="|", markersize=8)
    middle = low if is_open else (low + high) / 2
    face = colour if exact else "white"
    ax.plot([middle], [at], marker=marker, color=colour, markerfacecolor=face, markersize=7, linestyle="none")


def _powers(largest: float) -> FixedLocator:
    powers = range(int(np.floor(np.log10(max(largest, 1)))) + 1)
    step = 1 if len(powers) < 5 else 2  # noqa: PLR2004 (labels of more powers would run into each other)
    return FixedLocator([10.0**power for power in powers if power % step == 0])


def _alt(opening: str, frame: pd.DataFrame, says: pd.Series[str]) -> str:
    parts = [f"{said}{_ends(row)}" for said, row in zip(says, frame.to_dict("records"), strict=True)]
    return f"{opening}: {'; '.join(parts)}."


def _ends(row: Mapping[Any, Any]) -> str:
    interval = Interval(row["lower"], row["upper"])
    return "" if interval.is_exact or word(interval) == row["words"] else f" ({word(interval, 'table')})"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
