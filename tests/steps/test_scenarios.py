"""Scenarios: the same numbers as the farm gives, nothing from a shock of nought, and every choice bites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from planbook.data.areas import SystemAreas, resolve
from planbook.methods.scenarios import limits, triggers
from planbook.methods.scenarios.designed import under_all
from planbook.methods.scenarios.measures import OWN
from planbook.methods.scenarios.sensitivity import Ranked, ranked
from planbook.methods.scenarios.which import laid_on
from planbook.methods.scenarios.worked import Seen, seen, told
from planbook.params import Assumption, Beliefs, Parameters, load_beliefs
from planbook.params.design import Design, placed, shifted
from planbook.params.joining import JOIN
from planbook.produce.cache import Unkept
from planbook.produce.cases import at_ends
from planbook.produce.inputs import RecordedInputs
from planbook.produce.tables import SystemTables, system_tables
from planbook.workflow import BY_SLUG

ROOT = Path(__file__).parents[2]
STEP = BY_SLUG["scenarios"]
KEPT = ("baseline", "options", "plan", "hard_winter", "strikes", "sicker")
SHOCKS = ["hard_winter", "strikes"]
LAID, OTHERS = [*SHOCKS, "sicker"], ["baseline", "options"]
CODE, BASE = "EXAMPLE", "plan"
DRAWS = 48
NOUGHT = dict.fromkeys(("value", "low", "high"), (0.0,))


@dataclass
class World:
    """Beliefs with few draws and few scenarios, and the tables of one system under them."""

    beliefs: Beliefs
    areas: SystemAreas
    folder: Path

    def tables(self, scenario: str, beliefs: Beliefs | None = None) -> SystemTables:
        return system_tables(beliefs or self.beliefs, self.areas, scenario, Unkept(self.folder))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    found = load_beliefs(ROOT / "params")
    planning = found.planning.model_copy(update={"n_draws": DRAWS})
    few = replace(found, planning=planning, scenarios={name: found.scenarios[name] for name in KEPT})
    return World(few, resolve(CODE, few.systems, planning), tmp_path_factory.mktemp("scenarios"))


@pytest.fixture(scope="module")
def tables(world: World) -> SystemTables:
    return world.tables(BASE)


@pytest.fixture(scope="module")
def frame(tables: SystemTables) -> Callable[[str], pd.DataFrame]:
    return lambda name: tables.made(f"scenarios_{name}").frame


@pytest.fixture(scope="module")
def inputs(tables: SystemTables) -> RecordedInputs:
    return tables.inputs(STEP)


@pytest.fixture(scope="module")
def both(inputs: RecordedInputs) -> tuple[Seen, Seen]:
    own = seen(inputs)
    with inputs.under(f"{BASE}{JOIN}hard_winter") as there:
        return own, seen(there)


def test_every_scenario_that_brings_shocks_or_numbers_is_laid_on_the_runs_own(inputs: RecordedInputs, frame) -> None:
    assert laid_on(inputs) == {name: f"{BASE}{JOIN}{name}" for name in LAID}
    listed = frame("list")
    assert set(listed["area"]) == {CODE, *(f"{CODE}/{name}" for name in ("northgate", "midvale", "seaborough"))}
    mine = listed[listed["area"] == CODE].set_index("scenario")
    assert list(mine.index) == [OWN, *LAID, *OTHERS]
    assert mine["kind"].tolist() == [OWN, *["laid"] * 3, *["base"] * 2]
    assert pd.isna(mine.loc["sicker", "from_month"]), "other numbers hold all the time"
    assert (mine.loc["hard_winter", "from_month"], mine.loc["hard_winter", "to_month"]) == ("2028-12", "2029-02")


def test_a_scenario_laid_on_here_gives_what_its_own_run_gives(world: World, frame) -> None:
    alone = world.tables(f"{BASE}{JOIN}hard_winter")
    waiting = alone.made("capacity_waiting_summary").frame
    mine = waiting[(waiting["measure"] == "waiting") & waiting["year"].between(2027, 2031)].set_index(["area", "year"])
    rows = frame("years")
    rows = rows[(rows["scenario"] == "hard_winter") & (rows["measure"] == "waiting_list")].set_index(["area", "year"])
    for column in ("mean", "p10", "p50", "p90"):
        assert np.array_equal(rows[column], mine.reindex(rows.index)[column]), "identical, not merely close"
    needed = alone.drawn("capacity_beds")[0].sel(kind="general_acute", year=[2028])
    whole = world.areas.with_total(needed).sel(area=CODE, year=2028).mean()
    years = frame("years")
    there = years[(years["scenario"] == "hard_winter") & (years["measure"] == "beds_needed") & (years["year"] == 2028)]
    assert float(there[there["area"] == CODE]["mean"].iloc[0]) == pytest.approx(float(whole), rel=1e-12)


def test_other_scenarios_to_build_on_stand_beside_but_are_no_shock(world: World, frame) -> None:
    years = frame("years").set_index(["area", "scenario", "measure", "year"])["mean"]
    assert years[CODE, "baseline", "emergency_admissions", 2031] > years[CODE, OWN, "emergency_admissions", 2031]
    alone = world.tables("baseline").drawn("capacity_beds")[0].sel(kind="general_acute", year=[2031])
    whole = world.areas.with_total(alone).sel(area=CODE, year=2031).mean()
    assert years[CODE, "baseline", "beds_needed", 2031] == pytest.approx(float(whole), rel=1e-12), "as in its own run"
    assert set(frame("breaks")["scenario"]) == set(frame("triggers")["scenario"]) == {OWN, *LAID}


def test_shocks_of_nought_change_no_cell(world: World) -> None:
    still = {
        key: replace(each, **NOUGHT) if key.startswith("shocks.") else each
        for key, each in world.beliefs.assumptions.items()
    }
    calm = world.tables(BASE, replace(world.beliefs, assumptions=still)).drawn("scenarios_worked")[0]
    assert isinstance(calm, xr.Dataset)
    for name, stats, dim in (("months", "stat", "scenario"), ("years", "year_stat", "stood")):
        mine = calm[name].sel({dim: [OWN, *SHOCKS]}).rename({dim: "scenario"})
        shown = mine.sel({stats: ["mean", "p10", "p50", "p90"]})
        for scenario in SHOCKS:
            xr.testing.assert_equal(shown.sel(scenario=scenario, drop=True), shown.sel(scenario=OWN, drop=True))
        differences = mine.sel({stats: ["more", "more_low", "more_high"]})
        assert float(np.nanmax(np.abs(differences.values))) == 0.0


def test_the_runs_own_differs_from_itself_by_nothing(frame) -> None:
    for name in ("years", "months"):
        own = frame(name)[frame(name)["scenario"] == OWN]
        assert (own[["more", "more_low", "more_high"]] == 0).all().all()


def test_places_add_up_and_staff_are_told_of_the_system_alone(frame) -> None:
    years = frame("years")
    adding = years[years["measure"].isin(["waiting_list", "beds_needed", "ae_visits", "cost"])]
    whole = adding[adding["area"] == CODE].groupby(["scenario", "measure", "year"])["mean"].sum()
    parts = adding[adding["area"] != CODE].groupby(["scenario", "measure", "year"])["mean"].sum()
    assert np.allclose(whole, parts.reindex(whole.index))
    assert set(years.loc[years["measure"] == "staff_short", "area"]) == {CODE}
    assert "ENG" not in set(years["area"])


def test_a_year_is_its_months(frame) -> None:
    months, years = (frame(name)[frame(name)["area"] == CODE] for name in ("months", "years"))
    visits = months[(months["measure"] == "ae_visits") & (months["scenario"] == "hard_winter")].copy()
    days = pd.PeriodIndex(visits["month"], freq="M").days_in_month
    year = [int(month[:4]) - (month[5:] < "04") for month in visits["month"]]
    summed = (visits["mean"] * days).groupby(pd.Series(year, index=visits.index)).sum()
    told_of = years[(years["measure"] == "ae_visits") & (years["scenario"] == "hard_winter")].set_index("year")["mean"]
    assert np.allclose(summed, told_of.loc[summed.index])


def test_a_hard_winter_breaks_beds_in_its_months_and_comes_back(frame) -> None:
    breaks = frame("breaks").set_index(["area", "scenario", "measure"])
    beds = breaks.loc[(CODE, "hard_winter", "beds_used")]
    assert beds["breaks"]
    assert beds["first_month"] == "2028-12"
    assert "2028-12" <= beds["peak_month"] <= "2029-02"
    assert beds["peak"] > beds["limit"]
    assert beds["recover"] <= 3
    assert breaks.loc[(CODE, "hard_winter", "cost"), "chance_pct"] <= beds["chance_pct"]


def test_a_shock_never_shortens_the_list(frame) -> None:
    months = frame("months")
    rows = months[(months["area"] == CODE) & (months["measure"] == "waiting_list")]
    wide = rows.pivot(index="month", columns="scenario", values="mean")
    assert (wide.loc[:"2028-09", "strikes"] == wide.loc[:"2028-09", OWN]).all(), "nothing before it comes"
    assert (wide.loc["2028-10":, "strikes"] > wide.loc["2028-10":, OWN]).all()
    assert (wide["hard_winter"] >= wide[OWN]).all()


def test_triggers_shorten_what_is_past_and_cost_where_they_fire(frame) -> None:
    fired = frame("triggers").set_index(["scenario", "trigger"])
    sessions = fired.loc[("strikes", "more_sessions")]
    assert sessions["chance_pct"] > 50
    assert sessions["months_with"] < sessions["months_without"]
    assert sessions["cost"] > 0
    assert (fired["months_with"] <= fired["months_without"] + 1e-9).all()
    assert fired.loc[(OWN, "more_sessions"), "chance_pct"] == 0


def test_every_uncertain_assumption_has_an_impact_and_chance_is_never_above_low(frame) -> None:
    ranked = frame("sensitivity")
    assert ranked["key"].is_unique
    assert ranked["order"].tolist() == list(range(1, len(ranked) + 1))
    assert (ranked.loc[~ranked["told"], "impact_rating"] == "low").all()
    assert (ranked.loc[ranked["impact_rating"] == "high", "variance_pct"] >= 15).all()
    assert not ranked["key"].str.startswith(("shocks.", "scenarios.")).any(), "of the run's own, without a shock"


def test_every_uncertain_assumption_is_swung_and_one_that_is_told_from_chance_moves_something(frame, tables) -> None:
    swings, ranked = frame("one_by_one"), frame("sensitivity")
    assert swings["key"].tolist() == ranked["key"].tolist()
    moves = (swings["low_at"] != swings["high_at"]).to_numpy()
    assert moves[ranked["told"].to_numpy()].all()
    known = tables.parameters["EXAMPLE"]
    owner = swings["key"].str.extract(r"^programmes\.(\w+)\.", expand=False)
    off = owner.map(lambda name: isinstance(name, str) and known[f"programmes.{name}.on"].value == (0.0,)).to_numpy()
    assert 0 < off.sum() < owner.notna().sum()
    assert not moves[off].any(), "a programme that is off moves nothing"
    assert moves[~off].mean() > 0.7


def test_a_swing_is_what_a_what_if_at_that_end_changes(tables, inputs) -> None:
    keys = ("demand.other_growth_pct_per_year", "supply.leaving_pct")
    both = at_ends(tables, "scenarios_ends", keys).values
    every = at_ends(tables, "scenarios_ends", inputs.unsure("scenarios_ends"))
    place = [inputs.unsure("scenarios_ends").index(key) for key in keys]
    assert every.sizes["draw"] == 1 + 2 * len(inputs.unsure("scenarios_ends"))
    rows = [1 + 2 * at + end for at in place for end in (0, 1)]
    assert np.allclose(every.values[rows] - every.values[0], both[1:] - both[0], rtol=0.01, atol=1e-9)
    assert both[2, 0] > both[0, 0] > both[1, 0], "more growth, fuller beds"


def test_regret_is_of_every_choice_the_system_has(frame) -> None:
    regret = frame("regret")
    assert set(regret["choice"]) == {"plan", "baseline", "options"}
    assert (regret.groupby("answer")["worst"].min() >= 0).all()
    assert set(regret.loc[regret["worst"] > 0, "scenario"]) <= {OWN, *SHOCKS}


def test_regret_of_the_runs_own_is_read_from_what_a_run_under_every_shock_would_give(tables, inputs) -> None:
    chosen = tables.drawn("scenarios_worked")[0]["chosen"]
    assert chosen["choice"].values.tolist() == [OWN, *OTHERS]
    assert chosen["shock"].values.tolist() == [OWN, *SHOCKS]
    assert np.allclose(chosen.sel(choice=OWN), under_all(inputs, SHOCKS), rtol=1e-3)


def test_what_is_ranked_is_kept_whole(inputs: RecordedInputs) -> None:
    found = ranked(inputs)
    back = Ranked.of(found.kept())
    assert (back.keys, back.floor) == (found.keys, found.floor)
    for part in ("draws", "answers", "shares", "told"):
        assert np.array_equal(getattr(back, part), getattr(found, part))


def test_key_numbers_are_the_worst_month_and_follow_from_their_inputs(frame) -> None:
    explained = frame("explained")
    for _, rows in explained.groupby(["area", "key"]):
        number, *parts = rows.sort_values("order")["value"]
        assert number == pytest.approx(sum(parts))
    assert set(explained.loc[explained["area"] != CODE, "key"]) == {"worst_beds_used", "worst_waiting_list"}


def test_the_board_is_told_of_every_scenario_and_of_what_matters(frame) -> None:
    board = frame("for_board")
    mine = board[board["area"] == CODE]
    assert set(mine.loc[mine["kind"] == "scenario", "key"]) == set(LAID)
    assert (mine["kind"] == "assumption").sum() <= 3
    assert mine["order"].tolist() == list(range(1, len(mine) + 1))


CHOICES = ["limit_pct", "worse_points", "worse_pct", "likely_pct", "trigger_at_pct", "trigger_after_months",
           "trigger_ready_months", "trigger_lasts_months", "trigger_gives_pct", "trigger_cost_gbp"]  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_moves_what_is_told(name: str, tables: SystemTables, inputs: RecordedInputs, both) -> None:
    own, there = both
    times = 1.5 if name == "trigger_ready_months" else 0.6
    other = moved(tables, f"scenarios.{name}", times, 1.0 if name == "trigger_ready_months" else 0.0).inputs(STEP)
    before, after = (
        told(each, own, there, limits.held(each), triggers.rules(each), shocked=True) for each in (inputs, other)
    )
    assert any(not np.array_equal(before[part], after[part], equal_nan=True) for part in before)


@pytest.mark.parametrize(("name", "table"), [("target_pct", "tipping"), ("impact_pct", "sensitivity")])
def test_every_mark_moves_what_is_told(name: str, table: str, tables: SystemTables, frame) -> None:
    arrays = {key: each for key, each in tables._arrays.items() if key.startswith("scenarios_worked")}
    times = 0.5 if name == "target_pct" else 6.0
    other = replace(moved(tables, f"scenarios.{name}", times, 0.5), _arrays={**tables._arrays, **arrays})
    assert not other.made(f"scenarios_{table}").frame.equals(frame(table))


def moved(tables: SystemTables, key: str, times: float, plus: float) -> SystemTables:
    """Give the same tables with one assumption moved; what is made of them is made again."""

    def shift(each: Assumption) -> Assumption:
        ends = {part: tuple(value * times + plus for value in getattr(each, part)) for part in ("value", "low", "high")}
        return replace(each, **ends)

    parameters = {
        area: Parameters({**dict(held), key: shift(held[key])}, {**dict(held.national()), key: shift(held[key])})
        for area, held in tables.parameters.items()
    }
    return replace(tables, parameters=parameters, _made={}, _arrays={}, _making=[])


def test_a_design_without_moves_is_the_draws_it_picks(inputs: RecordedInputs) -> None:
    picks = (3, 3, 0, 7)
    with inputs.under(BASE, Design(picks)) as there:
        rows = there.array("capacity_waiting")
    assert np.allclose(rows.values, inputs.array("capacity_waiting").values[list(picks)], rtol=1e-12)


def test_a_row_of_a_design_is_the_what_if_it_stands_for(tables: SystemTables, inputs: RecordedInputs) -> None:
    key = "demand.backlog_cleared_pct"
    change = Design((0, 1, 0, 1), {key: shifted(np.array([2, 3]), np.array([40.0, 40.0]))})
    with inputs.under(BASE, change) as there:
        rows = there.array("capacity_needed")
    held = inputs.believed(key)
    more = moved(tables, key, 1.0, 40.0 - held.scalar).drawn("capacity_needed")[0]
    assert np.allclose(rows.values[2:, 1:], more.values[:2, 1:], rtol=1e-12)
    assert np.allclose(rows.values[:2], inputs.array("capacity_needed").values[:2], rtol=1e-12)


def test_a_shock_put_at_nought_in_a_design_is_not_felt(inputs: RecordedInputs) -> None:
    joined = f"{BASE}{JOIN}strikes"
    with inputs.under(joined) as there:
        keys = list(there.shocks())
    off = Design((0, 0), {key: placed(np.array([1]), np.zeros((1, 1))) for key in keys})
    with inputs.under(joined, off) as there:
        rows = there.array("capacity_waiting")
    assert np.allclose(rows.values[1], inputs.array("capacity_waiting").values[0], rtol=1e-12)
    assert (rows.values[0] > rows.values[1])[:, 5:].all()
