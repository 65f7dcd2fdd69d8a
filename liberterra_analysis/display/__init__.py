"""Blocks of a report as a notebook shows them: each `show_…` is the last line of a cell and returns a `Shown`.

Frames come from `analysis` and the loaders of the ledger, and must hold every claim that is shown or cited. `name` is
the unique name of a table or chart in the report, `caption` what the table shows, and `empty` the text shown where
there is nothing else to show; a report leaves out an empty text.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, TypedDict, Unpack, cast
from urllib.parse import quote

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text

from liberterra_analysis import document as doc
from liberterra_analysis import places
from liberterra_analysis.analysis import Figure, Pair, format_period, select_headline
from liberterra_analysis.datasets import DATASETS, check_publishable
from liberterra_analysis.display.shown import Shown, show_paragraph
from liberterra_analysis.hedges import RULES, Intervals, format_hedge, format_hedged, format_share
from liberterra_analysis.plots.style import Description, NothingToDrawError, apply_style, description_of, spell, wrap
from liberterra_analysis.schema import LEDGER
from liberterra_analysis.vocabulary import RANKS, READINGS, RELEASE_STATUSES, SCOPES, STATEMENT_KINDS, STATUSES
from liberterra_analysis.wording import link_dates, list_kinds, phrase_pair, phrase_reason, summarise_operation
from liberterra_analysis.wording.sentences import (
    Part,
    Sentence,
    cite_figures,
    cite_number,
    claim_anchor,
    describe_lack,
    join_parts,
    join_words,
    link_claims,
    link_number,
    link_source,
    mark_name,
    operation_anchor,
    phrase,
    source_anchor,
    to_inlines,
)

DAY = len("2024-09-29")
BADGES = {"preliminary": "Preliminary figures", "initial": "Initial reporting"}
MAX_KEY_FIGURES = 6

CLAIM_COLUMNS = [*(column.name for column in LEDGER["claims"].columns), "lower", "upper"]
FIGURE_COLUMNS = [
    "claim_id", "metric", "value", "high", "hedge", "unit", "lower", "upper", "status", "scope", "country_iso3",
    "nationality_iso3", "population", "offence", "exploitation", "subset_of", "source_id",
]  # fmt: skip

# First characters of what a spreadsheet runs as a formula, and what is a number all the same.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?%?")

Cells: TypeAlias = Mapping[str, Iterable[Any]]
"""The cells of each column by its header: Sentences, links, or values that are shown as plain text."""


class Labels(TypedDict):
    """The texts of a table: its name in the report, its caption, and what is shown where it has no row."""

    name: str
    caption: str
    empty: str | Sentence


# Title, key figures, sentences and checks


def show_title(operation: pd.Series[Any], frame: pd.DataFrame, sources: pd.DataFrame) -> Shown:
    """Return the title block of a report on one operation, dated by the newest dated source.

    `operation` is a row of `load_operations`.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> operation = lt.load_operations().set_index("operation_id", drop=False).loc["liberterra-2"]
    >>> show_title(operation, frame, lt.load_sources()).block.badges
    ('Preliminary figures',)
    """
    subtitle = "Published figures, each with its hedge and its source"
    finding = summarise_operation(select_headline(frame))[:1]
    title = show_report_title(operation["name"], frame, sources, subtitle=subtitle, finding=finding).block
    stated = set(frame.loc[frame["quoted"] & (frame["scope"] == "operation"), "release_status"])
    badges = tuple(words for status, words in BADGES.items() if status in stated)
    used = sources[sources["source_id"].isin(frame["source_id"])]
    facts = tuple((label, to_inlines(value)) for label, value in _list_facts(operation, frame, used))
    return Shown(title.model_copy(update={"badges": badges, "facts": facts}))


def show_report_title(
    title: str, frame: pd.DataFrame, sources: pd.DataFrame, *, subtitle: str, finding: Iterable[Sentence] = ()
) -> Shown:
    """Return the title block of a report on more than one operation, dated by the newest dated source.

    `frame` comes from `analysis.resolve_claims`: the claims on which the report rests, all of them shown in it.
    """
    used = sources[sources["source_id"].isin(frame["source_id"])]
    facts = (("Figures", to_inlines(_count_claims(len(frame), len(used)))),)
    said = " ".join(map(str, finding))
    newest = max((day for day in used["published"].dropna() if len(day) == DAY), default="")
    return Shown(doc.Title(title=title, subtitle=subtitle, facts=facts, finding=said, date=newest))


def _count_claims(claims: int, sources: int) -> Sentence | str:
    counted = f"{{}} {'claim' if claims == 1 else 'claims'} from {{}} {'source' if sources == 1 else 'sources'}"
    return phrase(counted, link_number(claims, "claims"), link_number(sources, "sources")) if claims else "none"


def _list_facts(operation: pd.Series[Any], frame: pd.DataFrame, used: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    yield "Dates", _phrase_length(operation)
    for label, column in (("Led by", "lead_organisations"), ("Series", "series"), ("Where", "regions")):
        if pd.notna(operation[column]):
            yield label, operation[column]
    yield "Figures", _count_claims(int((frame["scope"] != "context").sum()), len(used))
    if published := sorted({*used["published"].dropna()}):
        yield "Published", " to ".join(dict.fromkeys((published[0], published[-1])))
    if pd.notna(operation["note"]):
        yield "Note", operation["note"]


def _phrase_length(operation: pd.Series[Any]) -> Sentence:
    dates, days = link_dates(operation), operation["days"]
    if pd.isna(operation["starts"]) or pd.isna(operation["dates_source_id"]):
        return dates
    end = "; the end is not recorded" if pd.isna(operation["ends"]) else ""
    return join_parts([dates, end if pd.isna(days) else f" ({days} days, both ends counted)"])


def show_key_figures(totals: pd.DataFrame) -> Shown:
    """Return the first totals of `analysis.select_headline` as key figures; a note if there are none."""
    if totals.empty:
        return show_note("No totals", "No figure of the operation as a whole is recorded here.")
    return Shown(doc.KeyFigures(figures=tuple(map(_key_figure, Figure.rows(totals.head(MAX_KEY_FIGURES))))))


def _key_figure(figure: Figure) -> doc.KeyFigure:
    status, release = STATUSES[figure.status].words, RELEASE_STATUSES[figure.release_status].words
    stated = figure.status != "unspecified" and status not in figure.noun
    details = (status if stated else "", release if figure.release_status != "unspecified" else "")
    return doc.KeyFigure(
        number=cite_number(figure),
        label=figure.noun,
        lower=figure.lower if math.isfinite(figure.lower) else None,
        upper=figure.upper if math.isfinite(figure.upper) else None,
        detail="; ".join(filter(None, details)),
        source=link_source(figure.publisher, figure.source_id),
    )


def show_note(title: str, text: str) -> Shown:
    """Return a note with a title and a text."""
    return Shown(doc.Note(title=title, inlines=to_inlines(text)))


def show_sentences(sentences: Iterable[Sentence | str], *, empty: str) -> Shown:
    """Return sentences as a list in which each number links to its claim; a string is plain text."""
    items = tuple(map(to_inlines, sentences))
    return Shown(doc.Items(items=items)) if items else show_paragraph(empty)


def show_pairs(
    pairs: pd.DataFrame, figures: pd.DataFrame, *, opening: Iterable[Sentence], table: str, empty: str
) -> Shown:
    """Return pairs of figures as a list of sentences, each followed by the reasons for caution, in short and in full.

    `pairs` come from `analysis.select_latest_pairs`; the sentences of `opening` come first; `table` is the name of the
    table of all pairs.
    """
    cited, rows = cite_figures(figures), Pair.rows(pairs)
    said = [(one, doc.Points()) for one in opening]
    said += [(phrase_pair(pair, cited, table=table), _list_points(pair)) for pair in rows]
    if not said:
        return show_paragraph(empty)
    sentences, points = zip(*said, strict=True)
    return Shown(doc.Items(items=tuple(map(to_inlines, sentences)), points=points))


def _list_points(pair: Pair) -> doc.Points:
    label = f"With caution: {list_kinds(pair.reasons)}" if pair.reasons else ""
    return doc.Points(label=label, items=tuple(phrase_reason(reason).parts for reason in pair.reasons))


def show_checks(checks: pd.DataFrame, sentences: Iterable[Sentence], *, label: str, empty: str) -> Shown:
    """Return the checks of `analysis.check_consistency`, each with its sentence from `wording.phrase_checks`."""
    found = zip(checks["state"], sentences, strict=True)
    shown = tuple(doc.Check(state=state, inlines=said.parts) for state, said in found)
    return Shown(doc.Checks(label=label, checks=shown)) if shown else show_paragraph(empty)


# Tables


def show_table(
    frame: pd.DataFrame, columns: Mapping[str, str], *, right: Iterable[str] = (), **labels: Unpack[Labels]
) -> Shown:
    """Return a frame of texts, numbers and sentences as a table in which each number of a sentence links to its claim.

    `columns` maps the columns shown to their headers; the columns in `right` are aligned right. A column `anchor`
    names each row as a target of links.

    >>> frame = pd.DataFrame({"what": ["arrests"], "number": [2]})
    >>> columns = {"what": "What", "number": "Number"}
    >>> shown = show_table(frame, columns, right=["number"], name="all", caption="All", empty="None.")
    >>> shown.block.columns[1].align
    'right'
    """
    cells = {label: frame[column] for column, label in columns.items()}
    data, numbers = frame.drop(columns="anchor", errors="ignore"), [columns[column] for column in right]
    return build_table(cells, data, right=numbers, anchors=frame.get("anchor", ()), **labels)


def build_table(
    cells: Cells,
    data: pd.DataFrame,
    *,
    right: Iterable[str] = (),
    anchors: Iterable[str] = (),
    **labels: Unpack[Labels],
) -> Shown:
    """Return a table; `data` is what its CSV file holds, `right` the headers of columns aligned right."""
    numbers, names = {*right}, [*anchors]
    columns = tuple(doc.Column(label=label, align="right" if label in numbers else "left") for label in cells)
    rows = tuple(
        doc.Row(cells=tuple(map(to_inlines, row)), anchor=names[at] if names else None)
        for at, row in enumerate(zip(*cells.values(), strict=True))
    )
    if not rows:
        return show_paragraph(labels["empty"])
    return Shown(
        doc.Table(name=labels["name"], caption=labels["caption"], columns=columns, rows=rows, csv=to_csv(data))
    )


def show_figures(frame: pd.DataFrame, **labels: Unpack[Labels]) -> Shown:
    """Return a table of figures: what is counted, the number with its hedge, its interval, and its source.

    `frame` holds rows of `analysis.resolve_claims`, or a choice of them; a column `country` comes first.
    """
    cells: Cells = {"Where": frame["country"].replace("", "not recorded")} if "country" in frame else {}
    cells = {
        **cells,
        "What is counted": frame["noun"],
        "Number": link_claims(frame["words"], frame["claim_id"]),
        "Read as": _format_intervals(frame),
        "Source": map(link_source, frame["publisher"], frame["source_id"]),
    }
    return build_table(cells, frame[FIGURE_COLUMNS], right=("Number", "Read as"), **labels)


def show_coverage(coverage: pd.DataFrame, **labels: Unpack[Labels]) -> Shown:
    """Return a table of how much of each total is recorded by country; the empty text if no country is.

    `coverage` comes from `analysis.measure_coverage`. Each total links to its claim, and so does each claim added up.
    """
    shown = coverage if (coverage["countries"] > 0).any() else coverage.head(0)
    cells: Cells = {
        "Total": shown["noun"],
        "Whole operation": link_claims(shown["total_words"], shown["total_claim_id"]),
        "Recorded by country": _format_intervals(shown, "named_"),
        "Share of the total": (format_share(one, "table") for one in _list_intervals(shown, "share_")),
        "Not recorded": _format_intervals(shown, "rest_"),
        "Claims added up": map(_link_claims, shown["claim_ids"]),
    }
    right = ("Whole operation", "Recorded by country", "Share of the total", "Not recorded")
    return build_table(cells, coverage, right=right, **labels)


def _list_intervals(frame: pd.DataFrame, which: str = "") -> Intervals:
    return Intervals(frame[f"{which}lower"], frame[f"{which}upper"])


def _format_intervals(frame: pd.DataFrame, which: str = "") -> list[str]:
    return [format_hedged(interval, "table") for interval in _list_intervals(frame, which)]


def _link_claims(claim_ids: str) -> Sentence | str:
    links = [link_number(at, claim_anchor(key)) for at, key in enumerate(claim_ids.split(), start=1)]
    return join_words(links) if links else "none"


def show_statements(statements: pd.DataFrame, sources: pd.DataFrame, **labels: Unpack[Labels]) -> Shown:
    """Return a table of what sources assert without a number."""
    frame = statements.merge(sources[["source_id", "publisher"]], on="source_id", validate="m:1")
    cells = {
        "What is said": frame["statement"],
        "Kind": (STATEMENT_KINDS[kind].words for kind in frame["kind"]),
        "Source": _cite_passages(frame),
        "Note": frame["note"],
    }
    return build_table(cells, statements, **labels)


def show_rules(frame: pd.DataFrame, *, name: str, caption: str) -> Shown:
    """Return a table of the rules by which hedges are read: one row for each hedge in use, with an example."""
    rule = frame["hedge"].astype(object).where(frame["hedge"].notna(), "")
    used = frame.assign(rule=rule).drop_duplicates("rule")
    used = used.sort_values("rule", key=lambda used_rules: used_rules.map(list(RULES).index))
    examples = zip(map(cite_number, Figure.rows(used)), _format_intervals(used), strict=True)
    cells = {
        "Hedge": (format_hedge(rule or None) for rule in used["rule"]),
        "Read as": (RULES[rule].reads for rule in used["rule"]),
        "Why": (RULES[rule].why for rule in used["rule"]),
        "Example": (phrase("{}: {}", number, read) for number, read in examples),
    }
    data = used[["rule", "claim_id", "value", "high", "lower", "upper"]]
    return build_table(cells, data, name=name, caption=caption, empty="No claim.")


def show_claims(frame: pd.DataFrame, sources: pd.DataFrame, *, caption: str) -> Shown:
    """Return the table of claims to which the numbers of the report link: one row a claim, with source and words.

    Where the claims come from several operations, each row links to its own in the table of operations.
    """
    figures, several = Figure.rows(frame), len(frame["operation_id"].dropna().unique()) > 1
    full = frame.merge(sources[["source_id", "title", "url"]], on="source_id", validate="m:1")
    cells = {
        "What is counted": frame["noun"],
        "Number": (f"“{one.as_printed}”" if one.as_printed else f"{one.words}{describe_lack(one)}" for one in figures),
        "Read as": _format_intervals(frame),
        "Status and scope": (_describe_scope(one, several=several) for one in figures),
        "Source and passage": _cite_passages(full),
        "Note": frame["note"],
    }
    data = frame[[column for column in frame if column in CLAIM_COLUMNS]]
    right, anchors = ("Number", "Read as"), frame["claim_id"].map(claim_anchor)
    return build_table(cells, data, right=right, anchors=anchors, name="claims", caption=caption, empty="No claim.")


def _describe_scope(claim: Figure, *, several: bool) -> Sentence | str:
    country = f", {places.country_name(claim.country_iso3)}" if claim.country_iso3 else ""
    scope = f"{STATUSES[claim.status].words}; {SCOPES[claim.scope].words}{country}"
    if not several or claim.operation_id is None:
        return scope
    target = f"#{operation_anchor(claim.operation_id)}"
    return phrase("{}; {}", scope, doc.Link(text=claim.operation_id, target=target))


def show_sources(sources: pd.DataFrame, *cited_by: pd.DataFrame, caption: str) -> Shown:
    """Return a table of the sources whose `source_id` occurs in one of the frames `cited_by`, one row a source."""
    wanted = set().union(*(frame["source_id"] for frame in cited_by))
    used = sources[sources["source_id"].isin(wanted)]
    pages = zip(used["title"].fillna(used["url"]).fillna("not held"), used["url"], strict=True)
    cells = {
        "Publisher": used["publisher"],
        "Title": (doc.Link(text=title, target=url) if pd.notna(url) else title for title, url in pages),
        "Published": used["published"].fillna("not recorded"),
        "How near": (RANKS[rank].words for rank in used["rank"]),
        "Read": (READINGS[read].words if pd.notna(read) else "not recorded" for read in used["read"]),
        "Note": used["note"],
    }
    anchors = used["source_id"].map(source_anchor)
    return build_table(cells, used, anchors=anchors, name="sources", caption=caption, empty="No source.")


def _cite_passages(frame: pd.DataFrame) -> Iterator[Sentence]:
    """Yield publisher, page, passage and quote of the claims or statements of a frame."""
    columns = frame.reindex(columns=["publisher", "source_id", "title", "url", "paragraph", "start", "end", "quote"])
    for publisher, source, title, url, paragraph, start, end, words in columns.itertuples(index=False, name=None):
        parts: list[Part] = [link_source(publisher, source)]
        if pd.notna(url):
            parts += [": ", doc.Link(text=title if pd.notna(title) else url, target=url)]
        if pd.notna(paragraph):
            parts.append(f", paragraph {paragraph}" if paragraph else ", headline")
            parts.append(f", characters {start} to {end}" if pd.notna(start) else "")
        parts += [", ", _link_quote(words, url)] if pd.notna(words) else []
        yield join_parts(parts)


def _link_quote(words: str, url: str) -> Part:
    """Return quoted words, linked to where a browser finds them on the page."""
    text = f"“{words}”"
    if pd.isna(url):
        return mark_name(text)
    # A hyphen would mark what stands before or after the words.
    fragment = quote(words, safe="").replace("-", "%2D")
    return doc.Link(text=text, target=f"{url}{'' if '#' in url else '#'}:~:text={fragment}")


def show_corroboration(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, **labels: Unpack[Labels]
) -> Shown:
    """Return a table of how each series of a public data set bears on a statement or figure.

    `found` comes from `analysis.corroborate`; `statements` and `figures` together hold everything it is about.
    """
    held = found[found["vintage"] != ""]
    datasets = zip(held["dataset"].map(DATASETS), held["vintage"], strict=True)
    cells = {
        "Said": held["about"].map(_quote_by_id(statements, figures)),
        "Verdict": _format_verdicts(held),
        "Counts": held["says"],
        "What differs": held["difference"],
        "Source of the counts": (
            doc.Link(text=f"{one.publisher}, vintage {vintage}", target=one.page) for one, vintage in datasets
        ),
    }
    return build_table(cells, held, **labels)


def show_verdicts(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, **labels: Unpack[Labels]
) -> Shown:
    """Return the table of `show_corroboration` in short: one row for each statement or figure, verdict and time."""
    held = found[found["vintage"] != ""]
    held = held.assign(series=held["series"] + " (" + held["unit"] + ")")
    keys = ["about", "verdict", "strength", "starts", "ends"]
    rows = held.groupby(keys, sort=False).agg(series=("series", "; ".join)).reset_index()
    times = zip(rows["starts"], rows["ends"], strict=True)
    cells = {
        "Said": rows["about"].map(_quote_by_id(statements, figures)),
        "Verdict": _format_verdicts(rows),
        "Series, and what it counts": rows["series"],
        "Time": (format_period(pd.Timestamp(first), pd.Timestamp(last)) if first else "" for first, last in times),
    }
    return build_table(cells, rows, **labels)


def show_fetchable(
    found: pd.DataFrame, statements: pd.DataFrame, figures: pd.DataFrame, **labels: Unpack[Labels]
) -> Shown:
    """Return a table of data sets that are not held but bear on a statement or figure, and how to fetch each."""
    said = dict(zip(statements["statement_id"], statements["statement"].str.rstrip("."), strict=True))
    said |= dict(zip(figures["claim_id"], figures["noun"], strict=True))
    groups = found[found["vintage"] == ""].groupby("dataset", sort=False)
    frame = groups.agg(unit=("unit", "first"), about=("about", " ".join)).reset_index()
    datasets = [DATASETS[name] for name in frame["dataset"]]
    frame["command"] = [one.command for one in datasets]
    cells = {
        "Data set": (doc.Link(text=one.title, target=one.page) for one in datasets),
        "Counts": frame["unit"],
        "Could speak to": ("; ".join(dict.fromkeys(said[one] for one in about.split())) for about in frame["about"]),
        "How to get it": (doc.Text(text=command, style="code") for command in frame["command"]),
    }
    return build_table(cells, frame, **labels)


def _quote_by_id(statements: pd.DataFrame, figures: pd.DataFrame) -> dict[str, Sentence | str]:
    numbers = link_claims(figures["words"], figures["claim_id"])
    quoted = map(lambda number, noun: phrase("{} {}", number, noun), numbers, figures["noun"])
    said = zip(statements["statement_id"], statements["statement"], strict=True)
    return dict(said) | dict(zip(figures["claim_id"], quoted, strict=True))


def _format_verdicts(found: pd.DataFrame) -> pd.Series[str]:
    return found["verdict"] + (", " + found["strength"]).where(found["strength"] != "", "")


# Charts


def show_chart(
    plot: Callable[[pd.DataFrame], Axes], frame: pd.DataFrame, *, name: str, cited: pd.DataFrame, empty: str | Sentence
) -> Shown:
    """Draw a frame and return the chart with its finding, its alternative text and its sources.

    `plot` returns described axes, as the functions of `plots` do; UsageError if they have no description. `cited` holds
    the `source_id` and `publisher` of each claim drawn, which are named below the chart.
    """
    csv = to_csv(frame)  # refuses what may not be published before it is drawn
    try:
        ax = plot(frame)
    except NothingToDrawError:
        return show_paragraph(empty)
    said = description_of(ax)
    return Shown(
        doc.Figure(
            name=name,
            title=said.title,
            subtitle=said.subtitle,
            alt=said.alt,
            svg=_save_svg(ax),
            source=_link_sources(cited),
            data=_tabulate(name, said),
            csv=csv,
        )
    )


def _save_svg(ax: Axes) -> str:
    """Return the SVG without the title, which the report sets as text, and close the figure so that it shows once."""
    figure = cast("Drawing", ax.get_figure(root=True))
    ax.set_title("", loc="left")
    _spell_texts(figure)
    text = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with apply_style():
        # `savefig` would draw everything twice, the first time only for the layout, which drawing does too.
        FigureCanvasSVG(figure).print_svg(text, metadata=nothing)  # type: ignore[no-untyped-call]  # typed in part
    plt.close(figure)
    return text.getvalue()


def _spell_texts(figure: Drawing) -> None:
    """Spell out characters without a glyph, also in tick labels, which are set again each time they are drawn."""
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        places = list(axis.get_majorticklocs())
        labels = axis.get_major_formatter().format_ticks(places)
        if (spelt := [*map(_spell_and_wrap, labels)]) != labels:
            axis.set_ticks(places, spelt)
    for text in figure.findobj(Text):
        text.set_text(_spell_and_wrap(text.get_text()))


def _spell_and_wrap(text: str) -> str:
    return text if spell(text) == text else wrap(text)


def _tabulate(name: str, said: Description) -> doc.Table | None:
    rows = tuple(doc.Row(cells=tuple(map(to_inlines, row))) for row in said.rows)
    caption = f"Data drawn: {said.title}"
    return doc.Table(name=f"{name}-data", caption=caption, columns=said.columns, rows=rows) if rows else None


def _link_sources(cited: pd.DataFrame) -> doc.Inlines:
    used = cited.drop_duplicates("source_id")
    links = join_words(map(link_source, used["publisher"], used["source_id"]))
    return phrase("Source: {}." if len(used) == 1 else "Sources: {}.", links).parts


# Data beside tables and charts


def to_csv(frame: pd.DataFrame) -> str:
    r"""Format a frame as the CSV text that accompanies a table or chart.

    Lines end in a line feed; a blank is "not recorded", an open end is `inf`. An apostrophe precedes a text that a
    spreadsheet would run as a formula. UsageError if the frame holds rows of a public data set that may not be
    redistributed.

    >>> to_csv(pd.DataFrame({"upper": [float("inf"), 251.0], "note": ["=1+1", "-1.5"]}))
    "upper,note\ninf,'=1+1\n251,-1.5\n"
    """
    check_publishable(frame)
    shown = frame.rename(columns=_escape_formula)
    for column in shown.select_dtypes(exclude=["number", "bool", "datetime", "datetimetz", "timedelta"]):
        shown[column] = shown[column].astype("object").map(_escape_formula, na_action="ignore")
    return str(shown.to_csv(index=False, lineterminator="\n", float_format="%.15g"))


def _escape_formula(value: object) -> str:
    """Return a value as text that no spreadsheet runs as a formula; a signed number is not a formula."""
    text = str(value)
    text = "\n".join(text.splitlines()) if "\r" in text else text  # the CSV writer would not quote a carriage return
    runs = text.lstrip(" \u00a0\u3000\ufeff")[:1] in _FORMULA and not _NUMBER.fullmatch(text)
    return f"'{text}" if text and runs else text
