"""Statements held against public counts: series made for the purpose."""

import re
from dataclasses import fields
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import liberterra_analysis as lt
from liberterra_analysis.analysis import corroborate
from liberterra_analysis.analysis.corroboration import REVISION, compute_mann_kendall, format_period
from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.datasets import DATASETS
from liberterra_analysis.document import plain

OPERATION = pd.Series({"starts": "2024-09-29", "ends": "2024-10-04", "regions": "worldwide"}, dtype="object")
BLANK = dict.fromkeys(field.name for field in fields(Figure))
NO_FIGURES = pd.DataFrame(columns=list(BLANK))
NO_STATEMENTS = pd.DataFrame(columns=["statement_id", "kind", "nationality_iso3", "scope", "region_code"])
SERIES = {"darien": "irregular transit through the Darién", "frontex": "detections of illegal border-crossing"}


def statement(kind: str, nationality: str | None = "VEN", region: str | None = "019", **others: object) -> pd.DataFrame:
    cells = {"statement_id": "s", "kind": kind, "scope": "operation", "nationality_iso3": nationality}
    return pd.DataFrame([cells | {"region_code": region} | others])


def series(counts: dict[str, dict[str, float | tuple[float, float]]], dataset: str = "darien") -> pd.DataFrame:
    """Make counts: month, nationality, count or interval."""
    rows: list[dict[str, Any]] = []
    for month, of in counts.items():
        for nationality, count in of.items():
            low, high = count if isinstance(count, tuple) else (count, count)
            start = pd.Timestamp(f"{month}-01")
            rows.append(
                {"dataset": dataset, "start": start, "end": start + pd.offsets.MonthEnd(), "lower": low, "upper": high}
                | {"nationality_iso3": nationality, "country_iso3": DATASETS[dataset].country, "vintage": "2025-06-19"}
                | {"series": SERIES[dataset], "unit": DATASETS[dataset].unit}
            )
    return pd.DataFrame(rows)


def found(statements: pd.DataFrame, counts: pd.DataFrame, dataset: str = "darien") -> dict[str, Any]:
    rows = corroborate(statements, NO_FIGURES, OPERATION, counts)
    return rows[rows["dataset"] == dataset].to_dict("records")[0]


def steady(**of: float | tuple[float, float]) -> pd.DataFrame:
    return series({month: dict(of) for month in ("2024-08", "2024-09", "2024-10", "2024-11")})


# Ranks


@pytest.mark.parametrize(
    ("counts", "verdict", "strength"),
    [
        (steady(VEN=100, COL=50), "agrees", "strong"),
        (steady(VEN=50, COL=100), "disagrees", "strong"),
        (steady(VEN=100, COL=97), "cannot tell", ""),  # a revision may turn it round
        (steady(VEN=(50, 200), COL=100), "cannot tell", ""),
        (steady(VEN=100, COL=(1, 4)), "agrees", "strong"),
        (steady(**{"VEN": 100, "COL": 50, "": 300}), "cannot tell", ""),  # one of those not named may be ahead
        (steady(**{"VEN": 100, "COL": 150, "": 300}), "disagrees", "strong"),
        (steady(VEN=100), "cannot tell", ""),
    ],
)
def test_a_rank(counts: pd.DataFrame, verdict: str, strength: str) -> None:
    row = found(statement("ranking"), counts)
    assert (row["verdict"], row["strength"]) == (verdict, strength)


def test_a_rank_says_its_numbers_and_where_it_looked() -> None:
    row = found(statement("ranking"), steady(VEN=1000, COL=(50, 60)))
    assert row["says"] == (
        "Irregular transit through the Darién, September 2024 to October 2024: 2,000 entries recorded of people from "
        "Venezuela; the largest other group, Colombia, has between 100 and 120."
    )
    assert (row["starts"], row["ends"], row["vintage"]) == ("2024-09-01", "2024-10-31", "2025-06-19")
    assert row["difference"] == (
        "The statement is about persons, the series counts entries recorded; "
        "Servicio Nacional de Migración, Panama alone counts them."
    )


def test_a_nationality_that_is_left_blank_is_not_taken_for_none() -> None:
    """Frontex leaves a cell blank where nothing was reported: that is no zero, and no disagreement."""
    counts = steady(VEN=5, SYR=9000).assign(dataset="frontex", series=SERIES["frontex"], unit="detections")
    counts = counts[~((counts["nationality_iso3"] == "VEN") & (counts["start"] >= pd.Timestamp("2024-09-01")))]
    row = found(statement("ranking", region=None), counts, "frontex")
    assert (row["verdict"], row["strength"]) == ("cannot tell", "")
    assert row["says"] == (
        "Detections of illegal border-crossing, September 2024 to October 2024: "
        "no detections of people from Venezuela are given."
    )


def test_a_rank_of_one_month_alone_is_weak() -> None:
    counts = {"2024-08": {"VEN": 9, "COL": 9}, "2024-09": {"VEN": 90, "COL": 9}, "2024-10": {"VEN": 9, "COL": 12}}
    row = found(statement("ranking"), series(counts | {"2024-11": {"VEN": 9, "COL": 9}}))
    assert (row["verdict"], row["strength"]) == ("agrees", "weak")


def test_without_a_region_every_series_is_a_weak_witness() -> None:
    rows = corroborate(statement("ranking", region=None), NO_FIGURES, OPERATION, steady(VEN=100, COL=50))
    assert set(rows["dataset"]) == {"frontex", "cbp", "darien", "honduras", "mexico"}
    row = rows[rows["dataset"] == "darien"].iloc[0]
    assert (row["verdict"], row["strength"]) == ("agrees", "weak")
    assert row["difference"].endswith(" The source names no region; the series covers one place.")


def test_months_that_are_not_covered() -> None:
    row = found(statement("ranking"), series({"2024-09": {"VEN": 9, "COL": 1}}))
    assert (row["verdict"], row["starts"]) == ("cannot tell", "")
    assert row["says"] == "Irregular transit through the Darién: the months of the operation are not covered."


def test_what_is_not_held_can_be_fetched() -> None:
    row = found(statement("ranking"), steady(VEN=1, COL=1), "cbp")
    assert (row["verdict"], row["strength"], row["vintage"]) == ("cannot tell", "", "")
    assert row["says"] == "Nationwide encounters: not held. Run 'liberterra fetch cbp'."
    row = found(statement("ranking"), steady(VEN=1, COL=1), "honduras")
    assert row["says"] == "Irregular entries to Honduras: not held. Run 'liberterra fetch honduras --from FILE'."


def test_a_nationality_that_is_not_named() -> None:
    row = found(statement("trend", "VNM"), steady(VEN=1, COL=1))
    assert row["says"] == "Irregular transit through the Darién: Viet Nam is not among the nationalities named."


@pytest.mark.parametrize(
    "silent",
    [statement("finding"), statement("ranking", None), statement("ranking", scope="case"), statement("trend", None)],
)
def test_statements_that_no_series_speaks_to(silent: pd.DataFrame) -> None:
    assert corroborate(silent, NO_FIGURES, OPERATION, steady(VEN=1)).empty


def test_an_operation_without_dates() -> None:
    undated = pd.Series({**OPERATION, "starts": None, "ends": None})
    rows = corroborate(statement("ranking"), NO_FIGURES, undated, steady(VEN=2, COL=1))
    assert rows.loc[rows["dataset"] == "darien", "says"].tolist() == ["No date of the operation is recorded."]


@settings(max_examples=20)
@given(
    st.lists(st.integers(1, 500), min_size=2, max_size=5),
    st.lists(st.floats(1 - REVISION, 1 + REVISION), min_size=5, max_size=5),
)
def test_no_revision_within_the_allowance_turns_a_rank_round(counts: list[int], factors: list[float]) -> None:
    names = ["VEN", "COL", "ECU", "PER", "CUB"][: len(counts)]
    verdict = found(statement("ranking"), steady(**dict(zip(names, counts, strict=True))))["verdict"]
    revised = [count * factor for count, factor in zip(counts, factors, strict=False)]
    if verdict == "agrees":
        assert revised[0] > max(revised[1:])
    if verdict == "disagrees":
        assert revised[0] < max(revised[1:])


# Trends


def months(values: list[float]) -> pd.DataFrame:
    first = pd.Period("2022-11", "M")
    return series({str(first + at): {"VNM": value, "VEN": 1000} for at, value in enumerate(values)})


@pytest.mark.parametrize(
    ("values", "verdict", "strength"),
    [
        ([*range(10, 34)], "agrees", "strong"),
        ([*range(34, 10, -1)], "disagrees", "strong"),
        ([20] * 24, "cannot tell", ""),
        ([20] * 12 + [20.5] * 12, "cannot tell", ""),  # within what publishers revise
        ([10, 30] * 6 + [10, 60] * 6, "agrees", "weak"),  # more, but not steadily
        # A season that comes again is no trend.
        ([1, 1, 1, 50, 50, 50, 1, 1, 1, 1, 1, 1] * 2, "cannot tell", ""),
    ],
)
def test_a_trend(values: list[float], verdict: str, strength: str) -> None:
    row = found(statement("trend", "VNM"), months(values))
    assert (row["verdict"], row["strength"]) == (verdict, strength)


def test_a_trend_says_its_numbers_and_its_test() -> None:
    row = found(statement("trend", "VNM"), months([*range(10, 34)]))
    assert row["says"] == (
        "Irregular transit through the Darién, November 2023 to October 2024: 330 entries recorded of people from "
        "Viet Nam, against 186 in the 12 months before (Mann-Kendall over 24 months: z = 6.8)."
    )
    assert (row["starts"], row["ends"]) == ("2022-11-01", "2024-10-31")


def test_a_month_without_the_nationality_is_none_and_one_without_any_is_not_covered() -> None:
    counts = months([*range(10, 34)])
    without = counts[~((counts["nationality_iso3"] == "VNM") & (counts["start"] == "2023-01-01"))]
    assert "against 174 in" in found(statement("trend", "VNM"), without)["says"]
    gap = counts[counts["start"] != "2023-01-01"]
    row = found(statement("trend", "VNM"), gap)
    assert row["says"] == "Irregular transit through the Darién: 24 months up to 2024-10 are not covered."


def test_a_quarter_is_no_year() -> None:
    assert format_period(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-03-31")) == "January 2024 to March 2024"


def test_mann_kendall_of_a_known_series() -> None:
    """By hand: 10 pairs, 8 rise and 2 fall, S = 6, variance 5 * 4 * 15 / 18."""
    assert compute_mann_kendall([1, 3, 2, 5, 4]) == pytest.approx(5 / (5 * 4 * 15 / 18) ** 0.5)
    assert compute_mann_kendall([2, 2, 2]) == 0
    assert compute_mann_kendall([1, 1, 2, 3]) == pytest.approx(4 / ((4 * 3 * 13 - 2 * 1 * 9) / 18) ** 0.5), "a tie"
    assert compute_mann_kendall([5, 4, 2, 3, 1]) == pytest.approx(-compute_mann_kendall([1, 3, 2, 4, 5]))


def test_a_report_shows_verdict_numbers_and_where_the_counts_are_from() -> None:
    said = statement("ranking").assign(statement="Most were Venezuelan.")
    found = corroborate(said, NO_FIGURES, OPERATION, steady(VEN=1000, COL=50))
    shown = lt.display.show_corroboration(found, said, NO_FIGURES, name="counts", caption="Counts", empty="None.")
    (row,) = shown.block.rows
    assert [plain(cell) for cell in row.cells[:2]] == ["Most were Venezuelan.", "agrees, strong"]
    assert row.cells[4][0].target == "https://www.migracion.gob.pa/estadisticas"
    assert row.cells[4][0].text == "Servicio Nacional de Migración, Panama, vintage 2025-06-19"
    assert shown.block.csv.startswith("about,dataset,series,verdict,strength,says,")


def test_an_operation_shows_verdicts_in_short_and_what_could_be_fetched() -> None:
    said = statement("ranking").assign(statement="Most were Venezuelan.")
    figures = figure("irregular_migrants").assign(words="17,793")
    found = corroborate(said, figures, OPERATION, steady(VEN=1000, COL=50, CUB=20, ECU=20))
    short = lt.display.show_verdicts(found, said, figures, name="counts", caption="Counts", empty="None.").block
    series, months = "Irregular transit through the Darién (entries recorded)", "September 2024 to October 2024"
    assert [[plain(cell) for cell in row.cells] for row in short.rows] == [
        ["Most were Venezuelan.", "agrees, strong", series, months],
        ["17,793 irregular migrants", "cannot tell", series, months],
    ]
    assert short.rows[1].cells[0][0].target == "#claim-c"
    rest = lt.display.show_fetchable(found, said, figures, name="rest", caption="Rest", empty="None.").block
    assert [[plain(cell) for cell in row.cells] for row in rest.rows] == [
        ["Nationwide encounters", "encounters", "Most were Venezuelan; irregular migrants", "liberterra fetch cbp"],
        *(
            [
                DATASETS[name].title,
                unit,
                "Most were Venezuelan; irregular migrants",
                f"liberterra fetch {name} --from FILE",
            ]
            for name, unit in (("honduras", "entries recorded"), ("mexico", "encounters"))
        ),
        [
            "Monthly detections of illegal border-crossing",
            "detections",
            "irregular migrants",
            "liberterra fetch frontex",
        ],
        [
            "Migrants detected crossing the English Channel in small boats",
            "people detected on arrival",
            "irregular migrants",
            "liberterra fetch small-boats",
        ],
    ]


# Figures


def figure(metric: str, **others: object) -> pd.DataFrame:
    cells = BLANK | {"claim_id": "c", "metric": metric, "scope": "operation"}
    return pd.DataFrame([cells | {"noun": metric.replace("_", " ")} | others])


def beside(figures: pd.DataFrame, counts: pd.DataFrame, **operation: object) -> list[dict[str, Any]]:
    rows = corroborate(NO_STATEMENTS, figures, pd.Series({**OPERATION, **operation}), counts)
    return [row for row in rows.to_dict("records") if row["vintage"]]


def test_a_figure_is_set_beside_a_count_for_its_scale_alone() -> None:
    (row,) = beside(figure("irregular_migrants"), steady(VEN=1000, COL=50, CUB=20))
    assert (row["verdict"], row["strength"]) == ("cannot tell", "")
    assert row["says"] == (
        "Irregular transit through the Darién, September 2024 to October 2024: 2,140 entries recorded."
    )
    assert row["difference"] == (
        "The figure counts irregular migrants, the series entries recorded. Events of whole months at one border or in "
        "one country; who is met again is counted again."
    )


def test_a_series_stands_beside_what_happened_where_it_counts() -> None:
    def names(figures: pd.DataFrame, regions: str | None) -> list[str]:
        rows = corroborate(NO_STATEMENTS, figures, pd.Series({**OPERATION, "regions": regions}), steady(VEN=1))
        return rows["dataset"].tolist()

    everywhere = ["frontex", "cbp", "darien", "honduras", "mexico", "small-boats"]
    assert names(figure("irregular_migrants"), "worldwide") == everywhere
    assert names(figure("irregular_migrants"), "Americas") == ["cbp", "darien", "honduras", "mexico"]
    assert names(figure("irregular_migrants"), "Europe") == ["frontex"]  # which does not count the Channel
    assert names(figure("irregular_migrants"), "Chad; Mali; Mexico") == ["mexico"]
    assert names(figure("irregular_migrants"), None) == []
    assert names(figure("irregular_migrants", country_iso3="TUR", scope="country"), "worldwide") == []
    assert names(figure("irregular_migrants", country_iso3="GBR", scope="country"), "worldwide") == ["small-boats"]
    assert names(figure("victims", country_iso3="GBR", scope="country"), "worldwide") == ["glotip", "nrm"]
    assert names(figure("victims"), "Niger") == ["glotip"]
    assert names(figure("victims"), "Western Balkans") == []
    assert names(figure("arrests", offence="trafficking"), "worldwide") == ["glotip"]


@pytest.mark.parametrize(
    "silent",
    [
        figure("victims", scope="case"),
        figure("victims", population="minors"),
        figure("arrests"),
        figure("arrests", offence="smuggling"),
        figure("database_checks"),
        figure("persons_checked"),
    ],
)
def test_figures_that_no_series_speaks_to(silent: pd.DataFrame) -> None:
    assert corroborate(NO_STATEMENTS, silent, OPERATION, steady(VEN=1)).empty


def yearly(**of: float) -> pd.DataFrame:
    rows = [
        {"country_iso3": country, "lower": float(count), "upper": float(count), "start": pd.Timestamp(f"{year}-01-01")}
        | {"end": pd.Timestamp(f"{year}-12-31"), "vintage": "2025-04-14"}
        for country, count in of.items()
        for year in (2020, 2022)
    ]
    about = {"dataset": "glotip", "series": "Detected trafficking victims", "unit": "detected victims"}
    return pd.DataFrame(rows).assign(nationality_iso3="", **about)


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        ({}, "2022, the last year before the operation: 2,010 detected victims, reported by Niger, United Kingdom."),
        (
            {"regions": "Niger; Togo"},
            "2022, the last year before the operation: 10 detected victims, reported by Niger.",
        ),
        ({"starts": "2020-05", "ends": None}, "2020: 2,010 detected victims, reported by Niger, United Kingdom."),
        ({"starts": "2022-12-30", "ends": "2023-01-02"}, "2020, the last year before the operation: 2,010 detected"),
    ],
)
def test_a_year_is_that_of_the_operation_or_the_last_before(operation: dict[str, object], says: str) -> None:
    (row,) = beside(figure("victims"), yearly(GBR=2000, NER=10), **operation)
    assert row["says"].startswith(f"Detected trafficking victims, {says}")


def test_a_time_that_is_not_covered() -> None:
    (row,) = beside(figure("victims"), yearly(NER=10), starts="2019-01-01", ends="2019-01-02")
    assert row["says"] == "Detected trafficking victims: the time of the operation is not covered."
    gap = steady(VEN=100, COL=50, CUB=30, ECU=20)
    gap = gap[gap["start"] != pd.Timestamp("2024-10-01")]
    (row,) = beside(figure("irregular_migrants"), gap)
    assert row["says"] == "Irregular transit through the Darién: the time of the operation is not covered."
    (row,) = beside(figure("irregular_migrants"), steady(VEN=1), starts=None, ends=None)
    assert row["says"] == "No date of the operation is recorded."


# Few persons


def test_few_persons_are_not_told() -> None:
    row = found(statement("ranking"), steady(VEN=1, COL=50))
    assert (
        "Darién, September 2024 to October 2024: fewer than 5 entries recorded of people from Venezuela;" in row["says"]
    )
    row = found(statement("trend", "VNM"), months([0.0] * 12 + [3.0] + [0.0] * 11))
    assert ": fewer than 5 entries recorded of people from Viet Nam, against 0 in" in row["says"]
    (row,) = beside(figure("victims", scope="country", country_iso3="NER"), yearly(GBR=2000, NER=3))
    assert ": fewer than 5 detected victims, reported by Niger." in row["says"]


NATIONS = ["VEN", "COL", "ECU", "PER", "CUB", ""]


@settings(max_examples=20)
@given(st.lists(st.integers(1, 9), min_size=5, max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_nothing_hidden_can_be_worked_out_from_all_that_is_told(counts: list[int], large: list[bool]) -> None:
    """Who knows every sentence solves for each group's interval: no small count comes out narrower than it was told."""
    true = {name: count * (40 if much else 1) for name, count, much in zip(NATIONS, counts, large, strict=False)}
    both = series({month: {name: float(count) for name, count in true.items()} for month in ("2024-09", "2024-10")})
    sums = {name: 2 * count for name, count in true.items()}
    rows = corroborate(statement("ranking"), figure("irregular_migrants"), OPERATION, both)
    says = rows.loc[rows["dataset"] == "darien", "says"].tolist()
    known, total = read(says, sums)
    if total is None:
        return
    for name, count in sums.items():
        if 0 < count < 5:
            least = sum(low for other, (low, _) in known.items() if other != name)
            most = sum(high for other, (_, high) in known.items() if other != name)
            low, high = known[name]
            assert max(low, total - most) <= 1, (says, sums, name)
            assert min(high, total - least) >= 4, (says, sums, name)


def read(says: list[str], sums: dict[str, int]) -> tuple[dict[str, tuple[float, float]], float | None]:
    """Return what the sentences say of each group, and the total if it is told."""
    known = dict.fromkeys(sums, (0.0, float("inf")))
    groups = {lt.places.country_name(name) if name else "nationalities not named, together": name for name in sums}
    for text in says:
        for pattern in (
            r": (?P<n>[^:]*) entries recorded of people from (?P<who>[^;]*);",
            r"group, (?P<who>.*), has (?P<n>.*)\.",
        ):
            hit = re.search(pattern, text)
            if hit and hit["who"] in groups:
                few = hit["n"] == "fewer than 5"
                value = (1.0, 4.0) if few else (float(hit["n"].replace(",", "")),) * 2
                known[groups[hit["who"]]] = value
                assert value[0] <= sums[groups[hit["who"]]] <= value[1]
                assert few == (0 < sums[groups[hit["who"]]] < 5)
    total = re.search(r"October 2024: ([\d,]+) entries recorded\.", " ".join(says))
    return known, float(total[1].replace(",", "")) if total else None


def test_a_total_that_gives_few_persons_away_is_not_told() -> None:
    (row,) = beside(figure("irregular_migrants"), steady(VEN=100, COL=50, CUB=1))
    assert row["says"].endswith("October 2024: the total is not shown, for it would give away a count of few persons.")
