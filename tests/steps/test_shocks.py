"""Shocks through the whole chain: each kind bites, in the right direction and downstream; at nought nothing changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from planbook.data.areas import resolve
from planbook.methods.explain import evaluate
from planbook.params import load_beliefs
from planbook.params.shock import MOVES
from planbook.params.trying import tried
from planbook.produce.cache import Unkept
from planbook.produce.tables import SystemTables, system_tables

ROOT = Path(__file__).parents[2]
DRAWS = 8
WHOLE_PLAN = ("2027-04", 60)
ASKED = {
    "activity": "[emergency_overnight]",
    "acuity": "[emergency_overnight]",
    "beds_closed": "[general_acute]",
    "cancelled": "[planned_care]",
    "absence": "[nurses_and_health_visitors]",
    "leavers": "[nurses_and_health_visitors]",
    "prices": "[estate]",
    "pay": "all",
    "room": "all",
    "delay": "all",
}

Felt = Callable[..., SystemTables]


def shock(moves: str, size: float, start: str = "2027-04", months: int = 60, of: str = "") -> str:
    unit = MOVES[moves].unit
    return (
        f"  {moves}:\n    title: A test\n    moves: {moves}\n    of: {of or ASKED[moves]}\n"
        f"    start: {start}\n    months: {months}\n    size: {{meaning: A test, unit: {unit}, value: {size},"
        " distribution: fixed, source: planbook_judgement, as_of: 2026, quality: red, because: A test.}\n"
    )


def text(*shocks: str) -> str:
    return f"scenario: tested\ntitle: A test\nstory: A test.\non: options\nshocks:\n{''.join(shocks)}overrides: []\n"


@pytest.fixture(scope="module")
def felt(tmp_path_factory: pytest.TempPathFactory) -> Felt:
    """Give a function that makes the tables of `options`, or of the shocks given laid on it."""
    found = load_beliefs(ROOT / "params")
    few = replace(found, planning=found.planning.model_copy(update={"n_draws": DRAWS}))
    areas = resolve("EXAMPLE", few.systems, few.planning)
    nowhere = Unkept(tmp_path_factory.mktemp("shocks"))

    @cache
    def make(*shocks: str) -> SystemTables:
        if not shocks:
            return system_tables(few, areas, "options", nowhere)
        return system_tables(tried(few, text(*shocks), "tested"), areas, "tested", nowhere, make())

    return make


def mean(tables: SystemTables, table: str, column: str = "mean", **chosen: object) -> float:
    """Give the sum of a column over the system's rows that are chosen."""
    frame = tables.made(table).frame
    for name, value in {"area": "EXAMPLE", **chosen}.items():
        frame = frame[frame[name] == value]
    assert len(frame), (table, chosen)
    return float(frame[column].sum())


def more(felt: Felt, one: str, table: str, column: str = "mean", **chosen: object) -> float:
    """Give how much more a printed number is with a shock than without."""
    return mean(felt(one), table, column, **chosen) - mean(felt(), table, column, **chosen)


def test_more_activity_takes_beds_staff_and_money(felt: Felt) -> None:
    one, year = shock("activity", 10, "2028-04", 12), {"year": 2028}
    admitted = {"line": "emergency_overnight", **year}
    plain = mean(felt(), "demand_activity", **admitted)
    assert more(felt, one, "demand_activity", **admitted) == pytest.approx(0.1 * plain)
    assert more(felt, one, "demand_activity", line="emergency_overnight", year=2029) == 0
    assert more(felt, one, "demand_activity", line="ae_major", **year) == 0
    stays = {"line": "emergency_bed_days", **year}
    assert more(felt, one, "demand_activity", **stays) == pytest.approx(0.1 * mean(felt(), "demand_activity", **stays))
    assert more(felt, one, "demand_beds", kind="general_acute", **year) > 0
    assert more(felt, one, "capacity_resources", resource="general_acute", **year) > 0
    assert more(felt, one, "workforce_groups", staff_group="nhs", **year) > 0
    assert more(felt, one, "supply_positions", measure="gap", staff_group="nhs", **year) > 0
    assert more(felt, one, "finance_cases", case="constrained", **year) > 0


def test_englands_figures_are_of_the_same_scenario(felt: Felt) -> None:
    one = shock("activity", 10, "2028-04", 12)
    chosen = {"area": "ENGLAND", "line": "emergency_overnight", "year": 2028}
    england = felt().areas.england.code
    assert more(felt, one, "demand_activity", **{**chosen, "area": england}) > 0


def test_a_month_of_it_is_felt_in_that_month(felt: Felt) -> None:
    one = shock("activity", 20, "2028-12", 1)
    before, after = (
        each.made("demand_months").frame.query("area == 'EXAMPLE' and line == 'emergency_overnight'").set_index("month")
        for each in (felt(), felt(one))
    )
    times = after["mean"] / before["mean"]
    assert times["2028-12"] == pytest.approx(1.2, rel=0.01)
    assert times.drop("2028-12").to_numpy() == pytest.approx(1.0, rel=0.01)
    year = mean(felt(one), "demand_activity", line="emergency_overnight", year=2028)
    assert after.loc["2028-04":"2029-03", "mean"].sum() == pytest.approx(year)
    assert more(felt, one, "capacity_beds_table", "winter_in_use_pct", kind="general_acute", year=2028) > more(
        felt, one, "capacity_beds_table", "in_use_pct", kind="general_acute", year=2028
    )


def test_sicker_people_stay_longer_and_no_more_come(felt: Felt) -> None:
    one, year = shock("acuity", 10), {"year": 2031}
    assert more(felt, one, "demand_activity", line="emergency_overnight", **year) == 0
    assert more(felt, one, "demand_activity", line="emergency_bed_days", **year) > 0
    assert more(felt, one, "demand_staff", staff_group="total", **year) > 0
    assert more(felt, one, "demand_cost", line="emergency_overnight", **year) > 0
    assert more(felt, one, "capacity_resources", resource="general_acute", **year) > 0
    assert more(felt, one, "workforce_changes", staff_group="nhs", driver="acuity", **year) > 0
    assert more(felt, one, "finance_cases", case="unchanged", **year) > 0


def test_a_day_of_a_longer_stay_is_not_dearer(felt: Felt) -> None:
    one, chosen = shock("acuity", 10, of="[mental_health_bed_days]"), {"line": "mental_health_bed_days", "year": 2031}
    days = mean(felt(one), "demand_activity", **chosen) / mean(felt(), "demand_activity", **chosen)
    cost = mean(felt(one), "demand_cost", **chosen) / mean(felt(), "demand_cost", **chosen)
    assert days == pytest.approx(1.1) == cost


def test_closed_beds_are_not_open(felt: Felt) -> None:
    one, chosen = shock("beds_closed", 5, "2028-04", 12), {"resource": "general_acute", "year": 2028}
    open_beds = mean(felt(), "capacity_resources", "in_place", **chosen)
    assert more(felt, one, "capacity_resources", "in_place", **chosen) == pytest.approx(-0.05 * open_beds)
    assert more(felt, one, "capacity_resources", "short", **chosen) > 0
    assert more(felt, one, "capacity_resources", "in_place", **{**chosen, "year": 2029}) == 0
    for column in ("in_use_pct", "wait_pct", "winter_in_use_pct"):
        assert more(felt, one, "capacity_beds_table", column, kind="general_acute", year=2028) > 0
    assert more(felt, one, "capacity_activity", "done", **chosen) <= 0


def test_cancelled_care_waits(felt: Felt) -> None:
    one = shock("cancelled", 30, "2028-10", 3)
    list_of = {month: more(felt, one, "capacity_waiting_months", month=month) for month in ("2028-09", "2028-12")}
    assert list_of["2028-09"] == 0 < list_of["2028-12"]
    assert more(felt, one, "capacity_waiting_summary", measure="today", year=2028) < 0
    assert more(felt, one, "capacity_waiting_summary", measure="done", year=2028) < 0
    assert more(felt, one, "demand_list", year=2028) > 0
    assert more(felt, one, "demand_waits", measure="rtt_within_18_weeks_pct", year=2028) < 0


def test_absence_and_leavers_widen_the_gap(felt: Felt) -> None:
    group = {"staff_group": "nurses_and_health_visitors"}
    away, gone = shock("absence", 3, "2028-04", 12), shock("leavers", 3)
    assert more(felt, away, "supply_positions", measure="available", year=2028, **group) < 0
    assert more(felt, away, "supply_positions", measure="available", year=2029, **group) == 0
    assert more(felt, away, "supply_positions", measure="in_post", year=2028, **group) == 0
    assert more(felt, away, "finance_lines", case="constrained", item="pay_temporary", year=2028) >= 0
    assert more(felt, gone, "supply_moves", flow="leavers", year=2027, **group) > 0
    assert more(felt, gone, "supply_positions", measure="gap", year=2031, **group) > 0
    assert more(felt, gone, "supply_drivers", driver="leavers", year=2031, **group) > 0
    assert more(felt, gone, "supply_positions", measure="gap", year=2031, staff_group="doctors") == 0


def test_prices_and_pay_cost_more(felt: Felt) -> None:
    dear, paid = shock("prices", 10), shock("pay", 5)
    chosen = {"case": "unchanged", "year": 2031}
    estate = mean(felt(), "finance_lines", item="estate", **chosen)
    assert more(felt, dear, "finance_lines", item="estate", **chosen) == pytest.approx(0.1 * estate)
    assert more(felt, dear, "finance_lines", item="supplies", **chosen) == 0
    assert more(felt, dear, "finance_cases", **chosen) > 0
    wages = mean(felt(), "finance_lines", item="pay_employed", **chosen)
    assert more(felt, paid, "finance_lines", item="pay_employed", **chosen) == pytest.approx(0.05 * wages)
    assert more(felt, paid, "finance_lines", item="estate", **chosen) == 0
    assert more(felt, paid, "finance_bridge", key="prices") > 0


def test_a_delay_lessens_what_programmes_do_and_nothing_else(felt: Felt) -> None:
    late = felt(shock("delay", 18, *WHOLE_PLAN))
    assert late.drawn("demand_volumes")[0] is felt().drawn("demand_volumes")[0]
    helped, usual = (
        each.drawn("pathways_helped")[0].sel(year=2028).sum(["programme", "imd_quintile"]).values
        for each in (late, felt())
    )
    assert (helped < usual).all()
    no_longer_due = felt(shock("delay", 18, "2036-01", 3))
    assert np.array_equal(
        no_longer_due.drawn("pathways_helped")[0].values, felt().drawn("pathways_helped")[0].values
    ), "programmes that have begun by then are not delayed"


def test_a_shock_makes_only_what_it_touches_again(felt: Felt) -> None:
    dear, plain = felt(shock("prices", 10)), felt()
    for table in ("demand_activity", "capacity_resources", "supply_positions", "finance_cases"):
        as_it_was = plain.made(table)
        assert (dear.made(table) is as_it_was) == (table != "finance_cases"), table


def test_less_room_elsewhere_counts_less_as_saved(felt: Felt) -> None:
    cramped = shock("room", 90)
    assert more(felt, cramped, "pathways_room_check", year=2031, point="community_contacts") < 0
    share = felt(cramped).drawn("pathways_room")[0]
    assert (share <= felt().drawn("pathways_room")[0]).all()
    assert float(share.sum()) < float(felt().drawn("pathways_room")[0].sum())


def test_shocks_of_no_size_change_nothing_in_any_draw(felt: Felt) -> None:
    none = felt(*(shock(moves, 0.0, "2028-10", 9) for moves in MOVES))
    for name in (
        *("demand_volumes", "demand_counted", "demand_waited", "pathways_volumes", "pathways_counted"),
        *("capacity_needed", "capacity_counted", "capacity_list", "capacity_gap", "workforce_required"),
        *("supply_available", "supply_gap", "levers_gap", "finance_cost", "finance_organisations"),
    ):
        assert np.array_equal(none.drawn(name)[0].values, felt().drawn(name)[0].values), name


def test_every_number_that_unfolds_still_adds_up(felt: Felt) -> None:
    sizes = {"activity": 8, "acuity": 5, "beds_closed": 4, "cancelled": 10, "absence": 2, "leavers": 1, "prices": 3}
    tables = felt(*(shock(moves, size) for moves, size in sizes.items()))
    for step in ("demand", "capacity", "workforce", "supply", "finance"):
        frame = tables.made(f"{step}_explained").frame
        said = " ".join(frame["assumed"].dropna())
        assert "shocks.tested_" in said, f"{step} does not say which shocks are behind its numbers"
        for _, rows in frame.groupby(["area", "key"]):
            values = dict(zip(rows["symbol"].iloc[1:], rows["value"].iloc[1:], strict=True))
            assert evaluate(rows["formula"].iloc[0], values) == pytest.approx(rows["value"].iloc[0], rel=1e-9)


def test_what_drives_demand_and_cost_names_the_scenario_and_sums_to_the_change(felt: Felt) -> None:
    tables = felt(shock("activity", 8), shock("acuity", 5))
    drivers = tables.made("demand_drivers").frame
    assert {"What this scenario brings"} == set(drivers.loc[drivers["driver"] == "shocks", "label"])
    volumes, credits = (tables.drawn(f"demand_{name}")[0] for name in ("volumes", "credits"))
    grown = (volumes - volumes.isel(year=0, drop=True)).sel(year=credits["year"])
    assert np.allclose(credits.sum("driver"), grown.transpose("draw", "area", "year", "line"))
    steps = tables.drawn("finance_bridged")[0]
    assert np.allclose(steps.drop_sel(step="end").sum("step"), steps.sel(step="end"))
    plain = felt().made("demand_drivers").frame
    assert "shocks" not in set(plain["driver"])
    assert "shocks" not in set(felt().made("finance_bridge").frame["key"])


def test_a_place_may_feel_a_shock_otherwise(felt: Felt, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "params/scenarios/tested.yaml").write_text(text(*(shock(moves, 6) for moves in MOVES)))
    keys = "".join(f"  - {{key: shocks.tested_{moves}, value: 0, because: Not here.}}\n" for moves in MOVES)
    place = tmp_path / "params/places/EXAMPLE/midvale.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(f"system: EXAMPLE\nplace: midvale\noverrides:\n{keys}")
    found = load_beliefs(tmp_path / "params")
    few = replace(found, planning=found.planning.model_copy(update={"n_draws": DRAWS}))
    areas = felt().areas
    tables = system_tables(few, areas, "tested", felt().cache, felt())
    here = areas.area("midvale").code
    for name in ("demand_volumes", "pathways_volumes", "capacity_gap", "capacity_list", "workforce_required"):
        ours, plain = (each.drawn(name)[0].sel(area=here).values for each in (tables, felt()))
        assert np.allclose(ours, plain, rtol=1e-12), name
    for table in ("capacity_resources", "capacity_beds_table", "finance_lines", "supply_positions"):
        assert not tables.made(table).frame["mean" if table != "capacity_beds_table" else "in_use"].isna().any()
    gap = mean(tables, "supply_positions", measure="gap", staff_group="nhs", year=2031)
    assert mean(felt(), "supply_positions", measure="gap", staff_group="nhs", year=2031) < gap


def test_the_scenarios_that_ship_bite(felt: Felt) -> None:
    found = load_beliefs(ROOT / "params")
    shipped = {name for name in found.scenarios if found.shocks_of(name)}
    assert shipped >= {
        *("outbreak", "acuity", "hard_winter", "strikes", "price_shock", "workforce_shock", "demand_surge"),
        *("delayed_programmes", "optimistic", "winter_and_strikes"),
    }
    moving = {shock.moves for name in shipped for shock in found.shocks_of(name).values()}
    assert moving == set(MOVES)
