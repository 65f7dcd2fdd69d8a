"""The ledger itself: which country is named in which operation, and how a hedge was lost on the way."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.plots.intervals import draw_interval
from liberterra_analysis.plots.style import (
    BLUE,
    QUIET,
    RULE,
    WIDTH,
    Description,
    NothingToDrawError,
    describe,
    label_mark,
    name_rows,
    new_axes,
    style,
    wrap,
)

SPAN = 0.22
"""Share of the printed number by which the axis of `plot_lost_hedges` runs to either side of it."""

COLUMN = 0.18
NAME_WIDTH = 60
"""Inches of a column of `plot_matrix`, and characters in a line of its upright name."""

APART = 0.17
"""Distance of the two marks of a pair from the middle of their row."""


def plot_matrix(matrix: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw which country is named in which operation.

    `matrix` comes from `analysis.count_countries`. One row is one country, one column one operation. The number in
    a square counts the figures that sources give about the country; an empty cell is not zero: nothing is named there.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> ax = plot_matrix(lt.analysis.count_countries(frame, lt.load_operations()))
    >>> ax.get_yticklabels()[0].get_text()
    'Algeria'
    """
    if matrix.empty:
        raise NothingToDrawError("No source names a country.")
    countries = matrix["country"].drop_duplicates().tolist()
    operations = matrix.sort_values("place")["operation_id"].drop_duplicates().tolist()
    names = matrix.drop_duplicates("operation_id").set_index("operation_id")["operation"]
    with style():
        ax = ax or new_axes(math.ceil(len(countries) * 0.6) + 5, width=max(WIDTH, COLUMN * len(operations) + 1.6))
        for row in matrix.to_dict("records"):
            x, y = operations.index(row["operation_id"]), countries.index(row["country"])
            ax.scatter([x], [y], marker="s", s=120, color=BLUE, linewidths=0)
            ax.text(x, y, str(row["figures"]), ha="center", va="center_baseline", color="white", fontsize=7)
        ax.set_yticks(range(len(countries)), countries)
        ax.set_xticks(
            range(len(operations)), [wrap(name, NAME_WIDTH) for name in names[operations]], rotation=90, fontsize=8
        )
        ax.set_xlim(-0.6, len(operations) - 0.4)
        ax.set_ylim(len(countries) - 0.4, -0.6)
        ax.grid(visible=True, color=RULE, linewidth=0.6)
        ax.set_axisbelow(True)
        ax.tick_params(length=0)
        ax.spines[["left", "bottom"]].set_visible(False)
        describe(ax, _matrix_said(matrix))
    return ax


def _matrix_said(matrix: pd.DataFrame) -> Description:
    rows = [(row["country"], row["operation"], str(row["figures"])) for row in matrix.to_dict("records")]
    countries, operations = matrix["country"].nunique(), matrix["operation_id"].nunique()
    return Description(
        title=f"Sources name {countries} {'country' if countries == 1 else 'countries'} with figures, in {operations} "
        f"{'operation' if operations == 1 else 'operations'}",
        subtitle="Squares: figures about a country in an operation, with their number. Empty: none is named, which is "
        "no sign that nothing happened.",
        alt="Squares in a grid of countries and operations. "
        f"{'; '.join(f'{country}, {name}: {number}' for country, name, number in rows)}.",
        header=("Country", "Operation", "Figures>"),
        rows=tuple(rows),
    )


def plot_lost_hedges(lost: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how a number is read as a near source prints it, and as another text repeats it.

    `lost` comes from `analysis.find_lost_hedges`; pairs that lost a status, not a hedge, are not drawn. One row is one
    pair about the same figure with the same number, and the axis is a share of that number. The circle above is the
    near source, the square below the other text. A filled mark is a number without a hedge, a line the interval, an
    arrow an open end.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> bool(plot_lost_hedges(lt.analysis.find_lost_hedges(frame)).get_xlim()[0] < 1)
    True
    """
    drawn = lost[lost["loss"].str.startswith("hedge") & (lost["value"] > 0)]
    if drawn.empty:
        raise NothingToDrawError("No hedge was lost.")
    rows = drawn.to_dict("records")
    with style():
        ax = ax or new_axes(math.ceil(len(rows) * 1.15))
        for at, row in enumerate(rows):
            for kind, side in enumerate(("near", "far")):
                low, high = (row[f"{side}_{end}"] / row["value"] for end in ("lower", "upper"))
                ends = max(low, 1 - SPAN), high if math.isinf(high) else min(high, 1 + SPAN)
                draw_interval(ax, at + (2 * kind - 1) * APART, ends, kind=kind, filled=low == high)  # type: ignore[arg-type]
            text = wrap(f"{row['near_words']}; elsewhere {row['far_words']}")
            label_mark(ax, text, (1 + SPAN, at), 6)
        name_rows(ax, [wrap(row["near_noun"]) for row in rows])
        ax.set_xlim(1 - SPAN, 1 + 4.5 * SPAN)
        ax.axvline(1, color=QUIET, linewidth=0.8, zorder=0)
        ax.set_xticks([1], ["the number printed"])
        ax.tick_params(length=0)
        ax.spines["bottom"].set_visible(False)
        describe(ax, _lost_said(drawn))
    return ax


def _lost_said(drawn: pd.DataFrame) -> Description:
    rows = drawn.to_dict("records")
    dropped = int(drawn["loss"].str.contains("hedge dropped").sum())
    parts = [
        f"{row['publishers']}: {row['near_noun']}, {row['near_words']}; elsewhere {row['far_words']}" for row in rows
    ]
    return Description(
        title=f"In {len(rows)} pairs of claims a hedge differs; in {dropped} the other text has none",
        subtitle="How each number is to be read, against the number printed. Circle and its line, above: the near "
        "source; square, below: the other text; filled: no hedge; arrow: open end.",
        alt=f"Two marks a row, one for each of two claims about the same number. {'; '.join(parts)}.",
        header=("Sources", "Near source", "Other text", "What was lost"),
        rows=tuple((row["publishers"], row["near_says"], row["far_says"], row["loss"]) for row in rows),
    )
