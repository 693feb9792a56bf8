"""Capacity holds what must hold: lists conserved, chances chances, more never less, nothing changed by what is off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from planbook import fields, workflow
from planbook.data import reference
from planbook.data.areas import ENGLAND, SystemAreas, resolve
from planbook.methods.capacity.resources import BED_KINDS, RESOURCES, SPACE_KEYS, USES
from planbook.methods.explain import evaluate
from planbook.params import load_beliefs
from planbook.params.draws import sample
from planbook.steps import baseline, capacity, demand, need, pathways
from planbook.units import UNITS

PARAMS = Path(__file__).parents[2] / "params"
STEP = workflow.step("capacity")
MODULES = {"baseline": baseline, "need": need, "demand": demand, "pathways": pathways, "capacity": capacity}
DRAWS = 8
BY_PROGRAMME = "capacity.intermediate_in_bed_pct"  # bites only where a programme gives intermediate care
ASSUMED = [key for key in load_beliefs(PARAMS).assumptions if key.startswith("capacity.") and key != BY_PROGRAMME]
Made = Callable[[str, str], pd.DataFrame]


@cache
def beliefs():
    return load_beliefs(PARAMS)


@dataclass
class Given:
    """Inputs without a run: shipped tables and national assumptions, unless others are given."""

    areas: SystemAreas
    fixed: dict[str, float] = field(default_factory=dict)
    moved: str = ""
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    arrays: dict[str, xr.DataArray] = field(default_factory=dict)

    @property
    def planning(self):
        return beliefs().planning.model_copy(update={"n_draws": DRAWS})

    def programmes(self):
        return beliefs().programmes

    def reference(self, name):
        return self.frames[name] if name in self.frames else reference.load(name)

    def table(self, name):
        if name not in self.tables:
            declared = workflow.TABLES[name]
            frame = getattr(MODULES[workflow.STEP_OF[name].slug], name)(self)
            self.tables[name] = fields.check(frame, name, declared.columns, declared.grain)
        return self.tables[name].copy()

    def array(self, name):
        if name not in self.arrays:
            self.arrays[name] = getattr(MODULES[workflow.ARRAYS[name].slug], name)(self)
        return self.arrays[name]

    def value(self, key):
        return self.draws(key).median("draw")

    def draws(self, key):
        assumption = beliefs().assumptions[key]
        drawn = sample(assumption, DRAWS, self.planning.seed)
        if key in self.fixed:
            drawn = np.full_like(drawn, self.fixed[key])
        if key == self.moved:
            drawn = np.clip(drawn * 0.9, assumption.least, assumption.most)
        codes = [area.code for area in self.areas.computed]
        values = np.repeat(drawn[:, None, :], len(codes), axis=1)
        array = xr.DataArray(
            values, dims=("draw", "area", "leaf"), coords={"area": codes, "leaf": list(assumption.leaves)}
        )
        return array if assumption.by else array.isel(leaf=0, drop=True)

    def shocks(self, *moves):
        return {}


def of(code: str, **given) -> Given:
    return Given(resolve(code, beliefs().systems, beliefs().planning), **given)


@cache
def west_yorkshire() -> Given:
    return of("QWO")


@cache
def gloucestershire() -> Given:
    """Give a system without places: quick to work out."""
    return of("QR1")


@cache
def with_options() -> Given:
    on = {f"programmes.{name}.on": 1.0 for name in beliefs().programmes}
    return of("QR1", fixed=on, tables=_upstream(gloucestershire()), arrays=_demand(gloucestershire()))


def _upstream(given: Given) -> dict[str, pd.DataFrame]:
    """Give what no assumption of this step or of a programme moves."""
    gloucestershire().table("capacity_in_place")
    names = ("need_population", "baseline_months", "demand_totals", "demand_seasons", "demand_list_now")
    return {name: given.table(name) for name in (*names, "capacity_in_place")}


def _demand(given: Given) -> dict[str, xr.DataArray]:
    gloucestershire().array("pathways_volumes")
    return {name: array for name, array in given.arrays.items() if name.startswith("demand")}


def _care(given: Given) -> dict[str, xr.DataArray]:
    given.array("capacity_counted")
    names = ("demand_volumes", "demand_counted", "pathways_volumes", "pathways_counted", "pathways_delivered")
    return {name: given.array(name) for name in (*names, "pathways_rooms", "pathways_supplies")}


@pytest.mark.parametrize("name", [table.name for table in STEP.produces])
@pytest.mark.parametrize("code", ["QWO", "EXAMPLE"])
def test_every_table_is_as_declared_and_has_rows_of_the_system(made: Made, name: str, code: str) -> None:
    frame = made(code, name)
    assert (frame["area"] == code).any()
    if code == "EXAMPLE" and "basis" in frame:
        assert set(frame.loc[frame["area"] == code, "basis"]) <= {"illustrative"} | (
            {"observed"} if name == "capacity_explained" else set()
        )


def test_with_programmes_off_capacity_holds_demand_and_no_more() -> None:
    given = gloucestershire()
    waiting, before = given.array("capacity_waiting"), given.array("demand_waiting")
    assert np.allclose(waiting, before, rtol=1e-9, atol=1e-6)
    estate, supplies = given.table("capacity_estate"), given.table("capacity_supplies")
    assert set(estate["group"]) == set(supplies["group"]) == {"care"}
    beds = given.array("capacity_beds").sel(kind="general_acute")
    days = given.array("demand_volumes").sel(line=["emergency_bed_days", "elective_bed_days"]).sum("line")
    assert np.allclose(beds, days / 365 / 0.92)


def test_programmes_that_are_on_bring_their_rooms_and_supplies_and_take_from_beds() -> None:
    on, off = with_options(), gloucestershire()
    estate = on.table("capacity_estate")
    brought = estate[(estate["group"] == "programmes") & (estate["year"] == 2031) & (estate["area"] == "QR1")]
    assert brought["mean"].sum() == pytest.approx(
        float(on.array("pathways_estate").sel(area="QR1", year=2031).sum("programme").mean())
    )
    assert "added_equipment_at_home" in set(on.table("capacity_supplies")["supply"])
    beds = [given.array("capacity_beds").sel(kind="general_acute", area="QR1", year=2031) for given in (on, off)]
    assert (beds[0] < beds[1]).all()
    assert (on.array("capacity_waiting").isel(year=-1) < off.array("capacity_waiting").isel(year=-1)).all()
    same = on.array("capacity_needed").isel(year=0) == off.array("capacity_needed").isel(year=0)
    assert bool(same.all())


def test_places_add_up_to_the_system_in_every_draw_and_in_tables() -> None:
    given = west_yorkshire()
    places = [area.code for area in given.areas.places]
    for name in ("capacity_needed", "capacity_counted", "capacity_beds", "capacity_waiting", "capacity_done"):
        every = given.areas.with_total(given.array(name))
        assert np.array_equal(every.sel(area="QWO", drop=True), every.sel(area=places).sum("area"))
    for name, keys in (("capacity_resources", ["year", "resource"]), ("capacity_estate", ["year", "space"])):
        frame = given.table(name).set_index(["area", *keys])["mean"].unstack("area")
        assert np.allclose(frame["QWO"], frame[places].sum(axis=1))
    held = given.table("capacity_in_place").set_index(["area", "resource"])["in_place"].unstack("area")
    assert np.allclose(held["QWO"], held[places].sum(axis=1))


def test_what_is_in_place_is_what_is_published() -> None:
    held = gloucestershire().table("capacity_in_place").set_index(["area", "resource"])
    published = reference.load("england_monthly").query("measure == 'beds_available'").groupby("item")["value"].mean()
    assert held["in_place"][ENGLAND, "maternity"] == pytest.approx(published["maternity"], rel=1e-4)
    assert held["in_place"][ENGLAND, "mental_health"] == pytest.approx(published["mental_illness"], rel=1e-4)
    months = reference.load("icb_monthly")
    wards = months[(months["icb_2022"] == "QR1") & (months["measure"] == "virtual_ward_capacity")]
    assert held["in_place"]["QR1", "virtual"] == pytest.approx(wards["value"].mean())
    assert held["basis"]["QR1", "virtual"] == "observed"
    assert held["basis"]["QR1", "general_acute"] == "apportioned"
    assert (held["occupied"] <= held["in_place"] * 1.2).all()


def test_beds_of_a_trust_based_elsewhere_are_not_held_and_need_is_still_told(made: Made) -> None:
    held, needed = made("QUY", "capacity_in_place"), made("QUY", "capacity_resources")
    assert "mental_health" not in set(held.loc[held["area"] == "QUY", "resource"])
    assert "mental_health" in set(held.loc[held["area"] == ENGLAND, "resource"])
    mine = needed[(needed["area"] == "QUY") & (needed["resource"] == "mental_health")]
    assert mine["short"].isna().all()
    assert (mine["mean"] > 100).all()
    missing = made("QUY", "capacity_not_held")
    assert "Mental health beds" in set(missing.loc[missing["area"] == "QUY", "subject"])


def test_nothing_is_short_or_spare_where_what_is_in_place_is_not_held() -> None:
    rows = gloucestershire().table("capacity_resources")
    unknown = rows["in_place_basis"] == "not held"
    assert rows.loc[unknown, ["in_place", "short", "chance_short_pct", "in_use_pct"]].isna().all(axis=None)
    assert rows.loc[~unknown, ["in_place", "short", "chance_short_pct", "in_use_pct"]].notna().all(axis=None)
    assert set(rows.loc[unknown, "resource"]) >= {*SPACE_KEYS, "community", "independent_sector"}
    missing = gloucestershire().table("capacity_not_held")
    assert missing["template"].str.len().gt(0).all()


def test_the_list_changes_by_additions_less_removals_in_every_draw_and_month() -> None:
    given = gloucestershire()
    size, moved = given.array("capacity_list").sum("band"), given.array("capacity_flows")
    flow = {str(name): moved.sel(flow=name, drop=True) for name in moved["flow"].values}
    change = size.diff("month")
    net = (flow["started"] - flow["done"] - flow["left"]).isel(month=slice(1, None))
    assert np.allclose(change, net, atol=1e-6)
    assert (flow["done"] > -1e-6).all()
    could = given.array("demand_volumes").sel(line="referrals") * 0 + given.table("demand_totals").set_index(
        ["area", "measure"]
    )["value"].unstack("measure")["completed"].to_xarray().sel(area=list(size["area"].values))
    assert (given.array("capacity_done") <= could + 1e-6).all()


def test_months_of_the_list_sum_to_its_years() -> None:
    months = gloucestershire().table("capacity_waiting_months")
    year = months["month"].str[:4].astype(int) - (months["month"].str[5:] < "04")
    summed = months.assign(year=year).groupby(["area", "year"])["done"].sum()
    whole = gloucestershire().table("capacity_waiting_summary").query("measure == 'done'")
    whole = whole.set_index(["area", "year"])["mean"]
    both = pd.concat([summed, whole], axis=1, keys=["months", "year"]).dropna()
    assert len(both) > 10
    assert np.allclose(both["months"], both["year"])


def test_the_capacity_that_would_meet_the_standard_takes_the_list_there() -> None:
    summary = gloucestershire().table("capacity_waiting_summary")
    mine = summary[summary["area"] == "QR1"].pivot(index="year", columns="measure", values="mean")
    assert mine["path"][2028] == pytest.approx(mine["standard"][2028])
    assert mine["path"][2031] == pytest.approx(mine["standard"][2031])
    leaving = gloucestershire().table("demand_list_now").set_index("area")["leaving"]["QR1"]
    left = 12 * leaving * (mine["path"][2027] + mine["path"][2028]) / 2
    follows = mine["path"][2027] + mine["started"][2028] - left - mine["meet"][2028]
    assert follows == pytest.approx(mine["path"][2028])
    assert mine["meet"][2024] == mine["today"][2024]
    assert mine["target_pct"][2026] == 70
    assert mine["target_pct"][2031] == 92
    held = mine["sustainable"][2031] - (mine["started"][2031] - 12 * leaving * mine["standard"][2031])
    assert 0 < held < 0.01 * mine["sustainable"][2031]


def test_a_fuller_list_is_seen_later() -> None:
    summary = gloucestershire().table("capacity_waiting_summary").query("area == 'QR1'")
    mine = summary.pivot(index="year", columns="measure", values="mean")
    assert mine["waiting"][2036] > mine["waiting"][2025]
    assert mine["within_18_pct"][2036] < mine["within_18_pct"][2025]
    assert mine["over_52_pct"][2036] > mine["over_52_pct"][2025]
    assert mine["load"][2031] == pytest.approx(
        1 + (mine["waiting"][2031] - mine["waiting"][2030]) / mine["today"][2031], rel=1e-6
    )


def test_chances_are_chances_and_rise_with_load() -> None:
    rows = west_yorkshire().table("capacity_beds_table").dropna(subset=["full_pct"])
    chances = rows[["full_pct", "wait_pct", "winter_full_pct", "winter_wait_pct"]]
    assert chances.ge(0).all(axis=None)
    assert chances.le(100).all(axis=None)
    assert (rows["full_pct"] <= rows["wait_pct"] + 1e-9).all()
    for _, mine in rows[rows["year"] >= 2027].groupby(["area", "kind"]):
        ordered = mine.sort_values("in_use_pct")
        assert ordered["full_pct"].is_monotonic_increasing or np.ptp(ordered["in_use_pct"]) < 0.5


def test_more_demand_never_lowers_what_is_needed() -> None:
    plain = gloucestershire()
    more = {name: array * 1.1 if name.startswith("pathways_vol") else array for name, array in _care(plain).items()}
    given = of("QR1", tables=_upstream(plain), arrays=more)
    now, then = (each.array("capacity_needed").drop_sel(resource="planned_care") for each in (plain, given))
    assert (then >= now - 1e-9).all()
    assert bool((then.isel(year=-1) > now.isel(year=-1)).sel(resource=["general_acute", *SPACE_KEYS]).all())
    assert (given.array("capacity_waiting") >= plain.array("capacity_waiting") - 1e-6).all()


@pytest.mark.parametrize("key", ["demand.safe_occupancy_pct", "capacity.occupancy_pct", "capacity.utilisation_pct"])
def test_a_higher_occupancy_planned_for_never_raises_what_is_needed(key: str) -> None:
    plain = gloucestershire()
    tables, arrays = _upstream(plain), _care(plain)
    low, high = (of("QR1", fixed={key: level}, tables=tables, arrays=dict(arrays)) for level in (70.0, 95.0))
    fuller, emptier = (given.array("capacity_needed") for given in (high, low))
    assert (fuller <= emptier + 1e-9).all()
    assert (fuller < emptier).any()


def test_a_larger_unit_as_full_is_less_often_full() -> None:
    plain = gloucestershire()
    tables, arrays = _upstream(plain), plain.arrays
    small, large = (
        of("QR1", fixed={"capacity.pool_beds": size}, tables=dict(tables), arrays=dict(arrays)).table(
            "capacity_beds_table"
        )
        for size in (20.0, 100.0)
    )
    assert (large["full_pct"].dropna() <= small["full_pct"].dropna() + 1e-9).all()


def test_what_waits_is_what_is_asked_and_cannot_be_done() -> None:
    rows = gloucestershire().table("capacity_activity")
    beds = rows[rows["resource"] != "planned_care"]
    assert (beds["mean"] >= 0).all()
    assert np.allclose(beds["done"] + beds["mean"], beds["demand"], rtol=0.05)
    acute = beds[beds["resource"] == "general_acute"].set_index(["area", "year"])
    assert acute["mean"]["QR1", 2036] > acute["mean"]["QR1", 2024]
    waiting = rows[rows["resource"] == "planned_care"].set_index(["area", "year"])["mean"]
    size = gloucestershire().array("capacity_waiting").mean("draw")
    assert waiting["QR1", 2031] == pytest.approx(float(size.sel(area="QR1", year=2031)))


def test_winter_is_the_busiest_month_from_december_to_february() -> None:
    seasons = gloucestershire().table("demand_seasons").set_index(["area", "measure", "month_of_year"])["index"]
    most = max(seasons["QR1", "ga_beds_occupied", month] for month in (12, 1, 2))
    rows = gloucestershire().table("capacity_resources").set_index(["area", "year", "resource"])
    mine = rows.loc[("QR1", 2031)]
    assert mine["peak"]["general_acute"] == pytest.approx(mine["mean"]["general_acute"] * most)
    assert mine["peak"]["maternity"] == pytest.approx(mine["mean"]["maternity"])
    assert (rows["peak_high"] >= rows["peak"] * 0.9).all()


def test_square_metres_are_spaces_times_their_size_and_add_up() -> None:
    given = gloucestershire()
    estate = given.table("capacity_estate").set_index(["area", "year", "space"])["mean"]
    beds = given.array("capacity_beds").sel(area="QR1", year=2031, kind="critical_care")
    size = given.draws("capacity.m2_per_space").sel(area="QR1", leaf="critical_care")
    assert estate["QR1", 2031, "critical_care"] == pytest.approx(float((beds * size).mean()))
    parts = estate["QR1", 2031].drop("total").sum()
    assert estate["QR1", 2031, "total"] == pytest.approx(parts)


def test_each_key_number_is_what_its_formula_gives_and_what_the_tables_say() -> None:
    for given in (gloucestershire(), with_options()):
        explained = given.table("capacity_explained")
        number = explained[explained["symbol"] == ""].set_index(["area", "key"])["value"]
        for (area, key), rows in explained[explained["symbol"] != ""].groupby(["area", "key"]):
            values = dict(zip(rows["symbol"], rows["value"], strict=True))
            assert evaluate(rows["formula"].iloc[0], values) == pytest.approx(number[area, key], rel=1e-9)
        resources = given.table("capacity_resources").set_index(["area", "year", "resource"])["short"]
        assert number["QR1", "beds_short"] == pytest.approx(resources["QR1", 2031, "general_acute"], rel=1e-6)
        assert number["QR1", "more_to_complete"] == pytest.approx(resources["QR1", 2028, "planned_care"], rel=1e-6)
        estate = given.table("capacity_estate").set_index(["area", "year", "space"])["more"]
        assert number["QR1", "metres_more"] == pytest.approx(estate["QR1", 2031, "total"], rel=1e-6)
        size = given.array("capacity_waiting").sel(area="QR1", year=2031).mean()
        assert number["QR1", "waiting_list"] == pytest.approx(float(size), rel=1e-9)


def test_what_lies_behind_a_number_is_known() -> None:
    for given in (gloucestershire(), with_options()):
        rows = given.table("capacity_explained")
        assert set(" ".join(rows["assumed"]).split()) <= set(beliefs().assumptions)
    mine = rows[(rows["area"] == "QR1") & (rows["key"] == "beds_short")].set_index("symbol")["assumed"]
    assert "programmes.frailty.effects" in mine["P"]


@pytest.mark.parametrize("key", ASSUMED)
def test_every_assumption_bites(key: str) -> None:
    plain = gloucestershire()
    kept = {name: array for name, array in plain.arrays.items() if not name.startswith("capacity")}
    lists = {name: plain.array(name) for name in ("capacity_list", "capacity_flows", "capacity_waiting")}
    tables = {name: frame for name, frame in plain.tables.items() if not name.startswith("capacity_")}
    tables["capacity_in_place"] = plain.table("capacity_in_place")
    given = of("QR1", moved=key, tables=tables, arrays={**kept, **lists})
    for name in BITES.get(key, ("capacity_resources",)):
        assert not given.table(name).equals(plain.table(name)), f"{key} moves nothing in {name}"


BITES = {
    "capacity.most_occupied_pct": ("capacity_activity",),
    "capacity.pool_beds": ("capacity_beds_table",),
    "capacity.variation": ("capacity_waiting_summary",),
    "capacity.lists_per_million": ("capacity_waiting_summary",),
    "capacity.m2_per_space": ("capacity_estate",),
    "capacity.theatre_lists_a_week": ("capacity_estate",),
    "capacity.supplies_per_unit": ("capacity_supplies",),
    "capacity.minutes": ("capacity_resources", "capacity_estate"),
}


def test_intermediate_care_in_a_bed_bites_when_a_programme_gives_it() -> None:
    on = with_options()
    arrays = {name: array for name, array in on.arrays.items() if not name.startswith("capacity")}
    fixed = {**on.fixed, BY_PROGRAMME: 60.0}
    more = of("QR1", fixed=fixed, tables=_upstream(on), arrays=arrays)
    kinds = [given.array("capacity_beds").sel(kind="community", year=2031, area="QR1") for given in (more, on)]
    assert (kinds[0] > kinds[1]).all()


def test_resources_have_words_units_and_uses() -> None:
    assert {each.unit for each in RESOURCES} <= set(UNITS)
    assert {use.resource for use in USES} == set(SPACE_KEYS)
    assert len({each.key for each in RESOURCES}) == len(RESOURCES)
    assert set(BED_KINDS) <= {each.key for each in RESOURCES}
    assumed = beliefs().assumptions
    assert {use.key for use in USES} == set(assumed["capacity.minutes"].leaves)
    assert set(SPACE_KEYS) == set(assumed["capacity.hours_a_week"].leaves)
