"""Shapes and the map: every country has its own, territories lie where ISO 3166-1 counts them, names do not collide."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from liberterra_analysis import places
from liberterra_analysis.plots import description_of, plot_map
from liberterra_analysis.plots.style import NothingToDrawError

COLUMNS = ["country_iso3", "place", "says", "onward"]


def holds(code: str, x: float, y: float) -> bool:
    """Tell whether a point lies in a country: a line from it to the east crosses its outline an odd number of times."""
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


def test_the_map_draws_what_is_named_and_says_what_it_cannot() -> None:
    rows = [
        ("BGR", "Bulgaria", "", "ROU"),
        ("MLT", "Malta", "3 arrests", ""),
        ("ROU", "Romania", "9 arrests", ""),
        ("", "Asia", "", ""),
    ]
    ax = plot_map(pd.DataFrame(rows, columns=COLUMNS))
    names = [text for text in ax.texts if text.get_text()]
    assert sorted(text.get_text() for text in names) == ["Bulgaria", "Malta", "Romania"]
    boxes = [text.get_window_extent() for text in names]
    assert not any(a.overlaps(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])
    said = description_of(ax)
    assert said.title == "Results are recorded for 2 countries; 1 more is recorded on routes"
    assert "Arrows: Bulgaria to Romania. Not drawn, as they are no single country: Asia." in said.alt
    assert "ISO 3166-1" in said.subtitle
    assert said.rows[-1] == ("Asia", "a region, not drawn", "none recorded")
    plt.close(ax.get_figure())


def test_nothing_is_drawn_without_a_country() -> None:
    with pytest.raises(NothingToDrawError):
        plot_map(pd.DataFrame([("", "Asia", "", "")], columns=COLUMNS))
