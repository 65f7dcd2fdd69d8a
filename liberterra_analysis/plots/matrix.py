"""Which country is recorded in which operation, as a matrix."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from liberterra_analysis.plots import style

COLUMN, NAME_WIDTH = 0.18, 60
"""Inches of a column, and characters in a line of its upright name."""

PALE, STRONG = "#c4e3f8", "#56b4e9"
"""Ground of the smallest and of the largest number, both pale enough for dark digits."""


def plot_matrix(matrix: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw which country is recorded in which operation.

    `matrix` comes from `analysis.count_countries`. One row is one country, one column one operation. The number in
    a square counts the figures that sources give about the country; an empty cell is not zero: none is recorded.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> plot_matrix(lt.analysis.count_countries(frame, lt.load_operations())).get_yticklabels()[0].get_text()
    'Algeria'
    """
    import seaborn as sns

    style.require_rows(matrix, "No figure of a country is recorded.")
    columns = ["place", "operation_id", "operation"]  # `place` is the place of the operation in time
    table = matrix.pivot_table(index="country", columns=columns, values="figures")
    countries, operations = table.shape
    numbers = matrix["figures"].astype(str)
    with style.apply_style():
        ax = ax or style.new_axes(countries * 0.6 + 5, width=max(style.WIDTH, COLUMN * operations + 1.6))
        sns.heatmap(
            table,
            annot=True,
            annot_kws={"color": style.INK, "size": 8},
            cmap=sns.blend_palette([PALE, STRONG], as_cmap=True),
            cbar=False,
            xticklabels=[style.wrap(name, NAME_WIDTH) for name in table.columns.get_level_values("operation")],
            ax=ax,
        )
        ax.grid(visible=True)
        ax.tick_params(length=0)
        ax.set(xlabel="", ylabel="")
        style.describe(
            ax,
            title=f"Figures about {style.count_nouns(countries, 'country', 'countries')} are recorded, in "
            f"{style.count_nouns(operations, 'operation', 'operations')}",
            subtitle="Squares: figures about a country in an operation, with their number. Empty: none is recorded, "
            "which is no sign that nothing happened.",
            alt="Squares in a grid of countries and operations. "
            f"{'; '.join(matrix['country'] + ', ' + matrix['operation'] + ': ' + numbers)}.",
            header=("Country", "Operation", style.right("Figures")),
            rows=zip(matrix["country"], matrix["operation"], numbers, strict=True),
        )
    return ax
