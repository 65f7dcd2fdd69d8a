"""A report of one operation is not made again where its slice is the same: then its frames must be the same."""

import random

import pandas as pd
import pytest

from liberterra_analysis.errors import DataError
from liberterra_analysis.ledger import load_claims, load_routes, load_statements
from liberterra_analysis.slices import hash_slice
from tests.ledger import KEPT, Copy

CHANGES = 8
OPERATIONS = ("liberterra-2", "nawa", "turquesa-1")
LOADERS = (load_claims, load_routes, load_statements)


def load(ledger: Copy) -> dict[str, tuple[str | None, list[pd.DataFrame]]]:
    """Load the slice of each operation: its hash, and the frames that its loaders return."""
    place = ledger.workspace
    return {one: (hash_slice(place.data, one), [of(one, workspace=place) for of in LOADERS]) for one in OPERATIONS}


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
        for operation, (now, frames) in after.items():
            old, old_frames = before[operation]
            assert now != old or is_same(frames, old_frames), operation
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
        ("sources", "national-liberterra-2", {"title": "Renamed"}, set()),
        ("operations", "nawa", {"name": "Nawa"}, {"nawa"}),
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


def test_no_slice_of_what_cannot_be_read(ledger: Copy) -> None:
    assert hash_slice(ledger.workspace.data, "no-such-operation") is None
    ledger.path("routes").unlink()
    assert hash_slice(ledger.workspace.data, "nawa") is None
