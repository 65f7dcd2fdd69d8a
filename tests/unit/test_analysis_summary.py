from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from liberterra_analysis.analysis import (
    cite,
    claim_anchor,
    claims_in,
    coverage,
    headline,
    named_actions,
    pieces,
    render,
    source_anchor,
    summarise,
)
from liberterra_analysis.errors import UsageError
from liberterra_analysis.ledger import load_metrics
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from tests.unit.conftest import Operations

HERE = Workspace(Path(__file__).parents[2])
FRAME = pd.DataFrame({"claim_id": ["a-1", "b-2"], "words": ["about 20", "hundreds"]})


def test_summary_of_liberterra_2(analysed: Operations) -> None:
    found = analysed["liberterra-2"]
    sentences = summarise(found.headline, found.coverage)
    assert [render(sentence, found.frame) for sentence in sentences] == [
        "INTERPOL (copy on publicnow.com) gives 3,222 potential victims, 17,793 irregular migrants and 2,517 arrests.",
        "The source says of the figures of potential victims, irregular migrants and arrests: preliminary.",
        "Parts of 2,517 arrests: 850 arrests for trafficking in persons or migrant smuggling.",
        "What sources name country by country comes to 1,500 of 17,793 irregular migrants: 8.4%, if all of it is "
        "counted in the total.",
        "What sources name country by country comes to between 159 and 160 of 2,517 arrests: between 6.3% and 6.4%, if "
        "all of it is counted in the total.",
        "No source names a country's part of 3,222 potential victims.",
    ]


def test_every_number_of_every_summary_leads_somewhere(analysed: Operations) -> None:
    for found in analysed.all().values():
        for sentence in summarise(found.headline, found.coverage):
            for text, anchor in pieces(sentence, found.frame):
                names = found.frame["publisher"].tolist()
                plain = text
                for name in names:
                    plain = plain.replace(name, "")
                assert anchor is not None or not any(character.isdigit() for character in plain), sentence


def test_summary_names_how_near_a_source_is_where_it_is_not_the_organisation(
    figures_of: Callable[..., pd.DataFrame],
) -> None:
    frame = figures_of(
        {"source_id": "a", "value": 5, "metric": "victims", "unit": "persons"},
        {"source_id": "c", "value": 100, "hedge": "order_of_magnitude"},
    )
    metrics = load_metrics(workspace=HERE)
    sentences = summarise(headline(frame), coverage(headline(frame), named_actions(frame, metrics)))
    assert [render(sentence, frame) for sentence in sentences] == [
        "A gives 5 victims.",
        "C (secondary) gives hundreds of arrests.",
        "No source names a country's part of 5 victims or hundreds of arrests.",
    ]


def test_operation_without_results_has_no_summary(figures_of: Callable[..., pd.DataFrame]) -> None:
    frame = figures_of({"metric": "officers", "unit": "persons", "value": 5})
    metrics = load_metrics(workspace=HERE)
    assert summarise(headline(frame), coverage(headline(frame), named_actions(frame, metrics))) == []


def test_template_is_cut_into_text_and_traceable_numbers() -> None:
    template = "{a-1} of {b-2}, {6.4%|coverage} on {4 October|source-x}."
    assert list(pieces(template, FRAME)) == [
        ("about 20", "claim-a-1"),
        (" of ", None),
        ("hundreds", "claim-b-2"),
        (", ", None),
        ("6.4%", "coverage"),
        (" on ", None),
        ("4 October", "source-x"),
        (".", None),
    ]
    assert render(template, FRAME) == "about 20 of hundreds, 6.4% on 4 October."
    assert claims_in(template + "{a-1}") == ["a-1", "b-2"]


def test_template_without_numbers_is_its_own_text() -> None:
    assert list(pieces("Nothing.", FRAME)) == [("Nothing.", None)]
    assert list(pieces("", FRAME)) == []


def test_claim_that_is_not_at_hand_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        render("{a-2}", FRAME)
    assert str(caught.value) == (
        "The sentence cites a claim that is not at hand: 'a-2' is not one of 'a-1', 'b-2'; did you mean 'b-2'?"
    )


@pytest.mark.parametrize(
    ("hedge", "piece"),
    [
        ("exact", "{a-1} arrests"),
        ("order_of_magnitude", "{a-1} of arrests"),
        (None, "arrests ({a-1})"),
        (float("nan"), "arrests ({a-1})"),
    ],
)
def test_figure_is_cited_with_its_noun(hedge: object, piece: str) -> None:
    assert cite({"claim_id": "a-1", "hedge": hedge, "noun": "arrests"}) == piece


def test_anchors_are_told_apart_by_what_they_lead_to() -> None:
    assert (claim_anchor("a-1"), source_anchor("a-1")) == ("claim-a-1", "source-a-1")
