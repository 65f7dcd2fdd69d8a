"""Charts with their finding, their alternative text and the data drawn."""

import io
from collections.abc import Callable, Iterator
from typing import cast

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import Pair
from liberterra_analysis.analysis.figures import shorten_publisher
from liberterra_analysis.display.csvtext import to_csv
from liberterra_analysis.display.shown import Shown, check_name, show_paragraph
from liberterra_analysis.plots.style import (
    Description,
    NothingToDrawError,
    apply_style,
    description_of,
    is_described,
    spell,
    wrap,
)
from liberterra_analysis.wording.sentences import Sentence, join_words, link_source, phrase, to_inlines


def show_chart(
    plot: Callable[[pd.DataFrame], Axes], rows: pd.DataFrame, *, name: str, cited: pd.DataFrame, empty: str | Sentence
) -> Shown:
    """Draw rows and return the chart with its finding, its alternative text and its sources.

    `plot` returns described axes, as the functions of `plots` do; UsageError if they have no description. `cited` holds
    the `source_id` and `publisher` of each claim drawn, which are named below the chart.
    """
    check_name(name)
    # What a pair holds stands in the other columns.
    held = ["pair"] if "pair" in rows and all(isinstance(one, Pair) for one in rows["pair"]) else []
    csv = to_csv(rows.drop(columns=held))  # refuses what may not be published before it is drawn
    try:
        ax = plot(rows)
    except NothingToDrawError:
        return show_paragraph(empty)
    description_of(ax)  # which raises if there is none
    return Shown(draw_chart(ax, name).model_copy(update={"source": _link_sources(cited), "csv": csv}))


def draw_chart(drawn: Axes | Drawing, name: str, *, title: str = "", alt: str = "") -> doc.Chart:
    """Return a drawing as a chart, with the words of the description of its axes, if they have one, or those passed."""
    axes = [drawn] if isinstance(drawn, Axes) else drawn.axes
    said = Description("", "", "", (), ())
    for ax in [*filter(is_described, axes)][:1]:
        said = description_of(ax)
        # The report sets it as text. With a place, matplotlib need not look for one above all ticks.
        ax.set_title("", loc="left", y=1)
    return doc.Chart(
        name=name,
        title=title or said.title,
        subtitle=said.subtitle,
        alt=alt or said.alt,
        svg=save_drawing(drawn),
        data=_tabulate(name, said),
    )


def save_drawing(drawn: Axes | Drawing) -> str:
    """Return a drawing as SVG, and close it so that it shows once."""
    figure = cast("Drawing", drawn.get_figure(root=True))
    _spell_texts(figure)
    text = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with apply_style():
        # `savefig` would draw everything twice, the first time only for the layout, which drawing does too.
        FigureCanvasSVG(figure).print_svg(text, metadata=nothing)  # type: ignore[no-untyped-call]  # typed in part
    plt.close(figure)
    return text.getvalue()


def draw_nothing() -> None:
    """Draw an empty chart, so that processes forked later need not load styles and fonts, which takes 30 ms."""
    with apply_style():
        figure = Drawing()
        figure.add_subplot().set_title("0")
        save_drawing(figure)


def _spell_texts(figure: Drawing) -> None:
    """Spell out characters without a glyph, also in tick labels, which are set again each time they are drawn."""
    for axis in (axis for axes in figure.axes if axes.axison for axis in (axes.xaxis, axes.yaxis)):
        places = list(axis.get_majorticklocs())
        labels = axis.get_major_formatter().format_ticks(places)
        if (spelt := [*map(_spell_and_wrap, labels)]) != labels:
            axis.set_ticks(places, spelt)
    for text in _find_texts(figure):
        text.set_text(_spell_and_wrap(text.get_text()))


def _find_texts(artist: Artist) -> Iterator[Text]:
    """Yield the texts of a drawing, without the ticks of hidden axes, which would be made only to be found."""
    if isinstance(artist, Text):
        yield artist
    if not isinstance(artist, Axis) or artist.axes.axison:
        for child in artist.get_children():
            yield from _find_texts(child)


def _spell_and_wrap(text: str) -> str:
    return text if spell(text) == text else wrap(text)


def _tabulate(name: str, said: Description) -> doc.Table | None:
    rows = tuple(doc.Row(cells=tuple(map(to_inlines, row))) for row in said.rows)
    caption = f"Data drawn: {said.title}"
    return doc.Table(name=f"{name}-data", title=caption, columns=said.columns, rows=rows) if rows else None


def _link_sources(cited: pd.DataFrame) -> doc.Inlines:
    named = cited.assign(name=cited["publisher"].map(shorten_publisher))
    used = named.drop_duplicates("source_id").drop_duplicates("name")  # claims lead to all texts of a publisher
    if used.empty:
        return ()
    links = join_words(map(link_source, used["publisher"], used["source_id"]), by="; ")  # commas stand in names
    return phrase("Source: {}." if len(used) == 1 else "Sources: {}.", links).parts
