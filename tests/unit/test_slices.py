"""A report is not made again where its slice is the same: then the frames that it loads must be the same."""

import random
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

import liberterra_analysis as lt
from liberterra_analysis.analysis import measure_shares, resolve_claims, select_country_claims
from liberterra_analysis.errors import DataError, UsageError
from liberterra_analysis.slices import hash_slice
from tests.ledger import KEPT, Copy

CHANGES = 8
ASKED: Mapping[str, Mapping[str, Any]] = {
    **{one: {"operation": one} for one in ("liberterra-2", "nawa", "turquesa-1")},
    "nawa, lucero": {"operation": ["nawa", "lucero"]},
    **{one: {"country": one} for one in ("CIV", "FRA", "MEX", "TUR")},
    "series Liberterra": {"series": "Liberterra"},
}
LOADERS = (lt.load_claims, lt.load_routes, lt.load_statements, lt.load_sources, lt.load_operations)


def load(ledger: Copy) -> dict[str, tuple[str | None, list[pd.DataFrame]]]:
    """Load each slice: its hash, and the frames that its loaders return."""
    place = ledger.workspace
    return {
        name: (
            hash_slice(place.data, name),
            [of(**asked, workspace=place) for of in (LOADERS[-1:] if "series" in asked else LOADERS)],
        )
        for name, asked in ASKED.items()
    }


def is_same(one: list[pd.DataFrame], two: list[pd.DataFrame]) -> bool:
    return all(a.equals(b) and a.dtypes.equals(b.dtypes) for a, b in zip(one, two, strict=True))


def change(ledger: Copy, dice: random.Random) -> None:
    """Change one cell to another one of its column, or repeat, move or take away a row."""
    table = dice.choices(["claims", "sources", "operations", "metrics", "statements", "routes"], [8, 3, 1, 1, 3, 2])[0]
    rows = ledger.rows(table)
    row = dice.choice(rows)
    how = dice.random()
    if how < 0.1:
        rows.remove(row)
    elif how < 0.2:
        rows.insert(dice.randrange(len(rows)), rows.pop(rows.index(row)))
    else:
        name = dice.choice([*row])
        row[name] = dice.choice([*sorted({one[name] for one in rows}), "2.5" if name in {"value", "high"} else ""])
    ledger.write(table, rows)


def test_what_its_loaders_return_is_the_same_where_a_slice_is(ledger: Copy) -> None:
    for claim in ("liberterra-2-national-flights-monitored", "nawa-dominiqueouattara-arrests"):
        ledger.set("claims", claim, operation_id="", scope="context")  # made by the sources of an operation
    before, dice = load(ledger), random.Random(19)  # noqa: S311 (not for secrets)
    files = {path: path.read_bytes() for path in ledger.workspace.data.glob("*.csv")}
    kept = moved = 0
    for at in range(CHANGES):
        if at:
            change(ledger, dice)
        else:  # the random ones need not move a slice
            ledger.set("claims", "nawa-dominiqueouattara-arrests", note="Read again.")
        try:
            after = load(ledger)
        except DataError:
            after = {}  # a build refuses such a ledger before any report
        for name, (now, frames) in after.items():
            old, old_frames = before[name]
            assert now != old or is_same(frames, old_frames), name
            kept, moved = kept + (now == old), moved + (now != old)
        for path, content in files.items():
            path.write_bytes(content)
    assert kept
    assert moved


@pytest.mark.parametrize(
    ("table", "key", "cells", "moved"),
    [
        ("claims", "nawa-dominiqueouattara-arrests", {"note": "Read again."}, {"nawa"}),
        ("sources", "national-liberterra-2", {"release_status": "final"}, {"liberterra-2"}),
        ("sources", "national-liberterra-2", {"title": "Renamed"}, {"liberterra-2"}),
        ("sources", "aseanapol-liberterra-2", {"publisher": "Renamed"}, {"liberterra-2"}),
        ("operations", "nawa", {"name": "Nawa"}, {"nawa"}),
        ("operations", "nawa", {"dates_source_id": "ice-lucero"}, {"nawa"}),
        ("operations", "liberterra-1", {"note": "Read again."}, {"liberterra-1", "liberterra-2", "liberterra-3"}),
        ("operations", "nawa", {"series": "Liberterra"}, {"nawa", "liberterra-1", "liberterra-2", "liberterra-3"}),
        ("statements", "nawa-aim", {"note": "Read again."}, {"nawa"}),
        ("routes", "liberterra-2-national-arrests-uk-arrest", {"note": "Read again."}, {"liberterra-2"}),
        ("metrics", "arrests", {"decimals": "1"}, {*KEPT}),
    ],
)
def test_a_change_moves_the_slices_that_it_is_in(
    table: str, key: str, cells: dict[str, str], moved: set[str], ledger: Copy
) -> None:
    before = {one: hash_slice(ledger.workspace.data, one) for one in KEPT}
    ledger.set(table, key, **cells)
    assert {one for one in KEPT if hash_slice(ledger.workspace.data, one) != before[one]} == moved


@pytest.mark.parametrize(
    ("table", "key", "cells", "moved"),
    [
        ("claims", "nawa-dominiqueouattara-arrests", {"note": "Read again."}, {"CIV"}),
        ("claims", "nawa-dominiqueouattara-arrests", {"nationality_iso3": "TUR"}, {"CIV", "TUR"}),
        ("claims", "nawa-dominiqueouattara-arrests", {"country_iso3": "JPN"}, {"CIV", "JPN"}),
        ("statements", "nawa-aim", {"country_iso3": "JPN"}, {"CIV", "JPN"}),
        ("routes", "liberterra-2-national-arrests-uk-arrest", {"place_code": "JPN"}, {"JPN", "TUR"}),
        ("operations", "nawa", {"regions": "Turkey; Japan"}, {"CIV", "JPN", "TUR"}),
        ("sources", "national-liberterra-2", {"release_status": "final"}, {"TUR"}),
        ("claims", "turquesa-1-hstoday-countries", {"operation_id": ""}, {"MEX"}),
    ],
)
def test_a_change_moves_the_slices_of_the_countries_that_its_operation_names_before_or_after(
    table: str, key: str, cells: dict[str, str], moved: set[str], ledger: Copy
) -> None:
    countries = ("CIV", "JPN", "MEX", "TUR")
    before = {one: hash_slice(ledger.workspace.data, one) for one in countries}
    ledger.set(table, key, **cells)
    assert {one for one in countries if hash_slice(ledger.workspace.data, one) != before[one]} == moved


@pytest.mark.parametrize("country", ["CIV", "GBR", "PRT", "TUR"])
def test_what_is_about_a_country_is_the_same_in_its_slice(country: str, all_figures: pd.DataFrame) -> None:
    figures = resolve_claims(lt.load_claims(country=country), lt.load_sources(country=country), lt.load_metrics())
    assert len(figures) < len(all_figures) / 2
    routes = lt.load_routes(country=country), lt.load_routes()
    part, whole = (select_country_claims(*both, country) for both in zip((figures, all_figures), routes, strict=True))
    assert len(whole)
    pd.testing.assert_frame_equal(part, whole)
    pd.testing.assert_frame_equal(measure_shares(figures, part), measure_shares(all_figures, whole))


def test_the_sources_of_operations_are_those_of_their_claims_statements_and_dates(ledger: Copy) -> None:
    ledger.set("operations", "nawa", dates_source_id="ice-lucero")
    some, place = ["nawa", "liberterra-2"], ledger.workspace
    cited = {
        row[column]
        for table, column in (("claims", "source_id"), ("statements", "source_id"), ("operations", "dates_source_id"))
        for row in ledger.rows(table)
        if row["operation_id"] in some
    }
    assert {"ice-lucero", "aseanapol-liberterra-2"} < cited
    whole = lt.load_sources(workspace=place)
    expected = whole[whole["source_id"].isin(cited)].reset_index(drop=True)
    pd.testing.assert_frame_equal(lt.load_sources(some, workspace=place), expected)
    before = hash_slice(place.data, "nawa")
    ledger.set("sources", "ice-lucero", publisher="Renamed")
    assert hash_slice(place.data, "nawa") != before


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"operation": "lucero"}, ["lucero"]),
        ({"operation": "weka-2"}, ["weka-2", "weka-1", "flash-weka"]),
        ({"operation": ["flash-weka", "lucero"]}, ["lucero", "flash-weka", "weka-1", "weka-2"]),
        ({"series": "Weka"}, ["weka-1", "weka-2", "flash-weka"]),
    ],
)
def test_before_the_others_of_their_series_come_the_operations_asked_for(
    asked: dict[str, Any], keys: list[str]
) -> None:
    expected = lt.load_operations().set_index("operation_id").loc[keys].reset_index()
    found = lt.load_operations(**asked)
    pd.testing.assert_frame_equal(found, expected[[*found]])


def test_a_report_on_a_series_depends_on_its_operations_alone(ledger: Copy) -> None:
    before = hash_slice(ledger.workspace.data, "series Weka")
    ledger.set("operations", "nawa", name="Nawa")
    assert hash_slice(ledger.workspace.data, "series Weka") == before
    ledger.set("operations", "nawa", series="Weka")
    assert hash_slice(ledger.workspace.data, "series Weka") not in {before, None}
    with pytest.raises(UsageError, match=r"^series 'Wekka' is not one of .*; did you mean 'Weka'\?$"):
        lt.load_operations(series="Wekka")


@pytest.mark.parametrize("other", [{"operation": "nawa"}, {"country": "TUR"}])
def test_a_series_is_asked_for_alone(other: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"^name a series without an operation or a country\.$"):
        lt.load_operations(**other, series="Weka")
    with pytest.raises(UsageError, match="country code 'series Weka' is not one of"):
        lt.load_claims(country="series Weka")


def test_what_is_outside_any_operation_is_loaded_of_the_country_that_it_names(ledger: Copy) -> None:
    claim, source = "liberterra-2-national-flights-monitored", "national-liberterra-2"
    ledger.set("claims", claim, operation_id="", scope="context", country_iso3="JPN")
    assert claim in lt.load_claims(country="JPN", workspace=ledger.workspace)["claim_id"].tolist()
    assert source in lt.load_sources(country="JPN", workspace=ledger.workspace)["source_id"].tolist()
    before = hash_slice(ledger.workspace.data, "JPN")
    ledger.set("claims", claim, note="Read again.")
    assert hash_slice(ledger.workspace.data, "JPN") not in {before, None}


def test_no_slice_of_what_cannot_be_read(ledger: Copy) -> None:
    assert hash_slice(ledger.workspace.data, "no-such-operation") is None
    ledger.path("routes").unlink()
    assert hash_slice(ledger.workspace.data, "nawa") is None
