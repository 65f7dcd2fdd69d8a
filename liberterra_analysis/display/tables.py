"""Tables of a report: figures, statements, hedge rules, claims and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

import pandas as pd

from liberterra_analysis import document as doc
from liberterra_analysis import places
from liberterra_analysis.analysis import Figure
from liberterra_analysis.datasets import check_publishable
from liberterra_analysis.display.shown import Shown, show_paragraph
from liberterra_analysis.hedges import RULES, Intervals, format_hedge, format_hedged, format_share
from liberterra_analysis.schema import LEDGER
from liberterra_analysis.vocabulary import RANKS, READINGS, SCOPES, STATEMENT_KINDS, STATUSES
from liberterra_analysis.wording.sentences import (
    Sentence,
    cite_number,
    claim_anchor,
    describe_lack,
    join_parts,
    join_words,
    link_claims,
    link_number,
    operation_anchor,
    phrase,
    source_anchor,
)

Cell: TypeAlias = Any
"""A Sentence, a link, or a value that is shown as plain text; nothing for a blank."""

CLAIM_COLUMNS = [*(column.name for column in LEDGER["claims"].columns), "iccs", "lower", "upper"]

# First characters of what a spreadsheet runs as a formula, and what is a number all the same.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?%?")


def show_table(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    name: str,
    caption: str,
    empty: str,
    right: Iterable[str] = (),
) -> Shown:
    """Return a frame of texts, numbers and sentences as a table in which each number of a sentence links to its claim.

    `columns` maps the columns shown to their headers; those of `right` are aligned right. A column `anchor` names each
    row as a target of links.

    >>> frame = pd.DataFrame({"what": ["arrests"], "number": [2]})
    >>> columns = {"what": "What", "number": "Number"}
    >>> shown = show_table(frame, columns, name="all", caption="All", empty="None.", right=["number"])
    >>> shown.block.columns[1].align
    'right'
    """
    cells = {label: frame[column] for column, label in columns.items()}
    data = frame.drop(columns="anchor", errors="ignore")
    numbers = [columns[column] for column in right]
    return build_table(cells, data, (name, caption, empty), right=numbers, anchors=frame.get("anchor", ()))


def build_table(
    cells: Mapping[str, Iterable[Cell]],
    data: pd.DataFrame,
    labels: tuple[str, str, str | Sentence],
    *,
    right: Iterable[str] = (),
    anchors: Iterable[str] = (),
) -> Shown:
    """Return a table from the cells of each column by its header; `data` is what its CSV file holds.

    `labels` are its name, its caption, and the text shown where there is no row.
    """
    name, caption, empty = labels
    numbers, names = set(right), [*anchors]
    columns = tuple(doc.Column(label=label, align="right" if label in numbers else "left") for label in cells)
    rows = tuple(
        doc.Row(cells=tuple(map(to_inlines, row)), anchor=names[at] if names else None)
        for at, row in enumerate(zip(*cells.values(), strict=True))
    )
    if not rows:
        return show_paragraph(empty)
    return Shown(doc.Table(name=name, caption=caption, columns=columns, rows=rows, csv=to_csv(data)))


def to_inlines(cell: Cell) -> doc.Inlines:
    """Return a cell as inlines."""
    if isinstance(cell, Sentence):
        return cell.parts
    if isinstance(cell, doc.Text | doc.Link):
        return (cell,)
    return () if pd.isna(cell) or cell == "" else (doc.Text(text=str(cell)),)


def show_figures(frame: pd.DataFrame, *, name: str, caption: str, empty: str | Sentence) -> Shown:
    """Return a table of figures: what is counted, the number with its hedge, its interval, and its source.

    `frame` holds rows of `analysis.resolve_claims`, or a choice of them; a column `country` comes first. Each number
    links to its claim.
    """
    figures = Figure.rows(frame)
    cells: dict[str, Iterable[Cell]] = {}
    if "country" in frame:
        cells["Where"] = frame["country"].replace("", "not recorded")
    cells |= {
        "What is counted": frame["noun"],
        "Number": map(cite_number, figures),
        "Read as": _format_intervals(frame),
        "Source": (link_source(one.publisher, one.source_id) for one in figures),
    }
    columns = [
        "claim_id", "metric", "value", "high", "hedge", "unit", "lower", "upper", "status", "scope", "country_iso3",
        "nationality_iso3", "population", "offence", "exploitation", "subset_of", "source_id",
    ]  # fmt: skip
    return build_table(cells, frame[columns], (name, caption, empty), right=("Number", "Read as"))


def show_coverage(coverage: pd.DataFrame, *, name: str, caption: str, empty: str) -> Shown:
    """Return a table of how much of each total is recorded by country; the empty text if no country is.

    `coverage` comes from `analysis.measure_coverage`. Each total links to its claim, and so does each claim added up.
    """
    shown = coverage if (coverage["countries"] > 0).any() else coverage.head(0)
    shares = Intervals(shown["share_lower"], shown["share_upper"])
    cells: dict[str, Iterable[Cell]] = {
        "Total": shown["noun"],
        "Whole operation": link_claims(shown["total_words"], shown["total_claim_id"]),
        "Recorded by country": _format_intervals(shown, "named_"),
        "Share of the total": (format_share(share, "table") for share in shares),
        "Not recorded": _format_intervals(shown, "rest_"),
        "Claims added up": map(_link_claims, shown["claim_ids"]),
    }
    right = ("Whole operation", "Recorded by country", "Share of the total", "Not recorded")
    return build_table(cells, coverage, (name, caption, empty), right=right)


def _format_intervals(frame: pd.DataFrame, which: str = "") -> Iterator[str]:
    for interval in Intervals(frame[f"{which}lower"], frame[f"{which}upper"]):
        yield format_hedged(interval, "table")


def _link_claims(claim_ids: str) -> Sentence:
    keys = enumerate(claim_ids.split(), start=1)
    return join_words(link_number(at, claim_anchor(key)) for at, key in keys) if claim_ids else join_parts(["none"])


def show_statements(statements: pd.DataFrame, sources: pd.DataFrame, *, name: str, caption: str, empty: str) -> Shown:
    """Return a table of what sources assert without a number."""
    frame = statements.merge(sources[["source_id", "publisher"]], on="source_id", validate="m:1")
    cells: dict[str, Iterable[Cell]] = {
        "What is said": frame["statement"],
        "Kind": (STATEMENT_KINDS[kind].words for kind in frame["kind"]),
        "Source": _cite_passages(frame),
        "Note": frame["note"],
    }
    return build_table(cells, statements, (name, caption, empty))


def show_rules(frame: pd.DataFrame, *, name: str, caption: str) -> Shown:
    """Return a table of the rules by which hedges are read: one row for each hedge in use, with an example."""
    hedge = frame["hedge"].astype(object).where(frame["hedge"].notna(), "")
    used = frame.assign(rule=hedge).drop_duplicates("rule")
    used = used.assign(order=used["rule"].map({name: at for at, name in enumerate(RULES)})).sort_values("order")
    examples = zip(map(cite_number, Figure.rows(used)), _format_intervals(used), strict=True)
    cells: dict[str, Iterable[Cell]] = {
        "Hedge": (format_hedge(rule or None) for rule in used["rule"]),
        "Read as": (RULES[rule].reads for rule in used["rule"]),
        "Why": (RULES[rule].why for rule in used["rule"]),
        "Example": (phrase("{}: {}", number, read) for number, read in examples),
    }
    data = used[["rule", "claim_id", "value", "high", "lower", "upper"]]
    return build_table(cells, data, (name, caption, "No claim."))


def show_claims(frame: pd.DataFrame, sources: pd.DataFrame, *, name: str = "claims", caption: str) -> Shown:
    """Return the table of claims to which the numbers of the report link: one row a claim, with source and words.

    Where the claims come from several operations, each row links to its own in the table of operations.
    """
    figures = Figure.rows(frame)
    full = frame.merge(sources[["source_id", "title", "url"]], on="source_id", validate="m:1")
    several = len({one.operation_id for one in figures} - {None}) > 1
    cells: dict[str, Iterable[Cell]] = {
        "What is counted": frame["noun"],
        "Number": (f"“{one.as_printed}”" if one.as_printed else f"{one.words}{describe_lack(one)}" for one in figures),
        "Read as": _format_intervals(frame),
        "Status and scope": (_describe_scope(one, several=several) for one in figures),
        "Source and passage": _cite_passages(full),
        "Note": frame["note"],
    }
    data = frame[[column for column in frame if column in CLAIM_COLUMNS]]
    labels = name, caption, "No claim."
    return build_table(cells, data, labels, right=("Number", "Read as"), anchors=map(claim_anchor, frame["claim_id"]))


def _describe_scope(claim: Figure, *, several: bool) -> Sentence:
    country = f", {places.country_name(claim.country_iso3)}" if claim.country_iso3 else ""
    parts: list[str | doc.Link] = [f"{STATUSES[claim.status].words}; {SCOPES[claim.scope].words}{country}"]
    if several and claim.operation_id:
        parts += ["; ", doc.Link(text=claim.operation_id, target=f"#{operation_anchor(claim.operation_id)}")]
    return join_parts(parts)


def show_sources(sources: pd.DataFrame, *cited_by: pd.DataFrame, name: str = "sources", caption: str) -> Shown:
    """Return a table of the sources whose `source_id` occurs in one of the frames `cited_by`, one row a source."""
    wanted = set().union(*(frame["source_id"] for frame in cited_by))
    used = sources[sources["source_id"].isin(wanted)]
    pages = zip(used["title"], used["url"], strict=True)
    cells: dict[str, Iterable[Cell]] = {
        "Publisher": used["publisher"],
        "Title": (_link_page(title, url) or (title if pd.notna(title) else "not held") for title, url in pages),
        "Published": used["published"].fillna("not recorded"),
        "How near": (RANKS[rank].words for rank in used["rank"]),
        "Read": (READINGS[read].words if pd.notna(read) else "not recorded" for read in used["read"]),
        "Note": used["note"],
    }
    return build_table(cells, used, (name, caption, "No source."), anchors=map(source_anchor, used["source_id"]))


def link_source(publisher: str, source_id: str) -> doc.Link:
    """Return the publisher of a source, linked to it."""
    return doc.Link(text=publisher, target=f"#{source_anchor(source_id)}")


def _cite_passages(frame: pd.DataFrame) -> Iterator[Sentence]:
    """Yield publisher, page, passage and quote of the claims or statements of a frame."""
    columns = frame.reindex(columns=["publisher", "source_id", "title", "url", "paragraph", "start", "end", "quote"])
    for publisher, source, title, url, paragraph, start, end, words in columns.itertuples(index=False, name=None):
        page = _link_page(title, url)
        where = "" if pd.isna(paragraph) else f", paragraph {paragraph}" if paragraph else ", headline"
        span = "" if pd.isna(paragraph) or pd.isna(start) else f", characters {start} to {end}"
        quoted = () if pd.isna(words) else (", ", _link_quote(words, url))
        yield join_parts([link_source(publisher, source), *((": ", page) if page else ()), where, span, *quoted])


def _link_quote(words: str, url: str) -> doc.Link | doc.Text:
    """Return quoted words, linked to where a browser finds them on the page."""
    text = f"“{words}”"
    if pd.isna(url):
        return doc.Text(text=text, name=True)
    # A hyphen would mark what stands before or after the words.
    fragment = quote(words, safe="").replace("-", "%2D")
    return doc.Link(text=text, target=f"{url}{'' if '#' in url else '#'}:~:text={fragment}")


def _link_page(title: str, url: str) -> doc.Link | None:
    return doc.Link(text=title if pd.notna(title) else url, target=url) if pd.notna(url) else None


def to_csv(frame: pd.DataFrame) -> str:
    r"""Format a frame as the CSV text that accompanies a table or chart.

    Lines end in a line feed; a blank is "not recorded", an open end is `inf`. An apostrophe precedes a text that a
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
