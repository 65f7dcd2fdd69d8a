"""The gallery: every plot of the package, drawn by the example in its docstring."""

import doctest
import inspect
import io
from collections.abc import Callable
from html import escape
from typing import Any, cast

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from liberterra_analysis import plots


def make_gallery() -> str:
    """Return a page in Markdown: each plot with its example, its words, and the code of the example."""
    found = inspect.getmembers(plots, inspect.isfunction)
    return "\n".join(_make_section(name, plot) for name, plot in found if name.startswith("plot_"))


def _make_section(name: str, plot: Callable[..., Axes]) -> str:
    source, ax = _draw(plot)
    said = plots.description_of(ax)
    file = io.StringIO()
    with plots.apply_style():
        cast("Figure", ax.get_figure(root=True)).savefig(
            file, format="svg", bbox_inches="tight", metadata={"Date": None}
        )
    plt.close("all")
    picture = file.getvalue()
    picture = picture[picture.index("<svg") :]
    # Pictures in one page must not share the names of their parts.
    for mark in ('id="', "url(#", 'href="#'):
        picture = picture.replace(mark, f"{mark}{name}-")
    picture = picture.replace("<svg", f'<svg role="img" aria-label="{escape(said.alt)}"', 1)
    first = (inspect.getdoc(plot) or "").partition("\n")[0]
    words = f"<details><summary>In words</summary><p>{escape(said.alt)}</p></details>"
    figure = f'<figure class="plot">{picture}\n<figcaption>{escape(said.subtitle)}</figcaption></figure>{words}'
    return f"## `{name}`\n\n{first}\n\n```{{raw}} html\n{figure}\n```\n\n```python\n{source}```\n"


def _draw(plot: Callable[..., Axes]) -> tuple[str, Axes]:
    """Run the example of a plot; return its code, and the axes drawn last."""
    drawn: list[Axes] = []

    def recorded(*args: Any, **options: Any) -> Axes:
        drawn.append(plot(*args, **options))
        return drawn[-1]

    examples = doctest.DocTestParser().get_examples(inspect.getdoc(plot) or "")
    names: dict[str, Any] = {plot.__name__: recorded}
    for example in examples:
        exec(example.source, names)  # noqa: S102 (the package's own examples)
    return "".join(example.source for example in examples), drawn[-1]
