"""Operations side by side: bars by year, and totals beside what they come to for each day."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.analysis import Pair
from liberterra_analysis.analysis.figures import bracket
from liberterra_analysis.hedges import Interval
from liberterra_analysis.plots import style

MOST, MOST_PAIRS = 4, 8
"""Most panels, and pairs, of a chart: more would not fit a page with letters of 7 points."""

TALL, MARGIN, HEADS = 62.0, 50.0, "\ndays\ncountries"
"""Points that the highest bar of a panel is high; left of the bars; and what stands there below them."""

ROW, BAR, EDGE = 17.0, 0.72, 4.5
"""Points of a row of bars; height or width of a bar as a share of its place; and points from it to its number."""

LEFT, RIGHT, LONGEST, LETTER = (0.12, 0.58), (0.6, 1.0), 0.2, 6.8
"""Where the bars and numbers of totals and of rates begin and end, and the longest bar, as shares of the drawing; and
points of a letter."""


def plot_panels(panels: pd.DataFrame) -> Axes:
    """Draw what several operations report by year: one panel for each kind of figure, each from zero on its own scale.

    The first four are drawn. Each operation has a place in every panel, where year, days and countries stand below its
    bar, or a dash where no figure may be compared. A grey bar may be compared with caution only; the pale end of a bar
    is the rest of an interval, and an arrow an open end.

    >>> import liberterra_analysis as lt
    >>> operations = lt.analysis.choose_operations(lt.load_operations(), series="Liberterra")
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> pairs = lt.analysis.compare_operations(frame, operations)
    >>> len(plot_panels(lt.analysis.arrange_panels(frame, operations, pairs)).child_axes)
    4
    """
    style.require_rows(panels, "There are no two figures that may be compared.")
    listed = panels[panels["panel"].notna()]
    kinds = listed["panel"].nunique()
    drawn = listed[listed["panel"].isin(listed["panel"].unique()[:MOST])]
    said = drawn["words"] + " (" + drawn["year"] + ")"
    groups = drawn.groupby("panel", sort=False)
    parts = [f"{group['label'].iloc[0]}: {'; '.join(said[group.index])}" for _, group in groups]
    more = f" The first {MOST} of {kinds}; the table has all." if kinds > MOST else ""
    with style.apply_style():
        ax = _draw_panels(drawn, panels.drop_duplicates("operation_id").sort_values("place"))
        style.describe(
            ax,
            title=f"{style.count_nouns(kinds, 'measure appears', 'measures appear')} in more than one operation"
            + ("" if not drawn["caution"].all() else ", none of them directly comparable"),
            subtitle="As published, in order of time, evenly spaced whatever lies between; each measure from zero on "
            "its own scale. Grey: comparable with caution only. Pale: the rest of an interval; arrow: or more; dash: "
            f"no figure that may be compared, and below the bars not recorded.{more}",
            alt=f"Bars by year. {'. '.join(parts)}.",
            header=("What is counted", "Operation", "Year", *map(style.right, ("Days", "Countries", "Number"))),
            rows=listed[["label", "name", "year", "days", "countries", "words"]].itertuples(index=False, name=None),
        )
    return ax


def _draw_panels(panels: pd.DataFrame, columns: pd.DataFrame) -> Axes:
    wide = int((style.WIDTH - MARGIN) / len(columns) / style.SIZE / 0.6)
    panels = panels.assign(number=[style.wrap(words, max(wide, 5)) for words in panels["words"]])
    above = style.count_lines(*panels["number"]) * style.LINE + style.LINE * 1.5
    height = above + TALL + 4.3 * style.LINE
    groups = [group for _, group in panels.groupby("panel", sort=False)]
    whole = height * len(groups)
    ax = style.new_axes(whole)
    ax.axis("off")
    for at, group in enumerate(groups):
        bottom = whole - (at + 1) * height + 3.6 * style.LINE
        box = (MARGIN / style.WIDTH, bottom / whole, 1 - MARGIN / style.WIDTH, TALL / whole)
        _draw_panel(ax.inset_axes(box), group, columns)
        head = str(group["label"].iloc[0])
        ax.text(0, 1 - at * height / whole, head[:1].upper() + head[1:], va="top", fontweight="bold")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return ax


def _draw_panel(ax: Axes, panel: pd.DataFrame, columns: pd.DataFrame) -> None:
    import seaborn as sns

    order = columns["operation_id"].tolist()
    end = panel["upper"].where(np.isfinite(panel["upper"]), panel["lower"])
    panel = panel.assign(end=end, column=panel["operation_id"].map(order.index))
    colour = style.GREY if panel["caution"].any() else style.BLUE
    look = {"color": colour, "width": BAR, "saturation": 1, "errorbar": None, "ax": ax}
    for height, alpha in (("end", 0.4), ("lower", 1.0)):
        sns.barplot(panel, x="operation_id", y=height, order=order, alpha=alpha, **look)
    edges = np.where(np.isinf(panel["upper"]), 2 * EDGE, 3)  # above the arrow of an open end
    for number, column, top, edge in zip(panel["number"], panel["column"], panel["end"], edges, strict=True):
        ax.annotate(number, (column, top), (0, edge), textcoords="offset points", ha="center", va="bottom")
    for column in sorted({*range(len(order))} - {*panel["column"]}):
        ax.annotate("–", (column, 0), (0, 3), textcoords="offset points", ha="center", color=style.QUIET)
    opened = panel[np.isinf(panel["upper"])]
    ax.plot(opened["column"], opened["end"], "^", color=colour, markersize=9, clip_on=False)
    labels = columns["year"] + "\n" + columns["days"] + "\n" + columns["countries"]
    ax.set_xticks(range(len(order)), labels)
    ax.set(ylim=(0, max(end.max(), 1)), xlabel="", ylabel="", yticks=[], xlim=(-0.5, len(order) - 0.5))
    ax.tick_params(axis="x", length=0, pad=3)
    ax.spines["left"].set_visible(False)
    ax.annotate(HEADS, (0, 0), (-MARGIN, -3), xycoords="axes fraction", textcoords="offset points", va="top").set(
        color=style.QUIET
    )


def plot_rates(pairs: pd.DataFrame) -> Axes:
    """Draw the totals of pairs of figures beside what they come to for each day of their operation.

    `pairs` come from `analysis.select_latest_pairs`; pairs that may not be compared have no rates. At most eight are
    drawn, first the pairs in which more in all is fewer a day, or the reverse. The pale end of a bar is the
    rest of an interval; each pair has scales of its own, from zero.

    >>> import liberterra_analysis as lt
    >>> operations = lt.analysis.choose_operations(lt.load_operations(), series="Liberterra")
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> ax = plot_rates(lt.analysis.select_latest_pairs(lt.analysis.compare_operations(frame, operations)))
    >>> ax.texts[2].get_text()
    'Potential victims: more in all, fewer a day'
    """
    rated = pairs[(pairs["earlier_day_upper"] > 0) & (pairs["later_day_upper"] > 0)]
    style.require_rows(rated, "There are no rates that may be compared.")
    shown = sorted(Pair.rows(rated), key=lambda pair: not pair.turned)
    nouns, rates = [bracket(pair.later.quoted.noun) for pair in shown], [_format_rates(pair) for pair in shown]
    said = map("{}: {}, then {}".format, nouns, *zip(*rates, strict=True))
    turned = sum(pair.turned for pair in shown)
    of = "the one comparison" if turned == len(shown) == 1 else f"{turned} of {len(shown)} comparisons"
    title = f"For each day, {of} {'goes' if turned == 1 else 'go'} the other way"
    first = ", the reversed first" if turned else ""
    more = f" {MOST_PAIRS} of {len(shown)} pairs{first}." if len(shown) > MOST_PAIRS else ""
    with style.apply_style():
        ax = _draw_pairs(shown[:MOST_PAIRS])
        style.describe(
            ax,
            title=title if turned else "The totals, and what they come to for each day",
            subtitle="Left: as published. Right: divided by the days of the operation. Orange: the two go opposite "
            "ways. Pale: the rest of an interval; arrow: or more. Each pair from zero on its own scales. Rates do not "
            f"imply an even daily count.{more}",
            alt=f"{title} than the totals. For each day: {'; '.join(said)}.",
            header=("What is counted", "Operations", style.right("Earlier, a day"), style.right("Later, a day")),
            rows=[
                (noun, f"{pair.earlier.name}, {pair.later.name}", *both)
                for noun, pair, both in zip(nouns, shown, rates, strict=True)
            ],
        )
    return ax


def _format_rates(pair: Pair) -> list[str]:
    return [rate.format("axis") for rate in pair.rates["day"]]


def _draw_pairs(pairs: Sequence[Pair]) -> Axes:
    heads = [style.wrap(_head_pair(pair)) for pair in pairs]
    tops, below = [], style.LINE * 1.6
    for head in heads:
        tops.append(below)
        below += style.count_lines(head) * style.LINE + 2 * ROW + style.LINE
    ax = style.new_axes(below)
    ax.set(xlim=(0, 1), ylim=(below - style.LINE / 2, 0))
    ax.axis("off")
    for (start, _), label in ((LEFT, "In all"), (RIGHT, "For each day")):
        ax.text(start, 0, label, va="top", color=style.QUIET)
    for head, top, pair in zip(heads, tops, pairs, strict=True):
        ax.text(0, top, head, va="top", fontweight="bold")
        first = top + style.count_lines(head) * style.LINE + ROW / 2 + 1
        sides, colour = (pair.earlier, pair.later), style.ORANGE if pair.turned else style.GREY
        years = [one.year for one in sides]
        for at, year in enumerate(years if years[0] != years[1] else ["first", "second"]):
            ax.text(0, first + at * ROW, year, va="center")
        totals, words = [one.quoted.interval for one in sides], [one.quoted.words for one in sides]
        _draw_pair(ax, totals, words, (*LEFT, first), colour)
        _draw_pair(ax, pair.rates["day"], _format_rates(pair), (*RIGHT, first), colour)
    return ax


def _head_pair(pair: Pair) -> str:
    noun, ways = (
        bracket(pair.later.quoted.noun),
        {"more": "more in all, fewer a day", "fewer": "fewer in all, more a day"},
    )
    return f"{noun[:1].upper()}{noun[1:]}{': ' + ways[pair.difference] if pair.turned else ''}"


def _draw_pair(
    ax: Axes, pair: Sequence[Interval], words: list[str], place: tuple[float, float, float], colour: str
) -> None:
    """Draw two bars, each with its number at its end; `place` is where both begin and end, and where the first is."""
    start, end, first = place
    length = min(LONGEST, end - start - (max(map(len, words)) * LETTER + 2 * EDGE) / style.WIDTH)
    ends = [one.lower if isinf(one.upper) else one.upper for one in pair]
    unit = length / max(*ends, 1e-9)
    at = first + np.arange(2) * ROW
    ax.barh(at, [end * unit for end in ends], ROW * BAR, start, color=colour, alpha=0.4)
    ax.barh(at, [one.lower * unit for one in pair], ROW * BAR, start, color=colour)
    for row, one, end, said in zip(at, pair, ends, words, strict=True):
        if isinf(one.upper):
            ax.plot([start + end * unit], [row], ">", color=colour, markersize=8)
        edge = 2 * EDGE if isinf(one.upper) else EDGE
        ax.annotate(said, (start + end * unit, row), (edge, 0), textcoords="offset points", va="center")
