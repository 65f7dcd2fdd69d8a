import pandas as pd

from liberterra_analysis import analysis
from tests.unit.conftest import Make


def test_gaps_are_counted_and_the_most_come_first(figures_of: Make) -> None:
    frame = figures_of({"value": 5}, {"value": 7, "source_id": "c", "operation_id": "two", "as_printed": "7"})
    about = pd.DataFrame({"operation_id": ["two", "one"], "name": ["Two", "One"]})
    found = analysis.find_gaps(frame, about.assign(days=pd.array([6, None], dtype="Int64")))
    assert found.drop(columns="name").to_numpy().tolist() == [
        ["one", 1, 0, 1, "not recorded", "not recorded", 3],
        ["two", 1, 1, 0, "recorded", "not recorded", 2],
    ]


def test_counts_hold_every_claim(all_figures: pd.DataFrame) -> None:
    for by in ("rank", "hedge", "status", "verb", "scope"):
        assert analysis.count_claims(all_figures, by)["claims"].sum() == len(all_figures)
    words = analysis.count_claims(all_figures, "hedge").set_index("term")["words"]
    assert words[["exact", "about", ""]].tolist() == ["no hedge", "about", "not counted"]
