"""Statements held against public counts: synthetic series, and the real ones for Liberterra II where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liberterra_analysis as lt
from liberterra_analysis.analysis import corroborate
from liberterra_analysis.analysis.corroboration import REVISION, _mann_kendall
from liberterra_analysis.context import load_by_nationality, take
from liberterra_analysis.workspace import Workspace

REAL = Path(__file__).parents[3] / "shared" / "context"
OPERATION = {"starts": "2024-09-29", "ends": "2024-10-04"}
FILES = {
    "frontex": "gdidata_frontex.csv",
    "cbp": "gdidata_irreg_usa.csv",
    "darien": "gdidata_irreg_darien_nat.csv",
    "honduras": "gdidata_irreg_honduras_nat.csv",
    "mexico": "gdidata_irreg_mexico_nat.csv",
}


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
                | {"nationality_iso3": nationality, "vintage": "2025-06-19"}
            )
    return pd.DataFrame(rows)


def found(statements: pd.DataFrame, counts: pd.DataFrame, dataset: str = "darien") -> dict[str, Any]:
    rows = corroborate(statements, OPERATION, counts)
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


def test_a_rank_of_one_month_alone_is_weak() -> None:
    counts = {"2024-08": {"VEN": 9, "COL": 9}, "2024-09": {"VEN": 90, "COL": 9}, "2024-10": {"VEN": 9, "COL": 12}}
    row = found(statement("ranking"), series(counts | {"2024-11": {"VEN": 9, "COL": 9}}))
    assert (row["verdict"], row["strength"]) == ("agrees", "weak")


def test_without_a_region_every_series_is_a_weak_witness() -> None:
    rows = corroborate(statement("ranking", region=None), OPERATION, steady(VEN=100, COL=50))
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


def test_a_nationality_that_is_not_named() -> None:
    row = found(statement("trend", "VNM"), steady(VEN=1, COL=1))
    assert row["says"] == "Irregular transit through the Darién: Vietnam is not among the nationalities named."


@pytest.mark.parametrize(
    "silent",
    [statement("finding"), statement("ranking", None), statement("ranking", scope="case"), statement("trend", None)],
)
def test_statements_that_no_series_speaks_to(silent: pd.DataFrame) -> None:
    assert corroborate(silent, OPERATION, steady(VEN=1)).empty


def test_an_operation_without_dates() -> None:
    rows = corroborate(statement("ranking"), {"starts": None, "ends": None}, steady(VEN=2, COL=1))
    assert rows.loc[rows["dataset"] == "darien", "says"].tolist() == ["No source dates the operation."]


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
        "Vietnam, against 186 in the 12 months before (Mann-Kendall over 24 months: z = 6.8)."
    )
    assert (row["starts"], row["ends"]) == ("2022-11-01", "2024-10-31")


def test_a_month_without_the_nationality_is_none_and_one_without_any_is_not_covered() -> None:
    counts = months([*range(10, 34)])
    without = counts[~((counts["nationality_iso3"] == "VNM") & (counts["start"] == "2023-01-01"))]
    assert "against 174 in" in found(statement("trend", "VNM"), without)["says"]
    gap = counts[counts["start"] != "2023-01-01"]
    row = found(statement("trend", "VNM"), gap)
    assert row["says"] == "Irregular transit through the Darién: 24 months up to 2024-10 are not covered."


def test_mann_kendall_of_a_known_series() -> None:
    """By hand: 10 pairs, 8 rise and 2 fall, S = 6, variance 5 * 4 * 15 / 18."""
    assert _mann_kendall([1, 3, 2, 5, 4]) == pytest.approx(5 / (5 * 4 * 15 / 18) ** 0.5)
    assert _mann_kendall([2, 2, 2]) == 0
    assert _mann_kendall([5, 4, 2, 3, 1]) == pytest.approx(-_mann_kendall([1, 3, 2, 4, 5]))


# Liberterra II


@pytest.mark.skipif(not REAL.is_dir(), reason="the publishers' files are not here; they are never committed")
def test_liberterra_2(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    for name, file in FILES.items():
        take(name, REAL / file, vintage="2025-06-19", workspace=place)
    operation = lt.load_operations().set_index("operation_id").loc["liberterra-2"]
    rows = corroborate(lt.load_statements("liberterra-2"), operation, load_by_nationality(workspace=place))
    rank = rows[rows["statement_id"] == "liberterra-2-national-venezuelans-largest"].set_index("dataset")
    assert rank["verdict"].to_dict() == {
        "frontex": "disagrees",
        "cbp": "disagrees",
        "darien": "agrees",
        "honduras": "agrees",
        "mexico": "agrees",
    }
    for name, own, other in (
        ("cbp", "31,683", "Mexico, has 72,036"),
        ("darien", "39,322", "Colombia, has 1,966"),
        ("honduras", "32,710", "Cuba, has 6,471"),
        ("mexico", "49,554", "Ecuador, has 13,173"),
    ):
        assert f": {own} " in rank.loc[name, "says"]
        assert other in rank.loc[name, "says"]
    trend = rows[rows["statement_id"] == "liberterra-2-national-asian-migrants-americas"].set_index("dataset")
    assert trend["verdict"].to_dict() == {
        "cbp": "cannot tell",
        "darien": "agrees",
        "honduras": "agrees",
        "mexico": "agrees",
    }
    assert set(trend.loc[["darien", "honduras", "mexico"], "strength"]) == {"strong"}
    for name, after, before in (
        ("darien", "3,876", "1,296"),
        ("honduras", "2,785", "1,121"),
        ("mexico", "2,350", "420"),
    ):
        assert f": {after} " in trend.loc[name, "says"]
        assert f"against {before} " in trend.loc[name, "says"]


def test_a_report_shows_verdict_numbers_and_where_the_counts_are_from() -> None:
    said = statement("ranking").assign(statement="Most were Venezuelan.")
    found = corroborate(said, OPERATION, steady(VEN=1000, COL=50))
    shown = lt.display.show_corroboration(found, said, name="counts", caption="Counts", empty="None.")
    rows = {row.cells[4].inlines[0].text: row for row in shown.block.rows}
    cells = rows["Servicio Nacional de Migración, Panama"].cells
    assert [cell.inlines[0].text for cell in cells[:2]] == ["Most were Venezuelan.", "agrees, strong"]
    assert cells[4].inlines[0].target == "https://www.migracion.gob.pa/estadisticas"
    assert cells[4].inlines[1].text == ", vintage 2025-06-19"
    assert shown.block.csv.startswith("statement_id,dataset,verdict,strength,says,")
