from __future__ import annotations

import pandas as pd

from liberterra_analysis import display
from liberterra_analysis.analysis import link_number, sentence, tabulate_pairs
from liberterra_analysis.analysis.series import WHY
from liberterra_analysis.document import Items, Link, Paragraph, Points, Text, plain

FIGURES = pd.DataFrame({"claim_id": ["a-1"], "words": ["about 20"], "source_id": ["a"]})
SOURCES = pd.DataFrame({"source_id": ["a", "b"], "published": ["2024-11-06", "2025-01-01"]})


ABOUT = link_number("about 20", "claim-a-1")


def test_sentences_become_links_and_plain_text() -> None:
    row = {"what": sentence(ABOUT, " arrests"), "other": sentence("of ", ABOUT), "none": None, "anchor": "row-1"}
    table = display.show_table(pd.DataFrame([row]), {"what": "What"}, name="x", caption="X", empty="None.").block
    assert table.rows[0].anchor == "row-1"
    assert table.rows[0].cells[0] == (
        Link(text="about 20", target="#claim-a-1", number=True),
        Text(text=" arrests"),
    )
    assert table.csv == "what,other,none\nabout 20 arrests,of about 20,\n"


def test_a_title_is_dated_by_its_own_sources() -> None:
    title = display.show_report_title(
        "T", FIGURES, SOURCES, subtitle="S", finding=[sentence("Found ", ABOUT, "."), sentence("No more.")]
    ).block
    assert (title.date, title.finding) == ("2024-11-06", "Found about 20. No more.")
    empty = display.show_report_title("T", FIGURES.iloc[:0], SOURCES, subtitle="S").block
    assert (empty.date, empty.facts) == ("", (("Figures", (Text(text="none"),)),))


def test_every_kind_of_reason_has_its_words() -> None:
    import liberterra_analysis as lt

    frame = lt.analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    pairs = lt.analysis.compare_operations(frame, lt.load_operations())
    listed = tabulate_pairs(pairs)
    assert set(" ".join(pairs["kinds"]).split()) <= set(WHY)
    assert (listed["why"] == "").equals(listed["reasons"] == "")


def test_the_reasons_for_caution_stand_under_their_sentence_each_as_a_point() -> None:
    pairs = pd.DataFrame(
        {
            "opening": [sentence("A: ", ABOUT, "; B."), sentence("A: ", ABOUT, "; B. Comparable.")],
            "why": [(sentence("they lasted 6 days"), sentence("C (a copy; no body) gives ", ABOUT)), ()],
            "kinds": ["length contradicted", ""],
        }
    )
    block = display.show_pairs(pairs, opening=[sentence("Of two pairs.")], empty="None.").block
    assert isinstance(block, Items)
    assert [plain(item) for item in block.items] == [
        "Of two pairs.",
        "A: about 20; B.",
        "A: about 20; B. Comparable.",
    ]
    assert block.points[0] == block.points[2] == Points()
    assert block.points[1].label == "With caution: length, contradicted"
    assert [plain(item) for item in block.points[1].items] == [
        "they lasted 6 days",
        "C (a copy; no body) gives about 20",
    ]


def test_where_there_is_no_pair_it_is_said() -> None:
    block = display.show_pairs(pd.DataFrame({"opening": [], "kinds": []}), opening=[], empty="None.").block
    assert block == Paragraph(inlines=(Text(text="None."),))
