"""Tables of a report: figures, statements, hedge rules, claims and sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis import places
from liberterra_analysis.analysis import cite_number, claim_anchor, link_number, operation_anchor, source_anchor
from liberterra_analysis.analysis.figures import OF_METRIC
from liberterra_analysis.datasets import check_publishable
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.hedges import RULES, Interval, format_hedge, format_hedged, format_share
from liberterra_analysis.vocabulary import RANKS, SCOPES, STATEMENT_KINDS, STATUSES

Record: TypeAlias = Mapping[Any, Any]
Cells: TypeAlias = Mapping[str, Callable[[Record], doc.Inlines]]
"""Headers of columns, each with a function of a row that returns the cell; `>` at the end aligns right."""

# First characters of what a spreadsheet runs as a formula, and what is a number all the same.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?%?")


def show_figures(frame: pd.DataFrame, *, name: str, caption: str, empty: str) -> Shown:
    """Return a table of figures: what is counted, the number with its hedge, its interval, and its source.

    `frame` holds rows of `analysis.resolve_claims`, or a choice of them; a column `country` comes first. Each number
    links to its claim.
    """
    cells: dict[str, Callable[[Record], doc.Inlines]] = {}
    if "country" in frame:
        cells["Where"] = lambda row: as_text(row["country"] or "not stated")
    cells |= {
        "What is counted": lambda row: as_text(row["noun"]),
        "Number>": lambda row: (cite_number(row),),
        "Read as>": lambda row: as_text(format_hedged(Interval.of(row), "table")),
        "Source": _link_publisher,
    }
    columns = [
        "claim_id", "metric", "value", "high", "hedge", "unit", "lower", "upper", "status", "scope", "country_iso3",
        "nationality_iso3", "population", "offence", "exploitation", "subset_of", "source_id",
    ]  # fmt: skip
    return build_table(frame, cells, Labels(name, caption, empty), frame[columns])


def show_coverage(coverage: pd.DataFrame, *, name: str, caption: str, empty: str) -> Shown:
    """Return a table of how much of each total is named country by country; the empty text if no country is named.

    `coverage` comes from `analysis.measure_coverage`. Each total links to its claim, and so does each claim added up.
    """
    cells: Cells = {
        "Total": lambda row: as_text(row["noun"]),
        "Whole operation>": lambda row: (link_number(row["total_words"], claim_anchor(row["total_claim_id"])),),
        "Named by country>": lambda row: as_text(format_hedged(Interval.of(row, "named_"), "table")),
        "Share of the total>": lambda row: as_text(format_share(Interval.of(row, "share_"), "table")),
        "Not named>": lambda row: as_text(format_hedged(Interval.of(row, "rest_"), "table")),
        "Claims added up": lambda row: _link_claims(row["claim_ids"].split()),
    }
    shown = coverage if (coverage["countries"] > 0).any() else coverage.head(0)
    return build_table(shown, cells, Labels(name, caption, empty), coverage)


def show_statements(statements: pd.DataFrame, sources: pd.DataFrame, *, name: str, caption: str, empty: str) -> Shown:
    """Return a table of what sources assert without a number."""
    frame = statements.merge(sources[["source_id", "publisher"]], on="source_id", validate="m:1")
    cells: Cells = {
        "What is said": lambda row: as_text(row["statement"]),
        "Kind": lambda row: as_text(STATEMENT_KINDS[row["kind"]].words),
        "Source": lambda row: (*_link_publisher(row), *as_text(_format_passage(row))),
        "Note": lambda row: as_text(row["note"]),
    }
    return build_table(frame, cells, Labels(name, caption, empty), statements)


def show_rules(frame: pd.DataFrame, *, name: str, caption: str) -> Shown:
    """Return a table of the rules by which hedges are read: one row for each hedge in use, with an example."""
    hedge = frame["hedge"].astype(object).where(frame["hedge"].notna(), "")
    used = frame.assign(rule=hedge).drop_duplicates("rule")
    used = used.assign(order=used["rule"].map({name: at for at, name in enumerate(RULES)})).sort_values("order")
    cells: Cells = {
        "Hedge": lambda row: as_text(format_hedge(row["rule"] or None)),
        "Read as": lambda row: as_text(RULES[row["rule"]].reads),
        "Why": lambda row: as_text(RULES[row["rule"]].why),
        "Example": lambda row: (
            cite_number(row),
            *as_text(f": {format_hedged(Interval.of(row), 'table')}"),
        ),
    }
    data = used[["rule", "claim_id", "value", "high", "lower", "upper"]]
    return build_table(used, cells, Labels(name, caption, "No claim."), data)


def show_claims(frame: pd.DataFrame, sources: pd.DataFrame, *, name: str = "claims", caption: str) -> Shown:
    """Return the table of claims to which the numbers of the report link: one row a claim, with source and passage.

    Where the claims come from several operations, each row links to its own in the table of operations.
    """
    full = frame.merge(sources[["source_id", "title", "url"]], on="source_id", validate="m:1")
    several = len(frame["operation_id"].dropna().drop_duplicates()) > 1
    cells: Cells = {
        "What is counted": lambda row: as_text(row["noun"]),
        "Printed>": lambda row: as_text(
            f"“{row['as_printed']}”" if pd.notna(row["as_printed"]) else f"{row['words']} (wording not held)"
        ),
        "Read as>": lambda row: as_text(format_hedged(Interval.of(row), "table")),
        "Status and scope": lambda row: (
            *as_text(f"{STATUSES[row['status']].words}; {_format_scope(row)}"),
            *(_link_operation(row) if several else ()),
        ),
        "Source and passage": lambda row: (
            *_link_publisher(row),
            *_link_page(row),
            *as_text(_format_passage(row)),
        ),
        "Note": lambda row: as_text(row["note"]),
    }
    anchor = lambda row: claim_anchor(row["claim_id"])  # noqa: E731 (one of several keys of a row)
    data = frame.drop(columns=["figure", "quoted", "words", "noun", "says", "rank", "publisher", "order", *OF_METRIC])
    return build_table(full, cells, Labels(name, caption, "No claim."), data, anchor)


def show_sources(sources: pd.DataFrame, *cited_by: pd.DataFrame, name: str = "sources", caption: str) -> Shown:
    """Return a table of the sources whose `source_id` occurs in one of the frames `cited_by`, one row a source."""
    wanted = set().union(*(frame["source_id"] for frame in cited_by))
    used = sources[sources["source_id"].isin(wanted)]
    cells: Cells = {
        "Publisher": lambda row: as_text(row["publisher"]),
        "Title": lambda row: (
            _link_page(row, lead="") or as_text(row["title"] if pd.notna(row["title"]) else "not held")
        ),
        "Published": lambda row: as_text(row["published"] if pd.notna(row["published"]) else "not stated"),
        "How near": lambda row: as_text(RANKS[row["rank"]].words),
        "Note": lambda row: as_text(row["note"]),
    }
    anchor = lambda row: source_anchor(row["source_id"])  # noqa: E731
    return build_table(used, cells, Labels(name, caption, "No source."), used, anchor)


@dataclass(frozen=True, slots=True)
class Labels:
    """The name and caption of a table, and the text shown if it has no row."""

    name: str
    caption: str
    empty: str


def build_table(
    frame: pd.DataFrame,
    cells: Cells,
    labels: Labels,
    data: pd.DataFrame,
    anchor: Callable[[Record], str] | None = None,
) -> Shown:
    """Return a table with one row for each row of a frame; `data` is what its CSV file holds."""
    if frame.empty:
        return Shown(doc.Paragraph(inlines=as_text(labels.empty)))
    columns = columns_of(cells)
    rows = tuple(
        doc.Row(
            cells=tuple(doc.Cell(inlines=make(row)) for make in cells.values()), anchor=anchor(row) if anchor else None
        )
        for row in frame.to_dict("records")
    )
    return Shown(doc.Table(name=labels.name, caption=labels.caption, columns=columns, rows=rows, csv=to_csv(data)))


def columns_of(headers: Iterable[str]) -> tuple[doc.Column, ...]:
    """Return the columns of a table from their headers; a header that ends in `>` is aligned right."""
    return tuple(
        doc.Column(label=label.removesuffix(">"), align="right" if label.endswith(">") else "left") for label in headers
    )


def to_csv(frame: pd.DataFrame) -> str:
    r"""Format a frame as the CSV text that accompanies a table or chart.

    Lines end in a line feed; a blank is "not stated", an open end is `inf`. An apostrophe precedes a text that a
    spreadsheet would run as a formula. UsageError if the frame holds rows of a public data set that may not be
    redistributed.

    >>> to_csv(pd.DataFrame({"upper": [float("inf"), 251.0], "note": ["=1+1", "-1.5"]}))
    "upper,note\ninf,'=1+1\n251,-1.5\n"
    """
    check_publishable(frame)
    whole = frame.select_dtypes("float").columns
    shown = frame.assign(**{column: frame[column].map(_format_number) for column in whole})
    for column in shown.select_dtypes(exclude=["number", "bool", "datetime", "datetimetz", "timedelta"]):
        shown[column] = (
            shown[column].astype("object").map(lambda value: _escape_formula(str(value)), na_action="ignore")
        )
    return str(shown.rename(columns=lambda name: _escape_formula(str(name))).to_csv(index=False, lineterminator="\n"))


def _escape_formula(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula; a signed number is not a formula."""
    text = "\n".join(text.splitlines()) if "\r" in text else text  # the CSV writer would not quote a carriage return
    runs = text.lstrip(" \u00a0\u3000\ufeff")[:1] in _FORMULA and not _NUMBER.fullmatch(text)
    return f"'{text}" if text and runs else text


def _format_number(number: float) -> str:
    return "" if pd.isna(number) else f"{number:.15g}"


def as_text(text: Any) -> doc.Inlines:
    """Return a value as plain text; nothing for a blank."""
    return () if pd.isna(text) or not str(text) else (doc.Text(text=str(text)),)


def _link_publisher(row: Record) -> doc.Inlines:
    return (doc.Link(text=row["publisher"], target=f"#{source_anchor(row['source_id'])}"),)


def _link_page(row: Record, lead: str = ": ") -> doc.Inlines:
    if pd.isna(row["url"]):
        return ()
    text = row["title"] if pd.notna(row["title"]) else row["url"]
    return (*as_text(lead), doc.Link(text=text, target=row["url"]))


def _format_passage(row: Record) -> str:
    if pd.isna(row["paragraph"]):
        return ""
    where = ", headline" if row["paragraph"] == 0 else f", paragraph {row['paragraph']}"
    return where if pd.isna(row["start"]) else f"{where}, characters {row['start']} to {row['end']}"


def _format_scope(row: Record) -> str:
    scope = SCOPES[row["scope"]].words
    return f"{scope}, {places.country_name(row['country_iso3'])}" if pd.notna(row["country_iso3"]) else scope


def _link_operation(row: Record) -> doc.Inlines:
    """Link a claim to its row in the table of operations."""
    key = row["operation_id"]
    if pd.isna(key):
        return ()
    return doc.Text(text="; "), doc.Link(text=key, target=f"#{operation_anchor(key)}")


def _link_claims(claim_ids: list[str]) -> doc.Inlines:
    marks: list[doc.Inline] = []
    for at, claim_id in enumerate(claim_ids, start=1):
        marks += [doc.Text(text=", ")] if marks else []
        marks.append(link_number(at, claim_anchor(claim_id)))
    return tuple(marks) or as_text("none")
