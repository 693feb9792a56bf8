"""Value holds what must hold: every benefit once, every pound adding up, health and cash discounted apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planbook import workflow
from planbook.data import local
from planbook.data.areas import ENGLAND
from planbook.methods.explain import evaluate
from planbook.params import load_beliefs

PARAMS = Path(__file__).parents[2] / "params"
PENNY = 0.005
STEP = workflow.step("value")
ASSUMED = [key for key in load_beliefs(PARAMS).assumptions if key.startswith("value.")]
ON, OPTIONS, PLAIN = ("EXAMPLE", "plan"), ("QR1", "options"), ("QR1", "baseline")
PRINTED = ("value_summary", "value_outcomes", "value_who", "value_kinds", "value_marginal")
NEED_A_PROGRAMME = ("value_marginal", "value_register", "value_stress")

MAY_BE_EMPTY = "value_stress"  # with few draws no assumption may move the answer clearly above chance


@pytest.mark.parametrize("name", [each.name for each in STEP.produces if not each.name.endswith("_swings")])
def test_every_table_is_as_declared(money: Any, name: str) -> None:
    fictional, real = (money.table(*which, name) for which in (ON, PLAIN))
    own = fictional[fictional["area"] != ENGLAND]
    assert len(own) or name == MAY_BE_EMPTY
    assert set(own["basis"]) <= {"illustrative"}
    assert "illustrative" not in set(real["basis"])
    assert real.empty == (name in NEED_A_PROGRAMME)


@pytest.mark.parametrize("which", [ON, OPTIONS])
def test_a_benefit_is_claimed_once(money: Any, which: tuple[str, str]) -> None:
    """Cash and capacity are those of the money step; health is the helped's; nothing else is in any of them."""
    worth, flows = money.array(*which, "value_worth"), money.array(*which, "finance_flows")
    price = money.array(*which, "finance_care_price")
    cash = (flows.sel(side="cash").sum("organisation") * price).transpose(*worth.sel(kind="cash").dims)
    assert float(abs(worth.sel(kind="cash") - cash).max()) < PENNY
    capacity = (flows.sel(side="capacity").sum("organisation") * price).transpose(*cash.dims)
    assert (worth.sel(kind="capacity") <= capacity + PENNY).all()
    kinds = money.table(*which, "value_kinds")
    gains = kinds[kinds["kind"] != "cost"].groupby(["area", "programme"])["mean"].sum()
    summary = money.table(*which, "value_summary").set_index(["area", "programme"])["benefit"]
    assert np.allclose(gains, summary.reindex(gains.index), atol=PENNY)


@pytest.mark.parametrize("which", [ON, OPTIONS])
def test_programmes_fifths_and_places_add_up(money: Any, which: tuple[str, str]) -> None:
    summary = money.table(*which, "value_summary").set_index(["area", "programme"])[["cost", "benefit", "net"]]
    whole = summary.xs("all", level="programme")
    parts = summary.drop(index="all", level="programme").groupby("area").sum()
    assert np.allclose(parts, whole.reindex(parts.index), atol=PENNY)
    kinds = money.table(*which, "value_kinds")
    health = kinds[kinds["kind"].isin(["health", "wellbeing"])].groupby(["area", "programme"])["mean"].sum()
    fifths = money.table(*which, "value_who").groupby(["area", "programme"])["benefit"].sum()
    assert np.allclose(fifths, health.reindex(fifths.index), atol=PENNY)
    code = which[0]
    places = [area for area in whole.index if str(area).startswith(f"{code}/")]
    if places:
        assert np.allclose(whole.loc[places].sum(), whole.loc[code])


def test_cost_is_what_the_money_step_says(money: Any) -> None:
    cost = money.array(*ON, "value_cost").sum("programme")
    items = money.array(*ON, "finance_cost").sel(case="programmes", item=["programmes", "added_care"]).sum("item")
    assert float(abs(cost - items).max()) < PENNY


def test_programmes_off_are_worth_nothing_and_cost_nothing(money: Any) -> None:
    assert float(abs(money.array(*PLAIN, "value_present")).max()) == 0
    summary = money.table(*PLAIN, "value_summary")
    assert summary[["ratio", "chance_pct", "nhs_chance_pct"]].isna().all().all()
    assert (summary[["cost", "benefit", "net"]] == 0).all().all()


def test_health_and_cash_are_discounted_apart(money: Any) -> None:
    years = money.table(*ON, "value_years")
    last = years[(years["area"] == "EXAMPLE") & (years["year"] == 2036) & (years["mean"].abs() > 1)].set_index("kind")
    assert (last["discounted"] / last["mean"])["health"] == pytest.approx(1.015**-9)
    assert (last["discounted"] / last["mean"])["cash"] == pytest.approx(1.035**-9)
    kinds = money.table(*ON, "value_kinds").set_index(["area", "programme", "kind"])["mean"]
    summed = years.groupby(["area", "kind"])["discounted"].sum()
    assert kinds["EXAMPLE", "all", "health"] == pytest.approx(summed["EXAMPLE", "health"])
    assert kinds["EXAMPLE", "all", "cost"] == pytest.approx(summed["EXAMPLE", "cost"])


def test_weights_favour_the_most_deprived_and_leave_a_fair_spread_as_it_is(money: Any) -> None:
    who = money.table(*OPTIONS, "value_who")
    mine = who[(who["area"] == "QR1") & (who["programme"] == "all")].set_index("imd_quintile")
    assert mine["weight"].is_monotonic_decreasing
    assert (mine["weight"] * mine["people_share_pct"]).sum() == pytest.approx(100)
    assert mine["share_pct"].sum() == pytest.approx(100)


def test_a_million_moved_goes_where_it_brings_most(money: Any) -> None:
    rows = money.table(*OPTIONS, "value_marginal")
    mine = rows[rows["area"] == "QR1"].sort_values("order")
    assert mine["benefit"].is_monotonic_decreasing
    assert mine["moves"].min() == 0
    summary = money.table(*OPTIONS, "value_summary").set_index(["area", "programme"])
    first = mine.iloc[0]
    mean = summary.loc[("QR1", first["programme"])]
    assert 0.5e6 < first["benefit"] / (mean["benefit"] / mean["cost"]) < 1e6


def test_the_register_owns_nothing_in_the_name_of_a_real_system(money: Any) -> None:
    real, fictional = (money.table(*which, "value_register") for which in (OPTIONS, ON))
    assert set(real["owner"]) == {"-"}
    assert "-" not in set(fictional.loc[fictional["area"] == "EXAMPLE", "owner"])
    care = real[real["measure"] != "helped"]
    assert (care["target"] < care["value"]).all()
    assert set(fictional["programme"]) == {"mental_health", "discharge", "same_day", "vaccination"}


def test_a_licensed_proxy_is_the_users_own(money: Any, tmp_path: Path) -> None:
    assert float(abs(money.array(*OPTIONS, "value_worth").sel(kind="proxies")).max()) == 0
    lines = "area,proxy,gbp,version\nQR1,local_job,1000,our licensed workbook of 2026"
    (tmp_path / "value_proxies.csv").write_text(lines)
    plain = money.tables(*OPTIONS)
    given = money.again(plain, written=replace(plain.written, local=local.read_all(tmp_path)))
    worth, jobs = (given.drawn(name)[0] for name in ("value_worth", "value_counts"))
    assert np.allclose(worth.sel(kind="proxies"), 1000 * jobs.sel(measure="jobs"))


def test_each_key_number_is_what_its_formula_gives_and_what_the_tables_say(money: Any) -> None:
    explained = money.table(*ON, "value_explained")
    number = explained[explained["symbol"] == ""].set_index(["area", "key"])["value"]
    for (area, key), rows in explained[explained["symbol"] != ""].groupby(["area", "key"]):
        values = dict(zip(rows["symbol"], rows["value"], strict=True))
        assert evaluate(rows["formula"].iloc[0], values) == pytest.approx(number[area, key], rel=1e-9)
    net = money.table(*ON, "value_summary").set_index(["area", "programme"])["net"]
    assert number["EXAMPLE", "net"] == pytest.approx(net["EXAMPLE", "all"], rel=1e-6)
    assert set(" ".join(explained["assumed"]).split()) <= set(money.beliefs.assumptions)


@pytest.mark.parametrize("key", ASSUMED)
def test_every_assumption_bites(money: Any, key: str) -> None:
    moved = money.moved(*ON, key, times=1.0 if "weight" in key else 0.9, plus=0.2 if "weight" in key else 0.0)
    assert any(not moved.made(name).frame.equals(money.table(*ON, name)) for name in PRINTED)


@pytest.mark.parametrize("key", ["value.deadweight_pct", "value.drop_off_pct_per_year", "value.discount_health_pct"])
def test_more_that_is_not_ours_is_less_worth(money: Any, key: str) -> None:
    less = money.moved(*ON, key, times=1.3).drawn("value_present")[0].sel(kind="health")
    plain = money.array(*ON, "value_present").sel(kind="health")
    assert (less <= plain + PENNY).all()
    assert float((plain - less).sum()) > 0
