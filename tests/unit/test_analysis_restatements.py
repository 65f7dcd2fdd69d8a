import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liberterra_analysis import analysis, wording
from liberterra_analysis.ledger import load_metrics
from tests.unit.conftest import HERE, Make, noted, synthetic_claims

METRICS = load_metrics(workspace=HERE)
VICTIMS = {"metric": "victims", "unit": "persons"}
SOURCES = pd.DataFrame({"source_id": ["a", "b", "c"], "read": ["whole", "part", "whole"]})


def trace(frame: pd.DataFrame) -> pd.DataFrame:
    return analysis.trace_restatements(frame, SOURCES)


@pytest.mark.parametrize(
    ("near", "far", "losses"),
    [
        ({"hedge": "nearly"}, {}, ["hedge dropped"]),
        ({}, {"hedge": "at_least"}, ["hedge added"]),
        ({"hedge": "up_to"}, {}, ["hedge dropped"]),
        ({"hedge": "up_to"}, {"source_id": "a"}, [""]),  # "as many as 50", in a text that counts 50
        ({"hedge": "nearly"}, {"hedge": "about"}, ["hedge changed"]),
        ({"status": "potential"}, {}, ["status dropped"]),
        ({"status": "potential"}, {"status": "identified"}, ["status changed"]),
        ({"status": "potential", "hedge": "about"}, {}, ["hedge dropped, status dropped"]),
        ({}, {"status": "potential"}, [""]),
        ({"hedge": "nearly"}, {"value": 60}, []),  # another number is a contradiction, not a loss
        (
            {"status": "suspected", "metric": "arrests", "unit": "arrests"},
            {"metric": "arrests", "unit": "arrests"},
            [""],
        ),
    ],
)
def test_what_was_lost(near: dict[str, object], far: dict[str, object], losses: list[str], figures_of: Make) -> None:
    usual = VICTIMS | {"value": 50}
    restated = trace(figures_of(usual | near, usual | {"source_id": "c"} | far))
    assert restated["loss"].tolist() == losses


def test_both_wordings_are_given(figures_of: Make) -> None:
    near = {"value": 50, "hedge": "nearly", "as_printed": "nearly 50"}
    frame = figures_of(near, {"value": 50, "source_id": "b"})
    said = wording.phrase_losses(trace(frame))
    assert [*map(noted, said)] == ["A printed {c0} arrests; B printed {c1} arrests (wording not held). Hedge dropped."]


def test_what_was_dropped_comes_before_what_was_added(figures_of: Make) -> None:
    plain, hedged = {"value": 50}, {"value": 50, "hedge": "nearly"}
    added, dropped = (plain, hedged), (hedged, plain)
    rows = [
        one | {"detail": detail, "source_id": source}
        for detail, pair in (("first", added), ("second", dropped))
        for source, one in zip("ac", pair, strict=True)
    ]
    assert wording.tabulate_losses(trace(figures_of(*rows)), {})["loss"].tolist() == ["Hedge dropped", "Hedge added"]


@pytest.mark.parametrize(("source", "loss"), [("b", ""), ("c", "release status dropped")])
def test_release_status_is_lost_only_in_a_source_read_whole(source: str, loss: str, figures_of: Make) -> None:
    frame = figures_of({"value": 50, "release_status": "preliminary"}, {"value": 50, "source_id": source})
    assert trace(frame)["loss"].tolist() == [loss]


@pytest.mark.parametrize(
    ("far", "losses"),
    [
        ({"offence": "trafficking"}, ["noun changed"]),  # "or" is lost
        ({"metric": "persons_charged", "unit": "persons"}, ["noun changed"]),
        ({"offence": "trafficking", "value": 849}, []),
        ({"offence": "trafficking", "country_iso3": "FRA", "scope": "country"}, []),
        ({"offence": "trafficking", "source_id": "a"}, []),  # who counts both has lost nothing
    ],
)
def test_a_number_under_another_noun(far: dict[str, object], losses: list[str], figures_of: Make) -> None:
    near = {"value": 850, "offence": "trafficking_or_smuggling"}
    assert trace(figures_of(near, {"value": 850, "source_id": "c"} | far))["loss"].tolist() == losses


SPEAKERS = st.tuples(
    st.sampled_from(["primary", "copy", "wire", "secondary"]),
    st.sampled_from(["INTERPOL", "Frontex", "AFP"]),
    st.sampled_from(["", " (French edition)", " (copy on a.org)"]),
)


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    return synthetic_claims([{"value": 50, "source_id": f"s{at}"} for at in range(5) for _ in range(2)])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(speakers=st.lists(SPEAKERS, min_size=1, max_size=5))
def test_nothing_independent_is_counted_twice(claims: pd.DataFrame, speakers: list[tuple[str, str, str]]) -> None:
    ranks, names = [rank for rank, _, _ in speakers], [name + edition for _, name, edition in speakers]
    keys = [f"s{at}" for at in range(len(speakers))]
    sources = pd.DataFrame({"source_id": keys, "rank": ranks, "publisher": names, "read": "part"})
    frame = analysis.resolve_claims(claims.head(2 * len(keys)), sources, METRICS)
    restated = analysis.trace_restatements(frame, sources)
    said = [*map(str, wording.summarise_restatements(restated, table="claims"))]
    organisations = {name for rank, name, _ in speakers if rank in {"primary", "copy"}}
    own = "More than one organisation states 1 of them in its own release (50 arrests)."
    none = "We have recorded none that more than one organisation states in its own release."
    assert [one.partition(" Copies")[0] for one in said] == [
        f"Numbers that more than one source prints: 1. {own if len(organisations) > 1 else none}" for _ in keys[1:2]
    ]


def summarise_releases(frame: pd.DataFrame, a: str = "INTERPOL", b: str = "Frontex") -> str:
    """Return the summary of figures that INTERPOL and Frontex, or others, state in their own releases, `a` and `b`."""
    frame = frame.assign(rank="primary", publisher=frame["source_id"].map({"a": a, "b": b}))
    sources = pd.DataFrame({"source_id": ["a", "b"], "read": "part"})
    (said,) = wording.summarise_restatements(analysis.trace_restatements(frame, sources), table="claims")
    return str(said)


def test_a_length_is_no_number_of_this_kind_and_a_detail_does_not_join_the_list(figures_of: Make) -> None:
    again = {"source_id": "b"}
    rows = [{"value": 50, "detail": "persons, or user names"}, {"value": 20}]
    days = {"metric": "duration_days", "unit": "days", "value": 3}
    said = summarise_releases(figures_of(*rows, days, *(row | again for row in (*rows, days))))
    assert said == (
        "Numbers that more than one source prints, leaving out lengths of time: 2. More than one organisation states 2 "
        "of them in its own release (50 arrests, persons, or user names; 20 arrests). Copies, agencies and newspapers "
        "do not count as second sources, and two organisations may rest on one count."
    )


def test_an_organisation_that_hedges_a_number_does_not_state_it(figures_of: Make) -> None:
    said = summarise_releases(figures_of({"value": 48}, {"value": 48, "hedge": "more_than", "source_id": "b"}))
    assert "prints: 1. We have recorded none that more than one organisation states" in said


@pytest.mark.parametrize(
    ("a", "b", "is_one"),
    [
        ("FBI Dallas", "FBI Denver (copy on a.org)", True),
        ("FBI", "FBI Denver", True),
        ("SEF", "SEF, Portugal", True),
        ("FBI Denver", "ICE", False),
        ("Police of Sweden, region Bergslagen", "Police of Sweden", True),
        ("Police of Sweden", "Police of Poland", False),
    ],
)
def test_offices_are_no_organisations_of_their_own(a: str, b: str, is_one: bool, figures_of: Make) -> None:
    said = summarise_releases(figures_of({"value": 48}, {"value": 48, "source_id": "b"}), a, b)
    assert ("We have recorded none that more than one organisation states" in said) == is_one
