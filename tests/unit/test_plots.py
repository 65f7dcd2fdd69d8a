"""Every plot: what it says, what its artists are, that nothing is cut off, and that its bytes do not change."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from functools import cache
from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import colors
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.container import BarContainer
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

import liberterra_analysis as lt
from liberterra_analysis import analysis, display, plots
from liberterra_analysis.errors import UsageError
from liberterra_analysis.plots.intervals import ARROW
from liberterra_analysis.plots.style import COLOURS, INK, MARKERS, QUIET, NothingToDrawError, wrap

PLOTS = {name: plot for name, plot in inspect.getmembers(plots, inspect.isfunction) if name.startswith("plot_")}
EMPTY = {
    "plot_actions": "There are no named actions to draw.",
    "plot_coverage": "No country's part of a total is recorded.",
    "plot_headline": "There are no figures of the operation as a whole to draw.",
    "plot_map": "There is no country to draw.",
    "plot_panels": "There are no two figures that may be compared.",
    "plot_rates": "There are no rates that may be compared.",
    "plot_routes": "There are no routes to draw.",
    "plot_scenario": "No surge factor is assumed.",
}
LONG = " ".join(["unaccompanied minors intercepted by the border guard of the Democratic Republic of the Congo"] * 2)


@cache
def frames_of_operation(operation: str) -> dict[str, pd.DataFrame]:
    metrics = lt.load_metrics()
    figures = analysis.resolve_claims(lt.load_claims(operation), lt.load_sources(), metrics)
    headline, actions = analysis.select_headline(figures), analysis.sum_named_actions(figures, metrics)
    assumed = analysis.Assumptions(days=(5, 7), surge=(1, 20), overlap=(0, 0.5))
    return {
        "plot_scenario": analysis.vary_surge(assumed, [1, 2, 5, 20]),
        "plot_headline": headline,
        "plot_actions": actions,
        "plot_coverage": analysis.measure_coverage(headline, actions),
        "plot_map": analysis.name_countries(figures, analysis.name_routes(lt.load_routes(operation), figures)),
        "plot_routes": analysis.name_routes(lt.load_routes(operation), figures),
    }


@cache
def frames_of_series() -> dict[str, pd.DataFrame]:
    figures = analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())
    chosen = analysis.choose_operations(lt.load_operations(), series="Liberterra")
    pairs = analysis.compare_operations(figures, chosen)
    return {
        "plot_panels": analysis.arrange_panels(figures, chosen, pairs),
        "plot_rates": analysis.select_latest_pairs(pairs),
    }


def frame_of(name: str) -> pd.DataFrame:
    return (frames_of_operation("liberterra-2") | frames_of_series())[name].copy(deep=True)


@pytest.fixture(params=sorted(PLOTS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def interval(lower: float, upper: float, words: str, **others: Any) -> dict[str, Any]:
    """Return one row that plot_headline and plot_actions can draw."""
    row = {"lower": lower, "upper": upper, "words": words, "noun": "arrests", "says": f"{words} arrests"}
    row |= {"hedge": "exact", "kind": "outcome", "country": "Mali", "metric": "arrests", "label": "Arrests"}
    return row | others


def intervals(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows).astype({"lower": float, "upper": float})


def dots(ax: Axes) -> pd.DataFrame:
    """Return where the dots stand, whether they are filled, and what shows their kind."""
    (found,) = [one for one in ax.collections if isinstance(one, PathCollection)]
    edges, faces = found.get_edgecolor(), found.get_facecolor()
    return pd.DataFrame(
        {
            "x": found.get_offsets()[:, 0],
            "y": found.get_offsets()[:, 1],
            "filled": (edges == faces).all(axis=1),
            "sign": [
                (colors.to_hex(edge), path.vertices.tobytes())
                for edge, path in zip(edges, found.get_paths(), strict=True)
            ],
        }
    )


def whiskers(ax: Axes) -> list[list[float]]:
    lines = [one for one in ax.collections if isinstance(one, LineCollection)][1]
    ends = [[float(x) for x in segment[:, 0]] for segment in lines.get_segments()]
    return [end for end in ends if end[0] < end[1]]


def labels(ax: Axes) -> list[Annotation]:
    return [text for text in ax.texts if isinstance(text, Annotation) and text.get_text()]


def arrows(ax: Axes) -> list[Annotation]:
    return [text for text in ax.texts if isinstance(text, Annotation) and text.arrow_patch is not None]


def visible_texts(ax: Axes) -> list[Text]:
    """Return the texts that are drawn; matplotlib keeps further ticks outside the limits, whose texts are not."""
    hidden = set()
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not ax.axison or not low <= tick.get_loc() <= high:
                hidden |= {tick.label1, tick.label2}
    found = ax.get_figure().findobj(Text)
    return [text for text in found if text not in hidden and text.get_visible() and text.get_text().strip()]


def extents(ax: Axes) -> list[tuple[str, Bbox]]:
    figure = ax.get_figure()
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    # Text's own extent: that of an annotation would take in its arrow.
    return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in visible_texts(ax)]


def assert_readable(ax: Axes) -> None:
    """No text is cut off by the figure's edge, and none lies upon another."""
    found = extents(ax)
    width, height = ax.get_figure().bbox.size
    cut = [text for text, box in found if min(box.x0, box.y0) < -1 or box.x1 > width + 1 or box.y1 > height + 1]
    assert cut == []
    upon = [
        (one, other)
        for (one, a), (other, b) in combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    assert upon == []


def assert_described(ax: Axes) -> None:
    """The description holds every number and name that is drawn."""
    description = plots.description_of(ax)
    assert ax.get_title(loc="left").replace("\n", " ") == description.title
    assert not description.title.endswith(".")
    assert description.subtitle.endswith(".")
    assert description.alt.endswith(".")
    assert any(character.isdigit() for character in description.alt)
    titles = [text for text in visible_texts(ax) if text.get_text() == ax.get_title(loc="left")]
    drawn = [text for text in visible_texts(ax) if text not in (*ax.get_xticklabels(), *titles)]
    words = [text.get_text().replace("\n", " ") for text in drawn if text.get_color() != QUIET]
    assert [text for text in words if text not in description.alt] in ([], [ax.get_xlabel().replace("\n", " ")])


# What all plots have in common


def test_every_plot_is_tested() -> None:
    assert set(PLOTS) == set(EMPTY) == set(frames_of_operation("liberterra-2") | frames_of_series())
    assert set(PLOTS) <= set(plots.__all__)


def test_a_plot_draws_on_the_axes_it_is_given_and_changes_nothing_else(name: str) -> None:
    first, *others = inspect.signature(PLOTS[name]).parameters.values()
    assert first.kind is first.POSITIONAL_OR_KEYWORD
    assert {one.kind for one in others} == {inspect.Parameter.KEYWORD_ONLY}
    frame = frame_of(name)
    before, settings = frame.copy(deep=True), dict(mpl.rcParams)
    figure, (left, right) = plt.subplots(1, 2)
    assert PLOTS[name](frame, ax=left) is left
    assert not right.has_data()
    assert plt.get_fignums() == [figure.number]
    pd.testing.assert_frame_equal(frame, before)
    assert dict(mpl.rcParams) == settings


def test_a_plot_is_readable_and_described_in_words_and_numbers(name: str) -> None:
    ax = PLOTS[name](frame_of(name))
    assert ax.get_figure().axes == [ax]
    assert_readable(ax)
    assert_described(ax)


@pytest.mark.parametrize("operation", ["jad-western-balkans-2018", "lucero", "san-pedro-2015", "spartacus-3"])
def test_an_operation_with_few_or_many_figures_is_readable(operation: str) -> None:
    for name, frame in frames_of_operation(operation).items():
        try:
            ax = PLOTS[name](frame)
        except NothingToDrawError:
            continue  # what is said then is tested below
        assert_readable(ax)
        assert_described(ax)


def test_a_failing_plot_leaves_the_settings_as_they_were(name: str) -> None:
    settings = dict(mpl.rcParams)
    with pytest.raises(KeyError):
        PLOTS[name](pd.DataFrame({"claim_id": ["a"], "upper": [1.0]}))
    assert dict(mpl.rcParams) == settings


def test_an_empty_frame_is_told(name: str) -> None:
    with pytest.raises(NothingToDrawError) as caught:
        PLOTS[name](frame_of(name).iloc[:0])
    assert str(caught.value) == EMPTY[name]
    assert plt.get_fignums() == []


@pytest.mark.parametrize("rows", [1, 8])
@pytest.mark.parametrize("name", sorted(set(PLOTS) - {"plot_map", "plot_scenario"}))
def test_long_labels_are_wrapped_and_stay_inside(name: str, rows: int) -> None:
    frame = frame_of(name).drop_duplicates("claim_id" if name == "plot_routes" else None)
    frame = (frame[frame["countries"] > 0] if name == "plot_coverage" else frame).head(1)
    frame = pd.concat([frame] * rows, ignore_index=True)
    texts = [column for column in ("says", "noun", "country", "place", "label") if column in frame]
    frame[texts] = LONG
    if name == "plot_routes":
        frame["claim_id"] = [f"claim-{at}" for at in range(rows)]
    ax = PLOTS[name](frame)
    plots.describe(ax, title="Short", subtitle="Short.", alt="One 1.")  # the report sets the title, not the figure
    assert_readable(ax)


@pytest.mark.parametrize(("lower", "upper"), [(1, 1), (7, 11), (30, 99), (400, 10**6), (7, 4 * 10**9)])
def test_every_scale_has_at_least_two_labelled_ticks(lower: int, upper: int) -> None:
    ax = plots.plot_headline(intervals(interval(lower, lower, f"{lower:,}"), interval(upper, upper, f"{upper:,}")))
    low, high = ax.get_xlim()
    ticks = [float(tick) for tick in ax.get_xticks() if low <= tick <= high]
    assert len(ticks) >= 2
    assert low <= lower <= upper <= high
    assert_readable(ax)


def svg_of(name: str) -> str:
    cited = pd.DataFrame({"source_id": ["a"], "publisher": ["A"]})
    return str(display.show_chart(PLOTS[name], frame_of(name), name="x", cited=cited, empty="None.").block.svg)


def test_a_figure_is_the_same_bytes_in_another_process_and_with_other_settings() -> None:
    program = (
        "import importlib.util, json, sys\n"
        "spec = importlib.util.spec_from_file_location('these', sys.argv[1])\n"
        "these = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(these)\n"
        "print(json.dumps({name: these.svg_of(name) for name in these.PLOTS}))"
    )
    changed = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "86400"}
    done = subprocess.run(
        [sys.executable, "-c", program, __file__], capture_output=True, check=True, env={**os.environ, **changed}
    )
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "pink", "svg.hashsalt": None}):
        drawn = {name: svg_of(name) for name in PLOTS}
    assert json.loads(done.stdout) == drawn
    assert not any("<dc:date>" in svg for svg in drawn.values())
    assert not any("<text" in svg for svg in drawn.values()), "as text, letters would change with the reader's fonts"


# Intervals


def test_each_number_is_a_dot_with_its_hedge_in_words() -> None:
    frame = frame_of("plot_headline")
    drawn = frame[(frame["kind"] != "setting") & frame["hedge"].notna()]
    ax = plots.plot_headline(frame)
    assert ax.get_xscale() == "log"
    assert len(dots(ax)) == len(drawn) == 7
    assert [label.get_text() for label in labels(ax)] == drawn["words"].tolist()
    assert [tick.get_text().replace("\n", " ") for tick in ax.get_yticklabels()] == drawn["noun"].tolist()
    assert dots(ax)["filled"].tolist() == (drawn["hedge"] == "exact").tolist()


def test_nothing_is_drawn_of_what_is_not_counted_of_zero_and_of_the_setting() -> None:
    frame = intervals(
        interval(5, 5, "5"),
        interval(0, 0, "0"),
        interval(0, np.inf, "not counted", hedge=None),
        interval(116, 116, "116", kind="setting", noun="countries"),
    )
    ax = plots.plot_headline(frame)
    assert [label.get_text() for label in labels(ax)] == ["5"]
    with pytest.raises(NothingToDrawError, match=EMPTY["plot_headline"]):
        plots.plot_headline(frame.iloc[1:])


def test_lines_arrows_and_hollow_dots_tell_the_interval() -> None:
    rows = {
        "exact": interval(100, 100, "100"),
        "about": interval(23_500, 24_499, "about 24,000", hedge="about"),
        "open": interval(251, np.inf, "more than 250", hedge="more_than"),
        "from zero": interval(0, 50, "up to 50", hedge="up_to"),
        "one or none": interval(0, 1, "fewer than 2", hedge="fewer_than"),
    }
    ax = plots.plot_headline(intervals(*rows.values()))
    assert dots(ax)["filled"].tolist() == [True, False, False, False, False]
    assert whiskers(ax) == [[23_500.0, 24_499.0], [1.0, 50.0]]
    (arrow,) = arrows(ax)
    assert arrow.xy == (251.0, 2)
    assert arrow.get_position() == (ARROW, 0)
    assert dots(ax)["x"].tolist() == pytest.approx([100, (23_500 + 24_499) / 2, 251, 25.5, 1])
    collections = {type(one): one.get_zorder() for one in ax.collections}
    assert collections[LineCollection] < collections[PathCollection], "the line would show through a hollow dot"
    # The labels stand beyond any arrow.
    assert {label.get_position()[0] > ARROW for label in labels(ax)} == {True}


def test_actions_tell_metrics_by_colour_and_shape() -> None:
    frame = frame_of("plot_actions")
    ax = plots.plot_actions(frame)
    signs = dots(ax)["sign"].tolist()
    assert len(signs) == len(frame)
    assert len(set(zip(signs, frame["metric"], strict=True))) == len(set(signs)) == frame["metric"].nunique() == 12
    assert [label.get_text().replace("\n", " ") for label in labels(ax)] == frame["says"].tolist()
    assert [tick.get_text() for tick in ax.get_yticklabels()] == frame["country"].tolist()
    assert len(arrows(ax)) == int(np.isinf(frame["upper"]).sum()) == 3


def test_thirty_metrics_have_thirty_signs() -> None:
    rows = [interval(at + 1, at + 1, str(at + 1), metric=f"m{at}", label=f"M{at}") for at in range(30)]
    assert dots(plots.plot_actions(intervals(*rows)))["sign"].nunique() == 30


def test_a_country_without_any_arrest_is_not_drawn_as_one() -> None:
    frame = intervals(interval(3, 3, "3"), interval(0, 0, "0", country="Chad"))
    ax = plots.plot_actions(frame)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["Mali"]
    assert len(dots(ax)) == 1
    with pytest.raises(NothingToDrawError, match=EMPTY["plot_actions"]):
        plots.plot_actions(frame.iloc[1:])


def test_intervals_are_written_out_for_who_cannot_see_them() -> None:
    frame = intervals(interval(23_500, 24_499, "about 24,000", hedge="about"), interval(5, 9, "between 5 and 9"))
    description = plots.description_of(plots.plot_headline(frame))
    assert description.title == "about 24,000 arrests and between 5 and 9 arrests"
    assert description.alt == (
        "Dots on a logarithmic scale, one for each figure of the operation as a whole: "
        "about 24,000 arrests (23,500 to 24,499); between 5 and 9 arrests."
    )


# Coverage


def shares(*rows: tuple[float, float, int]) -> pd.DataFrame:
    """Return totals of 100 arrests, each with the ends of the named share and the number of countries."""
    return pd.DataFrame(
        [
            {
                "noun": "arrests",
                "total_words": "100",
                "countries": countries,
                "named_lower": low * 100,
                "named_upper": high * 100,
                "share_lower": low,
                "share_upper": high,
                "share_words": f"between {low:.0%} and {high:.0%}",
            }
            for low, high, countries in rows
        ]
    )


def test_bars_are_as_wide_as_the_shares_and_their_labels_stand_on_white() -> None:
    ax = plots.plot_coverage(shares((0.25, 0.4, 2), (0.0, 0.0, 0), (0.5, 0.5, 1)))
    sure, perhaps, whole = [bars for bars in ax.containers if isinstance(bars, BarContainer)]
    assert [bar.get_width() for bar in sure] == [0.25, 0.0, 0.5]
    assert [bar.get_x() for bar in perhaps] == [0.25, 0.0, 0.5]
    assert [bar.get_width() for bar in perhaps] == pytest.approx([0.15, 0.0, 0.0])
    assert {bar.get_hatch() for bar in perhaps} == {"////"}
    assert [bar.get_width() for bar in whole] == [1.0, 1.0, 1.0]
    # The outline hides nothing, and half of it lies outside the axes.
    assert {bar.get_facecolor()[3] for bar in whole} == {0.0}
    assert not any(bar.get_clip_on() for bar in whole)
    assert [label.get_text() for label in labels(ax)] == [
        "25–40 in 2 countries: 25–40%",
        "none recorded",
        "50 in 1 country: 50%",
    ]
    assert ax.get_xlim() == (0.0, 1.0)
    ax.get_figure().canvas.draw()
    bars = [bar.get_window_extent() for bar in whole]
    assert not any(Text.get_window_extent(label).overlaps(bar) for label in labels(ax) for bar in bars)


@pytest.mark.parametrize(
    ("share", "title"),
    [
        ((0.25, 0.4, 2), "Recorded country by country: between 25% and 40% of the arrests, if counted in them"),
        ((0.0, 0.6, 1), "Countries are recorded, but what share of a total is theirs is not established"),
    ],
)
def test_the_title_of_coverage_is_a_sentence(share: tuple[float, float, int], title: str) -> None:
    assert plots.description_of(plots.plot_coverage(shares(share, (0.0, 0.0, 0)))).title == title


# Routes


def boxes(ax: Axes) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for text in ax.texts:
        if text.get_bbox_patch() is not None:
            found.setdefault(text.get_text().replace("\n", " "), []).append(text)
    return found


def test_routes_are_boxes_joined_by_arrows() -> None:
    frame = frame_of("plot_routes")
    ax = plots.plot_routes(frame)
    drawn = boxes(ax)
    assert set(drawn) - {"not recorded"} == set(frame["place"])
    x = {place: [box.get_position()[0] for box in several] for place, several in drawn.items()}
    assert [x["Bulgaria"], x["Romania"], x["Netherlands"], x["not recorded"]] == [[0], [1], [2], [0, 0]]
    # As many arrows as steps from one box of a row to the next.
    assert len(arrows(ax)) == sum(map(len, drawn.values())) - frame["claim_id"].nunique() == 7
    ends = sorted((arrow.get_position()[0], arrow.xy[0]) for arrow in arrows(ax))
    assert ends == [(0, 1), (0, 2), (0, 2), (0, 2), (0, 2), (0, 2), (1, 2)]
    for place, several in drawn.items():
        assert {box.get_bbox_patch().get_linestyle() == "--" for box in several} == {place == "not recorded"}
        assert {box.get_color() == QUIET for box in several} == {place == "not recorded"}


def test_a_route_without_transit_claims_none() -> None:
    frame = frame_of("plot_routes")
    ax = plots.plot_routes(frame[frame["role"] == "destination"])
    assert not any(box.get_position()[0] == 1 for several in boxes(ax).values() for box in several)
    assert len(boxes(ax)["not recorded"]) == frame.loc[frame["role"] == "destination", "claim_id"].nunique()


def test_several_places_of_one_role_share_a_box() -> None:
    frame = frame_of("plot_routes").head(3)
    frame = frame.assign(claim_id="one", role=["origin", "transit", "transit"], place=["Mali", "Niger", "Chad"])
    ax = plots.plot_routes(frame)
    assert set(boxes(ax)) == {"Mali", "Niger, Chad", "not recorded"}
    assert plots.description_of(ax).alt.endswith(": Mali to Niger, Chad to not recorded.")
    assert plots.description_of(ax).title == "1 route is recorded"


# Style and descriptions


def luminance(colour: Any) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colors.to_rgb(colour)]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(light: Any, dark: Any) -> float:
    return (luminance(light) + 0.05) / (luminance(dark) + 0.05)


@pytest.mark.parametrize(("colour", "least"), [*((colour, 3) for colour in COLOURS), (INK, 7), (QUIET, 4.5)])
def test_colours_stand_out_from_white(colour: str, least: float) -> None:
    assert contrast("white", colour) >= least


def test_no_two_colours_or_shapes_are_the_same() -> None:
    assert len(set(COLOURS)) == len(set(MARKERS)) == len(COLOURS) == len(MARKERS)


def test_axes_without_a_description_are_told() -> None:
    with pytest.raises(UsageError) as caught:
        plots.description_of(plots.new_axes(1))
    assert str(caught.value) == (
        "This figure has no description. Give it one, so that everyone can read it: "
        "plots.describe(ax, title=…, subtitle=…, alt=…)."
    )


def test_a_dollar_in_a_label_is_no_formula() -> None:
    ax = plots.plot_headline(intervals(interval(5, 5, "$5 and $6", says="$5 and $6 seized")))
    ax.get_figure().canvas.draw()
    assert [label.get_text() for label in labels(ax)] == ["$5 and $6"]
    assert not any(text.get_parse_math() for text in visible_texts(ax))


@pytest.mark.parametrize("text", ["", "one", LONG, "x" * 100, "Côte d'Ivoire " * 9])
def test_wrapping_loses_nothing(text: str) -> None:
    lines = wrap(text).split("\n")
    assert max(map(len, lines)) <= 24
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
