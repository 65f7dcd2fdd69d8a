"""Shapes and the map: every country has its own, territories lie where ISO 3166-1 counts them, names do not collide."""

import math
import os
from functools import cache
from itertools import combinations

import pandas as pd
import pytest
from matplotlib.text import Text

import liberterra_analysis as lt
from liberterra_analysis import analysis, places
from liberterra_analysis.picture import PANEL
from liberterra_analysis.plots import description_of, plot_map
from liberterra_analysis.plots.style import NothingToDrawError


def holds(code: str, x: float, y: float) -> bool:
    """Return whether a point lies in a country: a line to the east crosses its outline an odd number of times."""
    inside = False
    for ring in places.country_shape(code):
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside


def test_every_country_has_a_shape_or_a_point_on_earth() -> None:
    for code in places.country_codes():
        shape = places.country_shape(code)
        assert shape, code
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for ring in shape for x, y in ring), code
        assert [len(ring) for ring in shape] == [1] or all(len(ring) > 3 for ring in shape), code


@pytest.mark.parametrize(
    ("code", "other", "x", "y"),
    [
        ("UKR", "RUS", 34.1, 45.2),  # Crimea: UA-43
        ("GUF", "FRA", -53.0, 4.0),
        ("SJM", "NOR", 16.5, 78.8),
        ("CYP", "TUR", 33.6, 35.25),  # the north of the island
        ("SOM", "ETH", 45.5, 9.8),  # Somaliland
        ("XKX", "SRB", 20.9, 42.6),
        ("TWN", "CHN", 121.0, 23.8),
        ("ESH", "MAR", -13.5, 24.5),
    ],
)
def test_a_territory_lies_in_the_country_that_iso_3166_counts_it_to(code: str, other: str, x: float, y: float) -> None:
    assert holds(code, x, y)
    assert not holds(other, x, y)


def act(code: str, words: str, metric: str = "arrests", lower: float = 1) -> dict[str, object]:
    """Return a row of `analysis.sum_named_actions`."""
    country = places.country_name(code)
    row = {"country_iso3": code, "country": country, "metric": metric, "label": metric.capitalize(), "words": words}
    return row | {"short": words, "lower": lower, "upper": lower, "says": f"{words} {metric}", "retold": False}


@cache
def actions_of(operation: str) -> pd.DataFrame:
    metrics = lt.load_metrics()
    return analysis.sum_named_actions(
        analysis.resolve_claims(lt.load_claims(operation), lt.load_sources(), metrics), metrics
    )


def test_a_country_at_the_edge_of_the_larger_map_is_named_on_the_other() -> None:
    above, larger = plot_map(actions_of("labour-agriculture-2021")).child_axes
    named = [sorted(text.get_text().split()[0] for text in one.texts) for one in (above, larger)]
    assert named == [["Cyprus", "Finland", "Latvia"], ["France", "Italy", "Netherlands", "Spain"]]
    # Print sets them side by side: each has its place, and how far below the top it begins.
    assert [one.get_gid() for one in (above, larger)] == [f"{PANEL}0-0.0", f"{PANEL}1-227.0"]


def test_the_map_names_each_country_with_its_number() -> None:
    rows = [act("BGR", "7", lower=7), act("MLT", "3"), act("ROU", "2", "victims"), act("GRC", "none", lower=0)]
    ax = plot_map(pd.DataFrame(rows))
    (only,) = ax.child_axes
    assert sorted(text.get_text() for text in only.texts) == ["Bulgaria 7", "Malta 3", "Romania"]
    said = description_of(ax)
    assert said.title == "3 countries are on the map; the most arrests in Bulgaria: 7"
    assert said.subtitle.startswith("Number beside a name: arrests.")
    assert "ISO 3166-1" in said.subtitle
    assert said.rows[-1] == ("Romania", "2 victims")


def test_a_long_name_is_broken_into_even_lines() -> None:
    (only,) = plot_map(pd.DataFrame([act("ARE", "12"), act("OMN", "between 64 and 66")])).child_axes
    assert sorted(text.get_text() for text in only.texts) == ["Oman between\n64 and 66", "United Arab\nEmirates 12"]


def test_a_number_of_single_cases_has_a_mark_and_one_that_is_not_counted_is_none() -> None:
    rows = [
        act("BGR", "7 (case: raid)", lower=7) | {"short": "7*"},
        act("MLT", "3"),
        act("ROU", "not counted (potential)"),
    ]
    ax = plot_map(pd.DataFrame(rows))
    assert sorted(text.get_text() for text in ax.child_axes[0].texts) == ["Bulgaria 7*", "Malta 3", "Romania"]
    said = description_of(ax)
    assert said.title == "3 countries are on the map; the most arrests in Bulgaria: 7 (case: raid)"
    assert said.subtitle.startswith("Number beside a name: arrests (* of single cases alone). What is recorded")


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([act("GMB", "5", lower=5), act("MLT", "2", lower=2), act("TGO", "1", "victims")],
         "3 countries are on the map; the most arrests in the Gambia: 5"),
        # Another may have as many.
        ([act("BGR", "32", lower=32), act("MLT", "between 27 and 41", lower=27) | {"upper": 41}],
         "2 countries are on the map; arrests for each of them"),
        # What is only retold is no title.
        ([act("BGR", "32", lower=32) | {"retold": True}, act("MLT", "27", lower=27)],
         "2 countries are on the map; arrests for each of them"),
        # Of metrics with as many countries the first is drawn.
        ([act("BGR", "35", "victims", 35), act("MLT", "3", "victims", 3), act("BGR", "2", lower=2), act("MLT", "1")],
         "2 countries are on the map; the most victims in Bulgaria: 35"),
    ],
)  # fmt: skip
def test_the_title_names_the_country_that_has_most_if_one_has(rows: list[dict[str, object]], title: str) -> None:
    assert description_of(plot_map(pd.DataFrame(rows))).title == title


def test_people_come_before_what_is_counted_in_hardly_more_countries() -> None:
    codes = ("BGR", "MLT", "FRA", "ITA")
    rows = [act(code, "1", "victims") for code in codes[:3]] + [act(code, "9", "investigations") for code in codes]
    subtitle = description_of(plot_map(pd.DataFrame(rows))).subtitle
    assert subtitle.startswith("Number beside a name: victims.")
    subtitle = description_of(plot_map(pd.DataFrame(rows[1:]))).subtitle
    assert subtitle.startswith("Number beside a name: investigations.")


def test_one_country_is_no_map() -> None:
    for rows in ([], [act("BGR", "7"), act("BGR", "2", "victims")], [act("BGR", "7"), act("MLT", "none", lower=0)]):
        with pytest.raises(NothingToDrawError, match="There are no two countries to draw"):
            plot_map(pd.DataFrame(rows, columns=list(act("BGR", "7"))))


def test_a_country_within_another_is_not_filled_with_it() -> None:
    ax = plot_map(pd.DataFrame([act("ZAF", "1"), act("BWA", "1")]))
    _, filled, above = ax.child_axes[0].patches
    assert filled.get_path().contains_point((28.2, -29.6))  # Lesotho
    assert above.get_path().contains_point((28.2, -29.6))


OPERATIONS = ["liberterra-1", "liberterra-2", "liberterra-3", "turquesa-4", "global-chain-2025", "weka-2"]
if "LIBERTERRA_EVERY_REPORT" in os.environ:
    OPERATIONS = lt.load_operations()["operation_id"].tolist()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_name_lies_on_another_and_no_line_runs_through_one(operation: str) -> None:
    try:
        ax = plot_map(actions_of(operation))
    except NothingToDrawError:
        return
    ax.get_figure().canvas.draw()
    for part in ax.child_axes:
        boxes = [Text.get_window_extent(text) for text in part.texts]
        assert [
            (a, b) for a, b in combinations(boxes, 2) if a.overlaps(b) and (b.padded(-1).overlaps(a.padded(-1)))
        ] == []
        edge = part.get_window_extent().padded(1)
        assert all(edge.fully_contains(*box.p0) and edge.fully_contains(*box.p1) for box in boxes)
        lines = [
            line.get_transform().transform_path(line.get_path()) for line in part.lines if line.get_marker() == "None"
        ]
        crossed = [
            box for box in boxes if sum(line.intersects_bbox(box.padded(-1), filled=False) for line in lines) > 1
        ]
        assert crossed == []
        assert all(math.hypot(*line.get_extents().size) < 40 for line in lines if len(line.vertices) == 2)
