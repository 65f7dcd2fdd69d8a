"""Hedged numbers side by side: names at the left, marks in the middle, numbers with their hedges at the right.

A filled dot is a number printed without a hedge; a hollow dot is a hedged one, at the middle of its interval or at its
known end. A line is the interval, an arrow an open end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from liberterra_analysis.hedges import Intervals, format_hedged, format_number
from liberterra_analysis.plots import style

ARROW, GAP = 22.0, 9.0
"""Points that the arrow of an open end is long, for which no scale holds, and between the marks and the numbers."""

NUMBER_WIDTH, HEADING_WIDTH = 22, 54
"""Characters in a line of a number, and of a panel's heading, which runs across the chart."""


def plot_headline(headline: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the figures of an operation as a whole, each with its interval, on a logarithmic scale.

    `headline` comes from `analysis.select_headline`; figures of the setting (countries, days) and figures reported
    without a number are not drawn.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> plot_headline(lt.analysis.select_headline(frame)).get_xscale()
    'log'
    """
    counted = headline[headline["hedge"].notna() & (headline["upper"] > 0) & (headline["kind"] != "setting")]
    style.require_rows(counted, "There are no figures of the operation as a whole to draw.")
    *most, last = counted["says"].head(3)
    with style.apply_style():
        ax = _draw_rows(ax, counted.assign(at=range(len(counted)), kind=0), counted["noun"], counted["words"])
        style.describe(
            ax,
            title=f"{', '.join(most)} and {last}" if most else last,
            subtitle="Figures of the operation as a whole, on a logarithmic scale. Filled dot: printed without "
            "a hedge; hollow dot: hedged; line: interval; arrow: open end.",
            alt="Dots on a logarithmic scale, one for each figure of the operation as a whole: "
            f"{_state_intervals(counted, counted['says'])}.",
            header=("What is counted", style.right("Number"), style.right("Read as")),
            rows=zip(counted["noun"], counted["words"], _format_intervals(counted), strict=True),
        )
    return ax


def plot_actions(actions: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what sources name country by country, on a logarithmic scale.

    `actions` come from `analysis.sum_named_actions`. One row is one country and one metric, shown by colour and shape.
    A figure reported without a number is an arrow from one. Zero, which a logarithmic scale lacks, is not drawn.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> plot_actions(lt.analysis.sum_named_actions(frame, lt.load_metrics())).get_yticklabels()[0].get_text()
    'Argentina'
    """
    actions = actions[actions["upper"] > 0]
    style.require_rows(actions, "There are no named actions to draw.")
    countries, most = style.count_nouns(actions["country"].nunique(), "country", "countries"), actions.iloc[0]
    # One country alone has the most of nothing.
    several = (actions["metric"] == most["metric"]).sum() > 1
    first = f"the most {most['label'].lower()} in {most['country']}: {most['words']}"
    marks = actions.assign(at=range(len(actions)), kind=actions["metric"])
    with style.apply_style():
        ax = _draw_rows(ax, marks, actions["country"], actions["says"])
        style.describe(
            ax,
            title=f"Figures are recorded for {countries}; "
            + (first if several else f"{most['country']}: {most['says']}"),
            subtitle="What sources name for single countries, on a logarithmic scale. Shape and colour: what is "
            "counted; line: interval; arrow: open end.",
            alt=f"Dots on a logarithmic scale for {countries}: "
            f"{_state_intervals(actions, actions['country'] + ': ' + actions['says'])}.",
            header=("Where", "What is named", style.right("Read as")),
            rows=zip(actions["country"], actions["says"], _format_intervals(actions), strict=True),
        )
    return ax


def plot_panels(panels: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what several operations report, one panel for each kind of figure, each from zero on a scale of its own.

    `panels` comes from `analysis.arrange_panels`; the figures of a panel may be compared. One row is one operation.

    >>> import liberterra_analysis as lt
    >>> operations = lt.analysis.choose_operations(lt.load_operations(), series="Liberterra")
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> pairs = lt.analysis.compare_operations(frame, operations)
    >>> ax = plot_panels(lt.analysis.arrange_panels(frame, operations, pairs))
    >>> [text.get_text() for text in ax.texts if text.get_fontweight() == "bold"][0]
    'Potential victims'
    """
    style.require_rows(panels, "There are no two figures that may be compared.")
    panels = panels.assign(heading=panels["label"].str[:1].str.upper() + panels["label"].str[1:])
    grouped = (panels["name"] + ", " + panels["words"]).groupby([panels["panel"], panels["heading"]], sort=False)
    parts = [f"{heading}: {'; '.join(one)}" for (_, heading), one in grouped]
    with style.apply_style():
        ax = _draw_panels(ax, panels)
        style.describe(
            ax,
            title=f"{style.count_nouns(len(parts), 'kind of figure', 'kinds of figures')} stand in more than one "
            "operation",
            subtitle="One row for each operation, one panel for each kind of figure, from nothing on a scale of its "
            "own. That figures stand in one panel does not make their difference a change. Filled dot: printed without "
            "a hedge; hollow dot: hedged; line: interval; arrow: open end.",
            alt=f"Dots in {style.count_nouns(len(parts), 'panel', 'panels')}. {'. '.join(parts)}.",
            header=("What is counted", "Operation", style.right("Number"), style.right("Read as")),
            rows=zip(panels["label"], panels["name"], panels["words"], _format_intervals(panels), strict=True),
        )
    return ax


def _draw_panels(ax: Axes | None, panels: pd.DataFrame) -> Axes:
    # Not seaborn's FacetGrid, which makes a figure of its own: here one pair of axes holds all panels, each drawn as
    # shares of its largest figure, so that names and numbers stand in one column.
    largest = _known_ends(panels).groupby(panels["panel"]).transform("max").clip(lower=1.0)
    first = panels["panel"] != panels["panel"].shift()
    headings = panels["heading"].map(lambda heading: style.wrap(heading, HEADING_WIDTH))
    above = (headings.str.count("\n") / 2 + 1) * first  # rows that a heading takes
    at = (above + 1).cumsum() - 1
    marks = panels.assign(lower=panels["lower"] / largest, upper=panels["upper"] / largest, at=at, kind=0)
    ax = _draw_rows(ax, marks, panels["name"], panels["words"], rows=at.tolist(), log=False)
    for heading, row in zip(headings[first], (at - (above + 1) / 2)[first], strict=True):
        text = ax.annotate(heading, (0.01, row), xycoords=("figure fraction", "data"), bbox=style.HALO)
        text.set(fontweight="bold", va="center_baseline", in_layout=False)
    ends = at.groupby(panels["panel"]).agg(["min", "max"])
    ax.vlines([0] * len(ends), ends["min"] - 0.4, ends["max"] + 0.4, color=style.QUIET, clip_on=False)
    ax.set(xlim=(0, 1), xticks=[])
    ax.spines["bottom"].set_visible(False)
    return ax


def plot_rates(pairs: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the figures of pairs for each day of the operation, two marks joined by a line, on a logarithmic scale.

    `pairs` come from `analysis.compare_operations`; pairs that may not be compared have no rates. One row is one pair.
    The circle is the earlier operation, the square the later; equal lengths are equal ratios.

    >>> import liberterra_analysis as lt
    >>> operations = lt.analysis.choose_operations(lt.load_operations(), series="Liberterra")
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> plot_rates(lt.analysis.compare_operations(frame, operations)).get_xscale()
    'log'
    """
    drawn = pairs[(pairs["earlier_day_upper"] > 0) & (pairs["later_day_upper"] > 0)]
    style.require_rows(drawn, "There are no rates that may be compared.")
    ends = [(drawn[f"{side}_day_lower"], drawn[f"{side}_day_upper"]) for side in ("earlier", "later")]
    rates = [[format_hedged(rate, "table") for rate in Intervals(*pair)] for pair in ends]
    operations = drawn["earlier_name"] + ", " + drawn["later_name"]
    names = drawn["later_noun"] + ": " + operations
    turned = drawn["turned"].map({True: " (turned)", False: ""})
    labels = pd.Series(map(", then ".join, zip(*rates, strict=True)), index=drawn.index, dtype="str") + turned
    title = f"Counted by the day, {drawn['turned'].sum()} of {len(drawn)} comparisons turn round"
    with style.apply_style():
        ax = _draw_rows(ax, _pair_marks(drawn, "earlier_day", "later_day"), names, labels)
        style.describe(
            ax,
            title=title if drawn["turned"].any() else "For each day of the operation",
            subtitle="Figures divided by the days of the operation, rounded outwards to two digits, on a logarithmic "
            "scale. Circle: the earlier operation; square: the later; line: interval; arrow: open end. That figures "
            "grew evenly over the days, or that a difference is a change, is not said.",
            alt="Two marks joined by a line, one row for each pair of figures, each divided by days. "
            f"{'. '.join(names + ': ' + labels)}.",
            header=("What is counted", "Operations", style.right("Earlier, a day"), style.right("Later, a day")),
            rows=zip(drawn["later_noun"], operations, *rates, strict=True),
        )
    return ax


def _pair_marks(frame: pd.DataFrame, *sides: str) -> pd.DataFrame:
    """Return the marks of each row, one for each side, which is its kind."""
    frame = frame.assign(at=np.arange(len(frame), dtype=np.float64))
    ends = {f"{side}_{end}": end for side in sides for end in ("lower", "upper")}
    return pd.concat([frame.filter(regex=f"^{side}_|^at$").rename(columns=ends).assign(kind=side) for side in sides])


def _known_ends(marks: pd.DataFrame) -> pd.Series[float]:
    """Return the upper ends, and the lower one of an open interval."""
    return marks["upper"].where(np.isfinite(marks["upper"]), marks["lower"])


def _draw_rows(
    ax: Axes | None,
    marks: pd.DataFrame,
    names: pd.Series[str],
    labels: pd.Series[str],
    *,
    rows: Sequence[float] | None = None,
    log: bool = True,
) -> Axes:
    """Draw `marks`, each from `lower` to `upper` at its row `at`, between the names and the labels of the rows."""
    left, right = [style.wrap(name) for name in names], [style.wrap(label, NUMBER_WIDTH) for label in labels]
    ax = ax or style.new_axes(style.count_rows(left, right))
    style.name_rows(ax, left, rows)
    beside = (GAP + ARROW * bool(np.isinf(marks["upper"]).any()), 0)
    across = ax.get_yaxis_transform()  # so that the layout leaves room for the labels
    for row, label in zip(ax.get_yticks(), right, strict=True):
        ax.annotate(label, (1, row), beside, xycoords=across, textcoords="offset points", va="center_baseline")
    ax.grid(visible=True)
    marks = marks.assign(exact=marks["lower"] == marks["upper"], end=_known_ends(marks))
    if log:
        start = _set_log_scale(ax, marks)
        marks[["lower", "end"]] = marks[["lower", "end"]].clip(lower=start)
    _draw_marks(ax, marks)
    return ax


def _set_log_scale(ax: Axes, marks: pd.DataFrame) -> float:
    """Set an axis from one power of ten to another, and return the first, at which zero is drawn."""
    ends = marks[["lower", "end"]].replace(0.0, 1.0).to_numpy()
    first = math.floor(math.log10(ends.min()))
    last = max(math.ceil(math.log10(ends.max())), first + 1)
    ax.set(xscale="log", xlim=(10.0**first, 10.0**last))
    ax.xaxis.set_major_locator(LogLocator(numticks=3))  # as many labels fit side by side
    ax.xaxis.set_major_formatter(lambda value, _: format_number(value, "axis"))
    ax.minorticks_off()
    return 10.0**first


def _draw_marks(ax: Axes, marks: pd.DataFrame) -> None:
    import seaborn as sns

    kinds, number = list(enumerate(marks["kind"].unique())), len(style.COLOURS)
    colours = {kind: style.COLOURS[at % number] for at, kind in kinds}
    # A shape that recurs has another colour, so that the pair still identifies one kind.
    shapes = {kind: style.MARKERS[(at + at // number) % number] for at, kind in kinds}
    marks = marks.assign(middle=(marks["lower"] + marks["end"]) / 2, colour=marks["kind"].map(colours))
    pairs = marks.groupby("at")["middle"].agg(["min", "max"])
    ax.hlines(pairs.index, pairs["min"], pairs["max"], color=style.RULE, linewidth=4, zorder=1)
    # Lines and arrows are matplotlib's: seaborn computes its error bars from repeated observations, and has none for
    # an interval of given ends, still less for an open one.
    ax.hlines(marks["at"], marks["lower"], marks["end"], colors=marks["colour"].tolist(), clip_on=False)
    for mark in marks[np.isinf(marks["upper"])].to_dict("records"):
        arrow = {"arrowstyle": "<-", "color": mark["colour"], "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (mark["lower"], mark["at"]), (ARROW, 0), textcoords="offset points", arrowprops=arrow)
    look = {"hue": "kind", "palette": colours, "style": "kind", "markers": shapes, "s": 45, "legend": False}
    sns.scatterplot(marks, x="middle", y="at", ax=ax, **look)
    dots = ax.collections[-1]
    edges = dots.get_facecolor()
    dots.set(facecolor=np.where(marks[["exact"]], edges, 1.0), edgecolor=edges, linewidth=1.4, zorder=3, clip_on=False)
    ax.set(xlabel="", ylabel="")


def _format_intervals(frame: pd.DataFrame) -> list[str]:
    return [format_hedged(interval, "table") for interval in Intervals.of(frame)]


def _state_intervals(frame: pd.DataFrame, says: pd.Series[str]) -> str:
    """Return what each row says, with its interval where the words do not state it."""
    parts = [
        said if one.is_exact or format_hedged(one) == words else f"{said} ({format_hedged(one, 'table')})"
        for said, words, one in zip(says, frame["words"], Intervals.of(frame), strict=True)
    ]
    return "; ".join(parts)
