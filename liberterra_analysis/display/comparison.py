"""Title and tables of reports on more than one operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import WHY, Sentence
from liberterra_analysis.display.prose import count_claims, newest_day
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.display.tables import Labels, Record, as_text, build_table


def show_report_title(
    title: str, frame: pd.DataFrame, sources: pd.DataFrame, *, subtitle: str, finding: Iterable[Sentence] = ()
) -> Shown:
    """Return the title block of a report on more than one operation, dated by the newest dated source.

    `frame` comes from `analysis.resolve_claims`: the claims on which the report rests, all of them shown in it.
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
    """Return pairs of figures as a list of sentences, each followed by the reasons for caution, in short and in full.

    `pairs` come from `analysis.select_latest_pairs`; `opening` are sentences that come first, as `summarise_pairs`
    returns them.
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
    """Return a frame of texts, numbers and sentences as a table in which each number of a sentence links to its claim.

    `columns` maps the columns shown to their headers; a header that ends in `>` is aligned right. A column `anchor`
    names each row as a target of links.

    >>> frame = pd.DataFrame({"what": ["arrests"], "number": [2]})
    >>> shown = show_table(frame, {"what": "What", "number": "Number>"}, name="all", caption="All", empty="None.")
    >>> shown.block.columns[1].align
    'right'
    """
    cells = {label: _read_cell(column) for column, label in columns.items()}
    anchor: Callable[[Record], str] | None = (lambda row: str(row["anchor"])) if "anchor" in frame else None
    data = frame.drop(columns="anchor", errors="ignore")
    return build_table(frame, cells, Labels(name, caption, empty), data, anchor)


def _read_cell(column: str) -> Callable[[Record], doc.Inlines]:
    return lambda row: row[column].parts if isinstance(row[column], Sentence) else as_text(row[column])
