"""Reports that are not about one operation: their title, and tables of sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import WHY, Sentence
from liberterra_analysis.display.prose import count_claims, newest_day
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.display.tables import Record, _Labels, _table, _text


def show_report_title(
    title: str, frame: pd.DataFrame, sources: pd.DataFrame, *, subtitle: str, finding: Iterable[Sentence] = ()
) -> Shown:
    """Show the title block of a report that is not about one operation.

    Parameters
    ----------
    title : str
        What the report is about.
    frame : pandas.DataFrame
        As `analysis.figures` gives it: the claims on which the report rests, all of them shown in it.
    subtitle : str
        What it says of it.
    finding : iterable of Sentence
        What the report says, in a sentence or two.

    Returns
    -------
    Shown
        A title block; its date is that of the newest source that states its day.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.figures(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> show_report_title("Türkiye", frame, lt.load_sources(), subtitle="Published figures").block.title
    'Türkiye'
    """
    used = sources[sources["source_id"].isin(frame["source_id"])]
    return Shown(
        doc.Title(
            title=title,
            subtitle=subtitle,
            facts=(("Figures", count_claims(len(frame), len(used))),),
            finding=" ".join(map(str, finding)),
            date=newest_day(used),
        )
    )


def show_pairs(pairs: pd.DataFrame, *, opening: Iterable[Sentence], empty: str) -> Shown:
    """Show pairs of figures as sentences, and under each one why it calls for caution: in short, and in full.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As `analysis.latest` gives them.
    opening : iterable of Sentence
        Sentences that come first, as `analysis.say_pairs` gives them.

    Returns
    -------
    Shown
        A list, one pair an item; a paragraph where there is none.

    Examples
    --------
    >>> import liberterra_analysis as lt
    >>> operations = lt.analysis.choose_operations(lt.load_operations(), series="Liberterra")
    >>> frame = lt.analysis.figures(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    >>> pairs = lt.analysis.latest(lt.analysis.comparability(frame, operations))
    >>> show_pairs(pairs.tail(1), opening=(), empty="None.").block.points[0].label
    'With caution: kind of source'
    """
    items = [said.parts for said in opening]
    points = [doc.Points()] * len(items)
    for row in pairs.to_dict("records"):
        items.append(row["opening"].parts)
        why = ", ".join(WHY[kind] for kind in row["kinds"].split())
        full = tuple(said.parts for said in row["why"])
        points.append(doc.Points(label=f"With caution: {why}", items=full) if full else doc.Points())
    if not items:
        return Shown(doc.Paragraph(inlines=(doc.Text(text=empty),)))
    return Shown(doc.Items(items=tuple(items), points=tuple(points)))


def show_table(frame: pd.DataFrame, columns: Mapping[str, str], *, name: str, caption: str, empty: str) -> Shown:
    """Show a frame as a table; each number of a sentence leads to its claim.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows: texts, numbers and sentences. A column `anchor` lets links lead to a row.
    columns : mapping of str to str
        Columns to show, with their headers; a header that ends in `>` is aligned right.

    Returns
    -------
    Shown
        A table; a paragraph where there is no row.

    Examples
    --------
    >>> frame = pd.DataFrame({"what": ["arrests"], "number": [2]})
    >>> shown = show_table(frame, {"what": "What", "number": "Number>"}, name="all", caption="All", empty="None.")
    >>> shown.block.columns[1].align
    'right'
    """
    cells = {label: _cell(column) for column, label in columns.items()}
    anchor: Callable[[Record], str] | None = (lambda row: str(row["anchor"])) if "anchor" in frame else None
    data = frame.drop(columns="anchor", errors="ignore")
    return _table(frame, cells, _Labels(name, caption, empty), data, anchor)


def _cell(column: str) -> Callable[[Record], doc.Inlines]:
    return lambda row: row[column].parts if isinstance(row[column], Sentence) else _text(row[column])
