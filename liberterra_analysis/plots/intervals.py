"""Hedged numbers as dots with whiskers: headline figures, and what is named country by country."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.hedges import Interval, format_hedged
from liberterra_analysis.plots.style import (
    COLOURS,
    LETTER,
    MARKERS,
    Description,
    NothingToDrawError,
    describe,
    height_of,
    label_mark,
    length_with_room,
    name_rows,
    new_axes,
    points_across,
    style,
    wrap,
)

ARROW = 22.0
"""Points that the arrow of an open end is long: it has no scale, for its end is unknown."""

GAP = 9.0
"""Points between a mark and its label."""

MARGIN = 0.03
"""Share of its length by which an axis exceeds its outermost powers of ten: half a mark, so that none is cut."""

MOST_TICKS = 6
"""Powers of ten whose labels fit side by side."""

TICK = 10.0
"""Points between the labels of two ticks."""


def plot_headline(headline: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the figures of an operation as a whole, each with its interval, on a logarithmic scale.

    `headline` comes from `analysis.select_headline`; figures of the setting (countries, days) and figures reported
    without a number are not drawn. A filled dot is a number printed without a hedge; a hollow dot is a hedged one, at
    the middle of its interval or at its known end. A line is the interval, an arrow an open end. The label is the
    number with its hedge.

    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import analysis
    >>> frame = analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> ax = plot_headline(analysis.select_headline(frame))
    >>> ax.get_xscale()
    'log'
    """
    counted = _select_counted(headline)
    with style():
        names, labels = _wrap_all(counted["noun"]), _wrap_all(counted["words"])
        ax = ax or new_axes(height_of(names, labels))
        _draw(ax, counted, names, labels)
        describe(
            ax,
            Description(
                title=_join_names(counted["says"].head(3).tolist()),
                subtitle="Figures of the operation as a whole, on a logarithmic scale. Filled dot: printed without a "
                "hedge; hollow dot: hedged; line: interval; arrow: open end.",
                alt=_describe_in_words(
                    "Dots on a logarithmic scale, one for each figure of the operation as a whole",
                    counted,
                    counted["says"],
                ),
                header=("What is counted", "Number>", "Read as>"),
                rows=tuple((row["noun"], row["words"], _format_reading(row)) for row in counted.to_dict("records")),
            ),
        )
    return ax


def plot_actions(actions: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what sources name country by country, on a logarithmic scale.

    `actions` come from `analysis.sum_named_actions`. One row is one country and one metric; colour and shape of
    the dot show the metric, and the label names it. A line is the interval, an arrow an open end; a figure reported
    without a number is an arrow from one. Zero, which a logarithmic scale lacks, is not drawn.

    >>> import liberterra_analysis as lt
    >>> from liberterra_analysis import analysis
    >>> metrics = lt.load_metrics()
    >>> frame = analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), metrics)
    >>> ax = plot_actions(analysis.sum_named_actions(frame, metrics))
    >>> ax.get_yticklabels()[0].get_text()
    'Türkiye'
    """
    actions = actions[actions["upper"] > 0].reset_index(drop=True)
    if actions.empty:
        raise NothingToDrawError("There are no named actions to draw.")
    countries = actions["country"].nunique()
    most = actions.groupby("metric", sort=False).head(1).iloc[0]
    with style():
        names, labels = _wrap_all(actions["country"]), _wrap_all(actions["says"])
        ax = ax or new_axes(height_of(names, labels))
        _draw(ax, actions, names, labels, by=actions["metric"].tolist())
        describe(
            ax,
            Description(
                title=f"{countries} {'country is' if countries == 1 else 'countries are'} named; "
                f"the most {most['label'].lower()} in {most['country']}: {most['words']}",
                subtitle="What sources name for single countries, on a logarithmic scale. Shape and colour: what is "
                "counted; line: interval; arrow: open end.",
                alt=_describe_in_words(
                    f"Dots on a logarithmic scale for {countries} countries",
                    actions,
                    actions["country"] + ": " + actions["says"],
                ),
                header=("Where", "What is named", "Read as>"),
                rows=tuple((row["country"], row["says"], _format_reading(row)) for row in actions.to_dict("records")),
            ),
        )
    return ax


def _select_counted(headline: pd.DataFrame) -> pd.DataFrame:
    drawn = headline["hedge"].notna() & (headline["upper"] > 0) & (headline["kind"] != "setting")
    counted = headline[drawn].reset_index(drop=True)
    if counted.empty:
        raise NothingToDrawError("There are no figures of the operation as a whole to draw.")
    return counted


def _wrap_all(texts: pd.Series[str]) -> list[str]:
    return [wrap(text) for text in texts]


def _draw(ax: Axes, frame: pd.DataFrame, names: list[str], labels: list[str], by: list[str] | None = None) -> None:
    groups = list(dict.fromkeys(by or []))
    exact = (frame["lower"] == frame["upper"]).to_numpy()
    lower = np.maximum(frame["lower"].to_numpy(np.float64), 1.0)  # a logarithmic scale has no zero
    upper = frame["upper"].to_numpy(np.float64)
    places = []
    for at, (low, high) in enumerate(zip(lower.tolist(), upper.tolist(), strict=True)):
        kind = groups.index(by[at]) if by else 0
        draw_interval(ax, at, (low, high), kind=kind, filled=bool(exact[at]))
        end, offset = (low, GAP + ARROW) if math.isinf(high) else (high, GAP)
        places.append((end, offset))
        label_mark(ax, labels[at], (end, at), offset)
    name_rows(ax, names)
    set_log_scale(ax, float(lower.min()), float(np.where(np.isinf(upper), lower, upper).max()))
    make_room(ax, names, places, labels)
    ax.grid(visible=True, axis="x")
    ax.set_axisbelow(True)


def draw_interval(ax: Axes, at: int, ends: tuple[float, float], *, kind: int, filled: bool) -> None:
    """Draw the interval of a row in the style of a kind: a line or arrow, and a dot, filled if the number is exact."""
    # A shape that recurs has another colour, so that the pair still identifies one kind.
    colour, marker = COLOURS[kind % len(COLOURS)], MARKERS[(kind + kind // len(COLOURS)) % len(MARKERS)]
    low, high = ends
    if math.isinf(high):
        arrow = {"arrowstyle": "<-", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (low, at), xytext=(ARROW, 0), textcoords="offset points", arrowprops=arrow, zorder=1.8)
    elif not filled:
        ax.plot([low, high], [at, at], color=colour, solid_capstyle="butt", zorder=1.8)
    middle = low if math.isinf(high) else (low + high) / 2
    face = colour if filled else "white"
    ax.plot([middle], [at], marker=marker, color=colour, markerfacecolor=face, markersize=7, linestyle="none", zorder=3)


def set_log_scale(ax: Axes, smallest: float, largest: float) -> None:
    """Set the axis to run from one power of ten to another, so that at least two of its ticks have labels."""
    first = math.floor(math.log10(smallest))
    last = max(math.ceil(math.log10(largest)), first + 1)
    beyond = (last - first) * MARGIN
    ax.set_xscale("log")
    ax.set_xlim(10 ** (first - beyond), 10 ** (last + beyond))
    ticks = [10.0**power for power in range(first, last + 1, 1 if last - first < MOST_TICKS else 2)]
    if len(ticks) == 2:  # noqa: PLR2004 (a single power of ten is divided as on a slide rule)
        ticks[1:1] = [ticks[0] * 2, ticks[0] * 5]
    ax.set_xticks(ticks, [format_hedged(Interval(tick, tick), "axis") for tick in ticks])
    ax.minorticks_off()


def make_room(ax: Axes, names: list[str], places: list[tuple[float, float]], labels: list[str]) -> None:
    """Lengthen a logarithmic axis beyond its last tick by what the labels need, and label as many ticks as fit."""
    low, high = (math.log10(end) for end in ax.get_xlim())
    ends = [(math.log10(end) - low, offset) for end, offset in places]
    length = length_with_room(ax, names, ends, labels, high - low)
    ax.set_xlim(10**low, 10 ** (low + length))
    ax.spines["bottom"].set_bounds(10**low, 10**high)
    ticks = ax.get_xticks().tolist()
    apart = points_across(ax, names) * math.log10(ticks[1] / ticks[0]) / length
    words = [format_hedged(Interval(tick, tick), "axis") for tick in ticks]
    step = min(math.ceil((TICK + LETTER * max(map(len, words))) / apart), len(ticks) - 1)
    ax.set_xticks(ticks[::step], words[::step])


def _describe_in_words(opening: str, frame: pd.DataFrame, says: pd.Series[str]) -> str:
    parts = [f"{said}{_format_interval(row)}" for said, row in zip(says, frame.to_dict("records"), strict=True)]
    return f"{opening}: {'; '.join(parts)}."


def _format_reading(row: Mapping[Any, Any]) -> str:
    return format_hedged(Interval.of(row), "table")


def _format_interval(row: Mapping[Any, Any]) -> str:
    interval = Interval.of(row)
    if interval.is_exact or format_hedged(interval) == row["words"]:
        return ""
    return f" ({format_hedged(interval, 'table')})"


def _join_names(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
