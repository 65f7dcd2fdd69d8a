"""Operations held against each other: intervals side by side, and rates joined by a line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from liberterra_analysis.hedges import Interval, format_hedged
from liberterra_analysis.plots.intervals import ARROW, GAP, draw_interval, make_room, set_log_scale
from liberterra_analysis.plots.style import (
    INK,
    QUIET,
    RULE,
    Description,
    NothingToDrawError,
    describe,
    height_of,
    label_mark,
    length_with_room,
    name_rows,
    new_axes,
    style,
    wrap,
)

HEADING_WIDTH = 54
"""Characters in a line of a panel's heading, which runs across the chart."""


def plot_panels(panels: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what several operations report, one panel for each kind of figure, each from zero on a scale of its own.

    `panels` comes from `analysis.arrange_panels`; no two figures of a panel are of a kind that may not be compared. One
    row is one operation. A filled dot is a number printed without a hedge; a hollow dot is a hedged one, at the middle
    of its interval or at its known end. A line is the interval, an arrow an open end.

    >>> import liberterra_analysis as lt
    >>> operations = lt.analysis.choose_operations(lt.load_operations(), series="Liberterra")
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> pairs = lt.analysis.compare_operations(frame, operations)
    >>> ax = plot_panels(lt.analysis.arrange_panels(frame, operations, pairs))
    >>> [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"][0]
    'Potential victims'
    """
    if panels.empty:
        raise NothingToDrawError("There are no two figures that may be compared.")
    rows = _place_rows(panels)
    names = [wrap(name) for name in panels["name"]]
    with style():
        ax = ax or new_axes(math.ceil((rows[-1] + 1) * height_of(names) / len(names) * 0.8))
        for _, panel in panels.assign(at=rows).groupby("panel", sort=False):
            _draw_panel(ax, panel)
        ax.set_yticks(rows, names)
        ax.set_ylim(rows[-1] + 0.5, -0.5)
        ax.set_xlim(0, length_with_room(ax, names, _place_ends(panels), panels["words"].tolist(), 1.0))
        ax.set_xticks([])
        ax.tick_params(axis="y", length=0)
        ax.spines[["left", "bottom"]].set_visible(False)
        describe(ax, _describe_panels(panels))
    return ax


def _place_rows(panels: pd.DataFrame) -> list[int]:
    """Return the row of each figure, with rows left free above each panel for its heading."""
    new = panels["panel"] != panels["panel"].shift()
    return [at + int(above) for at, above in enumerate((new * panels["label"].map(_heading_rows)).cumsum())]


def _heading_rows(label: str) -> int:
    return math.ceil((_heading(label).count("\n") + 1) / 2)


def _heading(label: str) -> str:
    return wrap(_capitalise(label), HEADING_WIDTH)


def _place_ends(panels: pd.DataFrame) -> list[tuple[float, float]]:
    """Return where each figure ends on the axis of its panel, and the points from there to its label."""
    known = panels["upper"].where(np.isfinite(panels["upper"]), panels["lower"])
    shares = known / known.groupby(panels["panel"]).transform("max").clip(lower=1.0)
    gaps = np.where(np.isinf(panels["upper"]), GAP + ARROW, GAP)
    return list(zip(shares.tolist(), gaps.tolist(), strict=True))


def _draw_panel(ax: Axes, panel: pd.DataFrame) -> None:
    lower, upper = panel["lower"].to_numpy(np.float64), panel["upper"].to_numpy(np.float64)
    largest = max(float(np.where(np.isinf(upper), lower, upper).max()), 1.0)
    first, last = int(panel["at"].iloc[0]), int(panel["at"].iloc[-1])
    label = panel["label"].iloc[0]
    figure = ax.get_figure(root=True)
    across = blended_transform_factory(figure.transFigure, ax.transData) if figure else ax.transData
    ax.text(
        0.01,
        first - (_heading_rows(label) + 1) / 2,
        _heading(label),
        fontweight="bold",
        va="center_baseline",
        color=INK,
        transform=across,
    )
    ax.plot([0, 0], [first - 0.4, last + 0.4], color=QUIET, linewidth=1.2, clip_on=False)
    for row, low, high in zip(panel.to_dict("records"), lower / largest, upper / largest, strict=True):
        ax.axhline(row["at"], color=RULE, linewidth=0.6, zorder=0)
        draw_interval(ax, row["at"], (float(low), float(high)), kind=0, filled=row["lower"] == row["upper"])
        end, offset = (low, GAP + ARROW) if math.isinf(high) else (high, GAP)
        label_mark(ax, row["words"], (end, row["at"]), offset)


def _capitalise(label: str) -> str:
    return label[0].upper() + label[1:]


def _describe_panels(panels: pd.DataFrame) -> Description:
    parts = []
    for _, one in panels.groupby("panel", sort=False):
        said = (f"{name}, {words}" for name, words in zip(one["name"], one["words"], strict=True))
        parts.append(f"{_capitalise(one['label'].iloc[0])}: {'; '.join(said)}")
    number = len(parts)
    return Description(
        title=f"{number} {'kind of figure' if number == 1 else 'kinds of figures'} may be held against each other",
        subtitle="One row for each operation, one panel for each kind of figure, from nothing on a scale of its own. "
        "Filled dot: printed without a hedge; hollow dot: hedged; line: interval; arrow: open end.",
        alt=f"Dots in {number} {'panel' if number == 1 else 'panels'}. {'. '.join(parts)}.",
        header=("What is counted", "Operation", "Number>", "Read as>"),
        rows=tuple(
            (row["label"], row["name"], row["words"], format_hedged(Interval.of(row), "table"))
            for row in panels.to_dict("records")
        ),
    )


def plot_rates(pairs: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the figures of pairs for each day of the operation, two marks joined by a line, on a logarithmic scale.

    `pairs` come from `analysis.compare_operations`; pairs that may not be compared have no rates and are not
    drawn. One row is one pair. The circle is the earlier operation, the square the later, an arrow an open end; equal
    lengths are equal ratios.

    >>> import liberterra_analysis as lt
    >>> operations = lt.analysis.choose_operations(lt.load_operations(), series="Liberterra")
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> ax = plot_rates(lt.analysis.compare_operations(frame, operations))
    >>> ax.get_xscale()
    'log'
    """
    drawn = pairs[(pairs["earlier_per_day"] != "") & (pairs["earlier_day_upper"] > 0) & (pairs["later_day_upper"] > 0)]
    if drawn.empty:
        raise NothingToDrawError("There are no rates that may be compared.")
    rows = drawn.to_dict("records")
    names = [wrap(_pair_name(row)) for row in rows]
    labels = [wrap(_pair_rates(row)) for row in rows]
    ends = drawn[["earlier_day_lower", "earlier_day_upper", "later_day_lower", "later_day_upper"]].to_numpy(np.float64)
    known = np.where(np.isinf(ends), ends[:, [0, 0, 2, 2]], ends)
    least = np.min(known[known > 0])
    ends, known = np.maximum(ends, least), np.maximum(known, least)  # a logarithmic scale has no zero
    with style():
        ax = ax or new_axes(height_of(names, labels))
        places = []
        for at, (low, high, low2, high2) in enumerate(ends.tolist()):
            ax.plot(known[at, [0, 2]], [at, at], color=RULE, linewidth=4, zorder=1, solid_capstyle="round")
            draw_interval(ax, at, (low, high), kind=0, filled=low == high)
            draw_interval(ax, at, (low2, high2), kind=1, filled=low2 == high2)
            offset = GAP + (ARROW if math.isinf(max(high, high2)) else 0)
            places.append((float(known[at].max()), offset))
            label_mark(ax, labels[at], (places[-1][0], at), offset)
        name_rows(ax, names)
        set_log_scale(ax, float(least), float(known.max()))
        make_room(ax, names, places, labels)
        ax.grid(visible=True, axis="x")
        ax.set_axisbelow(True)
        describe(ax, _describe_rates(drawn))
    return ax


def _pair_name(row: Mapping[Any, Any]) -> str:
    return f"{row['later_noun']}: {row['earlier_name']}, {row['later_name']}"


def _pair_rates(row: Mapping[Any, Any]) -> str:
    return f"{row['earlier_per_day']}, then {row['later_per_day']}"


def _describe_rates(drawn: pd.DataFrame) -> Description:
    rows = drawn.to_dict("records")
    parts = [f"{_pair_name(row)}: {_pair_rates(row)}" for row in rows]
    turned = [row for row in rows if row["turned"]]
    title = "For each day of the operation"
    if turned:
        title = f"Counted by the day, {len(turned)} of {len(rows)} comparisons turn round"
    return Description(
        title=title,
        subtitle="Figures divided by the days of the operation, on a logarithmic scale. Circle: the earlier operation; "
        "square: the later; arrow: open end. That the figures grew evenly over the days is not said.",
        alt=f"Two marks joined by a line, one row for each pair of figures, each divided by days. {'. '.join(parts)}.",
        header=("What is counted", "Operations", "Earlier, a day>", "Later, a day>"),
        rows=tuple(
            (
                row["later_noun"],
                f"{row['earlier_name']}, {row['later_name']}",
                row["earlier_per_day"],
                row["later_per_day"],
            )
            for row in rows
        ),
    )
