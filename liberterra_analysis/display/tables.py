"""Tables of figures, claims, sources and statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypedDict, Unpack
from urllib.parse import quote

import numpy as np
import pandas as pd
from pandas.api.types import is_integer_dtype

from liberterra_analysis import document as doc
from liberterra_analysis import places
from liberterra_analysis.analysis.coverage import choose_main_metric
from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.display.csvtext import to_csv
from liberterra_analysis.display.shown import Shown, check_name, show_paragraph
from liberterra_analysis.hedges import RULES, Intervals
from liberterra_analysis.hedges.format import NOT_COUNTED, format_hedge
from liberterra_analysis.hedges.shares import format_share
from liberterra_analysis.schema.tables import LEDGER
from liberterra_analysis.vocabulary import RANKS, READINGS, STATEMENT_KINDS
from liberterra_analysis.wording.sentences import (
    UNTIED,
    Part,
    Sentence,
    cite_number,
    claim_anchor,
    describe_case,
    describe_lack,
    describe_result,
    format_dates,
    join_parts,
    join_words,
    link_claims,
    link_index,
    link_number,
    link_source,
    mark_name,
    phrase,
    source_anchor,
    to_inlines,
)

CLAIM_COLUMNS = [*(column.name for column in LEDGER["claims"].columns), "lower", "upper", "words"]

FIGURE_COLUMNS = [
    "claim_id", "metric", "words", "value", "high", "hedge", "unit", "lower", "upper", "status", "scope", "detail",
    "country_iso3", "nationality_iso3", "population", "offence", "exploitation", "subset_of", "source_id",
]  # fmt: skip

SOME, SEVERAL, MOST_METRICS = 2, 3, 3
"""Countries that give a metric a column of its own in the table of countries, and bars; and the most such columns."""

TELLING = 3
"""Words, or digits, from which a quote is likely to stand in its source once."""

Bar: TypeAlias = tuple[float, float] | None
"""How far a bar is filled, at least and at most, from 0 to 1."""

Cells: TypeAlias = Mapping[str, Iterable[Any]]
"""The cells of each column by its header: Sentences, links, or values that are shown as plain text."""


class Labels(TypedDict):
    """The texts of a table: its name in the report, its caption, and what is shown where it has no row."""

    name: str
    caption: str
    empty: str | Sentence


def show_table(
    rows: pd.DataFrame, columns: Mapping[str, str], *, right: Iterable[str] = (), **labels: Unpack[Labels]
) -> Shown:
    """Return rows of texts, numbers and sentences as a table in which each number of a sentence links to its claim.

    `columns` maps the columns shown to their headers; the columns in `right` are aligned right. A column `anchor`
    names each row as a target of links.

    >>> rows = pd.DataFrame({"what": ["arrests"], "number": [2517]})
    >>> columns = {"what": "What", "number": "Number"}
    >>> shown = show_table(rows, columns, right=["number"], name="all", caption="All", empty="None.")
    >>> shown.block.columns[1].align, shown.block.rows[0].cells[1][0].text
    ('right', '2,517')
    """
    cells = {label: rows[column] for column, label in columns.items()}
    counts = [column for column in right if is_integer_dtype(rows[column])]
    cells |= {columns[column]: rows[column].map("{:,}".format, na_action="ignore") for column in counts}
    data, numbers = rows.drop(columns="anchor", errors="ignore"), [columns[column] for column in right]
    return build_table(cells, data, right=numbers, anchors=rows.get("anchor", ()), **labels)


def build_table(
    cells: Cells,
    data: pd.DataFrame,
    *,
    right: Iterable[str] = (),
    anchors: Iterable[str] = (),
    bars: Sequence[tuple[Bar, ...]] = (),
    **labels: Unpack[Labels],
) -> Shown:
    """Return a table; `data` is what its CSV file holds, `right` the headers of columns aligned right.

    `bars` holds the bars of each row, as `document.Row` has them.
    """
    numbers, names = {*right}, [*anchors]
    columns = tuple(doc.Column(label=label, align="right" if label in numbers else "left") for label in cells)
    rows = tuple(
        doc.Row(cells=tuple(map(to_inlines, row)), anchor=names[at] if names else None, bars=bars[at] if bars else ())
        for at, row in enumerate(zip(*cells.values(), strict=True))
    )
    if not rows:
        return show_paragraph(labels["empty"])
    name, title = check_name(labels["name"]), labels["caption"]
    return Shown(doc.Table(name=name, title=title, columns=columns, rows=rows, csv=to_csv(data)))


def show_figures(frame: pd.DataFrame, **labels: Unpack[Labels]) -> Shown:
    """Return a table of figures: what is counted, the number with its hedge, its interval, and its source.

    `frame` holds rows of `analysis.resolve_claims`, or a choice of them; a column `country`, if not blank, comes first.
    """
    by_id = Figure.by_id(frame)
    figures = by_id.values()
    is_placed = "country" in frame and frame["country"].any()
    cells: Cells = {"Where": frame["country"].replace("", "not recorded")} if is_placed else {}
    cells = {
        **cells,
        "What is counted": (
            phrase("{}{}", mark_name(describe_result(one)), describe_case(one, by_id, {})) for one in figures
        ),
        "Number": map(cite_number, figures),
        "Taken to mean": _format_intervals(frame),
        "Source": map(link_source, frame["publisher"], frame["source_id"]),
    }
    return build_table(cells, frame[FIGURE_COLUMNS], right=("Number", "Taken to mean"), **labels)


def show_coverage(coverage: pd.DataFrame, **labels: Unpack[Labels]) -> Shown:
    """Return a table of how much of each total is recorded by country; the empty text if no country is.

    `coverage` comes from `analysis.measure_coverage`. Each total links to its claim, and so does each claim added up.
    """
    shown = coverage if (coverage["countries"] > 0).any() else coverage.head(0)
    shares = zip(Intervals.of(shown, "share_"), shown["total_upper"], strict=True)
    cells: Cells = {
        "What is counted": shown["noun"],
        "Total": link_claims(shown["total_words"], shown["total_claim_id"]),
        "Placed in a country": _format_intervals(shown, "named_"),
        "Share of the total": (format_share(one, "table", total) for one, total in shares),
        "Not placed": _format_intervals(shown, "rest_"),
        "Claims added up": map(_link_claims, shown["claim_ids"]),
    }
    right = ("Total", "Placed in a country", "Share of the total", "Not placed")
    return build_table(cells, coverage, right=right, **labels)


def show_countries(actions: pd.DataFrame, *, table: str, **labels: Unpack[Labels]) -> Shown:
    """Return a table of what is recorded of each country: a column for each common metric, and the rest in words.

    `actions` come from `analysis.sum_named_actions`; most of the metric on the map comes first, then of the
    commonest; equal numbers stand by name. The bars of a column share a scale: a bar is as long as the number at least
    is, its pale end as long as it may be. A sum of several claims leads to `table`, which lists them.
    """
    cite, counts = partial(_cite_sum, table=table), actions["metric"].value_counts()
    chosen = counts[counts >= SOME].index[:MOST_METRICS]
    common = [(metric, group) for metric, group in actions.groupby("metric", sort=False) if metric in chosen]
    named = actions.sort_values("country", key=lambda names: names.map(places.fold_name), kind="stable")
    most = named.sort_values(["lower", "upper"], ascending=False, kind="stable")
    leading = [choose_main_metric(actions), *chosen[:1]] if common else []
    first = (country for metric in leading for country in most.loc[most["metric"] == metric, "country"])
    order = list(dict.fromkeys([*first, *named["country"]]))
    cells: dict[str, Iterable[Any]] = {"Country": order}
    bars: list[list[Bar]] = [[None] * len(order)]
    for _, group in common:
        cited = map(cite, group["words"], group["claim_ids"])
        found = dict(zip(group["country"], cited, strict=True))
        cells[group["label"].iloc[0]] = [found.get(country, "") for country in order]
        bars.append(_scale_bars(group, order))
    rest = actions[~actions["metric"].isin(chosen)]
    if len(rest):
        others: dict[str, list[Part]] = {country: [] for country in order}
        for country, says, claims in zip(rest["country"], rest["says"], rest["claim_ids"], strict=True):
            others[country].append(cite(says, claims))
        label = "Also recorded" if common else "Recorded"
        cells[label] = [join_words(others[country], by="; ") for country in order]
        bars.append([None] * len(order))
    return build_table(cells, actions, bars=list(zip(*bars, strict=True)), **labels)


def _scale_bars(group: pd.DataFrame, order: Iterable[str]) -> list[Bar]:
    """Return the bar of each country, where several have one."""
    ends = group["upper"].where(np.isfinite(group["upper"]), group["lower"])
    longest = ends.max() or 1.0  # of none there is no bar
    scaled = zip(group["country"], group["lower"] / longest, ends / longest, group["words"], strict=True)
    drawn = ((country, (low, high)) for country, low, high, words in scaled if not words.startswith(NOT_COUNTED))
    found: dict[str, Bar] = dict(drawn) if len(group) >= SEVERAL else {}
    return [found.get(country) for country in order]


def _cite_sum(words: str, claim_ids: str, table: str) -> Sentence:
    first, *others = claim_ids.split()
    return Sentence((link_number(words, table if others else claim_anchor(first)),))


def _format_intervals(frame: pd.DataFrame, which: str = "") -> list[str]:
    return [interval.format("table") for interval in Intervals.of(frame, which)]


def _link_claims(claim_ids: str) -> Sentence | str:
    links = [link_number(at, claim_anchor(key)) for at, key in enumerate(claim_ids.split(), start=1)]
    return join_words(links) if links else "none"


def show_statements(statements: pd.DataFrame, sources: pd.DataFrame, **labels: Unpack[Labels]) -> Shown:
    """Return a table of what sources assert without a number; a column `name`, of operations, comes second."""
    frame = statements.merge(sources[["source_id", "publisher"]], on="source_id", validate="m:1")
    cells: Cells = {
        "What is said": frame["statement"],
        **({"Operation": frame["name"].fillna(UNTIED)} if "name" in frame else {}),
        "Kind": (STATEMENT_KINDS[kind].words for kind in frame["kind"]),
        "Source": cite_passages(frame),
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
        "Word": (format_hedge(rule or None) for rule in used["rule"]),
        "Taken to mean": (RULES[rule].reads for rule in used["rule"]),
        "Why": (RULES[rule].why for rule in used["rule"]),
        "Example": (phrase("{}: {}", number, read) for number, read in examples),
    }
    data = used[["rule", "claim_id", "value", "high", "lower", "upper"]]
    return build_table(cells, data, name=name, caption=caption, empty="No claim.")


def show_claims(
    frame: pd.DataFrame,
    sources: pd.DataFrame,
    operations: pd.DataFrame | None = None,
    *,
    caption: str,
    data: pd.DataFrame | None = None,
) -> Shown:
    """Return the table of claims to which the numbers of the report link: one row a claim, with source and words.

    Claims about one figure stand together, the one to quote first. Where they come from several operations, each row
    leads to the claim in the report on its own, by its name among `operations`, else by its key. The file of the table
    holds the claims of `data`, which may be more.
    """
    place = pd.DataFrame({"place": pd.factorize(frame["figure"])[0], "witness": ~frame["quoted"]}, frame.index)
    frame = frame.loc[place.sort_values(["place", "witness"], kind="stable").index]
    figures, several = Figure.rows(frame), len(frame["operation_id"].dropna().unique()) > 1
    full = frame.merge(sources[["source_id", "title", "url", "language"]], on="source_id", how="left", validate="m:1")
    reads = _format_intervals(frame)
    names = {} if operations is None else operations.set_index("operation_id")["name"].to_dict()
    operation: Cells = {"Operation": (_link_operation(one, names) for one in figures)} if several else {}
    cells: Cells = {
        "What is counted": map(_describe_counted, figures),
        **operation,
        "Number": map(_quote_number, figures, _find_foreign(full["language"])),
        # A number without a hedge is read as it is printed, but for one in words.
        "Taken to mean": (
            "" if printed == read else read for printed, read in zip(frame["as_printed"], reads, strict=True)
        ),
        "Source and passage": cite_passages(full),
        "Note": frame["note"],
    }
    held = frame if data is None else data
    held = held[[column for column in CLAIM_COLUMNS if column in held]]
    right, anchors = ("Number", "Taken to mean"), frame["claim_id"].map(claim_anchor)
    return build_table(cells, held, right=right, anchors=anchors, name="claims", caption=caption, empty="No claim.")


def _quote_number(claim: Figure, language: str) -> doc.Text | str:
    if claim.as_printed:
        return doc.Text(text=f"“{claim.as_printed}”", language=language)
    return f"{claim.words}{describe_lack(claim)}"


def _describe_counted(claim: Figure) -> str:
    """Return what a claim counts, and where: so that rows differ."""
    country = f", {places.country_name(claim.country_iso3)}" if claim.country_iso3 else ""
    case = "" if claim.case in country else f" ({claim.case})"
    outside = "outside the operation" if claim.operation_id else "not tied to an operation"
    outside = f", {outside}" if claim.scope == "context" else ""
    return f"{claim.noun}{country}{case}{outside}"


def _link_operation(claim: Figure, names: Mapping[Any, str]) -> doc.Link | str:
    key = claim.operation_id
    return link_index(names.get(key, key), f"{key}&at={claim_anchor(claim.claim_id)}") if key else ""


def show_sources(
    sources: pd.DataFrame, *cited_by: pd.DataFrame, caption: str, data: pd.DataFrame | None = None
) -> Shown:
    """Return a table of the sources whose `source_id` occurs in one of the frames `cited_by`, one row a source.

    The file of the table holds the sources of `data`, which may be more.
    """
    used = select_sources(sources, *cited_by)
    address = used["url"].str.replace(r"^https?://(?:www\.)?", "", regex=True)
    titles = used["title"].fillna(address).fillna("not held")
    # A language on an address doubles its hyphens in print.
    languages = _find_foreign(used["language"].where(used["title"].notna()))
    pages = zip(titles, used["url"], languages, strict=True)
    cells = {
        "Publisher": used["publisher"],
        "Title, or address": (
            doc.Link(text=name, target=url, language=tongue) if pd.notna(url) else name for name, url, tongue in pages
        ),
        "Published": (format_dates(day) if pd.notna(day) else "not recorded" for day in used["published"]),
        "Type of source": (RANKS[rank].words for rank in used["rank"]),
        "How far we read it": (READINGS[read].words if pd.notna(read) else "not recorded" for read in used["read"]),
        "Note": used["note"],
    }
    anchors = used["source_id"].map(source_anchor)
    held = used if data is None else data
    return build_table(cells, held, anchors=anchors, name="sources", caption=caption, empty="No source.")


def select_sources(sources: pd.DataFrame, *cited_by: pd.DataFrame) -> pd.DataFrame:
    """Return the sources whose `source_id` occurs in one of some frames."""
    wanted = set().union(*(frame["source_id"] for frame in cited_by))
    return sources[sources["source_id"].isin(wanted)]


def cite_passages(frame: pd.DataFrame) -> Iterator[Sentence]:
    """Yield publisher, passage and quote of the claims or statements of a frame."""
    names = ["publisher", "source_id", "title", "url", "paragraph", "quote", "language"]
    cited = frame.reindex(columns=names).assign(language=lambda cells: _find_foreign(cells["language"]))
    for publisher, source, title, url, paragraph, words, language in cited.itertuples(index=False, name=None):
        # Only what is quoted from a text is surely of the organisation whose release a copy has; the title of any text
        # may be of whoever prints it.
        is_title = pd.notna(paragraph) and paragraph == 0
        is_unsure = is_title or (pd.isna(words) and "(copy " in publisher)
        parts: list[Part] = [link_source(publisher, source, as_copy=is_unsure)]
        if pd.notna(paragraph):
            parts.append(f", paragraph {paragraph}" if paragraph else ", headline")
        if pd.notna(words):
            parts += [": ", _link_quote(words, url, language)]
        elif pd.notna(url):
            lack = " (no quote held)" if "quote" in frame else ""
            name, tongue = (title, language) if pd.notna(title) else ("its page", "")
            parts += [": ", doc.Link(text=name, target=url, language=tongue), lack]
        yield join_parts(parts)


def _find_foreign(languages: Iterable[Any]) -> list[str]:
    """Return the language of each source, "" where it is English or not recorded."""
    return ["" if pd.isna(one) or one.partition("-")[0] == "en" else one for one in languages]


def _link_quote(words: str, url: str, language: str) -> Part:
    """Return quoted words, linked to the page, and to their place there if they are likely to stand there once.

    Few words, such as "four people", stand on a page more than once, and a browser would show the first place.
    """
    text = f"“{words}”"
    if pd.isna(url):
        return doc.Text(text=text, name=True, language=language)
    if len(words.split()) >= TELLING or sum(map(str.isdigit, words)) >= TELLING:
        # A hyphen would mark what stands before or after the words.
        fragment = quote(words, safe="").replace("-", "%2D")
        url = f"{url}{'' if '#' in url else '#'}:~:text={fragment}"
    return doc.Link(text=text, target=url, language=language)
