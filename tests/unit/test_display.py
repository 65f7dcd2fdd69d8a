"""What a notebook shows: blocks that survive their journey, escaped previews, numbers that lead to their claims."""

import csv
import inspect
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from pydantic import BaseModel

import liberterra_analysis as lt
from liberterra_analysis import analysis, datasets, display, plots, wording
from liberterra_analysis import document as doc
from liberterra_analysis.display.shown import Shown, to_html
from liberterra_analysis.display.tables import cite_passages
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import RULES
from liberterra_analysis.hedges.format import format_hedge
from liberterra_analysis.wording.sentences import join_parts, link_number, phrase
from tests.page import Page
from tests.unit.conftest import Make

SHOWN = sorted(name for name, item in inspect.getmembers(display, inspect.isfunction) if name.startswith("show_"))
OPERATIONS = ("liberterra-2", "lucero", "san-pedro-2015")
HOSTILE = """<script>alert("1")</script>'><img src=x onerror=alert(1)>&amp;{{7*7}}"""
COMPUTED = re.compile(r"(at least |between )?[\d,]+( and [\d,]+)?(?= together| not broken| days)")
"""What a check computes from the claims to which its other numbers lead."""


@cache
def frames(operation: str) -> dict[str, Any]:
    sources, metrics = lt.load_sources(), lt.load_metrics()
    figures = analysis.resolve_claims(lt.load_claims(operation), sources, metrics)
    headline, actions = analysis.select_headline(figures), analysis.sum_named_actions(figures, metrics)
    operations = lt.load_operations().query("operation_id == @operation")
    return {
        "figures": figures,
        "headline": headline,
        "local": analysis.select_local_figures(figures),
        "actions": actions,
        "parts": analysis.measure_parts(headline),
        "coverage": analysis.measure_coverage(headline, figures),
        "checks": analysis.check_consistency(figures, operations),
        "operations": operations,
        "sources": sources,
        "statements": lt.load_statements(operation),
        "about": operations.iloc[0],
    }


@cache
def shown(operation: str) -> dict[str, Shown]:
    """Show everything that can be shown of an operation, as a report does."""
    of = frames(operation)
    figures, sources, labels = of["figures"], of["sources"], {"caption": "What", "empty": "Nothing."}
    asserted = (of["statements"], figures)
    public = analysis.corroborate(*asserted, of["about"], datasets.load_counts()).assign(vintage="")
    held = public.assign(vintage="2025-06-19")
    return {
        "show_title": display.show_title(of["about"], figures, sources),
        "show_report_title": display.show_report_title("A report", figures, sources, subtitle="On figures"),
        "show_pairs": display.show_pairs(
            analysis.compare_operations(figures, of["operations"]), table="comparison", empty="None."
        ),
        "show_table": display.show_table(
            analysis.find_gaps(figures, of["operations"]),
            {"name": "Operation", "gaps": "To collect"},
            right=["gaps"],
            name="gaps",
            **labels,
        ),
        "show_key_figures": display.show_key_figures(of["headline"]),
        "show_sentences": display.show_sentences(
            wording.summarise_operation(of["headline"], of["coverage"], table="coverage"), empty="Nothing."
        ),
        "show_note": display.show_note("Beware", "Of the number."),
        "show_checks": display.show_checks(
            of["checks"], wording.phrase_checks(of["checks"], of["operations"]), label="Checks", empty="Nothing."
        ),
        "show_chart": display.show_chart(
            plots.plot_parts, of["parts"], name="figure", cited=of["headline"], empty="Nothing."
        ),
        "show_figures": display.show_figures(of["local"], name="local", **labels),
        "show_corroboration": display.show_corroboration(held, *asserted, name="public-counts", **labels),
        "show_verdicts": display.show_verdicts(held, *asserted, name="verdicts", **labels),
        "show_fetchable": display.show_fetchable(public, *asserted, name="fetchable", **labels),
        "show_countries": display.show_countries(of["actions"], table="local", name="countries", **labels),
        "show_coverage": display.show_coverage(of["coverage"], name="coverage", **labels),
        "show_statements": display.show_statements(of["statements"], sources, name="statements", **labels),
        "show_rules": display.show_rules(figures, name="rules", caption="Rules"),
        "show_claims": display.show_claims(figures, sources, caption="Claims"),
        "show_sources": display.show_sources(sources, figures, of["statements"], dates(of), caption="Sources"),
    }


def dates(of: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({"source_id": [of["about"]["dates_source_id"]]}).dropna()


def inlines(value: object) -> Iterator[doc.Inline]:
    if isinstance(value, doc.Text | doc.Link):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from inlines(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from inlines(item)


def links(value: object) -> list[doc.Link]:
    return [inline for inline in inlines(value) if isinstance(inline, doc.Link)]


@pytest.fixture(params=OPERATIONS)
def operation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# What all blocks have in common


def test_everything_that_can_be_shown_is_tested() -> None:
    assert sorted(shown("liberterra-2")) == SHOWN


def test_blocks_survive_the_journey_through_a_notebook(operation: str) -> None:
    for name, one in shown(operation).items():
        bundle = json.loads(json.dumps(one._repr_mimebundle_(include=None, exclude=None)))
        assert set(bundle) == {doc.MIME, "text/html"}, name
        assert doc.read_block(bundle[doc.MIME]) == one.block


@pytest.mark.parametrize("name", SHOWN)
def test_each_shows_its_kind_of_block(name: str) -> None:
    kinds = {
        "show_title": doc.Title,
        "show_report_title": doc.Title,
        "show_key_figures": doc.KeyFigures,
        "show_sentences": doc.Items,
        "show_pairs": doc.Paragraph,
        "show_note": doc.Note,
        "show_checks": doc.Checks,
        "show_chart": doc.Chart,
    }
    assert type(shown("liberterra-2")[name].block) is kinds.get(name, doc.Table)


def test_every_link_leads_to_what_the_report_holds(operation: str) -> None:
    blocks = [one.block for one in shown(operation).values()]
    tables = [block for block in blocks if isinstance(block, doc.Table)]
    anchors = {table.name for table in tables} | {row.anchor for table in tables for row in table.rows}
    for block in blocks:
        lost = {link.target for link in links(block) if link.target.startswith("#") and link.target[1:] not in anchors}
        # A table that is empty is shown as a sentence, and nothing refers to it.
        assert lost == set()


def test_every_number_is_marked_and_leads_to_a_claim_a_source_or_the_coverage(operation: str) -> None:
    for one in shown(operation).values():
        for link in links(one.block):
            inside = link.target.startswith(("#claim-", "#source-")) or link.target in (
                "#claims",
                "#coverage",
                "#local",
                "#sources",
            )
            assert inside or not link.number
            # In a check, a source that prints the same as another leads to its claim by its name.
            if link.target.startswith("#claim-") and not isinstance(one.block, doc.Checks):
                assert link.number


def test_no_number_stands_without_a_link(operation: str) -> None:
    of = shown(operation)
    for name in ("show_key_figures", "show_sentences"):
        bare = [inline.text for inline in inlines(of[name].block) if isinstance(inline, doc.Text)]
        assert [text for text in bare if re.search(r"\d", text)] == []
    labels = [figure.label for figure in getattr(of["show_key_figures"].block, "figures", ())]
    assert [label for label in labels if re.search(r"\d", label)] == []
    for check in getattr(of["show_checks"].block, "checks", ()):
        assert links(check), "a check without a claim checks nothing"
        bare = [COMPUTED.sub("", inline.text) for inline in check.inlines if isinstance(inline, doc.Text)]
        assert [text for text in bare if re.search(r"\d", text)] == []


def test_numbers_in_sentences_are_the_words_of_their_claims(operation: str) -> None:
    words = frames(operation)["figures"].set_index("claim_id")["words"]
    cited = [link for name in ("show_key_figures", "show_sentences", "show_checks")
             for link in links(shown(operation)[name].block)]  # fmt: skip
    found = [link for link in cited if link.number and link.target.startswith("#claim-")]
    assert found
    assert [link for link in found if link.text != words[link.target.removeprefix("#claim-")]] == []


def test_tables_come_with_data_that_parse_back(operation: str) -> None:
    for name, one in shown(operation).items():
        if isinstance(one.block, doc.Table):
            rows = list(csv.reader(io.StringIO(one.block.csv)))
            # The file of countries has a row for each country and metric.
            assert len(rows) == len(one.block.rows) + 1 or name == "show_countries", name
            assert {len(row) for row in rows} == {len(rows[0])}
            assert len(set(rows[0])) == len(rows[0])
            assert "\r" not in one.block.csv
            assert "nan" not in {cell.casefold() for row in rows for cell in row}
            assert {len(row.cells) for row in one.block.rows} == {len(one.block.columns)}


def test_the_data_of_claims_give_the_claims_back() -> None:
    figures = frames("liberterra-2")["figures"]
    block = shown("liberterra-2")["show_claims"].block
    read = pd.read_csv(io.StringIO(block.csv), keep_default_na=False, na_values={"lower": [""], "upper": [""]})
    assert sorted(read["claim_id"]) == sorted(figures["claim_id"])
    figures = figures.set_index("claim_id").loc[read["claim_id"]]
    for end in ("lower", "upper"):
        np.testing.assert_array_equal(read[end], figures[end].replace(np.inf, np.nan))  # an open end is blank
    assert read["words"].tolist() == figures["words"].tolist()
    assert read["as_printed"].tolist() == figures["as_printed"].fillna("").tolist()


def test_claims_have_one_row_and_one_anchor_each(operation: str) -> None:
    claims = frames(operation)["figures"]["claim_id"]
    rows = shown(operation)["show_claims"].block.rows
    assert sorted(row.anchor for row in rows) == sorted(f"claim-{claim}" for claim in claims)
    assert claims.is_unique
    assert {row.anchor for row in shown(operation)["show_sources"].block.rows} >= {
        f"source-{source}" for source in frames(operation)["figures"]["source_id"]
    }


# Previews


def hostile_blocks() -> list[doc.Block]:
    words = (doc.Text(text=HOSTILE), doc.Link(text=HOSTILE, target="https://example.org/?a=\"'<b>"))
    styled = tuple(doc.Text(text=HOSTILE, style=style) for style in ("strong", "emphasis", "code", "plain"))
    number = doc.Link(text=HOSTILE, target="#a", number=True)
    cells = (words, styled)
    return [
        doc.Title(title=HOSTILE, subtitle=HOSTILE, badges=(HOSTILE,), facts=((HOSTILE, words),)),
        doc.Heading(level=3, text=HOSTILE),
        doc.Paragraph(inlines=words),
        doc.Note(title=HOSTILE, inlines=styled),
        doc.Items(items=(words, styled)),
        doc.Items(items=(words,), ordered=True),
        doc.KeyFigures(figures=(doc.KeyFigure(number=number, label=HOSTILE, detail=HOSTILE),)),
        doc.Checks(label=HOSTILE, checks=(doc.Check(state="differs", inlines=(number, *words)),)),
        doc.Table(
            name="t",
            title=HOSTILE,
            columns=(doc.Column(label=HOSTILE), doc.Column(label=HOSTILE, align="right")),
            rows=(doc.Row(cells=cells, anchor="a"),),
            source=words,
        ),
        doc.Chart(name="f", title=HOSTILE, subtitle=HOSTILE, alt=HOSTILE, svg="<svg></svg>", source=words),
        doc.Code(label=HOSTILE, text=HOSTILE),
        doc.Formula(text=HOSTILE),
        doc.Quote(blocks=(doc.Paragraph(inlines=words),)),
    ]


@pytest.mark.parametrize("block", hostile_blocks(), ids=lambda block: block.kind)
def test_previews_escape_every_text(block: doc.Block) -> None:
    page = Page(to_html(block))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "b"}
    assert not [attrs for _, attrs in page.elements if any(name.startswith("on") for name in attrs)]
    assert HOSTILE in page.texts
    for tag, attrs in page.elements:
        if tag == "a":
            assert attrs == {"href": "https://example.org/?a=\"'<b>"}


def test_a_name_that_cannot_be_one_is_refused_with_one_that_can() -> None:
    rows = pd.DataFrame({"a": [1]})
    for show in (
        lambda: display.show_table(rows, {"a": "A"}, name="My Figure", caption="A", empty=""),
        lambda: display.show_chart(lambda _: plots.new_axes(1), rows, name="My Figure", cited=rows, empty=""),
    ):
        with pytest.raises(UsageError) as caught:
            show()
        expected = "name 'My Figure': expected small letters, digits, '.', '_' and '-', such as 'my-figure'."
        assert str(caught.value) == expected


def test_every_kind_of_block_has_a_preview() -> None:
    kinds, _ = get_args(doc.Block)
    assert {type(block) for block in hostile_blocks()} | {doc.Rule} == {*get_args(kinds)}
    assert to_html(doc.Rule()) == "<hr>"


def test_what_is_told_of_a_key_figure_is_set_off_from_its_label() -> None:
    number, source = doc.Text(text="7"), doc.Text(text="AFP")
    found = doc.KeyFigure(number=number, label="found", detail="early", source=source)
    shown = to_html(doc.KeyFigures(figures=(found, doc.KeyFigure(number=number, label="seized"))))
    assert shown == "<ul><li><strong>7</strong> found (early; AFP)</li><li><strong>7</strong> seized</li></ul>"


def test_previews_show_what_the_report_will() -> None:
    for one in shown("liberterra-2").values():
        text = "".join(Page(to_html(one.block)).texts)
        missing = [inline.text for inline in inlines(one.block) if inline.text not in text]
        assert missing == []


def test_links_within_the_report_are_text_in_a_notebook() -> None:
    block = doc.Paragraph(inlines=(doc.Link(text="850", target="#claim-a", number=True),))
    assert to_html(block) == "<p>850</p>"


def test_statements_of_several_operations_name_them() -> None:
    of = frames("liberterra-2")
    said = of["statements"].head(2).assign(name=["Operation Lucero", None])
    table = display.show_statements(said, of["sources"], name="n", caption="c", empty="").block
    assert isinstance(table, doc.Table)
    assert [column.label for column in table.columns][:2] == ["What is said", "Operation"]
    assert [doc.plain(row.cells[1]) for row in table.rows] == [
        "Operation Lucero",
        "not tied to an operation by the source",
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"quote": "53 arrests", "paragraph": 2}, "INTERPOL, paragraph 2: “53 arrests”"),
        # The title of a copy may be the copy's own, and so may what is said in the words of the ledger.
        ({"quote": "53 arrests", "paragraph": 0}, "INTERPOL (copy on a.org), headline: “53 arrests”"),
        ({"quote": None, "title": "Raid"}, "INTERPOL (copy on a.org): Raid (no quote held)"),
        ({"quote": None}, "INTERPOL (copy on a.org): its page (no quote held)"),
        ({}, "INTERPOL (copy on a.org): its page"),  # a statement
        ({"publisher": "EFE, Spain (on a.org)"}, "EFE: its page"),
        ({"publisher": "EFE (on a.org)", "quote": "5", "paragraph": 0}, "EFE (on a.org), headline: “5”"),
        ({"publisher": "Alwihda Info, Chad"}, "Alwihda Info: its page"),
    ],
)
def test_an_organisation_is_credited_with_what_is_quoted_from_its_text(cells: dict[str, object], said: str) -> None:
    row = {"publisher": "INTERPOL (copy on a.org)", "source_id": "a", "url": "https://a.org/b"}
    (passage,) = cite_passages(pd.DataFrame([row | cells]))
    assert str(passage) == said


def test_what_stands_in_another_language_says_which() -> None:
    row = {"publisher": "PGR", "source_id": "a", "title": "Suman 293 víctimas", "url": "https://a.org/b"}
    row |= {"language": "es-MX", "quote": None}
    english = {"language": "en-GB", "quote": "293 victims"}
    rows = pd.DataFrame([row, row | english, row | {"quote": "293 víctimas"}])
    said = [[(part.text, part.language) for part in one.parts if part.text != "PGR"] for one in cite_passages(rows)]
    assert [one[1] for one in said] == [
        ("Suman 293 víctimas", "es-MX"),
        ("“293 victims”", ""),
        ("“293 víctimas”", "es-MX"),
    ]
    of = frames("liberterra-2")
    spanish = of["sources"].assign(language="es")
    for table in (
        display.show_claims(of["figures"], spanish, caption="c").block,
        display.show_sources(spanish, of["figures"], caption="c").block,
    ):
        assert isinstance(table, doc.Table)
        assert "es" in {cell.language for row in table.rows for cell in row.cells[1]}


# Where there is nothing to show


def test_figures_outside_an_operation_stand_with_their_country_where_one_is_known() -> None:
    outside = analysis.select_local_figures(frames("liberterra-2")["figures"], ["context"])
    for frame, where in ((outside, ["Costa Rica", "France"]), (outside.assign(country=""), [])):
        block = display.show_figures(frame, name="outside", caption="Outside", empty="").block
        assert isinstance(block, doc.Table)
        said = {row.cells[0][0].text: None for row in block.rows if block.columns[0].label == "Where"}
        assert [*said] == where


@pytest.mark.parametrize(
    "make",
    [
        lambda of: display.show_figures(of["local"].iloc[:0], name="n", caption="c", empty="Nothing <here>."),
        lambda of: display.show_coverage(of["coverage"].iloc[:0], name="n", caption="c", empty="Nothing <here>."),
        lambda of: display.show_statements(
            of["statements"].iloc[:0], of["sources"], name="n", caption="c", empty="Nothing <here>."
        ),
        lambda of: display.show_checks(of["checks"].iloc[:0], [], label="c", empty="Nothing <here>."),
        lambda of: display.show_pairs(
            analysis.compare_operations(of["figures"], of["operations"]), table="t", empty="Nothing <here>."
        ),
        lambda of: display.show_sentences([], empty="Nothing <here>."),
        lambda of: display.show_chart(
            plots.plot_parts, of["parts"].iloc[:0], name="n", cited=of["headline"], empty="Nothing <here>."
        ),
        lambda of: display.show_countries(
            of["actions"].iloc[:0], table="local", name="n", caption="c", empty="Nothing <here>."
        ),
    ],
)
def test_an_empty_frame_is_a_sentence(make: Any) -> None:
    found = make(frames("liberterra-2"))
    assert found == Shown(doc.Paragraph(inlines=(doc.Text(text="Nothing <here>."),)))
    assert to_html(found.block) == "<p>Nothing &lt;here&gt;.</p>"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda of: display.show_rules(of["figures"].iloc[:0], name="n", caption="c"), "No claim."),
        (lambda of: display.show_claims(of["figures"].iloc[:0], of["sources"], caption="c"), "No claim."),
        (lambda of: display.show_sources(of["sources"], of["figures"].iloc[:0], caption="c"), "No source."),
    ],
)
def test_tables_without_rows_say_so(make: Any, says: str) -> None:
    assert make(frames("liberterra-2")).block == doc.Paragraph(inlines=(doc.Text(text=says),))


def test_an_operation_without_totals_leads_with_the_figures_of_single_cases() -> None:
    of = frames("liberterra-2")
    cases = of["figures"][of["figures"]["scope"] == "case"]
    title = display.show_title(of["about"], cases, of["sources"]).block
    said = "".join(part.text for part in title.finding)
    assert said.startswith("We have recorded no figure for the operation as a whole. In single cases: 59 victims")
    nothing = display.show_title(of["about"], cases[cases["unit"] == "USD"], of["sources"]).block
    assert "".join(part.text for part in nothing.finding) == said.partition(" In single")[0]


def test_that_an_operation_has_no_totals_is_said_in_its_title_alone() -> None:
    found = display.show_key_figures(frames("liberterra-2")["headline"].iloc[:0])
    assert found.block == doc.Paragraph(inlines=())


# Single blocks


def test_the_title_names_dates_sources_and_how_final_the_figures_are() -> None:
    title = shown("liberterra-2")["show_title"].block
    of = frames("liberterra-2")
    facts = {label: doc.plain(value) for label, value in title.facts}
    assert title.title == "Operation Liberterra II"
    assert title.badges == ("Preliminary figures",)
    assert facts["Dates"] == "29 September to 4 October 2024 (6 days)"
    claims, used = len(of["figures"]), of["figures"]["source_id"].nunique()
    outside = (of["figures"]["scope"] == "context").sum()
    assert facts["Figures"] == f"{claims} claims, {outside} of them outside the operation, from {used} sources"
    published = of["sources"].set_index("source_id").loc[of["figures"]["source_id"].unique(), "published"].dropna()
    assert title.date == max(day for day in published if len(day) == 10)
    first, last = published.min(), published.max()
    assert (first, last, facts["Sources published"]) == ("2024-10", "2024-11-07", "October to 7 November 2024")


def test_the_title_counts_claims_of_the_sources_that_the_report_lists() -> None:
    djembe, sources = lt.operation("djembe"), lt.load_sources("djembe")  # one of them states only the dates
    block = display.show_title(djembe.about, djembe.figures, sources, sources).block
    assert "6 claims from 1 of 2 sources" in {doc.plain(value) for _, value in block.facts}


def test_the_title_of_an_operation_without_dates() -> None:
    of = frames("liberterra-2")
    unknown = pd.Series({**of["about"], "starts": None, "ends": None, "days": None, "note": None, "series": None})
    facts = dict(display.show_title(unknown, of["figures"].head(1), of["sources"]).block.facts)
    assert doc.plain(facts["Dates"]) == "not recorded"
    assert doc.plain(facts["Figures"]) == "1 claim from 1 source"
    assert {"Series", "Note"}.isdisjoint(facts)
    open_end = pd.Series({**unknown, "starts": "2024-09", "dates_source_id": None})
    facts = dict(display.show_title(open_end, of["figures"], of["sources"]).block.facts)
    assert doc.plain(facts["Dates"]) == "September 2024"


def test_the_title_has_the_length_that_sources_state_where_the_days_are_not_recorded() -> None:
    of = frames("labour-agriculture-2019")
    about = pd.Series(of["about"].to_dict() | {"starts": "2019", "ends": None, "days": None})
    for figures, dates in (
        (of["figures"], "2019; 5 days; the exact dates are not recorded"),
        (of["figures"][~of["figures"]["is_duration"]], "2019; the days are not recorded"),
    ):
        facts = dict(display.show_title(about, figures, of["sources"]).block.facts)
        assert doc.plain(facts["Dates"]) == dates


def test_sentences_become_links_and_plain_text() -> None:
    about = link_number("about 20", "claim-a-1")
    row = {"what": phrase("{} arrests", about), "other": phrase("of {}", about), "none": None}
    frame = pd.DataFrame([row | {"anchor": "row-1"}])
    table = display.show_table(frame, {"what": "What"}, name="x", caption="X", empty="None.").block
    assert table.rows == (doc.Row(anchor="row-1", cells=((about, doc.Text(text=" arrests")),)),)
    assert table.csv == "what,other,none\nabout 20 arrests,of about 20,\n"


def test_a_title_is_dated_by_its_own_sources() -> None:
    figures = pd.DataFrame({"source_id": ["a"], "scope": ["operation"]})
    days = {"published": ["2024-11-06", "2025-01-01"], "last_seen": ["2026-01-02", "2026-01-03"]}
    sources = pd.DataFrame({"source_id": ["a", "b"], **days})
    finding = [phrase("Found {}.", "20"), phrase("No more.")]
    title = display.show_report_title("T", figures, sources, subtitle="S", finding=finding).block
    assert (title.date, title.checked, doc.plain(title.finding)) == ("2024-11-06", "2026-01-02", "Found 20. No more.")
    total = display.show_report_title("T", figures, sources, figures.assign(source_id="b"), subtitle="S").block
    assert (total.date, total.checked, total.facts) == ("2025-01-01", "2026-01-03", title.facts)
    empty = display.show_report_title("T", figures.iloc[:0], sources, subtitle="S").block
    assert (empty.date, empty.facts) == ("", (("Figures", (doc.Text(text="none"),)),))


def test_every_cause_of_a_reason_has_its_words(all_pairs: pd.DataFrame) -> None:
    causes = {reason.cause for pair in all_pairs["pair"] for reason in pair.reasons}
    assert len(causes) > 10
    listed = wording.tabulate_pairs(all_pairs)  # a cause without words, or with another number of details, raises
    assert (listed["why"] == "").equals(listed["reasons"] == "")


def test_a_difference_stands_with_its_caution_and_the_reasons_under_it(all_pairs: pd.DataFrame) -> None:
    chosen = all_pairs[["earlier_operation_id", "later_operation_id", "metric"]].to_numpy().tolist()
    pairs = all_pairs[[one == ["liberterra-2", "liberterra-3", "arrests"] for one in chosen]].head(1)
    block = display.show_pairs(pairs, table="all", empty="None.").block
    (said,) = [doc.plain(item) for item in block.items]
    # The difference never stands without its caution, whether the reasons are unfolded or not.
    assert "higher by 1,227" in said
    assert "With caution: other length, other number of countries, early results" in said
    assert block.points[0].label == "Why with caution"
    assert [doc.plain(item) for item in block.points[0].items][:2] == [
        "they lasted 5 to 7 days and 12 days",
        "116 (with territories) and 119 countries took part",
    ]


def test_a_part_of_a_part_is_not_called_part_of_the_total() -> None:
    figures = display.show_key_figures(frames("sarraounia")["headline"]).block.figures
    assert [one.detail for one in figures if one.number.text == "37"] == ["of 46 child victims"]


def test_the_first_totals_and_how_many_took_part_are_key_figures() -> None:
    headline = frames("liberterra-2")["headline"]
    block = display.show_key_figures(headline).block
    assert [figure.number.text for figure in block.figures] == [*headline["words"].head(5), "116"]
    assert block.figures[-1].label == "countries and territories"
    assert (block.figures[0].label, block.figures[0].detail) == ("potential victims rescued", "preliminary")
    assert block.figures[3].detail == "part of the total; preliminary"
    # France-Soir's 2,571 contests what a newspaper counts, and not what INTERPOL itself does.
    for rank, disputed in (("primary", []), ("secondary", ["2,517"])):
        shown = display.show_key_figures(headline.assign(rank=rank)).block.figures
        assert [figure.number.text for figure in shown if "sources differ" in figure.detail] == disputed
    assert block.figures[0].source.text == "INTERPOL"


@pytest.mark.parametrize(
    ("operation", "number", "label"),
    [
        ("usalama-2013", "hundreds", "of irregular migrants identified"),
        ("lucero", "US$46,000", "seized in cash"),
        ("lucero", "more than US$2 million", "worth of properties seized"),  # their value
        ("cascades", "103", "suspected child victims safeguarded"),  # of 177 children found
        ("sawiyan", "1", None),  # one country is no result
        ("channel-december-2024", "21", "boats seized"),  # before 600 inner tubes
    ],
)
def test_key_figures_go_on_after_their_numbers(operation: str, number: str, label: str | None) -> None:
    block = display.show_key_figures(frames(operation)["headline"]).block
    assert {one.number.text: one.label for one in block.figures}.get(number) == label


def test_a_key_figure_says_of_what_it_is_a_part_where_its_whole_counts_something_else(figures_of: Make) -> None:
    whole = {"value": 8, "offence": "trafficking"}
    sentenced = {"value": 5, "metric": "persons_sentenced", "unit": "persons", "subset_of": "c0"}
    block = display.show_key_figures(analysis.select_headline(figures_of(whole, sentenced))).block
    assert {one.label: one.detail for one in block.figures}["people sentenced"] == "of 8 arrests for human trafficking"


def test_a_figure_is_saved_without_its_title_and_closed() -> None:
    of = frames("liberterra-2")
    block = display.show_chart(plots.plot_parts, of["parts"], name="f", cited=of["headline"], empty="").block
    assert plt.get_fignums() == []
    assert block.title == "850 of 2,517 arrests: for human trafficking or migrant smuggling"
    assert doc.plain(block.source) == "Source: INTERPOL."
    assert re.findall(r"<text[^>]*>([^<]*)</text>", block.svg) == ["850 of 2,517 arrests", "33.8%"]


def test_what_is_not_counted_has_no_bar() -> None:
    rows = [{"country_iso3": code, "country": code, "metric": "arrests"} for code in ("FRA", "GRC", "ITA")]
    actions = pd.DataFrame(rows).assign(label="Arrests", lower=0.0, upper=float("inf"))
    actions = actions.assign(words=["not counted", "not counted (potential)", "not counted (case: raid)"])
    actions = actions.assign(says="arrests, not counted", claim_ids="a")
    table = display.show_countries(actions, table="local", name="countries", caption="Countries", empty="").block
    assert {row.bars[1] for row in table.rows} == {None}


def test_figures_beside_no_column_are_not_also_recorded() -> None:
    rows = [{"country": code, "metric": metric} for code, metric in (("FRA", "arrests"), ("ITA", "victims"))]
    actions = pd.DataFrame(rows).assign(label="One", lower=1.0, upper=1.0, words="1", says="1 of them", claim_ids="a")
    table = display.show_countries(actions, table="local", name="countries", caption="Countries", empty="").block
    assert [column.label for column in table.columns] == ["Country", "Recorded"]


def test_countries_stand_by_the_metric_of_the_map_then_by_the_commonest_then_by_name() -> None:
    rows = [("AAA", "victims", 1), ("BBB", "victims", 5), ("CCC", "victims", 3), ("ACC", "victims", 3)]
    rows += [(code, "arrests", at) for at, code in enumerate(("AAA", "DDD", "EEE", "CCC", "BBB"))]
    actions = pd.DataFrame(rows, columns=["country", "metric", "lower"])
    actions = actions.assign(upper=actions["lower"], label=actions["metric"], words="1", says="1", claim_ids="a")
    table = display.show_countries(actions, table="local", name="countries", caption="Countries", empty="").block
    assert [doc.plain(row.cells[0]) for row in table.rows] == ["BBB", "ACC", "CCC", "AAA", "EEE", "DDD"]


def test_countries_stand_by_their_numbers_with_bars_on_one_scale() -> None:
    table = shown("liberterra-2")["show_countries"].block
    assert [column.label for column in table.columns] == [
        *("Country", "Victims", "Arrests", "Migrants smuggled", "Also recorded")
    ]
    first, second, third = table.rows[:3]
    assert [doc.plain(cell) for cell in first.cells] == ["Türkiye", "", "94", "", "1,500 irregular migrants"]
    assert first.bars == (None, None, (1.0, 1.0), None, None)
    assert second.bars[2] == (25 / 94, 25 / 94)
    assert doc.plain(third.cells[3]) == "at least 178 (case: two groups)"
    assert third.bars[3] == (178 / 350, 178 / 350)
    # Two countries have victims: too few for bars.
    assert {row.bars[1] for row in table.rows} == {None}
    # A number leads to its claim, a sum to the table of the figures added up.
    targets = {link.text: link.target for row in table.rows for link in links((row,))}
    assert targets["94"] == "#claim-liberterra-2-national-arrests-smuggling-tur"
    assert targets["12 (case: two groups)"] == "#claim-liberterra-2-national-arrests-two-groups"


def test_a_figure_without_a_description_is_told() -> None:
    headline = frames("liberterra-2")["headline"]
    with pytest.raises(UsageError, match=r"^This figure has no description\. Give it one"):
        display.show_chart(lambda _: plots.new_axes(1), headline, name="f", cited=headline, empty="")


def test_claims_of_several_operations_lead_to_them(all_figures: pd.DataFrame) -> None:
    operations = lt.load_operations()
    names = operations.set_index("operation_id")["name"]
    for kept, keys in ((["liberterra-2"], []), (["liberterra-2", "sawiyan"], ["liberterra-2", "sawiyan"])):
        of = all_figures[all_figures["operation_id"].isin(kept)]
        chosen = of.groupby("operation_id", sort=True).head(1)
        rows = display.show_claims(chosen, lt.load_sources(), operations, caption="Claims").block.rows
        found = [link for link in links(tuple(rows)) if link.target.startswith("index:")]
        ids = dict(zip(chosen["operation_id"], chosen["claim_id"], strict=True))
        expected = [(names[key], f"index:{key}&at=claim-{ids[key]}") for key in keys]
        assert sorted((link.text, link.target) for link in found) == sorted(expected)


def test_a_claim_of_no_operation_is_not_outside_one(all_figures: pd.DataFrame) -> None:
    frame = all_figures[all_figures["scope"] == "context"]
    rows = display.show_claims(frame, lt.load_sources(), caption="Claims").block.rows
    ends = {row.anchor.removeprefix("claim-"): doc.plain(row.cells[0]).rpartition(", ")[2] for row in rows}
    words = frame["operation_id"].isna().map({True: "not tied to an operation", False: "outside the operation"})
    assert ends == dict(zip(frame["claim_id"], words, strict=True))
    assert words.nunique() == 2


def test_claims_show_their_wording_or_that_it_is_not_held() -> None:
    of = frames("liberterra-2")
    printed = {row.anchor: doc.plain(row.cells[1]) for row in shown("liberterra-2")["show_claims"].block.rows}
    expected = {
        f"claim-{claim}": f"“{text}”"
        if pd.notna(text)
        else f"{words} (derived: {why})"
        if pd.notna(why)
        else f"{words} (wording not held)"
        for claim, text, words, why in of["figures"][["claim_id", "as_printed", "words", "derived"]].to_numpy()
    }
    assert printed == expected
    assert any("(derived: " in text for text in printed.values())


@pytest.mark.parametrize(
    ("quote", "fragment"),
    [
        ("a two-week raid, 5 & more", ":~:text=a%20two%2Dweek%20raid%2C%205%20%26%20more"),
        ("1,500 arrests", ":~:text=1%2C500%20arrests"),
        ("four people", ""),  # likely to stand on the page more than once
    ],
)
def test_a_quote_leads_to_its_place_on_the_page(quote: str, fragment: str) -> None:
    figures = analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    sources = lt.load_sources().assign(url="https://example.org/a#top")
    (row,) = display.show_claims(figures.head(1).assign(quote=quote), sources, caption="Claims").block.rows
    *_, quoted = links(row)
    expected = f"https://example.org/a#top{fragment}"
    assert (quoted.text, quoted.number, quoted.target) == (f"“{quote}”", False, expected)


def test_claims_about_one_figure_stand_together_the_one_to_quote_first() -> None:
    of = frames("liberterra-2")["figures"].set_index("claim_id")
    shown_first = [row.anchor.removeprefix("claim-") for row in shown("liberterra-2")["show_claims"].block.rows]
    rows = of.loc[shown_first]
    starts = rows["figure"] != rows["figure"].shift()
    assert starts.sum() == rows["figure"].nunique()
    assert rows["quoted"].equals(starts.rename("quoted"))


def test_rules_come_in_one_order_with_an_example_each() -> None:
    rows = shown("liberterra-2")["show_rules"].block.rows
    used = set(frames("liberterra-2")["figures"]["hedge"].fillna(""))
    assert [doc.plain(row.cells[0]) for row in rows] == [format_hedge(one or None) for one in RULES if one in used]
    assert all(len(links(row)) == 1 for row in rows)


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ({"a": [1.0, np.nan], "b": ["x", None]}, "a,b\n1,x\n,\n"),
        ({"a": [0.1 + 0.2, np.inf, 12_345_678.0]}, 'a\n0.3\n""\n12345678\n'),
        ({"a": ['say "no"', "one, two", "line\nbreak"]}, 'a\n"say ""no"""\n"one, two"\n"line\nbreak"\n'),
        ({"a": pd.array([1, None], dtype="Int64"), "b": [True, False]}, "a,b\n1,True\n,False\n"),
        ({0: [pd.Timestamp("2024-09-29"), None]}, '0\n2024-09-29\n""\n'),
    ],
)
def test_data_are_written_without_loss(frame: dict[str, Any], text: str) -> None:
    given = pd.DataFrame(frame)
    before = given.copy(deep=True)
    assert display.to_csv(given) == text
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize(
    "text", ["=1+1", "+SUM(A1)", "-2+3", "@x", "\tx", "\r=x", " =1", "＝1", "＋1", "－1", "＠1", "-", '="a"']
)
def test_a_text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(text: str) -> None:
    rows = [text, "safe"]
    columns = (rows, pd.Categorical(rows), pd.array(rows, "string"), pd.array(rows, pd.ArrowDtype(pa.string())))
    frames = (*(pd.DataFrame({"a": column}) for column in columns), pd.DataFrame({text: rows}))
    for frame in (*frames, pd.DataFrame({"a": [join_parts([text]), None]})):
        read = list(csv.reader(io.StringIO(display.to_csv(frame), newline="")))
        assert {cell for row in read for cell in row} <= {"a", f"'{text}".replace("\r", "\n"), "safe", ""}


def test_a_number_that_is_not_known_is_blank() -> None:
    rows = pd.DataFrame({"number": pd.array([2517, None], dtype="Int64")})
    block = display.show_table(rows, {"number": "Number"}, right=["number"], name="t", caption="c", empty="").block
    assert [doc.plain(row.cells[0]) for row in block.rows] == ["2,517", ""]


def test_times_of_a_column_are_alike_in_csv_and_any_object_is_written() -> None:
    times = pd.to_datetime(["2024-01-01 23:00", "2024-01-02 00:00", None])
    frame = pd.DataFrame({"at": times, "day": times.normalize(), "held": [[1, 2], {"a": 1}, None]})
    assert display.to_csv(frame).splitlines() == [
        "at,day,held",
        '2024-01-01 23:00:00,2024-01-01,"[1, 2]"',
        "2024-01-02 00:00:00,2024-01-02,{'a': 1}",
        ",,",
    ]


def test_numbers_stay_numbers_in_csv() -> None:
    columns = {"a": [-1.5, 2], "b": ["-1.5", "+3"], "c": ["-1,234", "-12%"], "d": [-1, -2], "e": ["a-b", "3 = 3"]}
    assert display.to_csv(pd.DataFrame(columns)) == 'a,b,c,d,e\n-1.5,-1.5,"-1,234",-1,a-b\n2,+3,-12%,-2,3 = 3\n'


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("自由", "[cjk unified ideograph-81ea]"),
        ("ปฏิบัติ", "[thai character"),
        ("हिन्दी", "[devanagari letter ha]"),
        ("ኢትዮ", "[ethiopic syllable"),
        ("작전", "[hangul syllable jag]"),
        ("a\u200b\u2060b", "a"),
        ("Türkiye عربي", "Türkiye عربي"),
    ],
)
def test_a_character_without_a_glyph_is_spelt_in_a_figure_and_stops_nothing(name: str, drawn: str) -> None:
    def plot(frame: pd.DataFrame) -> Axes:
        with plots.apply_style():
            ax = plots.new_axes(9)
            ax.set_yticks([0], [name])
            ax.text(0, 0, name)
            texts.append(ax)
        plots.describe(ax, title=name, subtitle="", alt=f"{name} 1")
        return ax

    texts: list[Any] = []
    cited = pd.DataFrame({"source_id": ["a", "b"], "publisher": ["A, Belgium", "B"]})
    block = display.show_chart(plot, pd.DataFrame({"n": [1]}), name="f", cited=cited, empty="None.").block
    assert (block.title, doc.plain(block.source)) == (name, "Sources: A; B.")
    (ax,) = texts
    assert drawn in " ".join(ax.texts[0].get_text().split("\n"))
    assert drawn in " ".join(ax.get_yticklabels()[0].get_text().split("\n"))
