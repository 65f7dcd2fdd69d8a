from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from liberterra_analysis import document as doc
from liberterra_analysis.analysis import Figure, measure_coverage, select_headline, sum_named_actions
from liberterra_analysis.ledger import load_metrics
from liberterra_analysis.wording import summarise_operation
from liberterra_analysis.wording.sentences import (
    cite_figure,
    claim_anchor,
    join_parts,
    join_words,
    link_number,
    mark_name,
    phrase,
    source_anchor,
)
from liberterra_analysis.workspace import Workspace
from tests.unit.conftest import noted

if TYPE_CHECKING:
    from tests.unit.conftest import Operations

HERE = Workspace(Path(__file__).parents[2])


def test_summary_of_liberterra_2(analysed: Operations) -> None:
    found = analysed["liberterra-2"]
    sentences = summarise_operation(found.headline, found.coverage, found.frame.assign(read="whole"), table="coverage")
    assert [*map(str, sentences)] == [
        "INTERPOL (copy on publicnow.com) gives 3,222 potential victims rescued, 17,793 irregular migrants identified "
        "and 2,517 arrests.",
        "The source says of the figures of potential victims, irregular migrants and arrests: preliminary.",
        "Of 2,517 arrests: 850 for trafficking in persons or migrant smuggling.",
        "What is recorded country by country comes to 83 of 3,222 potential victims: 2.6%, if all of it is counted in "
        "the total.",
        "What is recorded country by country comes to 1,500 of 17,793 irregular migrants: 8.4%, if all of it is "
        "counted in the total.",
        "What is recorded country by country comes to 174 of 2,517 arrests: 6.9%, if all of it is counted in the "
        "total.",
    ]


def test_every_number_of_every_summary_leads_somewhere(analysed: Operations) -> None:
    for found in map(analysed.__getitem__, ("liberterra-2", "weka-1", "lucero", "global-chain-2025")):
        for said in summarise_operation(
            found.headline, found.coverage, found.frame.assign(read="part"), table="coverage"
        ):
            for part in said.parts:
                free = isinstance(part, doc.Text) and not part.name
                assert not free or not any(character.isdigit() for character in part.text), said


def test_summary_names_how_near_a_source_is_where_it_is_not_the_organisation(
    figures_of: Callable[..., pd.DataFrame],
) -> None:
    frame = figures_of(
        {"source_id": "a", "value": 5, "metric": "victims", "unit": "persons"},
        {"source_id": "c", "value": 100, "hedge": "order_of_magnitude"},
    )
    metrics = load_metrics(workspace=HERE)
    totals = select_headline(frame)
    covered = measure_coverage(totals, sum_named_actions(frame, metrics))
    for read, said in {
        ("whole", "whole"): "No source names a country's part of 5 victims or hundreds of arrests.",
        (
            "whole",
            "part",
        ): "No breakdown by country is recorded here of 5 victims or hundreds of arrests (1 of 2 sources "
        "were read only in part).",
        (
            None,
            "totals",
        ): "No breakdown by country is recorded here of 5 victims or hundreds of arrests (2 of 2 sources "
        "were read only in part).",
        (
            "part",
        ): "No breakdown by country is recorded here of 5 victims or hundreds of arrests (1 of 1 source was read "
        "only in part).",
        (): "No breakdown by country is recorded here of 5 victims or hundreds of arrests.",
    }.items():
        sentences = summarise_operation(totals, covered, pd.DataFrame({"read": list(read)}), table="coverage")
        assert [*map(str, sentences)] == [
            "A gives 5 victims.",
            "C (second-hand report) gives hundreds of arrests.",
            said,
        ]


def test_operation_without_results_has_no_summary(figures_of: Callable[..., pd.DataFrame]) -> None:
    frame = figures_of({"metric": "officers", "unit": "persons", "value": 5})
    assert summarise_operation(select_headline(frame)) == []


HOSTILE = ("{a-1}", "{9,999 victims|claim-a-1}", "a {b} c", "France 24", "<b>{}|#%s", "}{")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_the_ledger_is_never_markup(text: str, figures_of: Callable[..., pd.DataFrame]) -> None:
    (figure,) = Figure.rows(figures_of({"value": 20, "hedge": "about"}).assign(noun=text))
    said = phrase("{}: {} gives {}{}", text, mark_name(text), cite_figure(figure), text)
    named = doc.Text(text=text, name=True)
    assert said.parts == (
        doc.Text(text=f"{text}: "),
        named,
        doc.Text(text=" gives "),
        doc.Link(text="about 20", target="#claim-c0", number=True),
        *([doc.Text(text=" "), named, doc.Text(text=text)]),
    )


def test_a_sentence_joins_its_parts() -> None:
    said = join_words([link_number("6.4%", "coverage"), "", phrase("b"), "c"], by="; ", last=" and ")
    assert noted(said) == "{6.4%|coverage}; ; b and c"
    assert join_parts(["Nothing", "", "."]).parts == (doc.Text(text="Nothing."),)
    with pytest.raises(ValueError, match="zip"):
        phrase("{} and {}", "one")


@pytest.mark.parametrize(
    ("cells", "piece"),
    [
        ({"value": 9}, "{c0} arrests"),
        ({"value": 100, "hedge": "order_of_magnitude"}, "{c0} of arrests"),
        ({"value": "", "hedge": ""}, "arrests ({c0})"),
    ],
)
def test_figure_is_cited_with_its_noun(
    cells: dict[str, object], piece: str, figures_of: Callable[..., pd.DataFrame]
) -> None:
    (figure,) = Figure.rows(figures_of(cells))
    assert noted(cite_figure(figure)) == piece


def test_anchors_are_told_apart_by_what_they_lead_to() -> None:
    assert (claim_anchor("a-1"), source_anchor("a-1")) == ("claim-a-1", "source-a-1")
