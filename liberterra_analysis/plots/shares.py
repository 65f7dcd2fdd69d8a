"""Parts of wholes: one bar for each whole, as long as the drawing is wide, filled as far as its part is known."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from liberterra_analysis.analysis.coverage import SEEN
from liberterra_analysis.analysis.nouns import bracket, phrase_count
from liberterra_analysis.hedges import Interval, Intervals
from liberterra_analysis.hedges.shares import format_share
from liberterra_analysis.plots import style

BAR, GAP, EDGE = 17.0, 13.0, 4.0
"""Points that a bar is high, between a bar and the next text, and from the end of a bar to its number."""

MOST, MOST_TITLED, WIDE = 10, 3, 0.7
"""Most bars of a chart of parts, and parts in its title; and the share from which a number stands inside its bar."""


def plot_coverage(coverage: pd.DataFrame) -> Axes:
    """Draw how much of each total the figures of single countries would make up, where that can be computed.

    A bar is a total: solid up to the least share, hatched up to the greatest. A total of which nothing is recorded has
    no bar, and nothing is drawn if all bars are as good as empty.

    >>> import liberterra_analysis as lt
    >>> len(plot_coverage(lt.operation("liberterra-2").coverage).texts)
    6
    """
    is_known = (coverage["share_lower"] > 0) | (coverage["share_upper"] < 1)
    coverage = coverage[is_known & (coverage["share_words"] != "")]
    coverage = coverage.assign(noun=coverage["noun"].map(bracket))
    totals = pd.Series(map(phrase_count, coverage["total_words"], coverage["noun"]), coverage.index)
    is_drawn = coverage["share_upper"] > 0
    drawn, others = coverage[is_drawn], "; ".join(totals[~is_drawn])
    style.require_rows(drawn[drawn["share_upper"] > SEEN], "Of no total more than a twentieth is recorded by country.")
    named = drawn["named_words"]
    countries = [style.count_nouns(number, "country", "countries") for number in drawn["countries"]]
    heads = list(map("{} of {}, in {}".format, named, totals[is_drawn], countries))
    title = f"We have recorded {drawn['share_words'].iloc[0]} of the {drawn['noun'].iloc[0]} country by country"
    shares = Intervals.of(drawn, "share_")
    with style.apply_style():
        ax, labels = _draw_shares(heads, shares)
        read = "; ".join(map("{}: {}".format, heads, labels))
        style.describe(
            ax,
            title=title,
            subtitle="A measure of our collection, not of the operation. Each bar is a total. "
            f"{_explain_bars(shares)} All that is recorded is taken to be counted in the total."
            + (f" Not recorded by country: {others}." if others else ""),
            alt=f"{title}. {_capitalise(read)}.",
            header=("Total", *map(style.right, ("Countries recorded", "Recorded by country", "Share of the total"))),
            rows=zip(totals[is_drawn], drawn["countries"].astype(str), named, labels, strict=True),
        )
    return ax


def plot_parts(parts: pd.DataFrame) -> Axes:
    """Draw each part of a figure that counts persons as a share of its whole.

    The first ten are drawn. A bar is a whole: solid up to the least share, hatched up to the greatest. Parts of one
    whole may overlap.

    >>> import liberterra_analysis as lt
    >>> parts = lt.analysis.measure_parts(lt.operation("liberterra-2").headline)
    >>> lt.plots.description_of(plot_parts(parts)).title
    '850 of 2,517 arrests: for human trafficking or migrant smuggling'
    """
    style.require_rows(parts, "No figure of persons is stated as a part of another.")
    drawn = parts.head(MOST)
    brief = drawn["part_words"] + " of " + drawn["whole_says"]
    full = (brief + ": " + drawn["narrowed"]).tolist()
    heads = full if len(full) > 1 else brief.tolist()  # one part is the title
    more = f" The first {MOST} of {len(parts)} parts." if len(parts) > MOST else ""
    shares = Intervals.of(drawn, "share_")
    with style.apply_style():
        ax, labels = _draw_shares(heads, shares)
        style.describe(
            ax,
            title=_capitalise(_title_parts(drawn, full)),
            subtitle=f"People. Each bar is one total, drawn from zero. {_explain_bars(shares)} "
            f"Parts of one total may overlap.{more}",
            alt=_capitalise(f"{'; '.join(map('{}: {}'.format, full, labels))}."),
            header=("Whole", "Part", *map(style.right, ("Number", "Share of the whole"))),
            rows=zip(drawn["whole_says"], drawn["narrowed"], drawn["part_words"], labels, strict=True),
        )
    return ax


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title_parts(drawn: pd.DataFrame, full: list[str]) -> str:
    """Return the first part as a title; if it and one or two others make up their whole, all of them."""
    whole = drawn["whole_says"].iloc[0]
    alike = drawn[drawn["whole_says"] == whole]
    if 1 < len(alike) <= MOST_TITLED and math.isclose(alike["share_lower"].sum(), 1) and alike["divided"].all():
        return f"{whole}: {', '.join(alike['part_words'] + ' ' + alike['narrowed'])}"
    return full[0]


def _explain_bars(shares: Intervals) -> str:
    """Return how to read the bars; none has a solid part where no whole has an upper end."""
    if shares.lower.any():
        return "Solid: at least this share; hatched: possibly more."
    return "Hatched: at most this share."


def _draw_shares(heads: list[str], shares: Intervals) -> tuple[Axes, list[str]]:
    """Draw a text and below it a bar for each share; return the axes, and the shares in words."""
    ax, texts, bottoms = style.stack_rows(heads, BAR, GAP)
    ax.set_xlim(0, 1)
    labels = [format_share(share, "axis") for share in shares]
    for text, share, bottom, label in zip(texts, shares, bottoms, labels, strict=True):
        ax.text(0, bottom - BAR - 3, text, va="bottom")
        _draw_share(ax, share, bottom - BAR / 2, label)
    return ax, labels


def _draw_share(ax: Axes, share: Interval, at: float, label: str) -> None:
    """Draw a bar with its number at its end."""
    # Not seaborn's barplot, which aggregates rows: each of these bars is one row, drawn in three parts.
    _draw_bar(ax, at, 0, 1, facecolor=style.RULE)
    _draw_bar(ax, at, 0, share.lower, facecolor=style.BLUE)
    perhaps = {"facecolor": "white", "edgecolor": style.BLUE, "linewidth": 0, "hatch": "////"}
    _draw_bar(ax, at, share.lower, share.upper - share.lower, **perhaps)
    inside = share.upper > WIDE
    box = style.HALO if inside and share.lower < share.upper else None
    colour = "white" if inside and box is None else style.INK
    edge, side = (-EDGE, "right") if inside else (EDGE, "left")
    look: Mapping[str, Any] = {"ha": side, "va": "center", "color": colour, "bbox": box, "fontweight": "bold"}
    ax.annotate(label, (share.upper, at), (edge, 0), textcoords="offset points", **look)


def _draw_bar(ax: Axes, at: float, start: float, width: float, **look: Any) -> None:
    """Draw one rectangle, unclipped: a group for each clip made a picture take a tenth longer."""
    ax.add_patch(Rectangle((start, at - BAR / 2), width, BAR, clip_on=False, **look))
