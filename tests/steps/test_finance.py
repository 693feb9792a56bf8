"""Money holds what must hold: every pound adds up in every draw, and no gap without an income."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from planbook import workflow
from planbook.data import local, reference
from planbook.data.areas import ENGLAND
from planbook.errors import InputError
from planbook.methods.explain import evaluate
from planbook.params import load_beliefs

PARAMS = Path(__file__).parents[2] / "params"
PENNY = 0.005
STEP = workflow.step("finance")
ASSUMED = [key for key in load_beliefs(PARAMS).assumptions if key.startswith("finance.")]
ON = ("EXAMPLE", "plan")
PLAIN = ("QR1", "baseline")
OPTIONS = ("QR1", "options")
PRINTED = (
    *("finance_cases", "finance_lines", "finance_programmes", "finance_release", "finance_efficiency"),
    *("finance_position", "finance_capital", "finance_pooled", "finance_income", "finance_payers"),
)


NEED_AN_INCOME = ("finance_income", "finance_position")


@pytest.mark.parametrize("name", [each.name for each in STEP.produces if not each.name.endswith("_swings")])
def test_every_table_is_as_declared(money: Any, name: str) -> None:
    """Making a table checks it; a fictional system is marked in every row, a real one has nothing it was not given."""
    fictional, real = (money.table(*which, name) for which in (ON, PLAIN))
    own = fictional[fictional["area"] != ENGLAND]
    assert len(own) or name == "finance_anchors"
    if "basis" in own:
        assert set(own["basis"]) <= {"illustrative"}
        assert not set(real["basis"]) & {"illustrative", "local"}
    assert real.empty == (name in NEED_AN_INCOME)


@pytest.mark.parametrize("which", [ON, OPTIONS, PLAIN])
def test_pounds_by_item_and_by_organisation_are_the_same_in_every_draw(money: Any, which: tuple[str, str]) -> None:
    by_item = money.array(*which, "finance_cost").sum("item")
    by_payer = money.array(*which, "finance_organisations").sum("organisation")
    assert float(abs(by_item - by_payer).max()) < PENNY


@pytest.mark.parametrize("which", [ON, OPTIONS])
def test_programmes_add_up_to_organisations_and_the_system_in_every_draw(money: Any, which: tuple[str, str]) -> None:
    flows, price = money.array(*which, "finance_flows"), money.array(*which, "finance_care_price")
    net = (flows.sel(side=["own", "added"]).sum("side") - flows.sel(side="cash")) * price
    payers = money.array(*which, "finance_organisations")
    moved = payers.sel(case="programmes", drop=True) - payers.sel(case="unchanged", drop=True)
    assert float(abs(net.sum("programme") - moved).max()) < PENNY
    items = money.array(*which, "finance_cost").sel(case="programmes", item=["programmes", "added_care", "released"])
    assert float(abs(net.sum(["programme", "organisation"]) - items.sum("item")).max()) < PENNY


@pytest.mark.parametrize("which", [ON, OPTIONS, PLAIN])
def test_the_bridge_sums_to_its_end_in_every_draw(money: Any, which: tuple[str, str]) -> None:
    steps = money.array(*which, "finance_bridged")
    between = steps.drop_sel(step=["start", "end"]).sum("step")
    assert float(abs(steps.sel(step="start") + between - steps.sel(step="end")).max()) < PENNY


def test_places_add_up_to_the_system_in_every_table(money: Any) -> None:
    cases = money.table(*ON, "finance_cases").set_index(["area", "year", "case"])["mean"].unstack("area")
    assert np.allclose(cases["EXAMPLE"], cases[[code for code in cases if "/" in str(code)]].sum(axis=1))


def test_pay_and_non_pay_are_the_unit_cost_total_in_the_base_year(money: Any) -> None:
    items = money.array(*OPTIONS, "finance_items").isel(year=0)
    assert (
        float(abs(items.sum("item") - money.array(*OPTIONS, "finance_care").isel(year=0).sum("organisation")).max())
        < PENNY
    )
    england = items.sel(area=ENGLAND)
    assert abs(float(england.sel(item="unit_cost_gap").mean())) < 1.0
    paid = float(england.sel(item=["pay_employed", "pay_temporary", "pay_premium"]).sum("item").mean())
    trusts = float(england.drop_sel(item="contracts").sum("item").mean())
    assert 0.65 < paid / trusts < 0.82


def test_england_costs_what_the_national_collection_says_with_care_that_has_no_line(money: Any) -> None:
    care = money.array(*PLAIN, "finance_care").sel(area=ENGLAND).isel(year=0).mean("draw")
    lines = money.table(*PLAIN, "demand_cost")
    lines = lines[(lines["area"] == ENGLAND) & (lines["year"] == 2024) & (lines["line"] == "all")]["mean"].iloc[0]
    costs = reference.load("unit_costs")
    whole = costs[costs["item"] == "all"].set_index("point_of_delivery")["total_cost_gbp"]
    others = ["high_cost_drug", "high_cost_device", "renal_dialysis", "rehabilitation_bed_day", "screening"]
    assert float(care.sum()) > lines + whole[others].sum()
    assert float(care.sum()) < lines + 13e9


def test_programmes_off_leaves_cost_pressure_and_nothing_else(money: Any) -> None:
    assert float(abs(money.array(*PLAIN, "finance_flows")).max()) == 0
    cost = money.array(*PLAIN, "finance_cost")
    assert np.array_equal(cost.sel(case="unchanged"), cost.sel(case="programmes"))
    assert money.table(*PLAIN, "finance_position").empty
    assert money.table(*PLAIN, "finance_income").empty
    assert (money.table(*PLAIN, "finance_cases").query("year == 2031 and case == 'unchanged'")["more"] > 0).all()


def test_nothing_changes_is_the_same_in_every_draw_whatever_programmes_are_on(money: Any) -> None:
    plain, options = (money.array(*which, "finance_cost").sel(case="unchanged") for which in (PLAIN, OPTIONS))
    assert np.array_equal(plain, options)


def test_what_is_released_is_never_more_than_what_is_avoided_and_capacity_is_not_cash(money: Any) -> None:
    flows = money.array(*OPTIONS, "finance_flows")
    assert float(flows.min()) > -1e-6
    release = money.table(*OPTIONS, "finance_release").set_index(["area", "year", "kind"])["mean"].unstack("kind")
    assert np.allclose(release[["cash", "capacity", "stays"]].sum(axis=1), release["full"])
    assert (release["cash"] < 0.6 * release["full"]).all()


def test_the_price_base_changes_no_real_quantity(money: Any) -> None:
    plain = money.tables(*OPTIONS)
    later = money.again(plain, planning=plain.planning.model_copy(update={"price_base": 2027}))
    names = ("finance_items", "finance_care", "finance_moved", "finance_staff")
    assert all(np.array_equal(plain.drawn(name)[0], later.drawn(name)[0]) for name in names)
    now, then = (each.drawn("finance_cost")[0].sel(case="unchanged").sum("item") for each in (plain, later))
    deflator = plain.drawn("finance_deflator")[0].sel(year=2027)
    assert np.allclose(then / now, deflator.broadcast_like(now))
    cash = [(each.drawn("finance_cost")[0] * each.drawn("finance_deflator")[0]).sum("item") for each in (plain, later)]
    assert np.allclose(*(each.transpose("draw", "area", "year", "case") for each in cash))


def test_an_income_that_is_supplied_gives_a_position_and_one_that_is_not_does_not(money: Any) -> None:
    rows = money.table(*ON, "finance_position").set_index(["area", "year", "case"])["mean"]
    own = money.beliefs.resolve("EXAMPLE", None, "plan")["finance.local_gbp"].by_leaf
    expected = own["underlying_position"] + own["deficit_support"]
    assert rows["EXAMPLE", 2024, "unchanged"] == pytest.approx(expected)
    places = [code for code in rows.index.levels[0] if "/" in code]
    assert sum(rows[code, 2031, "constrained"] for code in places) == pytest.approx(
        rows["EXAMPLE", 2031, "constrained"]
    )
    assert set(money.table(*ON, "finance_position")["basis"]) == {"illustrative"}


def test_a_local_file_of_money_turns_pressure_into_a_position(money: Any, tmp_path: Path) -> None:
    lines = ["area,money,gbp,as_of,supplied_by", "QR1,allocation_core,1100000000,2026-11-02,Finance director"]
    lines += ["QR1,underlying_position,-20000000,2026-11-02,Finance director"]
    (tmp_path / "finance_local.csv").write_text("\n".join(lines))
    supplied = local.read_all(tmp_path)
    given = money.again(money.tables(*PLAIN), written=replace(money.tables(*PLAIN).written, local=supplied))
    position = given.made("finance_position").frame
    assert position[(position["year"] == 2024) & (position["case"] == "unchanged")]["mean"].iloc[0] == pytest.approx(
        -2e7
    )
    assert set(position["basis"]) == {"local"}
    assert "allocation" not in set(given.made("finance_not_held").frame["subject"])
    (tmp_path / "finance_local.csv").write_text("\n".join([lines[0], lines[1].replace("QR1", "QR1/gloucester")]))
    wrong = money.again(
        money.tables(*PLAIN), written=replace(money.tables(*PLAIN).written, local=local.read_all(tmp_path))
    )
    with pytest.raises(InputError, match=r"finance_local\.csv:2"):
        wrong.made("finance_income")


def test_an_estimate_is_made_only_when_switched_on_and_says_how_far_it_is_off(money: Any) -> None:
    anchors = money.table(*PLAIN, "finance_anchors").set_index("order")
    assert anchors["value"].tolist() == [1732, 1986, 1480]
    assert (anchors["error_pct"].abs() < 6).all()
    assert anchors["modelled"][1] == pytest.approx(107.6e9 / 63_849_324.22, rel=1e-6)
    on = money.moved(*PLAIN, "finance.estimate_income", plus=1.0)
    rows = on.made("finance_income").frame
    core = rows[(rows["year"] == 2024) & (rows["money"] == "allocation_core")].set_index("area")["mean"]
    assert core[ENGLAND] == pytest.approx(107.6e9)
    assert set(rows["basis"]) == {"modelled"}


def test_efficiency_that_nobody_found_stands_as_its_own_line(money: Any) -> None:
    rows = money.table(*PLAIN, "finance_efficiency").set_index(["area", "year", "kind"])["mean"].unstack("kind")
    assert (rows["unidentified"] == rows["asked"]).all()
    example = (
        money.table(*ON, "finance_efficiency")
        .set_index(["area", "year", "kind"])["mean"]
        .unstack("kind")
        .loc["EXAMPLE"]
    )
    assert np.allclose(example["lasting"] + example["once"] + example["unidentified"], example["asked"])
    assert (example["unidentified"].diff().dropna() > 0).all()
    cost = money.table(*ON, "finance_lines")
    found = cost[(cost["area"] == "EXAMPLE") & (cost["case"] == "constrained") & (cost["item"] == "efficiency")]
    taken = found.set_index("year")["mean"].loc[2031]
    assert -taken == pytest.approx(example.loc[2031, ["lasting", "once"]].sum())


def test_empty_posts_lower_cost_and_only_part_is_covered(money: Any) -> None:
    cost = money.array(*OPTIONS, "finance_cost").sel(year=2031)
    moved = (cost.sel(case="constrained") - cost.sel(case="programmes")).mean("draw").sel(area="QR1")
    assert float(moved.sel(item="pay_employed")) < 0 < float(moved.sel(item="pay_premium"))
    assert float(moved.sel(item=["pay_employed", "pay_temporary", "pay_premium"]).sum()) < 0


def test_each_key_number_is_what_its_formula_gives_and_what_the_tables_say(money: Any) -> None:
    explained = money.table(*ON, "finance_explained")
    number = explained[explained["symbol"] == ""].set_index(["area", "key"])["value"]
    for (area, key), rows in explained[explained["symbol"] != ""].groupby(["area", "key"]):
        values = dict(zip(rows["symbol"], rows["value"], strict=True))
        assert evaluate(rows["formula"].iloc[0], values) == pytest.approx(number[area, key], rel=1e-9)
    cases = money.table(*ON, "finance_cases").set_index(["area", "year", "case"])["more"]
    assert number["EXAMPLE", "pressure"] == pytest.approx(cases["EXAMPLE", 2031, "constrained"], rel=1e-6)
    assert number["EXAMPLE", "pressure_unchanged"] == pytest.approx(cases["EXAMPLE", 2031, "unchanged"], rel=1e-6)
    behind = set(" ".join(explained["assumed"]).split())
    assert behind <= set(money.beliefs.assumptions)


@pytest.mark.parametrize("key", ASSUMED)
def test_every_assumption_bites(money: Any, key: str) -> None:
    plus = {"finance.local_gbp": 1e6, "finance.pooled_gbp": 1e6, "finance.deficit_support_last_year": 1.0}.get(key, 0.0)
    if key == "finance.estimate_income":
        assert not money.moved(*PLAIN, key, plus=1.0).made("finance_income").frame.empty
        return
    times = {"finance.efficiency_compounds": 0.0, "finance.deficit_support_last_year": 1.0}.get(key, 1.1)
    moved = money.moved(*ON, key, times=times, plus=plus)
    first = {"finance.local_gbp": "finance_income", "finance.pooled_gbp": "finance_pooled"}.get(key, "finance_cases")
    if not moved.made(first).frame.equals(money.table(*ON, first)):
        return
    assert any(not moved.made(name).frame.equals(money.table(*ON, name)) for name in PRINTED)


@pytest.mark.parametrize(
    ("key", "way"),
    [("finance.pay_award_pct_per_year", 1), ("finance.cost_per_wte_gbp", 0), ("finance.efficiency_identified_pct", -1)],
)
def test_dearer_pay_costs_more_and_savings_less(money: Any, key: str, way: int) -> None:
    moved = money.moved(*ON, key, times=1.2).drawn("finance_cost")[0].sel(case="constrained", year=2031).sum("item")
    plain = money.array(*ON, "finance_cost").sel(case="constrained", year=2031).sum("item")
    apart = float((moved - plain).mean())
    assert np.sign(round(apart / 1e3)) == way or way == 0


def test_more_taken_out_is_more_cash_and_less_room(money: Any) -> None:
    plain, more = money.array(*OPTIONS, "finance_flows"), money.moved(*OPTIONS, "finance.taken_out_pct", times=1.5)
    found = more.drawn("finance_flows")[0]
    for side, way in (("cash", 1), ("capacity", -1)):
        assert float((found - plain).sel(side=side, year=2031).sum()) * way > 0
    assert np.allclose(found.sel(side="stays"), plain.sel(side="stays"))


def test_figures_named_in_money_are_there(money: Any) -> None:
    rows = reference.load("benchmarks")["figure"]
    assert {"icb_core_services_2024_25", "bcf_2025_26_nhs_minimum", "bcf_2025_26_dfg"} <= set(rows)
    pooled = money.table(*PLAIN, "finance_pooled").set_index(["area", "fund"])["value"]
    assert pooled[ENGLAND, "nhs_minimum"] == pytest.approx(5.614e9)
    assert isinstance(money.array(*PLAIN, "finance_cost"), xr.DataArray)
    assert replace(money.tables(*PLAIN)).areas.code == "QR1"
