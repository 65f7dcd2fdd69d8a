"""Reports that are not about one operation: their title, and tables of templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import WHY, render
from liberterra_analysis.display.prose import cited, count_claims, newest_day
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.display.tables import Record, _Labels, _table

CAUTION = " With caution: "
"""What stands in a sentence between two figures and the reasons not to rely on their comparison."""

_REASONS = re.compile(r"; (?![^(]*\))")
"""Between two reasons; what stands in brackets is part of a name."""

NO_FIGURES = pd.DataFrame({"claim_id": [], "words": []}, dtype="str")


def show_report_title(
    title: str, frame: pd.DataFrame, sources: pd.DataFrame, *, subtitle: str, finding: str = ""
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
    finding : str
        Template of what the report says, in one sentence.

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
            finding=render(finding, frame),
            date=newest_day(used),
        )
    )


def show_pairs(pairs: pd.DataFrame, figures: pd.DataFrame, *, opening: Iterable[str], empty: str) -> Shown:
    """Show pairs of figures as sentences, and under each one why it calls for caution: in short, and in full.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As `analysis.latest` gives them.
    figures : pandas.DataFrame
        As `analysis.figures` gives it; holds every claim of the pairs.
    opening : iterable of str
        Sentences that come first, as `analysis.say_pairs` gives them.
    empty : str
        What to say where there is no sentence.

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
    >>> show_pairs(pairs.tail(1), frame, opening=(), empty="None.").block.points[0].label
    'With caution: kind of source'
    """
    items = [cited(template, figures) for template in opening]
    points = [doc.Points()] * len(items)
    for row in pairs.to_dict("records"):
        sentence, _, reasons = row["template"].partition(CAUTION)
        items.append(cited(sentence, figures))
        why = ", ".join(WHY[kind] for kind in row["kinds"].split())
        full = tuple(cited(one, figures) for one in _REASONS.split(reasons.removesuffix("."))) if reasons else ()
        points.append(doc.Points(label=f"{CAUTION.strip()} {why}", items=full) if full else doc.Points())
    if not items:
        return Shown(doc.Paragraph(inlines=(doc.Text(text=empty),)))
    return Shown(doc.Items(items=tuple(items), points=tuple(points)))


def show_table(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    name: str,
    caption: str,
    empty: str,
    figures: pd.DataFrame = NO_FIGURES,
) -> Shown:
    """Show a frame as a table in which each number of a template leads to its claim.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows; texts may be templates. A column `anchor` lets links lead to a row.
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
    cells = {label: _cell(column, figures) for column, label in columns.items()}
    anchor: Callable[[Record], str] | None = (lambda row: str(row["anchor"])) if "anchor" in frame else None
    return _table(frame, cells, _Labels(name, caption, empty), _plain(frame, figures), anchor)


def _cell(column: str, figures: pd.DataFrame) -> Callable[[Record], doc.Inlines]:
    return lambda row: cited("" if pd.isna(row[column]) else str(row[column]), figures)


def _plain(frame: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Write the templates of a frame out, for its CSV file, which holds its other columns too."""
    texts = frame.drop(columns="anchor", errors="ignore")
    for column in texts.select_dtypes(["object", "str"]):
        texts[column] = [
            render(text, figures) if isinstance(text, str) and "{" in text else text for text in texts[column]
        ]
    return texts
