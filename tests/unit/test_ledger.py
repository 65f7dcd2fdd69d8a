"""What the loaders give, parametrised over every `load_…` of the package."""

import inspect
import os
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import liberterra_analysis as lt
from liberterra_analysis import ledger as package
from liberterra_analysis.errors import DataError, UsageError
from liberterra_analysis.hedges import Hedged
from liberterra_analysis.ledger import load as loading
from liberterra_analysis.ledger.load import read_ledger
from liberterra_analysis.schema.tables import LEDGER, TABLES, Table
from liberterra_analysis.workspace import Workspace
from tests.ledger import KEPT, Copy

ROOT = Path(__file__).parents[2]
LOADERS: dict[str, Callable[..., pd.DataFrame]] = {
    name.removeprefix("load_"): getattr(package, name) for name in package.__all__ if name.startswith("load_")
}
OF_AN_OPERATION = [name for name, load in LOADERS.items() if "operation" in inspect.signature(load).parameters]
ADDED = {"operations": {"days": "Int64"}, "claims": {"number": "hedged", "lower": "float64", "upper": "float64"}}
SORTED_BY = {"sources": ["source_id"], "operations": ["starts", "operation_id"], "routes": ["claim_id", "leg"]}
OPERATIONS = pd.read_csv(ROOT / "data/operations.csv", dtype=str)["operation_id"].tolist()
each_loader = pytest.mark.parametrize("name", LOADERS)


@pytest.fixture(autouse=True, scope="module")
def workspace() -> Workspace:
    return Workspace(ROOT)


def test_every_table_that_people_edit_has_a_loader() -> None:
    assert set(LOADERS) == set(LEDGER)
    assert all(getattr(lt, f"load_{name}") is load for name, load in LOADERS.items())


@each_loader
def test_dtypes_are_those_of_the_schema(name: str, workspace: Workspace) -> None:
    frame = LOADERS[name](workspace=workspace)
    kinds = {"count": "Int64", "number": "Int64", "flag": "bool"}
    expected = {column.name: kinds.get(column.kind, "str") for column in TABLES[name].columns}
    assert frame.dtypes.astype(str).to_dict() == expected | ADDED.get(name, {})
    assert not (frame.select_dtypes("str") == "").any(axis=None)  # a blank is missing


@each_loader
def test_key_is_stated_complete_and_unique(name: str, workspace: Workspace) -> None:
    key = list(TABLES[name].key)
    stated = re.search(r"Key ((?:`\w+`(?:, )?)+)", inspect.getdoc(LOADERS[name]))  # type: ignore[arg-type]
    assert stated is not None
    assert re.findall(r"\w+", stated[1]) == key
    frame = LOADERS[name](workspace=workspace)
    assert len(frame) > 0
    assert frame[key].notna().all(axis=None)
    assert not frame.duplicated(key).any()


@each_loader
def test_every_row_stands_in_the_order_that_is_stated(name: str, workspace: Workspace) -> None:
    frame = LOADERS[name](workspace=workspace)
    key = list(TABLES[name].key)
    expected = pd.read_csv(ROOT / TABLES[name].file, dtype=str, keep_default_na=False, na_values=[""])
    if name in SORTED_BY:
        assert "orted by" in inspect.getdoc(LOADERS[name])  # type: ignore[operator]
        expected = expected.sort_values(SORTED_BY[name], na_position="last")
    else:
        assert re.search("in the (ledger's )?order", inspect.getdoc(LOADERS[name]))  # type: ignore[arg-type]
    assert frame[key].astype(str).to_numpy().tolist() == expected[key].to_numpy().tolist()
    assert frame.index.tolist() == list(range(len(frame)))


@each_loader
def test_frame_is_the_callers_own(name: str, workspace: Workspace) -> None:
    before = LOADERS[name](workspace=workspace)
    kept = before.copy(deep=True)
    before.iloc[:, 0] = "changed"
    before["more"] = 1
    del before[before.columns[1]]
    pd.testing.assert_frame_equal(LOADERS[name](workspace=workspace), kept)


@pytest.mark.parametrize("name", ["claims", "routes", "statements"])
def test_one_operation_is_a_part_of_all(name: str, workspace: Workspace) -> None:
    everything = LOADERS[name](workspace=workspace)
    key = TABLES[name].key[0]
    loaded = [LOADERS[name](operation, workspace=workspace) for operation in OPERATIONS]
    assert all(set(part[key]) <= set(everything[key]) for part in loaded)
    assert all(part.index.tolist() == list(range(len(part))) for part in loaded)
    # Together they hold every row that belongs to an operation, each once but for what lies outside any.
    together = pd.concat(loaded)
    inside = together if name == "routes" else together[together["operation_id"].notna()]
    expected = everything if name == "routes" else everything[everything["operation_id"].notna()]
    assert sorted(inside[key]) == sorted(expected[key])


def test_one_operation_has_its_series_and_the_sources_of_its_rows(workspace: Workspace) -> None:
    every = LOADERS["operations"](workspace=workspace).set_index("operation_id")["series"]
    for operation in OPERATIONS:
        loaded = {name: LOADERS[name](operation, workspace=workspace) for name in OF_AN_OPERATION}
        series = {operation, *every.index[every == every[operation]]}
        assert set(loaded["operations"]["operation_id"]) == series
        own = loaded["operations"].loc[loaded["operations"]["operation_id"] == operation, "dates_source_id"].dropna()
        cited = {*own, *loaded["claims"]["source_id"], *loaded["statements"]["source_id"]}
        assert set(loaded["sources"]["source_id"]) == cited


@pytest.mark.parametrize("name", ["claims", "statements"])
def test_operation_comes_with_what_its_sources_say_outside_it(name: str, workspace: Workspace) -> None:
    frame = LOADERS[name]("liberterra-2", workspace=workspace)
    outside = frame[frame["operation_id"].isna()]
    assert len(outside) > 0
    assert set(outside["source_id"]) == {"national-liberterra-2"}
    assert set(outside["scope"]) == {"context"}
    other = LOADERS[name]("liberterra-3", workspace=workspace)
    assert other["operation_id"].notna().all()


@pytest.mark.parametrize("name", OF_AN_OPERATION)
def test_unknown_operation_is_refused(name: str, workspace: Workspace) -> None:
    with pytest.raises(UsageError) as caught:
        LOADERS[name]("liberterra-22", workspace=workspace)
    listed = ", ".join(map(repr, sorted({*sorted(OPERATIONS)[:7], "liberterra-2"})))
    assert str(caught.value) == (
        f"operation 'liberterra-22' is not one of {listed}, … ({len(OPERATIONS)} in all); did you mean 'liberterra-2'?"
    )


def test_claims_come_with_their_intervals(workspace: Workspace) -> None:
    claims = LOADERS["claims"](workspace=workspace)
    metrics = LOADERS["metrics"](workspace=workspace).set_index("metric")
    measured = metrics.index[metrics["decimals"].notna()]
    assert {"money", "drugs", "sentence_years"} <= {*measured}
    for row in claims.to_dict("records"):
        value, high = (None if pd.isna(row[name]) else int(row[name]) for name in ("value", "high"))
        hedge = None if pd.isna(row["hedge"]) else row["hedge"]
        interval = Hedged(value, hedge, high, row["metric"] in measured).interval
        assert (row["lower"], row["upper"]) == (interval.lower, interval.upper)


@pytest.mark.parametrize(
    ("operation", "days"), [("liberterra-2", 6), ("liberterra-3", 12), ("channel-action-2022", 1), ("turquesa-1", 4)]
)
def test_days_count_both_ends(operation: str, days: int, workspace: Workspace) -> None:
    operations = LOADERS["operations"](workspace=workspace).set_index("operation_id")
    assert operations.loc[operation, "days"] == days


def test_days_are_blank_unless_both_dates_are_to_the_day(workspace: Workspace) -> None:
    operations = LOADERS["operations"](workspace=workspace)
    to_the_day = (operations["starts"].str.len() == 10) & (operations["ends"].str.len() == 10)
    assert operations["days"].notna().tolist() == to_the_day.tolist()
    assert not to_the_day.all()


def test_country_code_that_looks_like_a_missing_value_is_a_text(ledger: Copy) -> None:
    ledger.set("claims", "liberterra-2-national-arrests", note="NA", detail="null")
    claims = LOADERS["claims"](workspace=ledger.workspace).set_index("claim_id")
    assert claims.loc["liberterra-2-national-arrests", ["note", "detail"]].tolist() == ["NA", "null"]


def test_ledger_edited_during_a_session_is_read_again(ledger: Copy) -> None:
    key = "liberterra-2-national-arrests"

    def value() -> int:
        return int(LOADERS["claims"](workspace=ledger.workspace).set_index("claim_id").loc[key, "value"])

    assert value() == 2517
    path = ledger.path("claims")
    changed = path.stat().st_mtime_ns
    ledger.set(
        "claims", key, value="2518", as_printed="2,518", quote="2,518 arrests were made"
    )  # as many bytes as before
    os.utime(path, ns=(changed + 1_000_000, changed + 1_000_000))
    assert value() == 2518
    ledger.set("claims", key, value="many")
    with pytest.raises(DataError):
        value()
    ledger.set("claims", key, value="2519")
    assert value() == 2519


def test_own_terms_are_noted_also_when_the_ledger_was_parsed_before(
    ledger: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[Path] = []
    monkeypatch.setattr(loading, "look_for", noted.append)
    for _ in range(2):
        LOADERS["sources"](workspace=ledger.workspace)
    assert noted.count(ledger.path("terms")) == 2


def test_tables_of_two_states_are_never_put_together(ledger: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    real, key = loading.read_file, "liberterra-2-national-arrests"

    def add_meanwhile(path: Path, name: str) -> object:
        if path.name == "operations.csv":  # when the sources are read, and the claims are not yet
            monkeypatch.setattr(loading, "read_file", real)
            sources = ledger.rows("sources")
            ledger.path("sources").rename(ledger.path("old"))
            ledger.write("sources", [*sources, sources[0] | {"source_id": "zz-new"}])
            ledger.set("claims", key, source_id="zz-new")
        return real(path, name)

    monkeypatch.setattr(loading, "read_file", add_meanwhile)
    claims = LOADERS["claims"](workspace=ledger.workspace).set_index("claim_id")
    assert claims.loc[key, "source_id"] == "zz-new"


def test_a_ledger_that_changes_at_each_look_is_read_as_it_was_at_one(
    ledger: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, key, sources = loading.read_text, "liberterra-2-national-arrests", ledger.rows("sources")
    states, looks = [], []
    for one in ("zz-old", "zz-new"):
        ledger.write("sources", [*sources, sources[0] | {"source_id": one}])
        ledger.set("claims", key, source_id=one)
        states.append({name: ledger.path(name).read_bytes() for name in ("sources", "claims")})

    def replace_meanwhile(table: Table, file: bytes) -> pd.DataFrame:
        if table.name == "operations":  # the sources are read, the claims are not
            looks.append(table)
            states.reverse()
            for name, text in states[1].items():
                ledger.path("fresh").write_bytes(text)
                ledger.path("fresh").replace(ledger.path(name))
        return real(table, file)

    monkeypatch.setattr(loading, "read_text", replace_meanwhile)
    claims = LOADERS["claims"](workspace=ledger.workspace).set_index("claim_id")
    assert claims.loc[key, "source_id"] in {"zz-old", "zz-new"}
    assert len(looks) == loading.TRIES


def test_ledgers_of_two_workspaces_are_kept_apart(ledger: Copy, workspace: Workspace) -> None:
    ledger.write("statements", [])
    assert len(LOADERS["statements"](workspace=ledger.workspace)) == 0
    assert len(LOADERS["statements"](workspace=workspace)) > 0


@pytest.mark.parametrize(
    "change",
    [lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text, lambda text: text.removesuffix("\n")],
    ids=["Windows line ends", "byte order mark", "no line end at the end"],
)
def test_file_as_a_spreadsheet_saves_it_is_read_alike(change: Callable[[str], str], ledger: Copy) -> None:
    before = {name: load(workspace=ledger.workspace) for name, load in LOADERS.items()}
    for name in LEDGER:
        ledger.path(name).write_bytes(change(ledger.path(name).read_bytes().decode("utf-8")).encode("utf-8"))
    for name, load in LOADERS.items():
        pd.testing.assert_frame_equal(load(workspace=ledger.workspace), before[name])


def test_ledger_written_back_with_its_columns_in_any_order_is_the_same_ledger(ledger: Copy) -> None:
    before = {name: load(workspace=ledger.workspace) for name, load in LOADERS.items()}
    for name in LOADERS:
        columns = [column.name for column in TABLES[name].columns]
        before[name][columns[::-1]].to_csv(ledger.path(name), index=False, lineterminator="\n")
    for name, load in LOADERS.items():
        pd.testing.assert_frame_equal(load(workspace=ledger.workspace), before[name])


@settings(max_examples=4)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_of_claims_does_not_matter_to_their_validity(seed: int, reused_ledger: Copy) -> None:
    claims = pd.read_csv(ROOT / "data/claims.csv", dtype=str, keep_default_na=False)
    rows = claims[claims["operation_id"].isin(KEPT)].sample(frac=1, random_state=seed).to_dict("records")
    reused_ledger.write("claims", rows)
    found = LOADERS["claims"](workspace=reused_ledger.workspace)
    assert found["claim_id"].tolist() == [row["claim_id"] for row in rows]
    # Nor does it hide what is wrong.
    rows[0] = rows[0] | {"unit": "boats"}
    rows[-1] = rows[-1] | {"subset_of": rows[-1]["claim_id"]}
    reused_ledger.write("claims", rows)
    with pytest.raises(DataError) as caught:
        read_ledger(reused_ledger.workspace)
    assert {(problem.rows, problem.column) for problem in caught.value.problems} == {
        ((2,), "unit"),
        ((len(rows) + 1,), "subset_of"),
    }


def test_how_final_a_figure_is_follows_from_its_source(ledger: Copy) -> None:
    rows = [row | {"release_status": ""} for row in ledger.rows("claims")]
    rows[0] |= {"release_status": "final"}
    ledger.write("claims", rows)
    ledger.set("sources", rows[1]["source_id"], release_status="initial")
    found = LOADERS["claims"](workspace=ledger.workspace).set_index("claim_id")["release_status"]
    assert found[[rows[0]["claim_id"], rows[1]["claim_id"]]].tolist() == ["final", "initial"]
    assert found.notna().all()


def test_columns_that_may_be_absent_are_blank(ledger: Copy) -> None:
    for name, gone in (("claims", ["quote", "derived"]), ("sources", ["read", "release_status", "first_seen"])):
        before = LOADERS[name](workspace=ledger.workspace)
        text = pd.read_csv(ledger.path(name), dtype=str, keep_default_na=False)
        text.drop(columns=gone).to_csv(ledger.path(name), index=False, lineterminator="\n")
        found = LOADERS[name](workspace=ledger.workspace)
        assert found[gone].isna().all(axis=None)
        pd.testing.assert_frame_equal(found.drop(columns=gone), before.drop(columns=gone))
