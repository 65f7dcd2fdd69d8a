"""Operations side by side: bars by year."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.picture import name_panel
from liberterra_analysis.plots import style

MOST = 4
"""Most panels of a chart: more would not fit a page with letters of 7 points."""

TALL, MARGIN = 62.0, 50.0
"""Points that the highest bar of a panel is high, and left of the bars."""

MISSING = "–"
"""What stands where there is no figure, or where something is not recorded."""

SIGNS = {"at least ": "≥", "more than ": ">", "at most ": "≤", "fewer than ": "<"}
"""Words of days and countries, as signs."""

BAR, EDGE = 0.72, 4.5
"""Width of a bar as a share of its place, and points from it to its number."""


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
            + ("" if not listed["caution"].all() else ", none of them directly comparable"),
            subtitle="As published, in order of time, evenly spaced whatever lies between; each measure from zero on "
            "its own scale. Grey: comparable with caution only. Pale: the rest of an interval; arrow: or more; dash: "
            f"no figure that may be compared; below the bars: not recorded.{more}",
            alt=f"Bars by year. {'. '.join(parts)}.",
            header=("What is counted", "Operation", "Year", *map(style.right, ("Days", "Countries", "Number"))),
            rows=listed[["label", "name", "year", "days", "countries", "words"]].itertuples(index=False, name=None),
        )
    return ax


def _draw_panels(panels: pd.DataFrame, columns: pd.DataFrame) -> Axes:
    wide = int((style.WIDTH - MARGIN) / len(columns) / style.SIZE / 0.6)
    panels = panels.assign(number=[style.wrap(words, max(wide, 5)) for words in panels["words"]])
    groups = [group for _, group in panels.groupby("panel", sort=False)]
    labels = [str(group["label"].iloc[0]) for group in groups]
    heads = [style.wrap(f"{label[:1].upper()}{label[1:]}", int(style.WIDTH / style.SIZE / 0.6)) for label in labels]
    above = (style.count_lines(*panels["number"]) + style.count_lines(*heads) + 0.5) * style.LINE
    height = above + TALL + 4.3 * style.LINE
    whole = height * len(groups)
    ax = style.new_axes(whole)
    ax.axis("off")
    for at, (head, group) in enumerate(zip(heads, groups, strict=True)):
        bottom = whole - (at + 1) * height + 3.6 * style.LINE
        box = (MARGIN / style.WIDTH, bottom / whole, 1 - MARGIN / style.WIDTH, TALL / whole)
        panel = ax.inset_axes(box, gid=name_panel(at, at * height))  # what belongs to a panel is drawn on its axes
        _draw_panel(panel, group, columns)
        place = (-MARGIN, above + 0.7 * style.LINE)
        panel.annotate(head, (0, 1), place, "axes fraction", "offset points", va="top", fontweight="bold")
    return ax


def _draw_panel(ax: Axes, panel: pd.DataFrame, columns: pd.DataFrame) -> None:
    import seaborn as sns

    order = columns["operation_id"].tolist()
    end = panel["upper"].where(np.isfinite(panel["upper"]), panel["lower"])
    panel = panel.assign(end=end, column=panel["operation_id"].map(order.index))
    panel["colour"] = np.where(panel["caution"], style.GREY, style.BLUE)
    look = {"hue": "operation_id", "palette": panel.set_index("operation_id")["colour"].to_dict(), "legend": False}
    look |= {"order": order, "width": BAR, "saturation": 1, "errorbar": None, "ax": ax}
    for height, alpha in (("end", 0.4), ("lower", 1.0)):
        sns.barplot(panel, x="operation_id", y=height, alpha=alpha, **look)
    edges = np.where(np.isinf(panel["upper"]), 2 * EDGE, 3)  # above the arrow of an open end
    for number, column, top, edge in zip(panel["number"], panel["column"], panel["end"], edges, strict=True):
        ax.annotate(number, (column, top), (0, edge), textcoords="offset points", ha="center", va="bottom")
    for column in sorted({*range(len(order))} - {*panel["column"]}):
        ax.annotate(MISSING, (column, 0), (0, 3), textcoords="offset points", ha="center", color=style.QUIET)
    opened = panel[np.isinf(panel["upper"])]
    for column, top, colour in opened[["column", "end", "colour"]].itertuples(index=False, name=None):
        ax.plot(column, top, "^", color=colour, markersize=9, clip_on=False)
    heads = [name for name in ("days", "countries") if (columns[name] != MISSING).any()]
    below = columns[["year", *heads]].replace(SIGNS, regex=True)  # as narrow as a bar
    ax.set_xticks(range(len(order)), map("\n".join, below.to_numpy()))
    ax.set(ylim=(0, max(end.max(), 1)), xlabel="", ylabel="", yticks=[], xlim=(-0.5, len(order) - 0.5))
    ax.tick_params(axis="x", length=0, pad=3)
    ax.spines["left"].set_visible(False)
    beside = "\n".join(["", *heads])
    ax.annotate(beside, (0, 0), (-MARGIN, -3), "axes fraction", "offset points", va="top", color=style.QUIET)
