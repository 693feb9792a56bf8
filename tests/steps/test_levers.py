"""Levers hold what must hold: off is nothing, bars sum, the choice keeps its promise, and every number bites."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from planbook import workflow
from planbook.methods.explain import evaluate
from planbook.methods.levers.again import carried_again, run_again
from planbook.methods.levers.base import Base
from planbook.methods.levers.change import Change
from planbook.methods.levers.given import base_of, case_here, changes_of, considered
from planbook.methods.levers.quick import Together, alone
from planbook.params import Override
from planbook.params.lever_numbers import keys_of, lever_key
from planbook.produce.cache import Cache
from planbook.produce.inputs import RecordedInputs
from planbook.produce.project import open_project
from planbook.produce.tables import SystemTables, system_tables

ROOT = Path(__file__).parents[2]
STEP = workflow.step("levers")
END, SYSTEM = 2031, "QR1"
DRAWS = 16
OFFERED = [
    "at_start",
    "at_full",
    "at_horizon",
    "gbp_full",
    "least_reach_pct",
    "most_reach_pct",
    "felt_from",
    "amount_pct",
]


@dataclass(frozen=True)
class Case:
    """A system's tables with few draws, and what the levers step makes of them."""

    tables: SystemTables

    def table(self, name: str) -> pd.DataFrame:
        return self.tables.made(name).frame

    def array(self, name: str) -> xr.DataArray:
        return self.tables.drawn(name)[0]

    @property
    def inputs(self) -> RecordedInputs:
        return RecordedInputs(self.tables, STEP)

    def moved(self, *overrides: Override) -> Case:
        """Give the same with other numbers for levers; what comes before them is not made again."""
        changed = {area: each.changed(overrides) for area, each in self.tables.parameters.items()}
        before = {name: each for name, each in self.tables._arrays.items() if not name.startswith("levers")}
        made = {name: each for name, each in self.tables._made.items() if not name.startswith("levers")}
        return Case(dataclasses.replace(self.tables, parameters=changed, _arrays=before, _made=made))


def to(key: str, value: float) -> Override:
    return Override(key=key, value={"": value}, because="a test")


def times(key: str, by: float) -> Override:
    return Override(key=key, times=by, because="a test")


@cache
def options() -> Case:
    project = open_project(ROOT)
    planning = project.beliefs.planning.model_copy(update={"n_draws": DRAWS})
    beliefs = dataclasses.replace(project.beliefs, planning=planning)
    tables = system_tables(beliefs, project.areas(SYSTEM), "options", Cache(Path(mkdtemp()), fresh=True))
    found = Case(tables)
    found.array("levers_worked")
    return found


@cache
def off() -> Case:
    return options().moved(*(to(lever_key(name, "on"), 0) for name in options().inputs.levers()))


@cache
def tried() -> tuple[Base, list[Change]]:
    inputs = options().inputs
    base = base_of(inputs)
    return base, changes_of(inputs, base, considered(inputs))


# --- nothing done is nothing changed ---


def test_levers_off_reproduce_the_supply_step_bit_for_bit() -> None:
    case = off()
    gap = case.array("levers_gap").sel(area=SYSTEM, drop=True)
    assert np.array_equal(gap.values, case.array("supply_gap").sel(area=SYSTEM).transpose(*gap.dims).values)
    available = case.array("levers_available").sel(area=SYSTEM, drop=True)
    supply = case.array("supply_available").sel(area=SYSTEM).transpose(*available.dims)
    assert np.array_equal(available.values, supply.values)
    assert case.array("levers_effect").sizes["lever"] == 0
    assert case.table("levers_plan").empty
    assert case.table("levers_outcome")["status"].tolist() == ["off"]


def test_levers_at_nought_of_their_reach_change_nothing() -> None:
    base, changes = tried()
    together = Together(base.stock)
    for change in changes:
        together.add(change, 0.0, alone(base.stock, change)[0])
    assert np.abs(together.gains(range(len(base.groups)))).max() < 1e-9
    heads = carried_again(base, lambda: case_here(options().inputs), together)
    again = run_again(base, heads, together)
    assert float(np.abs(again.gap - base.gap).max()) < 1e-9


def test_the_quick_stock_carried_forward_unchanged_is_the_staff_of_supply() -> None:
    base, _ = tried()
    assert np.allclose(Together(base.stock).gains(range(len(base.groups))), 0)
    case = case_here(options().inputs)
    found = case.work.available(case.run().staff).sel(area=SYSTEM, drop=True).transpose(*base.available.dims)
    assert np.array_equal(found.values, base.available.values)
    assert np.allclose(base.stock.available, base.available.values, rtol=1e-12)


# --- what levers do ---


def test_each_lever_gains_where_it_reaches_and_more_of_it_gains_more() -> None:
    base, changes = tried()
    for change in changes:
        gains = []
        for amount in (0.25, 0.5, 1.0):
            together = Together(base.stock)
            together.add(change, amount, np.zeros(base.stock.heads.shape[:2]))
            gains.append(together.gains(change.reached))
        assert gains[0].min() > -1e-9, change.name
        assert (gains[1] - gains[0]).min() > -1e-9, change.name
        assert (gains[2] - gains[1]).min() > -1e-9, change.name


@pytest.mark.parametrize("name", ["flexible_working", "e_rostering"])
def test_more_of_a_lever_never_widens_the_gap_of_those_it_reaches(name: str) -> None:
    gaps = []
    for pct in (0, 40, 80):
        case = off().moved(
            to(lever_key(name, "on"), 1),
            to(lever_key(name, "at_least_pct"), pct),
            to(lever_key(name, "at_most_pct"), pct),
        )
        groups = list(case.inputs.levers()[name].groups)
        groups = [group for group in groups if group in case.array("levers_gap")["staff_group"].values]
        gaps.append(case.array("levers_gap").sel(staff_group=groups))
    assert float((gaps[1] - gaps[0]).max()) < 1e-9
    assert float((gaps[2] - gaps[1]).max()) < 1e-9


def test_work_that_moves_is_not_lost() -> None:
    base, changes = tried()
    by_name = {change.name: change for change in changes}
    change = by_name["nursing_associates"]
    together = Together(base.stock)
    together.add(change, 1.0, np.zeros(base.stock.heads.shape[:2]))
    moved = together.required
    nurses = base.groups.index("nurses_and_health_visitors")
    support = base.groups.index("support_to_doctors_nurses_midwives")
    assert (moved[:, -1, nurses] <= 0).all()
    assert moved[:, -1, nurses].mean() < -1
    assert np.allclose(moved[:, :, support], -moved[:, :, nurses] * change.takes[:, None])


def test_training_begun_now_is_felt_when_it_ends() -> None:
    plan = options().table("levers_plan").set_index("lever")
    assert plan.loc["degree_places", "felt_from"] == 2030
    assert plan.loc["medical_places", "felt_from"] >= 2033
    assert plan.loc["medical_places", "at_full"] == pytest.approx(0, abs=1e-6)
    assert plan.loc["medical_places", "at_horizon"] > 0
    assert plan.loc["medical_places", "amount_pct"] == 0


# --- the choice, and the model run again ---


def test_the_choice_keeps_its_promise_within_what_is_allowed() -> None:
    proof = options().table("levers_proof").set_index("staff_group")
    assert bool(proof.loc["all", "equal"])
    assert abs(proof.loc["all", "gap_pct"]) < 5
    assert (proof.loc[~proof["equal"], "why"].str.len() > 20).all()


def test_credits_sum_to_the_gap_closed_in_every_draw() -> None:
    case = options()
    gap = case.array("supply_gap").sel(area=[SYSTEM])
    closed = (gap - case.array("levers_gap")).transpose(*case.array("levers_gap").dims)
    assert np.allclose(case.array("levers_effect").sum("lever").values, closed.values, atol=1e-6)


def test_the_bars_of_every_group_sum_from_before_to_after() -> None:
    rows = options().table("levers_bridge")
    for _, mine in rows.groupby("staff_group"):
        ends = mine.set_index("kind")["mean"]
        assert mine[mine["kind"] != "after"]["mean"].sum() == pytest.approx(float(ends["after"]), abs=1e-6)
    groups = rows[rows["staff_group"] != "all"].groupby("key")["mean"].sum()
    whole = rows[rows["staff_group"] == "all"].set_index("key")["mean"]
    assert np.allclose(groups.reindex(whole.index), whole)


def test_what_is_left_is_a_number_and_adds_up() -> None:
    left = options().table("levers_unfunded").set_index("key")["value"]
    assert left["unfunded"] == pytest.approx(left["beyond"] + left["cover_cost"])
    assert left["covered"] + left["no_cover"] == pytest.approx(left["short_after"])
    assert left["short_after"] < left["short_before"]
    outcome = options().table("levers_outcome").iloc[0]
    assert outcome["mean"] == pytest.approx(left["short_after"])
    assert outcome["gbp_plan"] == pytest.approx(options().table("levers_plan")["gbp_plan"].sum())


def test_where_nothing_closes_the_gap_the_page_knows_who_would_have_to_act() -> None:
    case = options()
    assert case.table("levers_outcome")["status"].iloc[0] == "short"
    who, limits, money = (case.table(f"levers_{name}") for name in ("who", "limits", "money"))
    assert len(who)
    assert (who[["why", "who", "remedy"]].map(len) > 10).all(axis=None)
    assert (limits["closes"] >= 0).all()
    assert limits["closes"].iloc[0] > 0
    assert money["mean"].is_monotonic_decreasing


def test_a_small_gap_is_closed_at_least_cost_and_pinned_levers_are_taken_as_they_are() -> None:
    closing = options().moved(to("levers.closed_pct", 30))
    assert closing.table("levers_outcome")["status"].iloc[0] == "closed"
    assert closing.table("levers_outcome")["gbp_plan"].iloc[0] < options().table("levers_outcome")["gbp_plan"].iloc[0]
    names = list(options().inputs.levers())
    pinned = options().moved(
        *(to(lever_key(name, limit), 50) for name in names for limit in ("at_least_pct", "at_most_pct"))
    )
    assert pinned.table("levers_outcome")["asked"].iloc[0] == "adopted"
    assert np.allclose(pinned.table("levers_plan")["amount_pct"], 50)


def test_levers_that_must_be_used_beyond_their_limits_are_said_to_contradict() -> None:
    case = options().moved(
        to("levers.placements_pct", 0.4),
        to(lever_key("degree_places", "at_least_pct"), 90),
        to(lever_key("apprenticeships", "at_least_pct"), 90),
        to(lever_key("medical_places", "at_least_pct"), 90),
    )
    assert case.table("levers_outcome")["status"].iloc[0] == "contradicts"
    assert case.table("levers_bridge")["kind"].tolist().count("lever") == 0


def test_money_set_aside_is_kept_to() -> None:
    case = options().moved(to("levers.within_budget", 1), to("levers.budget_gbp_per_staff", 100))
    plan, left = case.table("levers_plan"), case.table("levers_unfunded").set_index("key")["value"]
    posts = case.array("supply_available").sel(area=SYSTEM).isel(year=0).sum("staff_group")
    budget = float(case.inputs.draws("levers.budget_gbp_per_staff").mean()) * float(posts.mean())
    assert plan["gbp_a_year"].sum() <= budget * (1 + 1e-6)
    assert left["short_after"] > options().table("levers_unfunded").set_index("key")["value"]["short_after"]
    assert case.table("levers_limits").set_index("key")["closes"]["money"] > 0


# --- tables and numbers ---


def test_every_table_has_its_columns_and_the_matrix_its_empty_cells() -> None:
    case = options()
    for table in STEP.produces:
        assert list(case.table(table.name).columns) == list(table.columns)
    matrix = case.table("levers_matrix")
    assert len(matrix) == 9 * 5
    empty = matrix[(matrix["held"] == "") & (matrix["supports"] == "")]
    assert len(empty) > 0
    assert set(matrix.loc[matrix["held"] != "", "level"]) >= {"provider", "place", "ics", "nation"}


def test_every_key_number_is_its_formula_worked_out_from_what_is_shown() -> None:
    rows = options().table("levers_explained")
    assert set(rows["key"]) == {"short_after", "unfunded", "levers_cost"}
    for _, mine in rows.groupby("key"):
        number, inputs = mine.iloc[0], mine.iloc[1:]
        assert number["low"] <= number["high"]
        worked = evaluate(number["formula"], dict(zip(inputs["symbol"], inputs["value"], strict=True)))
        assert worked == pytest.approx(number["value"], rel=1e-9)


def paths() -> list[str]:
    levers = options().inputs.levers()
    every = {key.split(".", 2)[2] for lever in levers.values() for key in keys_of(lever)}
    return sorted({"side_effects" if path.startswith("side_effects") else path for path in every})


def test_every_number_of_every_lever_bites() -> None:
    """Each kind of number is moved for all levers at once; each lever's own row of the plan must move with it."""
    case = options()
    before = case.table("levers_plan").set_index("lever")[OFFERED]
    levers = case.inputs.levers()
    for path in [*paths(), "at_most_pct"]:
        keys = {
            name: [key for key in (*keys_of(lever), lever_key(name, "at_most_pct")) if _is(key, path)]
            for name, lever in levers.items()
        }
        moved = case.moved(*(_elsewhere(case, key) for each in keys.values() for key in each))
        after = moved.table("levers_plan").set_index("lever").reindex(before.index)[OFFERED]
        same = (after == before).all(axis=1)
        assert [name for name, each in keys.items() if each and same[name]] == [], path


def _is(key: str, path: str) -> bool:
    said = key.split(".", 2)[2]
    return said.startswith(path) if path == "side_effects" else said == path


def _elsewhere(case: Case, key: str) -> Override:
    assumption = case.tables.parameters[SYSTEM][key]
    if key.endswith(".least_pct"):
        return to(key, 100)
    if max(map(abs, assumption.value)) == 0:
        return to(key, 5.0)
    return times(key, 4.0 if key.endswith("cohort") else 0.5)


@pytest.mark.parametrize(
    "key", ["closed_pct", "placements_pct", "bank_room_pct", "cover_gbp", "agree_pct", "sure_pct", "within_budget"]
)
def test_every_number_of_the_choice_bites(key: str) -> None:
    case = options()
    key = f"levers.{key}"
    moved = case.moved(to(key, 1) if key.endswith("within_budget") else times(key, 0.2))
    names = ("levers_plan", "levers_unfunded", "levers_proof", "levers_residual", "levers_outcome")
    assert any(not case.table(name).equals(moved.table(name)) for name in names)


def test_the_money_that_could_go_bites_and_the_haircut_too() -> None:
    case = options()
    for key in ("levers.budget_gbp_per_staff", "pathways.haircut_pct"):
        moved = case.moved(times(key, 0.5))
        assert not case.table("levers_unfunded").equals(moved.table("levers_unfunded"))


def test_a_lever_may_be_forbidden_capped_and_pinned() -> None:
    case = options().moved(
        to(lever_key("flexible_working", "at_most_pct"), 0),
        to(lever_key("early_years", "at_most_pct"), 30),
        to(lever_key("gp_team", "at_least_pct"), 40),
        to(lever_key("gp_team", "at_most_pct"), 40),
    )
    plan = case.table("levers_plan").set_index("lever")["amount_pct"]
    assert "flexible_working" not in plan.index
    assert plan["early_years"] <= 30 + 1e-6
    assert plan["gp_team"] == pytest.approx(40)
    assert plan["return_to_practice"] == 0, "it needs flexible working"


def alone_of(name: str) -> np.ndarray:
    base, changes = tried()
    change = next(each for each in changes if each.name == name)
    return alone(base.stock, change)[1]


def test_side_effects_take_from_what_is_gained() -> None:
    base, changes = tried()
    change = next(each for each in changes if each.name == "apprenticeships")
    support = base.groups.index("support_to_doctors_nurses_midwives")
    assert (alone_of("apprenticeships")[:, -1, support] < 0).all()
    without = dataclasses.replace(change, sides=())
    assert alone(base.stock, without)[1][:, -1, support] == pytest.approx(0)
