"""The gallery: one page with every plot of the package, drawn by the example in its docstring."""

from __future__ import annotations

import doctest
import inspect
import io
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, cast

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from liberterra_analysis import plots
from liberterra_analysis.workspace import Workspace, find_workspace

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Gallery of plots</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1rem/1.5 sans-serif;max-width:52rem;margin:auto;padding:1rem}}svg{{max-width:100%;height:auto}}
pre{{background:#f4f6f8;padding:.6rem;white-space:pre-wrap}}
section{{border-top:1px solid #d9dfe5;margin-top:2rem}}</style>
</head><body><main><h1>Gallery of plots</h1>
<p>Each picture is drawn by the example in the docstring of its function.</p>
{sections}
</main></body></html>
"""


def make_gallery(workspace: Workspace | None = None) -> Path:
    """Write `reports/gallery.html`: each plot with its example, its words, and the code of the example."""
    found = inspect.getmembers(plots, inspect.isfunction)
    sections = [_section(name, plot) for name, plot in found if name.startswith("plot_")]
    path = (workspace or find_workspace()).reports / "gallery.html"
    path.write_text(PAGE.format(sections="\n".join(sections)), encoding="utf-8")
    return path


def _section(name: str, plot: Callable[..., Axes]) -> str:
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
    # Two pictures in one page must not share the names of their parts.
    for mark in ('id="', "url(#", 'href="#'):
        picture = picture.replace(mark, f"{mark}{name}-")
    picture = picture.replace("<svg", f'<svg role="img" aria-label="{escape(said.alt)}"', 1)
    first = (inspect.getdoc(plot) or "").partition("\n")[0]
    return (
        f"<section><h2>{name}</h2><p>{escape(first)}</p>{picture}<p>{escape(said.subtitle)}</p>"
        f"<details><summary>In words</summary><p>{escape(said.alt)}</p></details><pre>{escape(source)}</pre></section>"
    )


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


if __name__ == "__main__":
    make_gallery()
