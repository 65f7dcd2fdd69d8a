"""No total counts a part twice: Hypothesis makes persons, and ledgers of true claims about groups of them.

Every function of ours that adds claims up is held against the persons themselves: `sum_named_actions` and
`measure_coverage`, which add up what is named for countries, `check_consistency` and `find_contradictions`, which add
up the stated parts of a whole, and `Intervals.total` under them. Projections add nothing up.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from liberterra_analysis import analysis
from liberterra_analysis.hedges import Intervals
from tests.unit.conftest import Make
from tests.unit.test_analysis_coverage import HEDGES

Person = Mapping[str, str]
Group = Mapping[str, str]
"""What the persons of a group have in common: columns of a claim. An empty one is everybody."""

GROUPS = {
    "minors": {"minors", "girls"},
    "girls": {"girls"},
    "adults": {"women", "men"},
    "women": {"women"},
    "men": {"men"},
}
PERSONS = st.fixed_dictionaries(
    {
        "country_iso3": st.sampled_from(["FRA", "DEU"]),
        "population": st.sampled_from(["girls", "women", "men"]),
        "offence": st.sampled_from(["trafficking", "smuggling"]),
        "phase": st.sampled_from(["action", "preparatory"]),
        "detail": st.sampled_from(["raid", "harbour"]),
    }
)
CHOICES = {
    "country_iso3": ["FRA", "DEU"],
    "population": sorted(GROUPS),
    "offence": ["trafficking", "smuggling", "trafficking_or_smuggling"],
    "phase": ["action", "preparatory"],
    "detail": ["raid", "harbour"],
}
OPERATION = {"operation_id": "one", "days": None, "starts": None, "ends": None, "dates_source_id": None}


def belongs(person: Person, group: Group) -> bool:
    return all(
        value == "trafficking_or_smuggling" or person[name] in GROUPS.get(value, {value})
        for name, value in group.items()
    )


@dataclass(frozen=True)
class World:
    """Claims, what each counts in truth (numbers of persons), and how many persons there are."""

    rows: list[dict[str, object]]
    counted: list[frozenset[int]]
    size: int

    def without(self, left_out: set[str]) -> list[dict[str, object]]:
        return [row for row in self.rows if row["claim_id"] not in left_out]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw an operation of which two sources give true figures: parts, parts of parts, details, other hedges."""
    persons = draw(st.lists(PERSONS, min_size=1, max_size=12))
    groups: list[Group] = [{}]
    for _ in range(draw(st.integers(1, 9))):
        # Narrower than a group that is there already, so that parts of parts are common.
        name = draw(st.sampled_from(sorted(CHOICES)))
        groups.append({**draw(st.sampled_from(groups)), name: draw(st.sampled_from(CHOICES[name]))})
    rows: list[dict[str, object]] = []
    counted: list[frozenset[int]] = []
    for at, group in enumerate(groups):
        members = frozenset(number for number, person in enumerate(persons) if belongs(person, group))
        if at and not members:
            continue  # "nearly" and "more than" nothing are no claims
        hedge = HEDGES[draw(st.sampled_from(sorted(HEDGES)))]
        scope = (
            "case" if "detail" in group and "country_iso3" in group else "country" if "country_iso3" in group else ""
        )
        row = {**group, "claim_id": f"c{len(rows)}", "scope": scope or "operation", **hedge(len(members))}
        row["source_id"] = draw(st.sampled_from("ab"))
        wholes = [
            str(rows[one]["claim_id"])
            for one, above in enumerate(counted)
            if members <= above
            and all(rows[one].get(name, value) == value for name, value in group.items())
            and set(rows[one]) & set(CHOICES) <= set(group)
        ]
        row["subset_of"] = draw(st.sampled_from(["", *wholes])) if rows else ""
        rows.append(row)
        counted.append(members)
    return World(rows, counted, len(persons))


def ends(frame: pd.DataFrame, *key: str) -> dict[Any, tuple[float, float]]:
    return {tuple(row[name] for name in key): (row["lower"], row["upper"]) for row in frame.to_dict("records")}


@settings(max_examples=15)
@given(world=worlds())
def test_what_is_named_for_a_country_holds_its_persons(world: World, figures_of: Make, metrics: pd.DataFrame) -> None:
    actions = analysis.sum_named_actions(figures_of(*world.rows), metrics)
    told: dict[str, set[int]] = {}
    for row, members in zip(world.rows, world.counted, strict=True):
        if "country_iso3" in row:
            told.setdefault(str(row["country_iso3"]), set()).update(members)
    assert {country for country, _ in ends(actions, "country_iso3", "metric")} == set(told)
    for (country, _), (lower, upper) in ends(actions, "country_iso3", "metric").items():
        assert lower <= len(told[country]) <= upper
    frame = figures_of(*world.rows)
    for row in analysis.measure_coverage(analysis.select_headline(frame), frame).to_dict("records"):
        everywhere = len(set().union(*told.values()))
        assert row["named_lower"] <= everywhere <= row["named_upper"]
        assert row["share_lower"] <= everywhere / world.size <= row["share_upper"]
        assert row["rest_lower"] <= world.size - everywhere <= row["rest_upper"]


@settings(max_examples=15)
@given(world=worlds())
def test_a_stated_part_adds_nothing_to_what_is_named(world: World, figures_of: Make, metrics: pd.DataFrame) -> None:
    """Whatever is stated, through other parts too, as a part of what is counted, might as well not be there."""
    frame = figures_of(*world.rows)
    by_id = {str(row["claim_id"]): row for row in world.rows}
    figure = dict(zip(frame["claim_id"], frame["figure"], strict=True))
    inside = set()
    for claim, row in by_id.items():
        above = row
        while above.get("subset_of"):
            above = by_id[str(above["subset_of"])]
            if above.get("country_iso3") and figure[str(above["claim_id"])] != figure[claim]:
                inside.add(figure[claim])
    parts = {claim for claim, one in figure.items() if one in inside}
    assert not parts & set(" ".join(analysis.sum_named_actions(frame, metrics)["claim_ids"]).split())


@settings(max_examples=15)
@given(world=worlds())
def test_parts_of_true_figures_never_exceed_their_whole(world: World, figures_of: Make) -> None:
    frame = figures_of(*world.rows)
    checks = analysis.check_consistency(frame, pd.DataFrame([OPERATION]))
    counted = dict(zip([str(row["claim_id"]) for row in world.rows], world.counted, strict=True))
    for row in checks[checks["check"] == "sum of parts"].to_dict("records"):
        whole, *parts = (one.claim_id for one in row["claims"])
        assert row["state"] != "differs", row["finding"]
        members = [counted[part] for part in parts]
        assert sum(map(len, members)) == len(frozenset().union(*members)), row["finding"]
        assert frozenset().union(*members) <= counted[whole]
    assert "differs" not in set(checks.loc[checks["check"] == "parts", "state"])


@settings(max_examples=10)
@given(world=worlds())
def test_no_part_is_taken_for_a_whole(world: World, figures_of: Make, metrics: pd.DataFrame) -> None:
    frame = figures_of(*world.rows)
    totals = analysis.select_headline(frame)
    parts = {str(row["claim_id"]) for row in world.rows if row["subset_of"]}
    covered = analysis.measure_coverage(totals, frame)
    assert not parts & set(covered["total_claim_id"])
    assert set(covered["total_claim_id"]) <= {"c0"} | set(totals.loc[~totals["part"], "claim_id"])
    assert len(covered) <= 1  # one total for each thing counted


@settings(max_examples=10)
@given(world=worlds(), random=st.randoms())
def test_order_and_repetition_add_nothing(world: World, random: Any, figures_of: Make, metrics: pd.DataFrame) -> None:
    rows = [*world.rows]
    random.shuffle(rows)
    again = [
        {**row, "claim_id": f"{row['claim_id']}-again", "subset_of": row["subset_of"] and f"{row['subset_of']}-again"}
        for row in world.rows
    ]
    first = ends(analysis.sum_named_actions(figures_of(*world.rows), metrics), "country_iso3", "metric")
    assert ends(analysis.sum_named_actions(figures_of(*rows), metrics), "country_iso3", "metric") == first
    assert ends(analysis.sum_named_actions(figures_of(*world.rows, *again), metrics), "country_iso3", "metric") == first


@settings(max_examples=10)
@given(world=worlds())
def test_a_total_of_disjoint_groups_holds_their_number(world: World, figures_of: Make) -> None:
    """The sum under all others: of groups that share nobody it holds their number, whatever their hedges."""
    frame = figures_of(*world.rows).set_index("claim_id")
    seen: set[int] = set()
    chosen = []
    for row, members in zip(world.rows, world.counted, strict=True):
        if not members & seen:
            seen |= members
            chosen.append(str(row["claim_id"]))
    assert len(seen) in Intervals.of(frame.loc[chosen]).total()
    assert math.isfinite(Intervals.of(frame.loc[chosen]).total().lower)
