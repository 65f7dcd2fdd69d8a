"""Every plot: what it says, what its artists are, that nothing is cut off, and that its bytes do not change."""

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
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import liberterra_analysis as lt
from liberterra_analysis import analysis, display, plots
from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Interval
from liberterra_analysis.picture import PANEL
from liberterra_analysis.plots import style
from liberterra_analysis.plots.style import BLUE, GREY, INK, LONGEST_ALT, QUIET, NothingToDrawError, wrap
from tests.unit.conftest import Make

PLOTS = {name: plot for name, plot in inspect.getmembers(plots, inspect.isfunction) if name.startswith("plot_")}
EMPTY = {
    "plot_coverage": "Of no total more than a twentieth is recorded by country.",
    "plot_intervals": "No row has a number.",
    "plot_map": "There are no two countries to draw.",
    "plot_panels": "There are no two figures that may be compared.",
    "plot_parts": "No figure of persons is stated as a part of another.",
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
        "plot_parts": analysis.measure_parts(headline),
        "plot_coverage": analysis.measure_coverage(headline, figures),
        "plot_map": actions,
        "plot_intervals": headline[headline["unit"] == "persons"].rename(columns={"noun": "name"}),
    }


@cache
def all_figures() -> pd.DataFrame:
    return analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())


@cache
def frames_of_series(series: str = "Liberterra") -> dict[str, pd.DataFrame]:
    figures = all_figures()
    chosen = analysis.choose_operations(lt.load_operations(), series=series)
    pairs = analysis.compare_operations(figures, chosen)
    return {"plot_panels": analysis.arrange_panels(figures, chosen, pairs)}


def frame_of(name: str) -> pd.DataFrame:
    return (frames_of_operation("liberterra-2") | frames_of_series())[name].copy(deep=True)


@pytest.fixture(params=sorted(PLOTS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def visible_texts(ax: Axes) -> list[Text]:
    """Return the texts that are drawn, but the title, which the report sets."""
    hidden = {ax.title, ax._left_title, ax._right_title}
    for one in (ax, *ax.child_axes):
        for axis in (one.xaxis, one.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not one.axison or not low <= tick.get_loc() <= high:
                    hidden |= {tick.label1, tick.label2}
    found = ax.get_figure().findobj(Text)
    return [text for text in found if text not in hidden and text.get_visible() and text.get_text().strip()]


def extents(ax: Axes) -> list[tuple[str, Bbox]]:
    figure = ax.get_figure()
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    # Text's own extent: that of an annotation would take in its arrow.
    return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in visible_texts(ax)]


def assert_readable(ax: Axes) -> None:
    """No text is cut off by the figure's edge, none lies upon another, and all is as large as on a phone it must be."""
    found = extents(ax)
    width, height = ax.get_figure().bbox.size
    cut = [text for text, box in found if min(box.x0, box.y0) < -2 or box.x1 > width + 1 or box.y1 > height + 2]
    assert cut == []
    upon = [
        (one, other)
        for (one, a), (other, b) in combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1.5
    ]
    assert upon == []
    assert {text.get_fontsize() for text in visible_texts(ax)} == {style.SIZE}


def assert_described(ax: Axes) -> None:
    description = plots.description_of(ax)
    assert ax.get_title(loc="left").replace("\n", " ") == description.title
    assert not description.title.endswith(".")
    assert description.subtitle.endswith(".")
    assert len(description.alt) <= LONGEST_ALT
    assert any(character.isdigit() for character in description.alt)
    assert description.rows


# What all plots have in common


def test_every_plot_is_tested() -> None:
    assert set(PLOTS) == set(EMPTY) == set(frames_of_operation("liberterra-2") | frames_of_series())
    assert set(PLOTS) <= set(plots.__all__)


def test_a_plot_draws_a_figure_of_its_own_and_changes_nothing_else(name: str) -> None:
    first, *others = inspect.signature(PLOTS[name]).parameters.values()
    assert first.kind is first.POSITIONAL_OR_KEYWORD
    assert {one.kind for one in others} <= {inspect.Parameter.KEYWORD_ONLY}
    frame = frame_of(name)
    before, settings = frame.copy(deep=True), dict(mpl.rcParams)
    other = plt.figure()
    assert PLOTS[name](frame).get_figure() is not other
    assert not other.axes
    pd.testing.assert_frame_equal(frame, before)
    assert dict(mpl.rcParams) == settings


def test_a_plot_is_readable_and_described_in_words_and_numbers(name: str) -> None:
    ax = PLOTS[name](frame_of(name))
    assert ax.get_figure().axes == [ax]
    assert_readable(ax)
    assert_described(ax)


@pytest.mark.parametrize("operation", ["jad-western-balkans-2018", "liberterra-3", "spartacus-3", "turquesa-4"])
def test_an_operation_with_few_or_many_figures_is_readable(operation: str) -> None:
    for name, frame in frames_of_operation(operation).items():
        try:
            ax = PLOTS[name](frame)
        except NothingToDrawError:
            continue  # what is said then is tested below
        assert_readable(ax)
        assert_described(ax)


def test_what_a_backend_sets_when_the_first_chart_is_drawn_holds_for_the_next() -> None:
    with mpl.rc_context({"interactive": False}):
        with plots.apply_style():
            mpl.interactive(True)
        assert mpl.is_interactive()


@pytest.mark.parametrize("series", ["Cross Country", "Global Chain", "EMPACT labour exploitation joint action days"])
def test_a_series_with_many_operations_is_readable(series: str) -> None:
    for name, frame in frames_of_series(series).items():
        assert_readable(PLOTS[name](frame))


def test_a_failing_plot_leaves_the_settings_as_they_were(name: str) -> None:
    settings = dict(mpl.rcParams)
    with pytest.raises(UsageError):
        PLOTS[name](pd.DataFrame({"claim_id": ["a"], "upper": [1.0]}))
    assert dict(mpl.rcParams) == settings


def test_an_empty_frame_is_told(name: str) -> None:
    with pytest.raises(NothingToDrawError) as caught:
        PLOTS[name](frame_of(name).iloc[:0])
    assert str(caught.value) == EMPTY[name]
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", ["plot_coverage", "plot_parts"])
def test_long_texts_are_wrapped_and_stay_inside(name: str) -> None:
    frame = pd.concat([frame_of(name)] * 3, ignore_index=True)
    frame[[column for column in ("noun", "narrowed") if column in frame]] = LONG
    assert_readable(PLOTS[name](frame))


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
    assert all("<text" in svg for svg in drawn.values()), "letters are text, which can be selected and restyled"


# Coverage


def shares(*rows: tuple[float, float, int]) -> pd.DataFrame:
    """Return totals of 100 arrests, each with the ends of the named share and the number of countries."""
    return pd.DataFrame(
        [
            {
                "noun": "arrests",
                "total_words": "100",
                "countries": countries,
                "named_words": str(Interval(low * 100, high * 100)),
                "named_lower": low * 100,
                "named_upper": high * 100,
                "share_lower": low,
                "share_upper": high,
                "share_words": f"between {low:.0%} and {high:.0%}",
            }
            for low, high, countries in rows
        ]
    )


def test_a_bar_is_as_long_as_its_share_and_what_cannot_be_computed_is_left_out() -> None:
    ax = plots.plot_coverage(shares((0.25, 0.4, 2), (0.0, 0.0, 0), (0.5, 0.5, 1), (0.0, 1.0, 3)))
    bars = [(bar.get_x(), round(bar.get_width(), 6), bar.get_hatch()) for bar in ax.patches]
    assert bars == [
        *((0, 1, None), (0, 0.25, None), (0.25, 0.15, "////")),
        *((0, 1, None), (0, 0.5, None), (0.5, 0.0, "////")),
    ]
    assert [text.get_text() for text in ax.texts] == [
        *("between 25 and 40 of 100 arrests, in 2 countries", "25–40%"),
        *("50 of 100 arrests, in 1 country", "50%"),
    ]
    assert plots.description_of(ax).subtitle.endswith(" Not recorded by country: 100 arrests.")
    for nothing in ([(0.0, 1.0, 3)], [(0.0, 1.0, 3), (0.0, 0.0, 0)], [(0.01, 0.05, 1)]):
        with pytest.raises(NothingToDrawError):
            plots.plot_coverage(shares(*nothing))


@pytest.mark.parametrize(
    ("share", "title"),
    [
        ((0.25, 0.4, 2), "We have recorded between 25% and 40% of the arrests country by country"),
        ((0.0, 0.6, 1), "We have recorded between 0% and 60% of the arrests country by country"),
    ],
)
def test_the_title_of_coverage_speaks_of_the_collection(share: tuple[float, float, int], title: str) -> None:
    said = plots.description_of(plots.plot_coverage(shares(share, (0.0, 0.0, 0))))
    assert said.title == title
    assert said.subtitle.startswith("A measure of our collection, not of the operation.")
    assert said.alt.startswith((f"{title}. Between ", f"{title}. At most "))


def test_what_narrows_a_total_stands_in_brackets_where_the_sentence_goes_on() -> None:
    said = plots.description_of(plots.plot_coverage(shares((0.5, 0.5, 1)).assign(noun="arrests, first day")))
    assert said.title.endswith(" of the arrests (first day) country by country")
    assert "100 arrests (first day), in 1 country" in said.alt


def test_a_chart_says_at_least_of_solid_bars_alone() -> None:
    said = [plots.description_of(plots.plot_coverage(shares((low, 0.6, 1)))).subtitle for low in (0.0, 0.25)]
    assert ["at least this share" in one for one in said] == [False, True]
    assert "Hatched: at most this share." in said[0]


def test_parts_whose_share_cannot_be_computed_are_no_chart() -> None:
    with pytest.raises(NothingToDrawError):
        plots.plot_parts(frames_of_operation("turquesa-2")["plot_parts"])
    with pytest.raises(NothingToDrawError):  # two parts, each of 2%
        plots.plot_parts(frames_of_operation("cross-country-9")["plot_parts"])
    title = plots.description_of(plots.plot_parts(frames_of_operation("turquesa-5")["plot_parts"])).title
    assert title == "Dozens of 163 potential victims: children"


MADE_UP = {
    "lucero": "39 migrants rescued: 15 adults, 14 children (accompanied), 10 children (unaccompanied)",
    "weka-1": "88 of 195 arrests: for human trafficking",
}


def test_parts_are_of_persons_and_of_the_same_metric() -> None:
    parts = frames_of_operation("jad-western-balkans-2018")["plot_parts"]
    assert parts["part_words"].tolist()[:2] == ["148", "32"]
    assert set(parts["whole_says"]) == {"180 arrests", "148 arrests, during the action days"}
    first = ["made during the action days", "made before the action days", "for other offences (irregular migration)"]
    assert parts["narrowed"].tolist()[:3] == first
    assert frames_of_operation("weka-1")["plot_parts"]["share_words"].tolist() == ["45.1%", "32.3%"]


def test_a_part_is_the_title_unless_all_parts_fit_it() -> None:
    titles = {
        key: plots.description_of(plots.plot_parts(frames_of_operation(key)["plot_parts"])).title for key in MADE_UP
    }
    assert titles == MADE_UP


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        (({"detail": "Ottawa"}, {"detail": "Peel"}), "70 victims: 50 Ottawa, 20 Peel"),
        (({"detail": "Ottawa"}, {"population": "minors"}), "50 of 70 victims: Ottawa"),
    ],
)
def test_parts_that_may_overlap_are_not_titled_as_all_of_their_whole(
    parts: tuple[dict[str, str], ...], title: str, figures_of: Make
) -> None:
    victims = {"metric": "victims", "unit": "persons"}
    of = [victims | part | {"value": at, "subset_of": "c0"} for at, part in zip((50, 20), parts, strict=True)]
    headline = analysis.select_headline(figures_of(victims | {"value": 70}, *of))
    assert plots.description_of(plots.plot_parts(analysis.measure_parts(headline))).title == title


# Series


def test_bars_stand_over_year_days_and_countries_from_zero() -> None:
    ax = plots.plot_panels(frame_of("plot_panels"))
    first, second, *_, last = ax.child_axes
    assert [label.get_text() for label in first.get_xticklabels()] == ["2021\n5\n47", "2024\n5–7\n116", "2025\n12\n119"]
    assert {panel.get_ylim()[0] for panel in ax.child_axes} == {0.0}
    # What print sets side by side has its place, how far below the top it begins, and its heading.
    assert [panel.get_gid() for panel in ax.child_axes] == [f"{PANEL}{at}-{at * 179.0}" for at in range(4)]
    assert [panel.texts[-1].get_text() for panel in ax.child_axes][:2] == ["Potential victims", "Irregular migrants"]
    assert not ax.texts
    assert [bar.get_height() for bar in first.patches] == [3222, 4414, 3222, 4414]
    # "about 4,000" ends pale; "more than 720" ends in an arrow.
    assert sorted({bar.get_height() for bar in second.patches}) == [3500, 4499, 12992, 17793]
    (arrow,) = last.lines
    assert arrow.get_marker() == "^"
    above = {text.xy: text.xyann[1] for text in last.texts}
    assert above[arrow.get_xdata()[0], arrow.get_ydata()[0]] > arrow.get_markersize() / 2  # its number is not under it
    assert [text.get_text() for text in first.texts][:3] == ["3,222", "4,414", "–"]
    # No pair of the ledger may be compared as it stands.
    assert {colors.to_hex(bar.get_facecolor()) for panel in ax.child_axes for bar in panel.patches} == {GREY}
    subtitle = plots.description_of(ax).subtitle
    assert "evenly spaced whatever lies between" in subtitle  # three years from the first place to the second
    assert "dash: no figure that may be compared" in subtitle  # about 430 victims are recorded of 2021
    sure = frame_of("plot_panels").assign(caution=False)
    assert {colors.to_hex(bar.get_facecolor()) for bar in plots.plot_panels(sure).child_axes[0].patches} == {BLUE}


def test_the_title_speaks_of_all_measures_and_not_only_of_the_first() -> None:
    panels = frame_of("plot_panels")
    assert plots.description_of(plots.plot_panels(panels)).title.endswith(", none of them directly comparable")
    last = panels["panel"] == panels["panel"].max()
    some = plots.plot_panels(panels.assign(caution=panels["caution"].mask(last, False)))
    assert plots.description_of(some).title == "5 measures appear in more than one operation"


def test_bars_that_may_be_compared_as_they_stand_are_blue_beside_grey_ones() -> None:
    panels = frame_of("plot_panels")
    first = panels["claim_id"] == panels["claim_id"].iloc[0]
    mixed = plots.plot_panels(panels.assign(caution=~first)).child_axes[0].patches
    assert {colors.to_hex(bar.get_facecolor()) for bar in mixed} == {GREY, BLUE}


def test_the_scenario_shows_multiples_from_zero() -> None:
    ax = plots.plot_scenario(frame_of("plot_scenario"))
    assert [text.get_text() for text in ax.texts][:3] == ["the operation alone", "surge × 1", "26 to 73 times"]
    assert colors.to_hex(ax.patches[0].get_facecolor()) == GREY
    assert not any("million" in text.get_text() for text in ax.texts)
    # 365 / 7 = 52 times at least, but for the overlap.
    assert "Grey: as if other days found as much, less what is counted twice." in plots.description_of(ax).subtitle


# Style and descriptions


def luminance(colour: Any) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colors.to_rgb(colour)]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(light: Any, dark: Any) -> float:
    return (luminance(light) + 0.05) / (luminance(dark) + 0.05)


@pytest.mark.parametrize(("colour", "least"), [(BLUE, 4.5), (GREY, 3), (INK, 7), (QUIET, 4.5)])
def test_colours_stand_out_from_white(colour: str, least: float) -> None:
    assert contrast("white", colour) >= least


def test_letters_have_eleven_pixels_on_a_phone() -> None:
    assert style.SIZE * (390 - 32 - 2 * 9.6) / style.WIDTH >= 11  # its width less the edges of page and dark card


def test_axes_without_a_description_are_told() -> None:
    with pytest.raises(UsageError) as caught:
        plots.description_of(plots.new_axes(1))
    assert str(caught.value) == (
        "This figure has no description. Give it one, so that everyone can read it: "
        "plots.describe(ax, title=…, subtitle=…, alt=…)."
    )


def test_a_dollar_in_a_text_is_no_formula() -> None:
    ax = plots.plot_parts(frame_of("plot_parts").assign(whole_says="$5 and $6"))
    assert ax.texts[0].get_text() == "850 of $5 and $6"
    assert not any(text.get_parse_math() for text in visible_texts(ax))


@pytest.mark.parametrize("text", ["", "one", LONG, "x" * 100, "Côte d'Ivoire " * 9])
def test_wrapping_loses_nothing(text: str) -> None:
    lines = wrap(text).split("\n")
    assert max(map(len, lines)) <= 54
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


# Any frame with hedged numbers


def intervals(*numbers: object, **columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"name": list("abcdef")[: len(numbers)], "number": pd.Series(numbers, dtype="hedged"), **columns}
    )


def test_intervals_are_dots_lines_and_arrows_and_what_is_left_out_is_said() -> None:
    ax = plots.plot_intervals(intervals(90, "about 20", "more than 50", None))
    marks = [(line.get_marker(), line.get_xdata()[0]) for line in ax.lines if line.get_color() == BLUE]
    assert marks[:3] == [("o", 90), ("None", 15), ("None", 51)]
    assert marks[3][0] == ">"
    assert marks[3][1] > 90
    said = plots.description_of(ax)
    assert said.title == "Which of these 3 numbers is the largest is not established"
    assert said.subtitle.endswith("Left out, without a number: d.")
    assert said.rows == (("a", "90"), ("b", "about 20"), ("c", "more than 50"))
    assert plots.description_of(plots.plot_intervals(intervals(90, "about 20"))).title == "a: 90, the largest of 2"
    assert_readable(plots.plot_intervals(intervals("at least 2", "hundreds", -5, name=[LONG, LONG + "x", "c"])))


def test_of_many_intervals_the_largest_are_drawn_in_their_order() -> None:
    numbers = [*range(1, 39), 1000]
    frame = intervals(*numbers, name=[f"n{number}" for number in numbers])
    said = plots.description_of(plots.plot_intervals(frame))
    assert [label for label, _ in said.rows] == [f"n{number}" for number in numbers[9:]]
    assert said.title == "n1000: 1,000, the largest of 30"
    assert said.subtitle.endswith("The 30 of 39 with the largest lower ends.")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, "From zero"),
        ({"metric": "arrests", "unit": "arrests"}, "Arrests, from zero"),
        ({"metric": "irregular_migrants", "unit": "persons"}, "Irregular migrants, in persons, from zero"),
        ({"metric": "money", "unit": "EUR"}, "Money, in EUR, from zero"),
        ({"metric": "victims", "status": ["potential", "unspecified"]}, "Victims, some potential, from zero"),
        ({"metric": "victims", "statuses": "potential suspected"}, "Victims, some potential or suspected, from zero"),
        ({"metric": "arrests", "statuses": "suspected"}, "Arrests, from zero"),
        ({"metric": ["victims", "arrests"]}, "From zero"),
        ({"unit": [None, None]}, "From zero"),
    ],
)
def test_a_chart_of_intervals_says_what_is_counted(columns: dict[str, Any], said: str) -> None:
    frame = intervals(90, 20, **columns)
    assert plots.description_of(plots.plot_intervals(frame)).subtitle.startswith(f"{said}, on one scale.")
    rated = frame.assign(a_day=frame["number"] / 7).drop(columns=["status", "statuses"], errors="ignore")
    subtitle = plots.description_of(plots.plot_intervals(rated, number="a_day")).subtitle
    assert subtitle.startswith("A day, from zero, on one scale.")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (intervals(1, 2, name="arrests"), "two rows are labelled 'arrests'; draw fewer, or name a column with label=… "
         "that differs."),
        (intervals(1, 2, unit=["arrests", "days"]), "the rows count in different units (arrests, days), which share no "
         "scale; choose one."),
        (intervals(1).astype({"number": float}), "column 'number' is float64; draw one of dtype 'hedged', such as "
         "'number'."),
        (intervals(1).drop(columns="name"), "plot_intervals: label='name' is not one of 'number'; did you mean "
         "'number'?"),
    ],
)  # fmt: skip
def test_a_frame_that_a_chart_would_confuse_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        plots.plot_intervals(frame)
    assert str(caught.value) == message
